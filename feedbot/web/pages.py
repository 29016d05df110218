"""Pages that are made anew for each request, in the reader's language; they work without script, and behind a proxy.

`render` makes a page inside layout.html; a request of htmx gets the block "main" alone. In every template stand `t`,
`tp`, `because`, `number`, `when`, `ago`, `day`, `length`, `csrf`, `path`, `static`, `here`, `language` and `visitor`.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache, lru_cache, partial
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from feedbot import phrasing
from feedbot.feeds import htmlpage
from feedbot.model import Config
from feedbot.web import guard, reasons, static, words
from feedbot.web.reader import Reader, language, markup

MENU = (
    ("status", "/status"),
    ("sources", "/sources"),
    ("channels", "/channels"),
    ("stories", "/stories"),
    ("entries", "/entries"),
    ("rules", "/rules"),
    ("feeds", "/"),
)
"""The areas, as the menu has them, with their addresses."""

LANGUAGE, THEME, ZONE, TOLD = "feedbot-language", "feedbot-theme", "feedbot-zone", "feedbot-told"
"""The cookies in which a browser keeps what its reader chose, its zone, and what is to be told next."""

THEMES = ("light", "dark")
"""What can be chosen instead of the system's colours."""

_AREAS = {"add": "sources", "entry": "entries"}
_DEPTH = "X-Depth"
_DEEPEST = 50
_LONGEST = 1_000  # characters that are told; a cookie has room for 4,096 bytes
_MINUTE = 60
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What pages are made of besides the request: the configuration in force and the clock."""

    config: Callable[[], Config]
    now: Callable[[], datetime]


SHELL = web.AppKey("shell", Shell)
"""The application's own `Shell`."""


def reader(request: web.Request) -> Reader:
    """Who reads the answer to a request: words, numbers and moments for texts that no template makes."""
    shell = request.app.get(SHELL)
    configured = shell.config().settings.web_language if shell else None
    header = request.headers.get("Accept-Language", "")
    return Reader(
        language=language(request.cookies.get(LANGUAGE, ""), configured, header),
        zone=_zone(request.cookies.get(ZONE, "")),
        now=shell.now() if shell else datetime.now(UTC),
    )


def path(request: web.Request, address: str) -> str:
    """The way from a request's address to another of ours, such as "/sources": right behind a proxy's own path too."""
    return _way(_depth(request), address)


def render(
    request: web.Request,
    template: str | Template,
    *,
    status: int = 200,
    block: str = "main",
    **fields: Any,  # noqa: ANN401  # what a template takes
) -> web.Response:
    """A page by the name of its template, which extends layout.html.

    A request of htmx gets one `block` alone, and with it what is to be told; one for a whole page (hx-boost) gets that.
    """
    shown = _context(request, reader(request))
    part = is_part(request)
    text = environment().get_template(template).render({**shown, "part": block if part else "", **fields})
    response = web.Response(
        status=status,
        body=text.encode("utf-8", "replace"),
        headers={**guard.PAGE_HEADERS, "Content-Type": "text/html; charset=utf-8"},
    )
    guard.keep(request, response)
    if TOLD in request.cookies:
        response.del_cookie(TOLD, path="/", httponly=True, samesite="Strict")
    return response


def is_part(request: web.Request) -> bool:
    """Whether htmx asks for a part of a page, and not a browser, or htmx in its stead, for a whole one."""
    whole = "HX-Boosted" in request.headers or "HX-History-Restore-Request" in request.headers
    return request.headers.get("HX-Request") == "true" and not whole


def render_public(template: str, **fields: Any) -> str:  # noqa: ANN401  # what a template takes
    """A page without menu or forms by the name of its template, in the light style of the feeds' own pages."""
    style = Markup(htmlpage.style())  # noqa: S704  # our own file
    return environment().get_template(template).render(style=style, icon=htmlpage.ICON_ADDRESS, **fields)


def problem(request: web.Request, status: int, detail: str) -> web.Response:
    """The page for a person whom we cannot give what they asked for; `detail` is an English sentence.

    Sentences that are in the words' area "problems" are told in the reader's language.
    """
    told = reader(request).language
    title = words.area("problems").get(f"title_{status}", (HTTPStatus(status).phrase,) * 3)
    translated = words.translated("problems", detail, told)
    return render(
        request,
        "problem.html",
        status=status,
        number=status,
        title=title[words.LANGUAGES.index(told)],
        detail=translated or detail,
        spoken=told if translated else "en",
    )


