"""The index of words as a whole: what was recorded without it becomes searchable, and it never hides a match."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from feedbot.model import Entry
from feedbot.rules import filters, matching, searching
from feedbot.rules.filters import And, Field, Filter, Not, Or, Pattern, Phrase, Size, Word
from feedbot.rules.reading import pieces
from feedbot.store import Store, Tx, entries, open_store, search, write
from feedbot.store.tables import searched
from feedbot.text import forms
from feedbot.text.forms import Forms
from tests import bases, make
from tests.store.given import of
from tests.world import World, world

TEXT = """
ракета удар Киев человек идти Тальгрен Вундербург Нью-Йорк НАТО ЗСУ президент лев ёлка по
дитина Київ Дніпро об'єкт удари Залужний ґанок місто
bridge fall Ukraine O'Brien knife US NATO Zandorra leave
Haus Häuser Krieg attaquer canción canciones kitap wojna talo città πόλεμος كتاب город
S-300 С-300 Ф-16 3,5 12:30 2024 北京
"""
WORDS = TEXT.split()
LANGUAGES = (None, "ru", "uk", "en", "de", "de-AT", "fr", "es", "it", "tr", "pl", "fi", "el", "ar", "sr", "ja", "xx")
CASES = [
    ("ракета", "сбиты ракетами", "ru"),
    ("ракета", "РАКЕТОЮ", None),
    ("человек", "люди на площади", "ru"),
    ("дитина", "з дітьми", "uk"),
    ("Київ", "у Києві", "uk"),
    ("Тальгрен", "встреча с Тальгреном", "ru"),
    ("Тальгрен", "зустріч з Тальгреном", "uk"),
    ("Вундербург", "в Вундербурге", "ru"),
    ('"удар по Вундербургу"', "ударов по Вундербургу", "ru"),
    ('"встреча с Тальгр*"', "встречей с Тальгреном", "ru"),
    ("человек-тальг*", "люди-Тальгрена", "ru"),
    ("НАТО", "НАTО", "ru"),
    ("ЗСУ", "ЗСУ", "uk"),
    ("ёлка", "под елкой", "ru"),
    ("об'єкт", "об’єкти", "uk"),
    ("knife", "two knives", "en"),
    ("fall", "it fell", "en"),
    ("O'Brien", "O’Brien’s dog", "en"),
    ("US", "U.S. troops", "en"),
    ("Zandorra", "Zandorra's army", "en"),
    ("Haus", "alte Häuser", "de"),
    ("Häuser", "ein Haus", "de-AT"),
    ("Ukraine", "der Ukrainen", "de"),
    ("canción", "canciones", "es"),
    ("attaquer", "il attaqua", "fr"),
    ("kitap", "kitaplar", "tr"),
    ("wojna", "wojnami", "pl"),
    ("talo", "talossa", "fi"),
    ("πόλεμος", "πολέμου", "el"),
    ("город", "городима", "sr"),
    ("S-300", "комплекс С-300", "ru"),
    ("С300", "an S-300 missile", "en"),
    ("3,5", "на 3,5 процента", "ru"),
    ("12:30", "at 12:30", "en"),
    ("Нью-Йорк", "в Нью-Йорке", "ru"),
    ("ракет*", "ракетный", "ru"),
    ("=ракетами", "ракетами", "ru"),
    ("title:ракета", "ракеты", "ru"),
    ("not (not ракета or not удар)", "удары ракетами", "ru"),
    ("ракета source:sample -спорт", "ракеты", "ru"),
    ("(ракета or knife) story>=1", "knives", "en"),
    ("北京", "在北京说", "zh"),
]


@cache
def known() -> Mapping[str, Forms]:
    """The forms of all words of rules here, by the real dictionaries, which are read once."""
    texts = [*WORDS, *(filters.show(filters.parse(rule)) for rule, _, _ in CASES)]
    return forms.many(sorted({piece.raw for text in texts for piece in pieces(text)}))


def lister(words: Collection[str]) -> Mapping[str, Forms]:
    """The forms of words; of one that nobody foresaw, itself."""
    return {word: known().get(word) or Forms(word, frozenset({word.lower()})) for word in words}


@cache
def spellings() -> tuple[str, ...]:
    """What texts are made of: words in all forms and some cases, their beginnings, and what texts of `CASES` say."""
    every = {form for each in known().values() for form in each.forms} | {*WORDS}
    every |= {word.upper() for word in WORDS} | {f"{word[:-1]}ский" for word in WORDS} | {f"{word}en" for word in WORDS}
    return tuple(sorted(every | {word for _, text, _ in CASES for word in text.split()}))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store whose transactions are rolled back by those who use it."""
    with closing(open_store(bases.address(tmp_path_factory.mktemp("index") / "feedbot.db"))) as opened:
        yield opened


