from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Ailment, Alarm, Cursor, Evidence, Failed, Fault, Habits, Source
from feedbot.rules import cadence, health
from feedbot.rules.habits import Traits
from tests import make
from tests.make import NOW, hours, minutes

DAY = timedelta(days=1)
LONG = hours(26)
A_WHILE = minutes(40)
SOURCE = make.source()
EVERY = cadence.Interval(every=minutes(30), floor=minutes(5), because="as a test wants it")


def failed(fault: Fault = "http", failures: int = 8, age: timedelta = LONG, **fields: Any) -> Cursor:
    """A source whose visits have failed for some time, the last a minute ago."""
    known = {"visited": NOW - age - hours(1), "tried": NOW - minutes(1), "due": NOW + hours(1)}
    seen = {"failing": NOW - age, "failures": failures, "fault": fault, "error": f"500 from example.org; {fault}"}
    return make.cursor(**{**known, **seen, **fields})


def well(**fields: Any) -> Cursor:
    """A source that was visited just now and is well; `fields` that are of its habits go there."""
    more = Traits(**{name: fields.pop(name) for name in Traits._fields if name in fields})
    habits = {name: fields.pop(name) for name in Habits.__dataclass_fields__ if name in fields}
    learnt = Habits(**{"readings": 50, "silences": (0,) * 24, "traits": tuple(more), **habits})
    known = {"visited": NOW, "tried": NOW, "due": NOW + hours(1)}
    return make.cursor(**{**known, "habits": learnt, **fields})


def seconds(at: datetime) -> int:
    """A moment as habits keep it."""
    return int(at.timestamp())


def examined(cursor: Cursor, source: Source = SOURCE, now: datetime = NOW) -> dict[str, Ailment]:
    """What ails a source, by code."""
    return {each.code: each for each in health.examine(source, cursor, now)}


def reviewed(
    *cursors: Cursor,
    standing: Iterable[Ailment] = (),
    now: datetime = NOW,
    recent: Iterable[Alarm] = (),
    hosts: Mapping[str, str] | None = None,
    **fields: Any,
) -> tuple[list[str], tuple[Ailment, ...]]:
    """The flips of a review, "+" for what began and "-" for what is over, and what stands after it."""
    names = hosts or {}
    sources = [
        make.source(each.source, url=f"https://{names.get(each.source, f'{each.source}.example')}/feed", **fields)
        for each in cursors
    ]
    known = {each.source: each for each in cursors}
    alarms, after = health.review(sources, known, tuple(standing), now, recent=tuple(recent))
    assert [] == [each for each in alarms if each.at != now]
    return [f"{'-' if each.over else '+'}{each.ailment.source}:{each.ailment.code}" for each in alarms], after


def ailment(code: str = "failing", source: str = "sample", **fields: Any) -> Ailment:
    """Something that has been wrong for two days."""
    return Ailment(**{"source": source, "code": code, "since": NOW - 2 * DAY, "because": "x", "remedy": "y", **fields})


# --- what is wrong with one source -----------------------------------------------------------------------------------


def test_a_source_that_works_has_no_ailment() -> None:
    """Neither a source that is well, nor a new one, nor one that nobody has visited, is ill."""
    assert {} == examined(well())
    assert {} == examined(Cursor(source="sample", due=NOW))


@pytest.mark.parametrize("fault", ["network", "login", "format", "empty"])
def test_a_blip_is_no_ailment(fault: Fault) -> None:
    """One failure never counts, however long ago; nor do two of a fault that is certain."""
    once = failed(fault, failures=1, tried=NOW - hours(26))

    assert {} == examined(once)
    assert {} == examined(failed(fault, failures=2, age=hours(3)))


def test_a_day_of_failures_is_failing() -> None:
    """Two visits or more that failed over a day; the words say why, for how long and how often."""
    found = examined(failed("network", failures=2))["failing"]

    assert "500 from example.org for 26 hours, 2 times in a row" == found.because
    assert NOW - hours(26) == found.since
    assert {} == examined(failed("network", age=hours(23)))


