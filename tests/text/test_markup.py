"""Facts about HTML in messages: what each element becomes, and that whatever the HTML, Telegram takes the result."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedbot.text.spans import Rich, rich, units

QUOTES = {"blockquote", "expandable_blockquote"}
WORDS = st.sampled_from(
    [
        "слово ",
        "їжак. ",
        "Two words, ",
        "😀",
        "👨‍👩‍👧 ",
        "🇺🇦🇵🇱",
        "漢字",
        "x&lt;y ",
        "&amp;",
        " ",
        "\n",
        "&nbsp;",
        "3.14 ",
    ]
)
INLINE = [
    "b",
    "em",
    "u",
    "del",
    "code",
    "kbd",
    "samp",
    "span",
    "q",
    "sub",
    "sup",
    "mark",
    "small",
    "tg-spoiler",
    "cite",
]
BLOCK = [
    "p",
    "div",
    "blockquote",
    "pre",
    "details",
    "h2",
    "figure",
    "figcaption",
    "section",
    "li",
    "dt",
    "dd",
    "summary",
]


def element(name: str, inner: str) -> str:
    """An element with what stands in it."""
    return f"<{name}>{inner}</{name}>"


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements around what has grown so far."""
    several = st.lists(inner, max_size=4).map("".join)
    return st.one_of(
        st.builds(element, st.sampled_from(INLINE + BLOCK), several),
        st.builds("<a href='{}'>{}</a>".format, st.sampled_from(["https://e.org/", "x"]), several),
        st.builds("<blockquote expandable>{}</blockquote>".format, several),
        st.builds("<span class='tg-spoiler'>{}</span>".format, several),
        st.builds("<details><summary>{}</summary>{}</details>".format, inner, several),
        st.builds("<figure><img alt='Alt'><figcaption>{}</figcaption></figure>".format, several),
        st.lists(inner, max_size=3).map(lambda items: f"<ol>{''.join(element('li', item) for item in items)}</ol>"),
        st.lists(inner, max_size=3).map(lambda items: f"<ul>{''.join(element('li', item) for item in items)}</ul>"),
        st.sampled_from(
            ["<br>", "<hr>", "<img alt='Alt'>", "<img alt='😀'>", "<video src='https://e.org/v.mp4'></video>"]
        ),
    )


def table(rows: list[list[str]], head: list[str]) -> str:
    """A table with a row of headings, if there are any."""
    top = element("tr", "".join(element("th", each) for each in head)) if head else ""
    return element("table", top + "".join(element("tr", "".join(element("td", cell) for cell in row)) for row in rows))


TREES = st.lists(st.recursive(WORDS, grown, max_leaves=14), max_size=4).map("".join)
TABLES = st.builds(table, st.lists(st.lists(TREES, max_size=4), max_size=4), st.lists(WORDS, max_size=4))
PIECES = st.sampled_from(
    [
        *(
            "<table>",
            "</table>",
            "<tr>",
            "<td>",
            "</td>",
            "<th colspan=3>",
            "<td rowspan=2>",
            "<caption>",
            "</caption>",
        ),
        *(
            "<thead>",
            "</thead>",
            "<ol reversed>",
            "<ol start=7>",
            "</ol>",
            "<li>",
            "<li value=4>",
            "<dl>",
            "<dt>",
            "<dd>",
        ),
        *("<details>", "<summary>", "</summary>", "</details>", "<q>", "</q>", "<sup>", "</sup>", "<sub>", "2", "x "),
        *(
            "<figure>",
            "</figure>",
            "<figcaption>",
            "</figcaption>",
            "<img alt='Кіт'>",
            "<img alt=😀>",
            "<video>",
            "</video>",
        ),
        *("<video src='https://e.org/v.mp4'>", "<script>", "</script>", "<pre>", "</pre>", "<code>", "</code>", "\n  "),
        *(
            "<tg-spoiler>",
            "</tg-spoiler>",
            "<span class=spoiler>",
            "</span>",
            "<b>",
            "</b>",
            "<blockquote>",
            "</blockquote>",
        ),
        *(
            "<a href='https://e.org/'>",
            "</a>",
            "<hr>",
            "<br>",
            "\u200e",
            "\u200f",
            "\u200b",
            "\u2066",
            "A\u030a",
            "\t",
            "\u0301",
        ),
    ]
)
GARBAGE = st.lists(PIECES | WORDS | st.text(max_size=4), max_size=40).map("".join)


def shown(value: Rich) -> list[tuple[str, str]]:
    """The types of the spans with the text that each covers."""
    raw = value.text.encode("utf-16-le")
    return [(span.type, raw[2 * span.offset : 2 * span.end].decode("utf-16-le")) for span in value.spans]


