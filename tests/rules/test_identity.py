from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Item, Known, Sighting
from feedbot.rules import identity
from tests import make
from tests.make import NOW

TEXT = "<p>The bridge over the river was opened on Monday after two years of work, the city council said.</p>"


def known(**keys: str) -> Known:
    """What the store holds: entry 1, under the keys given."""
    entry = make.entry(content=TEXT, key="old key")
    sightings = {key: Sighting(source="sample", key=key, entry=id_, raw="r", seen=NOW) for key, id_ in keys.items()}
    return Known(sightings=sightings, entries={entry.id: entry}, first=False)


def test_the_sources_own_id_is_the_key() -> None:
    """An item is known by its own id, whatever its link says."""
    assert "abc" == identity.key(make.item(id=" abc "))


def test_an_article_is_known_by_date_and_headline() -> None:
    """A file has no id of its own: its date and headline name it, not its path."""
    one = Item(path="a.txt", title="Bridge opened", published="2026-03-14")
    two = replace(one, path="b/c.txt", title="Bridge  OPENED")

    assert identity.key(one) == identity.key(two) == "2026-03-14 bridge opened"


def test_without_an_id_the_link_is_the_key() -> None:
    """Tracking parameters do not make another item."""
    assert identity.key(make.item(id=None)) == identity.key(make.item(id="", link="https://example.org/1?utm_source=x"))


def test_without_id_and_link_title_and_date_are_the_key() -> None:
    """Title and date tell items apart when there is nothing else."""
    bare = Item(title="A", published="2026-03-14")

    assert identity.key(bare) != identity.key(replace(bare, published="2026-03-15"))
    assert identity.key(bare).startswith("title:")


def test_without_anything_the_text_is_the_key() -> None:
    """Even an item that is only text has a key."""
    assert identity.key(Item(html="<p>x</p>")).startswith("text:")


def test_a_key_is_short() -> None:
    """A key of any length is folded into one that a database index bears."""
    assert len(identity.key(make.item(id="x" * 5_000))) < 200


def test_repeated_items_count_once() -> None:
    """The same item twice in a document is one."""
    assert 1 == len(identity.keyed([make.item(), make.item()]))


def test_items_that_share_an_id_are_all_kept() -> None:
    """Different items under one id get keys of their own, so that none is lost."""
    items = [make.item(id="same", link=f"https://example.org/{number}") for number in range(3)]
    keys = [key for key, _ in identity.keyed(items)]

    assert ["same https://example.org/0", "same https://example.org/1", "same https://example.org/2"] == keys


def test_items_that_share_even_the_link_are_all_kept() -> None:
    """The last resort to tell items apart is their text."""
    items = [make.item(id="same", html=f"<p>{number}</p>") for number in range(3)]

    assert 3 == len(identity.keyed(items))


def test_an_absolute_iri_is_the_permanent_id() -> None:
    """A source's own id is kept if it is an IRI, as it was written."""
    for own in ("https://Example.org/A?b", "tag:example.org,2026:1", "urn:uuid:6f1c1d0e-7f0e-4a57-9a5e-2f6f2d6f8a11"):
        assert own == identity.permanent(make.item(id=own), make.source(), own)


def test_any_other_id_becomes_a_uuid_of_its_source() -> None:
    """Two sources that both say "1" do not mean the same entry."""
    first = identity.permanent(make.item(id="1"), make.source("a"), "1")

    assert first.startswith("urn:uuid:")
    assert first == identity.permanent(make.item(id="1"), make.source("a"), "1")
    assert first != identity.permanent(make.item(id="1"), make.source("b"), "1")


def test_without_an_id_the_link_is_the_permanent_id() -> None:
    """A canonical link names an item that has no id."""
    assert "https://example.org/1" == identity.permanent(make.item(id=None), make.source(), "k")


def test_an_article_in_a_folder_is_named_by_its_key() -> None:
    """A file's link does not become its id: two articles may point at the same page."""
    item = make.item(id=None, path="a.txt")

    assert identity.permanent(item, make.source(), "k").startswith("urn:uuid:")


def test_touching_a_file_changes_nothing() -> None:
    """A file's time of change is not part of what the source said."""
    item = make.item(path="a.txt")

    assert identity.raw(item, make.source()) == identity.raw(replace(item, modified=NOW), make.source())


def test_the_config_is_part_of_what_was_said() -> None:
    """Another language in the config makes the items be read anew."""
    assert identity.raw(make.item(), make.source()) != identity.raw(make.item(), make.source(language="uk"))


def test_the_digest_leaves_dates_out() -> None:
    """A new date alone is no change that a reader is told of; a new letter is."""
    entry = make.entry()

    assert identity.digest(entry) == identity.digest(replace(entry, updated=NOW + timedelta(days=1)))
    assert identity.digest(entry) != identity.digest(replace(entry, title="Other"))


