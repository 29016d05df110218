"""The pages of stories: the largest of the last days, and one with all its entries, which a person may part or join."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web

from feedbot import retell
from feedbot.desk import Desk
from feedbot.errors import FeedbotError
from feedbot.model import Config, Delivery, Member, Story
from feedbot.store import Tx, entries, outbox
from feedbot.store import stories as kept
from feedbot.web import pages
from feedbot.web.entries import address
from feedbot.web.problems import problem

LISTED = 50
"""How many stories the list has."""

_PERIODS = {"1": timedelta(days=1), "3": timedelta(days=3), "7": timedelta(days=7)}


def routes(desk: Desk) -> list[web.RouteDef]:
    """GET of /stories and /story, POST of /story/split and /story/join."""
    site = _Stories(desk)
    return [
        web.get("/stories", site.largest),
        web.get("/story", site.one),
        web.post("/story/split", site.split),
        web.post("/story/join", site.join),
    ]


class _Stories:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def largest(self, request: web.Request) -> web.Response:
        """GET of /stories: those that grew in the last days, most entries first."""
        days = request.query.get("days", "1")
        days = days if days in _PERIODS else "1"
        found = await self._desk.store.read(_largest, self._desk.now() - _PERIODS[days])
        return pages.render(
            request, "stories.html", days=days, periods=tuple(_PERIODS), stories=found, entry_path=address
        )

    async def one(self, request: web.Request) -> web.Response:
        """GET of /story?id=ID: the story of an entry, by the id of any of its entries."""
        found = await self._desk.store.read(_whole, request.query.get("id", ""))
        if found is None:
            return problem(request, 404, "There is no story of this id. The list has the largest of the last days.")
        story, members, deliveries = found
        return pages.render(
            request, "story.html", story=story, members=members, deliveries=deliveries, entry_path=address
        )

    async def split(self, request: web.Request) -> web.Response:
        """POST: an entry becomes a story of its own."""
        entry = str((await request.post()).get("entry", ""))
        return await self._moved(request, entry, _split, entry)

    async def join(self, request: web.Request) -> web.Response:
        """POST: the story of an entry becomes part of the story of another, named by id or link."""
        form = await request.post()
        entry, other = str(form.get("entry", "")), str(form.get("other", "")).strip()
        return await self._moved(request, entry, _join, entry, other)

    async def _moved(self, request: web.Request, entry: str, move: Callable[..., None], *names: str) -> web.Response:
        told = pages.reader(request)
        try:
            await self._desk.store.write(move, *names, self._desk.config(), self._desk.now())
        except FeedbotError as error:
            return pages.go(request, _address(entry), str(error), fault=True)
        self._desk.wake()
        return pages.go(request, _address(entry), told.t("stories.moved"))


def _address(entry: str) -> str:
    return address(entry).replace("/entry?", "/story?", 1)


def _largest(tx: Tx, since: datetime) -> list[tuple[Story, tuple[Member, ...]]]:
    """The stories that grew since a moment, each with its entries."""
    found = kept.largest(tx, since, LISTED)
    held = kept.members(tx, [story.id for story, _ in found])
    return [(story, held.get(story.id, ())) for story, _ in found]


def _whole(tx: Tx, name: str) -> tuple[str, tuple[Member, ...], tuple[Delivery, ...]] | None:
    """The id of the story of an entry, its entries, and what was sent of it."""
    entry = entries.find(tx, name) if name else None
    if entry is None:
        return None
    story = kept.places(tx, [entry.id]).get(entry.id, entry.id)
    members = kept.members(tx, [story]).get(story, ())
    return story, members, outbox.deliveries(tx, subject=story)


def _split(tx: Tx, entry: str, config: Config, now: datetime) -> None:
    retell.split(tx, _found(tx, entry), config, now)


def _join(tx: Tx, entry: str, other: str, config: Config, now: datetime) -> None:
    retell.join(tx, _found(tx, entry), _found(tx, other), config, now)


def _found(tx: Tx, name: str) -> str:
    entry = entries.find(tx, name) if name else None
    if entry is None:
        raise FeedbotError(f'no entry has the id, link or key "{name}"')
    return entry.id
