from feedbot.rules import twins
from tests import make
from tests.rules.meaning import found, held, known


def steady(*pairs: tuple[str | None, str | None], old: int = 0, aliases: tuple[str, ...] = ()) -> int:
    """How many entries keep their link where items have another."""
    entries = [held(number, link=link) for number, (link, _) in enumerate(pairs)]
    finds = tuple(found(number, link=link, key=entries[number].key) for number, (_, link) in enumerate(pairs))
    what = known(*entries, **dict.fromkeys(aliases, entries[0].id))
    harvest = make.harvest(finds=finds, same=tuple(map(str, range(old))))
    matched = {find.entry.key: entry for find, entry in zip(finds, entries, strict=True) if entry.title != "Title 9"}
    return len(twins.steady(harvest, what, matched))


def test_another_form_of_a_link_is_no_news() -> None:
    """Twins of a link, and links that the entry had before, do not replace it; others do."""
    page = "https://example.org/a"

    assert 1 == steady((page, "http://www.example.org/a/"))
    assert 1 == steady((page, "https://example.net/a"), aliases=("link:https://example.net/a",))
    assert 0 == steady((page, "https://example.net/a"))
    assert 0 == steady((page, None))
    assert 0 == steady((None, page))


def test_parameters_that_are_made_up_are_no_news() -> None:
    """Queries that change for most of the items are made up at each visit; one that changes alone was corrected."""
    one, two = (f"https://example.org/a?r={number}" for number in (1, 2))

    assert 1 == steady((one, two))
    assert 0 == steady((one, two), old=1)
    assert 2 == steady((one, two), (one, two), old=1)


def test_stamps_of_the_time_are_made_up() -> None:
    """So are links that differ in a moment alone, for most of the items; other numbers are those of articles."""
    for one, two in (
        ("now/20261123-1200", "now/20261123-1500"),
        ("2026/11/23/now", "2026/11/24/now"),
        ("now-1795437000.html", "now-1795440600.html"),
        ("2026-11-23T12:00:00Z", "2026-11-23T15:00:00Z"),
    ):
        assert 1 == steady((f"https://example.org/{one}", f"https://example.org/{two}"))
        assert 0 == steady((f"https://example.org/{one}", f"https://example.org/{two}"), old=1)
    assert 0 == steady(("https://example.org/news/123456", "https://example.org/news/123457"))


def test_an_item_that_is_new_keeps_nothing() -> None:
    """Where no entry is meant, there is no link to keep."""
    harvest = make.harvest(1)

    assert frozenset() == twins.steady(harvest, known(), {})
