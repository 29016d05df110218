"""The built site in a real browser: Debian's Chromium through playwright, and axe over each page.

    python bench/site.py [--keep FOLDER] [--site FOLDER] [--all]

Opens the main pages of `site/`, which `make site` makes, or all, from a server on loopback at 360, 800 and 1440 pixels,
light and dark, and uses the search. Counts what axe finds, requests that leave the host, errors in the console, and
pages that scroll sideways: all should be 0.
"""

import argparse
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WIDTHS = (360, 800, 1440)
MAIN = (
    *("index", "docs/index", "README", "docs/start", "docs/concepts", "docs/configuration", "docs/commands"),
    *("docs/filters", "docs/templates", "docs/metrics", "docs/api", "docs/guarantees", "docs/rooms", "docs/telegram"),
    *("docs/recipes/index", "docs/decisions/index", "docs/decisions/0030-the-site-is-made-by-sphinx", "bench/README"),
    *("CHANGELOG", "search"),
)


class Silent(SimpleHTTPRequestHandler):
    """A server of files that says nothing of each."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def faults(browser: Browser, base: str, page: str, keep: Path | None) -> list[str]:
    """What is wrong with a page in any width and colour."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        found += [f"{scheme}: {fault}" for fault in opened(tab, base, page)]
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} {scheme}: {fault}" for fault in seen(tab)]
            if keep:
                tab.screenshot(path=str(keep / f"{page.replace('/', '-')}-{width}-{scheme}.png"))
        context.close()
    return found


def opened(tab: Page, base: str, page: str) -> list[str]:
    """Open a page; what it asked for or said that it should not."""
    found: list[str] = []
    host = urlsplit(base).netloc
    tab.on("request", lambda asked: found.append(f"asked {asked.url}") if outside(asked.url, host) else None)
    tab.on("console", lambda said: found.append(said.text[:150]) if said.type == "error" else None)
    tab.on("pageerror", lambda error: found.append(str(error)[:150]))
    tab.goto(f"{base}/{page}.html" + ("?q=telegram" if page == "search" else ""), wait_until="networkidle")
    if page == "search" and not tab.locator("#search-results li").count():
        found.append("the search finds nothing")
    return found


def seen(tab: Page) -> list[str]:
    """What is wrong with a page as it stands."""
    wide = tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return (["scrolls sideways"] if wide else []) + [
        f"axe {each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:120]}"
        for each in Axe().run(tab).response["violations"]
    ]


def outside(url: str, host: str) -> bool:
    """Whether an address leaves the host."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


def main() -> None:
    """Visit the pages, and end with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    everything = [path.relative_to(asked.site).with_suffix("").as_posix() for path in asked.site.rglob("*.html")]
    pages = sorted(page for page in everything if not page.startswith(("_", "docs/_"))) if asked.all else MAIN
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(asked.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    count = 0
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for page in pages:
            told = faults(browser, f"http://127.0.0.1:{server.server_port}", page, asked.keep)
            print(f"{page:<60} {'well' if not told else f'{len(told)} faults'}", *told, sep="\n    ")
            count += len(told)
        browser.close()
    server.shutdown()
    print(f"{count} faults")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
