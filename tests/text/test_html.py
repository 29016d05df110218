import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedbot.text.html import escape, paragraphs, plain, plain_of_safe, sanitise
from tests.effort import calls

BASE = "https://example.org/news/"
SAFE = (
    "<h2>A heading</h2>\n<p>Text, <b>bold</b>, <i>italic</i>, <code>code</code> &amp; <q>quotes</q>.<br>Next.</p>\n"
    '<p><a href="https://example.org/a?b=1&amp;c=2">link</a> <a href="mailto:editor@example.org">mail</a> '
    '<a href="tel:+100">call</a></p>\n<ul><li>one</li><li>two</li></ul>\n<ol start="3"><li>three</li></ol>\n'
    '<figure><img src="http://example.org/a.png" alt="A &quot;picture&quot;" width="10" height="20">'
    "<figcaption>Below</figcaption></figure>\n<blockquote>Quoted</blockquote>\n<pre>a\n  b</pre>\n"
    '<table><tbody><tr><th>a</th><td colspan="2">b</td></tr></tbody></table>'
)
WHOLE = re.compile(r'(?:[^<>]|</?[a-z][a-z0-9]*(?: [a-z]+="[^"<>]*")*>)*+')
TAG = re.compile(r'</?([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
ADDRESS = re.compile(r"(?:https?://|(?:mailto|tel|sms|geo|xmpp):)[^\s]+", re.IGNORECASE)
CLASS = re.compile(r"language-[a-z0-9+#][a-z0-9+#._-]*|tg-spoiler|spoiler|emoji|wp-smiley")
EVIL = (
    "script style iframe object embed applet form input button textarea select svg math link meta base template "
    "noscript frame frameset title head body html marquee"
)
REFUSED = re.compile(r"on.*|style|id|name|srcset|action|formaction|background|data.*|xmlns.*|target|rel|usemap")


def assert_safe(html: str) -> None:
    """Fail unless the HTML is made of known tags, known attributes and harmless addresses."""
    assert WHOLE.fullmatch(html)
    for name, attributes in TAG.findall(html):
        assert name not in EVIL.split()
        for key, value in ATTRIBUTE.findall(attributes):
            assert not REFUSED.fullmatch(key)
            assert key != "class" or CLASS.fullmatch(value)
            assert key not in {"href", "src", "cite", "poster"} or ADDRESS.fullmatch(unescape(value))


def test_safe_html_stays() -> None:
    """What articles are made of comes through unchanged: text, links, lists, tables, images."""
    assert SAFE == sanitise(SAFE)
    assert SAFE == sanitise(SAFE, BASE)


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//example.net/x></SCRIPT>",
        "<scr<script>ipt>alert(1)</script>",
        '"><script>alert(1)</script>',
        "'><img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<!--><script>alert(1)</script-->",
        "<style>@import 'https://example.net/x'</style>",
        '<a href="jav&#x09;ascript:alert(1)" onclick=alert(1)>x</a>',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form action=javascript:alert(1)><button>x",
        "<base href=javascript:alert(1)//>",
        "<plaintext>",
        "<textarea></p><script>alert(1)</script>",
    ],
)
def test_script_in_every_place(evil: str) -> None:
    """A script, wherever it is put into an article, does not come through."""
    for place in range(0, len(SAFE), 7):
        assert_safe(sanitise(SAFE[:place] + evil + SAFE[place:], BASE))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p style="color:red" class="x" id="y" onclick="z()">a</p>', "<p>a</p>"),
        ('<img src="data:image/png;base64,AA==" alt="x">', ""),
        ("<img>", ""),
        ('<img src="javascript:alert(1)">', ""),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="vbscript:x">x</a>', "<a>x</a>"),
        ('<a href="HTTPS://example.org/a" target="_blank" rel="opener">x</a>', '<a href="https://example.org/a">x</a>'),
        ('<a href="mailto:a b@example.org">x</a>', '<a href="mailto:a%20b@example.org">x</a>'),
        ('<img src="mailto:a@example.org">', ""),
        ('<a href="https://example.org/?id=1&utm_source=x">x</a>', '<a href="https://example.org/?id=1">x</a>'),
        ('<td width="expression(1)">x', "x"),
        (
            '<img src="https://example.org/a" width="100%" height="1px">',
            '<img src="https://example.org/a" width="100%">',
        ),
        ('<font size="7"><center>x</center></font>', "x"),
        (
            "<audio src=https://example.org/v autoplay controls>",
            '<audio src="https://example.org/v" controls=""></audio>',
        ),
        ('<video poster="data:x">x</video>', "<video>x</video>"),
        ('<abbr title="a">b</abbr><b title="c">d</b>', '<abbr title="a">b</abbr><b>d</b>'),
        ('<div><span lang="uk">x</span></div>', "<div>x</div>"),
        ('<blockquote expandable class="x">y</blockquote>', '<blockquote expandable="">y</blockquote>'),
        ('<p class="spoiler" expandable title="x">y</p>', "<p>y</p>"),
        (
            '<pre class="brush: PHP; toolbar: false">a</pre><pre><code class="hljs language-c++ x">b</code></pre>',
            '<pre class="language-php">a</pre><pre><code class="language-c++">b</code></pre>',
        ),
        (
            '<code class="lang-js">a</code><code class="green">b</code>',
            '<code class="language-js">a</code><code>b</code>',
        ),
        (
            '<img src="https://example.org/a" title="b" class="c wp-smiley d"><img src="//x/e" class="Emoji">',
            '<img src="https://example.org/a" title="b" class="wp-smiley">',
        ),
        ('<img class="smiley" src="https://example.org/a">', '<img class="emoji" src="https://example.org/a">'),
        ('a<img src="https://example.org/p" width="1" height="1">b', "ab"),
        ('a<img src="https://example.org/p" height="0">b', "ab"),
        (
            '<img src="https://example.org/p" width="1" height="90">',
            '<img src="https://example.org/p" width="1" height="90">',
        ),
        ("a &lt;b&gt; &amp;amp; &copy; &nbsp;c", "a &lt;b&gt; &amp;amp; © &nbsp;c"),
        ("a\x00\x0b&#1;&#xfffe;\ufffe\ud800b\r\nc&#13;d", "ab\nc\nd"),
        ("<!-- c --><!doctype html><?php x ?>a", "a"),
        ("<pre>\n\n\n a</pre>", "<pre> a</pre>"),
        ("<p>unclosed <b>bold", "<p>unclosed <b>bold</b></p>"),
        ("  <p>a</p>\n ", "<p>a</p>"),
        ("", ""),
    ],
)
def test_what_becomes_of_it(html: str, expected: str) -> None:
    """Attributes, elements and addresses that are not allowed go; the text stays."""
    assert expected == sanitise(html)


