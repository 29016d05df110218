"""The labels that open the parts of a news text in Russian, Ukrainian and English."""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["lede", "summary", "attribution", "details", "quotation", "background"]

_TABLE: tuple[tuple[Role, str | None, tuple[str, ...]], ...] = (
    ("attribution", "ru", ("источник", "источники", "источник информации", "первоисточник")),
    ("attribution", "uk", ("джерело", "джерела", "джерело інформації", "першоджерело")),
    ("attribution", "en", ("source", "sources")),
    ("details", "ru", ("детали", "подробности", "что известно", "что произошло")),
    ("details", "uk", ("деталі", "подробиці", "що відомо", "що сталося")),
    ("details", "en", ("details", "the details", "what happened", "what we know")),
    ("quotation", "ru", ("дословно", "прямая речь")),
    ("quotation", "uk", ("дослівно", "пряма мова")),
    ("quotation", "en", ("quote", "verbatim", "direct quote")),
    ("quotation", None, ("цитата",)),
    ("background", "ru", ("предыстория", "что предшествовало", "справка", "для справки", "напомним", "бэкграунд")),
    ("background", "ru", ("напоминаем", "ранее", "что было раньше", "справочно")),
    ("background", "uk", ("передісторія", "що передувало", "довідка", "для довідки", "нагадаємо", "бекграунд")),
    ("background", "uk", ("нагадуємо", "раніше", "що було раніше", "довідково")),
    ("background", "en", ("background", "previously", "context", "reminder", "for reference", "earlier", "backstory")),
    ("background", "en", ("the background", "the backstory", "the context")),
    ("background", None, ("контекст",)),
    ("summary", "ru", ("кратко", "главное")),
    ("summary", "uk", ("стисло", "головне")),
    ("summary", "en", ("summary", "in brief", "key points", "tl;dr")),
    ("summary", None, ("коротко",)),
)
_LABELS = {label: (role, language) for role, language, labels in _TABLE for label in labels}
_REMINDERS = frozenset({"напомним", "нагадаємо", "напоминаем", "нагадуємо"})
# Words that open many a sentence, too: labels only on a line of their own.
_ALONE = frozenset({"главное", "головне"})
_LABEL = re.compile(
    # A heading, a list mark, an emoji, the emphasis of Markdown; no quotation mark, and no stop.
    r"(?:[^\w\s.,:;!?…\"'«»“”„‘’()\[\]<>]{1,6}\s{0,3}|_{1,3}){0,4}"
    rf"(?P<label>{'|'.join(sorted(map(re.escape, _LABELS), key=len, reverse=True))})"
    r"(?P<whose>\s[^\n.:!?;,\"«“*_]{1,80})?"
    r"[*_]{0,3}\s{0,3}(?P<end>[:,]|\Z)[*_]{0,3}",
    re.IGNORECASE,
)
_NO_MARK = frozenset(".,:;!?…\"'«»“”„‘’()[]<>")
_HEADS = frozenset(label[:3] for label in _LABELS)
_LONGEST_LABEL = 200
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
QUOTES = {"«": "»", "“": "”", "„": "“", '"': '"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label at the start of a line; `text` as written, `rest` is what stands behind it on the line.

    `language` is None for a label that is the same in two languages. `bare` says that it has neither colon nor comma,
    `named` that it names a speaker. The text is empty where the label is a word of its sentence ("Напомним, ..."): that
    is the rest.
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
    may name who speaks ("Quote from NAME:"). Marks of a list, of emphasis and the like may stand before it.
    """
    line = line.strip().lstrip(_UNSEEN)
    # Nearly all lines open with a word that is no label, and that is seen at once.
    if not line or line[0] in _NO_MARK or (line[0].isalnum() and line[:3].lower() not in _HEADS):
        return None
    match = _LABEL.match(line[:_LONGEST_LABEL])
    low = match["label"].lower() if match else ""
    # A letter may be one only to `re`, which takes "ı" for "i".
    if not match or low not in _LABELS or not match["label"][0].isupper():
        return None
    whose, rest = match["whose"], line[match.end() :].strip()
    role, language = _LABELS[low]
    passing = match["end"] == ","
    if (passing and low not in _REMINDERS) or (rest and low in _ALONE):
        return None
    if whose and (role != "quotation" or match["end"] != ":" or (rest and rest[0] not in QUOTES)):
        return None
    return Label(
        role=role,
        text="" if passing else match["label"] + (whose or "").rstrip(),
        rest=line if passing else rest,
        language=language,
        bare=not match["end"],
        named=bool(whose),
    )
