"""A burst of news is told in one message: of what one visit brings, only the newest have messages of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feedbot.model import Channel, Promise


def gathered(
    promises: Sequence[Promise], channels: Mapping[str, Channel], now: datetime, *, key: str
) -> tuple[Promise, ...]:
    """The promises of one visit, oldest first, with what is more than a channel's `burst` gathered under `key`.

    The oldest are gathered, as "burst KEY", and are due together, with the last of them; the order stays. What is
    breaking, held or gathered already neither counts nor changes, and one that would be gathered alone stays alone.
    """
    single: dict[str, list[int]] = {}
    for number, promise in enumerate(promises):
        if promise.gather is None and promise.held is None and not promise.breaking:
            single.setdefault(promise.channel, []).append(number)
    told = list(promises)
    for name, numbers in single.items():
        burst = channels[name].burst if name in channels else 0
        surplus = numbers[:-burst] if burst else []
        if len(surplus) > 1:
            due = max(now, *(promises[number].due for number in surplus))
            for number in surplus:
                told[number] = replace(promises[number], gather=f"burst {key}", due=due)
    return tuple(told)
