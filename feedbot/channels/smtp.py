"""One visit to a mail server (RFC 5321): in, one letter, out; and what each of its answers means.

The standard library's client speaks; this module says where it may connect, how much it may read, and how long.
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Literal, NoReturn

from feedbot.channels.scrub import scrub
from feedbot.model import Later, Refused, Secret, Sent, Unknown
from feedbot.net.addresses import PRIVATE, Guard, connect
from feedbot.net.aside import aside

Security = Literal["tls", "starttls", "none"]
"""How a connection is made safe: from the first byte, by STARTTLS, or not at all."""

Stage = Literal["hello", "login", "sender", "recipient", "message"]
"""What a server was told when it answered."""

_NONE = Secret("")
_READ = 256 * 1024  # bytes of all its answers together
_LONGEST_WORDS = 200
_FAREWELL = 2.0
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where mail is taken, and who brings it; without a user nobody logs in."""

    server: str
    port: int
    security: Security
    user: str = ""
    password: Secret = _NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in its envelope; `body` is ASCII with CRLF at the end of each line, `number` what it is known by here."""

    sender: str
    to: tuple[str, ...]
    number: int
    body: bytes


async def visit(
    account: Account, letter: Letter | None, watch: Guard, deadline: timedelta, *, tls: ssl.SSLContext | None = None
) -> Sent | Later | Refused | Unknown:
    """What becomes of a letter; without one, whether the server lets us in. Never raises for a fault of the world.

    Addresses that `watch` does not admit are not dialled. `tls` is what certificates are judged by; the authorities
    that this machine trusts if None.
    """
    seconds = deadline.total_seconds()
    call = _Call(account, watch, seconds, tls)
    found = await aside(lambda: call.run(letter), call.stop, seconds)
    return found or call.lost(f"{account.server} was not done within {seconds:g} s")


def judged(stage: Stage, code: int, told: str, server: str) -> Later | Refused:
    """What a refusal means (RFC 5321, section 4.2; RFC 3463): 4yz passes, 5yz stays, of a message or of all.

    A full mailbox passes (552 for a recipient; RFC 5321, section 4.5.3.1.10). What is refused because nobody vouches
    for the sender's domain (5.7.20 to 5.7.29; RFC 7372) is refused of every message.
    """
    reason = f"{server} answers {code}" + (f" ({told})" if told else "")
    if not 500 <= code < 600 or (stage == "recipient" and code == 552):
        return Later(reason=f"{reason}; it is tried again")
    status = _STATUS.search(told)
    if status and status[1] == "5" and status[2] == "7" and 20 <= int(status[3]) < 30:
        return Refused(reason=f"{reason}; see that SPF and DKIM of the sender's domain are right", scope="chat")
    if stage == "message" or (stage == "sender" and code == 552):
        return Refused(reason=reason, scope="message")
    return Refused(reason=f"{reason}; {_REMEDIES[stage]}", scope="chat")


_REMEDIES: dict[Stage, str] = {
    "hello": "see whether server, port and security are right",
    "login": "correct user and FEEDBOT_SMTP_PASSWORD, and see whether the provider wants one made for a program",
    "sender": "correct sender: the server lets you send under another address",
    "recipient": "correct to",
}


class _VerdictError(Exception):
    """The server says no; `outcome` says what that means."""

    def __init__(self, outcome: Later | Refused) -> None:
        self.outcome = outcome
        super().__init__(outcome.reason)


class _Answers:
    """What a server says, up to a bound."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._left = file, _READ

    def readline(self, size: int) -> bytes:
        line = self._file.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("it says far more than was asked for")
        return line

    def close(self) -> None:
        self._file.close()


class _Client(smtplib.SMTP):
    """The library's client, connected through the guard."""

    file: object

    def __init__(self, call: "_Call") -> None:
        self._call = call
        super().__init__(call.account.server, call.account.port, timeout=call.seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002 - the library's signature
        return self._call.connected()

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock.makefile("rb"))
        return super().getreply()


