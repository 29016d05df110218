from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Ping, Subscriber
from feedbot.rules import leases
from feedbot.rules.leases import Crowd, Heard, Refusal, Request, Wish
from tests import make
from tests.make import NOW, hours, minutes

CALLBACK = "https://reader.example/in/abc"
TOPIC = "https://news.example/feeds/main.atom"
YES = Heard(status=200, body=b"c-1")
NO = Heard(status=404, reason="the callback answers 404")
AWAY = Heard(status=None, reason="no connection to reader.example")


def asks(**fields: str) -> Request | Refusal:
    """What a form means; a subscription, but for what a test says of its fields ("" leaves one out)."""
    form = {"mode": "subscribe", "callback": CALLBACK, "topic": TOPIC} | fields
    return leases.request([(f"hub.{name}", value) for name, value in form.items() if value])


def granted(**fields: str) -> Wish:
    """The wish of a form that is good."""
    request = asks(**fields)
    assert isinstance(request, Request)
    return request.wish


def refused(**fields: str) -> str:
    """Why a form is refused."""
    request = asks(**fields)
    assert isinstance(request, Refusal)
    assert 400 == request.status
    return request.reason


def row(**fields: Any) -> Subscriber:
    """A subscription that is good for another day, to which nothing is owed."""
    return Subscriber(
        **{
            "callback": CALLBACK,
            "topic": TOPIC,
            "feed": "main",
            "format": "atom",
            "secret": "s-1",
            "lease": timedelta(days=10),
            "due": NOW,
            "until": NOW + hours(24),
            "wanted": "one",
            "shown": "one",
            **fields,
        }
    )


def word(before: Subscriber, heard: Heard, *, tried: str = "", lapsed: float = 1) -> Subscriber | None:
    """A subscription after its callback was asked, `lapsed` minutes ago."""
    return leases.answered(before, tried or before.pending or "", heard, "c-1", since=NOW, now=NOW + minutes(lapsed))


def known(found: Subscriber | None) -> Subscriber:
    """A subscription that is still there."""
    assert found is not None
    return found


def sent(before: Subscriber, heard: Heard, digest: str = "two") -> Subscriber | None:
    """A subscription after a document was sent."""
    return leases.delivered(before, before.wanted, digest, heard, NOW)


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_request_needs_three_fields() -> None:
    """Section 5.1: mode, callback and topic are required, lease and secret are not."""
    assert Request(callback=CALLBACK, topic=TOPIC, wish=Wish(mode="subscribe", lease=leases.USUAL)) == asks()
    assert 'hub.mode must be "subscribe" or "unsubscribe"' == refused(mode="")
    assert "hub.callback must be an address" in refused(callback="")
    assert "hub.topic must be the address of a feed" in refused(topic="")
    assert "hub.topic must be the address of a feed" in refused(topic="x" * 2_001)
    assert "knows by itself when they change" in refused(mode="publish")
    assert "hub.mode" in refused(mode="denied")


def test_unknown_fields_are_left_alone_and_ours_stand_once() -> None:
    """Section 5.1: what we do not know is ignored, also twice; what we know may not have two meanings."""
    form = [("hub.mode", "subscribe"), ("hub.callback", CALLBACK), ("hub.topic", TOPIC)]

    assert asks() == leases.request([*form, ("hub.verify", "sync"), ("hub.verify", "async"), ("foo", "bar")])
    twice = leases.request([*form, ("hub.topic", "https://other.example/")])
    assert Refusal(status=400, reason="hub.topic is given more than once") == twice


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 864_000),
        ("864000", 864_000),
        ("86400", 86_400),
        ("1", 300),
        ("0", 300),
        ("2592001", 2_592_000),
        ("9" * 500, 2_592_000),
    ],
)
def test_leases_are_granted_within_bounds(said: str, seconds: int) -> None:
    """Section 5.3: the lease that was asked for, ten days without a word; from five minutes to thirty days."""
    assert seconds == granted(lease_seconds=said).lease.total_seconds()


@pytest.mark.parametrize("said", ["-1", "ten", "1.5", "٣", " 5"])
def test_a_lease_is_a_number(said: str) -> None:
    """Section 5.1: a positive decimal integer; for the end of a subscription it is ignored."""
    assert "hub.lease_seconds must be a whole number of seconds" == refused(lease_seconds=said)
    assert Wish(mode="unsubscribe") == granted(lease_seconds=said, mode="unsubscribe")


