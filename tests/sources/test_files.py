import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Attribution, File, Item
from feedbot.sources import files
from tests import make

LEDE = "The lede of one sentence."


def read(body: str | bytes, path: str = "a.txt") -> Item:
    """The item of a file, in UTF-8 if given as text."""
    data = body.encode() if isinstance(body, str) else body
    return files.read(File(path=path, body=data, modified=make.NOW))[0]


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("date 2026-03-14 A title", "2026-03-14"),
        (" date 2026-03-14 A title", "2026-03-14"),
        ("\ufeffdate 2026-03-14 A title", "2026-03-14"),
        ("\n\n date 2026-03-14 10:20 A title", "2026-03-14 10:20"),
        ("date 2026-03-14 10:20 EET A title", "2026-03-14 10:20 EET"),
        ("2026-03-14T10:20:00+02:00 A title", "2026-03-14T10:20:00+02:00"),
        ("14 марта 2026, 10:20 A title", "14 марта 2026, 10:20"),
        ("14 березня 2026 A title", "14 березня 2026"),
        ("March 14, 2026 A title", "March 14, 2026"),
        ("A title\n14.03.2026 10:20", "14.03.2026 10:20"),
        ("A title\n14 березня 2026, 10:20\n", "14 березня 2026, 10:20"),
        ("A title", None),
    ],
)
def test_forms_of_plain_text(head: str, date: str | None) -> None:
    """A plain text has its title and date in the first line, or the date beneath, in three languages."""
    item = read(f"{head}\n{LEDE}\n")

    assert ("A title", date, LEDE) == (item.title, item.published, item.lede)
    assert f"<p>{LEDE}</p>" == item.html
    assert ("a.txt", make.NOW) == (item.path, item.modified)


@pytest.mark.parametrize(
    ("label", "lede", "language"),
    [
        ("Источник", "Первое предложение этой статьи длиннее, чем имена под ним.", "ru"),
        ("Джерело", "Перше речення цієї статті довше, ніж назви під ним.", "uk"),
        ("Source", LEDE, "en"),
    ],
    ids=["ru", "uk", "en"],
)
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("a.txt", "Title\n\n{lede}\n\n{label}: "),
        ("a.md", "# Title\n\n{lede}\n\n**{label}:** "),
        ("a.html", "<h1>Title</h1><p>{lede}<p><b>{label}:</b> "),
    ],
    ids=["text", "markdown", "html"],
)
def test_attribution(path: str, form: str, label: str, lede: str, language: str) -> None:
    """A labelled line names the sources in every kind of file, and its label settles the language."""
    item = read(form.format(label=label, lede=lede) + "Example Wire (EW), Sample Post\n", path)

    assert (Attribution(name="Example Wire", alias="EW"), Attribution(name="Sample Post")) == item.attribution
    assert ("Title", lede, language) == (item.title, item.lede, item.language)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Заголовок новини\nЇжак із Ґанку з’їв яблуко. Ёж – тоже."),
        ("utf-8-sig", "Заголовок новини\nЇжак із Ґанку з’їв яблуко. Ёж – тоже."),
        ("utf-16", "Заголовок новини\nЇжак із Ґанку з’їв яблуко. Ёж – тоже."),
        ("utf-16-le", "\ufeffЗаголовок новини\nЇжак із Ґанку."),
        ("utf-16-be", "\ufeffЗаголовок новини\nЇжак із Ґанку."),
        ("windows-1251", "Заголовок статьи\nПервое предложение статьи стоит здесь, а второе – за ним."),
        ("windows-1251", "Заголовок новини\nПерше речення новини стоїть тут, а друге – за ним."),
        ("koi8-r", "Заголовок статьи\nПервое предложение статьи стоит здесь, а второе за ним."),
        ("koi8-u", "Заголовок новини\nПерше речення новини стоїть тут, а друге за ним. Її читають."),
        ("cp866", "Заголовок статьи\nПервое предложение статьи стоит здесь, а второе за ним."),
    ],
)
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_encodings(path: str, encoding: str, text: str) -> None:
    """A text is read in whatever encoding it was saved."""
    title, _, body = text.lstrip("\ufeff").partition("\n")
    item = read(text.replace("\n", "\n\n").encode(encoding), path)

    assert (title, body) == (item.title, item.lede)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u", "utf-8"])
