"""Where a page has its feeds: what it names, what it links to, and where feeds usually lie. It fetches nothing."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import parse_qs, urljoin, urlsplit

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
    """An address that may be a feed's, fit to be shown. `guess` is True where nothing on the page speaks of it."""

    url: str
    title: str | None = None
    guess: bool = False


def feeds(html: str, url: str) -> tuple[Candidate, ...]:
    """Where the feeds of the page at `url` may be, the likeliest first, each address once.

    First those that it names (`rel="alternate"`; feeds of comments last), then what is known of its canonical address,
    then links that look like feeds, then usual addresses as guesses. Reads 2 MiB characters and 20,000 tags at most.
    Never raises.
    """
    page = _read(html[:_LONGEST], url)
    candidates = (
        *sorted(page.named, key=_is_of_comments),
        *(Candidate(url=found) for own in page.canonical if (found := known(own))),
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


# --- what is known of sites ------------------------------------------------------------------------------------------

_WORD = r"[A-Za-z0-9](?:[\w.-]{0,98}[\w-])?"
_CHANNEL = re.compile(r"UC[\w-]{22}")
_LIST = re.compile(r"[A-Z]{2}[\w-]{10,60}")
_NAME = re.compile(_WORD)
_ACCOUNT = re.compile(rf"@(\w{{1,60}}(?:[.-]\w{{1,60}}){{0,5}})(?:@({_WORD}\.[A-Za-z0-9-]{{2,60}}))?")
_SUFFIX = re.compile(r"\.(?:rss|atom|json|xml|git)$")
_BLOGSPOT = re.compile(r"[a-z0-9-]+\.blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?")
_BELOW = {
    "dreamwidth.org": "/data/rss",
    "livejournal.com": "/data/rss",
    "medium.com": "/feed",
    "substack.com": "/feed",
    "tumblr.com": "/rss",
    "wordpress.com": "/feed/",
}
_NOBODY = frozenset({"api", "blog", "cdn", "help", "m", "open", "policy", "support", "www"})
_NO_MASTODON = frozenset(
    {"flipboard.com", "instagram.com", "lichess.org", "substack.com", "t.me", "threads.com", "threads.net"}
    | {"tiktok.com", "twitter.com", "vk.com", "x.com"}
)
_NO_OWNER = frozenset(
    {"about", "account", "apps", "collections", "contact", "codespaces", "customer-stories", "dashboard"}
    | {"enterprise", "events", "explore", "features", "issues", "join", "login", "logout", "marketplace", "new"}
    | {"notifications", "orgs", "organizations", "pricing", "pulls", "readme", "search", "security", "sessions"}
    | {"settings", "signup", "site", "solutions", "sponsors", "stars", "team", "topics", "trending", "users"}
)
_NO_PUBLICATION = frozenset(
    {"about", "creators", "feed", "m", "me", "membership", "new-story", "p", "plans", "policy", "search", "tags"}
    | {"topic", "u"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    host: str
    origin: str
    steps: tuple[str, ...]
    query: str


def known(url: str) -> str | None:
    """The feed of a profile, channel or project whose site's addresses are known; None for all others.

    YouTube channels, users and playlists, Mastodon profiles, Reddit, GitHub (releases, tags, commits, people), Medium,
    Substack, WordPress, Blogspot, Bluesky, Tumblr, LiveJournal. An address that is a feed's own gives None.
    Nothing says that the feed is there. Never raises.
    """
    fit = urls.clean(url)
    if fit is None:
        return None
    parts = urlsplit(fit)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = tuple(step for step in parts.path.split("/") if step)
    address = _Address(host=host, origin=f"{parts.scheme}://{parts.netloc}", steps=steps, query=parts.query)
    if steps and _SUFFIX.search(steps[-1]) and host != "github.com":
        return None
    found = _SITES.get(host, _elsewhere)(address)
    return None if found is None or urls.canonical(found) == urls.canonical(fit) else urls.clean(found)


def _youtube(address: _Address) -> str | None:
    match address.steps:
        case ("channel", name, *_) if _CHANNEL.fullmatch(name):
            said = f"channel_id={name}"
        case ("user", name, *_) if _NAME.fullmatch(name):
            said = f"user={name}"
        case ("playlist",) if _LIST.fullmatch(name := parse_qs(address.query).get("list", [""])[0]):
            said = f"playlist_id={name}"
        case _:
            return None
    return f"https://www.youtube.com/feeds/videos.xml?{said}"


def _reddit(address: _Address) -> str | None:
    if not address.steps or address.steps[0] not in {"r", "u", "user"} or len(address.steps) < 2:
        return None
    query = f"?{address.query}" if address.query else ""
    return f"https://www.reddit.com/{'/'.join(address.steps)}/.rss{query}"


def _github(address: _Address) -> str | None:
    match address.steps:
        case (owner, *_) if owner.lower() in _NO_OWNER or not _NAME.fullmatch(owner):
            return None
        case (owner,) if not _SUFFIX.search(owner):
            return f"https://github.com/{owner}.atom"
        case (owner, project) | (owner, project, "releases" | "tags") if _NAME.fullmatch(project.lstrip(".") or "-"):
            what = "tags" if address.steps[2:] == ("tags",) else "releases"
            return f"https://github.com/{owner}/{project.removesuffix('.git')}/{what}.atom"
        case (owner, project, "commits", *branch) if not branch or not _SUFFIX.search(branch[-1]):
            return f"https://github.com/{'/'.join((owner, project, 'commits', *branch))}.atom"
    return None


def _medium(address: _Address) -> str | None:
    match address.steps:
        case ("tag", name, *_):
            return f"https://medium.com/feed/tag/{name}"
        case (name, *_) if name not in _NO_PUBLICATION:
            return f"https://medium.com/feed/{name}"
    return None


def _bluesky(address: _Address) -> str | None:
    match address.steps:
        case ("profile", name, *rest) if rest[:1] != ["rss"]:
            return f"https://bsky.app/profile/{name}/rss"
    return None


def _elsewhere(address: _Address) -> str | None:
    """Blogs below a known host; else a profile as Mastodon has them, which many other servers share."""
    name, _, site = address.host.partition(".")
    if site in _BELOW:
        return None if name in _NOBODY else f"https://{address.host}{_BELOW[site]}"
    if _BLOGSPOT.fullmatch(address.host):
        return f"https://{address.host}/feeds/posts/default"
    account = _ACCOUNT.fullmatch(address.steps[0]) if address.steps else None
    if account is None or address.host in _NO_MASTODON or address.steps[1:] not in {(), ("media",), ("with_replies",)}:
        return None
    origin = f"https://{account[2]}" if account[2] else address.origin
    return f"{origin}/@{account[1]}.rss"


_SITES: Mapping[str, Callable[[_Address], str | None]] = {
    "bsky.app": _bluesky,
    "github.com": _github,
    "medium.com": _medium,
    "music.youtube.com": _youtube,
    "new.reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "reddit.com": _reddit,
    "youtube.com": _youtube,
}
