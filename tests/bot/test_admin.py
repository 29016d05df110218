from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from feedbot import reception
from feedbot.bot import admin_mute
from feedbot.bot.writing import LIMIT, tag
from feedbot.desk import Health
from feedbot.model import Ailment, Batch, Standing
from feedbot.store import Tx, entries, health, mutes, revisions, tables, visits
from feedbot.store.present import card as told_by
from feedbot.text.spans import units
from tests import bases, make
from tests.bot.telegram import ANNA, BOSS, GROUP, NEWS, OLHA, board, hall
from tests.channels.script import bad
from tests.store import given

SERVER = pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server")
CARD = told_by(["ingest"], ("127.0.0.1", 9101), "04d2")


async def test_help_lists_what_one_may_say(tmp_path: Path) -> None:
    """Who runs it sees all commands, an administrator of a chat those of a chat; a button's start greets, too."""
    async with hall(tmp_path) as place:
        mine, theirs = await place.hear("/help"), await place.hear("/help", OLHA, GROUP)
        begun = await place.hear("/start")

        assert "/add – add a source by its address" in mine[0]
        assert "/follow" in mine[0]
        assert "/queue" in theirs[0]
        assert "/add" not in theirs[0]
        assert "/follow" not in theirs[0]
        assert "/add" in begun[0]


async def test_the_language_follows_the_user(tmp_path: Path) -> None:
    """What the person chose, else what their Telegram speaks."""
    async with hall(tmp_path) as place:
        russian = {"id": BOSS, "is_bot": False, "first_name": "A", "language_code": "ru"}
        assert "источники и их состояние" in (await place.hear("/help", by=russian))[0]
        await place.hear("/lang uk")

        assert "джерела та їхній стан" in (await place.hear("/help", by=russian))[0]


async def test_sources_are_listed_page_by_page(tmp_path: Path) -> None:
    """Eight a page, with buttons that turn it; the words that were asked for stay."""
    async with hall(tmp_path) as place:
        many = tuple(make.source(f"s{number:02}", title=f"Even {number % 2 == 0}") for number in range(40))
        place.config = replace(place.config, sources=many)
        first = await place.hear("/sources")
        onward = place.server.buttons()
        second = await place.pressed("as:2")
        words = await place.hear("/sources even TRUE")
        code = [{"type": "code", "offset": 11, "length": 9}]
        turned = await place.pressed("as:3", text="20 sources even true", entities=code)

        assert "40 sources · 1/5" in first[0]
        assert ["as:2"] == onward
        assert "s08" in second[0]
        assert "20 sources even TRUE · 1/3" in words[0]
        assert "3/3" in turned[0]
        assert ["as:2"] == place.server.buttons()
        assert "40 sources · 5/5" in (await place.pressed("as:99"))[0]
        assert "1/5" in (await place.pressed("as:x"))[0]
        assert ["No source has these words."] == await place.hear("/sources odd")


async def test_how_sources_are(tmp_path: Path) -> None:
    """Each has the mark of its state, and what is wrong with it; a password in an address is not told."""
    async with hall(tmp_path) as place:
        sources = (
            make.source("alpha", url="https://me:secret@alpha.example/feed"),
            make.source("beta", paused=True),
            make.source("gamma"),
        )
        place.config = replace(place.config, sources=sources)
        failed = make.cursor("alpha", failures=3, error="403 <b>no</b>", visited=make.NOW)
        await place.store.write(visits.enrol, ["gamma"], make.NOW)
        await place.store.write(visits.leave, [failed])
        said = (await place.hear("/sources"))[0]

        assert "secret" not in said
        assert "403 <b>no</b>" in said
        assert "⏸ beta · paused" in said
        assert "⚪ gamma · not read yet" in said


async def test_a_source_is_removed_by_a_button(tmp_path: Path) -> None:
    """It is asked first; the button names the source whatever its name is, and works after a restart."""
    async with hall(tmp_path) as place:
        assert ["Remove alpha? Its entries stay.\nhttps://alpha.example/feed"] == await place.hear("/remove Alpha News")
        yes, no = place.server.buttons()
        place.again()
        assert ["Nothing was changed."] == await place.pressed(no)
        assert '"alpha"' in place.file.read_text()
        assert ["Removed alpha; its entries stay."] == await place.pressed(yes)
        assert '"alpha"' not in place.file.read_text()
        place.config = replace(place.config, sources=place.config.sources[1:])

        assert ["It is not there any more."] == await place.pressed(yes)
        assert all(len(each.encode()) <= 64 for each in (yes, no))


