from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from feedbot.model import AnyWord, Batch, Entry, Every, Some, Wanted
from feedbot.store import Tx, entries, read, search, write
from feedbot.text.forms import stemmer
from tests import make
from tests.store.given import batch, edited, of, story


def keep(engine: Engine, words: dict[int, str], **fields: str) -> None:
    """Record an entry for each number, and index it by these words."""
    found = [make.entry(number, **fields) for number in words]
    with write(engine) as tx:
        entries.record(tx, of(*found), make.NOW)
        index(tx, found, words.values())


def index(tx: Tx, found: Iterable[Entry], words: Iterable[str]) -> None:
    """Index entries by words with blanks between."""
    each = list(found)
    search.keep(
        tx,
        {entry.id: text.split(" ") for entry, text in zip(each, words, strict=True)},
        {entry.id: entry.digest for entry in each},
    )


def numbers(engine: Engine, wanted: Wanted | None, **how: object) -> list[int]:
    """The numbers of the candidates in their order."""
    with read(engine) as tx:
        return [int(entry.id.rpartition("/")[2]) for entry, _ in search.candidates(tx, wanted, **how)]  # type: ignore[arg-type]


def word(*words: str, starts: Iterable[str] = ()) -> AnyWord:
    """One of these words."""
    return AnyWord(frozenset(words), frozenset(starts))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (word("мост"), [2, 1]),
        (word("мост", "дом"), [3, 2, 1]),
        (word(starts=["мос"]), [4, 2, 1]),
        (word("дом", starts=["москв"]), [4, 3]),
        (Every((word("мост"), word("река"))), [2]),
        (Some((word("река"), word("дом"))), [3, 2]),
        (Every((Some((word("дом"), word("река"))), word("мост"))), [2]),
        (word("3,5"), [3]),
        (word("12:30"), [3]),
        (word("3"), []),
        (word("мос"), []),
        (word("and"), []),
        (None, [4, 3, 2, 1]),
    ],
)
def test_words_are_found(engine: Engine, wanted: Wanted | None, expected: list[int]) -> None:
    """Entries that have the words are found, newest first; a number is one word, and an operator is a word too."""
    keep(engine, {1: "мост", 2: "мост река", 3: "дом 3,5 12:30", 4: "москва"})

    assert expected == numbers(engine, wanted)


def test_candidates_are_whole_entries(engine: Engine) -> None:
    """A candidate is the entry as it was recorded, with how many sources tell its story; the withdrawn do not count."""
    told = [make.entry(number, source=source) for number, source in enumerate(("one", "two", "two", "three"), 1)]
    together = replace(of(*told), stories=(story(*(entry.id for entry in told)),))
    with write(engine) as tx:
        entries.record(tx, together, make.NOW)
        index(tx, together.opened, ["bridge"] * 4)
        entries.record(tx, Batch(source="three", retracted=(told[3].id,)), make.NOW)

    with read(engine) as tx:
        assert [(told[2], 2), (told[1], 2), (told[0], 2)] == list(search.candidates(tx, word("bridge")))


def test_entry_without_a_story_counts_as_one(engine: Engine) -> None:
    """An entry that belongs to no story is told by its own source."""
    alone = replace(batch(1), stories=())
    with write(engine) as tx:
        entries.record(tx, alone, make.NOW)
        index(tx, alone.opened, ["bridge"])

    with read(engine) as tx:
        assert [(make.entry(1), 1)] == list(search.candidates(tx, word("bridge")))


def test_no_more_than_asked_and_none_too_old(engine: Engine) -> None:
    """At most so many candidates are given, the newest, and none that is older than a moment."""
    keep(engine, dict.fromkeys(range(1, 8), "bridge"))

    assert [7, 6, 5] == numbers(engine, word("bridge"), most=3)
    assert [7, 6] == numbers(engine, None, most=2)
    assert [7, 6] == numbers(engine, word("bridge"), since=make.entry(6).published)
    assert [] == numbers(engine, None, since=make.entry(7).published + timedelta(seconds=1))


def test_candidates_are_read_as_they_are_asked_for(engine: Engine) -> None:
    """The first of many candidates costs two statements, and the hundred and first one more."""
    keep(engine, dict.fromkeys(range(1, 151), "bridge"))
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    with read(engine) as tx:
        said.clear()
        found = search.candidates(tx, word("bridge"))
        next(found)
        assert 2 == len(said)
        assert 149 == len(list(found))
        assert 3 == len(said)


def test_changed_entry_is_found_by_its_new_words(engine: Engine) -> None:
    """What an entry said before it changed finds it no more."""
    keep(engine, {1: "bridge old", 2: "bridge other"})
    change = edited(1)
    with write(engine) as tx:
        entries.record(tx, change, make.NOW)
        index(tx, change.changed, ["bridge new"])

    assert [] == numbers(engine, word("old"))
    assert [1] == numbers(engine, word("new"))
    assert [2, 1] == numbers(engine, word("bridge"))
    assert [1] == numbers(engine, Some((word("old"), word("new"))))


