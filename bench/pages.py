"""The pages in a real browser: Debian's Chromium through playwright, with script and without, and axe over each.

    python bench/pages.py [--keep FOLDER] [--forms]

Starts feedbot on its shipped config in a folder of its own, with a second source that fails and a chat that refuses,
opens every page at 360, 1000 and 1600 pixels, light and dark, and uses every form with script and without, and signs in
and out; what a form did is looked up in the store and in config.toml. Counts forms that did something else, what axe
finds, requests that leave the host, errors in the console, and pages that scroll sideways: all should be 0. `--keep`
keeps the pictures; `--forms` leaves the pictures out.
"""

import argparse
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.web.passwords import hashed

HOUSE = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "nine dry lighthouses"
WIDTHS = (360, 1000, 1600)
_LOST = "/nothing"
_PATIENCE = 10_000  # milliseconds for a button to be there


def port() -> int:
    """A port that is free now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(slots=True)
class World:
    """A running feedbot in a folder, and the world outside: a site with a feed, and a Bot API that can refuse."""

    folder: Path
    base: str
    site: str
    refusing: bool = True
    sent: int = 100

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """What the store says."""
        with closing(sqlite3.connect(self.folder / "state" / "feedbot.db", timeout=10)) as store:
            return store.execute(sql, values).fetchall()

    def table(self, kind: str, name: str) -> dict[str, Any]:
        """A table of config.toml by its name; empty if there is none."""
        told = tomllib.loads((self.folder / "config.toml").read_text(encoding="utf-8"))
        return next((each for each in told.get(kind, ()) if each["name"] == name), {})

    def source(self, name: str) -> dict[str, Any]:
        """A source of config.toml."""
        return self.table("sources", name)

    def write(self, name: str) -> None:
        """Put an article into the folder that is watched."""
        text = (
            f"The lighthouse keeper {name}\n\nThe lamp of the {name} lighthouse was lit again after nine dark years.\n"
        )
        (self.folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")

    def until(self, so: Callable[[], bool], seconds: float = 30) -> bool:
        """Wait until something is so; whether it became so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if so():
                return True
            time.sleep(0.3)
        return False

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """What the world outside says to a request: status, media type, body."""
        if path.startswith("/bot"):
            return self._telegram(path)
        if path.endswith("/feed"):
            return 200, "application/rss+xml", _feed(self.site + path).encode()
        if path.endswith("/"):
            link = f'<link rel="alternate" type="application/rss+xml" href="{path}feed">'
            return 200, "text/html", f"<!DOCTYPE html><html><head><title>Ferries</title>{link}</head></html>".encode()
        return 404, "text/plain", b""

    def _telegram(self, path: str) -> tuple[int, str, bytes]:
        if path.endswith("/getMe"):
            told: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "pages_bot"}
        elif self.refusing:
            refused = {"ok": False, "error_code": 400, "description": "Bad Request: BUTTON_DATA_INVALID"}
            return 400, "application/json", json.dumps(refused).encode()
        else:
            self.sent += 1
            chat = {"id": -1001000000001, "type": "channel", "title": "News"}
            told = {"message_id": self.sent, "date": 1_700_000_000, "chat": chat, "text": "sent"}
        return 200, "application/json", json.dumps({"ok": True, "result": told}).encode()


def _feed(place: str) -> str:
    items = "".join(
        f"<item><title>Ferry {number}</title><link>{place}/{number}</link><guid>{place}/{number}</guid>"
        f"<description>Ferry {number} sails at {number} o'clock.</description></item>"
        for number in (1, 2, 3)
    )
    return f'<rss version="2.0"><channel><title>Ferries</title><link>{place}</link>{items}</channel></rss>'


