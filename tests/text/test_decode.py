from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text.decode import decode
from tests.effort import calls
from tests.text.papers import (
    DECLARED,
    KNOWN,
    RUSSIAN,
    SENTENCES,
    SHORT,
    UKRAINIAN,
    WESTERN,
    WRONG,
    cuts,
    encodings_of,
    newspapers,
    whole,
)


@given(text=cuts(RUSSIAN) | cuts(UKRAINIAN), data=st.data())
def test_short_cyrillic_is_exact(text: str, data: st.DataObject) -> None:
    """150 characters of Russian or Ukrainian are decoded exactly from every encoding that can hold them."""
    name = data.draw(st.sampled_from(encodings_of(text)))

    assert text == decode(text.encode(name), kind="text").text


@given(text=cuts(RUSSIAN) | cuts(UKRAINIAN), wrong=st.sampled_from(WRONG), data=st.data())
def test_wrong_latin_charset_never_wins(text: str, wrong: str, data: st.DataObject) -> None:
    """A declared Latin charset wins neither over valid UTF-8 nor over Cyrillic letters."""
    name = data.draw(st.sampled_from(encodings_of(text)))

    assert text == decode(text.encode(name), charset=wrong, kind="text").text


@given(text=cuts(UKRAINIAN, 60), charset=st.none() | st.just("koi8-r"))
def test_ukrainian_letters_tell_koi8_u(text: str, charset: str | None) -> None:
    """Ukrainian letters make KOI8-U of what looks like, or is declared as, KOI8-R."""
    assert text == decode(text.encode("koi8-u"), charset=charset, kind="text").text


@given(text=cuts(WESTERN, 100))
def test_western_is_not_taken_for_cyrillic(text: str) -> None:
    """French, German, Spanish, Portuguese and Scandinavian texts in windows-1252 stay Latin."""
    assert text == decode(text.encode("windows-1252"), kind="text").text


@pytest.mark.parametrize(
    ("text", "name", "charset"),
    [
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα για την οικονομία", "windows-1253", "windows-1253"),
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα για την οικονομία", "iso-8859-7", "ISO-8859-7"),
        ("政府今天宣布了新的经济政策", "gbk", "gb2312"),
        ("政府は本日、新しい経済政策を発表した", "cp932", "Shift_JIS"),
        ("정부는 오늘 새로운 경제 정책을 발표했다", "cp949", "euc-kr"),
        ("Rząd ogłosił dziś nową politykę, żeby pomóc Łodzi", "windows-1250", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "iso-8859-2", "iso-8859-2"),
        ("İstanbul'da yağmur şiddetli, çığ düştü", "windows-1254", "iso-8859-9"),
        ("Влада је објавила нову политику, каже његов саветник", "windows-1251", "win-1251"),
        ("Правителството обяви днес нова политика", "windows-1251", " 'Windows-1251' "),
    ],
)
def test_declared_charset_is_used(text: str, name: str, charset: str) -> None:
    """A declared charset is believed when its letters make sense, by whatever label the web knows it."""
    found = decode(text.encode(name), charset=charset, kind="text")

    assert text == found.text
    assert "it is declared, and the letters agree" == found.because


@pytest.mark.parametrize("charset", ["rot13", "base64", "unicode_escape", "utf-7", "idna", "zip", "x-user-defined", ""])
def test_odd_charset_is_ignored(charset: str) -> None:
    """A label that is no encoding of the web changes nothing."""
    assert RUSSIAN == decode(RUSSIAN.encode("windows-1251"), charset=charset, kind="text").text


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark(name: str) -> None:
    """A byte order mark says the encoding and is no part of the text."""
    found = decode(UKRAINIAN.encode(name), charset="windows-1251", kind="text")

    assert UKRAINIAN == found.text
    assert "the byte order mark says so, although windows-1251 is declared" == found.because


