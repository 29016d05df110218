"""What a digest looks like: many articles as a list, in messages for a chat, whole for e-mail; sends nothing.

First comes what several sources tell, then each source with what it alone tells; an article is one line.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

from feedbot.channels import fields, tongue
from feedbot.model import Channel, Entry, Piece
from feedbot.text import html, report_phrases
from feedbot.text.digest_phrases import Kind, Words, counted, words
from feedbot.text.spans import Rich, Span, join, units
from feedbot.text.words import fold

_TEXT = 4096
_ENTITIES = 100
_BYTES = 9_000
_OWN_UNITS = 200  # more than a heading of ours has
_OWN_BYTES = 100

_TITLE = 150
_NAME = 60
_NAMES = 4
_ALARMS = 10
_REMEDY = 200
_BULLET = "• "
_MORNING = 12  # o'clock; a night is over by then
_SMALL_HOURS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A piece: its title, where that leads, the time if it was today, and who tells it if several do."""

    title: str
    link: str | None
    time: str
    told: str
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Lines under the name of their source; "" for those of several sources."""

    name: str
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digest:
    """All that a digest says, for whatever form it is given."""

    language: str
    heading: str
    counts: str
    groups: tuple[_Group, ...]


def draw(channel: Channel, pieces: Sequence[Piece], *, gather: str, now: datetime) -> tuple[Rich, ...]:
    """A digest as messages, each at most 4,096 units of text, 100 entities, and 9,000 bytes of these as JSON.

    Nothing for no pieces. `gather` says what it is a digest of ("digest 2026-11-23T08:00", "quiet ...", "burst ...",
    "alarms ..."). Where there are several messages each has its number; cuts are between lines, and a source whose
    lines go on is named again. Titles are cut at 150 units. The language is the channel's, else the commonest of the
    entries. Of alarms the first ten are told with what to do, and the others counted.
    """
    if not pieces:
        return ()
    digest = _read(channel, pieces, gather=gather, now=now)
    pages = [_Page()]
    for group in digest.groups:
        name = (_marked(group.name, "bold"),) if group.name else ()
        for number, line in enumerate(group.lines):
            drawn = _drawn(line)
            if not pages[-1].fits(*(() if number else name), drawn):
                pages.append(_Page())
            pages[-1].add(*(name if number == 0 or not pages[-1].blocks else ()), drawn, apart=number == 0)
    return tuple(
        join(_heading(digest, number, len(pages)), *(join(*block) for block in page.blocks), separator="\n\n")
        for number, page in enumerate(pages, start=1)
    )


def document(channel: Channel, pieces: Sequence[Piece], *, gather: str, now: datetime) -> tuple[str, str]:
    """A digest for e-mail, whole: as plain text, with addresses below titles, and as an HTML document without scripts.

    The first line of the text, which is also the title of the HTML, is its heading. Both are "" for no pieces.
    """
    if not pieces:
        return "", ""
    digest = _read(channel, pieces, gather=gather, now=now)
    return _plain(digest), _html(digest)


def _read(channel: Channel, pieces: Sequence[Piece], *, gather: str, now: datetime) -> _Digest:
    """Put the pieces in groups: what most sources tell first, then the sources by name; each as old as given."""
    if gather.startswith("alarms "):
        return _alarmed(channel, pieces)
    ours, clock = words(channel.language or _commonest(pieces)), ZoneInfo(channel.timezone)
    at = _time(gather)
    newest = min(now, max(piece.published for piece in pieces))
    today = at.date() if at else newest.astimezone(clock).date()
    shared: list[tuple[int, _Line]] = []
    single: dict[str, list[_Line]] = {}
    names: dict[str, str] = {}
    for piece in pieces:
        told = _sources(piece)
        for key, name in told.items():
            names.setdefault(key, name)
        line = _lined(piece, tuple(told.values()), ours, clock=clock, today=today)
        if len(told) > 1:
            shared.append((len(told), line))
        else:
            single.setdefault(next(iter(told)), []).append(line)
    shared.sort(key=lambda each: -each[0])
    groups = [_Group(name="", lines=tuple(line for _, line in shared))] if shared else []
    groups += (_Group(name=names[key], lines=tuple(single[key])) for key in sorted(single))
    return _Digest(
        language=ours.language,
        heading=ours.headings[_kind(channel, gather, at)].format(f"{at:%H:%M}" if at else ""),
        counts=_counts(pieces, len(names), ours),
        groups=tuple(groups),
    )


def _alarmed(channel: Channel, pieces: Sequence[Piece]) -> _Digest:
    """Alarms of our own: the first of them with what to do, and how many more there are of which kind."""
    ours, clock = report_phrases.words(channel.language), ZoneInfo(channel.timezone)
    lines = [
        _Line(
            title=fields.line(each.lead.title, _TITLE),
            link=each.lead.link if each.lead.link and fields.clickable(each.lead.link) else None,
            time=f"{each.published.astimezone(clock):%H:%M}",
            told=fields.line(_remedy(each.lead), _REMEDY),
            withdrawn=each.withdrawn,
        )
        for each in (tongue.spoken(channel, piece) for piece in pieces[:_ALARMS])
    ]
    rest = Counter(each.lead.categories[0].term for each in pieces[_ALARMS:] if each.lead.categories)
    if rest:
        kinds = ", ".join(
            f"{tongue.kind(name, channel.language)} {report_phrases.number(count, ours)}"
            for name, count in rest.most_common()
        )
        more = ours.more.format(report_phrases.number(sum(rest.values()), ours))
        lines.append(_Line(title=f"{more}: {kinds}", link=None, time="", told=ours.where, withdrawn=False))
    return _Digest(
        language=ours.language,
        heading=ours.alarms,
        counts=report_phrases.number(len(pieces), ours),
        groups=(_Group(name="", lines=tuple(lines)),),
    )


def _remedy(entry: Entry) -> str:
    """What to do, which is the last paragraph of an alarm; "" where it is over."""
    said = html.plain(entry.content).split("\n")
    return said[-1] if len(said) > 1 else ""


def _commonest(pieces: Sequence[Piece]) -> str | None:
    tags = Counter(piece.lead.language.partition("-")[0] for piece in pieces if piece.lead.language)
    return tags.most_common(1)[0][0] if tags else None


def _sources(piece: Piece) -> dict[str, str]:
    """The names of those who tell it, the leading one first, by what they are compared by."""
    told: dict[str, str] = {}
    for each in (piece.lead, *piece.also):
        name = fields.line(each.origin.title, _NAME) or each.source
        told.setdefault(fold(name), name)
    return told


def _lined(piece: Piece, names: Sequence[str], ours: Words, *, clock: ZoneInfo, today: date) -> _Line:
    lead, at = piece.lead, piece.published.astimezone(clock)
    title = fields.line(lead.title, _TITLE) or fields.line(lead.summary, _TITLE) or "…"
    shown = ", ".join(names[:_NAMES])
    if len(names) > _NAMES:
        shown += ", " + ours.more.format(len(names) - _NAMES)
    return _Line(
        title=title,
        link=lead.link if lead.link and fields.clickable(lead.link) else None,
        time=f"{at:%H:%M}" if at.date() == today else "",
        told=f"{counted(len(names), ours.sources)}: {shown}" if len(names) > 1 else "",
        withdrawn=piece.withdrawn,
    )


def _time(gather: str) -> datetime | None:
    """The local time that a digest is named by, None for none; its day is the digest's, even if sent on another."""
    kind, _, stamp = gather.partition(" ")
    try:
        return datetime.fromisoformat(stamp) if kind in ("digest", "quiet") else None
    except ValueError:
        return None


