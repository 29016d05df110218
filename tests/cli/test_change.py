import asyncio
import os
import re
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedbot.cli import main, opened
from feedbot.config import load
from feedbot.hold import alone
from feedbot.model import Origin, Source
from feedbot.sources.opml import Outline, read, write
from feedbot.store import entries
from tests import make
from tests.cli.pages import FEED, alternate, page
from tests.sources.server import Reply, Server, serve
from tests.store import given

CONFIG = """# my feedbot
[feedbot]
allow_private = ["127.0.0.1:PORT"]

[[sources]]
name = "kernel"  # the first one
kind = "feed"
url = "https://kernel.example/feed.xml"

[[feeds]]
name = "main"
"""
Feedbot = Callable[..., tuple[int, str, str]]


@pytest.fixture
def site() -> Iterator[Server]:
    """A server that runs beside the command line, which has an event loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = serve()
    try:
        yield asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result()
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config with one feed."""
    for name in [name for name in os.environ if name.startswith("FEEDBOT_")]:
        monkeypatch.delenv(name)
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.replace("PORT", "9"))
    return path


@pytest.fixture
def feedbot(file: Path, capsys: pytest.CaptureFixture[str]) -> Feedbot:
    """Runs a command: its exit code, what it answered, what it told."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["-c", str(file), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def sources(file: Path) -> list[Source]:
    """The sources of a config after the first."""
    return list(load(file, {}).sources[1:])


# --- add -------------------------------------------------------------------------------------------------------------


def test_add_a_feed(file: Path, feedbot: Feedbot, site: Server) -> None:
    """A feed is added as it is, with its three newest entries and the next visit told."""
    file.write_text(CONFIG.replace("PORT", str(site.port)))
    url = site.says("/feed", FEED)
    code, out, _ = feedbot("add", url, "--name", "town")

    assert 0 == code
    assert "4 entries" in out
    assert ["Headline 4", "Headline 3", "Headline 2"] == [line[-10:] for line in out.splitlines()[1:4]]
    assert "next visit: when `feedbot run` starts, then every 1 day" in out
    assert CONFIG.replace("PORT", str(site.port)).replace(
        "\n[[feeds]]", f'\n[[sources]]\nname = "town"\nkind = "feed"\nurl = "{url}"\n\n[[feeds]]'
    ) == (file.read_text())


def test_add_a_page(file: Path, feedbot: Feedbot, site: Server) -> None:
    """Of a page's feeds the first is added, and the others are told; without a name it is the host's."""
    file.write_text(CONFIG.replace("PORT", str(site.port)))
    url = site.says("/", page(alternate("/a.xml", "News") + alternate("/b.xml")))
    site.says("/a.xml", FEED)
    code, out, err = feedbot("add", f"feed:{url}")

    assert 0 == code
    assert 'not a feed: an HTML page ("A site")' in err
    assert f"it leads to these 2 feeds:\n  {url}a.xml  News\n  {url}b.xml\ntook {url}a.xml" in out
    assert [("127.0.0.1", f"{url}a.xml")] == [(each.name, each.url) for each in sources(file)]
    assert ["/", "/a.xml"] == [each.target for each in site.asked]


def test_add_what_is_watched(file: Path, feedbot: Feedbot) -> None:
    """An address that is watched already is not visited and not added again."""
    url = "HTTPS://kernel.example:443/feed.xml"

    told = (
        f'feedbot: source "kernel" watches {url} already, so nothing was changed\n  what to do: `feedbot poll kernel` '
    )
    told += "visits it now\n"
    assert (1, told) == feedbot("add", url)[::2]
    assert [] == sources(file)


def test_add_a_page_whose_feed_is_watched(file: Path, feedbot: Feedbot, site: Server) -> None:
    """A page that leads to a feed which is watched already adds nothing."""
    url = site.says("/", page(alternate("/a.xml")))
    feed = site.says("/a.xml", FEED)
    file.write_text(CONFIG.replace("PORT", str(site.port)).replace("https://kernel.example/feed.xml", feed))
    code, _, err = feedbot("add", url)

    assert 1 == code
    assert f'source "kernel" watches {feed} already' in err
    assert [] == sources(file)


def test_add_what_cannot_be_read(file: Path, feedbot: Feedbot) -> None:
    """An address on a private network is refused by the guard; --force adds it as it stands, even twice."""
    url = "http://127.0.0.1:1/feed"
    code, _, err = feedbot("add", url)

    assert 1 == code
    assert "127.0.0.1 is a private address; if it is meant, name it in allow_private" in err
    assert (0, 0) == (feedbot("add", url, "--force")[0], feedbot("add", url, "--force")[0])
    assert [("127.0.0.1", url), ("127.0.0.1-2", url)] == [(each.name, each.url) for each in sources(file)]


def test_add_what_no_config_takes(file: Path, feedbot: Feedbot) -> None:
    """What no config takes, even with --force, is told as a fault of the argument, not of a line of the file."""
    before = file.read_text()
    for arguments, told in (
        (("http://[",), "feedbot: URL: "),
        (("",), "feedbot: URL: nothing is named"),
        (("ftp://a.example/feed",), "over http and https, not over ftp"),
        (("https://a.example/\x1b[2J",), "it has control characters"),
        (("more\udcff",), "bytes that are no text"),
        (("more", "--name", "Пло хое"), "feedbot: --name: a name has small Latin letters"),
        (("more", "--name", "\udcff"), "feedbot: --name: "),
    ):
        code, _, err = feedbot("add", *arguments, "--force")
        assert 2 == code
        assert told in err
        assert "config.toml:" not in err

    assert before == file.read_text()


def test_add_the_first_source(file: Path, feedbot: Feedbot) -> None:
    """A config that has no source yet is no obstacle; one with any other fault is."""
    file.write_text('[[feeds]]\nname = "main"\n')
    (file.parent / "articles").mkdir()

    assert "feedbot: --name: " in feedbot("add", "articles", "--name", "A B")[2]
    assert 0 == feedbot("add", "articles", "--force")[0]
    assert ["articles"] == [each.name for each in load(file, {}).sources]
    file.write_text(file.read_text().replace("main", "Main"))
    code, _, err = feedbot("add", "more", "--force")
    assert 78 == code
    assert f"{file}:2: feeds[0].name" in err


def test_without_a_config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file there is nothing to change, and the answer says what writes one."""
    assert 78 == main(["-c", str(tmp_path / "config.toml"), "add", "articles"])
    assert "`feedbot init` writes one" in capsys.readouterr().err


