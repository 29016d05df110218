"""The stores in which other programs keep their subscriptions, known by what is in them and never by their names."""

import hashlib
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from feedbot.errors import ParseError
from feedbot.sources import databases, opml
from feedbot.sources.subscriptions import (
    MOST,
    Chat,
    Left,
    Move,
    Program,
    Subscription,
    address,
    categories,
    line,
    moment,
    names,
)

LARGEST = 10 * 2**20
"""Bytes of a list, or of a file that remembers what was sent; a database may be larger."""

_LARGEST_YAML = 2**20
_LONGEST_LINE = 65_536
_DEPTH = 20
_YES = frozenset({"yes", "true", "on", "y", "1"})
_LIST = re.compile(r"(?:https?|feed|file)://|feed:https?://|(?:exec|filter|query):", re.IGNORECASE)
_YAML = re.compile(r"^(?:schedulers|cache)[ \t]*:|^[ \t]*(?:-[ \t]+)?listener[ \t]*:", re.MULTILINE)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|([^\s"]\S*)')
_SHELL = re.compile(r"[|&;<>()$`*?\[\]{}~#!\\]")
_RULE = re.compile(r"(?P<minutes>\*/\d{1,2}|\d{1,2}) (?P<hours>\*/\d{1,2}|\*) \* \* \*")
_READABLE = (
    "What can be read: a list of feeds in OPML, newsboat's file urls (or a list of addresses, one a line), the SQLite "
    "database of RSS-to-Telegram-Bot, and the YAML file of feedforbot"
)


def read(path: Path, cache: Path | None = None, *, now: datetime) -> Move:
    """What a store holds; `cache` is where its program remembers what it has shown: a file, for feedforbot a folder.

    Raises ParseError for what is no such store or is built to exhaust its reader, with what could be read instead.
    """
    body = _begun(path)
    if body.startswith(databases.MAGIC):
        return _alone(databases.read(path), cache)
    if len(body) > LARGEST:
        raise ParseError(f"{path} is larger than {LARGEST >> 20} MiB; is it a list of feeds? {_READABLE}")
    text = "" if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")) else _text(body)
    if text.lstrip().startswith("<"):
        return _alone(_outlines(body), cache)
    if _YAML.search(text):
        return _forwarder(text, cache)
    if (first := next(_lines(text), "")) and _LIST.match(_tokens(first)[0]):
        return _list(text, cache, now)
    raise ParseError(f"{path} is of no program that is known here; name {_READABLE.partition(': ')[2]}")


def _begun(path: Path) -> bytes:
    """A file's bytes, of a database only the first, and of a larger file one more than we take."""
    try:
        with path.open("rb") as file:
            head = file.read(len(databases.MAGIC))
            return head if head == databases.MAGIC else head + file.read(LARGEST + 1 - len(head))
    except OSError as error:
        raise ParseError(f"{path} cannot be read: {error.strerror or error}") from error


def _text(body: bytes) -> str:
    wide = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return body.decode(wide, "replace")


def _alone(move: Move, cache: Path | None) -> Move:
    if cache is not None:
        raise ParseError(f"--cache is for newsboat and feedforbot, {move.kind} has no such file; leave it out")
    return move


# --- OPML ------------------------------------------------------------------------------------------------------------


def _outlines(body: bytes) -> Move:
    found = opml.read(body)
    return Move(
        kind="OPML",
        subscriptions=tuple(
            Subscription(url=each.url, title=each.title, categories=each.categories) for each in found if each.url
        ),
        left=tuple(
            Left(what=each.title or "a feed without a name", why="no address of a feed")
            for each in found
            if not each.url
        ),
    )


# --- newsboat --------------------------------------------------------------------------------------------------------


def _list(text: str, cache: Path | None, now: datetime) -> Move:
    """The file urls: an address a line, then tags; "~Title" is a title, "!" hides it from a list of newsboat's own."""
    known = databases.cached(cache, now) if cache is not None else {}
    subscriptions, left, programs = list[Subscription](), list[Left](), list[Program]()
    for number, row in enumerate(_lines(text)):
        if number >= MOST:
            raise ParseError(f"not read: it has more than {MOST:,} lines")
        url, *tags = _tokens(row)
        title = next((line(tag[1:]) for tag in tags if tag.startswith("~")), "") or None
        if why := _unfit(url):
            left.append(Left(what=line(url, 200), why=why))
            if url.startswith("exec:"):
                programs.append(Program(command=_command(url.removeprefix("exec:").strip()), title=title))
            continue
        seen, checked = known.get(url, (frozenset(), None))
        named = categories([tag for tag in tags if not tag.startswith(("~", "!"))])
        subscriptions.append(Subscription(url=address(url), title=title, categories=named, seen=seen, checked=checked))
    hint = "newsboat's cache.db tells what it has shown: give it with --cache, and what came in since is sent"
    return Move(
        kind="newsboat",
        subscriptions=tuple(subscriptions),
        left=tuple(left),
        programs=tuple(programs),
        hint=None if cache is not None else hint,
    )


def _lines(text: str) -> Iterator[str]:
    """The lines that say something."""
    for row in text.splitlines():
        if row.strip() and not row.lstrip().startswith("#") and _tokens(row):
            yield row


def _tokens(row: str) -> list[str]:
    """The words of a line, in quotes or not; a word that begins with a number sign begins a comment."""
    found = list[str]()
    for match in _TOKEN.finditer(row[:_LONGEST_LINE]):
        bare = match[2]
        if bare is not None and bare.startswith("#"):
            break
        found.append(bare if bare is not None else re.sub(r"\\(.)", r"\1", match[1]))
    return found


def _unfit(url: str) -> str | None:
    """Why a line of newsboat's gives no source; None if it gives one."""
    kind, _, rest = url.partition(":")
    match kind.lower():
        case "http" | "https" | "feed" if address(url):
            return None
        case "exec":
            return "it runs a program, and an import sets up none; the lines below do, if you trust it"
        case "filter":
            target = line(rest.partition(":")[2], 200)
            return f"a program changes what it reads; `feedbot add` takes {target or 'the address'} as it is"
        case "query":
            return "a search in other feeds, and no feed of its own"
        case "file":
            return "a file on this machine; feedbot watches folders of articles, and feeds on the web"
    return "no address of a feed"


def _command(text: str) -> tuple[str, ...]:
    """A program with its arguments; through the shell only where the text needs one."""
    try:
        words = () if _SHELL.search(text) else tuple(shlex.split(text))
    except ValueError:  # a quotation mark without its twin
        words = ()
    return words or ("sh", "-c", text)


# --- feedforbot ------------------------------------------------------------------------------------------------------


def _forwarder(text: str, cache: Path | None) -> Move:
    """The YAML file: schedulers, each with a listener that reads a feed and a transport that writes to a chat."""
    if cache is not None and not cache.is_dir():
        raise ParseError(f"{cache} is no folder; feedforbot remembers in one, usually ~/.feedforbot")
    loaded = _loaded(text)
    rows = loaded.get("schedulers") if isinstance(loaded, dict) else loaded
    if not isinstance(rows, list):
        raise ParseError(f"this YAML has no schedulers, as feedforbot has them. {_READABLE}")
    if len(rows) > MOST:
        raise ParseError(f"not read: it has more than {MOST:,} schedulers")
    found: dict[str, Subscription] = {}
    left, chats, silent = list[Left](), dict[str, dict[str, None]](), dict[str, bool]()
    for row in rows:
        listener, transport = _part(row, "listener"), _part(_part(row, "transport"), "params")
        url = address(_part(listener, "params").get("url"))
        if not url or listener.get("type") != "rss":
            left.append(Left(what=url or "a scheduler", why="its listener names no feed"))
            continue
        chat = line(transport.get("to"), 100)
        if chat:
            chats.setdefault(chat, {})[url] = None
            silent[chat] = silent.get(chat, True) and str(transport.get("disable_notification", "")).lower() in _YES
        seen, checked = _remembered(cache, url, chat) if cache is not None else (frozenset[str](), None)
        first = found.setdefault(url, Subscription(url=url, interval=_interval(row.get("rule"))))
        checked = max((each for each in (first.checked, checked) if each is not None), default=None)
        found[url] = replace(first, seen=first.seen | seen, checked=checked)
    hint = "feedforbot's folder, usually ~/.feedforbot, tells what it has sent: give it with --cache"
    return Move(
        kind="feedforbot",
        subscriptions=tuple(found.values()),
        left=tuple(left),
        chats=tuple(Chat(chat=chat, urls=tuple(urls), silent=silent[chat]) for chat, urls in chats.items()),
        hint=None if cache is not None else f"{hint}, and what came in since is sent",
    )


def _loaded(text: str) -> object:
    """A YAML document whose scalars are all texts."""
    if len(text) > _LARGEST_YAML:
        raise ParseError(f"not read: as YAML it is larger than {_LARGEST_YAML >> 20} MiB")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:  # libyaml's composer would overrun its stack and kill the process
                raise ParseError(f"not read: its YAML lies more than {_DEPTH} deep")
        return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - safer than the safe loader: it makes only texts
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ParseError(f"this is not YAML: {place}{error.problem}") from error
    except yaml.YAMLError as error:
        raise ParseError(f"this is not YAML: {line(str(error), 200)}") from error


def _part(value: object, name: str) -> Mapping[str, Any]:
    part = value.get(name) if isinstance(value, dict) else None
    return part if isinstance(part, dict) else {}


def _interval(rule: object) -> timedelta | None:
    """How often a rule of cron comes round, where it does so evenly; None for each minute and for other rules."""
    match = _RULE.fullmatch(" ".join(rule[:100].split())) if isinstance(rule, str) else None
    if match is None:
        return None
    minutes, hours = match["minutes"], match["hours"]
    if minutes.startswith("*/"):
        return timedelta(minutes=int(minutes[2:])) or None if hours == "*" else None
    return timedelta(hours=1 if hours == "*" else int(hours[2:])) or None


def _remembered(folder: Path, url: str, chat: str) -> tuple[frozenset[str], datetime | None]:
    """What was sent of a feed to a chat, and when last; the file is named after both, in three ways over the years."""
    titles = ("feedforbot", "FeedForBot")
    keys = [
        f"rss:{url}|telegram_bot:{chat}",
        *(f"<{title}.TelegramBotTransport: {chat}>-<{title}.RSSListener: {url}>" for title in titles),
        url,
    ]
    paths = (folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json" for key in keys)
    path = next((each for each in paths if each.is_file()), None)
    if path is None:
        return frozenset(), None
    try:
        body = _begun(path)
        rows = json.loads(body) if len(body) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{path} is not what feedforbot writes: {line(str(error), 200)}") from error
    if not isinstance(rows, list):
        raise ParseError(f"{path} is not what feedforbot writes, or larger than {LARGEST >> 20} MiB")
    told = [
        (each["id"], moment(each.get("grabbed_at")))
        for each in rows
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    ]
    moments = [at for _, at in told if at is not None]
    last_first = sorted(told, key=lambda each: each[1].timestamp() if each[1] else 0.0, reverse=True)
    return names([name for name, _ in last_first]), max(moments, default=None)
