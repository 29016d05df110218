"""Where a request goes, and by which way."""

import base64
import string
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
"""The schemes that are visited, and the port of each."""

_USUAL = 500  # characters of an address that is worth remembering


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How one source is asked: through `proxy`, without looking at certificates, under another name."""

    proxy: str = field(default="", repr=False)
    verify: bool = True
    user_agent: str | None = None


PLAIN = Options()
"""Asked like any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes: an address as it is sent, its scheme and port, and what its credentials ask for.

    `place` is the host, with the port where that is not the usual one: "example.org", "127.0.0.1:8098".
    """

    url: str
    host: str
    door: tuple[str, int]
    authorization: str | None = field(default=None, repr=False)
    place: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        scheme, port = self.door
        host = f"[{self.host}]" if ":" in self.host else self.host
        object.__setattr__(self, "place", host if port == PORTS[scheme] else f"{host}:{port}")

    @property
    def root(self) -> str:
        """Its scheme, host and port as an address that ends with a slash."""
        return f"{self.door[0]}://{self.place}/"

    def near(self, other: "Target") -> bool:
        """Whether `other` is the same place, or the same host and only now behind TLS."""
        upgraded = (self.door, other.door) == (("http", 80), ("https", 443))
        return self.host == other.host and (self.door == other.door or upgraded)


def target(url: str) -> Target:
    """An address fit to be sent, left as written but for characters that no request line may carry.

    Raises ValueError with a sentence for people.
    """
    return _known(url) if len(url) <= _USUAL else _read(url)


def _read(url: str) -> Target:
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
        if not host.isascii():
            from yarl import URL  # late, as in client.py

            host = URL.build(scheme="http", host=host).raw_host or ""
    except ValueError:
        raise ValueError("the address cannot be read") from None
    if scheme not in PORTS:
        raise ValueError(f'the address begins with "{scheme[:20]}:" instead of "https:"')
    if not host or any(character in string.whitespace + '"<>\\^`{|}' for character in host):
        raise ValueError("the address names no host")
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    rest = quote(rest, safe=string.punctuation, errors="surrogateescape")
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    authorization = None
    if parts.username is not None:
        authorization = basic(unquote(parts.username), unquote(parts.password or ""))
    door = (scheme, PORTS[scheme] if port is None else port)
    return Target(url=f"{scheme}://{place}{rest}", host=host, door=door, authorization=authorization)


_known = lru_cache(maxsize=4096)(_read)  # every visit asks several times about the same address


def basic(user: str, password: str) -> str:
    """The value of Authorization for a user and a password (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def following(here: Target, location: str) -> Target:
    """Where a redirect leads. Raises ValueError with the second half of a sentence."""
    if not location.strip():
        raise ValueError("does not say where")
    try:
        there = urljoin(here.url, location.strip())
    except ValueError:
        raise ValueError("the address cannot be read") from None
    return target(there)


def place(url: str) -> str:
    """The name of an address's host as `model.Failed.host` has it; "" where the address names none."""
    try:
        return target(url).place
    except ValueError:
        return ""


def near(url: str, other: str) -> bool:
    """Whether what is secret of one address may be sent to the other: they are the same place."""
    try:
        return target(url).near(target(other))
    except ValueError:
        return False
