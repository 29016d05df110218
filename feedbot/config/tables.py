"""Plain tables -> checked sections; what one table alone cannot know (names, folders, intervals) is checked here."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from feedbot import channels, sources
from feedbot.channels import templates
from feedbot.config import canary
from feedbot.config.faults import Faults, listed, shown, suggestion
from feedbot.config.sections import (
    BotTable,
    CanaryTable,
    FeedbotTable,
    FeedTable,
    LimitsTable,
    S3Table,
    SearchTable,
    SummaryTable,
    TelegramTable,
    WebTable,
    is_language,
)
from feedbot.model import CANARY, OURS, READERS
from feedbot.rules import checking, hours
from feedbot.sections import ChannelSection, Duration, Section, SourceSection
from feedbot.text import meaning, toml

S = TypeVar("S", bound=Section)

TABLES: Mapping[str, type[Section]] = {
    "feedbot": FeedbotTable,
    "web": WebTable,
    "telegram": TelegramTable,
    "bot": BotTable,
    "limits": LimitsTable,
    "summary": SummaryTable,
    "s3": S3Table,
    "canary": CanaryTable,
}
"""The tables that stand once, by name."""

_DURATION: TypeAdapter[timedelta | None] = TypeAdapter(Duration | None, config=ConfigDict(strict=True))

HEALTH = "health"
"""The name of the feed that tells what is wrong with sources."""

LISTS = ("sources", "feeds", "channels", "searches")
"""The tables that may stand many times."""

_RULES = {"feeds": ("where",), "channels": ("where", "breaking", "jump_where"), "searches": ("where",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Every table of a configuration that can be read; `folder` is that of the file, and relative paths begin there."""

    folder: Path
    feedbot: FeedbotTable
    web: WebTable
    telegram: TelegramTable
    bot: BotTable
    limits: LimitsTable
    summary: SummaryTable
    s3: S3Table
    canary: CanaryTable
    sources: tuple[SourceSection, ...]
    feeds: tuple[FeedTable, ...]
    channels: tuple[ChannelSection, ...]
    searches: tuple[SearchTable, ...]

    def path(self, text: str) -> Path:
        """A path of the config, absolute; "~" is the home folder."""
        home = os.path.expanduser(text)  # noqa: PTH111 - pathlib raises where there is no home
        return Path(os.path.abspath(self.folder / home))  # noqa: PTH100 - links stay as the config names them


def sections(folder: Path, data: Mapping[str, Any], faults: Faults) -> Sections:
    """The sections of a configuration; those with faults are left out, or are as if they said nothing."""
    _known(data, faults)
    watched = {name: kind.section for name, kind in sources.NAMED.items()}
    told = {name: kind.section for name, kind in channels.KINDS.items()}
    found = Sections(
        folder=folder,
        feedbot=_once("feedbot", FeedbotTable, data, faults),
        web=_once("web", WebTable, data, faults),
        telegram=_once("telegram", TelegramTable, data, faults),
        bot=_once("bot", BotTable, data, faults),
        limits=_once("limits", LimitsTable, data, faults),
        summary=_once("summary", SummaryTable, data, faults),
        s3=_once("s3", S3Table, data, faults),
        canary=_once("canary", CanaryTable, data, faults),
        sources=_kinded("sources", watched, SourceSection, data, faults),
        feeds=_plain("feeds", FeedTable, data, faults),
        channels=_kinded("channels", told, ChannelSection, data, faults),
        searches=_plain("searches", SearchTable, data, faults),
    )
    _needed(data, faults)
    for name in LISTS:
        _unique(name, data, faults)
    _reserved(found, data, faults)
    for name in ("sources", "channels"):
        _languages(name, data, faults)
    for name in ("feeds", "channels"):
        _references(name, data, faults)
    for name, keys in _RULES.items():
        for key in keys:
            _rules(name, key, data, faults)
    _hours(data, faults)
    _templates(data, faults)
    _endpoint(found, data, faults)
    _bucket(found, data, faults)
    canary.check(found.canary, data, faults)
    if found.feedbot.semantic and (why := meaning.missing()):
        faults.add(("feedbot", "semantic"), why)
    for path, row in rows(data, "sources"):
        _interval(path, row, faults)
        _own_output(path, row, found, data, faults)
    return found


def rows(data: Mapping[str, Any], name: str) -> list[tuple[toml.Path, dict[str, Any]]]:
    """The tables of a list with their places; what is no table is left out."""
    found = data.get(name)
    return [((name, i), row) for i, row in enumerate(found) if isinstance(row, dict)] if isinstance(found, list) else []


