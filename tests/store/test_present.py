import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.loops import PARTS
from feedbot.store import Store, present
from feedbot.store.present import Program, card
from feedbot.store.workers import Workers
from tests import bases, make

HOSTS = st.from_regex(r"[a-z0-9.-]{1,30}|[0-9a-f:]{2,24}", fullmatch=True)


@given(st.sets(st.sampled_from(PARTS), min_size=1), st.none() | st.tuples(HOSTS, st.integers(1, 65_535)))
def test_a_card_is_read_as_it_was_written(parts: set[str], place: tuple[str, int] | None) -> None:
    """The parts, the place and the machine come through, in at most 63 bytes."""
    said = card(parts, place)
    shown = present.NOWHERE if place is None else present.spelt(*place)

    assert len(said.encode()) <= 63
    whole = Program(parts=tuple(part for part in PARTS if part in parts), place=shown, here=True, address="192.0.2.7")
    assert whole == present.read(said, "192.0.2.7")


@pytest.mark.parametrize("place", [("a" * 60 + ".example", 8080), ("127.0.0.1", 0), ("вузол.example", 8080)])
def test_a_place_that_cannot_be_said(place: tuple[str, int]) -> None:
    """What is too long, chosen by the system, or changed by the server, is left out; all else is still said."""
    assert Program(parts=PARTS, here=True) == present.read(card(PARTS, place), None)


@given(st.none() | st.text(max_size=70))
def test_other_names_say_nothing(said: str | None) -> None:
    """A program that is older, or another altogether, is there, and nothing is known of it."""
    assert Program(address="192.0.2.7") == present.read(said, "192.0.2.7")


def test_another_machine_is_told_apart() -> None:
    """A card with another mark is no neighbour's."""
    here, there = card(["web"], ("127.0.0.1", 80)), "feedbot w 127.0.0.1:80 00000000"
    assert [True, False] == [present.read(each, None).here for each in (here, there)]


@pytest.mark.skipif(bases.SERVER is not None, reason="an SQLite file has one program")
async def test_a_file_has_nobody(store: Store) -> None:
    """Who works on a file is not asked of it."""
    assert () == await store.read(present.programs)


@pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server: make postgres")
async def test_all_programs_are_found(store: Store) -> None:
    """Those that are there are told with what they say, the silent one too; who left is not."""
    said = (card(["ingest"], ("127.0.0.1", 9101)), card(["web", "bot"], None), "")
    here = [Workers(store, each) for each in said]
    for each in here:
        await each.arrive(lambda: asyncio.sleep(0))
    found = await store.read(present.programs)
    await here[0].close()
    left = await store.read(present.programs)
    for each in here:
        await each.close()

    assert {(("ingest",), "127.0.0.1:9101", True), (("web", "bot"), "-", True), ((), "", False)} == {
        (each.parts, each.place, each.here) for each in found
    }
    assert (3, 2) == (len(found), len(left))
    assert () == await store.read(present.programs)


@pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server: make postgres")
async def test_what_a_program_that_died_still_holds(store: Store) -> None:
    """Of leases that go on, those of a program that is not there are found, by their chat; those of others are not."""
    there, gone = (card(["deliver"], None, present.mark()) for _ in range(2))
    here = Workers(store, there)
    await here.arrive(lambda: asyncio.sleep(0))
    lanes = [
        make.lane("a", holder=there),
        make.lane("b", holder=gone, home="@News"),
        make.lane("c", holder=gone),
        make.lane("d", holder=gone, lease=make.NOW),
        make.lane("e", holder=gone, lease=None),
        make.lane("f"),
    ]
    found = await store.read(present.left, lanes, make.NOW)
    await here.close()

    assert {"@news": "b", "c": "c"} == {place: lane.channel for place, lane in found.items()}


@pytest.mark.skipif(bases.SERVER is not None, reason="an SQLite file has one program")
async def test_nobody_dies_on_a_file(store: Store) -> None:
    """The next program takes every lease back as it starts."""
    assert {} == await store.read(present.left, [make.lane(holder="feedbot d - 00000000")], make.NOW)


def test_a_program_is_told_from_the_one_before_it() -> None:
    """A mark of its own is part of a card, changes nothing of what is read, and leaves it short enough."""
    plain, own = (card(PARTS, ("a" * 30, 65_535), each) for each in ("", "04d2"))

    assert plain != own
    assert len(own) <= 63
    assert present.read(plain, None) == present.read(own, None)
    assert len({present.mark() for _ in range(99)}) > 1
