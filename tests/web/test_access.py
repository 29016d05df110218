from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.web import access
from tests.web.serving import Got
from tests.web.shelled import FAR, PASSWORD, Browser, Clock, config, shelled, tree

ELSEWHERE = "https://news.example.org"


def how(got: Got) -> str:
    """How the page says its visitor came in."""
    return tree(got).css(".lead")[0].text().split()[-1]


async def test_this_machine_comes_in(tmp_path: Path) -> None:
    """Without a password a browser on this machine is let in."""
    async with shelled(tmp_path) as browser:
        got = await browser.get("/status")

    assert (200, "here") == (got.status, how(got))


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "x-forwarded-anything",
        "Forwarded",
        "Via",
        "X-Real-IP",
        "CF-Connecting-IP",
    ],
)
async def test_a_proxy_on_this_machine_does_not(tmp_path: Path, header: str) -> None:
    """A request that a proxy passed on may be anybody's: it is told what to set, and sees no form to guess in."""
    async with shelled(tmp_path) as browser:
        got = await browser.ask("GET", "/status", {header: ""})

    assert 403 == got.status
    assert "feedbot password" in got.body.decode()
    assert [] == tree(got).css('input[type="password"]')
    assert [] == tree(got).css("nav")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5:8080", "", "[::2]", "["]
)
async def test_a_strangers_name_for_this_machine_does_not(tmp_path: Path, host: str) -> None:
    """Another site whose name leads to this machine (DNS rebinding) gets nothing out of the browser here."""
    async with shelled(tmp_path) as browser:
        got = await browser.ask("GET", "/status", {"Host": host})

    assert got.status in (400, 403)
    assert [] == tree(got).css("nav")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "localhost.", "a.localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8080"]
)
async def test_the_names_of_this_machine_do(tmp_path: Path, host: str) -> None:
    """All that can only be this machine is taken as its name."""
    async with shelled(tmp_path) as browser:
        got = await browser.ask("GET", "/status", {"Host": host})

    assert 200 == got.status


async def test_where_readers_come_through_another_host_this_machine_does_not(tmp_path: Path) -> None:
    """With a proxy in front that tells nothing of itself, everybody would come from this machine; the page says so."""
    async with shelled(tmp_path, lambda: config(url=ELSEWHERE)) as browser:
        got = await browser.get("/status")
        posted = await browser.ask("POST", "/status")

    assert (403, 403) == (got.status, posted.status)
    assert "(news.example.org)" in got.body.decode()


async def test_a_listed_proxy_on_this_machine_does_not(tmp_path: Path) -> None:
    """The address of a proxy is nobody's own."""
    async with shelled(tmp_path, lambda: config(proxies=("127.0.0.0/8",))) as browser:
        got = await browser.get("/status")

    assert 403 == got.status


async def test_a_proxy_names_who_signed_in(tmp_path: Path) -> None:
    """The header of a trusted proxy lets in whom it names, and the page says the name."""
    settings = config(proxies=("127.0.0.1",), user_header="Remote-User", url=ELSEWHERE)
    async with shelled(tmp_path, lambda: settings) as browser:
        got = await browser.get("/status", Remote_User="Olena <o>")
        posted = await browser.ask(
            "POST", "/status", {"Remote-User": "Olena", "Origin": ELSEWHERE}, data={"csrf": browser.token}
        )

    assert (200, "proxy", 303) == (got.status, how(got), posted.status)
    assert "Signed in: Olena <o>" == tree(got).css(".who")[0].text()


@pytest.mark.parametrize("value", ["", " ", "a" * 101, "a\tb"])
async def test_a_name_that_is_none_lets_nobody_in(tmp_path: Path, value: str) -> None:
    """An empty or strange name in a proxy's header is nobody's."""
    settings = config(proxies=("127.0.0.1",), user_header="Remote-User")
    async with shelled(tmp_path, lambda: settings) as browser:
        got = await browser.get("/status", Remote_User=value)

    assert 403 == got.status


