import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.channels.webhook import (
    PAGE,
    WebhookSection,
    WebhookSender,
    asleep,
    chat,
    check,
    compose,
    judged,
    key,
    pace,
    signature,
)
from feedbot.model import (
    DELETED,
    Absent,
    Attribution,
    Category,
    Claim,
    Later,
    Link,
    Outcome,
    Part,
    Person,
    Refused,
    Sent,
    Telegram,
)
from feedbot.net import open_web
from tests import make
from tests.make import NOW, hours

RAW = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(RAW).decode()
HOOKS = make.channel("hooks", kind="webhook")


def options(**fields: Any) -> WebhookSection:
    """The section of a webhook."""
    known = {"name": "hooks", "kind": "webhook", "url": "https://hooks.example.org/in/t0ken", "secret": SECRET}
    return WebhookSection.model_validate({**known, **fields})


def told(claim: Claim) -> dict[str, Any]:
    """The one body that tells a claim."""
    (part,) = compose(HOOKS, claim, "there", NOW).parts
    found: dict[str, Any] = json.loads(part.text)
    return found


def claim(**fields: Any) -> Claim:
    """A claim of a delivery that was never sent; fields are the delivery's."""
    return make.claim(delivery=make.delivery(**{"channel": "hooks", **fields}))


@dataclass
class Endpoint:
    """Who is told, what it answers, and what it heard."""

    url: str = ""
    allowed: tuple[str, ...] = ()
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """The answer, or none."""
        body = await request.read()
        self.heard.append(({name.lower(): value for name, value in request.headers.items()}, body))
        if self.breaks:
            assert request.transport
            request.transport.abort()
        return web.Response(status=self.status, headers=self.headers)


