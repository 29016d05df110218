import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.quotations import quoted, unquoted


@pytest.mark.parametrize(
    ("quotes", "text"),
    [
        (("Мир",), "Он сказал: «Мир»."),
        (("Мир „и“ дом",), "«Мир „и“ дом»"),
        (("peace", "war"), "“peace” and “war”"),
        (("peace",), '"peace" here'),
        (("peace",), "‘peace’ here"),
        (("don't go",), "He said 'don't go' twice"),
        (("the end",), "He said “the end"),
        (("the start",), "the start” he said"),
        ((), "the workers' union isn't here"),
        ((), "п'ять об'єктів"),
        ((), "'open but no quotation"),
        (("one",), "one» two» three»"),
    ],
)
def test_quotations_are_found(quotes: tuple[str, ...], text: str) -> None:
    """All marks of our languages; what is cut off counts, an apostrophe does not."""
    assert quotes == quoted(text)


def test_a_text_without_quotations() -> None:
    """What stands outside them is left."""
    assert "He said “ ” and “ ”." == unquoted("He said “peace” and “war”.")


@given(st.text(alphabet="«»“”\"'‘’ab ", max_size=60))
def test_every_quotation_stands_in_the_text(text: str) -> None:
    """In order, and none within another."""
    place = 0
    for quote in quoted(text):
        place = text.index(quote, place) + len(quote)
    assert len(unquoted(text)) >= len(text) - sum(map(len, quoted(text)))
