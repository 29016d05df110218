"""Entries drawn, and hostile texts and addresses to draw."""

from typing import Any

from hypothesis import strategies as st

from feedbot.channels.drawing import draw
from feedbot.model import Attribution, Entry, Origin, Piece
from feedbot.text.spans import Rich
from tests import make

LIMIT = 4096


def channel(template: str = "brief", **fields: Any) -> Any:
    """A channel with a template."""
    return make.channel("news", kind="telegram", template=template, **fields)


def drawn(template: str = "brief", *, limit: int = LIMIT, **fields: Any) -> Rich:
    """An entry with these fields, drawn."""
    return draw(channel(template), make.piece(1, **fields), limit=limit)


def of(
    lead: Entry, also: Any = (), *, language: str | None = None, template: str = "brief", jumped: bool = False
) -> Rich:
    """A story, drawn."""
    return draw(channel(template, language=language), story(lead, *also), limit=LIMIT, jumped=jumped)


def story(lead: Entry, *also: Entry) -> Piece:
    """A story of these entries."""
    return Piece(id="urn:story", lead=lead, also=also, digest="d", published=lead.published, updated=lead.updated)


def spanned(drawn: Rich, type: str) -> list[str]:
    """The texts under the spans of a type."""
    raw = drawn.text.encode("utf-16-le")
    return [raw[2 * span.offset : 2 * span.end].decode("utf-16-le") for span in drawn.spans if span.type == type]


def names(*names: str) -> tuple[Attribution, ...]:
    """Attribution to these names."""
    return tuple(Attribution(name=name) for name in names)


def other(number: int, name: str, **fields: Any) -> Entry:
    """An article of another source."""
    return make.entry(number, origin=Origin(id="urn:y", title=name), **fields)


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zs", "So"]), max_size=60),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=12), st.integers(1, 3000)),
)
LINKS = st.one_of(
    st.none(),
    HOSTILE,
    st.builds(
        lambda scheme, host, path: f"{scheme}://{host}/{path}",
        st.sampled_from(["http", "https", "HTTP", "javascript", "ftp"]),
        st.sampled_from(["example.org", "localhost", "пример.укр", "a..b", "[::1]", "x@y.org", ""]),
        HOSTILE,
    ),
)
