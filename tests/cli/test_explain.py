import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from feedbot.model import DIGEST, JUMP, Batch
from feedbot.store import entries, open_store, outbox, people, revisions, tables, write
from tests import bases, make
from tests.cli.conftest import Feedbot, rows
from tests.store import given

MORNING = "digest 2026-03-15T08:00"


@pytest.fixture
def engine(place: Path, feedbot: Feedbot) -> Iterator[Engine]:
    """The store after a round that sent one message."""
    feedbot("run", "--once")
    with closing(open_store(bases.address(place / "state" / "feedbot.db"))) as store:
        yield store.engine


def sent(engine: Engine) -> str:
    """The subject of the one message that was sent."""
    with write(engine) as tx:
        (delivery,) = outbox.deliveries(tx, state="sent")
        return delivery.subject


def change(engine: Engine, subject: str, **fields: object) -> None:
    """Let a delivery be otherwise."""
    with write(engine) as tx:
        tx.execute(update(tables.outbox).where(tables.outbox.c.subject == subject).values(**fields))


def digest(engine: Engine, one: str, **fields: object) -> None:
    """Let a message be told in a digest, which is as `fields` say."""
    change(engine, one, folded=DIGEST + MORNING, gather=MORNING, standing=(), **fields)
    with write(engine) as tx:
        outbox.promise(tx, [given.promise(make.entry(), subject=DIGEST + MORNING, gather=MORNING)], make.NOW)
    change(engine, DIGEST + MORNING, **fields)


def test_why_tells_of_digests(engine: Engine, feedbot: Feedbot) -> None:
    """why says for which digest an entry waits, and in which message it was told."""
    one = sent(engine)
    change(engine, one, shown=None, gather=MORNING, standing=(), attempts=0)
    assert "console: waits for the digest of 08:00" in feedbot("why", one)[1]

    digest(engine, one, shown="digest-1", wanted="digest-1")
    change(engine, DIGEST + MORNING, standing=make.standing(70))
    assert "in the digest of 08:00; message 70" in feedbot("why", one)[1]


def test_why_tells_what_changed(engine: Engine, feedbot: Feedbot) -> None:
    """A title that changed alone is told apart from a text that did; the newest change comes first."""
    one = sent(engine)
    with write(engine) as tx:
        held = entries.find(tx, one)
        assert held is not None
        first = replace(held, title="Headline of the day, corrected", digest="2")
        later = replace(first, title="Last headline", content="<p>Other.</p>", digest="3")
        last = replace(later, content="<p>Another.</p>", digest="4")
        for minute, each in enumerate((first, later, last)):
            revisions.keep(tx, [each], make.NOW + make.minutes(minute))
            entries.record(tx, Batch(source=held.source, changed=(each,)), make.NOW)
    out = feedbot("why", one)[1]
    told = [line.partition(": ")[2] for line in out.splitlines() if line.startswith("changed ")]

    assert [
        "not its title; messages that stand are edited",
        'the title, it was "Headline of the day, corrected", and more; messages that stand are edited',
        f'the title alone, it was "{held.title}"; messages that stand are edited',
    ] == told
    known = json.loads(feedbot("why", one, "--json")[1])["changes"]
    assert ["rest", "both", "title"] == [each["what"] for each in known]


def test_why_tells_what_is_told_once_more(engine: Engine, feedbot: Feedbot) -> None:
    """A second notification stands below the first; readers of the bot are counted, not named."""
    one = sent(engine)
    with write(engine) as tx:
        again = given.promise(make.entry(), subject=JUMP + one, wanted="jump")
        theirs = given.promise(make.entry(), subject=one, channel=people.channel_name("777000111"))
        outbox.promise(tx, [again, theirs], make.NOW)
    told = feedbot("why", one)[1]
    found = rows(feedbot("why", one, "--json"))

    assert "tells of its story once more" in told
    assert "1 reader of the bot: promised to them, too" in told
    assert "777000111" not in told
    assert (1, [one, JUMP + one]) == (found["readers"], [each["subject"] for each in found["deliveries"]])
    assert "as message" in found["deliveries"][0]["became"]


def test_a_digest_in_the_outbox(engine: Engine, feedbot: Feedbot) -> None:
    """What a digest tells has its title, the digest its name; retry owes both again, and counts what is told."""
    digest(engine, sent(engine), shown=None, wanted="x", parked="too strange")
    listed = {row["title"]: row["became"] for row in rows(feedbot("outbox", "--json"))}
    code, out, _ = feedbot("outbox", "retry")
    after = {row["title"]: row["became"] for row in rows(feedbot("outbox", "--json"))}

    assert {"Headline of day 2", DIGEST + MORNING} == set(listed)
    assert all(each.startswith("set aside: too strange") for each in listed.values())
    assert (0, "1 owed again, in 1 digest; `feedbot run` sends them\n") == (code, out)
    assert "the message that tells it is under way" in after["Headline of day 2"]
    assert "tells of 1 article in one message" in after[DIGEST + MORNING]


ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three English words."""


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_reasons_are_told_in_the_language_of_the_terminal(
    engine: Engine, place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """why, search and story show tell reasons as the pages do, poll as why; a program reads them in English."""
    one = sent(engine)
    calls = [("why", one), ("search", "headline -absent"), ("story", "show", one), ("poll", "articles", "--dry-run")]
    english = [feedbot(*call)[1] for call in calls]
    programs = [feedbot(*call, "--json")[1] for call in calls[:3]]
    monkeypatch.setattr("feedbot.cli.words.translate", lambda command: command)  # it would stay so
    monkeypatch.setattr("feedbot.cli.words.language", lambda: language)
    told = [
        re.sub("`[^`]*`|Headline of day|The text of that day|Northern Wire", "", feedbot(*call)[1]) for call in calls
    ]

    assert "because: takes every source" in english[0]
    assert 'no "absent"' in english[1]
    assert "nothing like it was told" in english[2]
    assert [] == [ENGLISH.findall(each) for each in told if ENGLISH.search(each)]
    assert programs == [feedbot(*call, "--json")[1] for call in calls[:3]]


def test_the_canary_is_told_in_the_language_of_the_terminal(
    place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How it is, is a sentence without English words; a program reads English."""
    config = place / "config.toml"
    canary = '[canary]\nevery = "1h"\nchat = "console"\n'
    config.write_text(config.read_text() + canary)
    program = feedbot("why", "canary", "--json")
    monkeypatch.setattr("feedbot.cli.words.translate", lambda command: command)  # it would stay so
    monkeypatch.setattr("feedbot.cli.words.language", lambda: "uk")

    assert (0, '{"canary": "none ever came through, and none was made"}\n', "") == program
    assert program == feedbot("why", "canary", "--json")
    assert "перевірний шлях: ще жодного разу не пройдено; жодного не розпочато\n" == feedbot("why", "canary")[1]
