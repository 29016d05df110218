from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from feedbot.model import Batch, Edition, Feed, Tombstone
from feedbot.store import archive, feeds, read, revisions, write
from tests import make
from tests.make import NOW, hours
from tests.store.given import batch, edited, held

URL = "https://feeds.example.org"
SMALL = make.feed(size=4)


def tend(engine: Engine, feed: Feed = SMALL, now: datetime = NOW) -> bool:
    """Close and drop what there is."""
    with write(engine) as tx:
        return archive.tend(tx, feed, now)


def page(engine: Engine, number: int, feed: Feed = SMALL) -> Edition | None:
    """A closed page."""
    with read(engine) as tx:
        return archive.page(tx, feed, number, URL)


def shelf(engine: Engine) -> archive.Shelf:
    """What feed "main" has published."""
    with read(engine) as tx:
        return archive.shelves(tx, ["main", "unknown"])["main"]


def newest(engine: Engine, feed: Feed = SMALL, **fields: Any) -> Edition:
    """The document that readers subscribe to."""
    with read(engine) as tx:
        return feeds.newest(tx, feed, URL, **fields).edition


def ids(found: Edition | None) -> list[str]:
    """The ends of the ids that an edition shows."""
    assert found is not None
    return [each.id.removeprefix("https://example.org/") for each in found.pieces]


def gone(found: Edition | None) -> list[str]:
    """The ends of the ids that an edition calls withdrawn."""
    assert found is not None
    return [each.id.removeprefix("https://example.org/") for each in found.gone]


def change(engine: Engine, number: int, now: datetime = NOW) -> None:
    """Let an entry change, as a visit does it."""
    news = edited(number)
    with write(engine) as tx:
        revisions.keep(tx, news.changed, now)
    held(engine, news, now=now)


def away(*numbers: int) -> Batch:
    """What a visit brings when a source withdrew entries."""
    return Batch(source="sample", retracted=tuple(make.entry(number).id for number in numbers))


def test_a_page_closes_with_another_behind_it(engine: Engine) -> None:
    """A page takes half a document of the oldest members, once there are as many again that are newer."""
    held(engine, batch(1, 2, 3))
    assert (False, 0) == (tend(engine), shelf(engine).last)

    held(engine, batch(4))
    assert (False, 1) == (tend(engine), shelf(engine).last)
    assert ["2", "1"] == ids(page(engine, 1))
    assert ["4", "3", "2", "1"] == ids(newest(engine))


def test_where_a_page_leads(engine: Engine) -> None:
    """A page names the one before, the one after and the newest document, and is dated by when it closed."""
    held(engine, batch(1, 2, 3, 4, 5, 6))
    tend(engine, now=NOW + hours(1))
    first, second = page(engine, 1), page(engine, 2)
    assert first and second

    assert ("archive", "main.1", None, "main.2", "main") == _links(first)
    assert ("archive", "main.2", "main.1", "main.3", "main") == _links(second)
    assert NOW + hours(1) == first.updated
    assert ("current", "main", "main.2", None, None) == _links(newest(engine, previous=2))
    assert None is page(engine, 3)


def _links(found: Edition) -> tuple[str, str, str | None, str | None, str | None]:
    return found.role, found.stem, found.previous, found.next, found.current


def test_order_of_admission_and_of_dates(engine: Engine) -> None:
    """Pages take members as they came; within a page, and in the newest document, the newest by date stands first."""
    for number in (4, 9, 1, 3):
        held(engine, batch(number))
    tend(engine)

    assert ["9", "4"] == ids(page(engine, 1))
    assert ["9", "4", "3", "1"] == ids(newest(engine))


def test_what_is_in_no_page_is_in_the_document(engine: Engine) -> None:
    """However old it says it is, a member that is in no page stands in the newest document."""
    held(engine, batch(20, 21, 22, 23))
    tend(engine)
    held(engine, batch(1))

    assert ["23", "22", "21", "1"] == ids(newest(engine))


