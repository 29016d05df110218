from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Attribution, Category, Entry, Episode, Find, Item, Limits, Link, Origin, Person, Source
from feedbot.rules import identity
from feedbot.rules.normalise import Given, compared_since, every, made_up, normalise, provenance, remarks
from tests import make
from tests.make import NOW


def find(source: Source | None = None, **fields: object) -> Find:
    """What an item becomes."""
    return normalise(make.item(**fields), "key", source or make.source(), make.ORIGIN, NOW)


def entry(source: Source | None = None, **fields: object) -> Entry:
    """The entry an item becomes."""
    return find(source, **fields).entry


def test_a_clean_item_keeps_what_it_says() -> None:
    """Id, link, title, text and date of a clean item come out as they went in."""
    clean = entry()

    assert ("https://example.org/1", "https://example.org/1", "A title") == (clean.id, clean.link, clean.title)
    assert "<p>A body of one sentence.</p>" == clean.content
    assert "A body of one sentence." == clean.summary
    assert datetime(2026, 3, 14, 10, 0, tzinfo=UTC) == clean.published == clean.updated


def test_a_title_is_plain_text_on_one_line() -> None:
    """Markup, control characters and line breaks never reach a title."""
    assert "A & B" == entry(title="<b>A</b>\n&amp;\x00 B", title_is_html=True).title
    assert "1 < 2" == entry(title="1 <\t2").title


def test_a_title_is_bounded() -> None:
    """A title is cut at the source's limit, and the operator is told."""
    short = make.source(limits=Limits(title=20))
    long = make.item(title="<b>A title</b> that goes on and on", title_is_html=True)
    cut = normalise(long, "key", short, make.ORIGIN, NOW)

    assert 1_000 == len(entry(title="x" * 5_000).title)
    assert "A title that goes on" == cut.entry.title
    assert ('"A title that goes on": its title of 27 characters was cut to 20 (limits.title)',) == remarks(
        long, cut, short, NOW
    )


def test_a_date_that_is_not_believed_is_told() -> None:
    """The operator reads which date of which item is not believed, and why; a date that is believed is no news."""
    ahead = make.item(published=None, updated="2026-03-20T00:00:00Z")
    strange = make.item(published="one fine day")
    for item, said in (
        (ahead, '"2026-03-20T00:00:00Z" is no date to go by (it lies ahead)'),
        (strange, '"one fine day" is no date to go by (it cannot be read)'),
    ):
        found = normalise(item, "key", make.source(), make.ORIGIN, NOW)
        assert (f'"A title": {said}; the moment it was first seen counts',) == remarks(item, found, make.source(), NOW)
    assert () == remarks(make.item(), find(), make.source(), NOW)
    assert () == remarks(make.item(published=None), find(published=None), make.source(), NOW)


def test_a_missing_title_is_made_of_what_there_is() -> None:
    """Without a title the beginning of the text, else the link, else the source names the entry."""
    assert "A body of one sentence." == entry(title=None).title
    assert "https://example.org/1" == entry(title=None, html=None).title
    assert "sample" == entry(title=" ", html=None, link=None).title
    assert "My source" == entry(make.source(title="My source"), title=None, html=None, link=None).title


def test_scripts_and_controls_never_reach_the_content() -> None:
    """Content is sanitised, and its links are absolute."""
    content = entry(html='<p onclick="x()">a\x00<script>alert(1)</script><a href="/2">b</a></p>').content

    assert "script" not in content
    assert "onclick" not in content
    assert "\x00" not in content
    assert "https://example.org/2" in content


def test_plain_text_becomes_paragraphs() -> None:
    """A body without markup is escaped and cut into paragraphs."""
    assert "<p>1 &lt; 2</p>" in entry(html=None, text="1 < 2\n\nMore").content


def test_a_summary_alone_is_the_content() -> None:
    """A feed that gives only a summary still gives an entry with content."""
    assert "Only this." in entry(html=None, summary="<p>Only this.</p>").content


def test_the_lede_is_the_summary() -> None:
    """Where the article names its lede, the summary is made of that."""
    assert "The lede." == entry(lede="The lede.", html="<p>Something else.</p>").summary


def test_dates_without_a_zone_are_in_the_sources() -> None:
    """The source's zone is that of dates that name none."""
    assert (
        datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
        == entry(make.source(timezone="Europe/Kyiv"), published="2026-03-14 10:00").published
    )


def test_a_date_in_the_future_becomes_now() -> None:
    """Nothing is published in the future, and such a date is not trusted."""
    future = find(published="2026-03-20T00:00:00Z")

    assert NOW == future.entry.published
    assert not future.dated


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((0, 0, 0), True),
        ((55, 55, 54.5), True),
        ((-4, -4, -4), True),
        ((0, 0), False),
        ((0, 0, 2), False),
        ((61, 61, 61), False),
        ((-6, -6, -6), False),
    ],
)
def test_dates_of_the_visit_are_made_up(minutes: tuple[float, ...], expected: bool) -> None:  # noqa: FBT001 - a case
    """Three items or more that all bear one moment of the last hour are dated by who hands them out."""
    assert expected == made_up([NOW - make.minutes(each) for each in minutes], NOW)


