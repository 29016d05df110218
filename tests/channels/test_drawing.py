from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.channels.drawing import buttons, clickable, draw, markup, story_tag, struck
from feedbot.channels.templates import PRESETS
from feedbot.model import Button, Category, Link, Origin, Person
from feedbot.text.spans import Rich, Span, units
from tests import make
from tests.channels.drawn import HOSTILE, LIMIT, LINKS, channel, drawn, names, of, other, spanned, story

# --- presets and limits ----------------------------------------------------------------------------------------------

CONTENT = (
    "<p>The new bridge was opened on Saturday.</p><p>Source: Harbour News</p>"
    f"<p>It is two kilometres long. {'Ships pass below it. ' * 20}</p><p>It took three years.</p>"
    f"<h3>Background</h3><ul><li>The old one was closed. {'It was old. ' * 20}</li><li>A ferry went daily.</li></ul>"
)
ARTICLE: dict[str, Any] = {"title": "Bridge opens", "content": CONTENT, "attribution": names("Harbour News")}
TAIL = "Harbour News · Sample"


def test_the_preset_full_has_the_parts_of_an_article_in_their_places() -> None:
    """Title, lede, details; the background as a quotation under its heading; who told it."""
    made = drawn("full", **ARTICLE)

    parts = made.text.split("\n\n")
    assert ["Bridge opens", "The new bridge was opened on Saturday."] == parts[:2]
    assert parts[2].startswith("It is two kilometres long. ")
    assert ["It took three years.", TAIL] == [parts[3], parts[5]]
    assert [parts[4]] == spanned(made, "expandable_blockquote")
    assert parts[4].startswith("Background\n• The old one was closed. ")
    assert ["Bridge opens", "Background"] == spanned(made, "bold")
    assert [TAIL] == spanned(made, "italic")
    assert "Source:" not in made.text


def test_the_preset_full_of_a_feed_without_content() -> None:
    """Where there is no text, the summary stands for it; a story names who tells it too."""
    made = of(make.entry(1, content="", summary="In short."), [other(2, "North")], template="full")

    assert "Title 1\n\nIn short.\n\nSample\nAlso: North" == made.text


@pytest.mark.parametrize(
    ("title", "first", "there"),
    [
        ("Bridge opens", "Bridge Opens", False),
        ("Bridge opens", "BREAKING: Bridge opens", False),
        ("Bridge opens. Ships pass below it.", "KYIV, 13 Aug (AP) - Bridge opens.", False),
        ("Bridge opens", "BREAKING: Bridge opens after seven years", True),
        ("Bridge opens", "BREAKING: Two bridges open", True),
        ("Bridges open", "BRIDGE", True),
    ],
)
def test_a_lede_that_the_title_says_is_not_said_again(title: str, first: str, there: bool) -> None:  # noqa: FBT001 - a table
    """A title made from the text leaves out what stands before its first sentence; what says more is shown whole."""
    text = drawn("full", title=title, content=f"<p>{first}</p><p>It is long.</p>").text

    assert there == (first in text)
    assert [title, "It is long."] == [each for each in text.split("\n\n") if each in (title, "It is long.")]


def test_what_asks_for_readers_is_left_out() -> None:
    """A line that wants subscribers is in no message."""
    content = f"{CONTENT}<p>Sign up for our newsletter</p>"

    assert drawn("full", **ARTICLE) == drawn("full", **{**ARTICLE, "content": content})


def test_the_preset_headline_has_no_text() -> None:
    """Title and credits, on two lines."""
    assert f"Bridge opens\n{TAIL}" == drawn("headline", **ARTICLE).text


@pytest.mark.parametrize(
    ("link", "text"), [("https://example.org/1", "https://example.org/1"), ("http://intranet/1", "http://intranet/1")]
)
def test_the_preset_link_only_is_an_address(link: str, text: str) -> None:
    """The address alone, linked where Telegram links it; the title of what has none."""
    assert text == drawn("link-only", link=link).text
    assert "Bridge opens" == drawn("link-only", **ARTICLE, link=None).text