async def test_every_fault_of_the_config_is_told(tmp_path: Path) -> None:
    """A change that cannot be made says each reason."""
    async with hall(tmp_path) as place:
        place.file.write_text(place.file.read_text() + '\n[[feeds]]\nname = "main"\nsources = ["alpha"]\n')
        await place.hear("/remove alpha")
        said = await place.pressed(place.server.buttons()[0])

        assert "Nothing was changed:" in said[0]
        assert '"alpha" is named here; take it out first' in said[0]


async def test_a_source_is_paused_and_resumed(tmp_path: Path) -> None:
    """The config says so."""
    async with hall(tmp_path) as place:
        assert "Paused alpha" in (await place.hear("/pause alpha"))[0]
        assert "paused = true" in place.file.read_text()
        assert ["alpha is visited again."] == await place.hear("/resume ALPHA")
        assert "paused = true" not in place.file.read_text()


async def test_a_name_that_no_source_has(tmp_path: Path) -> None:
    """What is near to it is offered; no name at all is asked for."""
    async with hall(tmp_path) as place:
        for command in ("/remove", "/pause", "/resume", "/visit"):
            assert "Which source?" in (await place.hear(command))[0]
            assert "No source is called zeta.\n/sources lists them." in (await place.hear(f"{command} zeta"))[0]
        assert "Do you mean one of these? alpha" in (await place.hear("/pause alp"))[0]


async def test_a_source_that_is_only_in_the_config_in_force(tmp_path: Path) -> None:
    """After an edit by hand the file has another truth, which is told."""
    async with hall(tmp_path) as place:
        place.file.write_text("[feedbot]\n")

        assert 'no source is called "alpha"' in (await place.hear("/pause alpha"))[0]


async def test_a_source_is_visited_now(tmp_path: Path) -> None:
    """It is due at once; one that is paused, or that the store does not know yet, is not."""
    async with hall(tmp_path) as place:
        paused, strange = make.source("gamma", paused=True), make.source("delta")
        place.config = replace(place.config, sources=(*place.config.sources, paused, strange))
        place.now += timedelta(minutes=5)

        assert ["alpha is visited now."] == await place.hear("/visit alpha")
        cursors = await place.store.read(visits.cursors, ["alpha"])
        assert place.now == cursors["alpha"].due
        assert place.woken
        assert "is paused" in (await place.hear("/visit gamma"))[0]
        assert "not known yet" in (await place.hear("/visit delta"))[0]


@pytest.mark.parametrize("card", ["", pytest.param(CARD, marks=SERVER)])
async def test_a_source_that_is_being_visited(tmp_path: Path, card: str) -> None:
    """Who visits it is told, where that is known, and until when; of one that ended also where a visit is ordered."""
    async with hall(tmp_path) as place:
        await place.store.write(visits.leave, [make.cursor("alpha", due=make.NOW - make.minutes(1))])
        await place.store.write(partial(visits.claim, card=card), make.NOW, make.minutes(20), 9)
        why, ordered = (await place.hear("/why alpha"))[0], (await place.hear("/visit alpha"))[0]

    ended = "a program that ended (ingest 127.0.0.1:9101) holds it until 14.03 12:20 UTC; one that runs takes it over"
    assert (ended if card else "The next visit: it is being visited, until 14.03 12:20 UTC at the latest.") in why
    assert (ended if card else "alpha is visited now.") in ordered


async def test_why_an_entry_was_sent(tmp_path: Path) -> None:
    """By its link: what each target made of it, and what became of it, with hostile titles harmless."""
    async with hall(tmp_path) as place:
        said = (await place.hear(f"/why {NEWS[1].link}"))[0]

        assert "Second <i>one</i>" in said
        assert "feed main" in said
        assert "channel board: owed" in said
        await place.store.write(fate, NEWS[1].id, parked="chat <b>not</b> found")
        assert "set aside: chat <b>not</b> found" in (await place.hear(f"/why {NEWS[1].id}"))[0]
        await place.store.write(fate, NEWS[1].id, parked=None, dropped="too old")
        assert "dropped: too old" in (await place.hear(f"/why {NEWS[1].id}"))[0]


