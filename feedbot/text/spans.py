"""Rich text as Telegram takes it: plain text and the spans of its markup, read, joined, cut and bounded."""

from feedbot.text.bounds import bounded
from feedbot.text.cutting import cut, split
from feedbot.text.marked import Rich, Span, join, units
from feedbot.text.markup import rich

__all__ = ["Rich", "Span", "bounded", "cut", "join", "rich", "split", "units"]
