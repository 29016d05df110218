from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.sources.discover import Candidate, feeds, known, source
from feedbot.text import urls

PAGE = "https://site.example/"
CHANNEL = "UC" + "a1_-" * 5 + "bc"


def found(html: str, url: str = PAGE) -> list[str]:
    """The addresses that a page speaks of."""
    return [each.url for each in feeds(html, url) if not each.guess]


def alternate(href: str, kind: str = "application/rss+xml", **said: str) -> str:
    """A link element that names a feed."""
    more = "".join(f' {name}="{value}"' for name, value in said.items())
    return f'<link rel="alternate" type="{kind}" href="{href}"{more}>'


@pytest.mark.parametrize(
    "element",
    [
        alternate("/a.xml"),
        alternate("/a.xml", "application/atom+xml"),
        alternate("/a.xml", "Application/RSS+XML; charset=utf-8"),
        alternate("/a.xml", "application/feed+json"),
        alternate("/feed.json", "application/json").replace("/feed.json", "/a.xml?x").replace("a.xml?x", "a/feed.json"),
        alternate("/a.xml", "application/rdf+xml"),
        alternate("/a.xml", "text/xml"),
        "<LINK HREF='/a.xml' TYPE=application/rss+xml REL='ALTERNATE home'/>",
        "<link\nrel=alternate\ntype=application/rss+xml\nhref=/a.xml>",
        '<link rel="feed" href="/a.xml">',
        '<p><link rel="alternate" type="application/rss+xml" href=" /a.xml "></p>',
    ],
)
def test_a_page_names_a_feed(element: str) -> None:
    """Each way to name a feed in a link element is understood."""
    assert ["https://site.example/a/feed.json" if "json" in element and "feed+" not in element else f"{PAGE}a.xml"] == (
        found(element)
    )


@pytest.mark.parametrize(
    "element",
    [
        alternate("/wp-json/wp/v2/pages/2", "application/json"),
        alternate("/oembed", "application/json+oembed"),
        alternate("/users/a", "application/activity+json"),
        alternate("/style", "text/css").replace("alternate", "alternate stylesheet"),
        '<link rel="alternate" hreflang="uk" href="/uk/">',
        '<link rel="stylesheet" type="application/rss+xml" href="/a">',
        '<link rel="alternate stylesheet" type="text/xml" href="/a">',
        alternate("javascript:alert(1)"),
        alternate(""),
        '<link rel="alternate" type="application/rss+xml">',
        f"<!-- {alternate('/a')} -->",
        f"<script>{alternate('/a')}</script>",
        f"<textarea>{alternate('/a')}",
        "<linking rel=alternate type=application/rss+xml href=/a>",
    ],
)
def test_what_names_no_feed(element: str) -> None:
    """Interfaces, styles, translations, scripts and what is commented out are no feeds."""
    assert [] == found(element)


def test_names_are_resolved_and_titled() -> None:
    """Addresses are whole, with the page's base, and titles are text."""
    named = alternate("a.xml?x=1&amp;y=2", title="News &amp;&#32;&lt;b>more&lt;/b>")
    html = f'<base href="/blog/"><base href="/no/">{named}'

    assert Candidate(url=f"{PAGE}blog/a.xml?x=1&y=2", title="News & more") == feeds(html, PAGE)[0]


def test_feeds_of_comments_come_last() -> None:
    """The order is the page's, but for feeds of comments, and each address comes once."""
    html = "".join(
        (
            alternate("/comments/feed/"),
            alternate("/one", title="Коментарі"),
            alternate("/feed/", title="News"),
            alternate("/atom", "application/atom+xml"),
            alternate("/feed/#top", title="Again"),
            alternate(PAGE),
        )
    )

    assert [f"{PAGE}{each}" for each in ("feed/", "atom", "comments/feed/", "one")] == found(html)


@pytest.mark.parametrize(
    "href",
    [
        "/rss",
        "/rss/",
        "/feed",
        "/blog/feed/",
        "/feeds",
        "/rss.xml",
        "/rss2.php",
        "/rss/all.xml",
        "/rss/politics",
        "/feeds/news.xml",
        "/index.rdf",
        "/news.atom",
        "/news-rss.xml",
        "/?feed=rss2",
        "/news?format=rss&n=5",
        "https://feeds.example.net/site/rss",
    ],
)
def test_a_link_that_looks_like_a_feed(href: str) -> None:
    """A link is taken for a feed by its address."""
    assert [urls.clean(href, PAGE)] == found(f'<a class="x" href="{href}">News</a>')


