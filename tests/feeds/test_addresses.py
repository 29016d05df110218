from string import ascii_letters, ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.feeds import FORMATS, addresses
from feedbot.feeds.addresses import Address

TOKEN = "Zm9vYmFyLWJhei1xdXV4LQ_0"

names = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)
tokens = st.text(st.sampled_from(ascii_letters + digits + "-_"), min_size=22, max_size=60)
pages = st.one_of(st.none(), st.just("all"), st.integers(1, 999_999_999))


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("main", Address(feed="main")),
        ("main.atom", Address(feed="main", format="atom")),
        ("main.2", Address(feed="main", page=2)),
        ("main.12.json", Address(feed="main", page=12, format="json")),
        ("main.all.rss", Address(feed="main", page="all", format="rss")),
        (f"main.{TOKEN}", Address(feed="main", token=TOKEN)),
        (f"main.{TOKEN}.atom", Address(feed="main", token=TOKEN, format="atom")),
        (f"main.{TOKEN}.3.html", Address(feed="main", token=TOKEN, page=3, format="html")),
        (f"main.{'1' * 22}.atom", Address(feed="main", token="1" * 22, format="atom")),
        ("atom.atom", Address(feed="atom", format="atom")),
        ("all", Address(feed="all")),
        ("", None),
        (".atom", None),
        ("main.", None),
        ("main.xml", None),
        ("main.0.atom", None),
        ("main.02.atom", None),
        ("main.1234567890.atom", None),
        ("main.atom.atom", None),
        ("main.atom.gz", None),
        ("main.short.atom", None),
        ("Main.atom", None),
        ("main.atom\n", None),
        ("../main.atom", None),
        ("main.٢.atom", None),
    ],
)
def test_read(file: str, address: Address | None) -> None:
    """A file's name says feed, token, page and format, each in its place; what says anything else is no document."""
    assert address == addresses.read(file)


@given(names, st.one_of(st.none(), tokens), pages, st.sampled_from([None, *FORMATS]))
def test_a_name_is_read_in_one_way(feed: str, token: str | None, page: int | None, format: str | None) -> None:
    """What was made of feed, token, page and format is read as these, whatever they are."""
    made = Address(feed=feed, token=token, page=page, format=format)

    assert made == addresses.read(made.stem + (FORMATS[format].suffix if format else ""))


@given(st.text(max_size=200))
def test_any_text_is_read(file: str) -> None:
    """No text fails to be read, and what is read never leads out of a folder."""
    address = addresses.read(file)

    assert address is None or not set(address.stem) - set(ascii_lowercase + ascii_letters + digits + "-_.")


def test_a_long_name_is_refused_at_once() -> None:
    """A name of a megabyte is no document."""
    assert addresses.read("a" * 1_000_000) is None
    assert addresses.read("a." + "1." * 500_000) is None


@pytest.mark.parametrize(
    ("file", "cache"),
    [
        ("main.atom", "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"),
        ("main.html", "public, max-age=0, stale-while-revalidate=3600, stale-if-error=86400"),
        ("main.all.json", "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"),
        ("main.7.html", "public, max-age=31536000, immutable"),
        (f"main.{TOKEN}.rss", "private, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"),
        (f"main.{TOKEN}.7.rss", "private, max-age=31536000, immutable"),
    ],
)
def test_keep(file: str, cache: str) -> None:
    """An archive page is kept for ever, a page for people asked for anew, and a private feed by no cache in between."""
    address = addresses.read(file)

    assert address is not None
    assert cache == addresses.keep(address, address.format or "")
