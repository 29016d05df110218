"""Recipes about sources, each as its page has it: run against stand-ins, and its own point proved."""

import json
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests import make
from tests.recipes_kitchen import Recipe
from tests.recipes_pages import FOLDER, names
from tests.recipes_sites import CERTIFICATE, Sites, item, rss
from tests.sources import imap_server

pytest_plugins = ["tests.recipes_fixture"]

GAZETTE = "https://gazette.example.org"
HOUR = make.hours(1)


def test_the_table_has_every_recipe() -> None:
    """index.md leads to each recipe once, and every recipe is opened by a test."""
    listed = re.findall(r"\]\(([\w-]+)\.md\)", (FOLDER / "index.md").read_text(encoding="utf-8"))
    tests = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.parent.glob("tests/test_recipes*.py"))

    assert names() == sorted(listed)
    assert set(names()) == set(re.findall(r'recipe\("([\w-]+)"', tests))
    assert 22 <= len(listed)


def test_a_planet_has_all_blogs(recipe: Recipe) -> None:
    """The feed has an entry of each blog, under the name of the blog."""
    here = recipe("planet")
    for name, path in {"moss": "feed", "kettle": "atom.xml", "lathe": "rss"}.items():
        site = f"https://{name}.example.org"
        here.sites.says(f"{site}/{path}", rss(name, site, item(f"{site}/1", f"A day with {name}", f"Words of {name}.")))
    here.shows("feedbot check", "feedbot run --once", "feedbot feeds")
    entries = json.loads(here.read("planet.json"))["items"]

    assert {"Moss and Stone", "The Kettle", "At the Lathe"} == {
        title for title in re.findall(r"<source>.*?<title>(.*?)</title>", here.read("planet.atom"), re.DOTALL)
    }
    assert {"A day with moss", "A day with kettle", "A day with lathe"} == {each["title"] for each in entries}


def test_a_teaser_becomes_the_whole_article(recipe: Recipe) -> None:
    """The entry has the paragraphs of the page behind the link, and nothing of its menu."""
    here = recipe("full-text")
    teaser = "The ferry Heron carried its first cars to Sorrel Bay on Saturday."
    yard = (
        "The yard at Millbank had put in a new engine, a wider ramp, and benches of oak along both sides of the deck. "
    )
    work = "The work took nine months, two longer than planned, because the shaft had to be cast anew in the south."
    hours = "It sails four times a day and takes 42 cars. The first crossing begins at six, the last one at nine. "
    last = "Islanders pay half, and bicycles cross free of charge until the end of the summer, the harbour office says."
    story = "".join(f"<p>{each}</p>" for each in (teaser, yard + work, hours, last))
    link = f"{GAZETTE}/news/ferry"
    here.sites.says(f"{GAZETTE}/rss", rss("Town Gazette", GAZETTE, item(link, "Ferry Heron sails again", teaser)))
    here.sites.says(
        link,
        f"<!DOCTYPE html><html lang='en'><head><title>Ferry Heron sails again</title></head><body><nav><a href='/'>Home"
        f"</a> <a href='/ads'>Advertise with us</a></nav><article><h1>Ferry Heron sails again</h1>{story}</article>"
        f"<footer>All rights are ours</footer></body></html>",
    )
    here.shows("feedbot check", "feedbot run --once", f"feedbot show {link}")

    (entry,) = json.loads(here.read("gazette-full.json"))["items"]
    assert last in entry["content_html"]
    assert "Advertise" not in entry["content_html"]


def test_letters_are_a_feed(recipe: Recipe) -> None:
    """The letter of a wanted sender is an entry without the recipient's address; another's letter is none."""
    here = recipe("newsletters")

    def letter(sender: str, subject: str, text: str) -> bytes:
        head = f"From: {sender}\nTo: letters@example.org\nSubject: {subject}\nMessage-ID: <{subject[:3]}@x>\n"
        return f"{head}Date: Sat, 14 Mar 2026 10:00:00 +0000\nContent-Type: text/plain\n\n{text}\n".encode()

    @asynccontextmanager
    async def mail(_: Sites) -> AsyncIterator[Mapping[str, str]]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(CERTIFICATE))
        async with imap_server.serve(context) as server:
            server.user = "letters@example.org"
            server.inbox.add(
                letter("Gazette <hello@gazette.example.org>", "The week in the harbour", "The ferry is back."),
                letter("Prince <prince@palace.example.org>", "Your inheritance", "Send money."),
                letter("News <news@museum.example.org>", "Masks of the north", "Open until June, letters@example.org."),
            )
            private = f"[feedbot]\nallow_private = {list(server.allowed)}\n".replace("'", '"')
            yield {"": private, '"imap.example.org"': f'"localhost"\nport = {server.port}'}

    here.beside.append(mail)
    here.shows("feedbot check", "feedbot run --once", "feedbot entries", "feedbot feeds")
    (feed,) = (here.place / "feeds").glob("letters.*.atom")
    text = feed.read_text(encoding="utf-8")

    assert "The week in the harbour" in text
    assert "Masks of the north" in text
    assert "inheritance" not in text
    assert "letters@example.org" not in text


def test_a_page_becomes_a_feed(recipe: Recipe) -> None:
    """The notices that the selectors mean are entries with their dates and links; nothing else of the page is."""
    here = recipe("page-without-feed")
    site = "https://townhall.example.org/notices/"
    (sample,) = here.page.blocks("html")
    menu = (
        '<div class="row"><em>1 March 2026</em><span class="caption">Jobs</span><a class="more" href="/j">J</a></div>'
    )
    here.sites.says(site, f"<!DOCTYPE html><html><body>{menu}{sample}</body></html>")
    here.shows("feedbot check", "feedbot run --once", "feedbot show https://townhall.example.org/notices/17")

    found = {each["url"]: each for each in json.loads(here.read("notices.json"))["items"]}
    assert {"https://townhall.example.org/notices/17", "https://townhall.example.org/notices/16"} == set(found)
    seventeen = found["https://townhall.example.org/notices/17"]
    assert ("Water is off in Mill Lane", "2026-03-13T08:20:00Z") == (
        seventeen["title"],
        seventeen["date_published"].replace("+00:00", "Z"),
    )


