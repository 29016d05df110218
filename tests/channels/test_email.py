import re
import string
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedbot.channels.email import EmailSection, EmailSender, asleep, chat, check, compose, pace, written
from feedbot.model import Channel, Later, Part, Refused, Sent, Telegram, Unsure
from feedbot.net import open_web
from tests import make
from tests.channels.smtp_server import serve
from tests.make import NOW

BRIDGE = "Мост через Тиру снова открыт: after two years, по словам городского совета, движение идёт в обе стороны"


def options(**fields: Any) -> EmailSection:
    """The section of a channel that sends mail."""
    known = {"name": "mail", "kind": "email", "server": "127.0.0.1", "security": "none"}
    who = {"sender": "Новости, «Редакция» <news@example.org>", "to": ["Ann B. <ann@example.org>", "bob@example.org"]}
    return EmailSection.model_validate({**known, **who, **fields})


def mail_channel(**fields: Any) -> Channel:
    """A channel that sends mail; fields are the section's."""
    return make.channel("mail", kind="email", options=options(**fields), language="en")


def composed(channel: Channel | None = None, **fields: Any) -> Part:
    """The one part of a claim."""
    claim = make.claim(**{"delivery": make.delivery(channel="mail"), **fields})
    (part,) = compose(channel or mail_channel(), claim, "ann@example.org", NOW).parts
    return part


