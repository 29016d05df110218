"""What a digest looks like: its heading, groups and lines, its limits, and that nothing hostile gets through."""

import json
import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels import digests
from feedbot.model import Category, Channel, Entry, Origin, Piece, Quiet, Slot
from feedbot.text.spans import Rich, Span, units
from tests import make
from tests.make import NOW, hours

GATHER = "digest 2026-03-14T12:00"


def told(number: int = 1, *, by: str = "Leaf", **fields: Any) -> Entry:
    """An entry of a source."""
    return make.entry(number, origin=Origin(id=by, title=by), **fields)


def piece(number: int = 1, *others: str, withdrawn: bool = False, **fields: Any) -> Piece:
    """A piece, and who tells it besides."""
    lead = told(number, **fields)
    also = tuple(told(1000 * number + place, by=name) for place, name in enumerate(others))
    return Piece(
        id=lead.id,
        lead=lead,
        also=also,
        digest="d",
        published=lead.published,
        updated=lead.updated,
        withdrawn=withdrawn,
    )


def drawn(*pieces: Piece, gather: str = GATHER, now: datetime = NOW, **fields: Any) -> list[str]:
    """The texts of a digest's messages."""
    channel = make.channel(**{"language": "en", **fields})
    return [message.text for message in digests.draw(channel, pieces, gather=gather, now=now)]


