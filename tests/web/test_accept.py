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
        ("application/*;q=0.8, text/html;q=0.7", "application/atom+xml"),
        ("application/*, application/atom+xml;q=0.5", "application/rss+xml"),
        ("application/*, application/atom+xml;q=0", "application/rss+xml"),
        ("text/*;q=0.3, text/html;q=0.7, */*;q=0.5", "text/html"),
        ("text/html;q=0.4, text/*, application/*;q=0.5", "application/atom+xml"),
        ("application/atom+xml;type=entry", None),
        ("application/atom+xml;type=entry, */*;q=0.1", "text/html"),
        ('application/atom+xml;type="feed";q=0.9, text/html;q=0.8', "application/atom+xml"),
        ("text/html;charset=utf-8;q=0.1, text/html;q=0.9, application/rss+xml;q=0.5", "application/rss+xml"),
        ('image/png;name="a,application/rss+xml;q=1", application/atom+xml;q=0.1', "application/atom+xml"),
        ("text/html;q=0.5;version=2", "text/html"),
        ("application/xhtml+xml", "text/html"),
        ("application/xhtml+xml;q=0.1, text/html;q=0.9, application/rss+xml;q=0.5", "text/html"),
        ("*", None),
        ("/, ;q=1, application/", None),
        ("image/png", None),
        ("*/*;q=0", None),
        ("", None),
    ],
)
def test_media_type(header: str, chosen: str | None) -> None:
    """Quality decides, the most exact range gives it, and equals go by the order of the header."""
    assert chosen == accept.media_type(header, OFFERS, {"application/xhtml+xml": "text/html"})


def test_no_range_stands_for_another_name() -> None:
    """A page that has an application/... name too is not what application/* asks for; that name itself does."""
    offers, aliases = ("text/html", "application/rss+xml"), {"application/xhtml+xml": "text/html"}

    assert "application/rss+xml" == accept.media_type("application/*", offers, aliases)
    assert accept.media_type("application/*", offers[:1], aliases) is None
    assert "text/html" == accept.media_type("application/xhtml+xml", offers, aliases)


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
    for hostile in ('"' * 1_000_000, 'a;"' * 300_000, '"\\' * 500_000, ";" * 1_000_000, 'a="' * 300_000):
        assert 64 >= len(accept.weights(hostile))