@pytest.mark.parametrize(
    "href",
    ["/feedback", "/news", "/rss-reader-reviews-of-the-year.html", "/feeder/", "/a?feedback=1", "mailto:rss@a.b"],
)
def test_a_link_that_does_not(href: str) -> None:
    """Other links are left alone."""
    assert [] == found(f'<a href="{href}">News</a><a name="rss">')


def test_a_link_that_says_so() -> None:
    """A short label on a link within the site is enough; out of it, or in a long text, it is not."""
    html = (
        '<a href="/news/xml"><span></span></a> <a href="/export.php">RSS 2.0</a>'
        '<a href="/e2" title="Our RSS"><i></i></a> <a href="/long">RSS, explained in the longest of all texts</a>'
        '<a href="https://other.example/">What is RSS?</a>'
        '<a href="https://www.site.example/e3">JSON feed</a>'
    )

    assert [f"{PAGE}export.php", f"{PAGE}e2", "https://www.site.example/e3"] == found(html)


def test_named_come_before_linked() -> None:
    """What a page names is likelier than what it links to, and guesses come last."""
    html = f'<a href="/rss">x</a>{alternate("/named")}'
    candidates = feeds(html, PAGE)

    assert [f"{PAGE}named", f"{PAGE}rss", f"{PAGE}feed"] == [each.url for each in candidates[:3]]
    assert [False, False, True] == [each.guess for each in candidates[:3]]
    assert 1 == [each.url for each in candidates].count(f"{PAGE}rss")


