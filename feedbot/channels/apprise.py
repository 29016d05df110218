"""A channel for whatever the library Apprise speaks to: ntfy, Matrix, Discord, Slack, Pushover and a hundred others.

The library is an extra, and makes its own connections: `allow_private` does not bound them.
"""

import asyncio
import hashlib
import importlib.util
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from pydantic import AfterValidator, Field

from feedbot.channels import digests
from feedbot.channels.drawing import claimed, draw
from feedbot.channels.markup import markdown
from feedbot.channels.scrub import scrub
from feedbot.channels.telegram import Check
from feedbot.channels.tongue import spoken
from feedbot.extras import install
from feedbot.model import (
    Channel,
    Claim,
    Entity,
    Later,
    Message,
    Outcome,
    Pace,
    Part,
    Probe,
    Refused,
    Sent,
    Telegram,
    Unknown,
    Unsure,
)
from feedbot.net.aside import aside
from feedbot.sections import ChannelSection
from feedbot.text.spans import Rich

LIBRARY = "apprise"

DEADLINE = timedelta(seconds=90)
"""How long all addresses of a channel may take with one message."""

Format = Literal["markdown", "text"]

Notify = Callable[[str, str, str, Format], bool | None]
"""Tells an address a title and a body: whether it was taken, None where the address is none. Blocks; may raise."""

_LIMIT = 4_000  # UTF-16 code units; most services cut what is longer
_TITLE = 250
_TIMEOUT = 5  # AppriseResultStatus
_STATUS = re.compile(r"\berror=(\d{3})\b")
_THEIRS = frozenset({400, 413, 422})  # what may be wrong with the one message
_OURS = frozenset({401, 403, 404, 410})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,40}://\S+", re.IGNORECASE)
_SECRET = re.compile(r"[^\s/:@?&=#,]{6,}")


def _urls(value: str | list[str]) -> str | list[str]:
    for each in addresses(value):
        if not _SCHEME.fullmatch(each):
            raise ValueError('an address of Apprise looks like "ntfy://TOPIC" or "discord://ID/TOKEN"')
    return value


def addresses(value: str | list[str]) -> tuple[str, ...]:
    """The addresses of a list, or of a text in which blanks part them; each once."""
    texts = value.split() if isinstance(value, str) else [each.strip() for each in value]
    return tuple(dict.fromkeys(each for each in texts if each))


class AppriseSection(ChannelSection):
    """Any service that Apprise knows, by its address; needs the extra `apprise`."""

    kind: Literal["apprise"]
    urls: Annotated[str | list[str], AfterValidator(_urls)] = Field(
        [],
        repr=False,
        description=(
            'The addresses as Apprise writes them, such as `["ntfy://my-topic"]`, best as `${NAME}`, for they have '
            "secrets in them. FEEDBOT_APPRISE_URLS where not given."
        ),
    )
    format: Format = Field(
        "markdown", description='"markdown": with links and bold where a service shows them; "text": without.'
    )


def section(channel: Channel) -> AppriseSection:
    """The options of an Apprise channel. Raises TypeError for a channel of another kind."""
    if not isinstance(channel.options, AppriseSection):
        raise TypeError(f'channel "{channel.name}" has no options of kind apprise')
    return channel.options


