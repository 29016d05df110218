"""The rooms and floors of the house as a picture and as tables, made from the import contracts in pyproject.toml.

An import points to a lower floor or within one's own room. The picture is one SVG for light and dark, without a script
or a font of its own.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_WIDTH, _LEFT, _ROW, _BOX, _GAP, _LETTER = 960, 96, 46, 30, 10, 8.2
_HEAD = 74

_STYLE = """\
.ground{fill:#fbfcfd;stroke:#c9d3da}.floor{fill:#eef3f6}.room{fill:#fff;stroke:#4a6b7c}
.folder{fill:#d9edf7;stroke:#0b5d83}text{fill:#17242c;font:15px system-ui,sans-serif}
.name{font:14px ui-monospace,monospace;text-anchor:middle}.small{font-size:13px;fill:#42545f}.title{font-size:18px}
@media(prefers-color-scheme:dark){.ground{fill:#10181d;stroke:#33444e}.floor{fill:#182329}
.room{fill:#0c1317;stroke:#8fb0c0}.folder{fill:#0f3a50;stroke:#7cc4e8}text{fill:#e8eff3}.small{fill:#b4c3cb}}
"""


def contracts(house: Path) -> list[Mapping[str, Any]]:
    """The import contracts as pyproject.toml has them."""
    found: list[Mapping[str, Any]] = tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    return found


def layers(house: Path) -> list[list[str]]:
    """The rooms of each floor, the highest floor first."""
    found = next(each for each in contracts(house) if each["type"] == "layers")
    return [[room.strip() for room in floor.split("|")] for floor in found["layers"]]


def _file(house: Path, room: str) -> Path:
    folder = house / "feedbot" / room
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _folder(house: Path, room: str) -> bool:
    return (house / "feedbot" / room).is_dir()


def picture(house: Path) -> str:
    """docs/pictures/floors.svg."""
    floors = layers(house)
    drawn, top = [], _HEAD
    for number, rooms in zip(range(len(floors), 0, -1), floors, strict=True):
        lines = list(_lines(house, rooms))
        height = len(lines) * _ROW
        drawn.append(f'<rect class="floor" x="12" y="{top}" width="{_WIDTH - 24}" height="{height - 6}" rx="6"/>')
        drawn.append(f'<text x="26" y="{top + 25}">{number}</text>')
        for place, line in enumerate(lines):
            drawn += _drawn(house, line, top + place * _ROW + 5)
        top += height
    told = f"{len(floors)} floors, from {', '.join(floors[0])} at the top to {' and '.join(floors[-1])} at the bottom."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + 12}" role="img" '
            'aria-labelledby="title told">',
            '<title id="title">The rooms of feedbot, floor by floor</title>',
            f'<desc id="told">{escape(told)} A room may import from lower floors only.</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="ground" x=".5" y=".5" width="{_WIDTH - 1}" height="{top + 11}" rx="10"/>',
            '<text class="title" x="24" y="34">The rooms of feedbot, floor by floor</text>',
            '<text class="small" x="24" y="56">A room may import from the floors below it, and from no other room of '
            "its own floor. Filled: a folder. Framed: one file.</text>",
            *drawn,
            "</svg>\n",
        ]
    )


def _lines(house: Path, rooms: list[str]) -> Iterator[list[tuple[str, float]]]:
    """The rooms of a floor with their widths, as many in a line as there is room for."""
    line: list[tuple[str, float]] = []
    left = float(_WIDTH - _LEFT - 24)
    for room in rooms:
        width = round((len(room) + _folder(house, room)) * _LETTER + 24, 1)
        if line and width > left:
            yield line
            line, left = [], float(_WIDTH - _LEFT - 24)
        line.append((room, width))
        left -= width + _GAP
    yield line


def _drawn(house: Path, line: list[tuple[str, float]], top: int) -> Iterator[str]:
    x = float(_LEFT - 24)
    for room, width in line:
        folder = _folder(house, room)
        kind, name = ("folder", f"{room}/") if folder else ("room", room)
        yield f'<rect class="{kind}" x="{x:g}" y="{top}" width="{width:g}" height="{_BOX}" rx="5"/>'
        yield f'<text class="name" x="{x + width / 2:g}" y="{top + 20}">{name}</text>'
        x = round(x + width + _GAP, 1)


def rooms(house: Path) -> str:
    """A table of the rooms, the highest floor first, each with the first sentence of its file."""
    rows = ["|floor|room|what it is|", "|---|---|---|"]
    floors = layers(house)
    for number, named in zip(range(len(floors), 0, -1), floors, strict=True):
        for room in named:
            path = _file(house, room)
            shown = f"{room}/" if path.name == "__init__.py" else room
            link = f"../{path.relative_to(house).as_posix()}"
            rows.append(f"|{number}|[`{shown}`]({link})|{_says(path)}|")
    return "\n".join([*rows, ""])


def _says(path: Path) -> str:
    """The first sentence of a module's docstring."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = " ".join(told.split("\n\n")[0].split())
    return first.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*")


def told(house: Path) -> str:
    """A table of the contracts beside the floors: who may not import what."""
    rows = ["|contract|these|may not import|", "|---|---|---|"]
    for each in contracts(house):
        if each["type"] == "forbidden":
            apart = ", ".join(f"`{one.removeprefix('feedbot.')}`" for one in each["source_modules"])
            barred = ", ".join(f"`{one.removeprefix('feedbot.')}`" for one in each["forbidden_modules"])
            rows.append(f"|{each['name']}|{apart}|{barred}|")
    return "\n".join([*rows, ""])
