import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from feedbot.channels.telegram import TelegramSection
from feedbot.model import Channel, Config
from feedbot.store import outbox, read, tables, write
from feedbot.web import channels, words
from feedbot.web.reader import Reader
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import Statements, delivery, held, of
from tests.test_status import post
from tests.web.rooms import room
from tests.web.shelled import HERE, PASSWORD, tree
from tests.web.shelled import config as locked
from tests.web.test_status import texts

HOSTILE = "<script>alert(1)</script>"
READER = Reader(language="en", now=NOW)


def telegram(name: str, chat: str = "-100", **fields: Any) -> Channel:
    """A Telegram channel."""
    return make.channel(
        name, kind="telegram", options=TelegramSection(name=name, kind="telegram", chat=chat, topic=None), **fields
    )


def config(*held: Channel) -> Config:
    """A config with these channels."""
    return make.config(settings=make.settings(url=HERE), channels=held or (make.channel(),))


def promised(*numbers: int, channel: str = "console", **fields: Any) -> Callable[[Engine], None]:
    """What fills a store with promises; `fields` are what became of them."""

    def fill(engine: Engine) -> None:
        entries = [make.entry(number, title=f"{HOSTILE} {number}") for number in numbers]
        batch = of(*entries, channel=channel, memberships=())
        due = tuple(replace(each, due=NOW - hours(1)) for each in batch.promises)
        held(engine, replace(batch, promises=due), now=NOW - hours(1))
        if fields:
            ids = [each.id for each in entries]
            with write(engine) as tx:
                tx.execute(update(tables.outbox).where(tables.outbox.c.subject.in_(ids)).values(fields))

    return fill


def several(*fills: Callable[[Engine], None]) -> Callable[[Engine], None]:
    """All of these."""

    def fill(engine: Engine) -> None:
        for each in fills:
            each(engine)

    return fill


def lane(name: str = "console", **fields: Any) -> Callable[[Engine], None]:
    """What changes a lane."""

    def fill(engine: Engine) -> None:
        with write(engine) as tx:
            outbox.enrol(tx, [name], NOW)
            tx.execute(update(tables.lanes).where(tables.lanes.c.channel == name).values(fields))

    return fill


async def test_a_channel_without_anything(tmp_path: Path) -> None:
    """A channel that was never promised anything is there, ready, with nothing to do about it."""
    async with room(tmp_path, config()) as place:
        page = tree(await place.browser.get("/channels"))

    assert ["console console · as fast as it goes"] == texts(page, "#posts tbody th")
    assert ["ready", "0", "0", "0", "0", "0", "never"] == texts(page, "#posts tbody td")
    assert [] == page.css("main form")
    assert 2 == len(page.css("main .empty"))


async def test_no_channels(tmp_path: Path) -> None:
    """Without channels the page says how there may be one."""
    async with room(tmp_path, make.config(settings=make.settings(url=HERE), channels=())) as place:
        page = tree(await place.browser.get("/channels"))

    assert "[[channels]]" in texts(page, "#posts .empty")[0]


async def test_how_channels_are(tmp_path: Path) -> None:
    """A channel tells its chat and pace; why it sleeps or takes nothing and what helps; when it is ready again."""
    asleep = telegram("asleep", "", asleep=f"no token {HOSTILE}")
    fill = several(
        lane("gone", gone=f"bot was kicked {HOSTILE}", failures=3, ready=NOW + minutes(40)),
        lane("slow", ready=NOW + minutes(5), chat="-200"),
    )
    known = config(telegram("gone", "@news"), asleep, telegram("slow", "-100"), telegram("person", "5"))
    async with room(tmp_path, known, fill) as place:
        page = tree(await place.browser.get("/channels"))
    states = texts(page, "#posts tbody tr > td:nth-child(2)")

    assert ["takes nothing", "asleep", "waits", "ready"] == texts(page, "#posts .badge")
    assert [
        "gone telegram · chat @news · at most 20 in 61 s",
        "asleep telegram · at most one in 1.0 s",
        "slow telegram · chat -200 · at most 20 in 61 s",
        "person telegram · chat 5 · at most one in 1.0 s",
    ] == texts(page, "#posts tbody th")
    assert "ready again in 40 minutes, after 3 faults in a row" in states[0]
    assert f"bot was kicked {HOSTILE}" in states[0]
    assert "Let the bot into the chat again" in states[0]
    assert f"no token {HOSTILE}" in states[1]
    assert 'write chat = "-200"' in states[2]
    assert 2 == len(page.css("script"))


