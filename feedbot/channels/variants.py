"""Addresses of files: which are one picture in several sizes, how large it says it is, what type its suffix names.

Pure; nothing is fetched, so all of it is a guess by the ways in which sites name their pictures.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

TYPES = {
    **{"jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "jfif": "image/jpeg", "png": "image/png"},
    **{"gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "bmp": "image/bmp", "heic": "image/heic"},
    **{"svg": "image/svg+xml", "svgz": "image/svg+xml", "ico": "image/x-icon", "tif": "image/tiff"},
    **{"mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "ogv": "video/ogg"},
    **{"mp3": "audio/mpeg", "m4a": "audio/mp4", "m4b": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg"},
    **{"oga": "audio/ogg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav"},
    **{"pdf": "application/pdf", "zip": "application/zip", "epub": "application/epub+zip"},
    **{"m3u8": "application/vnd.apple.mpegurl", "swf": "application/x-shockwave-flash"},
    **dict.fromkeys(("htm", "html"), "text/html"),
}
"""Media types by suffix."""

_NESTED = 2
_INNER = re.compile(r"https?:/{1,2}(?=[^/])", re.IGNORECASE)
_PHOTON = re.compile(r"i\d\.wp\.com\Z")
_NUMBERED = re.compile(r"\A([a-z]{1,20})\d{1,3}(?=\.)")
_SIZE = re.compile(r"(?<![0-9])([0-9]{2,5})x([0-9]{2,5})(?![0-9])")
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{2,5})\Z")
_MARKS = re.compile(
    r"[-_@.](?:\d{2,5}x\d{2,5}|\d{1,5}w|\d{3,4}p|\d{2,5}k|[1-4]x|scaled|rotated|thumb(?:nail)?|small|medium|large|big"
    r"|orig(?:inal)?|full|preview|e\d{10,14})\Z",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"/(?:\d{2,5}x\d{2,5}|[swh]\d{2,4}(?:-[a-z0-9-]{1,20})?|(?:[a-z]{1,8}_[\w:.-]{1,20},?){1,8}|(?:width|height)[=_-]?\d{2,5}"
    r"|thumbs?|small|medium|large|original|resize|crop)(?=/)",
    re.IGNORECASE,
)
_PIXELS = re.compile(r"\A\d{2,5}px-")
_GOOGLE = re.compile(r"=(?:[swh]\d{1,5})(?:-[a-z0-9-]{1,40})?\Z")
_MEASURES = frozenset(
    {"auto", "blur", "bri", "crop", "cs", "dpr", "ext", "fit", "fm", "format", "gravity", "h", "hash", "height", "itok"}
    | {"lossy", "max", "maxheight", "maxwidth", "mode", "name", "optimize", "pad", "q", "quality", "resize", "rnd", "s"}
    | {"scale", "sharp", "sig", "size", "sizes", "smart", "ssl", "strip", "t", "thumb", "ts", "v", "ver", "version"}
    | {"w", "width", "x-oss-process", "zoom"}
)


def suffix(url: str) -> str | None:
    """The media type that an address's suffix names, None for none that is known; never raises."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    found = _SUFFIX.search(path)
    return TYPES.get(found[1].lower()) if found else None


def key(url: str, width: int | None = None) -> str:
    """The same for the addresses of one file in other sizes and formats, as far as can be told; never raises.

    `width` is what is said of it: a file that is named by its width is the same under another.
    """
    host, path, query = _unwrapped(url)
    head, _, last = path.rpartition("/")
    picture = _SUFFIX.search(last)
    for _ in range(2):  # "a.jpg.webp"
        found = _SUFFIX.search(last)
        last = last[: found.start()] if found and found[1].lower() in TYPES else last
    last = _PIXELS.sub("", _GOOGLE.sub("", last))
    if last == str(width):
        last = ""
    for _ in range(3):
        last = _MARKS.sub("", last)
    if picture and picture[1].lower() in TYPES:
        query = ""
    kept = [(name, value) for name, value in _pairs(query) if name.lower() not in _MEASURES]
    name = _NUMBERED.sub(r"\1", host.removeprefix("www."))
    where = _STEPS.sub("", f"{head}/")
    return f"{name}{where.rstrip('/')}/{last}" + (f"?{urlencode(kept)}" if kept else "")


def measures(url: str) -> tuple[int, int] | None:
    """Width and height that an address itself names ("-1024x683.jpg", "?w=640&h=480"); None where it does not."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    found = _SIZE.findall(parts.path[-300:])
    if found:
        return int(found[-1][0]), int(found[-1][1])
    asked = {name.lower(): value for name, value in _pairs(parts.query)}
    sides = [next((_number(asked[each]) for each in names if each in asked), None) for names in _SIDES]
    width, height = sides
    return (width, height) if width and height else (width, width) if width else None


_SIDES = (("w", "width", "maxwidth"), ("h", "height", "maxheight"))


def _unwrapped(url: str) -> tuple[str, str, str]:
    """Host, path and query of the address itself, without the services that make pictures smaller around it."""
    for _ in range(_NESTED):
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return "", url, ""
        inner = next((value for _, value in _pairs(parts.query) if _INNER.match(value)), None)
        within = _INNER.search(unquote(parts.path))
        if inner:
            url = inner
        elif within:
            url = f"https://{unquote(parts.path)[within.end() :]}"
        elif _PHOTON.fullmatch(host):
            url = f"https:/{parts.path}"
        else:
            return host, parts.path, parts.query
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.path, parts.query
    except ValueError:
        return "", url, ""


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []


def _number(text: str) -> int | None:
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 6 else None
