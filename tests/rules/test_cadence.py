from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Cursor, Evidence, Failed, Hints, Hop, Unchanged
from feedbot.rules import cadence
from feedbot.rules.cadence import Interval
from tests import make
from tests.make import NOW, hours, minutes


def interval(every: timedelta, floor: timedelta = timedelta(0), *, free: bool = True) -> Interval:
    """An interval whose reason does not matter."""
    return Interval(every=every, floor=floor, because="as a test wants it", free=free)


EVERY = interval(minutes(30))


def test_a_good_visit_is_repeated_after_the_interval() -> None:
    """A visit that worked clears the failures, keeps the memo and is due again after the interval."""
    visit = make.document(memo="etag", received=NOW)
    after = cadence.after(make.harvest(visit=visit, cursor=make.cursor(failures=3, error="x")), EVERY, NOW)

    assert minutes(27) <= after.due - NOW <= minutes(33)
    assert ("etag", 0, None, NOW, None) == (after.memo, after.failures, after.error, after.visited, after.lease)


def test_the_server_may_ask_for_more_time_but_not_for_days() -> None:
    """A hint lengthens the interval up to a day, whoever gave it: headers or the feed itself."""
    header = make.harvest(visit=Unchanged(memo="", hints=Hints(wait=hours(3))))
    body = make.harvest(hints=Hints(wait=hours(900)))

    assert hours(3) <= cadence.after(header, EVERY, NOW).due - NOW
    assert hours(24) <= cadence.after(body, EVERY, NOW).due - NOW <= hours(27)


def test_notes_stay_when_nothing_changed() -> None:
    """What the last reading had to say stands while the document is the same."""
    harvest = make.harvest(visit=Unchanged(memo="m"), cursor=make.cursor(notes=("bad date",)), notes=())

    assert ("bad date",) == cadence.after(harvest, EVERY, NOW).notes


def test_failures_back_off_to_a_day() -> None:
    """Each failure in a row doubles the wait, at most to a day."""
    waits = [
        cadence.after(make.harvest(visit=Failed(reason="503"), cursor=make.cursor(failures=count)), EVERY, NOW).due
        - NOW
        for count in (0, 1, 40)
    ]

    assert minutes(30) <= waits[0] < minutes(34)
    assert hours(1) <= waits[1] < minutes(67)
    assert hours(24) <= waits[2] < hours(27)


def test_a_folder_that_fails_is_tried_within_a_minute() -> None:
    """What is visited every few seconds backs off to a minute, not to a day."""
    harvest = make.harvest(visit=Failed(reason="missing"), cursor=make.cursor(failures=40))

    assert cadence.after(harvest, interval(timedelta(seconds=2)), NOW).due - NOW <= minutes(1.1)


def test_retry_after_is_a_floor() -> None:
    """The server's Retry-After is never undercut."""
    harvest = make.harvest(visit=Failed(reason="429", retry_after=hours(5)))

    assert hours(5) <= cadence.after(harvest, EVERY, NOW).due - NOW


def test_gone_is_kept() -> None:
    """A 410 stops the visits and says why."""
    after = cadence.after(make.harvest(visit=Failed(reason="410 Gone", gone=True)), EVERY, NOW)

    assert after.gone
    assert "410 Gone" == after.error


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=7)), st.integers(0, 10_000))
def test_no_failure_brings_a_visit_sooner(every: timedelta, failures: int) -> None:
    """However often a source failed, it is not visited more often than its interval."""
    harvest = make.harvest(visit=Failed(reason="x"), cursor=make.cursor(failures=failures))

    assert cadence.after(harvest, interval(every), NOW).due - NOW >= every


def test_the_config_decides_how_often() -> None:
    """An explicit interval wins over the rhythm, and the kind's floor over both."""
    assert hours(2) == cadence.interval(hours(2), minutes(30), minutes(5), minutes(40)).every
    assert minutes(5) == cadence.interval(minutes(1), minutes(30), minutes(5), None).every