@contextmanager
def outside(world: World) -> Iterator[None]:
    """The world outside, on the port that `world.site` names."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, body = world.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the standard library's name

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", urlsplit(world.site).port or 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def running(world: World) -> Iterator[None]:
    """feedbot on its shipped articles, a source that cannot be reached, and a chat."""
    folder, listen = world.folder, urlsplit(world.base).netloc
    shutil.copytree(HOUSE / "articles", folder / "articles")
    text = (HOUSE / "config.toml").read_text(encoding="utf-8").replace("127.0.0.1:8080", listen)
    text += f'\n[[sources]]\nname = "away"\nkind = "feed"\nurl = "http://127.0.0.1:{port()}/feed"\n'
    text += f'\n[telegram]\nbase_url = "{world.site}"\n'
    text = text.replace("[feedbot]\n", '[feedbot]\nallow_private = ["127.0.0.1"]\n', 1)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "feedbot", "--config", str(folder / "config.toml"), "run"]
    environ = {
        **os.environ,
        "PYTHONPATH": str(HOUSE),
        "FEEDBOT_TELEGRAM_TOKEN": "123456789:PAGES-TOKEN-of-the-bench-000000000",
        "FEEDBOT_TELEGRAM_CHAT": "-1001000000001",
        "FEEDBOT_WEB_PASSWORD": hashed(PASSWORD),
    }
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environ) as process:
        try:
            well = world.until(lambda: (folder / "feeds" / "main.html").exists() and _answers(world.base))
            if not well:
                print((folder / "log").read_text(encoding="utf-8")[-3_000:])
            time.sleep(3)
            yield
        finally:
            process.terminate()


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/api/v1/status", timeout=5) as answer:
            return len(json.load(answer)) > 0
    except OSError:
        return False


def addresses(base: str) -> list[str]:
    """Every page, with one entry, one story and one source for all of their kind."""
    with urllib.request.urlopen(f"{base}/api/v1/entries?limit=1", timeout=20) as answer:
        entry = json.load(answer)["entries"][0]["id"]
    told = quote(entry, safe="")
    main = [
        "/",
        "/status",
        "/sources",
        "/channels",
        "/stories",
        "/entries",
        "/rules",
        "/api",
        "/add",
        "/entries?q=мост",
    ]
    return [*main, "/sources/articles", "/sources/away", f"/entry?id={told}", f"/story?id={told}", "/feeds/main", _LOST]


class Watch:
    """What a page did that it should not."""

    def __init__(self, page: Page, base: str) -> None:
        self.strange: list[str] = []
        self.errors: list[str] = []
        host = urlsplit(base).netloc
        page.on("request", lambda request: self._asked(request.url, host))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc != host:
            self.strange.append(url)


def look(browser: Browser, base: str, keep: Path | None) -> int:
    """Open every page in every width and colour; how many faults were found."""
    faults = 0
    axe = Axe()
    for address in addresses(base):
        told = []
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,  # type: ignore[arg-type]  # of these two
                    extra_http_headers={"Accept-Language": {360: "uk", 1000: "en", 1600: "ru"}[width]},
                    bypass_csp=False,
                )
                page = context.new_page()
                watch = Watch(page, base)
                page.goto(base + address, wait_until="load")
                wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                if wide:
                    told.append(f"{width} {scheme}: scrolls sideways")
                expected = address == _LOST
                told += [f"{width} {scheme}: asked {url}" for url in watch.strange]
                told += [f"{width} {scheme}: {error[:150]}" for error in watch.errors if not expected]
                found = axe.run(page).response["violations"]
                told += [f"{width} {scheme}: axe {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
                if keep:
                    name = address.strip("/").replace("/", "-").partition("?")[0] or "index"
                    page.screenshot(path=str(keep / f"{name}-{width}-{scheme}.png"), full_page=True)
                context.close()
        print(f"{address:<28} {'well' if not told else f'{len(told)} faults'}")
        for line in told:
            print(f"    {line}")
        faults += len(told)
    return faults


@dataclass(slots=True)
class Forms:
    """Every form as a person would use it, and what came of each in the store and in config.toml."""

    page: Page
    world: World
    script: bool
    faults: int = 0

    def step(self, what: str, right: bool | Callable[[], bool]) -> None:  # noqa: FBT001  # it is told beside what
        """Print and count what a form did: at once, or within some seconds, for a busy machine takes its time."""
        well = self.world.until(right, 15) if callable(right) else right
        self.faults += not well
        print(f"    {'with' if self.script else 'without'} script: {what:<46} {'well' if well else 'WRONG'}")

    def see(self, address: str) -> None:
        """Open a page."""
        self.page.goto(self.world.base + address, wait_until="load")

    def press(self, selector: str) -> str:
        """Press a button; the words of the page that comes."""
        self.page.locator(selector).first.click()
        self.page.wait_for_timeout(700)
        return self.page.locator("body").inner_text()

    def use(self) -> int:
        """All of them; how many did not do what they should."""
        for form in (self.search, self.pause, self.add, self.remove, self.rule, self.stories, self.retry, self.look):
            try:
                form()
            except (PlaywrightError, LookupError, ValueError) as error:
                self.step(f"{form.__name__}: {str(error).splitlines()[0]}", right=False)
        return self.faults

    def search(self) -> None:
        """Search for entries, and choose a period of stories."""
        self.see("/entries")
        self.page.fill("main input[name=q]", "мост")
        self.step("search", "Велемир" in self.press("main form button"))
        self.see("/stories")
        self.page.select_option("main select[name=days]", "7")
        self.step("stories of a week", bool(self.press("main form button")) and "days=7" in self.page.url)

    def pause(self) -> None:
        """Pause, resume, and visit now."""
        self.see("/sources/articles")
        self.press("main form[action$='/pause'] button")
        self.step("pause", lambda: self.world.source("articles").get("paused") is True)
        self.press("main form[action$='/resume'] button")
        self.step("resume", lambda: "paused" not in self.world.source("articles"))
        before = self.visits()
        self.press("main form[action$='/visit'] button")
        self.step("visit now", self.world.until(lambda: self.visits() != before))

    def visits(self) -> object:
        """When the source of articles was visited last."""
        return self.world.rows("select tried from visits where source = 'articles'")

    def add(self) -> None:
        """Look for what is not there, for what is there already, and add what is there, to the end."""
        self.see("/add")
        self.page.fill("main input[name=address]", "http://127.0.0.1:9/nothing")
        self.step("add what is not there", "127.0.0.1" in self.press("main form button"))
        self.page.fill("main input[name=address]", f"{self.world.site}/{self.script}/")
        said = self.press("main form button")
        for _ in range(20):
            if "Ferry 3" in said:
                break
            self.page.wait_for_timeout(500)
            said = self.page.locator("body").inner_text()
        self.step("look at a site: three entries shown", all(f"Ferry {number}" in said for number in (1, 2, 3)))
        self.page.fill("main input[name=name]", self.added)
        self.page.fill("main input[name=category]", "Ports")
        said = self.press("main section[aria-labelledby=found] form button")
        self.step("add: its page", self.page.url.endswith(f"/sources/{self.added}") and self.added in said)
        known = self.world.source(self.added)
        well = (known.get("url"), known.get("categories")) == (f"{self.world.site}/{self.script}/feed", ["Ports"])
        self.step("add: in config.toml", well)
        sql = "select count(*) from entries where source = ?"
        self.step("add: its entries come", self.world.until(lambda: self.world.rows(sql, self.added) == [(3,)]))
        self.see("/add")
        self.page.fill("main input[name=address]", f"{self.world.site}/{self.script}/feed")
        self.press("main form button")
        self.step("add what is there: its page named", self.page.locator(f"#flaw a[href$='{self.added}']").count() == 1)

    def remove(self) -> None:
        """Remove the source that was added, after a look back."""
        self.see(f"/sources/{self.added}")
        self.press("main form[action$='/remove'] button")
        self.step("remove: asks first", bool(self.world.source(self.added)) and "/remove" in self.page.url)
        self.press("main form[method=post][action$='/remove'] button")
        gone = not self.world.source(self.added) and self.page.url.partition("?")[0].endswith("/sources")
        self.step("remove: out of config.toml", gone)

    def rule(self) -> None:
        """Try a rule, save one for a channel and one as a new search, and have a broken one refused."""
        self.see("/rules")
        self.page.fill("main textarea[name=rule]", "мост")
        self.press("main form button[value=try]")
        self.page.wait_for_timeout(4_000)
        self.step("try a rule", "Велемир" in self.page.locator("#outcome").inner_text())
        rule = f"мост or tram{'s' * self.script}"
        self.see("/rules?target=channel:console")
        self.page.fill("main textarea[name=rule]", rule)
        self.press("main form button[value=save]")
        self.step("save a rule", lambda: rule == self.world.table("channels", "console").get("where"))
        self.step("save a rule: it is shown", rule == self.page.locator("main textarea[name=rule]").input_value())
        self.page.fill("main textarea[name=rule]", "мост and (")
        said = self.press("main form button[value=save]")
        kept = rule == self.world.table("channels", "console").get("where")
        self.step("a broken rule is refused, and told", kept and "column" in said.lower())
        self.see("/rules")
        self.page.fill("main textarea[name=rule]", "мост")
        self.page.select_option("main select[name=target]", "search:")
        self.page.fill("main input[name=name]", self.added)
        self.press("main form button[value=save]")
        self.step("save a new search", lambda: self.world.table("searches", self.added).get("where") == "мост")
        self.see("/rules?target=channel:console")
        self.page.fill("main textarea[name=rule]", "")
        self.press("main form button[value=save]")
        self.step("an empty rule takes all", lambda: not self.world.table("channels", "console").get("where"))

    def stories(self) -> None:
        """Join two stories, and part them again."""
        told = [each for (each,) in self.world.rows("select id from entries where source = 'articles' order by id")]
        one, other = [each for each in told if len(self.together(each)) == 1][:2]
        self.see(f"/story?id={quote(one, safe='')}")
        self.page.fill("main input[name=other]", other)
        self.press("main form[action$='story/join'] button")
        self.step("join two stories", lambda: {one, other} == set(self.together(one)))
        self.see(f"/story?id={quote(other, safe='')}")
        self.press(f"main form[action$='story/split']:has(input[value='{one}']) button")
        self.step("part them again", lambda: [one] == self.together(one) and [other] == self.together(other))
        self.see(f"/story?id={quote(one, safe='')}")
        self.page.fill("main input[name=other]", "tag:nobody.example,2026:nothing")
        said = self.press("main form[action$='story/join'] button")
        self.step("join with what is not there: told", "tag:nobody.example" in said and [one] == self.together(one))

    def together(self, entry: str) -> list[str]:
        """The entries of the story of an entry."""
        sql = "select id from entries where story = (select story from entries where id = ?) order by id"
        return [each for (each,) in self.world.rows(sql, entry)]

    def retry(self) -> None:
        """Send again what a chat refused."""
        parked = "select count(*) from outbox where channel = 'telegram' and parked is not null"
        owed = "select count(*) from outbox where channel = 'telegram' and shown is not wanted"
        before = self.world.rows(parked)
        self.world.refusing = True
        self.world.write(f"story-{self.added}")
        self.step("a message is set aside", self.world.until(lambda: self.world.rows(parked) > before))
        self.see("/channels")
        self.world.refusing = False
        self.press("main form[action$='channels/retry'] button")
        self.step("retry a channel: told", self.page.locator("#told p").count() == 1)
        self.step("retry a channel: nothing is set aside", lambda: self.world.rows(parked) == [(0,)])
        self.step("retry a channel: all is sent", self.world.until(lambda: self.world.rows(owed) == [(0,)]))

    def look(self) -> None:
        """Choose language and colours."""
        self.see("/status")
        self.page.select_option("footer select[name=language]", "uk")
        self.page.select_option("footer select[name=theme]", "dark")
        said = self.press("footer form.look button")
        self.step("language and colours", "Стан" in said and self.page.get_attribute("html", "data-theme") == "dark")

    @property
    def added(self) -> str:
        """The name of what is added."""
        return "scripted" if self.script else "plain"


def use(browser: Browser, world: World, *, script: bool) -> int:
    """Use every form on this machine; how many did not do what they should."""
    context = browser.new_context(java_script_enabled=script)
    context.set_default_timeout(_PATIENCE)
    faults = Forms(page=context.new_page(), world=world, script=script).use()
    context.close()
    return faults


def sign(browser: Browser, world: World, *, script: bool) -> int:
    """Sign in and out with a password, as from elsewhere; how many steps went wrong."""
    far = {"X-Forwarded-For": "203.0.113.7"}
    context = browser.new_context(java_script_enabled=script, extra_http_headers=far)
    forms = Forms(page=context.new_page(), world=world, script=script)
    sessions = "select count(*) from sessions"
    forms.see("/sources/articles")
    forms.step("a stranger is sent to sign in", "/login" in forms.page.url)
    forms.page.fill("main input[name=password]", "not this one")
    said = forms.press("main form button")
    forms.step("a wrong password is refused", forms.page.locator("#why").count() == 1 and "password" in said)
    forms.step("no session without the password", lambda: world.rows(sessions) == [(0,)])
    forms.page.wait_for_timeout(2_000)
    forms.page.fill("main input[name=password]", PASSWORD)
    forms.press("main form button")
    forms.step("sign in, and be where one wanted to be", forms.page.url.endswith("/sources/articles"))
    forms.step("sign in: a session is kept", lambda: world.rows(sessions) == [(1,)])
    forms.press("main form[action$='/pause'] button")
    forms.step("a form works for who signed in", lambda: world.source("articles").get("paused") is True)
    forms.press("main form[action$='/resume'] button")
    forms.press("footer form.leave button")
    forms.step("sign out: the session is gone", lambda: world.rows(sessions) == [(0,)] and "/login" in forms.page.url)
    forms.see("/status")
    forms.step("sign out: the pages are closed again", "/login" in forms.page.url)
    context.close()
    return forms.faults


def main() -> None:
    """Run all, and end with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--forms", action="store_true")
    asked = parser.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as player:
        world = World(folder=Path(place), base=f"http://127.0.0.1:{port()}", site=f"http://127.0.0.1:{port()}")
        with outside(world), running(world):
            browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            faults = 0 if asked.forms else look(browser, world.base, asked.keep)
            world.refusing = False
            for script in (True, False):
                faults += use(browser, world, script=script) + sign(browser, world, script=script)
            browser.close()
    print(f"{faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
