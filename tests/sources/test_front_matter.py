import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Attribution, Category, Item, Link, Person
from feedbot.sources import front_matter


def said(head: str) -> Item:
    """What an item becomes by YAML alone."""
    return front_matter.declare(Item(), front_matter.split(f"---\n{head}\n---\n")[0])


def test_yaml() -> None:
    """YAML between dashes is taken off; each scalar stays as it was written."""
    declared, body = front_matter.split(
        "\ufeff\n---\ntitle: A\nDate: 2026-03-14 10:20\nlang: no\nsize: 010\n---\nText\n"
    )

    assert {"title": "A", "date": "2026-03-14 10:20", "lang": "no", "size": "010"} == declared
    assert "Text" == body.strip()


def test_toml() -> None:
    """TOML between plus signs is taken off; its dates become texts again."""
    head = '+++\ntitle = "A"\ndate = 2026-03-14T10:20:00+02:00\nupdated = 2026-03-15\nsize = 1.10\n+++\nText'
    declared, body = front_matter.split(head)
    item = front_matter.declare(Item(), declared)

    assert "Text" == body.strip()
    assert ("A", "2026-03-14 10:20:00+02:00", "2026-03-15") == (item.title, item.published, item.updated)
    assert "1.10" == declared["size"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text",
        "---",
        "---\nA ruler above",
        "---\nA ruler\n---\nabove and below",
        "Text\n---\ntitle: a\n---\n",
        "-----\na: b\n-----",
    ],
)
def test_no_front_matter(text: str) -> None:
    """Rulers and prose are not front matter; the text stays whole."""
    assert ({}, text) == front_matter.split(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\na: [\n---\n", "its front matter is not YAML: line "),
        ("---\na: b\n\tc: d\n---\n", "its front matter is not YAML: line 3: "),
        ("---\na: \x01\n---\n", "its front matter is not YAML: "),
        ("---\n{}: b\n[a]: c\n---\n", "its front matter is not YAML: line "),
        ("+++\na = \n+++\n", "its front matter is not TOML: "),
        ("+++\na = 99999999999999-99\n+++\n", "its front matter is not TOML: "),
        (f"+++\na = {'9' * 5000}\n+++\n", "its front matter is not TOML: "),
        (f"+++\na = {'[' * 5000}\n+++\n", "its front matter is nested too deep"),
        (f"---\na: {'[' * 5000}\n---\n", "its front matter is nested too deep"),
        (f"---\n{'- ' * 5000}\n---\n", "its front matter is nested too deep"),
        (f"---\na: {'b' * 20_000}\n---\n", "its front matter is larger than 16 KiB"),
    ],
)
def test_faulty_front_matter(text: str, reason: str) -> None:
    """Front matter that cannot be understood is refused with a reason, however hostile, and takes no process down."""
    with pytest.raises(ParseError) as error:
        front_matter.split(text)

    assert str(error.value).startswith(reason)


def test_bombs_stay_small() -> None:
    """Aliases and merge keys are not multiplied out, and tags construct nothing."""
    bomb = "a: &a [x, x]\n" + "".join(f"{k}: &{k} [{', '.join(['*' + chr(ord(k) - 1)] * 9)}]\n" for k in "bcdefgh")
    merge = "p: &p {k: v}\n" + "".join(
        f"{k}: &{k} {{<<: [{', '.join(['*' + chr(ord(k) - 1)] * 9)}]}}\n" for k in "qrstuv"
    )

    assert Item() == said(bomb)
    assert Item() == said(merge)
    assert "os.system" == said("title: !!python/name:os.system os.system").title


def test_texts() -> None:
    """Each field has its usual names in any case; texts are folded to one line."""
    item = said(
        'TITLE: " A  title "\nPublishDate: 2026-03-14\nlastmod: 2026-03-15\nlanguage: uk\npermalink: x\nguid: tag:a'
    )

    assert ("A title", "2026-03-14", "2026-03-15", "uk", "tag:a", None) == (
        item.title,
        item.published,
        item.updated,
        item.language,
        item.id,
        item.link,
    )


@pytest.mark.parametrize("value", ["", "~", "null", "{a: b}", "[]", "[{a: b}]", '""'])
def test_nothing_said(value: str) -> None:
    """Empty values and types that cannot be a text leave what the text itself says."""
    keys = ("title", "date", "updated", "lang", "tags", "author", "url", "source", "image", "id", "summary")
    item = Item(title="T", published="d", link="l", lede="e", language="uk", categories=(Category(term="c"),))
    declared, _ = front_matter.split("---\n" + "".join(f"{key}: {value}\n" for key in keys) + "---\n")

    assert item == front_matter.declare(item, declared)


