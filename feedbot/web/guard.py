"""What every answer carries for the safety of the one who reads it, and how our own forms are told from forged ones."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import web

from feedbot.feeds import htmlpage

_REST = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_COOKIE = "feedbot-form"
_FIELD = "csrf"
_HEADER = "X-Form-Token"
_SIMPLE = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")

PAGE_HEADERS = {
    "Content-Security-Policy": _PAGE,
    # With "no-referrer" browsers say "Origin: null" of our own forms, and nothing could be told by it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
"""What goes with a page that has a menu and forms: our own scripts and styles by address, nothing of anybody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks: somebody on this machine, signed in here or at a proxy; or nobody we know.

    `name` is what the proxy calls them. `secret` is what their forms are bound to; `fresh` if the session just became
    longer, which the browser is to know.
    """

    how: Literal["here", "session", "proxy", "program", "nobody"]
    secret: str
    name: str = ""
    fresh: bool = False

    @property
    def inside(self) -> bool:
        """Whether this is one of those who run feedbot."""
        return self.how != "nobody"


class Forms:
    """Makes and checks the secrets to which forms are bound where nobody is signed in; they end with this process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def secret(self, request: web.Request) -> str:
        """The secret of a browser: that of its cookie if we made it, else a new one, for `keep` to give it."""
        held = request.cookies.get(_COOKIE, "")
        value, _, seal = held.partition(".")
        if value and hmac.compare_digest(seal.encode(), self._seal(value).encode()):
            return held
        value = secrets.token_urlsafe(18)
        request[FRESH] = f"{value}.{self._seal(value)}"
        return request[FRESH]

    def _seal(self, value: str) -> str:
        return hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()


VISITOR = web.RequestKey("visitor", Visitor)
"""Who asks, once that was looked at."""

FRESH = web.RequestKey("fresh", str)
"""A secret that the browser does not have yet."""


@cache
def policy(*, media: bool = False) -> str:
    """The Content-Security-Policy of a public page: our one style sheet by its hash and, if wanted, pictures and sound.

    No script at all, no frame, no form. `media` is for pages that show articles, whose pictures lie elsewhere.
    """
    digest = base64.b64encode(hashlib.sha256(htmlpage.style().encode()).digest()).decode()
    seen = "img-src http: https: data:; media-src http: https:" if media else "img-src 'self' data:"
    return f"default-src 'none'; style-src 'sha256-{digest}'; {seen}; {_REST}"


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Add what is not set yet: no guessing of types, no referrer, a strict policy (a signal of aiohttp).

    What is not for everybody no page of another site may read, though its browser be on this machine.
    """
    if VISITOR in request:
        response.headers.popall("Access-Control-Allow-Origin", None)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Content-Security-Policy", policy())
    response.headers["Server"] = "feedbot"


def token(request: web.Request) -> str:
    """What a form on a page for this request must send back; different each time, so that packing tells nothing of it.

    It is empty on a page that nobody guards.
    """
    secret = _secret(request)
    salt = secrets.token_urlsafe(9)
    return f"{salt}.{_sign(secret, salt)}" if secret else ""


def keep(request: web.Request, response: web.Response) -> None:
    """Give the browser the secret that was made for the forms of this page, if one was."""
    if FRESH in request:
        # Not "Strict": who follows a link from elsewhere would get another secret, and forms in other tabs would age.
        response.set_cookie(_COOKIE, request[FRESH], path="/", httponly=True, samesite="Lax")


async def ours(request: web.Request) -> bool:
    """Whether a request that would change something was sent by a form of ours.

    Raises HTTPRequestEntityTooLarge for a body that is longer than the application takes.
    """
    told = request.headers.get(_HEADER, "")
    if not told and request.content_type in _SIMPLE:
        field = (await request.post()).get(_FIELD)
        told = field if isinstance(field, str) else ""
    salt, _, sign = told.partition(".")
    secret = _secret(request)
    return bool(secret) and hmac.compare_digest(sign.encode(), _sign(secret, salt).encode())


def simple(request: web.Request) -> bool:
    """Whether any page of the web could have sent this request without being asked (Fetch, "simple" content types)."""
    return request.content_type in _SIMPLE


def foreign(request: web.Request, known: str) -> bool:
    """Whether a browser says that a page of another origin sent this request.

    `known` is the address under which readers know us, which a proxy may keep from us. A request without Sec-Fetch-Site
    and Origin is from no browser of these years.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    parts = urlsplit(known)
    return origin is not None and origin.lower() not in {
        f"http://{request.host}".lower(),
        f"https://{request.host}".lower(),
        f"{parts.scheme}://{parts.netloc}".lower(),
    }


def _secret(request: web.Request) -> str:
    visitor = request.get(VISITOR)
    return visitor.secret if visitor else ""


def _sign(secret: str, salt: str) -> str:
    return hmac.new(secret.encode(), b"form" + salt.encode(), hashlib.sha256).hexdigest()
