"""What rules add to, and take from, what a table lists of English words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import english

CASES = {
    "missile": ("missiles", "missiles", ""),
    "Putin": ("", "putin putins", "putined"),
    "Trump": ("Trump trumps trumped trumping", "trumps", "trumped trumping"),
    "NATO": ("NATO", "NATO natos", ""),
    "sky": ("sky", "skies", "skys"),
    "box": ("box boxed", "boxes boxing", "boxs"),
    "play": ("play played", "plays playing", "plaies"),
    "lens": ("lens", "lenses", ""),
    "diagnosis": ("diagnosis diagnosed", "diagnoses", ""),
    "thief": ("thief", "thieves", ""),
    "knife": ("knife knifes", "knives", ""),
    "life": ("life", "lives", ""),
    "strife": ("strife strifes", "strife", "strives"),
    "remain": ("remain remaining", "remains remained", "remaind"),
    "star": ("star starred", "starring stars", "staring stared"),
    "hop": ("hop hopped", "hopping", "hoping"),
    "agree": ("agree agreed", "agreeing agrees", "agreing"),
    "use": ("use used", "using uses", "useing"),
    "die": ("die died", "dying dies", "dieing"),
    "try": ("try tried", "trying tries", "tryed"),
    "panic": ("panic", "panicked panicking panics", "paniced"),
    "travel": ("travel traveled", "traveled travelled traveling travelling", ""),
    "cancel": ("cancel cancelled", "canceled cancelling canceling", ""),
    "admit": ("admit admitted", "admitting", "admiting"),
    "visit": ("visit visited", "visiting", "visitting"),
    "quit": ("quit", "quitting quits", "quiting quitted"),
    "win": ("win", "won winning wins", "wining winned"),
    "buy": ("buy bought", "buying buys", ""),
    "big": ("big biggest", "bigger", "bigs"),
    "late": ("late latest", "later", "lates"),
    "early": ("early earliest", "earlier", "earlys"),
    "forest": ("forest forested", "forests foresting", "forer"),
    "new": ("new newed newest news", "newer", "news"),
    "even": ("even evened", "evens", "evening"),
    "good": ("good goods best", "best", "goods"),
    "god": ("god gods Goddess", "gods", "Goddess goddess"),
    "quick": ("quick quickly quickest", "quicker", "quickly"),
    "wind": ("wind winds winded", "winds winding", "wound"),
    "killed": ("kill kills killed", "kill kills killed", "killeds killeding"),
    "fall": ("fall FLS FALL", "fell fallen falling", "FLS FALL"),
}


@pytest.mark.parametrize("word", CASES)
def test_a_word_has_its_forms_and_no_others(word: str) -> None:
    """What the table lacks is added, what only looks like a form is left out."""
    listed, wanted, strange = (set(each.split()) for each in CASES[word])
    found = english.inflected(word, listed)

    assert set() == wanted - found
    assert set() == strange & found


@given(
    st.text(alphabet="abceiqusyxSt'", min_size=1, max_size=8), st.lists(st.text("aestdingy", max_size=6), max_size=4)
)
def test_a_word_is_a_form_of_itself(word: str, listed: list[str]) -> None:
    """It has another one at least, and rules never raise, whatever the table says."""
    found = english.inflected(word, [*listed, word])

    assert word.lower() in found
    assert 2 <= len(found)
    assert english.plural(word) != word
