"""A Telegram for recipes: every chat is there, the bot may do all, and what it says is kept."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest, RequestData

from tests.channels.chats import ME, administrator, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message as a chat got it; `topic` is its number there, `edited` the message that it took the place of."""

    chat: str
    text: str
    topic: int | None = None
    silent: bool = False
    edited: int | None = None

    @property
    def first(self) -> str:
        """Its first line."""
        return self.text.split("\n")[0]


@dataclass
class Chats(BaseRequest):
    """All chats.

    `topics` and `sounds` are those that were made and sent, `updates` what people said that the bot has not heard yet.
    """

    told: list[Told] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def read_timeout(self) -> float | None:
        """None: nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library's signature
        request_data: RequestData | None = None,
        *args: Any,  # noqa: ARG002 - as above
        **kwargs: Any,  # noqa: ARG002 - as above
    ) -> tuple[int, bytes]:
        """The answer of Telegram."""
        fields = dict(request_data.parameters) if request_data else {}
        name = url.rpartition("/")[2].lower()
        if name == "getupdates":
            self.updates = [each for each in self.updates if each["update_id"] >= fields.get("offset", 0)]
            if not self.updates:
                await asyncio.Event().wait()
            return _good(self.updates)
        return _good(self._result(name, fields))

    def say(self, user: int, text: str) -> None:
        """Somebody writes to the bot."""
        number = 1000 + len(self.updates)
        command = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        message = {
            "message_id": number,
            "date": 1773489600,
            "chat": {"id": user, "type": "private"},
            "from": {"id": user, "is_bot": False, "first_name": "A", "language_code": "en"},
            "text": text,
            "entities": command,
        }
        self.updates.append({"update_id": number, "message": message})

    def lines(self, chat: str) -> list[str]:
        """The first lines of what a chat was told anew, in order."""
        return [each.first for each in self.told if each.chat == chat and each.edited is None]

    def _result(self, name: str, fields: dict[str, Any]) -> object:
        match name:
            case "getme":
                return ME
            case "getwebhookinfo":
                return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
            case "getchat":
                return place("supergroup" if str(fields["chat_id"]).startswith("-100") else "channel")
            case "getchatmember":
                return administrator()
            case "createforumtopic":
                self.topics.append(fields["name"])
                return {"message_thread_id": 100 + len(self.topics), "name": fields["name"], "icon_color": 0}
            case "sendmessage" | "sendphoto" | "sendaudio" | "editmessagetext" | "editmessagecaption":
                return self._message(fields)
            case _:
                return True

    def _message(self, fields: dict[str, Any]) -> object:
        self.sounds += [fields["audio"]] if "audio" in fields else []
        self.told.append(
            Told(
                chat=str(fields["chat_id"]),
                text=fields.get("text") or fields.get("caption") or "",
                topic=fields.get("message_thread_id"),
                silent=bool(fields.get("disable_notification")),
                edited=fields.get("message_id"),
            )
        )
        number = fields.get("message_id", len(self.told))
        chat = {"id": -100, "type": "channel"}
        return {"message_id": number, "date": 1773489600, "chat": chat, "text": "x"}


def _good(result: object) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": result}).encode()
