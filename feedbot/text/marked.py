"""A text with the spans of its markup, measured in UTF-16 code units as Telegram does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

CODE = frozenset({"code", "pre"})
"""The types that hold no other span (Bot API, formatting options)."""
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
"""The types of which none is within another."""
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
"""The types that the server cuts where one of another type begins or ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Markup of a stretch of text (Bot API, MessageEntity); `offset` and `length` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        """The offset behind the stretch."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Rich:
    """A text and its spans, ordered by offset, the longer first; two of them are apart or one holds the other."""

    text: str
    spans: tuple[Span, ...] = ()


def units(text: str) -> int:
    """Give the length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def join(*parts: Rich, separator: str = "\n") -> Rich:
    """Put rich texts one behind the other; those without text are left out."""
    filled = [part for part in parts if part.text]
    offset = 0
    spans: list[Span] = []
    for part in filled:
        spans += (replace(span, offset=span.offset + offset) for span in part.spans)
        offset += units(part.text) + units(separator)
    return Rich(text=separator.join(part.text for part in filled), spans=tuple(spans))


def clipped(spans: Sequence[Span], start: int, stop: int) -> Iterator[Span]:
    """Give what of the spans lies between two offsets, told from the first of them; none may end before it."""
    for span in spans:
        if span.offset >= stop:
            return
        offset, end = max(span.offset, start), min(span.end, stop)
        yield replace(span, offset=offset - start, length=end - offset)
