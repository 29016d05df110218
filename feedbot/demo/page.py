"""The page of the demo: the chats of the stand-in, as Telegram would show them, and a way to speak and to press."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedbot.demo.chats import READER, Chats, Room, Said
from feedbot.demo.telegram import StandIn
from feedbot.feeds import htmlpage
from feedbot.model import Part
from feedbot.web import bubble, guard, static, words

SUGGESTED = ("/follow bridge", "/list", "/search ferry", "/digest 8:00", "/lang uk", "/help")
"""What one may say to the bot, for who does not know."""

_STYLE = "/chat/chat.css"
_LONGEST = 1_000
_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The handlers of the page. `pages` is where feedbot's own pages are."""

    stand_in: StandIn
    base: str
    pages: str

    def routes(self) -> list[web.RouteDef]:
        """GET of the page, of one chat, and of files; POST of what the reader says and presses."""
        return [
            web.get("/", self._home),
            web.get("/chat", self._show),
            web.get(_STYLE, self._style),
            web.get("/chat/room/{room}", self._room),
            web.get("/chat/files/{name}", self._file),
            web.post("/chat/say", self._say),
            web.post("/chat/press", self._press),
            *static.routes(),
        ]

    async def _home(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's signature
        raise web.HTTPFound("/chat")

    async def _show(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's signature
        chats = self.stand_in.chats
        rooms = [_drawn(chats, room) for room in chats.rooms]
        text = (
            _environment()
            .get_template("chat.html")
            .render(rooms=rooms, pages=self.pages, told=chats.told, reader=READER, suggested=SUGGESTED, **_shared())
        )
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=guard.PAGE_HEADERS)

    async def _room(self, request: web.Request) -> web.Response:
        """One chat anew; 204 where it is as the browser has it already."""
        chats = self.stand_in.chats
        room = next((each for each in chats.rooms if str(each.id) == request.match_info["room"]), None)
        if room is None:
            raise web.HTTPNotFound
        if request.query.get("seen") == str(chats.version.get(room.id, 0)):
            return web.Response(status=204)
        text = _environment().get_template("room.html").render(room=_drawn(chats, room), **_shared())
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=guard.PAGE_HEADERS)

    async def _style(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's signature
        return web.Response(text=_css(), content_type="text/css", charset="utf-8")

    async def _file(self, request: web.Request) -> web.Response:
        """A file that was sent; nothing but a picture is shown as what it is."""
        body = self.stand_in.files.get(request.match_info["name"])
        if body is None:
            raise web.HTTPNotFound
        kind = next((kind for mark, kind in _TYPES.items() if body.startswith(mark)), "application/octet-stream")
        return web.Response(body=body, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    async def _say(self, request: web.Request) -> web.Response:
        told = (await self._form(request)).get("text", "").strip()
        if told:
            self.stand_in.hear(told[:_LONGEST])
        raise web.HTTPSeeOther("/chat")

    async def _press(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        try:
            room, number, row, place = (int(form[name]) for name in ("room", "message", "row", "place"))
        except (KeyError, ValueError):
            raise web.HTTPBadRequest from None
        if not self.stand_in.press(room, number, (row, place)):
            raise web.HTTPNotFound
        raise web.HTTPSeeOther("/chat")

    async def _form(self, request: web.Request) -> Mapping[str, str]:
        if guard.foreign(request, self.base):
            raise web.HTTPForbidden
        return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _drawn(chats: Chats, room: Room) -> Mapping[str, Any]:
    """A chat as the templates take it."""
    said = [_message(each) for each in chats.messages(room.id)]
    return {"room": room, "messages": said, "version": chats.version.get(room.id, 0), "writes": room.id == READER}


def _message(said: Said) -> Mapping[str, Any]:
    return {"said": said, "part": said.part, "text": text(said.part), "page": said.part.preview and said.part.link}


def text(part: Part) -> Markup:
    """The words of a message with their entities."""
    return bubble.text(part, lambda key: words.find(key, "en"))


def _shared() -> Mapping[str, Any]:
    """What every template takes."""
    return {
        "static": static.address,
        "style": _STYLE,
        "icon": htmlpage.ICON_ADDRESS,
        "host": bubble.host,
        "leads": bubble.leads,
    }


@cache
def _css() -> str:
    return (resources.files("feedbot.demo") / "templates" / "chat.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("feedbot.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