def test_the_next_visit_while_a_daemon_runs(file: Path, feedbot: Feedbot, site: Server) -> None:
    """A running daemon has to be told; a site that asks for patience gets it."""
    file.write_text(CONFIG.replace("PORT", str(site.port)))
    (file.parent / "state").mkdir()
    undated = re.sub(rb"<pubDate>.*?</pubDate>", b"", FEED.body)
    url = site.says("/feed", Reply(body=undated, headers={"Cache-Control": "max-age=14400"}))
    with alone(file.parent / "state"):
        (file.parent / "state" / "feedbot.pid").write_text(str(os.getpid()))
        out = feedbot("add", url)[1]

    assert "next visit: on `feedbot reload`, then every 4 hours, as the site asks" in out


def test_the_next_visit_of_a_site_without_validators(feedbot: Feedbot, site: Server, file: Path) -> None:
    """Where no visit can be conditional, the answer does not say that the site asks for anything."""
    file.write_text(CONFIG.replace("PORT", str(site.port)))
    undated = re.sub(rb"<pubDate>.*?</pubDate>", b"", FEED.body)
    out = feedbot("add", site.says("/feed", Reply(body=undated)))[1]

    assert ", as the site does not say what is new" in out
    assert "as the site asks" not in out


def test_a_secret_config_stays_secret(file: Path, feedbot: Feedbot, tmp_path: Path) -> None:
    """A file that others may not read stays so, and a link to it stays a link."""
    real = file.rename(tmp_path / "real.toml")
    real.chmod(0o600)
    file.symlink_to(real)

    assert 0 == feedbot("pause", "kernel")[0]
    assert file.is_symlink()
    assert 0o600 == stat.S_IMODE(real.stat().st_mode)
    assert "paused = true" in real.read_text()
    assert {"config.toml", "real.toml"} == {each.name for each in tmp_path.iterdir()}


# --- pause and resume ------------------------------------------------------------------------------------------------


def test_pause_and_resume(file: Path, feedbot: Feedbot) -> None:
    """A source is paused and resumed, the file is as before, and doing so twice changes nothing."""
    before = file.read_text()

    assert 'source "kernel" is not paused\n' == feedbot("resume", "kernel")[1]
    assert before == file.read_text()
    assert 'paused source "kernel"; `feedbot resume kernel` undoes it' in feedbot("pause", "kernel")[1]
    assert load(file, {}).sources[0].paused
    assert 'source "kernel" is paused already\n' == feedbot("pause", "kernel")[1]
    assert 'resumed source "kernel"' in feedbot("resume", "kernel")[1]
    assert before == file.read_text()


