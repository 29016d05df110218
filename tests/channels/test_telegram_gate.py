import asyncio
import heapq
import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels.telegram_gate import MOST, Gate


@dataclass
class Time:
    """A clock that goes on to the next thing that is waited for, and a busy machine is late for it."""

    late: list[float]
    at: float = 1000.0
    waiting: list[tuple[float, int, asyncio.Event]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __call__(self) -> float:
        """Seconds."""
        return self.at

    async def nap(self, seconds: float) -> None:
        """Wait, longer than was wished."""
        event = asyncio.Event()
        heapq.heappush(self.waiting, (self.at + seconds, next(self.numbers), event))
        await event.wait()

    async def run(self) -> None:
        """Let time go by for as long as anybody waits."""
        while True:
            for _ in range(6):  # all that can go on goes on before time does
                await asyncio.sleep(0)
            if not self.waiting:
                return
            at, _, event = heapq.heappop(self.waiting)
            self.at = max(self.at, at) + (self.late.pop() if self.late else 0.0)
            event.set()


@dataclass(frozen=True)
class Call:
    """A call that is made after a pause, travels there and back for so long, and is so many messages."""

    pause: float
    there: float
    back: float
    messages: int = 1
    method: str = "sendMessage"


async def _counted(clock: Time, calls: list[Call]) -> list[float]:
    """When the far side counted each message."""
    gate, counted = Gate(clock=clock, nap=clock.nap), list[float]()

    async def make(call: Call, begin: float) -> None:
        await clock.nap(begin)
        async with gate.passing(call.method, call.messages):
            await clock.nap(call.there)
            counted.extend([clock()] * call.messages)
            await clock.nap(call.back)

    begins = [sum(call.pause for call in calls[: place + 1]) for place in range(len(calls))]
    tasks = [asyncio.create_task(make(*each)) for each in zip(calls, begins, strict=True)]
    await clock.run()
    await asyncio.gather(*tasks)
    return sorted(counted)


def _calls() -> st.SearchStrategy[Call]:
    pauses, ways = st.sampled_from([0.0, 0.0, 0.01, 0.3]), st.sampled_from([0.0, 0.01, 0.2, 3.0])
    methods = st.sampled_from(["sendMessage", "editMessageText", "forwardMessage"])
    return st.builds(Call, pauses, ways, ways, st.sampled_from([1, 1, 1, 10]), methods)


@given(st.lists(st.floats(0, 3), max_size=20), st.lists(_calls(), max_size=80))
def test_no_second_has_too_many(late: list[float], calls: list[Call]) -> None:
    """However late the machine is and however long calls travel, no more than 30 are counted within a second there."""
    counted = asyncio.run(_counted(Time(late), calls))
    assert sum(call.messages for call in calls) == len(counted)
    assert all(after - before > 1 for before, after in zip(counted, counted[MOST:], strict=False))


async def test_the_pace_is_nearly_reached() -> None:
    """Of calls that take 20 ms, 95 in a hundred of those that Telegram would take go out."""
    counted = await _counted(Time([]), [Call(0, 0.01, 0.01)] * 300)
    assert 9 / (counted[-1] - counted[0]) > 0.95


async def test_what_shows_nothing_goes_out_at_once() -> None:
    """Questions and what is typed do not count."""
    calls = [Call(0, 0, 0, method=method) for method in ("getChat", "sendChatAction")] * 100
    assert [1000.0] * 200 == await _counted(Time([]), calls)


async def test_calls_go_out_as_they_came() -> None:
    """Who waits first goes first, and nobody waits for ever."""
    gate, out = Gate(), list[int]()

    async def call(number: int) -> None:
        async with gate.passing("sendMessage"):
            out.append(number)

    async with asyncio.timeout(30):
        await asyncio.gather(*(call(number) for number in range(MOST + 5)))
    assert list(range(MOST + 5)) == out


async def test_a_call_that_fails_frees_its_place() -> None:
    """What breaks off holds its place for a second more, and no longer."""
    clock = Time([])
    gate = Gate(clock=clock, nap=clock.nap)
    for _ in range(MOST):
        with suppress(OSError):
            await _broken(gate)
    last = asyncio.create_task(_counted_by(gate, clock))
    await clock.run()
    assert 1001 < await last < 1001.1


async def _broken(gate: Gate) -> None:
    async with gate.passing("sendMessage"):
        raise OSError


async def _counted_by(gate: Gate, clock: Time) -> float:
    async with gate.passing("sendMessage"):
        return clock()