@asynccontextmanager
async def listening() -> AsyncIterator[Endpoint]:
    """An endpoint that runs while the block does."""
    endpoint = Endpoint()
    application = web.Application()
    application.router.add_post("/in/{token}", endpoint.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    endpoint.url, endpoint.allowed = f"http://127.0.0.1:{port}/in/t0ken", (f"127.0.0.1:{port}",)
    try:
        yield endpoint
    finally:
        await runner.cleanup()


async def posted(endpoint: Endpoint, part: Part, *, allowed: tuple[str, ...] | None = None, **fields: Any) -> Outcome:
    """What became of a part."""
    section = options(**{"url": endpoint.url, **fields})
    async with open_web(allow_private=endpoint.allowed if allowed is None else allowed, version="0") as client:
        sender = WebhookSender(section, client, now=lambda: NOW, deadline=timedelta(seconds=5))
        outcome = await sender.send(part)
        await sender.close()
    return outcome


# --- what is said ----------------------------------------------------------------------------------------------------


def test_an_entry_is_told_with_all_that_is_known_of_it() -> None:
    """In the words of JSON Feed where it has any; what is not known is left out."""
    entry: dict[str, Any] = {
        "authors": (Person(name="Ann", uri="https://example.org/ann"), Person(name="")),
        "categories": (Category(term="city", label="City"), Category(term="City")),
        "language": "en",
        "attribution": (Attribution(name="Northern Wire", alias="NW"),),
        "links": (
            Link(href="https://example.org/a.png", rel="preview"),
            Link(href="https://example.org/a.mp3", type="audio/mpeg", length=9, duration=60),
        ),
    }
    body = told(replace(claim(), piece=make.piece(**entry)))

    assert ["id", "type", "timestamp", "channel", "data"] == list(body)
    assert ("entry.created", "2026-03-14T12:00:00Z", "hooks") == (body["type"], body["timestamp"], body["channel"])
    assert {
        "id": "https://example.org/1",
        "url": "https://example.org/1",
        "title": "Title 1",
        "withdrawn": False,
        "summary": "Body 1.",
        "content_html": "<p>Body 1.</p>",
        "image": "https://example.org/a.png",
        "date_published": "2026-03-14T10:01:00Z",
        "date_modified": "2026-03-14T10:01:00Z",
        "authors": [{"name": "Ann", "url": "https://example.org/ann"}],
        "tags": ["City"],
        "language": "en",
        "attachments": [
            {
                "url": "https://example.org/a.mp3",
                "mime_type": "audio/mpeg",
                "size_in_bytes": 9,
                "duration_in_seconds": 60,
            }
        ],
        "attribution": [{"name": "Northern Wire", "alias": "NW", "via": False}],
        "source": {"name": "sample", "title": "Sample", "url": "https://example.org/"},
    } == body["data"]


def test_a_dull_entry_has_few_words() -> None:
    """Nothing is null."""
    body = told(replace(claim(), piece=make.piece(title="", link=None, content="", summary="")))

    assert ["id", "withdrawn", "date_published", "date_modified", "source"] == list(body["data"])


def test_a_story_names_who_else_tells_it() -> None:
    """Each with its own article."""
    piece = replace(make.piece(), also=(make.entry(2),))
    (also,) = told(replace(claim(), piece=piece))["data"]["also"]

    assert ("https://example.org/2", "Title 2", "sample") == (also["url"], also["title"], also["source"]["name"])


def test_events_say_what_happened() -> None:
    """New, changed, grown, withdrawn: by what was told before and what the piece is now."""
    story = replace(make.piece(), also=(make.entry(2),))
    gone = replace(make.piece(), withdrawn=True)
    known = claim(shown="digest-0")

    assert "entry.created" == told(claim())["type"]
    assert "entry.created" == told(replace(claim(), piece=story))["type"]
    assert "entry.changed" == told(known)["type"]
    assert "story.grown" == told(replace(known, piece=story))["type"]
    assert "story.grown" == told(replace(claim(), jumped=True))["type"]
    assert "entry.withdrawn" == told(replace(known, piece=gone))["type"]
    assert "entry.withdrawn" == told(claim(shown="digest-0", wanted=DELETED))["type"]


def test_what_was_withdrawn_is_not_repeated() -> None:
    """Which it was is told, what it said is not."""
    body = told(replace(claim(shown="digest-1"), piece=replace(make.piece(), withdrawn=True)))

    assert body["data"]["withdrawn"] is True
    assert {"summary", "content_html"}.isdisjoint(body["data"])
    (part,) = compose(HOOKS, claim(shown="a", wanted=DELETED), "there", NOW).parts
    assert part.deletes


def test_an_id_is_that_of_a_delivery_and_its_version() -> None:
    """It stays while a delivery is tried, and is another for another channel, article, version or return of one."""
    first = told(claim())["id"]
    again = claim(attempts=5, error="late", unknowns=2, settled=NOW)
    others = [
        claim(subject="https://example.org/2"),
        claim(wanted="digest-2"),
        claim(shown="digest-0"),
        claim(due=NOW + hours(1)),
        claim(channel="more"),
    ]

    assert first.startswith("msg_")
    assert first == told(again)["id"]
    assert 6 == len({first, *(told(each)["id"] for each in others)})


def test_composing_does_not_depend_on_what_stands() -> None:
    """Or a message would be sent for ever, because another one is wanted as soon as it stands."""
    later = compose(HOOKS, claim(chat="there", attempts=3), "there", NOW + hours(5))

    assert compose(HOOKS, claim(), "there", NOW) == later


def test_a_digest_is_told_in_pages() -> None:
    """Fifty items each, every page with an id of its own; a whole article would be too long."""
    pieces = tuple(make.piece(number) for number in range(1, PAGE + 2))
    held = replace(claim(gather="digest 2026-03-14T08:00"), piece=None, digest=pieces)
    parts = [json.loads(part.text) for part in compose(HOOKS, held, "there", NOW).parts]

    assert [("digest", PAGE), ("digest", 1)] == [(each["type"], len(each["data"]["items"])) for each in parts]
    assert [(1, 2), (2, 2)] == [(each["data"]["page"], each["data"]["pages"]) for each in parts]
    assert "digest 2026-03-14T08:00" == parts[0]["data"]["name"]
    assert 2 == len({each["id"] for each in parts})
    assert "content_html" not in parts[0]["data"]["items"][0]


def test_nothing_cannot_be_told() -> None:
    """A delivery whose entry is gone before it was sent has no message."""
    with pytest.raises(ValueError, match="there is nothing to show"):
        compose(HOOKS, replace(claim(), piece=None), "there", NOW)


@settings(max_examples=50)
@given(title=st.text(max_size=50), content=st.text(max_size=50))
def test_any_text_is_told(title: str, content: str) -> None:
    """Halves of surrogate pairs, which no JSON can carry, become question marks; all else stays."""
    body = told(replace(claim(), piece=make.piece(title=title, content=content)))

    assert title.encode("utf-8", "replace").decode() == body["data"].get("title", "")
    assert content.encode("utf-8", "replace").decode() == body["data"].get("content_html", "")


# --- how it is signed ------------------------------------------------------------------------------------------------


def test_a_signature_is_that_of_the_specification() -> None:
    """The base64 of an HMAC-SHA256 over id, timestamp and body, parted by dots (Standard Webhooks)."""
    wanted = hmac.new(RAW, b'msg_1.1773489600.{"a":1}', hashlib.sha256).digest()

    assert f"v1,{base64.b64encode(wanted).decode()}" == signature(SECRET, "msg_1", NOW, b'{"a":1}')


def test_a_signature_is_that_of_another_program() -> None:
    """OpenSSL makes the same."""
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{RAW.hex()}", "-binary"]
    try:
        made = subprocess.run(command, input=b"msg_1.1773489600.{}", capture_output=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("there is no openssl here")

    assert f"v1,{base64.b64encode(made).decode()}" == signature(SECRET, "msg_1", NOW, b"{}")


def test_while_a_secret_is_changed_both_sign() -> None:
    """The receiver takes whichever it knows."""
    other = base64.b64encode(bytes(24)).decode()
    both = signature(f"{SECRET} {other}", "msg_1", NOW, b"{}").split()

    assert [signature(SECRET, "msg_1", NOW, b"{}"), signature(other, "msg_1", NOW, b"{}")] == both


@pytest.mark.parametrize("bad", ["hunter2", "whsec_", "whsec_AAAA", "whsec_" + "A" * 100, "whsec_мост", "a b"])
def test_a_secret_that_is_none_is_refused_and_not_shown(bad: str) -> None:
    """It has 24 to 64 bytes in base64."""
    with pytest.raises(ValueError, match="24 to 64 bytes in base64") as caught:
        key(bad)
    assert bad not in str(caught.value)
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        options(secret=bad)


# --- how it is sent --------------------------------------------------------------------------------------------------


async def test_what_is_posted_can_be_checked() -> None:
    """The body is what was composed, byte for byte, and its headers say whose it is and when it was sent."""
    (part,) = compose(HOOKS, claim(), "there", NOW).parts
    async with listening() as endpoint:
        outcome = await posted(endpoint, part, headers={"Authorization": "Bearer k-1"})

    assert Sent(messages=()) == outcome
    ((headers, body),) = endpoint.heard
    id = json.loads(part.text)["id"]
    assert part.text.encode() == body
    assert (id, str(int(NOW.timestamp()))) == (headers["webhook-id"], headers["webhook-timestamp"])
    assert signature(SECRET, id, NOW, body) == headers["webhook-signature"]
    assert ("application/json", "Bearer k-1") == (headers["content-type"], headers["authorization"])


async def test_without_a_secret_nothing_is_signed() -> None:
    """Only where the config says so; a login in the address is sent as any client would."""
    async with listening() as endpoint:
        url = endpoint.url.replace("127.0.0.1", "me:pw@127.0.0.1")
        await posted(endpoint, Part(chat="there", text="Hello"), url=url, signed=False, secret="")

    ((headers, body),) = endpoint.heard
    assert "webhook-signature" not in headers
    assert "Basic bWU6cHc=" == headers["authorization"]
    assert {"type": "test", "data": {"text": "Hello"}, "id": headers["webhook-id"]} == json.loads(body)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Sent),
        (204, Sent),
        (301, "chat"),
        (400, "message"),
        (401, "chat"),
        (403, "chat"),
        (404, "chat"),
        (408, Later),
        (409, "message"),
        (410, "chat"),
        (413, "message"),
        (422, "message"),
        (429, Later),
        (500, Later),
        (503, Later),
    ],
)
async def test_what_an_answer_means(status: int, expected: object) -> None:
    """A redirect is not followed, for the message was signed for this address."""
    async with listening() as endpoint:
        endpoint.status, endpoint.headers = status, {"Location": endpoint.url}
        outcome = await posted(endpoint, Part(chat="there", text="{}"))

    assert 1 == len(endpoint.heard)
    assert expected == (outcome.scope if isinstance(outcome, Refused) else type(outcome))


