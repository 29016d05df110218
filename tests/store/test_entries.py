from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from feedbot.errors import FeedbotError, StoreError
from feedbot.model import Batch, Entry, File, Find, Known
from feedbot.store import entries, read, visits, write
from tests import make
from tests.make import NOW, hours, minutes
from tests.store import given
from tests.store.given import batch, edited, held, of, sighting, story, verdict


def ids(found: tuple[Entry, ...]) -> list[str]:
    """Only the ids."""
    return [each.id for each in found]


def latest(engine: Engine) -> tuple[Entry, ...]:
    """What `latest` gives without arguments."""
    with read(engine) as tx:
        return entries.latest(tx)


def known(engine: Engine, *numbers: int, **fields: Any) -> Known:
    """What is known of a harvest with these finds."""
    with read(engine) as tx:
        return entries.known(tx, make.harvest(*numbers, **fields))


def test_seen(engine: Engine) -> None:
    """What was seen is known by its key, with the digest of what was said; the rest is not mentioned."""
    held(engine, batch(1, 2))
    keys = [make.entry(number).key for number in (1, 2, 3)]

    with read(engine) as tx:
        assert {keys[0]: "raw of digest-1", keys[1]: "raw of digest-2"} == entries.seen(tx, "sample", keys)
        assert {} == entries.seen(tx, "other", keys)


def test_seen_among_very_many(engine: Engine) -> None:
    """More keys than one statement takes are all looked up."""
    held(engine, batch(*range(1100)))

    with read(engine) as tx:
        assert 1100 == len(entries.seen(tx, "sample", (make.entry(number).key for number in range(1200))))


def test_keys_of_what_stands(engine: Engine) -> None:
    """A source's keys are those of its entries, without the withdrawn and without other names of the same entry."""
    alias = sighting(make.entry(1), key="path:a.txt")
    held(engine, batch(1, 2), of(make.entry(3, source="other")))
    held(engine, Batch(source="sample", sightings=(alias,), retracted=(make.entry(2).id,)))

    with read(engine) as tx:
        assert {make.entry(1).key} == entries.keys(tx, "sample")


def test_known_before_the_first_visit(engine: Engine) -> None:
    """A source that was never visited has nothing known, and its first visit is the baseline."""
    assert Known(sightings={}, entries={}, first=True) == known(engine, 1)


def test_known_after_a_visit(engine: Engine) -> None:
    """Finds, their other keys, what is gone and what is back are known with the entries they name."""
    alias = sighting(make.entry(2), key="path:b.txt")
    held(engine, batch(1, 2, 3, 4, 5), Batch(source="sample", sightings=(alias,)))
    with write(engine) as tx:
        visits.leave(tx, [make.cursor()])
    finds = (make.find(1), make.find(9, aliases=("path:b.txt",)))

    found = known(engine, finds=finds, gone=(make.entry(3).key,), back=(make.entry(4).key,))

    assert not found.first
    assert {make.entry(1).key, "path:b.txt", make.entry(3).key, make.entry(4).key} == set(found.sightings)
    assert alias == found.sightings["path:b.txt"]
    assert {make.entry(number).id: make.entry(number) for number in (1, 2, 3, 4)} == found.entries


def test_known_id_of_another_source(engine: Engine) -> None:
    """An entry that has the id of a find is known, whoever brought it."""
    held(engine, of(make.entry(1, source="other")))

    found = known(engine, 1)

    assert {} == found.sightings
    assert {make.entry(1).id: make.entry(1, source="other")} == found.entries


def visited(engine: Engine) -> None:
    """A visit that worked."""
    with write(engine) as tx:
        visits.leave(tx, [make.cursor()])


def unseen(number: int, title: str | None = None) -> Find:
    """A find whose key was never seen."""
    return make.find(
        entry=make.entry(number, id=f"urn:x:{number}", key=f"new {number}", title=title or f"New {number}")
    )


def test_known_by_title(engine: Engine) -> None:
    """With a find under a new key comes what has its title; not what is withdrawn, another source's, or very long."""
    gone, other = make.entry(2, title="Gone"), make.entry(3, source="other", title="Theirs")
    long = make.entry(4, title="Long", content="x" * 40_000)
    held(engine, of(make.entry(1), gone, long), of(other), Batch(source="sample", retracted=(gone.id,)))
    visited(engine)
    finds = tuple(unseen(9 + place, title) for place, title in enumerate(("Title 1", "Gone", "Theirs", "Long")))

    assert {make.entry(1).id} == set(known(engine, finds=finds, same=tuple("abcdefgh")).entries)


def test_known_is_what_is_new_if_much_is_new(engine: Engine) -> None:
    """If over half of the keys are new, the newest entries come too, some hundreds at most; else none without need."""
    held(engine, batch(*range(10, 310)))
    visited(engine)
    few = known(engine, finds=(unseen(1), unseen(2)), same=("a", "b"))
    many = known(engine, finds=(unseen(1), unseen(2)), same=("a",))

    assert {} == few.entries
    assert {make.entry(number).id for number in range(110, 310)} == set(many.entries)


