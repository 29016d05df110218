from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feedbot import retell
from feedbot.errors import FeedbotError
from feedbot.model import Source
from feedbot.sources import KINDS
from feedbot.store import entries, outbox, stories
from feedbot.text import meaning
from tests import make
from tests.world import World, world

FIRST = """date 2026-03-14 10:00 В Харькове обрушился мост через Лопань, пятеро пострадали
Мост через реку Лопань обрушился утром в Харькове, пять человек попали в больницу, сообщил мэр города Остап Горенко.
Источник: Городская служба спасения
Детали: Движение трамваев остановлено до вечера. Спасатели разбирают плиты, под которыми могут быть люди.
"""
SECOND = """date 2026-03-14 10:20 Пять человек ранены при обрушении моста в Харькове
В Харькове рухнул мост через Лопань, ранены пять человек. Мэр Остап Горенко говорит, что мост был построен в 1962 году.
Трамваи в центре города не ходят.
"""
THIRD = """date 2026-03-14 10:40 У Харкові обвалився міст через Лопань: п'ятеро постраждалих
Міст через річку Лопань обвалився вранці у Харкові, п'ять людей у лікарні, повідомив мер міста Остап Горенко.
Рух трамваїв зупинено, рятувальники розбирають плити.
"""
FLASH = "date 2026-03-14 10:20 Мэр сделал срочное заявление\n"
OTHER = """date 2026-03-14 10:30 Сборная Перу обыграла Чили в четвертьфинале турнира по шахматам
Команда из Лимы выиграла три партии из четырёх и вышла в полуфинал, где встретится с Индией.
"""


def folder(place: Path, name: str, **fields: object) -> Source:
    """A source over a folder of its own."""
    (place / name).mkdir(exist_ok=True)
    options = KINDS["folder"].section(name=name, kind="folder", path=name, settle="0s")  # type: ignore[call-arg]  # the kind's own keys
    known = {"kind": "folder", "url": str(place / name), "options": options, "title": name.title(), "deliver_first": 9}
    return make.source(name, **{**known, **fields})


def put(here: World, name: str, text: str, file: str = "one.txt") -> None:
    """Let a source publish an article."""
    (here.place / name / file).write_text(text, encoding="utf-8")


