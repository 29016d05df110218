from pathlib import Path
from typing import Any

from feedbot.bot.conversation import WORK
from feedbot.bot.spoken import Command, Heard, Reply, Room
from feedbot.bot.table import Table
from feedbot.store import people
from feedbot.store.people import Person
from tests.bot.telegram import ANNA, BOSS, GROUP, OLHA, Hall, hall
from tests.channels.script import bad

NO = "Sorry, this is not for you to ask of me: only those who run me may."


async def test_a_stranger_is_told_no_once_a_minute(tmp_path: Path) -> None:
    """Nothing is done for somebody who may not ask, and they cannot make us talk."""
    async with hall(tmp_path) as place:
        first = await place.hear("/remove alpha", ANNA)
        second = await place.hear("/sources", ANNA)
        place.seconds += 61
        third = await place.hear("hello", ANNA)

        assert [NO] == first
        assert [] == second
        assert [NO] == third
        assert "alpha" in place.file.read_text()


async def test_no_is_said_in_the_language_of_a_person(tmp_path: Path) -> None:
    """The language follows the user."""
    async with hall(tmp_path) as place:
        anna = {"id": ANNA, "is_bot": False, "first_name": "A", "language_code": "uk-UA"}

        assert "Вибачте" in (await place.hear("/sources", ANNA, by=anna))[0]


async def test_a_reader_may_not_command(tmp_path: Path) -> None:
    """Where anybody may be a reader, nobody may do more for that."""
    async with hall(tmp_path, readers=True) as place:
        assert [NO] == await place.hear("/sources", ANNA)
        place.seconds += 61
        assert [NO] == await place.hear("https://example.org/", ANNA)


async def test_who_may_be_no_reader_any_more_may_leave(tmp_path: Path) -> None:
    """When readers are switched off, those of whom something is kept can stop and be forgotten, and are told so."""
    async with hall(tmp_path, readers=True) as place:
        await place.hear("/follow bridge", ANNA)
        place.settle(readers=False)
        gone = "Sorry, I have no readers any more. /forget deletes everything I keep about you."
        assert [gone] == await place.hear("/follow flood", ANNA)
        assert ["I send you nothing any more. I keep what you follow; /forget deletes it."] == await place.hear(
            "/stop", ANNA
        )
        assert ["Shall I delete"] == [text[:14] for text in await place.hear("/forget", ANNA)]
        yes = place.server.buttons()[0]
        assert ["Deleted: I no longer know you."] == await place.pressed(yes, ANNA)
        assert (0, 0, 0) == await place.store.read(people.count)

        place.seconds += 61
        assert [NO] == await place.hear("/forget", ANNA)


async def test_a_stranger_cannot_make_themselves_known(tmp_path: Path) -> None:
    """Without readers nothing is kept of somebody new, whatever they say; in a group nobody leaves."""
    async with hall(tmp_path) as place:
        for said in ("/stop", "/forget", "/start"):
            place.seconds += 61
            assert [NO] == await place.hear(said, ANNA)
        place.seconds += 61
        assert [NO] == await place.pressed("p:lang:uk", ANNA)
        assert (0, 0, 0) == await place.store.read(people.count)
        await place.store.write(people.keep, Person(chat=str(ANNA), made=place.now))
        place.seconds += 61
        assert [NO] == await place.hear("/forget", ANNA, GROUP)


async def test_who_administers_a_chat_may_ask_about_it(tmp_path: Path) -> None:
    """In its group only, and only what concerns the channels that lead there."""
    async with hall(tmp_path) as place:
        assert "board" in (await place.hear("/queue", OLHA, GROUP))[0]
        assert "console" not in (await place.hear("/queue", OLHA, GROUP))[0]
        assert [NO] == await place.hear("/add https://example.org/", OLHA, GROUP)
        place.seconds += 61
        assert [NO] == await place.hear("/queue", OLHA)
        place.seconds += 61
        assert [NO] == await place.hear("/queue", ANNA, GROUP)


async def test_another_group_learns_nothing(tmp_path: Path) -> None:
    """An administrator of a chat to which no channel leads is told so."""
    async with hall(tmp_path) as place:
        for said in ("/queue", "/mute alpha", "/unmute alpha", "/preview board"):
            assert ["No channel leads to this chat."] == await place.hear(said, OLHA, -777)
        assert "There are no sources" in (await place.hear("/sources", OLHA, -777))[0]


async def test_administrators_are_asked_for_once_in_ten_minutes(tmp_path: Path) -> None:
    """A group in which much is said costs one question."""
    async with hall(tmp_path) as place:
        await place.hear("/queue", OLHA, GROUP)
        await place.hear("/queue", OLHA, GROUP)
        assert 1 == len(place.server.named("getchatadministrators"))
        place.seconds += 601
        place.server.administrators = []

        assert [NO] == await place.hear("/queue", OLHA, GROUP)
        assert 2 == len(place.server.named("getchatadministrators"))


