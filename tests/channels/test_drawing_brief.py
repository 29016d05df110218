from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.channels.drawing import clickable
from feedbot.model import Attribution, Origin
from feedbot.text.spans import Span
from tests import make
from tests.channels.drawn import HOSTILE, LIMIT, LINKS, drawn, names, of, other, spanned


def test_a_message_has_title_summary_and_who_told_it() -> None:
    """The title is bold and links to the article; the last line names who told the news, and the source."""
    told = (*names("Bloomberg", "Reuters"), Attribution(name="Central Agency", alias="KCNA", via=True))

    made = drawn(title="Bridge opens 🚀", summary="It is long. It is wide.", attribution=told)

    assert "Bridge opens 🚀\n\nIt is long. It is wide.\n\nBloomberg, Reuters, KCNA · Sample" == made.text
    assert {
        Span(type="bold", offset=0, length=15),
        Span(type="text_link", offset=0, length=15, url="https://example.org/1"),
        Span(type="italic", offset=42, length=33),
    } == set(made.spans)


@pytest.mark.parametrize("summary", ["", "  ", "A title", "a  TITLE", "\u200b"])
def test_a_summary_that_says_nothing_new_is_left_out(summary: str) -> None:
    """An empty summary, and one that repeats the title, leave no gap."""
    assert "A title\n\nSample" == drawn(title="A title", summary=summary).text


@pytest.mark.parametrize(
    "title",
    ["", " \n ", "\u200b\u200f", "\u202e\u2066", "\u2800", "\u3164\ufeff", "\ufffc", "\u0301", "\x00", "\ud83d"],
)
def test_a_title_that_shows_nothing_gives_way_to_the_source(title: str) -> None:
    """Telegram calls a text of blanks and zero-width characters empty."""
    made = drawn(title=title, summary="News.")

    assert "Sample\n\nNews." == made.text
    assert ["Sample"] == spanned(made, "text_link")


def test_an_entry_that_shows_nothing_at_all_is_still_a_message() -> None:
    """A message is never empty, so that Telegram takes it and its link can be followed."""
    made = drawn(title="", summary="\u200b", origin=Origin(id="urn:x", title="\u200b"))

    assert "…" == made.text
    assert ["…"] == spanned(made, "text_link")


def test_a_source_that_is_also_the_teller_is_named_once() -> None:
    """Names are compared without regard to case, and none is shown twice or empty."""
    told = names("sample", "Reuters", "REUTERS", "\u200b", "KCNA")

    assert drawn(title="T", summary="", attribution=told).text.endswith("\n\nReuters, KCNA · Sample")


def test_many_and_long_names_leave_room() -> None:
    """Ten names at most, each cut, so that the line does not push out the summary."""
    made = drawn(summary="One sentence.", attribution=names(*(f"{number} {'n' * 500}" for number in range(200))))

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
    made = drawn(title="T", summary="S", link=link)

    assert f"T\n\nS\n\n{link}\nSample" == made.text
    assert ["T"] == spanned(made, "bold")
    assert [] == spanned(made, "text_link")
    assert [] == spanned(made, "text_link")


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
    made = drawn(title="T", summary="S", link=link)

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
    made = drawn(title="A title", summary="A sentence of words. " * 1000, attribution=names("Reuters"))

    assert len(made.text) <= LIMIT
    assert len(made.text) > 3500
    assert made.text.startswith("A title\n\nA sentence of words. ")
    assert made.text.endswith("\n\nReuters · Sample")


def test_a_title_without_end_is_cut() -> None:
    """A title of 10,000 characters leaves room for a summary and keeps its link."""
    made = drawn(title="word " * 2000, summary="One sentence.")

    assert 600 >= len(spanned(made, "text_link")[0])
    assert spanned(made, "text_link")[0].endswith("…")
    assert "One sentence." in made.text


def test_letters_are_composed_and_blanks_folded() -> None:
    """Telegram drops a combining ring; marks that turn the direction, controls and half characters go before."""
    made = drawn(title="A\u030a\u202e b\x00c\ud83dd \u2028 e", summary="")

    assert "Å b cd e" == made.text.partition("\n")[0]


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
    title=HOSTILE,
    summary=HOSTILE,
    link=LINKS,
    told=st.lists(HOSTILE, max_size=12),
    source=st.one_of(HOSTILE, st.just("S")),
    also=st.lists(st.tuples(HOSTILE, LINKS), max_size=8),
)
def test_any_entry_gives_a_message_that_telegram_takes(
    title: str, summary: str, link: str | None, told: list[str], source: str, also: list[tuple[str, str | None]]
) -> None:
    """In the limits and in UTF-8, never empty; entities in bounds and on whole characters; links that stay."""
    made = of(
        make.entry(
            title=title, summary=summary, link=link, attribution=names(*told), origin=Origin(id="urn:x", title=source)
        ),
        [make.entry(n, link=where, origin=Origin(id="urn:y", title=name)) for n, (name, where) in enumerate(also, 2)],
        language="ru",
    )

    raw = made.text.encode("utf-16-le")
    assert 1 <= len(raw) // 2 <= LIMIT
    assert made.text == made.text.strip()
    assert made.text.isprintable() or {"\n"} >= {letter for letter in made.text if letter < " "}
    assert len(made.spans) <= 8
    for span in made.spans:
        assert 0 <= span.offset < span.offset + span.length <= len(raw) // 2
        under = raw[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")
        assert under == under.strip()
        if span.type == "text_link":
            assert span.url in {link, *(where for _, where in also)}
            assert "." in (urlsplit(span.url or "").hostname or "")
    assert sum(len((span.url or "").encode()) for span in made.spans) <= 8000


def test_other_sources_of_a_story_are_named_and_linked() -> None:
    """Below stands who tells the story too, each source once, and not the one that leads."""
    made = of(make.entry(1), [other(2, "North"), other(3, "Sample"), other(4, "North"), other(5, "South")])

    assert "Also: North, South" == made.text.splitlines()[-1]
    assert ["https://example.org/2", "https://example.org/5"] == [span.url for span in made.spans][-2:]


@pytest.mark.parametrize(("language", "last"), [("ru-RU", "ещё 2"), ("uk", "ще 2"), ("de", "2 more"), (None, "2 more")])
def test_more_than_five_sources_are_counted(language: str | None, last: str) -> None:
    """Five sources are named, the rest is a number, in the words of the channel's language."""
    made = of(make.entry(1), [other(number, f"S{number}") for number in range(2, 9)], language=language)

    assert made.text.endswith(f"S2, S3, S4, S5, S6, {last}")


def test_addresses_that_would_be_too_long_together_are_left_out() -> None:
    """Telegram takes a bounded number of bytes of links: the names stay, the last of them without a link."""
    long = "https://example.org/" + "x" * 1900
    made = of(make.entry(1), [other(number, f"S{number}", link=f"{long}{number}") for number in range(2, 7)])

    assert 3 == sum(span.url is not None and span.url.startswith(long) for span in made.spans)
    assert made.text.endswith("Also: S2, S3, S4, S5, S6")
