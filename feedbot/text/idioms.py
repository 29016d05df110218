"""What sites write in ways of their own, written as the sanitiser lets it through: pictures, and what is hidden."""

import re
from html import escape

from feedbot.text import srcset, tags

_SPOILER = "spoiler"
_TOLD = (_SPOILER, "srcset", "data-src", "data-lazy-src", "data-original", "<picture")
_SPOILERS = {
    **{"tg-spoiler": "tg-spoiler", "spoiler": "spoiler"},
    **dict.fromkeys(("spoilers", "spoiler-text", "md-spoiler-text", "bb-spoiler"), "spoiler"),
}
_TAG = re.compile(r"</?[A-Za-z]")
_NAME = re.compile(r"[a-z][a-z-]{0,30}")
_LONGEST = 8_192
_MOST = 20  # sources of one picture
_GONE = frozenset({*srcset.CLUES, "src", "sizes"})


def plainer(html: str, base: str | None) -> str:
    """HTML whose images have their best address in `src`, and whose spoilers are spans; other spans are left out.

    As it is if it has neither; it is not safe by this. Time grows with the length. Never raises.
    """
    return _Writer(base).write(html) if own(html) else html


def own(html: str) -> bool:
    """Whether HTML may have what is written otherwise by `plainer`."""
    low = html.lower()
    return any(each in low for each in _TOLD)


def hides(html: str) -> bool:
    """Whether HTML may have a spoiler."""
    return _SPOILER in html.lower()


def spoiler(classes: str) -> str | None:
    """The class of a span that hides its words: "spoiler" or "tg-spoiler"; None of any other."""
    return next((_SPOILERS[name] for name in classes.lower().split() if name in _SPOILERS), None)


class _Writer:
    """Goes through the tags of a document once."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.written: list[str] = []
        self.spans: list[bool] = []
        self.sources: list[dict[str, str]] | None = None

    def write(self, html: str) -> str:
        place = 0
        while (start := html.find("<", place)) >= 0:
            self.written.append(html[place:start])
            match = tags.MARKUP.match(html, start)
            if match is None:
                # A tag that never ends takes the rest with it; any other sign is text.
                place = len(html) if _TAG.match(html, start) else start + 1
                self.written.append(html[start:place])
                continue
            name = (match["name"] or "").lower()
            place = tags.after(name, html, match.end()) if name in tags.UNREAD and not match["end"] else match.end()
            told = self.tag(name, match) if name else None
            self.written.append(html[start:place] if told is None else told)
        self.written.append(html[place:])
        return "".join(self.written)

    def tag(self, name: str, match: re.Match[str]) -> str | None:
        """What is written for a tag; None if it stays."""
        if name in ("span", "tg-spoiler"):
            return self.span(name, match)
        if name == "picture":
            self.sources = None if match["end"] else []
            return ""
        if name == "source" and self.sources is not None:
            self.sources += [_read(match)] if len(self.sources) < _MOST else []
            return ""
        if name in ("video", "audio"):
            self.sources = None
        return self.image(match) if name == "img" else None

    def span(self, name: str, match: re.Match[str]) -> str:
        if match["end"]:
            return "</span>" if self.spans and self.spans.pop() else ""
        told = dict(reversed([*tags.attributes(match["attributes"])])).get("class", "")
        hidden = name if name == "tg-spoiler" else spoiler(tags.decoded(told[:_LONGEST]))
        self.spans.append(hidden is not None)
        return f'<span class="{hidden}">' if hidden else ""

    def image(self, match: re.Match[str]) -> str | None:
        told = _read(match)
        sources, self.sources = self.sources or [], None if self.sources is None else []
        if not sources and not any(told.get(name) for name in srcset.CLUES):
            return None
        address = srcset.best(told, sources, self.base)
        kept = "".join(f' {name}="{escape(value)}"' for name, value in told.items() if name not in _GONE)
        return f'<img src="{escape(address)}"{kept}>' if address else f"<img{kept}>"


def _read(match: re.Match[str]) -> dict[str, str]:
    """The attributes of a tag, decoded; of two with one name the first."""
    found: dict[str, str] = {}
    for name, value in tags.attributes(match["attributes"]):
        if _NAME.fullmatch(name):
            found.setdefault(name, tags.decoded(value))
    return found
