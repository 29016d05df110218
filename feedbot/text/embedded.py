"""What pictures, films and sounds are called in a text that cannot hold them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PICTURE, _FILM, _SOUND = "🖼", "🎬", "🎧"
_FILE = re.compile(r"\S{1,200}\.(?:jpe?g|png|gif|webp|svg|avif|bmp|heic)", re.IGNORECASE)
_SMILEY = re.compile(r"[:;=8xX][-^']?[()\[\]{}DdPpOo|/\\*3]{1,3}|<3|:[\w+-]{1,30}:|\^_\^")
_LONGEST_EMOJI = 16
_LONGEST_NAME = 80
_SMALL = 64
_SPECK = 2
_EMOJI_MARKS = frozenset("\u200d\ufe0f\ufe0e\u20e3🏻🏼🏽🏾🏿#*0123456789")
_EMOJI_CLASSES = frozenset({"emoji", "wp-smiley", "smiley", "smilie", "emote", "emoticon"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The words for something embedded, and whether they stand within the line."""

    text: str
    inline: bool = False


def picture(attributes: Mapping[str, str]) -> Named | None:
    """The words for an image: "🖼" with its alternative text, else its title; the emoji or smiley if it is one.

    None where it has no name, where that is only a file's, and for what is too small to be seen.
    """
    name = " ".join((attributes.get("alt") or attributes.get("title") or "").split())
    if not name:
        return None
    classes = frozenset(attributes.get("class", "").lower().split())
    if _is_emoji(name) or _SMILEY.fullmatch(name) or (classes & _EMOJI_CLASSES and len(name) <= _LONGEST_EMOJI):
        return Named(text=name, inline=True)
    size = _size(attributes)
    if _FILE.fullmatch(name) or size <= _SPECK:
        return None
    return Named(text=f"{_PICTURE} {name}", inline=size <= _SMALL)


def clip(kind: str, attributes: Mapping[str, str], address: str) -> Named:
    """The words for a film or a sound: a sign, and its title or the name of the file."""
    name = " ".join((attributes.get("title") or attributes.get("aria-label") or "").split()) or _file(address)
    return Named(text=f"{_FILM if kind == 'video' else _SOUND} {name[:_LONGEST_NAME]}".strip())


def _is_emoji(name: str) -> bool:
    if len(name) > _LONGEST_EMOJI or not any(_pictures(sign) for sign in name):
        return False
    return all(_pictures(sign) or sign in _EMOJI_MARKS or "\U000e0020" <= sign <= "\U000e007f" for sign in name)


def _pictures(sign: str) -> bool:
    return sign == "\u20e3" or (unicodedata.category(sign) == "So" and sign >= "\u2190") or sign in "‼⁉↔▪▫◻◼"


def _size(attributes: Mapping[str, str]) -> float:
    """The longer side in pixels, as far as it is told."""
    sides = [attributes.get(side, "").removesuffix("px") for side in ("width", "height")]
    told = [int(side) for side in sides if side.isascii() and side.isdigit() and len(side) < 6]
    return max(told, default=float("inf"))


def _file(address: str) -> str:
    """The name of the file that an address ends in, else its host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    name = unquote(parts.path.rpartition("/")[2][: 3 * _LONGEST_NAME])
    return " ".join((name if "." in name else parts.netloc).split())
