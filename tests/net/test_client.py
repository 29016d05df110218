import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from feedbot.model import Failed, Fault, Limits
from feedbot.net import Answer, Options, Web, open_web
from tests.make import NOW, hours, minutes
from tests.net.wire import proxy, says, trusting, wire
from tests.sources.server import Reply, Server, serve

PRIVATE_NAMES = ["localhost", "a.localhost", "nas.local", "db.internal", "box.home.arpa", "intranet", "INTRANET."]


class Clock:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.at


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
async def client(server: Server, clock: Clock) -> AsyncIterator[Web]:
    """A client on that clock that may visit this machine."""
    async with open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0), now=clock) as opened:
        yield opened


def good(answer: Answer | Failed) -> Answer:
    """The answer, which the test expects to be one."""
    assert isinstance(answer, Answer), answer
    return answer


def bad(answer: Answer | Failed, fault: Fault) -> Failed:
    """The failure of that kind, which the test expects."""
    assert isinstance(answer, Failed), answer
    assert fault == answer.fault
    return answer


# --- hosts that are left alone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ("120", minutes(2)),
        (None, hours(4)),
        ("soon", hours(4)),
        ("99999999", timedelta(days=7)),
        (format_datetime(NOW + hours(5), usegmt=True), hours(5)),
    ],
)
async def test_a_busy_host_is_left_alone(
    server: Server, client: Web, clock: Clock, status: int, header: str | None, rest: timedelta
) -> None:
    """After 429 or 503 nobody asks that host, by whatever path, until the time it named is over."""
    headers = {"Retry-After": header} if header else {}
    address = server.says("/", Reply(status=status, headers=headers), Reply(body=b"news"))
    other = server.says("/other", Reply(body=b"other"))

    assert status == good(await client.get(address)).status
    clock.at += minutes(1)
    refused = bad(await client.get(other), "busy")
    assert (rest - minutes(1), f"127.0.0.1:{server.port}") == (refused.retry_after, refused.host)
    assert f"answered {status} and is left alone until {NOW + rest:%Y-%m-%d %H:%M} UTC" in refused.reason
    assert isinstance(await client.post(other, form={}), Failed)
    assert 1 == len(server.asked)

    clock.at = NOW + rest
    assert b"news" == good(await client.get(address)).body
    assert b"other" == good(await client.get(other)).body


async def test_a_host_may_ask_for_no_time(server: Server, client: Web) -> None:
    """Retry-After 0 leaves nobody alone."""
    address = server.says("/", Reply(status=503, headers={"Retry-After": "0"}))

    await client.get(address)

    assert 503 == good(await client.get(address)).status
    assert client.resting(address) is None


async def test_other_hosts_are_not_left_alone(server: Server, client: Web) -> None:
    """What one server said does not concern another, though it be on the same machine."""
    await client.get(server.says("/", Reply(status=429)))

    async with serve() as other:
        assert b"here" == good(await client.get(other.says("/", Reply(body=b"here")))).body
    assert "is left alone" in (client.resting(f"{server.url}/any") or bad(Failed(reason=""), "ours")).reason
    assert client.resting("no address") is None


async def test_who_queues_is_not_sent_to_a_busy_host(server: Server, client: Web) -> None:
    """Of many visits that wait for their turn, those that come after the refusal do not ask."""
    address = server.says("/", Reply(status=429))

    await asyncio.gather(*(client.get(address) for _ in range(20)))

    assert len(server.asked) <= 2


async def test_a_redirect_does_not_lead_to_a_busy_host(server: Server, client: Web) -> None:
    """A host that is left alone is not asked for a redirect's sake either, and the failure names it."""
    async with serve() as busy:
        far = busy.says("/", Reply(status=503))
        near = server.says("/", Reply(status=302, headers={"Location": far}))
        await client.get(far)

        assert f"127.0.0.1:{busy.port}" == bad(await client.get(near), "busy").host
        assert 1 == len(busy.asked)


async def test_a_success_ends_no_rest(server: Server, client: Web) -> None:
    """A good answer to a request that was already out does not take back what the host asked for meanwhile."""
    gate, asked = asyncio.Event(), asyncio.Event()

    async def slow(_: object) -> None:
        asked.set()
        await gate.wait()

    address = server.says("/", Reply(status=503))
    visit = asyncio.create_task(client.get(server.says("/slow", Reply(play=slow))))
    await asked.wait()
    await client.get(address)
    assert client.resting(address)
    gate.set()
    good(await visit)

    assert client.resting(address)


# --- forms -----------------------------------------------------------------------------------------------------------


async def test_a_form_is_posted() -> None:
    """A form goes out as browsers send it, and the words of a refusal come back."""
    async with (
        wire(says(400, "no such topic")) as hub,
        open_web(allow_private=hub.allowed, version="1", gap=timedelta(0)) as client,
    ):
        answer = good(await client.post(f"http://127.0.0.1:{hub.port}/", form={"hub.mode": "subscribe", "t": "а&б"}))

    assert (400, b"no such topic") == (answer.status, answer.body)
    assert hub.heard[0].startswith("POST / HTTP/1.1\r\n")
    assert "content-type: application/x-www-form-urlencoded" in hub.heard[0].lower()
    assert hub.heard[0].endswith("\r\n\r\nhub.mode=subscribe&t=%D0%B0%26%D0%B1")


