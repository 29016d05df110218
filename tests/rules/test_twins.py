from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Entry, Evidence, Find, Harvest, Known
from feedbot.rules import twins
from tests import make
from tests.make import NOW, hours, minutes
from tests.rules.meaning import NEW, ONE, OTHER, TEXT, found, held, known, matches, means, moved, seen


def test_a_known_key_is_recognised() -> None:
    """An item under a key we hold is the entry it named."""
    assert ONE == means(make.find(), known(make.entry()))


def test_a_new_headline_in_the_same_file_is_the_same_entry() -> None:
    """An article whose headline was corrected is recognised by its file, since its text is alike."""
    find = replace(found(title="A headline that was corrected"), aliases=("path:a.txt",))

    assert ONE == means(find, known(held(link=None), **{"path:a.txt": ONE}))


def test_a_file_used_again_is_another_article() -> None:
    """Another text in the same file is a new entry, not a change of the old one."""
    find = replace(found(title="Apples", content=OTHER), aliases=("path:a.txt",))

    assert means(find, known(held(), **{"path:a.txt": ONE})) is None


def test_a_half_written_headline_is_recognised() -> None:
    """A file that was read in the middle of its headline is the same article once it is whole."""
    half = held(title="Slow headl", content="")
    whole = replace(found(2, title="Slow headline that was interrupted"), aliases=("path:a.txt",))

    assert ONE == means(whole, known(half, **{"path:a.txt": ONE}))


def test_a_new_id_at_the_same_link_and_date_is_the_same_item() -> None:
    """A source that changes an item's id does not make another one of it, not even with another headline."""
    assert ONE == means(found(), known(held()))
    assert ONE == means(found(title="Another headline"), known(held()))
    assert means(found(title="Apples", content=OTHER), known(held())) is None


def test_a_shared_link_alone_is_not_enough() -> None:
    """Items of another day under one link are others, however alike: rates, weather, horoscopes."""
    assert means(found(published=NOW), known(held())) is None
    assert means(found(dated=False, content=OTHER), known(held())) is None


def test_without_a_date_nothing_may_differ() -> None:
    """An item without a date, or with an earlier one, is the same at the same link if title and text are the same."""
    assert ONE == means(found(dated=False), known(held()))
    assert ONE == means(found(published=NOW - hours(9)), known(held()))
    assert means(found(dated=False, title="Another"), known(held())) is None


def test_an_item_without_a_link_is_known_by_its_title() -> None:
    """Where there is no link the title takes its place."""
    find = replace(found(link=None), aliases=("title:1",))

    assert ONE == means(find, known(held(link=None), **{"title:1": ONE}))


def test_an_entry_is_meant_once() -> None:
    """Two items of one visit are never the same entry, nor one that stands unchanged beside them."""
    first, second = make.find(), found()
    matched = twins.match(make.harvest(finds=(second, first)), known(held()))

    assert {"https://example.org/1": ONE} == {key: entry.id for key, entry in matched.items()}
    assert means(second, known(held()), same=(held().key,)) is None


def test_a_key_that_names_another_stands_for_nothing() -> None:
    """An entry whose old key names another item now does not stand unchanged because that item does."""
    what = known(held())
    what = replace(what, sightings={**what.sightings, **seen("another", held().key)})

    assert ONE == means(found(), what, same=(held().key,))


def test_a_sighting_without_its_entry_recognises_nothing() -> None:
    """A sighting outlives its entry; alone it names nothing."""
    what = Known(sightings=seen("gone", "new 1", "link:https://example.org/1"), entries={}, first=False)

    assert means(found(), what) is None


def test_an_id_that_is_used_again_names_a_new_article() -> None:
    """Under a key we hold, another link, title, text and date are another article."""
    again = found(2, key=held().key, title="Apples", content=OTHER, published=NOW)
    undated = found(2, key=held().key, title="Apples", content=OTHER, dated=False)

    assert means(again, known(held())) is None
    assert means(undated, known(held())) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Apples", "content": OTHER},
        {"title": "Apples", "content": OTHER, "published": NOW, "link": make.entry(1).link},
        {"title": "Apples", "content": TEXT, "published": NOW},
        {"title": "Title 1, updated", "content": OTHER, "published": NOW},
    ],
    ids=["the date", "the link", "the text", "the title"],
)
def test_an_edit_leaves_something(fields: dict[str, Any]) -> None:
    """What keeps its date, its link, its text or on the same day its headline is an edited article."""
    edited = found(2, **{"key": held().key, "published": make.entry(1).published, **fields})

    assert ONE == means(edited, known(held()))


def test_like_titles_half_a_day_apart_are_others() -> None:
    """Today's "Weather" under the id of yesterday's is new, if links differ; without links titles must differ too."""
    today = {"key": held().key, "content": OTHER, "published": NOW + hours(24)}
    what = known(held(title="Weather"))
    bare = known(held(title="Weather", link=None))

    assert means(found(2, title="Weather", **today), what) is None
    assert ONE == means(found(2, title="Weather", link=None, **today), bare)
    assert means(found(2, title="Weather on Sunday", link=None, **today), bare) is None