async def test_reasons_are_told_in_the_language_of_who_asks(tmp_path: Path) -> None:
    """What rules and visits say is told as the pages tell it, and what is wrong as alarms do."""
    async with hall(tmp_path) as place:
        place.again(reasons=reception.reasons)
        cursor = make.cursor("alpha", visited=make.NOW, terms=("the config says every 1 hour",))
        await place.store.write(visits.leave, [cursor])
        gone = "It is not visited any more. Remove it (`feedbot remove alpha`) or correct url."
        ailment = Ailment(source="alpha", code="gone", since=make.NOW, because="it is gone", remedy=gone)
        await place.store.write(health.write, [], [], [ailment])
        await place.store.write(fate, NEWS[1].id, parked=None, dropped="its source withdrew it before it was sent")
        await place.store.write(
            entries.explain, [given.verdict(NEWS[1].id, target="story:", because="nothing like it was told")]
        )
        await place.hear("/lang ru")

        why = (await place.hear(f"/why {NEWS[1].link}"))[0]
        assert "• его сюжет (1 запись): ничего похожего не рассказано" in why
        assert "✔ лента main\n↳ берёт все источники" in why
        assert "• канал board: снято: источник отозвал запись до отправки" in why
        alpha = (await place.hear("/why alpha"))[0]
        assert "• так в конфигурации: 1 час" in alpha
        assert "Визитов больше нет. Удалите его" in alpha
        assert "Визитов больше нет. Удалите его" in (await place.hear("/health"))[0]


async def test_what_servers_answer_is_told_in_the_language_of_who_asks(tmp_path: Path) -> None:
    """Our sentence around it is translated; what the server itself says stands in it as it was."""
    because = "404 Not Found from alpha.example for 3 days, 5 times in a row"
    async with hall(tmp_path) as place:
        place.again(reasons=reception.reasons)
        ailment = Ailment(source="alpha", code="failing", since=make.NOW, because=because, remedy="correct url")
        await place.store.write(health.write, [], [], [ailment])
        cursor = make.cursor("beta", error="503 Service Unavailable from g.example: it asks to be left alone")
        await place.store.write(visits.leave, [cursor])
        await place.store.write(fate, NEWS[1].id, parked="no connection to a.example: refused; is it up?")
        place.health = Health(alive=True, ready=False, problems=("nobody listens there: correct url",))
        await place.hear("/lang ru")

        listed = (await place.hear("/sources"))[0]
        assert "alpha.example отвечает 404 Not Found; длится 3 дня, раз подряд: 5" in listed
        assert "g.example отвечает 503 Service Unavailable" in listed
        well = (await place.hear("/health"))[0]
        assert "alpha.example отвечает 404 Not Found; длится 3 дня" in well
        assert "исправьте url" in well
        assert "там никто не слушает: исправьте url" in well
        assert "нет соединения с a.example: refused; он работает?" in (await place.hear("/queue board"))[0]


async def test_faults_are_told_in_the_language_of_who_asks(tmp_path: Path) -> None:
    """What is wrong with a config, or with a change of it, too."""
    async with hall(tmp_path) as place:
        await place.hear("/lang uk")
        place.broken = ("config.toml:3: sources[0].url: nobody listens there: correct url",)
        said = "config.toml:3: sources[0].url: там ніхто не слухає: виправте url"
        assert said in (await place.hear("/reload"))[0]
        assert said in (await place.hear("/pause alpha"))[0]


async def test_no_two_commands_of_a_menu_are_described_alike(tmp_path: Path) -> None:
    """In any language, for anybody."""
    async with hall(tmp_path) as place:
        place.settle(readers=True)
        await place.turn()
        menus = [each.fields["commands"] for each in place.server.named("setmycommands")]

        assert 9 == len(menus)
        for menu in menus:
            told = [each["description"] for each in menu]
            assert sorted(set(told)) == sorted(told)


