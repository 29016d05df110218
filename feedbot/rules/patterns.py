"""Regular expressions of RE2 (github.com/google/re2/wiki/Syntax): linear in the text, bounded in memory."""

import re
from collections.abc import Callable
from typing import Protocol

_LONGEST = 500
_MEMORY = 1 << 20
_PIECE = re.compile(r"\\.|\[\^?\]?|.", re.DOTALL)


class Found(Protocol):
    """What a pattern found."""

    def group(self) -> str:
        """The text that was found."""
        ...


Search = Callable[[str], Found | None]


def program(pattern: str, *, cased: bool) -> Search:
    r"""What finds a pattern in a text: a match with `group()`, or None.

    `\w`, `\W` outside brackets and `\b` know the letters of every alphabet; `\b` may stand at the beginning and end of
    the pattern and beside a "|" that is in no group. Raises ValueError with what is wrong with it, for people.
    """
    import re2  # late: only rules with patterns need it

    if len(pattern) > _LONGEST:
        raise ValueError(f"it has {len(pattern)} characters, and {_LONGEST} is the most")
    options = re2.Options()
    options.case_sensitive, options.max_mem, options.log_errors = cased, _MEMORY, False
    try:
        found: Search = re2.compile(_lettered(pattern), options).search
    except re2.error as error:
        said = error.args[0] if error.args else b""
        raise ValueError(said.decode(errors="replace") if isinstance(said, bytes) else str(said)) from error
    return found


def _lettered(pattern: str) -> str:
    r"""The pattern with classes of letters in place of RE2's `\w` and `\b`, which know ASCII alone."""
    pieces = _PIECE.findall(pattern)
    written, depth, bracket = [], 0, False
    for number, piece in enumerate(pieces):
        if bracket:
            bracket = piece != "]"
            written.append(r"\pL\pN_" if piece == r"\w" else piece)
            continue
        bracket = piece.startswith("[")
        depth += (piece == "(") - (piece == ")")
        written.append({r"\w": r"[\pL\pN_]", r"\W": r"[^\pL\pN_]", r"\b": r"(?:^|$|[^\pL\pN_])"}.get(piece, piece))
        if (
            piece == r"\b"
            and (depth or not {*pieces[max(0, number - 1) : number + 2]} & {"|"})
            and 0 < number < len(pieces) - 1
        ):
            raise ValueError(r"\b stands inside; write it at the beginning, at the end or beside a | outside of groups")
    return "".join(written)
