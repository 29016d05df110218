import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedbot.text.html import sanitise
from feedbot.text.nested import nested
from tests.effort import calls

BASE = "https://example.org/news/"
SITES = (None, BASE, "http://192.0.2.7:8080/", "https://xn--a.example/", "x")
UNREADABLE = "<!x>"
"""What a parser drops, and what is never understood without one."""

WORDS = (
    *(
        "word",
        " ",
        "\n",
        "слово",
        "&amp;",
        "&nbsp;",
        "&lt;b&gt;",
        "&mdash;",
        "&#8217;",
        "&#x1F600;",
        "\u00a0",
        "AT & T",
    ),
    *("srcset", "spoiler", '"', "'", "<!-- c -->", "<!--more-->", "<br>", "<br />", "<wbr>"),
)
ODD = (
    *(">", "<", "& ", "&copy", "&copy;", "&bogus;", "&#0;", "&#150;", "&#xfffe;", "&#10;", "&bne;", "\ufeff", "\u2028"),
    *("<p>", "</p>", "<b>", "</b>", "<a>", "</a>", "<li>", "<td>", "<tr>", "</br>", "<hr>", "<p/>", "<P>", "</P >"),
    *(
        "<!-->",
        "<!--->",
        "<!--a--!>b-->",
        "<!-- a > b -->",
        "<![CDATA[x]]>",
        "<?x?>",
        "<>",
        "</>",
        "<form>",
        "<select>",
    ),
    *("<math>", "</math>", "<svg>", "</svg>", "<mi>", "<math><style>", "<noscript>", "<template>", "<nobr>", "<html>"),
    *("<script>", "</script>", "<style>a</style>", "<iframe src=x></iframe>", "<math><mi>x</mi>+<mn>1</mn></math>"),
    *(
        "<math><sub></sub></math>",
        "<math><mi><b>x</b></mi></math>",
        "<script><b>x</b></script>",
        "<script><!--</script>",
    ),
    *("<svg><p><style><a id='</style><img src=1 onerror=alert(1)>'>", "<math><mtext><table><mglyph><style><img src=x>"),
    *("<col>", "<caption>", "<option>", "<button>", "<image>", "<plaintext>", "<title>", "<textarea>", "<marquee>"),
)
VALUES = (
    *("/a", "/b?utm_source=x&amp;id=1", "/c/../d", "//h.example/x", "?q=1", "#n", "a b.jpg", "x:y", "", "&", "\\x"),
    *(
        "https://a.example/?x=1&y=2",
        "https://xn--a.example/",
        "https://A.example/",
        "http://256.1.1.1/",
        "http://[::1]/",
    ),
    *("http://a.example:99999/", "https://user@a.example/", "https:a.example/x", " https://a.example/", "tg://x?y"),
    *("javascript:alert(1)", "java&#x09;script:x", "java\tscript:x", "&#106;avascript:x", "data:text/html,x", "JaVa:x"),
    *("mailto:a@b.example", "mailto:a b@c", "tel:+1-2", "&lt;b&gt;", "a>b", "&quot;", "&copy=1", "&copyx", "&notit;"),
    *("language-c", "hljs lang-JS x", "x SPOILER", "tg-spoiler", "sp&#111;iler", "emoji", "wp-smiley", "0", "1", "2"),
    *("100%", "/a 300w, /b 3000w", "/x?a=1&copy=2 500w", "&lt; 500w", "\u2028", "\u00a0", "я", "\n", "&#0;", "&#10;"),
)
NAMES = (
    *("href", "src", "cite", "poster", "srcset", "data-src", "class", "alt", "title", "lang", "dir", "width", "height"),
    *("style", "onclick", "colspan", "start", "reversed", "expandable", "controls", "type", "media", "value", "SRC"),
)
INLINE = (
    *("a", "b", "i", "em", "code", "mark", "sub", "span", "tg-spoiler", "font", "abbr", "q", "o:p", "label", "picture"),
    *("video", "audio", "time", "tt", "u"),
)
BLOCKS = (
    "div",
    "p",
    "h2",
    "h3",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "section",
    "details",
    "summary",
    "center",
)


def written(form: str, name: str, value: str) -> str:
    """An attribute in one of the ways there are."""
    return form.format(name=name, value=value)


