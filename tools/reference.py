"""The reference that comes from the code: writes whole pages, and parts of pages between two marks.

    python -m tools.reference [HOUSE]

Whole: usage of the commands (click), the API (its OpenAPI document), the picture of the floors. Parts: the grammar of
filters, the fields and filters of templates, the addresses of the API, the rooms of the house. A part stands between
`<!-- made by tools.reference: NAME -->` and `<!-- made -->`. Other pages have generators of their own: `make docs`.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import click

from feedbot import cli
from feedbot.channels.filters import FILTERS
from feedbot.channels.grammar import FIELDS
from feedbot.rules import filters
from feedbot.rules.scanner import LISTS, NAMES, OPERATORS
from tools import floors, reference_api
from tools.reference_words import COMPARED, FIELD, GRAMMAR, RULE_FIELD, SIGNATURE

HOUSE = Path(__file__).parent.parent
Told = TypeVar("Told")
ESCAPED = "\\|"

_MADE = "<!-- Made from the program by tools.reference; edit what it is made of. -->\n"
_COMMANDS = f"""\
{_MADE}# Usage of commands

Every argument and option, as `feedbot COMMAND --help` tells them. What each command prints, and exit codes:
[commands](commands.md). In a checkout, `feedbot` stands for `.venv/bin/python -m feedbot`.
"""
_PART = "<!-- made by tools.reference: {} -->"
_END = "<!-- made -->"


def cell(text: str) -> str:
    """A text as it stands in a cell of a table: no markup, no column of its own."""
    return re.sub(r"([|<>*\[\]])", r"\\\1", " ".join(text.split()))


def commands() -> str:
    """docs/reference-commands.md."""
    # As the program makes it: a command keeps the help option that it was first asked with.
    context = click.Context(cli.group, info_name="feedbot", **cli.group.context_settings)
    parts = [_COMMANDS, "## For every command\n", _usage(cli.group, context), _parameters(cli.group)]
    return "\n".join([*parts, *_below(cli.group, context)])


def _below(group: click.Group, context: click.Context) -> Iterator[str]:
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if command is None:
            continue
        inner = click.Context(command, info_name=word, parent=context)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"## `{inner.command_path}`\n"
            yield f"{_told(command)}\n"
            yield _usage(command, inner)
            yield _parameters(command)
        if isinstance(command, click.Group):
            yield from _below(command, inner)


def _told(command: click.Command) -> str:
    paragraphs = inspect.cleandoc(command.help or "").replace("\b\n", "").split("\n\n")
    return "\n\n".join(re.sub(r"([<>*])", r"\\\1", " ".join(each.split())) for each in paragraphs)


def _usage(command: click.Command, context: click.Context) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    return f"```text\n{context.command_path} {pieces}\n```\n"


def _parameters(command: click.Command) -> str:
    rows = [_row(each) for each in command.params if not getattr(each, "hidden", False)]
    return (
        "\n".join(["|argument or option|takes|if not given|meaning|", "|---|---|---|---|", *rows, ""]) if rows else ""
    )


def _row(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        names = ", ".join(f"`{each}`" for each in [*parameter.opts, *parameter.secondary_opts])
        flag = parameter.is_flag or parameter.count
        takes = "" if flag else _takes(parameter)
        missing = "required" if parameter.required else _default(parameter)
        return f"|{names}|{takes}|{missing}|{cell(parameter.help or '')}|"
    missing = "required" if parameter.required else "optional"
    many = ", several" if parameter.nargs == -1 else ""
    return f"|`{parameter.human_readable_name}`|{_takes(parameter)}{many}|{missing}||"


def _takes(parameter: click.Parameter) -> str:
    kind, word = parameter.type, parameter.metavar or parameter.type.name
    if isinstance(kind, click.Choice):
        return " or ".join(f"`{each}`" for each in kind.choices)
    if isinstance(kind, click.IntRange) and kind.min is not None:
        return f"{kind.min:,} to {kind.max:,}" if kind.max is not None else f"a number from {kind.min:,}"
    return f"`{word}`" if parameter.metavar else cell(word)


def _default(option: click.Option) -> str:
    value = option.default
    plain = isinstance(value, str | int | float | Path) and not isinstance(value, bool)
    return f"`{value}`" if plain and not option.is_flag else ""


def grammar() -> str:
    """What a rule may say, and how each example is read."""
    rows = [f"|{_examples(write)}|{_read(write)}|{finds}|" for write, finds in GRAMMAR]
    said = {kind: [word for word, of in OPERATORS.items() if of == kind] for kind in dict.fromkeys(OPERATORS.values())}
    shown = {kind: ", ".join(f"`{word}`".replace("|", ESCAPED) for word in named) for kind, named in said.items()}
    words = [f"|`{kind}`|{named}|" for kind, named in shown.items()]
    head = "|write|is read as|finds|\n|---|---|---|"
    return "\n".join([head, *rows, "", "|operator|may be written, in any case|", "|---|---|", *words, ""])


def rule_fields() -> str:
    """The fields of a rule."""
    known = {*LISTS, *NAMES.values(), *COMPARED}
    rows = [f"|{_examples(write)}|{_read(write)}|{finds}|" for write, finds in _every(RULE_FIELD, known).values()]
    return "\n".join(["|field|is read as|holds where|", "|---|---|---|", *rows, ""])


def _examples(texts: str) -> str:
    return ", ".join(f"`{each}`".replace("|", ESCAPED) for each in texts.split("  "))


def _read(texts: str) -> str:
    """How the program prints the rules that it read; raises RuleError for one that is none."""
    shown = dict.fromkeys(filters.show(filters.parse(each)) for each in texts.split("  "))
    return ", ".join(f"`{each}`".replace("|", ESCAPED) for each in shown)


def template_fields() -> str:
    """The fields that a template may name, each with its kind."""
    rows = [f"|`{name}`|{FIELDS[name]}|{meaning}|" for name, meaning in _every(FIELD, FIELDS).items()]
    return "\n".join(["|field|kind|what it is|", "|---|---|---|", *rows, ""])


def template_filters() -> str:
    """The filters of templates, each with what its docstring says."""
    rows = []
    for name, example in _every(SIGNATURE, FILTERS).items():
        told = inspect.cleandoc(FILTERS[name].__doc__ or "").split(" Raises ")[0]
        rows.append(f"|`{example.replace('|', ESCAPED)}`|{cell(told)}|")
    return "\n".join(["|filter|what it gives|", "|---|---|", *rows, ""])


def _every(told: Mapping[str, Told], known: Iterable[str]) -> Mapping[str, Told]:
    """What is told of each name; LookupError unless the names are those that the code knows."""
    if odd := set(known) ^ told.keys():
        raise LookupError(f"tools/reference_words.py and the code disagree about {', '.join(sorted(odd))}")
    return told


WHOLE: Mapping[str, Callable[[], str]] = {
    "docs/reference-commands.md": commands,
    "docs/reference-api.md": reference_api.page,
}
"""Pages that are made as a whole, by their paths."""

PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/filters.md": {"grammar": grammar, "fields": rule_fields},
    "docs/templates.md": {"fields": template_fields, "filters": template_filters},
    "docs/api.md": {"addresses": reference_api.addresses},
}
"""Parts of pages, by path and name."""


def filled(text: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """A page with its parts made anew. Raises LookupError if it has not the marks of each."""
    for name, made in parts.items():
        start, found, rest = text.partition(_PART.format(name))
        _, ended, after = rest.partition(_END)
        if not found or not ended:
            raise LookupError(f"no part {name} between {_PART.format(name)} and {_END}")
        text = f"{start}{found}\n\n{made()}\n{ended}{after}"
    return text


def pages(house: Path) -> dict[str, str]:
    """All that is made, by path, as it should be."""
    made = {path: page() for path, page in WHOLE.items()}
    parts = {**PARTS, "docs/rooms.md": {"rooms": lambda: floors.rooms(house), "contracts": lambda: floors.told(house)}}
    made |= {path: filled((house / path).read_text(encoding="utf-8"), of) for path, of in parts.items()}
    return {**made, "docs/pictures/floors.svg": floors.picture(house)}


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE
    for place, text in pages(root).items():
        (root / place).write_text(text, encoding="utf-8")
