"""Each program on a database on a server is asked how it is, and what cannot be asked is said."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import Update, update

from feedbot.cli import programs
from feedbot.doctor import Finding
from feedbot.loops import PARTS
from feedbot.store import open_store, write
from feedbot.store.present import NOWHERE, Program, card
from feedbot.store.tables import lanes, outbox, visits
from feedbot.store.workers import Workers
from tests import bases, make
from tests.cli.conftest import Feedbot, rows

server = pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server: make postgres")

WELL = '{"status": "ok", "problems": []}'


def program(place: str, *, here: bool = True, address: str = "") -> Program:
    """One that takes things in."""
    return Program(parts=("ingest",), place=place, here=here, address=address)


@asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[int]:
    """A server of this machine that says this at /readyz, while the block lasts; its port."""

    async def ready(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="application/json")

    app = web.Application()
    app.add_routes([web.get("/readyz", ready)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("found", "door"),
    [
        (program("127.0.0.1:9101"), ("127.0.0.1", 9101)),
        (program("localhost:9101"), ("127.0.0.1", 9101)),
        (program("[::1]:9101"), ("::1", 9101)),
        (program("0.0.0.0:80", address="192.0.2.7"), ("127.0.0.1", 80)),
        (program("[::]:80"), ("::1", 80)),
        (program("192.0.2.7:80", here=False), ("192.0.2.7", 80)),
        (program("one.example:80", here=False), ("one.example", 80)),
        (program("0.0.0.0:80", here=False, address="192.0.2.7"), ("192.0.2.7", 80)),
        (program("0.0.0.0:80", here=False), "elsewhere"),
        (program("0.0.0.0:80", here=False, address="127.0.0.1"), "elsewhere"),
        (program("127.0.0.1:80", here=False, address="192.0.2.7"), "elsewhere"),
        (program("localhost:80", here=False), "elsewhere"),
        (program(NOWHERE), "nowhere"),
        (program(""), "unsaid"),
        (program("127.0.0.1:99999"), "unsaid"),
        (program("user@192.0.2.7:80/path"), "unsaid"),
    ],
)
def test_where_a_program_is_asked(found: Program, door: object) -> None:
    """At its address; what listens everywhere, where the server sees it; another machine's loopback is not ours."""
    assert door == programs.door(found)


async def asked(*found: Program, offline: bool = False, allow: tuple[str, ...] = ()) -> list[Finding]:
    """What is found of some programs."""
    config = make.config()
    config = replace(config, settings=replace(config.settings, allow_private=allow))
    return await programs.asked(config, found, offline=offline)


async def test_each_is_asked() -> None:
    """Two on one machine are asked each at its own port, also where the first is not ready; --offline asks them too."""
    ill = '{"status": "failing", "problems": ["the database takes no writes"]}'
    async with answering(503, ill) as one, answering(200, WELL) as other:
        ours = program(f"127.0.0.1:{one}"), program(f"127.0.0.1:{other}")
        found = await asked(*ours)
        again = await asked(*ours, offline=True)

    assert [("ill", "the database takes no writes"), ("well", "does its work")] == [
        (each.level, each.why) for each in found
    ]
    assert f"program ingest at 127.0.0.1:{one}" == found[0].what
    assert found == again


async def test_what_nobody_answers_is_told() -> None:
    """A program whose port is closed is told of, with the reason."""
    async with answering(200, WELL) as port:
        pass
    (found,) = await asked(program(f"127.0.0.1:{port}"))

    assert "warn" == found.level
    assert "nobody answers there: connection refused" == found.why


async def test_another_program_answers() -> None:
    """What speaks no HTTP, or ends without a word, is told of and breaks nothing."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(said)
        writer.close()
        await writer.wait_closed()

    door = await asyncio.start_server(greet, "127.0.0.1", 0)
    found = []
    for said in (b"220 mail.example\r\n", b""):  # noqa: B007 - what greets says
        found += await asked(program(f"127.0.0.1:{door.sockets[0].getsockname()[1]}"))
    door.close()
    await door.wait_closed()

    assert ["warn", "warn"] == [each.level for each in found]
    assert "what answers there is not feedbot" == found[0].why
    assert "nobody answers there: " in found[1].why


async def test_private_addresses_are_not_dialled() -> None:
    """A card that leads into a private network, or to another's loopback, is not followed; offline, nothing is."""
    async with answering(200, WELL) as port:
        strange = program(f"127.0.0.1:{port}", here=False, address="192.0.2.7")
        (found,) = await asked(strange, allow=("127.0.0.1",))
        (private,) = await asked(program("10.0.0.1:80", here=False))
        (offline,) = await asked(program("10.0.0.1:80", here=False), offline=True)

    assert "another one" in found.why
    assert f"program ingest at 127.0.0.1:{port} (192.0.2.7)" == found.what
    assert "was not asked: that is a private address" == private.why
    assert "was not asked: it is reached over the network" == offline.why


def test_programs_are_named() -> None:
    """By their number, with their parts and where they are, as far as they say."""
    far = Program(parts=("web", "bot"), place=NOWHERE, address="192.0.2.7")
    assert {"1": "ingest 127.0.0.1:80", "2": "web,bot 192.0.2.7", "3": "?"} == programs.told(
        [program("127.0.0.1:80"), far, Program()]
    )


