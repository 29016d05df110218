from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Button, Edits, Entity, Form, Medium, Part, Sent, Standing
from feedbot.rules.standing import Step, after, digest, step
from tests import make

PHOTO = Medium(kind="photo", url="https://example.org/1.jpg")
OTHER = Medium(kind="photo", url="https://example.org/2.jpg")


def part(text: str = "a", **fields: object) -> Part:
    """A part that says this."""
    return make.part(text=text, **fields)


def stands(*texts: str, first: int = 1, form: Form = "text") -> tuple[Standing, ...]:
    """Parts that say these stand there, one message each."""
    return tuple(
        Standing(messages=(number,), form=form, digest=digest(part(text), form))
        for number, text in enumerate(texts, first)
    )


def sure(found: Step | None) -> Step:
    """A step that must be there."""
    assert found is not None
    return found


def test_the_first_part_that_does_not_stand_is_sent() -> None:
    """Parts are sent one after the other."""
    parts = (part("a"), part("b"), part("c"))

    assert Step(kind="send", part=parts[0], index=0) == step((), parts)
    assert Step(kind="send", part=parts[1], index=1) == step(stands("a"), parts)
    assert step(stands("a", "b", "c"), parts) is None


def test_what_says_something_else_is_edited_where_it_stands() -> None:
    """An edit has the ids and the form of what stands, and answers to nothing."""
    parts = (part("a"), part("B", reply=9))

    found = sure(step(stands("a", "b"), parts))

    assert ("edit", 1, (2,), "text", None) == (
        found.kind,
        found.index,
        found.part.edits,
        found.part.form,
        found.part.reply,
    )


@pytest.mark.parametrize("fields", [{"silent": True}, {"preview": False}, {"topic": 3}, {"link": "https://a.example/"}])
def test_nobody_edits_a_message_for_what_no_reader_sees(fields: dict[str, object]) -> None:
    """A sound, a preview and a topic are no reason for an edit."""
    assert step(stands("a"), (part("a", **fields),)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"entities": (Entity(type="bold", offset=0, length=1),)},
        {"buttons": ((Button(text="Read", url="https://a.example/"),),)},
        {"rich": "<p>a</p>"},
    ],
)
def test_what_a_reader_sees_is_edited(fields: dict[str, object]) -> None:
    """Styles, buttons and the look of a Rich Message are seen."""
    assert "edit" == sure(step(stands("a"), (part("a", **fields),))).kind


def test_what_stands_beyond_the_last_part_is_deleted() -> None:
    """A message that has become shorter loses its last parts, the last first."""
    there = stands("a", "b", "c")

    first = sure(step(there, (part("a"),)))
    there = after(there, first, Sent(messages=()))
    second = sure(step(there, (part("a"),)))

    assert [("delete", 2, (3,)), ("delete", 1, (2,))] == [
        (each.kind, each.index, each.part.edits) for each in (first, second)
    ]
    assert step(after(there, second, Sent(messages=())), (part("a"),)) is None


def test_what_shall_go_goes() -> None:
    """A part that deletes what stands leaves nothing, and is not sent where nothing stands."""
    gone = part("Withdrawn", deletes=True)

    found = sure(step(stands("a"), (gone,)))

    assert ("delete", (1,)) == (found.kind, found.part.edits)
    assert () == after(stands("a"), found, Sent(messages=()))
    assert step((), (gone,)) is None


def test_what_cannot_be_deleted_says_so_once() -> None:
    """Telegram deletes nothing that is older than two days: its note stands, and nobody asks again."""
    gone = part("Withdrawn", deletes=True)
    there = after(stands("a"), sure(step(stands("a"), (gone,))), Sent(messages=(1,)))

    assert (1,) == there[0].messages
    assert step(there, (gone,)) is None


def test_a_message_that_was_deleted_is_sent_anew() -> None:
    """What is back after it was deleted is a new message."""
    assert "send" == sure(step((), (part("a"),))).kind


