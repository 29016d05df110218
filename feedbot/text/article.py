"""The form of a news text: date and title, lede, then labelled parts in Russian, Ukrainian or English."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise
from typing import Literal

from feedbot.text import dates
from feedbot.text.decode import tidy
from feedbot.text.html import escape
from feedbot.text.labels import QUOTES, Label, Role, label
from feedbot.text.words import fold

_MONTHS = {
    "ru": re.compile(r"\b(?:янв|фев|мар|апр|ма[яй]\b|июн|июл|авг|сен|окт|ноя|дек)", re.IGNORECASE),
    "uk": re.compile(r"\b(?:січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)", re.IGNORECASE),
    "en": re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE),
}
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)

_KEYWORD = re.compile(r"(?:date|дата)(?:\s{0,3}:\s{0,3}|\s{1,3})(?=\S)", re.IGNORECASE)
_HEADING = re.compile(r"\#{1,6}\s+")
_BULLET = re.compile(r"[-–—*]\s+(?=\S)|[•·▪◦‣●]\s*(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"[-–—=*_~#\s]{3,}")
# "— Мы придём, — сказал он": speech, not a list.
_SPEECH = re.compile(r"[,!?…] [–—] ")
_NUMERIC_DATE = re.compile(r"\d{4}[-./]|\d{1,2}[./]")
_LONGEST_TITLE = 300
_LONGEST_DATE = 60
_WIDEST_WRAP = 100
_CLAIMED = re.compile(r"(\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4})\s{1,3}(\S.*)")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)

_LONGEST_CREDITS = 2000
_LONGEST_NAME = 200
_MOST_CREDITS = 20
_VIA = re.compile(
    r"\b(?:со ссылкой на|с ссылкой на|ссылаясь на|[зі]з посиланням на|з посиланням на|посилаючись на|citing"
    r"|according to|with reference to)\s+",
    re.IGNORECASE,
)
_PIECES = re.compile(
    r"\([^()]*\)|«[^«»]*»|“[^“”]*”|\"[^\"]*\"|(?P<cut>[,;]|\s(?:и|та|і|й|and|&)\s(?=[^\s_a-zа-яёіїєґ]))|."
)
_ALIAS = re.compile(r"\s?\((?=[^()]{0,11}[A-ZА-ЯЁІЇЄҐ][^()]{0,11}[A-ZА-ЯЁІЇЄҐ])([\w.’'-]{2,12})\)$")
_ADDRESS = re.compile(r"\s*\(?https?://([^\s/()]{1,255})[^\s()]*\)?", re.IGNORECASE)
_EDGES = " ,:;–—-*_"
_JOINER = re.compile(r"^(?:а также|и|та|а також|і|й|and|&)\s+")
_LINKED = re.compile(r"\[([^\[\]]{1,200})\]\([^()]{0,500}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who told the news; `alias` is the abbreviation in parentheses, `via` is True for one that others quote."""

    name: str
    alias: str | None = None
    via: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news text taken apart.

    `date` is as written. `title` and `lede` are plain text on one line; `html` is safe and holds everything but date
    and title. `language` is set only where labels or the name of the month settle it. `summary` is the author's own.
    """

    date: str | None = None
    title: str | None = None
    lede: str | None = None
    html: str = ""
    credits: tuple[Credit, ...] = ()
    language: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A paragraph or an item of a list, or a label with what follows it on its line."""

    kind: Literal["p", "ul", "ol"]
    text: str
    label: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    role: Role
    blocks: tuple[_Block, ...]
    label: Label | None = None


def parse_article(text: str) -> Article:
    """Take a plain text article apart.

    The first line is the title, behind a date if there is one ("date 2026-03-14 10:20 TITLE"; the keyword may be
    left out), or the date is on the second line. Then come paragraphs, lists and labelled parts. Lines are joined to
    paragraphs only where none is longer than 100 characters and blank lines separate the paragraphs. Never raises.
    """
    lines = [line.strip() for line in tidy(text).replace("\u00a0", " ").replace("\ufeff", "").split("\n")]
    filled = _filled(lines)
    if not filled:
        return Article()
    date, title, body = _header(filled)
    parts = tuple(_parts(_blocks(body)))
    return Article(
        date=date,
        title=title,
        lede=_lede(parts),
        html="\n".join(html for part in parts for html in _html(part)),
        credits=_distinct(
            credit
            for part in parts
            if part.role == "attribution"
            for block in part.blocks
            for credit in credits(block.text)
        ),
        language=_language(date, parts, text),
        summary=next((_joined(part, " ") for part in parts if part.role == "summary"), None),
    )