def test_a_first_visit_and_files_have_no_lookalikes(engine: Engine) -> None:
    """Before the first visit, and for files, only keys and other names are looked up."""
    files = make.document(files=(File(path="a.txt", body=b"", modified=NOW),))
    held(engine, batch(1))

    assert {} == known(engine, finds=(unseen(9, "Title 1"),)).entries
    visited(engine)
    assert {} == known(engine, finds=(unseen(9, "Title 1"),), visit=files).entries
    assert {make.entry(1).id} == set(known(engine, finds=(unseen(9, "Title 1"),)).entries)


def test_titles_are_looked_for_beside_other_names(engine: Engine) -> None:
    """Another name may be used again for another article, so entries with the same title come too."""
    alias = sighting(make.entry(2), key="link:x")
    held(engine, batch(1, 2), Batch(source="sample", sightings=(alias,)))
    visited(engine)
    find = replace(unseen(9, "Title 1"), aliases=("link:x",))

    assert {make.entry(1).id, make.entry(2).id} == set(known(engine, finds=(find,), same=("a",)).entries)


def test_known_by_title_where_the_key_names_another(engine: Engine) -> None:
    """For a find whose key named an entry with another title, the one with its title is known as well."""
    held(engine, batch(1, 2))
    visited(engine)
    find = make.find(entry=make.entry(1, title="Title 2"))

    assert {make.entry(1).id, make.entry(2).id} == set(known(engine, finds=(find,), same=("a",)).entries)


def test_known_is_what_keys_of_the_same_name_now(engine: Engine) -> None:
    """Whether an entry stands unchanged is told by what its key names now."""
    alias = sighting(make.entry(1), key="link:x")
    taken = sighting(make.entry(2), key=make.entry(1).key)
    held(engine, batch(1, 2), Batch(source="sample", sightings=(alias, taken)))
    found = known(engine, finds=(replace(unseen(9), aliases=("link:x",)),), same=(make.entry(1).key,))

    assert make.entry(2).id == found.sightings[make.entry(1).key].entry


def test_known_asks_little(engine: Engine) -> None:
    """However many keys are new at once, some statements tell what they may mean."""
    held(engine, batch(*range(10, 110)))
    visited(engine)
    with given.Statements(engine) as small:
        known(engine, finds=(unseen(1), unseen(2)))
    with given.Statements(engine) as large:
        known(engine, finds=tuple(unseen(number) for number in range(200)))

    assert len(small.seen) == len(large.seen)
    assert len(large.seen) <= 8


def test_known_under_the_name_that_was_asked_for(engine: Engine) -> None:
    """A sighting whose key no database takes as it is comes back under the key that was asked for."""
    key = "path:\udcff.txt"
    held(engine, batch(1), Batch(source="sample", sightings=(sighting(make.entry(1), key=key),)))

    assert {key} == set(known(engine, finds=(make.find(9, aliases=(key,)),)).sightings)


def test_taken_id_is_refused(engine: Engine) -> None:
    """Two entries cannot have one id: the second is refused by a fault of ours, not of the database."""
    held(engine, batch(1))

    with pytest.raises(FeedbotError, match="does not take this") as caught:
        held(engine, of(make.entry(1, source="other")))
    assert not isinstance(caught.value, StoreError)


def test_changed_entry(engine: Engine) -> None:
    """A changed entry shows its new text under its old id and keeps its story."""
    held(engine, batch(1), edited(1, key="new key", published=NOW))

    (entry,) = latest(engine)
    assert make.entry(1, key="new key", digest="digest-1b", title="Another title", published=NOW) == entry
    with read(engine) as tx:
        assert entry.id == entries.story_of(tx, entry.id)


def test_only_its_source_changes_an_entry(engine: Engine) -> None:
    """A batch of another source leaves an entry as it is, and cannot withdraw it."""
    held(engine, batch(1), edited(1, source="other"))
    held(engine, Batch(source="other", retracted=(make.entry(1).id,)))

    assert (make.entry(1),) == latest(engine)


def test_older_names_count_as_changed(engine: Engine) -> None:
    """When an entry changes under a new key, its old key stands for old text: seen again, it is a change."""
    held(engine, batch(1), edited(1, key="new key"))

    with read(engine) as tx:
        assert {make.entry(1).key: "", "new key": "raw of digest-1b"} == entries.seen(
            tx, "sample", [make.entry(1).key, "new key"]
        )


def test_key_used_again_for_another_entry(engine: Engine) -> None:
    """A key names the entry it was last seen with."""
    again = sighting(make.entry(2), key=make.entry(1).key, raw="new")
    held(engine, batch(1), Batch(source="sample", opened=(make.entry(2),), sightings=(again,)))

    assert {make.entry(1).key: again} == known(engine, 1).sightings


@pytest.mark.parametrize(("later", "noted"), [(hours(1), hours(0)), (hours(12), hours(12))])
def test_same_is_noted_once_a_day(engine: Engine, later: timedelta, noted: timedelta) -> None:
    """What is seen again unchanged is noted on the first visit of each day (UTC), and not written again."""
    held(engine, batch(1))
    held(engine, Batch(source="sample", same=(make.entry(1).key,)), now=NOW + later)

    assert NOW + noted == known(engine, 1).sightings[make.entry(1).key].seen


