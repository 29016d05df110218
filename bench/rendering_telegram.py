"""Whether Telegram takes every message, and shows it as it was sent: 300 items of news and 2,000 random trees of HTML.

    python bench/rendering_telegram.py --server path/to/fake_telegram.py [--news 300] [--trees 2000] [--seed 0]

Each goes the whole way: normalised to an entry, drawn by every preset and two templates of ours, composed with media
and buttons, and sent by python-telegram-bot to a strict emulator of the Bot API. A row for each template: messages,
those that were refused (with reasons below), texts that stand there otherwise than we sent them, marks and links that
were dropped, media, messages of which some were left out, and entries of which words are lost (only where all of the
text is wanted and may be split; what is longer than six messages is counted as cut).
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
import unicodedata
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import feed_items

from feedbot.channels import composing
from feedbot.channels.telegram import TelegramSection
from feedbot.channels.telegram_api import Bots, BotSender
from feedbot.channels.templates import PRESETS
from feedbot.model import (
    Channel,
    Claim,
    Delivery,
    Entry,
    Item,
    Lane,
    Origin,
    Part,
    Piece,
    Secret,
    Sent,
    Source,
    Telegram,
)
from feedbot.rules.normalise import normalise
from feedbot.text import html

TOKEN = "123456789:TEST-TOKEN-for-the-emulator-00000"
CHAT = "1000000004"
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
OWN = {
    "content": "<b>{{ title }}</b>\n\n{{ content }}\n\n{{ hashtags }} {{ published }}",
    "everything": (
        "{% if jumped %}🔥 {% endif %}<u>{{ title }}</u> · {{ source }}\n{{ lede }}\n<blockquote expandable>"
        "{{ content }}</blockquote>\n{{ details }}\n"
        "{% if background %}<tg-spoiler>{{ background }}</tg-spoiler>{% endif %}\n"
        '{{ author }} {{ sources }} {{ also }} <code>{{ address }}</code> <a href="{{ comments }}">…</a> {{ summary }}'
    ),
}
WHOLE = frozenset({"content", "full"})
CLIPS = re.compile(r"<(video|audio)\b.*?</\1>", re.DOTALL)  # what stands in them is for those who cannot play them
LABELS = ("Источник", "Джерело", "Source")  # the line that names the source is told in another way
OURS = frozenset(
    ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "blockquote")
) | {"expandable_blockquote"}


@dataclass
class Row:
    """What became of the messages of one template."""

    parts: int = 0
    refused: int = 0
    media: int = 0
    left: int = 0
    changed: int = 0
    marks: int = 0
    links: int = 0
    whole: int = 0
    cut: int = 0
    lost: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    seen: list[str] = field(default_factory=list)


def channel(name: str, template: str) -> Channel:
    """A channel with buttons that splits what is long; with media, except where no word may be lost for a caption."""
    options = TelegramSection.model_validate(
        {
            "name": name,
            "kind": "telegram",
            "chat": int(CHAT),
            "long": "split" if name in WHOLE else "cut",
            "media": "none" if name in WHOLE else "all" if name in OWN else "photo",
            "buttons": ["read", "comments", "copy", "follow", "mute"],
        }
    )
    return Channel(name=name, kind="telegram", template=template, options=options, timezone="Europe/Kyiv")


def claim(entry: Entry, others: Sequence[Entry]) -> Claim:
    """A new delivery of an entry, which others tell too."""
    piece = Piece(
        id=entry.id, lead=entry, also=tuple(others), digest="d", published=entry.published, updated=entry.updated
    )
    delivery = Delivery(channel="c", subject=entry.id, number=1, wanted="d", shown=None, due=NOW, made=NOW)
    return Claim(lane=Lane(channel="c", ready=NOW, lease=NOW + timedelta(minutes=2)), delivery=delivery, piece=piece)


class Emulator:
    """The process of the emulator, and its control door."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.read = 0

    def accepted(self) -> dict[int, dict[str, Any]]:
        """The messages since the last call, by number."""
        with urllib.request.urlopen(f"{self.url}/_control/messages?since_seq={self.read}", timeout=60) as answer:
            listed = json.loads(answer.read())
        self.read = max((each["seq"] for each in listed), default=self.read)
        return {each["message_id"]: each for each in listed}


@asynccontextmanager
async def emulator(script: str) -> AsyncIterator[Emulator]:
    """The emulator, running without limits of pace."""
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        command = [sys.executable, script, "--port", "0", "--port-file", str(port), "--token", TOKEN, "--no-limits"]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            if process.stdout is None or not (await process.stdout.readline()).startswith(b"READY"):
                sys.exit("the emulator did not start")
            yield Emulator(f"http://127.0.0.1:{port.read_text()}")
        finally:
            process.terminate()
            await process.wait()


def marks(entities: Iterable[Any], text: str) -> dict[tuple[object, ...], set[int]]:
    """Where each mark that is ours stands, in units; Telegram parts marks where it finds an address or a name."""
    told = text.encode("utf-16-le", "surrogatepass")
    found: dict[tuple[object, ...], set[int]] = {}
    for each in entities:
        said = each if isinstance(each, dict) else {name: getattr(each, name) for name in SEEN}
        if said["type"] in OURS:
            units = range(said["offset"], said["offset"] + said["length"])
            mark = said["type"], said.get("url"), said.get("language")
            found.setdefault(mark, set()).update(
                unit for unit in units if told[2 * unit : 2 * unit + 2].strip(b" \n\0")
            )
    return found


SEEN = ("type", "offset", "length", "url", "language")


