from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from telegram.constants import MessageEntityType, MessageLimit

from feedbot.channels.composing import CAPTION_LIMIT, TEXT_LIMIT, compose
from feedbot.channels.telegram import TelegramSection
from feedbot.model import (
    DELETED,
    OURS,
    WITHDRAWN,
    Category,
    Channel,
    Claim,
    Entity,
    Form,
    Link,
    Message,
    Origin,
    Part,
    Sent,
    Standing,
)
from feedbot.rules import standing
from tests import make
from tests.channels.drawn import HOSTILE, LINKS
from tests.make import NOW

PHOTO = Link(href="https://example.org/1.jpg", rel="enclosure", type="image/jpeg")
SECOND = Link(href="https://example.org/2.jpg", rel="enclosure", type="image/jpeg")
FILM = Link(href="https://example.org/1.mp4", rel="enclosure", type="video/mp4")
LONG = "A sentence of some words, told again. " * 60
ENDLESS = "A sentence of some words, told again. " * 1_000


def channel(options: dict[str, Any] | None = None, **fields: Any) -> Channel:
    """A Telegram channel that is awake; `options` are keys of its section."""
    known = {"name": "news", "kind": "telegram", "chat": -100, **(options or {})}
    return make.channel("news", kind="telegram", options=TelegramSection.model_validate(known), **fields)


def composed(to: Channel | None = None, claim: Claim | None = None, **fields: Any) -> Message:
    """The message for an entry with these fields."""
    return compose(to or channel(), claim or make.claim(piece=make.piece(1, **fields)), "-100", NOW)


def part(to: Channel | None = None, claim: Claim | None = None, **fields: Any) -> Part:
    """The one part of a message."""
    (found,) = composed(to, claim, **fields).parts
    return found


def standing_as(form: Form, **fields: Any) -> Claim:
    """A claim of an entry of which a message of this form stands."""
    there = (Standing(messages=(7,), form=form),)
    return make.claim(delivery=make.delivery(shown="old", standing=there), piece=make.piece(1, **fields))


def test_a_message_has_what_its_template_says() -> None:
    """Text and entities of the drawn piece, the article's link for the preview."""
    made = part(title="Bridge opens \U0001f680", summary="It is long.")

    assert "Bridge opens \U0001f680\n\nIt is long.\n\nSample" == made.text
    assert Entity(type="bold", offset=0, length=15) in made.entities
    assert ("https://example.org/1", True) == (made.link, made.preview)


def test_a_message_goes_where_and_how_the_channel_says() -> None:
    """The chat is that of the lane, the sound that of the claim, the preview that of the channel."""
    made = compose(channel(preview=False), make.claim(silent=True, reply=9), "@elsewhere", NOW)

    assert ("news", ("https://example.org/1",)) == (made.channel, made.subjects)
    assert ("@elsewhere", True, False, 9) == (
        made.parts[0].chat,
        made.parts[0].silent,
        made.parts[0].preview,
        made.parts[0].reply,
    )


def test_nothing_is_composed_of_what_was_withdrawn() -> None:
    """A claim without a piece is a fault of the caller."""
    with pytest.raises(ValueError, match="was withdrawn"):
        composed(claim=make.claim(piece=None))


@pytest.mark.parametrize(("wanted", "deletes"), [(WITHDRAWN, False), (DELETED, True)])
def test_what_was_withdrawn_says_so_or_goes(wanted: str, deletes: bool) -> None:  # noqa: FBT001 - a case of the table
    """The note stands above the text that is struck out; where it shall go, the note is for what cannot be deleted."""
    gone = replace(make.piece(1), withdrawn=True)
    made = part(claim=make.claim(piece=gone, delivery=make.delivery(shown="old", wanted=wanted)))

    assert "Withdrawn by its source" in made.text
    assert "Title 1" in made.text
    assert "strikethrough" in {entity.type for entity in made.entities}
    assert (deletes, False) == (made.deletes, made.preview)


def test_a_withdrawn_picture_keeps_within_its_caption() -> None:
    """What stands as a caption may say 1,024 units at most."""
    claim = standing_as("media", summary=LONG)
    assert claim.piece is not None
    made = part(claim=replace(claim, piece=replace(claim.piece, withdrawn=True)))

    assert CAPTION_LIMIT >= len(made.text.encode("utf-16-le")) // 2


