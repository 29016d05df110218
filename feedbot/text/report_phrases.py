"""Our own words in reports and in digests of alarms, in English, Russian and Ukrainian."""

from dataclasses import dataclass

from feedbot.text.digest_phrases import Forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a language; what they take stands in braces by its name."""

    language: str
    title: str
    well: str
    came: str
    silent: str
    out: str
    stories: str
    single: str
    widest: str
    filters: str
    passed: str
    troubles: str
    standing: str
    calm: str
    deliveries: str
    asked: str
    slowest: str
    seconds: str
    more: str
    alarms: str
    where: str
    day: str
    thousands: str
    decimal: str
    articles: Forms
    sources: Forms
    messages: Forms
    edits: Forms
    outlets: Forms
    matters: Forms
    times: Forms
    began: Forms
    ended: Forms


_WORDS = {
    "en": Words(
        language="en",
        title="Report {since} to {until}: {articles} in, {messages} out, {matters}",
        well="all well",
        came="In: {articles} from {sources}. Most: {top}.",
        silent="Fell silent: {names}.",
        out="Out: {messages}, {edits}: {channels}.",
        stories="Stories: {count}, {shared} of them told by several outlets.",
        single="Stories: {count}, each told by one outlet.",
        widest="The widest: “{title}” ({outlets}).",
        filters="Filters: {channels}.",
        passed="{name} took {passed} of {judged} ({share} %)",
        troubles="Troubles: {began} and {ended}.",
        standing="Still there: {names}.",
        calm="Troubles: none.",
        deliveries="Deliveries: {parked} set aside, {dropped} dropped as too old, {unknown} without an answer.",
        asked="Asked {times} whether a message stands, {found} did.",
        slowest="Slowest: {names}.",
        seconds="{name} {seconds} s",
        more="{} more",
        alarms="Alarms",
        where="See `feedbot sources` and the feed of health.",
        day="%Y-%m-%d",
        thousands=",",
        decimal=".",
        articles=("article", "articles"),
        sources=("source", "sources"),
        messages=("message", "messages"),
        edits=("edit", "edits"),
        outlets=("outlet", "outlets"),
        matters=("thing is wrong", "things are wrong"),
        times=("time", "times"),
        began=("began", "began"),
        ended=("is over", "are over"),
    ),
    "ru": Words(
        language="ru",
        title="Отчёт {since} – {until}: пришло {articles}, ушло {messages}, {matters}",
        well="всё в порядке",
        came="Пришло: {articles}; {sources}. Больше всего: {top}.",
        silent="Замолчали: {names}.",
        out="Ушло: {messages}, {edits}: {channels}.",
        stories="Сюжеты: {count}, из них {shared} рассказали несколько изданий.",
        single="Сюжеты: {count}, каждый у одного издания.",
        widest="Шире всего: «{title}» ({outlets}).",
        filters="Отбор: {channels}.",
        passed="{name} — {passed} из {judged} ({share} %)",
        troubles="Неполадки: {began}, {ended}.",
        standing="Остались: {names}.",
        calm="Неполадок нет.",
        deliveries="Доставка: отложено {parked}, отброшено как устаревшее {dropped}, без ответа {unknown}.",
        asked="Проверено, дошло ли сообщение: {times}, дошло {found}.",
        slowest="Медленнее всех: {names}.",
        seconds="{name} {seconds} с",
        more="ещё {}",
        alarms="Неполадки",
        where="Подробнее: `feedbot sources` и лента health.",
        day="%d.%m.%Y",
        thousands="\u00a0",
        decimal=",",
        articles=("новость", "новости", "новостей"),
        sources=("источник", "источника", "источников"),
        messages=("сообщение", "сообщения", "сообщений"),
        edits=("правка", "правки", "правок"),
        outlets=("издание", "издания", "изданий"),
        matters=("неполадка", "неполадки", "неполадок"),
        times=("раз", "раза", "раз"),
        began=("началась", "начались", "началось"),
        ended=("закончилась", "закончились", "закончилось"),
    ),
    "uk": Words(
        language="uk",
        title="Звіт {since} – {until}: надійшло {articles}, пішло {messages}, {matters}",
        well="усе гаразд",
        came="Надійшло: {articles}; {sources}. Найбільше: {top}.",
        silent="Замовкли: {names}.",
        out="Пішло: {messages}, {edits}: {channels}.",
        stories="Сюжети: {count}, з них {shared} розповіли кілька видань.",
        single="Сюжети: {count}, кожен в одного видання.",
        widest="Найширше: «{title}» ({outlets}).",
        filters="Відбір: {channels}.",
        passed="{name} — {passed} з {judged} ({share} %)",
        troubles="Негаразди: {began}, {ended}.",
        standing="Лишилися: {names}.",
        calm="Негараздів немає.",
        deliveries="Доставка: відкладено {parked}, відкинуто як застаріле {dropped}, без відповіді {unknown}.",
        asked="Перевірено, чи дійшло повідомлення: {times}, дійшло {found}.",
        slowest="Найповільніші: {names}.",
        seconds="{name} {seconds} с",
        more="ще {}",
        alarms="Негаразди",
        where="Докладніше: `feedbot sources` і стрічка health.",
        day="%d.%m.%Y",
        thousands="\u00a0",
        decimal=",",
        articles=("новина", "новини", "новин"),
        sources=("джерело", "джерела", "джерел"),
        messages=("повідомлення", "повідомлення", "повідомлень"),
        edits=("правка", "правки", "правок"),
        outlets=("видання", "видання", "видань"),
        matters=("негаразд", "негаразди", "негараздів"),
        times=("раз", "рази", "разів"),
        began=("почався", "почалися", "почалося"),
        ended=("минув", "минули", "минуло"),
    ),
}

LANGUAGES = tuple(_WORDS)
"""The languages that there are words in."""


def words(language: str | None) -> Words:
    """The words for a language tag; English where it is another or unknown."""
    return _WORDS.get((language or "").lower().partition("-")[0], _WORDS["en"])


def number(count: int, ours: Words) -> str:
    """A whole number as people write it: "1,234"."""
    return f"{count:,}".replace(",", ours.thousands)


def counted(count: int, forms: Forms, ours: Words) -> str:
    """A number with its noun: "1,234 articles"; it is not negative."""
    return f"{number(count, ours)} {_form(count, forms)}"


def _form(count: int, forms: Forms) -> str:
    if len(forms) == 2:
        return forms[count != 1]
    if count % 100 in range(11, 15) or count % 10 not in range(1, 5):
        return forms[2]
    return forms[0 if count % 10 == 1 else 1]
