"""Days of polling on a clock that jumps, judged from the servers' side; bench/week.py does a week of 10,000 feeds."""

import pytest

from tests.simulation import BEGAN, Outcome, simulate

FEEDS, DAYS = 100, 2


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Two days of a hundred feeds."""
    return simulate(tmp_path_factory.mktemp("week"), FEEDS, DAYS)


def test_no_server_has_to_complain(outcome: Outcome) -> None:
    """Two at once and a second apart a host, Retry-After, max-age, ttl, skipHours, 410, ETag, moves: all are kept."""
    assert [] == outcome.internet.breaches
    assert {200, 304, 410} <= outcome.internet.counts.keys()


def test_nothing_is_lost(outcome: Outcome) -> None:
    """What a feed had at its last good visit is in the store, unless more came between two visits than it shows."""
    sites = [site for host in outcome.internet.hosts.values() for site in host.sites.values()]
    shown = sum(len(site.shown) for site in sites)

    assert FEEDS == len(sites)
    assert shown == outcome.entries
    assert shown > 3 * FEEDS


def test_the_clock_is_not_this_machines(outcome: Outcome) -> None:
    """The cursors are of the simulated days."""
    assert all(BEGAN <= cursor.due for cursor in outcome.cursors.values())
