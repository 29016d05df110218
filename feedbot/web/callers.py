"""From where a request comes, as far as it can be believed: this machine, a trusted proxy, or anywhere else."""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import HttpVersion11, web

from feedbot.model import Access, Settings

Address = IPv4Address | IPv6Address

_BETWEEN = ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "cf-connecting-ip", "true-client-ip")
_LONGEST = 100  # characters of a name
_HOPS = 50


def is_here(request: web.Request, settings: Settings) -> bool:
    """Whether a browser on this machine asks, with nobody in between.

    Not so with any sign of a proxy: its headers, or the older HTTP that nginx speaks unasked. The Host must be this
    machine: another name that leads here may be a stranger's (DNS rebinding). And where `[web] url` says that readers
    come through another host, a request from this machine may be anybody's, since some proxies say nothing of
    themselves.
    """
    peer = _peer(request)
    return (
        peer is not None
        and peer.is_loopback
        and not _is_proxy(peer, settings.access.proxies)
        and not any(name.lower() in _BETWEEN or name.lower().startswith("x-forwarded") for name in request.headers)
        and request.version >= HttpVersion11
        and len(request.headers.getall("Host", ())) == 1
        and _is_own(_host(f"//{request.host}"), settings)
        and elsewhere(settings) is None
    )


def is_near(request: web.Request) -> bool:
    """Whether the connection, though perhaps not the one who asks, comes from this machine."""
    peer = _peer(request)
    return peer is not None and peer.is_loopback


def elsewhere(settings: Settings) -> str | None:
    """The host through which readers come, if that is not this machine."""
    host = _host(settings.url)
    return None if _is_own(host, settings) else host


def named(request: web.Request, access: Access) -> str:
    """Whom a trusted proxy names as signed in there; empty if nobody, or not one alone, or nobody we would believe."""
    peer = _peer(request)
    if access.user_header is None or peer is None or not _is_proxy(peer, access.proxies):
        return ""
    found = [name.strip() for name in request.headers.getall(access.user_header, ())]
    usable = len(found) == 1 and 0 < len(found[0]) <= _LONGEST and found[0].isprintable()
    return found[0] if usable else ""


def client(request: web.Request, access: Access) -> str:
    """What attempts are counted by: the address of who asks, of IPv6 the first half, which one household has.

    What proxies say of it is believed only of trusted ones, from the last to the first.
    """
    peer = _peer(request)
    if peer is None:
        return ""
    told = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")[-_HOPS:]
    while told and _is_proxy(peer, access.proxies):
        further = _address(told.pop().strip())
        if further is None:
            break
        peer = further
    return str(peer) if isinstance(peer, IPv4Address) else str(IPv6Network((int(peer) >> 64 << 64, 64)))


def is_secure(request: web.Request, access: Access) -> bool:
    """Whether the browser came over https: to us, to a trusted proxy, or by what it says of its own page (Origin)."""
    peer = _peer(request)
    proxied = peer is not None and _is_proxy(peer, access.proxies)
    told = request.headers.get("X-Forwarded-Proto", "").lower() if proxied else ""
    return request.secure or told == "https" or request.headers.get("Origin", "").startswith("https://")


def _peer(request: web.Request) -> Address | None:
    """The other end of the connection."""
    name = request.get_extra_info("peername")
    return _address(name[0]) if isinstance(name, tuple) and name else None


def _address(text: str) -> Address | None:
    """An address out of a header or a socket, without port and zone; one of IPv4 inside IPv6 as itself."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_own(host: str, settings: Settings) -> bool:
    """Whether a host in an address is this machine and cannot be another one."""
    if host in ("localhost", settings.host.lower()) or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _is_proxy(address: Address, proxies: Sequence[str]) -> bool:
    return any(address in network for network in _networks(tuple(proxies)))


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks in a list; of what names a port too only the address counts."""
    found = []
    for each in proxies:
        address = None if "/" in each else _address(each)
        with suppress(ValueError):
            found.append(ip_network(address or each, strict=False))
    return tuple(found)
