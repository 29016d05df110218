import asyncio
from datetime import timedelta

import pytest

from feedbot.net.hosts import SLOWEST, Hosts
from tests.simulation import JumpingLoop


async def begins(hosts: Hosts, name: str, number: int) -> list[float]:
    """The seconds at which so many visits to a host begin that are wanted at once."""

    async def visit() -> float:
        await hosts.at(name).turn()
        return asyncio.get_running_loop().time()

    return await asyncio.gather(*(visit() for _ in range(number)))


@pytest.mark.parametrize(("delay", "apart"), [(0, 2), (1, 2), (10, 10), (86_400, SLOWEST.total_seconds())])
def test_visits_to_one_host_begin_apart(delay: int, apart: float) -> None:
    """A host sees visits begin a gap apart, or its own Crawl-delay up to a bound; other hosts do not wait."""
    hosts = Hosts(timedelta(seconds=2))

    async def both() -> tuple[list[float], list[float]]:
        slow = hosts.at("slow.example")
        slow.delay = timedelta(seconds=delay)
        return await begins(hosts, "slow.example", 4), await begins(hosts, "other.example", 1)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        first, other = runner.run(both())

    assert [0, apart, 2 * apart, 3 * apart] == first
    assert [first[-1]] == other


def test_a_gap_is_remembered() -> None:
    """A visit that comes later waits for the rest of the gap, and one that comes long after for nothing."""
    hosts = Hosts(timedelta(seconds=2))

    async def later() -> list[float]:
        found = await begins(hosts, "w.example", 1)
        for pause in (0.5, 60):
            await asyncio.sleep(pause)
            found += await begins(hosts, "w.example", 1)
        return found

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        assert [0, 2, 62] == runner.run(later())
