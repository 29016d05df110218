"""The page of channels: how each is and looks, what it is owed, what was set aside, and the way to send that again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from feedbot import fate, manners, status
from feedbot.channels import KINDS
from feedbot.channels.templates import LONGEST, PRESETS
from feedbot.desk import Desk
from feedbot.manners import Channels, Waiting
from feedbot.model import JUMP, Channel, Config, Delivery
from feedbot.portrait import of_reader
from feedbot.status import Post
from feedbot.store import Tx, beside, entries, numbers, outbox, people, waiting
from feedbot.web import bubble, looks, pages
from feedbot.web.entries import address as entry_address
from feedbot.web.problems import problem
from feedbot.web.reader import Reader
from feedbot.web.status import chats

LISTED = 20
"""How many deliveries each list has."""

BADGES = {"ready": "good", "waiting": "cool", "sending": "cool", "gone": "bad", "asleep": ""}
"""The colour of each mode."""

_OURS = "feedbot could not"


def routes(desk: Desk) -> list[web.RouteDef]:
    """GET and POST of /channels, POST of /channels/retry."""
    site = _Site(desk)
    return [
        web.get("/channels", site.show),
        web.post("/channels", site.look),
        web.post("/channels/retry", site.retry),
    ]


def api(desk: Desk) -> list[web.RouteDef]:
    """GET of /api/v1/channels, with ?channel=NAME of one: a `status.Channels` as `status.plain` gives it."""
    return [web.get("/api/v1/channels", _Site(desk).tell)]


class _Site:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, request: web.Request) -> web.Response:
        """GET and HEAD of /channels: all of them, or the one that ?channel= names."""
        name, reader = self._wanted(request), pages.reader(request)
        if name is None:
            return _unknown(request, reader)
        channel = self._channel(name)
        look = await looks.look(self._desk, channel) if channel else None
        return await self._page(request, name, look=look)

    async def look(self, request: web.Request) -> web.Response:
        """POST of /channels?channel=NAME: draw its messages with a template, or save this (`do`), or take a preset."""
        name, reader = self._wanted(request), pages.reader(request)
        channel = self._channel(name or "")
        if channel is None:
            return _unknown(request, reader)
        form = await request.post()
        wish = str(form.get("preset", ""))
        text = PRESETS.get(wish) or looks.tidy(str(form.get("template", "")))
        look = await looks.look(self._desk, channel, text)
        if form.get("do") != "save" or wish:
            return await self._page(request, channel.name, look=look, block="look" if wish else "drawn")
        faults = () if look.flaws else await looks.save(self._desk, channel.name, text)
        if look.flaws or faults:
            return await self._page(request, channel.name, look=look, block="drawn", faults=faults, status=422)
        return pages.go(request, address(channel.name), reader.t("looks.saved"))

    async def _page(
        self,
        request: web.Request,
        name: str,
        *,
        look: looks.Look | None,
        block: str = "main",
        **fields: Any,  # noqa: ANN401  # what the template takes
    ) -> web.Response:
        reader = pages.reader(request)
        return pages.render(
            request,
            "channels.html",
            block=block,
            found=await self._look(name),
            one=name,
            badges=BADGES,
            known=len(self._desk.config().channels),
            pace=lambda post: pace(post, reader),
            remedy=lambda each: reader.t(f"channels.{remedy(each)}"),
            heading=lambda each: heading(each, reader),
            waits=lambda each: waits(each, reader),
            here_again=address(name),
            entry_path=entry_address,
            look=look,
            presets=tuple(PRESETS),
            longest=LONGEST,
            templated=looks.TEMPLATED,
            draw=bubble,
            **{"faults": (), **fields},
        )

    async def tell(self, request: web.Request) -> web.Response:
        """GET and HEAD of /api/v1/channels."""
        name = self._wanted(request)
        if name is None:
            return problem(request, 404, "No channel of the configuration has this name.")
        return web.json_response(status.plain(await self._look(name)))

    async def retry(self, request: web.Request) -> web.Response:
        """POST: owe again what was set aside for a channel, with `dropped` also what was dropped, from now on."""
        told = await request.post()
        name, reader = str(told.get("channel", "")), pages.reader(request)
        if name not in {each.name for each in self._desk.config().channels}:
            return _unknown(request, reader)
        count = await self._desk.store.write(outbox.retry, name, self._desk.now(), dropped="dropped" in told)
        self._desk.wake()
        back = address(name if told.get("one") else "")
        return pages.go(request, back, reader.tp("channels.owed_again", count))

    def _wanted(self, request: web.Request) -> str | None:
        """The channel that is asked for, "" for all; None if there is no such channel."""
        name = request.query.get("channel", "")
        return name if not name or name in {each.name for each in self._desk.config().channels} else None

    def _channel(self, name: str) -> Channel | None:
        return next((each for each in self._desk.config().channels if each.name == name), None)

    async def _look(self, name: str) -> Channels:
        return await self._desk.store.read(_channels, self._desk.config(), name, self._desk.now())


def address(name: str) -> str:
    """The address of the page with one channel, with all of them for ""."""
    return f"/channels?{urlencode({'channel': name})}" if name else "/channels"


def pace(post: Post, reader: Reader) -> str:
    """How fast a channel may be written to, in words."""
    allowed = KINDS[post.kind].pace(post.chat or "")
    if allowed.most:
        seconds = reader.number(round(allowed.window.total_seconds()))
        return reader.t("channels.pace", most=reader.number(allowed.most), seconds=seconds)
    if allowed.gap > timedelta(0):
        return reader.t("channels.pace_gap", seconds=reader.number(allowed.gap.total_seconds(), 1))
    return reader.t("channels.no_pace")


def heading(each: Waiting, reader: Reader) -> str:
    """What a delivery tells of, in the reader's words where it is a digest."""
    if each.kind != "digest":
        return each.title
    kind, hour = fate.clock(each.gather)
    return reader.t(f"manners.heading_{kind}", clock=hour)


