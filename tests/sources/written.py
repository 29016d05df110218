"""Hypothesis strategies that write well-formed feeds as the world does: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0."""

from hypothesis import strategies as st

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:georss="http://www.georss.org/georss" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:unknown"'
)

WORDS = st.sampled_from(
    [
        *(
            "",
            " ",
            "word",
            "слово",
            "їжак & лис",
            "a < b",
            "AT&T",
            "&nbsp;",
            "&amp;",
            "<b>bold</b>",
            "<p>one</p>\n<br>",
        ),
        *('"quoted"', "it's", "]]", "<script>x</script>", "é", "\u00a0", "\U0001f600", "1", "2026-03-14T10:00:00Z"),
        *("Sat, 14 Mar 2026 10:00:00 +0200", "14 марта 2026", "a@example.org (Ada)", "Ada <a@example.org>", "a,b, c"),
    ]
)
ADDRESSES = st.sampled_from(
    [
        *("", "/1", "1?a=1&b=2", "https://a.example.org/1", "HTTP://A.example.org/%7Ea", "//b.example.org/2", "../up"),
        *("#part", "mailto:a@example.org", "urn:x:1", "tag:example.org,2026:1", "http://[::1", "?q=&amp;x;", "а б"),
    ]
)
TYPES = st.sampled_from(
    ["text", "html", "TEXT/HTML", "text/plain", "text/html; charset=utf-8", "application/xhtml+xml", ""]
)