def test_a_page_stays_as_it_was(engine: Engine) -> None:
    """What changes, is withdrawn or comes back later changes no page that is closed, not even by its dates."""
    held(engine, batch(1, 2, 3, 4))
    tend(engine)
    before = page(engine, 1)
    change(engine, 1, NOW + hours(1))
    held(engine, away(2), now=NOW + hours(2))
    held(engine, Batch(source="sample", restored=(make.entry(2).id,)), now=NOW + hours(3))
    back = make.entry(1, updated=NOW + hours(4))
    with write(engine) as tx:
        revisions.keep(tx, [back], NOW + hours(4))
    held(engine, Batch(source="sample", changed=(back,)), now=NOW + hours(4))

    assert before == page(engine, 1)


def test_what_changes_comes_again(engine: Engine) -> None:
    """A member of a closed page that changed stands in a later one as it is then."""
    held(engine, batch(1, 2, 3, 4))
    tend(engine)
    change(engine, 1)
    held(engine, batch(5))
    tend(engine)
    held(engine, batch(6))
    tend(engine)
    third = page(engine, 3)

    assert ["4", "3"] == ids(page(engine, 2))
    assert ["6", "5", "1"] == ids(newest(engine, make.feed(size=3)))
    assert None is third
    assert "Another title" in {each.lead.title for each in newest(engine).pieces}


def test_what_changes_before_its_page_closes_keeps_its_place(engine: Engine) -> None:
    """A correction of what is in no page yet is in its page, and nowhere twice."""
    held(engine, batch(1, 2, 3))
    change(engine, 1)
    held(engine, batch(4))
    tend(engine)
    first = page(engine, 1)
    assert first

    assert ["2", "1"] == ids(first)
    assert "Another title" == first.pieces[1].lead.title


def test_tombstones(engine: Engine) -> None:
    """What is withdrawn is told where its number is: in the newest document, later in a page; back again, it stands."""
    held(engine, batch(1, 2, 3, 4))
    tend(engine)
    held(engine, away(1), now=NOW + hours(1))
    held(engine, away(4), now=NOW + hours(2))
    assert (["3", "2"], ["4", "1"]) == (ids(newest(engine)), gone(newest(engine)))
    assert Tombstone(id=make.entry(1).id, at=NOW + hours(1)) == newest(engine).gone[1]

    held(engine, batch(5))
    tend(engine)
    assert (["3"], ["4"]) == (ids(page(engine, 2)), gone(page(engine, 2)))
    held(engine, Batch(source="sample", restored=(make.entry(4).id,)), now=NOW + hours(3))

    assert (["5", "4", "3", "2"], ["1"]) == (ids(newest(engine)), gone(newest(engine)))
    assert NOW + hours(3) == newest(engine).pieces[1].updated


def test_without_an_archive(engine: Engine) -> None:
    """A feed without pages tells what was withdrawn of its last members, and no more."""
    feed = make.feed(size=2, archive=False)
    held(engine, batch(1, 2, 3, 4))
    held(engine, away(1, 3))

    assert False is tend(engine, feed)
    assert (["4", "2"], ["3"]) == (ids(newest(engine, feed)), gone(newest(engine, feed)))


def test_few_pages_a_transaction(engine: Engine) -> None:
    """What came at once is put into pages by and by."""
    feed = make.feed(size=1)
    numbers = range(1, archive.MOST + 5)
    held(engine, *(batch(*numbers[start : start + 500], promises=()) for start in range(0, len(numbers), 500)))

    assert (True, archive.MOST) == (tend(engine, feed), shelf(engine).last)
    assert (False, archive.MOST + 3) == (tend(engine, feed), shelf(engine).last)


@pytest.mark.parametrize(
    ("kept", "first"),
    [({}, 1), ({"keep_entries": 3}, 3), ({"keep_entries": 2}, 4), ({"keep": hours(5)}, 2), ({"keep": hours(0.5)}, 5)],
    ids=["all", "3 entries", "2 entries", "5 hours", "half an hour"],
)
def test_what_is_kept(engine: Engine, kept: dict[str, Any], first: int) -> None:
    """Pages are dropped whole: those older than a feed keeps them, and those behind the newest entries it keeps."""
    for number in range(0, 10, 2):
        held(engine, batch(number, number + 1))
        tend(engine, now=NOW + number * hours(1))
    feed = replace(SMALL, **kept)
    now = NOW + hours(9)
    with read(engine) as tx:
        assert (("main",) if first > 1 else ()) == archive.ripe(tx, [feed], now)
    tend(engine, feed, now)

    assert [number for number in range(1, 5) if number >= first] == list(shelf(engine).pages)
    assert (first > 1) == (page(engine, 1) is None)
    with read(engine) as tx:
        assert () == archive.ripe(tx, [feed], now)


