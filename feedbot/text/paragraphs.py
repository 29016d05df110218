"""The paragraphs and items of a news text, the labels before them, and the parts that they make. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Literal

from feedbot.text.credits import VIA, credits, first
from feedbot.text.decode import tidy
from feedbot.text.labels import QUOTES, Label, Role, label

Kind = Literal["p", "ul", "ol", "quote", "heading"]

HEADING = re.compile(r"\#{1,6}\s+")
BULLET = re.compile(r"(?:[-–—*]\s+(?=\S)|[•·▪◦‣●]\s*(?=\S))+")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"[-–—=*_~#\s]{3,}")
# "— Мы придём, — сказал он": speech, not a list.
_SPEECH = re.compile(r"[,!?…] [–—] ")
_CLOSERS = "»”\"')"
_STOPS = (".", "!", "?", "…")
_WIDEST_WRAP = 100
_FEWEST_WORDS = 5
_MOST_NAMES = 6
_LONGEST_NAME = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, an item, a heading or a piece of a quotation; behind a label what follows on its line.

    `whole` is the line with its label. `linked` says that most of it is a link, `pictured` that it stands below a
    picture or a table.
    """

    kind: Kind
    text: str
    label: Label | None = None
    whole: str = ""
    linked: bool = False
    pictured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Blocks of one role in a row, with the label before them."""

    role: Role
    blocks: tuple[Block, ...]
    label: Label | None = None


def lines(text: str) -> list[str]:
    """The lines of a plain text without blanks at their ends."""
    return [line.strip() for line in tidy(text).replace("\u00a0", " ").replace("\ufeff", "").split("\n")]


def of_lines(lines: Sequence[str]) -> list[Block]:
    """Paragraphs, items and labels; a numbered line is an item only where the numbers count up from 1.

    Lines are joined to paragraphs only where none is longer than 100 characters and blank lines separate them.
    """
    found: list[Block] = []
    last = 0
    for text in _paragraphs(lines):
        block = of_line(text, last)
        number = _NUMBER.match(text) if block and block.kind == "ol" else None
        last = int(number[1]) if number else 0
        found += [block] if block else []
    return found


def of_line(text: str, last: int = 0) -> Block | None:
    """The paragraph, item or label that a folded line is; `last` is the number of the item before it.

    None for a line that only rules off.
    """
    if _RULE.fullmatch(text):
        return None
    item = _item(text)
    found = label(item) if item else label(text) or _enclosed(text)
    if found:
        rest = _unlabelled(found.rest, last)
        return replace(rest, label=found, whole=text) if rest else Block(kind="p", text="", label=found, whole=text)
    return _unlabelled(text, last)


def of_item(text: str, kind: Kind) -> Block:
    """The item of a list; in one without numbers it may be a label."""
    bare = _item(text) or text
    found = label(bare) if kind == "ul" else None
    return Block(kind="p" if found else kind, text=found.rest if found else bare, label=found, whole=bare)


def divided(blocks: Sequence[Block]) -> Iterator[Part]:
    """Give the parts in order. What follows an attribution or a quotation without a label is details.

    A label of an attribution that names nobody is none. A heading without a label opens more details.
    """
    blocks = [*_told(blocks)]
    starts = [number for number, block in enumerate(blocks) if block.label or block.kind == "heading" or not number]
    for start, stop in pairwise([*starts, len(blocks)]):
        named = blocks[start].label
        body = tuple(block for block in blocks[start:stop] if block.text and block.kind != "heading")
        role: Role = named.role if named else "details" if start else "lede"
        size = _size(role, body, named)
        if body[:size]:
            yield Part(role=role, label=named, blocks=body[:size])
        if body[size:]:
            yield Part(role="lede" if role == "summary" else "details", blocks=body[size:])


def names(blocks: Sequence[Block]) -> str:
    """The line of an attribution that may have been a list."""
    citing = any(VIA.search(block.text) for block in blocks)
    return ("; " if citing else ", ").join(block.text for block in blocks)


def _enclosed(text: str) -> Label | None:
    """The label of an attribution that stands in parentheses, whole."""
    found = label(text[1:-1]) if text[:1] + text[-1:] in ("()", "[]") else None
    return found if found and found.role == "attribution" else None


def _item(text: str) -> str:
    """What stands behind the mark of an item; empty if it is none."""
    bullet = BULLET.match(text)
    return text[bullet.end() :] if bullet and not _SPEECH.search(text) else ""


def _unlabelled(text: str, last: int) -> Block | None:
    if not text or _RULE.fullmatch(text):
        return None
    item, number = _item(text), _NUMBER.match(text)
    if item and not label(item):
        return Block(kind="ul", text=item, whole=text)
    if number and int(number[1]) in (1, last + 1):
        return Block(kind="ol", text=text[number.end() :], whole=text)
    return Block(kind="p", text=text, whole=text)


def _told(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without labels of attributions that name nobody; what follows names on their line stands by itself."""
    for number, block in enumerate(blocks):
        if not (block.label and block.label.role == "attribution"):
            yield block
        elif not block.text:
            yield from [block] if _are_names(blocks[number + 1 : number + 2 + _MOST_NAMES]) else []
        elif not credits(block.text):
            yield replace(block, kind="p", text=block.whole, label=None)
        else:
            told = first(block.text)
            rest = of_line(block.text.removeprefix(told).strip())
            if rest and not rest.label and ended(told) and _tells(rest.text):
                yield replace(block, text=told)
                yield rest
            else:
                yield block