@pytest.mark.parametrize(
    ("limit", "background", "last"),
    [
        (800, True, "It was old. …"),
        (560, False, "It took three years. …"),
        (400, False, "Ships pass below it. …"),
        (150, False, "…"),
        (70, False, "The new bridge was opened on…"),
    ],
)
def test_the_background_gives_way_first(limit: int, background: bool, last: str) -> None:  # noqa: FBT001 - a table
    """Then the details, then the lede; what is cut is marked, and title, link and credits stay."""
    made = drawn("full", limit=limit, **ARTICLE)

    assert limit >= units(made.text)
    assert made.text.startswith("Bridge opens\n\nThe new bridge was")
    assert made.text.endswith(f"{last}\n\n{TAIL}")
    assert background == bool(spanned(made, "expandable_blockquote"))
    assert ["Bridge opens"] == spanned(made, "text_link")


def test_a_title_gives_way_at_last() -> None:
    """Where title and credits alone are too long, both are shortened, and the link stays."""
    made = drawn("headline", limit=200, title="word " * 100, attribution=names(*(f"Name {n} Long" for n in range(10))))

    assert 200 >= units(made.text)
    assert made.text.endswith("… · Sample")
    assert 1 == len(spanned(made, "text_link"))


def test_a_link_that_telegram_drops_is_text_in_the_content_too() -> None:
    """A link that hides a password, or leads nowhere, is none; its words stay."""
    html = '<p><a href="https://a:b@example.org/">one</a> <a href="https://example.org/2">two</a></p>'
    made = drawn("{{ content }}", content=html)

    assert "one two" == made.text
    assert ["two"] == spanned(made, "text_link")


def test_a_template_that_shows_nothing_gives_way_to_the_headline() -> None:
    """A message is never empty."""
    assert "Bridge opens\nSample" == drawn("{{ comments }}", title="Bridge opens").text


def test_a_template_with_flaws_gives_way_to_the_brief_one() -> None:
    """The config tells of it; nothing is lost meanwhile."""
    assert drawn("brief", **ARTICLE) == drawn("{{ titel }}", **ARTICLE)


def test_a_story_that_grew_says_so_first() -> None:
    """The first line tells why the story is told again, in the channel's language; the lead's source counts."""
    made = of(make.entry(1), [other(2, "North"), other(3, "South")], language="ru", jumped=True)

    assert made.text.startswith("Об этом сообщили уже 3 источника\n\nTitle 1\n\n")
    assert "Об этом сообщили уже 3 источника" == spanned(made, "italic")[0]


def test_a_template_may_speak_of_the_jump_itself() -> None:
    """Where it names the field, no line is added."""
    made = of(make.entry(1), template="{% if jumped %}Again: {% endif %}{{ title }}", jumped=True)

    assert "Again: Title 1" == made.text


def test_a_content_without_end_is_cut_and_marked() -> None:
    """Of a megabyte of markup, as much is read as a message may need."""
    made = drawn("{{ content }}", limit=LIMIT, content="<p>A lede.</p>" + '<p class="x"></p>' * 60_000 + "<p>End</p>")

    assert "A lede.\n\n…" == made.text


def test_a_rich_message_is_not_cut() -> None:
    """It is the filled template, as HTML."""
    html = markup(channel("full"), make.piece(1, **ARTICLE))

    assert html.startswith('<a href="https://example.org/1"><b>Bridge opens</b></a><br>')
    assert "<blockquote expandable>" in html
    assert "Ships pass below it. " * 20 in html


# --- withdrawn -------------------------------------------------------------------------------------------------------


def test_what_was_withdrawn_is_struck_through() -> None:
    """A note stands first; the rest is struck through, but code, and no strike reaches over an end of a quotation."""
    spans = (Span(type="blockquote", offset=4, length=3), Span(type="code", offset=8, length=4))
    made = struck(Rich(text="One two code end", spans=spans), language="ru")

    assert "Снято источником с публикации\n\nOne two code end" == made.text
    assert ["One", "two", "end"] == spanned(made, "strikethrough")
    assert ["two"] == spanned(made, "blockquote")
    assert list(made.spans) == sorted(made.spans, key=lambda span: (span.offset, -span.length))


def test_a_note_is_within_the_limit() -> None:
    """Note and text together are no longer than a message or a caption."""
    assert 1024 >= units(struck(Rich(text="word " * 500), limit=1024).text)
    assert 10 >= units(struck(Rich(text="word " * 500), limit=10).text)


# --- buttons ---------------------------------------------------------------------------------------------------------


