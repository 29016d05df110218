import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from feedbot.heap import STEP, WHOLE, Heap


class Knot:
    """Something in a cycle with itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _loose() -> Iterator[None]:
    """Nothing is set aside before and after."""
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_what_lives_is_set_aside_when_much_came() -> None:
    """Few entries change nothing; with so many the searches for cycles leave out what lives."""
    heap = Heap()
    heap.grew(STEP - 1)
    before = gc.get_freeze_count()
    heap.grew(1)

    assert 0 == before
    assert gc.get_freeze_count() > 10_000


def test_a_cycle_that_ends_is_found_in_the_end() -> None:
    """What was set aside and then ended in a cycle is kept no longer than until all is looked through."""
    heap, knot = Heap(), Knot()
    seen = ref(knot)
    heap.grew(STEP)
    del knot
    gc.collect()
    kept = seen() is not None
    for _ in range(WHOLE - 1):
        heap.grew(STEP)

    assert kept
    assert seen() is None


def test_nothing_is_searched_meanwhile() -> None:
    """While much is made that stays no search runs, and after that all is as it was, also after a fault."""
    heap = Heap()
    with pytest.raises(ValueError, match="broke"), heap.still():
        assert not gc.isenabled()
        with heap.still():
            pass
        assert not gc.isenabled()
        raise ValueError("broke")

    assert gc.isenabled()
