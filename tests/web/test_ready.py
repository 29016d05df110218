import os
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from feedbot.model import Config
from feedbot.printing import replace
from feedbot.web.documents import tell
from feedbot.web.ready import Ready
from feedbot.web.shelf import Shelf
from tests import make
from tests.web.serving import config, write

FILE = "main.atom"
PACKED = {"Accept-Encoding": "gzip"}


def _asked(**headers: str) -> web.Request:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("GET", f"/feeds/{FILE}", headers={**PACKED, **told})


def _still(folder: Path) -> None:
    """Let the last change of a folder be a while ago."""
    os.utime(folder, (1_700_000_000, 1_700_000_000))


async def _given(folder: Path, shelf: Shelf, ready: Ready, settings: Config) -> web.Response:
    """The answer to the first request."""
    _still(folder)
    issue = await shelf.take(FILE)
    assert issue
    request = _asked()
    told = tell(request, issue, "application/atom+xml", {"Vary": "Accept-Encoding"})
    return ready.give(request, FILE, settings, FILE, told)


async def test_an_answer_is_given_again(tmp_path: Path) -> None:
    """Who asks the same gets the same, or hears that they have it; nothing of it is made anew."""
    write(tmp_path, make.edition(1))
    shelf, settings = Shelf(tmp_path), config()
    ready = Ready(shelf)
    assert None is ready.again(_asked(), FILE, settings)
    first = await _given(tmp_path, shelf, ready, settings)
    again, same = (
        ready.again(_asked(), FILE, settings),
        ready.again(_asked(If_None_Match=first.headers["ETag"], If_Modified_Since="x"), FILE, settings),
    )

    assert again
    assert same
    assert (first.status, first.body, first.headers) == (again.status, again.body, again.headers)
    assert "gzip" == again.headers["Content-Encoding"]
    assert (304, None) == (same.status, same.body)
    assert {"Vary", "ETag", "Last-Modified"} == {*same.headers}


async def test_what_differs_is_found_anew(tmp_path: Path) -> None:
    """Another coding, a part, a condition, a reload, a new file, or a new neighbour: no answer is ready."""
    write(tmp_path, make.edition(1))
    shelf, settings = Shelf(tmp_path), config()
    ready = Ready(shelf)
    await _given(tmp_path, shelf, ready, settings)
    others = (
        _asked(Accept_Encoding="br"),
        _asked(Accept="text/html"),
        _asked(Range="bytes=0-1"),
        _asked(If_Match='"x"'),
        _asked(If_Unmodified_Since="Mon, 02 Feb 2026 10:00:00 GMT"),
        _asked(If_Modified_Since="Mon, 02 Feb 2026 10:00:00 GMT"),
        _asked(If_None_Match='"another"'),
    )

    assert [None] * len(others) == [ready.again(each, FILE, settings) for each in others]
    assert None is ready.again(_asked(), FILE, config())
    (tmp_path / "main.1.atom").write_bytes(b"a page")
    assert None is ready.again(_asked(), FILE, settings)
    _still(tmp_path)
    assert ready.again(_asked(), FILE, settings)
    replace(tmp_path / FILE, b"another")
    _still(tmp_path)
    assert None is ready.again(_asked(), FILE, settings)


async def test_what_just_changed_is_not_kept(tmp_path: Path) -> None:
    """In a folder that changed within the last second another change could not be told from it."""
    write(tmp_path, make.edition(1))
    shelf, settings = Shelf(tmp_path), config()
    ready, request = Ready(shelf), _asked()
    issue = await shelf.take(FILE)
    assert issue
    os.utime(tmp_path)
    ready.give(request, FILE, settings, FILE, tell(request, issue, "application/atom+xml", {}))

    assert None is ready.again(_asked(), FILE, settings)


async def test_answers_are_bounded(tmp_path: Path) -> None:
    """Only the newest answers are ready, and none by a header that is very long."""
    write(tmp_path, make.edition(1))
    shelf, settings = Shelf(tmp_path), config()
    ready = Ready(shelf, most=2)
    _still(tmp_path)
    issue = await shelf.take(FILE)
    assert issue
    asked = [_asked(Accept=each) for each in ("a/a", "b/b", "c/c", "d" * 300)]
    for request in asked:
        ready.give(request, FILE, settings, FILE, tell(request, issue, "application/atom+xml", {}))

    assert [False, True, True, False] == [ready.again(each, FILE, settings) is not None for each in asked]


async def test_what_the_shelf_forgot_is_found_anew(tmp_path: Path) -> None:
    """The bodies are the shelf's: once it has none, no answer is ready."""
    write(tmp_path, make.edition(1))
    shelf, settings = Shelf(tmp_path, room=0), config()
    ready = Ready(shelf)
    await _given(tmp_path, shelf, ready, settings)

    assert None is ready.again(_asked(), FILE, settings)
    assert -1 == Shelf(tmp_path / "nowhere").changed()
