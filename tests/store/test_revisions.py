from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from feedbot.model import Attribution, Category, Entry, Episode, Link, Person
from feedbot.store import entries, read, revisions, write
from tests import make
from tests.make import NOW
from tests.store import given

FULL = make.entry(
    1,
    authors=(Person(name="A", uri="https://a.example/", email="a@a.example"),),
    categories=(Category(term="t", scheme="s", label="l"),),
    attribution=(Attribution(name="Agency", alias="AG", via=True),),
    links=(Link(href="https://e.example/x.mp3", type="audio/mpeg", length=5, duration=60),),
    episode=Episode(season=2, number=3, explicit=False),
    language="uk",
)


def change(engine: Engine, new: Entry, minutes: int) -> None:
    """Let a newer version of an entry take the place of the one held."""
    moment = NOW + timedelta(minutes=minutes)
    with write(engine) as tx:
        revisions.keep(tx, (new,), moment)
        entries.record(tx, replace(given.edited(1), changed=(new,)), moment)


def test_older_versions_are_kept_whole(engine: Engine) -> None:
    """Each version that was changed comes back as it was, oldest first, with the moment until which it stood."""
    second = replace(FULL, title="Two", digest="d2")
    third = replace(FULL, title="Three", digest="d3")
    with write(engine) as tx:
        entries.record(tx, given.of(FULL), NOW)
    change(engine, second, 1)
    change(engine, third, 2)
    with read(engine) as tx:
        assert ((FULL, NOW + timedelta(minutes=1)), (second, NOW + timedelta(minutes=2))) == revisions.history(
            tx, FULL.id
        )
        assert () == revisions.history(tx, "urn:nobody")
        wanted = [(FULL.id, FULL.digest), (FULL.id, "d2"), (FULL.id, "d3"), (FULL.id, "never")]
        assert {wanted[0]: FULL, wanted[1]: second, wanted[2]: third} == revisions.versions(tx, wanted)


def test_what_did_not_change_is_not_kept(engine: Engine) -> None:
    """The same version once more, and an entry that is not held, leave nothing behind."""
    with write(engine) as tx:
        entries.record(tx, given.of(FULL), NOW)
        revisions.keep(tx, (FULL, make.entry(2)), NOW)
    with read(engine) as tx:
        assert () == revisions.history(tx, FULL.id)
