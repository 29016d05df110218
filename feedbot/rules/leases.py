"""A hub's judgement: what a request means, how long a subscription lasts, when a call is repeated and when given up.

W3C Recommendation WebSub, sections 5 to 7. It asks nobody and keeps nothing.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode, urlsplit

from feedbot.model import Feed, Ping, Subscriber

SHORTEST, USUAL, LONGEST = timedelta(minutes=5), timedelta(days=10), timedelta(days=30)
"""How long a subscription lasts at least, if nobody says, and at most."""

OF_A_FEED, OF_A_HOST = 1_000, 50
"""How many subscribers one feed has at most, and how many of them have their callbacks at one host."""

WAITING, WAITING_AT_A_HOST = 2_000, 500
"""How many requests wait for their callback's word at most, and how many for one host's."""

FRESH = timedelta(hours=1)
"""What was published so shortly before a subscription began, its subscriber may not have read."""

GONE = "this document is not published here any more, or has another hub now"
"""Why a subscription that was good is denied."""

_LONG = 2_000  # characters of an address
_SECRET = 200  # section 5.1: bytes, and fewer than that
_NAMES = ("hub.mode", "hub.callback", "hub.topic", "hub.lease_seconds", "hub.secret")
_UNRESERVED = re.compile(r"%(2[DEde]|3[0-9]|4[1-9A-Fa-f]|5[0-9AFaf]|6[1-9A-Fa-f]|7[0-9AEae])")
_TRIES = 3  # times that a callback is asked for its word
_AGAIN = timedelta(seconds=10)
_FIRST, _SLOWEST = timedelta(seconds=30), timedelta(hours=6)
_ENOUGH = 14  # failed deliveries in a row; with these waits the last is about a day after the first
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

Mode = Literal["subscribe", "unsubscribe", "denied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not taken: an HTTP status and a sentence for whoever wrote the subscriber."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What waits for a callback's word, or has to be told to it ("denied"); `tries` counts how often it was asked."""

    mode: Mode
    lease: timedelta = USUAL
    secret: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that can be understood."""

    callback: str
    topic: str
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many there are: subscribers of a feed, those of them at a host; requests that wait, those for that host."""

    feed: int = 0
    host: int = 0
    waiting: int = 0
    waiting_at_host: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a call came to; `status` None if there was no answer. `wait` is what was asked of us (Retry-After)."""

    status: int | None
    body: bytes = b""
    wait: timedelta | None = None
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether it was a success."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def unsure(self) -> bool:
        """Whether another try may bring another answer."""
        return self.status is None or self.status >= 500 or self.status in (408, 425, 429)


def address(url: str) -> str:
    """The address of our own hub at a site."""
    return f"{url}/hub"


def elsewhere(feed: Feed, url: str) -> str | None:
    """The hub that is to be told of a feed's changes; None if there is none, or it is our own at this site."""
    return None if feed.hub == address(url) else feed.hub


def fingerprint(body: bytes) -> str:
    """The digest of a document, by which versions of it are told apart."""
    return hashlib.sha256(body).hexdigest()[:32]


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature (section 7.1)."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def request(fields: Sequence[tuple[str, str]]) -> Request | Refusal:
    """What a subscriber asks for by the fields of a form (section 5.1); names that nobody knows are left alone."""
    given = {name: value for name, value in fields if name in _NAMES}
    callback, topic, secret = (given.get(f"hub.{name}", "") for name in ("callback", "topic", "secret"))
    mode, lease = given.get("hub.mode", ""), _lease(given.get("hub.lease_seconds", ""))
    wrong = _twice(fields) or _mode(mode) or _callback(callback)
    if not wrong and not 0 < len(topic) <= _LONG:
        wrong = f"hub.topic must be the address of a feed, at most {_LONG:,} characters long"
    if not wrong and mode == "subscribe":
        if len(secret.encode("utf-8", "replace")) >= _SECRET or "\0" in secret:
            wrong = f"hub.secret must be shorter than {_SECRET} bytes, and without NUL"
        elif lease is None:
            wrong = "hub.lease_seconds must be a whole number of seconds"
    if wrong:
        return Refusal(status=400, reason=wrong)
    wish = Wish(mode="unsubscribe")
    if mode == "subscribe":
        wish = Wish(mode="subscribe", lease=lease or USUAL, secret=secret)
    return Request(callback=callback.partition("#")[0], topic=topic, wish=wish)


