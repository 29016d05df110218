import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import letters


@given(st.text())
def test_nothing_scores_above_plain_text(text: str) -> None:
    """Every score is at most 0, and ASCII without controls scores 0."""
    assert letters.score(text) <= 0
    assert 0 == letters.score("Plain words, 100 %.\n")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Привет", "оПХБЕР"),
        ("Привет", "Ïðèâåò"),
        ("мост", "ьост"),
        ("ПРИВЕТ", "РТЙЧЕФ"),
        ("Καλημέρα", "Κqλημέρα"),
        ("שלום", "םולש"),
        ("été", "ÉtÉ"),
        ("été", "ıtě"),
        ("wzrosły", "wzros³y"),
        ("日本の会社", "鏃ユ湰銇"),
        ("대통령", "대日령"),
        ("a", "\x00a"),
        ("«да»", "»да«"),
        ("слово — слово", "слово —слово"),
        ("да, нет", "да¤нет"),
        ("日ドラマ本", "日ド本ラ本マ本"),
        ("人", "\ue000"),
        ("e\u0301", "e\u2592"),
        ("привет", "приλет"),
        ("привет", "приbет"),
    ],
)
def test_what_was_meant_scores_higher(right: str, wrong: str) -> None:
    """Usual letters in their places score higher than what a wrong charset makes of them."""
    assert letters.score(right) > letters.score(wrong)


@pytest.mark.parametrize(
    ("usual", "rare"),
    [("a", "о"), ("о", "щ"), ("的", "鏃"), ("이", "뷁"), ("。", "※"), ("の", "ﾊ"), ("鏃", "\ue000"), ("鏃", "\ufffe")],
)
def test_usual_characters_weigh_less(usual: str, rare: str) -> None:
    """A character costs the more, the rarer it is; ASCII is free."""
    assert letters.weight(usual) > letters.weight(rare)
