"""One conditional request for a source's document, and the web's faults as values. It reads no document.

The memo is JSON: the address it belongs to, the validators byte for byte, and the hash of the last body.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urljoin, urlsplit

from pydantic import AfterValidator, Field

from feedbot.model import Cursor, Document, Failed, Hints, Source, Unchanged, Visit
from feedbot.net import Answer, Web
from feedbot.sections import SourceSection

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since", "if-none-match", "te"}
    | {"transfer-encoding", "upgrade"}
)
_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_HUB = re.compile(r""";\s*rel\s*=\s*(?:"[^"]*\bhub\b[^"]*"|hub\b)""", re.IGNORECASE)
_PHRASES = {int(status): status.phrase for status in HTTPStatus}
_LONGEST = timedelta(days=7)
_BUSY = timedelta(hours=4)


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fit = False
    if not fit:
        raise ValueError('an address begins with "https://" or "http://" and names a host')
    return value


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise ValueError(f'"{name}" is no header that can be set')
        if not text.isprintable():
            raise ValueError(f'the value of "{name}" has characters that no header may carry')
    return value


class HttpSection(SourceSection):
    """What a table of a source on the web may say."""

    url: Annotated[str, AfterValidator(_url)] = Field(description="Its address, http or https.")
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = Field(
        {},
        repr=False,
        description='Headers sent with each request, such as {"Authorization" = "Bearer ..."}; never to another host.',
    )

    @property
    def place(self) -> str:
        """The address it watches."""
        return self.url


async def fetch(source: Source, cursor: Cursor, web: Web, now: datetime) -> Visit:
    """What a visit of the source's address brings; never raises for faults of the world.

    The request is conditional where the memo is of the same address. The status is judged before anything else; a body
    equal to the last one is Unchanged. `gone` is a 410, and `retry_after` is set for 429 and 503 whatever they say.
    """
    memo = _memo(cursor.memo, source.url)
    conditions = _conditions(memo)
    own = source.options.headers if isinstance(source.options, HttpSection) else {}
    answer = await web.get(source.url, headers={"Accept": _ACCEPT, **own, **conditions})
    if isinstance(answer, Failed):
        return answer
    if answer.status == HTTPStatus.NOT_MODIFIED and conditions:
        return Unchanged(memo=_keep(memo, answer), hints=_hints(answer, now), hops=answer.hops)
    if answer.status not in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
        return _refused(answer, now)
    digest = hashlib.sha256(answer.body).hexdigest()
    fresh = _keep({"url": source.url, "sha256": digest}, answer)
    if memo.get("sha256") == digest:
        return Unchanged(memo=fresh, hints=_hints(answer, now), hops=answer.hops)
    media_type, charset = _content_type(answer.headers.get("content-type", ""))
    return Document(
        url=answer.url,
        received=now,
        body=answer.body,
        media_type=media_type,
        charset=charset,
        content_location=answer.headers.get("content-location"),
        memo=fresh,
        hints=_hints(answer, now),
        hops=answer.hops,
    )


def _memo(text: str, url: str) -> dict[str, str]:
    """What was kept of the same address; nothing of another one, and nothing of what cannot be read."""
    try:
        memo = json.loads(text or "{}")
    except ValueError:
        return {}
    fit = isinstance(memo, dict) and memo.get("url") == url
    return {name: value for name, value in memo.items() if isinstance(value, str)} if fit else {}


def _keep(memo: Mapping[str, str], answer: Answer) -> str:
    validators = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    return json.dumps({**memo, **{name: value for name, value in validators.items() if value}}, sort_keys=True)


def _conditions(memo: Mapping[str, str]) -> dict[str, str]:
    """Validators as they came; one that cannot be sent byte for byte is not sent."""
    pairs = {"If-None-Match": memo.get("etag"), "If-Modified-Since": memo.get("modified")}
    return {name: value for name, value in pairs.items() if value and value.isprintable()}


def _refused(answer: Answer, now: datetime) -> Failed:
    """A status that brings no document, as a sentence for people."""
    status, host = answer.status, urlsplit(answer.url).hostname
    wait = _retry_after(answer.headers.get("retry-after", ""), now)
    said = f"{status} {_PHRASES[status]} from {host}" if status in _PHRASES else f"{status} from {host}"
    match status:
        case HTTPStatus.GONE:
            return Failed(reason=f"{said}: it is gone for good; remove the source or correct url", gone=True)
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return Failed(reason=said, retry_after=wait if wait is not None else _BUSY)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return Failed(
                reason=f"{said}; if it wants a login or another name, set headers = {{...}}", retry_after=wait
            )
        case HTTPStatus.NOT_FOUND:
            return Failed(reason=f"{said}; correct url", retry_after=wait)
        case HTTPStatus.NOT_MODIFIED:
            return Failed(reason=f"{said} to a request without conditions", retry_after=wait)
        case _ if status < 300:
            return Failed(reason=f"{said} instead of a whole document", retry_after=wait)
        case _:
            return Failed(reason=said, retry_after=wait)


def _retry_after(text: str, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110, section 10.2.3), a week at most; None for anything else."""
    seconds = _number(text)
    moment = _date(text) if seconds is None else None
    if seconds is not None:
        return min(seconds, _LONGEST)
    return min(max(moment - now, timedelta(0)), _LONGEST) if moment else None


def _hints(answer: Answer, now: datetime) -> Hints:
    return Hints(wait=_freshness(answer.headers, now), hub=_hub(answer))


def _freshness(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh (RFC 9111, section 4.2), a week at most; None if it does not say or is stale."""
    control = {}
    for part in headers.get("cache-control", "").split(","):
        name, _, value = part.partition("=")
        control[name.strip().lower()] = value.strip().strip('"')
    if {"no-store", "no-cache"} & control.keys():
        return None
    life = _number(control.get("max-age", ""))
    expires = _date(headers.get("expires", ""))
    if life is None and expires is not None:
        life = expires - (_date(headers.get("date", "")) or now)
    left = (life or timedelta(0)) - (_number(headers.get("age", "")) or timedelta(0))
    return min(left, _LONGEST) if left > timedelta(0) else None


def _hub(answer: Answer) -> str | None:
    """The WebSub hub that a Link header names (RFC 8288), whole."""
    for href, parameters in _LINK.findall(answer.headers.get("link", "")):
        if _HUB.search(parameters):
            return urljoin(answer.url, str(href).strip())
    return None


def _number(text: str) -> timedelta | None:
    """A number of seconds; beyond a year it is a year."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return timedelta(days=365) if len(text) > 8 else min(timedelta(seconds=int(text)), timedelta(days=365))


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text[:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _content_type(text: str) -> tuple[str | None, str | None]:
    """Media type and charset in lower case."""
    if not text:
        return None, None
    message = Message()
    message["Content-Type"] = "".join(character for character in text if character.isprintable())[:500]
    charset: str | None = message.get_content_charset()
    return message.get_content_type(), charset
