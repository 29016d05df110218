import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Link
from feedbot.sources import json_ld

PAGE = "https://example.org/news/"


def script(value: Any, kind: str = "application/ld+json") -> str:
    """A script that says this."""
    return f'<script type="{kind}">{value if isinstance(value, str) else json.dumps(value)}</script>'


def article(number: int, **said: Any) -> dict[str, Any]:
    """An article."""
    return {"@type": "NewsArticle", "url": f"/{number}", "headline": f"Headline {number}", **said}


def titles(text: str) -> list[str | None]:
    """The titles that a page lists."""
    return [item.title for item in json_ld.articles(text, PAGE)]


THREE = [article(number) for number in range(3)]
NAMES = ["Headline 0", "Headline 1", "Headline 2"]


@pytest.mark.parametrize(
    "text",
    [
        script(THREE),
        script({"@graph": [{"@type": "WebSite", "url": "/", "name": "Site"}, *THREE]}),
        script({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": each} for each in THREE]}),
        script([{"@type": "ListItem", "position": n, "url": f"/{n}", "name": name} for n, name in enumerate(NAMES)]),
        script({"@type": "Blog", "blogPost": [{**each, "@type": ["BlogPosting", "Thing"]} for each in THREE]}),
        script([{"@type": "Article", "mainEntityOfPage": {"@id": f"/{n}"}, "name": NAMES[n]} for n in range(3)]),
        script([{"@type": "Report", "@id": f"/{n}", "headline": f" <b>{name}</b>\n"} for n, name in enumerate(NAMES)]),
        "".join(script(each) for each in THREE),
        script("{broken") + script("[" * 100_000) + script(THREE) + script(THREE[0]),
        '<SCRIPT nonce=1 type=application/ld+json>' + json.dumps(THREE),
    ],
)  # fmt: skip
def test_articles_are_listed(text: str) -> None:
    """Articles are found in lists, graphs, blogs and by themselves, each once, in the order of the page."""
    assert NAMES == titles(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        script(THREE[:2]),
        script(THREE, "application/json"),
        script([{**each, "@type": "Product"} for each in THREE]),
        script([{**each, "url": "javascript:x"} for each in THREE]),
        script([{**each, "headline": 5} for each in THREE]),
        script([{"@type": "ListItem", "url": f"/{n}"} for n in range(3)]),
        script(json.dumps(THREE) + " " * 2**20),
    ],
)
def test_what_is_no_list(text: str) -> None:
    """One article, other things, and what has no title or address are no list."""
    assert [] == titles(text)


def test_what_is_said_of_an_article() -> None:
    """Date, summary and picture are taken; texts are plain, and a summary is HTML again."""
    said = {
        "datePublished": "2026-03-14T10:00:00Z",
        "description": "1 &lt; 2",
        "image": [{"@type": "ImageObject", "url": "/1.png"}],
    }
    item = json_ld.articles(script([article(0, **said), *THREE[1:]]), PAGE, "uk")[0]

    assert ("https://example.org/0", "2026-03-14T10:00:00Z", "1 &lt; 2", "uk") == (
        item.link,
        item.published,
        item.summary,
        item.language,
    )
    assert (Link(href="https://example.org/1.png", type="image/png"),) == item.links


def test_the_rest_is_left() -> None:
    """A thousand articles are enough."""
    assert 1000 == len(titles(script([article(number) for number in range(1500)])))


KEYS = st.sampled_from(["@type", "url", "headline", "image", "@id"])
VALUES = st.recursive(
    st.text(max_size=5) | st.none() | st.integers() | st.just("Article"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)


@given(VALUES)
def test_any_value(value: Any) -> None:
    """Whatever a script says, what comes out has a title and a link."""
    found = json_ld.articles(script(value) + script(THREE), PAGE)

    assert all(item.title and item.link for item in found)
    assert {*NAMES} <= {item.title for item in found}
