from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from feedbot.ingest import Mind, Seen, harvest, take_in
from feedbot.model import Cursor, Harvest, Item, Reading
from feedbot.rules import identity
from feedbot.store import entries, visits
from tests import make
from tests.make import NOW
from tests.world import web_feed, world


def brought(*items: Item, cursor: Cursor | None = None, deliver_first: int = 0) -> Harvest:
    """What a visit brings home that found these items, none of which was seen before."""
    source, named = make.source(deliver_first=deliver_first), identity.keyed(items)
    reading = Reading(origin=make.ORIGIN, items=items)
    return harvest(cursor or make.cursor(), source, make.document(), reading, named, Seen(raws={}), NOW)


def aged(days: int) -> Item:
    """An item that was published so many days ago."""
    link = f"https://example.org/{days}"
    return make.item(id=link, link=link, title=f"News of {days}", published=(NOW - timedelta(days=days)).isoformat())


def test_an_item_that_we_fail_at_costs_no_other() -> None:
    """Of many items the one that cannot be read is left out, and a note names it; the others come through in order."""
    unfit = make.item(id="urn:unfit", title="Unfit", html=5, published=None)  # what no reader gives
    found = brought(*map(aged, range(40, 20, -1)), unfit, *map(aged, range(20, 0, -1)))

    assert [f"News of {days}" for days in range(40, 0, -1)] == [find.entry.title for find in found.finds]
    assert ['"Unfit" was left out'] == [note.partition(" (")[0] for note in found.notes if "left out" in note]


def test_a_first_visit_gives_stories_nothing_that_is_too_old() -> None:
    """Of what a first visit finds stories read the last eight days, and what is sent; later they read all."""
    days, new = (1, 7, 9, 30), make.cursor(visited=None)
    first = brought(*map(aged, days), cursor=new)
    sent = brought(*map(aged, days), cursor=new, deliver_first=3)
    later = brought(*map(aged, days))

    assert [False, False, True, True] == [find.signature is not None for find in first.finds]
    assert [False, True, True, True] == [find.signature is not None for find in sent.finds]
    assert all(find.signature is not None for find in later.finds)
    assert [find.entry for find in later.finds] == [find.entry for find in first.finds]
    assert [find.text for find in later.finds] == [find.text for find in first.finds]


async def test_much_at_once_is_taken_in_by_and_by(tmp_path: Path) -> None:
    """Of many harvests none is lost between two transactions, and none is taken in twice."""
    names = [f"s{number}" for number in range(5)]
    sources = tuple(replace(web_feed(f"https://{name}.example/feed"), name=name) for name in names)
    async with world(tmp_path, sources=sources) as here:
        store, config, now = here.turns.store, here.turns.config, here.clock()
        await here.turns.enrol()
        cursors = await store.write(visits.claim, now, make.minutes(5), 9)
        found = [
            make.harvest(
                cursor=cursor,
                source=cursor.source,
                finds=tuple(
                    make.find(entry=make.entry(1_000 * place + number, source=cursor.source)) for number in range(150)
                ),
            )
            for place, cursor in enumerate(cursors)
        ]
        mind = Mind()
        first = await take_in(found, config=config, store=store, now=now, told=lambda *_: None, mind=mind)
        again = await take_in(found, config=config, store=store, now=now, told=lambda *_: None, mind=mind)
        held = await store.read(entries.count)

    assert (750, 0) == (first.new, again.new)
    assert dict.fromkeys(names, 150) == dict(held)
