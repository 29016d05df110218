"""A channel that sends mail: an article or a digest a message, for people who read nothing else.

Mail by SMTP (RFC 5321) in the form of RFC 5322; `feedbot/channels/smtp.py` speaks to the server.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from html import escape
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from feedbot.channels import digests, smtp
from feedbot.channels.drawing import claimed, draw
from feedbot.channels.markup import html
from feedbot.channels.smtp import Account
from feedbot.channels.telegram import Check
from feedbot.channels.tongue import spoken
from feedbot.model import (
    Channel,
    Claim,
    Later,
    Message,
    Outcome,
    Pace,
    Part,
    Piece,
    Probe,
    Refused,
    Secret,
    Sent,
    Telegram,
    Unsure,
)
from feedbot.net import Web
from feedbot.sections import ChannelSection

DEADLINE = timedelta(seconds=60)
"""How long a server may take with one message; some look at the text for a while."""

_TEXT = 100_000  # UTF-16 code units: as much of an article as anybody reads in a mail
_TITLE = 200
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_PERSON = re.compile(r"(?:([^<>]*)<([^<>]*)>|([^<>]*))\s*")
_LEAVE = re.compile(r"(?:mailto:|https?://)[!-;=?-~]{1,900}")
_HEAD = re.compile(r"Subject: ([^\n]*)\nMessage-ID: <([0-9a-f]{1,14})\.([^<>\s]+)>\n\n")
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _host(value: str) -> str:
    if value and not _HOST.fullmatch(value):
        raise ValueError('a server is named like "smtp.example.org", without a scheme and a port')
    return value


def person(value: str) -> tuple[str, str]:
    """The name and the address of somebody written as "NAME <ADDRESS>" or "ADDRESS"; whatever is in the name."""
    match = _PERSON.fullmatch(value)
    if match is None:
        return "", ""
    return (match[1] or "").strip().strip('"'), (match[2] or match[3] or "").strip()


def _mail(value: str) -> str:
    if value:
        name, address = person(value)
        if not _MAIL.fullmatch(address) or not name.isprintable() or len(name) > 100:
            raise ValueError(f'"{value}" is no e-mail address; write "news@example.org" or "News <news@example.org>"')
    return value


def _mails(value: list[str]) -> list[str]:
    return [_mail(each) for each in value]


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it has a character that cannot be sent to a server")
    return value


def _leave(value: str | None) -> str | None:
    if value is not None and not _LEAVE.fullmatch(value):
        raise ValueError("where one unsubscribes is an address that begins with mailto: or https://")
    return value


class EmailSection(ChannelSection):
    """A mailbox, which gets a mail for each article, or one for each digest."""

    kind: Literal["email"]
    server: Annotated[str, AfterValidator(_host)] = Field("", description="The SMTP server that takes your mail.")
    port: int | None = Field(
        None, ge=1, le=65535, description="Its port; 465, with STARTTLS 587, without any TLS 25 if not given."
    )
    security: smtp.Security = Field(
        "tls", description="How the connection is made safe: TLS from its first byte, STARTTLS, or not at all."
    )
    user: Annotated[str, AfterValidator(_printable)] = Field("", repr=False, description="The name to log in with.")
    password: Annotated[str, AfterValidator(_printable)] = Field(
        "", repr=False, description="The password. FEEDBOT_SMTP_PASSWORD where not given."
    )
    sender: Annotated[str, AfterValidator(_mail)] = Field(
        "", description="Who it is from: `news@example.org`, or `News <news@example.org>`."
    )
    to: Annotated[list[str], AfterValidator(_mails)] = Field(
        [], description="Who gets it. All of them see each other's address; give each a channel where they shall not."
    )
    unsubscribe: Annotated[str | None, AfterValidator(_leave)] = Field(
        None, description="Where one unsubscribes, for mail programs that have a button: mailto: or https:."
    )

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.user and self.security == "none" and self.server not in _LOCAL:
            raise ValueError('a password goes over no open connection; set security = "tls" or "starttls"')
        return self


def section(channel: Channel) -> EmailSection:
    """The options of an e-mail channel. Raises TypeError for a channel of another kind."""
    if not isinstance(channel.options, EmailSection):
        raise TypeError(f'channel "{channel.name}" has no options of kind email')
    return channel.options


def chat(channel: Channel, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """The addresses it goes to, parted by ", "; None while there is none."""
    return ", ".join(person(each)[1] for each in section(channel).to) or None


def asleep(options: ChannelSection, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """Why no mail can be sent yet, for people; None when server, sender and recipient are named."""
    if not isinstance(options, EmailSection) or not options.server:
        return 'no server; set server in config.toml, such as "smtp.example.org"'
    if not options.sender:
        return 'no sender; set sender in config.toml, such as "News <news@example.org>"'
    if not options.to:
        return 'no recipient; set to in config.toml, such as ["me@example.org"]'
    if options.user and not options.password:
        return "no password; set FEEDBOT_SMTP_PASSWORD"
    return None


def pace(chat: str) -> Pace:  # noqa: ARG001 - one signature for every kind
    """A mail in two seconds: servers take a burst for spam."""
    return Pace(gap=timedelta(seconds=2))


async def check(channel: Channel, telegram: Telegram, web: Web | None) -> Check:
    """Whether the server lets us in; nothing is sent."""
    options = section(channel)
    reason = asleep(options, telegram)
    if reason or web is None:
        return Check(well=False, text=reason or "nothing can be asked without a connection to the web")
    outcome = await smtp.visit(_account(options), None, web.guard, DEADLINE)
    if isinstance(outcome, Sent):
        return Check(well=True, text=f"{options.server} lets us in; mail goes to {chat(channel, telegram)}")
    return Check(well=False, text=outcome.reason)


# --- what is said ----------------------------------------------------------------------------------------------------


def compose(channel: Channel, claim: Claim, chat: str, now: datetime) -> Message:
    """The mail that tells a claimed piece, or a digest; it has one part.

    Its text begins with two lines, "Subject: ..." and "Message-ID: ...", and a blank one, then comes the plain text;
    `rich` is the same as HTML. Raises ValueError if there is nothing to tell.
    """
    delivery, reply = claim.delivery, claim.reply
    number = _number(channel.name, delivery.subject, "")
    if claim.digest:
        text, rich = digests.document(channel, claim.digest, gather=delivery.gather or "", now=now)
        title = text.partition("\n")[0]
    else:
        piece = spoken(channel, claimed(claim))
        text, rich = _shown(channel, piece, jumped=claim.jumped)
        title = piece.lead.title or text.partition("\n")[0]
        if claim.jumped:
            title, reply = f"Re: {title}", reply or number
            number = _number(channel.name, delivery.subject, delivery.wanted)
    head = f"Subject: {_line(title)}\nMessage-ID: {_id(number, section(channel), channel.name)}\n\n"
    part = Part(chat=chat, text=head + text, rich=rich, reply=reply)
    return Message(channel=channel.name, subjects=(delivery.subject,), parts=(part,))


def _shown(channel: Channel, piece: Piece, *, jumped: bool) -> tuple[str, str]:
    drawn = draw(channel, piece, limit=_TEXT, jumped=jumped)
    language = escape(channel.language or piece.lead.language or "")
    lang = f' lang="{language}"' if language else ""
    head = f'<head><meta charset="utf-8"><title>{escape(_line(piece.lead.title))}</title></head>'
    body = html(drawn.text, drawn.spans)
    return f"{drawn.text}\n", f"<!DOCTYPE html>\n<html{lang}>\n{head}\n<body>\n<p>{body}</p>\n</body>\n</html>\n"


def _number(channel: str, subject: str, version: str) -> int:
    """What names a mail among those of a channel: 53 bits, always the same."""
    named = "\0".join((channel, subject, version)).encode("utf-8", "replace")
    return int(hashlib.sha256(named).hexdigest()[:13], 16)


def _id(number: int, options: EmailSection, name: str) -> str:
    """A Message-ID (RFC 5322, section 3.6.4): a mail that is sent twice has it twice."""
    return f"<{number:x}.{name}@{person(options.sender)[1].partition('@')[2]}>"


def _line(text: str) -> str:
    """Text as one line that holds nothing but what is seen, cut at 200 characters."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text[: 2 * _TITLE]).split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


