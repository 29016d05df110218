import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.endings import Kin, akin, forms, stem


@pytest.mark.parametrize(
    "names",
    [
        "орлов орлова орлову орловым орлове",
        "ким кима киму кимом",
        "лев льва льву",
        "гай гая гаю гаєм",
        "павел павла павлу",
        "одеса одесі одесою",
        "прага празі прагою",
        "львів львова львові львовом",
        "київ києва києву",
        "чорногора чорногорі чорногору",
        "росія росії росією",
        "яворський яворського яворським",
        "penrose penrose's",
        "ukraine ukrainian ukrainians",
        "china chinese",
        "russia russian russia's",
        "stroud stroud's",
    ],
)
def test_forms_of_a_name_are_one_name(names: str) -> None:
    """Whatever its case, a name has something in common with its nominative."""
    first, *others = names.split()

    assert all(forms(first) & forms(other) for other in others)


@pytest.mark.parametrize(
    "names",
    [
        "иван иванов",
        "петро петренко",
        "марк марков",
        "сидоров сидоренко",
        "шевченко шевчук",
        "niger nigeria",
        "austria australia",
        "iran iraq",
        "sweden switzerland",
        "johnson johnston",
    ],
)
def test_different_names_stay_different(names: str) -> None:
    """A name is not found in one that only looks like it."""
    one, other = names.split()

    assert not forms(one) & forms(other)


@pytest.mark.parametrize(
    "words",
    [
        "признал признала признали признание признать",
        "задержал задержана задержание задержали",
        "поздравил поздравили поздравлен",
        "погибли погибших погиб",
        "пострадал пострадавшие пострадавших",
        "встретились встретился",
        "виправдав виправдали виправдано виправдала",
        "постраждали постраждалих",
        "підписав підписати підписала",
        "договор договору договором",
        "raised raises raising",
        "museum museum's museums",
    ],
)
def test_kin_has_one_stem(words: str) -> None:
    """Forms of a word, and its nearest kin, have stems that belong together."""
    first, *others = words.split()

    assert all(akin(stem(first), stem(other)) for other in others)
    assert stem(first) in Kin(map(stem, others))


def test_strangers_are_no_kin() -> None:
    """What only begins alike does not belong together."""
    assert not akin(stem("мост"), stem("московский"))
    assert not akin("abc", "abcd")
    assert "zebra" not in Kin(["zero", "zebu"])


@given(st.text(max_size=80))
def test_every_word_has_a_stem_and_a_form(word: str) -> None:
    """Nothing is stripped to nothing, and asking twice gives the same."""
    if word:
        assert stem(word)
    assert forms(word) == forms(word)
    assert len(forms(word * 1_000)) < 100
