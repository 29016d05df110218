"""Made-up items for scripts: news as ten kinds of sites write it in three languages, and random trees of HTML."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from feedbot.model import Category, Episode, Item, Link, Person

SAID = {
    "ru": (
        "Мост через Каменку откроют {0} марта, сообщила мэрия.",
        "На работы потратили {0},5 млн рублей — вдвое больше, чем планировали.",
        "«Мы ждали этого дня {0} лет», — сказала инженер Анна К.",
        "По данным ведомства, рейсы №{0} и №{0}А отменены до 18:00.",
        "Ранее движение закрывали из-за паводка (см. карту).",
    ),
    "uk": (
        "Міст через Кам’янку відкриють {0} березня, повідомила мерія.",
        "На роботи витратили {0},5 млн грн — удвічі більше, ніж планували.",
        "«Ми чекали цього дня {0} років», — сказала інженерка Ганна К.",
        "За даними відомства, рейси №{0} та №{0}А скасовано до 18:00.",
        "Раніше рух закривали через повінь (див. мапу).",
    ),
    "en": (
        "The bridge over the Stony River opens on March {0}, the mayor's office said.",
        "The works cost $ {0}.5 million, twice as much as planned.",
        "“We waited {0} years for this day,” the engineer said.",
        "Flights {0} and {0}A are cancelled until 6 p.m., the agency reports.",
        "Traffic had been stopped because of the flood (see the map).",
    ),
}
NAMES = {"ru": ("Бэкграунд", "Источник", "Фото", "Читать далее"), "uk": ("Бекграунд", "Джерело", "Фото", "Читати далі")}
ENGLISH = ("Background", "Source", "Photo", "Read more")
PICTURE = "https://cdn.site.example/{0}/photo-{1}{2}.jpg"


class Writer:
    """A made-up newsroom of one language, with its own dice."""

    def __init__(self, language: str, dice: random.Random) -> None:
        self.language, self.dice = language, dice
        self.names = NAMES.get(language, ENGLISH)

    def sentence(self) -> str:
        """A sentence."""
        return self.dice.choice(SAID[self.language]).format(self.dice.randint(2, 99))

    def text(self, most: int = 5) -> str:
        """Some sentences."""
        return " ".join(self.sentence() for _ in range(self.dice.randint(1, most)))

    def rich(self) -> str:
        """A paragraph's inside, with some of its words marked up."""
        words = self.text().split()
        for _ in range(self.dice.randint(0, 4)):
            place = self.dice.randrange(len(words))
            tag = self.dice.choice(("b", "strong", "i", "em", "u", "s", "code", "mark", "sub", "a"))
            link = f' href="/news/{place}?utm_source=rss&amp;id={place}"' if tag == "a" else ""
            words[place] = f"<{tag}{link}>{words[place]}</{tag}>"
        return "&nbsp;".join(words[:2]) + " " + " ".join(words[2:]).replace(" — ", " &mdash; ")

    def several(self, most: int, pattern: str = "<p>{}</p>\n") -> str:
        """Some paragraphs."""
        return "".join(pattern.format(self.rich()) for _ in range(self.dice.randint(1, most)))

    def picture(self, suffix: str = "") -> str:
        """The address of a picture."""
        return PICTURE.format(self.dice.randint(2019, 2026), self.dice.randint(1, 10**6), suffix)

    def table(self, attributes: str = "") -> str:
        """A table of any size."""
        width = self.dice.randint(1, 6)
        head = "<tr>" + "".join(f"<th>{self.sentence().split()[0]} {each}</th>" for each in range(width)) + "</tr>"
        cells = ("<b>{}</b>", "{}", "<a href='/t'>{}</a>", "{} %", "<p>{}</p>")
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{self.dice.choice(cells).format(self.dice.randint(0, 10**5))}</td>" for _ in range(width))
            + "</tr>"
            for _ in range(self.dice.randint(1, 12))
        )
        return (
            f"<table{attributes}><caption>{self.sentence()}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
        )

    def code(self) -> str:
        """Lines of code."""
        return "\n".join(
            f"{'    ' * (line % 3)}if value &lt; {self.dice.randint(1, 9)} &amp;&amp; ready:  # {self.sentence()}"
            for line in range(self.dice.randint(1, 30))
        )

    def listed(self) -> str:
        """A list."""
        tag = self.dice.choice(("ul", "ol", 'ol start="7"', "ol reversed"))
        inner = "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>" if self.dice.random() < 0.3 else ""
        return (
            f"<{tag}>"
            + "".join(f"<li>{self.rich()}{inner}</li>" for _ in range(self.dice.randint(1, 9)))
            + f"</{tag[:2]}>"
        )

    def background(self) -> str:
        """What was before, under its label."""
        return f"<h3>{self.names[0]}:</h3><ul><li>{self.rich()}</li><li>{self.rich()}</li></ul>"


