"""What a template may name: the fields of a piece as a channel shows them, clean, short and fit to be shown."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup

from feedbot.model import Attribution, Category, Channel, Entry, Link, Origin, Person, Piece
from feedbot.text import anatomy, heads, phrases, when
from feedbot.text.html import escape
from feedbot.text.spans import Rich, cut
from feedbot.text.words import fold

_SUMMARY = 4096
_HTML = 1 << 16
_MANY = 10
_OTHER_ADDRESSES = 6_000  # bytes, of all together
_ADDRESS = 2000  # bytes; Telegram refuses a message whose entities have more than about 9,500
_HASHTAG = 60
_PARTS = frozenset({"lede", "details", "background", "background_title"})

_HOST = re.compile(r"[\w-]+(\.[\w-]+)+\.?")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")  # letters and symbols that show nothing
_DIRECTIONS = dict.fromkeys([*range(0x2028, 0x202F), *range(0x2066, 0x206A)])  # Telegram drops the first of them itself
_DROPPED_FROM_TAGS = dict.fromkeys(map(ord, "'’ʼ`´."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How much room what frames a text may take, in UTF-16 units: the title, a name, all credits; and how many others.

    Of other sources so many are named, and the rest is counted.
    """

    title: int = 600
    name: int = 80
    credits: int = 900
    others: int = 5


class Moment(str):
    """A moment in words; `at` is the moment itself, in the channel's `zone`, whose `language` its names are in."""

    __slots__ = ("at", "language", "zone")

    at: datetime
    zone: ZoneInfo
    language: str | None

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo, language: str | None) -> "Moment":
        """A moment with all that a pattern of a date needs."""
        made = cls(when.words(at, zone, language))
        made.at, made.zone, made.language = at, zone, language
        return made


class Names(tuple[str, ...]):
    """Several names, which print as one text."""

    __slots__ = ()
    separator = ", "

    def __str__(self) -> str:
        return self.separator.join(self)


class Hashtags(Names):
    """Several hashtags, which print as one text."""

    __slots__ = ()
    separator = " "


class Said(dict[str, object]):
    """Something of several parts, which prints as one text; that is HTML where it is Markup."""

    def __init__(self, text: str, parts: Mapping[str, object]) -> None:
        super().__init__(parts)
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return self.text if isinstance(self.text, Markup) else escape(self.text)


class Others(tuple[Said, ...]):
    """Who else tells a story, printed as linked names and a count of those that are left out."""

    more = ""

    def __html__(self) -> Markup:
        return Markup(", ").join([*self, *([self.more] if self.more else [])])

    def __str__(self) -> str:
        return ", ".join([*(str(each["source"]) for each in self), *([self.more] if self.more else [])])


def of(channel: Channel, piece: Piece, *, wanted: frozenset[str], frame: Frame, jumped: bool) -> dict[str, object]:
    """The fields of a piece by their names; parts of its text are taken apart only if one of them is `wanted`."""
    entry = piece.lead
    language = channel.language or entry.language
    words = phrases.words(language)
    source = line(entry.origin.title, frame.name)
    heading = line(entry.title, frame.title) or source or "…"
    summary = line(entry.summary, _SUMMARY)
    people = Names(name for each in entry.authors[:_MANY] if (name := line(each.name, frame.name)))
    told = _told(entry, source, frame)
    others = _others(piece.also, source, language, frame)
    named = _sources(entry, piece.also, frame.name)
    labels = Names(dict.fromkeys(text for each in entry.categories if (text := line(each.label or each.term, 80))))
    replies = next((link.href for link in entry.links if link.rel == "replies" and clickable(link.href)), "")
    return {
        "title": heading,
        "summary": "" if fold(summary) == fold(heading) else summary,
        "content": _bounded(entry.content),
        **_parts(entry, heading, wanted),
        "attribution": told,
        "source": source,
        "credits": " · ".join(text for text in (told, source if source != heading else "") if text),
        "author": str(people),
        "authors": people,
        **_moments(channel, entry, language),
        "categories": Names(labels[:_MANY]),
        "hashtags": hashtags(entry.categories),
        "link": entry.link if entry.link and clickable(entry.link) else "",
        "address": _shown(entry.link),
        "site": site(entry.link),
        "language": (entry.language or "").partition("-")[0].lower(),
        "also": others,
        "sources": Said(phrases.sources(len(named), language), {"count": len(named), "names": named}),
        "comments": replies,
        "jumped": jumped,
        "withdrawn": piece.withdrawn,
        "words": Said(
            "",
            {
                "also": words.also,
                "source": words.source,
                "background": words.background,
                "updated": words.updated,
                "read": words.read,
                "comments": words.comments,
            },
        ),
    }