def test_nobody_knows_of_a_visit_that_is_due() -> None:
    """What the last visit showed holds until the next is due: a feedbot that was off does not guess."""
    assert {} == examined(failed("network", tried=NOW - hours(10), due=NOW - hours(8)))
    assert {"failing"} == examined(failed("network", tried=NOW - hours(10), due=NOW + hours(8))).keys()


@pytest.mark.parametrize(
    ("fault", "help"),
    [
        ("login", "auth = {"),
        ("tls", "verify_tls = false"),
        ("private", "allow_private"),
        ("missing", "correct url"),
        ("robots", "robots = false"),
        ("format", 'kind = "feed"'),
    ],
)
def test_a_certain_fault_is_told_after_an_hour(fault: Fault, help: str) -> None:
    """Three failures over an hour are enough where waiting does not help, and the remedy names the key."""
    found = examined(failed(fault, failures=3, age=hours(1.1)))["failing"]

    assert help in found.remedy
    assert {} == examined(failed(fault, failures=3, age=minutes(50)))


@pytest.mark.parametrize(
    ("fault", "help"),
    [
        ("network", "proxy = "),
        ("http", "headers = "),
        ("busy", 'every = "4h"'),
        ("limit", "limits.body"),
        ("ours", "report"),
    ],
)
def test_other_faults_are_told_after_a_day(fault: Fault, help: str) -> None:
    """What may pass is waited for; then the remedy names the key."""
    assert {} == examined(failed(fault, failures=5, age=hours(20)))
    assert help in examined(failed(fault))["failing"].remedy


def test_a_page_without_anything_to_read_brings_nothing() -> None:
    """A visit that finds nothing by the selectors is told as such, with the details it gave."""
    found = examined(failed("empty", failures=3, age=hours(4), error='nothing matches "article"; 3 of "li"'))

    assert {"nothing"} == found.keys()
    assert 'nothing matches "article"; 3 of "li" for 4 hours, 3 times in a row' == found["nothing"].because
    assert "selectors" in found["nothing"].remedy


def test_a_folder_gets_no_advice_for_the_web() -> None:
    """What is not on the web says itself what to do."""
    folder = make.source(kind="folder", url="/srv/articles")
    found = examined(failed("missing", error="/srv/articles is not there; make it"), folder)["failing"]

    assert found.because.startswith("/srv/articles is not there; make it for 26 hours")
    assert "url" not in found.remedy
    assert "report" in examined(failed("ours"), folder)["failing"].remedy


def test_what_answers_410_is_gone_at_once() -> None:
    """It is said how to remove it; nothing else is said."""
    found = examined(failed("missing", gone=True, failures=1, error="410 Gone from example.org"))

    assert {"gone"} == found.keys()
    assert "`feedbot remove sample`" in found["gone"].remedy
    assert NOW - minutes(1) == examined(failed(gone=True, failing=None))["gone"].since


def test_a_move_tells_the_new_address() -> None:
    """The line for the config is given, unless the address may hold a secret."""
    there = {"moves": 4, "since": NOW - 3 * DAY}
    plain = examined(well(moved="https://new.example/feed", **there))["moved"]
    secret = examined(well(moved="https://new.example/feed?token=s3cret", **there))["moved"]

    assert 'write url = "https://new.example/feed"' in plain.remedy
    assert "`feedbot why sample`" in secret.remedy
    assert "s3cret" not in secret.because + secret.remedy
    assert {} == examined(well(moved="https://new.example/feed", moves=2, since=NOW - DAY))


def test_a_certificate_is_told_a_week_before_its_end() -> None:
    """Not before, and also when it has expired."""
    assert {} == examined(well(certificate=NOW + timedelta(days=8)))
    soon = examined(well(certificate=NOW + timedelta(days=5)))["certificate"]
    over = examined(failed("tls", 1, hours(2), habits=Habits(certificate=NOW - hours(30))))["certificate"]

    assert "it expires in 5 days, on 2026-03-19 12:00 UTC" == soon.because
    assert NOW - timedelta(days=2) == soon.since
    assert over.because.startswith("it expired 30 hours ago")