def test_relative_addresses() -> None:
    """Relative addresses are resolved against the base; without one they are dropped."""
    html = '<a href="../a">x</a><img src="b.png"><blockquote cite="/c">y</blockquote>'

    assert (
        '<a href="https://example.org/a">x</a><img src="https://example.org/news/b.png">'
        '<blockquote cite="https://example.org/c">y</blockquote>'
    ) == sanitise(html, BASE)
    assert "<a>x</a><blockquote>y</blockquote>" == sanitise(html)
    assert "<a>x</a><blockquote>y</blockquote>" == sanitise(html, "file:///etc/")


def test_one_address_of_several() -> None:
    """An image comes with the best of the addresses it has, resolved, whether its document is short or long."""
    html = (
        '<picture><source srcset="/a.avif 2000w" type="image/avif"><source srcset="/a-8.webp 800w, /a-2000.webp 2000w">'
        '<img src="a.jpg" alt="A &amp; B" srcset="" sizes="100vw"></picture>'
        '<img data-src="c.png?a=1&amp;b=2" src="s.gif">'
    )
    expected = (
        '<img src="https://example.org/a-2000.webp" alt="A &amp; B">'
        '<img src="https://example.org/news/c.png?a=1&amp;b=2">'
    )

    assert expected == sanitise(html, BASE)
    assert MANY + expected == sanitise(MANY + html, BASE)


def test_pixels_stay_away() -> None:
    """A picture that counts readers goes, whatever other addresses it names."""
    assert not sanitise('<img src="/p" srcset="/q 2000w" data-src="/r" width="1" height="1">', BASE)
    assert not sanitise('<picture><source srcset="/q 2000w"><img src="/p" width=0 height=0></picture>', BASE)


