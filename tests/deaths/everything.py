"""What a whole feedbot lives through, in steps that tests take briefly and `bench/faults.py` for long."""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from feedbot.model import Channel, Failed, Hints, Source, Visit
from feedbot.sources import KINDS
from feedbot.store import entries, outbox
from tests import make
from tests.deaths.faults import Chat, failing, into, pass_by, stumble
from tests.outlet import Item, archive, rss
from tests.world import World, web_feed, world


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a trial cost: of so many `articles` how many were `lost`, sent `doubly`, and `counted` as perhaps so.

    `places` is at how many places something failed, `messages` is how many were sent.
    """

    articles: int
    lost: int
    doubly: int
    counted: int
    places: int = 0
    messages: int = 0


async def statements(place: Path, channel: Channel, *, first: int = 1, step: int = 1) -> Toll:
    """Let the database fail at the first-th statement of a round, and `step` more of them in each round after it."""
    async with world(place, channels=(channel,)) as here:
        await here.round()
        here.turns.stop.set()  # so that nobody waits for the database to come back
        lost, doubly, articles, number, reached = 0, 0, 0, first, True
        while reached:
            articles += 1
            title = f"Headline {articles:03d}"
            here.article(f"{articles}.txt", f"date 2026-03-10 {title}\nThe text of article {articles:03d}.")
            here.clock.move(minutes=30)
            with failing(here.turns.store.engine, number) as tried:
                await stumble(here)
            reached = len(tried) >= number
            number += step
            for _ in range(3):
                await here.round(every=1800)
            printed = here.printed().count(title)
            doubly += max(0, printed - 1)
            lost += printed == 0 or here.file().count(f"<title>{title}</title>") != 1
        counts = (await here.turns.store.read(outbox.counts))[channel.name]
        kept = await here.turns.store.read(entries.count)
    lost += abs(articles - kept["articles"]) + abs(articles - counts["sent"])
    return Toll(articles=articles, lost=lost, doubly=doubly, counted=counts["unknown"], places=number - step)


async def outage(place: Path, channel: Channel, *, how: str, hours: float, seed: int = 1) -> Toll:
    """Let Telegram be down for hours, in which articles come at random, and up again for some."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes it the same again
    async with world(place, channels=(channel,)) as here:
        chat = into(here, channel)
        await pass_by(here, hours=0.1, step=300)
        chat.down, articles, step = how, 0, 600
        for _ in range(round(hours * 3600 / step)):
            for _ in range(chance.choice((0, 0, 1, 1, 2))):
                articles += 1
                here.article(f"{articles}.txt", told(articles))
            await pass_by(here, hours=step / 3600, step=step)
        chat.down = ""
        await pass_by(here, hours=2, step=120)
        return await _toll(here, chat, [f"Headline {number:03d}" for number in range(1, articles + 1)])


async def blackout(place: Path, channel: Channel, *, hours: float, articles: int, feeds: int = 5) -> Toll:
    """Let the whole network be gone for hours; then the first of some feeds has articles that came meanwhile."""
    down, items = False, list[Item]()

    async def fetch(source: Source, *_: object) -> Visit:
        if down:
            return Failed(reason="no route to host", fault="network")
        return make.document(rss(items if source.name == "wire-0" else []), url=source.url, hints=Hints())

    sources = tuple(
        replace(web_feed(f"https://w{number}.example/feed"), name=f"wire-{number}", every=timedelta(minutes=15))
        for number in range(feeds)
    )
    with _instead(fetch):
        async with world(place, sources=sources, channels=(channel,)) as here:
            chat = into(here, channel)
            items += archive(1_000, 1)
            await pass_by(here, hours=0.5, step=300)
            before = len(chat.sends)
            down, chat.down = True, "refused"
            await pass_by(here, hours=hours, step=300)
            items += archive(1, articles)
            down, chat.down = False, ""
            await pass_by(here, hours=1, step=60)
            toll = await _toll(here, chat, [f"Other {number}" for number in range(1, articles + 1)])
    return replace(toll, messages=toll.messages - before)


def told(number: int) -> str:
    """An article unlike the others."""
    words = " ".join(f"word{number * factor % 9973}" for factor in range(7, 37))
    return f"date 2026-03-10 Headline {number:03d}\nThe lede of article {number:03d} says {words}."


async def _toll(here: World, chat: Chat, titles: Sequence[str]) -> Toll:
    """What became of articles by their titles, after all was up again."""
    said = "\n".join([*chat.sends, *chat.stands.values()])
    counts = (await here.turns.store.read(outbox.counts))["console"]
    return Toll(
        articles=len(titles),
        lost=sum(title not in said for title in titles),
        doubly=chat.doubles,
        counted=counts["unknown"],
        messages=sum(chat.sends.values()),
    )


@contextmanager
def _instead(fetch: Callable[..., Awaitable[Visit]]) -> Iterator[None]:
    """Let feeds be fetched by something else for a while."""
    whole = KINDS["feed"]
    KINDS["feed"] = replace(whole, fetch=fetch)
    try:
        yield
    finally:
        KINDS["feed"] = whole


async def jumps(place: Path, channel: Channel, *, seed: int, count: int) -> Toll:
    """Set the clock again and again, by up to two days either way, while articles come."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes it the same again
    async with world(place, channels=(channel,)) as here:
        chat = into(here, channel)
        await pass_by(here, hours=0.1, step=120)
        for number in range(1, count + 1):
            here.clock.move(hours=chance.uniform(-48, 48))
            here.article(f"{number}.txt", told(number))
            await pass_by(here, hours=0.1, step=60)
        return await _toll(here, chat, [f"Headline {number:03d}" for number in range(1, count + 1)])
