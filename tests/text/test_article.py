import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import html, words
from feedbot.text.article import Article, Credit, credits, parse_article

FORM = """\ufeff date 2026-03-14 10:20 EET Парк на набережной открылся после ремонта
Парк на набережной города Лесное снова открыт: дорожки выложили заново, высадили 200 лип. Первые гости пришли утром.
Источник: «Лесной вестник», Речное радио со ссылкой на Лесной садовый комитет (ЛСК)
Детали: Работы шли с осени и стоили 5 млн руб. Деньги дал город.
Комитет обещает полив каждый день.
Дословно: "Липы прижились & растут".
Теперь здесь есть и фонтан.
Предыстория:
- Парк закрыли в прошлом году после бури.

- Тогда упало 40 деревьев.
"""


def body(*lines: str) -> Article:
    """An article with a title and these lines."""
    return parse_article("\n".join(("Title", *lines)))


def test_the_form() -> None:
    """Date, title, lede, attribution, details, quotation and background are told apart; all but date and title stay."""
    article = parse_article(FORM)

    assert "2026-03-14 10:20 EET" == article.date
    assert "Парк на набережной открылся после ремонта" == article.title
    assert article.lede is not None
    assert article.lede.endswith("Первые гости пришли утром.")
    assert "ru" == article.language
    assert None is article.summary
    assert (
        Credit(name="Лесной вестник"),
        Credit(name="Речное радио"),
        Credit(name="Лесной садовый комитет", alias="ЛСК", via=True),
    ) == article.credits
    assert [
        f"<p>{article.lede}</p>",
        "<p>Источник: «Лесной вестник», Речное радио со ссылкой на Лесной садовый комитет (ЛСК)</p>",
        "<p>Работы шли с осени и стоили 5 млн руб. Деньги дал город.</p>",
        "<p>Комитет обещает полив каждый день.</p>",
        "<blockquote><p>&quot;Липы прижились &amp; растут&quot;.</p></blockquote>",
        "<p>Теперь здесь есть и фонтан.</p>",
        "<h3>Предыстория</h3>",
        "<ul><li>Парк закрыли в прошлом году после бури.</li><li>Тогда упало 40 деревьев.</li></ul>",
    ] == article.html.split("\n")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", "\r\n\r\n", "\n \n\u00a0\n"])
def test_line_ends_make_no_difference(end: str) -> None:
    """CRLF, CR and blank lines between the paragraphs give the same article."""
    assert parse_article(FORM) == parse_article(FORM.replace("\n\n", "\n").replace("\n", end))


@pytest.mark.parametrize(
    ("head", "date", "title"),
    [
        ("date 2026-03-14 Мост открыт", "2026-03-14", "Мост открыт"),
        ("  Date: 2026-03-14 10:20 Bridge open", "2026-03-14 10:20", "Bridge open"),
        ("2026-03-14 — Bridge open", "2026-03-14", "Bridge open"),
        ("14.03.2026 10:20 Міст відкрито", "14.03.2026 10:20", "Міст відкрито"),
        ("14 марта 2026 Мост открыт", "14 марта 2026", "Мост открыт"),
        ("14 березня 2026, 10:20 Міст відкрито", "14 березня 2026, 10:20", "Міст відкрито"),
        ("March 14, 2026 Bridge open", "March 14, 2026", "Bridge open"),
        ("14 March 2026 was a cold day", None, "14 March 2026 was a cold day"),
        ("date 14 March 2026 iron bridge", "14 March 2026", "iron bridge"),
        ("date 2026-03-14\n\nBridge open", "2026-03-14", "Bridge open"),
        ("# Bridge open\n2026-03-14", "2026-03-14", "Bridge open"),
        ("# Bridge open #\n\n*Date: 14 March 2026*", "14 March 2026", "Bridge open #"),
        ("**Bridge open**\nSat, 14 Mar 2026 10:20:00 +0200", "Sat, 14 Mar 2026 10:20:00 +0200", "Bridge open"),
        ("Date palms bloom", None, "Date palms bloom"),
        ("Context", None, "Context"),
        ("2026-03-14", "2026-03-14", None),
    ],
)
def test_heads(head: str, date: str | None, title: str | None) -> None:
    """The date stands before the title or beneath it, with or without its keyword, or is missing."""
    article = parse_article(head)

    assert (date, title) == (article.date, article.title)
    assert "" == article.html


@pytest.mark.parametrize(("before", "date"), [("", None), ("2026-03-14\n", "2026-03-14")])
@pytest.mark.parametrize("first", ["Source: River Radio", "- Item", "Long " * 80])
def test_what_is_no_title(first: str, before: str, date: str | None) -> None:
    """A labelled part, an item or a whole paragraph belongs to the body, at the top or behind a date."""
    article = parse_article(f"{before}{first}\nText.")

    assert (date, None) == (article.date, article.title)
    assert first.split()[-1] in article.html


