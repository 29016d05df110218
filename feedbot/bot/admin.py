"""What those who run feedbot may say to it, and the administrators of a chat for their own."""

from collections.abc import Mapping

from feedbot.bot import (
    admin_add,
    admin_health,
    admin_mute,
    admin_opml,
    admin_queue,
    admin_sources,
    admin_why,
)
from feedbot.bot.spoken import Command, Handler, Rank

COMMANDS = (
    Command(name="sources", handler=admin_sources.sources, least="chat", help="the sources and how they are"),
    Command(name="add", handler=admin_add.add, least="admin", help="add a source by its address"),
    Command(name="remove", handler=admin_sources.remove, least="admin", help="remove a source"),
    Command(name="pause", handler=admin_sources.pause, least="admin", help="visit a source no more"),
    Command(name="resume", handler=admin_sources.resume, least="admin", help="visit a source again"),
    Command(name="visit", handler=admin_sources.visit, least="admin", help="visit a source now"),
    Command(name="why", handler=admin_why.why, least="chat", help="why something was sent, or not"),
    Command(name="queue", handler=admin_queue.queue, least="chat", help="what channels are owed"),
    Command(name="stats", handler=admin_health.stats, least="admin", help="the numbers of the last 24 hours"),
    Command(name="preview", handler=admin_queue.show, least="chat", help="how a message looks in a channel"),
    Command(name="mute", handler=admin_mute.mute, least="chat", help="tell nothing of a source for a while"),
    Command(name="unmute", handler=admin_mute.unmute, least="chat", help="tell of it again"),
    Command(name="health", handler=admin_health.health, least="admin", help="how feedbot is"),
    Command(name="opml", handler=admin_opml.send, least="admin", help="the feeds as a file for other readers"),
    Command(name="reload", handler=admin_health.reload, least="admin", help="take the config file anew"),
)
"""In the order in which a menu shows them."""

BUTTONS: Mapping[str, tuple[Rank, Handler]] = {
    "as": ("chat", admin_sources.turn),
    "ar": ("admin", admin_sources.removed),
    "an": ("admin", admin_sources.kept),
    "aa": ("admin", admin_add.added),
    "ao": ("admin", admin_opml.taken),
    "aq": ("chat", admin_queue.retry),
}
"""What the data of our buttons begin with."""

PLAIN: tuple[Rank, Handler] = ("admin", admin_add.plain)
"""What is no command."""
