"""All that can be said to the bot: commands, buttons, inline queries, and who may say it."""

from collections.abc import Mapping
from dataclasses import dataclass

from feedbot.bot import rights
from feedbot.bot.spoken import Command, Handler, Heard, Rank
from feedbot.model import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Who answers to what. Of several commands of one name the first is taken that a person may give.

    `buttons` are by what stands before the first colon of their data. `plain` answers to what is no command.
    """

    commands: tuple[Command, ...]
    buttons: Mapping[str, tuple[Rank, Handler]]
    inline: Handler | None = None
    plain: tuple[Rank, Handler] | None = None

    def knows(self, heard: Heard) -> bool:
        """Whether anybody is answered to this."""
        if heard.kind == "command":
            return heard.private or any(each.name == heard.command for each in self.commands)
        return heard.kind in {"button", "inline"} or heard.private

    def handler(self, heard: Heard, rank: Rank, talk: Talk) -> Handler | None:
        """Who answers somebody of a rank; None where he may not say this, or nobody does."""
        match heard.kind:
            case "command":
                return next((each.handler for each in self.offered(rank, talk) if each.name == heard.command), None)
            case "button":
                found = self.buttons.get(heard.data.partition(":")[0])
                return found[1] if found and rights.allowed(rank, found[0], talk) else None
            case "inline":
                return self.inline if rights.allowed(rank, "reader", talk) else None
            case "text" | "forward" | "file":
                return self.plain[1] if self.plain and rights.allowed(rank, self.plain[0], talk) else None

    def offered(self, rank: Rank, talk: Talk) -> tuple[Command, ...]:
        """The commands that somebody of a rank may give, each name once."""
        found: dict[str, Command] = {}
        for each in self.commands:
            if rights.allowed(rank, each.least, talk):
                found.setdefault(each.name, each)
        return tuple(found.values())
