import asyncio
import socket
from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.net import connect, faults, guard, near, place
from feedbot.net.addresses import literal, local
from feedbot.net.bodies import spelled
from feedbot.net.hosts import SLOWEST, Host, Hosts, Resting
from feedbot.net.kept import Kept
from tests.make import NOW, minutes

# --- dialling for libraries that block -------------------------------------------------------------------------------


def test_an_allowed_address_is_connected() -> None:
    """A name that leads to an allowed address gives a socket that is connected and keeps its time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with connect("localhost", port, guard((f"127.0.0.1:{port}",)), 5) as plug:
            assert ("127.0.0.1", port) == plug.getpeername()
            assert 5 == plug.gettimeout()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "::1", "::ffff:127.0.0.1"])
def test_no_private_address_is_connected(host: str) -> None:
    """What the guard refuses is not dialled, and the sentence says how to allow it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with pytest.raises(OSError, match="is a private address; if it is meant, name it in allow_private"):
            connect(host, listener.getsockname()[1], guard(()), 5)


@pytest.mark.parametrize(
    ("host", "seconds", "because"),
    [
        ("nowhere.invalid", 5, "no address is known for nowhere.invalid; check"),
        ("\udcff", 5, "no address is known for"),
        ("127.0.0.1", 5, "no connection to 127.0.0.1: Connection refused"),
        ("127.0.0.1", 0, "no connection to 127.0.0.1: timed out"),
    ],
)
def test_no_connection_is_told(host: str, seconds: float, because: str) -> None:
    """What cannot be dialled is an OSError in plain words."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match=because):
            connect(host, unheard.getsockname()[1], guard(("127.0.0.1",)), seconds)


@pytest.mark.parametrize(
    ("host", "number"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("0x7F.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("1.2.3.4.5", None),
        ("example.org", None),
        ("abc", None),
        ("", None),
    ],
)
def test_numbers_are_known_in_every_form(host: str, number: str | None) -> None:
    """A host is a number in whatever form a resolver would take it, and otherwise a name."""
    assert number == literal(host)


def test_names_of_private_networks_are_known() -> None:
    """Names that lead nowhere but into a private network are known by their form."""
    inner = ["localhost", "LOCALHOST.", "x.local", "x.internal", "x.home.arpa", "nas"]

    assert inner == [name for name in [*inner, "example.org", "local.org", "127.0.0.1", "::1"] if local(name)]


@given(st.text(max_size=30))
def test_any_text_may_be_a_host(text: str) -> None:
    """Any text is a number, a private name or another name."""
    assert not (literal(text) and local(text))


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Example.org/feed", "example.org"),
        ("https://me:secret@example.org:443", "example.org"),
        ("http://example.org:8080/", "example.org:8080"),
        ("http://[::1]/", "[::1]"),
        ("http://[::1]:81/", "[::1]:81"),
        ("nonsense", ""),
    ],
)
def test_places_have_names(url: str, name: str) -> None:
    """The place of an address is its host, with a port that is not the usual one."""
    assert name == place(url)


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("https://example.org/a", "https://example.org:443/b", True),
        ("http://example.org/a", "https://example.org/a", True),
        ("https://example.org/a", "http://example.org/a", False),
        ("http://example.org:8080/", "https://example.org/", False),
        ("https://example.org/", "https://www.example.org/", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_secrets_stay_near(url: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table
    """Two addresses are near when they are one place, or when the second only adds TLS."""
    assert same == near(url, other)


# --- memory ----------------------------------------------------------------------------------------------------------


def test_memory_is_bounded() -> None:
    """What was kept longest ago goes when there are too many, or when all together weigh too much."""
    kept = Kept[int](most=3, weight=10)
    for number in range(5):
        kept.keep(str(number), number)
    assert [None, None, 2, 3, 4] == [kept.get(str(number)) for number in range(5)]

    kept.keep("2", 22, weight=4)
    kept.keep("5", 5, weight=7)
    assert [None, None, None, 5] == [kept.get(name) for name in ("2", "3", "2", "5")]

    kept.keep("5", 55, weight=11)
    kept.drop("nobody")
    assert (0, None) == (len(kept), kept.get("5"))


def test_hosts_at_rest_are_bounded() -> None:
    """Ten thousand hosts at most are remembered as busy, and none after its time."""
    resting = Resting()
    for number in range(10_001):
        resting.heard(f"{number}.example.org", 429, minutes(1), NOW)

    assert resting.at("0.example.org", NOW) is None
    assert NOW + minutes(1) == getattr(resting.at("10000.example.org", NOW), "until", None)
    assert resting.at("10000.example.org", NOW + minutes(1)) is None
    assert resting.at("10000.example.org", NOW) is None


def test_other_errors_say_nothing_of_rest() -> None:
    """An ordinary error neither begins a rest nor ends one."""
    resting = Resting()
    resting.heard("a", 500, None, NOW)
    resting.heard("b", 503, None, NOW)
    resting.heard("b", 500, None, NOW)

    assert (None, 503) == (resting.at("a", NOW), getattr(resting.at("b", NOW), "status", None))


@pytest.mark.parametrize(("gap", "delay"), [(0.05, 0), (0, 0.05), (0.05, 0.01)])
async def test_the_longer_gap_counts(gap: float, delay: float) -> None:
    """Requests begin apart by our own gap or the host's delay, whichever is longer."""
    host, clock = Host(timedelta(seconds=gap)), asyncio.get_running_loop().time
    host.delay = timedelta(seconds=delay)

    began = clock()
    await host.turn()
    await host.turn()

    assert clock() - began > 0.04
    assert minutes(1) == SLOWEST


def test_a_host_is_remembered() -> None:
    """A host asked for twice is one host, though nobody held on to it between."""
    hosts = Hosts(minutes(1))
    hosts.at("example.org").delay = minutes(2)

    assert minutes(2) == hosts.at("example.org").delay
    assert minutes(0) == hosts.at("example.net").delay


@pytest.mark.parametrize(
    ("size", "text"),
    [(10 * 2**20, "10 MiB"), (512 * 1024, "512 KiB"), (1000, "1,000 bytes"), (2**20 + 1, "1,048,577 bytes")],
)
def test_sizes(size: int, text: str) -> None:
    """A size is told in the unit that fits."""
    assert text == spelled(size)


def test_no_connection_in_time() -> None:
    """A connection that takes too long is a fault of the network."""
    found = faults.failed("example.org", aiohttp.ConnectionTimeoutError())

    assert ("network", "no connection to example.org in time; is it up, and the address right?") == (
        found.fault,
        found.reason,
    )
