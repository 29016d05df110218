import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Cursor, Failed, Habits, Unchanged
from feedbot.rules import habits, health
from tests import make
from tests.make import NOW, hours, minutes

DAY = timedelta(days=1)
QUARTER = hours(6)


def taught(*visits: Any, before: Habits | None = None, every: timedelta = QUARTER, **fields: Any) -> Habits:
    """Habits after visits, each with a number of items, or given by its fields."""
    learnt, now = before or Habits(), fields.pop("now", NOW)
    for number, visit in enumerate(visits):
        known = visit if isinstance(visit, dict) else {"items": visit}
        opened = known.pop("opened", 0)
        cursor = make.cursor(habits=learnt, due=now, visited=now - every if number or before else None)
        learnt = habits.learn(cursor, make.harvest(**{"cursor": cursor, **fields, **known}), opened=opened, now=now)
        now += every
    return learnt


def read(**fields: Any) -> dict[str, Any]:
    """A visit that reads a document."""
    return {"items": 10, **fields}


def spoken(language: str | None, count: int = 1) -> dict[str, Any]:
    """A visit that finds entries in a language."""
    return read(finds=tuple(make.find(number, entry=make.entry(number, language=language)) for number in range(count)))


def test_a_failure_teaches_nothing() -> None:
    """What is usual is learnt of visits that worked."""
    before = taught(10, 10)

    assert before == taught({"visit": Failed(reason="x")}, before=before)


def test_what_a_hub_pushed_is_no_measure() -> None:
    """A pushed document may be a part: its number of items, encoding and language are not looked at."""
    before = taught(20)
    pushed = {"visit": make.document(pushed=True), "items": 1, "decoded": "koi8-r: x"}
    after = taught(pushed, before=before)

    assert (20, "", 1) == (after.items, after.encoding, after.readings)


def test_the_usual_number_of_items_moves_slowly() -> None:
    """One document with more or fewer moves the mean by an eighth, rounded to where it goes."""
    assert 40 == taught(40).items
    assert 45 == taught(40, 80).items
    assert 41 == taught(40, 41).items
    assert 39 == taught(40, 39).items


def test_few_items_are_counted_and_do_not_become_usual_at_once() -> None:
    """While far fewer come the usual number stands; a document that is still the same is one more such visit."""
    after = taught(40, 3, {"visit": Unchanged(memo="")}, 2)
    more = habits.traits(after)

    assert (40, 3, 2, NOW + hours(6)) == (after.items, more.lean, more.last, habits.moment(more.thin))
    assert 0 == habits.traits(taught(40, before=after)).lean
    assert 0 == habits.traits(taught(40, {"visit": Unchanged(memo="")})).lean


def test_what_lasts_two_weeks_becomes_usual() -> None:
    """Few items are usual after 14 days, but none at all never are."""
    few = taught(40, *[3] * 60)
    none = taught(40, *[0] * 100)

    assert (3, 0) == (few.items, habits.traits(few).lean)
    assert (40, 100) == (none.items, habits.traits(none).lean)


def test_it_is_counted_how_often_none_became_some() -> None:
    """A source that is empty now and then is known as one."""
    assert 2 == habits.traits(taught(10, 0, 10, 0, 0, 10, 10)).refilled


def test_an_encoding_is_usual_until_another_was_read_often() -> None:
    """Readings in another encoding are counted in a row; twenty make it the usual one."""
    usual = taught(read(decoded="windows-1251: it is declared"))
    strange = taught(*(read(decoded="utf-8: valid") for _ in range(19)), before=usual)

    assert ("windows-1251", 19) == (strange.encoding, strange.strange)
    assert ("utf-8", 0) == ((after := taught(read(decoded="utf-8: valid"), before=strange)).encoding, after.strange)
    assert 0 == taught(read(decoded="windows-1251: x"), before=strange).strange
    assert 19 == taught(read(decoded=""), before=strange).strange


