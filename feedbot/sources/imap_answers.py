"""The grammar of IMAP's answers (RFC 3501, section 7): messages, names of folders, numbers. It asks nothing."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from feedbot.text import decode

_LONGEST_SAID = 128 * 1024
_MOST_NAMES = 20
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{20,40})"')
_QUOTED_BODY = re.compile(rb'\bBODY\[[^\]]{0,20}\](?:<\d{1,10}>)? "((?:[^"\\]++|\\.)*+)"')
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:\\?.)"|NIL) (?P<name>.+)', re.DOTALL)
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]{0,1000})-")
_WIDE = re.compile(r"[^\x20-\x7e]+|&")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_DIGITS = re.compile(rb"\d{1,10}")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a server gives of a message: its UID, its size in bytes, when it arrived, and what of it was asked for."""

    uid: int
    size: int
    arrived: datetime | None
    body: bytes


def messages(found: Iterable[object]) -> Iterator[Message]:
    """The messages of FETCH answers as the library gives them: texts in pairs with what stands before them."""
    said, body = b"", None
    for part in found:
        if isinstance(part, tuple):
            said = (said + part[0])[:_LONGEST_SAID]
            body = part[1] if b"BODY[" in part[0].upper() else body
        elif isinstance(part, bytes):
            said = (said + part)[:_LONGEST_SAID]
            quoted = _QUOTED_BODY.search(said) if body is None else None
            if uid := _UID.search(said):
                size = _SIZE.search(said)
                body = _ESCAPED.sub(rb"\1", quoted[1]) if quoted else body or b""
                date = _DATE.search(said)
                yield Message(
                    uid=int(uid[1]), size=int(size[1]) if size else len(body), arrived=_moment(date), body=body
                )
            said, body = b"", None


def _moment(date: re.Match[bytes] | None) -> datetime | None:
    if date is None:
        return None
    try:
        return parsedate_to_datetime(date[1].decode("ascii", "replace").strip()).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def number(said: Sequence[object]) -> int:
    """The first number in an answer; 0 where there is none."""
    first = said[0] if said else None
    found = _DIGITS.search(first) if isinstance(first, bytes) else None
    return int(found[0]) if found else 0


def names(found: Iterable[object]) -> Iterator[str]:
    """The folders that a server lists and that can be opened, 20 at most."""
    lines = (b"".join(part[:2]) if isinstance(part, tuple) else part for part in found)
    matches = (_LISTED.search(line) for line in lines if isinstance(line, bytes))
    open_ones = (match for match in matches if match and b"\\noselect" not in match["flags"].lower())
    for match in islice(open_ones, _MOST_NAMES):
        name = _ESCAPED.sub(rb"\1", match["name"].rpartition(b"}")[2].strip().removeprefix(b'"').removesuffix(b'"'))
        yield decode.tidy(unshifted(name.decode("utf-8", "replace")))[:_LONGEST_NAME]


def quoted(text: str) -> str:
    """A text as an argument of a command; it has no line ends."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def shifted(name: str) -> str:
    """A folder's name as IMAP writes it: modified UTF-7 (RFC 3501, section 5.1.3)."""

    def shift(match: re.Match[str]) -> str:
        coded = b64encode(match[0].encode("utf-16-be", "replace")).decode().rstrip("=").replace("/", ",")
        return "&-" if match[0] == "&" else f"&{coded}-"

    return _WIDE.sub(shift, name)


def unshifted(name: str) -> str:
    """A folder's name as people write it; what is not written properly stays as it is."""

    def plain(match: re.Match[str]) -> str:
        letters = match[1].replace(",", "/")
        try:
            return b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-16-be") if letters else "&"
        except ValueError:
            return match[0]

    return _SHIFTED.sub(plain, name)
