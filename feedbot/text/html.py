"""Strangers' HTML made safe, and HTML to and from plain text. nh3 parses; what would make it slow is cut before."""

import re
from functools import lru_cache, partial
from html import escape as _escape_all

import nh3

from feedbot.text import allowed, idioms, tags
from feedbot.text.allowed import ATTRIBUTES, BLOCKS, DROPPED, LINES, SCHEMES, TAGS, VOID
from feedbot.text.decode import tidy
from feedbot.text.nested import nested

_LONGEST = 1 << 20
_ROUNDS = 6
_PRE = re.compile(r'(<pre(?: [a-z]+="[^"]*")*>)\n+')  # a parser drops the first line end, so none must be left

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

_LINE = re.compile(f"</?(?:{'|'.join(sorted(LINES))})>")
_CELL = re.compile("</?t[dh]>")
_OTHER = re.compile("</?[a-z0-9]+>")
_DRESSED = re.compile(r'(<[a-z0-9]+)(?: [a-z]+="[^"]*")+>')


def sanitise(html: str, base: str | None = None) -> str:
    """HTML that can be shown anywhere: an allowlist of elements and attributes, absolute addresses, no scripts.

    Addresses are http(s), for links also mailto, tel and the like; relative ones are resolved against `base` and
    dropped without it. An image has the best of its addresses (`srcset.best`); one of at most 2 pixels goes. Classes
    stay that name the language of code, a spoiler or an emoji, in their usual spelling. At most 1 MiB characters of
    input and of output. Idempotent. Never raises.
    """
    fit = tidy(html[:_LONGEST])
    for _ in range(_ROUNDS):
        if (safe := nested(fit, base)) is not None:
            return safe
        before, fit = fit, _cut(_clean(fit, base))
        if before == fit:
            return fit
    return paragraphs(plain(fit)[: _LONGEST // 64])


def plain(html: str) -> str:
    r"""The text of HTML with a line for each block, joined by \n; whitespace folded, entities decoded, no tags.

    Reads 1 MiB characters at most. Never raises.
    """
    text = tidy(html[:_LONGEST])
    if "<" not in text and "&" not in text:
        return " ".join(text.split())
    return _lined(_bare().clean(_bounded(text, TAGS)))


def plain_of_safe(safe: str) -> str:
    """What `plain` gives of HTML that `sanitise` gave; its tags stand as a parser writes them, so none is asked."""
    return _lined(_DRESSED.sub(r"\1>", safe)) if _is_light(safe) else plain(safe)


def _lined(bare: str) -> str:
    """The text of HTML that a parser wrote, without attributes."""
    text = " ".join(bare.split())
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
    clean = tidy(_cleaner(hidden=hidden, base=base).clean(_bounded(html, TAGS | {"span"} if hidden else TAGS)))
    if "<img" in clean:
        clean = allowed.seen(clean)
    if "<pre" in clean:
        clean = _PRE.sub(r"\1", clean)
    return clean.strip()


@lru_cache(maxsize=32)  # to make one costs as much as to clean a short text, and a feed has one address
def _cleaner(*, hidden: bool, base: str | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS | {"span"} if hidden else TAGS,
        clean_content_tags=set(DROPPED),
        attributes=ATTRIBUTES,
        attribute_filter=partial(_fit, base),
        link_rel=None,
        url_schemes=SCHEMES,
        url_relative="pass_through",
    )


@lru_cache(maxsize=1)
def _bare() -> nh3.Cleaner:
    """What leaves no attributes."""
    return nh3.Cleaner(tags=TAGS, clean_content_tags=set(DROPPED), attributes={"*": set()}, link_rel=None)


def _fit(base: str | None, element: str, name: str, value: str) -> str | None:
    return allowed.fit(element, name, value, base)


def _cut(html: str) -> str:
    """Safe HTML, cut if it has grown too long; the next round mends what the cut broke."""
    return html if len(html) <= _LONGEST else html[: _LONGEST * 3 // 4]


def _unescape(text: str) -> str:
    """The four references that nh3 writes, and no others."""
    if "&" not in text:
        return text
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bounded(html: str, known: frozenset[str]) -> str:
    """The same HTML if it is small, else written anew: balanced, at most 100 deep, with 20,000 elements at most."""
    return html if _is_light(html) else _Writer(known).write(html)


def _is_light(html: str) -> bool:
    """Whether a parser is quick with it."""
    return len(html) <= _SMALL and len(_START.findall(html)) <= _FEW


class _Writer:
    """Writes tags anew so that a parser has no work: known elements alone, well nested."""

    def __init__(self, known: frozenset[str]) -> None:
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
        elif name in DROPPED:
            return tags.after(name, html, match.end())
        elif name in self.known and self.left and len(self.open) < _DEEPEST:
            self.start(name, match["attributes"])
        return match.end()

    def start(self, name: str, attributes: str) -> None:
        implied = _IMPLIED.get(name, _CLOSES_P if name in BLOCKS else frozenset())
        while self.open and self.open[-1] in implied:
            self.end(self.open[-1])
        self.left -= 1
        self.escapes = 0
        self.parts.append(f"<{name}{_kept(name, attributes)}>")
        if name not in VOID:
            self.open.append(name)

    def end(self, name: str) -> None:
        if name in self.open:
            last = ""
            while last != name:
                last = self.open.pop()
                self.parts.append(f"</{last}>")


def _kept(name: str, attributes: str) -> str:
    allowed = ATTRIBUTES.get(name, set()) | ATTRIBUTES["*"]
    found: dict[str, str] = {}
    for key, value in tags.attributes(attributes):
        if key in allowed:
            found.setdefault(key, value)
    return "".join(f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in found.items())