def wordpress(to: Writer) -> str:
    name = to.picture()
    sizes = ", ".join(f"{name[:-4]}-{wide}x{wide // 2}.jpg {wide}w" for wide in (300, 768, 1024, 1536, 2048))
    return (
        f'<figure class="wp-block-image size-large"><img decoding="async" width="1024" height="512" src="{name}" '
        f'srcset="{sizes}" sizes="(max-width: 1024px) 100vw" alt="{to.sentence()}"><figcaption>{to.names[2]}:'
        f" {to.text(1)}"
        f"</figcaption></figure>\n{to.several(9)}<!--more--><p>OK <img"
        f" src='https://s.w.org/images/core/emoji/15/72x72/1f600.png'"
        f' alt="😀" class="wp-smiley" style="height: 1em; max-height: 1em;"></p>{to.listed()}<pre'
        f' class="wp-block-code">'
        f'<code lang="python" class="language-python">{to.code()}</code></pre>{to.background()}'
        f'<p>The post <a rel="nofollow" href="/1">{to.sentence()}</a> appeared first on <a href="/">Site</a>.</p>'
        '<img src="https://stats.site.example/b.gif?host=1&blog=2" width="1" height="1">'
    )


def bitrix(to: Writer) -> str:
    return (
        f'<div style="text-align:justify"><img src="/upload/iblock/a b/{to.dice.randint(1, 999)}.jpg" border="0"'
        f' align="left">'
        + "<br /> <br />".join(
            f'<span style="color:red">&laquo;</span>{to.rich()}' for _ in range(to.dice.randint(1, 20))
        )
        + f'<o:p></o:p><p class="MsoNormal"><font face="Arial">{to.rich()}</font></p></div>{to.table(" border=1")}'
        f"<b>{to.names[1]}:</b> ТАСС<br>{to.background()}"
    )


def drupal(to: Writer) -> str:
    return (
        f'<div class="field field--name-body"><h2>{to.sentence()}</h2>{to.several(12)}<blockquote>'
        f"<p>{to.text(30)}</p><footer>— "
        f"<cite>{to.sentence()}</cite></footer></blockquote>{to.listed()}{to.table()}<details>"
        f"<summary>{to.sentence()}"
        f'</summary>{to.several(5)}</details><div class="field"><picture><source srcset="/a.webp 1x, /b.webp 2x" '
        f'type="image/webp" media="(min-width: 900px)"><img loading="lazy" src="/c.jpg" alt="{to.sentence()}"'
        f' typeof="Image">'
        "</picture></div></div>"
    )


def ghost(to: Writer) -> str:
    album = "".join(f"<img src={to.picture()}>" for _ in range(to.dice.randint(2, 12)))
    return (
        f'<img src="{to.picture()}" alt="" title="{to.sentence()}"><p>{to.rich()}</p><hr>{to.several(15)}'
        f'<div class="kg-card kg-callout-card"><div>💡</div><div>{to.rich()}</div></div><figure class="kg-card'
        f' kg-embed-card">'
        '<iframe width="200" height="113" src="https://www.youtube.com/embed/abc?feature=oembed"></iframe></figure>'
        f'<figure class="kg-card kg-gallery-card">{album}'
        f'</figure><figure class="kg-video-card"><video src="{to.picture()[:-4]}.mp4" poster="{to.picture()}"'
        f" controls></video>"
        "</figure>"
    )


def habr(to: Writer) -> str:
    return (
        f'<p>{to.rich()}</p><img src="/placeholder.svg" data-src="{to.picture()}" alt="image"/>{to.several(6)}'
        f'<pre><code class="cpp">{to.code()}</code></pre><details class="spoiler"><summary>{to.sentence()}</summary>'
        f'<div class="spoiler__content">{to.several(10)}<pre><code class="language-sql">{to.code()}</code></pre>'
        f"</div></details>"
        f'<p>E = mc<sup>2</sup>, H<sub>2</sub>O, <kbd>Ctrl</kbd>+<kbd>C</kbd>, <abbr title="a">b</abbr>'
        f"</p>{to.listed()}"
        f'<div class="tm-iframe_temp" data-src="https://embedd.example/1"></div>{to.table()}'
        f'<a href="https://habr.example/ru/articles/1/?utm_campaign=1#habracut">{to.names[3]} →</a>'
    )


