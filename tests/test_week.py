"""Days of polling on a clock that jumps, judged from the servers' side; bench/week.py does a week of 10,000 feeds.

On a database on a server three programs share the visits, and what the servers see of them is judged alike.
"""

import pytest

from tests import bases
from tests.simulation import BEGAN, Outcome, simulate

FEEDS = 100
DAYS, PROGRAMS = (2, 1) if bases.SERVER is None else (1, 3)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A day or two of a hundred feeds."""
    return simulate(tmp_path_factory.mktemp("week"), FEEDS, DAYS, programs=PROGRAMS)


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
