from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot import adding, lookup
from tests import make
from tests.sources.server import serve
from tests.web.rooms import room


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("example.org", "https://example.org"),
        ("www.example.org/news?a=b", "https://www.example.org/news?a=b"),
        ("example.org:8080/feed", "https://example.org:8080/feed"),
        ("192.168.0.7:8080/feed", "https://192.168.0.7:8080/feed"),
        ("місто.укр/новини", "https://місто.укр/новини"),
        ("feed://example.org/a", "http://example.org/a"),
        ("feed:https://example.org/a", "https://example.org/a"),
        ("t.me/somebody", "https://t.me/somebody"),
        ("@somebody", "https://t.me/somebody"),
        ("@me", "@me"),
        ("/srv/a.b", "/srv/a.b"),
        ("http://example.org", "http://example.org"),
        ("mail@example.org", "mail@example.org"),
        ("..", ".."),
        ("3.5", "3.5"),
        ("т.д.", "т.д."),
    ],
)
def test_what_people_paste(text: str, url: str) -> None:
    """Addresses without a scheme, and names of Telegram channels, are what people mean by them."""
    assert url == lookup.address(text)


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_is_not(text: str) -> None:
    """Whatever is pasted is refused with a sentence or can be tried; nothing raises anything else."""
    url = lookup.address(text)
    if lookup.refused(url) is None:
        try:
            assert lookup.candidate(url, make.settings()).kind in adding.ON_THE_WEB
        except ValueError as error:
            assert lookup.NO_ADDRESS == str(error)


def test_endless_addresses_take_no_time() -> None:
    """A megabyte of dots is refused in one pass."""
    for text in ("a." * 500_000, "." * 1_000_000, "@" * 1_000_000, "a.b" + "/" * 1_000_000):
        assert lookup.refused(lookup.address(text))


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        ("https://example.org/feed", ["feed", "page", "sitemap"]),
        ("https://t.me/s/somebody", ["telegram_channel"]),
    ],
)
def test_what_may_be_added_where(url: str, kinds: list[str]) -> None:
    """A channel of Telegram has addresses of its own; a folder or a command is added nowhere."""
    every = ["feed", "page", "sitemap", "telegram_channel", "folder", "command", ""]

    assert kinds == [kind for kind in every if lookup.fits(url, kind)]


async def test_a_look_takes_no_longer_than_its_patience(tmp_path: Path) -> None:
    """A site that does not answer in time leaves what was said of it, and that it was late."""
    async with serve() as server, room(tmp_path, allowed=server.allowed) as place:
        found = await lookup.look(place.desk, f"{server.url}/feed", patience=0.0)

    assert found.late
    assert found.found is None
