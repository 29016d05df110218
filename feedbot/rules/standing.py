"""What stands of a message against what it shall be: one step at a time from the one to the other."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from feedbot.model import Edits, Form, Medium, Part, Sent, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done next: `part` is to be sent, or edits or deletes what stands at `index`."""

    kind: Literal["send", "edit", "delete"]
    part: Part
    index: int


def digest(part: Part, form: Form | None = None) -> str:
    """What tells parts apart that a reader would tell apart: 32 hexadecimal digits.

    A sound, a preview or a topic is none of that: nobody edits a message for them. Nor are media that a message of this
    `form` cannot take any more.
    """
    media = part.media if form is None else _takes(part, form)
    seen = (part.text, part.entities, media, part.buttons, part.rich)
    return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def medium(part: Part, form: Form) -> str:
    """What tells the medium of a part from others, in a message of this form: 16 hexadecimal digits, "" for none."""
    shown = [(each.kind, each.url) for each in _takes(part, form)]
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16] if shown else ""


def _takes(part: Part, form: Form) -> tuple[Medium, ...]:
    """What of its media a part can show where a message of this form stands: a text has none, an album keeps its."""
    return part.media[:1] if form == "media" else ()


def step(standing: Sequence[Standing], parts: Sequence[Part], *, edits: Edits = "edits") -> Step | None:
    """The next step from what stands to these parts; None when there is none left.

    Parts are sent in order. What stands and says the same is left alone. What stands beyond the last part is deleted.
    """
    for index, part in enumerate(parts):
        if index >= len(standing):
            if not part.deletes:
                return Step(kind="send", part=part, index=index)
            continue
        there = standing[index]
        if part.deletes and edits == "edits":
            if not there.digest.startswith(_KEPT):
                return Step(kind="delete", part=replace(part, edits=there.messages, form=there.form), index=index)
        elif edits == "never" or there.digest.removeprefix(_KEPT) == digest(part, there.form):
            continue
        elif edits == "again":
            return Step(kind="send", part=part, index=index)
        else:
            kept = there.medium != "" and there.medium == medium(part, there.form)
            edit = replace(part, edits=there.messages, form=there.form, kept=kept, reply=None)
            return Step(kind="edit", part=edit, index=index)
    beyond = len(standing) - 1
    if parts and edits == "edits" and beyond >= len(parts):
        gone = Part(
            chat=parts[0].chat, text="", edits=standing[beyond].messages, form=standing[beyond].form, deletes=True
        )
        return Step(kind="delete", part=gone, index=beyond)
    return None


def after(standing: Sequence[Standing], done: Step, sent: Sent, *, says: str | None = None) -> tuple[Standing, ...]:
    """What stands after a step that was answered; a message that could not be deleted stands for good.

    `says` is the digest of what was sent, where that may be another than the step's part by now. After an answer with a
    note nobody knows which medium is shown: it may have stayed as it was.
    """
    there = standing[done.index] if done.index < len(standing) else None
    if done.kind == "delete" and not (sent.messages and done.part.text):
        return (*standing[: done.index], *standing[done.index + 1 :])
    said = digest(done.part, sent.form) if says is None else says
    new = Standing(
        messages=sent.messages or (there.messages if there else ()),
        form=sent.form,
        digest=_KEPT + said if done.kind == "delete" else said,
        medium=medium(done.part, sent.form) if says is None and sent.note is None else "",
        astray=there.astray if there is not None and done.kind == "edit" else sent.astray,
    )
    return (*standing[: done.index], new, *standing[done.index + 1 :])


_KEPT = "kept "
"""How the digest begins of what should be deleted, could not be, and says so now."""
