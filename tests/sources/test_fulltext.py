import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.sources import fulltext
from feedbot.text import decode, html, words

PAGES = Path(__file__).parent.parent / "data" / "articles"
EXPECTED: dict[str, dict[str, Any]] = json.loads((PAGES / "expected.json").read_text())
HERE = "https://example.org/news/1"
TITLE = "The mill pond freezes over"
TEXT = (
    "The mill pond froze over on Sunday night, and by the morning there were skates on it.",
    "Children from the lower village had been waiting for this since the middle of December.",
    "The miller asks everybody to stay away from the wheel, where the ice is always thin.",
)


def sample(name: str) -> str:
    """A saved page as text."""
    return decode.decode((PAGES / f"{name}.html").read_bytes(), kind="html").text


def paragraphs(*texts: str) -> str:
    """Each text as a paragraph."""
    return "".join(f"<p>{text}</p>" for text in texts)


def page(inside: str, head: str = "", title: str = TITLE) -> str:
    """A page with a headline, and with this below it."""
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><div>{inside}</div></body></html>"


def found(text: str, url: str = HERE, title: str = TITLE, teaser: str = "") -> list[str] | None:
    """The lines of the article of a page."""
    article = fulltext.extract(text, url, title=title, teaser=teaser)
    return None if article is None else html.plain(article).split("\n")


def kept(*insides: str, **said: str) -> list[str] | None:
    """The lines of a page that has the text, these between its first and its second paragraph."""
    return found(page(paragraphs(TEXT[0]) + "".join(insides) + paragraphs(*TEXT[1:]), **said))


# --- whole pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_gives_its_article_paragraph_by_paragraph(name: str) -> None:
    """All of the article, nothing else, with its pictures and links under whole addresses; or nothing at all."""
    expected = EXPECTED[name]

    article = fulltext.extract(sample(name), expected["url"], title=expected["title"], teaser=expected["teaser"])

    assert expected["paragraphs"] == (None if article is None else html.plain(article).split("\n"))
    assert [] == [each for each in expected["has"] if each not in (article or "")]
    assert [] == [each for each in expected["dirt"] if each in (article or "")]


def test_there_are_many_layouts() -> None:
    """Forty-five pages in three languages and three encodings, a third of them written when the rest was done."""
    assert 45 == len(EXPECTED) == len(list(PAGES.glob("*.html")))
    assert 15 == sum(page["held_out"] for page in EXPECTED.values())


@pytest.mark.parametrize("name", [name for name, page in EXPECTED.items() if page["paragraphs"] is not None])
def test_what_is_found_is_better_than_the_teaser(name: str) -> None:
    """A whole article takes the place of what the feed had of it, and not the other way round."""
    expected = EXPECTED[name]
    article = fulltext.extract(sample(name), expected["url"], title=expected["title"], teaser=expected["teaser"]) or ""

    assert fulltext.better(expected["teaser"], article, title=expected["title"])
    assert not fulltext.better(article, expected["teaser"], title=expected["title"])
    assert not fulltext.better(article, article, title=expected["title"])


def test_trafilatura_is_loaded_when_it_is_needed() -> None:
    """It takes half a second, so nobody pays for it who asks for no full text."""
    told = "import sys, feedbot.sources, feedbot.complete; print('trafilatura' in sys.modules)"

    assert b"False\n" == subprocess.run([sys.executable, "-c", told], capture_output=True, check=True).stdout