def test_a_list_gives_its_first_text() -> None:
    """Where one text is wanted, a list gives its first one."""
    assert "A" == said("title: [{a: b}, '', A, B]").title


def test_a_summary_comes_before_the_lede() -> None:
    """An author's own summary is taken instead of the first paragraph, as text and not as HTML."""
    declared, _ = front_matter.split("---\ndescription: 1 < 2 & <b>\n---\n")
    item = front_matter.declare(Item(lede="Lede"), declared)

    assert (None, "1 &lt; 2 &amp; &lt;b&gt;") == (item.lede, item.summary)


@pytest.mark.parametrize(
    ("head", "terms"),
    [
        ("tags: [a, 'b, c', a]\ncategory: d", ["a", "b, c", "d"]),
        ("tags: a, b; c", ["a", "b", "c"]),
        ("tags:\n  - a\n  - {x: y}\n  - 2026", ["a", "2026"]),
        ("keywords: one two", ["one two"]),
    ],
)
def test_categories(head: str, terms: list[str]) -> None:
    """Tags come from lists or from a line with commas, none twice."""
    assert terms == [category.term for category in said(head).categories]


@pytest.mark.parametrize(
    ("head", "people"),
    [
        ("author: Newsdesk", [Person(name="Newsdesk")]),
        ("author: Ann Example, Bob Sample", [Person(name="Ann Example"), Person(name="Bob Sample")]),
        ("author: Example, Ann", [Person(name="Example, Ann")]),
        ("author: Example, Ann; Sample", [Person(name="Example"), Person(name="Ann"), Person(name="Sample")]),
        ("authors: ['Example, Ann', [x]]", [Person(name="Example, Ann")]),
        (
            "author: {name: Ann, url: https://example.org/ann, email: ann@example.org}",
            [Person(name="Ann", uri="https://example.org/ann", email="ann@example.org")],
        ),
        ("author: {email: ann@example.org}", []),
    ],
)
def test_authors(head: str, people: list[Person]) -> None:
    """Authors come as a line, a list or tables; a name with a comma stays one name."""
    assert people == list(said(head).authors)


def test_sources() -> None:
    """A source is a name, a line of names with who they quote, an address, or a table of both."""
    item = said(
        "source: Example Wire (EW) citing Sample Post\n"
        "sources: [https://example.org/a, {name: Other Wire, url: https://example.org/b}, {url: 'ftp:x'}, '()']"
    )

    assert (
        Attribution(name="Example Wire", alias="EW"),
        Attribution(name="Sample Post", via=True),
        Attribution(name="Other Wire"),
        Attribution(name="()"),
    ) == item.attribution
    assert (
        Link(href="https://example.org/a", rel="via"),
        Link(href="https://example.org/b", rel="via", title="Other Wire"),
    ) == item.links


@pytest.mark.parametrize(
    ("href", "kind"),
    [("a.JPG?x=.png#.gif", "image/jpeg"), ("https://example.org/a.webp", "image/webp"), ("a.exe", None), ("a", None)],
)
def test_images(href: str, kind: str | None) -> None:
    """A picture becomes an enclosure, its type told by the suffix."""
    assert (Link(href=href, type=kind),) == said(f'image: "{href}"').links
    assert (Link(href=href, type=kind),) == said(f'cover: {{url: "{href}"}}').links


@pytest.mark.parametrize("head", ["draft: true", "draft: Yes", "published: false"])
def test_drafts(head: str) -> None:
    """A draft is not published."""
    with pytest.raises(ParseError, match="draft"):
        said(head)


def test_what_is_no_draft() -> None:
    """A text that is marked as finished is published."""
    assert "A" == said("title: A\ndraft: false\npublished: true").title


@given(st.sampled_from(["---", "+++"]), st.text(max_size=80) | st.text(alphabet="ab:-[]{}&*!'\"\n= ", max_size=80))
def test_any_head(fence: str, head: str) -> None:
    """Any front matter gives an item or a ParseError."""
    try:
        declared, _ = front_matter.split(f"{fence}\n{head}\n{fence}\nText")
        front_matter.declare(Item(), declared)
    except ParseError as error:
        assert str(error).startswith("it")
