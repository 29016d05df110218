"""What a message says: a piece drawn by its channel's template, as long as a message may be; and its buttons. Pure."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from feedbot.channels import fields, templates
from feedbot.channels.fields import Frame
from feedbot.channels.fields import clickable as clickable
from feedbot.model import Button, Channel, Claim, Piece
from feedbot.text import phrases
from feedbot.text.spans import Rich, Span, cut, join, rich, units

Wanted = Literal["read", "comments", "copy", "follow", "mute"]
"""What a button of ours may do."""

_FRAMES = (Frame(), Frame(title=200, name=40, credits=120, others=3), Frame(title=100, name=30, credits=30, others=0))
_GIVING = ("background", "content", "details", "lede", "summary")
"""The fields that give way when a message is too long, the least of them first."""

_LEAST = 80
_FEWEST = 8
_COPIED = 256
_ELLIPSIS = "…"
_GAP = "\n\n"
_WHOLE = frozenset({"code", "pre", "blockquote", "expandable_blockquote"})


def claimed(claim: Claim) -> Piece:
    """The piece that a message shall show. Raises ValueError if it was withdrawn before anything was said of it."""
    if claim.piece is None:
        raise ValueError(f"{claim.delivery.subject} was withdrawn, there is nothing to show")
    return claim.piece


def draw(channel: Channel, piece: Piece, *, limit: int, jumped: bool = False) -> Rich:
    """A piece as the channel's template shows it, at most `limit` UTF-16 units, and never empty.

    What is too long gives way field by field, the background first and the summary last, cut at a sentence and marked
    with "…"; the title, the link and the credits stay, as long as there is room for them at all. With `jumped` the
    first line says how many sources tell it by now, unless the template itself speaks of that. A template with flaws is
    replaced by the preset "brief". A link that Telegram would not keep is text.
    """
    text = channel.template if not templates.flaws(channel.template) else "brief"
    language = channel.language or piece.lead.language
    told = jumped and "jumped" not in templates.uses(text)
    note = _italic(phrases.jumped(fields.told_by(piece), language)) if told else Rich(text="")
    room = limit - units(note.text) - units(_GAP) if told else limit
    return cut(join(note, _drawn(text, channel, piece, max(room, 1), jumped=jumped), separator=_GAP), limit)


def _drawn(text: str, channel: Channel, piece: Piece, room: int, *, jumped: bool) -> Rich:
    drawn = Rich(text="")
    for name in (text, "headline"):
        wanted = templates.uses(name)
        for frame in _FRAMES:
            known = fields.of(channel, piece, wanted=wanted, frame=frame, jumped=jumped)
            drawn = _fitted(name, known, room, piece.lead.language)
            if units(drawn.text) <= room:
                break
        if fields.visible(drawn.text):
            break
    return cut(drawn, room)


def markup(channel: Channel, piece: Piece) -> str:
    """The same as HTML, uncut, for a Rich Message (Bot API, sendRichMessage)."""
    text = channel.template if not templates.flaws(channel.template) else "brief"
    known = fields.of(channel, piece, wanted=templates.uses(text), frame=Frame(), jumped=False)
    return templates.fill(text, known)


def struck(drawn: Rich, *, language: str | None = None, limit: int = 4096) -> Rich:
    """A message whose article was withdrawn: a note, and what it said, struck through. At most `limit` units."""
    note = _italic(phrases.withdrawn(language))
    rest = cut(drawn, limit - units(note.text) - units(_GAP))
    spans = sorted((*rest.spans, *_through(rest)), key=lambda span: (span.offset, -span.length))
    return cut(join(note, Rich(text=rest.text, spans=tuple(spans)), separator=_GAP), limit)


def _through(rest: Rich) -> list[Span]:
    """Strikes through all but code, which can hold none; none reaches over an end of a quotation."""
    whole = [span for span in rest.spans if span.type in _WHOLE]
    code = [span for span in whole if span.type in {"code", "pre"}]
    edges = sorted({0, units(rest.text), *(span.offset for span in whole), *(span.end for span in whole)})
    struck = []
    for start, stop in pairwise(edges):
        text = _between(rest.text, start, stop)
        if text.strip() and not any(span.offset <= start < span.end for span in code):
            offset = start + units(text) - units(text.lstrip())
            struck.append(Span(type="strikethrough", offset=offset, length=units(text.strip())))
    return struck


def buttons(channel: Channel, piece: Piece, wanted: Sequence[Wanted]) -> tuple[tuple[Button, ...], ...]:
    """Rows of buttons in the channel's language: first what leads to the article, then what is told to the bot.

    Those for which the piece has no address are left out. "follow" tells the bot "f:" and the tag of the story, "mute"
    "m:" and that of the source (`story_tag`).
    """
    entry = piece.lead
    words = phrases.words(channel.language or entry.language)
    link = entry.link if entry.link and clickable(entry.link) else None
    comments = next((each.href for each in entry.links if each.rel == "replies" and clickable(each.href)), None)
    made: Mapping[Wanted, Callable[[], Button | None]] = {
        "read": lambda: Button(text=words.read, url=link) if link else None,
        "comments": lambda: Button(text=words.comments, url=comments) if comments else None,
        "copy": lambda: Button(text=words.copy, copy=link) if link and units(link) <= _COPIED else None,
        "follow": lambda: Button(text=words.follow, data=f"f:{story_tag(piece.id)}"),
        "mute": lambda: Button(text=words.mute, data=f"m:{story_tag(entry.source)}"),
    }
    rows = (("read", "comments", "copy"), ("follow", "mute"))
    chosen = ([made[each]() for each in dict.fromkeys(wanted) if each in row] for row in rows)
    filled = (tuple(button for button in row if button) for row in chosen)
    return tuple(row for row in filled if row)


def story_tag(id: str) -> str:
    """A short name for the id of a story, an entry or a source: 16 hex digits."""
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- what is too long ------------------------------------------------------------------------------------------------


def _fitted(text: str, known: dict[str, object], room: int, language: str | None) -> Rich:
    """A filled template whose fields have given way; longer than `room` if the rest alone is too long for it."""
    giving = [name for name in _GIVING if name in templates.uses(text) and known[name]]
    shown = dict(known)
    while True:
        drawn = _tight(_kept(rich(templates.fill(text, shown), language)), str(known["background_title"]))
        over = units(drawn.text) - room
        if over <= 0:
            return drawn if shown == known else _marked(drawn, shown, giving, room, language)
        found = [(name, place) for name in giving if (place := _place(drawn, shown[name], language))]
        if not found:
            return drawn
        name, (start, size) = found[0]
        if size - over >= _LEAST or len(found) == 1:
            return _shortened(drawn, start, size, max(size - over, 1))
        giving.remove(name)
        shown[name] = ""


def _place(drawn: Rich, value: object, language: str | None) -> tuple[int, int] | None:
    """Where a field stands in a drawn text, as an offset and a length in units; None if it was changed or is tiny."""
    text = rich(str(value), language).text if hasattr(value, "__html__") else str(value)
    size = units(text)
    place = drawn.text.rfind(text) if size >= _FEWEST else -1
    return None if place < 0 else (units(drawn.text[:place]), size)


def _marked(drawn: Rich, shown: Mapping[str, object], giving: Sequence[str], room: int, language: str | None) -> Rich:
    """A text of which a field was left out, with a "…" at the end of the last field that stayed."""
    places = [place for name in giving if (place := _place(drawn, shown[name], language))]
    if not places:
        return drawn
    start, size = max(places, key=lambda place: place[0] + place[1])
    spare = room - units(drawn.text)
    if spare < units(f" {_ELLIPSIS}"):
        return _shortened(drawn, start, size, size + spare - units(f" {_ELLIPSIS}"))
    return _replaced(drawn, start + size, start + size, f" {_ELLIPSIS}")


def _shortened(drawn: Rich, start: int, size: int, keep: int) -> Rich:
    """A text in which a stretch of `size` units is cut to `keep`."""
    text = _between(drawn.text, start, start + size)
    short = cut(Rich(text=text), keep).text
    body = short.removesuffix(_ELLIPSIS).rstrip()
    return _replaced(drawn, start + units(body), start + size, short[len(body) :])


def _replaced(drawn: Rich, start: int, stop: int, text: str) -> Rich:
    """A text with another one in the place of a stretch; a span that reaches over the stretch holds it, too."""
    length = units(text)
    moved = []
    for span in drawn.spans:
        if start <= span.offset and span.end <= stop and start < stop:
            continue
        offset = span.offset if span.offset <= start else max(span.offset + length - (stop - start), start + length)
        end = span.end if span.end < start else start if span.end < stop else span.end + length - (stop - start)
        if offset < end:
            moved.append(replace(span, offset=offset, length=end - offset))
    whole = f"{_between(drawn.text, 0, start)}{text}{_between(drawn.text, stop, units(drawn.text))}"
    return Rich(text=whole, spans=tuple(moved))


def _between(text: str, start: int, stop: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * stop].decode("utf-16-le", "surrogatepass")


def _tight(drawn: Rich, heading: str) -> Rich:
    """Without a blank line below the heading that opens a quotation: closed, it shows but three lines."""
    for span in drawn.spans:
        if heading and span.type in _WHOLE and _between(drawn.text, span.offset, span.end).startswith(heading + _GAP):
            place = span.offset + units(heading)
            return _replaced(drawn, place, place + units(_GAP), "\n")
    return drawn


def _kept(drawn: Rich) -> Rich:
    """Without links that Telegram would drop, or that hide their host."""
    spans = (span for span in drawn.spans if not span.url or span.url.startswith("tg://") or clickable(span.url))
    return Rich(text=drawn.text, spans=tuple(spans))


def _italic(text: str) -> Rich:
    return Rich(text=text, spans=(Span(type="italic", offset=0, length=units(text)),))