def read(part: Part, **fields: Any) -> EmailMessage:
    """The mail that a part becomes, as a mail program reads it."""
    _, body = written("mail", options(**fields), part, NOW)
    assert max(len(line) for line in body.split(b"\r\n")) <= 998
    body.decode("ascii")
    assert b"\n" not in body.replace(b"\r\n", b"")
    found = message_from_bytes(body, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert [] == found.defects
    return found


def text(mail: EmailMessage, kind: str) -> str:
    """One of the two forms of a mail."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


# --- what is said ----------------------------------------------------------------------------------------------------


def test_an_article_is_a_mail_in_two_forms() -> None:
    """The subject is the title; the plain text and the HTML say the same."""
    mail = read(composed(piece=make.piece(title=BRIDGE, summary="It <opens>.\u00a0Мост.")))

    assert "multipart/alternative" == mail.get_content_type()
    assert BRIDGE == mail["Subject"]
    assert text(mail, "plain").startswith(BRIDGE)
    assert "It <opens>." in text(mail, "plain")
    assert "It &lt;opens&gt;." in text(mail, "html")
    assert '<a href="https://example.org/1">' in text(mail, "html")
    assert "<script" not in text(mail, "html")


def test_a_mail_says_who_writes_to_whom_and_when() -> None:
    """Names in any letters come through, and no machine is answered by another."""
    mail = read(composed(), unsubscribe="mailto:leave@example.org")

    assert "Новости, «Редакция» <news@example.org>" == str(mail["From"]).replace('"', "")
    assert '"Ann B." <ann@example.org>, bob@example.org' == mail["To"]
    assert NOW == mail["Date"].datetime
    assert "auto-generated" == mail["Auto-Submitted"]
    assert "<mailto:leave@example.org>" == mail["List-Unsubscribe"]
    assert "1.0" == mail["MIME-Version"]
    assert read(composed())["List-Unsubscribe"] is None


def test_a_mail_has_the_same_name_whenever_it_is_sent() -> None:
    """So that a mailbox can drop a repeated one; another article has another name."""
    first, again, other = (
        written("mail", options(), composed(delivery=delivery), at)
        for delivery, at in (
            (make.delivery(channel="mail"), NOW),
            (make.delivery(channel="mail", attempts=4, error="late"), NOW + timedelta(days=1)),
            (make.delivery(2, channel="mail"), NOW),
        )
    )
    names = [re.search(rb"Message-ID: (<[^>]+>)", mail) for _, mail in (first, again, other)]

    assert first[0] == again[0] != other[0]
    assert names[0] and names[1] and names[2]
    assert names[0][1] == names[1][1] != names[2][1]
    assert re.fullmatch(rb"<[0-9a-f]+\.mail@example\.org>", names[0][1])
    assert first[0] < 2**53


def test_what_follows_a_story_answers_to_its_mail() -> None:
    """By the number that its mail was sent under (RFC 5322, section 3.6.4)."""
    number, _ = written("mail", options(), composed(), NOW)
    first = read(composed())
    follow = read(composed(delivery=make.delivery(2, channel="mail"), reply=number))

    assert first["Message-ID"] == follow["In-Reply-To"] == follow["References"]
    assert first["In-Reply-To"] is None


def test_a_story_that_grew_is_told_as_an_answer() -> None:
    """With a name of its own, and a subject that mail programs file under the first."""
    story = replace(make.piece(), also=(make.entry(2),))
    first, grown = read(composed()), read(composed(piece=story, jumped=True))

    assert "Re: Title 1" == grown["Subject"]
    assert first["Message-ID"] == grown["In-Reply-To"]
    assert first["Message-ID"] != grown["Message-ID"]


def test_a_digest_is_one_mail() -> None:
    """Its heading is the subject."""
    pieces = tuple(make.piece(number) for number in range(1, 4))
    part = composed(delivery=make.delivery(channel="mail", gather="digest 2026-03-14T08:00"), piece=None, digest=pieces)
    mail = read(part)

    assert str(mail["Subject"]) == text(mail, "plain").partition("\n")[0]
    assert "https://example.org/3" in text(mail, "plain")
    assert '<a href="https://example.org/3">' in text(mail, "html")


def test_nothing_cannot_be_told() -> None:
    """A delivery whose entry is gone before it was sent has no message."""
    with pytest.raises(ValueError, match="there is nothing to show"):
        composed(piece=None)


HOSTILE = ["a\nBcc: x@example.org", "a\r\nSubject: b", "a\n\nbody", "a\u2028b\x0bc\x85d", "=?utf-8?q?a=0ABcc:_b?=", " "]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_adds_no_header(title: str) -> None:
    """Whatever stands in it, it is one line of the subject and nothing else."""
    mail = read(composed(piece=make.piece(title=title, summary=title)))
    wanted = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"}

    assert wanted == set(mail.keys())
    assert ["ann@example.org", "bob@example.org"] == [each.addr_spec for each in mail["To"].addresses]


@settings(max_examples=50, deadline=None)
@given(title=st.text(st.sampled_from("abз ё🚀é,.\"'<>@=?_-\n\t" + string.digits), min_size=1, max_size=150))
@example(title="ёж " * 60)
@example(title=BRIDGE)
def test_a_subject_comes_through(title: str) -> None:
    """Letters, blanks and signs, however long and wherever it is folded."""
    known = " ".join(title.split())
    shown = str(read(Part(chat="", text=f"Subject: {known}\nMessage-ID: <7.mail@example.org>\n\nx"))["Subject"])

    assert known == shown or ("=?" in known and known.isascii())


@settings(max_examples=40, deadline=None)
@given(body=st.text(max_size=200), rich=st.text(max_size=200))
@example(body=".\n..\n.a\n", rich="x" * 5_000)
@example(body="a\ud800b", rich="")
def test_a_text_comes_through(body: str, rich: str) -> None:
    """In both forms; halves of surrogate pairs become question marks, and a line end is one of any kind."""
    mail = read(Part(chat="", text=f"Subject: a\nMessage-ID: <7.mail@example.org>\n\n{body}", rich=rich))

    for kind, wanted in (("plain", body), ("html", rich)):
        assert lines(wanted.encode("utf-8", "replace").decode()) == lines(text(mail, kind))


def lines(text: str) -> list[str]:
    """The lines of a text."""
    return re.split(r"\r\n|\r|\n", text)


# --- how it is sent --------------------------------------------------------------------------------------------------


async def test_a_mail_arrives() -> None:
    """For each recipient; what stands there is the number of its name."""
    async with serve() as server, open_web(allow_private=server.allowed, version="0") as web:
        section = options(port=server.port, user="me", password=server.password)
        sender = EmailSender("mail", section, web, now=lambda: NOW, deadline=timedelta(seconds=5))
        part = composed()
        outcome = await sender.send(part)
        await sender.close()

    number, body = written("mail", section, part, NOW)
    assert Sent(messages=(number,)) == outcome
    (mail,) = server.mails
    assert ("news@example.org", ("ann@example.org", "bob@example.org")) == (mail.sender, mail.to)
    assert body == mail.body


async def test_a_test_message_is_a_mail() -> None:
    """Its first line is the subject."""
    mail = read(Part(chat="", text="feedbot: a test\nIt works."))

    assert "feedbot: a test" == mail["Subject"]
    assert "feedbot: a test\nIt works." == text(mail, "plain").strip()


async def test_a_mailbox_cannot_be_asked() -> None:
    """Neither what is in it, nor for topics, nor anything without a web."""
    sender = EmailSender("mail", options(), None)

    assert isinstance(await sender.probe(composed(), last=1), Unsure)
    assert isinstance(await sender.topic("", "a"), Refused)
    assert isinstance(await sender.send(composed()), Later)


async def test_a_check_logs_in() -> None:
    """It sends nothing; a wrong password is told."""
    async with serve() as server, open_web(allow_private=server.allowed, version="0") as web:
        good = await check(mail_channel(port=server.port, user="me", password=server.password), Telegram(), web)
        bad = await check(mail_channel(port=server.port, user="me", password="wrong one"), Telegram(), web)
        asleep_ = await check(mail_channel(server=""), Telegram(), web)
    without = await check(mail_channel(), Telegram(), None)

    assert good.well
    assert "127.0.0.1 lets us in; mail goes to ann@example.org, bob@example.org" == good.text
    assert "FEEDBOT_SMTP_PASSWORD" in bad.text
    assert [False] * 3 == [bad.well, asleep_.well, without.well]
    assert [] == server.mails


# --- what the config says --------------------------------------------------------------------------------------------


def test_a_channel_sleeps_until_it_knows_all() -> None:
    """Each thing that is missing has its sentence."""
    for missing, words in (
        ({"server": ""}, "no server"),
        ({"sender": ""}, "no sender"),
        ({"to": []}, "no recipient"),
        ({"user": "me"}, "FEEDBOT_SMTP_PASSWORD"),
    ):
        assert words in str(asleep(options(**missing), Telegram()))
    assert asleep(options(), Telegram()) is None


def test_a_chat_is_who_gets_it() -> None:
    """By address alone; mails have a pace."""
    assert "ann@example.org, bob@example.org" == chat(mail_channel(), Telegram())
    assert chat(mail_channel(to=[]), Telegram()) is None
    assert timedelta(seconds=1) < pace("").gap


@pytest.mark.parametrize(
    "bad",
    [
        {"server": "smtp://example.org"},
        {"server": "a b"},
        {"sender": "news"},
        {"sender": "a@example.org\nBcc: b@example.org"},
        {"sender": "a@example.org, b@example.org"},
        {"sender": "a <b <c@example.org>"},
        {"to": ["ann@пример.укр"]},
        {"to": ["ann@example.org>"]},
        {"user": "a\r\nb"},
        {"password": "a\nb"},
        {"unsubscribe": "javascript:alert(1)"},
        {"unsubscribe": "https://example.org/>\r\nBcc: a"},
    ],
)
def test_a_wrong_section_is_a_fault(bad: dict[str, Any]) -> None:
    """Above all what would be a header of its own."""
    with pytest.raises(ValueError, match=next(iter(bad))):
        options(**bad)


def test_a_password_goes_over_no_open_connection() -> None:
    """But to this machine itself."""
    with pytest.raises(ValueError, match='security = "tls"'):
        options(server="smtp.example.org", user="me", password="open sesame")
    assert "sesame" not in repr(options(user="me", password="open sesame"))


def test_options_of_another_kind_are_ours_to_mend() -> None:
    """The config makes no such channel."""
    with pytest.raises(TypeError, match="no options of kind email"):
        chat(make.channel(), Telegram())
