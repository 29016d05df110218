"""What strangers' HTML may have: the elements, their attributes, and what these may say. Pure."""

import re
from urllib.parse import quote

from feedbot.text import idioms, urls
from feedbot.text.decode import tidy
from feedbot.text.tags import UNREAD

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

BLOCKS = frozenset(f"{_BREAKING} {_CELLS}".split())
"""Elements that end a paragraph."""

TAGS = BLOCKS | frozenset(_INLINE.split())
"""Elements that are let through; beside them only a span that hides something."""

VOID = frozenset(_EMPTY.split())
"""Those of them that have no end."""

LINES = frozenset({*_BREAKING.split(), "br"})
"""Those of them that part lines of text."""

DROPPED = UNREAD
"""Elements that are dropped with what they contain."""

ATTRIBUTES: dict[str, set[str]] = {
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
"""The attributes that are let through, by element; those of "*" may stand in each."""

ADDRESSES = frozenset({"href", "src", "cite", "poster"})
"""The attributes that are addresses."""

SCHEMES = {"http", "https", "mailto", "tel", "sms", "geo", "xmpp"}
"""What an address may begin with."""

_LONGEST_VALUE = 8192
_NUMBERS = frozenset({"width", "height", "colspan", "rowspan", "start"})
_NUMBER = re.compile(r"-?[0-9]{1,4}%?")
_CONTACT = re.compile(r"(?:mailto|tel|sms|geo|xmpp):[^\s]", re.IGNORECASE)
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_SIDE = re.compile(r' (?:width|height)="([^"]*)"')
_SPECK = frozenset("012")  # pixels of a picture that only counts readers
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|brush:\s?)([a-z0-9+#][a-z0-9+#._-]{0,39})")
_SIGNS = {
    **{"emoji": "emoji", "wp-smiley": "wp-smiley"},
    **dict.fromkeys(("smiley", "smilie", "emote", "emoticon"), "emoji"),
}


def fit(element: str, name: str, value: str, base: str | None) -> str | None:
    """What an allowed attribute may say, addresses resolved against `base`; None drops it."""
    value = tidy(value).strip()
    if len(value) > _LONGEST_VALUE:
        return None
    if name in ADDRESSES:
        if name == "href" and _CONTACT.match(value):
            return "".join(quote(char) if char.isspace() else char for char in value)
        return urls.clean(value, base)
    if name in _NUMBERS:
        return value if _NUMBER.fullmatch(value) else None
    return _class(element, value.lower()) if name == "class" else value


def seen(html: str) -> str:
    """Safe HTML without images that have no address or are too small to be seen."""
    return _IMAGE.sub(_seen, html)


def _seen(image: re.Match[str]) -> str:
    sides = set(_SIDE.findall(image[1]))
    return image[0] if ' src="' in image[1] and not (sides and sides <= _SPECK) else ""


def _class(element: str, classes: str) -> str | None:
    """The class that says something of an element, of those it has: its language, that it is hidden, or an emoji."""
    if element == "span":
        return idioms.spoiler(classes)
    if element == "img":
        return next((_SIGNS[name] for name in classes.split() if name in _SIGNS), None)
    found = _LANGUAGE.search(classes)
    return f"language-{found[1]}" if found else None