# --- what is kept, and what is not -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dirt",
    [
        '<p>Read also: <a href="/2">The bakery is out of buns</a></p>',
        '<p>Читайте также: <a href="/2">В пекарне кончились булочки</a></p>',
        '<p><strong>Читайте також:</strong> <a href="/2">У пекарні скінчилися булки</a></p>',
        '<p><a href="/2">The bakery is out of buns, and the baker is out of patience with all of us.</a></p>',
        '<ul><li><a href="/2">The bakery is out of buns</a></li><li><a href="/3">A lost mitten</a></li></ul>',
        "<p>Підписуйтеся на наш канал у Telegram, щоб не пропустити головного.</p>",
        "<p>Subscribe to our newsletter and never miss a story from the valley.</p>",
        '<div class="share-bar"><a href="#">Facebook</a> <span>Share it</span></div>',
        "<p>Photo: Ann Oakes</p>",
        "<p>14 comments</p>",
        "<p>Advertisement</p>",
        "<p>Нашли ошибку? Выделите её и нажмите Ctrl+Enter.</p>",
        "<p>© 2026 The Valley Post. All rights reserved.</p>",
        '<p style="display: none">Nobody sees this sentence, because it is not shown to anybody.</p>',
        "<div hidden><p>Nobody sees this sentence, because it is not shown to anybody.</p></div>",
        "<aside><p>The pond is four feet deep and has been there for two hundred years.</p></aside>",
        '<form action="/s"><p>Tell us what you saw on the ice this week, and we may print it.</p></form>',
        "<div><b>Read more</b><p>Nine villages along the river have asked for a bridge that does not wobble.</p></div>",
        f"<blockquote>{TEXT[1]}</blockquote>",
    ],
)
def test_dirt_is_left_out(dirt: str) -> None:
    """Whatever leads elsewhere, asks for something or stands beside the text is no part of it."""
    assert [*TEXT] == kept(dirt)


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("<ul><li>Skates for hire.</li><li>Tea at the mill.</li></ul>", ["Skates for hire.", "Tea at the mill."]),
        ("<table><tr><th>Day<th>Ice<tr><td>Sunday<td>4 cm</table>", ["Day Ice", "Sunday 4 cm"]),
        ("<blockquote>It never froze in my time.</blockquote>", ["It never froze in my time."]),
        ("<pre>ice = 4</pre>", ["ice = 4"]),
        ("<pre><div>The ice is four centimetres thick.</div></pre>", ["The ice is four centimetres thick."]),
        (
            "<section><div><p>The ice is thick enough for a cart, a horse and two dogs.</p></div></section>",
            ["The ice is thick enough for a cart, a horse and two dogs."],
        ),
        ("<h3>Where to skate</h3>", ["Where to skate"]),
        ("<h1>Where to skate</h1>", ["Where to skate"]),
        (
            '<aside class="factbox"><p>The pond is four feet deep and two hundred years old.</p></aside>',
            ["The pond is four feet deep and two hundred years old."],
        ),
        (
            "<blockquote><p>It never froze in my time.</p><footer>the old miller</footer></blockquote>",
            ["It never froze in my time.", "the old miller"],
        ),
        (
            '<p>The ice is <a href="/ice">four centimetres</a> thick, <b>they say</b>.</p>',
            ["The ice is four centimetres thick, they say."],
        ),
    ],
)
def test_parts_of_an_article_are_kept(inside: str, lines: list[str]) -> None:
    """Lists, tables, quotations, code, subheads and boxes of facts stay where they stand."""
    assert [TEXT[0], *lines, *TEXT[1:]] == kept(inside)


def test_what_stands_above_and_below_is_left_out() -> None:
    """The headline again, who wrote it and when, and behind the text the signature and what follows it."""
    above = f"<h2>{TITLE}</h2><p>By Ann Oakes</p><p>14 January 2026, 10:45</p>"
    below = "<p>Ann Oakes</p><h3>About the author</h3><p>Ann Oakes has written about ponds for thirty years.</p>"

    assert [*TEXT] == found(page(above + paragraphs(*TEXT) + below))


def test_a_heading_needs_something_below_it() -> None:
    """Of two headings in a row the first says nothing, unless it is a chapter's; nor does one at the end."""
    inside = (
        f"<h2>Old</h2><h2>New</h2>{paragraphs(TEXT[1])}<h2>Chapter</h2><h3>Part</h3>{paragraphs(TEXT[2])}<h2>End</h2>"
    )

    assert [TEXT[0], "New", TEXT[1], "Chapter", "Part", TEXT[2]] == found(page(paragraphs(TEXT[0]) + inside))


def test_pictures_have_whole_addresses_once() -> None:
    """Pictures that load late are found, captions say what they show, none is a face, a counter or a sign."""
    inside = (
        '<figure><img data-src="/1.jpg" src="data:,A"><figcaption>Skates & ice</figcaption></figure><img src="/1.jpg">'
        '<img class="avatar" src="/me.jpg"><img width="1" height="1" src="/count.gif"><img alt="none">'
        '<p>A line <img class="emoji" src="/smile.png"> with a sign in it, which is no picture.</p>'
    )
    article = fulltext.extract(page(inside + paragraphs(*TEXT)), HERE, title=TITLE, teaser="") or ""

    assert 1 == article.count("<figure>")
    assert '<img src="https://example.org/1.jpg" alt="Skates &amp; ice">' in article
    assert "me.jpg" not in article
    assert "count.gif" not in article


