import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot import config, edit
from feedbot.errors import ConfigError

TEXT = """\
# ours
[feedbot]  # general
timezone = "UTC"

# The kernel's news.
[[sources]]
name = "kernel"   # short
# as they ask
every = "1h"
headers = { a = "[[sources]]" }
# max_age = "1d"

# A folder.
[[sources]]
  name = 'articles'
  path = \"\"\"
[[sources]]
\"\"\"
# What we publish.
[[feeds]]
name = "main"

[[sources]]
name = "last"
[sources.headers]
a = "b"


[web]
enabled = true
"""


def names(text: str) -> list[str]:
    """The names of a text's sources."""
    return [row["name"] for row in tomllib.loads(text).get("sources", [])]


def test_add_puts_it_below_the_last_source() -> None:
    """A new source stands below the last one, and all else is byte for byte the same."""
    block = '\n[[sources]]\nname = "new"\nkind = "feed"\nurl = "https://example.org/feed"\n'
    before, after = TEXT.split("\n\n\n[web]")

    assert f"{before}\n{block}\n\n[web]{after}" == edit.add(TEXT, "new", "https://example.org/feed", "feed")


def test_add_leaves_the_comment_of_the_next_table() -> None:
    """A comment above the next table stays with it; one right below the last key stays with the source."""
    text = "[[sources]]\nname = 'a'\n# every = '1h'\n\n# What we publish.\n[[feeds]]\nname = 'x'\n"

    assert (
        "[[sources]]\nname = 'a'\n# every = '1h'\n\n"
        '[[sources]]\nname = "b"\nkind = "folder"\npath = "b"\n\n# What we publish.\n[[feeds]]\nname = \'x\'\n'
    ) == edit.add(text, "b", "b", "folder")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '[[sources]]\nname = "n"\nkind = "feed"\nurl = "u"\n'),
        ("[web]", '[web]\n\n[[sources]]\nname = "n"\nkind = "feed"\nurl = "u"\n'),
        ("[web]\r\n", '[web]\r\n\r\n[[sources]]\r\nname = "n"\r\nkind = "feed"\r\nurl = "u"\r\n'),
        ("\ufeff[web]\n", '\ufeff[web]\n\n[[sources]]\nname = "n"\nkind = "feed"\nurl = "u"\n'),
        ("[[sources]]\n# a", '[[sources]]\n# a\n\n[[sources]]\nname = "n"\nkind = "feed"\nurl = "u"\n'),
    ],
)
def test_add_to_small_texts(text: str, expected: str) -> None:
    """The first source goes to the end; newlines and the byte order mark stay as they are."""
    assert expected == edit.add(text, "n", "u", "feed")


def test_add_all() -> None:
    """Many sources stand below each other in their order, with what is known of them; none changes nothing."""
    additions = [
        edit.Addition(name="a", url="https://a.example/", title='The "A"', categories=("Towns", "Новини")),
        edit.Addition(name="b", url="b", kind="folder", deliver_first=0),
    ]

    assert (
        '[web]\n\n[[sources]]\nname = "a"\nkind = "feed"\nurl = "https://a.example/"\n'
        'title = "The \\"A\\""\ncategories = ["Towns", "Новини"]\n'
        '\n[[sources]]\nname = "b"\nkind = "folder"\npath = "b"\ndeliver_first = 0\n'
    ) == edit.add_all("[web]\n", additions)
    assert TEXT == edit.add_all(TEXT, [])
    with pytest.raises(ConfigError, match='a source is called "a" already'):
        edit.add_all("", [additions[0], additions[0]])


