"""Edition -> bytes: the table of formats, and one function that writes a document of any of them.

Adding a format is one file and one row. Nothing here reads a clock or a file but the page's own templates.
"""

from collections.abc import Callable
from dataclasses import dataclass

from feedbot.feeds import atom_rss, htmlpage, jsonfeed
from feedbot.model import Edition, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatKind:
    """A way to write an edition; `name` is what people call it.

    `frame` gives head, joint and tail; `fragment` the bytes of one piece. A fragment depends on the piece and on the
    edition's feed, never on its other pieces or dates, so it may be kept by (format, feed, digest, dates, what the
    digest leaves out). `frame` reads of pieces only ids, dates, links and episodes.
    """

    name: str
    suffix: str
    media_type: str
    frame: Callable[[Edition], tuple[bytes, bytes, bytes]]
    fragment: Callable[[Edition, Piece], bytes]


FORMATS: dict[str, FormatKind] = {
    "atom": FormatKind(
        name="Atom",
        suffix=".atom",
        media_type="application/atom+xml",
        frame=atom_rss.atom_frame,
        fragment=atom_rss.atom_fragment,
    ),
    "rss": FormatKind(
        name="RSS",
        suffix=".rss",
        media_type="application/rss+xml",
        frame=atom_rss.rss_frame,
        fragment=atom_rss.rss_fragment,
    ),
    "json": FormatKind(
        name="JSON Feed",
        suffix=".json",
        media_type="application/feed+json",
        frame=jsonfeed.frame,
        fragment=jsonfeed.fragment,
    ),
    "html": FormatKind(
        name="HTML",
        suffix=".html",
        media_type="text/html",
        frame=htmlpage.frame,
        fragment=htmlpage.fragment,
    ),
}
"""Every format by its name in the config."""


def render(edition: Edition, format: str, fragment: Callable[[Edition, Piece], bytes] | None = None) -> bytes:
    """The document of an edition in a format: head, fragments set apart by the joint, tail.

    The same edition gives the same bytes. `fragment` may stand in for the format's own, to keep what it made before.
    A piece that cannot be written (a control character in XML, half a surrogate pair in UTF-8) is left out: one bad
    entry must not cost the feed. Raises KeyError for a format that is not in the table.
    """
    kind = FORMATS[format]
    head, joint, tail = kind.frame(edition)
    fragments = []
    for piece in edition.pieces:
        try:
            fragments.append((fragment or kind.fragment)(edition, piece))
        except ValueError:  # UnicodeEncodeError is one
            continue
    return head + joint.join(fragments) + tail
