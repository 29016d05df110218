import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import html
from feedbot.text.spans import Rich, Span, cut, join, rich, split, units

TAGS = ("b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "p", "ul", "ol", "li", "h1", "h6", "div")
MARKUP = st.lists(
    st.sampled_from(
        [
            *(f"<{tag}>" for tag in TAGS),
            *(f"</{tag}>" for tag in TAGS),
            *(
                "<br>",
                "<hr>",
                '<a href="https://example.org/?a=1&amp;b">',
                "<a href='relative'>",
                "<!-- x -->",
                "<",
                "&amp;",
            ),
            *(
                "Да. ",
                "Нет! ",
                "word ",
                "  \n ",
                "\n\n\n",
                "😀",
                "👨‍👩‍👧",
                "е\u0301",
                "x",
                "\u00a0",
                "&nbsp;",
                "&#8232;",
            ),
            '<code class="language-py">',
        ]
    )
    | st.text(max_size=6),
    max_size=30,
).map("".join)
RICH = MARKUP.map(rich)
FILLERS = "\u115f\u1160\u180e\u2800\u3164\uffa0\ufffc"


def shown(value: Rich) -> list[tuple[str, str]]:
    """The types of the spans with the text that each covers."""
    raw = value.text.encode("utf-16-le")
    return [(span.type, raw[2 * span.offset : 2 * span.end].decode("utf-16-le")) for span in value.spans]


def shows(text: str) -> str:
    """What of a text a reader sees."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
    return "".join(sign for sign in text if unicodedata.category(sign) not in hidden and sign not in FILLERS)


def check(value: Rich) -> None:
    """Spans are in bounds, on character boundaries, in order, and nested as the Bot API wants it."""
    assert all(text for _, text in shown(value))
    assert list(value.spans) == sorted(value.spans, key=lambda span: (span.offset, -span.length))
    assert all(0 <= span.offset < span.end <= units(value.text) for span in value.spans)
    for number, outer in enumerate(value.spans):
        for inner in value.spans[number + 1 :]:
            if inner.offset < outer.end:
                assert inner.end <= outer.end
                assert inner.type != outer.type
                assert not {"code", "pre"} & {inner.type, outer.type} or "blockquote" in {inner.type, outer.type}


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("ё", 1), ("😀", 2), ("👨‍👩‍👧", 8), ("\ud800", 1)])
def test_units(text: str, length: int) -> None:
    """A character beyond U+FFFF counts two, every other one, a lone surrogate too."""
    assert length == units(text)


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ("<b>a</b> <strong>b</strong>", "a b", [("bold", "a"), ("bold", "b")]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><s>b</s><del>c</del>", "abc", [("underline", "a"), ("strikethrough", "b"), ("strikethrough", "c")]),
        ("😀 <b>a😀</b>", "😀 a😀", [("bold", "a😀")]),
        ("<b> a <i> b </i> </b>c", "a b c", [("bold", "a b"), ("italic", "b")]),
        ("<b>a<b>b</b>c</b>", "abc", [("bold", "abc")]),
        ("<b>a<i>b</b>c</i>d", "abcd", [("bold", "ab"), ("italic", "b")]),
        ("<b>a", "a", [("bold", "a")]),
        ("a</b></i></ul>b", "a\n\nb", []),
        ("<p>a\n  b</p><p>c</p>", "a b\n\nc", []),
        ("a<br>b<br><br><br>c", "a\nb\n\nc", []),
        ("<h2>a</h2>b", "a\n\nb", [("bold", "a")]),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "a\n\nb\n\nc", [("blockquote", "a\n\nb")]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "a\n\nb", [("blockquote", "a\n\nb")]),
        ("a<ul><li>b</li><li><p>c</p></li><li></li></ul>d", "a\n\n• b\n• c\n\nd", []),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n  • b\n2. c", []),
        ("<li>a</li><li>b</li>", "• a\n• b", []),
        ("<b>a <code>b</code> c</b>", "a b c", [("bold", "a"), ("code", "b"), ("bold", "c")]),
        ("<b><code>b</code></b>", "b", [("code", "b")]),
        ("<b>a<blockquote>b</blockquote></b>", "a\n\nb", [("bold", "a"), ("blockquote", "b"), ("bold", "b")]),
        ("<code>a <b>b</b></code>", "a b", [("code", "a b")]),
        ("<a href='https://e.org/'><code>a</code></a>", "a", [("text_link", "a")]),
        ("<code><a href='https://e.org/'>a</a></code>", "a", [("code", "a")]),
        ("<blockquote><code>a</code> b</blockquote>", "a b", [("blockquote", "a b"), ("code", "a")]),
        ("<pre>a\n  b  \n\n\n\n c\n</pre>d", "a\n  b\n\n c\n\nd", [("pre", "a\n  b\n\n c")]),
        ("a &lt;b&gt; &amp;amp; &#128512; &#x", "a <b> &amp; 😀 &#x", []),
        ("a" + "&#" + "9" * 5000 + ";", "a\ufffd", []),
        ("1 < 2 <3 <!doctype x> <x-y>z</x-y>", "1 < 2 <3 z", []),
        ("a\u2028b\u202ec\0\u00a0d", "a bc d", []),
        ("<img src='x'><b> </b>", "", []),
        ("<a title='x > y' href='https://e.org/x'>a</a>", "a", [("text_link", "a")]),
        ("", "", []),
    ],
)
def test_rich(source: str, text: str, spans: list[tuple[str, str]]) -> None:
    """Inline elements become spans, blocks become lines, and whitespace is folded."""
    value = rich(source)

    assert (text, spans) == (value.text, shown(value))


def test_addresses_and_languages() -> None:
    """A link keeps its address, entities decoded; a block of code its language."""
    value = rich('<a href="https://e.org/?a=1&amp;b=2">a</a><pre><code class="x language-c++">b</code></pre>')

    assert Span(type="text_link", offset=0, length=1, url="https://e.org/?a=1&b=2") == value.spans[0]
    assert Span(type="pre", offset=3, length=1, language="c++") == value.spans[1]
    assert [None] == [span.language for span in rich("<b><pre><i><code>a</code></i></pre></b>").spans]


@pytest.mark.parametrize(
    "address", ["", "x/y", "mailto:a@b.org", "http://localhost/", "javascript:alert.x", "https://"]
)
def test_links_that_telegram_refuses(address: str) -> None:
    """A link without a host that has a dot is text only."""
    assert Rich(text="a") == rich(f'<a href="{address}">a</a>')
    assert Rich(text="a") == rich("<a>a</a>")


@given(MARKUP)
def test_rich_is_well_formed(source: str) -> None:
    """Whatever the HTML: spans fit, no whitespace at the ends of text and spans, at most one blank line in a run."""
    value = rich(source)

    check(value)
    assert value.text == value.text.strip()
    assert "\n\n\n" not in value.text
    assert all(text == text.strip() for _, text in shown(value))


@given(
    st.text(
        st.characters(
            exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"),
            exclude_characters="\u030a\u0333\u033f\u115f\u1160\u2800\u3164\uffa0\ufffc",
        )
    )
)
def test_rich_of_plain_text(text: str) -> None:
    """Escaped text comes back as it was, whitespace folded."""
    assert " ".join(text.split()) == rich(html.escape(text)).text


def test_join() -> None:
    """Offsets move by what stands before; empty parts leave no separator."""
    value = join(rich("😀"), Rich(text=""), rich("<b>a</b>"), rich("<i>b</i>"), separator="\n\n")

    assert "😀\n\na\n\nb" == value.text
    assert [("bold", "a"), ("italic", "b")] == shown(value)
    assert Rich(text="") == join()


@given(st.lists(RICH, max_size=4), st.sampled_from(["\n", " — ", "😀"]))
def test_join_keeps_everything(parts: list[Rich], separator: str) -> None:
    """Every span covers the same text as before."""
    value = join(*parts, separator=separator)

    assert separator.join(part.text for part in parts if part.text) == value.text
    assert [each for part in parts for each in shown(part)] == shown(value)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("One two.", 8, "One two."),
        ("First here. Second here. Third one.", 30, "First here. Second here. …"),
        ("First. And then a long sentence", 24, "First. And then a long…"),
        ("First, then, a long", 13, "First, then…"),
        ("Longword", 5, "Long…"),
        ("😀😀😀", 4, "😀…"),
        ("ae\u0301e\u0301", 4, "ae\u0301…"),
        ("Да. Нет. Конец", 9, "Да. Нет.…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("abc", -1, ""),
        ("\u0301" * 40, 30, "\u0301" * 29 + "…"),
    ],
)
def test_cut(text: str, limit: int, expected: str) -> None:
    """A text that is too long ends at a sentence, else a word, else a character."""
    assert expected == cut(Rich(text=text), limit).text


def test_cut_clips_spans() -> None:
    """What goes beyond the cut ends there; what lies behind it is gone; the mark is in no span."""
    assert [("bold", "one two"), ("italic", "two")] == shown(cut(rich("<b>one <i>two three</i></b> <u>four</u>"), 10))


@given(RICH, st.integers(-1, 60))
def test_cut_is_never_over_the_limit(value: Rich, limit: int) -> None:
    """A cut text fits, begins as before and has fitting spans; one that fits is unchanged."""
    short = cut(value, limit)

    check(short)
    assert units(short.text) <= max(limit, 0)
    assert value.text.startswith(short.text.removesuffix("…").removesuffix(" "))
    assert (value == short) == (units(value.text) <= max(limit, 0))


def test_split() -> None:
    """Parts end behind a sentence where one ends in the second half, and a span goes on in the next part."""
    parts = split(rich("<b>First here. Second</b> here. Third one is longer."), 20)

    assert ["First here. ", "Second here. ", "Third one is longer."] == [part.text for part in parts]
    assert [[("bold", "First here. ")], [("bold", "Second")], []] == [shown(part) for part in parts]


def test_split_between_words_and_characters() -> None:
    """Where no sentence ends, a word does; a word that is too long is cut between characters."""
    assert ["one two ", "three ", "fourfive", "six"] == [
        part.text for part in split(Rich(text="one two three fourfivesix"), 8)
    ]
    assert ["😀", "😀"] == [part.text for part in split(Rich(text="😀😀"), 3)]
    assert ("ab",) == tuple(part.text for part in split(Rich(text="   ab"), 3))


def test_no_part_shows_nothing() -> None:
    """A part of blanks and invisible signs alone is left out with its spans, for Telegram would refuse it."""
    hidden = "\u200b\u2060\u2800\ufffc\u00a0" * 4
    parts = split(Rich(text=f"ab{hidden}cd", spans=(Span(type="bold", offset=1, length=22),)), 6)

    assert "abcd" == "".join(shows(part.text) for part in parts)
    assert all(shows(part.text) for part in parts)
    assert "bc" == "".join(shows(text) for part in parts for _, text in shown(part))
    assert 1 == len(split(Rich(text="\u2800" * 50), 7))
    assert () == split(Rich(text=""), 7)


def test_split_needs_room() -> None:
    """A character can take two code units, so a limit of one cannot be kept."""
    with pytest.raises(ValueError, match="1 code units"):
        split(Rich(text="a"), 1)


@given(RICH | st.text().map(lambda text: Rich(text=text)), st.integers(2, 40))
def test_split_loses_nothing(value: Rich, limit: int) -> None:
    """Parts joined give back all that shows, each fits and is not empty, and the spans cover the same text."""
    parts = split(value, limit)
    joined = "".join(part.text for part in parts)

    assert shows(value.text) == shows(joined)
    assert all(0 < units(part.text) <= limit for part in parts)
    if value.text == joined:
        assert sum(span.length for span in value.spans) == sum(span.length for part in parts for span in part.spans)
    for part in parts:
        check(part)


@given(st.text(alphabet="Аб. ", min_size=50, max_size=200))
def test_parts_are_not_wasted(text: str) -> None:
    """No two neighbours would fit into one part."""
    parts = split(Rich(text=text), 30)

    assert all(units(one.text) + units(two.text) > 15 for one, two in pairwise(parts))


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<b>",
        "</i>",
        "<a \"'",
        "<pre><i> </i>",
        "<b>x</b>",
        "<ul><li>",
        "&#1",
        "<!",
        "<a href=",
        "x. А ",
        "<p>",
        "&",
    ],
)
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions of 40,000 characters are read, cut and split."""
    value = rich(piece * (40_000 // len(piece)))

    assert units(cut(value, 4096).text) <= 4096
    assert value.text == "".join(part.text for part in split(value, 4096))
