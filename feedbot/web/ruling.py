"""What the page of rules and the API do alike: what is wrong with a rule, trying it, writing it into config.toml."""

import asyncio
import re
from collections.abc import Iterator

from feedbot import edit
from feedbot.desk import Desk
from feedbot.errors import ConfigError, Fault
from feedbot.model import Config
from feedbot.rehearse import Rehearsal, Target, rehearse
from feedbot.rules import checking
from feedbot.rules.scanner import Flaw

NOUNS = {"channel": "channels", "feed": "feeds", "search": "searches"}
"""The tables of the config, by what has a rule."""

_BREAK = re.compile(r"[\r\n\t]+")


class Stage:
    """Tries rules, one at a time: each holds some thousands of entries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = asyncio.Lock()

    async def rehearse(self, rule: str, target: Target, newest: int) -> Rehearsal | None:
        """What `rehearse.rehearse` finds; None while another one goes on. Raises RuleError and StoreError."""
        if self._turn.locked():
            return None
        async with self._turn:
            return await rehearse(rule, target, store=self._desk.store, crew=self._desk.crew, newest=newest)


def line(rule: str) -> str:
    """A rule on one line, as it is written into the config."""
    return _BREAK.sub(" ", rule).strip()


def flaws(rule: str, config: Config, *, needed: bool = False) -> tuple[Flaw, ...]:
    """Everything wrong with a rule, by column. An empty one is good unless it is `needed`: all passes."""
    if not rule and not needed:
        return ()
    names = [source.name for source in config.sources]
    tongues = {source.language for source in config.sources if source.language}
    return checking.flaws(rule, sources=names, tongues=tongues)


async def save(desk: Desk, kind: str, name: str, rule: str) -> tuple[str, ...]:
    """Write a rule into config.toml, for what comes from then on; why not, in sentences."""
    file, noun = str(desk.config().settings.file), NOUNS[kind]

    def amend(text: str) -> str:
        changed = edit.rule(text, noun, name, rule, file=file)
        if changed is None:
            raise ConfigError(Fault(file=file, line=None, place=noun, message=f'no {kind} is called "{name}" there'))
        return changed

    return await desk.change(amend)


def assumed(found: Rehearsal) -> Iterator[str]:
    """What a rehearsal takes for granted, in English sentences; a page has them in three languages."""
    yield "Each entry is judged by the rule and the sources of the target alone, as it is now."
    if found.sized:
        yield "The size of a story is how many sources tell it by now."
    if found.aged:
        yield "The age of an entry is that at which it came in."
