"""What is told of a source, whoever asks: on the command line, on its page, by the API. It words nothing."""

import re
from datetime import datetime
from typing import Literal

from feedbot.model import Cursor, Push, Source

Hub = Literal["tells", "idle", "silent", "refused", "asked"]
"""What a source's hub does for us.

It tells us of news; is not asked to; did not tell of the last news; refused or was not reached; is being asked.
"""

Upcoming = Literal["paused", "gone", "soon", "later"]
"""When a source is visited next: never while it is paused, or since it is gone; as soon as may be; at its time."""


def hub(cursor: Cursor, push: Push | None, now: datetime) -> Hub | None:
    """What the hub does for us that a source names; None if it names none."""
    if not cursor.hints.hub:
        return None
    if cursor.pushed is not None and cursor.pushed > now:
        return "tells"
    if push is None:
        return "idle"
    if push.until is not None and push.until > now:
        return "silent"
    return "refused" if push.error else "asked"


def upcoming(source: Source, cursor: Cursor, now: datetime) -> Upcoming:
    """When a source is visited next, in kind."""
    if source.paused:
        return "paused"
    if cursor.gone:
        return "gone"
    return "later" if cursor.due > now else "soon"


def public(url: str) -> str:
    """An address without the name and password it may carry."""
    return re.sub(r"^([a-z]+://)[^/?#]*@", r"\1", url, flags=re.IGNORECASE)
