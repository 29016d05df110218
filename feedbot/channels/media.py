"""Which pictures, films, sounds and files go with a message of an entry. Pure; what is declared counts here.

What a file really is, `relay` finds out. The limits are the Bot API's ("Sending files", "sendPhoto", "sendMediaGroup").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.channels import variants
from feedbot.model import Entry, Link, Medium

PHOTO_MOST = 10_000_000
"""How many bytes a photo has at most that is uploaded."""

OTHER_MOST = 50_000_000
"""How many bytes any other file has at most that is uploaded."""

ALBUM = 10
"""How many media one message has at most."""

_PHOTO_FETCHED = 5_000_000
_OTHER_FETCHED = 20_000_000
_SIDES = 10_000
_RATIO = 20
_LONGEST = 2_000  # bytes of an address
_MOST_TAGS = 300
_SMALLEST, _SMALL = 50, 100  # pixels: no side is shorter, and one is longer
_UNTOLD = 1_600  # pixels: how wide a picture counts whose size nobody says; mostly it is the original
_AS_FILES = frozenset({"image/avif", "image/bmp", "image/heic", "image/heif", "image/tiff"})
_NEVER = frozenset(
    {"image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon", "application/x-shockwave-flash", "application/json"}
    | {"application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl", "application/xml"}
    | {"application/rss+xml", "application/atom+xml", "application/xhtml+xml", "application/dash+xml"}
)
_FILMS = frozenset({"video/mp4", "video/x-m4v", "video/m4v"})
_SOUNDS = frozenset({"audio/mpeg", "audio/mp3", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/x-mp3"})
_FETCHED_FILES = frozenset({"image/gif", "application/pdf", "application/zip"})
_PLAYERS = ("youtube.com", "youtu.be", "vimeo.com", "dailymotion.com", "rutube.ru", "twitch.tv", "ok.ru", "vk.com")
_LOOPED = re.compile(r"\.gif\.mp4\Z|/tweet_video/", re.IGNORECASE)
_TRACKERS = (
    *("s.w.org", "gravatar.com", "feedburner.com", "pixel.wp.com", "stats.wordpress.com", "doubleclick.net"),
    *("mc.yandex.ru", "counter.yadro.ru", "top-fwz1.mail.ru", "google-analytics.com", "quantserve.com"),
    *("scorecardresearch.com", "feedsportal.com", "addtoany.com", "sharethis.com", "informer.yandex.ru"),
)
_ORNAMENT = re.compile(
    r"(?:/|\A)(?:(?:tw)?emoji|smil(?:ies|eys)|avatars?|gravatars?|userpics?|favicons?|icons?|pixels?|spacers?|blank"
    r"|counters?|trackers?|tracking|1x1|transparent|badges?|buttons?|share|sprites?|placeholders?|logos?)"
    r"(?:/|\d{0,4}\.[a-z]{2,5}\Z|\Z)"
    r"|[-_](?:avatar|icon|logo|pixel|button|badge|spacer|emoji)\.[a-z]{2,5}\Z",
    re.IGNORECASE,
)

Wanted = Literal["none", "photo", "all"]
_Kind = Literal["photo", "video", "animation", "audio", "document"]


class _Sent(Protocol):
    @property
    def kind(self) -> _Kind: ...


Sent = TypeVar("Sent", bound=_Sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A medium, and where it was: the lower the `rank`, the better it stands for the entry."""

    medium: Medium
    rank: int


_ENCLOSED, _PREVIEW, _FIGURE, _INLINE = range(4)


def chosen(entry: Entry, *, wanted: Wanted, most: int = ALBUM) -> tuple[Medium, ...]:
    """What goes with one message of an entry, the best first: at most ten media that may stand in one album.

    "photo" takes pictures only, "all" films, sounds and files too. Enclosures come before previews, these before what
    stands in the text, figures first. Each picture comes once, in the largest size that fits. Never raises.
    """
    most = min(most, ALBUM)
    if wanted == "none" or most < 1:
        return ()
    found = [each for each in _candidates(entry) if wanted == "all" or each.medium.type is None or _is_picture(each)]
    best = sorted(_once(_unrepeated(found)), key=_order)
    each_once = {each.medium.url: each.medium for each in reversed(best)}  # the same file may be called two things
    return together([medium for medium in map(_medium, best) if each_once[medium.url] is medium])[:most]


