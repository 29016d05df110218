"""Sources of which a channel is told nothing for a while, because somebody asked for that."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from feedbot.store import Tx
from feedbot.store.dialect import put
from feedbot.store.tables import mutes


def every(tx: Tx) -> Mapping[tuple[str, str], datetime]:
    """Until when each is muted, by channel ("" is every channel) and source; some of it is over."""
    query = select(mutes.c.channel, mutes.c.source, mutes.c.until)
    return {(channel, source): until for channel, source, until in tx.execute(query)}


def mute(tx: Tx, channel: str, source: str, until: datetime) -> None:
    """Tell a channel, or with "" every channel, nothing of a source until then."""
    put(tx, mutes, [{"channel": channel, "source": source, "until": until}])


def unmute(tx: Tx, channel: str, source: str) -> bool:
    """Tell it of the source again; whether it was muted."""
    return tx.execute(delete(mutes).where(mutes.c.channel == channel, mutes.c.source == source)).rowcount > 0
