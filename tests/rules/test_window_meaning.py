from dataclasses import replace
from random import Random

import pytest

from feedbot.model import Match, Signature
from feedbot.rules.window import Window
from feedbot.text import meaning
from tests.make import NOW, hours
from tests.rules.test_window import QUAKES, sign


def meant(signature: Signature, direction: int, turn: float = 0.0) -> Signature:
    """A signature whose title has a meaning of its own, turned a little from what it would be."""
    one, two = (Random(seed) for seed in (direction, signature.entry))  # noqa: S311 - not secret
    values = [one.gauss(0, 0.05) * (1 - turn) + two.gauss(0, 0.05) * turn for _ in range(384)]
    return replace(signature, meaning=meaning.pack(values))


def placed(*signatures: Signature) -> list[Match]:
    """What becomes of articles that come one after another."""
    window = Window()
    return [window.place(each, NOW) for each in signatures]


def test_meaning_joins_what_has_no_word_in_common() -> None:
    """Two headlines that share no word are one story if they mean the same, and the reason says so."""
    one = sign(1, "Ковер вернули законному наследнику")
    two = sign(2, "Rug goes back to its rightful heir", language="en")

    assert ["opens", "opens"] == [each.kind for each in placed(one, two)]
    found = placed(meant(one, 1), meant(two, 1, 0.1))[1]
    assert ("joins", one.entry) == (found.kind, found.story)
    assert "it shares no words; in meaning its title is 0.9" in found.because


def test_nearly_the_same_meaning_in_another_language_needs_a_name() -> None:
    """Titles in two languages that are but like each other join where they have a name in common."""
    one = sign(1, "На верфи Ostwerk заложили ледокол")
    named = sign(2, "New ship begun at Ostwerk this week", language="en")
    other = sign(3, "New ship begun this week", language="en")
    one = meant(one, 1)

    assert ["opens", "joins"] == [each.kind for each in placed(one, meant(named, 1, 0.35))]
    assert ["opens", "opens"] == [each.kind for each in placed(one, meant(other, 1, 0.35))]


def test_other_names_part_what_means_nearly_the_same() -> None:
    """Two earthquakes are two stories, however near their titles are in meaning."""
    one = meant(sign(1, "Сильное землетрясение в Непале ощутили в Катманду"), 1)
    two = meant(sign(2, "Мощное землетрясение в Чили ощутили в Копьяпо"), 1, 0.25)

    assert ["opens", "opens"] == [each.kind for each in placed(one, two)]


def test_other_meanings_part_what_shares_words() -> None:
    """Titles that share some words and mean different things are two stories."""
    one = sign(1, "Дорожники на неделю перекроют старый мост через Сухону", source="a")
    two = sign(2, "Школьники нарисовали на асфальте мост через Сухону и радугу", source="b")

    assert "joins" == placed(one, two)[1].kind
    assert "opens" == placed(meant(one, 1), meant(two, 2))[1].kind


def test_one_meaning_alone_changes_nothing() -> None:
    """Where only one of two has a meaning, words decide as they do without."""
    assert placed(*QUAKES) == placed(QUAKES[0], meant(QUAKES[1], 1), QUAKES[2])


def test_series_stay_apart_whatever_they_mean() -> None:
    """The alarm of another hour is another story, though its title is the same."""
    one = meant(sign(1, "Воздушная тревога в Киевской области", source="a"), 1)
    two = replace(one, entry="two", at=NOW + hours(5))

    assert ["opens", "opens"] == [each.kind for each in placed(one, two)]


def test_explaining_tells_of_the_meaning() -> None:
    """Two articles are compared by words and by meaning; where one has none, that is not known."""
    window = Window()

    assert 1 == pytest.approx(window.explain(meant(QUAKES[0], 1), meant(QUAKES[1], 1)).meaning)
    assert window.explain(QUAKES[0], meant(QUAKES[1], 1)).meaning is None


def test_meanings_leave_no_trace_when_undone() -> None:
    """What was placed and not kept is not near anything."""
    window = Window()
    window.place(meant(sign(1, "Ковер вернули законному наследнику"), 1), NOW)
    window.settle([], NOW)

    found = window.place(meant(sign(2, "Rug goes back to its rightful heir", language="en"), 1), NOW)
    assert "nothing like it was told" == found.because
