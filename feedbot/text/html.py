"""Strangers' HTML made safe, and HTML to and from plain text. nh3 parses; what would make it slow is cut before."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape as _escape_all
from urllib.parse import quote

import nh3

from feedbot.text import idioms, tags, urls
from feedbot.text.decode import tidy
from feedbot.text.settled import settled

_LONGEST = 1 << 20
_ROUNDS = 6
_INLINE = (
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small strong sub sup time u "
    "var wbr"
)
_BREAKING = (
    "address article aside audio blockquote caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody tfoot thead tr ul video"
)
_CELLS = "td th col colgroup source"
_EMPTY = "br col hr img source wbr"
_BLOCKS = set(f"{_BREAKING} {_CELLS}".split())
_TAGS = _BLOCKS | set(_INLINE.split())
_VOID = set(_EMPTY.split())
_DROPPED = set(tags.UNREAD)
_LINES = {*_BREAKING.split(), "br"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir"},
    "a": {"href", "hreflang"},
    "abbr": {"title"},
    "audio": {"src", "controls"},
    "blockquote": {"cite", "expandable"},
    "code": {"class"},
    "data": {"value"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height", "class"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "pre": {"class"},
    "q": {"cite"},
    "source": {"src", "type"},
    "span": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "poster", "controls", "width", "height"},
}
_ADDRESSES = frozenset({"href", "src", "cite", "poster"})
_NUMBERS = frozenset({"width", "height", "colspan", "rowspan", "start"})
_NUMBER = re.compile(r"-?[0-9]{1,4}%?")
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "geo", "xmpp"}
_CONTACT = re.compile(r"(?:mailto|tel|sms|geo|xmpp):[^\s]", re.IGNORECASE)
_PRE = re.compile(r'(<pre(?: [a-z]+="[^"]*")*>)\n+')  # a parser drops the first line end, so none must be left
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_SIDE = re.compile(r' (?:width|height)="([^"]*)"')
_SPECK = frozenset("012")  # pixels of a picture that only counts readers
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|brush:\s?)([a-z0-9+#][a-z0-9+#._-]{0,39})")
_SIGNS = {
    **{"emoji": "emoji", "wp-smiley": "wp-smiley"},
    **dict.fromkeys(("smiley", "smilie", "emote", "emoticon"), "emoji"),
}

# Up to here nh3 is quick whatever the input. Its cost grows with the square of the depth, of the attributes of one
# element, of the formatting left open, and of the references in one text.
_SMALL = 1 << 16
_FEW = 600
_DEEPEST = 100
_MANY = 20_000
_LONGEST_VALUE = 8192
_REFERENCE = re.compile(r"&(?:#?\w{1,32};?)?|[>\xa0]")
_LONE = re.compile(r"<(?![A-Za-z/!?])")
_START = re.compile(r"<[A-Za-z]")
_IMPLIED = {
    "li": {"p", "li"},
    "dt": {"p", "dt", "dd"},
    "dd": {"p", "dt", "dd"},
    "td": {"p", "td", "th"},
    "th": {"p", "td", "th"},
    "tr": {"p", "td", "th", "tr"},
}
_CLOSES_P = frozenset({"p"})

_LINE = re.compile(f"</?(?:{'|'.join(sorted(_LINES))})>")
_CELL = re.compile("</?t[dh]>")
_OTHER = re.compile("</?[a-z0-9]+>")


def sanitise(html: str, base: str | None = None) -> str:
    """HTML that can be shown anywhere: an allowlist of elements and attributes, absolute addresses, no scripts.

    Addresses are http(s), for links also mailto, tel and the like; relative ones are resolved against `base` and
    dropped without it. An image has the best of its addresses (`srcset.best`); one of at most 2 pixels goes. Classes
    stay that name the language of code, a spoiler or an emoji, in their usual spelling. At most 1 MiB characters of
    input and of output. Idempotent. Never raises.
    """
    fit = tidy(html[:_LONGEST])
    for _ in range(_ROUNDS):
        before, fit = fit, _cut(_clean(fit, base))
        if before == fit or (settled(fit) and not idioms.own(fit)):
            return fit
    return paragraphs(plain(fit)[: _LONGEST // 64])


def plain(html: str) -> str:
    r"""The text of HTML with a line for each block, joined by \n; whitespace folded, entities decoded, no tags.

    Reads 1 MiB characters at most. Never raises.
    """
    text = tidy(html[:_LONGEST])
    if "<" not in text and "&" not in text:
        return " ".join(text.split())
    text = " ".join(_bare().clean(_bounded(text, _TAGS)).split())
    text = tidy(_unescape(_OTHER.sub("", _CELL.sub(" ", _LINE.sub("\n", text)))))
    return "\n".join(line for line in (" ".join(each.split()) for each in text.split("\n")) if line)


def escape(text: str) -> str:
    """The text fit to be put into HTML, inside quoted attributes too."""
    return _escape_all(text)


def paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines divide paragraphs, a single line end is a line break."""
    blocks: list[list[str]] = [[]]
    for line in tidy(text).split("\n"):
        folded = " ".join(line.split())
        if folded:
            blocks[-1].append(_escape_all(folded, quote=False))
        else:
            blocks.append([])
    return "\n".join(f"<p>{'<br>'.join(block)}</p>" for block in blocks if block)


