"""The exception tree. Faults of the world are values (`model.Failed`, `model.Outcome`), not exceptions.

FeedbotError
+-- ConfigError       the user's: all faults at once, no traceback; exit 78
+-- ParseError        this document cannot be understood; becomes Failed
|   +-- NothingError  it can be read, and has no items where there should be some
|   +-- LimitError    it goes beyond a bound
+-- StoreError        the database failed; ends the turn, health says so; exit 75
|   +-- SchemaError   newer than this program, or older and in use; refuse to start
+-- BusyError         another feedbot works in this state folder; exit 75

The text of each is a sentence for people, in the same order everywhere: `what happened (because of what); what to do`.
"""

from dataclasses import dataclass
from typing import Literal

_QUOTES = "\"'"


class FeedbotError(Exception):
    """The root of everything feedbot raises by itself; its text is a sentence that `parts` takes apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A sentence about something that went wrong; the cause and what to do may be empty."""

    what: str
    because: str
    remedy: str


def parts(text: str) -> Parts:
    """Take a sentence apart: `what happened (because of what); what to do`.

    What to do begins behind the first semicolon outside brackets and quotes; the cause are brackets right before it, or
    at the end, unless there is one word or a quotation in them. Several lines are several sentences, and stay as they
    are.
    """
    if "\n" in text:
        return Parts(what=text, because="", remedy="")
    at = _semicolon(text)
    said, remedy = (text, "") if at is None else (text[:at], text[at + 1 :].strip())
    begins = _bracket(said) if said.endswith(")") else None
    if begins is None or " " not in said[begins:] or said[begins + 1] in _QUOTES:
        return Parts(what=said, because="", remedy=remedy)
    return Parts(what=said[:begins].rstrip(), because=said[begins + 1 : -1], remedy=remedy)


def helped(text: str, remedy: str) -> str:
    """A sentence with what to do behind it, unless it says so by itself."""
    return text if parts(text).remedy else f"{text}; {remedy}"


def _semicolon(text: str) -> int | None:
    """Where the first semicolon before a blank stands that is in no brackets and no quotes.

    Where one of those is not closed, it is the first of all.
    """
    depth, quoted = 0, False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in "()" and not quoted:
            depth += 1 if letter == "(" else -1
        elif letter == ";" and not quoted and depth <= 0 and text[at + 1 : at + 2].isspace():
            return at
    first = text.find("; ") if quoted or depth else -1
    return first if first >= 0 else None


def _bracket(text: str) -> int | None:
    """Where the bracket opens that the last letter closes; None if that would leave nothing before it."""
    depth = 0
    for at in range(len(text) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(text[at], 0)
        if depth == 0:
            return at if text[at - 1] == " " and text[:at].strip() else None
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a configuration file.

    `line` counts from 1 and is None where no line is to blame. `place` is the key, as in `sources[1].every`.
    """

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.place}: {self.message}" if self.place else f"{where}: {self.message}"


class ConfigError(FeedbotError):
    """The configuration cannot be used; `faults` has every reason, in the order of the file."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class ParseError(FeedbotError):
    """A document cannot be understood; the text says why and what was found instead. `fault` is that of the visit."""

    fault: Literal["format", "empty", "limit"] = "format"


class NothingError(ParseError):
    """A document can be read, and nothing in it is an item where there should be some."""

    fault = "empty"


class LimitError(ParseError):
    """A document goes beyond a bound, which the text names."""

    fault = "limit"


class StoreError(FeedbotError):
    """The database failed; the text names it and says what to do."""


class SchemaError(StoreError):
    """The database was made by a newer feedbot, or an older one works on it."""


class BusyError(FeedbotError):
    """Another feedbot works in this state folder."""