def test_a_link_that_is_shared_tells_nothing() -> None:
    """Where all items have one link, it neither keeps a key from being used again nor names an item by itself."""
    home = {"link": "https://example.org/"}
    what = known(held(1, **home), held(2, title="Trams", key="2", **home))
    again = found(3, key=held().key, title="Apples", content=OTHER, published=NOW, **home)

    assert means(again, what) is None


def test_a_link_that_is_the_key_may_be_used_again() -> None:
    """Where links are keys, half a day, another title and another text make another article."""
    link = make.entry(1).link
    other = {"link": link, "title": "Apples", "content": OTHER}
    what = known(held())
    for key in (held().key, f"{link}"):
        assert means(found(2, key=key, published=NOW + hours(24), **other), what, naming="link") is None
        assert ONE == means(found(2, key=key, published=NOW, **other), what, naming="link")
        assert ONE == means(found(2, key=key, dated=False, **other), what)


def test_a_link_is_the_key_that_was_an_alias() -> None:
    """When links take the place of ids, the aliases that they were are as good as keys."""
    moved = found(key="https://example.org/1", title="Another", published=NOW)

    assert ONE == means(moved, known(held(key="id")), naming="link")
    assert twins.crowd(make.harvest(finds=(moved,), naming="link"), known(held(key="id"))).unseen == ()


def test_ids_by_position() -> None:
    """Where each id names the next article, each item still means its own entry, and the newest means none."""
    entries = [held(each, key=str(each), title=f"Report {each}", published=NOW - hours(each)) for each in (1, 2, 3)]
    new = found(9, key="1", title="Report 9", published=NOW)
    shifted = [found(each, key=str(each + 1), title=f"Report {each}", published=NOW - hours(each)) for each in (1, 2)]
    matched = twins.match(make.harvest(finds=(*shifted, new)), known(*entries))

    assert {"2": entries[0].id, "3": entries[1].id} == {key: entry.id for key, entry in matched.items()}


def test_ids_by_position_without_dates() -> None:
    """Without dates text and link tell which entry an item means, whatever its key says."""
    entries = [held(each, key=str(each), title=f"Report {each}") for each in (1, 2)]
    home = [replace(each, link="https://example.org/") for each in entries]
    for what, link in ((entries, entries[0].link), (home, "https://example.org/")):
        find = found(1, key="2", title="Report 1", link=link, dated=False, published=NOW)
        assert entries[0].id == means(find, known(*what))


def shuffled(*numbers: int, link: str | None = None, text: str = "", **fields: Any) -> dict[str, str]:
    """What items with ids by position mean, by id, where entries 1 to 5 had these ids; all have like titles."""
    entries = [held(each, key=str(each), title=f"Part {each}", content=text, link=link) for each in range(1, 6)]
    finds = (
        found(each, **{"key": str(place), "title": f"Part {each}", "content": text, "link": link, **fields})
        for place, each in enumerate(numbers, start=1)
    )
    matched = twins.match(make.harvest(finds=tuple(finds)), known(*entries))
    return {key: entry.title for key, entry in matched.items()}


def test_titles_that_most_keys_do_not_name_are_believed() -> None:
    """Where over half of the items have titles of entries that their ids do not name, the titles tell, not the ids."""
    for link in (None, "https://example.org/"):
        assert {"2": "Part 1", "3": "Part 2", "4": "Part 3"} == shuffled(9, 1, 2, 3, dated=False, link=link)


def test_one_other_title_is_an_edit() -> None:
    """Where the other ids stand for what they did, one with another title, a little like the old one, was edited."""
    assert {"1": "Part 1", "2": "Part 2", "3": "Part 3"} == shuffled(1, 2, 9, dated=False)