def _clean(html: str, base: str | None) -> str:
    html = idioms.plainer(html, base)
    hidden = idioms.hides(html)
    clean = tidy(_cleaner(hidden=hidden, base=base).clean(_bounded(html, _TAGS | {"span"} if hidden else _TAGS)))
    if "<img" in clean:
        clean = _IMAGE.sub(_seen, clean)
    if "<pre" in clean:
        clean = _PRE.sub(r"\1", clean)
    return clean.strip()


@lru_cache(maxsize=32)  # to make one costs as much as to clean a short text, and a feed has one address
def _cleaner(*, hidden: bool, base: str | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS | {"span"} if hidden else _TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(base),
        link_rel=None,
        url_schemes=_SCHEMES,
        url_relative="pass_through",
    )


@lru_cache(maxsize=1)
def _bare() -> nh3.Cleaner:
    """What leaves no attributes."""
    return nh3.Cleaner(tags=_TAGS, clean_content_tags=_DROPPED, attributes={"*": set()}, link_rel=None)


def _seen(image: re.Match[str]) -> str:
    """An image, unless it has no address or is too small to be seen."""
    sides = set(_SIDE.findall(image[1]))
    return image[0] if ' src="' in image[1] and not (sides and sides <= _SPECK) else ""


def _cut(html: str) -> str:
    """Safe HTML, cut if it has grown too long; the next round mends what the cut broke."""
    return html if len(html) <= _LONGEST else html[: _LONGEST * 3 // 4]


def _filter(base: str | None) -> Callable[[str, str, str], str | None]:
    """What an allowed attribute may say; None drops it."""

    def fit(element: str, name: str, value: str) -> str | None:
        value = tidy(value).strip()
        if len(value) > _LONGEST_VALUE:
            return None
        if name in _ADDRESSES:
            if name == "href" and _CONTACT.match(value):
                return "".join(quote(char) if char.isspace() else char for char in value)
            return urls.clean(value, base)
        if name in _NUMBERS:
            return value if _NUMBER.fullmatch(value) else None
        return _class(element, value.lower()) if name == "class" else value

    return fit


def _class(element: str, classes: str) -> str | None:
    """The class that says something of an element, of those it has: its language, that it is hidden, or an emoji."""
    if element == "span":
        return idioms.spoiler(classes)
    if element == "img":
        return next((_SIGNS[name] for name in classes.split() if name in _SIGNS), None)
    found = _LANGUAGE.search(classes)
    return f"language-{found[1]}" if found else None


def _unescape(text: str) -> str:
    """The four references that nh3 writes, and no others."""
    if "&" not in text:
        return text
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bounded(html: str, known: set[str]) -> str:
    """The same HTML if it is small, else written anew: balanced, at most 100 deep, with 20,000 elements at most."""
    if len(html) <= _SMALL and len(_START.findall(html)) <= _FEW:
        return html
    return _Writer(known).write(html)


class _Writer:
    """Writes tags anew so that a parser has no work: known elements alone, well nested."""

    def __init__(self, known: set[str]) -> None:
        self.known = known
        self.parts: list[str] = []
        self.open: list[str] = []
        self.left = _MANY
        self.escapes = 0

    def write(self, html: str) -> str:
        html = _LONE.sub("&lt;", html)
        position = 0
        while (start := html.find("<", position)) >= 0:
            self.text(html[position:start])
            match = tags.MARKUP.match(html, start)
            # A tag that never ends takes the rest with it, as the HTML standard has it.
            position = self.tag(match, html) if match else len(html)
        self.text(html[position:])
        return "".join(self.parts) + "".join(f"</{name}>" for name in reversed(self.open))

    def text(self, piece: str) -> None:
        self.escapes += piece.count("&") + piece.count(">") + piece.count("\xa0")
        self.parts.append(piece if self.escapes <= _MANY else _REFERENCE.sub(" ", piece))

    def tag(self, match: re.Match[str], html: str) -> int:
        """Write what a piece of markup gives; where to read on."""
        name = (match["name"] or "").lower()
        if match["end"]:
            self.end(name)
        elif name in _DROPPED:
            return tags.after(name, html, match.end())
        elif name in self.known and self.left and len(self.open) < _DEEPEST:
            self.start(name, match["attributes"])
        return match.end()

    def start(self, name: str, attributes: str) -> None:
        implied = _IMPLIED.get(name, _CLOSES_P if name in _BLOCKS else frozenset())
        while self.open and self.open[-1] in implied:
            self.end(self.open[-1])
        self.left -= 1
        self.escapes = 0
        self.parts.append(f"<{name}{_kept(name, attributes)}>")
        if name not in _VOID:
            self.open.append(name)

    def end(self, name: str) -> None:
        if name in self.open:
            last = ""
            while last != name:
                last = self.open.pop()
                self.parts.append(f"</{last}>")


def _kept(name: str, attributes: str) -> str:
    allowed = _ATTRIBUTES.get(name, set()) | _ATTRIBUTES["*"]
    found: dict[str, str] = {}
    for key, value in tags.attributes(attributes):
        if key in allowed:
            found.setdefault(key, value)
    return "".join(f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in found.items())
