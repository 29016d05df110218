import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feedbot.bot.fetching import LARGEST, download
from feedbot.channels.telegram_api import Bots
from feedbot.model import Secret, Telegram
from tests.channels.script import TOKEN


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """A Bot API server with a small file, a large one, and one that cannot be had."""

    async def found(request: web.Request) -> web.Response:
        id = json.loads(json.dumps(dict(await request.post())))["file_id"]
        if id == "none":
            return web.json_response({"ok": False, "description": "Bad Request: invalid file_id"}, status=400)
        size = LARGEST + 1 if id == "large" else 5
        path = {} if id == "bare" else {"file_path": f"documents/{id}"}
        return web.json_response(
            {"ok": True, "result": {"file_id": id, "file_unique_id": "u", "file_size": size, **path}}
        )

    async def given(request: web.Request) -> web.Response:
        if request.match_info["name"] == "gone":
            raise web.HTTPNotFound
        return web.Response(body=b"x" * (LARGEST + 1) if request.match_info["name"] == "liar" else b"hello")

    app = web.Application()
    app.add_routes([web.post(f"/bot{TOKEN}/getFile", found), web.get(f"/file/bot{TOKEN}/documents/{{name}}", given)])
    server = TestServer(app)
    await server.start_server()
    yield Telegram(token=Secret(TOKEN), base_url=str(server.make_url("")).rstrip("/"))
    await server.close()


@pytest.mark.parametrize(
    ("id", "body"),
    [("small", b"hello"), ("large", None), ("liar", None), ("gone", None), ("none", None), ("bare", None)],
)
async def test_the_bytes_of_a_file(telegram: Telegram, id: str, body: bytes | None) -> None:
    """A file comes from the server that the config names; none where it is too large, or cannot be had."""
    bots = Bots()
    bot = bots.bot(telegram)
    assert bot is not None

    assert body == await download(bot, telegram, id)
    await bots.close()
