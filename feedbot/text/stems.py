"""Words made comparable: stems that Russian and Ukrainian share, stop words and usual words.

What news in both languages say most, and spell too differently for any rule, is in a table.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from feedbot.text import exonyms, glossary
from feedbot.text.pairs import PAIRS
from feedbot.text.words import fold, folded


class Word(NamedTuple):
    """A word that says something: its stem, how it stood in the text, and what it looks like.

    `capital` tells of its first letter, and `name` is True where no rule of spelling asks for that; `number` for what
    has digits only.
    """

    stem: str
    plain: str
    capital: bool = False
    name: bool = False
    number: bool = False


_TOKEN = re.compile(
    r"([.!?…\n]+(?!\w))|(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,:]\d+)*(?:-[^\W\d_]{1,3}(?!\w))?"
    r"|[^\W\d_]{1,3}-\d{1,4}(?!\w)|[^\W_]+(?:['’ʼ`][^\W_]+)*)"
)
_LONGEST = 40
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{3,}")
_NUMBER = re.compile(r"\d[\d.,: \u00a0\u202f]*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")

_ALIKE = (
    *(("і", "и"), ("ї", "и"), ("ы", "и"), ("є", "е"), ("э", "е"), ("ё", "е"), ("ґ", "г"), ("ў", "у")),
    *(("ъ", ""), ("ь", ""), ("'", "")),
)
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
CYRILLIC = re.compile(r"[\u0400-\u052f']+")
"""What a word of Cyrillic letters is."""
_TWICE = re.compile(r"([бвгджзклмнпрстфхцчшщ])\1")
_SELF = re.compile(r"(л[аои]?|[тшм]ь?|ти|[вйюе]|ши)с[яь]\Z")

# How Ukrainian words begin and end, and how their Russian twins do: відправили, отправили; радість, радость.
_STARTS = {"від": "от", "під": "под", "роз": "раз"}
_VOICELESS = frozenset("кпстфхцчшщ")
_QUALITY = re.compile(r"(?<=...)іст(?=ь|ю|і\Z)")
_PLACE = re.compile(r"(?<=[іїє]в)(?<!фахів)ці\Z")  # where something is: у Лосинівці, Лосинівка
# What Russian words have within, and Ukrainian ones as well: бронирование, бронювання; исторический, історичний.
_INSIDE = (("ирова", "ова"), ("ическ", "ичн"))

# Endings of East Slavic words in the letters of `_ALIKE`, and how much of the word they leave at least.
_NOUNS = (
    "а е и о у ю я й ам ям ах ях ом ем ой ей ий ою ею ов ев ив ая яя ое ее ие их ую юю ои ия ии ию ови еви ами "
    "ями ими ого его ому ему иям иях ием им"
)
_VERBS = (
    "ал ил ел ял ул ав ив яв ает яет ует ают яют уют ае яе уе ат ят ит ет ут ют ен ан ян ени ани яни ост ист аня "
    "еня аем уем увал ував уват овал оват ювал юват ивал иват ивают ивает увают ува юва ова ивае ув юв"
)
_ENDINGS = dict.fromkeys(_NOUNS.split(), 3) | dict.fromkeys(_VERBS.split(), 4) | {"ск": 3, "вш": 4, "ющ": 4, "ник": 4}
# How long the endings are that end in a letter, the longest first.
_LENGTHS = {
    letter: sorted({len(each) for each in _ENDINGS if each[-1] == letter}, reverse=True)
    for letter in {each[-1] for each in _ENDINGS}
}
_ROUNDS = 4


def _table(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# Words that tell nothing of what a text is about, folded.
_STOP = _table(
    # Russian, Ukrainian
    "а без более бы был была были было быть в вам вас весь во вот все всего всем всех вы где да даже для до его",
    "ее ей ему если есть еще же за здесь и из или им их к как ко когда кто ли либо между меня мне много может",
    "можно мой моя мы на над надо нам нас наш не него нее нет ни них но ну о об однако он она они оно от очень по",
    "под после потому при про с сам свое своего своей свои свой своих свою себе себя со так также такой там те",
    "тем то того тоже той только том тот ты у уже уж хотя чего чей чем через что чтобы чье чья эта эти это этого",
    "этой этом этот этих я будет будут более менее который которая которое которые которого которой которых",
    "котором которую где-то также кроме около ради возле против него ним ними нем ней лишь пока самый самые ранее",
    "сейчас теперь потом тогда всех всеми этим этому этими свыше почти і й та або чи але бо би б був була було",
    "були бути в ви від він вона воно вони вже для до його її їх їй йому за з зі із із-за є же ж які який яка яке",
    "яких якого якому якою як коли де хто що щоб це цей ця ці цього цієї цих цим цьому тому той тих ті тієї також",
    "теж ще усі усе всі все свій своє своєї свого своїх свою собі себе між через після перед при про під над не",
    "ні немає нас нам наш ми мене мені може можна може буде будуть бути або навіть лише тільки тут там тоді потім",
    "тепер зараз поки якщо хоча однак проте крім біля проти понад майже дуже більше менше раніше інших інші",
    # English
    "a about above after again all also am an and any are as at be because been before being below between both",
    "but by can could did do does doing down during each few for from further had has have having he her here",
    "hers him his how i if in into is it its itself just may me might more most must my no nor not now of off on",
    "once only or other our out over own s same she should so some such t than that the their them then there",
    "these they this those through to too under until up upon us very was we were what when where which while who",
    "whom why will with would you your amid via per yet still",
    # German, French, Spanish, Italian, Portuguese, Polish
    "der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde",
    "wurden hat haben nicht auch auf aus bei bis durch für gegen im ins mit nach ohne seit um unter vom von vor",
    "zu zum zur über sich sie er es wir ihr ihre sein seine dass als wie wenn nur noch mehr le la les un une des",
    "du de et ou mais est sont été être dans sur sous pour par avec sans ce cette ces son sa ses leur leurs qui",
    "que quoi dont où ne pas plus au aux il elle ils elles se el los las una unos y o pero es son fue del al en",
    "con sin por para su sus lo que como más entre desde hasta il lo gli uno di che è e ed con per tra fra non si",
    "della delle dei degli nel nella alla alle os as um uma no na nos nas em do da dos das à ao aos foi ser não",
    "com se w z na do od po o i a się nie jest są był była oraz dla że przez przy pod nad to ten ta te jak ale",
    "czy który która które już tylko jego jej ich",
)

# Names that would be stop words, but for their capitals; and numbers that news write as words, folded.
_SHOUTED = {"US": "usa", "UN": "unitednations", "EU": "europeanunion"}
_NUMERALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "two два две двое двух двоих двум двумя дві двоє двом двома",
            "three три трое трех троих трем тремя троє трьох трьом трьома",
            "four четыре четверо четырех четверых чотири четверо чотирьох чотирьом",
            "five пять пяти пятеро пятерых п'ять п'яти п'ятеро п'ятьох",
            "six шесть шести шестеро шестерых шість шести шестеро шістьох",
            "seven семь семи семеро семерых сім семеро сімох",
            "eight восемь восьми восьмеро вісім восьми вісьмох",
            "nine девять девяти девятеро дев'ять дев'яти дев'ятьох",
            "ten десять десяти десятеро десятьох",
        ),
        2,
    )
    for word in words.split()
}

# How many of a hundred texts say them, about; written as a reader finds them, in Russian and English.
_USUAL = (
    (
        6.0,
        "год россия российский украина украинский президент заявил сообщил человек страна время день новый первый",
        "власть say said says year new people government president country state time first day minister one two",
        "told news also city last report reported official officials according world week",
    ),
    (
        3.0,
        "глава область город война военный сообщение рассказал слово дело миллион тысяча рубль гривна доллар сша",
        "путин зеленский трамп москва киев министр правительство решение суд полиция закон данные результат место",
        "вопрос работа компания январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "сутки ночь утро million us united states trump police court company may january february march april",
        "june july august september october november december monday tuesday wednesday thursday friday saturday",
        "sunday national public made make three after war plan percent pct group part back home man set take show",
        "top get call called",
    ),
    (
        1.5,
        "подтвердил отметил подчеркнул добавил представитель пресс служба российские украинские войска удар атака",
        "ракета беспилотник дрон погиб раненый пострадавший район дом женщина мужчина ребенок житель европа",
        "европейский союз санкция переговоры встреча разговор лидер партия выборы депутат безопасность оборона",
        "произошел состоялся стал получил начал принял продолжается понедельник вторник среда четверг пятница",
        "суббота воскресенье вечер неделя месяц процент миллиард цена рынок банк команда матч победа сборная",
        "группа причина система помощь поддержка армия attack killed strike russia russian ukraine ukrainian",
        "talks meeting leader party election security defence defense military army forces missile drone support",
        "help market bank price billion team win match game woman child men women children house home school",
        "family law case deal trade service system data number school region north south west east dead death",
        "died injured found according spokesman spokesperson statement announced launch launched",
    ),
)


def read(text: str, language: str | None = None) -> tuple[Word, ...]:
    """Give the words of a text that tell something, in order, each as often as it stands there.

    Words of one letter and stop words are left out. In scripts without spaces each two characters in a row are a word.
    """
    found: list[Word] = []
    starts = True
    text = unicodedata.normalize("NFC", text)
    tongue = (language or ("uk" if _UKRAINIAN.search(text) else "en")).lower()[:2]
    for stop, token in _TOKEN.findall(text):
        if stop:
            starts = True
            continue
        word = _word(token if len(token) <= _LONGEST else token[:_LONGEST], tongue)
        if word is not None:
            if not word.number and token[0].isupper():
                word = Word(word.stem, word.plain, capital=True, name=not starts or token[1:2].isupper())
            found.append(word)
        elif len(token) > 2 and _SPACELESS.search(token):
            found.extend(Word(pair, pair) for pair in map("".join, pairwise(token)))
        starts = False
    return tuple(found)


def stem(word: str, language: str = "en") -> str:
    """Give what the forms of a folded word have in common; a word of Ukrainian ("uk") gets that of its Russian twin.

    Latin words are cut by Snowball's rules for the language, a bare tag; those of a language without any stay whole.
    """
    if not CYRILLIC.fullmatch(word):
        return _latin(word, language)
    bare = slavic(word)
    if language != "uk":
        return bare
    twin = _twins().get(bare)
    if twin is not None:
        return twin
    cognate = _cognate(word)
    return bare if cognate == word else slavic(cognate)


def usual(stem: str) -> float:
    """Give which share of all texts say a word, as a guess from before any was read."""
    return _shares().get(stem, 0.0004)


def concept(stem: str) -> str:
    """Give what a stem means, the same for stems of English, Russian and Ukrainian; "" where that is not known."""
    return _concepts().get(stem, "")


def told(concept: str) -> tuple[str, ...]:
    """Give the stems that mean something, of all three languages."""
    return _told().get(concept, ())


_SNOWBALL = {
    **{"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"},
    **{"pl": "polish", "nl": "dutch", "sv": "swedish", "no": "norwegian", "da": "danish", "fi": "finnish"},
    **{"cs": "czech", "ro": "romanian", "hu": "hungarian", "tr": "turkish", "lt": "lithuanian", "el": "greek"},
}


@lru_cache(maxsize=20_000)
def _word(token: str, language: str) -> Word | None:
    """The word of a token; None for one that tells nothing."""
    found = _NUMBER.match(token) if token[0].isdigit() else None
    if found:
        figure = _figure(found[0])
        return Word(figure, figure, number=True)
    plain = _SHOUTED.get(token) or folded(token)
    if plain in _NUMERALS:
        return Word(_NUMERALS[plain], _NUMERALS[plain], number=True)
    if not plain.isalpha():
        plain = plain.replace("-", "").replace("'s", "")
    if len(plain) < 2 or plain in _STOP or (not plain.isascii() and _SPACELESS.search(plain)):
        return None
    return Word(stem(plain, language), plain)


def _figure(text: str) -> str:
    """A number as everyone writes it: no marks between thousands, a full stop before decimals."""
    bare = "".join(text.split()).rstrip(".,:")
    if _THOUSANDS.fullmatch(bare):
        return bare.replace(",", "")
    return bare.replace(",", ".")


def slavic(word: str) -> str:
    """Give the stem of a folded word of Russian or Ukrainian, in letters that both share."""
    bare = alike(_SELF.sub(r"\1", word) if len(word) > 6 and word[-2] == "с" else word)
    for ours, theirs in _INSIDE:
        if ours in bare:
            bare = bare[:2] + bare[2:].replace(ours, theirs)
    for _ in range(_ROUNDS):
        length = _ending(bare)
        if not length:
            break
        bare = bare[:-length]
    return bare


def _cognate(word: str) -> str:
    """How a folded Ukrainian word begins and ends in Russian."""
    start = _STARTS.get(word[:3])
    if start and len(word) >= 6:
        word = ("рас" if start == "раз" and word[3] in _VOICELESS else start) + word[3:]
    word = _PLACE.sub("ка", word)
    return _QUALITY.sub("ост", word) if "іст" in word else word


def alike(word: str) -> str:
    """Give a folded word of Russian or Ukrainian in letters that both share, no letter twice in a row."""
    for letter, other in _ALIKE:
        word = word.replace(letter, other)
    return _TWICE.sub(r"\1", word) if _TWICE.search(word) else word


def _ending(word: str) -> int:
    """How long the longest ending of a word is that leaves enough of it."""
    size = len(word)
    for length in _LENGTHS.get(word[-1:], ()):
        if size - length >= _ENDINGS.get(word[-length:], size):
            return length
    return 0


def _latin(word: str, language: str) -> str:
    algorithm = _SNOWBALL.get(language)
    if algorithm is None or not word.isalpha():
        return word
    return str(Stemmer.Stemmer(algorithm, 0).stemWord(word))  # one keeps state and is cheap, so each word has its own


@lru_cache(maxsize=1)
def _twins() -> dict[str, str]:
    """The Russian stems by the Ukrainian: those of `_PAIRS`, else those of the glossary."""
    words = [word for line in PAIRS for word in line.split()]
    sure = [(slavic(fold(ours)), slavic(fold(theirs))) for ours, theirs in zip(words[::2], words[1::2], strict=True)]
    known = {theirs for _, theirs in sure}
    found: dict[str, str] = {}
    for _, theirs, ours in _meanings():
        for one, two in zip(ours, theirs, strict=False) if len(ours) == len(theirs) else ():
            found.setdefault(slavic(fold(one)), slavic(fold(two)))
    found = {ours: theirs for ours, theirs in found.items() if ours not in known} | dict(sure)
    return {ours: theirs for ours, theirs in found.items() if ours != theirs}


@lru_cache(maxsize=1)
def _concepts() -> dict[str, str]:
    """What each stem means: the first word of the first line that it is in."""
    found: dict[str, str] = {}
    for line in _meanings():
        for language, words in zip(("en", "ru", "uk"), line, strict=True):
            for word in words:
                found.setdefault(stem(fold(word), language), line[0][0])
    return found


def _meanings() -> list[tuple[list[str], ...]]:
    """The lines of the glossary and of the names, each as what English, Russian and Ukrainian say."""
    lines = (*glossary.TABLE.splitlines(), *exonyms.TABLE.splitlines())
    return [tuple(words.split() for words in line.split("|")) for line in lines]


@lru_cache(maxsize=1)
def _told() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each, meaning in _concepts().items():
        found.setdefault(meaning, []).append(each)
    return {meaning: tuple(each) for meaning, each in found.items()}


@lru_cache(maxsize=1)
def _shares() -> dict[str, float]:
    """The share of texts that a usual word stands in, by its stem."""
    found: dict[str, float] = {}
    for percent, *lines in _USUAL:
        for word in (word for line in lines for word in line.split()):
            found.setdefault(stem(fold(word), "en"), percent / 100)
    return found