def clipped(message: Rich, span: Span) -> str:
    """The text that a span is about."""
    coded = message.text.encode("utf-16-le")
    return coded[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")


def assert_takes(message: Rich) -> None:
    """A message is one that Telegram takes and a person can read."""
    assert 4096 >= units(message.text)
    assert 100 >= len(message.spans)
    entities = [{"type": span.type, "offset": span.offset, "length": span.length} for span in message.spans]
    entities = [{**each, "url": span.url} for each, span in zip(entities, message.spans, strict=True)]
    assert 9000 >= len(json.dumps(entities))
    assert message.text == message.text.strip()
    assert not re.search(r"\n{3}|[\r\t\v\f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", message.text)
    for span in message.spans:
        text = clipped(message, span)
        assert text
        assert text == text.strip()
        assert "\n" not in text


def test_a_digest_is_groups_of_lines() -> None:
    """What most sources tell comes first, the rest by source in the order of names, each oldest first."""
    one, two, three = piece(1, by="Wire"), piece(2, "Wire", by="Leaf"), piece(3, "Wire", "Ray", by="Leaf")

    assert [
        "News at 12:00 · 8 articles, 5 stories, 3 sources\n\n"
        "• 10:03 Title 3 — 3 sources: Leaf, Wire, Ray\n"
        "• 10:02 Title 2 — 2 sources: Leaf, Wire\n\n"
        "Leaf\n"
        "• 10:04 Title 4\n\n"
        "Wire\n"
        "• 10:01 Title 1\n"
        "• 10:05 Title 5"
    ] == drawn(one, two, three, piece(4, by="Leaf"), piece(5, by="Wire"))


def test_titles_lead_to_articles_and_names_are_bold() -> None:
    """The title is the link; the heading and the names of sources are bold, and nothing else is marked."""
    (message,) = digests.draw(make.channel(), [piece(1), piece(2, link=None)], gather=GATHER, now=NOW)

    assert [
        ("bold", "News at 12:00", None),
        ("bold", "Leaf", None),
        ("text_link", "Title 1", "https://example.org/1"),
    ] == [(span.type, clipped(message, span), span.url) for span in message.spans]


def test_what_was_withdrawn_is_struck_through() -> None:
    """Its line stays, so that nothing moves; the title is linked still."""
    (message,) = digests.draw(make.channel(), [piece(1, withdrawn=True)], gather=GATHER, now=NOW)

    assert ["bold", "bold", "text_link", "strikethrough"] == [span.type for span in message.spans]
    assert "Title 1" == clipped(message, message.spans[-1])


def test_nothing_is_said_of_nothing() -> None:
    """No pieces, no message."""
    assert () == digests.draw(make.channel(), [], gather=GATHER, now=NOW)
    assert ("", "") == digests.document(make.channel(), [], gather=GATHER, now=NOW)


NIGHT = Quiet(start=time(23), end=time(7))


@pytest.mark.parametrize(
    ("gather", "fields", "heading"),
    [
        ("digest 2026-03-14T08:00", {}, ("News at 08:00", "Главное к 08:00", "Головне на 08:00")),
        (
            "digest 2026-03-14T08:00",
            {"digest": (Slot(at=time(8), weekday=5),)},
            ("The week in news", "Главное за неделю", "Головне за тиждень"),
        ),
        (
            "digest 2026-03-14T08:00",
            {"digest": (Slot(at=time(8), weekday=5), Slot(at=time(8), weekday=2))},
            ("News at 08:00", "Главное к 08:00", "Головне на 08:00"),
        ),
        ("quiet 2026-03-14T07:00", {"quiet": NIGHT}, ("Overnight", "За ночь", "За ніч")),
        ("quiet 2026-10-25T03:30+0200", {"quiet": NIGHT}, ("Overnight", "За ночь", "За ніч")),
        (
            "quiet 2026-03-14T15:00",
            {"quiet": Quiet(start=time(13), end=time(15))},
            ("During the quiet hours", "За тихие часы", "За тихі години"),
        ),
        ("quiet 2026-03-14T06:00", {"quiet": Quiet(start=time(0), end=time(6))}, ("Overnight", "За ночь", "За ніч")),
        ("quiet 2026-03-14T07:00", {}, ("During the quiet hours", "За тихие часы", "За тихі години")),
        ("burst abc", {}, ("Earlier", "Ранее", "Раніше")),
        ("something", {}, ("News", "Новости", "Новини")),
        ("digest soon", {}, ("News", "Новости", "Новини")),
        ("", {}, ("News", "Новости", "Новини")),
    ],
)
def test_the_heading_says_what_it_is_a_digest_of(
    gather: str, fields: dict[str, Any], heading: tuple[str, str, str]
) -> None:
    """A time of day, a week, a night, other quiet hours, what came before; never more than is known."""
    for language, expected in zip(("en", "ru", "uk"), heading, strict=True):
        (text,) = drawn(piece(1), gather=gather, **{"language": language, **fields})
        assert expected == text.partition(" · ")[0]


@pytest.mark.parametrize(
    ("pieces", "counts"),
    [
        ([piece(1)], "1 новость"),
        ([piece(1), piece(2)], "2 новости"),
        ([piece(1), piece(2, by="Ray")], "2 новости, 2 источника"),
        ([piece(1, "Ray")], "2 новости, 1 сюжет, 2 источника"),
        ([piece(number) for number in range(1, 15)], "14 новостей"),
    ],
)
def test_counts_say_what_is_worth_saying(pieces: list[Piece], counts: str) -> None:
    """Stories are counted where they are fewer than articles, sources where there are several."""
    (text,) = drawn(*pieces, language="ru")

    assert counts == text.partition("\n")[0].partition(" · ")[2]


def test_a_source_is_one_however_it_is_written() -> None:
    """A story that a source tells twice has one source; a name in other letters is the same."""
    (text,) = drawn(piece(1, "LEAF", by="Leaf"), piece(2, by="leaf"))

    assert "News at 12:00 · 3 articles, 2 stories\n\nLeaf\n• 10:01 Title 1\n• 10:02 Title 2" == text


def test_of_many_sources_four_are_named() -> None:
    """The others are counted."""
    (text,) = drawn(piece(1, "B", "C", "D", "E", "F", by="A"))

    assert "• 10:01 Title 1 — 6 sources: A, B, C, D, 2 more" in text


def test_the_commonest_language_speaks() -> None:
    """A channel without a language speaks that of most of its entries; English if none is known."""
    pieces = [piece(1, language="uk"), piece(2, language="ru-RU"), piece(3, language="ru"), piece(4)]

    assert drawn(*pieces, language=None)[0].startswith("Главное")
    assert drawn(piece(1), language=None)[0].startswith("News")


def test_times_are_of_the_day_of_the_digest() -> None:
    """In the channel's zone; what is of another day has none; a digest that is sent late says the same."""
    pieces = [
        piece(1, published=datetime.fromisoformat("2026-03-13T21:59:00Z")),
        piece(2, published=datetime.fromisoformat("2026-03-13T22:01:00Z")),
    ]
    kyiv = drawn(*pieces, timezone="Europe/Kyiv")

    assert ["News at 12:00 · 2 articles\n\nLeaf\n• Title 1\n• 00:01 Title 2"] == kyiv
    assert kyiv == drawn(*pieces, timezone="Europe/Kyiv", now=NOW + hours(30))


def test_a_burst_is_of_the_day_of_its_newest() -> None:
    """Its name has no day. A date in the future, which is wrong, is none."""
    today, yesterday = piece(1), piece(2, published=NOW - hours(24))
    (text,) = drawn(yesterday, today, gather="burst x", now=NOW + hours(30))
    (odd,) = drawn(today, piece(3, published=NOW + hours(900)), gather="burst x")

    assert text.endswith("• Title 2\n• 10:01 Title 1")
    assert odd.endswith("• 10:01 Title 1\n• Title 3")


def test_long_digests_are_several_messages() -> None:
    """Each has its number, a source whose lines go on is named again, and no line is lost, cut or twice."""
    pieces = [piece(number, by=f"Source {number % 7}", title=f"{number}: {'word ' * 20}") for number in range(1, 201)]
    texts = drawn(*pieces)

    assert 5 < len(texts) < 9
    assert texts[0].startswith(f"News at 12:00 (1/{len(texts)}) · 200 articles, 7 sources\n\nSource 0\n• ")
    for number, text in enumerate(texts[1:], start=2):
        assert re.match(rf"News at 12:00 \({number}/{len(texts)}\)\n\nSource \d\n• ", text)
        assert re.search(r"\n• [^\n]*$", text)
    lines = [line for text in texts for line in text.splitlines() if line.startswith("•")]
    assert 200 == len(set(lines)) == len(lines)


def test_links_are_counted_as_they_travel() -> None:
    """Letters of an address that are six bytes in JSON count as six, so long ones make more messages."""
    pieces = [piece(number, link=f"https://example.org/{'ї' * 300}/{number}") for number in range(40)]
    messages = digests.draw(make.channel(), pieces, gather=GATHER, now=NOW)

    assert 10 == len(messages)
    for message in messages:
        assert_takes(message)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("\u200f\u202eevil\u2066 title\u2069", "\u200fevil title"),
        ("two\nlines\r\n\tand\x00more", "two lines and more"),
        ("\u200b\u200d\ufeff", "Body 1."),
        ("\u2800\u3164", "Body 1."),
        ("half \ud800 a letter", "half a letter"),
        ("", "Body 1."),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_hostile_titles_are_one_clean_line(title: str, shown: str) -> None:
    """No control, no turned direction, no half letter; the summary stands for a title that shows nothing."""
    assert [f"News at 12:00 · 1 article\n\nLeaf\n• 10:01 {shown}"] == drawn(piece(1, title=title))


def test_what_shows_nothing_at_all_still_has_a_line() -> None:
    """Without title, summary and name there are dots, and the source's name in the config."""
    (text,) = drawn(piece(1, title="\u200b", summary="", by="\u200b", link="ftp://example.org"))

    assert "News at 12:00 · 1 article\n\nsample\n• 10:01 …" == text


def test_endless_titles_are_cut() -> None:
    """150 units of a title, 60 of a name."""
    (text,) = drawn(piece(1, title="word " * 2000, by="name " * 2000))
    name, line = text.splitlines()[-2:]

    assert 60 >= units(name)
    assert 150 >= units(line.removeprefix("• 10:01 "))
    assert name.endswith("…")
    assert line.endswith("…")


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="\u200b\u202e\u2066\n\t😀é\u0301<&\ud83d a.", max_size=300),
    st.sampled_from(["x" * 10_000, "😀" * 5_000, "\u200b" * 10_000, "\u0301" * 10_000]),
)
LINKS = st.one_of(st.none(), HOSTILE, HOSTILE.map(lambda text: f"https://example.org/{text}"))


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    """Pieces with anything in them."""
    found = []
    for number in range(draw(st.integers(1, 12)) * draw(st.sampled_from([1, 1, 8]))):
        fields = {"title": draw(HOSTILE), "link": draw(LINKS), "by": draw(HOSTILE), "summary": draw(HOSTILE)}
        found.append(piece(number, *draw(st.lists(HOSTILE, max_size=2)), withdrawn=draw(st.booleans()), **fields))
    return found


