"""Recipes about who is told, each as its page has it: run against stand-ins, and its own point proved."""

import asyncio
import json
import re
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

from feedbot.daemon import serve as daemon
from feedbot.turns import Turns
from tests.channels import smtp_server
from tests.recipes_kitchen import Kitchen, Recipe, Together
from tests.recipes_sites import CERTIFICATE, Sites, free, item, listening, rss

pytest_plugins = ["tests.recipes_fixture"]

GAZETTE = "https://gazette.example.org"
FERRY = "The ferry Heron carried its first cars to Sorrel Bay on Saturday after nine months in the yard at Millbank."


def tells(here: Kitchen, *titles: str, site: str = "gazette", text: str = "", at: datetime | None = None) -> None:
    """Let a site tell of articles with these titles, of this moment if nothing else is said.

    The last words of titles are their addresses.
    """
    home = f"https://{site}.example.org"
    when = at or here.clock()
    links = {title: f"{home}/{title.rpartition(' ')[2].lower()}" for title in titles}
    items = [item(link, title, text or f"{title}, as said.", at=when) for title, link in links.items()]
    here.sites.says(f"{home}/rss", rss(f"The {site}", home, *items))


def begins(here: Kitchen, *sites: str) -> None:
    """Let sites have one old article each, check the config, and make the first round, after which nobody was told."""
    for site in sites:
        tells(here, f"Something old of {site}", site=site, at=here.clock() - timedelta(hours=9))
    here.shows("feedbot check")
    here.run()
    assert [] == here.chats.told


def test_one_event_is_one_message(recipe: Recipe) -> None:
    """What two outlets tell is one message, which is edited to name both; with the third it is told again."""
    here = recipe("newsroom-channel")
    begins(here, "gazette", "harbour", "wire")
    counts = []
    for number, site in enumerate(("gazette", "harbour", "wire")):
        here.clock.move(minutes=17)
        tells(here, "Ferry Heron sails to the islands again", site=site, text=FERRY)
        here.run()
        if number == 1:
            here.shows("feedbot preview news")
        counts.append((len(here.chats.lines("@our_news")), len(here.chats.told)))

    assert [(1, 1), (1, 2)] == counts[:2]
    assert "Harbour News" in here.chats.told[1].text
    assert 2 == counts[2][0]


def test_each_topic_has_its_channel(recipe: Recipe) -> None:
    """A channel is told what its rule finds, in any form of the words, and nothing else."""
    here = recipe("channel-a-topic")
    begins(here, "gazette")
    here.clock.move(hours=1)
    tells(here, "Trams stop at the quay", "Storms over the bay", "A bakery opens")
    here.run()
    here.shows("feedbot search '(tram or bus or ferry) not category:sport'")

    assert ["Trams stop at the quay"] == here.chats.lines("@town_transport")
    assert ["Storms over the bay"] == here.chats.lines("@town_weather")


def test_a_reader_is_told_of_their_words(recipe: Recipe) -> None:
    """Who follows a word is told in their own chat of what has it, and of nothing else."""
    here = recipe("keyword-watch")
    begins(here, "gazette", "harbour")
    here.chats.say(22, "/follow ferry")

    async def listen(turns: Turns) -> None:
        work = asyncio.create_task(
            daemon(turns, lambda _: turns.config, turns.stop, workers=Together(turns.store), parts=("bot",))
        )
        async with asyncio.timeout(30):
            while not here.chats.told:
                await asyncio.sleep(0.01)
        turns.stop.set()
        await work

    here.does(listen)
    here.clock.move(hours=1)
    answered = len(here.chats.told)
    tells(here, "Ferries are late", "A bakery opens")
    here.run()

    assert "ferry" in here.chats.told[0].text
    assert [("22", "Ferries are late")] == [(each.chat, each.first) for each in here.chats.told[answered:]]


def test_a_digest_comes_at_eight(recipe: Recipe) -> None:
    """Nothing is sent before eight by the clock of Kyiv; then one message has it all, what two tell at its head."""
    here = recipe("morning-digest")
    begins(here, "gazette", "harbour")
    here.clock.move(hours=12)  # midnight in UTC, two in Kyiv
    bridge = "The harbour bridge opens a week early"
    tells(here, "A bakery that mills its own flour", bridge, text="")
    tells(here, bridge, site="harbour")
    here.run()  # it waits
    assert [] == here.chats.told
    here.run(hours=5.9)
    assert [] == here.chats.told
    here.run(hours=0.2)

    (told,) = here.chats.told
    # Whose visit ends first is named first.
    texts = (here.page.blocks("text")[1].strip(), told.text.strip())
    shown, sent = (each.replace("Town Gazette, Harbour News", "Harbour News, Town Gazette") for each in texts)
    assert sent == shown