def told_by(piece: Piece) -> int:
    """How many sources tell a piece."""
    return len(_sources(piece.lead, piece.also, Frame().name))


def hashtags(categories: Iterable[Category]) -> Hashtags:
    """Categories as hashtags: letters, digits and "_", a letter among them; each once, ten at most."""
    found: dict[str, str] = {}
    for category in categories:
        text = line(category.label or category.term, 200).translate(_DROPPED_FROM_TAGS)
        joined = "".join(letter if _in_hashtag(letter) else "_" for letter in text)
        tag = "_".join(part for part in joined.split("_") if part)[:_HASHTAG].strip("_")
        if any(letter.isalpha() for letter in tag):
            found.setdefault(tag.casefold(), f"#{tag}")
    return Hashtags([*found.values()][:_MANY])


def _in_hashtag(letter: str) -> bool:
    return unicodedata.category(letter) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}


def clickable(url: str) -> bool:
    """Whether Telegram keeps a link to this address: http or https, with a dot in its host, and not endless.

    Others lose their entity without a word. An address with a password in it counts as none.
    """
    host = _host(url)
    return host is not None and _HOST.fullmatch(host) is not None


def site(url: str | None) -> str:
    """The host of an address as people name it; "" if it has none that may be shown."""
    return (_host(url or "") or "").removeprefix("www.")


def line(text: str, limit: int) -> str:
    """Text as one clean line of at most `limit` units; empty if a reader would see nothing of it.

    Composed (NFC), because Telegram drops some combining marks; without controls, halves of surrogate pairs and
    marks that turn the direction of what follows.
    """
    start = text[: 2 * limit].translate(_DIRECTIONS)
    clean = "".join(_letter(letter) for letter in unicodedata.normalize("NFC", start))
    folded = " ".join(clean.split())
    return cut(Rich(text=folded), limit).text if visible(folded) else ""


def visible(text: str) -> bool:
    """Whether a reader sees anything of a text: joiners, marks of direction, fillers and blanks do not show."""
    return any(unicodedata.category(letter)[0] not in "CMZ" and letter not in _FILLERS for letter in text)


