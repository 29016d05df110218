"""Addresses: the same page gives the same string, and what is shown can be clicked. It fetches nothing."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_LONGEST = 8192
_LONGEST_HOST = 253
_PORTS = {"http": 80, "https": 443}
_PORT = re.compile(r"[0-9]{1,5}")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_REMOVED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNFIT = re.compile('[\\s<>"{}|\\\\^`\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]')
_BAD_HOST = re.compile('[\x00-\x20\x7f-\xa0"#%/:<>?@\\[\\\\\\]^`{|}]|[^\x00-\x7f]')
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_SAFE = "%/:@!$&'()*+,;=~"
# Parameters that tell who sent a reader, never what is read.
_TRACKING = re.compile(
    r"utm_[\w.-]{0,60}|at_(?:medium|campaign|custom\d)|_?_hs\w{1,20}|_?openstat|_ga|_gl|ga_(?:source|medium|campaign)"
    r"|fb(?:clid|_action_ids|_action_types|_source)|(?:g|d|y|ys|ym|tw|tt)clid|msclkid|gclsrc|[gw]braid|li_fat_id|mc_[ce]id"
    r"|mkt_tok|igsh|igshid|vero_(?:id|conv)|oly_(?:anon|enc)_id|rb_clickid|cmpid|wickedid|xtor|__twitter_impression",
    re.IGNORECASE | re.ASCII,
)


def canonical(url: str, base: str | None = None) -> str | None:
    """The one form of an http(s) address, for identity and comparison; None when it is no such address.

    Lower-case scheme and host, punycode, no default port, no user, no fragment, no tracking parameters, no dot
    segments, escapes normalised (RFC 3986 section 6.2.2). Idempotent. Never raises.
    """
    fit = clean(url, base)
    if fit is None:
        return None
    scheme, netloc, path, query, _ = urlsplit(fit)
    place = _place(netloc, scheme)
    exact = urlunsplit((scheme, place or netloc, _undotted(_escaped(path, "")), _escaped(query, "?"), ""))
    return exact if len(exact) <= _LONGEST else None


def clean(url: str, base: str | None = None) -> str | None:
    """An address fit to be shown and clicked, else as written; None if it is unusable.

    Resolved against `base`, http(s) only, at most 8192 characters, without user, control characters and tracking
    parameters; what no address may have is escaped. Idempotent. Never raises.
    """
    text = _absolute(url, base)
    if text is None:
        return None
    try:
        scheme, netloc, path, query, fragment = urlsplit(_UNFIT.sub(_escape, text))
    except ValueError:  # brackets without an IPv6 address, or a host that turns into something else under NFKC
        return None
    netloc = netloc.rpartition("@")[2]
    if _place(netloc, scheme) is None:
        return None
    fit = urlunsplit((scheme, netloc, path, _untracked(query), _untracked(fragment)))
    return fit if len(fit) <= _LONGEST else None


def _absolute(url: str, base: str | None) -> str | None:
    """The address with its scheme; backslashes are slashes, as browsers have it."""
    text = url.strip()
    text = _REMOVED.sub("", text).strip() if len(text) <= 2 * _LONGEST else ""
    if not text or len(text) > _LONGEST:
        return None
    cut = min((place for place in (text.find("?"), text.find("#")) if place >= 0), default=len(text))
    text = text[:cut].replace("\\", "/") + text[cut:]
    if _ABSOLUTE.match(text):
        return text
    start = _absolute(base, None) if base else None
    if start is None or _SCHEME.match(text):
        return None
    try:
        return urljoin(start, text)
    except ValueError:
        return None


def _place(netloc: str, scheme: str) -> str | None:
    """Host and port in their one form; None if they cannot be."""
    name, port = (netloc, "") if netloc.endswith("]") or ":" not in netloc else netloc.rsplit(":", 1)
    host = _literal(name) if name.startswith("[") else _name(name)
    if host is None or not _PORT.fullmatch(port or "0") or int(port or 0) > 65535:
        return None
    return host if not port or int(port) == _PORTS[scheme] else f"{host}:{int(port)}"


def _literal(name: str) -> str | None:
    try:
        return f"[{IPv6Address(name[1:-1])}]" if name.endswith("]") and "%" not in name else None
    except ValueError:
        return None


def _name(name: str) -> str | None:
    if len(name) > 9 * _LONGEST_HOST:  # each letter may be three escaped bytes
        return None
    try:
        host = unquote(name).encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:  # an empty label, a label too long, or letters that no name may have
        return None
    return host if host and len(host) <= _LONGEST_HOST and not _BAD_HOST.search(host) else None


def _untracked(query: str) -> str:
    if "=" not in query:
        return query
    kept = (part for part in query.split("&") if not _TRACKING.fullmatch(unquote(part.partition("=")[0])))
    return "&".join(kept)


def _escape(match: re.Match[str]) -> str:
    return quote(match[0], safe="")


def _escaped(text: str, safe: str) -> str:
    quoted = quote(_LONE_PERCENT.sub("%25", text), safe=_SAFE + safe)
    return _ESCAPE.sub(_unescape, quoted)


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def _undotted(path: str) -> str:
    """A path without "." and ".." (RFC 3986 section 5.2.4); never empty."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
