import pytest

from feedbot.sources import blocks


def found(body: str) -> list[str | None]:
    """The ids of the blocks found on a page."""
    return [block.node.attributes.get("id") for block in blocks.found(blocks.tree(body), "https://example.org/")]


def cards(tag: str, *numbers: int, inside: str = "") -> str:
    """Blocks with a headline each and something beside it."""
    return "".join(
        f"<{tag} id={tag}{number}><a href=/{tag}/{number}>A headline of words {number}</a>{inside}</{tag}>"
        for number in numbers
    )


@pytest.mark.parametrize(
    ("rival", "because"),
    [
        ("<nav>" + cards("li", *range(9)) + "</nav>", "a menu"),
        ("<div class=sidebar>" + cards("li", *range(9)) + "</div>", "a side column"),
        ("<ul>" + "".join(f"<li><a href=/{number}>Sport</a></li>" for number in range(40)) + "</ul>", "short words"),
        ("<ul>" + cards("li", *range(4)) + "</ul>", "links without dates, pictures and texts"),
        ("<ul>" + "<li><a href=/1>The same headline of words</a></li>" * 40 + "</ul>", "one article, many times"),
        ("<ul>" + cards("li", 1, 2) + "</ul>", "two links"),
        (
            "<ul>" + "".join(f"<li><a href=#{n}>A headline of words</a></li>" for n in range(40)) + "</ul>",
            "no addresses",
        ),
    ],
)
def test_news_win_over_other_lists(rival: str, because: str) -> None:
    """What has dates, pictures and texts beside its links wins, wherever on the page it stands."""
    news = cards("div", 1, 2, 3, 4, inside="<time>14.03.2026</time><img src=/1.png><p>" + "word " * 20 + "</p>")

    assert ["div1", "div2", "div3", "div4"] == found(f"<body>{rival}<main>{news}</main>") == found(f"{news}{rival}")


def test_the_outer_of_equal_places() -> None:
    """Where a block and what it consists of tell the same, the block is taken."""
    body = "".join(f"<div id=d{n}><p><a href=/{n}>A headline of words</a></p></div>" for n in range(3))

    assert ["d0", "d1", "d2"] == found(body)


HERO = "<section id=hero><h1><a href=/a/{}>The one story that leads</a></h1><img src=/1.png></section>"
FOUR = ["p0", "p1", "p2", "p3"]
LIST = cards("p", *range(4), inside="<time>14.03.2026</time>").replace("/p/", "/a/")


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (HERO.format("hero") + LIST, ["hero", *FOUR]),
        (HERO.format("hero").replace("/a/", "/deep/er/") + LIST, FOUR),
        (HERO.format("hero").replace("/a/", "https://elsewhere.example/a/") + LIST, FOUR),
        (HERO.format("hero").replace("<img", "<i") + LIST, FOUR),
        (HERO.format("hero").replace("The one story that leads", "Town news") + LIST, FOUR),
        (HERO.format("1") + LIST, FOUR),
        (LIST + HERO.format("old"), FOUR),
        (LIST + HERO.format("new").replace("<img", "<time>now</time><img"), ["p0", "p1", "p2", "p3", "hero"]),
        (f"<aside>{HERO.format('hero')}</aside>{LIST}", FOUR),
        (HERO.format("hero").replace("/a/", "/b/") + LIST.replace("/a/3", "/c/3"), ["hero", *FOUR]),
        (HERO.format("hero").replace("/a/", "/b/").replace("<img", "<time>x</time><img") + LIST, ["hero", *FOUR]),
        (HERO.format("hero") + HERO.format("hero").replace("=hero", "=again") + LIST, ["hero", *FOUR]),
        (f"<div id=box>{HERO.format('hero')}{LIST}</div>", ["hero", *FOUR]),
    ],
)  # fmt: skip
def test_leading_stories(body: str, ids: list[str]) -> None:
    """A story with a heading and a picture, a date or a text, at an address like the others', leads the list."""
    assert ids == found(body)


@pytest.mark.parametrize("title", ["Most read", "Популярное", "Читайте також:", "Новости партнёров", "Related stories"])
def test_what_a_heading_sets_aside(title: str) -> None:
    """A box that begins with such a heading is no news; a list that goes before such a heading stays what it is."""
    other = f"<div><h3>{title}</h3>{cards('li', *range(6), inside='<time>14.03.2026</time><img src=/1.png>')}</div>"
    news = cards("div", *range(4), inside="<time>14.03.2026</time>")

    assert ["div0", "div1", "div2", "div3"] == found(f"<main>{news}</main>{other}")
    assert ["div0", "div1", "div2", "div3"] == found(f"<main>{news}<h3>{title}</h3></main>")


def test_advertisements_are_left_out() -> None:
    """Blocks of the list that are paid for are left out by their class or the relation of their link."""
    card = "<div class='card{1}' id=c{0}><a{2} href=/{0}>A headline of words {0}</a></div>"
    paid = {1: (" ad", ""), 3: ("", " rel='nofollow sponsored'")}
    body = "".join(card.format(number, *paid.get(number, ("", ""))) for number in range(5))

    assert ["c0", "c2", "c4"] == found(body)
    assert ["c0", "c1", "c2"] == found("".join(card.format(number, " ads", "") for number in range(3)))