def _known(data: Mapping[str, Any], faults: Faults) -> None:
    for key, value in data.items():
        if key in TABLES or key in LISTS:
            continue
        home = next((name for name, model in TABLES.items() if key in model.model_fields), None)
        if home and not isinstance(value, dict | list):
            faults.add((key,), f"belongs below the line [{home}]")
        else:
            names = [*TABLES, *LISTS]
            faults.add((key,), "unknown table." + (suggestion(key, names) or f" Known are {listed(names)}."))


def _once(name: str, model: type[S], data: Mapping[str, Any], faults: Faults) -> S:
    table = data.get(name, {})
    if isinstance(table, list):
        faults.add((name,), f"stands once, as [{name}] with single brackets")
        table = {}
    return faults.section(model, table, (name,)) or model()


def _plain(name: str, model: type[S], data: Mapping[str, Any], faults: Faults) -> tuple[S, ...]:
    found = [faults.section(model, row, path) for path, row in _many(name, data, faults)]
    return tuple(section for section in found if section)


def _many(name: str, data: Mapping[str, Any], faults: Faults) -> list[tuple[toml.Path, dict[str, Any]]]:
    value = data.get(name, [])
    if not isinstance(value, list):
        faults.add((name,), f"each one begins with [[{name}]], in two brackets")
        return []
    for number, row in enumerate(value):
        if not isinstance(row, dict):
            faults.add((name, number), f"must be a table that begins with [[{name}]], not {shown(row)}")
    return rows(data, name)


def _kinded(
    name: str, kinds: Mapping[str, type[S]], base: type[S], data: Mapping[str, Any], faults: Faults
) -> tuple[S, ...]:
    found: list[S] = []
    for path, row in _many(name, data, faults):
        kind = row.get("kind")
        model = kinds.get(kind) if isinstance(kind, str) else None
        if model is None:
            _no_kind((*path, "kind"), name.removesuffix("s"), row, list(kinds), faults)
        section = faults.section(model or base, {"kind": "", **row}, path, extra=model is None)
        if section and model:
            found.append(section)
    return tuple(found)


def _no_kind(path: toml.Path, noun: str, row: Mapping[str, Any], kinds: Sequence[str], faults: Faults) -> None:
    kind = row.get("kind")
    if "kind" not in row:
        faults.add(path, f"is missing: what kind of {noun} it is, {listed(kinds, 'or')}")
    elif isinstance(kind, str):
        known = suggestion(kind, kinds) or f" There are {listed(kinds)}."
        faults.add(path, f'no kind of {noun} is called "{kind}".{known}')


def _needed(data: Mapping[str, Any], faults: Faults) -> None:
    if not data.get("sources"):
        faults.add((), "no source is named, so there is nothing to watch; add [[sources]], or use `feedbot add URL`")
    if not data.get("feeds") and not data.get("channels"):
        faults.add((), "neither a feed nor a channel is named, so nothing would be published; add [[feeds]]")


def _unique(name: str, data: Mapping[str, Any], faults: Faults) -> None:
    first: dict[str, toml.Path] = {}
    for path, row in rows(data, name):
        own = row.get("name")
        if not isinstance(own, str):
            continue
        if own in first:
            faults.add(
                (*path, "name"),
                f'"{own}" is already the name of the one in line {faults.line(first[own])}; choose another',
            )
        first.setdefault(own, (*path, "name"))


def _reserved(found: Sections, data: Mapping[str, Any], faults: Faults) -> None:
    """Names that feedbot needs for what it says of itself."""
    for noun in LISTS[:3]:
        for path, row in rows(data, noun):
            if row.get("name") == CANARY:
                faults.add((*path, "name"), f'"{CANARY}" is the name of the canary\'s own; choose another')
    for path, row in rows(data, "sources"):
        if row.get("name") == OURS:
            faults.add((*path, "name"), f'"{OURS}" is the name under which feedbot tells of sources; choose another')
    for path, row in rows(data, "channels"):
        if str(row.get("name")).startswith(READERS):
            said = f'a name that begins with "{READERS}" is one of a reader of the bot; choose another'
            faults.add((*path, "name"), said)
    for path, row in rows(data, "feeds"):
        if row.get("name") == HEALTH and found.feedbot.health:
            said = f'"{HEALTH}" is the feed that tells what is wrong with sources'
            faults.add(
                (*path, "name"), f"{said}; choose another name, or do without that feed: health = false in [feedbot]"
            )


def _references(noun: str, data: Mapping[str, Any], faults: Faults) -> None:
    names = [row["name"] for _, row in rows(data, "sources") if isinstance(row.get("name"), str)]
    for path, row in rows(data, noun):
        taken = row.get("sources")
        for number, name in enumerate(taken if isinstance(taken, list) else []):
            if isinstance(name, str) and name not in names:
                known = suggestion(name, names) or (f" There are {listed(names)}." if names else "")
                faults.add((*path, "sources", number), f'no source is called "{name}".{known}')


