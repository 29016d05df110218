"""feedparser's strict reader, driven by us: bounded, without its network, its guessing at bytes and its loose parser.

It is the reference: what it gives is what any other reader of feeds must give. `items.py` makes items of it.
"""

from typing import ClassVar
from xml.parsers.expat import XMLParserType
from xml.sax import SAXParseException, expatreader
from xml.sax.xmlreader import AttributesNSImpl

from feedparser.api import StrictFeedParser
from feedparser.urls import make_safe_absolute_uri

from feedbot.errors import LimitError, ParseError
from feedbot.sources import namespaces
from feedbot.sources.raw import DEEPEST, MARKUP, MOST_ATTRIBUTES, MOST_ELEMENTS, MOST_PREFIXES, MOST_TERMS, XHTML
from feedbot.sources.raw import Raw as Raw

_PIECE = 65536
_SOURCE = frozenset({"author", "title", "link"})


def read(text: str, base: str, most: int) -> Raw:
    """What a document says up to its end or to where its XML breaks.

    Relative links are resolved against `base` and xml:base; ids stay as written. At most `most` entries. Raises
    ParseError for a document that is built to exhaust its reader.
    """
    reader = _Reader(base, most)
    parser = _Expat(namespaceHandling=1)
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
        atom=reader.version == "atom10",
        feed=dict(reader.feeddata),
        entries=tuple(entries[:-1] if reader.inentry and not more else entries),
        gone=tuple(reader.gone),
        more=more,
        fault=fault,
    )


class _Expat(expatreader.ExpatParser):
    """Python's SAX reader; by itself it tells of each line of a text apart, and ten million lines take a minute."""

    def reset(self) -> None:
        super().reset()
        parser: XMLParserType = self.__dict__["_parser"]
        parser.buffer_text = True
        parser.buffer_size = _PIECE


class _EnoughError(Exception):
    """There are as many items as are taken."""


