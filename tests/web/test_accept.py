import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.web import accept

OFFERS = ("text/html", "application/atom+xml", "application/rss+xml", "application/feed+json")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (BROWSER, "text/html"),
        ("application/atom+xml", "application/atom+xml"),
        ("application/rss+xml, application/atom+xml", "application/rss+xml"),
        ("application/rss+xml;q=0.5, application/atom+xml;q=0.9", "application/atom+xml"),
        ("APPLICATION/ATOM+XML ; Q=1", "application/atom+xml"),
        ("application/*", "application/atom+xml"),
        ("*/*", "text/html"),
        ("text/html;q=0, */*", "application/atom+xml"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("", None),
    ],
)
def test_media_type(header: str, chosen: str | None) -> None:
    """Quality decides, the most exact range gives it, and equals go by the order of the header."""
    assert chosen == accept.media_type(header, OFFERS)


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("zstd", "identity"),
        ("gzip;q=zero", "identity"),
        ("GZIP", "gzip"),
    ],
)
def test_encoding(header: str | None, chosen: str) -> None:
    """A coding is used only where the client wants it at least as much as none."""
    assert chosen == accept.encoding(header, ("br", "gzip"))


def test_nothing_to_offer() -> None:
    """Where there are no compressed copies, every client gets the plain one."""
    assert "identity" == accept.encoding("gzip, br, *", ())


@given(st.text())
def test_any_header_is_read(header: str) -> None:
    """Whatever a header says, qualities lie between 0 and 1 and the choice is one of the offers."""
    assert all(0 <= quality <= 1 for _, quality in accept.weights(header))
    assert accept.media_type(header, OFFERS) in {None, *OFFERS}
    assert accept.encoding(header, ("br", "gzip")) in {"identity", "br", "gzip"}


def test_long_header_is_bounded() -> None:
    """Of a header of a million members only the first few are read."""
    assert 64 == len(accept.weights("a," * 1_000_000))
