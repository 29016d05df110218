"""The chats of the stand-in: what was said in each, as values; it knows neither network nor clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from feedbot.model import Part

CHANNEL, DESK, READER = -1001000000001, -1001000000002, 1001
"""The channel of the newsroom, the group of its editors, and the private chat of somebody who reads."""

KEPT = 400
"""How many messages a chat keeps; older ones go, as nobody scrolls so far in a demo."""


class NotDoneError(Exception):
    """What Telegram would not do; the text is as the Bot API words it (HTTP status 400)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A chat: its number, what it is and what it is called."""

    id: int
    kind: Literal["channel", "supergroup", "private"]
    title: str


ROOMS = (
    Room(id=CHANNEL, kind="channel", title="News of Velmora"),
    Room(id=READER, kind="private", title="Olena, who reads"),
    Room(id=DESK, kind="supergroup", title="Editors of Velmora"),
)
"""The chats there are, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as it stands: `edits` counts how often it was changed, `edited` is when that was last."""

    id: int
    room: int
    at: datetime
    part: Part
    ours: bool = True
    edits: int = 0
    edited: datetime | None = None


@dataclass(slots=True)
class Chats:
    """All messages of all chats. `version` counts the changes of each chat; `told` is what the bot flashed last."""

    now: Callable[[], datetime]
    rooms: Sequence[Room] = ROOMS
    version: dict[int, int] = field(default_factory=dict)
    told: str = ""
    _said: dict[int, dict[int, Said]] = field(default_factory=dict)
    _last: int = 0

    def room(self, name: str) -> Room:
        """The chat of a number. Raises NotDoneError if there is none."""
        found = next((each for each in self.rooms if str(each.id) == name.strip()), None)
        if found is None:
            raise NotDoneError("Bad Request: chat not found")
        return found

    def messages(self, room: int) -> tuple[Said, ...]:
        """What stands in a chat, oldest first."""
        return tuple(self._said.get(room, {}).values())

    def message(self, room: int, number: int, *, doing: str = "edit") -> Said:
        """A message that stands. Raises NotDoneError if none does."""
        found = self._said.get(room, {}).get(number)
        if found is None:
            raise NotDoneError(f"Bad Request: message to {doing} not found")
        return found

    def say(self, room: Room, part: Part, *, ours: bool = True) -> Said:
        """A new message."""
        if not part.text.strip() and not part.media:
            raise NotDoneError("Bad Request: message text is empty")
        self._last += 1
        said = Said(id=self._last, room=room.id, at=self.now(), part=part, ours=ours)
        held = self._said.setdefault(room.id, {})
        held[said.id] = said
        while len(held) > KEPT:
            del held[next(iter(held))]
        self._changed(room.id)
        return said

    def change(self, said: Said, part: Part) -> Said:
        """A message that says something else from now on. Raises NotDoneError where it is the same."""
        if part == said.part:
            raise NotDoneError(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message"
            )
        fresh = replace(said, part=part, edits=said.edits + 1, edited=self.now())
        self._said[said.room][said.id] = fresh
        self._changed(said.room)
        return fresh

    def delete(self, said: Said) -> None:
        """A message that is there no more."""
        del self._said[said.room][said.id]
        self._changed(said.room)

    def flash(self, text: str) -> None:
        """Keep what the bot said over the chat to somebody who pressed a button."""
        self.told = text
        for room in self.rooms:
            self._changed(room.id)

    def _changed(self, room: int) -> None:
        self.version[room] = self.version.get(room, 0) + 1
