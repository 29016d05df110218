from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.rules.postings import Postings, counts
from tests import make

WORDS = st.lists(st.sampled_from(["bridg", "town", "сел", "c:brk", "l:brk", "10"]), unique=True, max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WORDS, st.booleans(), st.integers(0, 30)), max_size=12))
def test_lists_know_who_has_a_word(steps: list[tuple[list[str], bool, int]]) -> None:
    """Whatever enters, leaves and is asked for in between, each word has those that hold it, in order."""
    lists, held = Postings(50.0), dict[int, list[str]]()
    for slot, (words, asks, leaves) in enumerate(steps):
        lists.enter(words, slot)
        held[slot] = words
        if asks:
            lists.query(make.signature(1, terms=("bridg", "сел"), counts=(1, 1), names=("brk",)))
        if leaves in held:
            gone = held.pop(leaves)
            lists.leave(gone, leaves, held.keys())

    every = {word for words in held.values() for word in words}
    assert len(every) == len(lists)
    for word in every:
        term = lists.term(word)
        assert [slot for slot, words in held.items() if word in words] == [each for each in term.slots if each in held]
        assert sum(word in words for words in held.values()) == term.held


def test_a_lower_number_finds_its_place() -> None:
    """What is entered after others, though it came before them, stands before them."""
    lists = Postings(50.0)
    for slot in (3, 7, 5):
        lists.enter(["bridg", f"own{slot}"], slot)
    lists.order(["bridg", "own5"])

    assert [3, 5, 7] == list(lists.term("bridg").slots)
    assert 4 == len(lists)


def test_a_count_is_one_figure() -> None:
    """Whatever a row of the database says, a term counts nought to nine times."""
    odd = make.signature(1, terms=("bridg", "town", "river"), counts=(-1, 300, 2))

    assert bytes((0, 9, 2)) == counts(odd)
