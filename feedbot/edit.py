"""Edits of config.toml that leave every other byte where it is, and the text that `feedbot init` writes.

Tables are cut out and put in as lines: a TOML library would move tables and comments when it writes a file anew.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedbot.errors import ConfigError, Fault
from feedbot.text import toml

_WORD = re.compile(r"[a-z]+\Z")
_KEY = re.compile(r"[^=\n]*=[ \t]*")
_PLAIN = re.compile(r"[^'\x00-\x1f\x7f]*")
_PLACES = {"folder": "path", "telegram_channel": "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A source to be written; `url` is its place, whatever key names that. What is empty or None is left out."""

    name: str
    url: str
    kind: str = "feed"
    title: str | None = None
    categories: tuple[str, ...] = ()
    deliver_first: int | None = None


def add(text: str, name: str, url: str, kind: str, *, file: str = "config.toml") -> str:
    """The configuration with one more source; as `add_all` has it."""
    return add_all(text, [Addition(name=name, url=url, kind=kind)], file=file)


def add_all(text: str, additions: Sequence[Addition], *, file: str = "config.toml") -> str:
    """The configuration with more sources, in their order, below the last one.

    Read the file with its newlines as they are (`newline=""`), and check the result with `config.load`: what a name or
    an address may be is not judged here. Raises ConfigError if the text is not TOML, has a source of one of the names,
    or lists its sources in another way than as `[[sources]]`.
    """
    mark, body = _parted(text)
    taken = {row.get("name") for row in _rows(_read(body, file), "sources")}
    for addition in additions:
        if addition.name in taken:
            raise _error(file, None, "", f'a source is called "{addition.name}" already; give another name')
        taken.add(addition.name)
    newline = _newline(body)
    at = max((_end(body, table) for table in toml.tables(body) if table.path[0] == "sources"), default=len(body))
    before = body[:at] if not body[:at] or body[:at].endswith("\n") else body[:at] + newline
    blocks = ["".join(line + newline for line in _block(addition)) for addition in additions]
    return mark + before + (newline if before and blocks else "") + newline.join(blocks) + body[at:]


def _block(addition: Addition) -> Iterator[str]:
    """The lines of a source's table."""
    yield "[[sources]]"
    yield f"name = {quoted(addition.name)}"
    yield f"kind = {quoted(addition.kind)}"
    yield f"{_PLACES.get(addition.kind, 'url')} = {quoted(addition.url)}"
    if addition.title:
        yield f"title = {quoted(addition.title)}"
    if addition.categories:
        yield f"categories = [{', '.join(map(quoted, addition.categories))}]"
    if addition.deliver_first is not None:
        yield f"deliver_first = {addition.deliver_first}"


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


def pause(text: str, name: str, *, paused: bool, file: str = "config.toml") -> str | None:
    """The configuration with a source that is paused, or no longer so; None if none has this name.

    `paused = true` stands below the name, and is taken out again; beside a comment it becomes false. The text stays as
    it is where it says so already. Raises ConfigError as `remove` does, but for feeds and channels.
    """
    mark, body = _parted(text)
    rows = _rows(_read(body, file), "sources")
    number = next((number for number, row in enumerate(rows) if row.get("name") == name), None)
    if number is None:
        return None
    if rows[number].get("paused", False) == paused:
        return text
    keys = {each.path[2:]: each for each in toml.marks(body) if each.path[:2] == ("sources", number)}
    said = keys.get(("paused",))
    start, end = _line(body, (said or keys["name",]).end)
    if said is None:
        before = body[:end] if body[:end].endswith("\n") else body[:end] + _newline(body)
        indent = body[start : len(body) - len(body[start:].lstrip(" \t"))]
        return f"{mark}{before}{indent}paused = true{_newline(body)}{body[end:]}"
    if not paused and body[start:end].strip() == body[said.start : said.end].strip():
        return mark + body[:start] + body[end:]
    word = "true" if paused else "false"
    return mark + body[: said.start] + _WORD.sub(word, body[said.start : said.end]) + body[said.end :]


