"""What comes out again and again in the same words: rates, weather, alarms, daily losses, live pages.

Two of a series look like one story told twice and are not: each tells of another day or hour.
"""

import re
from datetime import timedelta

from feedbot.model import Signature
from feedbot.text import words

_ENDLESS = frozenset({"digest", "horoscope", "live"})
_ALARMS = frozenset({"alarm", "clear"})
_LOCAL = frozenset({"outages", "rates", "weather"})
_CYRILLIC = frozenset({"be", "ru", "uk"})
_ALARM = timedelta(hours=1)
_DAY = timedelta(hours=12)
_SHORT = 25
_LONGEST = 300
_MOST = 12

# The kinds of series by what their titles say, folded; the first that is found counts.
_SAID = (
    ("clear", r"\b(?:отбой|відбій)\b|\ball[- ]clear\b|\balert (?:is )?(?:lifted|over|cancelled)\b"),
    ("alarm", r"\bвоздушн\w+ тревог|\bповітрян\w+ тривог|\b(?:объявлен|оголошен)\w+ (?:воздушн|повітр|тревог|тривог)"),
    ("alarm", r"\bair[- ]raid (?:alert|alarm|siren)|\b(?:ракетная опасность|ракетна небезпека|missile alert)\b"),
    ("alarm", r"\b(?:тревога|тривога) (?:в|у|на|по)\b"),
    ("losses", r"\b(?:потери|втрати) (?:врага|ворога|рф|россии|росії|росіян|россиян|армии|армії|противника)\b"),
    ("losses", r"\b(?:russian?s?|enemy)(?:'s)? (?:combat |daily )?loss(?:es)?\b"),
    ("rates", r"\bкурсы? (?:валют|доллара|долара|евро|євро|гривны|гривні|рубля|биткоина|нбу)\b|\bexchange rates?\b"),
    ("rates", r"\b(?:цены|ціни) на (?:бензин|топливо|пальне|азс)\b|\bbitcoin price\b"),
    ("weather", r"\b(?:прогноз погод[ыи]\b|погода (?:\d|(?:на|в|у|завтра|сегодня|сьогодні)\b))|\bсиноптик"),
    ("weather", r"\bweather (?:forecast|today|tomorrow)\b"),
    ("horoscope", r"\b(?:гороскоп|horoscope|лунный календарь|місячний календар)"),
    ("outages", r"\bграф[иі]ки? (?:\w+ )?(?:отключени|відключен)|\bpower (?:cut|outage) schedules?\b"),
    (
        "outages",
        r"\b(?:отключени|відключенн)[яй] (?:света|світла|электр|електр)\w*[^.!?]*\b(?:график|графік|очеред|черг)",
    ),
    ("live", r"\b(?:онлайн[- ]?(?:трансляц|хроник)|текстов\w+ трансляц|live (?:updates?|blog)|liveblog)"),
    ("live", r"\b(?:хроника|хроніка) (?:войны|війни|дня)|\b(?:день|day) #?\d{3,4}\b"),
    ("live", r"\b\d{2,4}\W?\w{0,2} день (?:войны|війни)"),
    (
        "digest",
        r"\b(?:дайджест|главн\w+ (?:за день|за сутки|новости)|головн\w+ (?:за день|за добу|новини)|итоги дня)\b",
    ),
    ("digest", r"\bпідсумки дня\b|\bновости к (?:утру|этому часу)\b|\b(?:фото дня|обзор прессы)\b"),
    ("digest", r"\b(?:news|daily|morning|evening) (?:digest|briefing|roundup)\b|\btop (?:news|stories)\b"),
)
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _SAID)

_MONTHS = (
    "январь января січень січня january jan",
    "февраль февраля лютий лютого february feb",
    "март марта березень березня march mar",
    "апрель апреля квітень квітня april apr",
    "май мая травень травня may",
    "июнь июня червень червня june jun",
    "июль июля липень липня july jul",
    "август августа серпень серпня august aug",
    "сентябрь сентября вересень вересня september sep sept",
    "октябрь октября жовтень жовтня october oct",
    "ноябрь ноября листопад листопада november nov",
    "декабрь декабря грудень грудня december dec",
)
_WEEKDAYS = (
    "понедельник понедельника понеділок понеділка monday mon",
    "вторник вторника вівторок вівторка tuesday tue",
    "среда среду середа середу wednesday wed",
    "четверг четверга четвер четверга thursday thu",
    "пятница пятницу п'ятниця п'ятницю friday fri",
    "суббота субботу субота суботу saturday sat",
    "воскресенье воскресенья неділя неділю sunday sun",
)
_DATES = {name: f"m{number}" for number, names in enumerate(_MONTHS, 1) for name in names.split()} | {
    name: f"d{number}" for number, names in enumerate(_WEEKDAYS, 1) for name in names.split()
}
_DAY_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])(?:\.(?:20)?\d\d)?")
_GREW = re.compile(
    r"\b(?:вырос|возрос|увелич|зрос|збільш|уточн|обновл|оновл|до \d+ (?:человек|людей|осіб)|уже \d|вже \d"
    r"|достиг|превыс|досяг|сягн|перевищ|ris(?:es|en)|rose|climbs?|grows?|reach|exceed|toll|up to|at least \d|now \d)"
)