@given(text=cuts(RUSSIAN, 40) | cuts(UKRAINIAN, 40), place=st.integers(0, 40))
def test_one_bad_byte_in_utf_8(text: str, place: int) -> None:
    """A UTF-8 text with one bad byte stays UTF-8 with one U+FFFD, whatever is declared."""
    body = text[:place].encode() + b"\xff" + text[place:].encode()

    found = decode(body, charset="windows-1251", kind="text")

    assert text[:place] + "\ufffd" + text[place:] == found.text
    assert "it is UTF-8, although windows-1251 is declared; bad bytes: 1" == found.because
    assert 1 == found.bad


@given(text=cuts(RUSSIAN, 80) | cuts(UKRAINIAN, 80), place=st.integers(0, 80))
def test_one_bad_byte_in_windows_1251(text: str, place: int) -> None:
    """A windows-1251 text with its one undefined byte stays windows-1251 with one U+FFFD."""
    body = text[:place].encode("windows-1251") + b"\x98" + text[place:].encode("windows-1251")

    assert text[:place] + "\ufffd" + text[place:] == decode(body, kind="text").text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0" encoding="%s"?><a>', "xml"),
        (b'<html><head><meta charset="%s"></head><p>', "html"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=%s'><p>", "html"),
    ],
)
def test_document_declares(body: bytes, kind: Literal["html", "xml"]) -> None:
    """What the document declares goes before what its carrier says."""
    polish = "Zażółć gęślą jaźń"

    found = decode(body % b"iso-8859-2" + polish.encode("iso-8859-2"), charset="windows-1257", kind=kind)

    assert found.text.endswith(polish)
    assert "iso-8859-2" == found.encoding


def test_reason_names_what_was_wrong() -> None:
    """When the letters overrule a declaration, the reason says which."""
    body = RUSSIAN.encode("windows-1251")

    assert "the letters say so, although koi8-r is declared" == decode(body, charset="koi8-r", kind="text").because
    assert "the letters say so" == decode(body, kind="text").because


@pytest.mark.parametrize("name", ["utf-8", "windows-1251", "utf-16"])
def test_xml_loses_its_declared_encoding(name: str) -> None:
    """An XML text can be given on as UTF-8: its declaration names no encoding any more."""
    body = f'<?xml version="1.0" encoding="{name}" standalone="yes"?>\r\n<a>{RUSSIAN}</a>'.encode(name)

    assert f'<?xml version="1.0" standalone="yes"?>\r\n<a>{RUSSIAN}</a>' == decode(body, kind="xml").text


def test_xml_without_declaration_stays() -> None:
    """Only the declaration is changed, not text that looks like one."""
    text = '<a> encoding="utf-8" </a>'

    assert text == decode(text.encode(), kind="xml").text


def test_line_ends_stay() -> None:
    """Line ends are not touched."""
    assert "а\r\nб\rв\n" == decode("а\r\nб\rв\n".encode(), kind="text").text


def test_mixed_scripts() -> None:
    """A Russian text with Latin names, pure numbers and rare letters of other Cyrillic alphabets stays exact."""
    text = "Компания Example Ltd. открыла в Белграде завод «Њива № 5», сообщает агентство — 2026 г."

    assert text == decode(text.encode("windows-1251"), kind="text").text


@pytest.mark.parametrize(("language", "charset"), [(each, name) for each, names in KNOWN.items() for name in names])
def test_undeclared_charsets_are_known(language: str, charset: str) -> None:
    """News, and a feed of three headlines, are read exactly from each of these charsets though nobody names it."""
    text = whole(language, charset)
    short = "\n".join(text.split("\n")[:3])

    assert text == decode(text.encode(charset), kind="text").text
    assert short == decode(short.encode(charset), kind="text").text


@given(newspapers(DECLARED))
def test_right_declaration_is_kept(paper: tuple[str, str]) -> None:
    """Honest text is read exactly when its charset is declared, however short it is."""
    text, charset = paper

    assert text == decode(text.encode(charset), charset=charset, kind="text").text