def test_a_secret_is_shorter_than_200_bytes() -> None:
    """Section 5.1: bytes of UTF-8, not characters."""
    assert "s" * 199 == granted(secret="s" * 199).secret
    assert "shorter than 200 bytes" in refused(secret="s" * 200)
    assert "shorter than 200 bytes" in refused(secret="ї" * 100)
    assert "shorter than 200 bytes" in refused(secret="a\0b")


@pytest.mark.parametrize(
    "callback",
    [
        "ftp://reader.example/",
        "/in/abc",
        "reader.example/in",
        "https://",
        "https://user:word@reader.example/",
        "https://reader.example/a b",
        "https://reader.example/a\r\nHost: other.example",
        "https://[reader/",
        "https://reader.example:99999/",
        "https://reader.example:0/",
        "https://reader.example/" + "x" * 2_000,
        "javascript:alert(1)",
    ],
)
def test_a_callback_is_an_address_on_the_web(callback: str) -> None:
    """Section 5.1.1: HTTP or HTTPS; nothing else is ever dialled."""
    assert refused(callback=callback).startswith("hub.callback ")


def test_a_fragment_is_no_part_of_a_callback() -> None:
    """It is never sent, and what is added to the query must not end up in it."""
    request = asks(callback="https://reader.example/in?a=b#top")

    assert isinstance(request, Request)
    assert "https://reader.example/in?a=b" == request.callback


@given(st.lists(st.tuples(st.sampled_from(["hub.mode", "hub.callback", "hub.topic", "hub.secret", "x"]), st.text())))
def test_no_form_is_too_strange(fields: list[tuple[str, str]]) -> None:
    """Every form is a request or is refused with a sentence."""
    found = leases.request(fields)

    assert isinstance(found, Request) or (400 == found.status and found.reason)


def test_a_crowd_has_an_end() -> None:
    """A feed and a host have so many subscribers at most, and so many requests wait; who is there may renew."""
    full = Crowd(feed=leases.OF_A_FEED)
    at_host = Crowd(feed=60, host=leases.OF_A_HOST)

    assert leases.room(Crowd(feed=999, host=49, waiting=1_999, waiting_at_host=499), known=False) is None
    for crowd in (full, at_host):
        assert 403 == (leases.room(crowd, known=False) or Refusal(status=0, reason="")).status
        assert leases.room(crowd, known=True) is None
    for crowd in (Crowd(waiting=leases.WAITING), Crowd(waiting_at_host=leases.WAITING_AT_A_HOST)):
        assert 429 == (leases.room(crowd, known=True) or Refusal(status=0, reason="")).status


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(300, 2_592_000), st.integers(0, 3))
def test_a_wish_comes_back_as_it_was_written(secret: str, seconds: int, tries: int) -> None:
    """Whatever the secret has in it; so a request survives a restart beside what stands."""
    wish = Wish(mode="subscribe", lease=timedelta(seconds=seconds), secret=secret, tries=tries)

    assert wish == leases.wished(leases.written(wish))
    assert leases.same(leases.written(wish), Wish(mode="subscribe", lease=wish.lease, secret=secret))


def test_a_bare_mode_is_a_wish_too() -> None:
    """Without more it has the usual lease and no secret."""
    assert Wish(mode="unsubscribe") == leases.wished("unsubscribe")
    assert Wish(mode="denied") == leases.wished("denied")
    assert not leases.same(None, Wish(mode="subscribe"))
    assert not leases.same("subscribe", Wish(mode="unsubscribe"))