def test_the_canonical_address_may_be_known() -> None:
    """A page under a nickname whose canonical address is a channel has the channel's feed."""
    html = f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">'

    assert [f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"] == found(html, "https://youtube.com/@a")


def test_usual_addresses() -> None:
    """Guesses are at the top of the site, and first below the page when it is a part of the site by itself."""
    top = [f"{PAGE}{each}" for each in ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")]
    top.append(f"{PAGE}feeds/posts/default")
    below = [each.replace("example/", "example/blog/") for each in top[:6]]

    assert top == [each.url for each in feeds("", f"{PAGE}?a=1#b")]
    assert top == [each.url for each in feeds("", f"{PAGE}2026/03/title/")]
    assert top == [each.url for each in feeds("", f"{PAGE}about.html")]
    assert below + top == [each.url for each in feeds("", f"{PAGE}blog")]


def test_candidates_are_bounded() -> None:
    """Thousands of links give some dozens of candidates."""
    html = "".join(alternate(f"/{n}") + f'<a href="/{n}/rss">x</a>' for n in range(5000))

    assert 50 + 20 == len(found(html))


def test_an_address_that_is_none() -> None:
    """A page without a usable address has no feeds."""
    assert () == feeds(alternate("/a"), "nonsense")


@pytest.mark.parametrize(
    "html",
    [
        '<a "' * 250_000,
        "<a '" * 250_000,
        "<!--" * 250_000,
        "<script " * 120_000,
        "<link" + " " * 1_000_000,
        "<link " + "a" * 1_000_000 + ">",
        "<link " + "a= " * 300_000 + ">",
        "<a href='" + "/rss" * 250_000 + "'>",
        '<a href="/rss">' * 70_000,
    ],
)
def test_hostile_pages_end(html: str) -> None:
    """A megabyte that was built to be slow is read, and gives some dozens of candidates at most."""
    assert 50 + 20 + 14 >= len(feeds(html, PAGE))


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        (f"http://m.youtube.com/channel/{CHANNEL}/videos?x=1", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://youtube.com/user/Someone", "https://www.youtube.com/feeds/videos.xml?user=Someone"),
        ("https://music.youtube.com/playlist?list=PLabcdefghij123", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghij123"),
        ("https://social.example/@somebody", "https://social.example/@somebody.rss"),
        ("https://social.example:8443/@some.body/with_replies", "https://social.example:8443/@some.body.rss"),
        ("https://social.example/@somebody@far.example", "https://far.example/@somebody.rss"),
        ("https://www.reddit.com/r/news/", "https://www.reddit.com/r/news/.rss"),
        ("https://old.reddit.com/r/news/top?t=week", "https://www.reddit.com/r/news/top/.rss?t=week"),
        ("https://reddit.com/user/someone", "https://www.reddit.com/user/someone/.rss"),
        ("https://github.com/someone/thing", "https://github.com/someone/thing/releases.atom"),
        ("https://github.com/someone/thing.git", "https://github.com/someone/thing/releases.atom"),
        ("https://github.com/someone/.config", "https://github.com/someone/.config/releases.atom"),
        ("https://github.com/someone/thing/releases", "https://github.com/someone/thing/releases.atom"),
        ("https://github.com/someone/thing/tags", "https://github.com/someone/thing/tags.atom"),
        ("https://github.com/someone/thing/commits", "https://github.com/someone/thing/commits.atom"),
        ("https://github.com/someone/thing/commits/a/b", "https://github.com/someone/thing/commits/a/b.atom"),
        ("https://github.com/someone", "https://github.com/someone.atom"),
        ("https://medium.com/@someone/an-article-1a2b", "https://medium.com/feed/@someone"),
        ("https://medium.com/magazine", "https://medium.com/feed/magazine"),
        ("https://medium.com/tag/towns", "https://medium.com/feed/tag/towns"),
        ("https://someone.medium.com/an-article", "https://someone.medium.com/feed"),
        ("https://someone.substack.com/p/a-letter", "https://someone.substack.com/feed"),
        ("https://someone.wordpress.com/2026/03/", "https://someone.wordpress.com/feed/"),
        ("https://someone.blogspot.com/2026/03/a.html", "https://someone.blogspot.com/feeds/posts/default"),
        ("https://someone.blogspot.co.uk", "https://someone.blogspot.co.uk/feeds/posts/default"),
        ("https://bsky.app/profile/someone.bsky.social", "https://bsky.app/profile/someone.bsky.social/rss"),
        ("https://bsky.app/profile/did:plc:abc/post/1", "https://bsky.app/profile/did:plc:abc/rss"),
        ("https://someone.tumblr.com/archive", "https://someone.tumblr.com/rss"),
        ("https://someone.livejournal.com/123.html", "https://someone.livejournal.com/data/rss"),
        ("https://www.youtube.com/watch?v=abc&list=PLabcdefghij123", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghij123"),
        ("https://www.reddit.com/domain/site.example/", "https://www.reddit.com/domain/site.example/.rss"),
        ("https://np.reddit.com/u/someone/m/news", "https://www.reddit.com/u/someone/m/news/.rss"),
        ("https://github.com/someone/thing/tree/main", "https://github.com/someone/thing/commits/main.atom"),
        ("https://gist.github.com/someone", "https://gist.github.com/someone.atom"),
        ("https://gitlab.com/someone", "https://gitlab.com/someone.atom"),
        ("https://gitlab.com/group/below/thing.git", "https://gitlab.com/group/below/thing.atom"),
        ("https://gitlab.site.example/group/thing/-/releases", "https://gitlab.site.example/group/thing/-/tags?format=atom"),
        ("https://gitlab.com/group/thing/-/tree/main/docs", "https://gitlab.com/group/thing/-/commits/main?format=atom"),
        ("https://codeberg.org/someone", "https://codeberg.org/someone.rss"),
        ("https://codeberg.org/someone/thing", "https://codeberg.org/someone/thing/releases.rss"),
        ("https://codeberg.org/someone/thing/tags", "https://codeberg.org/someone/thing/tags.rss"),
        ("https://open.substack.com/pub/someone/p/a-letter", "https://someone.substack.com/feed"),
        ("https://www.tumblr.com/someone/123/a-post", "https://someone.tumblr.com/rss"),
        ("https://www.tumblr.com/blog/view/someone", "https://someone.tumblr.com/rss"),
        ("https://someone.ghost.io/about/", "https://someone.ghost.io/rss/"),
        ("https://dev.to/someone", "https://dev.to/feed/someone"),
        ("https://dev.to/t/python", "https://dev.to/feed/tag/python"),
        ("https://vimeo.com/someone", "https://vimeo.com/someone/videos/rss"),
        ("https://vimeo.com/channels/staffpicks", "https://vimeo.com/channels/staffpicks/videos/rss"),
        ("https://vimeo.com/groups/animation", "https://vimeo.com/groups/animation/videos/rss"),
        ("https://stackoverflow.com/questions/tagged/python+asyncio?tab=Newest", "https://stackoverflow.com/feeds/tag?tagnames=python+asyncio&sort=newest"),
        ("https://gardening.stackexchange.com/questions/tagged/roses", "https://gardening.stackexchange.com/feeds/tag?tagnames=roses&sort=newest"),
        ("https://superuser.com/questions/12/how-to", "https://superuser.com/feeds/question/12"),
        ("https://superuser.com/users/12/someone", "https://superuser.com/feeds/user/12"),
        ("https://askubuntu.com/questions", "https://askubuntu.com/feeds"),
        ("https://arxiv.org/list/cs.CL/recent", "https://rss.arxiv.org/atom/cs.CL"),
        ("https://arxiv.org/list/cond-mat.str-el/new", "https://rss.arxiv.org/atom/cond-mat.str-el"),
        ("https://arxiv.org/archive/math", "https://rss.arxiv.org/atom/math"),
        ("https://peertube.site.example/c/town_films/videos", "https://peertube.site.example/feeds/videos.xml?videoChannelName=town_films"),
        ("https://video.site.example/video-channels/town@far.example", "https://video.site.example/feeds/videos.xml?videoChannelName=town@far.example"),
        ("https://peertube.site.example/a/someone", "https://peertube.site.example/feeds/videos.xml?accountName=someone"),
        ("https://peertube.site.example/videos/local", "https://peertube.site.example/feeds/videos.xml"),
        ("https://lemmy.site.example/c/gardens@far.example", "https://lemmy.site.example/feeds/c/gardens@far.example.xml?sort=New"),
        ("https://programming.dev/u/someone", "https://programming.dev/feeds/u/someone.xml?sort=New"),
        ("https://lemmy.site.example/", "https://lemmy.site.example/feeds/local.xml?sort=New"),
    ],
)  # fmt: skip
def test_known_sites(url: str, feed: str) -> None:
    """Profiles, channels and projects become their feeds, and feeds are left as they are."""
    assert feed == known(url)
    assert known(feed) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "ftp://github.com/a/b",
        "https://[",
        PAGE,
        "https://youtube.com/@handle",
        "https://youtube.com/watch?v=abc",
        "https://youtube.com/channel/short",
        "https://youtube.com/playlist",
        "https://youtube.com/playlist?list=<script>",
        "https://reddit.com/",
        "https://reddit.com/r",
        "https://reddit.com/wiki/a",
        "https://github.com/",
        "https://github.com/features/actions",
        "https://github.com/someone/thing/issues",
        "https://github.com/someone/..",
        "https://github.com/-/thing",
        "https://medium.com/",
        "https://medium.com/me/stories",
        "https://www.medium.com",
        "https://support.wordpress.com/a",
        "https://bsky.app/",
        "https://bsky.app/search",
        "https://t.me/somebody",
        "https://t.me/s/somebody",
        "https://tiktok.com/@somebody",
        "https://substack.com/@somebody",
        "https://social.example/@somebody/112233",
        "https://youtube.com/watch?v=abc&list=RDabcdefghij123",
        "https://vimeo.com/",
        "https://vimeo.com/123456",
        "https://vimeo.com/channels/123/456",
        "https://gist.github.com/someone/0a1b2c",
        "https://gitlab.com/",
        "https://gitlab.com/explore/projects",
        "https://gitlab.com/group/thing/-/issues",
        "https://codeberg.org/explore/repos",
        "https://codeberg.org/someone/thing/issues",
        "https://open.substack.com/",
        "https://www.tumblr.com/search/a",
        "https://dev.to/",
        "https://dev.to/t/a/b",
        "https://stackoverflow.com/jobs",
        "https://arxiv.org/abs/2401.00001",
        "https://peertube.site.example/about",
        "https://lemmy.site.example/post/12",
        "https://unknown.example/c/name",
        "https://social.example/@",
    ],
)
def test_sites_that_are_not_known(url: str) -> None:
    """Other pages, and what nothing reads, give nothing."""
    assert known(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://t.me/town_news", Candidate(url="https://t.me/s/town_news", kind="telegram_channel")),
        ("http://telegram.me/s/town_news?before=5", Candidate(url="https://t.me/s/town_news", kind="telegram_channel")),
        ("https://t.me/town_news/77", Candidate(url="https://t.me/s/town_news", kind="telegram_channel")),
        ("https://town_news.t.me", Candidate(url="https://t.me/s/town_news", kind="telegram_channel")),
        ("https://github.com/someone", Candidate(url="https://github.com/someone.atom")),
        ("https://t.me/+AbCdEf", None),
        ("https://t.me/joinchat/AbCdEf", None),
        ("https://t.me/", None),
        (PAGE, None),
    ],
)
def test_the_source_that_an_address_is(url: str, expected: Candidate | None) -> None:
    """An address of Telegram is a channel, one of a known site a feed, and each says its kind."""
    assert expected == source(url)