def test_addresses_begin_where_the_page_says() -> None:
    """A base element moves relative addresses."""
    text = page(paragraphs(*TEXT, 'In April the <a href="ice">ice</a> is thin.'), '<base href="/deep/down/">')

    assert 'href="https://example.org/deep/down/ice"' in (fulltext.extract(text, HERE, title=TITLE, teaser="") or "")


def test_no_script_comes_out() -> None:
    """The result is safe whatever a page has in it."""
    text = page(
        '<p onclick="x()">The <a href="javascript:x()">ice</a> is thick.</p><script>x()</script>' + paragraphs(*TEXT)
    )

    assert "x()" not in (fulltext.extract(text, HERE, title=TITLE, teaser="") or "")


# --- the lede --------------------------------------------------------------------------------------------------------

LEDE = "Skaters came from three villages, and the school gave everybody an hour off."


@pytest.mark.parametrize(
    ("above", "teaser"),
    [
        (f"<div><p>{LEDE}</p></div>", LEDE),
        (f"<div><p>{LEDE}</p></div>", LEDE[:65] + "…"),
        (f"<div><p>{LEDE}</p></div>", LEDE.replace("everybody", "every child")),
        (f'<header><p class="standfirst">{LEDE}</p></header>', ""),
        (f'<div class="article__lead"><p>{LEDE}</p></div>', ""),
        (f"<header><h2>{LEDE[:-1]}</h2></header>", LEDE[:-1]),
    ],
)
def test_a_lede_outside_the_text_comes_first(above: str, teaser: str) -> None:
    """The paragraph that the feed quotes, or that is named as a lede, belongs to the article wherever it stands."""
    text = f"<title>{TITLE}</title><h1>{TITLE}</h1>{above}<p>x</p><div><div>{paragraphs(*TEXT)}</div></div>"

    lines = found(text, teaser=teaser)

    assert lines
    assert LEDE[:-1] == lines[0].rstrip(".")
    assert [*TEXT] == lines[1:]


@pytest.mark.parametrize(
    ("above", "teaser"),
    [
        ('<p class="subtitle">Ann Oakes, Sunday, 14 January 2026, 10:45</p>', ""),
        ('<p class="summary">Read more about it in our weekly newsletter</p>', ""),
        (f"<p>{LEDE} <a href='/2'>{LEDE * 3}</a></p>", LEDE),
        ("", TEXT[1]),
        ("", TITLE + " and more of the same"),
        ("<p>Nothing here is about what the teaser says.</p>", LEDE),
    ],
)
def test_nothing_else_becomes_a_lede(above: str, teaser: str) -> None:
    """Neither bylines nor links, neither what the text has already nor what is not on the page."""
    text = f"<title>{TITLE}</title><h1>{TITLE}</h1>{above}<div><div>{paragraphs(*TEXT)}</div></div>"

    assert [*TEXT] == found(text, teaser=teaser)


def test_the_description_of_the_page_finds_a_lede_too() -> None:
    """What the head of the page quotes is looked for like the feed's teaser."""
    head = f'<meta name="description" content="{LEDE}">'
    text = f"<title>{TITLE}</title>{head}<h1>{TITLE}</h1><div><span>{LEDE}</span></div><div>{paragraphs(*TEXT)}</div>"

    assert [LEDE, *TEXT] == found(text)


# --- pages without an article ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing", ""),
        ("frames", "<frameset><frame src='/a'></frameset>"),
        ("blank", "<body> </body>"),
        ("a word", page("<p>Ice.</p>")),
        ("one link after another", page("".join(f'<p><a href="/{n}">{TEXT[0]}</a></p>' for n in range(9)))),
        ("headings alone", page("<h2>Where the ice is thick</h2>" * 9)),
        ("another article", page(paragraphs(*TEXT), title="Nine villages ask for a bridge")),
        ("an error", page(paragraphs(*TEXT), title="Page not found")),
        ("an error in Russian", page(paragraphs(*TEXT), title="Страница не найдена")),
        ("a question about cookies", page(paragraphs(*[f"We use cookies and personal data: {each}" for each in TEXT]))),
        ("a notice about data", page(paragraphs(*[f"Here is what our 12 partners do: {each}" for each in TEXT]))),
        ("a wall", page(paragraphs(*TEXT, "Subscribe to continue reading."))),
        ("a wall in Russian", page(paragraphs(*TEXT, "Чтобы читать дальше, оформите подписку."))),
        ("a wall in Ukrainian", page(paragraphs(*TEXT, "Цей матеріал доступний лише для передплатників."))),
    ],
)
def test_no_article_is_none(name: str, text: str) -> None:
    """Where there is no article for certain, the feed's own text is the better one."""
    assert found(text) is None