async def test_why_tells_what_changed(tmp_path: Path) -> None:
    """A title that changed beside a text that did not, and whatever else did."""
    async with hall(tmp_path) as place:
        first = replace(NEWS[1], title="Third", digest="3")
        second = replace(first, title="Fourth", content="<p>x</p>", digest="4")
        last = replace(second, content="<p>y</p>", digest="5")
        for minute, each in enumerate((first, second, last)):
            await place.store.write(revisions.keep, [each], make.NOW + make.minutes(minute))
            await place.store.write(entries.record, Batch(source="alpha", changed=(each,)), make.NOW)
        said = (await place.hear(f"/why {NEWS[1].link}"))[0]

        assert "• changed 14.03.2026 12:00 UTC: the title alone, it was “Second <i>one</i>”" in said
        assert "• changed 14.03.2026 12:01 UTC: the title, it was “Third”, and more" in said
        assert "• changed 14.03.2026 12:02 UTC: not its title" in said


async def test_what_did_not_pass_is_not_told_as_sent(tmp_path: Path) -> None:
    """Where another entry of the story was sent, an entry that did not pass went nowhere."""
    async with hall(tmp_path) as place:
        refused = given.verdict(NEWS[1].id, target="channel:board", passed=False, because="takes alarms only")
        await place.store.write(entries.explain, [refused])

        assert "✖ channel board\n↳ takes alarms only" in (await place.hear(f"/why {NEWS[1].link}"))[0]


async def test_why_as_an_answer_to_a_message(tmp_path: Path) -> None:
    """The message that told of it names the entry; one that nobody remembers does not."""
    async with hall(tmp_path) as place:
        standing = (Standing(messages=(41, 42), digest="x"),)
        wanted = NEWS[0].digest
        await place.store.write(fate, NEWS[0].id, standing=standing, shown=wanted, settled=make.NOW)
        answered = {"message_id": 42, "date": 1773489600, "chat": {"id": GROUP, "type": "supergroup"}}
        said = (await place.hear("/why", OLHA, GROUP, reply_to_message=answered))[0]

        assert "First" in said
        assert "sent as message 41, 42" in said
        assert "feed main" not in said
        astray = (replace(standing[0], astray="not enough rights"),)
        await place.store.write(fate, NEWS[0].id, standing=astray)
        missing = "outside its topic, which could not be made: not enough rights. Let me manage topics in that chat"
        assert missing in (await place.hear("/why", OLHA, GROUP, reply_to_message=answered))[0]
        answered["message_id"] = 43
        assert "I do not know which entry" in (await place.hear("/why", chat=GROUP, reply_to_message=answered))[0]


async def test_why_of_a_source_and_of_nothing(tmp_path: Path) -> None:
    """A source tells when it is visited next and why then; what is unknown is said so."""
    async with hall(tmp_path) as place:
        cursor = make.cursor("alpha", visited=make.NOW, due=make.NOW + timedelta(hours=1), terms=("hourly <at> most",))
        await place.store.write(visits.leave, [cursor])
        said = (await place.hear("/why alpha"))[0]

        assert "The next visit is at 14.03 13:00 UTC." in said
        assert "hourly <at> most" in said
        assert "I know no entry" in (await place.hear("/why https://nowhere.example/"))[0]
        assert "Why what?" in (await place.hear("/why"))[0]


async def test_the_queue(tmp_path: Path) -> None:
    """What each channel is owed; a button sends again what was set aside, and only that of its channel."""
    async with hall(tmp_path) as place:
        await place.store.write(fate, NEWS[0].id, parked="chat not found")
        said = (await place.hear("/queue"))[0]
        button = place.server.buttons()
        one = (await place.hear("/queue BOARD"))[0]
        pressed = await place.pressed(button[0], OLHA, GROUP)

        assert "board · owed 1 · set aside 1 · sent 0" in said
        assert [f"aq:{tag('board')}"] == button
        assert "First: set aside: chat not found" in one
        assert ["1 message of board is sent again."] == pressed
        assert "set aside" not in (await place.hear("/queue"))[0]
        assert ["There is no such channel any more."] == await place.pressed(f"aq:{tag('console')}", OLHA, GROUP)
        assert "No channel is called zeta." in (await place.hear("/queue zeta"))[0]


