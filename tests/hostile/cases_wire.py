"""Answers that are no HTTP, never come, never end, or mean something else than a document."""

from tests.hostile.cases import SHORT, Case, Play, Talk, head, item, ok, rss, says, status

_FEED = rss(item(1), item(2)).encode()
_LINE = b"HTTP/1.1 200 OK\r\n"
_IMPROPER = ("does not speak proper HTTP",)
_UNSAID = ("(limits.deadline)",)
_OFF = ("broke the connection off",)


async def _silence(talk: Talk) -> None:
    await talk.silence()


async def _close(_: Talk) -> None:
    """Hangs up at once."""


async def _reset(talk: Talk) -> None:
    talk.reset()


async def _reset_in_head(talk: Talk) -> None:
    await talk.say(_LINE + b"Content-Type: text/xml\r\n")
    talk.reset()


async def _reset_in_body(talk: Talk) -> None:
    await talk.say(head("Content-Length: 100000"), b"<rss>")
    talk.reset()


async def _silent_body(talk: Talk) -> None:
    await talk.say(head(), b"<rss>")
    await talk.silence()


async def _trickle(talk: Talk) -> None:
    await talk.say(head())
    await talk.trickle(b"<item/>")


async def _trickled_head(talk: Talk) -> None:
    await talk.trickle(_LINE + b"X: y\r\n" * 1000)


def _floods(start: bytes, piece: bytes) -> Play:
    async def play(talk: Talk) -> None:
        await talk.say(start)
        await talk.endless(piece)

    return play


async def _early_hints(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n" * 3, head(), _FEED)


async def _two_answers(talk: Talk) -> None:
    """A redirect, and behind it what could be taken for the answer to the next request on this connection."""
    if talk.step:
        await talk.say(head(), _FEED)
    else:
        evil = rss(item(666)).encode()
        second = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(evil), evil)
        await talk.say(b"HTTP/1.1 302 Found\r\nLocation: /two-answers/next\r\nContent-Length: 0\r\n\r\n" + second)


def _raw(head_of_it: bytes) -> Play:
    return says(head_of_it + _FEED)


def _improper(name: str, said: bytes) -> Case:
    return Case(name=name, play=_raw(said), fault="http", words=_IMPROPER)


SILENT = (
    Case(name="silence", play=_silence, fault="network", words=("gave no answer", *_UNSAID), limits=SHORT),
    Case(name="silent-body", play=_silent_body, fault="limit", words=("gave no whole answer", *_UNSAID), limits=SHORT),
    Case(name="trickle", play=_trickle, fault="limit", words=("gave no whole answer", *_UNSAID), limits=SHORT),
    Case(name="trickled-head", play=_trickled_head, fault="network", words=("gave no answer", *_UNSAID), limits=SHORT),
    Case(
        name="continue-flood",
        play=_floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        fault="network",
        words=_UNSAID,
        limits=SHORT,
    ),
    Case(
        name="hints-flood",
        play=_floods(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000),
        fault="network",
        words=_UNSAID,
        limits=SHORT,
    ),
    Case(name="hang-up", play=_close, fault="network", words=_OFF),
    Case(name="reset", play=_reset, fault="network", words=_OFF),
    Case(name="reset-in-head", play=_reset_in_head, fault="network", words=_OFF),
    Case(name="reset-in-body", play=_reset_in_body, fault="network", words=_OFF),
    Case(name="early-hints", play=_early_hints, count=2),
)
"""Answers that do not come, or not whole."""

