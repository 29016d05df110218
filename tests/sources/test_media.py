import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Episode, Item, Link
from feedbot.rules.normalise import normalise
from feedbot.sources import media
from tests import make
from tests.sources.feeds import atom, only, parsed, rss

SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
)
PAGE = "https://example.org/1"
BASE = f"<guid>{PAGE}</guid><link>{PAGE}</link><title>A bridge</title><description>Cars again.</description>"


def item(inside: str) -> Item:
    """What an RSS item gives."""
    return only(parsed(rss(BASE + inside, spaces=SPACES)))


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(("3723", 3723), ("62:03", 3723), ("1:02:03", 3723), ("01:02:03", 3723), ("00:00:09", 9), ("1:02:03.9", 3723)),
        *(("90.5", 90), (" 45 ", 45), ("120:00", 7200), ("PT1H2M3S", 3723), ("pt5m", 300), ("PT90.5S", 90)),
        *(("1h 2m 3s", 3723), ("1 hour, 2 minutes", 3720), ("5 min", 300), ("45 min.", 2700), ("30 sec", 30)),
        *(("", None), ("0", None), ("00:00:00", None), ("1:2:3:4", None), ("-5", None), ("about an hour", None)),
        *(("1e3", None), ("٥", None), ("99999999", None), ("9" * 60, None), ("PT", None), (None, None), ("P1D", None)),
    ],
)
def test_lengths_of_time(written: str | None, seconds: int | None) -> None:
    """A duration is read in every spelling that podcasts use, and nothing else is taken for one."""
    assert seconds == media.seconds(written)


@given(st.text() | st.text(st.sampled_from("0123456789:.,hmspt ")))
def test_any_text_is_a_length_or_none(text: str) -> None:
    """No text fails, and no length is out of bounds."""
    found = media.seconds(text)

    assert found is None or 0 < found <= media.LONGEST


@given(st.integers(1, 9_999), st.integers(0, 59), st.integers(0, 59))
def test_a_clock_is_read_back(hours: int, minutes: int, seconds: int) -> None:
    """Hours, minutes and seconds, as a clock or by ISO 8601, are the same length."""
    total = hours * 3600 + minutes * 60 + seconds
    expected = total if total <= media.LONGEST else None

    assert expected == media.seconds(f"{hours}:{minutes:02}:{seconds:02}")
    assert expected == media.seconds(f"PT{hours}H{minutes}M{seconds}S")


def test_a_hostile_length_is_read_at_once() -> None:
    """A megabyte where a duration should stand says nothing."""
    for text in ("1" * 1_000_000, ":" * 1_000_000, " " * 1_000_000, "1 h " * 250_000, "pt" + "1,. " * 250_000):
        assert media.seconds(text) is None


@pytest.mark.parametrize(
    ("inside", "episode"),
    [
        ("<itunes:duration>30:05</itunes:duration>", Episode(duration=1805)),
        ("<itunes:season>2</itunes:season><itunes:episode> 7 </itunes:episode>", Episode(season=2, number=7)),
        (
            "<podcast:season name='X'>2</podcast:season><podcast:episode>7</podcast:episode>",
            Episode(season=2, number=7),
        ),
        ("<itunes:episode>7</itunes:episode><podcast:episode>8</podcast:episode>", Episode(number=7)),
        ("<itunes:episodeType>Trailer</itunes:episodeType>", Episode(kind="trailer")),
        ("<itunes:explicit>Yes</itunes:explicit>", Episode(explicit=True)),
        ("<itunes:explicit>clean</itunes:explicit>", Episode(explicit=False)),
        ('<itunes:image href="/i.jpg"/>', Episode(image="https://example.org/i.jpg")),
        ("<itunes:explicit>maybe</itunes:explicit><itunes:episode>1.5</itunes:episode><itunes:image/>", None),
        ("", None),
    ],
)
def test_an_episode(inside: str, episode: Episode | None) -> None:
    """What a podcast says of an episode is read as it means it; what cannot be read is not known."""
    assert episode == item(inside).episode


