from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from feedbot.model import Batch
from feedbot.store import entries as articles
from feedbot.store import read, stories, write
from feedbot.store.tables import signatures
from feedbot.store.tables import stories as table
from feedbot.store.values import Written, dumps, microseconds
from tests import make
from tests.make import NOW
from tests.store.given import absorb, batch, edited, held, story, verdict


def ids(*numbers: int) -> tuple[str, ...]:
    """The ids of entries."""
    return tuple(make.entry(number).id for number in numbers)


def keep(engine: Engine, each: Batch) -> None:
    """Record a batch and its signatures."""
    with write(engine) as tx:
        absorb(tx, each)
        stories.keep(tx, each, NOW)


def after(engine: Engine, number: int = 0) -> list[tuple[int, str, str]]:
    """Number, entry and story of the signatures above a number."""
    with read(engine) as tx:
        return [(place, each.entry, where) for place, each, where in stories.after(tx, number)]


def test_signatures_come_back(engine: Engine) -> None:
    """A signature is read as it was written, in the order of the numbers."""
    known = make.signature(1, names=("kyiv",), shingles=(1, 2**60), title="bridge", text="digest", language="uk")
    keep(engine, batch(1, 2, signatures=(known, make.signature(2))))

    with read(engine) as tx:
        found = list(stories.after(tx, 0))
    assert [(1, known, ids(1)[0]), (2, make.signature(2), ids(2)[0])] == found


def test_only_newer_signatures_are_read(engine: Engine) -> None:
    """Who has read some reads only those with a higher number."""
    keep(engine, batch(1, signatures=(make.signature(1),)))
    keep(engine, batch(2, signatures=(make.signature(2),)))

    assert [(2, ids(2)[0], ids(2)[0])] == after(engine, 1)


def test_changed_entry_is_numbered_anew(engine: Engine) -> None:
    """The signature of a changed entry takes the place of the old one, in its story, and is read again."""
    keep(engine, batch(1, signatures=(make.signature(1),)))
    keep(engine, replace(edited(1), signatures=(make.signature(1, terms=("dam",), counts=(3,)),)))

    assert [(2, ids(1)[0], ids(1)[0])] == after(engine)


def test_unknown_entries_and_old_ones_have_no_signature(engine: Engine) -> None:
    """A changed entry that never had a signature gets none, nor does one older than any story."""
    keep(engine, batch(1))
    keep(engine, replace(edited(1), signatures=(make.signature(1),)))
    keep(engine, batch(2, signatures=(make.signature(2, at=NOW - timedelta(days=9)),)))

    assert [] == after(engine)


def test_old_signatures_are_let_go(engine: Engine) -> None:
    """A signature is kept for eight days."""
    keep(engine, batch(1, signatures=(make.signature(1),)))
    with write(engine) as tx:
        stories.keep(tx, Batch(source="sample"), NOW + timedelta(days=8, minutes=1))

    assert [] == after(engine)


def test_members_in_the_order_of_joining(engine: Engine) -> None:
    """The members of a story come in the order in which they were recorded, with their verdicts by target."""
    held(engine, batch(2))
    grown = batch(1, stories=(story(*ids(2, 1)),))
    held(engine, grown, now=NOW + timedelta(minutes=1))

    with read(engine) as tx:
        found = stories.members(tx, ids(2, 3))
    assert [ids(2)[0]] == list(found)
    assert list(ids(2, 1)) == [each.entry.id for each in found[ids(2)[0]]]
    assert {"feed:main": verdict(ids(2)[0])} == found[ids(2)[0]][0].verdicts


def test_withdrawn_entries_are_no_members(engine: Engine) -> None:
    """What its source withdrew is shown no more, and a story without entries is left out."""
    held(engine, batch(1), Batch(source="sample", retracted=ids(1)))

    with read(engine) as tx:
        assert {} == stories.members(tx, ids(1))


def test_grown_story_keeps_its_beginning(engine: Engine) -> None:
    """A story that grows was opened when it was opened."""
    held(engine, batch(1))
    held(engine, batch(2, stories=(story(*ids(1, 2)),)), now=NOW + timedelta(hours=1))

    with read(engine) as tx:
        row = tx.execute(select(table).where(table.c.id == ids(1)[0])).one()
    assert (ids(1, 2), NOW) == (row.entries, row.opened)


def test_moved_entry_is_numbered_anew(engine: Engine) -> None:
    """An entry that a person moves belongs to the other story, and open windows read of it."""
    keep(engine, batch(1, 2, signatures=(make.signature(1), make.signature(2))))
    with write(engine) as tx:
        stories.move(tx, ids(2)[0], ids(1)[0], NOW)

    assert [(3, ids(2)[0], ids(1)[0])] == after(engine, 2)
    with read(engine) as tx:
        assert {ids(2)[0]: ids(1)[0]} == stories.places(tx, ids(2))
        assert [ids(1, 2)] == list(tx.execute(select(table.c.entries)).scalars())


def test_largest_stories_first(engine: Engine) -> None:
    """Stories are listed by their number of entries, each with its first."""
    held(engine, batch(1), batch(2), batch(3, stories=(story(*ids(2, 3)),)))

    with read(engine) as tx:
        found = stories.largest(tx, NOW, 5)
        assert () == stories.largest(tx, NOW + timedelta(minutes=1), 5)
    assert [(ids(2, 3), ids(2)[0]), (ids(1), ids(1)[0])] == [(told.entries, first.id) for told, first in found]


@pytest.mark.parametrize("waits", [True, False])
def test_verdict_that_waits_comes_back(engine: Engine, *, waits: bool) -> None:
    """Whether an entry waits for its story to grow is kept with its verdict."""
    held(engine, batch(1, verdicts=(verdict(ids(1)[0], passed=False, waits=waits),)))

    with read(engine) as tx:
        assert [waits] == [each.waits for each in articles.verdicts(tx, ids(1)[0])]


def test_signatures_of_older_versions_are_read(engine: Engine) -> None:
    """A row with an array for each tuple and every default in it, as it was written before, is the same signature."""
    known = make.signature(1, names=("kyiv", "10"), shingles=(1, 7, 2**31), title="bridge", text="digest", came=NOW)
    keep(engine, batch(1, signatures=(known,)))
    plain = asdict(known) | {"at": microseconds(NOW), "came": microseconds(NOW)}
    plain = {name: part for name, part in plain.items() if part is not None and name != "gist"}
    with write(engine) as tx:
        tx.execute(update(signatures).values(signature=Written(dumps(plain))))

    with read(engine) as tx:
        assert [(1, known, ids(1)[0])] == list(stories.after(tx, 0))