def test_who_is_not_there(file: Path, feedbot: Feedbot) -> None:
    """A name that no source has is told."""
    for command in ("pause", "resume", "remove"):
        told = f'feedbot: no source is called "x" in {file}\n  what to do: `feedbot sources` lists them\n'
        assert (1, told) == feedbot(command, "x")[::2]


# --- opml ------------------------------------------------------------------------------------------------------------


def test_import(file: Path, feedbot: Feedbot) -> None:
    """Feeds that are not there yet are added with title and categories, under names of their own, comments kept."""
    outlines = (
        Outline(url="https://kernel.example/feed.xml", title="Known already"),
        Outline(url="https://a.example/feed", title="Town News!", categories=("Towns", "North")),
        Outline(url="https://a.example/other", title="Town news"),
        Outline(url="feed://www.b.example/rss", title="Новини"),
        Outline(url="feed:https://b.example/two"),
        Outline(url="https://A.example:443/feed#x"),
    )
    list_ = file.with_name("list.opml")
    list_.write_text(write(outlines))
    before = file.read_text()
    code, out, err = feedbot("opml", "import", str(list_))

    assert (0, "") == (code, err)
    assert out == "4 added, 2 were there already, 0 could not be used; it counts from the next `feedbot run` on\n"
    assert [
        ("town-news", "https://a.example/feed", "Town News!", ("Towns", "North")),
        ("town-news-2", "https://a.example/other", "Town news", ()),
        ("b.example", "http://www.b.example/rss", "Новини", ()),
        ("b.example-2", "https://b.example/two", None, ()),
    ] == [(each.name, each.url, each.title, each.categories) for each in sources(file)]
    head, tail = before.split("\n[[feeds]]")
    assert file.read_text().startswith(head)
    assert file.read_text().endswith(f"\n[[feeds]]{tail}")
    assert "deliver_first" not in file.read_text()
    assert "0 added, 6 were there" in feedbot("opml", "import", str(list_))[1]


def test_import_floods_nobody(file: Path, feedbot: Feedbot) -> None:
    """Where first entries are sent, those of imported feeds are not."""
    file.write_text(file.read_text().replace("[feedbot]", "[feedbot]\ndeliver_first = 3"))
    (file.parent / "list.opml").write_text(write([Outline(url="https://a.example/feed")]))
    feedbot("opml", "import", str(file.parent / "list.opml"))

    assert [3, 0] == [each.deliver_first for each in load(file, {}).sources]


def test_import_tells_what_is_of_no_use(file: Path, feedbot: Feedbot) -> None:
    """Feeds without a usable address are named and counted, and the others are added."""
    outlines = [
        Outline(url="", title="Nowhere"),
        Outline(url=""),
        Outline(url="ftp://a.example/", title="Old"),
        Outline(url="http:\\\\a.example"),
        Outline(url="https://good.example/"),
    ]
    (file.parent / "list.opml").write_text(write(outlines))
    code, out, err = feedbot("opml", "import", str(file.parent / "list.opml"))

    assert (0, True) == (code, out.startswith("1 added, 0 were there already, 4 could not be used"))
    assert [
        "not used: Nowhere: no address of a feed",
        "not used: a feed without a name: no address of a feed",
        "not used: Old: no address of a feed: ftp://a.example/",
        "not used: http:\\\\a.example: no address of a feed: http:\\\\a.example",
    ] == err.splitlines()


def test_import_refuses(file: Path, feedbot: Feedbot) -> None:
    """What is no list, is too large, or would go into a faulty config changes nothing."""
    before = file.read_text()
    other = file.with_name("other")
    other.write_text("<html></html>")
    code, _, err = feedbot("opml", "import", str(other))
    assert (1, f"feedbot: {other}: not OPML: an HTML page") == (code, err.splitlines()[0])
    other.write_bytes(b" " * (10 * 2**20 + 1))
    assert "is larger than 10 MiB" in feedbot("opml", "import", str(other))[2]
    assert 2 == feedbot("opml", "import", str(file.with_name("missing")))[0]
    assert before == file.read_text()

    faulty = before.replace("allow_private", "alow_private")
    file.write_text(faulty)
    other.write_text(write([Outline(url="https://a.example/feed")]))
    code, _, err = feedbot("opml", "import", str(other))
    assert 78 == code
    assert f'{file}:3: feedbot.alow_private: unknown key. Did you mean "allow_private"?' in err
    assert faulty == file.read_text()


