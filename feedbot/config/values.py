"""Checked sections -> the values of `model`, with defaults filled in."""

from dataclasses import replace
from pathlib import Path

from feedbot import channels, sources
from feedbot.config import canary
from feedbot.config.environment import Keys
from feedbot.config.expand import expanded, own_hub
from feedbot.config.sections import host_and_port
from feedbot.config.tables import HEALTH, Sections, is_local
from feedbot.model import (
    Access,
    Brief,
    Channel,
    Config,
    Endpoint,
    Feed,
    Jump,
    Limits,
    Mirror,
    Search,
    Secret,
    Settings,
    Source,
    Talk,
    Telegram,
)
from feedbot.rules import hours
from feedbot.sections import ChannelSection, SourceSection
from feedbot.sources.command import Command

_NO_KEYS = Keys()


def config(file: Path, found: Sections, token: Secret, keys: Keys = _NO_KEYS) -> Config:
    """The whole configuration; `found` has every table of the file, without faults."""
    telegram = Telegram(token=token, base_url=found.telegram.base_url)
    told = tuple(_channel(section, found, telegram) for section in found.channels)
    return Config(
        settings=replace(_settings(file, found, telegram, keys), canary=canary.way(found.canary, told, telegram)),
        sources=tuple(_source(section, found) for section in found.sources),
        feeds=(*expanded(found), *_health(found)),
        channels=told,
        searches=tuple(
            Search(name=each.name, title=each.title or each.name, where=each.where) for each in found.searches
        ),
    )


def _settings(file: Path, found: Sections, telegram: Telegram, keys: Keys) -> Settings:
    state = found.path(found.feedbot.state)
    host, port = host_and_port(found.web.listen) or ("", 0)
    return Settings(
        file=file,
        state=state,
        output=found.path(found.feedbot.output),
        database=_database(found, state),
        host=host,
        port=port,
        web=found.web.enabled,
        url=found.web.url or f"http://{found.web.listen}",
        contact=found.feedbot.contact,
        allow_private=tuple(found.feedbot.allow_private),
        limits=_limits(found),
        semantic=found.feedbot.semantic,
        brief=_brief(found),
        endpoint=_endpoint(found, keys.summary),
        telegram=telegram,
        access=Access(
            password=keys.password if keys.password.value else Secret(found.web.password or ""),
            proxies=tuple(found.web.proxies),
            user_header=found.web.user_header,
        ),
        web_language=found.web.language,
        timezone=found.feedbot.timezone,
        hub=own_hub(found) is not None,
        mirror=_mirror(found, keys),
        talk=Talk(
            admins=frozenset(found.bot.admins),
            readers=found.bot.readers,
            webhook=found.bot.webhook,
            most=found.bot.follows,
            pace=found.bot.commands,
        ),
    )


def _limits(found: Sections) -> Limits:
    return Limits(**found.limits.model_dump())


def _brief(found: Sections) -> Brief:
    said = found.summary
    return Brief(length=said.length, sentences=said.sentences, mode=said.mode)


def _endpoint(found: Sections, key: Secret) -> Endpoint | None:
    said = found.summary
    if not said.endpoint or not said.model:
        return None
    url = said.endpoint.removesuffix("/chat/completions")
    return Endpoint(url=url, model=said.model, key=key, daily=said.daily)


def _database(found: Sections, state: Path) -> str:
    named = found.feedbot.database
    if named is None:
        return f"sqlite:///{state / 'feedbot.db'}"
    file = named.removeprefix("sqlite:///")
    if file in (named, ":memory:") or not file:
        return named
    return f"sqlite:///{found.path(file)}"


def _source(section: SourceSection, found: Sections) -> Source:
    kind = sources.KINDS[section.kind]
    max_age = getattr(section, "max_age", None)
    first = section.deliver_first
    return Source(
        name=section.name,
        kind=section.kind,
        url=str(found.path(section.place)) if is_local(section) else section.place,
        title=section.title,
        language=section.language or found.feedbot.language,
        timezone=section.timezone or found.feedbot.timezone,
        categories=tuple(section.categories),
        every=section.every,
        deliver_first=found.feedbot.deliver_first if first is None else first,
        max_age=kind.max_age if max_age is None else max_age,
        delay=section.delay,
        paused=section.paused,
        full_text=getattr(section, "full_text", False),
        websub=getattr(section, "websub", None),
        limits=_limits(found),
        brief=_brief(found),
        options=section.located(found.path) if isinstance(section, Command) else section,
    )


def _mirror(found: Sections, keys: Keys) -> Mirror | None:
    said = found.s3
    if not said.endpoint or not said.bucket:
        return None
    return Mirror(
        endpoint=said.endpoint,
        bucket=said.bucket,
        region=said.region,
        prefix=said.prefix,
        key=keys.s3_key,
        secret=keys.s3_secret,
    )


def _health(found: Sections) -> tuple[Feed, ...]:
    """The feed of our own that tells what is wrong with sources, unless the config does without."""
    if not found.feedbot.health:
        return ()
    subtitle = "What is wrong with sources, what to do about it, and what works again."
    feed = Feed(
        name=HEALTH,
        title="Health of the sources",
        subtitle=subtitle,
        formats=("atom", "html"),
        alarms=True,
        language="en",
    )
    return (feed,)


def _channel(section: ChannelSection, found: Sections, telegram: Telegram) -> Channel:
    return Channel(
        name=section.name,
        kind=section.kind,
        sources=tuple(section.sources),
        where=section.where.strip(),
        stories=section.stories,
        jump=_jump(section),
        replies=section.replies,
        alarms=section.alarms,
        report=tuple(hours.slot(each) for each in section.report),
        template=section.template,
        quiet=hours.quiet(section.quiet, section.quiet_mode) if section.quiet else None,
        breaking=section.breaking.strip(),
        digest=tuple(hours.slot(each) for each in section.digest),
        burst=section.burst,
        pace=section.pace,
        silent=section.silent,
        preview=section.preview,
        max_age=section.max_age,
        on_unknown=section.on_unknown,
        on_retract=section.on_retract,
        language=section.language or found.feedbot.language,
        timezone=section.timezone or found.feedbot.timezone,
        asleep=channels.KINDS[section.kind].asleep(section, telegram),
        options=section,
    )


def _jump(section: ChannelSection) -> Jump | None:
    where = section.jump_where.strip()
    if not section.jump and not where:
        return None
    return Jump(sources=section.jump or 0, within=section.jump_within, where=where)
