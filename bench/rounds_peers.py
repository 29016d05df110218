"""The programs that `rounds.py` runs side by side: how each is set up, and the command of a round.

Each in its usual configuration, with the addresses of all feeds and a folder of its own. None is held back: where the
manual of one tells how to save requests, that is what it does.
"""

import compileall
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).parent.parent

Setup = Callable[[Path, Sequence[str], "Peers"], list[str]]


@dataclass(frozen=True)
class Peers:
    """Where the interpreter of our own environment is, and that of the peers from the package index."""

    ours: Path
    theirs: Path


@dataclass(frozen=True)
class Peer:
    """A program: how it is set up for a list of addresses, giving the command of a round; what it does before one."""

    name: str
    setup: Setup
    needs: str = ""
    before: Callable[[Path], None] = lambda _: None
    environment: Callable[[Path], dict[str, str]] = field(default=lambda _: {})

    def missing(self) -> bool:
        """Whether it is not installed here."""
        return bool(self.needs) and shutil.which(self.needs) is None


def config(place: Path, urls: Sequence[str]) -> Path:
    """feedbot's config: all sources, and one Atom feed without an archive, as the others write none."""
    sources = "".join(
        f'\n[[sources]]\nname = "s{number}"\nkind = "feed"\nurl = "{url}"\n' for number, url in enumerate(urls)
    )
    path = place / "config.toml"
    path.write_text(
        f'[feedbot]\nallow_private = ["127.0.0.0/8"]\n[web]\nenabled = false\n{sources}\n[[feeds]]\n'
        'name = "main"\ntitle = "All"\nformats = ["atom"]\narchive = false\n'
    )
    return path


