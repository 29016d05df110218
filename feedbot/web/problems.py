"""What goes wrong, told to a program as RFC 9457 problem details and to a person as a page."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from aiohttp import web

from feedbot.errors import StoreError
from feedbot.web import accept, pages

_log = structlog.get_logger()
_PAGE = "text/html"
_DETAILS = "application/problem+json"
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,}")  # a secret address must not lie in a log
_AWAY = "The database failed just now; nothing stored is lost. feedbot's log and `feedbot doctor` say why."
_SENTENCES = {
    400: "The request cannot be understood.",
    413: "The request is longer than what is taken here.",
    415: "The request's body is of a kind that is not taken here.",
}


def problem(request: web.Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer that says in a sentence what is wrong: a page where HTML is preferred, else problem details."""
    wish = accept.media_type(request.headers.get("Accept", ""), (_DETAILS, "application/json", _PAGE))
    if wish == _PAGE or pages.is_part(request):
        response = pages.problem(request, status, detail)
        response.headers.update({"Vary": "Accept", **(headers or {})})
        return response
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.rel_url.raw_path,
    }
    text = json.dumps(told, ensure_ascii=False) + "\n"
    return web.Response(
        status=status,
        body=text.encode("utf-8", "replace"),
        headers={
            "Content-Type": f"{_DETAILS}; charset=utf-8",
            "Cache-Control": "no-store",
            "Vary": "Accept",
            "Access-Control-Allow-Origin": "*",
            **(headers or {}),
        },
    )


@web.middleware
async def middleware(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn aiohttp's own refusals, and our own faults, into problems; answer OPTIONS where nothing else does."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return problem(request, 404, "There is nothing at this address. The feeds are listed at the top page.")
    except web.HTTPMethodNotAllowed as error:
        return _refused(request, error)
    except web.HTTPError as error:
        # One that was given words of its own goes out as it is; 413 always has words, but aiohttp's.
        wordless = error.status == 413 or error.text == f"{error.status}: {error.reason}"
        if error.status not in _SENTENCES or not wordless:
            raise
        return problem(request, error.status, _SENTENCES[error.status])
    except web.HTTPException:
        raise
    except StoreError as error:  # a fault of the world: the log needs its sentence, and no traceback for each request
        _log.error("answer failed", path=_SECRET.sub("***", request.path), why=str(error))
        return problem(request, 503, _AWAY)
    except Exception:  # noqa: BLE001 - one bad request must not stop the server, and its reader gets a sentence
        _log.exception("answer failed", path=_SECRET.sub("***", request.path))
        return problem(request, 500, "feedbot failed to answer. Its log says why.")


def _refused(request: web.Request, error: web.HTTPMethodNotAllowed) -> web.Response:
    allowed = ", ".join(sorted({*error.allowed_methods, "OPTIONS"}))
    if request.method == "OPTIONS":
        return web.Response(status=204, headers={"Allow": allowed})
    return problem(request, 405, f"{error.method} is not possible here, only {allowed}.", {"Allow": allowed})
