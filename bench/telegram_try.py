"""Drive the Telegram sender against an emulator of the Bot API, and print what each fault became.

    python bench/telegram_try.py path/to/fake_telegram.py

The emulator is started on a free port of this machine; it must know `--port 0`, `--port-file`, say READY, and take POST
/_control/faults, /_control/outage, /_control/reset. Nothing else is reached.
"""

import asyncio
import json
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram.request import BaseRequest, HTTPXRequest

from feedbot.channels import composing, telegram
from feedbot.channels.telegram import TelegramSection
from feedbot.channels.telegram_api import Bots, check
from feedbot.model import (
    Attribution,
    Channel,
    Claim,
    Delivery,
    Entry,
    Lane,
    Origin,
    Outcome,
    Part,
    Piece,
    Secret,
    Sent,
    Telegram,
)

NEWS = "-1001000000001"
TOKEN = "123456789:TEST-TOKEN-for-the-emulator-00000"
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

CHATS = {
    NEWS: "channel, administrator",
    "@feedbot_news": "the same by name",
    "-1001000000002": "supergroup, member",
    "1000000004": "private",
    "-1001000000005": "kicked",
    "-1001000000006": "may not post",
    "-2000000007": "upgraded group",
    "-1001000000009": "not a member",
    "1000000010": "blocked by the user",
    "1000000011": "deleted account",
    "-1001000000012": "restricted",
    "-1009999999999": "unknown chat",
}

FAULTS: list[dict[str, Any]] = [
    {"kind": "drop_before"},
    {"kind": "drop_after"},
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "delay", "seconds": 0.3},
    {"kind": "delay", "seconds": 2.0},
    {"kind": "delay_after", "seconds": 2.0},
    {"kind": "hang"},
    {"kind": "http", "code": 500},
    {"kind": "http", "code": 502},
    {"kind": "http", "code": 503},
    {"kind": "http", "code": 504},
    {"kind": "http", "code": 403},
    {"kind": "http", "code": 401},
    {"kind": "http", "code": 409},
    {"kind": "http", "code": 400, "description": "Bad Request: message thread not found"},
    {"kind": "http", "code": 429, "parameters": {"retry_after": 7}},
    {"kind": "http_after", "code": 502},
    {"kind": "flood", "retry_after": 1},
    {"kind": "garbage"},
    {"kind": "truncate"},
    {"kind": "slow", "seconds": 0.5},
]


def impatient() -> BaseRequest:
    """HTTP that gives up a read after a second, so that the faults which wait take no longer."""
    return HTTPXRequest(connection_pool_size=4, connect_timeout=2, read_timeout=1, write_timeout=1, pool_timeout=1)


