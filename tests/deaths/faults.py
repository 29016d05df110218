"""What fails on purpose: a chat that can be down, a clock that is set, a database that breaks off or is full.

The short forms are tests; `bench/faults.py` does the same for longer, with seeds.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from feedbot.channels import KINDS
from feedbot.deliver import Outlet
from feedbot.errors import FeedbotError
from feedbot.model import Channel, Later, Outcome, Part, Probe, Refused, Sent, Unknown, Unsure
from feedbot.store import clocks
from tests.world import World

CHAT = "-1001"


@dataclass
class Chat:
    """A chat of Telegram: what stands there by its id, and how often each first line was ever sent.

    While it is `down` nothing is taken: "refused" connections, or "silent" ones, where a message may have arrived and
    every second one did.
    """

    down: str = ""
    stands: dict[int, str] = field(default_factory=dict)
    sends: Counter[str] = field(default_factory=Counter)
    tried: int = 0

    async def send(self, part: Part) -> Outcome:
        """What Telegram makes of a part."""
        self.tried += 1
        if self.down == "refused":
            return Later(reason="no connection")
        if self.down == "silent" and self.tried % 2:
            return Unknown(reason="timed out")
        if part.deletes:
            for number in part.edits:
                self.stands.pop(number, None)
            return Sent(messages=())
        number = part.edits[0] if part.edits else self.tried
        if not part.edits:
            self.sends[part.text.split("\n")[0]] += 1
        self.stands[number] = part.text
        return Unknown(reason="timed out") if self.down else Sent(messages=(number,))

    async def probe(self, part: Part, *, last: int) -> Probe:  # noqa: ARG002 - as every sender has it
        """Nobody can tell."""
        return Unsure(reason="nobody can tell")

    async def topic(self, chat: str, name: str) -> int | Refused | Later:  # noqa: ARG002 - as every sender has it
        """There are none."""
        return Refused(reason="no topics", scope="topic")

    async def close(self) -> None:
        """Nothing to let go of."""

    @property
    def doubles(self) -> int:
        """How many messages were sent more than once, counted as often as they were too many."""
        return sum(count - 1 for count in self.sends.values())


def into(here: World, channel: Channel) -> Chat:
    """A chat, as Telegram limits it, in the place of a channel of a world."""
    chat = Chat()
    here.turns.outlets[channel.name] = Outlet(channel=channel, kind=KINDS["telegram"], sender=chat, chat=CHAT)
    return chat


async def pass_by(here: World, *, hours: float, step: float = 60) -> None:
    """Let hours go by, each step of so many seconds with a round of everything that is due."""
    for _ in range(round(hours * 3600 / step)):
        here.clock.move(seconds=step)
        await here.turns.store.write(clocks.heed, here.clock.at)
        await here.round(every=0)
        await here.turns.watch()


@contextmanager
def failing(engine: Engine, number: int) -> Iterator[list[str]]:
    """The n-th statement from now on fails, and all after it; gives the statements that were tried."""
    tried: list[str] = []

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        tried.append(statement)
        if len(tried) >= number:
            raise OperationalError(statement, {}, Exception("disk I/O error"))

    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield tried
    finally:
        event.remove(engine, "before_cursor_execute", fail)


async def stumble(here: World) -> None:
    """One round in which everything may fail, and another after which leases are over."""
    turns = here.turns
    for step in (turns.ingest, turns.settle_visits, turns.publish, here.send, turns.watch):
        with suppress(FeedbotError):
            await step()
