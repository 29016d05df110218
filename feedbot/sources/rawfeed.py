"""feedparser's strict reader, driven by us: bounded, without its network, its guessing at bytes and its loose parser.

What it gives is as the document says, with its quirks; `feed.py` makes items of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from xml.sax import SAXParseException, expatreader
from xml.sax.xmlreader import AttributesNSImpl

from feedparser.api import StrictFeedParser

from feedbot.errors import ParseError

MOST_ITEMS = 5_000
_MOST_ATTRIBUTES = 5_000
_MOST_ELEMENTS = 150_000
_MOST_PREFIXES = 1_000
_MOST_TAGS = 1_000
_DEEPEST = 200
_PIECE = 65536

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_MEDIA = "http://search.yahoo.com/mrss"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
# feedparser would take these for the entry's own title and description.
_ASIDE = {
    (_ITUNES, "summary"): "itunesabout",
    (_ITUNES, "subtitle"): "itunessubtitle",
    (_ITUNES, "title"): "itunestitle",
    (_MEDIA, "description"): "mediaabout",
    (_MEDIA, "title"): "mediatitle",
}
# Nothing of these is used, and their readers raise on numbers that are none.
_UNUSED = frozenset(
    {
        "http://www.georss.org/georss",
        "http://www.opengis.net/gml",
        "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "http://podlove.org/simple-chapters",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A feed and its finished entries in feedparser's names.

    `version` is feedparser's ("atom10", "rss20"). `gone` are references of RFC 6721. `more` is True when items were
    left out because there are too many. `fault` says where the XML breaks, None if it does not.
    """

    version: str
    feed: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
    gone: tuple[str, ...] = ()
    more: bool = False
    fault: str | None = None


def read(text: str, base: str) -> Raw:
    """What a document says up to its end or to where its XML breaks.

    Relative links are resolved against `base` and xml:base; ids stay as written. At most `MOST_ITEMS` entries. Raises
    ParseError for a document that is built to exhaust its reader.
    """
    reader = _Reader(base, None, "utf-8")
    parser = expatreader.ExpatParser(namespaceHandling=1)
    parser.setContentHandler(reader)
    parser.setErrorHandler(reader)
    body, fault, more = text.encode("utf-8", "replace"), None, False
    try:
        for start in range(0, len(body), _PIECE):
            parser.feed(body[start : start + _PIECE])
        parser.close()
    except _EnoughError:
        more = True
    except SAXParseException as error:
        fault = f"line {error.getLineNumber()}: {error.getMessage()}"
    except ParseError:
        raise
    except Exception as error:  # feedparser's handlers raise anything over strange values: the document's fault
        raise ParseError(f"not understood: {type(error).__name__} while it was read ({str(error)[:200]})") from error
    entries = [dict(entry) for entry in reader.entries]
    return Raw(
        version=reader.version,
        feed=dict(reader.feeddata),
        entries=tuple(entries[:-1] if reader.inentry and not more else entries),
        gone=tuple(reader.gone),
        more=more,
        fault=fault,
    )


class _EnoughError(Exception):
    """There are as many items as are taken."""


class _Attributes:
    """What feedparser asks of attributes, each by one look-up; SAX's own walks through all of them every time."""

    def __init__(self, attributes: AttributesNSImpl) -> None:
        self.items = attributes.items
        self._written = {attributes.getQNameByName(key): value for key, value in attributes.items()}

    def getQNames(self) -> list[str]:  # noqa: N802 - SAX's name
        return list(self._written)

    def getValueByQName(self, name: str) -> str:  # noqa: N802 - SAX's name
        return self._written[name]


_NO_ATTRIBUTES = _Attributes(AttributesNSImpl({}, {}))


class _Reader(StrictFeedParser):  # type: ignore[misc]  # feedparser has no types; Any ends in Raw
    can_be_relative_uri: ClassVar = StrictFeedParser.can_be_relative_uri - {"id"}
    sanitize_html = False
    resolve_relative_uris = False

    def __init__(self, base: str, language: str | None, encoding: str) -> None:
        super().__init__(base, language, encoding)
        self.gone: list[str] = []
        self._deep = 0
        self._elements = 0
        self._prefixes = 0
        self._skipped = 0

    def startPrefixMapping(self, prefix: str | None, uri: str) -> None:  # noqa: N802 - SAX's name
        self._prefixes += 1
        if self._prefixes > _MOST_PREFIXES:
            raise ParseError(f"not read: it declares more than {_MOST_PREFIXES:,} namespaces")
        super().startPrefixMapping(prefix, uri)

    def startElementNS(  # noqa: N802 - SAX's name
        self, name: tuple[str | None, str], qname: str | None, attributes: AttributesNSImpl
    ) -> None:
        self._count(len(attributes))
        space, local = (name[0] or "").lower().rstrip("/"), name[1].lower()
        if self._skipped or space in _UNUSED:
            self._skipped += 1
        elif space == _TOMBSTONES and local == "deleted-entry":
            self.gone += [value for (_, key), value in attributes.items() if key == "ref" and value]
            self._skipped += 1
        elif (space, local) in _ASIDE and not self.incontent:
            super().startElementNS((None, _ASIDE[space, local]), None, _NO_ATTRIBUTES)
        else:
            if local in {"item", "entry"} and not self.incontent and len(self.entries) >= MOST_ITEMS:
                raise _EnoughError
            super().startElementNS(name, qname, _Attributes(attributes))

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802 - SAX's name
        self._deep -= 1
        space, local = (name[0] or "").lower().rstrip("/"), name[1].lower()
        if self._skipped:
            self._skipped -= 1
        elif (space, local) in _ASIDE and not self.incontent:
            super().endElementNS((None, _ASIDE[space, local]), None)
        else:
            super().endElementNS(name, qname)

    def characters(self, text: str) -> None:
        if not self._skipped:
            super().characters(text)

    def _count(self, attributes: int) -> None:
        self._deep += 1
        self._elements += 1
        if attributes > _MOST_ATTRIBUTES:
            raise ParseError(f"not read: an element has more than {_MOST_ATTRIBUTES:,} attributes")
        if self._deep > _DEEPEST:
            raise ParseError(f"not read: its elements lie more than {_DEEPEST} deep")
        if self._elements > _MOST_ELEMENTS:
            raise ParseError(f"not read: it has more than {_MOST_ELEMENTS:,} elements")

    def _get_context(self) -> Any:  # noqa: ANN401 - feedparser's own dictionaries
        """What a value belongs to; feedparser itself looks for images and text inputs where there are none."""
        try:
            return super()._get_context()
        except KeyError:
            return self.entries[-1] if self.inentry else self.feeddata

    def _sync_author_detail(self, key: str = "author") -> None:
        """Keeps an author's text for `feed.py`; feedparser's own search in it takes quadratic time."""
        people = self._get_context().get(f"{key}s")
        if people and not people[-1]:
            people[-1]["text"] = self._get_context().get(key) or ""

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """Adds a category without feedparser's search for an equal one, which takes quadratic time."""
        tags = self._get_context().setdefault("tags", [])
        if (term or scheme or label) and len(tags) < _MOST_TAGS:
            tags.append({"term": term, "scheme": scheme, "label": label})
