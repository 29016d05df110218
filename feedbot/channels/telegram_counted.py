"""HTTP for the Bot API that tells of each call how it was answered."""

from collections.abc import Callable
from typing import Any

from telegram.request import BaseRequest, RequestData

from feedbot.channels.telegram_exchange import transport

Heard = Callable[[str, str], None]
"""Is told the method of a call, and the status of its answer or "none"."""


class Counted(BaseRequest):
    """A request that tells of each call; an address has the token, so only its last part is told."""

    def __init__(self, request: BaseRequest, heard: Heard) -> None:
        self._request, self._heard = request, heard

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
        """Status and body of an answer, whatever they are."""
        told = "none"
        try:
            status, body = await self._request.do_request(url, method, request_data, *args, **kwargs)
            told = str(status) if 100 <= status <= 599 else "none"
        finally:
            self._heard(url.rpartition("/")[2], told)
        return status, body


def counted(heard: Heard) -> Callable[[], BaseRequest]:
    """What makes requests for `telegram_api.Bots` that tell of their calls."""
    return lambda: Counted(transport(), heard)