def test_certificates_of_a_week_are_no_alarm() -> None:
    """A server that renews its certificate every few days is as it should be until the last third of its life."""
    issued = seconds(NOW - 2 * DAY)

    assert {} == examined(well(certificate=NOW + 4 * DAY, issued=issued))
    assert {"certificate"} == examined(well(certificate=NOW + hours(18), issued=issued)).keys()


def rhythmic(silent: timedelta, **fields: Any) -> Cursor:
    """A source that was never silent for more than three hours, and is now."""
    known = {"began": seconds(NOW - 30 * DAY), "arrivals": 200, "silences": (3 * 3600,) * 24}
    return well(**{**known, "newest": NOW - silent, **fields})


def test_silence_three_times_longer_than_ever_is_late() -> None:
    """Judged by the hour of the day, at the last visit that worked."""
    found = examined(rhythmic(hours(10)))["late"]

    assert (
        "nothing new for 10 hours, since 2026-03-14 02:00 UTC; 9 hours would still be like it",
        NOW - hours(10),
    ) == (found.because, found.since)
    assert {} == examined(rhythmic(hours(8)))
    assert {} == examined(rhythmic(hours(10), visited=NOW - hours(4)))
    assert {"late"} == examined(rhythmic(hours(13)), now=NOW + 3 * DAY).keys()


def test_an_hour_of_the_day_may_be_quiet() -> None:
    """What is never silent by day may be by night; and it is never late before twice the longest silence of all."""
    nights = (9 * 3600,) * 8 + (3 * 3600,) * 16

    assert {} == examined(rhythmic(hours(17), silences=nights))
    assert {"late"} == examined(rhythmic(hours(19), silences=nights)).keys()
    at_three = NOW.replace(hour=3)
    assert {} == examined(rhythmic(hours(0), silences=nights, newest=at_three - hours(26), visited=at_three))


@pytest.mark.parametrize(
    ("arrivals", "days", "late"), [(19, 30, False), (20, 13, False), (20, 14, True), (9, 400, False), (10, 300, True)]
)
def test_a_rhythm_must_be_known_first(arrivals: int, days: int, late: bool) -> None:  # noqa: FBT001 - a case
    """Twenty arrivals in two weeks, or ten in 300 days, make a rhythm."""
    cursor = rhythmic(hours(12), arrivals=arrivals, began=seconds(NOW - days * DAY))

    assert late == ("late" in examined(cursor))


def test_a_document_with_few_items_is_told_after_a_day() -> None:
    """Under a fifth of the usual for three visits and a day; the figures are said."""
    lean = {"items": 40, "lean": 3, "thin": seconds(NOW - hours(25))}
    found = examined(well(**lean, last=1))["fewer"]

    assert ("1 item instead of about 40 for 25 hours", NOW - hours(25)) == (found.because, found.since)
    assert {} == examined(well(**{**lean, "lean": 2}, last=1))
    assert {} == examined(well(**{**lean, "thin": seconds(NOW - hours(23))}, last=1))


def test_no_items_at_all_are_nothing() -> None:
    """Where there used to be some; a source that is empty now and then is left alone."""
    lean = {"items": 40, "lean": 3, "thin": seconds(NOW - hours(25))}

    assert "no items for 25 hours, usually about 40" == examined(well(**lean))["nothing"].because
    assert {} == examined(well(**lean, refilled=2))


def test_another_encoding_or_language_is_told_after_five_readings() -> None:
    """It is said what is usual; four readings may be chance."""
    strange = well(encoding="windows-1251", decoded="utf-8: it is valid UTF-8", strange=5, odd=seconds(NOW - DAY))
    tongue = well(language="uk", tongue=5, spoken=seconds(NOW - DAY))

    assert "utf-8 instead of windows-1251, 5 times in a row" == examined(strange)["encoding"].because
    assert "most entries are not in uk any more, 5 times in a row" == examined(tongue)["language"].because
    assert {} == examined(well(encoding="a", strange=4, language="uk", tongue=4))
    assert NOW == examined(well(encoding="a", strange=5))["encoding"].since


