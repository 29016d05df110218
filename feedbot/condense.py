"""Ask an endpoint for better summaries of what was taken in: beside the verbs, and nobody waits for it.

An entry goes out with its own sentences as ever. An answer that says what the article says takes their place later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedbot.crew import Crew
from feedbot.ingest import record
from feedbot.model import Batch, Brief, Config, Endpoint, Entry, Failed
from feedbot.net import Answer as Said
from feedbot.net import Web
from feedbot.net.headers import retry_after
from feedbot.net.kept import Kept
from feedbot.net.posts import post_json
from feedbot.rules import identity, prompts
from feedbot.store import Store, Tx, answers
from feedbot.store.answers import Answer

DEADLINE = timedelta(seconds=10)
"""How long an endpoint may take for one answer."""

FRESH = timedelta(hours=1)
"""How long after an entry was recorded it may still be asked about."""

_LONGEST = 64 * 1024
_RECENT = 500
_LOOKED = 20
_FIRST = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DOUBLINGS = 6
_REMEMBERED = 10_000
_OURS = frozenset({400, 413, 422})  # what may be wrong with the one question, and not with the endpoint

TAKEN = "taken"
"""Why an answer has a summary."""


@dataclass(slots=True, kw_only=True)
class Asker:
    """What is remembered from turn to turn; all of it may be lost.

    `until` is when the endpoint may be asked again and `problem` why not sooner; `faults` counts those in a row.
    `done` are entries, by id with their digest, that need no question.
    """

    endpoint: Endpoint | None = None
    until: datetime | None = None
    problem: str = ""
    faults: int = 0
    done: Kept[str] = field(default_factory=lambda: Kept[str](most=_REMEMBERED, weight=0))

    def turn_to(self, endpoint: Endpoint) -> None:
        """Begin anew with another endpoint, or with another model of it."""
        self.endpoint, self.until, self.problem, self.faults = endpoint, None, "", 0
        self.done = Kept[str](most=_REMEMBERED, weight=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """What a turn did.

    `entry` was asked about, and its new summary taken or not, `because`. `problem` is what is wrong with the endpoint,
    the same sentence as long as it lasts, "" while it works. `wait` is the seconds until there may be more to do, None
    for not before something is taken in.
    """

    entry: str | None = None
    taken: bool = False
    because: str = ""
    problem: str = ""
    wait: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """An entry to be asked about, by which question, and what is known of the answer already."""

    entry: Entry
    endpoint: Endpoint
    brief: Brief
    digest: str
    answer: Answer | None


async def condense(
    *,
    config: Config,
    store: Store,
    web: Web,
    crew: Crew,
    asker: Asker,
    now: Callable[[], datetime],
    deadline: timedelta = DEADLINE,
) -> Condensed:
    """Ask about one entry, the newest that nobody asked about yet, and take the answer if it is faithful.

    Never raises for a fault of the endpoint. Raises StoreError.
    """
    endpoint = config.settings.endpoint
    if endpoint is None:
        return Condensed()
    if asker.endpoint != endpoint:
        asker.turn_to(endpoint)
    if asker.until is not None and now() < asker.until:
        return Condensed(problem=asker.problem, wait=_until(asker, now()))
    case, done = await store.read(_next, config, endpoint, asker.done.get, now())
    for id, digest in done:
        asker.done.keep(id, digest)
    if case is None:
        return Condensed(problem=asker.problem if asker.faults else "", wait=0 if len(done) == _LOOKED else None)
    asker.done.keep(case.entry.id, case.entry.digest)
    if case.answer is not None:
        known = replace(case.answer, entry=case.entry.id)
        taken = await _take(known, case, config=config, store=store, now=now)
        return replace(taken, problem=asker.problem if asker.faults else "")
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    if await store.read(answers.count, today) >= endpoint.daily:
        asker.done.drop(case.entry.id)
        said = f"the {endpoint.daily:,} questions of a day (summary.daily) are used up; it goes on at 00:00 UTC"
        return _rest(asker, said, today + timedelta(days=1), now())
    return await _ask(case, config=config, store=store, web=web, crew=crew, asker=asker, now=now, deadline=deadline)


async def _ask(
    case: _Case,
    *,
    config: Config,
    store: Store,
    web: Web,
    crew: Crew,
    asker: Asker,
    now: Callable[[], datetime],
    deadline: timedelta,
) -> Condensed:
    """One question, and what becomes of its answer."""
    endpoint = case.endpoint
    text = await crew(prompts.article, case.entry)
    said = await post_json(
        web,
        f"{endpoint.url.rstrip('/')}/chat/completions",
        prompts.question(case.entry.title, text, endpoint, case.brief),
        headers={"authorization": f"Bearer {endpoint.key.value}"} if endpoint.key else {},
        deadline=deadline,
        most=_LONGEST,
    )
    if isinstance(said, Failed) or said.status >= 300:
        return await _failed(said, case, store=store, asker=asker, now=now())
    try:
        summary = prompts.answer(said.body)
    except prompts.CutOffError as error:
        await store.write(answers.keep, _answer(case, None, str(error), now()))
        _works(asker)
        return Condensed(entry=case.entry.id, because=str(error), wait=0)
    except ValueError as error:
        # It counts as asked, so that one entry that is answered so cannot keep all others waiting.
        await store.write(answers.keep, _answer(case, None, str(error), now()))
        return _fault(asker, f"the endpoint is of no use: {error}; correct summary.endpoint", now(), case)
    _works(asker)
    refusal = await crew(_refusal, summary, case, text)
    answer = _answer(case, None if refusal else summary, refusal or TAKEN, now())
    if refusal:
        await store.write(answers.keep, answer)
        return Condensed(entry=case.entry.id, because=refusal, wait=0)
    return await _take(answer, case, config=config, store=store, now=now)


def _refusal(summary: str, case: _Case, text: str) -> str:
    from feedbot.text.faithful import check  # late: it takes 50 ms, and few have an endpoint

    brief, entry = case.brief, case.entry
    most = prompts.most(brief)
    refused = check(summary, entry.title, text, limit=brief.length, most=most, language=entry.language)
    return refused.because if refused else ""


async def _take(answer: Answer, case: _Case, *, config: Config, store: Store, now: Callable[[], datetime]) -> Condensed:
    missed = await store.write(_absorb, answer, case, config=config, now=now())
    return Condensed(entry=answer.entry, taken=not missed, because=missed, wait=0)


def _absorb(tx: Tx, answer: Answer, case: _Case, *, config: Config, now: datetime) -> str:
    """Keep an answer, and give its summary to the entry; why not, if that is another one by now."""
    if case.answer is None:
        answers.keep(tx, answer)
    held = answers.held(tx, answer.entry)
    if held is None:
        return "the entry was withdrawn meanwhile"
    entry, sightings = held
    if (entry.title, entry.content) != (case.entry.title, case.entry.content) or answer.summary is None:
        return "the entry changed meanwhile"
    changed = replace(entry, summary=answer.summary, updated=max(now, entry.updated))
    changed = replace(changed, digest=identity.digest(changed))
    # The keys are written down with it, or the next visit would take what the source says for something new.
    record(tx, Batch(source=entry.source, changed=(changed,), sightings=sightings), config=config, now=now)
    return ""


def _next(
    tx: Tx, config: Config, endpoint: Endpoint, known: Callable[[str], str | None], now: datetime
) -> tuple[_Case | None, list[tuple[str, str]]]:
    """The newest entry to be asked about, and those looked at before it that need no question."""
    done: list[tuple[str, str]] = []
    for id, digest in answers.recent(tx, now - FRESH, _RECENT):
        if known(id) == digest:
            continue
        held = answers.held(tx, id)
        case = None if held is None else _case(tx, held[0], config, endpoint)
        if case is not None:
            return case, done
        done.append((id, digest))
        if len(done) == _LOOKED:
            break
    return None, done


def _case(tx: Tx, entry: Entry, config: Config, endpoint: Endpoint) -> _Case | None:
    """The question about an entry; None if there is none, or its answer was refused or has been shown before."""
    source = config.source(entry.source)
    brief = source.brief if source else config.settings.brief
    if len(prompts.article(entry)) <= brief.length:
        return None
    digest = prompts.digest(entry, endpoint, brief)
    answer = answers.find(tx, digest)
    if answer is not None and (answer.summary in {None, entry.summary} or answer.entry == entry.id):
        return None
    return _Case(entry=entry, endpoint=endpoint, brief=brief, digest=digest, answer=answer)


async def _failed(said: Said | Failed, case: _Case, *, store: Store, asker: Asker, now: datetime) -> Condensed:
    """What a fault of the endpoint means: when it is asked again, and whether this question is."""
    if isinstance(said, Failed):
        return _fault(asker, f"the endpoint cannot be asked: {said.reason}", now, case)
    told = " ".join(said.body[:500].decode("utf-8", "replace").split())[:200]
    problem = f"the endpoint answers {said.status}" + (f" ({told})" if told else "")
    if said.status in _OURS:
        await store.write(answers.keep, _answer(case, None, problem, now))
        return _fault(asker, f"{problem}; see that it has the model of summary.model", now, case)
    if said.status in {401, 403}:
        return _fault(asker, f"{problem}; set FEEDBOT_SUMMARY_KEY to a key that it takes", now, case, _HOUR)
    if said.status == 429 or said.status >= 500:
        return _fault(asker, f"{problem}; it is asked again later", now, case, retry_after(said.headers, now))
    return _fault(asker, f"{problem}; correct summary.endpoint", now, case)


def _fault(asker: Asker, problem: str, now: datetime, case: _Case, wait: timedelta | None = None) -> Condensed:
    """Leave the endpoint alone, twice as long at each fault, an hour at most unless it wants more."""
    asker.faults = min(asker.faults + 1, _DOUBLINGS + 1)
    asker.done.drop(case.entry.id)
    if wait is None:
        wait = min(_FIRST * 2 ** (asker.faults - 1), _HOUR)
    return replace(_rest(asker, problem, now + wait, now), entry=case.entry.id, because=problem)


def _works(asker: Asker) -> None:
    asker.faults, asker.problem, asker.until = 0, "", None


def _rest(asker: Asker, problem: str, until: datetime, now: datetime) -> Condensed:
    asker.until, asker.problem = until, problem
    return Condensed(problem=problem, wait=_until(asker, now))


def _until(asker: Asker, now: datetime) -> float:
    return max(0.05, ((asker.until or now) - now).total_seconds())


def _answer(case: _Case, summary: str | None, because: str, now: datetime) -> Answer:
    return Answer(digest=case.digest, entry=case.entry.id, at=now, summary=summary, because=because)
