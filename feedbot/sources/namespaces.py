"""The names of a feed's elements: which namespaces are known, and what kind of thing each element says.

Both readers of feeds take their names from here; it reads no document.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import urljoin

XML = "http://www.w3.org/XML/1998/namespace"
_SCHEME = re.compile(r"\A\s*(?:https?://)?(?:www\.)?")
_ABSOLUTE = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_USERLAND = "backend.userland.com/rss"
_FOREIGN = "?"


def _plain(space: str) -> str:
    """A namespace without what publishers get wrong: case, http or https, a slash at its end."""
    return _SCHEME.sub("", space.lower(), count=1).rstrip("/# ")


@cache
def _spaces() -> Mapping[str, str]:
    """The usual prefixes of namespaces that are known."""
    from feedparser.api import StrictFeedParser  # late, because feedparser takes 60 ms, and every command needs us

    return {_plain(space): prefix.lower() for space, prefix in StrictFeedParser.namespaces.items()} | {
        "purl.org/syndication/thread/1.0": "thr",
        "purl.org/atompub/tombstones/1.0": "at",
        "podcastindex.org/namespace/1.0": "podcast",
        "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    }


# A prefix that is bound to an unknown namespace still tells what was meant.
_PREFIXES = {
    "atom": "",
    **{prefix: prefix for prefix in ("content", "dc", "dcterms", "media", "itunes", "podcast", "rdf", "sy", "wfw")},
}

KINDS = {
    **dict.fromkeys(("item", "entry"), "item"),
    **dict.fromkeys(("title", "dc:title"), "title"),
    **dict.fromkeys(("id", "guid"), "guid"),
    "link": "link",
    **dict.fromkeys(("description", "dc:description"), "description"),
    **dict.fromkeys(("summary", "abstract"), "summary"),
    "content": "content",
    **dict.fromkeys(("content:encoded", "fullitem"), "fullitem"),
    **dict.fromkeys(("body", "xhtml:body"), "body"),
    **dict.fromkeys(("author", "dc:creator", "dc:author", "itunes:author"), "author"),
    **dict.fromkeys(("category", "dc:subject", "media:category"), "category"),
    **dict.fromkeys(("keywords", "tags", "itunes:keywords", "media:keywords"), "keywords"),
    "enclosure": "enclosure",
    "media:content": "medium",
    "media:group": "group",
    **dict.fromkeys(("media:thumbnail", "itunes:image", "podcast:transcript", "podcast:chapters"), "beside"),
    "source": "source",
    **dict.fromkeys(("published", "pubdate", "issued", "dcterms:issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc:date", "dcterms:modified"), "updated"),
    **dict.fromkeys(("created", "dcterms:created"), "created"),
    **dict.fromkeys(("language", "dc:language"), "language"),
    **dict.fromkeys(("ttl", "sy:updateperiod", "sy:updatefrequency"), "kept"),
    **dict.fromkeys(("itunes:summary", "media:description", "media:text", "media:title"), "kept"),
    **dict.fromkeys(("itunes:duration", "itunes:season", "itunes:episode", "itunes:episodetype"), "kept"),
    **dict.fromkeys(("itunes:explicit", "podcast:season", "podcast:episode"), "kept"),
    **dict.fromkeys(("feedburner:origlink", "wfw:commentrss", "comments"), "kept"),
    **dict.fromkeys(("skiphours", "skipdays"), "list"),
    **dict.fromkeys(("hour", "day"), "listed"),
    "thr:in-reply-to": "parent",
    "at:deleted-entry": "deleted",
    **{name: name for name in ("rss", "channel", "feed")},
    **dict.fromkeys(("image", "textinput", "contributor", "cloud"), "skipped"),
}
"""What kind of thing an element says, by its name as `named` gives it.

"kept" is a text kept under its name, the first that is not empty; "listed" each text of a "list" under its name, in
order; "beside" an address with its attributes and name; "skipped" is never used, with all it contains.
"""

AUTHOR = {"name": "name", "email": "email", "uri": "uri", "url": "uri", "homepage": "uri"}
"""What is read inside an author."""

SCHEMES = {"itunes:keywords": "http://www.itunes.com/"}


def sure(space: str, prefix: str | None) -> bool:
    """Whether a namespace tells by itself what its elements are, without a look at the prefix it is bound to."""
    if _plain(space) in _spaces() or _USERLAND in space.lower():
        return True
    return prefix is not None and prefix.lower() not in _PREFIXES


def named(space: str | None, local: str, prefix: str | None) -> str:
    """An element's name in small letters, behind the usual prefix of its namespace ("dc:creator", "title").

    A namespace that is not known counts by the prefix it is bound to, and as a feed's own where it is bound to none.
    """
    local = local.lower()
    if not space:
        return local
    found = "" if _USERLAND in space.lower() else _spaces().get(_plain(space))
    if found is None:
        found = _PREFIXES.get(prefix.lower(), _FOREIGN) if prefix else ""
    return f"{found}:{local}" if found else local


def kind(name: str) -> str:
    """What kind of thing an element of this name says.

    "aside" for an unknown one of the feed's own language, which may still contain known ones; "skipped" for a foreign
    one.
    """
    return KINDS.get(name) or ("skipped" if ":" in name and name != "rdf:rdf" else "aside")


def root(name: str) -> str:
    """What kind of thing a root element of this name is: never skipped, whatever its namespace."""
    return kind(name) if kind(name) in {"rss", "channel", "feed"} else "aside"


def attributes(found: Iterable[tuple[tuple[str | None, str], str]]) -> dict[str, str]:
    """Attributes by their names in small letters; those of unknown namespaces are left out.

    Values of `rel` and `type` are in small letters too, `type` without parameters, and left out where it is
    empty.
    """
    named: dict[str, str] = {}
    for (space, local), value in found:
        name = local.lower()
        if space:
            prefix = _spaces().get(_plain(space))
            if prefix is None:
                continue
            name = f"{prefix}:{name}" if prefix else name
        if name == "rel":
            named[name] = value.lower()
        elif name == "type":
            if media := value.partition(";")[0].strip().lower():
                named[name] = media
        else:
            named[name] = value
    return named


def resolved(base: str, href: str) -> str:
    """An address as seen from `base` (RFC 3986, section 5); as written where it is absolute or cannot be read."""
    if _ABSOLUTE.match(href):
        return href
    try:
        return urljoin(base, href)
    except ValueError:
        return href
