import logging
import ssl
from datetime import timedelta
from typing import Any

import pytest

from feedbot.channels.smtp import Account, Letter, Stage, judged, visit
from feedbot.model import Later, Outcome, Refused, Secret, Sent, Unknown
from feedbot.net import guard
from tests.channels.smtp_server import Server, serve
from tests.net.wire import CERTIFICATE, trusting

LETTER = Letter(
    sender="news@example.org", to=("me@example.org",), number=7, body=b"Subject: a\r\n\r\n.dot\r\n..\r\nend\r\n"
)


async def went(server: Server, letter: Letter | None = LETTER, *, seconds: float = 5, **account: Any) -> Outcome:
    """What became of a letter at a server."""
    known = {"server": "127.0.0.1", "port": server.port, "security": "none", **account}
    return await visit(Account(**known), letter, server.guard, timedelta(seconds=seconds), tls=trusting())


def reason(outcome: Outcome) -> str:
    """Why a letter was not sent."""
    assert isinstance(outcome, Later | Refused | Unknown)
    return outcome.reason


def safe() -> ssl.SSLContext:
    """The context of a server whose certificate `trusting` believes."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATE)
    return made


async def test_a_letter_arrives_as_it_was() -> None:
    """Lines that begin with a dot come through (RFC 5321, section 4.5.2), and its number is what stands there."""
    async with serve() as server:
        outcome = await went(server)

    assert Sent(messages=(7,)) == outcome
    (mail,) = server.mails
    assert ("news@example.org", ("me@example.org",), LETTER.body) == (mail.sender, mail.to, mail.body)
    assert f"MAIL FROM:<news@example.org> SIZE={len(LETTER.body)}".casefold() == server.heard[1].casefold()
    assert "QUIT" == server.asked[-1]


async def test_a_visit_without_a_letter_hands_over_nothing() -> None:
    """It logs in and leaves."""
    async with serve() as server:
        outcome = await went(server, None, user="me", password=Secret("open sesame"))

    assert isinstance(outcome, Sent)
    assert ["EHLO", "AUTH", "QUIT"] == server.asked


async def test_a_server_that_does_not_know_sizes_is_told_none() -> None:
    """Nor is it asked to log anybody in where no user is named."""
    async with serve() as server:
        server.features = ()
        assert isinstance(await went(server), Sent)

    assert ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"] == server.asked
    assert "SIZE" not in server.heard[1].upper()


async def test_tls_from_the_first_byte() -> None:
    """A certificate that is to be trusted is; one that is not ends the visit before anything is said."""
    async with serve(tls=safe()) as server:
        known = Account(server="127.0.0.1", port=server.port, security="tls")
        refused = await visit(known, LETTER, server.guard, timedelta(seconds=5))
        assert [] == server.heard
        assert isinstance(await went(server, security="tls", user="me", password=Secret("open sesame")), Sent)

    assert "the certificate of 127.0.0.1 is not to be trusted" in reason(refused)
    assert ["\0me\0open sesame"] == server.logins


async def test_starttls() -> None:
    """The password goes only behind it, and not at all where it is not offered."""
    login: dict[str, Any] = {"user": "me", "password": Secret("open sesame"), "security": "starttls"}
    async with serve() as server:
        refused = await went(server, **login)
        assert Refused(reason='127.0.0.1 offers no STARTTLS; set security = "tls"', scope="chat") == refused
        assert [] == server.logins

        server.features, server.context = ("STARTTLS", "AUTH PLAIN"), safe()
        assert isinstance(await went(server, **login), Sent)

    assert ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"] == server.asked[-8:]


async def test_a_port_without_tls_is_told() -> None:
    """A server that greets in the open is no server to shake hands with."""
    async with serve() as server:
        outcome = await went(server, security="tls")

    assert isinstance(outcome, Later)
    assert "TLS with 127.0.0.1 failed; see whether port and security are right" == outcome.reason


async def test_a_wrong_password_is_told_without_showing_it() -> None:
    """It is the channel's fault, not the message's, and what the server repeats of it is hidden."""
    async with serve() as server:
        server.answers["AUTH"] = b"535 5.7.8 no open sesame2 here\r\n"
        outcome = await went(server, user="me", password=Secret("open sesame2"))

    assert isinstance(outcome, Refused)
    assert "chat" == outcome.scope
    assert "127.0.0.1 answers 535 (5.7.8 no *** here); correct user and FEEDBOT_SMTP_PASSWORD" in outcome.reason
    assert [] == server.mails


@pytest.mark.parametrize(
    ("features", "password"), [((), "open sesame"), (("AUTH NTLM",), "open sesame"), (("AUTH PLAIN",), "пароль")]
)
async def test_a_login_that_cannot_be_is_refused(features: tuple[str, ...], password: str) -> None:
    """A server without logins, with strange ones, a password in other letters: nothing of that mends itself."""
    async with serve() as server:
        server.features = features
        outcome = await went(server, user="me", password=Secret(password))

    assert isinstance(outcome, Refused)
    assert "chat" == outcome.scope


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        ("MAIL", b"451 4.3.0 not now\r\n", Later),
        ("MAIL", b"550 5.7.1 not from there\r\n", "chat"),
        ("MAIL", b"552 5.3.4 too long\r\n", "message"),
        ("RCPT", b"450 4.2.0 greylisted\r\n", Later),
        ("RCPT", b"552 5.2.2 full\r\n", Later),
        ("RCPT", b"550 5.1.1 nobody\r\n", "chat"),
        ("DATA", b"421 4.3.2 going away\r\n", Later),
        ("DATA", b"554 5.5.1 no\r\n", "message"),
        (".", b"452 4.3.1 no room\r\n", Later),
        (".", b"550 5.7.1 spam\r\n", "message"),
        (".", b"550-5.7.26 unauthenticated\r\n550 5.7.26 sender\r\n", "chat"),
        (".", b"552 5.3.4 too long\r\n", "message"),
    ],
)
async def test_what_a_refusal_means(command: str, answer: bytes, expected: object) -> None:
    """4yz passes, 5yz stays: of a recipient or a sender it is the channel's, of a text the message's."""
    async with serve() as server:
        server.answers[command] = answer
        outcome = await went(server)

    assert expected == (outcome.scope if isinstance(outcome, Refused) else type(outcome))
    assert f"127.0.0.1 answers {answer[:3].decode()} (" in reason(outcome)


async def test_a_lost_answer_is_unknown_only_behind_the_whole_text() -> None:
    """Before its end nothing is sent (RFC 5321, section 4.1.1.4): it may be sent again."""
    for command, expected in (("EHLO", Later), ("MAIL", Later), ("RCPT", Later), ("DATA", Later), (".", Unknown)):
        async with serve() as server:
            server.answers[command] = b""
            outcome = await went(server)
        assert expected is type(outcome), command
        assert "broke the connection off" in reason(outcome)


async def test_a_server_that_falls_silent_is_left() -> None:
    """The deadline is for all of the visit, and what it means depends on what the server had by then."""
    for command, expected in (("EHLO", Later), ("DATA", Later), (".", Unknown)):
        async with serve() as server:
            server.silent = command
            outcome = await went(server, seconds=0.2)
        assert expected is type(outcome), command


async def test_a_server_that_never_stops_talking_is_left() -> None:
    """What is read is bounded."""
    async with serve() as server:
        server.answers["EHLO"] = b"250-and so on\r\n*!"
        outcome = await went(server, seconds=30)

    assert isinstance(outcome, Later)


async def test_a_greeting_may_be_a_refusal() -> None:
    """One that passes is tried again; a server that takes no mail at all is the channel's fault."""
    for greeting, expected in (
        (b"421 too many\r\n", Later),
        (b"554 no mail here\r\n", Refused),
        (b"HTTP/1.1 400\r\n", Later),
    ):
        async with serve() as server:
            server.greeting = greeting
            assert expected is type(await went(server))


