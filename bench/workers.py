"""One program and several on one PostgreSQL: how long the same sources take, and whether anything comes twice.

    python bench/workers.py --server postgresql+psycopg://USER@HOST:PORT/postgres [--feeds 600] [--workers 1 3]

Serves feeds on loopback, each at an address of its own, since visits to one host wait for each other. Each case has a
database of its own and `--workers` programs that ingest, beside one that does the rest. Shows seconds from the first
entry to the last, entries a second against one program, and how many entries, deliveries and lines there are more or
fewer than there should be: all should be 0. More programs than processors cannot be faster.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.store import open_store

ROOT = Path(__file__).parent.parent


def words(number: int, count: int) -> str:
    """Words that no other article has in this order."""
    return " ".join(f"w{(number * 7919 + each * 104729) % 99991:05d}" for each in range(count))


def feed(number: int, entries: int) -> bytes:
    """An RSS document with articles that no other is like."""
    start = number * entries
    items = "".join(
        f"<item><guid>g{each}</guid><title>{words(each * 3 + 1, 6)}</title><link>https://news.example/{each}</link>"
        f"<description>&lt;p&gt;{words(each, 120)}&lt;/p&gt;</description></item>"
        for each in range(start, start + entries)
    )
    head = f"<title>Feed {number}</title><link>https://news.example/</link><description>d</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


async def serve(port: int, entries: int) -> None:
    """Answer /NUMBER on every address of this machine, until killed."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            body = feed(int(line.split()[1].strip(b"/").split(b"?")[0] or 0), entries)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "0.0.0.0", port) as server:
        await server.serve_forever()


def config(place: Path, database: str, port: int, feeds: int) -> Path:
    """The config file of one case."""
    addresses = (f"http://127.1.{each // 250}.{each % 250 + 1}:{port}/{each}" for each in range(feeds))
    sources = "".join(
        f'\n[[sources]]\nname = "s{each}"\nkind = "feed"\nurl = "{url}"\n' for each, url in enumerate(addresses)
    )
    path = place / "config.toml"
    path.write_text(
        f'[feedbot]\ndatabase = "{database}"\nallow_private = ["127.0.0.0/8"]\ndeliver_first = 0\n[web]\n'
        f'enabled = false\n{sources}\n[[feeds]]\nname = "main"\ntitle = "All"\n\n[[channels]]\nname = "console"\n'
        'kind = "console"\n'
    )
    return path


def case(server: str, number: int, port: int, args: argparse.Namespace) -> tuple[float, int, int]:
    """Seconds for all entries with so many programs; entries that lack, and that are there twice."""
    name, wanted = f"bench_workers_{number}", args.feeds * args.entries
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as link:
        link.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        link.execute(text(f"CREATE DATABASE {name}"))
    database = server.rpartition("/")[0] + f"/{name}"
    open_store(database).close()
    engine = create_engine(database)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path = config(place, database, port, args.feeds)
        command = [sys.executable, "-m", "feedbot", "-c", str(path), "run", "--log", "logfmt", "--only"]
        with (place / "log").open("w") as log:
            rest = subprocess.Popen([*command, "publish,deliver"], cwd=ROOT, stdout=log, stderr=log)
            time.sleep(4)
            began = time.monotonic()
            crowd = [subprocess.Popen([*command, "ingest"], cwd=ROOT, stdout=log, stderr=log) for _ in range(number)]
            first = found = 0.0
            while time.monotonic() - began < args.patience and found < wanted:
                time.sleep(0.1)
                if any(each.poll() is not None for each in (*crowd, rest)):
                    sys.exit((place / "log").read_text()[-2000:])
                with engine.connect() as link:
                    found = link.execute(text("SELECT count(*) FROM entries")).scalar_one()
                first = first or (time.monotonic() if found else 0)
            taken = time.monotonic() - (first or began)
            for each in (*crowd, rest):
                each.send_signal(signal.SIGTERM)
            for each in (*crowd, rest):
                each.wait(20)
    with engine.connect() as link:
        count, different = link.execute(text("SELECT count(*), count(DISTINCT link) FROM entries")).one()
    engine.dispose()
    with admin.connect() as link:
        link.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    return taken, wanted - different, count - different


def main() -> None:
    """Measure each number of programs in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--feeds", type=int, default=600)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--port", type=int, default=18_311)
    parser.add_argument("--patience", type=float, default=300, help="seconds that a case may take")
    args = parser.parse_args()
    world = subprocess.Popen([sys.executable, __file__, "--serve", str(args.port), str(args.entries)])
    try:
        time.sleep(1)
        print(f"{args.feeds} feeds of {args.entries} entries, {os.cpu_count()} processors")
        print("programs  seconds  entries/s  against one  lacking  twice")
        alone = 0.0
        for number in args.workers:
            taken, lacking, twice = case(args.server, number, args.port, args)
            alone = alone or taken
            rate = args.feeds * args.entries / taken
            print(f"{number:8}  {taken:7.1f}  {rate:9.0f}  {alone / taken:11.2f}  {lacking:7}  {twice:5}", flush=True)
    finally:
        world.kill()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(serve(int(sys.argv[2]), int(sys.argv[3])))
    else:
        main()
