from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.model import Match, Signature
from feedbot.rules import sequels
from feedbot.rules.window import Row, Window
from tests.make import NOW, hours
from tests.rules.test_sequels import ARREST, COURT, PAIRS
from tests.rules.test_window import QUAKES, sign

TEXTS = (*QUAKES, ARREST, COURT, *PAIRS["uk"], *PAIRS["en"])
STEPS = st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 30), st.booleans()), min_size=1, max_size=14)


def articles(steps: Sequence[tuple[Signature, int, bool]]) -> list[Signature]:
    """Articles that come one after another, so many hours apart, some with their gist."""
    found, at = list[Signature](), NOW
    for number, (text, pause, gist) in enumerate(steps):
        at += hours(pause)
        each = replace(text, entry=f"entry{number}", source=f"source{number % 4}", at=at, came=at)
        found.append(sequels.noted(each) if gist else each)
    return found


def lived(some: Sequence[Signature]) -> tuple[Window, list[Row]]:
    """A window that took in one article after another, and the rows that it was settled with."""
    window, rows = Window(), list[Row]()
    for number, each in enumerate(some, 1):
        assert each.came is not None
        match = window.place(each, each.came)
        rows.append((number, each, match.story))
        window.settle(rows[-1:], each.came)
    return window, rows


def told(window: Window, now: Sequence[Signature]) -> list[Match]:
    """What becomes of articles that come now."""
    return [window.place(each, each.at) for each in now]


@settings(max_examples=60, deadline=None)
@given(STEPS, STEPS)
def test_a_window_that_was_read_decides_like_one_that_lived_on(
    before: list[tuple[Signature, int, bool]], after: list[tuple[Signature, int, bool]]
) -> None:
    """Each article gets the same match, and the same story to follow, as if the program had never been restarted."""
    every = articles([*before, *after])
    old, new = every[: len(before)], every[len(before) :]
    window, rows = lived(old)
    start = old[-1].at
    window.settle((), start)
    again, once = Window(), Window()
    again.read(iter(rows), start)
    once.settle(rows, start)

    assert (len(window), window.words, window.settled) == (len(again), again.words, again.settled)
    expected = told(window, new)
    assert expected == told(again, new)
    assert expected == told(once, new)


def test_an_old_article_of_a_story_that_lives_is_read() -> None:
    """What came three days ago is compared as long as others of its story came since, and in the order it came in."""
    first, second, third = (replace(each, came=NOW) for each in QUAKES)
    rows = [(1, first, first.entry), (2, replace(ARREST, entry="arrest"), "arrest")]
    rows += [(3, replace(second, came=NOW + hours(40)), first.entry)]
    start = NOW + hours(60)
    one, two = Window(), Window()
    one.read(iter(rows), start)
    two.settle(rows, start)

    assert (2, two.words) == (len(one), one.words)
    expected = told(two, [third])
    assert first.entry == expected[0].story
    assert expected == told(one, [third])
    one.settle((), start + timedelta(days=8))
    assert (0, 0) == (len(one), one.words)


def test_what_was_placed_before_reading_is_forgotten() -> None:
    """Where the first transaction of a program was undone, nothing of it stays."""
    window = Window()
    window.place(QUAKES[0], NOW)
    window.read(iter([(1, QUAKES[1], QUAKES[1].entry)]), NOW)

    assert 1 == len(window)
    assert QUAKES[1].entry == window.place(QUAKES[2], NOW).story


def test_signatures_are_let_go_one_by_one() -> None:
    """Of thousands of signatures no two are needed at a time."""
    given_out = list[int]()
    window = Window()

    def rows() -> Iterator[Row]:
        for number in range(1, 20):
            given_out.append(len(window))
            each = sign(number, f"Мост {number} открыли в городе Зоринск{number}")
            yield number, each, each.entry

    window.read(rows(), NOW)

    assert list(range(19)) == given_out
    assert 19 == len(window)