forms = st.sampled_from(
    (' {name}="{value}"',) * 6 + (" {name}='{value}'", " {name}={value}", " {name}", ' {name} = "{value}"')
)
said = st.lists(st.builds(written, forms, st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3).map("".join)
words = st.lists(st.sampled_from(WORDS), max_size=4).map("".join)
blanks = st.sampled_from(("", "", " ", "\n"))
images = st.builds("<{}{}{}>".format, st.sampled_from(("img", "img", "source")), said, st.sampled_from(("", " /", "/")))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An element of what there is, well nested."""
    names = st.sampled_from((*INLINE, *BLOCKS))
    plain = st.builds(lambda name, told, inside: f"<{name}{told}>{inside}</{name}>", names, said, inner)
    lists = st.builds(
        lambda name, gap, parts: f"<{name}>{gap}{''.join(f'<li>{each}</li>{gap}' for each in parts)}</{name}>",
        *(st.sampled_from(("ul", "ol")), blanks, st.lists(inner, max_size=3)),
    )
    terms = st.builds("<dl><dt>{}</dt><dd>{}</dd></dl><ruby>{}<rt>{}</rt></ruby>".format, inner, inner, words, words)
    rows = st.lists(st.builds("<tr>{}<th>{}</th><td{}>{}</td></tr>".format, blanks, words, said, inner), max_size=2)
    tables = st.builds(
        lambda told, top, group, parts: f"<table{told}>{top}{group[0]}{''.join(parts)}{group[1]}</table>",
        *(said, st.sampled_from(("", "<caption>c</caption>", "\n"))),
        *(st.sampled_from((("", ""), ("<tbody>", "</tbody>"), ("<thead>", "</thead>\n"))), rows),
    )
    return st.lists(plain | plain | lists | terms | tables | images | words, min_size=1, max_size=3).map("".join)


trees = st.recursive(words | images, grown, max_leaves=12)


@st.composite
def near_misses(draw: st.DrawFn) -> str:
    """Well nested HTML with something odd in one place, or with something cut out."""
    html = draw(trees)
    place = draw(st.integers(0, len(html)))
    return html[:place] + draw(st.sampled_from(ODD)) + html[place + draw(st.sampled_from((0, 0, 0, 1, 4))) :]


@settings(max_examples=200)
@given(html=trees | near_misses(), base=st.sampled_from(SITES))
@example("<math><sub></sub></math>", None)
@example('<ol start="&amp;" reversed="" lang="language-c"><li></li></ol>', None)
@example('<blockquote cite="javascript:x" lang="a" expandable=""></blockquote>', None)
@example("<ul lang=\u2028 class='x'></ul>", None)
@example("<p>" + "<b>" * 9 + "a" + "</b>" * 9 + "</p>", None)
@example("<img srcset='/a?b=1&amp;copy=2 9w, /c 800w' alt='&copy' width=9>", BASE)
def test_what_is_understood_is_what_a_parser_gives(html: str, base: str | None) -> None:
    """Whatever is made safe without a parser is, sign for sign, what the parser's way gives, and is final."""
    safe = nested(html, base)

    if safe is not None:
        assert safe == sanitise(html + UNREADABLE, base)
        assert safe == nested(safe, base)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("words &amp; <b>more</b> &raquo;&#8217;&#x41;&quot;&gt; a > b\u00a0c & d", None),
        ('<p dir="rtl" class="x">a <a href="/x?y=1&amp;utm_source=z">b</a><br/>c</p>\n<hr>', None),
        (
            "<div><h2>A</h2><ul><li>b <ul><li>c</li></ul></li></ul><pre><code class=language-c>\nx</code></pre></div>",
            None,
        ),
        ("<pre>\n\na</pre>", "<pre>a</pre>"),
        ("<table border=1><tr><td>a</td></tr>\n</table>", "<table><tbody><tr><td>a</td></tr>\n</tbody></table>"),
        ("<table><caption>a</caption><tbody><tr><th>b</th></tr></tbody></table>", None),
        ("<dl><dt>a</dt><dd>b</dd></dl><ruby>c<rp>(</rp><rt>d</rt></ruby>", None),
        ("<B>a</B><FONT>b</FONT><strong><strong>c</strong></strong>", "<b>a</b>b<strong><strong>c</strong></strong>"),
        (
            "a<!-- b --><!----><script async src='x'></script><style>p {}</style><math><mi>x</mi>=<mn>1</mn></math>b",
            "ab",
        ),
        ('<p><span class="x Spoiler">a</span><span>b</span><tg-spoiler>c</tg-spoiler></p>', None),
        ("<img><img src=/p width=1 height=1><img src='/q' title='\"&quot;&nbsp;'>", None),
        ('<picture><source srcset="/a 900w, /b 2000w"><img src="/c" alt="d"></picture><img src="/e">', None),
        (
            "<picture>" + '<source srcset="/a 900w">' * 22 + '<img data-src="/c"></picture><video controls></video>',
            None,
        ),
        ('<img srcset="x:y 9w" alt="a"><source src="/a.mp4">', '<source src="https://example.org/a.mp4">'),
        ('<a href="mailto:a@b.example">a</a><a href="tg://x">b</a><a href="">c</a>', None),
        ('<a href="?a=1&b=2">a</a><a href="/a?">b</a><a href="/a/./b">c</a><a href="/c?d">e</a>', None),
        ('<a href="/a?utm_source=b">a</a><a href="/a?b= c">b</a>', None),
        ('<a href="https://a-b.example/c/./d%zz\'">a</a><a href="https://a.example">b</a>', None),
        (f'<a href="https://{"a" * 64}.example/">a</a>', "<a>a</a>"),
    ],
)
def test_what_articles_are_made_of_is_understood(html: str, expected: str | None) -> None:
    """Paragraphs, lists, tables, pictures, links and what sites put beside them need no parser."""
    safe = nested(html, BASE)

    assert safe is not None
    assert safe == sanitise(html + UNREADABLE, BASE)
    assert expected in (None, safe)


