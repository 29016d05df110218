import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Failed, Secret
from feedbot.net import guard
from feedbot.net.aside import aside
from feedbot.sources import imap_answers as answers
from feedbot.sources.imap import Account, Call
from feedbot.sources.letterbox import Look, Wanted
from tests import make
from tests.sources.imap_server import Server, serve

REQUEST = (
    *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
    *("-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1"),
)
UNCHANGING = {"CAPABILITY", "AUTHENTICATE", "LOGIN", "STARTTLS", "EXAMINE", "LIST", "FETCH", "UID SEARCH", "UID FETCH"}


def message(number: int, text: str = "words", sender: str = "news@example.org") -> bytes:
    """A message with a number."""
    return f"From: {sender}\nSubject: N{number}\nMessage-ID: <{number}@example.org>\n\n{text}".encode()


async def visit(server: Server, memo: str = "", seconds: float = 20, **fields: Any) -> Look | Failed:
    """A look into a folder of the server; fields are the account's and those of what is wanted."""
    account = Account(
        **{
            "server": "127.0.0.1",
            "port": server.port,
            "security": "none",
            "user": server.user,
            "password": Secret(server.password),
            "folder": "INBOX",
            **{name: fields.pop(name) for name in list(fields) if name in Account.__slots__},
        }
    )
    allowed = fields.pop("allowed", server.allowed)
    call = Call(account, guard(allowed), Wanted(**{"body": 10_000, **fields}), timedelta(seconds=seconds))
    found = await aside(lambda: call.look(memo, make.NOW), call.stop, seconds)
    assert found is not None
    return found


async def look(server: Server, memo: str = "", **fields: Any) -> Look:
    """A look that must work."""
    found = await visit(server, memo, **fields)
    assert isinstance(found, Look), found
    return found


async def failure(server: Server, **fields: Any) -> Failed:
    """A look that must not."""
    found = await visit(server, **fields)
    assert isinstance(found, Failed)
    return found


def uids(found: Look) -> list[int]:
    """The UIDs of what a look brought."""
    return [int(file.path) for file in found.files]


# --- what comes ------------------------------------------------------------------------------------------------------


async def test_new_messages_come_oldest_first() -> None:
    """The first look brings the newest messages, each later one what is new since; nothing on the server is changed."""
    async with serve() as server:
        server.inbox.add(*map(message, range(1, 9)))
        first = await look(server, first=5)
        server.inbox.add(message(9), message(10))
        second = await look(server, first.memo)
        third = await look(server, second.memo)

        assert [4, 5, 6, 7, 8] == uids(first)
        assert [message(9), message(10)] == [file.body for file in second.files]
        assert make.NOW.replace(hour=8, minute=20) == second.files[0].modified
        assert ([], second.memo) == (uids(third), third.memo)
        assert set(server.asked) <= UNCHANGING | {"LOGOUT"}
        assert all("PEEK" in line for line in server.heard if "BODY" in line)


async def test_nothing_new_costs_next_to_nothing() -> None:
    """Where the server says which UID comes next, nothing more is asked; where it does not, it is searched."""
    async with serve() as server:
        server.inbox.add(message(1))
        memo = (await look(server)).memo
        server.heard.clear()
        await look(server, memo)
        assert ["CAPABILITY", "AUTHENTICATE", "EXAMINE", "LOGOUT"] == server.asked

        server.says_next = False
        assert [] == uids(await look(server, memo))
        assert "UID SEARCH" in server.asked


async def test_what_is_too_much_comes_next_time() -> None:
    """More messages than a look may take, in number or in bytes, are left for the next, and none is lost."""
    async with serve() as server:
        memo = (await look(server)).memo
        server.inbox.add(*(message(number, "x" * 1_000) for number in range(1, 8)))
        first = await look(server, memo, most=3)
        second = await look(server, first.memo, total=2_500)
        third = await look(server, second.memo)

        assert ([1, 2, 3], ("4 more messages are read at the next visits",)) == (uids(first), first.notes)
        assert [4, 5] == uids(second)
        assert [6, 7] == uids(third)


async def test_an_empty_folder_is_a_beginning() -> None:
    """What comes into a folder that was empty is new, all of it."""
    async with serve() as server:
        for says_next in (True, False):
            server.says_next, server.inbox.messages = says_next, {}
            memo = (await look(server, first=1)).memo
            server.inbox.add(message(1), message(2))

            assert [1, 2] == uids(await look(server, memo, first=1))


async def test_messages_that_are_numbered_anew_are_read_once_more() -> None:
    """With another UIDVALIDITY the old UIDs say nothing; more than at first are read, so that nothing is missed."""
    async with serve() as server:
        server.inbox.add(*map(message, range(1, 9)))
        first = await look(server, first=2)
        server.inbox.validity = 8
        again = await look(server, first.memo, first=2, most=6)

        assert [3, 4, 5, 6, 7, 8] == uids(again)
        assert ("the server has numbered its messages anew; the newest are read once more",) == again.notes
        assert [] == uids(await look(server, again.memo))


