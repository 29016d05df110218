"""Sources that cannot be read, and channels that take nothing."""

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.mishaps.scene import CONFIG, TOKEN, Mishap, Prepare, Reply, Scene
from tests.net.wire import CERTIFICATE

_VISIT = "poll kernel --dry-run"
_SEND = "send --test news"


def _says(status: int = 200, body: str = "", **headers: str) -> Prepare:
    """The site answers the source so."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda scene: scene.site.replies.update(
        {"/feed.xml": Reply(status=status, body=body.encode(), headers=named)}
    )


def _at(url: str) -> Prepare:
    """The source is at another address."""
    return lambda scene: scene.config(CONFIG.replace("http://127.0.0.1:PORT/feed.xml", url))


def _down(scene: Scene) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scene.config(CONFIG.replace("PORT", str(port)))


def _robots(scene: Scene) -> None:
    scene.config(CONFIG.replace('kind = "feed"\nurl', 'kind = "page"\nurl'))
    scene.site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n")


def _certificate(scene: Scene) -> None:
    """A server with a certificate that nobody signed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the client hangs up, as it should
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    scene.stack.callback(thread.join)
    scene.stack.callback(server.server_close)
    scene.stack.callback(server.shutdown)
    scene.config(
        CONFIG.replace("http://127.0.0.1:PORT", f"https://127.0.0.1:{server.server_address[1]}").replace(
            "PORT", str(server.server_address[1])
        )
    )


def _telegram(method: str, status: int, description: str) -> Prepare:
    """The Bot API answers a call so."""
    said = f'{{"ok": false, "error_code": {status}, "description": "{description}"}}'.encode()

    def prepare(scene: Scene) -> None:
        scene.patch.setenv("FEEDBOT_TELEGRAM_TOKEN", TOKEN)
        scene.config(
            CONFIG + '\n[telegram]\nbase_url = "http://127.0.0.1:PORT"\n'
            '\n[[channels]]\nname = "news"\nkind = "telegram"\nchat = "@news_of_the_north"\n'
        )
        scene.site.replies[f"/bot{TOKEN}/{method}"] = Reply(
            status=status, body=said, headers={"Content-Type": "application/json"}
        )

    return prepare


def _no_telegram(scene: Scene) -> None:
    _telegram("sendMessage", 200, "")(scene)
    text = (scene.path / "config.toml").read_text()
    scene.config(text.replace(f'base_url = "{scene.site.url}"', 'base_url = "http://127.0.0.1:1"'))


def _webhook(status: int) -> Prepare:
    """The endpoint answers so."""

    def prepare(scene: Scene) -> None:
        scene.config(
            CONFIG
            + '\n[[channels]]\nname = "news"\nkind = "webhook"\nurl = "http://127.0.0.1:PORT/in"\nsigned = false\n'
        )
        scene.site.replies["/in"] = Reply(status=status)

    return prepare


CASES = (
    Mishap(name="visit-down", means="Nothing answers at the address of a source.", command=_VISIT, prepare=_down),
    Mishap(
        name="visit-private",
        means="The address leads into a private network, where strangers must not send us.",
        command=_VISIT,
        prepare=_at("http://10.0.0.1/feed.xml"),
    ),
    Mishap(name="visit-404", means="Nothing is at that address.", command=_VISIT, prepare=_says(404)),
    Mishap(name="visit-410", means="The site says that it is gone for good.", command=_VISIT, prepare=_says(410)),
    Mishap(name="visit-403", means="The site refuses us.", command=_VISIT, prepare=_says(403)),
    Mishap(name="visit-429", means="The site asks to be visited less.", command=_VISIT, prepare=_says(429)),
    Mishap(name="visit-500", means="The site itself is in trouble.", command=_VISIT, prepare=_says(500)),
    Mishap(
        name="visit-robots",
        means="The site's robots.txt does not allow this page.",
        command=_VISIT,
        prepare=_robots,
    ),
    Mishap(
        name="visit-page",
        means="A page is at the address of the feed.",
        command=_VISIT,
        prepare=_says(200, "<!DOCTYPE html><html><title>A site</title><p>Welcome</p></html>", Content_Type="text/html"),
    ),
    Mishap(name="visit-empty", means="The answer is empty.", command=_VISIT, prepare=_says(200)),
    Mishap(
        name="visit-no-tls",
        means="The address says https, and the server does not.",
        command=_VISIT,
        prepare=_at("https://127.0.0.1:PORT/feed.xml"),
    ),
    Mishap(
        name="visit-certificate",
        means="The certificate of the site is not to be trusted.",
        command=_VISIT,
        prepare=_certificate,
    ),
    Mishap(
        name="visit-folder",
        means="The folder of a source is not there.",
        command=_VISIT,
        prepare=lambda scene: scene.config(
            CONFIG.replace('kind = "feed"', 'kind = "folder"').replace(
                'url = "http://127.0.0.1:PORT/feed.xml"', 'path = "in"'
            )
        ),
    ),
    Mishap(
        name="send-asleep",
        means="The channel has no token to send with.",
        command=_SEND,
        prepare=lambda scene: scene.more('[[channels]]\nname = "news"\nkind = "telegram"\nchat = "@news"\n'),
    ),
    Mishap(
        name="send-token",
        means="Telegram does not know the token.",
        command=_SEND,
        prepare=_telegram("sendMessage", 401, "Unauthorized"),
    ),
    Mishap(
        name="send-chat",
        means="Telegram knows no such chat, or the bot is not in it.",
        command=_SEND,
        prepare=_telegram("sendMessage", 400, "Bad Request: chat not found"),
    ),
    Mishap(
        name="send-rights",
        means="The bot may not post in that channel.",
        command=_SEND,
        prepare=_telegram("sendMessage", 400, "Bad Request: need administrator rights in the channel chat"),
    ),
    Mishap(
        name="send-kicked",
        means="The bot was thrown out of the chat.",
        command=_SEND,
        prepare=_telegram("sendMessage", 403, "Forbidden: bot was kicked from the channel chat"),
    ),
    Mishap(
        name="send-flood",
        means="Telegram asks to wait.",
        command=_SEND,
        prepare=_telegram("sendMessage", 429, "Too Many Requests: retry after 30"),
    ),
    Mishap(
        name="send-unknown",
        means="No answer came: the message may stand there or not.",
        command=_SEND,
        prepare=_telegram("sendMessage", 502, "Bad Gateway"),
    ),
    Mishap(name="send-away", means="Telegram cannot be reached.", command=_SEND, prepare=_no_telegram),
    Mishap(name="send-webhook", means="The endpoint of a webhook refuses.", command=_SEND, prepare=_webhook(404)),
    Mishap(name="send-name", means="No channel has this name.", command=_SEND),
)
