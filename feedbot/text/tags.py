"""Tags as the HTML standard's tokenizer sees them, found without a parser: what to write anew, and where it ends."""

import re
from collections.abc import Iterator
from html import unescape

# A tag, a comment or another markup declaration; no way back in any loop.
MARKUP = re.compile(
    r"""<!--(?:-?>|(?s:.*?)(?:--!?>|\Z))
      | <(?:[!?]|/(?![A-Za-z]))[^>]*+(?:>|\Z)
      | <(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)
        (?P<attributes>(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>))|(?!\s*+=)))*+)
        [\s/]*+>""",
    re.VERBOSE,
)
"""What begins with "<" and is no text; it has a `name` if it is a tag, which ends an element if it has an `end`."""

UNREAD = frozenset(
    {"script", "style", "iframe", "noembed", "noframes", "noscript", "object", "embed", "applet", "template"}
    | {"textarea", "title", "select", "svg", "math", "plaintext", "xmp"}
)
"""Elements whose content nobody reads as text."""

_ATTRIBUTE = re.compile(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)|(?=>|\Z)))?+""", re.VERBOSE
)
_ENDLESS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")  # int() refuses thousands of digits


def attributes(text: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag in their order, names in small letters, values as they are written."""
    for match in _ATTRIBUTE.finditer(text):
        yield match[1].lower(), match[2] or match[3] or match[4] or ""


def decoded(value: str) -> str:
    """The value of an attribute with its references decoded. Never raises."""
    return unescape(_ENDLESS.sub("\ufffd", value)) if "&" in value else value


def after(name: str, html: str, position: int) -> int:
    """Where the end tag of an element begins whose content is not read; the end of the text if there is none."""
    close = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(html, position)
    return close.start() if close else len(html)
