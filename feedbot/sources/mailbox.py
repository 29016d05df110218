"""Newsletters out of a mailbox, a Maildir or an IMAP folder: which messages are new, and the items they make.

Nothing is moved, marked or deleted there. It does not judge whether a mail is genuine; whoever receives it must.
"""

import re
from datetime import datetime
from ipaddress import ip_address
from threading import Event
from typing import Annotated, Literal, Self, cast

from pydantic import AfterValidator, Field, model_validator

from feedbot.model import Cursor, Document, Failed, Item, Origin, Reading, Secret, Source, Unchanged, Visit
from feedbot.net import Web
from feedbot.net.aside import aside
from feedbot.sections import Duration, SourceSection
from feedbot.sources import imap, maildir, newsletter
from feedbot.sources.letterbox import Look, Wanted

_HOST = re.compile(r"[^\W_](?:[\w.-]{0,252}[^\W_])?\.?")
_SENDER = re.compile(r"(?:[^@\s<>]{1,200}@|@)?[^@\s<>.]+(?:\.[^@\s<>.]+)*")
_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_PLACES = {"tls": "imaps", "starttls": "imap", "none": "imap"}


def _host(value: str) -> str:
    try:
        ip_address(value)
    except ValueError:
        if not _HOST.fullmatch(value):
            raise ValueError('a server is named like "imap.example.org", without a scheme and a port') from None
    return value


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it has a character that cannot be sent to a server")
    return value


def _senders(value: list[str]) -> list[str]:
    for each in value:
        if not _SENDER.fullmatch(each):
            raise ValueError(f'"{each}" is no address or domain such as "news@example.org" or "example.org"')
    return value


class Mailbox(SourceSection):
    """Newsletters in a mailbox: a Maildir on this machine (`path`), or a folder on an IMAP server (`server`).

    It is only read: no message is moved, deleted or marked as seen. Take a mailbox that gets nothing but newsletters,
    for what is in it is published, links made for its recipient too.
    """

    kind: Literal["mailbox"] = Field(description="Newsletters in a mailbox.")
    path: str | None = Field(
        None, min_length=1, description="The Maildir, absolute or relative to the file of the config."
    )
    server: Annotated[str, AfterValidator(_host)] | None = Field(None, description="The IMAP server.")
    port: int | None = Field(None, ge=1, le=65535, description="Its port; 993, or 143 without TLS from the first byte.")
    security: imap.Security = Field(
        "tls", description="How the connection is made safe: TLS from its first byte, STARTTLS, or not at all."
    )
    user: Annotated[str, AfterValidator(_printable)] = Field("", repr=False, description="The name to log in with.")
    password: Annotated[str, AfterValidator(_printable)] = Field(
        "", repr=False, description="The password, best as `${NAME}` from the environment."
    )
    folder: Annotated[str, AfterValidator(_printable)] = Field(
        "INBOX", min_length=1, description="The folder on the server."
    )
    senders: Annotated[list[str], AfterValidator(_senders)] = Field(
        [],
        description='Whose mail counts, by its From: addresses or domains, such as ["news@example.org"]; all if empty.',
    )
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.path is None) == (self.server is None):
            raise ValueError('give either path, a Maildir, or server, such as "imap.example.org"')
        if self.server is not None and not self.user:
            raise ValueError("the server wants to know who asks; give user and password")
        return self

    @property
    def place(self) -> str:
        """The Maildir as written, or the address of the folder (RFC 5092) without user and password."""
        if self.path is not None:
            return self.path
        host = f"[{self.server}]" if ":" in str(self.server) else self.server
        port = "" if self.door == _PORTS[self.security] else f":{self.door}"
        return f"{_PLACES[self.security]}://{host}{port}/{self.folder}"

    @property
    def door(self) -> int:
        """The port that is asked."""
        return self.port or _PORTS[self.security]


async def fetch(source: Source, cursor: Cursor, web: Web, now: datetime) -> Visit:
    """The messages that are new in the mailbox, oldest first, one a file; Unchanged when there are none.

    The first visit brings the 50 newest, each later one 200 at most; what is left over comes with the next. Of a
    message larger than `limits.body` the fields alone. Never raises for faults of the world.
    """
    section = cast("Mailbox", source.options)  # the config makes no other
    wanted = Wanted(body=source.limits.body, senders=tuple(section.senders))
    found = await _look(section, source, cursor.memo, web, wanted, now)
    if isinstance(found, Failed):
        return found
    if found.memo == cursor.memo and not found.files and not found.notes:
        return Unchanged(memo=found.memo, certificate=found.certificate)
    return Document(
        url=source.url,
        received=now,
        files=found.files,
        memo=found.memo,
        certificate=found.certificate,
        partial=True,
        notes=found.notes,
    )


def parse(document: Document, source: Source) -> Reading:
    """An item for each message, in their order; one that we fail at becomes a note, never an exception."""
    section = source.options
    owner = section.user if isinstance(section, Mailbox) else ""
    items: list[Item] = []
    notes: list[str] = []
    for file in document.files:
        try:
            items.append(newsletter.item(file, source.limits.item, owner))
        except Exception as error:  # noqa: BLE001 - a message that we fail at must not cost the others
            notes.append(f"message {file.path}: it cannot be understood ({type(error).__name__}: {error})")
    return Reading(
        origin=Origin(id=f"urn:feedbot:source:{source.name}", title=source.title or source.name),
        items=tuple(items),
        notes=tuple(notes),
    )


async def _look(section: Mailbox, source: Source, memo: str, web: Web, wanted: Wanted, now: datetime) -> Look | Failed:
    seconds = source.limits.deadline.total_seconds()
    if section.server is None:
        stopped = Event()
        found = await aside(lambda: maildir.look(source.url, memo, wanted, now, stopped.is_set), stopped.set, seconds)
        late = f"{source.url} could not be read within {seconds:g} s; is its disk well?"
        return found or Failed(reason=late, fault="limit")
    account = imap.Account(
        server=section.server,
        port=section.door,
        security=section.security,
        user=section.user,
        password=Secret(section.password),
        folder=section.folder,
    )
    call = imap.Call(account, web.guard, wanted, source.limits.deadline)
    found = await aside(lambda: call.look(memo, now), call.stop, seconds)
    late = f"{section.server} could not be reached within {seconds:g} s; check its spelling and this machine's DNS"
    return found or Failed(reason=late, fault="network")
