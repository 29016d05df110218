import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from feedbot.demo import pictures
from feedbot.demo.chats import CHANNEL, DESK, READER, Chats
from feedbot.demo.page import Page
from feedbot.demo.samples import FIRST, PLAY, SITES, Tell, Write, more
from feedbot.demo.sites import Sites
from feedbot.demo.telegram import StandIn, application
from feedbot.model import Button, Entity, Medium, Part
from feedbot.sources import feed
from tests import make
from tests.make import NOW

Client = TestClient[web.Request, web.Application]
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A browser before the page."""
    made = application(stand_in := StandIn(Chats(now=lambda: NOW)))
    sites = Sites(base="http://127.0.0.1:1", now=lambda: NOW)
    made.add_routes(Page(stand_in=stand_in, base="http://127.0.0.1:1", pages="http://127.0.0.1:2").routes())
    made.add_routes(sites.routes())
    made[STAND_IN], made[SITES_OF] = stand_in, sites
    async with TestClient(TestServer(made)) as opened:
        yield opened


STAND_IN, SITES_OF = web.AppKey("stand_in", StandIn), web.AppKey("sites", Sites)


def app(client: Client) -> web.Application:
    """The application behind a client."""
    assert client.app is not None
    return client.app


def say(client: Client, part: Part, room: int = CHANNEL) -> None:
    """Let a message stand in a chat."""
    chats = app(client)[STAND_IN].chats
    chats.say(chats.room(str(room)), part)


async def text(client: Client, address: str) -> str:
    """The body at an address."""
    async with client.get(address) as answer:
        assert 200 == answer.status
        return await answer.text()


async def test_messages_are_drawn_with_all_they_have(client: Client) -> None:
    """Entities, pictures, buttons and edits are seen, and what strangers wrote is text."""
    part = Part(
        chat="",
        text=f"Bold {HOSTILE}",
        entities=(Entity(type="bold", offset=0, length=4),),
        media=(Medium(kind="photo", url="/site/pictures/a.png"), Medium(kind="audio", url="/chat/files/1-a")),
        buttons=((Button(text="Read", url="https://w.example/1"), Button(text="Copy", copy="x")),),
        reply=3,
    )
    say(client, part)
    say(client, Part(chat="", text="alarm", link="https://w.example/", buttons=((Button(text="F", data="f"),),)), DESK)
    chats = app(client)[STAND_IN].chats
    for words in ("one", "two"):
        chats.change(chats.message(CHANNEL, 1), replace(part, text=f"Bold {HOSTILE} {words}"))
    page = await text(client, "/chat")

    for seen in ("<strong>Bold</strong>", 'src="/site/pictures/a.png"', 'href="https://w.example/1"', ">Copy<",
                 "edited 2 times", "audio: ", "in reply to message 3", "<button>F</button>", "link preview",
                 'href="http://127.0.0.1:2/status"'):  # fmt: skip
        assert seen in page
    assert HOSTILE not in page
    assert "https://" not in page.replace("https://w.example", "")


async def test_a_chat_is_sent_anew_only_when_it_changed(client: Client) -> None:
    """A browser asks for what it has not seen; what did not change is no answer."""
    assert "Nothing yet." in await text(client, f"/chat/room/{CHANNEL}")
    say(client, Part(chat="", text="news"))
    assert "news" in await text(client, f"/chat/room/{CHANNEL}?seen=0")
    async with client.get(f"/chat/room/{CHANNEL}?seen=1") as answer:
        assert 204 == answer.status
    async with client.get("/chat/room/7") as answer:
        assert 404 == answer.status


async def test_the_reader_speaks_and_presses(client: Client) -> None:
    """Forms of the page reach the bot; those of other pages do not."""
    say(client, Part(chat="", text="x", buttons=((Button(text="F", data="f"),),)))
    stand_in = app(client)[STAND_IN]
    async with client.post("/chat/say", data={"text": "/list"}) as answer:
        assert "/chat" == answer.url.path
    assert ["/list"] == [each.part.text for each in stand_in.chats.messages(READER)]
    press = {"room": str(CHANNEL), "message": "1", "row": "0", "place": "0"}
    for form, status in ((press, 200), ({**press, "place": "5"}, 404), ({}, 400)):
        async with client.post("/chat/press", data=form) as answer:
            assert status == answer.status
    stand_in.chats.flash("You follow it")
    assert "The bot says: You follow it" in await text(client, "/chat")
    async with client.post("/chat/say", data={"text": "x"}, headers={"Origin": "https://w.example"}) as answer:
        assert 403 == answer.status


async def test_files_and_addresses(client: Client) -> None:
    """What was sent as a file is given back, never as a page; the style is there, and / leads to the chats."""
    app(client)[STAND_IN].files |= {"1-a": b"<html>", "2-b": b"\x89PNG"}
    for name, kind in (("1-a", "application/octet-stream"), ("2-b", "image/png")):
        async with client.get(f"/chat/files/{name}") as answer:
            assert kind == answer.content_type
    assert "prefers-color-scheme: dark" in await text(client, "/chat/chat.css")
    assert "Chats" in await text(client, "/")
    async with client.get("/chat/files/none") as answer:
        assert 404 == answer.status


async def test_sites_publish_feeds_pages_and_pictures(client: Client) -> None:
    """What a site tells is in its feed, on a page and in a picture; one that is down answers 410."""
    sites = app(client)[SITES_OF]
    sites.tell(Tell(site="post", title=f"Boats {HOSTILE}", text="Silent.", picture="boats"))
    body = (await text(client, "/site/post/feed.xml")).encode()
    (item,) = feed.parse(make.document(body), make.source("post")).items
    assert "http://127.0.0.1:1/site/post/1" == item.link
    assert HOSTILE not in await text(client, "/site/post/1")
    async with client.get("/site/pictures/boats.png") as answer:
        assert b"\x89PNG" == (await answer.read())[:4]
    for lost in ("/site/none/feed.xml", "/site/visnyk/1", "/site/post/9"):
        async with client.get(lost) as answer:
            assert 404 == answer.status
    sites.down.add("post")
    async with client.get("/site/post/feed.xml") as answer:
        assert 410 == answer.status


def test_a_picture_is_a_whole_png() -> None:
    """A picture has its size, all its rows and right checksums; one name gives one picture."""
    body, at, found = pictures.scene("bridge"), 8, dict[bytes, bytes]()
    while at < len(body):
        size, kind = struct.unpack(">I4s", body[at : at + 8])
        found[kind] = body[at + 8 : at + 8 + size]
        assert zlib.crc32(kind + found[kind]) == struct.unpack(">I", body[at + 8 + size : at + 12 + size])[0]
        at += size + 12

    assert (pictures.WIDTH, pictures.HEIGHT) == struct.unpack(">II", found[b"IHDR"][:8])
    assert pictures.HEIGHT * (1 + 3 * pictures.WIDTH) == len(zlib.decompress(found[b"IDAT"]))
    assert body == pictures.scene("bridge") != pictures.scene("ferry")


def test_the_play_is_whole() -> None:
    """Each act names a site that there is, no title comes twice, and each of three languages is told."""
    acts = (*FIRST, *PLAY, *more())
    tells = [each for each in acts if isinstance(each, Tell)]

    assert {each.site for each in tells} == {site.name for site in SITES}
    assert len(tells) == len({each.title for each in tells})
    assert all("{day}" in each.text.split("\n")[0] for each in acts if isinstance(each, Write))
    assert {"en", "uk"} == {site.language for site in SITES}