def test_export(file: Path, feedbot: Feedbot) -> None:
    """Every feed is exported, by its first category, with its title or its name; folders of articles are not."""
    (file.parent / "articles").mkdir()
    file.write_text(
        file.read_text()
        + '\n[[sources]]\nname = "b"\nkind = "feed"\nurl = "https://b.example/"\ncategories = ["Towns"]\ntitle = "B"\n'
        + '\n[[sources]]\nname = "c"\nkind = "feed"\nurl = "https://c.example/"\n'
        + '\n[[sources]]\nname = "articles"\nkind = "folder"\npath = "articles"\n'
    )
    list_ = str(file.parent / "list.opml")
    out = feedbot("opml", "export")[1]

    assert (
        Outline(url="https://kernel.example/feed.xml", title="kernel"),
        Outline(url="https://c.example/", title="c"),
        Outline(url="https://b.example/", title="B", categories=("Towns",)),
    ) == read(out)
    assert out == feedbot("opml", "export", "-")[1]
    assert not (file.parent / "state" / "feedbot.db").exists()  # none is made for a list of titles
    assert (0, f"wrote 3 feeds to {list_}\n") == feedbot("opml", "export", list_)[:2]
    assert out == Path(list_).read_text()
    told = f"feedbot: {list_} is there already\n  what to do: --force writes over it\n"
    assert (1, told) == feedbot("opml", "export", list_)[::2]
    assert 0 == feedbot("opml", "export", list_, "--force")[0]
    assert "there is no folder" in feedbot("opml", "export", str(file.parent / "nowhere/x"))[2]


def test_export_has_the_titles_of_feeds(file: Path, feedbot: Feedbot) -> None:
    """What a feed calls itself is its title where the config has none; a database that fails is told of."""
    with opened.writing(load(file, {})) as tx:
        origin = Origin(id="urn:x", title="The Kernel Times")
        entries.record(tx, given.of(make.entry(1, source="kernel", origin=origin)), make.NOW)
    code, out, err = feedbot("opml", "export")

    assert (0, "", "The Kernel Times") == (code, err, read(out)[0].title)
    (file.parent / "state" / "feedbot.db").write_bytes(b"no database " * 1_000)
    code, out, err = feedbot("opml", "export")
    assert (0, "kernel") == (code, read(out)[0].title)
    assert "the titles that feeds give themselves are left out, for the database could not be asked: " in err


def test_import_of_a_long_list(file: Path, feedbot: Feedbot) -> None:
    """Hundreds of feeds are added in one go."""
    (file.parent / "list.opml").write_text(write(Outline(url=f"https://{n}.example/") for n in range(300)))

    assert "300 added" in feedbot("opml", "import", str(file.parent / "list.opml"))[1]
    assert 300 == len(sources(file))


LISTING = (
    b"<html><head><title>Town</title></head><body><main>"
    + b"".join(
        b'<article><h2><a href="/news/%d">The bridge of the town was opened on day %d</a></h2></article>' % (day, day)
        for day in range(1, 6)
    )
    + b"</main></body></html>"
)


def test_a_page_without_a_feed_is_watched_as_a_page(file: Path, feedbot: Feedbot, site: Server) -> None:
    """Where no feed is found but the page lists articles, it is added as a page, and says so."""
    file.write_text(CONFIG.replace("PORT", str(site.port)))
    url = site.says("/news", Reply(body=LISTING, headers={"Content-Type": "text/html"}))
    code, out, _ = feedbot("add", url, "--name", "town")

    assert 0 == code
    assert "it is watched as a page" in out
    assert f'name = "town"\nkind = "page"\nurl = "{url}"\n' in file.read_text()


def test_a_telegram_address_is_a_channel(file: Path, feedbot: Feedbot) -> None:
    """An address of t.me becomes a source of its own kind; without --force it would be visited first."""
    file.write_text(CONFIG.replace("PORT", "1"))
    code, _, _ = feedbot("add", "https://t.me/s/town_news", "--name", "town", "--force")

    assert 0 == code
    assert 'name = "town"\nkind = "telegram_channel"\nchannel = "https://t.me/s/town_news"\n' in file.read_text()


# --- from when on it counts ------------------------------------------------------------------------------------------


def test_a_change_counts_when_somebody_reads_it(file: Path, feedbot: Feedbot) -> None:
    """Of a running daemon is only spoken where there is one."""
    idle = feedbot("pause", "kernel")[1]
    with alone(file.parent / "state"):
        told = feedbot("resume", "kernel")[1]

    assert (
        'paused source "kernel"; `feedbot resume kernel` undoes it; it counts from the next `feedbot run` on\n' == idle
    )
    assert 'resumed source "kernel"; `feedbot reload` tells the running daemon\n' == told
