from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import File, Harvest
from feedbot.rules.lapse import doubts
from feedbot.store.lapses import Lapse
from tests import make

LAPSE = Lapse(at=make.NOW, sent=make.NOW - make.minutes(90))


def harvest(*, ago: float, dated: bool = True, visited: timedelta | None = timedelta(days=1)) -> Harvest:
    """A visit that finds one entry, published so many minutes ago; its source was visited so long ago."""
    entry = make.entry(published=make.NOW - make.minutes(ago))
    cursor = make.cursor(visited=None if visited is None else make.NOW - visited)
    return make.harvest(finds=(make.find(entry=entry, dated=dated),), cursor=cursor)


def test_nothing_is_doubted_where_nothing_was_put_back() -> None:
    """Without a lapse every find is what it is."""
    assert {} == doubts(harvest(ago=100), None, make.NOW)


def test_what_is_older_than_the_last_send_is_doubted() -> None:
    """An entry of the time in which the lost database still sent is held, a later one is not."""
    (because,) = doubts(harvest(ago=91), LAPSE, make.NOW).values()

    assert "held: it may have been sent before a copy of the database was put back on 2026-03-14 12:00 UTC" == because
    assert {} == doubts(harvest(ago=89), LAPSE, make.NOW)


def test_what_has_no_date_is_doubted_at_the_first_visit_only() -> None:
    """An entry without a date counts as published when it is found, which says nothing at the first visit."""
    assert 1 == len(doubts(harvest(ago=0, dated=False), LAPSE, make.NOW))
    later = harvest(ago=0, dated=False, visited=timedelta(minutes=-1))
    assert {} == doubts(later, LAPSE, make.NOW + make.minutes(5))


@pytest.mark.parametrize(("ago", "doubted"), [(91, 1), (89, 0)])
def test_a_file_without_a_date_is_as_old_as_it_is(ago: float, doubted: int) -> None:
    """A file that was written after the lost database sent last was never sent, though its article has no date."""
    file = File(path="a.txt", body=b"", modified=make.NOW - make.minutes(ago))
    find = make.find(dated=False, aliases=("path:a.txt",))
    visited = make.cursor(visited=make.NOW - timedelta(days=1))
    found = make.harvest(finds=(find,), cursor=visited, visit=make.document(files=(file,)))

    assert doubted == len(doubts(found, LAPSE, make.NOW))


def test_later_visits_are_looked_at_for_three_days() -> None:
    """A hub may have pushed one entry before the first whole visit, so that visit is not the first one."""
    found = harvest(ago=100, visited=timedelta(minutes=-1))

    assert 1 == len(doubts(found, LAPSE, make.NOW + make.hours(71)))
    assert {} == doubts(found, LAPSE, make.NOW + make.hours(73))


def test_a_source_that_failed_for_long_is_looked_at_when_it_comes_back() -> None:
    """Its first good visit after the copy was put back is the first one, whenever that is."""
    assert 1 == len(doubts(harvest(ago=100), LAPSE, make.NOW + timedelta(days=30)))


def test_a_source_that_was_never_visited_is_new() -> None:
    """Of a source that the copy does not know, the rules for first visits count."""
    assert {} == doubts(harvest(ago=100, visited=None), LAPSE, make.NOW)


@given(ago=st.floats(-10_000, 10_000), dated=st.booleans())
def test_every_doubt_has_a_reason_that_begins_alike(*, ago: float, dated: bool) -> None:
    """The store knows by its first word that a promise is held for nobody to be told yet."""
    for because in doubts(harvest(ago=ago, dated=dated), LAPSE, make.NOW).values():
        assert because.startswith("held: ")