def test_buttons_stand_in_two_rows() -> None:
    """What leads to the article is above what the bot is told; in the channel's language, in the order wanted."""
    replies = (Link(href="https://example.org/1/comments", rel="replies"),)
    rows = buttons(channel(language="uk"), make.piece(1, links=replies), ["follow", "copy", "read", "comments", "mute"])

    assert (
        (
            Button(text="Скопіювати посилання", copy="https://example.org/1"),
            Button(text="Читати", url="https://example.org/1"),
            Button(text="Коментарі", url="https://example.org/1/comments"),
        ),
        (
            Button(text="Стежити за історією", data=f"f:{story_tag('https://example.org/1')}"),
            Button(text="Вимкнути джерело", data=f"m:{story_tag('sample')}"),
        ),
    ) == rows


@pytest.mark.parametrize("link", [None, "http://intranet/", "javascript:alert(1)"])
def test_a_button_without_an_address_is_left_out(link: str | None) -> None:
    """Telegram refuses the whole message for one bad address."""
    replies = (Link(href="http://intranet/comments", rel="replies"),)

    assert () == buttons(channel(), make.piece(1, link=link, links=replies), ["read", "comments", "copy"])


def test_a_long_address_is_not_copied() -> None:
    """A button copies 256 characters at most (Bot API, CopyTextButton)."""
    link = "https://example.org/" + "x" * 237

    assert () == buttons(channel(), make.piece(1, link=link), ["copy"])
    assert 1 == len(buttons(channel(), make.piece(1, link=link[:-1]), ["copy"]))


@given(st.text(max_size=300))
def test_a_tag_is_short(id: str) -> None:
    """Whatever the id, what a button tells the bot has at most 64 bytes."""
    assert 16 == len(story_tag(id))
    assert int(story_tag(id), 16) >= 0


# --- anything --------------------------------------------------------------------------------------------------------

TEMPLATES = (
    *PRESETS,
    "{{ content }}",
    "{{ title }}: {{ summary }}\n{{ background }}{{ details }}{{ content }}",
    "<pre>{{ title }}</pre><blockquote>{{ summary }}</blockquote>{{ hashtags }} {{ author }} {{ sources }}",
    "{{ details|cut(200) }}<i>{{ lede|upper }}</i>",
    "{% for x in also %}<a href='{{ x.link }}'>{{ x.title }}</a>{% endfor %}",
)
BLOCKS = st.sampled_from(
    [
        *("<p>A lede of some words.</p>", "<p>Source: Reuters</p>", "<h3>Background</h3>", "<ul><li>One</li></ul>"),
        *("<p>Детали: " + "Слово за словом. " * 60 + "</p>", "<pre>a\n  b</pre>", "<p>🚀" + "🚀" * 900 + "</p>"),
        *("<blockquote><p>Quoted.</p></blockquote>", "<p>Предыстория: " + "Было давно. " * 90 + "</p>", "<p>&amp;</p>"),
        *('<p><b><a href="https://example.org/x">link</a> bold</b></p>', "<table><tr><td>1</td></tr></table>", "x"),
    ]
)


@settings(max_examples=40)
@given(
    template=st.sampled_from(TEMPLATES),
    limit=st.sampled_from([1, 2, 30, 200, 1024, 4096]),
    title=HOSTILE,
    summary=HOSTILE,
    content=st.lists(BLOCKS, max_size=8).map("".join),
    link=LINKS,
    also=st.lists(st.tuples(HOSTILE, LINKS), max_size=3),
    jumped=st.booleans(),
)
def test_any_entry_fits_any_template(
    template: str,
    limit: int,
    title: str,
    summary: str,
    content: str,
    link: str | None,
    also: list[tuple[str, str | None]],
    jumped: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    """Never over the limit, never empty; spans in bounds, on whole characters, with words under them, and in order."""
    lead = make.entry(
        1,
        title=title,
        summary=summary,
        content=content,
        link=link,
        authors=(Person(name=title[:50]),),
        categories=(Category(term=summary[:50]),),
    )
    rest = [make.entry(n, link=where, origin=Origin(id="urn:y", title=name)) for n, (name, where) in enumerate(also, 2)]
    made = draw(channel(template), story(lead, *rest), limit=limit, jumped=jumped)

    for each in (made, struck(made, limit=limit)):
        raw = each.text.encode("utf-16-le")
        assert 1 <= len(raw) // 2 <= limit
        assert each.text == each.text.strip()
        assert list(each.spans) == sorted(each.spans, key=lambda span: (span.offset, -span.length))
        for span in each.spans:
            assert 0 <= span.offset < span.end <= len(raw) // 2
            assert raw[2 * span.offset : 2 * span.end].decode("utf-16-le").strip()
            assert not span.url or clickable(span.url)