def test_an_alarm_keeps_its_lines() -> None:
    """What we tell of ourselves is shown whole, whatever the channel's template."""
    made = part(channel(template="headline"), source=OURS, content="<p>One.</p><p>Two.</p>")

    assert {"One.", "Two."} <= set(made.text.split("\n"))


# --- long texts ------------------------------------------------------------------------------------------------------


def test_a_long_text_is_cut_or_split() -> None:
    """As the channel says: at a sentence within one message, or in several, of which only the first makes a sound."""
    cut = composed(channel(template="full"), content=f"<p>{ENDLESS}</p>").parts
    many = composed(channel({"long": "split"}, template="full"), content=f"<p>{ENDLESS}</p>").parts

    assert 1 == len(cut)
    assert 6 <= len(many) <= 8
    assert all(len(each.text.encode("utf-16-le")) // 2 <= TEXT_LIMIT for each in (*cut, *many))
    assert [False] + [True] * (len(many) - 1) == [each.silent for each in many]
    assert [True] + [False] * (len(many) - 1) == [each.preview for each in many]


def test_buttons_stand_below_the_last_part() -> None:
    """A reader presses them after reading."""
    many = composed(channel({"long": "split", "buttons": ["read"]}, template="full"), content=f"<p>{ENDLESS}</p>").parts

    assert [False] * (len(many) - 1) + [True] == [bool(each.buttons) for each in many]


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_goes_with_a_short_text() -> None:
    """Its caption is the text, and no link is previewed."""
    made = part(links=(PHOTO,))

    assert ["https://example.org/1.jpg"] == [each.url for each in made.media]
    assert not made.preview


def test_a_picture_with_a_long_text_is_its_preview() -> None:
    """No caption could hold the text, so it stands above it as a large preview."""
    made = part(channel(template="full", preview=False), links=(PHOTO,), content=f"<p>{LONG}</p>")

    assert CAPTION_LIMIT < len(made.text)
    assert ((), "https://example.org/1.jpg", True, True, True) == (
        made.media,
        made.link,
        made.preview,
        made.large,
        made.above,
    )


def test_a_film_shortens_its_text() -> None:
    """A film has no preview of its own: the text is cut to a caption."""
    made = part(channel({"media": "all"}, template="full"), links=(FILM,), content=f"<p>{LONG}</p>")

    assert ["video"] == [each.kind for each in made.media]
    assert len(made.text) <= CAPTION_LIMIT


def test_several_pictures_are_an_album_without_buttons() -> None:
    """Telegram takes no buttons with an album."""
    made = part(channel({"media": "all", "buttons": ["read"]}), links=(PHOTO, SECOND))

    assert (2, ()) == (len(made.media), made.buttons)


@pytest.mark.parametrize("to", [channel({"media": "none"}), make.channel()])
def test_a_channel_without_pictures(to: Channel) -> None:
    """Because it wants none, or is no Telegram channel."""
    assert () == part(to, links=(PHOTO,)).media


def test_nothing_joins_a_text_that_stands() -> None:
    """A text cannot become a picture."""
    assert () == part(claim=standing_as("text", links=(PHOTO,))).media


def test_a_picture_that_stands_keeps_its_caption_short() -> None:
    """A caption stays one, and one picture stays one."""
    made = part(
        channel({"media": "all"}, template="full"),
        claim=standing_as("media", links=(PHOTO, SECOND), content=f"<p>{LONG}</p>"),
    )

    assert 1 == len(made.media)
    assert len(made.text) <= CAPTION_LIMIT
    assert 2 == len(part(channel({"media": "all"}), claim=standing_as("album", links=(PHOTO, SECOND))).media)


def test_what_fell_back_to_its_text_is_not_edited_for_that() -> None:
    """A message whose picture was refused stands as it shall be: composed again it asks for no step."""
    wanted = composed(links=(PHOTO,)).parts
    step = standing.step((), wanted)
    assert step is not None
    there = standing.after((), step, Sent(messages=(7,), form="text"))
    claim = make.claim(delivery=make.delivery(standing=there, shown="old"), piece=make.piece(1, links=(PHOTO,)))

    assert standing.step(there, composed(claim=claim).parts) is None


def test_a_story_told_again_is_a_plain_message() -> None:
    """No pictures and no buttons, for the first message has them."""
    made = part(
        channel({"buttons": ["read"]}), claim=replace(make.claim(piece=make.piece(1, links=(PHOTO,))), jumped=True)
    )

    assert ((), ()) == (made.media, made.buttons)


# --- where, and in which style ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "fields", "topic"),
    [
        ({}, {}, None),
        ({"topic": 5}, {}, 5),
        ({"topic": "News"}, {}, "News"),
        ({"topics": "source"}, {}, "Sample"),
        ({"topics": "source"}, {"origin": Origin(id="urn:x", title="")}, "sample"),
        ({"topics": "source"}, {"origin": Origin(id="urn:x", title="n" * 300)}, "n" * 128),
        ({"topics": "category"}, {"categories": (Category(term="  "), Category(term="a", label="Arts"))}, "Arts"),
        ({"topics": "category"}, {}, None),
    ],
)
def test_a_message_goes_to_its_topic(options: dict[str, Any], fields: dict[str, Any], topic: object) -> None:
    """That of the channel, or of the source or first category of the entry."""
    assert topic == part(channel(options), **fields).topic


