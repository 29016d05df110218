"""A thousand made-up feeds on loopback, each at an address of its own, as busy sites serve them: validators and gzip.

    python bench/rounds_world.py --feeds 1000 --entries 20 --port 18411

Answers /NUMBER.xml on every address of this machine until ended. `/_turn` makes one feed of a hundred news: one entry
on top, and another text of the second. `/_counts` tells how often it answered with which status since it was asked
last. `/_end` ends every connection, as sites do in the minutes between two rounds. Every other feed is RSS 2.0 with
`content:encoded`, the rest is Atom; the texts are those of `textpath.py`.
"""

import argparse
import asyncio
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from textpath import Tongue

SHARE = 100
"""One feed of so many has news in a turn."""


@dataclass(frozen=True)
class Told:
    """An entry of a feed."""

    name: str
    title: str
    body: str
    at: datetime
    language: str

    @property
    def teaser(self) -> str:
        """The first words, without markup."""
        return self.body[3:].split("<", 1)[0]


def body(tongue: Tongue, paragraphs: list[list[str]], name: str) -> str:
    """Paragraphs as a site writes them: a link, words that stand out, a picture, entities."""
    chance = tongue.chance
    lines = [" ".join(sentences) for sentences in paragraphs]
    for place, line in enumerate(lines):
        words = escape(line, quote=False).split()
        for tag in chance.choices(("a", "b", "em", "strong"), k=chance.randint(0, 2)):
            spot = chance.randrange(len(words))
            link = f' href="/tag/{spot}?utm_source=rss&amp;id={spot}" class="tag" target="_blank"' if tag == "a" else ""
            words[spot] = f"<{tag}{link}>{words[spot]}</{tag}>"
        lines[place] = " ".join(words).replace(" — ", "&nbsp;&mdash; ")
    picture = (
        f'<figure class="wp-block-image size-large"><img decoding="async" loading="lazy" width="1024" height="576" '
        f'src="https://cdn.example/{name}.jpg" srcset="https://cdn.example/{name}-300.jpg 300w, '
        f'https://cdn.example/{name}-1024.jpg 1024w" alt="{escape(lines[0][:30].split("<")[0])}"></figure>'
    )
    return f"<p>{lines[0]}</p>\n{picture}\n" + "\n".join(f"<p>{line}</p>" for line in lines[1:])


def feed(number: int, told: list[Told]) -> bytes:
    """The document of a feed."""
    home = f"https://site{number}.example"
    items = "".join((_item if number % 2 == 0 else _entry)(home, each) for each in told)
    if number % 2 == 0:
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
            'content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
            f"<title>Site {number}</title><link>{home}/</link><description>News of site {number}</description>"
            f"<language>{told[0].language}</language><generator>https://wordpress.org/?v=6.8</generator>\n"
            f"{items}</channel></rss>\n"
        ).encode()
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="'
        f'{told[0].language}"><title>Site {number}</title><link href="{home}/"/><id>{home}/</id>'
        f"<updated>{told[0].at.isoformat()}</updated>\n{items}</feed>\n"
    ).encode()


def _item(home: str, told: Told) -> str:
    return (
        f"<item>\n<title>{escape(told.title)}</title>\n<link>{home}/{told.name}/</link>\n<dc:creator><![CDATA[A. Writer"
        f"]]></dc:creator>\n<pubDate>{format_datetime(told.at)}</pubDate>\n<category><![CDATA[News]]></category>\n"
        f'<guid isPermaLink="false">{home}/?p={told.name}</guid>\n<description><![CDATA[<p>{told.teaser}</p>]]>'
        f"</description>\n<content:encoded><![CDATA[{told.body}]]></content:encoded>\n</item>\n"
    )


def _entry(home: str, told: Told) -> str:
    return (
        f'<entry>\n<title>{escape(told.title)}</title>\n<link rel="alternate" href="{home}/{told.name}"/>\n'
        f"<id>{home}/{told.name}</id>\n<published>{told.at.isoformat()}</published>\n<updated>{told.at.isoformat()}"
        f'</updated>\n<author><name>A. Writer</name></author>\n<category term="News"/>\n<content type="html">'
        f"{escape(told.body, quote=False)}</content>\n</entry>\n"
    )


