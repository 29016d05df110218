"""The parts of a news text, given as HTML or as plain text: lede, details, background, and who told it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from feedbot.text import dates, flow, paragraphs
from feedbot.text.credits import Credit, credits, distinct, told
from feedbot.text.flow import Line
from feedbot.text.labels import QUOTES, label
from feedbot.text.paragraphs import Block, Part, ended

_LONGEST_DATE = 60
_STANDFIRST = 60
_FEW = 8
SHORT_QUOTE = 3
"""A blockquote of no more lines than this is a quotation, however short the text around it."""
_NOISE = re.compile(
    r"(?i:by|photos?|images?|credit|video|authors?|editor|автор[ыи]?|авторка|редактор|фото|видео|відео|иллюстрация"
    r"|ілюстрація|текст|перевод|переклад)(?: [^\W\d_a-zа-яёіїєґ][\w.’-]{0,30}){0,3}\s?[:/©|]"
    r"|[Bb][Yy](?: [^\W\d_a-z][\w.’-]{0,30}){2,4}\Z"
    r"|(?i:(?:читайте|читать|читати|смотрите|дивіться|слушайте|слухайте)\s(?:также|ещё|еще|також|ще|по теме|на тему)\b"
    r"|(?:подписывайтесь|подпишитесь|подписаться|підписатися|підписуйтес[ья]|підпишіться|read (?:more|also|next)"
    r"|see also|also read|subscribe to|follow us|sign up(?: (?:for|to|now|here|today)|\W{0,3}\Z))\b"
    r"|(?:related|реклама|advertisement)\s?(?::|\Z)|©"
    r"|(?:updated?|published|обновлено|опубликовано|оновлено|опубліковано)\b.{0,40}(?:\d{1,2}[:.]\d\d"
    r"|\d [^\W\d]{3,12} \d{4}|[^\W\d]{3,9} \d{1,2}, \d{4}|\d \w{3,7} (?:ago|назад|тому))\b.{0,20}\Z"
    r"|support .{1,60}\bpatreon)"
)
# The writer of a quoted post: "— Name (@name) 14 March".
_SIGNED = re.compile(r"[^\n]{1,120}\(@\w{1,30}\)[^\n]{0,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A news text taken apart: paragraphs as plain text, one line each, and who told it.

    `lede` has one paragraph or none; none of a text that opens with a label of another part. `credits` are distinct,
    at most 20. `summary` is the author's own, where it is labelled so. `labelled` says whether there was any label.
    """

    lede: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    quotation: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    summary: str | None = None
    labelled: bool = False


def of_html(html: str) -> Parts:
    """The parts of an entry's sanitised content.

    Captions, tables, headings, links to other articles and lines that tell who wrote are in none of them. Reads 1 MiB
    characters. Never raises.
    """
    return of_parts(tuple(paragraphs.divided(_blocks(flow.lines(html)))))


def of_text(text: str) -> Parts:
    """The same of a plain text without its title. Never raises."""
    return of_parts(tuple(paragraphs.divided(paragraphs.of_lines(paragraphs.lines(text)))))


def of_parts(parts: Sequence[Part]) -> Parts:
    """The same of a text that is divided already."""
    lede: tuple[str, ...] = ()
    details: list[str] = []
    quotation: list[str] = []
    background: list[str] = []
    late = False
    for part in parts:
        late = late or part.role in ("attribution", "background")
        texts = [block.text for block in part.blocks]
        match part.role:
            case "background":
                background += (text for text in texts if not _NOISE.match(text))
            case "quotation":
                quotation += texts
            case "lede" | "details":
                for block in part.blocks:
                    if block.kind == "quote":
                        quotation.append(block.text)
                    elif _is_dirt(block):
                        continue
                    elif not (lede or details or late) and block.kind == "p":
                        lede = (block.text,)
                    else:
                        details.append(block.text)
            case _:
                pass
    summaries = (" ".join(block.text for block in part.blocks) for part in parts if part.role == "summary")
    return Parts(
        lede=lede,
        details=tuple(details),
        quotation=tuple(quotation),
        background=tuple(background),
        credits=distinct(
            credit for part in parts if part.role == "attribution" for credit in credits(paragraphs.names(part.blocks))
        ),
        summary=next(summaries, None),
        labelled=any(part.label for part in parts),
    )


def _is_dirt(block: Block) -> bool:
    """Whether a paragraph or an item among the news is none: a link, a byline, a date, the credit of a picture."""
    text = block.text
    if block.linked and not (block.kind == "p" and ended(text) and len(text.split()) > _FEW):
        return True
    found = label(text)
    if found and found.role == "attribution" and len(text.split()) <= _FEW and not told(found.rest):
        return True
    if not any(map(str.isalnum, text)) or _NOISE.match(text):
        return True
    dated = dates.leading(text) if len(text) <= _LONGEST_DATE else None
    return dated is not None and not dated[1]


# --- from lines to blocks --------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[Line]) -> list[Block]:
    quoted = _quotations(lines)
    pairs: list[tuple[Line, Block | None]] = []
    last = 0
    for line in lines:
        block = _quote(line) if line.quote in quoted else _block(line, last)
        last = last + 1 if block and block.kind == "ol" and line.shape == "p" else 0
        pairs.append((line, block))
    house = any(block and block.label and block.label.role in ("details", "quotation") for _, block in pairs)
    return [
        replace(block, linked=line.linked)
        for line, block in pairs
        if block and not _is_caption(line, block, house=house)
    ]


def _block(line: Line, last: int) -> Block | None:
    """What a line is; `last` is the number of the item before it that is no item of a list."""
    if line.shape in ("ul", "ol"):
        return paragraphs.of_item(line.text, line.shape)
    block = paragraphs.of_line(line.text, last)
    if line.shape == "p" or block is None:
        return block
    if block.label:
        return block if block.label.role == "attribution" else replace(block, kind="heading", text="")
    standfirst = ended(line.text) and len(line.text) >= _STANDFIRST
    return Block(kind="p" if standfirst else "heading", text=line.text, whole=line.text)


def _quote(line: Line) -> Block | None:
    return None if _SIGNED.fullmatch(line.text) else Block(kind="quote", text=line.text, whole=line.text)


def _is_caption(line: Line, block: Block, *, house: bool) -> bool:
    """Whether an attribution is that of the picture or the table above it, or no more than the text of a link.

    In a text of the house form, with details or a quotation, a picture may stand anywhere.
    """
    if block.label is None or block.label.role != "attribution":
        return False
    if not block.text:
        return line.linked
    return line.picture == "in" or (line.picture == "below" and not house)


def _quotations(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the blockquotes that are quotations: not those that hold the article."""
    outside = sum(len(line.text) for line in lines if not line.quote)
    found = set()
    before = None
    for number, group in groupby(lines, key=lambda line: line.quote):
        inside = [*group]
        if number and (_announces(before) or _is_quotation(inside, outside)):
            found.add(number)
        before = inside[-1]
    return frozenset(found)


def _announces(line: Line | None) -> bool:
    named = label(line.text) if line else None
    return line is not None and (line.text.endswith(":") or (named is not None and named.role == "quotation"))


def _is_quotation(inside: Sequence[Line], outside: int) -> bool:
    labels = (label(line.text) for line in inside)
    if not outside or any(each and each.role != "quotation" for each in labels):
        return False
    letters = sum(len(line.text) for line in inside)
    return len(inside) <= SHORT_QUOTE or letters <= 2 * outside or inside[0].text[0] in QUOTES