def test_withdrawn_entry_is_not_found_until_it_is_back(engine: Engine) -> None:
    """An entry that its source took away is no candidate, with words or without; restored, it is one again."""
    keep(engine, {1: "bridge", 2: "bridge"})
    with write(engine) as tx:
        entries.record(tx, Batch(source="sample", retracted=(make.entry(2).id,)), make.NOW)
    assert [1] == numbers(engine, word("bridge"))
    assert [1] == numbers(engine, None)

    with write(engine) as tx:
        entries.record(tx, Batch(source="sample", restored=(make.entry(2).id,)), make.NOW)
    assert [2, 1] == numbers(engine, word("bridge"))


def test_what_is_rolled_back_is_not_found(engine: Engine) -> None:
    """The index holds what its transaction recorded, and its numbers are used again without a trace."""
    with write(engine) as tx:
        entries.record(tx, batch(1), make.NOW)
        trial = tx.begin_nested()
        index(tx, [make.entry(1)], ["ghost"])
        trial.rollback()
        index(tx, [make.entry(1)], ["bridge"])

    assert [] == numbers(engine, word("ghost"))
    assert [1] == numbers(engine, word("bridge"))


def test_nothing_to_keep(engine: Engine) -> None:
    """Without entries nothing is written."""
    with write(engine) as tx:
        search.keep(tx, {}, {})

    assert [] == numbers(engine, None)


def test_missing_entries_are_told_newest_first(engine: Engine) -> None:
    """Entries that are not indexed are missing, the newest first, until they are indexed."""
    with write(engine) as tx:
        entries.record(tx, batch(1, 2, 3), make.NOW)
        index(tx, [make.entry(2)], ["bridge"])
        assert (make.entry(3), make.entry(1)) == search.missing(tx, 5)
        assert (make.entry(3),) == search.missing(tx, 1)
        index(tx, [make.entry(1), make.entry(3)], ["bridge"] * 2)
        assert () == search.missing(tx, 5)


def test_texts_known_by_stems_are_found_by_them(engine: Engine) -> None:
    """An entry in such a language is found by the stems of its words, and by the words; others only by these."""
    keep(engine, {1: "häuser"}, language="de-AT")
    keep(engine, {2: "häuser"}, language="en")
    keep(engine, {3: "häuser"}, language="DE")
    stem = stemmer("de")

    assert stem is not None
    assert [3, 1] == numbers(engine, word(stem("häuser")))
    assert [3, 2, 1] == numbers(engine, word("häuser"))


def test_endless_words_are_cut(engine: Engine) -> None:
    """A word of any length is indexed and found by what it begins with."""
    keep(engine, {1: "b" * 100_000, 2: "ж" * 5_000}, language="de")

    assert [1] == numbers(engine, word("b" * 100_000))
    assert [2] == numbers(engine, word(starts=["ж" * 400]))
    assert [] == numbers(engine, word("b" * 99))


def test_endless_texts_are_kept(engine: Engine) -> None:
    """An entry of more words than PostgreSQL takes in one text is indexed by the first of them."""
    keep(engine, {1: " ".join(f"ж{number:098}" for number in range(15_000))})

    assert [1] == numbers(engine, word(f"ж{0:098}"))


HOSTILE = (
    '"', '""', "'", "''", "\\", "\\'", "*", "^a", "-a", "+", "(", ")", "{words}:", "words:a", "a b", "a\tb", "a\0b",
    "NEAR(a b)", "NEAR", "AND", "OR", "NOT", "or", "not", "a*", "a:*", "a & b", "a|b", "!a", "a <-> b", "\ud800",
    "\udfff\ud800", "\n", "", " ", "%", "_", ";--", "\ufffd", "\U0010ffff", "a\u0301", "é", "(1)(2)", "x\u00a0y",
    ":", ",",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), min_size=1, max_size=6, unique=True))
def test_hostile_words_are_words(engine: Engine, strange: list[str]) -> None:
    """Whatever a word is made of, it finds what has it, and nothing that has plain words alone."""
    with write(engine) as tx:
        trial = tx.begin_nested()
        found = [make.entry(1), make.entry(2)]
        entries.record(tx, of(*found), make.NOW)
        digests = {each.id: each.digest for each in found}
        search.keep(tx, {found[0].id: strange, found[1].id: ("plain", "word", "words")}, digests)
        for each in strange:
            first = [found[0].id]
            assert first == [entry.id for entry, _ in search.candidates(tx, word(each)) if entry.id != found[1].id]
            if not each.isalpha():
                assert first == [entry.id for entry, _ in search.candidates(tx, word(each))]
            assert found[0].id in [entry.id for entry, _ in search.candidates(tx, word(starts=[each]))]
        trial.rollback()


def test_questions_of_any_size_are_answered(engine: Engine) -> None:
    """Thousands of forms, and parts as deep as rules may be, are one question."""
    keep(engine, {1: "w7 deep", 2: "other"})
    many = Some(tuple(word(*(f"w{number}-{form}" for form in range(20)), f"w{number}") for number in range(500)))
    deep: Wanted = word("deep")
    for level in range(32):
        deep = Every((word("w7"), deep)) if level % 2 else Some((word("never"), deep))

    assert [1] == numbers(engine, many)
    assert [1] == numbers(engine, deep)