async def test_what_goes_out_next(tmp_path: Path) -> None:
    """The first of what is owed stand in the order in which they go out, with their titles, errors and attempts."""
    numbers = range(1, channels.LISTED + 3)
    async with room(tmp_path, config(), promised(*numbers, error=f"502 {HOSTILE}", attempts=2)) as place:
        page = tree(await place.browser.get("/channels"))
    rows = texts(page, "#queue tbody th")

    assert [f"{HOSTILE} {number} 502 {HOSTILE}" for number in numbers[: channels.LISTED]] == rows
    assert "The first 20 of 22." == texts(page, "#queue .meta")[0]
    assert "entry?id=https%3A%2F%2Fexample.org%2F1" == page.css("#queue tbody a")[0].attributes["href"]
    assert ["console", "1 hour ago", "now", "2"] == texts(page, "#queue tbody tr:first-child td")


async def test_what_will_go_out_later(tmp_path: Path) -> None:
    """What is due later says when; what stands already is an edit."""
    fill = promised(1, due=NOW + hours(3), shown="another", standing=make.standing(4))
    async with room(tmp_path, config(), fill) as place:
        page = tree(await place.browser.get("/channels"))

    assert "in 3 hours" == texts(page, "#queue tbody td")[2]
    assert ["edit"] == texts(page, "#queue .badge")


async def test_what_was_set_aside(tmp_path: Path) -> None:
    """What was set aside has its reason as it is, and what helps against it."""
    fill = several(
        promised(1, made=NOW - hours(4), parked=f"Telegram refuses this message: {HOSTILE}"),
        promised(2, made=NOW - hours(3), parked="it may have arrived or not (timeout)", unknowns=1),
        promised(3, made=NOW, parked="feedbot could not compose this message (KeyError: 1); please report it"),
        promised(4, dropped="too old"),
    )
    async with room(tmp_path, config(), fill) as place:
        page = tree(await place.browser.get("/channels"))
    reasons = texts(page, "#aside tbody td:last-child")

    assert ["The latest 3 of 3."] == texts(page, "#aside > .meta")
    assert [
        "feedbot could not compose this message (KeyError: 1); please report it This is a fault of feedbot: please "
        "report it. After an update send it again.",
        "it may have arrived or not (timeout) Look into the chat: if the message is not there, send what is set aside "
        "again.",
    ] == reasons[:2]
    assert reasons[2].startswith(f"Telegram refuses this message: {HOSTILE} The other messages go on.")
    assert ["Send 3 that are set aside", "Send 1 that was dropped too"] == texts(page, "#posts button")


async def test_what_was_set_aside_is_sent_again(tmp_path: Path) -> None:
    """The form of a channel owes again what was set aside there, wakes the loops, and says how many there were."""
    fill = several(
        promised(1, 2, parked="too long"),
        promised(3, dropped="too old"),
        promised(4, channel="other", parked="too long"),
    )
    async with room(tmp_path, config(make.channel(), make.channel("other")), fill) as place:
        await place.browser.get("/channels")
        got = await place.browser.send("/channels/retry", channel="console")
        page = tree(await place.browser.get("/channels"))
        states = [delivery(place.engine, number).parked for number in (1, 2)]
        with read(place.engine) as tx:
            counts = outbox.counts(tx)

    assert (303, "../channels", [True]) == (got.status, got.headers["location"], place.woken)
    assert ["2 messages are owed again; they go out within seconds."] == texts(page, "#told p")
    assert [None, None] == states
    assert (2, 0, 1) == tuple(counts["console"][name] for name in ("owed", "parked", "dropped"))
    assert 1 == counts["other"]["parked"]


async def test_what_was_dropped_is_sent_on_wish(tmp_path: Path) -> None:
    """What was dropped is owed again only where the form says so; the way back leads to the channel it came from."""
    async with room(tmp_path, config(), promised(1, dropped="too old")) as place:
        page = tree(await place.browser.get("/channels?channel=console"))
        fields = {
            each.attributes["name"] or "": each.attributes["value"] or "" for each in page.css("#posts form input")
        }
        got = await place.browser.ask("POST", "/channels/retry", data=fields)
        with read(place.engine) as tx:
            counts = outbox.counts(tx)["console"]

    assert {"csrf", "channel", "dropped", "one"} == set(fields)
    assert (303, "../channels?channel=console") == (got.status, got.headers["location"])
    assert (1, 0) == (counts["owed"], counts["dropped"])


async def test_a_chat_is_tried_again(tmp_path: Path) -> None:
    """A channel whose chat took nothing can be tried at once, even with nothing set aside."""
    fill = lane(gone="kicked", failures=5, ready=NOW + hours(1))
    async with room(tmp_path, config(), fill) as place:
        page = tree(await place.browser.get("/channels"))
        await place.browser.send("/channels/retry", channel="console")
        with read(place.engine) as tx:
            after = outbox.lanes(tx)["console"]

    assert ["Try again now"] == texts(page, "#posts button")
    assert (None, 0, NOW) == (after.gone, after.failures, after.ready)


