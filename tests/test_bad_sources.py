"""Sources that change, forget, repeat and re-use the ids of their items: nothing is lost, and nothing told twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from feedbot.model import Naming
from feedbot.store import entries
from tests import make
from tests.outlet import HOUR, Item, Life, Piece, Telling, each, honest, living, moved, outlet

VISITS = 7
STEP = 2
"""Hours between two visits, in which two or three articles appear; so there is a midnight among them."""

LINK = "https://w.example/news/"


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A source that was never visited."""
    with living(tmp_path) as begun:
        yield begun


def every_visit(make_up: Callable[[Item, int], Item]) -> Telling:
    """A source whose items are made up anew at each visit."""
    return each(lambda piece, _, visit: make_up(honest(piece), visit))


def linked(address: Callable[[Piece, int], str], *, guid: bool = True) -> Telling:
    """A source whose links differ from visit to visit, with or without ids that stay."""

    def tell(piece: Piece, _: int, visit: int) -> Item:
        item = replace(honest(piece), link=address(piece, visit))
        return item if guid else replace(item, guid=f"{piece.number}-{visit}")

    return each(tell)


def daily(pieces: list[Piece], _: int) -> list[Item]:
    """A source that numbers the articles of each day from one on."""
    days = Counter[str]()
    found = []
    for piece in sorted(pieces, key=lambda each: each.number):
        days[f"{piece.at:%d}"] += 1
        found.append(replace(honest(piece), guid=str(days[f"{piece.at:%d}"] + piece.number // 1000)))
    return found[::-1]


def amp(piece: Piece, visit: int) -> str:
    """The same page for other screens."""
    number = piece.number
    forms = ("", "/amp", "/?amp=1", "/amp/", "/index.html")
    hosts = ("https://w.example", "https://amp.w.example", "http://m.w.example")
    return f"{hosts[visit % 3]}/news/{number}{forms[visit % 5]}"


SOURCES: dict[str, Telling] = {
    "honest": each(lambda piece, *_: honest(piece)),
    "guid of each visit": every_visit(lambda item, visit: replace(item, guid=f"{item.guid}-{visit}")),
    "guid of each visit, no dates": every_visit(
        lambda item, visit: replace(item, guid=f"{item.guid}-{visit}", at=None)
    ),
    "guid is the position": each(lambda piece, place, _: replace(honest(piece), guid=str(place + 1))),
    "guid is the position, no dates": each(
        lambda piece, place, _: replace(honest(piece), guid=str(place + 1), at=None)
    ),
    "guid is the position, one link": each(
        lambda piece, place, _: replace(honest(piece), guid=str(place + 1), link="https://w.example/")
    ),
    "no guid": every_visit(lambda item, _: replace(item, guid=None)),
    "one guid for all": every_visit(lambda item, _: replace(item, guid="https://w.example/")),
    "guid now and then": each(
        lambda piece, place, visit: replace(honest(piece), guid=None if (place + visit) % 3 else f"id-{piece.number}")
    ),
    "guid of the day": daily,
    "https at last": moved("http://w.example"),
    "www at last": moved("https://www.w.example"),
    "another domain": moved("https://news.other.example"),
    "http, https and www": linked(
        lambda piece, visit: f"{('http://', 'https://', 'https://www.')[visit % 3]}w.example/{piece.number}"
    ),
    "amp": linked(amp),
    "amp, guid of each visit": linked(amp, guid=False),
    "tracking": linked(lambda piece, visit: f"{LINK}{piece.number}?utm_source=rss&utm_id={visit}", guid=False),
    "made-up parameter": linked(lambda piece, visit: f"{LINK}{piece.number}?r={visit * 7919 % 1000}", guid=False),
    "two id schemes": every_visit(lambda item, visit: replace(item, guid=f"{'ab'[visit % 2]}/{item.guid}")),
    "two sites": linked(lambda piece, visit: f"https://{'ab'[visit % 2]}.w.example/{piece.number}", guid=False),
    "drops and restores": lambda pieces, visit: [honest(piece) for piece in pieces if visit % 3 or piece.number % 2],
    "order reversed": lambda pieces, visit: [honest(piece) for piece in (pieces, pieces[::-1])[visit % 2]],
    "dates are now": every_visit(lambda item, visit: replace(item, at=make.NOW + visit * STEP * HOUR)),
    "dates are now, guid of each visit": every_visit(
        lambda item, visit: replace(item, at=make.NOW + visit * STEP * HOUR, guid=f"{item.guid}-{visit}")
    ),
    "nothing but titles": every_visit(
        lambda item, visit: replace(item, guid=f"{visit}-{item.guid}", text="", link=None)
    ),
}


NAMED: dict[str, Naming] = {
    "guid of each visit": "link",
    "guid of each visit, no dates": "link",
    "guid is the position": "link",
    "guid is the position, no dates": "link",
    "guid is the position, one link": "text",
    "guid of the day": "link",
    "one guid for all": "link",
    "guid now and then": "link",
    "amp, guid of each visit": "link",
    "tracking": "link",
    "made-up parameter": "text",
    "two id schemes": "link",
    "two sites": "link",
    "dates are now, guid of each visit": "link",
    "nothing but titles": "text",
}
"""What the items of bad sources are known by in the end; those of the others by their ids, as at first."""

ELSEWHERE = {"two sites", "another domain"}
"""Sources whose links lead to another host at last, so each message may be edited once."""


@pytest.mark.parametrize("name", SOURCES)
def test_each_article_is_told_once(life: Life, name: str) -> None:
    """Seven visits to a source that does it badly: each article is promised once, and edited only for a reason.

    None is lost. What items are known by is decided from what the ids did, told once, and never taken back.
    """
    said = [SOURCES[name](outlet(visit * STEP), visit) for visit in range(VISITS)]
    namings, notes = list[Naming](), list[str]()
    edits = 0
    for items in said:
        edits += life.visit(items, after=STEP * HOUR).changed
        namings.append(life.cursor.naming)
        notes += [note for note in life.cursor.notes if "items are known by" in note]
    there, wanted = {item.title for item in said[0]}, {item.title for items in said for item in items}

    assert dict.fromkeys(wanted - there, 1) == {title: len(each) for title, each in life.deliveries("owed").items()}
    assert {} == life.deliveries("dropped")
    assert edits <= (len(wanted) if name in ELSEWHERE else 0)
    assert len(wanted) == entries.count(life.tx)["wire"]
    assert NAMED.get(name, "id") == namings[-1]
    assert sorted(namings, key=["id", "link", "text"].index) == namings
    assert len(set(namings)) - 1 == len(notes)


IDS: tuple[Callable[[Item, int, int], str | None], ...] = (
    lambda item, *_: item.guid,
    lambda item, _, visit: f"{item.guid}-{visit}",
    lambda item, _, visit: f"{'ab'[visit % 2]}/{item.guid}",
    lambda _, place, __: str(place),
    lambda *_: "always the same",
    lambda *_: None,
)
LINKS: tuple[Callable[[int, int], str | None], ...] = (
    lambda number, _: f"{LINK}{number}",
    lambda number, _: f"http://m.w.example/news/{number}/amp",
    lambda number, _: f"https://other.example/news/{number}",
    lambda number, visit: f"{LINK}{number}?r={visit * 7919 % 1000}",
    lambda *_: "https://w.example/",
    lambda *_: None,
)
DATES: tuple[Callable[[Item, int], datetime | None], ...] = (
    lambda item, _: item.at,
    lambda _, visit: make.NOW + visit * STEP * HOUR,
    lambda *_: None,
)
WAYS = [(ids, links, dates) for ids in IDS for links in LINKS for dates in DATES]


@pytest.mark.parametrize("start", [1, 5, 7, 11, 13, 17])
def test_a_source_that_finds_new_ways(life: Life, start: int) -> None:
    """A source that does it badly in another way every other visit: still none is lost and none is told twice."""
    said = []
    for visit in range(VISITS):
        ids, links, dates = WAYS[start * (visit // 2 + 1) % len(WAYS)]
        pieces = [(piece, honest(piece)) for piece in outlet(visit * STEP)]
        items = [
            replace(item, guid=ids(item, place, visit), link=links(piece.number, visit), at=dates(item, visit))
            for place, (piece, item) in enumerate(pieces)
        ]
        said.append(items)
        life.visit(items, after=STEP * HOUR)
    there, wanted = {item.title for item in said[0]}, {item.title for items in said for item in items}

    assert dict.fromkeys(wanted - there, 1) == {title: len(each) for title, each in life.deliveries().items()}
    assert len(wanted) == entries.count(life.tx)["wire"]


@pytest.mark.parametrize("visits", [6, 12])
@pytest.mark.parametrize("beside", [0, 5])
def test_an_item_that_is_new_in_everything_but_its_words(life: Life, visits: int, beside: int) -> None:
    """Id, link and date of one item change together at each visit: one message, and no edit for what nobody reads.

    It is so for the only item of a source; beside others its link, which is believed there, may be mended.
    """
    pieces = outlet(0)[: beside + 1]
    changed = 0
    for visit in range(visits):
        at = make.NOW + visit * HOUR
        first = replace(honest(pieces[0]), guid=f"id-{visit}", link=f"{LINK}today?at={visit}", at=at)
        changed += life.visit([first, *map(honest, pieces[1:])]).changed

    assert len(pieces) == entries.count(life.tx)["wire"]
    assert changed <= (visits - 1 if beside else 0)
    assert any("came again with another id and a later date" in note for note in life.cursor.notes)


def test_alarms_in_the_same_words_are_each_told(life: Life) -> None:
    """What comes again and again is not put in anew, however long its text is, and however soon it comes."""
    text = " ".join(f"take shelter in district {number} at once" for number in range(6))
    for visit in range(4):
        item = Item(
            guid=f"a{visit}", link=f"{LINK}?id={visit}", title="Air raid alert", text=text, at=make.NOW + visit * HOUR
        )
        life.visit([item])

    assert 4 == entries.count(life.tx)["wire"]
