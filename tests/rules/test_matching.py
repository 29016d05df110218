"""What rules say of an entry, why, and at what cost."""

import pickle
from collections.abc import Collection, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Category, Entry, Person
from feedbot.rules import filters, matching
from feedbot.rules.filters import And, Field, Filter, Not, Size, Word
from feedbot.rules.matching import Hit, Panel, Text
from feedbot.text.forms import Forms
from tests import make

FORMS = {
    "ракета": "ракету ракетами ракета",
    "Киев": "киев киеву киева",
    "киев": "киев киеву киева",
    "удар": "удар удара удару",
    "крылатая": "крылатой крылатыми",
    "суд": "суда суду",
    "рок": "рок рока року",
    "Ын": "ын ына ыну",
    "air": "airs",
    "raid": "raids raided",
    "take": "took",
    "child": "children childs",
    "shoot": "shot",
}
ONLY = {"рок": {"року": "uk"}}


def lister(words: Collection[str]) -> Mapping[str, Forms]:
    """A few forms without a dictionary."""
    return {
        word: Forms(word, frozenset({word.lower(), *FORMS.get(word, "").split()}), ONLY.get(word, {})) for word in words
    }


def panel(*rules: str) -> Panel:
    """A panel of rules that are their own names."""
    return matching.compile({rule: filters.parse(rule) for rule in rules}, forms=lister)


def entry(title: str = "Заголовок", content: str = "", **fields: Any) -> Entry:
    """An entry of a title and a text."""
    return make.entry(**{"title": title, "content": f"<p>{content}</p>", "summary": "", **fields})


def hit(rule: str, given: Entry, *, size: int = 1) -> Hit:
    """What one rule says of an entry."""
    return panel(rule).judge(given, matching.read(given), size=size, now=make.NOW)[rule]


def passes(rule: str, *texts: str, **fields: Any) -> bool:
    """Whether a rule passes an entry of this title and text."""
    return hit(rule, entry(*texts, **fields)).passed


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("ракета", "ударили ракетами"),
        ("ракета", "РАКЕТУ сбили"),
        ("Киев", "дорога к Киеву"),
        ("Киев", "ДОРОГА К КИЕВУ"),
        ("киев", "дорога к киеву"),
        ("киев", "дорога к Киеву"),
        ("ракета Киев", "ракетами по Киеву"),
        ("ракета or Львов", "Ракета"),
        ("ракета -Львов", "Ракета"),
        ("ракет*", "ракетный"),
        ("=ракетами", "ракетами"),
        ('"удар по Киеву"', "после удара по Киеву"),
        ('="удар по"', "удар по"),
        ('"удар по Киев*"', "удару по Киевской"),
        ('"крылатая ракета"', "крылатыми ракетами"),
        ("S-300", "комплексы С-300"),
        ("С300", "комплексы S–300"),
        ("Нью-Йорк", "Нью‑Йорк"),
        ('"Ким Чен Ын"', "Ким Чен Ыну"),
        ("US", "U.S. troops"),
        ("US", "the US's troops"),
        ("NATO", "Nato's troops"),
        ("O'Brien", "O’Brien"),
        ("Ukraine", "pour l'Ukraine"),
        ("北京", "在北京说"),
        ("2024", "в 2024 году"),
        ("НАТО", "НАTО"),
        ("iPhone", "iPhone"),
        (r"/ракет\w+/", "ракетами"),
        ("not Львов", "Ракета"),
        ("я", "я и Я"),
    ],
)
def test_a_rule_finds(rule: str, text: str) -> None:
    """Words pass in their forms, their spellings and with capitals; phrases in their order."""
    assert passes(rule, "Заголовок", text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("ракета", "ракетка"),
        ("Киев", "киев"),
        ("ракета Киев", "ракетами"),
        ("ракета -Киев", "ракетами по Киеву"),
        ("=ракета", "ракетами"),
        ('"удар по Киеву"', "по Киеву удар"),
        ('"удар по Киеву"', "удар</p><p>по Киеву"),
        ("US", "tell us, Us"),
        ("S-300", "300 и С-400"),
        ("ракет*", "рак"),
        ("ракет*", "ракушка"),
        ("/Ракет/c", "ракета"),
        ("not ракета", "ракету"),
        ("title:ракета", "ракету"),
        ('title:"удар по"', "удар по"),
        ("title:/ракет/", "ракету"),
        ("ʼ", "ʼ"),
    ],
)
def test_a_rule_does_not_find(rule: str, text: str) -> None:
    """What only looks alike, stands elsewhere or in another order does not pass."""
    assert not passes(rule, "Заголовок", text)


