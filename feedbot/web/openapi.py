"""The API as one table, and the OpenAPI 3.1 document of it: what is asked is checked by the same table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any

from feedbot import __version__
from feedbot.manners import Channels
from feedbot.rehearse import KINDS
from feedbot.status import Status
from feedbot.web import answers, api_sources
from feedbot.web.shapes import Schema, schema

V1 = "/api/v1"
"""Where the first version lies."""

_TEXT: Schema = {"type": "string", "maxLength": 2_000}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_EVERYWHERE = {
    401: "Nobody known asks: sign in, or send the password as Authorization: Bearer.",
    403: "No password is set and the caller is not on this machine; or a page of another site sent this.",
    429: "Too many wrong passwords, or another such request of yours is under way.",
    500: "feedbot failed; its log says why.",
}
_LONG = {400: "The address is longer than 8,190 bytes, which is told as plain text; or the body is no JSON."}
_SENT = {
    413: "The body is too long.",
    415: "The body is not sent as application/json.",
}
_UNFIT = "A parameter or the body is not as described here; the detail says what, and what to write."


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may be asked for in an address; one in the path must be there."""

    name: str
    says: str
    shape: Schema
    path: bool = False

    @property
    def required(self) -> bool:
        """Whether it must be there: in the path, and where the empty text means nothing."""
        return self.path or bool(self.shape.get("minLength"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method at one address. `gives` is its answer when all went well, `status` that answer's, `created` another.

    `faults` has sentences for statuses of its own. `strict` ones refuse parameters that are not in the table.
    """

    method: str
    path: str
    area: str
    does: str
    says: str = ""
    wants: tuple[Parameter, ...] = ()
    body: Any = None
    gives: Any = None
    status: int = 200
    created: bool = False
    faults: Mapping[int, str] = field(default_factory=dict)
    strict: bool = True

    @property
    def name(self) -> str:
        """What programs that are made from the document call it."""
        parts = [part.strip("{}").removesuffix(".json") for part in self.path.removeprefix("/api/").split("/")]
        return "_".join([self.method.lower(), *(part for part in parts if part != "v1")])

    @property
    def statuses(self) -> Mapping[int, str]:
        """What each status of a problem means here."""
        checked = self.strict and (self.wants or self.body is not None)
        sent = {**(_LONG if self.wants or self.body is not None else {}), **(_SENT if self.body is not None else {})}
        return dict(sorted({**_EVERYWHERE, **sent, **({422: _UNFIT} if checked else {}), **self.faults}.items()))


def _query(name: str, says: str, **shape: Any) -> Parameter:  # noqa: ANN401  # a schema
    return Parameter(name=name, says=says, shape={**(_TEXT if shape.get("type") is None else {}), **shape})


def _limit(most: int, usual: int) -> Parameter:
    return _query("limit", "How many at most.", type="integer", minimum=1, maximum=most, default=usual)


_ID = _query("id", "The id of an entry, or its link or key.", minLength=1)
_SOURCE = Parameter(name="name", says="The source's name.", shape=_NAME, path=True)
_CHANNEL = Parameter(name="name", says="The channel's name.", shape=_NAME, path=True)
_UNKNOWN = {404: "No source has this name."}
_NO_CHANNEL = {404: "No channel has this name."}
_NO_ENTRY = {404: "There is no such entry."}
_SOURCES = api_sources.PATH
_WHOLE = {"area": "Sources", "wants": (_SOURCE,), "gives": api_sources.Whole, "strict": False}

OPERATIONS: tuple[Operation, ...] = (
    Operation(method="GET", path="/api/openapi.json", area="About", does="This document", gives=dict[str, Any]),
    Operation(method="GET", path=f"{V1}/status", area="Status", does="How feedbot is", gives=Status, strict=False),
    Operation(
        method="GET",
        path=f"{V1}/channels",
        area="Channels",
        does="The channels, what they are owed and what was set aside",
        wants=(_query("channel", "Only this one."),),
        gives=Channels,
        faults={404: "No channel has this name."},
        strict=False,
    ),
    Operation(
        method="POST",
        path=f"{V1}/channels/{{name}}/preview",
        area="Channels",
        does="How the newest messages of a channel would look",
        says="Nothing is sent or kept. Where nothing came in yet, they tell of articles that are made up.",
        wants=(_CHANNEL,),
        body=answers.Drawing,
        gives=answers.Look,
        faults=_NO_CHANNEL,
    ),
    Operation(
        method="PUT",
        path=f"{V1}/channels/{{name}}/template",
        area="Channels",
        does="Set a channel's template in config.toml",
        says="It holds for what is sent or edited from then on.",
        wants=(_CHANNEL,),
        body=answers.Templating,
        gives=answers.Templated,
        faults={**_NO_CHANNEL, 409: "It has no template, or was removed meanwhile."},
    ),
    Operation(
        method="GET",
        path=f"{V1}/entries",
        area="Entries",
        does="The newest entries, or those that pass a rule",
        says="Newest first. A page leads to the next one by its cursor.",
        wants=(
            _query("q", "A rule, as in docs/filters.md; without one all entries pass.", type="string", maxLength=4_000),
            _query("source", "Only entries of this source."),
            _query("since", "Only entries published at this moment or later.", type="string", format="date-time"),
            _limit(200, 50),
            _query("cursor", "The `next` of the page before."),
        ),
        gives=answers.Listed,
    ),
    Operation(
        method="GET",
        path=f"{V1}/entry",
        area="Entries",
        does="All about an entry",
        says="With what each channel and feed made of it and why, its deliveries, its story and its changes.",
        wants=(_ID,),
        gives=answers.Portrait,
        faults=_NO_ENTRY,
    ),
    Operation(
        method="GET",
        path=f"{V1}/stories",
        area="Stories",
        does="The largest stories of the last days",
        wants=(
            _query("days", "How many days.", type="integer", minimum=1, maximum=30, default=1),
            _limit(200, 50),
        ),
        gives=answers.Stories,
    ),
    Operation(
        method="GET",
        path=f"{V1}/story",
        area="Stories",
        does="The story of an entry",
        wants=(_ID,),
        gives=answers.StoryTold,
        faults=_NO_ENTRY,
    ),
    Operation(
        method="POST",
        path=f"{V1}/story/split",
        area="Stories",
        does="Make an entry a story of its own",
        body=answers.Splitting,
        gives=answers.StoryTold,
        faults={**_NO_ENTRY, 409: "The entry opened its story, or is alone in it."},
    ),
    Operation(
        method="POST",
        path=f"{V1}/story/join",
        area="Stories",
        does="Make the story of an entry part of another's",
        body=answers.Joining,
        gives=answers.StoryTold,
        faults={**_NO_ENTRY, 409: "They belong to one story already."},
    ),
    Operation(
        method="GET",
        path=f"{V1}/feeds",
        area="Feeds",
        does="The feeds with their addresses",
        says="The secret addresses of private feeds stand here too.",
        gives=answers.Publications,
    ),
    Operation(
        method="GET",
        path=f"{V1}/outbox",
        area="Outbox",
        does="What channels are owed, and what became of it",
        wants=(
            _query("channel", "Only of this channel."),
            _query("state", "Only these.", type="string", enum=["owed", "parked", "dropped", "sent"]),
            _limit(1_000, 200),
        ),
        gives=answers.Outbox,
        faults={404: "No channel has this name."},
    ),
    Operation(
        method="POST",
        path=f"{V1}/outbox/retry",
        area="Outbox",
        does="Owe again what was parked",
        body=answers.Retrying,
        gives=answers.Retried,
        faults={404: "No channel has this name."},
    ),
    Operation(method="GET", path=f"{V1}/rules", area="Rules", does="The rules in force", gives=answers.Rules),
    Operation(
        method="POST",
        path=f"{V1}/rules/try",
        area="Rules",
        does="Try a rule on the newest entries",
        says="Nothing is sent or kept. It takes some seconds; one at a time.",
        body=answers.Trying,
        gives=answers.Tryout,
        faults={404: "Nothing is called like the target."},
    ),
    Operation(
        method="PUT",
        path=f"{V1}/rules/{{kind}}/{{name}}",
        area="Rules",
        does="Set a rule in config.toml",
        says="It holds for what comes from then on. A search that is not there is made.",
        wants=(
            Parameter(name="kind", says="What it is.", shape={"type": "string", "enum": list(KINDS)}, path=True),
            Parameter(name="name", says="Its name.", shape=_NAME, path=True),
        ),
        body=answers.Setting,
        gives=answers.RuleOf,
        created=True,
        faults={
            404: "Nothing is called so.",
            409: "It has no rule of its own in the file.",
            422: "The rule has faults, or the file would have; the detail tells all of them.",
        },
    ),
    Operation(
        method="GET",
        path=_SOURCES,
        area="Sources",
        does="The sources, a page of them",
        wants=(
            _query("q", "Only those with this in name, title or address."),
            _query("state", 'Only those in this state, such as "failing"; any if there is no such state.'),
            _query("sort", "Their order, as the page of sources has it."),
            _query("page", "Which page, from 1."),
        ),
        gives=api_sources.Listing,
        strict=False,
    ),
    Operation(
        method="POST",
        path=_SOURCES,
        area="Sources",
        does="Add a source",
        says="The address is visited first, which may take 30 seconds. The answer's Location leads to the source.",
        body=api_sources.Wanted,
        gives=api_sources.Whole,
        status=201,
        faults={
            409: "A source watches this place already.",
            422: "It is no address on the web, or nothing that can be read was found there.",
            503: "It was removed again meanwhile.",
        },
    ),
    Operation(method="GET", path=f"{_SOURCES}/{{name}}", does="All about a source", faults=_UNKNOWN, **_WHOLE),  # type: ignore[arg-type]  # its fields
    Operation(
        method="DELETE",
        path=f"{_SOURCES}/{{name}}",
        area="Sources",
        does="Remove a source; its entries stay",
        wants=(_SOURCE,),
        status=204,
        faults={**_UNKNOWN, 409: "A feed or channel names it, or the file cannot be edited."},
        strict=False,
    ),
    *(
        Operation(
            method="POST",
            path=f"{_SOURCES}/{{name}}/{verb}",
            does=does,
            status=status,
            faults={**_UNKNOWN, 409: conflict},
            **_WHOLE,  # type: ignore[arg-type]  # its fields
        )
        for verb, does, status, conflict in (
            ("pause", "Visit a source no more", 200, "The file cannot be edited."),
            ("resume", "Visit a source again", 200, "The file cannot be edited."),
            ("visit", "Visit a source now", 202, "It is paused, or not in the database yet."),
        )
    ),
)
"""Every method at every address for programs."""


def operation(method: str, path: str) -> Operation:
    """The row of the table. Raises KeyError if there is none."""
    return _BY_PLACE[method, path]


_BY_PLACE = {(each.method, each.path): each for each in OPERATIONS}


@cache
def document() -> Mapping[str, Any]:
    """The OpenAPI 3.1 document of all operations."""
    named: dict[str, Schema] = {}
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method.lower()] = _described(each, named)
    problem = schema(answers.Problem, named)
    described = {"application/problem+json": {"schema": problem}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "feedbot",
            "version": __version__,
            "summary": "What the pages of feedbot tell and do, for programs.",
            "description": "Moments are RFC 3339, lengths of time seconds. What goes wrong is told as RFC 9457 has it.",
        },
        # Relative, so that it holds behind a proxy's own path too: the document lies in /api/.
        "servers": [{"url": "../"}],
        "security": [{}, {"password": []}],
        "tags": [{"name": name} for name in dict.fromkeys(each.area for each in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(named.items())),
            "responses": {"Problem": {"description": "What went wrong.", "content": described}},
            "securitySchemes": {
                "password": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The password, from elsewhere than the machine of feedbot.",
                }
            },
        },
    }


def _described(each: Operation, named: dict[str, Schema]) -> dict[str, Any]:
    answered: dict[str, Any] = {"description": HTTPStatus(each.status).phrase}
    if each.gives is not None:
        answered["content"] = {"application/json": {"schema": schema(each.gives, named)}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = {str(each.status): answered}
    if each.created:
        responses["201"] = {**answered, "description": "Created"}
    plain = {"text/plain": {"schema": {"type": "string"}}}
    for status, says in each.statuses.items():
        responses[str(status)] = {"description": says, "content": {**problem, **(plain if status == 400 else {})}}
    told: dict[str, Any] = {"operationId": each.name, "summary": each.does, "tags": [each.area]}
    if each.says:
        told["description"] = each.says
    if each.wants:
        told["parameters"] = [_parameter(wanted) for wanted in each.wants]
    if each.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema(each.body, named)}},
        }
    return {**told, "responses": dict(sorted(responses.items()))}


def _parameter(wanted: Parameter) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "in": "path" if wanted.path else "query",
        "required": wanted.required,
        "description": wanted.says,
        "schema": wanted.shape,
    }
