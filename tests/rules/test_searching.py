"""Which words an entry must have to pass a rule at all."""

from collections.abc import Collection, Mapping
from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import AnyWord, Every, Some, Wanted
from feedbot.rules import filters, matching, searching
from feedbot.rules.filters import And, Field, Filter, Not, Or, Pattern, Phrase, Word
from feedbot.text.forms import Forms, stemmer
from tests import make

FORMS = {"ракета": "ракету ракетами", "Киев": "киеву киева", "люди": "людям человек", "bridge": "bridges", "Haus": ""}


def lister(words: Collection[str]) -> Mapping[str, Forms]:
    """A few forms without a dictionary."""
    return {word: Forms(word, frozenset({word.lower(), *FORMS.get(word, "").split()})) for word in words}


def wanted(rule: str) -> Wanted | None:
    """The words that a rule wants, by those few forms."""
    return searching.wanted(filters.parse(rule), forms=lister)


def has(asked: Wanted | None, words: Collection[str]) -> bool:
    """Whether these words are what is wanted."""
    match asked:
        case AnyWord(some, starts):
            return any(word in some or word.startswith(tuple(starts)) for word in words)
        case Every(parts):
            return all(has(part, words) for part in parts)
        case Some(parts):
            return any(has(part, words) for part in parts)
        case None:
            return True


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("ракета", "ракетами"),
        ("ракета Киев", "ракету киеву"),
        ("ракета or Киев", "киеву"),
        ("(ракета or bridge) Киев", "bridges киева"),
        ('"люди Киев*"', "человек киевских"),
        ("люди-кот*", "человек котов"),
        ('="ракета Киев*"', "ракета киевский"),
        ("=Ракета", "ракета"),
        ("ракет*", "ракетный"),
        ("title:ракета", "ракету"),
        ("title:(ракета or Киев)", "киева"),
        ("not (-ракета or -Киев)", "ракету киева"),
        ("not (-ракета -Киев)", "киева"),
        ("ракета -Киев", "ракету"),
        ("ракета source:one lang:uk story>=2 age<7d", "ракету"),
        (r"ракета /\bудар/", "ракету"),
        ("3,5", "3,5"),
        ("12:30", "12:30"),
        ("2024", "2024"),
        ("S-300", "с 300"),
        ("С300", "с 300"),
        ("O’Brien", "o brien"),
        ("l'Haus", "l haus"),
        ("Haus", "haus"),
        ("北京", "北 京"),
    ],
)
def test_these_words_are_wanted(rule: str, words: str) -> None:
    """An entry with these words may pass, and one that lacks any of them surely does not."""
    every = words.split()

    assert has(wanted(rule), every)
    assert not any(has(wanted(rule), every[:number] + every[number + 1 :]) for number in range(len(every)))


@pytest.mark.parametrize(
    "rule",
    [
        "-ракета",
        "not (ракета or Киев)",
        "source:one",
        "category:war author:me link:example",
        "story >= 2",
        "age < 2h",
        "/ракет/",
        "ракета or source:one",
        "ракета or -Киев",
        "title:(ракета or /удар/)",
        "-ракета /удар/",
    ],
)
def test_some_rules_want_no_word(rule: str) -> None:
    """A rule that an entry without a certain word can pass wants none."""
    assert wanted(rule) is None


def test_unknown_word_stands_for_its_forms_alone() -> None:
    """A word is not asked by its beginning, which other words have too, unless the rule does so."""
    asked = wanted("Тальгрен")

    assert isinstance(asked, AnyWord)
    assert frozenset() == asked.starts
    assert "тальгрен" in asked.words
    assert not has(asked, ["тальгренский", "таль"])
    assert AnyWord(frozenset(), frozenset({"тальгрен"})) == wanted("Тальгрен*")


def test_exact_word_has_no_stems() -> None:
    """A word that is wanted as it stands is asked so."""
    assert AnyWord(frozenset({"häuser"})) == wanted("=Häuser")


@pytest.mark.parametrize(
    ("rule", "language", "word"),
    [
        ("Haus", "de", "häuser"),
        ("Häuser", "de", "haus"),
        ("canción", "es", "canciones"),
        ("attaquer", "fr", "attaques"),
        ("kitap", "tr", "kitaplar"),
        ("wojna", "pl", "wojny"),
        ("talo", "fi", "talossa"),
        ("città", "it", "città"),
        ("كتاب", "ar", "كتابها"),
        ("bridge", "nl", "bridges"),
    ],
)
def test_words_of_other_languages_are_asked_by_their_stems(rule: str, language: str, word: str) -> None:
    """The stem of a form of the word, in a language whose words are known by their stems, is among what is wanted."""
    stem = stemmer(language)

    assert stem is not None
    assert has(wanted(rule), [stem(word)])


def test_every_language_of_stems_is_asked() -> None:
    """No tag has a stemmer that gives other stems than those of the languages that are asked."""
    words = ("häuser", "canciones", "attaquer", "ракетами", "πολέμου", "كتابها", "kitaplar", "városok", "knyga")

    def stems(tag: str) -> tuple[str, ...] | None:
        stem = stemmer(tag)
        return tuple(map(stem, words)) if stem else None

    known = {stems(tag) for tag in searching.STEMMED}
    assert None not in known
    assert {stems("".join(tag)) for tag in product(ascii_lowercase, repeat=2)} <= {None, *known}


def test_word_without_letters_is_never_found() -> None:
    """A phrase of which nothing can be read wants what no entry has."""
    asked = searching.wanted(Phrase("؟"), forms=lister)

    assert isinstance(asked, AnyWord)
    assert not has(asked, ["a", "", "؟"])


POOL = ["ракета", "Киев", "люди", "bridge", "Haus", "S-300", "3,5", "O'Brien", "Нью-Йорк", "Тальгрен", "US", "北京"]
TEXTS = [
    *POOL,
    *" ".join(FORMS.values()).split(),
    "С-300",
    "häuser",
    "HAUSES",
    "Киевский",
    "ракетный",
    "U.S.",
    "bridged",
]


def rules() -> st.SearchStrategy[Filter]:
    """Rules of words that texts have, and of others."""
    words = st.sampled_from(POOL) | st.text(min_size=1, max_size=4)
    leaves: st.SearchStrategy[Filter] = st.one_of(
        st.builds(Word, words, st.booleans(), st.booleans()),
        st.builds(Phrase, st.lists(words, min_size=1, max_size=3).map(" ".join), st.booleans()),
        st.builds(Phrase, words.map(lambda word: f"{word} {word[:2]}*")),
        st.just(Field("source", ("sample",))),
        st.just(Pattern("ракет")),
    )

    def wider(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        some = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            st.builds(And, some),
            st.builds(Or, some),
            st.builds(Not, inner),
            inner.filter(lambda rule: not isinstance(rule, Field)).map(lambda rule: Field("title", rule=rule)),
        )

    return st.recursive(leaves, wider, max_leaves=6)


@given(rules(), st.lists(st.sampled_from(TEXTS) | st.text(max_size=4), max_size=8), st.sampled_from(" -’,\n"))
def test_what_passes_has_what_is_wanted(rule: Filter, words: list[str], between: str) -> None:
    """Whatever a rule and a text say: if the text passes, it has the words that the rule wants."""
    entry = make.entry(title=between.join(words[:3]), content=f"<p>{between.join(words[3:])}</p>", summary="")
    text = matching.read(entry)
    passed = matching.compile({"": rule}, forms=lister).judge(entry, text, size=1, now=make.NOW)[""].passed

    assert has(searching.wanted(rule, forms=lister), tuple(text.places)) or not passed
