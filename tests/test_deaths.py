"""The database fails at every statement in turn: nothing is lost, and nothing is sent twice without being counted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from feedbot.errors import FeedbotError
from feedbot.store import entries, outbox
from tests.world import World, world


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
    for step in (here.turns.ingest, here.turns.settle_visits, here.turns.publish, here.send):
        with suppress(FeedbotError):
            await step()


async def test_a_database_that_fails_at_any_statement_loses_nothing(tmp_path: Path) -> None:
    """Whichever statement of a round fails, the article comes out once, its message too, or a double is counted."""
    async with world(tmp_path) as here:
        await here.round()
        here.turns.stop.set()  # so that nobody waits for the database to come back
        doubles, number, reached = 0, 0, True
        while reached:
            number += 1
            here.article(f"{number}.txt", f"date 2026-03-10 Headline {number:03d}\nThe text of article {number:03d}.")
            here.clock.move(minutes=30)
            with failing(here.turns.store.engine, number) as tried:
                await stumble(here)
            reached = len(tried) >= number
            for _ in range(3):
                await here.round(every=1800)
            printed = here.printed().count(f"Headline {number:03d}")
            doubles += printed - 1
            assert printed >= 1
            assert 1 == here.file().count(f"<title>Headline {number:03d}</title>")
        counts = await here.turns.store.read(outbox.counts)
        kept = await here.turns.store.read(entries.count)

    assert number > 25  # it failed at as many statements as a round has
    assert {"articles": number} == kept
    assert number == counts["console"]["sent"]
    assert doubles <= counts["console"]["unknown"]
