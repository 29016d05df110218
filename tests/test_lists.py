from hypothesis import given
from hypothesis import strategies as st

from feedbot import lists
from feedbot.sources import opml
from feedbot.sources.opml import Outline
from tests import make

HELD = (make.source("alpha", url="https://alpha.example/feed"),)


def test_what_a_list_comes_to() -> None:
    """Each place once, under a name of its own; what is there is counted, what is of no use said why."""
    found = lists.sorted_out(
        [
            Outline(url="https://alpha.example/feed"),
            Outline(url="feed://beta.example/rss", title="Beta", categories=("News",)),
            Outline(url="http://beta.example/rss#top", title="Beta again"),
            Outline(url="https://other.example/feed", title="Beta"),
            Outline(url="gopher://x", title="Hole"),
            Outline(url="", title="Empty"),
            Outline(url="https://a\x07.example/"),
        ],
        HELD,
    )

    added = [(each.name, each.url, each.categories) for each in found.additions]
    assert [
        ("beta", "http://beta.example/rss", ("News",)),
        ("beta-2", "https://other.example/feed", ()),
    ] == added
    assert 2 == found.there
    assert ["Hole", "Empty", None] == [outline.title for outline, _ in found.unusable]
    assert "no address of a feed: gopher://x" == found.unusable[0][1]
    assert "no address of a feed" == found.unusable[1][1]


def test_the_list_of_ours_has_feeds_alone() -> None:
    """By their first category; a feed without a title goes by its name."""
    sources = (
        make.source("alpha", url="https://alpha.example/feed", categories=("World",)),
        make.source("page", kind="page", url="https://page.example/"),
        make.source("beta", url="https://beta.example/feed", title="Beta News", categories=("Local",)),
    )
    held = opml.read(lists.written(sources, {}).encode())

    assert [("Beta News", "https://beta.example/feed"), ("alpha", "https://alpha.example/feed")] == [
        (each.title, each.url) for each in held
    ]


def test_the_list_has_the_titles_that_feeds_give_themselves() -> None:
    """They count where the config has none."""
    sources = tuple(
        make.source(name, url=f"https://{name}.example/", title=title)
        for name, title in {"alpha": None, "beta": "Ours", "gamma": None}.items()
    )
    own = {"alpha": "Alpha Times", "beta": "Theirs"}

    assert ["Alpha Times", "Ours", "gamma"] == [each.title for each in opml.read(lists.written(sources, own).encode())]


@given(st.lists(st.builds(Outline, url=st.text(max_size=40), title=st.none() | st.text(max_size=20)), max_size=8))
def test_any_list_can_be_sorted_out(outlines: list[Outline]) -> None:
    """Every outline is added, there already, or of no use; names and places are each taken once."""
    found = lists.sorted_out(outlines, HELD)

    assert len(outlines) == len(found.additions) + found.there + len(found.unusable)
    assert len(found.additions) == len({each.name for each in found.additions} - {"alpha"})
    assert 0 == len(lists.sorted_out([Outline(url=each.url) for each in found.additions], HELD).unusable)
