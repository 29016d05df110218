import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

from feedbot import cli
from feedbot.store.schema import MIGRATIONS
from tests.config.test_config import ROOT, load
from tools import floors, reference

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
COMMANDS = ROOT / "docs/commands.md"

PARTS = ["Question", "Answer", "Weighed", "Evidence", "Look again"]
"""What each decision has."""


def name(page: Path) -> str:
    """A page's path within the project."""
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^( *)```.*?^\1```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of code in a language."""
    pattern = rf"^( *)```{language}\n(.*?)^\1```$"
    return [match[2] for match in re.finditer(pattern, page.read_text("utf-8"), re.DOTALL | re.MULTILINE)]


def links(page: Path) -> list[str]:
    """The targets of links and pictures that stay within the project."""
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#{1,6} (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sections(page: Path) -> dict[str, str]:
    """The text under each heading that names a command, by the command without "feedbot"."""
    parts = re.split(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    heads = [match[1] if (match := re.fullmatch(r"`feedbot (.+)`", head)) else "" for head in parts[1::2]]
    return {head: text for head, text in zip(heads, parts[2::2], strict=True) if head}


def commands(group: click.Group, context: click.Context, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command that does something, with the long names of its options."""
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command
        options = [each for each in command.params if isinstance(each, click.Option)]
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield " ".join((*path, word)), {opt for each in options for opt in each.opts if opt.startswith("--")}
        if isinstance(command, click.Group):
            yield from commands(command, context, (*path, word))


KNOWN = dict(commands(cli.group, click.Context(cli.group)))


def examples() -> list[tuple[str, str]]:
    """Each line of a shell example that calls feedbot: the page, and what follows the name."""
    found = []
    for page in PAGES:
        for line in "\n".join(blocks(page, "sh")).splitlines():
            if match := re.match(r"(?:.*/|.* -m )?feedbot (.*)", line.strip()):
                found.append((name(page), match[1]))
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and its anchor a heading of that page."""
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert [] == lost


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_proof_is_there(page: Path) -> None:
    """A test that a page names is in one of the test files that the page links to."""
    proofs = set(re.findall(r"`(test_\w+)`", prose(page)))
    files = [page.parent / link for link in links(page) if re.search(r"/test_\w+\.py$", link)]
    there = {word for file in files for word in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))}

    assert set() == proofs - there


def named(page: Path) -> list[Path]:
    """The pages that a page called index.md lists: the first link of each row of a table."""
    rows = re.findall(r"^\|.*$", prose(page), re.MULTILINE)
    found = [match[1] for row in rows if (match := re.search(r"\]\(([^)\s:#]+\.md)\)", row))]
    return [(page.parent / link).resolve() for link in found]


def test_every_page_is_in_the_navigation() -> None:
    """From docs/index.md, pages called index.md lead to every page, each once."""
    found, lists = [], [ROOT / "docs/index.md"]
    while lists:
        pages = named(lists.pop())
        found += pages
        lists += [page for page in pages if page.name == "index.md"]

    assert [] == sorted({name(page) for page in found if found.count(page) > 1})
    assert [] == [name(page) for page in PAGES if page != ROOT / "docs/index.md" and page not in found]


def test_pictures_are_small_and_shown() -> None:
    """A picture has 150 KB at most and stands on a page; the mark stands beside the site's address."""
    pictures = sorted(path for path in (ROOT / "docs/pictures").iterdir() if path.name != "mark.svg")
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}

    assert [] == [name(path) for path in pictures if path.stat().st_size > 150_000 or path not in shown]


@pytest.mark.parametrize("picture", sorted((ROOT / "docs/pictures").glob("*.svg")), ids=name)
def test_drawings_need_nothing_else(picture: Path) -> None:
    """A drawing says in words what it shows, has colours for light and dark, and loads and runs nothing."""
    text = picture.read_text(encoding="utf-8")

    assert "<title" in text
    assert "prefers-color-scheme:dark" in text or "mark.svg" == picture.name
    assert not re.search(r"<script|<image|<foreignObject|@import|\bon\w+=|href=|url\((?!#)", text)


MADE = reference.pages(ROOT)


@pytest.mark.parametrize("path", MADE)
def test_the_reference_is_what_the_code_gives(path: str) -> None:
    """What is made from the code says what the code says; `make docs` writes it again."""
    assert MADE[path] == (ROOT / path).read_text(encoding="utf-8"), "run `make docs`"


