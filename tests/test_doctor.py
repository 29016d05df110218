import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePath

import pytest

from feedbot import doctor
from feedbot.doctor import Finding, Secret
from feedbot.model import Ailment, Failed, Push
from feedbot.net import Answer
from tests import make

UNIT = (Path(__file__).parent.parent / "deploy" / "feedbot.service").read_text()
HERE = PurePath("/var/lib/feedbot")
PLACES = {"the state": HERE / "state", "the folder of feeds": HERE / "feeds"}
URL = "https://news.example.org/feeds/main.atom"
ATOM = b"<feed><id>urn:uuid:one</id></feed>"


def unit(text: str = UNIT, config: str = "/var/lib/feedbot/config.toml", **places: str) -> list[Finding]:
    """What is said of a unit; `places` replace those that feedbot writes to, but "articles" is only read."""
    folder = {"articles": PurePath(places.pop("articles", "/srv/articles"))}
    mine = {name: PurePath(path) for name, path in places.items()} or PLACES
    return list(doctor.unit(text, PurePath(config), mine, folder))


def test_secrets_are_for_their_owner() -> None:
    """What everybody may read is ill, what a group may read may be meant."""
    found = list(doctor.secrets(Secret(path=f"/a/{mode:o}", mode=mode) for mode in (0o600, 0o640, 0o644)))

    assert ["well", "warn", "ill"] == [each.level for each in found]
    assert "chmod 600 /a/644" == found[2].do


@pytest.mark.parametrize(
    ("free", "held", "level"), [(50, 0, "ill"), (500, 0, "warn"), (3000, 2000, "warn"), (3000, 100, "well")]
)
def test_room_for_a_copy(free: int, held: int, level: str) -> None:
    """A disk has room if another copy of the database fits, in MiB."""
    assert level == doctor.room("disk", free * 2**20, held * 2**20).level


@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [
        ((5, -7), "well", "2 servers"),
        ((90,), "warn", "behind, by the dates of 1 server"),
        ((-900, 1, -901), "ill", "ahead"),
    ],
)
def test_the_clock_is_what_most_say(seconds: tuple[int, ...], level: str, said: str) -> None:
    """One server that is wrong does not count."""
    found = doctor.clock([timedelta(seconds=each) for each in seconds])

    assert found
    assert (level, True) == (found.level, said in found.why)
    assert doctor.clock([]) is None


def test_the_age_of_a_backup() -> None:
    """One that is older than two days is too old."""
    assert ["warn", "well", "warn"] == [
        doctor.backup(last, make.NOW).level for last in (None, make.NOW - make.hours(30), make.NOW - make.hours(50))
    ]


def test_what_was_never_read_is_told() -> None:
    """A source that failed from its first visit on is told with its reason; one that is noted as ill is told there."""
    never = make.cursor("new", failures=2, error="404 Not Found", visited=None)
    once = make.cursor("old", failures=2, error="404 Not Found", visited=make.NOW)

    (told,) = doctor.unread([never, once, make.cursor("fine")], ())
    assert ("warn", 'source "new"', "was not read yet: 404 Not Found") == (told.level, told.what, told.why)
    assert [] == list(doctor.unread([never], {"new"}))


def test_what_the_daemon_noted_is_told() -> None:
    """Each ailment is named after what it is of; what stops everything is ill."""
    ailments = [
        Ailment(source=source, code=code, since=make.NOW, because="why", remedy="do")
        for source, code in (("", "network"), ("@h", "failing"), ("#c", "unreachable"), ("#", "config"), ("s", "late"))
    ]
    found = [(each.what, each.level) for each in doctor.ailing(ailments)]

    assert [
        ("network", "ill"),
        ("host h", "warn"),
        ('channel "c"', "ill"),
        ("config", "warn"),
        ('source "s"', "warn"),
    ] == found


def test_what_was_set_aside_is_told() -> None:
    """Channels without any are not."""
    assert [('channel "a"', "1 message was set aside"), ('channel "c"', "3 messages were set aside")] == [
        (each.what, each.why) for each in doctor.parked({"a": 1, "b": 0, "c": 3})
    ]


def test_hubs_that_do_not_answer_are_told() -> None:
    """One that confirmed, one that ends and one that was not asked yet are well."""
    push = Push(source="s", hub="https://hub.example", topic="t", token="x", secret="y", due=make.NOW)
    pushes = [
        push,
        replace(push, failures=3, error="404"),
        replace(push, failures=2, ending=True),
        replace(push, until=make.NOW + make.hours(1)),
        replace(push, failures=1),
    ]

    assert ["https://hub.example was asked 3 times in vain: 404", "https://hub.example was asked once in vain"] == [
        each.why for each in doctor.hubs(pushes, make.NOW)
    ]


