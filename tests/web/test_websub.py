"""The address of our own hub: what is taken as a request, and how refusals are told."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from feedbot.web import websub
from feedbot.web.problems import middleware


@dataclass
class Registry:
    """Remembers what it was asked, and answers as a test says."""

    answer: tuple[int, str] = (202, "")
    heard: list[list[tuple[str, str]]] = field(default_factory=list)

    async def asked(self, fields: Sequence[tuple[str, str]]) -> tuple[int, str]:
        """One request."""
        self.heard.append(list(fields))
        return self.answer


@dataclass
class Asker:
    """Posts to the hub."""

    session: ClientSession
    url: str
    registry: Registry

    async def post(self, body: bytes, kind: str = "application/x-www-form-urlencoded") -> tuple[int, str]:
        """Status and text of the answer."""
        async with self.session.post(self.url, data=body, headers={"Content-Type": kind}) as answer:
            assert "text/plain" == answer.content_type
            assert "nosniff" == answer.headers["X-Content-Type-Options"]
            return answer.status, await answer.text()


@asynccontextmanager
async def hub(answer: tuple[int, str] = (202, "")) -> AsyncIterator[Asker]:
    """A hub on a free port of loopback."""
    registry = Registry(answer)
    app = web.Application(middlewares=[middleware])
    app.add_routes(websub.routes(registry))
    async with TestServer(app) as server, ClientSession() as session:
        yield Asker(session, str(server.make_url(websub.PATH)), registry)


async def test_a_form_is_taken() -> None:
    """Section 5.1: a form in UTF-8, its fields as they are, blank and repeated ones too; 202 and nothing more."""
    async with hub() as asker:
        body = b"hub.mode=subscribe&hub.secret=&hub.topic=https%3A%2F%2Fn.example%2F%D1%97&x=1&x=2"

        assert (202, "") == await asker.post(body)
        assert (202, "") == await asker.post(b"a=b", "application/x-www-form-urlencoded; charset=utf-8")
    topic = ("hub.topic", "https://n.example/ї")
    assert [("hub.mode", "subscribe"), ("hub.secret", ""), topic, ("x", "1"), ("x", "2")] == asker.registry.heard[0]


@pytest.mark.parametrize("status", [400, 403, 404, 429])
async def test_a_refusal_is_a_sentence_in_plain_text(status: int) -> None:
    """Section 5.1.2: an error has a description for whoever writes the subscriber."""
    async with hub(answer=(status, "hub.topic is <b>unknown</b>")) as asker:
        assert (status, "hub.topic is <b>unknown</b>\n") == await asker.post(b"a=b")


async def test_who_comes_too_often_is_told_when_to_come_again() -> None:
    """RFC 9110, section 10.2.3."""
    async with hub(answer=(429, "later")) as asker, asker.session.post(asker.url, data={"a": "b"}) as answer:
        assert "60" == answer.headers["Retry-After"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=b", "text/plain", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=\xff", "application/x-www-form-urlencoded", 400),
        (b"a=b&" * 101, "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 16_384, "application/x-www-form-urlencoded", 413),
        (b"x" * 1_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_what_is_no_small_form_is_refused(body: bytes, kind: str, status: int) -> None:
    """Nothing of it reaches the registry, however long it is."""
    async with hub() as asker:
        answered, text = await asker.post(body, kind)

        assert status == answered
        assert "the request " in text
        assert [] == asker.registry.heard


async def test_a_hub_is_not_looked_at() -> None:
    """GET is no request to a hub; which method is, is told."""
    async with hub() as asker, asker.session.get(asker.url) as answer:
        assert 405 == answer.status
        assert "POST" in answer.headers["Allow"]
