"""Documents that are built to exhaust, to escape from or to confuse a reader of XML."""

from collections.abc import Callable

from feedbot.model import Fault, Limits
from tests.hostile.cases import MANY, Case, Talk, atom, entry, head, item, makes, ok, rss

_TWO = rss(item(1), item(2))
_WIDE = Limits(deadline=MANY.deadline, items=300, body=20 * 2**20)
_MANY = 100_000


def _case(name: str, text: str | bytes, fault: Fault | None, *words: str, count: int = 0) -> Case:
    return Case(name=name, play=ok(text, "Content-Type: application/xml"), fault=fault, words=words, count=count)


def _made(name: str, make: Callable[[], str], fault: Fault | None, *words: str, count: int = 0) -> Case:
    return Case(name=name, play=makes(lambda: make().encode()), fault=fault, words=words, count=count)


def _typed(name: str, subset: str, inside: str, *words: str, fault: Fault | None = "format", count: int = 0) -> Case:
    text = rss(item(1), item(2, inside), before=f"<?xml version='1.0'?><!DOCTYPE rss {subset}>")
    return _case(name, text, fault, *words, count=count)


_LAUGHS = '<!ENTITY a0 "ha">' + "".join(f"<!ENTITY a{n} '" + f"&a{n - 1};" * 10 + "'>" for n in range(1, 12))
_DEFINED = "".join(f'<!ENTITY e{n} "x">' for n in range(20_000))
_SHOWN = "<description>&x;</description>"
_OUTSIDE = "points outside the document"
_UNFOLDS = "unfold without bounds"

ENTITIES = (
    _typed("xxe-file", '[<!ENTITY x SYSTEM "file:///etc/passwd">]', _SHOWN, _OUTSIDE),
    _typed("xxe-http", '[<!ENTITY x SYSTEM "http://127.0.0.1:@SECRET@/">]', _SHOWN, _OUTSIDE),
    _typed("xxe-public", '[<!ENTITY x PUBLIC "y" "http://127.0.0.1:@SECRET@/">]', _SHOWN, _OUTSIDE),
    _typed("xxe-binary", '[<!ENTITY x SYSTEM "file:///etc/passwd" NDATA gif>]', _SHOWN, _OUTSIDE),
    _typed("xxe-parameter", '[<!ENTITY % x SYSTEM "http://127.0.0.1:@SECRET@/x.dtd"> %x;]', "", _UNFOLDS),
    _typed("parameter", "[<!ENTITY % x \"<!ENTITY y 'z'>\"> %x;]", "<description>&y;</description>", _UNFOLDS),
    _typed("dtd-http", 'SYSTEM "http://127.0.0.1:@SECRET@/x.dtd"', "", fault=None, count=2),
    _typed("dtd-file", 'SYSTEM "file:///dev/zero"', "", fault=None, count=2),
    _typed("dtd-public", 'PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:@SECRET@/"', "", fault=None, count=2),
    _typed("laughs", f"[{_LAUGHS}]", "<description>&a11;</description>", _UNFOLDS),
    _typed("loop-of-entities", '[<!ENTITY x "&y;"><!ENTITY y "&x;">]', _SHOWN, _UNFOLDS),
    _typed("markup-in-entity", '[<!ENTITY x "<script>alert(1)</script>">]', _SHOWN, _UNFOLDS),
    _typed(
        "long-entity", f"[<!ENTITY x '{'ha' * 5000}'>]", f"<description>{'&x;' * _MANY}</description>", "longer than"
    ),
    _typed(
        "quadratic",
        f"[<!ENTITY x '{'ha' * 400}'>]",
        f"<description>{'&x;' * _MANY}</description>",
        "entities unfold to more than 1 MiB",
    ),
    _typed("many-entities", f"[{_DEFINED}]", "", "more than 500 entities"),
    _typed("long-type", "[" + "<!ELEMENT x ANY>" * 20_000 + "]", "", "document type is longer than 256 KiB"),
    _typed("type-of-attributes", '[<!ATTLIST title onclick CDATA "alert(1)">]', "", fault=None, count=2),
    _typed("type-without-end", '[<!ENTITY x "y">', "", "not a feed"),
)
"""Document types."""

_DEEP, _ELEMENTS = "elements lie more than 200 deep", "more than 150,000 elements"


def _attributes() -> str:
    return rss(item(1), "<item " + " ".join(f'a{n}="x"' for n in range(_MANY)) + "/>")


def _namespaces() -> str:
    return rss(item(1), "<item " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(4000)) + "/>")


def _nested_namespaces() -> str:
    return rss(item(1), "".join(f'<x xmlns="urn:{n}"/>' for n in range(20_000)))


