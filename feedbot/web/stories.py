"""The pages of stories: the largest of the last days, and one with all its entries, which a person may part or join."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from aiohttp import web

from feedbot import fate, retell
from feedbot.desk import Desk
from feedbot.errors import FeedbotError
from feedbot.fate import Fate
from feedbot.model import JUMP, Config, Member, Story
from feedbot.portrait import of_reader
from feedbot.store import Tx, beside, entries, outbox
from feedbot.store import stories as kept
from feedbot.web import pages
from feedbot.web.entries import address, said
from feedbot.web.problems import problem

LISTED = 50
"""How many stories the list has."""

_PERIODS = {"1": timedelta(days=1), "3": timedelta(days=3), "7": timedelta(days=7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A story: its entries, what became of its messages by channel, what it follows and what follows it."""

    id: str
    members: tuple[Member, ...]
    messages: tuple[tuple[str, Fate], ...]
    earlier: tuple[str, str] | None
    later: tuple[tuple[str, str], ...]


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
        found, earlier = await self._desk.store.read(_largest, self._desk.now() - _PERIODS[days])
        return pages.render(
            request,
            "stories.html",
            days=days,
            periods=tuple(_PERIODS),
            stories=found,
            earlier=earlier,
            story_path=_address,
        )

    async def one(self, request: web.Request) -> web.Response:
        """GET of /story?id=ID: the story of an entry, by the id of any of its entries."""
        name, config = request.query.get("id", ""), self._desk.config()
        found = await self._desk.store.read(_whole, name, config, self._desk.now())
        if found is None:
            return problem(request, 404, "There is no story of this id. The list has the largest of the last days.")
        return pages.render(
            request,
            "story.html",
            found=found,
            story=found.id,
            members=found.members,
            entry_path=address,
            story_path=_address,
            say=partial(said, pages.reader(request)),
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
            return pages.refused(request, _address(entry), [str(error)])
        self._desk.wake()
        return pages.go(request, _address(entry), told.t("stories.moved"))


def _address(entry: str) -> str:
    return address(entry).replace("/entry?", "/story?", 1)


def _largest(tx: Tx, since: datetime) -> tuple[list[tuple[Story, tuple[Member, ...]]], Mapping[str, tuple[str, str]]]:
    """The stories that grew since a moment, each with its entries; the id and title of what each follows, by story."""
    found = kept.largest(tx, since, LISTED)
    ids = [story.id for story, _ in found]
    held, followed = kept.members(tx, ids), beside.followed(tx, ids)
    titles = entries.titles(tx, followed.values())
    earlier = {story: (id, titles.get(id) or id) for story, id in followed.items()}
    return [(story, held.get(story.id, ())) for story, _ in found], earlier


def _whole(tx: Tx, name: str, config: Config, now: datetime) -> Whole | None:
    """The story of an entry; None if there is no such entry."""
    entry = entries.find(tx, name) if name else None
    if entry is None:
        return None
    story = kept.places(tx, [entry.id]).get(entry.id, entry.id)
    deliveries = (*outbox.deliveries(tx, subject=story), *outbox.deliveries(tx, subject=JUMP + story))
    own = [each for each in deliveries if not of_reader(each.channel, config)]
    known = fate.around(tx, config, own, now)
    earlier, later = beside.followed(tx, [story]).get(story), beside.followers(tx, [story]).get(story, ())
    titles = entries.titles(tx, [*later, *([earlier] if earlier else [])])
    return Whole(
        id=story,
        members=kept.members(tx, [story]).get(story, ()),
        messages=tuple((each.channel, fate.fate(each, known[each.channel, each.subject])) for each in own),
        earlier=(earlier, titles.get(earlier) or earlier) if earlier else None,
        later=tuple((each, titles.get(each) or each) for each in later),
    )


def _split(tx: Tx, entry: str, config: Config, now: datetime) -> None:
    retell.split(tx, _found(tx, entry), config, now)


def _join(tx: Tx, entry: str, other: str, config: Config, now: datetime) -> None:
    retell.join(tx, _found(tx, entry), _found(tx, other), config, now)


def _found(tx: Tx, name: str) -> str:
    entry = entries.find(tx, name) if name else None
    if entry is None:
        raise FeedbotError(f'no entry has the id, link or key "{name}"')
    return entry.id
