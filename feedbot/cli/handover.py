"""What a move from another program comes to: the sources it adds, what is carried over for them, and what is told."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from feedbot import adding, draft, edit, lists
from feedbot.cli import change, desk, opened
from feedbot.cli.words import n, t
from feedbot.model import Config
from feedbot.rules import outlook
from feedbot.sources import KINDS
from feedbot.sources.opml import Outline
from feedbot.sources.subscriptions import Left, Move, Program, Subscription
from feedbot.store import moving
from feedbot.text import urls


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a move comes to: the config's new text, what it gives, and each new source's subscription by its name."""

    text: str
    config: Config
    added: Mapping[str, Subscription]
    there: int
    left: tuple[Left, ...]


def taken(path: Path, move: Move) -> Taken:
    """What the move comes to, before anything is written. Raises ConfigError."""
    held = draft.held(path, desk.load)
    outlines = [Outline(url=each.url, title=each.title, categories=each.categories) for each in move.subscriptions]
    found = lists.sorted_out(outlines, held)
    additions = found.additions
    subscriptions = _placed(move.subscriptions)
    added = {each.name: subscriptions[_place(each.url)] for each in additions}
    text, config = draft.amended(path, _amend(path, additions, added), desk.load)
    if any(source.deliver_first for source in config.sources[len(held) :]):
        quiet = [dataclasses.replace(each, deliver_first=0) for each in additions]
        text, config = draft.amended(path, _amend(path, quiet, added), desk.load)
    unnamed = desk.t("a feed without a name")
    left = (Left(what=each.title or each.url or unnamed, why=why) for each, why in found.unusable)
    return Taken(text=text, config=config, added=added, there=found.there, left=(*move.left, *left))


def _place(url: str) -> str:
    """An address in the form by which a source's place is known."""
    return urls.canonical(adding.on_the_web(url)) or url


def _placed(subscriptions: Sequence[Subscription]) -> dict[str, Subscription]:
    """By its place, what all subscriptions to it say together: seen by one is seen."""
    found: dict[str, Subscription] = {}
    for each in subscriptions:
        first = found.setdefault(_place(each.url), each)
        if first is not each:
            checked = max((at for at in (first.checked, each.checked) if at is not None), default=None)
            paused = first.paused and each.paused
            found[_place(each.url)] = dataclasses.replace(
                first, seen=first.seen | each.seen, checked=checked, paused=paused
            )
    return found


def _amend(path: Path, additions: Sequence[edit.Addition], added: Mapping[str, Subscription]) -> Callable[[str], str]:
    """The edit that adds the sources, with how often each is visited and whether it is paused."""
    floor = KINDS["feed"].floor
    more: dict[str, list[str]] = {}
    for name, each in added.items():
        lines = [f'every = "{max(each.interval, floor).total_seconds() / 60:.0f}m"'] if each.interval else []
        more[f"name = {edit.quoted(name)}"] = lines + ["paused = true"] * each.paused

    def amend(text: str) -> str:
        return "".join(_extended(draft.adding(path, *additions)(text), more))

    return amend


def _extended(text: str, more: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A text's lines, with more lines below the name of each new source."""
    before = ""
    for line in text.splitlines(keepends=True):
        yield line
        bare = line.rstrip("\r\n")
        if before == "[[sources]]":
            yield from (each + line[len(bare) :] for each in more.get(bare, ()))
        before = bare


def carry(path: Path, found: Taken) -> None:
    """Write the config, and before it what was seen: without that, the first visit would hold back what is owed."""
    if not any(each.seen or each.checked for each in found.added.values()):
        draft.put(path, found.text, like=path)
        return
    now = desk.now()
    with opened.writing(found.config) as tx:
        for name, each in found.added.items():
            moving.carry_over(tx, name, each, now)
        draft.put(path, found.text, like=path)


def _chats(move: Move, config: Config) -> list[dict[str, Any]]:
    """The chats with the names that their feeds have here."""
    names = {adding.place(source): source.name for source in config.sources}
    rows = []
    for each in move.chats:
        sources = [names[place] for place in dict.fromkeys(map(_place, each.urls)) if place in names]
        if sources:
            rows.append({"chat": each.chat, "silent": each.silent, "sources": sources})
    return rows


def answer(move: Move, found: Taken, *, dry_run: bool) -> dict[str, Any]:
    """All that a move comes to, fit for JSON."""
    return {
        "kind": move.kind,
        "dry_run": dry_run,
        "added": [
            {
                "name": name,
                "url": outlook.public(each.url),
                "paused": each.paused,
                "seen": len(each.seen),
                "checked": each.checked.isoformat() if each.checked else None,
            }
            for name, each in found.added.items()
        ],
        "there": found.there,
        "left": [{"what": outlook.public(each.what), "why": each.why} for each in found.left],
        "channels": _chats(move, found.config),
        "programs": [{"command": list(each.command), "title": each.title} for each in move.programs],
    }


def tell(move: Move, found: Taken, *, dry_run: bool) -> None:
    """Print what was left out and why, a summary, and lines for the config that chats and programs suggest."""
    for left in found.left:
        what, why = outlook.public(left.what), desk.say(left.why)
        click.echo(t("left out: {what}: {why}").format(what=what, why=why), err=True)
    if dry_run:
        for name, each in found.added.items():
            click.echo(f"{name}  {outlook.public(each.url)}  {_known(each)}")
    if move.hint and found.added:
        click.echo(t("note: {text}").format(text=move.hint), err=True)
    if dry_run:
        text = t("{kind}: {added} would be added, {there} were there already, {left} left out; nothing was changed")
    else:
        text = t("{kind}: {added} added, {there} were there already, {left} left out")
    told = text.format(kind=move.kind, added=len(found.added), there=found.there, left=len(found.left))
    click.echo(f"{told}; {change.takes(found.config)}" if found.added and not dry_run else told)
    for line in (*_channels(_chats(move, found.config)), *_programs(move.programs)):
        click.echo(line)


def _known(each: Subscription) -> str:
    """What is known of a feed's entries, in words."""
    if not each.seen and each.checked is None:
        return t("nothing it has now is sent")
    seen = len(each.seen)
    told = n("{number} entry known as seen", "{number} entries known as seen", seen).format(number=seen)
    return told + (t(", last looked {when}").format(when=desk.local(each.checked)) if each.checked else "")


def _channels(chats: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Lines for the config: the chats as channels, each behind a number sign; no token is ever among them."""
    if chats:
        head = t("These chats got feeds from it. To send there, take the # away (docs/telegram.md has the token):")
        yield f"\n# {head}"
    for number, each in enumerate(chats, 1):
        yield "# [[channels]]"
        yield f'# name = "chat-{number}"'
        yield '# kind = "telegram"'
        yield f"# chat = {edit.quoted(each['chat'])}"
        yield f"# sources = [{', '.join(map(edit.quoted, each['sources']))}]"
        if each["silent"]:
            yield "# silent = true"


def _programs(programs: Sequence[Program]) -> Iterator[str]:
    """Lines for the config: the programs as sources, each behind a number sign."""
    if programs:
        yield "\n# " + t("These programs wrote feeds for it. To run one here, take the # away:")
    for number, each in enumerate(programs, 1):
        yield "# [[sources]]"
        yield f'# name = "program-{number}"'
        yield '# kind = "command"'
        yield f"# command = [{', '.join(map(edit.quoted, each.command))}]"
        if each.title:
            yield f"# title = {edit.quoted(each.title)}"
