"""The messages of an IMAP folder (RFC 3501, RFC 9051), looked at and never changed: what is new since the last look.

Everything here blocks. The standard library's client speaks; this module says where it may connect, how much it may
read, and how long.
"""

import imaplib
import json
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Literal

from feedbot.model import Failed, Secret
from feedbot.net.addresses import PRIVATE, Guard, connect
from feedbot.net.certificates import expiry
from feedbot.sources import imap_answers as answers
from feedbot.sources import mail
from feedbot.sources.imap_answers import Message
from feedbot.sources.letterbox import Basket, Look, Wanted
from feedbot.text import decode

Security = Literal["tls", "starttls", "none"]
"""How a connection is made safe: from the first byte, by STARTTLS, or not at all."""

_HEADS = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.{mail.HEAD}>)"
_GROUP = 4 * 2**20
_LINE = 256  # what a line costs besides its bytes
_LONGEST_WORDS = 200
_FAREWELL = 2.0
_DIGITS = re.compile(rb"\d{1,10}")
_COMMAND = re.compile(r"^command: [A-Z]+ => ")
_SIMPLE = re.compile(r"[A-Za-z0-9.@_+=/-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where messages lie, and who asks for them."""

    server: str
    port: int
    security: Security
    user: str
    password: Secret
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memo:
    """How far we are: UIDs up to `last` are seen, as long as the folder's UIDVALIDITY stays `validity`."""

    validity: int
    last: int


class _RefusedError(Exception):
    """The server says no; `failed` says so for people."""

    def __init__(self, failed: Failed) -> None:
        self.failed = failed
        super().__init__(failed.reason)


class _Client(imaplib.IMAP4):
    """The library's client, connected through the guard, and with a bound to what a server may make it read."""

    def __init__(self, call: "Call") -> None:
        self._call = call
        super().__init__(call.account.server, call.account.port, call.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._call.connected(timeout)

    def read(self, size: int) -> bytes:
        self._call.spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._call.spend(len(line) + _LINE)
        return line


class Call:
    """One look into a folder. Whoever waits for it may cut it off from another thread."""

    def __init__(self, account: Account, watch: Guard, wanted: Wanted, deadline: timedelta) -> None:
        self.account, self.seconds = account, deadline.total_seconds()
        self._watch, self._wanted = watch, wanted
        self._left = 2 * (wanted.total + wanted.body)
        self._late = monotonic() + wanted.patience * self.seconds
        self._plug: socket.socket | None = None
        self._over = False

    def stop(self) -> None:
        """Cut the connection, if there is one: what waits for the server fails at once."""
        self._over = True
        if self._plug is not None:
            with suppress(OSError):
                self._plug.shutdown(socket.SHUT_RDWR)

    def look(self, memo: str, now: datetime) -> Look | Failed:
        """The messages that are new in the folder, as many as is wanted; of the first look the newest.

        What came before a connection breaks is kept, and the rest comes at the next look. Blocks; never raises for a
        fault of the world.
        """
        client: _Client | None = None
        try:
            client = _Client(self)
            self._log_in(client)
            certificate = expiry(client.sock.getpeercert() if isinstance(client.sock, ssl.SSLSocket) else None)
            found = self._gather(client, _recall(memo, self.account), Basket(self._wanted), now)
            client.sock.settimeout(_FAREWELL)
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()
        except Exception as error:  # noqa: BLE001 - the library meets hostile answers with errors of every kind
            return self._failed(error)
        else:
            return replace(found, certificate=certificate)
        finally:
            with suppress(OSError):
                if client is not None:
                    client.shutdown()
            if self._plug is not None:
                self._plug.close()

    # --- what the client asks ----------------------------------------------------------------------------------------

    def connected(self, timeout: float | None) -> socket.socket:
        """A connected socket, safe if it has to be from its first byte. Raises OSError with a sentence for people."""
        plug = connect(self.account.server, self.account.port, self._watch, timeout or self.seconds)
        self._plug = plug.dup()  # it stays ours when TLS takes the other one over
        if self._over:
            self.stop()
        if self.account.security != "tls":
            return plug
        return ssl.create_default_context().wrap_socket(plug, server_hostname=self.account.server)

    def spend(self, size: int) -> None:
        """Count what is read. Raises when it is more than a look may take."""
        self._left -= size
        if self._left < 0:
            reason = f"{self.account.server} sends far more than was asked for; what is read is bounded (limits.body)"
            raise _RefusedError(Failed(reason=reason, fault="limit"))

    # --- the conversation --------------------------------------------------------------------------------------------

    def _log_in(self, client: _Client) -> None:
        account, host = self.account, self.account.server
        if account.security == "starttls":
            if "STARTTLS" not in client.capabilities or client.state != "NONAUTH":
                raise _RefusedError(Failed(reason=f'{host} offers no STARTTLS; set security = "tls"', fault="tls"))
            client.starttls(ssl.create_default_context())
        if client.state == "AUTH":
            return
        plain = "AUTH=PLAIN" in client.capabilities
        if "LOGINDISABLED" in client.capabilities and not plain:
            reason = f'{host} takes no password over a connection that others can read; set security = "tls"'
            raise _RefusedError(Failed(reason=reason, fault="login"))
        user, password = account.user, account.password.value
        try:
            if plain:
                client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            else:
                client.login(user if _SIMPLE.fullmatch(user) else answers.quoted(user), password)
        except UnicodeEncodeError:
            reason = f"{host} takes user and password in ASCII letters alone; let it give you another password"
            raise _RefusedError(Failed(reason=reason, fault="login")) from None
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise _RefusedError(self._shut_out(self._told(error))) from None

    def _shut_out(self, told: str) -> Failed:
        if "[UNAVAILABLE]" in told or "[LIMIT]" in told:
            return Failed(reason=f"{self.account.server} has no time for us ({told}); it is tried again", fault="busy")
        reason = (
            f"{self.account.server} does not let us in ({told}); correct user and password, and see whether the "
            "provider wants a password made for one program"
        )
        return Failed(reason=reason, fault="login")

    def _gather(self, client: _Client, memo: _Memo | None, basket: Basket, now: datetime) -> Look:
        validity, following, total = self._examine(client)
        fresh = memo is None or memo.validity != validity
        if memo is not None and fresh:
            basket.notes.append("the server has numbered its messages anew; the newest are read once more")
        if memo is None or fresh:
            done = max(following - 1, 0) if not total else 0
            uids = self._newest(client, total, basket.wanted.most if memo else basket.wanted.first)
        else:
            done = memo.last
            uids = [] if 0 < following <= done + 1 else self._since(client, done)
        batch = uids[: basket.wanted.most]
        plan, settled = self._planned(client, batch, basket)
        try:
            for group in _grouped(plan):
                if basket.files and monotonic() > self._late:
                    break
                self._fetch(client, group, basket, now)
                done = group[-1].uid
            else:
                done = max(settled, done)
        except (OSError, imaplib.IMAP4.error, _RefusedError) as error:
            if not basket.files:
                raise
            basket.notes.append(self._failed(error).reason)
        return basket.look(_written(self.account, validity, done), sum(uid > done for uid in uids))

    def _examine(self, client: _Client) -> tuple[int, int, int]:
        """Open the folder for reading alone; its UIDVALIDITY, the next UID (0: not said), and how many it holds."""
        answer, counts = client.select(answers.quoted(answers.shifted(self.account.folder)), readonly=True)
        if answer != "OK":
            names = ", ".join(f'"{name}"' for name in answers.names(client.list()[1]))
            reason = f'there is no folder "{self.account.folder}" at {self.account.server} ({self._told(counts)})'
            there = f"there are {names}" if names else "it shows us no other"
            raise _RefusedError(Failed(reason=f"{reason}; {there}; correct folder", fault="missing"))
        return (
            answers.number(client.response("UIDVALIDITY")[1]),
            answers.number(client.response("UIDNEXT")[1]),
            answers.number(counts),
        )

    def _newest(self, client: _Client, total: int, most: int) -> list[int]:
        if not total:
            return []
        _, found = client.fetch(f"{max(1, total - most + 1)}:{total}", "(UID)")
        return sorted({message.uid for message in answers.messages(found)})[-most:]

    def _since(self, client: _Client, last: int) -> list[int]:
        """The UIDs above `last`; "*" names the last message even if its number is lower (RFC 3501, section 6.4.8)."""
        answer, found = client.uid("SEARCH", f"UID {last + 1}:*")
        if answer != "OK":
            reason = f"{self.account.server} cannot say what is new ({self._told(found)}); it is tried again"
            raise _RefusedError(Failed(reason=reason, fault="http"))
        return sorted({uid for line in found if line for uid in map(int, _DIGITS.findall(line)) if uid > last})

    def _planned(self, client: _Client, uids: list[int], basket: Basket) -> tuple[list[Message], int]:
        """The messages to read, by what their fields say, and the UID up to which all are settled then."""
        if not uids:
            return [], 0
        heads = self._ask(client, uids, _HEADS, basket)
        plan: list[Message] = []
        weight = settled = 0
        for uid in uids:
            head = heads.get(uid)  # what was deleted meanwhile is not waited for
            if head and not basket.refuses(head.body):
                weight += min(head.size, basket.wanted.body)
                if plan and weight > basket.wanted.total:
                    break
                plan.append(head)
            settled = uid
        return plan, settled

    def _fetch(self, client: _Client, group: list[Message], basket: Basket, now: datetime) -> None:
        """Read the texts of some messages; what is too large, or is not given out, stays without one."""
        most = basket.wanted.body
        small = [message.uid for message in group if message.size <= most]
        bodies = self._ask(client, small, f"(UID BODY.PEEK[]<0.{most + 1}>)", basket) if small else {}
        for message in group:
            body = bodies.get(message.uid, message).body
            basket.put(str(message.uid), body, message.size, message.arrived, now)

    def _ask(self, client: _Client, uids: list[int], what: str, basket: Basket) -> dict[int, Message]:
        """What the server gives of some messages, by UID; where it fails at one of them, each alone."""
        answer, found = client.uid("FETCH", ",".join(map(str, uids)), what)
        got = {message.uid: message for message in answers.messages(found)}
        for uid in uids if answer != "OK" else ():
            if uid not in got:
                answer, found = client.uid("FETCH", str(uid), what)
                got |= {message.uid: message for message in answers.messages(found)}
                if answer != "OK":
                    basket.notes.append(f"the server does not give out message {uid} ({self._told(found)})")
        return got

    # --- what went wrong ---------------------------------------------------------------------------------------------

    def _failed(self, error: Exception) -> Failed:
        host, door = self.account.server, f"{self.account.server}, port {self.account.port},"
        match error:
            case _RefusedError():
                return error.failed
            case _ if self._over or isinstance(error, TimeoutError):
                return Failed(reason=f"{host} gave no whole answer within {self.seconds:g} s", fault="network")
            case ssl.SSLCertVerificationError():
                why = error.verify_message.rstrip(".")
                reason = f"the certificate of {host} is not to be trusted ({why}); correct server, or tell its owner"
                return Failed(reason=reason, fault="tls")
            case ssl.SSLError():
                why = (error.reason or str(error)).replace("_", " ").lower()
                return Failed(reason=f"TLS with {door} failed ({why}); correct port or security", fault="tls")
            case OSError() if error.errno is None:
                return Failed(reason=str(error), fault="private" if PRIVATE in str(error) else "network")
            case OSError() | imaplib.IMAP4.abort():
                why = f"{host} broke the connection off ({self._told(error)}); it is tried again"
                return Failed(reason=why, fault="network")
            case _:
                reason = f"{door} does not speak IMAP as it should ({self._told(error)}); correct server and port"
                return Failed(reason=reason, fault="http")

    def _told(self, said: Exception | Sequence[object]) -> str:
        """What a server said, on one line; never the password, should it have been echoed."""
        parts = said.args if isinstance(said, Exception) else said
        texts = (decode.decode(part, kind="text").text if isinstance(part, bytes) else str(part) for part in parts)
        line = _COMMAND.sub("", " ".join(decode.tidy(" ".join(texts)).split()))
        password = self.account.password.value
        return (line.replace(password, "***") if password else line)[:_LONGEST_WORDS]


def _grouped(plan: Iterable[Message]) -> Iterator[list[Message]]:
    """Messages that are asked for at once: as many as weigh 4 MiB, or a heavier one alone."""
    group: list[Message] = []
    weight = 0
    for message in plan:
        if group and weight + message.size > _GROUP:
            yield group
            group, weight = [], 0
        group.append(message)
        weight += message.size
    if group:
        yield group


def _known(account: Account) -> str:
    return sha256(repr((account.server.lower(), account.port, account.user, account.folder)).encode()).hexdigest()[:16]


def _recall(memo: str, account: Account) -> _Memo | None:
    """What an earlier look at the same folder wrote; None before the first one."""
    try:
        said = json.loads(memo)
        found = _Memo(validity=int(said["validity"]), last=int(said["last"]))
        return found if said["account"] == _known(account) else None
    except (ValueError, TypeError, KeyError):
        return None


def _written(account: Account, validity: int, last: int) -> str:
    return json.dumps({"account": _known(account), "last": last, "validity": validity})
