"""Whether anybody may say something to the bot. Importing this module is cheap: it knows nothing of Telegram."""

from feedbot.desk import Desk
from feedbot.store import people


async def anybody(desk: Desk) -> bool:
    """Whether the config names somebody who may talk to the bot, or something is kept of a person, who may leave.

    Raises StoreError.
    """
    talk = desk.config().settings.talk
    return talk.readers or bool(talk.admins) or (await desk.store.read(people.count))[0] > 0
