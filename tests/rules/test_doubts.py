from dataclasses import replace
from typing import Any

from feedbot.model import File, Find, Known
from feedbot.rules import twins
from tests import make
from tests.make import NOW, hours
from tests.rules.meaning import OTHER, found, held, matches, moved


def doubted(*finds: Find, first: bool = False, old: int = 0, **fields: Any) -> list[str]:
    """The numbers of finds that are doubted, of a source whose newest entry is of an hour ago, visited then."""
    what = Known(sightings={}, entries={"x": held(0, published=NOW - hours(1))}, first=first)
    visit = make.harvest(finds=finds, same=tuple(map(str, range(old))), **fields)
    return list(twins.doubts(visit, what, make.source(timezone="Europe/Kyiv"), finds, NOW))


def archive(number: int, *, dated: bool = True, age: float = 9.5) -> tuple[Find, ...]:
    """So many new items of so many hours ago."""
    return tuple(found(each, dated=dated, published=NOW - hours(age)) for each in range(1, number + 1))


def test_old_news_in_a_crowd_is_doubted() -> None:
    """Of many new ids those are doubted that are dated well before the last visit."""
    assert ["new 1", "new 2", "new 3", "new 4", "new 5"] == doubted(*archive(5))
    assert [] == doubted(*archive(5, age=6.9))
    assert ["new 1", "new 2", "new 3", "new 4"] == doubted(*archive(4), found(9, published=NOW))


def test_few_new_ids_are_believed() -> None:
    """Less than five, or no more than half of all, are no crowd."""
    assert [] == doubted(*archive(4))
    assert [] == doubted(*archive(5), old=5)
    assert 5 == len(doubted(*archive(5), old=4))


def test_what_has_no_date_is_doubted_in_a_crowd_only() -> None:
    """Five and more items without a date are doubted, unless we were away for over a day ourselves."""
    away = make.cursor(visited=NOW - hours(30), tried=NOW - hours(25))
    down = make.cursor(visited=NOW - hours(30), tried=NOW - hours(1))

    assert 5 == len(doubted(*archive(5, dated=False)))
    assert [] == doubted(*archive(4, dated=False), found(9, published=NOW))
    assert [] == doubted(*archive(5, dated=False), cursor=away)
    assert 5 == len(doubted(*archive(5, dated=False), cursor=down))
    assert 5 == len(doubted(*archive(5, dated=False), cursor=replace(make.cursor(), tried=None)))


def test_a_document_of_what_is_new_is_doubted_late() -> None:
    """Where a document has only what is new, the share of new ids tells nothing: twenty are a crowd."""
    visit = make.document(partial=True)

    assert [] == doubted(*archive(19), visit=visit)
    assert 20 == len(doubted(*archive(20), visit=visit))
    assert [False, False] == matches(*(moved(each, dated=False, content=OTHER) for each in (1, 2)), visit=visit)


def test_nobody_doubts_a_beginning() -> None:
    """At a first visit, and in a folder, everything is as it is."""
    visit = make.document(files=(File(path="a.txt", body=b"", modified=NOW),))

    assert [] == doubted(*archive(5), first=True)
    assert [] == doubted(*archive(5), cursor=make.cursor(visited=None))
    assert [] == doubted(*archive(5), visit=visit)


def test_newer_than_all_we_know_is_believed() -> None:
    """What a feed that stood still brings at last is newer than what it had before."""
    what = Known(sightings={}, entries={"x": held(0, published=NOW - hours(20))}, first=False)
    finds = archive(5)

    assert {} == twins.doubts(make.harvest(finds=finds), what, make.source(), finds, NOW)
    bare = replace(what, entries={})
    assert 5 == len(twins.doubts(make.harvest(finds=finds), bare, make.source(), finds, NOW))


def test_a_date_without_a_time_means_the_whole_day() -> None:
    """Midnight in the source's zone is a day, not a moment."""
    midnight = tuple(replace(each, entry=replace(each.entry, published=NOW - hours(14))) for each in archive(5))

    assert [] == doubted(*midnight)
    assert 5 == len(doubted(*archive(5, age=14.1)))
