"""Who reads a page: in which language, zone and moment; words, numbers and moments as this reader knows them. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from markupsafe import Markup, escape

from feedbot.feeds import htmlpage
from feedbot.web import accept, words

_MINUTE = timedelta(minutes=1)
_UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)))
_EXACT = 12  # what differs by a twelfth, such as 62 minutes from an hour, is the same to people
_MOMENTS, _LENGTHS = 2, 4  # from so many on they are rounded: "in 2 hours" will do, "every 90 minutes" is a fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader: one of `words.LANGUAGES`, a zone, and the moment of the page."""

    language: str
    zone: tzinfo = UTC
    now: datetime

    def t(self, key: str, **fields: Any) -> str:  # noqa: ANN401  # what words take
        """Our words under "area.key", as plain text. Raises KeyError if nobody wrote them."""
        return words.find(key, self.language).format(**fields)

    def tp(self, key: str, n: int, **fields: Any) -> str:  # noqa: ANN401  # what words take
        """The form of our words that goes with a number, which they have as {n}."""
        return words.form(words.find(key, self.language), n, self.language).format(n=self.number(n), **fields)

    def number(self, number: float, digits: int = 0) -> str:
        """A number with its thousands apart, as in "12,345.6" or "12 345,6"; a whole one has no `digits`."""
        text = f"{number:,.{0 if isinstance(number, int) else digits}f}"
        if self.language == "en":
            return text
        return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")

    def moment(self, moment: datetime) -> str:
        """A moment in the reader's zone: "14 March 2026, 10:20", with "UTC" behind it where that is the zone."""
        there = moment.astimezone(self.zone)
        mark = "\N{NO-BREAK SPACE}UTC" if self.zone is UTC else ""
        return f"{self.day(moment)}, {there:%H:%M}{mark}"

    def day(self, moment: datetime) -> str:
        """The day of a moment in the reader's zone: "14 March 2026"."""
        there = moment.astimezone(self.zone)
        return f"{there.day} {htmlpage.words(self.language).months.split()[there.month - 1]} {there.year}"

    def when(self, moment: datetime) -> Markup:
        """A moment as a <time> element."""
        return _time(moment, self.moment(moment))

    def ago(self, moment: datetime) -> Markup:
        """How long ago a moment was, or in how long it is, as a <time> element whose title has the moment itself."""
        return _time(moment, self.distance(moment), title=self.moment(moment))

    def distance(self, moment: datetime) -> str:
        """How long ago a moment was, or in how long it is, as people say it: "5 minutes ago", "in 2 hours" for 118."""
        length = moment - self.now
        name, number = _told(abs(length), _MOMENTS)
        if not number:
            return self.t("shell.soon" if length > timedelta(0) else "shell.now")
        return self.tp(f"shell.in_{name}" if length > timedelta(0) else f"shell.{name}_ago", number)

    def length(self, length: timedelta) -> str:
        """A length of time in its largest fitting unit: "45 seconds", "90 minutes", "2 hours" for 118 minutes."""
        name, number = _told(length, _LENGTHS)
        return self.tp(f"shell.{name}", number) if number else self.tp("shell.seconds", round(length.total_seconds()))


def language(chosen: str, configured: str | None, header: str) -> str:
    """The language for a reader: what was chosen, else configured, else the browser's (Accept-Language), else "en"."""
    for wish in (chosen, configured):
        if wish in words.LANGUAGES:
            return wish
    ranked = sorted(accept.weights(header), key=lambda wish: -wish[1])
    wished = (tag.partition("-")[0] for tag, quality in ranked if quality > 0)
    return next((tag for tag in wished if tag in words.LANGUAGES), "en")


def markup(reader: Reader) -> Callable[..., Markup]:
    """`t` and `tp` for templates: our words, and what stands in them escaped unless it is markup already."""

    def told(key: str, n: int | None = None, **fields: Any) -> Markup:  # noqa: ANN401  # what words take
        text = words.find(key, reader.language)
        if n is not None:
            text = words.form(text, n, reader.language)
            fields = {**fields, "n": reader.number(n)}
        return Markup(escape(text)).format(**fields)  # noqa: S704  # escaped in this line

    return told


def _told(length: timedelta, rounded: int) -> tuple[str, int]:
    """The unit in which a length is told, and how many; no minutes for less than one.

    It is the largest in which it is nearly a whole number, or of which it has `rounded` or more.
    """
    for name, unit in _UNITS:
        number = int(length / unit + 0.5)
        if number >= rounded or (number and abs(length - number * unit) * _EXACT <= length):
            return name, number
    return "minutes", int(length / _MINUTE + 0.5) if length >= _MINUTE else 0


def _time(moment: datetime, text: str, *, title: str = "") -> Markup:
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    hint = Markup(' title="{}"').format(title) if title else ""
    return Markup('<time datetime="{}"{}>{}</time>').format(stamp, hint, text)
