"""Languages of texts."""

import hashlib
import threading
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.text.language import Guess, detect

HEADLINES = {
    "ru": (
        "Правительство утвердило план ремонта сельских дорог",
        "Центробанк снизил ставку впервые за полтора года",
        "В Казани открыли новый мост через реку",
        "Учёные нашли древний город на дне озера",
        "Сборная проиграла в первом матче турнира",
        "Суд отложил заседание по делу о взятке",
        "Дожди задержат уборку урожая на юге",
        "Почему подорожали билеты на поезда",
        "Пожар на складе потушили к утру",
        "Школьников переведут на новый календарь",
    ),
    "uk": (
        "Уряд затвердив план ремонту сільських доріг",
        "Нацбанк знизив ставку вперше за півтора року",
        "У Полтаві відкрили новий міст через річку",
        "Науковці знайшли стародавнє місто на дні озера",
        "Збірна програла в першому матчі турніру",
        "Суд переніс засідання у справі про хабар",
        "Дощі затримають збирання врожаю на півдні",
        "Чому подорожчали квитки на потяги",
        "Пожежу на складі загасили до ранку",
        "Про це повідомив речник відомства",
    ),
    "be": (
        "Урад зацвердзіў план рамонту сельскіх дарог",
        "Нацбанк знізіў стаўку ўпершыню за паўтара года",
        "У Гродне адкрылі новы мост праз раку",
        "Навукоўцы знайшлі старажытны горад на дне возера",
        "Зборная прайграла ў першым матчы турніру",
        "Суд перанёс пасяджэнне па справе аб хабары",
        "Дажджы затрымаюць уборку ўраджаю на поўдні",
        "Чаму падаражэлі квіткі на цягнікі",
        "Пажар на складзе патушылі да раніцы",
        "Пра гэта паведаміла прэс-служба",
    ),
    "bg": (
        "Правителството одобри план за ремонт на селските пътища",
        "Централната банка понижи лихвата за първи път от година",
        "В Пловдив откриха нов мост над реката",
        "Учени откриха древен град на дъното на езеро",
        "Националният отбор загуби първия си мач на турнира",
        "Съдът отложи заседанието по делото за подкуп",
        "Дъждовете ще забавят жътвата в южните области",
        "Защо поскъпнаха билетите за влака",
        "Пожарът в склада беше потушен до сутринта",
        "Това съобщиха от министерството",
    ),
    "en": (
        "Government approves plan to repair rural roads",
        "Central bank cuts rates for first time in a year",
        "New bridge opens over the river in Leeds",
        "Scientists find ancient city at bottom of lake",
        "Home side lose opening match of tournament",
        "Court puts off hearing in bribery case",
        "Rain set to delay harvest in the south",
        "Why train tickets have become more expensive",
        "Warehouse fire put out by morning",
        "Spokesman confirms talks will resume on Monday",
    ),
}


