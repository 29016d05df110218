"""What a story shows to whom: of its entries those that passed, led by the one that tells most."""

import hashlib
from collections.abc import Sequence

from feedbot.model import Entry, Member, Piece

_FLASH = 120
"""A summary shorter than this is a flash: another entry may tell more."""

_FULLER = 1.5

_HELD = "held: "
"""How the reason begins for which something is promised and not sent until a person asks for it."""


def shape(story: str, members: Sequence[Member], target: str) -> Piece | None:
    """A story as a target shows it; None if it has no entries. `members` stand in the order in which they joined.

    Those that the target's verdict let pass are shown; where none passed, those that were held or never judged, for
    then a person asked for them. What a rule refused is never shown.
    """
    passed = [each.entry for each in members if target in each.verdicts and each.verdicts[target].passed]
    shown = passed or [each.entry for each in members if _asked(each, target)]
    if not shown:
        return None
    lead = _lead(shown)
    also = tuple(each for each in shown if each.id != lead.id)
    return Piece(
        id=story,
        lead=lead,
        also=also,
        digest=digest(lead, also),
        published=min(each.published for each in shown),
        updated=max(each.updated for each in shown),
    )


def _asked(member: Member, target: str) -> bool:
    return target not in member.verdicts or member.verdicts[target].because.startswith(_HELD)


def digest(lead: Entry, also: Sequence[Entry]) -> str:
    """The digest of all that is shown of a story; of one that a single source tells, that of the leading entry.

    Each source is named once, with its first article (`channels/fields.py`).
    """
    if not also:
        return lead.digest
    others: dict[str, str | None] = {}
    for each in also:
        if each.origin.title != lead.origin.title:
            others.setdefault(each.origin.title, each.link)
    if not others:
        return lead.digest
    parts = (lead.digest, *others.items())
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _lead(shown: Sequence[Entry]) -> Entry:
    """The first, unless it is a flash and another tells much more: a title that people read should not change."""
    first = shown[0]
    if len(first.summary) >= _FLASH:
        return first
    fullest = max(shown, key=lambda each: len(each.summary))
    return fullest if len(fullest.summary) > _FULLER * len(first.summary) else first
