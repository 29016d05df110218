"""A full disk and a damaged file: nothing is lost once there is room, and what is damaged is not written to."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from feedbot.errors import StoreError
from feedbot.store import entries, open_store, outbox
from feedbot.store.tables import metadata
from tests import bases
from tests.deaths.everything import told
from tests.world import world

REFUSES = """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"""


@contextmanager
def full(engine: Engine) -> Iterator[str]:
    """A disk without room, as long as the block lasts: no page more for an SQLite file, no row for a server's table.

    Gives what is said of that.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as tx:
            tx.execute(text(REFUSES))
            for table in metadata.sorted_tables:
                tx.execute(
                    text(f"CREATE TRIGGER filled BEFORE INSERT OR UPDATE ON {table.name} EXECUTE FUNCTION refuse()")
                )
        yield "has room left"
        with engine.begin() as tx:
            tx.execute(text("DROP FUNCTION refuse CASCADE"))
        return

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1").close()  # as few as it has now

    def lift(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 4294967294").close()

    event.listen(engine, "checkout", limit)
    yield "there is no room left on the disk"
    event.remove(engine, "checkout", limit)
    event.listen(engine, "checkout", lift)


async def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """Articles that came while the disk was full are stored, published and sent once there is room."""
    refused = 0
    async with world(tmp_path) as here:
        await here.round()
        here.turns.stop.set()  # so that nobody waits for room
        with full(here.turns.store.engine) as said:
            for number in range(1, 31):
                here.article(f"{number}.txt", told(number) * 20)
                for step in (here.turns.ingest, here.turns.settle_visits, here.turns.publish, here.send):
                    try:
                        await step()
                    except StoreError as error:
                        refused += 1
                        assert said in str(error)
                here.clock.move(minutes=1)
        for _ in range(4):
            with suppress(StoreError):  # what a turn had in hand
                await here.round(every=1800)
        kept = await here.turns.store.read(entries.count)
        counts = (await here.turns.store.read(outbox.counts))["console"]
        printed, file = here.printed(), here.file()

    titles = [f"Headline {number:03d}" for number in range(1, 31)]
    assert refused > 5
    assert {"articles": 30} == kept
    assert [] == [title for title in titles if title not in printed or f"<title>{title}</title>" not in file]
    assert 30 + counts["unknown"] >= sum(printed.count(f"│ {title}\n") for title in titles)


@pytest.mark.skipif(bases.SERVER is not None, reason="the files of a server are the server's matter")
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A damaged file that is noticed is refused, with words about what to do, and not a byte of it is changed."""
    chance, refused = random.Random(1), 0  # noqa: S311 - a seed makes it the same again
    for number in range(20):
        path = tmp_path / f"{number}.db"
        body = bytearray(bases.fresh())
        if number % 4 == 0:
            del body[chance.randrange(4096, len(body)) :]
        else:
            start = chance.randrange(0, len(body) - 600)
            body[start : start + 600] = chance.randbytes(600)
        path.write_bytes(body)
        try:
            open_store(f"sqlite:///{path}").close()
        except StoreError as error:
            refused += 1
            assert bytes(body) == path.read_bytes()
            assert any(word in str(error) for word in ("feedbot restore BACKUP", "move that file away"))

    assert refused >= 6
