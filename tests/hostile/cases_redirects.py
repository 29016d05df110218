"""Redirects without end, to where nobody may be sent, and to what is no address."""

from collections.abc import Mapping

from feedbot.model import Fault
from tests.hostile.cases import Case, Play, Talk, head, item, rss

_FEED = rss(item(1), item(2)).encode()
_MORE = ("more than 5 redirects", "(limits.redirects)")
_PRIVATE = ("is not visited", "private address", "allow_private")

SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f000001",
    "0x7F.0x0.0x0.0x1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "00177.00.00.01",
    "127.0.0.1.",
    "127.0.0.2",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - nobody listens there
    "0",
    "0x0",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "100.64.0.1",
    "169.254.169.254",
    "169.254.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "inside.example",
    "INSIDE.example.",
    "inside6.example",
    "mapped.example",
    "metadata.example",
    "many.example",
    "rebound.example",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "１２７.0.0.1",
)
"""Ways to say a private address; those that end in .example are what a name server would say."""

ODDLY: Mapping[str, Fault] = {
    "http:///127.0.0.1:@SECRET@/": "network",
    "//127.0.0.1:@SECRET@/": "private",
    "///127.0.0.1:@SECRET@/": "network",
    "/\\127.0.0.1:@SECRET@/": "network",
    "\\\\127.0.0.1:@SECRET@/": "network",
    "http:\\\\127.0.0.1:@SECRET@/": "network",
    "http:127.0.0.1:@SECRET@/": "network",
    "HTTP://127.0.0.1:@SECRET@/": "private",
    " \thttp://127.0.0.1:@SECRET@/ ": "private",
    "http://w.example@127.0.0.1:@SECRET@/": "private",
    "http://@HOST@:@PORT@@127.0.0.1:@SECRET@/": "private",
    "http://@HOST@:@PORT@\\@127.0.0.1:@SECRET@/": "private",
    "http://127.0.0.1:@SECRET@\\@@HOST@:@PORT@/": "network",
    "http://127.0.0.1:@SECRET@#@@HOST@:@PORT@/": "private",
    "http://127.0.0.1:@SECRET@?@@HOST@:@PORT@/": "private",
    "http://127.0.0.1%00.w.example:@SECRET@/": "private",
    "http://127.0.0.1%2f:@SECRET@/": "private",
    "http://[127.0.0.1]:@SECRET@/": "http",
    "http://127.0.0.1:0@SECRET@/": "private",
    "http://127.0.0.1:22/": "private",
    "https://127.0.0.1:@SECRET@/": "private",
    "http://@HOST@:@SECRET@/": "private",
}
"""Addresses that some parsers read otherwise than others; wherever they lead, no private service may be dialled."""

SCHEMES = (
    "file:///etc/passwd",
    "FILE:/etc/passwd",
    "ftp://127.0.0.1:@SECRET@/feed",
    "data:application/xml,<rss/>",
    "javascript:alert(1)",
    "gopher://127.0.0.1:@SECRET@/_GET",
    "dict://127.0.0.1:@SECRET@/d:x",
    "ldap://127.0.0.1:@SECRET@/",
    "jar:http://127.0.0.1:@SECRET@/x!/y",
    "ws://127.0.0.1:@SECRET@/",
    "unix:/run/x.sock",
    "mailto:a@w.example",
    "about:blank",
    "blob:http://w.example/1",
    "view-source:http://127.0.0.1:@SECRET@/",
    "feed:http://127.0.0.1:@SECRET@/",
)
"""Addresses that are no web addresses."""

_NOWHERE = {
    "nowhere": (),
    "location-empty": ("Location: ",),
    "location-blank": ("Location:  \t ",),
    "location-port-only": ("Location: http://:@PORT@/",),
    "location-port-0x": ("Location: http://@HOST@:0x50/",),
    "location-port-65536": ("Location: http://@HOST@:65536/",),
    "location-port-negative": ("Location: http://@HOST@:-1/",),
    "location-bracket": ("Location: http://[::1/",),
    "location-blank-host": ("Location: http://w example/",),
    "location-quotes": ('Location: http://w"<>.example/',),
    "location-label": (f"Location: http://{'x' * 300}.example/",),
}