def test_a_page_says_its_encoding(encoding: str) -> None:
    """A page of HTML is read in the encoding that it declares."""
    page = f'<html><head><meta charset="{encoding}"><title>Їжак</title></head><body><p>Яблуко.</p></body></html>'
    item = read(page.encode(encoding), "a.htm")

    assert ("Їжак", "Яблуко.") == (item.title, item.lede)


def test_line_ends_do_not_matter() -> None:
    """The same text with other line ends gives the same item."""
    text = f"date 2026-03-14 A title\n{LEDE}\nDetails: More.\nBackground:\n- one\n- two\n"

    assert read(text) == read(text.replace("\n", "\r\n")) == read(text.replace("\n", "\r"))


@pytest.mark.parametrize("path", ["a.md", "a.markdown", "a.MD", "b.c/a.md"])
def test_markdown_is_rendered(path: str) -> None:
    """Markdown becomes HTML, with tables and struck text."""
    item = read("---\ntitle: A title\n---\n*One* ~~two~~ [three](https://example.org/)\n\n|a|b|\n|-|-|\n|c|d|\n", path)
    html = item.html or ""

    assert "A title" == item.title
    assert '<em>One</em> <s>two</s> <a href="https://example.org/">three</a>' in html
    assert "<td>c</td>" in html


@pytest.mark.parametrize(
    ("head", "title", "date"),
    [
        ("# A *title*\n\n14 березня 2026", "A title", "14 березня 2026"),
        ("# A title #\n*14.03.2026 10:20*", "A title", "14.03.2026 10:20"),
        ("A title\n=======\n\n**Date:** 2026-03-14", "A title", "2026-03-14"),
        ("# 2026-03-14 A title", "A title", "2026-03-14"),
        ("# date 14 марта 2026 A title", "A title", "14 марта 2026"),
        ("date 2026-03-14 10:20 A title", "A title", "2026-03-14 10:20"),
        ("**A title**", "A title", None),
        ("A title\n2026-03-14", "A title", "2026-03-14"),
        ("# 14 марта 2026 года запомнят надолго", "14 марта 2026 года запомнят надолго", None),
        ("\n\n## A & B <b>c</b>", "A & B c", None),
    ],
)
def test_markdown_without_front_matter(head: str, title: str, date: str | None) -> None:
    """A heading or a line of its own is the title, and a date beneath or in front of it the date."""
    item = read(f"{head}\n\n{LEDE}\n", "a.md")

    assert (title, date, LEDE) == (item.title, item.published, item.lede)
    assert f"<p>{LEDE}</p>" == (item.html or "").strip()


@pytest.mark.parametrize(
    "body",
    [
        f"{LEDE} Goes on\nin a second line.",
        "- a list\n\nText",
        "> quoted\n\nText",
        "**Source:** A\n\nText",
        "a" * 301,
        "#\n\nText",
    ],
)
def test_markdown_without_title(body: str) -> None:
    """What begins with a paragraph, a list or a label has no title, and loses nothing."""
    item = read(body, "a.md")

    assert item.title is None
    assert item.html


def test_a_declared_title_comes_first() -> None:
    """A heading that repeats the declared title is dropped, another one stays."""
    same = read("---\ntitle: A title\ndate: 2026-03-14\n---\n# A title\n\nText", "a.md")
    other = read("---\ntitle: A title\n---\n# Chapter\n\nText", "a.md")
    dated = read("---\ndate: 2026-03-14\n---\n# A title\n\nText", "a.md")

    assert ("A title", "<p>Text</p>") == (same.title, (same.html or "").strip())
    assert ("A title", True) == (other.title, "<h1>Chapter</h1>" in (other.html or ""))
    assert ("A title", "2026-03-14") == (dated.title, dated.published)