def test_bad_ids_are_told_with_what_was_decided() -> None:
    """By what its items are told apart, and how bad the ids are."""
    links = examined(well(naming="link", evidence=Evidence(items=20, missing=3, changed=12)))["ids"]
    titles = examined(well(naming="text"))["ids"]

    assert "its ids are bad (3 missing, 12 changed of 20)" == links.because
    assert ("links" in links.remedy, "titles" in titles.remedy) == (True, True)
    assert "its ids are bad" == titles.because


def test_many_new_ids_at_once_are_told_with_what_became_of_them() -> None:
    """The note of the last reading is what is told, until another reading has none."""
    note = "30 of 40 ids were new at once; 12 are held"
    flips, standing = reviewed(well(notes=("bad date", note)))

    assert (["+sample:ids"], note) == (flips, standing[0].because)
    assert "retry CHANNEL --dropped" in standing[0].remedy
    assert (["-sample:ids"], ()) == reviewed(well(notes=("bad date",)), standing=standing)


def test_a_paused_source_has_no_ailments() -> None:
    """Whatever its visits showed before."""
    assert {} == examined(failed(gone=True), make.source(paused=True))


@pytest.mark.parametrize(
    ("state", "cursor", "codes", "paused"),
    [
        ("new", None, (), False),
        ("new", Cursor(source="sample", due=NOW, failures=1), (), False),
        ("failing", Cursor(source="sample", due=NOW, failures=9), ("failing",), False),
        ("ok", make.cursor(), (), False),
        ("ok", make.cursor(), ("network", "moved", "ids"), False),
        ("failing", failed(), ("network",), False),
        ("failing", make.cursor(), ("nothing", "late"), False),
        ("late", make.cursor(), ("late",), False),
        ("gone", make.cursor(gone=True), ("failing",), False),
        ("gone", make.cursor(), ("gone",), False),
        ("paused", failed(gone=True), ("failing",), True),
    ],
)
def test_one_word_for_how_a_source_is(
    state: str,
    cursor: Cursor | None,
    codes: tuple[str, ...],
    paused: bool,  # noqa: FBT001 - a case
) -> None:
    """Paused comes first, then gone, failing, new, late; ailments of others do not count."""
    ailments = [ailment(code, "" if code == "network" else "sample") for code in codes]

    assert state == health.state(make.source(paused=paused), cursor, [*ailments, ailment("gone", "other")])


# --- what began and what is over -------------------------------------------------------------------------------------


def test_an_ailment_is_told_once_and_its_end_once() -> None:
    """While it lasts nothing is said, and what stands keeps its first words."""
    flips, standing = reviewed(failed())
    again = reviewed(failed(), standing=standing, now=NOW + hours(5))
    over = reviewed(well(visited=NOW + hours(6)), standing=standing, now=NOW + hours(6))

    assert ["+sample:failing"] == flips
    assert ([], standing) == again
    assert (["-sample:failing"], ()) == over


def test_the_remedy_that_stands_is_the_one_that_helps_now() -> None:
    """A source that fails for another reason is not told anew, but what stands says the new one."""
    _, standing = reviewed(failed("http"))
    flips, after = reviewed(failed("login"), standing=standing)

    assert [] == flips
    assert "auth" in after[0].remedy
    assert standing[0].since == after[0].since


def test_a_source_that_comes_and_goes_is_told_of_once_a_day() -> None:
    """What began within a day does not begin again."""
    alarm = Alarm(ailment=ailment(), at=NOW - hours(20))

    assert ([], ()) == reviewed(failed(), recent=[alarm])
    assert ["+sample:failing"] == reviewed(failed(), recent=[replace(alarm, at=NOW - hours(24))])[0]
    assert ["+sample:failing"] == reviewed(failed(), recent=[replace(alarm, over=True)])[0]
    assert [] == reviewed(failed(), standing=[ailment()], recent=[alarm])[0]


