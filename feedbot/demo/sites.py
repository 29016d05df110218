"""The made-up sites of the demo: feeds, pages and pictures, under /site/ on this machine."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from aiohttp import web
from markupsafe import Markup

from feedbot.demo import pictures
from feedbot.demo.samples import SITES, Site, Tell

_AGO = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as a site has it, published at a moment."""

    told: Tell
    at: datetime
    number: int


@dataclass(slots=True)
class Sites:
    """What each site has published; `down` are those that are not there. `base` is the address before /site/."""

    base: str
    now: Callable[[], datetime]
    down: set[str] = field(default_factory=set)
    _articles: list[Article] = field(default_factory=list)

    def tell(self, told: Tell) -> None:
        """Publish an article; like those of most sites it was written a few minutes ago."""
        number = len(self._articles) + 1
        self._articles.append(Article(told=told, at=self.now() - _AGO * (3 + number % 5), number=number))

    def feed(self, site: Site) -> str:
        """The RSS document of a site, the newest article first."""
        ours = [each for each in reversed(self._articles) if each.told.site == site.name]
        items = "".join(self._item(each) for each in ours)
        home = f"{self.base}/site/{site.name}"
        return (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(site.title)}</title>'
            f"<link>{home}</link><description>{escape(site.title)}</description>"
            f"<language>{site.language}</language>{items}</channel></rss>"
        )

    def routes(self) -> list[web.RouteDef]:
        """GET and HEAD of feeds, articles and pictures."""
        return [
            web.get("/site/{site}/feed.xml", self._feed),
            web.get("/site/{site}/{number:[0-9]{1,6}}", self._page),
            web.get("/site/pictures/{name:[a-z0-9-]{1,40}}.png", self._picture),
        ]

    def _item(self, article: Article) -> str:
        link = f"{self.base}/site/{article.told.site}/{article.number}"
        picture = f"{self.base}/site/pictures/{article.told.picture}.png"
        enclosure = f'<enclosure url="{picture}" type="image/png" length="9000"/>' if article.told.picture else ""
        return (
            f"<item><title>{escape(article.told.title)}</title><link>{link}</link><guid>{link}</guid>"
            f"<description>{escape(article.told.text)}</description>"
            f"<pubDate>{format_datetime(article.at)}</pubDate>{enclosure}</item>"
        )

    async def _feed(self, request: web.Request) -> web.Response:
        site = next((each for each in SITES if each.name == request.match_info["site"]), None)
        if site is None:
            raise web.HTTPNotFound
        if site.name in self.down:
            raise web.HTTPGone(text="this site is down for a while")
        return web.Response(text=self.feed(site), content_type="application/rss+xml", charset="utf-8")

    async def _page(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        article = next((each for each in self._articles if each.number == number), None)
        if article is None or article.told.site != request.match_info["site"]:
            raise web.HTTPNotFound
        page = _PAGE.format(lang=_language(article), title=article.told.title, text=article.told.text)
        return web.Response(text=page, content_type="text/html", charset="utf-8")

    async def _picture(self, request: web.Request) -> web.Response:
        body = await asyncio.to_thread(pictures.scene, request.match_info["name"])
        return web.Response(body=body, content_type="image/png", headers={"Cache-Control": "max-age=86400"})


def _language(article: Article) -> str:
    return next(each.language for each in SITES if each.name == article.told.site)


_PAGE = Markup(
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title>'
    '<link rel="alternate" type="application/rss+xml" href="feed.xml"></head>'
    "<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
)