class _Call:
    """One visit. Whoever waits for it may cut it off from another thread."""

    def __init__(self, account: Account, watch: Guard, seconds: float, tls: ssl.SSLContext | None) -> None:
        self.account, self.seconds = account, seconds
        self._watch, self._tls = watch, tls
        self._plug: socket.socket | None = None
        self._over = False
        self._handed = False
        self._stage: Stage = "hello"

    def stop(self) -> None:
        """Cut the connection, if there is one: what waits for the server fails at once."""
        self._over = True
        if self._plug is not None:
            with suppress(OSError):
                self._plug.shutdown(socket.SHUT_RDWR)

    def lost(self, why: str) -> Later | Unknown:
        """What it means that the server fell silent: nothing was sent unless all of the letter was."""
        if self._handed:
            return Unknown(reason=f"{why}, after it had the whole mail")
        return Later(reason=f"{why}; it is tried again")

    def run(self, letter: Letter | None) -> Sent | Later | Refused | Unknown:
        """Go there and come back. Blocks."""
        client: _Client | None = None
        try:
            client = _Client(self)
            self._enter(client)
            outcome = Sent(messages=()) if letter is None else self._hand_over(client, letter)
            self._leave(client)
        except _VerdictError as verdict:
            return verdict.outcome
        except Exception as error:  # noqa: BLE001 - the library meets hostile answers with errors of every kind
            return self._failed(error)
        else:
            return outcome
        finally:
            if client is not None:
                client.close()
            if self._plug is not None:
                self._plug.close()

    def connected(self) -> socket.socket:
        """A connected socket, safe if it has to be from its first byte. Raises OSError with a sentence for people."""
        plug = connect(self.account.server, self.account.port, self._watch, self.seconds)
        self._plug = plug.dup()  # it stays ours when TLS takes the other one over
        if self._over:
            self.stop()
        if self.account.security != "tls":
            return plug
        return self._context().wrap_socket(plug, server_hostname=self.account.server)

    def _context(self) -> ssl.SSLContext:
        return self._tls or ssl.create_default_context()

    # --- the conversation --------------------------------------------------------------------------------------------

    def _enter(self, client: _Client) -> None:
        client.ehlo_or_helo_if_needed()
        if self.account.security == "starttls":
            if not client.has_extn("starttls"):
                self._refuse(f'{self.account.server} offers no STARTTLS; set security = "tls"')
            client.starttls(context=self._context())
            client.ehlo_or_helo_if_needed()
        if self.account.user:
            self._stage = "login"
            client.login(self.account.user, self.account.password.value)

    def _hand_over(self, client: _Client, letter: Letter) -> Sent:
        """One transaction (RFC 5321, section 3.3): for all that are taken, unless one is to be tried again."""
        self._stage = "sender"
        size = [f"SIZE={len(letter.body)}"] if client.has_extn("size") else []
        self._expect(client.mail(letter.sender, size))
        self._stage = "recipient"
        away: list[str] = []
        for each in letter.to:
            code, said = client.rcpt(each)
            if code in (250, 251):
                continue
            outcome = judged("recipient", code, self._told(said), self.account.server)
            if isinstance(outcome, Later) or len(letter.to) == 1:
                raise _VerdictError(outcome)
            away.append(f"{each}: {outcome.reason}")
        if len(away) == len(letter.to):
            raise _VerdictError(Refused(reason=away[0].partition(": ")[2], scope="chat"))
        self._stage = "message"
        self._expect(client.docmd("DATA"), 354)
        client.send(_stuffed(letter.body))
        self._handed = True
        self._expect(client.getreply())
        return Sent(messages=(letter.number,), note=f"not taken for {'; '.join(away)}" if away else None)

    def _leave(self, client: _Client) -> None:
        with suppress(OSError, smtplib.SMTPException):
            if client.sock is not None:
                client.sock.settimeout(_FAREWELL)
            client.quit()

    def _expect(self, answer: tuple[int, bytes], wanted: int = 250) -> None:
        code, said = answer
        if code != wanted:
            raise _VerdictError(judged(self._stage, code, self._told(said), self.account.server))

    def _refuse(self, reason: str) -> NoReturn:
        raise _VerdictError(Refused(reason=reason, scope="chat"))

    # --- what its errors mean ----------------------------------------------------------------------------------------

    def _failed(self, error: Exception) -> Later | Refused | Unknown:
        server = self.account.server
        match error:
            case smtplib.SMTPResponseException() if error.smtp_code >= 400:
                said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
                return judged(self._stage, error.smtp_code, self._told(said), server)
            case ssl.SSLError():
                return Later(reason=_tls(error, server))
            case OSError() if PRIVATE in str(error):
                return Refused(reason=str(error), scope="chat")
            case OSError() if self._plug is None:
                return Later(reason=f"{error}; it is tried again")
            case UnicodeError():
                return Refused(reason=f"{server} takes user and password in ASCII letters alone", scope="chat")
            case smtplib.SMTPException() if self._stage == "login" and not isinstance(error, _BROKEN):
                return Refused(reason=f"{server} lets nobody log in here in a way that we know", scope="chat")
            case _:
                return self.lost(f"{server} broke the connection off")

    def _told(self, said: bytes) -> str:
        """What a server says, on one line and without our secrets."""
        text = "".join(each if each.isprintable() else " " for each in said[:2_000].decode("utf-8", "replace"))
        return scrub(" ".join(text.split())[:_LONGEST_WORDS], {each for each in (self.account.password.value,) if each})


_BROKEN = (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException)


def _tls(error: ssl.SSLError, server: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message.rstrip(".")
        return f"the certificate of {server} is not to be trusted ({why}); see whether server is right"
    return f"TLS with {server} failed; see whether port and security are right"


def _stuffed(body: bytes) -> bytes:
    """A mail as it goes behind DATA (RFC 5321, section 4.5.2): its leading dots are doubled, and a dot ends it."""
    text = body if body.endswith(b"\r\n") else body + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", text) + b".\r\n"
