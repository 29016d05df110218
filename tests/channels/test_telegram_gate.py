import asyncio

from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels.telegram_gate import MOST, Gate


class Time:
    """A clock that naps move on, and a busy machine moves on more."""

    def __init__(self, late: list[float]) -> None:
        self.at, self.late = 1000.0, late

    def __call__(self) -> float:
        """Seconds."""
        return self.at

    async def nap(self, seconds: float) -> None:
        """Wait, longer than was wished."""
        self.at += seconds + (self.late.pop() if self.late else 0.0)


async def _through(clock: Time, methods: list[str], pauses: list[float]) -> list[float]:
    """When calls of these methods went out."""
    gate, out = Gate(clock=clock, nap=clock.nap), []
    for number, method in enumerate(methods):
        clock.at += pauses[number % len(pauses)] if pauses else 0.0
        await gate.wait(method)
        out.append(clock.at)
    return out


@given(
    st.lists(st.floats(0, 3), max_size=20),
    st.lists(st.sampled_from(["sendMessage", "editMessageText", "forwardMessage"]), max_size=150),
    st.lists(st.floats(0, 0.3), max_size=5),
)
def test_no_second_has_too_many(late: list[float], methods: list[str], pauses: list[float]) -> None:
    """However late the machine is, no more than `MOST` messages go out within a second."""
    out = asyncio.run(_through(Time(late), methods, pauses))
    assert all(after - before > 1 for before, after in zip(out, out[MOST:], strict=False))


async def test_what_shows_nothing_goes_out_at_once() -> None:
    """Questions and what is typed do not count."""
    clock = Time([])
    assert [1000.0] * 200 == await _through(clock, ["getChat", "sendChatAction"] * 100, [])


async def test_calls_go_out_as_they_came() -> None:
    """Who waits first goes first, and nobody waits for ever."""
    gate, out = Gate(), list[int]()

    async def call(number: int) -> None:
        await gate.wait("sendMessage")
        out.append(number)

    async with asyncio.timeout(30):
        await asyncio.gather(*(call(number) for number in range(MOST + 5)))
    assert list(range(MOST + 5)) == out
