"""The commands of readers: whoever the owner allows follows words, sources and stories, and is told of them."""

from feedbot.bot import readers_follow, readers_hours, readers_person, readers_search
from feedbot.bot.spoken import Command

COMMANDS = (
    Command(name="start", handler=readers_person.start, least="reader", help="begin, or go on after a pause"),
    Command(name="follow", handler=readers_follow.follow, least="reader", help="follow words, a source or a story"),
    Command(name="unfollow", handler=readers_follow.unfollow, least="reader", help="follow something no more"),
    Command(name="list", handler=readers_follow.listing, least="reader", help="what you follow"),
    Command(name="search", handler=readers_search.search, least="reader", help="search what was told"),
    Command(name="digest", handler=readers_hours.digest, least="reader", help="all in one message at a time"),
    Command(name="quiet", handler=readers_hours.quiet, least="reader", help="hours in which nothing is sent"),
    Command(name="zone", handler=readers_hours.zone, least="reader", help="your time zone"),
    Command(name="lang", handler=readers_person.lang, least="reader", help="the language of the bot"),
    Command(name="opml", handler=readers_person.outlines, least="reader", help="the sources you follow as a file"),
    Command(name="stop", handler=readers_person.stop, least="reader", help="a pause"),
    Command(name="forget", handler=readers_person.forget, least="reader", help="delete all that is kept of you"),
    Command(name="help", handler=readers_person.assist, least="reader", help="all commands"),
)
"""In the order in which a menu shows them; each works in a private chat, and the search in a group too."""
