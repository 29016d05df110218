import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import FormData

from feedbot.web import passwords
from tests.web.shelled import FAR, PASSWORD, Browser, Clock, config, shelled, tree

PROXIED = ("127.0.0.1",)


def why(body: bytes) -> str:
    """The sentence beside the password's field."""
    return body.decode().partition('role="alert">')[2].partition("<")[0]


async def test_the_right_password_opens_the_pages(tmp_path: Path) -> None:
    """Who gives the password is led to where they wanted to go; the pages then have a menu and a way out."""
    settings = config(passwords.hashed(PASSWORD))
    async with shelled(tmp_path, lambda: settings) as browser:
        browser.headers |= FAR
        got = await browser.sign_in()
        page = await browser.get("/status")

    assert (303, "status") == (got.status, got.headers["location"])
    assert (200, 7, 1) == (page.status, len(tree(page).css("nav a")), len(tree(page).css("form.leave")))


async def test_a_session_is_kept_from_scripts_and_other_sites(tmp_path: Path) -> None:
    """Over http the cookie is for this site and no script; over https it is also for https and this very host only."""
    async with shelled(tmp_path, lambda: config(PASSWORD, url="https://a.example")) as browser:
        browser.headers |= FAR
        plain = await browser.sign_in()
        browser.cookies.clear()
        secure = await browser.sign_in(Origin="https://a.example")
    first, second = (
        next(
            line for line in got.headers["set-cookie"].splitlines() if "HttpOnly" in line and "Max-Age=2592000" in line
        )
        for got in (plain, secure)
    )

    assert first.startswith("feedbot=")
    assert second.startswith("__Host-feedbot=")
    assert {"HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"} == set(first.split("; ")[1:])
    assert {"HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax", "Secure"} == set(second.split("; ")[1:])


@pytest.mark.parametrize("password", ["", "seven wet umbrella", "x" * 1001, "seven wet umbrellas\0"])
async def test_another_password_does_not(tmp_path: Path, password: str) -> None:
    """Any other password is answered with the form again, and no session."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        got = await browser.sign_in(password)

    assert (403, "This is not the password.") == (got.status, why(got.body))
    assert "feedbot" not in browser.cookies
    assert "/status" == tree(got).css('input[name="back"]')[0].attributes["value"]
    assert "why" == tree(got).css("#password")[0].attributes["aria-describedby"]


async def test_a_file_is_no_password(tmp_path: Path) -> None:
    """A form that sends a file, or nothing, is answered as a wrong password is."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        await browser.get("/login")
        told = FormData({"csrf": browser.token})
        told.add_field("password", PASSWORD.encode(), filename="password.txt")
        missing, file = await browser.send("/login"), await browser.ask("POST", "/login", data=told)

    assert [(403, "This is not the password.")] * 2 == [(got.status, why(got.body)) for got in (missing, file)]


async def test_who_guesses_waits(tmp_path: Path) -> None:
    """After some wrong guesses each answer says how long to wait, and even the right password waits that long."""
    clock = Clock()
    async with shelled(tmp_path, lambda: config(PASSWORD), clock) as browser:
        browser.headers |= FAR
        found = [await browser.sign_in("wrong guess") for _ in range(5)]
        early = await browser.sign_in()
        clock.pass_by(timedelta(seconds=1))
        in_time = await browser.sign_in()

    assert [403, 403, 403, 403, 429] == [got.status for got in found]
    assert (429, "1") == (early.status, early.headers["retry-after"])
    assert "Too many attempts. Wait 1 second, then try again." == why(early.body)
    assert 303 == in_time.status


async def test_a_long_wait_is_told_in_minutes(tmp_path: Path) -> None:
    """A wait of minutes is told in minutes, in the reader's language."""
    clock = Clock()
    async with shelled(tmp_path, lambda: config(PASSWORD, web_language="ru"), clock) as browser:
        browser.headers |= FAR
        for _ in range(12):
            clock.pass_by(timedelta(hours=1))
            await browser.sign_in("wrong guess")
        got = await browser.sign_in()

    assert "Слишком много попыток. Подождите 5 минут и попробуйте снова." == why(got.body)


async def test_others_do_not_wait_for_a_guesser(tmp_path: Path) -> None:
    """Behind a trusted proxy each client has its own count, by the address that the proxy gives."""
    async with shelled(tmp_path, lambda: config(PASSWORD, proxies=PROXIED)) as browser:
        guesses = [await browser.sign_in("wrong guess", X_Forwarded_For="198.51.100.1") for _ in range(6)]
        owner = await browser.sign_in(X_Forwarded_For="198.51.100.2")

    assert (429, 303) == (guesses[-1].status, owner.status)


