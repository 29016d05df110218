"""The picture by which a page wants to be shown elsewhere: Open Graph, Twitter, image_src, JSON-LD. Fetches nothing."""

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from feedbot.model import Link
from feedbot.sources import blocks, json_ld
from feedbot.sources.declared import share
from feedbot.text import urls

_HEAD = 2**18
_MOST_VALUES = 5_000
_LONGEST = 5_000
_FITS = 0.6
_SMALLEST = 100  # pixels
_PROPERTIES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image")
_TITLES = ("og:title", "twitter:title", "headline")
_ICONS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "fluid-icon"})
_SITE = re.compile(
    r"(?:^|[/_.-])(?:(?:site|brand|main|header|og|fb|social|share|publisher)?[_-]?logo(?:type)?s?|favicon|apple-touch-icon"
    r"|(?:og|fb|social|share|sharing|default|facebook|twitter|no)[_-]?(?:default|image|img|share|card|photo|pic|og)"
    r"|placeholder|dummy|blank|spacer|stub)(?:[_-]?(?:\d{1,5}(?:x\d{1,5})?|default|new|v\d|big|large|square|ru|uk|en)){0,3}"
    r"\.(?:jpe?g|png|gif|webp|avif)\Z",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:svgz?|ico|mp4|html?)\Z", re.IGNORECASE)

Said = dict[str, list[str]]


def find(text: str, url: str, *, title: str) -> Link | None:
    """The picture that the page at `url` declares for the article called `title`, as a preview; None if it has none.

    None too if the page is called something else, and for what can be told to be the site's and not the article's: its
    icon, its publisher's logo, a file called so. Reads 256 KiB characters of markup; never raises but ParseError, for a
    page that is built to exhaust its reader.
    """
    tree = blocks.tree(text[:_HEAD])
    said = _said(tree)
    values = [*islice(json_ld.values(text[: blocks.LONGEST]), _MOST_VALUES)]
    articles = [value for value in values if isinstance(value.get("headline"), str)]
    mine = [value for value in articles if share(title, str(value["headline"])[:_LONGEST]) >= _FITS]
    head = tree.css_first("title")
    names = [*(each for name in _TITLES for each in said.get(name, [])), head.text(deep=True) if head else ""]
    if title.strip() and not mine and not any(share(title, each[:_LONGEST]) >= _FITS for each in names):
        return None
    base = tree.css_first("base[href]")
    start = urls.clean((base.attributes.get("href") if base else None) or "", url) or url
    theirs = {urls.canonical(each, start) for each in (*said.get("icon", []), *_logos(values))}
    for address in _offered(said, mine or articles[:1]):
        href = urls.clean(address, start)
        if href and urls.canonical(href) not in theirs and _is_own(href):
            return _measured(href, said, start)
    return None


def _said(tree: LexborHTMLParser) -> Said:
    """What its metas say, by their names in lower case, and the addresses of its icons and of its image_src."""
    found: Said = {}
    for node in tree.css("meta[content], link[href]")[:1_000]:
        told = node.attributes
        if node.tag == "link":
            kinds = (told.get("rel") or "").lower().split()
            names = ["icon" if _ICONS & {*kinds} else "", "image_src" if "image_src" in kinds else ""]
        else:
            names = [(told.get(each) or "").strip().lower() for each in ("property", "name", "itemprop")]
        value = (told.get("href" if node.tag == "link" else "content") or "").strip()
        for name in {*names} - {""}:
            if value:
                found.setdefault(name, []).append(value[:_LONGEST])
    return found


def _offered(said: Said, articles: list[dict[str, object]]) -> Iterator[str]:
    for name in (*_PROPERTIES[:-1], "image_src"):
        yield from said.get(name, [])[:3]
    for value in articles[:3]:
        yield from _addresses(value.get("image") or value.get("thumbnailUrl"))
    yield from said.get("image", [])[:3]


def _addresses(value: object) -> Iterator[str]:
    """The addresses that an image of JSON-LD is, has, or lists."""
    for each in value[:3] if isinstance(value, list) else (value,):
        told = (each.get("url") or each.get("contentUrl") or each.get("@id")) if isinstance(each, dict) else each
        if isinstance(told, str):
            yield told[:_LONGEST]


def _logos(values: list[dict[str, object]]) -> Iterator[str]:
    for value in values:
        yield from _addresses(value.get("logo"))


def _is_own(href: str) -> bool:
    """Whether a picture can be the article's, by the name of its file."""
    path = href.partition("#")[0].partition("?")[0][-300:]
    return not (_SITE.search(path) or _PICTURE.search(path))


def _measured(href: str, said: Said, start: str) -> Link | None:
    """The picture with the measures that the page gives, those of its first; None if it is no larger than an icon."""
    told = [next(iter(said.get(f"og:image:{side}", [])), "") for side in ("width", "height")]
    width, height = (
        int(each) or None if each.isascii() and each.isdigit() and len(each) < 6 else None for each in told
    )
    if href not in {urls.clean(each, start) for name in _PROPERTIES[:3] for each in said.get(name, [])[:1]}:
        width = height = None
    if (width and width < _SMALLEST) or (height and height < _SMALLEST):
        return None
    return Link(href=href, rel="preview", width=width, height=height)
