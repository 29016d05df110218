from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from feedbot.channels.templates import PRESETS
from feedbot.model import DIGEST, JUMP
from feedbot.store import Tx, outbox, people, tables, write
from feedbot.web import looks
from tests import make
from tests.make import NOW
from tests.store import given
from tests.web.furnished import BRIDGE, EVIL, RATES, RULES, SCRIPT, fill
from tests.web.rooms import Place, room
from tests.web.shelled import tree
from tests.web.test_status import texts

HERE = "/channels?channel=console"
PART = {"HX-Request": "true"}
MORNING = "digest 2026-03-15T08:00"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The pages over a channel that was promised four entries."""
    async with room(tmp_path, fill=fill, text=RULES) as found:
        yield found


async def test_the_newest_messages_are_drawn(place: Place) -> None:
    """The page of a channel has its newest three messages; nothing is loaded from elsewhere, and no text is markup."""
    got = await place.browser.get(HERE)
    page = tree(got)

    assert 3 == len(page.css("#drawn .bubble"))
    assert SCRIPT.encode() not in got.body
    assert [] == page.css("#drawn img, #drawn script")
    assert PRESETS["brief"] == page.css("#template textarea")[0].text()
    assert ["brief"] == texts(page, "#template button[aria-pressed=true]")
    assert [] == tree(await place.browser.get("/channels")).css("#looks, #manner")


async def test_a_template_is_drawn_while_it_is_typed(place: Place) -> None:
    """htmx gets the drawing alone; without script the page comes with the text that was typed. Nothing is saved."""
    before = place.file.read_bytes()
    await place.browser.get(HERE)
    part = await place.browser.send(HERE, PART, template="SEEN {{ title }}")
    whole = tree(await place.browser.send(HERE, do="draw", template="SEEN\r\n{{ title }}"))

    assert b"<textarea" not in part.body
    assert 3 == part.body.count(b"SEEN ")
    assert "SEEN\n{{ title }}" == whole.css("#template textarea")[0].text()
    assert "SEEN" in texts(whole, "#drawn .words")[0]
    assert before == place.file.read_bytes()


async def test_a_preset_fills_the_form(place: Place) -> None:
    """A preset's button gives its text, to begin from."""
    await place.browser.get(HERE)
    got = await place.browser.send(HERE, PART, preset="headline", template="x")

    assert PRESETS["headline"] == tree(got).css("#template textarea")[0].text()
    assert b"<html" not in got.body


async def test_faults_have_their_line(place: Place) -> None:
    """A flawed template is told with its line, nothing is drawn, and it is not saved."""
    before = place.file.read_bytes()
    await place.browser.get(HERE)
    for do, status in (("draw", 200), ("save", 422)):
        got = await place.browser.send(HERE, do=do, template="{{ title }}\n{{ wrong }}")
        assert status == got.status
        assert "Line 2:" in tree(got).css("#drawn li")[0].text()
        assert [] == tree(got).css(".bubble")
    assert before == place.file.read_bytes()


async def test_a_template_is_saved(place: Place) -> None:
    """Save writes the template into the file and takes it over; a preset is written by its name."""
    await place.browser.get(HERE)
    got = await place.browser.send(HERE, do="save", template="<b>{{ title }}</b>\r\n{{ source }}")
    assert (303, "channels?channel=console") == (got.status, got.headers["location"].removeprefix("./"))
    assert "<b>{{ title }}</b>\n{{ source }}" == place.config.channels[0].template
    assert "where = 'мост'  # only bridges" in place.file.read_text()
    assert "Saved" in tree(await place.browser.get(HERE)).css("#told")[0].text()

    await place.browser.send(HERE, do="save", template=PRESETS["full"].replace("\n", "\r\n"))
    assert "full" == place.config.channels[0].template
    assert "template = 'full'" in place.file.read_text()


async def test_forged_forms_and_strange_channels(place: Place) -> None:
    """Without our token nothing is drawn or saved; a channel that is not there is not found."""
    await place.browser.get(HERE)
    assert 403 == (await place.browser.ask("POST", HERE, data={"do": "save", "template": "brief"})).status
    for name in ("", "?channel=nobody"):
        assert 404 == (await place.browser.send(f"/channels{name}", template="brief")).status


async def test_a_file_that_cannot_be_edited_is_told(place: Place) -> None:
    """What keeps the file from being written stands on the page."""
    await place.browser.get(HERE)
    place.file.write_text(RULES.replace('name = "console"', 'name = "other"'))
    got = await place.browser.send(HERE, do="save", template="full")

    assert 422 == got.status
    assert 'no channel is called "console" there' in tree(got).css("#drawn [role=alert]")[0].text()


async def test_a_message_that_cannot_be_made(tmp_path: Path) -> None:
    """A fault of ours is told in the place of the message."""
    broken = make.channel(kind="telegram", options=None)
    async with room(tmp_path, make.config(channels=(make.channel(),))) as place:
        found = await looks.look(place.desk, broken)

    assert found.invented
    assert ["feedbot could not compose this message (TypeError"] * 2 == [
        (each.fault or "").partition(":")[0] for each in found.messages
    ]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
