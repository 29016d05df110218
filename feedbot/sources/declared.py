"""What a page declares of the article it shows: in its head, and as JSON-LD with the words of schema.org. Pure."""

import re
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from feedbot.sources import json_ld
from feedbot.text import html, urls, words

_MOST_VALUES = 20_000
_LONGEST_TEXT = 5_000
_TITLES = 'meta[property="og:title"], meta[name="twitter:title"], meta[itemprop="headline"]'
_DESCRIPTIONS = 'meta[property="og:description"], meta[name="description"], meta[name="twitter:description"]'
_MARKED_UP = re.compile(r"<(?:p|br|div|h[2-6]|ul)\b", re.IGNORECASE)
_FORUM = '[itemtype$="DiscussionForumPosting"], body#phpbb, html#XF, [data-template="thread_view"]'
_FORUMS = ("phpbb", "discourse", "vbulletin", "xenforo", "smf", "flarum", "invision")
_STEM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Headlines and descriptions as plain text, where relative addresses begin, and the text as HTML if it is said.

    `paid` says that not everybody may read it. `forum` says that it is a discussion, of which one post is meant.
    """

    titles: tuple[str, ...]
    descriptions: tuple[str, ...]
    base: str
    body: str = ""
    paid: bool = False
    forum: bool = False


def read(page: LexborHTMLParser, text: str, url: str, title: str) -> Declared:
    """What the page at `url`, given as a tree and as it came, declares; never raises.

    Of several articles the one at `url`, else the one called `title`, else the first counts.
    """
    base = page.css_first("base[href]")
    head = page.css_first("title")
    titles = [*_contents(page, _TITLES), *([" ".join(head.text(deep=True).split())] if head else [])]
    values = [*islice(json_ld.values(text), _MOST_VALUES)]
    articles = [value for value in values if _string(value.get("headline")) or _string(value.get("articleBody"))]
    mine = max(articles, key=lambda value: _nearness(value, url, title), default={})
    return Declared(
        titles=tuple(each for each in (*titles, _plain(mine.get("headline"))) if each),
        descriptions=(*_contents(page, _DESCRIPTIONS), *filter(None, (_plain(mine.get("description")),))),
        base=urls.clean((base.attributes.get("href") if base else None) or "", url) or url,
        body=_body(_string(mine.get("articleBody"))),
        paid=str(mine.get("isAccessibleForFree")).lower() == "false",
        forum=any("DiscussionForumPosting" in _kinds(value) for value in values) or _is_forum(page),
    )


def share(wanted: str, text: str, *, shortest: int = 2) -> float:
    """How much of one text's words, of `shortest` letters at least, stand in another, 0 to 1, whatever they end in."""
    needed = {token[:_STEM] for token in words.tokens(wanted) if len(token) >= shortest}
    return len(needed & {token[:_STEM] for token in words.tokens(text)}) / len(needed) if needed else 0.0


def _contents(page: LexborHTMLParser, selector: str) -> list[str]:
    found = (node.attributes.get("content") or "" for node in page.css(selector)[:10])
    return [text for text in (" ".join(each[:_LONGEST_TEXT].split()) for each in found) if text]


def _is_forum(page: LexborHTMLParser) -> bool:
    generator = page.css_first('meta[name="generator"]')
    name = ((generator.attributes.get("content") if generator else None) or "").lower()
    return any(each in name for each in _FORUMS) or page.css_first(_FORUM) is not None


def _nearness(value: dict[str, object], url: str, title: str) -> float:
    page = value.get("mainEntityOfPage")
    said = (value.get("url"), page.get("@id") if isinstance(page, dict) else page, value.get("@id"))
    here = urls.twin(url)
    same = any(here and here == urls.twin(_string(each)[:_LONGEST_TEXT], url) for each in said if _string(each))
    return 2.0 * same + share(title, _plain(value.get("headline"))) + 0.1 * bool(_string(value.get("articleBody")))


def _kinds(value: dict[str, object]) -> tuple[str, ...]:
    kinds = value.get("@type")
    return tuple(map(str, kinds)) if isinstance(kinds, list) else (str(kinds),)


def _body(text: str) -> str:
    """The text of an article as HTML; some sites put it in as HTML, most as lines."""
    if _MARKED_UP.search(text[:_LONGEST_TEXT]):
        return text
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(f"<p>{html.escape(html.plain(line))}</p>" for line in lines if line)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(value: object) -> str:
    return " ".join(html.plain(_string(value)[:_LONGEST_TEXT]).split())