async def test_strangers_are_never_read() -> None:
    """With senders the texts of others are not even asked for."""
    async with serve() as server:
        server.inbox.add(message(1), message(2, sender="a@example.net"), message(3, sender="a@example.net"))
        found = await look(server, senders=("example.org",))

        assert [1] == uids(found)
        assert ("messages of others than senders names were left out: 2",) == found.notes
        assert [True, False] == ["2" in line.split(" ")[2] for line in server.heard if line.startswith("UID FETCH")]
        assert [] == uids(await look(server, found.memo, senders=("example.org",)))


async def test_a_large_message_comes_without_its_text() -> None:
    """Of a message that is too large the fields are read, with a note, whether its size is said or found out."""
    async with serve() as server:
        server.inbox.add(message(1, "x" * 20_000), message(2), message(3, "x" * 20_000))
        server.sizes = {3: 100}
        found = await look(server)

        assert [message(1, ""), message(2), message(3, "")] == [file.body for file in found.files]
        assert ['"N1" is', '"N3" is'] == [note[:7] for note in found.notes]


async def test_many_messages_are_asked_for_in_groups() -> None:
    """Texts are asked for some at once, so that no answer is too large."""
    async with serve() as server:
        server.inbox.add(*(message(number, "x" * 1_500_000) for number in range(1, 6)))
        found = await look(server, body=2**21)

        assert [1, 2, 3, 4, 5] == uids(found)
        assert ["1,2", "3,4", "5"] == [line.split(" ")[2] for line in server.heard if "PEEK[]" in line]


async def test_corrupt_messages_keep_none_back() -> None:
    """What the server fails at is noted, and the others are read one by one."""
    async with serve() as server:
        server.inbox.add(*map(message, range(1, 5)))
        server.corrupt = {2}
        found = await look(server)

        assert [1, 3, 4] == uids(found)
        assert ("the server does not give out message 2 ([SERVERBUG] some are corrupt)",) == found.notes
        assert [] == uids(await look(server, found.memo))


async def test_what_came_before_a_break_is_kept() -> None:
    """When the connection breaks, the messages that were had are kept, and the next look goes on there."""
    async with serve() as server:
        server.inbox.add(*(message(number, "x" * 3_000_000) for number in range(1, 4)))
        server.most = 5
        assert "network" == (await failure(server, body=2**22)).fault

        server.heard.clear()
        server.most = 7
        first = await look(server, body=2**22)
        server.most = 1_000

        assert [1, 2] == uids(first)
        assert (
            "127.0.0.1 broke the connection off (socket error: EOF); it is tried again",
            "1 more messages are read at the next visits",
        ) == first.notes
        assert [3] == uids(await look(server, first.memo, body=2**22))


async def test_folders_have_names_in_any_script() -> None:
    """A name outside ASCII is asked for as IMAP writes it, and folders are named as people write them."""
    async with serve() as server:
        server.boxes["&BCAEPgQ3BEEEOAQ7BDoEOA-"] = server.inbox
        server.boxes["Q&-A"] = server.inbox
        server.inbox.add(message(1))

        assert [1] == uids(await look(server, folder="Розсилки"))
        assert [1] == uids(await look(server, folder="Q&A"))
        missing = await failure(server, folder="News")
        assert (
            'there is no folder "News" at 127.0.0.1 ([NONEXISTENT] no such folder); there are "INBOX", "Розсилки", '
            '"Q&A"; correct folder'
        ) == missing.reason
        assert "missing" == missing.fault


@pytest.mark.parametrize("memo", ["no json", "[]", '{"validity": "x"}', '{"account": "x", "validity": 7, "last": 9}'])
async def test_a_memo_of_something_else_counts_for_nothing(memo: str) -> None:
    """Without a memo of this folder the look is the first one."""
    async with serve() as server:
        server.inbox.add(message(1))

        assert [1] == uids(await look(server, memo))


# --- who may come in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["owner@example.org", "the owner", 'the "owner"'])
async def test_an_old_server_gets_a_login(user: str) -> None:
    """A server without AUTH=PLAIN is logged in to with LOGIN, whatever the name has in it."""
    async with serve() as server:
        server.capabilities, server.user = "IMAP4rev1", user.replace('"', "")
        server.inbox.add(message(1))

        assert [1] == uids(await look(server, user=server.user))


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 AUTH=PLAIN"])
async def test_a_wrong_password_is_told(capabilities: str) -> None:
    """The reason has what the server says, and never the password, even where the server repeats it."""
    async with serve() as server:
        server.capabilities = capabilities
        found = await failure(server, password=Secret("swordfish"))

        assert "login" == found.fault
        assert "AUTHENTICATIONFAILED" in found.reason
        assert "correct user and password" in found.reason
        assert "swordfish" not in found.reason


