import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.web import StreamResponse
from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels.relay import AT_ONCE, HELD, Relayed, judge, relay
from feedbot.model import Medium
from feedbot.net import Web, open_web
from tests.channels.images import avif, bmp, gif, jpeg, png, webp
from tests.sources.server import Reply, Server, serve

MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(50)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A site with pictures."""
    async with serve() as running:
        yield running


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Web]:
    """A client that may visit the site and no other private place."""
    async with open_web(allow_private=server.allowed, version="1", gap=timedelta(0)) as opened:
        yield opened


def medium(url: str = "https://example.org/a.jpg", **fields: Any) -> Medium:
    """A photo."""
    return Medium(**{"kind": "photo", "url": url, **fields})


def judged(body: bytes, **fields: Any) -> tuple[str, str, str] | str:
    """What bytes are sent as: kind, type and name."""
    found = judge(medium(**fields), body)
    return found if isinstance(found, str) else (found.kind, found.type, found.name)


async def test_a_picture_is_fetched_and_measured(server: Server, client: Web) -> None:
    """All that an upload needs comes of its bytes."""
    server.says("/a b/photo (1).php", Reply(body=jpeg(640, 480), headers={"Content-Type": "text/html"}))
    found = await relay(medium(f"{server.url}/a%20b/photo%20(1).php"), client)

    wanted = Relayed(body=jpeg(640, 480), name="photo_1.jpg", kind="photo", type="image/jpeg", width=640, height=480)
    assert wanted == found
    assert "image/jpeg" in server.asked[0].headers["accept"]


async def test_a_page_is_no_picture(server: Server, client: Web) -> None:
    """Whatever its type and its name say."""
    url = server.says("/a.jpg", Reply(body=b"\n<!doctype html><p>No", headers={"Content-Type": "image/jpeg"}))

    assert f"127.0.0.1:{server.port} gave a page where a picture was expected" == await relay(medium(url), client)


@pytest.mark.parametrize(("kind", "most"), [("photo", 10), ("video", 50)])
async def test_what_is_too_large_is_not_read_to_its_end(server: Server, client: Web, kind: str, most: int) -> None:
    """An endless body costs no more than the largest that is taken."""
    written: list[int] = []

    async def endless(response: StreamResponse) -> None:
        while len(written) < 400:
            await response.write(bytes(1_000_000))
            written.append(1)

    found = await relay(medium(server.says("/a", Reply(play=endless)), kind=kind), client)

    assert f"the file of 127.0.0.1:{server.port} is larger than {most} MB" == found
    assert len(written) < most + 40


async def test_a_redirect_leads_to_no_private_place(server: Server, client: Web) -> None:
    """Where it leads is dialled like any other address."""
    async with serve() as hidden:
        target = hidden.says("/a.jpg", Reply(body=jpeg()))
        url = server.says("/a.jpg", Reply(status=302, headers={"Location": target}))
        found = await relay(medium(url), client)

    assert isinstance(found, str)
    assert "is a private address" in found
    assert [] == hidden.asked


async def test_a_refusal_names_the_status(server: Server, client: Web) -> None:
    """And so do an empty file and what cannot be an address."""
    host = f"127.0.0.1:{server.port}"
    assert f"404 from {host}" == await relay(medium(f"{server.url}/none"), client)
    assert f"the file of {host} is empty" == await relay(medium(server.says("/a", Reply())), client)
    assert isinstance(await relay(medium("http://["), client), str)


async def test_few_are_under_way_at_once(server: Server, client: Web) -> None:
    """Of twelve that are asked for together no more than four are, and all come."""

    async def slow(response: StreamResponse) -> None:
        await asyncio.sleep(0.01)
        await response.write(jpeg())

    urls = [server.says(f"/{number}", Reply(play=slow)) for number in range(12)]
    found = await asyncio.gather(*(relay(medium(url), client) for url in urls))

    assert all(isinstance(each, Relayed) for each in found)
    assert server.most_at_once <= AT_ONCE


async def test_what_is_kept_takes_room_until_it_is_let_go(server: Server, client: Web) -> None:
    """A file waits while those before it hold all that may be held."""
    size = 45_000_000
    url = server.says("/a.mp4", Reply(body=MP4 + bytes(size - len(MP4))))
    kept = [await relay(medium(url, kind="video"), client) for _ in range(2)]
    assert all(isinstance(each, Relayed) for each in kept)
    assert size * 2 + 50_000_000 > HELD

    waiting = asyncio.ensure_future(relay(medium(url, kind="video"), client))
    small = await relay(medium(server.says("/a.jpg", Reply(body=jpeg()))), client)
    assert isinstance(small, Relayed)
    assert not waiting.done()

    kept.clear()
    assert isinstance(await waiting, Relayed)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (png(30_000, 30_000), "document"),
        (png(4_000, 100), "document"),
        (png(2_000, 100), "photo"),
        (webp(), "photo"),
        (bmp(), "document"),
        (gif(), "photo"),
        (gif(frames=3), "animation"),
        (webp(form="extended", moving=True), "document"),
        (avif(), "document"),
        (jpeg() + bytes(10_000_000), "document"),
    ],
)
def test_a_picture_that_is_no_photo_is_a_document(body: bytes, kind: str) -> None:
    """By size, ratio and format, as sendPhoto has it; what moves is an animation."""
    assert kind == judged(body)[0]


@pytest.mark.parametrize(
    ("wanted", "body", "kind", "name"),
    [
        ("video", MP4, ("video", "video/mp4"), "a.mp4"),
        ("animation", MP4, ("animation", "video/mp4"), "a.mp4"),
        ("audio", MP4, ("audio", "audio/mp4"), "a.m4a"),
        ("audio", b"\x00\x00\x00\x20ftypM4A " + bytes(9), ("audio", "audio/mp4"), "a.m4a"),
        ("video", b"\x00\x00\x00\x20ftypqt  " + bytes(9), ("document", "video/quicktime"), "a.mov"),
        ("video", b"\x1a\x45\xdf\xa3" + bytes(9), ("document", "video/webm"), "a.webm"),
        ("audio", b"ID3" + bytes(9), ("audio", "audio/mpeg"), "a.mp3"),
        ("audio", b"\xff\xfb\x90" + bytes(9), ("audio", "audio/mpeg"), "a.mp3"),
        ("audio", b"\xff\xf1\x50" + bytes(9), ("document", "audio/aac"), "a.aac"),
        ("audio", b"RIFF\x00\x00\x00\x00WAVE", ("document", "audio/wav"), "a.wav"),
        ("document", b"%PDF-1.7", ("document", "application/pdf"), "a.pdf"),
        ("document", b"anything", ("document", "application/octet-stream"), "a.jpg"),
        ("document", jpeg(), ("document", "image/jpeg"), "a.jpg"),
    ],
)
def test_the_bytes_decide_how_a_file_is_sent(wanted: str, body: bytes, kind: tuple[str, str], name: str) -> None:
    """In a player only what every client plays; all else is a document."""
    assert (*kind, name) == judged(body, kind=wanted)


@pytest.mark.parametrize(
    ("wanted", "body", "said"),
    [
        ("photo", MP4, "video/mp4 where a picture"),
        ("photo", b"\x00\x01\x02", "something unknown where a picture"),
        ("photo", b"\xff", "something unknown where a picture"),
        ("video", b"\xef\xbb\xbf <html>", "a page where a file"),
        ("document", b'{"error": 1}', "a page where a file"),
        ("photo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a page where a picture"),
    ],
)
def test_what_was_not_meant_is_refused(wanted: str, body: bytes, said: str) -> None:
    """An error page, a drawing, a film in the place of a picture."""
    assert f"example.org gave {said} was expected" == judged(body, kind=wanted)


def test_a_picture_that_is_cut_off_is_refused() -> None:
    """A chat would show grey where the rest should be."""
    assert "the picture of example.org is cut off" == judged(jpeg()[:-50])


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/", "file.jpg"),
        ("https://example.org/..%2F..%2Fetc%2Fpasswd", "etc_passwd.jpg"),
        ("https://example.org/фото.png?x=1", "фото.jpg"),
        ("https://example.org/" + "a" * 500 + ".png", "a" * 60 + ".jpg"),
        ("http://[", "file.jpg"),
    ],
)
def test_a_file_has_a_short_name_with_the_right_ending(url: str, name: str) -> None:
    """No path, no signs, and the suffix of what it is."""
    assert ("photo", "image/jpeg", name) == judged(jpeg(), url=url)


@given(st.binary(max_size=300), st.sampled_from(["photo", "video", "animation", "audio", "document"]), st.text())
def test_any_bytes_are_judged(body: bytes, kind: Any, url: str) -> None:
    """A photo is what sendPhoto takes, whatever came."""
    found = judge(replace(medium(), kind=kind, url=url), body)

    assert isinstance(found, str) or found.body == body
    assert isinstance(found, str) or found.kind != "photo" or (found.width or 0) + (found.height or 0) <= 10_000
