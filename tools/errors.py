"""Writes docs/errors.md from the snapshots of what is printed when something goes wrong: `python -m tools.errors`."""

import re
from pathlib import Path

SNAPSHOTS = Path(__file__).parent.parent / "tests" / "snapshots" / "errors"

_PAGE = Path(__file__).parent.parent / "docs" / "errors.md"
_HEAD = """# When something is wrong

Whatever goes wrong, feedbot says in this order what happened, because of what where that is known, and what to do:

```text
(sample)
```

Faults of the config are told all at once, each on a line with its place in the file, as editors and compilers write it:

```text
config.toml:10: sources[0].adress: unknown key. Did you mean "url"?
```

No traceback is shown unless you ask for it with `--debug` right behind `feedbot`, as in `feedbot --debug poll kernel`.

|exit code|what it says|
|---|---|
|0|done|
|1|it failed, and what is printed says why|
|2|the command is not written as feedbot knows it|
|75|try again later: the database is away, or another feedbot works here|
|78|the config is at fault|

What can be printed, what it means, what to do (names, numbers and places are examples):
"""
_SAMPLE = "database-newer"
_TAIL = """
`feedbot doctor` looks at everything at once and says of each thing what to do. What a running daemon meets stands in
its log and in [health](health.md); what is told of channels, in [for the operator](operator.md).
"""
_GENERAL = re.compile(r"(?<=.); `feedbot (?:check` looks again, .*|[a-z ]*--help` tells all .*)")
_SECTIONS = {
    "The config": ("config",),
    "Commands and names": ("usage", "name", "source", "story", "feed", "password"),
    "Reading a source": ("visit",),
    "Adding and changing sources": ("add", "edit", "init"),
    "Sending": ("send",),
    "Templates": ("template",),
    "The database": ("database", "busy"),
    "Backups, and the way back": ("backup", "restore"),
    "Moving": ("opml", "import", "copy"),
    "The daemon": ("daemon",),
    "The machine, and feedbot itself": ("answer", "ours"),
}


def page() -> str:
    """The page. Raises ValueError for a snapshot that belongs to no section."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SNAPSHOTS.glob("*.txt"))}
    known = {kind for kinds in _SECTIONS.values() for kind in kinds}
    if strange := [name for name in texts if name.partition("-")[0] not in known]:
        raise ValueError(f"{strange[0]} belongs to no section of {_PAGE.name}")
    sample = "\n".join(texts[_SAMPLE].splitlines()[2:-1])
    parts = [_HEAD.replace("(sample)", sample)]
    for title, kinds in _SECTIONS.items():
        rows = [_row(text) for kind in kinds for name, text in texts.items() if name.partition("-")[0] == kind]
        head = f"\n## {title}\n\n|printed|it means|what to do|\n|---|---|---|\n"
        parts.append(head + "".join(row for row in rows if row))
    return "".join((*parts, _TAIL))


def _row(text: str) -> str:
    """A row of the table; none for what prints a page of help."""
    means, _, *printed = text.splitlines()
    remedies = [line.partition(": ")[2] for line in printed if line.startswith("  what to do: ")]
    told = [line for line in printed[:-1] if re.match(r"feedbot: |\S+?(:\d+)?: ", line) and "://" not in line[:8]]
    if not remedies or not told:
        return ""
    what = told[-1].removeprefix("feedbot: ") if told[-1].startswith("feedbot: ") else told[0]
    because = [line.partition(": ")[2] for line in printed if line.startswith("  because: ")]
    whole = f"{what} ({because[0]})" if because else what
    return f"|{_code(whole)}|{means.removeprefix('# ')}|{_cell(_GENERAL.sub('', remedies[0]))}|\n"


def _code(text: str) -> str:
    """A text as it is printed, in a cell of a table."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{' ' if fence == '``' else ''}{_cell(text)}{' ' if fence == '``' else ''}{fence}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    _PAGE.write_text(page(), encoding="utf-8")