def rule(text: str, noun: str, name: str, where: str, *, file: str = "config.toml") -> str | None:
    """The configuration in which the table of a name among "channels", "feeds" or "searches" has this rule.

    None if no table has the name, but for "searches": then it gets one more, below the last. An empty rule takes the
    key out, with its line unless a comment stands there. Whether the rule is good is not judged here. Raises
    ConfigError if the text is not TOML, or lists these tables in another way than as `[[channels]]`.
    """
    mark, body = _parted(text)
    rows = _rows(_read(body, file), noun)
    heads = {table.path for table in toml.tables(body)}
    number = next((number for number, row in enumerate(rows) if row.get("name") == name), None)
    if rows and (noun, number or 0) not in heads:
        raise _error(file, None, noun, f"does not begin with [[{noun}]]; edit this file by hand")
    if number is None:
        return mark + _saved(body, name, where) if noun == "searches" else None
    if rows[number].get("where", "") == where:
        return text
    return mark + _said(body, (noun, number), "where", _literal(where) if where else None)


def template(text: str, channel: str, template: str, *, file: str = "config.toml") -> str | None:
    """The configuration in which a channel has this template, a preset's name or a text; None if there is no channel.

    What has several lines is written as such. Whether the template is good is not judged here. Raises ConfigError as
    `rule` does.
    """
    mark, body = _parted(text)
    rows = _rows(_read(body, file), "channels")
    heads = {table.path for table in toml.tables(body)}
    number = next((number for number, row in enumerate(rows) if row.get("name") == channel), None)
    if rows and ("channels", number or 0) not in heads:
        raise _error(file, None, "channels", "does not begin with [[channels]]; edit this file by hand")
    if number is None:
        return None
    if rows[number].get("template") == template:
        return text
    return mark + _said(body, ("channels", number), "template", _lines(template, _newline(body)))


def _said(body: str, table: tuple[str, int], name: str, value: str | None) -> str:
    """A body in which a table has a key with this value, as it is written; None takes the key out."""
    keys = {each.path[2:]: each for each in toml.marks(body) if each.path[:2] == table}
    said = keys.get((name,))
    if said is None:
        end = _line(body, keys["name",].end)[1]
        before = body[:end] if body[:end].endswith("\n") else body[:end] + _newline(body)
        first = body.rfind("\n", 0, keys["name",].start) + 1
        indent = body[first : keys["name",].start]
        return f"{before}{indent}{name} = {value}{_newline(body)}{body[end:]}"
    if value is not None:
        key = _KEY.match(body[said.start : said.end])
        return f"{body[: said.start]}{key[0] if key else f'{name} = '}{value}{body[said.end :]}"
    start, end = _line(body, said.start)[0], _line(body, said.end)[1]
    if body[said.end : end].strip():
        return body[: said.start] + body[said.end : end].lstrip() + body[end:]
    return body[:start] + body[end:]


def _saved(body: str, name: str, where: str) -> str:
    """A body with one more saved search, below the last one or at the end."""
    newline = _newline(body)
    at = max((_end(body, table) for table in toml.tables(body) if table.path[0] == "searches"), default=len(body))
    before = body[:at] if not body[:at] or body[:at].endswith("\n") else body[:at] + newline
    lines = ("[[searches]]", f"name = {quoted(name)}", f"where = {_literal(where)}")
    return before + (newline if before else "") + "".join(line + newline for line in lines) + body[at:]


def sample(*, folder: str = "articles", timezone: str = "UTC") -> str:
    """A commented configuration that works at once: a folder of articles, a feed of them, a console and a chat."""
    return _SAMPLE.replace("@FOLDER@", quoted(folder)).replace("@ZONE@", quoted(timezone))


def quoted(text: str) -> str:
    """A text as a TOML value on one line."""
    return '"' + re.sub(r'["\\\x00-\x1f\x7f]', _escaped, text) + '"'


def _literal(text: str) -> str:
    """A rule as a TOML value on one line, without escaping where that can be."""
    return f"'{text}'" if _PLAIN.fullmatch(text) else quoted(text)


def _lines(text: str, newline: str) -> str:
    """A text as a TOML value, on as many lines as it has where that can be; TOML drops the first line end of these."""
    if "\n" not in text or not all(_PLAIN.fullmatch(line) for line in text.replace("\t", " ").split("\n")):
        return _literal(text)
    return f"'''{newline}{text.replace(chr(10), newline)}'''"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line(text: str, offset: int) -> tuple[int, int]:
    """Where the line of an offset begins, and where the next one does."""
    return text.rfind("\n", 0, offset) + 1, text.find("\n", offset) + 1 or len(text)


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
# buttons = ["read", "copy"]
# quiet = "23:00-07:00"  # what comes by night is told at seven, in one message; more: docs/digests.md
# media = "none"  # messages without pictures

# Commands from your own chat, and readers who follow what they like: see docs/bot.md
# [bot]
# admins = [123456789]
# readers = true
"""