@pytest.mark.parametrize(
    ("html", "url", "feed"),
    [
        (
            f'<meta itemprop="identifier" content="{CHANNEL}">',
            "https://www.youtube.com/@name",
            f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        ),
        (
            f'<script>var a = {{"externalId":"{CHANNEL}"}}</script>',
            "https://www.youtube.com/c/Name",
            f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        ),
        (
            '<meta name="generator" content="Discourse 3.3.0">',
            "https://talk.example/c/roses/12",
            "https://talk.example/c/roses/12.rss",
        ),
        ('<meta name="generator" content="Discourse">', "https://talk.example/tag/a", "https://talk.example/tag/a.rss"),
        ('<meta name="generator" content="Discourse">', "https://talk.example/", "https://talk.example/latest.rss"),
        (
            '<meta property="og:platform" content="PeerTube">',
            "https://films.example/c/town/videos",
            "https://films.example/feeds/videos.xml?videoChannelName=town",
        ),
        (
            "<script>window.isoData = {}</script>",
            "https://talk.example/c/roses",
            "https://talk.example/feeds/c/roses.xml?sort=New",
        ),
        (
            '<meta name="generator" content="phpBB">',
            "https://talk.example/board/viewforum.php?f=7",
            "https://talk.example/board/feed.php?f=7",
        ),
        (
            '<meta name="generator" content="phpBB">',
            "https://talk.example/board/",
            "https://talk.example/board/feed.php",
        ),
    ],
)
def test_what_a_page_says_to_programs(html: str, url: str, feed: str) -> None:
    """A channel's own id, or the name of the program that made a page, leads to its feed."""
    assert [feed] == found(html, url)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<p>x</p>", "https://www.youtube.com/@name"),
        ('<meta name="generator" content="Discourse">', "https://talk.example/about"),
        ('<meta name="generator" content="Another">', "https://talk.example/c/roses/12"),
    ],
)
def test_what_says_nothing_to_programs(html: str, url: str) -> None:
    """Pages of unknown programs, and parts of known ones that have no feed, give guesses only."""
    assert [] == found(html, url)


