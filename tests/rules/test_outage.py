from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Cursor, Fault, Source
from feedbot.rules.outage import Outage, feeler, host, outage
from tests import make
from tests.make import NOW, minutes

Visits = list[tuple[Source, Cursor]]


def at(place: str, cursor: Cursor, *, scheme: str = "https") -> tuple[Source, Cursor]:
    """A source at a host."""
    return make.source(place, url=f"{scheme}://{place}/feed"), cursor


def good(before: float) -> Cursor:
    """A visit that worked some minutes ago."""
    return make.cursor(visited=NOW - minutes(before), tried=NOW - minutes(before))


def bad(
    since: float, last: float, failures: int = 2, fault: Fault = "network", visited: datetime | None = None
) -> Cursor:
    """Visits that failed from some minutes ago until some minutes ago."""
    return make.cursor(
        visited=visited or NOW - minutes(since + 30),
        tried=NOW - minutes(last),
        failing=NOW - minutes(since),
        failures=failures,
        fault=fault,
        error="x",
    )


def failing(count: int, since: float = 20) -> Visits:
    """Sources of so many hosts that cannot be reached, the first since some minutes."""
    return [at(f"a{number}.example", bad(since - number, 1)) for number in range(count)]


def test_three_hosts_in_a_row_are_our_network() -> None:
    """When nothing answered since, three hosts that cannot be reached for five minutes prove it."""
    found = outage(failing(3))

    assert NOW - minutes(20) == found.since
    assert (("a0.example", "a1.example", "a2.example"), 3) == (found.hosts, found.count)
    assert outage(failing(3, since=5)).since is None  # until a minute ago: four minutes
    assert outage([*failing(2), at("ok.example", good(60))]).since is None


@pytest.mark.parametrize(("fault", "proves"), [("http", False), ("missing", False), ("tls", True), ("busy", True)])
def test_any_answer_proves_that_the_network_works(fault: Fault, proves: bool) -> None:  # noqa: FBT001 - a case
    """An error of a server is an answer; what feedbot or somebody on the way says is none."""
    other = at("other.example", bad(500, 2, fault=fault))

    assert proves == (outage([*failing(3), other]).since is not None)
    assert outage([*failing(3), at("ok.example", good(2))]).since is None


def test_what_was_dead_before_is_no_sign() -> None:
    """Only sources that had worked until the last answer count."""
    dead = [at(f"dead{number}.example", bad(5000, 1)) for number in range(5)]

    assert outage([*dead, at("ok.example", good(10))]).since is None
    assert Outage(answered=NOW - minutes(10)) == outage([*dead, at("ok.example", good(10))])


def test_of_many_hosts_many_must_fail() -> None:
    """Where thirty hosts work, ten must fail one after the other."""
    rest = [at(f"b{number}.example", good(60)) for number in range(21)]

    assert outage([*failing(9), *rest]).since is None
    assert NOW - minutes(20) == outage([*failing(10), *rest]).since


def test_one_or_two_hosts_must_fail_for_longer() -> None:
    """All of them, three visits or more, over a quarter of an hour."""
    one = at("a.example", bad(30, 1, failures=3))

    assert NOW - minutes(30) == outage([one]).since
    assert outage([at("a.example", bad(30, 1, failures=2))]).since is None
    assert outage([at("a.example", bad(14, 1, failures=3))]).since is None
    assert outage([one, at("b.example", good(600))]).since is None


def test_places_nearby_are_no_sign() -> None:
    """Folders, this machine, its own network, and what is gone say nothing of the internet."""
    near = [
        at(place, good(1), scheme=scheme)
        for scheme, place in (
            ("file", "x.example"),
            ("http", "localhost"),
            ("http", "127.0.0.1:8080"),
            ("http", "[::1]"),
            ("http", "nas.local"),
        )
    ]
    gone = at("gone.example", make.cursor(gone=True, tried=NOW))

    assert outage([*failing(3), *near, gone]).since is not None
    assert Outage() == outage([*near, gone])


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Example.org/feed", "example.org"),
        ("HTTP://user:pass@example.org:8080?x", "example.org"),
        ("http://[2001:db8::1]:80/", "2001:db8::1"),
        ("/srv/articles", ""),
        ("ftp://example.org/", ""),
    ],
)
def test_the_host_of_an_address(url: str, name: str) -> None:
    """Small letters, without user and port; none for what is not on the web."""
    assert name == host(url)


@given(st.text(max_size=60))
def test_any_text_may_be_an_address(text: str) -> None:
    """Whatever an address says, there is a host or none."""
    assert "/" not in host(f"http://{text}")


def test_while_the_network_is_down_one_source_after_the_other_is_tried() -> None:
    """Every five minutes the one that was left alone longest; never one that is paused, gone or failed otherwise."""
    old, new = at("a.example", bad(60, 20)), at("b.example", bad(60, 6))
    others = [
        at("c.example", bad(60, 30, fault="http")),
        at("d.example", replace(bad(60, 30), gone=True)),
        (make.source("e.example", paused=True), bad(60, 30)),
        at("f.example", good(90)),
    ]

    assert "a.example" == feeler([new, old, *others], NOW)
    assert feeler([old, at("b.example", bad(60, 4))], NOW) is None
    assert feeler(others, NOW) is None
    assert "a.example" == feeler([old, at("b.example", bad(60, -90))], NOW)  # by a clock that went ahead
