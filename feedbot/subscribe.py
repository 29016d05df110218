"""Ask WebSub hubs to tell us of news, and take in what they tell: visits that come by themselves.

A source is polled as ever until its hub has confirmed, and rarely while it keeps its word.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from feedbot.crew import Crew
from feedbot.ingest import Mind, read, take_in
from feedbot.model import Config, Cursor, Document, Failed, Push, Report, Source
from feedbot.net import Web, guard
from feedbot.net.addresses import literal, local
from feedbot.rules.stories import meant
from feedbot.sources import websub
from feedbot.store import Store, Tx, pushes, visits

log = structlog.get_logger()

_LEASE = timedelta(minutes=5)
_MOST = 8
_OFTEN = timedelta(hours=1)  # how often at most the log tells of one source's forged pushes
_PAGES = timedelta(seconds=10)  # a hub that waits longer for its answer gives up; the rest comes with the next visit


async def subscribe(*, config: Config, store: Store, web: Web, now: Callable[[], datetime]) -> int:
    """Ask the hubs that are due: to tell us of a source's news, again before the lease ends, or to stop.

    Gives how many were asked. A hub's answer to us comes later, as a question (`Ears.asked`).
    """
    if not (sources := wished(config)):
        return 0
    steps = await store.read(_missing, sources, now())
    if steps != _Steps():
        await store.write(_arrange, steps)
    due = await store.read(pushes.due, now(), _MOST)
    faults = await asyncio.gather(*(_ask(push, config, web) for push in due))
    if due:
        await store.write(_keep_asked, tuple(zip(due, faults, strict=True)), now())
    return len(due)


async def _ask(push: Push, config: Config, web: Web) -> str | None:
    """Why a hub did not take our request; None if it did."""
    fields = websub.form(push, f"{config.settings.url}/hub/{push.token}")
    answer = await web.post(push.hub, form=fields, limits=config.settings.limits)
    return answer.reason if isinstance(answer, Failed) else _refusal(answer.status, answer.body)


def wished(config: Config) -> tuple[Source, ...]:
    """The sources that a hub may push: those that say so, and without a word all feeds if hubs can reach us."""
    return tuple(
        source
        for source in config.sources
        if not source.paused
        and (source.websub if source.websub is not None else source.kind == "feed" and _reachable(config))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What hubs reach of us: their questions, and what they tell.

    `config` gives the configuration in force; `taken` hears what a push brought, `failed` of a fault of ours; `mind`
    judges what is new. `forged` has for sources when the log was told of a push that was not signed as agreed, and how
    many came since.
    """

    config: Callable[[], Config]
    store: Store
    web: Web
    crew: Crew
    now: Callable[[], datetime]
    taken: Callable[[str, Report], None]
    failed: Callable[[str, Exception], None]
    mind: Mind | None = None
    forged: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def longest(self) -> int:
        """How many bytes a hub may tell at once: as many as a document may have."""
        return self.config().settings.limits.body

    async def asked(self, token: str, query: Mapping[str, str]) -> tuple[int, str]:
        """Answer a hub's question (W3C WebSub, section 5.3). Raises StoreError."""
        return await self.store.write(_answer, token, dict(query), self.now())

    async def told(self, token: str, signature: str, media_type: str, charset: str | None, body: bytes) -> int:
        """Take in what a hub tells, whole or not at all: 2xx only once it is recorded (section 7).

        410 for what we no longer want; 202 for what is not signed as agreed, which is thrown away, as section 7.1 says;
        503 while the source is being visited, so that the hub tries again. Raises StoreError.
        """
        push = await self.store.read(pushes.called, token)
        config, now = self.config(), self.now()
        source = next((each for each in config.sources if push and each.name == push.source), None)
        if push is None or source is None or push.ending or push.until is None or push.until < now:
            return 410
        if not websub.genuine(push, signature, body):
            self._refuse(source.name, now)
            return 202
        cursor = await self.store.write(visits.take, source.name, now, _LEASE)
        if cursor is None:
            return 503
        document = Document(
            url=push.topic,
            received=now,
            body=body,
            media_type=media_type,
            charset=charset,
            memo=cursor.memo,
            hints=replace(cursor.hints, wait=None, said=""),
            pushed=True,
            partial=True,
        )
        cursor = replace(cursor, pushed=push.until)
        harvest = await read(
            cursor,
            source,
            document,
            web=self.web,
            store=self.store,
            crew=self.crew,
            now=self.now,
            within=_PAGES,
        )
        if self.mind is not None and self.mind.encoder is not None:
            harvest = replace(harvest, finds=await self.crew(meant, harvest.finds, self.mind.encoder))
        report = await take_in(
            [harvest], config=config, store=self.store, now=self.now(), told=self.failed, mind=self.mind
        )
        self.taken(source.name, report)
        return 202

    def _refuse(self, source: str, now: datetime) -> None:
        """Log that a push was thrown away: the first of a source at once, of more one line an hour with their count."""
        told, count = self.forged.get(source, (None, 0))
        if told is not None and now - told < _OFTEN:
            self.forged[source] = told, count + 1
            return
        log.warning("push thrown away", source=source, why="it is not signed as agreed", count=count + 1)
        self.forged[source] = now, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """What brings the subscriptions in step with the sources: new ones, those to end, those to forget."""

    fresh: tuple[Push, ...] = ()
    ending: tuple[Push, ...] = ()
    done: tuple[str, ...] = ()


