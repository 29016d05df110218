import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import words
from feedbot.text.article import parse_article
from feedbot.text.html import plain
from feedbot.text.parts import of_text
from feedbot.text.summary import lead, summarise

LEDE = "Парк на набережной снова открыт. Первые гости пришли утром. Им раздали саженцы. Играл оркестр."


def test_whole_sentences_of_the_lede() -> None:
    """At most three sentences, as many as fit."""
    assert "Парк на набережной снова открыт. Первые гости пришли утром. Им раздали саженцы." == lead("", LEDE, "")
    assert "Парк на набережной снова открыт. Первые гости пришли утром." == lead("", LEDE, "", limit=60)


def test_the_lede_comes_before_the_text() -> None:
    """The text is read only where there is no lede, or one that says nothing new."""
    assert "Парк открыт." == lead("Новость", "Парк открыт.", "Играл большой городской духовой оркестр.")
    assert "Играл большой городской духовой оркестр." == lead(
        "Парк открыт", "Парк открыт.", "Парк открыт.\nИграл большой городской духовой оркестр."
    )
    assert "Играл большой городской духовой оркестр." == lead("", None, "Играл большой городской духовой оркестр.")


def test_what_goes_on_behind_the_title_is_told() -> None:
    """Where the first sentence only says the title, the next tells the news, though it has no word of the title."""
    title = "Мэр Озёрска назвал сроки ремонта моста на улице Садовой"
    text = (
        "Мэр Озёрска назвал сроки ремонта моста на Садовой. {} Стоимость работ составит 3,5 млн руб. по данным мэрии."
    )
    when = "Работы начнутся 1 декабря 2026 г. и продлятся до мая."

    assert summarise(title, of_text(text.format(when))).startswith(when)


@pytest.mark.parametrize(
    "title",
    ["Парк на набережной снова открыт", "«Парк на набережной» — снова открыт!", "Парк открыт снова, на набережной"],
)
def test_the_title_is_not_repeated(title: str) -> None:
    """A sentence without new words is left out, whatever its order and marks."""
    assert "Первые гости пришли утром. Им раздали саженцы. Играл оркестр." == lead(title, LEDE, LEDE)


def test_nothing_but_the_title_gives_nothing() -> None:
    """Where only the title is said, there is no summary."""
    assert "" == lead("Парк открыт", "Парк открыт.", "Парк открыт!\n\nПарк открыт")
    assert "" == lead("", None, "")
    assert "" == lead("Парк", "— … !", "")


@pytest.mark.parametrize(
    ("sentence", "limit", "expected"),
    [
        ("Парк у реки открыли утром, а мост через неё закрыли на ремонт.", 40, "Парк у реки открыли утром…"),
        ("Парк у реки открыли утром — мост через неё закрыли на ремонт.", 40, "Парк у реки открыли утром…"),
        ("Парк, который был закрыт целый год, открыли утром после ремонта.", 40, "Парк, который был закрыт целый год…"),
        ("Парк у реки и сад за рекой открыли утром.", 20, "Парк у реки и сад…"),
        ("The park by the river (its gate is new) was opened today.", 40, "The park by the river…"),
        ("Паркурекиисадзарекой открыт.", 20, ""),
        ("Парк открыт.", 0, ""),
        ("Парк открыт.", -5, ""),
        ("Парк открыт.", 1, ""),
        ("Парк открыт.", 12, "Парк открыт."),
    ],
)
def test_a_long_first_sentence_is_cut(sentence: str, limit: int, expected: str) -> None:
    """A cut is behind a clause in the second half, else behind a word, never within one."""
    assert expected == lead("", sentence, "", limit=limit)


def test_a_cut_that_leaves_the_title_goes_on() -> None:
    """A clause that only repeats the title is no summary; the cut moves to the last word."""
    title = "Парк у реки открыли утром"

    assert f"{title} — мост через неё…" == lead(
        title, f"{title} — мост через неё закрыли на долгий ремонт.", "", limit=44
    )
    assert "" == lead(title, f"{title} — мост через неё закрыли на долгий ремонт.", "", limit=27)