async def test_strangers_are_sent_to_sign_in(tmp_path: Path) -> None:
    """With a password a page leads to the form and back; a form and a part of a page are told so in their own way."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        page = await browser.get("/sources/a%2Fb?c=d&e=%20f")
        posted = await browser.ask("POST", "/status")
        part = await browser.get("/sources/a", HX_Request="true")
        boosted = await browser.get("/sources/a", HX_Request="true", HX_Boosted="true")
        form = tree(await browser.get("/login?back=/sources/a%252Fb%3Fc%3Dd%26e%3D%2520f"))

    assert (303, "../login?back=/sources/a%252Fb%3Fc%3Dd%26e%3D%2520f") == (page.status, page.headers["location"])
    assert (401, "Sign in first" in posted.body.decode()) == (posted.status, True)
    assert (401, "../login?back=/sources/a") == (part.status, part.headers["hx-redirect"])
    assert 303 == boosted.status
    assert "/sources/a%2Fb?c=d&e=%20f" == form.css('input[name="back"]')[0].attributes["value"]


async def test_programs_are_told_in_json(tmp_path: Path) -> None:
    """The API refuses with problem details and says how to sign in; without a password it says what to set."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers = dict(FAR)
        stranger = await browser.get("/api/v1/try")
    async with shelled(tmp_path) as browser:
        browser.headers = dict(FAR)
        closed = await browser.get("/api/v1/try")

    assert (401, 'Bearer realm="feedbot"') == (stranger.status, stranger.headers["www-authenticate"])
    assert "application/problem+json; charset=utf-8" == stranger.headers["content-type"]
    assert 403 == closed.status
    assert "feedbot password" in closed.body.decode()


async def test_a_program_sends_the_password(tmp_path: Path) -> None:
    """A program far away comes in with the password in its header, to the API only, and a wrong one does not."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers = dict(FAR)
        bearer = {"Authorization": f"Bearer {PASSWORD}"}
        got = [await browser.ask("GET", "/api/v1/try", bearer) for _ in range(2)]
        wrong = [
            await browser.ask("GET", "/api/v1/try", {"Authorization": told})
            for told in ("Bearer", "Bearer wrong", "Basic eDp5", f"bearer  {PASSWORD}", PASSWORD)
        ]
        page = await browser.ask("GET", "/status", bearer)

    assert [(200, b'{"how": "program"}')] * 2 == [(each.status, each.body) for each in got]
    assert [401] * 5 == [each.status for each in wrong]
    assert 303 == page.status


async def test_a_program_that_guesses_is_held_back(tmp_path: Path) -> None:
    """Wrong passwords in headers count as those in the form do."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers = dict(FAR)
        found = [await browser.ask("GET", "/api/v1/try", {"Authorization": f"Bearer {n}"}) for n in range(5)]

    assert [401, 401, 401, 401, 429] == [got.status for got in found]
    assert "1" == found[-1].headers["retry-after"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/json"}, 200),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "application/json", "Origin": "https://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 403),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 403),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 403),
    ],
)
async def test_other_sites_cannot_use_the_api(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    """A change through the API comes from a program of this machine, and from no page that the browser here shows."""
    async with shelled(tmp_path) as browser:
        got = await browser.ask("POST", "/api/v1/try", headers, skip_auto_headers=["Content-Type"])

    assert status == got.status


@pytest.fixture
def clock() -> Clock:
    """A clock that is moved by hand."""
    return Clock()


async def signed_in(browser: Browser) -> bool:
    """Whether a page opens."""
    return (await browser.get("/status")).status == 200


async def test_a_session_lasts_from_its_last_use(tmp_path: Path, clock: Clock) -> None:
    """Each visit of another day makes a session last 30 days from then, and the browser is told; quiet ends it."""
    async with shelled(tmp_path, lambda: config(PASSWORD), clock) as browser:
        browser.headers |= FAR
        await browser.sign_in()
        same_day = await browser.get("/status")
        for _ in range(3):
            clock.pass_by(access.LASTS - timedelta(hours=1))
            got = await browser.get("/status")

            assert 200 == got.status
            assert "Max-Age=2592000" in got.headers["set-cookie"]
        clock.pass_by(access.LASTS)

        assert "feedbot=" not in same_day.headers["set-cookie"]
        assert not await signed_in(browser)


async def test_another_password_ends_all_sessions(tmp_path: Path) -> None:
    """When the password is changed, whoever knew the old one is out; without any nobody is in."""
    kept = [PASSWORD]
    async with shelled(tmp_path, lambda: config(kept[0])) as browser:
        browser.headers |= FAR
        await browser.sign_in()
        assert await signed_in(browser)
        kept[0] = "another password"
        assert not await signed_in(browser)
        kept[0] = ""
        assert 403 == (await browser.get("/status")).status
        kept[0] = PASSWORD
        assert await signed_in(browser)


@pytest.mark.parametrize("held", ["x", "x" * 500, '"', "é"])
async def test_a_made_up_session_is_none(tmp_path: Path, held: str) -> None:
    """Whatever a browser says it holds, it is a session only if we gave it."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        browser.cookies["feedbot"] = held

        assert not await signed_in(browser)


async def test_what_a_browser_holds_is_not_in_the_store(tmp_path: Path) -> None:
    """The store keeps digests only: who reads it cannot sign in with what it has."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        await browser.sign_in()
        held = browser.cookies["feedbot"]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("feedbot.db*"))

    assert len(held) == 43
    assert held.encode() not in stored
