"""The API on a page: its addresses, what is asked and answered, and the types, all from the OpenAPI document."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from feedbot.web import openapi

_MUST = "\\*"
_HEAD = """\
<!-- Made from the program by tools.reference_api; edit feedbot/web/openapi.py and what it names. -->
# Every address of the API

What may be asked, and what is answered, for each address. Who may ask, how pages and faults work, and examples:
[HTTP API](api.md). The same for machines: `/api/openapi.json`.

## What every address may answer

|status|means|
|---|---|
"""


def page() -> str:
    """docs/reference-api.md."""
    document = openapi.document()
    everywhere = _shared(document)
    parts = [_HEAD + "".join(f"|{status}|{says}|\n" for status, says in everywhere.items())]
    for tag in document["tags"]:
        parts.append(f"## {tag['name']}\n")
        parts += [_operation(*one, everywhere) for one in _operations(document) if tag["name"] in one[2]["tags"]]
    schemas = document["components"]["schemas"]
    parts.append("## Types\n\nMoments are RFC 3339, lengths of time are seconds. Fields with a \\* must be there.\n")
    parts += [_type(name, shape) for name, shape in schemas.items()]
    return "\n".join(parts)


def addresses() -> str:
    """The table of docs/api.md."""
    rows = [
        f"|[`{method.upper()} {path}`](reference-api.md#{_anchor(method, path)})|{told['summary']}|"
        for method, path, told in _operations(openapi.document())
    ]
    return "\n".join(["|address|what it is for|", "|---|---|", *rows, ""])


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield method, path, told


def _anchor(method: str, path: str) -> str:
    return re.sub(r"[^\w\- ]", "", f"{method} {path}".lower()).replace(" ", "-")


def _shared(document: Mapping[str, Any]) -> dict[str, str]:
    """The statuses that mean the same wherever they are."""
    each = [told["responses"] for *_, told in _operations(document)]
    return {
        status: answer["description"]
        for status, answer in each[0].items()
        if status >= "400" and all(other.get(status, {}).get("description") == answer["description"] for other in each)
    }


def _operation(method: str, path: str, told: Mapping[str, Any], everywhere: Mapping[str, str]) -> str:
    lines = [f"### `{method.upper()} {path}`", "", f"{told['summary']}. {told.get('description', '')}".strip(), ""]
    if wanted := told.get("parameters"):
        lines += ["|parameter|in|takes|meaning|", "|---|---|---|---|"]
        for one in wanted:
            name = f"`{one['name']}`{_MUST if one['required'] else ''}"
            lines.append(f"|{name}|{one['in']}|{_shape(one['schema'])}|{one['description']}|")
        lines.append("")
    if body := told.get("requestBody"):
        lines += [f"Body: {_shape(body['content']['application/json']['schema'])}.", ""]
    lines += ["|status|answer|", "|---|---|"]
    for status, answer in told["responses"].items():
        if status not in everywhere:
            given = answer.get("content", {}).get("application/json")
            lines.append(f"|{status}|{_shape(given['schema']) if given else _plain(answer['description'])}|")
    return "\n".join([*lines, ""])


def _type(name: str, shape: Mapping[str, Any]) -> str:
    lines = [f"### Type `{name}`", "", _plain(shape.get("description", "")), ""]
    required = set(shape.get("required", ()))
    if fields := shape.get("properties"):
        lines += ["|field|takes|meaning|", "|---|---|---|"]
        lines += [
            f"|`{field}`{_MUST if field in required else ''}|{_shape(kind)}|{_plain(kind.get('description', ''))}|"
            for field, kind in fields.items()
        ]
        lines.append("")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return re.sub(r"([|<>*])", r"\\\1", " ".join(text.split()))


def _shape(kind: Mapping[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return f"[{name}](#type-{name.lower()})"
    if "anyOf" in kind:
        return " or ".join(map(_shape, kind["anyOf"]))
    if "enum" in kind:
        return " or ".join(f"`{json.dumps(value, ensure_ascii=False)}`" for value in kind["enum"])
    named = kind.get("type", "anything")
    words = " or ".join(named) if isinstance(named, list) else named
    if "items" in kind:
        words += f" of {_shape(kind['items'])}"
    if isinstance(kind.get("additionalProperties"), Mapping):
        words += f" of {_shape(kind['additionalProperties'])}"
    return words + _bounds(kind)


def _bounds(kind: Mapping[str, Any]) -> str:
    said = [kind["format"]] if "format" in kind else []
    if "minimum" in kind or "maximum" in kind:
        said.append(f"{kind.get('minimum', '')} to {kind.get('maximum', '')}")
    if "maxLength" in kind:
        said.append(f"at most {kind['maxLength']:,} characters")
    if "default" in kind:
        said.append(f"{json.dumps(kind['default'])} if not given")
    return f" ({', '.join(said)})" if said else ""
