from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Item, Link, Naming
from feedbot.rules import identity
from tests import make
from tests.make import NOW


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


def test_items_that_share_id_and_link_are_known_by_their_titles() -> None:
    """Where links do not tell items apart either, their titles do, whichever of them is on top."""
    items = [make.item(id="same", title=title) for title in ("A", "B")]
    keys = {key for key, _ in identity.keyed(items)}

    assert {"same a", "same b"} == keys == {key for key, _ in identity.keyed(items[::-1])}


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


def test_the_file_or_the_link_is_another_name() -> None:
    """A file is also known by its path, an item of a feed by its link, and one without link by its title."""
    assert ("path:a.txt",) == identity.aliases(make.item(path="a.txt"))
    assert ("link:https://example.org/1",) == identity.aliases(make.item(link="https://example.org/1?utm_source=x"))
    assert identity.aliases(make.item(link=None)) == identity.aliases(make.item(link=None, title=" a TITLE"))
    assert () == identity.aliases(make.item(link=None, title=None))


def test_twins_of_a_link_are_one_name() -> None:
    """The first alias is that of all twins of a link, the second that by which earlier versions knew it."""
    item = make.item(link="http://www.example.org/1/")

    assert ("link:https://example.org/1", "link:http://www.example.org/1/") == identity.aliases(item)


def test_bad_ids_do_not_count() -> None:
    """Where ids are not trusted, links are the keys, the same for twins; failing these, titles and dates are."""
    one = make.item(id="1", link="http://www.example.org/1/")
    two = make.item(id="2", link="https://example.org/1")

    assert identity.key(one, "link") == identity.key(two, "link") == "https://example.org/1"
    assert identity.key(one, "text") == identity.key(replace(two, link=None), "text")
    assert identity.key(one, "text") != identity.key(replace(one, published="2026-03-15"), "text")
    assert [None] == [item.id for _, item in identity.keyed([one], "link")]


def test_a_file_keeps_its_name() -> None:
    """Files are named by their owner, whatever is thought of ids."""
    item = make.item(path="a.txt", id=None)

    assert identity.keyed([item]) == identity.keyed([item], "link") == identity.keyed([item], "text")


def test_items_that_share_a_link_are_told_apart() -> None:
    """Where links are keys, items that share one are told apart by their titles, and at last by their texts."""
    items = [make.item(id=None, title=title, html=text) for title, text in (("A", "x"), ("B", "x"), ("B", "y"))]
    keys = [key for key, _ in identity.keyed(items, "link")]

    assert ["https://example.org/1 a", "https://example.org/1 b"] == keys[:2]
    assert 3 == len(set(keys))


def test_another_id_is_found_for_a_claimed_one() -> None:
    """An entry whose id is taken gets one that is its own, even if the same was said before under the same key."""
    assert identity.unclaimed(make.entry(1), NOW) == identity.unclaimed(make.entry(1), NOW)
    assert identity.unclaimed(make.entry(1), NOW) != identity.unclaimed(make.entry(2), NOW)
    assert identity.unclaimed(make.entry(1), NOW) != identity.unclaimed(make.entry(1), NOW + timedelta(hours=1))


ITEMS = st.builds(
    Item,
    id=st.none() | st.sampled_from(["", "1", "2"]),
    link=st.none() | st.sampled_from(["https://example.org/1", "/2", "x"]),
    title=st.none() | st.sampled_from(["A", "B"]),
    path=st.none() | st.sampled_from(["a.txt", "b.txt"]),
    html=st.none() | st.sampled_from(["x", "y"]),
)


@given(st.lists(ITEMS, max_size=8), st.sampled_from(["link", "text"]))
def test_keys_without_ids_are_unique_and_lose_nothing(items: list[Item], naming: Naming) -> None:
    """Where ids do not count, every item that says something else than the others still keeps a key of its own."""
    keyed = identity.keyed(items, naming)
    said = {(item.title, item.html) for item in items}

    assert len({key for key, _ in keyed}) == len(keyed)
    assert said == {(item.title, item.html) for _, item in keyed}


@given(st.lists(ITEMS, max_size=8))
def test_keys_are_unique_and_lose_nothing(items: list[Item]) -> None:
    """Every item that says something of its own keeps a key of its own."""
    keyed = identity.keyed(items)

    assert len({key for key, _ in keyed}) == len(keyed)
    assert {replace(item, path=None) for item in items} == {replace(item, path=None) for _, item in keyed}


def test_addresses_that_expire_are_no_change() -> None:
    """A Telegram photo has a new address every day; one photo more is a change, and elsewhere so is the address."""
    first, second = (make.item(links=(Link(href=f"https://cdn.example/{each}.jpg"),)) for each in "ab")
    more = replace(second, links=second.links * 2)
    channel, feed = make.source(kind="telegram_channel"), make.source()

    assert identity.raw(first, channel) == identity.raw(second, channel)
    assert identity.raw(first, channel) != identity.raw(more, channel)
    assert identity.raw(first, feed) != identity.raw(second, feed)
