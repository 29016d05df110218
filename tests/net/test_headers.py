from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.net.certificates import expiry
from feedbot.net.headers import content_type, freshness, hub, retry_after, spelled
from tests.make import NOW, minutes

HOME = "https://example.org/feed"
TEXTS = st.dictionaries(
    st.sampled_from(["cache-control", "expires", "date", "age", "link", "content-type", "retry-after"]),
    st.text(max_size=60) | st.from_regex(r"(<[a-z:/\[]*>; rel=\"?[a-z ]*\"?,? ?){1,3}", fullmatch=True),
)


@pytest.mark.parametrize(
    ("headers", "wait", "said"),
    [
        ({"cache-control": "max-age=3600"}, minutes(60), "max-age=3600"),
        ({"cache-control": "max-age=3600", "age": "600"}, minutes(50), "max-age=3600, 10m of it over"),
        ({"expires": "Sat, 14 Mar 2026 12:30:00 GMT"}, minutes(30), "Expires in 30m"),
        ({"cache-control": "max-age=0"}, None, ""),
        ({"cache-control": "no-cache"}, None, ""),
        ({"cache-control": f"max-age={'9' * 60}"}, timedelta(days=7), f"max-age={'9' * 32}"),
        ({}, None, ""),
    ],
)
def test_freshness(headers: dict[str, str], wait: timedelta | None, said: str) -> None:
    """How long an answer is good for comes with the words that say so."""
    assert (wait, said) == freshness(headers, NOW)


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (
            '<https://hub.example.org/>; rel="hub", </f>; rel="self"',
            ("https://hub.example.org/", "https://example.org/f"),
        ),
        ("</h>; REL=Hub; x=y", ("https://example.org/h", None)),
        ('</s>; rel="alternate self hub"', ("https://example.org/s", "https://example.org/s")),
        ("</1>; rel=hub, </2>; rel=hub", ("https://example.org/1", None)),
        ('</h>; title="; rel=self"; rel=hub', (None, "https://example.org/h")),
        ("<http://[>; rel=hub", (None, None)),
        ("</h>; rel=hubs, <h; rel=hub", (None, None)),
    ],
)
def test_links(link: str, found: tuple[str | None, str | None]) -> None:
    """The first hub and the first self of Link headers come as whole addresses."""
    assert found == hub({"link": link}, HOME)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (60, "1m"), (90, "90s"), (1800, "30m"), (3600, "1h"), (5400, "90m"), (1e6, "11d")]
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    """A length of time is told in the unit that fits."""
    assert text == spelled(timedelta(seconds=seconds))


@given(TEXTS)
def test_any_headers_are_read(headers: dict[str, str]) -> None:
    """Whatever headers say, waits are between nothing and a week."""
    wait, said = freshness(headers, NOW)
    again = retry_after(headers, NOW)

    assert (wait is None) == (said == "")
    assert all(timedelta(0) <= each <= timedelta(days=7) for each in (wait, again) if each is not None)
    assert 2 == len(hub(headers, HOME)) == len(content_type(headers))


@pytest.mark.parametrize("value", ["<" * 100_000, "</a>" + "; rel" * 20_000, ";" * 100_000, "; rel=" + " " * 100_000])
def test_hostile_headers_end(value: str) -> None:
    """Long headers without sense are read in time."""
    assert (None, None) == hub({"link": value}, HOME)


@pytest.mark.parametrize(
    ("certificate", "end"),
    [
        ({"notAfter": "Jun  1 12:00:00 2027 GMT"}, datetime(2027, 6, 1, 12, tzinfo=UTC)),
        ({"notAfter": "Dec 31 23:59:59 9999 GMT"}, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ({"notAfter": "Jun 1 2027"}, None),
        ({"notAfter": 7}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_end_of_a_certificate(certificate: dict[str, object] | None, end: datetime | None) -> None:
    """A certificate's end is read as the ssl module writes it; what cannot be read is not known."""
    assert end == expiry(certificate)
