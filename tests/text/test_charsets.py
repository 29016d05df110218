import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import charsets

ALL = (
    *charsets.MULTIBYTE,
    *charsets.WIDE,
    *("utf-8", "windows-1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic", "windows-1252"),
)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("utf-8", "UTF8"),
        ("utf-16", "utf_16"),
        ("utf-16-be", "UTF-16BE"),
        ("windows-1251", "CP1251"),
        ("windows-1251", "x-cp1251"),
        ("windows-1251", ' "win-1251"; '),
        ("windows-1252", "ISO-8859-1"),
        ("windows-1252", "US-ASCII"),
        ("windows-1254", "iso-8859-9"),
        ("iso-8859-5", "ISO_8859-5:1988"),
        ("iso-8859-8", "iso-8859-8-i"),
        ("koi8-u", "KOI8-RU"),
        ("shift_jis", "Shift_JIS"),
        ("shift_jis", "windows-31j"),
        ("gb18030", "GB2312"),
        ("big5", "Big5-HKSCS"),
        ("euc-kr", "ks_c_5601-1987"),
        ("euc-jp", "x-euc-jp"),
        (None, "rot13"),
        (None, "utf-7"),
        (None, "iso-8859-12"),
        (None, ""),
        (None, "x" * 1_000_000),
    ],
)
def test_labels(name: str | None, label: str) -> None:
    """A label means what browsers take it for, in any case and with whatever marks stand around it."""
    assert name == charsets.known(label)


@given(st.sampled_from(ALL), st.binary())
def test_any_bytes_are_read(charset: str, body: bytes) -> None:
    """Whatever the bytes, there is a text that UTF-8 can hold, and the bad places are counted."""
    text, bad = charsets.read(body, charset)

    assert text == text.encode().decode()
    assert bad <= text.count("\ufffd")
    assert bool(body) == bool(charsets.glance(body, charset).encode())


@given(st.sampled_from(ALL), st.data())
def test_what_a_charset_can_hold_comes_back(charset: str, data: st.DataObject) -> None:
    """Any text that a charset can hold is read from it exactly."""
    codec = {"shift_jis": "cp932", "euc-kr": "cp949", "big5": "big5hkscs"}.get(charset, charset)
    text = data.draw(st.text(st.characters(exclude_characters="\x80\xa0\ufffd\uf8f0\uf8f1\uf8f2\uf8f3", codec="utf-8")))
    text = text.encode(codec, "ignore").decode(codec)

    assert (text, 0) == charsets.read(text.encode(codec), charset)


def test_characters_of_makers() -> None:
    """Numbers in circles, which no standard of EUC-JP has but many a page, are read."""
    assert ("①日本語", 0) == charsets.read("①日本語".encode("euc_jis_2004"), "euc-jp")


@pytest.mark.parametrize("charset", charsets.MULTIBYTE)
def test_a_lost_byte_costs_its_neighbourhood(charset: str) -> None:
    """After a byte that is missing the text is taken up again in the same line, with one mark for what was lost."""
    text = {
        "euc-kr": "시는월요일부터옛다리의차량통행을막는다고밝혔다",
        "big5": "一日本人出會中國大學生一年前今日行中一國人會",
    }.get(charset, "一日本人出会中国大学生一年前今日行中一国人会")
    codec = {"shift_jis": "cp932", "euc-kr": "cp949"}.get(charset, charset)
    body = text.encode(codec)

    read, bad = charsets.read(body[:12] + body[13:], charset)

    assert text[-6:] == read[-6:]
    assert text[:4] == read[:4]
    assert bad <= 1


def test_mending_is_bounded() -> None:
    """Of a megabyte of bad bytes only the first few are mended; the others are read as the codec does."""
    body = b"\xff\xa4\xa2 " * 200_000 + "今日".encode("euc-jp")

    read, bad = charsets.read(body, "euc-jp")

    assert read.endswith("今日")
    assert 200_000 == bad


@pytest.mark.parametrize("body", [b"\xfd", b"\x80", b"\xa0", b"\xff"])
def test_shift_jis_has_no_such_bytes(body: bytes) -> None:
    """A byte that means nothing in Shift_JIS is U+FFFD, not a character of somebody's own."""
    assert ("\ufffd", 1) == charsets.read(body, "shift_jis")
    assert "\ufffd" == charsets.glance(body, "shift_jis")


def test_the_sound_parts_of_a_damaged_body_are_read_at_once() -> None:
    """A bad byte is mended where it stands; the two hundred lines before it are one sound piece."""
    body = b"line\n" * 201 + b"bad \xff\n"

    assert ("line\n" * 201 + "bad \N{REPLACEMENT CHARACTER}\n", 1) == charsets.read(body, "euc-jp")