def test_a_wall_that_the_text_goes_on_behind_is_none() -> None:
    """An offer in the middle of a text, or at the top of the page, hides nothing."""
    offer = "<p>Subscribe to continue reading.</p>"
    whole = [TEXT[0], "Subscribe to continue reading.", *TEXT[1:]]

    assert whole == kept(offer)
    assert [*TEXT] == found(f"<title>{TITLE}</title>{offer}<h1>{TITLE}</h1><div>{paragraphs(*TEXT)}</div>")


def test_a_short_text_of_a_page_that_is_paid_for_is_none() -> None:
    """What the page itself declares as closed is a teaser, unless all of it is there."""
    declared = '{"@type": "NewsArticle", "headline": "The mill pond freezes over", "isAccessibleForFree": false}'
    head = f'<script type="application/ld+json">{declared}</script>'
    long = [f"{number}. {each}" for number in range(5) for each in TEXT]

    assert found(page(paragraphs(*TEXT), head)) is None
    assert long == found(page(paragraphs(*long), head))


def test_without_a_title_the_text_must_be_longer() -> None:
    """Nothing tells whether a few words are what was meant, unless the feed quotes them."""
    text = f"<body><div>{paragraphs(*TEXT[:2])}</div></body>"

    assert [*TEXT[:2]] == found(text, title="", teaser=" ".join(TEXT[:2]))
    assert found(text, title="") is None
    assert [*TEXT] == found(f"<body><div>{paragraphs(*TEXT)}</div></body>", title="")


def test_a_page_under_another_name_must_tell_the_teaser() -> None:
    """A headline may differ from the feed's title, but not from what the whole page says."""
    text = page(paragraphs(*TEXT), title="Ice at last")

    assert [*TEXT] == found(text, title="Mill pond froze on Sunday night", teaser=TEXT[0])
    assert found(text, title="Mill pond froze on Sunday night") is None
    assert found(text, title="Nine villages ask for a bridge", teaser=TEXT[0]) is None


def test_a_list_of_articles_is_none() -> None:
    """A page that only leads to what was wanted is not it, even where it quotes the teaser."""
    cards = (
        f'<div><h2><a href="/1">{TITLE}</a></h2><p>{LEDE}</p></div>'
        + f'<div><h2><a href="/2">Buns</a></h2><p>{TEXT[1]}</p></div>'
    )
    wrapped = f'<a href="/1"><div><h2>{TITLE}</h2></div></a><p>{LEDE}</p>{paragraphs(*TEXT)}'

    assert found(f"<title>The Valley Post</title><div>{cards}</div>", teaser=LEDE) is None
    assert found(f"<title>The Valley Post</title><div>{wrapped}</div>", teaser=LEDE) is None


def test_a_headline_may_be_a_link_to_its_own_page() -> None:
    """Many sites link a headline to the page it stands on."""
    heading = f'<h2><a href="{HERE}?utm_source=x">{TITLE}</a></h2>'
    text = f"<title>The Valley Post</title>{heading}<div>{paragraphs(*TEXT)}</div>"

    assert [*TEXT] == found(text)


# --- several articles on one page ------------------------------------------------------------------------------------

OTHER = (
    "Nine villages along the river have asked the county for a bridge that does not wobble in the wind.",
    "The old one was built by sailors, and everybody who crosses it is said to walk like one ever since.",
    "A new one would cost as much as the school, the library and the bus shelter taken together.",
)


def stories(*insides: str, around: str = '<article class="{}">{}</article>') -> str:
    """A page with a story for each of these insides."""
    return "<title>Valley</title>" + "".join(
        around.format(f"n{n}", inside) for n, inside in enumerate(insides, start=1)
    )


