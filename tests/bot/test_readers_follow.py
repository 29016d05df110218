"""What readers are answered when they follow something, and when they do so no longer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedbot.bot.readers import COMMANDS
from feedbot.channels.drawing import story_tag
from feedbot.model import DIGEST, JUMP, Promise, Settled
from feedbot.store import Tx, claims, outbox
from tests import make
from tests.bot.readership import BRIDGE, Readership, labels, readership, told
from tests.store import given


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    async with readership(tmp_path, most=12) as found:
        yield found


async def test_words_are_followed_and_tried_on_the_last_week(place: Readership) -> None:
    """A reader sees at once what would have come, in whatever form the word stood there."""
    said = await place.say("/follow Полтава")

    assert said.html.startswith("You now follow <b>Полтава</b><br>")
    assert "In the past week you would have got 2 articles, such as:" in said.html
    assert '• <a href="https://example.org/1">В Полтаве открыли мост</a>' in said.html
    assert "Old bridge" not in said.html
    assert ["Полтава"] == await place.followed()
    assert 1 == place.refreshed


async def test_a_reader_is_told_what_matches(place: Readership) -> None:
    """All that somebody follows is the rule of their channel, in their language."""
    await place.say("/lang uk")
    await place.fill("grain or storm", "title:flood")
    await place.say("/follow other voices")

    (channel,) = await place.channels()
    assert "(grain or storm) or (title:flood) or (source:other)" == channel.where
    assert ("reader-7", "uk") == (channel.name, channel.language)


@pytest.mark.parametrize("said", ["source Ранок", "ранок", "source third"])
async def test_a_source_is_followed_by_the_title_that_messages_show(place: Readership, said: str) -> None:
    """Where the config names none, a source is called as it calls itself, in messages and by readers."""
    origin = replace(make.ORIGIN, title="Ранок")
    await place.store.write(told, make.entry(9, source="third", origin=origin))
    place.config = replace(place.config, sources=(*place.config.sources, make.source("third", title=None)))

    assert (await place.say(f"/follow {said}")).html.startswith("You now follow source <b>Ранок</b><br>")
    assert ["Ранок"] == await place.followed()
    assert "You no longer follow" in (await place.say("/unfollow ранок")).html


async def test_a_title_cannot_bring_its_own_markup(place: Readership) -> None:
    """What sources and readers write is text in every answer."""
    said = await place.say("/follow storm <b>x")
    assert "<b>storm &lt;b&gt;x</b>" in said.html

    said = await place.say("/follow storm")
    assert "• Storm &lt;b&gt;warning&lt;/b&gt; &amp; more" in said.html


async def test_nothing_in_the_last_week_is_told(place: Readership) -> None:
    """A wish that nothing would have matched is followed, and the reader knows."""
    said = await place.say("/follow ferry")

    assert "In the past week you would have got nothing." in said.html
    assert ["ferry"] == await place.followed()


async def test_a_flood_is_announced(place: Readership) -> None:
    """Who follows what comes a hundred times a week is told how to bear it."""
    await place.store.write(told, *(make.entry(number, title="Rain") for number in range(100, 310)))
    said = await place.say("/follow rain")

    assert "In the past week you would have got over 200 articles, such as:" in said.html
    assert "/digest 8:00" in said.html


async def test_the_same_is_not_followed_twice(place: Readership) -> None:
    """Another spelling of what is followed is recognised."""
    await place.fill("Мост Полтава")
    said = await place.say("/follow полтава  мост")

    assert "You already follow <b>полтава мост</b>" == said.html
    assert ["Мост Полтава"] == await place.followed()
    assert 0 == place.refreshed


async def test_there_is_a_most(place: Readership) -> None:
    """The owner's bound holds, and its text names it."""
    await place.fill(*(f"word{number}" for number in range(12)))
    said = await place.say("/follow bridge")

    assert "You follow 12 things, and more is not possible. Remove something first: /list" == said.html
    assert [("What I follow", "p:list:1")] == list(labels(said))
    assert "You already follow <b>word3</b>" == (await place.say("/follow word3")).html


