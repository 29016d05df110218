"""Which lanes lead into one chat, though one channel names it, as "@name", and another has its number."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, case, delete, func, select, update

from feedbot.model import Lane
from feedbot.store import Tx
from feedbot.store.dialect import add
from feedbot.store.tables import lanes, outbox, topics


def place(tx: Tx, chats: Mapping[str, str], now: datetime) -> None:
    """Tell which chats the config names, by channel; what was learnt of another chat is forgotten.

    One whose number is known is the same under its name and its number. Lanes that wait because of a fault are ready,
    for that fault may be mended. A wait that Telegram asked for stays.
    """
    every = [Lane(**row._asdict()) for row in tx.execute(select(lanes))]
    numbers = {_folded(lane.home): lane.number for lane in every if lane.home and lane.number}
    for lane in every:
        chat = chats.get(lane.channel)
        if chat is None or (lane.home == chat and not lane.failures):  # as almost all do, of thousands of readers
            continue
        fields: dict[str, object] = {"home": chat, "number": numbers.get(_folded(chat))}
        if lane.home is not None and lane.home != chat and _one(lane, chat, numbers):
            there = (outbox.c.channel == lane.channel, outbox.c.chat == lane.home)
            tx.execute(update(outbox).where(*there).values(chat=chat))
        elif lane.home not in (None, chat):
            fields |= {"chat": None, "sent": (), "last": None, "stranger": None} | _anew(now)
        if lane.failures:
            fields |= _anew(now)
        tx.execute(update(lanes).where(lanes.c.channel == lane.channel).values(**fields))


def learn(tx: Tx, lane: Lane, number: str) -> None:
    """Write down the number of the chat that a lane's home names, for all lanes that name it.

    The topics that we made there are known by it from now on.
    """
    if lane.home is None or lane.number == number:
        return
    named = _named(lanes) == _folded(lane.home)
    tx.execute(update(lanes).where(named).values(number=number))
    here = func.lower(topics.c.chat) == _folded(lane.home)
    rows = tx.execute(select(topics.c.name, topics.c.topic).where(here)).all()
    add(tx, topics, [{"chat": number, "name": row.name, "topic": row.topic} for row in rows])
    tx.execute(delete(topics).where(here))


def key(table: FromClause) -> ColumnElement[str]:
    """What all lanes that lead into one chat have in common, as `Lane.place` has it; "" for those without a chat."""
    return func.coalesce(table.c.chat, table.c.number, _named(table), "")


def together(lane: Lane) -> ColumnElement[bool]:
    """The other lanes that lead into the chat of one."""
    there = key(lanes)
    return and_(lanes.c.channel != lane.channel, there == lane.place, there != "")


def _named(table: FromClause) -> ColumnElement[str]:
    home = table.c.home
    return case((home.startswith("@"), func.lower(home)), else_=home)


def _folded(home: str) -> str:
    return home.lower() if home.startswith("@") else home


def _one(lane: Lane, chat: str, numbers: Mapping[str, str | None]) -> bool:
    """Whether a chat is the one where the lane led before, under its other name."""
    old, new = _folded(lane.home or ""), _folded(chat)
    return new in {old, lane.number} or numbers.get(new) == old


def _anew(now: datetime) -> dict[str, object]:
    return {"gone": None, "failures": 0, "ready": now}