def room(crowd: Crowd, *, known: bool) -> Refusal | None:
    """Why there is no room for another request; None if there is. `known` says that its subscription is there."""
    if crowd.waiting >= WAITING or crowd.waiting_at_host >= WAITING_AT_A_HOST:
        return Refusal(status=429, reason="too many requests wait for their callbacks; try again in a minute")
    if known or (crowd.feed < OF_A_FEED and crowd.host < OF_A_HOST):
        return None
    if crowd.feed >= OF_A_FEED:
        return Refusal(status=403, reason=f"this feed has as many subscribers as a feed may have, {OF_A_FEED:,}")
    return Refusal(
        status=403, reason=f"this feed has {OF_A_HOST} subscribers at the callback's host, and takes no more"
    )


def plain(url: str) -> str:
    """An address without needless escapes: "%61" is "a" (section 5.1.1; RFC 3986, section 2.3)."""
    return _UNRESERVED.sub(lambda found: chr(int(found[1], 16)), url)


def question(callback: str, fields: Mapping[str, str]) -> str:
    """The address at which a callback is asked: its own query first, and ours after it (section 5.1.1)."""
    joint = "" if callback.endswith(("?", "&")) else "&" if "?" in callback else "?"
    return callback + joint + urlencode(fields)


def asked(wish: Wish, topic: str, challenge: str) -> Mapping[str, str]:
    """What a callback is asked, or told (sections 5.2 and 5.3)."""
    fields = {"hub.mode": wish.mode, "hub.topic": topic}
    if wish.mode == "denied":
        return {**fields, "hub.reason": GONE}
    if wish.mode == "subscribe":
        fields["hub.lease_seconds"] = str(int(wish.lease.total_seconds()))
    return {**fields, "hub.challenge": challenge}


def written(wish: Wish) -> str:
    """A wish as a text, for `Subscriber.pending`: a request stays beside what it would change until it is confirmed."""
    return f"{wish.mode} {int(wish.lease.total_seconds())} {wish.tries} {wish.secret}"


def wished(pending: str) -> Wish:
    """The wish that `written` wrote."""
    mode, _, rest = pending.partition(" ")
    lease, tries, secret = (*rest.split(" ", 2), "", "", "")[:3]
    return Wish(
        mode="unsubscribe" if mode == "unsubscribe" else "denied" if mode == "denied" else "subscribe",
        lease=timedelta(seconds=int(lease)) if lease else USUAL,
        tries=int(tries or 0),
        secret=secret,
    )


def same(pending: str | None, wish: Wish) -> bool:
    """Whether a wish waits already."""
    return pending is not None and replace(wished(pending), tries=0) == replace(wish, tries=0)


def answered(
    row: Subscriber, tried: str, heard: Heard, challenge: str, *, since: datetime, now: datetime
) -> Subscriber | None:
    """A subscription after its callback was asked at `since`, or told that it is denied; None: there is none any more.

    Only a success whose body is the challenge confirms (section 5.3.1); a lease counts from the question. If the answer
    is no, all stays as it was (section 5.1). No answer is asked for again, three times in all. `tried` is the wish as
    it was then: a newer one waits for an answer of its own.
    """
    if row.pending != tried:
        return row
    wish = wished(tried)
    if heard.unsure and wish.tries + 1 < _TRIES:
        again = max(_AGAIN * 6**wish.tries, min(heard.wait or _AGAIN, _HOUR))
        return replace(row, pending=written(replace(wish, tries=wish.tries + 1)), due=now + again, error=heard.reason)
    if wish.mode == "denied":
        return None
    if not heard.good or heard.body != challenge.encode():
        reason = f"{heard.reason}, and not the challenge" if heard.good else heard.reason
        wait = _grown(row.failures - 1) if row.failures else timedelta(0)
        left = replace(row, pending=None, due=now + wait, error=reason)
        return left if row.until is not None and row.until > now else None
    if wish.mode == "unsubscribe":
        return None
    return replace(
        row,
        secret=wish.secret,
        lease=wish.lease,
        until=since + wish.lease,
        pending=None,
        due=now,
        failures=0,
        error=None,
    )


