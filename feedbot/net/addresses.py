"""Which addresses may be dialled: those of the open internet, and those that the config allows."""

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import aiohttp

Network = IPv4Network | IPv6Network

PRIVATE = "is a private address"
"""What the refusal to dial an address says, after the address."""

_ENTRY = re.compile(r"(?:\[(.+)\]|([^:]*))(?::([0-9]{1,5}))?")
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
        address = ip_address(host.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        return _public(address) or any(address in network and at in {None, port} for network, at in self.allowed)


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


def dialler(watch: Guard) -> Callable[[aiohttp.AddrInfoType], socket.socket]:
    """A maker of sockets, asked by the connector for each numeric address before it connects."""

    def dial(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, (host, port, *_) = info
        if not watch.admits(str(host), int(port)):
            raise OSError(f"{host} {PRIVATE}")
        return socket.socket(family, kind, protocol)

    return dial