@pytest.mark.parametrize("status", [200, 400])
async def test_an_answer_to_a_form_is_cut(status: int) -> None:
    """Of a long answer to a form the beginning is kept."""
    async with (
        wire(says(status, "x" * 100_000)) as hub,
        open_web(allow_private=hub.allowed, version="1", gap=timedelta(0)) as client,
    ):
        assert 65536 == len(good(await client.post(f"http://127.0.0.1:{hub.port}/", form={"a": "b"})).body)


@pytest.mark.parametrize(("status", "methods"), [(301, ["POST"]), (303, ["POST"]), (307, ["POST"] * 2)])
async def test_a_form_follows_few_redirects(status: int, methods: list[str]) -> None:
    """A form is sent again only where the redirect says so; all other redirects are answers."""
    async with (
        wire(says(status, location="/next"), says(202)) as hub,
        open_web(allow_private=hub.allowed, version="1", gap=timedelta(0)) as client,
    ):
        answer = good(await client.post(f"http://127.0.0.1:{hub.port}/", form={"a": "b"}))

    assert methods == [heard.split(" ", 1)[0] for heard in hub.heard]
    assert all(heard.endswith("\r\n\r\na=b") for heard in hub.heard)
    assert (status if len(methods) == 1 else 202) == answer.status


async def test_no_form_goes_to_a_private_address(server: Server) -> None:
    """The guard is the same for forms."""
    async with open_web(version="1", gap=timedelta(0)) as closed:
        refused = bad(await closed.post(server.says("/", Reply()), form={}), "private")

    assert "127.0.0.1 is a private address; if it is meant, name it in allow_private" in refused.reason
    assert not closed.guard.admits("127.0.0.1", server.port)


# --- ways ------------------------------------------------------------------------------------------------------------


async def test_another_name(server: Server, client: Web) -> None:
    """A source's own user agent takes the place of ours."""
    await client.get(server.says("/", Reply()), options=Options(user_agent="Reader 1"))

    assert "Reader 1" == server.asked[0].headers["user-agent"]


async def test_a_certificate_is_checked() -> None:
    """Without trust there is no visit, and the sentence says why; whoever opts out gets one."""
    async with (
        wire(says(body="secret news"), tls=True) as far,
        open_web(allow_private=far.allowed, version="1", gap=timedelta(0)) as client,
    ):
        url = f"https://127.0.0.1:{far.port}/"
        refused = bad(await client.get(url), "tls")
        answer = good(await client.get(url, options=Options(verify=False)))

    assert "certificate of 127.0.0.1 is not to be trusted (self-signed certificate); tell" in refused.reason
    assert "verify_tls = false" in refused.reason
    assert (b"secret news", None) == (answer.body, answer.certificate)


async def test_the_end_of_a_certificate_is_told(server: Server) -> None:
    """An answer by TLS says when its certificate expires, also after a redirect; without TLS there is none."""
    async with (
        wire(says(302, location=server.says("/", Reply())), says(body="x"), tls=True) as far,
        open_web(
            allow_private=(*far.allowed, *server.allowed), version="1", gap=timedelta(0), tls=trusting()
        ) as client,
    ):
        plain = good(await client.get(f"https://127.0.0.1:{far.port}/"))
        safe = good(await client.get(f"https://127.0.0.1:{far.port}/"))

    assert (None, datetime(2120, 1, 1, tzinfo=UTC)) == (plain.certificate, safe.certificate)


async def test_a_proxy_is_asked() -> None:
    """An address without TLS is asked for at the proxy, whole and with its login, wherever it may be."""
    async with (
        proxy() as way,
        open_web(allow_private=way.allowed, version="1", gap=timedelta(0)) as client,
    ):
        options = Options(proxy=f"http://me:secret@127.0.0.1:{way.port}")
        answer = good(await client.get("http://news.example.org/feed?a=%7E", options=options))

    assert b"by proxy" == answer.body
    assert way.heard[0].startswith("GET http://news.example.org/feed?a=%7E HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic bWU6c2VjcmV0" in way.heard[0]
    assert "secret" not in repr(options)


async def test_a_proxy_makes_a_way() -> None:
    """TLS goes through the proxy to the far end, which alone sees the request and never the proxy's login."""
    async with (
        wire(says(body="safe"), tls=True) as far,
        proxy() as way,
        open_web(allow_private=(*far.allowed, *way.allowed), version="1", gap=timedelta(0), tls=trusting()) as client,
    ):
        options = Options(proxy=f"http://me:secret@127.0.0.1:{way.port}")
        answer = good(await client.get(f"https://127.0.0.1:{far.port}/feed", options=options))

    assert (b"safe", 2120) == (answer.body, answer.certificate.year if answer.certificate else None)
    assert way.heard[0].startswith(f"CONNECT 127.0.0.1:{far.port} ")
    assert "Basic bWU6c2VjcmV0" in way.heard[0]
    assert "proxy-authorization" not in far.heard[0].lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "2130706433", "[::1]", "10.1.2.3", "169.254.169.254", "10.1."])
