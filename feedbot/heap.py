"""What stays in memory, kept out of the search for garbage in cycles.

Python looks through all objects each time a quarter more of them live, and nothing else runs meanwhile: with 20,000
articles in the window of stories that is half a second and more. What grows there stays for days, and is in no cycle.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

STEP = 100
"""After so many new entries what lives is set aside: some 10 ms, in which no request is answered."""

WHOLE = 200
"""At each so manieth step what was set aside is looked through too: a cycle may have ended there."""


OBJECTS = 20_000
"""After so many new objects cycles are looked for; with Python's 700 that would be a tenth of the time."""


def begin() -> None:
    """Leave out of each search what a start made, which lives to the end, and search more seldom."""
    gc.freeze()
    gc.set_threshold(OBJECTS)


class Heap:
    """Objects that live, of which a search looks at those alone that came since the last step."""

    def __init__(self) -> None:
        self._entries = 0
        self._steps = 0

    def grew(self, entries: int) -> None:
        """So many entries were taken in."""
        self._entries += entries
        if self._entries >= STEP:
            self._entries = 0
            self._steps += 1
            if self._steps % WHOLE == 0:
                gc.unfreeze()
            self.settle()

    @contextmanager
    def still(self) -> Iterator[None]:
        """While the block lasts nothing is searched, as all of the many objects that it makes stay."""
        searches = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if searches:
                gc.enable()

    def settle(self) -> None:
        """Let all that lives stay, as after a start."""
        gc.collect()
        gc.freeze()
