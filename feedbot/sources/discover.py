"""Where a page has its feeds: what it names, what it links to, and where feeds usually lie. It fetches nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from feedbot.sources import known_sites, telegram_channel
from feedbot.text import html as markup
from feedbot.text import urls

_LONGEST = 1 << 21
_LONGEST_TAG = 8_192
_MOST_TAGS = 20_000
_MOST_NAMED = 50
_MOST_LINKED = 20

# "<" is excluded inside tags and each other part goes on to its end or the document's, so that the scan stays linear.
_MARKUP = re.compile(
    r"""<!--(?s:.*?)(?:-->|\Z)
      | <(?P<raw>script|style|textarea)(?=[\s>/])(?s:.*?)(?:</(?P=raw)|\Z)
      | <(?P<name>base|link|a)(?P<attributes>[\s/](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>(?P<text>[^<]{0,100})""",
    re.VERBOSE | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?<![^\s"'/])([^\s"'<>/=]++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>]++)""")
_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/rss",
        "application/rss+xml",
        "application/x.atom+xml",
        "application/xml",
        "text/rss+xml",
        "text/xml",
    }
)
# Sites name interfaces of other kinds by this type too.
_JSON = "application/json"
_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:[0-9]|[._-][\w-]{1,20})?(?:\.(?:xml|php|json|rss|atom|aspx?))?/?$"
    r"|/(?:rss|feeds?|atom)/[^/]{1,80}\.(?:xml|php|json|rss|atom)$"
    r"|/rss/[^/]{1,80}/?$",
    re.IGNORECASE,
)
_QUERY = re.compile(r"(?:^|[&=])(?:feed|rss2?|atom|rdf)(?:$|[&=])", re.IGNORECASE)
_LABEL = re.compile(r"\brss\b|\bjson feed\b", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|коммент|комент", re.IGNORECASE)
_USUAL = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a source's of a kind, fit to be shown.

    `guess` is True where nothing on the page speaks of it.
    """

    url: str
    title: str | None = None
    guess: bool = False
    kind: str = "feed"


def source(url: str) -> Candidate | None:
    """The source that an address is known to lead to by itself: the feed of a known site, or a Telegram channel.

    None for all others, and for what is a feed's own address. Nothing says that it is there. Never raises.
    """
    channel = telegram_channel.preview(url) if telegram_channel.is_telegram(url) else None
    if channel:
        return Candidate(url=channel, kind="telegram_channel")
    feed = known(url)
    return Candidate(url=feed) if feed else None


def known(url: str) -> str | None:
    """The feed of a profile, channel or project whose site's addresses are known; None for all others.

    An address that is a feed's own gives None. Nothing says that the feed is there. Never raises.
    """
    return known_sites.feed(url)


def feeds(html: str, url: str) -> tuple[Candidate, ...]:
    """Where the feeds of the page at `url` may be, the likeliest first, each address once.

    First those that it names (`rel="alternate"`; feeds of comments last), then what is known of its canonical address
    and of the program that made it, then links that look like feeds, then usual addresses as guesses. Reads 2 MiB
    characters and 20,000 tags at most. Never raises.
    """
    page = _read(html[:_LONGEST], url)
    candidates = (
        *sorted(page.named, key=_is_of_comments),
        *(Candidate(url=found) for own in page.canonical if (found := known(own))),
        *(Candidate(url=found) for found in known_sites.written(html[:_LONGEST], url)),
        *sorted(page.linked, key=_is_of_comments),
        *(Candidate(url=each, guess=True) for each in _usual(url)),
    )
    own = urls.canonical(url)
    unique = {urls.canonical(each.url): each for each in reversed(candidates)}
    return tuple(
        dict.fromkeys(unique[key] for each in candidates if (key := urls.canonical(each.url)) not in {None, own})
    )


# --- what a page says ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    named: list[Candidate]
    linked: list[Candidate]
    canonical: list[str]


def _read(html: str, url: str) -> _Page:
    page, base, home = _Page([], [], []), url, _site(url)
    for match in islice(_MARKUP.finditer(html), _MOST_TAGS):
        said = _attributes(match["attributes"] or "")
        target = urls.clean(said.get("href", ""), base)
        if target is None:
            continue
        title = _folded(said.get("title") or said.get("aria-label") or match["text"]) or None
        match match["name"].lower():
            case "base" if base == url:
                base = target
            case "link" if _is_feed(said, target) and len(page.named) < _MOST_NAMED:
                page.named.append(Candidate(url=target, title=_folded(said.get("title", "")) or None))
            case "link" if "canonical" in said.get("rel", "").lower().split():
                page.canonical[:] = [target]
            case "a" if len(page.linked) < _MOST_LINKED and _looks_like_a_feed(target, title or "", home):
                page.linked.append(Candidate(url=target, title=title))
    return page


def _attributes(text: str) -> Mapping[str, str]:
    """The attributes of a tag, names in lower case; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text[:_LONGEST_TAG]):
        found.setdefault(name.lower(), unescape(value.strip("\"'")).strip())
    return found


def _is_feed(said: Mapping[str, str], target: str) -> bool:
    """Whether a link element names a feed (RSS Board's RSS Autodiscovery; JSON Feed 1.1, "Discovery")."""
    relations = said.get("rel", "").lower().split()
    kind = said.get("type", "").partition(";")[0].strip().lower()
    if "feed" in relations:
        return kind in {"", _JSON, *_TYPES}
    if "alternate" not in relations or "stylesheet" in relations:
        return False
    return kind in _TYPES or (kind == _JSON and bool(_PATH.search(urlsplit(target).path[-200:])))


def _looks_like_a_feed(target: str, label: str, home: str) -> bool:
    parts = urlsplit(target)
    if _PATH.search(parts.path[-200:]) or _QUERY.search(parts.query[-200:]):
        return True
    return len(label) <= 40 and bool(_LABEL.search(label)) and _site(target) == home


def _is_of_comments(candidate: Candidate) -> bool:
    return bool(_COMMENTS.search(f"{candidate.url} {candidate.title or ''}"))


def _usual(url: str) -> Iterator[str]:
    """Where feeds lie on most sites: below the page if it is a part of the site by itself, and at the top."""
    fit = urls.clean(url)
    if fit is None:
        return
    steps = [step for step in urlsplit(fit).path.split("/") if step]
    if len(steps) == 1 and "." not in steps[0]:
        yield from (urljoin(fit, f"/{steps[0]}/{each}") for each in _USUAL[:6])
    yield from (urljoin(fit, f"/{each}") for each in _USUAL)


def _site(url: str) -> str:
    fit = urls.clean(url)
    return (urlsplit(fit).hostname or "").removeprefix("www.") if fit else ""


def _folded(text: str) -> str:
    return " ".join(markup.plain(text).split())[:200]
