"""What stands in a room: two texts of config.toml, and entries that can be searched."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Engine, update

from feedbot.model import Batch, Entry, Source
from feedbot.rules import matching
from feedbot.store import Tx, entries, outbox, revisions, search, tables
from feedbot.store import write as begun
from tests import make
from tests.store import given

SOURCES = """[feedbot]
allow_private = [{allowed}]

[[sources]]
name = "alpha"
kind = "feed"
url = "https://alpha.example/feed"
title = "Alpha"

[[sources]]
name = "beta"
kind = "feed"
url = "https://beta.example/feed"
every = "1h"

[[feeds]]
name = "main"
title = "Main"
"""
"""Two sources on the web."""

RULES = """[feedbot]
health = false

[[sources]]
name = "sample"
kind = "feed"
url = "https://sample.example/feed"

[[sources]]
name = "other"
kind = "feed"
url = "https://other.example/feed"

# where news go
[[channels]]
name = "console"
kind = "console"
where = 'мост'  # only bridges

[[feeds]]
name = "main"
title = "Main"

[[feeds]]
name = "secret"
private = true
sources = ["sample"]

[[feeds]]
name = "every"
each = "source"

[[searches]]
name = "rates"
where = "курс or валюта"
"""
"""A rule of each kind."""

SCRIPT = "<script>alert(1)</script>"
BRIDGE = make.entry(1, title="В Харькове обрушился мост", summary="Мост рухнул утром.", language="ru")
RATES = make.entry(2, title="Курс валют на среду", language="ru")
EVIL = make.entry(3, title=f"Evil {SCRIPT}", summary=SCRIPT, source="other", language="en")
AGAIN = make.entry(4, title="Мост в Харькове: что известно", language="ru", source="other")
HELD = (BRIDGE, RATES, EVIL, AGAIN)


def fill(engine: Engine) -> None:
    """Four entries that can be searched; the bridge is told by two sources, and promised to a channel."""
    with begun(engine) as tx:
        batch = given.of(*HELD)
        batch = replace(batch, stories=(given.story(BRIDGE.id, AGAIN.id), given.story(RATES.id), given.story(EVIL.id)))
        entries.record(tx, batch, make.NOW)
        search.keep(tx, {each.id: tuple(matching.read(each).places) for each in HELD}, {e.id: e.digest for e in HELD})
        outbox.owe(tx, batch, make.NOW)


def write(tx: Tx, *held: Entry) -> None:
    """Write down more entries, which can be searched."""
    entries.record(tx, given.of(*held), make.NOW)
    search.keep(tx, {each.id: tuple(matching.read(each).places) for each in held}, {e.id: e.digest for e in held})


def revise(tx: Tx, newer: Entry) -> None:
    """Let an entry have changed."""
    revisions.keep(tx, [newer], make.NOW)
    entries.record(tx, Batch(source=newer.source, changed=(newer,)), make.NOW)


def park(tx: Tx, held: Entry) -> None:
    """Let what the console was promised of an entry be set aside."""
    tx.execute(update(tables.outbox).where(tables.outbox.c.subject == held.id).values(parked="chat not found"))


def keep(tx: Tx, some: Sequence[Entry]) -> None:
    """Write entries down as if their sources had brought them."""
    for each in some:
        entries.record(tx, Batch(source=each.source, opened=(each,)), make.NOW)


def many(number: int) -> tuple[Source, ...]:
    """So many sources, each on a host of its own."""
    return tuple(
        make.source(f"s{each:05}", url=f"https://s{each:05}.example/feed", title=f"Source {each}")
        for each in range(number)
    )
