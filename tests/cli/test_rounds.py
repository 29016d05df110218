import os
from dataclasses import replace
from pathlib import Path

import pytest

from feedbot.cli import rounds
from feedbot.model import Source
from feedbot.sources import KINDS
from feedbot.store import visits
from feedbot.turns import MOST
from tests import make
from tests.world import World, world

ARTICLE = "date 2026-03-10 The old bridge opens again\nThe bridge carries cars again after two years of work."


def folder(place: Path) -> Source:
    """A source over a world's articles that waits two seconds for a file, and is visited once an hour."""
    options = KINDS["folder"].section(name="articles", kind="folder", path="articles", settle="2s")  # type: ignore[call-arg]  # the kind's own key
    return make.source("articles", kind="folder", url=str(place / "articles"), options=options, every=make.hours(1))


def drop(made: World) -> None:
    """An article that was written this moment."""
    path = made.article("bridge.txt", ARTICLE)
    os.utime(path, (made.clock().timestamp(),) * 2)


async def test_a_round_waits_for_files_that_are_being_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An article that was dropped right before is read in the same round, and nothing is told of the wait."""
    async with world(tmp_path, sources=(folder(tmp_path),)) as made:

        async def nap(seconds: float) -> None:
            made.clock.move(seconds=seconds)

        await made.round()
        made.clock.move(hours=2)
        drop(made)
        code = await rounds.round_of(made.turns, nap=nap)

        assert 0 == code
        assert "The old bridge" in made.printed()
        assert "" == capsys.readouterr().err


async def test_a_round_visits_what_is_due_in_a_moment(tmp_path: Path) -> None:
    """A folder that was visited a second ago is visited once more, so that a second round misses nothing."""
    async with world(tmp_path, sources=(replace(folder(tmp_path), every=None),)) as made:

        async def nap(seconds: float) -> None:
            made.clock.move(seconds=seconds)

        await made.round()
        made.clock.move(seconds=1)
        drop(made)
        await rounds.round_of(made.turns, nap=nap)

        assert "The old bridge" in made.printed()


async def test_a_round_visits_every_source(tmp_path: Path) -> None:
    """More sources than are visited at once are all visited in one round."""
    many = tuple(replace(folder(tmp_path), name=f"articles-{number}") for number in range(MOST + 6))
    async with world(tmp_path, sources=many) as made:

        async def nap(seconds: float) -> None:
            made.clock.move(seconds=seconds)

        await rounds.round_of(made.turns, nap=nap)
        cursors = await made.turns.store.read(visits.cursors)

    assert len(many) == sum(cursor.visited is not None for cursor in cursors.values())


async def test_a_round_does_not_wait_for_ever(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is written on and on is left to the next round, which is told."""
    naps = []
    async with world(tmp_path, sources=(folder(tmp_path),)) as made:

        async def nap(seconds: float) -> None:
            naps.append(seconds)
            made.clock.move(seconds=seconds)
            drop(made)

        await made.round()
        made.clock.move(hours=2)
        drop(made)
        code = await rounds.round_of(made.turns, nap=nap)

    assert 0 == code
    assert [2.0, 2.0, 2.0] == naps
    told = 'source "articles" has files that are still being written; the next run takes them in\n'
    assert told == capsys.readouterr().err
