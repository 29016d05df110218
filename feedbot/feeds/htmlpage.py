"""The same entries as a page for people: no script, nothing loaded from elsewhere, one language attribute an entry.

Content is HTML that `normalise` has sanitised; everything else is escaped by Jinja2.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from feedbot.feeds import masthead, wording
from feedbot.model import Edition, Link, Piece

if TYPE_CHECKING:
    from jinja2 import Environment

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#a11d1d"/>'
    '<circle cx="10" cy="22" r="3" fill="#fff"/><path d="M7 13a12 12 0 0 1 12 12M7 6a19 19 0 0 1 19 19" '
    'fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round"/></svg>'
)
"""Our sign, as an SVG document."""

ICON_ADDRESS = "data:image/svg+xml," + quote(ICON, safe="")
"""The sign as an address, so that a page needs nothing from elsewhere."""

_FORMATS = (
    ("atom", "Atom", ".atom", "application/atom+xml"),
    ("rss", "RSS", ".rss", "application/rss+xml"),
    ("json", "JSON Feed", ".json", "application/feed+json"),
)
_PAGES = (
    ("prev-archive", "prev", "older"),
    ("next-archive", "next", "newer"),
    ("current", "", "newest"),
)
_MARKER = Markup("<!--entries-->")  # cannot occur in escaped text
_TAGS = 8


words = wording.words


@cache
def style() -> str:
    """The style sheet that stands in every page, so that a server can allow it by its hash."""
    loader = _environment().loader
    assert loader is not None  # noqa: S101  # for mypy: the environment is made with one
    return loader.get_source(_environment(), "style.css")[0]


def frame(edition: Edition) -> tuple[bytes, bytes, bytes]:
    """Head, joint and tail of the page; the joint is empty."""
    ours, archives = words(edition.feed.language), masthead.archives(edition, ".html")
    formats = [
        # Who subscribes on a page of the archive wants what comes.
        {"name": name, "type": media_type, "href": masthead.address(edition, suffix, edition.current)}
        for format, name, suffix, media_type in _FORMATS
        if format in edition.feed.formats
    ]
    page = (
        _environment()
        .get_template("page.html")
        .render(
            feed=edition.feed,
            words=ours,
            language=masthead.language(edition.feed.language) or ours.language,
            generator=" ".join(filter(None, (masthead.GENERATOR, masthead.version(edition)))),
            hub=masthead.hub(edition),
            address=masthead.address(edition),
            home=f"{edition.url}/",
            formats=formats,
            pages=[
                {"href": archives[rel], "rel": kind, "name": getattr(ours, name)}
                for rel, kind, name in _PAGES
                if rel in archives
            ],
            icon=ICON_ADDRESS,
            style=Markup(style()),  # noqa: S704  # our own file
            updated=masthead.updated(edition),
            empty=not edition.pieces,
            marker=_MARKER,
        )
    )
    head, _, tail = page.partition(_MARKER + "\n")
    return head.encode(), b"", tail.encode()


def fragment(edition: Edition, piece: Piece) -> bytes:
    """One article element; depends on the edition's feed only.

    Raises ValueError if a text holds half a surrogate pair.
    """
    entry, ours = piece.lead, words(edition.feed.language)
    text = (
        _environment()
        .get_template("entry.html")
        .render(
            entry=entry,
            published=piece.published,
            words=ours,
            language=masthead.language(entry.language),
            heading=masthead.heading(entry),
            link=masthead.page(entry.link),
            source=masthead.name(entry),
            origin=masthead.page(entry.origin.link),
            credits=[masthead.credit(one) for one in entry.attribution],
            also=masthead.tellers(piece),
            content=_more(piece),
            links=_extra(piece, ours),
            tags=list(dict.fromkeys(one.label or one.term for one in entry.categories if one.term))[:_TAGS],
        )
    )
    return text.encode()


def _more(piece: Piece) -> Markup:
    """The content, unless it says no more than the summary does."""
    entry = piece.lead
    if entry.content == f"<p>{escape(entry.summary)}</p>":
        return Markup("")
    return Markup(entry.content)  # noqa: S704  # sanitised by `normalise`, with an allowlist


def _extra(piece: Piece, ours: wording.Words) -> list[Mapping[str, str | None]]:
    """The links to click but for those of the story's other sources, which are named before."""
    told = {href for _, href in masthead.tellers(piece)}
    own = {link.href for link in piece.lead.links}
    links = (link for link in masthead.others(piece) if link.href in own or link.href not in told)
    return [_named(piece, link, ours) for link in links]


def _named(piece: Piece, link: Link, ours: wording.Words) -> Mapping[str, str | None]:
    """A link with a text to click: its title, else what it is, else the last part of its path, else its host."""
    parts = urlsplit(link.href)
    title = link.title or (ours.comments if link.rel == "replies" else "")
    name = title or parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
    length = masthead.duration(piece, link)
    return {
        "href": link.href,
        "type": masthead.media_type(link),
        "name": name,
        "length": masthead.clock(length) if length else None,
    }


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # late: every command knows of this module

    return Environment(
        loader=PackageLoader("feedbot.feeds"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
