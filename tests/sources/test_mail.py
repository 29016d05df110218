import base64
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.sources import mail
from feedbot.sources.mail import Mail, Sender

MOST = 2**20
CYRILLIC = "Новини тижня: їжак і ґанок"


def read(*lines: str | bytes) -> Mail:
    """A mail of these lines."""
    return mail.read(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines), MOST)


def parted(kind: str, *parts: str) -> Mail:
    """A multipart mail of these parts, each with fields of its own."""
    return read(f'Content-Type: multipart/{kind}; boundary="b"', "", *(f"--b\n{part}" for part in parts), "--b--")


PLAIN = "Content-Type: text/plain\n\nplain words"
MARKUP = "Content-Type: text/html\n\n<p>marked words</p>"


# --- fields ----------------------------------------------------------------------------------------------------------


def test_fields_are_unfolded_and_kept_in_order() -> None:
    """A folded field is one line, names are in small letters, repeated fields are all there, other lines are not."""
    said = read("From mbox", "Subject: one", " two", "Received: a", "RECEIVED : b", "no field", "", "text").fields

    assert {"subject": (b"one two",), "received": (b"a", b"b")} == said


def test_fields_end_where_the_head_is_too_long() -> None:
    """Of a flood of fields a thousand are read, of a huge one its beginning, and the text is found all the same."""
    flood = read(*["A: b"] * 5_000, "", "below")
    huge = read("Subject: " + "x" * 200_000, "", "below")

    assert ("below", 1_000) == (flood.text, len(flood.fields["a"]))
    assert ("below", 5_000) == (huge.text, len(huge.field("subject")))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-u"])
@pytest.mark.parametrize("how", ["b", "q"])
def test_encoded_words_are_read(charset: str, how: str) -> None:
    """A field in encoded words says what was meant, in any charset, however the words are cut."""
    raw = CYRILLIC.encode(charset)
    pieces = [raw[start : start + 5] for start in range(0, len(raw), 5)]
    told = (
        [base64.b64encode(piece).decode() for piece in pieces]
        if how == "b"
        else ["".join(f"={byte:02X}" for byte in piece) for piece in pieces]
    )
    field = "\n ".join(f"=?{charset}?{how}?{each}?=" for each in told)

    assert CYRILLIC == mail.words(field.encode())


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("plain words", "plain words"),
        ("=?utf-8?Q?caf=C3=A9_au_lait?= today", "café au lait today"),
        ("a =?utf-8?q?b?= =?windows-1251?q?=E6?= c", "a bж c"),
        ("=?utf-8*en?q?a?=", "a"),
        ("=?x-unknown?b?YWJj?=", "abc"),
        ("=?utf-8?b?YWJ?=", "ab"),
        ("=?utf-8?b?Y?=", ""),
        ("=?utf-8?q?a=0Ab?=", "a b"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("50 =? 50", "50 =? 50"),
    ],
)
def test_words_say_what_they_mean(field: str, text: str) -> None:
    """Encoded words may stand anywhere; what is none stays as it is; line ends never get into a field."""
    assert text == mail.words(field.encode())


def test_bare_bytes_in_a_field_are_read() -> None:
    """A sender who leaves the encoding away is understood, in UTF-8 and in windows-1251."""
    assert CYRILLIC == mail.words(CYRILLIC.encode())
    assert CYRILLIC == mail.words(CYRILLIC.encode("windows-1251"))


@pytest.mark.parametrize(
    ("field", "sender"),
    [
        ("News <News@Example.org>", Sender(name="News", address="news@example.org")),
        ('"News, daily" <news@example.org>', Sender(name="News, daily", address="news@example.org")),
        (r'"The \"Wire\"" <news@example.org>', Sender(name='The "Wire"', address="news@example.org")),
        ("news@example.org (News)", Sender(name="", address="news@example.org")),
        ("<news@example.org>", Sender(name="", address="news@example.org")),
        ("=?utf-8?q?Caf=C3=A9?= <a@example.org>", Sender(name="Café", address="a@example.org")),
        ('"<news@example.org>" <evil@example.net>', Sender(name="<news@example.org>", address="evil@example.net")),
        ('"news@example.org" evil@example.net', Sender(name="", address="evil@example.net")),
        ("nobody", Sender(name="", address="")),
        ("", Sender(name="", address="")),
    ],
)
def test_a_sender_has_a_name_and_an_address(field: str, sender: Sender) -> None:
    """The address is the one that stands outside quotation marks, so a name that looks like one deceives nobody."""
    assert sender == mail.sender(field.encode())


# --- texts -----------------------------------------------------------------------------------------------------------


def test_html_is_taken_rather_than_plain_text() -> None:
    """Of alternatives the one with markup is taken, else the last one that has a text."""
    assert Mail(fields=parted("alternative").fields, html="<p>marked words</p>") == parted("alternative", PLAIN, MARKUP)
    assert "plain words" == parted("alternative", PLAIN, "Content-Type: text/html\n\n ").text
    assert parted("alternative", "Content-Type: text/calendar\n\nx").text is None


def test_pieces_of_a_mixed_mail_follow_each_other() -> None:
    """Texts beside each other are all read, plain ones become paragraphs beside markup; attachments are not read."""
    attached = "Content-Type: text/html\nContent-Disposition: ATTACHMENT; filename=a.html\n\n<p>no</p>"

    assert "<p>plain words</p>\n<p>marked words</p>" == parted("mixed", PLAIN, MARKUP, attached).html
    assert "plain words\n\nplain words" == parted("mixed", PLAIN, PLAIN).text
    assert parted("mixed", attached, "Content-Type: image/png\n\nx").html is None


