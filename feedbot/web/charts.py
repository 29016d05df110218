"""The numbers of the status page as drawings and as tables, in the reader's words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from feedbot.status import NAMED, Deliveries, Entries, Status
from feedbot.web import plots
from feedbot.web.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing, None where there is nothing to draw; `legend` has swatch, name and count of each series."""

    id: str
    title: str
    svg: Markup | None
    legend: tuple[tuple[Markup, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The numbers of drawings, an hour a row: the first cell of each is the hour."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """All drawings of the status page, with their numbers."""

    entries: Chart
    came: Table
    messages: Chart
    lateness: Chart
    went: Table


def draw(status: Status, reader: Reader) -> Drawn:
    """The drawings of the last hours."""
    return Drawn(
        entries=_entries(status.entries, reader),
        came=_came(status.entries, reader),
        messages=_messages(status.deliveries, reader),
        lateness=_lateness(status.deliveries, reader),
        went=_went(status.deliveries, reader),
    )


def marks(hours: Sequence[datetime], reader: Reader) -> list[tuple[int, str]]:
    """Where the days of the reader begin among hours, and what they are called without their year."""
    days = [reader.day(each).rpartition(" ")[0] for each in hours]
    return [(number, days[number]) for number in range(1, len(days)) if days[number] != days[number - 1]]


def _entries(told: Entries, reader: Reader) -> Chart:
    names = (*told.sources, reader.t("status.others"))
    counts = [(*each.counts, *[0] * (NAMED - len(each.counts)), each.others) for each in told.hours]
    columns = [
        plots.Column(values=values, title=_title(each.at, _parts(names, (*each.counts, each.others), reader), reader))
        for each, values in zip(told.hours, counts, strict=True)
    ]
    sums = [sum(each) for each in zip(*counts, strict=True)]
    places = (*range(len(told.sources)), NAMED)
    legend = [
        (plots.swatch("entries", place), name, reader.number(sums[place]))
        for place, name in zip(places, names, strict=True)
        if sums[place]
    ]
    totals = [each.total for each in told.hours]
    about = _about(totals, reader)
    return _chart("entries", columns, about, marks([each.at for each in told.hours], reader), legend, reader)


def _messages(told: Deliveries, reader: Reader) -> Chart:
    names = (reader.t("status.sent"), reader.t("status.edited"))
    counts = [(each.sent, each.edited) for each in told.hours]
    columns = [
        plots.Column(values=values, title=_title(each.at, _parts(names, values, reader), reader))
        for each, values in zip(told.hours, counts, strict=True)
    ]
    sums = [sum(each) for each in zip(*counts, strict=True)]
    legend = [
        (plots.swatch("messages", place), name, reader.number(sums[place]))
        for place, name in enumerate(names)
        if sums[place]
    ]
    about = _about([sum(each) for each in counts], reader)
    return _chart("messages", columns, about, marks([each.at for each in told.hours], reader), legend, reader)


def _lateness(told: Deliveries, reader: Reader) -> Chart:
    words = plots.Words(
        id="lateness",
        title=reader.t("status.lateness"),
        about=reader.t("status.lateness_about"),
        marks=marks([each.at for each in told.hours], reader),
        scale=lambda value: reader.length(timedelta(seconds=value)),
    )
    columns = [
        plots.Column(values=values, title=_title(each.at, _late(each.half, each.most, reader), reader))
        for each in told.hours
        for values in ((*plots.seconds(each.half), *plots.seconds(each.most)),)
    ]
    some = any(each.values for each in columns)
    return Chart(id="lateness", title=words.title, svg=plots.spans(columns, words) if some else None)


def _chart(
    id: str,
    columns: Sequence[plots.Column],
    about: str,
    marked: Sequence[tuple[int, str]],
    legend: Iterable[tuple[Markup, str, str]],
    reader: Reader,
) -> Chart:
    title = reader.t(f"status.{id}")
    words = plots.Words(id=id, title=title, about=about, marks=marked, scale=lambda value: reader.number(round(value)))
    some = any(any(each.values) for each in columns)
    return Chart(id=id, title=title, svg=plots.stacks(columns, words) if some else None, legend=tuple(legend))


def _came(told: Entries, reader: Reader) -> Table:
    head = (reader.t("status.hour"), *told.sources, reader.t("status.others"), reader.t("status.total"))
    rows = (
        (reader.moment(each.at), *map(reader.number, (*each.counts, each.others, each.total))) for each in told.hours
    )
    return Table(head=head, rows=tuple(rows))


def _went(told: Deliveries, reader: Reader) -> Table:
    names = ("hour", "sent", "edited", "median")
    rows = (
        (
            reader.moment(each.at),
            reader.number(each.sent),
            reader.number(each.edited),
            *(reader.length(length) if length is not None else "—" for length in (each.half, each.most)),
        )
        for each in told.hours
    )
    return Table(head=(*(reader.t(f"status.{name}") for name in names), "95 %"), rows=tuple(rows))


def _about(totals: Sequence[int], reader: Reader) -> str:
    total, most = reader.number(sum(totals)), reader.number(max(totals, default=0))
    return reader.t("status.entries_about", total=total, most=most)


def _title(at: datetime, text: str, reader: Reader) -> str:
    return f"{reader.moment(at)}: {text}"


def _parts(names: Sequence[str], counts: Sequence[int], reader: Reader) -> str:
    """What there is of each, and of all together."""
    parts = [f"{name} {reader.number(count)}" for name, count in zip(names, counts, strict=True) if count]
    whole = [f"{reader.t('status.total')} {reader.number(sum(counts))}"] if len(parts) > 1 else []
    return ", ".join([*parts, *whole])


def _late(half: timedelta | None, most: timedelta | None, reader: Reader) -> str:
    if half is None or most is None:
        return "—"
    return f"{reader.t('status.median')} {reader.length(half)}, 95 % {reader.length(most)}"