def forum(to: Writer) -> str:
    return (
        f'<aside class="quote"><div class="title">user_1:</div><blockquote>{to.rich()}</blockquote>'
        f"</aside>{to.several(4)}"
        f'<p><span class="spoiler">{to.text(2)}</span> <img src="/e/smile.png" title=":smile:" class="emoji"'
        f' alt=":smile:"></p>'
        f"<blockquote expandable>{to.text(20)}</blockquote><blockquote>a<blockquote>b<blockquote>{to.rich()}"
        f"</blockquote>"
        f'</blockquote></blockquote><a class="lightbox" href="{to.picture()}"><img src="{to.picture("_2_690x400")}" '
        f'srcset="{to.picture("_2_690x400")}, {to.picture("_2_1380x800")} 2x" width="690" height="400"></a>'
    )


def channel(to: Writer) -> str:
    return (
        f"<b>{to.sentence()}</b><br><br>{'<br>'.join(to.rich() for _ in range(to.dice.randint(1, 25)))}<br><br>"
        f'<tg-spoiler>{to.text(2)}</tg-spoiler> <a href="tg://resolve?domain=site">@site</a> <a'
        f' href="?q=%23tag">#tag</a> '
        '<i class="emoji" style="background-image:url(\'//t.example/1.png\')"><b>🔥</b></i> 👨‍👩‍👧🇺🇦'
    )


def blog(to: Writer) -> str:
    return (
        f'<div class="separator" style="clear: both;"><a href="{to.picture("-h/s1600")}"><img border="0"'
        f" data-original-height="
        f'"1067" src="{to.picture("/s400")}" width="400"/></a></div><div><br /></div>'
        + "".join(f"<div>{to.rich()}</div><div><br /></div>" for _ in range(to.dice.randint(1, 40)))
        + f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{to.rich()}</p>&mdash; U (@u) <a'
        f' href="https://x.example/1">'
        'May 1</a></blockquote><script async src="https://platform.example/widgets.js"></script>'
    )


def wiki(to: Writer) -> str:
    return (
        f'<div class="mw-parser-output"><p><b>{to.sentence()}</b><sup id="cite_ref-1" class="reference"><a'
        f' href="#n1">[1]</a></sup>'
        f'</p><h2><span class="mw-headline">A</span></h2>{to.several(20)}<dl><dt>{to.sentence()}</dt>'
        f"<dd>{to.rich()}</dd></dl>"
        f"{to.table(' class=wikitable')}{to.table()}<table><tr><td>{to.table()}</td><td rowspan=2>{to.listed()}"
        f"</td></tr></table>"
        f'<ruby>漢<rt>kan</rt></ruby> <bdi>عربي</bdi> <math><mi>x</mi></math> <time datetime="2026">2026</time></div>'
    )


def podcast(to: Writer) -> str:
    marks = "".join(f"<p>{each:02d}:{each:02d} — {to.sentence()}</p>" for each in range(to.dice.randint(1, 30)))
    long = "x" * to.dice.randint(1, 400)
    return f"<![CDATA[{to.several(3)}{marks}<p>https://site.example/long/{long}</p>]]>{to.several(2)}"


SITES: tuple[Callable[[Writer], str], ...] = (
    *(wordpress, bitrix, drupal, ghost, habr),
    *(forum, channel, blog, wiki, podcast),
)
"""Ten kinds of sites, each a body of an item."""


