"""What commands share: the options and the config they read, and the ways of answering."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from feedbot.cli import words
from feedbot.errors import parts
from feedbot.model import Config
from feedbot.text import lengths

if TYPE_CHECKING:
    from feedbot.fate import Fact

Command = TypeVar("Command", bound=Callable[..., Any])

NOUNS = {
    "source": ("{number} source", "{number} sources"),
    "feed": ("{number} feed", "{number} feeds"),
    "channel": ("{number} channel", "{number} channels"),
    "entry": ("{number} entry", "{number} entries"),
    "message": ("{number} message", "{number} messages"),
    "promised message": ("{number} promised message", "{number} promised messages"),
    "visit": ("{number} visit", "{number} visits"),
    "row": ("{number} row", "{number} rows"),
    "day": ("{number} day", "{number} days"),
    "hour": ("{number} hour", "{number} hours"),
    "minute": ("{number} minute", "{number} minutes"),
    "second": ("{number} second", "{number} seconds"),
}
"""What commands count."""

ABSENT = {
    "source": 'no source is called "{name}"; {meant}there are: {names}',
    "feed": 'no feed is called "{name}"; {meant}there are: {names}',
    "channel": 'no channel is called "{name}"; {meant}there are: {names}',
}
"""What is said of a name that nothing has."""

_READ = "read as "
"""What the note begins with that tells how a document was read."""

_ZONE = "feedbot.zone"
"""Under which the context of a command has the zone of its config."""

_MANY = 20
"""How many names are told at most where another was written."""

as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
"""The option that every list has."""


with_ids = click.option("--ids", is_flag=True, help="Also show the ids; `show` and `why` take links as well.")
"""The option of lists of entries, whose ids are long, and mostly their links."""


def limit(number: int) -> Callable[[Command], Command]:
    """The option for the length of a list, which is `number` if it is not given."""
    kind = click.IntRange(1, 100_000)
    return click.option("-n", "--limit", type=kind, default=number, show_default=True, help="How many.")


def now() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


def configured(ctx: click.Context) -> Config:
    """The config the command line names. Raises ConfigError."""
    return load(ctx.obj["path"])


def load(path: Path) -> Config:
    """The config in a file. Raises ConfigError."""
    from feedbot import config  # here, because it brings pydantic and all kinds of sources, and --help needs neither

    found = config.load(path, words.environ())
    if (ctx := click.get_current_context(silent=True)) is not None:
        ctx.meta[_ZONE] = ZoneInfo(found.settings.timezone)
    return found


def t(text: str) -> str:
    """A text in the language of the terminal; as it stands where a program asked, with --json."""
    return text if _asked_by_a_program() else words.t(text)


def n(one: str, many: str, number: int) -> str:
    """The same of a text that goes with a number: the form that it takes."""
    return (one if number == 1 else many) if _asked_by_a_program() else words.n(one, many, number)


def say(text: str) -> str:
    """A sentence of another room, translated as far as it is known; as it stands where a program asked."""
    code = "en" if _asked_by_a_program() else words.language()
    if code == "en":
        return text
    from feedbot import phrasing  # here, because most commands have none to say
    from feedbot.channels import tongue

    known = phrasing.phrases(code)
    # A pattern may fit to a whole with its remedy, which is told by itself.
    if parts(text).remedy and (said := known.sentence(text)) != text:
        return said
    if (whole := known.find(text)) is not None:
        return whole
    return known.sentence(tongue.because(text, code) or tongue.remedy(text, code) or text)


def reason(area: str, text: str) -> str:
    """What rules say under an area of `web.words.reasons`, as the pages tell it; in English where a program asked."""
    code = "en" if _asked_by_a_program() else words.language()
    if code == "en":
        return text
    from feedbot.web import reader, reasons  # here, because few commands tell it

    told = reasons.told(area, text, reader.Reader(language=code, now=now()))
    return "".join(say(each.text) if each.english else each.text for each in told)


def note(text: str) -> str:
    """What was odd about a visit, translated as far as it is known; how it was read as `reason` tells it."""
    as_read = text.removeprefix(_READ)
    return say(text) if as_read == text else t("read as {text}").format(text=reason("decoded", as_read))


def _asked_by_a_program() -> bool:
    ctx = click.get_current_context(silent=True)
    return ctx is not None and bool(ctx.params.get("as_json"))


def local(moment: datetime | None) -> str:
    """A moment as people read it, in the zone of the config, which is named; "never" for None."""
    return t("never") if moment is None else f"{moment.astimezone(_zone()):%Y-%m-%d %H:%M:%S %Z}"


def zoned(moment: datetime) -> str:
    """The same to the minute."""
    return f"{moment.astimezone(_zone()):%Y-%m-%d %H:%M %Z}"


def _zone() -> ZoneInfo | None:
    """The zone of the config that was read; None, which is the machine's, where none was."""
    ctx = click.get_current_context(silent=True)
    return None if ctx is None else ctx.meta.get(_ZONE)


def known(noun: str, name: str | None, names: Iterable[str]) -> None:
    """Refuse the name of something that is not there, with the names there are. None is no name."""
    there = list(dict.fromkeys(names))
    if name is not None and name not in there:
        near = get_close_matches(name.casefold(), there, n=1)
        meant = words.t('write "{name}"; ').format(name=near[0]) if near else ""
        listed = ", ".join(there[:_MANY]) or words.t("none")
        if len(there) > _MANY:
            listed += words.t(" and {number} more").format(number=len(there) - _MANY)
        raise click.ClickException(words.t(ABSENT[noun]).format(name=name, meant=meant, names=listed))


def answer(rows: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print rows as a table, or as a JSON array; `empty` is the sentence for none."""
    if as_json:
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1, default=_plain))
    elif rows:
        table(rows)
    else:
        click.echo(empty)


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows under their names; what does not fit the terminal is folded."""
    from rich.console import Console  # here, because rich takes a tenth of a second, and only tables need it
    from rich.table import Table

    console = Console(width=width(), highlight=False, markup=False, emoji=False)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        shown.add_column(t(name), overflow="fold")
    for row in rows:
        shown.add_row(*(_cell(value) for value in row.values()))
    console.print(shown)


def width() -> int:
    """How many columns the terminal has; 200 where there is none."""
    return shutil.get_terminal_size((200, 24)).columns


def lines(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values under each other, empty values left out."""
    for name, value in pairs:
        if value not in (None, "", ()):
            click.echo(f"{t(name) + ':':<14} {_cell(value)}")


def count(number: int, noun: str) -> str:
    """A number with one of our `NOUNS`: "1 source", "2 sources", "3 entries"."""
    return n(*NOUNS[noun], number).format(number=number)


def fact(told: "Fact") -> str:
    """What became of a delivery, as the pages say it."""
    from feedbot.web.words import find, form  # here, because few commands tell it

    language = "en" if _asked_by_a_program() else words.language()
    shown = {name: _field(value) for name, value in told.fields.items()}
    if "reason" in shown:
        shown["reason"] = reason("sent", str(shown["reason"]))
    return form(find(f"fate.{told.code}", language), _number(told.fields), language).format(**shown)


def _number(fields: Mapping[str, object]) -> int:
    number = fields.get("n")
    return number if isinstance(number, int) else 1


def _field(value: object) -> object:
    if isinstance(value, datetime):
        return zoned(value)
    return span(value) if isinstance(value, timedelta) else value


def span(length: timedelta) -> str:
    """A length of time in the one unit that people would use: "26 hours", "2 days", "90 seconds"."""
    number, _, unit = lengths.span(length).partition(" ")
    return count(int(number), unit.removesuffix("s"))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(value)
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in str(value))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
