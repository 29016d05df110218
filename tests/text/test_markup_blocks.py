"""Facts about tables, pictures, films and sounds within a text."""

import pytest

from feedbot.text.spans import Rich, rich


def shown(value: Rich) -> list[tuple[str, str]]:
    """The types of the spans with the text that each covers."""
    raw = value.text.encode("utf-16-le")
    return [(span.type, raw[2 * span.offset : 2 * span.end].decode("utf-16-le")) for span in value.spans]


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ("a <img alt='Кіт'> b", "a\n🖼 Кіт\nb", []),
        ("a <img alt='x' title='y' width=20 height=20> b", "a 🖼 x b", []),
        ("<a href='https://e.org/'><img alt='x'></a>", "🖼 x", [("text_link", "🖼 x")]),
        ("<figure><img alt='x'><figcaption>y</figcaption></figure>z", "🖼 y\n\nz", [("italic", "y")]),
        ("<figure><figcaption>y</figcaption></figure>", "y", [("italic", "y")]),
        ("<figure><img alt='x'><figcaption> </figcaption></figure>z", "🖼 x\n\nz", []),
        ("<figure><img alt='x'>y</figure>", "🖼 x\ny", []),
        ("<figure><pre><img alt='x'></pre></figure>", "🖼 x", [("pre", "🖼 x")]),
        ("<video src='https://e.org/a/b.mp4'>no</video>c", "🎬 b.mp4\nc", [("text_link", "🎬 b.mp4")]),
        ("a<audio title='T'><source src='https://e.org/x'>no</audio>", "a\n🎧 T", [("text_link", "🎧 T")]),
        (
            "<video src='x'>a</video><video>b</video><audio src='https://e.org/'>c",
            "ab\n🎧 e.org\nc",
            [("text_link", "🎧 e.org")],
        ),
        (
            "<a href='https://e.org/'><video src='https://e.org/v.mp4'></video></a>",
            "🎬 v.mp4",
            [("text_link", "🎬 v.mp4")],
        ),
    ],
)
def test_what_is_embedded(source: str, text: str, spans: list[tuple[str, str]]) -> None:
    """Images have their name, under a caption none; films and sounds are links without what stands in them."""
    value = rich(source)

    assert (text, spans) == (value.text, shown(value))


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        (
            "<table><caption>T</caption><tr><th>a<th>b<tr><td>cc<td>1</table>d",
            "T\na   b\n─────\ncc  1\n\nd",
            [("bold", "T"), ("pre", "a   b\n─────\ncc  1")],
        ),
        (
            "<table><thead><tr><td>a<td>b</thead><tbody><tr><td>c<td>d</tbody></table>",
            "a  b\n────\nc  d",
            [("pre", "a  b\n────\nc  d")],
        ),
        ("<table><td>a<td>b</table>", "a  b", [("pre", "a  b")]),
        ("<table>x<tr><td>a</td>y</table>", "xy\n\na", []),
        ("<pre>a<table><tr><td>b<td>c</table></pre>", "a\n\n b c", [("pre", "a\n\n b c")]),
        (
            "<b>x <a href='https://e.org/'>y<table><tr><td>a<td>b</table>",
            "x y\n\na  b",
            [("bold", "x y\n\na  b"), ("text_link", "y\n\na  b")],
        ),
        ("<code><table><tr><td>b<td>c</table></code>", "b  c", [("code", "b  c")]),
        ("<b>x<table><tr><td>a<td>b</table>y</b>", "x\n\na  b\n\ny", [("bold", "x"), ("pre", "a  b"), ("bold", "y")]),
        ("<tg-spoiler><table><tr><td>a<td>b</table></tg-spoiler>", "a  b", [("spoiler", "a  b")]),
        ("<a href='https://e.org/'><table><tr><td>a<td>b</table></a>", "a  b", [("text_link", "a  b")]),
        ("<blockquote><table><tr><td><blockquote>a</blockquote></table></blockquote>", "a", [("blockquote", "a")]),
        ("<table></table>a<table><caption></table>", "a", []),
    ],
)
def test_tables_within_a_text(source: str, text: str, spans: list[tuple[str, str]]) -> None:
    """A table is a block of its own; where code cannot stand it is text; tables within tables end somewhere."""
    value = rich(source)

    assert (text, spans) == (value.text, shown(value))


def test_tables_within_tables() -> None:
    """Of many tables within each other the inner ones are blocks of text."""
    assert ["a", "b"] == rich("<table><tr><td>" * 9 + "a<td>b" + "</table>" * 9).text.split()
