"""A BaseRequest that answers from a list and remembers what it was asked."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from telegram.request import BaseRequest, RequestData

from feedbot.channels.telegram_api import Bots
from feedbot.model import Secret, Telegram

TOKEN = "123456789:AbCdEfGhIjKlMnOpQrStUvWxYz-0123456"
REACH = Telegram(token=Secret(TOKEN), base_url="https://bots.example.org")

MESSAGE = {"message_id": 7, "date": 1773489600, "chat": {"id": -100, "type": "channel"}, "text": "x"}

Answer = tuple[int, bytes] | Exception | Callable[[], Exception]


class Script(BaseRequest):
    """Gives its answers in order, the last one again and again.

    `calls` are methods and their parameters, `uploads` the names of the files that came with each.
    """

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.urls: list[str] = []
        self.uploads: list[tuple[str, ...]] = []
        self.closed = 0

    @property
    def read_timeout(self) -> float | None:
        """None: nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Count how often it was closed."""
        self.closed += 1

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library's signature
        request_data: RequestData | None = None,
        *args: Any,  # noqa: ARG002 - as above
        **kwargs: Any,  # noqa: ARG002 - as above
    ) -> tuple[int, bytes]:
        """The next answer."""
        self.urls.append(url)
        self.calls.append((url.rpartition("/")[2], dict(request_data.parameters) if request_data else {}))
        files = (request_data.multipart_data or {}) if request_data else {}
        self.uploads.append(tuple(sorted(str(file[0]) for file in files.values())))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, tuple):
            return answer
        raise answer if isinstance(answer, Exception) else answer()

    @property
    def methods(self) -> list[str]:
        """The methods that were called."""
        return [method for method, _ in self.calls]

    @property
    def bots(self) -> Bots:
        """Bots that ask this script."""
        return Bots(lambda: self)


class Endless(Script):
    """Never answers."""

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError


def good(result: object = None) -> tuple[int, bytes]:
    """An answer that gives `result`; a message where there is none."""
    return 200, json.dumps({"ok": True, "result": MESSAGE if result is None else result}).encode()


def standing(*numbers: int, **fields: object) -> tuple[int, bytes]:
    """An answer that gives a message of this number, without words; several are an album."""
    bare = {key: value for key, value in MESSAGE.items() if key != "text"}
    messages = [bare | {"message_id": number} | fields for number in numbers]
    return good(messages if len(messages) > 1 else messages[0])


def bad(status: int, description: str, **parameters: object) -> tuple[int, bytes]:
    """An answer that says no."""
    answer = {"ok": False, "error_code": status, "description": description}
    return status, json.dumps(answer | ({"parameters": parameters} if parameters else {})).encode()