def go(request: web.Request, address: str, told: str = "", *, fault: bool = False) -> web.Response:
    """The answer to a form that was taken: 303 to a page of ours, and what is to be told there."""
    response = web.Response(status=303, headers={"Location": path(request, address), "Cache-Control": "no-store"})
    if told:
        tell(response, told, fault=fault)
    return response


def refused(request: web.Request, address: str, faults: Sequence[str]) -> web.Response:
    """The answer to a form that was not taken: 303 to a page of ours, and there the sentences that say why not."""
    language = reader(request).language
    said = [phrasing.say(each, language) for each in faults]
    response = go(request, address)
    tell(response, "; ".join(said), fault=True, language="en" if said == list(faults) else "")
    return response


def tell(response: web.StreamResponse, text: str, *, fault: bool = False, language: str = "") -> None:
    """Have the next page tell a sentence, which is plain text; `fault` if something did not work.

    `language` is that of the sentence, if it may be another than the reader's.
    """
    told = json.dumps([fault, text[:_LONGEST], language]).encode()
    value = base64.urlsafe_b64encode(told).decode().rstrip("=")
    response.set_cookie(TOLD, value[:4000], path="/", httponly=True, samesite="Strict", max_age=_MINUTE)


def home(address: str) -> str:
    """An address of ours that a browser gave us to come back to, or "/status" if it leads elsewhere or is none."""
    local = address.startswith("/") and address[1:2] not in ("/", "\\") and len(address) <= _LONGEST
    return address if local and address.isprintable() and "\\" not in address else "/status"


def _context(request: web.Request, reader: Reader) -> Mapping[str, Any]:
    """What stands in every template."""
    depth = _shown_depth(request)
    theme = request.cookies.get(THEME, "")
    area = request.rel_url.raw_path.strip("/").partition("/")[0]
    visitor = request.get(guard.VISITOR)
    words_of = markup(reader)
    return {
        "t": words_of,
        "tp": words_of,
        "number": reader.number,
        "when": reader.when,
        "ago": reader.ago,
        "day": reader.day,
        "length": reader.length,
        "because": lambda area, reason, most=400: reasons.shown(area, reason, reader, most),
        "language": reader.language,
        "languages": words.NAMES,
        "theme": theme if theme in THEMES else "",
        "themes": ("", *THEMES),
        "csrf": partial(_field, request),
        "form_token": guard.token(request) if visitor else "",
        "path": partial(_way, depth),
        "static": lambda name: _way(depth, static.address(name)),
        "depth": depth,
        "address": request.rel_url.raw_path_qs,
        "here": _AREAS.get(area, area),
        "menu": MENU if visitor and visitor.inside else (),
        "visitor": visitor,
        "told": _told(request.cookies.get(TOLD, "")),
    }


def _field(request: web.Request) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(guard.token(request))


def _way(depth: int, address: str) -> str:
    way = "../" * depth + address.removeprefix("/")
    # A first part with a colon would be read as a scheme (RFC 3986, section 4.2).
    first = way.partition("/")[0]
    return f"./{way}" if not first or first[0] in "?#" or ":" in first else way


def _depth(request: web.Request) -> int:
    return max(request.rel_url.raw_path.count("/") - 1, 0)


def _shown_depth(request: web.Request) -> int:
    """How deep the page lies in which the answer is shown: a part that htmx asked for lands in the page that asked."""
    told = request.headers.get(_DEPTH, "")
    if is_part(request) and told.isdecimal() and told.isascii() and len(told) <= 2:
        return min(int(told), _DEEPEST)
    return _depth(request)


def _told(cookie: str) -> tuple[bool, str, str] | None:
    """What is to be told, whether it is a fault, and its language if that may be another than the reader's."""
    try:
        fault, text, language = json.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    english = "en" if language == "en" else ""
    return (fault is True, text[:_LONGEST], english) if isinstance(text, str) and text else None


@lru_cache(maxsize=64)  # bounded: a browser may claim to be anywhere
def _zone(name: str) -> tzinfo:
    if not _ZONE_NAME.fullmatch(name):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def environment() -> Environment:
    """Where templates come from, for all pages."""
    return Environment(
        loader=PackageLoader("feedbot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