@pytest.mark.parametrize(
    ("inside", "links"),
    [
        (
            '<media:content url="/a.mp4" type="video/mp4" fileSize="9" width="640" height="480" duration="61.5"/>',
            [Link(href="https://example.org/a.mp4", type="video/mp4", length=9, width=640, height=480, duration=61)],
        ),
        (
            '<media:content url="/a.jpg" medium="image" width="640px" height="-1" duration="x" fileSize="1e9"/>',
            [Link(href="https://example.org/a.jpg")],
        ),
        ('<media:content url="/a.jpg?w=1#x"/>', [Link(href="https://example.org/a.jpg?w=1#x", rel="preview")]),
        ('<media:content url="/a.MP3"/>', [Link(href="https://example.org/a.MP3")]),
        ('<media:content url="/a"/><media:content url="/b.jpg" type="text/html"/><media:content/>', []),
        (
            '<podcast:transcript url="/t.vtt" type="text/vtt"/><podcast:transcript url="/t.html" type="text/html"/>',
            [
                Link(href="https://example.org/t.vtt", rel="related", type="text/vtt"),
                Link(href="https://example.org/t.html", rel="related"),
            ],
        ),
        ("<podcast:chapters/>", []),
        ("<comments>/1#comments</comments>", [Link(href=f"{PAGE}#comments", rel="replies")]),
        ("<comments>https://example.org/1#comment-12</comments>", [Link(href=PAGE, rel="replies")]),
        ("<comments>12</comments>", []),
    ],
)
def test_links_of_an_item(inside: str, links: list[Link]) -> None:
    """Media come with their measures, transcripts and chapters are related, comments are replies without a type."""
    assert tuple(links) == item(inside).links


def test_atom_says_preview_itself() -> None:
    """A link that Atom calls a preview is one, and replies keep the type of a feed."""
    inside = '<id>1</id><link rel="preview" href="/p.png"/><link rel="replies" type="application/atom+xml" href="/r"/>'

    assert (
        Link(href="https://example.org/p.png", rel="preview"),
        Link(href="https://example.org/r", rel="replies", type="application/atom+xml"),
    ) == only(parsed(atom(inside))).links


def test_media_in_json() -> None:
    """JSON Feed's pictures are previews, and attachments have a duration; strange numbers are not known."""
    attachments = [{"url": "/a.mp3", "duration_in_seconds": 61.5}, {"url": "/b", "duration_in_seconds": True}]
    told = {"id": "1", "image": "/i.png", "banner_image": "/b.png", "attachments": attachments}

    assert (
        Link(href="https://example.org/a.mp3", duration=61),
        Link(href="https://example.org/b"),
        Link(href="https://example.org/i.png", rel="preview"),
        Link(href="https://example.org/b.png", rel="preview"),
    ) == only(parsed(json.dumps({"items": [told]}))).links


DIGESTS = {
    "bda729ac978398cedefc787469c02e14": (
        f"<comments>{PAGE}#comments</comments><wfw:commentRss>{PAGE}/feed</wfw:commentRss>"
    ),
    "110f916a9816551e90fbb7700515d6fa": (
        '<media:thumbnail url="https://example.org/s.jpg" width="120" height="80"/>'
        f'<media:thumbnail url="https://example.org/b.jpg" width="480"/><comments>{PAGE}</comments>'
    ),
    "174fa574946a31aa735494d8be42d4a3": (
        '<enclosure url="https://example.org/1.mp3" type="audio/mpeg" length="1234"/>'
        '<itunes:duration>01:02:03</itunes:duration><itunes:image href="https://example.org/i.png"/>'
        "<itunes:episode>7</itunes:episode><itunes:explicit>no</itunes:explicit>"
    ),
    "ca3e7b2b961f73ee67cd3a887ce4a09c": (
        '<enclosure url="https://example.org/1.jpg" type="image/jpeg" length="99"/>'
        '<media:content url="https://example.org/1.jpg" type="image/jpeg"/>'
        '<media:thumbnail url="https://example.org/s.jpg"/>'
    ),
    "cde9b3265fc403002b122c29118de299": '<media:content url="https://example.org/1.jpg" width="640"/>',
}
"""Items as the world writes them, by the digests that their entries have had since before media were read whole."""


@pytest.mark.parametrize(("digest", "inside"), DIGESTS.items())
def test_reading_more_makes_no_entry_a_changed_one(digest: str, inside: str) -> None:
    """Comments, previews and episodes leave the digest of an entry as it was before they were read."""
    assert digest == normalise(item(inside), "key", make.source(), make.ORIGIN, make.NOW).entry.digest


def test_json_keeps_its_digests() -> None:
    """A picture that JSON Feed names does not change the digest either."""
    told = {
        "id": PAGE,
        "url": PAGE,
        "title": "A bridge",
        "content_text": "Cars again.",
        "image": "https://example.org/i.png",
        "attachments": [{"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234}],
    }
    found = only(parsed(json.dumps({"items": [told]})))

    assert (
        "ca57db25af85dbecf37591122254b5d9" == normalise(found, "key", make.source(), make.ORIGIN, make.NOW).entry.digest
    )