async def tell(here: World, name: str, text: str) -> None:
    """Let a source publish an article, and all be done that follows."""
    put(here, name, text)
    await here.round()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot with three sources and three channels: all stories, big ones, and each entry."""
    channels = (
        make.channel("console"),
        make.channel("big", where="story >= 3"),
        make.channel("each", stories=False, where="мост"),
    )
    sources = tuple(folder(tmp_path, name) for name in ("first", "second", "third"))
    async with world(tmp_path, sources=sources, channels=channels) as found:
        yield found


def messages(text: str, channel: str) -> list[str]:
    """What one channel printed, a message each."""
    return [part for part in text.split("┌─ ")[1:] if part.startswith(channel)]


async def test_three_outlets_are_one_message_that_grows(here: World) -> None:
    """The same event from three outlets, one of them in Ukrainian, is one message, edited as it grows."""
    put(here, "first", FIRST)
    await here.round()
    (opened,) = messages(here.printed(), "console")
    assert "Также:" not in opened

    put(here, "second", SECOND)
    await here.round()
    (grown,) = messages(here.printed(), "console")
    assert "edit" in grown.splitlines()[0]
    assert "Также: Second" in grown

    put(here, "third", THIRD)
    await here.round()
    (again,) = messages(here.printed(), "console")
    assert "Также: Second, Third" in again
    assert "В Харькове обрушился мост" in again


async def test_another_event_is_a_message_of_its_own(here: World) -> None:
    """What another outlet tells of another event joins nothing."""
    put(here, "first", FIRST)
    put(here, "second", OTHER)
    await here.round()

    assert 2 == len(messages(here.printed(), "console"))


async def test_rule_that_wants_a_big_story(here: World) -> None:
    """A channel that wants stories of three sources hears of one when the third comes, and then of all three."""
    for name, text in (("first", FIRST), ("second", SECOND)):
        put(here, name, text)
        await here.round()
    assert [] == messages(here.printed(), "big")

    put(here, "third", THIRD)
    await here.round()
    (told,) = messages(here.printed(), "big")
    assert "Также: Second, Third" in told


async def test_channel_without_stories_gets_each_entry_but_no_copy(here: World) -> None:
    """A channel without stories is sent every entry that its rule lets pass, and no copy of what it has."""
    long = FIRST + " ".join(f"Подробность номер {number} о мосте и реке." for number in range(40))
    put(here, "first", long)
    put(here, "second", SECOND)
    await here.round()
    assert 2 == len(messages(here.printed(), "each"))

    put(here, "third", long.replace("10:00", "10:50").replace(" обрушился", " рухнул", 1))
    await here.round()
    assert [] == messages(here.printed(), "each")


async def test_article_that_changes_edits_its_story(here: World) -> None:
    """Another text of the leading article edits the message, one that is named only does not."""
    await tell(here, "first", FIRST)
    await tell(here, "second", SECOND)
    here.printed()

    put(here, "second", SECOND.replace("Трамваи", "Троллейбусы"))
    await here.round()
    assert [] == messages(here.printed(), "console")

    put(here, "first", FIRST.replace("пять человек попали", "шесть человек попали"))
    await here.round()
    (edited,) = messages(here.printed(), "console")
    assert "шесть человек" in edited
    assert "Также: Second" in edited


async def test_withdrawn_article_leaves_its_story(here: World) -> None:
    """When an outlet withdraws its article, the message names it no more."""
    await tell(here, "first", FIRST)
    await tell(here, "second", SECOND)
    here.printed()

    (here.place / "second" / "one.txt").unlink()
    await here.round()
    (edited,) = messages(here.printed(), "console")
    assert "Также:" not in edited


async def test_channel_is_never_shown_what_its_rule_refused(here: World) -> None:
    """When the article that a channel took is withdrawn, its message says so; it does not turn into another one."""
    channels = (make.channel(where="language:uk"),)
    here.turns.config = replace(here.turns.config, channels=channels)
    await here.turns.enrol()
    await tell(here, "first", FIRST)
    await tell(here, "third", THIRD)
    assert 1 == len(messages(here.printed(), "console"))

    (here.place / "third" / "one.txt").unlink()
    await here.round()
    (edited,) = messages(here.printed(), "console")
    assert "Джерело зняло публікацію" in edited
    assert "First" not in edited


async def test_stories_outlive_a_restart(here: World) -> None:
    """A feedbot that starts again knows the stories of the last days."""
    put(here, "first", FIRST)
    await here.round()
    here.printed()
    here.turns.mind = replace(here.turns.mind, window=type(here.turns.mind.window)())

    put(here, "second", SECOND)
    await here.round()
    assert "Также: Second" in messages(here.printed(), "console")[0]


async def ids(here: World) -> dict[str, str]:
    """The ids of entries by source."""
    return {entry.source: entry.id for entry in await here.turns.store.read(entries.latest)}


async def test_person_splits_a_story(here: World) -> None:
    """An entry that a person splits off is told by itself, and named in the old message no more."""
    await tell(here, "first", FIRST)
    await tell(here, "second", SECOND)
    here.printed()
    named = await ids(here)
    await here.turns.store.write(retell.split, named["second"], here.turns.config, here.clock())
    await here.send()

    told = messages(here.printed(), "console")
    assert 2 == len(told)
    assert not any("Также:" in each for each in told)
    with pytest.raises(FeedbotError, match="a story of its own already"):
        await here.turns.store.write(retell.split, named["first"], here.turns.config, here.clock())


async def test_person_joins_stories(here: World) -> None:
    """A story that a person joins to another is named in its message, and later articles of it join there."""
    put(here, "first", FIRST)
    put(here, "second", OTHER)
    await here.round()
    here.printed()
    named = await ids(here)
    story, count = await here.turns.store.write(
        retell.join, named["second"], named["first"], here.turns.config, here.clock()
    )
    await here.send()

    (told,) = messages(here.printed(), "console")
    assert ("Также: Second" in told, named["first"], 1) == (True, story, count)
    with pytest.raises(FeedbotError, match="one story already"):
        await here.turns.store.write(retell.join, named["second"], named["first"], here.turns.config, here.clock())

    put(here, "third", OTHER.replace("10:30", "10:45").replace("три партии", "трижды"))
    await here.round()
    third = (await ids(here))["third"]
    assert {third: named["first"]} == await here.turns.store.read(stories.places, [third])


async def test_story_that_was_not_sent_is_told_with_the_one_it_joins(here: World) -> None:
    """What is still owed of a story that a person joins to another goes out with that one only."""
    put(here, "first", FIRST)
    put(here, "second", OTHER)
    here.clock.move(minutes=1)
    await here.turns.ingest()
    await here.turns.settle_visits()
    named = await ids(here)
    await here.turns.store.write(retell.join, named["second"], named["first"], here.turns.config, here.clock())
    await here.send()

    assert 1 == len(messages(here.printed(), "console"))
    (left,) = await here.turns.store.read(outbox.deliveries, channel="console", subject=named["second"])
    assert left.dropped is not None


async def test_a_flash_joins_the_story_of_its_text(tmp_path: Path) -> None:
    """A headline alone, not sent yet, opened a story; as its text comes it is told with the others', and once."""
    sources = (folder(tmp_path, "first"), folder(tmp_path, "second", delay=timedelta(minutes=30)))
    async with world(tmp_path, sources=sources, channels=(make.channel("console"),)) as here:
        await tell(here, "first", FIRST)
        assert 1 == len(messages(here.printed(), "console"))
        await tell(here, "second", FLASH)
        assert "" == here.printed()

        await tell(here, "second", FLASH + SECOND.partition("\n")[2])
        (grown,) = messages(here.printed(), "console")
        assert "Также: Second" in grown
        await here.round(every=3600)
        assert "" == here.printed()
        named = await ids(here)
        assert {named["second"]: named["first"]} == await here.turns.store.read(stories.places, [named["second"]])


