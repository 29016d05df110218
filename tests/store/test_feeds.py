from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest
from sqlalchemy import Engine

from feedbot.errors import FeedbotError, StoreError
from feedbot.model import Batch, Edition, Feed
from feedbot.store import feeds, read, write
from tests import make
from tests.make import NOW, hours
from tests.store.given import batch, edited, held, of

URL = "https://feeds.example.org"


def enrol(engine: Engine, *names: str, now: datetime = NOW) -> tuple[str, ...]:
    """Enrol feeds, each with a new id."""
    with write(engine) as tx:
        return feeds.enrol(tx, names, now, ids())


def ids() -> Callable[[], str]:
    """A maker of ids that never gives one twice."""
    numbers = count()
    return lambda: f"urn:made:{next(numbers)}"


def edition(engine: Engine, feed: Feed | None = None) -> tuple[Edition, int]:
    """The edition of feed "main", or of another."""
    with read(engine) as tx:
        return feeds.edition(tx, feed or make.feed(), URL)


def pieces(engine: Engine, feed: Feed | None = None) -> list[str]:
    """The ids that an edition shows."""
    return [each.id for each in edition(engine, feed)[0].pieces]


def entries(*numbers: int) -> list[str]:
    """The ids of entries."""
    return [make.entry(number).id for number in numbers]


def publish(engine: Engine, name: str = "main") -> None:
    """Note that a feed was written as it is now."""
    _, changed = edition(engine, make.feed(name))
    with write(engine) as tx:
        feeds.published(tx, name, changed, "digest")


def pending(engine: Engine, *names: str) -> tuple[str, ...]:
    """Which feeds have to be written, of "main" if none is named."""
    with read(engine) as tx:
        return feeds.pending(tx, names or ("main",))


def test_id_is_made_once(bare: Engine) -> None:
    """A feed keeps the id that it got when it was new; only new names are given back."""
    assert ("a", "b") == enrol(bare, "a", "b", "a")
    first = edition(bare, make.feed("b"))[0].id

    assert ("c",) == enrol(bare, "b", "c", now=NOW + hours(1))
    assert first == edition(bare, make.feed("b"))[0].id
    assert NOW == edition(bare, make.feed("b"))[0].updated


def test_config_may_have_changed(engine: Engine) -> None:
    """A new feed has to be written, and a known one again when it is enrolled anew."""
    assert ("main",) == pending(engine)
    publish(engine)
    assert () == pending(engine)

    enrol(engine, "main")
    assert ("main",) == pending(engine)


def test_edition(engine: Engine) -> None:
    """An edition has the feed's newest entries, newest first, as pieces."""
    held(engine, batch(2, 3, 1))

    expected = make.edition(3, 2, id="urn:uuid:main", url=URL, feed=make.feed(size=2), stem="main")
    assert expected == edition(engine, make.feed(size=2))[0]


def test_same_date(engine: Engine) -> None:
    """Of entries published at one moment the one recorded last is the newest."""
    held(engine, of(*(make.entry(number, published=NOW) for number in (2, 3, 1))))

    assert entries(1, 3, 2) == pieces(engine)


def test_edition_of_an_unknown_feed(bare: Engine) -> None:
    """A feed that was never enrolled has no edition, and the fault names it."""
    with pytest.raises(StoreError, match='"main" was never enrolled'):
        edition(bare)


def test_members_of_an_unknown_feed(bare: Engine) -> None:
    """Nothing can belong to a feed that was never enrolled."""
    with pytest.raises(FeedbotError, match="does not take this"):
        held(bare, batch(1))


def test_each_feed_has_its_own(engine: Engine) -> None:
    """What is admitted to one feed neither shows in another nor makes it pending."""
    enrol(engine, "other")
    publish(engine)
    publish(engine, "other")
    held(engine, batch(1, feed="other"))

    assert ("other",) == pending(engine, "main", "other")
    assert [] == pieces(engine)
    assert entries(1) == pieces(engine, make.feed("other"))