def test_a_source_is_visited_in_its_own_rhythm() -> None:
    """Half the mean gap between entries, from a quarter of an hour to a day; a folder has none."""
    assert hours(3) == cadence.interval(None, minutes(30), minutes(5), hours(6)).every
    assert minutes(15) == cadence.interval(None, minutes(30), minutes(5), minutes(1)).every
    assert hours(24) == cadence.interval(None, minutes(30), minutes(5), hours(168)).every
    assert minutes(30) == cadence.interval(None, minutes(30), minutes(5), None).every
    assert timedelta(seconds=2) == cadence.interval(None, timedelta(seconds=2), timedelta(seconds=1), hours(6)).every


def test_the_rhythm_is_that_of_the_last_week() -> None:
    """Entries of older times, and of times to come, do not count; a source that fell silent has a week's."""
    published = [NOW - hours(1), NOW - hours(100), NOW - hours(1000), NOW + hours(1)]

    assert hours(84) == cadence.rhythm(published, NOW)
    assert hours(168) == cadence.rhythm(published[2:], NOW)
    assert cadence.rhythm(published[3:], NOW) is None


def test_a_short_document_tells_of_what_it_reaches_back_to() -> None:
    """Twenty entries within 200 minutes are one in ten, though no older ones are listed; one alone tells little."""
    published = [NOW - minutes(10 * number) for number in range(1, 21)]

    assert minutes(10) == cadence.rhythm(published, NOW)
    assert minutes(30) == cadence.rhythm(published, NOW + minutes(400))
    assert hours(168) == cadence.rhythm(published[:1], NOW)


def test_a_silence_slows_the_visits() -> None:
    """Where nothing new comes, visits become rarer with the time that has passed; where one came they do not."""
    assert hours(1) == cadence.slowed(minutes(10), NOW - hours(8), NOW)
    assert minutes(10) == cadence.slowed(minutes(10), NOW - minutes(10), NOW)
    assert minutes(10) == cadence.slowed(minutes(10), None, NOW)
    assert cadence.slowed(None, NOW, NOW) is None


def moving(*visits: tuple[float, tuple[Hop, ...]]) -> Cursor:
    """The cursor after visits at some hours from now that were redirected so."""
    cursor = make.cursor()
    for at, hops in visits:
        harvest = make.harvest(visit=Unchanged(memo="", hops=hops), cursor=cursor)
        cursor = cadence.after(harvest, EVERY, NOW + hours(at))
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
    """At its new place a source gives no redirects; if that fails three times in a row, the old one is asked again."""
    there = moving((0, FOR_GOOD), (12, FOR_GOOD), (25, FOR_GOOD), (26, ()))
    once = cadence.after(make.harvest(visit=Failed(reason="404"), cursor=there), EVERY, NOW + hours(27))
    twice = cadence.after(make.harvest(visit=Failed(reason="404"), cursor=once), EVERY, NOW + hours(27))
    failed = cadence.after(make.harvest(visit=Failed(reason="404"), cursor=twice), EVERY, NOW + hours(27))

    assert "https://new.example/feed" == cadence.address(there, "old", NOW + hours(26))
    assert "https://new.example/feed" == cadence.address(twice, "old", NOW + hours(27))
    assert "old" == cadence.address(failed, "old", NOW + hours(27))


def test_another_place_begins_the_count_anew() -> None:
    """A redirect that leads elsewhere than before is another move."""
    other = (Hop(status=308, url="https://other.example/"),)

    assert 1 == moving((0, FOR_GOOD), (12, FOR_GOOD), (25, other)).moves


@given(st.integers(0, 100_000), st.integers(60, 40_000), st.integers(0, 200_000))
def test_a_visit_is_never_sooner_than_asked(at: int, wait: int, own: int) -> None:
    """Whatever the variation: not before the server's hint, not below the floor, a tenth around our own interval."""
    hints = Hints(wait=timedelta(seconds=wait), said=f"max-age={wait}")
    every = timedelta(seconds=max(own, 300))
    now = NOW + timedelta(seconds=at)
    harvest = make.harvest(visit=Unchanged(memo="", hints=hints))
    due = cadence.after(harvest, interval(every, minutes(5)), now).due - now

    assert due >= min(timedelta(seconds=wait), hours(24))
    assert due >= minutes(5)
    assert every * 0.9 <= due <= max(every, timedelta(seconds=wait)) * 1.1


