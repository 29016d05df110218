"""HTML made safe without a parser, where its tags are nested so that any parser reads them as they stand.

It gives what `html.sanitise` gives with a parser, or no verdict. A tag, a reference, an address or an order of elements
that is not surely understood is for the parser. What is understood: the rules of the HTML standard for a fragment in a
`div` where no element ends or begins by itself, but for the `tbody` of a table. Then the tree is the nesting of the
tags, and to leave out elements and attributes gives HTML that is understood again: so the result is final.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.entities import html5

from feedbot.text import idioms, srcset, tags, urls
from feedbot.text.allowed import ADDRESSES, ATTRIBUTES, SCHEMES, TAGS, VOID, fit, seen

_LONGEST = 1 << 16
_MOST = 400
_MARK = "\ufeff"  # a parser takes it for the mark of an encoding
_LONGEST_TAG = 4096
_MOST_SOURCES = 20

Said = tuple[tuple[str, str], ...]

Part = tuple[str, str, str, str]

Rule = tuple[str, int, int, int, frozenset[str] | None, str, str | None]
"""An element: name; what may not be open, what no longer counts as open in it, what does; its parents if not all may
be; what is written for its start and its end, None for one that has no end."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What ends a paragraph by its start.
_BLOCKS = frozenset(_HEADINGS) | {
    *("address", "article", "aside", "blockquote", "center", "details", "div", "dl", "figcaption", "figure", "footer"),
    *("header", "hr", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"),
}
# What a parser opens again behind what closed it, so that none may stand within itself.
_FORMATS = (*("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"),)
_WORDS = (
    *("abbr", "acronym", "audio", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "label", "mark", "noindex"),
    *("o:p", "picture", "q", "ruby", "samp", "span", "sub", "sup", "tg-spoiler", "time", "var", "video"),
)
_EMPTY = ("br", "img", "source", "wbr")
_LISTS = frozenset({"ul", "ol"})
_TABLE = frozenset({"table"})
_IMPLIED = "+tbody"  # a tbody that is not written
_GROUPS = frozenset({"tbody", "thead", "tfoot", _IMPLIED})
_ROW = frozenset({"tr"})
_PLACES: dict[str, frozenset[str]] = {
    "li": _LISTS,
    **dict.fromkeys(("dt", "dd"), frozenset({"dl"})),
    **dict.fromkeys(("rt", "rp"), frozenset({"ruby"})),
    **dict.fromkeys(("caption", "tbody", "thead", "tfoot"), _TABLE),
    "tr": _GROUPS,
    **dict.fromkeys(("td", "th"), _ROW),
}
_GRIDS = _TABLE | _GROUPS | _ROW
# That only parts of a table may stand there, and what may not stand within itself, however deep.
_GRID, _PARAGRAPH, _HEADING, _LINK = 1, 2, 4, 8
_BITS = {"p": _PARAGRAPH, **dict.fromkeys(_HEADINGS, _HEADING), "a": _LINK}
# Elements whose attributes, or whose being there, tell of other elements.
_TOLD = frozenset({"img", "source", "picture", "video", "audio", "tg-spoiler", "span"})
_GONE_WITH = frozenset({*srcset.CLUES, "src", "sizes"})
_ASIDE = frozenset({"picture", "video", "audio"})

_NOTHING: Part = ("", "", "", "")

# Words and bare elements with words, and the tag behind, which is none at the end; or a sign that is out of place.
_LEAF = "b|i|s|u|em|strong|small|code|mark|sub|sup|cite|del|ins|kbd|q"
_PIECE = re.compile(rf"([^<>]*+(?:<(?:({_LEAF})>[^<>]*+</\2>|br>)[^<>]*+)*+)(?:<([^<>]++)>|\Z|([<>]))")
_TAG = re.compile(
    r"""([a-z][a-z0-9]*+(?::p|-spoiler)?+)"""
    r"""((?:[ \t\n]++[A-Za-z_:][\w:.-]*+(?:=(?:"[^"]*+"|'[^']*+'|[\w.,:;/?&%#@!$+~()*-]++))?+)*+)[ \t\n]*+(/?)""",
    re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_:][\w:.-]*+)(?:=(?:"([^"]*+)"|'([^']*+)'|([\w.,:;/?&%#@!$+~()*-]++)))?+""", re.ASCII
)
_NAME = re.compile(r"[a-z][a-z-]{0,30}")
_COMMENT = re.compile(r"!--(?:[^-]|-[^-])*+--")
_UNREAD = frozenset({"script", "style", "iframe"})
_SIGNS = frozenset({"mi", "mn", "mo"})
_NUMBER = r"#[0-9]{2,7};|#[xX][0-9A-Fa-f]{2,6};"
_FIT = re.compile("[\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd\U00020000-\U0002fffd]")
_REFERENCE = rf"&(?:[A-Za-z][A-Za-z0-9]{{1,31}};|{_NUMBER}|((?![A-Za-z0-9#])"
_IN_TEXT = re.compile(rf"{_REFERENCE}))?+")
_IN_VALUE = re.compile(rf"{_REFERENCE}|(?=[A-Za-z0-9]++=)))?+")
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;"}
_NAMED = {f"&{name}": value for name, value in html5.items() if name.endswith(";")}
_TEXTS = {name: "".join(_WRITTEN.get(sign, sign) for sign in value) for name, value in _NAMED.items()}
# What is the same written otherwise wherever it may stand, and comes often.
_USUAL = {f"&{name};": html5[f"{name};"] for name in ("mdash", "ndash", "laquo", "raquo", "rsquo", "hellip")}
# The host of an address of the web is plain letters and hyphens or four plain numbers, or parsers may differ about it.
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_WEB = re.compile(
    rf"https?://(?:(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)+[a-z]{{2,20}}|{_OCTET}(?:\.{_OCTET}){{3}})(?::[0-9]{{1,5}})?(?:[/?#]|\Z)"
)
# An address that `urls.clean` gives back as it is, and all parsers read alike: its host is short enough to be one.
_PLAIN = re.compile(
    r"https?://(?=[a-z0-9.-]{4,60}(?:/|\Z))(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)+[a-z]{2,20}"
    r"(?:/[A-Za-z0-9._~!$&'()*+,;:@%/-]{0,2000}+)?"
)
_CONTACT = re.compile(r"mailto:[A-Za-z0-9._+-]++@[A-Za-z0-9.-]++|tel:\+?[0-9-]++")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):")
_RELATIVE = re.compile(r"[/?#.]|[A-Za-z0-9_%-][^:]*+\Z")
_PATH = re.compile(r"(/(?!/)[A-Za-z0-9._~!$'()*,@/-]*+)(\?[A-Za-z0-9._~&=+-]{1,200})?+")
_CHECKED = ADDRESSES - {"cite"}  # addresses whose scheme nh3 sees to before the filter does
_ANYWHERE = frozenset(ATTRIBUTES["*"])
_ALLOWED = {name: names | _ANYWHERE for name, names in ATTRIBUTES.items()}
_PRE = re.compile(r'(<pre(?: [a-z]+="[^"]*")*>)\n+')  # a parser drops the first line end, so none must be left


