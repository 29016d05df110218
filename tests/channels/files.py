"""A client that has files instead of a network."""

import asyncio
from collections.abc import Mapping
from typing import Any

from feedbot.model import Failed
from feedbot.net import Answer, Web


class Files(Web):
    """Gives a file for an address, and a failure for every other; `asked` are the addresses."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.asked: list[str] = []

    async def get(self, url: str, **_: Any) -> Answer | Failed:
        """The file behind an address."""
        self.asked.append(url)
        if url not in self.files:
            return Failed(reason="404 from example.org")
        return Answer(status=200, url=url, headers={}, body=self.files[url])


class Waiting(Files):
    """Never gives anything."""

    async def get(self, url: str, **_: Any) -> Answer | Failed:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError(url)
