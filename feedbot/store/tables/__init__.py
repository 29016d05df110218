"""The tables. A row of `visits`, `outbox` or `lanes` has the fields of `Cursor`, `Delivery` or `Lane` by name."""

from feedbot.store.tables.base import metadata
from feedbot.store.tables.feeds import farewells, memberships, pages, pings, publications, sessions, subscribers
from feedbot.store.tables.inward import (
    ailments,
    alarms,
    answers,
    carried,
    entries,
    hosts,
    pushes,
    revisions,
    searched,
    sightings,
    signatures,
    stories,
    trails,
    visits,
)
from feedbot.store.tables.outbox import lanes, outbox, owed, paces, topics
from feedbot.store.tables.people import marks, mutes, people, subscriptions

__all__ = [
    "ailments",
    "alarms",
    "answers",
    "carried",
    "entries",
    "farewells",
    "hosts",
    "lanes",
    "marks",
    "memberships",
    "metadata",
    "mutes",
    "outbox",
    "owed",
    "paces",
    "pages",
    "people",
    "pings",
    "publications",
    "pushes",
    "revisions",
    "searched",
    "sessions",
    "sightings",
    "signatures",
    "stories",
    "subscribers",
    "subscriptions",
    "topics",
    "trails",
    "visits",
]
