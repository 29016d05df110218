"""Greetings, languages, pauses, being forgotten, and taking one's sources elsewhere."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedbot.bot.readers import COMMANDS
from feedbot.rules import following
from feedbot.sources import opml
from feedbot.store import people
from tests import make
from tests.bot.readership import BRIDGE, Readership, labels, readership


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    async with readership(tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("code", "greeting"),
    [("en", "<b>Hello!</b>"), ("ru-RU", "<b>Здравствуйте!</b>"), ("uk", "<b>Вітаю!</b>"), ("de", "<b>Hello!</b>")],
)
async def test_the_language_is_that_of_telegram(place: Readership, code: str, greeting: str) -> None:
    """Who begins is greeted in the language of their Telegram, and may choose another."""
    said = await place.say("/start", language=code)

    assert said.html.startswith(greeting)
    assert ["p:lang:en", "p:lang:ru", "p:lang:uk"] == [data for _, data in labels(said)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("uk", "Відтепер я розмовляю з вами українською."),
        ("Русский", "Теперь я говорю с вами по-русски."),
        ("EN", "I speak English with you from now on."),
    ],
)
async def test_a_language_is_chosen(place: Readership, said: str, told: str) -> None:
    """The answer is in the language at once, and all that follows."""
    assert told == (await place.say(f"/lang {said}")).html
    assert told == (await place.press("p:lang:" + {"uk": "uk", "Русский": "ru", "EN": "en"}[said])).html
    assert told == (await place.say(f"/lang {said}", language="ru")).html


async def test_an_unknown_language_shows_those_that_are_known(place: Readership) -> None:
    """A button for each."""
    for said in ("/lang", "/lang klingon"):
        assert ["English", "Русский", "Українська"] == [text for text, _ in labels(await place.say(said))]


async def test_a_pause_ends_with_a_start(place: Readership) -> None:
    """Nothing is sent meanwhile, and what was followed is again."""
    await place.say("/follow bridge")
    assert "I will send you nothing until you say /start." in (await place.say("/stop")).html
    assert () == await place.channels()

    assert "Welcome back!" in (await place.say("/start")).html
    assert ["reader-7"] == [each.name for each in await place.channels()]
    assert 3 == place.refreshed


async def test_a_link_of_a_start_follows_a_story(place: Readership) -> None:
    """Who comes from a button in a channel follows the story that was meant; a tag of nothing is a greeting."""
    assert "You now follow story" in (await place.say("/start f-18c17418f5ad82f0")).html
    assert "Hello!" in (await place.say("/start f-0000")).html
    (channel,) = await place.channels()
    assert (BRIDGE.id,) == channel.followed


async def test_who_is_forgotten_is_asked_first(place: Readership) -> None:
    """Nothing is deleted before the button says so, and then all is."""
    assert "I keep nothing about you." == (await place.say("/forget")).html
    await place.say("/follow bridge")
    ((_, yes), (_, no)) = labels(await place.say("/forget"))
    assert "Nothing was deleted." == (await place.press(no)).html
    assert ["bridge"] == await place.followed()

    assert "Deleted: I no longer know you." in (await place.press(yes)).html
    assert [] == await place.followed()
    assert await place.store.read(people.person, "7") is None


async def test_sources_are_taken_elsewhere(place: Readership) -> None:
    """The feeds that somebody follows as OPML; neither what is no feed nor an address that may hold a secret."""
    secret = make.source("secret", url="https://example.org/feed?key=1", title="Secret")
    place.config = replace(place.config, sources=(*place.config.sources, secret))
    await place.fill("bridge")
    for said in ("sample", "other", "secret"):
        await place.say(f"/follow {said}")
    document = (await place.say("/opml")).document

    assert document is not None
    assert "feedbot.opml" == document[0]
    assert ["https://example.org/feed"] == [each.url for each in opml.read(document[1])]


async def test_without_sources_there_is_no_file(place: Readership) -> None:
    """The reader is told why."""
    await place.say("/follow bridge")

    assert "You follow no source" in (await place.say("/opml")).html


async def test_help_names_every_command(place: Readership) -> None:
    """And how wishes are written, in the reader's language."""
    said = (await place.say("/help")).html

    for each in COMMANDS:
        assert f"/{each.name} — " in said or each.name in {"start", "help"}
    assert "<code>повінь або буря</code> — одне з цих слів" in (await place.say("/help", language="uk")).html


async def test_every_example_of_the_help_can_be_followed(place: Readership) -> None:
    """Examples work as they stand, in each language."""
    for language in ("en", "ru", "uk"):
        await place.say(f"/lang {language}")
        said = (await place.say("/help")).html.replace("&quot;", '"').replace("&gt;", ">")
        for example in [part.partition("</code>")[0] for part in said.split("<code>")[1:]]:
            assert isinstance(following.wish(example, {}), following.Wish), example