def test_a_headline_without_a_link() -> None:
    """A card with a heading leads where its only link does, or the one that says to read on."""
    card = "<div id=c{0}><h3>A headline of words</h3>{1}<a href=/{0}>{2}</a></div>"
    one = "".join(card.format(n, "", "12 March") for n in range(3))
    several = "".join(card.format(n, "<a href=/t/{n}>Town</a>", "Read more") for n in range(3))

    assert ["c0", "c1", "c2"] == found(one) == found(several)
    assert [] == found("".join(card.format(n, "<a href=/t/{n}>Town</a>", "12 March") for n in range(3)))


@pytest.mark.parametrize(
    ("body", "tails"),
    [
        ("<a>1</a><i>x</i><a>2</a><i>y</i>", [["i"], ["i"]]),
        ("<a>1</a> x<br><a>2</a> y<br><p>z</p>", [["-text", "br"], ["-text", "br"]]),
        ("<a>1</a><i>x</i><a>2</a><b>y</b>", [[], []]),
        ("<a>1</a><i>x</i><i>x</i><a>2</a><i>y</i>", [["i"], ["i"]]),
        ("<a>1</a><h3>x</h3><i>x</i><a>2</a><h3>y</h3>", [[], []]),
        ("<p><a>1</a></p><i class=a1>x</i><p><a>2</a></p><i class=a2>x</i>", [["i"], ["i"]]),
        ("<p><a>1</a><a>2</a></p><i>x</i>", [[], []]),
        ("<a>1</a>" + "<i>x</i>" * 20 + "<a>2</a>" + "<i>x</i>" * 20, [["i"] * 12] * 2),
        ("", []),
    ],
)
def test_what_follows_a_block(body: str, tails: list[list[str]]) -> None:
    """What follows each of the blocks alike is part of it, up to a heading."""
    nodes = blocks.tree(f"<body>{body}").css("a")

    assert tails == [[each.tag for each in block.tail] for block in blocks.completed(nodes)]


def test_a_block_is_told_from_far() -> None:
    """A block that is the page, or lies deeper than is looked, has what follows beside it or nothing."""
    deep = "<div>" * 40 + "<a>1</a>" + "</div>" * 40
    (whole,) = blocks.completed(blocks.tree("<p>x").css("html"))
    first, second = blocks.completed(blocks.tree(f"{deep}<i>x</i>{deep}").css("a"))

    assert ((), (), ()) == (whole.tail, first.tail, second.tail)


def test_a_block_tells_of_one_article() -> None:
    """A row of three cards is no block; links of other kinds beside a heading do no harm."""
    tag = "<a href=/tag/{0}>All texts about this thing</a>"
    card = f"<div id=c{{0}}><h3><a href=/{{0}}>A headline of words</a></h3>{tag}</div>"
    rows = "".join(f"<section>{''.join(card.format(3 * row + n) for n in range(3))}</section>" for row in range(3))

    assert [f"c{n}" for n in range(9)] == found(rows)


def test_classes_that_count_up_are_alike() -> None:
    """Rows with numbers in their classes are of one kind."""
    body = "".join(
        f"<div class='row-{n} odd'><p id=p{n}><a href=/{n}>A headline of words</a></p>x</div>" for n in range(3)
    )

    assert 3 == len(found(body))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "text",
        cards("div", 1, 2),
        "<a>No address at all</a>" * 5,
        "<h2><a href=/1>One</a></h2>" * 5,
        "".join(f"<h2><a href=/{n}>One</a></h2>" for n in range(5)),
        "".join(f"<p><a href=/{n}>{'long ' * 80}</a></p>" for n in range(5)),
    ],
)
def test_no_list_is_no_list(body: str) -> None:
    """A page without three headlines of one kind has no blocks."""
    assert [] == found(body)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a < b <3</p>", "a < b <3"),
        ("<p>a<!-- <p>x -->b<!-->c</p>", "abc"),
        ("<p>a<script>'<p>'</script>b<STYLE>x</style >c<svg><p>x</p></svg>d</p>", "abcd"),
        ("<p>a<script>never ends", "a"),
        ("<p>a<b title='never ends>x", "a"),
        ("<!doctype html><?php echo ?><p>a</p></>b", "ab"),
        ("<title>a <b> c</title><p>d</p>", "d"),
        ("<p title='</p><p>'>a</p></br></svg>", "a"),
    ],
)
def test_the_tree_is_what_a_browser_shows(body: str, text: str) -> None:
    """Scripts, styles, drawings and comments are out before the tree is made, by the rules of a browser."""
    node = blocks.tree(body).body

    assert text == (node.text(deep=True).strip() if node else "")


def test_a_title_may_have_marks() -> None:
    """The title is text to its end."""
    node = blocks.tree("<title>a <b> c</title><p>d</p>").css_first("title")

    assert "a <b> c" == (node.text() if node else "")
