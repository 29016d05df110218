import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import mojibake

TEXT = (
    "Мэрия закрыла мост на ремонт, и движение пустили в объезд. Жители соседней улицы недовольны, но ждут осени: "
    "тогда откроют новую набережную."
)
ENGLISH = "We don’t know; it’s late, they’ve said, so we’ll wait, isn’t it, and you’d agree…"


def garbled(text: str, charset: str) -> str:
    """A text whose UTF-8 somebody took for another charset, as browsers read it."""
    return "".join(bytes([each]).decode(charset, "ignore") or chr(each) for each in text.encode())


@pytest.mark.parametrize("charset", ["windows-1252", "windows-1251", "windows-1250"])
@pytest.mark.parametrize("text", [TEXT, ENGLISH])
def test_certain_garbling_is_undone(text: str, charset: str) -> None:
    """A text that is garbled throughout is read back."""
    found = mojibake.undone(garbled(text, charset))

    assert found
    assert text == found[0]
    assert charset == found[1] or text == ENGLISH  # its marks are the same in both charsets of the West


@pytest.mark.parametrize(
    "text",
    [
        "Plain words.",
        "An article on a word: cafÃ©, and what became of it.",
        "Ð´Ð°, Ð½ÐµÑ‚",
        f"{TEXT} В письме стояло «РџСЂРёРІРµС‚».",
        "Статья о словах: ÐŸÑ€Ð¸Ð²ÐµÑ‚ и РџСЂРёРІРµС‚ значат «Привет»",
        "ÃO, NÃO, SÃO — MAÇÃ",
        "\ufffd \ufffd \ufffd",
    ],
)
def test_uncertain_garbling_stays(text: str) -> None:
    """A text that quotes a garbled word, and one too short to be sure of, are left alone."""
    assert mojibake.undone(text) is None


def test_a_lost_byte_is_one_mark() -> None:
    """What was lost on the way is one U+FFFD; the rest is read back."""
    text = garbled(TEXT, "windows-1251").replace("РјРѕСЃС‚", "Рј\ufffdСЃС‚")

    assert (TEXT.replace("мост", "м\ufffdст"), "windows-1251") == mojibake.undone(text)


def test_an_honest_mark_among_garbled_words() -> None:
    """A mark that somebody put in afterwards does not hinder the rest from being read back."""
    words = garbled(TEXT, "windows-1252")

    assert (f"{TEXT} — {TEXT}", "windows-1252") == mojibake.undone(f"{words} — {words}")


def test_nonsense_is_not_what_was_meant() -> None:
    """Read back it must make more sense than before."""
    nonsense = " ".join(f"Ǿ\u2592{chr(0x2580 + each)}" for each in range(20))

    assert mojibake.undone(garbled(nonsense, "windows-1251")) in {None, (nonsense, "windows-1251")}


@given(st.text())
def test_undoing_shortens(text: str) -> None:
    """Whatever is undone becomes shorter, so that undoing again and again comes to an end."""
    found = mojibake.undone(text)

    assert found is None or len(found[0]) < len(text)


STRETCH = "Жители собрали подписи за новый светофор".encode("windows-1251")


def test_stretches_are_read() -> None:
    """Long runs of windows-1251 words are read; the bad bytes beside them are one U+FFFD each."""
    found = mojibake.mixed(f"<p>{TEXT}".encode() + b"\xff<b>" + STRETCH + b"</b>" + TEXT.encode() + b"<i>" + STRETCH)

    assert found
    assert f"<p>{TEXT}\ufffd<b>{STRETCH.decode('cp1251')}</b>{TEXT}<i>{STRETCH.decode('cp1251')}" == found.text
    assert (1, 2) == (found.bad, found.stretches)


@pytest.mark.parametrize("raw", [b"\xe9t\xe9", b"\xcf\xf0\xe8", b"\xef\xbf", b"\x98" * 12, TEXT[:40].encode("koi8-r")])
def test_other_runs_are_bad(raw: bytes) -> None:
    """A run that is short or makes no words stays bad."""
    found = mojibake.mixed(TEXT.encode() * 3 + raw + b" " + TEXT.encode())

    assert found
    assert 0 == found.stretches
    assert found.bad
    assert found.text.startswith(TEXT * 3)
    assert found.text.endswith(TEXT)


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode("windows-1251"),
        TEXT.encode("koi8-r") + "Привет, мир".encode(),
        "мир ".encode() + b"\xff\xfe\xfd",
        "今日は晴れ、明日は雨でしょう。".encode("euc-jp") * 9 + TEXT[:60].encode(),
    ],
)
def test_what_is_not_mostly_utf_8(body: bytes) -> None:
    """Another charset with some chance UTF-8 in it is not taken for UTF-8."""
    assert mojibake.mixed(body) is None
