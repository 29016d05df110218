"""What `feedbot check` tells of rules, with file and line."""

from pathlib import Path

import pytest

from feedbot import config
from feedbot.errors import ConfigError

SMALL = """[[sources]]
name = "pravda"
kind = "feed"
url = "https://www.example.org/feed.xml"
language = "tlh"

[[feeds]]
name = "main"
where = '{rule}'
"""


def told(folder: Path, text: str) -> list[str]:
    """The faults of a config, without the folder."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(file, {})
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("expected", "rule"),
    [
        ("column 1: the rule is empty; write a word to look for, or leave the key out: all passes without it", ""),
        ('column 5: no source is called "nosuch"; there are pravda', "a b source:nosuch"),
        ('column 1: no source is called "pravdo"; did you mean "pravda"?', "source:pravdo"),
        ('column 1: "ua" is no language that an entry can have; did you mean "uk"?', "lang:ua"),
        ("column 3: a pattern is empty; write what to look for between the slashes, or remove it", "a //"),
    ],
)
def test_a_rule_that_finds_nothing_or_everything_is_told(expected: str, rule: str, tmp_path: Path) -> None:
    """What can never be meant is a fault at its line and column, with what to write."""
    assert [f"config.toml:9: feeds[0].where: {expected}"] == told(tmp_path, SMALL.format(rule=rule))


def test_channels_too(tmp_path: Path) -> None:
    """The rule of a channel is looked at in the same way."""
    channel = '[[channels]]\nname = "terminal"\nkind = "console"\nwhere = "source:prawda lang:xx"\n'

    assert [
        'config.toml:13: channels[0].where: column 1: no source is called "prawda"; did you mean "pravda"?',
        'config.toml:13: channels[0].where: column 15: "xx" is no language that an entry can have; write a language of '
        'ISO 639, such as "uk", or give a source of it language = "xx"',
    ] == told(tmp_path, SMALL.format(rule="lang:tlh source:pravda") + channel)


def test_the_language_of_all_counts_too(tmp_path: Path) -> None:
    """A language that the config gives to entries can be asked for; no key at all passes everything."""
    file = tmp_path / "config.toml"
    file.write_text('[feedbot]\nlanguage = "qya"\n' + SMALL.format(rule="lang:qya or lang:tlh"), encoding="utf-8")
    asked = config.load(file, {}).feeds[0].where
    file.write_text(SMALL.replace("where = '{rule}'\n", ""), encoding="utf-8")

    assert "lang:qya or lang:tlh" == asked
    assert "" == config.load(file, {}).feeds[0].where
