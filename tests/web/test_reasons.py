import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot import retell
from feedbot.channels import telegram
from feedbot.model import (
    Carried,
    Category,
    Cursor,
    Evidence,
    Failed,
    Habits,
    Hints,
    Known,
    Naming,
    Person,
    Secret,
    Telegram,
    Unchanged,
)
from feedbot.rules import cadence, filters, matching, naming, remedies, retry, routing
from feedbot.rules import stories as judging
from feedbot.rules.plan import plan
from feedbot.sources import canary
from feedbot.store import entries, feeds, open_store, outbox, stories, visits, write
from feedbot.text.decode import decode
from feedbot.web import reasons, words
from feedbot.web.reader import Reader
from tests import bases, make
from tests.make import NOW, hours, minutes
from tests.store import given as given_of

RU, UK = (Reader(language=language, now=NOW) for language in ("ru", "uk"))
OLD = replace(
    make.entry(1, title="Bridge opens", language="en", published=NOW - hours(50), link="https://example.org/1"),
    categories=(Category(term="roads"),),
    authors=(Person(name="Ada"),),
)
NOWHERE = replace(OLD, language=None, link=None, categories=(), authors=())
RULES = (
    *("storm", "storm or flood", " or ".join(f"word{number}" for number in range(12)), "/st.rm/", "not bridge"),
    *('"grand storm"', "story >= 3", "story < 3", "story >= 1", "age < 1d", "age > 1d", "language:ru", "language:en"),
    *("not language:en", "not link:example", "source:other", "source:sample", "not source:sample", "category:war"),
    *("not author:nobody", "author:nobody", "link:other", "link:example", "bridge language:en story < 3"),
    *("storm age < 1d", "not storm", "not category:war"),
)


def verdicts() -> Iterator[str]:
    """What routing, the first visit and conditions say."""
    source = make.source(max_age=hours(5))
    alarm = make.entry(source="feedbot")
    for feed in (make.feed(), make.feed(sources=("sample",)), make.feed(sources=("x",)), make.feed(alarms=True)):
        yield routing.to_feed(OLD, feed, NOW).because
        yield routing.to_feed(alarm, feed, NOW).because
    yield routing.to_channel(alarm, make.channel(alarms="also"), NOW, held=None).because
    yield routing.to_channel(OLD, make.channel(), NOW, held=None, copy=next(copies())).because
    for known in (Telegram(), Telegram(token=Secret("123:x"))):
        asleep = telegram.asleep(telegram.TelegramSection(name="telegram", kind="telegram"), known)
        yield routing.to_channel(OLD, make.channel(asleep=asleep), NOW, held=None).because
    yield routing.held_back(OLD, source, dated=True, now=NOW) or ""
    for carried in (None, Carried(seen=frozenset({make.entry(1).key, make.entry(2).key}))):
        first = Known(sightings={}, entries={}, first=True, carried=carried)
        config = make.config(sources=(make.source(deliver_first=0),), channels=(make.channel(),))
        batch = plan(make.harvest(1, 2), first, config, NOW)
        yield from (each.because for each in batch.verdicts if each.target == "channel:console")
    for rule in RULES:
        panel = matching.compile({"": filters.parse(rule)})
        for entry in (OLD, NOWHERE):
            for size in (1, 2):
                yield panel.judge(entry, matching.read(entry), size=size, now=NOW)[""].because


def copies() -> Iterator[str]:
    """What is said of a copy, and of what is like another."""
    for score, copy, meaning, shared in (
        (0.9, True, None, ("x",)),
        (0.9, False, 0.8, ("x", "y")),
        (0.9, False, None, ()),
    ):
        for bar in (0.5, 0.95):
            like = judging.Likeness(
                story="a", like='"The bridge"', bar=bar, score=score, copy=copy, meaning=meaning, words=shared
            )
            yield judging.judge(make.signature(), [like]).because
    yield judging.judge(make.signature(), []).because
    yield judging.judge(make.signature(), [], refused=judging.Barred('"The bridge"', "of two series")).because