@pytest.mark.parametrize(("language", "text"), [(tag, each) for tag, texts in HEADLINES.items() for each in texts])
def test_headlines(language: str, text: str) -> None:
    """A headline alone tells its language, in capitals too."""
    assert language == detect(text).language
    assert language == detect(text.upper()).language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("mk", "Владата го усвои планот за поправка на патиштата"),
        ("sr", "Влада је усвојила план за поправку сеоских путева"),
        ("kk", "Үкімет ауыл жолдарын жөндеу жоспарын бекітті"),
        ("ky", "Өкмөт айыл жолдорун оңдоо планын бекитти жана каражат бөлдү"),
        ("tg", "Ҳукумати кишвар нақшаи таъмири роҳҳоро тасдиқ кард"),
        ("mn", "Засгийн газар хөдөөгийн замыг засах төлөвлөгөөг баталлаа"),
        ("de", "Regierung beschließt Plan zur Reparatur der Landstraßen"),
        ("fr", "Le gouvernement approuve un plan de réparation des routes"),
        ("pl", "Rząd zatwierdził plan naprawy dróg wiejskich"),
        ("pt", "O governo aprovou um plano para reparar as estradas rurais"),
        ("el", "Η κυβέρνηση ενέκρινε το σχέδιο επισκευής των δρόμων"),
        ("ja", "政府は地方道路の修理計画を承認した"),
        ("he", "הממשלה אישרה תוכנית לתיקון הכבישים"),
        ("hi", "सरकार ने ग्रामीण सड़कों की मरम्मत की योजना को मंजूरी दी"),
    ],
)
def test_other_languages(language: str, text: str) -> None:
    """The rest of the world is known as well, in its own scripts."""
    assert language == detect(text).language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "Про це повідомив"),
        ("be", "Пра гэта паведаміў"),
        ("ru", "Об этом сообщил"),
        ("bg", "Това съобщи"),
        ("uk", "Депутат відповів журналістам: «Мы вернёмся к этому», — і пішов із засідання комітету"),
        ("ru", "Apple показала iPhone 20 и MacBook Pro"),
        ("uk", "Microsoft виправила помилку, через яку не працював Outlook"),
        ("en", "Pravda («Правда») was the most read paper of the time"),
        ("ru", "https://example.org/the-news-of-the-day.html Как доехать до вокзала без пересадок"),
        ("uk", "🔥🔥🔥 Терміново: у місті зникло світло 🔥🔥🔥"),
        ("uk", "и\u0306ого слова почули всі у великому мі\u0301сті".replace("и\u0306", "й")),
        ("ru", "Я\u0301блоки подешеве\u0301ли в\u00adдвое за неделю"),
        ("uk", "Рада\nухвалила\r\nзакон\tпро\u2028бюджет\x00на рік"),
        ("en", "Why it\ndoesn’t\nmatter what they say"),
        ("uk", "Втрати ворога на ранок"),
        ("be", "Курс валют на сёння"),
        ("bg", "Преговори в Анкара"),
        ("bg", "Трима загинаха при катастрофа"),
    ],
)
def test_short_mixed_and_dirty(language: str, text: str) -> None:
    """Quotations, foreign names, addresses, stress marks, breaks of lines and shortness do not mislead."""
    assert language == detect(text).language


@pytest.mark.parametrize(
    "text", ["", " \n\t", "12:30 — 15 %", "🔥🔥🔥", "\ud800\udfff", "\x00\x01", "https://example.org/x"]
)
def test_nothing_to_read(text: str) -> None:
    """What has no words is in no language, and it says so."""
    assert Guess(None, 0.0, "it has no words") == detect(text)


@pytest.mark.parametrize("text", ["Ok", "Live", "A B C", "Segodnya v Moskve proshol sil'nyi dozhd'"])
def test_not_sure_is_an_answer(text: str) -> None:
    """A word that is the same everywhere, or a transliteration, is not forced into a language with confidence."""
    guess = detect(text)

    assert guess.language is None or guess.sure < 0.9


@pytest.mark.parametrize(
    "text",
    [
        *("Соьлжа-Г\u04c0алахь керла школа йиллина", "Соьлжа-ГIалахь керла больница схьайиллина"),
        *("МагIарул мацIалда къватIибе биччараб газета", "Махачкъалада ц1ийи школа ачухна"),
        *("Къарачай-Малкъар тилде чыкъгъан газет", "Бюгюн шахарда джангы школ ачылгъанды"),
    ],
)
def test_languages_of_the_caucasus_are_not_russian(text: str) -> None:
    """A palochka, whatever was typed for it, and spellings that Russian has not keep a text from being taken for it."""
    assert detect(text).language in {"ce", "av", "lez", "krc", None}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("ru", "Победите врага, если он сильнее"), ("ru", "Введите это число, если оно известно")),
        *(("en", "Show a tooltip when needed"), ("en", "What do we do now?"), ("en", "Nothing shall be taken")),
        *(("de", "Die Regierung will am Abend mit dem Training beginnen"),),
        *(
            ("nl", "De minister wil het plan snel bespreken met de Kamer"),
            ("da", "Det er en god nyhed for os alle sammen i dag"),
        ),
    ],
)
def test_small_words_tell(language: str, text: str) -> None:
    """The words that every sentence needs tell short openings of neighbours apart."""
    assert language == detect(text).language


