"""Digests, quiet hours and zones of readers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.bot import readers_hours
from feedbot.model import Quiet, Slot
from feedbot.store import people
from feedbot.store.people import Person
from tests import make
from tests.bot.readership import Readership, readership


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    async with readership(tmp_path) as found:
        yield found


async def person(place: Readership) -> Person:
    """The reader as they are known."""
    found = await place.store.read(people.person, "7")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("8:00", [Slot(at=time(8))]),
        ("8", [Slot(at=time(8))]),
        ("20:00 8:00", [Slot(at=time(8)), Slot(at=time(20))]),
        ("8:00, 20.30; 8:00", [Slot(at=time(8)), Slot(at=time(20, 30))]),
        ("mon 9:00", [Slot(at=time(9), weekday=0)]),
        ("пт 18:00, вт 9", [Slot(at=time(9), weekday=1), Slot(at=time(18), weekday=4)]),
        ("п'ятниця 18:00", [Slot(at=time(18), weekday=4)]),
    ],
)
async def test_digests_come_at_times(place: Readership, text: str, slots: list[Slot]) -> None:
    """One time or several, each day or on a day of the week, in three languages."""
    await place.say(f"/digest {text}")

    assert tuple(slots) == (await person(place)).digest
    assert 1 == place.refreshed


async def test_a_digest_is_told_in_words(place: Readership) -> None:
    """The answer says when the next one comes, on which clock."""
    said = (await place.say("/digest 8:00 mon 9:00")).html

    assert "<b>each day at 08:00, on Mondays at 09:00</b>" in said
    assert "The next one comes on 15 March, 08:00." in said
    assert "The clock is UTC. Tell me yours: /zone Europe/Kyiv" in said
    assert said == (await place.say("/digest")).html


async def test_a_digest_is_told_in_the_readers_language(place: Readership) -> None:
    """Days, months and sentences are those of the language."""
    said = (await place.say("/digest пн 9:00", language="uk")).html

    assert "Розповідаю про все одним повідомленням: <b>щопонеділка о 09:00</b>." in said
    assert "Наступне — 16 березня, 09:00." in said


@pytest.mark.parametrize("off", ["off", "Выкл", "вимк", "0", "no"])
async def test_off_ends_digests_and_quiet_hours(place: Readership, off: str) -> None:
    """Each is told at once again, at any time."""
    await place.say("/digest 8:00")
    await place.say("/quiet 23-7")

    assert "No digest: I tell you each story as it comes." == (await place.say(f"/digest {off}")).html
    assert "No quiet hours: I write at any time." == (await place.say(f"/quiet {off}")).html
    assert ((), None) == ((await person(place)).digest, (await person(place)).quiet)


@pytest.mark.parametrize("text", ["soon", "25:00", "8:00 tomorrow", "8:61", "mon", "1" * 200, ",", "8:00-9:00"])
async def test_what_is_no_time_is_told_with_an_example(place: Readership, text: str) -> None:
    """Nothing changes, and the reader sees how it is written."""
    assert "<code>/digest 8:00 20:00</code>" in (await place.say(f"/digest {text}")).html
    assert () == (await person(place)).digest


async def test_digests_have_a_most(place: Readership) -> None:
    """More than six are refused."""
    assert "6 digests are the most." == (await place.say("/digest 1 2 3 4 5 6 7")).html


async def test_quiet_hours_hold_what_comes(place: Readership) -> None:
    """They are kept, and told with the clock that they are meant on."""
    await place.say("/zone Киев")
    said = (await place.say("/quiet 23-7:30")).html

    assert Quiet(start=time(23), end=time(7, 30), mode="hold") == (await person(place)).quiet
    assert said.startswith("From 23:00 to 07:30 I write nothing;")
    assert "The clock is that of Europe/Kyiv: /zone" in said
    assert said == (await place.say("/quiet")).html


@pytest.mark.parametrize("text", ["night", "23", "7-7", "25-3"])
async def test_what_are_no_hours_is_told_with_an_example(place: Readership, text: str) -> None:
    """Nothing changes, and the reader sees how it is written."""
    assert "<code>/quiet 23-7</code>" in (await place.say(f"/quiet {text}")).html
    assert (await person(place)).quiet is None


@pytest.mark.parametrize(
    ("text", "zone", "shown"),
    [
        ("Europe/Kyiv", "Europe/Kyiv", "Europe/Kyiv"),
        ("europe/berlin", "Europe/Berlin", "Europe/Berlin"),
        ("Київ", "Europe/Kyiv", "Europe/Kyiv"),
        ("new york", "America/New_York", "America/New_York"),
        ("+3", "Etc/GMT-3", "UTC+3"),
        ("UTC-5", "Etc/GMT+5", "UTC-5"),
        ("UTC+0", "UTC", "UTC"),
    ],
)
async def test_a_zone_has_many_names(place: Readership, text: str, zone: str, shown: str) -> None:
    """Its own, its cities in three languages, or the difference to UTC."""
    said = await place.say(f"/zone {text}")

    assert zone == (await person(place)).timezone
    assert said.html.startswith(f"Your zone is <b>{shown}</b>; it is ")
    assert said.html == (await place.say("/zone")).html.partition("<br>")[0]


async def test_who_names_no_zone_is_on_that_of_the_config(place: Readership) -> None:
    """Digests come on that clock, and each answer names it and says how to choose another."""
    place.config = replace(place.config, settings=replace(place.config.settings, timezone="Europe/Kyiv"))
    place.now = make.NOW.replace(hour=5)
    said = (await place.say("/digest 8:00")).html
    hint = "The clock is that of Europe/Kyiv, as for all who name none. Is yours another? /zone Berlin"

    assert "The next one comes on 14 March, 08:00." in said
    assert hint in said
    assert hint in (await place.say("/quiet 23-7")).html
    assert (await place.say("/zone")).html.startswith("Your zone is <b>Europe/Kyiv</b>; it is 07:00 there now.")
    assert (await person(place)).timezone is None
    await place.say("/zone UTC")
    assert "The clock is that of UTC: /zone" in (await place.say("/quiet")).html


async def test_an_unknown_zone_is_told_with_examples(place: Readership) -> None:
    """Nothing changes."""
    for text in ("<Atlantis>", "x" * 200, "+99"):
        assert "<code>/zone Berlin</code>" in (await place.say(f"/zone {text}")).html
    assert "&lt;Atlantis&gt;" in (await place.say("/zone <Atlantis>")).html
    assert (await person(place)).timezone is None


async def test_hours_follow_the_zone(place: Readership) -> None:
    """The next digest is told on the reader's clock."""
    await place.say("/zone Europe/Kyiv")
    place.now = make.NOW.replace(hour=5)

    assert "The next one comes on 14 March, 08:00." in (await place.say("/digest 8:00")).html


@given(st.text(max_size=150))
def test_any_text_is_a_zone_or_none(text: str) -> None:
    """Nothing that people type breaks anything."""
    assert readers_hours.named(text) is None or readers_hours.named(text)
