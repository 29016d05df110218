"""Facts about tables in messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.grids import WIDEST, Cell, drawn, width
from feedbot.text.spans import Rich, rich

NONE = Rich(text="")
LONG = "a long value of quite a few words"


def cells(*texts: str, head: bool = False) -> list[Cell]:
    """A row of cells."""
    return [Cell(body=rich(text), head=head) for text in texts]


def plain(text: str) -> Rich:
    """A text without markup."""
    return Rich(text=text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("їжак", 4), ("漢字", 4), ("e\u0301", 1), ("😀", 2)],
)
def test_width(text: str, columns: int) -> None:
    """Ideographs and emoji take two columns, marks none."""
    assert columns == width(text)


def test_a_narrow_table_is_aligned() -> None:
    """Columns are as wide as their widest cell; numbers stand right, but for the first column; headings have a line."""
    value = drawn(
        [cells("№", "Команда", "Очки", head=True), cells("1", "Шахтар", "42"), cells("10", "漢字", "7 %")], NONE
    )

    assert "№   Команда  Очки\n─────────────────\n1   Шахтар     42\n10  漢字      7 %" == value.text
    assert [("pre", 0, len(value.text))] == [(span.type, span.offset, span.length) for span in value.spans]


def test_an_empty_corner_keeps_its_place() -> None:
    """A message loses blanks at its start, which would push the headings out of their columns."""
    value = drawn([cells("", "a", head=True), [], cells("long", "b")], NONE)

    assert "·     a\n───────\nlong  b" == value.text


def test_headings_alone_have_no_line() -> None:
    """There is nothing to part them from."""
    assert "a  b" == drawn([cells("a", "b", head=True)], NONE).text


def test_cells_over_several_columns_and_rows() -> None:
    """A cell over all columns is a line of its own; one over rows leaves its column empty below."""
    over = Cell(body=rich("a title over the columns"), across=2)
    tall = Cell(body=rich("x"), down=2)
    value = drawn([[over], [tall, *cells("1")], cells("2"), cells("y", "3")], NONE)

    assert "a title over the columns\nx  1\n   2\ny  3" == value.text


def test_a_wide_table_has_a_line_for_each_value() -> None:
    """The heading stands before each value, whose spans stay; a column without values says so once."""
    rows = [cells("Name:", "Words", "Never", head=True), cells("one", f"<b>{LONG}</b>"), cells("two", LONG)]
    value = drawn(rows, rich("<b>Caption</b>"))

    assert f"Caption\nName: one\nWords: {LONG}\nNever: —\n\nName: two\nWords: {LONG}" == value.text
    assert ["bold", "bold"] == [span.type for span in value.spans]


def test_a_value_that_is_missing_in_one_row_is_left_out() -> None:
    """Only a column without any value says that it has none."""
    rows = [cells("Name", "Work", "Pay", head=True), cells("one", LONG, ""), cells("two", LONG, LONG)]

    assert f"Name: one\nWork: {LONG}\n\nName: two\nWork: {LONG}\nPay: {LONG}" == drawn(rows, NONE).text


def test_a_long_heading_is_cut_in_every_line() -> None:
    """Else it would be repeated as often as there are rows."""
    value = drawn([cells("heading " * 20, "b", head=True), cells("1", LONG)], NONE)

    assert f"{' '.join(['heading'] * 5)}… 1\nb: {LONG}" == value.text


def test_rows_without_headings() -> None:
    """Two cells are a name and a value, more are a row; a heading leads its row, one over all columns stands out."""
    title = Cell(body=rich("Title"), across=3)
    headed = [Cell(body=rich("Why?"), head=True), *cells("x", LONG)]
    value = drawn([cells("name", LONG), cells("a", LONG, "c"), [title], headed, cells("", "", "d")], NONE)

    assert f"name: {LONG}\na · {LONG} · c\nTitle\nWhy? x · {LONG}\nd" == value.text
    assert ["bold"] == [span.type for span in value.spans]


def test_titles_between_labelled_rows() -> None:
    """A title over all columns has no heading before it, and keeps its own markup; a column without one neither."""
    title = Cell(body=rich("<i>Title</i>"), across=2)
    value = drawn([cells("a", "", head=True), [title], cells(LONG, LONG, LONG)], NONE)

    assert f"Title\n\na: {LONG}\n{LONG}\n{LONG}" == value.text
    assert ["italic"] == [span.type for span in value.spans]


def test_blocks_stand_below_their_heading() -> None:
    """A quotation cannot go on a line."""
    value = drawn([cells("a", "b", head=True), cells("<blockquote>x</blockquote>", "<ul><li>y<li>z</ul>")], NONE)

    assert "a\nx\nb: • y\n• z" == value.text


def test_a_table_that_only_arranges() -> None:
    """Prose in cells without headings is prose; of one column there is no table at all."""
    assert "x\n\ny\n\nz" == drawn([cells("<p>x</p><p>y</p>", "z")], NONE).text
    assert "x\ny" == drawn([cells("x"), cells("y")], NONE).text
    assert f"{'x' * 301}\n\ny" == drawn([cells("x" * 301, "y")], NONE).text


def test_a_table_of_many_columns_is_no_grid() -> None:
    """Thirteen columns of one character would fit, but nobody could read them."""
    assert " · ".join("x" * 13) == drawn([cells(*"x" * 13)], NONE).text
    assert not drawn([cells("", ""), []], NONE).text


@given(
    st.lists(
        st.lists(
            st.builds(
                Cell,
                body=st.text(st.characters(exclude_categories=("C", "Z")), max_size=12).map(
                    lambda text: Rich(text=text)
                ),
                head=st.booleans(),
                across=st.integers(-1, 99),
                down=st.integers(-1, 99),
            ),
            max_size=5,
        ),
        max_size=5,
    )
)
def test_no_cell_is_lost_and_no_grid_too_wide(rows: list[list[Cell]]) -> None:
    """Whatever the rows, every cell's text is there, and aligned lines fit a phone."""
    value = drawn(rows, NONE)

    assert all(cell.body.text in value.text for row in rows for cell in row)
    if any(span.type == "pre" for span in value.spans):
        assert all(width(line) <= WIDEST or "\n" not in value.text for line in value.text.split("\n"))
