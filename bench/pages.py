"""The pages in a real browser: Debian's Chromium through playwright, with script and without, and axe over each.

    python bench/pages.py [--keep FOLDER]

Starts feedbot on its shipped config in a folder of its own, with a second source that fails, opens every page at 360,
1000 and 1600 pixels, light and dark, and uses every form with script and without. Counts what axe finds, requests that
leave the host, errors in the console, and pages that scroll sideways: all should be 0. `--keep` keeps the pictures.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

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
WIDTHS = (360, 1000, 1600)
_LOST = "/nothing"


def port() -> int:
    """A port that is free now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def running(folder: Path, listen: str) -> Iterator[str]:
    """feedbot on its shipped articles and a source that cannot be reached; yields the address of its pages."""
    shutil.copytree(HOUSE / "articles", folder / "articles")
    text = (HOUSE / "config.toml").read_text(encoding="utf-8").replace("127.0.0.1:8080", listen)
    text += f'\n[[sources]]\nname = "away"\nkind = "feed"\nurl = "http://127.0.0.1:{port()}/feed"\n'
    text = text.replace("[feedbot]\n", '[feedbot]\nallow_private = ["127.0.0.1"]\n', 1)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "feedbot", "--config", str(folder / "config.toml"), "run"]
    environ = {**os.environ, "PYTHONPATH": str(HOUSE)}
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environ) as process:
        try:
            base = f"http://{listen}"
            for _ in range(60):
                time.sleep(0.5)
                try:
                    with urllib.request.urlopen(f"{base}/api/v1/status", timeout=5) as answer:
                        if len(json.load(answer)) and (folder / "feeds" / "main.html").exists():
                            break
                except OSError:
                    continue
            time.sleep(3)
            yield base
        finally:
            process.terminate()


def addresses(base: str) -> list[str]:
    """Every page, with one entry, one story and one source for all of their kind."""
    with urllib.request.urlopen(f"{base}/api/v1/entries?limit=1", timeout=20) as answer:
        entry = json.load(answer)["entries"][0]["id"]
    told = urllib.request.quote(entry, safe="")
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


def use(browser: Browser, base: str, *, script: bool) -> int:
    """Use every form as a person would; how many did not do what they should."""
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    faults = 0

    def step(what: str, well: bool) -> None:  # noqa: FBT001
        nonlocal faults
        faults += not well
        print(f"    {'with' if script else 'without'} script: {what:<40} {'well' if well else 'WRONG'}")

    def settled() -> str:
        page.wait_for_timeout(700)
        return page.locator("body").inner_text()

    page.goto(f"{base}/entries")
    page.fill("main input[name=q]", "мост")
    page.click("main form button")
    step("search", "Велемир" in settled())
    page.goto(f"{base}/sources/articles")
    page.click("main form[action$='/pause'] button")
    step("pause", page.locator("form[action$='/resume']").count() >= 1 if settled() else False)
    page.click("main form[action$='/resume'] button")
    step("resume", page.locator("form[action$='/pause']").count() >= 1 if settled() else False)
    page.click("main form[action$='/visit'] button")
    step("visit now", bool(settled()) and "articles" in page.url)
    page.goto(f"{base}/add")
    page.locator(
        "main form input[type=text], main form input[type=url], main form input:not([type=hidden])"
    ).first.fill("http://127.0.0.1:9/nothing")
    page.locator("main form button").first.click()
    step("add what is not there", "127.0.0.1" in settled())
    page.goto(f"{base}/rules")
    page.locator("main textarea, main input[type=search], main input[type=text]").first.fill("мост")
    page.locator("main form button").first.click()
    page.wait_for_timeout(4_000)
    step("try a rule", "Велемир" in settled())
    page.goto(f"{base}/stories")
    page.select_option("main select[name=days]", "7")
    page.click("main form button")
    step("stories of a week", bool(settled()) and "days=7" in page.url)
    page.goto(f"{base}/status")
    page.select_option("footer select[name=language]", "uk")
    page.select_option("footer select[name=theme]", "dark")
    page.click("footer form.look button")
    step("language and colours", "Стан" in settled() and page.get_attribute("html", "data-theme") == "dark")
    context.close()
    return faults


def main() -> None:
    """Run all, and end with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        running(Path(place), f"127.0.0.1:{port()}") as base,
        sync_playwright() as player,
    ):
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        faults = look(browser, base, asked.keep)
        faults += use(browser, base, script=True) + use(browser, base, script=False)
        browser.close()
    print(f"{faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