@given(pieces())
def test_any_digest_can_be_sent(pieces: list[Piece]) -> None:
    """Whatever sources send, each message keeps every limit, and each piece has its line."""
    messages = digests.draw(make.channel(), pieces, gather=GATHER, now=NOW)

    for message in messages:
        assert_takes(message)
    assert len(pieces) <= sum(message.text.count("\n• ") for message in messages)


def test_a_document_has_all_in_one() -> None:
    """The plain text has addresses below titles; the HTML has links, in the language it says."""
    read = digests.document(make.channel(language="ru"), [piece(1, "Ray"), piece(2, link=None)], gather=GATHER, now=NOW)

    assert read == (
        "Главное к 12:00 · 3 новости, 2 сюжета, 2 источника\n\n"
        "• 10:01 Title 1 — 2 источника: Leaf, Ray\n"
        "  https://example.org/1\n\n"
        "Leaf\n"
        "• 10:02 Title 2\n",
        "<!DOCTYPE html>\n"
        '<html lang="ru">\n'
        '<head><meta charset="utf-8"><title>Главное к 12:00</title></head>\n'
        "<body>\n"
        "<h1>Главное к 12:00</h1>\n"
        "<p>3 новости, 2 сюжета, 2 источника</p>\n"
        "<ul>\n"
        '<li>10:01 <a href="https://example.org/1">Title 1</a> — 2 источника: Leaf, Ray</li>\n'
        "</ul>\n"
        "<h2>Leaf</h2>\n"
        "<ul>\n"
        "<li>10:02 Title 2</li>\n"
        "</ul>\n"
        "</body>\n"
        "</html>\n",
    )


