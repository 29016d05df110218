import pytest

from feedbot.sources import blocks


def found(body: str) -> list[str | None]:
    """The ids of the blocks found on a page."""
    return [node.attributes.get("id") for node in blocks.found(blocks.tree(body))]


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