async def test_a_password_that_cannot_be_sent_is_told() -> None:
    """LOGIN takes ASCII alone, AUTH=PLAIN any letters."""
    async with serve() as server:
        server.password = "пароль"
        server.inbox.add(message(1))
        assert [1] == uids(await look(server))

        server.capabilities = "IMAP4rev1"
        assert "login" == (await failure(server)).fault


async def test_a_busy_server_is_not_a_wrong_password() -> None:
    """A server that has no time says so with a code (RFC 5530)."""
    async with serve() as server:
        server.capabilities = "IMAP4rev1"
        server.answers["LOGIN"] = b"TAG NO [UNAVAILABLE] later\r\n"

        assert "busy" == (await failure(server)).fault


async def test_a_server_that_wants_no_password_in_the_open_is_told() -> None:
    """LOGINDISABLED is answered before the password is sent."""
    async with serve() as server:
        server.capabilities = "IMAP4rev1 LOGINDISABLED"
        found = await failure(server)

        assert ("login", 'set security = "tls"') == (found.fault, found.reason.partition("; ")[2])
        assert ["CAPABILITY"] == server.asked


async def test_a_server_that_knows_us_needs_no_login() -> None:
    """After PREAUTH nothing is sent; but a connection that shall be made safe first is not used."""
    async with serve() as server:
        server.greeting = b"* PREAUTH welcome\r\n"
        server.capabilities = "IMAP4rev1 STARTTLS"
        server.inbox.add(message(1))

        assert [1] == uids(await look(server))
        assert "tls" == (await failure(server, security="starttls")).fault


async def test_a_private_address_is_not_called() -> None:
    """The guard of all other sources holds here too."""
    async with serve() as server:
        found = await failure(server, allowed=())

        assert "private" == found.fault
        assert "allow_private" in found.reason
        assert [] == server.heard


async def test_a_server_that_is_not_there_is_told() -> None:
    """No connection is a fault of the network."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        server = Server(port=plug.getsockname()[1])

        found = await failure(server)

    assert ("network", "no connection to 127.0.0.1") == (found.fault, found.reason[:26])


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl here")
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        [program, *REQUEST, "-keyout", file, "-out", f"{file}.crt"],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


def context(identity: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(identity)
    return made


async def test_tls_from_the_first_byte(identity: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that is to be trusted is, and one that is not ends the visit before the password is sent."""
    async with serve(context(identity)) as server:
        server.inbox.add(message(1))
        refused = await failure(server, security="tls")
        assert ("tls", []) == (refused.fault, server.heard)
        assert "the certificate of 127.0.0.1 is not to be trusted" in refused.reason

        monkeypatch.setenv("SSL_CERT_FILE", str(identity))
        found = await look(server, security="tls")
        assert [1] == uids(found)
        assert found.certificate is not None
        assert timedelta(days=1) < found.certificate - datetime.now(UTC) <= timedelta(days=2)


