from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Entry, Evidence, File, Find, Harvest, Known, Sighting
from feedbot.rules import twins
from tests import make
from tests.make import NOW, hours, minutes

TEXT = (
    "<p>The bridge over the river was opened on Monday after two years of work, the city council said. Hundreds of "
    "people came to walk across it, and the first trams are to run in the autumn of this year.</p>"
)
OTHER = (
    "<p>Farmers in the north expect a good harvest of apples this season, according to their union, which asks for "
    "more pickers and for better roads to the markets of the larger towns along the coast.</p>"
)


def seen(entry: str, *keys: str) -> dict[str, Sighting]:
    """These keys name this entry."""
    return {key: Sighting(source="sample", key=key, entry=entry, raw="r", seen=NOW) for key in keys}


def known(*entries: Entry, **keys: str) -> Known:
    """What the store holds: entries, each under its key and the alias of its link, and under the keys given."""
    sightings: dict[str, Sighting] = {}
    for each in entries:
        sightings |= seen(each.id, each.key, *([f"link:{each.link}"] if each.link else []))
    for key, entry in keys.items():
        sightings |= seen(entry, key)
    return Known(sightings=sightings, entries={each.id: each for each in entries}, first=False)


def held(number: int = 1, **fields: Any) -> Entry:
    """An entry that we hold."""
    return make.entry(number, **{"content": TEXT, **fields})


def found(number: int = 1, **fields: Any) -> Find:
    """An item with a new key; it is dated as the entry is that we hold under its number, unless `dated` is False."""
    dated = fields.pop("dated", True)
    entry = make.entry(number, **{"key": f"new {number}", "content": TEXT, **fields})
    return make.find(entry=entry, aliases=(f"link:{entry.link}",) if entry.link else (), dated=dated)


def means(find: Find, what: Known, *others: Find, **fields: Any) -> str | None:
    """The id of the entry that a find means beside other finds of one visit."""
    matched = twins.match(make.harvest(finds=(find, *others), **fields), what)
    return matched[find.entry.key].id if find.entry.key in matched else None


ONE = make.entry(1).id


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


def test_a_link_tells_where_a_key_names_another() -> None:
    """An item under the id of another entry is what stood at its link under the same title, whatever its date."""
    what = known(held(1, key="1"), held(2, key="2", title="Another", content=OTHER))
    find = found(1, key="2", published=NOW)

    assert ONE == means(find, what)
    assert means(replace(find, entry=replace(find.entry, key="new")), what) is None


OLD = "http://old.example"
NEW = "https://new.example"


def moved(number: int, **fields: Any) -> tuple[Entry, Find]:
    """An entry of an old site, and the item that tells of it on the new one."""
    entry = held(
        number, link=f"{OLD}/{number}", key=f"old {number}", content=TEXT.replace("bridge", f"bridge {number}")
    )
    new = {"link": f"{NEW}/{number}", "content": entry.content, "title": entry.title, "published": entry.published}
    return entry, found(number, **{**new, **fields})


def matches(*pairs: tuple[Entry, Find], **fields: Any) -> list[bool]:
    """Whether each item means its entry when all come at once."""
    finds = tuple(find for _, find in pairs)
    matched = twins.match(make.harvest(finds=finds, **fields), known(*(entry for entry, _ in pairs)))
    return [matched.get(find.entry.key) == entry for entry, find in pairs]