def test_a_page_leads_to_none_that_was_dropped_before(engine: Engine) -> None:
    """A page names the one before as long as that stood when it closed; what is dropped later changes no page."""
    feed = replace(SMALL, keep=hours(3))
    held(engine, batch(*range(1, 7)))
    tend(engine, feed)
    held(engine, batch(7, 8))
    tend(engine, feed, NOW + hours(2))
    before = page(engine, 3)
    tend(engine, feed, NOW + hours(4))
    assert [3] == list(shelf(engine).pages)
    assert before == page(engine, 3)
    assert before is not None
    assert "main.2" == before.previous

    tend(engine, feed, NOW + hours(6))
    held(engine, batch(9, 10))
    tend(engine, feed, NOW + hours(7))
    after = page(engine, 4)
    assert after is not None
    assert (None, "main.5", "main") == (after.previous, after.next, after.current)


def test_another_size_holds_for_pages_to_come(engine: Engine) -> None:
    """Pages that are closed keep their members when a feed gets another size."""
    held(engine, batch(1, 2, 3, 4))
    tend(engine)
    held(engine, batch(5, 6, 7, 8))
    tend(engine, make.feed(size=6))

    assert (["2", "1"], ["5", "4", "3"]) == (ids(page(engine, 1)), ids(page(engine, 2)))


def test_complete(engine: Engine) -> None:
    """The complete document has every member that stands, newest first, whatever is in pages."""
    held(engine, batch(*range(1, 8)), away(3))
    tend(engine)
    with read(engine) as tx:
        sheet = feeds.complete(tx, SMALL, URL)

    assert ["7", "6", "5", "4", "2", "1"] == ids(sheet.edition)
    assert ("complete", "main.all", None, None, "main") == _links(sheet.edition)


def test_complete_without_what_was_dropped(engine: Engine) -> None:
    """The complete document leaves out what stood in dropped pages, but for the newest that the first document has."""
    feed = replace(SMALL, keep_entries=3)
    held(engine, batch(*range(1, 11)))
    tend(engine, feed)
    with read(engine) as tx:
        assert ["10", "9", "8", "7", "6", "5"] == ids(feeds.complete(tx, feed, URL).edition)
        assert 4 == archive.dropped(tx, "main")
        assert {"main": 6} == feeds.held(tx, [feed])

    quiet = replace(SMALL, keep=hours(1))
    tend(engine, quiet, NOW + hours(2))
    with read(engine) as tx:
        whole, first = feeds.complete(tx, quiet, URL), feeds.newest(tx, quiet, URL)
        assert ["10", "9", "8", "7"] == ids(whole.edition) == ids(first.edition)
        assert 10 == len(feeds.complete(tx, replace(quiet, archive=False), URL).edition.pieces)
        assert {"main": 4} == feeds.held(tx, [quiet])
        assert {"main": 10} == feeds.held(tx, [replace(quiet, archive=False)])


def test_known_pieces_are_not_read(engine: Engine) -> None:
    """A piece that is known by its look is taken as it is; a change of its entry is another look."""
    held(engine, batch(1, 2))
    with read(engine) as tx:
        first = feeds.newest(tx, SMALL, URL)
    mine = dict(zip(first.looks, (replace(each, digest="held") for each in first.edition.pieces), strict=True))
    change(engine, 2)

    assert ["digest-2b", "held"] == [each.digest for each in newest(engine, known=mine.get).pieces]


def test_each_feed_is_numbered_by_itself(engine: Engine) -> None:
    """A change gives a new number in those feeds only in which the page is closed."""
    with write(engine) as tx:
        feeds.enrol(tx, ["other"], NOW, lambda: "urn:other")
    held(engine, batch(1, 2, 3, 4), Batch(source="sample", memberships=batch(1, 2, feed="other").memberships))
    tend(engine)
    change(engine, 1, NOW + timedelta(minutes=5))

    assert ["4", "3", "2", "1"] == ids(newest(engine))
    assert ["2", "1"] == ids(newest(engine, make.feed("other", size=4)))
    assert ["4", "3", "1"] == ids(newest(engine, make.feed(size=3)))
