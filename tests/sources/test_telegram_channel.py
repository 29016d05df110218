import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedbot.errors import ParseError
from feedbot.model import Attribution, Category, Item, Limits, Link, Person, Reading, Source
from feedbot.net import open_web
from feedbot.rules import identity
from feedbot.sources import http, telegram_channel
from feedbot.sources.telegram_channel import TelegramChannel
from tests import make
from tests.sources.server import Reply, serve

LAYOUTS = Path(__file__).parent.parent / "data" / "pages" / "telegram"
PAGE = "https://t.me/s/Misto_News"


def section(channel: str, **said: Any) -> TelegramChannel:
    """The table of a channel."""
    return TelegramChannel.model_validate({"name": "c", "kind": "telegram_channel", "channel": channel, **said})


def source(**said: Any) -> Source:
    """A source of the kind."""
    return make.source(**{"kind": "telegram_channel", "url": PAGE, "options": section("Misto_News"), **said})


def parsed(body: str | bytes, **said: Any) -> Reading:
    """What a page gives."""
    body = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return telegram_channel.parse(make.document(body, url=PAGE), source(**said))


def saved(name: str) -> bytes:
    """A saved layout."""
    return (LAYOUTS / name).read_bytes()


def message(inside: str, number: int = 7) -> str:
    """A page with one message of this text."""
    return wrapped(f'<div class="tgme_widget_message_text js-message_text">{inside}</div>', number)


def wrapped(inside: str, number: int = 7) -> str:
    """A page with one message that holds this."""
    return f'<div class="tgme_widget_message" data-post="town/{number}">{inside}</div>'


def only(body: str, **said: Any) -> Item:
    """The one item of a page."""
    (item,) = parsed(body, **said).items
    return item


def strings(value: object) -> list[str]:
    """Every text in a value."""
    if is_dataclass(value) and not isinstance(value, type):
        return [text for each in fields(value) for text in strings(getattr(value, each.name))]
    if isinstance(value, tuple):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


# --- whole pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "channel-uk.html",
            [
                ("Misto_News/309", None, "2026-03-14T09:00:00+00:00"),
                ("Misto_News/308", "Уточнення: у липні", "2026-03-14T08:10:00+00:00"),
                ("Misto_News/306", "Набережна цвіте: дивіться самі", "2026-03-14T07:00:00+00:00"),
                ("Misto_News/302", "Троянди обрізають, коли бруньки прокинулися.", "2026-03-13T18:05:00+00:00"),
                ("Misto_News/301", "🚋 Трамвай на Осокорки запустять у червні", "2026-03-13T16:40:05+00:00"),
            ],
        ),
        (
            "media-ru.html",
            [
                ("dvor_sad/19", "Двести лип для набережной", "2026-03-10T15:00:00+00:00"),
                ("dvor_sad/18", None, "2026-03-10T14:00:00+00:00"),
                ("dvor_sad/17", None, "2026-03-10T13:00:00+00:00"),
                ("dvor_sad/16", None, "2026-03-10T12:00:00+00:00"),
                ("dvor_sad/14", "Смета и гимн.", "2026-03-10T11:00:00+00:00"),
                ("dvor_sad/13", None, "2026-03-10T10:00:00+00:00"),
                ("dvor_sad/12", "Субботник целиком", "2026-03-10T09:00:00+00:00"),
                ("dvor_sad/11", None, "2026-03-10T08:00:00+00:00"),
            ],
        ),
        ("empty-uk.html", []),
    ],
)
def test_layouts(name: str, rows: list[tuple[str, str | None, str]]) -> None:
    """Each saved preview gives just its messages, newest on top, without notices of the service."""
    items = parsed(saved(name)).items

    assert [(f"https://t.me/{link}", title, date) for link, title, date in rows] == [
        (item.link, item.title, item.published) for item in items
    ]
    assert [(item.link or "").lower() for item in items] == [item.id for item in items]