async def test_a_chat_that_takes_nothing_can_be_tried_again(tmp_path: Path) -> None:
    """A lane that is gone says why, and has the button, too; what was asked after is counted."""
    async with hall(tmp_path) as place:
        lane = update(tables.lanes).where(tables.lanes.c.channel == "board")
        await place.store.write(lambda tx: tx.execute(lane.values(gone="bot was kicked", probes=3, found=2)))
        await place.store.write(fate, NEWS[0].id, error="no answer", unknowns=1)
        said = (await place.hear("/queue board"))[0]

        assert "bot was kicked" in said
        assert "asked after 3, found 2" in said
        assert "perhaps twice 1" in said
        assert "First: owed, after: no answer" in said
        assert [f"aq:{tag('board')}"] == place.server.buttons()


async def test_a_preview(tmp_path: Path) -> None:
    """The newest of what a channel was promised comes as it would look there, in the chat it was asked in."""
    async with hall(tmp_path) as place:
        assert "Second <i>one</i>" in (await place.hear("/preview board"))[0]
        assert BOSS == int(place.server.named("sendmessage")[-1].fields["chat_id"])
        assert "Second" in (await place.hear("/preview", OLHA, GROUP))[0]
        assert "Which channel?" in (await place.hear("/preview"))[0]


async def test_a_source_is_muted_everywhere(tmp_path: Path) -> None:
    """In private, for all channels, for as long as it says or a day."""
    async with hall(tmp_path) as place:
        assert "alpha is muted until 14.03 14:00 UTC" in (await place.hear("/mute alpha 2h"))[0]
        assert "beta is muted until 15.03 12:00 UTC" in (await place.hear("/mute beta"))[0]
        assert {("", "alpha"), ("", "beta")} == set(await place.store.read(mutes.every))
        assert "alpha → everywhere: 14.03 14:00 UTC" in (await place.hear("/mute"))[0]
        assert ["alpha is told of again."] == await place.hear("/unmute alpha")
        assert ["alpha was not muted."] == await place.hear("/unmute alpha")
        assert "beta" in (await place.hear("/unmute"))[0]
        place.now += timedelta(days=2)
        assert "No source is muted." in (await place.hear("/mute"))[0]


async def test_a_source_is_muted_in_a_chat(tmp_path: Path) -> None:
    """In a group, for the channels that lead there, whoever asks."""
    async with hall(tmp_path) as place:
        place.config = replace(place.config, channels=(board(), board("second"), board("else", -9)))
        await place.hear("/mute alpha 1d", OLHA, GROUP)

        assert {("board", "alpha"), ("second", "alpha")} == set(await place.store.read(mutes.every))
        assert "How long?" in (await place.hear("/mute alpha soon", OLHA, GROUP))[0]
        assert "How long?" in (await place.hear("/mute alpha 2h now", OLHA, GROUP))[0]
        assert "No source is called zeta." in (await place.hear("/mute zeta", OLHA, GROUP))[0]


@pytest.mark.parametrize(
    ("text", "length"),
    [("30m", make.minutes(30)), ("2H", make.hours(2)), ("52w", make.hours(52 * 168)), ("53w", None), ("0m", None)],
)
def test_lengths_of_time(text: str, length: timedelta | None) -> None:
    """A number with a unit, up to a year."""
    assert length == admin_mute.duration(text)


async def test_how_all_is(tmp_path: Path) -> None:
    """All well, or every trouble with what helps."""
    async with hall(tmp_path) as place:
        assert "All is well." in (await place.hear("/health"))[0]
        place.health = Health(alive=True, ready=False, problems=("loop <deliver> is stuck",))
        said = (await place.hear("/health"))[0]

        assert "No work gets done:" in said
        assert "loop <deliver> is stuck" in said


async def test_one_bad_visit_is_not_told(tmp_path: Path) -> None:
    """What a source answered last is told when it is an ailment; that a channel cannot send, at once."""
    async with hall(tmp_path) as place:
        place.problems = {"source alpha": "503 from alpha.example", "channel reader-5": "blocked"}
        told = ("source alpha: 503 from alpha.example", "channel reader-5: blocked")
        place.health = Health(alive=True, ready=True, problems=told)
        assert "All is well." in (await place.hear("/health"))[0]
        place.health = replace(place.health, problems=(*place.health.problems, "channel board: bot was kicked"))
        said = (await place.hear("/health"))[0]

    assert "This wants attention:" in said
    assert "channel board: bot was kicked" in said
    assert "alpha" not in said


