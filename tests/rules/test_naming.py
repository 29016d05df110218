from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Batch, Cursor, Evidence, Harvest, Item, Known, Naming, Promise, Sighting
from feedbot.rules import naming
from tests import make
from tests.make import NOW

NOTHING = Known(sightings={}, entries={}, first=False)


def items(number: int = 20, **fields: object) -> list[Item]:
    """Items that differ in everything."""
    return [
        make.item(**{"id": str(each), "link": f"https://example.org/{each}", "title": f"T {each}", **fields})
        for each in range(number)
    ]


def cursor(known_by: Naming = "id", **counts: int) -> Cursor:
    """A cursor with this evidence."""
    return make.cursor(naming=known_by, evidence=Evidence(**counts))


def test_good_ids_are_kept() -> None:
    """A few bad ids among many are no reason to give all up, nor are a few bad ids in all."""
    for counts in (cursor(items=400, changed=100), cursor(items=9, changed=9), cursor()):
        assert "id" == naming.decide(counts, items())


def test_bad_ids_are_given_up_for_links() -> None:
    """Over a quarter of bad ids, and ten at least, of whatever sort: items are known by their links."""
    for bad in (
        cursor(items=40, changed=11),
        cursor(items=40, repeated=11),
        cursor(items=40, missing=11),
        cursor(items=40, changed=4, repeated=4, missing=3),
    ):
        assert "link" == naming.decide(bad, items())


def test_links_must_tell_items_apart() -> None:
    """Where links are shared or missing titles and dates are taken, and where these are no better the ids stay."""
    bad = cursor(items=40, changed=40)

    assert "text" == naming.decide(bad, items(link="https://example.org/"))
    assert "text" == naming.decide(bad, items(link=None))
    assert "id" == naming.decide(bad, items(link=None, title="Same"))
    assert "id" == naming.decide(bad, items(link=None, title=None))
    assert "id" == naming.decide(bad, [])


def test_links_are_given_up_for_titles() -> None:
    """Links that are shared in the end are given up too, but not for one small document."""
    assert "link" == naming.decide(cursor("link"), items())
    assert "text" == naming.decide(cursor("link"), items(link=None))
    assert "link" == naming.decide(cursor("link"), items(9, link=None))


def test_the_note_says_what_was_decided_and_why() -> None:
    """The operator is told once, in numbers."""
    bad = cursor(items=50, changed=40, missing=2)

    assert (
        "of its last 50 ids 40 changed while links or titles stayed, 2 were missing: "
        "items are known by their links now",
    ) == naming.note(bad, "link")
    assert () == naming.note(bad, "id")
    assert ("its links are missing or shared too: items are known by their titles and dates now",) == naming.note(
        cursor("link"), "text"
    )


@pytest.mark.parametrize(
    ("known_by", "counts", "said"),
    [
        ("id", {"items": 90}, "their ids"),
        ("id", {"items": 90, "missing": 3}, "their ids, although of the last 90 3 were missing"),
        (
            "link",
            {"items": 50, "changed": 40, "repeated": 1},
            "their links, for its ids were given up: of 50 that were counted until then 40 changed while links or "
            "titles stayed, 1 named two articles or more",
        ),
        ("text", {}, "their titles and dates"),
    ],
)
def test_the_figures_are_those_that_led_to_it(known_by: Naming, counts: dict[str, int], said: str) -> None:
    """Whoever asks why items are known by their links is told of the ids that led to that, and that they are past."""
    assert said == naming.reason(known_by, Evidence(**counts))


def test_missing_ids_are_counted_where_others_have_one() -> None:
    """A source without any ids has no bad ones; files have none either; repeated items are one."""
    said = [*items(4), *items(4), *items(3, id=" ")]

    assert Evidence(items=7, missing=3) == naming.observe(make.cursor(), "id", said)
    assert Evidence(items=3) == naming.observe(make.cursor(), "id", items(3, id=None))
    assert Evidence() == naming.observe(make.cursor(), "id", items(3, path="a.txt"))


def test_shared_ids_are_counted() -> None:
    """Of items that differ under one id all but one are bad."""
    assert Evidence(items=5, repeated=4) == naming.observe(make.cursor(), "id", items(5, id="same"))


def test_evidence_fades() -> None:
    """After a thousand items what is older counts by half; what led to a decision is kept as it was."""
    old = cursor(items=990, changed=100, missing=51)

    assert Evidence(items=505, changed=50, missing=25) == naming.observe(old, "id", items(20))
    assert old.evidence == naming.observe(old, "link", items(20))


def harvest(number: int, known_by: Naming = "id", *, before: Naming | None = None) -> Harvest:
    """A visit with so many finds, whose items were known by something before."""
    return make.harvest(*range(number), naming=known_by, cursor=make.cursor(naming=before or known_by))