def test_a_language_is_usual_when_many_readings_agree() -> None:
    """After twenty readings in one language others are counted; twenty of those make theirs the usual one."""
    usual = taught(*(spoken("uk-UA", 3) for _ in range(25)))
    strange = taught(*(spoken("ru") for _ in range(19)), before=usual)

    assert ("uk", 19) == (strange.language, habits.traits(strange).tongue)
    assert ("ru", 0) == ((new := taught(spoken("ru"), before=strange)).language, habits.traits(new).tongue)
    assert 0 == habits.traits(taught(spoken("uk"), before=strange)).tongue
    assert 19 == habits.traits(taught(spoken(None), read(finds=()), before=strange)).tongue


def test_a_source_of_two_languages_has_no_usual_one() -> None:
    """Where languages take turns, none is ever missed."""
    mixed = taught(*(spoken(("uk", "ru", "uk")[number % 3]) for number in range(200)))

    assert 0 == habits.traits(mixed).tongue
    assert 0 == habits.traits(taught(*(spoken("ru") for _ in range(4)), before=mixed)).tongue


def test_no_language_is_usual_that_is_not_that_of_most() -> None:
    """Half of the entries are no majority."""
    half = read(finds=(*spoken("uk", 2)["finds"], *spoken("ru", 2)["finds"]))

    assert "" == taught(half).language


def test_a_certificate_is_remembered_with_when_it_was_first_seen() -> None:
    """A week's notice, or a third of the life of a short one; a week where nothing was noted."""
    long, short = NOW + timedelta(days=90), NOW + timedelta(days=6)
    seen = taught({"visit": make.document(certificate=long)}, {"visit": Unchanged(memo="", certificate=long)})

    assert (long, timedelta(days=7)) == (seen.certificate, habits.notice(seen))
    assert timedelta(days=2) == habits.notice(taught({"visit": Unchanged(memo="", certificate=short)}))
    assert timedelta(days=7) == habits.notice(Habits(certificate=long)) == habits.notice(Habits())
    assert long == taught(10, before=seen).certificate


def test_silence_is_learnt_by_the_hour_of_the_day() -> None:
    """A silence that ended is remembered at each hour that it lasted, with how long it was then."""
    first = taught(10, read(opened=1), now=NOW)  # something new at 18:00
    after = taught(read(opened=1), before=first, now=NOW + hours(10))  # and again at 22:00

    assert [0, 4 * 3600, 3 * 3600, 3600, 0] == [after.silences[hour] for hour in (23, 22, 21, 19, 18)]
    assert NOW + hours(10) == after.newest


def test_the_first_visit_tells_nothing_of_the_rhythm() -> None:
    """What was there before we looked did not arrive."""
    first = taught(read(opened=30))

    assert (None, 0) == (first.newest, habits.traits(first).arrivals)


@pytest.mark.parametrize("fields", [{"failures": 3}, {"due": NOW - DAY}])
def test_nobody_knows_of_a_time_without_visits(fields: dict[str, Any]) -> None:
    """What was found after visits that failed, or that were made late, may have come long before."""
    learnt = taught(10, read(opened=1), now=NOW - 3 * DAY, every=minutes(30))
    cursor = make.cursor(habits=learnt, visited=NOW - 3 * DAY + hours(3), **fields)
    after = habits.learn(cursor, make.harvest(cursor=cursor), opened=2, now=NOW)

    assert hours(2.5).total_seconds() == max(after.silences)


def test_a_standstill_does_not_make_the_next_one_pass() -> None:
    """Of a silence that was too long, as much is learnt as was allowed."""
    usual = taught(10, *(read(opened=1) for _ in range(60)))
    after = taught(read(opened=1), before=usual, now=NOW + timedelta(days=100), every=timedelta(days=85))

    assert hours(6).total_seconds() == max(usual.silences)
    assert hours(18).total_seconds() == max(after.silences)
    assert hours(54) == habits.patience(after, NOW + timedelta(days=101))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.floats(0.1, 50)), max_size=40))