def letters(text: str) -> str:
    """What of a text must not be lost: no blanks, raised and lowered figures as figures."""
    return "".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())


def visible(html: str) -> str:
    """What a browser shows of HTML."""
    body = LexborHTMLParser(f"<body>{html}</body>").body
    return body.text() if body else ""


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ("<tg-spoiler>a</tg-spoiler> <span class='x tg-spoiler'>b</span>", "a b", [("spoiler", "a"), ("spoiler", "b")]),
        ("<span>a</span><span class='y'>b</span>", "ab", []),
        ("<tg-spoiler>a <code>b</code></tg-spoiler>", "a b", [("spoiler", "a b")]),
        (
            "<mark>a</mark> <kbd>b</kbd> <samp>c</samp> <cite>d</cite>",
            "a b c d",
            [("bold", "a"), ("code", "b"), ("code", "c"), ("italic", "d")],
        ),
        ("a<hr>b<hr>", "a\n\n———\n\nb", []),
        ("<pre>a<hr>b</pre>", "a\nb", [("pre", "a\nb")]),
        ("<dl><dt>a</dt><dd>b</dd><dt>c<dd>d</dl>", "a\nb\nc\nd", [("bold", "a"), ("bold", "c")]),
        ("m<sup>2</sup> CO<sub>2</sub> s<sup>-1</sup> n<sup>th</sup>", "m² CO₂ s⁻¹ nth", []),
        ("<pre><code>  if a:\n\t  b\n\n\n\n  c</code></pre>", "if a:\n    b\n\nc", [("pre", "if a:\n    b\n\nc")]),
        ("<pre>a<br>b<p>c</p><img alt=😀></pre>", "a\nb\nc\n😀", [("pre", "a\nb\nc\n😀")]),
        ("<pre>a <q>b</q> <li>c", "a b\nc", [("pre", "a b\nc")]),
        ("<script>a</script>b<style>c", "bc", []),
        ("a\u200e\u200fb\u200e<b>\u200fc</b>\u2066d\u2069", "a\u200fb\u200ecd", [("bold", "c")]),
        ("a\u200e<b>\u200f</b>b", "a\u200eb", []),
        ("A\u030a x\u030a", "Å x", []),
        ("&#8203; \u2800", "", []),
        ("<td>a</td><td>b</td><tr>c", "a b\nc", []),
    ],
)
def test_elements(source: str, text: str, spans: list[tuple[str, str]]) -> None:
    """Each element becomes what a message can show."""
    value = rich(source)

    assert (text, spans) == (value.text, shown(value))


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        (
            "<details><summary>a</summary>b<p>c</p></details>d",
            "a\nb\n\nc\n\nd",
            [("bold", "a"), ("expandable_blockquote", "b\n\nc")],
        ),
        (
            "<details>a<summary>b</summary>c",
            "a\nb\nc",
            [("expandable_blockquote", "a"), ("bold", "b"), ("expandable_blockquote", "c")],
        ),
        (
            "<details><summary>a</summary><details><summary>b</summary>c</details></details>",
            "a\n\nb\nc",
            [("bold", "a"), ("expandable_blockquote", "b\nc"), ("bold", "b")],
        ),
        (
            "<details><a href='https://e.org/'>a<summary>b</summary></a>c</details>",
            "a\nb\nc",
            [("expandable_blockquote", "a\nb\nc"), ("text_link", "a\nb"), ("bold", "b")],
        ),
        (
            "<blockquote><details><summary>a</summary>b</details></blockquote>",
            "a\nb",
            [("blockquote", "a\nb"), ("bold", "a")],
        ),
        (
            "<details><summary>a<summary>b</summary></summary>c",
            "a\nb\nc",
            [("bold", "a\nb"), ("expandable_blockquote", "c")],
        ),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", "a")]),
        (
            "<blockquote>" + "a<br>" * 7 + "</blockquote>",
            "\n".join("a" * 7),
            [("expandable_blockquote", "\n".join("a" * 7))],
        ),
        ("<blockquote>" + "a" * 501 + "</blockquote>", "a" * 501, [("expandable_blockquote", "a" * 501)]),
        ("<blockquote>" + "a<br>" * 6 + "</blockquote>", "\n".join("a" * 6), [("blockquote", "\n".join("a" * 6))]),
    ],
)
def test_what_can_be_expanded(source: str, text: str, spans: list[tuple[str, str]]) -> None:
    """Details and long quotations are folded; the summary stands above, bold; quotations are never nested."""
    value = rich(source)

    assert (text, spans) == (value.text, shown(value))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<ol reversed><li>a<ol><li>x</ol><li>b<li>c</ol>", "3. a\n  1. x\n2. b\n1. c"),
        ("<ol reversed start=9><li>a<li>b</ol><ul><li>c</ul>", "9. a\n8. b\n\n• c"),
        ("<ol><li>a<li value=7>b<li value=x>c</ol>", "1. a\n7. b\n8. c"),
        ("<ol start=x><li>a</ol>", "1. a"),
        ("<ul><li><ul><li>a</ul></ul>", "• a"),
        ("</ol><li>a</li>b<ol reversed></ol>", "• a\nb"),
    ],
)
def test_lists(source: str, text: str) -> None:
    """Items are counted as the list says."""
    assert text == rich(source).text


