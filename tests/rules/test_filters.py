"""The language of filters: what is read, printed and refused."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.rules import filters
from feedbot.rules.filters import Age, And, Field, Filter, Not, Or, Pattern, Phrase, RuleError, Size, Word
from feedbot.rules.patterns import program

letters = st.text(alphabet="бвгджabcdxйёґї0", min_size=2, max_size=6).filter(lambda word: word[0] != "0")
said = st.text(alphabet='ab "\\“”«»*:-/ ', max_size=8).map(lambda text: f"x{text}")
signs = st.sampled_from(["<", "<=", ">", ">=", "="])
always = st.sampled_from([True])
lexical: st.SearchStrategy[Filter] = st.one_of(
    st.builds(Word, letters),
    st.builds(Word, letters, exact=always),
    st.builds(Word, letters, prefix=always),
    st.builds(Phrase, said, st.booleans()),
    st.builds(Pattern, st.sampled_from(["a/b", r"\bа\w+", "[/x]", "x"]), st.booleans()),
)


def joined(parts: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """Parts put together."""
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, some), st.builds(Or, some), st.builds(Not, parts))


titles = st.builds(Field, st.just("title"), rule=st.recursive(lexical, joined, max_leaves=4))
fields = st.builds(
    Field,
    st.sampled_from(["source", "category", "language", "author", "link"]),
    st.lists(said | letters, min_size=1, max_size=3).map(tuple),
)
sizes = st.builds(Size, signs, st.integers(0, 999_999))
ages = st.builds(Age, signs, st.integers(0, 10**8).map(lambda seconds: timedelta(seconds=seconds)))
rules: st.SearchStrategy[Filter] = st.recursive(st.one_of(lexical, titles, fields, sizes, ages), joined, max_leaves=10)


def refused(text: str) -> RuleError:
    """Why a text is no rule."""
    with pytest.raises(RuleError) as caught:
        filters.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Word("ракета"), "ракета"),
        (And((Word("a"), Word("b"))), "a b"),
        (And((Word("a"), Word("b"))), "a and b"),
        (And((Word("a"), Not(Word("спорт")))), "a -спорт"),
        (Or((And((Word("a"), Word("b"))), Word("c"))), "a b or c"),
        (And((Word("a"), Or((Word("b"), Word("c"))))), "a (b or c)"),
        (Not(Not(Word("a"))), "not not a"),
        (Not(Or((Word("a"), Word("b")))), "-(a или b)"),
        (Phrase("Киев", exact=True), '="Киев"'),
        (Field("title", rule=Word("x")), "title:x"),
        (Field("title", rule=Or((Word("x"), Phrase("y z")))), 'title:(x або "y z")'),
        (And((Field("title", rule=Word("x")), Field("source", ("a",)))), "title: x source:a"),
        (Field("title", rule=Not(Word("x"))), "title:-x"),
        (Size(">=", 3), "story >= 3"),
        (Age("<", timedelta(hours=2)), "age < 2h"),
        (Age(">", timedelta(days=8, minutes=30)), "age > 1w1d30m"),
    ],
)
def test_a_rule_is_read(expected: Filter, text: str) -> None:
    """Words side by side are "and", which binds more than "or" and less than "not"."""
    assert expected == filters.parse(text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ('(ракета or "air raid") and not title:спорт', "( ракета или «air raid» ) И НЕ title: спорт"),
        ('language:uk,en and source:"a b"', "lang: uk, en source:'x".replace("'x", '"a b"')),
        ("not (a and b) or c", "-(a b) or c"),
        ("age < 1h30m and age >= 0s", "age < 90m age >= 0h"),
        (r"/a\/b/c and /x/", r"/a\/b/c /x/i"),
        ("title:(a or b) and слов* and =Киев", "title:(a|| b) слов** =Киев"),
    ],
)
def test_a_rule_is_printed_in_one_way(expected: str, text: str) -> None:
    """However it was written, there is one text of a rule, which it keeps."""
    assert expected == filters.show(filters.parse(text))
    assert expected == filters.show(filters.parse(expected))


@given(rules)
def test_a_rule_equals_its_printed_self(rule: Filter) -> None:
    """Reading what was printed gives the rule back."""
    assert rule == filters.parse(filters.show(rule))


@given(st.text(alphabet='ab "()/=*-:,\\<>|не и story>=3 title:source:', max_size=50) | st.text(max_size=30))
@example("(" * 2_000)
@example("not " * 900)
@example("title:" * 600)
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    """Nothing but RuleError is raised, with columns that the text has, and what is read is printed stably."""
    try:
        rule = filters.parse(text)
    except RuleError as error:
        assert all(1 <= flaw.column <= len(text) + 1 and flaw.problem and flaw.remedy for flaw in error.flaws)
    else:
        assert filters.show(rule) == filters.show(filters.parse(filters.show(rule)))


@pytest.mark.parametrize(
    ("column", "problem", "remedy", "text"),
    [
        (9, 'missing ")"', 'close the "(" of column 1', "(a or bc"),
        (2, '")" closes nothing', 'remove it, or write "(" before it', "a)"),
        (1, 'a word is missing before "or"', "write what to look for there, or remove the operator", "or a"),
        (5, "a word is missing before the end of the rule", "write what to look for there", "a or"),
        (2, 'a word is missing before ")"', "write what to look for there", "()"),
        (1, "the rule is empty", "write a word to look for, or leave the rule out", ""),
        (
            1,
            '"x" cannot be compared with the count of sources that tell a story',
            "write a number, as in story >= 3",
            "story > x",
        ),
        (1, '"2" cannot be compared with the age of an entry', "write a length of time with its unit", "age < 2"),
        (1, '"" cannot be compared with the age of an entry', "write a length of time with its unit", "age <"),
        (7, '"title:" has no value', 'write title:word, title:"some words"', "title:"),
        (8, '"source" stands within "title:"', "move it out of the parentheses", "title:(source:a)"),
        (8, '"story" stands within "title:"', "move it out of the parentheses", "title:(story > 1)"),
        (8, '"title:" stands within "title:"', "remove it", "title:(title:a)"),
        (1, '"a*" is the beginning of too many words', "write 2 letters or more before the *", "a*"),
        (1, "a * stands before or within a word", "write it behind a beginning", "a*b"),
        (1, '"=" and "*" contradict each other', "write one of them", "=ab*"),
        (3, "this is no pattern that can be used: missing ): (", "see github.com/google/re2/wiki/Syntax", "a /(/"),
    ],
)
def test_a_refusal_names_column_and_remedy(column: int, problem: str, remedy: str, text: str) -> None:
    """People read where, what, and what to do."""
    error = refused(text)

    assert (column, problem) == (error.column, error.problem)
    assert remedy in error.remedy
    assert f"column {column}: {problem}; {error.remedy}" == str(error).splitlines()[0]


def test_all_flaws_are_told_together() -> None:
    """What is wrong in tokens and in how they are joined comes in one refusal, by column."""
    assert [1, 12, 25] == [flaw.column for flaw in refused("autor:x or age < soon or").flaws]


def test_text_goes_on_behind_a_parenthesis_that_closes_nothing() -> None:
    """One flaw does not hide those behind it."""
    assert 2 == len(refused("a) b or").flaws)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        ("the rule has 10,000 characters", "a" * 10_000),
        ("the rule has 1333 parts", "ab " * 1_333),
        ("the rule is nested over 30 deep", "(" * 100 + "a" + ")" * 100),
        ("the rule is nested over 30 deep", "-" + "(" * 40),
    ],
)
def test_hostile_rules_are_refused(problem: str, text: str) -> None:
    """Length, number of parts and depth have bounds, and the refusal names them."""
    assert problem == refused(text).problem


@pytest.mark.parametrize(
    "text", ["/(a{1000}){1000}/", "/" + r"(\pL\pN){0,99}" * 30 + "/", "/" + "a" * 501 + "/", r"/a\bb/"]
)
def test_patterns_that_cost_too_much_are_refused(text: str) -> None:
    """What RE2 cannot hold in bounded memory is a flaw of the rule."""
    assert refused(text).problem.startswith("this is no pattern that can be used: ")


@pytest.mark.parametrize(
    ("expected", "pattern", "text"),
    [
        ("Киев ", r"\bКиев\b", "Киев пал"),
        (None, r"\bКиев\b", "Киевский"),
        ("слова", r"слов\w+", "слова"),
        (None, r"слов\W", "слова"),
        ("слова-", r"[\w-]+", "слова- и"),
        (" б", r"а\b|\bб", "в б"),
        ("КИЕВ", "киев", "КИЕВ"),
        (None, r"\\b", "b"),
    ],
)
def test_patterns_know_letters_of_every_alphabet(expected: str | None, pattern: str, text: str) -> None:
    r"""`\w` and `\b` do not stop at ASCII."""
    found = program(pattern, cased=False)(text)

    assert expected == (found and found.group())


def test_case_counts_where_asked() -> None:
    """The flag c makes a pattern tell capitals."""
    assert None is program("киев", cased=True)("КИЕВ")


@pytest.mark.parametrize("text", ["-", "!", "— "])
def test_sign_alone_is_one_flaw(text: str) -> None:
    """A sign of "not" without a word is told once, as what it is and not as an empty rule."""
    (flaw,) = refused(text).flaws

    assert "the rule is empty" != flaw.problem