def test_a_mail_of_the_standard_library_is_read_whole() -> None:
    """What the standard library writes, nested and encoded in every way, is understood."""
    whole = MIMEMultipart("mixed")
    whole["Subject"] = Header(CYRILLIC, "koi8-u").encode()
    alternatives = MIMEMultipart("alternative")
    alternatives.attach(MIMEText(CYRILLIC, "plain", "windows-1251"))
    related = MIMEMultipart("related")
    related.attach(MIMEText(f"<p>{CYRILLIC}</p>", "html", "utf-8"))
    alternatives.attach(related)
    whole.attach(alternatives)
    attachment = MIMEBase("application", "pdf")
    attachment.set_payload(b"%PDF")
    encoders.encode_base64(attachment)
    whole.attach(attachment)
    for body in (whole.as_bytes(), whole.as_bytes().replace(b"\n", b"\r\n")):
        found = mail.read(body, MOST)

        assert f"<p>{CYRILLIC}</p>" == (found.html or "").strip()
        assert CYRILLIC == found.field("subject")


@pytest.mark.parametrize(
    ("fields", "body", "text"),
    [
        ("Content-Type: text/plain; charset=windows-1251", CYRILLIC.encode("windows-1251"), CYRILLIC),
        ("Content-Type: text/plain; charset=us-ascii", CYRILLIC.encode(), CYRILLIC),
        ("Content-Type: text/plain; charset=utf-8", CYRILLIC.encode("windows-1251"), CYRILLIC),
        ("Content-Type: text/plain; charset*=bad'''", b"words", "words"),
        ("Content-Type: ; ; =", b"words", "words"),
        ("Content-Transfer-Encoding: BASE64", base64.encodebytes(b"words of it"), "words of it"),
        ("Content-Transfer-Encoding: base64", b"d29y*ZHM\n!", "words"),
        ("Content-Transfer-Encoding: base64", b"d29yZHMgb2YgaX", "words of i"),
        ("Content-Transfer-Encoding: quoted-printable", b"wo=\nrds =3D =ZZ", "words = =ZZ"),
        ("Content-Transfer-Encoding: rot13", b"words", "words"),
        ("Content-Type: text/plain; format=flowed", b"one \ntwo\n-- \nme", "one two\n-- \nme\n"),
        ("X: y", b"a line\0 of words\r\nand another", "a line of words\nand another"),
    ],
)
def test_a_text_is_decoded(fields: str, body: bytes, text: str) -> None:
    """Charsets that lie, encodings that are broken and lines that were wrapped give the text that was meant."""
    assert text == read(fields, "", body).text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"Content-Type: multipart/mixed\n\n--b\n\nlost\n--b--",
        b"Content-Type: multipart/mixed; boundary=b\n\nno boundary",
        b"Content-Type: multipart/mixed; boundary*=idna''b\n\n--b\n\nlost",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n--b--",
        b"Content-Type: message/rfc822\n\nSubject: x\n\ny",
    ],
)
def test_a_mail_without_a_text_has_none(body: bytes) -> None:
    """What has no text to show gives none."""
    found = mail.read(body, MOST)

    assert found.html is None
    assert not (found.text or "").strip()


def test_a_mail_that_was_cut_is_read_to_its_end() -> None:
    """A last boundary that is missing costs nothing."""
    assert "plain words" == read('Content-Type: multipart/mixed; boundary="b"', "", "--b", PLAIN).text


def test_parts_are_bounded() -> None:
    """Of ten thousand parts the first five hundred are looked at; what lies more than ten deep is not."""
    many = parted("mixed", *["\nword"] * 10_000)
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000)) + "\nword"

    assert 499 == (many.text or "").count("word")
    assert read(deep).text is None


def test_of_a_text_so_much_is_read() -> None:
    """A text ends at the bound that is given."""
    assert "x" * 100 == mail.read(b"\n" + b"x" * 5_000, 100).text


FRAGMENTS = [
    b"Content-Type: multipart/alternative; boundary=b\n",
    b'Content-Type: text/html; charset="',
    b"Content-Transfer-Encoding: base64\n",
    b"Subject: =?utf-8?b?",
    b"boundary*0*=''%",
    b"boundary*=idna''b",
    b"charset*=punycode''b",
    b"--b\n",
    b"--b--\n",
    b"\n",
    b"\r\n",
    b" ",
    b"\0",
    b"<p>",
    b"\xff",
    b"?=",
]


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=20))).map(b"".join))
def test_any_bytes_are_a_mail(body: bytes) -> None:
    """Reading never raises, and what comes out can be shown."""
    found = mail.read(body, MOST)

    for text in (found.html or "", found.text or "", *(found.field(name) for name in found.fields)):
        assert "\0" not in text
        text.encode()
    mail.sender(body)
    assert len(mail.addresses(body)) <= 50


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])), st.sampled_from("bq"))
def test_what_the_standard_library_encodes_is_decoded(text: str, how: str) -> None:
    """A title comes back as it went in, by either encoding."""
    coded = (
        Header(text, "utf-8").encode() if how == "b" else f"=?utf-8?q?{''.join(f'={b:02x}' for b in text.encode())}?="
    )

    assert len(coded) > 1_900 or mail.words(text.encode()) == mail.words(coded.encode())