@pytest.mark.parametrize("text", ["", " \r\n\u00a0\n", "\ufeff", "\0"])
def test_nothing_gives_nothing(text: str) -> None:
    """A blank text is an article without anything."""
    assert Article() == parse_article(text)


@pytest.mark.parametrize(
    ("word", "language"),
    [
        *((word, "ru") for word in ("Источник", "Источники")),
        *((word, "uk") for word in ("Джерело", "Джерела")),
        *((word, "en") for word in ("Source", "Sources")),
    ],
)
@pytest.mark.parametrize("form", ["{}: A1", "**{}:** A1", "**{}**: A1", "## {}\nA1", "* {} : A1", "__{}__\n\nA1"])
def test_attribution_labels(word: str, language: str, form: str) -> None:
    """A label may be bold, a heading or an item, inline or on a line of its own."""
    article = body(form.format(word))

    assert (Credit(name="A1"),) == article.credits
    assert f"<p>{word}: A1</p>" == article.html
    assert None is article.lede


@pytest.mark.parametrize("word", ["Детали", "Подробности", "Деталі", "Подробиці", "Details", "ДЕТАЛИ"])
def test_details_labels_are_dropped(word: str) -> None:
    """Details are paragraphs without their label."""
    assert "<p>One.</p>\n<p>Two.</p>" == body(f"{word}: One.", "Two.").html


@pytest.mark.parametrize(
    "word",
    ["Дословно", "Прямая речь", "Цитата", "Дослівно", "Пряма мова", "Quote", "Verbatim", "Direct quote"],
)
def test_quotation_labels(word: str) -> None:
    """A quotation ends with its paragraph; what follows is details."""
    assert "<blockquote><p>One.</p></blockquote>\n<p>Two.</p>" == body(f"{word}: One.", "Two.").html
    assert "<blockquote><p>One.</p></blockquote>\n<p>Two.</p>" == body(word, "One.", "Two.").html


@pytest.mark.parametrize(
    "word",
    [
        *("Предыстория", "Что предшествовало", "Контекст", "Справка", "Напомним"),
        *("Передісторія", "Що передувало", "Довідка", "Нагадаємо"),
        *("Background", "Previously", "Context", "Reminder", "For reference"),
    ],
)
def test_background_labels(word: str) -> None:
    """Background is a heading and what follows, paragraphs and lists."""
    html = f"<h3>{word}</h3>\n<p>One.</p>\n<ol><li>Two.</li><li>Three.</li></ol>\n<p>5. Five.</p>"

    assert html == body(f"{word}:", "One.", "1. Two.", "2) Three.", "5. Five.").html
    assert html == body(word, "One.", "1. Two.", "2) Three.", "5. Five.").html


@pytest.mark.parametrize(
    ("lines", "html"),
    [
        (("Контекст: One.", "Детали: Two."), "<h3>Контекст</h3>\n<p>One.</p>\n<h3>Детали</h3>\n<p>Two.</p>"),
        (
            ("Контекст: One.", "Дословно: Two."),
            "<h3>Контекст</h3>\n<p>One.</p>\n<p>Дословно:</p>\n<blockquote><p>Two.</p></blockquote>",
        ),
        (("Дословно: Two.",), "<p>Дословно:</p>\n<blockquote><p>Two.</p></blockquote>"),
        (("Детали: Источник: A1", "Two."), "<p>Детали: Источник: A1</p>\n<p>Two.</p>"),
    ],
)
def test_labels_stay_where_they_tell_the_parts_apart(lines: tuple[str, ...], html: str) -> None:
    """A label is dropped only if what is left would not be read as another part."""
    assert html == body(*lines).html


def test_a_source_that_is_news_is_no_attribution() -> None:
    """What only looks like an attribution is a paragraph as it was written."""
    article = body("Lede.", "Источник: мост закрыли на год", "Text.")

    assert ("<p>Lede.</p>\n<p>Источник: мост закрыли на год</p>\n<p>Text.</p>", ()) == (article.html, article.credits)


def test_reminder_with_a_comma() -> None:
    """A reminder that is the start of a sentence stays whole and needs no heading."""
    article = body("One.", "Нагадаємо, торік було інакше.")

    assert "<p>One.</p>\n<p>Нагадаємо, торік було інакше.</p>" == article.html
    assert "uk" == article.language


def test_quotation_of_somebody() -> None:
    """Who speaks is kept."""
    assert (
        "<p>Quote from Mayor Plum:</p>\n<blockquote><p>“Done.”</p></blockquote>"
        == body("Quote from Mayor Plum: “Done.”").html
    )
    assert (
        "<p>Пряма мова Гарбуза:</p>\n<blockquote><p>Готово.</p></blockquote>"
        == body("Пряма мова Гарбуза:", "Готово.").html
    )