def test_the_text_of_a_message() -> None:
    """Links are as meant, lines and quotes are kept, spoilers stay hidden, emoji are text, no title twice."""
    item = parsed(saved("channel-uk.html")).items[-1]

    assert (
        '<p>Рейки вже лежать, лишилися <a href="https://news.example.org/a?x=1&amp;y=2">зупинки &amp; дроти</a>. '
        '<span class="tg-spoiler">Квиток буде дорожчий.</span><br>'
        "Далі буде.</p><blockquote>«Ми встигнемо», — каже депо.</blockquote><br>"
        '<a href="https://t.me/s/Misto_News?q=%23%D1%82%D1%80%D0%B0%D0%BC%D0%B2%D0%B0%D0%B9">#трамвай</a>'
    ) == item.html
    assert (Category(term="трамвай"),) == item.categories


def test_a_message_that_was_forwarded() -> None:
    """Whose message it was is told and linked, and who signed it is its author."""
    item = parsed(saved("channel-uk.html")).items[3]

    assert (Attribution(name="Сад і город"),) == item.attribution
    assert (Person(name="Марта Садова"),) == item.authors
    assert (
        Link(href="https://cdn1.example.net/file/rose.jpg", type="image/jpeg"),
        Link(href="https://t.me/sad_i_horod/77", rel="via", title="Сад і город"),
    ) == item.links


def test_an_album_is_one_item() -> None:
    """Photos and videos of an album are enclosures of one message, in its order."""
    item = parsed(saved("channel-uk.html")).items[2]

    assert (
        Link(href="https://cdn1.example.net/file/one.jpg", type="image/jpeg"),
        Link(href="https://cdn1.example.net/file/two.mp4?token=abc&x=1", type="video/mp4"),
        Link(href="https://cdn1.example.net/file/three.png", type="image/png"),
    ) == item.links
    assert "" == item.html


def test_an_answer_quotes() -> None:
    """What a message answers is quoted above it, and is not its title."""
    item = parsed(saved("channel-uk.html")).items[1]

    assert (
        '<blockquote><p><a href="https://t.me/Misto_News/301">Міські новини: Трамвай на Осокорки запустять</a></p>'
        "</blockquote>"
    ) == item.html


@pytest.mark.parametrize(
    ("number", "language", "lines"),
    [
        (18, "ru", ["показано только в Telegram"]),
        (18, "uk-UA", ["показано лише в Telegram"]),
        (18, None, ["shown in Telegram only"]),
        (17, None, ["location", "contact: Дворник"]),
        (16, "de", ["sticker"]),
        (14, "en", ["file: смета.pdf (1.2 MB)", "audio: Гимн двора (Хор соседей)"]),
        (13, "ru", ["голосовое сообщение (1:05)"]),
        (12, "uk", ["відео (12:29)"]),
        (11, "ru", ["фото"]),
    ],
)
def test_what_is_no_text_is_named(number: int, language: str | None, lines: list[str]) -> None:
    """Files, voices, stickers and the like are short lines in brackets, in the source's language."""
    items = {item.link: item for item in parsed(saved("media-ru.html"), language=language).items}

    assert lines == re.findall(r"<p>\[(.*?)\]</p>", items[f"https://t.me/dvor_sad/{number}"].html or "")


def test_a_poll_without_its_votes() -> None:
    """Of a poll the question and the choices are told."""
    assert "<p>[poll: Де ставити лавки? (У парку / На площі)]</p>" == parsed(saved("channel-uk.html")).items[0].html


def test_buttons_are_links() -> None:
    """The links below a message come after it; what leads nowhere is left out."""
    assert (parsed(saved("media-ru.html")).items[0].html or "").endswith(
        '<p><a href="https://news.example.org/lipy?b=1">Читать</a></p>'
    )
    assert "<p>b</p>" == only(message("A line<br><br>b") + "", language="en").html
    assert "" == only(wrapped('<a class="tgme_widget_message_inline_button" href="tg://x">Go</a>')).html


