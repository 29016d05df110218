"""Telegram down for six hours, the network gone: everything arrives afterwards, once, and not all of it one by one."""

from pathlib import Path

import pytest

from tests import make
from tests.deaths.everything import blackout, outage


@pytest.mark.parametrize("how", ["refused", "silent"])
async def test_what_came_while_telegram_was_down_is_told_afterwards(tmp_path: Path, how: str) -> None:
    """Six hours without Telegram lose nothing, and what may stand there twice is counted."""
    toll = await outage(tmp_path, make.channel(on_unknown="resend"), how=how, hours=6, seed=1)

    assert toll.articles >= 12
    assert 0 == toll.lost
    assert toll.doubly <= toll.counted
    if how == "refused":
        assert 0 == toll.doubly == toll.counted


async def test_the_backlog_is_told_in_few_messages(tmp_path: Path) -> None:
    """What came at once while the network was gone is told in ten messages and one digest."""
    toll = await blackout(tmp_path, make.channel(burst=10), hours=6, articles=25)

    assert (25, 0, 0) == (toll.articles, toll.lost, toll.doubly)
    assert toll.messages == 11
