"""One life of a feedbot beside bad sources: what it learnt of each, what it published, printed and dialled."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedbot.model import Cursor, Entry, Source
from feedbot.sources import KINDS
from feedbot.store import Tx, entries, visits
from feedbot.turns import MOST
from tests import make
from tests.hostile.cases import Case
from tests.hostile.server import GOOD, Hostile, serve
from tests.world import World, world

_NAMES = {
    "inside.example": ("127.0.0.1",),
    "inside6.example": ("::1",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "metadata.example": ("169.254.169.254",),
    "many.example": ("10.0.0.1", "::1", "127.0.0.1"),
    "rebound.example": ("127.66.0.1", "127.0.0.1"),
    "localhost": ("::1", "127.0.0.1"),
}
"""What our name server says of names; of any other, that it does not exist."""

_END = 300  # seconds: bounded, and enough for a slow machine that counts lines too


class Loop(asyncio.SelectorEventLoop):
    """An event loop with a name server of its own, so that no name leads out of this machine."""

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        """The addresses of a name as the resolver of this machine would give them."""
        found = _NAMES.get(str(host).lower().rstrip("."))
        if found is None:
            flags |= socket.AI_NUMERICHOST
        return [
            info
            for each in found or (host,)
            for info in socket.getaddrinfo(each, port, family or 0, type, proto, flags | socket.AI_NUMERICHOST)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What is to be judged of a life, once it is over."""

    place: Path
    server: Hostile
    cursors: Mapping[str, Cursor]
    entries: Mapping[str, tuple[Entry, ...]]
    printed: str
    problems: Mapping[str, str]

    @property
    def every(self) -> list[Entry]:
        """All entries of all sources."""
        return [entry for found in self.entries.values() for entry in found]

    def read(self, name: str) -> str:
        """The text of a feed file."""
        return (self.place / "feeds" / name).read_text(encoding="utf-8")


def live(place: Path, cases: Sequence[Case]) -> Life:
    """Two rounds of visits to these cases and to three good sources, a day apart, and what is told of the bad ones."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(_live(place, cases))


async def _live(place: Path, cases: Sequence[Case]) -> Life:
    async with asyncio.timeout(_END), serve(cases) as server:
        sources = (*(_good(name, server) for name in GOOD), *(source(case, server) for case in cases))
        feeds = (
            make.feed(size=5000),
            make.feed("health", title="Health", alarms=True),
        )
        channels = (make.channel(max_age=make.hours(10_000), stories=False), make.channel("operator", alarms="only"))
        config: dict[str, Any] = {"sources": sources, "feeds": feeds, "channels": channels}
        async with world(place, allow=server.allowed, **config) as made:
            for _ in range(1 + len(sources) // MOST):  # no more are visited at once
                await made.round(every=1)
            await made.round(every=601)
            made.clock.move(days=2)
            await made.turns.watch()
            await made.turns.publish()
            await made.send()
            return await _seen(made, server)


async def _seen(made: World, server: Hostile) -> Life:
    names = [each.name for each in made.turns.config.sources]
    cursors = await made.turns.store.read(visits.cursors)
    found = await made.turns.store.read(_entries, names)
    problems = dict(made.turns.problems)
    return Life(
        place=made.place, server=server, cursors=cursors, entries=found, printed=made.printed(), problems=problems
    )


def _entries(tx: Tx, names: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
    return {name: tuple(entries.every(tx, source=name)) for name in names}


def _good(name: str, server: Hostile) -> Source:
    section = KINDS["feed"].section(name=name, kind="feed", url=server.url(name))  # type: ignore[call-arg]  # its own key
    return make.source(name, url=server.url(name), options=section, deliver_first=10, every=make.minutes(5))


def source(case: Case, server: Hostile) -> Source:
    """A case as a source."""
    url = server.url(case.name)
    section = KINDS[case.kind].section(name=case.name, kind=case.kind, url=url)  # type: ignore[call-arg]  # its own key
    return make.source(
        case.name, kind=case.kind, url=url, options=section, limits=case.limits, deliver_first=1, every=make.hours(24)
    )
