import gzip
import hashlib
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import brotli
import pytest

from feedbot.web import static
from tests.web.shelled import shelled

FOLDER = resources.files("feedbot.web") / "static"


def test_the_files_are_those_that_the_notice_names() -> None:
    """What was vendored is what LICENCES.md says, to the byte; every file is vendored or ours, and none is left out."""
    notice = (FOLDER / "LICENCES.md").read_text(encoding="utf-8")
    vendored = re.findall(r"^\| (\S+) \|.*\| ([\d,]+) \| ([0-9a-f]{64}) \|$", notice, re.MULTILINE)

    assert {"htmx.min.js", "pico.min.css"} == {name for name, _, _ in vendored}
    for name, size, digest in vendored:
        body = (FOLDER / name).read_bytes()
        assert (f"{len(body):,}", hashlib.sha256(body).hexdigest()) == (size, digest)
    assert {*static.TYPES, "LICENCES.md"} == {file.name for file in FOLDER.iterdir()}


def test_ours_name_no_other_host() -> None:
    """Our own script and style load nothing from elsewhere."""
    for name in ("feedbot.js", "feedbot.css"):
        assert not re.search(r"//[a-z]|@import|url\(", (FOLDER / name).read_text(encoding="utf-8"))


def test_vendored_styles_load_nothing() -> None:
    """What the vendored style sheet points to lies in itself."""
    found = re.findall(r"url\(\"?([a-z]+:)", (FOLDER / "pico.min.css").read_text(encoding="utf-8"))

    assert {"data:"} == set(found)


@pytest.mark.parametrize("name", sorted(static.TYPES))
async def test_a_file_under_its_version_is_kept_for_good(tmp_path: Path, name: str) -> None:
    """The address that pages name has the content's digest, so nobody ever asks for it again."""
    async with shelled(tmp_path) as browser:
        got = await browser.get(static.address(name))

    assert (200, f"{static.TYPES[name]}; charset=utf-8") == (got.status, got.headers["content-type"])
    assert "public, max-age=31536000, immutable" == got.headers["cache-control"]
    assert (FOLDER / name).read_bytes() == got.body
    assert "nosniff" == got.headers["x-content-type-options"]


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
async def test_another_version_is_asked_for_again(tmp_path: Path, query: str) -> None:
    """Without the right version the newest file is given, and nobody keeps it without asking."""
    async with shelled(tmp_path) as browser:
        got = await browser.get(f"/static/feedbot.css{query}")
        again = await browser.get(f"/static/feedbot.css{query}", If_None_Match=got.headers["etag"])

    assert (200, "public, max-age=0, must-revalidate") == (got.status, got.headers["cache-control"])
    assert (304, b"") == (again.status, again.body)


@pytest.mark.parametrize(("coding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
async def test_files_come_packed(tmp_path: Path, coding: str, unpack: Callable[[bytes], bytes]) -> None:
    """A browser that takes it gets a packed copy under a tag of its own."""
    path = "/static/pico.min.css"
    async with shelled(tmp_path) as browser:
        plain = await browser.get(path, Accept_Encoding="identity")
        packed = await browser.ask("GET", path, {"Accept-Encoding": coding}, auto_decompress=False)

    assert (coding, "Accept-Encoding") == (packed.headers["content-encoding"], packed.headers["vary"])
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.body == unpack(packed.body)
    assert len(packed.body) < len(plain.body) / 4


@pytest.mark.parametrize(
    "name", ["LICENCES.md", "nothing.js", "..%2Fguard.py", "%2e%2e%2fguard.py", "..", "a%00b", "htmx.min.js%2F.."]
)
async def test_nothing_else_is_given(tmp_path: Path, name: str) -> None:
    """Only the named files are given out, whatever a path is made of."""
    async with shelled(tmp_path) as browser:
        got = await browser.get(f"/static/{name}")

    assert 404 == got.status


def test_a_file_that_does_not_exist_has_no_address() -> None:
    """A slip of the pen in a template shows at once."""
    with pytest.raises(KeyError, match=r"nothing\.js"):
        static.address("nothing.js")
