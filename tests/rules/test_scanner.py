"""The tokens of a rule and their columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.rules.scanner import Scanner, Token
from tests.effort import calls


def scanned(text: str) -> list[tuple[str, int, str]]:
    """Kind, column and text of each token."""
    return [(token.kind, token.column, token.text) for token in Scanner(text).tokens()]


def flaws(text: str) -> list[str]:
    """What is wrong with a text, in words."""
    scanner = Scanner(text)
    list(scanner.tokens())
    return [str(flaw) for flaw in scanner.flaws]


def test_tokens_have_columns_from_one() -> None:
    """A column is where the reader would put a finger."""
    expected = [("(", 1, ""), ("word", 2, "ракета"), ("or", 9, ""), ("phrase", 12, "air raid"), (")", 22, "")]

    assert expected == scanned('(ракета or "air raid")')


@pytest.mark.parametrize("word", ["and", "AND", "и", "И", "і", "й", "та", "&", "&&"])
def test_and_has_many_names(word: str) -> None:
    """Operators are read in three languages, in any case."""
    assert [("and", 1, "")] == scanned(word)


@pytest.mark.parametrize("word", ["or", "Or", "или", "або", "|", "||"])
def test_or_has_many_names(word: str) -> None:
    """Operators are read in three languages, in any case."""
    assert [("or", 1, "")] == scanned(word)


@pytest.mark.parametrize("text", ["not x", "НЕ x", "крім x", "кроме x", "-x", "—x", "−x", "!x"])
def test_not_has_many_signs(text: str) -> None:
    """A minus or any dash right before a word forbids it, as the word "not" does."""
    assert ["not", "word"] == [kind for kind, *_ in scanned(text)]


@pytest.mark.parametrize("text", ['"a b"', "«a b»", "“a b”", "„a b“", "„a b”", '”a b"', "‟a b”"])
def test_quotation_marks_of_all_kinds(text: str) -> None:
    """A phrase may be quoted as each language does."""
    assert [("phrase", 1, "a b")] == scanned(text)


def test_a_backslash_keeps_a_quotation_mark() -> None:
    """Both it and itself can stand in a phrase."""
    assert [("phrase", 1, r'a "b\ c')] == scanned(r'"a \"b\\ c"')


def test_a_pattern_may_have_slashes_and_flags() -> None:
    """The slash inside is escaped; c is for patterns in which case counts."""
    tokens = list(Scanner(r"/a\/b/ /X/c /y/i").tokens())

    assert [("a/b", False), ("X", True), ("y", False)] == [(token.text, token.cased) for token in tokens]


def test_words_may_be_exact_or_beginnings() -> None:
    """The equals sign and the star belong to their word."""
    expected = [
        Token(kind="word", column=1, text="Киев", exact=True),
        Token(kind="word", column=7, text="слов", prefix=True),
        Token(kind="phrase", column=13, text="a b", exact=True),
    ]

    assert expected == list(Scanner('=Киев слов* ="a b"').tokens())


def test_dashes_and_commas_may_be_within_words() -> None:
    """Only a dash before a word means "not"; a comma between digits is a decimal one."""
    assert [("word", 1, "Нью-Йорк"), ("word", 10, "1,5"), ("word", 14, "12:30")] == scanned("Нью-Йорк 1,5 12:30")


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("source", ("a", "b c"), 'source:a,"b c"'),
        ("source", ("a", "b"), "Source: a, b"),
        ("language", ("uk",), "lang:uk"),
        ("link", ("https://example.org/",), "link:https://example.org/"),
    ],
)
def test_fields_have_values(name: str, values: tuple[str, ...], text: str) -> None:
    """Values are parted by commas, and may be quoted; a space behind colon or comma does no harm."""
    assert [Token(kind="field", column=1, name=name, values=values)] == list(Scanner(text).tokens())


@pytest.mark.parametrize(
    ("kind", "sign", "value", "text"),
    [
        ("story", ">=", "3", "story >= 3"),
        ("story", ">=", "3", "STORY≥3"),
        ("story", "<=", "3", "story ≤ 3"),
        ("story", "=", "3", "story = 3"),
        ("age", "<", "2h", "age<2h"),
    ],
)
def test_comparisons_have_a_sign_and_a_value(kind: str, sign: str, value: str, text: str) -> None:
    """Spaces around the sign do not matter."""
    tokens = list(Scanner(text).tokens())

    assert [(kind, sign, value)] == [(token.kind, token.sign, token.text) for token in tokens]


def test_story_may_be_a_word() -> None:
    """Without a comparison it is what is looked for."""
    assert ["word", "word"] == [kind for kind, *_ in scanned("story =Киев")]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ('column 3: unknown field "autor:"; did you mean "author:"?', "a autor:x"),
        ('column 1: unknown field "https:"; to look for an address, write link: before it', "https://example.org"),
        ('column 1: "source:" has no value; write source:value, or several with commas between', "source:"),
        ('column 2: a comma joins nothing here; write "or" or "and" between words', "a, b"),
        ('column 3: a dash stands alone; write -word without a space for "not", or remove it', "a — b"),
        ("column 3: a quotation is not closed; write » behind its last word", "a «b"),
        (r"column 1: a pattern is not closed; write / behind it, and \/ for a slash inside it", "/a"),
        ('column 4: unknown flag "q"; write c where case counts, or nothing', "/a/q"),
        ('column 1: nothing stands behind "="; write =Word or ="some words"', "="),
        ("column 1: there is no letter or digit to look for; write a word, or remove it", "+++"),
        ("column 1: a colon stands before a word; write the field's name before it: title:word", ":x"),
        ("column 2: a quotation mark closes nothing; open it before the words, or remove it", "a»"),
    ],
)
def test_a_flaw_says_where_what_and_what_to_do(expected: str, text: str) -> None:
    """Each has a column, a problem and a remedy."""
    assert [expected] == flaws(text)


def test_an_unknown_field_like_no_other_lists_them() -> None:
    """Where nothing is meant that we know, all fields are named."""
    assert "fields are source, category, language, author, link, lang, title" in flaws("zzzzqqq:x")[0]


def test_all_flaws_are_found_at_once() -> None:
    """A mistake does not hide the next."""
    assert 3 == len(flaws("autor:x /a/q y, z"))


@given(st.text(alphabet="ab «»“”\"'()/=*-—:,\\<>!&|story age title:source123\n", max_size=60) | st.text(max_size=40))
def test_scanning_ends_and_never_raises(text: str) -> None:
    """Whatever is typed, tokens come in order of their columns, all within the text."""
    columns = [token.column for token in Scanner(text).tokens()]

    assert sorted(set(columns)) == columns
    assert all(1 <= column <= len(text) for column in columns)


@pytest.mark.parametrize("bit", ['"', "=", "(", "/a", "a:", "source:,", "«", "-", "story", "\\", "1,", " ", "age >="])
def test_scanning_takes_time_by_length(bit: str) -> None:
    """Twice the text is at most about twice the work, whatever it is made of."""
    short, long = ((lambda count=count: list(Scanner(bit * count).tokens())) for count in (300, 600))

    assert calls(long) <= 2.5 * calls(short) + 100
