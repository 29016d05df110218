"""What an article says in a sentence or three, in its own words: the opening of the news, cleaned of what is none."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from typing import Literal

from feedbot.text import noise, ranker
from feedbot.text.belonging import Around, around
from feedbot.text.labels import label
from feedbot.text.parts import Parts
from feedbot.text.sentences import sentences
from feedbot.text.words import tokens

Mode = Literal["lead", "one"]
Form = Literal["lede", "details", "text", "any"]

_ENOUGH = 20_000
_PARAGRAPHS = 400
_LONGEST_TITLE = 1_000
_FEWEST_WORDS = 5
_FEWEST_LABELLED = 3
# A lede without a full stop counts as a sentence from so many words on; one of fewer characters is too thin alone.
_HEADLINE_WORDS = 8
# Of so many words at most is what a page hangs behind the last stop of a paragraph.
_HANGING = 6
_THIN = 100
# How odd a paragraph may be to be told, and one of so many characters, which most often is news. If little is told,
# those are that are about as odd as the likeliest; about is more where no line tells the title, as less is known.
_ODD, _ODD_LONG, _LONG, _ABOUT, _ABOUT_UNTOLD = 0.0, 3.0, 200, 1.0, 3.1
# How odd a sentence must be to be left out of a paragraph that tells the title.
_ALIEN = 4.3
# The share of new words below which a sentence only repeats the title.
_NEW = 0.15
_STEM = 5
# The share of words that the author's own summary must have in common with the beginning of a text that is there.
_COMMON = 0.3
_COMPARED = 3_000

_CLAUSE = re.compile(
    r"[;:]\s|,?\s[—–]\s|\s\(|,\s(?:а|но|однако|котор\w{2,3}|где|когда|что|але|проте|який|яка|яке|які|де|коли|що|but|and"
    r"|which|who|where|while)\s"
)
_TRIMMED = ' ,;:—–-(«“„"'
_CLOSING = " »”“\"')]"
_CUT = ("…", "...", "[…]", "[...]")
# What stands in brackets behind the last stop and has none itself, or few words: who took a picture, what it shows.
_NOTED = re.compile(
    r"(?<=[.!?…»”\"]) [(\[](?:[^()\[\]]{1,99}(?<![.!?…])|[^()\[\]\s]{1,30}(?: [^()\[\]\s]{1,30}){0,4})[)\]]\Z"
)
# What a sign leads in there: "(c) Office", "/site.example/", "▸ more"; what is stuck to it: "closed.Story continues".
_SIGNED = re.compile(
    r"(?<=[.!?…»”\"])\s+[^\w\s«“„\"'—–-](?:[^.!?…]|\.(?=\w)){1,60}\Z"
    r"|(?<=[a-zа-яёіїєґ]{3}[.!?…])[^\W\d_a-zа-яёіїєґ][^\s.!?…]{1,30}\s[^.!?…]{1,50}\Z"
)
# Tags behind the last stop: "#city #news", "@channel".
_TAGS = re.compile(r"(?<=[.!?…»”\")])(?:\s[#@][\w@.]{1,50}){1,20}\Z")
_LISTED = re.compile(r"[;:,] \d{1,2}\.\Z")
# What a page puts behind a teaser's last stop: "(VIDEO)", "PHOTOS", "Read on →".
_TAIL = re.compile(r"[(\[][^()\[\]:/]{1,20}[)\]]|[^\W\d_a-zа-яёіїєґ]{4,12}|[^.!?]{1,40}[→»>]+")
# Where a page stands in its site: "Home › News › City".
_CRUMBS = re.compile(r"\s[›»/|>→](?=\s)[^›»/|>→]{1,60}\s[›»/|>→]\s")
# What parts a title and the name of a site.
_NAMED = re.compile(r"\s[|·•/›»→>]{1,2}\s|\s[—–-]\s[«\"“]?[^\W\d_a-zа-яёіїєґ]|:\s")
_SITE_WORDS = 7
_BULLET = re.compile(r"\A\s*(?:[-–—•*▪]|\d{1,2}[.)])\s")


def summarise(
    title: str,
    parts: Parts,
    *,
    limit: int = 300,
    most: int = 3,
    mode: Mode = "lead",
    language: str | None = None,
) -> str:
    """Give what an article says beyond its title, in at most `limit` characters on one line.

    "lead" gives the first whole sentences, at most `most`; "one" the one of the first eight that tells most. They are
    of the lede, of the details where there is none or a thin one, or the author's own summary where that is better;
    never of quotations or background. A sentence that says nothing beyond the title is left out, as is what is no
    news. A first sentence that is too long is cut at a clause or a word and ends in "…".

    Every word is the article's own. Reads 20,000 characters. Empty when nothing is left. Never raises.
    """
    title = title[:_LONGEST_TITLE]
    known = _stems(title)
    most = 1 if mode == "one" else most
    for found in _readings(title, parts, known, language, alone=parts.labelled and mode == "lead"):
        told = _opening(found)
        if mode == "one":
            told = _ranked(title, told, limit)
        elif (start := ranker.opening(title, told)) and not _goes_on(parts, known, language):
            told = told[start:]
        text = _taken(told[: max(most, 0)], known, limit)
        if text:
            own = _own(parts, known, limit, most, language)
            return own if own and (not parts.lede or _poorer(title, text, own)) else text
    return _own(parts, known, limit, most, language)


def lead(title: str, lede: str | None, plain: str, *, limit: int = 300, language: str | None = None) -> str:
    """Give the same of a lede, else of a plain text in which labels may stand."""
    alone = Parts(lede=(lede,), labelled=True) if lede else Parts()
    text = Parts(details=tuple(_bounded(plain, _ENOUGH).split("\n")))
    return summarise(title, alone, limit=limit, language=language) or summarise(
        title, text, limit=limit, language=language
    )


def candidates(title: str, parts: Parts, *, language: str | None = None) -> tuple[str, ...]:
    """Give the sentences of which mode "one" chooses, at most eight."""
    title = title[:_LONGEST_TITLE]
    return tuple(next(_readings(title, parts, _stems(title), language, alone=False)))


def weighed(
    title: str, parts: Parts, *, language: str | None = None
) -> tuple[tuple[Sequence[str], tuple[float, ...]], ...]:
    """Give the paragraphs that may be told, as sentences, and the signs by which each is weighed."""
    title = title[:_LONGEST_TITLE]
    text, telling = _known(title, parts, _stems(title), language)
    placed = _placed(_paragraphs(telling, parts), text)
    return tuple((found, text.signs(found, first=first, before=before)) for found, first, before in placed)


def _readings(
    title: str, parts: Parts, known: frozenset[str], language: str | None, *, alone: bool
) -> Iterator[list[str]]:
    """Give the first sentences that may be taken, then those of lines of any form.

    Who labels the parts of a text means its first paragraph to stand `alone`, unless it is thin.
    """
    text, telling = _known(title, parts, known, language)
    found: list[tuple[float, Sequence[str]]] = []
    size = count = 0
    for paragraph, first, before in _placed(_paragraphs(telling, parts), text):
        odds = text.odds(paragraph, first=first, before=before) if text.title else -math.inf
        if odds <= (_ODD_LONG if sum(map(len, paragraph)) > _LONG else _ODD):
            odds = -math.inf
            size, count = size + sum(map(len, paragraph)), count + len(paragraph)
        found.append((odds, paragraph))
        if count >= ranker.MOST or (alone and size >= _THIN):
            break
    yield [*_likely(found, -math.inf if size >= _THIN else _ABOUT if text.told else _ABOUT_UNTOLD)]
    everything = (*parts.lede, *parts.details)
    for each in (telling, _Telling(known, language)):
        yield [*islice(chain.from_iterable(each.paragraphs(everything, "any")), ranker.MOST)]


def _known(title: str, parts: Parts, known: frozenset[str], language: str | None) -> tuple[Around, "_Telling"]:
    """What is known of a text, and what tells something in it."""
    words = tokens(title)
    lines = (line for line in (*parts.lede, *parts.details) if not _titled(line, words))
    text = around(title, lines, noise.is_noise)
    return text, _Telling(known, language, words, text)


def _paragraphs(telling: "_Telling", parts: Parts) -> Iterator[tuple[str, ...]]:
    """The paragraphs of lede and details that have the form of news."""
    form: Form = "details" if parts.labelled else "text"
    yield from telling.paragraphs(parts.lede, "lede" if parts.labelled else form)
    yield from telling.paragraphs(parts.details, form)


def _placed(paragraphs: Iterable[Sequence[str]], text: Around) -> Iterator[tuple[Sequence[str], bool, bool]]:
    """Give each paragraph that has a sentence: whether it stands on top of all, and before what tells the title."""
    sure = False
    for number, paragraph in enumerate(paragraphs):
        sure = sure or text.anchored(" ".join(paragraph))
        if paragraph:
            yield paragraph, not number, not sure


@dataclass(frozen=True, slots=True)
class _Telling:
    """What tells something beyond a title, whose stems are known, and belongs to the text around it, if that is."""

    known: frozenset[str]
    language: str | None
    title: Sequence[str] = ()
    text: Around | None = None

    def paragraphs(self, lines: Iterable[str], form: Form) -> Iterator[tuple[str, ...]]:
        """Give the sentences of news of each line of that form."""
        for line in _lines(lines):
            text = noise.news(line, rooted=self._rooted(line))
            found = self._whole(text, form)
            if found and not self._strange(" ".join(found)):
                own = self._own(found) if len(found) > 1 else found
                yield tuple(each for each in own if self._tells(each, form))

    def _whole(self, line: str, form: Form) -> Sequence[str]:
        """The sentences of a line that ends like one, but for a few words behind its last stop; else none."""
        if form != "any" and line.endswith((")", "]")):
            line = _NOTED.sub("", line)
        line = _TAGS.sub("", line) if "#" in line or "@" in line else line
        line = line if form == "any" or _ended(line) else _SIGNED.sub("", line)
        if not line or _titled(line, self.title):
            return ()
        found = [*takewhile(lambda each: not _LISTED.search(each), sentences(line, self.language))]
        if form != "any" and len(found) > 1 and _hangs(found[-1]):
            found.pop()
            line = " ".join(found)
        return found if _formed(line, form) else ()

    def _strange(self, text: str) -> bool:
        return self.text is not None and self.text.strange(text)

    def _rooted(self, text: str) -> bool:
        return self.text is not None and noise.calls(text) and self.text.rooted(text)

    def _own(self, found: Sequence[str]) -> Iterator[str]:
        """Leave out strange sentences, odd ones of a paragraph that tells the title, and what goes on with them."""
        anchored = self.text is not None and self.text.anchored(" ".join(found))
        strange = False
        for number, sentence in enumerate(found):
            goes_on = strange and self.text is not None and self.text.following(sentence)
            strange = self._strange(sentence) or goes_on or (anchored and number > 0 and self._alien(sentence))
            if not strange:
                yield sentence

    def _alien(self, sentence: str) -> bool:
        """Say whether a sentence has nothing in common with the text, speaks of nobody there, and looks very odd."""
        if self.text is None or self.text.refers(sentence):
            return False
        return self.text.detached(sentence) and self.text.odds((sentence,)) > _ALIEN

    def _tells(self, sentence: str, form: Form) -> bool:
        cut = form != "any" and sentence.rstrip(_CLOSING).endswith(_CUT)
        return not cut and not noise.is_noise(sentence, rooted=self._rooted(sentence)) and _adds(sentence, self.known)


def _lines(paragraphs: Iterable[str]) -> Iterator[str]:
    """Give the lines that may be news, without labels, up to the background; of 20,000 characters at most."""
    left, skipped = _ENOUGH, False
    for paragraph in islice(paragraphs, _PARAGRAPHS):
        line = " ".join(_bounded(paragraph, left).split())
        left -= len(line) + 1
        found = label(line)
        if found and found.role == "background":
            return
        if found and found.role in ("attribution", "quotation"):
            skipped = not found.rest and found.role == "quotation"
        elif line and not skipped:
            yield _BULLET.sub("", found.rest if found else line, count=1)
        else:
            skipped = False
        if left <= 0:
            return


def _formed(line: str, form: Form) -> bool:
    """Say whether a line ends like a sentence and has five words.

    What is labelled may be shorter, details of three words; a long lede may lack its stop.
    """
    if form == "any":
        return True
    count = len(line.split())
    if _ended(line):
        return form == "lede" or count >= (_FEWEST_LABELLED if form == "details" else _FEWEST_WORDS)
    return form == "lede" and count >= _HEADLINE_WORDS and not _CRUMBS.search(line)


def _ended(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith((".", "!", "?", "…"))


def _likely(found: Sequence[tuple[float, Sequence[str]]], about: float) -> Iterator[str]:
    """Give the first sentences of the paragraphs that are no odder than doubt allows.

    If little else is told, that are those at most `about` odder than the likeliest of the others.
    """
    least = min((odds for odds, _ in found if odds > -math.inf), default=0.0)
    told = (paragraph for odds, paragraph in found if odds <= max(least, _ODD) + about)
    return islice(chain.from_iterable(told), ranker.MOST)


def _hangs(text: str) -> bool:
    """Say whether what stands behind a sentence is none: a few words, or what leads on to others."""
    few = not _ended(text) and len(text.split()) <= _HANGING
    return few or _TAIL.fullmatch(text) is not None or noise.leads_on(text)


def _titled(line: str, title: Sequence[str]) -> bool:
    """Say whether a line is the title with the name of a site or of a section before or behind it."""
    words = tokens(line) if title and _NAMED.search(line) and not _ended(line) else ()
    more = len(words) - len(title)
    return 0 < more <= _SITE_WORDS and tuple(title) in (words[:-more], words[more:])


def _opening(found: list[str]) -> list[str]:
    """Leave out the questions and cries before the first sentence that tells something."""
    for number, sentence in enumerate(found):
        bare = sentence.rstrip(_CLOSING)
        if not bare.endswith("?") and not (bare.endswith("!") and len(sentence.split()) < _FEWEST_WORDS):
            return found[number:]
    return found


def _goes_on(parts: Parts, known: frozenset[str], language: str | None) -> bool:
    """Say whether the text begins with a sentence that only says the title, and goes on behind it."""
    found = sentences(next(_lines((*parts.lede, *parts.details)), ""), language)
    return len(found) > 1 and not _adds(found[0], known)


def _ranked(title: str, found: list[str], limit: int) -> list[str]:
    """The sentence that tells most among those that fit, else among all."""
    order = [found[number] for number in ranker.best(title, found)]
    return [next((sentence for sentence in order if len(sentence) <= limit), order[0])] if order else []


def _taken(telling: Iterable[str], known: frozenset[str], limit: int) -> str:
    """Join sentences while they fit; a first one that does not is shortened."""
    text = ""
    for sentence in telling:
        longer = f"{text} {sentence}".strip()
        if len(longer) > limit:
            return text or _shortened(sentence, known, limit)
        text = longer
    return text


def _own(parts: Parts, known: frozenset[str], limit: int, most: int, language: str | None) -> str:
    """The author's own summary, if it is whole, says something new, fits, and speaks of what the text does."""
    if not parts.summary:
        return ""
    said = _Telling(known, language).paragraphs((parts.summary,), "text")
    told = _taken(islice(chain.from_iterable(said), max(most, 0)), known, limit)
    if not told or told.endswith(_CUT):
        return ""
    text = _stems(" ".join(_lines((*parts.lede, *parts.details)))[:_COMPARED])
    mine = _stems(told)
    common = not text or len(mine & (text | known)) >= _COMMON * len(mine)
    return told if common else ""


