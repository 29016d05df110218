import asyncio
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import NetworkError

from feedbot.bot import hook
from feedbot.bot.hearing import WANTED
from feedbot.bot.spoken import Command, Heard, Reply, Room
from feedbot.bot.table import Table
from feedbot.errors import StoreError
from feedbot.model import Secret, Telegram
from feedbot.store import marks, people
from tests.bot.telegram import ANNA, BOSS, hall
from tests.channels.script import TOKEN, bad


async def test_what_was_answered_is_not_answered_again(tmp_path: Path) -> None:
    """Another process answers nothing twice, and loses nothing that came meanwhile."""
    async with hall(tmp_path) as place:
        await place.hear("/health")
        place.server.say("/sources")
        place.again()
        second = await place.turn()
        place.again()
        third = await place.turn()

        assert 1 == len(second)
        assert "2 sources" in second[0]
        assert [] == third


async def test_it_asks_from_the_first_number_that_was_not_answered(tmp_path: Path) -> None:
    """The offset confirms to Telegram what is done, and nothing else."""
    async with hall(tmp_path) as place:
        await place.hear("/health")
        await place.turn()

        asked = [each.fields for each in place.server.named("getupdates")]
        assert "offset" not in asked[0]
        assert 1001 == asked[-1]["offset"]
        assert 25 == asked[-1]["timeout"]


async def test_numbers_may_begin_anew_after_a_week(tmp_path: Path) -> None:
    """After a week without updates Telegram chooses another number (Bot API, Update), which may be a lower one."""
    async with hall(tmp_path) as place:
        await place.hear("/health")
        place.server.updates.clear()
        place.now += timedelta(days=8)
        place.server.begin(7)
        place.server.say("/sources")
        place.server.calls.clear()
        update = place.server.updates[0]
        place.settle(webhook=True)
        body = json.dumps(update).encode()

        assert 200 == await place.listener.webhook(body, hook.secret(TOKEN))
        assert 200 == await place.listener.webhook(body, hook.secret(TOKEN))
        assert 1 == len(place.server.texts())


async def test_an_update_that_nobody_understands_holds_up_none(tmp_path: Path) -> None:
    """What Telegram invents one day is left out, and the next update is answered."""
    async with hall(tmp_path) as place:
        place.server.tell("message", message_id="?", date="?", chat=7)
        place.server.tell("novelty", sort="new")

        assert 1 == len(await place.hear("/health"))


async def test_a_fault_of_ours_is_told_and_not_repeated(tmp_path: Path) -> None:
    """Who asked learns that it failed; the update is done."""
    async with hall(tmp_path) as place:

        async def fail(heard: Heard, room: Room) -> Reply:
            raise ValueError

        place.again(Table(commands=(Command(name="boom", handler=fail, least="admin", help=""),), buttons={}))

        assert ["Something went wrong here. What it was stands in the log of feedbot."] == await place.hear("/boom")
        assert [] == await place.turn()


async def test_a_database_that_is_away_loses_nothing(tmp_path: Path) -> None:
    """What could not be answered because of it is answered when it is back."""
    async with hall(tmp_path) as place:
        faults = [StoreError("the disk is full")]

        async def fail(heard: Heard, room: Room) -> Reply:
            if faults:
                raise faults.pop()
            return Reply(html="done")

        place.again(Table(commands=(Command(name="boom", handler=fail, least="admin", help=""),), buttons={}))
        place.server.say("/boom")

        assert 5.0 == await place.listener.turn()
        assert "the disk is full" == place.listener.problem
        assert ["done"] == await place.turn()
        assert not place.listener.problem


async def test_nobody_may_talk_to_it(tmp_path: Path) -> None:
    """Without administrators and readers nothing is asked of Telegram."""
    async with hall(tmp_path, admins=frozenset()) as place:
        assert None is await place.listener.turn()
        assert [] == place.server.calls


