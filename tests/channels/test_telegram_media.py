from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.channels.telegram_api import Bots
from feedbot.channels.telegram_media import PATIENCE, RUNGS
from feedbot.model import Button, Entity, Later, Medium, Outcome, Part, Refused, Sent, Unknown
from tests.channels.files import Files, Waiting
from tests.channels.images import jpeg
from tests.channels.script import REACH, Script, bad, good, standing

TEXT = Part(chat="-100", text="Hello", entities=(Entity(type="bold", offset=0, length=5),), link="https://example.org/")
A, B, C = (f"https://example.org/{name}.jpg" for name in "abc")
FILES = dict.fromkeys((A, B, C), jpeg())

UNREACHABLE = bad(400, "Bad Request: failed to get HTTP URL content")


def photo(url: str = A, **fields: Any) -> Medium:
    """A picture."""
    return Medium(kind="photo", url=url, **fields)


def with_media(*media: Medium, **fields: Any) -> Part:
    """A message with media."""
    return replace(TEXT, media=media, **fields)


ONE = with_media(photo())
ALBUM = with_media(photo(A), photo(B), photo(C))


def nth(number: int, why: str = "failed to get HTTP URL content") -> tuple[int, bytes]:
    """The refusal of an album for one of its items."""
    return bad(400, f'Bad Request: failed to send message #{number} with the error message "{why}"')


async def sent(script: Script, part: Part, files: Mapping[str, bytes] = FILES) -> Outcome:
    """What becomes of a part whose files can be fetched."""
    return await script.bots.sender(REACH, web=Files(files)).send(part)


@pytest.mark.parametrize("kind", ["photo", "video", "animation", "audio", "document"])
async def test_one_medium_goes_by_address_with_the_text_as_caption(
    kind: Literal["photo", "video", "animation", "audio", "document"],
) -> None:
    """Each kind has its method; nothing is uploaded while Telegram can fetch it."""
    script = Script(good())

    outcome = await sent(script, with_media(Medium(kind=kind, url=A), topic=3, reply=2, silent=True))

    assert Sent(messages=(7,), form="media") == outcome
    method, said = script.calls[0]
    assert f"send{kind.capitalize()}" == method
    assert A == said[kind]
    assert "Hello" == said["caption"]
    assert [{"type": "bold", "offset": 0, "length": 5}] == said["caption_entities"]
    assert {"message_id": 2, "allow_sending_without_reply": True} == said["reply_parameters"]
    assert (3, True) == (said["message_thread_id"], said["disable_notification"])


async def test_what_is_known_of_a_film_or_a_sound_is_told() -> None:
    """Players show a length and a shape before the file is there."""
    script = Script(good())
    film = Medium(kind="video", url=A, width=640, height=360, duration=12)
    sound = Medium(kind="audio", url=A, duration=12, title="Episode 1")

    await sent(script, with_media(film))
    await sent(script, with_media(sound))

    assert (640, 360, 12) == tuple(script.calls[0][1][key] for key in ("width", "height", "duration"))
    assert (12, "Episode 1") == tuple(script.calls[1][1][key] for key in ("duration", "title"))


async def test_several_media_are_an_album() -> None:
    """The caption belongs to the first item, the ids of all come back in order, and an album has no buttons."""
    script = Script(standing(9, 7, 8))

    outcome = await sent(script, replace(ALBUM, buttons=((Button(text="Read", url=A),),)))

    assert Sent(messages=(7, 8, 9), form="album") == outcome
    method, said = script.calls[0]
    assert "sendMediaGroup" == method
    assert [A, B, C] == [item["media"] for item in said["media"]]
    assert ["Hello", None, None] == [item.get("caption") for item in said["media"]]
    assert "reply_markup" not in said


async def test_albums_of_films_sounds_and_files_go_too() -> None:
    """Each item of an album is of its own kind."""
    script = Script(standing(7, 8))

    await sent(script, with_media(photo(), Medium(kind="video", url=B, duration=3)))
    await sent(script, with_media(*(Medium(kind="audio", url=url, title="One") for url in (A, B))))
    await sent(script, with_media(*(Medium(kind="document", url=url) for url in (A, B))))

    assert [["photo", "video"], ["audio", "audio"], ["document", "document"]] == [
        [item["type"] for item in said["media"]] for _, said in script.calls
    ]