async def _long_item(talk: Talk) -> None:
    """An item of 50 MiB."""
    start, end = rss(item(1, "<description>@@</description>")).split("@@")
    await talk.say(head(), start.encode())
    for _ in range(50):
        await talk.say(b"word " * (2**20 // 5))
    await talk.say(end.encode())


def _within(piece: str, end: str = "") -> Callable[[], str]:
    """The same thing a hundred thousand times within a description."""
    return lambda: rss(item(1), item(2, f"<description>{piece * _MANY}{end * _MANY}</description>"))


SIZES = (
    _made("deep", lambda: rss(item(1)) + "<a>" * _MANY, None, count=1),
    _made("deep-in-channel", lambda: rss("<a>" * _MANY + "</a>" * _MANY), "limit", _DEEP),
    _made("deep-in-item", lambda: rss(item(1, "<a>" * _MANY + "</a>" * _MANY)), "limit", _DEEP),
    _made("deep-in-content", _within("<b>", "</b>"), "limit", _DEEP),
    _made("deep-escaped", _within("&lt;b&gt;"), None, count=2),
    _made("deep-outlines", lambda: "<opml>" + "<outline>" * _MANY, "format", "not a feed"),
    _made("attributes", _attributes, "limit", "more than 5,000 attributes"),
    _made("escaped-attributes", _within("&lt;a x=1 y&gt;"), None, count=2),
    _made("namespaces", _namespaces, "limit", "more than 1,000 namespaces"),
    _made("nested-namespaces", _nested_namespaces, "limit", "more than 1,000 namespaces"),
    _made("elements", lambda: rss(item(1), "<a/>" * 160_000), "limit", _ELEMENTS),
    Case(
        name="items",
        play=makes(lambda: rss(*(f"<item><title>Item {n}</title></item>" for n in range(_MANY))).encode()),
        words=("only the first 300 items are read (limits.items)",),
        count=300,
    ),
    Case(name="item-of-50-mib", play=_long_item, fault="limit", words=("longer than 10 MiB", "(limits.body)")),
    Case(
        name="item-of-2-mib",
        play=makes(lambda: rss(item(1), item(2, f"<description>{'word ' * 400_000}</description>")).encode()),
        words=("longer than 1 MiB (limits.item)",),
        count=2,
    ),
    _made("cdata-flood", _within("<![CDATA[x]]>"), None, count=2),
    _made("comment-flood", _within("<!-- x -->"), None, count=2),
    _made("instruction-flood", _within("<?x y?>"), None, count=2),
    _made("open-cdata", _within("<![CDATA["), None, "XML is broken", count=2),
    _made("open-comments", _within("<!-- "), None, "XML is broken", count=1),
    _made("open-instructions", _within("<?"), None, "XML is broken", count=1),
    _made("open-tags", _within("<"), None, "XML is broken", count=2),
    _made("open-values", _within('<a x="'), None, "XML is broken", count=2),
    _made("end-tags", _within("</a>"), None, "XML is broken", count=2),
    _made("ampersands", _within("&"), None, "XML is broken", count=2),
    _made("references", _within("&#"), None, "XML is broken", count=2),
    _made("ends-of-cdata", _within("]]>"), None, "XML is broken", count=2),
    _made("types", lambda: "<!DOCTYPE " * _MANY, "format", "not a feed"),
    _made("declarations", lambda: "<?xml " * _MANY, "format", "not a feed"),
    _made("comments-before", lambda: "<!--" * _MANY + _TWO, "format", "not a feed"),
    _made("blanks-before", lambda: "\n" * 2**20 + _TWO, None, count=2),
    _made("junk-behind", lambda: _TWO + "<item>" * _MANY, None, count=2),
    _made("one-line-of-text", lambda: "x" * 2**22, "format", "not a feed"),
)
"""Documents that cost much to read."""


def _truncated(place: int) -> Case:
    text = rss(*(item(n, f"<description><![CDATA[<p>{n}</p>]]></description>") for n in range(40))).encode()
    cut = len(text) * place // 20
    whole = text[:cut].count(b"</item>")
    name = f"cut-{place:02}"
    if whole:
        return Case(name=name, play=ok(text[:cut]), count=whole, words=("XML is broken",))
    return Case(name=name, play=ok(text[:cut]), fault="empty" if cut == 0 else "format")


TRUNCATED = tuple(_truncated(place) for place in range(20))
"""A feed that breaks off at each of twenty places."""

_TITLED = '<title type="html">{}</title>'

CHARACTERS = (
    _case("nuls", _TWO.replace("Item 2", "It\0em\0 2"), None, count=2),
    _case("nuls-only", b"\0" * 100_000, "empty", "empty"),
    _case("controls", _TWO.replace("Item 2", "It\x01\x08\x0b\x1fem 2\x7f\x9f"), None, count=2),
    _case("half-pair", _TWO.replace("Item 2", "It&#xD83D;em 2"), None, count=2),
    _case("whole-pair", _TWO.replace("Item 2", "Item &#xD83D;&#xDE00; 2"), None, count=2),
    _case("beyond-unicode", _TWO.replace("Item 2", "It&#x110000;em 2"), None, count=2),
    _case("reference-to-nothing", _TWO.replace("Item 2", "It&#0;&#x0;&#8;&#xFFFE;em 2"), None, count=2),
    _case("long-reference", _TWO.replace("Item 2", f"It&#{'9' * 500_000};em 2"), None, count=2),
    _case("long-hex", _TWO.replace("Item 2", f"It&#x{'f' * 500_000};em 2"), None, count=2),
    _case("long-entity-name", _TWO.replace("Item 2", f"It&{'x' * 500_000};em 2"), None, count=2),
    _case("raw-half-pair", _TWO.replace("Item 2", "It\ud83dem 2"), None, count=2),
    _case("overlong", _TWO.encode().replace(b"Item 2", b"It\xc0\xbcscript\xc0\xbeem 2"), None, count=2),
    _case("no-characters", _TWO.replace("Item 2", "It\ufffe\uffffem 2"), None, count=2),
    _case("marks", atom(entry(1, title=_TITLED.format("e" + "\u0301" * 50_000)), entry(2)), None, count=2),
)
"""Characters that no feed may carry."""


def _charset(name: str, text: bytes, said: str = "", fault: Fault | None = None, count: int = 2) -> Case:
    header = f"Content-Type: text/xml{f'; charset={said}' if said else ''}"
    return Case(name=f"charset-{name}", play=ok(text, header), fault=fault, count=0 if fault else count)


_PLUS = rss(item(1, "<description>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</description>"), item(2))

CHARSETS = (
    *(
        _charset(name.replace("_", "-"), _TWO.encode(), name)
        for name in ("utf-7", "hex", "zlib", "bz2", "rot13", "base64", "punycode", "idna", "unicode_escape", "mbcs")
    ),
    _charset("undefined", _TWO.encode(), "undefined"),
    _charset("path", _TWO.encode(), "../../etc/passwd"),
    _charset("plus", _PLUS.encode(), "utf-7"),
    _charset("utf-7-whole", _TWO.encode("utf-7"), "utf-7"),
    _charset("utf-16-no-mark", _TWO.encode("utf-16-le")),
    _charset("utf-16-be-no-mark", _TWO.encode("utf-16-be")),
    _charset("utf-16-odd", _TWO.encode("utf-16") + b"x"),
    _charset("utf-32", _TWO.encode("utf-32")),
    _charset("utf-32-no-mark", _TWO.encode("utf-32-le")),
    _charset("ebcdic", _TWO.encode("cp037"), fault="format"),
    _charset("declared-utf-16", f'<?xml version="1.0" encoding="utf-16"?>{_TWO}'.encode(), "utf-16"),
    _charset("declared-nonsense", f"<?xml version='1.0' encoding='{'x' * 900}'?>{_TWO}".encode()),
    _charset("declared-twice", f'<?xml version="1.0" encoding="utf-8" encoding="koi8-r"?>{_TWO}'.encode()),
    _charset("two-marks", b"\xef\xbb\xbf\xef\xbb\xbf" + _TWO.encode()),
    _charset("wrong-mark", b"\xff\xfe" + _TWO.encode(), fault="format"),
    _charset("mixed", _TWO.encode() + "Привет".encode("cp1251") + _TWO.encode("utf-16")),
)
"""Bytes that are not what is said of them."""

_XSL = '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:@SECRET@/x.xsl"?>'
_INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi href="javascript:alert(1)">x</mi></math>'
_XHTML = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{}</div></content>'

OTHERS = (
    _case("style-sheet", rss(item(1), item(2), before=_XSL), None, count=2),
    _case("include", rss(item(1, f"<description>{_INCLUDE}</description>"), _INCLUDE), None, count=1),
    _case("svg", atom(entry(1, _XHTML.format(_SVG)), entry(2)), None, count=2),
    _case("math", atom(entry(1, _XHTML.format(_MATH)), entry(2)), None, count=2),
    _case(
        "script-elements", rss(item(1), "<script>alert(1)</script>", within="<script>alert(1)</script>"), None, count=1
    ),
    _case(
        "base-script", atom(entry(1), entry(2), within='<link xml:base="javascript:" href="alert(1)"/>'), None, count=2
    ),
    _case("base-file", atom(entry(1, '<link xml:base="file:///etc/" href="passwd"/>'), entry(2)), None, count=2),
    _case("xml-1.1", '<?xml version="1.1"?>' + _TWO, None, count=2),
    _case("svg-root", _SVG, "format", "not a feed", "<svg>"),
    _case("soap", '<s:Envelope xmlns:s="urn:s"><s:Body/></s:Envelope>', "format", "not a feed"),
    _case("script-root", "<script>alert(1)</script>", "format", "not a feed"),
    _case("empty-rss", "<rss/>", None),
    _case("empty-channel", "<rss><channel/></rss>", None),
    _case("items-in-items", rss(item(1, item(2, item(3)))), None, count=3),
    _case("feeds-in-feeds", atom(entry(1, atom(entry(2)))), None, count=2),
    _case("many-roots", _TWO * 50, None, count=2),
    _case("nothing-in-items", rss("<item/>" * 200), None),
    _case("shouted", _TWO.upper(), None, count=2),
)
"""Documents that mean harm, or nothing."""
