from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from feedbot.rules import identity
from feedbot.store import Tx, entries
from feedbot.store.tables import entries as table
from tests import make
from tests.sources.server import Reply, Server, serve
from tests.world import web_feed, world

RICH = (
    '&lt;img src="/s.jpg" srcset="/b.jpg 1200w"&gt;&lt;p&gt;Said &lt;span class="spoiler"&gt;so&lt;/span&gt;.&lt;/p&gt;'
    '&lt;pre&gt;&lt;code class="language-c"&gt;x&lt;/code&gt;&lt;/pre&gt;'
)
BARE = '<img src="https://w.example/s.jpg"><p>Said so.</p><pre><code>x</code></pre>'
"""The same as an earlier sanitiser left it."""


@pytest.fixture
async def wire() -> AsyncIterator[Server]:
    """A server with a feed of its own."""
    async with serve() as server:
        yield server


def rss(*numbers: int) -> Reply:
    """A feed with items of rich text."""
    items = "".join(
        f"<item><guid>https://w.example/{number}</guid><link>https://w.example/{number}</link>"
        f"<title>News {number}</title><description>{RICH}</description>"
        f"<pubDate>Sat, 14 Mar 2026 {number:02d}:00:00 GMT</pubDate></item>"
        for number in numbers
    )
    return Reply(body=f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode())


def age(tx: Tx) -> None:
    """Give all entries the text that an earlier version stored."""
    for entry in entries.latest(tx):
        old = replace(entry, content=BARE)
        values = {"content": BARE, "digest": identity.digest(old)}
        tx.execute(update(table).where(table.c.id == entry.id).values(values))


async def test_what_a_source_left_as_it_was_stays_as_it_was(tmp_path: Path, wire: Server) -> None:
    """Reading an unchanged item again changes no entry and tells nobody, though it would be read otherwise today."""
    wire.says("/feed", rss(1), rss(2, 1))
    source = web_feed(wire.url + "/feed", max_age=make.hours(48), every=make.minutes(30), deliver_first=5)
    async with world(tmp_path, allow=wire.allowed, sources=(source,)) as here:
        await here.round()
        first = here.printed()
        store = here.turns.store
        (new,) = await store.read(entries.latest)
        await store.write(age)
        await here.round(every=3600)
        latest = {entry.title: entry.content for entry in await store.read(entries.latest)}
        second = here.printed()

    assert "News 1" in first
    assert "b.jpg" in new.content and "spoiler" in new.content and "language-c" in new.content
    assert {"News 1": BARE, "News 2": new.content} == latest
    assert "News 2" in second
    assert "News 1" not in second
