import re
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text.urls import canonical, clean, twin
from tests.effort import calls

BASE = "https://example.org/news/today/index.html?page=1"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("http://example.org:08080/a", "http://example.org:8080/a"),
        ("http://example.org:/a", "http://example.org/a"),
        ("http://example.org./a", "http://example.org/a"),
        ("http://example.org/a#part", "http://example.org/a"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/a/..", "http://example.org/"),
        ("http://example.org/a/b/.", "http://example.org/a/b/"),
        ("http://example.org/../../a", "http://example.org/a"),
        ("http://example.org/a/%2E%2e/b", "http://example.org/b"),
        ("http://example.org//a//b/", "http://example.org//a//b/"),
        ("http://example.org/%7euser/%d0%bf", "http://example.org/~user/%D0%BF"),
        ("http://example.org/новости", "http://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
        ("http://example.org/a?q=я", "http://example.org/a?q=%D1%8F"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/a b", "http://example.org/a%20b"),
        ("http://новости.укр/a", "http://xn--b1amnebsh.xn--j1amh/a"),
        ("http://XN--B1AMNEBSH.xn--j1amh/a", "http://xn--b1amnebsh.xn--j1amh/a"),
        ("http://ex%61mple.org/", "http://example.org/"),
        ("http://user:word@example.org/a", "http://example.org/a"),
        ("http://[2001:DB8:0:0::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("http://[::1]/", "http://[::1]/"),
        ("http://example.org/a?utm_source=x&id=7&fbclid=y", "http://example.org/a?id=7"),
        ("http://example.org/a?", "http://example.org/a"),
        ("http://example.org/a?b", "http://example.org/a?b"),
        ("http://example.org/a?b=2&a=1&b=2", "http://example.org/a?b=2&a=1&b=2"),
        ("http:\\\\example.org\\a?b\\c", "http://example.org/a?b%5Cc"),
        (" \n http://exam\tple.org/a\r\n ", "http://example.org/a"),
    ],
)
def test_same_page_same_string(url: str, expected: str) -> None:
    """An address has one form (RFC 3986 section 6.2.2), whatever way it was written."""
    assert expected == canonical(url)


TRACKING = (
    "utm_source utm_medium UTM_Campaign utm%5Fterm fbclid gclid dclid yclid ysclid msclkid mc_cid mc_eid igshid twclid "
    "ttclid _openstat _hsenc _ga wbraid gbraid at_medium xtor hsa_cam pk_campaign mtm_source matomo_kwd ns_mchannel "
    "sfmc_id mibextid srsltid erid __tn__ mindbox-click-id ref_src"
)


@pytest.mark.parametrize("name", TRACKING.split())
def test_tracking_parameters_go(name: str) -> None:
    """Parameters that say who sent a reader are removed wherever they stand."""
    assert "https://example.org/a?id=7&x=1" == clean(f"https://example.org/a?{name}=1&id=7&{name}&x=1&{name}=")
    assert "https://example.org/a" == clean(f"https://example.org/a?{name}=1#{name}=2")


@pytest.mark.parametrize("query", ["id=1", "from=rss", "ref=a", "source=b", "mutm_source=1", "utm=1", "q=utm_source"])
def test_other_parameters_stay(query: str) -> None:
    """Parameters that may choose what is shown are kept."""
    assert f"https://example.org/a?{query}" == canonical(f"https://example.org/a?{query}")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("page.html", "https://example.org/news/today/page.html"),
        ("/a", "https://example.org/a"),
        ("../a", "https://example.org/news/a"),
        ("..\\a", "https://example.org/news/a"),
        ("//example.com/a", "https://example.com/a"),
        ("?page=2", "https://example.org/news/today/index.html?page=2"),
        ("#part", "https://example.org/news/today/index.html?page=1#part"),
        ("http://example.net/a", "http://example.net/a"),
    ],
)
def test_resolved_against_base(url: str, expected: str) -> None:
    """A relative address is completed by its base (RFC 3986 section 5), and is nothing without one."""
    assert expected == clean(url, BASE)
    assert ":" in url or clean(url) is None
    assert ":" in url or clean(url, "mailto:editor@example.org") is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  ",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "mailto:editor@example.org",
        "ftp://example.org/a",
        "file:///etc/hosts",
        "urn:uuid:1",
        "tag:example.org,2026:1",
        "http://",
        "http:///a",
        "http://:80/",
        "http://user@/",
        "http://exa mple.org/",
        "http://exa<mple.org/",
        "http://example..org/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 200 + "org/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://example.org:١/",
        "http://example.org:-1/",
        "http://[::1/",
        "http://[::g]/",
        "http://[fe80::1%25eth0]/",
        "http://[::1]x/",
        "http://[v1.a]/",
        "http://a" + "%C2%AD" * 400 + "b.org/",
        "\x00" * 9000 + "http://example.org/" + "a" * 8000,
        "http://a%2fb/",
        "http://℀.org/",
        "//[",
        "https://example.org/" + "a" * 8192,
        "https://example.org/" + " " * 8000 + "a",
    ],
)
def test_unusable_addresses(url: str) -> None:
    """What is no http(s) address, names no host that can be, or is too long, is no address."""
    assert clean(url, BASE if url.startswith("//") else None) is None
    assert canonical(url) is None