async def test_nobody_is_an_administrator_where_telegram_does_not_say(tmp_path: Path) -> None:
    """A fault of Telegram gives nobody a right."""
    async with hall(tmp_path) as place:
        place.server.refusals["getchatadministrators"] = bad(400, "Bad Request: chat not found")

        assert [NO] == await place.hear("/queue", OLHA, GROUP)


async def test_an_administrator_without_a_name(tmp_path: Path) -> None:
    """Who speaks in the name of the group administers it; who speaks in that of another chat does not."""
    async with hall(tmp_path) as place:
        own = {"id": GROUP, "type": "supergroup", "title": "Chat"}
        bot = {"id": 1087968824, "is_bot": True, "first_name": "Group"}

        assert "board" in (await place.hear("/queue", chat=GROUP, sender_chat=own, by=bot))[0]
        other = own | {"id": -1}
        assert [] == await place.hear("/queue", chat=GROUP, sender_chat=other, by=bot)


async def test_a_post_in_a_channel_is_a_command_of_its_administrator(tmp_path: Path) -> None:
    """Whoever may post there administers it."""
    async with hall(tmp_path) as place:
        place.server.tell(
            "channel_post",
            message_id=1,
            date=1773489600,
            chat={"id": GROUP, "type": "channel", "title": "C"},
            sender_chat={"id": GROUP, "type": "channel", "title": "C"},
            text="/queue",
            entities=[{"type": "bot_command", "offset": 0, "length": 6}],
        )

        assert "board" in (await place.turn())[0]


async def test_what_is_not_said_to_us(tmp_path: Path) -> None:
    """Talk in groups, commands to other bots, edits, other bots and what came by way of a bot are not heard."""
    async with hall(tmp_path) as place:
        heard = [
            await place.hear("hello https://example.org/", chat=GROUP),
            await place.hear("/sources@other_bot", chat=GROUP),
            await place.hear("/start_of_something", chat=GROUP),
            await place.hear("/sources", by={"id": 5, "is_bot": True, "first_name": "B"}),
            await place.hear("/sources", via_bot={"id": 5, "is_bot": True, "first_name": "B"}),
        ]
        place.server.tell("edited_message", **message("/sources"))
        place.server.tell("message", **(message("") | {"new_chat_title": "x"}))
        heard.append(await place.turn())

        assert [[], [], [], [], [], []] == heard


def message(text: str) -> dict[str, Any]:
    """A message of one who runs the bot."""
    person = {"id": BOSS, "is_bot": False, "first_name": "A"}
    found = {"message_id": 9, "date": 1773489600, "chat": {"id": BOSS, "type": "private"}, "from": person}
    return found | ({"text": text} if text else {})


async def test_a_command_may_name_the_bot(tmp_path: Path) -> None:
    """In any case of letters."""
    async with hall(tmp_path) as place:
        assert "2 sources" in (await place.hear("/Sources@Sample_Bot", chat=GROUP))[0]


async def test_an_answer_in_a_group_hangs_on_the_question(tmp_path: Path) -> None:
    """So it is seen what was answered, in the topic in which it was asked."""
    async with hall(tmp_path) as place:
        await place.hear("/queue", chat=GROUP, message_id=77, message_thread_id=5, is_topic_message=True)
        said = place.server.named("sendmessage")[-1].fields

        assert 5 == said["message_thread_id"]
        assert "77" in str(said["reply_parameters"])


async def test_a_command_that_nobody_knows(tmp_path: Path) -> None:
    """Who may command is told where the commands are."""
    async with hall(tmp_path) as place:
        assert ["I do not know this command; /help lists those I do."] == await place.hear("/frobnicate")


async def test_a_flood_of_commands(tmp_path: Path) -> None:
    """So many a minute are answered, then one word, then nothing, until a minute is over."""
    async with hall(tmp_path, pace=2) as place:
        said = [await place.hear("/health") for _ in range(5)]
        other = await place.hear("/queue", OLHA, GROUP)
        place.seconds += 61

        assert [1, 1, 1, 0, 0] == [len(each) for each in said]
        assert "Slow down" in said[2][0]
        assert "board" in other[0]
        assert 1 == len(await place.hear("/health"))


async def test_a_flood_of_buttons_stops_their_clocks(tmp_path: Path) -> None:
    """A button is answered with nothing, so that it does not turn for ever."""
    async with hall(tmp_path, pace=1) as place:
        for _ in range(4):
            await place.pressed("an:")

        assert 4 == len(place.server.named("answercallbackquery"))
        assert 1 == len(place.server.named("editmessagetext"))


