"""When the article of a block was published, as the page writes it. It fetches nothing, and reads no clock."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from selectolax.lexbor import LexborNode

from feedbot.text import dates

_LONGEST = 200
_LONGEST_LEAF = 60
_MOST_NODES = 20
_MOST_LEAVES = 100
_FARTHEST = 50
_SLACK = timedelta(minutes=5)
_DATED = (
    'time, [datetime], [itemprop="datePublished"], [class*="date" i], [class*="time" i], [class*="ago" i], '
    '[class*="publish" i], [data-timestamp], [data-time]'
)
_ATTRIBUTES = ("datetime", "content", "data-datetime", "data-date", "data-timestamp", "data-time", "title")
_CLOCK = re.compile(r"(?:(?:в|о|об|at)\s)?([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)", re.IGNORECASE)
_EPOCH = re.compile(r"([0-9]{10})(?:[0-9]{3})?")
_YEARLESS = re.compile(r"([0-9]{1,2})\.([0-9]{2})\.?(?:,?\s{1,3}([0-9]{1,2}:[0-9]{2}))?")
_BETWEEN = re.compile(r"\s?[|•·—]\s?|\s[–/-]\s")
_MARKS = " |•·—–-,;()[]"
_WORD = re.compile(r"\S+")


class Stamps:
    """Reads the dates of one page, received at `now`; dates without a zone are of `zone`.

    What it gives is what is written, if that stands by itself, else an ISO 8601 moment.
    """

    def __init__(self, zone: tzinfo, now: datetime) -> None:
        self._zone, self._now = zone, now
        self._headings: dict[int, str | None] = {}

    def found(self, block: LexborNode, *tail: LexborNode) -> str | None:
        """The date of a block: of what is marked as one, of a short text that is one, or of a date above the block.

        `tail` are nodes behind the block that are part of it.
        """
        parts = (block, *(each for each in tail if each.is_element_node))
        marked = [found for part in parts for found in part.css(_DATED)][:_MOST_NODES]
        leaves = [leaf for part in (block, *tail) for leaf in _leaves(part)]
        short = (self._yearless(text) for text in leaves if ":" in text)
        day = next(filter(None, (*map(self._said, marked), *map(self._plain, leaves), *short)), None)
        clock = next(filter(None, map(_clock, (*map(_folded, marked), *leaves))), None)
        return self._stated(self._joined(day, clock)) if day else self.above(block, clock or "")

    def said(self, node: LexborNode) -> str | None:
        """The date that a node names: in an attribute for machines, else in its text, alone or among other words."""
        said = self._said(node)
        return self._stated(said) if said else None

    def _said(self, node: LexborNode) -> str | None:
        text = _folded(node)
        attributes = node.attributes
        for name in _ATTRIBUTES:
            written = (attributes.get(name) or "").strip()
            epoch = _EPOCH.fullmatch(written)
            said = self._plain(datetime.fromtimestamp(int(epoch[1]), UTC).isoformat() if epoch else written)
            if said:
                return self._joined(said, _clock(text))
        return self._plain(text) or self._yearless(text) or self._within(text)

    def above(self, block: LexborNode, text: str) -> str | None:
        """The date of a heading above a block, with the time that `text` is; a time alone is of the last day it can be.

        A heading stands beside the block or beside what directly holds it.
        """
        heading = self._heading(block) or (self._heading(block.parent) if block.parent else None)
        clock = _clock(text)
        if heading:
            return self._stated(self._joined(heading, clock))
        today = self._moment(f"today {clock}") if clock else None
        if today is None:
            return None
        return self._stated(f"today {clock}" if today <= self._now + _SLACK else f"yesterday {clock}")

    def day(self, text: str) -> str:
        """The day of a date, in ISO 8601 and in the zone of the page; "" where it cannot be read."""
        moment = self._moment(text)
        return f"{moment.astimezone(self._zone):%Y-%m-%d}" if moment else ""

    def _moment(self, text: str) -> datetime | None:
        return dates.read(text, zone=self._zone, now=self._now)

    def _stated(self, text: str) -> str:
        """A date as it is written, or as a moment if it counts from now."""
        moment = dates.relative(text, zone=self._zone, now=self._now)
        return moment.isoformat() if moment else text

    def _plain(self, text: str) -> str | None:
        """A text that is a date, or has one between its dividers."""
        if not text or len(text) > _LONGEST:
            return None
        parts: list[str] = [text, *_BETWEEN.split(text)]
        return next((part for part in (each.strip(_MARKS) for each in parts) if self._moment(part)), None)

    def _within(self, text: str) -> str | None:
        """A date with its year among other words."""
        starts = (match.start() for match in _WORD.finditer(text)) if len(text) <= _LONGEST else ()
        found = (dates.leading(text[start:]) for start in starts)
        return next((each[0] for each in found if each), None)

    def _yearless(self, text: str) -> str | None:
        """Of "14.03, 10:20", the last such day that lies no more than a day ahead."""
        match = _YEARLESS.fullmatch(text)
        if not match:
            return None
        for year in (self._now.year + 1, self._now.year, self._now.year - 1):
            written = f"{match[1]}.{match[2]}.{year} {match[3] or ''}".strip()
            moment = self._moment(written)
            if moment and moment <= self._now + timedelta(days=1):
                return written
        return None

    def _joined(self, day: str, clock: str | None) -> str:
        """A day with its time, if it has none yet."""
        whole = f"{day} {clock}" if clock and ":" not in day else day
        return whole if self._moment(whole) else day

    def _heading(self, node: LexborNode) -> str | None:
        """The date that stands above a node, among its siblings; looked up once for each of them."""
        said, before = None, node.prev
        for _ in range(_FARTHEST):
            if before is None or before.mem_id in self._headings:
                said = self._headings.get(before.mem_id) if before else None
                break
            if before.is_element_node and not before.css_first("a") and (said := self._heading_text(before)):
                break
            before = before.prev
        self._headings[node.mem_id] = said
        return said

    def _heading_text(self, node: LexborNode) -> str | None:
        text = _folded(node)
        if len(text) > _LONGEST_LEAF or _clock(text):
            return None
        return next(filter(None, map(self._said, (node, *node.css("time")))), None)


def _folded(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())


def _clock(text: str) -> str | None:
    """The time that a text is and nothing else."""
    match = _CLOCK.fullmatch(text) if len(text) <= _LONGEST_LEAF else None
    return match[1] if match else None


def _leaves(block: LexborNode) -> Iterator[str]:
    """The first short texts of a block."""
    count = 0
    for node in block.traverse(include_text=True) if block.is_element_node else (block,):
        if node.tag == "-text":
            text = " ".join((node.text_content or "")[: 2 * _LONGEST].split())
            count += 1
            if 0 < len(text) <= _LONGEST_LEAF:
                yield text
            elif text and text[0].isalnum() and (opening := dates.leading(text)):
                yield opening[0]
        if count >= _MOST_LEAVES:
            return
