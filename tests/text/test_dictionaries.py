from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import dictionaries
from feedbot.text.dictionaries import Table

WORDS = st.text("абвгґіїєяabcé'\u0301", min_size=1, max_size=6)


@given(st.dictionaries(WORDS, WORDS, max_size=30), st.lists(WORDS, max_size=30))
def test_a_table_says_what_a_dict_would(records: dict[str, str], asked: list[str]) -> None:
    """A few words are looked for one by one, many in one pass: both find the same, and nothing else."""
    table = Table((form.encode(), lemma.encode()) for form, lemma in records.items())
    under: dict[str, set[str]] = {}
    for form, lemma in records.items():
        under.setdefault(lemma, set()).add(form)

    for words in (asked, [*asked, *records, *records.values()], asked[:1]):
        plain = [word for word in words if "\u0301" not in word and "é" not in word]
        assert {form: shown(records[form]) for form in plain if form in records} == table.lemmas(plain)
        assert {lemma: {shown(form) for form in under[lemma]} for lemma in plain if lemma in under} == {
            lemma: set(forms) for lemma, forms in table.forms(plain).items()
        }


def shown(word: str) -> str:
    """A word with those letters spelt out that no word which is asked for has."""
    return word.encode("cp1251", "xmlcharrefreplace").decode("cp1251")


def test_dictionaries_are_read_once() -> None:
    """A second word costs no second reading."""
    assert dictionaries.table("en") is dictionaries.table("en")
    assert dictionaries.analyser("ru") is dictionaries.analyser("ru")


def test_what_the_tables_hold() -> None:
    """A form leads to its lemma, and a lemma to its forms."""
    assert {"мостами": "міст"} == dictionaries.table("uk").lemmas(["мостами", "ёжъ"])
    assert {"go", "goes", "went"} <= set(dictionaries.table("en").forms(["go"])["go"])