def waits(each: Waiting, reader: Reader) -> str:
    """For which digest a delivery waits, in words; "" for one that waits for none."""
    if each.gather is None or each.kind != "one":
        return ""
    kind, hour = fate.clock(each.gather)
    told = reader.t(f"fate.waits_{kind}", clock=hour)
    return f"{told}, {reader.tp('fate.gathered', each.together - 1)}" if each.together > 1 else told


def remedy(each: Waiting) -> str:
    """Which of our words help with a delivery that was set aside."""
    if each.unknown:
        return "remedy_unknown"
    return "remedy_ours" if (each.parked or "").startswith(_OURS) else "remedy_refused"


def _unknown(request: web.Request, reader: Reader) -> web.Response:
    """The page for a name that no channel has."""
    title, told = reader.t("problems.title_404"), reader.t("channels.unknown_channel")
    spoken = reader.language
    return pages.render(request, "problem.html", status=404, number=404, title=title, detail=told, spoken=spoken)


def _channels(tx: Tx, config: Config, name: str, now: datetime) -> Channels:
    """All channels, or one, in eleven queries, and two more a channel where there are readers."""
    lanes, queues, named = outbox.lanes(tx), numbers.queues(tx), chats(config)
    gathering = beside.gathering(tx)
    wanted = (name,) if name else tuple(each.name for each in config.channels)
    owed, parked = (listed(tx, wanted, state) for state in ("owed", "parked"))
    titles = entries.titles(tx, [each.subject.removeprefix(JUMP) for each in (*owed, *parked)])
    every = manners.manners(config, lanes, gathering, beside.made(tx), named, now)
    theirs = [queue for channel, queue in queues.items() if of_reader(channel, config)]
    promised = waiting.promised(tx, (*owed, *parked), now)
    owed, parked = (
        tuple(replace(each, made=promised[each.channel, each.subject]) for each in some) for some in (owed, parked)
    )
    together = {id(each): gathering.get((each.channel, each.gather or ""), 0) for each in (*owed, *parked)}
    return Channels(
        at=now,
        channels=tuple(each for each in status.channels(config, lanes, queues, named, now) if each.name in wanted),
        manners=tuple(each for each in every if each.name in wanted),
        owed=tuple(manners.waiting(each, titles, together[id(each)]) for each in owed),
        parked=tuple(manners.waiting(each, titles, together[id(each)]) for each in parked),
        readers=None if name else manners.readers(people.count(tx), theirs),
    )


def listed(tx: Tx, names: Sequence[str], state: outbox.State | None, limit: int = LISTED) -> tuple[Delivery, ...]:
    """Deliveries of some channels, in the order of `outbox.deliveries`; none of a reader's."""
    if len(names) == 1:
        return outbox.deliveries(tx, channel=names[0], state=state, limit=limit)
    found = outbox.deliveries(tx, state=state, limit=limit)
    if any(each.channel not in names for each in found):
        several = [outbox.deliveries(tx, channel=each, state=state, limit=limit) for each in names]
        found = tuple(sorted((each for some in several for each in some), key=_place if state == "owed" else _newest))
    return found[:limit]


def _place(delivery: Delivery) -> tuple[datetime, str, int]:
    return delivery.due, delivery.channel, delivery.number


def _newest(delivery: Delivery) -> tuple[float, str, int]:
    return -delivery.made.timestamp(), delivery.channel, -delivery.number