@pytest.mark.parametrize(
    ("source", "language", "text"),
    [
        ("<q>a <q>b</q></q>", "uk", "«a “b”»"),
        ("<q>a</q> <q lang=de-AT>b</q>", None, "“a” „b“"),
        ("<q>a</q>", "xx", "“a”"),
        ("a <q> b </q> c", "ru", "a «b» c"),
        ("a <q></q>b<q><br></q>", "ru", "a b"),
        ("<ul><li><q>a</q></ul>", "ru", "• «a»"),
    ],
)
def test_quotation_marks(source: str, language: str | None, text: str) -> None:
    """The marks of `q` are those of its language, else of the text's, the inner ones apart; around nothing none."""
    assert text == rich(source, language).text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://e.org", True),
        ("HTTPS://пример.рф:8080/шлях?a=1#b", True),
        ("http://e.org.:80?x", True),
        ("tg://resolve?domain=example", True),
        ("tg://user?id=1", False),
        ("https://e.org:0/", False),
        ("https://e.org:70000/", False),
        ("https://u:p@e.org/", False),
        ("https://a..b/", False),
        ("https://e.org/a b", False),
        ("https://e.org/" + "x" * 2000, False),
        ("ftp://e.org/", False),
    ],
)
def test_links(address: str, kept: bool) -> None:  # noqa: FBT001 - a parameter of a table
    """Only a link that Telegram keeps, and that says where it leads, is one."""
    assert ([("text_link", "a")] if kept else []) == shown(rich(f"<a href='{address}'>a</a>"))


@given(TREES | TABLES | GARBAGE)
def test_telegram_takes_whatever_comes(source: str) -> None:
    """Spans are in bounds, on characters, not blank at their ends, and nested as the Bot API has it."""
    value = rich(source)

    assert value.text == value.text.strip()
    assert "\n\n\n" not in value.text
    assert not re.search("[\t\r\u2028-\u202e\u2066-\u2069]|[\u200e\u200f]{2}", value.text)
    assert all(text and text == text.strip() for _, text in shown(value))
    assert all(0 <= span.offset < span.end <= units(value.text) for span in value.spans)
    for number, outer in enumerate(value.spans):
        for inner in value.spans[number + 1 :]:
            if inner.offset < outer.end:
                assert inner.end <= outer.end
                assert inner.type != outer.type
                assert outer.type not in {"code", "pre"}
                assert not {inner.type, outer.type} <= QUOTES
                assert outer.type != "text_link" or inner.type not in {"code", "pre", *QUOTES}
                assert inner.type not in {"code", "pre", *QUOTES} or outer.type in QUOTES


@given(TREES)
def test_no_text_is_lost(source: str) -> None:
    """What a browser shows is all there, in its order; marks, bullets and names come on top."""
    found = iter(letters(rich(source).text))

    assert all(sign in found for sign in letters(visible(source)))


@given(TABLES)
def test_no_text_of_a_table_is_lost(source: str) -> None:
    """Every letter of every cell is there, whatever the table has become."""
    assert not Counter(letters(visible(source))) - Counter(letters(rich(source).text))


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<table><td>x",
            "<table><tr><td>x</td>",
            "<tr><td rowspan=9999 colspan=9999>x",
            "<q>",
            "<q>x",
            "<sup>2",
            "<pre>\n ",
        ),
        *(
            "<ol reversed><li>x",
            "<details><summary>x</summary>y",
            "<figure><img alt=x>",
            "<video>",
            "<tg-spoiler>x",
            "\u200e",
        ),
        *(
            "<table><tr><th>a<th>b<tr><td>x<td>y</table>",
            "<dl><dt>a<dd>",
            "<hr>x",
            "<span class=",
            "<img alt='x",
            "<script>",
        ),
    ],
)
def test_hostile_repetitions_end(piece: str) -> None:
    """Forty thousand characters of the same, never closed, give no more than some times their length."""
    source = piece * (40_000 // len(piece))

    assert len(rich(source).text) <= 5 * len(source)
