"""Bytes into text, with the reason; made for Cyrillic, where wrong charsets are common. It does not parse."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from feedbot.text import charsets, letters, mojibake

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED_XML = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARED_HTML = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"""\A(\s*<\?xml\s[^>]{0,200}?)\s+encoding\s*=\s*(?:"[^"]{0,60}"|'[^']{0,60}')""")
_LABEL = re.compile(r"""[\s"';,]*([A-Za-z0-9._:-]{1,40})[\s"';,]*""")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ESCAPE = b"\x1b$"

_GUESSES = (
    *("windows-1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic"),
    *("windows-1252", "windows-1250", "iso-8859-2", "windows-1254"),
    *("windows-1253", "iso-8859-7", "windows-1255", "windows-1256"),
    *("shift_jis", "euc-jp", "euc-kr", "gb18030", "big5", "utf-8"),
)
# Who declares the first often means the second, which differs in few letters.
_TWINS = {
    "koi8-r": "koi8-u",
    "iso-8859-2": "windows-1250",
    "iso-8859-7": "windows-1253",
    "iso-8859-8": "windows-1255",
}
_HIGH = re.compile(rb"[\x80-\xff]")
_SAFE = re.compile(rb"[\x00-\x2f:-?]")  # no part of a character of several bytes
_WINDOW = 1024
_WINDOWS_READ = 8
_BEGINNING = 4096
_OFTEN = frozenset({"windows-1251", "koi8-r", "koi8-u", "cp866", "windows-1252", "utf-8"})
_SELDOM = {"mac-cyrillic": -10.0}  # in small letters it is windows-1251
_LESS = -3.0  # for what is neither usual nor declared
_PLAIN = -2.5  # an ASCII character of a text that may be wide
_NOISE = -8.5  # a letter of bytes that are no text
_CLEAR = -8.0  # a letter of a text that has no ASCII and so no zeros; rare ideographs weigh no less
_SPACED = 30  # characters of which one is ASCII where there are spaces
_MARKED = 4  # and where there is markup
_STRAY = 50  # characters in which one may be nobody's
_FAR = 1.5  # so much worse than the best in one stretch need not be tried on all
_MARGIN = 0.87  # what is declared loses only to what is better by this share and by so much
_CERTAIN = 8.0

