"""The labels that open the parts of a news text in Russian, Ukrainian and English."""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["lede", "summary", "attribution", "details", "quotation", "background"]

_TABLE: tuple[tuple[Role, str | None, tuple[str, ...]], ...] = (
    ("attribution", "ru", ("источник", "источники")),
    ("attribution", "uk", ("джерело", "джерела")),
    ("attribution", "en", ("source", "sources")),
    ("details", "ru", ("детали", "подробности")),
    ("details", "uk", ("деталі", "подробиці")),
    ("details", "en", ("details",)),
    ("quotation", "ru", ("дословно", "прямая речь")),
    ("quotation", "uk", ("дослівно", "пряма мова")),
    ("quotation", "en", ("quote", "verbatim", "direct quote")),
    ("quotation", None, ("цитата",)),
    ("background", "ru", ("предыстория", "что предшествовало", "справка", "напомним")),
    ("background", "uk", ("передісторія", "що передувало", "довідка", "нагадаємо")),
    ("background", "en", ("background", "previously", "context", "reminder", "for reference")),
    ("background", None, ("контекст",)),
    ("summary", "ru", ("кратко",)),
    ("summary", "uk", ("стисло",)),
    ("summary", "en", ("summary", "in brief")),
    ("summary", None, ("коротко",)),
)
_LABELS = {label: (role, language) for role, language, labels in _TABLE for label in labels}
_REMINDERS = frozenset({"напомним", "нагадаємо"})
_LABEL = re.compile(
    r"(?:\#{1,6}\s{1,3})?(?:[-–—•*]\s{1,3})?(?:\*\*|__|\*|_)?"
    rf"(?P<label>{'|'.join(sorted(_LABELS, key=len, reverse=True))})"
    r"(?P<whose>\s[^\n.:!?;,\"«“*_]{1,80})?"
    r"(?:\*\*|__|\*|_)?\s{0,3}(?P<end>[:,]|\Z)(?:\*\*|__|\*|_)?",
    re.IGNORECASE,
)
_LONGEST_LABEL = 200
QUOTES = {"«": "»", "“": "”", "„": "“", '"': '"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label at the start of a line; `text` as written, `rest` is what stands behind it on the line.

    `language` is None for a label that is the same in two languages. `bare` says that it has neither colon nor comma,
    `named` that it names a speaker.
    """

    role: Role
    text: str
    rest: str
    language: str | None
    bare: bool = False
    named: bool = False


def label(line: str) -> Label | None:
    """Give the label that a line starts with, or None.

    A label is followed by a colon or by the end of the line, a reminder ("Напомним") also by a comma. A quotation's
    may name who speaks ("Quote from NAME:").
    """
    line = line.strip()
    match = _LABEL.match(line[:_LONGEST_LABEL])
    low = match["label"].lower() if match else ""
    # A letter may be one only to `re`, which takes "ı" for "i".
    if not match or low not in _LABELS or not match["label"][0].isupper():
        return None
    whose, rest = match["whose"], line[match.end() :].strip()
    role, language = _LABELS[low]
    if match["end"] == "," and low not in _REMINDERS:
        return None
    if whose and (role != "quotation" or match["end"] != ":" or (rest and rest[0] not in QUOTES)):
        return None
    text = match["label"] + (whose or "").rstrip()
    if match["end"] == ",":
        text, rest = "", line
    return Label(role=role, text=text, rest=rest, language=language, bare=not match["end"], named=bool(whose))
