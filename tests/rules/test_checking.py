"""What is wrong with a rule of the config, by column, with what to do."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.rules import checking
from feedbot.rules.filters import RuleError, parse

SOURCES = ("pravda", "bbc", "Northern Wire")


def told(rule: str, sources: Collection[str] = SOURCES, tongues: Collection[str] = ()) -> list[str]:
    """The flaws of a rule as people read them."""
    return [str(flaw) for flaw in checking.flaws(rule, sources=sources, tongues=tongues)]


@pytest.mark.parametrize(
    "rule",
    [
        "ракета",
        "source:pravda,BBC",
        'source:"northern wire" or not source:bbc',
        "lang:uk,en-GB language:pt_BR lang:ceb lang:nb lang:zh-Hans",
        "category:nosuch author:nobody link:elsewhere",
    ],
)
def test_a_good_rule_has_no_flaw(rule: str) -> None:
    """Names in any case, languages with region or script, and fields that may have any value."""
    assert [] == told(rule)


@pytest.mark.parametrize(
    ("expected", "rule"),
    [
        ("column 1: the rule is empty; write a word to look for, or leave the key out: all passes without it", ""),
        ("column 1: the rule is empty; write a word to look for, or leave the key out: all passes without it", " \n"),
        ('column 3: no source is called "pravada"; did you mean "pravda"?', "a source:pravada"),
        (
            'column 1: no source is called "nosuch"; there are pravda, bbc, Northern Wire',
            "source:bbc,nosuch",
        ),
        ('column 4: "ua" is no language that an entry can have; did you mean "uk"?', "(a lang:ua)"),
        ('column 1: "UKR" is no language that an entry can have; did you mean "uk"?', "lang:UKR"),
        (
            'column 1: "u" is no language that an entry can have; write a language tag: "uk", "ru", "en" or "pt-BR"',
            "lang:u",
        ),
        (
            'column 1: "und" is no language that an entry can have; write a language tag: "uk", "ru", "en" or "pt-BR"',
            "language:und",
        ),
        (
            'column 1: "xx" is no language that an entry can have; write a language of ISO 639, such as "uk", or '
            'give a source of it language = "xx"',
            "lang:xx",
        ),
        (
            "column 3: a pattern is empty; write what to look for between the slashes, or remove it",
            "a // b",
        ),
        (
            "column 7: a pattern is empty; write what to look for between the slashes, or remove it",
            "title:/ /",
        ),
    ],
)
def test_a_flaw_names_column_and_remedy(expected: str, rule: str) -> None:
    """What is empty, and what no source or language can be, is told where it stands."""
    assert [expected] == told(rule)


def test_every_flaw_is_told() -> None:
    """All that can never be, in the order of the rule; but what cannot be read goes first, and alone."""
    assert ["column 1", "column 1", "column 14"] == [each.partition(":")[0] for each in told("source:x1,y1 lang:xx")]
    assert ['column 9: missing ")"; close the "(" of column 1'] == told("(lang:xx")


def test_a_language_that_a_source_declares_is_one() -> None:
    """What no text is taken for may be declared."""
    assert [] == told("lang:tlh", tongues=["tlh-US"])
    assert 1 == len(told("lang:tlh"))


def test_of_many_sources_some_are_named() -> None:
    """A remedy is a line, however many sources there are; without any it says so."""
    many = [f"q{number}" for number in range(30)]

    assert told("source:zzzz", many)[0].endswith("there are q0, q1, q2, q3, q4, q5, q6, q7 and others")
    assert told("source:zzzz", [])[0].endswith("there are no sources")


@given(st.text(alphabet="аb :,\"'()/-=*sourcelang<3", max_size=40) | st.text(max_size=40))
def test_what_cannot_be_read_has_a_flaw(rule: str) -> None:
    """Any text is told of, or is a rule."""
    found = checking.flaws(rule, sources=SOURCES)

    try:
        parse(rule)
    except RuleError:
        assert found
    assert all(flaw.column >= 1 and flaw.problem and flaw.remedy for flaw in found)