def _missing(tx: Tx, sources: Sequence[Source], now: datetime) -> _Steps:
    wanted = dict(_wanted(sources, visits.cursors(tx)))
    known = {push.source: push for push in pushes.every(tx)}
    unwanted = [push for push in known.values() if push.source not in wanted]
    return _Steps(
        fresh=tuple(
            Push(source=name, hub=hub, topic=topic, token=_secret(), secret=_secret(), due=now)
            for name, (hub, topic) in wanted.items()
            if name not in known or known[name].ending or (known[name].hub, known[name].topic) != (hub, topic)
        ),
        ending=tuple(replace(push, ending=True, due=now, failures=0) for push in unwanted if not push.ending),
        done=tuple(push.source for push in unwanted if websub.over(push)),
    )


def _arrange(tx: Tx, steps: _Steps) -> None:
    pushes.keep(tx, [*steps.fresh, *steps.ending])
    pushes.drop(tx, steps.done)
    for push in steps.ending:
        visits.push(tx, push.source, None)


def _wanted(sources: Iterable[Source], cursors: Mapping[str, Cursor]) -> Iterable[tuple[str, tuple[str, str]]]:
    for source in sources:
        cursor = cursors.get(source.name)
        if cursor and cursor.hints.hub and not cursor.gone:
            yield source.name, (cursor.hints.hub, cursor.hints.topic or cursor.address or source.url)


def _keep_asked(tx: Tx, asked: Sequence[tuple[Push, str | None]], now: datetime) -> None:
    """The hub may have asked back before its own answer came: what it confirmed then stays."""
    for push, fault in asked:
        held = pushes.called(tx, push.token)
        if held is not None and (held.until, held.ending) == (push.until, push.ending):
            pushes.keep(tx, [websub.asked(held, fault, now)])


def _answer(tx: Tx, token: str, query: Mapping[str, str], now: datetime) -> tuple[int, str]:
    push = pushes.called(tx, token)
    if push is None:
        return 404, "not asked for"
    answered = websub.answer(push, query, now)
    if answered.push != push:
        pushes.keep(tx, [answered.push])
        visits.push(tx, push.source, None if push.ending else answered.push.until)
    return answered.status, answered.text


def _refusal(status: int, body: bytes) -> str | None:
    if status in (202, 204) or status == 200:
        return None
    said = " ".join(body[:500].decode("utf-8", "replace").split())
    return f"the hub answers {status}" + (f": {said[:200]}" if said else "")


def _reachable(config: Config) -> bool:
    """Whether hubs elsewhere can reach our web server, as far as its configured address tells."""
    try:
        parts = urlsplit(config.settings.url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return False
    number = literal(host)
    public = guard(()).admits(number, port) if number else "." in host and not local(host)
    return config.settings.web and public


def _secret() -> str:
    return secrets.token_urlsafe(32)
