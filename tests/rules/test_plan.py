from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Batch, Carried, Config, Entry, Harvest, Known, Sighting
from feedbot.rules import identity
from feedbot.rules.plan import plan
from tests import make
from tests.make import NOW, hours

NOTHING = Known(sightings={}, entries={}, first=False)
FIRST = Known(sightings={}, entries={}, first=True)
CONFIG = make.config()


def after(batch: Batch) -> Known:
    """What the store holds once a batch is recorded."""
    return Known(
        sightings={each.key: each for each in batch.sightings},
        entries={each.id: each for each in (*batch.opened, *batch.changed)},
        first=False,
    )


def holding(entry: Entry, *keys: str) -> Known:
    """What the store holds of one entry that is seen under some keys."""
    seen = {key: Sighting(source="sample", key=key, entry=entry.id, raw="r", seen=NOW) for key in keys or (entry.key,)}
    return Known(sightings=seen, entries={entry.id: entry}, first=False)


def reasons(batch: Batch, target: str) -> list[str]:
    """What the verdicts for a target say, in order."""
    return [verdict.because for verdict in batch.verdicts if verdict.target == target]


def test_new_entries_are_opened_published_and_promised() -> None:
    """Each new entry opens a story, joins the feed, and is promised to the channel, oldest first."""
    batch = plan(make.harvest(1, 2), NOTHING, CONFIG, NOW)

    assert ["https://example.org/1", "https://example.org/2"] == [entry.id for entry in batch.opened]
    assert ["https://example.org/1", "https://example.org/2"] == [promise.subject for promise in batch.promises]
    assert ["https://example.org/1", "https://example.org/2"] == [story.id for story in batch.stories]
    assert ["main", "main"] == [member.feed for member in batch.memberships]
    assert {"digest-1", "digest-2"} == {promise.wanted for promise in batch.promises}


def test_the_first_visit_sends_nothing() -> None:
    """All of a first visit is stored and published, none of it sent, and the verdict says why."""
    batch = plan(make.harvest(1, 2), FIRST, CONFIG, NOW)

    assert (2, 2, 0) == (len(batch.opened), len(batch.memberships), len(batch.promises))
    assert ["it was there at the first visit of the source, and deliver_first is 0"] * 2 == reasons(
        batch, "channel:console"
    )


def test_deliver_first_sends_the_newest_of_the_first_visit() -> None:
    """Of a first visit as many are sent as configured: the newest, however old, in order."""
    config = make.config(sources=(make.source(deliver_first=2, max_age=hours(1)),))
    batch = plan(make.harvest(1, 2, 3), FIRST, config, NOW)

    assert ["https://example.org/2", "https://example.org/3"] == [promise.subject for promise in batch.promises]


def test_old_news_is_stored_but_not_sent() -> None:
    """An entry that is older than max_age when first seen is published and not sent."""
    config = make.config(sources=(make.source(max_age=hours(1)),))
    batch = plan(make.harvest(1), NOTHING, config, NOW)

    assert (1, 0) == (len(batch.memberships), len(batch.promises))
    assert ["it was 119 minutes old when first seen, and max_age is 1 hour"] == reasons(batch, "channel:console")


def test_an_undated_entry_counts_as_new() -> None:
    """Without a date there is nothing to be too old by."""
    config = make.config(sources=(make.source(max_age=hours(1)),))
    batch = plan(make.harvest(finds=(make.find(dated=False),)), NOTHING, config, NOW)

    assert 1 == len(batch.promises)


def test_a_changed_text_is_an_update_of_the_same_entry() -> None:
    """Id and first date stay, `updated` moves, nothing is promised anew."""
    held = make.entry(digest="old", published=NOW - hours(9), updated=NOW - hours(9))
    batch = plan(make.harvest(1), holding(held), CONFIG, NOW)

    assert () == batch.opened
    assert (held.id, held.published) == (batch.changed[0].id, batch.changed[0].published)
    assert batch.changed[0].updated > held.updated
    assert () == batch.promises


def test_updated_moves_even_if_the_source_does_not_say_so() -> None:
    """A change whose source keeps its old date is dated by our clock."""
    held = make.entry(digest="old")

    assert NOW == plan(make.harvest(1), holding(held), CONFIG, NOW).changed[0].updated


def test_an_equal_text_is_no_change() -> None:
    """What looks the same changes nothing but the sighting."""
    batch = plan(make.harvest(1), holding(make.entry(1)), CONFIG, NOW)

    assert ((), ()) == (batch.opened, batch.changed)
    assert ["raw-1"] == [sighting.raw for sighting in batch.sightings]


def test_a_new_key_of_an_equal_text_is_kept() -> None:
    """An article whose date line was rewritten keeps its entry, its dates and its `updated` under the new key."""
    held = make.entry(1, key="old key", content="<p>Some words that are the same.</p>")
    new = replace(held, key="new key")
    batch = plan(
        make.harvest(finds=(make.find(entry=new, aliases=("path:a.txt",)),)),
        holding(held, "old key", "path:a.txt"),
        CONFIG,
        NOW,
    )

    assert ((), (replace(held, key="new key"),)) == (batch.changed, batch.renamed)
    assert {"new key", "path:a.txt"} == {sighting.key for sighting in batch.sightings}


def test_nobody_takes_an_entry_of_another_source() -> None:
    """An id that names another source's entry leaves that entry alone and gets an id of its own."""
    foreign = make.entry(1, source="other", digest="theirs")
    batch = plan(make.harvest(1), Known(sightings={}, entries={foreign.id: foreign}, first=False), CONFIG, NOW)

    assert 1 == len(batch.opened)
    assert foreign.id != batch.opened[0].id
    assert () == batch.changed