_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_BREAK = re.compile("\r\n|\r|\x85")
# Nearly every text is fit as it is, and to see that costs a twentieth of looking for each thing that is not.
_FIT = re.compile("[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd\U00020000-\U0002fffd]*+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, the name of the encoding it was in, and a reason for people: what was decided, and against what.

    `bad` counts the places that could not be read, each of which is one U+FFFD.
    """

    text: str
    encoding: str
    because: str
    bad: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What somebody says of the encoding; `charset` is None for a label that means none."""

    label: str
    charset: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    text: str
    encoding: str
    ground: str
    bad: int = 0
    remarks: tuple[str, ...] = ()


def decode(body: bytes, *, charset: str | None = None, kind: Literal["text", "html", "xml"]) -> Decoded:
    """The text of a body, decoded by the best evidence there is.

    In this order: a byte order mark, the escapes of ISO-2022-JP, the zeros of UTF-16 and UTF-32, valid UTF-8, UTF-8
    with a few bad bytes or with stretches of windows-1251, what is declared (in the document, then `charset`), the
    guess by letters. What is declared loses when its letters make no sense. A place that cannot be read becomes one
    U+FFFD. UTF-8 that was encoded twice is undone if that is certain. Line ends stay as they are. For XML the encoding
    is dropped from the declaration, so that the text can be given on as UTF-8. Never raises.
    """
    claims = _claims(body.removeprefix(codecs.BOM_UTF8), charset, kind)
    reading = _marked(body, claims) or _escaped(body) or _wide(body, claims) or _unicode(body) or _guessed(body, claims)
    if reading.encoding in charsets.WIDE:
        claims = _claims(reading.text[:_BEGINNING].encode("ascii", "ignore"), charset, kind)
    if reading.encoding.startswith("utf"):
        reading = _once(reading)
    text = reading.text
    if kind == "xml" and (declaration := _DECLARATION.match(text[:512])):
        text = declaration[1] + text[declaration.end() :]
    return Decoded(text=text, encoding=reading.encoding, because=_because(reading, claims), bad=reading.bad)


def tidy(text: str) -> str:
    r"""The text without what XML 1.0 (section 2.2) forbids or discourages; every line end is \n.

    Control characters but \t and \n, lone surrogates and non-characters are removed.
    """
    return text if _FIT.fullmatch(text) else _UNFIT.sub("", _BREAK.sub("\n", text))


def _claims(body: bytes, charset: str | None, kind: str) -> tuple[_Claim, ...]:
    """What the document and then its carrier say, each charset once."""
    inside = None
    if kind == "xml":
        inside = _DECLARED_XML.match(body[:512])
    elif kind == "html":
        inside = _DECLARED_HTML.search(body[:_BEGINNING])
    outside = _LABEL.fullmatch((charset or "")[:60])
    labels = (inside[1].decode("ascii") if inside else "", outside[1] if outside else "")
    claims = [_Claim(label=label, charset=charsets.known(label)) for label in labels if label]
    return tuple({claim.charset or claim.label: claim for claim in reversed(claims)}.values())[::-1]


def _marked(body: bytes, claims: tuple[_Claim, ...]) -> _Reading | None:
    for mark, encoding in _BOMS:
        if not body.startswith(mark):
            continue
        rest = body[len(mark) :]
        if encoding == "utf-8":
            found = _unicode(rest)
            if not found:  # a template with a mark, filled with something else
                return replace(_guessed(rest, claims), remarks=("its byte order mark, which says UTF-8, is wrong",))
            return found if found.remarks else replace(found, ground="the byte order mark says so")
        text, bad = charsets.read(rest, encoding)
        return _Reading(text=text, encoding=encoding, ground="the byte order mark says so", bad=bad)
    return None


def _escaped(body: bytes) -> _Reading | None:
    if _ESCAPE not in body:
        return None
    text, bad = charsets.read(body, "iso-2022-jp")
    return None if bad else _Reading(text=text, encoding="iso-2022-jp", ground="its escape sequences say so")


def _wide(body: bytes, claims: tuple[_Claim, ...]) -> _Reading | None:
    """UTF-16 or UTF-32 without a mark, seen by control characters, of which other texts have none, and by letters."""
    declared = [name for claim in claims for name in charsets.WIDE if name.startswith(claim.charset or "?")]
    sample = body[:_BEGINNING]
    if not _CONTROL.search(sample) and (not declared or sample.isascii()):
        return None
    sample = sample[: len(sample) // 4 * 4]
    others = ("utf-8",) if _is_unicode(sample) else _GUESSES
    scores = _scores(sample, (*charsets.WIDE, *others), declared)
    for name in scores:  # half of a wide character is often ASCII, which costs nothing else
        scores[name] += _PLAIN * len(charsets.glance(sample, name).encode("ascii", "ignore"))
    encoding = _chosen(scores, declared)
    if encoding not in charsets.WIDE or not _is_meant(charsets.glance(sample, encoding), named=encoding in declared):
        return None
    text, bad = charsets.read(body, encoding)
    ground = "it is declared, and the letters agree" if encoding in declared else "its zeros and letters say so"
    return _Reading(text=text, encoding=encoding, ground=ground, bad=bad)


def _is_meant(text: str, *, named: bool) -> bool:
    """Whether a wide text is one, and no program or picture: of those, too, any two bytes are some character.

    Hardly one of its characters is nobody's, and its letters are not all rare. Where it has little ASCII, whose zeros
    would show, they are of one script; where it has none, they are usual ones, above all if its charset is not `named`.
    """
    strange = len(text) - len(text.encode("ascii", "ignore"))
    if letters.nobodys(text) * _STRAY > len(text):
        return False
    plain = len(text) - strange
    least = _NOISE * (strange + 4) if plain * _SPACED >= len(text) else (_NOISE if named else _CLEAR) * strange
    return letters.score(text) >= least and (plain * _MARKED >= len(text) or letters.one_script(text))


def _is_unicode(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _unicode(body: bytes) -> _Reading | None:
    """UTF-8 that is valid, or so nearly that nothing else can be meant."""
    try:
        return _Reading(text=body.decode("utf-8"), encoding="utf-8", ground="it is valid UTF-8")
    except UnicodeDecodeError:
        mixed = mojibake.mixed(body)
    if mixed is None:
        return None
    stretches = f"{mixed.stretches} stretches" if mixed.stretches > 1 else "a stretch"
    verb = "are" if mixed.stretches > 1 else "is"
    remarks = (f"{stretches} in windows-1251 {verb} read as such",) if mixed.stretches else ()
    return _Reading(text=mixed.text, encoding="utf-8", ground="it is UTF-8", bad=mixed.bad, remarks=remarks)


def _once(reading: _Reading) -> _Reading:
    while found := mojibake.undone(reading.text):
        text, between = found
        remark = f"it had been encoded twice, by way of {between}, which is undone"
        reading = replace(reading, text=text, remarks=(*reading.remarks, remark))
    return reading


def _guessed(body: bytes, claims: tuple[_Claim, ...]) -> _Reading:
    declared = [
        claim.charset for claim in claims if claim.charset and not claim.charset.startswith(("utf-16", "utf-32"))
    ]
    parts = _sample(body)
    scores = _scores(parts[0], (*declared, *_GUESSES), declared)
    if len(parts) > 1:
        least = max(scores.values()) * _FAR - 3 * _CERTAIN
        near = [name for name in scores if name in declared or scores[name] >= least]
        scores = _scores(b" ".join(parts), near, declared)
    encoding = _chosen(scores, declared)
    text, bad = charsets.read(body, encoding)
    ground = "it is declared, and the letters agree" if encoding in declared else "the letters say so"
    return _Reading(text=text, encoding=encoding, ground=ground, bad=bad)


def _scores(sample: bytes, names: Iterable[str], declared: list[str]) -> dict[str, float]:
    """How likely the sample is in each charset; those that cannot read much of it are left out."""
    scores: dict[str, float] = {}
    for name in names:
        text = charsets.glance(sample, name)
        bad = text.count("\ufffd") if name in charsets.MULTIBYTE or name in charsets.WIDE else 0
        if name in declared:
            scores[name] = letters.score(text)
        elif bad <= 1 + len(text) // 20:
            scores[name] = letters.score(text) + (0.0 if name in _OFTEN else _SELDOM.get(name, _LESS))
    return scores


def _chosen(scores: dict[str, float], declared: list[str]) -> str:
    best = max(scores, key=lambda name: scores[name])
    if declared:
        trusted = max(declared, key=lambda name: scores[name])
        certain = scores[best] - scores[trusted] > _CERTAIN and scores[best] > _MARGIN * scores[trusted]
        best = best if certain else trusted
    twin = _TWINS.get(best, best)
    return twin if scores.get(twin, scores[best]) > scores[best] else best


def _sample(body: bytes) -> list[bytes]:
    """Stretches from all over the body with bytes above 127, few and short, so that a large body costs no more.

    What is repeated in a stretch is there once.
    """
    parts: list[bytes] = []
    place = 0
    for number in range(_WINDOWS_READ):
        later = max(place, len(body) * number // _WINDOWS_READ)
        if later > place:
            place = _safe(body, later)
        high = _HIGH.search(body, place)
        if not high:
            continue
        start = max(place, high.start() - 32)
        place = _safe(body, start + _WINDOW)
        parts.append(b" ".join(dict.fromkeys(charsets.PARTS.findall(body, start, place))))
    return parts


def _safe(body: bytes, place: int) -> int:
    found = _SAFE.search(body, place, place + _WINDOW)
    return found.end() if found else place


def _because(reading: _Reading, claims: tuple[_Claim, ...]) -> str:
    """The ground, what was declared in vain, and what had to be done, for people."""
    lost = [claim.label for claim in claims if not reading.encoding.startswith(claim.charset or "?")]
    if reading.encoding == "utf-8" and reading.text.isascii():  # every charset but these two agrees
        lost = [claim.label for claim in claims if (claim.charset or "").startswith(("utf-16", "utf-32"))]
    ground = reading.ground
    if lost:
        again = " too" if "declared" in ground else ""
        ground += f", although {' and '.join(lost)} {'are' if len(lost) > 1 else 'is'} declared{again}"
    remarks = [ground, *reading.remarks]
    if reading.bad:
        remarks.append(f"bad bytes: {reading.bad}")
    return "; ".join(remarks)
