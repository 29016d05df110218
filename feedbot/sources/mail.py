"""A mail (RFC 5322, MIME) taken apart: its fields and its text. Linear in its size, bounded in depth and parts.

The standard library's parser keeps a list of every line and asks every open part about each; a mail that is built for
it costs minutes. Here only single fields go through it.
"""

import binascii
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from itertools import islice

from feedbot.text import decode, html

HEAD = 64 * 1024
"""Bytes of a mail's fields that are read."""

_MOST_FIELDS = 1_000
_LONGEST_FIELD = 5_000
_LONGEST_TYPE = 1_000
_MOST_PARTS = 500
_DEEPEST = 10
_RETURN = 13
_BLANK = re.compile(rb"(?:\A|\n)\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
_ENCODED = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\s]{0,2000})\?=([ \t\r\n]+(?==\?))?")
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_NO_BASE64 = bytes(byte for byte in range(256) if byte not in _BASE64)
_ADDRESS = re.compile(r"<\s*([^<>\s]{1,320})\s*>")
_BARE = re.compile(r"[^\s<>()\",;:]{1,200}@[^\s<>()\",;:]{1,255}")
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.)*+"')
_ESCAPED = re.compile(r"\\(.)")

Fields = Mapping[str, tuple[bytes, ...]]
"""The fields of a mail as they came, unfolded, by name in small letters; repeated ones in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says: its fields, and its text as HTML or as plain text; both None when it has neither."""

    fields: Fields
    html: str | None = None
    text: str | None = None

    def field(self, name: str) -> str:
        """The first field of a name in small letters, decoded, on one line; "" if there is none."""
        return words(self.fields.get(name, (b"",))[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whom a field names: a name, and an address in small letters; "" for what it does not say."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A text of a mail."""

    text: str
    markup: bool


def read(body: bytes, longest: int) -> Mail:
    """What a mail says; of each text in it `longest` bytes. Attachments are not looked at. Never raises."""
    fields, rest = split(memoryview(body))
    parts = list(_parts(fields, rest, longest, _Budget(), 0))
    if not any(part.markup for part in parts):
        return Mail(fields=fields, text="\n\n".join(part.text for part in parts) or None)
    return Mail(
        fields=fields, html="\n".join(part.text if part.markup else html.paragraphs(part.text) for part in parts)
    )


def split(body: memoryview) -> tuple[Fields, memoryview]:
    """The fields at the head of a mail or of a part of one, 1,000 in 64 KiB at most, and what lies below, uncopied."""
    blank = _BLANK.search(body)
    end, below = blank.span() if blank else (len(body), len(body))
    folded: list[list[bytes]] = []
    for line in bytes(body[: min(end, HEAD)]).split(b"\n"):
        if line[:1] in {b" ", b"\t"} and folded:
            folded[-1].append(line.rstrip(b"\r"))
        elif len(folded) < _MOST_FIELDS:
            folded.append([line.rstrip(b"\r")])
    found: dict[str, list[bytes]] = {}
    for lines in folded:
        if match := _FIELD.fullmatch(b"".join(lines)):
            found.setdefault(match[1].decode("ascii").lower(), []).append(match[2].strip())
    return {name: tuple(values) for name, values in found.items()}, body[below:]


def words(value: bytes) -> str:
    """A field as text on one line: encoded words (RFC 2047) and bare bytes of any charset become what they mean.

    Words of one charset that follow each other are joined before they are decoded, for senders cut letters in two.
    """
    text = decode.decode(value[:_LONGEST_FIELD], kind="text").text
    parts: list[str] = []
    held, charset, position = b"", "", 0
    for match in _ENCODED.finditer(text):
        if held and (match.start() > position or match[1].lower() != charset):
            parts.append(_decoded(held, charset))
            held = b""
        parts.append(text[position : match.start()])
        charset, position = match[1].lower(), match.end()
        held += _word(match[2], match[3])
    parts += [_decoded(held, charset), text[position:]]
    return " ".join(decode.tidy("".join(parts)).split())


def sender(value: bytes) -> Sender:
    """The first one whom a field such as From names."""
    text = decode.decode(value[:_LONGEST_FIELD], kind="text").text
    # What stands in quotation marks may look like an address, and is none.
    outside = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    angle = _ADDRESS.search(outside)
    if angle is None:
        bare = _BARE.search(outside)
        return Sender(name="", address=bare[0].lower() if bare else "")
    name = text[: angle.start()].strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = _ESCAPED.sub(r"\1", name[1:-1])
    return Sender(name=words(name.encode()), address=words(angle[1].encode()).lower())


def addresses(value: bytes) -> tuple[str, ...]:
    """Every mail address that stands in a field, 50 at most, in small letters."""
    text = words(value)
    return tuple(match[0].lower().strip("'") for match in islice(_BARE.finditer(text), 50))


class _Budget:
    """How many parts may still be looked at."""

    def __init__(self) -> None:
        self.left = _MOST_PARTS


def _parts(fields: Fields, body: memoryview, longest: int, budget: _Budget, depth: int) -> Iterator[_Part]:
    """The texts of a part, in order; of alternatives only one (RFC 2046, section 5.1.4)."""
    kind = _type(fields)
    media = kind.get_content_type()
    if _attached(fields) or budget.left <= 0:
        return
    budget.left -= 1
    if media in {"text/plain", "text/html"}:
        text = _text(kind, fields, bytes(body), longest)
        if text.strip():
            yield _Part(text=text, markup=media == "text/html")
    elif media.startswith("multipart/") and depth < _DEEPEST:
        inside = (_parts(*split(each), longest, budget, depth + 1) for each in _divided(kind, body, budget))
        if media != "multipart/alternative":
            for parts in inside:
                yield from parts
            return
        forms = [form for form in map(list, inside) if form]
        marked = [form for form in forms if any(part.markup for part in form)]
        yield from (marked or forms or [[]])[-1]


def _divided(kind: Message, body: memoryview, budget: _Budget) -> Iterator[memoryview]:
    """The pieces between the boundaries of a body, each as a part with fields of its own."""
    boundary = _boundary(kind)
    if not boundary:
        return
    mark = re.escape(b"--" + boundary)
    line = re.compile(mark + rb"(?<![^\n]" + mark + rb")(--)?[ \t]*\r?(?:\n|\Z)")
    start = -1
    for match in line.finditer(body):
        if budget.left <= 0:
            return
        if start >= 0:
            # The line end before a boundary belongs to it (RFC 2046, section 5.1.1).
            end = max(match.start() - 1, start)
            yield body[start : end - (end > start and body[end - 1] == _RETURN)]
        if match[1]:
            return
        start = match.end()
    if start >= 0:
        yield body[start:]


def _type(fields: Fields) -> Message:
    """What a part says of its type; text/plain where it says nothing that can be read (RFC 2045, section 5.2)."""
    message = Message()
    said = fields.get("content-type", (b"text/plain",))[0][:_LONGEST_TYPE].decode("ascii", "replace")
    message["Content-Type"] = "".join(letter for letter in said if letter.isprintable() and letter.isascii())
    return message


def _attached(fields: Fields) -> bool:
    return fields.get("content-disposition", (b"",))[0][:20].strip().lower().startswith(b"attachment")


def _text(kind: Message, fields: Fields, body: bytes, longest: int) -> str:
    encoding = fields.get("content-transfer-encoding", (b"",))[0][:40].strip().lower()
    if encoding == b"base64":
        body = _from_base64(body)
    elif encoding == b"quoted-printable":
        body = quopri.decodestring(body)
    markup = kind.get_content_type() == "text/html"
    decoded = decode.decode(body[:longest], charset=kind.get_content_charset(), kind="html" if markup else "text")
    text = decode.tidy(decoded.text).removeprefix("\ufeff")
    return _unflowed(text) if str(kind.get_param("format") or "").lower() == "flowed" and not markup else text


def _boundary(kind: Message) -> bytes:
    try:
        return (kind.get_boundary() or "").encode("ascii", "replace")
    except UnicodeError:  # a parameter in an encoding that does not take whatever comes (RFC 2231)
        return b""


def _unflowed(text: str) -> str:
    """The text with lines joined that end in a blank: they were wrapped for a narrow screen (RFC 3676)."""
    parts: list[str] = []
    for line in text.split("\n"):
        soft = line.endswith(" ") and line != "-- "
        parts.append(line if soft else f"{line}\n")
    return "".join(parts)


def _from_base64(body: bytes) -> bytes:
    """The bytes of base64, whatever lies between its letters, and however it ends."""
    letters = body.translate(None, _NO_BASE64)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _word(encoding: str, text: str) -> bytes:
    raw = text.encode()
    return _from_base64(raw) if encoding in "bB" else quopri.decodestring(raw, header=True)


def _decoded(held: bytes, charset: str) -> str:
    return decode.decode(held, charset=charset, kind="text").text if held else ""
