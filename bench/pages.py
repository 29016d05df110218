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
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from pages_forms import sign, use
from pages_world import World, outside, port, running
from playwright.sync_api import Browser, Page, sync_playwright

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
        "/channels?channel=console",
        "/channels?channel=telegram",
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
                    name = address.strip("/").replace("/", "-").replace("?channel=", "-").partition("?")[0] or "index"
                    page.screenshot(path=str(keep / f"{name}-{width}-{scheme}.png"), full_page=True)
                context.close()
        print(f"{address:<28} {'well' if not told else f'{len(told)} faults'}")
        for line in told:
            print(f"    {line}")
        faults += len(told)
    return faults


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