def batch(number: int, *, opened: int = 0) -> Batch:
    """A batch of those finds, the first of them new, all others entries that were known."""
    return Batch(
        source="sample",
        opened=tuple(make.entry(each) for each in range(opened)),
        sightings=tuple(
            Sighting(source="sample", key=make.entry(each).key, entry=make.entry(each).id, raw="r", seen=NOW)
            for each in range(number)
        ),
    )


def test_changed_ids_are_counted() -> None:
    """An item that we know under a new id has changed it; one that is new has not."""
    learnt = naming.learn(harvest(6), NOTHING, batch(6, opened=2))

    assert Evidence(changed=4) == learnt.evidence
    assert (
        "6 of 6 ids were new at once; 4 of them name articles that were here before, by their links, titles or texts",
    ) == (learnt.notes)


def test_ids_that_were_used_again_are_counted() -> None:
    """An id that names another entry than before is bad, if that entry is still known."""
    other = make.entry(9)
    keys = [make.entry(each).key for each in range(2)]
    seen = {
        key: Sighting(source="sample", key=key, entry=entry, raw="r", seen=NOW)
        for key, entry in (*zip(keys, (other.id, "forgotten"), strict=True), ("link:x", other.id))
    }
    known = Known(sightings=seen, entries={other.id: other}, first=False)

    assert Evidence(repeated=1) == naming.learn(harvest(2), known, batch(2)).evidence


def test_items_that_come_anew_are_told() -> None:
    """Where another id and a later date mean an entry that we hold, the operator is told that nothing follows."""
    held = make.entry(1, published=NOW - make.hours(9))
    found = make.find(entry=make.entry(1, key="other"))
    sighting = Sighting(source="sample", key="other", entry=held.id, raw="r", seen=NOW)
    known = Known(sightings={}, entries={held.id: held}, first=False)
    learnt = naming.learn(make.harvest(finds=(found,)), known, Batch(source="sample", sightings=(sighting,)))

    same = replace(known, entries={held.id: replace(held, published=found.entry.published)})
    moved = naming.learn(make.harvest(finds=(found,)), same, Batch(source="sample", sightings=(sighting,)))

    assert ("1 of 1 items came again with another id and a later date; what was sent of them stands",) == learnt.notes
    assert () == moved.notes


def test_what_is_held_for_its_new_id_alone_is_counted() -> None:
    """What is held because a copy of the database was put back has its own reason, and is none of these."""
    doubts = "held: 6 of 6 ids were new at once, and this one has no date", "held: it may have been sent before", None
    promises = tuple(
        Promise(channel=channel, subject=make.entry(each).id, wanted="v", due=NOW, held=doubt)
        for each, doubt in enumerate(doubts)
        for channel in ("console", "other")
    )
    learnt = naming.learn(harvest(6), NOTHING, replace(batch(6, opened=6), promises=promises))
    others = replace(batch(6, opened=6), promises=promises[2:])

    assert (
        "6 of 6 ids were new at once; 1 are held back as they may be old; `feedbot outbox retry CHANNEL --dropped` "
        "sends them",
    ) == learnt.notes
    assert () == naming.learn(harvest(6), NOTHING, others).notes


def test_few_new_ids_are_not_told() -> None:
    """One new item, or many that are all new, need no note."""
    assert () == naming.learn(harvest(4), NOTHING, batch(4)).notes
    assert () == naming.learn(harvest(6), NOTHING, batch(6, opened=6)).notes


def test_links_that_change_are_given_up() -> None:
    """Links that change at a visit as ids did before are given up; at the visit that took to them they may."""
    learnt = naming.learn(harvest(6, "link"), NOTHING, batch(6))

    assert "text" == learnt.naming
    assert "its links change too: items are known by their titles and dates from now on" == learnt.notes[-1]
    assert "link" == naming.learn(harvest(6, "link", before="id"), NOTHING, batch(6)).naming
    assert "link" == naming.learn(harvest(6, "link"), NOTHING, batch(6, opened=3)).naming


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=40))
def test_what_was_decided_is_never_taken_back(readings: list[tuple[int, int, bool]]) -> None:
    """Whatever a source does, its items go from ids to links to titles, and not back."""
    order: list[Naming] = ["id", "link", "text"]
    kept = make.cursor()
    for number, bad, linked in readings:
        said = items(number) if linked else items(number, link=None)
        known_by = naming.decide(kept, said)
        evidence = naming.observe(kept, known_by, said)
        assert order.index(kept.naming) <= order.index(known_by)
        assert evidence.items <= 1000
        kept = replace(kept, naming=known_by, evidence=replace(evidence, changed=evidence.changed + min(bad, number)))
