"""Templates of messages: the fields they may name, the presets, what is wrong with one, and small HTML made of one.

A template is Jinja without calls, sums of text, macros and loops over anything but the lists among the fields, so that
none can cost much. Line ends in it are line ends in the message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from feedbot.channels import fields, grammar
from feedbot.model import Channel
from feedbot.text.spans import rich, units

if TYPE_CHECKING:
    from jinja2 import Template

LONGEST = 4_000
"""The longest template, in characters."""

_MOST = 1 << 18
_MESSAGE = 4096  # Bot API, sendMessage

_FRAME = """\
{% if address %}
{{ address }}
{% endif %}
{% if credits %}
<i>{{ credits }}</i>
{% endif %}
{% if also %}
{{ words.also }} {{ also }}
{% endif %}
"""

PRESETS: Mapping[str, str] = {
    "headline": '<a href="{{ link }}"><b>{{ title }}</b></a>\n' + _FRAME,
    "brief": '<a href="{{ link }}"><b>{{ title }}</b></a>\n\n{{ summary }}\n\n' + _FRAME,
    "full": """\
<a href="{{ link }}"><b>{{ title }}</b></a>

{% if lede or details %}
{{ lede }}
{{ details }}
{% else %}
{{ summary }}
{% endif %}

{% if background %}
<blockquote expandable>
{% if background_title %}
<b>{{ background_title }}</b>
{% endif %}
{{ background }}
</blockquote>
{% endif %}

"""
    + _FRAME,
    "link-only": """\
{% if link %}
<a href="{{ link }}">{{ link }}</a>
{% else %}
{{ address or title }}
{% endif %}
""",
}
"""The templates that have a name, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with a template, at a line of it (the first is 1): a sentence for people that says what to do."""

    line: int
    message: str


@lru_cache(maxsize=256)
def flaws(text: str) -> tuple[Flaw, ...]:
    """All that is wrong with a preset's name or a template, by line; empty for one that can be used.

    It is tried on made-up pieces, one with all fields and one with as few as can be. Never raises.
    """
    if text in PRESETS:
        return ()
    if "{" not in text:
        return (Flaw(line=1, message=grammar.unnamed(text, PRESETS)),)
    if len(text) > LONGEST:
        return (Flaw(line=1, message=f"it has {len(text):,} characters; a template has {LONGEST:,} at most"),)
    found = grammar.faults(text)
    if not found:
        found = tuple(dict.fromkeys(fault for known in _made_up() for fault in _tried(text, known)))
    return tuple(Flaw(line=line, message=message) for line, message in sorted(found))


def uses(text: str) -> frozenset[str]:
    """The fields that a preset or a template names; none for one that cannot be read."""
    return _named(PRESETS.get(text, text))


def fill(text: str, known: Mapping[str, object]) -> str:
    """The small HTML that a preset or a template gives for the fields of a piece, 262,144 characters at most.

    Raises ValueError for a template with flaws.
    """
    template = _compiled(PRESETS.get(text, text))
    written, length = [], 0
    try:
        for part in template.generate(known):
            written.append(part)
            length += len(part)
            if length > _MOST:
                html = "".join(written)[:_MOST]
                return html[: html.rfind("<")] + "…"
    except grammar.errors() as error:
        raise ValueError(grammar.told(error)[1]) from error
    return "".join(written)


@lru_cache(maxsize=64)
def _named(text: str) -> frozenset[str]:
    return grammar.names(text)


@lru_cache(maxsize=64)
def _compiled(text: str) -> "Template":
    found = grammar.faults(text) if len(text) <= LONGEST else ((1, "it is too long"),)
    if found:
        raise ValueError(found[0][1])
    return grammar.compiled(text)


def _made_up() -> Iterator[dict[str, object]]:
    channel, wanted = Channel(name="sample", kind="telegram"), frozenset(grammar.FIELDS)
    for piece in fields.samples():
        for flag in (False, True):
            shown = replace(piece, withdrawn=flag)
            yield fields.of(channel, shown, wanted=wanted, frame=fields.Frame(), jumped=flag)


def _tried(text: str, known: Mapping[str, object]) -> Iterator[grammar.Fault]:
    """What goes wrong with these fields."""
    try:
        html = "".join(_compiled(text).generate(known))
    except grammar.errors() as error:
        yield grammar.told(error)
        return
    yield from grammar.unclosed(text, html)
    if units(rich(html).text) > _MESSAGE:
        yield 1, f"its own words are too long; a message has {_MESSAGE:,} characters at most"