def _feedbot(place: Path, urls: Sequence[str], peers: Peers) -> list[str]:
    # As an installer leaves it, compiled; the others were installed by one.
    shutil.copytree(ROOT / "feedbot", place / "lib" / "feedbot", ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(place / "lib", quiet=2)
    return [str(peers.ours), "-m", "feedbot", "-c", str(config(place, urls)), "run", "--once", "--log", "logfmt"]


def due(place: Path) -> None:
    """Make every source of feedbot due, as the clock does."""
    for path in place.rglob("*.db"):
        with sqlite3.connect(path) as link:
            link.execute("UPDATE visits SET due = (SELECT min(due) FROM visits) - 86400000000 * 30")
        link.close()


READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
if len(sys.argv) > 2:
    for url in open(sys.argv[2]):
        reader.add_feed(url.strip())
else:
    reader.update_feeds(scheduled=False)
"""


def _reader(place: Path, urls: Sequence[str], peers: Peers) -> list[str]:
    (place / "urls").write_text("\n".join(urls))
    (place / "update.py").write_text(READER)
    command = [str(peers.theirs), str(place / "update.py"), str(place / "reader.sqlite")]
    subprocess.run([*command, str(place / "urls")], check=True)
    return command


def _newsboat(place: Path, urls: Sequence[str], peers: Peers) -> list[str]:  # noqa: ARG001 - one signature
    (place / "urls").write_text("\n".join(urls) + "\n")
    (place / "config").write_text("")
    given = ("-u", "urls", "-c", "cache.db", "-C", "config")
    return ["newsboat", *(str(place / each) if each[0] != "-" else each for each in given), "-x", "reload"]


# `fetch` is what the manual of sfeed gives for servers that know ETags.
SFEED = """
sfeedpath="{place}/feeds"
fetch() {{
\tetag="{place}/etags/$(basename "$3")"
\tcurl -L --max-redirs 0 -H "User-Agent:" -f -s -m 15 --compressed \\
\t\t--etag-save "${{etag}}" --etag-compare "${{etag}}" -z "${{etag}}" "$2" 2>/dev/null
}}
feeds() {{
{feeds}
}}
"""


def _sfeed(place: Path, urls: Sequence[str], peers: Peers) -> list[str]:  # noqa: ARG001 - one signature
    (place / "etags").mkdir()
    (place / "feeds").mkdir()
    feeds = "\n".join(f'\tfeed "s{number}" "{url}"' for number, url in enumerate(urls))
    (place / "sfeedrc").write_text(SFEED.format(place=place, feeds=feeds))
    return ["sfeed_update", str(place / "sfeedrc")]


def _rss2email(place: Path, urls: Sequence[str], peers: Peers) -> list[str]:  # noqa: ARG001 - one signature
    for name in ("cur", "new", "tmp"):
        (place / "mail" / "INBOX" / name).mkdir(parents=True, exist_ok=True)
    outlines = "".join(f"<outline type='rss' text='s{n}' xmlUrl={quoteattr(url)}/>" for n, url in enumerate(urls))
    (place / "feeds.opml").write_text(f"<opml version='1.0'><body>{outlines}</body></opml>")
    (place / "rss2email.cfg").write_text(
        f"[DEFAULT]\nfrom = a@example.org\nto = b@example.org\nemail-protocol = maildir\nmaildir-path = {place}/mail\n"
        "maildir-mailbox = INBOX\n"
    )
    command = ["r2e", "-c", str(place / "rss2email.cfg"), "-d", str(place / "rss2email.json")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*command, "opmlimport", str(place / "feeds.opml")], check=True, **quiet)  # type: ignore[call-overload]
    return [*command, "run"]


HTTP = """
import asyncio, json, sys, time, aiohttp
async def main(path, tags):
    known = json.load(open(tags)) if tags else {}
    urls = open(path).read().split()
    gate = asyncio.Semaphore(64)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        async def one(url):
            async with gate, session.get(url, headers={"If-None-Match": known[url]} if url in known else {}) as answer:
                await answer.read()
                found[url] = answer.headers["ETag"]
        found = {}
        began = time.process_time()
        await asyncio.gather(*map(one, urls))
        spent = time.process_time() - began
    json.dump(found, open(path + ".tags", "w"))
    print(json.dumps({"inside": spent}))
asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
"""

CURL = """
import json, sys, time, pycurl
from io import BytesIO
def main(path, tags):
    known = json.load(open(tags)) if tags else {}
    urls = open(path).read().split()
    began, multi, found, queue, under_way = time.process_time(), pycurl.CurlMulti(), {}, urls[::-1], 0
    free = [pycurl.Curl() for _ in range(64)]
    for each in free:
        each.setopt(pycurl.ACCEPT_ENCODING, "")
    while queue or under_way:
        while queue and free:
            easy, url, body = free.pop(), queue.pop(), BytesIO()
            easy.url = url
            easy.setopt(pycurl.URL, url)
            easy.setopt(pycurl.WRITEDATA, body)
            easy.setopt(pycurl.HTTPHEADER, ["If-None-Match: " + known[url]] if url in known else [])
            easy.setopt(pycurl.HEADERFUNCTION, lambda line, url=url: found.__setitem__(url, line[6:].decode().strip())
                        if line[:5].lower() == b"etag:" else None)
            multi.add_handle(easy)
            under_way += 1
        while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        _, done, failed = multi.info_read()
        for easy in (*done, *(each[0] for each in failed)):
            multi.remove_handle(easy)
            free.append(easy)
            under_way -= 1
        if not done and under_way:
            multi.select(1.0)
    spent = time.process_time() - began
    json.dump(found, open(path + ".tags", "w"))
    print(json.dumps({"inside": spent}))
main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
"""


def bare(place: Path, urls: Sequence[str], peers: Peers, kind: str) -> list[str]:
    """The command of a program that does nothing but the requests; with a second argument those that have tags."""
    (place / "urls").write_text("\n".join(urls))
    (place / "client.py").write_text(HTTP if kind == "aiohttp" else CURL)
    return [str(peers.ours if kind == "aiohttp" else peers.theirs), str(place / "client.py"), str(place / "urls")]


def _home(place: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(place), "XDG_CONFIG_HOME": str(place), "XDG_DATA_HOME": str(place)}


PEERS = (
    Peer("feedbot", _feedbot, before=due, environment=lambda place: {**os.environ, "PYTHONPATH": str(place / "lib")}),
    Peer("reader", _reader, environment=_home),
    Peer("newsboat", _newsboat, needs="newsboat", environment=_home),
    Peer("sfeed", _sfeed, needs="sfeed_update", environment=_home),
    Peer("rss2email", _rss2email, needs="r2e", environment=_home),
)
"""Those that import feeds."""


def environment(place: Path, packages: Sequence[str]) -> Path:
    """The interpreter of an environment with packages from the index, made unless it is there."""
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages], check=True
        )
    return python


def versions(python: Path, packages: Sequence[str]) -> dict[str, str]:
    """The versions of packages in an environment."""
    script = (
        "import json,sys;from importlib.metadata import version;print(json.dumps({n:version(n) for n in sys.argv[1:]}))"
    )
    found = subprocess.run([str(python), "-c", script, *packages], check=True, capture_output=True, text=True)
    loaded: dict[str, str] = json.loads(found.stdout)
    return loaded