async def test_a_stranger_presses_a_button(tmp_path: Path) -> None:
    """The no is shown over the chat, and nothing is done."""
    async with hall(tmp_path) as place:
        assert [NO] == await place.pressed("aq:00000000000", ANNA, GROUP)


async def test_an_inline_query_of_a_stranger_finds_nothing(tmp_path: Path) -> None:
    """It is answered with no results, in silence."""
    async with hall(tmp_path) as place:
        place.server.tell("inline_query", id="i", query="first", offset="", **{"from": person(ANNA)})

        assert [] == await place.turn()
        assert [] == place.server.named("answerinlinequery")[-1].fields["results"]


async def test_an_inline_query_of_a_reader_finds_news(tmp_path: Path) -> None:
    """What was told is found from any chat."""
    async with hall(tmp_path, readers=True) as place:
        place.server.tell("inline_query", id="i", query="first", offset="", **{"from": person(ANNA)})
        await place.turn()

        assert 1 == len(place.server.named("answerinlinequery"))


def person(user: int) -> dict[str, Any]:
    """Somebody, as the Bot API has it."""
    return {"id": user, "is_bot": False, "first_name": "A"}


async def test_a_chat_that_must_be_left_alone(tmp_path: Path) -> None:
    """While Telegram asks to wait for long nothing more is said there; other chats are answered."""
    async with hall(tmp_path) as place:
        place.server.refusals["sendmessage"] = bad(429, "Too Many Requests", retry_after=600)
        await place.hear("/health")
        count = len(place.server.named("sendmessage"))
        await place.hear("/health")
        assert count == len(place.server.named("sendmessage"))
        place.server.refusals.clear()
        place.seconds += 601

        assert 1 == len(await place.hear("/health"))


async def test_faults_of_telegram_end_an_answer(tmp_path: Path) -> None:
    """Whatever cannot be said is not said, and the next is heard."""
    async with hall(tmp_path, readers=True) as place:
        for method in ("sendmessage", "senddocument", "answercallbackquery", "answerinlinequery", "editmessagetext"):
            place.server.refusals[method] = bad(400, "Bad Request: no")
        await place.hear("/opml")
        await place.pressed("an:")
        place.server.tell("inline_query", id="i", query="first", offset="", **{"from": person(ANNA)})
        await place.turn()
        place.server.refusals.clear()

        assert 1 == len(await place.hear("/health"))


async def test_the_bot_is_made_administrator_of_a_channel(tmp_path: Path) -> None:
    """Who runs it is told the number of the chat and the lines for the config, whatever the title has in it."""
    async with hall(tmp_path) as place:
        said = await joined(place, -100777, "Daily <b>News</b> \u202e🗞", "administrator")

        assert "-100777" in said[0]
        assert 'name = "daily-b-news-b"' in said[0]
        assert "chat = -100777" in said[0]
        assert "<b>News</b>" in said[0]
        assert "\u202e" not in said[0]


async def test_the_bot_is_taken_out_of_a_chat(tmp_path: Path) -> None:
    """Who runs it is told which channel is silent now; a chat of no channel is not worth a word."""
    async with hall(tmp_path) as place:
        assert "board" in (await joined(place, GROUP, "Group", "kicked"))[0]
        place.seconds += 61
        assert [] == await joined(place, -5, "Other", "left")
        place.seconds += 61
        assert [] == await joined(place, -6, "Read only", "member")


async def joined(place: Hall, chat: int, title: str, status: str) -> list[str]:
    """What is said when the bot has another standing in a channel."""
    bot = {"id": 1, "is_bot": True, "first_name": "B"}
    rights = (
        "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
        " can_promote_members can_change_info can_invite_users is_anonymous can_post_stories can_edit_stories"
        " can_delete_stories"
    )
    place.server.tell(
        "my_chat_member",
        chat={"id": chat, "type": "channel", "title": title},
        date=1773489600,
        old_chat_member={"user": bot, "status": "left" if status != "kicked" else "member"},
        new_chat_member={"user": bot, "status": status, "until_date": 0, **dict.fromkeys(rights.split(), True)},
        **{"from": person(BOSS)},
    )
    return await place.turn()


async def test_work_that_fails_says_so(tmp_path: Path) -> None:
    """A message that promised an answer says that it failed."""
    async with hall(tmp_path) as place:

        async def fail() -> Reply:
            raise ValueError

        async def begin(heard: Heard, room: Room) -> Reply:
            return Reply(html="Wait", later=fail)

        place.again(Table(commands=(Command(name="go", handler=begin, least="admin", help=""),), buttons={}))

        assert ["Wait", "Something went wrong here. What it was stands in the log of feedbot."] == await place.hear(
            "/go"
        )
        assert WORK > 1