async def test_moments_are_those_of_the_config(tmp_path: Path) -> None:
    """Moments are told in the zone that the config names, with its name."""
    async with hall(tmp_path) as place:
        place.config = replace(place.config, settings=replace(place.config.settings, timezone="Europe/Kyiv"))
        await place.store.write(visits.leave, [make.cursor("alpha", due=make.NOW + make.hours(1))])

        assert "alpha is muted until 14.03 16:00 Europe/Kyiv" in (await place.hear("/mute alpha 2h"))[0]
        assert "alpha → everywhere: 14.03 16:00 Europe/Kyiv" in (await place.hear("/mute"))[0]
        assert "The next visit is at 14.03 15:00 Europe/Kyiv." in (await place.hear("/why alpha"))[0]
        assert "14.03.2026 12:01 Europe/Kyiv" in (await place.hear(f"/why {NEWS[0].id}"))[0]


async def test_what_ails_is_told(tmp_path: Path) -> None:
    """With the remedy of each ailment."""
    async with hall(tmp_path) as place:
        ailment = Ailment(source="alpha", code="late", since=make.NOW, because="silent for 3 days", remedy="look at it")
        await place.store.write(health.write, [], [], [ailment])
        said = (await place.hear("/health"))[0]

        assert "This wants attention:" in said
        assert "alpha: silent for 3 days\n↳ look at it" in said


async def test_the_numbers_of_a_day(tmp_path: Path) -> None:
    """What came by source, what went by channel, what rules let through."""
    async with hall(tmp_path) as place:
        await place.store.write(fate, NEWS[0].id, shown=NEWS[0].digest, settled=make.NOW)
        said = (await place.hear("/stats"))[0]

        assert "entries 2, stories 2" in said
        assert "• alpha: 2" in said
        assert "• board: 1" in said
        assert "• feed main: 2 / 0" in said


async def test_the_config_is_taken_anew(tmp_path: Path) -> None:
    """With the counts of what is in force then; its faults are told, and the old one stays."""
    async with hall(tmp_path) as place:
        assert "sources 2, channels 2, feeds 1" in (await place.hear("/reload"))[0]
        place.broken = ("config.toml:3: feedbot: <what>?",)
        said = (await place.hear("/reload"))[0]

        assert "The old config stays:" in said
        assert "config.toml:3: feedbot: <what>?" in said


async def test_no_answer_is_too_long(tmp_path: Path) -> None:
    """Whatever the names, titles and troubles are, a message holds the answer, and says what it leaves out."""
    async with hall(tmp_path) as place:
        name, title = "n" * 60, "<b>\u202e" + "Ж" * 500
        many = tuple(make.source(f"{name}{number:03}", title=title, url=f"https://e.example/{number}{name * 20}")
                     for number in range(200))  # fmt: skip
        channels = tuple(board(f"{name}{number:03}", -number) for number in range(1, 200))
        place.config = replace(place.config, sources=many, channels=channels)
        place.health = Health(alive=True, ready=False, problems=("x" * 5_000,) * 50)
        for said in ("/sources", "/queue", "/health", "/mute", "/stats", "/preview", "/queue x"):
            found = await place.hear(said)
            assert 0 < units(found[0]) <= LIMIT + 100, said
        assert all(len(each.encode()) <= 64 for each in place.server.buttons())


async def test_a_message_that_cannot_be_changed_is_said_anew(tmp_path: Path) -> None:
    """The answer to a button is not lost where its message is gone."""
    async with hall(tmp_path) as place:
        place.server.refusals["editmessagetext"] = bad(400, "Bad Request: message to edit not found")
        await place.pressed("an:")

        assert "Nothing was changed." == place.server.named("sendmessage")[-1].fields["text"]


async def test_only_a_reader_is_not_told_of_readers(tmp_path: Path) -> None:
    """The channels of readers are nobody's business: neither in the queue nor among the reasons."""
    async with hall(tmp_path, readers=True) as place:
        reader = board("reader-22", ANNA, reader=True)
        place.config = replace(place.config, channels=(*place.config.channels, reader))

        assert "reader-22" not in (await place.hear("/queue"))[0]


def fate(tx: Tx, subject: str, /, **fields: Any) -> None:
    """Let this have become of what the board was promised of an entry."""
    tx.execute(update(tables.outbox).where(tables.outbox.c.subject == subject).values(**fields))
