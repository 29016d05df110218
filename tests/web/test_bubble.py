import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.model import Entity, Medium
from feedbot.web import bubble
from tests import make

SCRIPT = "<script>alert(1)</script>"
TYPES = ["bold", "italic", "code", "pre", "text_link", "blockquote", "expandable_blockquote", "spoiler", "mention"]


def drawn(text: str, *entities: Entity) -> str:
    """The markup of a part."""
    return str(bubble.text(make.part(text=text, entities=entities), lambda key: key))


def entity(type: str, offset: int, length: int, **fields: str) -> Entity:
    """An entity."""
    return Entity(type=type, offset=offset, length=length, **fields)


def test_entities_count_utf16() -> None:
    """A letter outside the basic plane counts for two, so that styles stand where they should."""
    assert "😀 <strong>bold</strong> &lt;" == drawn("😀 bold <", entity("bold", 3, 4))


def test_styles_in_links_and_quotes() -> None:
    """Styles nest and overlap; a link stays one link; code of several lines is a block."""
    link = entity("text_link", 0, 9, url="https://news.example/?a=1&b=2")
    found = drawn("one two three", link, entity("bold", 4, 9), entity("italic", 0, 7))

    assert '<a href="https://news.example/?a=1&amp;b=2"' in found
    assert 1 == found.count("<a ")
    assert "<strong><em>two</em></strong>" in found or "<em><strong>two</strong></em>" in found
    assert "<pre><code>x\ny</code></pre>" == drawn("x\ny", entity("pre", 0, 3))
    assert "<blockquote>a <u>b</u></blockquote>" == drawn("a b", entity("blockquote", 0, 3), entity("underline", 2, 1))


def test_an_expandable_quote_folds() -> None:
    """Folded it shows how it begins, unfolded all of it, without script."""
    found = drawn("a" * 500, entity("expandable_blockquote", 0, 500))

    assert "<details><summary>" in found
    assert f"{'a' * 120}…" in found
    assert "a" * 500 in found


def test_no_link_leads_to_a_script() -> None:
    """Only addresses on the web become links; markup in texts stays text."""
    found = drawn(SCRIPT, entity("text_link", 0, 5, url="javascript:alert(1)"))

    assert "javascript" not in found
    assert SCRIPT not in found
    assert not bubble.leads("tg://user?id=1")


@settings(max_examples=200)
@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(TYPES), st.integers(0, 70), st.integers(0, 70)), max_size=8),
)
def test_all_of_the_text_is_there(text: str, wishes: list[tuple[str, int, int]]) -> None:
    """Whatever the entities are, the text is told once and whole, and each tag that opens is closed."""
    found = drawn(text, *(entity(*each, url="https://x.example/") for each in wishes))
    bare = re.sub(r"<summary>.*?</summary>", "", found, flags=re.DOTALL)

    assert text.encode("utf-16", "replace").decode("utf-16") == unescape(re.sub(r"<[^>]*>", "", bare))
    assert sorted(re.findall(r"<(\w+)", found)) == sorted(re.findall(r"</(\w+)", found))


def test_media_and_hosts_have_names() -> None:
    """A medium is named by its title, its file or its host; an address that is none is told as it is."""
    photo = Medium(kind="photo", url="https://cdn.example/a/bridge.jpg?w=9")

    assert "bridge.jpg" == bubble.file(photo)
    assert "cdn.example" == bubble.host(photo.url)
    assert "cdn.example" == bubble.file(Medium(kind="photo", url="https://cdn.example/"))
    assert ("http://[x", "") == (bubble.host("http://[x"), bubble.host(None))