def _hours(data: Mapping[str, Any], faults: Faults) -> None:
    """Hours and times of day that cannot be read."""
    for path, row in rows(data, "channels"):
        for key in ("quiet", "digest", "report"):
            value = row.get(key)
            for number, text in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(text, str):  # told with the section
                    continue
                try:
                    hours.quiet(text) if key == "quiet" else hours.slot(text)
                except ValueError as error:
                    faults.add((*path, key, number) if isinstance(value, list) else (*path, key), str(error))


def _templates(data: Mapping[str, Any], faults: Faults) -> None:
    """What is wrong with templates, each with its line; those of several lines count from their own first."""
    for path, row in rows(data, "channels"):
        text = row.get("template")
        for flaw in templates.flaws(text) if isinstance(text, str) else ():
            where = f"line {flaw.line}: " if "\n" in str(text) else ""
            faults.add((*path, "template"), f"{where}{flaw.message}")


def _rules(noun: str, key: str, data: Mapping[str, Any], faults: Faults) -> None:
    """Rules that cannot be read, or ask for what is not there; an empty one of a search is told with its section."""
    watched, general = [row for _, row in rows(data, "sources")], data.get("feedbot")
    names = [row["name"] for row in watched if isinstance(row.get("name"), str)]
    spoken = [row.get("language") for row in (*watched, general if isinstance(general, dict) else {})]
    tongues = [language for language in spoken if isinstance(language, str)]
    for path, row in rows(data, noun):
        rule = row.get(key)
        if isinstance(rule, str) and (rule.strip() or noun != "searches"):
            for flaw in checking.flaws(rule, sources=names, tongues=tongues):
                faults.add((*path, key), str(flaw))


def _endpoint(found: Sections, data: Mapping[str, Any], faults: Faults) -> None:
    """An endpoint and its model come together."""
    table = data.get("summary")
    if not isinstance(table, dict):
        return
    if found.summary.endpoint and not found.summary.model and "model" not in table:
        faults.add(("summary", "endpoint"), 'needs a model to ask for; add model = "NAME"')
    if found.summary.model and not found.summary.endpoint and "endpoint" not in table:
        faults.add(("summary", "model"), 'names a model, and nobody to ask; add endpoint = "https://…"')


def _bucket(found: Sections, data: Mapping[str, Any], faults: Faults) -> None:
    """A bucket and its address come together."""
    table = data.get("s3")
    if not isinstance(table, dict):
        return
    if found.s3.endpoint and not found.s3.bucket and "bucket" not in table:
        faults.add(("s3", "endpoint"), 'needs a bucket; add bucket = "NAME"')
    if found.s3.bucket and not found.s3.endpoint and "endpoint" not in table:
        faults.add(("s3", "bucket"), 'names a bucket and no store; add endpoint = "https://…"')


def _languages(noun: str, data: Mapping[str, Any], faults: Faults) -> None:
    """Kinds inherit `language` as any text; what is no tag would make a feed invalid."""
    for path, row in rows(data, noun):
        language = row.get("language")
        if isinstance(language, str) and not is_language(language):
            message = f'"{language}" is no language tag; write "uk", "ru", "en" or "pt-BR"'
            faults.add((*path, "language"), message)


def _interval(path: toml.Path, row: Mapping[str, Any], faults: Faults) -> None:
    kind = sources.NAMED.get(str(row.get("kind")))
    try:
        every: timedelta | None = _DURATION.validate_python(row.get("every"))
    except ValidationError:  # told with the section
        return
    if kind and every is not None and every < kind.floor:
        message = f"is too often for a source of kind {row['kind']}; {spelled(kind.floor)} is the least"
        faults.add((*path, "every"), message)


def _own_output(
    path: toml.Path, row: Mapping[str, Any], found: Sections, data: Mapping[str, Any], faults: Faults
) -> None:
    folder = row.get("path")
    if not isinstance(folder, str):
        return
    general = data.get("feedbot")
    output = general.get("output") if isinstance(general, dict) else None
    written = found.path(output if isinstance(output, str) else found.feedbot.output)
    if _lies_in(written, found.path(folder)):
        message = "the feeds are written into this folder, so feedbot would read its own pages; give another folder"
        faults.add((*path, "path"), message)


def _lies_in(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def is_local(section: SourceSection) -> bool:
    """Whether a source is a folder of this machine and not an address."""
    return getattr(section, "path", None) is not None


def spelled(length: timedelta) -> str:
    """A length of time as the config writes it, such as "30m", "48h" or "10d"."""
    seconds = int(length.total_seconds())
    units = (("d", 86400, 3), ("h", 3600, 1), ("m", 60, 1), ("s", 1, 0))
    return next(
        f"{seconds // size}{unit}" for unit, size, least in units if not seconds % size and seconds >= least * size
    )