async def test_forged_forms_change_nothing(tmp_path: Path) -> None:
    """Without the page's own token, from another site, or for a channel that is not there, nothing is sent again."""
    async with room(tmp_path, config(), promised(1, parked="too long")) as place:
        await place.browser.get("/channels")
        unknown = await place.browser.send("/channels/retry", channel=HOSTILE)
        foreign = await place.browser.send("/channels/retry", {"Sec-Fetch-Site": "cross-site"}, channel="console")
        place.browser.token = "x.y"
        forged = await place.browser.send("/channels/retry", channel="console")

        assert [404, 403, 403] == [each.status for each in (unknown, foreign, forged)]
        assert "too long" == delivery(place.engine).parked
        assert [] == place.woken


async def test_one_channel(tmp_path: Path) -> None:
    """One channel can be looked at alone, also while it is refreshed; one that is not there is not found."""
    fill = several(promised(1), promised(2, channel="other"))
    async with room(tmp_path, config(make.channel(), make.channel("other")), fill) as place:
        page = tree(await place.browser.get("/channels?channel=other"))
        missing = await place.browser.get("/channels?channel=" + HOSTILE, Accept_Language="ru")
        told = await place.browser.get("/api/v1/channels?channel=missing", Accept="application/json")
    asks = page.css("[hx-trigger]")[0].attributes

    assert [["other"], [f"{HOSTILE} 2"]] == [texts(page, "#posts tbody th > a"), texts(page, "#queue tbody th")]
    assert ("channels?channel=other", "every 30s") == (asks["hx-get"], asks["hx-trigger"])
    assert all(1 == len(page.css(name)) for name in (asks["hx-select-oob"] or "").split(","))
    assert (404, ["Не найдено"]) == (missing.status, texts(tree(missing), "h1"))
    assert (404, "application/problem+json; charset=utf-8") == (told.status, told.headers["content-type"])


async def test_a_removed_channel_is_not_shown(tmp_path: Path) -> None:
    """What a channel is owed that the config has no more is not on the page."""
    async with room(tmp_path, config(make.channel("other")), promised(1)) as place:
        page = tree(await place.browser.get("/channels"))

    assert (["other"], []) == (texts(page, "#posts tbody th > a"), texts(page, "#queue tbody th"))


@pytest.mark.parametrize("many", [1, 30])
async def test_questions_do_not_grow(tmp_path: Path, many: int) -> None:
    """However much is owed and set aside, the page takes ten queries."""
    fill = several(promised(*range(1, many + 1)), promised(*range(101, 101 + many), parked="x"))
    async with room(tmp_path, config(), fill) as place:
        with Statements(place.engine) as statements:
            await place.browser.get("/channels")

    assert 10 == sum(each.startswith("SELECT") for each in statements.seen)


async def test_as_json(tmp_path: Path) -> None:
    """A program gets the same as JSON."""
    fill = several(promised(1), promised(2, parked="too long"))
    async with room(tmp_path, config(), fill) as place:
        found = json.loads((await place.browser.get("/api/v1/channels")).body)

    assert {"at", "channels", "manners", "owed", "parked", "readers"} == set(found)
    assert ("console", "brief", None) == (
        found["manners"][0]["name"],
        found["manners"][0]["template"],
        found["readers"],
    )
    assert ("console", 1, 1) == tuple(found["channels"][0][name] for name in ("name", "owed", "parked"))
    assert {
        "channel": "console",
        "subject": "https://example.org/2",
        "title": f"{HOSTILE} 2",
        "kind": "one",
        "gather": None,
        "together": 0,
        "made": "2026-03-14T11:00:00Z",
        "due": "2026-03-14T11:00:00Z",
        "edit": False,
        "attempts": 0,
        "unknown": False,
        "error": None,
        "parked": "too long",
    } == found["parked"][0]


async def test_strangers_learn_nothing(tmp_path: Path) -> None:
    """From elsewhere neither page nor JSON is given without the password, and nothing is sent again."""
    async with room(tmp_path, locked(PASSWORD)) as place:
        page = await place.browser.get("/channels", X_Forwarded_For="203.0.113.7")
        told = await place.browser.get("/api/v1/channels", X_Forwarded_For="203.0.113.7", Accept="application/json")
        sent = await place.browser.send("/channels/retry", {"X-Forwarded-For": "203.0.113.7"}, channel="console")

    assert [303, 401, 401] == [page.status, told.status, sent.status]


def test_words_for_all_that_may_be() -> None:
    """Each mode and each remedy has its words, and each mode a colour."""
    keys = [f"channels.mode_{mode}" for mode in channels.BADGES]
    keys += ["channels.remedy_gone", "channels.remedy_asleep"]

    assert all(words.find(key, language) for key in keys for language in words.LANGUAGES)
    assert {"ready", "waiting", "sending", "gone", "asleep"} == set(channels.BADGES)


def test_pace_of_a_channel_without_a_chat() -> None:
    """A channel that sleeps has the pace of its kind."""
    assert "as fast as it goes" == channels.pace(post(), READER)
