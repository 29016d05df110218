"""The ladder of a message with media: by address, by upload, with fewer, as a document; the text always arrives.

Only a definite refusal leads to the next rung: whatever else happens on one is the outcome, so nothing is sent twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from feedbot.channels.relay import Relayed
from feedbot.channels.telegram_calls import Item
from feedbot.channels.telegram_faults import barred, blamed, unfit
from feedbot.model import Medium, Outcome, Part, Refused, Sent

_log = structlog.get_logger()

RUNGS = 6
"""How often media are tried before the text goes alone: each try is a call, and readers wait."""

PATIENCE = 60.0
"""Seconds after which nothing is tried any more but the text: a lane is ours for three minutes only."""

_MOST = 10  # items of an album (Bot API, sendMediaGroup)
_PHOTO, _OTHER = 5_000_000, 20_000_000  # bytes that Telegram fetches by address (Bot API, "Sending files")
_CLASSES = {"photo": "seen", "video": "seen", "document": "document", "audio": "audio", "animation": "alone"}
"""What may go together in one album."""

Fetch = Callable[[Medium], Awaitable[Relayed | str]]
"""The file behind an address, or why it cannot be had."""

Attempt = Callable[[tuple[Item, ...]], Awaitable[Outcome]]
"""Sends a message with these items; with none it is a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
    items: tuple[Item, ...]
    left: tuple[str, ...] = ()  # what was left out, and why, for people

    def without(self, why: str) -> "_Rung":
        """The text alone."""
        return _Rung(items=(), left=(*self.left, *(_out(item, why) for item in self.items)))


async def climb(part: Part, attempt: Attempt, fetch: Fetch, *, clock: Callable[[], float]) -> Outcome:
    """What became of a new message, with what media it has; a note says what of them was left out, and why.

    Refused only where the text alone was refused too. `clock` gives seconds.
    """
    begin = clock()

    async def soon(medium: Medium) -> Relayed | str:
        try:
            async with asyncio.timeout(begin + PATIENCE - clock()):
                return await fetch(medium)
        except TimeoutError:
            return f"no whole file within {PATIENCE:.0f} s"

    rung = await _first(part, soon)
    for tried in range(RUNGS):
        if not rung.items:
            break
        if clock() - begin > PATIENCE:
            rung = rung.without(f"it took more than {PATIENCE:.0f} s")
            break
        outcome = await attempt(rung.items)
        if not isinstance(outcome, Refused) or not (outcome.scope == "message" or barred(outcome.reason)):
            return _noted(outcome, rung)
        _log.info("media_refused", chat=part.chat, reason=outcome.reason, items=len(rung.items))
        rung = await _mended(rung, outcome.reason, soon, again=tried > 0)
    else:
        rung = rung.without("Telegram refused it too often")
    return _noted(await attempt(()), rung)


async def first(medium: Medium, fetch: Fetch, *, upload: bool = False) -> Item | str:
    """A medium alone, by its address where Telegram may be able to fetch that; as a file with `upload`; or why not."""
    item = Item(medium=medium, place=1, kind=medium.kind)
    return item if direct(medium) and not upload else await _uploaded(item, fetch)


def direct(medium: Medium) -> bool:
    """Whether Telegram may fetch a medium by its address, as far as we know."""
    most = _PHOTO if medium.kind == "photo" else _OTHER
    return medium.url.startswith(("http://", "https://")) and (medium.size or 0) <= most


async def _first(part: Part, fetch: Fetch) -> _Rung:
    items = tuple(
        Item(medium=medium, place=place, kind=medium.kind) for place, medium in enumerate(part.media[:_MOST], start=1)
    )
    far = {item.place for item in items if not direct(item.medium)}
    return await _relayed(_Rung(items=items), far, fetch) if far else _Rung(items=items)


async def _mended(rung: _Rung, reason: str, fetch: Fetch, *, again: bool) -> _Rung:
    """The next rung after a refusal: what it blames is uploaded, or left out if it was; `again` uploads all."""
    if barred(reason) or not unfit(reason):
        return rung.without(reason)
    number = blamed(reason)
    known = number is not None and number <= len(rung.items)
    bad = {rung.items[number - 1].place} if number and known else {item.place for item in rung.items}
    files = {item.place for item in rung.items if item.file is not None}
    if not (lost := bad & files):
        wanted = {item.place for item in rung.items} - files if again else bad
        return await _relayed(rung, wanted, fetch)
    if len(rung.items) == 1 and rung.items[0].kind != "document":
        return replace(rung, items=(replace(rung.items[0], kind="document"),))  # a photo may have odd dimensions
    if not known and lost != bad:
        return await _relayed(rung, bad - files, fetch)
    return replace(
        rung,
        items=tuple(item for item in rung.items if item.place not in lost),
        left=(*rung.left, *(_out(item, reason) for item in rung.items if item.place in lost)),
    )


async def _relayed(rung: _Rung, wanted: set[int], fetch: Fetch) -> _Rung:
    """The same with the files of these places; without those that cannot be had, or no longer fit with the others."""

    async def have(item: Item) -> Item | str:
        return await _uploaded(item, fetch) if item.place in wanted else item

    found = await asyncio.gather(*(have(item) for item in rung.items))
    items = [item for item in found if isinstance(item, Item)]
    left = [_out(item, why) for item, why in zip(rung.items, found, strict=True) if isinstance(why, str)]
    if len(items) > 1:
        main = next((_CLASSES[item.kind] for item in items if item.kind != "animation"), None)
        kept = [item for item in items if _CLASSES[item.kind] == main] or items[:1]
        left += [_out(item, f"a {item.kind} cannot go with the others") for item in items if item not in kept]
        items = kept
    return _Rung(items=tuple(items), left=(*rung.left, *left))


async def _uploaded(item: Item, fetch: Fetch) -> Item | str:
    found = await fetch(item.medium)
    return found if isinstance(found, str) else replace(item, file=found, kind=found.kind)


def _out(item: Item, why: str) -> str:
    return f"{item.medium.kind} {item.place} was left out: {why}"


def _noted(outcome: Outcome, rung: _Rung) -> Outcome:
    if not isinstance(outcome, Sent) or not rung.left:
        return outcome
    return replace(outcome, note="; ".join(rung.left)[:600])
