"""In which language each part of a page is, for those who have pages read to them (WCAG 2.2, 3.1.2)."""

import re
from importlib import resources
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.model import Ailment, Alarm
from feedbot.store import health
from tests import make
from tests.web.furnished import SOURCES, fill
from tests.web.rooms import room
from tests.web.serving import Got
from tests.web.shelled import tree

OURS = {
    "index.html": ['<ul class="extra" lang="en">'],  # names of formats
    "api.html": ['<div lang="en">'],  # it is made of the code
    "source.html": ['<span class="meta" lang="en">'],  # what a source says of itself, word for word
}
"""Where templates say that something is English, whoever reads."""

LOST = Ailment(source="alpha", code="failing", since=make.NOW, because="404 Not Found", remedy="Correct url.")
CHANNEL = '[[channels]]\nname = "board"\nkind = "console"\n'
PAGES = (
    *("/status", "/sources", "/sources/alpha", "/sources/nowhere", "/sources/alpha/remove", "/add", "/channels"),
    *("/channels?channel=board", "/stories", "/entries", "/entries?q=foo:bar", "/rules", "/rules?rule=(a", "/nowhere"),
)
_ENGLISH = re.compile(r"\b[A-Za-z]?[a-z]+ [a-z]+ [a-z]+\b")
_CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


@pytest.mark.parametrize(
    "file",
    [each for each in (resources.files("feedbot.web") / "templates").iterdir() if each.name.endswith(".html")],
    ids=lambda file: str(file.name),
)
def test_no_template_takes_words_for_english(file: Path) -> None:
    """What may be translated is marked by what translates it."""
    assert OURS.get(file.name, []) == re.findall(r'<[^>]*lang="en"[^>]*>', file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["ru", "uk"])
async def test_pages_say_in_which_language_they_are(tmp_path: Path, language: str) -> None:
    """What is marked as English is not translated, and whatever is not translated is marked, page by page."""
    text = SOURCES.replace("[feedbot]", "[feedbot]\nhealth = false") + CHANNEL
    async with room(tmp_path, text=text, fill=fill) as place:
        await place.write(make.cursor("alpha", failures=3, error="404 Not Found; correct url", fault="missing"))
        alarms = [Alarm(ailment=LOST, at=make.NOW)]
        await place.desk.store.write(health.write, alarms, (), [LOST])
        spoken = {"Accept-Language": language}
        got = {path: await place.browser.get(path, Accept_Language=language) for path in PAGES}
        sent = {
            "/add": [{"address": "ftp://a.example/"}, {"address": "/srv"}, _taking("Not a Name"), _taking("alpha")],
            "/rules": [
                *({"rule": rule, "target": "search:", "do": "try"} for rule in ("(a", "foo:bar", '"a', "a and")),
                *({"rule": "a", "target": "search:", "do": "save", "name": name} for name in ("", "\x07")),
            ],
            "/rules/check": [{"rule": "!"}],
            "/channels?channel=board": [{"template": text, "do": "save"} for text in ("none", "{{ nothing }}")],
        }
        for path, forms in sent.items():
            for number, form in enumerate(forms):
                got[f"{path} {number}"] = await place.browser.send(path, spoken, **form)

    assert {} == {path: found for path, each in got.items() if (found := [*_wrong(each, language)])}


async def test_why_an_order_was_not_taken_is_told_in_the_readers_language(tmp_path: Path) -> None:
    """The next page tells it, and nothing of it is marked as English; what nobody translated is."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.browser.get("/sources/alpha")
        told = []
        for text in (SOURCES.replace("alpha", "gamma"), "[feedbot"):
            place.file.write_text(text)
            await place.browser.send("/sources/alpha/pause", {"Accept-Language": "uk"})
            told += tree(await place.browser.get("/sources/alpha", Accept_Language="uk")).css("#told p")

    assert _CYRILLIC.search(told[0].text())
    assert "lang" not in told[0].attributes
    assert "en" == told[1].attributes["lang"]


def _taking(name: str) -> dict[str, str]:
    return {"take": "1", "address": "https://new.example/feed", "kind": "feed", "name": name, "category": "a"}


def _wrong(got: Got, language: str) -> list[str]:
    """Texts of a page whose language is another than it says."""
    page = tree(got)
    for each in page.css("script, style, code, textarea, option, svg"):
        each.decompose()
    return [text for text, said in _texts(page) if _other(text, said, language)]


def _texts(page: LexborHTMLParser) -> list[tuple[str, str]]:
    """Each text of a page with the language that it has by its nearest element that says one; "" where none does."""
    found = []
    body = page.body
    for node in body.traverse(include_text=True) if body is not None else ():
        if node.tag == "-text" and (text := " ".join((node.text_content or "").split())):
            found.append((text, _said(node)))
    return found


def _said(node: LexborNode) -> str:
    above: LexborNode | None = node
    while above is not None and above.tag != "html":
        if above.attributes and (said := above.attributes.get("lang")):
            return said
        above = above.parent
    return ""


def _other(text: str, said: str, language: str) -> bool:
    if said == "en":
        return _CYRILLIC.search(text) is not None
    return said in ("", language) and _CYRILLIC.search(text) is None and _ENGLISH.search(text) is not None
