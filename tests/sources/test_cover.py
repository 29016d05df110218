import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Link
from feedbot.sources import cover

URL = "https://example.org/2026/03/mill"
TITLE = "The mill pond freezes over"


def page(head: str, *, title: str = TITLE, body: str = "") -> str:
    """A page that says something of itself."""
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def found(head: str, *, title: str = TITLE, body: str = "") -> str | None:
    """The address of the picture that a page declares."""
    link = cover.find(page(head, body=body), URL, title=title)
    return link.href if link else None


def meta(name: str, value: str, *, by: str = "property") -> str:
    """A meta element."""
    return f'<meta {by}="{name}" content="{value}">'


@pytest.mark.parametrize(
    "head",
    [
        meta("og:image", "https://example.org/pond.jpg"),
        meta("og:image", "/pond.jpg"),
        meta("og:image:secure_url", "//example.org/pond.jpg") + meta("og:image", "/other.jpg"),
        meta("OG:Image", " /pond.jpg ", by="name") + meta("twitter:image", "/other.jpg", by="name"),
        meta("twitter:image:src", "/pond.jpg", by="name"),
        '<link rel="image_src" href="/pond.jpg">',
        meta("image", "/pond.jpg", by="itemprop"),
        '<base href="https://example.org/"><meta property="og:image" content="pond.jpg">',
        '<script type="application/ld+json">{"headline": "The mill pond freezes over", "image": "/pond.jpg"}</script>',
        '<script type="application/ld+json">{"headline": "The mill pond freezes over",'
        ' "image": [{"@type": "ImageObject", "url": "/pond.jpg"}]}</script>',
    ],
)
def test_a_page_says_by_which_picture_it_is_shown(head: str) -> None:
    """In any of the usual ways, the safe address first; it is absolute."""
    assert "https://example.org/pond.jpg" == found(head)


def test_the_measures_of_the_picture_come_along() -> None:
    """Only with the picture that they are of."""
    sides = meta("og:image:width", "1200") + meta("og:image:height", "630")
    wanted = Link(href="https://example.org/pond.jpg", rel="preview", width=1200, height=630)

    assert wanted == cover.find(page(meta("og:image", "/pond.jpg") + sides), URL, title=TITLE)
    logo = meta("og:image", "/logo.png") + meta("twitter:image", "/pond.jpg", by="name") + sides
    assert Link(href="https://example.org/pond.jpg", rel="preview") == cover.find(page(logo), URL, title=TITLE)


@pytest.mark.parametrize(
    "head",
    [
        "",
        meta("og:image", ""),
        meta("og:image", "data:image/png;base64,AA"),
        meta("og:image", "/drawing.svg"),
        meta("og:image", "/img/logo.png"),
        meta("og:image", "/img/site-logo_1200x630.png"),
        meta("og:image", "/og-image.png"),
        meta("og:image", "/default_share.jpg"),
        meta("og:image", "/social-card.png?v=2"),
        meta("og:image", "/m.png") + '<link rel="apple-touch-icon" href="/m.png">',
        meta("og:image", "/m.png")
        + '<script type="application/ld+json">{"publisher": {"logo": {"url": "/m.png"}}}</script>',
        meta("og:image", "/m.png") + meta("og:image:width", "64") + meta("og:image:height", "64"),
    ],
)
def test_what_is_the_sites_is_not_the_articles(head: str) -> None:
    """By its name, its use as an icon or a publisher's logo, and by its size."""
    assert found(head) is None


@pytest.mark.parametrize("name", ["logo-of-the-year.jpg", "default-on-debt.jpg", "og.jpg", "no-deal.jpg", "123.jpg"])
def test_words_in_a_name_are_no_logo(name: str) -> None:
    """Pictures of news are called after them."""
    assert f"https://example.org/{name}" == found(meta("og:image", f"/{name}"))


def test_a_page_of_something_else_has_no_picture_for_us() -> None:
    """A front page in the place of the article; without a title any page will do."""
    head = meta("og:image", "/pond.jpg")

    assert found(head, title="Bridge closed for repairs") is None
    assert "https://example.org/pond.jpg" == found(head, title="")


def test_the_right_article_of_several_counts() -> None:
    """JSON-LD may list what else there is to read."""
    both = (
        '[{"headline": "Bridge closed", "image": "/b.jpg"}, {"headline": "The mill pond freezes", "image": "/p.jpg"}]'
    )

    assert "https://example.org/p.jpg" == found(f'<script type="application/ld+json">{both}</script>')


@given(
    st.lists(
        st.sampled_from(
            [
                '<meta property="og:image" content="',
                '<script type="application/ld+json">{"headline": "x", "image": ',
                '[{"url": 1}]}</script>',
                '<link rel="icon" href=">',
                "<base href='//",
                "\ud800",
            ]
        )
        | st.text(max_size=15),
        max_size=12,
    ).map("".join)
)
def test_any_page_is_read(text: str) -> None:
    """What is found is an address."""
    try:
        link = cover.find(text, URL, title="")
    except ParseError:
        return
    assert link is None or link.href.startswith("http")
