"""What serving costs: answers a second of feedbot's own web server and of nginx on the same file, side by side.

    python bench/serving.py [--entries 100] [--seconds 2] [--rounds 5] [--clients 16]

Prints for conditional requests (304), gzipped, brotli and plain bodies the answers a second of each, as the median of
rounds that take turns, and the ratio. One process each, on loopback, asked by wrk with one thread. nginx runs with
`deploy/nginx.conf`, and both check the same headers in and out. Beside them stands what aiohttp, by which feedbot
serves, takes for an answer that never changes: no more can be reached with it. Needs Debian's wrk, nginx-light and, for
brotli, libnginx-mod-http-brotli-static.
"""

import argparse
import asyncio
import random
import re
import shutil
import socket
import statistics
import sys
import tempfile
import urllib.request
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from aiohttp import web

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.model import Config
from feedbot.web import guard, problems
from feedbot.web.feeds import Feeds
from tests import fronts, make
from tests.web.serving import config, write

PATH = "/feeds/main.atom"
MOST = 3.0
"""How many times faster nginx may be on gzipped bodies."""
TEXT = "the bridge over a river in our old town carries cars again after two years of slow work and much talk"


def edition(entries: int) -> object:
    """An edition whose Atom document has about 2 KiB an entry."""
    chance, words = random.Random(1), TEXT.split()
    pieces = tuple(
        make.piece(number, content="".join(f"<p>{' '.join(chance.choices(words, k=55))}</p>" for _ in range(7)))
        for number in range(entries, 0, -1)
    )
    return replace(make.edition(), pieces=pieces)


@cache
def settings() -> Config:
    """A config with one feed."""
    return config()


def bare(folder: Path) -> web.Application:
    """What gives the gzipped bytes to whoever asks, and looks at nothing."""
    body, headers = (folder / "main.atom.gz").read_bytes(), {"Content-Encoding": "gzip", "ETag": '"one"'}

    async def always(request: web.Request) -> web.Response:
        known = "If-None-Match" in request.headers
        return web.Response(status=304, headers=headers) if known else web.Response(body=body, headers=headers)

    app = web.Application()
    app.add_routes([web.get(PATH, always)])
    return app


async def serve(folder: Path, port: int, who: str) -> None:
    """Our server, as the daemon runs it, or the bare one, until it is ended."""
    app = web.Application(middlewares=[problems.middleware])
    app.on_response_prepare.append(guard.protect)
    app.add_routes(Feeds(folder, settings).routes())
    if who == "bare":
        app = bare(folder)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


@asynccontextmanager
async def ours(folder: Path, who: str = "ours") -> AsyncIterator[str]:
    """Our server, or the bare one, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, "--serve", str(folder), str(port), who)
    try:
        for _ in range(200):
            await asyncio.sleep(0.05)
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            writer.close()
            break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def answers(base: str, headers: dict[str, str], args: argparse.Namespace) -> float:
    """Answers a second, by wrk. Ends the script where one is not what it should be."""
    lines = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{args.clients}", f"-d{args.seconds}s", *lines, base + PATH]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    text = (await process.communicate())[0].decode()
    found = re.search(r"Requests/sec:\s+([\d.]+)", text)
    if not found or "Non-2xx" in text or "Socket errors" in text:
        sys.exit(text)
    return float(found[1])


def asked(base: str, headers: dict[str, str]) -> tuple[int, int, str]:
    """One answer: status, bytes of its body, and its tag."""
    request = urllib.request.Request(base + PATH, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, len(answer.read()), answer.headers["ETag"]
    except urllib.error.HTTPError as error:  # 304 is one to urllib
        return error.code, 0, error.headers["ETag"]


async def compare(args: argparse.Namespace) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "feeds").mkdir()
        write(root / "feeds", edition(args.entries))  # type: ignore[arg-type]  # made above
        async with (
            ours(root / "feeds") as mine,
            ours(root / "feeds", "bare") as floor,
            fronts.nginx(root / "work", root) as theirs,
        ):
            print(f"{'request':<24}{'bytes':>9}{'feedbot/s':>12}{'aiohttp/s':>12}{'nginx/s':>12}{'ratio':>8}")
            ratios = {}
            for name, headers in (
                ("304", {"Accept-Encoding": "gzip"}),
                ("gzip", {"Accept-Encoding": "gzip"}),
                ("brotli", {"Accept-Encoding": "br"}),
                ("plain", {"Accept-Encoding": "identity"}),
            ):
                per: dict[str, list[float]] = {mine: [], theirs: []}
                if name in ("304", "gzip"):
                    per[floor] = []
                seen = {}
                for _ in range(args.rounds):
                    for base, found in per.items():
                        sent = dict(headers)
                        if name == "304":
                            sent["If-None-Match"] = asked(base, headers)[2]
                        seen[base] = asked(base, sent)[:2]
                        found.append(await answers(base, sent, args))
                if seen[mine] != seen[theirs]:
                    sys.exit(f"the two differ: {seen}")
                middle = {base: statistics.median(found) for base, found in per.items()}
                ratios[name] = middle[theirs] / middle[mine]
                least = f"{middle[floor]:,.0f}" if floor in middle else ""
                print(
                    f"{name:<24}{seen[mine][1]:>9}{middle[mine]:>12,.0f}{least:>12}{middle[theirs]:>12,.0f}"
                    f"{ratios[name]:>8.1f}"
                )
            judged = "met" if ratios["gzip"] <= MOST else "missed"
            print(f"\ngzipped bodies: nginx is {ratios['gzip']:.1f} times faster, wished {MOST:.0f} at most: {judged}")


def main() -> None:
    """Read the arguments; serve or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        asyncio.run(serve(Path(args.serve[0]), int(args.serve[1]), args.serve[2]))
    elif not shutil.which("wrk") or not fronts.program("nginx"):
        sys.exit("needs wrk and nginx: apt-get install wrk nginx-light")
    else:
        asyncio.run(compare(args))


if __name__ == "__main__":
    main()