def found(store: Store, rule: Filter, given: Collection[Entry]) -> tuple[set[str], set[str]]:
    """Of some entries, which pass a rule, and which the index takes for such that may."""
    panel = matching.compile({"": rule}, forms=lister)
    texts = {each.id: matching.read(each) for each in given}
    passed = {each.id for each in given if panel.judge(each, texts[each.id], size=1, now=make.NOW)[""].passed}
    with write(store.engine) as tx:
        trial = tx.begin_nested()
        entries.record(tx, of(*given), make.NOW)
        search.keep(tx, {id: tuple(text.places) for id, text in texts.items()}, {each.id: "" for each in given})
        may = {each.id for each, _ in search.candidates(tx, searching.wanted(rule, forms=lister))}
        trial.rollback()
    return passed, may


@pytest.mark.parametrize(("rule", "text", "language"), CASES)
def test_every_form_is_found(store: Store, rule: str, text: str, language: str | None) -> None:
    """An entry that passes in any form of a rule's words is among the candidates, and one on something else is not."""
    wanted = make.entry(1, title=text, content="", summary="", language=language)
    other = make.entry(2, title="Nothing of that sort, сказано", content="", summary="", language=language)

    assert ({wanted.id}, {wanted.id}) == found(store, filters.parse(rule), (wanted, other))


def rules() -> st.SearchStrategy[Filter]:
    """Rules of words that texts have, of beginnings, of what stands in fields, and of noise."""
    words = st.sampled_from(WORDS) | st.text(min_size=1, max_size=5)
    phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
    leaves: st.SearchStrategy[Filter] = st.one_of(
        st.builds(Word, words),
        st.builds(Word, words, st.booleans(), st.booleans()),
        st.builds(Phrase, phrases, st.booleans()),
        st.builds(lambda text, length: Phrase(f"{text[: len(text) - length]}*"), phrases, st.integers(0, 3)),
        st.sampled_from([Field("source", ("sample",)), Field("language", ("de",)), Size(">=", 1), Pattern("ракет")]),
    )

    def wider(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        some = st.lists(inner, min_size=2, max_size=3).map(tuple)
        worded = st.one_of(st.builds(Word, words), st.builds(Phrase, phrases), st.builds(Not, st.builds(Word, words)))
        titled = worded.map(lambda rule: Field("title", rule=rule))
        return st.one_of(st.builds(And, some), st.builds(Or, some), st.builds(Not, inner), titled)

    return st.recursive(leaves, wider, max_leaves=6)


@st.composite
def articles(draw: st.DrawFn) -> tuple[Entry, ...]:
    """A few entries of words in all forms, in any language, with marks between."""
    words = st.lists(st.deferred(lambda: st.sampled_from(spellings())) | st.text(max_size=5), max_size=6)
    made = []
    for number in range(1, draw(st.integers(2, 5))):
        said: dict[str, Any] = {
            name: draw(st.sampled_from((" ", "-", ", ", "’", "\n"))).join(draw(words)) for name in ("title", "content")
        }
        made.append(make.entry(number, summary="", language=draw(st.sampled_from(LANGUAGES)), **said))
    return tuple(made)


@given(rules(), articles())
def test_index_never_hides_a_match(store: Store, rule: Filter, given: tuple[Entry, ...]) -> None:
    """Every entry that passes a rule, whatever the two say, is among those that the index gives for the rule."""
    passed, may = found(store, rule, given)

    assert passed <= may


ARTICLE = "date 2026-03-1{0} Bridge {0} over the Alder\nTwo people were hurt at bridge {0}, said the mayor.\n"


async def test_entries_of_an_older_feedbot_become_searchable(tmp_path: Path) -> None:
    """What was recorded without the index is indexed some at a time, and then there is nothing to do."""
    async with world(tmp_path) as made:
        for number in range(3):
            made.article(f"{number}.txt", ARTICLE.format(number))
        await made.round()
        assert 3 == len(await mayors(made))
        await made.turns.store.write(_forget)
        assert 0 == len(await mayors(made))

        assert 0 == await made.turns.index()
        assert 3 == len(await mayors(made))
        assert await made.turns.index() is None


async def test_new_entries_need_no_second_look(tmp_path: Path) -> None:
    """What is taken in is searchable at once; a correction is found by its new words alone."""
    async with world(tmp_path) as made:
        path = made.article("1.txt", ARTICLE.format(1))
        await made.round()
        assert await made.turns.index() is None
        assert 1 == len(await mayors(made))

        path.write_text(ARTICLE.format(1).replace("mayor", "council"))
        await made.round()
        assert 0 == len(await mayors(made))
        assert 1 == len(await _asked(made, "council"))
        assert await made.turns.index() is None


async def mayors(made: World) -> list[Entry]:
    """The candidates that speak of mayors."""
    return await _asked(made, "mayors")


async def _asked(made: World, rule: str) -> list[Entry]:
    wanted = searching.wanted(filters.parse(rule), forms=_plain)
    return await made.turns.store.read(lambda tx: [entry for entry, _ in search.candidates(tx, wanted)])


def _plain(words: Collection[str]) -> Mapping[str, Forms]:
    return {word: Forms(word, frozenset({word, word.removesuffix("s")})) for word in words}


def _forget(tx: Tx) -> None:
    tx.execute(delete(searched))
