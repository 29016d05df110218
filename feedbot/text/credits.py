"""Who told the news: the names in a line of attribution. What reads like a sentence names nobody."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedbot.text import dates
from feedbot.text.cases import Tongue, nominative
from feedbot.text.labels import QUOTES, label
from feedbot.text.sentences import sentences
from feedbot.text.words import fold

_LONGEST_LINE = 2000
_LONGEST_NAME = 200
_MOST_WORDS = 18
_MOST = 20
VIA = re.compile(
    r"\b(?:со ссылкой на|с ссылкой на|ссылаясь на|[зі]з посиланням на|з посиланням на|посилаючись на|citing"
    r"|according to|with reference to)\s+",
    re.IGNORECASE,
)
_CASED = re.compile(r"(?P<ru>ссылкой на|ссылаясь на)\s|(?:посиланням на|посилаючись на)\s", re.IGNORECASE)
_PIECES = re.compile(
    r"\([^()]*\)|«[^«»]*»|“[^“”]*”|\"[^\"]*\"|(?P<cut>[,;]|\s(?:и|та|і|й|and|&)\s(?=[^\s_a-zа-яёіїєґ]))|."
)
_ALIAS = re.compile(r"\s?\((?=[^()]{0,11}[A-ZА-ЯЁІЇЄҐ][^()]{0,11}[A-ZА-ЯЁІЇЄҐ])([\w.’'-]{2,12})\)$")
_ADDRESS = re.compile(r"\s*\(?https?://([^\s/()]{1,255})[^\s()]*\)?", re.IGNORECASE)
_EDGES = " ,:;–—-*_"
_JOINER = re.compile(r"^(?:а также|и|та|а також|і|й|and|&)\s+")
_LINKED = re.compile(r"\[([^\[\]]{1,200})\]\([^()]{0,500}\)")

# "Об этом сообщает Reuters", "по данным Reuters": the name is what follows.
_FRAME = re.compile(
    r"(?i:(?:(?:об этом|про це|это|це) )?(?:сообща[ею]т|сообщил[аи]?|пиш[еу]т|переда[ею]т|повідомля[єю]ть?"
    r"|повідоми(?:в|ла|ли)|пише|пишуть|передає|передають|по (?:данным|информации|материалам|словам|сообщению)"
    r"|за (?:даними|інформацією|матеріалами|словами|повідомленням)|reported by)(?: (?:в|у|на))? )"
    r"(?=[^\W\d_a-zа-яёіїєґ]|[«\"“])"
)
_OPENS_A_CLAUSE = re.compile(
    r"(?:в|во|у|на|по|с|со|з|із|об?|про|за|из|от|від|при|после|після|до|для|как|як|что|що|когда|коли|если|якщо|это|це|там"
    r"|не|ни|но|але|in|on|at|from|with|as|that|what|when|if|it|this|there|not|no|they|he|she|we)\s",
)
# What says more of the name before it: "sources, who know of the matter".
_APPOSED = re.compile(
    r"(?:котор|знаком|осведомл|близк|проведенн|пожела|який|яка|яке|які|обізнан|знайом|близьк|who\b|which\b|familiar\b"
    r"|briefed\b|speaking\b|close to\b|информация (?:на|по)\b|інформація (?:на|станом)\b|станом на|по состоянию)"
)
# Verbs by their endings, as far as no usual noun has these, and by name.
_VERB = re.compile(
    r"\b(?:[а-яёіїєґ]{2,}(?:т[ь]?ся|лся|лась|лось|лись|вся|лися)|[а-яё]{2,}(?:[аяуео]ет|[аяу]ют|[йу]дет|[йу]дут|ировал[аи]?)"
    r"|[а-яёіїєґ]{2,}(?:[ыуя]ли|нула?|нув)|[а-яёіїєґ]{3,}(?:или|ыл|(?<!дет)(?<!мед)али)"
    r"|(?:за|со|со?об|объ|вы|у)явил[аи]?|сообщил[аи]?|(?:рас|по|с|под)сказал[аи]?|(?:на|под|о)писал[аи]?|назвал[аи]?"
    r"|призвал[аи]?|показал[аи]?|передал[аи]?|указал[аи]?|признал[аи]?|раскрыл[аи]?|погиб(?:ли|ла)?|был[аио]?|стал[аио]?"
    r"|буд(?:ет|ут)|мо[гж](?:ут|ет)|готов[ия]т|умер(?:ла|ли)?|убит[ыао]?|ранен[ыао]?|нет|есть|стало|начал[аи]?ся?"
    r"|повідоми(?:в|ла|ли)|заяви(?:в|ла|ли)|розпові(?:в|ла|ли)|сказа(?:в|ла|ли)|написа(?:в|ла|ли)|зазначи(?:в|ла|ли)"
    r"|назва(?:в|ла|ли)|закликав|був|була|були|було|буде|будуть|може|можуть|готу[єю]ть?|загину(?:в|ла|ли)|немає|є"
    r"|said|says|told|reported|reports|announced|is|are|was|were|has|have|had|will|would|can|could|plans?|died|killed)\b"
)
_NOBODY = re.compile(
    r"(?:неизвест|не указан|невідом|не вказан|unknown|n/?a\b|фото|photo|image|picture|скриншот|скріншот|иллюстрац"
    r"|ілюстрац|видео|відео|video|screenshot|коллаж|колаж|getty|shutterstock|unsplash|depositphotos|freepik|pexels|pixabay|istock"
    r"|adobe stock|по ссылке|за посиланням|link\b|here\b|тут\b|здесь\b|читать|читати|подпис|підпис|subscribe"
    r"|(?:\w{1,20} )?(?:источник\w{0,3}|джерел\w{0,2}|sources?)\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who told the news; `alias` is the abbreviation in parentheses, `via` is True for one that others quote."""

    name: str
    alias: str | None = None
    via: bool = False