def test_a_sitemap_becomes_a_feed(recipe: Recipe) -> None:
    """What lies below /news/ is in the feed under its title; all else of the sitemap is not."""
    here = recipe("sitemap")
    site = "https://paper.example.org"
    news = (
        "<url><loc>{site}{path}</loc><news:news><news:publication><news:name>The Paper</news:name><news:language>en"
        "</news:language></news:publication><news:publication_date>2026-03-14T0{n}:00:00Z</news:publication_date>"
        "<news:title>{title}</news:title></news:news></url>"
    )
    rows = [("/news/tram", "Tram line opens"), ("/news/fog", "Fog until noon"), ("/shop/mug", "A mug with our name")]
    urls = "".join(news.format(site=site, path=path, title=title, n=n) for n, (path, title) in enumerate(rows))
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    more = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    here.sites.says(f"{site}/sitemap-news.xml", f"{head} {more}{urls}</urlset>")
    here.shows("feedbot check", "feedbot run --once", "feedbot entries")

    assert ["Fog until noon", "Tram line opens"] == [
        each["title"] for each in json.loads(here.read("paper.json"))["items"]
    ]


def test_a_telegram_channel_becomes_a_feed(recipe: Recipe) -> None:
    """A message is an entry with its first line as the title and its tags as categories; a notice is none."""
    here = recipe("telegram-to-feed")

    def message(number: int, text: str, kind: str = "") -> str:
        return (
            f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message {kind}" '
            f'data-post="town_news/{number}"><div class="tgme_widget_message_text js-message_text">{text}</div>'
            f'<a class="tgme_widget_message_date" href="https://t.me/town_news/{number}">'
            f'<time datetime="2026-03-14T10:{number}:00+00:00"></time></a></div></div>'
        )

    posts = message(40, "Town news pinned a photo", "service_message") + message(
        41,
        'The market moves to the quay<br>It stays there until the square is paved. <a href="?q=%23market">#market</a>',
    )
    title = '<meta property="og:title" content="Town news">'
    page = f"<!DOCTYPE html><html><head>{title}</head><body><main>{posts}</main></body></html>"
    here.sites.says("https://t.me/s/town_news", page)
    here.shows("feedbot check", "feedbot run --once", "feedbot show https://t.me/town_news/41")

    (entry,) = json.loads(here.read("town.json"))["items"]
    assert ("The market moves to the quay", ["market"]) == (entry["title"], entry["tags"])


def test_a_program_is_a_source(recipe: Recipe) -> None:
    """A price that fell is told once; the same price again is no news, and one that rose goes to the feed alone."""
    here = recipe("prices")
    here.writes("prices.py", here.page.blocks("python")[0])

    @asynccontextmanager
    async def shop(sites: Sites) -> AsyncIterator[Mapping[str, str]]:
        yield {"https://shop.example.org": f"http://127.0.0.1:{sites.plain}"}

    def prices(**now: float) -> None:
        things = [{"name": name, "price": price, "before": 20} for name, price in now.items()]
        here.sites.says("https://shop.example.org/prices.json", json.dumps({"things": things}))

    here.beside.append(shop)
    prices(kettle=20, teapot=20)
    here.shows("feedbot check", "feedbot run --once")
    prices(kettle=17.5, teapot=22)
    here.run(hours=1.2)
    here.run(hours=1.2)
    here.shows("feedbot entries")

    assert ["Kettle is cheaper: 17.50, was 20.00"] == here.chats.lines("@what_costs_less")
    assert "Teapot is dearer" in here.read("prices.atom")


def test_a_saved_search_is_a_feed(recipe: Recipe) -> None:
    """Each search has a feed of its own, with what passes its rule and nothing else."""
    here = recipe("saved-search")
    council = "https://council.example.org"
    told = {"Two bridges are painted": GAZETTE, "Fog until noon": GAZETTE, "A tender for lamps in the park": council}
    for site in (GAZETTE, council):
        items = [item(f"{site}/{n}", title, f"Text {n}.") for n, (title, at) in enumerate(told.items()) if at == site]
        here.sites.says(f"{site}/rss", rss("A site", site, *items))
    here.shows("feedbot check", "feedbot run --once", "feedbot feeds", "feedbot search 'bridge or ferry'")

    found = {
        name: [each["title"] for each in json.loads(here.read(f"topic-{name}.json"))["items"]]
        for name in ("bridges", "tenders")
    }
    assert {"bridges": ["Two bridges are painted"], "tenders": ["A tender for lamps in the park"]} == found


def test_a_private_feed_is_secret(recipe: Recipe) -> None:
    """The feed lies under its secret address alone, and under another one when that was renewed."""
    here = recipe("private-feed")
    here.writes("club/boat.txt", "2026-03-13 Our boat is in the water\nWe sail on Sunday at ten.")
    here.shows("feedbot check", "feedbot run --once", "feedbot feeds")
    (first,) = (here.place / "feeds").glob("friends*.atom")
    here.shows("feedbot feeds renew friends")
    here.run(minutes=1)
    (second,) = (here.place / "feeds").glob("friends*.atom")

    assert "Our boat is in the water" in second.read_text(encoding="utf-8")
    assert first != second
    assert 32 <= len(first.stem.partition(".")[2])
