"""The page that adds a source: any address is looked at, what is there is shown, and one button adds it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from feedbot import adding, edit, lookup, orders
from feedbot.desk import Desk
from feedbot.model import Source
from feedbot.rules import outlook
from feedbot.web import guard, pages, reasons
from feedbot.web.looker import Looker
from feedbot.web.parted import parted

_LONGEST = 4_000  # characters of a field; what is longer was not typed


def routes(desk: Desk, looker: Looker | None = None) -> list[web.RouteDef]:
    """GET and POST of /add; `looker` is one that others share."""
    site = Add(desk, looker or Looker(desk))
    return [web.get("/add", site.show), web.post("/add", site.take)]


class Add:
    """The handlers. Nothing is stored before the button; what its form says is checked as if typed by anybody."""

    def __init__(self, desk: Desk, look: Looker) -> None:
        self._desk, self._look = desk, look

    async def show(self, request: web.Request) -> web.Response:
        """GET of /add: the form; ?address= fills it in."""
        return _page(request, typed=request.query.get("address", "")[:_LONGEST])

    async def take(self, request: web.Request) -> web.Response:
        """POST of /add: looks at the address, or, from the second form, adds what was found."""
        sent = await request.post()
        fields = {name: value[:_LONGEST] for name, value in sent.items() if isinstance(value, str)}
        url = lookup.address(fields.get("address", ""))
        if reason := lookup.refused(url):
            return self._flawed(request, url, reason)
        return await (self._add(request, url, fields) if "take" in fields else self._search(request, url))

    async def _search(self, request: web.Request, url: str) -> web.Response:
        try:
            look = await self._look(request[guard.VISITOR], url)
        except ValueError as error:
            return self._flawed(request, url, str(error))
        if look is None:
            told = pages.reader(request)
            return _page(request, status=429, typed=url, flaw=told.t("add.busy"))
        source = look.found
        taken = {each.name for each in self._desk.config().sources}
        name = adding.name(source.url, taken, look.title) if source else ""
        return _page(request, typed=outlook.public(url), look=look, source=source, name=name)

    async def _add(self, request: web.Request, url: str, fields: Mapping[str, str]) -> web.Response:
        kind, name, category = (fields.get(key, "").strip() for key in ("kind", "name", "category"))
        if not lookup.fits(url, kind):
            return self._flawed(request, url, lookup.NO_ADDRESS)
        source = Source(name=name, kind=kind, url=url)
        twin = await asyncio.to_thread(adding.twin, source, self._desk.config().sources)
        shown = {"typed": outlook.public(url), "source": source, "name": name, "category": category}
        if twin is not None:
            return _page(request, status=409, **{**shown, "look": lookup.Look(twin=twin)})
        unfit = [reason for text in (name, category) if (reason := adding.unwritable(text))]
        addition = edit.Addition(name=name, url=url, kind=kind, categories=(category,) if category else ())
        if faults := unfit or await orders.add(self._desk, addition):
            return _page(request, status=422, faults=faults, **shown)
        return pages.go(request, f"/sources/{name}", pages.reader(request).t("add.done", name=name))

    def _flawed(self, request: web.Request, url: str, reason: str) -> web.Response:
        """The form with why it was not taken."""
        key = {lookup.NOT_WEB: "add.not_web", lookup.NO_ADDRESS: "add.no_address"}.get(reason)
        reader = pages.reader(request)
        flaw = reader.t(key) if key else reasons.shown("fault", reason, reader, _LONGEST)
        return _page(request, status=422, typed=url, flaw=flaw)


def _page(request: web.Request, *, status: int = 200, **fields: Any) -> web.Response:  # noqa: ANN401  # what it takes
    empty = {"flaw": "", "faults": (), "look": None, "source": None, "name": "", "category": ""}
    return pages.render(request, "add.html", status=status, public=outlook.public, parted=parted, **{**empty, **fields})
