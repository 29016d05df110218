"""The charsets of the web: what a label means, and bytes read in one of them, bad bytes and all."""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import inf

from feedbot.text import letters

_WINDOWS = re.compile(r"(?:x-)?(?:cp|win|windows|ms)-?(125[0-8])")
_ISO = re.compile(r"iso-?8859-(\d{1,2})(?:[:-](?:e|i|\d{4}))?")
# What a label means on the web is often a superset of what it says (WHATWG Encoding, section 4.2).
_LABELS = {
    "utf-8": "utf8 unicode-1-1-utf-8 x-unicode20utf8",
    "utf-16": "utf16 unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be unicodefffe",
    "utf-32": "utf32 ucs-4 iso-10646-ucs-4",
    "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be",
    "windows-1252": "ascii us-ascii ansi iso-8859-1 latin1 latin-1 l1 cp819 ibm819 ansi-x3.4-1968",
    "windows-1254": "iso-8859-9 latin5 l5",
    "windows-874": "iso-8859-11 tis-620 cp874",
    "iso-8859-2": "latin2 l2",
    "koi8-r": "koi8 koi koi8r cskoi8r",
    "koi8-u": "koi8-ru koi8u",
    "cp866": "ibm866 866 dos-866 csibm866",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian maccyrillic",
    "mac-roman": "macintosh mac x-mac-roman",
    "gb18030": "gb2312 gbk x-gbk cp936 windows-936 ms936 csgb2312 gb-2312-80 chinese",
    "big5": "big5-hkscs big5hkscs cn-big5 x-x-big5 csbig5 cp950",
    "shift_jis": "shift-jis sjis x-sjis windows-31j ms-kanji ms932 cp932 csshiftjis",
    "euc-jp": "x-euc-jp eucjp cseucpkdfmtjapanese cp51932",
    "euc-kr": "euckr ks-c-5601-1987 ksc5601 ksc-5601 korean windows-949 cp949 cseuckr uhc ks-c-5601-1989",
    "iso-2022-jp": "csiso2022jp",
}
_KNOWN = {label: name for name, others in _LABELS.items() for label in (name.replace("_", "-"), *others.split())}
_KNOWN |= {f"iso-8859-{part}": f"iso-8859-{part}" for part in (3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}

# The codec of a charset, and a wider one that is asked when the first cannot read a text.
_CODECS = {
    "shift_jis": ("cp932",),
    "euc-jp": ("euc_jp", "euc_jis_2004"),
    "euc-kr": ("cp949",),
    "gb18030": ("gb18030",),
    "big5": ("big5hkscs", "cp950"),
    "windows-874": ("cp874",),
    "iso-2022-jp": ("iso2022_jp", "iso2022_jp_ext"),
    "utf-16": ("utf-16-le",),
    "utf-32": ("utf-32-le",),
}
MULTIBYTE = ("shift_jis", "euc-jp", "euc-kr", "gb18030", "big5")
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

# What cp932 makes of bytes that mean nothing in Shift_JIS.
_NOTHINGS = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
# No character of several bytes holds any of the bytes that end a piece or part the words.
_PIECES = re.compile(rb"(?:[^<\n]*+[<\n]){1,200}|[^<\n]++")
PARTS = re.compile(rb"[\x00-\x2f:-?]+|[^\x00-\x2f:-?]+")
_BAD = -12.0
_WORSE = -3.0
_ALONE = -6.0  # an ASCII letter, which may be half of a character
_MENDED = 16_384  # bytes a document


def known(label: str) -> str | None:
    """The charset that a label means on the web, by its name in `Decoded`; None if it means none that we read.

    "utf-16" and "utf-32" do not tell the order of bytes: the little end comes first (WHATWG Encoding, section 14.4).
    """
    label = label[:60].strip(" \t\r\n\"';,").lower().replace("_", "-")
    if found := _WINDOWS.fullmatch(label):
        return f"windows-{found[1]}"
    if found := _ISO.fullmatch(label):
        label = f"iso-8859-{int(found[1])}"
    return _KNOWN.get(label)


def read(body: bytes, charset: str) -> tuple[str, int]:
    """A body read in a charset, and how many places of it could not be read; each is one U+FFFD. Never raises.

    In a charset of several bytes a bad byte costs the character it is in, and at most a neighbour: what follows
    is taken up again where its letters make most sense. Of very many bad bytes the codec makes what it does.
    """
    text = _strictly(body, charset)
    if text is not None:
        return text, 0
    text = _mended(body, charset) if charset in MULTIBYTE else glance(body, charset)
    return text, text.count("\ufffd")


def glance(body: bytes, charset: str) -> str:
    """A body as the charset's codec reads it: quickly, but a bad byte of a multibyte charset may cost a whole line."""
    text = body.decode(_CODECS.get(charset, (charset,))[0], "replace")
    return _NOTHINGS.sub("\ufffd", text) if charset == "shift_jis" else text


def _strictly(body: bytes, charset: str) -> str | None:
    for codec in _CODECS.get(charset, (charset,)):
        try:
            text = body.decode(codec)
        except UnicodeDecodeError:
            continue
        if charset != "shift_jis" or not _NOTHINGS.search(text):
            return text
    return None


def _mended(body: bytes, charset: str) -> str:
    texts: list[str] = []
    left = _MENDED
    for part in _parts(body, charset):
        text = _strictly(part, charset)
        if text is None and len(part) <= left:
            left -= len(part)
            text = _likeliest(part, charset)
        texts.append(glance(part, charset) if text is None else text)
    return "".join(texts)


def _parts(body: bytes, charset: str) -> Iterator[bytes]:
    """The body in large pieces that are sound, and in the smallest that are not; no character is cut."""
    for piece in _PIECES.findall(body):
        if _strictly(piece, charset) is None:
            yield from PARTS.findall(piece)
        else:
            yield piece


def _likeliest(part: bytes, charset: str) -> str:
    """The reading of a few bytes whose letters are the most usual, with as few bad bytes as that needs."""
    best = [0.0] + [-inf] * len(part)
    ways = [(0, "")] * (len(part) + 1)
    for start in range(len(part)):
        for end in range(start + 1, min(start + 4, len(part)) + 1):
            for text, gain in _steps(part[start:end], charset):
                if best[start] + gain > best[end]:
                    best[end], ways[end] = best[start] + gain, (start, text)
    texts = []
    place = len(part)
    while place:
        place, text = ways[place]
        texts.append(text)
    return "".join(reversed(texts))


@lru_cache(maxsize=16_384)
def _steps(few: bytes, charset: str) -> tuple[tuple[str, float], ...]:
    """What one to four bytes may be, and how likely: a character, something bad, or both."""
    text = _strictly(few, charset)
    steps = [(text, letters.weight(text) + _ALONE * (few > b"?" and len(few) == 1))] if text and len(text) == 1 else []
    if len(few) < 4 and min(few) > 127:
        steps.append(("\ufffd", _BAD + _WORSE * (len(few) - 1)))
    return tuple(steps)
