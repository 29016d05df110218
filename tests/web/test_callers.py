import pytest
from aiohttp import HttpVersion, HttpVersion10, HttpVersion11, web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from feedbot.web import callers
from tests import make
from tests.web.shelled import config


def request(peer: object = ("127.0.0.1", 5), version: HttpVersion = HttpVersion11, **headers: str) -> web.Request:
    """A request from an address; underscores stand for dashes."""
    sent = {"Host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    made = make_mocked_request("GET", "/", headers=sent, version=version)
    made.get_extra_info = lambda name, default=None: peer if name == "peername" else default  # type: ignore[method-assign]
    return made


@pytest.mark.parametrize(
    ("peer", "here"),
    [
        (("127.0.0.1", 5), True),
        (("::1", 5, 0, 0), True),
        (("::ffff:127.0.0.1", 5, 0, 0), True),
        (("192.168.1.5", 5), False),
        (("::ffff:192.168.1.5", 5, 0, 0), False),
        (("fe80::1%eth0", 5, 0, 0), False),
        (None, False),
        ("", False),
        ("/run/socket", False),
    ],
)
def test_who_is_here(peer: object, here: bool) -> None:  # noqa: FBT001
    """Only a connection within this machine counts, by either version of the internet protocol."""
    assert here == callers.is_here(request(peer), config().settings)


def test_old_http_is_a_proxys() -> None:
    """HTTP/1.0 is what nginx speaks unless told otherwise, and no browser."""
    assert not callers.is_here(request(version=HttpVersion10), config().settings)
    assert callers.is_here(request(version=HttpVersion11), config().settings)


@pytest.mark.parametrize(
    ("url", "host", "elsewhere"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1", None),
        ("http://localhost:8080/path", "127.0.0.1", None),
        ("http://0.0.0.0:8080", "0.0.0.0", None),  # noqa: S104
        ("http://[::]:8080", "::", None),
        ("http://feeds.lan:8080", "feeds.lan", None),
        ("https://feeds.lan", "127.0.0.1", "feeds.lan"),
        ("https://News.Example.org./path", "127.0.0.1", "news.example.org"),
        ("https://203.0.113.7", "127.0.0.1", "203.0.113.7"),
    ],
)
def test_where_readers_come_through(url: str, host: str, elsewhere: str | None) -> None:
    """An address that is said, and is neither where we listen nor this machine, has somebody in front."""
    assert elsewhere == callers.elsewhere(make.settings(url=url, host=host))


@pytest.mark.parametrize("proxies", [(), ("192.0.2.1",), ("2001:db8::/32",)])
def test_others_cannot_name_themselves(proxies: tuple[str, ...]) -> None:
    """The header counts only from an address that is listed."""
    settings = config(proxies=proxies, user_header="Remote-User").settings

    assert "" == callers.named(request(Remote_User="root"), settings.access)


def test_two_names_are_none() -> None:
    """A header that stands twice may be half a stranger's."""
    named = config(proxies=("127.0.0.1",), user_header="Remote-User").settings.access
    made = make_mocked_request("GET", "/", headers=[("Remote-User", "a"), ("Remote-User", "b")])
    made.get_extra_info = lambda name, default=None: ("127.0.0.1", 5)  # type: ignore[method-assign]  # noqa: ARG005

    assert "" == callers.named(made, named)


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "evil, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8:1:2:3::4]:80", "2001:db8:1:2::/64"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("2001:db8:1:2:ffff::9", "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        (None, "198.51.100.1", ""),
    ],
)
def test_whose_attempt_it_is(peer: str | None, told: str, client: str) -> None:
    """Attempts count for who made them; what is said of that is believed of trusted proxies, from the last hop back."""
    found = request((peer, 5) if peer else None, X_Forwarded_For=told)

    assert client == callers.client(found, config(proxies=("10.0.0.0/8",)).settings.access)


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_header_has_an_answer(told: str, host: str) -> None:
    """Whatever stands in headers, a request has a client and is judged."""
    made = make_mocked_request("GET", "/", headers={"X-Forwarded-For": told, "Host": host})
    made.get_extra_info = lambda name, default=None: ("127.0.0.1", 5)  # type: ignore[method-assign]  # noqa: ARG005
    settings = config(proxies=("127.0.0.1",)).settings

    assert callers.client(made, settings.access)
    assert not callers.is_here(made, settings)


@pytest.mark.parametrize(
    ("proxies", "origin", "told", "secure"),
    [
        ((), "", "", False),
        ((), "https://a.example", "", True),
        ((), "http://a.example", "", False),
        ((), "", "https", False),
        (("127.0.0.1",), "", "HTTPS", True),
        (("127.0.0.1",), "", "http", False),
    ],
)
def test_how_a_browser_came(proxies: tuple[str, ...], origin: str, told: str, secure: bool) -> None:  # noqa: FBT001
    """Https is known from the browser's own word and from trusted proxies, and from nobody else."""
    made = request(Origin=origin, X_Forwarded_Proto=told)

    assert secure == callers.is_secure(made, config(proxies=proxies).settings.access)


@pytest.mark.parametrize(
    ("listed", "trusted"),
    [("127.0.0.1", True), ("127.0.0.1:8098", True), ("127.0.0.0/8", True), ("127.9.9.9/8", True), ("nothing", False)],
)
def test_how_proxies_are_listed(listed: str, trusted: bool) -> None:  # noqa: FBT001
    """A proxy is listed by address or network; a port beside it does not count, and what is neither trusts nobody."""
    access = config(proxies=(listed,), user_header="Remote-User").settings.access

    assert ("olena" if trusted else "") == callers.named(request(Remote_User="olena"), access)
