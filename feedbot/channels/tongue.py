"""Alarms in the language of the channel that is told of them: they are kept in English."""

from collections.abc import Iterable
from dataclasses import replace
from html import unescape

from feedbot import phrasing
from feedbot.model import OURS, Channel, Entry, Piece
from feedbot.text import html
from feedbot.text.alarm_help import HELP, MORE_HELP
from feedbot.text.alarm_phrases import BEGINS, ENDS, KINDS, LANGUAGES, MORE, OVER, SEEN, Row, lasting
from feedbot.text.sayings import filled, gaps

_TITLE = 200
_LONGEST = 1_000  # characters; what is longer is not taken apart
_DEEPEST = 4
_SEEN: tuple[Row, ...] = (*(MORE[key] for key in ("host", "parked_most", "parked")), *SEEN.values(), *MORE.values())
_HELP: tuple[Row, ...] = (*MORE_HELP.values(), *HELP.values())


def spoken(channel: Channel, piece: Piece) -> Piece:
    """A piece as a channel is told it: an alarm in the channel's language, if that is one of ours; others as they are.

    What the world said, such as a server's own words, and what nobody translated stays English. What the title says
    already is not said again below it.
    """
    language = (channel.language or "en").lower().partition("-")[0]
    entry = piece.lead
    known = entry.source == OURS and not entry.key.startswith("report:") and entry.categories
    if not known or entry.categories[0].term not in KINDS:
        return piece
    told = _told(entry, entry.categories[0].term, language) if language in LANGUAGES[1:] else entry
    return replace(piece, lead=_once(told))


def kind(code: str, language: str | None) -> str:
    """The code of an alarm as a word in a list; the code itself where there is none."""
    tongue = (language or "en").lower().partition("-")[0]
    row = KINDS.get(code)
    return row[LANGUAGES.index(tongue)] if row and tongue in LANGUAGES else code


def because(text: str, language: str) -> str | None:
    """What is seen, in a language of ours; None where nobody translated it."""
    return _said(_SEEN, text, language, _DEEPEST) or _known(text, language)


def remedy(text: str, language: str) -> str | None:
    """What to do, in a language of ours; None where nobody translated it."""
    return _said(_HELP, text, language, 1) or _known(text, language)


def _told(entry: Entry, code: str, language: str) -> Entry:
    lines = [_plain(each) for each in entry.content.split("\n")]
    over = gaps(OVER[0], lines[0]) if len(lines) == 1 else None
    row = (ENDS if over else BEGINS)[code]
    seen = over["reason"] if over else lines[0]
    parts = gaps(row[0], entry.title)
    if over:
        said = filled(_of(OVER, language), {**over, "reason": _ended(_reason(seen, language))})
        text = _raised(said)
    else:
        first = lines[0] if code == "config" else _ended(_raised(_reason(seen, language)))
        text = "\n\n".join([first, *(remedy(each, language) or each for each in lines[1:])])
    content = html.paragraphs(text)
    title = entry.title
    if parts is not None:
        why = parts.get("reason", "")
        whole = seen if why.endswith("…") else why
        said_so = {**parts, "reason": whole if code == "config" else _reason(whole, language)}
        if "span" in parts:
            said_so["span"] = lasting(parts["span"], language)
        title = filled(_of(row, language), said_so)
    return replace(
        entry,
        title=title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…",
        content=content,
        summary=html.plain(content),
        language=language,
    )


def _once(entry: Entry) -> Entry:
    """An alarm whose text leaves out what is seen, where its title ends in that and there is more to say."""
    seen, _, rest = entry.content.partition("\n")
    said = _plain(seen).removesuffix(".")
    if not rest or not said or not entry.title.casefold().endswith(said.casefold()):
        return entry
    return replace(entry, content=rest, summary=html.plain(rest))


def _plain(paragraph: str) -> str:
    """The text of a paragraph, as `html.paragraphs` made it."""
    return "\n".join(map(unescape, paragraph.removeprefix("<p>").removesuffix("</p>").split("<br>")))


def _reason(text: str, language: str) -> str:
    """What is seen, whether it stands as a sentence or not; English where nobody translated it."""
    bare = text.removesuffix(".")
    for each in dict.fromkeys((bare, f"{bare[:1].lower()}{bare[1:]}", text)):
        if said := because(each, language):
            return said
    return bare


def _said(rows: Iterable[Row], text: str, language: str, depth: int) -> str | None:
    if len(text) > _LONGEST or not depth:
        return None
    for row in rows:
        parts = gaps(row[0].replace("{{", "{").replace("}}", "}"), text)
        if parts is not None:
            known = {name: _filling(name, part, language, depth - 1) for name, part in parts.items()}
            return filled(_of(row, language).replace("{{", "{").replace("}}", "}"), known)
    for mark in ("; ", ", "):
        each = [_said(rows, part, language, depth - 1) for part in text.split(mark)] if mark in text else []
        if each and None not in each:
            return mark.join(part for part in each if part is not None)
    return None


def _filling(name: str, text: str, language: str, depth: int) -> str:
    """What stands in a gap, in another language."""
    bare = name.rstrip("0123456789")
    if bare == "span":
        return lasting(text, language)
    if bare in {"reason", "counts", "counted", "sends", "text"}:
        return _said(_SEEN, text, language, depth) or phrasing.say(text, language)
    return text


def _known(text: str, language: str) -> str | None:
    """A sentence of any room in a language of ours; None where it is not known."""
    said = phrasing.say(text, language)
    return said if said != text else None


def _of(row: Row, language: str) -> str:
    return row[LANGUAGES.index(language)]


def _raised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