def _kind(channel: Channel, gather: str, at: datetime | None) -> Kind:
    if at is None:
        return "burst" if gather.startswith("burst ") else "other"
    if gather.startswith("digest "):
        weekly = len(channel.digest) == 1 and channel.digest[0].weekday is not None
        return "weekly" if weekly else "daily"
    quiet = channel.quiet
    asleep = quiet is not None and (quiet.start > quiet.end or quiet.start.hour < _SMALL_HOURS)
    return "night" if asleep and at.hour < _MORNING else "quiet"


def _counts(pieces: Sequence[Piece], sources: int, ours: Words) -> str:
    """How many articles; of how many stories, where these are fewer; from how many sources, where these are several."""
    articles = sum(1 + len(piece.also) for piece in pieces)
    parts = [counted(articles, ours.articles)]
    if len(pieces) < articles:
        parts.append(counted(len(pieces), ours.stories))
    if sources > 1:
        parts.append(counted(sources, ours.sources))
    return ", ".join(parts)


@dataclass(slots=True)
class _Page:
    """A message while lines are added to it: blocks of lines, and what they need of its room."""

    blocks: list[list[Rich]] = field(default_factory=list)
    units: int = _OWN_UNITS
    spans: int = 1
    bytes: int = _OWN_BYTES

    def fits(self, *lines: Rich) -> bool:
        """Whether these lines have room, as a block of their own."""
        return (
            self.units + sum(units(line.text) + 2 for line in lines) <= _TEXT
            and self.spans + sum(len(line.spans) for line in lines) <= _ENTITIES
            and self.bytes + sum(_size(line) for line in lines) <= _BYTES
        )

    def add(self, *lines: Rich, apart: bool) -> None:
        """Add lines: to the last block, or as one of their own."""
        if apart or not self.blocks:
            self.blocks.append([])
        self.blocks[-1] += lines
        self.units += sum(units(line.text) + 2 for line in lines)
        self.spans += sum(len(line.spans) for line in lines)
        self.bytes += sum(_size(line) for line in lines)


