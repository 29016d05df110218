import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import html
from feedbot.text.anatomy import Anatomy, of_html
from feedbot.text.article import parse_article

LEDE = "Мост через реку открыли в четверг после семи лет работ."
TEXT = f"""Открыт новый мост
{LEDE}
Источник: Harbour News со ссылкой на Городское агентство (KGA)
Детали: Мост длиной 2 км & шириной 30 м.
Под ним проходят корабли.
Предыстория:
- Старый мост закрыли год назад.
- Паром ходил дважды в день."""


def test_an_article_of_a_folder() -> None:
    """Lede, details and background are apart; the line that tells the source, and the labels, are in none of them."""
    assert Anatomy(
        lede=f"<p>{LEDE}</p>",
        details="<p>Мост длиной 2 км &amp; шириной 30 м.</p>\n<p>Под ним проходят корабли.</p>",
        background="<ul><li>Старый мост закрыли год назад.</li><li>Паром ходил дважды в день.</li></ul>",
        heading="Предыстория",
    ) == of_html(parse_article(TEXT).html)


@pytest.mark.parametrize(
    "content",
    [
        f"<p>{LEDE}</p><p><strong>Источник:</strong> Harbour News</p><p><strong>Детали</strong>: Мост длинный.</p>"
        "<p><strong>Предыстория:</strong></p><p>Старый закрыли.</p>",
        f"<div><p>{LEDE}</p></div><div><p>Источник: Harbour News</p><p>Детали: Мост длинный.</p></div>"
        "<section><h3>Предыстория</h3><p>Старый закрыли.</p></section>",
        f"{LEDE}<br><br><b>Источник:</b> Harbour News<br><b>Детали:</b> Мост длинный.<br>"
        "<br><b>Предыстория:</b> Старый закрыли.",
        f"<p>{LEDE}<br><b>Источник:</b> Harbour News<br><b>Детали:</b> Мост длинный.<br><b>Предыстория:</b> Старый "
        "закрыли.</p>",
        f"<p>{LEDE}</p><p>Источник:</p><p>Harbour News</p><p>Детали:</p><p>Мост длинный.</p><p>Предыстория: Старый "
        "закрыли.</p>",
    ],
)
def test_the_same_article_in_other_forms(content: str) -> None:
    """Labels in bold type, line breaks for paragraphs, boxes around them, and names below their label."""
    found = of_html(content)

    assert [LEDE] == html.plain(found.lede).splitlines()
    assert ["Мост длинный."] == html.plain(found.details).splitlines()
    assert ["Старый закрыли."] == html.plain(found.background).splitlines()
    assert "Предыстория" == found.heading


def test_a_text_without_labels() -> None:
    """The first paragraph is the lede, the rest are details, with lists, quotations, tables and pictures."""
    rest = '<ul><li>One.</li></ul>\n<blockquote>Two.</blockquote>\n<p><img src="https://example.org/a.png"></p>\n<hr>'
    found = of_html(f"<p>A lede of some words.</p>{rest.replace(chr(10), '')}")

    assert Anatomy(lede="<p>A lede of some words.</p>", details=rest) == found


def test_a_heading_ends_the_background() -> None:
    """What stands behind another heading is no background."""
    found = of_html("<p>A lede.</p><h3>Background</h3><p>Old.</p><h2>Next</h2><p>New.</p>")

    assert "<p>Old.</p>" == found.background
    assert "<h2>Next</h2>\n<p>New.</p>" == found.details


def test_a_reminder_has_no_heading() -> None:
    """A sentence that begins with a reminder is background as it stands."""
    found = of_html("<p>Лид новости.</p><p>Напомним, старый мост закрыли.</p><p>Дальше.</p>")

    assert "<p>Напомним, старый мост закрыли.</p>" == found.background
    assert "" == found.heading
    assert "<p>Дальше.</p>" == found.details


def test_a_label_that_names_nobody_stays() -> None:
    """A line that only looks like an attribution is text."""
    found = of_html("<p>A lede.</p><p>Source: he said that it was not known where it came from.</p>")

    assert "not known" in found.details


@pytest.mark.parametrize("content", ["", " ", "<br><br>", "</p></div>", "<hr>"])
def test_nothing_has_no_parts(content: str) -> None:
    """What has no words has neither lede nor background."""
    found = of_html(content)

    assert ("", "", "") == (found.lede, found.background, found.heading)


AROUND = "<p>The bridge over the river opened on Thursday.</p>{}<p>Ships pass below it.</p>"


