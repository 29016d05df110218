import struct
import zlib
from hashlib import sha256

import pytest

from feedbot.text.decode import decode
from tests.text.papers import RUSSIAN, SENTENCES, UKRAINIAN, WIDE


def test_utf_16_with_an_odd_byte() -> None:
    """A UTF-16 text that was cut in the middle of a unit loses that unit alone."""
    assert RUSSIAN + "\ufffd" == decode(RUSSIAN.encode("utf-16") + b"x", kind="text").text


def test_utf_16_is_not_guessed() -> None:
    """Without a mark, a text of even length is not taken for UTF-16."""
    text = RUSSIAN[:40]

    assert "windows-1251" == decode(text.encode("windows-1251"), charset="utf-16", kind="text").encoding


def test_utf_16_by_first_bytes() -> None:
    """An XML declaration in UTF-16 without a mark is seen by its first bytes (XML 1.0, appendix F)."""
    text = f'<?xml version="1.0"?><a>{UKRAINIAN}</a>'

    assert text == decode(text.encode("utf-16-be"), kind="xml").text
    assert text == decode(text.encode("utf-16-le"), kind="xml").text


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("language", SENTENCES)
def test_wide_text_without_a_mark(name: str, language: str) -> None:
    """UTF-16 and UTF-32 without a mark are seen by their zeros, whatever the language and whatever is declared."""
    text = "\n".join(SENTENCES[language]["headlines"][:3])

    assert text == decode(text.encode(name), kind="text").text
    assert text == decode(text.encode(name), charset="utf-8", kind="text").text


@pytest.mark.parametrize("name", WIDE)
def test_wide_document_in_many_languages(name: str) -> None:
    """A document with markup may have letters of all scripts."""
    items = [SENTENCES[language]["headlines"][0] for language in SENTENCES]
    text = "".join(f"<item><title>{each}</title></item>\n" for each in items)

    assert text == decode(text.encode(name), kind="xml").text


@pytest.mark.parametrize("name", WIDE)
def test_wide_document_that_says_utf_8(name: str) -> None:
    """A UTF-16 document that calls itself UTF-8 is UTF-16."""
    found = decode(f'<?xml version="1.0" encoding="utf-8"?><a>{RUSSIAN}</a>'.encode(name), kind="xml")

    assert f'<?xml version="1.0"?><a>{RUSSIAN}</a>' == found.text
    assert "its zeros and letters say so, although utf-8 is declared" == found.because


@pytest.mark.parametrize("text", [RUSSIAN, "plain words"])
def test_narrow_document_that_says_utf_16(text: str) -> None:
    """A UTF-8 document that calls itself UTF-16 is UTF-8."""
    found = decode(f'<?xml version="1.0" encoding="utf-16"?><a>{text}</a>'.encode(), kind="xml")

    assert f'<?xml version="1.0"?><a>{text}</a>' == found.text
    assert "it is valid UTF-8, although utf-16 is declared" == found.because


@pytest.mark.parametrize("charset", ["utf-16", "utf-16le", "unicode"])
def test_declared_utf_16_without_zeros(charset: str) -> None:
    """UTF-16 that holds no control character is believed when it is declared."""
    found = decode("旧桥因维修关闭至秋季".encode("utf-16-le"), charset=charset, kind="text")

    assert "旧桥因维修关闭至秋季" == found.text
    assert "it is declared, and the letters agree" == found.because


def test_stray_control_character() -> None:
    """A zero byte in a text of another charset does not make UTF-16 of it."""
    for name in ("utf-8", "windows-1251"):
        assert f"{RUSSIAN}\0" == decode(f"{RUSSIAN}\0".encode(name), kind="text").text


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["ხიდი დაიკეტა შემოდგომამდე\nსხვა", "पुराना पुल शरद ऋतु तक बंद\nनया", "สะพานเก่าปิดถึงฤดูใบไม้ร่วง\nใหม่"]
)
def test_wide_text_of_other_scripts(text: str, name: str) -> None:
    """Scripts that no other charset here has are seen in UTF-16 too."""
    assert text == decode(text.encode(name), kind="text").text


CODES = """55 4889e5 4883ec20 897dec 8b45fc 0fb6c0 e8a1f0ffff 85c0 7405 b800000000 c9 c3 488b05d92f0000 488d3d120e0000
f30f1efa 31ed 4989d1 5e 4889e2 4883e4f0 50 54 ff15ba2f0000 f4 662e0f1f840000000000 90"""  # of x86-64
CHANCE = b"".join(sha256(bytes([number])).digest() for number in range(128))
CODE = tuple(bytes.fromhex(each) for each in CODES.split())
PROGRAMS = {
    "chance": CHANCE,
    "without zeros": CHANCE.replace(b"\0", b""),
    "without controls": bytes(byte for byte in CHANCE if byte >= 32),
    "without ASCII": bytes(byte for byte in CHANCE if byte >= 128),
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0" + zlib.compress(CHANCE[:2000]),
    "code": b"".join(CODE[byte % len(CODE)] for byte in CHANCE[:1000]),
    "code without zeros": b"".join(CODE[byte % len(CODE)] for byte in CHANCE[:1000]).replace(b"\0", b""),
    "marks of code": b"A\x0e\x18B\x0e H\x0e(D\x0e0A\x0e8" * 60,
    "addresses": b"".join(struct.pack("<Q", 0x561200000000 + byte * 4099) for byte in CHANCE[:500]),
    "small numbers": b"".join(struct.pack("<H", byte) for byte in CHANCE[:800] if byte < 48),
    "words with a control": b"ab c\x03 de fgh\x03i" * 20,
}


@pytest.mark.parametrize("charset", [None, "utf-16"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_and_pictures_are_not_utf_16(name: str, charset: str | None) -> None:
    """Bytes that are no text are never taken for UTF-16, whatever is declared and however few they are."""
    body = PROGRAMS[name]
    parts = [body[:1000], *(body[place : place + size] for size in (16, 200) for place in (0, 150, 300))]

    assert [] == [part for part in parts if decode(part, charset=charset, kind="text").encoding in WIDE]


@pytest.mark.parametrize("body", [bytes(range(256)) * 9, b"\x7fELF" + bytes(range(0, 250, 3)) * 40])
def test_what_is_no_text_is_not_utf_16(body: bytes) -> None:
    """Bytes that are no text keep their control characters, by which that is seen; they are no rare ideographs."""
    assert decode(body, kind="text").text.count("\x0f") > 8
