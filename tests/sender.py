"""A sender that does what a test tells it."""

from dataclasses import dataclass, field

from feedbot.model import Later, Outcome, Part, Probe, Refused, Sent


@dataclass
class Script:
    """A sender that does what it is told: outcomes in order, then it sends; it keeps what it was given."""

    outcomes: list[Outcome | Exception] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    probed: list[tuple[Part, int]] = field(default_factory=list)
    made: list[Refused | Later] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    async def send(self, part: Part) -> Outcome:
        """The next outcome of the script."""
        self.parts.append(part)
        if self.outcomes:
            outcome = self.outcomes.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        if part.deletes:
            return Sent(messages=())
        return Sent(messages=part.edits or (len(self.parts),), form=part.form)

    async def probe(self, part: Part, *, last: int) -> Probe:
        """What the script says of the message after `last`."""
        self.probed.append((part, last))
        return self.probes.pop(0)

    async def topic(self, chat: str, name: str) -> int | Refused | Later:  # noqa: ARG002 - as every sender has it
        """What the script says of a topic; else one with the next number."""
        self.topics.append(name)
        return self.made.pop(0) if self.made else 100 + len(self.topics)

    async def close(self) -> None:
        """Nothing to let go of."""