def test_withdrawn_and_restored(engine: Engine) -> None:
    """A withdrawn entry is not listed but can still be found; restored, it is as before."""
    held(engine, batch(1, 2), Batch(source="sample", retracted=(make.entry(1).id,)))
    assert [make.entry(2).id] == ids(latest(engine))
    with read(engine) as tx:
        assert make.entry(1) == entries.find(tx, make.entry(1).id)
        assert {"sample": 1} == entries.count(tx)

    held(engine, Batch(source="sample", restored=(make.entry(1).id,)))
    assert [make.entry(2).id, make.entry(1).id] == ids(latest(engine))


@pytest.mark.parametrize(
    "back",
    [
        edited(1),
        Batch(source="sample", sightings=(sighting(make.entry(1), raw="other path"),)),
        Batch(source="sample", restored=(make.entry(1).id,), retracted=(make.entry(1).id,)),
    ],
    ids=["changed", "seen elsewhere", "gone under one key, back under another"],
)
def test_what_is_there_is_not_withdrawn(engine: Engine, back: Batch) -> None:
    """Whatever shows that an entry is at its source again restores it, said or not."""
    held(engine, batch(1), Batch(source="sample", retracted=(make.entry(1).id,)))
    held(engine, back)

    assert [make.entry(1).id] == ids(latest(engine))


def test_find(engine: Engine) -> None:
    """An entry is found by its id, its link, or its key."""
    entry = make.entry(1, id="urn:uuid:1", link="https://example.org/link", key="key")
    held(engine, of(entry))

    with read(engine) as tx:
        assert [entry] * 3 == [entries.find(tx, text) for text in (entry.id, "https://example.org/link", "key")]
        assert entries.find(tx, "nothing") is None


def test_find_prefers_what_stands(engine: Engine) -> None:
    """Of several entries with one link the newest that stands is found."""
    old, new, gone = (make.entry(number, link="https://example.org/") for number in (1, 2, 3))
    held(engine, of(old, new, gone), Batch(source="sample", retracted=(gone.id,)))

    with read(engine) as tx:
        assert new == entries.find(tx, "https://example.org/")


def test_latest(engine: Engine) -> None:
    """The latest entries come newest first, of one source if wished, and no more than asked for."""
    held(engine, batch(3, 1, 2), of(make.entry(4, source="other")))

    with read(engine) as tx:
        assert ids((make.entry(4), make.entry(3))) == ids(entries.latest(tx, limit=2))
        assert ids((make.entry(3), make.entry(2), make.entry(1))) == ids(entries.latest(tx, source="sample"))


def test_every(engine: Engine) -> None:
    """All entries come oldest first, of one source if wished."""
    held(engine, batch(3, 1, 2), of(make.entry(4, source="other")))

    with read(engine) as tx:
        assert ids(tuple(make.entry(number) for number in (1, 2, 3, 4))) == ids(tuple(entries.every(tx)))
        assert [make.entry(4).id] == ids(tuple(entries.every(tx, source="other")))


def test_count(engine: Engine) -> None:
    """Entries are counted by source."""
    held(engine, batch(1, 2), of(make.entry(3, source="other")))

    with read(engine) as tx:
        assert {"sample": 2, "other": 1} == entries.count(tx)


def test_stories(engine: Engine) -> None:
    """An entry belongs to the story that names it last; an unknown one to none."""
    first, second = make.entry(1), make.entry(2)
    held(engine, batch(1), of(second, stories=(story(first.id, second.id),)))
    held(engine, Batch(source="sample", stories=(replace(story(second.id, first.id), updated=NOW + hours(1)),)))

    with read(engine) as tx:
        assert second.id == entries.story_of(tx, first.id)
        assert second.id == entries.story_of(tx, second.id)
        assert entries.story_of(tx, "nothing") is None


def test_verdicts(engine: Engine) -> None:
    """A target's newer verdict takes the place of its older one; the other targets' stay."""
    id = make.entry(1).id
    feed, channel = verdict(id), verdict(id, target="channel:console")
    newer = verdict(id, passed=False, because="it was withdrawn", at=NOW + minutes(5))
    held(engine, batch(1, verdicts=(feed, channel)), Batch(source="sample", verdicts=(newer, verdict("nothing"))))

    with read(engine) as tx:
        assert (newer, channel) == entries.verdicts(tx, id)
        assert () == entries.verdicts(tx, "nothing")


def test_record_asks_little(engine: Engine) -> None:
    """A batch of 64 new entries is recorded, admitted and owed by a number of statements that does not grow with it."""
    small, large = given.Statements(engine), given.Statements(engine)
    with small:
        held(engine, batch(1, 2))
    with large:
        held(engine, batch(*range(10, 74)))

    assert len(small.seen) == len(large.seen)
    assert len(large.seen) <= 20
