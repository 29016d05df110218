"""The feeds of sites whose addresses are known: from a page's address, or from what it says to programs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from feedbot.text import urls

_HEAD = 1 << 18
_WORD = r"[A-Za-z0-9](?:[\w.-]{0,98}[\w-])?"
_CHANNEL = re.compile(r"UC[\w-]{22}")
_LIST = re.compile(r"[A-Z]{2}[\w-]{10,60}")
_OWN_LIST = re.compile(r"(?:PL|UU|OL|FL)[\w-]{10,60}")
_NAME = re.compile(_WORD)
_ACCOUNT = re.compile(rf"@(\w{{1,60}}(?:[.-]\w{{1,60}}){{0,5}})(?:@({_WORD}\.[A-Za-z0-9-]{{2,60}}))?")
_SUFFIX = re.compile(r"\.(?:rss|atom|json|xml|git)$")
_BLOGSPOT = re.compile(r"[a-z0-9-]+\.blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?")
_ARCHIVE = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,8})?(?:\.[A-Za-z]{2}(?:-[a-z]{2,8})?|\.[a-z]{2,4}-[a-z]{2,4})?")
_COMMUNITY = re.compile(rf"\w{{1,60}}(?:@{_WORD}\.[A-Za-z0-9-]{{2,60}})?")
_CHANNEL_SAID = re.compile(r"""["'](?:externalId|channelId|browseId)["']\s?:\s?["'](UC[\w-]{22})["']""")
_CHANNEL_META = re.compile(r"""<meta\s[^<>]{0,100}?content=["'](UC[\w-]{22})["']""")
_MAKER = re.compile(r"""<meta\s[^<>]{0,100}?content=["'](Discourse|PeerTube|Lemmy|phpBB)\b""", re.IGNORECASE)
_LEMMY = "window.isoData"
_BELOW = {
    "bearblog.dev": "/feed/",
    "dreamwidth.org": "/data/rss",
    "ghost.io": "/rss/",
    "hashnode.dev": "/rss.xml",
    "livejournal.com": "/data/rss",
    "medium.com": "/feed",
    "micro.blog": "/feed.xml",
    "substack.com": "/feed",
    "tumblr.com": "/rss",
    "wordpress.com": "/feed/",
    "writeas.com": "/feed/",
}
_NOBODY = frozenset({"api", "blog", "cdn", "help", "m", "open", "policy", "support", "www"})
_NO_INSTANCE = frozenset(
    {"flipboard.com", "instagram.com", "lichess.org", "substack.com", "t.me", "threads.com", "threads.net"}
    | {"tiktok.com", "twitter.com", "vk.com", "x.com"}
)
_NO_OWNER = frozenset(
    {"about", "account", "apps", "collections", "contact", "codespaces", "customer-stories", "dashboard"}
    | {"enterprise", "events", "explore", "features", "issues", "join", "login", "logout", "marketplace", "new"}
    | {"notifications", "orgs", "organizations", "pricing", "pulls", "readme", "search", "security", "sessions"}
    | {"settings", "signup", "site", "solutions", "sponsors", "stars", "team", "topics", "trending", "users"}
)
_NO_GROUP = frozenset({"-", "admin", "api", "dashboard", "explore", "groups", "help", "search", "users"})
_NO_PUBLICATION = frozenset(
    {"about", "creators", "feed", "m", "me", "membership", "new-story", "p", "plans", "policy", "search", "tags"}
    | {"topic", "u"}
)
_NO_BLOG = frozenset(
    {"about", "communities", "dashboard", "discover", "explore", "likes", "login", "privacy", "register", "search"}
    | {"settings", "tagged", "tips"}
)
_NO_FILMS = frozenset(
    {"blog", "categories", "channels", "enterprise", "explore", "features", "groups", "help", "join", "log_in", "ott"}
    | {"search", "settings", "solutions", "stock", "upgrade", "watch"}
)
_QUESTIONS = frozenset(
    {"askubuntu.com", "mathoverflow.net", "serverfault.com", "stackapps.com", "stackoverflow.com", "superuser.com"}
)
_FORGES = frozenset({"codeberg.org", "gitea.com"})
_LEMMIES = frozenset({"beehaw.org", "feddit.org", "lemm.ee", "programming.dev", "slrpnk.net", "sopuli.xyz"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    host: str
    origin: str
    steps: tuple[str, ...]
    query: str


def feed(url: str) -> str | None:
    """The feed of a profile, channel or project whose site's addresses are known; None for all others.

    YouTube channels, users and playlists, Mastodon profiles, Reddit, GitHub (releases, tags, commits, people), GitLab,
    Codeberg, Medium, Substack, Tumblr, Blogger, WordPress, LiveJournal and their like, Bluesky, Vimeo, Stack Exchange,
    arXiv, PeerTube, Lemmy. An address that is a feed's own gives None. Nothing says that the feed is there. Never
    raises.
    """
    address = _address(url)
    if address is None:
        return None
    steps = address.steps
    found = None
    if not (steps and _SUFFIX.search(steps[-1])) or address.host in _DOTTED:
        found = _SITES.get(address.host, _elsewhere)(address)
    return None if found is None or urls.canonical(found) == urls.canonical(url) else urls.clean(found)


def written(html: str, url: str) -> Iterator[str]:
    """The feeds that follow from what a page at `url` says to programs: YouTube's channel, and who made the page.

    Discourse, PeerTube, Lemmy and phpBB have feeds at addresses of their own, on whatever host. Never raises.
    """
    address = _address(url)
    if address is None:
        return
    if address.host in {"youtube.com", "music.youtube.com"}:
        said = _CHANNEL_META.search(html) or _CHANNEL_SAID.search(html)
        if said:
            yield f"https://www.youtube.com/feeds/videos.xml?channel_id={said[1]}"
        return
    maker = _MAKER.search(html, 0, _HEAD)
    name = maker[1].lower() if maker else "lemmy" if _LEMMY in html[:_HEAD] else ""
    found = _MADE[name](address) if name else None
    if found:
        yield found


def _address(url: str) -> _Address | None:
    fit = urls.clean(url)
    if fit is None:
        return None
    parts = urlsplit(fit)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = tuple(step for step in parts.path.split("/") if step)
    return _Address(host=host, origin=f"{parts.scheme}://{parts.netloc}", steps=steps, query=parts.query)


# --- films and pictures ----------------------------------------------------------------------------------------------


def _youtube(address: _Address) -> str | None:
    named = parse_qs(address.query).get("list", [""])[0]
    match address.steps:
        case ("channel", name, *_) if _CHANNEL.fullmatch(name):
            said = f"channel_id={name}"
        case ("user", name, *_) if _NAME.fullmatch(name):
            said = f"user={name}"
        case ("playlist",) if _LIST.fullmatch(named):
            said = f"playlist_id={named}"
        case ("watch",) if _OWN_LIST.fullmatch(named):
            said = f"playlist_id={named}"
        case _:
            return None
    return f"https://www.youtube.com/feeds/videos.xml?{said}"


def _vimeo(address: _Address) -> str | None:
    match address.steps:
        case ("channels" | "groups", name, *rest) if _NAME.fullmatch(name) and not (name.isdigit() and rest):
            return f"https://vimeo.com/{address.steps[0]}/{name}/videos/rss"
        case (name, *rest) if name not in _NO_FILMS and not name.isdigit() and rest in ([], ["videos"]):
            return f"https://vimeo.com/{name}/videos/rss"
    return None


def _peertube(address: _Address) -> str | None:
    match address.steps:
        case ("c" | "video-channels", name, *_) if _COMMUNITY.fullmatch(name):
            return f"{address.origin}/feeds/videos.xml?videoChannelName={name}"
        case ("a" | "accounts", name, *_) if _COMMUNITY.fullmatch(name):
            return f"{address.origin}/feeds/videos.xml?accountName={name}"
        case () | ("videos", *_):
            return f"{address.origin}/feeds/videos.xml"
    return None


# --- conversations ---------------------------------------------------------------------------------------------------


def _reddit(address: _Address) -> str | None:
    if not address.steps or address.steps[0] not in {"r", "u", "user", "domain"} or len(address.steps) < 2:
        return None
    query = f"?{address.query}" if address.query else ""
    return f"https://www.reddit.com/{'/'.join(address.steps)}/.rss{query}"


def _bluesky(address: _Address) -> str | None:
    match address.steps:
        case ("profile", name, *rest) if rest[:1] != ["rss"]:
            return f"https://bsky.app/profile/{name}/rss"
    return None


def _lemmy(address: _Address) -> str | None:
    match address.steps:
        case ("c" | "u", name) if _COMMUNITY.fullmatch(name):
            return f"{address.origin}/feeds/{address.steps[0]}/{name}.xml?sort=New"
        case ():
            return f"{address.origin}/feeds/local.xml?sort=New"
    return None


def _discourse(address: _Address) -> str | None:
    match address.steps:
        case ("c" | "t", _, *rest) if rest and rest[-1].isdigit():
            return f"{address.origin}/{'/'.join(address.steps)}.rss"
        case ("tag", name) | ("tags", name):
            return f"{address.origin}/tag/{name}.rss"
        case () | ("latest",):
            return f"{address.origin}/latest.rss"
    return None


def _phpbb(address: _Address) -> str | None:
    """The board's feed (phpBB 3.3, "feed.php"), beside the page."""
    steps = address.steps[:-1] if address.steps and address.steps[-1].endswith(".php") else address.steps
    forum = parse_qs(address.query).get("f", [""])[0]
    return "/".join((address.origin, *steps, "feed.php")) + (f"?f={forum}" if forum.isdigit() else "")


def _questions(address: _Address) -> str | None:
    start = f"https://{address.host}/feeds"
    match address.steps:
        case ("questions", "tagged", tags, *_):
            return f"{start}/tag?tagnames={tags}&sort=newest"
        case ("questions", number, *_) if number.isdigit():
            return f"{start}/question/{number}"
        case ("users", number, *_) if number.isdigit():
            return f"{start}/user/{number}"
        case () | ("questions",):
            return start
    return None


# --- texts -----------------------------------------------------------------------------------------------------------


def _medium(address: _Address) -> str | None:
    match address.steps:
        case ("tag", name, *_):
            return f"https://medium.com/feed/tag/{name}"
        case (name, *_) if name not in _NO_PUBLICATION:
            return f"https://medium.com/feed/{name}"
    return None


def _substack(address: _Address) -> str | None:
    match address.steps:
        case ("pub", name, *_) if _NAME.fullmatch(name):
            return f"https://{name}.substack.com/feed"
    return None


def _tumblr(address: _Address) -> str | None:
    match address.steps:
        case ("blog", "view", name, *_) | ("blog", name, *_) | (name, *_) if name not in {
            *_NO_BLOG,
            "blog",
        } and re.fullmatch(r"[a-z0-9-]{1,60}", name):
            return f"https://{name}.tumblr.com/rss"
    return None


def _dev(address: _Address) -> str | None:
    match address.steps:
        case ("t", name):
            return f"https://dev.to/feed/tag/{name}"
        case (name, *_) if name not in {"about", "feed", "new", "search", "settings", "t", "top"}:
            return f"https://dev.to/feed/{name}"
    return None


def _arxiv(address: _Address) -> str | None:
    match address.steps:
        case ("list" | "archive", name, *_) if _ARCHIVE.fullmatch(name):
            return f"https://rss.arxiv.org/atom/{name}"
    return None


# --- programs --------------------------------------------------------------------------------------------------------


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
        case (owner, project, "tree", branch, *path) if not path:
            return f"https://github.com/{owner}/{project}/commits/{branch}.atom"
    return None


def _gist(address: _Address) -> str | None:
    match address.steps:
        case (owner,) if _NAME.fullmatch(owner) and owner not in {"discover", "starred", "forked", "search"}:
            return f"https://gist.github.com/{owner}.atom"
    return None


def _gitlab(address: _Address) -> str | None:
    """A person or a project with its activity, the tags and commits of a project (GitLab's own Atom feeds)."""
    steps = address.steps
    if not steps or steps[0] in _NO_GROUP or not all(_NAME.fullmatch(step) or step == "-" for step in steps[:3]):
        return None
    if _SUFFIX.search(steps[-1]) and not steps[-1].endswith(".git"):
        return None
    cut = steps.index("-") if "-" in steps else len(steps)
    project, place = "/".join(steps[:cut]).removesuffix(".git"), steps[cut + 1 :]
    match place:
        case ("tags" | "releases",):
            return f"{address.origin}/{project}/-/tags?format=atom"
        case ("commits" | "tree", branch, *_):
            return f"{address.origin}/{project}/-/commits/{branch}?format=atom"
        case ():
            return f"{address.origin}/{project}.atom"
    return None


def _forge(address: _Address) -> str | None:
    """People, projects and releases on Forgejo and Gitea."""
    match address.steps:
        case (owner,) if owner not in {"explore", "user", "admin", "api"} and not _SUFFIX.search(owner):
            return f"{address.origin}/{owner}.rss"
        case (owner, project) | (owner, project, "releases") if owner not in {"explore", "user", "admin", "api"}:
            return f"{address.origin}/{owner}/{project.removesuffix('.git')}/releases.rss"
        case (owner, project, "tags"):
            return f"{address.origin}/{owner}/{project}/tags.rss"
    return None


# --- all others ------------------------------------------------------------------------------------------------------


def _elsewhere(address: _Address) -> str | None:
    """Blogs below a known host and servers told by their names; else a profile as Mastodon has them."""
    name, _, site = address.host.partition(".")
    if site in _BELOW:
        return None if name in _NOBODY else f"https://{address.host}{_BELOW[site]}"
    if _BLOGSPOT.fullmatch(address.host):
        return f"https://{address.host}/feeds/posts/default"
    if site == "stackexchange.com":
        return _questions(address)
    if name == "gitlab":
        return _gitlab(address)
    if name == "lemmy" or address.host in _LEMMIES:
        return _lemmy(address)
    if name == "peertube" or address.steps[:1] == ("video-channels",):
        return _peertube(address)
    account = _ACCOUNT.fullmatch(address.steps[0]) if address.steps else None
    if account is None or address.host in _NO_INSTANCE or address.steps[1:] not in {(), ("media",), ("with_replies",)}:
        return None
    origin = f"https://{account[2]}" if account[2] else address.origin
    return f"{origin}/@{account[1]}.rss"


_Known = Callable[[_Address], str | None]

_SITES: Mapping[str, _Known] = {
    "arxiv.org": _arxiv,
    "bsky.app": _bluesky,
    "dev.to": _dev,
    "gist.github.com": _gist,
    "github.com": _github,
    "medium.com": _medium,
    "music.youtube.com": _youtube,
    "new.reddit.com": _reddit,
    "np.reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "open.substack.com": _substack,
    "reddit.com": _reddit,
    "tumblr.com": _tumblr,
    "vimeo.com": _vimeo,
    "youtube.com": _youtube,
    **dict.fromkeys(_FORGES, _forge),
    **dict.fromkeys(_QUESTIONS, _questions),
}
_MADE: Mapping[str, _Known] = {"discourse": _discourse, "lemmy": _lemmy, "peertube": _peertube, "phpbb": _phpbb}
# Where a project may be called by what is a feed's suffix elsewhere.
_DOTTED = frozenset({"github.com", "gitlab.com", *_FORGES})
