from collections.abc import Callable
from itertools import count

from sqlalchemy import Engine

from feedbot.model import Feed
from feedbot.store import addresses, archive, feeds, read, write
from tests import make
from tests.make import NOW
from tests.store.given import batch, held

MAIN = make.feed()
SECRET = make.feed(private=True)


def secrets() -> Callable[[], str]:
    """A maker of secrets that never gives one twice."""
    numbers = count(1)
    return lambda: f"secret-{next(numbers)}"


def settle(engine: Engine, *named: Feed, make_one: Callable[[], str] | None = None) -> None:
    """Let these be the feeds of the config."""
    with write(engine) as tx:
        feeds.enrol(tx, [each.name for each in named], NOW, lambda: f"urn:{len(named)}")
        addresses.settle(tx, named, NOW, make_one or secrets())


def written(engine: Engine, name: str = "main") -> None:
    """Note that a feed was written."""
    with write(engine) as tx:
        feeds.published(tx, name, 1, "digest")


def token(engine: Engine) -> str | None:
    """The secret of feed "main"."""
    with read(engine) as tx:
        return addresses.token(tx, "main")


def gone(engine: Engine, *stems: str) -> list[str]:
    """Those of the stems that are gone."""
    with read(engine) as tx:
        return [stem for stem in stems if addresses.gone(tx, stem)]


def test_a_private_feed_gets_a_secret_once(engine: Engine) -> None:
    """A private feed has the secret that it got first, an open one has none."""
    settle(engine, MAIN)
    assert token(engine) is None
    settle(engine, SECRET)
    assert "secret-1" == token(engine)
    settle(engine, SECRET, make_one=lambda: "another")
    assert "secret-1" == token(engine)

    with read(engine) as tx:
        assert {"main": "main.secret-1"} == addresses.stems(tx)


def test_what_was_never_written_is_not_gone(engine: Engine) -> None:
    """An address that nobody can have is not given up."""
    settle(engine, SECRET)
    settle(engine)

    assert [] == gone(engine, "main", "main.secret-1")


def test_a_feed_that_leaves_and_comes_back(engine: Engine) -> None:
    """Its address is gone while it is away, its pages with it, and its secret is the same when it is back."""
    settle(engine, SECRET)
    held(engine, batch(1, 2, 3, 4))
    with write(engine) as tx:
        archive.tend(tx, make.feed(size=4), NOW)
    written(engine)
    settle(engine, make.feed("other"))
    stems = ("main.secret-1", "main.secret-1.1", "main.secret-1.2", "main.secret-1.all", "main", "main.1", "x.secret-1")

    assert ["main.secret-1", "main.secret-1.1"] == gone(engine, *stems)
    settle(engine, SECRET)
    assert [] == gone(engine, *stems)
    assert "secret-1" == token(engine)


def test_open_and_private_again(engine: Engine) -> None:
    """Who changes between open and private gives up the other address, and each secret is a new one."""
    make_one = secrets()
    settle(engine, MAIN)
    written(engine)
    settle(engine, SECRET, make_one=make_one)
    assert ["main"] == gone(engine, "main", "main.secret-1")
    settle(engine, MAIN)
    assert ["main.secret-1"] == gone(engine, "main", "main.secret-1")
    settle(engine, SECRET, make_one=make_one)

    assert "secret-2" == token(engine)


def test_renewing(engine: Engine) -> None:
    """Another secret makes the feed due and gives up the old address; an open or unknown feed has none to renew."""
    settle(engine, SECRET)
    with write(engine) as tx:
        feeds.published(tx, "main", 100, "digest")
        assert "new" == addresses.renew(tx, "main", NOW, lambda: "new")
        assert None is addresses.renew(tx, "unknown", NOW, lambda: "new")

    assert ["main.secret-1"] == gone(engine, "main.secret-1", "main.new", "main")


def test_farewells_to_documents(engine: Engine) -> None:
    """A single document can be given up by its stem or its whole name; what is published again is there again."""
    settle(engine, make.feed(formats=("atom",), archive=False))
    held(engine, batch(1, 2, 3, 4))
    with write(engine) as tx:
        archive.tend(tx, make.feed(size=4), NOW)
        addresses.part(tx, ["main.1", "main.all", "main.rss", "main.7", "main.1"], NOW)
        assert {"main.1"} == addresses.given_up(tx, ["main.1", "main.2"])
    parted = ("main.1", "main.all", "main.rss", "main.7")
    assert list(parted) == gone(engine, *parted, "main", "main.2")

    settle(engine, make.feed(complete=True))
    assert ["main.7"] == gone(engine, *parted)