def story(title: str, texts: tuple[str, ...], link: str = "") -> str:
    """A headline, and a text below it."""
    return f"<h2>{title}</h2>{link}<div>{paragraphs(*texts)}</div>"


@pytest.mark.parametrize(
    "link", [f'<a rel="bookmark" href="{HERE}">#</a>', f'<a class="permalink" href="{HERE}/amp">#</a>']
)
def test_a_story_is_known_by_its_own_link(link: str) -> None:
    """What a story calls its permanent address tells it from others of the same name."""
    text = stories(story(TITLE, OTHER, '<a href="/0">#</a>'), story(TITLE, TEXT, link))

    assert [*TEXT] == found(text)


def test_a_story_is_known_by_its_headline() -> None:
    """Of several stories the one under the title is meant; where none is, nothing is taken out."""
    text = stories(story("A bridge that wobbles", OTHER), story(TITLE, TEXT))

    assert [*TEXT] == found(text)
    assert [*OTHER] == found(text, title="A bridge that wobbles")


def test_small_stories_beside_one_are_no_part_of_it() -> None:
    """Cards that are marked as articles are others."""
    card = f"<article><h3>Buns</h3><p>{OTHER[0]}</p></article>"

    assert [*TEXT] == found(stories(story(TITLE, TEXT), around="<main><article>{1}</article>" + card * 2 + "</main>"))


def test_parts_without_a_headline_are_one_text() -> None:
    """Elements that are marked as articles may be the chapters of one."""
    text = f"<title>{TITLE}</title><h1>{TITLE}</h1>" + "".join(
        f"<article>{paragraphs(each)}</article>" for each in TEXT
    )

    assert [*TEXT] == found(text)


def test_headings_of_the_first_rank_part_a_page() -> None:
    """Stories without any mark are told apart by what holds one main headline each."""
    wraps = f"<div><h1>Bridge</h1>{paragraphs(*OTHER)}</div><div><h1>{TITLE}</h1>{paragraphs(*TEXT)}</div>"
    brief = f"<div><h1>Bridge</h1></div><div><h1>{TITLE}</h1>{paragraphs(*TEXT)}</div>"

    assert [*TEXT] == found(wraps)
    assert [*TEXT] == found(brief)


@pytest.mark.parametrize(
    "around",
    ['<div class="post" id="{}">{}</div>', '<li id="post-{}">{}</li>', '<div class="forum-post {}">{}</div>'],
)
def test_the_post_of_a_discussion_is_the_first_one_or_what_the_feed_quotes(around: str) -> None:
    """A discussion has one headline and many posts."""
    forum = f'<meta name="generator" content="Discourse 3"><title>{TITLE}</title><h1>{TITLE}</h1>'
    posts = "".join(around.format(number, paragraphs(*texts)) for number, texts in enumerate([TEXT, OTHER]))

    assert [*TEXT] == found(forum + posts)
    assert [*OTHER] == found(forum + posts, teaser=OTHER[0])
    assert [*OTHER] == found(
        f'{forum}<div itemtype="https://schema.org/DiscussionForumPosting">{posts}</div>', teaser=OTHER[0]
    )


def test_a_number_behind_the_address_names_a_post() -> None:
    """An address that ends in #p12 means the element of that name, if it says something."""
    posts = f'<div id="p11">{paragraphs(*TEXT)}</div><div id="p12">{paragraphs(*OTHER)}</div><i id="p13"></i>'
    text = f"<title>{TITLE}</title><nav>Menu</nav><main><h1>{TITLE}</h1>{posts}</main>"

    assert [*OTHER] == found(text, url=f"{HERE}#p12")
    assert [*TEXT, *OTHER] == found(text, url=f"{HERE}#p13")
    assert [*TEXT, *OTHER] == found(text, url=f"{HERE}#text")


# --- what the page declares ------------------------------------------------------------------------------------------