@given(text=st.text(st.characters(codec="utf-8", categories=["L", "P", "N", "Zs"])), data=st.data())
def test_any_text_survives_its_declaration(text: str, data: st.DataObject) -> None:
    """Any text in UTF-8, and in whatever else that has a mark, comes back."""
    name = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))

    assert text == decode(text.removeprefix("\ufeff").encode(name), charset=name, kind="text").text


@given(newspapers(SHORT), st.sampled_from(WRONG))
def test_wrong_western_charset_never_wins(paper: tuple[str, str], wrong: str) -> None:
    """A Latin charset that is declared wrongly wins over no letters of another script, and the reason tells of it."""
    text, charset = paper
    found = decode(text.encode(charset), charset=wrong, kind="text")

    assert text == found.text
    assert found.because.endswith(f", although {wrong} is declared")


@pytest.mark.parametrize(("right", "wrong"), [("windows-1251", "koi8-r"), ("koi8-r", "windows-1251")])
def test_letters_settle_a_quarrel(right: str, wrong: str) -> None:
    """When the document and its carrier differ, the letters decide, whoever of them is right."""
    text = f'<?xml version="1.0" encoding="%s"?><a>{whole("ru", "koi8-r")}</a>'
    reason = f"it is declared, and the letters agree, although {wrong} is declared too"

    assert reason == decode((text % right).encode(right), charset=wrong, kind="xml").because
    assert reason == decode((text % wrong).encode(right), charset=right, kind="xml").because


def test_two_wrong_declarations() -> None:
    """When neither the document nor its carrier is right, the reason names both."""
    body = f'<?xml version="1.0" encoding="koi8-r"?><a>{RUSSIAN}</a>'.encode("windows-1251")
    found = decode(body, charset="iso-8859-1", kind="xml")

    assert "windows-1251" == found.encoding
    assert "the letters say so, although koi8-r and iso-8859-1 are declared" == found.because


def test_plain_ascii_contradicts_nobody() -> None:
    """Where nothing but ASCII is used, a declared charset that holds ASCII is not called wrong."""
    assert "it is valid UTF-8" == decode(b"plain words", charset="windows-1251", kind="text").because


def test_mark_before_another_charset() -> None:
    """A UTF-8 mark before what is no UTF-8 is overruled, and said to be wrong."""
    body = f'<?xml version="1.0" encoding="windows-1251"?><a>{RUSSIAN}</a>'.encode("windows-1251")
    found = decode(b"\xef\xbb\xbf" + body, kind="xml")

    assert f'<?xml version="1.0"?><a>{RUSSIAN}</a>' == found.text
    reason = "it is declared, and the letters agree; its byte order mark, which says UTF-8, is wrong"
    assert reason == found.because


def test_escapes_that_are_none() -> None:
    """An escape character and a dollar in another text are not ISO-2022-JP."""
    assert "\x1b$ цена" == decode("\x1b$ цена".encode(), kind="text").text


@given(newspapers(KNOWN | {"ru": (*KNOWN["ru"], "utf-8")}, 3), st.data())
def test_one_bad_byte_costs_its_place(paper: tuple[str, str], data: st.DataObject) -> None:
    """A byte that means nothing costs at most the character it falls into and a neighbour, in any charset."""
    text, charset = paper
    if charset in {"iso-2022-jp", "cp866", "koi8-u", "koi8-r", "iso-8859-5", "mac-cyrillic", "windows-1256"}:
        charset = "utf-8"  # every byte means something in those
    text = f"{text}\n{text}\n{text}"
    body = text.encode(charset)
    place = data.draw(st.integers(0, len(body)))
    bad = b"\x98" if charset == "windows-1251" else b"\xff"

    found = decode(body[:place] + bad + body[place:], charset=charset, kind="text")

    before = next((i for i, (a, b) in enumerate(zip(text, found.text, strict=False)) if a != b), len(text))
    after = next((i for i, (a, b) in enumerate(zip(text[:before:-1], found.text[::-1], strict=False)) if a != b), None)
    lost = 0 if after is None else len(text) - before - after
    assert lost <= 3
    assert 1 <= found.bad <= 2
    assert found.because.endswith(f"bad bytes: {found.bad}")


