import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field

from feedbot import config
from feedbot.config.faults import Faults, listed, place, shown, suggestion
from feedbot.config.tables import spelled
from feedbot.errors import ConfigError
from feedbot.extras import install
from feedbot.sections import Section
from feedbot.text import meaning
from tests import make
from tests.config.test_config import FEED, FULL, SMALL, SOURCE, faults, load


def fault(folder: Path, text: str) -> str:
    """The only fault of a text, without the file's name."""
    (line,) = faults(folder, text)
    return line.removeprefix("config.toml").removeprefix(":")


def test_faults_of_rules(tmp_path: Path) -> None:
    """A rule that cannot be read is told with its line, its column and what to do, each of its flaws."""
    rules = (
        '[[feeds]]\nname = "x"\nwhere = "(a"\n[[channels]]\nname = "y"\nkind = "console"\nwhere = "autor:a and size"\n'
    )
    found = faults(tmp_path, SMALL + rules)

    assert all("where: column " in line for line in found)
    assert any('missing ")"' in line for line in found)
    assert any("author" in line for line in found)
    assert ["feeds", "channels"] == list(dict.fromkeys(line.split(": ")[1].split("[")[0] for line in found))


@pytest.mark.skipif(not meaning.missing(), reason="the extra is installed")
def test_semantic_needs_its_extra(tmp_path: Path) -> None:
    """Stories by meaning are refused where the library is not installed, with the command that installs it."""
    assert install("semantic") in fault(tmp_path, "[feedbot]\nsemantic = true\n" + SMALL)