async def test_nobody_there() -> None:
    """A closed door and an unknown name are tried again, a private address that nobody allowed is not."""
    closed = await visit(
        Account(server="127.0.0.1", port=9, security="none"), LETTER, guard(("127.0.0.1",)), timedelta(seconds=5)
    )
    assert isinstance(closed, Later)
    assert "no connection to 127.0.0.1" in closed.reason

    async with serve() as server:
        private = await visit(
            Account(server="127.0.0.1", port=server.port, security="none"), LETTER, guard(()), timedelta(seconds=5)
        )
    assert isinstance(private, Refused)
    assert "name it in allow_private" in private.reason
    assert [] == server.heard


async def test_those_who_are_taken_get_it() -> None:
    """Of several recipients one that does not exist is told, and the others have their mail."""
    async with serve() as server:
        server.answers["RCPT TO:<gone@example.org>"] = b"550 5.1.1 no\r\n"
        outcome = await went(server, letter("gone@example.org", "me@example.org"))

    assert isinstance(outcome, Sent)
    assert "not taken for gone@example.org: 127.0.0.1 answers 550 (5.1.1 no); correct to" == outcome.note
    assert [("me@example.org",)] == [mail.to for mail in server.mails]


async def test_nobody_gets_it_while_one_is_to_be_asked_again() -> None:
    """Else those who were taken would have it twice."""
    async with serve() as server:
        server.answers["RCPT TO:<b@example.org>"] = b"451 4.3.0 later\r\n"
        assert isinstance(await went(server, letter("a@example.org", "b@example.org")), Later)
        server.answers = {"RCPT": b"550 no\r\n"}
        assert isinstance(await went(server, letter("a@example.org", "b@example.org")), Refused)

    assert [] == server.mails


def letter(*to: str) -> Letter:
    """The letter to others."""
    return Letter(sender=LETTER.sender, to=to, number=7, body=LETTER.body)


async def test_a_password_is_in_no_log_and_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    """Neither while all goes well nor while it does not."""
    caplog.set_level(logging.DEBUG)
    account = Account(server="127.0.0.1", port=9, security="none", user="me", password=Secret("open sesame"))
    async with serve() as server:
        for password in ("open sesame", "wrong sesame"):
            outcome = await went(server, user="me", password=Secret(password))
            assert "sesame" not in repr(outcome)

    assert "sesame" not in caplog.text + repr(account)


@pytest.mark.parametrize("stage", ["hello", "login", "sender", "recipient", "message"])
@pytest.mark.parametrize("code", [199, 250, 354, 400, 421, 499, 500, 552, 599, 600, -1])
def test_every_code_has_a_meaning(stage: Stage, code: int) -> None:
    """Only a 5yz refuses, and a message alone is refused for its own sake only."""
    outcome = judged(stage, code, "5.7.25 no", "mail.example.org")

    assert outcome.reason.startswith(f"mail.example.org answers {code} (5.7.25 no); ")
    if isinstance(outcome, Refused):
        assert 500 <= code < 600
        assert "chat" == outcome.scope
