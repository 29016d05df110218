"""The page of channels: how each is, what it is owed and what was set aside, and the way to send that again."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from aiohttp import web

from feedbot import status
from feedbot.channels import KINDS
from feedbot.desk import Desk
from feedbot.model import Config
from feedbot.status import Channels, Post, Waiting
from feedbot.store import Tx, entries, numbers, outbox
from feedbot.web import pages
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
    """GET of /channels, POST of /channels/retry."""
    site = _Site(desk)
    return [web.get("/channels", site.show), web.post("/channels/retry", site.retry)]


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
        found = await self._look(name)
        return pages.render(
            request,
            "channels.html",
            found=found,
            one=name,
            badges=BADGES,
            known=len(self._desk.config().channels),
            pace=lambda post: pace(post, reader),
            remedy=lambda each: reader.t(f"channels.{remedy(each)}"),
            here_again=address(name),
            entry_path=entry_address,
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
    """All channels, or one, in five queries."""
    posts = status.channels(config, outbox.lanes(tx), numbers.queues(tx), chats(config), now)
    known = {each.name for each in posts}
    owed = outbox.deliveries(tx, channel=name or None, state="owed", limit=LISTED)
    parked = outbox.deliveries(tx, channel=name or None, state="parked", limit=LISTED)
    titles = entries.titles(tx, [each.subject for each in (*owed, *parked)])
    return Channels(
        at=now,
        channels=tuple(each for each in posts if name in ("", each.name)),
        owed=tuple(status.waiting(each, titles) for each in owed if each.channel in known),
        parked=tuple(status.waiting(each, titles) for each in parked if each.channel in known),
    )
