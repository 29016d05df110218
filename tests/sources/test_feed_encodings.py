import pytest

from tests.sources.feeds import only, parsed, rss

NEWS = rss("<title>Об’їзд відкрито, ёлки стоят</title>").replace("<rss", '<?xml version="1.0" encoding="%s"?><rss', 1)


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8", None), ("utf-8", "iso-8859-1"), ("windows-1251", None), ("windows-1251", "utf-8"), ("utf-16", None)],
)
def test_cyrillic_is_read_whatever_is_declared(encoding: str, charset: str | None) -> None:
    """The document's own encoding is found although the carrier says another."""
    body = (NEWS % encoding).encode(encoding)

    assert "Об’їзд відкрито, ёлки стоят" == only(parsed(body, charset=charset)).title


def test_a_bad_byte_costs_one_character() -> None:
    """One bad byte in a UTF-8 feed becomes one U+FFFD, with a note; the rest is untouched."""
    reading = parsed((NEWS % "utf-8").encode().replace(b",", b"\xff", 1))

    assert "Об’їзд відкрито\ufffd ёлки стоят" == only(reading).title
    assert 1 == len(reading.notes)
    assert reading.notes[0].startswith("read as utf-8")


@pytest.mark.parametrize(
    ("body", "name"),
    [((NEWS % "utf-8").encode(), "utf-8: "), ((NEWS % "windows-1251").encode("windows-1251"), "windows-1251: ")],
)
def test_how_it_was_decoded_is_always_told(body: bytes, name: str) -> None:
    """A reading names its encoding and the reason; where nothing is odd about it there is no note."""
    reading = parsed(body)

    assert reading.decoded.startswith(name)
    assert () == reading.notes


def test_a_declaration_that_lost_is_noted() -> None:
    """An encoding that is declared and was not believed is told in a note."""
    body = (NEWS % "iso-8859-1").encode("windows-1251")

    assert "although" in parsed(body).notes[0]
    assert "Об’їзд відкрито, ёлки стоят" == only(parsed(body)).title


def test_control_characters_do_not_break_a_feed() -> None:
    """Characters that XML forbids are dropped before they break it."""
    reading = parsed(rss("<title>a\x00b\x0bc\ufffed&#x1F;e&#XE9;</title>"))

    assert "abcdeé" == only(reading).title
    assert () == reading.notes


def test_halves_of_a_pair_become_their_character() -> None:
    """Two references to the halves of a surrogate pair, as some Java programs write them, are one emoji."""
    assert "\U0001f600" == only(parsed(rss("<title>&#xD83D;&#56832;</title>"))).title


def test_junk_around_a_feed_is_ignored() -> None:
    """Warnings before the declaration and scripts after the root do no harm, nor does a mark in the middle."""
    document = "<br />\n<b>Warning</b>: x<br />\n<?xml version='1.0'?>" + rss("<guid>1</guid>") + "<script>x</script>"
    reading = parsed("\ufeff" + document)

    assert "1" == only(reading).id
    assert () == reading.notes