def test_sources_do_not_move_in_step() -> None:
    """Equal intervals give different times, some sooner and some later, and the same visit always the same."""
    dues = [
        cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=make.cursor(f"s{number}")), EVERY, NOW).due - NOW
        for number in range(40)
    ]

    assert len(set(dues)) > 20
    assert min(dues) < minutes(29) < minutes(31) < max(dues)


def test_what_the_document_asked_for_holds_while_it_is_unchanged() -> None:
    """The ttl of the last reading counts at a 304 too."""
    read = cadence.after(make.harvest(hints=Hints(wait=hours(5), said="ttl 300")), EVERY, NOW)
    after = cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=read), EVERY, NOW)

    assert hours(5) <= after.due - NOW
    assert "its document asks for 5 hours (ttl 300), a day at most" in after.terms


def test_without_validators_hourly_at_most() -> None:
    """A server whose every answer is a whole document is asked once an hour, unless the config says how often."""
    visit = Unchanged(memo="", hints=Hints(validators=False))
    free = cadence.after(make.harvest(visit=visit), EVERY, NOW)
    bound = cadence.after(make.harvest(visit=visit), interval(minutes(30), free=False), NOW)

    assert minutes(60) <= free.due - NOW <= minutes(66)
    assert "its server sends neither ETag nor Last-Modified: hourly at most" in free.terms
    assert bound.due - NOW <= minutes(33)


def test_while_a_hub_pushes_polling_thins_out() -> None:
    """A live WebSub subscription makes visits daily; an expired one no longer."""
    live, over = (make.cursor(pushed=NOW + hours(each)) for each in (48, -1))

    after = cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=live), EVERY, NOW)
    assert hours(21.6) <= after.due - NOW <= hours(26.4)
    assert any("a hub tells us of its news" in term for term in after.terms)
    assert minutes(33) >= cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=over), EVERY, NOW).due - NOW


@given(
    st.frozensets(st.integers(0, 23), max_size=24),
    st.frozensets(st.integers(0, 6), max_size=7),
    st.integers(0, 7 * 24 * 60),
)
def test_hours_and_days_that_a_feed_skips(hours_off: frozenset[int], days_off: frozenset[int], at: int) -> None:
    """No visit is due in skipHours or on skipDays, unless these leave no hour of the week."""
    hints = Hints(skip_hours=tuple(sorted(hours_off)), skip_days=tuple(sorted(days_off)))
    after = cadence.after(make.harvest(hints=hints), EVERY, NOW + minutes(at))

    allowed = after.due.hour not in hours_off and after.due.weekday() not in days_off
    assert allowed or len(hours_off) == 24 or len(days_off) == 7
    assert after.due > NOW + minutes(at)
    assert len(days_off) == 7 or len(hours_off) == 24 or after.due <= NOW + minutes(at) + timedelta(days=7, hours=2)


def test_a_feed_that_skips_every_hour_is_visited_all_the_same() -> None:
    """Who forbids all hours of the week forbids nothing."""
    never = cadence.after(make.harvest(hints=Hints(skip_hours=tuple(range(24)))), EVERY, NOW)

    assert cadence.after(make.harvest(), EVERY, NOW).due == never.due


def test_a_moved_visit_says_so() -> None:
    """The hours that were skipped are among the terms."""
    hints = Hints(skip_hours=tuple(each for each in range(24) if each != 3), skip_days=(6,))

    terms = cadence.after(make.harvest(hints=hints), EVERY, NOW).terms
    assert any("Sundays" in term and "wants no visits" in term for term in terms)


def test_every_term_of_a_failure_is_told() -> None:
    """The interval, how often it failed, and what the server asked for."""
    visit = Failed(reason="429", fault="busy", retry_after=hours(6))
    after = cadence.after(make.harvest(visit=visit, cursor=make.cursor(failures=2)), EVERY, NOW)

    assert "as a test wants it" == after.terms[0]
    assert "it failed 3 times in a row: twice the time for each after the first, 2 hours" == after.terms[1]
    assert "its server asks to wait 6 hours (Retry-After)" == after.terms[2]
    assert ("busy", NOW) == (after.fault, after.failing)


