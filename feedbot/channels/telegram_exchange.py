"""HTTP for the Bot API: every answer is checked before python-telegram-bot reads it."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from feedbot.channels.telegram_gate import Gate

_LONGEST_WAIT = 86400
_FLOOD = timedelta(seconds=60)  # where Telegram does not say how long
_SHOWING = frozenset(
    {
        *("sendMessage", "sendPhoto", "sendVideo", "sendAnimation", "sendAudio", "sendDocument", "sendRichMessage"),
        *("editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup", "forwardMessage"),
    }
)
"""Methods that give a message; what else it holds than these names is no business of ours."""


Heard = Callable[[str, str], None]
"""Is told the method of a call, and the status of its answer or "none"."""


class FloodError(TelegramError):
    """Too many messages. python-telegram-bot's own RetryAfter warns of its deprecation whenever one is made."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"Telegram asks to wait {after.total_seconds():.0f} s")
        self.after = after


class StrangerError(TelegramError):
    """An answer that no Bot API server gives, such as a proxy's page or half of a document."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the answer (HTTP status {status}) is not one of the Bot API")
        self.status = status


class Exchange(BaseRequest):
    """HTTP for a Bot: every answer is checked before python-telegram-bot reads it.

    So no odd answer to what sends, changes or deletes raises anything but a TelegramError, none is logged with its
    text, and what Telegram may add to its messages one day cannot break a send. No second has too many messages.
    `heard` is told of each call; never its address, which has the token.
    """

    def __init__(self, request: BaseRequest, heard: Heard | None = None) -> None:
        self._request, self._heard, self._gate = request, heard, Gate()

    @property
    def read_timeout(self) -> float | None:
        """That of the request it stands before."""
        return self._request.read_timeout

    async def initialize(self) -> None:
        """Open the request it stands before."""
        await self._request.initialize()

    async def shutdown(self) -> None:
        """Close the request it stands before."""
        await self._request.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,  # noqa: ANN401 - the four timeouts are typed by a private module of the library
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> tuple[int, bytes]:
        """Status and body of an answer that can be read. Raises FloodError, StrangerError, and BadRequest for a 413."""
        called = url.rpartition("/")[2]
        async with self._gate.passing(called, _messages(called, request_data)):
            status, body = await self._called(called, url, method, request_data, *args, **kwargs)
        answer = _object(body)
        if 200 <= status <= 299:
            result = _result(answer, called)
            if result is None:
                raise StrangerError(status)
            return status, json.dumps({"ok": True, "result": result}).encode()
        parameters = _parameters(answer)
        if status == 429:
            raise FloodError(timedelta(seconds=parameters["retry_after"]) if "retry_after" in parameters else _FLOOD)
        if status == 413:
            raise BadRequest("Request Entity Too Large")  # whoever says so: it was not taken, and never will be
        description = answer.get("description") if answer else None
        if not isinstance(description, str):
            raise StrangerError(status)
        moved = {key: value for key, value in parameters.items() if key == "migrate_to_chat_id"}
        return status, json.dumps({"ok": False, "description": description, "parameters": moved}).encode()

    async def _called(self, called: str, *call: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as above
        """Status and body of an answer, of which whoever listens is told."""
        told = "none"
        try:
            status, body = await self._request.do_request(*call, **kwargs)
            told = str(status) if 100 <= status <= 599 else "none"
        finally:
            if self._heard is not None:
                self._heard(called, told)
        return status, body


def _messages(method: str, data: RequestData | None) -> int:
    """How many messages a call counts for: each medium of an album is one."""
    media = data.parameters.get("media") if data is not None and method == "sendMediaGroup" else None
    return len(media) if isinstance(media, list) else 1


def transport() -> BaseRequest:
    """HTTP with time limits that fit a small text; the pool's is short because a full pool is a fault of ours."""
    return HTTPXRequest(
        connection_pool_size=16,
        connect_timeout=10.0,
        read_timeout=30.0,
        write_timeout=30.0,
        media_write_timeout=120.0,
        pool_timeout=1.0,
    )


def _object(body: bytes) -> dict[str, Any] | None:
    """The JSON object a body holds; None if it holds none."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _result(answer: Mapping[str, Any] | None, method: str) -> object:
    """What a call gave, no more of a message than we look at; None if it is not what this method gives."""
    if answer is None or answer.get("ok") is not True:
        return None
    result = answer.get("result")
    if method in _SHOWING:
        return _message(result)
    if method == "sendMediaGroup":
        messages = [_message(each) for each in result] if isinstance(result, list) else []
        return messages if messages and None not in messages else None
    match result:
        case {"message_thread_id": int(number), "name": str(name)} if method == "createForumTopic":
            return {"message_thread_id": number, "name": name, "icon_color": 0}
        case dict() | list() | str() | int() if result is not False and method != "createForumTopic":
            return result
        case _:
            return None


def _message(value: object) -> dict[str, Any] | None:
    """What names a message, and its words; None if it is none."""
    match value:
        case {"message_id": int(number), "date": int(date), "chat": {"id": int(chat), "type": str(kind)}, **rest}:
            words = {key: rest[key] for key in ("text", "caption") if isinstance(rest.get(key), str)}
            return {"message_id": number, "date": date, "chat": {"id": chat, "type": kind}, **words}
        case _:
            return None


def _parameters(answer: Mapping[str, Any] | None) -> dict[str, int]:
    """ResponseParameters of the Bot API, as far as they make sense."""
    found = answer.get("parameters") if answer else None
    if not isinstance(found, dict):
        return {}
    numbers = {key: value for key, value in found.items() if type(value) is int}
    if "retry_after" in numbers:
        numbers["retry_after"] = min(max(numbers["retry_after"], 1), _LONGEST_WAIT)
    return numbers
