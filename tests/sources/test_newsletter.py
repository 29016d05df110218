from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Category, File, Item, Person
from feedbot.rules import identity
from feedbot.rules.normalise import normalise
from feedbot.sources import newsletter
from tests import make

MOST = 2**20
ARRIVED = datetime(2026, 3, 14, 8, 20, tzinfo=UTC)


def item(body: bytes, owner: str = "") -> Item:
    """The item of a mail."""
    return newsletter.item(File(path="1", body=body, modified=ARRIVED), MOST, owner)


def of(text: str, kind: str = "html", **fields: str) -> Item:
    """The item of a mail with this text."""
    mail = EmailMessage()
    mail.set_content(text, subtype=kind)
    for name, value in {"from": "News <news@example.org>", "subject": "Issue 7", **fields}.items():
        mail[name.replace("_", "-")] = value
    return item(mail.as_bytes())


def markup(text: str, **fields: str) -> str:
    """What is left of HTML, on one line."""
    return " ".join((of(text, **fields).html or "").split())


def plain(text: str, **fields: str) -> list[str]:
    """The lines that are left of a plain text."""
    return [line for line in (of(text, "plain", **fields).text or "").split("\n") if line.strip()]


def test_a_mail_becomes_an_item() -> None:
    """Title, date, author, list and language come from the fields, the text from the body."""
    found = of(
        "<p>Hello.</p>",
        date="Sat, 14 Mar 2026 10:20:00 +0200",
        message_id="<7.abc@example.org>",
        list_id="Town News <news.example.org>",
        content_language="uk, en",
    )

    assert (
        Item(
            id="mid:7.abc@example.org",
            title="Issue 7",
            html="<p>Hello.</p>\n",
            published="Sat, 14 Mar 2026 10:20:00 +0200",
            modified=ARRIVED,
            authors=(Person(name="News", email="news@example.org"),),
            categories=(Category(term="Town News"),),
            language="uk",
            publisher="News",
        )
        == found
    )


def test_a_mail_that_says_nothing_is_an_item() -> None:
    """Fields that are missing are not known; the id is made of what there is."""
    found = item(b"")

    assert Item(id=found.id, modified=ARRIVED) == found
    assert str(found.id).startswith("mail:")


def test_ids_tell_mails_apart() -> None:
    """Without a Message-ID the id is made of date, sender and subject, and stays the same for the same mail."""
    first, other = of("<p>a</p>", date="Sat, 14 Mar 2026 10:20:00 +0200"), of("<p>a</p>")

    assert first.id == of("<p>b</p>", date="Sat, 14 Mar 2026 10:20:00 +0200").id
    assert first.id != other.id
    assert item(b"\n\na").id != item(b"\n\nb").id
    assert "mid:%D1%8A%25%23%7B@x" == item("Message-ID: <ъ%#{@x>\n\n".encode()).id


def test_an_author_without_a_name_has_an_address() -> None:
    """The address stands for the name; who names nobody has no author."""
    assert (Person(name="a@example.org", email="a@example.org"),) == of("x", **{"from": "a@example.org"}).authors
    assert () == item(b"From: nobody\n\nx").authors


@pytest.mark.parametrize("field", ["<7.abc.example.org>", "", '"" <a>', '"'])
def test_a_list_without_a_name_is_no_category(field: str) -> None:
    """The machine's name of a list tells a reader nothing."""
    assert () == item(f"List-Id: {field}\n\nx".encode()).categories


# --- what is the recipient's own -------------------------------------------------------------------------------------


def test_the_recipient_is_never_named() -> None:
    """The recipient's address is crossed out wherever it stands, in any writing, and is in no field."""
    text = '<p>Dear me@example.net, <a href="https://example.org/?u=me%40example.net">read</a> Me&#64;Example.net</p>'
    found = of(
        text,
        to="Me <me@example.net>",
        delivered_to="me@example.net",
        subject="For me@example.net",
        message_id="<1@example.org>",
    )

    assert "me@example.net" not in repr(found).lower()
    assert "me%40example.net" not in repr(found).lower()
    assert '<p>Dear …, <a href="https://example.org/?u=…">read</a> …</p>' == (found.html or "").strip()
    assert "For …" == found.title
    assert "…" == item(b"\nme@example.net", owner="me@example.net").text


def test_the_address_of_sender_and_list_stays() -> None:
    """An address that the list itself is reached at is no secret."""
    fields = {"to": "list@example.org", "list_post": "<mailto:list@example.org>"}

    assert ["Write to list@example.org"] == plain("Write to list@example.org", **fields)


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: NONE">x</div>',
        '<span style="color:red;visibility:hidden">x</span>',
        '<div style="max-height:0px;overflow:hidden">x<p style="display:none">y</p></div>',
        '<p style="display:none!important"><b style="display:none"><img src="a.png" style="display:none">x</b></p>',
        "<p hidden>x</p>",
        '<img src="https://example.org/open.gif" width="1" height="1">',
        '<img src="https://example.org/open.gif" style="height: 1px !important; width:1px">',
        '<img src="https://example.org/open.gif" height="0px">',
        '<img src="CID:part1.abc">',
        "<!-- x --><style>p{}</style><script>x</script>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    """Preheaders, pixels that count readers, pictures of the mail itself, scripts and styles are not in the item."""
    assert "<p>Seen.</p> <p>Too.</p>" == markup(f"<p>Seen.</p> {hidden}<p>Too.</p>")


@pytest.mark.parametrize(
    "seen",
    [
        '<p style="max-height:0.5em">x</p>',
        '<img src="https://example.org/a.png" width="10" height="100">',
        '<img src="https://example.org/a.png" style="width:100%;max-height:1px">',
        '<div style="display:block;font-size:0">x</div>',
        '<a style="mso-hide:all" href="https://example.org/">x</a>',
    ],
)
def test_what_is_seen_stays(seen: str) -> None:
    """Styles that only look like hiding hide nothing."""
    assert seen == markup(seen)


@pytest.mark.parametrize(
    "text",
    ["View this email in your browser", "view online", "Web version »", "Читать в браузере", "Переглянути у браузері"],
)
def test_the_address_for_a_browser_becomes_the_link(text: str) -> None:
    """The link that shows the mail in a browser is the item's link, and stands no longer in its text."""
    found = of(f'<p>Words. <a href="https://example.org/7?utm_source=mail"><b>{text}</b></a></p>')

    assert "https://example.org/7" == found.link
    assert "<p>Words. </p>" == (found.html or "").strip()
    assert "https://example.org/7" == of(f"Words.\n{text}: https://example.org/7\n", "plain").link