def test_a_wait_that_is_asked_for_is_kept() -> None:
    """Of one who is told too much it is no failure."""
    flood = judged(429, {"retry-after": "120"}, "example.org", NOW)
    ill = judged(503, {"retry-after": "Sat, 14 Mar 2026 13:00:00 GMT"}, "example.org", NOW)

    assert Later(reason="example.org answers 429; it is tried again", after=timedelta(minutes=2), fault=False) == flood
    assert isinstance(ill, Later)
    assert (hours(1), True) == (ill.after, ill.fault)


def test_a_refusal_says_what_to_do() -> None:
    """Another secret, another address, or no channel at all."""
    for status, words in ((401, "secret"), (404, "correct url"), (410, "take the channel out"), (302, "correct url")):
        outcome = judged(status, {}, "example.org", NOW)
        assert isinstance(outcome, Refused)
        assert words in outcome.reason


async def test_a_lost_answer_is_tried_again() -> None:
    """As the id tells a repeated message from a new one, nothing has to be found out first."""
    (part,) = compose(HOOKS, claim(), "there", NOW).parts
    async with listening() as endpoint:
        endpoint.breaks = True
        lost = await posted(endpoint, part)
        endpoint.breaks = False
        assert isinstance(await posted(endpoint, part), Sent)

    assert isinstance(lost, Later)
    assert lost.reason.endswith("; it is tried again")
    first, second = (headers["webhook-id"] for headers, _ in endpoint.heard)
    assert first == second
    assert isinstance(await WebhookSender(options(), None).probe(part, last=1), Absent)