def test_only_what_is_breaking_rings_by_night(recipe: Recipe) -> None:
    """At one in the night the quake is told at once and with a sound; the other article when the night is over."""
    here = recipe("quiet-nights")
    begins(here, "wire")
    here.clock.move(hours=11)  # one in Kyiv
    tells(here, "A quake shakes the coast", "A new ferry for the islands", site="wire")
    here.run()  # one of them waits
    assert [("A quake shakes the coast", False)] == [(each.first, each.silent) for each in here.chats.told]
    here.run(hours=5.9)
    assert 1 == len(here.chats.told)
    here.run(hours=0.2)
    here.shows("""feedbot search 'title:(quake or tsunami or "air raid") or story >= 5'""")

    assert "A new ferry for the islands" in here.chats.told[1].text
    assert 2 == len(here.chats.told)


def test_each_language_has_its_channel(recipe: Recipe) -> None:
    """The language of the text decides, also where a source writes in two; each channel and feed has its own."""
    here = recipe("two-languages")
    begins(here, "visnyk", "gazette")
    here.clock.move(hours=1)
    uk, en = "Паром знову ходить до островів", "The old market moves to the quay"
    texts = {
        uk: "Після дев'яти місяців ремонту він перевіз перші автомобілі.",
        en: "It stays there until the square is paved.",
    }
    home = "https://visnyk.example.org"
    items = [item(f"{home}/{n}", title, text, at=here.clock()) for n, (title, text) in enumerate(texts.items())]
    here.sites.says(f"{home}/rss", rss("Вісник", home, *items, language="uk"))
    here.run()
    here.shows("feedbot preview uk")

    assert ([uk], [en]) == (here.chats.lines("@novyny_kraiu"), here.chats.lines("@region_news"))
    assert uk in here.read("uk.atom")
    assert uk not in here.read("en.atom")


def test_each_city_has_its_topic(recipe: Recipe) -> None:
    """A topic is made for each city that has news; what is of two cities is told in both, what is of none nowhere."""
    here = recipe("cities-in-topics")
    begins(here, "region")
    here.clock.move(hours=1)
    tells(here, "A ferry from Northford to Sorrel Bay", "A fair in Millbank", "Fog everywhere", site="region")
    here.run()
    here.shows("""feedbot search 'Northford or "North Quay"'""")
    numbers = {100 + number: name for number, name in enumerate(here.chats.topics, start=1)}

    assert {"Northford", "Millbank", "Sorrel Bay"} == set(here.chats.topics)
    assert [
        ("Millbank", "A fair in Millbank"),
        ("Northford", "A ferry from Northford to Sorrel Bay"),
        ("Sorrel Bay", "A ferry from Northford to Sorrel Bay"),
    ] == sorted((numbers[each.topic or 0], each.first) for each in here.chats.told)
    assert {"-1001234567890"} == {each.chat for each in here.chats.told}


def test_an_episode_is_a_sound(recipe: Recipe) -> None:
    """The RSS has recording, length and category; the chat gets the sound itself."""
    here = recipe("podcasts")
    for site in ("radio", "walks"):
        here.sites.says(f"https://{site}.example.org/podcast.xml", rss(site, f"https://{site}.example.org/"))
    here.shows("feedbot check", "feedbot run --once")
    here.clock.move(hours=30)
    sound = (
        '<enclosure url="https://radio.example.org/7.mp3" length="7340032" type="audio/mpeg"/>'
        "<itunes:duration>12:30</itunes:duration><itunes:season>2</itunes:season>"
    )
    episode = item(
        "https://radio.example.org/7", "How the bridge was built", "Two welders remember.", at=here.clock(), more=sound
    )
    here.sites.says("https://radio.example.org/podcast.xml", rss("Radio", "https://radio.example.org/", episode))
    here.run()
    here.shows("feedbot preview sounds")
    text = here.read("listen.rss")

    assert '<enclosure url="https://radio.example.org/7.mp3" length="7340032" type="audio/mpeg"/>' in text
    assert re.search(r'<itunes:category text="News">\s*<itunes:category text="Daily News"/>', text)
    assert ["https://radio.example.org/7.mp3"] == here.chats.sounds


def test_releases_without_betas(recipe: Recipe) -> None:
    """A release is told with its notes; one that is called rc is neither told nor in the feed."""
    here = recipe("releases")
    for tool in ("kettle", "loom"):
        here.sites.says(f"https://code.example.org/tools/{tool}/releases.atom", rss(tool, "https://code.example.org/"))
    here.shows("feedbot check", "feedbot run --once")
    here.clock.move(hours=30)
    link = "https://code.example.org/tools/kettle/releases/tag"
    notes = "Boils twice as fast. Whistles no more by night."
    items = [item(f"{link}/{name}", name, notes, at=here.clock()) for name in ("v2.1.0", "v2.2.0-rc1")]
    here.sites.says(
        "https://code.example.org/tools/kettle/releases.atom", rss("kettle", "https://code.example.org/", *items)
    )
    here.run()
    here.shows("feedbot preview releases")

    assert ["kettle v2.1.0"] == here.chats.lines("-1001234567890")
    assert notes in here.chats.told[0].text
    assert ["v2.1.0"] == [each["title"] for each in json.loads(here.read("releases.json"))["items"]]