def escaped(text: str) -> str:
    """A text as it stands in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>" if "]]" not in text else escaped(text)


def _numbered(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


TEXTS = st.lists(
    st.one_of(WORDS.map(escaped), WORDS.map(_cdata), WORDS.map(_numbered), st.just("<!-- aside --><?x y?>")),
    max_size=3,
).map("".join)

INHERITED = st.lists(
    st.sampled_from(['xml:base="b/"', 'xml:base="https://c.example.org/d/"', 'xml:lang="uk-UA"', 'xml:lang=""']),
    unique_by=lambda attribute: attribute[:8],
    max_size=2,
).map(lambda found: " ".join(["", *found]))

XHTML = st.recursive(
    TEXTS.map(lambda text: text.replace("<?x y?>", "")),
    lambda inner: st.builds(
        lambda tag, attribute, inside: f"<{tag}{attribute}>{inside}</{tag}>",
        st.sampled_from(["h:div", "h:p", "h:b", "h:summary", "h:title", "h:source", "h:svg"]),
        st.sampled_from(["", ' class="a&amp;b"', ' href="/x?a=1&amp;b=&quot;"', ' xml:lang="ru"', ' REL="Nofollow"']),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)

Part = st.SearchStrategy[str]


def _element(names: str, inside: Part = TEXTS, attributes: Part = INHERITED) -> Part:
    return st.builds(
        lambda name, attribute, text: f"<{name}{attribute}>{text}</{name}>",
        st.sampled_from(names.split()),
        attributes,
        inside,
    )


def _empty(names: str, **attributes: Part) -> Part:
    """An empty element with some of these attributes."""
    drawn = st.fixed_dictionaries({}, optional=attributes)
    return st.builds(
        lambda name, found, inherited: "<{}{}{}/>".format(
            name, inherited, "".join(f' {key.replace("_", ":")}="{escaped(value)}"' for key, value in found.items())
        ),
        st.sampled_from(names.split()),
        drawn,
        INHERITED,
    )


_RELS = st.sampled_from(
    [
        *("alternate", "self", "hub", "enclosure", "related", "via", "replies", "edit", "Alternate"),
        "http://www.iana.org/assignments/relation/via",
    ]
)
_MEDIA = st.sampled_from(["image/png", "audio/mpeg", "text/html", "application/pdf", "video/mp4; codecs=x", ""])
_NUMBERS = st.sampled_from(["0", "1024", "x", "", "99999999999999999"])
_TIMES = st.sampled_from(["0", "61", "1:02:03", "PT5M", "99:99:99:99", "-1", "1.5", "an hour"])

LINKS = _empty("{a}link", href=ADDRESSES, rel=_RELS, type=_MEDIA, title=WORDS, length=_NUMBERS, thr_count=_NUMBERS)
PEOPLE = st.one_of(
    _element("author dc:creator itunes:author"),
    _element(
        "{a}author",
        st.lists(
            st.one_of(
                _element("{a}name {a}email", TEXTS), _element("{a}uri", ADDRESSES.map(escaped)), _element("x:image")
            ),
            max_size=4,
        ).map("".join),
    ),
)
CONSTRUCTS = st.one_of(
    _element("{a}title {a}summary {a}content description dc:description dc:title content:encoded"),
    _element("{a}title {a}summary {a}content", TEXTS, TYPES.map(lambda kind: f' type="{kind}"')).filter(
        lambda text: "xhtml+xml" not in text
    ),
    _element("{a}title {a}summary {a}content", XHTML, INHERITED.map(lambda given: f' type="xhtml"{given}')),
    _element("h:body", XHTML),
    _empty("{a}content", src=ADDRESSES, type=_MEDIA),
)
GROUPS = _element(
    "media:group media:content",
    st.lists(
        st.one_of(
            _empty("media:content media:thumbnail", url=ADDRESSES, medium=st.just("image"), type=_MEDIA),
            _empty("media:content", url=ADDRESSES, width=_NUMBERS, height=_NUMBERS, duration=_TIMES, fileSize=_NUMBERS),
            _element("media:group", _empty("media:content", url=ADDRESSES, type=_MEDIA)),
            _element("media:title media:description media:text media:keywords media:rating"),
        ),
        max_size=3,
    ).map("".join),
)
SOURCES = st.one_of(
    _element("source", TEXTS, ADDRESSES.map(lambda url: f' url="{escaped(url)}"')),
    _element("{a}source", st.lists(st.one_of(_element("{a}title {a}id {a}updated"), LINKS), max_size=4).map("".join)),
)
PARTS = st.one_of(
    CONSTRUCTS,
    CONSTRUCTS,
    PEOPLE,
    LINKS,
    SOURCES,
    GROUPS,
    _element("{a}id"),
    _element("guid", ADDRESSES.map(escaped), st.sampled_from(["", ' isPermaLink="true"', ' isPermaLink="false"'])),
    _element("link", ADDRESSES.map(escaped)),
    _element("pubDate published issued modified updated created dc:date dcterms:modified dcterms:created"),
    _element("category dc:subject", TEXTS, st.sampled_from(["", ' domain="https://example.org/t"'])),
    _empty("{a}category", term=WORDS, scheme=ADDRESSES, label=WORDS),
    _element("keywords itunes:keywords itunes:summary itunes:subtitle itunes:duration comments slash:comments"),
    _element("feedburner:origLink wfw:commentRss", ADDRESSES.map(escaped)),
    _empty("enclosure", url=ADDRESSES, type=_MEDIA, length=_NUMBERS),
    _empty("media:content media:thumbnail itunes:image", url=ADDRESSES, href=ADDRESSES, medium=st.just("video")),
    _empty("media:thumbnail", url=ADDRESSES, width=_NUMBERS, height=_NUMBERS),
    _empty("podcast:transcript podcast:chapters", url=ADDRESSES, type=_MEDIA),
    _element("itunes:duration itunes:season itunes:episode podcast:season podcast:episode", _TIMES),
    _element("itunes:explicit itunes:episodeType"),
    _element("comments", ADDRESSES.map(escaped)),
    _empty("thr:in-reply-to", ref=ADDRESSES, href=ADDRESSES),
    _element("georss:point x:anything unknown dc:language", TEXTS),
    _element("x:title", st.just("<title>other</title><guid>other</guid>")),
)
HEAD = st.one_of(
    CONSTRUCTS,
    LINKS,
    PEOPLE,
    _element("ttl language {a}id sy:updatePeriod sy:updateFrequency"),
    _element("link", ADDRESSES.map(escaped)),
    st.sampled_from(
        [
            *("<ttl>60</ttl>", "<sy:updatePeriod>hourly</sy:updatePeriod>", "<skipHours><hour>7</hour></skipHours>"),
            *("<skipDays><day>Monday</day></skipDays>", "<image><title>Logo</title><link>/l</link></image>"),
            *("<generator>x</generator>", "<items><rdf:Seq/></items>"),
        ]
    ),
)


def _in_rss(head: str, items: list[str], version: str, inherited: str) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="{version}" {SPACES}{inherited}><channel>{head}{inside}</channel></rss>'.replace("{a}", "")


def _in_rdf(head: str, items: list[str], space: str, inherited: str) -> str:
    inside = "".join(f'<item rdf:about="/about/{number}">{item}</item>' for number, item in enumerate(items))
    document = f'<rdf:RDF xmlns="{space}" {SPACES}{inherited}><channel>{head}</channel>{inside}</rdf:RDF>'
    return document.replace("{a}", "")


def _in_atom(head: str, items: list[str], space: str, inherited: str) -> str:
    inside = "".join(f"<entry{inherited}>{item}</entry>" for item in items)
    return f'<feed xmlns="{space}" {SPACES}{inherited}>{head}{inside}</feed>'.replace("{a}", "")


def _in_prefixed_atom(head: str, items: list[str], space: str, inherited: str) -> str:
    inside = "".join(f"<a:entry>{item}</a:entry>" for item in items)
    return f'<a:feed xmlns:a="{space}" {SPACES}{inherited}>{head}{inside}</a:feed>'.replace("{a}", "a:")


_ATOM = ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"]
_RDF = ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"]
_HEADS = st.lists(HEAD, max_size=4).map("".join)
_ITEMS = st.lists(st.lists(PARTS, max_size=6).map("".join), max_size=3)

FEEDS = st.one_of(
    st.builds(_in_rss, _HEADS, _ITEMS, st.sampled_from(["0.91", "0.92", "2.0"]), INHERITED),
    st.builds(_in_rdf, _HEADS, _ITEMS, st.sampled_from(_RDF), INHERITED),
    st.builds(_in_atom, _HEADS, _ITEMS, st.sampled_from(_ATOM), INHERITED),
    st.builds(_in_prefixed_atom, _HEADS, _ITEMS, st.sampled_from(_ATOM), INHERITED),
)
"""Documents that are well-formed, whatever they say."""