async def test_nobody_there() -> None:
    """A closed door is tried again; a private address that nobody allowed is the config's fault."""
    async with listening() as endpoint:
        closed = await posted(endpoint, Part(chat="", text="{}"), url="http://127.0.0.1:9/", allowed=("127.0.0.1",))
        private = await posted(endpoint, Part(chat="", text="{}"), allowed=())

    assert isinstance(closed, Later)
    assert isinstance(private, Refused)
    assert "chat" == private.scope
    assert "allow_private" in private.reason
    assert [] == endpoint.heard


async def test_a_webhook_has_neither_topics_nor_patience_without_a_web() -> None:
    """What cannot be done is told."""
    sender = WebhookSender(options(), None)

    assert isinstance(await sender.send(Part(chat="", text="{}")), Later)
    assert isinstance(await sender.topic("", "a"), Refused)


async def test_nothing_of_the_address_or_the_secret_is_told() -> None:
    """The path of a webhook is often its only secret."""
    async with listening() as endpoint:
        endpoint.status = 404
        told = repr(await posted(endpoint, Part(chat="", text="{}")))
    channel = make.channel("hooks", kind="webhook", options=options(headers={"X-Key": "k-123456"}))
    told += repr(channel) + str(chat(channel, Telegram())) + (await check(channel, Telegram())).text

    for hidden in ("t0ken", SECRET, "k-123456"):
        assert hidden not in told


# --- what the config says --------------------------------------------------------------------------------------------


async def test_a_channel_sleeps_until_it_has_an_address_and_a_secret() -> None:
    """Or until somebody says that nobody checks."""
    assert "no address; set url in config.toml" == asleep(options(url=""), Telegram())
    assert "FEEDBOT_WEBHOOK_SECRET" in str(asleep(options(secret=""), Telegram()))
    assert asleep(options(secret="", signed=False), Telegram()) is None
    assert asleep(options(), Telegram()) is None
    bare = make.channel("hooks", kind="webhook", options=options(url=""))
    assert chat(bare, Telegram()) is None
    assert not (await check(bare, Telegram())).well


def test_addresses_of_one_host_are_told_apart() -> None:
    """So that what was learnt of one address is not believed of another."""
    first, second = (
        str(chat(make.channel(options=options(url=f"https://hooks.example.org/{path}")), Telegram())) for path in "ab"
    )

    assert first != second
    assert first.startswith("hooks.example.org#")
    assert 0 == pace(first).most


@pytest.mark.parametrize(
    "bad",
    [
        {"url": "ftp://example.org/"},
        {"url": "https://"},
        {"headers": {"bad name": "a"}},
        {"headers": {"X-A": "a\nb"}},
        {"headers": {"Webhook-Id": "1"}},
        {"headers": {"Content-Type": "text/plain"}},
        {"speed": 1},
    ],
)
def test_a_wrong_section_is_a_fault(bad: dict[str, Any]) -> None:
    """Addresses that are none, headers that no request may carry, and those that are ours."""
    with pytest.raises(ValueError, match=next(iter(bad))):
        options(**bad)


def test_options_of_another_kind_are_ours_to_mend() -> None:
    """The config makes no such channel."""
    with pytest.raises(TypeError, match="no options of kind webhook"):
        chat(make.channel(), Telegram())
