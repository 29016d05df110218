"""A channel that posts what is new as signed JSON, for programs.

Signed as the Standard Webhooks specification says (standardwebhooks.com, "Signature scheme"): any of its libraries
checks it. What a body says is told in docs/channels.md.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from feedbot.channels.drawing import claimed
from feedbot.channels.telegram import Check
from feedbot.model import (
    DELETED,
    Absent,
    Channel,
    Claim,
    Entry,
    Failed,
    Later,
    Link,
    Message,
    Outcome,
    Pace,
    Part,
    Piece,
    Probe,
    Refused,
    Sent,
    Telegram,
)
from feedbot.net import Web
from feedbot.net.headers import retry_after
from feedbot.net.targets import target
from feedbot.sections import ChannelSection

DEADLINE = timedelta(seconds=20)
"""How long an endpoint may take to answer."""

PAGE = 50
"""How many items of a digest go in one request."""

_LEAST, _MOST = 24, 64  # bytes of a key (Standard Webhooks, "Signature scheme")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection"})
_THEIRS = {400: "the message", 409: "the message", 413: "so long a message", 422: "the message"}
_LATER = frozenset({408, 425, 429})


def _secret(value: str) -> str:
    for each in value.split():
        key(each)
    return value


def _url(value: str) -> str:
    if value:
        target(value)
    return value


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not _NAME.fullmatch(name):
            raise ValueError("the name of a header has letters, digits and dashes, and no blanks")
        if name.lower() in _OURS or name.lower().startswith("webhook-"):
            raise ValueError(f"the header {name} is feedbot's own")
        if not (text.isprintable() and text.isascii()):
            raise ValueError(f"the header {name} has a character that cannot be sent")
    return value


class WebhookSection(ChannelSection):
    """An address of a program, which gets what is new as signed JSON."""

    kind: Literal["webhook"]
    url: Annotated[str, AfterValidator(_url)] = Field(
        "", repr=False, description="Where it is posted, best as `${NAME}` where the address itself is a secret."
    )
    secret: Annotated[str, AfterValidator(_secret)] = Field(
        "",
        repr=False,
        description=(
            "What signs it, as Standard Webhooks write it: `whsec_` and base64; the old one behind a blank while it "
            "is changed. FEEDBOT_WEBHOOK_SECRET where not given."
        ),
    )
    signed: bool = Field(default=True, description="False: without a signature, for programs that look at none.")
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = Field(
        {}, repr=False, description='More headers, such as `{ Authorization = "Bearer ${TOKEN}" }`.'
    )


def section(channel: Channel) -> WebhookSection:
    """The options of a webhook. Raises TypeError for a channel of another kind."""
    if not isinstance(channel.options, WebhookSection):
        raise TypeError(f'channel "{channel.name}" has no options of kind webhook')
    return channel.options


def chat(channel: Channel, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """The host, and what tells its addresses apart without telling them, for they may be secret; None without one."""
    url = section(channel).url
    return f"{_host(url)}#{hashlib.sha256(url.encode()).hexdigest()[:8]}" if url else None


def asleep(options: ChannelSection, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """Why nothing can be posted yet, for people; None when there are an address and a secret."""
    if not isinstance(options, WebhookSection) or not options.url:
        return "no address; set url in config.toml"
    if options.signed and not options.secret:
        return (
            "no secret; set FEEDBOT_WEBHOOK_SECRET to what `openssl rand -base64 32` prints, or signed = false if "
            "nobody checks"
        )
    return None


def pace(chat: str) -> Pace:  # noqa: ARG001 - one signature for every kind
    """No limit but the one at a time: who is asked too much answers 429 and is left alone."""
    return Pace()


async def check(channel: Channel, telegram: Telegram) -> Check:
    """What can be told without posting anything."""
    reason = asleep(section(channel), telegram)
    if reason:
        return Check(well=False, text=reason)
    return Check(well=True, text=f"posts to {_host(section(channel).url)}; only a message shows whether it is taken")


def key(secret: str) -> bytes:
    """The bytes of a secret, written in base64, with or without "whsec_" before it.

    Raises ValueError, which does not show it, if it is none, or none of 24 to 64 bytes.
    """
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not _LEAST <= len(raw) <= _MOST:
        raise ValueError("a secret is 24 to 64 bytes in base64, as `openssl rand -base64 32` prints them")
    return raw


def signature(secret: str, id: str, at: datetime, body: bytes) -> str:
    """The value of webhook-signature: one for each secret of those that blanks part."""
    signed = f"{id}.{int(at.timestamp())}.".encode() + body
    made = (hmac.new(key(each), signed, hashlib.sha256).digest() for each in secret.split())
    return " ".join(f"v1,{base64.b64encode(each).decode()}" for each in made)


# --- what is said ----------------------------------------------------------------------------------------------------


def compose(channel: Channel, claim: Claim, chat: str, now: datetime) -> Message:  # noqa: ARG001 - one signature
    """The bodies that tell a claimed piece, or a digest, as JSON.

    There is one, of a digest one for each fifty items. An id is that of a delivery and of a version of it, so whoever
    has seen it before may drop it. Raises ValueError if there is nothing to tell.
    """
    delivery = claim.delivery
    if claim.digest:
        pages = [claim.digest[start : start + PAGE] for start in range(0, len(claim.digest), PAGE)]
        bodies = [_digest(claim, page, number, len(pages)) for number, page in enumerate(pages, 1)]
    else:
        piece = claimed(claim)
        gone = piece.withdrawn or delivery.wanted == DELETED
        bodies = [_body(claim, _type(claim, gone=gone), _item(piece, id=delivery.subject, gone=gone, whole=True))]
    parts = [Part(chat=chat, text=_written(body), deletes=delivery.wanted == DELETED) for body in bodies]
    return Message(channel=channel.name, subjects=(delivery.subject,), parts=tuple(parts))


def _type(claim: Claim, *, gone: bool) -> str:
    if gone:
        return "entry.withdrawn"
    if claim.delivery.shown is None and not claim.jumped:
        return "entry.created"
    return "story.grown" if claim.jumped or (claim.piece and claim.piece.also) else "entry.changed"


def _digest(claim: Claim, page: Sequence[Piece], number: int, of: int) -> Mapping[str, Any]:
    items = [_item(piece, id=piece.id, gone=piece.withdrawn, whole=False) for piece in page]
    said = {"name": claim.delivery.gather, "page": number, "pages": of, "items": items}
    return _body(claim, "digest", _known(**said), number)


def _body(claim: Claim, type: str, said: Mapping[str, Any], page: int = 1) -> Mapping[str, Any]:
    """The envelope. Nothing in it depends on how often it was tried, or on what stands already."""
    delivery = claim.delivery
    version = (delivery.channel, delivery.subject, delivery.shown or "", delivery.wanted, delivery.due.isoformat())
    id = hashlib.sha256("\0".join((*version, str(page))).encode("utf-8", "replace")).hexdigest()[:32]
    at = delivery.due.isoformat().replace("+00:00", "Z")
    return {"id": f"msg_{id}", "type": type, "timestamp": at, "channel": delivery.channel, "data": said}


def _item(piece: Piece, *, id: str, gone: bool, whole: bool) -> Mapping[str, Any]:
    """A piece in the words of JSON Feed 1.1; of one that is gone, what tells which it was."""
    entry = piece.lead
    known = {"id": id, "url": entry.link, "title": entry.title or None, "withdrawn": gone}
    dates = {"date_published": _date(piece.published), "date_modified": _date(piece.updated)}
    source = _known(name=entry.source, title=entry.origin.title or None, url=entry.origin.link)
    if gone:
        return _known(**known, **dates, source=source)
    return _known(
        **known,
        summary=entry.summary or None,
        content_html=(entry.content or None) if whole else None,
        image=next((link.href for link in entry.links if link.rel == "preview"), None),
        **dates,
        authors=[_known(name=each.name, url=each.uri) for each in entry.authors if each.name],
        tags=list(dict.fromkeys(each.label or each.term for each in entry.categories if each.term)),
        language=entry.language,
        attachments=[_attachment(link) for link in entry.links if link.rel == "enclosure"],
        attribution=[_known(name=one.name, alias=one.alias, via=one.via) for one in entry.attribution],
        source=source,
        also=[_told(each) for each in piece.also],
    )


def _told(entry: Entry) -> Mapping[str, Any]:
    source = _known(name=entry.source, title=entry.origin.title or None, url=entry.origin.link)
    at = _date(entry.published)
    return _known(id=entry.id, url=entry.link, title=entry.title or None, date_published=at, source=source)


def _attachment(link: Link) -> Mapping[str, Any]:
    return _known(
        url=link.href,
        mime_type=link.type,
        title=link.title,
        size_in_bytes=link.length,
        duration_in_seconds=link.duration,
    )


def _date(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _known(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON takes
    return {name: value for name, value in fields.items() if value is not None and value != []}


def _written(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


# --- how it is sent --------------------------------------------------------------------------------------------------


def _utc() -> datetime:
    return datetime.now(UTC)


class WebhookSender:
    """Posts the parts of one channel; `web` says which addresses may be dialled."""

    def __init__(
        self,
        options: WebhookSection,
        web: Web | None,
        *,
        now: Callable[[], datetime] = _utc,
        deadline: timedelta = DEADLINE,
    ) -> None:
        self._options, self._web, self._now, self._deadline = options, web, now, deadline

    async def send(self, part: Part) -> Outcome:
        """What the endpoint makes of a part. A lost answer is Later: its id tells a repeated one from a new one."""
        if self._web is None:
            return Later(reason="nothing can be posted without a connection to the web")
        id, text = _addressed(part)
        now, body = self._now(), text.encode()
        login = target(self._options.url).authorization
        headers = {"authorization": login} if login else {}
        headers |= {name.lower(): value for name, value in self._options.headers.items()}
        headers |= {"content-type": "application/json", "webhook-id": id}
        headers |= {"webhook-timestamp": str(int(now.timestamp()))}
        if self._options.signed:
            headers["webhook-signature"] = signature(self._options.secret, id, now, body)
        # Late, because aiohttp takes a third of a second to import, and most commands never send.
        from feedbot.net.callbacks import call

        said = await call(self._web, self._options.url, body=body, headers=headers, deadline=self._deadline)
        host = _host(self._options.url)
        return _failed(said) if isinstance(said, Failed) else judged(said.status, said.headers, host, now)

    async def probe(self, part: Part, *, last: int) -> Probe:  # noqa: ARG002 - one signature for every kind
        """Absent, so that it is posted again: its id tells a repeated one from a new one."""
        return Absent()

    async def topic(self, chat: str, name: str) -> int | Refused | Later:  # noqa: ARG002 - as above
        """Refused: an endpoint has none."""
        return Refused(reason="an endpoint has no topics", scope="topic")

    async def close(self) -> None:
        """Nothing to do: no connection is kept."""


def judged(status: int, headers: Mapping[str, str], host: str, now: datetime) -> Outcome:
    """What a status means: a 2xx is taken, 400, 409, 413 and 422 are about this message, others of 4xx the address.

    429 is no failure. Whatever the server's own fault may be, and 408 and 425, is tried again.
    """
    if 200 <= status < 300:
        return Sent(messages=())
    after = retry_after(headers, now)
    if status in _LATER or status >= 500:
        return Later(reason=f"{host} answers {status}; it is tried again", after=after, fault=status != 429)
    if status in _THEIRS:
        return Refused(reason=f"{host} refuses {_THEIRS[status]} ({status})", scope="message")
    return Refused(reason=f"{host} answers {status}; {_remedy(status)}", scope="chat")


def _remedy(status: int) -> str:
    if status in {401, 403}:
        return "see that it knows the secret, and correct headers"
    if status == 410:
        return "it wants nothing any more: take the channel out of config.toml, or correct url"
    return "nobody listens there: correct url"


def _failed(failed: Failed) -> Outcome:
    """What it means that no answer came: whether the message arrived does not matter, as it may be repeated."""
    if failed.fault == "private":
        return Refused(reason=failed.reason, scope="chat")
    if failed.fault == "missing":
        return Refused(reason=f"{failed.reason}; correct url", scope="chat")
    return Later(reason=f"{failed.reason.partition('; ')[0]}; it is tried again")


def _addressed(part: Part) -> tuple[str, str]:
    """The id and the body of a part; what is no JSON of ours is a test message, and gets both."""
    try:
        return str(json.loads(part.text)["id"]), part.text
    except (ValueError, KeyError, TypeError):
        id = "msg_" + hashlib.sha256(part.text.encode("utf-8", "replace")).hexdigest()[:32]
        return id, _written({"id": id, "type": "test", "data": {"text": part.text}})


def _host(url: str) -> str:
    return urlsplit(url.strip()).hostname or "the endpoint"
