"""Where the sentences of a text end: one splitter for all languages."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from feedbot.text import abbreviations as known
from feedbot.text.abbreviations import Table, table

_OPENING = "«“„\"'‘([{*_¿¡‹「『"
_CLOSING = "»”“\"'’)]}*_›」』）〉》】"
# How many characters before a full stop are looked at.
_WINDOW = 48
_QUOTES = ("”", '"', "’", "'")
_TRAILING = ",.:;" + _CLOSING
_LINE = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
# Terminators, what closes behind them (with marks of footnotes), the gap and the word after it. Each part is possessive
# or bounded, and a run of blanks is looked at from one place only: linear.
_STOP = re.compile(
    r"([.!?…‽؟۔।॥։።။。！？｡]++)"
    rf"((?:\[[\w ]{{1,20}}\]|[{re.escape(_CLOSING)}]|[¹²³⁰⁴-⁹])*+)"
    r"(?=(\s*+)(\S{0,40}))"
)
_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]\s*+")
_SOLID = frozenset("。！？｡")
# What goes on with the sentence behind a Japanese quotation.
_PARTICLES = tuple("とっでなはがのをにも、，,；：）")
_ITEM = re.compile(r"[•▪◦‣●■□▶►➤✓✔·*+][ \t\xa0]|[-–—][ \t\xa0]+[«“„\"(]?([^\W_])|(\d{1,3}|[^\W\d_])[.)][ \t\xa0]")
_FOOTNOTE = re.compile(r"(?:\[\w{1,3}\])++(?=\s|$)")

_DASHES = frozenset("—–-―")
_REFUSED = frozenset(",;:)/&+=|%»”›")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){0,5}[^\W\d_]")
# Words no dictionary has: with full stops inside ("куб.м"), without a vowel ("стб").
_SHORT = re.compile(r"(?:[а-яіїєґ]{1,4}\.-?){1,4}[а-яіїєґ]{1,5}|[бвгджзйклмнпрстфхцчшщ]{2,3}")
_HEAD = re.compile(r"\d{1,3}(?:[.:]\d{1,3}){0,4}|[^\W\d_]|[IVXІХ]{1,5}")
_NUMERIC = re.compile(
    r"\W{0,3}\d[\d.,:/–—-]*(?:[-–](?:[гмх]о|[хй]|та|ті|ти|ому|те))?|[IVXLCDMХІМ]+(?:[-–—/][IVXLCDMХІМ]+)?"
)

# A clause from its start, and one within a sentence, up to an abbreviation.
_OPENING_CLAUSE = re.compile(r"\s*((?:\S{1,20}\s+){1,3}\S{1,20})((?:\s+\S{1,20}){0,2})")
_INNER_CLAUSE = re.compile(r"(?:[,;]|\s(?:что|що|and|that))\s+(\S{1,12}(?:\s+\S{1,20}){0,2}\s+\S{1,20})$")
_ERA = re.compile(r"\s+до\s+н\.\s+[эе]$")

_MARK = re.compile(r"[«»“”„‘’「」『』‹›\"()\n\r\v\f\x85\u2028\u2029]")
_PARTNERS = {"«": "»", "“": "”", "„": "“”", '"': '"', "(": ")", "‘": "’", "»": "«", "「": "」", "『": "』", "‹": "›"}


def sentences(text: str, language: str | None = None) -> tuple[str, ...]:
    """Give the sentences of a text in order, whitespace folded.

    None is empty. Joined by single spaces they give the folded text back, but for scripts that write no spaces between
    sentences (Chinese, Japanese). No sentence ends at an abbreviation, an initial or the number of a list item, nor
    within a quotation or parenthesis of one or two sentences. A line break ends a sentence behind a terminator, before
    an item of a list and within a table; a blank line does anywhere. `language` (a tag such as "uk" or "en-GB") chooses
    the abbreviations; unknown or None takes those of the common languages together.
    """
    start = 0
    found = []
    for end in ends(text, language):
        found.append(" ".join(text[start:end].split()))
        start = end
    return tuple(found)


def ends(text: str, language: str | None = None) -> tuple[int, ...]:
    """Give the offset behind each sentence of a text, in characters, ascending; empty for a blank text.

    Time grows with the length of the text only.
    """
    last = len(text.rstrip())
    if not last:
        return ()
    found = _candidates(text, last, table(language))
    kept = set(found)
    for start, end in _enclosed(text):
        inside = found[bisect_left(found, start) : bisect_left(found, end)]
        if len(inside) == 1:
            kept.discard(inside[0])
    return (*sorted(kept), last)


def _candidates(text: str, last: int, words: Table) -> list[int]:
    """Give the ends of all sentences but the last, without a look at quotations."""
    places: list[tuple[int, re.Match[str] | None]] = [(end, None) for end in _broken(text, last)]
    places += [(stop.end(), stop) for stop in _STOP.finditer(text, 0, last)]
    places.sort(key=itemgetter(0))
    found: list[int] = []
    start = 0
    for place, stop in places:
        end = _end(text, start, stop, words) if stop else place
        if start < end < last:
            found.append(end)
            start = end
    return found


def _broken(text: str, last: int) -> Iterator[int]:
    """Give the ends of lines that end a sentence without a terminator: before a blank line or an item, in a table."""
    line = 0
    for match in _BREAK.finditer(text, 0, last):
        end = match.start()
        while end > line and text[end - 1].isspace():
            end -= 1
        if end > line and (_parts(match[0]) or _item(text, match.end(), text[end - 1]) or _row(text, line, end)):
            yield end
        line = match.end()


def _parts(gap: str) -> bool:
    """Say whether whitespace has a blank line."""
    return "\u2029" in gap or len(_LINE.findall(gap.replace("\r\n", "\n"))) > 1


def _item(text: str, start: int, before: str) -> bool:
    """Say whether an item of a list starts here."""
    match = _ITEM.match(text, start)
    if not match:
        return False
    if match[1]:
        return not match[1].islower() or before in ":;"
    return not match[2] or before in ":;,"


def _row(text: str, start: int, end: int) -> bool:
    return text.startswith("|", start) or text.find("\t", start, end) >= 0


def _end(text: str, start: int, stop: re.Match[str], words: Table) -> int:
    """Give where the sentence ends that this terminator may end; `start` if it does not."""
    mark, tail, gap, after = stop.groups()
    end = stop.end()
    if not gap:
        ends_here = mark[-1] in _SOLID and not (tail and after.startswith(_PARTICLES))
        return end if ends_here else start
    if gap != " " and _LINE.search(gap):
        return end
    note = _FOOTNOTE.match(text, end + len(gap)) if after[0] == "[" else None
    if note:
        return note.end()
    window = text[max(start, stop.start() - _WINDOW) : stop.start()]
    pieces = [] if window[-1:].isspace() else window.rsplit(None, 2)
    core = pieces[-1] if pieces else ""
    if not _opens(text, stop, core):
        return start
    if mark != ".":
        return start if mark == "!" and core.lower() in known.SHOUTING else end
    if _plain(core, after, words) or _stops(_place(window, pieces, after, words), words):
        return end
    return start


def _plain(core: str, after: str, words: Table) -> bool:
    """Say whether the word before a full stop is no abbreviation, number or initial: most are not."""
    if len(core) > 3 and core.isalpha() and not after[0].isdigit():
        low = core.lower()
        return low not in words.never and low not in words.seldom
    return not core


def _opens(text: str, stop: re.Match[str], core: str) -> bool:
    """Say whether what follows a terminator looks like the start of a sentence."""
    mark, tail, gap, after = stop.groups()
    if core in ("(", "[") and tail:
        return False
    if after in _DASHES:
        place = stop.end() + len(gap) + 1
        after = _LINE.split(text[place : place + 40], maxsplit=1)[0].lstrip()
        if tail or after.startswith(known.EDITORS):
            return False
    elif mark[-1] != "." and tail[-1:] in _QUOTES and after[:1].isupper() and _attributed(text, stop.end() + len(gap)):
        return False
    head = after.lstrip(_OPENING)[:2]
    return bool(head) and head[0] not in _REFUSED and (not _small(head[0]) or head[1:].isupper())


def _small(letter: str) -> bool:
    """Say whether a letter is a small one of a script with capitals; Georgian letters count as small, having none."""
    return letter.islower() and letter.title() != letter


def _attributed(text: str, start: int) -> bool:
    """Say whether a name and a verb of speech follow a quotation (“Is it?” Anna Plum asked)."""
    following = _LINE.split(text[start : start + 60], maxsplit=1)[0].split()[:5]
    if following[0].lower() in known.PRONOUNS:
        return False
    for word in following[1:]:
        if word.rstrip(",.:") in known.SAID:
            return True
        if word.endswith((",", ".", "!", "?")) and len(word) > len("Jr."):
            return False
    return False


class _Place(NamedTuple):
    """A full stop: the text before it, the word it closes, the one before that and the one behind."""

    window: str
    before: str
    core: str
    low: str
    after: str
    capital: bool
    likely: bool
    initial: bool
    heads: bool


def _place(window: str, pieces: list[str], after: str, words: Table) -> _Place:
    core, after = pieces[-1].lstrip(_OPENING), after.lstrip(_OPENING)
    bare, capital = after.rstrip(_TRAILING), after[:1].isupper()
    initial = len(bare) == 1 and after[1:2] == "."
    return _Place(
        window=window,
        before=pieces[-2] if len(pieces) > 1 else "",
        core=core,
        low=core.lower(),
        after=bare,
        capital=capital,
        likely=capital and not initial and bare.lower() in words.openers,
        initial=initial,
        heads=len(pieces) == 1 and len(window) < _WINDOW,
    )


def _stops(place: _Place, words: Table) -> bool:
    """Say whether a full stop ends a sentence."""
    core, low = place.core, place.low
    if place.heads and (_HEAD.fullmatch(core) or _alone(core, low, words)):
        return False
    if core.isdigit():
        return not _ordinal(core, place.after.lower(), words)
    if _INITIALS.fullmatch(core) and core.replace(".", "").replace("-", "").isupper() and low not in words.seldom:
        return place.capital and (place.likely or _no_initial(place.before, core))
    if len(core) == 1 and core.islower() and (place.after[:1].isdigit() or (place.initial and core.isascii())):
        return False
    paired = _paired(place)
    if paired is not None:
        return paired
    if low in words.never or low in words.seldom or _SHORT.fullmatch(core):
        return _abbreviated(place, words)
    return not (place.after[:1].isdigit() and (low in known.NUMBERING or low.endswith("str")))


def _alone(core: str, low: str, words: Table) -> bool:
    """Say whether a word that a sentence opens with is an abbreviation in any case: none is a sentence by itself."""
    return len(low) > 1 and core != low and low not in known.ALSO_WORDS and (low in words.seldom or low in known.BOTH)


def _paired(place: _Place) -> bool | None:
    """Say whether a sentence ends at an abbreviation that the word before it decides; None if that decides nothing."""
    low, before = place.low, place.before
    previous = before.lstrip(_OPENING)[:-1].lower() if before.endswith(".") else ""
    if low in known.GOES_ON.get(previous, ()) or (low == "н" and len(previous) == 1 and previous != "р"):
        return False
    if low in known.MAY_END.get(previous, ()):
        return place.likely or (place.capital and not _leads(place))
    if low == "пр" and before in ("и", "і", "та"):
        return place.capital
    if low in known.BOTH and place.core == low:
        return place.likely or (place.capital and _counted(before) and not _leads(place))
    return None


def _abbreviated(place: _Place, words: Table) -> bool:
    """Say whether a sentence ends at an abbreviation."""
    low = place.low
    if low in known.ALSO_WORDS:
        return place.likely
    if low in words.never or not place.capital:
        return False
    if low in ("a.m", "p.m"):
        return place.after.lower() not in known.AFTER_HOURS
    if place.likely or (place.core.isupper() and place.core.isalpha()):
        return True
    if low.isascii() and low not in known.LAST:
        return False
    return not (low in known.DOLLARS and place.after in known.COUNTRIES) and not _leads(place)


def _ordinal(core: str, following: str, words: Table) -> bool:
    return following in known.MONTHS or (words.ordinals and len(core) <= 2 and following not in words.openers)


def _no_initial(before: str, core: str) -> bool:
    """Say whether a single letter is a class, a scale or a pronoun: "vitamin C", "5 C", "so do I"."""
    scale = len(core) == 1 and core in "CFСF" and _NUMERIC.fullmatch(before)
    return bool(scale) or before.lower() in known.LETTERED or (core == "I" and before in known.BEFORE_I)


def _counted(before: str) -> bool:
    """Say whether the word before a unit of measure is a number or another unit ("5 тыс. т")."""
    return bool(_NUMERIC.fullmatch(before)) or before.rstrip(".").lower() in known.COUNTS


def _leads(place: _Place) -> bool:
    """Say whether a clause has only told its time or amount so far (В 2025 г. Россия…)."""
    window = _ERA.sub("", place.window) if place.low in ("е", "э") else place.window
    years = place.low in known.YEARS
    clause = _OPENING_CLAUSE.fullmatch(window) if len(window) < _WINDOW else None
    if clause and clause[2] and not years:
        return False
    if not clause and years:
        clause = _INNER_CLAUSE.search(window)
    return clause is not None and clause[1].split()[0].lower() in known.AT


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches between quotation marks or parentheses on one line, ascending; of nested ones the outer."""
    opened, mark, depth = 0, "", 0
    for match in _MARK.finditer(text):
        found, place = match[0], match.start()
        if found.isspace():
            mark = ""
        elif not mark:
            if found in _PARTNERS and _is_opening(text, place, found):
                opened, mark, depth = place, found, 1
        elif found in _PARTNERS[mark] and not (found == "’" and text[place + 1 : place + 2].isalnum()):
            depth -= 1
            if not depth:
                yield opened, place
                mark = ""
        elif found == mark:
            depth += 1


def _is_opening(text: str, place: int, found: str) -> bool:
    """Say whether a quotation opens here: with a mark that may also close, only behind a blank or another mark."""
    return found not in ('"', "»") or not text[max(0, place - 1) : place].strip(_OPENING + " \t\xa0")
