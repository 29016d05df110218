from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.rules.meanings import Meanings
from feedbot.text import meaning
from feedbot.text.meaning import Vector


def text(seed: int, like: int | None = None, share: float = 0.9) -> str:
    """A meaning, or one that is mostly like another."""
    chance = Random(seed)  # noqa: S311 - not secret
    values = [chance.gauss(0, 0.05) for _ in range(384)]
    if like is not None:
        chance = Random(like)  # noqa: S311 - not secret
        values = [share * chance.gauss(0, 0.05) + (1 - share) * each for each in values]
    return meaning.pack(values)


def vector(packed: str) -> Vector:
    """The vector of a meaning."""
    found = meaning.unpack(packed)
    assert found is not None
    return found


def test_the_nearest_are_found_among_many() -> None:
    """Of a thousand the eight that are like it come, the nearest first."""
    held = Meanings()
    for slot in range(1000):
        held.enter(slot, text(slot + 1))
    for slot in range(1000, 1010):
        held.enter(slot, text(slot, like=77, share=0.7 + (slot - 1000) / 40))

    assert [76, *range(1009, 1002, -1)] == held.near(vector(text(77)))
    assert [] == held.near(None)


def test_what_is_the_contrary_is_not_near() -> None:
    """If nothing has about the same signs, nothing is near."""
    held = Meanings()
    held.enter(1, text(1))

    assert [] == held.near(vector(meaning.pack([-each / 500 for each in vector(text(1)).values])))


def test_what_left_is_forgotten() -> None:
    """Whoever has no meaning is not there, and leaving twice does no harm."""
    held = Meanings()
    held.enter(1, text(1))
    held.enter(2, "")
    held.enter(3, "nonsense")

    assert 1 == len(held)
    assert [1] == held.near(vector(text(1)))
    held.leave(1)
    held.leave(1)
    assert 0 == len(held)
    assert [] == held.near(vector(text(1)))


def test_the_nearest_are_found_after_many_left() -> None:
    """Those that stay are found, whoever left before, between and after them."""
    held = Meanings()
    for slot in range(300):
        held.enter(slot, text(slot, like=slot % 7))
    for slot in (each for each in range(300) if each % 10):
        held.leave(slot)
    held.enter(300, text(300, like=3))

    assert 31 == len(held)
    found = held.near(vector(text(1_000, like=3)))
    assert {300, 10, 80, 150, 220, 290} == {*found[:6]}
    held.leave(300)
    assert 300 not in held.near(vector(text(1_000, like=3)))


def test_equal_meanings_are_all_looked_at() -> None:
    """Of hundreds of equal titles the latest eight are found."""
    held = Meanings()
    for slot in range(200):
        held.enter(slot, text(5))

    assert [*range(199, 191, -1)] == held.near(vector(text(5)))


def test_nearness_is_known_of_two_meanings_only() -> None:
    """Where one of the two has none, nothing is said."""
    held = Meanings()
    held.enter(1, text(1))

    assert 0.99 < (held.closeness(vector(text(1)), 1) or 0)
    assert held.closeness(vector(text(1)), 2) is None
    assert held.closeness(None, 1) is None


@given(st.lists(st.integers(0, 30), unique=True, max_size=20), st.randoms(use_true_random=False), st.integers(0, 30))
@settings(max_examples=25, deadline=None)
def test_the_order_in_which_they_came_changes_nothing(seeds: list[int], chance: Random, asked: int) -> None:
    """The same articles are near, whichever came first."""
    found = []
    for _ in range(2):
        held = Meanings()
        for slot, seed in enumerate(seeds):
            held.enter(slot, text(seed, like=asked % 3))
        found.append([seeds[slot] for slot in held.near(vector(text(asked, like=asked % 3)))])
        seeds = list(seeds)
        chance.shuffle(seeds)

    assert found[0] == found[1]
