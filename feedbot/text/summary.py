"""A first summary: the opening sentences of an article, cleaned of what is no news."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from feedbot.text.labels import label
from feedbot.text.words import sentences, tokens

_ENOUGH = 20_000
_MOST = 3
_FEWEST_WORDS = 5
# The share of new words below which a sentence only repeats the title.
_NEW = 0.15
_STEM = 5

_NOISE = re.compile(
    r"(?:by|photos?|images?|credit|video|authors?|автор[ыи]?|фото|видео|відео|иллюстрация|ілюстрація|текст)\s?[:/©]"
    r"|(?:(?:читайте|читать|читати|смотрите|дивіться)\s(?:также|ещё|еще|також|ще)|подписывайтесь|подпишитесь|підписуйтес[ья]"
    r"|read more|read also|see also|subscribe to|follow us|sign up)\b"
    r"|(?:related|реклама|advertisement)\s?(?::|$)",
    re.IGNORECASE,
)
_UPPER = "A-ZА-ЯЁІЇЄҐ"
# Place, date, agency: "КИЇВ (Агенція) — ", "KYIV, Aug 13 – ", "ЛЬВІВ, 13 серпня. /ТАСС/. "; "Kyiv (AP) — ".
_DATELINE = re.compile(
    rf"(?:[{_UPPER}][{_UPPER}.'’ -]{{3,40}}(?:,\s[^—–()/]{{1,30}})?(?:\s\([^()]{{1,60}}\)|\s?/[^/]{{1,30}}/\.?)?"
    rf"|[{_UPPER}][\w .'’-]{{1,40}}\s\([{_UPPER}][^()]{{1,40}}\))"
    r"(?:\s?[—–]\s|\s-\s|(?<=/)\s|(?<=/\.)\s)(?:(?:РИА Новости|ТАСС|Интерфакс|Укринформ|Укрінформ|УНІАН)\.\s)?"
    rf"(?=[«\"“]?[{_UPPER}])"
)
_CLAUSE = re.compile(
    r"[;:]\s|,?\s[—–]\s|\s\(|,\s(?:а|но|однако|котор\w{2,3}|где|когда|что|але|проте|який|яка|яке|які|де|коли|що|but|and"
    r"|which|who|where|while)\s"
)
_TRIMMED = ' ,;:—–-(«“„"'


def lead(title: str, lede: str | None, plain: str, *, limit: int = 300, language: str | None = None) -> str:
    """Give the first whole sentences of the lede, else of the plain text, in at most `limit` characters on one line.

    At most three sentences. One that says nothing beyond the title is left out, as are bylines, datelines, labelled
    attributions and the background. A first sentence that is too long is cut at a clause or a word and ends in "…".
    Every word is the article's own. Empty when nothing is left.
    """
    known = _stems(title)
    for lines in ([lede or ""], _lines(plain, strict=True), _lines(plain, strict=False)):
        found = _taken(_telling(lines, known, language), known, limit)
        if found:
            return found
    return ""


def _taken(telling: Iterator[str], known: frozenset[str], limit: int) -> str:
    """Join sentences while they fit; a first one that does not is shortened."""
    text = ""
    for sentence in islice(telling, _MOST):
        longer = f"{text} {sentence}".strip()
        if len(longer) > limit:
            return text or _shortened(sentence, known, limit)
        text = longer
    return text


def _telling(lines: Iterable[str], known: frozenset[str], language: str | None) -> Iterator[str]:
    """Give the sentences that add something to the title."""
    for line in lines:
        news = _bounded(line).strip()
        dateline = _DATELINE.match(news)
        news = news[dateline.end() :] if dateline else news
        if not _NOISE.match(news):
            yield from (sentence for sentence in sentences(news, language) if _adds(sentence, known))


def _lines(plain: str, *, strict: bool) -> Iterator[str]:
    """Give the lines that may be news, without labels, up to the background.

    If `strict`, only those that end like a sentence and have five words or more.
    """
    for line in _bounded(plain).split("\n"):
        found = label(line)
        if found and found.role == "background":
            return
        if found and found.role in ("attribution", "quotation"):
            continue
        text = found.rest if found else line
        whole = text.rstrip(" »”\"')").endswith((".", "!", "?", "…"))
        if not strict or (whole and len(text.split()) >= _FEWEST_WORDS):
            yield text


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
    return frozenset(token[:_STEM] for token in tokens(text))


def _bounded(text: str) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= _ENOUGH else "".join(text[:_ENOUGH].rsplit(None, 1)[:1])
