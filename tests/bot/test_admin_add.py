from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feedbot.bot import looking
from feedbot.bot.fetching import LARGEST
from tests import make
from tests.bot.telegram import BOSS, GROUP, hall

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire &lt;b&gt;</title><link>https://w.example/</link>
<item><title>Dam &lt;i&gt;opens</title><link>https://w.example/1</link><guid>1</guid></item>
<item><title>Dam shuts</title><link>https://w.example/2</link><guid>2</guid></item></channel></rss>"""

OPML = b"""<opml version="2.0"><body>
<outline type="rss" text="Wire &lt;b&gt;" xmlUrl="https://wire.example/feed"/>
<outline type="rss" text="Alpha" xmlUrl="https://alpha.example/feed"/>
<outline type="rss" text="Broken" xmlUrl="gopher://x"/>
</body></opml>"""


@pytest.fixture
async def site() -> AsyncIterator[TestServer]:
    """A site with a feed, and one page with nothing."""

    async def feed(request: web.Request) -> web.Response:
        return web.Response(text=FEED, content_type="application/rss+xml")

    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html><p>Nothing here.</p></html>", content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/feed", feed), web.get("/page", page)])
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


async def test_a_feed_is_shown_and_added_by_a_button(tmp_path: Path, site: TestServer) -> None:
    """What is there is shown first, harmless; the button carries no address, and works after a restart."""
    async with hall(tmp_path, allow=("127.0.0.1",)) as place:
        url = str(site.make_url("/feed"))
        said = await place.hear(f"/add {url}")
        button = place.server.buttons()
        shown = place.server.named("editmessagetext")[-1].fields
        place.again()
        pressed = await place.pressed(button[0], text=shown["text"], entities=shown["entities"])

        assert f"Looking at {url} …" == said[0]
        assert "Dam <i>opens" in said[1]
        assert "a feed · 2 entries" in said[1]
        assert ["aa:feed"] == button
        assert "Added 127.0.0.1" in pressed[0]
        assert f'url = "{url}"' in place.file.read_text()


async def test_a_link_is_looked_at_like_a_command(tmp_path: Path, site: TestServer) -> None:
    """Any text with an address, or one that hides in a word; a feed of the site is found by itself."""
    async with hall(tmp_path, allow=("127.0.0.1",)) as place:
        url = str(site.make_url("/page"))
        assert "Dam shuts" in (await place.hear(f"see ({url})"))[1]
        hidden = [{"type": "text_link", "offset": 0, "length": 4, "url": url}]
        assert "Dam shuts" in (await place.hear("this", entities=hidden))[1]
        assert "Nothing that I can read was found there." in (await place.hear("http://127.0.0.1:1/"))[1]
        assert "Send me the address" in (await place.hear("hello"))[0]


async def test_a_forwarded_post_names_its_channel(tmp_path: Path) -> None:
    """A post of a public channel is its address; one of another channel cannot be read."""
    async with hall(tmp_path) as place:
        chat: dict[str, Any] = {"id": -1, "type": "channel", "title": "C", "username": "sample_news"}
        origin = {"type": "channel", "date": 1773489600, "chat": chat, "message_id": 5}
        found = make.source("news", kind="telegram_channel", url="https://t.me/s/sample_news")
        place.config = replace(place.config, sources=(found,))
        said = await place.hear("Some post", forward_origin=origin)
        del chat["username"]

        assert ["Looking at https://t.me/s/sample_news …", "news watches that already."] == said
        assert ["That channel is not public: only public ones can be read."] == await place.hear(
            "Some post", forward_origin=origin
        )