def test_plain_text_with_front_matter() -> None:
    """Front matter is understood above plain text, too."""
    item = read(f"---\nlang: en\ntags: [a]\n---\ndate 2026-03-14 A title\n{LEDE}")

    assert ("en", "A title", "2026-03-14", LEDE) == (item.language, item.title, item.published, item.lede)


def test_no_line_of_the_text_is_lost_to_a_declared_title() -> None:
    """What a plain text begins with is its title only where nothing else is declared as that."""
    item = read(f"---\ntitle: A title\ndate: 2026-03-14\n---\n{LEDE}\nSource: River Radio")
    same = read(f"---\ntitle: A title\n---\nA title\n{LEDE}")

    assert ("A title", "2026-03-14", LEDE) == (item.title, item.published, item.lede)
    assert LEDE in (item.html or "")
    assert ("A title", LEDE) == (same.title, same.lede)


@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_an_own_summary(path: str) -> None:
    """A labelled summary is the summary, as text and not as HTML."""
    assert "1 &lt; 2." == read(f"A title\n\nIn brief: 1 < 2.\n\n{LEDE}", path).summary


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t", "it is empty"),
        ("\ufeff".encode(), "it is empty"),
        (b"\0" * 100, "it holds no text in an encoding we know; save it as UTF-8"),
        (bytes(range(256)) * 9, "it holds no text in an encoding we know; save it as UTF-8"),
        (b"---\ndraft: true\n---\nText", "it is marked as a draft"),
    ],
)
def test_what_is_no_article(body: bytes, reason: str) -> None:
    """A file without a text is refused with a reason."""
    with pytest.raises(ParseError, match=reason):
        read(body)


@pytest.mark.parametrize(("path", "body"), [("a.html", "<nav>x</nav><script>y</script>"), ("a.md", "<!-- x -->")])
def test_markup_without_text(path: str, body: str) -> None:
    """Markup with nothing in it to read is refused."""
    with pytest.raises(ParseError, match="no text was found in it"):
        read(body, path)


@pytest.mark.parametrize("path", ["a.txt", "a.md", "a.html"])
def test_stray_bytes(path: str) -> None:
    """A NUL, a control character or a lone surrogate in a text is dropped, and the text is kept."""
    body = b"# A ti\0tle\x07 of words\n\nThe text goes on for a while, so one" + b"\xed\xa0\x80" + b" does not matter."
    item = read(body, path)

    assert not {"\0", "\x07", "\ud800"} & set(repr(item.title) + (item.html or ""))
    assert "goes on for a while" in (item.html or "")


def test_what_could_not_be_read_is_told() -> None:
    """Bad bytes are counted in a remark."""
    body = "Заголовок статьи\nТекст статьи, в котором".encode() + b"\xff" + " один байт испорчен.".encode()

    assert ("1 characters could not be read in utf-8",) == files.read(File(path="a.txt", body=body, modified=make.NOW))[
        1
    ]
    assert () == files.read(File(path="a.txt", body=b"A title", modified=make.NOW))[1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("a.txt", b"a" * 1_000_000),
        ("a.txt", b"date " * 100_000),
        ("a.txt", ("Title\nSource: " + "a, " * 300_000).encode()),
        ("a.md", b"# " * 5_000 + b"a"),
        ("a.md", b"--- " * 20_000 + b"a"),
        ("a.md", b"> " * 19 + b"[" * 3_000),
    ],
)
def test_large_hostile_texts(path: str, body: bytes) -> None:
    """Much of anything is read in time that grows with its length."""
    assert path == read(body, path).path


@given(
    st.sampled_from(["txt", "md", "html"]), st.text(max_size=120) | st.text(alphabet="# \n=-*date206.:1", max_size=60)
)
def test_any_text(suffix: str, text: str) -> None:
    """Any text gives an item or a ParseError, and a title is one line."""
    try:
        item = read(text.encode("utf-8", "surrogatepass"), f"a.{suffix}")
    except ParseError:
        return

    assert item.title is None or (item.title and "\n" not in item.title)