async def test_the_page_speaks(place: Place, language: str) -> None:
    """In each language the page of a channel has all its words, for digests and second notifications too."""
    crowd(place.engine)
    place.browser.cookies["feedbot-language"] = language
    page = tree(await place.browser.get(HERE))
    rows = " ".join(texts(page, "#queue tbody th"))

    assert {"en": "Digest of 08:00", "ru": "Дайджест в 08:00", "uk": "Дайджест о 08:00"}[language] in rows
    assert {"en": "once more", "ru": "ещё раз", "uk": "ще раз"}[language] in rows
    assert 8 <= len(page.css("#manner dt"))


def crowd(engine: Engine) -> None:
    """Two that wait for a digest, another digest that is owed, a story that is told once more."""
    with write(engine) as tx:
        mine = update(tables.outbox).where(tables.outbox.c.subject.in_([RATES.id, EVIL.id]))
        tx.execute(mine.values(gather=MORNING))
        more = [given.promise(BRIDGE, subject=JUMP + BRIDGE.id, wanted="jump")]
        more.append(given.promise(BRIDGE, subject=DIGEST + MORNING, gather=MORNING))
        outbox.promise(tx, more, NOW)


async def test_readers_are_summed(place: Place) -> None:
    """Readers of the bot are told in one line of numbers; neither they nor their chats are named anywhere."""
    await place.desk.store.write(follow)
    pages = [await place.browser.get(path) for path in ("/channels", "/stories", f"/entry?id={BRIDGE.id}")]
    pages += [
        await place.browser.get(f"/story?id={BRIDGE.id}"),
        await place.browser.get("/api/v1/outbox", Accept="*/*"),
    ]
    pages += [await place.browser.get(f"/api/v1/entry?id={BRIDGE.id}", Accept="*/*")]

    assert "1 reader asked the bot for news, 0 things followed." in texts(tree(pages[0]), "#posts > p")[0]
    assert "owed 1" in texts(tree(pages[0]), "#posts > p")[0]
    assert "1 reader of the bot was promised it, too." in tree(pages[2]).text()
    assert all(b"777000111" not in page.body for page in pages)


def follow(tx: Tx) -> None:
    """Somebody who was promised the bridge."""
    people.keep(tx, people.Person(chat="777000111", made=NOW))
    outbox.promise(tx, [given.promise(BRIDGE, channel=people.channel_name("777000111"))], NOW)


async def test_programs_draw_and_save(place: Place) -> None:
    """The API draws the same parts, tells flaws by line, and sets a template."""
    status, found = await place.ask("POST", "/channels/console/preview", {"template": "SEEN {{ title }}", "count": 2})
    assert (200, 2) == (status, len(found["messages"]))
    assert found["messages"][0]["parts"][0]["text"].startswith("SEEN ")
    assert 422 == (await place.ask("POST", "/channels/console/preview", {"template": "{{ wrong }}"}))[0]
    assert 404 == (await place.ask("POST", "/channels/nobody/preview", {}))[0]
    assert (200, {"channel": "console", "template": "full"}) == await place.ask(
        "PUT", "/channels/console/template", {"template": "full"}
    )
    status, problem = await place.ask("PUT", "/channels/console/template", {"template": "{{ title }}\n{% if %}"})
    assert (422, True) == (status, "line 2" in problem["detail"])
    assert "full" == place.config.channels[0].template


async def test_programs_learn_fates_and_sequels(place: Place) -> None:
    """The outbox says what became of each delivery; a story says what it follows, both ways."""
    crowd(place.engine)
    with write(place.engine) as tx:
        tx.execute(update(tables.stories).where(tables.stories.c.id == RATES.id).values(follows=BRIDGE.id))
    _, found = await place.ask("GET", "/outbox")
    says = [" ".join(each["says"]) for each in found["fates"]]
    later = (await place.ask("GET", f"/story?id={RATES.id}"))[1]
    first = (await place.ask("GET", f"/story?id={BRIDGE.id}"))[1]
    listed = (await place.ask("GET", "/stories?days=30"))[1]["stories"]

    assert len(found["deliveries"]) == len(says)
    assert any("waits for the digest of 08:00 gathered with 1 other" in each for each in says)
    assert (BRIDGE.id, [RATES.id]) == (later["follows"], first["followed"])
    assert {RATES.id: BRIDGE.id} == {each["id"]: each["follows"] for each in listed if each["follows"]}


async def test_sequels_are_linked_both_ways(place: Place) -> None:
    """A story leads to the one it follows, and that one to it; the list names the earlier one."""
    with write(place.engine) as tx:
        tx.execute(update(tables.stories).where(tables.stories.c.id == RATES.id).values(follows=BRIDGE.id))
    later, first = [tree(await place.browser.get(f"/story?id={each.id}")) for each in (RATES, BRIDGE)]
    listed = tree(await place.browser.get("/stories"))

    assert [f"Follows: {BRIDGE.title}"] == [text for text in texts(later, "main p.meta") if "Follows" in text]
    assert [f"Followed by: {RATES.title}"] == [text for text in texts(first, "main p.meta") if "Followed" in text]
    assert [f"Follows: {BRIDGE.title}"] == texts(listed, "tbody .meta")
    assert "What it follows" in tree(await place.browser.get(f"/entry?id={RATES.id}")).text()


def test_what_is_a_preset() -> None:
    """A template that is a preset's name or text is that preset; line ends of forms are ours."""
    assert "full" == looks.preset(PRESETS["full"].rstrip())
    assert ("brief", "", "{{ title }}") == (looks.known("brief"), looks.preset("x"), looks.known("{{ title }}"))
    assert "a\nb\n\ufffd" == looks.tidy("a\r\nb\r\x00")
