from dataclasses import replace

import pytest

from feedbot.model import Button, Later, Medium, Outcome, Part, Refused, Sent
from tests.channels.files import Files
from tests.channels.images import jpeg
from tests.channels.script import REACH, Script, bad, good, standing

A = "https://example.org/a.jpg"
PHOTO = Medium(kind="photo", url=A)
BUTTONS = ((Button(text="Read", url="https://example.org/"),),)

TEXT = Part(chat="-100", text="Hello", edits=(5,))
MEDIA = replace(TEXT, form="media", media=(PHOTO,))
ALBUM = replace(TEXT, form="album", media=(PHOTO, PHOTO), edits=(5, 6))

UNREACHABLE = bad(400, "Bad Request: WEBPAGE_CURL_FAILED")


async def edited(script: Script, part: Part, files: dict[str, bytes] | None = None) -> Outcome:
    """What becomes of an edit."""
    return await script.bots.sender(REACH, web=Files({A: jpeg()} if files is None else files)).send(part)


async def test_the_caption_of_a_medium_is_edited() -> None:
    """Where no medium is wanted, what stands keeps its own; its buttons are kept too."""
    script = Script(standing(5))

    outcome = await edited(script, replace(TEXT, form="media", buttons=BUTTONS))

    assert Sent(messages=(5,), form="media") == outcome
    method, said = script.calls[0]
    assert "editMessageCaption" == method
    assert ("Hello", 5) == (said["caption"], said["message_id"])
    assert [[{"text": "Read", "url": "https://example.org/"}]] == said["reply_markup"]["inline_keyboard"]


async def test_a_medium_is_edited_with_its_caption() -> None:
    """Nobody knows what stood there, so the medium is said again with its text."""
    script = Script(standing(5))

    assert Sent(messages=(5,), form="media") == await edited(script, replace(MEDIA, buttons=BUTTONS))
    method, said = script.calls[0]
    assert "editMessageMedia" == method
    assert {"type": "photo", "media": A, "caption": "Hello"} == said["media"]
    assert "reply_markup" in said


async def test_a_medium_that_is_shown_already_is_not_said_again() -> None:
    """Telegram need not fetch a picture again, nor a reader see it flicker, for a line of text."""
    script = Script(standing(5))

    assert Sent(messages=(5,), form="media") == await edited(script, replace(MEDIA, kept=True))
    assert ["editMessageCaption"] == script.methods


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "document"])
async def test_media_of_each_kind_are_edited(kind: str) -> None:
    """Each kind goes as itself."""
    script = Script(standing(5))
    media = {
        "video": Medium(kind="video", url=A),
        "animation": Medium(kind="animation", url=A),
        "audio": Medium(kind="audio", url=A),
        "document": Medium(kind="document", url=A),
    }

    await edited(script, replace(MEDIA, media=(media[kind],)))

    assert kind == script.calls[0][1]["media"]["type"]


async def test_a_medium_of_an_edit_is_uploaded_where_telegram_cannot_fetch_it() -> None:
    """An edit goes up the same ladder: by address, then by upload."""
    script = Script(UNREACHABLE, standing(5))

    assert Sent(messages=(5,), form="media") == await edited(script, MEDIA)
    assert ["editMessageMedia", "editMessageMedia"] == script.methods
    assert [(), ("a.jpg",)] == script.uploads


async def test_an_edit_whose_medium_nobody_takes_changes_the_caption() -> None:
    """The text always arrives; a note says what stayed."""
    nobody, refused = Script(UNREACHABLE, standing(5)), Script(UNREACHABLE, UNREACHABLE, standing(5))

    gone, odd = await edited(nobody, MEDIA, files={}), await edited(refused, MEDIA)

    assert Sent(messages=(5,), form="media", note="the photo stayed as it was: 404 from example.org") == gone
    assert isinstance(odd, Sent)
    assert ["editMessageMedia", "editMessageCaption"] == nobody.methods
    assert ["editMessageMedia", "editMessageMedia", "editMessageCaption"] == refused.methods