async def test_no_private_number_is_asked_of_a_proxy(host: str) -> None:
    """Behind a proxy a private number is refused in whatever form it is written."""
    async with (
        proxy() as way,
        open_web(allow_private=way.allowed, version="1", gap=timedelta(0)) as client,
    ):
        options = Options(proxy=f"http://127.0.0.1:{way.port}")
        refused = bad(await client.get(f"http://{host}:8080/", options=options), "private")

    assert "name it in allow_private" in refused.reason or "name that in allow_private" in refused.reason
    assert [] == way.heard


@pytest.mark.parametrize("host", PRIVATE_NAMES)
async def test_no_private_name_is_asked_of_a_proxy(host: str) -> None:
    """Behind a proxy a name that can only be private is refused, and the sentence says what to write instead."""
    async with (
        proxy() as way,
        open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0)) as client,
    ):
        refused = bad(
            await client.get(f"http://{host}/", options=Options(proxy=f"http://127.0.0.1:{way.port}")), "private"
        )

    assert "its name is one of a private network; use its address, and name that in allow_private" in refused.reason
    assert [] == way.heard


async def test_a_proxy_is_dialled_by_the_same_rule() -> None:
    """A proxy at a private address must be allowed, and what is said of it has no login in it."""
    async with proxy() as way, open_web(version="1", gap=timedelta(0)) as client:
        options = Options(proxy=f"http://me:secret@127.0.0.1:{way.port}")
        refused = bad(await client.get("http://news.example.org/", options=options), "private")

    assert "the proxy 127.0.0.1 is not visited: 127.0.0.1 is a private address" in refused.reason
    assert "secret" not in refused.reason
    assert [] == way.heard


@pytest.mark.parametrize(
    ("answer", "fault", "because"),
    [
        (says(407), "login", "407 from the proxy 127.0.0.1: it wants another login; correct proxy"),
        (says(502), "network", "the proxy 127.0.0.1 makes no way to news.example.org: 502 Said"),
    ],
)
async def test_a_proxy_that_refuses_is_told(answer: bytes, fault: Fault, because: str) -> None:
    """What a proxy answers instead of making a way is a failure that names it."""
    async with (
        proxy(answer) as way,
        open_web(allow_private=way.allowed, version="1", gap=timedelta(0)) as client,
    ):
        options = Options(proxy=f"http://me:secret@127.0.0.1:{way.port}")
        refused = bad(await client.get("https://news.example.org/", options=options), fault)

    assert because in refused.reason
    assert "secret" not in refused.reason


async def test_a_proxy_that_is_no_address_is_told(client: Web) -> None:
    """A proxy that cannot be used is a failure, and its login is not told."""
    options = Options(proxy="http://me:secret@[proxy")

    assert "secret" not in bad(await client.get("http://news.example.org/", options=options), "http").reason


@pytest.mark.parametrize(
    ("address", "because"),
    [
        ("http://me:secret@proxy.invalid:3128", "no address is known for the proxy proxy.invalid"),
        ("http://me:secret@127.0.0.1:1", "no connection to the proxy 127.0.0.1"),
    ],
)
async def test_a_proxy_that_is_not_there_is_told(client: Web, address: str, because: str) -> None:
    """A proxy that cannot be reached is named without its login."""
    refused = bad(await client.get("http://news.example.org/", options=Options(proxy=address)), "network")

    assert because in refused.reason
    assert "secret" not in refused.reason


# --- bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [0, 2])
async def test_redirects_are_counted(server: Server, client: Web, most: int) -> None:
    """The limit of redirects is named with its key, and not one more request is sent."""
    address = server.says("/", Reply(status=302, headers={"Location": "/"}))

    refused = bad(await client.get(address, limits=Limits(redirects=most)), "limit")

    assert f"more than {most} redirects (limits.redirects)" in refused.reason
    assert most + 1 == len(server.asked)


async def test_a_body_may_be_cut(server: Server, client: Web) -> None:
    """Whoever asks for it gets the beginning of what is too long."""
    address = server.says("/", Reply(body=b"0123456789"))

    assert b"01234" == good(await client.get(address, limits=Limits(body=5), cut=True)).body


async def test_silence_is_a_fault_of_the_network(server: Server, client: Web) -> None:
    """A host that never answers and one that never ends are different faults; both name the limit."""

    async def endless(_: object) -> None:
        await asyncio.Event().wait()

    short = Limits(deadline=timedelta(seconds=0.2))
    async with wire() as dumb:
        mute = bad(await client.get(f"http://127.0.0.1:{dumb.port}/", limits=short), "network")
    slow = bad(await client.get(server.says("/", Reply(play=endless)), limits=short), "limit")

    assert "127.0.0.1 gave no answer within 0.2 s (limits.deadline); is it up?" == mute.reason
    assert "127.0.0.1 gave no whole answer within 0.2 s (limits.deadline)" == slow.reason