def test_letters_of_no_known_language() -> None:
    """Letters alone are no words of a language: what cannot be told is not told."""
    assert detect("zzxqj", prior={}).sure < 0.9


def test_history_settles_what_the_text_leaves_open() -> None:
    """Where the words fit two languages, what the source wrote before decides, and the reason says so."""
    text = "Нова програма"

    assert "uk" == detect(text, prior={"uk": 40}).language
    assert "mk" == detect(text, prior={"mk": 40}).language
    assert "its words, and what its source wrote before" in {
        detect(text, prior={"uk": 40}).because,
        detect(text, prior={"mk": 40}).because,
    }


@pytest.mark.parametrize("count", [50, 1_000, 1_000_000])
def test_history_does_not_blind(count: int) -> None:
    """However long a source wrote in one language, a piece in another is seen."""
    assert "uk" == detect(HEADLINES["uk"][0], prior={"ru": count}).language
    assert "ru" == detect(HEADLINES["ru"][3], prior={"uk": count}).language
    assert "en" == detect(HEADLINES["en"][7], prior={"ru": count}).language


def test_history_that_makes_no_sense() -> None:
    """Counts below one and languages of another script tell nothing."""
    plain = detect(HEADLINES["be"][0])

    assert plain == detect(HEADLINES["be"][0], prior={"be": 0, "ru": -5, "ja": 30})


def test_a_few_latin_words_may_be_names() -> None:
    """A headline of product names does not make a Russian source English; a sentence does."""
    assert "ru" == detect("Galaxy Watch", prior={"ru": 100}).language
    assert "en" == detect("The new watch is what you would expect from it", prior={"ru": 100}).language


def test_more_words_make_surer() -> None:
    """The lede settles what the first words leave open."""
    short, long = detect("На нова"), detect("На нова година хората ще излязат по улиците, за да празнуват заедно")

    assert "bg" == long.language
    assert long.sure > short.sure


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(["ru", "uk", "en", "x"]), st.integers(-9, 9**9)))
@settings(max_examples=100)
def test_it_never_raises(text: str, prior: dict[str, int]) -> None:
    """Whatever comes, the answer is a bare tag or None, and how sure it is lies between 0 and 1."""
    guess = detect(text, prior=prior)

    assert 0.0 <= guess.sure <= 1.0
    assert guess.language is None or (guess.language and "-" not in guess.language)
    assert guess == detect(text, prior=prior)


@pytest.mark.parametrize("piece", ["а", "a", "\u0301", "@", "a.", "і ", "-", "日", "\ud800", "'", "www.", "Ꙁ", "ǅ "])
def test_only_the_beginning_is_looked_at(piece: str) -> None:
    """A million letters cost no more than a thousand: what comes after does not change the answer."""
    assert detect(piece * 2_000) == detect(piece * 1_000_000)


def test_many_threads_may_ask_at_once() -> None:
    """Workers that ask first at the same moment all get the answer."""
    found: list[str | None] = []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        found.append(detect(HEADLINES["uk"][0]).language)

    workers = [threading.Thread(target=ask) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert ["uk"] * 4 == found


@pytest.mark.parametrize("name", ["lid.176.ftz", "cyrillic.xz"])
def test_models_are_what_their_licences_name(name: str) -> None:
    """The notice beside the models gives the checksum of the very bytes that are shipped."""
    assets = resources.files("feedbot.text") / "assets"
    digest = hashlib.sha256((assets / name).read_bytes()).hexdigest()

    assert f"| {name} |" in (notice := (assets / "LICENCES.md").read_text())
    assert digest in notice
