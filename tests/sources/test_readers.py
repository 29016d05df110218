"""Two readers, one result: what the fast reader says is what the reference says, and broken XML changes no identity."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Reading
from feedbot.rules import identity
from feedbot.sources import fastfeed, feed, items, prolog, rawfeed
from feedbot.text import decode
from tests import make
from tests.sources.written import FEEDS

DOCUMENTS = Path(__file__).parent.parent / "data" / "documents"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir() if path.suffix in {".xml", ".rdf", ".atom"})
BROKEN = {"broken.xml", "truncated.xml"}
BASE = "https://example.org/a/feed"
MOST = 5_000


def framed(body: bytes) -> str:
    """The document as both readers get it."""
    return prolog.framed(decode.tidy(decode.decode(body, kind="xml").text).strip()).text


def read(raw: rawfeed.Raw) -> Reading:
    """What becomes of what a reader says."""
    return items.reading(raw, BASE, make.source())


def both(text: str) -> tuple[Reading | None, Reading | None]:
    """What the fast reader and the reference make of a framed document; None where they leave it."""
    fast, slow = fastfeed.read(text, BASE, MOST), rawfeed.read(text, BASE, MOST)
    return read(fast) if fast else None, read(slow) if slow.fault is None else None


def keys(body: str | bytes) -> list[str]:
    """The keys of the items that name themselves, in order."""
    body = body.encode() if isinstance(body, str) else body
    reading = feed.parse(make.document(body, url=BASE), make.source())
    return [key for key, item in identity.keyed(reading.items) if item.id or item.link]


@pytest.mark.parametrize("name", NAMES)
def test_documents_are_read_alike(name: str) -> None:
    """Both readers say the same of each sample, and the fast one reads every one that is well-formed."""
    fast, slow = both(framed((DOCUMENTS / name).read_bytes()))

    assert slow == fast
    assert (name in BROKEN) is (fast is None)


@given(FEEDS)
def test_written_feeds_are_read_alike(document: str) -> None:
    """Both readers say the same of any feed whose elements contain what they should, and neither declines it."""
    fast, slow = both(framed(document.encode()))

    assert slow is not None
    assert slow == fast


CUTS = st.tuples(st.floats(0, 1), st.floats(0, 0.1))
EDITS = st.lists(
    st.tuples(
        CUTS,
        st.sampled_from(
            [
                *("", "<", ">", "&", "<br>", "</", "<![CDATA[", "]]>", "<!--", "-->", "<item>", "</item>", "<title>"),
                *(
                    "</title>",
                    "<link/>",
                    "<guid>a</guid>",
                    "<div>",
                    "</div>",
                    "&nbsp;",
                    ' type="xhtml"',
                    "\x00",
                    "\xff",
                ),
                *(
                    ' xml:base="b/"',
                    ' xml:lang=""',
                    "<a:b/>",
                    '<x y="1">t</x>',
                    "<source>",
                    "<author>",
                    "<name>n</name>",
                ),
            ]
        ),
    ),
    min_size=1,
    max_size=3,
)


def edited(text: str, edits: list[tuple[tuple[float, float], str]]) -> str:
    """The text with stretches of it replaced; places and lengths are shares of the whole."""
    for (place, length), new in edits:
        start = int(place * len(text))
        text = text[:start] + new + text[start + int(length * len(text)) :]
    return text


@given(st.sampled_from(NAMES).map(lambda name: (DOCUMENTS / name).read_bytes().decode("latin-1")) | FEEDS, EDITS)
def test_damage_is_read_alike_or_declined(document: str, edits: list[tuple[tuple[float, float], str]]) -> None:
    """Whatever is done to a feed, only ParseError is raised, and where the fast reader speaks, the reference agrees."""
    body = edited(document, edits).encode("utf-8" if max(document) > "\xff" else "latin-1", "replace")
    try:
        feed.parse(make.document(body), make.source())
        text = framed(body)
    except ParseError:
        return
    fast = fastfeed.read(text, BASE, MOST)
    if fast:
        assert read(rawfeed.read(text, BASE, MOST)) == read(fast)


@given(st.sampled_from(NAMES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_any_bytes_may_go_wrong(name: str, changes: list[tuple[float, int]]) -> None:
    """Bytes that changed on the way raise nothing but ParseError."""
    body = bytearray((DOCUMENTS / name).read_bytes())
    for place, byte in changes:
        body[int(place * (len(body) - 1))] = byte
    try:
        feed.parse(make.document(bytes(body)), make.source())
    except ParseError as error:
        assert str(error)


# --- breaking what was whole -----------------------------------------------------------------------------------------


def with_ampersand(text: str) -> str:
    """A stray ampersand in the feed's own title, or where it has none, before its first element ends."""
    return re.sub(r"(?=</)", " & ", text, count=1)


def with_open_break(text: str) -> str:
    """An unclosed <br> at the end of the last description, summary or content."""
    found = list(re.finditer(r"</(?:\w+:)?(?:description|summary|content|encoded)>", text))
    return text[: found[-1].start()] + "<br>" + text[found[-1].start() :] if found else text


def without_end(text: str) -> str:
    """A document that breaks off after its last item."""
    return text[: max(text.rfind("</item>") + 7, text.rfind("entry>") + 6)]


@pytest.mark.parametrize("name", sorted(set(NAMES) - BROKEN))
@pytest.mark.parametrize("broken", [with_ampersand, with_open_break, without_end])
def test_breaking_a_feed_changes_no_identity(name: str, broken: object) -> None:
    """A stray ampersand, an unclosed tag or a missing end leaves every key of a sample as it was."""
    assert callable(broken)
    text = decode.decode((DOCUMENTS / name).read_bytes(), kind="xml").text

    assert keys(text) == keys(broken(text))


@pytest.mark.parametrize("name", sorted(set(NAMES) - BROKEN))
def test_a_cut_feed_keeps_the_keys_of_what_is_left(name: str) -> None:
    """Wherever a sample is cut, the keys of the items before the cut are the same."""
    body = (DOCUMENTS / name).read_bytes()
    whole = keys(body)
    for end in range(len(body) // 3, len(body), 211):
        try:
            left = keys(body[:end])
        except ParseError:
            continue
        assert whole[: len(left)] == left


@given(FEEDS)
def test_breaking_any_feed_changes_no_identity(document: str) -> None:
    """A stray ampersand in a feed's head and a missing end leave every key as it was."""
    head, whole = document.index(">") + 1, keys(document)
    assume(whole)

    assert whole == keys(f"{document[:head]}<x> & </x>{document[head:]}".replace("</rss>", ""))


@pytest.mark.parametrize(
    "inside",
    [
        '<h:body xmlns:h="http://www.w3.org/1999/xhtml"><h:p>Text</h:p></h:body><description>short</description>',
        "<created>2026-03-14</created><issued>2026-03-15</issued><modified>2026-03-16</modified>",
        '<content src="/a.pdf" type="application/pdf"/>',
        '<rights>x</rights><x a="1"/><y><z/></y>',
    ],
)
def test_what_is_rare_is_read_alike(inside: str) -> None:
    """Both readers know the rarer elements too."""
    fast, slow = both(f"<rss><channel><item><guid>1</guid>{inside}</item></channel></rss>")

    assert fast
    assert slow == fast
