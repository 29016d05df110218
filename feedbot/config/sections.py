"""The tables of config.toml that belong to no kind: `[feedbot]`, `[web]`, `[telegram]`, `[limits]` and `[[feeds]]`.

Each field's description is the text of docs/configuration.md.
"""

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from feedbot.config import podcasts
from feedbot.feeds import FORMATS
from feedbot.net import guard
from feedbot.sections import Duration, Name, Section, Size, Zone

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_CONTACT = re.compile(r"[!-'*-~]+")
_DATABASE = re.compile(r"(sqlite|postgresql(\+psycopg)?)://\S*")


def is_language(text: str) -> bool:
    """Whether a text is a language tag by its form (RFC 5646; what xml:lang of RFC 4287 takes)."""
    return _LANGUAGE.fullmatch(text) is not None


def host_and_port(text: str) -> tuple[str, int] | None:
    """The two halves of "HOST:PORT" or "[IPV6]:PORT", without brackets; None if it is neither."""
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%a-z]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})", text)
    if not match or int(match[3]) > 65535:
        return None
    if match[1] and not _is_address(match[1]):
        return None
    return match[1] or match[2], int(match[3])


def _language(value: str) -> str:
    if not is_language(value):
        raise ValueError(f'"{value}" is no language tag; write "uk", "ru", "en" or "pt-BR"')
    return value


def _listen(value: str) -> str:
    if host_and_port(value) is None:
        raise ValueError(f'"{value}" is no address with a port; write "127.0.0.1:8080" or "[::1]:8080"')
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not value.isprintable() or " " in value:
        raise ValueError(f'"{value}" is no web address; one begins with https:// or http://')
    return value


def _base(value: str) -> str:
    parts = urlsplit(_address(value))
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("an address that others are added to has no ?, # or @")
    return value.rstrip("/")


def _bot_api(value: str) -> str:
    return _base(value).removesuffix("/bot")


def _contact(value: str) -> str:
    if not _CONTACT.fullmatch(value):
        raise ValueError('a contact is an e-mail address or a web address, such as "news@example.org"')
    return value


def _database(value: str) -> str:
    if not _DATABASE.fullmatch(value):
        raise ValueError(
            'feedbot knows no such database; write "sqlite:///FILE" or "postgresql+psycopg://USER@HOST/NAME"'
        )
    return value


def _private(value: str) -> str:
    guard((value,))
    return value


def _hashed(value: str) -> str:
    if not value.startswith("$argon2"):
        raise ValueError("is the hash of a password; `feedbot password` makes it")
    return value