def test_one_article_of_a_moved_site() -> None:
    """On another host path, title and date make an article; without a date nothing may differ."""
    assert [True] == matches(moved(1))
    assert [True] == matches(moved(1, content=OTHER))
    assert [True] == matches(moved(1, dated=False))
    assert [False] == matches(moved(1, dated=False, content=OTHER))
    assert [True] == matches(moved(1, link=f"{NEW}/slug"))
    assert [False] == matches(moved(1, link=f"{NEW}/slug", content=OTHER))
    assert [False] == matches(moved(1, link=f"{NEW}/", content=OTHER))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"link": NEW + "/slug"}, True),
        ({"link": NEW + "/slug", "content": ""}, True),
        ({"link": NEW + "/slug", "content": OTHER}, False),
        ({"link": NEW + "/slug", "dated": False}, True),
        ({"link": NEW + "/slug", "dated": False, "content": OTHER}, False),
        ({"dated": False, "content": OTHER}, True),
        ({"published": NOW, "content": OTHER}, False),
        ({"published": NOW, "link": NEW + "/slug"}, True),
        ({"title": "Another", "link": NEW + "/slug"}, True),
        ({"title": "Another", "link": NEW + "/slug", "dated": False}, True),
        ({"title": "Another", "link": NEW + "/slug", "published": NOW - hours(20)}, True),
        ({"title": "Another", "link": NEW + "/slug", "published": NOW}, False),
        ({"title": "Another", "link": NEW + "/slug", "content": OTHER}, False),
        ({"title": "Another", "link": NEW + "/slug", "content": TEXT + OTHER * 3}, False),
    ],
)
def test_an_article_of_a_site_that_moved_whole(fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case
    """When most items have new ids at once, title or text make an article, and a later date asks for more."""
    assert [expected, True] == matches(moved(1, **fields), moved(2))


def test_a_title_that_several_entries_have() -> None:
    """A title that is not an entry's own needs a date."""
    pairs = [moved(each, title="Weather", link=f"{NEW}/slug{each}", dated=False, content="") for each in (1, 2)]
    pairs = [(replace(entry, title="Weather", content=""), find) for entry, find in pairs]

    assert [False, False] == matches(*pairs)


def test_titles_that_are_the_names() -> None:
    """Where even links are bad, a title that is an entry's own is enough, if the text is alike."""
    short = "<p>The bridge is open.</p>"
    one, two = moved(1, published=NOW, content=short), moved(2)
    one = (replace(one[0], content=short), one[1])
    for naming, expected in (("id", False), ("text", True)):
        find = replace(one[1], entry=replace(one[1].entry, link=f"{NEW}/slug"), aliases=())
        assert [expected, True] == matches((one[0], find), two, naming=naming)


def alias(number: int, **fields: Any) -> tuple[Entry, Find]:
    """An entry, and an item at the same link under a new id."""
    return held(number), found(number, **{"title": "Another", **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"dated": False}, True),
        ({"dated": False, "content": OTHER}, False),
        ({"published": NOW - hours(20)}, True),
        ({"published": NOW}, False),
        ({"published": NOW, "title": "Title 1"}, True),
        ({"published": NOW, "title": "Title 1", "content": OTHER}, False),
    ],
)
def test_many_new_ids_at_links_we_know(fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case
    """When most items have new ids, dates and headlines may differ, unless the item is dated after our last visit."""
    assert [expected, True] == matches(alias(1, **fields), alias(2))


def test_many_new_ids_at_one_link() -> None:
    """At a link that items share no more is believed than ever."""
    home = "https://example.org/"
    pairs = [alias(each, dated=False, link=home) for each in (1, 2)]

    assert [False, False] == matches(*((replace(entry, link=home), find) for entry, find in pairs))


def test_what_lies_in_a_folder_is_called_by_its_owner() -> None:
    """Files are not matched by titles and texts."""
    visit = make.document(files=(File(path="a.txt", body=b"", modified=NOW),))

    assert [False, False] == matches(moved(1), moved(2), visit=visit)


def test_a_source_never_visited_has_no_past() -> None:
    """Without a last visit every date is new."""
    pair = moved(1, title="Another", link=f"{NEW}/slug", published=NOW - hours(20))

    assert [False, True] == matches(pair, moved(2), cursor=make.cursor(visited=None))


# --- what is doubted -------------------------------------------------------------------------------------------------


def doubted(*finds: Find, first: bool = False, old: int = 0, **fields: Any) -> list[str]:
    """The numbers of finds that are doubted, of a source whose newest entry is of an hour ago, visited then."""
    what = Known(sightings={}, entries={"x": held(0, published=NOW - hours(1))}, first=first)
    visit = make.harvest(finds=finds, same=tuple(map(str, range(old))), **fields)
    return list(twins.doubts(visit, what, make.source(timezone="Europe/Kyiv"), finds, NOW))


def archive(number: int, *, dated: bool = True, age: float = 9.5) -> tuple[Find, ...]:
    """So many new items of so many hours ago."""
    return tuple(found(each, dated=dated, published=NOW - hours(age)) for each in range(1, number + 1))


def test_old_news_in_a_crowd_is_doubted() -> None:
    """Of many new ids those are doubted that are dated well before the last visit."""
    assert ["new 1", "new 2", "new 3", "new 4", "new 5"] == doubted(*archive(5))
    assert [] == doubted(*archive(5, age=6.9))
    assert ["new 1", "new 2", "new 3", "new 4"] == doubted(*archive(4), found(9, published=NOW))


def test_few_new_ids_are_believed() -> None:
    """Less than five, or no more than half of all, are no crowd."""
    assert [] == doubted(*archive(4))
    assert [] == doubted(*archive(5), old=5)
    assert 5 == len(doubted(*archive(5), old=4))


def test_what_has_no_date_is_doubted_in_a_crowd_only() -> None:
    """Five and more items without a date are doubted, unless we were away for over a day ourselves."""
    away = make.cursor(visited=NOW - hours(30), tried=NOW - hours(25))
    down = make.cursor(visited=NOW - hours(30), tried=NOW - hours(1))

    assert 5 == len(doubted(*archive(5, dated=False)))
    assert [] == doubted(*archive(4, dated=False), found(9, published=NOW))
    assert [] == doubted(*archive(5, dated=False), cursor=away)
    assert 5 == len(doubted(*archive(5, dated=False), cursor=down))
    assert 5 == len(doubted(*archive(5, dated=False), cursor=replace(make.cursor(), tried=None)))


def test_a_document_of_what_is_new_is_doubted_late() -> None:
    """Where a document has only what is new, the share of new ids tells nothing: twenty are a crowd."""
    visit = make.document(partial=True)

    assert [] == doubted(*archive(19), visit=visit)
    assert 20 == len(doubted(*archive(20), visit=visit))
    assert [False, False] == matches(*(moved(each, dated=False, content=OTHER) for each in (1, 2)), visit=visit)


def test_nobody_doubts_a_beginning() -> None:
    """At a first visit, and in a folder, everything is as it is."""
    visit = make.document(files=(File(path="a.txt", body=b"", modified=NOW),))

    assert [] == doubted(*archive(5), first=True)
    assert [] == doubted(*archive(5), cursor=make.cursor(visited=None))
    assert [] == doubted(*archive(5), visit=visit)


def test_newer_than_all_we_know_is_believed() -> None:
    """What a feed that stood still brings at last is newer than what it had before."""
    what = Known(sightings={}, entries={"x": held(0, published=NOW - hours(20))}, first=False)
    finds = archive(5)

    assert {} == twins.doubts(make.harvest(finds=finds), what, make.source(), finds, NOW)
    bare = replace(what, entries={})
    assert 5 == len(twins.doubts(make.harvest(finds=finds), bare, make.source(), finds, NOW))


def test_a_date_without_a_time_means_the_whole_day() -> None:
    """Midnight in the source's zone is a day, not a moment."""
    midnight = tuple(replace(each, entry=replace(each.entry, published=NOW - hours(14))) for each in archive(5))

    assert [] == doubted(*midnight)
    assert 5 == len(doubted(*archive(5, age=14.1)))


# --- links that stay -------------------------------------------------------------------------------------------------


def steady(*pairs: tuple[str | None, str | None], old: int = 0, aliases: tuple[str, ...] = ()) -> int:
    """How many entries keep their link where items have another."""
    entries = [held(number, link=link) for number, (link, _) in enumerate(pairs)]
    finds = tuple(found(number, link=link, key=entries[number].key) for number, (_, link) in enumerate(pairs))
    what = known(*entries, **dict.fromkeys(aliases, entries[0].id))
    harvest = make.harvest(finds=finds, same=tuple(map(str, range(old))))
    matched = {find.entry.key: entry for find, entry in zip(finds, entries, strict=True) if entry.title != "Title 9"}
    return len(twins.steady(harvest, what, matched))


def test_another_form_of_a_link_is_no_news() -> None:
    """Twins of a link, and links that the entry had before, do not replace it; others do."""
    page = "https://example.org/a"

    assert 1 == steady((page, "http://www.example.org/a/"))
    assert 1 == steady((page, "https://example.net/a"), aliases=("link:https://example.net/a",))
    assert 0 == steady((page, "https://example.net/a"))
    assert 0 == steady((page, None))
    assert 0 == steady((None, page))


def test_parameters_that_are_made_up_are_no_news() -> None:
    """Queries that change for most of the items are made up at each visit; one that changes alone was corrected."""
    one, two = (f"https://example.org/a?r={number}" for number in (1, 2))

    assert 1 == steady((one, two))
    assert 0 == steady((one, two), old=1)
    assert 2 == steady((one, two), (one, two), old=1)


def test_an_item_that_is_new_keeps_nothing() -> None:
    """Where no entry is meant, there is no link to keep."""
    harvest = make.harvest(1)

    assert frozenset() == twins.steady(harvest, known(), {})


def test_many_texts_are_not_all_read() -> None:
    """The text alone is looked at for a few hundred items, for that takes time."""
    pairs = [moved(each, title=f"Another {each}", link=f"{NEW}/slug{each}") for each in range(400)]
    harvest = make.harvest(finds=tuple(find for _, find in pairs))
    matched = twins.match(harvest, known(*(entry for entry, _ in pairs)))

    assert len(matched) <= 300


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