def test_paused_and_removed_sources_end_without_a_word() -> None:
    """Nobody is told that what nobody watches is well."""
    standing = [ailment(), ailment(source="removed"), ailment("failing", "@gone.example")]

    assert ([], ()) == reviewed(failed(), standing=standing, paused=True)
    assert ([], ()) == reviewed(well(source="other"), standing=standing)
    assert ((), ()) == health.review([], {}, [*standing, ailment("network", "")], NOW)
    assert ((), ()) == health.review([SOURCE], {}, [ailment()], NOW)


@pytest.mark.parametrize(
    "code",
    ["failing", "gone", "nothing", "late", "fewer", "encoding", "language", "moved", "certificate", "ids"],
)
def test_a_corrected_url_ends_nothing_before_a_good_visit(code: str) -> None:
    """All that was learnt is forgotten then, and what stands waits for the first visit that works."""
    forgotten = make.cursor(visited=NOW - 3 * DAY, tried=NOW - hours(1))
    standing = [ailment(code)]

    assert ([], tuple(standing)) == reviewed(forgotten, standing=standing)
    assert ([f"-sample:{code}"], ()) == reviewed(well(), standing=standing)


@pytest.mark.parametrize(
    ("code", "cursor"),
    [
        ("late", well(newest=NOW - 2 * DAY)),
        ("late", failed(failures=1, age=minutes(1), habits=Habits(readings=9, newest=NOW - 2 * DAY))),
        ("fewer", well(lean=1, last=4)),
        ("nothing", well(lean=1)),
        ("nothing", failed("empty", 1, minutes(1), visited=NOW - minutes(40))),
        ("encoding", well(strange=1)),
        ("language", well(tongue=1)),
        ("moved", well(moved="https://new.example/", moves=1)),
        ("moved", failed(failures=1, age=minutes(1), habits=Habits(readings=9))),
        ("gone", failed(failures=1, age=minutes(1), visited=NOW - 3 * DAY)),
    ],
)
def test_what_wavers_is_not_over(code: str, cursor: Cursor) -> None:
    """What would not begin now still stands, so that nothing flaps."""
    assert ([], (ailment(code),)) == reviewed(cursor, standing=[ailment(code)])


def offline(*names: str, since: timedelta = A_WHILE, **fields: Any) -> list[Cursor]:
    """Sources that cannot be reached since our network went."""
    fields = {"failures": 2, "visited": NOW - since - hours(1), **fields}
    return [failed("network", age=since - minutes(number), source=name, **fields) for number, name in enumerate(names)]


def named(cursor: Cursor, name: str) -> Cursor:
    """The same of another source."""
    return replace(cursor, source=name)


def test_our_own_network_is_one_alarm() -> None:
    """When nothing can be reached it is our network; while that stands no source begins to fail."""
    flips, standing = reviewed(*offline("a", "b", "c"))
    later = [replace(each, due=NOW + 3 * DAY) for each in offline("a", "b", "c")]

    assert ["+:network"] == flips
    assert "none of 3 sources on 3 hosts can be reached since 2026-03-14 11:20 UTC" == standing[0].because
    assert ([], standing) == reviewed(*later, standing=standing, now=NOW + 2 * DAY)


def test_two_sources_that_fail_may_be_our_network() -> None:
    """Where there are one or two, the words leave it open."""
    (one,) = reviewed(*offline("a", failures=3))[1]
    (two,) = reviewed(*offline("a", "b"))[1]

    assert "the only source, on a.example, cannot be reached since 2026-03-14 11:20 UTC" == one.because
    assert two.because.startswith("none of 2 sources on 2 hosts")
    assert "url is right" in one.remedy
    assert "url is right" in two.remedy


