"""The commands of readers: whoever the owner allows follows words, sources and stories, and is told of them."""

from feedbot.bot import readers_follow, readers_hours, readers_person, readers_search
from feedbot.bot.spoken import Command

COMMANDS = (
    Command(name="start", handler=readers_person.start, least="reader", help="begin, or go on after a pause"),
    Command(name="follow", handler=readers_follow.follow, least="reader", help="be told of words, a source or a story"),
    Command(name="unfollow", handler=readers_follow.unfollow, least="reader", help="no longer be told of something"),
    Command(name="list", handler=readers_follow.listing, least="reader", help="see what you follow, and remove it"),
    Command(name="search", handler=readers_search.search, least="reader", help="search what was told before"),
    Command(
        name="digest",
        handler=readers_hours.digest,
        least="reader",
        help="get it all in one message, at times you choose",
    ),
    Command(name="quiet", handler=readers_hours.quiet, least="reader", help="hours in which I write nothing"),
    Command(name="zone", handler=readers_hours.zone, least="reader", help="your time zone or city"),
    Command(name="lang", handler=readers_person.lang, least="reader", help="the language in which I speak with you"),
    Command(
        name="opml",
        handler=readers_person.outlines,
        least="reader",
        help="the sources you follow, as a file for other programs",
    ),
    Command(name="stop", handler=readers_person.stop, least="known", help="a pause until you say /start"),
    Command(name="forget", handler=readers_person.forget, least="known", help="delete everything I keep about you"),
    Command(name="help", handler=readers_person.assist, least="reader", help="all that I can do"),
)
"""In the order in which a menu shows them; each works in a private chat, and the search in a group too.

To leave and to be forgotten is free to everybody of whom something is kept, whoever may be a reader now.
"""