async def test_a_large_file_is_not_given_by_address_in_an_edit_either() -> None:
    """What is known to be too large for Telegram to fetch is uploaded at once."""
    script = Script(standing(5))

    await edited(script, replace(MEDIA, media=(replace(PHOTO, size=6_000_000),)))

    assert [("a.jpg",)] == script.uploads


async def test_an_album_is_edited_at_its_first_caption() -> None:
    """The text of an album is the caption of its first message, and an album has no buttons."""
    script = Script(standing(5))

    assert Sent(messages=(5, 6), form="album") == await edited(script, replace(ALBUM, buttons=BUTTONS))
    method, said = script.calls[0]
    assert "editMessageCaption" == method
    assert 5 == said["message_id"]
    assert "reply_markup" not in said


@pytest.mark.parametrize(
    ("part", "first", "methods", "form"),
    [
        (TEXT, "there is no text in the message to edit", ["editMessageText", "editMessageCaption"], "media"),
        (
            replace(MEDIA, media=()),
            "there is no caption in the message to edit",
            ["editMessageCaption", "editMessageText"],
            "text",
        ),
        (MEDIA, "message media can't be edited", ["editMessageMedia", "editMessageText"], "text"),
        (ALBUM, "there is no caption in the message to edit", ["editMessageCaption", "editMessageText"], "text"),
    ],
)
async def test_a_message_of_another_form_than_thought_is_edited_all_the_same(
    part: Part, first: str, methods: list[str], form: str
) -> None:
    """After a lost answer nobody knows which form it took; Telegram's refusal tells."""
    script = Script(bad(400, f"Bad Request: {first}"), standing(5))

    outcome = await edited(script, part)

    assert isinstance(outcome, Sent)
    assert (form, part.edits) == (outcome.form, outcome.messages)
    assert methods == script.methods


@pytest.mark.parametrize("part", [TEXT, MEDIA, ALBUM])
async def test_an_edit_that_changes_nothing_is_done_in_every_form(part: Part) -> None:
    """What is as wanted, or gone, settles with its form."""
    outcome = await edited(Script(bad(400, "Bad Request: message is not modified: exactly the same")), part)

    assert isinstance(outcome, Sent)
    assert (part.edits, part.form) == (outcome.messages, outcome.form)


@pytest.mark.parametrize("part", [TEXT, MEDIA, ALBUM])
async def test_a_lost_answer_to_an_edit_is_no_doubt(part: Part) -> None:
    """An edit may be repeated, so it is tried again later."""
    assert isinstance(await edited(Script(bad(502, "Bad Gateway")), part), Later)


async def test_an_album_is_deleted_in_one_call() -> None:
    """All its messages go together."""
    script = Script(good(result=True))

    assert Sent(messages=()) == await edited(script, replace(ALBUM, deletes=True))
    assert [("deleteMessages", {"chat_id": "-100", "message_ids": [5, 6]})] == script.calls


async def test_what_cannot_be_deleted_says_so_in_its_caption() -> None:
    """An old message of a group gets the note where its text was, and its medium is left alone."""
    script = Script(bad(400, "Bad Request: message can't be deleted"), standing(5))

    assert Sent(messages=(5,), form="media") == await edited(script, replace(MEDIA, deletes=True))
    assert ["deleteMessage", "editMessageCaption"] == script.methods


async def test_what_cannot_be_deleted_and_has_nothing_to_say_stays() -> None:
    """There is nothing left to do."""
    script = Script(bad(400, "Bad Request: message can't be deleted"))

    outcome = await edited(script, replace(TEXT, text="", deletes=True))

    assert Sent(messages=(), note="Telegram refuses this message: Message can't be deleted") == outcome


async def test_a_deletion_without_an_answer_is_tried_again() -> None:
    """A deletion may be repeated."""
    assert isinstance(await edited(Script(bad(502, "Bad Gateway")), replace(TEXT, deletes=True)), Later)


async def test_an_edit_that_is_refused_for_its_words_is_refused() -> None:
    """A caption that is too long is no fault of the medium."""
    outcome = await edited(Script(bad(400, "Bad Request: message caption is too long")), MEDIA)

    assert isinstance(outcome, Refused)
    assert "message" == outcome.scope
