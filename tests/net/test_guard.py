from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.net import Web, guard, open_web
from tests.net.answers import bad, good
from tests.sources.server import Reply, Server

LITERALS = [
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "127.1",
    "0.0.0.0",  # noqa: S104  # dialled, not bound
    "localhost",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "169.254.169.254",
]


@pytest.mark.parametrize("host", LITERALS)
async def test_no_form_of_a_private_address_is_dialled(hidden: Server, host: str) -> None:
    """However a private address is written, it is refused and nobody is asked."""
    async with open_web(version="1", gap=timedelta(0)) as opened:
        reason = bad(await opened.get(f"http://{host}:{hidden.port}/"))

    assert "private" in reason or "not a canonical IPv4 address" in reason
    assert [] == hidden.asked


@pytest.mark.parametrize("host", LITERALS)
@pytest.mark.parametrize("status", [301, 307])
async def test_no_redirect_leads_to_a_private_address(
    server: Server, hidden: Server, web_client: Web, host: str, status: int
) -> None:
    """A place that may be visited cannot send us to one that may not."""
    address = server.says("/", Reply(status=status, headers={"Location": f"http://{host}:{hidden.port}/"}))

    reason = bad(await web_client.get(address))

    assert "private" in reason or "not a canonical IPv4 address" in reason
    assert [] == hidden.asked


@pytest.mark.parametrize(
    ("location", "because"),
    [
        *((url, "begins with") for url in ("file:///etc/passwd", "ftp://a/", "gopher://127.0.0.1/", "javascript:1")),
        ("http://[::1", "cannot be read"),
    ],
)
async def test_redirects_keep_to_http(server: Server, web_client: Web, location: str, because: str) -> None:
    """A redirect to another scheme, or to what is no address, ends the visit."""
    address = server.says("/", Reply(status=302, headers={"Location": location}))

    assert f"redirects with 302, but the address {because}" in bad(await web_client.get(address))


async def test_an_allowed_port_allows_no_other(server: Server, hidden: Server, web_client: Web) -> None:
    """An entry with a port admits just that port of the address."""
    address = server.says("/", Reply(body=b"here"))

    assert b"here" == good(await web_client.get(address)).body
    assert "127.0.0.1 is not visited: 127.0.0.1 is a private address; if it is meant, name it in allow_private" == bad(
        await web_client.get(hidden.url)
    )


async def test_a_name_reaches_an_allowed_address(server: Server, web_client: Web) -> None:
    """What counts is the address that is dialled: a name that leads to an allowed one is visited."""
    server.says("/", Reply(body=b"here"))

    assert b"here" == good(await web_client.get(f"http://localhost:{server.port}/")).body


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "127.9.9.9", "169.254.1.1", "0.1.2.3"),
        *("192.0.0.8", "192.0.2.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd12::1", "fec0::1", "ff02::1"),
        *("::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2001:db8::1", "2001::1"),
        *("2002:a00:1::", "100::1", "3fff::1", "4000::1"),
    ],
)
def test_private_addresses_are_known(address: str) -> None:
    """No address outside the open internet may be dialled."""
    assert not guard(()).admits(address, 80)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::200e"),
        *("::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
    ],
)
def test_public_addresses_are_known(address: str) -> None:
    """Addresses of the open internet may be dialled, and an IPv4 one inside IPv6 is judged itself."""
    assert guard(()).admits(address, 80)


@given(st.ip_addresses(network="10.0.0.0/8"))
def test_an_embedded_private_address_is_private(address: object) -> None:
    """A private IPv4 address is refused in each of its IPv6 forms."""
    parts = int(str(address).split(".")[1]), int(str(address).split(".")[2]), int(str(address).split(".")[3])
    tail = f"{0x0A00 + parts[0]:x}:{parts[1] * 256 + parts[2]:x}"

    for form in (str(address), f"::ffff:{tail}", f"64:ff9b::{tail}", f"2002:{tail}::1", f"::{tail}"):
        assert not guard(()).admits(form, 443)


@pytest.mark.parametrize(
    ("entry", "address", "port", "admitted"),
    [
        ("127.0.0.1:8098", "127.0.0.1", 8098, True),
        ("127.0.0.1:8098", "127.0.0.1", 8099, False),
        ("127.0.0.1:8098", "::ffff:127.0.0.1", 8098, True),
        ("127.0.0.1", "127.0.0.1", 1, True),
        ("192.168.0.0/16", "192.168.7.7", 80, True),
        ("192.168.0.0/16:80", "192.168.7.7", 81, False),
        ("192.168.0.1/16", "192.168.7.7", 80, True),
        ("192.168.0.0/16", "10.0.0.1", 80, False),
        ("[::1]:8098", "::1", 8098, True),
        ("[::1]:8098", "::1", 80, False),
        ("[::1]", "::1", 80, True),
        ("::1", "::1", 80, True),
        ("fd00::/8", "fd12::1", 80, True),
        ("[fd00::/8]:80", "fd12::1", 81, False),
        ("fe80::/10", "fe80::1%lo", 80, True),
        ("::1", "127.0.0.1", 80, False),
        (" 10.0.0.1 ", "10.0.0.1", 80, True),
    ],
)
def test_allow_private_entries(entry: str, address: str, port: int, admitted: bool) -> None:  # noqa: FBT001  # a table
    """An entry is an address or a network, with or without a port, and admits nothing else."""
    assert admitted == guard((entry,)).admits(address, port)


@pytest.mark.parametrize(
    "entry",
    ["", "localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "[::1", "1.2.3.4/33", ":80"],
)
def test_a_wrong_entry_is_told(entry: str) -> None:
    """What is no address is refused in a sentence that shows the forms."""
    with pytest.raises(ValueError, match="is no address or network such as"):
        guard((entry,))


@given(st.text(max_size=40))
def test_entries_are_read_or_refused(text: str) -> None:
    """Any text is an entry or a ValueError, never another exception."""
    try:
        guard((text,))
    except ValueError as error:
        assert text in str(error)
