import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import toml

NASTY = (
    '''\
# [not] = "a table"
a.b . "c d" = 1   # c = 2
'quoted key' = """
[fake]
x = 1 \\""" still
end""""

[[fruit]] # first
name = "ap\\"ple"  # name = "no"
[fruit.physical]
color = 'r"e#d'
[[fruit.variety]]
name = '''
    """\'\'\'
[[fake]]
'y' \'\'\'
[[fruit.variety]]
name = "b"

[ other . "x.y" ]
list = [
  1, # one ]
  [ 2,
    "]," ],
  { k = 1, 'l.m' = { n = [] } },
]
when = 1979-05-27 07:32:00   # a space inside
empty = ""
inline = {}

[[fruit]]
name = ""
"""
)
"""A layout with everything that hides a line from a careless reader."""


def every_path(value: Any, path: toml.Path = ()) -> set[toml.Path]:
    """The paths of a value that tomllib read."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} - {()} | {found for key, item in inner for found in every_path(item, (*path, key))}


def test_nasty_layout() -> None:
    """Strings, comments, nested arrays and dotted heads do not move a line."""
    lines = toml.lines(NASTY)

    assert {"fruit", "a", "quoted key", "other"} == tomllib.loads(NASTY).keys()
    assert 2 == lines["a", "b", "c d"]
    assert 3 == lines[("quoted key",)]
    assert 8 == lines["fruit", 0]
    assert 9 == lines["fruit", 0, "name"]
    assert 10 == lines["fruit", 0, "physical"]
    assert 12 == lines["fruit", 0, "variety", 0]
    assert 13 == lines["fruit", 0, "variety", 0, "name"]
    assert 17 == lines["fruit", 0, "variety", 1, "name"]
    assert 19 == lines["other", "x.y"]
    assert 22 == lines["other", "x.y", "list", 1, 0]
    assert 23 == lines["other", "x.y", "list", 1, 1]
    assert 24 == lines["other", "x.y", "list", 2, "l.m", "n"]
    assert 26 == lines["other", "x.y", "when"]
    assert 31 == lines["fruit", 1, "name"]


def test_every_path_of_the_nasty_layout() -> None:
    """Nothing that the standard library reads is without a line, and nothing else has one."""
    assert every_path(tomllib.loads(NASTY)) == toml.lines(NASTY).keys()


def test_windows_newlines() -> None:
    """A text with carriage returns has the same lines."""
    assert toml.lines(NASTY) == toml.lines(NASTY.replace("\n", "\r\n"))


def test_tables_end_after_their_last_key() -> None:
    """A table takes its last key's line and leaves what follows: blank lines, and comments of the next."""
    text = "x = 1\n\n[a]\n# of b\nb = [\n1]  # also\n\n# of c\n[c]\n[[d]]\ne=1"

    assert ["[a]\n# of b\nb = [\n1]  # also\n", "[c]\n", "[[d]]\ne=1"] == [
        text[table.start : table.end] for table in toml.tables(text)
    ]
    assert [("a",), ("c",), ("d", 0)] == [table.path for table in toml.tables(text)]
    assert [3, 9, 10] == [table.line for table in toml.tables(text)]


def test_marks_span_their_values() -> None:
    """A mark spans a key with its value, without the comment behind it."""
    text = "a = [ 1, {b = 'c'} ] # d\n"

    assert ["a = [ 1, {b = 'c'} ]", "1", "{b = 'c'}", "b = 'c'"] == [
        text[mark.start : mark.end] for mark in toml.marks(text)
    ]


@pytest.mark.parametrize("text", ["= 1", "a", "a =", "[a", "[[a]", "a = [1", "a = {b 1}", "!", "[]"])
def test_what_is_no_toml(text: str) -> None:
    """A text without a next key is refused, never looped over."""
    with pytest.raises(ValueError, match="no TOML in line 1"):
        toml.lines(text)


def test_a_large_text_takes_linear_time() -> None:
    """A megabyte of quotes, brackets or keys is read at once."""
    for text in ('a = """' + 'x"" ' * 250_000 + '"""', "a = 1" + " " * 1_000_000, "a = '" + "[" * 1_000_000 + "'"):
        assert 1 == len(toml.marks(text))


scalars = st.one_of(st.integers(-5, 5), st.booleans(), st.text(max_size=12), st.floats(allow_nan=False), st.datetimes())
keys = st.text(alphabet="ab-._\"\\'# =[]\tж", min_size=1, max_size=4)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(keys, values, max_size=4))
def test_the_same_paths_as_the_standard_library(data: dict[str, Any]) -> None:
    """Whatever a writer of TOML lays out, the scanner finds each key and item and nothing else."""
    text = tomlkit.dumps(data)

    assert every_path(tomllib.loads(text)) == toml.lines(text).keys()


@given(st.text(max_size=40) | st.text(alphabet="[]{}=\"'a.,#\n \\", max_size=40))
def test_any_text_ends(text: str) -> None:
    """Any text gives marks or ValueError."""
    try:
        marks = toml.marks(text)
    except ValueError:
        return

    assert all(0 <= mark.start <= mark.end <= len(text) for mark in marks)