@pytest.mark.parametrize(("size", "large"), [("large", True), ("small", False), (None, None)])
def test_the_preview_is_as_the_channel_wants_it(size: str | None, large: bool | None) -> None:  # noqa: FBT001 - a case
    """Large, small or as Telegram decides; above the text or below."""
    made = part(channel({"preview_size": size, "preview_above": True}))

    assert (large, True) == (made.large, made.above)


def test_a_rich_message_has_its_markup_too() -> None:
    """Only a message of one part without pictures can be one."""
    rich = channel({"style": "rich"})

    assert "Title 1" in (part(rich).rich or "")
    assert part(rich, links=(PHOTO,)).rich is None
    assert part().rich is None


@pytest.mark.parametrize("link", ["http://localhost/a", "javascript:alert(1)", None])
def test_only_what_can_be_followed_is_previewed(link: str | None) -> None:
    """An address that Telegram would not link has no preview."""
    assert part(link=link).link is None


# --- digests ---------------------------------------------------------------------------------------------------------


def test_a_digest_has_a_line_for_each() -> None:
    """All in one message without a preview, in the topic of the channel if it names one."""
    claim = make.claim(
        piece=None,
        delivery=make.delivery(gather="digest 2026-03-14T08:00", subject="digest of digest 2026-03-14T08:00"),
        digest=tuple(make.piece(number) for number in (1, 2, 3)),
    )
    made = part(channel({"topics": "source"}), claim=claim)
    named = part(channel({"topic": "News"}), claim=claim)

    assert all(f"Title {number}" in made.text for number in (1, 2, 3))
    assert (False, None, "News") == (made.preview, made.topic, named.topic)


def test_a_long_digest_is_several_messages() -> None:
    """Each within the limit."""
    pieces = tuple(make.piece(number, title=f"Title {number} " + "word " * 30) for number in range(1, 101))
    claim = make.claim(piece=None, delivery=make.delivery(gather="burst sample"), digest=pieces)
    made = composed(claim=claim).parts

    assert 2 <= len(made)
    assert all(len(each.text.encode("utf-16-le")) // 2 <= TEXT_LIMIT for each in made)


# --- what Telegram takes ---------------------------------------------------------------------------------------------


def test_our_limits_are_those_of_the_library() -> None:
    """The lengths, and the names of entities."""
    assert (MessageLimit.MAX_TEXT_LENGTH, MessageLimit.CAPTION_LENGTH) == (TEXT_LIMIT, CAPTION_LIMIT)
    assert {entity.type for entity in part().entities} <= set(MessageEntityType)


@given(title=HOSTILE, summary=HOSTILE, link=LINKS)
def test_any_entry_gives_a_message_that_telegram_takes(title: str, summary: str, link: str | None) -> None:
    """In the limits and in UTF-8, never empty; composing it twice gives the same."""
    made = composed(title=title, summary=summary, link=link)

    for each in made.parts:
        assert 1 <= len(each.text.encode("utf-16-le")) // 2 <= TEXT_LIMIT
        assert len(each.entities) <= 100
    assert made == composed(title=title, summary=summary, link=link)