@pytest.mark.parametrize("rule", ["title:ракета", 'title:"удар ракета"', "title:(ракета or x)", "title:/ракет/"])
def test_a_title_has_rules_of_its_own(rule: str) -> None:
    """What is asked of the title is looked for there alone, in all ways."""
    assert passes(rule, "Удар ракетами")


def test_the_summary_is_read_where_the_text_lacks_it() -> None:
    """A summary of its own words counts; one cut out of the text is not read twice."""
    one = matching.read(entry(content="раз два", summary="ракета"))
    two = matching.read(entry(content="раз два", summary="раз…"))

    assert "ракета" in one.places
    assert 1 == len(two.places["раз"])


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("source:sample", {}),
        ("source:other,SAMPLE", {}),
        ("lang:uk", {"language": "uk-UA"}),
        ("lang:uk-ua", {"language": "uk_UA"}),
        ("category:политика", {"categories": (Category(term="p", label="Мир / Политика"),)}),
        ("category:p", {"categories": (Category(term="P", label="Политика"),)}),
        ('author:"ива петрова"', {"authors": (Person(name="Ива Петрова"),)}),
        ("author:петрова", {"authors": (Person(name="Ива Петрова"),)}),
        ("link:example.org", {}),
        ("age < 2h", {}),
        ("age > 1h age = 119m", {}),
        ("story = 1 story <= 1", {}),
        ("not lang:uk", {}),
        ("not source:other", {}),
        ("not story = 2", {}),
        ("not (age = 1h or story > 1)", {}),
    ],
)
def test_fields_pass(rule: str, fields: dict[str, Any]) -> None:
    """Fields are compared folded: names and tags whole, categories and authors by words, links by part."""
    assert passes(rule, **fields)


@pytest.mark.parametrize(
    "rule",
    ["source:samp", "lang:uk", "category:p", "author:x", "link:nowhere", "age > 2h", "story > 1", "not source:sample"],
)
def test_fields_fail(rule: str) -> None:
    """Another value, or none, does not pass."""
    assert not passes(rule)
    assert not passes("link:x", link=None)


@pytest.mark.parametrize(
    ("expected", "rule"),
    [
        ('"ракета" (ракетами)', "ракета"),
        ('"Киев"', "Киев"),
        ('title:"удар" (УДАРА)', "title:удар"),
        ('"ракета" (ракетами), no "спорт"', "ракета -спорт"),
        ('"Киев"', "Киев or Львов"),
        ('"крылатая ракета" (Крылатыми ракетами)', '"крылатая ракета"'),
        ('no word of "Львов"', "Львов"),
        ('no word of "Львов", "Минск"', "Львов or Минск"),
        ('no word of "a1", "a2", "a3", "a4", "a5" and 2 more', "a1 or a2 or a3 or a4 or a5 or a6 or a7"),
        ('no "удар Киев"', '"удар Киев"'),
        ('no word of "Львов"; its language is not known, language:uk is wanted', "Львов lang:uk"),
        ('no word of "Львов"; its source is sample, source:x is wanted', "Львов or source:x"),
        ('"ракета" (ракетами) is there', "not ракета"),
        ("it has no category", "not category:x"),
        ("it has no category, category:x is wanted", "category:x"),
        ("it has no author", "not author:x"),
        ("its source is sample", "source:sample"),
        ("its source is sample", "not source:x"),
        ("its source is sample, not source:sample is wanted", "not source:sample"),
        ("1 source tells its story", "story < 3"),
        ("1 source tells its story, story >= 3 is wanted", "story >= 3"),
        ("it is 119 minutes old", "age < 2h"),
        ("it is 119 minutes old, age < 1h is wanted", "age < 1h"),
        ('/кры\\w+/ ("Крылатыми")', r"/кры\w+/"),
        ("nothing like /qq/", "/qq/"),
        ("no /qq/", "not /qq/"),
    ],
)
def test_a_hit_says_why(expected: str, rule: str) -> None:
    """People read which words matched and as what, or what is missing."""
    assert expected == hit(rule, entry("ПОСЛЕ УДАРА", "Крылатыми ракетами. Киев.")).because