async def test_starttls(identity: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection is made safe before the password is sent, or not used at all."""
    async with serve() as server:
        server.inbox.add(message(1))
        bare = await failure(server, security="starttls")
        assert ("tls", ["CAPABILITY"]) == (bare.fault, server.asked)

        server.capabilities, server.context = "IMAP4rev1 AUTH=PLAIN STARTTLS", context(identity)
        assert "tls" == (await failure(server, security="starttls")).fault
        assert "AUTHENTICATE" not in server.asked

        monkeypatch.setenv("SSL_CERT_FILE", str(identity))
        assert [1] == uids(await look(server, security="starttls"))


async def test_a_port_without_tls_is_told() -> None:
    """TLS with a server that speaks none is a fault of the port, or of security."""
    async with serve() as server:
        found = await failure(server, security="tls")

        assert "tls" == found.fault
        assert "correct port or security" in found.reason


# --- hostile servers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "said", "fault"),
    [
        ("CAPABILITY", b"TAG OK \xff\r\n", "http"),
        ("CAPABILITY", b"* CAPABILITY HTTP/1.1\r\nTAG OK done\r\n", "http"),
        ("CAPABILITY", b"nonsense\r\n", "network"),
        ("AUTHENTICATE", b"* BYE go away\r\nTAG OK done\r\n", "network"),
        ("EXAMINE", b"TAG BAD what\r\n", "http"),
        ("EXAMINE", b"* 1 EXISTS {99999999999}\r\n", "limit"),
        ("EXAMINE", b"* 1 EXISTS\r\n*!", "limit"),
        ("EXAMINE", b"x" * 2_000_000 + b"\r\n", "http"),
        ("EXAMINE", b"* 1 EXISTS {" + b"9" * 5_000 + b"}\r\n", "http"),
        ("FETCH", b"* 1 FETCH (UID 1)\r\nTAG NO no\r\n", None),
        ("FETCH", b"* 1 FETCH (UID x)\r\n* 1 FETCH\r\n* FETCH {3}\r\nabc\r\nTAG OK done\r\n", None),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] NIL)\r\nTAG OK done\r\n", None),
        (
            "UID FETCH",
            b'* 1 FETCH (BODY[HEADER] "a\\"b" UID 1 INTERNALDATE "99-Foo-9999 99:99:99 +9999")\r\nTAG OK done\r\n',
            None,
        ),
        ("LOGOUT", b"TAG BAD no\r\n", None),
        ("LOGOUT", b"x\r\n", None),
    ],
)
async def test_nonsense_is_told_or_passed_over(command: str, said: bytes, fault: str | None) -> None:
    """Whatever a server says, the visit ends with what could be read or with a reason."""
    async with serve() as server:
        server.inbox.add(message(1))
        server.answers[command] = said
        found = await visit(server, body=100_000, total=100_000)

        assert fault == (found.fault if isinstance(found, Failed) else None)


async def test_a_search_that_fails_is_told() -> None:
    """Without knowing what is new nothing is read, and nothing lost."""
    async with serve() as server:
        server.inbox.add(message(1))
        memo = (await look(server)).memo
        server.inbox.add(message(2))
        server.answers["UID SEARCH"] = b"TAG NO not now\r\n"

        assert "http" == (await failure(server, memo=memo)).fault


@pytest.mark.parametrize("command", ["CAPABILITY", "EXAMINE", "UID FETCH"])
async def test_a_server_that_falls_silent_is_cut_off(command: str) -> None:
    """Silence ends at the deadline."""
    async with serve() as server:
        server.inbox.add(message(1))
        server.answers[command] = b""
        found = await failure(server, seconds=0.3)

        assert ("network", "127.0.0.1 gave no whole answer within 0.3 s") == (found.fault, found.reason)


async def test_a_visit_that_is_over_calls_nobody() -> None:
    """A look that was stopped before it began says nothing to the server."""
    async with serve() as server:
        account = Account(
            server="127.0.0.1",
            port=server.port,
            security="none",
            user=server.user,
            password=Secret(server.password),
            folder="INBOX",
        )
        call = Call(account, guard(server.allowed), Wanted(body=100), timedelta(seconds=5))
        call.stop()
        found = await aside(lambda: call.look("", make.NOW), call.stop, 20)

        assert isinstance(found, Failed)
        assert "login" != found.fault
        assert "AUTHENTICATE" not in server.asked


async def test_a_slow_server_is_asked_for_no_more() -> None:
    """When most of the time is over, what was had is kept and the rest left."""
    async with serve() as server:
        server.inbox.add(*(message(number, "x" * 3_000_000) for number in range(1, 4)))
        found = await look(server, body=2**22, patience=0.0)

        assert [1] == uids(found)
        assert [2, 3] == uids(await look(server, found.memo, body=2**22))


# --- the grammar -----------------------------------------------------------------------------------------------------


def test_messages_are_found_in_every_order() -> None:
    """Fields may stand before or behind the text, texts in quotation marks, and flags of others in between."""
    found = [
        (b"1 (UID 5 RFC822.SIZE 9 BODY[HEADER]<0> {3}", b"abc"),
        b")",
        b"2 (FLAGS (\\Seen))",
        None,
        (b"3 (X {2}", b"no"),
        (b" BODY[] {2}", b"de"),
        b" UID 6)",
        b'4 (UID 7 BODY[] "f\\"g")',
    ]

    assert [(5, 9, b"abc"), (6, 2, b"de"), (7, 3, b'f"g')] == [
        (each.uid, each.size, each.body) for each in answers.messages(found)
    ]


@given(st.lists(st.one_of(st.binary(max_size=40), st.tuples(st.binary(max_size=40), st.binary(max_size=9)), st.none())))
def test_any_answer_can_be_read(found: list[Any]) -> None:
    """No answer makes the grammar fail."""
    list(answers.messages(found))
    list(answers.names(found))
    answers.number(found)


@given(st.text(st.characters(codec="utf-8")))
def test_names_of_folders_come_back(name: str) -> None:
    """A name written for IMAP is ASCII, and is read as what it was."""
    assert answers.shifted(name).isascii()
    assert name == answers.unshifted(answers.shifted(name))


def test_names_that_are_written_badly_stay() -> None:
    """What is no modified UTF-7 is shown as it is."""
    assert "a&2D0-b&A-" == answers.unshifted("a&2D0-b&A-")
    assert ['"a" b', "lit"] == list(answers.names([b'(\\X) "/" "\\"a\\" b"', (b'() "." {3}', b"lit"), b"x", 5]))