@pytest.mark.parametrize(
    "description",
    [
        "wrong file identifier/HTTP URL specified",
        "failed to get HTTP URL content",
        "wrong type of the web page content",
        "WEBPAGE_MEDIA_EMPTY",
        "WEBPAGE_CURL_FAILED",
        "PHOTO_INVALID_DIMENSIONS",
        "IMAGE_PROCESS_FAILED",
        "EXTERNAL_URL_INVALID",
    ],
)
async def test_what_telegram_cannot_fetch_is_uploaded(description: str) -> None:
    """A refused address is no fault of the file: we fetch it and hand it over."""
    script = Script(bad(400, f"Bad Request: {description}"), good())

    assert Sent(messages=(7,), form="media") == await sent(script, ONE)
    assert ["sendPhoto", "sendPhoto"] == script.methods
    assert [(), ("a.jpg",)] == script.uploads


async def test_what_nobody_can_fetch_leaves_the_text_with_its_preview() -> None:
    """The text always arrives, and a note says what did not."""
    script = Script(UNREACHABLE, good())

    outcome = await sent(script, ONE, files={})

    assert Sent(messages=(7,), note="photo 1 was left out: 404 from example.org") == outcome
    assert ["sendPhoto", "sendMessage"] == script.methods
    assert {"url": "https://example.org/"} == script.calls[1][1]["link_preview_options"]


async def test_without_a_client_nothing_is_uploaded() -> None:
    """A sender that cannot fetch says so, and sends the text."""
    script = Script(UNREACHABLE, good())

    outcome = await script.bots.sender(REACH).send(ONE)

    assert Sent(messages=(7,), note="photo 1 was left out: nothing can be fetched for an upload") == outcome