def test_two_items_never_share_an_id() -> None:
    """Items of one visit that claim the same id become two entries."""
    one, two = make.find(1), make.find(entry=make.entry(1, key="other", digest="other"))

    assert 2 == len({entry.id for entry in plan(make.harvest(finds=(one, two)), NOTHING, CONFIG, NOW).opened})


def test_items_that_share_a_link_leave_it_to_the_first() -> None:
    """A name that two items of a visit would share stands for the first; each keeps a key of its own."""
    finds = tuple(make.find(number, aliases=("link:x",)) for number in (1, 2))
    named = {each.key: each.entry for each in plan(make.harvest(finds=finds), NOTHING, CONFIG, NOW).sightings}

    assert make.entry(1).id == named["link:x"]
    assert 3 == len(named)


def test_a_withdrawn_entry_is_retracted() -> None:
    """A key that is gone from a complete source retracts its entry, unless it is there under another key."""
    held = make.entry(1)
    gone = plan(make.harvest(gone=(held.key, "never seen")), holding(held), CONFIG, NOW)
    moved = plan(make.harvest(1, gone=("old",)), holding(held, held.key, "old"), CONFIG, NOW)

    assert (held.id,) == gone.retracted
    assert () == moved.retracted


def test_a_withdrawn_entry_comes_back() -> None:
    """An entry that its source brings back is restored."""
    held = make.entry(1)

    assert (held.id,) == plan(make.harvest(back=(held.key,)), holding(held), CONFIG, NOW).restored


def test_feeds_and_channels_choose_their_sources() -> None:
    """An entry goes only where its source is taken; both answers are recorded."""
    config = make.config(feeds=(make.feed(sources=("other",)),), channels=(make.channel(sources=("other",)),))
    batch = plan(make.harvest(1), NOTHING, config, NOW)

    assert ((), ()) == (batch.memberships, batch.promises)
    assert [False, False] == [verdict.passed for verdict in batch.verdicts]


def test_what_is_doubted_is_held() -> None:
    """Old news in a crowd of new ids is published and promised, but held; its verdict says why; asleep stays asleep."""
    channels = (make.channel(), make.channel("asleep", asleep="no token"))
    finds = tuple(make.find(number, dated=False) for number in range(1, 6))
    batch = plan(make.harvest(finds=finds), NOTHING, make.config(channels=channels), NOW)
    because = "held: 5 of 5 ids were new at once, and this one has no date"

    assert (5, 5) == (len(batch.memberships), len(batch.promises))
    assert [("console", because)] * 5 == [(each.channel, each.held) for each in batch.promises]
    assert [because] * 5 == reasons(batch, "channel:console")
    assert ["the channel is asleep: no token"] * 5 == reasons(batch, "channel:asleep")
    assert not any(each.passed for each in batch.verdicts if each.target.startswith("channel:"))


def test_another_form_of_the_link_changes_nothing() -> None:
    """An item at a twin of its link keeps the link we know; another text beside it is an edit at that link."""
    entry = make.entry(1, content="<p>The text.</p>")
    entry = replace(entry, digest=identity.digest(entry))
    twin = replace(entry, link="http://www.example.org/1/", digest="other")
    edited = replace(twin, content="<p>The text, edited.</p>")
    same = plan(make.harvest(finds=(make.find(entry=twin),)), holding(entry), CONFIG, NOW)
    (changed,) = plan(make.harvest(finds=(make.find(entry=edited),)), holding(entry), CONFIG, NOW).changed

    assert () == same.changed
    assert (entry.link, edited.content) == (changed.link, changed.content)


def test_only_the_best_alias_is_written_down() -> None:
    """Names by which earlier versions knew an item are looked up and not kept."""
    batch = plan(make.harvest(finds=(make.find(1, aliases=("link:new", "link:old")),)), NOTHING, CONFIG, NOW)

    assert {make.entry(1).key, "link:new"} == {each.key for each in batch.sightings}


def test_what_another_program_had_shown_is_not_sent() -> None:
    """At the first visit of a source that was taken over, what the other program had seen is not sent again."""
    carried = Carried(seen=frozenset({make.entry(1).key}))
    batch = plan(make.harvest(1, 2), replace(FIRST, carried=carried), CONFIG, NOW)

    assert [make.entry(2).id] == [promise.subject for promise in batch.promises]
    assert "the program from which the source was taken over had seen it" == reasons(batch, "channel:console")[0]


def test_a_source_that_the_config_does_not_have_is_a_fault() -> None:
    """A harvest of a source that is gone from the config is not planned."""
    with pytest.raises(LookupError, match='"sample" is no source of the config'):
        plan(make.harvest(1), NOTHING, make.config(sources=()), NOW)


@given(st.lists(st.integers(1, 9), unique=True, max_size=6), st.booleans(), st.integers(0, 3))
def test_planning_a_visit_twice_changes_nothing(numbers: list[int], first: bool, deliver: int) -> None:  # noqa: FBT001 - drawn
    """Once a batch is recorded, the same harvest opens, changes and promises nothing."""
    config: Config = make.config(sources=(make.source(deliver_first=deliver),))
    harvest: Harvest = make.harvest(*sorted(numbers))
    batch = plan(harvest, replace(NOTHING, first=first), config, NOW)
    again = plan(harvest, after(batch), config, NOW + timedelta(minutes=30))

    assert ((), (), (), ()) == (again.opened, again.changed, again.promises, again.memberships)
