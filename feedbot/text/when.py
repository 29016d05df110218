"""A moment as people write it, in words and in the order they choose, in English, Russian and Ukrainian."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
_SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
    "uk": "понеділок вівторок середа четвер п’ятниця субота неділя",
}
_SHORT_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "ru": "пн вт ср чт пт сб вс",
    "uk": "пн вт ср чт пт сб нд",
}
_DIRECTIVE = re.compile(r"%(-?.|\Z)", re.DOTALL)
_LONGEST = 100


def words(moment: datetime, zone: ZoneInfo, language: str | None) -> str:
    """The day and the time there: "22 November, 14:05"; at midnight the day alone, as no more may be known.

    `language` is a tag; English where it is another or unknown.
    """
    there = moment.astimezone(zone)
    day = f"{there.day} {_MONTHS[_spoken(language)].split()[there.month - 1]}"
    return day if (there.hour, there.minute) == (0, 0) else f"{day}, {there:%H:%M}"


def formatted(moment: datetime, zone: ZoneInfo, pattern: str, language: str | None) -> str:
    """A moment in a pattern of strftime(3): "%d.%m.%Y %H:%M"; names of months follow a day, and are in the language.

    It knows %d %m %Y %y %H %I %p %M %S %j %B %b %A %a %Z %z %%, and %-d, %-m, %-H, %-I without a zero in front. Raises
    ValueError, with a sentence for people, for others and for a pattern over 100 characters.
    """
    if len(pattern) > _LONGEST:
        raise ValueError(f"the pattern of a date has {_LONGEST} characters at most")
    there, tongue = moment.astimezone(zone), _spoken(language)

    def written(match: re.Match[str]) -> str:
        match match[1]:
            case "B":
                return _MONTHS[tongue].split()[there.month - 1]
            case "b":
                return _SHORT_MONTHS[tongue].split()[there.month - 1]
            case "A":
                return _DAYS[tongue].split()[there.weekday()]
            case "a":
                return _SHORT_DAYS[tongue].split()[there.weekday()]
            case "d" | "m" | "Y" | "y" | "H" | "I" | "p" | "M" | "S" | "j" | "Z" | "z" | "%" as known:
                return there.strftime(f"%{known}")
            case "-d" | "-m" | "-H" | "-I" as known:
                return str(int(there.strftime(f"%{known[1]}")))
            case _:
                raise ValueError(
                    f'"{match[0]}" is no part of a date; parts are %d %m %Y %y %H %I %p %M %S %j %B %b %A %a %Z %z %%,'
                    " and %-d %-m %-H %-I without a zero in front"
                )

    return _DIRECTIVE.sub(written, pattern)


def _spoken(language: str | None) -> str:
    tongue = (language or "").lower().partition("-")[0]
    return tongue if tongue in _MONTHS else "en"
