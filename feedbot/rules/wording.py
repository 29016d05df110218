"""Why an entry belongs to a story, in words that people know: titles instead of ids, words instead of stems."""

from dataclasses import replace

from feedbot.model import Entry, Match
from feedbot.text import sounds, stems

_TITLE = 80


def worded(match: Match, entry: Entry, like: str | None) -> Match:
    """A match of an entry with its reason in words; `like` is the title of the entry that it is most like."""
    because = match.because
    if match.like and like:
        short = like if len(like) <= _TITLE else f"{like[: _TITLE - 1]}…"
        because = because.replace(match.like, f'"{short}"', 1)
    if match.words:
        known = _words(entry)
        because = because.replace(", ".join(match.words), ", ".join(known.get(each, each) for each in match.words), 1)
    return replace(match, because=because)


def _words(entry: Entry) -> dict[str, str]:
    """The words of an entry's title and summary by their stems, and its names by their sounds."""
    found: dict[str, str] = {}
    for word in stems.read(f"{entry.title}.\n{entry.summary}", entry.language):
        found.setdefault(word.stem, word.plain)
        if word.capital:
            found.setdefault(sounds.skeleton(word.plain), word.plain)
    return found