def credits(line: str) -> tuple[Credit, ...]:
    """Give the names in an attribution line, with or without its label, in order, none twice.

    Names are parted by commas, semicolons and "and" outside quotation marks and parentheses. All behind "citing" and
    the like are `via`, up to a semicolon, and in the nominative where that is certain. Of several sentences the first
    counts; one with a verb names nobody, nor
    does a date or who took a photograph. At most 20 of the first 2,000 characters.
    """
    named = label(line)
    text = " ".join((named.rest if named else line)[:_LONGEST_LINE].split())
    text = _FRAME.sub("", first(_LINKED.sub(r"\1", text)), count=1)
    found: list[Credit] = []
    for clause in _parted(text, ";"):
        own_names, *cited = VIA.split(clause, maxsplit=1)
        tongue = _tongue(clause)
        pieces = [(piece, False) for piece in _parted(own_names, ",")]
        pieces += [(piece, True) for part in cited for piece in _parted(VIA.sub(", ", part), ",")]
        own = False
        for piece, quoted in pieces:
            if own and _APPOSED.match(piece.lstrip()):
                continue
            if told(piece):
                return ()
            credit = _credit(piece, via=quoted and own, tongue=tongue if quoted else None)
            own = own or credit is not None
            found += [credit] if credit else []
    return distinct(found)


def first(text: str) -> str:
    """The first sentence of a line of attribution."""
    return next(iter(sentences(text[:_LONGEST_LINE])), "")


def told(piece: str) -> bool:
    """Whether a piece of a line, or all of it, reads like news and not like a name; never sure."""
    bare = _JOINER.sub("", piece.strip(_EDGES), count=1)
    if len(bare.split()) > _MOST_WORDS:
        return True
    unquoted = re.sub(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"", " ", bare)
    return bool(_OPENS_A_CLAUSE.match(bare) or _VERB.search(unquoted))


def distinct(credits: Iterable[Credit]) -> tuple[Credit, ...]:
    """The first 20 credits, none under a name that was there before."""
    found: dict[str, Credit] = {}
    for credit in credits:
        found.setdefault(fold(credit.name), credit)
    return tuple(found.values())[:_MOST]


def _parted(text: str, mark: str) -> Iterator[str]:
    """Part names at semicolons, or at commas and "and" too; "Department of Health and Care" is one."""
    name = ""
    for piece in _PIECES.finditer(text):
        cut = piece["cut"]
        if cut == ";" or (cut and mark == "," and (cut == "," or " of " not in name)):
            yield name
            name = ""
        else:
            name += piece[0]
    yield name


def _tongue(clause: str) -> Tongue | None:
    """The language of a phrase that puts those whom others quote into the accusative."""
    found = _CASED.search(clause)
    return None if found is None else "ru" if found["ru"] else "uk"


def _credit(name: str, *, via: bool, tongue: Tongue | None) -> Credit | None:
    name = _JOINER.sub("", name.strip(_EDGES), count=1)
    address = _ADDRESS.fullmatch(name)
    name = (address[1].removeprefix("www.") if address else _ADDRESS.sub("", name)).strip(_EDGES)
    alias = _ALIAS.search(name)
    if alias:
        name = name[: alias.start()]
    if name.endswith(".") and name.count(".") == 1:
        name = name[:-1]
    if QUOTES.get(name[:1]) == name[-1:] and name.count(name[-1]) == 1 + (name[0] == name[-1]):
        name = name[1:-1].strip()
    if len(name) > _LONGEST_NAME or not any(map(str.isalpha, name)) or _NOBODY.match(name) or _is_date(name):
        return None
    name = nominative(name, tongue) if tongue else name
    return Credit(name=name, alias=alias[1] if alias else None, via=via)


def _is_date(name: str) -> bool:
    found = dates.leading(name) if name[:1].isdigit() else None
    return found is not None and not found[1]
