"""What a configuration may say and probably should not, or what it means and does not say."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from feedbot.config import file
from feedbot.config.tables import rows
from feedbot.errors import ConfigError
from feedbot.model import Config, Settings, Source
from feedbot.net.addresses import Guard, guard, literal
from feedbot.sources.http import HttpSection
from feedbot.text import toml


def remarks(config: Config) -> tuple[str, ...]:
    """Sentences about what is allowed but odd, such as a channel that is asleep; no two are equal.

    Where a key has no meaning, its line is told if the file still has it; then, and only then, the file is read again.
    """
    return tuple(dict.fromkeys([*_settings(config.settings), *_sources(config), *_feeds(config), *_channels(config)]))


def _settings(settings: Settings) -> Iterator[str]:
    if settings.database in ("sqlite://", "sqlite:///:memory:"):
        yield "the database is only in memory: after a restart, everything is new again"
    if settings.web and not _is_loopback(settings.host):
        yield f"the web server listens on {settings.host}, where others can reach it"
    if settings.web and (urlsplit(settings.url).hostname or "") in ("0.0.0.0", "::"):  # noqa: S104 - compared only
        yield f"feeds will name {settings.url} as their address, which no reader can visit; set url under [web]"
    base = urlsplit(settings.telegram.base_url)
    if settings.telegram.token and base.scheme == "http" and not _is_loopback(base.hostname or ""):
        yield f"the bot's token travels unencrypted to {settings.telegram.base_url}; https would hide it"


def _sources(config: Config) -> Iterator[str]:
    first: dict[str, Source] = {}
    for source in config.sources:
        known = first.setdefault(source.url, source)
        if known is not source:
            yield f'sources "{known.name}" and "{source.name}" both watch {source.url}'
    for source in config.sources:
        takers = [feed.sources for feed in config.feeds] + [channel.sources for channel in config.channels]
        if all(names and source.name not in names for names in takers):
            yield f'source "{source.name}" is in no feed and no channel'
    watch = guard(config.settings.allow_private)
    for source in config.sources:
        if isinstance(source.options, HttpSection):
            for remark in _web(source.options, watch):
                yield f'source "{source.name}" {remark}'


def _web(section: HttpSection, watch: Guard) -> Iterator[str]:
    """What is odd in the way a source of the web is visited, as second halves of sentences."""
    secrets = section.auth or section.cookies or "authorization" in {name.lower() for name in section.headers}
    if not section.verify_tls:
        yield "does not check certificates (verify_tls = false), so anybody on the way can change what it says"
    if not section.robots:
        yield "does not ask robots.txt (robots = false), which is for sites of your own"
    address, proxy = urlsplit(section.url), urlsplit(section.proxy or "")
    if secrets and address.scheme == "http" and not _is_loopback(address.hostname or ""):
        yield f"sends its login unencrypted to {address.hostname}; https would hide it"
    if _refused(address.hostname, address.port or (443 if address.scheme == "https" else 80), watch):
        yield f"is at a private address, {address.netloc.rpartition('@')[2]}; name it in allow_private"
    if _refused(proxy.hostname, proxy.port or 80, watch):
        yield f"has a proxy at a private address, {proxy.netloc.rpartition('@')[2]}; name it in allow_private"


def _refused(host: str | None, port: int, watch: Guard) -> bool:
    """Whether an address is one that is not dialled, as far as it can be known without asking for its name."""
    number = "127.0.0.1" if host == "localhost" else literal(host or "")
    return number is not None and not watch.admits(number, port)


def _feeds(config: Config) -> Iterator[str]:
    vain = [feed for feed in config.feeds if not feed.archive and (feed.keep, feed.keep_entries) != (None, None)]
    lines = _lines(config.settings.file, "feeds") if vain else {}
    for feed in vain:
        table = feed.each or feed.name
        for key, value in (("keep", feed.keep), ("keep_entries", feed.keep_entries)):
            if value is not None:
                line = lines.get((table, key))
                where = f" (line {line})" if line is not None else ""
                yield (
                    f'feed "{table}" has {key}{where}, which means nothing without pages of an archive; leave it out, '
                    "or archive = false"
                )


def _lines(path: Path, name: str) -> dict[tuple[str, str], int]:
    """The lines of the keys of a list's tables, by the name of the table; none where the file cannot be read now."""
    try:
        text = file.read(path)
        places, known = rows(file.tables(path, text), name), toml.lines(text)
    except ConfigError:
        return {}
    found = {(str(row.get("name")), key): known.get((*place, key)) for place, row in places for key in row}
    return {key: line for key, line in found.items() if line is not None}


def _channels(config: Config) -> Iterator[str]:
    for channel in config.channels:
        if channel.asleep:
            yield f'channel "{channel.name}" is asleep: {channel.asleep}'


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
