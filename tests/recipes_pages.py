"""The pages of recipes: the config of each, its commands, and what it says they print."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "recipes"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SHOWN = re.compile(r"^```sh\n([^`]*?)^```\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXPORT = re.compile(r"^export (\w+)=(.*)$", re.MULTILINE)

WRITES = "FEEDBOT_WRITE_RECIPES" in os.environ
"""Whether what commands print is written into the pages instead of being compared with them."""


@dataclass
class Page:
    """A page; `shown` are the outputs that it has, by the command that stands last before them."""

    name: str
    text: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.text = self.path.read_text(encoding="utf-8")
        self.shown = {_last(commands): output for commands, output in _SHOWN.findall(self.text)}

    @property
    def path(self) -> Path:
        """Its file."""
        return FOLDER / f"{self.name}.md"

    def blocks(self, language: str) -> list[str]:
        """Its blocks of code in a language."""
        return [text for each, text in _BLOCK.findall(self.text) if each == language]

    @property
    def config(self) -> str:
        """The whole config: its first block of TOML."""
        return self.blocks("toml")[0]

    @property
    def commands(self) -> list[str]:
        """Every line of its shell blocks."""
        return [line.strip() for text in self.blocks("sh") for line in text.splitlines() if line.strip()]

    @property
    def exported(self) -> dict[str, str]:
        """The variables that it tells people to set."""
        return {name: value.strip("\"'") for text in self.blocks("sh") for name, value in _EXPORT.findall(text)}

    def heard(self, command: str, output: str) -> str:
        """What the page says that a command prints; its output itself where that is to be written there."""
        self.seen.add(command)
        if WRITES and command in self.shown and self.shown[command] != output:
            old = f"{command}\n```\n```text\n{self.shown[command]}```"
            assert 1 == self.text.count(old)
            self.text = self.text.replace(old, f"{command}\n```\n```text\n{output}```")
            self.path.write_text(self.text, encoding="utf-8")
            self.shown[command] = output
        return self.shown.get(command, output)


def names() -> list[str]:
    """The names of all recipes."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "index")


def _last(commands: str) -> str:
    return commands.strip().splitlines()[-1].strip()
