"""The strict base of every config section, and the field types sections share.

A section is what a table of config.toml may say. Kinds of sources and channels add theirs by subclassing
`SourceSection` or `ChannelSection`; `config.py` reads them all and reports every fault at once.
"""

import re
from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SIZES = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def _duration(value: object) -> object:
    """A timedelta from "90s", "15m", "2h", "1d", "1w" or sums like "1h30m"; all else is left for pydantic to refuse."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"(\d+[smhdw])+", value.strip()):
        raise ValueError('a duration is a number with a unit, such as "30s", "15m", "2h" or "1d"')
    parts = re.findall(r"(\d+)([smhdw])", value)
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    if seconds > 3650 * 86400:
        raise ValueError("a duration is at most 3650d")
    return timedelta(seconds=seconds)


def _size(value: object) -> int:
    """Bytes from "512KiB", "10MiB" or "10 MiB"; a number without a unit could be anything, and is refused."""
    match = re.fullmatch(r"(\d{1,9}) ?(B|KiB|MiB|GiB)", value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError('a size is a number with a unit, such as "512KiB" or "10MiB"')
    return int(match[1]) * _SIZES[match[2]]


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError("a name has small Latin letters, digits, dots, dashes and underscores, 64 at most")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'no time zone is called "{value}"; use an IANA name such as "Europe/Kyiv"') from None
    return value


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration, json_schema_input_type=str),
    Field(json_schema_extra={"examples": ["30s", "15m", "2h", "1d"]}),
]
"""A length of time, written as "30s", "15m", "2h", "1d" or "1h30m"."""

Size = Annotated[
    int,
    BeforeValidator(_size, json_schema_input_type=str),
    Field(json_schema_extra={"examples": ["512KiB", "10MiB"]}),
]
"""A number of bytes, written as "512KiB" or "10MiB"."""

Name = Annotated[str, AfterValidator(_name)]
"""The name of a source, feed or channel; safe in an address and in a file name."""

Zone = Annotated[str, AfterValidator(_zone)]
"""An IANA time zone."""


class Section(BaseModel):
    """A table of the config: unknown keys and wrong types are faults."""

    # What checks a table is built when there is such a table: a config names few of all kinds.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class SourceSection(Section):
    """What every `[[sources]]` table may say; each field's description is the docs' text for it."""

    name: Name = Field(description="Its name, unique among sources.")
    kind: str = Field(description="What kind of source it is.")
    title: str | None = Field(default=None, description="A title for people; the source's own if not given.")
    language: str | None = Field(
        default=None, description='The language of its entries where they declare none, such as "uk".'
    )
    timezone: Zone | None = Field(default=None, description="The zone of dates that name none.")
    categories: list[str] = Field(default=[], description="Categories added to each of its entries.")
    every: Duration | None = Field(default=None, description="How often it is visited.")
    deliver_first: int | None = Field(
        default=None, ge=0, le=100, description="How many of the newest entries of the first visit are sent."
    )
    delay: Duration = Field(
        default=timedelta(0),
        description="How long its new entries wait before they are sent, so that what it mends at once is sent mended.",
    )
    paused: bool = Field(default=False, description="True: not visited.")

    @property
    def place(self) -> str:
        """The address or folder it watches; its name, for a kind that has neither."""
        return self.name


class ChannelSection(Section):
    """What every `[[channels]]` table may say."""

    name: Name = Field(description="Its name, unique among channels.")
    kind: str = Field(description="What kind of channel it is.")
    sources: list[Name] = Field(default=[], description="Names of the sources it takes; all when empty.")
    where: str = Field(
        default="",
        description='A rule that entries must pass, such as `ракета or "air raid"`; see [Filters](filters.md).',
    )
    stories: bool = Field(
        default=True,
        description="Whether entries of one story are one message that grows; false: a message each.",
    )
    jump: int | None = Field(
        default=None,
        ge=2,
        le=100,
        description="With so many sources within `jump_within`, a story is told of again, as an answer to its message.",
    )
    jump_within: Duration = Field(default=timedelta(hours=1), description="See `jump`.")
    jump_where: str = Field(
        default="", description="A rule; a story that was told is told of again when an entry that joins it passes."
    )
    replies: bool = Field(
        default=True, description="Whether the message of a story that follows another answers to that one's."
    )
    alarms: Literal["no", "also", "only"] = Field(
        default="no",
        description=(
            "Whether it is told what is wrong with sources, channels and the config: not, beside the news, or nothing "
            "else."
        ),
    )
    report: list[str] = Field(
        default=[], description='When it is told how the days since the last time were, such as `["mon 09:00"]`.'
    )
    template: str = Field(
        default="brief",
        description=(
            "What its messages look like: headline, brief, full, link-only, or a template of your own; see "
            "[Templates](templates.md)."
        ),
    )
    quiet: str | None = Field(
        default=None, description='Hours in which it makes no sound, such as "23:00-07:00"; see [Digests](digests.md).'
    )
    quiet_mode: Literal["hold", "silent"] = Field(
        default="hold",
        description="In these hours: hold what comes and tell it afterwards, or send it without a sound.",
    )
    breaking: str = Field(
        default="", description="A rule; entries that pass it are sent at once and make a sound at any hour."
    )
    digest: list[str] = Field(
        default=[],
        description='Times at which all is told in one message, such as `["08:00", "18:00"]` or `["mon 09:00"]`.',
    )
    burst: int = Field(
        default=10,
        ge=0,
        le=1_000,
        description=(
            "Of what one visit of a source brings, how many of the newest have messages of their own; the rest is told "
            "in one. 0: all have."
        ),
    )
    pace: int = Field(
        default=0, ge=0, le=1_000, description="How many messages a minute at most; 0: what the kind allows."
    )
    silent: bool = Field(default=False, description="True: messages come without a sound.")
    preview: bool = Field(default=True, description="Whether a link shows a preview of its page.")
    max_age: Duration = Field(
        default=timedelta(hours=48),
        description="How long a message may wait to be sent; then it is dropped, counted and explained.",
    )
    on_unknown: Literal["probe", "resend", "hold"] = Field(
        default="probe",
        description=(
            "After a send without an answer: find out whether it arrived and send it again only then (where nobody can "
            "tell: again), send it again in any case, or set it aside."
        ),
    )
    on_retract: Literal["note", "delete", "keep"] = Field(
        default="note",
        description="When a source withdraws an article: its message gets a note, is deleted, or stays as it is.",
    )
    language: str | None = Field(default=None, description="The language of our own words in it: en, ru or uk.")
    timezone: Zone | None = Field(default=None, description="The zone of dates it shows.")