def test_clean_keeps_what_was_written() -> None:
    """An address for people keeps its case, its letters, its order and its fragment."""
    url = "https://Example.org/Новости/a%7e/../b?b=%d1&a=+1#Часть-2"

    assert url == clean(url)
    assert url == clean(f" https://me:word@Example.org{url[19:]} ")


def test_clean_escapes_what_breaks_out() -> None:
    """Blanks, quotes, angle brackets and invisible marks are escaped; control characters go."""
    assert "http://example.org/a%20b%22%3Cc%3E%E2%80%AEd%C2%A0e" == clean(
        'http://example.org/a b"<c>\u202ed\u00a0e\x00'
    )


def test_canonical_that_grows_too_long() -> None:
    """An address that is too long once escaped has no canonical form."""
    url = "https://example.org/" + "я" * 2_000

    assert url == clean(url)
    assert canonical(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/7",
        "http://example.org/news/7",
        "https://www.example.org/news/7",
        "http://m.example.org/news/7",
        "https://mobile.example.org/news/7",
        "https://touch.example.org/news/7",
        "https://amp.example.org/news/7",
        "https://www.amp.example.org/news/7",
        "https://example.org/news/7/",
        "https://example.org/news/7//",
        "https://example.org/news/7/index.html",
        "https://example.org/news/7/default.aspx",
        "https://example.org/news/7/amp",
        "https://example.org/news/7/AMP/",
        "https://example.org/amp/news/7",
        "https://example.org/news/7.amp",
        "https://example.org/news/7/index.amp.html",
        "https://example.org/news/7?amp=1",
        "https://example.org/news/7?amp",
        "https://example.org/news/7?outputType=amp",
        "https://example.org/news/7?from=rss&utm_source=x",
        "https://example.org/news/7;jsessionid=ABC?PHPSESSID=1",
        "http://example.org:443/news/7",
    ],
)
def test_twins_are_one(url: str) -> None:
    """Scheme, www, hosts and paths for other screens, AMP, index files, slashes and sessions make no other page."""
    assert "https://example.org/news/7" == twin(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/index.php?p=7", "https://example.org/?p=7"),
        ("https://example.org/amp", "https://example.org/"),
        ("https://m.org/a", "https://m.org/a"),
        ("https://amp.dev/a", "https://amp.dev/a"),
        ("https://www.com/a", "https://www.com/a"),
        ("https://news.example.org/a", "https://news.example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?from=odesa", "https://example.org/a?from=odesa"),
        ("https://example.org/a?view=map", "https://example.org/a?view=map"),
        ("https://example.org/index.html/a", "https://example.org/index.html/a"),
        ("https://example.org/lamp", "https://example.org/lamp"),
        ("https://example.org/a/..amp", "https://example.org/a/..amp"),
        ("https://example.org/a?id=7&amp;page=2&amp;utm_source=x", "https://example.org/a?id=7&page=2"),
        ("https://m.example.org:8443/a/", "https://example.org:8443/a"),
        ("https://[::1]/a/", "https://[::1]/a"),
        ("http://192.168.0.1/a/", "https://192.168.0.1/a"),
        ("mailto:a@example.org", None),
    ],
)
def test_other_pages_are_others(url: str, expected: str | None) -> None:
    """What may be another page stays one."""
    assert expected == twin(url)


