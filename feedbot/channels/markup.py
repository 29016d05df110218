"""Rich text written as HTML for e-mail and as Markdown for services that know it. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Protocol

_TAGS = {
    **{"bold": "strong", "italic": "em", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre"},
    **{"blockquote": "blockquote", "expandable_blockquote": "blockquote"},
}
_SIGNS = {"bold": "**", "italic": "*", "strikethrough": "~~"}
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_CODE = frozenset({"code", "pre"})
_SPECIAL = frozenset("\\`*_[]<>~|&!")
_STARTS = frozenset("#+-=.)")
_NUMBER = re.compile(r"\d{1,9}(?=[.)])")


class Stretch(Protocol):
    """Markup of a stretch of text, measured in UTF-16 code units: a Span or an Entity."""

    @property
    def type(self) -> str:
        """What it is, as the Bot API names it."""
        ...

    @property
    def offset(self) -> int:
        """Where it begins."""
        ...

    @property
    def length(self) -> int:
        """How long it is."""
        ...

    @property
    def url(self) -> str | None:
        """Where a link leads."""
        ...


def html(text: str, spans: Sequence[Stretch]) -> str:
    """The text as HTML: nothing of it is a tag but what the spans say; a line end is a `<br>`.

    Links lead to http, https and mailto only. Spans are ordered by offset, the longer first, and of two one holds the
    other or they are apart.
    """
    return "".join(_written(text, spans, _opening, _closing, lambda run, _: escape(run).replace("\n", "<br>\n")))


def markdown(text: str, spans: Sequence[Stretch]) -> str:
    """The text as Markdown that CommonMark reads back as it was; underlines and spoilers, which it lacks, are left out.

    Spans are as `html` has them.
    """
    return "".join(_written(text, spans, _sign, _sign_off, _plainly))


Mark = Callable[[Stretch], str]


def _written(
    text: str, spans: Sequence[Stretch], start: Mark, end: Mark, run: Callable[[str, Sequence[Stretch]], str]
) -> Iterator[str]:
    raw = text.encode("utf-16-le", "surrogatepass")
    place, open_spans = 0, list[Stretch]()

    def upto(stop: int) -> str:
        return run(raw[2 * place : 2 * stop].decode("utf-16-le", "replace"), open_spans)

    for span in [*spans, None]:
        offset = len(raw) // 2 if span is None else span.offset
        while open_spans and _end(open_spans[-1]) <= offset:
            stop = max(place, _end(open_spans[-1]))
            yield upto(stop)
            yield end(open_spans.pop())
            place = stop
        yield upto(max(place, offset))
        place = max(place, offset)
        if span is not None:
            yield start(span)
            open_spans.append(span)
    while open_spans:
        yield end(open_spans.pop())


def _end(span: Stretch) -> int:
    return span.offset + span.length


def _opening(span: Stretch) -> str:
    if span.type == "text_link":
        return f'<a href="{escape(_safe(span.url))}">' if _safe(span.url) else "<span>"
    return f"<{_TAGS[span.type]}>" if span.type in _TAGS else ""


def _closing(span: Stretch) -> str:
    if span.type == "text_link":
        return "</a>" if _safe(span.url) else "</span>"
    return f"</{_TAGS[span.type]}>" if span.type in _TAGS else ""


def _safe(url: str | None) -> str:
    return url if url and url.lower().startswith(("http://", "https://", "mailto:")) else ""


def _sign(span: Stretch) -> str:
    match span.type:
        case "text_link":
            return "[" if _safe(span.url) else ""
        case "code":
            return "`"
        case "pre":
            return "\n```\n"
        case "blockquote" | "expandable_blockquote":
            return "\n> "
        case _:
            return _SIGNS.get(span.type, "")


def _sign_off(span: Stretch) -> str:
    match span.type:
        case "text_link":
            return f"](<{_target(_safe(span.url))}>)" if _safe(span.url) else ""
        case "pre":
            return "\n```\n"
        case "blockquote" | "expandable_blockquote":
            return "\n\n"
        case _:
            return _sign(span)


def _target(url: str) -> str:
    return "".join({"<": "%3C", ">": "%3E", "\\": "%5C", "\n": "", "\r": ""}.get(each, each) for each in url)


def _plainly(run: str, inside: Sequence[Stretch]) -> str:
    """A stretch without markup of its own: what would be any is escaped, and a line end stays one."""
    types = {span.type for span in inside}
    if types & _CODE:
        return run.replace("`", "'")
    first, *rest = run.split("\n")
    lines = [_escaped(first, most=3), *(_escaped(line, most=0) for line in rest)]
    mark = "> " if types & _QUOTES else ""
    ends = ["  \n" if line and following else "\n" for line, following in pairwise(lines)]
    return lines[0] + "".join(end + mark + line for end, line in zip(ends, lines[1:], strict=True))


def _escaped(line: str, *, most: int) -> str:
    """A line with backslashes before all that Markdown would take for its own; so it would more than `most` blanks."""
    bare = line.lstrip()
    indent = line[: len(line) - len(bare)]
    indent = "\u00a0" * len(indent) if len(indent) > most else indent
    text = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in bare)
    if text[:1] in _STARTS:
        return f"{indent}\\{text}"
    number = _NUMBER.match(text)
    return f"{indent}{number[0]}\\{text[number.end() :]}" if number else indent + text
