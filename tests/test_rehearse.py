from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given as supposing
from hypothesis import settings
from hypothesis import strategies as st

from feedbot import rehearse
from feedbot.crew import Crew
from feedbot.model import OURS, Entry
from feedbot.rehearse import Rehearsal, Target
from feedbot.rehearse import rehearse as run
from feedbot.rules import filters
from feedbot.rules.matching import Hit
from feedbot.store import Store, Tx, entries, open_store
from tests import bases, make
from tests.store import given

BRIDGE = make.entry(1, title="The bridge fell")
RATES = make.entry(2, title="Rates of the week")
AGAIN = make.entry(3, title="Bridge down", source="other")
CONSOLE = make.channel(where="bridge")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with three entries, two of which tell one story."""
    with closing(open_store(bases.address(tmp_path / "feedbot.db"))) as found:
        yield found


@pytest.fixture
def crew() -> Iterator[Crew]:
    """A thread to judge on."""
    found = Crew("test")
    yield found
    found.close()


def fill(tx: Tx, *held: Entry) -> None:
    """Write entries down; the bridge is told by two sources."""
    batch = given.of(*(held or (BRIDGE, RATES, AGAIN)))
    story = given.story(BRIDGE.id, AGAIN.id)
    entries.record(tx, batch if held else replace(batch, stories=(story, given.story(RATES.id))), make.NOW)


def channel(**fields: object) -> Target:
    """A channel that wants bridges."""
    own = replace(CONSOLE, **fields)  # type: ignore[arg-type]  # its fields
    return Target(kind="channel", name="console", title="", where=own.where, of=own)


def titles(found: tuple[rehearse.Tried, ...]) -> list[str]:
    """The titles of a list."""
    return [each.entry.title for each in found]


class Watch:
    """A clock that moves by so many seconds each time it is looked at."""

    def __init__(self, step: float) -> None:
        self.step, self.at = step, 0.0

    def __call__(self) -> float:
        """The seconds so far."""
        self.at += self.step
        return self.at


async def tried(store: Store, crew: Crew, rule: str, target: Target, **fields: object) -> Rehearsal:
    """A rehearsal over what the store holds."""
    return await run(rule, target, store=store, crew=crew, **fields)  # type: ignore[arg-type]  # its arguments


async def test_a_rule_is_tried_on_what_came_in(store: Store, crew: Crew) -> None:
    """It tells how many of how many pass, which, and by which words; newest first."""
    await store.write(fill)
    found = await tried(store, crew, "bridge", Target(kind="search", name="", title=""))
    assert (3, 2, 1) == (found.looked, found.passed, found.told)
    assert ["Bridge down", "The bridge fell"] == titles(found.hits)
    assert '"bridge" found' in found.hits[0].because or "bridge" in found.hits[0].because
    assert BRIDGE.published == found.oldest
    assert not found.compared


async def test_it_is_compared_with_the_rule_in_force(store: Store, crew: Crew) -> None:
    """What the new rule adds, and what it leaves out, are told apart."""
    await store.write(fill)
    found = await tried(store, crew, "rates", channel())
    assert (1, 1, 2) == (found.passed, found.added, found.lost)
    assert ["Rates of the week"] == titles(found.gains)
    assert ["Bridge down", "The bridge fell"] == titles(found.losses)
    assert "rates" in found.losses[0].because


async def test_no_rule_takes_all(store: Store, crew: Crew) -> None:
    """An empty rule lets all pass, and so does a target without one; no dictionary is loaded."""
    await store.write(fill)
    found = await tried(store, crew, " ", channel(where=""))
    assert (3, 0, 0) == (found.passed, found.added, found.lost)


@pytest.mark.parametrize("asleep", [None, "no token"])
async def test_only_what_a_target_takes_is_looked_at(store: Store, crew: Crew, asleep: str | None) -> None:
    """Entries of other sources and our own alarms do not count; a channel that sleeps is tried as if awake."""
    ours = make.entry(9, source=OURS, title="A bridge of ours")
    await store.write(fill)
    await store.write(fill, ours)
    found = await tried(store, crew, "bridge", channel(sources=("other",), asleep=asleep))
    assert (1, 1) == (found.looked, found.passed)


async def test_the_number_is_bounded(store: Store, crew: Crew) -> None:
    """No more than the newest that were asked for are judged."""
    await store.write(fill)
    found = await tried(store, crew, "bridge", channel(), newest=1)
    assert (1, 1, False) == (found.looked, found.passed, found.short)


async def test_time_is_bounded(store: Store, crew: Crew) -> None:
    """When time is over, what was judged so far is told, and that it is not all."""
    await store.write(fill, *(make.entry(number) for number in range(120)))
    found = await tried(store, crew, "title", channel(), clock=Watch(6))
    assert (50, True) == (found.looked, found.short)


async def test_lists_are_bounded(store: Store, crew: Crew) -> None:
    """Counts are whole, lists have the newest hundred, without the content of the entries."""
    await store.write(fill, *(make.entry(number) for number in range(120)))
    found = await tried(store, crew, "title", channel())
    assert (120, 100) == (found.passed, len(found.hits))
    assert {""} == {each.entry.content for each in found.hits}


async def test_room_is_bounded(store: Store, crew: Crew) -> None:
    """What is huge is not held all at once; that it is not all is told."""
    huge = "x" * 20_000_000
    await store.write(fill, *(make.entry(number, content=huge) for number in range(3)))
    found = await tried(store, crew, "title", channel(where=""))
    assert (2, True) == (found.looked, found.short)


async def test_a_feed_takes_its_own(store: Store, crew: Crew) -> None:
    """A feed is compared with its rule, and says why."""
    await store.write(fill)
    own = make.feed(where="rates")
    found = await tried(store, crew, "bridge", Target(kind="feed", name="main", title="", where="rates", of=own))
    assert (2, 2, 1) == (found.passed, found.added, found.lost)


async def test_sizes_and_ages_are_those_that_it_says(store: Store, crew: Crew) -> None:
    """A story counts the sources that tell it by now; an age is that at which the entry was first judged."""
    await store.write(fill)
    sized = await tried(store, crew, "story >= 2", channel())
    assert (2, True, False) == (sized.passed, sized.sized, sized.aged)
    judged = given.verdict(BRIDGE.id, at=BRIDGE.published + timedelta(hours=3))
    await store.write(entries.explain, (judged,))
    aged = await tried(store, crew, "not (age > 2h or story > 5)", channel())
    assert ["Bridge down", "Rates of the week"] == titles(aged.hits)
    assert (True, True) == (aged.aged, aged.sized)


async def test_a_rule_with_flaws_is_refused(store: Store, crew: Crew) -> None:
    """What cannot be read raises RuleError."""
    with pytest.raises(filters.RuleError):
        await tried(store, crew, "(", channel())


def test_targets_are_all_that_can_have_a_rule() -> None:
    """Channels, feeds and searches by kind and name; feeds that `each` makes, and that of alarms, have no table."""
    feeds = (make.feed(), make.feed("every-a", each="every"), make.feed("health", alarms=True))
    config = make.config(feeds=feeds)
    assert [True, True, False, False] == [each.table for each in rehearse.targets(config)]
    assert rehearse.target(config, "feed", "main") == rehearse.targets(config)[1]
    assert rehearse.target(config, "search", "main") is None


@settings(max_examples=50)
@supposing(passed=st.booleans(), kind=st.sampled_from(("channel", "feed", "search")), because=st.text())
def test_a_verdict_is_that_of_the_rule(*, passed: bool, kind: rehearse.Kind, because: str) -> None:
    """Where sources leave a choice, the rule alone decides, whatever the target is."""
    of = {"channel": make.channel(), "feed": make.feed(), "search": None}[kind]
    target = Target(kind=kind, name="x", title="", of=of)  # type: ignore[arg-type]  # one of three
    assert (passed, because) == rehearse.verdict(target, BRIDGE, make.NOW, Hit(passed, because))
