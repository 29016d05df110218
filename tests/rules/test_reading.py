from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.rules.matching import read
from feedbot.rules.reading import Text, pieces
from tests import make

LINES = st.text("абёґіїВПŃabcSWar'’ -–.,:;1239«»U\u0301\u00adН", max_size=60).map(str.strip) | st.text(max_size=40)


@given(LINES)
@example("НАTО и Wаr")
@example("С-300, С300 и 5-6")
@example("U.S. and U.S.A. said: 2.5, 1,000")
@example("Путин's plan, l'Ukraine, м'яч")
@example("Wаr isn't won")
@example("It isn't НАTО, об’єднання л'Оreal")
@example("U.S. senator's м'яч")
@example("Їжак ґава Ёлка ЄС USA Iphone 7Х 7")
def test_a_line_is_read_as_its_pieces_are(line: str) -> None:
    """However plain a line is, its words have the keys, places and capitals of its pieces."""
    found = pieces(line)
    text = read(make.entry(title=line, content="", summary=""))
    assert isinstance(text, Text)
    assert len(found) + 1 == text.heading
    assert [piece.capitals for piece in found] == list(text.capitals[: len(found)])
    for place, piece in enumerate(found):
        assert place in text.places[piece.key]


def test_a_known_text_need_not_be_found_again() -> None:
    """Who has the text of the content gives it, and gets the same."""
    entry = make.entry(content="<p>Ракета упала</p><p>рядом</p>")
    assert read(entry) == read(entry, "Ракета упала\nрядом")


def test_each_word_of_a_long_text_has_all_its_places() -> None:
    """Of a text of thousands of words each is where it stands, whether it stands there once or again and again."""
    body = " ".join(f"w{number} and" for number in range(3_000))
    entry = make.entry(title="start", content=f"<p>{body}</p>", summary="")
    text = read(entry)

    assert (2,) == text.places["w"][:1]
    assert [*range(4, 9_002, 3)] == [*text.places["and"]]
    assert {len(found) for word, found in text.places.items() if word.isdigit()} == {1}
