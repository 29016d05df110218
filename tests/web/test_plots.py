import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedbot.web import plots
from feedbot.web.plots import Column, Words

PAPERS = ("#fbfaf7", "#16181b", "#f3f0ea", "#1f2226")
"""What drawings may lie on: paper and cards, light and dark."""


def words(**fields: Any) -> Words:
    """What stands on a drawing."""
    known = {"id": "p", "title": "Title", "about": "About", "marks": (), "scale": lambda value: f"{value:g}"}
    return Words(**{**known, **fields})


def column(*values: float, title: str = "an hour") -> Column:
    """A column."""
    return Column(values=values, title=title)


def parsed(svg: str) -> etree._Element:
    """The drawing as a tree; a fault in it raises."""
    return etree.fromstring(svg)


def rects(svg: str) -> list[tuple[float, float, str]]:
    """The coloured boxes: top, height and fill."""
    return [
        (float(each.get("y", "")), float(each.get("height", "")), each.get("fill", ""))
        for each in parsed(svg).iterfind(".//g/rect")
        if each.get("fill") != "none"
    ]


def luminance(colour: str) -> float:
    """How bright a colour is (WCAG 2.2, "relative luminance")."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", plots.COLOURS)
def test_colours_stand_out(colour: str) -> None:
    """Each colour has a contrast of 3 to 1 to whatever lies under it, light or dark (WCAG 2.2, 1.4.11)."""
    for paper in PAPERS:
        darker, brighter = sorted((luminance(colour), luminance(paper)))

        assert 3 <= (brighter + 0.05) / (darker + 0.05)


def test_values_stand_on_each_other() -> None:
    """The values of a column lie on each other from the ground up, as high as they are large, each in its pattern."""
    svg = plots.stacks([column(1, 0, 3), column()], words())

    assert [(113.5, 32.5, "url(#p-0)"), (16.0, 97.5, "url(#p-2)")] == rects(svg)
    assert ["p-0", "p-1", "p-2"] == [each.get("id") for each in parsed(svg).iterfind(".//pattern")]


def test_each_series_has_a_pattern_of_its_own() -> None:
    """Eight series differ in colour and in pattern, so that they are told apart without colour."""
    tree = parsed(plots.stacks([column(*range(1, 9))], words()))
    shapes = {each.get("d") for each in tree.iterfind(".//pattern/path")}
    fills = {each.get("fill") for each in tree.iterfind(".//pattern/rect")}

    assert 8 == len(shapes) == len(fills)


def test_a_drawing_says_what_it_is() -> None:
    """A drawing is an image with a name and a description, and each column that has anything has a title."""
    svg = plots.stacks([column(1, title="one"), column(0, title="none"), column(2, title="two")], words())
    tree = parsed(svg)
    named = {each.get("id"): each.text for each in tree if each.get("id")}

    assert "img" == tree.get("role")
    assert ["Title", "About"] == [named[id] for id in (tree.get("aria-labelledby") or "").split()]
    assert ["one", "two"] == [each.text for each in tree.iterfind(".//g/title")]


def test_marks_and_scale() -> None:
    """Texts stand below their columns and at the side; one near the right edge ends before its line."""
    marks = ((1, "early"), (9, "late"))
    tree = parsed(plots.stacks([column(7)] * 10, words(marks=marks)))

    assert ["8", "4", "early", "late"] == [each.text for each in tree.iterfind(".//text")]
    assert ["start", "end"] == [each.get("text-anchor") for each in tree.iterfind(".//text")][2:]


def test_marks_that_would_run_together_are_spare() -> None:
    """Of two texts for which a narrow drawing has no room the page may leave out the first; the last always stands."""
    marks = ((10, "14 September"), (34, "15 September"), (58, "16 September"))
    tree = parsed(plots.stacks([column(7)] * 72, words(marks=marks)))

    assert [None, "spare", None] == [each.get("class") for each in tree.iterfind(".//text")][2:]
    few = parsed(plots.stacks([column(7)] * 72, words(marks=((10, "1 May"), (34, "2 May")))))
    assert [None, None] == [each.get("class") for each in few.iterfind(".//text")][2:]


def test_spans() -> None:
    """A dot stands at the first value and a bar at the second; a column without values has neither."""
    tree = parsed(plots.spans([column(30, 60), column(), column(20, 20)], words()))

    assert ["81.0", "102.7"] == [each.get("cy") for each in tree.iterfind(".//circle")]
    assert ["16.0", "102.7"] == [each.findall("line")[1].get("y1") for each in tree.iterfind(".//g")]


@pytest.mark.parametrize("draw", [plots.stacks, plots.spans])
def test_nothing_to_draw(draw: Any) -> None:
    """Without columns, or with empty ones, there is an empty drawing."""
    assert [] == rects(draw([], words()))
    assert [] == rects(draw([column(), column(0, 0)], words(marks=((1, "a"),))))


def test_hostile_words_stay_words() -> None:
    """Titles and texts are text, whatever is in them."""
    hostile = "</title><script>alert(1)</script>\"'&"
    told = words(title=hostile, about=hostile, marks=((0, hostile),), scale=lambda _: hostile)
    for draw in (plots.stacks, plots.spans):
        tree = parsed(draw([column(1, 2, title=hostile)], told))

        assert [] == list(tree.iter("script"))
        assert {hostile} == {each.text for name in ("title", "desc", "text") for each in tree.iter(name)}


def test_no_style_is_needed() -> None:
    """A drawing has nothing that a strict policy refuses: no style, no script, no address but within the page."""
    svg = plots.stacks([column(1, 2, 3)], words()) + plots.swatch("p", 1) + plots.spans([column(1, 2)], words())

    assert not re.search(r"style|script|href|\son\w+=|url\((?!#p-)", svg)


def test_a_swatch_shows_a_series() -> None:
    """A swatch has the fill of its series and says nothing by itself; there are no more than eight."""
    assert "url(#p-3)" in plots.swatch("p", 3)
    assert "url(#p-7)" in plots.swatch("p", 12)
    assert "true" == parsed(plots.swatch("p", 3)).get("aria-hidden")


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_a_scale_of_counts(number: int) -> None:
    """A scale is even, has one digit that counts, holds the number, and is at most twice and a half as high."""
    top = plots.ceiling(number)

    assert number <= top <= max(2.5 * number, 2)
    assert 0 == top % 2
    assert 1 == len(str(top).rstrip("0"))


@settings(max_examples=100)
@given(st.floats(0, 10**8))
def test_a_scale_of_lengths(seconds: float) -> None:
    """A scale of lengths holds the longest, and is at most three times as long, or ten seconds."""
    assert seconds <= plots.longest(seconds) <= max(3 * seconds, 10)


def test_lengths_as_values() -> None:
    """A length of time is a value in seconds; one that is not known is none."""
    assert (90.0,) == plots.seconds(timedelta(seconds=90))
    assert () == plots.seconds(None)


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=8, max_size=8), min_size=1, max_size=72))
def test_a_column_is_as_high_as_its_sum(counts: list[list[int]]) -> None:
    """Whatever the values, boxes stay within the drawing, and the heights tell the sums."""
    svg = plots.stacks([column(*each) for each in counts], words())
    top = plots.ceiling(max(map(sum, counts)))

    assert all(15.9 <= y and y + high <= 146.2 for y, high, _ in rects(svg))
    assert sum(map(sum, counts)) == pytest.approx(
        sum(high for _, high, _ in rects(svg)) * top / 130, abs=0.06 * top * 72 * 8 / 130
    )