def test_a_declared_text_counts_where_the_page_shows_less() -> None:
    """A page drawn by scripts may say its text in JSON-LD, as lines or as HTML; what it shows is taken first."""
    lines = json.dumps({"headline": TITLE, "articleBody": "\n".join([*TEXT, "Read more: buns"])})
    marked = json.dumps([{"headline": "x", "url": "/2"}, {"headline": TITLE, "articleBody": paragraphs(*TEXT)}])
    brief = json.dumps({"headline": TITLE, "articleBody": "Too short."})

    for said in (lines, marked):
        assert [*TEXT] == found(page("", f'<script type="application/ld+json">{said}</script>'))
    assert found(page("", f'<script type="application/ld+json">{brief}</script>')) is None
    assert [*TEXT] == found(page(paragraphs(*TEXT), f'<script type="application/ld+json">{lines}</script>'))


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '"text"', "{}", '{"headline": 4, "articleBody": []}', ""])
def test_broken_declarations_are_passed_over(body: str) -> None:
    """What cannot be read as JSON-LD declares nothing."""
    assert [*TEXT] == found(
        page(paragraphs(*TEXT), f'<script type="application/ld+json">{body}'.ljust(200_000) + "</script>")
    )
    assert found(f'<script type="application/ld+json">{body}') is None


# --- which is better -------------------------------------------------------------------------------------------------


def better(own: str, found: str, title: str = TITLE) -> bool:
    """Whether found is better."""
    return fulltext.better(own, found, title=title)


def test_longer_and_about_the_same_is_better() -> None:
    """A found text counts if it has most of the feed's words and more, or fits the title of a teaser."""
    whole = paragraphs(*TEXT)

    assert better(f"<p>{TEXT[0]}</p>", whole)
    assert better(f"<p>{TEXT[0][:50]}… Read more</p>", whole)
    assert better("", whole)
    assert better("", whole, "")
    assert better("<p>Skates are out again!</p>", whole, "Mill pond froze over on Sunday")


def test_shorter_or_about_something_else_is_not_better() -> None:
    """What the feed says stays where the page says less, or something else."""
    whole = paragraphs(*TEXT)
    other = "<p>" + "Nine villages along the river have asked for a bridge that does not wobble. " * 9 + "</p>"

    assert not better(whole, "")
    assert not better(whole, f"<p>{TEXT[0]}</p>")
    assert not better(whole, whole + "<p>More.</p>")
    assert not better(f"<p>{TEXT[0]}</p>", other)
    assert not better("", other)
    assert not better("<p>Skates!</p>", other, "")
    assert not better(whole * 3, "<p>" + "The mill pond freezes over again and again. " * 40 + "</p>")


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading",
        "Материал доступен по подписке",
        "Доступ к полной версии",
        "Увійдіть, щоб читати далі",
    ],
)
def test_what_ends_at_a_wall_is_not_better(wall: str) -> None:
    """A longer text that breaks off where one must pay is no better than the feed's."""
    assert better(f"<p>{TEXT[0]}</p>", paragraphs(*TEXT))
    assert not better(f"<p>{TEXT[0]}</p>", paragraphs(*TEXT, wall))
    assert not better(f"<p>{TEXT[0]}</p>", paragraphs(*TEXT, wall, "Anna Plum"))


def test_notices_are_not_better() -> None:
    """What is mostly calls and credits is no article, though it has the words of the title."""
    calls = paragraphs(*[f"Subscribe to our newsletter about the mill pond, part {number}" for number in range(9)])

    assert not better(f"<p>{TEXT[0]}</p>", f"<p>{TEXT[0]}</p>{calls}")


UKRAINIAN = (
    "Ставок біля млина замерз у неділю вночі, і до ранку на ньому вже були ковзани.",
    "Діти з нижнього села чекали на це з середини грудня.",
    "Мірошник просить усіх триматися подалі від колеса, де крига завжди тонка.",
)
RUSSIAN = (
    "Пруд у мельницы замёрз в воскресенье ночью, и к утру на нём уже были коньки.",
    "Дети из нижней деревни ждали этого с середины декабря.",
    "Мельник просит всех держаться подальше от колеса, где лёд всегда тонкий.",
)


@pytest.mark.parametrize(("own", "other"), [(UKRAINIAN, RUSSIAN), (RUSSIAN, UKRAINIAN), (TEXT, RUSSIAN)])
def test_another_language_is_not_better(own: tuple[str, ...], other: tuple[str, ...]) -> None:
    """A site that shows a translation instead does not change the language of an entry."""
    title = " ".join(own[0].split()[:6])
    named = f"<h2>{title}</h2>"

    assert better(f"<p>{own[0]}</p>", paragraphs(*own), title)
    assert better(f"<p>{own[0][:60]}</p>", paragraphs(*own * 6) + named, title)
    assert not better(f"<p>{own[0][:60]}</p>", paragraphs(*other * 6) + named, title)


