import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.net.permits import Permit, permit
from tests.make import NOW

HOME = "https://example.org"


def allows(text: str, path: str = "/a") -> bool:
    """Whether a robots.txt lets us read a path."""
    return permit(text.encode(), NOW).allows(HOME + path)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a # no\r\n", "/a", False),
        ("user-agent:feedbot\ndisallow:/a", "/a", False),
        ("User-Agent: FeedBot/2.0 (+x)\nDisallow: /a", "/a", False),
        ("User-agent: feedbots\nDisallow: /a", "/a", True),
        ("User-agent: feed\nDisallow: /a", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: feedbot\nDisallow: /b", "/a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: feedbot\nDisallow: /b", "/b", False),
        ("User-agent: other\nUser-agent: feedbot\nDisallow: /a", "/a", False),
        ("User-agent: feedbot\nUser-agent: other\nDisallow: /a", "/a", False),
        ("User-agent: feedbot\nSitemap: /s.xml\nUser-agent: other\nDisallow: /a", "/a", False),
        ("User-agent: feedbot\nDisallow: /b\nUser-agent: other\nDisallow: /a", "/a", True),
        ("User-agent: feedbot\nDisallow: /b\nUser-agent: feedbot\nDisallow: /a", "/a", False),
        ("Disallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /новини", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/1", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("<html><body>Not found</body></html>", "/a", True),
        ("User-agent\nDisallow: /", "/a", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:  # noqa: FBT001 - a table
    """Groups, names and patterns are read as RFC 9309 says; the group that names us counts before that for all."""
    assert allowed == allows(text, path)


def test_what_others_are_told_weighs_nothing() -> None:
    """Names and rules of others are not kept, so that no list of them can cost us time or memory."""
    others = "".join(f"User-agent: a{number}\n" for number in range(20_000)) + "Disallow: /\n" * 20_000
    ours = "User-agent: *\nUser-agent: feedbot\n" * 20_000 + "Disallow: /b\n"

    assert 0 == permit(others.encode(), NOW).weight
    assert permit(ours.encode(), NOW).weight < 4_000
    assert not permit((others + ours).encode(), NOW).allows(f"{HOME}/b")


def test_rules_are_counted() -> None:
    """Of rules without end ten thousand lines hold."""
    text = "User-agent: *\n" + "".join(f"Disallow: /{number}/\n" for number in range(1, 20_000))

    assert [False, True] == [allows(text, f"/{number}/") for number in (9_999, 10_000)]


def test_patterns_are_matched_in_linear_time() -> None:
    """Many stars against a long address end."""
    pattern = "User-agent: *\nDisallow: /" + "*a" * 100_000 + "b\n"

    assert allows(pattern * 2, "/" + "a" * 8_000)


def test_no_rules_at_all() -> None:
    """A permit without rules opens everything and asks for no delay."""
    free = Permit(until=NOW)

    assert (True, 0) == (free.allows(HOME), free.delay.total_seconds())


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode), st.text(max_size=20))
def test_any_text_is_rules(body: bytes, path: str) -> None:
    """Whatever a robots.txt says, there is an answer for every address."""
    assert permit(b"User-agent: *\n" + body, NOW).allows(f"{HOME}/{path}") in {True, False}
