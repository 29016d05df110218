"""The API beside that of sources and status: entries, stories, feeds, outbox and rules, as JSON.

What may be asked, and what is given, stands in one table (`openapi.py`), by which requests are checked here.
"""

import base64
import binascii
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from feedbot import portrait, retell, status
from feedbot.desk import Desk
from feedbot.errors import FeedbotError
from feedbot.model import Channel, Config
from feedbot.rehearse import USUAL, Rehearsal, Target, Tried, targets
from feedbot.rehearse import target as named
from feedbot.rules import filters, matching
from feedbot.store import Tx, outbox
from feedbot.web import answers, looks, openapi, ruling, shapes, shelves
from feedbot.web.openapi import V1, Operation
from feedbot.web.problems import problem
from feedbot.web.shelves import row

Asked = Mapping[str, Any]
"""What was asked, checked by the table: parameters and the fields of the body, by name."""

_Handler = Callable[[Asked], Awaitable[object]]
_UTC_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Refused(Exception):  # noqa: N818  # it is an answer, not an error of ours
    """What was asked cannot be had: a status, and a sentence for people."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Made(Exception):  # noqa: N818  # as above
    """Something was made that had not been there (201)."""

    def __init__(self, given: object) -> None:
        super().__init__()
        self.given = given


def routes(desk: Desk, stage: ruling.Stage | None = None) -> list[web.RouteDef]:
    """All of /api that is not of sources, channels or the status; for `Door.programs`."""
    api = _Api(desk, stage or ruling.Stage(desk))
    handlers: Mapping[tuple[str, str], _Handler] = {
        ("GET", "/api/openapi.json"): api.document,
        ("GET", f"{V1}/entries"): api.entries,
        ("GET", f"{V1}/entry"): api.entry,
        ("GET", f"{V1}/stories"): api.stories,
        ("GET", f"{V1}/story"): api.story,
        ("POST", f"{V1}/story/split"): api.split,
        ("POST", f"{V1}/story/join"): api.join,
        ("GET", f"{V1}/feeds"): api.feeds,
        ("GET", f"{V1}/outbox"): api.outbox,
        ("POST", f"{V1}/outbox/retry"): api.retry,
        ("POST", f"{V1}/channels/{{name}}/preview"): api.preview,
        ("PUT", f"{V1}/channels/{{name}}/template"): api.template,
        ("GET", f"{V1}/rules"): api.rules,
        ("POST", f"{V1}/rules/try"): api.rehearse,
        ("PUT", f"{V1}/rules/{{kind}}/{{name}}"): api.set,
    }
    return [_route(openapi.operation(*place), handler) for place, handler in handlers.items()]


class _Api:
    def __init__(self, desk: Desk, stage: ruling.Stage) -> None:
        self._desk, self._stage = desk, stage

    async def document(self, asked: Asked) -> object:  # noqa: ARG002  # as all handlers
        return openapi.document()

    async def entries(self, asked: Asked) -> object:
        rule, after = asked["q"], _after(asked["cursor"])
        panel = None
        if rule:
            parsed = _parsed(rule)
            panel = await self._desk.crew(matching.compile, {"": parsed})
        wish = shelves.Wish(
            source=asked["source"] or None, since=asked["since"] or None, after=after, limit=asked["limit"], panel=panel
        )
        found = await self._desk.store.read(shelves.page, wish, self._desk.now(), time.monotonic)
        rows = tuple(row(entry, because) for entry, because in found.rows)
        return answers.Listed(entries=rows, next=_cursor(found.last), complete=found.complete)

    async def entry(self, asked: Asked) -> object:
        found = await self._desk.store.read(shelves.portrait, asked["id"], self._desk.config(), self._desk.now())
        if found is None:
            raise Refused(404, "There is no entry of this id, link or key.")
        known, fates = found
        changes = await self._desk.crew(portrait.history, known.entry, known.older)
        return answers.Portrait(
            entry=known.entry,
            story=known.story,
            members=tuple(row(each.entry) for each in known.members),
            verdicts=known.verdicts,
            deliveries=known.deliveries,
            follows=known.follows,
            readers=known.readers,
            fates=fates,
            revisions=tuple(answers.Change(at=each.at, fields=dict(each.fields)) for each in changes),
        )

    async def stories(self, asked: Asked) -> object:
        since = self._desk.now() - timedelta(days=asked["days"])
        return await self._desk.store.read(shelves.largest, since, asked["limit"])

    async def story(self, asked: Asked) -> object:
        return _told(await self._desk.store.read(shelves.whole, asked["id"]))

    async def split(self, asked: Asked) -> object:
        return await self._moved(asked["entry"], None)

    async def join(self, asked: Asked) -> object:
        return await self._moved(asked["entry"], asked["other"])

    async def _moved(self, entry: str, other: str | None) -> answers.StoryTold:
        try:
            found = await self._desk.store.write(_move, entry, other, self._desk.config(), self._desk.now())
        except FeedbotError as error:
            raise Refused(409, f"{error}.") from None
        told = _told(found)
        self._desk.wake()
        return told

    async def feeds(self, asked: Asked) -> object:  # noqa: ARG002  # as all handlers
        return await self._desk.store.read(shelves.publications, self._desk.config())

    async def outbox(self, asked: Asked) -> object:
        channel = self._channel(asked["channel"])
        state, config = asked["state"] or None, self._desk.config()
        return await self._desk.store.read(shelves.outbox, config, channel, state, asked["limit"], self._desk.now())

    async def retry(self, asked: Asked) -> object:
        channel = self._channel(asked.get("channel"))
        dropped = asked.get("dropped", False)
        owed = await self._desk.store.write(outbox.retry, channel, self._desk.now(), dropped=dropped)
        self._desk.wake()
        return answers.Retried(owed=owed)

    async def preview(self, asked: Asked) -> object:
        channel = self._named(asked["name"])
        text = asked.get("template")
        look = await looks.look(self._desk, channel, text and looks.tidy(text), count=asked.get("count", looks.SHOWN))
        return _unflawed(look)

    async def template(self, asked: Asked) -> object:
        channel, text = self._named(asked["name"]), looks.tidy(asked["template"])
        if channel.kind not in looks.TEMPLATED:
            raise Refused(409, f"A channel of kind {channel.kind} has no template.")
        _unflawed(await looks.look(self._desk, channel, text, count=0))
        if faults := await looks.save(self._desk, channel.name, text):
            raise Refused(422, "; ".join(faults))
        return answers.Templated(channel=channel.name, template=self._named(channel.name).template)

    async def rules(self, asked: Asked) -> object:  # noqa: ARG002  # as all handlers
        return answers.Rules(rules=tuple(_rule(each) for each in targets(self._desk.config())))

    async def rehearse(self, asked: Asked) -> object:
        target, rule = self._target(asked.get("target")), ruling.line(asked["rule"])
        if flaws := ruling.flaws(rule, self._desk.config()):
            raise Refused(422, "; ".join(map(str, flaws)))
        found = await self._stage.rehearse(rule, target, asked.get("newest", USUAL))
        if found is None:
            raise Refused(429, "Another rule is being tried. Wait some seconds.")
        return _trial(rule, asked.get("target"), found)

    async def set(self, asked: Asked) -> object:
        kind, name, rule = asked["kind"], asked["name"], ruling.line(asked["where"])
        known = named(self._desk.config(), kind, name)
        if known is None and kind != "search":
            raise Refused(404, f'No {kind} is called "{name[:100]}".')
        if known is not None and not known.table:
            raise Refused(409, "It has no table of its own: its rule is made of others.")
        if flaws := ruling.flaws(rule, self._desk.config(), needed=kind == "search"):
            raise Refused(422, "; ".join(map(str, flaws)))
        if faults := await ruling.save(self._desk, kind, name, rule):
            raise Refused(422, "; ".join(faults))
        given = named(self._desk.config(), kind, name)
        if given is None:
            raise Refused(409, "It was saved, and removed again by somebody else.")
        if known is None:
            raise Made(_rule(given))
        return _rule(given)

    def _named(self, name: str) -> Channel:
        found = next((each for each in self._desk.config().channels if each.name == name), None)
        if found is None:
            raise Refused(404, "No channel of the config has this name.")
        return found

    def _channel(self, name: str | None) -> str | None:
        """The channel that is asked for, None for all."""
        if name and name not in {each.name for each in self._desk.config().channels}:
            raise Refused(404, "No channel of the config has this name.")
        return name or None

    def _target(self, told: str | None) -> Target:
        if told is None:
            return Target(kind="search", name="", title="")
        kind, _, name = told.partition(":")
        found = named(self._desk.config(), kind, name)
        if found is None:
            raise Refused(404, 'Nothing is called like the target; write "channel:NAME", "feed:NAME" or "search:NAME".')
        return found


def _route(operation: Operation, handler: _Handler) -> web.RouteDef:
    async def handle(request: web.Request) -> web.Response:
        status = operation.status
        try:
            given = await handler(await _asked(request, operation))
        except Refused as refused:
            return problem(request, refused.status, refused.detail)
        except Made as made:
            given, status = made.given, 201
        return await _answer(given, status)

    return web.RouteDef(operation.method, operation.path, handle, {})


async def _answer(given: object, status_: int) -> web.Response:
    response = web.json_response(status.plain(given), status=status_)
    response.enable_compression()
    return response


async def _asked(request: web.Request, operation: Operation) -> Asked:
    """What is asked, checked by the table. Raises Refused."""
    told: dict[str, str] = dict(request.match_info)
    for name, text in request.query.items():
        if name in told:
            raise Refused(422, f'"{name[:50]}" stands in the address twice.')
        told[name] = text
    asked: dict[str, Any] = {}
    for wanted in operation.wants:
        if wanted.name not in told:
            if wanted.required:
                raise Refused(422, f'The address lacks "{wanted.name}".')
            asked[wanted.name] = wanted.shape.get("default", "")
            continue
        asked[wanted.name], wrong = shapes.read(told.pop(wanted.name), wanted.shape)
        if wrong:
            raise Refused(422, f'"{wanted.name}" {wrong}.')
        if wanted.shape.get("format") == "date-time":
            asked[wanted.name] = shapes.moment(asked[wanted.name])
    if told:
        known = ", ".join(each.name for each in operation.wants) or "none"
        raise Refused(422, f'"{next(iter(told))[:50]}" means nothing in this address; there are {known}.')
    return {**asked, **(await _sent(request, operation) if operation.body is not None else {})}


async def _sent(request: web.Request, operation: Operation) -> Asked:
    """The fields of a body. Raises Refused."""
    if request.content_type != "application/json":
        raise Refused(415, "The body is sent as application/json.")
    try:
        body = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):  # no JSON, not in its charset, of an unknown charset, too deep
        raise Refused(400, "The body is no JSON.") from None
    found: dict[str, shapes.Schema] = {}
    shapes.schema(operation.body, found)
    if wrong := shapes.fault(body, found[operation.body.__name__]):
        raise Refused(422, f"The body {wrong}.")
    checked: Asked = body
    return checked


def _parsed(rule: str) -> filters.Filter:
    try:
        return filters.parse(rule)
    except filters.RuleError as error:
        raise Refused(422, "; ".join(map(str, error.flaws))) from None


def _after(cursor: str) -> tuple[datetime, str] | None:
    """The place behind which a page begins. Raises Refused."""
    if not cursor:
        return None
    try:
        told = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number, _, id = told.partition(" ")
        return _UTC_EPOCH + timedelta(microseconds=int(number)), id
    except (binascii.Error, ValueError, OverflowError):
        raise Refused(422, '"cursor" is none that was given out.') from None


def _cursor(last: tuple[datetime, str] | None) -> str | None:
    if last is None:
        return None
    number = (last[0] - _UTC_EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{number} {last[1]}".encode()).decode().rstrip("=")


def _unflawed(look: looks.Look) -> looks.Look:
    """A look without flaws. Raises Refused for one that has them."""
    if look.flaws:
        raise Refused(422, "; ".join(f"line {each.line}: {each.message}" for each in look.flaws))
    return look


def _told(found: answers.StoryTold | None) -> answers.StoryTold:
    if found is None:
        raise Refused(404, "There is no entry of this id, link or key.")
    return found


def _rule(target: Target) -> answers.RuleOf:
    return answers.RuleOf(
        kind=target.kind,
        name=target.name,
        title=target.title,
        where=target.where,
        sources=target.sources,
        editable=target.table,
    )


def _trial(rule: str, target: str | None, found: Rehearsal) -> answers.Tryout:
    def rows(tried: tuple[Tried, ...]) -> tuple[answers.EntryRow, ...]:
        return tuple(row(each.entry, each.because) for each in tried)

    return answers.Tryout(
        target=target,
        rule=rule,
        looked=found.looked,
        oldest=found.oldest,
        passed=found.passed,
        told=found.told,
        added=found.added if found.compared else None,
        lost=found.lost if found.compared else None,
        hits=rows(found.hits),
        gains=rows(found.gains),
        losses=rows(found.losses),
        short=found.short,
        assumed=tuple(ruling.assumed(found)),
    )


def _move(tx: Tx, entry: str, other: str | None, config: Config, now: datetime) -> answers.StoryTold | None:
    """Part an entry from its story, or join this to another's; None if there is no such entry."""
    one, two = shelves.whole(tx, entry), shelves.whole(tx, other) if other is not None else None
    if one is None or (other is not None and two is None):
        return None
    if other is None:
        retell.split(tx, shelves.id_of(tx, entry), config, now)
    else:
        retell.join(tx, shelves.id_of(tx, entry), shelves.id_of(tx, other), config, now)
    return shelves.whole(tx, entry)