def test_reasons_are_short() -> None:
    """However long a rule or text, a reason is a line."""
    rule = " ".join(f"слово{number}" for number in range(60))
    long = "б" * 5_000

    assert 300 >= len(hit(rule, entry()).because)
    assert 300 >= len(hit("/б+/", entry(content=long)).because)
    assert "2 sources tell its story" == hit("story > 1", entry(), size=2).because


@pytest.mark.parametrize(
    ("expected", "rule", "size"),
    [
        (True, "ракета story >= 3", 1),
        (True, "ракета story = 3", 2),
        (True, "ракета story > 3", 3),
        (False, "ракета story = 3", 4),
        (False, "ракета story < 3", 4),
        (False, "Львов story >= 3", 1),
        (False, "ракета story >= 3", 3),
        (False, "ракета", 1),
    ],
)
def test_a_rule_waits_for_its_story(expected: bool, rule: str, size: int) -> None:  # noqa: FBT001 - a table's column
    """It waits if only the size of the story is missing, and the story can still reach it."""
    assert expected == hit(rule, entry("ракета"), size=size).waits
    assert ("story" in rule) == panel(rule).sized(rule)


def test_a_form_of_one_language_is_not_found_in_the_other() -> None:
    """Letters tell Russian from Ukrainian; where they do not, the entry's language does; else both are."""
    assert not passes("рок", "року", "это рыба")
    assert passes("рок", "року", "цієї їжі")
    assert passes("рок", "рок", "цієї їжі")
    assert not passes("рок", "року", language="ru")
    assert passes("рок", "року", language="uk")
    assert passes("рок", "року")
    assert passes("рок", "року", "ы і", language="ru")


def test_other_languages_are_found_by_their_stems() -> None:
    """In a German text a word is found in all forms that have its stem; in one without a stemmer as it is."""
    assert passes("Haus", "Alte Häuser brennen", language="de-DE")
    assert passes("Häuser", "Das Haus brennt", language="de")
    assert not passes("Haus", "Alte häuser brennen", language="de")
    assert not passes("=Haus", "Alte Häuser brennen", language="de")
    assert not passes("Haus", "Alte Häuser brennen", language="xx")
    assert not passes("Haus", "Halle und Hut", language="de")


def test_an_english_phrase_does_not_become_a_sentence() -> None:
    """Where its first words are inflected, its last one may be a plural and no verb."""
    rules = ('"air raid"', '"shoot down"', '"take child"', '"air raid*"', '"air удар"')
    texts = ("air raids", "Airs raids", "air raided", "shot down", "took children", "airs удара")

    for language in (None, "en-GB"):
        assert all(any(passes(rule, "Title", text, language=language) for rule in rules) for text in texts)
        assert not passes('"air raid"', "Title", "airs raided", language=language)
        assert passes('"air raid"', "Title", "airs raided, air raids", language=language)
    assert passes('"air raid*"', "Title", "airs raided")


def test_a_phrase_of_another_language_varies_in_every_word() -> None:
    """What is an ending of English is none of German."""
    assert passes('"alte Haus"', "Title", "in alten Häusern", language="de")


def test_real_dictionaries_are_the_default() -> None:
    """Without another lister the forms that dictionaries have are known."""
    made = matching.compile({"a": filters.parse("child")})

    assert ("a",) == made.judge(entry("The children"), None, size=1, now=make.NOW).passing


def test_no_rule_loads_no_dictionary() -> None:
    """An empty panel, and one without words, list no forms."""
    asked: list[Collection[str]] = []

    def watched(words: Collection[str]) -> Mapping[str, Forms]:
        asked.append(words)
        return lister(words)

    matching.compile({}, forms=watched)
    matching.compile({"a": filters.parse("source:x =точно нач* 2024")}, forms=watched)
    matching.compile({"a": filters.parse("ракета"), "b": filters.parse("ракета or удар")}, forms=watched)

    assert [["ракета", "удар"]] == asked


