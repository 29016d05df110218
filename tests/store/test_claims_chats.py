"""Several channels that lead into one chat, and the topics of a chat."""

from sqlalchemy import Engine, select, update

from feedbot.store import chats, claims, write
from feedbot.store.tables import lanes
from tests import make
from tests.make import NOW, hours
from tests.store.given import batch, claimed, held, settled, sure


def together(engine: Engine, *named: str) -> None:
    """A lane for each chat, with a delivery each."""
    held(engine, *(batch(number, channel=f"c{number}") for number in range(1, len(named) + 1)))
    with write(engine) as tx:
        chats.place(tx, {f"c{number}": chat for number, chat in enumerate(named, 1)}, NOW)


def test_one_chat_is_written_to_by_one_worker(engine: Engine) -> None:
    """While a lane is leased, no other lane that leads into its chat is claimed; lanes without a chat do not mind."""
    together(engine, "-100", "-100", "-200")
    names = ["c1", "c2", "c3"]

    assert "c1" == sure(claimed(engine, *names)).lane.channel
    assert "c3" == sure(claimed(engine, *names)).lane.channel
    assert claimed(engine, *names) is None
    with write(engine) as tx:
        tx.execute(update(lanes).values(home=None))
    assert "c2" == sure(claimed(engine, *names)).lane.channel


def test_a_claim_knows_what_others_sent_to_its_chat(engine: Engine) -> None:
    """The times of their sends are there, and none of other chats, nor its own."""
    together(engine, "-100", "-100", "-200")
    for name in ("c1", "c3"):
        settled(engine, sure(claimed(engine, name)), lane={"sent": (NOW,)})

    second = sure(claimed(engine, "c2"))
    settled(engine, second)

    assert (NOW,) == second.crowd
    assert () == sure(claimed(engine, "c1")).crowd


def test_a_flood_holds_all_lanes_of_its_chat(engine: Engine) -> None:
    """What Telegram asks of a chat holds for each channel there; a longer wait stays."""
    together(engine, "-100", "-100", "-200", "-100")
    with write(engine) as tx:
        tx.execute(update(lanes).where(lanes.c.channel == "c4").values(ready=NOW + hours(2)))
        claims.hush(tx, make.lane("c1", home="-100", ready=NOW + hours(1)))
        ready = {row.channel: row.ready for row in tx.execute(select(lanes.c.channel, lanes.c.ready))}

    assert (NOW, NOW + hours(1), NOW, NOW + hours(2)) == tuple(ready[f"c{number}"] for number in range(1, 5))


def test_topics_that_we_made(engine: Engine) -> None:
    """A topic is known by its chat and name until it is gone."""
    together(engine, "-100")
    with write(engine) as tx:
        claims.place(tx, "-100", "Wire", 5)
        claims.place(tx, "-100", "Wire", 6)
        claims.place(tx, "-200", "Wire", 7)
    claim = sure(claimed(engine, "c1"))
    assert {"Wire": 5} == claim.topics

    settled(engine, claim)
    with write(engine) as tx:
        claims.displace(tx, "-100", 5)
    assert {} == sure(claimed(engine, "c1")).topics