def test_what_failed_with_our_network_counts_from_its_end() -> None:
    """The first answer ends it, and no source is failing because nobody visited it since."""
    cursors = offline("a", "b", "c", since=hours(30))
    _, standing = reviewed(*cursors)
    back = [named(well(), "a"), *cursors[1:]]
    flips, after = reviewed(*back, standing=standing)
    end = Alarm(ailment=standing[0], at=NOW, over=True)
    still = [back[0], replace(cursors[1], tried=NOW + hours(25), due=NOW + hours(40)), cursors[2]]

    assert (["-:network"], ()) == (flips, after)
    assert ([], ()) == reviewed(*still[:1], *cursors[1:], now=NOW + hours(23), recent=[end])
    assert ["+b:failing"] == reviewed(*still, now=NOW + hours(25), recent=[end])[0]


def test_what_stood_before_our_network_failed_stands_on() -> None:
    """A source that was failing is neither well nor failing anew."""
    failing = failed("network", source="dead", age=3 * DAY)
    standing = [ailment(source="dead", since=NOW - 3 * DAY)]
    flips, after = reviewed(*offline("a", "b", "c"), failing, standing=standing)

    assert ["+:network"] == flips
    assert {"", "dead"} == {each.source for each in after}


HOST = {"a": "one.example", "b": "one.example", "c": "one.example", "d": "one.example"}


def test_sources_of_one_host_are_one_alarm() -> None:
    """Three that begin to fail together are told as their host; others halfway there come along."""
    cursors = [
        failed(source="a"),
        failed(source="b", age=hours(14)),
        failed(source="c", age=hours(13)),
        failed(source="d", age=hours(3)),
    ]
    sources = [make.source(name, url=f"https://{place}/{name}") for name, place in HOST.items()]
    alarms, after = health.review(sources, {each.source: each for each in cursors}, (), NOW)
    (told,) = health.loud(alarms, sources, (), after)

    assert {"a", "b", "c", "@one.example"} == {each.source for each in after}
    assert "@one.example" == told.ailment.source
    assert "500 from example.org for 26 hours, 8 times in a row (3 sources: a, b, c)" == told.ailment.because


def test_two_sources_of_a_host_are_told_by_themselves() -> None:
    """Two are no group, and none comes along with them; nor do places that are not on the web."""
    flips, _ = reviewed(failed(source="a"), failed(source="b", age=hours(14)), hosts=HOST)
    folders = [make.source(name, url=f"/srv/{name}") for name in "abc"]
    alarms, _ = health.review(folders, {name: failed(source=name) for name in "abc"}, (), NOW)

    assert ["+a:failing"] == flips
    assert 3 == len(health.loud(alarms, folders, (), ()))


def test_many_sources_of_a_host_are_not_all_named() -> None:
    """Ten are, and how many more there are."""
    names = [f"s{number:02}" for number in range(30)]
    _, after = reviewed(*(failed(source=name) for name in names), hosts=dict.fromkeys(names, "one.example"))

    assert "s09 and 20 more)" in next(each.because for each in after if each.source == "@one.example")


def test_a_host_works_again_when_its_sources_had_their_chance() -> None:
    """Its end is told once, and not of each of its sources; what still fails then speaks for itself again."""
    cursors = [failed(source=name) for name in "abc"]
    _, standing = reviewed(*cursors, hosts=HOST)
    assert ([], set(standing)) == ((still := reviewed(*cursors, standing=standing, hosts=HOST))[0], set(still[1]))
    later = NOW + hours(2)
    one = named(well(visited=later, tried=later), "a")
    waiting = [one, failed(source="b"), failed(source="c")]
    flips, rest = reviewed(*waiting, standing=standing, hosts=HOST, now=later)
    dead = [one, replace(one, source="b"), failed(source="c", tried=later + hours(1))]
    ends, last = reviewed(*dead, standing=rest, hosts=HOST, now=later + hours(1))

    assert ["-a:failing"] == flips
    assert {"b", "c", "@one.example"} == {each.source for each in rest}
    assert {"-@one.example:failing", "-b:failing"} == set(ends)
    assert ["c"] == [each.source for each in last]
    assert ["-c:failing"] == reviewed(one, named(well(), "c"), standing=last, hosts=HOST, now=later + hours(3))[0]


