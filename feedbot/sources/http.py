"""One conditional request for a source's document, and the web's faults as values. It reads no document.

The memo is JSON: the configured address it belongs to, the validators byte for byte, and the hash of the last body.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from feedbot.model import Cursor, Document, Failed, Hints, Source, Unchanged, Visit
from feedbot.net import Answer, Options, Web, near, place, robots
from feedbot.net.headers import content_type, freshness, hub, retry_after
from feedbot.net.hosts import BUSY
from feedbot.net.targets import basic
from feedbot.sections import SourceSection

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_COOKIE = re.compile(r"[ -:<-~]*")
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since", "if-none-match", "te"}
    | {"proxy-authorization", "transfer-encoding", "upgrade"}
)
_PHRASES = {int(status): status.phrase for status in HTTPStatus}


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


def _cookies(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not _TOKEN.fullmatch(name):
            raise ValueError(f'"{name}" is no name of a cookie')
        if not _COOKIE.fullmatch(text) or text != text.strip():
            raise ValueError(f'the value of "{name}" has characters that no cookie may have, such as ";"')
    return value


def _auth(value: dict[str, str]) -> dict[str, str]:
    if value and set(value) not in ({"user", "password"}, {"token"}):
        raise ValueError('takes either user and password, or a token: { token = "${TOKEN}" }')
    if not all(text.isprintable() and text for text in value.values()) or ":" in value.get("user", ""):
        raise ValueError("has a value that is empty or that no header may carry")
    if not re.fullmatch(r"[!-~]*", value.get("token", "")):
        raise ValueError("has a token with a space or a letter that no token has")
    return value


def _user_agent(value: str) -> str:
    if not re.fullmatch(r"[!-~][ -~]*", value):
        raise ValueError("a user agent has Latin letters, digits, signs and spaces only")
    return value


def _proxy(value: str) -> str:
    try:
        parts = urlsplit(value)
        fit = parts.scheme == "http" and bool(parts.hostname) and (parts.port or 80) > 0
        fit = fit and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:
        fit = False
    if not fit or not re.fullmatch(r"[!-~]*", value):
        raise ValueError('a proxy is "http://HOST:PORT", with USER:PASSWORD@ before the host where it wants a login')
    return value


class HttpSection(SourceSection):
    """What a table of a source on the web may say."""

    url: Annotated[str, AfterValidator(_url)] = Field(description="Its address, http or https.")
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = Field(
        {},
        repr=False,
        description='Headers sent with each request, such as `{ Accept-Language = "uk" }`; never to another host.',
    )
    cookies: Annotated[dict[str, str], AfterValidator(_cookies)] = Field(
        {},
        repr=False,
        description='Cookies sent with each request, such as `{ session = "${SESSION}" }`; never to another host.',
    )
    auth: Annotated[dict[str, str], AfterValidator(_auth)] = Field(
        {},
        repr=False,
        description=(
            'A login: `{ user = "me", password = "${PASSWORD}" }` (Basic) or `{ token = "${TOKEN}" }` (Bearer); never '
            "sent to another host."
        ),
    )
    user_agent: Annotated[str, AfterValidator(_user_agent)] | None = Field(
        None, description="The name to be visited under, instead of feedbot's own with your contact."
    )
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        None,
        repr=False,
        description=(
            "A proxy to visit it through, `http://USER:PASSWORD@HOST:PORT`; one in your own network must be named in "
            "`allow_private`. The proxy looks names up, so feedbot refuses only what is private by its spelling "
            "(`127.0.0.1`, `localhost`, `nas.local`) and cannot see where other names lead: a proxy that reaches your "
            "own network should refuse that itself."
        ),
    )
    robots: bool = Field(
        default=True,
        description=(
            "Whether the site's robots.txt is obeyed for its pages (kind `page`, and `full_text`); false is for a site "
            "of your own."
        ),
    )
    verify_tls: bool = Field(
        default=True,
        description="False: its certificate is not checked, and anybody on the way can change what it says.",
    )
    full_text: bool = Field(
        default=False,
        description="True: the page behind each new link is fetched, and its article taken where it tells more.",
    )
    websub: bool | None = Field(
        None,
        description=(
            "Whether a hub that it names may push its news (WebSub). If not given, sources of kind `feed` are pushed "
            "when `web.url` is an address that hubs can reach."
        ),
    )

    @property
    def place(self) -> str:
        """The address it watches."""
        return self.url

    @model_validator(mode="after")
    def _once(self) -> Self:
        """A header is said in one way only."""
        own = {name.lower() for name in self.headers}
        said = {"cookies": "cookie", "auth": "authorization", "user_agent": "user-agent"}
        for key, name in said.items():
            if getattr(self, key) and name in own:
                raise ValueError(f"says {name} twice, in headers and in {key}; leave one out")
        return self


def options(source: Source) -> Options:
    """By which way the source is asked, for whatever is asked on its behalf."""
    section = source.options
    if not isinstance(section, HttpSection):
        return Options()
    return Options(proxy=section.proxy or "", verify=section.verify_tls, user_agent=section.user_agent)


def headers(source: Source, url: str) -> dict[str, str]:
    """The source's own headers, cookies and login for a request to `url`; none for another host than its own."""
    section = source.options
    if not isinstance(section, HttpSection) or not (section.headers or section.cookies or section.auth):
        return {}
    if not near(section.place, url):
        return {}
    found = dict(section.headers)
    if section.cookies:
        found["Cookie"] = "; ".join(f"{name}={value}" for name, value in section.cookies.items())
    if "token" in section.auth:
        found["Authorization"] = f"Bearer {section.auth['token']}"
    elif section.auth:
        found["Authorization"] = basic(section.auth["user"], section.auth["password"])
    return found


