"""What the machine does not let us do, and faults of our own."""

from feedbot.cli import COMMANDS
from tests.mishaps.scene import Mishap, Scene


def _lost(scene: Scene) -> None:
    """A part of the program that is not there."""
    scene.patch.setitem(COMMANDS, "status", ("nowhere", ""))


CASES = (
    Mishap(
        name="answer-unwritten",
        means="The answer went into a file, and there is no room for it.",
        command="check",
        line="{} > /dev/full",
    ),
    Mishap(name="ours", means="Something happened that nobody foresaw.", command="status", prepare=_lost),
)