def _medium(found: _Found) -> Medium:
    return found.medium


def together(media: Sequence[Sent]) -> tuple[Sent, ...]:
    """Those that may stand in one message with the first of them, in order.

    Photos and films go together, sounds and documents with their like, an animation alone (sendMediaGroup).
    """
    if not media:
        return ()
    first = media[0].kind
    if first == "animation":
        return (media[0],)
    alike = ("photo", "video") if first in {"photo", "video"} else (first,)
    return tuple(each for each in media if each.kind in alike)


def photogenic(width: int, height: int) -> bool:
    """Whether a picture of these measures, both above 0, can be a photo (sendPhoto)."""
    return width + height <= _SIDES and max(width, height) <= _RATIO * min(width, height)


def reachable(medium: Medium) -> bool:
    """Whether Telegram may fetch a medium by its address, as far as is declared; if not, it must be uploaded."""
    if medium.kind == "document" and medium.type not in _FETCHED_FILES:
        return False
    return (medium.size or 0) <= (_PHOTO_FETCHED if medium.kind == "photo" else _OTHER_FETCHED)


# --- what there is ---------------------------------------------------------------------------------------------------


def _candidates(entry: Entry) -> Iterator[_Found]:
    """Everything that an entry has and a message may show."""
    previews = frozenset(link.href for link in entry.links if link.rel == "preview")
    for link in entry.links:
        if link.rel in {"enclosure", "preview"}:
            shown = link.rel == "preview" or link.href in previews
            yield from _found(link, _ENCLOSED if link.rel == "enclosure" else _PREVIEW, entry, shown=shown)
    for link, rank in _inside(entry.content):
        yield from _found(link, rank, entry, shown=link.rel == "preview")
    if entry.episode and entry.episode.image:
        yield from _found(Link(href=entry.episode.image, rel="preview"), _PREVIEW, entry, shown=True)


def _found(link: Link, rank: int, entry: Entry, *, shown: bool) -> Iterator[_Found]:
    kind = _type(link, shown=shown)
    if kind is None or kind in _NEVER or not _is_fit(link.href):
        return
    medium = Medium(
        kind=_kind(kind, link.href),
        url=link.href,
        type=kind if "/*" not in kind else None,
        size=link.length,
        width=link.width,
        height=link.height,
        duration=link.duration,
    )
    if medium.kind == "audio":
        told = entry.episode.duration if entry.episode else None
        medium = replace(medium, title=link.title or entry.title or None, duration=link.duration or told)
    if kind.startswith("image/"):
        if _is_ornament(link, alone=rank == _ENCLOSED):
            return
        medium = _sized(medium)
    if (medium.size or 0) <= OTHER_MOST:
        yield _Found(medium=medium, rank=rank)


def _type(link: Link, *, shown: bool) -> str | None:
    """The media type of a link, its suffix before what is said of it; "image/*" for a picture that names none."""
    said = (link.type or "").partition(";")[0].strip().lower()
    told = variants.suffix(link.href) or said
    if shown and not told.startswith(("image/", "video/", "audio/")):
        return "image/*"
    if not told:
        return None if link.duration else "image/*"
    if told.startswith(("video/", "audio/")) and not variants.suffix(link.href) and _is_at(link.href, _PLAYERS):
        return None
    if told.startswith(("image/", "video/", "audio/", "application/")):
        return told
    return None


def _kind(kind: str, url: str) -> _Kind:
    if kind in _FILMS:
        return "animation" if _LOOPED.search(url) else "video"
    if kind == "image/gif":
        return "animation"
    if kind in _SOUNDS:
        return "audio"
    return "photo" if kind.startswith("image/") and kind not in _AS_FILES else "document"


def _sized(medium: Medium) -> Medium:
    """A picture that is no photo by its measures, or too large for one, is a document."""
    width, height = medium.width, medium.height
    unfit = (medium.size or 0) > PHOTO_MOST or bool(width and height and not photogenic(width, height))
    return replace(medium, kind="document") if unfit and medium.kind == "photo" else medium


def _is_fit(url: str) -> bool:
    """Whether Telegram would take an address at all: http(s), a host with a dot, no login, not too long."""
    if len(url.encode("utf-8", "replace")) > _LONGEST or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and "@" not in parts.netloc


def _is_at(url: str, hosts: Iterable[str]) -> bool:
    name = f".{urlsplit(url).hostname or ''}"
    return any(name.endswith(f".{each}") for each in hosts)


