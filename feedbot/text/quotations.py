"""What stands between quotation marks."""

from collections.abc import Iterator

_PARTNERS = {"«": "»", "“": "”", "„": "“”", "‟": "”", '"': '"', "‘": "’", "‚": "‘’", "'": "'’"}
_APOSTROPHES = "'’‘"


def quoted(text: str) -> tuple[str, ...]:
    """The quotations of a text in order, of nested ones the outer.

    What is not closed goes on to the end, and the first that was not opened begins at the start. An apostrophe is no
    mark.
    """
    return tuple(text[start:end] for start, end in _spans(text))


def unquoted(text: str) -> str:
    """A text without its quotations."""
    kept, last = [], 0
    for start, end in _spans(text):
        kept.append(text[last:start])
        last = end
    return " ".join((*kept, text[last:]))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start, partners, before = 0, "", True
    for place, sign in enumerate(text):
        if sign in _APOSTROPHES and _apostrophe(text, place, closes=bool(partners)):
            continue
        if partners and sign in partners:
            yield start, place
            partners = ""
        elif not partners and sign in _PARTNERS:
            start, partners, before = place + 1, _PARTNERS[sign], False
        elif before and sign in "»”":
            yield 0, place
            before = False
    if partners and "'" not in partners:
        yield start, len(text)


def _apostrophe(text: str, place: int, *, closes: bool) -> bool:
    """Whether a single mark is none of a quotation: one opens between a space and a letter, and closes before none."""
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if closes:
        return before.isalnum() and after.isalnum()
    return not after.isalnum() or bool(before.strip(' \n\u00a0(«“„"'))
