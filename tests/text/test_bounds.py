"""Facts about how much markup a message keeps."""

import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.bounds import MOST, MOST_BYTES, bounded
from feedbot.text.spans import Rich, join, rich

LINK = "<a href='https://e.org/{0}'>link {0}</a> "


def kinds(value: Rich) -> list[str]:
    """The types of the spans."""
    return [span.type for span in value.spans]


def test_little_markup_stays() -> None:
    """What fits is as it was."""
    few = rich("<b>a</b> <i>b</i> " + LINK.format(1))
    many = rich("<b>a</b> " * 99)

    assert few == bounded(few)
    assert many == bounded(many)


def test_links_stay_before_styles() -> None:
    """Of 60 links and 60 bold words every link is kept, and the first words fill what is left."""
    value = rich("".join(f"<b>w</b> {LINK.format(number)}" for number in range(60)))
    kept = bounded(value)

    assert value.text == kept.text
    assert 60 == kinds(kept).count("text_link")
    assert 40 == kinds(kept).count("bold")
    assert kept.spans == value.spans[: 2 * 40] + tuple(
        span for span in value.spans[2 * 40 :] if span.type == "text_link"
    )


def test_the_first_links_stay() -> None:
    """Of 150 links a message has the first hundred."""
    value = rich("".join(LINK.format(number) for number in range(150)))

    assert value.spans[:MOST] == bounded(value).spans


def test_a_style_counts_by_its_pieces() -> None:
    """Bold over sixty links would be 121 entities on the server, and the last links would be lost."""
    value = rich("<b>" + "".join(LINK.format(number) for number in range(60)) + "</b> <i>x</i>")

    assert ["text_link"] * 60 + ["italic"] == kinds(bounded(value))


def test_what_the_server_marks_by_itself_counts() -> None:
    """Eighty hashtags, one of them within bold, leave room for few styles."""
    value = rich("😀 " + "#тег " * 79 + "<b>a #тег b</b> " + "<i>w</i> " * 30)

    assert ["bold"] + ["italic"] * 17 == kinds(bounded(value))


def test_long_addresses_are_bounded_together() -> None:
    """Ten addresses of 1,900 bytes are more than a message may carry; a quotation is lighter than they are."""
    long = "".join(f"<a href='https://e.org/{number}{'x' * 1900}'>w</a> " for number in range(10))
    kept = bounded(rich(f"<blockquote>{long}</blockquote>"))

    assert ["blockquote"] + ["text_link"] * 4 == kinds(kept)


@given(
    st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<tg-spoiler>",
                "</tg-spoiler>",
                "<code>x</code>",
                "<pre>y</pre>",
                "<blockquote>",
                "e.org #тег ",
            ]
        )
        | st.integers(0, 3).map(lambda number: LINK.format("x" * 10**number)),
        max_size=12,
    ),
    st.integers(1, 20),
)
def test_never_too_much(pieces: list[str], times: int) -> None:
    """Whatever the markup: 100 spans at most, 9,000 bytes at most, all of them from before and in their order."""
    value = join(*[rich("word ".join(pieces))] * times)
    kept = bounded(value)
    told = json.dumps([{key: field for key, field in asdict(span).items() if field is not None} for span in kept.spans])
    left = iter(value.spans)

    assert value.text == kept.text
    assert all(span in left for span in kept.spans)
    assert len(kept.spans) <= MOST
    assert len(told) <= MOST_BYTES + 2
    assert kept == bounded(kept)
