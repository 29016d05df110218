"""Why a request got no answer, as a sentence with what to do."""

import os
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedbot.model import Failed, Fault
from feedbot.net.addresses import PRIVATE

if TYPE_CHECKING:
    import aiohttp


def failed(host: str, error: Exception, proxy: str = "") -> Failed:
    """What an exception of the client says of a host that was asked, through `proxy` if that is an address."""
    import aiohttp  # late, as in client.py

    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return _proxy(host, urlsplit(proxy).hostname or "", error)
    fault: Fault = "network"
    match error:
        case aiohttp.ClientConnectorDNSError():
            name = f"the proxy {urlsplit(proxy).hostname}" if proxy else host
            reason = f"no address is known for {name}; check its spelling and this machine's DNS"
        case aiohttp.ClientConnectorCertificateError():
            fault, reason = "tls", _untrusted(host, error.certificate_error)
        case aiohttp.ClientConnectorSSLError():
            fault, reason = "tls", f"TLS with {host} failed ({_tls(error.os_error)}); is it https at all?"
        case aiohttp.ClientConnectorError() if PRIVATE in str(error.os_error):
            fault, reason = "private", private(host, _plain(error.os_error))
        case aiohttp.ClientConnectorError():
            reason = f"no connection to {host}: {_plain(error.os_error)}; is it up?"
        case aiohttp.ConnectionTimeoutError():
            reason = f"no connection to {host} in time; is it up, and the address right?"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            reason = f"{host} broke the connection off; it is tried again"
        case aiohttp.ClientResponseError():
            fault = "http"
            said = error.message.partition("\n")[0][:200].rstrip(":")  # behind it the bytes themselves are shown
            reason = f"{host} does not speak proper HTTP ({said}); correct url, or tell the site's owner"
        case _:
            # What the library says of a proxy that it cannot use has the login in it.
            fault, why = "http", ("" if proxy else str(error)[:200]) or type(error).__name__
            reason = f"the request to {host} failed: {why}; check the source's url and headers"
    return Failed(fault=fault, reason=reason)


def private(host: str, why: str) -> str:
    """The sentence about a host that is not visited."""
    return f"{host} is not visited: {why}; if it is meant, name it in allow_private"


def _proxy(host: str, proxy: str, error: "aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError") -> Failed:
    """A fault of the proxy; nothing of its address but the host is told, for the rest is a secret."""
    import aiohttp  # late, as in client.py

    if isinstance(error, aiohttp.ClientHttpProxyError):
        if error.status == 407:
            return Failed(fault="login", reason=f"407 from the proxy {proxy}: it wants another login; correct proxy")
        said = f"the proxy {proxy} makes no way to {host}: {error.status} {error.message[:100]}; correct url or proxy"
        return Failed(fault="network", reason=said)
    if PRIVATE in str(error.os_error):
        return Failed(fault="private", reason=private(f"the proxy {proxy}", _plain(error.os_error)))
    return Failed(fault="network", reason=f"no connection to the proxy {proxy}: {_plain(error.os_error)}; is it up?")


def _untrusted(host: str, error: Exception) -> str:
    why = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else str(error)
    return (
        f"the certificate of {host} is not to be trusted ({why.rstrip('.')}); tell the site's owner, or set "
        "verify_tls = false if you know why"
    )


def _tls(error: OSError) -> str:
    return (getattr(error, "reason", None) or str(error)).replace("_", " ").lower()


def _plain(error: OSError) -> str:
    if error.errno and error.errno > 0 and "Connect call failed" in str(error):  # asyncio says so in the place of why
        return os.strerror(error.errno).lower()
    return error.strerror or str(error).removeprefix("Multiple exceptions: ")
