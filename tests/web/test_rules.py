from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feedbot import config as configs
from tests import make
from tests.web import furnished
from tests.web.furnished import RULES, SCRIPT, fill
from tests.web.rooms import Place, room
from tests.web.serving import Got
from tests.web.shelled import FAR, tree

PART = {"HX-Request": "true"}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The page over four entries."""
    async with room(tmp_path, fill=fill, text=RULES) as found:
        yield found


async def submit(place: Place, do: str, rule: str, target: str = "channel:console", **fields: str) -> Got:
    """What the editor gives."""
    await place.browser.get("/rules")
    return await place.browser.send("/rules", None, do=do, rule=rule, target=target, **fields)


async def send(place: Place, do: str, rule: str, target: str = "channel:console", **fields: str) -> tuple[int, str]:
    """The status and the body of what the editor gives."""
    got = await submit(place, do, rule, target, **fields)
    return got.status, got.body.decode()


async def test_rules_in_force_are_listed(place: Place) -> None:
    """Channels, feeds and searches stand there with their rules; those without a table of their own lead nowhere."""
    page = tree(await place.browser.get("/rules"))
    rows = {row.css("th")[0].text(separator=" ").split()[0]: row for row in page.css("tbody tr")}
    assert ["console", "main", "secret", "every-sample", "every-other", "rates"] == list(rows)
    assert "мост" in rows["console"].text()
    assert "no rule, all passes" in rows["main"].text()
    assert "Change" not in rows["every-other"].text()
    assert "rules?target=search%3Arates" == rows["rates"].css("a")[0].attributes["href"]


async def test_the_editor_begins_with_the_rule_in_force(place: Place) -> None:
    """?target= brings the rule and what it is for; ?rule= a rule for a new search."""
    page = tree(await place.browser.get("/rules?target=channel:console"))
    assert ("мост", "channel:console") == (
        page.css("textarea")[0].text(),
        page.css("option[selected]")[0].attributes["value"],
    )
    page = tree(await place.browser.get(f"/rules?rule={SCRIPT}&target=feed:every-other"))
    assert SCRIPT == page.css("textarea")[0].text()
    assert "search:" == page.css("option[selected]")[0].attributes["value"]


async def test_faults_are_told_while_typing(place: Place) -> None:
    """htmx gets the faults alone, each with its column, what is there, and what to do; a good rule is called so."""
    await place.browser.get("/rules")
    got = await place.browser.send("/rules/check", PART, rule="(мост or sorce:a", target="feed:main")
    told = tree(got)
    assert 200 == got.status
    assert [] == told.css("h1")
    assert ["Column 10:", "Column 17:"] == [each.text() for each in told.css("strong")]
    assert ["s", "▁"] == [each.text() for each in told.css("mark")]
    got = await place.browser.send("/rules/check", PART, rule="мост", target="feed:main")
    assert "This rule can be used." in got.body.decode()
    got = await place.browser.send("/rules/check", PART, rule="", target="feed:main")
    assert "Without a rule all passes." in got.body.decode()


@pytest.mark.parametrize("do", ["try", "save"])
async def test_faults_are_told_on_submit(place: Place, do: str) -> None:
    """Without script a rule with faults gives the page again, with what was typed and the faults; nothing is saved."""
    before = place.file.read_bytes()
    status, body = await send(place, do, "(мост")
    assert 422 == status
    assert "Column 6:" in body
    assert "(мост</textarea>" in body
    assert before == place.file.read_bytes()


async def test_a_rule_is_tried(place: Place) -> None:
    """The page tells how many of how many, which and why, and what is new and gone beside the rule in force."""
    got = await submit(place, "try", "курс or evil", newest="100")
    page = tree(got)
    assert 200 == got.status
    assert "Would have sent 2 of the last 4" in [each.text() for each in page.css("h2")]
    assert ["+2", "−2"] == [each.text() for each in page.css(".figure strong")]
    links = [each.attributes["href"] for each in page.css("#outcome details th a")]
    assert 6 == len(links)
    assert "курс" in page.css("#outcome td")[2].text() + page.css("#outcome details")[0].text()
    assert "мост" == page.css("#outcome code")[0].text()


async def test_hostile_titles_are_text(place: Place) -> None:
    """A title with a script, a rule with one, and a name with one are shown as they are, and are no markup."""
    for do, rule, name in (("try", f'evil or "{SCRIPT}"', ""), ("save", "мост", SCRIPT)):
        _, body = await send(place, do, rule, "search:", name=name)
        assert SCRIPT not in body
        assert "&lt;script&gt;" in body


async def test_htmx_gets_the_outcome_alone(place: Place) -> None:
    """With script the outcome lands in the page; faults stand in it too."""
    await place.browser.get("/rules")
    for rule, status in (("мост", 200), ("(", 422)):
        got = await place.browser.send("/rules", PART, do="try", rule=rule, target="channel:console")
        assert status == got.status
        assert b"<textarea" not in got.body
        assert b"Column 2:" in got.body or status == 200


async def test_what_is_assumed_is_told(place: Place) -> None:
    """A rule that asks for the size of stories, or for an age, says how these are counted."""
    _, body = await send(place, "try", "story >= 2 age < 9h")
    assert "how many sources tell it by now" in body
    assert "at which it was first judged" in body
    _, body = await send(place, "try", "мост")
    assert "at which it was first judged" not in body


async def test_a_rule_is_saved(place: Place) -> None:
    """Save writes the rule into the file with its comment, takes it over, and says what happens."""
    status, _ = await send(place, "save", 'курс\r\nor "валюта"')
    assert 303 == status
    assert "where = 'курс or \"валюта\"'  # only bridges" in place.file.read_text()
    assert 'курс or "валюта"' == place.desk.config().channels[0].where
    told = tree(await place.browser.get("/rules")).css("#told")[0].text()
    assert "holds for what comes from now on" in told


async def test_a_search_is_saved(place: Place) -> None:
    """A new search gets its name; without one, with one that is taken, or one that cannot be, it is told."""
    assert 303 == (await send(place, "save", "погода", "search:", name="weather"))[0]
    assert ["rates", "weather"] == [each.name for each in configs.load(place.file, {}).searches]
    before = place.file.read_bytes()
    for name in ("", "rates", "No Name"):
        assert 422 == (await send(place, "save", "погода", "search:", name=name))[0]
    assert 422 == (await send(place, "save", "", "search:", name="empty"))[0]
    assert before == place.file.read_bytes()


@pytest.mark.parametrize("target", ["channel:nobody", "feed:every-other", "star:main", "\x00", "x" * 400])
async def test_a_target_that_is_not_there(place: Place, target: str) -> None:
    """What cannot be saved is told; trying it takes it for a search of all that came in."""
    before = place.file.read_bytes()
    assert 422 == (await send(place, "save", "мост", target))[0]
    assert 200 == (await send(place, "try", "мост", target))[0]
    assert before == place.file.read_bytes()


async def test_forged_forms_are_refused(place: Place) -> None:
    """Without our token nothing is tried or saved; from elsewhere nothing is shown."""
    await place.browser.get("/rules")
    form = {"do": "save", "rule": "мост", "target": "feed:main"}
    assert 403 == (await place.browser.ask("POST", "/rules", data=form)).status
    assert 403 == (await place.browser.ask("GET", "/rules", FAR)).status


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
async def test_the_page_speaks(place: Place, language: str) -> None:
    """In each language there is one head, and nothing is left without words."""
    place.browser.cookies["feedbot-language"] = language
    page = tree(await place.browser.get("/rules"))
    assert [{"en": "Rules", "ru": "Правила", "uk": "Правила"}[language]] == [each.text() for each in page.css("h1")]
    assert 200 == (await send(place, "try", "мост or age < 2h"))[0]


async def test_nothing_came_in_yet(tmp_path: Path) -> None:
    """In an empty store there is nothing to try a rule on, and the page says so; a rule that is long has no search."""
    text = RULES.replace("курс or валюта", "курс or " + "валюта " * 200)
    async with room(tmp_path, text=text) as place:
        assert "There are no entries to try it on yet." in (await send(place, "try", "мост"))[1]
        assert "Change · Search" not in tree(await place.browser.get("/rules")).css("tbody")[-1].text()


async def test_many_are_counted_and_the_newest_listed(place: Place) -> None:
    """Counts are of all, lists of the newest hundred."""
    await place.desk.store.write(furnished.write, *(make.entry(number, title="Снег") for number in range(10, 130)))
    _, body = await send(place, "try", "снег or курс", "feed:main")
    assert "Would have shown 121 of the last 124" in body
    assert "The newest 100 are listed." in body
    assert 100 == body.count(">Снег</a>")
