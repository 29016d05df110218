"""Items whose fields are too long, too many, too old, or not what they should be."""

from collections.abc import Callable

from tests.hostile.cases import Case, atom, entry, item, makes, ok, rss

_MIB = 2**20


def _made(name: str, make: Callable[[], str], *words: str, count: int = 2, titles: tuple[str, ...] = ()) -> Case:
    return Case(name=f"item-{name}", play=makes(lambda: make().encode()), words=words, count=count, titles=titles)


def _field(name: str, *fields: str, words: tuple[str, ...] = (), count: int = 2) -> Case:
    """A good item, and one with more elements."""
    return Case(name=f"item-{name}", play=ok(rss(item(1), item(2, *fields))), words=words, count=count)


def _dated(place: int, date: str) -> Case:
    text = rss(item(1), item(2).replace("Sat, 14 Mar 2026 10:00:00 GMT", date))
    return Case(name=f"item-date-{place}", play=ok(text), count=2)


def _titled(name: str, title: str, shown: str) -> Case:
    return Case(name=f"item-title-{name}", play=ok(rss(item(1, title=title))), count=1, titles=(shown,))


_DATES = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "99999999999999999999",
    "-1",
    "Sat, 99 Foo 99999 99:99:99 +9999",
    "2026-02-30T25:61:61Z",
    "0000-00-00T00:00:00Z",
    "2026-03-14T10:00:00+99:99",
    "1e308",
    "NaN",
    "٢٠٢٦-٠٣-١٤",
    "1" * 100_000,
    ":" * 100_000,
    "Sat, " * 50_000,
    "(" * 100_000,
    "<![CDATA[<script>alert(1)</script>]]>",
)
"""What may stand where a date should."""

_URLS = (
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://[",
    "http://\u2100.example/",
    "//",
    ":",
    "?",
)

ITEMS = (
    _made("long-title", lambda: rss(item(1), item(2, title="word " * (_MIB // 5))), "(limits.title)"),
    _made("long-word", lambda: rss(item(1), item(2, title="x" * (_MIB - 5000))), "(limits.title)"),
    _made("long-link", lambda: rss(item(1), item(2).replace("/2<", f"/{'x' * _MIB}<"))),
    _made("long-id", lambda: rss(item(1), item(2).replace("<guid>", f"<guid>{'x' * _MIB}"))),
    _made("long-author", lambda: rss(item(1), item(2, f"<author>{'x' * _MIB}</author>"))),
    _made("at-signs", lambda: rss(item(1), item(2, f"<author>{'a@' * 300_000}</author>"))),
    _made("long-category", lambda: rss(item(1), item(2, f"<category>{'x' * _MIB}</category>"))),
    _made("long-language", lambda: rss(item(1), item(2), within=f"<language>{'x-' * 300_000}</language>")),
    _made("long-enclosure", lambda: rss(item(1), item(2, f"<enclosure url='http://w.example/{'x' * _MIB}'/>"))),
    _made("long-feed-title", lambda: rss(item(1), item(2)).replace("Wire", "x" * _MIB)),
    _made("categories", lambda: rss(item(1), item(2, *(f"<category>c{n}</category>" for n in range(10_000))))),
    _made("keywords", lambda: rss(item(1), item(2, f"<media:keywords>{'a,' * 300_000}</media:keywords>"))),
    _made("authors", lambda: rss(item(1), item(2, *(f"<dc:creator>a{n}</dc:creator>" for n in range(10_000))))),
    _made("titles", lambda: rss(item(1), item(2, *(f"<title>t{n}</title>" for n in range(10_000))))),
    _made(
        "bodies", lambda: rss(item(1), item(2, *(f"<content:encoded>t{n}</content:encoded>" for n in range(10_000))))
    ),
    _made("links", lambda: atom(entry(1), entry(2, *(f'<link rel="related" href="/{n}"/>' for n in range(10_000))))),
    _made("enclosures", lambda: rss(item(1), item(2, *(f'<enclosure url="/{n}" length="1"/>' for n in range(10_000))))),
    _made("same-id", lambda: rss(*(item(1, title=f"Item {n}") for n in range(250))), count=-1),
    _made("same-everything", lambda: rss(*(item(1) for _ in range(250))), count=1),
    _made("ids-of-parts", lambda: rss(*(item(n % 2, title=f"Item {n}") for n in range(250))), count=-1),
    _field("negative-length", '<enclosure url="https://w.example/a.mp3" length="-5" type="audio/mpeg"/>'),
    _field("huge-length", f"<enclosure url='https://w.example/a.mp3' length='{'9' * 5000}' type='audio/mpeg'/>"),
    _field("strange-length", '<enclosure url="https://w.example/a.mp3" length="٣" type="audio/mpeg"/>'),
    _field("strange-type", '<enclosure url="https://w.example/a.mp3" type="text/html&#10;x: y&quot;&gt;"/>'),
    _field("ttl", words=()),
    *(_field(f"enclosure-{n}", f'<enclosure url="{url}" type="audio/mpeg"/>') for n, url in enumerate(_URLS)),
    *(
        Case(name=f"item-link-{n}", play=ok(rss(item(1), item(2).replace("https://w.example/2", url))), count=2)
        for n, url in enumerate(_URLS)
    ),
    *(_dated(place, date) for place, date in enumerate(_DATES)),
    _titled("none", "", "https://w.example/1"),
    _titled("blanks", " \n\t\u00a0\u2003 ", "https://w.example/1"),
    _titled("unseen", "\u200b\u200d\u2060\ufeff\u00ad\u180e", "https://w.example/1"),
    _titled("fillers", "\u3164\u115f\u2800", "https://w.example/1"),
    _titled("lines", "one\n\ntwo\u2028three\u2029four", "one two three four"),
    _titled("controls", "a&#7;&#27;[2Jb\x9b", "a[2Jb"),
)
"""Items with strange fields."""

DIRECTIONS = tuple(chr(number) for number in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the direction of what follows them; U+200E and U+200F only say how a neutral sign is read."""

TURNED = Case(
    name="item-turned",
    play=ok(rss(*(item(n, title=f"a{mark}gnp.exe{mark}") for n, mark in enumerate(DIRECTIONS)))),
    count=len(DIRECTIONS),
)
"""Titles that would turn the text around them."""
