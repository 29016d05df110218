"""What stands of a message against what it shall be: one step at a time from the one to the other."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from feedbot.model import Edits, Part, Sent, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done next: `part` is to be sent, or edits or deletes what stands at `index`."""

    kind: Literal["send", "edit", "delete"]
    part: Part
    index: int


def digest(part: Part) -> str:
    """What tells parts apart that a reader would tell apart: 32 hexadecimal digits.

    A sound, a preview or a topic is none of that: nobody edits a message for them.
    """
    seen = (part.text, part.entities, part.media, part.buttons, part.rich)
    return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()[:32]


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
            if there.digest != _KEPT:
                return Step(kind="delete", part=replace(part, edits=there.messages, form=there.form), index=index)
        elif edits == "never" or there.digest == digest(part):
            continue
        elif edits == "again":
            return Step(kind="send", part=part, index=index)
        else:
            return Step(kind="edit", part=replace(part, edits=there.messages, form=there.form, reply=None), index=index)
    beyond = len(standing) - 1
    if parts and edits == "edits" and beyond >= len(parts):
        gone = Part(
            chat=parts[0].chat, text="", edits=standing[beyond].messages, form=standing[beyond].form, deletes=True
        )
        return Step(kind="delete", part=gone, index=beyond)
    return None


def after(standing: Sequence[Standing], done: Step, sent: Sent, *, says: str | None = None) -> tuple[Standing, ...]:
    """What stands after a step that was answered; a message that could not be deleted stands for good.

    `says` is the digest of what was sent, where that may be another than the step's part by now.
    """
    there = standing[done.index] if done.index < len(standing) else None
    if done.kind == "delete" and not (sent.messages and done.part.text):
        return (*standing[: done.index], *standing[done.index + 1 :])
    new = Standing(
        messages=sent.messages or (there.messages if there else ()),
        form=sent.form,
        digest=_KEPT if done.kind == "delete" else digest(done.part) if says is None else says,
    )
    return (*standing[: done.index], new, *standing[done.index + 1 :])


_KEPT = "kept"
"""In the place of a digest: what should be deleted, could not be, and says so now."""
