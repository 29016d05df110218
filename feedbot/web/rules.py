"""The page of rules: those in force, and an editor that tells faults, tries a rule on what came in, and saves it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from feedbot.desk import Desk
from feedbot.rehearse import KINDS, LISTED, MOST, USUAL, Target, targets
from feedbot.rehearse import target as named
from feedbot.rules.scanner import Flaw
from feedbot.web import entries, openapi, pages, ruling
from feedbot.web.parted import parted

NUMBERS = (100, USUAL, 2_000, MOST)
"""On how many entries a rule can be tried here."""

_LONGEST = 5_000  # characters that are read of a rule; over 4,000 it has a flaw that says so
_AROUND = 24
_FRESH = "search:"
_NAME = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,100}")
_STRANGE = re.compile(r"[\x00\ud800-\udfff]")


def routes(desk: Desk, stage: ruling.Stage | None = None) -> list[web.RouteDef]:
    """GET of /rules and /api, POST of /rules and /rules/check."""
    site = _Rules(desk, stage or ruling.Stage(desk))
    return [
        web.get("/rules", site.show),
        web.post("/rules", site.take),
        web.post("/rules/check", site.check),
        web.get("/api", site.api),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the editor: a rule and what it is for. `choice` is "channel:NAME", or "search:" for a new one."""

    choice: str = _FRESH
    name: str = ""
    rule: str = ""
    newest: int = USUAL

    @property
    def kind(self) -> str:
        """What the rule is for."""
        return self.choice.partition(":")[0]

    @property
    def own(self) -> str:
        """The name of what the rule is for."""
        return self.name if self.choice == _FRESH else self.choice.partition(":")[2]


class _Rules:
    def __init__(self, desk: Desk, stage: ruling.Stage) -> None:
        self._desk, self._stage = desk, stage

    async def show(self, request: web.Request) -> web.Response:
        """GET and HEAD of /rules: the list, and the editor with the rule of ?target=, or with ?rule=."""
        known = self._target(request.query.get("target", ""))
        rule = _rule(request.query.get("rule", known.where if known else ""))
        choice = f"{known.kind}:{known.name}" if known and known.table else _FRESH
        return self._page(request, Draft(choice=choice, rule=rule))

    async def check(self, request: web.Request) -> web.Response:
        """POST: what is wrong with a rule, while it is typed."""
        draft = _draft(await request.post())
        return self._page(request, draft, block="flaws", flaws=self._flaws(draft), checked=True)

    async def take(self, request: web.Request) -> web.Response:
        """POST: try a rule, or save it (`do`)."""
        form = await request.post()
        draft = _draft(form)
        if flaws := self._flaws(draft):
            return self._page(request, draft, status=422, block="outcome", flaws=flaws, checked=True)
        return await (self._save(request, draft) if form.get("do") == "save" else self._try(request, draft))

    async def api(self, request: web.Request) -> web.Response:
        """GET and HEAD of /api: what programs may ask."""
        areas: dict[str, list[openapi.Operation]] = {}
        for each in openapi.OPERATIONS:
            areas.setdefault(each.area, []).append(each)
        return pages.render(request, "api.html", areas=areas, schemas=openapi.document()["components"]["schemas"])

    async def _try(self, request: web.Request, draft: Draft) -> web.Response:
        target = self._target(draft.choice) or Target(kind="search", name=draft.name, title="")
        found = await self._stage.rehearse(draft.rule, target, draft.newest)
        if found is None:
            busy = pages.reader(request).t("rules.busy")
            return self._page(request, draft, status=429, block="outcome", refusal=busy)
        return self._page(request, draft, block="outcome", found=found, target=target)

    async def _save(self, request: web.Request, draft: Draft) -> web.Response:
        told = pages.reader(request)
        known = self._target(f"{draft.kind}:{draft.own}")
        if draft.choice == _FRESH:
            wrong = "" if _NAME.fullmatch(draft.name) else "rules.no_name"
            wrong = "rules.taken" if known else wrong
        else:
            wrong = "" if known and known.table else "rules.unknown"
        if wrong:
            return self._page(request, draft, status=422, block="outcome", refusal=told.t(wrong))
        if faults := await ruling.save(self._desk, draft.kind, draft.own, draft.rule):
            return self._page(request, draft, status=422, block="outcome", faults=faults)
        return pages.go(request, _address(draft.kind, draft.own), told.t(f"rules.saved_{draft.kind}"))

    def _flaws(self, draft: Draft) -> tuple[Flaw, ...]:
        return ruling.flaws(draft.rule, self._desk.config(), needed=draft.kind == "search")

    def _target(self, told: str) -> Target | None:
        kind, _, name = told.partition(":")
        return named(self._desk.config(), kind, name)

    def _page(
        self,
        request: web.Request,
        draft: Draft,
        *,
        status: int = 200,
        block: str = "main",
        flaws: tuple[Flaw, ...] = (),
        **fields: Any,  # noqa: ANN401  # what the template takes
    ) -> web.Response:
        known = targets(self._desk.config())
        shown: Mapping[str, Any] = {
            "draft": draft,
            "known": {kind: [each for each in known if each.kind == kind] for kind in KINDS},
            "numbers": NUMBERS,
            "flaws": [(flaw, *_around(draft.rule, flaw.column)) for flaw in flaws],
            "faults": (),
            "refusal": "",
            "checked": False,
            "found": None,
            "target": None,
            "most": LISTED,
            "edit": _address,
            "search": _search,
            "entry_path": entries.address,
            "parted": parted,
            **fields,
        }
        return pages.render(request, "rules.html", status=status, block=block, **shown)


def _draft(form: Mapping[str, object]) -> Draft:
    """What a form has; what it cannot have is taken for nothing."""
    told = {name: value if isinstance(value, str) else "" for name, value in form.items()}
    number = told.get("newest", "")
    newest = int(number) if number in map(str, NUMBERS) else USUAL
    return Draft(
        choice=_STRANGE.sub("", told.get("target", ""))[:300] or _FRESH,
        name=told.get("name", "").strip()[:200],
        rule=_rule(told.get("rule", "")),
        newest=newest,
    )


def _rule(text: str) -> str:
    return ruling.line(_STRANGE.sub("\ufffd", text[:_LONGEST]))


def _around(rule: str, column: int) -> tuple[str, str, str]:
    """The part of a rule around a column: what stands before it, there, and behind."""
    at = column - 1
    before = rule[max(at - _AROUND, 0) : at]
    return ("…" if at > _AROUND else "") + before, rule[at : at + 1], rule[at + 1 : at + _AROUND]


def _address(kind: str, name: str) -> str:
    """The address of the page with a rule in the editor."""
    return "/rules?" + urlencode({"target": f"{kind}:{name}"})


def _search(rule: str) -> str:
    """The address of the search for what passes a rule; "" for one that is too long for an address."""
    address = "/entries?" + urlencode({"q": rule})
    return address if len(address) < 4_000 else ""
