"""What goes wrong, told to a program as RFC 9457 problem details and to a person as a page."""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from aiohttp import web

from feedbot.web import accept, pages

_log = structlog.get_logger()
_PAGE = "text/html"
_DETAILS = "application/problem+json"


def problem(request: web.Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer that says in a sentence what is wrong: a page where HTML is preferred, else problem details."""
    title = HTTPStatus(status).phrase
    if accept.media_type(request.headers.get("Accept", ""), (_DETAILS, "application/json", _PAGE)) == _PAGE:
        home = "../" * (request.rel_url.raw_path.count("/") - 1) or "./"  # also behind a proxy's own path
        page = pages.render("problem.html", title=title, status=status, detail=detail, home=home)
        media_type, text = _PAGE, page
    else:
        told = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.path}
        media_type, text = _DETAILS, json.dumps(told, ensure_ascii=False) + "\n"
    return web.Response(
        status=status,
        body=text.encode("utf-8", "replace"),
        headers={
            "Content-Type": f"{media_type}; charset=utf-8",
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
    """Turn aiohttp's own refusals, and our own faults, into problems."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return problem(request, 404, "There is nothing at this address. The feeds are listed at the top page.")
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        return problem(request, 405, f"{error.method} is not possible here, only {allowed}.", {"Allow": allowed})
    except web.HTTPException:
        raise
    except Exception:  # noqa: BLE001  # one bad request must not stop the server, and its reader gets a sentence
        _log.exception("answer failed", path=request.path)
        return problem(request, 500, "feedbot failed to answer. Its log says why.")