def test_spoilers_stay_hidden() -> None:
    """What Telegram and forums hide stays in a span of its own; other spans go, within it too."""
    html = (
        '<p><tg-spoiler>a <span style="color:red">b</span> c</tg-spoiler> <span>d</span> '
        '<span class="x MD-spoiler-text">e</span> <span class="tg-spoiler">f</span></p>'
    )
    expected = (
        '<p><span class="tg-spoiler">a b c</span> d <span class="spoiler">e</span> '
        '<span class="tg-spoiler">f</span></p>'
    )

    assert expected == sanitise(html)
    assert MANY + expected == sanitise(MANY + html)
    assert "a b c d e f" == plain(html)


NAMES = (
    "a b i p div span br img table tbody tr td ul ol li dl dt dd h1 h2 pre q blockquote ruby rt video source caption "
    "script style svg math title textarea noscript template select option iframe marquee button form font center xmp "
    "tg-spoiler picture pre code"
)
FIELDS = (
    'href="a" href=https://h/ href=" java\tscript:x" src=b.png src=data:x onclick=x style="x" class=a id=b width=1 '
    "lang=uk alt='a>b' alt=\"&quot;<\" cite=//h/ title=x controls \" ' = / class=spoiler class=language-c "
    "class=emoji expandable srcset=a&#32;9w,&#32;//h/b srcset='//h/b data-src=c data-src='<span> media=max-width:900px"
)
WORDS = (
    "x я & < > \" ' &amp; &lt;b&gt; &nbsp; &#0; &#x1; &#xd800; \x00 \x1b \ufffe <!-- --> ]]> <![CDATA[ <!x> <?x> </ <3 "
    "</> <a </a &copy &notit; \U0001f600"
)
starts = st.builds("<{} {}>".format, st.sampled_from(NAMES.split()), st.sampled_from(FIELDS.split(" ")))
tags = starts | st.sampled_from(NAMES.split()).flatmap(lambda name: st.sampled_from([f"<{name}>", f"</{name}>"]))
soup = st.lists(tags | st.sampled_from(WORDS.split()) | st.sampled_from([" ", "\n"]), max_size=30).map("".join)
MANY = "<br>" * 700
"""More tags than are parsed as they stand."""


@given(html=st.text() | soup | soup.map(lambda text: MANY + text), base=st.sampled_from([None, BASE, "x"]))
@example("<a>" + "<div>" * 40 + "<marquee><a>x", None)
@example("<p>" * 21_000, None)
@example("&" * 80_000, None)
def test_sanitise_is_idempotent_and_safe(html: str, base: str | None) -> None:
    """Whatever comes in, what comes out is safe, and stays as it is when sanitised again."""
    clean = sanitise(html, base)

    assert_safe(clean)
    assert clean == sanitise(clean, base)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", clean)


def test_what_never_settles_becomes_plain() -> None:
    """HTML that every parsing changes again is reduced to its text."""
    assert "<p>one &lt; two</p>" == sanitise("<a>" + "<div>" * 80 + "<marquee><a>one &lt; two")


def test_many_tags_are_written_anew() -> None:
    """An article of many tags comes through like one of few: attributes, entities, implied ends, dropped contents."""
    body = (
        "<p CLASS=x>one<p>two &amp; <b>three</b><ul><li>a<li>b</ul><dl><dt>c<dd>d</dl><!-- e --><!f><script>g</script>"
        "<table><tr><td colspan=2>h<td>i<tr><th scope='row'>j</table><img src='k.png' alt='\"l>'><foo>m</foo>5 < 6</b>"
        "<a href=n title=o href=p>q</a></ ><iframe>r</iframe><style>s"
    )
    few = sanitise(body, BASE)

    assert few == sanitise(MANY + body, BASE).removeprefix(MANY)
    assert "&lt; 6" in few
    assert '<a href="https://example.org/news/n">q</a>' in few


def test_unfinished_tag_takes_the_rest() -> None:
    """A tag that never ends is dropped with what follows, as browsers do, in short and in long texts."""
    assert "<p>a</p>" == sanitise('<p>a</p><b title="x>y')
    assert MANY + "<p>a</p>" == sanitise(MANY + '<p>a</p><b title="x>y')


def test_at_most_a_mebibyte() -> None:
    """Input is cut at 1 MiB characters, and so is output that would grow longer."""
    assert 1 << 20 == len(sanitise("x" * 2_000_000))
    assert 1 << 20 == len(plain("x" * 2_000_000))
    grown = sanitise(("<p>" + ">" * 10_000) * 30)
    assert 1 << 20 >= len(grown) > 700_000