def test_ten_thousand_rules_cost_a_look_up_for_each_word() -> None:
    """Words are looked up once, and only rules that a word, the source or the language brings up are weighed."""
    sport = Not(Word("спорт"))
    rules: dict[str, Filter] = {
        **{f"word {number}": Word("слово" + chr(0x4E00 + number)) for number in range(5_000)},
        **{f"source {number}": And((Field("source", (f"s{number}",)), sport)) for number in range(4_000)},
        **{f"language {number}": And((Field("language", ("fr",)), Size(">", number))) for number in range(999)},
        "mine": filters.parse("ракета source:sample"),
    }
    made = matching.compile(rules, forms=lister)
    judged = made.judge(entry("Удар ракетами", "по городу ночью"), None, size=1, now=make.NOW)

    assert (5, 1) == (judged.looked, judged.judged)
    assert ("mine",) == judged.passing
    assert 10_000 == len(judged)


def test_beginnings_and_stems_cost_one_more_look_up() -> None:
    """Prefixes look each word up once more; stems are made only of words that begin like a rule's."""
    given = entry("Die Häuser", "am Hafen", language="de")

    assert 4 + 4 + 2 == panel("Haus", "Hof*").judge(given, None, size=1, now=make.NOW).looked


def test_rules_that_need_nothing_are_always_weighed() -> None:
    """A rule of forbidden words alone passes an entry without any of them."""
    made = panel("-спорт", "/x/", "age < 3h", "category:x", "ракета or -спорт", "ракета -спорт")
    judged = made.judge(entry("Привет"), None, size=1, now=make.NOW)

    assert ("-спорт", "age < 3h", "ракета or -спорт") == judged.passing
    assert 5 == judged.judged


def test_only_some_rules_may_be_asked() -> None:
    """With `only` the others are neither weighed nor named; a name that is no rule's is left out."""
    made = panel("ракета", "удар", "-спорт")
    judged = made.judge(entry("Удар ракетами"), None, size=1, now=make.NOW, only=("удар", "нет"))

    assert {"удар": Hit(passed=True, because='"удар"')} == dict(judged)
    assert 1 == judged.judged
    assert {} == made.passing(entry("Удар"), None, size=1, now=make.NOW, only=())


def test_those_that_pass_and_wait_are_named() -> None:
    """Who needs only them need not ask rule by rule."""
    made = panel("ракета", "ракета story > 2", "Львов")
    given = entry("Ракета")

    assert {"ракета": Hit(passed=True, because='"ракета"')} == made.passing(given, None, size=1, now=make.NOW)
    assert ("ракета story > 2",) == made.judge(given, None, size=1, now=make.NOW).waiting


def test_a_text_can_be_pickled() -> None:
    """It may be read in another process."""
    text = matching.read(entry("Удар ракетами", "по Киеву"))

    assert text == pickle.loads(pickle.dumps(text))  # noqa: S301 - our own


texts = st.text(alphabet="аб ракетуKиевКіїъ-'’.S3ʼ́\n<p>", max_size=60) | st.text(max_size=60)
some = st.lists(
    st.sampled_from(
        ["ракета", "-Киев", "title:удар", '"удар по"', "ракет*", "/кет/", "source:a", "story > 1", "age < 1h"]
    ),
    min_size=1,
    max_size=4,
)


@given(texts, texts, some, st.sampled_from([None, "ru", "de", "xx-"]), st.integers(1, 4))
def test_judging_never_raises(title: str, content: str, rules: list[str], language: str | None, size: int) -> None:
    """Of any text each rule says something, and passes exactly if it is among those that pass."""
    given_entry = make.entry(title=title, content=content, summary=title, language=language, link=None)
    made = panel(" ".join(rules), " or ".join(rules), *rules)
    judged = made.judge(given_entry, matching.read(given_entry), size=size, now=make.NOW)

    assert set(judged.passing) == {name for name, said in judged.items() if said.passed}
    assert set(judged.waiting) == {name for name, said in judged.items() if said.waits}
    assert all(said.because for said in judged.values())


@given(texts, some, st.integers(1, 4))
def test_not_not_is_nothing(title: str, rules: list[str], size: int) -> None:
    """A rule forbidden twice judges as itself, forbidden once the other way round."""
    rule: Filter = filters.parse(" or ".join(rules) + " ракета")
    made = matching.compile({"a": rule, "b": Not(Not(rule)), "c": Not(rule)}, forms=lister)
    judged = made.judge(entry(title), None, size=size, now=make.NOW)

    assert judged["a"] == judged["b"]
    assert judged["a"].passed != judged["c"].passed


def test_an_empty_text_has_no_words() -> None:
    """What was never read says nothing."""
    assert {} == Text().places