def _tells(text: str) -> bool:
    """Whether a text is more than a name: of five words, or a sentence of which two are written small."""
    words = text.split()
    return len(words) >= _FEWEST_WORDS or (ended(text) and sum(word[0].islower() for word in words) > 1)


def _size(role: Role, body: tuple[Block, ...], named: Label | None) -> int:
    """Give the number of blocks that belong to a part of this role: one paragraph, one list, one quotation, or all."""
    if named and not named.text:  # a reminder is one sentence or two
        return 1
    if role in ("lede", "details", "background") or not body:
        return len(body)
    size = next((number for number, block in enumerate(body) if block.kind != body[0].kind), len(body))
    if body[0].kind != "p":
        return size
    partner = QUOTES.get(body[0].text[0])
    if role == "quotation" and partner and partner not in body[0].text[1:]:
        return next((number + 1 for number, block in enumerate(body[:10]) if number and partner in block.text), 1)
    return 1


def _are_names(below: Sequence[Block]) -> bool:
    """Whether what stands below a label names who told the news, and is neither text nor a list of references."""
    kind = below[0].kind if below and not below[0].label else "heading"
    if kind in {"quote", "heading"}:
        return False
    alike = [*takewhile(lambda block: block.kind == kind and not block.label, below)][: 1 if kind == "p" else None]
    return all(map(_may_name, alike)) and len(alike) <= _MOST_NAMES and bool(credits(names(alike)))


def _may_name(block: Block) -> bool:
    """Whether a paragraph or an item is as short as a name, or as several between commas that are no sentence."""
    text = block.text
    longest = len(text.split()) if ended(text) else max(len(each.split()) for each in text.split(","))
    return longest <= _LONGEST_NAME and len(text.split()) <= 2 * _LONGEST_NAME and "//" not in text


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines, joined where they are wrapped, without blank ones and rules."""
    wrapped = _wrapped(lines)
    held: list[str] = []
    for line in lines:
        blank = not line or _RULE.fullmatch(line) is not None
        if held and (blank or not wrapped or starts(line) or _heads(held)):
            yield " ".join(" ".join(held).split())
            held = []
        if not blank:
            held.append(line)
    if held:
        yield " ".join(" ".join(held).split())


def starts(line: str) -> bool:
    """Say whether a line opens something: an item or a label."""
    return bool(BULLET.match(line) or _NUMBER.match(line) or label(line))


def _heads(held: Sequence[str]) -> bool:
    """Say whether what is held is a label on a line of its own."""
    found = label(held[0]) if len(held) == 1 else None
    return found is not None and not found.rest


def _wrapped(lines: Sequence[str]) -> bool:
    """Say whether a paragraph goes over several lines: short lines, blank ones between, and breaks in mid-sentence."""
    filled = [number for number, line in enumerate(lines) if line]
    if not filled or len(filled) == filled[-1] + 1 or max(map(len, lines)) > _WIDEST_WRAP:
        return False
    pairs = ((lines[number], lines[number + 1]) for number in filled[:-1])
    return any(
        following and not line.rstrip(_CLOSERS).endswith((*_STOPS, ":", ";")) and not starts(following)
        for line, following in pairs
        if not starts(line)
    )


def ended(line: str) -> bool:
    """Say whether a line ends like a sentence, inside quotation marks or not."""
    return line.rstrip(_CLOSERS).endswith(_STOPS)
