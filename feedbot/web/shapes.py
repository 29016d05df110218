"""Values of ours as JSON Schema has them (2020-12), and what somebody sent held against such a schema. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, Any]

_PLAIN: Mapping[object, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    timedelta: {"type": "number", "description": "In seconds."},
    Any: {},
    object: {},
}
_KINDS: Mapping[str, tuple[type, str]] = {
    "string": (str, "a text"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


def schema(kind: Any, named: dict[str, Schema]) -> Schema:  # noqa: ANN401  # any type
    """The schema of what `status.plain` makes of a type; data classes and TypedDicts are put into `named` by name.

    Metadata of `Annotated` that are mappings are taken over. Raises TypeError for types that have no JSON, and
    for two of one name.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is None and kind in _PLAIN:
        return dict(_PLAIN[kind])
    if origin is NotRequired:
        return schema(arguments[0], named)
    if origin is Annotated:
        extra = [each for each in arguments[1:] if isinstance(each, Mapping)]
        return {name: value for each in (schema(arguments[0], named), *extra) for name, value in each.items()}
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in (Union, UnionType):
        return _either([schema(each, named) for each in arguments])
    if origin in (list, tuple) or (isinstance(origin, type) and issubclass(origin, Sequence)):
        return {"type": "array", "items": schema(arguments[0], named)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema(arguments[1], named)}
    if is_dataclass(kind) or is_typeddict(kind):
        return _named(kind, named)
    raise TypeError(f"{kind} has no JSON")


def fault(value: object, shape: Schema) -> str | None:
    """What is wrong with a value sent to us, after the name of its place; None if it fits.

    Knows what the shapes of bodies and parameters use: objects of texts, whole numbers and booleans.
    """
    if shape.get("type") == "object":
        return _object_fault(value, shape)
    kind, noun = _KINDS[shape["type"]]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return f"is not {noun}"
    if isinstance(value, str):
        return _text_fault(value, shape)
    low, high = shape.get("minimum"), shape.get("maximum")
    if isinstance(value, int) and low is not None and high is not None and not low <= value <= high:
        return f"is not between {low:,} and {high:,}"
    return None


def read(text: str, shape: Schema) -> tuple[Any, str | None]:
    """The value that the text of a parameter means, and what is wrong with it, as `fault` has it."""
    value: Any = text
    if shape["type"] == "integer" and _NUMBER.fullmatch(text):
        value = int(text)
    elif shape["type"] == "boolean" and text in ("true", "false"):
        value = text == "true"
    return value, fault(value, shape)


def moment(text: str) -> datetime | None:
    """A moment as RFC 3339 writes it, with its zone; None for anything else."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text.upper())
        return found if found.utctimetuple().tm_year > 1 else None
    except (ValueError, OverflowError):
        return None


def _text_fault(value: str, shape: Schema) -> str | None:
    known = shape.get("enum")
    if known is not None and value not in known:
        return f"is none of {', '.join(known)}"
    if len(value) > shape.get("maxLength", 10_000):
        return f"has over {shape.get('maxLength', 10_000):,} characters"
    if len(value) < shape.get("minLength", 0):
        return "is empty"
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
        return "has characters that no text has"
    if shape.get("format") == "date-time" and moment(value) is None:
        return 'is no moment with its zone, such as "2026-03-14T10:00:00Z"'
    return None


def _object_fault(value: object, shape: Schema) -> str | None:
    if not isinstance(value, dict):
        return "is no object"
    known: dict[str, Schema] = shape["properties"]
    if missing := [name for name in shape.get("required", ()) if name not in value]:
        return f'lacks "{missing[0]}"'
    for name, each in value.items():
        if name not in known:
            return f"has a name that means nothing here; there are {', '.join(known)}"
        if said := fault(each, known[name]):
            return f'has a "{name}" that {said}'
    return None


def _either(found: list[Schema]) -> Schema:
    """One of several; where all are simple, in one word."""
    if all(set(each) == {"type"} for each in found):
        return {"type": [each["type"] for each in found]}
    return {"anyOf": found}


def _named(kind: type, named: dict[str, Schema]) -> Schema:
    name, says = kind.__name__, _told(kind)
    if name in named and named[name]["description"] != says:
        raise TypeError(f"two types are called {name}")
    if name not in named:
        named[name] = {"description": says}  # before its fields, which may lead back to it
        hints = get_type_hints(kind, include_extras=True)
        names = [each.name for each in fields(kind)] if is_dataclass(kind) else list(hints)
        required = names if is_dataclass(kind) else [each for each in names if each in kind.__required_keys__]  # type: ignore[attr-defined]  # a TypedDict
        named[name] = {
            "type": "object",
            "description": says,
            "properties": {each: schema(hints[each], named) for each in names},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }
    return {"$ref": f"#/components/schemas/{name}"}


def _told(kind: type) -> str:
    """What a docstring says, on lines of its own where it has paragraphs."""
    paragraphs = (kind.__doc__ or kind.__name__).split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)
