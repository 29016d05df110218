"""The pages of entries: the search, and one entry with its history, its story, and why it was sent or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup

from feedbot import fate
from feedbot.desk import Desk
from feedbot.fate import Fact
from feedbot.find import Found, find
from feedbot.model import Config, Delivery, Entry, Verdict
from feedbot.portrait import Portrait, history, portrait
from feedbot.rules import filters
from feedbot.store import Tx, entries
from feedbot.text import html
from feedbot.web import pages, reasons
from feedbot.web.problems import problem
from feedbot.web.reader import Reader, markup

LISTED = 50
"""How many entries a page of the search has."""

_PERIODS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What a target made of an entry: its verdict, and for a channel the deliveries that came of it."""

    kind: str
    name: str
    verdict: Verdict | None
    deliveries: tuple[Delivery, ...] = ()


def routes(desk: Desk) -> list[web.RouteDef]:
    """GET of /entries and /entry."""
    site = _Entries(desk)
    return [web.get("/entries", site.search), web.get("/entry", site.one)]


class _Entries:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def search(self, request: web.Request) -> web.Response:
        """GET of /entries: the newest that pass the rule in `q`, of one source, of some days."""
        rule = request.query.get("q", "").strip()[:_LONGEST]
        source = request.query.get("source", "")[:100]
        days = request.query.get("days", "")
        flaws: tuple[str, ...] = ()
        found = Found(hits=())
        wanted = " and ".join(
            part for part in (f"({rule})" if rule else "", f'source:"{source}"' if source else "") if part
        )
        try:
            since = self._desk.now() - _PERIODS[days] if days in _PERIODS else None
            if rule:
                filters.parse(rule)
                found = await find(
                    filters.parse(wanted),
                    store=self._desk.store,
                    crew=self._desk.crew,
                    now=self._desk.now(),
                    since=since,
                    limit=LISTED,
                )
        except filters.RuleError as error:
            flaws = tuple(str(flaw) for flaw in error.flaws)
        newest = () if rule else await self._desk.store.read(entries.latest, source=source or None, limit=LISTED)
        return pages.render(
            request,
            "entries.html",
            status=400 if flaws else 200,
            rule=rule,
            source=source,
            sources=[each.name for each in self._desk.config().sources],
            days=days if days in _PERIODS else "",
            periods=tuple(_PERIODS),
            flaws=flaws,
            hits=[(entry, hit.because) for entry, hit in found.hits] or [(entry, "") for entry in newest],
            looked=found.looked,
            full=len(found.hits) == LISTED,
            entry_path=address,
        )

    async def one(self, request: web.Request) -> web.Response:
        """GET of /entry?id=ID: an entry by its id, link or key."""
        name = request.query.get("id", "")
        found = await self._desk.store.read(_whole, name, self._desk.config(), self._desk.now()) if name else None
        if found is None:
            return problem(request, 404, "There is no entry of this id. The search finds entries by their words.")
        known, told = found
        return pages.render(
            request,
            "entry.html",
            known=known,
            entry=known.entry,
            text=await self._desk.crew(_text, known.entry),
            history=await self._desk.crew(history, known.entry, known.older),
            fates=fates(known),
            became_of=lambda each: told[each.channel, each.subject],
            say=partial(said, pages.reader(request)),
            entry_path=address,
        )


def address(entry: str) -> str:
    """The address of an entry's page."""
    return "/entry?" + urlencode({"id": entry})


def fates(known: Portrait) -> tuple[Fate, ...]:
    """What each target made of an entry, in the order in which they judged it; deliveries without a verdict last."""
    sent: dict[str, tuple[Delivery, ...]] = {}
    for each in known.deliveries:
        sent[each.channel] = (*sent.get(each.channel, ()), each)
    found = []
    for verdict in known.verdicts:
        kind, _, name = verdict.target.partition(":")
        passed = kind == "channel" and (verdict.passed or len(known.members) <= 1)
        mine = sent.pop(name, ()) if passed else ()
        found.append(Fate(kind=kind, name=name, verdict=verdict, deliveries=mine))
    judged = {each.name for each in found if each.kind == "channel"}
    found += [
        Fate(kind="channel", name=name, verdict=None, deliveries=each)
        for name, each in sent.items()
        if name not in judged
    ]
    return tuple(found)


def said(reader: Reader, fact: Fact) -> Markup:
    """What a fact says in the reader's language; what others said stays as it was said."""
    shown: dict[str, object] = {}
    for name, value in fact.fields.items():
        if isinstance(value, datetime):
            shown[name] = reader.when(value)
        elif isinstance(value, timedelta):
            shown[name] = reader.length(value)
        else:
            shown[name] = reasons.shown("sent", str(value), reader) if name == "reason" else value
    return markup(reader)(f"fate.{fact.code}", **shown)


def _whole(
    tx: Tx, name: str, config: Config, now: datetime
) -> tuple[Portrait, Mapping[tuple[str, str], fate.Fate]] | None:
    """All about an entry, and what became of each of its deliveries, by channel and subject."""
    known = portrait(tx, name, config)
    if known is None:
        return None
    beside = fate.around(tx, config, known.deliveries, now)
    told = {
        (each.channel, each.subject): fate.fate(each, beside[each.channel, each.subject]) for each in known.deliveries
    }
    return known, told


def _text(entry: Entry) -> tuple[str, ...]:
    """The paragraphs of an entry's content, as plain text: nothing is loaded from elsewhere."""
    return tuple(part for part in html.plain(entry.content).split("\n") if part.strip())
