"""What people type after /follow becomes a rule, a source, a link, or a fault that says what to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.rules import filters, following, matching
from feedbot.rules.following import Fault, Wish
from tests import make

SOURCES = {"city": "City News", "up": "Полтавська правда", "tech": "Tech Weekly"}


def wish(text: str) -> Wish:
    """What is asked for, which is no fault."""
    found = following.wish(text, SOURCES)
    assert isinstance(found, Wish), found
    return found


def fault(text: str) -> Fault:
    """What is wrong with what is asked for."""
    found = following.wish(text, SOURCES)
    assert isinstance(found, Fault), found
    return found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("міст", "міст"),
        ("  міст \n Полтава ", "міст and Полтава"),
        ("«новий міст» Полтава", '"новий міст" and Полтава'),
        ("міст — Полтава", "міст and Полтава"),
        ("Що з мостом?!", "Що and з and мостом?!"),
        ("Увага: міст", "Увага and міст"),
        ("міст:", "міст"),
        ("what's new…", "what's and new…"),
        ("bridge - “old town” opens", 'bridge and opens and "old town"'),
        ("міст або паром", "міст or паром"),
        ("bridge -rail", "bridge and not rail"),
        ("source:city bridge", "source:city and bridge"),
        ("title:(bridge or ferry)", "title:(bridge or ferry)"),
        ("lang:uk міст", "language:uk and міст"),
        ("story >= 3", "story >= 3"),
        ("story > 1", "story > 1"),
        ("bridg*", "bridg*"),
        ("5", "5"),
    ],
)
def test_words_and_rules_are_read(text: str, rule: str) -> None:
    """Plain text asks for all its words; what is written as a rule is one."""
    assert rule == wish(text).rule


@pytest.mark.parametrize("text", ["city", "CITY news", "source city", "source: City News", "Джерело «City News»"])
def test_a_source_is_followed_by_name_or_title(text: str) -> None:
    """The name or the title of a source, alone or behind "source", is the whole source."""
    assert Wish(name=wish("source:city").name, title="City News", rule="source:city", source="city") == wish(text)


def test_quotation_marks_make_words_of_a_source_name() -> None:
    """Who wants the word and not the source that is called so writes it in quotation marks."""
    found = wish('"tech"')

    assert found.source is None
    assert '"tech"' == found.rule


def test_a_word_for_source_may_be_just_a_word() -> None:
    """A Ukrainian who looks for sources of energy is not told that no source is called so."""
    assert "джерело and енергії" == wish("джерело енергії").rule


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "empty"),
        (" … ", "empty"),
        ("x" * 201, "long"),
        ("слово " * 21, "many"),
        ('"' + "a b " * 11 + '"', "many"),
        ("/bridge.*/", "pattern"),
        ("bridge or /x+/", "pattern"),
        ("not sport", "everything"),
        ("bridge or -sport", "everything"),
        ("lang:uk", "everything"),
        ("story >= 1", "everything"),
        ("story < 5", "everything"),
        ("age < 2h", "everything"),
        ("title:(not sport)", "everything"),
        ("а", "short"),
        ("bridge or б", "short"),
        ('"а"', "short"),
        ("br*", "short"),
        ("(bridge or ferry", "parenthesis"),
        ("bridge)", "parenthesis"),
        ('"old bridge', "quote"),
        ("bridge or", "operator"),
        ("и", "operator"),
        ("tag:bridge", "field"),
        ("source:nowhere bridge", "source"),
        ("source nowhere", "source"),
        ("lang:ukrainian bridge", "language"),
        ("story >= many", "unreadable"),
        ("title:(bridge, ferry)", "comma"),
    ],
)
def test_what_cannot_be_followed_is_told_by_a_code(text: str, wrong: str) -> None:
    """Each fault has a code, so that it can be told in the reader's language."""
    assert wrong == fault(text).wrong


def test_a_comma_is_answered_with_both_meanings() -> None:
    """Words with commas between may mean any or all of them."""
    assert ("міст or паром", "міст паром") == fault("міст, паром").instead
    assert ("міст or (новий паром)", "міст новий паром") == fault("міст, новий паром").instead


@pytest.mark.parametrize("text", ["source cty", "source:cty", "source city new"])
def test_a_misspelt_source_is_answered_with_those_like_it(text: str) -> None:
    """A near miss names what was probably meant."""
    assert fault(text).instead in {("City News",), ("city",)}