def judge(row: Row, name: str, part: Part, there: dict[str, Any]) -> None:
    """Compare what was sent with what stands there; blanks at its end do not count."""
    shown = there.get("caption") or there.get("text") or ""
    if shown not in (part.text.rstrip(" \n"), part.text.strip(" \n")):
        row.changed += 1
        row.seen.append(f"{name}: stands as {shown[:40]!r}, was {part.text[:40]!r}")
    blank = len(part.text) - len(part.text.lstrip(" \n")) if shown == part.text.strip(" \n") else 0
    stands = marks(({**each, "offset": each["offset"] + blank} for each in there["entities"]), part.text)
    dropped = [mark for mark, units in marks(part.entities, part.text).items() if units - stands.get(mark, set())]
    if dropped:
        row.marks += len(dropped)
        row.seen.append(f"{name}: {len(part.entities)} entities, without {dropped[0]}")
    row.links += len(there.get("dropped_links") or ())


def letters(text: str) -> str:
    """Letters and digits alone, without the forms in which they can be written."""
    folded = unicodedata.normalize("NFKC", text).translate({0x5C: None})
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def lost(wanted: str, shown: str) -> str:
    """The first word of a text that does not stand in another, as often as there; "" if none is lost."""
    have = letters(shown)
    for word in dict.fromkeys(re.split(r"[\W_]+", unicodedata.normalize("NFKC", wanted))):
        known = letters(word)
        if known and known not in have:
            return known[:40]
    return ""


async def deliver(
    row: Row, to: Channel, entry: Entry, others: Sequence[Entry], sender: BotSender
) -> list[tuple[int, Part]]:
    """Send the message of an entry; the numbers of what stands, with what was sent."""
    message = composing.compose(to, claim(entry, others), CHAT, NOW)
    sent = []
    for part in message.parts:
        row.parts += 1
        row.media += len(part.media)
        outcome = await sender.send(part)
        if isinstance(outcome, Sent):
            sent.append((outcome.messages[0], part))
            row.left += bool(outcome.note)
            if outcome.note:
                row.reasons[f"note: {outcome.note[:150]}"] += 1
        else:
            row.refused += 1
            row.reasons[f"{type(outcome).__name__}: {getattr(outcome, 'reason', '')[:150]}"] += 1
            row.seen.append(f"{entry.key}: {type(outcome).__name__} {part.text[:60]!r}")
    if to.name in WHOLE:
        whole(row, to, entry, "".join(part.text for part in message.parts))
    return sent


def whole(row: Row, to: Channel, entry: Entry, shown: str) -> None:
    """Count whether all words of an entry stand in its message."""
    row.whole += 1
    told = shown + " ".join((entry.title, *LABELS, *(each.name for each in entry.attribution)))
    if word := lost(html.plain(CLIPS.sub(" ", entry.content)), told):
        if len(shown) > composing.LONGEST // 2 and "…" in shown:
            row.cut += 1
        else:
            row.lost += 1
            row.seen.append(f"{entry.key}: {to.name} has no {word!r}")


def entries(items: Iterable[Item]) -> list[Entry]:
    """Items as the store would have them."""
    source = Source(name="sample", kind="feed", url="https://site.example/feed", title="Sample & Co")
    origin = Origin(id="urn:feedbot:source:sample", title="Sample & Co", link="https://site.example/")
    return [normalise(item, item.id or "", source, origin, NOW).entry for item in items]


async def run(script: str, told: dict[str, list[Entry]]) -> None:
    channels = [channel(name, name) for name in PRESETS] + [channel(name, text) for name, text in OWN.items()]
    other = Origin(id="urn:o", title="Other Paper <&>")
    async with emulator(script) as fake:
        bots = Bots()
        sender = bots.sender(Telegram(token=Secret(TOKEN), base_url=fake.url))
        for title, listed in told.items():
            rows = {each.name: Row() for each in channels}
            began = time.monotonic()
            for place, entry in enumerate(listed):
                others = [replace(entry, origin=other, id="urn:o:1")] if place % 3 == 0 else []
                sent: list[tuple[int, str, Part]] = []
                for to in channels:
                    found = await deliver(rows[to.name], to, entry, others, sender)
                    sent += [(number, to.name, part) for number, part in found]
                there = await asyncio.to_thread(fake.accepted)
                for number, name, part in sent:
                    judge(rows[name], entry.key, part, there[number])
            show(f"{title}: {len(listed):,} entries, {time.monotonic() - began:.0f} s", rows)
        await bots.close()


def show(title: str, rows: dict[str, Row]) -> None:
    names = ("parts", "refused", "changed", "marks", "links", "media", "left", "whole", "cut", "lost")
    print(f"\n{title}\n\n{'template':<12}" + "".join(f"{name:>9}" for name in names))
    for name, row in rows.items():
        print(f"{name:<12}" + "".join(f"{getattr(row, each):>9,}" for each in names))
    for name, row in rows.items():
        for reason, times in row.reasons.most_common(8):
            print(f"  {name}: {times:,} x {reason}")
        for seen in row.seen[:6]:
            print(f"  {name}: {seen}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--server", required=True)
    options.add_argument("--news", type=int, default=300)
    options.add_argument("--trees", type=int, default=2_000)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    news = entries(feed_items.news(chosen.news, chosen.seed))
    trees = entries(feed_items.trees(chosen.trees, chosen.seed))
    asyncio.run(run(chosen.server, {"news": news, "random trees": trees}))


if __name__ == "__main__":
    main()