async def test_attempts_at_once_gain_nothing(tmp_path: Path) -> None:
    """Guesses that come before the first is answered count too."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        await browser.get("/login")
        found = await asyncio.gather(*(browser.send("/login", password=f"guess {n}") for n in range(12)))

    assert 4 == sum(got.status == 403 for got in found)
    assert 8 == sum(got.status == 429 for got in found)


async def test_signing_out_ends_the_session(tmp_path: Path) -> None:
    """After signing out the page says so, the cookie is gone, and a copy of it is worth nothing."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        await browser.sign_in()
        await browser.get("/status")
        token = browser.cookies["feedbot"]
        got = await browser.send("/logout")
        page = await browser.get("/login")
        gone = "feedbot" not in browser.cookies
        browser.cookies["feedbot"] = token
        copy = await browser.get("/status")

    assert (303, "login", True) == (got.status, got.headers["location"], gone)
    assert "You are signed out." == tree(page).css("#told")[0].text(strip=True)
    assert 303 == copy.status


async def test_signing_in_again_ends_the_session_before(tmp_path: Path) -> None:
    """A browser has one session, and never one that it brought itself."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        await browser.get("/login")
        held = browser.token
        await browser.sign_in()
        before = browser.cookies["feedbot"]
        await browser.get("/status")
        assert held != browser.token
        await browser.send("/login", password=PASSWORD)
        after = browser.cookies["feedbot"]
        browser.cookies["feedbot"] = before
        got = await browser.get("/status")

    assert before != after
    assert 303 == got.status


async def test_the_form_of_a_stranger_signs_nobody_in(tmp_path: Path) -> None:
    """Another site cannot sign a browser in, not even with the right password."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        got = await browser.ask("POST", "/login", data={"password": PASSWORD})
        await browser.get("/login")
        other = await browser.send("/login", {"Sec-Fetch-Site": "cross-site"}, password=PASSWORD)

    assert (403, 403) == (got.status, other.status)


async def test_who_is_inside_needs_no_form(tmp_path: Path) -> None:
    """The login page leads on who is in already: this machine, or who has a session."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        got = await browser.get("/login?back=/sources/a")

    assert (303, "sources/a") == (got.status, got.headers["location"])


async def test_without_a_password_there_is_no_form(tmp_path: Path) -> None:
    """Where nobody can sign in the page says what to set, and a form that is sent anyway changes nothing."""
    async with shelled(tmp_path) as browser:
        browser.headers |= FAR
        page = await browser.get("/login")
        await browser.get("/status")
        browser.token = ""
        posted = await browser.sign_in("")
        told = tree(page).css(".page")[0].attributes["hx-headers"] or ""
        token = told.split('"X-Form-Token": "')[1].split('"')[0]
        sent = await browser.ask("POST", "/login", {"X-Form-Token": token}, data={"password": ""})

    assert (403, 403, 403) == (page.status, posted.status, sent.status)
    assert "feedbot password" in page.body.decode()
    assert "feedbot password" in sent.body.decode()
    assert [] == tree(page).css('input[type="password"]')


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "/a\nb",
        "/" + "a" * 2000,
        "",
    ],
)
async def test_nobody_is_led_elsewhere(tmp_path: Path, back: str) -> None:
    """After signing in a browser stays on this site, whatever a link made of it."""
    async with shelled(tmp_path, lambda: config(PASSWORD)) as browser:
        browser.headers |= FAR
        await browser.get("/login")
        got = await browser.send("/login", password=PASSWORD, back=back)

    assert (303, "status") == (got.status, got.headers["location"])


async def chosen(browser: Browser, **fields: str) -> str:
    """The page's opening tag after a choice."""
    await browser.send("/look", None, **fields)
    return (await browser.get("/status")).body.decode().partition("<html")[2].partition(">")[0].strip()


async def test_a_reader_chooses_language_and_colours(tmp_path: Path) -> None:
    """What is chosen holds for all pages of this browser; what is none of the choices is undone; one may come alone."""
    async with shelled(tmp_path, lambda: config(web_language="ru")) as browser:
        assert 'lang="ru"' == await chosen(browser)
        assert 'lang="uk" data-theme="dark"' == await chosen(browser, language="uk", theme="dark")
        assert 'lang="uk" data-theme="light"' == await chosen(browser, theme="light")
        assert 'lang="ru" data-theme="light"' == await chosen(browser, language="xx")
        assert 'lang="ru"' == await chosen(browser, theme="")


async def test_a_choice_leads_back(tmp_path: Path) -> None:
    """After a choice the reader is on the page where it was made."""
    async with shelled(tmp_path) as browser:
        page = await browser.get("/sources/a?q=%20%26")
        back = tree(page).css('.look input[name="back"]')[0].attributes["value"]
        got = await browser.send("/look", theme="dark", back=str(back))

    assert (303, "sources/a?q=%20%26") == (got.status, got.headers["location"])


async def test_another_site_chooses_nothing(tmp_path: Path) -> None:
    """A form of another site does not even change the colours."""
    async with shelled(tmp_path) as browser:
        got = await browser.send("/look", {"Origin": "https://evil.example"}, theme="dark")

    assert (403, "") == (got.status, got.headers["set-cookie"])