@pytest.mark.parametrize(
    "html",
    [
        *("<p><p>a</p></p>", "<a>a<div><a>b</a></div></a>", "<li>a</li>", "<h1><h2>a</h2></h1>", "<p><hr></p>"),
        *("<b>a", "a</b>", "<b><i>a</b></i>", "a < b", "a <", "<p", "<p>a</p><b title='x>y'>", "<>", "</br>"),
        *(
            "\ufeffa",
            "<p/>a",
            "<center></center>\ufeffa",
            "<ul><p><li>a</li></p></ul>",
            "<dt>a</dt>",
            "<p><ul></ul></p>",
        ),
        *("<table>a</table>", "<table><b>a</b></table>", "<td>a</td>", "<table><td>a</td></table>", "<tr></tr>"),
        *("<table><tr><tbody></tbody></tr></table>", "<table><!-- --><col></table>", "<table><tr></tbody></table>"),
        *('<a href="https://xn--a.b/">a</a>', '<img src="http://1.2.3.4.5/">', '<a href="java\tscript:x">a</a>'),
        *('<a href="&bogus;">a</a>', '<a href="&#0;">a</a>', "<abbr title=&copy>a</abbr>", '<img alt="&lt;" src="/a">'),
        *(
            "&bogus;",
            "&copy",
            "&#0;",
            "&#150;",
            "&#xfffe;",
            "&#99999999;",
            "<svg></svg>",
            "<math><mtext></mtext></math>",
        ),
        *("<math><mi>x</math>", "<math>", "<math><b>a</b></math>", "<script>", "<script><b></b></script>", "<select>"),
        *('<a href="https://a.b/" alt = "x">a</a>', '<p title="' + "a" * 5_000 + '">a</p>', "<noscript>a</noscript>"),
        *(
            "<br>" * 401,
            "a" * 70_000,
            "\u00a0" * 20_000,
            "<math><mi><b></b></mi></math>",
            "<math><sub></sub></math>",
            "<math><sub></sub><mi></mi></math>",
            "<!-- a > -->",
        ),
    ],
)
def test_what_a_parser_may_read_otherwise_is_not(html: str) -> None:
    """What is not well nested, implies an end, or has what parsers differ about is for a parser."""
    assert nested(html, None) is None


def test_an_address_of_a_site_that_parsers_differ_about() -> None:
    """A path is joined to a plain site alone; without a site it is dropped."""
    assert nested('<a href="/x">a</a>', "https://xn--a.example/") is None
    assert "<a>a</a>" == nested('<a href="/x">a</a>', None)
    assert "<a>a</a>" == nested('<a href="/x">a</a>', "mailto:a@b.example")


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<p " + "a=1 " * 12_000 + ">",
            "<b>" * 21_000,
            "&" * 60_000,
            "<!--" + "-" * 60_000,
            "<p class='" + "x " * 30_000,
        ),
        *("<b>a" * 15_000, "<a href='https://" + "a." * 2_000 + "'>", "<a href='https://" + "a-" * 2_000 + "'>"),
        *("&a" * 30_000, "<math><mi>" * 6_000, "<table><tr>" * 5_000, "<img srcset='" + "a," * 2_000 + "'>" * 300),
    ],
)
def test_hostile_html_takes_few_steps(html: str) -> None:
    """What is made to be slow is given up, or gone through once."""
    assert 10 * len(html) + 10_000 > calls(lambda: nested(html, BASE))