def kind(title: str) -> str:
    """Give the kind of series that a title belongs to, such as "weather"; "" for none that is known."""
    folded = words.fold(title[:_LONGEST])
    return next((name for name, pattern in _KINDS if pattern.search(folded)), "")


def template(title: str) -> str:
    """Give what stays of a title when numbers, months and weekdays are taken out: "потери врага на 0"."""
    found = ["0" if _varies(word) else word for word in words.tokens(title[:_LONGEST])]
    return " ".join(word for place, word in enumerate(found) if word != "0" or found[place - 1 : place] != ["0"])


def figures(title: str) -> tuple[str, ...]:
    """Give the numbers and dates of a title in order: a month is "m3", a weekday "d1", "14.03" is two, 14 and m3.

    The last is "+" where the title says that a number grew, which is news of the same story.
    """
    found: list[str] = []
    for word in words.tokens(title[:_LONGEST]):
        date = _DAY_MONTH.fullmatch(word)
        if date:
            found += [date[1].lstrip("0"), f"m{int(date[2])}"]
        elif _varies(word):
            found.append(_DATES.get(word, word))
    return (*found[:_MOST], *("+" if _GREW.search(words.fold(title[:_LONGEST])) else ""))


def grew(signature: Signature) -> bool:
    """Whether its title says that a number grew, and to what: a source that says so tells of its own story again."""
    return len(signature.figures) > 1 and signature.figures[-1] == "+"


def apart(one: Signature, two: Signature) -> str | None:
    """Say why two articles that look alike are two of a series; None if nothing says so."""
    distance = abs(one.at - two.at)
    if one.series and two.series and one.series != two.series and {one.series, two.series} <= _ALARMS:
        return "an alarm and its end"
    if one.series in _ENDLESS or two.series in _ENDLESS:
        return "each of a series by itself" if one.text != two.text else None
    if one.series and two.series and one.series != two.series:
        return "of two series"
    if one.series and one.series == two.series:
        return _of_series(one, two, distance)
    if not one.template or one.template != two.template:
        return None
    return _of_template(one, two, distance)


def _of_series(one: Signature, two: Signature, distance: timedelta) -> str | None:
    """The same for two of one known series: one day of it, told by several, is one story."""
    if distance > (_ALARM if one.series in _ALARMS else _DAY):
        return "two of a series, at other times"
    if one.source == two.source:
        return "two of a series from one source"
    if one.series in _LOCAL and _elsewhere(one, two):
        return "two of a series, for readers in other countries"
    return "two of a series, for other days" if _other_day(one, two) else None


def _of_template(one: Signature, two: Signature, distance: timedelta) -> str | None:
    """The same for two titles that differ in numbers and dates alone, or in nothing."""
    if one.figures == two.figures:
        repeats = one.source == two.source and min(one.size, two.size) < _SHORT
        return "a short text that its source repeats" if repeats and not _flash(one, two, distance) else None
    if _other_day(one, two):
        return "titles that differ in their dates alone"
    if one.source != two.source and distance <= _DAY:
        return None
    return None if grew(one) or grew(two) else "titles that differ in their numbers alone"


def _flash(one: Signature, two: Signature, distance: timedelta) -> bool:
    """One is but a title, and the other the text that its source gives to it soon."""
    return distance <= _DAY and bool(one.size) != bool(two.size)


def _elsewhere(one: Signature, two: Signature) -> bool:
    """One is of a language of the East Slavs and the other is not: each has the weather of its own country."""
    return None not in {one.language, two.language} and (one.language in _CYRILLIC) != (two.language in _CYRILLIC)


def _other_day(one: Signature, two: Signature) -> bool:
    """Both titles name days, and not the same."""
    left, right = (_days(each.figures) for each in (one, two))
    return bool(left and right) and not (left <= right or right <= left)


def _days(found: tuple[str, ...]) -> frozenset[str]:
    """What of the figures of a title is a date: a month with the number beside it, a weekday."""
    days = {each for each in found if each.startswith("d")}
    for place, each in enumerate(found):
        if each.startswith("m"):
            beside = [near for near in found[max(0, place - 1) : place + 2] if near.isdigit() and len(near) < 3]
            days.add(" ".join([*beside[:1], each]))
    return frozenset(days)


def _varies(word: str) -> bool:
    return word in _DATES or word[0].isdigit()
