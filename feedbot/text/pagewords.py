"""Words that say nothing of what a sentence is about, words about pages, and words by which readers are spoken to."""

import re

from feedbot.text.words import fold

_STEM = 5
_SHORTEST = 4
_LONG = 9


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
    "source coverage =follow =content episode",
    "telegram телеграм whatsapp вотсап ватсап viber вайбер facebook фейсбук instagram инстаграм інстаграм tiktok "
    "тикток тікток youtube ютуб twitter твит твіт =vk вконтакте одноклассн =дзен =дзене google гугл яндекс =max "
    "=rss bluesky linkedin reddit pinterest discord",
)
_WHOLE = frozenset(each[1:] for each in _PAGE if each[0] == "=")
HEAD = 3
_STARTS = {
    head: tuple(each for each in _PAGE if each[:HEAD] == head)
    for head in {each[:HEAD] for each in _PAGE if each[0] != "="}
}
HEADS = {*_STARTS, *(each[:HEAD] for each in _WHOLE)}
"""The first `HEAD` letters of every word about pages: to look there first is quicker."""

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

OTHERS = _words(
    "он она они его ее ему ей их им ним нее него нему ней них",
    "він вона вони його її йому їй їх їм ним неї нього ньому ній них",
    "he she they his her their him them",
)
"""Words for somebody else than reader and writer."""


def telling(word: str) -> bool:
    """Say whether a folded word may say what a sentence is about: it is no number, and neither short nor common."""
    return len(word) >= _SHORTEST and not word[0].isdigit() and (len(word) > _LONG or word[:_STEM] not in _COMMON)


def asks(word: str) -> bool:
    """Say whether a folded word asks somebody to do something."""
    return word in _ASK or _ASKING.fullmatch(word) is not None


def reads(word: str) -> bool:
    """Say whether a folded word is one for the reader or the writer."""
    return word[0] in _READING and _READER.fullmatch(word) is not None


def is_page(word: str) -> bool:
    """Say whether a folded word is about reading, sending and selling texts."""
    starts = _STARTS.get(word[:HEAD])
    return (starts is not None and word.startswith(starts)) or word in _WHOLE