def test_a_kind_that_cannot_edit_leaves_what_stands() -> None:
    """An e-mail that was sent says what it said; its other parts are still sent."""
    assert step(stands("a"), (part("b"),), edits="never") is None
    assert 1 == sure(step(stands("a"), (part("b"), part("c")), edits="never")).index
    assert step(stands("a"), (part("x", deletes=True),), edits="never") is None
    assert step(stands("a", "b"), (part("a"),), edits="never") is None


def test_a_kind_that_sends_again_sends_the_new_version() -> None:
    """A webhook is told of each version once, and of a withdrawal too."""
    found = sure(step(stands("a"), (part("b"),), edits="again"))

    assert ("send", 0, ()) == (found.kind, found.index, found.part.edits)
    there = after(stands("a"), found, Sent(messages=(8,)))
    assert ((8,),) == tuple(each.messages for each in there)
    assert step(there, (part("b"),), edits="again") is None
    assert "send" == sure(step(there, (part("x", deletes=True),), edits="again")).kind


def test_media_that_a_message_cannot_take_are_no_reason_for_an_edit() -> None:
    """A text that stands there because its picture was refused is not edited for the picture it cannot take."""
    wanted = part("a", media=(PHOTO, OTHER))
    done = sure(step((), (wanted,)))

    text = after((), done, Sent(messages=(1,), form="text"))
    alone = after((), done, Sent(messages=(1,), form="media"))
    album = after((), done, Sent(messages=(1, 2), form="album"))

    assert step(text, (part("a"),)) is None
    assert step(text, (wanted,)) is None
    assert step(alone, (part("a", media=(PHOTO,)),)) is None
    assert "edit" == sure(step(alone, (part("a", media=(OTHER,)),))).kind
    assert step(album, (part("a", media=(OTHER, PHOTO)),)) is None
    assert "edit" == sure(step(album, (part("b", media=(PHOTO, OTHER)),))).kind


def test_an_edit_without_ids_keeps_those_that_stand() -> None:
    """An answer without ids forgets nothing; of what never stood there is nothing to keep."""
    edit = sure(step(stands("a"), (part("b"),)))
    send = sure(step((), (part("b"),)))

    assert (1,) == after(stands("a"), edit, Sent(messages=()))[0].messages
    assert () == after((), send, Sent(messages=()))[0].messages


def test_a_medium_that_is_shown_already_stays() -> None:
    """An edit of the text alone leaves the picture where it is; another picture, or one nobody is sure of, is said."""
    sent = sure(step((), (part("a", media=(PHOTO,)),)))
    shown = after((), sent, Sent(messages=(5,), form="media"))
    doubtful = after((), sent, Sent(messages=(5,), form="media", note="the photo stayed as it was"))
    found = after((), sent, Sent(messages=(5,), form="media"), says=digest(part("a", media=(OTHER,)), "media"))
    album = after((), sent, Sent(messages=(5, 6), form="album"))

    film = Medium(kind="video", url=PHOTO.url)

    assert [True, False, False, False, False, False] == [
        sure(step(shown, (part("b", media=(PHOTO,)),))).part.kept,
        sure(step(shown, (part("b", media=(film,)),))).part.kept,
        sure(step(shown, (part("b", media=(OTHER,)),))).part.kept,
        sure(step(doubtful, (part("b", media=(PHOTO,)),))).part.kept,
        sure(step(found, (part("b", media=(PHOTO,)),))).part.kept,
        sure(step(album, (part("b", media=(PHOTO,)),))).part.kept,
    ]
    again = sure(step(shown, (part("b", media=(PHOTO,)),)))
    assert sure(step(after(shown, again, Sent(messages=(5,), form="media")), (part("c", media=(PHOTO,)),))).part.kept


def test_what_was_sent_before_it_changed_is_edited() -> None:
    """A part that was found standing says what was sent then, not what it shall say now."""
    there = after((), sure(step((), (part("new"),))), Sent(messages=(5,)), says=digest(part("old")))

    found = sure(step(there, (part("new"),)))
    assert ("edit", (5,)) == (found.kind, found.part.edits)


