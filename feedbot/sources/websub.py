"""WebSub subscriptions: what we ask of a hub, and whether what reaches us is what we asked for. It asks nobody.

W3C Recommendation WebSub, sections 5 to 7.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedbot.model import Push

LEASE = timedelta(days=10)
"""How long a subscription shall last; the hub may say otherwise."""

_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=90)
_FIRST, _DAY = timedelta(hours=1), timedelta(days=1)
_RENEWED = 0.8
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_LONGEST_CHALLENGE = 4096
_ENOUGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a hub's question is answered with, and the subscription after it."""

    status: int
    text: str
    push: Push


def form(push: Push, callback: str) -> Mapping[str, str]:
    """The fields of a request to a hub (section 5.1): to tell us, or to stop."""
    fields = {"hub.callback": callback, "hub.topic": push.topic}
    if push.ending:
        return {**fields, "hub.mode": "unsubscribe"}
    return {
        **fields,
        "hub.mode": "subscribe",
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
        "hub.secret": push.secret,
    }


def asked(push: Push, fault: str | None, now: datetime) -> Push:
    """The subscription after its hub was asked; `fault` says why the hub did not take it, None if it did.

    It is asked again after an hour, then twice the time each, up to a day, unless it confirms.
    """
    wait = min(_FIRST * (1 << min(push.failures, 8)), _DAY)
    return replace(push, asked=now, due=now + wait, failures=push.failures + 1, error=fault)


def answer(push: Push, query: Mapping[str, str], now: datetime) -> Answered:
    """What we say when a hub asks whether we meant it, or tells that it refuses (section 5.2, 5.3).

    A subscription is confirmed when the topic is ours and we want it; it is renewed when 80 % of the lease are over.
    """
    mode, topic, challenge = (query.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge"))
    if topic != push.topic or len(challenge) > _LONGEST_CHALLENGE:
        return Answered(status=404, text="not asked for", push=push)
    match mode:
        case "denied":
            reason = query.get("hub.reason", "").strip()[:200] or "no reason given"
            denied = replace(push, until=None, due=now + _DAY, error=f"the hub refuses: {reason}")
            return Answered(status=200, text="", push=denied)
        case "subscribe" if not push.ending and challenge:
            lease = _lease(query.get("hub.lease_seconds", ""))
            live = replace(push, until=now + lease, due=now + lease * _RENEWED, failures=0, error=None)
            return Answered(status=200, text=challenge, push=live)
        case "unsubscribe" if push.ending and challenge:
            return Answered(status=200, text=challenge, push=replace(push, until=None))
        case _:
            return Answered(status=404, text="not asked for", push=push)


def over(push: Push) -> bool:
    """Whether a subscription that we want no more is done with: the hub agreed, or was asked often enough."""
    return push.ending and ((push.until is None and push.asked is not None) or push.failures >= _ENOUGH)


def genuine(push: Push, signature: str, body: bytes) -> bool:
    """Whether a body was signed with our secret (section 7.1); `signature` is the header X-Hub-Signature."""
    method, _, given = signature.strip().partition("=")
    if method.lower() not in _METHODS or not given.isascii():
        return False
    own = hmac.new(push.secret.encode(), body, _METHODS[method.lower()]).hexdigest()
    return hmac.compare_digest(own, given.strip().lower())


def _lease(text: str) -> timedelta:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else int(LEASE.total_seconds())
    return min(max(timedelta(seconds=seconds), _SHORTEST), _LONGEST)
