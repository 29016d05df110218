"""Alarms in the channel's language: all that the rules say has its row, and what stands in the gaps comes through."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot import rules
from feedbot.channels import composing, digests, tongue
from feedbot.model import Ailment, Alarm, Canary, Channel, Cursor, Entry, Evidence, Fault, Habits, Piece, Source, Walk
from feedbot.rules import alarms, remedies, troubles
from feedbot.text import alarm_help, alarm_phrases
from feedbot.text.html import plain
from tests import make
from tests.make import NOW, hours

GAP = re.compile(r"\{\w*\}")
TABLES = {
    **{name: getattr(alarm_phrases, name) for name in ("BEGINS", "ENDS", "KINDS", "SEEN", "MORE")},
    **{name: getattr(alarm_help, name) for name in ("HELP", "MORE_HELP")},
    "OVER": {"over": alarm_phrases.OVER},
}


def told(source: str = "kernel", *, over: bool = False, **fields: Any) -> Piece:
    """An alarm as a piece."""
    known = {"code": "failing", "because": "404 Not Found for 3 days, once", "remedy": "Do it.", **fields}
    ailment = Ailment(source=source, since=NOW - hours(26), **known)
    entry = alarms.story(Alarm(ailment=ailment, at=NOW, over=over), [])
    return shown(entry)


def shown(entry: Entry) -> Piece:
    """An entry by itself, as a channel is told it."""
    return Piece(id=entry.id, lead=entry, digest=entry.digest, published=entry.published, updated=entry.updated)


def words() -> Iterator[tuple[str, str]]:
    """What the rules say of every ailment: what is seen, and what to do."""
    source, folder, since = make.source("a"), make.source("b", kind="folder", url="/srv/b"), NOW - hours(70)

    def cursor(**fields: Any) -> Cursor:
        return make.cursor("a", **{"error": "404 Not Found", "habits": Habits(items=20, encoding="utf-8"), **fields})

    for fault in get_args(Fault):
        for failures in (1, 4):
            yield remedies.failing(source, cursor(fault=fault, failures=failures), since, NOW)
    yield remedies.failing(folder, cursor(error=None, failures=2), since, NOW)
    yield remedies.gone(source, cursor(error=None))
    yield remedies.empty(source, cursor(), since, NOW)
    yield remedies.empty(source, cursor(failures=2), since, NOW)
    yield remedies.fewer(source, cursor(), since, NOW)
    yield remedies.late(source, "3 days", "2 days", since)
    yield from readings(source, cursor)
    yield from ((each.because, each.remedy) for each in posts())


def readings(source: Source, cursor: Callable[..., Cursor]) -> Iterator[tuple[str, str]]:
    """What the rules say of where a source lies, of what is read there, and of networks and hosts."""
    for url in ("https://elsewhere.example/feed", "https://elsewhere.example/feed?key=1", "nowhere"):
        yield remedies.moved(source, url, 3)
    for length in (hours(50), hours(-50)):
        yield remedies.certificate(NOW + length, NOW)
    for strange in (1, 4):
        yield remedies.encoding(cursor(decoded="cp1251: declared", habits=Habits(encoding="utf-8", strange=strange)))
        yield remedies.language(source, cursor(habits=Habits(language="uk")))
    for evidence in (Evidence(), Evidence(items=40, changed=9, repeated=2, missing=1)):
        for way in ("link", "text"):
            yield remedies.ids(cursor(naming=way, evidence=evidence), "")
    yield remedies.ids(cursor(), CROWD)
    for hosts in (("a.example",), ("a.example", "b.example"), tuple("abcd")):
        for count in (1, 4):
            yield remedies.network(hosts, count, NOW)
    yield remedies.host(
        [Ailment(source="a", code="failing", since=NOW, because="404 for 3 days, once", remedy=HELP)] * 12
    )


HELP = "This is a fault of feedbot: please report it."
CROWD = (
    "6 of 9 ids were new at once; 2 of them name articles that were here before, by their links, titles or texts; 4 "
    "are held back as they may be old; `feedbot outbox retry CHANNEL --dropped` sends them"
)


def posts() -> Iterator[Ailment]:
    """What is wrong with channels, the canary and the config."""
    for way in ("resend", "probe", "hold"):
        channel = make.channel(on_unknown=way)
        parked = ({"chat is full": 1}, {"chat is full": 4, "no": 1})
        for each in parked:
            fate = troubles.Fate(parked=each, dropped=len(each), unknown=9)
            yield from troubles.examine(channel, None, fate, NOW)
        yield from troubles.examine(channel, make.lane(gone="it is full"), troubles.Fate(), NOW)
    yield from troubles.config(["config.toml: no"], (), NOW)[1]
    path = Canary(every=timedelta(hours=1), source=make.source(), feed=make.feed(), channel=make.channel())
    for lacks in ((), ("feed",), ("chat",), ("feed", "chat")):
        for arrived in (None, NOW - hours(9)):
            for laid in (None, NOW):
                walk = Walk(laid=laid, arrived=arrived, since=NOW - hours(9), lacks=lacks)
                yield from troubles.canary(path, walk, (), NOW)[1]


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_alarm_is_told_in_every_language(language: str) -> None:
    """Nothing that the rules say is without a translation; what the world said is taken over."""
    for because, remedy in words():
        if not because.startswith(("config.toml: no", "404 Not Found", "it is full")) or " for " in because:
            assert tongue.because(because, language) is not None, because
        assert tongue.remedy(remedy, language) is not None, remedy


def test_every_code_has_its_titles() -> None:
    """The codes of the rules are those of the tables, none missing and none too many."""
    named = set()
    for path in Path(rules.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_ailment", "Ailment"}:
                values = [*node.args, *(each.value for each in node.keywords if each.arg == "code")]
                named |= {each.value for each in values if isinstance(each, ast.Constant) and each.value}
    named |= {"fewer", "nothing"}  # which of them, a table says

    assert named - {troubles.MARK} == set(alarm_phrases.BEGINS)
    assert set(alarm_phrases.BEGINS) == set(alarm_phrases.ENDS) == set(alarm_phrases.KINDS)


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_whole(name: str) -> None:
    """Each row has three texts, with the same gaps."""
    for key, row in TABLES[name].items():
        assert 3 == len(row) == sum(map(bool, row)), key
        assert 1 == len({tuple(sorted(GAP.findall(each))) for each in row}), key


def test_an_alarm_in_russian() -> None:
    """Title, what is seen, and what to do; numbers and lengths of time as Russian has them."""
    remedy = "This is a fault of feedbot: please report it."
    piece = told(because="500 from a.example for 3 days, 5 times in a row", remedy=remedy)
    lead = tongue.spoken(make.channel(language="ru"), piece).lead

    assert "kernel не работает: a.example отвечает 500; длится 3 дня, раз подряд: 5" == lead.title
    assert "Это ошибка feedbot: пожалуйста, сообщите о ней." == plain(lead.content)
    assert "ru" == lead.language


@pytest.mark.parametrize("language", [None, "ru", "uk"])
def test_what_a_title_says_is_not_said_again(language: str | None) -> None:
    """Below the title stands what to do; of a title that was cut, what is seen stands whole."""
    channel = make.channel(language=language)
    piece = told(because="gone for good", remedy="Look at it.")

    assert "Look at it." == tongue.spoken(channel, piece).lead.summary
    assert "gone for good" in tongue.spoken(channel, piece).lead.title
    assert "7" * 300 in tongue.spoken(channel, told(because="7" * 300)).lead.summary
    assert "Gone for good." == tongue.spoken(channel, told(because="gone for good", remedy="")).lead.summary


def test_what_is_over_in_ukrainian() -> None:
    """How long it lasted, and what had been wrong."""
    lead = tongue.spoken(make.channel(language="uk-UA"), told(over=True)).lead

    assert "kernel знову працює; не працювало: 26 годин" == lead.title
    assert (
        "Так було з 2026-03-13 10:00 UTC до 2026-03-14 12:00 UTC: 404 Not Found; триває 3 дні, один раз."
        == lead.summary
    )


def test_a_config_keeps_the_lines_of_its_faults() -> None:
    """Faults stand as they were said, a line each; what to do is translated."""
    (ailment,) = troubles.config(['line 3: <name> is "x" & no', "line 9: no"], (), NOW)[1]
    piece = shown(alarms.story(Alarm(ailment=ailment, at=NOW), []))
    lead = tongue.spoken(make.channel(language="ru"), piece).lead

    assert 'настройки не приняты: line 3: <name> is "x" & no line 9: no' == lead.title
    assert lead.content.startswith('<p>line 3: &lt;name&gt; is "x" &amp; no<br>line 9: no</p>\n<p>В силе прежние')


def test_a_long_title_is_told_whole_first() -> None:
    """A title that was cut in English is made of the whole reason, and cut again."""
    names = ", ".join(f"source-{number}" for number in range(30))
    piece = told("@a.example", because=f"500 from a.example for 3 days, once (30 sources: {names})")
    lead = tongue.spoken(make.channel(language="ru"), piece).lead

    assert piece.lead.title.endswith("…")
    said = "a.example не работает: a.example отвечает 500; длится 3 дня, один раз (источников 30: "
    assert lead.title.startswith(said)
    assert 200 == len(lead.title)


@pytest.mark.parametrize("channel", [make.channel(language=each) for each in (None, "en-GB", "de")])
def test_other_channels_are_told_in_english(channel: Channel) -> None:
    """Without a language of ours an alarm is as it is kept, but for what its title says already."""
    piece = told()

    assert replace(piece.lead, content="<p>Do it.</p>", summary="Do it.") == tongue.spoken(channel, piece).lead


def test_what_is_no_alarm_is_as_it_is() -> None:
    """An article, a report, and an alarm of a kind that nobody knows."""
    channel, piece = make.channel(language="ru"), told()
    report = replace(piece, lead=replace(piece.lead, key="report:news:1"))
    for each in (shown(make.entry(1)), report, told(code="unheard of")):
        assert each == tongue.spoken(channel, each)


def test_what_nobody_translated_stays() -> None:
    """A text by no pattern stays English inside the Russian title."""
    lead = tongue.spoken(make.channel(language="ru"), told(because="whatever", remedy="Do it.")).lead

    assert "kernel не работает: whatever" == lead.title
    assert "Do it." == plain(lead.content)


def test_messages_and_digests_of_alarms() -> None:
    """A message says it in the language of its channel, and so does a digest, to the words for kinds."""
    channel = make.channel(kind="telegram", language="ru")
    message = composing.compose(channel, make.claim(piece=told()), "-1", NOW)
    many = digests.draw(channel, [told(f"s{number}") for number in range(13)], gather="alarms x", now=NOW)

    assert "kernel не работает: 404 Not Found; длится 3 дня, один раз" in message.parts[0].text
    assert "s0 не работает" in many[0].text
    assert "не работает 3" in many[-1].text
    assert "unheard of" == tongue.kind("unheard of", "ru")
    assert "failing" == tongue.kind("failing", None)


@given(st.text(max_size=200), st.text(max_size=200), st.booleans())
def test_any_alarm_can_be_told(because: str, remedy: str, over: bool) -> None:  # noqa: FBT001
    """Whatever stands in an alarm, telling it raises nothing and loses nothing but its frame."""
    lead = tongue.spoken(make.channel(language="uk"), told(because=because, remedy=remedy, over=over)).lead

    assert "kernel" in lead.title
    assert len(lead.title) <= 200


def test_hostile_texts_take_no_time() -> None:
    """A text of separators or of what patterns look for is given up or told in one pass."""
    for text in ("; " * 500_000, ", " * 490, " for " * 200, "{reason}" * 100, "(" * 1_000, " set aside, " * 80):
        assert isinstance(tongue.because(text, "ru"), str | None)


@pytest.mark.parametrize(
    ("span", "language", "told"),
    [
        ("1 second", "ru", "1 секунда"),
        ("3 minutes", "uk", "3 хвилини"),
        ("26 hours", "ru", "26 часов"),
        ("21 days", "uk", "21 день"),
        ("a while", "ru", "a while"),
    ],
)
def test_lengths_of_time(span: str, language: str, told: str) -> None:
    """A length of time has the form that its number asks for; what is none stays."""
    assert told == alarm_phrases.lasting(span, language)
