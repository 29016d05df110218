import re
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import urljoin

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedbot.web import pages, static, words
from tests import make
from tests.web.shelled import config, shelled, tree

TEMPLATES = sorted(
    file.name for file in (resources.files("feedbot.web") / "templates").iterdir() if file.name.endswith(".html")
)
AREAS = sorted(
    file.name.removesuffix(".py")
    for file in (resources.files("feedbot.web") / "words").iterdir()
    if file.name.endswith(".py") and file.name != "__init__.py"
)
SHELL = ["layout.html", "login.html", "macros.html", "problem.html"]


def source(template: str) -> str:
    """The text of a template."""
    return (resources.files("feedbot.web") / "templates" / template).read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_word_in_a_template_is_written(template: str) -> None:
    """Each key that a template names is in the words."""
    for key in re.findall(r"""\btp?\(\s*["']([a-z_0-9]+\.[a-z_0-9]+)["']\s*[,)]""", source(template)):
        assert all(words.find(key, language) for language in words.LANGUAGES)


@pytest.mark.parametrize("area", AREAS)
def test_all_words_are_in_all_languages(area: str) -> None:
    """Each row has English, Russian and Ukrainian with the same fields; forms for numbers are two, three and three."""
    for key, row in words.area(area).items():
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in row]

        assert 3 == len(row), key
        assert all(text.strip() for text in row), key
        assert fields[0] == fields[1] == fields[2], key
        assert tuple(text.count("|") for text in row) in {(0, 0, 0), (1, 2, 2)}, key
        assert not re.search(r"[а-яіїєґ]", row[0]), key
        assert not re.search(r"[іїєґ]", row[1]), key
        assert not re.search(r"[ыэёъ]", row[2]), key


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_has_scripts_or_styles_of_its_own(template: str) -> None:
    """No template has what the policy forbids, such as a style attribute, or an address that begins at the root."""
    text = source(template)

    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text)
    assert not re.search(r"""\b(?:href|src|action|hx-(?:get|post))=["']/""", text)


def request(path: str = "/", **headers: str) -> web.Request:
    """A request to an application that is nothing; underscores stand for dashes."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("GET", path, headers=sent, app=web.Application())


async def test_a_page_stands_in_its_frame(tmp_path: Path) -> None:
    """A page has a language, one heading, a menu that says where we are, labels for what can be chosen, landmarks."""
    async with shelled(tmp_path) as browser:
        got = await browser.get("/sources/a", Accept_Language="uk-UA,uk;q=0.9")
    page = tree(got)

    assert "uk" == page.css("html")[0].attributes["lang"]
    assert ["Try"] == [each.text() for each in page.css("h1")]
    assert "Try · feedbot" == page.css("title")[0].text()
    assert ["Джерела"] == [each.text() for each in page.css('nav [aria-current="page"]')]
    assert [1, 1, 1, 1] == [len(page.css(name)) for name in ("header", "nav", "main", "footer")]
    assert all(each.parent and each.parent.tag == "label" for each in page.css("select"))
    assert "#main" == page.css("a")[0].attributes["href"]


async def test_nothing_comes_from_elsewhere(tmp_path: Path) -> None:
    """All that a page loads and leads to lies below it."""
    async with shelled(tmp_path) as browser:
        page = tree(await browser.get("/status"))
        found = [
            each.attributes.get("href") or each.attributes.get("src") or each.attributes.get("action") or ""
            for each in page.css("[href], [src], [action]")
        ]
        loaded = [await browser.get("/" + way) for way in found if way.startswith("static/")]

    assert [] == [way for way in found if "//" in way or way.startswith("/")]
    assert [200] * 4 == [got.status for got in loaded]


async def test_a_part_comes_alone(tmp_path: Path) -> None:
    """A request of htmx gets the main part without its frame; one for a whole page, or of history, gets it whole."""
    async with shelled(tmp_path) as browser:
        part = await browser.get("/status", HX_Request="true")
        boosted = await browser.get("/status", HX_Request="true", HX_Boosted="true")
        history = await browser.get("/status", HX_Request="true", HX_History_Restore_Request="true")

    assert b"<html" not in part.body
    assert part.body.strip().startswith(b"<h1>Try</h1>")
    assert b"<html" in boosted.body
    assert b"<html" in history.body


async def test_a_part_fits_the_page_that_asked(tmp_path: Path) -> None:
    """Ways in a part begin where the page lies that shows it, not where the part came from."""
    async with shelled(tmp_path) as browser:
        ways = {
            depth: tree(await browser.get("/status", HX_Request="true", X_Depth=depth))
            .css("#deep")[0]
            .attributes["href"]
            for depth in ("0", "1", "2", "", "x", "-1", "999", "٣")
        }

    assert {
        "0": "sources/deep",
        "1": "../sources/deep",
        "2": "../../sources/deep",
        "": "sources/deep",
        "x": "sources/deep",
        "-1": "sources/deep",
        "999": "sources/deep",
        "٣": "sources/deep",
    } == ways


def test_a_block_can_be_asked_for() -> None:
    """A handler may give another block than "main" to htmx; a browser gets the whole page all the same."""
    text = '{% extends "layout.html" %}{% block main %}<ul>{% block rows %}<li>{{ a }}{% endblock %}</ul>{% endblock %}'
    template = pages.environment().from_string(text)
    part = pages.render(request(HX_Request="true"), template, block="rows", a="<x>").body
    whole = pages.render(request(), template, block="rows", a="<x>").body

    assert isinstance(part, bytes)
    assert isinstance(whole, bytes)
    assert b"<li>&lt;x&gt;" == part.strip()
    assert b"<ul><li>&lt;x&gt;</ul>" in whole


@pytest.mark.parametrize(
    ("at", "address", "way"),
    [
        ("/status", "/sources", "sources"),
        ("/sources/a", "/sources", "../sources"),
        ("/a/b/c", "/", "../../"),
        ("/status", "/", "./"),
        ("/status", "/?q=a", "./?q=a"),
        ("/status", "/entry?id=tag:x", "./entry?id=tag:x"),
        ("/status", "/tag:x", "./tag:x"),
        ("/sources/a%2Fb", "/status", "../status"),
        ("/sources/", "/status", "../status"),
    ],
)
def test_ways_are_relative(at: str, address: str, way: str) -> None:
    """The way to another page holds behind any path of a proxy's own."""
    assert way == pages.path(request(at), address)