def _size(line: Rich) -> int:
    """The bytes of its entities as JSON with its escapes, in which a letter may have six."""
    return sum(
        len(json.dumps({"type": span.type, "offset": _TEXT, "length": span.length, "url": span.url})) + 2
        for span in line.spans
    )


def _heading(digest: _Digest, number: int, of: int) -> Rich:
    """The heading of a message; the first has the counts, and each of several its number."""
    rest = f" ({number}/{of})" if of > 1 else ""
    rest += f" · {digest.counts}" if number == 1 else ""
    return join(_marked(digest.heading, "bold"), Rich(text=rest), separator="")


def _drawn(line: _Line) -> Rich:
    title = Rich(text=line.title)
    if line.link:
        title = Rich(
            text=line.title, spans=(Span(type="text_link", offset=0, length=units(line.title), url=line.link),)
        )
    if line.withdrawn:
        title = Rich(text=line.title, spans=(*title.spans, *_marked(line.title, "strikethrough").spans))
    before = _BULLET + (f"{line.time} " if line.time else "")
    return join(Rich(text=before), title, Rich(text=f" — {line.told}" if line.told else ""), separator="")


def _marked(text: str, type: str) -> Rich:
    return Rich(text=text, spans=(Span(type=type, offset=0, length=units(text)),))


def _plain(digest: _Digest) -> str:
    parts = [f"{digest.heading} · {digest.counts}"]
    for group in digest.groups:
        lines = [group.name] if group.name else []
        for line in group.lines:
            lines.append(_drawn(line).text)
            lines += [f"  {line.link}"] if line.link else []
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _html(digest: _Digest) -> str:
    heading = escape(digest.heading)
    parts = [
        f'<!DOCTYPE html>\n<html lang="{digest.language}">',
        f'<head><meta charset="utf-8"><title>{heading}</title></head>',
        f"<body>\n<h1>{heading}</h1>\n<p>{escape(digest.counts)}</p>",
    ]
    for group in digest.groups:
        parts += [f"<h2>{escape(group.name)}</h2>"] if group.name else []
        parts.append("<ul>\n" + "\n".join(_item(line) for line in group.lines) + "\n</ul>")
    return "\n".join([*parts, "</body>\n</html>\n"])


def _item(line: _Line) -> str:
    title = escape(line.title)
    if line.link:
        title = f'<a href="{escape(line.link)}">{title}</a>'
    if line.withdrawn:
        title = f"<s>{title}</s>"
    before = f"{line.time} " if line.time else ""
    return f"<li>{before}{title}{escape(f' — {line.told}') if line.told else ''}</li>"
