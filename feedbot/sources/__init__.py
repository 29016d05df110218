"""The kinds of sources, one row each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedbot.model import Cursor, Document, Reading, Source, Visit
from feedbot.net import Web
from feedbot.sections import SourceSection
from feedbot.sources import canary, command, feed, folder, http, mailbox, page, sitemap, telegram_channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a kind of source is configured, fetched and read.

    `fetch` never raises for faults of the world; `parse` is pure and raises ParseError only. A source is visited each
    `every` where its config does not say, and never more often than each `floor`. `max_age` is how old an entry may be
    when first seen and still be sent; None sends it however old. No config names one that is `ours`.
    """

    section: type[SourceSection]
    fetch: Callable[[Source, Cursor, Web, datetime], Awaitable[Visit]]
    parse: Callable[[Document, Source], Reading]
    every: timedelta
    floor: timedelta
    max_age: timedelta | None = None
    ours: bool = False


KINDS: dict[str, Kind] = {
    "feed": Kind(
        section=feed.Feed,
        fetch=http.fetch,
        parse=feed.parse,
        every=timedelta(minutes=30),
        floor=timedelta(minutes=5),
        max_age=timedelta(hours=48),
    ),
    "folder": Kind(
        section=folder.Folder,
        fetch=folder.fetch,
        parse=folder.parse,
        every=timedelta(seconds=2),
        floor=timedelta(seconds=1),
    ),
    "page": Kind(
        section=page.Page,
        fetch=http.fetch_page,
        parse=page.parse,
        every=timedelta(minutes=30),
        floor=timedelta(minutes=5),
        max_age=timedelta(hours=48),
    ),
    "sitemap": Kind(
        section=sitemap.Sitemap,
        fetch=sitemap.fetch,
        parse=sitemap.parse,
        every=timedelta(minutes=30),
        floor=timedelta(minutes=5),
        max_age=timedelta(hours=48),
    ),
    "telegram_channel": Kind(
        section=telegram_channel.TelegramChannel,
        fetch=http.fetch,
        parse=telegram_channel.parse,
        every=telegram_channel.EVERY,
        floor=telegram_channel.FLOOR,
        max_age=timedelta(hours=48),
    ),
    "mailbox": Kind(
        section=mailbox.Mailbox,
        fetch=mailbox.fetch,
        parse=mailbox.parse,
        every=timedelta(minutes=10),
        floor=timedelta(minutes=1),
        max_age=timedelta(hours=48),
    ),
    "command": Kind(
        section=command.Command,
        fetch=command.fetch,
        parse=command.parse,
        every=timedelta(minutes=30),
        floor=timedelta(minutes=1),
        max_age=timedelta(hours=48),
    ),
    "canary": Kind(
        section=SourceSection,
        fetch=canary.fetch,
        parse=canary.parse,
        every=timedelta(minutes=15),
        floor=timedelta(minutes=1),
        ours=True,
    ),
}

NAMED = {name: kind for name, kind in KINDS.items() if not kind.ours}
"""The kinds that a config may name."""
