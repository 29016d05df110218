"""Any date that a feed, an article or a page writes, as a moment in UTC."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_LONGEST = 120
_YEARS = range(1990, 2101)

_MONTH_WORDS = (
    "янв январь января січ січень січня jan january",
    "фев февр февраль февраля лют лютий лютого feb february",
    "мар март марта бер берез березень березня mar march",
    "апр апрель апреля кві квіт квітень квітня apr april",
    "май мая тра трав травень травня may",
    "июн июнь июня чер черв червень червня jun june",
    "июл июль июля лип липень липня jul july",
    "авг август августа сер серп серпень серпня aug august",
    "сен сент сентябрь сентября вер верес вересень вересня sep sept september",
    "окт октябрь октября жов жовт жовтень жовтня oct october",
    "ноя нояб ноябрь ноября лис лист листоп листопад листопада nov november",
    "дек декабрь декабря гру груд грудень грудня dec december",
)
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, start=1) for word in words.split()}
_WEEKDAYS = (
    "пн вт ср чт пт сб вс нд пнд втр срд чтв птн сбт вск "
    "понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье "
    "понеділок вівторок середа середу четвер п'ятниця п'ятницю субота суботу неділя неділю "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday"
)
_FILLERS = (
    "в во о об у г год года р рік року по за время времени час часом at on of the "
    "опубликовано опубліковано обновлено оновлено дата published updated posted date"
)
_IGNORED = frozenset((_WEEKDAYS + " " + _FILLERS).split())

# Days that are named by how far they lie back.
_BACK = {
    **dict.fromkeys(("сегодня", "сьогодні", "today"), 0),
    **dict.fromkeys(("вчера", "вчора", "учора", "yesterday"), 1),
    **dict.fromkeys(("позавчера", "позавчора"), 2),
}
_SPANS = (
    (timedelta(seconds=1), "s sec secs second seconds с сек секунда секунду секунды секунд секунди"),
    (timedelta(minutes=1), "m min mins minute minutes мин минута минуту минуты минут"),
    (timedelta(minutes=1), "хв хвилина хвилину хвилини хвилин"),
    (timedelta(minutes=30), "полчаса півгодини"),
    (timedelta(hours=1), "h hr hrs hour hours ч час часа часов година годину години годин"),
    (timedelta(days=1), "d day days д дн день дня дней дні днів добу сутки"),
    (timedelta(weeks=1), "w wk wks week weeks нед неделя неделю недели недель тиж тиждень тижні тижнів"),
    (timedelta(days=30), "mo mos month months мес месяц месяца месяцев міс місяць місяці місяців"),
    (timedelta(days=365), "y yr yrs year years г год года лет рік роки років"),
)
_SPAN = {word: span for span, words in _SPANS for word in words.split()}
_NUMERALS = ("a an one один одна одну", "two два две дві", "three три")
_COUNTS: dict[str, float] = {
    **{word: number for number, words in enumerate(_NUMERALS, start=1) for word in words.split()},
    **dict.fromkeys(("пол", "пів"), 0.5),
    **dict.fromkeys(("полтора", "полторы", "півтора", "півтори"), 1.5),
}
_AGO = frozenset({"ago", "назад", "тому"})
_JUST = frozenset({"just now", "now", "moments ago", "только что", "щойно"})
_ROUGHLY = (
    "опубликовано опубліковано обновлено оновлено published updated posted about around almost over more less than "
    "около примерно почти более менее приблизно майже близько понад менше менш ніж чем and и і та"
)
_VAGUE = frozenset(_ROUGHLY.split())
_MOST_WORDS = 12
_FARTHEST = timedelta(days=40_000)
_RELATIVE = re.compile(r"(?:[0-9]{1,3}(?![0-9])|[^\W\d_]+|[\s.,:·•|~≈–—-])*+")
_PART = re.compile(r"[0-9]+|[^\W\d_]+")

_MINUTES = (
    (0, "z ut utc gmt wet"),
    (60, "west bst cet"),
    (120, "eet cest sast"),
    (180, "eest msk мск москве московскому trt"),
    (240, "samt gst"),
    (300, "yekt pkt"),
    (330, "ist"),
    (420, "ict wib"),
    (480, "hkt sgt awst"),
    (540, "jst kst"),
    (600, "aest"),
    (660, "aedt"),
    (720, "nzst"),
    (780, "nzdt"),
    (-180, "adt brt art"),
    (-240, "ast edt"),
    (-300, "est cdt"),
    (-360, "cst mdt"),
    (-420, "mst pdt"),
    (-480, "pst akdt"),
    (-540, "akst"),
    (-600, "hst"),
)
_OFFSETS = {name: timezone(timedelta(minutes=minutes)) for minutes, names in _MINUTES for name in names.split()}
_PLACES = {
    "kyiv": "Europe/Kyiv",
    "kiev": "Europe/Kyiv",
    "київ": "Europe/Kyiv",
    "києвом": "Europe/Kyiv",
    "київським": "Europe/Kyiv",
    "киеву": "Europe/Kyiv",
    "киевскому": "Europe/Kyiv",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_SOME_ZONE = re.compile(r"[A-Z]{2,5}")  # a zone we do not know leaves the date as one without a zone

_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}-[0-9]{2}|[0-9]{4})(?:[T ][0-9]{2}.*)?", re.IGNORECASE)
_EPOCH = re.compile(r"([0-9]{10})(?:[0-9]{3})?")  # seconds or milliseconds since 1970, of 2001 and later
_COMMENT = re.compile(r"\s*\(([^()]*)\)$")
_TOKEN = re.compile(
    r"""(?P<ymd>([0-9]{4})([-/.])([0-9]{1,2})\3([0-9]{1,2})(?![0-9])(?:T(?=[0-9]))?)
      | (?P<dmy>([0-9]{1,2})([-/.])([0-9]{1,2})\8([0-9]{4}|[0-9]{2})(?![0-9]))
      | (?P<clock>([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?![0-9:])(?:\s?([ap])\.?m\b\.?)?)
      | (?P<hour>([0-9]{1,2})\s?([ap])\.?m\b\.?)
      | (?P<offset>([+−-])(0?[0-9]|1[0-4])(?::?([0-5][0-9]))?(?![0-9:]))
      | (?P<number>([0-9]{4}|[0-9]{1,2})(?:st|nd|rd|th|-?го|-?е)?(?![^\W_]))
      | (?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)?)
      | (?P<gap>[\s.,:;|/·•—–-]+)""",
    re.VERBOSE | re.IGNORECASE,
)

_CAPITALS = "|".join(sorted((name.upper() for name in (*_OFFSETS, "kyiv", "et", "pt")), key=len, reverse=True))
_LEADING = re.compile(
    rf"""[\s\ufeff]*+
    (?P<date>
      (?:(?:{"|".join(_WEEKDAYS.split())})[.,]{{0,2}}\s{{1,3}})?
      (?: [0-9]{{4}}([-/.])[0-9]{{1,2}}\2[0-9]{{1,2}}
        | [0-9]{{1,2}}([-/.])[0-9]{{1,2}}\3[0-9]{{4}}
        | [0-9]{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}(?:{"|".join(_MONTHS)})\.?,?\s{{1,3}}[0-9]{{4}}
          (?:\s?[гр]\.|\s(?:года|року))?
        | (?:{"|".join(_MONTHS)})\.?\s{{1,3}}[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s{{1,3}}[0-9]{{4}}
      )
      (?: (?:T|,?\s{{1,3}}(?:(?:в|о|об|at)\s)?)[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]{{1,9}})?)?
        (?:\s?[ap]\.?m\b\.?)?
        (?:Z|\s?[+−-][0-9]{{2}}:?[0-9]{{2}}|\s(?-i:{_CAPITALS}))?
      )?
    )
    (?: \Z | (?=\s) | (?:[,.:;|]|\s?[—–-])(?=\s|\Z))(?:[\s,:;|]|[—–-](?=\s|\Z))*
    (?P<title>.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class _Found:
    """What the parts of a text have said so far; each may be said once."""

    day: tuple[int | None, int, int] | None = None
    month: int | None = None
    numbers: list[str] = field(default_factory=list)
    clock: tuple[int, int, int, int] | None = None
    name: str | None = None
    offset: timezone | None = None
    back: int | None = None


def read(text: str, *, zone: tzinfo, now: datetime) -> datetime | None:
    """The moment that a text names, aware and in UTC; None if it is not a date of the years 1990 to 2100.

    RFC 822 and its relatives, RFC 3339 and ISO 8601, day before month where both are numbers, month and weekday names
    in Russian, Ukrainian and English, zone names and offsets, what `relative` takes, and seconds or milliseconds since
    1970 up to a day after `now`. A date without a zone is one of `zone`, a date without a time its midnight; a date
    without a year is the last one that is not over a day after `now`. Never raises.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    local = _iso(text) or _ago(text, now) or _counted(text, now) or _told(text, zone, now)
    if local is None and (comment := _COMMENT.search(text)):
        bare = text[: comment.start()]
        zoned = _told(f"{bare} {comment[1]}", zone, now) if comment[1].isalpha() else None
        local = zoned or _told(bare, zone, now)
    return _utc(local, zone)


def relative(text: str, *, zone: tzinfo, now: datetime) -> datetime | None:
    """The moment that a text names by counting back from `now`, aware and in UTC; None for all other texts.

    "5 minutes ago", "2 години тому", "час назад", "только что"; "вчера, 14:05", "сьогодні о 9:30", "Today at 5 pm", by
    the calendar of `zone`. A day without a time is its midnight. A month is 30 days, a year 365. Never raises.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    local = _ago(text, now)
    if local is None:
        found = _scan(text)
        local = _local(found, zone, now) if found and found.back is not None else None
    return _utc(local, zone)


def leading(line: str) -> tuple[str, str] | None:
    """The date a line begins with, as `read` takes it, and the rest of the line, which may be empty; else None."""
    match = _LEADING.match(line)
    if match is None or read(match["date"], zone=UTC, now=datetime(2000, 1, 1, tzinfo=UTC)) is None:
        return None
    return match["date"], match["title"].strip()


def _told(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    found = _scan(text)
    return _local(found, zone, now) if found else None


def _counted(text: str, now: datetime) -> datetime | None:
    """The moment that a count of seconds or milliseconds since 1970 means; None for one that is over a day ahead."""
    seconds = _EPOCH.fullmatch(text)
    moment = datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None
    return moment if moment and moment <= now + timedelta(days=1) else None


def _utc(local: datetime | None, zone: tzinfo) -> datetime | None:
    if local is None or local.year not in _YEARS:
        return None
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def _ago(text: str, now: datetime) -> datetime | None:
    """The moment that lies as long ago as the text says; None if it does not say so from beginning to end."""
    if not _RELATIVE.fullmatch(text):
        return None
    words = [word for word in _PART.findall(text.lower()) if word not in _VAGUE]
    if " ".join(words) in _JUST:
        return now
    if not words or words[-1] not in _AGO or len(words) > _MOST_WORDS:
        return None
    # "год" is a year in Russian and short for an hour in Ukrainian.
    units = _SPAN | {"год": timedelta(hours=1)} if words[-1] == "тому" else _SPAN
    total, spans = timedelta(0), 0
    count: float | None = None
    for word in words[:-1]:
        number = float(word) if word.isdigit() else _COUNTS.get(word)
        if number is None and word in units:
            total, spans, count = total + units[word] * (1 if count is None else count), spans + 1, None
        elif number is None or count is not None:
            return None
        else:
            count = number
    return now - total if spans and count is None and total < _FARTHEST else None


def _iso(text: str) -> datetime | None:
    """What the standard library reads, kept to the forms of RFC 3339 and ISO 8601 that people use."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _scan(text: str) -> _Found | None:
    """The parts of a text, if all of it is parts of a date."""
    found = _Found()
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        if match.lastgroup == "offset" and found.clock is None:  # a dash between a day and a month
            position += 1
        elif _before_offset(found, match):
            position = match.end() - 1
        elif _take(found, match):
            position = match.end()
        else:
            return None
    return found


def _before_offset(found: _Found, match: re.Match[str]) -> bool:
    """Whether a gap ends with what may be the sign of an offset: " -0400" after a time of day."""
    told = match.lastgroup == "gap" and found.clock is not None and found.offset is None
    return told and len(match[0]) > 1 and match[0][-1] == "-" and match.string[match.end() : match.end() + 1].isdigit()


def _take(found: _Found, match: re.Match[str]) -> bool:
    """Note what a part says; False when it cannot belong to a date or was said before."""
    kind = match.lastgroup
    if kind in {"ymd", "dmy"}:
        fresh = found.day is None
        found.day = _numeric(match)
    elif kind in {"clock", "hour"}:
        fresh = found.clock is None
        found.clock = _clock(match)
    elif kind == "offset":
        fresh = found.offset is None
        found.offset = _offset(match)
    elif kind == "number":
        fresh = len(found.numbers) < 3
        found.numbers.append(match[25])
    else:
        fresh = kind == "gap" or _word(found, match["word"])
    return fresh


def _word(found: _Found, word: str) -> bool:
    name = word.lower().replace("’", "'").replace("ʼ", "'")
    if name in _IGNORED:
        return True
    if name in _BACK:
        fresh = found.back is None
        found.back = _BACK[name]
        return fresh
    if name in _MONTHS:
        fresh = found.month is None
        found.month = _MONTHS[name]
        return fresh
    if found.clock and (name in _OFFSETS or name in _PLACES or _SOME_ZONE.fullmatch(word)):
        found.name = found.name or name
        return True
    return False


def _numeric(match: re.Match[str]) -> tuple[int, int, int]:
    if match["ymd"]:
        return int(match[2]), int(match[4]), int(match[5])
    day, month = int(match[7]), int(match[9])
    if month > 12:  # the American order, seen where no other can be meant
        day, month = month, day
    return _year(match[10]), month, day


def _year(digits: str) -> int:
    """A year of two digits lies between 1990 and 2089."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= 90 else 2000)


def _clock(match: re.Match[str]) -> tuple[int, int, int, int]:
    hour, half = (int(match[18]), match[19]) if match["hour"] else (int(match[12]), match[16])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in "pP" else 0)
    second = min(int(match[14] or 0), 59) if match[14] != "60" else 59
    return hour, int(match[13] or 0), second, int((match[15] or "0")[:6].ljust(6, "0"))


def _offset(match: re.Match[str]) -> timezone:
    size = timedelta(hours=int(match[22]), minutes=int(match[23] or 0))
    return timezone(size if match[21] == "+" else -size)


def _local(found: _Found, zone: tzinfo, now: datetime) -> datetime | None:
    zone = _zone(found) or zone
    day = _day(found) or _days_back(found, zone, now)
    if day is None:
        return None
    year, month, number = day
    if year is not None:
        return _at(year, month, number, found, zone)
    this = now.astimezone(zone).year
    moments = (_at(each, month, number, found, zone) for each in (this + 1, this, this - 1))
    return next((moment for moment in moments if moment and moment <= now + timedelta(days=1)), None)


def _zone(found: _Found) -> tzinfo | None:
    if found.offset or not found.name:
        return found.offset
    place = _PLACES.get(found.name)
    return ZoneInfo(place) if place else _OFFSETS.get(found.name)


def _day(found: _Found) -> tuple[int | None, int, int] | None:
    """Year, month and day; the year None if it is not said."""
    if found.month is None:
        return None if found.numbers else found.day
    years = [number for number in found.numbers if len(number) == 4]
    days = [number for number in found.numbers if len(number) < 4]
    if not years and len(days) == 2 and len(days[1]) == 2:
        years = [days.pop()]
    if found.day or len(days) != 1 or len(years) > 1:
        return None
    return _year(years[0]) if years else None, found.month, int(days[0])


def _days_back(found: _Found, zone: tzinfo, now: datetime) -> tuple[int, int, int] | None:
    """The day that is named by a word alone."""
    if found.back is None or found.day or found.month or found.numbers:
        return None
    day = now.astimezone(zone) - timedelta(days=found.back)
    return day.year, day.month, day.day


def _at(year: int, month: int, day: int, found: _Found, zone: tzinfo) -> datetime | None:
    hour, minute, second, micro = found.clock or (0, 0, 0, 0)
    over = (hour, minute, second) == (24, 0, 0)  # midnight at the end of the day (ISO 8601)
    try:
        moment = datetime(year, month, day, 0 if over else hour, minute, second, micro, tzinfo=zone)
    except ValueError:
        return None
    return moment + timedelta(days=over)
