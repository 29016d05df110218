"""What a config has that another had not, by name, as the log tells a reload; no values, for some are secret."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Literal

from feedbot.model import Config

Change = Literal["added", "removed", "changed"]

_KINDS = {"source": "sources", "feed": "feeds", "channel": "channels", "search": "searches"}
_MANY = 20


def differences(old: Config, new: Config) -> Mapping[str, str]:
    """What was added, removed and changed, in words: "source news, setting url"; at most 20 of each, and how many more.

    A change of which nothing was found is left out. Channels of readers and the way of the canary do not count.
    """
    told: dict[Change, list[str]] = {"added": [], "removed": [], "changed": []}
    before, after = old.public, new.public
    for kind, attribute in _KINDS.items():
        for change, name in _named(getattr(before, attribute), getattr(after, attribute)):
            told[change].append(f"{kind} {name}")
    told["changed"] += (
        f"setting {each.name}"
        for each in fields(after.settings)
        if getattr(before.settings, each.name) != getattr(after.settings, each.name)
    )
    return {change: _listed(names) for change, names in told.items() if names}


def _named(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[Change, str]]:
    held, there = ({each.name: each for each in some} for some in (before, after))
    yield from (("added", name) for name in there if name not in held)
    yield from (("removed", name) for name in held if name not in there)
    yield from (("changed", name) for name, each in there.items() if name in held and held[name] != each)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    return ", ".join(names[:_MANY]) + more