IMPROPER = (
    _improper("http-0.9", b""),
    _improper("no-number", b"HTTP/1.1 fine OK\r\n\r\n"),
    _improper("no-status", b"HTTP/1.1\r\n\r\n"),
    _improper("four-digits", b"HTTP/1.1 2000 OK\r\n\r\n"),
    _improper("negative-status", b"HTTP/1.1 -200 OK\r\n\r\n"),
    _improper("shoutcast", b"ICY 200 OK\r\n\r\n"),
    _improper("http-9", b"HTTP/9000.1 200 OK\r\n\r\n"),
    _improper("http-2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    _improper("http-2-frame", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)),
    _improper("tls-alert", b"\x15\x03\x01\x00\x02\x02\x0a"),
    _improper("ssh", b"SSH-2.0-OpenSSH_9.0\r\n"),
    _improper("smtp", b"220 mail.example ESMTP\r\n"),
    _improper("nul-in-head", _LINE + b"X: a\0b\r\n\r\n"),
    _improper("no-colon", _LINE + b"nonsense\r\n\r\n"),
    _improper("blank-name", _LINE + b"X Y: z\r\n\r\n"),
    _improper("empty-name", _LINE + b": z\r\n\r\n"),
    _improper("long-line", _LINE + b"X: " + b"y" * 100_000 + b"\r\n\r\n"),
    _improper("long-name", _LINE + b"y" * 100_000 + b": x\r\n\r\n"),
    _improper("long-phrase", b"HTTP/1.1 200 " + b"O" * 100_000 + b"\r\n\r\n"),
    Case(name="endless-line", play=_floods(_LINE + b"X: ", b"y" * 60_000), fault="http", words=_IMPROPER),
    Case(name="endless-status", play=_floods(b"HTTP/1.1 200 ", b"O" * 60_000), fault="http", words=_IMPROPER),
    Case(name="header-flood", play=_floods(_LINE, b"X: y\r\n" * 8000), fault="http", words=_IMPROPER),
    Case(name="cookie-flood", play=_raw(_LINE + b"Set-Cookie: a=b\r\n" * 20_000 + b"\r\n"), fault="http"),
    Case(name="bare-line-ends", play=_raw(b"HTTP/1.1 200 OK\nContent-Type: text/xml\n\n"), count=2),
    Case(name="folded-header", play=_raw(_LINE + b"X: y\r\n z\r\n\r\n"), count=2),
    Case(name="two-answers", play=_two_answers, count=2, titles=("Item 1", "Item 2")),
    Case(name="strange-type", play=ok(_FEED, "Content-Type: \xff\xfe;;;=;charset==\x07"), count=2),
    Case(name="long-charset", play=ok(_FEED, "Content-Type: text/xml; charset=" + "x" * 7000), count=2),
    Case(name="strange-headers", play=ok(_FEED, "Retry-After: -1", "Age: x", "Expires: 0", "Link: <<<>>>"), count=2),
    Case(name="far-freshness", play=ok(_FEED, "Cache-Control: max-age=99999999999999999999"), count=2),
)
"""Answers that are hardly HTTP."""


def _status(line: str, fault: str, *words: str, headers: tuple[str, ...] = ()) -> Case:
    number = line.split(maxsplit=1)[0]
    body = b"" if number in {"204", "304"} else _FEED
    return Case(name=f"status-{number}", play=status(line, *headers, body=body), fault=fault, words=words)  # type: ignore[arg-type]  # one of Fault


STATUSES = (
    _status("101 Switching Protocols", "http", "101"),
    _status("204 No Content", "http", "204 No Content", "instead of a whole document"),
    _status("205 Reset Content", "http", "205 Reset Content"),
    _status("206 Partial Content", "http", "206 Partial Content", headers=("Content-Range: bytes 0-9/900",)),
    _status("226 IM Used", "http", "226 IM Used"),
    _status("299 Odd", "http", "299"),
    _status("300 Multiple Choices", "http", "300 Multiple Choices"),
    _status("304 Not Modified", "http", "to a request without conditions"),
    _status("305 Use Proxy", "http", "305", headers=("Location: http://127.0.0.1:@SECRET@/",)),
    _status("399 Odd", "http", "399"),
    _status("400 Bad Request", "http", "400 Bad Request"),
    _status("401 Unauthorized", "login", "401 Unauthorized", "set auth", headers=("WWW-Authenticate: Basic",)),
    _status("402 Payment Required", "http", "402"),
    _status("403 Forbidden", "login", "403 Forbidden"),
    _status("404 Not Found", "missing", "404 Not Found", "correct url"),
    _status("407 Proxy Authentication Required", "login", "407"),
    _status("410 Gone", "missing", "410 Gone", "remove the source"),
    _status("418 I'm a teapot", "http", "418"),
    _status("429 Slow", "busy", "429", "asked again later", headers=("Retry-After: 99999999999999999999",)),
    _status("451 Law", "http", "451"),
    _status("500 Internal Server Error", "http", "500", "the site is in trouble"),
    _status("503 Busy", "busy", "503", headers=("Retry-After: Thu, 01 Jan 1970 00:00:00 GMT",)),
    _status("511 Login", "http", "511"),
    _status("599 Odd", "http", "599"),
    _status("600 Odd", "http", "600"),
    _status("999 Odd", "http", "999"),
)
"""Answers that bring no document, though there is one in each body."""
