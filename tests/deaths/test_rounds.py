"""The database fails at one statement after the other of a round: nothing is lost, and every double is counted."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from feedbot.model import Slot
from tests import make
from tests.deaths.everything import statements

DIGEST = {"digest": tuple(Slot(at=time(hour)) for hour in range(24))}


@pytest.mark.parametrize(("fields", "least"), [({}, 25), (DIGEST, 30)], ids=["messages", "digests"])
async def test_a_database_that_fails_at_any_statement_loses_nothing(
    tmp_path: Path, fields: dict[str, Any], least: int
) -> None:
    """Whichever statement of a round fails, the article comes out once, its message too, or a double is counted.

    Here each seventh statement fails; `bench/faults.py` takes all of them.
    """
    toll = await statements(tmp_path, make.channel(**fields), step=7)

    assert toll.places > least  # it failed at as many statements as a round has
    assert 0 == toll.lost
    assert toll.doubly <= toll.counted
