from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from telegram.constants import MessageEntityType, MessageLimit

from feedbot.channels import telegram
from feedbot.channels.telegram import TEXT_LIMIT, TelegramSection, asleep, clickable, compose, draw, pace
from feedbot.model import Attribution, Claim, Entity, Entry, Origin, Part, Secret, Telegram
from tests import make

REACH = Telegram(token=Secret("1:a"))


def options(**fields: Any) -> TelegramSection:
    """A section as the config gives it."""
    return TelegramSection.model_validate({"name": "news", "kind": "telegram", **fields})


def channel(**fields: Any) -> Any:
    """A Telegram channel that is awake."""
    return make.channel("news", kind="telegram", options=options(chat=-100), **fields)


def claim(**fields: Any) -> Claim:
    """A claim of an entry with these fields."""
    return make.claim(piece=make.piece(1, **fields))


def part(**fields: Any) -> Part:
    """The one part of the message for an entry with these fields."""
    return compose(channel(), claim(**fields), "-100").parts[0]


def spanned(part: Part, type: str) -> list[str]:
    """The texts under the entities of a type."""
    raw = part.text.encode("utf-16-le")
    return [
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in part.entities
        if entity.type == type
    ]


def names(*names: str) -> tuple[Attribution, ...]:
    """Attribution to these names."""
    return tuple(Attribution(name=name) for name in names)


def test_a_message_has_title_summary_and_who_told_it() -> None:
    """The title is bold and links to the article; the last line names who told the news, and the source."""
    told = (*names("Bloomberg", "Reuters"), Attribution(name="Central Agency", alias="KCNA", via=True))

    made = part(title="Bridge opens 🚀", summary="It is long. It is wide.", attribution=told)

    assert "Bridge opens 🚀\n\nIt is long. It is wide.\n\nBloomberg, Reuters, KCNA · Sample" == made.text
    assert {
        Entity(type="bold", offset=0, length=15),
        Entity(type="text_link", offset=0, length=15, url="https://example.org/1"),
        Entity(type="italic", offset=42, length=33),
    } == set(made.entities)
    assert "https://example.org/1" == made.link
    assert ["Bloomberg, Reuters, KCNA · Sample"] == spanned(made, "italic")


def test_a_message_goes_where_and_how_the_channel_says() -> None:
    """Chat, silence and preview are the channel's; the subject is the delivery's."""
    message = compose(channel(silent=True, preview=False), claim(), "@elsewhere")

    assert "news" == message.channel
    assert ("https://example.org/1",) == message.subjects
    assert "@elsewhere" == message.parts[0].chat
    assert message.parts[0].silent
    assert not message.parts[0].preview


@pytest.mark.parametrize(
    ("messages", "shown", "edits"), [((), None, None), ((7, 8), "old", 7), ((7,), None, None), ((), "old", None)]
)
def test_what_stands_there_is_edited(messages: tuple[int, ...], shown: str | None, edits: int | None) -> None:
    """A delivery that was shown once gives an edit of its first message, any other a new message."""
    held = make.claim(delivery=make.delivery(messages=messages, shown=shown))

    assert edits == compose(channel(), held, "-100").parts[0].edits


def test_nothing_is_composed_of_what_was_withdrawn() -> None:
    """A claim without a piece is a fault of the caller."""
    with pytest.raises(ValueError, match="was withdrawn"):
        compose(channel(), make.claim(piece=None), "-100")


@pytest.mark.parametrize("summary", ["", "  ", "A title", "a  TITLE", "\u200b"])
def test_a_summary_that_says_nothing_new_is_left_out(summary: str) -> None:
    """An empty summary, and one that repeats the title, leave no gap."""
    assert "A title\n\nSample" == part(title="A title", summary=summary).text


@pytest.mark.parametrize(
    "title",
    ["", " \n ", "\u200b\u200f", "\u202e\u2066", "\u2800", "\u3164\ufeff", "\ufffc", "\u0301", "\x00", "\ud83d"],
)
def test_a_title_that_shows_nothing_gives_way_to_the_source(title: str) -> None:
    """Telegram calls a text of blanks and zero-width characters empty."""
    made = part(title=title, summary="News.")

    assert "Sample\n\nNews." == made.text
    assert ["Sample"] == spanned(made, "text_link")


def test_an_entry_that_shows_nothing_at_all_is_still_a_message() -> None:
    """A message is never empty, so that Telegram takes it and its link can be followed."""
    made = part(title="", summary="\u200b", origin=Origin(id="urn:x", title="\u200b"))

    assert "…" == made.text
    assert ["…"] == spanned(made, "text_link")


def test_a_source_that_is_also_the_teller_is_named_once() -> None:
    """Names are compared without regard to case, and none is shown twice or empty."""
    told = names("sample", "Reuters", "REUTERS", "\u200b", "KCNA")

    assert part(title="T", summary="", attribution=told).text.endswith("\n\nReuters, KCNA · Sample")