def test_every_fault_at_once(tmp_path: Path) -> None:
    """All faults of a file are told together, in its order, each with its line, key and a way out."""
    text = """\
deliver_first = 3
[web]
listen = "8080"
[[sources]]
name = "kernel"
kind = "feed"
url = "https://www.example.org/kdist.xml"
evry = "1h"
every = 30
[[sources]]
name = "kernel"
kind = "fed"
[[feeds]]
formats = ["atom", "rdf"]
sources = ["kernle"]
[[channels]]
name = "news"
kind = "telegram"
silent = "yes"
token = "123456789:AAF"
"""

    assert [
        "config.toml:1: deliver_first: belongs below the line [feedbot]",
        'config.toml:3: web.listen: "8080" is no address with a port; write "127.0.0.1:8080" or "[::1]:8080"',
        'config.toml:8: sources[0].evry: unknown key. Did you mean "every"?',
        'config.toml:9: sources[0].every: must be a duration such as "15m" or "2h", not the number 30',
        'config.toml:11: sources[1].name: "kernel" is already the name of the one in line 5; choose another',
        'config.toml:12: sources[1].kind: no kind of source is called "fed". Did you mean "feed"?',
        "config.toml:13: feeds[0].name: is missing: Its name, unique among feeds; part of its address, so better never "
        "changed.",
        'config.toml:14: feeds[0].formats[1]: must be "atom", "rss", "json" or "html", not the text "rdf"',
        'config.toml:15: feeds[0].sources[0]: no source is called "kernle". Did you mean "kernel"?',
        'config.toml:19: channels[0].silent: must be true or false, not the text "yes"',
        "config.toml:20: channels[0].token: a token does not belong in this file; set FEEDBOT_TELEGRAM_TOKEN or name a "
        "token_file",
    ] == faults(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source = 1\n" + SMALL, '1: source: unknown table. Did you mean "sources"?'),
        (
            "zzz = 1\n" + SMALL,
            '1: zzz: unknown table. Known are "feedbot", "web", "telegram", "bot", "limits", "summary",',
        ),
        (
            '[summary]\nendpoint = "https://example.org/v1"\n' + SMALL,
            '2: summary.endpoint: needs a model to ask for; add model = "NAME"',
        ),
        ('[summary]\nmodel = "x"\n' + SMALL, "2: summary.model: names a model, and nobody to ask; add endpoint ="),
        ("[[web]]\n" + SMALL, "1: web: stands once, as [web] with single brackets"),
        ("feedbot = 3\n" + SMALL, "1: feedbot: must be a table, not the number 3"),
        (SMALL.replace("[[sources]]", "[sources]"), "1: sources: each one begins with [[sources]], in two brackets"),
        ("feeds = [1]\n" + SOURCE, "1: feeds[0]: must be a table that begins with [[feeds]], not the number 1"),
        ("[[feeds]]\nname = 'x'", "no source is named, so there is nothing to watch; add [[sources]], or use `feedbot"),
        (SOURCE, "neither a feed nor a channel is named, so nothing would be published; add [[feeds]]"),
        (SMALL.replace('kind = "feed"\n', ""), '1: sources[0].kind: is missing: what kind of source it is, "feed",'),
        (SMALL.replace('"feed"', "1"), "3: sources[0].kind: must be a text in quotes, not the number 1"),
        (SMALL.replace('"feed"', '"qq"'), '3: sources[0].kind: no kind of source is called "qq". There are "feed",'),
        (SMALL + 'sources = ["zzz"]', '8: feeds[0].sources[0]: no source is called "zzz". There are "kernel".'),
        (SMALL + "interval = 1", "8: feeds[0].interval: unknown key. Known are name, title, subtitle,"),
        (SMALL + "limit = 1", '8: feeds[0].limit: unknown key. Did you mean "size"?'),
        (SMALL + "size = 0", "8: feeds[0].size: must be 1 or more, not the number 0"),
        (SMALL + "size = 10001", "8: feeds[0].size: must be 10000 or less, not the number 10001"),
        (SMALL + "size = 1.5", "8: feeds[0].size: must be a whole number, not the number 1.5"),
        (SMALL + "size = true", "8: feeds[0].size: must be a whole number, not true"),
        (SMALL + "size = 2026-03-14", "8: feeds[0].size: must be a whole number, not a date"),
        (SMALL + "size = [1]", "8: feeds[0].size: must be a whole number, not a list"),
        (SMALL + "size = {a = 1}", "8: feeds[0].size: must be a whole number, not a table"),
        (SMALL + "formats = []", "8: feeds[0].formats: must not be empty"),
        (SMALL + 'title = " "', "8: feeds[0].title: is empty"),
        (SMALL + 'hub = "ftp://x"', '8: feeds[0].hub: "ftp://x" is no web address; one begins with https:// or'),
        (SMALL + 'hub = "http://[x"', '8: feeds[0].hub: "http://[x" is no web address'),
        (SMALL + 'language = "Україна"', '8: feeds[0].language: "Україна" is no language tag; write "uk", "ru"'),
        (SOURCE + 'language = "in Latin"\n' + FEED, '5: sources[0].language: "in Latin" is no language tag'),
        (SOURCE + 'every = "1m"\n' + FEED, "5: sources[0].every: is too often for a source of kind feed; 5m"),
        (SOURCE + 'every = "soon"\n' + FEED, "5: sources[0].every: a duration is a number with a unit, such"),
        (SOURCE + 'timezone = "Kyiv"\n' + FEED, '5: sources[0].timezone: no time zone is called "Kyiv"; use'),
        ('[web]\nurl = "https://x.example?a"\n' + SMALL, "2: web.url: an address that others are added to has no ?, #"),
        ('[web]\nlisten = "[1]:80"\n' + SMALL, '2: web.listen: "[1]:80" is no address with a port'),
        ('[web]\nlisten = "a:70000"\n' + SMALL, '2: web.listen: "a:70000" is no address with a port'),
        ('[feedbot]\ncontact = "a (b)"\n' + SMALL, "2: feedbot.contact: a contact is an e-mail address or a web"),
        (
            '[feedbot]\ndatabase = "mysql://x"\n' + SMALL,
            '2: feedbot.database: feedbot knows no such database; write "sqlite:///FILE" or',
        ),
        ('[feedbot]\nallow_private = ["a"]\n' + SMALL, '2: feedbot.allow_private[0]: "a" is no address or network'),
        ('[feedbot]\nallow_private = ["1.2.3.4:99999"]\n' + SMALL, "2: feedbot.allow_private[0]: "),
        ('[feedbot]\nallow_private = ["["]\n' + SMALL, "2: feedbot.allow_private[0]: "),
        (
            "[limits]\nbody = 10\n" + SMALL,
            '2: limits.body: a size is a number with a unit, such as "512KiB" or "10MiB"',
        ),
        ('[limits]\nitem = "10 MB"\n' + SMALL, "2: limits.item: a size is a number with a unit, such as"),
        ('[limits]\nbody = "1GiB"\n' + SMALL, "2: limits.body: is from 1KiB to 100MiB"),
        ('[limits]\nbody = "1B"\n' + SMALL, "2: limits.body: is from 1KiB to 100MiB"),
        ('[limits]\ndeadline = "10m"\n' + SMALL, "2: limits.deadline: is from 1s to 5m"),
        ("[limits]\ndeadline = 30\n" + SMALL, '2: limits.deadline: must be a duration such as "15m" or "2h", not'),
        ("[limits]\nredirects = 21\n" + SMALL, "2: limits.redirects: must be 20 or less, not the number 21"),
        ("[limits]\ntitle = 1\n" + SMALL, "2: limits.title: must be 50 or more, not the number 1"),
        ("[limits]\nzzz = 1\n" + SMALL, "2: limits.zzz: unknown key. Known are body, deadline, redirects, items,"),
        ('[telegram]\n"a b" = 1\n' + SMALL, '2: telegram."a b": unknown key. Known are base_url, token_file.'),
        (SMALL + '[[channels]]\nname = "x"\nkind = "telegram"\nchat = []', "11: channels[0].chat: must be a text in"),
    ],
)
def test_sentences(tmp_path: Path, text: str, expected: str) -> None:
    """Each fault is a sentence that says what is wrong, where, and what to write."""
    assert fault(tmp_path, text).strip().startswith(expected)