def test_a_webhook_reaches_a_chat(recipe: Recipe) -> None:
    """The program of the page checks the signature and hands the article on, as a line of the chat."""
    here = recipe("chat-webhook")
    here.writes("bridge.py", here.page.blocks("python")[0])

    @asynccontextmanager
    async def bridge(sites: Sites) -> AsyncIterator[Mapping[str, str]]:
        port = await free()
        environ = {
            "FEEDBOT_WEBHOOK_SECRET": here.page.exported["FEEDBOT_WEBHOOK_SECRET"],
            "CHAT_URL": f"http://127.0.0.1:{sites.plain}/hooks/abc123",
            "PORT": str(port),
        }
        program = await asyncio.create_subprocess_exec(
            sys.executable, "bridge.py", cwd=here.place, env=environ, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await listening(port)
            yield {"127.0.0.1:9000": f"127.0.0.1:{port}"}
        finally:
            program.terminate()
            await program.wait()

    begins(here, "gazette")
    here.beside.append(bridge)
    here.clock.move(hours=1)
    tells(here, "Trams stop at the quay", text="They go on to the harbour in May.")
    here.run()

    (post,) = here.sites.posted
    line = f"**[Trams stop at the quay]({GAZETTE}/quay)**\nThey go on to the harbour in May."
    assert {"text": line} == json.loads(post.body)


def test_a_letter_comes_at_eight(recipe: Recipe) -> None:
    """One letter has all that came, from and to whom the page says, with a button to unsubscribe."""
    here = recipe("e-mail")
    mails: list[smtp_server.Mail] = []

    @asynccontextmanager
    async def post(_: Sites) -> AsyncIterator[Mapping[str, str]]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(CERTIFICATE))
        async with smtp_server.serve(tls=context) as server:
            server.user, server.mails = "news@example.org", mails
            private = f"[feedbot]\nallow_private = {json.dumps(server.allowed)}\n"
            yield {"": private, '"smtp.example.org"': f'"localhost"\nport = {server.port}'}

    here.beside.append(post)
    begins(here, "gazette")
    here.clock.move(hours=12)
    tells(here, "Trams stop at the quay", "A bakery opens")
    here.run()  # they wait
    assert [] == mails
    here.run(hours=6.1)

    (mail,) = mails
    assert ("news@example.org", ("olha@example.org",)) == (mail.sender, mail.to)
    letter = message_from_bytes(mail.body, policy=default)
    plain = letter.get_body(("plain",))
    assert letter["Subject"].startswith("News at 08:00")
    assert "<mailto:leave@example.org>" == letter["List-Unsubscribe"]
    assert plain is not None
    assert "Trams stop at the quay" in plain.get_content()


def test_a_folder_is_a_newsroom(recipe: Recipe) -> None:
    """A new text is a message, a corrected one changes it, a deleted one leaves a note; nobody is told of old ones."""
    here = recipe("newsroom-folder")
    (text,) = [each for each in here.page.blocks("text") if each.startswith("2026-03-14 10:20")]
    here.writes("articles/old.txt", "2026-03-10 Fog until noon\nNobody saw the quay.")
    here.shows("feedbot check", "feedbot run --once")
    here.clock.move(minutes=5)
    path = here.writes("articles/ferry.txt", text)
    here.run()
    here.shows("feedbot preview telegram")
    here.clock.move(minutes=5)
    here.writes("articles/ferry.txt", text.replace("42 cars", "44 cars"))
    here.run()
    path.unlink()
    here.run(minutes=5)
    first, second, third = here.chats.told

    assert ("Ferry Heron sails to the islands again", None) == (first.first, first.edited)
    assert "44 cars" in second.text
    assert "Withdrawn by its source" in third.text
    assert (1, 1) == (second.edited, third.edited)


def test_the_operator_is_told(recipe: Recipe) -> None:
    """A source that is gone is told to the operator once and to nobody else; the canary comes to its chat."""
    here = recipe("alarms")
    tells(here, "Something old")
    here.shows("feedbot check")
    here.run()
    here.sites.gone.add(f"{GAZETTE}/rss")
    for well in (False, True, True):
        here.run(minutes=20, well=well)
    here.shows("feedbot preview ops")

    assert [] == here.chats.lines("@our_news")
    assert 1 == len([each for each in here.chats.lines("-1009876543210") if "gazette" in each])
    assert all("Canary of" in each for each in here.chats.lines("123456789"))
    assert [] != here.chats.lines("123456789")