async def test_all_rules_together_have_a_length(tmp_path: Path) -> None:
    """What would be too long as one rule is refused, and the rest goes on."""
    async with readership(tmp_path, most=100) as place:
        await place.fill(*("x" * 195 + "abcdefghijklmnopqrst"[number] for number in range(19)))
        said = await place.say(f"/follow {'y' * 199}")
        assert "All that you follow is too long together. Remove something first: /list" == said.html
        (channel,) = await place.channels()
        assert 3_800 < len(channel.where) <= 4_000


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("мост, паром", "Write one of these:<br><code>мост or паром</code><br><code>мост паром</code>"),
        ("source sampel", "I know no source “sampel”."),
        ("source sampel news", "Did you mean:<br><code>Sample News</code>"),
        ("/a+/", "Patterns between slashes"),
        ("(a", "A parenthesis has no partner"),
        ("x" * 300, "That is too long: 300 characters, and 200 is the most."),
        ("w " * 30, "That is too much at once: 30 words, and 20 is the most."),
        ("tag:<b>", "I cannot read “tag:&lt;b&gt;”. A colon stands in"),
        ("story >= <b>", "I cannot read it from “story &gt;= &lt;b&gt;” on."),
        ("bridge or", "There is no word beside “and”, “or” or “not”."),
        ("not bridge", "Nearly all news would pass that."),
        ("б", "“б” is too short"),
        ('"bridge', "A quotation mark is not closed"),
        ("lang:ukrainian bridge", "“ukrainian” is no language."),
        ("…", "Write what to look for"),
    ],
)
async def test_what_cannot_be_followed_is_told_with_a_remedy(place: Readership, text: str, part: str) -> None:
    """A fault says what to write instead, and nothing is kept."""
    assert part in (await place.say(f"/follow {text}")).html
    assert [] == await place.followed()


async def test_examples_where_nothing_is_said(place: Readership) -> None:
    """/follow alone shows how wishes are written."""
    assert "<code>/follow flood or storm</code> — one of these words" in (await place.say("/follow")).html


async def test_a_link_follows_the_story_of_its_article(place: Readership) -> None:
    """The address of any article of a story is the story; what it was followed for in the button, too."""
    said = await place.say("/follow https://example.org/3?utm_source=x")

    assert "You now follow story <b>Мост в Полтаве: что известно</b>" in said.html
    (channel,) = await place.channels()
    assert (BRIDGE.id,) == channel.followed
    assert "You already follow" in (await place.say("/follow story https://example.org/1")).html
    assert "I know no article" in (await place.say("/follow https://example.org/404")).html


async def test_an_answer_to_a_message_follows_its_story(place: Readership) -> None:
    """Who answers a message with /follow follows what it tells of; a digest tells of too much."""
    await place.store.write(sent, "reader-7", {BRIDGE.id: 50, DIGEST + "x": 51, JUMP + BRIDGE.id: 52})

    assert "You now follow story <b>В Полтаве открыли мост</b>" in (await place.say("/follow", reply=50)).html
    assert "You already follow" in (await place.say("/follow", reply=52)).html
    for message in (51, 53):
        assert "I cannot tell which story" in (await place.say("/follow", reply=message)).html


async def test_the_list_has_pages_and_buttons(place: Readership) -> None:
    """Eight things a page, each with a button that removes it."""
    await place.fill(*(f"word{number}" for number in range(10)))
    said = await place.say("/list")

    assert said.html.startswith("You follow 10 things:<br>1. <b>word0</b><br>")
    assert 8 == len([data for _, data in labels(said) if data.startswith("u:")])
    assert ("▶", "p:list:2") == list(labels(said))[-1]
    last = await place.press("p:list:2")
    assert last.edits
    assert "10. <b>word9</b>" in last.html
    assert "10. <b>word9</b>" in (await place.press("p:list:99")).html