@pytest.mark.parametrize(
    ("answer", "own", "level", "why"),
    [
        (Answer(status=200, url=URL, headers={}, body=ATOM), ATOM, "well", "answers with this feed"),
        (Answer(status=200, url=URL, headers={}, body=ATOM), None, "well", "answers with this feed"),
        (Answer(status=200, url=URL, headers={}, body=ATOM), b"<id>urn:uuid:two</id>", "ill", "another feed"),
        (Answer(status=200, url=URL, headers={}, body=b"<html>"), ATOM, "ill", "no Atom feed"),
        (Answer(status=404, url=URL, headers={}), ATOM, "ill", "answers 404"),
        (Failed(fault="network", reason="no answer"), ATOM, "ill", "no answer"),
        (Failed(fault="private", reason="private"), ATOM, "warn", "was not asked"),
    ],
)
def test_a_feed_at_its_address(answer: Answer | Failed, own: bytes | None, level: str, why: str) -> None:
    """What readers get there is this feed, or it is said what else."""
    found = doctor.address(URL, answer, own)

    assert (level, True) == (found.level, why in found.why)
    assert (level == "well") is (found.do == "")


def test_a_feed_for_this_machine() -> None:
    """Where `url` names this machine nobody else was meant to read it."""
    said = doctor.address("http://127.0.0.1:8080/feeds/main.atom", Failed(fault="private", reason="private"), None)

    assert ("well", "for readers on this machine only, as `url` under [web] names no other") == (said.level, said.why)


def test_the_shipped_unit_suits_the_places_of_the_docs() -> None:
    """What docs/service.md says fits into what the unit allows."""
    assert ["well"] == [each.level for each in unit()]


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ({"state": "/srv/state"}, "state (/srv/state) is read-only"),
        ({"articles": "/home/me/articles"}, "articles (/home/me/articles) is hidden"),
        ({"articles": "/var/tmp/articles"}, "articles (/var/tmp/articles) is hidden"),  # noqa: S108 - compared only
    ],
)
def test_a_unit_that_shuts_a_place(places: dict[str, str], why: str) -> None:
    """What is read-only or hidden is told, with what to write."""
    (found,) = unit(**places)

    assert ("ill", True, True) == (found.level, why in found.why, "systemctl edit feedbot" in found.do)


def test_drop_ins_count() -> None:
    """Later lines open a place; an empty value takes back what was said."""
    more = UNIT + "\n[Service]\n# ReadWritePaths=/x\nReadWritePaths=-/srv /mnt\n"
    assert ["well"] == [each.level for each in unit(more, state="/srv/state")]
    assert ["well"] == [
        each.level for each in unit(more + "ProtectSystem=\nProtectHome=no\nPrivateTmp=no\n", state="/x")
    ]
    bare = "[Service]\nProtectSystem=strict\n"
    assert ["Write ReadWritePaths=/srv/state (systemctl edit feedbot)."] == [
        each.do for each in unit(bare, state="/srv/state")
    ]


def test_a_unit_with_another_config() -> None:
    """Then something else is looked at here than what runs."""
    (found,) = unit(config="/etc/feedbot/config.toml")

    assert ("warn", "feedbot --config /var/lib/feedbot/config.toml doctor") == (found.level, found.do)


@pytest.mark.parametrize(
    ("wanted", "there", "error", "level"),
    [
        ("", "", "", "well"),
        ("https://a/telegram", "https://a/telegram", "", "well"),
        ("https://a/telegram", "", "", "warn"),
        ("https://a/telegram", "https://b/secret", "", "warn"),
        ("", "https://b/secret", "", "ill"),
        ("", "", "timed out", "warn"),
    ],
)
def test_who_gets_what_is_said_to_the_bot(wanted: str, there: str, error: str, level: str) -> None:
    """Two programs on one token are told of, without the address that may be secret."""
    found = doctor.webhook(wanted, there, error)

    assert level == found.level
    assert "secret" not in found.why


def test_how_the_daemon_is() -> None:
    """It runs and is well, it says what is wrong, or it does not run."""
    assert [("well", "runs as process 7")] == [(each.level, each.why) for each in doctor.daemon(7)]
    assert ("warn", "no program works on the database") == (doctor.programs(0).level, doctor.programs(0).why)
    assert ["one program works on the database", "3 programs work on the database"] == [
        doctor.programs(number).why for number in (1, 3)
    ]
    assert [("warn", "does not run here")] == [(each.level, each.why) for each in doctor.daemon(None)]


