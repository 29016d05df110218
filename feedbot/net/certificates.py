"""When the certificate of a server expires."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime


def expiry(certificate: Mapping[str, object] | None) -> datetime | None:
    """The end of a certificate as `ssl.SSLSocket.getpeercert` gives it; None where there is none, or no end."""
    end = (certificate or {}).get("notAfter")
    if not isinstance(end, str):
        return None
    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC)
    except (ValueError, OverflowError, OSError):
        return None