def test_admitted_twice(engine: Engine) -> None:
    """What belongs to a feed already is not admitted again."""
    held(engine, batch(1))
    held(engine, Batch(source="sample", memberships=batch(1, 1).memberships))

    assert entries(1) == pieces(engine)


@pytest.mark.parametrize(
    "change",
    [
        batch(2),
        edited(1),
        Batch(source="sample", retracted=(make.entry(1).id,)),
    ],
    ids=["opened", "changed", "retracted"],
)
def test_what_readers_see(engine: Engine, change: Batch) -> None:
    """Whatever changes what a feed shows makes it pending and moves its date."""
    held(engine, batch(1))
    publish(engine)
    held(engine, change, now=NOW + hours(1))

    assert ("main",) == pending(engine)
    assert NOW + hours(1) == edition(engine)[0].updated


def test_what_readers_do_not_see(engine: Engine) -> None:
    """A visit that brings nothing new, or something for no feed, leaves feeds alone."""
    held(engine, batch(1))
    publish(engine)
    held(engine, Batch(source="sample", same=(make.entry(1).key,)), batch(2, memberships=()), now=NOW + hours(1))

    assert () == pending(engine)
    assert NOW == edition(engine)[0].updated


def test_withdrawn_and_restored(engine: Engine) -> None:
    """A withdrawn entry leaves its feeds; restored, it is back in its place and makes them pending."""
    held(engine, batch(1, 2), Batch(source="sample", retracted=(make.entry(1).id,)))
    assert entries(2) == pieces(engine)
    publish(engine)

    held(engine, Batch(source="sample", restored=(make.entry(1).id,)), now=NOW + hours(1))
    assert entries(2, 1) == pieces(engine)
    assert ("main",) == pending(engine)


def test_restored_without_being_withdrawn(engine: Engine) -> None:
    """Restoring what stands changes nothing."""
    held(engine, batch(1))
    publish(engine)
    held(engine, Batch(source="sample", restored=(make.entry(1).id,)))

    assert () == pending(engine)


def test_new_date_moves_a_piece(engine: Engine) -> None:
    """An entry that gets another date takes the place which that date gives it."""
    held(engine, batch(1, 2), edited(1, published=NOW))

    assert entries(1, 2) == pieces(engine)


def test_change_while_writing(engine: Engine) -> None:
    """What changed between reading and writing an edition is still pending, and an older note changes nothing."""
    _, first = edition(engine)
    held(engine, batch(1))
    _, second = edition(engine)
    with write(engine) as tx:
        feeds.published(tx, "main", first, "a")
    assert ("main",) == pending(engine)

    with write(engine) as tx:
        feeds.published(tx, "main", second, "b")
        feeds.published(tx, "main", first, "a")
    assert () == pending(engine)


def test_pending_in_order(engine: Engine) -> None:
    """Pending feeds come in the order of the names that were asked for."""
    enrol(engine, "a", "b")

    assert ("b", "main", "a") == pending(engine, "b", "main", "unknown", "a")


def test_new_feed_over_old_entries(engine: Engine) -> None:
    """A feed added later shows what its sources brought before it, but not what they withdrew."""
    held(engine, batch(1, 3, 2), of(make.entry(4, source="other")))
    held(engine, Batch(source="sample", retracted=(make.entry(3).id,)))
    enrol(engine, "all", "some")
    with write(engine) as tx:
        assert 3 == feeds.backfill(tx, make.feed("all"), NOW)
        assert 2 == feeds.backfill(tx, make.feed("some", sources=("sample",)), NOW)
        assert 0 == feeds.backfill(tx, make.feed("some", sources=("sample",)), NOW)

    assert entries(4, 2, 1) == pieces(engine, make.feed("all"))
    assert entries(2, 1) == pieces(engine, make.feed("some"))