def chat(channel: Channel, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """The services, and what tells these addresses from others without telling them; None where there are none."""
    urls = addresses(section(channel).urls)
    names = ", ".join(dict.fromkeys(each.partition("://")[0].lower() for each in urls))
    return f"{names}#{hashlib.sha256(' '.join(urls).encode()).hexdigest()[:8]}" if urls else None


def installed() -> bool:
    """Whether the library is there; it is not imported."""
    return importlib.util.find_spec(LIBRARY) is not None


def asleep(
    options: ChannelSection,
    telegram: Telegram,  # noqa: ARG001 - one signature for every kind
    *,
    there: Callable[[], bool] = installed,
) -> str | None:
    """Why nothing can be sent yet, for people; None when there are addresses and the library."""
    if not isinstance(options, AppriseSection) or not addresses(options.urls):
        return "no addresses; set FEEDBOT_APPRISE_URLS, or urls in config.toml"
    return None if there() else f"Apprise is not installed; {install(LIBRARY)}"


def pace(chat: str) -> Pace:  # noqa: ARG001 - one signature for every kind
    """A message a second: most services take no more for long."""
    return Pace(gap=timedelta(seconds=1))


async def check(channel: Channel, telegram: Telegram) -> Check:
    """Whether Apprise understands the addresses; nothing is sent."""
    options = section(channel)
    reason = asleep(options, telegram)
    if reason:
        return Check(well=False, text=reason)
    urls = addresses(options.urls)
    bad = [number for number, each in enumerate(urls, 1) if not understood(each)]
    if bad:
        which = f"number {bad[0]} of urls" if len(urls) > 1 else "the address in urls"
        return Check(well=False, text=f"Apprise does not understand {which}; see its page of that service")
    names = ", ".join(dict.fromkeys(each.partition("://")[0].lower() for each in urls))
    return Check(well=True, text=f"sends to {names}; only a message shows whether it is taken")


def compose(channel: Channel, claim: Claim, chat: str, now: datetime) -> Message:
    """The message that shows a claimed piece, or a digest in one part or more; their first line is a title.

    Raises ValueError if there is nothing to show.
    """
    delivery = claim.delivery
    if claim.digest:
        drawn = digests.draw(channel, claim.digest, gather=delivery.gather or "", now=now)
    else:
        drawn = (draw(channel, spoken(channel, claimed(claim)), limit=_LIMIT, jumped=claim.jumped),)
    parts = tuple(_part(chat, each) for each in drawn)
    return Message(channel=channel.name, subjects=(delivery.subject,), parts=parts)


def _part(chat: str, drawn: Rich) -> Part:
    entities = tuple(
        Entity(type=span.type, offset=span.offset, length=span.length, url=span.url, language=span.language)
        for span in drawn.spans
    )
    return Part(chat=chat, text=drawn.text, entities=entities)


def worded(part: Part, format: Format) -> tuple[str, str]:
    """The title and the body of a part: its first line, and what follows it, or, if that is nothing, the line again.

    As text the body ends with the address to which the title, or else the first link, leads.
    """
    title, _, rest = part.text.partition("\n")
    blank = len(rest) - len(rest.lstrip("\n"))
    start = _units(title) + 1 + blank if rest.strip() else 0
    links = [each.url for each in part.entities if each.type == "text_link" and each.url]
    body = rest.lstrip("\n") if start else part.text
    if format == "text":
        return title[:_TITLE], f"{body}\n\n{links[0]}" if links and links[0] not in body else body
    spans = [_moved(each, start) for each in part.entities if each.offset >= start]
    text = markdown(body, spans)
    led = [each.url for each in part.entities if each.type == "text_link" and each.offset < start]
    return title[:_TITLE], f"{text}\n\n<{led[0]}>" if led else text


def _moved(entity: Entity, by: int) -> Entity:
    return Entity(
        type=entity.type, offset=entity.offset - by, length=entity.length, url=entity.url, language=entity.language
    )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class AppriseSender:
    """Sends the parts of one channel to each of its addresses, and to none of them twice while this process lives."""

    def __init__(
        self, options: AppriseSection, *, notify: Notify | None = None, deadline: timedelta = DEADLINE
    ) -> None:
        self._options, self._notify, self._deadline = options, notify or tell, deadline
        self._done: tuple[str, set[str]] = ("", set())

    async def send(self, part: Part) -> Outcome:
        """What became of a part; one that only some addresses took is sent to the others again."""
        title, body = worded(part, self._options.format)
        if self._done[0] != part.text:
            self._done = (part.text, set())
        urls = addresses(self._options.urls)
        clock = asyncio.get_running_loop()
        ends = clock.time() + self._deadline.total_seconds()
        for url in urls:
            if url not in self._done[1]:
                outcome = await self._one(url, title, body, ends - clock.time())
                if outcome is not None:
                    return outcome
                self._done[1].add(url)
        self._done = ("", set())
        if not urls:
            return Refused(reason="there is no address; set FEEDBOT_APPRISE_URLS", scope="chat")
        return Sent(messages=())

    async def probe(self, part: Part, *, last: int) -> Probe:  # noqa: ARG002 - one signature for every kind
        """Unsure: no service tells what it was told."""
        return Unsure(reason="no service tells what it was told")

    async def topic(self, chat: str, name: str) -> int | Refused | Later:  # noqa: ARG002 - as above
        """Refused: a service has none."""
        return Refused(reason="a service of Apprise has no topics", scope="topic")

    async def close(self) -> None:
        """Nothing to do: the library keeps no connection."""

    async def _one(self, url: str, title: str, body: str, seconds: float) -> Outcome | None:
        """What kept an address from taking it, None if nothing did."""
        name = url.partition("://")[0].lower()
        if seconds <= 0:
            return Later(reason=f"there was no time left for {name}; it is tried again")
        heard = _Heard()
        logger = logging.getLogger(LIBRARY)
        logger.addFilter(heard)
        try:
            taken = await aside(lambda: (self._notify(url, title, body, self._options.format),), lambda: None, seconds)
        except ImportError:
            return Refused(reason=f"Apprise is not installed; {install(LIBRARY)}", scope="chat")
        except Exception as error:  # noqa: BLE001 - a hundred services' code: what it raises may be anything
            why = hidden(f"{type(error).__name__}: {error}", url)[:300]
            return Unknown(reason=f"Apprise failed with {name}: {why}")
        finally:
            logger.removeFilter(heard)
        why = hidden(heard.last, url)
        match taken:
            case None:
                return Unknown(reason=f"{name} was not done within {seconds:.3g} s")
            case (True,):
                return None
            case (None,):
                return Refused(reason=f"Apprise does not understand the address of {name}; correct urls", scope="chat")
            case _:
                return _refused(f"{name} did not take it" + (f" ({why})" if why else ""))


def _refused(reason: str) -> Later | Refused:
    """What a refusal means, as far as the library tells which status it was; it does not tell of all services."""
    status = _STATUS.search(reason)
    if status and int(status[1]) in _THEIRS:
        return Refused(reason=reason, scope="message")
    if status and int(status[1]) in _OURS:
        return Refused(reason=f"{reason}; correct urls", scope="chat")
    return Later(reason=f"{reason}; it is tried again")


class _Heard(logging.Filter):
    """Keeps what the library logs out of our log, for it may have addresses in it, and the last warning in mind."""

    def __init__(self) -> None:
        super().__init__()
        self.last = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always False."""
        if record.levelno >= logging.WARNING:
            text = "".join(each if each.isprintable() else " " for each in record.getMessage()[:2_000])
            self.last = " ".join(text.split())[:300]
        return False


def hidden(text: str, url: str) -> str:
    """A text without an address, and without any piece of it, of six letters or more, that may be secret."""
    pieces = _SECRET.findall(url.partition("://")[2])
    return scrub(scrub(text, {url}), {*pieces, *map(unquote, pieces)})


# --- the library -----------------------------------------------------------------------------------------------------

_GATE = Lock()
"""It reads its plugins at the first call, and not twice at once."""


def tell(url: str, title: str, body: str, format: Format) -> bool | None:
    """Tell an address something by the library. Raises ImportError where it is not installed."""
    with _GATE:
        service = _service(url)
    return None if service is None else _taken(service.notify(title=title, body=body, body_format=format))


def understood(url: str) -> bool:
    """Whether the library understands an address; nobody is asked."""
    logger, heard = logging.getLogger(LIBRARY), _Heard()
    logger.addFilter(heard)
    try:
        with _GATE:
            return _service(url) is not None
    finally:
        logger.removeFilter(heard)


def _service(url: str) -> Any:  # noqa: ANN401 - the library is an extra: nothing here knows its types
    # Late: 0.3 s and 14 MB that few installations need.
    apprise = importlib.import_module(LIBRARY)
    found = apprise.Apprise(asset=apprise.AppriseAsset(app_id="feedbot", app_desc="feedbot", async_mode=False))
    return found if found.add(url) else None


def _taken(result: object) -> bool | None:
    """What the library says: True, False, or None for nobody to tell. Raises TimeoutError where it stopped waiting."""
    # Since 2.2 it wraps that, and what it gave up waiting for is no success either.
    if getattr(result, "status", None) == _TIMEOUT:
        raise TimeoutError("no answer in time")
    return None if result is None else bool(result)