@pytest.mark.parametrize(
    "block",
    [
        "<p>Sign up for our newsletter</p>",
        "<p>Sign up for our newsletter.</p>",
        '<p><a href="https://e.org/">Subscribe to our Telegram channel!</a></p>',
        "<p>Get our daily briefing in your inbox</p>",
        "<p>Подписывайтесь на наш канал в Telegram</p>",
        "<p>Підписуйтесь на нас у Facebook!</p>",
        '<p><a href="https://e.org/">Read more: The old bridge</a></p>',
        "<p>Читайте також: Старий міст</p>",
    ],
)
def test_what_asks_for_readers_is_left_out(block: str) -> None:
    """A short line that wants subscribers, or leads to another article, is in no part; all else is."""
    assert of_html(AROUND.format("")) == of_html(AROUND.format(block))


@pytest.mark.parametrize(
    "block",
    [
        "<p>Sign up to vote before Friday, the mayor told residents of the city.</p>",
        "<p>Sign up to vote by Friday.</p>",
        "<p>Join us, the mayor said.</p>",
        "<p>Don&#39;t miss the eclipse on Tuesday, astronomers say.</p>",
        "<p>Workers look at a pier. (Bob/AP)</p>",
        "<p>By John Smith</p>",
        "<p>14:05</p>",
        "<p>13 August 2026</p>",
        '<p><img src="https://e.org/a.png">Sign up for our newsletter</p>',
        "<h2>Sign up for our newsletter</h2>",
        "<blockquote>Sign up for our newsletter</blockquote>",
    ],
)
def test_what_may_be_news_stays(block: str) -> None:
    """Sentences, names, hours between paragraphs, pictures, headings and quotations are left where they are."""
    before, found = of_html(AROUND.format("")), of_html(AROUND.format(block))

    assert before.lede == found.lede
    assert html.plain(block) in html.plain(found.details)


def test_a_date_before_the_lede_is_left_out() -> None:
    """There it tells when the page was made."""
    found = of_html("<p>13 August 2026, 14:05</p>" + AROUND.format(""))

    assert of_html(AROUND.format("")) == found


WORDS = st.sampled_from(["sign up for", "our newsletter", "subscribe", "to us", "join", "read more", "bridge", "said"])
PROSE = st.lists(WORDS, min_size=9, max_size=20).map(lambda words: " ".join(words).capitalize() + ".")
CALLS = st.sampled_from(
    ["Sign up for our newsletter", "Follow us on X!", "Read more: Old bridge", "Join us on Telegram"]
)


@given(st.lists(PROSE.map(lambda text: (text, True)) | CALLS.map(lambda text: (text, False)), min_size=1, max_size=9))
def test_no_word_of_the_prose_is_lost(texts: list[tuple[str, bool]]) -> None:
    """Whatever stands between, and whatever its sentences begin with, each paragraph of prose is there, in order."""
    found = of_html("".join(f"<p>{text}</p>" for text, _ in texts))
    prose = [text for text, told in texts if told]
    there = html.plain("\n".join([found.lede, found.details, found.background])).splitlines()

    assert sorted(prose) == sorted(line for line in there if line in prose)


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<ul><li>", "</li></ul>", "<br>", "<b>", "</b>", "<h3>", "</h3>", "<hr>"),
        *("Детали: ", "Источник: Reuters", "Предыстория:", "Напомним, ", "Background", "Quote:", "<blockquote>"),
        *("</blockquote>", "Слово. ", "One two three four. ", "&amp;", "<i>", "</i>", '<img src="https://e.org/a">'),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join).map(html.sanitise))
def test_any_content_is_divided(content: str) -> None:
    """Nothing is written that the text did not have, and no part is without its words."""
    found = of_html(content)
    there = "".join(html.plain(content).split())

    for part in (found.lede, found.details, found.background):
        assert html.sanitise(part) in (part, html.sanitise(html.sanitise(part)))
        for line in html.plain(part).splitlines():
            assert "".join(line.split()) in there


def test_a_hostile_content_is_read_in_time() -> None:
    """Open elements, line breaks and labels without end are read once."""
    assert "" == of_html("<b>" * 100_000).background
    assert "" == of_html("<p>" + "Детали:<br>" * 10_000 + "</p>").lede
    assert "<p>x</p>" == of_html("<br>" * 20_000 + "x").lede


def test_a_text_without_end_is_cut() -> None:
    """What lies behind 131,072 characters is not read, and that is marked."""
    found = of_html("<p>A lede.</p>" + "<p>More of it.</p>" * 20_000)

    assert "<p>A lede.</p>" == found.lede
    assert found.details.endswith("<p>More of it. …")
    assert 140_000 > len(found.details)


def test_a_label_that_cannot_be_told_from_its_text_stays() -> None:
    """Where a caption within a paragraph blurs what is label and what is text, all of it is kept."""
    found = of_html(
        "<p>A lede.</p><div><blockquote><aside>Some words beside it.</aside>Details: It is long.</blockquote></div>"
    )

    assert "It is long." in found.details
