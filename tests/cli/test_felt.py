import json
import socket
from pathlib import Path
from threading import Thread

import pytest

from feedbot.cli import felt
from feedbot.hold import alone
from feedbot.model import Failed
from feedbot.net import Answer
from feedbot.store import open_store, visits, write
from tests import bases, make
from tests.cli.conftest import CONFIG, Feedbot


def heard(said: bytes) -> Answer | Failed:
    """What is made of a server that says this to whoever asks, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def serve() -> None:
            with server.accept()[0] as line:
                line.recv(10_000)
                line.sendall(said)

        thread = Thread(target=serve)
        thread.start()
        found = felt.asked(make.settings(host="127.0.0.1", port=server.getsockname()[1]))
        thread.join()
        return found


def test_what_answers() -> None:
    """The status and the body as they came; what speaks another language has neither."""
    one, other = heard(b"HTTP/1.0 503 No\r\n\r\nbody"), heard(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")

    assert isinstance(one, Answer)
    assert isinstance(other, Answer)
    assert [(503, b"body"), (0, b"")] == [(each.status, each.body) for each in (one, other)]


@pytest.mark.usefixtures("on_file")
def test_status_tells_what_is_wrong_with_the_daemon(place: Path, feedbot: Feedbot) -> None:
    """While one runs it is asked; that nobody answers where its pages should be is told, too."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        listen = f'listen = "127.0.0.1:{closed.getsockname()[1]}"'
        (place / "config.toml").write_text(CONFIG.replace("enabled = false", listen))
        assert [] == json.loads(feedbot("status", "--json")[1])["troubles"]
        with alone(place / "state"):
            (wrong,) = json.loads(feedbot("status", "--json")[1])["troubles"]
            told = feedbot("status")[1]

    assert wrong.startswith("nobody answers on 127.0.0.1:")
    assert f"trouble\n  {wrong}\n\nsources\n" in told


def test_nobody_answers() -> None:
    """The reason is told, in small letters as it goes into a sentence."""
    with socket.socket() as closed:  # bound, and not listening
        closed.bind(("127.0.0.1", 0))
        settings = make.settings(host="127.0.0.1", port=closed.getsockname()[1])
        assert Failed(fault="network", reason="connection refused") == felt.asked(settings)
        assert f"127.0.0.1:{settings.port}" == felt.place(settings)


def test_status_has_a_line_for_each_note(place: Path, feedbot: Feedbot) -> None:
    """Below one another, and for a program in one text."""
    feedbot("run", "--once")
    store = open_store(bases.address(place / "state" / "feedbot.db"))
    with write(store.engine) as tx:
        visits.leave(tx, [make.cursor("articles", notes=("one", "two"))])
    store.close()

    assert "articles             ok: one\n                       two\n" in feedbot("status")[1]
    assert "ok: one; two" == json.loads(feedbot("status", "--json")[1])["sources"]["articles"]