def test_when_it_began_to_fail_is_kept_until_it_works() -> None:
    """The first failure since the last good visit is remembered, and forgotten with the next good one."""
    first = cadence.after(make.harvest(visit=Failed(reason="x")), EVERY, NOW)
    second = cadence.after(make.harvest(visit=Failed(reason="x"), cursor=first), EVERY, NOW + hours(1))
    good = cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=second), EVERY, NOW + hours(2))

    assert (NOW, NOW, None) == (first.failing, second.failing, good.failing)
    assert good.fault is None


def test_what_a_reading_taught_is_kept() -> None:
    """How it was decoded and how its items are named; a 304 leaves both as they are."""
    harvest = make.harvest(decoded="koi8-u: the letters say so", naming="link", evidence=Evidence(items=9, changed=8))
    read = cadence.after(harvest, EVERY, NOW)
    same = cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=read), EVERY, NOW)

    assert ("koi8-u: the letters say so", "link", 8) == (read.decoded, read.naming, read.evidence.changed)
    assert (read.decoded, read.naming, read.evidence) == (same.decoded, same.naming, same.evidence)


def test_the_interval_says_why() -> None:
    """Config, rhythm, kind and floor each have a sentence."""
    assert "the config says every 2 hours" == cadence.interval(hours(2), minutes(30), minutes(5), None).because
    assert "30 minutes is usual for its kind" == cadence.interval(None, minutes(30), minutes(5), None).because
    assert "3 hours: half the mean" in cadence.interval(None, minutes(30), minutes(5), hours(6)).because
    assert (
        "never visited more often than every 5 minutes"
        in cadence.interval(minutes(1), minutes(30), minutes(5), None).because
    )


def test_the_hub_is_remembered() -> None:
    """A hub that headers or the document name stays known at a 304."""
    read = cadence.after(make.harvest(hints=Hints(hub="https://hub.example/", topic="https://a.example/f")), EVERY, NOW)
    same = cadence.after(make.harvest(visit=Unchanged(memo=""), cursor=read), EVERY, NOW)

    assert ("https://hub.example/", "https://a.example/f") == (same.hints.hub, same.hints.topic)


def test_a_hub_that_did_not_tell_is_not_relied_on() -> None:
    """What a poll finds while a hub should have told of it ends the thinning; a push brings it back."""
    cursor = make.cursor(pushed=NOW + hours(48))
    polled = cadence.after(make.harvest(finds=(make.find(),), cursor=cursor), EVERY, NOW)
    told = cadence.after(
        make.harvest(visit=make.document(pushed=True), finds=(make.find(),), cursor=cursor), EVERY, NOW
    )

    assert polled.pushed is None
    assert polled.due - NOW <= minutes(33)
    assert NOW + hours(48) == told.pushed
    assert told.due - NOW >= hours(21)


def test_a_push_teaches_nothing_but_news() -> None:
    """A pushed document may be a part: rhythm, decoding, naming and a move in progress stay as they were."""
    cursor = make.cursor(gap=hours(3), decoded="utf-8: valid", naming="link", moved="https://b.example/", moves=2)
    harvest = make.harvest(visit=make.document(pushed=True, memo="m"), cursor=cursor, gap=minutes(1))
    after = cadence.after(harvest, EVERY, NOW)

    assert (hours(3), "utf-8: valid", "link", 2) == (after.gap, after.decoded, after.naming, after.moves)
    assert NOW == after.visited


def test_a_failed_visit_keeps_off_the_hours_too() -> None:
    """The hours of the last reading hold for a repetition after a failure, and for a visit that comes up late."""
    cursor = make.cursor(hints=Hints(skip_hours=tuple(range(23))))
    after = cadence.after(make.harvest(visit=Failed(reason="x"), cursor=cursor), EVERY, NOW)

    assert 23 == after.due.hour
    assert 23 == cadence.allowed(NOW, cursor).hour
    assert NOW == cadence.allowed(NOW, make.cursor())