# --- how it is sent --------------------------------------------------------------------------------------------------


def _utc() -> datetime:
    return datetime.now(UTC)


class EmailSender:
    """Sends the parts of one channel, each over a connection of its own; `web` says which addresses may be dialled."""

    def __init__(
        self,
        name: str,
        options: EmailSection,
        web: Web | None,
        *,
        now: Callable[[], datetime] = _utc,
        deadline: timedelta = DEADLINE,
    ) -> None:
        self._name, self._options, self._web, self._now, self._deadline = name, options, web, now, deadline

    async def send(self, part: Part) -> Outcome:
        """What the server makes of a part; its number is that of the mail's Message-ID."""
        if self._web is None:
            return Later(reason="no mail can be sent without a connection to the web")
        number, mail = written(self._name, self._options, part, self._now())
        to = tuple(person(each)[1] for each in self._options.to)
        letter = smtp.Letter(sender=person(self._options.sender)[1], to=to, number=number, body=mail)
        return await smtp.visit(_account(self._options), letter, self._web.guard, self._deadline)

    async def probe(self, part: Part, *, last: int) -> Probe:  # noqa: ARG002 - one signature for every kind
        """Unsure: a mailbox is not ours to look into. A mail that is sent again has the same Message-ID."""
        return Unsure(reason="nobody can look into the mailbox")

    async def topic(self, chat: str, name: str) -> int | Refused | Later:  # noqa: ARG002 - as above
        """Refused: a mailbox has none."""
        return Refused(reason="a mailbox has no topics", scope="topic")

    async def close(self) -> None:
        """Nothing to do: no connection is kept."""


