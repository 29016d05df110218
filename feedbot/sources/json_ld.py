"""The articles that a page lists for search engines (JSON-LD 1.1 with the words of schema.org). It fetches nothing."""

import json
import re
from collections.abc import Iterator
from itertools import islice

from feedbot.model import Item
from feedbot.sources import front_matter
from feedbot.text import html, urls

_FEWEST = 3
_MOST = 1_000
_MOST_SCRIPTS = 20
_MOST_VALUES = 50_000
_LONGEST = 2**20
_LONGEST_TEXT = 5_000
_START = re.compile(r"<script\b(?=[^>]{0,300}\bapplication/ld\+json\b)[^>]{0,1000}>", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
_ARTICLES = frozenset(
    {"Article", "BlogPosting", "LiveBlogPosting", "NewsArticle", "PodcastEpisode", "Report", "TechArticle"}
    | {"AnalysisNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle", "DiscussionForumPosting", "VideoObject"}
)


def articles(text: str, url: str, language: str | None = None) -> tuple[Item, ...]:
    """The articles listed in the scripts of a page at `url`, in their order, each address once; none if below three.

    Reads 20 scripts of 1 MiB characters at most. Never raises.
    """
    found: dict[str, Item] = {}
    for value in islice(values(text), _MOST_VALUES):
        item = _item(value, url, language)
        if item and item.link and len(found) < _MOST:
            found.setdefault(item.link, item)
    return tuple(found.values()) if len(found) >= _FEWEST else ()


def values(text: str) -> Iterator[dict[str, object]]:
    """Every object in the JSON-LD scripts of a page, an outer one before those in it.

    Reads 20 scripts of 1 MiB characters at most. Never raises.
    """
    for start in islice(_START.finditer(text), _MOST_SCRIPTS):
        end = _END.search(text, start.end())
        body = text[start.end() : end.start() if end else len(text)]
        try:
            rest: list[object] = [json.loads(body, strict=False) if len(body) <= _LONGEST else None]
        except (ValueError, RecursionError):
            continue
        while rest:
            value = rest.pop()
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            rest.extend(reversed([each for each in inner if isinstance(each, dict | list)]))
            if isinstance(value, dict):
                yield value


def _item(value: dict[str, object], url: str, language: str | None) -> Item | None:
    """The article that an object is, or that an item of a list names by itself."""
    kinds = value.get("@type")
    said = {str(each) for each in kinds} if isinstance(kinds, list) else {str(kinds)}
    link = urls.clean(_text(value.get("url")) or _id(value.get("mainEntityOfPage")) or _text(value.get("@id")), url)
    title = _text(value.get("headline")) or _text(value.get("name"))
    if not link or not title or not (said & _ARTICLES or "ListItem" in said):
        return None
    summary = _text(value.get("description"))
    picture = urls.clean(_id(value.get("image") or value.get("thumbnailUrl")), url)
    return Item(
        link=link,
        title=title[:1_000],
        summary=html.escape(summary) if summary else None,
        published=_text(value.get("datePublished") or value.get("uploadDate")) or None,
        language=language,
        links=(front_matter.image(picture),) if picture else (),
        base=url,
    )


def _text(value: object) -> str:
    """A text as people read it; "" for all else."""
    return " ".join(html.plain(value[:_LONGEST_TEXT]).split()) if isinstance(value, str) else ""


def _id(value: object) -> str:
    """The address that a value is, has, or has first."""
    first = next(iter(value), None) if isinstance(value, list) else value
    return _text(first.get("url") or first.get("@id")) if isinstance(first, dict) else _text(first)
