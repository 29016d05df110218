"""The form of a news text: date and title, lede, then labelled parts in Russian, Ukrainian or English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from feedbot.text import dates, paragraphs, parts
from feedbot.text.credits import Credit as Credit
from feedbot.text.credits import credits as credits
from feedbot.text.html import escape
from feedbot.text.labels import Role, label
from feedbot.text.paragraphs import BULLET, HEADING, Block, Part

_MONTHS = {
    "ru": re.compile(r"\b(?:янв|фев|мар|апр|ма[яй]\b|июн|июл|авг|сен|окт|ноя|дек)", re.IGNORECASE),
    "uk": re.compile(r"\b(?:січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)", re.IGNORECASE),
    "en": re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE),
}
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)

_KEYWORD = re.compile(r"(?:date|дата)(?:\s{0,3}:\s{0,3}|\s{1,3})(?=\S)", re.IGNORECASE)
_NUMERIC_DATE = re.compile(r"\d{4}[-./]|\d{1,2}[./]")
_LONGEST_TITLE = 300
_LONGEST_DATE = 60
_CLAIMED = re.compile(r"(\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4})\s{1,3}(\S.*)")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


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


def parse_article(text: str) -> Article:
    """Take a plain text article apart.

    The first line is the title, behind a date if there is one ("date 2026-03-14 10:20 TITLE"; the keyword may be
    left out), or the date is on the second line. Then come paragraphs, lists and labelled parts. Lines are joined to
    paragraphs only where none is longer than 100 characters and blank lines separate the paragraphs. Never raises.
    """
    filled = _filled(paragraphs.lines(text))
    if not filled:
        return Article()
    date, title, body = _header(filled)
    divided = tuple(paragraphs.divided(paragraphs.of_lines(body)))
    told = parts.of_parts(divided)
    return Article(
        date=date,
        title=title,
        lede=next(iter(told.lede), None),
        html="\n".join(_html(divided)),
        credits=told.credits,
        language=_language(date, divided, text),
        summary=told.summary,
    )


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
    line = HEADING.sub("", line, count=1).strip()
    if len(line) > 4 and line[:2] == line[-2:] and line[:2] in ("**", "__"):
        line = line[2:-2]
    return " ".join(line.split())


def _fit(line: str) -> bool:
    """Say whether a line can be a title: neither a labelled part, nor an item of a list, nor a paragraph."""
    found = label(line)
    return (not found or found.bare) and not BULLET.match(line) and len(line) <= _LONGEST_TITLE


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


def _html(divided: tuple[Part, ...]) -> Iterator[str]:
    """Give the parts as blocks of HTML from which `parts.of_html` takes the same again.

    The labels of details, and of a quotation by nobody in particular, are dropped where nothing is lost by it.
    """
    quoted = all(part.role == "quotation" for part in divided)
    before: Role = "lede"
    for part in divided:
        heading = escape(part.label.text) if part.label else ""
        first, *rest = part.blocks
        inline = bool(heading) and label(first.text) is not None
        lost = before in ("background", "summary")
        if part.role == "attribution":
            yield f"<p>{heading}: {escape(paragraphs.names(part.blocks))}</p>"
        elif part.role == "quotation":
            long = len(part.blocks) > parts.SHORT_QUOTE or inline or quoted or lost
            if part.label and (part.label.named or long):
                yield f"<p>{heading}:</p>"
            yield f"<blockquote>{''.join(_flow(part.blocks))}</blockquote>"
        elif inline:
            yield f"<p>{heading}: {escape(first.text)}</p>"
            yield from _flow(tuple(rest))
        else:
            if heading and (part.role in ("background", "summary") or lost):
                yield f"<h3>{heading}</h3>"
            yield from _flow(part.blocks)
        before = part.role


def _flow(blocks: tuple[Block, ...]) -> Iterator[str]:
    for kind, alike in groupby(blocks, key=lambda block: block.kind):
        item = "p" if kind == "p" else "li"
        html = [f"<{item}>{escape(block.text)}</{item}>" for block in alike]
        yield from html if kind == "p" else [f"<{kind}>{''.join(html)}</{kind}>"]


def _language(date: str | None, parts: tuple[Part, ...], text: str) -> str | None:
    """Give the one language of all labels, else of the month's name, if the letters do not speak against it."""
    named = {part.label.language for part in parts if part.label} - {None}
    found = named or {language for language, months in _MONTHS.items() if months.search(date or "")}
    if len(found) != 1:
        return None
    language = found.pop()
    head = text[:4000]
    cyrillic, latin = len(_CYRILLIC.findall(head)), len(_LATIN.findall(head))
    return language if (latin > cyrillic) == (language == "en") else None
