"""Bytes into text, with the reason; made for Cyrillic, where wrong charsets are common. It does not parse."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENINGS = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))  # XML 1.0, appendix F
_DECLARED_XML = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARED_HTML = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"""\A(\s*<\?xml\s[^>]{0,200}?)\s+encoding\s*=\s*(?:"[^"]{0,60}"|'[^']{0,60}')""")

_LABELS = (
    "utf-8 koi8-r koi8-u cp866 gb18030 big5 big5hkscs euc-jp cp932 cp949 cp874 iso-8859-16 "
    "windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 "
    "windows-1258 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-10 "
    "iso-8859-13 iso-8859-14 iso-8859-15"
)
_KNOWN = frozenset(_LABELS.split())
# What a label means on the web is often a superset of what it says (WHATWG Encoding, section 4.2).
_ALIASES = {
    "utf8": "utf-8",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "koi8": "koi8-r",
    "koi": "koi8-r",
    "koi8-ru": "koi8-u",
    "ibm866": "cp866",
    "dos-866": "cp866",
}
_WINDOWS = re.compile(r"(?:x-)?(?:cp|win|windows|ms)-?(125[0-8])")
_GUESSES = ("windows-1251", "koi8-r", "koi8-u", "cp866", "windows-1252", "utf-8")

_HIGH = re.compile(rb"[\x80-\xff]")
_WINDOW = 4096
_WINDOWS_READ = 6
_MARGIN = 0.5

# How usual a letter is in Russian and Ukrainian, as a logarithm; a charset that is wrong gives rare ones.
_TIERS = (
    ("оаеинт", -2.6),
    ("срвлкі", -3.1),
    ("мдпуяь", -3.6),
    ("ызгбчйхжшю", -4.4),
    ("цщэфїєё", -5.5),
    ("ъґў", -7.0),
)
_LETTERS = {letter: weight for letters, weight in _TIERS for letter in letters}
_WESTERN = frozenset("éèàäöüßñçåøæêíóáúãõôîâëïœÉÈÀÄÖÜÇÅØÆÊÍÓÁÚÑ")
_MARKS = dict.fromkeys("\u00a0«»„“”‘’‚–—…№•©®™§€£±×¡¿½²³\u00ad\u200b", -3.0)
_COMMON = -3.3
_CAPITAL = -0.3
_STEADY = -0.6  # two vowels or two consonants in a row
_CHANGING = 0.4
_VOWELS = frozenset("аеиоуыэюяёіїєь")
_NEVER_FIRST = frozenset("ьъы")
_MISPLACED = -7.0
_STRANGE = -9.0
_FOREIGN = -3.7
_REPEATS = 20
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"[^\x00-\x7f\w]|[^\W\x00-\x7f](?<=[\d_])")

_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_BREAK = re.compile("\r\n|\r|\x85")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, the name of the encoding it was in, and a reason for people."""

    text: str
    encoding: str
    because: str


def decode(body: bytes, *, charset: str | None = None, kind: Literal["text", "html", "xml"]) -> Decoded:
    """The text of a body, decoded by the best evidence there is.

    In this order: a byte order mark, valid UTF-8, UTF-8 with a few bad bytes, what is declared (in the document, then
    `charset`), the guess by letters. What is declared loses when its letters make no sense. A byte that cannot be read
    becomes one U+FFFD. Line ends stay as they are. For XML the encoding is dropped from the declaration, so that the
    text can be given on as UTF-8. Never raises.
    """
    found = _marked(body) or _unicode(body) or _guessed(body, _declared(body, charset, kind))
    if kind == "xml":
        head, rest = found.text[:512], found.text[512:]
        return replace(found, text=_DECLARATION.sub(r"\1", head, count=1) + rest)
    return found


def tidy(text: str) -> str:
    r"""The text without what XML 1.0 (section 2.2) forbids or discourages; every line end is \n.

    Control characters but \t and \n, lone surrogates and non-characters are removed.
    """
    return _UNFIT.sub("", _BREAK.sub("\n", text))


def _marked(body: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, "replace")
            return Decoded(text=text, encoding=encoding, because="the byte order mark says so")
    for opening, encoding in _OPENINGS:
        if body.startswith(opening):
            return Decoded(text=body.decode(encoding, "replace"), encoding=encoding, because="its first bytes say so")
    return None


def _unicode(body: bytes) -> Decoded | None:
    """UTF-8 that is valid, or so nearly that nothing else can be meant: other encodings make next to no sequences."""
    try:
        return Decoded(text=body.decode("utf-8"), encoding="utf-8", because="it is valid UTF-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) >= 4 * bad:
        return Decoded(text=text, encoding="utf-8", because=f"it is UTF-8; bad bytes: {bad}")
    return None


def _declared(body: bytes, charset: str | None, kind: str) -> tuple[str, ...]:
    """Encodings that the document and its carrier declare, as Python knows them; the document's own first."""
    inside = None
    if kind == "xml":
        inside = _DECLARED_XML.match(body[:512])
    elif kind == "html":
        inside = _DECLARED_HTML.search(body[:4096])
    labels = (inside[1].decode("ascii") if inside else "", charset or "")
    names = (_name(label) for label in labels)
    return tuple(dict.fromkeys(name for name in names if name))