def test_many_and_long_names_leave_room() -> None:
    """Ten names at most, each cut, so that the line does not push out the summary."""
    made = part(summary="One sentence.", attribution=names(*(f"{number} {'n' * 500}" for number in range(200))))

    assert 10 == made.text.count("…")
    assert "One sentence." in made.text


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost:8080/a",
        "https://intranet/a",
        "http://[::1]/a",
        "https://exa$mple.org/",
        "https://.example.org/",
    ],
)
def test_an_address_that_telegram_would_not_link_stands_as_text(link: str) -> None:
    """Telegram drops a link whose host has no dot without a word; its readers can still copy it."""
    made = part(title="T", summary="S", link=link)

    assert f"T\n\nS\n\n{link}\nSample" == made.text
    assert ["T"] == spanned(made, "bold")
    assert [] == spanned(made, "text_link")
    assert made.link is None


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "javascript:alert(1)",
        "/a/b",
        "ftp://example.org/",
        "tg://resolve?domain=x",
        "https://",
        "https://a@example.org/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://example.org/\u202e",
        "https://example.org/\ud83d",
        "https://[example.org/",
        "https://example.org/" + "a" * 3000,
    ],
)
def test_an_address_that_nobody_should_follow_is_left_out(link: str | None) -> None:
    """What is no http address, hides its host, or has no end is neither linked nor shown."""
    made = part(title="T", summary="S", link=link)

    assert "T\n\nS\n\nSample" == made.text
    assert [] == spanned(made, "text_link")


@pytest.mark.parametrize(
    "link",
    ["https://example.org", "http://пример.укр/шлях?x=1#y", "https://a-b.example.org:8443/", "http://192.0.2.1/"],
)
def test_a_common_address_is_clickable(link: str) -> None:
    """Any http address with a dot in its host is."""
    assert clickable(link)


def test_a_text_too_long_is_cut_in_its_summary() -> None:
    """Title, tellers and source stay whole; the summary gives what is too much."""
    made = part(title="A title", summary="A sentence of words. " * 1000, attribution=names("Reuters"))

    assert len(made.text) <= TEXT_LIMIT
    assert len(made.text) > 3500
    assert made.text.startswith("A title\n\nA sentence of words. ")
    assert made.text.endswith("\n\nReuters · Sample")


def test_a_title_without_end_is_cut() -> None:
    """A title of 10,000 characters leaves room for a summary and keeps its link."""
    made = part(title="word " * 2000, summary="One sentence.")

    assert 600 >= len(spanned(made, "text_link")[0])
    assert spanned(made, "text_link")[0].endswith("…")
    assert "One sentence." in made.text


def test_letters_are_composed_and_blanks_folded() -> None:
    """Telegram drops a combining ring; marks that turn the direction, controls and half characters go before."""
    made = part(title="A\u030a\u202e b\x00c\ud83dd \u2028 e", summary="")

    assert "Å b cd e" == made.text.partition("\n")[0]


def test_our_limits_are_those_of_the_library() -> None:
    """The length of a text and the names of entities are Telegram's."""
    assert MessageLimit.MAX_TEXT_LENGTH == TEXT_LIMIT
    assert {entity.type for entity in part().entities} <= set(MessageEntityType)


hostile = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zs", "So"]), max_size=60),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=12), st.integers(1, 3000)),
)
links = st.one_of(
    st.none(),
    hostile,
    st.builds(
        lambda scheme, host, path: f"{scheme}://{host}/{path}",
        st.sampled_from(["http", "https", "HTTP", "javascript", "ftp"]),
        st.sampled_from(["example.org", "localhost", "пример.укр", "a..b", "[::1]", "x@y.org", ""]),
        hostile,
    ),
)