class _Reader(StrictFeedParser):  # type: ignore[misc]  # feedparser has no types; Any ends in Raw
    can_be_relative_uri: ClassVar = {"href", "link"}
    sanitize_html = False
    resolve_relative_uris = False

    def __init__(self, base: str, most: int) -> None:
        super().__init__(make_safe_absolute_uri(base, base) or base, None, "")
        self.gone: list[str] = []
        self._most = most
        self._elements = 0
        self._prefixes = 0
        self._given: dict[str, str] = {}
        # What each open element was taken for, and its name.
        self._open: list[tuple[str, str]] = []
        self._skipped = 0
        self._name = ""
        self._category: dict[str, str] = {}
        self._feed_title = -1

    # --- SAX ---------------------------------------------------------------------------------------------------------

    def startPrefixMapping(self, prefix: str | None, uri: str) -> None:  # noqa: N802 - SAX's name
        self._prefixes += 1
        if self._prefixes > MOST_PREFIXES:
            raise LimitError(f"not read: it declares more than {MOST_PREFIXES:,} namespaces")
        if prefix and uri:
            self._given.setdefault(uri, prefix)

    def startElementNS(  # noqa: N802 - SAX's name
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002 - SAX's signature
        attributes: AttributesNSImpl,
    ) -> None:
        self._count(len(attributes))
        full = namespaces.named(name[0], name[1], self._given.get(name[0] or ""))
        if not self._open:
            self.version = "atom10" if full == "feed" else "rss20"
        kind = self._kind(full, name[1].lower()) if self._open else namespaces.root(full)
        if kind == "item" and len(self.entries) >= self._most:
            raise _EnoughError
        if kind == "deleted":
            self.gone += [value for (_, key), value in attributes.items() if key == "ref" and value]
            kind = "skipped"
        if kind == "aside" and not attributes:
            kind = "passed"
        self._open.append((kind, name[1].lower() if kind == "markup" else full))
        if kind == "skipped":
            self._skipped += 1
        elif kind == "markup":
            self._markup(name[1].lower(), attributes)
        elif kind == "passed":
            self._pass()
        elif kind != "dropped":
            self.unknown_starttag(kind, list(namespaces.attributes(attributes.items()).items()))

    def endElementNS(self, *_name: object) -> None:  # noqa: N802 - SAX's name
        kind, self._name = self._open.pop()
        if kind == "skipped":
            self._skipped -= 1
        elif kind == "markup":
            self.handle_data(f"</{self._name}>", escape=0)
        elif kind == "passed":
            self.pop("aside")
            self.depth -= 1
        elif kind != "dropped":
            self.unknown_endtag(kind)

    def characters(self, text: str) -> None:
        if not self._skipped:
            super().characters(text)

    def _count(self, attributes: int) -> None:
        self._elements += 1
        if attributes > MOST_ATTRIBUTES:
            raise LimitError(f"not read: an element has more than {MOST_ATTRIBUTES:,} attributes")
        if len(self._open) >= DEEPEST:
            raise LimitError(f"not read: its elements lie more than {DEEPEST} deep")
        if self._elements > MOST_ELEMENTS:
            raise LimitError(f"not read: it has more than {MOST_ELEMENTS:,} elements")

    def _kind(self, full: str, local: str) -> str:
        """What an element is taken for where it stands; inside a text it is markup, else dropped or skipped."""
        if self._skipped:
            return "skipped"
        if self.incontent:
            written = self.contentparams.get("type")
            if written in MARKUP or written == "text/plain":
                return "dropped" if local == "div" and written != XHTML else "markup"
            return "skipped"
        if self.inauthor:
            return namespaces.AUTHOR.get(full, "skipped")
        kind = namespaces.kind(full)
        within = self._open[-1][0] if self._open else ""
        foreign = (self.insource and kind not in _SOURCE) or (within == "medium" and kind == "kept")
        return "skipped" if foreign else kind

    def _pass(self) -> None:
        """An unknown element that changes nothing; feedparser's own way through it takes long."""
        self.push("aside", 0)
        self.depth += 1

    def _markup(self, tag: str, attributes: AttributesNSImpl) -> None:
        """What is declared as escaped and has elements all the same is markup from there on."""
        self.contentparams["type"] = XHTML
        pairs = namespaces.attributes(attributes.items()).items()
        self.handle_data(f"<{tag}{self.strattrs(pairs)}>", escape=0)

    # --- what feedparser does otherwise ------------------------------------------------------------------------------

    def resolve_uri(self, uri: str) -> str:
        return namespaces.resolved(self.baseuri, uri)

    @staticmethod
    def looks_like_html(_text: str) -> bool:
        """Left to `items.py`."""
        return False

    def _end_link(self) -> None:
        """Addresses in texts are often escaped twice."""
        if self.elementstack and self.elementstack[-1][0] == "link":
            self.elementstack[-1][2] = ["".join(self.elementstack[-1][2]).replace("&amp;", "&")]
        self.pop("link")

    def _start_item(self, attrs_d: dict[str, str]) -> None:
        self._feed_title = self.title_depth
        self.hasContent = 0
        super()._start_item(attrs_d)

    def _end_item(self) -> None:
        super()._end_item()
        self.title_depth = self._feed_title

    def _end_guid(self) -> None:
        value = self.pop("id")
        if self.guidislink and value:
            self._save("permalink", self.resolve_uri(value))

    def _start_author(self, _attrs: object) -> None:
        self.inauthor = 1
        self.push("author", 0)
        self._get_context().setdefault("authors", []).append({})

    def _end_author(self) -> None:
        self.inauthor = 0
        self._get_context()["authors"][-1]["text"] = self.pop("author")

    def _save_author(self, key: str, value: str, _prefix: str = "author") -> None:
        self._get_context()["authors"][-1][key] = value

    def _start_uri(self, _attrs: object) -> None:
        self.push("aside", 0)

    def _end_uri(self) -> None:
        value = self.pop("aside")
        self._save_author("href", self.resolve_uri(value) if value else "")

    def _end_published(self) -> None:
        self.pop("published")

    def _end_updated(self) -> None:
        self.pop("updated")

    def _end_created(self) -> None:
        self.pop("created")

    def _start_source(self, attrs_d: dict[str, str]) -> None:
        kept = self.title_depth
        super()._start_source(attrs_d)
        self._entry_title = kept

    def _end_source(self) -> None:
        super()._end_source()
        self.title_depth = self._entry_title

    def _start_content(self, attrs_d: dict[str, str]) -> None:
        self.hasContent = 1
        self.push_content("content", attrs_d, "text/plain", 1)
        if attrs_d.get("src"):
            self.contentparams["src"] = attrs_d["src"]

    def _start_body(self, attrs_d: dict[str, str]) -> None:
        self.hasContent = 1
        self.push_content("content", attrs_d, XHTML, 1)

    # --- what feedparser has not, or not so --------------------------------------------------------------------------

    def _start_aside(self, _attrs: object) -> None:
        self.push("aside", 0)

    def _end_aside(self) -> None:
        self.pop("aside")

    _start_group, _end_group = _start_list, _end_list = _start_aside, _end_aside
    _start_kept = _start_listed = _start_keywords = _start_aside

    def _end_kept(self) -> None:
        if value := self.pop("aside"):
            self._get_context().setdefault(self._name, value)

    def _end_listed(self) -> None:
        self._get_context().setdefault(self._name, []).append(self.pop("aside"))

    def _end_keywords(self) -> None:
        for term in self.pop("aside").split(",", MOST_TERMS)[:MOST_TERMS]:
            self._tag(term.strip(), namespaces.SCHEMES.get(self._name), None)

    def _start_category(self, attrs_d: dict[str, str]) -> None:
        self._category = attrs_d
        self.push("aside", 0)

    def _end_category(self) -> None:
        said, text = self._category, self.pop("aside")
        self._tag(said.get("term") or text, said.get("scheme", said.get("domain")), said.get("label"))

    def _tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        self._get_context().setdefault("tags", []).append({"term": term, "scheme": scheme, "label": label})

    def _start_enclosure(self, attrs_d: dict[str, str]) -> None:
        self._get_context().setdefault("links", []).append({**self._placed(attrs_d), "rel": "enclosure"})

    def _start_medium(self, attrs_d: dict[str, str]) -> None:
        self._get_context().setdefault("media", []).append(self._placed(attrs_d))
        self.push("aside", 0)

    _end_medium = _end_aside

    def _start_beside(self, attrs_d: dict[str, str]) -> None:
        name = self._open[-1][1]
        self._get_context().setdefault("beside", []).append({**self._placed(attrs_d), "name": name})
        self.push("aside", 0)

    _end_beside = _end_aside

    def _start_parent(self, attrs_d: dict[str, str]) -> None:
        if href := self._placed(attrs_d).get("href"):
            self._get_context().setdefault("parent", href)
        self.push("aside", 0)

    _end_parent = _end_aside

    def _placed(self, attrs_d: dict[str, str]) -> dict[str, str]:
        """Attributes with the address that they name as `href`, resolved."""
        placed: dict[str, str] = self._enforce_href(dict(attrs_d))
        if "href" in placed:
            placed["href"] = self.resolve_uri(placed["href"])
        return placed
