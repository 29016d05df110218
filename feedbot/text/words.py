"""Sentences, words and likeness of texts in Russian, Ukrainian and English."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"\d++(?:[.,:]\d++)++|[^\W_]++(?:'[^\W_]++)*+")

_CLOSERS = "»”“\"'’)]}*_"
_OPENERS = "«“„\"'‘([{*_¿¡"
_DASHES = frozenset({"—", "–", "-", "―"})
_MARK = re.compile(r"[«»“”„\"()\n]")
_PARTNERS = {"«": "»", "“": "”", "„": "“”", '"': '"', "(": ")"}
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){0,5}[^\W\d_]")
_HEAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}|[^\W\d_]")
_NUMERIC = re.compile(r"\W{0,3}\d[\d.,:–—-]*|[IVXLCХІ]+")


def _table(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# Never the end of a sentence: a name, a number or an explanation follows. Written without the last full stop.
_HARD = {
    "ru": _table(
        "ул им проф акад доц чл чл.-корр корр т.е т.к т.н т.ч т.о пос просп пр пл пер наб бул бульв ш пгт дер рис",
        "табл см ср напр в.т.ч гр гос ген полк подп лейт кап адм мл дж св преп гл ред изд пом зам зав нач рук и.о",
        "вып илл прим пп оз хр кв корп тов яз авт англ нем франц юр пл соц тел",
    ),
    "uk": _table(
        "вул ім див проф акад доц чл чл.-кор кор т.зв т.б т.ч пос просп пр пл пров наб бульв б-р смт с-ще рис табл пор",
        "напр ген полк підп лейт кап адм мол дж св гл ред зам зав нач кер в.о т.в.о вип іл прим пп оз хр кв корп гр",
        "д-р п-н юр тел англ нім зв",
    ),
    "en": _table(
        "mr mrs ms mx dr prof rev hon gov sen rep gen col lt maj capt cmdr sgt cpl pvt adm pres supt det insp st mt ft",
        "messrs mme mlle msgr br fr jan feb mar apr jun jul aug sep sept oct nov dec vs v e.g i.e cf viz approx fig",
        "figs ch vol pp ed eds trans rt ave blvd rd hwy mon tue tues wed thu thur thurs fri ca",
    ),
}
# The end of a sentence when a capital letter follows; in English only when a likely opener follows.
_SOFT = {
    "ru": _table(
        "гг руб коп долл млн млрд трлн тыс т.д т.п др проч н.э вв чел экз шт кг км мин сек час р.х кв.м л.с мес"
    ),
    "uk": _table(
        "рр грн коп дол млн млрд трлн тис т.д т.п ін н.е вв чол екз шт кг км хв сек год стл р.х н.ст ст.ст міс"
    ),
    "en": _table(
        "u.s u.k u.n e.u u.s.a d.c inc corp ltd co bros llc plc p.m a.m jr sr etc al ph.d m.d b.a m.a esq est a.d b.c",
        "min max hr hrs lb lbs oz dept univ assn sec",
    ),
}
# Hard before a name ("г. Киев"), soft behind a number ("2025 г. Киев").
_BOTH = _table("г р м с ст д т п ч в л х стр стор бл обл")
# The second half of an abbreviation of two words ("т. д."), which is soft.
_PAIRS = {"т": "дп", "н": "эе", "р": "х"}
# Abbreviations that are words as well.
_WORDS = _table("им рук рис ген полк пер кап кор кв тел гр")
# Abbreviations only before a number ("No. 5").
_NUMBERING = _table("no nos art para pt пункт абз")

_MONTHS = _table(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "january february march april may june july august september october november december",
)
# Words that open a sentence and are no names.
_LIKELY = _table(
    "the a an he she it they we i you this that these those his her their its our my but and or in on at as by for",
    "from if when while after before since however there what who why how where no not so to with under both some many",
    "most later meanwhile according earlier now then all each one two three police officials",
    "он она оно они мы вы я это этот эта эти тот та те в во на с со по к ко но и а или если когда как что кто так",
    "также там тогда затем потом однако после до от из при для за не ни его её ее их наш все всего ранее об о у кроме",
    "сейчас поэтому теперь ещё еще уже позже между здесь где пока",
    "він вона воно вони ми ви це цей ця ці той із зі але і й або якщо коли як що хто тоді потім однак після",
    "від його її їх про проте водночас раніше тому тепер зараз ще вже пізніше тут де поки усі всі",
)
_SAID = _table("said says asked added replied told wrote shouted")

_LISTS = {
    "": (frozenset[str]().union(*_HARD.values()), frozenset[str]().union(*_SOFT.values())),
    **{name: (_HARD[name] | _HARD["en"], _SOFT[name] | _SOFT["en"]) for name in _HARD},
}

_UNIFY: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "«»“”„‟″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛ʼʹ′`´"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
}
_ACCENTED = re.compile(r"([аеиоуыэюяєі])([\u0300-\u036f]+)")


def sentences(text: str, language: str | None = None) -> tuple[str, ...]:
    """Give the sentences of a text in order, whitespace folded.

    Joined by single spaces they give the folded text back; none is empty. No sentence ends at an abbreviation, an
    initial or the number of a list item. A quotation or parenthesis of one or two sentences is kept whole. `language`
    ("ru", "uk", "en", or a tag that begins so) chooses the abbreviations; unknown or None takes all.
    """
    start = 0
    found = []
    for end in ends(text, language):
        found.append(" ".join(text[start:end].split()))
        start = end
    return tuple(found)


def ends(text: str, language: str | None = None) -> tuple[int, ...]:
    """Give the offset behind each sentence of a text, in characters, ascending; empty for a blank text."""
    spans = [match.span() for match in _WORD.finditer(text)]
    if not spans:
        return ()
    hard, soft = _LISTS.get((language or "").lower()[:2], _LISTS[""])
    found = _candidates(text, spans, hard, soft)
    kept = set(found)
    for start, end in _enclosed(text):
        inside = found[bisect_left(found, start) : bisect_left(found, end)]
        if len(inside) == 1:
            kept.discard(inside[0])
    return (*sorted(kept), spans[-1][1])


def fold(text: str) -> str:
    """Give a text fit for comparison: no case, ё, stress or invisible marks; one kind of quote, dash and space.

    Folding what is folded changes nothing. The result is in NFC.
    """
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    bare = _ACCENTED.sub(_unaccented, decomposed.translate(_UNIFY))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def tokens(text: str) -> tuple[str, ...]:
    """Give the folded words and numbers of a text in order; an apostrophe within a word stays, a hyphen parts."""
    return tuple(_TOKEN.findall(fold(text)))


def overlap(left: str, right: str) -> float:
    """Give how much of the smaller text stands in the other, 0 to 1, by shingles of three words.

    A text of fewer than three words is like (1) only what equals it after folding.
    """
    one, two = _shingles(left), _shingles(right)
    if not one or not two:
        return float(fold(left) == fold(right))
    return len(one & two) / min(len(one), len(two))


def _candidates(text: str, spans: list[tuple[int, int]], hard: frozenset[str], soft: frozenset[str]) -> list[int]:
    """Give the ends of all sentences but the last, without a look at quotations."""
    found = []
    words = ["", *(text[start:end] for start, end in spans), "", ""]
    first = 1
    for number in range(1, len(spans)):
        end, following = spans[number - 1][1], spans[number][0]
        lines = text.count("\n", end, following)
        bare = words[number].rstrip(_CLOSERS)
        if not bare.endswith((".", "!", "?", "…")):
            stops = lines > 1
        elif lines:
            stops = True
        else:
            before, word, after, third = words[number - 1 : number + 3]
            stops = _opens(word, after, third) and (
                not _plain_stop(bare) or _stops(before, bare[:-1], after, hard, soft, heads=number == first)
            )
        if stops:
            found.append(end)
            first = number + 1
    return found


def _opens(word: str, after: str, third: str) -> bool:
    """Say whether what follows a terminator looks like the start of a sentence."""
    if after in _DASHES:
        if word[-1] in _CLOSERS:
            return False
        after = third
    elif word[-1] in "\"”'’" and third.rstrip(",.") in _SAID:
        return False
    start = after.lstrip(_OPENERS)[:2]
    return bool(start) and start[0] not in ",;:)/&+=|%»”" and (not start[0].islower() or start[1:].isupper())


def _plain_stop(bare: str) -> bool:
    return bare.endswith(".") and not bare[:-1].endswith((".", "!", "?", "…"))


def _stops(before: str, core: str, after: str, hard: frozenset[str], soft: frozenset[str], *, heads: bool) -> bool:
    """Say whether the full stop behind `core` ends a sentence; `heads` when nothing stands before it there."""
    core, after = core.lstrip(_OPENERS), after.lstrip(_OPENERS)
    low, previous = core.lower(), before.lstrip(_OPENERS).rstrip(".").lower()
    capital = after[:1].isupper()
    if heads and _HEAD.fullmatch(core):
        return False
    if core.isdigit() and after.rstrip(",.").lower() in _MONTHS:
        return False
    if (_INITIALS.fullmatch(core) and core.replace(".", "").replace("-", "").isupper()) or low in _WORDS:
        return capital and _likely(after)
    if low in _PAIRS.get(previous, ()):
        return capital
    if low in _BOTH:
        return capital and _NUMERIC.fullmatch(before) is not None
    if low in hard or (low in _NUMBERING and after[:1].isdigit()):
        return False
    if low in soft:
        return capital and (not low.isascii() or _likely(after))
    return True


def _likely(word: str) -> bool:
    return word.rstrip(",:;" + _CLOSERS).lower() in _LIKELY


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches between quotation marks or parentheses on one line, ascending; of nested ones the outer."""
    opened, mark, depth = 0, "", 0
    for match in _MARK.finditer(text):
        found, place = match[0], match.start()
        if found == "\n":
            mark = ""
        elif not mark:
            if found in _PARTNERS and (found != '"' or not text[place - 1 : place].strip(_OPENERS + " ")):
                opened, mark, depth = place, found, 1
        elif found in _PARTNERS[mark]:
            depth -= 1
            if not depth:
                yield opened, place
                mark = ""
        elif found == mark:
            depth += 1


def _unaccented(match: re.Match[str]) -> str:
    marks = match[2].replace("\u0301", "")
    return match[1] + (marks.replace("\u0308", "") if match[1] == "е" else marks)


def _shingles(text: str) -> frozenset[tuple[str, str, str]]:
    words = tokens(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))