def _is_ornament(link: Link, *, alone: bool) -> bool:
    """Whether a picture counts readers or decorates a page; one that is enclosed is judged by its size only."""
    told = [side for side in (link.width, link.height, *(variants.measures(link.href) or ())) if side]
    if told and (min(told) < _SMALLEST or max(told) < _SMALL):
        return True
    if alone:
        return False
    return _is_at(link.href, _TRACKERS) or _ORNAMENT.search(urlsplit(link.href).path) is not None


# --- what stands in the text -----------------------------------------------------------------------------------------


def _inside(content: str) -> Iterator[tuple[Link, int]]:
    """The media in sanitised HTML as links, pictures as previews, with their rank."""
    if not any(f"<{name}" in content for name in ("img", "video", "audio")):
        return
    tree = LexborHTMLParser(content)
    for node in tree.css("img[src], video[src], audio[src], source[src], video[poster]")[:_MOST_TAGS]:
        said = node.attributes
        address, name = said.get("src") or "", node.tag or ""
        rank = _FIGURE if _is_in_figure(node) else _INLINE
        if name == "img" and not _is_sign(said.get("alt") or ""):
            yield Link(href=address, rel="preview", width=_pixels(said, "width"), height=_pixels(said, "height")), rank
        elif name != "img" and address:
            yield Link(href=address, type=said.get("type") or _MEANT.get(name)), rank
        if said.get("poster"):
            yield Link(href=said["poster"] or "", rel="preview"), rank


_MEANT = {"video": "video/mp4", "audio": "audio/mpeg"}


def _is_in_figure(node: LexborNode) -> bool:
    around: LexborNode | None = node
    for _ in range(4):
        around = around.parent if around is not None else None
        if around is None or around.tag == "figure":
            return around is not None
    return False


def _is_sign(alt: str) -> bool:
    """Whether a picture stands for an emoji: its text is one."""
    return (
        0 < len(alt) <= 8 and any(unicodedata.category(letter) == "So" for letter in alt) and not re.search(r"\w", alt)
    )


def _pixels(said: dict[str, str | None], name: str) -> int | None:
    text = said.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


# --- which of it -----------------------------------------------------------------------------------------------------


def _is_picture(found: _Found) -> bool:
    return (found.medium.type or "").startswith("image/")


def _unrepeated(found: Sequence[_Found]) -> list[_Found]:
    """One preview at most, the largest; none beside a picture or a film that is enclosed: it is taken from that."""
    previews = [each for each in found if each.rank == _PREVIEW]
    if any(each.rank == _ENCLOSED and each.medium.kind in {"photo", "video", "animation"} for each in found):
        return [each for each in found if each.rank != _PREVIEW]
    best = max(previews, key=lambda each: _weight(each.medium), default=None)
    return [each for each in found if each.rank != _PREVIEW or each is best]


def _once(found: Sequence[_Found]) -> list[_Found]:
    """Each file once, in its best size, where it was found first."""
    alike: dict[object, _Found] = {}
    for each in found:
        name = _name(each)
        known = alike.get(name)
        if known is None:
            alike[name] = each
        elif _weight(each.medium) > _weight(known.medium):
            alike[name] = replace(each, rank=min(known.rank, each.rank))
        else:
            alike[name] = replace(known, rank=min(known.rank, each.rank))
    return list(alike.values())


def _name(found: _Found) -> object:
    """What is the same for two sizes of one thing: films and sounds of the same length are one."""
    medium = found.medium
    if medium.duration and medium.kind in {"video", "audio"}:
        return medium.kind, medium.duration
    return variants.key(medium.url, medium.width)


def _weight(medium: Medium) -> tuple[bool, bool, int]:
    """How well one of several sizes serves: fetched by address, in a format that all show, large."""
    width, height = (medium.width, medium.height) if medium.width else variants.measures(medium.url) or (None, None)
    area = (width or _UNTOLD) * (height or (width or _UNTOLD))
    return medium.kind != "document", reachable(medium), area


def _order(found: _Found) -> tuple[int, int]:
    """Sounds are what an entry is about, documents what is left; all else as it was found."""
    kind = found.medium.kind
    first = {"audio": 0, "document": 2}.get(kind, 1)
    return (first if found.rank == _ENCLOSED or kind == "document" else 1), found.rank
