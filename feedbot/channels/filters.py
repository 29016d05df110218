"""The filters that a template of messages may use; each bounded in what it costs."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from feedbot.channels.fields import Moment, Said
from feedbot.text import when
from feedbot.text.html import escape
from feedbot.text.html import plain as plain_text
from feedbot.text.spans import Rich, rich
from feedbot.text.spans import cut as cut_rich

_LONGEST = 40
_WIDEST = 4096


def date(value: object, pattern: object) -> str:
    """A moment in a pattern such as "%d.%m.%Y"; nothing for a moment that is not known. Raises ValueError."""
    if isinstance(value, Moment):
        return when.formatted(value.at, value.zone, _text(pattern), value.language)
    if value == "":
        return ""
    raise ValueError("only published and updated are dates")


def plain(value: object) -> str:
    """The text of HTML on one line."""
    return " ".join(_plain(value).split())


def cut(value: object, most: object) -> str:
    """At most so many characters of a text, cut at a sentence or a word; of HTML the text alone, with its lines."""
    if not isinstance(most, int) or not 0 < most <= _WIDEST:
        raise ValueError(f"cut takes a number from 1 to {_WIDEST:,}")
    if isinstance(value, Markup):
        text = cut_rich(Rich(text=rich(str(value)).text), most).text
        return Markup("<br>".join(escape(line) for line in text.split("\n")))  # noqa: S704 - escaped here
    return cut_rich(Rich(text=_plain(value)), most).text


def upper(value: object) -> str:
    """In capitals."""
    return plain(value).upper()


def lower(value: object) -> str:
    """In small letters."""
    return plain(value).lower()


def capitalize(value: object) -> str:
    """With a capital at the beginning, and else as it is."""
    text = plain(value)
    return text[:1].upper() + text[1:]


def first(value: object) -> object:
    """The first of a list; nothing of an empty one."""
    return _list(value)[0] if _list(value) else ""


def last(value: object) -> object:
    """The last of a list; nothing of an empty one."""
    return _list(value)[-1] if _list(value) else ""


def join(value: object, separator: object = ", ") -> str:
    """A list as one text."""
    between = _text(separator)
    if len(between) > _LONGEST:
        raise ValueError(f"join takes a separator of {_LONGEST} characters at most")
    return Markup(escape(between)).join(each if isinstance(each, Said) else str(each) for each in _list(value))  # noqa: S704 - escaped here


def length(value: object) -> int:
    """How many a list has; how many characters a text has."""
    return len(value) if isinstance(value, tuple) else len(plain(value))


def default(value: object, other: object) -> object:
    """Another value in the place of an empty one."""
    return value or other


def _plain(value: object) -> str:
    return plain_text(str(value)) if isinstance(value, Markup) else str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value} is no text; put it in quotation marks")  # noqa: TRY004 - told like other faults
    return value


def _list(value: object) -> tuple[object, ...]:
    if not isinstance(value, tuple):
        raise ValueError("only a list can be joined, and has a first and a last")  # noqa: TRY004 - told like others
    return value


FILTERS: Mapping[str, Callable[..., object]] = {
    "capitalize": capitalize,
    "count": length,
    "cut": cut,
    "date": date,
    "default": default,
    "first": first,
    "join": join,
    "last": last,
    "length": length,
    "lower": lower,
    "plain": plain,
    "upper": upper,
}
"""The filters by their names."""
