"""What a file declares of itself at its head: YAML between lines of `---` or TOML between lines of `+++`.

Values may be of any type and are never trusted: what cannot be a text is left out.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler

from feedbot.errors import ParseError
from feedbot.model import Attribution, Category, Item, Link, Person
from feedbot.text import article, html

Declared = Mapping[str, object]
"""Keys in small letters, and what was said under each."""

_SIZE = 16 * 1024
_DEPTH = 20
_MANY = 50
_NOTHING = frozenset({"", "~", "null", "none"})
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off"})
_IMAGES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


class _Yaml(BaseHandler):
    """Reads every scalar as the text it was written as, so a date stays as it is and `no` stays a language."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> Any:  # noqa: ANN401 - YAML may say anything
        _shallow(fm)
        # CBaseLoader makes texts, lists and tables only: no tags, no merge keys, nothing is constructed.
        return yaml.load(fm, Loader=yaml.CBaseLoader)  # noqa: S506 - safer than the safe loader


class _Toml(BaseHandler):
    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> Any:  # noqa: ANN401 - TOML may say anything
        return tomllib.loads(fm, parse_float=str)


_HANDLERS = {"YAML": _Yaml(), "TOML": _Toml()}


def split(text: str) -> tuple[Declared, str]:
    """What a text declares at its head, and the text below; nothing and the whole text if it declares nothing.

    Raises ParseError if front matter begins and cannot be understood.
    """
    text = text.lstrip("\ufeff \t\n")
    for language, handler in _HANDLERS.items():
        if handler.detect(text):
            try:
                head, body = handler.split(text)
            except ValueError:  # a ruler, not front matter: nothing closes it
                return {}, text
            said = _load(language, handler, head)
            # Two rulers around prose are YAML too: a text, not a table.
            return ({_key(key): value for key, value in said.items()}, body) if isinstance(said, dict) else ({}, text)
    return {}, text


def declare(item: Item, said: Declared) -> Item:
    """The item with what its file declares in place of what its text says.

    Raises ParseError if it declares itself a draft.
    """
    if (_first(said, "draft") or "").casefold() in _YES or (_first(said, "published") or "").casefold() in _NO:
        raise ParseError("it is marked as a draft")
    summary = _first(said, "summary", "description", "excerpt")
    return replace(
        item,
        id=_first(said, "id", "guid") or item.id,
        title=_first(said, "title", "headline") or item.title,
        published=_first(said, "date", "published", "publishdate", "pubdate") or item.published,
        updated=_first(said, "updated", "modified", "lastmod") or item.updated,
        language=_first(said, "lang", "language") or item.language,
        link=_first(said, "url", "link", "canonical") or item.link,
        summary=html.escape(summary) if summary else item.summary,
        lede=None if summary else item.lede,
        categories=_categories(said) or item.categories,
        authors=_authors(said) or item.authors,
        attribution=_attribution(said) or item.attribution,
        links=(*item.links, *_images(said), *_sources(said)),
    )


def image(href: str) -> Link:
    """A picture that goes with an article, its type told by its suffix."""
    path = href.split("?")[0].split("#")[0].casefold()
    return Link(href=href, type=_IMAGES.get(path[path.rfind(".") :] if "." in path else ""))


def names(text: str) -> tuple[str, ...]:
    """The names in a line, parted by commas or semicolons; "Surname, Name" stays one name."""
    parts = [part.strip() for part in re.split("[;,]", text)]
    if ";" not in text and not all(" " in part for part in parts):
        parts = [text.strip()]
    return tuple(part for part in parts if part)


def terms(text: str) -> tuple[Category, ...]:
    """The keywords in a line, parted by commas or semicolons."""
    parts = (part.strip() for part in re.split("[;,]", text))
    return tuple(Category(term=part) for part in dict.fromkeys(parts) if part)[:_MANY]


def _load(language: str, handler: BaseHandler, head: str) -> object:
    if len(head) > _SIZE:
        raise ParseError(f"its front matter is larger than {_SIZE // 1024} KiB")
    try:
        return handler.load(head)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ParseError(f"its front matter is not YAML: {line}{error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ParseError(f"its front matter is not {language}: {' '.join(str(error).split())[:200]}") from error
    except RecursionError as error:
        raise ParseError("its front matter is nested too deep") from error


def _shallow(text: str) -> None:
    """Raises RecursionError for deep nesting; libyaml's composer would overrun its stack and kill the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH:
            raise RecursionError


def _key(key: object) -> str:
    return str(key).strip().casefold()


def _text(value: object) -> str | None:
    """A scalar on one line; None for lists, tables and words for nothing."""
    if isinstance(value, list | dict):
        return None
    text = " ".join(str(value).split())
    return None if text.casefold() in _NOTHING else text


def _many(value: object) -> list[object]:
    return value[:_MANY] if isinstance(value, list) else [value]


def _first(said: Declared, *keys: str) -> str | None:
    """The first of these keys that has a text; of a list, its first text."""
    texts = (_text(value) for key in keys for value in _many(said.get(key, "")))
    return next(filter(None, texts), None)


def _each(said: Declared, *keys: str) -> Iterable[tuple[bool, object]]:
    """Every value under the keys, and whether it came alone, so that its commas part it."""
    for key in keys:
        value = said.get(key, [])
        for part in _many(value):
            yield not isinstance(value, list), part


def _categories(said: Declared) -> tuple[Category, ...]:
    found: list[Category] = []
    for alone, value in _each(said, "tags", "categories", "category", "keywords"):
        text = _text(value)
        if text:
            found.extend(terms(text) if alone else (Category(term=text),))
    return tuple(dict.fromkeys(found))


def _authors(said: Declared) -> tuple[Person, ...]:
    found: list[Person] = []
    for alone, value in _each(said, "author", "authors"):
        if isinstance(value, dict):
            name = _text(value.get("name", ""))
            uri, email = _text(value.get("url", "")), _text(value.get("email", ""))
            found.extend([Person(name=name, uri=uri, email=email)] if name else [])
        elif text := _text(value):
            found.extend(Person(name=name) for name in (names(text) if alone else (text,)))
    return tuple(dict.fromkeys(found))


def _attribution(said: Declared) -> tuple[Attribution, ...]:
    found: list[Attribution] = []
    for _, value in _each(said, "source", "sources"):
        text = _text(value.get("name", "")) if isinstance(value, dict) else _text(value)
        if text and not _is_address(text):
            found.extend(credited(article.credits(text)) or (Attribution(name=text),))
    return tuple(dict.fromkeys(found))


def _sources(said: Declared) -> tuple[Link, ...]:
    found: list[Link] = []
    for _, value in _each(said, "source", "sources"):
        title = _text(value.get("name", "")) if isinstance(value, dict) else None
        href = _text(value.get("url", "")) if isinstance(value, dict) else _text(value)
        if href and _is_address(href):
            found.append(Link(href=href, rel="via", title=title))
    return tuple(found)


def _images(said: Declared) -> tuple[Link, ...]:
    values = (value for _, value in _each(said, "image", "images", "cover"))
    hrefs = (_text(value.get("url", "")) if isinstance(value, dict) else _text(value) for value in values)
    return tuple(image(href) for href in hrefs if href)


def _is_address(text: str) -> bool:
    return text.casefold().startswith(("http://", "https://"))


def credited(credits: Iterable[article.Credit]) -> tuple[Attribution, ...]:
    """The credits of a text as an item carries them."""
    return tuple(Attribution(name=each.name, alias=each.alias, via=each.via) for each in credits)
