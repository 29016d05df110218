"""Tell of changes to our feeds: hubs elsewhere, and whoever subscribed to a document at our own hub (W3C WebSub).

What is owed is in the store, from the transaction on in which a publication is noted. A call that was answered, and was
not noted because the process died, is made once more.
"""

import asyncio
import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from feedbot.feeds import FORMATS, addresses
from feedbot.feeds.addresses import Address
from feedbot.model import Config, Failed, Feed, Ping, Subscriber
from feedbot.net import Answer, Web
from feedbot.net.addresses import literal
from feedbot.net.callbacks import Calls, call
from feedbot.net.headers import retry_after
from feedbot.net.hosts import Hosts
from feedbot.net.targets import PORTS
from feedbot.rules import leases
from feedbot.rules.leases import Heard, Refusal, Request, Wish
from feedbot.store import Store, Tx, subscribers
from feedbot.store.addresses import token

DEADLINE = timedelta(seconds=20)
"""How long one call may take."""

_MISSING = timedelta(minutes=1)
_TIDIED = timedelta(minutes=1)
_A_MINUTE = 3_000  # requests to our hub in a minute, and
_A_MINUTE_A_HOST = 600  # those with callbacks at one host
_DENIED = leases.written(Wish(mode="denied"))


@dataclass(slots=True, kw_only=True)
class Voice:
    """Calls under way, and what is remembered from turn to turn; all of it may be lost.

    `gap` lies between two questions to callbacks at one host. `half` has for a feed and its hub elsewhere what it is
    being told of, and the addresses that it has heard. `done` counts what was told since the last turn.
    """

    calls: Calls
    gap: timedelta = timedelta(seconds=0.2)
    half: dict[tuple[str, str], tuple[str | None, set[str]]] = field(default_factory=dict)
    tidied: tuple[Config, datetime] | None = None
    done: int = 0
    hosts: Hosts = field(init=False)

    def __post_init__(self) -> None:
        self.hosts = Hosts(self.gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A turn: documents that were delivered and hubs that were told since the last, and what is wrong with hubs.

    `wait` is the seconds until there is more to do, None for not before something is published or a call ends.
    """

    told: int = 0
    problems: tuple[str, ...] = ()
    wait: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be done now, and when more is."""

    pings: tuple[Ping, ...]
    keys: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    then: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """What every call needs."""

    config: Config
    store: Store
    web: Web
    voice: Voice
    now: Callable[[], datetime]


async def announce(*, config: Config, store: Store, web: Web, voice: Voice, now: Callable[[], datetime]) -> Announced:
    """Begin the calls that are due, as many as there is room for; waits for none of them. Raises StoreError."""
    means, calls = _Means(config=config, store=store, web=web, voice=voice, now=now), voice.calls
    await _tidy(means)
    plan = await store.read(_plan, now())
    for ping in plan.pings:
        calls.begin(f"{ping.feed} {ping.hub}", leases.host(ping.hub), partial(_ping, means, ping), now())
    for callback, topic in plan.keys:
        calls.begin(callback, leases.host(callback), partial(_serve, means, callback, topic), now())
    told, voice.done = voice.done, 0
    then = min((each for each in (plan.then, calls.rested(now())) if each is not None), default=None)
    wait = None if then is None else max(0.05, (then - now()).total_seconds())
    return Announced(told=told, problems=plan.problems, wait=wait)


@dataclass(slots=True, kw_only=True)
class Hub:
    """Our own hub as its subscribers reach it; `wake` hears that there is something to do."""

    config: Callable[[], Config]
    store: Store
    web: Web
    now: Callable[[], datetime]
    wake: Callable[[], None] = lambda: None
    _minute: datetime | None = None
    _heard: Counter[str] = field(default_factory=Counter)

    async def asked(self, fields: Sequence[tuple[str, str]]) -> tuple[int, str]:
        """The answer to a request (section 5.1): 202, or why not. What its callback says of it comes later.

        Raises StoreError.
        """
        request = leases.request(fields)
        if isinstance(request, Refusal):
            return request.status, request.reason
        host, now = leases.host(request.callback), self.now()
        if refused := self._private(request.callback, host) or self._flooded(host, now):
            return refused.status, refused.reason
        refused = await self.store.write(_accept, self.config(), request, now)
        if refused:
            return refused.status, refused.reason
        self.wake()
        return 202, ""

    def _private(self, callback: str, host: str) -> Refusal | None:
        """What is private by its very spelling is refused here; what a name hides, when it is dialled."""
        number = literal(host)
        parts = urlsplit(callback)
        if number is None or self.web.guard.admits(number, parts.port or PORTS[parts.scheme]):
            return None
        reason = "hub.callback leads to a private address, which this hub does not call unless its owner allows it"
        return Refusal(status=403, reason=f"{reason} (allow_private)")

    def _flooded(self, host: str, now: datetime) -> Refusal | None:
        """Whether so many asked within a minute that the next one has to wait."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._heard = minute, Counter()
        if self._heard.total() >= _A_MINUTE or self._heard[host] >= _A_MINUTE_A_HOST:
            return Refusal(status=429, reason="too many requests; try again in a minute")
        self._heard[host] += 1
        return None


def _accept(tx: Tx, config: Config, request: Request, now: datetime) -> Refusal | None:
    """Write a request down beside what stands until its callback confirmed it, unless it waits already."""
    row = subscribers.find(tx, request.callback, request.topic)
    found = _document(tx, config, request.topic)
    if found is None and (row is None or request.wish.mode == "subscribe"):
        return Refusal(status=404, reason="hub.topic is no document of this hub; use the address that it names as self")
    if row is not None and leases.same(row.pending, request.wish):
        return None
    name = row.feed if found is None and row else found[0].name if found else ""
    counts = subscribers.crowd(tx, name, leases.host(request.callback), now)
    crowd = leases.Crowd(feed=counts[0], host=counts[1], waiting=counts[2], waiting_at_host=counts[3])
    if refused := leases.room(crowd, known=row is not None or request.wish.mode == "unsubscribe"):
        return refused
    if row is None and found:
        row = Subscriber(
            callback=request.callback,
            topic=request.topic,
            feed=found[0].name,
            format=found[1].format or "",
            secret="",
            lease=request.wish.lease,
            due=now,
        )
    if row:
        subscribers.keep(tx, replace(row, pending=leases.written(request.wish), due=now))
    return None


def _document(tx: Tx, config: Config, topic: str) -> tuple[Feed, Address] | None:
    """The document that an address means, if our hub serves it.

    That is the newest one of a feed that names this hub, in one of its formats; a private one only by its secret.
    """
    start = f"{config.settings.url}/feeds/"
    file = leases.plain(topic)
    address = addresses.read(file.removeprefix(start)) if file.startswith(start) else None
    if address is None or address.page is not None:
        return None
    feed = next((each for each in config.feeds if each.name == address.feed), None)
    if feed is None or feed.hub != leases.address(config.settings.url) or address.format not in feed.formats:
        return None
    if not feed.private:
        return (feed, address) if address.token is None else None
    secret = token(tx, feed.name)
    same = hmac.compare_digest((address.token or "").encode(), (secret or "").encode())
    return (feed, address) if secret and same else None


async def _tidy(means: _Means) -> None:
    """Bring what is kept in step with the config: when that changed, and now and then, as addresses may be revoked."""
    config, now, held = means.config, means.now(), means.voice.tidied
    if held and held[0] is config and now - held[1] < _TIDIED:
        return
    await means.store.write(_clear, config, now)
    means.voice.tidied = config, now


def _clear(tx: Tx, config: Config, now: datetime) -> None:
    subscribers.expire(tx, now)
    gone = [topic for topic in subscribers.topics(tx) if _document(tx, config, topic) is None]
    subscribers.deny(tx, gone, _DENIED, now)
    url = config.settings.url
    subscribers.leave_hubs(tx, {(feed.name, leases.elsewhere(feed, url) or "") for feed in config.feeds})


def _plan(tx: Tx, now: datetime) -> _Plan:
    return _Plan(
        pings=subscribers.untold(tx, now),
        keys=subscribers.due(tx, now),
        problems=tuple(each.error for each in subscribers.hubs(tx) if each.error),
        then=subscribers.next_due(tx, now),
    )


async def _ping(means: _Means, ping: Ping) -> None:
    """Tell a hub elsewhere of each document of a feed (section 6); after a fault only of those it did not hear of."""
    known, heard = means.voice.half.get((ping.feed, ping.hub), (None, set[str]()))
    told = heard if known == ping.wanted else set[str]()
    means.voice.half[ping.feed, ping.hub] = ping.wanted, told
    said = Heard(status=204)
    for address in await means.store.read(_addresses, means.config, ping.feed):
        if address in told:
            continue
        form = {"hub.mode": "publish", "hub.url": address, "hub.topic": address}
        answer = await means.web.post(ping.hub, form=form, limits=means.config.settings.limits)
        said = _heard(answer, "it", means.now(), tell=True)
        if not said.good:
            break
        told.add(address)
    await means.store.write(_keep_ping, ping, said, means.now())
    means.voice.done += said.good


def _addresses(tx: Tx, config: Config, name: str) -> tuple[str, ...]:
    """The addresses of a feed's documents, in the order of its formats."""
    feed = next((each for each in config.feeds if each.name == name), None)
    secret = token(tx, name) if feed and feed.private else None
    if feed is None or (feed.private and secret is None):
        return ()
    start = f"{config.settings.url}/feeds/{Address(feed=name, token=secret).stem}"
    return tuple(start + FORMATS[format].suffix for format in feed.formats)


def _keep_ping(tx: Tx, ping: Ping, said: Heard, now: datetime) -> None:
    held = subscribers.hub(tx, ping.feed, ping.hub)
    if held is not None and ping.wanted is not None:
        subscribers.keep_hub(tx, leases.told(held, ping.wanted, said, now))


async def _serve(means: _Means, callback: str, topic: str) -> None:
    """The next thing to be done for a subscription: ask its callback, tell it that it is denied, or deliver."""
    row, name = await means.store.read(_look, means.config, callback, topic)
    if row is None:
        return
    wish = leases.wished(row.pending) if row.pending else None
    if name is None and (wish is None or wish.mode == "subscribe"):
        await means.store.write(subscribers.deny, [topic], _DENIED, means.now())
    elif wish is not None:
        await _ask(means, row, wish, means.config.settings.output / (name or ""))
    elif name is not None:
        await _deliver(means, row, means.config.settings.output / name)


def _look(tx: Tx, config: Config, callback: str, topic: str) -> tuple[Subscriber | None, str | None]:
    """A subscription, and the file of its document, None if that is not served (any more)."""
    found = _document(tx, config, topic)
    file = found[1].stem + FORMATS[found[1].format or ""].suffix if found else None
    return subscribers.find(tx, callback, topic), file


async def _ask(means: _Means, row: Subscriber, wish: Wish, path: Path) -> None:
    """Ask a callback whether its subscriber meant it (section 5.3), or tell it that he is denied (section 5.2)."""
    challenge = secrets.token_urlsafe(32)
    host = leases.host(row.callback)
    await means.voice.hosts.at(host).turn()
    since = means.now()
    address = leases.question(row.callback, leases.asked(wish, row.topic, challenge))
    answer = await call(means.web, address, headers={}, deadline=DEADLINE, most=len(challenge) + 1)
    document = await asyncio.to_thread(_read, path) if wish.mode == "subscribe" else None
    said = _heard(answer, "the callback", means.now())
    await means.store.write(_keep_answer, row, said, challenge, since, document, means.now())


def _keep_answer(
    tx: Tx,
    row: Subscriber,
    said: Heard,
    challenge: str,
    since: datetime,
    document: tuple[bytes, datetime] | None,
    now: datetime,
) -> None:
    held = subscribers.find(tx, row.callback, row.topic)
    if held is None:
        return
    after = leases.answered(held, row.pending or "", said, challenge, since=since, now=now)
    if after is None:
        subscribers.drop(tx, row.callback, row.topic)
        return
    if held.until is None and after.until is not None and document:
        after = leases.begun(after, leases.fingerprint(document[0]), document[1], now)
    subscribers.keep(tx, after)


async def _deliver(means: _Means, row: Subscriber, path: Path) -> None:
    """Send a document as it lies in the folder, which is what is served (section 7)."""
    document = await asyncio.to_thread(_read, path)
    if document is None:
        await means.store.write(_put_off, row, means.now())
        return
    body, said = document[0], Heard(status=204)
    digest = leases.fingerprint(body)
    if digest != row.shown:
        headers = _headers(row, means.config.settings.url)
        if row.secret:
            headers["X-Hub-Signature"] = await asyncio.to_thread(leases.signature, row.secret, body)
        answer = await call(means.web, row.callback, body=body, headers=headers, deadline=DEADLINE)
        said = _heard(answer, "the callback", means.now())
        means.voice.done += said.good
    await means.store.write(_keep_delivered, row, digest, said, means.now())


def _headers(row: Subscriber, url: str) -> dict[str, str]:
    """What goes with a document: its type as it is served, its hub and itself."""
    return {
        "Content-Type": f"{FORMATS[row.format].media_type}; charset=utf-8",
        "Link": f'<{leases.address(url)}>; rel="hub", <{row.topic}>; rel="self"',
    }


def _keep_delivered(tx: Tx, row: Subscriber, digest: str, said: Heard, now: datetime) -> None:
    held = subscribers.find(tx, row.callback, row.topic)
    if held is None:
        return
    after = leases.delivered(held, row.wanted, digest, said, now)
    if after is None:
        subscribers.drop(tx, row.callback, row.topic)
    else:
        subscribers.keep(tx, after)


def _put_off(tx: Tx, row: Subscriber, now: datetime) -> None:
    """A document whose file is gone is written again by itself."""
    held = subscribers.find(tx, row.callback, row.topic)
    if held is not None:
        subscribers.keep(tx, replace(held, due=now + _MISSING))


def _read(path: Path) -> tuple[bytes, datetime] | None:
    """A document, and when it was written; None if it is not there."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None


def _heard(answer: Answer | Failed, who: str, now: datetime, *, tell: bool = False) -> Heard:
    """What a call came to; with `tell` the reason has what the other side says of it."""
    if isinstance(answer, Failed):
        return Heard(status=None, wait=answer.retry_after, reason=answer.reason)
    said = " ".join(answer.body[:500].decode("utf-8", "replace").split())[:200] if tell else ""
    wait = retry_after(answer.headers, now) if answer.status in (429, 503) else None
    reason = f"{who} answers {answer.status}" + (f" ({said})" if said else "")
    return Heard(status=answer.status, body=answer.body, wait=wait, reason=reason)