def test_a_broken_table_hides_no_fault_of_another_kind(tmp_path: Path) -> None:
    """A table with one fault is still checked for names, intervals and folders."""
    text = SMALL.replace("url =", 'evry = "1h"\nevery = "1s"\nurl =') + 'size = 0\nsources = ["zzz"]\n'

    assert ["4", "5", "10", "11"] == [line.split(":")[1] for line in faults(tmp_path, text)]


@pytest.mark.parametrize("folder", [".", "feeds", "..", "feeds/"])
def test_a_folder_with_our_own_feeds(tmp_path: Path, folder: str) -> None:
    """A folder into which feeds are written is refused as a source: its pages would become articles."""
    text = f'[[sources]]\nname = "a"\nkind = "folder"\npath = "{folder}"\n[[feeds]]\nname = "main"\n'

    assert "4: sources[0].path: the feeds are written into this folder" in fault(tmp_path, text)


def test_another_output_frees_the_folder(tmp_path: Path) -> None:
    """Feeds that are written elsewhere free the folder."""
    text = '[[sources]]\nname = "a"\nkind = "folder"\npath = "feeds"\n[[feeds]]\nname = "main"\n'

    assert str(tmp_path / "feeds") == load(tmp_path, '[feedbot]\noutput = "out"\n' + text).sources[0].url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b", "1: column 5: no value can be read here; a text needs quotes"),
        ("\na 1", '2: column 3: a key stands here without "="'),
        ("a = 5m", "1: column 6: something is left over here; a text needs quotes"),
        ('a = "x\n', "1: column 7: a text is not closed by a quote before the line ends"),
        ("a = 1\n\na = 2\n", "3: column 6: the key a is said twice"),
        ('[x]\n"c d" = """\na = 3\n"""\n"c d" = [1,\n {z = 1}]\nq ===\n', '6: column 10: the key "c d" is said twice'),
        ("[[s]]\r\na.b = 1\r\na.b = 2", "3: by the end of the file: the key b is said twice"),
        ("a = 1\r\na = 2\r\nb = 3\r\n", "2: column 6: the key a is said twice"),
        ("a = 1\n[a]\n", "2: column 3: a key is said twice"),
        ("a = 1\na.b = {c = [1]}\n", "2: column 16: the key b is said twice"),
        ('a = "C:\\q"', "1: column 10: a backslash is written twice, or the text stands in 'single quotes'"),
        ("a = [1,\n2\n", "2: by the end of the file: "),
        ("[a]\n[a]", "2: column 3: the table [a] is there twice"),
        ('[a."b c"]\n[a."b c"]', '2: column 9: the table [a."b c"] is there twice'),
        ("a = " + "[" * 5000, "lists or tables are nested too deeply"),
    ],
)
def test_toml_that_is_none(tmp_path: Path, text: str, expected: str) -> None:
    """A fault of syntax has its line and column and a sentence of its own."""
    assert expected in fault(tmp_path, text)


