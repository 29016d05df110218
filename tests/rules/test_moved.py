from datetime import datetime, timedelta
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Find
from feedbot.rules.moved import LATE, undelivered
from tests import make

FINDS = tuple(make.find(number, aliases=(f"link:https://example.org/{number}",)) for number in range(1, 6))
"""Five entries a minute apart, oldest first; keys, ids and links are their addresses."""

KEYS = [find.entry.key for find in FINDS]


def at(number: int) -> datetime:
    """When an entry was published."""
    return FINDS[number - 1].entry.published


def crc(text: str) -> str:
    """A name as RSS-to-Telegram-Bot keeps it."""
    return f"crc32:{crc32(text.encode()):x}"


def test_nothing_is_known() -> None:
    """Where the other program tells nothing, nothing of the first visit is owed."""
    assert frozenset() == undelivered(FINDS, frozenset(), None)
    assert frozenset() == undelivered(FINDS, frozenset({"urn:other"}), None)


def test_only_a_date_is_known() -> None:
    """Where no entry is known again, those dated after the last look are owed, and those without a date are not."""
    undated = make.find(6, entry=make.entry(6), dated=False)

    assert {KEYS[3], KEYS[4]} == undelivered((*FINDS, undated), frozenset(), at(3))
    assert {KEYS[3], KEYS[4]} == undelivered((*FINDS, undated), frozenset({"urn:other"}), at(3))


@pytest.mark.parametrize("name", [str, lambda key: f"  {key}#top", crc])
def test_names_decide(name: object) -> None:
    """What is known by its id, its link or a hash was delivered; what is not, and is newer than the oldest, is owed."""
    assert callable(name)
    seen = frozenset(name(KEYS[number]) for number in (1, 2))

    assert {KEYS[3], KEYS[4]} == undelivered(FINDS, seen, None)


def test_one_that_was_missed() -> None:
    """An entry that the other program failed to send is owed, although newer ones were delivered."""
    assert {KEYS[2]} == undelivered(FINDS, frozenset({KEYS[0], KEYS[1], KEYS[3], KEYS[4]}), at(5) + timedelta(hours=1))


def test_what_was_forgotten() -> None:
    """What is older than all that is known was delivered and forgotten."""
    assert frozenset() == undelivered(FINDS, frozenset(KEYS[2:]), None)


def test_an_old_entry_that_stays() -> None:
    """One old entry that is known does not make everything owed that is dated long before the last look."""
    assert {KEYS[4]} == undelivered(FINDS, frozenset({KEYS[0]}), at(5) + LATE)


def test_a_long_id() -> None:
    """An id that is too long to be a key is known again."""
    long = "urn:" + "x" * 300
    find = make.find(1, entry=make.entry(1, id=long, key=KEYS[0]))

    assert {KEYS[1]} == undelivered((find, FINDS[1]), frozenset({crc(long)}), None)


def test_a_title_as_name() -> None:
    """RSS-to-Telegram-Bot knows an entry without id and link by its title."""
    assert {KEYS[1]} == undelivered(FINDS[:2], frozenset({crc("Title 1")}), None)


@given(
    st.sets(st.sampled_from([*KEYS, *map(crc, KEYS), "urn:other", ""])),
    st.none() | st.integers(-3, 9).map(lambda number: at(1) + timedelta(minutes=number)),
    st.permutations(FINDS),
)
def test_nothing_twice(seen: set[str], checked: datetime | None, finds: list[Find]) -> None:
    """Whatever is known, what was seen is never owed, and the order of finds does not matter."""
    owed = undelivered(finds, frozenset(seen), checked)

    assert not owed & {key for key in KEYS if key in seen or crc(key) in seen}
    assert owed <= set(KEYS)
    assert owed == undelivered(FINDS, frozenset(seen), checked)