class _UnsureError(Exception):
    """It is for the parser."""


def nested(html: str, base: str | None) -> str | None:
    """Tidy HTML made safe for good, as `html.sanitise` does; None where only a parser can tell."""
    if len(html) > _LONGEST or html.startswith(_MARK) or html.count("<") - html.count("</") > _MOST:
        return None
    try:
        safe = "".join(_Reader(base).read(html))
    except _UnsureError:
        return None
    if "<pre" in safe:
        safe = _PRE.sub(r"\1", safe)
    safe = safe.strip()
    return None if len(safe) > _LONGEST or safe.startswith(_MARK) else safe


class _Reader:
    """Goes through the pieces of a document that begin with a tag."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.sources: list[dict[str, str]] | None = None

    def read(self, html: str) -> list[str]:  # noqa: C901, PLR0912  # a call for each of the tags would double its cost
        """What is written of a document."""
        if "&" in html:
            for name, sign in _USUAL.items():
                html = html.replace(name, sign)
        marked = "\xa0" in html
        pieces = iter(_PIECE.findall(html.replace("<br />", "<br>")))
        written: list[str] = []
        write, opened = written.append, list[tuple[str, str, int]]()
        name, end, mask = "", "", 0
        while True:
            text, _, tag, odd = next(pieces)
            if text:
                if mask & _GRID and text.strip(" \t\n"):
                    raise _UnsureError
                write(_IN_TEXT.sub(_text, text).replace("\xa0", "&nbsp;") if marked or "&" in text else text)
            if (rule := _STARTS.get(tag)) or (ended := _ENDS.get(tag)) is None:
                if rule is None:
                    if odd == ">" and not mask & _GRID:
                        write("&gt;")
                        continue
                    if not tag:
                        break
                    rule = self.other(tag, pieces)
                fresh, forbidden, left, bits, parents, start, finish = rule
                if mask & forbidden:
                    raise _UnsureError
                if parents is not None and name not in parents:
                    if fresh != "tr" or name != "table":
                        raise _UnsureError
                    write("<tbody>")
                    opened.append((name, end, mask))
                    name, end = _IMPLIED, "</tbody>"
                write(start)
                if finish is not None:
                    opened.append((name, end, mask))
                    name, end, mask = fresh, finish, mask & ~left | bits
            else:
                if ended != name:
                    if ended != "table" or name != _IMPLIED:
                        raise _UnsureError
                    write(end)
                    name, end, mask = opened.pop()
                write(end)
                name, end, mask = opened.pop()
                if ended in _ASIDE:
                    self.sources = None
        if opened or odd:
            raise _UnsureError
        return written

    def other(self, tag: str, pieces: Iterator[Part]) -> Rule:
        """A tag that is not bare, a comment, or an element that goes with its content."""
        if tag[0] == "!" and _COMMENT.fullmatch(tag):
            return _SILENT
        if tag == "math":
            _pass_formula(pieces)
            return _GONE
        name, attributes, start = _start(tag, self.base)
        if name in _UNREAD:
            _pass_end(name, pieces)
            return _GONE
        rule = _RULES[name]
        if name in _TOLD:
            return self.told(rule, attributes, start)
        return (*rule[:5], start, rule[6])

    def told(self, rule: Rule, attributes: Said, start: str) -> Rule:
        """An element whose attributes, or whose being there, tell of another."""
        name = rule[0]
        if name == "img":
            return (*rule[:5], self.image(attributes, start), None)
        if name == "source":
            if self.sources is None:
                return (*rule[:5], start, None)
            self.sources += [_read(attributes)] if len(self.sources) < _MOST_SOURCES else []
            return (*rule[:5], "", None)
        if name in _ASIDE:
            self.sources = [] if name == "picture" else None
            return (*rule[:5], start, rule[6])
        said = name if name == "tg-spoiler" else _read(attributes).get("class", "")
        hidden = idioms.spoiler(said)
        return (*rule[:5], f'<span class="{hidden}">', "</span>") if hidden else rule

    def image(self, attributes: Said, start: str) -> str:
        """An image with the best of its addresses, as `idioms.plainer` has it."""
        sources, self.sources = self.sources or [], None if self.sources is None else []
        if not sources and not _clued(attributes):
            return start
        told = _read(attributes)
        address = srcset.best(told, sources, self.base)
        kept = [(key, value) for key, value in told.items() if key not in _GONE_WITH]
        return seen(_tag("img", [("src", address), *kept] if address else kept, self.base))


def _pass_formula(pieces: Iterator[Part]) -> None:
    """Pass over the rest of a formula that is a row of signs."""
    while (part := next(pieces, _NOTHING))[2] in _SIGNS and "<" not in part[0]:
        _pass_end(part[2], pieces)
    if part[2] != "/math" or "<" in part[0]:
        raise _UnsureError


def _pass_end(name: str, pieces: Iterator[Part]) -> None:
    """Pass over the text of an element that has no other in it, and its end."""
    text, _, tag, _ = next(pieces, _NOTHING)
    if "<" in text or tag != f"/{name}":
        raise _UnsureError


@lru_cache(maxsize=1024)  # sites repeat their classes and styles in every paragraph
def _start(tag: str, base: str | None) -> tuple[str, Said, str]:
    """The name of a start tag, the first of its attributes of each name, as they stand; and what is written of it."""
    found = _TAG.fullmatch(tag) if len(tag) <= _LONGEST_TAG else None
    if not found or (found[1] not in _RULES and found[1] not in _UNREAD) or (found[3] and found[1] not in VOID):
        raise _UnsureError
    name, said = found[1], dict[str, str]()
    for key, *values in _ATTRIBUTE.findall(found[2]):
        said.setdefault(key.lower(), "".join(values))
    attributes = tuple(said.items())
    if name not in TAGS or (name == "img" and _clued(attributes)):
        return name, attributes, ""
    allowed = _ALLOWED.get(name, _ANYWHERE)
    start = _tag(name, [(key, _decoded(value)) for key, value in attributes if key in allowed], base)
    return name, attributes, seen(start) if name == "img" else start


def _tag(name: str, attributes: Iterable[tuple[str, str]], base: str | None) -> str:
    """A start tag as it is written, of attributes that are decoded."""
    allowed = _ALLOWED.get(name, _ANYWHERE)
    written: list[str] = []
    lacking: list[int] = []
    for key, value in attributes:
        if key not in allowed or (key in _CHECKED and _foreign(value)):
            continue
        said = _address(name, key, value, base) if key in ADDRESSES else fit(name, key, value, base)
        if said is None:
            lacking.append(len(written))
        elif "<" in said or ">" in said:
            raise _UnsureError
        said = (said or "").replace("&", "&amp;").replace("\xa0", "&nbsp;").replace('"', "&quot;")
        written.append(f' {key}="{said}"')
    for place in reversed(lacking):  # nh3 puts the last one in the place of one that the filter refuses
        last = written.pop()
        if place < len(written):
            written[place] = last
    return f"<{name}{''.join(written)}>"


def _foreign(value: str) -> bool:
    """Whether an address surely has a scheme that none may have."""
    scheme = _SCHEME.match(value)
    return scheme is not None and scheme[1].lower() not in SCHEMES


def _address(element: str, name: str, value: str, base: str | None) -> str | None:
    """What an attribute says that is an address, where it is one that all parsers read alike."""
    if _PLAIN.fullmatch(value):
        return value
    plain = _WEB.match(value) or _RELATIVE.match(value) or _CONTACT.fullmatch(value)
    if value and not plain and not _foreign(value):
        raise _UnsureError
    said = _joined(value, base) or fit(element, name, value, base)
    if said is not None and not _WEB.match(said) and not _CONTACT.fullmatch(said):
        raise _UnsureError
    return said


def _joined(value: str, base: str | None) -> str | None:
    """What `urls.clean` gives of the usual path on the site of `base`, and of what is asked there; None of others."""
    found = _PATH.fullmatch(value) if base and "/." not in value else None
    if not found or not (origin := _origin(base or "")):
        return None
    asked = _asked(found[2]) if found[2] else ""
    return None if asked is None else f"{origin}{found[1]}{asked}"


@lru_cache(maxsize=32)
def _origin(base: str) -> str | None:
    """The site of an address, without a slash at its end, if it is one of the web that all parsers read alike."""
    home = urls.clean("/", base)
    return home[:-1] if home and home.endswith("/") and _WEB.match(home) else None


@lru_cache(maxsize=512)  # links of a site are asked for with the same few words
def _asked(query: str) -> str | None:
    """A query without what tells who sent a reader, and the mark before it."""
    fit = urls.clean(f"https://feedbot.example/{query}")
    return fit and fit.removeprefix("https://feedbot.example/")


def _clued(attributes: Said) -> bool:
    return any(value and key in srcset.CLUES for key, value in attributes)


def _read(attributes: Said) -> dict[str, str]:
    """Attributes as `idioms` reads them."""
    return {key: tags.decoded(value) for key, value in attributes if _NAME.fullmatch(key)}


def _text(reference: re.Match[str]) -> str:
    """What is written for a reference in a text."""
    said = reference[0]
    if written := _TEXTS.get(said):
        return written
    sign = "&" if reference[1] is not None else _numbered(said)
    return _WRITTEN.get(sign, sign)


def _decoded(value: str) -> str:
    return _IN_VALUE.sub(_meant, value) if "&" in value else value


def _meant(reference: re.Match[str]) -> str:
    """What a reference in the value of an attribute stands for."""
    said = reference[0]
    return _NAMED.get(said) or ("&" if reference[1] is not None else _numbered(said))


def _numbered(said: str) -> str:
    """The sign of a reference by number, if it may stand in any text."""
    if not said.startswith("&#"):
        raise _UnsureError
    number = int(said[3:-1], 16) if said[2] in "xX" else int(said[2:-1])
    if number < 0x20 or not _FIT.fullmatch(sign := chr(min(number, 0x10FFFF))):
        raise _UnsureError
    return sign


def _rule(name: str) -> Rule:
    forbidden = _BITS.get(name, 0) & ~_PARAGRAPH
    if name in _BLOCKS or name in ("li", "dt", "dd"):
        forbidden |= _PARAGRAPH
    if _PLACES.get(name, _LISTS).isdisjoint(_GRIDS):
        forbidden |= _GRID
    left = _GRID if name in ("td", "th", "caption") else 0
    bits = _GRID if name in _GRIDS else _BITS.get(name, 0)
    kept = name in TAGS
    finish = None if name in VOID else f"</{name}>" if kept else ""
    return name, forbidden, left, bits, _PLACES.get(name), f"<{name}>" if kept else "", finish


_RULES = {name: _rule(name) for name in (*_BLOCKS, *_FORMATS, *_WORDS, *_EMPTY, *_PLACES)}
_SILENT: Rule = ("", 0, 0, 0, None, "", None)
_GONE: Rule = ("", _GRID, 0, 0, None, "", None)
_STARTS = {tag: rule for name, rule in _RULES.items() if name not in _TOLD for tag in (name, name.upper())}
_STARTS |= {name + end: _RULES[name] for name in ("br", "hr", "wbr") for end in ("/", " /")}
_ENDS = {f"/{tag}": name for name in _RULES if name not in VOID for tag in (name, name.upper())}
