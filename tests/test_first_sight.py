"""When an entry is dated by the moment it was first seen, which never moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedbot.store import entries
from tests import make
from tests.outlet import HOUR, Item, Life, archive, honest, living, outlet, settled


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A source that was never visited."""
    with living(tmp_path) as begun:
        yield begun


def test_a_date_ahead_is_that_of_first_sight(life: Life) -> None:
    """A date in the future is clamped to when the item was first seen, told by name, and does not move."""
    settled(life)
    ahead = archive(0, 1, at=datetime(2031, 1, 1, tzinfo=UTC))
    life.visit(ahead)
    first, notes = life.now, life.cursor.notes
    life.visit([replace(ahead[0], text="Edited.")])
    (entry,) = (each for each in entries.every(life.tx) if each.title == "Other 0")

    assert first == entry.published
    assert any('"Other 0"' in note and "01 Jan 2031" in note and "it lies ahead" in note for note in notes)


def test_a_missing_date_is_that_of_first_sight(life: Life) -> None:
    """Without a date an entry keeps the moment it was first seen: after an edit, and when a date appears at last."""
    settled(life)
    (item,) = archive(0, 1, at=None)
    life.visit([item])
    first = life.now
    life.visit([replace(item, text="Edited.")])
    life.visit([replace(item, text="Edited.", at=make.NOW)])
    dated = life.now
    life.visit([replace(item, text="Edited again.", at=dated)])
    (entry,) = (each for each in entries.every(life.tx) if each.title == "Other 0")

    assert first == entry.published
    assert dated == entry.updated


def test_a_date_that_appears_makes_nothing_new(life: Life) -> None:
    """An item that has only a title is known by it, dated or not."""
    settled(life)
    bare = [Item(guid=None, link=None, title="Only a title", text="", at=None)]
    life.visit(bare)
    report = life.visit([replace(bare[0], at=make.NOW)])

    assert (0, 0) == (report.new, report.promised)


def test_dates_of_the_visit_are_told(life: Life) -> None:
    """Where all items are dated by the visit, the operator is told that their dates do not count."""
    life.visit([replace(honest(piece), at=life.now + HOUR) for piece in outlet(1)])

    assert (
        "all its items are dated by the visit, so no date counts but when each was first seen",
    ) == life.cursor.notes
    assert life.cursor.gap is None