@cache
def by_hand() -> tuple[str, ...]:
    """What is said of stories that people joined and parted, read from a store."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        with closing(open_store(bases.address(Path(place) / "feedbot.db"))) as store:
            one, two = make.entry(1), make.entry(2)
            both = replace(given_of.of(one, two), stories=(given_of.story(one.id), given_of.story(two.id)))
            said = []
            with write(store.engine) as tx:
                visits.enrol(tx, ["sample"], NOW)
                feeds.enrol(tx, ["main"], NOW, lambda: "urn:uuid:main")
                outbox.enrol(tx, ["console"], NOW)
                entries.record(tx, both, NOW)
                retell.join(tx, one.id, two.id, make.config(), NOW)
                joined = stories.members(tx, [two.id])[two.id]
                said += [each.verdicts["story"].because for each in joined if "story" in each.verdicts]
                retell.split(tx, one.id, make.config(), NOW)
                said += [each.verdicts["story"].because for each in stories.members(tx, [one.id])[one.id]]
    return tuple(said)


def terms() -> Iterator[str]:
    """Why a source is visited when it is."""
    said = Hints(wait=hours(3), said="ttl", skip_hours=tuple(range(24)), skip_days=(0,))
    every = [
        cadence.interval(hours(2), hours(1), minutes(1), None),
        cadence.interval(None, hours(1), minutes(1), hours(9)),
        cadence.interval(None, minutes(1), minutes(5), None),
    ]
    visits = [
        Failed(reason="x", retry_after=hours(3)),
        Unchanged(memo="", hints=Hints(wait=hours(2), said="max-age", validators=False)),
        Unchanged(memo="", hints=Hints(validators=True)),
    ]
    for interval in every:
        for visit in visits:
            for failures in (0, 3):
                hints = replace(said, skip_hours=tuple(range(20))) if failures else Hints(wait=hours(3), said="ttl")
                cursor = make.cursor(hints=hints, failures=failures, pushed=NOW + hours(9))
                yield from cadence.after(make.harvest(cursor=cursor, visit=visit), interval, NOW).terms


def sent() -> Iterator[str]:
    """What is said of deliveries."""
    channel = make.channel(max_age=hours(5), on_unknown="hold")
    late = make.delivery(made=NOW - hours(9))
    claims = [
        make.claim(piece=None),
        make.claim(delivery=make.delivery(shown="a", standing=make.standing(7), chat="-1")),
        make.claim(jumped=True, told=False),
        make.claim(delivery=late),
        make.claim(delivery=replace(late, error="no answer")),
    ]
    every = [retry.review(claim, channel, "-2", NOW) for claim in claims]
    every.append(retry.unanswered(make.tried(make.claim(delivery=make.delivery(attempted=NOW)), channel), NOW))
    for settled in every:
        assert settled is not None
        told = settled.delivery
        yield from filter(None, (told.dropped, told.parked, told.error))


def decoded() -> Iterator[str]:
    """In which encoding documents are, and because of what."""
    russian = "Министерство сообщило о новых мерах поддержки. " * 40
    text, old = russian.encode(), russian.encode("windows-1251")
    mixed = text + old + text
    bodies = [
        text, old, text + b"\xff" + text, mixed, mixed + old + text, b"\xef\xbb\xbf" + text, b"\xef\xbb\xbf" + old,
        russian.encode("utf-16"), russian.encode("utf-16-le"), "日本語の文章です。".encode("iso-2022-jp") * 9,
        text.decode("cp1252", "replace").encode(), text.decode("latin-1").encode(),
    ]  # fmt: skip
    for body in bodies:
        for charset in (None, "utf-8", "windows-1251", "koi8-r"):
            for head in (b"", b'<?xml version="1.0" encoding="iso-8859-5"?>'):
                found = decode(head + body, charset=charset, kind="xml")
                yield f"{found.encoding}: {found.because}"
                yield from found.because.split("; ")
    yield canary.parse(make.document(NOW.isoformat().encode()), make.source()).decoded


def named() -> Iterator[str]:
    """By what items are known."""
    bad, cursor = Evidence(items=40, changed=9, repeated=2, missing=1), make.cursor()
    for how in ("id", "link", "text"):
        yield naming.reason(how, Evidence())
        yield naming.reason(how, bad)
    changes: tuple[tuple[Naming, Naming], ...] = (("id", "link"), ("id", "text"), ("link", "text"))
    for before, now in changes:
        yield from naming.note(replace(cursor, naming=before, evidence=bad), now)


def ailments() -> Iterator[str]:
    """What is wrong with sources."""
    source, since = make.source(), NOW - hours(70)

    def cursor(**fields: Any) -> Cursor:
        return make.cursor(**{"error": "404 Not Found", "habits": Habits(items=20), **fields})

    yield from (remedies.failing(source, cursor(failures=number), since, NOW)[0] for number in (1, 4))
    yield remedies.empty(source, cursor(), since, NOW)[0]
    yield remedies.late(source, "3 days", "2 days", since)[0]
    yield remedies.moved(source, "https://elsewhere.example/feed", 3)[0]
    yield from (remedies.certificate(NOW + length, NOW)[0] for length in (hours(50), hours(-50)))
    yield from (remedies.network(("a.example",), count, NOW)[0] for count in (1, 4))
    yield remedies.fewer(source, cursor(), since, NOW)[0]


SAID = {
    "verdict": verdicts,
    "story": lambda: (*copies(), *by_hand()),
    "term": terms,
    "sent": sent,
    "decoded": decoded,
    "naming": named,
    "ailment": ailments,
}
UNCALLED = {
    "story_before",  # by the window, of what it holds already
    "term_rest",  # by a store, for all sources of a host
    "sent_joined",  # by a store, of a promise that is dropped
    "naming_link_changes",  # by a plan over many finds
    "ailment_fewer_one",
    "decoded_although_many_too",  # takes three that differ
    "verdict_category_not_wanted",
    "verdict_author_not_wanted",
}


def pattern(row: str) -> re.Pattern[str]:
    """A pattern of the table as one that Python knows."""
    parts = re.split(r"\{\w+\}", row)
    return re.compile("(.+)".join(map(re.escape, parts)))


@pytest.mark.parametrize("area", SAID)
def test_every_pattern_is_what_a_rule_says(area: str) -> None:
    """Each pattern of an area fits something that its rules really say, so that a change of words is seen."""
    said = {
        part
        for each in SAID[area]()
        for part in (each, *re.split("; |, ", each), *re.findall(r"[:(] ?(.+?)\)?$", each))
    }
    rows = {key: row for key, row in words.area("reasons").items() if key.partition("_")[0] == area}
    unused = {key for key, row in rows.items() if not any(pattern(row[0]).fullmatch(each) for each in said)}

    assert set() == unused - UNCALLED


@pytest.mark.parametrize("reader", [RU, UK], ids=["ru", "uk"])
@pytest.mark.parametrize("area", SAID)
def test_what_rules_say_is_told_in_the_readers_language(area: str, reader: Reader) -> None:
    """Nothing of what rules say by themselves stays English; only what others said, or the words of a rule, do."""
    own = ("404 Not Found", "no answer", "of two series", "bridge")
    left = {
        each.text
        for said in SAID[area]()
        for each in reasons.told(area, said, reader)
        if each.english and not any(word in each.text.lower() for word in map(str.lower, own))
    }

    assert set() == left


@pytest.mark.parametrize(
    ("area", "said", "told"),
    [
        ("verdict", 'takes source "kernel"', "берёт источник «kernel»"),
        ("verdict", "no word of storm, flood and 3 more", "нет ни одного слова из storm, flood и ещё 3"),
        ("verdict", "no storm; it is 2 days old, age < 1d is wanted", "нет storm; возраст: 2 дня, а нужно age < 1d"),
        ("verdict", "its language is not known, language:uk is wanted", "язык неизвестен, а нужно language:uk"),
        ("verdict", "it has no category, category:war is wanted", "рубрики нет, а нужно category:war"),
        ("verdict", "мост (мосту), it has no category", "мост (мосту), рубрики нет"),
        (
            "verdict",
            "мост (мосту), its language is ru, 2 sources tell its story",
            "мост (мосту), язык: ru, источников сюжета: 2",
        ),
        ("term", "118 minutes is usual for its kind", "2 часа: обычно для этого вида"),
        ("ailment", "no items for 3 days, usually about 20", "записей нет уже 3 дня, обычно около 20"),
    ],
)
def test_a_reason_in_russian(area: str, said: str, told: str) -> None:
    """A reason is told whole, with its names as they are and its lengths of time in the forms that numbers want."""
    assert told == "".join(each.text for each in reasons.told(area, said, RU))


def test_what_has_no_pattern_stays_english() -> None:
    """It is marked as English, as is the part of a reason that another program said; markup in it stays text."""
    assert '<span lang="en">no &lt;b&gt; such thing</span>' == reasons.shown("term", "no <b> such thing", RU)
    assert '<span lang="en">takes alarms</span>' == reasons.shown("verdict", "takes alarms", replace(RU, language="en"))
    assert 'не отправлено за отведённое время (5 часов): <span lang="en">&lt;i&gt; refused</span>' == reasons.shown(
        "sent", "not sent within 5 hours: <i> refused", RU
    )


@pytest.mark.parametrize(
    ("area", "said", "told"),
    [
        ("visit", "503 Service Unavailable from example.org", "example.org відповідає 503 Service Unavailable"),
        ("sent", "no chat; set FEEDBOT_TELEGRAM_CHAT, or chat in config.toml", "немає чату; задайте FEEDBOT_TELEGRAM_"),
        (
            "sent",
            "not sent within 5 hours: Telegram refuses chat -100: bot was kicked; that person has to unblock the bot",
            "не надіслано за відведений час (5 годин): Telegram відхиляє чат -100: bot was kicked; ця людина має",
        ),
    ],
)
def test_what_sources_and_channels_say(area: str, said: str, told: str) -> None:
    """Sentences of other rooms are told in the reader's language too; a word that a filter found is left alone."""
    found = reasons.told(area, said, UK)

    assert "".join(each.text for each in found).startswith(told)
    assert not any(each.english for each in found)
    assert (reasons.Said("gone", english=True),) == reasons.told("verdict", "gone", UK)


def test_a_long_reason_is_cut() -> None:
    """What is longer than there is room ends with three dots, wherever it stands."""
    assert '<span lang="en">abcd…</span>' == reasons.shown("term", "abcdefgh", RU, 5)
    assert "берёт…" == reasons.shown("verdict", "takes every source", RU, 6)
    assert "Ї" * 3_000 == reasons.told("verdict", "Ї" * 3_000, UK)[0].text


@settings(max_examples=50)
@given(
    st.sampled_from(sorted(SAID)),
    st.text() | st.lists(st.sampled_from(["no ", "; ", ", ", "{text}", " is wanted", "it is ", "a"])).map("".join),
)
def test_any_text_can_be_a_reason(area: str, said: str) -> None:
    """Whatever is said, something is told; what nobody knows is told as it was said."""
    told = reasons.told(area, said, RU)

    assert told
    assert said == told[0].text or any(not each.english for each in told)
    assert "<script>" not in reasons.shown(area, f"{said}<script>", UK)