ADDRESS = st.from_regex(r"/([ab:]{1,3}(/[ab:]{1,3}){0,3}/?)?(\?[ab:/=]{1,4})?", fullmatch=True)


@settings(max_examples=60)
@given(ADDRESS, ADDRESS)
def test_a_way_leads_where_it_should(address: str, at: str) -> None:
    """Behind any prefix, from any page, a way ends at the prefix and the address."""
    way = pages.path(request(at), address)

    assert f"http://a.example/pre/fix{address}" == urljoin(f"http://a.example/pre/fix{at}", way)


async def test_what_is_told_is_told_once(tmp_path: Path) -> None:
    """A sentence goes with an answer to the next page, escaped, and is gone after that."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")
        await browser.send("/status", word="<b>")
        first = tree(await browser.get("/status"))
        second = tree(await browser.get("/status"))

    assert "taken: <b>" == first.css("#told .told")[0].text()
    assert "status" == first.css("#told .told")[0].attributes["role"]
    assert [] == second.css("#told .told")


async def test_what_is_told_comes_with_a_part(tmp_path: Path) -> None:
    """With a part of a page the sentence comes too, for its own place."""
    async with shelled(tmp_path) as browser:
        await browser.get("/status")
        await browser.send("/status", word="x" * 3000)
        page = tree(await browser.get("/status", HX_Request="true"))

    assert "true" == page.css("#told")[0].attributes["hx-swap-oob"]
    assert page.css("#told")[0].text(strip=True).startswith("taken: xxx")


def test_a_fault_is_told_as_one() -> None:
    """What did not work is told at once to who listens."""
    answer = pages.go(request(), "/status", "Ні, не вийшло", fault=True)
    kept = answer.cookies[pages.TOLD].value
    page = pages.problem(request(Cookie=f"{pages.TOLD}={kept}"), 404, "x")
    told = tree_of(page).css("#told .told")[0]

    assert ("alert", "Ні, не вийшло") == (told.attributes["role"], told.text())
    assert "told fault" == told.attributes["class"]


def trouble(cookie: str) -> web.Response:
    """A page of the shell for a browser with some cookies."""
    fields: dict[str, Any] = {"number": 1, "title": "a", "detail": "b", "spoken": "en"}
    return pages.render(request(Cookie=cookie), "problem.html", status=418, block="main", **fields)


def tree_of(response: web.Response) -> LexborHTMLParser:
    """The page of a response."""
    assert isinstance(response.body, bytes)
    return LexborHTMLParser(response.body)


@settings(max_examples=50)
@given(st.text(max_size=4000))
def test_any_sentence_fits_a_cookie(text: str) -> None:
    """However long and in whatever letters, a sentence is told or, where it is too long, cut; never is a page lost."""
    response = web.Response()
    pages.tell(response, text)
    kept = response.cookies[pages.TOLD].value

    assert len(kept) <= 4000
    assert 418 == trouble(f"{pages.TOLD}={kept}").status


@settings(max_examples=50)
@given(st.text(max_size=100).map(lambda text: re.sub(r"[\s;,\x00-\x1f\x7f]", "", text)))
def test_any_cookie_gives_a_page(value: str) -> None:
    """Whatever a browser says of its language, colours, zone or what is to be told, it gets a page."""
    names = (pages.LANGUAGE, pages.THEME, pages.ZONE, pages.TOLD)

    assert 418 == trouble("; ".join(f"{name}={value}" for name in names)).status


@pytest.mark.parametrize("kept", ["W10", "WzEsMl0", "eyJhIjoxfQ", "bnVsbA", "W2ZhbHNlLCAiIl0", "!", "WzE"])
def test_a_strange_sentence_is_not_told(kept: str) -> None:
    """What is no sentence of ours is passed over."""
    assert [] == tree_of(trouble(f"{pages.TOLD}={kept}")).css("#told .told")


@pytest.mark.parametrize(
    ("cookie", "configured", "header", "language"),
    [
        ("", None, "", "en"),
        ("", None, "uk", "uk"),
        ("", None, "de-DE,de;q=0.9,ru-RU;q=0.8,en;q=0.7", "ru"),
        ("", None, "en;q=0.1,uk;q=0.5", "uk"),
        ("", None, "uk;q=0,*", "en"),
        ("", "ru", "uk", "ru"),
        ("uk", "ru", "en", "uk"),
        ("xx", None, "ru", "ru"),
    ],
)
async def test_whose_language_is_spoken(
    tmp_path: Path, cookie: str, configured: str | None, header: str, language: str
) -> None:
    """The reader's choice goes first, then the configuration, then the browser, then English."""
    async with shelled(tmp_path, lambda: config(web_language=configured)) as browser:
        if cookie:
            browser.cookies[pages.LANGUAGE] = cookie
        page = tree(await browser.get("/status", Accept_Language=header))

    assert language == page.css("html")[0].attributes["lang"]


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Europe/Kyiv", "14 March 2026, 14:00"),
        ("", "14 March 2026, 12:00 UTC"),
        ("UTC", "14 March 2026, 12:00"),
        ("No/Where", "14 March 2026, 12:00 UTC"),
        ("Europe", "14 March 2026, 12:00 UTC"),
        ("../../etc/passwd", "14 March 2026, 12:00 UTC"),
        ("/etc/localtime", "14 March 2026, 12:00 UTC"),
        ("x" * 100, "14 March 2026, 12:00 UTC"),
    ],
)
def test_moments_are_told_in_the_readers_zone(zone: str, moment: str) -> None:
    """A browser's zone holds if it is one; else moments are in UTC, and say so."""
    reader = pages.reader(request(Cookie=f"{pages.ZONE}={zone}"))

    assert moment == reader.moment(make.NOW).replace("\N{NO-BREAK SPACE}", " ")