def test_the_picture_has_every_room() -> None:
    """Each room of the contracts stands on its floor, the highest first."""
    drawn = re.findall(r'class="name"[^>]*>([^<]+?)/?<', floors.picture(ROOT))

    assert [room for floor in floors.layers(ROOT) for room in floor] == drawn


@pytest.mark.parametrize("marks", ["", "<!-- made by tools.reference: x -->", "<!-- made -->"])
def test_a_page_without_its_marks_is_refused(marks: str) -> None:
    """A page in which a part has no place is not written without it."""
    with pytest.raises(LookupError, match="no part x"):
        reference.filled(f"before {marks} after", {"x": str})


def test_a_part_is_made_anew_and_the_rest_stays() -> None:
    """Only what stands between the marks changes."""
    text = "before\n<!-- made by tools.reference: x -->\nold\n<!-- made -->\nafter\n"

    made = reference.filled(text, {"x": lambda: "new\n"})

    assert "before\n<!-- made by tools.reference: x -->\n\nnew\n\n<!-- made -->\nafter\n" == made
    assert made == reference.filled(made, {"x": lambda: "new\n"})


def test_every_command_is_explained() -> None:
    """docs/commands.md has each command of the program and no other, in the program's order."""
    explained = list(sections(COMMANDS))

    assert list(cli.COMMANDS) == list(dict.fromkeys(line.split()[0] for line in explained))
    assert list(KNOWN) == explained


@pytest.mark.parametrize("command", KNOWN)
def test_every_option_is_explained(command: str) -> None:
    """A command's section lists its options, all of them and no other, and shows one example."""
    section = sections(COMMANDS)[command]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("|`")]

    assert KNOWN[command] == {option for row in rows for option in re.findall(r"--[a-z-]+", row)}
    assert re.search(rf"^```sh\nfeedbot {command}\b", section, re.MULTILINE)


def test_exit_codes_are_those_of_the_program() -> None:
    """The table of exit codes has each code that the program gives."""
    text = COMMANDS.read_text(encoding="utf-8").partition("## Exit codes")[2].partition("\n## ")[0]

    codes = {cli.DONE, cli.FAILED, cli.USAGE, cli.AGAIN, cli.CONFIG}
    assert codes == {int(code) for code in re.findall(r"^\|(\d+)\|", text, re.MULTILINE)}


def test_samples_show_the_schema_of_today() -> None:
    """Whatever page shows a schema shows the newest one; 9001 stands for one of the future."""
    shown = {
        (name(page), number)
        for page in PAGES
        if page not in DECISIONS and page.name != "CHANGELOG.md"
        for number in re.findall(r"(?:schema|this one knows) (\d{4})\b", page.read_text(encoding="utf-8"))
    }

    assert {MIGRATIONS.revisions[-1], "9001"} == {number for _, number in shown}, shown


@pytest.mark.parametrize("page", [COMMANDS, ROOT / "docs/operating.md", ROOT / "README.md"], ids=name)
def test_samples_of_the_doctor_add_up(page: Path) -> None:
    """The last line of a sample counts the lines above it."""
    for block in blocks(page, "text"):
        if told := re.search(r"^(\d+) well, (\d+) warn, (\d+) ill$", block, re.MULTILINE):
            levels = re.findall(r"^(well|warn|ill)\b", block, re.MULTILINE)
            assert [levels.count(level) for level in ("well", "warn", "ill")] == list(map(int, told.groups())), block


def take(command: click.Command, words: list[str], parent: click.Context | None = None) -> None:
    """Parse a command line without running it. Raises what click raises for a wrong one."""
    with command.make_context("feedbot", list(words), parent=parent) as context:
        if not isinstance(command, click.Group):
            return
        for number, word in enumerate(words, start=1):
            if found := command.get_command(context, word):
                take(found, words[number:], context)
                return
        assert command.invoke_without_command, f"no command in {words}"


