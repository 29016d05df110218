import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedbot.model import Ailment, Alarm, Batch, Cursor, Evidence, Habits, Hints, Push
from feedbot.store import Tx, entries, health, open_store, pushes, visits, write
from tests import bases, make
from tests.cli.conftest import CONFIG, Feedbot, rows
from tests.make import NOW

AHEAD = datetime(2199, 1, 1, tzinfo=UTC)
HUBBED = Hints(hub="https://me:secret@hub.example/")
LOST = Ailment(code="failing", source="articles", since=NOW, because="404 Not Found", remedy="Correct url.")


def known(place: Path, **fields: Any) -> None:
    """Let this be known of the source "articles"."""
    with writing(place) as tx:
        visits.leave(tx, [Cursor(**{"source": "articles", "due": AHEAD, "visited": NOW, "tried": NOW, **fields})])


@contextmanager
def writing(place: Path) -> Iterator[Tx]:
    """A transaction in the store of that place."""
    (place / "state").mkdir(exist_ok=True)
    store = open_store(bases.address(place / "state" / "feedbot.db"))
    try:
        with write(store.engine) as tx:
            yield tx
    finally:
        store.close()


NOTES = (
    "read as windows-1251: it is declared, and the letters agree, although utf-8 is declared too",
    "its XML is broken (line 2: not well-formed (invalid token)); what could be read was read",
    '"Fog": "in June" is no date to go by (it cannot be read); the moment it was first seen counts',
    '"Fog": "1 May 2199" is no date to go by (it lies ahead); the moment it was first seen counts',
    '"Fog": its title of 1,200 characters was cut to 1,000 (limits.title)',
    'declares "en" and is written in Ukrainian; "uk" counts',
    "all its items are dated by the visit, so no date counts but when each was first seen",
    "only the first 5,000 items are read (limits.items)",
)
"""What visits of feeds note."""


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_notes_are_told_in_the_language_of_the_terminal(
    place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """What a visit noted, and what was told of a source, is told by why and in the list; a program reads English."""
    known(place, notes=NOTES)
    with writing(place) as tx:
        health.write(tx, [Alarm(ailment=LOST, at=NOW, over=False)], [], [])
    monkeypatch.setattr("feedbot.cli.words.translate", lambda command: command)  # it would stay so
    monkeypatch.setattr("feedbot.cli.words.language", lambda: language)
    told = feedbot("why", "articles")[1]

    quoted = re.sub(r'"[^"]*"|«[^»]*»|`[^`]*`|limits\.\w+|not well-formed|invalid token|404 Not Found', "", told)
    assert [] == re.findall("[a-z]{3,} [a-z]{2,}", quoted)
    assert "failing" not in told
    assert list(NOTES) == json.loads(feedbot("why", "articles", "--json")[1])["notes"]


def test_the_newest_entry_of_a_source_is_told(place: Path, feedbot: Feedbot) -> None:
    """It is told by when it was published, also where the first visit brought it."""
    known(place)
    with writing(place) as tx:
        entries.record(tx, Batch(source="articles", opened=(make.entry(source="articles", published=NOW),)), NOW)

    assert f"newest entry:  {NOW:%Y-%m-%d %H:%M:%S} UTC\n" in feedbot("why", "articles")[1]


def test_a_source_is_explained(place: Path, feedbot: Feedbot) -> None:
    """why NAME says how a source is read, by what its items are known, and every term of its next visit."""
    known(
        place,
        decoded="windows-1251: it is declared, and the letters agree",
        naming="link",
        evidence=Evidence(items=50, changed=40),
        habits=Habits(items=30, certificate=NOW),
        moved="https://me:secret@new.example/feed",
        moves=2,
        notes=("one item was cut",),
        terms=("1 hour: the config says so", "+2% so that sources do not move in step"),
    )
    code, told, _ = feedbot("why", "articles")

    assert 0 == code
    assert told.startswith("articles: ok\n")
    assert "moved to:      https://new.example/feed (permanent redirects in 2 visits)\n" in told
    assert "it worked\n" in told
    assert "read as:       windows-1251: it is declared, and the letters agree\n" in told
    assert "items are known by: their links, for its ids were given up: of 50 that were counted until then 40" in told
    assert "usual items:   30\n" in told
    assert re.search(r"certificate: +is good until 2026-03-14 \d\d:", told)
    assert "note: one item was cut\n" in told
    assert re.search(r"\nnext visit: (2198|2199)-.*, in [\d,]+ days\n  1 hour: the config says so\n  \+2%", told)


def test_a_source_that_fails_is_explained(place: Path, feedbot: Feedbot) -> None:
    """What is wrong with it, what to do, and what was told of it stand below."""
    known(place, error="404 Not Found; correct url", fault="missing", failures=3, failing=NOW, due=NOW)
    with writing(place) as tx:
        health.write(tx, (Alarm(ailment=LOST, at=NOW, over=False),), (), (LOST,))
    told = feedbot("why", "articles")[1]

    assert told.startswith("articles: failing\n")
    assert "it failed: 404 Not Found; correct url; the last that worked was 2026-03-14" in told
    assert ", as soon as may be\n" in told
    assert re.search(r"since 2026-03-14 .*: 404 Not Found\n  what to do: Correct url\.\n", told)
    assert re.search(r"what was told of it, newest first\n  2026-03-14 .*  failing: 404 Not Found\n", told)


def test_recovery_is_in_what_was_told(place: Path, feedbot: Feedbot) -> None:
    """What is over is told as that."""
    known(place)
    with writing(place) as tx:
        health.write(tx, (Alarm(ailment=LOST, at=NOW, over=True),), (LOST,), ())

    assert "  over: failing\n" in feedbot("why", "articles")[1]


def test_a_source_that_never_worked(place: Path, feedbot: Feedbot) -> None:
    """A source of which no visit worked says so, and one that was never visited is an error."""
    assert 'feedbot: "articles" was never visited\n  what to do: `feedbot run` or' in feedbot("why", "articles")[2]
    known(place, error="it does not exist", visited=None)

    assert "it failed: it does not exist; none worked yet\n" in feedbot("why", "articles")[1]


def test_a_source_that_is_not_visited_yet(place: Path, feedbot: Feedbot) -> None:
    """One that the daemon knows already says that, not that a visit worked."""
    with writing(place) as tx:
        visits.enrol(tx, ["articles"], NOW)

    assert "last visit:    none yet\n" in feedbot("why", "articles")[1]


def test_moments_are_on_the_clock_of_the_config(place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the zone of the machine is, and the zone is told."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        known(place)
        told = [feedbot("why", "articles")[1]]
        (place / "config.toml").write_text(CONFIG.replace("[feedbot]", '[feedbot]\ntimezone = "Europe/Kyiv"'))
        told += [feedbot("why", "articles")[1], feedbot("sources")[1]]
    finally:
        monkeypatch.undo()
        time.tzset()

    assert "last visit:    2026-03-14 12:00:00 UTC, it worked\n" in told[0]
    assert "last visit:    2026-03-14 14:00:00 EET, it worked\n" in told[1]
    assert " 2026-03-14 14:00:00 EET " in told[2]


@pytest.mark.parametrize(
    ("gone", "config", "told"),
    [
        (True, CONFIG, "next visit: none, it is gone for good (410); correct its url, or remove it, or try once more"),
        (False, CONFIG.replace("settle =", "paused = true\nsettle ="), "next visit: none, it is paused; `feedbot"),
    ],
    ids=["gone", "paused"],
)
def test_no_visit_has_no_terms(place: Path, feedbot: Feedbot, gone: bool, config: str, told: str) -> None:  # noqa: FBT001 - a case
    """Where there is no next visit, the reason stands alone: terms of one would be wrong."""
    (place / "config.toml").write_text(config)
    known(place, gone=gone, terms=("1 hour: the config says so",))
    found = feedbot("why", "articles")[1]

    assert told in found
    assert "the config says so" not in found
    assert json.loads(feedbot("why", "articles", "--json")[1])["next"] is None


PUSH = Push(source="articles", hub="https://hub.example/", topic="t", token="t", secret="s", due=NOW)  # nothing real


@pytest.mark.parametrize(
    ("pushed", "push", "told"),
    [
        (AHEAD, None, r"https://hub\.example/ tells us of news until (2198|2199)-"),
        (None, None, r"https://hub\.example/ is not asked to tell us of news"),
        (NOW, {"until": AHEAD}, r"did not tell us of the last news, so the source is visited as if there were none"),
        (None, {"asked": NOW, "error": "it refused"}, r"was asked to tell us of news 2026-03-14 .*: it refused"),
        (None, {"asked": NOW, "until": NOW}, r"is being asked to tell us of news"),
    ],
    ids=["live", "never asked", "forgetful", "refused", "asked"],
)
def test_what_a_hub_does_is_explained(
    place: Path, feedbot: Feedbot, pushed: datetime | None, push: dict[str, Any] | None, told: str
) -> None:
    """A hub that a source names is told with what it does for us, without a password that it may carry."""
    known(place, hints=HUBBED, pushed=pushed)
    if push is not None:
        with writing(place) as tx:
            pushes.keep(tx, [replace(PUSH, **push)])
    found = feedbot("why", "articles")[1]

    assert re.search(rf"hub: +.*{told}", found)
    assert "secret" not in found


def test_a_source_is_explained_as_json(place: Path, feedbot: Feedbot) -> None:
    """The same as a JSON object, with moments in ISO 8601."""
    known(place, terms=("a term",), notes=("a note",), pushed=AHEAD)
    with writing(place) as tx:
        health.write(tx, (Alarm(ailment=LOST, at=NOW, over=False),), (), (LOST,))
    found = rows(feedbot("why", "articles", "--json"))

    assert ("articles", "folder", "id") == tuple(found[key] for key in ("name", "kind", "naming"))
    assert AHEAD.isoformat() == found["next"]
    assert (["a term"], ["a note"], AHEAD.isoformat()) == (found["terms"], found["notes"], found["pushed"])
    assert [{"code": "failing", "since": NOW.isoformat(), "because": "404 Not Found", "remedy": "Correct url."}] == (
        found["ailments"]
    )
    assert [{"code": "failing", "at": NOW.isoformat(), "over": False, "because": "404 Not Found"}] == found["told"]