@example(
    title="🚀" * 5000,
    summary="🚀" * 9000,
    link="https://example.org/",
    told=["🚀" * 300] * 20,
    source="🚀" * 300,
    also=[(f"{n}" + "🚀" * 300, "https://example.org/2") for n in range(7)],
)
@example(title="", summary="", link=None, told=[], source="", also=[])
@given(
    title=hostile,
    summary=hostile,
    link=links,
    told=st.lists(hostile, max_size=12),
    source=st.one_of(hostile, st.just("S")),
    also=st.lists(st.tuples(hostile, links), max_size=8),
)
def test_any_entry_gives_a_message_that_telegram_takes(
    title: str, summary: str, link: str | None, told: list[str], source: str, also: list[tuple[str, str | None]]
) -> None:
    """In the limits and in UTF-8, never empty; entities in bounds and on whole characters; links that stay."""
    drawn = draw(
        make.entry(
            title=title, summary=summary, link=link, attribution=names(*told), origin=Origin(id="urn:x", title=source)
        ),
        [make.entry(n, link=where, origin=Origin(id="urn:y", title=name)) for n, (name, where) in enumerate(also, 2)],
        language="ru",
    )

    raw = drawn.text.encode("utf-16-le")
    assert 1 <= len(raw) // 2 <= TEXT_LIMIT
    assert drawn.text == drawn.text.strip()
    assert drawn.text.isprintable() or {"\n"} >= {letter for letter in drawn.text if letter < " "}
    assert len(drawn.spans) <= 8
    for span in drawn.spans:
        assert 0 <= span.offset < span.offset + span.length <= len(raw) // 2
        under = raw[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")
        assert under == under.strip()
        if span.type == "text_link":
            assert span.url in {link, *(where for _, where in also)}
            assert "." in (urlsplit(span.url or "").hostname or "")
    assert sum(len((span.url or "").encode()) for span in drawn.spans) <= 8000


def other(number: int, name: str, **fields: Any) -> Entry:
    """An article of another source."""
    return make.entry(number, origin=Origin(id="urn:y", title=name), **fields)


def test_other_sources_of_a_story_are_named_and_linked() -> None:
    """Below stands who tells the story too, each source once, and not the one that leads."""
    drawn = draw(make.entry(1), [other(2, "North"), other(3, "Sample"), other(4, "North"), other(5, "South")])

    assert "Also: North, South" == drawn.text.splitlines()[-1]
    assert ["https://example.org/2", "https://example.org/5"] == [span.url for span in drawn.spans][-2:]


@pytest.mark.parametrize(("language", "last"), [("ru-RU", "ещё 2"), ("uk", "ще 2"), ("de", "2 more"), (None, "2 more")])
def test_more_than_five_sources_are_counted(language: str | None, last: str) -> None:
    """Five sources are named, the rest is a number, in the words of the channel's language."""
    drawn = draw(make.entry(1), [other(number, f"S{number}") for number in range(2, 9)], language=language)

    assert drawn.text.endswith(f"S2, S3, S4, S5, S6, {last}")


def test_addresses_that_would_be_too_long_together_are_left_out() -> None:
    """Telegram takes a bounded number of bytes of links: the names stay, the last of them without a link."""
    long = "https://example.org/" + "x" * 1900
    drawn = draw(make.entry(1), [other(number, f"S{number}", link=f"{long}{number}") for number in range(2, 7)])

    assert 3 == sum(span.url is not None and span.url.startswith(long) for span in drawn.spans)
    assert drawn.text.endswith("Also: S2, S3, S4, S5, S6")


# --- the section -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chat", ["", "@some_name", "-1001234567890", -1001234567890, 5])
def test_a_chat_is_a_number_or_a_name(chat: str | int) -> None:
    """As a number, as its digits, as a public name; or left to the environment."""
    assert chat == options(chat=chat).chat
    assert (str(chat) or None) == telegram.chat(make.channel(options=options(chat=chat)), REACH)


@pytest.mark.parametrize("chat", ["name", "https://t.me/name", "@", "@1name", "12 34", True, None, 10**30])
def test_anything_else_is_no_chat(chat: object) -> None:
    """A link or a bare name is a fault of the config, with a sentence that says what is one."""
    with pytest.raises(ValidationError):
        options(chat=chat)


def test_a_chat_from_the_environment_may_have_blanks_around_it() -> None:
    """What was pasted is taken as meant."""
    assert "-100" == options(chat=" -100\n").chat


@pytest.mark.parametrize("topic", [0, -1, "1"])
def test_a_topic_is_a_positive_number(topic: object) -> None:
    """Telegram numbers topics from 1."""
    with pytest.raises(ValidationError):
        options(chat=-100, topic=topic)


def test_a_channel_without_token_or_chat_sleeps() -> None:
    """The reason says which variable wakes it."""
    assert "FEEDBOT_TELEGRAM_TOKEN" in (asleep(options(chat=-100), Telegram()) or "")
    assert "FEEDBOT_TELEGRAM_CHAT" in (asleep(options(), REACH) or "")
    assert asleep(options(chat=-100), REACH) is None


def test_a_channel_of_another_kind_has_no_telegram_options() -> None:
    """Mixing kinds up is a fault of ours."""
    with pytest.raises(TypeError, match="no options of kind telegram"):
        telegram.section(make.channel())


@pytest.mark.parametrize("chat", ["-100", "@some_name"])
def test_a_group_or_channel_gets_twenty_a_minute(chat: str) -> None:
    """One a second, and 20 within a little more than a minute."""
    speed = pace(chat)

    assert timedelta(seconds=1) <= speed.gap <= timedelta(seconds=1.2)
    assert 20 == speed.most
    assert timedelta(seconds=60) < speed.window


def test_a_person_gets_one_a_second() -> None:
    """No limit a minute holds for a private chat."""
    assert 0 == pace("5").most
    assert timedelta(seconds=1) <= pace("5").gap
