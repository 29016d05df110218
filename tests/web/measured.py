"""A feedbot of which everything can be measured: a store with all there is, and a meter that was told of everything."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine, insert, update

from feedbot.deliver import Turn
from feedbot.metrics import Meter
from feedbot.model import (
    CANARY,
    READERS,
    Absent,
    Ailment,
    Canary,
    Config,
    Failed,
    Later,
    Outcome,
    Probe,
    Refused,
    Report,
    Sent,
    Unknown,
)
from feedbot.store import canary as canaries
from feedbot.store import feeds, health, outbox, tables, visits, write
from tests import make
from tests.make import NOW, hours, minutes
from tests.store import given
from tests.web.shelled import HERE, PASSWORD, config

LOCKED = config(PASSWORD)


def settings(**fields: Any) -> Config:
    """A config with a site on this machine, a source, a feed, a channel and a canary."""
    way = Canary(every=minutes(5), source=make.source(CANARY), feed=make.feed(CANARY), channel=make.channel(CANARY))
    return make.config(settings=make.settings(url=HERE, canary=way), **fields)


def turn(outcome: Outcome | None = None, channel: str = "console", probe: Probe | None = None, **fields: Any) -> Turn:
    """A turn of delivering that came to this."""
    delivery = replace(make.delivery(**fields), channel=channel)
    return Turn(delivery=delivery, outcome=outcome, probe=probe)


def fed() -> Meter:
    """A meter that was told of everything once."""
    meter = Meter()
    meter.expects(["ingest", "deliver-1", "deliver-2"], NOW.timestamp())
    meter.turned("deliver-2", 0.3, failed=True, at=NOW.timestamp() + 5)
    meter.took_in(Report(new=3, changed=2, withdrawn=1))
    meter.pushed(Report(new=1))
    meter.visited(make.harvest(1, took=timedelta(seconds=2)))
    meter.visited(make.harvest(visit=Failed(reason="403", fault="login")))
    meter.fetched(304, 0.2)
    meter.fetched(None, 30)
    later = Later(after=minutes(1), reason="flood", fault=False)
    for outcome in (Sent(messages=(1,)), later, replace(later, fault=True), Unknown(reason="reset")):
        meter.delivered(turn(outcome))
    meter.delivered(turn(Refused(reason="too long", scope="message"), channel=f"{READERS}7"))
    meter.delivered(turn(dropped="too old", channel="removed"))
    meter.delivered(turn(probe=Absent()))
    meter.delivered(Turn())
    meter.called("sendMessage", "200")
    meter.called("<script>", "none")
    meter.published(files=4, removed=1)
    meter.announced(2)
    return meter


def fill(engine: Engine) -> None:
    """A source that was visited and one that fails, six entries, and what became of their promises."""
    canary = make.entry(9, source=CANARY, published=NOW - minutes(9))
    with write(engine) as tx:
        feeds.enrol(tx, ["main", CANARY], NOW, lambda: f"urn:uuid:{token_hex(4)}")
        visits.enrol(tx, ["sample"], NOW)
        visits.leave(tx, [make.cursor(tried=NOW - minutes(3), due=NOW - minutes(2), visited=NOW - minutes(3))])
        ill = Ailment(source="sample", code="late", since=NOW - hours(9), because="silent", remedy="Look.")
        health.write(tx, (), (), [ill])
    for number in range(1, 7):
        given.held(engine, given.of(make.entry(number)), now=NOW - minutes(10))
    given.held(engine, given.of(make.entry(7), channel=f"{READERS}7", memberships=()), now=NOW - minutes(10))
    given.held(engine, given.of(make.entry(8), channel="removed", memberships=()), now=NOW - minutes(10))
    given.held(engine, given.of(canary, channel=CANARY, feed=CANARY), now=NOW - minutes(9))
    fates: dict[int, dict[str, Any]] = {
        1: {"shown": "digest-1", "settled": NOW, "unknowns": 2},
        2: {"parked": "too long"},
        3: {"dropped": "too old"},
        9: {"shown": "digest-9", "settled": NOW - minutes(8)},
    }
    with write(engine) as tx:
        outbox.enrol(tx, ["console"], NOW)
        for number, fields in fates.items():
            mine = tables.outbox.c.subject == make.entry(number).id
            tx.execute(update(tables.outbox).where(mine).values(**fields))
        feeds.published(tx, CANARY, 9, "digest")
        canaries.tend(tx, NOW)
        learnt = {"probes": 3, "found": 2, "failures": 1, "gone": "kicked"}
        tx.execute(update(tables.lanes).where(tables.lanes.c.channel == "console").values(**learnt))
        sub = {"hub": "https://hub.example", "topic": "t", "secret": "s", "due": NOW, "ending": False}
        held = ((0, NOW + hours(1)), (0, None), (2, NOW - hours(1)))
        rows = [
            {**sub, "source": f"s{number}", "token": f"k{number}", "failures": failures, "until": until}
            for number, (failures, until) in enumerate(held)
        ]
        tx.execute(insert(tables.pushes), rows)
        listener = {"topic": "t", "feed": "main", "format": "atom", "secret": "s", "lease": hours(1), "due": NOW}
        tx.execute(
            insert(tables.subscribers),
            [
                {**listener, "callback": f"https://reader.example/{number}", "failures": failures, "until": until}
                for number, (failures, until) in enumerate(held)
            ],
        )
        tx.execute(insert(tables.pings), [{"feed": "main", "hub": "https://hub.example", "due": NOW, "failures": 0}])
        people = [{"chat": "1", "digest": (), "made": NOW, "stopped": None}]
        people.append({"chat": "2", "digest": (), "made": NOW, "stopped": NOW})
        tx.execute(insert(tables.people), people)