def test_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file is told with the command that writes one."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfigError, match=r"^config\.toml: there is no config\.toml here; `feedbot init` writes one, "):
        config.load(Path("config.toml"), {})
    with pytest.raises(ConfigError, match=rf"there is no x\.toml in {tmp_path}; `feedbot init` writes one"):
        config.load(tmp_path / "x.toml", {})


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder, another encoding, a file that is no file and a huge one are sentences too."""
    file = tmp_path / "config.toml"
    with pytest.raises(ConfigError, match="this is a folder; give the file in it"):
        config.load(tmp_path, {})
    with pytest.raises(ConfigError, match=r"this file cannot be read \(not a directory\); see whether"):
        file.write_text("")
        config.load(file / "config.toml", {})
    with pytest.raises(ConfigError, match=r"config\.toml:2: this file is not in UTF-8; save it as UTF-8"):
        file.write_bytes(b"a = 1\nb = '\xe0\xe1'")
        config.load(file, {})
    with pytest.raises(ConfigError, match="this file is larger than 4 MiB"):
        file.write_bytes(b"#" * 5_000_000)
        config.load(file, {})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    """A file that we may not read says so."""
    file = tmp_path / "config.toml"
    file.write_text(SMALL)
    file.chmod(0)
    with pytest.raises(ConfigError, match="this file cannot be read: permission denied"):
        config.load(file, {})


def test_words() -> None:
    """Lists, paths, lengths of time and values read as in a sentence."""
    assert ["", '"a"', '"a" and "b"', '"a", "b" or "c"'] == [
        listed([]),
        listed(["a"]),
        listed(["a", "b"]),
        listed(["a", "b", "c"], "or"),
    ]
    assert 'a[0].b."c d"[1]' == place(("a", 0, "b", "c d", 1))
    assert f'the text "{"x" * 60}…"' == shown("x" * 61)
    assert ["0s", "90s", "5m", "48h", "3d", "90m"] == [
        spelled(make.minutes(number)) for number in (0, 1.5, 5, 48 * 60, 72 * 60, 90)
    ]
    assert "" == suggestion("zzz", ["every"])


class Strange(Section):
    """A section of a kind that uses other checks."""

    code: str = Field("a", pattern="^[a-z]$")
    bare: int


def test_checks_of_other_kinds() -> None:
    """A check that has no sentence of ours is told in the library's words, and a key without description by itself."""
    found = Faults("config.toml", dict, {})

    assert found.section(Strange, {"code": "1"}, ("x",)) is None
    with pytest.raises(ConfigError) as caught:
        found.check()
    assert [
        "config.toml: x.bare: is missing",
        "config.toml: x.code: string should match pattern '^[a-z]$'",
    ] == str(caught.value).splitlines()


def test_lines_are_found_for_the_first_fault() -> None:
    """Where keys stand is not looked for before there is a fault, and once for all of them."""
    asked: list[str] = []

    def lines() -> dict[tuple[str | int, ...], int]:
        asked.append("lines")
        return {("a",): 3}

    found = Faults("config.toml", lines, {})
    found.check()
    assert asked == []
    found.add(("a",), "is wrong")
    found.add(("a", "b"), "is wrong too")
    assert ["lines"] == asked


def test_without_faults() -> None:
    """Nothing found is nothing raised, and a key outside the file has no line."""
    found = Faults("config.toml", lambda: {("a",): 3}, {})
    found.check()

    assert (3, None) == (found.line(("a", "b")), found.line(("c",)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_is_told_with_a_line_of_the_file(tmp_path: Path, data: st.DataObject) -> None:
    """A damaged file loads or gives faults in the file's order; nothing else is ever raised."""
    lines = FULL.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    damage = data.draw(
        st.sampled_from(
            ["", "x = 1\n", "[[sources]]\n", 'name = 3\n"', "sources = 1\n", "[feeds.x]\n", "]\n", "kind=[]\n"]
        )
    )
    try:
        load(tmp_path, "".join([*lines[:at], damage, *lines[at + data.draw(st.integers(0, 1)) :]]))
    except ConfigError as error:
        told = [one.line or 0 for one in error.faults if one.file != "environment"]
        assert told
        assert sorted(told) == told
        assert max(told) <= len(lines) + 2