def written(name: str, options: EmailSection, part: Part, now: datetime) -> tuple[int, bytes]:
    """The number of a mail, and the mail as it is sent: ASCII, lines end with CRLF, none is longer than 998 bytes."""
    subject, number, text = _opened(part)
    mail = MIMEMultipart("alternative", boundary=f"=_{number:x}")
    # The library's older way: its newer one loses a blank where a long title of two scripts is folded.
    mail["Subject"] = subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode()
    mail["From"] = _named(options.sender, "From")
    mail["To"] = ", ".join(_named(each, "To") for each in options.to)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = _id(number, options, name)
    if part.reply is not None:
        mail["In-Reply-To"] = mail["References"] = _id(part.reply, options, name)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is answered to us
    if options.unsubscribe:
        mail["List-Unsubscribe"] = f"<{options.unsubscribe}>"
    letters = Charset("utf-8")
    letters.body_encoding = BASE64  # whatever the text says, no line is too long, none begins with a dot
    for body, kind in ((text, "plain"), (part.rich, "html")):
        if body is not None:
            mail.attach(MIMEText(body.encode("utf-8", "replace").decode(), kind, letters))  # type: ignore[arg-type]
    return number, mail.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _opened(part: Part) -> tuple[str, int, str]:
    """Subject, number and text of a part; what was not composed here is a test message, and gets them."""
    match = _HEAD.match(part.text)
    if match:
        return match[1], int(match[2], 16), part.text[match.end() :]
    return _line(part.text.partition("\n")[0]), _number("", part.text, ""), part.text


def _named(value: str, header: str) -> str:
    """An address with its name as a header has it (RFC 2047, section 5)."""
    name, address = person(value)
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', header_name=header).encode()} <{address}>"


def _account(options: EmailSection) -> Account:
    return Account(
        server=options.server,
        port=options.port or _PORTS[options.security],
        security=options.security,
        user=options.user,
        password=Secret(options.password),
    )
