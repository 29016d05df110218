"""A document over HTTP, or as much of it as the client lacks: conditions and ranges (RFC 9110, sections 13 and 14)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from aiohttp import ETag, web

from feedbot.web import accept
from feedbot.web.problems import problem
from feedbot.web.shelf import Copy, Issue, copy

_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a client is told of a document in the content coding that suits it: headers of a 304, and of all of it."""

    copy: Copy
    coding: str
    modified: datetime | None
    same: Mapping[str, str]
    whole: Mapping[str, str]


def tell(request: web.Request, document: Issue | bytes, media_type: str, headers: Mapping[str, str]) -> Told:
    """A document with its validators, in the coding for this client."""
    modified, coding, chosen = _choose(request, document)
    same = {**headers, "ETag": f'"{chosen.tag}"'}
    if modified:
        same["Last-Modified"] = format_datetime(modified, usegmt=True)
    packed = {"Accept-Ranges": "bytes"} if coding == "identity" else {"Content-Encoding": coding}
    whole = {**same, "Content-Type": f"{media_type}; charset=utf-8", **packed}
    return Told(copy=chosen, coding=coding, modified=modified, same=same, whole=whole)


def respond(request: web.Request, document: Issue | bytes, media_type: str, headers: Mapping[str, str]) -> web.Response:
    """A document with its validators: whole (200), a part (206), or 304, 412, 416 (RFC 9110, section 13.2.2).

    A part is given of the plain document only; one in a content coding is always given whole.
    """
    return answer(request, tell(request, document, media_type, headers))


def answer(request: web.Request, told: Told) -> web.Response:
    """As `respond`, of what is to be told already."""
    chosen, modified = told.copy, told.modified
    if _fails(request, chosen.tag, modified):
        return problem(request, 412, "The document is not the one that the request was made for.")
    if _has(request, chosen.tag, modified):
        return web.Response(status=304, headers=told.same)
    part = _part(request, chosen, modified) if told.coding == "identity" else None
    if part == "beyond":
        size = len(chosen.body)
        beyond = {"Content-Range": f"bytes */{size}"}
        return problem(request, 416, f"The document has {size} bytes, and none where asked.", beyond)
    if part is None:
        return web.Response(body=chosen.body, headers=told.whole)
    first, last = part
    ranged = {**told.whole, "Content-Range": f"bytes {first}-{last}/{len(chosen.body)}"}
    return web.Response(status=206, body=chosen.body[first : last + 1], headers=ranged)


def span(header: str, length: int) -> tuple[int, int] | Literal["beyond"] | None:
    """The first and last byte of a Range header's one range, within a document of `length` bytes.

    "beyond" if no byte of the document lies in it; None if the header asks for several ranges, for another unit, or for
    nothing that can be read: it is then as if it were not there (RFC 9110, section 14.2).
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":  # the last so many bytes
        wanted = min(int(found[2]), length)
        return (length - wanted, length - 1) if wanted else "beyond"
    first, last = int(found[1]), int(found[2]) if found[2] else length - 1
    if found[2] and last < first:
        return None
    return (first, min(last, length - 1)) if first < length else "beyond"


def _part(request: web.Request, chosen: Copy, modified: datetime | None) -> tuple[int, int] | Literal["beyond"] | None:
    """The range to give, if one is asked for of this very document (RFC 9110, section 13.1.5)."""
    header = request.headers.get("Range")
    if header is None or request.method != "GET":
        return None
    told = request.headers.get("If-Range", "").strip()
    if told and told != f'"{chosen.tag}"' and (modified is None or request.if_range != modified):
        return None
    return span(header, len(chosen.body))


def _choose(request: web.Request, document: Issue | bytes) -> tuple[datetime | None, str, Copy]:
    """When it was written, the content coding for this client, and the bytes in it."""
    if isinstance(document, bytes):
        return None, "identity", copy(document)
    offers = [coding for coding in document.copies if coding != "identity"]
    coding = accept.encoding(request.headers.get("Accept-Encoding"), offers)
    return document.modified, coding, document.copies[coding]


def _fails(request: web.Request, tag: str, modified: datetime | None) -> bool:
    """Whether the client wants this document only if it were another; a tag is compared strongly."""
    if "If-Match" in request.headers:
        tags: tuple[ETag, ...] | None = request.if_match
        return not any(one.value == "*" or (one.value == tag and not one.is_weak) for one in tags or ())
    until = request.if_unmodified_since
    return modified is not None and until is not None and modified > until


def _has(request: web.Request, tag: str, modified: datetime | None) -> bool:
    """Whether the client's copy is this one; a tag is compared weakly and goes before a date."""
    if "If-None-Match" in request.headers:
        tags: tuple[ETag, ...] | None = request.if_none_match
        return any(one.value in {tag, "*"} for one in tags or ())
    since = request.if_modified_since
    return modified is not None and since is not None and modified <= since