@pytest.mark.parametrize(("page", "line"), examples())
def test_every_example_is_a_command(page: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program takes each command line of the docs, word for word; none is run."""
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.partition(" > ")[0], comments=True)
    for word in words:
        if re.fullmatch(r"\w+\.\w+", word):  # a file that the example reads
            (tmp_path / word).touch()

    take(cli.group, words)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_in_the_text_are_there(page: Path) -> None:
    """A sentence that says `feedbot NAME` names a command of the program."""
    named = set(re.findall(r"`feedbot ([a-z]+)[^`]*`", prose(page)))

    assert set() == named - set(cli.COMMANDS)


# What a tutorial configures is there only when one has followed it: tests/test_tutorials.py.
CONFIGURED = [page for page in PAGES if blocks(page, "toml") and "tutorials" not in page.parts]


@pytest.mark.parametrize("page", CONFIGURED, ids=name)
def test_every_config_in_the_docs_loads(page: Path, tmp_path: Path) -> None:
    """An example of config.toml is a configuration, or a part of one."""
    (tmp_path / "token").write_text("1:x")
    for example in blocks(page, "toml"):
        tables = tomllib.loads(example)
        source = '[[sources]]\nname = "some"\nkind = "folder"\npath = "some"\n'
        rest = [source] if "sources" not in tables else []
        rest += ['[[feeds]]\nname = "some"\n'] if "feeds" not in tables else []
        secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", example), "secret")
        load(tmp_path, example.replace("/etc/feedbot/token", "token") + "\n" + "\n".join(rest), secrets)


def test_the_first_config_is_ten_lines() -> None:
    """The README's first example is a whole configuration: a source, a feed, a channel."""
    first = blocks(ROOT / "README.md", "toml")[0]

    assert 10 >= first.count("\n")
    assert {"sources", "feeds", "channels"} == set(tomllib.loads(first))


def test_decisions_have_their_parts() -> None:
    """Decisions are numbered without a gap, and each has its five parts in order."""
    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert list(range(1, len(DECISIONS) + 1)) == numbers
    for number, page in zip(numbers, DECISIONS, strict=True):
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS


def test_the_changelog_keeps_its_form() -> None:
    """What is not released stands on top, under the headings of Keep a Changelog; each line is a sentence."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    lines = re.findall(r"^- (.+(?:\n  .+)*)", text, re.MULTILINE)

    assert ["Unreleased"] == heads[:1]
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert [] == [line for line in lines if not line.endswith(".")]


def sphinx() -> str | None:
    """The Python that has what makes the site: that of `make site`, else the one of the tests if it does."""
    own = ROOT / ".venv/docs/bin/python"
    if own.exists():
        return str(own)
    there = all(importlib.util.find_spec(each) for each in ("sphinx", "myst_parser", "furo"))
    return sys.executable if there else None


class Loads(HTMLParser):
    """What a page loads by itself, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.led: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of a tag."""
        of = {key: value or "" for key, value in attrs}
        self.ids |= {of.get("id", ""), of.get("name", "")} - {""}
        if tag == "a":
            self.led += [of["href"]] if "href" in of else []
        elif tag == "link" and of.get("rel") in ("next", "prev", "index", "search", "canonical"):
            self.led.append(of.get("href", ""))
        else:
            self.loaded += [of[key] for key in ("src", "srcset", "href", "data", "poster", "action") if key in of]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    python = sphinx()
    if python is None:
        pytest.skip("what makes the site is not installed: make site")
    place = tmp_path_factory.mktemp("site")
    command = [python, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-c", "docs", "-d", str(place / "kept")]
    built = subprocess.run([*command, ".", str(place / "site")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, "") == (built.returncode, built.stderr)
    return place / "site"


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    """No page, style or script of the site asks another host for anything."""
    asked = []
    for page in site.rglob("*.html"):
        loaded = Loads(page.read_text(encoding="utf-8")).loaded
        asked += [f"{page.relative_to(site)}: {each}" for each in loaded if urlsplit(each).scheme not in ("", "data")]
        asked += [f"{page.relative_to(site)}: {each}" for each in loaded if each.startswith("//")]
    for style in site.rglob("*.css"):
        found = re.findall(
            r"(?:url\(|@import )[\"']?(?!data:)((?:https?:)?//[^\"')]+)", style.read_text(encoding="utf-8")
        )
        asked += [f"{style.relative_to(site)}: {each}" for each in found]

    assert [] == asked


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    """What a page of the site leads to lies in the site, with the anchor that is named."""
    read = {page: Loads(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    lost = []
    for page, found in read.items():
        for link in {*found.led, *found.loaded}:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchored = not parts.fragment or target not in read or unquote(parts.fragment) in read[target].ids
            if not target.exists() or not anchored:
                lost.append(f"{page.relative_to(site)}: {link}")

    assert [] == lost