def test_what_changes_by_itself_changes_nothing() -> None:
    """Other numbers of views, reactions and votes, and the mark of an edit, give the same items."""
    body = saved("channel-uk.html").decode()
    later = body.replace("4.02K", "9.9M").replace("❤</b></i>41", "🔥</b></i>7").replace("61%", "12%")
    later = later.replace("1.2K", "8").replace("edited  ", "").replace("12.4K", "1")
    first, second = (parsed(each).items for each in (body, later))

    assert body != later
    assert [identity.raw(item, source()) for item in first] == [identity.raw(item, source()) for item in second]


def test_the_channel() -> None:
    """The channel is called by its title, and its address is that in Telegram."""
    origin = parsed(saved("media-ru.html")).origin

    assert ("Двор &amp; сад", "https://t.me/Misto_News") == (origin.title, origin.link)
    assert "A &amp; B" == parsed('<meta property="og:title" content="A &amp; B">' + message("x")).origin.title
    assert "" == parsed(message("x")).origin.title
    assert parsed(saved("media-ru.html")).decoded.startswith("utf-8: ")


# --- what is no preview ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (saved("private-en.html"), 'Telegram shows no preview of "Quiet garden" (812 subscribers): it is private'),
        (b"<div class=tgme_page_title>A bot</div>", 'Telegram shows no preview of "A bot": it is private'),
        (saved("unknown-en.html"), f"Telegram knows no channel at {PAGE}; correct channel"),
        (b"<h1>Another page</h1>", "not a Telegram preview"),
        (b"", "not a Telegram preview"),
        (b"<div>" * 100_000, "lie too deep"),
    ],
)
def test_a_page_without_a_preview(body: bytes, because: str) -> None:
    """A page that shows no messages is told from an empty channel, with what to do."""
    with pytest.raises(ParseError) as caught:
        parsed(body)

    assert because in str(caught.value)


def test_an_empty_channel() -> None:
    """A channel without messages is no fault."""
    reading = parsed(saved("empty-uk.html"))

    assert ((), ("the channel has no messages",)) == (reading.items, reading.notes)


def test_too_many_messages() -> None:
    """Of more messages than the limit the newest are read, and it is said."""
    reading = parsed("".join(message(f"text {n}", n) for n in range(5)), limits=Limits(items=2))

    assert ["text 4", "text 3"] == [item.title for item in reading.items]
    assert ("only the newest 2 of 5 messages are read (limits.items)",) == reading.notes


# --- one message -----------------------------------------------------------------------------------------------------

LONG = "A sentence that is so long that it can be no title, for it goes on and on, about this and that and more of it"


@pytest.mark.parametrize(
    ("text", "title", "html"),
    [
        ("One line", "One line", ""),
        ("One line<br/>Another", "One line", "<p>Another</p>"),
        ("<b>One <i>line</i></b><br/><br/>Another<br><br><br>Third", "One line", "<p>Another</p><p>Third</p>"),
        ("<b>One line<br/>Another</b>", "One line", "<p><b>Another</b></p>"),
        ("One. " + LONG, "One.", f"<p>{LONG}</p>"),
        (LONG + ".", None, f"<p>{LONG}.</p>"),
        ('See <a href="https://a.example/">this</a><br>b', "See this", '<p>See <a href="https://a.example/">this</a><br>b</p>'),
        ("<blockquote>Quoted</blockquote>Own", "Quoted", "<p>Own</p>"),
        ("1 &lt; 2<br>a &amp; b", "1 < 2", "<p>a &amp; b</p>"),
        ("<br><br>Late<br>b", "Late", "<p>b</p>"),
        ("<b></b><i><u></u>One</i> line<br>two", "One line", "<p>two</p>"),
        ("", None, ""),
        ("<br>", None, ""),
        ("<script>x</script>One<br><u onclick=x>two</u>", "One", "<p><u>two</u></p>"),
        ("https://a.example/", "https://a.example/", ""),
    ],
)  # fmt: skip
def test_title_and_body(text: str, title: str | None, html: str) -> None:
    """The first line, or its first sentence, is the title if it is short enough; the rest is the body."""
    item = only(message(text))

    assert (title, html) == (item.title, item.html)