def test_a_twin_of_a_relative_address() -> None:
    """It is resolved against its base; one that would grow too long has no twin."""
    assert "https://example.org/news/today/a" == twin("a/", BASE)
    assert twin("http://example.org/" + "a" * (8192 - 19)) is None


PARTS = (
    "http:// https:// HTTP: // / \\ example.org Пример.укр [::1] user@ :80 :443 . .. %2e %2F %7E %zz % ? & = # "
    "utm_source= fbclid=1 a b я ß ﬁ ℀ xn-- _ - + * ; , ! ' ( ) < > \" | ^ ` { } \u00a0 \u200b \u202e \ud800 \t"
)
pieces = st.lists(st.sampled_from(PARTS.split(" ")), max_size=12).map("".join)
urls = st.text() | pieces | pieces.map(lambda rest: "http://example.org" + rest) | st.text().map("https://h/".__add__)


@given(url=urls, base=st.none() | st.just(BASE) | urls)
@example("http://example.org/%%35%34?%2%35", None)
def test_both_are_idempotent_and_safe(url: str, base: str | None) -> None:
    """What comes out is http(s), has a host, carries no blank or control character, and stays as it is."""
    fit, exact = clean(url, base), canonical(url, base)

    assert fit is not None or exact is None
    if fit is not None:
        assert fit == clean(fit)
        assert re.fullmatch(r"https?://[^\s\x00-\x1f\x7f-\x9f<>\"\ud800-\udfff]+", fit)
        assert exact == canonical(fit)
    if exact is not None:
        assert exact == canonical(exact)
        assert exact == clean(exact)
        assert exact.isascii()
        assert urlsplit(exact).hostname


PAGES = (
    "https:// http:// www. m. amp. example.org :443 :80 / /amp /AMP/ .amp .amp.html index.html /default.php .. . %2e ; "
    ";jsessionid= jsession a ? & = amp amp; amp=1 &amp; from=rss utm_source= output=amp # %61mp %2F я"
)
pages = st.lists(st.sampled_from(PAGES.split(" ")), max_size=12).map("".join)


@given(url=urls | pages | pages.map("https://www.example.org/".__add__))
@example("https://example.org/a/..amp/index.html")
@example("https://example.org/?amp;utm_source=1&amp")
def test_a_twin_is_canonical(url: str) -> None:
    """A twin is its own twin, a canonical address, and the same for each form of an address."""
    folded, exact = twin(url), canonical(url)

    assert exact is not None or folded is None
    if folded is not None and exact is not None:
        assert folded == twin(folded) == canonical(folded) == twin(exact)
        assert folded.startswith("https://")
        assert folded == twin(re.sub("^http:", "https:", exact)) or ":" in urlsplit(exact).netloc


@pytest.mark.parametrize(
    "unit",
    [
        "/amp",
        ".amp",
        "&amp;",
        ";jsessionid=",
        "www.",
        "/index.html",
        "http://a",
        "a.",
        "%",
        "/..",
        "&utm_",
        "[",
        "@",
        ":",
        "я",
        " ",
        "\\",
    ],
)
def test_long_addresses_take_few_steps(unit: str) -> None:
    """A megabyte is refused at once, and twice as long an address takes twice the steps at most."""

    def every(size: int) -> None:
        long = unit * (size // len(unit))
        canonical("https://example.org/" + long)
        twin("https://example.org/" + long)
        twin("https://example.org/?" + long)
        canonical("https://" + long, "https://" + long)

    assert 1_000 > calls(lambda: every(1_000_000))
    assert calls(lambda: every(8_000)) < 2.1 * calls(lambda: every(4_000)) + 100