def test_a_source_that_uses_ids_again_is_suspected() -> None:
    """Where ids were used again before, a like title does not make another text an edit of the old one."""
    edited = found(2, key=held().key, title="Title 1, updated", content=OTHER, dated=False)

    assert ONE == means(edited, known(held()), evidence=Evidence(items=100, repeated=5))
    assert means(edited, known(held()), evidence=Evidence(items=100, repeated=6)) is None
    short = found(2, key=held().key, title="Title 1, updated", content="<p>Short.</p>", dated=False)
    assert ONE == means(short, known(held()), evidence=Evidence(items=100, repeated=6))
    assert ONE == means(edited, known(held(content="<p>Short.</p>")), evidence=Evidence(items=100, repeated=6))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"dated": False, "content": ""}, True),
        ({"published": NOW, "content": ""}, False),
        ({"dated": False, "content": OTHER}, False),
        ({"dated": False, "content": "", "title": "Same"}, False),
    ],
)
def test_titles_vouch_for_what_is_not_contradicted(fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case
    """Where nothing else is left titles do, but for a later date, another text, or a title that several have."""
    pairs = [moved(each, **{"title": f"Title {each}", "link": None, **fields}) for each in (1, 2, 3)]

    assert [expected] * 3 == matches(*pairs)


def test_a_long_text_needs_no_date() -> None:
    """The same title and long text are the same article under any id and link, unless it claims to be later."""
    undated, later = (found(2, title="Title 1", dated=dated, published=NOW) for dated in (False, True))
    short = found(2, title="Title 1", dated=False, content="<p>Short.</p>")

    assert ONE == means(undated, known(held()), same=("a", "b"))
    assert means(later, known(held()), same=("a", "b")) is None
    assert means(short, known(held(content="<p>Short.</p>")), same=("a", "b")) is None


def anew(**fields: Any) -> Find:
    """The article with the same words under another id, link and date, three hours later."""
    signed = make.signature(**{name: fields.pop(name) for name in ("series",) if name in fields})
    when = held().published + fields.pop("after", hours(3))
    find = found(**{"link": "https://example.org/1?r=7", "published": when, **fields})
    return replace(find, signature=signed)


@pytest.mark.parametrize(
    ("find", "fields", "expected"),
    [
        (anew(), {}, True),
        (anew(link="https://example.org/elsewhere"), {}, True),
        (anew(after=-hours(3)), {}, True),
        (anew(dated=False), {}, True),
        (anew(after=hours(13)), {}, False),
        (anew(after=hours(13)), {"naming": "link"}, True),
        (anew(after=hours(49)), {"naming": "link"}, False),
        (anew(series="alarm"), {}, False),
        (anew(content=TEXT.replace("Monday", "Tuesday")), {}, False),
        (anew(title="Another headline"), {}, False),
        (replace(anew(), signature=None), {}, False),
        (anew(), {"visit": make.document(partial=True)}, False),
        (anew(), {"same": (*"ab", make.entry(1).key)}, False),
    ],
)
def test_an_item_that_is_put_in_anew(find: Find, fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case
    """Id, link and date are others, title and long text are not, and the old item is gone: it is the same article.

    But for half a day later (two days, where ids were given up), for alarms and the like, and where the old one may be
    there still.
    """
    assert (ONE if expected else None) == means(find, known(held()), **{"same": tuple("abc"), **fields})


def test_what_came_twice_in_the_same_words_comes_again() -> None:
    """Two entries of one title and text within half a day are a series; a short text tells nothing."""
    twice = known(held(), held(2, title=held().title))
    seldom = known(held(), held(2, title=held().title, published=held().published - hours(20)))
    short = known(held(content="<p>Clear skies.</p>"))

    assert means(anew(after=hours(4)), twice, same=tuple("abc")) is None
    assert ONE == means(anew(after=hours(4)), seldom, same=tuple("abc"))
    assert means(anew(content="<p>Clear skies.</p>"), short, same=tuple("abc")) is None


def test_a_link_tells_where_a_key_names_another() -> None:
    """An item under the id of another entry is what stood at its link under the same title, whatever its date."""
    what = known(held(1, key="1"), held(2, key="2", title="Another", content=OTHER))
    find = found(1, key="2", published=NOW)

    assert ONE == means(find, what)
    assert means(replace(find, entry=replace(find.entry, key="new")), what) is None


ENTRIES = st.builds(
    held,
    st.integers(1, 4),
    link=st.none() | st.sampled_from(["https://example.org/1", "https://example.org/2?a=1", NEW + "/1"]),
    title=st.sampled_from(["One", "Two", "Three of them"]),
    content=st.sampled_from(["", TEXT, OTHER, TEXT + OTHER]),
    published=st.sampled_from([NOW, NOW - hours(5), NOW - hours(30), NOW + minutes(2)]),
    key=st.sampled_from(["1", "2", "3", "4"]),
)


@given(st.lists(ENTRIES, max_size=5), st.lists(ENTRIES, max_size=5, unique_by=lambda each: each.key), st.data())
def test_no_entry_is_meant_twice(there: list[Entry], new: list[Entry], data: st.DataObject) -> None:
    """Whatever comes, each entry is meant by one item at most, and what is meant is held and does not stand."""
    naming = data.draw(st.sampled_from(["id", "link", "text"]))
    finds = tuple(
        replace(
            found(1), entry=each, aliases=(f"link:{each.link}",) if each.link else (), dated=data.draw(st.booleans())
        )
        for each in new
    )
    what = known(*{each.id: each for each in there}.values())
    same = tuple(data.draw(st.sets(st.sampled_from(["1", "2", "9"]))) - {each.key for each in new}) if new else ()
    harvest: Harvest = make.harvest(finds=finds, same=same, naming=naming)
    matched = twins.match(harvest, what)
    standing = {
        each.id for each in what.entries.values() if each.key in same and what.sightings[each.key].entry == each.id
    }

    assert len({each.id for each in matched.values()}) == len(matched)
    assert not standing & {each.id for each in matched.values()}
    assert all(what.entries[each.id] == each for each in matched.values())
    assert twins.steady(harvest, what, matched) <= set(matched)
