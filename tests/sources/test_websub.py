import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Push
from feedbot.sources import websub
from tests.make import NOW, hours

TOPIC = "https://example.org/feed"


def push(**fields: Any) -> Push:
    """A subscription that was asked for and is not confirmed yet."""
    dull = {
        "source": "sample",
        "hub": "https://hub.example/",
        "topic": TOPIC,
        "token": "t" * 43,
        "secret": "s" * 43,
        "due": NOW,
        "asked": NOW,
    }
    return Push(**{**dull, **fields})


def question(**fields: str) -> dict[str, str]:
    """A hub's question whether we meant it."""
    dull = {"mode": "subscribe", "topic": TOPIC, "challenge": "abc", "lease_seconds": "864000"}
    return {f"hub.{name}": value for name, value in {**dull, **fields}.items()}


def test_a_request_names_callback_topic_lease_and_secret() -> None:
    """Section 5.1: mode, topic, callback; a lease and a secret when subscribing, neither when ending."""
    fields = websub.form(push(), "https://me.example/hub/t")
    ending = websub.form(push(ending=True), "https://me.example/hub/t")

    assert ("subscribe", TOPIC, "https://me.example/hub/t", "864000", "s" * 43) == (
        fields["hub.mode"],
        fields["hub.topic"],
        fields["hub.callback"],
        fields["hub.lease_seconds"],
        fields["hub.secret"],
    )
    assert {"hub.mode", "hub.topic", "hub.callback"} == ending.keys()
    assert "unsubscribe" == ending["hub.mode"]
    assert len(fields["hub.secret"]) < 200


def test_a_confirmed_subscription_echoes_the_challenge() -> None:
    """Section 5.3: status 200 and the challenge, nothing else; the lease counts from now, renewed at 80 %."""
    answered = websub.answer(push(failures=3, error="x"), question(lease_seconds="1000"), NOW)

    assert (200, "abc") == (answered.status, answered.text)
    assert NOW + timedelta(seconds=1000) == answered.push.until
    assert NOW + timedelta(seconds=800) == answered.push.due
    assert (0, None) == (answered.push.failures, answered.push.error)


@pytest.mark.parametrize(
    ("lease", "length"),
    [
        ("", timedelta(days=10)),
        ("nonsense", timedelta(days=10)),
        ("1", timedelta(minutes=5)),
        ("99999999999999", timedelta(days=10)),
        ("999999999", timedelta(days=90)),
        ("-5", timedelta(days=10)),
    ],
)
def test_a_lease_is_bounded(lease: str, length: timedelta) -> None:
    """What a hub says of the lease is taken between 5 minutes and 90 days; nonsense is what we asked for."""
    assert NOW + length == websub.answer(push(), question(lease_seconds=lease), NOW).push.until


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (push(), question(topic="https://example.org/other")),
        (push(), question(mode="unsubscribe")),
        (push(ending=True), question()),
        (push(), question(challenge="")),
        (push(), question(mode="publish")),
        (push(), {}),
        (push(), question(challenge="x" * 5000)),
    ],
)
def test_what_we_did_not_ask_for_is_denied(held: Push, asked: dict[str, str]) -> None:
    """Section 5.3.1: 404 for another topic or an action that is not wished, and nothing changes."""
    answered = websub.answer(held, asked, NOW)

    assert 404 == answered.status
    assert held == answered.push
    assert "abc" not in answered.text


def test_an_end_that_we_want_is_confirmed() -> None:
    """An unsubscription we asked for is echoed, and done with."""
    answered = websub.answer(push(ending=True, until=NOW + hours(5)), question(mode="unsubscribe"), NOW)

    assert (200, "abc") == (answered.status, answered.text)
    assert websub.over(answered.push)


def test_a_hub_that_refuses_is_asked_again_tomorrow() -> None:
    """Section 5.2: a denial ends the subscription, with the hub's reason."""
    answered = websub.answer(
        push(until=NOW + hours(5)), {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "no such topic"}, NOW
    )

    assert 200 == answered.status
    assert (None, NOW + hours(24)) == (answered.push.until, answered.push.due)
    assert "the hub refuses: no such topic" == answered.push.error


def test_a_hub_without_an_answer_is_asked_less_and_less() -> None:
    """After an hour first, twice that each time, a day at most; a fault is kept for people."""
    first = websub.asked(push(), "no connection", NOW)
    many = websub.asked(push(failures=30), None, NOW)

    assert (NOW + hours(1), 1, "no connection") == (first.due, first.failures, first.error)
    assert (NOW + hours(24), 31, None) == (many.due, many.failures, many.error)


def test_an_unwanted_subscription_is_done_with_after_three_requests() -> None:
    """A hub that never answers does not keep us asking for ever; a wanted one is never over."""
    assert websub.over(push(ending=True, until=NOW, failures=3))
    assert not websub.over(push(ending=True, until=NOW, failures=2))
    assert not websub.over(push(failures=30))


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512", "SHA256"])
def test_a_signature_proves_the_hub(method: str) -> None:
    """Section 7.1: the HMAC of the body with our secret, in any of the four methods."""
    signature = hmac.new(b"s" * 43, b"<feed/>", getattr(hashlib, method.lower())).hexdigest()

    assert websub.genuine(push(), f"{method}={signature}", b"<feed/>")
    assert websub.genuine(push(), f"{method}={signature.upper()}", b"<feed/>")
    assert not websub.genuine(push(), f"{method}={signature}", b"<feed> </feed>")
    assert not websub.genuine(push(secret="other"), f"{method}={signature}", b"<feed/>")


@given(st.text(max_size=200), st.binary(max_size=50))
def test_no_other_signature_proves_anything(signature: str, body: bytes) -> None:
    """Whatever the header says, it is no proof, and no error either."""
    assert not websub.genuine(push(), signature, body)
    assert not websub.genuine(push(), f"sha256={signature}", body)
    assert not websub.genuine(push(), f"md5={hashlib.md5(body, usedforsecurity=False).hexdigest()}", body)


@given(st.dictionaries(st.sampled_from([f"hub.{n}" for n in ("mode", "topic", "challenge", "reason")]), st.text()))
def test_any_question_has_an_answer(asked: dict[str, str]) -> None:
    """Whatever is asked, the status is 200 or 404, and only our topic is confirmed."""
    answered = websub.answer(push(), asked, NOW)

    assert answered.status in {200, 404}
    assert 404 == answered.status or asked["hub.topic"] == TOPIC
