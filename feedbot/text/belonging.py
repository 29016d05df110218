"""Sentences that stand in a text and are no part of it: a page that speaks of itself, or to its reader.

Knows no phrases. A sentence is weighed by what it shares with the title and the other sentences, by whether it speaks
to the reader, and by how much it is about reading, sending and selling texts where the news is not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import mul

from feedbot.text.words import fold

_STEM = 5
_SHORTEST = 4
_COMPARED = 2_000
_LONGEST = 250
_LONG = 9

_PIECES = re.compile(r"(?<=[.!?…])[»”\"')\]]*\s|\n")
_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[^\W_]++(?:['-][^\W_]++)*+")
_CLAUSE = re.compile(
    r"(?:\A|[.!?…:;,]\s|\s-\s|\s(?:и|та|й|або|или|and|or|чтобы|щоб|to)\s)\W*([^\W\d_]++(?:'[^\W_]++)?)"
)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in fold(line).split())


# Words of four letters and more that say nothing of what a sentence is about.
_COMMON = frozenset(
    word[:_STEM]
    for word in _words(
        "этому эту который которая которое которые которых которого которой также после перед через более менее "
        "между этого этот эта эти этой этом были было была быть будет будут может могут можно нужно очень только "
        "когда если чтобы потому уже того тому тогда здесь сейчас теперь всего всех весь один одна одно свой "
        "своей своих себя него нее нами ними этих день дня дней года году время сегодня вчера больше новые новый "
        "новая первый первой первая первые",
        "який яка яке які яких якого якої також після перед через більш менш між цього цей цю цією ці цієї цьому "
        "були було була бути буде будуть може можуть можна треба дуже тільки лише коли якщо щоби тому вже того "
        "тоді тут зараз тепер всього усіх весь один одна одне свій своєї своїх себе нього неї ними цих день року "
        "році роки час сьогодні вчора більше нові новий нова перший першій перша перші",
        "понедельник вторник среду среда четверг пятницу пятница субботу суббота воскресенье неделю недели неделе "
        "прошлой прошлого понеділок вівторок середу середа п'ятницю п'ятниця неділю неділя тиждень тижні тижня "
        "минулого минулої monday tuesday wednesday thursday friday saturday sunday week last next",
        "this that these those with from have been were will would could should their there they them then than when "
        "where which while what about after before into over under more most some such only also just very much many "
        "other each because being does done even here make made year years time today yesterday first your yours ours",
    )
)
# Beginnings of many words that have nothing else in common: of these words more is compared.
_PREFIXES = frozenset(("пере", "пред", "inte", "over", "unde", "comp", "cont"))
_PREFIXED = 7
# How words about reading, sending and selling texts begin; "=" before a whole word. None that news is full of.
_PAGE = _words(
    "редакц редакт читат читай чтени чтен подписк подписч подписыв подпиш рассыл канал =чат =чате =чат-бот сайт портал "
    "страниц ссылк стать материал публик опублик новост заголов рубрик журналист корреспонд обозреват автор снимок "
    "снимк фото изображ иллюстр ролик видео аудио подкаст плеер браузер кнопк шрифт коммент опрос голосуйт проголосуйт "
    "викторин =тест =оцените лайк репост поделит =поделись скача приложени уведомл аккаунт профил парол логин регистр "
    "зарегистр авториз =почта =почты =почте =почту почтов письм =адрес =адреса телефон соцсет мессендж реклам спонсор "
    "промокод скидк донат пожертв пользоват нейросет перепеч копиров исправл ошибк опечат неточн уточн дополн обновл "
    "верси просмотр нажм клик экран файл дайджест выпуск раздел извин полцен оформ платеж переслан текст слушат зрител "
    "анонс избранн закладк источник газет издани",
    "читач читайт читання розсил сторінк посилан статт статей матеріал публік опублік новин оглядач світлин "
    "знімок знімк зображ ілюстр відео аудіо плеєр переглядач застосун =додаток =додатку сповіщ акаунт профіл "
    "реєстр зареєстр пошт =лист =листа =листі допис соцмереж месендж знижк підписк підписн підписуй підпиш "
    "користувач нейромереж помилк виправл доповн оновл перегляд натисн розділ вибачен перепрош платіж передплат "
    "слухач глядач =обране поширт поширен джерел вікторин завантаж кореспонд журналіст видання",
    "editor reader subscri newsletter channel website =site =page =pages link article story stories publish "
    "headline =news newsroom newspaper journalis reporter reporting correspondent columnist author photo image "
    "picture illustrat video audio podcast player browser button font comment =poll vote quiz =rate rating =like "
    "repost =share download =app =apps notification =alerts account profile password =log login =sign register "
    "email e-mail mail inbox address phone social messenger advert =ad =ads sponsor promo discount donat cookie "
    "javascript html translat copyright permission error correct clarif updat version =view =views click =tap "
    "screen =file digest =issue section regret terms =free =forward =text listen =watch bookmark =save print "
    "source coverage =follow =content",
    "telegram телеграм whatsapp вотсап ватсап viber вайбер facebook фейсбук instagram инстаграм інстаграм tiktok "
    "тикток тікток youtube ютуб twitter твит твіт =vk вконтакте одноклассн =дзен =дзене google гугл яндекс =max "
    "=rss bluesky linkedin reddit pinterest discord",
)
_WHOLE = frozenset(each[1:] for each in _PAGE if each[0] == "=")
_HEAD = 3
_STARTS = {
    head: tuple(each for each in _PAGE if each[:_HEAD] == head)
    for head in {each[:_HEAD] for each in _PAGE if each[0] != "="}
}
_HEADS = {*_STARTS, *(each[:_HEAD] for each in _WHOLE)}
# An address on the web, a number to call.
_REACHED = re.compile(
    r"[\w.+-]{1,60}@[\w-]{1,60}\.\w|https?://|\bwww\.|\+\d[\d ()-]{8,20}\d|\b\d{3}[ -]\d{3}[ -]\d{4}\b"
    r"|\b\d{3}-\d\d-\d\d\b|\(\d{3,5}\) ?\d{2,3}[ -]\d"
)
# Every figure is one of these, which are found four times as fast.
_FIGURE = re.compile("[0-9\u0660-\u1fff\u3000-\U0010ffff]")
_THREE = re.compile(r"\d{3}")
_READER = re.compile(r"(?:вы|вам|вас|вами|ваш\w{0,3}|мы|нам|нас|нами|наш\w{0,3}|ви|ми|you|your|yours|we|our|ours)")
_READING = frozenset("вмнywo")
_ASKING = re.compile(
    r"(?!(?:эти|ті|те|дети|сети|сіть|мить|шість|пять|десять|вместе|несмотря|разом)\Z)"
    r"[а-яіїєґ']{2,}(?:[аяеиуюой]й|[йиьі])те(?:с[ья])?|[а-яіїєґ']{4,}іть(?:с[ья])?"
)
_ASK = _words(
    "get join follow sign subscribe take turn help become add find call rate share view save print copy watch "
    "listen read see click tap download enter choose discover explore try stay don't never support donate tell "
    "send email vote play test check learn buy shop book win upgrade enable allow manage accept log register "
    "create start visit open connect contact meet browse search submit write keep give show make use let's please "
    "enjoy scroll skip install"
)


_PAGED = 3
_CALLED = 2
_KIN = 2
_MOST_PAGED = 3
_ENOUGH = 2
_MOST_WORDS = 22
_FOLLOWING = 14
_SENTENCE = 6
_ROOTS = 2
_PREAMBLE = 30


# What `Around.odds` weighs: how many characters are read, where a label ends, words of a short sentence and of a full
# paragraph, and how many words there are to a figure in what is nearly nothing else. The weights were fitted to our
# articles and known dirt, with lists of dirt left out in turn, and rounded; the first number says where doubt ends.
_READ, _LABEL, _SHORT, _FULL, _DENSE = 500, 30, 9, 40, 4
_BIAS = 2.21
_WEIGHTS: tuple[float, ...] = (
    *(-0.66, -1.14, -0.15, 1.07),  # words of the title, any and how many; of the news beside it; of neither
    *(1.41, 1.0, 0.43),  # words about pages, words for reader and writer, requests
    *(1.27, -0.6, -0.15, 0.91),  # a label, short sentences, words, nearly nothing but figures
    *(-0.61, -0.34, -0.45),  # verbs of the past, of the present and future, somebody who says it
    *(0.77, 0.43),  # a place before the news, and at the very top
)
_PAST = re.compile(
    r"[а-яіїє']{2,}(?:[аеиоуыяюіїє]л(?:[аои]|ось|ась|ись|ися)?(?:с[ья])?|[аеиіояую]в(?:ся|сь)?)"
    r"|[а-яіїє]*(?:шла|шло|шли|шел|шов)|[а-яіїє]{3,}(?:нес|ріс|мог|міг|гли|гла)|[a-z]{2,}ed"
    r"|was|were|had|said|says|told|took|won|lost|fell|rose|left|made|found|went|came|began|broke|beat|shut|cut|met|ran"
    r"|led|saw|held|sent|gave|kept|built|bought|sold|hit|became|grew|paid|drew|spent|stood|brought|caught|got|put|set"
)
_OTHER = re.compile(
    r"[а-яіїє]{3,}(?:ет|ит|ут|ют|ат|ят|є|ить|уть|ать|ять|ться|тся|ано|ено|ято|ито|уто|ан|ана|аны|ен|ена|ены)"
    r"|будет|будут|буде|будуть|will|would|has|have|is|are|may|can|could|must"
)
_SAYS = re.compile(
    r"сообщ|заяв|сказа|рассказ|объяв|уточн|добав|подчерк|отмет|поясн|назва|пообещ|повідом|розпов|оголос|зазнач|дода"
    r"|пояс|наголос|обіця|said|says|told|according|announc|added|officials|spokes|warned|confirm|report"
)

Words = Mapping[str, tuple[str, ...]]
"""Telling words by their stems; each of them once for a sentence that has it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What sentences are compared with: the stems of a title, and in how many sentences of a text each stem is.

    `about` says that the title itself speaks of reading, sending and selling texts. `words` are those of the title,
    `core` those of the lines that tell what it says; of all lines where none does, which `told` says.
    """

    title: frozenset[str]
    spread: Counter[str]
    about: bool
    words: Words
    core: Words
    told: bool

    def strange(self, text: str) -> bool:
        """Say whether a sentence or a short line is no part of the text; it may be one that stands in it."""
        return len(text) <= _LONGEST and self._weighed(fold(text)) >= _ENOUGH

    def rooted(self, text: str) -> bool:
        """Say whether a sentence of some length is about what the text is about, more so if it speaks to the reader."""
        low = fold(text[:_LONGEST])
        if low.count(" ") < _SENTENCE or self._weighed(low) >= _ENOUGH:
            return False
        reader = any(map(_reads, _WORD.findall(_unquoted(low))))
        return sum(self._known(low)) >= _ROOTS + reader

    def following(self, sentence: str) -> bool:
        """Say whether a sentence behind a strange one has nothing in common with the text either."""
        low = fold(sentence[:_LONGEST])
        return low.count(" ") < _FOLLOWING and not any(self._known(low))

    def detached(self, text: str) -> bool:
        """Say whether a short text has nothing in common with the title, nor with what else stands there."""
        low = fold(text[:_LONGEST])
        return bool(self.title) and low.count(" ") < _PREAMBLE and not any(self._known(low))

    def odds(self, paragraph: Sequence[str], *, first: bool = False, before: bool = False) -> float:
        """Give the logarithm of the odds that a paragraph, of one sentence at least, is no part of the text.

        `first` says that it stands on top of all, `before` that what tells the title stands below. Reads 500
        characters. Words in common with title and text speak against it, as do length and verbs; words about reading,
        sending and selling texts, you and us, requests, a colon behind a first few words and nearly nothing but
        figures speak for it.
        """
        low = fold(" ".join(paragraph)[:_READ])
        bare = _unquoted(low)
        found = _WORD.findall(bare)
        titled, common = self._shared(low)
        paged = sum(_stem(word) not in self.title for word in found if word[:_HEAD] in _HEADS and _is_page(word))
        figures = _DENSE * sum(word[0].isdigit() for word in found)
        shapes = Counter(chain.from_iterable(map(_shapes, found)))
        signs = (
            *(titled > 0, min(titled, 3), min(common, 4), not titled and not common),
            *(min(paged, 3), min(shapes["reads"], 2), min(sum(map(_asks, _CLAUSE.findall(bare))), 2)),
            *(": " in low[:_LABEL], max(0.0, 1 - len(found) / len(paragraph) / _SHORT), min(len(found), _FULL)),
            *(figures >= len(found), min(shapes["past"], 2), min(shapes["other"], 2)),
            *(shapes["says"] > 0, before and self.told, first),
        )
        return sum(map(mul, _WEIGHTS, signs), start=_BIAS)

    def _shared(self, low: str) -> tuple[int, int]:
        """How many words of a folded paragraph the title has, and how many more the lines that tell the title."""
        mine: dict[str, str] = {}
        for piece in _PIECES.split(low):
            mine |= _telling(piece, self.title)
        titled = {stem for stem, word in mine.items() if any(_akin(word, other) for other in self.words.get(stem, ()))}
        own = not self.told or len(titled) >= min(_ROOTS, len(self.title))
        rest = ((word, self.core.get(stem, ())) for stem, word in mine.items() if stem not in titled)
        return len(titled), sum(sum(_akin(word, other) for other in others) > own for word, others in rest)

    def anchored(self, text: str) -> bool:
        """Say whether a text has several words of the title."""
        return len(_stems(fold(text[:_LONGEST]), self.title) & self.title) >= min(_ROOTS, len(self.title))

    def _weighed(self, low: str) -> int:
        if low.count(" ") >= _MOST_WORDS:
            return 0
        bare = _unquoted(low)
        found = _WORD.findall(bare)
        paged = [word for word in found if word[:_HEAD] in _HEADS and _is_page(word)]
        page = sum(_stem(word) not in self.title for word in paged) + 2 * _reached(low)
        called = int(any(map(_reads, found)))
        if not page and called + low.endswith("?") + 1 < _CALLED:
            return 0
        called += any(map(_asks, _CLAUSE.findall(bare)))
        if not page and called + low.endswith("?") < _CALLED:
            return 0
        known = [*self._known(low)]
        kin = sum(known)
        return (
            (1 if self.about else _PAGED) * min(page, _MOST_PAGED)
            + _CALLED * called
            + low.endswith(("!", "?"))
            + (called > 0 and low.endswith("?"))
            - _KIN * kin
            - (len(known) - kin)
        )

    def _known(self, low: str) -> Iterator[bool]:
        """For each telling stem of a folded sentence, whether the title or another sentence has it too."""
        spread = self.spread.get
        return (each in self.title or spread(each, 0) > count for each, count in _counted(low, self.title).items())


def around(title: str, lines: Iterable[str]) -> Around:
    """What is known of a text, from its title and its first 2,000 characters."""
    low, left = fold(title), _COMPARED
    rows: list[frozenset[str]] = []
    for line in lines:
        rows.append(frozenset(_PIECES.split(fold(line[:left]))))
        left -= len(line)
        if left <= 0:
            break
    words = _WORD.findall(low)
    stems = frozenset(_stem(word) for word in words if telling(word))
    told = _tells(rows, stems)
    return Around(
        title=stems,
        spread=Counter(chain.from_iterable([_stems(piece, stems) for piece in frozenset(chain.from_iterable(rows))])),
        about=any(map(_is_page, words)),
        words=_by_stem([_telling(low, stems)]),
        core=_by_stem(_telling(piece, stems) for row in told or rows for piece in row),
        told=bool(told),
    )


def _tells(rows: Sequence[frozenset[str]], title: frozenset[str]) -> list[frozenset[str]]:
    """The lines, as sentences, that have several words of a title and more; else those that have one."""
    stems = [frozenset(stem for piece in row for stem in _stems(piece, title)) for row in rows]
    shared = [0 if own <= title else len(own & title) for own in stems]
    need = min(_ROOTS, max(shared, default=0))
    return [row for row, count in zip(rows, shared, strict=True) if count >= need > 0]


@lru_cache(maxsize=256)  # each sentence is looked at alone, in its paragraph and among the others
def _telling(piece: str, title: frozenset[str]) -> Mapping[str, str]:
    """The telling words of a folded sentence by their stems; of words about pages those whose stem a title has."""
    return {
        _stem(word): word
        for word in _WORD.findall(piece)
        if len(word) >= _SHORTEST
        and (word[:_STEM] not in _COMMON or len(word) > _LONG)
        and (word[:_HEAD] not in _HEADS or _stem(word) in title or not _is_page(word))
        and not word[0].isdigit()
    }


def _by_stem(sentences: Iterable[Mapping[str, str]]) -> Words:
    found: dict[str, list[str]] = {}
    for sentence in sentences:
        for stem, word in sentence.items():
            found.setdefault(stem, []).append(word)
    return {stem: tuple(words) for stem, words in found.items()}


def _akin(word: str, other: str) -> bool:
    """Whether two words of one stem may be forms of one: they have all but the last two letters of the shorter."""
    size = max(_SHORTEST, min(len(word), len(other)) - 2)
    return word[:size] == other[:size]


@lru_cache(maxsize=20_000)
def _shapes(word: str) -> tuple[str, ...]:
    """What a folded word may be by its form: a verb of the past or another, who says it, one for reader or writer."""
    past, other = _PAST.fullmatch(word), _OTHER.fullmatch(word)
    found = {"past": past, "other": other, "says": _SAYS.match(word), "reads": _reads(word)}
    return tuple(name for name, has in found.items() if has)


def _stem(word: str) -> str:
    """What two forms of a word have in common."""
    head = word[:_SHORTEST]
    return word[:_PREFIXED] if head in _PREFIXES else head


def _stems(piece: str, title: frozenset[str]) -> frozenset[str]:
    """The telling stems of a folded sentence; of words about pages those in the title."""
    return frozenset(_telling(piece, title))


def _counted(low: str, title: frozenset[str]) -> Mapping[str, int]:
    """The telling stems of a folded text, and in how many of its sentences each is."""
    pieces = _PIECES.split(low)
    found = [_stems(piece, title) for piece in (pieces if len(pieces) == 1 else set(pieces))]
    return dict.fromkeys(found[0], 1) if len(found) == 1 else Counter(chain.from_iterable(found))


def _unquoted(low: str) -> str:
    return _QUOTED.sub(" ", low) if '"' in low else low


def _reached(low: str) -> bool:
    """Whether a text has an address on the web or a number to call."""
    called = _FIGURE.search(low) is not None and _THREE.search(low) is not None
    if called or "@" in low or "+" in low or "://" in low or "www." in low:
        return _REACHED.search(low) is not None
    return False


def _reads(word: str) -> bool:
    """Whether a word is one for the reader or the writer."""
    return word[0] in _READING and _READER.fullmatch(word) is not None


def telling(word: str) -> bool:
    """Say whether a folded word may say what a sentence is about: it is no number, and neither short nor common."""
    return len(word) >= _SHORTEST and not word[0].isdigit() and (len(word) > _LONG or word[:_STEM] not in _COMMON)


def _asks(word: str) -> bool:
    return word in _ASK or _ASKING.fullmatch(word) is not None


def _is_page(word: str) -> bool:
    starts = _STARTS.get(word[:_HEAD])
    return (starts is not None and word.startswith(starts)) or word in _WHOLE
