"""The stand-in for Telegram: the methods of the Bot API that feedbot calls, over the chats of this process.

It answers as the Bot API does (https://core.telegram.org/bots/api, "Making requests"), so that python-telegram-bot and
all that stands on it runs as it is.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from feedbot.demo.chats import DESK, READER, Chats, NotDoneError, Room, Said
from feedbot.model import Button, Entity, Medium, Part

TOKEN = "1000:a-stand-in-on-this-machine-alone"  # noqa: S105  # opens nothing but the stand-in
"""The token of the one bot that the stand-in knows."""

ME = {"id": 1000, "is_bot": True, "first_name": "Velmora", "username": "velmora_demo_bot"}
"""The bot, as getMe gives it."""

OLENA = {"id": READER, "is_bot": False, "first_name": "Olena", "language_code": "en"}
"""Who reads, as an update has it."""

_RIGHTS = (
    *("can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_post_messages", "can_edit_messages", "can_manage_topics"),
)
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_MEDIA: Mapping[str, Any] = {f"send{kind}": kind for kind in ("photo", "video", "animation", "audio", "document")}
_LONGEST = 25.0
_LARGEST = 16 * 2**20

Fields = Mapping[str, Any]


@dataclass(slots=True)
class StandIn:
    """One bot, its chats, what people said that it has not heard yet, and the files that it sent."""

    chats: Chats
    files: dict[str, bytes] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    _updates: list[dict[str, Any]] = field(default_factory=list)
    _number: int = 1
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> list[web.RouteDef]:
        """The Bot API, at /botTOKEN/METHOD."""
        return [web.route("*", "/bot{token}/{method}", self._answer)]

    def hear(self, text: str) -> None:
        """Let the reader say something to the bot."""
        part = Part(chat=str(READER), text=text[:4096])
        said = self.chats.say(self.chats.room(str(READER)), part, ours=False)
        message = {**self._message(said), "from": OLENA}
        command = text.split()[0] if text.startswith("/") else ""
        if command:
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        self._update("message", message)

    def press(self, room: int, number: int, place: tuple[int, int]) -> bool:
        """Let the reader press a button of a message, by its row and place; whether it is one that tells the bot."""
        said = next((each for each in self.chats.messages(room) if each.id == number), None)
        row, column = place
        rows = said.part.buttons if said else ()
        button = rows[row][column] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None
        if said is None or button is None or button.data is None:
            return False
        pressed = {
            "id": str(self._number),
            "from": OLENA,
            "chat_instance": "1",
            "data": button.data,
            "message": self._message(said),
        }
        self._update("callback_query", pressed)
        return True

    def _update(self, kind: str, fields: Fields) -> None:
        self._updates.append({"update_id": self._number, kind: fields})
        self._number += 1
        self._news.set()

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if request.match_info["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        self.calls[method] = self.calls.get(method, 0) + 1
        fields = await self._fields(request)
        try:
            if method == "getupdates":
                return _well(await self._given(fields))
            does = self._methods().get(method)
            return _refused(404, "Not Found: method not found") if does is None else _well(does(fields))
        except NotDoneError as error:
            return _refused(400, str(error))
        except (KeyError, TypeError, ValueError) as error:
            return _refused(400, f"Bad Request: {type(error).__name__} in the parameters")

    async def _fields(self, request: web.Request) -> Fields:
        """The parameters of a call; files are kept, and become an address on this machine."""
        if request.content_type == "application/json":
            said = await request.json()
            return said if isinstance(said, dict) else {}
        found: dict[str, Any] = dict(request.query)
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                key = f"{len(self.files) + 1}-{value.filename}"[:100].replace("/", "_")
                self.files[key] = await asyncio.to_thread(value.file.read)
                found[name] = f"/chat/files/{key}"
            elif isinstance(value, str):
                found[name] = json.loads(value) if value[:1] in ("{", "[") and name != "text" else value
        return found

    def _methods(self) -> Mapping[str, Callable[[Fields], object]]:
        done: Callable[[Fields], object] = lambda _: True  # noqa: E731  # what is taken, and shows nothing
        silent = ("sendchataction", "setmycommands", "deletemycommands", "setwebhook", "deletewebhook")
        return {
            **dict.fromkeys((*silent, "answerinlinequery"), done),
            **{name: self._medium for name in _MEDIA},
            "getme": lambda _: ME,
            "getchat": self._chat,
            "getchatmember": lambda fields: self._member(self._room(fields)),
            "getchatadministrators": lambda fields: [self._member(self._room(fields))],
            "getwebhookinfo": lambda _: {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
            "sendmessage": self._text,
            "sendmediagroup": self._album,
            "editmessagetext": self._edit_text,
            "editmessagecaption": self._edit_caption,
            "editmessagemedia": self._edit_media,
            "editmessagereplymarkup": self._edit_buttons,
            "deletemessage": lambda fields: self._delete(fields, [int(fields["message_id"])]),
            "deletemessages": lambda fields: self._delete(fields, [int(each) for each in fields["message_ids"]]),
            "forwardmessage": self._forward,
            "answercallbackquery": self._flash,
        }

    async def _given(self, fields: Fields) -> list[dict[str, Any]]:
        """What people said since an offset, or within the time that is asked for (getUpdates)."""
        offset = int(fields.get("offset", 0))
        self._updates = [each for each in self._updates if each["update_id"] >= offset]
        if not self._updates:
            self._news.clear()
            try:
                async with asyncio.timeout(min(float(fields.get("timeout", 0)), _LONGEST)):
                    await self._news.wait()
            except TimeoutError:
                return []
        return self._updates[:100]

    def _room(self, fields: Fields) -> Room:
        return self.chats.room(str(fields["chat_id"]))

    def _chat(self, fields: Fields) -> object:
        gifts = {"accepted_gift_types": dict.fromkeys(_GIFTS, True), "accent_color_id": 0, "max_reaction_count": 11}
        return {**_place(self._room(fields)), **gifts}

    def _member(self, room: Room) -> object:
        rights = dict.fromkeys(_RIGHTS, True) if room.id != DESK else dict.fromkeys(_RIGHTS[:11], True)
        return {"user": ME, "status": "administrator", "is_anonymous": False, **rights}

    def _text(self, fields: Fields) -> object:
        part = replace(self._part(fields), text=str(fields["text"]), entities=_entities(fields.get("entities")))
        return self._message(self.chats.say(self._room(fields), _previewed(part, fields)))

    def _medium(self, fields: Fields) -> object:
        kind = next(name for name in ("photo", "video", "animation", "audio", "document") if name in fields)
        part = replace(self._captioned(fields), media=(_medium(kind, fields[kind], fields),))
        return self._message(self.chats.say(self._room(fields), part))

    def _album(self, fields: Fields) -> object:
        sent = []
        for each in fields["media"]:
            where = str(each["media"])
            file = fields.get(where.removeprefix("attach://"), where) if where.startswith("attach://") else where
            part = replace(self._part(fields), text=str(each.get("caption", "")), preview=False)
            media = (_medium(each["type"], file, each),)
            part = replace(part, entities=_entities(each.get("caption_entities")), media=media)
            sent.append(self._message(self.chats.say(self._room(fields), part)))
        return sent

    def _edit_text(self, fields: Fields) -> object:
        said = self._standing(fields)
        if said.part.media:
            raise NotDoneError("Bad Request: there is no text in the message to edit")
        part = replace(said.part, text=str(fields["text"]), entities=_entities(fields.get("entities")))
        return self._changed(said, _previewed(part, fields), fields)

    def _edit_caption(self, fields: Fields) -> object:
        said = self._standing(fields)
        if not said.part.media:
            raise NotDoneError("Bad Request: there is no caption in the message to edit")
        entities = _entities(fields.get("caption_entities"))
        return self._changed(said, replace(said.part, text=str(fields.get("caption", "")), entities=entities), fields)

    def _edit_media(self, fields: Fields) -> object:
        said, new = self._standing(fields), fields["media"]
        where = str(new["media"])
        file = fields.get(where.removeprefix("attach://"), where) if where.startswith("attach://") else where
        part = replace(said.part, text=str(new.get("caption", "")), media=(_medium(new["type"], file, new),))
        return self._changed(said, replace(part, entities=_entities(new.get("caption_entities"))), fields)

    def _edit_buttons(self, fields: Fields) -> object:
        said = self._standing(fields)
        return self._changed(said, said.part, fields)

    def _standing(self, fields: Fields) -> Said:
        return self.chats.message(self._room(fields).id, int(fields["message_id"]))

    def _changed(self, said: Said, part: Part, fields: Fields) -> object:
        return self._message(self.chats.change(said, replace(part, buttons=_buttons(fields))))

    def _delete(self, fields: Fields, numbers: list[int]) -> bool:
        room = self._room(fields)
        for said in [self.chats.message(room.id, number, doing="delete") for number in numbers]:
            self.chats.delete(said)
        return True

    def _forward(self, fields: Fields) -> object:
        from_room = self.chats.room(str(fields["from_chat_id"]))
        said = self.chats.message(from_room.id, int(fields["message_id"]), doing="forward")
        return self._message(self.chats.say(self._room(fields), replace(said.part, buttons=())))

    def _flash(self, fields: Fields) -> bool:
        if fields.get("text"):
            self.chats.flash(str(fields["text"]))
        return True

    def _part(self, fields: Fields) -> Part:
        reply = fields.get("reply_parameters")
        return Part(
            chat=str(fields["chat_id"]),
            text="",
            silent=str(fields.get("disable_notification", "")).lower() == "true",
            preview=False,
            buttons=_buttons(fields),
            reply=int(reply["message_id"]) if isinstance(reply, dict) else None,
        )

    def _captioned(self, fields: Fields) -> Part:
        entities = _entities(fields.get("caption_entities"))
        return replace(self._part(fields), text=str(fields.get("caption", "")), entities=entities)

    def _message(self, said: Said) -> dict[str, Any]:
        """A message as the Bot API gives it."""
        room = self.chats.room(str(said.room))
        words = "caption" if said.part.media else "text"
        entities = [_plain(each) for each in said.part.entities]
        return {
            "message_id": said.id,
            "date": int(said.at.timestamp()),
            "chat": _place(room),
            words: said.part.text,
            **({f"{'caption_' if said.part.media else ''}entities": entities} if entities else {}),
        }


def application(stand_in: StandIn) -> web.Application:
    """An application with the Bot API alone; more routes may be added to it."""
    made = web.Application(client_max_size=_LARGEST)
    made.add_routes(stand_in.routes())
    return made


def _place(room: Room) -> dict[str, Any]:
    name = {"first_name": "Olena"} if room.kind == "private" else {"title": room.title}
    return {"id": room.id, "type": room.kind, **name}


def _entities(value: object) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            type=str(each["type"]),
            offset=int(each["offset"]),
            length=int(each["length"]),
            url=each.get("url"),
            language=each.get("language"),
        )
        for each in (value if isinstance(value, list) else [])
    )


def _plain(entity: Entity) -> dict[str, Any]:
    known = {"type": entity.type, "offset": entity.offset, "length": entity.length, "url": entity.url}
    return {name: value for name, value in known.items() if value is not None}


def _buttons(fields: Fields) -> tuple[tuple[Button, ...], ...]:
    markup = fields.get("reply_markup")
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    return tuple(tuple(_button(each) for each in row) for row in rows)


def _button(each: Fields) -> Button:
    copied = each.get("copy_text") or {}
    return Button(text=str(each["text"]), url=each.get("url"), copy=copied.get("text"), data=each.get("callback_data"))


def _previewed(part: Part, fields: Fields) -> Part:
    """A text with the preview that is asked for (LinkPreviewOptions)."""
    asked = fields.get("link_preview_options")
    asked = asked if isinstance(asked, dict) else {}
    link = asked.get("url")
    return replace(
        part,
        preview=link is not None and not asked.get("is_disabled"),
        link=link,
        large=True if asked.get("prefer_large_media") else False if asked.get("prefer_small_media") else None,
        above=bool(asked.get("show_above_text")),
    )


def _medium(kind: str, value: object, fields: Fields) -> Medium:
    known = {"photo", "video", "animation", "audio", "document"}
    if kind not in known:
        raise NotDoneError("Bad Request: wrong type of media")
    title = fields.get("title")
    return Medium(kind=kind, url=str(value), title=str(title) if title else None)  # type: ignore[arg-type]  # looked at above


def _well(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": status, "description": why}, status=status)
