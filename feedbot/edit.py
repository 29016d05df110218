"""Edits of config.toml that leave every other byte where it is, and the text that `feedbot init` writes.

Tables are cut out and put in as lines: a TOML library would move tables and comments when it writes a file anew.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from feedbot.errors import ConfigError, Fault
from feedbot.text import toml


def add(text: str, name: str, url: str, kind: str, *, file: str = "config.toml") -> str:
    """The configuration with one more source, below the last one; `url` is the folder for kind "folder".

    Read the file with its newlines as they are (`newline=""`), and check the result with `config.load`: what a name or
    an address may be is not judged here. Raises ConfigError if the text is not TOML, has a source of this name, or
    lists its sources in another way than as `[[sources]]`.
    """
    mark, body = _parted(text)
    data = _read(body, file)
    if name in [row.get("name") for row in _rows(data, "sources")]:
        raise _error(file, None, "", f'a source is called "{name}" already; give another name')
    newline = "\r\n" if "\r\n" in body else "\n"
    place = "path" if kind == "folder" else "url"
    lines = ("[[sources]]", f"name = {quoted(name)}", f"kind = {quoted(kind)}", f"{place} = {quoted(url)}", "")
    at = max((_end(body, table) for table in toml.tables(body) if table.path[0] == "sources"), default=len(body))
    before = body[:at] if not body[:at] or body[:at].endswith("\n") else body[:at] + newline
    return mark + before + (newline if before else "") + newline.join(lines) + body[at:]


def remove(text: str, name: str, *, file: str = "config.toml") -> str | None:
    """The configuration without a source; None if none has this name.

    Its table goes with the comments inside it; comments above it stay, and so do those that stand before the next.
    Raises ConfigError if the text is not TOML, if it lists its sources in another way than as `[[sources]]`, or if a
    feed or channel takes this source by its name: what it should take instead is not ours to guess.
    """
    mark, body = _parted(text)
    data = _read(body, file)
    names = [row.get("name") for row in _rows(data, "sources")]
    if name not in names:
        return None
    _free(body, data, name, file)
    for table in reversed(toml.tables(body)):
        if table.path[:2] == ("sources", names.index(name)):
            body = _up_to_text(body[: table.start]) + body[_end(body, table) :]
    return mark + body


def sample(*, folder: str = "articles", timezone: str = "UTC") -> str:
    """A commented configuration that works at once: a folder of articles, a feed of them, a console and a chat."""
    return _SAMPLE.replace("@FOLDER@", quoted(folder)).replace("@ZONE@", quoted(timezone))


def quoted(text: str) -> str:
    """A text as a TOML value on one line."""
    return '"' + re.sub(r'["\\\x00-\x1f\x7f]', _escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in '"\\' else f"\\u{ord(match[0]):04x}"


def _parted(text: str) -> tuple[str, str]:
    body = text.removeprefix("\ufeff")
    return text[: len(text) - len(body)], body


def _read(text: str, file: str) -> Mapping[str, Any]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _error(file, None, "", "this is not TOML; `feedbot check` says where") from error
    heads = {table.path for table in toml.tables(text)}
    if "sources" in data and ("sources", 0) not in heads:
        message = "does not begin with [[sources]]; edit this file by hand"
        raise _error(file, toml.lines(text)[("sources",)], "sources", message)
    return data


def _rows(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = data.get(name)
    return [row if isinstance(row, dict) else {} for row in found] if isinstance(found, list) else []


def _free(text: str, data: Mapping[str, Any], name: str, file: str) -> None:
    lines = toml.lines(text)
    faults = [
        Fault(
            file=file,
            line=lines[noun, number, "sources"],
            place=f"{noun}[{number}].sources",
            message=f'"{name}" is named here; take it out first',
        )
        for noun in ("feeds", "channels")
        for number, row in enumerate(_rows(data, noun))
        if isinstance(row.get("sources"), list) and name in row["sources"]
    ]
    if faults:
        raise ConfigError(*faults)


def _end(text: str, table: toml.Table) -> int:
    """Where a table ends, with comments right below it unless they stand right above the next head."""
    at = end = table.end
    while end < len(text):
        newline = text.find("\n", end) + 1 or len(text)
        line = text[end:newline].strip()
        if not line:
            return end
        if not line.startswith("#"):
            return at
        end = newline
    return end


def _up_to_text(text: str) -> str:
    """A text without the blank lines at its end."""
    stripped = text.rstrip()
    return text[: text.find("\n", len(stripped)) + 1] if stripped else ""


def _error(file: str, line: int | None, place: str, message: str) -> ConfigError:
    return ConfigError(Fault(file=file, line=line, place=place, message=message))


_SAMPLE = """\
# feedbot: what to watch, what to publish, whom to tell.
# Every key is explained in docs/configuration.md; `feedbot check` says whether this file is right.

[feedbot]
timezone = @ZONE@  # of dates that name no zone
# contact = "news@example.org"  # tells the sites you visit whom to write to

[web]
listen = "127.0.0.1:8080"  # this machine only
# url = "https://news.example.org"  # where readers reach it, if there is a proxy in front


# --- what to watch ---

# Each .txt, .md and .html file in this folder is an article. Drop one in and watch.
[[sources]]
name = "articles"
kind = "folder"
path = @FOLDER@
title = "Our newsroom"  # what readers see as the source
deliver_first = 3  # of the articles found first, the newest 3 are sent; all are published

# A feed on the web. Take the # away, or say: feedbot add URL
# [[sources]]
# name = "kernel"
# kind = "feed"
# url = "https://www.kernel.org/feeds/kdist.xml"
# every = "30m"


# --- what to publish: feeds/main.atom, .rss, .json and .html ---

[[feeds]]
name = "main"
title = "All news"
formats = ["atom", "rss", "json", "html"]


# --- whom to tell ---

# Prints each message as it would look.
[[channels]]
name = "console"
kind = "console"

# Asleep until FEEDBOT_TELEGRAM_TOKEN and FEEDBOT_TELEGRAM_CHAT are set: see docs/telegram.md
[[channels]]
name = "telegram"
kind = "telegram"
"""
