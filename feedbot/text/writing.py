"""Rich text written piece by piece, whitespace folded and spans noted; knows nothing of HTML."""

from dataclasses import dataclass, replace

from feedbot.text.marked import CODE, QUOTES, STYLES, Rich, Span, units

WHOLE = CODE | QUOTES
"""The types that no link holds, and at whose ends styles end too."""

_RULE = "———"
_TURNS = "\u200e\u200f"
_TAB = 4
_WIDEST_INDENT = 100
_LONG_LINES = 6
_LONG = 500


@dataclass(slots=True, kw_only=True)
class Open:
    """A span whose end has not come; `start` is None before its first character, and while it is `held`."""

    type: str
    url: str | None = None
    language: str | None = None
    start: int | None = None
    line: int = 0
    held: bool = False


class Writer:
    """Writes text with its whitespace folded, and notes the spans; whitespace waits until a word follows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.line = 0
        self.newlines = 0
        self.space = False
        self.mark = ""
        self.rule = False
        self.open_spans: list[Open] = []
        self.spans: list[Span] = []

    def types(self) -> set[str]:
        """Give the types of the open spans."""
        return {span.type for span in self.open_spans}

    def write(self, text: str) -> None:
        """Take in text, whose whitespace means no more than one blank."""
        self.space = self.space or text[:1].isspace()
        words = " ".join(text.split())
        if words:
            self._put(words)
            self.space = text[-1:].isspace()

    def lines(self, text: str) -> None:
        """Take in text whose lines and indents mean something: dedented, with one blank line at most in a run."""
        blank = 0
        lines = [line.rstrip() for line in text.expandtabs(_TAB).split("\n")]
        indents = [len(line) - len(line.lstrip()) for line in lines if line]
        common = min(indents, default=0)
        kept: list[str] = []
        for line in lines:
            blank = 0 if line else blank + 1
            if blank < 2:
                indent = min(len(line) - len(line.lstrip()) - common, _WIDEST_INDENT) if line else 0
                kept.append(" " * indent + line.lstrip())
        shown = "\n".join(kept).strip()
        if shown:
            self._put(shown)

    def insert(self, value: Rich) -> None:
        """Take in rich text as a block, with those of its spans that may stand here."""
        if not value.text:
            return
        types = self.types()
        allowed = _allowed(types, {span.type for span in value.spans})
        self.gap(1)
        styled = bool(types & {"spoiler", "text_link"})
        if not styled:
            self.interrupt()
        self._put(value.text, styled=styled)
        start = self.length - units(value.text)
        self.spans += (replace(span, offset=span.offset + start) for span in value.spans if span.type in allowed)

    def glue(self, sign: str) -> None:
        """Write a sign at once, behind what stands there."""
        self._append(sign)

    def gap(self, newlines: int) -> None:
        """Let at least so many line ends stand before what follows."""
        self.newlines = max(self.newlines, newlines)
        self.space = False

    def feed(self) -> None:
        """Let one more line end stand before what follows, two at most."""
        self.newlines = min(self.newlines + 1, 2)
        self.space = False

    def begin(self, kind: str, url: str | None = None) -> Open | None:
        """Open a span; None if none of its type may stand here (Bot API, formatting options)."""
        types = self.types()
        if kind in types or types & CODE or (kind in WHOLE and "text_link" in types):
            return None
        if (kind in QUOTES and types & QUOTES) or (kind in CODE and "spoiler" in types):
            return None
        if kind in WHOLE:
            self.interrupt()
        span = Open(type=kind, url=url)
        self.open_spans.append(span)
        return span

    def end(self, span: Open) -> None:
        """Close a span."""
        self.open_spans.remove(span)
        self._note(span)
        if span.type in WHOLE:
            self.interrupt()

    def hold(self, span: Open) -> None:
        """Let a quotation pause, unless a link or code within it goes on."""
        if not self.types() & (CODE | {"text_link"}):
            self._note(span)
            self.interrupt()
            span.held = True

    def resume(self, span: Open) -> None:
        """Let a quotation go on, if it was held."""
        if span.held:
            self.interrupt()
            span.held = False

    def interrupt(self) -> None:
        """End the styles here; they go on with the next word, so that none reaches over an end of code or quotation."""
        for span in self.open_spans:
            if span.type in STYLES:
                self._note(span)

    def finish(self) -> Rich:
        """Give what was written, and the spans that were closed."""
        spans = sorted(
            self.spans, key=lambda span: (span.offset, -span.length, span.type not in QUOTES, span.type in STYLES)
        )
        return Rich(text="".join(self.pieces), spans=tuple(spans))

    def _put(self, words: str, *, styled: bool = True) -> None:
        words = self._lead(words)
        if not words:
            return
        coded = bool(self.types() & CODE) or not styled
        for span in self.open_spans:
            if span.start is None and not span.held and not (coded and span.type in STYLES):
                span.start, span.line = self.length, self.line
        self._append(words)

    def _lead(self, words: str) -> str:
        """Write what has waited, and give the words that follow it: of two marks of direction the server spoils one."""
        if self.rule and self.pieces:
            self._append(f"\n\n{_RULE}")
            self.newlines = 2
        before = "\n" * self.newlines or " " * self.space
        lead = before + self.mark if self.pieces else self.mark.lstrip()
        self.rule, self.newlines, self.space, self.mark = False, 0, False, ""
        if lead:
            self._append(lead)
        elif self.pieces and self.pieces[-1][-1] in _TURNS:
            return words.lstrip(_TURNS)
        return words

    def _append(self, text: str) -> None:
        self.pieces.append(text)
        self.length += units(text)
        self.line += text.count("\n")

    def _note(self, span: Open) -> None:
        """Write down a span as far as it has come; a long quotation is one that readers open."""
        if span.start is None:
            return
        length = self.length - span.start
        kind = span.type
        if kind == "blockquote" and (length > _LONG or self.line - span.line >= _LONG_LINES):
            kind = "expandable_blockquote"
        self.spans.append(Span(type=kind, offset=span.start, length=length, url=span.url, language=span.language))
        span.start = None


def _allowed(types: set[str], kinds: set[str]) -> set[str]:
    """Which of the kinds of span may stand within open ones."""
    if types & CODE:
        return set()
    if "spoiler" in types:
        kinds = kinds & {"text_link"}
    if types & QUOTES:
        kinds = kinds - QUOTES
    if "text_link" in types:
        kinds = kinds & STYLES
    return kinds - types