async def test_a_button_of_the_list_removes(place: Readership) -> None:
    """The list goes on without what was removed; pressed again the button finds nothing."""
    await place.fill("bridge", "grain")
    ((_, data), _) = labels(await place.say("/list"))
    gone = await place.press(data)

    assert ("You no longer follow that.", True) == (gone.toast, gone.edits)
    assert gone.html.startswith("You follow 1 thing:")
    assert "You do not follow that." == (await place.press(data)).toast
    assert 1 == place.refreshed


async def test_the_button_of_a_wish_takes_it_back(place: Readership) -> None:
    """Who followed by mistake presses the button below."""
    ((_, data),) = labels(await place.say("/follow bridge"))
    gone = await place.press(data)

    assert ("You no longer follow <b>bridge</b>", True) == (gone.html, gone.edits)
    assert [] == await place.followed()


@pytest.mark.parametrize("said", ["1", "МОСТ", "мост"])
async def test_what_is_named_is_removed(place: Readership, said: str) -> None:
    """By its number in the list, or its words in any spelling."""
    await place.fill("мост")

    assert "You no longer follow <b>мост</b>" == (await place.say(f"/unfollow {said}")).html
    assert [] == await place.followed()


async def test_a_story_is_removed_by_its_title(place: Readership) -> None:
    """What is listed under a title is known by it."""
    await place.say("/follow https://example.org/1")

    assert "You no longer follow story" in (await place.say("/unfollow в полтаве открыли мост")).html


async def test_removing_what_is_not_there_shows_the_list(place: Readership) -> None:
    """Who names nothing, or nothing that is followed, sees what is."""
    assert "You follow nothing yet." in (await place.say("/unfollow bridge")).html
    await place.say("/follow bridge")

    assert (await place.say("/unfollow")).html.startswith("You follow 1 thing:")
    assert (await place.say("/unfollow 2")).html.startswith("You do not follow that.")


@pytest.mark.parametrize(
    "command", ["start", "follow x", "unfollow", "list", "digest", "quiet", "zone", "lang", "opml", "stop", "forget"]
)
async def test_in_a_group_readers_are_sent_to_their_chat(place: Readership, command: str) -> None:
    """What concerns a person is said in private."""
    said = await place.say(f"/{command}", chat="-100", private=False, rank="admin")

    assert said.html.startswith("This works in a private chat with me")
    assert 0 == place.refreshed


@pytest.mark.parametrize("command", [each.name for each in COMMANDS])
async def test_strangers_are_answered_by_nothing_of_it(tmp_path: Path, command: str) -> None:
    """Without readers in the config all commands are closed, and nothing is kept of who tries."""
    async with readership(tmp_path, readers=False) as place:
        assert "no" == (await place.say(f"/{command} bridge", rank="stranger")).html
        assert [] == await place.followed()


async def test_admins_follow_without_readers(tmp_path: Path) -> None:
    """Who runs feedbot may be a reader even where nobody else may."""
    async with readership(tmp_path, readers=False, admins=frozenset({7})) as place:
        await place.say("/follow bridge", rank="admin")
        assert ["reader-7"] == [each.name for each in await place.channels()]


def sent(tx: Tx, channel: str, messages: dict[str, int]) -> None:
    """Let messages stand in a channel's chat that tell of these subjects."""
    outbox.enrol(tx, [channel], make.NOW)
    for subject, message in messages.items():
        outbox.promise(tx, [Promise(channel=channel, subject=subject, wanted="x", due=make.NOW)], make.NOW)
        claim = given.sure(claims.claim(tx, [channel], make.NOW + make.hours(message), given.LEASE))
        shown = replace(claim.delivery, shown="x", standing=make.standing(message))
        outbox.settle(tx, Settled(delivery=shown, lane=claim.lane))


def test_the_tag_of_a_story_is_that_of_its_buttons() -> None:
    """A story that is followed by its link is known when its button is pressed."""
    assert "18c17418f5ad82f0" == story_tag(BRIDGE.id)