def test_a_document_holds_no_markup_of_strangers() -> None:
    """What sources write is text, and an address that is not of the web is no link."""
    bad = piece(1, title='<script>alert("1")</script>', link='https://example.org/"><b>', by="<i>Leaf</i>")
    worse = piece(2, "</ul>", link="javascript:alert(1)", withdrawn=True, published=NOW - timedelta(days=9))
    _, html = digests.document(make.channel(), [bad, worse], gather=GATHER, now=NOW)

    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in html
    assert 'href="https://example.org/&quot;&gt;&lt;b&gt;"' in html
    assert "<h2>&lt;i&gt;Leaf&lt;/i&gt;</h2>" in html
    assert "<li><s>Title 2</s> — 2 sources: Leaf, &lt;/ul&gt;</li>" in html
    assert "javascript" not in html


def test_the_channel_is_not_asked_for_more() -> None:
    """A channel of any kind has digests: nothing but its language, zone and times is read."""
    bare = Channel(name="any", kind="webhook")

    assert digests.draw(bare, [piece(1)], gather=GATHER, now=NOW)


def alarm(number: int, *, code: str = "failing", over: bool = False, **fields: Any) -> Piece:
    """An alarm of our own."""
    content = "<p>It was so.</p>" if over else f"<p>500 from s{number}.</p>\n<p>Open s{number}.</p>"
    known = {"source": "feedbot", "title": f"s{number} is {code}", "content": content, "link": None, "by": "feedbot"}
    return piece(number, **{**known, "categories": (Category(term=code),), "published": NOW, **fields})


def test_gathered_alarms_say_what_to_do() -> None:
    """A line for each, by the channel's clock, with its remedy; what is over needs none."""
    told = drawn(
        alarm(1),
        alarm(2, code="late", link="https://example.org/"),
        alarm(3, over=True),
        gather="alarms x",
        timezone="Europe/Kyiv",
    )

    assert [
        "Alarms · 3\n\n• 14:00 s1 is failing — Open s1.\n• 14:00 s2 is late — Open s2.\n• 14:00 s3 is failing"
    ] == told


def test_a_flood_of_alarms_is_one_message() -> None:
    """The ten first, and how many more of which kind; in the channel's language."""
    long: dict[str, Any] = {"title": "t" * 300, "content": f"<p>x</p>\n<p>{'r' * 900}</p>"}
    flood = [alarm(number, **long) for number in range(480)] + [alarm(number, code="late") for number in range(20)]
    (told,) = drawn(*flood, gather="alarms x")
    (russian,) = drawn(*flood, gather="alarms x", language="ru")

    assert told.startswith("Alarms · 500\n\n• 12:00 ttt")
    assert told.endswith("\n• 490 more: failing 470, late 20 — See `feedbot sources` and the feed of health.")
    assert 13 == len(told.split("\n"))
    assert russian.startswith("Неполадки · 500")