def test_habits_stay_small_and_sound(visits: list[tuple[int, int, float]]) -> None:
    """Whatever comes, there are 24 silences, none negative or longer than the time that passed."""
    learnt, now = Habits(), NOW
    for opened, items, gap in visits:
        cursor = make.cursor(habits=learnt, due=now, visited=learnt.newest)
        learnt = habits.learn(cursor, make.harvest(cursor=cursor, items=items), opened=opened, now=now)
        now += hours(gap)
    silences = learnt.silences

    assert len(silences) in {0, 24}
    assert all(0 <= each <= (now - NOW).total_seconds() for each in silences)
    assert habits.traits(learnt)._replace() == habits.Traits(*learnt.traits)


# --- a simulated year ------------------------------------------------------------------------------------------------

Rate = Callable[[datetime], float]
"""How many entries an hour a source brings."""


def chance(rate: Rate) -> Callable[[random.Random, datetime, int], list[datetime]]:
    """Moments that come by chance at a rate that differs by the hour."""

    def moments(dice: random.Random, start: datetime, days: int) -> list[datetime]:
        most = max(rate(start + hours(hour)) for hour in range(168))
        found, at = list[datetime](), start
        while (at := at + hours(dice.expovariate(most))) < start + timedelta(days=days):
            if dice.random() < rate(at) / most:
                found.append(at)
        return found

    return moments


def regular(
    step: timedelta, spread: timedelta, days: tuple[int, ...] = tuple(range(7))
) -> Callable[[random.Random, datetime, int], list[datetime]]:
    """Moments that come each `step`, more or less, on some days of the week."""

    def moments(dice: random.Random, start: datetime, length: int) -> list[datetime]:
        found = [start + step * number for number in range(int(timedelta(days=length) / step))]
        return sorted(at + spread * dice.uniform(-1, 1) for at in found if at.weekday() in days)

    return moments


def working(at: datetime) -> bool:
    """Whether people work then."""
    return at.weekday() < 5 and 7 <= at.hour < 17


RHYTHMS = {
    "hourly news with quiet nights": (chance(lambda at: 1.5 if 5 <= at.hour < 20 else 0.08), hours(48)),
    "busy news": (chance(lambda at: 8 if 5 <= at.hour < 20 else 1), hours(24)),
    "daily blog": (regular(DAY, hours(3)), timedelta(days=6)),
    "weekdays only": (chance(lambda at: 1 if working(at) else 0.0005), timedelta(days=14)),
    "one a weekday": (regular(DAY, hours(2), days=(0, 1, 2, 3, 4)), timedelta(days=14)),
    "weekly": (regular(timedelta(days=7), hours(20)), timedelta(days=30)),
    "monthly": (regular(timedelta(days=30), timedelta(days=3)), timedelta(days=112)),
}


def lates(moments: list[datetime], start: datetime, days: int, dice: random.Random) -> list[datetime]:
    """When a source that brings something at these moments begins to be late."""
    every = min(max(timedelta(days=days) / len(moments) / 2, hours(2)), DAY)
    cursor, source, now, found, was = Cursor(source="sample", due=start), make.source(), start, list[datetime](), False
    coming = iter([*moments, start + timedelta(days=days + 1)])
    following = next(coming)
    while now < start + timedelta(days=days):
        opened = 0
        while following <= now:
            opened, following = opened + 1, next(coming)
        visit = make.harvest(cursor=cursor, visit=make.document() if opened else Unchanged(memo=""))
        learnt = habits.learn(cursor, visit, opened=opened, now=now)
        due = now + every * dice.uniform(0.9, 1.1)
        cursor = Cursor(source="sample", due=due, visited=now, tried=now, habits=learnt)
        late = any(each.code == "late" for each in health.examine(source, cursor, now))
        if late and not was:
            found.append(now)
        was, now = late, due
    return found


@pytest.mark.parametrize("name", RHYTHMS)
def test_only_a_source_that_stops_is_late(name: str) -> None:
    """In a year of its own rhythm, with nights, weekends and months, none is late; a stop is told in fitting time."""
    moments, soon = RHYTHMS[name]
    dice = random.Random(name)  # noqa: S311 - a simulation
    start = NOW.replace(hour=0)
    brought = moments(dice, start, 365)
    found = lates(brought, start, 365 + soon.days + 10, dice)

    assert timedelta(0) < found[0] - brought[-1] <= soon