def _letter(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cc":
            return " "
        case "Cs":
            return ""
        case _:
            return letter


def _host(url: str) -> str | None:
    """The host of an address that may be shown; None where it is no http address, too long, or has blanks in it."""
    if len(url.encode("utf-8", "replace")) > _ADDRESS or _blank(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port == 0:
        return None
    return parts.hostname or None


def _blank(url: str) -> bool:
    """Whether an address holds what none may: blanks, controls, halves of characters, marks of direction."""
    return any(unicodedata.category(letter)[0] in "CZ" for letter in url)


def _shown(url: str | None) -> str:
    """The address to be shown as text, because no link can carry it; empty if there is none."""
    return url if url and _host(url) and not clickable(url) else ""


def _bounded(html: str) -> Markup:
    """HTML as long as any message may need, cut between tags."""
    if len(html) <= _HTML:
        return Markup(html)  # noqa: S704 - it was sanitised when it came in
    start = html[:_HTML]
    return Markup(f"{start[: start.rfind('<')] if '<' in start else escape(start)}…")  # noqa: S704 - so was this


def _parts(entry: Entry, heading: str, wanted: frozenset[str]) -> dict[str, object]:
    if not wanted & _PARTS:
        return dict.fromkeys(_PARTS, "")
    told = anatomy.of_html(entry.content)
    lede = "" if _repeats(told.lede, heading) else told.lede
    return {
        "lede": _bounded(lede),
        "details": _bounded(told.details),
        "background": _bounded(told.background),
        "background_title": line(told.heading, 80),
    }


def _repeats(lede: str, heading: str) -> bool:
    """Whether a title says all of a lede, but for what agencies put before it, such as "BREAKING:"."""
    said = Markup(lede).striptags()  # noqa: S704 - only to be compared
    title = fold(heading)
    return any(
        title == each or title.startswith(f"{each} ") for each in (fold(said), fold(heads.without(said))) if each
    )


def _moments(channel: Channel, entry: Entry, language: str | None) -> dict[str, object]:
    zone = ZoneInfo(channel.timezone)
    changed = entry.updated - entry.published >= timedelta(minutes=1)
    return {
        "published": Moment.of(entry.published, zone, language),
        "updated": Moment.of(entry.updated, zone, language) if changed else "",
    }


def _told(entry: Entry, source: str, frame: Frame) -> str:
    """Who told the news, each name once and not the source itself: "Bloomberg, Reuters"."""
    names: dict[str, str] = {}
    for attribution in entry.attribution[:_MANY]:
        name = line(attribution.short, frame.name)
        if name and fold(name) != fold(source):
            names.setdefault(fold(name), name)
    return line(", ".join(names.values()), frame.credits)


def _sources(entry: Entry, also: Sequence[Entry], limit: int) -> Names:
    names = (line(each.origin.title, limit) for each in (entry, *also))
    return Names([*dict.fromkeys(name for name in names if name)]) or Names(["…"])


def _others(also: Sequence[Entry], source: str, language: str | None, frame: Frame) -> Others:
    """Who else tells the story, each source once and linked to its article: "One, Two, 3 more"."""
    found: dict[str, Entry] = {}
    for entry in also:
        name = line(entry.origin.title, frame.name)
        if name and name != source:
            found.setdefault(name, entry)
    others, left = [], _OTHER_ADDRESSES
    for name, entry in [*found.items()][: frame.others]:
        length = len((entry.link or "").encode("utf-8", "replace"))
        link = entry.link if entry.link and length <= left and clickable(entry.link) else ""
        left -= length if link else 0
        linked = Markup('<a href="{}">{}</a>').format(link, name) if link else name
        others.append(Said(linked, {"source": name, "title": line(entry.title, 200) or name, "link": link}))
    made = Others(others)
    if len(found) > len(others):
        made.more = phrases.words(language).more.format(len(found) - len(others))
    return made


def samples() -> tuple[Piece, Piece]:
    """Two made-up pieces: one that has everything that a piece can have, and one that has next to nothing."""
    at = datetime(2026, 3, 14, 10, 20, tzinfo=UTC)
    address = "https://news.example/bridge"
    origin = Origin(id="urn:x", title="The Daily Sample", link="https://news.example/")
    bare = Entry(
        id="urn:x:1",
        source="sample",
        key="1",
        title="The new bridge is open",
        link=None,
        content="",
        summary="",
        published=at,
        updated=at,
        origin=Origin(id="urn:x", title=""),
        digest="",
    )
    full = Entry(
        id=address,
        source="sample",
        key="1",
        title="The new bridge is open",
        link=address,
        content=(
            "<p>The new bridge over the river was opened on Saturday.</p><p>Source: Harbour News citing the mayor</p>"
            "<p>It is two kilometres long.</p><p>Ships pass below.</p><h3>Background</h3>"
            "<ul><li>The old bridge was closed a year ago.</li><li>Building took three years.</li></ul>"
        ),
        summary="The new bridge over the river was opened on Saturday.",
        published=at,
        updated=at + timedelta(hours=2),
        origin=origin,
        digest="",
        authors=(Person(name="A. Writer"), Person(name="B. Writer")),
        categories=(Category(term="Transport"), Category(term="City life")),
        attribution=(Attribution(name="Harbour News"),),
        language="en",
        links=(Link(href="https://news.example/bridge/comments", rel="replies"),),
    )
    other = Entry(
        id="urn:x:2",
        source="other",
        key="2",
        title="Bridge opens",
        link="https://other.example/1",
        content="",
        summary="",
        published=at,
        updated=at,
        origin=Origin(id="urn:y", title="Other Paper"),
        digest="",
    )
    whole = Piece(id="urn:x:1", lead=full, also=(other,), digest="", published=at, updated=full.updated)
    return whole, Piece(id="urn:x:2", lead=bare, digest="", published=at, updated=at)