@pytest.mark.parametrize(
    ("said", "title"), [("One line<br>b", "One line"), ("<p>One</p><p>line</p>", "One"), ("a" * 100, "a" * 100)]
)
def test_a_title_is_one_line(said: str, title: str) -> None:
    """A title ends with its line, and has up to 100 characters."""
    assert title == only(message(said)).title


@pytest.mark.parametrize(
    ("text", "terms"),
    [("a #one, (#two) #one", ["one", "two"]), ("a#b https://a.example/#c", []), ("#перший", ["перший"])],
)
def test_tags(text: str, terms: list[str]) -> None:
    """Tags are categories, each once; marks inside of words and addresses are none."""
    assert terms == [each.term for each in only(message(text)).categories]


@pytest.mark.parametrize(
    "body",
    [
        wrapped("x").replace("town/7", "town"),
        wrapped("x").replace("town/7", "../7"),
        wrapped("x").replace('message"', 'message service_message"'),
    ],
)
def test_what_is_no_message(body: str) -> None:
    """What has no number, and notices of the service, are left out."""
    assert () == parsed(body).items


def test_a_message_is_read_once() -> None:
    """A message that stands on the page twice is one item."""
    assert ["a"] == [item.title for item in parsed(message("a") + message("b")).items]


@pytest.mark.parametrize(
    ("inside", "links", "html"),
    [
        ('<a class="tgme_widget_message_photo_wrap"></a>', (), ""),
        ('<a class="tgme_widget_message_video_player"></a>', (), "<p>[video]</p>"),
        ('<a class="tgme_widget_message_voice_player"></a>', (), "<p>[voice message]</p>"),
        ('<a class="tgme_widget_message_reply"></a>', (), ""),
        ('<a class="tgme_widget_message_forwarded_from_name"></a>', (), ""),
        ('<div class="tgme_widget_message_invoice"></div>', (), "<p>[invoice]</p>"),
        (
            '<a class="tgme_widget_message_roundvideo_player"><video src="/v.mp4"></video></a>',
            (Link(href="https://t.me/v.mp4", type="video/mp4"),),
            "<p>[picture]</p>",
        ),
    ],
)
def test_parts_that_lack_what_they_should_have(inside: str, links: tuple[Link, ...], html: str) -> None:
    """Media without a file and quotes without a text do no harm."""
    item = only(wrapped(inside))

    assert (links, html) == (item.links, item.html)


# --- the config ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("town_news", "https://t.me/s/town_news"),
        ("@Town_News", "https://t.me/s/Town_News"),
        (" t.me/town_news ", "https://t.me/s/town_news"),
        ("t.me/s/town_news", "https://t.me/s/town_news"),
        ("https://t.me/town_news", "https://t.me/s/town_news"),
        ("https://www.t.me/s/town_news?before=3#x", "https://t.me/s/town_news"),
        ("HTTPS://T.me/town_news/12", "https://t.me/s/town_news"),
        ("https://telegram.me/town_news", "https://t.me/s/town_news"),
        ("https://town_news.t.me/", "https://t.me/s/town_news"),
        ("http://127.0.0.1:8081/s/town_news", "http://127.0.0.1:8081/s/town_news"),
    ],
)
def test_the_name_of_a_channel(said: str, place: str) -> None:
    """A channel is named by its name, by any of its addresses, or by the address of a mirror."""
    assert place == section(said).place
    assert place == section(section(said).channel).place


