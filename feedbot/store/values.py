"""Values as columns: moments as numbers, tuples of frozen values as JSON, text that every database takes."""

# ruff: noqa: ARG002 - the signatures are those of SQLAlchemy's TypeDecorator

import json
import struct
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

import sqlalchemy
from sqlalchemy import JSON, BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

_REMEMBERED = 500
_SHORT = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WIDE = 2**32
_DIGITS = bytes((each - 48) % 256 for each in range(256))


def clean(text: str) -> str:
    """The text with lone surrogates and NUL as U+FFFD: names of files may have them, and no database takes them."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)
    return text


class Written(str):
    """A value that is JSON already, as `dumps` would write it."""

    __slots__ = ()


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(value: object) -> str:
    """JSON for a column, readable by people who look into the database."""
    return value if isinstance(value, Written) else clean(_write(value))


def microseconds(value: datetime | timedelta) -> int:
    """A moment since 1970, or a length of time, as a whole number. Raises TypeError for a naive moment."""
    return (value - _EPOCH if isinstance(value, datetime) else value) // _MICROSECOND


def moment(number: int) -> datetime:
    """The moment that many microseconds after 1970 began."""
    return _EPOCH + number * _MICROSECOND


class Moment(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970 in UTC: exact, ordered, and the same on every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else moment(value)


class Length(TypeDecorator[timedelta]):
    """A length of time as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else value // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """From the database."""
        return None if value is None else timedelta(microseconds=value)


class Text(TypeDecorator[str]):
    """Text that went through `clean`."""

    impl = sqlalchemy.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else clean(value)


class Plain(TypeDecorator[tuple[Any, ...]]):
    """A tuple of texts or numbers, or of tuples of these, as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> list[Any]:
        """To the database."""
        return list(value or ())

    def process_result_value(self, value: list[Any] | None, dialect: Dialect) -> tuple[Any, ...]:
        """From the database."""
        return _tuples(value or ())


class Moments(TypeDecorator[tuple[datetime, ...]]):
    """A tuple of moments as a JSON array of microseconds."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[datetime] | None, dialect: Dialect) -> list[int]:
        """To the database."""
        return [microseconds(each) for each in value or ()]

    def process_result_value(self, value: list[int] | None, dialect: Dialect) -> tuple[datetime, ...]:
        """From the database."""
        return tuple(moment(each) for each in value or ())


class Value(TypeDecorator[Any]):
    """One frozen value of a flat `shape` as a JSON object; fields that are None are left out.

    A moment or a length of time is a number of microseconds there, and a tuple an array.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, shape: type[Any]) -> None:
        super().__init__()
        self.shape = shape
        self._readers = _readers(shape)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - of any shape
        """To the database."""
        return value if value is None or isinstance(value, Written) else _fields(value)

    def read(self, text: str) -> Any:  # noqa: ANN401 - as above
        """The value of what `written` gave."""
        return self._made(json.loads(text))

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - as above
        """From the database."""
        return self._made(value) if value is not None else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """From the database; of short texts the last are remembered, for many rows have the same."""
        process = super().result_processor(dialect, coltype)
        if process is None or dialect.name != "sqlite":  # psycopg gives what it has read already
            return process
        known = lru_cache(maxsize=_REMEMBERED)(process)
        return lambda text: known(text) if text is None or len(text) <= _SHORT else process(text)

    def _made(self, found: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        readers = self._readers
        known = {name: part for name, part in found.items() if name in readers}
        return self.shape(**{name: read(part) if (read := readers[name]) else part for name, part in known.items()})


class Packed(Value):
    """The same for a shape of which thousands of rows are read at once: it takes less room, and less work to read.

    A tuple of texts is one text, with spaces between; one of numbers their digits. A sequence of numbers is read as an
    `array` and stands in base64, 32 bits of each, the lowest first. What cannot be written so, and what older versions
    wrote, is a JSON array. Defaults are left out.
    """

    cache_ok = True

    def __init__(self, shape: type[Any]) -> None:
        super().__init__(shape)
        types = get_type_hints(shape)
        self._packers = [(each.name, each.default, _packer(types[each.name])) for each in fields(shape)]

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - of any shape
        """To the database."""
        return value if value is None or isinstance(value, Written) else self._packed(value)

    def written(self, value: Any) -> Written:  # noqa: ANN401 - as above
        """A value as a column of this type has it."""
        return Written(dumps(self._packed(value)))

    def _packed(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        found = _fields(value)
        return {
            name: pack(found[name]) if pack else found[name]
            for name, default, pack in self._packers
            if name in found and found[name] != default
        }


class Values(Value):
    """A tuple of frozen values of a flat `shape` as a JSON array of objects."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - of any shape
        """To the database."""
        return [_fields(each) for each in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - as above
        """From the database."""
        return tuple(self._made(each) for each in value or ())


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - of any shape
    found: dict[str, Any] = {}
    for name in _names(value.__class__):
        part = getattr(value, name)
        if part is not None:
            found[name] = microseconds(part) if isinstance(part, datetime | timedelta) else part
    return found


@lru_cache(maxsize=100)
def _names(shape: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(shape))


def _readers(shape: type[Any]) -> dict[str, Callable[[Any], Any] | None]:
    """For each field of a shape, what makes its value of what JSON gives; None where it is the value."""
    types = get_type_hints(shape)
    return {each.name: _reader(types[each.name]) for each in fields(shape)}


def _reader(kind: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - a type, or a union of types
    kinds = (kind, *get_args(kind))
    if datetime in kinds:
        return moment
    if timedelta in kinds:
        return lambda number: timedelta(microseconds=number)
    if get_origin(kind) is Sequence:
        return _array
    if get_origin(kind) is tuple:
        return _digits if int in kinds else _texts if str in kinds else _tuples
    return None


def _packer(kind: Any) -> Callable[[Sequence[Any]], str | Sequence[Any]] | None:  # noqa: ANN401 - as above
    """What writes a field of this type as one text; None for one that stands as it is."""
    if get_origin(kind) is Sequence:
        return _packed
    if get_origin(kind) is tuple:
        return _figures if int in get_args(kind) else _joined
    return None


def _tuples(value: Sequence[Any]) -> tuple[Any, ...]:
    """A JSON array as a tuple, and the arrays in it too."""
    if list not in map(type, value):
        return tuple(value)
    return tuple(_tuples(each) if isinstance(each, list) else each for each in value)


def _texts(value: str | Sequence[Any]) -> tuple[Any, ...]:
    return tuple(value.split(" ")) if isinstance(value, str) else _tuples(value)


def _digits(value: str | Sequence[Any]) -> tuple[Any, ...]:
    return tuple(value.encode().translate(_DIGITS)) if isinstance(value, str) else _tuples(value)


def _array(value: str | Sequence[Any]) -> Sequence[int]:
    if not isinstance(value, str):
        return _tuples(value)
    packed = a2b_base64(value)
    return array("I", struct.unpack(f"<{len(packed) // 4}I", packed))


def _joined(value: Sequence[Any]) -> str | Sequence[Any]:
    return " ".join(value) if all(isinstance(each, str) and each and " " not in each for each in value) else value


def _figures(value: Sequence[Any]) -> str | Sequence[Any]:
    return "".join(map(str, value)) if all(0 <= each <= 9 for each in value) else value


def _packed(value: Sequence[Any]) -> str | Sequence[Any]:
    small = all(0 <= each < _WIDE for each in value)
    return b2a_base64(struct.pack(f"<{len(value)}I", *value), newline=False).decode() if small else tuple(value)