async def test_a_flash_that_was_sent_stays_a_story(tmp_path: Path) -> None:
    """What stands in a chat is not told to belong elsewhere: its message is edited as its text comes."""
    sources = (folder(tmp_path, "first"), folder(tmp_path, "second"))
    async with world(tmp_path, sources=sources, channels=(make.channel("console"),)) as here:
        await tell(here, "first", FIRST)
        await tell(here, "second", FLASH)
        assert 2 == len(messages(here.printed(), "console"))

        await tell(here, "second", FLASH + SECOND.partition("\n")[2])
        (edited,) = messages(here.printed(), "console")
        assert "Мэр Остап Горенко говорит" in edited
        assert "Также" not in edited


async def test_unknown_entries_have_no_story(here: World) -> None:
    """Joining what is not there is refused in a sentence."""
    with pytest.raises(FeedbotError, match="belongs to no story"):
        await here.turns.store.write(retell.join, "urn:a", "urn:b", here.turns.config, here.clock())


async def test_new_feed_with_a_rule_has_what_passed_before(here: World) -> None:
    """A feed that is added later begins with the newest entries that its rule lets pass."""
    put(here, "first", FIRST)
    put(here, "second", OTHER)
    await here.round()
    config = here.turns.config
    here.turns.config = replace(config, feeds=(*config.feeds, make.feed("chess", where="шахматы")))
    await here.turns.enrol()
    await here.turns.publish()

    assert "Сборная Перу" in here.file("chess.atom")
    assert "Лопань" not in here.file("chess.atom")


async def test_meanings_are_read_of_new_titles(here: World) -> None:
    """With an encoder each new title has its meaning in its signature, whatever is in it."""
    asked: list[str] = []

    def encode(title: str) -> str:
        asked.append(title)
        return "meaning"

    here.turns.mind.encoder = encode
    put(here, "first", FIRST)
    put(here, "second", OTHER)
    await here.round()

    found = await here.turns.store.read(lambda tx: [each.meaning for _, each, _ in stories.after(tx, 0)])
    assert ["meaning", "meaning"] == found
    assert 2 == len(asked)


@pytest.mark.skipif(not meaning.missing(), reason="the extra is installed")
async def test_daemon_goes_on_without_meanings(here: World) -> None:
    """Where the library is gone since the config was read, stories are told by their words."""
    here.turns.config = replace(here.turns.config, settings=replace(here.turns.config.settings, semantic=True))
    await here.turns.enrol()

    assert here.turns.mind.encoder is None
