"""Answers that were given before, ready to be given again: most requests ask for what somebody just got.

An answer is the same as long as the file, the folder's list of names and the config are; what a client has or wants
only a part of is judged anew (`documents.py`).
"""

import time
from dataclasses import dataclass

from aiohttp import web
from multidict import CIMultiDict

from feedbot.model import Config
from feedbot.web.documents import Told, answer
from feedbot.web.shelf import Shelf

_MOST = 2_000
_LONGEST = 200  # characters of a header by which answers are told apart
_STILL = 10**9  # nanoseconds: in a folder that just changed, another change may bear the same time
_PARTS = ("Range", "If-Match", "If-Unmodified-Since")

Asked = tuple[str, str, str]
"""What an answer depends on: the file as it is called in the address, Accept and Accept-Encoding."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """Which file it was, what holds as long as the answer does, and its headers as 200 and as 304."""

    name: str
    config: Config
    folder: int
    tag: str
    coding: str
    whole: CIMultiDict[str]
    same: CIMultiDict[str]


class Ready:
    """Answers of one shelf by what was asked, at most so many; the bodies are the shelf's."""

    def __init__(self, shelf: Shelf, most: int = _MOST) -> None:
        self._shelf = shelf
        self._most = most
        self._answers: dict[Asked, _Answer] = {}

    def again(self, request: web.Request, file: str, config: Config) -> web.Response | None:
        """The answer that this request got before, if it still holds; None: it must be found anew."""
        headers = request.headers
        found = self._answers.get((file, headers.get("Accept", ""), headers.get("Accept-Encoding", "")))
        if found is None or found.config is not config or found.folder != self._shelf.changed():
            return None
        if any(name in headers for name in _PARTS):
            return None
        issue = self._shelf.held(found.name)
        copy = issue.copies.get(found.coding) if issue else None
        if copy is None or copy.tag != found.tag:
            return None
        held = headers.get("If-None-Match")
        if held is None and "If-Modified-Since" not in headers:
            return web.Response(body=copy.body, headers=found.whole)
        if held == found.whole["ETag"]:
            return web.Response(status=304, headers=found.same)
        return None

    def give(self, request: web.Request, file: str, config: Config, name: str, told: Told) -> web.Response:
        """An answer that was found anew, of the file of this name; it is kept for the next time."""
        asked = file, request.headers.get("Accept", ""), request.headers.get("Accept-Encoding", "")
        changed = self._shelf.changed()
        if max(map(len, asked)) <= _LONGEST and time.time_ns() - changed > _STILL:
            self._answers.pop(asked, None)
            while len(self._answers) >= self._most:
                del self._answers[next(iter(self._answers))]
            self._answers[asked] = _Answer(
                name,
                config,
                changed,
                told.copy.tag,
                told.coding,
                CIMultiDict(told.whole),
                CIMultiDict(told.same),
            )
        return answer(request, told)