@pytest.mark.parametrize(
    "line",
    [
        "Речное — мост закрыт на весь день.",
        "Мост 5А РЕЧНОЕ — Новый закрыт на весь день.",
        "НАТО — это союз нескольких стран.",
        "РЕЧНОЕ — мост закрыт на весь день.",
        "Мост (старый) закрыт на весь день.",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    """A sentence with a dash or a parenthesis keeps its beginning."""
    assert line == lead("", line, "")


@pytest.mark.parametrize(
    "dateline",
    [
        "РЕЧНОЕ (Лесной вестник) — ",
        "РЕЧНОЕ, 13 авг — ТАСС. ",
        "РІЧКОВЕ, 13 серпня. /УНІАН/. ",
        "RIVERTON, Aug 13 – ",
        "RIVERTON (LNA) - ",
        "Riverton (LNA) — ",
        "НИЖНЕЕ РЕЧНОЕ — ",
    ],
)
def test_datelines_are_left_out(dateline: str) -> None:
    """Place, date and agency before the first sentence are no news."""
    assert "Мост закрыт на весь день." == lead("", f"{dateline}Мост закрыт на весь день.", "")


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Фото: Лесной вестник и его читатели.",
            "Автор: Пётр Огурцов из отдела новостей.",
            "Photo: Pat Plum of River Radio.",
        ),
        *(
            "Читайте также: как закрывали наш старый мост.",
            "Subscribe to our letter and read it daily.",
            "14 марта 2026 г.",
        ),
        *(
            "Коротко.",
            "Реклама",
            "Заголовок без точки в конце строки",
            "Источник: Речное радио и Лесная газета сообщили.",
            "",
        ),
        *("Дословно: «Мы закрыли мост на целый день».",),
    ],
)
def test_what_is_no_news_is_left_out(line: str) -> None:
    """Bylines, captions, dates, headings, advertisements, attributions and quotations are passed over."""
    assert "Мост через реку закрыт на весь день." == lead("", None, f"{line}\nМост через реку закрыт на весь день.")


def test_details_without_their_label_and_no_background() -> None:
    """Details count, their label does not; the background is never reached."""
    text = "Детали: Мост через реку закрыт на день.\nПредыстория\nЕго закрывали и раньше, год назад."

    assert "Мост через реку закрыт на день." == lead("", None, text)


def test_lines_without_a_full_stop_are_better_than_nothing() -> None:
    """A text that has no whole sentence still gives a summary."""
    assert "Мост закрыт" == lead("Новости", None, "Мост закрыт")


def test_of_an_article() -> None:
    """The lede of a parsed article, or its details, make the summary."""
    article = parse_article("Мост закрыт\nИсточник: Речное радио\nДетали: Ремонт моста продлится до самой осени.")

    assert "Ремонт моста продлится до самой осени." == lead(article.title or "", article.lede, plain(article.html))


def test_only_the_beginning_is_read() -> None:
    """A huge text costs no more than its beginning, and is not cut within a word."""
    assert "липа липа…" == lead("", None, "липа " * 200_000, limit=12)
    assert "" == lead("", "л" * 1_000_000, "(" * 1_000_000)
    assert "" == lead("", " " * 1_000_000, "\n" * 1_000_000)


TEXT = st.lists(
    st.sampled_from(
        ["Мост", "закрыт", "на", "реке.", "РЕЧНОЕ —", "Да!", "«Нет.", "сад»,", "а", "\n", "Детали:", "(не", "Фото:"]
    )
    | st.text(max_size=8),
    max_size=40,
).map(" ".join)


@given(TEXT, TEXT | st.none(), TEXT, st.integers(-1, 120), st.sampled_from(["ru", "uk", "en", None]))
def test_summaries_are_honest(title: str, lede: str | None, text: str, limit: int, language: str | None) -> None:
    """Never over the limit, on one line, every word the article's own, and never the title again."""
    summary = lead(title, lede, text, limit=limit, language=language)

    assert len(summary) <= max(limit, 0)
    assert " ".join(summary.split()) == summary
    assert set(words.tokens(summary)) <= set(words.tokens(lede or "")) | set(words.tokens(text))
    assert not summary or words.tokens(summary) != words.tokens(title)


def test_idle_talk_on_top_is_left_out() -> None:
    """Short sentences without figures that have nothing in common with the news are no opening of any title."""
    idle = "Понедельник – день тяжёлый, особенно если кончился кофе."
    lede = (
        "Пенсионер Егор Плотников проехал на тракторе сто километров из Речного в Велемир, чтобы поздравить сестру, и "
        "был в пути одиннадцать часов, потому что на дорогах лежал снег и дважды пришлось чинить мотор."
    )
    more = "Сестре исполнилось девяносто лет, пенсионер привёз ей в подарок бочку мёда."

    assert summarise("Вот это поступок", of_text(f"{idle}\n{lede}\n{more}")) == summarise(
        "Вот это поступок", of_text(f"{lede}\n{more}")
    )