def test_pause_stands_below_the_name() -> None:
    """A paused source says so below its name, indented like it; all else is byte for byte the same."""
    assert TEXT.replace("# short\n", "# short\npaused = true\n") == edit.pause(TEXT, "kernel", paused=True)
    assert TEXT.replace("'articles'\n", "'articles'\n  paused = true\n") == edit.pause(TEXT, "articles", paused=True)
    assert TEXT.replace('"last"\n', '"last"\npaused = true\n') == edit.pause(TEXT, "last", paused=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name = 'a'", "name = 'a'\npaused = true\n"),
        ("name = 'a'\r\n", "name = 'a'\r\npaused = true\r\n"),
        ("paused = false\nname = 'a'\n", "paused = true\nname = 'a'\n"),
        ("name = 'a'\n'paused'=false # until May", "name = 'a'\n'paused'=true # until May"),
    ],
)
def test_pause_small_texts(before: str, after: str) -> None:
    """Newlines stay as they are, and a key that stands there is changed in its place."""
    assert "\ufeff[[sources]]\n" + after == edit.pause("\ufeff[[sources]]\n" + before, "a", paused=True)


def test_resume_keeps_comments() -> None:
    """The key goes with its line, unless a comment stands beside it."""
    text = "[[sources]]\nname = 'a'\n  paused = true\n\n[[sources]]\npaused = true  # until May\nname = 'b'\n"

    assert text.replace("  paused = true\n", "", 1) == edit.pause(text, "a", paused=False)
    assert text.replace("true  #", "false  #") == edit.pause(text, "b", paused=False)


def test_pause_what_is_so_already() -> None:
    """What is paused, or is not, stays as it is; no such name gives None."""
    paused = edit.pause(TEXT, "kernel", paused=True) or ""

    assert paused == edit.pause(paused, "kernel", paused=True)
    assert TEXT == edit.pause(TEXT, "kernel", paused=False)
    assert edit.pause(TEXT, "nobody", paused=True) is None
    with pytest.raises(ConfigError, match="this is not TOML"):
        edit.pause("a = ", "a", paused=True)


def test_remove_takes_the_table_and_what_is_in_it() -> None:
    """A source goes with its comments; those above it and above the next table stay."""
    without = edit.remove(TEXT, "kernel")

    assert without is not None
    assert ["articles", "last"] == names(without)
    assert "# The kernel's news.\n\n# A folder.\n[[sources]]\n" in without
    assert "max_age" not in without
    assert "as they ask" not in without
    assert without.startswith("# ours\n[feedbot]  # general\n")


def test_remove_leaves_a_comment_above_the_next_table() -> None:
    """A comment between two tables without a blank line belongs to the second."""
    without = edit.remove(TEXT, "articles")

    assert TEXT.replace(TEXT[TEXT.index("[[sources]]\n  name") : TEXT.index("# What we")], "") == without


def test_remove_takes_tables_of_the_table() -> None:
    """A source goes with its own tables."""
    assert TEXT[: TEXT.index('\n[[sources]]\nname = "last"')] + "\n\n[web]\nenabled = true\n" == edit.remove(
        TEXT, "last"
    )


def test_remove_a_table_that_lies_apart() -> None:
    """A table of a source is found even behind other tables."""
    text = "[[sources]]\nname = 'a'\n\n[web]\n\n[sources.headers]\nx = 'y'\n"

    assert "\n[web]\n" == edit.remove(text, "a")


def test_remove_what_is_not_there() -> None:
    """No such name gives None."""
    assert edit.remove(TEXT, "nobody") is None
    assert edit.remove("", "nobody") is None


def test_remove_what_others_name() -> None:
    """A source that a feed or channel takes by its name stays until it is taken out there."""
    text = (
        TEXT.replace('name = "main"', 'name = "main"\nsources = [ "kernel" ]') + "[[channels]]\nsources = ['kernel']\n"
    )
    with pytest.raises(ConfigError) as caught:
        edit.remove(text, "kernel", file="my.toml")

    assert [
        'my.toml:22: feeds[0].sources: "kernel" is named here; take it out first',
        'my.toml:33: channels[0].sources: "kernel" is named here; take it out first',
    ] == str(caught.value).splitlines()


