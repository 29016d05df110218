"""What headers of an answer mean: how long it stays fresh, how long to wait, who pushes. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

LONGEST = timedelta(days=7)
"""The longest time that any header can make us wait."""

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_REL = re.compile(r""";\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", re.IGNORECASE)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Retry-After, seconds or a date (RFC 9110, section 10.2.3), a week at most; None for anything else."""
    text = headers.get("retry-after", "")
    if not text:
        return None
    seconds = _number(text)
    moment = _date(text) if seconds is None else None
    if seconds is not None:
        return min(seconds, LONGEST)
    return min(max(moment - now, timedelta(0)), LONGEST) if moment else None


def freshness(headers: Mapping[str, str], now: datetime) -> tuple[timedelta | None, str]:
    """How long an answer stays fresh (RFC 9111, section 4.2), a week at most, and in which words it says so.

    None and "" if it does not say or is stale.
    """
    if not ("cache-control" in headers or "expires" in headers):
        return None, ""
    control = {}
    for part in headers.get("cache-control", "").split(","):
        name, _, value = part.partition("=")
        control[name.strip().lower()] = value.strip().strip('"')
    if {"no-store", "no-cache"} & control.keys():
        return None, ""
    life, said = _number(control.get("max-age", "")), f"max-age={control.get('max-age')}"
    expires = _date(headers.get("expires", ""))
    if life is None and expires is not None:
        life = expires - (_date(headers.get("date", "")) or now)
        said = f"Expires in {spelled(life)}"
    age = _number(headers.get("age", "")) or timedelta(0)
    left = (life or timedelta(0)) - age
    if left <= timedelta(0):
        return None, ""
    return min(left, LONGEST), said[:40] + (f", {spelled(age)} of it over" if age else "")


def hub(headers: Mapping[str, str], base: str) -> tuple[str | None, str | None]:
    """The WebSub hub and the topic that Link headers name (RFC 8288; W3C WebSub, section 4), as whole addresses."""
    if "link" not in headers:
        return None, None
    found: dict[str, str] = {}
    for href, parameters in _LINK.findall(headers.get("link", "")):
        relation = _REL.search(parameters)
        for word in (relation[1] or relation[2] or "").lower().split() if relation else ():
            found.setdefault(word, str(href).strip())
    return _whole(base, found.get("hub")), _whole(base, found.get("self"))


def content_type(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Media type and charset in lower case; None where there is none."""
    text = headers.get("content-type", "")
    if not text:
        return None, None
    message = Message()
    message["Content-Type"] = "".join(character for character in text if character.isprintable())[:500]
    charset: str | None = message.get_content_charset()
    return message.get_content_type(), charset


def spelled(length: timedelta) -> str:
    """A length of time for people, rounded down: "90s", "30m", "5h", "3d"."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= 2 * size or seconds == size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _whole(base: str, href: str | None) -> str | None:
    if href is None:
        return None
    try:
        return urljoin(base, href)
    except ValueError:
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