async def test_a_problem_for_a_person_speaks_their_language() -> None:
    """A sentence that we have in the reader's language is told in it; another one is marked as English."""
    known = "There is nothing at this address. The feeds are listed at the top page."
    ours = tree_of(pages.problem(request("/a/b", Accept_Language="uk"), 404, known))
    other = tree_of(pages.problem(request("/a/b", Accept_Language="uk"), 418, "Only <tea>."))

    assert ("Не знайдено", "uk") == (ours.css("h1")[0].text(), ours.css(".lead")[0].attributes["lang"])
    assert "За цією адресою нічого немає" in ours.css(".lead")[0].text()
    assert ("Only <tea>.", "en") == (other.css(".lead")[0].text(), other.css(".lead")[0].attributes["lang"])
    assert [] == ours.css("nav")
    assert "../" == ours.css("a")[0].attributes["href"]


@pytest.mark.parametrize("template", SHELL)
def test_the_shell_has_no_words_of_its_own(template: str) -> None:
    """In the shell's templates every text for people comes out of the words."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<pre>.*?</pre>|<[^>]*>", "", source(template), flags=re.DOTALL)

    assert {"·", "feedbot"} >= set(text.split())


def test_the_page_of_these_tests_uses_what_is_there() -> None:
    """The names that every template has are those that the seam promises."""
    text = (
        '{% extends "layout.html" %}{% block main %}{{ when(now) }}|{{ ago(now) }}|{{ day(now) }}|'
        '{{ number(1234.5, 1) }}|{{ length(span) }}|{{ csrf() }}|{{ path("/") }}|{{ static("feedbot.css") }}|'
        "{{ here }}|{{ language }}"
        "{% endblock %}"
    )
    reader = request("/entry", HX_Request="true")
    got = pages.render(
        reader, pages.environment().from_string(text), now=make.NOW.replace(year=2020), span=make.minutes(5)
    )

    assert isinstance(got.body, bytes)
    found = got.body.decode().strip().split("|")
    assert '<time datetime="2020-03-14T12:00:00+00:00">14 March 2020, 12:00\N{NO-BREAK SPACE}UTC</time>' == found[0]
    assert found[1].startswith('<time datetime="2020-03-14T12:00:00+00:00" title="14 March 2020, 12:00')
    assert ["14 March 2020", "1,234.5", "5 minutes"] == found[2:5]
    assert '<input type="hidden" name="csrf" value="">' == found[5]
    assert ["./", static.address("feedbot.css").removeprefix("/"), "entries", "en"] == found[6:]