def test_a_date_ahead_is_not_the_last_word() -> None:
    """Where the date of publication lies ahead, that of the last change counts if it can be believed."""
    known = find(published="2026-03-20T00:00:00Z", updated="2026-03-14T09:00:00Z")

    assert datetime(2026, 3, 14, 9, 0, tzinfo=UTC) == known.entry.published
    assert known.dated
    assert NOW == entry(published="2026-03-20T00:00:00Z", modified=NOW - timedelta(hours=5)).published


def test_a_missing_date_is_guessed_and_marked() -> None:
    """Without a date the medium's time counts, else the moment of the visit."""
    guessed = find(published=None, modified=NOW - timedelta(hours=5))

    assert NOW - timedelta(hours=5) == guessed.entry.published
    assert not guessed.dated
    assert NOW == entry(published="soon").published


def test_updated_is_never_before_published() -> None:
    """An `updated` that lies before `published` is not believed."""
    early = entry(updated="2026-03-01T00:00:00Z")

    assert early.published == early.updated
    assert datetime(2026, 3, 14, 11, 0, tzinfo=UTC) == entry(updated="2026-03-14T11:00:00Z").updated


def test_updated_alone_is_a_date() -> None:
    """An item that only says when it was updated was published then."""
    assert datetime(2026, 3, 14, 9, 0, tzinfo=UTC) == entry(published=None, updated="2026-03-14T09:00:00Z").published


@pytest.mark.parametrize(("said", "expected"), [("uk_UA", "uk-UA"), ("ru", "ru"), ("<b>", None), (None, None)])
def test_only_language_tags_are_languages(said: str | None, expected: str | None) -> None:
    """What is not a language tag of BCP 47 is left out."""
    assert expected == entry(language=said, title="1", html="<p>2</p>").language


def test_the_source_lends_its_language_and_categories() -> None:
    """What the config says of a source is said of its entries, where they say nothing."""
    source = make.source(language="uk", categories=("news",))
    lent = entry(source, categories=(Category(term=" War "),), title="1", html="<p>2</p>")

    assert "uk" == lent.language
    assert ["War", "news"] == [category.term for category in lent.categories]


def test_people_need_a_name() -> None:
    """An author without a name is called by the address; one without both is left out; none comes twice."""
    people = entry(
        authors=(
            Person(name="A", email="not an address"),
            Person(name="A"),
            Person(name="", email="b@example.org"),
            Person(name=" "),
        )
    ).authors

    assert [("A", None), ("b@example.org", "b@example.org")] == [(person.name, person.email) for person in people]


def test_attribution_is_clean() -> None:
    """Names of an attribution are plain text; empty ones and repetitions go."""
    names = (Attribution(name=" Reuters\n", alias=""), Attribution(name="Reuters"), Attribution(name=""))

    assert (Attribution(name="Reuters"),) == entry(attribution=names).attribution


def test_links_are_absolute_and_typed() -> None:
    """Enclosures keep address, type and length where they make sense; strange relations go."""
    links = entry(
        links=(
            Link(href="/a.mp3", type="Audio/MPEG", length=5),
            Link(href="/a.mp3"),
            Link(href="/b.jpg", type="not a type", length=-1, title=" t "),
            Link(href="javascript:x"),
            Link(href="/c", rel="stylesheet"),
        )
    ).links

    assert [
        ("https://example.org/a.mp3", "audio/mpeg", 5, None),
        ("https://example.org/b.jpg", None, None, "t"),
    ] == [(link.href, link.type, link.length, link.title) for link in links]


def test_measures_of_media_are_bounded() -> None:
    """Widths, heights and durations that cannot be are not known, and two tellings of one medium are one link."""
    links = entry(
        links=(
            Link(href="/a.mp4", type="video/mp4", length=5, width=640, height=10**9, duration=-1),
            Link(href="/a.mp4", type="video/mpeg", length=6, width=1, height=480, duration=61),
            Link(href="/p.jpg", rel="preview", width=0, duration=10**12),
        )
    ).links

    assert (
        Link(href="https://example.org/a.mp4", type="video/mp4", length=5, width=640, height=480, duration=61),
        Link(href="https://example.org/p.jpg", rel="preview"),
    ) == links


def test_previews_are_few_and_push_nothing_out() -> None:
    """Of a thousand pictures ten are kept, and the media that come after them too."""
    pictures = (Link(href=f"/{number}.jpg", rel="preview") for number in range(1_000))
    media = (Link(href=f"/{number}.mp3") for number in range(1_000))
    relations = [link.rel for link in entry(links=(*pictures, *media)).links]

    assert ["enclosure"] * 50 + ["preview"] * 10 == relations


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        (
            Episode(duration=61, season=1, number=7, kind="full", explicit=True, image="/i.jpg"),
            Episode(duration=61, season=1, number=7, kind="full", explicit=True, image="https://example.org/i.jpg"),
        ),
        (Episode(duration=10**9, season=0, number=-1, kind="x", explicit=False), Episode(explicit=False)),
        (Episode(season=10**9, number=10**9, image="javascript:x"), None),
        (None, None),
    ],
)
def test_an_episode_is_bounded(said: Episode | None, believed: Episode | None) -> None:
    """What an episode cannot be is not known, and an episode of which nothing is known is none."""
    assert believed == entry(episode=said).episode


