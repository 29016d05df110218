import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import words
from feedbot.text.credits import credits, told


def names(line: str) -> list[str]:
    """The names in a line, those who are only quoted in parentheses."""
    return [f"({credit.name})" if credit.via else credit.name for credit in credits(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Источник: Речное радио. Фото: Анна Слива", ["Речное радио"]),
        ("Источник: Речное радио. Парк закрыли на год.", ["Речное радио"]),
        ("A1 citing B2; C3", ["A1", "(B2)", "C3"]),
        ("A1 citing B2, C3", ["A1", "(B2)", "(C3)"]),
        ("об этом сообщает Речное радио", ["Речное радио"]),
        ("сообщает «Лесной вестник»", ["Лесной вестник"]),
        ("про це пише Укрінлист", ["Укрінлист"]),
        ("за даними Лісового комітету", ["Лісового комітету"]),
        ("reported by River Radio", ["River Radio"]),
        ("Речное радио, 12 марта 2026", ["Речное радио"]),
        ("Речное радио, фото автора", ["Речное радио"]),
        ("River Radio, Getty Images", ["River Radio"]),
        ("пресс-служба комитета", ["пресс-служба комитета"]),
        (
            "мэр Анна Слива в вечернем обращении к жителям города",
            ["мэр Анна Слива в вечернем обращении к жителям города"],
        ),
        ("«Речное радио сообщает»", ["Речное радио сообщает"]),
        ("5 канал", ["5 канал"]),
        ("Річкове радіо з посиланням на джерела, обізнані зі справою", ["Річкове радіо"]),
        ("two officials, who asked not to be named, and River Radio", ["two officials", "River Radio"]),
        ("Лісовий штаб, інформація станом на 08:00", ["Лісовий штаб"]),
        ("журнал «Парк», портал Лесной", ["журнал «Парк»", "портал Лесной"]),
    ],
)
def test_names(line: str, expected: list[str]) -> None:
    """Who told the news is parted from when, from who is quoted, from pictures and from what else the line says."""
    assert expected == names(line)


@pytest.mark.parametrize(
    "line",
    [
        "двое погибли при взрыве",
        "мэр готовит отставку",
        "в мэрии, полиции и суде",
        "они рассказали нам всё",
        "парк откроется весной",
        "у мерії повідомили про угоду",
        "парк відкриється навесні",
        "the mayor will resign",
        "River Radio said so",
        "it was the wind",
        "очень " * 19 + "Радио",
        "12 марта 2026",
        "2026",
        "неизвестен",
        "",
    ],
)
def test_news_names_nobody(line: str) -> None:
    """A sentence, a date or an excuse is no name."""
    assert () == credits(line)


def test_a_sentence_is_told() -> None:
    """A verb or a clause makes a line news; a verb within quotation marks belongs to a name."""
    assert told("мэр заявил об отставке")
    assert told("в среду")
    assert not told("«Мэр заявил»")
    assert not told("Речное радио")


@given(st.text(alphabet='AБ bв.,;()«»"“”2и сообщает', max_size=120))
def test_names_come_from_the_line(line: str) -> None:
    """Every word of a name stands in the line; none is blank, none comes twice."""
    found = credits(line)

    assert len(found) == len({words.fold(credit.name) for credit in found}) <= 20
    assert all(set(words.tokens(credit.name)) <= set(words.tokens(line)) and credit.name.strip() for credit in found)


def test_those_whom_others_quote_stand_in_the_nominative() -> None:
    """A phrase that puts names into the accusative does not leave them there where the nominative is certain."""
    assert ["Вестник", "Лесная правда", "газета «Берег»"] == [
        each.name for each in credits("«Вестник» со ссылкой на «Лесную правду», газету «Берег»")
    ]
    assert ["Вісник", "Лісова правда"] != [each.name for each in credits("Вісник з посиланням на Лісову правду")]
    assert ["Вісник", "Українська правда"] == [
        each.name for each in credits("Вісник із посиланням на «Українську правду»")
    ]
    assert ["Post", "Новую газету"] == [each.name for each in credits("Post, citing Новую газету")]
    assert ["Новую газету"] == [each.name for each in credits("«Новую газету»")]