class Emulator:
    """The process of the emulator, and its control door."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def control(self, path: str, body: object = None) -> object:
        """GET without a body, else POST."""
        return await asyncio.to_thread(self._control, path, body)

    def _control(self, path: str, body: object) -> object:
        payload = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_control/{path}", data=payload)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    async def texts(self) -> list[str]:
        """What was accepted, in order."""
        listed = await self.control("messages?live=1")
        return [message.get("text", "") for message in listed] if isinstance(listed, list) else []


@asynccontextmanager
async def emulator(script: str, *more: str) -> AsyncIterator[Emulator]:
    """The emulator, running."""
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        command = [sys.executable, script, "--port", "0", "--port-file", str(port), "--token", TOKEN, *more]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            if process.stdout is None or not (await process.stdout.readline()).startswith(b"READY"):
                sys.exit("the emulator did not start")
            yield Emulator(f"http://127.0.0.1:{port.read_text()}")
        finally:
            process.terminate()
            await process.wait()


def brief(outcome: Outcome) -> str:
    """An outcome on one line."""
    return repr(outcome).replace("datetime.", "")


async def attempt(fake: Emulator, label: str, part: Part, bots: Bots, reach: Telegram) -> Outcome:
    """Send a part and print what became of it, and whether it was accepted."""
    outcome = await bots.sender(reach).send(part)
    there = part.text in await fake.texts()
    print(f"  {label:<32} {'accepted' if there else '-':<9} {brief(outcome)}")
    return outcome


async def faults(fake: Emulator, reach: Telegram) -> None:
    """Each kind of fault, on a new message and on an edit."""
    for edit in (False, True):
        print(f"\n{'edit' if edit else 'send'}\n")
        for number, rule in enumerate(FAULTS):
            await fake.control("reset", {})
            bots = Bots(impatient)
            first = await bots.sender(reach).send(Part(chat=NEWS, text="before"))
            edits = first.messages if edit and isinstance(first, Sent) else ()
            method = "editMessageText" if edit else "sendMessage"
            await fake.control("faults", {"method": method, **rule})
            label = " ".join(str(value) for key, value in rule.items() if key != "description")
            await attempt(fake, label, Part(chat=NEWS, text=f"text {number}", edits=edits), bots, reach)
            await bots.close()


async def outages(fake: Emulator, reach: Telegram) -> None:
    """The whole server away."""
    print("\noutages\n")
    for mode in ("refuse", "blackhole", "reset", "http"):
        await fake.control("reset", {})
        bots = Bots(impatient)
        with suppress(ConnectionError):  # "refuse" and "reset" cut this very connection too
            await fake.control("outage", {"mode": mode, "seconds": 5})
        await attempt(fake, mode, Part(chat=NEWS, text=mode), bots, reach)
        await fake.control("outage", {"mode": mode, "seconds": 0})
        await bots.close()
    bots = Bots(impatient)
    for label, url in (
        ("nobody listens", "http://127.0.0.1:9"),
        ("no such host", "http://no-such-host.invalid"),
        ("no scheme", "127.0.0.1:9"),
        ("not a Bot API server", f"{fake.url}/_control"),
    ):
        await attempt(fake, label, Part(chat=NEWS, text=label), bots, Telegram(token=reach.token, base_url=url))
    for label, token in (("wrong token", "123456789:another"), ("no token", ""), ("odd token", "a b")):
        other = Telegram(token=Secret(token), base_url=reach.base_url)
        await attempt(fake, label, Part(chat=NEWS, text=label), bots, other)
    await bots.close()


async def chats(fake: Emulator, reach: Telegram) -> None:
    """Every chat the emulator knows: a send, and the check that sends nothing."""
    print("\nchats\n")
    await fake.control("reset", {})
    bots = Bots(impatient)
    for chat, what in CHATS.items():
        await attempt(fake, f"{what} {chat}", Part(chat=chat, text=f"to {chat}"), bots, reach)
        print(f"  {'':<32} {'check':<9} {(await check(bots, reach, chat)).text}")
    for label, part in (
        ("edit of nothing", Part(chat=NEWS, text="x", edits=(99999,))),
        ("empty text", Part(chat=NEWS, text="")),
        ("blank text", Part(chat=NEWS, text="\u200b")),
        ("text too long", Part(chat=NEWS, text="a" * 4097)),
    ):
        await attempt(fake, label, part, bots, reach)
    same = await bots.sender(reach).send(Part(chat=NEWS, text="same"))
    if isinstance(same, Sent):
        await attempt(fake, "edit without a change", Part(chat=NEWS, text="same", edits=same.messages), bots, reach)
    await attempt(fake, "unknown topic", Part(chat="-1001000000014", text="forum"), bots, reach)
    topic = await bots.sender(reach).send(Part(chat="-1001000000014", text="topic 9", topic=9))
    print(f"  {'topic 9':<42} {brief(topic)}")
    await bots.close()


def hostile() -> list[Entry]:
    """Entries whose messages are hard to draw."""
    base: dict[str, Any] = {
        "source": "sample",
        "content": "",
        "published": NOW,
        "updated": NOW,
        "origin": Origin(id="urn:feedbot:source:sample", title="Sample"),
        "digest": "",
    }
    words = "слово 🚀 word " * 2000
    told = tuple(Attribution(name=f"Агентство {number} 🚀") for number in range(200))
    cases: list[dict[str, Any]] = [
        {"title": "", "summary": ""},
        {"title": "\u200b\u200f", "summary": "\u2800"},
        {"title": words, "summary": words, "attribution": told},
        {"title": "Same", "summary": "same"},
        {"title": "🚀" * 5000, "summary": "🚀" * 5000},
        {"title": "a\u202eb\x00c\ud800d", "summary": "line\n\nline\u2028line"},
        {"title": "е\u0308 и\u0306 a\u030a", "summary": "@name #tag https://example.org/ /start " * 90},
        {"title": "Local", "summary": "s", "link": "http://localhost:8080/a"},
        {"title": "Script", "summary": "s", "link": "javascript:alert(1)"},
        {"title": "Relative", "summary": "s", "link": "/a/b"},
        {"title": "Long", "summary": words, "link": "https://example.org/" + "я" * 900},
        {"title": "Too long", "summary": words, "link": "https://example.org/" + "я" * 9000},
        {"title": "Port", "summary": "s", "link": "http://example.org:99999/"},
        {"title": "Quote", "summary": "s", "link": "https://example.org/a b"},
    ]
    return [
        Entry(**{**base, "id": f"urn:{number}", "key": f"{number}", "link": "https://example.org/1", **case})
        for number, case in enumerate(cases)
    ]


async def texts(fake: Emulator, reach: Telegram) -> None:
    """Hostile entries, drawn and sent: none may be refused, no link may be lost."""
    print("\nhostile entries\n")
    await fake.control("reset", {})
    bots = Bots(impatient)
    channel = Channel(
        name="news",
        kind="telegram",
        options=TelegramSection.model_validate({"name": "news", "kind": "telegram", "chat": int(NEWS)}),
    )
    for entry in hostile():
        delivery = Delivery(channel="news", subject=entry.id, number=1, wanted="a", shown=None, due=NOW, made=NOW)
        piece = Piece(id=entry.id, lead=entry, digest="a", published=NOW, updated=NOW)
        claim = Claim(
            lane=Lane(channel="news", ready=NOW, lease=NOW + timedelta(minutes=2)), delivery=delivery, piece=piece
        )
        part = composing.compose(channel, claim, NEWS, NOW).parts[0]
        outcome = await bots.sender(reach).send(part)
        length = len(part.text.encode("utf-16-le")) // 2
        print(f"  {entry.title[:16]!r:<32} {length:>5} units {len(part.entities)} entities {brief(outcome)}")
    listed = await fake.control("messages")
    lost = [link for message in listed for link in message.get("dropped_links", [])] if isinstance(listed, list) else []
    print(f"  dropped links: {lost}")
    await bots.close()


async def pace(script: str) -> None:
    """Sixty messages as fast as the paces allow, by a clock that waits as the lane would."""
    print("\npace (about three minutes)\n")
    async with emulator(script) as fake:
        reach = Telegram(token=Secret(TOKEN), base_url=fake.url)
        bots = Bots()
        results = await asyncio.gather(_run(bots, reach, NEWS, 45), _run(bots, reach, "1000000004", 60))
        await bots.close()
        print(f"  channel: {results[0]}, private: {results[1]}")
        stats = await fake.control("stats")
        print(f"  {stats}")


async def _run(bots: Bots, reach: Telegram, chat: str, number: int) -> dict[str, int]:
    speed = telegram.pace(chat)
    sent: list[float] = []
    counts: dict[str, int] = {}
    for each in range(number):
        ready = sent[-1] + speed.gap.total_seconds() if sent else 0.0
        if speed.most and len(sent) >= speed.most:
            ready = max(ready, sent[-speed.most] + speed.window.total_seconds())
        await asyncio.sleep(max(0.0, ready - time.monotonic()))
        sent.append(time.monotonic())
        outcome = await bots.sender(reach).send(Part(chat=chat, text=f"{chat} {each}"))
        counts[type(outcome).__name__] = counts.get(type(outcome).__name__, 0) + 1
    return counts


async def main(script: str, *more: str) -> None:
    """All of it; `pace` as a second argument adds the slow part."""
    async with emulator(script, "--no-limits") as fake:
        reach = Telegram(token=Secret(TOKEN), base_url=fake.url)
        await faults(fake, reach)
        await outages(fake, reach)
        await chats(fake, reach)
        await texts(fake, reach)
    if "pace" in more:
        await pace(script)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