async def fetch_page(source: Source, cursor: Cursor, web: Web, now: datetime) -> Visit:
    """What `fetch` brings, if the site's robots.txt lets us read the page or the config says not to ask."""
    asks = not isinstance(source.options, HttpSection) or source.options.robots
    refused = await robots.refusal(web, source.url, options(source)) if asks else None
    return refused or await fetch(source, cursor, web, now)


async def fetch(source: Source, cursor: Cursor, web: Web, now: datetime) -> Visit:
    """What a visit of the source's address brings; never raises for faults of the world.

    The request is conditional where the memo is of the same address. The status is judged before anything else; a body
    equal to the last one is Unchanged. `gone` is a 410, and `retry_after` is set for 429 and 503 whatever they say.
    """
    # Of one configured address, wherever redirects and moves led: a visit that follows a move is conditional too.
    home = cursor.address or source.url
    memo = _memo(cursor.memo, home)
    conditions = _conditions(memo)
    sent = {"Accept": _ACCEPT, **headers(source, source.url), **conditions}
    answer = await web.get(source.url, headers=sent, limits=source.limits, options=options(source))
    if isinstance(answer, Failed):
        return answer
    hints, certificate = _hints(answer, now), answer.certificate
    if answer.status == HTTPStatus.NOT_MODIFIED and conditions:
        # Written anew only where a validator is: this is what nearly every visit comes to.
        fresh = cursor.memo if _same(memo, answer) else _keep(memo, answer)
        return Unchanged(memo=fresh, hints=hints, hops=answer.hops, certificate=certificate)
    if answer.status not in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
        return _refused(answer, now)
    digest = hashlib.sha256(answer.body).hexdigest()
    fresh = _keep({"url": home, "sha256": digest}, answer)
    if memo.get("sha256") == digest:
        return Unchanged(memo=fresh, hints=hints, hops=answer.hops, certificate=certificate)
    media_type, charset = content_type(answer.headers)
    return Document(
        url=answer.url,
        received=now,
        body=answer.body,
        media_type=media_type,
        charset=charset,
        content_location=answer.headers.get("content-location"),
        memo=fresh,
        hints=hints,
        hops=answer.hops,
        certificate=certificate,
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
    return json.dumps({**memo, **_validators(answer)}, sort_keys=True)


def _same(memo: Mapping[str, str], answer: Answer) -> bool:
    return all(memo.get(name) == value for name, value in _validators(answer).items())


def _validators(answer: Answer) -> dict[str, str]:
    pairs = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    return {name: value for name, value in pairs.items() if value}


def _conditions(memo: Mapping[str, str]) -> dict[str, str]:
    """Validators as they came; one that cannot be sent byte for byte is not sent."""
    pairs = {"If-None-Match": memo.get("etag"), "If-Modified-Since": memo.get("modified")}
    return {name: value for name, value in pairs.items() if value and value.isprintable()}


def _refused(answer: Answer, now: datetime) -> Failed:
    """A status that brings no document, as a sentence for people."""
    status, host = answer.status, urlsplit(answer.url).hostname
    wait = retry_after(answer.headers, now)
    said = f"{status} {_PHRASES[status]} from {host}" if status in _PHRASES else f"{status} from {host}"
    match status:
        case HTTPStatus.GONE:
            reason = f"{said}; remove the source or correct url"
            return Failed(reason=reason, fault="missing", gone=True)
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            rest = wait if wait is not None else BUSY
            reason = f"{said}: it asks to be left alone; it is asked again later"
            return Failed(reason=reason, fault="busy", retry_after=rest, host=place(answer.url))
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            reason = f"{said}; if it wants a login or another name, set auth, cookies, headers or user_agent"
            return Failed(reason=reason, fault="login", retry_after=wait)
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return Failed(reason=f"{said}: the proxy wants another login; correct proxy", fault="login")
        case HTTPStatus.NOT_FOUND:
            return Failed(reason=f"{said}; correct url", fault="missing", retry_after=wait)
        case HTTPStatus.NOT_MODIFIED:
            reason = f"{said} to a request without conditions; it is asked again later"
        case _ if status < 300:
            reason = f"{said} instead of a whole document; correct url"
        case _ if status < 500:
            reason = f"{said}; correct url"
        case _:
            reason = f"{said}: the site is in trouble; it is asked again later"
    return Failed(reason=reason, fault="http", retry_after=wait)


def _hints(answer: Answer, now: datetime) -> Hints:
    wait, said = freshness(answer.headers, now)
    pusher, topic = hub(answer.headers, answer.url)
    kept = answer.status == HTTPStatus.NOT_MODIFIED or not {"etag", "last-modified"}.isdisjoint(answer.headers)
    return Hints(wait=wait, said=said, validators=kept, hub=pusher, topic=topic)