def test_quotation_over_paragraphs() -> None:
    """A quotation goes on until its mark is closed; one that never closes is one paragraph."""
    assert (
        "<blockquote><p>«One.</p><p>Two».</p></blockquote>\n<p>Three.</p>"
        == body("Дословно: «One.", "Two».", "Three.").html
    )
    assert "<blockquote><p>«One.</p></blockquote>\n<p>Two.</p>" == body("Дословно: «One.", "Two.").html


def test_attribution_as_a_list() -> None:
    """Names may be items below the label; paragraphs behind them are details."""
    article = body("Lede.", "Sources:", "- River Radio", "- The Lime (TL, 2020)", "Text.")

    assert (Credit(name="River Radio"), Credit(name="The Lime (TL, 2020)")) == article.credits
    assert "<p>Lede.</p>\n<p>Sources: River Radio, The Lime (TL, 2020)</p>\n<p>Text.</p>" == article.html
    assert (Credit(name="A1"),) == body("Sources:", "- A1").credits


def test_labels_without_anything() -> None:
    """A label with nothing behind it leaves no trace."""
    article = body("Lede.", "Источник:", "Детали:", "Предыстория:")

    assert ("<p>Lede.</p>", ()) == (article.html, article.credits)


def test_summary_of_the_author() -> None:
    """A short version given by the author is kept apart, and in the text below its label; the lede follows it."""
    article = body("Коротко:", "- One.", "- Two.", "Lede.", "Text.")

    assert ("One. Two.", "Lede.") == (article.summary, article.lede)
    assert "<h3>Коротко</h3>\n<ul><li>One.</li><li>Two.</li></ul>\n<p>Lede.</p>\n<p>Text.</p>" == article.html
    assert None is body("Summary: One.").lede


@pytest.mark.parametrize("mark", ["- ", "– ", "— ", "* ", "• ", "•", "·\t"])
def test_bullets(mark: str) -> None:
    """Every usual mark makes an item; the lede is a paragraph, never an item."""
    article = body(f"{mark}One", f"{mark}Two")

    assert ("<ul><li>One</li><li>Two</li></ul>", None) == (article.html, article.lede)


@pytest.mark.parametrize("line", ["— Мы идём, — сказал он.", "-5 градусов.", "*Bold* word.", "12. Streets."])
def test_what_is_no_item(line: str) -> None:
    """Speech, a negative number, emphasis and a number out of order are text."""
    assert f"<p>{line}</p>" == body(line).html


def test_wrapped_lines_are_joined() -> None:
    """Short lines with breaks in mid-sentence make paragraphs where blank lines part them; labels and items stand."""
    article = body(
        "",
        "The bridge in the old town",
        "was opened. It is",
        "made of wood.",
        "Source: River Radio",
        "Background:",
        "1. It was closed",
        "last year.",
        "2. It was old.",
        "***",
        "The end",
        "",
    )

    assert "The bridge in the old town was opened. It is made of wood." == article.lede
    assert (
        "<p>Source: River Radio</p>\n<h3>Background</h3>\n"
        "<ol><li>It was closed last year.</li><li>It was old.</li></ol>\n<p>The end</p>"
    ) == article.html.partition("\n")[2]


