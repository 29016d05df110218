"""The forms of words, by dictionary and by rule."""

from collections.abc import Mapping

import pytest

from feedbot.text import forms
from feedbot.text.forms import Forms

CASES = {
    "Путин": ("путина путину путиным путине", "путь путинам"),
    "львов": ("львова львову львовом", "львы лев"),
    "Львів": ("львова львову львові", "лев левів"),
    "ракета": ("ракету ракетами ракет", "ракетка"),
    "суд": ("суда судом суды", "судно судить"),
    "взрыв": ("взрыва взрывы", "взрыл взроет"),
    "взрыву": ("взрыв взрывы", "взрыть"),
    "люди": ("людей человек", "людской"),
    "убить": ("убил убиты убитого", "убыть"),
    "МИД": ("мида миду", "мидия"),
    "США": ("сша", "сшам"),
    "ИГИЛ": ("игила игилом", "игилист"),
    "ООН": ("оон", "ооновец"),
    "Ын": ("ына ыном ыну", "ынов"),
    "Зеленская": ("зеленской зеленскую", "зеленский зеленского зеленскому"),
    "Пескова": ("песковой пескову песков", "песок"),
    "Песков": ("пескова песковой", "песок песка"),
    "Гарбер": ("гарбера гарбером", "гарберский"),
    "Зоргий": ("зоргию зоргия", "зорг"),
    "Зеленський": ("зеленського зеленському зеленським", "зелений"),
    "Зеленська": ("зеленської зеленську зеленській", "зеленський зеленського зелена"),
    "Київ": ("києва києву києві", "кий"),
    "київ": ("києва києві", "кий"),
    "війна": ("війни війною воєн", "воїн"),
    "рука": ("руці руку рук", "ручка"),
    "день": ("дні дня днем", "дно"),
    "дівчина": ("дівчат дівчатам дівчину", "дівочий"),
    "діти": ("дітей дітьми дитину", "дів діло діне"),
    "дитина": ("діти дітей дитини", "дитячий"),
    "лев": ("лева левами", "львів"),
    "стріляти": ("стріляв стрілятиме стріляють", "стріла"),
    "сміятися": ("сміятимуться сміявся", "сміх"),
    "нести": ("нестиме несуть", "нерест"),
    "захопити": ("захопила захоплено захопленого", "захват"),
    "новий": ("нового новим нові", "новина"),
    "МЗС": ("мзс", "мзсовий"),
    "людьми": ("людей людина", "людський"),
    "об'єкт": ("обєкта обєкти", "суд"),
    "missile": ("missiles", "mission"),
    "missiles": ("missile", "mission"),
    "win": ("won winning wins", "winner"),
    "leaf": ("leaves", "leave"),
    "big": ("bigger biggest", "bigot"),
    "Apple": ("apples", "appled appling"),
    "Mandryk": ("mandryks", "mandryking"),
    "Zorch": ("zorches", "zorchs"),
    "Zolky": ("zolkies", "zolkys"),
    "NATO": ("nato", "natoed"),
    "us": ("us", "we our"),
    "go": ("went gone", "goal"),
    "x": ("x", "xs"),
    "я": ("я", "меня"),
    "日本": ("日本", "日"),
}


@pytest.fixture(scope="module")
def listed() -> Mapping[str, Forms]:
    """The forms of all words of the cases, listed at once as for a program's rules."""
    return forms.many(CASES)


@pytest.mark.parametrize("word", CASES)
def test_a_word_has_its_forms_and_no_others(word: str, listed: Mapping[str, Forms]) -> None:
    """A word's paradigm is there, and neither words that look alike nor those derived from it."""
    wanted, strange = (set(each.split()) for each in CASES[word])

    assert set() == wanted - listed[word].forms
    assert set() == strange & listed[word].forms


def test_forms_know_the_one_language_they_are_of(listed: Mapping[str, Forms]) -> None:
    """Of a word that may be Russian or Ukrainian, a form of one alone is marked; the word itself is of both."""
    assert "uk" == listed["суд"].only["суді"]
    assert "ru" == listed["суд"].only["суды"]
    assert "суд" not in listed["суд"].only
    assert {} == listed["Київ"].only


def test_a_language_that_is_named_is_the_only_one() -> None:
    """A word whose language is known has no forms of others."""
    assert "missiles" not in forms.forms("missile", "uk-UA").forms
    assert "missiles" in forms.forms("missile", "en-GB").forms


def test_nothing_asked_is_nothing_listed() -> None:
    """No word costs no dictionary, nor do letters that stand for words."""
    assert {} == forms.many([])
    assert "nato" in forms.forms("NATO", "en").forms


def test_acronyms_are_short_and_all_capitals() -> None:
    """A single capital is no acronym, and a long one was shouted."""
    assert [True, True, False, False, False] == [
        forms.is_acronym(word) for word in ("US", "ОБСЕ", "I", "Us", "УКРАИНА")
    ]


def test_other_languages_have_stems() -> None:
    """Snowball makes stems of German; where forms are listed, or nothing is known, there are none."""
    stem = forms.stemmer("de-AT")

    assert stem is not None
    assert stem("häuser") == stem("haus")
    assert forms.stemmer("en") is None
    assert forms.stemmer("xx") is None