def _name(label: str) -> str | None:
    label = label[:60].strip(" \t\r\n\"'").lower().replace("_", "-")
    windows = _WINDOWS.fullmatch(label)
    name = f"windows-{windows[1]}" if windows else _ALIASES.get(label, label)
    return name if name in _KNOWN else None


def _guessed(body: bytes, declared: tuple[str, ...]) -> Decoded:
    sample = _sample(body)
    scores = {name: _score(sample.decode(name, "replace")) for name in (*declared, *_GUESSES)}
    best = max(scores, key=lambda name: scores[name])
    trusted = next((name for name in declared if scores[name] >= scores[best] - _MARGIN), None)
    name = trusted or best
    if name == "koi8-r" and scores["koi8-u"] > scores["koi8-r"]:  # they differ in the Ukrainian letters alone
        name = trusted = "koi8-u"
    if trusted:
        because = "it is declared, and the letters agree"
    elif declared:
        because = f"the letters say so, although {declared[0]} is declared"
    else:
        because = "the letters say so"
    return Decoded(text=body.decode(name, "replace"), encoding=name, because=because)


def _sample(body: bytes) -> bytes:
    """Stretches of the body around bytes above 127, bounded so that a large body costs no more than a small one."""
    parts: list[bytes] = []
    position = 0
    while len(parts) < _WINDOWS_READ and (high := _HIGH.search(body, position)):
        start = max(position, high.start() - 32)
        position = start + _WINDOW
        parts.append(body[start:position])
    return b" ".join(parts)


def _score(text: str) -> float:
    """How likely a text is to have been meant: the mean over the letters and marks outside ASCII of its words."""
    weights = [weight for word in set(_WORD.findall(text)) if not word.isascii() for weight in _weights(word)]
    for mark, times in Counter(_MARK.findall(text)).items():
        weights += [_MARKS.get(mark, _STRANGE)] * min(times, _REPEATS)
    return sum(weights) / max(1, len(weights))


def _weights(word: str) -> list[float]:
    """A weight for each letter outside ASCII, by its script, its neighbours and its case."""
    others = [letter for letter in word if not letter.isascii()]
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in others)
    if cyrillic == len(word):
        return _cyrillic(word)
    if cyrillic:
        return [_MISPLACED] * len(others)
    if min(others) > "\u024f":
        return [_FOREIGN] * len(others)
    if len(others) == len(word) > 2:
        return [_MISPLACED] * len(others)
    return [_COMMON if letter in _WESTERN or letter > "\u00ff" else _MISPLACED for letter in others]


def _cyrillic(word: str) -> list[float]:
    small = word.lower()
    weights = [_LETTERS.get(letter, _STRANGE) for letter in small]
    if small[0] in _NEVER_FIRST:
        weights[0] += _MISPLACED
    for place, pair in enumerate(pairwise(small), start=1):
        weights[place] += _STEADY if (pair[0] in _VOWELS) == (pair[1] in _VOWELS) else _CHANGING
    if word.isupper():
        return [weight + _CAPITAL for weight in weights]
    return [
        weight if place == 0 or letter.islower() else _MISPLACED
        for place, (letter, weight) in enumerate(zip(word, weights, strict=True))
    ]