def test_an_address_that_is_not_certain_is_no_link() -> None:
    """Two different addresses for a browser, and other links, are left where they stand."""
    two = '<a href="https://example.org/1">View online</a> <a href="https://example.org/2">View online</a>'

    assert of(two).link is None
    assert two == markup(two)
    assert of('<a href="javascript:x">View online</a>').link is None
    assert of('<a href="https://example.org/1">Read how to view online maps in your browser today</a>').link is None


def test_the_archived_address_is_the_link() -> None:
    """Archived-At (RFC 5064) is more certain than anything in the text."""
    text = '<a href="https://example.org/1">View online</a>'

    assert "https://example.org/9" == of(text, archived_at="<https://example.org/9>").link
    assert "https://example.org/1" == of(text, archived_at="<mailto:x@example.org>").link


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://example.org/click/1">Unsubscribe</a>',
        '<a href="https://example.org/click/1">Click here to unsubscribe.</a>',
        '<a href="https://example.org/click/1">Manage your preferences</a>',
        '<a href="https://example.org/click/1">Отписаться от рассылки</a>',
        '<a href="https://example.org/click/1">Відписатися</a>',
        '<a href="https://example.org/leave/5">no more</a>',
    ],
)
def test_links_that_end_the_subscription_are_left_out(link: str) -> None:
    """Nobody who reads the feed can end the owner's subscription."""
    assert "<p>Words. </p>" == markup(
        f"<p>Words. {link}</p>", list_unsubscribe="<https://example.org/leave/5>, <mailto:a@b.c>"
    )


def test_a_link_to_leave_in_a_sentence_loses_its_address() -> None:
    """The words stay where a link is known by its address alone."""
    text = '<p>You can leave <a href="https://example.org/unsubscribe?u=1">this way</a>.</p>'

    assert "<p>You can leave this way.</p>" == markup(text)
    stays = '<p><a href="https://example.org/how-to-unsubscribe-from-spam">How to unsubscribe from spam</a></p>'
    assert stays == markup(stays)


def test_lines_that_end_the_subscription_are_left_out() -> None:
    """In plain text the lines go, with the line above that announces them."""
    text = (
        "Words.\n\nUnsubscribe:\n\nhttps://example.org/click/1\nMore.\nhttps://example.org/unsubscribe/2\n"
        "Leave: <https://example.org/leave/5>\nhttps://example.org/stays\nUnsubscribe is a word.\n"
    )
    expected = ["Words.", "More.", "https://example.org/stays", "Unsubscribe is a word."]

    assert expected == plain(text, list_unsubscribe="<https://example.org/leave/5>")
    assert ["Words."] == plain("View online\nhttps://example.org/1\nWords.")


def test_markup_that_exhausts_a_reader_is_passed_on_unread() -> None:
    """What is too deep to be looked at is left to the cleaning that every source gets."""
    found = of("<div>" * 20_000 + "deep")
    entry = normalise(found, identity.key(found), make.source(), make.ORIGIN, make.NOW).entry

    assert entry.content


# --- senders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("News <news@example.org>", True),
        ("NEWS@EXAMPLE.ORG", True),
        ("other@example.org", False),
        ("a@example.com", True),
        ("a@mail.example.com", True),
        ("a@notexample.com", False),
        ('"news@example.org" <a@example.net>', False),
        ("", False),
    ],
)
def test_senders_are_addresses_and_domains(address: str, *, fits: bool) -> None:
    """An address stands for itself, a domain for all below it; case does not count."""
    assert fits == newsletter.is_from(f"From: {address}\n\nx".encode(), ("News@example.org", "@Example.com"))


# --- anything --------------------------------------------------------------------------------------------------------

FRAGMENTS = [
    b"Content-Type: text/html\n",
    b"Message-ID: <",
    b"List-Id: ",
    b"To: a@b.cc\n",
    b"a@b.cc",
    b"\n",
    b"<a href='https://x.y/unsubscribe'>",
    b"<a href='https://x.y/1'>view online</a>",
    b"<div style='display:none'>",
    b"<img width=1>",
    b"<a href=x><a href=y>",
    b"<table><td><div hidden><td>",
    b"</div>",
    b"https://x.y/unsubscribe\n",
    b"&#64;",
]


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=20))).map(b"".join))
def test_any_bytes_become_an_item_that_can_be_shown(body: bytes) -> None:
    """Any bytes make an item, the same each time, and an entry."""
    found = item(body)
    fields: Any = normalise(found, identity.key(found), make.source(), make.ORIGIN, make.NOW).entry

    assert item(body) == found
    assert fields.title
