"""The client's answer, which knows a certificate too; apart, because aiohttp takes long to import."""

from datetime import datetime

import aiohttp
from aiohttp.connector import Connection

from feedbot.net.certificates import expiry


class Response(aiohttp.ClientResponse):
    """An answer that knows when its server's certificate expires."""

    certificate: datetime | None = None

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Look at the certificate before the first byte is read: a short answer lets go of its connection at once."""
        transport = connection.transport
        self.certificate = expiry(transport.get_extra_info("peercert")) if transport else None
        return await super().start(connection)