async def _with(database: str, said: str, ask: Callable[[], object]) -> object:
    """What is told while a program is on a database."""
    store = open_store(database)
    here = Workers(store, said)
    try:
        await here.arrive(lambda: asyncio.sleep(0))
        return await asyncio.to_thread(ask)
    finally:
        await here.close()
        store.close()


@server
async def test_commands_tell_of_them(place: Path, feedbot: Feedbot) -> None:
    """`doctor` asks what works on the database, and `status` names it; once it left, neither does."""
    database = bases.address(place / "state" / "feedbot.db")
    async with answering(503, '{"status": "failing"}') as port:
        said = card(PARTS, ("127.0.0.1", port))
        told = await _with(database, said, lambda: feedbot("doctor", "--offline")[1])
        shown = await _with(database, said, lambda: feedbot("status")[1])
        whole = await _with(database, said, lambda: rows(feedbot("status", "--json")))
        after = await asyncio.to_thread(feedbot, "status")

    assert f"program ingest,publish,deliver,web,bot at 127.0.0.1:{port}: its work does not get done" in str(told)
    assert "one program works on the database" in str(told)
    assert f"  1                    ingest,publish,deliver,web,bot 127.0.0.1:{port}" in str(shown)
    assert ", 1 program works; " in str(shown)
    assert (1, [{"parts": [*PARTS], "place": f"127.0.0.1:{port}"}]) == (whole["running"], whole["programs"])  # type: ignore[index]
    assert "not running" in after[1]
    assert json.dumps(whole)


@server
async def test_a_chat_that_a_dead_program_holds_says_so(place: Path, feedbot: Feedbot) -> None:
    """`outbox` and `why` say who held the chat, and until when; not while that program is there."""
    said, until = card(["deliver"], ("127.0.0.1", 9101), "04d2"), datetime.now(UTC) + make.minutes(5)
    lane = update(lanes).where(lanes.c.channel == "console").values(lease=until, holder=said)
    database = await _changed(place, feedbot, lane, update(outbox).values(wanted="another"))
    there = await _with(database, said, lambda: feedbot("outbox")[1])
    newest = rows(await asyncio.to_thread(feedbot, "entries", "--json"))[0]["id"]
    told = [(await asyncio.to_thread(feedbot, *each))[1] for each in (("outbox",), ("why", newest))]

    words = f"the program that was sending there is gone (deliver 127.0.0.1:9101); another one goes on at {_at(until)}"
    assert [True, True] == [words in " ".join(each.split()) for each in told]
    assert "is gone" not in str(there)


@server
async def test_a_source_that_a_dead_program_holds_says_so(place: Path, feedbot: Feedbot) -> None:
    """`why`, `status` and `doctor` say who was visiting it, until when, and what ends that."""
    said, until = card(["ingest"], ("127.0.0.1", 9101), "04d2"), datetime.now(UTC) + make.minutes(15)
    source = update(visits).where(visits.c.source == "articles").values(lease=until, holder=said)
    await _changed(place, feedbot, source)
    why, status, doctor = [
        (await asyncio.to_thread(feedbot, *each))[1]
        for each in (["why", "articles"], ["status"], ["doctor", "--offline"])
    ]
    whole = rows(await asyncio.to_thread(feedbot, "why", "articles", "--json"))

    held = f"a program that ended (ingest 127.0.0.1:9101) holds it until {_at(until)}"
    assert f"\n  {held}" in why
    assert f"  articles             ok: {held}" in status
    assert [True, True] == ["; one that runs takes it over within two minutes\n" in each for each in (why, status)]
    them = held.replace("holds it", 'holds source "articles"')
    assert f"warn  sources: {them} UTC\n      One that visits takes over within two minutes; if none runs," in doctor
    assert {"by": "ingest 127.0.0.1:9101", "until": until.isoformat(), "ended": True} == whole["held"]


@server
async def test_a_source_that_is_being_visited_says_so(place: Path, feedbot: Feedbot) -> None:
    """`why` says who visits it and until when; that is nothing to be told by `status` and `doctor`."""
    said, until = card(["ingest"], ("127.0.0.1", 9101), "04d2"), datetime.now(UTC) + make.minutes(15)
    source = update(visits).where(visits.c.source == "articles").values(lease=until, holder=said)
    database = await _changed(place, feedbot, source)
    why, status, doctor = [
        str(await _with(database, said, partial(_told, feedbot, *each)))
        for each in (["why", "articles"], ["status"], ["doctor", "--offline"])
    ]

    assert f"\n  it is being visited by ingest 127.0.0.1:9101, until {_at(until)}" in why
    assert [False, False] == ["holds" in each for each in (status, doctor)]


async def _changed(place: Path, feedbot: Feedbot, *statements: Update) -> str:
    """The address of a database after a round, with some rows changed."""
    assert 0 == (await asyncio.to_thread(feedbot, "run", "--once"))[0]
    database = bases.address(place / "state" / "feedbot.db")
    with closing(open_store(database)) as store, write(store.engine) as tx:
        for each in statements:
            tx.execute(each)
    return database


def _told(feedbot: Feedbot, *arguments: str) -> str:
    return feedbot(*arguments)[1]


def _at(moment: datetime) -> str:
    """A moment as commands tell it in the zone of a config that names none, to the minute."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
