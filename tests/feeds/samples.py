"""Editions with everything in them, and strategies for text as strangers write it."""

from io import BytesIO
from typing import Any

import feedparser
from hypothesis import strategies as st

from feedbot.model import Attribution, Category, Edition, Link, Person, Piece
from tests import make

HOSTILE = """Ціна <b>зросла</b> & "впала" 'знову' ]]> &amp; &lt;script&gt; 🦊 <!-- x --> {{ 7*7 }} %s"""
"""A title that breaks whatever forgets to escape."""

LAMP = Link(href="https://example.org/lamp.mp3", type="audio/mpeg", length=1234, title="The keeper speaks")
VIA = Link(href="https://example.org/log", rel="via", title="Harbour log")


def full(number: int = 1, **fields: Any) -> Piece:
    """A piece whose entry has every field."""
    return make.piece(
        number,
        **{
            "language": "uk",
            "authors": (Person(name="Олена Зразкова", uri="https://example.org/olena"), Person(name="A. Sample")),
            "categories": (Category(term="sea", scheme="https://example.org/tags", label="Море"), Category(term="x")),
            "attribution": (
                Attribution(name="Harbour office"),
                Attribution(name="Coast Watch Agency", alias="CWA", via=True),
            ),
            "links": (LAMP, VIA),
            **fields,
        },
    )


def edition(**fields: Any) -> Edition:
    """An edition with a full, a plain and a hostile piece, of a feed that says all it can."""
    return make.edition(
        **{
            "feed": make.feed(
                subtitle="A & B", author="The desk", language="en-GB", hub="https://hub.example.org/?a=1&b=2"
            ),
            "pieces": (full(3), make.piece(2), make.piece(1, title=HOSTILE, summary=HOSTILE)),
            **fields,
        }
    )


def parse(document: bytes) -> Any:
    """What feedparser reads, with nothing cleaned away."""
    return feedparser.parse(BytesIO(document), sanitize_html=False, resolve_relative_uris=False)


def plain_to_feedparser(text: str) -> bool:
    """Whether feedparser leaves a text alone: one that would also be UTF-8 read as Latin-1 it takes for garbled."""
    try:
        text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return True
    return text.isascii()


lines = (
    st.text(
        st.one_of(
            st.sampled_from("<>&'\"]}{%\\/;#аїёЖ🦊e\u0301\u200f \u2028"),
            st.characters(exclude_categories=("Cc", "Cs", "Cn")),
        ),
        min_size=1,
        max_size=60,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
    .filter(plain_to_feedparser)
)
"""Text on one line with all that XML, HTML and JSON give a meaning to; no controls, as `Entry` promises."""