def test_where_a_rule_breaks_off_is_shown() -> None:
    """The fault has the place from which on the text cannot be read, cut to fit."""
    assert "tag:bridge" == fault("new tag:bridge").about
    assert 40 == len(fault("tag:" + "b" * 100).about)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ёлка", "елка"),
        ("міст Полтава", "Полтава  МІСТ"),
        ("міст and Полтава", "міст Полтава"),
        ('"міст"', "міст"),
        ("a1 or b1 or a1", "b1 | a1"),
        ("(a1 b1) c1", "a1 (b1 c1)"),
        ("-спорт міст", "міст не спорт"),
        ("міст not not паром", "міст паром"),
        ("lang:UK міст", "language:uk міст"),
        ("source:up,city", "source:city,up,city"),
        ("story > 2", "story >= 3"),
        ("об'єкт", "обʼєкт"),
        ("міст age < 2h", "age < 120m міст"),
    ],
)
def test_other_spellings_of_a_wish_have_its_name(one: str, other: str) -> None:
    """Nobody follows the same twice because they write it in another way."""
    assert wish(one).name == wish(other).name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("міст", "мости"),
        ("міст паром", "міст or паром"),
        ('"міст паром"', "міст паром"),
        ("=міст", "міст"),
        ("міст*", "міст"),
        ("title:міст", "міст"),
        ("міст", "міст -паром"),
        ("story >= 3", "story >= 4"),
        ("source:up", "source:city"),
    ],
)
def test_different_wishes_have_different_names(one: str, other: str) -> None:
    """What finds something else is another wish."""
    assert wish(one).name != wish(other).name


@pytest.mark.parametrize("word", ["міст", "Полтава"])
def test_a_word_is_found_in_every_form(word: str) -> None:
    """A wish for a word finds its other forms."""
    panel = matching.compile({"": filters.parse(wish(word).rule)})
    entry = make.entry(title="Мостом у Полтаві вже їздять", language="uk")

    assert panel.judge(entry, None, size=1, now=make.NOW)[""].passed


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/1", "https://example.org/1"),
        (" story https://example.org/1 ", "https://example.org/1"),
        ("історія: https://example.org/1", "https://example.org/1"),
        ("https://example.org/1 and more", None),
        ("bridge", None),
        ("https://example.org/" + "x" * 3_000, None),
    ],
)
def test_a_link_means_a_story(text: str, link: str | None) -> None:
    """A text that is nothing but a link is one."""
    assert link == following.address(text)


def test_the_rules_of_a_person_must_fit_into_one() -> None:
    """All that somebody follows is one rule, which has a length."""
    assert following.fits([])
    assert following.fits(["міст", "паром or човен"] * 20)
    assert not following.fits(["слово " * 30] * 30)


def test_a_search_may_be_broad_but_not_dear() -> None:
    """One may search for what would be too much to follow, but not by patterns, nor for too many words."""
    assert filters.parse("not sport") == following.sought("not sport")
    assert filters.parse("source:nowhere") == following.sought("source:nowhere")
    for text, wrong in (("", "empty"), ("x" * 201, "long"), ("/a/", "pattern"), ("б в " * 11, "many"), ("(a", None)):
        found = following.sought(text)
        assert isinstance(found, Fault)
        assert (wrong or "parenthesis") == found.wrong


def test_words_without_the_language_of_rules() -> None:
    """What is half typed still has words."""
    assert ("old", "bridge", "title", "ferry") == following.words('(old or "bridge title:ferry -')


@given(st.text(max_size=300))
def test_any_text_is_a_wish_or_a_fault(text: str) -> None:
    """Nothing that people type breaks anything, and each wish is a rule that is read as it is written."""
    found = following.wish(text, SOURCES)
    following.sought(text)
    following.address(text)
    if isinstance(found, Wish):
        assert found.rule == filters.show(filters.parse(found.rule))
        assert following.fits([found.rule])


@given(st.lists(st.sampled_from(["міст", "or", "(", ")", "-", "not", '"', ",", "a*", "lang:", "story >=", "3"])))
def test_any_pieces_of_rules_are_a_wish_or_a_fault(pieces: list[str]) -> None:
    """However operators are strewn, the answer is a wish that can be read again, with the same name, or a fault."""
    found = following.wish(" ".join(pieces), SOURCES)
    if isinstance(found, Wish):
        again = following.wish(found.rule, SOURCES)
        assert not isinstance(again, Wish) or found.name == again.name


@pytest.mark.parametrize("text", ["(" * 1_000_000, "а " * 500_000, '"' * 1_000_001, "https://" + "a" * 1_000_000])
def test_a_megabyte_is_refused_at_once(text: str) -> None:
    """Length is bounded before anything is read."""
    assert following.wish(text, SOURCES) in (Fault(wrong="empty"), fault(text))
    assert following.address(text) is None
