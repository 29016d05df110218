"""What is done about sources at somebody's word, from a page, a program or the bot: pause, visit, remove, add."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from feedbot import adding, edit
from feedbot.desk import Desk
from feedbot.errors import ConfigError, Fault
from feedbot.store import Tx, visits


async def pause(desk: Desk, name: str, *, paused: bool) -> tuple[str, ...]:
    """Visit a source no more, or again; why not, in sentences."""
    return await desk.change(_known(desk, name, partial(edit.pause, paused=paused)))


async def remove(desk: Desk, name: str) -> tuple[str, ...]:
    """Take a source out of the config; why not, in sentences."""
    return await desk.change(_known(desk, name, edit.remove))


async def visit(desk: Desk, name: str) -> bool:
    """Have a source visited now, even one that is gone; False while the store does not know it."""
    known = await desk.store.write(visits.hurry, name, desk.now())
    desk.wake()
    return known


async def add(desk: Desk, *additions: edit.Addition) -> tuple[str, ...]:
    """Write sources into the config and have them visited; why not, in sentences.

    Raises ValueError for a kind that must not come from a door.
    """
    if strange := [each.kind for each in additions if each.kind not in adding.ON_THE_WEB]:
        raise ValueError(f"kind {strange[0]} is added in config.toml alone")
    file = str(desk.config().settings.file)
    faults = await desk.change(lambda text: edit.add_all(text, additions, file=file))
    if not faults:
        # One that was here before is known still, and not due.
        await desk.store.write(_hurry, [each.name for each in additions], desk.now())
        desk.wake()
    return faults


async def reload(desk: Desk) -> tuple[str, ...]:
    """Take over the config file as it is now; its faults, in sentences."""
    return await desk.change(lambda text: text)


def _hurry(tx: Tx, names: Sequence[str], now: datetime) -> None:
    for name in names:
        visits.hurry(tx, name, now)


def _known(desk: Desk, name: str, change: Callable[..., str | None]) -> Callable[[str], str]:
    """An edit of a source's table that refuses a name which is not in the file, as after an edit by hand."""
    file = str(desk.config().settings.file)

    def amend(text: str) -> str:
        changed = change(text, name, file=file)
        if changed is None:
            raise ConfigError(Fault(file=file, line=None, place="sources", message=f'no source is called "{name}"'))
        return changed

    return amend
