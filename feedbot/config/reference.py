"""docs/configuration.md and docs/config.schema.json, made from the sections, so that neither can drift.

To write both: `python -c 'from feedbot.config import reference; reference.write("docs")'`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from feedbot import channels, sources
from feedbot.config.environment import PLACES, SECRETS
from feedbot.config.faults import place
from feedbot.config.sections import FeedTable
from feedbot.config.tables import TABLES, spelled
from feedbot.sections import ChannelSection, Section, SourceSection

_HEAD = """\
<!-- Made from the program by feedbot.config.reference; edit the descriptions there. -->
# Configuration

One file, `config.toml`, says what feedbot watches, what it publishes and whom it tells. This is enough:

```toml
[[sources]]
name = "kernel"
kind = "feed"
url = "https://www.kernel.org/feeds/kdist.xml"

[[feeds]]
name = "main"
title = "All news"

[[channels]]
name = "news"
kind = "telegram"
chat = "@my_channel"
```

`feedbot init` writes a commented one, and `feedbot check` reports everything that is wrong with it at once. The signal
SIGHUP puts it to work without a restart; a file with faults leaves the old configuration in place.

- Paths are relative to the folder of the file.
- A length of time is a number with a unit: `30s`, `15m`, `2h`, `1d`, `1w`, or a sum such as `1h30m`.
- A size is a number with a unit: `512KiB`, `10MiB`.
- A name has small Latin letters, digits, dots, dashes and underscores.
- An unknown key is a fault, never ignored.
- Editors that know JSON Schema complete and check the file with [config.schema.json](config.schema.json).
"""

_ENVIRONMENT = """\
## Environment

Places and secrets may come from the environment; a variable wins over the file, an empty one counts as not set. A token
is never written into `config.toml`, and never shown.

In any text of a `[[sources]]` table, `${NAME}` stands for a secret of your own: the variable `NAME`, else the text of
the file that the variable `NAME_FILE` names, else systemd's credential `NAME`. `$${` stands for `${` itself. Secrets
belong in `headers`, `cookies`, `auth`, `proxy` and passwords, which are never shown; feedbot does show a `url`.

