from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Hints, Push
from feedbot.rules import outlook
from tests import make

HUBBED = Hints(hub="https://hub.example/")
LATER = make.NOW + timedelta(hours=1)


def push(**fields: object) -> Push:
    """A subscription that was asked for."""
    known = {"source": "sample", "hub": "h", "topic": "t", "token": "t", "secret": "s", "due": make.NOW}
    return Push(**{**known, **fields})  # type: ignore[arg-type]  # the builder passes them on


@pytest.mark.parametrize(
    ("pushed", "subscription", "state"),
    [
        (LATER, None, "tells"),
        (make.NOW, None, "idle"),
        (None, None, "idle"),
        (None, push(until=LATER), "silent"),
        (None, push(until=make.NOW, error="no"), "refused"),
        (None, push(), "asked"),
    ],
)
def test_what_a_hub_does(pushed: datetime | None, subscription: Push | None, state: str) -> None:
    """Pushing counts for more than what was asked, and a lease for more than an old refusal."""
    assert state == outlook.hub(make.cursor(hints=HUBBED, pushed=pushed), subscription, make.NOW)


def test_no_hub() -> None:
    """A source that names no hub has none, whatever was asked before."""
    assert outlook.hub(make.cursor(pushed=LATER), push(), make.NOW) is None


def test_when_it_is_visited() -> None:
    """A pause counts for more than a 410, and both for more than what is due."""
    assert "paused" == outlook.upcoming(make.source(paused=True), make.cursor(gone=True), make.NOW)
    assert "gone" == outlook.upcoming(make.source(), make.cursor(gone=True, due=LATER), make.NOW)
    assert "soon" == outlook.upcoming(make.source(), make.cursor(), make.NOW)
    assert "later" == outlook.upcoming(make.source(), make.cursor(due=LATER), make.NOW)


@given(st.text("ab:/?#@", max_size=30))
def test_addresses_lose_their_passwords(text: str) -> None:
    """What stands before the @ of an address is left out, and nothing else changes."""
    shown = outlook.public(f"https://{text}")

    assert "@" not in shown.removeprefix("https://").partition("/")[0].partition("?")[0].partition("#")[0]
    assert f"https://{text}".endswith(shown.removeprefix("https://"))
    assert "folder@home" == outlook.public("folder@home")
