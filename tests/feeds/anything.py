"""Hypothesis strategies for editions with anything in them that `normalise` and the config let through."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from feedbot.model import Attribution, Category, Edition, Entry, Episode, Feed, Link, Origin, Person, Piece, Tombstone
from feedbot.rules.normalise import normalise
from tests import make
from tests.feeds import samples

TEXTS = st.one_of(
    samples.lines,
    st.sampled_from([samples.HOSTILE, "</title><script>", "]]>", "&lt;b&gt;", "%s{{x}}", "\u202eabc", "a" * 300]),
)
MAYBE = st.none() | TEXTS
ADDRESSES = st.sampled_from(
    [
        *("https://example.org/1", "HTTP://Example.org/a?b[]=1&c=2#d", "https://прив.ет:8080/а б", "//example.org/x"),
        *("/relative", "javascript:alert(1)", "mailto:a@example.org", "https://[::1]/x", "http://[", "", "x" * 3_000),
        *("https://example.org/a.mp3", "https://example.org/b.jpg?x=1", "https://example.org/c.webm", "data:,x"),
        *('https://example.org/"><b>', "https://example.org/\u202e", "urn:x:1", "https://example.org/feed"),
    ]
)
NUMBERS = st.none() | st.integers(-2, 2**60) | st.integers(1, 5_000)
LINKS = st.builds(
    Link,
    href=ADDRESSES,
    rel=st.sampled_from(["enclosure", "enclosure", "preview", "replies", "related", "via", "self", "x"]),
    type=st.sampled_from(
        [None, "audio/mpeg", "video/mp4", "image/png", "text/html", "application/rss+xml", "text/vtt", "?"]
    ),
    length=NUMBERS,
    title=MAYBE,
    width=NUMBERS,
    height=NUMBERS,
    duration=NUMBERS,
)
EPISODES = st.builds(
    Episode,
    duration=NUMBERS,
    season=NUMBERS,
    number=NUMBERS,
    kind=st.sampled_from([None, "full", "trailer", "bonus", "odd"]),
    explicit=st.sampled_from([None, True, False]),
    image=st.none() | ADDRESSES,
)
LANGUAGES = st.sampled_from([None, "uk", "ru-RU", "en", "по-русски", "x" * 50])
BODIES = st.one_of(TEXTS, TEXTS.map(lambda text: f"<p>{text}</p>"), st.just("<a href='#x'>x</a><img src='/i.png'>"))


def several(values: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of these, none to `most`."""
    return st.lists(values, max_size=most).map(tuple)


PEOPLE = several(st.builds(Person, name=TEXTS, uri=ADDRESSES, email=st.sampled_from(["", "a@b.org"])))


@st.composite
def entries(draw: st.DrawFn, number: int = 1) -> Entry:
    """An entry as `normalise` makes it of whatever a source says."""
    item = make.item(
        id=draw(st.sampled_from([f"https://example.org/{number}", f"urn:x:{number}", f"a {number}"])),
        link=draw(ADDRESSES),
        title=draw(MAYBE),
        title_is_html=draw(st.booleans()),
        html=draw(st.none() | BODIES),
        summary=draw(MAYBE),
        authors=draw(PEOPLE),
        categories=draw(several(st.builds(Category, term=TEXTS, scheme=ADDRESSES, label=MAYBE))),
        attribution=draw(several(st.builds(Attribution, name=TEXTS, alias=MAYBE, via=st.booleans()))),
        language=draw(LANGUAGES),
        links=draw(several(LINKS, 4)),
        episode=draw(st.none() | EPISODES),
    )
    origin = Origin(id=draw(ADDRESSES), title=draw(TEXTS | st.just("")), link=draw(st.none() | ADDRESSES))
    source = make.source(draw(st.sampled_from(["one", "two"])))
    return normalise(item, str(number), source, origin, make.NOW).entry


@st.composite
def pieces(draw: st.DrawFn, number: int) -> Piece:
    """An entry shown by itself, or a story."""
    lead = draw(entries(number))
    also = tuple(draw(entries(1_000 + number)) for _ in range(draw(st.sampled_from([0, 0, 0, 2]))))
    return Piece(id=lead.id, lead=lead, digest=lead.digest, published=lead.published, updated=lead.updated, also=also)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition of any role, of a feed with anything in it."""
    feed: Feed = make.feed(
        title=draw(TEXTS),
        subtitle=draw(MAYBE),
        author=draw(MAYBE),
        language=draw(LANGUAGES),
        rights=draw(MAYBE),
        hub=draw(st.sampled_from([None, "https://hub.example.org/?a=1&b=2"])),
        icon=draw(st.sampled_from([None, "https://example.org/i.png", "nonsense"])),
        logo=draw(st.sampled_from([None, "https://example.org/l.png", "nonsense"])),
        podcast_category=draw(st.sampled_from([None, None, "Technology", "TV & Film > After Shows"])),
        podcast_owner=draw(st.sampled_from([None, None, ("", "a@b.org"), ("<b>The & desk</b>", "desk@example.org")])),
        podcast_explicit=draw(st.sampled_from([None, None, True, False])),
    )
    told: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"previous": "main.3"},
                {"stem": "main.3", "role": "archive", "previous": "main.2", "next": "main.4", "current": "main"},
                {"stem": "main.1", "role": "archive", "current": "main"},
                {"stem": "main.all", "role": "complete", "current": "main"},
                {"stem": "main.Zm9vYmFyLWJhei1xdXV4LQ_0", "previous": "main.Zm9vYmFyLWJhei1xdXV4LQ_0.1"},
            ]
        )
    )
    gone = st.builds(
        Tombstone,
        id=st.sampled_from(["https://example.org/0", "urn:x:8", "https://example.org/1"]),
        at=st.integers(0, 10**6).map(lambda number: make.NOW - timedelta(seconds=number)),
    )
    shown = tuple(draw(pieces(number)) for number in range(draw(st.integers(0, 3))))
    stones = tuple(draw(st.lists(gone, max_size=2, unique_by=lambda stone: stone.id)))
    return make.edition(feed=feed, pieces=shown, gone=stones, **told)