HOSTILE = {
    "deep": "<div>" * 100_000,
    "deep in a cell": "<table><tr><td>" * 10_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x",
    "attributes with a quote": '<p "' * 60_000,
    "formatting": "".join(f"<b a={number}>" for number in range(5_000)) + "<p>x" * 20_000,
    "formatting in few tags": "".join(f"<b a={number}>" for number in range(300)) + "<p>x" * 290,
    "links": "<a href=x><p>" * 15_000,
    "less than": "<" * 30_000,
    "references": "&" * 200_000,
    "blanks": "<p>\u00a0a" + "\u00a0" * 200_000,
    "long value": '<img src=/x alt="' + "&" * 500_000 + '">',
    "scripts": "<script>" * 60_000,
    "comments": "<!--" * 60_000,
    "ends": "</p>" * 60_000,
    "misnested": "<a><b><i><p></a></b></i>" * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_is_bounded(name: str) -> None:
    """What is made to be slow takes steps in proportion to its length, and gives something safe."""
    text = HOSTILE[name]

    assert 20 * len(text) + 1_000 > calls(lambda: (sanitise(text, BASE), plain(text)))
    assert_safe(sanitise(text, BASE))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("just   text\n here", "just text here"),
        ("5 < 6 & 7 &gt; 2", "5 < 6 & 7 > 2"),
        ("<p>one\n <b>t</b>wo</p><p>three<br>four</p>", "one two\nthree\nfour"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<h1>A</h1>text<script>x</script><style>y</style>", "A\ntext"),
        ("&lt;b&gt;&amp;lt;&nbsp;&laquo;x&raquo;", "<b>&lt; «x»"),
        ("<img src=x alt=y><foo>z</foo>", "z"),
        ("a&#1;\x00b", "ab"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_plain(html: str, expected: str) -> None:
    """Each block gives a line; blanks are folded, entities decoded, tags gone."""
    assert expected == plain(html)


@given(html=soup | soup.map(lambda text: MANY + text))
@settings(deadline=None)
def test_plain_has_whole_lines(html: str) -> None:
    """No line is empty or has blanks at its ends, in a row or of odd kinds."""
    text = plain(html)

    assert text == "\n".join(" ".join(line.split()) for line in text.split("\n"))
    assert not text or "" not in text.split("\n")


@given(html=st.text() | soup | soup.map(lambda text: MANY + text), base=st.sampled_from([None, BASE]))
@example(SAFE, BASE)
@example('<img src="/a.png" alt="1 > 0, <p>&amp;lt; and \'so\'">&nbsp;<b title="<td>">x</b>', BASE)
@settings(deadline=None)
def test_text_of_safe_html_needs_no_parser(html: str, base: str | None) -> None:
    """Of what was made safe the text is the same whether a parser reads it or not."""
    safe = sanitise(html, base)

    assert plain(safe) == plain_of_safe(safe)


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<i title='>'>", "<br>", "<x y=z>", "text", " "])))
def test_plain_has_no_tags(parts: list[str]) -> None:
    """No part of a tag is left in the text."""
    assert not set("<>='") & set(plain("".join(parts)))


@given(st.text())
def test_text_survives_html(text: str) -> None:
    """Escaped text, and text made into paragraphs, reads as it was, blanks folded."""
    folded = " ".join(plain(text.replace("<", "").replace("&", "")).split())
    clean = text.replace("<", "").replace("&", "")

    assert folded == " ".join(plain(f"<p>{escape(clean)}</p>").split())
    assert folded == " ".join(plain(paragraphs(clean)).split())


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("<>&\"'\n\r ")))
def test_paragraphs_are_safe(text: str) -> None:
    """Paragraphs are clean HTML already, whatever the text."""
    html = paragraphs(text)

    assert html == sanitise(html)


def test_paragraphs() -> None:
    """Blank lines divide paragraphs, other line ends are breaks, and markup is text."""
    assert "<p>a &lt;b&gt;<br>c</p>\n<p>d \"e\" 'f'</p>" == paragraphs("\n\n a  <b>\r\nc\n \n\nd \"e\" 'f'\n")
    assert not paragraphs(" \n ")


def test_escape() -> None:
    """Escaped text may stand in a quoted attribute."""
    assert "&lt;a href=&quot;x&quot;&gt;&amp;&#x27;" == escape('<a href="x">&\'')
