"""Which addresses may be dialled: those of the open internet, and those that the config allows."""

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp

Network = IPv4Network | IPv6Network

PRIVATE = "is a private address"
"""What the refusal to dial an address says, after the address."""

_ENTRY = re.compile(r"(?:\[(.+)\]|([^:]*))(?::([0-9]{1,5}))?")
_NUMBER = re.compile(r"[0-9a-fx.]+", re.IGNORECASE)
_NUMERIC = re.compile(r"[0-9a-fx.:]*(?:%.*)?", re.IGNORECASE | re.DOTALL)
_LOCAL = (".localhost", ".local", ".internal", ".home.arpa")
_UNICAST6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# Protocol assignments (RFC 6890), 6to4 relays (RFC 7526), Teredo and others (RFC 2928), documentation (RFC 9637).
_CLOSED = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Says which addresses may be dialled: public ones, and those `allowed` with their port (None: any port)."""

    allowed: tuple[tuple[Network, int | None], ...] = ()

    def admits(self, host: str, port: int) -> bool:
        """Whether a numeric address, as a resolver gives it, may be dialled. Raises ValueError if it is none."""
        address, public = _judged(host)
        return public or any(address in network and at in {None, port} for network, at in self.allowed)


def guard(entries: tuple[str, ...]) -> Guard:
    """The guard that `allow_private` asks for.

    An entry is an address or a network, with or without a port: "127.0.0.1:8098", "192.168.0.0/16", "[::1]:8098".
    Raises ValueError with a sentence for people.
    """
    return Guard(allowed=tuple(_entry(entry) for entry in entries))


def _entry(text: str) -> tuple[Network, int | None]:
    match = _ENTRY.fullmatch(text.strip())
    host, port = (match[1] or match[2], match[3]) if match else (text.strip(), None)
    with suppress(ValueError):
        if 0 < int(port or 1) < 65536:
            return ip_network(host, strict=False), int(port) if port else None
    raise ValueError(f'"{text}" is no address or network such as "127.0.0.1:8098", "192.168.0.0/16", "[::1]:8098"')


@lru_cache(maxsize=4096)  # the same hosts are visited again and again, and the judgement of an address never changes
def _judged(host: str) -> tuple[IPv4Address | IPv6Address, bool]:
    """A numeric address, and whether it is one of the open internet."""
    address = ip_address(host.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address, _public(address)


def _public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open internet; an IPv4 address inside an IPv6 one is judged itself."""
    if any(address in network for network in _CLOSED):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address in _NAT64:
        return _public(IPv4Address(address.packed[-4:]))
    if address.sixtofour is not None:
        return _public(address.sixtofour)
    return address in _UNICAST6 and address.is_global


def literal(host: str) -> str | None:
    """The number that a host is, in whatever form a resolver would take ("0x7f.1", "2130706433"); None for a name."""
    if not _NUMERIC.fullmatch(host):  # nearly every host is a name, and to try costs more than to look
        return None
    host = host.rstrip(".")
    with suppress(ValueError):
        return str(ip_address(host.partition("%")[0]))
    with suppress(OSError):
        return socket.inet_ntoa(socket.inet_aton(host)) if _NUMBER.fullmatch(host) else None
    return None


def local(host: str) -> bool:
    """Whether a name can only be one of a private network (RFC 6761, RFC 6762, RFC 8375, .internal, no dot at all)."""
    host = host.rstrip(".").lower()
    return literal(host) is None and ("." not in host or host.endswith(_LOCAL))


def dialler(watch: Guard) -> Callable[["aiohttp.AddrInfoType"], socket.socket]:
    """A maker of sockets, asked by the connector for each numeric address before it connects."""

    def dial(info: "aiohttp.AddrInfoType") -> socket.socket:
        family, kind, protocol, _, (host, port, *_) = info
        if not watch.admits(str(host), int(port)):
            raise OSError(f"{host} {PRIVATE}")
        return socket.socket(family, kind, protocol)

    return dial


def connect(host: str, port: int, watch: Guard, timeout: float) -> socket.socket:
    """A connected socket to the first address of `host` that answers, for libraries that block; blocks itself.

    `timeout` in seconds is for all addresses together, and stays the socket's own; looking the name up comes on top.
    Raises OSError with a sentence for people: nothing answers, or every address is private, and how to allow it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OSError(f"no address is known for {host}; check its spelling and this machine's DNS") from None
    ends = time.monotonic() + timeout
    dial, fault = dialler(watch), OSError("timed out")
    for info in found:
        left = ends - time.monotonic()
        if left <= 0:
            break
        try:
            return _dialled(dial(info), info, left, timeout)
        except OSError as error:
            fault = error
    if PRIVATE in str(fault):
        raise OSError(f"{host} is not visited: {fault}; if it is meant, name it in allow_private") from None
    raise OSError(f"no connection to {host}: {fault.strerror or fault}") from fault


def _dialled(plug: socket.socket, info: "aiohttp.AddrInfoType", left: float, timeout: float) -> socket.socket:
    try:
        plug.settimeout(left)
        plug.connect(info[4])
        plug.settimeout(timeout)
    except BaseException:
        plug.close()
        raise
    return plug
