"""Making the store and the mind know a config: at the start, and after each reload."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from uuid import uuid4

import structlog

from feedbot.channels import KINDS, Senders
from feedbot.channels.telegram import TelegramSection
from feedbot.deliver import Outlet
from feedbot.errors import FeedbotError
from feedbot.model import Config, Entry, Feed
from feedbot.rules import filters, hours, matching
from feedbot.rules.matching import Panel
from feedbot.store import Tx, addresses, clocks, feeds, outbox, people, visits, waiting
from feedbot.store import chats as places
from feedbot.text import meaning

log = structlog.get_logger()


def panel(config: Config) -> Panel | None:
    """The rules of all feeds and channels, by target, in all forms of their words; None where there are none.

    The first one loads dictionaries, which takes seconds.
    """
    rules = {f"feed:{each.name}": each.where for each in config.feeds if each.where}
    rules |= {f"channel:{each.name}": each.where for each in config.channels if each.where and not each.reader}
    rules |= {f"breaking:{each.name}": each.breaking for each in config.channels if each.breaking}
    rules |= {f"jump:{each.name}": each.jump.where for each in config.channels if each.jump and each.jump.where}
    parsed = {target: filters.parse(rule) for target, rule in rules.items()}
    for each in config.channels:
        if each.reader and each.where:
            try:
                parsed[f"channel:{each.name}"] = filters.parse(each.where)
            except filters.RuleError as error:  # one person's rule must not cost the others theirs
                log.error("a reader's rule cannot be read", channel=each.name, why=str(error))
    return matching.compile(parsed) if parsed else None


def encoder(config: Config) -> Callable[[str], str] | None:
    """What reads the meaning of titles, if the config wants that; without it stories are told by their words."""
    if not config.settings.semantic:
        return None
    try:
        return meaning.load()
    except FeedbotError as error:
        log.error("stories go on without meanings", why=str(error))
        return None


def _admits(panel: Panel, feed: Feed, now: datetime) -> Callable[[Entry], bool]:
    target = f"feed:{feed.name}"
    return lambda entry: panel.judge(entry, matching.read(entry), size=1, now=now, only={target})[target].passed


def enrol(tx: Tx, config: Config, opened: Mapping[str, Outlet], now: datetime, panel: Panel | None) -> None:
    """Make the store know the names of a config; a feed that is new has what its sources brought before."""
    visits.enrol(tx, [source.name for source in config.sources], now)
    visits.watch(tx, [source.name for source in config.sources if not source.paused])
    visits.place(tx, {source.name: source.url for source in config.sources}, now)
    visits.forgive(tx, now)
    fresh = feeds.enrol(tx, [feed.name for feed in config.feeds], now, lambda: uuid4().urn)
    for feed in config.feeds:
        if feed.name in fresh:
            feeds.backfill(tx, feed, now, admits=_admits(panel, feed, now) if panel and feed.where else None)
    addresses.settle(tx, config.feeds, now, partial(token_urlsafe, 24))
    welcome(tx, config, opened, now)


def welcome(tx: Tx, config: Config, opened: Mapping[str, Outlet], now: datetime) -> None:
    """Make the store know channels that are open, and their chats; what waits for their hours follows them."""
    outbox.enrol(tx, list(opened), now)
    places.place(tx, {name: outlet.chat for name, outlet in opened.items()}, now)
    channels = {channel.name: channel for channel in config.channels}
    latest = now + max((source.delay for source in config.sources), default=timedelta(0))
    for waits in waiting.gathered(tx, now):
        name, gather, due = waits
        if name in channels and (when := hours.rearranged(channels[name], hours.When(due=due, gather=gather), latest)):
            waiting.move(tx, waits, when.due, when.gather or gather)


def heed(tx: Tx, config: Config, opened: Mapping[str, Outlet], now: datetime) -> timedelta:
    """By how much the clock was set back since this was asked last; what waits for a time of day does so by it."""
    by = clocks.heed(tx, now)
    if by:
        welcome(tx, config, opened, now)
    return by


def followed(tx: Tx, config: Config) -> Config:
    """The config with a channel for each person who follows something, and the way of the canary."""
    config = config.rigged
    own = tuple(channel for channel in config.channels if not channel.reader)
    readers = people.channels(tx, config, TelegramSection.of_reader)
    return replace(config, channels=(*own, *readers)) if readers or len(own) < len(config.channels) else config


def outlets(config: Config, senders: Senders) -> dict[str, Outlet]:
    """The channels that are awake, open."""
    found, telegram = {}, config.settings.telegram
    awake = [channel for channel in config.channels if not channel.asleep]
    chats = Counter(KINDS[each.kind].chat(each, telegram) for each in awake if not each.reader)
    for channel in config.channels:
        if channel.asleep:
            log.info("channel asleep", channel=channel.name, why=channel.asleep)
            continue
        kind = KINDS[channel.kind]
        chat = kind.chat(channel, telegram)
        found[channel.name] = Outlet(
            channel=channel,
            kind=kind,
            sender=senders.get(channel, telegram),
            chat=chat or "",
            alone=chats[chat] <= 1,
            logged=bool(getattr(channel.options, "log_chat", "")),
        )
    return found
