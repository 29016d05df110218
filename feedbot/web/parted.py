"""Long words such as addresses, so that they may be broken where they have joints: else they tear a table apart."""

import re

from markupsafe import Markup, escape

_LONG = re.compile(r"\S{20,}")
_JOINT = re.compile(r"(?<=[/.?=&_-])(?=[^/.?=&_-])")


def parted(text: str) -> Markup:
    """A text with marks after the joints of its long words at which a browser may begin a new line."""
    wbr = Markup("<wbr>")
    pieces, at = list[Markup](), 0
    for word in _LONG.finditer(text):
        pieces += (escape(text[at : word.start()]), wbr.join(_JOINT.split(word[0])))
        at = word.end()
    return Markup("").join((*pieces, escape(text[at:])))