def test_a_language_that_is_not_certain_is_no_reason() -> None:
    """A title of few words, or of names, says nothing of the language."""
    assert better("", paragraphs(*UKRAINIAN, "Mill Pond 17 Pro"), "Mill Pond 17 Pro")


# --- who told the news -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "<p>Source: River Radio</p>",
        "<p><strong>Источник</strong>: <a href='/radio'>Речное радио</a></p>",
        "<div class='source'>Джерело: <a href='/radio'>Річкове радіо</a></div>",
    ],
)
def test_who_told_the_news_is_kept(line: str) -> None:
    """A labelled attribution belongs to the article: within it, at its end, or right below its box."""
    said = html.plain(line)
    outside = f"<article><h1>{TITLE}</h1><div>{paragraphs(*TEXT)}</div>{line}</article><p>Imprint</p>"

    assert [TEXT[0], said, *TEXT[1:]] == kept(line)
    assert [*TEXT, said] == found(page(paragraphs(*TEXT) + line))
    assert [*TEXT, said] == found(f"<html><title>{TITLE}</title><body>{outside}</body></html>")


def test_a_box_of_sources_that_names_nobody_is_left_out() -> None:
    """The credit of a picture is no attribution, whatever it is called."""
    assert [*TEXT] == kept("<div class='source'>Источник: Getty Images</div>")


# --- hostile pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    ["<div>" * 10_000 + TEXT[0], "<br>" * 160_000, "<b>" * 20_000 + TEXT[0], "<p " + "a=b " * 50_000 + ">" + TEXT[0]],
)
def test_a_page_built_to_exhaust_is_refused(inside: str) -> None:
    """Depth, numbers of tags and of attributes have bounds."""
    with pytest.raises(ParseError, match="not read"):
        found(page(inside))


@pytest.mark.parametrize(
    "inside",
    [
        ("<div>" * 120 + paragraphs(*TEXT) + "</div>" * 120) * 2,
        paragraphs(*TEXT) * 1_400,
        paragraphs(TEXT[0] * 7_000, *TEXT),
    ],
)
def test_what_is_too_much_for_trafilatura_is_judged_without_it(inside: str) -> None:
    """Beyond its bounds an article is still found."""
    lines = found(page(inside))

    assert lines
    assert {*TEXT[1:]} <= {*lines}


TAGS = (
    "<p> </p> <div> </div> <article> <h1> <h2> </h1> </a> <ul> <li> </ul> <table> <tr> <td> </table> <br> <pre> </pre> "
    "<blockquote> </blockquote> <figure> <figcaption> </figure> <aside> </aside> <span> </span> </section> <main> "
    "<form> <!-- & &amp; <"
)
MARKED = (
    "<a href='/x'>",
    "<img src='a.png'>",
    "<p hidden>",
    "<amp-img src='b'>",
    "<div id=n1>",
    "<section data-url='/x'>",
)
MARKUP = st.sampled_from([*TAGS.split(), *MARKED])
WORDS = st.sampled_from(
    [*TEXT, TITLE, "Фото: архів", "Читайте також:", "вода и лёд.", "12:40", "Share", "§", "\x00", "é"]
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(MARKUP | WORDS | st.text(max_size=20), max_size=40),
    st.sampled_from([TITLE, ""]),
    st.sampled_from(["", TEXT[0]]),
)
def test_every_word_stands_in_the_page(pieces: list[str], title: str, teaser: str) -> None:
    """Whatever a page is, only ParseError is raised, nothing is made up, and what comes out is safe."""
    text = " ".join(pieces)
    whole = page(text)
    try:
        article = fulltext.extract(whole, HERE, title=title, teaser=teaser)
    except ParseError:
        return

    said = words.fold(html.plain(article or "")).split()
    shown = words.fold(decode.tidy(html.plain(f"<p>{whole}")) + decode.tidy(whole))
    assert [] == [each for each in said if each not in shown]
    assert (article or "") == html.sanitise(article or "", HERE)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
def test_better_is_never_both_ways(own: str, other: str, title: str) -> None:
    """Of two texts at most one is better, and none is better than itself."""
    assert not (better(own, other, title) and better(other, own, title))
    assert not better(own, own, title)