@pytest.mark.parametrize(
    ("status", "body", "level", "told"),
    [
        (200, b'{"status": "ok"}', "well", ["runs as process 7"]),
        (200, b'{"status": "ok", "problems": ["bot: 409", "a"]}', "warn", ["bot: 409", "a"]),
        (200, b'{"status": "ok", "problems": ["source a: 503", "channel b: gone"]}', "well", ["runs as process 7"]),
        (503, b'{"status": "failing", "problems": ["publish: full"]}', "ill", ["publish: full"]),
        (503, b'{"status": "failing"}', "ill", ["its work does not get done"]),
        (200, b"<html>", "warn", ["another program answers on 127.0.0.1:9101, where its pages should be"]),
        (0, b"", "warn", ["another program answers on 127.0.0.1:9101, where its pages should be"]),
    ],
)
def test_what_the_daemon_answers(status: int, body: bytes, level: str, told: list[str]) -> None:
    """It is ill where no work gets done, and another program is no daemon."""
    answer = Answer(status=status, url="http://127.0.0.1:9101/readyz", headers={}, body=body)

    assert [(level, why) for why in told] == [
        (each.level, each.why) for each in doctor.daemon(7, answer, "127.0.0.1:9101")
    ]


def test_who_may_read_the_database() -> None:
    """One finding for all its files, as one command mends them; nothing where only the owner may."""
    mine, group, all_of_us = (Secret(path=f"/s/{mode:o} db", mode=0o100000 | mode) for mode in (0o600, 0o640, 0o644))

    assert [] == list(doctor.open_files([mine]))
    (one,) = doctor.open_files([mine, group])
    (two,) = doctor.open_files([group, all_of_us])
    assert ("warn", "chmod 600 '/s/640 db', unless that is meant") == (one.level, one.do)
    assert one.why.startswith("its group may read 640 db, ")
    assert ("warn", "chmod 600 '/s/640 db' '/s/644 db'") == (two.level, two.do)
    assert two.why.startswith("every user of this machine may read 640 db, 644 db, ")


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b'{"status": "ok", "problems": []}', ["does its work"]),
        (200, b'{"status": "ok"}', ["does its work"]),
        (200, b'{"status": "ok", "problems": ["bot: 409", "", 7]}', ["bot: 409"]),
        (503, b'{"status": "failing", "problems": ["a", "b"]}', ["a", "b"]),
        (503, b'{"status": "failing"}', ["its work does not get done, and it tells only its own machine why"]),
        (503, b'{"status": "failing", "problems": "\\u001b[2J"}', ["its work does not get done, and it tells only"]),
        (200, b"<html>", ["what answers there is not feedbot"]),
        (200, b"[]", ["what answers there is not feedbot"]),
        (200, b"{}", ["what answers there is not feedbot"]),
        (404, b'{"status": "ok"}', ["what answers there is not feedbot"]),
        (200, b"[" * 100_000, ["what answers there is not feedbot"]),
    ],
)
def test_what_a_program_answers(status: int, body: bytes, told: list[str]) -> None:
    """It is well only if it says so; what is no answer of feedbot's says nothing."""
    answer = Answer(status=status, url="http://127.0.0.1:9101/readyz", headers={}, body=body)
    found = list(doctor.program(["ingest"], "127.0.0.1:9101", answer))

    assert len(told) == len(found)
    assert all(each.why.startswith(why) for each, why in zip(found, told, strict=True))
    level = "ill" if status == 503 else "well" if told == ["does its work"] else "warn"
    assert {level} == {each.level for each in found}


def test_a_program_cannot_flood_the_terminal() -> None:
    """Of what another program says at most 20 lines of 500 characters are told, without control characters."""
    body = json.dumps({"status": "failing", "problems": ["\x1b[2J" + "x" * 9_000] * 900}).encode()
    answer = Answer(status=503, url="http://127.0.0.1:9101/readyz", headers={}, body=body)
    found = list(doctor.program(["ingest"], "127.0.0.1:9101", answer))

    assert (20, {"[2J" + "x" * 496}) == (len(found), {each.why for each in found})


def test_the_worst_counts() -> None:
    """One that is ill makes the whole ill."""
    well, warn, ill = (Finding(level=level, what="x", why="y") for level in ("well", "warn", "ill"))

    assert ["well", "warn", "ill"] == [doctor.worst(each) for each in ([well], [well, warn], [ill, warn])]
