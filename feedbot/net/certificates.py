"""When the certificate of a server expires."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime

import aiohttp
from aiohttp.connector import Connection


def expiry(certificate: Mapping[str, object] | None) -> datetime | None:
    """The end of a certificate as `ssl.SSLSocket.getpeercert` gives it; None where there is none, or no end."""
    end = (certificate or {}).get("notAfter")
    if not isinstance(end, str):
        return None
    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC)
    except (ValueError, OverflowError, OSError):
        return None


class Response(aiohttp.ClientResponse):
    """An answer that knows when its server's certificate expires."""

    certificate: datetime | None = None

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Look at the certificate before the first byte is read: a short answer lets go of its connection at once."""
        transport = connection.transport
        self.certificate = expiry(transport.get_extra_info("peercert")) if transport else None
        return await super().start(connection)