async def test_another_program_takes_the_updates(tmp_path: Path) -> None:
    """A conflict is told in words, and waited out."""
    async with hall(tmp_path) as place:
        place.server.faults.append(bad(409, "Conflict: terminated by other getUpdates request"))

        assert 30.0 == await place.listener.turn()
        assert "(409)" in place.listener.problem
        await place.turn()
        assert not place.listener.problem


async def test_a_network_that_is_away_is_tried_less_and_less(tmp_path: Path) -> None:
    """Waits double, up to five minutes; the token is in no problem."""
    async with hall(tmp_path) as place:
        place.server.faults += [NetworkError(f"no route to /bot{TOKEN}/x")] * 10
        waits = [await place.listener.turn() for _ in range(10)]

        assert [2.0, 4.0, 8.0] == waits[:3]
        assert 300.0 == waits[-1]
        assert TOKEN not in place.listener.problem


async def test_telegram_asks_to_wait(tmp_path: Path) -> None:
    """Flood control is waited out as long as it says."""
    async with hall(tmp_path) as place:
        place.server.faults.append(bad(429, "Too Many Requests", retry_after=17))

        assert 17.0 == await place.listener.turn()


async def test_a_token_that_telegram_does_not_know(tmp_path: Path) -> None:
    """It is told what to do about it."""
    async with hall(tmp_path) as place:
        place.server.refusals["getme"] = bad(401, "Unauthorized")

        assert 300.0 == await place.listener.turn()
        assert "@BotFather" in place.listener.problem


async def test_another_token_is_another_bot(tmp_path: Path) -> None:
    """After a reload the bot of the new token is listened to."""
    async with hall(tmp_path) as place:
        await place.hear("/health")
        other = Telegram(token=Secret("987654321:other"), base_url="https://bots.example.org")
        place.config = replace(place.config, settings=replace(place.config.settings, telegram=other))
        place.server.calls.clear()
        place.server.updates.clear()

        assert 1 == len(await place.hear("/health"))
        assert 1 == len(place.server.named("getme"))


async def test_it_stops_at_once(tmp_path: Path) -> None:
    """A long poll under way is given up when we are told to stop, and when it is cancelled."""
    async with hall(tmp_path) as place:
        place.server.hangs = True
        for give_up in (lambda _: place.stop.set(), asyncio.Task.cancel):
            place.server.asked.clear()
            task = asyncio.create_task(place.listener.turn())
            await place.server.asked.wait()
            give_up(task)
            found = (await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 2))[0]
            place.stop.clear()

            assert found == 0 or isinstance(found, asyncio.CancelledError)


async def test_telegram_brings_updates(tmp_path: Path) -> None:
    """With a webhook its address, our secret and what we want are told to Telegram once, and updates are taken."""
    async with hall(tmp_path, webhook=True) as place:
        secret = hmac.new(TOKEN.encode(), b"feedbot webhook", hashlib.sha256).hexdigest()
        place.server.say("/health")
        body = json.dumps(place.server.updates[0]).encode()

        assert 404 == await place.listener.webhook(body, secret)
        assert 300.0 == await place.listener.turn()
        told = place.server.named("setwebhook")[0].fields
        assert "https://news.example.org/telegram" == told["url"]
        assert secret == told["secret_token"]
        assert 403 == await place.listener.webhook(body, "guess")
        assert 403 == await place.listener.webhook(body, "ü")
        assert 400 == await place.listener.webhook(b"[]", secret)
        assert 400 == await place.listener.webhook(b"\xff", secret)
        assert 200 == await place.listener.webhook(body, secret)
        assert 200 == await place.listener.webhook(body, secret)
        assert 1 == len(place.server.texts())
        assert [] == place.server.named("getupdates")