def leads(location: str, code: int = 302) -> Play:
    """A redirect to somewhere."""
    return _answers(f"Location: {location}", code=code)


def _answers(*headers: str, code: int = 302) -> Play:
    async def play(talk: Talk) -> None:
        await talk.say(head(*headers, status=f"{code} Elsewhere"))

    return play


def _chain(length: int, code: int = 301) -> Play:
    """A redirect after another, and a feed behind the last one."""

    async def play(talk: Talk) -> None:
        here = int(talk.step or 0)
        if here == length:
            await talk.say(head(), _FEED)
        else:
            await talk.say(head(f"Location: http://@HOST@:@PORT@/chain-{length}-{code}/{here + 1}", status=f"{code} x"))

    return play


def _once(location: str) -> Play:
    """A redirect to an address of this case, and a feed there."""

    async def play(talk: Talk) -> None:
        if talk.step:
            await talk.say(head(), _FEED)
        else:
            await talk.say(head(f"Location: {location}", status="302 Elsewhere"))

    return play


async def _grows(talk: Talk) -> None:
    """A redirect whose address grows each time."""
    await talk.say(head(f"Location: /grows/{talk.step}x", status="302 Elsewhere"))


async def _back_and_forth(talk: Talk) -> None:
    await talk.say(head(f"Location: /back-and-forth/{'b' if talk.step == 'a' else 'a'}", status="307 Elsewhere"))


LOOPS = (
    Case(name="loop", play=leads("/loop", 301), fault="limit", words=_MORE),
    Case(name="loop-308", play=leads("http://@HOST@:@PORT@/loop-308", 308), fault="limit", words=_MORE),
    Case(name="back-and-forth", play=_back_and_forth, fault="limit", words=_MORE),
    Case(name="grows", play=_grows, fault="limit", words=_MORE),
    Case(name="chain-6-301", play=_chain(6), fault="limit", words=_MORE),
    Case(name="chain-6-303", play=_chain(6, 303), fault="limit", words=_MORE),
    Case(name="chain-5-301", play=_chain(5), count=2),
    Case(name="chain-5-307", play=_chain(5, 307), count=2),
    Case(name="relative", play=_once("relative/next?a=b"), count=2),
    Case(name="dots", play=_once("/../../.././dots/next/../next#part"), count=2),
    Case(name="protocol-relative", play=_once("//@HOST@:@PORT@/protocol-relative/next"), count=2),
    Case(name="credentials", play=_once("http://user:word@@HOST@:@PORT@/credentials/next"), count=2),
    Case(name="encoded-lines", play=_once("/encoded-lines/next%0d%0aX-Injected:%20yes"), count=2),
    Case(name="strange-letters", play=_once('/strange-letters/ñ "<>|\xff\x7f'), count=2),
    Case(name="tls-there", play=leads("https://@HOST@:@PORT@/"), fault="tls", words=("is it https at all?",)),
    Case(name="long-location", play=leads("/" + "x" * 100_000), fault="http", words=("does not speak proper HTTP",)),
    Case(
        name="two-locations",
        play=_answers("Location: /two-locations/next", "Location: http://127.0.0.1:@SECRET@/"),
        fault="limit",
    ),
    *(Case(name=name, play=_answers(*headers), fault="http") for name, headers in _NOWHERE.items()),
    Case(name="location-no-host", play=leads("http://"), fault="limit", words=_MORE),
    *(
        Case(
            name=f"scheme-{place}", play=leads(there), fault="http", words=("redirects with 302", 'instead of "https:"')
        )
        for place, there in enumerate(SCHEMES)
    ),
)
"""Redirects to nowhere, without end, or to what is no web address."""

PRIVATE = tuple(
    Case(name=f"private-{place}", play=leads(f"http://{there}:@SECRET@/"), fault="private", words=_PRIVATE)
    for place, there in enumerate(SPELLINGS)
)
"""Redirects to private addresses."""

ODD = tuple(
    Case(name=f"odd-{place}", play=leads(there), fault=fault) for place, (there, fault) in enumerate(ODDLY.items())
)
"""Redirects to addresses that can be read in two ways."""