@pytest.mark.parametrize(
    "lines",
    [
        ("One sentence", "goes on."),
        ("", "One.", "Two."),
        ("", "Short", "L" * 101),
        ("", "- Item", "- Item"),
    ],
)
def test_other_lines_are_paragraphs(lines: tuple[str, ...]) -> None:
    """Without blank lines, without a break in mid-sentence or with a long line, each line stands alone."""
    article = body(*lines)

    assert len([line for line in lines if line]) == article.html.count("<p>") + article.html.count("<li>")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мост\nДетали: Да.", "ru"),
        ("Міст\nДеталі: Так.", "uk"),
        ("Bridge\nDetails: Yes.", "en"),
        ("Мост\nКонтекст: Да.", None),
        ("14 марта 2026 Мост", "ru"),
        ("14 березня 2026 Міст", "uk"),
        ("March 14, 2026 Bridge", "en"),
        ("14 марта 2026 Міст\nДеталі: Так.", "uk"),
        ("2026-03-14 Мост", None),
        ("Мост\nДетали: Да.\nДовідка: Так.", None),
        ("Мост закрыт\nSource: Речное радио", None),
        ("Bridge is closed\nИсточник: A1", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    """Labels settle the language, else the month; not where they disagree with each other or with the letters."""
    assert language == parse_article(text).language


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Источник: Речное радио и Лесная газета", [("Речное радио", None, False), ("Лесная газета", None, False)]),
        ("Речное радио; Лесная газета.", [("Речное радио", None, False), ("Лесная газета", None, False)]),
        ("A1 та B2 і C3", [("A1", None, False), ("B2", None, False), ("C3", None, False)]),
        ("A1, and B2 & C3", [("A1", None, False), ("B2", None, False), ("C3", None, False)]),
        ("Department of Health and Care", [("Department of Health and Care", None, False)]),
        ("Комитет садов и парков", [("Комитет садов и парков", None, False)]),
        ("«Лес, поле и Река», A1", [("Лес, поле и Река", None, False), ("A1", None, False)]),
        ("газета «Лес»", [("газета «Лес»", None, False)]),
        ('"A1"', [("A1", None, False)]),
        ('"A1', [('"A1', None, False)]),
        ("Лесной комитет (Сад, Парк)", [("Лесной комитет (Сад, Парк)", None, False)]),
        ("Lime News Agency (LNA)", [("Lime News Agency", "LNA", False)]),
        ("A1 citing B2 and C3", [("A1", None, False), ("B2", None, True), ("C3", None, True)]),
        ("A1 з посиланням на B2 citing C3", [("A1", None, False), ("B2", None, True), ("C3", None, True)]),
        ("according to B2", [("B2", None, False)]),
        ("A1, a1, «A1»", [("A1", None, False)]),
        ("[A1](https://example.org/a,b)", [("A1", None, False)]),
        ("https://www.example.org/a", [("example.org", None, False)]),
        ("A1 (https://example.org/a)", [("A1", None, False)]),
        ("Acme U.N.", [("Acme U.N.", None, False)]),
        ("—, (AB), " + "x" * 201, []),
        ("", []),
    ],
)
def test_credits(line: str, names: list[tuple[str, str | None, bool]]) -> None:
    """Names are parted outside quotation marks and parentheses; who is cited is `via`; addresses become hosts."""
    assert names == [(credit.name, credit.alias, credit.via) for credit in credits(line)]


TAGS = {f"<{end}{name}>" for name in ("p", "h3", "ul", "ol", "li", "blockquote") for end in ("", "/")}
LINES = st.lists(
    st.sampled_from(
        [
            *("", " ", "Источник: A1, B2", "Детали:", "Дословно: «Да", "Предыстория", "Summary: x", "Sources", "***"),
            *(
                "2026-03-14",
                "date 14 марта 2026 Мост",
                "- item",
                "1. one",
                "2. two",
                "Text goes",
                "on here.",
                "»",
                "<b>",
            ),
        ]
    )
    | st.text(max_size=30),
    max_size=14,
).map("\n".join)


@given(st.text() | LINES)
def test_articles_are_safe_and_whole(text: str) -> None:
    """Whatever the text: nothing is raised, the HTML holds our own tags only, the lede stands in it."""
    article = parse_article(text)

    assert set(re.findall(r"<[^>]*>?", article.html)) <= TAGS
    assert "" not in (article.title, article.lede, article.date, article.summary)
    assert article.lede is None or html.escape(article.lede) in article.html
    assert "\n" not in f"{article.title}{article.lede}{article.date}"
    assert all(credit.name.strip() == credit.name != "" for credit in article.credits)


@given(st.lists(st.sampled_from(["липа", "река", "мост.", "- сад", "1. дом", "Источник: A1", ""]), max_size=12))
def test_words_are_kept(lines: list[str]) -> None:
    """Every word of the body is in the HTML, as often as before."""
    article = body("Lede.", *lines)

    for word in ("липа", "река", "мост", "сад", "дом"):
        assert "\n".join(lines).count(word) == article.html.count(word)


@given(st.text(alphabet='AБ bв,;()«»"“” иand&—.[](https://e.x)', max_size=200))
def test_credits_come_from_the_line(line: str) -> None:
    """Every name stands in the line, and none comes twice."""
    found = credits(line)

    assert len(found) == len({words.fold(credit.name) for credit in found}) <= 20
    assert all(set(words.tokens(credit.name)) <= set(words.tokens(line)) for credit in found)


@pytest.mark.parametrize(
    "piece",
    [
        "\n",
        "- ",
        "a\n",
        "Источник: ",
        "Источник\n",
        "(",
        "[a](",
        '"',
        "1. a\n",
        "#",
        "* a\n\n",
        "date ",
        "« ",
        "Дословно: «\n",
    ],
)
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions of 40,000 characters are read to their end."""
    text = piece * (40_000 // len(piece))

    assert len(parse_article(text).html) < 12 * len(text)
    assert len(credits(text)) <= 20


def test_a_date_that_is_none_is_still_no_title() -> None:
    """What stands behind the keyword and looks like a date is parted from the title, though no day is meant by it."""
    found = parse_article("date 2026-02-31 A day too many\nThe text.")

    assert ("2026-02-31", "A day too many") == (found.date, found.title)
