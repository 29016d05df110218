"""Text that was garbled before it was sent: encoded twice, or put together from two charsets."""

import codecs
import re
from dataclasses import dataclass

from feedbot.text import letters

_RUN = re.compile(r"[^\x00-\x7f]+")
_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~]+")
_LOST = re.compile("\ufffd+")
_WORDS = 6
_LETTERS = 16
_SAMPLE = 50
_BETTER = 0.7


def _bytes(charset: str) -> dict[int, int]:
    """The byte of each character; one that means nothing in the charset is a control, as browsers have it."""
    table = {code: code for code in range(128)}
    table |= {code: code for code in range(128, 160)}
    for byte in range(128, 256):
        letter = bytes([byte]).decode(charset, "ignore")
        table[ord(letter or chr(byte))] = byte
    return table | {0xFFFD: 0xFF}


_BETWEEN = {name: _bytes(name) for name in ("windows-1252", "windows-1251", "windows-1250")}

_ASCII = r"[\x00-;=?-\x7f]"  # without < and >, for a stretch lies within one element
_BAD = "[\udc80-\udcff]"
# An upper-case letter and a mark or ё may by chance be UTF-8.
_STRETCH = re.compile(
    f"{_BAD}+(?:(?:{_ASCII}{{1,24}}(?:[\x80-\u07ff]{_ASCII}{{0,24}})?|[\x80-\u07ff]{_ASCII}{{0,24}}){_BAD}+)*[\x80-\u07ff]?"
)
_PLACE = re.compile(f"{_BAD}{{1,4}}")  # a byte put in between breaks up to four
_LONG = 10
_USUAL = -4.2
_READ = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """UTF-8 that is not all UTF-8: the text, its places that could not be read, its stretches of windows-1251."""

    text: str
    bad: int
    stretches: int


def undone(text: str) -> tuple[str, str] | None:
    """The text that was encoded twice as UTF-8, and the charset that it was read in between; None unless certain.

    Certain means: (nearly) every run outside ASCII is UTF-8 when it is read back, there are several different words of
    them, and they score far better. A text that quotes a garbled word is left alone.
    """
    if text.isascii():
        return None
    for charset, table in _BETWEEN.items():
        back = _back(text, table)
        if back and _certain(back, charset):
            return back, charset
    return None


def mixed(body: bytes) -> Mixed | None:
    """A body that is UTF-8 but for some bad bytes or for stretches of windows-1251; None if it is not that.

    A stretch is read as windows-1251 if it is long enough and its letters are those of words. Other encodings make next
    to no valid sequences.
    """
    text = body.decode("utf-8", "surrogateescape")
    whole = body.decode("utf-8", "ignore")
    bad = len(text) - len(whole)
    valid = len(whole) - len(whole.encode("ascii", "ignore"))
    mostly = valid >= 4 * bad
    if not mostly and (valid < _LONG or valid * 20 < bad):
        return None
    parts: list[str] = []
    place = lost = gained = stretches = 0
    for match in _STRETCH.finditer(text):
        raw = match[0].encode("utf-8", "surrogateescape")
        read = _cyrillic(raw)
        if read is None:
            read, times = _PLACE.subn("\ufffd", match[0])
            lost += times
        else:
            stretches += 1
            gained += len(read)
        if lost * 4 > valid or (not mostly and lost > _LONG + gained // 4):
            return None
        parts += (text[place : match.start()], read)
        place = match.end()
    return Mixed(text="".join((*parts, text[place:])), bad=lost, stretches=stretches)


def _cyrillic(raw: bytes) -> str | None:
    try:
        text = raw.decode("windows-1251")
    except UnicodeDecodeError:
        return None
    sample = text[:_READ]
    strange = sum(letter > "\x7f" for letter in sample)
    return text if strange >= _LONG and letters.score(sample) >= _USUAL * strange else None


def _back(text: str, table: dict[int, int]) -> str | None:
    """The text with its runs read back; those that cannot be stay, and if they are many there is no such text."""
    parts: list[str] = []
    place = failed = 0
    for number, match in enumerate(_RUN.finditer(text)):
        read = _run(match[0], table)
        if read is None:
            failed += 1
            if failed > 1 + number // 20:
                return None
            continue
        parts += (text[place : match.start()], read)
        place = match.end()
    return "".join((*parts, text[place:])) if parts else None


def _run(run: str, table: dict[int, int]) -> str | None:
    try:
        raw, _ = codecs.charmap_encode(run, "strict", table)
        read = raw.decode("utf-8", "replace" if "\ufffd" in run else "strict")
    except UnicodeError:
        return None
    return _LOST.sub("\ufffd", read) if len(read) < len(run) else None


def _certain(text: str, charset: str) -> bool:
    words = list(dict.fromkeys(word for word in _TOKEN.findall(text) if not word.isascii()))
    sample = [word[:_LONG] for word in words[:_SAMPLE]]
    if len(words) < _WORDS and len({letter for word in sample for letter in word if letter > "\x7f"}) < _LETTERS:
        return False
    garbled = (word.encode().decode(charset, "replace") for word in sample)
    return sum(map(letters.score, sample)) > _BETTER * sum(map(letters.score, garbled))