def test_what_cannot_be_edited() -> None:
    """Broken files, sources in one list and names that are taken are refused with a sentence."""
    with pytest.raises(ConfigError, match=r"config\.toml: this is not TOML; `feedbot check` says where"):
        edit.add("a = ", "n", "u", "feed")
    with pytest.raises(ConfigError, match=r"config\.toml:2: sources: does not begin with \[\[sources\]\]"):
        edit.remove("\nsources = [{name = 'a'}]", "a")
    with pytest.raises(ConfigError, match='a source is called "kernel" already; give another name'):
        edit.add(TEXT, "kernel", "u", "feed")


def test_sample_is_the_shipped_file(tmp_path: Path) -> None:
    """`feedbot init` writes the file that comes with the program."""
    assert edit.sample() == (Path(__file__).parents[1] / "config.toml").read_text(encoding="utf-8")

    (tmp_path / "config.toml").write_text(edit.sample(folder='Мої "статті"', timezone="Europe/Kyiv"), encoding="utf-8")
    found = config.load(tmp_path / "config.toml", {})
    assert str(tmp_path / 'Мої "статті"') == found.sources[0].url
    assert "Europe/Kyiv" == found.sources[0].timezone


def test_the_feed_in_the_samples_comment_is_one(tmp_path: Path) -> None:
    """Taking the # away from the sample's feed gives a source that loads."""
    head, commented = edit.sample().split("# [[sources]]\n")
    lines = commented.split("\n")
    opened = [line.removeprefix("# ") for line in lines[:4]]
    (tmp_path / "config.toml").write_text("\n".join([head, "[[sources]]", *opened, *lines[4:]]), encoding="utf-8")

    assert ["folder", "feed"] == [source.kind for source in config.load(tmp_path / "config.toml", {}).sources]


@given(st.text())
def test_any_text_can_be_a_value(text: str) -> None:
    """A quoted text is read as it was."""
    assert text == tomllib.loads(f"x = {edit.quoted(text)}")["x"]


blocks = st.lists(
    st.sampled_from(
        [
            "\n",
            "# a comment\n",
            "[[sources]]\nname = '#'\n",
            "[[sources]]\nname = '#' # x\n# y\nlist = [\n'[[sources]]', # z\n]\n",
            "[[sources]]\r\nname = '#'\r\n[sources.headers]\r\n",
            "[[feeds]]\nname = '#'\n",
            "[[feeds]]\n  sources = ['other']\n",
        ]
    ),
    max_size=8,
).map(lambda parts: "".join(part.replace("'#'", f"'{number}'") for number, part in enumerate(parts)))


@given(blocks, st.text(max_size=5).map("new".__add__), st.sampled_from(["feed", "folder"]))
def test_add_then_remove(text: str, name: str, kind: str) -> None:
    """Adding keeps all data; removing what was added gives the text back, blank lines at its end aside."""
    added = edit.add(text, name, "somewhere", kind)
    before, after = tomllib.loads(text), tomllib.loads(added)

    assert [*before.pop("sources", []), {"name": name, "kind": kind}] == [
        {key: value for key, value in row.items() if key not in ("url", "path")} if row["name"] == name else row
        for row in after.pop("sources")
    ]
    assert before == after
    removed = edit.remove(added, name)
    assert text == removed or text.rstrip("\r\n") == (removed or "").rstrip("\r\n")


@given(blocks)
def test_remove_leaves_the_rest(text: str) -> None:
    """Removing each source in turn leaves all other data and the comments that stand alone."""
    left = text
    for name in names(text):
        expected = tomllib.loads(left)
        expected["sources"] = [row for row in expected["sources"] if row["name"] != name]
        left = edit.remove(left, name) or ""
        assert {"sources": [], **tomllib.loads(left)} == expected

    assert "[[sources]]" not in left


@given(blocks)
def test_pause_then_resume(text: str) -> None:
    """Pausing changes that one key and keeps every other; resuming gives the text back."""
    for number, name in enumerate(names(text)):
        paused = edit.pause(text, name, paused=True) or ""
        expected = tomllib.loads(text)
        expected["sources"][number]["paused"] = True

        assert expected == tomllib.loads(paused)
        assert text == edit.pause(paused, name, paused=False)


