from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Entry
from feedbot.rules import likeness
from tests import make
from tests.make import NOW, hours

TEXT = (
    "<p>The bridge over the river was opened on Monday after two years of work, the city council said. Hundreds of "
    "people came to walk across it, and the first trams are to run in the autumn of this year.</p>"
)


def entry(content: str = TEXT, **fields: str | None) -> Entry:
    """An entry with a text."""
    return make.entry(1, content=content, **fields)


def test_titles_are_compared_word_by_word() -> None:
    """A headline that was lengthened or turned is alike; one without words is like its equal only."""
    for one, two, expected in (
        ("Bridge opened", "New bridge opened at last", 1),
        ("Bridge opened", "Opened: a BRIDGE", 1),
        ("Bridge opened", "Bridge closed", 0.5),
        ("Bridge", "Apples", 0),
        ("!", "!", 1),
        ("!", "?", 0),
    ):
        assert expected == likeness.titles(entry(title=one), entry(title=two))


def test_a_date_agrees_only_if_there_is_one() -> None:
    """A guessed date neither agrees nor is later."""
    held = make.entry(1)
    for dated in (True, False):
        assert dated == likeness.same_date(held, make.find(1, dated=dated))
        later = make.find(entry=make.entry(1, published=NOW + hours(1)), dated=dated)
        assert dated == likeness.later(held, later)
    assert not likeness.later(held, make.find(1))


def test_a_path_is_a_page_of_any_host() -> None:
    """Links agree in all but the host; the front page of a site, and no link, are no page."""
    one = entry(link="https://old.example/news/1?page=2")

    assert likeness.same_path(one, entry(link="http://www.new.example/news/1/?page=2"))
    assert not likeness.same_path(one, entry(link="https://old.example/news/1"))
    for nothing in ("https://old.example/", None):
        assert not likeness.same_path(entry(link=nothing), entry(link=nothing))


def test_markup_does_not_count() -> None:
    """Texts are compared by their words."""
    scale = likeness.Scale()

    assert scale.same(entry(), entry(TEXT.replace("river", "<b>river</b>")))
    assert not scale.same(entry(), entry(TEXT.replace("river", "lake")))
    assert scale.empty(entry("<p> </p>"))
    assert scale.empty(entry(""))
    assert not scale.empty(entry())


def test_a_short_text_tells_nothing() -> None:
    """Some phrases are the same in many articles; twenty words and more are not."""
    scale = likeness.Scale()

    assert scale.equal(entry(), entry())
    assert scale.equal(entry(), entry(TEXT.replace("autumn", "spring")))
    assert not scale.equal(
        entry(), entry(TEXT.replace("autumn", "spring").replace("two", "six").replace("trams", "cars"))
    )
    assert not scale.equal(entry("<p>The bridge is open.</p>"), entry("<p>The bridge is open.</p>"))
    assert not scale.telling(entry("<p>The bridge is open.</p>"))


def test_the_beginning_of_a_text_is_alike() -> None:
    """A text that was half written is like the whole; another one is not."""
    scale = likeness.Scale()
    whole = entry(title="Slow headline that was written")

    assert scale.alike(entry("", title="Slow headl"), whole)
    assert not scale.alike(entry("", title="Other headl"), whole)
    assert scale.alike(entry(TEXT[:90], title=whole.title), whole)


def test_a_tired_scale_finds_nothing_alike() -> None:
    """After so many characters no text is read any more; what is the same byte for byte is still seen."""
    scale = likeness.Scale(most=len(TEXT))
    other = entry(TEXT + " ")

    assert scale.overlap(entry(), entry()) == 1
    assert not scale.alike(entry(), other)
    assert not scale.same(entry(), other)
    assert scale.same(other, other)
    assert (0.0, False, False) == (scale.overlap(other, other), scale.empty(other), scale.equal(other, other))


CONTENTS = st.lists(st.sampled_from([*TEXT.split(), "<p>", "&amp;", "Слово", "0"]), max_size=60).map(" ".join)


@given(CONTENTS, CONTENTS, st.text(max_size=10), st.text(max_size=10))
def test_likeness_has_no_direction(left: str, right: str, title: str, other: str) -> None:
    """Which text is compared with which does not matter, each is like itself, and shares lie between 0 and 1."""
    scale = likeness.Scale()
    one, two = entry(left, title=title), entry(right, title=other)

    assert 1 == scale.overlap(one, one)
    assert 0 <= scale.overlap(one, two) == scale.overlap(two, one) <= 1
    assert 0 <= likeness.titles(one, two) == likeness.titles(two, one) <= 1
    assert scale.same(one, two) == scale.same(two, one)
    assert scale.equal(one, two) == scale.equal(two, one)
    assert scale.alike(one, one)
