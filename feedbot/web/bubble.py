"""A part of a message as markup of ours, drawn from its text and entities as a chat would: nothing of it is loaded.

Entities count UTF-16 code units (Bot API, MessageEntity). Whatever they are, the markup is whole, with all of the text.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from feedbot.model import Entity, Medium, Part
from feedbot.web.parted import parted as parted

_INLINE = {
    "bold": ("<strong>", "</strong>"),
    "italic": ("<em>", "</em>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "hashtag": ('<span class="tag">', "</span>"),
}
_BLOCKS = ("blockquote", "expandable_blockquote", "pre")
_LINKS = ("text_link", "url")
_FOLDED = 120  # characters of a folded quotation that are seen

Words = Callable[[str], object]
"""Our words under a key, in the reader's language."""


def text(part: Part, words: Words) -> Markup:
    """The text of a part with its entities; line ends are kept for a style that shows them (`white-space`)."""
    raw = part.text.encode("utf-16-le", "surrogatepass")
    whole = len(raw) // 2
    entities = [_whole_letters(raw, each) for each in part.entities]
    blocks = _apart([each for each in entities if each.type in _BLOCKS], whole)
    made, at = Markup(), 0
    for block in blocks:
        end = min(block.offset + block.length, whole)
        made += _run(raw, entities, at, block.offset)
        inner = _run(raw, entities, block.offset, end)
        made += _block(block, inner, _cut(raw, block.offset, end), words)
        at = end
    return made + _run(raw, entities, at, whole)


def host(url: str | None) -> str:
    """The host that an address leads to, for people; the address itself where it has none."""
    try:
        return (urlsplit(url or "").hostname or url or "")[:200]
    except ValueError:
        return (url or "")[:200]


def file(medium: Medium) -> str:
    """A short name of a medium: the last part of its address, or the host."""
    path = medium.url.partition("?")[0].partition("#")[0].rstrip("/")
    return medium.title or path.rpartition("/")[2][:100] or host(medium.url)


def leads(url: str | None) -> bool:
    """Whether an address may be a link on a page of ours."""
    return bool(url) and (url or "").lower().startswith(("http://", "https://"))


def _whole_letters(raw: bytes, entity: Entity) -> Entity:
    """An entity that begins and ends between letters, not inside one of two units."""
    start = _before(raw, entity.offset)
    return replace(entity, offset=start, length=_before(raw, entity.offset + entity.length) - start)


def _before(raw: bytes, offset: int) -> int:
    """An offset, or the one before it if it lies between the two units of a letter."""
    at = 2 * offset
    inside = 0 < at < len(raw) and raw[at + 1] >> 2 == 0xDC >> 2 and raw[at - 1] >> 2 == 0xD8 >> 2
    return offset - 1 if inside else offset


def _apart(entities: Sequence[Entity], whole: int) -> list[Entity]:
    """Those that lie in the text and not in each other, in order."""
    found, at = [], 0
    for each in sorted(entities, key=lambda each: (each.offset, -each.length)):
        if at <= each.offset < whole and each.length > 0:
            found.append(each)
            at = min(each.offset + each.length, whole)
    return found


def _block(block: Entity, inner: Markup, plain: str, words: Words) -> Markup:
    if block.type == "pre":
        return Markup("<pre><code>{}</code></pre>").format(inner)
    if block.type == "blockquote":
        return Markup("<blockquote>{}</blockquote>").format(inner)
    start = plain if len(plain) <= _FOLDED else f"{plain[:_FOLDED].rstrip()}…"
    fold = '<details><summary><span class="start">{}</span><span class="less">{}</span></summary>{}</details>'
    return Markup(f"<blockquote>{fold}</blockquote>").format(start, words("looks.fold"), inner)  # noqa: S704  # ours


def _run(raw: bytes, entities: Sequence[Entity], start: int, end: int) -> Markup:
    """A stretch of text without blocks, link by link."""
    links = _apart([each for each in entities if each.type in _LINKS], end)
    made, at = Markup(), start
    for link in links:
        stop = min(link.offset + link.length, end)
        if stop <= at:
            continue
        first = max(link.offset, at)
        made += _styled(raw, entities, at, first)
        shown = _styled(raw, entities, first, stop)
        url = link.url or _cut(raw, first, stop)
        if leads(url):
            made += Markup('<a href="{}" rel="noreferrer noopener external" hx-boost="false">{}</a>').format(url, shown)
        else:
            made += Markup('<span class="link">{}</span>').format(shown)
        at = stop
    return made + _styled(raw, entities, at, end)


def _styled(raw: bytes, entities: Sequence[Entity], start: int, end: int) -> Markup:
    """A stretch of text, style by style."""
    inside = [
        each for each in entities if each.type in _INLINE and each.offset < end and each.offset + each.length > start
    ]
    edges = {start, end}
    for each in inside:
        edges |= {max(each.offset, start), min(each.offset + each.length, end)}
    cuts = sorted(edges)
    made = Markup()
    for first, last in pairwise(cuts):
        here = [_INLINE[each.type] for each in inside if each.offset <= first and last <= each.offset + each.length]
        marks = list(dict.fromkeys(here))
        shown = escape(_cut(raw, first, last))
        opened, closed = "".join(mark for mark, _ in marks), "".join(mark for _, mark in reversed(marks))
        made += Markup(opened) + shown + Markup(closed)  # noqa: S704  # tags of ours
    return made


def _cut(raw: bytes, start: int, end: int) -> str:
    return raw[2 * max(start, 0) : 2 * max(end, 0)].decode("utf-16-le", "replace")