def test_odd_letters_have_a_digest_too() -> None:
    """Half a surrogate pair in a text is no reason to fail."""
    assert 32 == len(digest(part("\ud83d")))


TEXTS = st.text(alphabet="abc", min_size=1, max_size=2)
VERSIONS = st.lists(
    st.one_of(st.lists(TEXTS, min_size=1, max_size=4), st.just("withdrawn"), st.just("deleted")),
    min_size=1,
    max_size=5,
)


def version(wanted: Sequence[str] | str) -> tuple[Part, ...]:
    """The parts of a version."""
    if isinstance(wanted, str):
        return (part("Withdrawn", deletes=wanted == "deleted"),)
    return tuple(part(text) for text in wanted)


class Chat:
    """A chat as its readers see it."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.count = 0

    def do(self, done: Step, *, kept: bool = False) -> Sent:
        """What becomes of a step; with `kept` nothing can be deleted."""
        if done.kind == "delete":
            if kept and done.part.text:
                self.texts[done.part.edits[0]] = done.part.text
                return Sent(messages=done.part.edits)
            del self.texts[done.part.edits[0]]
            return Sent(messages=())
        if done.kind == "edit":
            assert self.texts[done.part.edits[0]] != done.part.text
            self.texts[done.part.edits[0]] = done.part.text
            return Sent(messages=done.part.edits, form=done.part.form)
        self.count += 1
        self.texts[self.count] = done.part.text
        return Sent(messages=(self.count,))


@given(VERSIONS, st.data())
def test_any_versions_and_outcomes_end_in_what_is_wanted(versions: list[list[str] | str], data: st.DataObject) -> None:
    """Steps that fail in between are taken again; at the end the chat says what the last version says, each part once.

    No step edits a message into what it says already, and no part is sent that stands.
    """
    chat, there = Chat(), tuple[Standing, ...]()
    for number, wanted in enumerate(versions):
        last = number == len(versions) - 1
        parts, kept = version(wanted), data.draw(st.booleans())
        faults, most = data.draw(st.sets(st.integers(0, 9))), 99 if last else data.draw(st.integers(0, 9))
        steps = 0
        while (found := step(there, parts)) and steps < most:
            assert steps <= 30
            assert found.kind != "send" or found.index == len(there)
            if steps not in faults:
                there = after(there, found, chat.do(found, kept=kept))
            steps += 1
        assert [chat.texts[each.messages[0]] for each in there] == list(chat.texts.values())
    end = [each.text for each in version(versions[-1]) if not each.deletes]
    assert end == list(chat.texts.values()) or versions[-1] == "deleted"
    assert not set(chat.texts.values()) - {"Withdrawn"} or versions[-1] != "deleted"


@given(VERSIONS, st.sampled_from(["edits", "again", "never"]))
def test_what_stands_is_not_done_again(versions: list[list[str] | str], edits: Edits) -> None:
    """Once nothing is left to do for a version, the same version asks for nothing, whatever the kind can do."""
    there, number = tuple[Standing, ...](), 0
    for wanted in versions:
        parts = version(wanted)
        done = []
        while found := step(there, parts, edits=edits):
            number += 1
            done.append(found)
            ids = () if found.kind == "delete" else found.part.edits or (number,)
            there = after(there, found, Sent(messages=ids, form=found.part.form))
        assert len(done) <= len(parts) + 4
        assert step(there, tuple(replace(each, silent=True) for each in parts), edits=edits) is None


def test_where_a_message_stands_is_kept_over_edits() -> None:
    """What went outside its topic stays there, and why is known as long as it stands."""
    sent = after((), Step(kind="send", part=part("a"), index=0), Sent(messages=(1,), astray="no rights"))
    edited = after(sent, sure(step(sent, (part("b"),))), Sent(messages=(1,)))
    again = after(edited, Step(kind="send", part=part("b"), index=0), Sent(messages=(2,)))

    assert ["no rights", "no rights", None] == [each[0].astray for each in (sent, edited, again)]
