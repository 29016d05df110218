"""What rules say, in the reader's language where there is a pattern for it; what nobody translated stays English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from markupsafe import Markup

from feedbot import phrasing
from feedbot.text import sayings
from feedbot.web import words
from feedbot.web.parted import parted
from feedbot.web.reader import Reader

_LONGEST = 2_000  # characters; a reason that is longer is not taken apart
_DEEPEST = 3
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of a reason; `english` for one that could not be told in the reader's language."""

    text: str
    english: bool = False


def told(area: str, reason: str, reader: Reader) -> tuple[Said, ...]:
    """A reason of an area of `words.reasons` in the reader's language, in stretches; whole in English where it must.

    What sources and channels say is known as well where `feedbot.phrasing` knows it, in areas without patterns too.
    """
    if reader.language == "en" or len(reason) > _LONGEST:
        return (Said(reason, english=True),)
    return _whole(area, reason, reader, _DEEPEST) or (_phrased(area, reason, reader),)


def shown(area: str, reason: str, reader: Reader, most: int = 400) -> Markup:
    """A reason as markup, cut after `most` characters; what is English is marked so, and long words may be broken."""
    made, left = Markup(), most
    for each in told(area, reason, reader):
        text = each.text if len(each.text) <= left else f"{each.text[: max(left - 1, 0)]}…"
        made += Markup('<span lang="en">{}</span>').format(parted(text)) if each.english else parted(text)
        left -= len(text)
        if text != each.text:
            break
    return made


def _whole(area: str, reason: str, reader: Reader, depth: int) -> tuple[Said, ...] | None:
    """Part by part where there are several, else by one pattern.

    Conditions that fail stand apart by semicolons, those that hold by commas; of these, words that were found are told
    as they are. A part that no pattern fits is part of what stands before it.
    """
    for mark in ("; ", ", "):
        parts = reason.split(mark)
        each = [_matched(area, part, reader, depth) for part in parts] if len(parts) > 1 else []
        number = sum(said is not None for said in each)
        if number > 1 and (number == len(parts) or (mark == ", " and area == "verdict")):
            stretches = [said or (Said(part),) for said, part in zip(each, parts, strict=True)]
            return tuple(one for said in _between(stretches, Said(mark)) for one in said)
    return _matched(area, reason, reader, depth) or _mixed(area, reason, reader, depth)


def _mixed(area: str, reason: str, reader: Reader, depth: int) -> tuple[Said, ...] | None:
    """Words that were found, and one condition behind them."""
    before, mark, last = reason.rpartition(", ")
    said = _matched(area, last, reader, depth) if mark and area == "verdict" else None
    return (Said(f"{before}{mark}"), *said) if said else None


def _matched(area: str, reason: str, reader: Reader, depth: int) -> tuple[Said, ...] | None:
    """By the first pattern that fits."""
    for row in _rows(area):
        texts = sayings.gaps(row[0], reason)
        if texts is not None:
            known = {slot: _told(area, reader, depth, slot, text) for slot, text in texts.items()}
            return tuple(_filled(row[words.LANGUAGES.index(reader.language)], known))
    return None


@cache
def _rows(area: str) -> tuple[tuple[str, str, str], ...]:
    """The patterns of an area."""
    return tuple(row for key, row in words.area("reasons").items() if key.partition("_")[0] == area)


def _told(area: str, reader: Reader, depth: int, slot: str, text: str) -> tuple[Said, ...]:
    """What stands in a slot."""
    if slot.startswith("span") and (found := sayings.SPAN.fullmatch(text)):
        return (Said(reader.length(timedelta(seconds=int(found[1]) * _UNITS[found[2]]))),)
    if slot.startswith("reason"):
        return (_whole(area, text, reader, depth - 1) if depth else None) or (_phrased(area, text, reader),)
    return (Said(text),)


def _phrased(area: str, text: str, reader: Reader) -> Said:
    """A sentence of another room as far as it is known; what was found by a filter is somebody's own words."""
    said = text if area == "verdict" else phrasing.say(text, reader.language)
    return Said(said, english=said == text)


def _filled(pattern: str, known: Mapping[str, tuple[Said, ...]]) -> Iterator[Said]:
    for place, part in enumerate(sayings.GAP.split(pattern)):
        if place % 2:
            yield from known[part]
        elif part:
            yield Said(part)


def _between(stretches: list[tuple[Said, ...]], mark: Said) -> Iterator[tuple[Said, ...]]:
    for place, each in enumerate(stretches):
        if place:
            yield (mark,)
        yield each