def test_template_in_another_charset() -> None:
    """What is windows-1251 within a UTF-8 page is read as that, and all the rest stays."""
    inner = "Жители соседней улицы собрали подписи за новый светофор. «Её дом» рядом."
    body = f"<p>{RUSSIAN}</p><p>".encode() + inner.encode("windows-1251") + f"</p><p>{RUSSIAN}</p>".encode()
    found = decode(body, kind="html")

    assert f"<p>{RUSSIAN}</p><p>{inner}</p><p>{RUSSIAN}</p>" == found.text
    assert "utf-8" == found.encoding
    assert "it is UTF-8; a stretch in windows-1251 is read as such" == found.because


@pytest.mark.parametrize("language", ["ru", "uk", "fr", "el", "zh-cn", "ja", "ko"])
def test_encoded_twice(language: str) -> None:
    """UTF-8 that was taken for windows-1252 and encoded again is undone, also when that happened twice."""
    once = whole(language).encode().decode("latin-1")
    twice = once.encode().decode("latin-1")
    reason = "it is valid UTF-8; it had been encoded twice, by way of windows-1252, which is undone"

    assert whole(language) == decode(once.encode(), kind="text").text
    assert reason == decode(once.encode(), kind="text").because
    assert whole(language) == decode(twice.encode(), kind="text").text


@given(newspapers({language: ("utf-8",) for language in SENTENCES}), st.text(max_size=20))
def test_honest_utf_8_stays(paper: tuple[str, str], more: str) -> None:
    """Honest text in UTF-8 is never changed, whatever the language and whatever stands beside it."""
    text = f"{paper[0]}\n{more}"

    assert text == decode(text.encode(), kind="text").text


@given(
    newspapers({language: ("utf-8",) for language in SENTENCES}, 9), st.sampled_from(["latin-1", "cp1252", "cp1251"])
)
def test_undoing_is_done_once(paper: tuple[str, str], between: str) -> None:
    """What decoding gives is not changed by decoding it again."""
    garbled = paper[0].encode().decode(between, "replace")
    found = decode(garbled.encode(), kind="text")

    assert found.text == decode(found.text.encode(), kind="text").text


@given(st.binary(), st.none() | st.text() | st.sampled_from(WRONG), st.sampled_from(["text", "html", "xml"]))
@example(b"\x80\xb0\xb2\xdb", None, "text")
@example("мЙр Ёж Їжа ЪЫ".encode("windows-1251"), None, "text")
@example("ûéà õÿþ ĀĀ".encode("windows-1257", "ignore"), "windows-1257", "text")
def test_anything_is_decoded(body: bytes, charset: str | None, kind: Literal["text", "html", "xml"]) -> None:
    """Whatever the bytes, there is a text that UTF-8 can hold, a name and a reason."""
    found = decode(body, charset=charset, kind=kind)

    assert found.text == found.text.encode().decode()
    assert found.encoding
    assert found.because


LARGE = {
    "words": b"\xcf\xf0\xe8 " * 250_000,
    "declarations": b"<meta " * 170_000 + b"\xff",
    "blanks": b" " * 1_000_000 + b"\xff",
    "every byte": bytes(range(128, 256)) * 8_000,
    "few": (b"a" * 5_000 + b"\xe0") * 200,
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("kind", ["html", "xml"])
def test_large_bodies_are_sampled(name: str, kind: Literal["html", "xml"]) -> None:
    """Megabytes of anything take as many steps as a few pages: the charset is found by stretches from all over."""
    assert 50_000 > calls(lambda: decode(LARGE[name] * 2, kind=kind))