def test_only_what_people_need_is_loud() -> None:
    """Where a host is told of, its sources that fail are not; what else ails them is."""
    sources = [make.source("a", url="https://one.example/a")]
    host = ailment(source="@one.example")
    alarms = [Alarm(ailment=ailment(source="a"), at=NOW), Alarm(ailment=ailment("moved", "a"), at=NOW)]

    assert ["moved"] == [each.ailment.code for each in health.loud(alarms, sources, [host], [])]
    assert ["moved"] == [each.ailment.code for each in health.loud(alarms, sources, [], [host])]
    assert tuple(alarms) == health.loud(alarms, sources, [], [])


# --- whatever happens ------------------------------------------------------------------------------------------------

FAULTS: tuple[Fault | None, ...] = (None, None, None, "network", "http", "login", "empty", "busy", "missing")


def visited(cursor: Cursor, fault: Fault | None, items: int, now: datetime) -> Cursor:
    """The cursor after another visit, as `ingest` leaves it."""
    visit = make.document(certificate=NOW + timedelta(days=20)) if fault is None else Failed(reason="x", fault=fault)
    harvest = make.harvest(cursor=cursor, visit=visit, items=items, decoded=("utf-8", "koi8-r")[items % 2])
    habits = health.learn(cursor, harvest, opened=items % 3, now=now)
    return replace(cadence.after(harvest, EVERY, now), habits=habits)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(FAULTS), st.sampled_from((40, 41, 3, 0)), st.floats(0.02, 30)),
        max_size=60,
    )
)
def test_every_history_alternates(history: list[tuple[int, Fault | None, int, float]]) -> None:
    """No ailment begins twice in a row or ends without having begun; a second review at once says nothing."""
    sources = [make.source(f"s{number}", url=f"https://{'abb'[number % 3]}.example/") for number in range(4)]
    cursors = {each.name: Cursor(source=each.name, due=NOW, address=each.url) for each in sources}
    standing: tuple[Ailment, ...] = ()
    log: list[Alarm] = []
    open_: set[tuple[str, str]] = set()
    now = NOW
    for number, fault, items, gap in history:
        now += hours(gap)
        name = f"s{number}"
        cursors[name] = visited(cursors[name], fault, items, now)
        alarms, standing = health.review(sources, cursors, standing, now, recent=log)
        for each in alarms:
            key = (each.ailment.source, each.ailment.code)
            assert each.over == (key in open_)
            (open_.remove if each.over else open_.add)(key)
            assert each.over or (each.ailment.because and each.ailment.remedy)
        log += alarms
        assert open_ == {(each.source, each.code) for each in standing}
        assert ((), standing) == health.review(sources, cursors, standing, now, recent=log)


@given(
    st.lists(st.sampled_from(FAULTS[:1] + FAULTS[3:]), min_size=1, max_size=40),
    st.floats(0.05, 30),
)
def test_a_failure_between_good_visits_is_never_told(faults: list[Fault | None], gap: float) -> None:
    """Whatever a visit met, if the next one works nobody hears of it."""
    cursor, standing, now = Cursor(source="sample", due=NOW), tuple[Ailment, ...](), NOW
    for fault in faults:
        for each in (fault, None):
            now += hours(gap)
            cursor = visited(cursor, each, 40, now)
            alarms, standing = health.review([SOURCE], {"sample": cursor}, standing, now)
            assert [] == [each for each in alarms if each.ailment.code not in {"certificate", "late"}]


def test_half_of_the_visits_fail_and_one_alarm_a_day_is_told() -> None:
    """A source that goes for two hours and comes back for two, for ten days, begins to fail ten times at most."""
    cursor, standing, log, now = make.cursor(), tuple[Ailment, ...](), list[Alarm](), NOW
    for number in range(10 * 24 * 2):
        now += minutes(30)
        cursor = visited(cursor, "login" if number // 4 % 2 else None, 40, now)
        recent = [each for each in log if now - each.at < health.MEMORY]
        alarms, standing = health.review([SOURCE], {"sample": cursor}, standing, now, recent=recent)
        log += alarms

    assert 9 <= len([each for each in log if each.ailment.code == "failing" and not each.over]) <= 10
