"""Another process at work on a test's database: python -m tests.store.worker ADDRESS WORK."""

import asyncio
import sys
import time
from contextlib import closing
from datetime import timedelta

from feedbot.store import Store, feeds, open_store, present, visits, write
from feedbot.store.workers import Workers
from tests import make
from tests.store import given

NAMES = [f"s{number:04}" for number in range(1000)]


def increments(store: Store) -> None:
    """Count feed "main" up 300 times, each in a transaction of its own."""
    for _ in range(300):
        with write(store.engine) as tx:
            feeds.enrol(tx, ["main"], make.NOW, str)


def claims(store: Store) -> None:
    """Claim sources until none is due; print what was claimed."""
    while True:
        with write(store.engine) as tx:
            cursors = visits.claim(tx, make.NOW, timedelta(minutes=3), 23)
        if not cursors:
            return
        print(*(cursor.source for cursor in cursors))  # noqa: T201 - this is how it answers


def death(store: Store) -> None:
    """Do everything that one transaction does, then wait to be killed before it ends."""
    with write(store.engine) as tx:
        given.absorb(tx, given.batch(1, 2, 3))
        print("now", flush=True)  # noqa: T201 - this is how it answers
        time.sleep(60)


def visitor(store: Store) -> None:
    """Be there, claim every source, then wait to be killed."""
    card = present.card(["ingest"], None, "0002")

    async def visit() -> None:
        await Workers(store, card).arrive(lambda: asyncio.sleep(0))
        with write(store.engine, beside=True) as tx:
            visits.claim(tx, make.NOW, timedelta(minutes=20), 9, card=card)
        print("now", flush=True)  # noqa: T201 - this is how it answers
        await asyncio.sleep(60)

    asyncio.run(visit())


def attempt(store: Store) -> None:
    """Note an attempt, then wait to be killed."""
    given.attempted(store.engine, given.sure(given.claimed(store.engine)))
    print("now", flush=True)  # noqa: T201 - this is how it answers
    time.sleep(60)


if __name__ == "__main__":
    work = {each.__name__: each for each in (increments, claims, death, visitor, attempt)}[sys.argv[2]]
    with closing(open_store(sys.argv[1])) as opened:
        work(opened)