async def test_a_webhook_that_stands_is_left_alone(tmp_path: Path) -> None:
    """It is not set again, and what troubles Telegram with it is told."""
    async with hall(tmp_path, webhook=True) as place:
        place.server.hook = {
            "url": "https://news.example.org/telegram",
            "has_custom_certificate": False,
            "pending_update_count": 3,
            "allowed_updates": list(WANTED),
            "last_error_date": int(place.now.timestamp()) - 60,
            "last_error_message": "Connection refused",
        }
        await place.listener.turn()

        assert [] == place.server.named("setwebhook")
        assert "Connection refused" in place.listener.problem


async def test_a_webhook_needs_https(tmp_path: Path) -> None:
    """Where our address is none, Telegram is asked instead, and that is told."""
    async with hall(tmp_path, webhook=True) as place:
        place.config = replace(place.config, settings=replace(place.config.settings, url="http://127.0.0.1:8080"))

        assert 1 == len(await place.hear("/health"))
        assert "https" in place.listener.problem


async def test_commands_are_offered_per_rank_and_language(tmp_path: Path) -> None:
    """Administrators see all commands, each in three languages, once a process and when who may talk changes."""
    async with hall(tmp_path) as place:
        await place.turn()
        await place.turn()
        first = place.server.named("setmycommands", "deletemycommands")
        place.settle(readers=True)
        await place.turn()
        again = place.server.named("setmycommands", "deletemycommands")[len(first) :]

        assert 9 == len(first)
        assert 9 == len(again)
        scopes = [each.fields["scope"]["type"] for each in again if each.method == "setmycommands"]
        assert ["all_private_chats"] * 3 == [each for each in scopes if each == "all_private_chats"]
        russian = next(each for each in first if each.fields.get("language_code") == "ru" and str(BOSS) in str(each))
        assert "источники" in str(russian.fields["commands"])


async def test_a_menu_that_could_not_be_offered_is_offered_later(tmp_path: Path) -> None:
    """An administrator who never wrote to the bot has no chat for a menu yet: an hour later it is tried again."""
    async with hall(tmp_path) as place:
        place.server.refusals["setmycommands"] = bad(400, "Bad Request: chat not found")
        await place.turn()
        place.server.refusals.clear()
        place.server.calls.clear()
        await place.turn()
        assert [] == place.server.named("setmycommands")
        place.now += timedelta(hours=2)
        await place.turn()

        assert [] != place.server.named("setmycommands")


async def test_who_blocks_the_bot_is_sent_nothing(tmp_path: Path) -> None:
    """A person who blocks it is stopped, and the readers' channels are taken anew."""
    async with hall(tmp_path, readers=True) as place:
        await place.hear("/start", ANNA)
        member = {"user": {"id": 1, "is_bot": True, "first_name": "B"}}
        place.server.tell(
            "my_chat_member",
            chat={"id": ANNA, "type": "private"},
            date=1773489600,
            old_chat_member={**member, "status": "member"},
            new_chat_member={**member, "status": "kicked", "until_date": 0},
            **{"from": {"id": ANNA, "is_bot": False, "first_name": "A"}},
        )
        await place.turn()
        known = await place.store.read(people.person, str(ANNA))

        assert known is not None
        assert place.now == known.stopped
        assert 1 <= place.refreshed


async def test_marks_only_grow(tmp_path: Path) -> None:
    """What is kept is the day with the number, so that a lower number after a week is kept too."""
    async with hall(tmp_path) as place:
        await place.hear("/health")
        first = await place.store.read(marks.at, "bot:123456789")
        place.now += timedelta(days=8)
        place.server.updates.clear()
        place.server.begin(3)
        place.server.say("/health")
        place.settle(webhook=True)
        await place.listener.webhook(json.dumps(place.server.updates[0]).encode(), hook.secret(TOKEN))
        second = await place.store.read(marks.at, "bot:123456789")

        assert first is not None
        assert second is not None
        assert first < second


@pytest.mark.parametrize("body", [b"", b"{}", b'{"update_id": "1"}', b'{"update_id": true}', b"[" * 100_000])
def test_what_is_no_update(body: bytes) -> None:
    """Whatever is sent to the webhook's address is refused unless it has the number of an update."""
    assert None is hook.read(body)
