"""Addresses: the same page gives the same string, and what is shown can be clicked. It fetches nothing."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_LONGEST = 8192
_LONGEST_HOST = 253
_PORTS = {"http": 80, "https": 443}
_PORT = re.compile(r"[0-9]{1,5}")
_USUAL = re.compile(r"https?://([a-z0-9.-]{1,253})(?:/[A-Za-z0-9._~!$&'()*+,;:@%/-]*+)?")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_REMOVED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNFIT = re.compile('[\\s<>"{}|\\\\^`\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]')
_BAD_HOST = re.compile('[\x00-\x20\x7f-\xa0"#%/:<>?@\\[\\\\\\]^`{|}]|[^\x00-\x7f]')
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_SAFE = "%/:@!$&'()*+,;=~"


def _names(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


# Parameters that tell who sent a reader, never what is read.
_TRACKING = _names(
    "_branch_match_id _branch_referrer _ga _gl _kx _openstat openstat __tn__ __twitter_impression clickid cmpid dclid",
    "dicbo ef_id epik erid etext fb_action_ids fb_action_types fb_comment_id fb_ref fb_source fbclid ga_campaign",
    "ga_content ga_medium ga_source ga_term gad_campaignid gad_source gbraid gclid gclsrc guccounter guce_referrer",
    "guce_referrer_sig hsctatracking igsh igshid irclickid irgwc li_fat_id mc_cid mc_eid mc_tc mibextid",
    "mindbox-click-id mindbox-message-key mkt_tok ml_subscriber ml_subscriber_hash msclkid nr_email_referer",
    "ob_click_id oly_anon_id oly_enc_id rb_clickid ref_src ref_url roistat roistat_visit s_cid s_kwcid srsltid",
    "tblci ttclid twclid vero_conv vero_id wbraid wickedid xtor yadclid yclid ymclid yqrid ysclid zanpid",
)
_FAMILY = re.compile(
    r"utm_[\w.-]{0,60}|_?_hs\w{1,20}|hsa_\w{1,20}|mtm_\w{1,20}|sfmc_\w{1,20}"
    r"|(?:pk|piwik|matomo)_(?:campaign|cpn|cid|content|keyword|kwd|medium|source|group|placement|vid)"
    r"|at_(?:medium|campaign|custom\d|format|creation|variant|link_\w{1,20})|ns_(?:mchannel|source|campaign|linkname|fee)",
    re.IGNORECASE | re.ASCII,
)
# Names of the same site for other screens.
_SCREENS = frozenset({"www", "m", "mobile", "mob", "touch", "amp"})
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp)", re.IGNORECASE)
_AMP = re.compile(r"(.*[^.])\.amp(\.html?)?", re.IGNORECASE | re.DOTALL)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_SESSIONS = frozenset({"phpsessid", "jsessionid"})
# Parameters that may choose what is shown, but not with the names of ways to it.
_SENDERS = frozenset({"from", "ref", "source", "src", "via", "referer", "referrer"})
_WAYS = _names(
    "amp atom email facebook fb feed newsfeed newsletter push rss rssfeed telegram tg tw twitter vk whatsapp"
)
_VIEWS = frozenset({"outputtype", "output", "view", "mode", "type", "format"})


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


def twin(url: str, base: str | None = None) -> str | None:
    """The one form of all addresses of a page: for comparison only, it need not work; None when it is no address.

    What `canonical` gives, as https, without www, m, mobile, touch or amp before the host, without AMP, index.html and
    slashes at the end of the path, without session ids and parameters that ask for AMP or name a way to the page
    (from=rss). The order of parameters stays. Idempotent, and canonical. Never raises.
    """
    exact = canonical(url, base)
    if exact is None:
        return None
    _, netloc, path, query, _ = urlsplit(exact)
    labels = netloc.split(".")
    while len(labels) > 2 and labels[0] in _SCREENS:
        del labels[0]
    place = _place(".".join(labels), "https")
    folded = urlunsplit(("https", place or netloc, _page(_SESSION.sub("", path)), _asked(query), ""))
    return folded if len(folded) <= _LONGEST else None


def clean(url: str, base: str | None = None) -> str | None:
    """An address fit to be shown and clicked, else as written; None if it is unusable.

    Resolved against `base`, http(s) only, at most 8192 characters, without user, control characters and tracking
    parameters; what no address may have is escaped. Idempotent. Never raises.
    """
    # An address that is usual from beginning to end is fit as it is.
    if (usual := _USUAL.fullmatch(url)) and _name(usual[1]) and len(url) <= _LONGEST:
        return url
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


@lru_cache(maxsize=1_000)  # a feed's addresses are of a host or two
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
    return "&".join(part for part in query.split("&") if not _tracks(unquote(part.partition("=")[0])))


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING or _FAMILY.fullmatch(name) is not None


def _page(path: str) -> str:
    """A canonical path without what tells only of the form in which a page is wanted."""
    segments = path.split("/")[1:]
    while segments and segments[0].lower() == "amp":
        del segments[0]
    while segments:
        last = segments.pop()
        if match := _AMP.fullmatch(last):
            segments.append(match[1] + (match[2] or ""))
        elif last and last.lower() != "amp" and not _INDEX.fullmatch(last):
            segments.append(last)
            break
    return "/" + "/".join(segments)


def _asked(query: str) -> str:
    """A query without what tells only of the form, the session or the way of a reader."""
    parts = []
    for part in query.split("&"):
        while part.startswith("amp;"):  # an "&amp;" that was escaped twice
            part = part[4:]  # noqa: PLW2901 - the same parameter
        parts.append(part)
    return "&".join(part for part in _untracked("&".join(parts)).split("&") if not _formal(part))


def _formal(part: str) -> bool:
    name, _, value = (unquote(each).lower() for each in part.partition("="))
    return (
        name == "amp"
        or name in _SESSIONS
        or (name in _VIEWS and value == "amp")
        or (name in _SENDERS and value in _WAYS)
    )


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