def test_the_same_item_gives_the_same_digest() -> None:
    """Normalising twice gives equal entries, so an unchanged item is never an update."""
    assert find() == find()


def test_the_origin_is_named_by_an_iri() -> None:
    """A source feed whose id is no IRI gets one of ours; the operator's title wins."""
    bad = Origin(id="not an iri", title="<b>T</b>", link="javascript:x")

    assert Origin(id="urn:feedbot:source:sample", title="T") == provenance(bad, make.source())
    assert "Mine" == provenance(make.ORIGIN, make.source(title="Mine")).title
    assert "sample" == provenance(Origin(id="https://example.org/", title=""), make.source()).title


ANY = st.none() | st.text(max_size=60)
WHOLE = st.none() | st.integers()


ANYTHING = st.builds(
    Item,
    id=ANY,
    path=ANY,
    link=ANY,
    title=ANY,
    title_is_html=st.booleans(),
    html=ANY,
    text=ANY,
    lede=ANY,
    summary=ANY,
    published=ANY,
    updated=ANY,
    language=ANY,
    base=ANY,
    authors=st.tuples(st.builds(Person, name=st.text(max_size=9), uri=ANY, email=ANY)),
    categories=st.tuples(st.builds(Category, term=st.text(max_size=9), scheme=ANY, label=ANY)),
    links=st.tuples(
        st.builds(Link, href=st.text(max_size=9), type=ANY, title=ANY, width=WHOLE, height=WHOLE, duration=WHOLE)
    ),
    episode=st.none() | st.builds(Episode, duration=WHOLE, season=WHOLE, number=WHOLE, kind=ANY, image=ANY),
)


@given(ANYTHING)
def test_whatever_a_source_says_gives_an_entry(item: Item) -> None:
    """Any item gives an entry that every format can carry."""
    found = normalise(item, "key", make.source(), make.ORIGIN, NOW).entry

    shown = "".join((found.id, found.title, found.summary, found.content, found.link or ""))
    assert found.title
    assert found.published <= found.updated <= NOW
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in shown)
    shown.encode()


@pytest.mark.parametrize("title", ["\u200b\u200d", "\u202e\u2066", "\u3164\u2800", "\u0301", "\ufeff \u00ad"])
def test_a_title_that_shows_nothing_is_none(title: str) -> None:
    """Joiners, marks of direction, fillers and blanks alone give way to the beginning of the text."""
    find = normalise(make.item(title=title, html="<p>The bridge was opened.</p>"), "k", make.source(), make.ORIGIN, NOW)

    assert "The bridge was opened." == find.entry.title


def test_the_digest_of_what_was_said_may_be_known() -> None:
    """A digest that the caller knows is taken as it is; else it is made of the item."""
    given, known = make.item(), "known before"

    assert known == normalise(given, "key", make.source(), make.ORIGIN, NOW, raw=known).raw
    assert identity.raw(given, make.source()) == find().raw


@given(st.lists(ANYTHING, max_size=4))
def test_items_at_once_give_what_each_gives_alone(items: list[Item]) -> None:
    """Whatever stands beside an item, it gives the same."""
    given_ = [Given(f"key{number}", item) for number, item in enumerate(items)]
    alone = [normalise(each.item, each.key, make.source(), make.ORIGIN, NOW) for each in given_]

    assert tuple(alone) == every(given_, make.source(), make.ORIGIN, NOW)


def test_stories_do_not_read_what_is_too_old() -> None:
    """What was published before a date can be found by its words, and has nothing that stories go by."""
    items = [make.item(published=(NOW - timedelta(days=days)).isoformat()) for days in (3, 9)]
    given_ = [Given(f"key{number}", item) for number, item in enumerate(items)]
    young, old = every(given_, make.source(), make.ORIGIN, NOW, since=NOW - timedelta(days=8))
    whole = normalise(items[1], "key1", make.source(), make.ORIGIN, NOW)

    assert young.signature is not None
    assert old.signature is None
    assert replace(whole, signature=None) == old


def test_a_first_visit_is_compared_as_far_back_as_stories_live() -> None:
    """Eight days back, and farther for as many of the newest entries as are sent."""
    moments = [NOW - timedelta(days=days) for days in (30, 10, 20, 1)]

    assert (
        NOW - timedelta(days=8)
        == compared_since(moments, make.source(), NOW)
        == compared_since([], make.source(deliver_first=3), NOW)
    )
    assert NOW - timedelta(days=8) == compared_since(moments, make.source(deliver_first=1), NOW)
    assert NOW - timedelta(days=20) == compared_since(moments, make.source(deliver_first=3), NOW)