RULED = """\
# top
[[channels]]
  name = "a"  # first
kind = "console"
[channels.more]
where = "not this"

[[feeds]]
name = "main"
where   = \"\"\"one
two\"\"\" # why
[[feeds]]
name = "two"
where = 'k'

[[searches]]
name = "s"
where = "x"

# the end
[web]
enabled = true"""


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        (("channels", "a", 'к or "b"'), '"a"  # first\n', '"a"  # first\n  where = \'к or "b"\'\n'),
        (("feeds", "main", "it's"), '"""one\ntwo"""', '"it\'s"'),
        (("feeds", "main", ""), 'where   = """one\ntwo""" # why', "# why"),
        (("feeds", "two", ""), "where = 'k'\n", ""),
        (("feeds", "two", r"/\bx/"), "'k'", r"'/\bx/'"),
        (("feeds", "two", "k"), "", ""),
        (("searches", "s", "y"), '"x"', "'y'"),
        (("searches", "t", "y"), 'where = "x"\n', 'where = "x"\n\n[[searches]]\nname = "t"\nwhere = \'y\'\n'),
    ],
)
def test_a_rule_is_written_where_it_stands(place: tuple[str, str, str], before: str, after: str) -> None:
    """The key gets its value, comes or goes, and all else is byte for byte the same."""
    assert RULED.replace(before, after, 1) == edit.rule(RULED, *place)


def test_a_rule_of_nothing() -> None:
    """Where no channel or feed has the name there is nothing to write; a first search stands at the end."""
    assert edit.rule(RULED, "channels", "main", "x") is None
    crlf = "\ufeffa = 1\r\n\r\n[[searches]]\r\nname = \"s\"\r\nwhere = 'x'\r\n"
    assert crlf == edit.rule("\ufeffa = 1\r\n", "searches", "s", "x")
    assert "[[searches]]\nname = \"s\"\nwhere = 'x'\n" == edit.rule("", "searches", "s", "x")


@pytest.mark.parametrize("text", ["feeds = [{name = 'a'}]", "[[feeds]\n"])
def test_a_rule_in_what_cannot_be_edited(text: str) -> None:
    """Tables that are written as arrays, and what is no TOML, are left to their owner."""
    with pytest.raises(ConfigError):
        edit.rule(text, "feeds", "a", "x")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["channels", "feeds", "searches"]))
def test_any_rule_is_read_back(where: str, noun: str) -> None:
    """Whatever a rule has in it, TOML reads it back, and no other table is touched."""
    name = {"channels": "a", "feeds": "main", "searches": "s"}[noun]
    text = edit.rule(RULED, noun, name, where)
    assert text is not None
    found, known = tomllib.loads(text), tomllib.loads(RULED)
    assert where == found[noun][0].pop("where", "")
    known[noun][0].pop("where", None)
    assert known == found


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t'\"{}%"), min_size=1))
def test_any_template_is_read_back(template: str) -> None:
    """Whatever a template has in it, TOML reads it back, and nothing else is touched."""
    for name in [row["name"] for row in tomllib.loads(RULED)["channels"]]:
        found = tomllib.loads(edit.template(RULED, name, template) or "")
        before = tomllib.loads(RULED)
        next(row for row in before["channels"] if row["name"] == name)["template"] = template
        assert before == found


def test_a_template_of_several_lines() -> None:
    """Lines are written as lines, and come in the place of what stood there; CRLF stays CRLF."""
    text = '[[channels]]\nname = "a"\ntemplate = "brief"  # ours\n'
    several = edit.template(text, "a", "{{ title }}\n\n{{ link }}") or ""

    assert text.replace('"brief"', "'''\n{{ title }}\n\n{{ link }}'''") == several
    assert text == edit.template(text, "a", "brief")
    assert text.replace('"brief"', "'full'") == edit.template(several, "a", "full")
    assert None is edit.template(text, "b", "full")
    assert "'''\r\n{{ title }}\r\nx'''" in (edit.template(text.replace("\n", "\r\n"), "a", "{{ title }}\nx") or "")
    with pytest.raises(ConfigError):
        edit.template('channels = [{name = "a"}]', "a", "full")