async def test_a_picture_that_is_refused_as_one_goes_as_a_file() -> None:
    """What is no photo to Telegram, for its dimensions, can still be looked at."""
    odd = bad(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    script = Script(odd, odd, good())

    assert Sent(messages=(7,), form="media") == await sent(script, ONE)
    assert ["sendPhoto", "sendPhoto", "sendDocument"] == script.methods


async def test_a_file_that_is_refused_in_every_form_is_left_out() -> None:
    """Three refusals of one file are enough."""
    script = Script(*[(413, b"<html>Request Entity Too Large</html>")] * 3, good())

    outcome = await sent(script, ONE)

    assert ["sendPhoto", "sendPhoto", "sendDocument", "sendMessage"] == script.methods
    assert isinstance(outcome, Sent)
    assert "Request Entity Too Large" in (outcome.note or "")


@pytest.mark.parametrize(
    ("kind", "size", "direct"),
    [
        ("photo", 5_000_000, True),
        ("photo", 5_000_001, False),
        ("video", 20_000_000, True),
        ("video", 20_000_001, False),
    ],
)
async def test_what_is_too_large_for_telegram_to_fetch_is_uploaded_at_once(
    kind: Literal["photo", "video"],
    size: int,
    direct: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Five megabytes by address for a photo, twenty for all else (Bot API, Sending files)."""
    script = Script(good())

    await sent(script, with_media(Medium(kind=kind, url=A, size=size)))

    assert [() if direct else ("a.jpg",)] == script.uploads


async def test_an_address_of_another_scheme_is_never_given_to_telegram() -> None:
    """Neither a path nor an id of a file of Telegram's own can come from outside."""
    script = Script(good())

    outcome = await sent(script, with_media(photo("file:///etc/hostname")))

    assert ["sendMessage"] == script.methods
    assert isinstance(outcome, Sent)


async def test_the_item_that_an_album_is_refused_for_is_uploaded() -> None:
    """The refusal names it; the others still go by address."""
    script = Script(nth(2), standing(7, 8, 9))

    assert Sent(messages=(7, 8, 9), form="album") == await sent(script, ALBUM)
    assert [(), ("b.jpg",)] == script.uploads


async def test_an_item_that_nobody_can_fetch_is_left_out_of_its_album() -> None:
    """One bad picture does not cost the others."""
    script = Script(nth(2), standing(7, 8))

    outcome = await sent(script, ALBUM, files={A: jpeg(), C: jpeg()})

    assert Sent(messages=(7, 8), form="album", note="photo 2 was left out: 404 from example.org") == outcome
    assert [A, C] == [item["media"] for item in script.calls[1][1]["media"]]
    assert "Hello" == script.calls[1][1]["media"][0]["caption"]


async def test_what_is_left_of_an_album_may_be_one_medium() -> None:
    """An album has two items at least; a single one is sent as what it is, and the second refusal uploads all."""
    script = Script(nth(1), nth(1), good())

    outcome = await sent(script, ALBUM, files={C: jpeg()})

    assert ["sendMediaGroup", "sendMediaGroup", "sendPhoto"] == script.methods
    assert (
        Sent(
            messages=(7,),
            form="media",
            note="photo 1 was left out: 404 from example.org; photo 2 was left out: 404 from example.org",
        )
        == outcome
    )


async def test_an_uploaded_item_that_is_refused_is_left_out() -> None:
    """What is refused as a file too will not get better."""
    script = Script(nth(2), nth(2, "PHOTO_INVALID_DIMENSIONS"), standing(7, 8))

    outcome = await sent(script, ALBUM)

    assert isinstance(outcome, Sent)
    assert (7, 8) == outcome.messages
    assert [(), ("b.jpg",), ()] == script.uploads


async def test_a_refusal_that_names_no_item_uploads_all() -> None:
    """Where nobody knows which one it was, all are fetched; if that is refused too, only the text is left."""
    refused = bad(400, "Bad Request: WEBPAGE_MEDIA_EMPTY")
    script = Script(refused, refused, good())

    outcome = await sent(script, ALBUM)

    assert [(), ("a.jpg", "b.jpg", "c.jpg"), ()] == script.uploads
    assert isinstance(outcome, Sent)
    assert "text" == outcome.form


async def test_after_one_upload_a_nameless_refusal_uploads_the_rest() -> None:
    """An uploaded item is not given up for what another may have done."""
    script = Script(nth(2), bad(400, "Bad Request: WEBPAGE_MEDIA_EMPTY"), standing(7, 8, 9))

    assert Sent(messages=(7, 8, 9), form="album") == await sent(script, ALBUM)
    assert [(), ("b.jpg",), ("a.jpg", "b.jpg", "c.jpg")] == script.uploads


async def test_a_file_of_another_class_does_not_go_with_an_album() -> None:
    """A picture that can only be a document is left out, as Telegram refuses the mixture."""
    script = Script(nth(2), standing(7, 8))

    outcome = await sent(script, ALBUM, files=FILES | {B: jpeg(3000, 20)})

    assert (
        Sent(messages=(7, 8), form="album", note="photo 2 was left out: a document cannot go with the others")
        == outcome
    )


async def test_of_animations_only_the_first_goes() -> None:
    """There are no albums of animations."""
    script = Script(nth(1), good())
    moving = with_media(*(Medium(kind="animation", url=url) for url in (A, B)))

    outcome = await sent(script, moving, files={A: jpeg(), B: jpeg()})

    assert isinstance(outcome, Sent)
    assert ["sendMediaGroup", "sendPhoto"] == script.methods


async def test_an_album_that_is_refused_again_and_again_becomes_a_text() -> None:
    """The number of tries is bounded."""
    part = with_media(*(photo(f"https://example.org/{number}.jpg") for number in range(10)))
    files = {medium.url: jpeg() for medium in part.media}
    script = Script(*(nth(1) for _ in range(RUNGS)), good())

    outcome = await sent(script, part, files=files)

    assert RUNGS + 1 == len(script.calls)
    assert "sendMessage" == script.methods[-1]
    assert isinstance(outcome, Sent)
    assert "Telegram refused it too often" in (outcome.note or "")


async def test_media_that_take_too_long_are_left_out() -> None:
    """A lane is held for three minutes, so after one the text goes."""
    times = iter([0.0, *[PATIENCE + 1] * 10])
    script = Script(good())
    bots = Bots(lambda: script, clock=lambda: next(times))

    outcome = await bots.sender(REACH, web=Files(FILES)).send(ONE)

    assert Sent(messages=(7,), note="photo 1 was left out: it took more than 60 s") == outcome
    assert ["sendMessage"] == script.methods


async def test_a_file_that_takes_too_long_is_left_out() -> None:
    """What would not be there in time is not waited for."""
    times = iter([0.0, 1.0, *[PATIENCE + 1] * 10])
    script = Script(UNREACHABLE, good())
    bots = Bots(lambda: script, clock=lambda: next(times))

    outcome = await bots.sender(REACH, web=Waiting(FILES)).send(ONE)

    assert Sent(messages=(7,), note="photo 1 was left out: no whole file within 60 s") == outcome


@pytest.mark.parametrize("part", [ONE, ALBUM])
@pytest.mark.parametrize("tries", [0, 1])
async def test_only_a_refusal_leads_on(part: Part, tries: int) -> None:
    """Whatever does not say no may have been taken: it is the outcome, and nothing is sent after it."""
    steps = [UNREACHABLE] * tries
    flood, lost = Script(*steps, bad(429, "Too Many", retry_after=9)), Script(*steps, bad(502, "Bad Gateway"))
    gone = Script(*steps, bad(403, "Forbidden: bot was kicked from the channel chat"))

    assert Later(reason="Telegram asks to wait 9 s", after=timedelta(seconds=9), fault=False) == await sent(flood, part)
    assert isinstance(await sent(lost, part), Unknown)
    assert isinstance(await sent(gone, part), Refused)
    assert [tries + 1] * 3 == [len(script.calls) for script in (flood, lost, gone)]


@pytest.mark.parametrize(
    "description", ["not enough rights to send photos to the chat", "CHAT_SEND_PHOTOS_FORBIDDEN", "something new"]
)
async def test_a_chat_that_takes_no_media_gets_the_text(description: str) -> None:
    """No upload helps where it is not the file that is refused."""
    script = Script(bad(400, f"Bad Request: {description}"), good())

    outcome = await sent(script, ALBUM)

    assert isinstance(outcome, Sent)
    assert "text" == outcome.form
    assert ["sendMediaGroup", "sendMessage"] == script.methods


async def test_a_text_that_is_refused_too_is_refused() -> None:
    """At the foot of the ladder a refusal is one."""
    script = Script(bad(400, "Bad Request: something new"))

    assert isinstance(await sent(script, ONE), Refused)


async def test_more_than_ten_media_are_ten() -> None:
    """An album has ten items at most."""
    script = Script(standing(7, 8))

    await sent(script, with_media(*(photo(f"https://example.org/{number}.jpg") for number in range(12))))

    assert 10 == len(script.calls[0][1]["media"])


NO = [nth(1), nth(2, "PHOTO_INVALID_DIMENSIONS"), nth(9), UNREACHABLE, bad(400, "Bad Request: file is too big")]
FINAL = [bad(429, "Too Many", retry_after=9), bad(502, "Bad Gateway"), bad(403, "Forbidden: bot was kicked"), good()]


@given(
    refusals=st.lists(st.sampled_from(NO), max_size=8),
    last=st.sampled_from(FINAL),
    there=st.sets(st.sampled_from([A, B, C])),
    part=st.sampled_from([ONE, ALBUM, TEXT]),
)
@settings(max_examples=80)
async def test_a_ladder_ends_and_sends_once(
    refusals: list[tuple[int, bytes]], last: tuple[int, bytes], there: set[str], part: Part
) -> None:
    """Whatever is refused, the text is tried last, nothing is sent after an outcome, and the calls are few."""
    script = Script(*refusals, last)

    outcome = await sent(script, part, files=dict.fromkeys(there, jpeg()))

    assert len(script.calls) <= min(len(refusals), RUNGS) + 1
    if isinstance(outcome, Refused) and outcome.scope == "message":
        assert "sendMessage" == script.methods[-1]
    if isinstance(outcome, Sent):
        assert (good(), len(refusals) + 1) == (last, len(script.calls))
    assert script.methods.count("sendMessage") <= 1