def _poorer(title: str, text: str, own: str) -> bool:
    """Say whether a text's opening is worse than the author's own summary: cut, a quotation, a hint, or idle talk."""
    return text.endswith(_CUT) or ranker.leans(text) or ranker.best(title, (text, own), margin=ranker.SURE)[0] == 1


def _shortened(sentence: str, known: frozenset[str], limit: int) -> str:
    """Cut a sentence behind the last clause in the second half of the limit, else behind the last word that fits."""
    clauses = [match.start() for match in _CLAUSE.finditer(sentence[: limit + 10])]
    places = [place for place in clauses if limit // 2 <= place < limit][-1:]
    for place in (*places, sentence.rfind(" ", 0, max(limit, 0))):
        text = sentence[: max(place, 0)].rstrip(_TRIMMED)
        if text and _adds(text, known):
            return text + "…"
    return ""


def _adds(sentence: str, known: frozenset[str]) -> bool:
    """Say whether a sentence has more than a few words that the title has not."""
    stems = _stems(sentence)
    return len(stems - known) > _NEW * len(stems)


def _stems(text: str) -> frozenset[str]:
    return frozenset([token if token[0].isdigit() else token[:_STEM] for token in tokens(text)])


def _bounded(text: str, most: int) -> str:
    """The beginning of a text, cut behind a sentence or a line, else between words."""
    if len(text) <= most:
        return text
    cut = text[: max(most, 0)]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "… ", "\n"))
    return cut[: end + 1] if end >= 0 else "".join(cut.rsplit(None, 1)[:-1])