@pytest.mark.parametrize(
    "said", ["", "@", "a b", "ab", "-100123", "https://t.me/", "https://t.me/+AbCd", "t.me/joinchat/AbCd", "https://["]
)
def test_what_names_no_channel(said: str) -> None:
    """Invitations, numbers and what is no address are refused, with what to write."""
    with pytest.raises(ValidationError, match='is no public channel; write its name, such as "town_news"'):
        section(said)


def test_a_channel_has_no_url() -> None:
    """What names a channel is its name, and headers may be set as for any address."""
    with pytest.raises(ValidationError, match="url"):
        section("town_news", url="https://t.me/s/town_news")
    assert {"A": "b"} == section("town_news", headers={"A": "b"}).headers


async def test_a_channel_is_fetched() -> None:
    """The preview is fetched as any page, and read."""
    async with serve() as server, open_web(allow_private=("127.0.0.1",), version="1") as web:
        server.says("/s/town", Reply(body=saved("channel-uk.html")))
        options = section(f"{server.url}/s/town")
        there = source(url=options.place, options=options)
        visit = await http.fetch(there, make.cursor(), web, make.NOW)

        assert 5 == len(telegram_channel.parse(visit, there).items)  # type: ignore[arg-type]  # a document, or it fails


# --- properties ------------------------------------------------------------------------------------------------------


@given(st.text(max_size=40) | st.text(alphabet="@t.me/s+_ahttp:?#[", max_size=40))
def test_any_name(text: str) -> None:
    """Any text names a place on the web or nothing, and the name of a place is the same place."""
    place = telegram_channel.preview(text)

    assert place is None or place.startswith(("https://t.me/s/", "http"))
    assert place is None or place == telegram_channel.preview(place)


MARKS = ["<b>", "</b>", "<br>", "<a href=/x>", "</a>", "<blockquote>", "</blockquote>", "<i class=emoji>"]
PIECES = st.sampled_from(
    [
        *MARKS,
        "<a onclick=1 href='https://a.example/?a&amp;amp;b'>",
        *(
            "One. ",
            "two",
            " ",
            "#tag ",
            "&lt;",
            "&amp;",
            "<",
            "\x00",
            "\ud800",
            "</div>",
            "</i>",
            "<script>",
            "🛸",
            "ё́",
        ),
        *(
            f"<div class=tgme_widget_message_{name}>"
            for name in ["text", "reply", "poll", "photo_wrap", "video_player", "author"]
        ),
        "<div class='tgme_widget_message' data-post='town/8'>",
        "<time datetime=2026-03-14>",
        "<div class='tgme_widget_message_photo_wrap' style=\"background-image:url('//a.example/1.jpg')\">",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_soup(inside: str) -> None:
    """Whatever a message holds, its item has an id, no script, and says the same twice."""
    reading = parsed(message(inside))

    assert reading == parsed(message(inside))
    assert all(item.id and item.link for item in reading.items)
    assert not any("<script" in text for text in strings(reading))


@given(st.lists(st.sampled_from(["One", "two.", "Three", "<b>", "</b>", "<i>", "</i>", " ", "<br>"]), max_size=12))
def test_no_letter_is_lost(parts: list[str]) -> None:
    """Title and body together have every letter of a message, in its order."""
    item = only(message("".join(parts)))
    letters = re.sub(r"<[^>]*>|\s", "", "".join(parts))

    assert letters == re.sub(r"<[^>]*>|\s", "", f"{item.title or ''}{item.html}")


@pytest.mark.parametrize("unit", ["<b>", "<br>", "a ", "#a ", "<a href=/x>", "&amp;", "<i class=emoji>x</i>", "x. "])
def test_a_long_message_ends(unit: str) -> None:
    """A third of a megabyte of hostile message is read or refused; nothing in it is repeated without end."""
    try:
        item = only(message(unit * (300_000 // len(unit))))
    except ParseError as error:
        assert str(error)
    else:
        assert len(item.html or "") < 2**20