def credits(line: str) -> tuple[Credit, ...]:
    """Give the names in an attribution line, with or without its label, in order, none twice.

    Names are parted by commas, semicolons and "and" outside quotation marks and parentheses. All behind "citing" and
    the like are `via`. At most 20 of the first 2,000 characters.
    """
    named = label(line)
    text = " ".join((named.rest if named else line)[:_LONGEST_CREDITS].split())
    text = _LINKED.sub(r"\1", text)
    told, *cited = _VIA.split(text, maxsplit=1)
    found = [_credit(name, via=False) for name in _names(told)]
    found += [_credit(name, via=any(found)) for part in cited for name in _names(_VIA.sub(", ", part))]
    return _distinct(credit for credit in found if credit)


def _header(lines: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Part date and title from the lines behind them; the first line is not blank."""
    date, rest = _dated(_plain(lines[0]))
    body = _filled([rest if date else lines[0], *lines[1:]])
    if not body or not _fit(body[0]):
        return date, None, body
    title, body = _plain(body[0]), body[1:]
    if not date:
        date, body = _date(body)
    return date, title or None, body


def _filled(lines: list[str]) -> list[str]:
    """The lines from the first one that is not blank."""
    return lines[next((number for number, line in enumerate(lines) if line), len(lines)) :]


def _plain(line: str) -> str:
    """The line without the marks of a heading."""
    line = _HEADING.sub("", line, count=1).strip()
    if len(line) > 4 and line[:2] == line[-2:] and line[:2] in ("**", "__"):
        line = line[2:-2]
    return " ".join(line.split())


def _fit(line: str) -> bool:
    """Say whether a line can be a title: neither a labelled part, nor an item of a list, nor a paragraph."""
    found = label(line)
    return (not found or found.bare) and not _BULLET.match(line) and len(line) <= _LONGEST_TITLE


def _dated(line: str) -> tuple[str | None, str]:
    """Part a date from the title behind it. "14 March 2026 was cold" begins with no date, but is a sentence."""
    keyword = _KEYWORD.match(line)
    rest = line[keyword.end() :] if keyword else line
    found = dates.leading(rest)
    if not found:
        # Named as a date and written like one, but no day that ever was or will be news: still no part of the title.
        claimed = _CLAIMED.match(rest) if keyword else None
        return (claimed[1], claimed[2]) if claimed else (None, line)
    title = found[1].lstrip(" -–—:|,.")
    if not keyword and title[:1].islower() and not _NUMERIC_DATE.match(found[0]):
        return None, line
    return found[0], title


def _date(lines: list[str]) -> tuple[str | None, list[str]]:
    """Take the date from the first line that is not blank, if it is nothing but a date."""
    body = _filled(lines)
    if body and len(body[0]) <= _LONGEST_DATE:
        date = _KEYWORD.sub("", _plain(body[0]), count=1).strip("*_ ")
        if dates.read(date, zone=UTC, now=_NOW):
            return date, body[1:]
    return None, lines


def _blocks(lines: list[str]) -> list[_Block]:
    """Give paragraphs, items and labels; a numbered line is an item only where the numbers count up from 1."""
    blocks = []
    last = 0
    for text in _paragraphs(lines):
        found, bullet, number = label(text), _BULLET.match(text), _NUMBER.match(text)
        if found:
            blocks.append(_Block(kind="p", text=found.rest, label=found))
        elif bullet and not _SPEECH.search(text):
            blocks.append(_Block(kind="ul", text=text[bullet.end() :]))
        elif number and int(number[1]) in (1, last + 1):
            blocks.append(_Block(kind="ol", text=text[number.end() :]))
        else:
            blocks.append(_Block(kind="p", text=text))
        last = int(number[1]) if number and blocks[-1].kind == "ol" else 0
    return blocks


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Give the lines, joined where they are wrapped, without blank ones and rules."""
    wrapped = _wrapped(lines)
    held: list[str] = []
    for line in lines:
        blank = not line or _RULE.fullmatch(line) is not None
        if held and (blank or not wrapped or _starts(line) or _heads(held)):
            yield " ".join(" ".join(held).split())
            held = []
        if not blank:
            held.append(line)
    if held:
        yield " ".join(" ".join(held).split())


def _starts(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBER.match(line) or label(line))


def _heads(held: list[str]) -> bool:
    """Say whether what is held is a label on a line of its own."""
    found = label(held[0]) if len(held) == 1 else None
    return found is not None and not found.rest


def _wrapped(lines: list[str]) -> bool:
    """Say whether a paragraph goes over several lines: short lines, blank ones between, and breaks in mid-sentence."""
    filled = [number for number, line in enumerate(lines) if line]
    if not filled or len(filled) == filled[-1] + 1 or max(map(len, lines)) > _WIDEST_WRAP:
        return False
    pairs = ((lines[number], lines[number + 1]) for number in filled[:-1])
    return any(
        following and not line.rstrip("»”\"')").endswith((".", "!", "?", "…", ":", ";")) and not _starts(following)
        for line, following in pairs
        if not _starts(line)
    )


def _parts(blocks: list[_Block]) -> Iterator[_Part]:
    """Give the parts in order. What follows an attribution or a quotation without a label is details."""
    starts = [number for number, block in enumerate(blocks) if block.label or not number]
    for start, stop in pairwise([*starts, len(blocks)]):
        named = blocks[start].label
        body = tuple(block for block in blocks[start:stop] if block.text)
        role: Role = named.role if named else "lede"
        size = _size(role, body)
        if body:
            yield _Part(role=role, label=named, blocks=body[:size])
        if body[size:]:
            yield _Part(role="lede" if role == "summary" else "details", blocks=body[size:])


def _size(role: Role, body: tuple[_Block, ...]) -> int:
    """Give the number of blocks that belong to a part of this role: one paragraph, one list, one quotation, or all."""
    if role in ("lede", "details", "background") or not body:
        return len(body)
    if body[0].kind != "p":
        return next((number for number, block in enumerate(body) if block.kind != body[0].kind), len(body))
    partner = QUOTES.get(body[0].text[0])
    if role == "quotation" and partner and partner not in body[0].text[1:]:
        return next((number + 1 for number, block in enumerate(body[:10]) if number and partner in block.text), 1)
    return 1


def _lede(parts: tuple[_Part, ...]) -> str | None:
    part = next((part for part in parts if part.role != "summary"), None)
    return part.blocks[0].text if part and part.role == "lede" and part.blocks[0].kind == "p" else None


def _joined(part: _Part, separator: str) -> str:
    return separator.join(block.text for block in part.blocks)


def _html(part: _Part) -> Iterator[str]:
    """Give a part as blocks of HTML. The labels of details, and of a quotation by nobody in particular, are dropped."""
    heading = escape(part.label.text) if part.label else ""
    if part.role == "attribution":
        yield f"<p>{heading}: {escape(_joined(part, ', '))}</p>"
    elif part.role == "quotation":
        if part.label and part.label.named:
            yield f"<p>{heading}:</p>"
        yield f"<blockquote>{''.join(_flow(part))}</blockquote>"
    else:
        if part.role == "background" and heading:
            yield f"<h3>{heading}</h3>"
        yield from _flow(part)


def _flow(part: _Part) -> Iterator[str]:
    for kind, blocks in groupby(part.blocks, key=lambda block: block.kind):
        item = "p" if kind == "p" else "li"
        html = [f"<{item}>{escape(block.text)}</{item}>" for block in blocks]
        yield from html if kind == "p" else [f"<{kind}>{''.join(html)}</{kind}>"]


def _language(date: str | None, parts: tuple[_Part, ...], text: str) -> str | None:
    """Give the one language of all labels, else of the month's name, if the letters do not speak against it."""
    named = {part.label.language for part in parts if part.label} - {None}
    found = named or {language for language, months in _MONTHS.items() if months.search(date or "")}
    if len(found) != 1:
        return None
    language = found.pop()
    head = text[:4000]
    cyrillic, latin = len(_CYRILLIC.findall(head)), len(_LATIN.findall(head))
    return language if (latin > cyrillic) == (language == "en") else None


def _names(text: str) -> Iterator[str]:
    """Part names at commas, semicolons and "and"; "Department of Health and Care" is one."""
    name = ""
    for piece in _PIECES.finditer(text):
        if piece["cut"] and (piece["cut"] in ",;" or " of " not in name):
            yield name
            name = ""
        else:
            name += piece[0]
    yield name


def _credit(name: str, *, via: bool) -> Credit | None:
    name = _JOINER.sub("", name.strip(_EDGES), count=1)
    address = _ADDRESS.fullmatch(name)
    name = (address[1].removeprefix("www.") if address else _ADDRESS.sub("", name)).strip(_EDGES)
    alias = _ALIAS.search(name)
    if alias:
        name = name[: alias.start()]
    if name.endswith(".") and name.count(".") == 1:
        name = name[:-1]
    if QUOTES.get(name[:1]) == name[-1:] and name.count(name[-1]) == 1 + (name[0] == name[-1]):
        name = name[1:-1].strip()
    if len(name) > _LONGEST_NAME or not any(char.isalnum() for char in name):
        return None
    return Credit(name=name, alias=alias[1] if alias else None, via=via)


def _distinct(credits: Iterable[Credit]) -> tuple[Credit, ...]:
    found: dict[str, Credit] = {}
    for credit in credits:
        found.setdefault(fold(credit.name), credit)
    return tuple(found.values())[:_MOST_CREDITS]