def news(number: int, seed: int = 0) -> Iterator[Item]:
    """So many items, of each kind of site and each language alike."""
    for each in range(number):
        dice = random.Random(f"news {seed} {each}")
        site = SITES[each % len(SITES)]
        to = Writer(("ru", "uk", "en")[each // len(SITES) % 3], dice)
        yield _item(f"{site.__name__}-{each}", site(to), to)


def _item(name: str, body: str, to: Writer) -> Item:
    links = [Link(href=f"/{name}#comments", rel="replies")]
    if name.startswith("podcast"):
        links.append(Link(href="/e.mp3", rel="enclosure", type="audio/mpeg", length=to.dice.randint(10**6, 10**8)))
    elif to.dice.random() < 0.4:
        links.append(Link(href=to.picture(), rel="enclosure", type="image/jpeg", width=1200, height=630))
    return Item(
        id=name,
        link=f"https://site.example/{to.language}/{name}?utm_source=rss",
        title=to.sentence().rstrip("."),
        html=body,
        summary=to.text(2) if to.dice.random() < 0.5 else None,
        published=datetime(2026, 3, 14, 10, to.dice.randrange(60), tzinfo=UTC).isoformat(),
        authors=(Person(name="A. Writer"),),
        categories=(Category(term=to.sentence().split()[0]), Category(term="C++ & co")),
        language=to.language,
        links=tuple(links),
        episode=Episode(duration=3_600) if name.startswith("podcast") else None,
    )


# --- random trees ----------------------------------------------------------------------------------------------------

TAGS: Sequence[str] = (
    *("a", "abbr", "article", "aside", "audio", "b", "bdi", "blockquote", "br", "caption", "code", "dd", "del"),
    *("details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h4", "hr", "i"),
    *("iframe", "img", "ins", "kbd", "li", "mark", "ol", "p", "picture", "pre", "q", "ruby", "rt", "s"),
    *("samp", "script"),
    *("section", "small", "source", "span", "strong", "style", "sub", "summary", "sup", "table", "tbody", "td"),
    *("tfoot", "tg-spoiler", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "video", "wbr", "o:p"),
)
VOID = frozenset(("br", "hr", "img", "source", "wbr"))
PIECES: Sequence[str] = (
    *("слово ", "їжак. ", "Two words, ", "x ", "😀", "👨‍👩‍👧 ", "🇺🇦", "漢字", "عربي ", "e\u0301", "a\u030a"),
    *("🏽", "\ufe0f"),
    *("&lt;b&gt;", "&amp;", "&nbsp;", " ", "\n", "\t", "&#0;", "&#x1F600;", "&bogus;", "<", ">", "</", "&", '"', "'"),
    *("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u2028", "\u2800", "\u3164"),
    *("\u0333", "\x00"),
    *("\ud800", "\U000e0067", "x" * 300, "слово. " * 90, "😀" * 200, "@name ", "#tag "),
    *("/start ", "http://a.example/b "),
    *("<!-- c -->", "<![CDATA[x]]>", "<?x?>", "…", "1. ", "• ", "«", "»", "«» ", "\u180e", "\u17b5", "\ufffc"),
)
SAYS: Sequence[str] = (
    *(' href="https://a.example/?b=1&amp;c=2"', " href='/rel'", ' href="tg://user?id=1"'),
    *(' href="javascript:x"', " href=x"),
    *(' href="http://localhost/"', ' href="https://a.example/' + "я" * 400 + '"'),
    *(' href="mailto:a@a.example"', ' src="/a.jpg"'),
    *(' src="https://b.example/b.gif"', ' srcset="/a 300w, /b 3000w"'),
    *(' data-src="/lazy.jpg"', ' class="language-c++"'),
    *(' class="spoiler"', ' class="emoji"', ' alt="😀"', ' alt="A name"', ' title="A title"'),
    *(' width="1"', ' height="40"'),
    *(" expandable", " open", " reversed", ' start="-5"', ' start="99999999999"', ' colspan="90"'),
    *(' rowspan="3"', ' lang="uk"'),
)


def trees(number: int, seed: int = 0) -> Iterator[Item]:
    """So many items of random elements, text and attributes, a part of them broken."""
    for each in range(number):
        dice = random.Random(f"trees {seed} {each}")
        body = "".join(_tree(dice, dice.randint(1, 6)) for _ in range(dice.randint(1, 25)))
        title = "".join(dice.choices(PIECES, k=dice.randint(0, 12)))
        links = tuple(
            Link(
                href=f"https://a.example/{place}.{dice.choice(('jpg', 'mp4', 'gif', 'mp3', 'pdf', 'webp'))}",
                rel="enclosure",
            )
            for place in range(dice.choice((0, 0, 1, 3)))
        )
        address = dice.choice((f"https://a.example/{each}", "http://localhost/x", "", "https://a.example/" + "ж" * 700))
        yield Item(id=f"tree-{each}", link=address, title=title, title_is_html=True, html=body, links=links)


def _tree(dice: random.Random, depth: int) -> str:
    if depth == 0 or dice.random() < 0.35:
        return "".join(dice.choices(PIECES, k=dice.randint(1, 8)))
    tag = dice.choice(TAGS)
    start = f"<{tag}{''.join(dice.choices(SAYS, k=dice.choice((0, 0, 1, 2))))}>"
    if tag in VOID:
        return start
    inside = "".join(_tree(dice, depth - 1) for _ in range(dice.choice((0, 1, 1, 2, 4))))
    end = f"</{tag if dice.random() < 0.97 else dice.choice(TAGS)}>" if dice.random() < 0.95 else ""
    return f"{start}{inside}{end}"