def test_a_known_key_is_recognised() -> None:
    """An item under a key we hold is the entry it named."""
    find = make.find()
    held = known(**{find.entry.key: make.entry().id})

    assert held.entries[make.entry().id] == identity.recognise(find, held, frozenset(), frozenset())


def test_a_new_headline_in_the_same_file_is_the_same_entry() -> None:
    """An article whose headline was corrected is recognised by its file, since its text is alike."""
    find = make.find(entry=make.entry(key="new key", content=TEXT), aliases=("path:a.txt",))
    held = known(**{"path:a.txt": make.entry().id})

    assert identity.recognise(find, held, frozenset(), frozenset()) is not None


def test_a_file_used_again_is_another_article() -> None:
    """Another text in the same file is a new entry, not a change of the old one."""
    other = "<p>Farmers in the north expect a good harvest of apples this year, according to their union.</p>"
    find = make.find(entry=make.entry(key="new key", content=other), aliases=("path:a.txt",))
    held = known(**{"path:a.txt": make.entry().id})

    assert identity.recognise(find, held, frozenset(), frozenset()) is None


def test_a_half_written_headline_is_recognised() -> None:
    """A file that was read in the middle of its headline is the same article once it is whole."""
    half = make.entry(title="Slow headl", content="", key="old key")
    seen = Sighting(source="sample", key="path:a.txt", entry=half.id, raw="r", seen=NOW)
    whole = make.entry(2, title="Slow headline that was interrupted", content=TEXT, key="new key")
    held = Known(sightings={"path:a.txt": seen}, entries={half.id: half}, first=False)

    assert half == identity.recognise(make.find(entry=whole, aliases=("path:a.txt",)), held, frozenset(), frozenset())


def test_a_new_id_at_the_same_link_and_date_is_the_same_item() -> None:
    """A source that changes an item's id does not make another one of it."""
    find = make.find(entry=make.entry(key="new id", content=TEXT), aliases=("link:https://example.org/1",))
    held = known(**{"link:https://example.org/1": make.entry().id})

    assert identity.recognise(find, held, frozenset(), frozenset()) is not None


def test_a_shared_link_alone_is_not_enough() -> None:
    """Items of another day under one link are others, however alike: rates, weather, horoscopes."""
    later = make.entry(key="new id", content=TEXT, published=NOW)
    held = known(**{"link:https://example.org/1": make.entry().id})

    for find in (
        make.find(entry=later, aliases=("link:https://example.org/1",)),
        make.find(entry=make.entry(key="new id", content=TEXT), dated=False, aliases=("link:https://example.org/1",)),
    ):
        assert identity.recognise(find, held, frozenset(), frozenset()) is None


def test_the_file_or_the_link_is_another_name() -> None:
    """A file is also known by its path, an item of a feed by its canonical link."""
    assert ("path:a.txt",) == identity.aliases(make.item(path="a.txt"))
    assert ("link:https://example.org/1",) == identity.aliases(make.item(link="https://example.org/1?utm_source=x"))
    assert () == identity.aliases(make.item(link=None))


def test_an_entry_is_recognised_once_a_visit() -> None:
    """Two items of one visit are never the same entry, nor one that stands unchanged beside them."""
    find = make.find()
    held = known(**{find.entry.key: make.entry().id})

    assert identity.recognise(find, held, frozenset({make.entry().id}), frozenset()) is None
    assert identity.recognise(find, held, frozenset(), frozenset({"old key"})) is None


def test_a_sighting_without_its_entry_recognises_nothing() -> None:
    """A sighting outlives its entry; alone it names nothing."""
    find = make.find(aliases=("path:a.txt", "path:b.txt"))

    assert identity.recognise(find, known(**{find.entry.key: "gone"}), frozenset(), frozenset()) is None


def test_another_id_is_found_for_a_claimed_one() -> None:
    """An entry whose id is taken gets one that is its own and stays the same."""
    assert identity.unclaimed(make.entry(1)) == identity.unclaimed(make.entry(1))
    assert identity.unclaimed(make.entry(1)) != identity.unclaimed(make.entry(2))


ITEMS = st.builds(
    Item,
    id=st.none() | st.sampled_from(["", "1", "2"]),
    link=st.none() | st.sampled_from(["https://example.org/1", "/2", "x"]),
    title=st.none() | st.sampled_from(["A", "B"]),
    path=st.none() | st.sampled_from(["a.txt", "b.txt"]),
    html=st.none() | st.sampled_from(["x", "y"]),
)


@given(st.lists(ITEMS, max_size=8))
def test_keys_are_unique_and_lose_nothing(items: list[Item]) -> None:
    """Every item that says something of its own keeps a key of its own."""
    keyed = identity.keyed(items)

    assert len({key for key, _ in keyed}) == len(keyed)
    assert {replace(item, path=None) for item in items} == {replace(item, path=None) for _, item in keyed}
