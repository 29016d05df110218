"""Looks at addresses for the visitors of pages and API, who have one look at a time each."""

from feedbot import lookup
from feedbot.desk import Desk
from feedbot.lookup import Look
from feedbot.web.guard import Visitor


class Looker:
    """Looks for sources; all routes share one."""

    def __init__(self, desk: Desk, patience: float = lookup.PATIENCE) -> None:
        self._desk, self._patience = desk, patience
        self._busy = set[str]()

    async def __call__(self, visitor: Visitor, url: str) -> Look | None:
        """What is at an address that `refused` has nothing against; None while this visitor has another look going.

        Raises ValueError for what is no address after all.
        """
        who = f"{visitor.how} {visitor.name or (visitor.secret if visitor.how == 'session' else '')}"
        if who in self._busy:
            return None
        self._busy.add(who)
        try:
            return await lookup.look(self._desk, url, self._patience)
        finally:
            self._busy.discard(who)