async def test_what_is_watched_already_is_said_so(tmp_path: Path) -> None:
    """When it is looked at, and when the button is pressed later."""
    async with hall(tmp_path) as place:
        assert "alpha watches that already." in await place.hear("/add https://alpha.example/feed")
        code = [{"type": "code", "offset": 0, "length": 26}]
        assert ["alpha watches that already."] == await place.pressed(
            "aa:feed", text="https://alpha.example/feed", entities=code
        )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("aa:folder", "/etc"),
        ("aa:command", "https://a.example/"),
        ("aa:feed", "/etc/passwd"),
        ("aa:feed", "https://t.me/s/sample"),
        ("aa:telegram_channel", "https://a.example/"),
        ("aa:feed", ""),
        ("aa:", "https://a.example/"),
    ],
)
async def test_a_button_is_checked_as_if_typed(tmp_path: Path, data: str, text: str) -> None:
    """Nothing but a kind on the web, at an address that fits it, is written into the config."""
    async with hall(tmp_path) as place:
        before = place.file.read_text()
        code = [{"type": "code", "offset": 0, "length": len(text)}] if text else []
        said = await place.pressed(data, text=text or "x", entities=code)

        assert ["I do not see the address any more; send it again."] == said
        assert before == place.file.read_text()


@pytest.mark.parametrize("text", ["/etc/passwd", "file:///etc/passwd", "ftp://a.example/", "https://" + "a" * 3_000])
async def test_only_the_web_is_looked_at(tmp_path: Path, text: str) -> None:
    """A folder would let its writer read what lies here."""
    async with hall(tmp_path) as place:
        assert "This is no address on the web that I can visit" in (await place.hear(f"/add {text}"))[0]
        assert "What shall I add?" in (await place.hear("/add"))[0]


async def test_a_list_of_feeds_is_a_plan_first(tmp_path: Path) -> None:
    """A file shows what it would add; its button reads it once more, so it works after a restart."""
    async with hall(tmp_path) as place:
        place.files["f1"] = OPML
        file = {"file_id": "f1", "file_unique_id": "u", "file_name": "my.opml", "file_size": len(OPML)}
        said = await place.hear("", document=file, message_id=70)
        sent = place.server.named("sendmessage")[-1].fields
        answered = {"message_id": 70, "date": 1773489600, "chat": {"id": BOSS, "type": "private"}, "document": file}
        place.again()
        pressed = await place.pressed("ao:", reply_to_message=answered)

        assert "This list would add 1 feed:" in said[0]
        assert "Wire <b>" in said[0]
        assert "1 feed of it is there already." in said[0]
        assert "✖ Broken" in said[0]
        assert "70" in str(sent["reply_parameters"])
        assert ["Added 1 feed."] == pressed
        assert "https://wire.example/feed" in place.file.read_text()
        assert "deliver_first = 0" in place.file.read_text()


async def test_files_of_no_use(tmp_path: Path) -> None:
    """What is no list, is too large, cannot be fetched or has nothing new is said so."""
    async with hall(tmp_path) as place:
        place.files |= {
            "no": b"<html></html>",
            "old": b'<opml><body><outline xmlUrl="https://alpha.example/feed"/></body></opml>',
        }
        file = {"file_unique_id": "u", "file_name": "<b>.opml"}

        async def sent(id: str, **fields: object) -> str:
            return (await place.hear("", document={**file, "file_id": id, **fields}))[0]

        assert "<b>.opml is no list of feeds" in await sent("no")
        assert "could not be fetched" in await sent("gone")
        assert "could not be fetched" in await sent("no", file_size=LARGEST + 1)
        assert "There is nothing to add in this list." in await sent("old")
        assert ["I do not see the file any more; send it again."] == await place.pressed("ao:")


async def test_the_feeds_as_a_file(tmp_path: Path) -> None:
    """The list is a document, in a group as an answer; where there is no feed it says so."""
    async with hall(tmp_path) as place:
        await place.hear("/opml", chat=GROUP)
        assert 1 == len(place.server.named("senddocument"))
        place.config = replace(place.config, sources=())
        assert "There are no feeds yet" in (await place.hear("/opml"))[0]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://a.example/x, it is good", "https://a.example/x"),
        ("(https://a.example/)", "https://a.example/"),
        ("t.me/sample", "https://t.me/sample"),
        ("@sample_news", "https://t.me/sample_news"),
        ("a.example", "https://a.example"),
        ("feed://a.example/rss", "http://a.example/rss"),
        ("и т.д. и т.п.", None),
        ("one. two", None),
        ("", None),
    ],
)
def test_the_address_in_a_text(text: str, url: str | None) -> None:
    """Whole addresses anywhere, short forms only by themselves."""
    assert url == looking.in_text(text)
