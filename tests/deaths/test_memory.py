"""Memory stays flat: what passes through a feedbot for a week of rounds leaves nothing behind."""

import gc
from pathlib import Path

from tests import make
from tests.deaths.everything import told
from tests.deaths.faults import into, pass_by
from tests.world import world


async def test_rounds_leave_nothing_behind(tmp_path: Path) -> None:
    """A week of visits with nothing new, some of it without Telegram, makes no more objects than a day of it."""
    async with world(tmp_path) as here:
        chat = into(here, make.channel())
        await here.round()
        for number in range(5):
            here.article(f"{number}.txt", told(number))
            await here.round()
        objects = []
        for day in range(7):
            chat.down = "refused" if day % 2 else ""
            await pass_by(here, hours=24, step=7200)
            gc.collect()
            objects.append(len(gc.get_objects()))

    assert max(objects[2:]) < 1.02 * objects[1]
