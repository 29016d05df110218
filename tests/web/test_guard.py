from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from feedbot.web import guard
from tests.web.shelled import FAR, HERE, Browser, config, shelled, tree

FORM = "application/x-www-form-urlencoded"


async def test_pages_allow_only_what_is_ours(tmp_path: Path) -> None:
    """A page with forms runs no script and takes no style but from our own address, and nobody can frame or keep it."""
    async with shelled(tmp_path) as browser:
        headers = (await browser.get("/status")).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))

    assert {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    } == policy
    assert ("no-store", "DENY", "nosniff", "same-origin", "same-origin", "noindex") == tuple(
        headers[name]
        for name in (
            "cache-control",
            "x-frame-options",
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-resource-policy",
            "x-robots-tag",
        )
    )


async def test_problems_behind_the_door_are_not_for_other_sites(tmp_path: Path) -> None:
    """What a guarded address refuses no page of another site may read, though the browser be on this machine."""
    async with shelled(tmp_path) as browser:
        open_ = await browser.get("/nothing", Accept="application/json")
        guarded = await browser.ask("POST", "/status")
        program = await browser.ask("POST", "/api/v1/try", data="text")

    assert "*" == open_.headers["access-control-allow-origin"]
    for got in (guarded, program):
        assert 403 == got.status
        assert "access-control-allow-origin" not in got.headers
        assert ("same-origin", "no-store") == (
            got.headers["cross-origin-resource-policy"],
            got.headers["cache-control"],
        )


async def test_a_form_of_ours_is_taken(tmp_path: Path) -> None:
    """A form with the token of its page is taken, as often as it is sent."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")
        first, second = await browser.send("/status", word="a"), await browser.send("/status", word="b")

    assert (303, 303, "status") == (first.status, second.status, first.headers["location"])


async def test_a_token_may_come_in_a_header(tmp_path: Path) -> None:
    """Htmx sends the token that the page gives it, so that a button needs no form around it."""
    async with shelled(tmp_path) as browser:
        told = tree(await browser.get("/status")).css(".page")[0].attributes["hx-headers"] or ""
        token = told.split('"X-Form-Token": "')[1].split('"')[0]
        right = await browser.ask("POST", "/status", {"X-Form-Token": token}, json={})
        wrong = await browser.ask("POST", "/status", {"X-Form-Token": token[:-1] + "x"})

    assert (303, 403) == (right.status, wrong.status)


async def test_each_page_has_a_token_of_its_own(tmp_path: Path) -> None:
    """The token differs each time, so that how well a page packs tells nothing of it, and all of them are good."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")
        one = browser.token
        await browser.get("/status")
        two, browser.token = browser.token, one
        got = await browser.send("/status")

    assert one != two
    assert 303 == got.status


@pytest.mark.parametrize("token", ["", ".", "a.b", "\N{SNOWMAN}.\N{SNOWMAN}", "x" * 5000])
async def test_a_form_without_our_token_is_refused(tmp_path: Path, token: str) -> None:
    """A made-up token is refused with a sentence that says what to do."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")
        browser.token = token
        got = await browser.send("/status")

    assert 403 == got.status
    assert "Go back, reload the page" in got.body.decode()


async def test_a_token_is_no_good_in_another_browser(tmp_path: Path) -> None:
    """A token that somebody else was given is refused: it is bound to the browser's own secret."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")
        browser.cookies.clear()
        got = await browser.send("/status")

    assert 403 == got.status


async def test_a_secret_that_we_did_not_make_is_replaced(tmp_path: Path) -> None:
    """Another site under the same name can plant a cookie, but not one that we take for ours."""
    async with shelled(tmp_path) as browser:
        for planted in ("", "a", "a.b", "a." + "0" * 64):
            browser.cookies = {"feedbot-form": planted}
            got = await browser.get("/status")

            assert "feedbot-form=" in got.headers["set-cookie"]
            assert "HttpOnly" in got.headers["set-cookie"]
            assert planted != browser.cookies["feedbot-form"]
        kept = await browser.get("/status")

    assert "set-cookie" not in kept.headers or "feedbot-form" not in kept.headers["set-cookie"]


async def refused(browser: Browser, **headers: str) -> bool:
    """Whether a form of ours is refused when these headers come with it."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await browser.send("/status", sent)).status == 403


async def test_a_form_that_another_site_sent_is_refused(tmp_path: Path) -> None:
    """Even with the right token a form must not come from a page of another origin, as far as the browser says."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")

        assert not await refused(browser)
        assert not await refused(browser, Sec_Fetch_Site="same-origin", Origin="null")
        assert not await refused(browser, Sec_Fetch_Site="none")
        assert not await refused(browser, Origin=browser.base)
        assert await refused(browser, Sec_Fetch_Site="cross-site")
        assert await refused(browser, Sec_Fetch_Site="same-site")
        assert await refused(browser, Sec_Fetch_Site="cross-site", Origin=browser.base)
        assert await refused(browser, Origin="null")
        assert await refused(browser, Origin="https://evil.example")
        assert await refused(browser, Origin=browser.base + "0")


def test_the_address_that_readers_know_is_ours() -> None:
    """Behind a proxy that changes Host, the origin of `[web] url` is our own."""
    request = make_mocked_request("POST", "/", headers={"Host": "10.0.0.2", "Origin": "https://News.example.org"})

    assert not guard.foreign(request, "https://news.example.org/path")
    assert guard.foreign(request, "http://news.example.org/path")


async def test_a_page_that_nobody_guards_has_no_token(tmp_path: Path) -> None:
    """A problem at an open address gives no cookie and no token."""
    async with shelled(tmp_path, lambda: config("seven wet umbrellas")) as browser:
        got = await browser.ask("GET", "/nothing", FAR)

    assert (404, "") == (got.status, got.headers["set-cookie"])


def test_tokens_need_a_visitor() -> None:
    """Without anybody to bind it to there is no token, and none is right."""
    assert "" == guard.token(make_mocked_request("GET", "/"))


async def test_no_token_is_right_for_nobody() -> None:
    """A form that is checked at an address without a visitor is refused."""
    assert not await guard.ours(make_mocked_request("POST", "/", headers={"X-Form-Token": "a.b"}))


def test_public_pages_keep_their_policy() -> None:
    """Pages without forms allow our one style sheet by its hash, and articles may show pictures from elsewhere."""
    assert "style-src 'sha256-" in guard.policy()
    assert "form-action 'none'" in guard.policy()
    assert "img-src http: https: data:" in guard.policy(media=True)
    assert HERE not in guard.policy()
