"""Several programs that visit the same hosts on one PostgreSQL: what the hosts see of them.

    python bench/hosts.py --server postgresql+psycopg://USER@HOST:PORT/postgres [--workers 1 3] [--feeds 40]

Two hosts on loopback have `--feeds` feeds each and answer slowly; a tenth of the feeds of the first are reached by
redirects from hosts of their own; amid the feeds of the second is one that answers 429. Shows for each number of
programs how long all visits took, the most requests at once at a host (2 are allowed), how many began less than a
second after another (0 are), how many came after the 429 (0 are), and how many visits were made twice.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).parent.parent))

from workers import feed

ROOT = Path(__file__).parent.parent
HOSTS = ("127.2.0.1", "127.2.0.2")
BUSY = "/busy"


async def serve(port: int, journal: Path) -> None:
    """Answer on every address of this machine, and write down when each request begins and ends, until killed."""
    with journal.open("w") as lines:

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            host = writer.get_extra_info("sockname")[0]
            while line := await reader.readline():
                began = time.monotonic()
                while (await reader.readline()).strip():
                    pass
                path = line.split()[1].decode()
                if host not in HOSTS:
                    writer.write(_head(f"302 Found\r\nLocation: http://{HOSTS[0]}:{port}{path}", b""))
                elif path == BUSY:
                    writer.write(_head("429 Too Many Requests\r\nRetry-After: 600", b""))
                else:
                    number = int(path.strip("/"))
                    await asyncio.sleep(0.5 + number * 7919 % 10 / 5)
                    writer.write(_head("200 OK", feed(number, 3)))
                await writer.drain()
                said = {"host": host, "path": path, "began": began, "ended": time.monotonic()}
                lines.write(json.dumps(said) + "\n")
                lines.flush()
            writer.close()

        async with await asyncio.start_server(answer, "0.0.0.0", port) as server:
            await server.serve_forever()


def _head(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def config(place: Path, database: str, port: int, feeds: int) -> Path:
    """The config file of one case."""
    urls = [
        (f"http://127.3.0.{each}" if each % 10 == 1 and not number else f"http://{host}") + f":{port}/{each}"
        for number, host in enumerate(HOSTS)
        for each in range(number * feeds, (number + 1) * feeds)
    ]
    sources = "".join(
        f'\n[[sources]]\nname = "s{number:03}"\nkind = "feed"\nurl = "{url}"\n'
        for number, url in enumerate([*urls[: -feeds // 2], f"http://{HOSTS[1]}:{port}{BUSY}", *urls[-feeds // 2 :]])
    )
    path = place / "config.toml"
    path.write_text(
        f'[feedbot]\ndatabase = "{database}"\nallow_private = ["127.0.0.0/8"]\ndeliver_first = 0\n[web]\n'
        f'enabled = false\n{sources}\n[[feeds]]\nname = "main"\ntitle = "All"\n'
    )
    return path


def case(number: int, args: argparse.Namespace) -> str:
    """What the hosts saw of so many programs, as a line of the table."""
    name = f"bench_hosts_{os.getpid()}_{number}"
    admin = create_engine(args.server, isolation_level="AUTOCOMMIT")
    with admin.connect() as link:
        link.execute(text(f"CREATE DATABASE {name}"))
    database = args.server.rpartition("/")[0] + f"/{name}"
    made = f"from feedbot.store import open_store; open_store({database!r}).close()"
    subprocess.run([sys.executable, "-c", made], check=True, cwd=args.tree)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        journal = place / "journal"
        world = subprocess.Popen([sys.executable, __file__, "--serve", str(args.port), str(journal)])
        path = config(place, database, args.port, args.feeds)
        command = [sys.executable, "-m", "feedbot", "-c", str(path), "run", "--log", "logfmt", "--only", "ingest"]
        began = time.monotonic()
        with (place / "log").open("w") as log:
            crowd = [subprocess.Popen(command, cwd=args.tree, stdout=log, stderr=log) for _ in range(number)]
            engine = create_engine(database)
            undone = args.feeds
            while undone and time.monotonic() - began < args.patience:
                time.sleep(0.5)
                with engine.connect() as link:
                    undone = link.execute(text("SELECT count(*) FROM visits WHERE tried IS NULL")).scalar_one()
                    undone += not link.execute(text("SELECT count(*) FROM visits")).scalar_one()
            took = time.monotonic() - began
            engine.dispose()
            for each in crowd:
                each.send_signal(signal.SIGTERM)
            codes = [each.wait(20) for each in crowd]
        world.kill()
        if any(codes) or undone:
            print((place / "log").read_text()[-3000:])
        seen = [json.loads(line) for line in journal.read_text().splitlines()]
    with admin.connect() as link:
        link.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    return f"{number:8}  {took:7.1f}  {judged(seen)}"


def judged(seen: list[dict[str, object]]) -> str:
    """The figures of the hosts that are visited by many."""
    most = soon = 0
    least = 99.0
    hosts = defaultdict(list)
    for each in seen:
        hosts[each["host"]].append(each)
    for host in HOSTS:
        moments = sorted([(each["began"], 1) for each in hosts[host]] + [(each["ended"], -1) for each in hosts[host]])
        count = 0
        for _, step in moments:
            count += step
            most = max(most, count)
        begins = sorted(each["began"] for each in hosts[host])
        gaps = [later - earlier for earlier, later in pairwise(begins)]
        least = min([least, *gaps])
        soon += sum(gap < 0.95 for gap in gaps)
    ended = min((each["ended"] for each in seen if each["path"] == BUSY), default=None)
    after = sum(ended is not None and each["host"] == HOSTS[1] and each["began"] > ended for each in seen)
    twice = sum(count - 1 for count in Counter((each["host"], each["path"]) for each in seen).values())
    return f"{len(seen):8}  {most:12}  {soon:8}  {least:7.2f}  {after:9}  {twice:5}"


def main() -> None:
    """Measure each number of programs in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--feeds", type=int, default=40)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--port", type=int, default=18_321)
    parser.add_argument("--patience", type=float, default=300, help="seconds that a case may take")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the feedbot that is looked at")
    args = parser.parse_args()
    print(f"2 hosts of {args.feeds} feeds")
    print("programs  seconds  requests  most at once  too soon  least s  after 429  twice")
    for number in args.workers:
        print(case(number, args), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(serve(int(sys.argv[2]), Path(sys.argv[3])))
    else:
        main()
