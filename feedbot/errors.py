"""The exception tree. Faults of the world are values (`model.Failed`, `model.Outcome`), not exceptions.

FeedbotError
+-- ConfigError       the user's: all faults at once, no traceback; exit 78
+-- ParseError        this document cannot be understood; becomes Failed
|   +-- NothingError  it can be read, and has no items where there should be some
|   +-- LimitError    it goes beyond a bound
+-- StoreError        the database failed; ends the turn, health says so
|   +-- SchemaError   newer than this program; refuse to start
+-- BusyError         another feedbot works in this state folder; exit 75
+-- CredentialsError  the token is wrong; that bot sleeps, health says so
"""

from dataclasses import dataclass
from typing import Literal


class FeedbotError(Exception):
    """The root of everything feedbot raises by itself; its text is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a configuration file.

    `line` counts from 1 and is None where no line is to blame. `place` is the key, as in `sources[1].every`.
    """

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.place}: {self.message}" if self.place else f"{where}: {self.message}"


class ConfigError(FeedbotError):
    """The configuration cannot be used; `faults` has every reason, in the order of the file."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class ParseError(FeedbotError):
    """A document cannot be understood; the text says why and what was found instead. `fault` is that of the visit."""

    fault: Literal["format", "empty", "limit"] = "format"


class NothingError(ParseError):
    """A document can be read, and nothing in it is an item where there should be some."""

    fault = "empty"


class LimitError(ParseError):
    """A document goes beyond a bound, which the text names."""

    fault = "limit"


class StoreError(FeedbotError):
    """The database failed; the text names it and says what to do."""


class SchemaError(StoreError):
    """The database was made by a newer feedbot."""


class BusyError(FeedbotError):
    """Another feedbot works in this state folder."""


class CredentialsError(FeedbotError):
    """Telegram does not know this token."""