# --- addresses and signatures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("callback", "asked"),
    [
        ("https://r.example/in", "https://r.example/in?hub.mode=x"),
        ("https://r.example/in?foo=bar&red=fish", "https://r.example/in?foo=bar&red=fish&hub.mode=x"),
        ("https://r.example/in?hub.mode=mine", "https://r.example/in?hub.mode=mine&hub.mode=x"),
        ("https://r.example/in?", "https://r.example/in?hub.mode=x"),
        ("https://r.example/in?a&", "https://r.example/in?a&hub.mode=x"),
    ],
)
def test_a_callback_keeps_its_query(callback: str, asked: str) -> None:
    """Section 5.1.1: what is asked comes behind what stands there, and takes the place of nothing."""
    assert asked == leases.question(callback, {"hub.mode": "x"})


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_what_is_asked_can_be_read_again(text: str) -> None:
    """A topic of any letters arrives as it was."""
    address = leases.question("https://r.example/in?a=b", {"hub.topic": text})

    assert [("a", "b"), ("hub.topic", text)] == parse_qsl(urlsplit(address).query, keep_blank_values=True)


def test_what_a_callback_is_asked() -> None:
    """Sections 5.2 and 5.3: mode, topic, challenge, and the lease that is granted; a denial has a reason instead."""
    lease = Wish(mode="subscribe", lease=hours(1), secret="s")

    assert {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.challenge": "c-1",
        "hub.lease_seconds": "3600",
    } == leases.asked(lease, TOPIC, "c-1")
    assert {"hub.mode": "unsubscribe", "hub.topic": TOPIC, "hub.challenge": "c-1"} == leases.asked(
        Wish(mode="unsubscribe"), TOPIC, "c-1"
    )
    denied = leases.asked(Wish(mode="denied"), TOPIC, "c-1")
    assert {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": leases.GONE} == denied


def test_needless_escapes_are_read() -> None:
    """Section 5.1.1: non-reserved characters are decoded, all others are left as they are."""
    assert "https://n.example/feeds/main.atom" == leases.plain("https://n.example/%66eeds/m%61in%2Eatom")
    assert "/a%2Fb%3F%C3%A9%zz%" == leases.plain("/a%2Fb%3F%C3%A9%zz%")


@given(st.text(max_size=30))
def test_reading_escapes_never_makes_reserved_characters(text: str) -> None:
    """No slash, question mark or hash comes out that did not go in."""
    for mark in "/?#":
        assert text.count(mark) == leases.plain(text).count(mark)


def test_a_signature_is_what_the_standard_says() -> None:
    """Section 7.1: method=signature, HMAC over the body (test case 2 of RFC 4231)."""
    expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert expected == leases.signature("Jefe", b"what do ya want for nothing?")


def test_versions_of_a_document_are_told_apart() -> None:
    """By a digest that is the same for the same bytes."""
    assert leases.fingerprint(b"one") == leases.fingerprint(b"one") != leases.fingerprint(b"two")
    assert 32 == len(leases.fingerprint(b""))


def test_a_hub_elsewhere_is_not_ours() -> None:
    """The hub of a feed is told of changes unless it is our own."""
    ours = leases.address("https://news.example")

    assert "https://news.example/hub" == ours
    assert leases.elsewhere(make.feed(), "https://news.example") is None
    assert leases.elsewhere(make.feed(hub=ours), "https://news.example") is None
    assert "https://hub.example/" == leases.elsewhere(make.feed(hub="https://hub.example/"), "https://news.example")


def test_a_host_is_read_where_there_is_one() -> None:
    """In small letters, without a port; nothing where an address cannot be read."""
    assert "reader.example" == leases.host("https://Reader.Example:8080/x")
    assert "" == leases.host("https://[x/")
    assert "" == leases.host("nothing")


# --- the callback's word ---------------------------------------------------------------------------------------------


def test_the_challenge_confirms() -> None:
    """Section 5.3.1: a success with the challenge and nothing else; the lease counts from the question."""
    wish = leases.written(Wish(mode="subscribe", lease=hours(2), secret="s-2"))
    new = known(word(row(until=None, secret="", pending=wish, failures=3, error="x"), YES))

    assert (NOW + hours(2), hours(2), "s-2", None) == (new.until, new.lease, new.secret, new.pending)
    assert (0, None) == (new.failures, new.error)


@pytest.mark.parametrize(
    "heard",
    [
        NO,
        Heard(status=301, body=b"c-1"),
        Heard(status=200, body=b"c-2"),
        Heard(status=200, body=b"c-1\n"),
        Heard(status=200),
        Heard(status=410),
    ],
)
def test_all_else_does_not(heard: Heard) -> None:
    """Section 5.3.1: other statuses and other bodies are a no; who was no subscriber is forgotten at once."""
    assert word(row(until=None, pending="subscribe"), heard) is None


def test_a_no_leaves_all_as_it_was() -> None:
    """Section 5.1: if verification fails, the old lease and the old secret stand."""
    pending = leases.written(Wish(mode="subscribe", lease=hours(99), secret="other"))
    left = known(word(row(pending=pending), NO))
    kept = known(word(row(pending="unsubscribe"), NO))

    assert ("s-1", NOW + hours(24), None) == (left.secret, left.until, left.pending)
    assert (NOW + hours(24), None) == (kept.until, kept.pending)
    assert "the callback answers 404" == left.error
    assert word(row(pending="subscribe", until=NOW), NO) is None


def test_a_no_does_not_shorten_a_rest() -> None:
    """A callback whose deliveries fail is called no sooner because somebody asked for it to be asked."""
    left = known(word(row(pending="unsubscribe", failures=3), NO))

    assert minutes(2) == left.due - NOW - minutes(1)


def test_the_end_is_confirmed_too() -> None:
    """Section 5.3: nobody ends the subscription of another."""
    assert word(row(pending="unsubscribe"), YES) is None
    assert word(row(pending="unsubscribe"), NO) is not None


def test_no_answer_is_asked_for_again_twice() -> None:
    """After ten seconds and after a minute, or when it says; then it is a no."""
    first = known(word(row(until=None, pending="subscribe"), AWAY, lapsed=0))
    second = known(word(first, Heard(status=503, wait=minutes(5)), lapsed=0))

    assert (timedelta(seconds=10), AWAY.reason) == (first.due - NOW, first.error)
    assert minutes(5) == second.due - NOW
    assert word(second, AWAY) is None


def test_a_denial_is_told_and_then_it_is_over() -> None:
    """Section 5.2: whatever is answered; who cannot be reached is told three times in all."""
    denied = row(pending=leases.written(Wish(mode="denied")))

    assert word(denied, Heard(status=200)) is None
    assert word(denied, NO) is None
    again = known(word(denied, AWAY))
    assert "denied" == leases.wished(again.pending or "").mode
    assert word(known(word(again, AWAY)), AWAY) is None


def test_a_newer_request_waits_for_an_answer_of_its_own() -> None:
    """What was answered meanwhile was another question."""
    newer = row(pending="unsubscribe")

    assert newer is word(newer, YES, tried="subscribe")


def test_a_new_subscriber_gets_what_may_have_come_before_it() -> None:
    """A document of the last hour is owed, an older one is taken as read."""
    fresh = leases.begun(row(wanted=None, shown=None), "two", NOW - minutes(59), NOW)
    old = leases.begun(row(wanted=None, shown=None), "two", NOW - minutes(60), NOW)

    assert ("two", None) == (fresh.wanted, fresh.shown)
    assert ("two", "two") == (old.wanted, old.shown)


# --- deliveries ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_a_success_delivers(status: int) -> None:
    """Section 7: any 2xx."""
    after = known(sent(row(wanted="two", failures=4, error="x"), Heard(status=status)))

    assert ("two", "two", 0, None, NOW) == (after.wanted, after.shown, after.failures, after.error, after.due)


def test_what_changed_meanwhile_is_still_owed() -> None:
    """What was sent may be newer than what was wanted, but what is wanted now may be newer still."""
    ahead = known(leases.delivered(row(wanted="two"), "two", "three", Heard(status=200), NOW))
    behind = known(leases.delivered(row(wanted="three"), "two", "two", Heard(status=200), NOW))

    assert ("three", "three") == (ahead.wanted, ahead.shown)
    assert ("three", "two") == (behind.wanted, behind.shown)


def test_gone_ends_a_subscription() -> None:
    """Section 7: 410; unless its subscriber has asked anew."""
    assert sent(row(wanted="two"), Heard(status=410)) is None
    assert sent(row(wanted="two", pending="subscribe"), Heard(status=410)) == row(
        wanted="two", pending="subscribe", until=None
    )


@pytest.mark.parametrize("heard", [NO, AWAY, Heard(status=301), Heard(status=500), Heard(status=400)])
def test_all_else_is_sent_again(heard: Heard) -> None:
    """Section 7: redirects and refusals too are faults, and the subscription stands."""
    after = known(sent(row(wanted="two"), heard))

    assert ("two", "one", 1) == (after.wanted, after.shown, after.failures)
    assert timedelta(seconds=30) == after.due - NOW


def test_deliveries_are_given_up_after_a_day_and_not_for_good() -> None:
    """Section 7: retried within limits; the subscription stays, and what is new is tried, no sooner than the rest."""
    each, passed, tries = row(wanted="two", shown="one"), timedelta(0), 0
    while each.wanted != each.shown:
        each = known(sent(each, AWAY))
        passed, tries = passed + (each.due - NOW), tries + 1

    assert 14 == tries
    assert hours(24) < passed - hours(6) < hours(28)
    assert "given up until the next change: no connection to reader.example" == each.error
    anew = known(sent(Subscriber(**{**{n: getattr(each, n) for n in row().__slots__}, "wanted": "three"}), AWAY))
    assert "one" == anew.wanted
    assert hours(6) == anew.due - NOW


def test_what_changed_while_it_was_given_up_is_owed() -> None:
    """A last try that failed says nothing of what came after it."""
    after = known(leases.delivered(row(wanted="three", failures=13), "two", "two", AWAY, NOW))

    assert "three" == after.wanted


def test_a_callback_may_ask_for_rest() -> None:
    """Retry-After is kept, a day at most."""
    assert hours(2) == known(sent(row(), Heard(status=503, wait=hours(2)))).due - NOW
    assert hours(24) == known(sent(row(), Heard(status=429, wait=hours(99)))).due - NOW


# --- hubs elsewhere --------------------------------------------------------------------------------------------------


def ping(**fields: Any) -> Ping:
    """A hub that was told of the first version."""
    return Ping(
        **{"feed": "main", "hub": "https://hub.example/", "due": NOW, "wanted": "two", "shown": "one", **fields}
    )


def test_a_hub_that_heard_is_not_told_again() -> None:
    """What was told is noted, even if there is something newer by now."""
    after = leases.told(ping(failures=3, error="x"), "two", Heard(status=204), NOW)
    behind = leases.told(ping(wanted="three"), "two", Heard(status=204), NOW)

    assert ("two", "two", 0, None) == (after.wanted, after.shown, after.failures, after.error)
    assert ("three", "two") == (behind.wanted, behind.shown)


def test_a_hub_that_refuses_is_told_of_in_words() -> None:
    """What to correct is said; it is repeated after an hour, then ever more seldom, and never forgotten."""
    no = Heard(status=404, reason="it answers 404 (no such feed)")
    waits = [leases.told(ping(failures=number), "two", no, NOW) for number in (0, 1, 5, 500)]

    assert [hours(1), hours(2), hours(24), hours(24)] == [each.due - NOW for each in waits]
    assert "one" == waits[-1].shown
    assert (
        'the hub hub.example will not be told of feed "main": it answers 404 (no such feed); '
        "correct the hub of this feed" == waits[0].error
    )


def test_a_hub_that_is_away_is_told_later() -> None:
    """After half a minute, then twice the time each, an hour at most; longer only where it says so itself."""
    waits = [leases.told(ping(failures=number), "two", AWAY, NOW).due - NOW for number in (0, 1, 2, 500)]
    asked = leases.told(ping(), "two", Heard(status=503, wait=hours(3), reason="it answers 503"), NOW)

    assert [timedelta(seconds=30), minutes(1), minutes(2), hours(1)] == waits
    assert hours(3) == asked.due - NOW
    assert (
        'the hub hub.example could not be told of feed "main": it answers 503; it is tried again by itself'
        == asked.error
    )


def test_some_answers_may_be_others_tomorrow() -> None:
    """No answer, a fault of the server, too many requests; a refusal is one."""
    assert [True, True, True, False, False] == [Heard(status=status).unsure for status in (None, 500, 429, 404, 301)]
    assert [False, False, True, False] == [Heard(status=status).good for status in (None, 199, 200, 300)]


def test_a_hub_without_a_host_has_a_name_too() -> None:
    """The sentence is whole in any case."""
    assert "the hub elsewhere " in (leases.told(ping(hub="x"), "two", AWAY, NOW).error or "")
