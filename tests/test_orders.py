from pathlib import Path

import pytest

from feedbot import orders
from feedbot.edit import Addition
from feedbot.store import visits
from tests.web.furnished import SOURCES
from tests.web.rooms import room


async def test_kinds_that_are_never_added_from_a_door(tmp_path: Path) -> None:
    """A command or a folder is refused below the pages too."""
    async with room(tmp_path, text=SOURCES) as place:
        with pytest.raises(ValueError, match=r"command is added in config\.toml alone"):
            await orders.add(place.desk, Addition(name="x", url="rm", kind="command"))


async def test_a_source_that_was_removed_and_added_again_is_visited_now(tmp_path: Path) -> None:
    """What is known of it is kept, except that it was not due."""
    async with room(tmp_path, text=SOURCES) as place:
        later = place.desk.now().replace(year=2099)
        await place.store.write(visits.push, "alpha", later)
        assert () == await orders.remove(place.desk, "alpha")
        again = Addition(name="alpha", url="https://alpha.example/feed")
        assert () == await orders.add(place.desk, again, Addition(name="gamma", url="https://gamma.example/feed"))
        due = {name: each.due for name, each in (await place.store.read(visits.cursors)).items()}

        assert {"alpha", "beta", "gamma"} == set(due)
        assert later > due["alpha"]
        assert place.woken


async def test_a_name_that_is_not_in_the_file_is_a_fault(tmp_path: Path) -> None:
    """As after an edit by hand: a sentence, and nothing is changed."""
    async with room(tmp_path, text=SOURCES) as place:
        before = place.file.read_text()
        for faults in (await orders.remove(place.desk, "zeta"), await orders.pause(place.desk, "zeta", paused=True)):
            assert 'no source is called "zeta"' in faults[0]
        assert before == place.file.read_text()
        assert () == await orders.reload(place.desk)
        assert not await orders.visit(place.desk, "zeta")
