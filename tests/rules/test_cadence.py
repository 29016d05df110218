from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Cursor, Failed, Hints, Hop, Unchanged
from feedbot.rules import cadence
from tests import make
from tests.make import NOW, hours, minutes


def test_a_good_visit_is_repeated_after_the_interval() -> None:
    """A visit that worked clears the failures, keeps the memo and is due again after the interval."""
    visit = make.document(memo="etag", received=NOW)
    after = cadence.after(make.harvest(visit=visit, cursor=make.cursor(failures=3, error="x")), minutes(30), NOW)

    assert minutes(30) <= after.due - NOW <= minutes(33)
    assert ("etag", 0, None, NOW, None) == (after.memo, after.failures, after.error, after.visited, after.lease)


def test_the_server_may_ask_for_more_time_but_not_for_days() -> None:
    """A hint lengthens the interval up to a day, whoever gave it: headers or the feed itself."""
    header = make.harvest(visit=Unchanged(memo="", hints=Hints(wait=hours(3))))
    body = make.harvest(hints=Hints(wait=hours(900)))

    assert hours(3) <= cadence.after(header, minutes(30), NOW).due - NOW
    assert hours(24) <= cadence.after(body, minutes(30), NOW).due - NOW <= hours(27)


def test_notes_stay_when_nothing_changed() -> None:
    """What the last reading had to say stands while the document is the same."""
    harvest = make.harvest(visit=Unchanged(memo="m"), cursor=make.cursor(notes=("bad date",)), notes=())

    assert ("bad date",) == cadence.after(harvest, minutes(30), NOW).notes


def test_failures_back_off_to_a_day() -> None:
    """Each failure in a row doubles the wait, at most to a day."""
    waits = [
        cadence.after(
            make.harvest(visit=Failed(reason="503"), cursor=make.cursor(failures=count)), minutes(30), NOW
        ).due
        - NOW
        for count in (0, 1, 40)
    ]

    assert minutes(30) <= waits[0] < minutes(34)
    assert hours(1) <= waits[1] < minutes(67)
    assert hours(24) <= waits[2] < hours(27)


def test_a_folder_that_fails_is_tried_within_a_minute() -> None:
    """What is visited every few seconds backs off to a minute, not to a day."""
    harvest = make.harvest(visit=Failed(reason="missing"), cursor=make.cursor(failures=40))

    assert cadence.after(harvest, timedelta(seconds=2), NOW).due - NOW <= minutes(1.1)


def test_retry_after_is_a_floor() -> None:
    """The server's Retry-After is never undercut."""
    harvest = make.harvest(visit=Failed(reason="429", retry_after=hours(5)))

    assert hours(5) <= cadence.after(harvest, minutes(30), NOW).due - NOW


def test_gone_is_kept() -> None:
    """A 410 stops the visits and says why."""
    after = cadence.after(make.harvest(visit=Failed(reason="410 Gone", gone=True)), minutes(30), NOW)

    assert after.gone
    assert "410 Gone" == after.error


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=7)), st.integers(0, 10_000))
def test_no_failure_brings_a_visit_sooner(every: timedelta, failures: int) -> None:
    """However often a source failed, it is not visited more often than its interval."""
    harvest = make.harvest(visit=Failed(reason="x"), cursor=make.cursor(failures=failures))

    assert cadence.after(harvest, every, NOW).due - NOW >= every


def test_the_config_decides_how_often() -> None:
    """An explicit interval wins over the rhythm, and the kind's floor over both."""
    assert hours(2) == cadence.interval(hours(2), minutes(30), minutes(5), minutes(40))
    assert minutes(5) == cadence.interval(minutes(1), minutes(30), minutes(5), None)


def test_a_source_is_visited_in_its_own_rhythm() -> None:
    """Half the mean gap between entries, from a quarter of an hour to a day; a folder has none."""
    assert hours(3) == cadence.interval(None, minutes(30), minutes(5), hours(6))
    assert minutes(15) == cadence.interval(None, minutes(30), minutes(5), minutes(1))
    assert hours(24) == cadence.interval(None, minutes(30), minutes(5), hours(168))
    assert minutes(30) == cadence.interval(None, minutes(30), minutes(5), None)
    assert timedelta(seconds=2) == cadence.interval(None, timedelta(seconds=2), timedelta(seconds=1), hours(6))


def test_the_rhythm_is_that_of_the_last_week() -> None:
    """Entries of older times, and of times to come, do not count."""
    published = [NOW - hours(1), NOW - hours(100), NOW - hours(1000), NOW + hours(1)]

    assert hours(84) == cadence.rhythm(published, NOW)
    assert cadence.rhythm(published[2:], NOW) is None


def moving(*visits: tuple[float, tuple[Hop, ...]]) -> Cursor:
    """The cursor after visits at some hours from now that were redirected so."""
    cursor = make.cursor()
    for at, hops in visits:
        harvest = make.harvest(visit=Unchanged(memo="", hops=hops), cursor=cursor)
        cursor = cadence.after(harvest, minutes(30), NOW + hours(at))
    return cursor


FOR_GOOD = (Hop(status=301, url="https://new.example/feed"),)
FOR_NOW = (Hop(status=302, url="https://new.example/feed"),)


def test_a_move_counts_after_three_visits_over_a_day() -> None:
    """Permanent redirects to one place move a source, but not at once, and temporary ones never."""
    once, thrice = moving((0, FOR_GOOD)), moving((0, FOR_GOOD), (12, FOR_GOOD), (25, FOR_GOOD))
    quick, doubtful = moving(*[(0, FOR_GOOD)] * 3), moving((0, FOR_GOOD), (12, FOR_NOW), (25, FOR_GOOD))

    assert "https://new.example/feed" == cadence.address(thrice, "old", NOW + hours(25))
    assert "old" == cadence.address(quick, "old", NOW + hours(1))
    assert {"old"} == {cadence.address(cursor, "old", NOW + hours(30)) for cursor in (once, doubtful)}
    assert "old" == cadence.address(moving(*[(each, FOR_NOW) for each in (0, 12, 25, 30)]), "old", NOW + hours(30))


def test_a_source_that_moved_stays_where_it_is_until_that_fails() -> None:
    """At its new place a source gives no redirects; if the new place fails, the old one is asked again."""
    there = moving((0, FOR_GOOD), (12, FOR_GOOD), (25, FOR_GOOD), (26, ()))
    failed = cadence.after(make.harvest(visit=Failed(reason="404"), cursor=there), minutes(30), NOW + hours(27))

    assert "https://new.example/feed" == cadence.address(there, "old", NOW + hours(26))
    assert "old" == cadence.address(failed, "old", NOW + hours(27))


def test_another_place_begins_the_count_anew() -> None:
    """A redirect that leads elsewhere than before is another move."""
    other = (Hop(status=308, url="https://other.example/"),)

    assert 1 == moving((0, FOR_GOOD), (12, FOR_GOOD), (25, other)).moves