hosts = st.sampled_from(
    [
        *(
            "youtube.com",
            "reddit.com",
            "github.com",
            "medium.com",
            "bsky.app",
            "a.medium.com",
            "a.blogspot.com",
            "b.example",
        ),
        *("gitlab.com", "t.me", "codeberg.org", "vimeo.com", "tumblr.com", "arxiv.org"),
        *("stackoverflow.com", "lemmy.example", "peertube.example", "dev.to"),
    ]
)
steps = st.lists(
    st.sampled_from(
        ["@a", "@a@b.example", "r", "user", "channel", CHANNEL, "commits", "tags", "..", "%2e", "é", "a.rss"]
    )
    | st.text(max_size=6),
    max_size=5,
)


@given(hosts, steps, st.text(max_size=8))
def test_any_address(host: str, path: list[str], query: str) -> None:
    """Whatever an address says, what comes out is one of the web, fit to be shown, and not the same again."""
    url = f"https://{host}/{'/'.join(path)}?{query}"
    feed = known(url)

    if feed is not None:
        assert urlsplit(feed).scheme in {"http", "https"}
        assert feed == urls.clean(feed)
        assert urls.canonical(url) != urls.canonical(feed)


pieces = "\" ' > <a_ <link_ <base_ href= rel=alternate_ type=application/rss+xml_ /rss //[ <!-- --> <script> </script"


@given(
    st.lists(
        st.sampled_from([*pieces.replace("_", "\t").split(" "), " ", "\ud800", "&#0;", "http://b.example/"]),
        max_size=25,
    ).map("".join),
    st.sampled_from([PAGE, "https://site.example/a/b", "", "x"]),
)
def test_any_page(html: str, url: str) -> None:
    """No page is too broken; candidates are whole addresses, each once, fit to be shown, none the page itself."""
    candidates = feeds(html, url)
    places = [urls.canonical(each.url) for each in candidates]

    assert len(places) == len(set(places))
    assert None not in places
    assert urls.canonical(url) not in places
    assert [each.url for each in candidates] == [urls.clean(each.url) for each in candidates]