def _header(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", value):
        raise ValueError(f'"{value}" is no name of a header; write "Remote-User"')
    return value


def _undotted(value: str) -> str:
    if "." in value:
        raise ValueError("the name of a feed has no dots: they set the pages of its archive apart")
    return value


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _deadline(value: timedelta) -> timedelta:
    if not timedelta(seconds=1) <= value <= timedelta(minutes=5):
        raise ValueError("is from 1s to 5m")
    return value


def _walked(value: timedelta) -> timedelta:
    if not timedelta(minutes=1) <= value <= timedelta(days=1):
        raise ValueError("is from 1m to 1d")
    return value


def _bytes(value: int) -> int:
    if not 2**10 <= value <= 100 * 2**20:
        raise ValueError("is from 1KiB to 100MiB")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return value


Text = Annotated[str, AfterValidator(_filled)]
Language = Annotated[str, AfterValidator(_language)]
Address = Annotated[str, AfterValidator(_address)]
Bytes = Annotated[Size, AfterValidator(_bytes)]


class FeedbotTable(Section):
    """What is said once for the whole program."""

    state: Text = Field(
        "state", description="The folder where feedbot remembers; made if missing. One feedbot a folder."
    )
    output: Text = Field("feeds", description="The folder into which the feeds are written; made if missing.")
    database: Annotated[str, AfterValidator(_database)] | None = Field(
        None, description="The database, `sqlite:///FILE`; `feedbot.db` in the state folder if not given."
    )
    deliver_first: int = Field(
        0,
        ge=0,
        le=100,
        description="How many of the newest entries of a source's first visit are sent; the rest is only published.",
    )
    language: Language | None = Field(
        None, description='The language of entries, feeds and messages that name none, such as "uk".'
    )
    timezone: Zone = Field("UTC", description='The zone of dates, channels and readers that name none: "Europe/Kyiv".')
    contact: Annotated[str, AfterValidator(_contact)] | None = Field(
        None, description="An address by which a site's owner can reach you; sent to the sites with each visit."
    )
    health: bool = Field(
        default=True,
        description="Whether what is wrong with sources is published at /feeds/health, for a feed reader of yours.",
    )
    semantic: bool = Field(
        default=False,
        description=(
            "Whether stories are told by the meaning of titles too, across languages; needs the extra `semantic` "
            "(95 MB) and some 40 ms a new article."
        ),
    )
    allow_private: list[Annotated[str, AfterValidator(_private)]] = Field(
        [],
        description=(
            "Addresses or networks inside your own network that may be visited, with or without a port: "
            '`["127.0.0.1:8098", "192.168.0.0/16"]`. All other private addresses are refused.'
        ),
    )


class WebTable(Section):
    """The web server for readers of the feeds."""

    enabled: bool = Field(default=True, description="False: no web server; the files are still written.")
    listen: Annotated[str, AfterValidator(_listen)] = Field(
        "127.0.0.1:8080",
        description='Address and port; "127.0.0.1" is this machine only, "0.0.0.0" everybody, "[::1]:8080" IPv6.',
    )
    url: Annotated[str, AfterValidator(_base)] | None = Field(
        None,
        description="The address at which readers reach it, for the links in feeds; `http://LISTEN` if not given.",
    )
    hub: bool = Field(
        default=True,
        description="Whether it is a WebSub hub for its own feeds, which tells readers at once; needs `url`.",
    )
    language: Literal["en", "ru", "uk"] | None = Field(
        None, description="The language of its pages; that of the reader's browser if not given."
    )
    password: Annotated[str, AfterValidator(_hashed)] | None = Field(
        None,
        description=(
            "The hash of the password for the pages behind the feeds, as `feedbot password` prints it; without one "
            "they answer this machine only. Better in the environment: FEEDBOT_WEB_PASSWORD."
        ),
    )
    proxies: list[Annotated[str, AfterValidator(_private)]] = Field(
        [], description="Addresses or networks of proxies in front whose headers are believed."
    )
    user_header: Annotated[str, AfterValidator(_header)] | None = Field(
        None, description="The header in which one of these proxies names who signed in there, such as `Remote-User`."
    )


class TelegramTable(Section):
    """How to reach Telegram; the token itself comes from the environment or a file."""

    base_url: Annotated[str, AfterValidator(_bot_api)] = Field(
        "https://api.telegram.org", description="The Bot API server; another one for a local Bot API server."
    )
    token_file: Text | None = Field(None, description="A file with the bot's token and nothing else.")


class BotTable(Section):
    """Who may talk to the Telegram bot; it listens if there are admins or readers."""

    admins: list[Annotated[int, Field(ge=1)]] = Field(
        [], description="The numbers of those who may command it (@userinfobot tells yours): `[123456789]`."
    )
    readers: bool = Field(
        default=False, description="Whether anybody may ask it to be told of words, sources and stories."
    )
    follows: int = Field(30, ge=1, le=1_000, description="How many words, sources and stories a reader may follow.")
    commands: int = Field(20, ge=1, le=600, description="How many commands a minute it takes of one person.")
    webhook: bool = Field(
        default=False,
        description="True: Telegram calls us, at `[web] url`, which must be https; false: we ask it for news.",
    )


class LimitsTable(Section):
    """What one visit may cost. What goes beyond a limit is refused or cut, and the reason names the limit."""

    body: Bytes = Field(
        "10MiB", validate_default=True, description="How long a document may be, unpacked; a longer one is refused."
    )
    deadline: Annotated[Duration, AfterValidator(_deadline)] = Field(
        timedelta(seconds=30),
        description="How long a visit may take, with all its redirects; waiting for a turn at a host does not count.",
    )
    redirects: int = Field(5, ge=0, le=20, description="How many redirects of one visit are followed.")
    items: int = Field(
        5_000, ge=1, le=100_000, description="How many items of a document are read; how many were left out is said."
    )
    item: Bytes = Field(
        "1MiB", validate_default=True, description="How long the text of one item may be; a longer one is cut."
    )
    title: int = Field(
        1_000, ge=50, le=10_000, description="How many characters a title may have; a longer one is cut."
    )


class SummaryTable(Section):
    """How an article is summed up in messages and feeds: in its own sentences, unless an endpoint is named."""

    length: int = Field(300, ge=100, le=1_000, description="How many characters a summary has at most.")
    sentences: int = Field(3, ge=1, le=5, description="How many sentences a summary has at most.")
    mode: Literal["lead", "one"] = Field(
        "lead", description='"lead": the first sentences that tell something; "one": the one that tells most.'
    )
    endpoint: Annotated[str, AfterValidator(_base)] | None = Field(
        None,
        description=(
            "The base address of an OpenAI-compatible service that is asked for better summaries, without "
            "`/chat/completions`; what it says is checked against the article. Its key: FEEDBOT_SUMMARY_KEY."
        ),
    )
    model: Text | None = Field(None, description="The model to ask for there.")
    daily: int = Field(200, ge=1, le=100_000, description="How many questions a day it is asked at most.")


class S3Table(Section):
    """A bucket of an S3-compatible store into which the feeds are copied, so that it can serve them.

    The keys come from the environment: FEEDBOT_S3_KEY and FEEDBOT_S3_SECRET.
    """

    endpoint: Annotated[str, AfterValidator(_base)] | None = Field(None, description="The address of the store.")
    bucket: Text | None = Field(None, description="The bucket; it exists already.")
    region: Text = Field("us-east-1", description="The region, for stores that have them.")
    prefix: str = Field("", description="What the keys in the bucket begin with, such as `feeds/`.")


class CanaryTable(Section):
    """An entry of our own that walks from a source through the store and a feed into a chat, again and again.

    It shows that news would arrive; when it is late, the channels that take alarms are told. Off without a chat.
    """

    every: Annotated[Duration, AfterValidator(_walked)] = Field(
        timedelta(minutes=15), description="How often one is sent; it is late when none came for three times as long."
    )
    chat: str | int | None = Field(
        None,
        description=(
            "Where it is sent, silently: the number of a private chat with the bot, or the name of one of "
            "`[[channels]]`. The one before it is deleted, or stays where that cannot be."
        ),
    )

    @property
    def named(self) -> str | None:
        """The chat or channel as text; None while there is none."""
        return None if self.chat is None else str(self.chat).strip()


if TYPE_CHECKING:
    Format = str
else:
    Format = Literal[tuple(FORMATS)]
    """The name of a format; the table of formats has them."""


class SearchTable(Section):
    """A rule that is saved under a name: for a feed of its own (`each = "search"`), and in the status pages."""

    name: Name = Field(description="Its name, unique among searches.")
    title: Text | None = Field(None, description="Its title for people; the name if not given.")
    where: Text = Field(description="The rule; see [Filters](filters.md).")


class FeedTable(Section):
    """A feed we publish, at `/feeds/NAME.atom`, `.rss`, `.json` and `/feeds/NAME`."""

    name: Annotated[Name, AfterValidator(_undotted)] = Field(
        description="Its name, unique among feeds; part of its address, so better never changed."
    )
    title: Text | None = Field(None, description="Its title for readers; the name if not given.")
    subtitle: str | None = Field(None, description="A sentence about it.")
    author: str | None = Field(None, description="Who publishes it; for entries without an author of their own.")
    language: Language | None = Field(None, description="Its language; that of `[feedbot]` if not given.")
    formats: list[Format] = Field(
        ["atom", "rss", "json", "html"], min_length=1, description="In which formats it is written."
    )
    sources: list[Name] = Field([], description="Names of the sources it takes; all when empty.")
    where: str = Field(
        "", description='A rule that entries must pass, such as `ракета or "air raid"`; see [Filters](filters.md).'
    )
    size: int = Field(50, ge=1, le=10_000, description="How many entries a document has, newest first.")
    hub: Address | None = Field(
        None, description="A WebSub hub elsewhere that it names and that is told of its changes; ours if not given."
    )
    each: Literal["source", "category", "search"] | None = Field(
        None,
        description=(
            "Makes a feed `NAME-…` for each source it takes, each category that sources are given, or each of "
            "`[[searches]]`."
        ),
    )
    private: bool = Field(
        default=False,
        description="True: it has a secret address only; `feedbot feeds` tells it, `feedbot feeds renew` changes it.",
    )
    archive: bool = Field(
        default=True, description="Whether older entries stay readable, in pages that are closed for good."
    )
    complete: bool = Field(
        default=False, description="Whether there is also a document with all its entries, at `NAME.all.atom`."
    )
    keep: Duration | None = Field(None, description="How long pages of the archive stay; for ever if not given.")
    keep_entries: int | None = Field(
        None, ge=1, description="How many entries stay in the archive, the newest; all if not given."
    )
    icon: Address | None = Field(None, description="A small square picture for it.")
    logo: Address | None = Field(None, description="A larger picture for it.")
    rights: Text | None = Field(None, description="Who holds the rights in it, in a sentence.")
    podcast_category: Annotated[str, AfterValidator(podcasts.category)] | None = Field(
        None,
        description=(
            "What directories of podcasts file it under, one of Apple's categories: `Technology`, or "
            "`News > Daily News`."
        ),
    )
    podcast_owner: Annotated[str, AfterValidator(podcasts.owner)] | None = Field(
        None,
        description="Whom they write to, such as `The desk <desk@example.org>`; anybody can read it in the RSS.",
    )
    podcast_explicit: bool | None = Field(
        None, description="Whether it is for adults only; what its episodes say if not given."
    )
