"""Small HTML for answers: what comes from elsewhere is made harmless, and nothing grows longer than a message."""

import hashlib
import html
import unicodedata
from collections.abc import Iterable, Sequence

from feedbot.model import Button
from feedbot.text.spans import units

LIMIT = 3_900
"""The longest answer in UTF-16 code units, a little below what a message may have (Bot API, sendMessage)."""

BLANK = "\n"

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_LOOKED = 8  # how many characters are looked at for each that may be shown


def plain(text: str, most: int = 200) -> str:
    """A text on one line of at most so many characters, without signs that nobody sees or that turn the writing."""
    seen = (
        " " if sign.isspace() else sign
        for sign in text[: _LOOKED * most]
        if sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN
    )
    line = " ".join("".join(seen).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def said(text: str, most: int = 200) -> str:
    """As `plain`, escaped for HTML."""
    return html.escape(plain(text, most))


def code(text: str, most: int = 2_000) -> str:
    """A text to be copied; `Heard.text` of a button is the first one in its message."""
    return f"<code>{said(text, most)}</code>"


def bold(text: str, most: int = 200) -> str:
    """A text in bold."""
    return f"<b>{said(text, most)}</b>"


def lines(*parts: str) -> str:
    """Lines as HTML, none for an empty one; BLANK is a blank line."""
    return "<br>".join("" if part == BLANK else part for part in parts if part)


def listed(head: str, items: Sequence[str], more: str, limit: int = LIMIT) -> str:
    """A head and as many items below it as a message holds; `more` says with {number} how many are left out."""
    held, room = [head], limit - units(head) - units(more) - 10
    for place, item in enumerate(items):
        room -= units(item) + 1
        if room < 0:
            held.append(html.escape(more.format(number=len(items) - place)))
            break
        held.append(item)
    return lines(*held)


def tag(name: str) -> str:
    """A name in eleven characters, which a button can hold whatever the name is."""
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()[:11]


def named(short: str, names: Iterable[str]) -> str | None:
    """The name that a tag stands for; None if none has it."""
    return next((name for name in names if tag(name) == short), None)


def turner(data: str, page: int, pages: int) -> tuple[Button, ...]:
    """Buttons to the page before and the next one; `data` is what they tell before the number of the page."""
    back = (Button(text="◀", data=f"{data}{page - 1}"),) if page > 1 else ()
    onward = (Button(text="▶", data=f"{data}{page + 1}"),) if page < pages else ()
    return (*back, *onward)