```toml
[[sources]]
name = "members"
kind = "feed"
url = "https://example.org/members/feed"
auth = { user = "me", password = "${MEMBERS_PASSWORD}" }
```
"""


class _Generator(GenerateJsonSchema):
    """JSON Schema as TOML needs it: no null, no titles made of names, durations as the config writes them."""

    def encode_default(self, dft: object) -> object:
        return spelled(dft) if isinstance(dft, timedelta) else super().encode_default(dft)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value is not None}

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the library's signature
        return False


def write(folder: str) -> None:
    """Write both documents into a folder that exists."""
    Path(folder, "configuration.md").write_text(markdown(), encoding="utf-8")
    Path(folder, "config.schema.json").write_text(schema(), encoding="utf-8")


def schema() -> str:
    """The JSON Schema (draft 2020-12) of config.toml, as a document that ends with a newline."""
    once = {name: _section(model) for name, model in TABLES.items()}
    many = {
        "sources": _kinds([kind.section for kind in sources.NAMED.values()]),
        "feeds": {"type": "array", "items": _section(FeedTable)},
        "channels": _kinds([kind.section for kind in channels.KINDS.values()]),
    }
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "feedbot's config.toml",
        "type": "object",
        "additionalProperties": False,
        "required": ["sources"],
        "properties": {**once, **many},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def markdown() -> str:
    """The reference page: every table, key, type, default and variable."""
    parts = [
        _HEAD,
        *(_once(name, model) for name, model in TABLES.items()),
        _table("## `[[sources]]`", "What is watched. Every kind of source takes these keys:", SourceSection, "source"),
        *_kind_parts("sources", SourceSection, {name: kind.section for name, kind in sources.NAMED.items()}),
        _table("## `[[feeds]]`", _told(FeedTable), FeedTable),
        _table("## `[[channels]]`", "Who is told. Every kind of channel takes these keys:", ChannelSection, "channel"),
        *_kind_parts("channels", ChannelSection, {name: kind.section for name, kind in channels.KINDS.items()}),
        _ENVIRONMENT,
        "\n".join(_variables()) + "\n",
    ]
    return "\n".join(parts)


def _section(model: type[Section]) -> dict[str, Any]:
    shape = model.model_json_schema(schema_generator=_Generator)
    return {key: value for key, value in shape.items() if key != "title"}


def _kinds(models: list[type[Section]]) -> dict[str, Any]:
    return {"type": "array", "items": {"oneOf": [_section(model) for model in models]}}


def _once(name: str, model: type[Section]) -> str:
    return _table(f"## `[{name}]`", _told(model), model)


def _kind_parts(noun: str, base: type[Section], kinds: Mapping[str, type[Section]]) -> Iterator[str]:
    for name, model in kinds.items():
        text = " ".join(filter(None, [_told(model), _rhythm(name) if noun == "sources" else ""]))
        own = [field for field in model.model_fields if field not in base.model_fields]
        yield _table(f'### `[[{noun}]]` with `kind = "{name}"`', text, model, only=own)


def _rhythm(kind: str) -> str:
    row = sources.NAMED[kind]
    text = f"Visited every {spelled(row.every)}, every {spelled(row.floor)} at most."
    if row.every >= timedelta(minutes=1):
        text = (
            "Visited in its own rhythm where `every` is not given: after half the mean time between its entries of the "
            f"last week, from 15m to 1d, or every {spelled(row.every)} as long as that is not known; every "
            f"{spelled(row.floor)} at most."
        )
    if row.max_age is not None:
        text += f" An entry older than {spelled(row.max_age)} when first seen is published and not sent."
    return text


def _told(model: type[Section]) -> str:
    return " ".join((model.__doc__ or "").split())


def _table(title: str, text: str, model: type[Section], noun: str = "", *, only: list[str] | None = None) -> str:
    shapes = _section(model)["properties"]
    fields = {name: field for name, field in model.model_fields.items() if only is None or name in only}
    rows = [_row(name, field, shapes[name], noun) for name, field in fields.items()]
    head = ["|key|takes|default|meaning|", "|---|---|---|---|"] if rows else []
    return "\n".join([title, "", text, *([""] if rows else []), *head, *rows, ""])


def _row(name: str, field: FieldInfo, shape: Mapping[str, Any], noun: str) -> str:
    takes = _takes(shape)
    if name == "kind" and noun:
        kinds = sources.NAMED if noun == "source" else channels.KINDS
        takes = " or ".join(f'`"{kind}"`' for kind in kinds)
    cells = (f"`{name}`", takes, _default(field), field.description or "")
    return "|" + "|".join(cell.replace("|", "\\|") for cell in cells) + "|"


def _takes(shape: Mapping[str, Any]) -> str:
    if "anyOf" in shape:
        return " or ".join(map(_takes, shape["anyOf"]))
    if "const" in shape or "enum" in shape:
        return " or ".join(f'`"{value}"`' for value in shape.get("enum") or [shape["const"]])
    for example, word in (("30s", "duration"), ("10MiB", "size")):
        if example in shape.get("examples", ()):
            return word
    match shape["type"]:
        case "array":
            return f"list of {_takes(shape['items'])}"
        case "object":
            return "table of texts"
        case "boolean":
            return "true or false"
        case "integer":
            least, most = shape.get("minimum"), shape.get("maximum")
            return "number" if least is None else f"number from {least}" + (f" to {most}" if most is not None else "")
        case _:
            return "text"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default
    if isinstance(value, timedelta):
        value = spelled(value)
    return "" if value in (None, "", [], {}) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _variables() -> Iterator[str]:
    yield from ("|variable|meaning|", "|---|---|")
    for variable, path in PLACES.items():
        yield f"|`{variable}`|Takes the place of `{place(path)}`.|"
    for variable, meaning in SECRETS.items():
        yield f"|`{variable}`|{meaning}|"