def begun(row: Subscriber, digest: str, at: datetime, now: datetime) -> Subscriber:
    """A subscription that was just confirmed for the first time; `digest` is the document's, written `at`.

    Its subscriber is taken to have read the document, unless that is so fresh that he may have come before it.
    """
    if now - at < FRESH:
        return replace(row, wanted=digest, shown=None)
    return replace(row, wanted=digest, shown=digest)


def delivered(row: Subscriber, tried: str | None, digest: str, heard: Heard, now: datetime) -> Subscriber | None:
    """A subscription after the document of `digest` was sent to it; None: it is over (section 7).

    `tried` is what was wanted when the document was read: this one or an older one. A success delivers and 410
    ends. All else is sent again later, for about a day; then only once something new is wanted, and never sooner than
    the callback's rest allows.
    """
    if heard.status == 410:
        return replace(row, until=None) if row.pending is not None else None
    if heard.good:
        wanted = digest if row.wanted == tried else row.wanted
        return replace(row, wanted=wanted, shown=digest, due=now, failures=0, error=None)
    failures = row.failures + 1
    wait = max(_grown(row.failures), min(heard.wait or timedelta(0), _DAY))
    enough = failures >= _ENOUGH and row.wanted == tried
    reason = f"given up until the next change: {heard.reason}" if enough else heard.reason
    return replace(row, wanted=row.shown if enough else row.wanted, due=now + wait, failures=failures, error=reason)


def told(ping: Ping, digest: str, heard: Heard, now: datetime) -> Ping:
    """A hub's row after it was told of the change to `digest`.

    A refusal is repeated after an hour and then ever more seldom; what may pass, after half a minute at first.
    """
    if heard.good:
        return replace(ping, shown=digest, due=now, failures=0, error=None)
    hub, failures = host(ping.hub) or "elsewhere", ping.failures + 1
    if heard.unsure:
        wait = max(min(_grown(ping.failures), _HOUR), heard.wait or timedelta(0))
        error = f'the hub {hub} could not be told of feed "{ping.feed}": {heard.reason}; it is tried again by itself'
    else:
        wait = min(_HOUR * (1 << min(ping.failures, 8)), _DAY)
        error = f'the hub {hub} will not be told of feed "{ping.feed}": {heard.reason}; correct the hub of this feed'
    return replace(ping, due=now + wait, failures=failures, error=error)


def host(url: str) -> str:
    """The host of an address in small letters; "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _twice(fields: Sequence[tuple[str, str]]) -> str:
    names = [name for name, _ in fields if name in _NAMES]
    return next((f"{name} is given more than once" for name in names if names.count(name) > 1), "")


def _mode(mode: str) -> str:
    if mode in ("subscribe", "unsubscribe"):
        return ""
    if mode == "publish":
        return "this hub serves its own feeds only, and knows by itself when they change"
    return 'hub.mode must be "subscribe" or "unsubscribe"'


def _callback(text: str) -> str:
    """What is wrong with the address of a callback, "" if nothing."""
    if not text or len(text) > _LONG:
        return f"hub.callback must be an address, at most {_LONG:,} characters long"
    if not text.isprintable() or " " in text:
        return "hub.callback must not have spaces or control characters"
    try:
        parts = urlsplit(text)
        name, port = parts.hostname, parts.port
    except ValueError:
        return "hub.callback cannot be read as an address"
    if parts.scheme not in ("http", "https") or not name or port == 0:
        return "hub.callback must be a whole address that begins with https:// or http://"
    if "@" in parts.netloc:
        return "hub.callback must not have a user's name or password"
    return ""


def _lease(text: str) -> timedelta | None:
    """The lease that is granted for the one that was asked for; None if that is no number."""
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit()):
        return None
    seconds = int(text) if len(text) < 10 else 10**9
    return min(max(timedelta(seconds=seconds), SHORTEST), LONGEST)


def _grown(failures: int) -> timedelta:
    return min(_FIRST * (1 << min(failures, 20)), _SLOWEST)