class World:
    """All feeds with the entries that they list now."""

    def __init__(self, feeds: int, entries: int, seed: int = 1) -> None:
        self.tongues = [Tongue(each, random.Random(f"{seed}{each}")) for each in ("ru", "uk", "en")]
        self.start, self.entries, self.turns, self.made = datetime.now(UTC).replace(microsecond=0), entries, 0, 0
        self.told = [list(self.fresh(number, entries)) for number in range(feeds)]

    def fresh(self, number: int, count: int) -> Iterator[Told]:
        """So many entries that nobody wrote before, newest first."""
        tongue = self.tongues[number % 3]
        for each in range(count):
            self.made += 1
            title, paragraphs = tongue.article()
            at = self.start - timedelta(hours=each * 7 + 1, seconds=number)
            name = f"n{self.made}"
            yield Told(name, title, body(tongue, paragraphs, name), at, tongue.language)

    def turn(self) -> list[int]:
        """News in some feeds; their numbers."""
        some = list(range(self.turns % SHARE, len(self.told), SHARE))
        self.turns += 1
        for number in some:
            new = next(self.fresh(number, 1))
            top, *others = self.told[number]
            tongue = self.tongues[number % 3]
            top = replace(top, body=top.body + f"\n<p>{tongue.sentence(tongue.names[:3])}</p>")
            fresh = replace(new, at=top.at + timedelta(minutes=7))
            self.told[number] = [fresh, top, *others][: self.entries]
        return some

    def documents(self) -> Iterator[bytes]:
        """What all feeds say."""
        return (feed(number, told) for number, told in enumerate(self.told))


class Site(asyncio.Protocol):
    """Answers what is asked of all sites; HTTP/1.1, one request after the other."""

    def __init__(self, answers: "Answers") -> None:
        self.answers, self.left = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is answered through."""
        self.transport = transport
        self.answers.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """It is no longer open."""
        self.answers.open.discard(self)

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        self.left += data
        while b"\r\n\r\n" in self.left:
            head, _, self.left = self.left.partition(b"\r\n\r\n")
            line, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
            self.transport.write(self.answers.to(line.split()[1], headers))
            if headers.get("connection", "").lower() == "close":
                self.transport.close()


class Answers:
    """What is answered, ready to be sent."""

    def __init__(self, world: World) -> None:
        self.world, self.counts = world, Counter[str]()
        self.kept: dict[int, tuple[str, bytes, bytes]] = {}
        self.open: set[Site] = set()
        for number in range(len(world.told)):
            self.keep(number)

    def keep(self, number: int) -> None:
        """Take a feed as it is now."""
        told = feed(number, self.world.told[number])
        tag = f'"{hashlib.sha256(told).hexdigest()[:20]}"'
        said = format_datetime(datetime.now(UTC), usegmt=True)
        head = f"ETag: {tag}\r\nLast-Modified: {said}\r\nVary: Accept-Encoding\r\n"
        kind = "application/rss+xml" if number % 2 == 0 else "application/atom+xml"
        full = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n{head}"
        small = gzip.compress(told, 6, mtime=0)
        self.kept[number] = (
            head,
            f"{full}Content-Length: {len(told)}\r\n\r\n".encode() + told,
            f"{full}Content-Encoding: gzip\r\nContent-Length: {len(small)}\r\n\r\n".encode() + small,
        )

    def to(self, path: str, headers: dict[str, str]) -> bytes:
        """The answer to a request."""
        if path == "/_turn":
            for number in self.world.turn():
                self.keep(number)
            return _said({"entries": self.world.made})
        if path == "/_counts":
            counts, self.counts = self.counts, Counter()
            return _said(counts)
        if path == "/_end":
            ended = [site for site in self.open if not site.transport.is_closing()]
            for site in ended:
                asyncio.get_running_loop().call_soon(site.transport.close)
            return _said({"connections": len(ended)})
        head, plain, small = self.kept[int(path.strip("/").split(".")[0])]
        tag, said = (line.partition(": ")[2] for line in head.split("\r\n")[:2])
        same = (
            tag in headers["if-none-match"] if "if-none-match" in headers else headers.get("if-modified-since") == said
        )
        self.counts["304" if same else "200"] += 1
        if same:
            return f"HTTP/1.1 304 Not Modified\r\n{head}\r\n".encode()
        return small if "gzip" in headers.get("accept-encoding", "") else plain


def _said(what: object) -> bytes:
    text = json.dumps(what).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(text) + text


async def serve(args: argparse.Namespace) -> None:
    """Answer until ended; prints READY."""
    answers = Answers(World(args.feeds, args.entries))
    server = await asyncio.get_running_loop().create_server(lambda: Site(answers), "0.0.0.0", args.port, backlog=4096)
    print("READY", flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--port", type=int, default=18_411)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
