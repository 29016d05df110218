from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels import media
from feedbot.channels.media import chosen, photogenic, reachable, together
from feedbot.model import Entry, Episode, Link, Medium
from feedbot.text import html
from tests import make

SITE = "https://example.org"


def link(path: str = "/a.jpg", **fields: Any) -> Link:
    """An enclosure."""
    return Link(href=path if "//" in path else SITE + path, **fields)


def shown(entry: Entry, wanted: media.Wanted = "photo", most: int = 10) -> list[str]:
    """What goes with an entry, as kinds and paths."""
    return [f"{each.kind} {each.url.removeprefix(SITE)}" for each in chosen(entry, wanted=wanted, most=most)]


def with_links(*links: Link, **fields: Any) -> Entry:
    """An entry with these links."""
    return make.entry(links=links, **fields)


def text(content: str) -> Entry:
    """An entry with this content, as it comes out of normalisation."""
    return make.entry(content=html.sanitise(content, SITE))


def test_the_best_comes_first() -> None:
    """What is enclosed before what stands in the text, figures before what stands in a line; previews are left out."""
    content = f'<p><img src="{SITE}/line.jpg"></p><figure><img src="{SITE}/figure.jpg"></figure>'
    entry = with_links(link("/p.jpg", rel="preview"), link("/e.jpg", type="image/jpeg"), content=content)

    assert ["photo /e.jpg", "photo /figure.jpg", "photo /line.jpg"] == shown(entry)
    assert ["photo /e.jpg"] == shown(entry, most=1)


def test_a_preview_stands_in_where_nothing_is_enclosed() -> None:
    """The largest of several."""
    small, large = link("/s", rel="preview", width=120, height=90), link("/l", rel="preview", width=800, height=600)

    assert ["photo /l"] == shown(with_links(small, large))


def test_nothing_is_wanted() -> None:
    """A channel may do without."""
    entry = with_links(link(type="image/jpeg"))

    assert () == chosen(entry, wanted="none")
    assert () == chosen(entry, wanted="photo", most=0)


def test_a_picture_comes_once_in_its_largest_size() -> None:
    """Told by the address, by what is said of it, or as the one without a size in its name."""
    sizes = [link(f"/a-{size}.jpg", type="image/jpeg") for size in ("300x200", "1024x683", "640x427")]
    original = f'<img src="{SITE}/a.jpg"><img src="{SITE}/b.jpg?w=300"><img src="{SITE}/b.jpg?w=900">'

    assert ["photo /a-1024x683.jpg"] == shown(with_links(*sizes))
    assert ["photo /a.jpg", "photo /b.jpg?w=900"] == shown(with_links(*sizes, content=original))


def test_a_size_that_fits_is_better_than_a_larger_one() -> None:
    """What Telegram can fetch by itself comes before what must be uploaded."""
    large, fit = link("/a-9000x600.jpg", length=9_000_000), link("/a-900x600.jpg", length=100_000)

    assert ["photo /a-900x600.jpg"] == shown(with_links(large, fit))


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/a.gif" width="1" height="1">',
        '<img src="/a.png" width="88" height="31">',
        '<img src="/a-32x32.png">',
        '<img src="https://s.w.org/images/core/a.png">',
        '<img src="https://mc.yandex.ru/watch/1">',
        '<img src="https://secure.gravatar.com/a/1.jpg">',
        '<img src="/emoji/1.png">',
        '<img src="/img/logo.png">',
        '<img src="/img/share/vk.png">',
        '<img src="/user-avatar.jpg">',
        '<img src="/1.png" alt="😀">',
        '<img src="/drawing.svg">',
        '<img src="http://intranet/a.jpg">',
        f'<img src="/{"a" * 2_000}.jpg">',
    ],
)
def test_ornaments_and_trackers_are_left_out(image: str) -> None:
    """By size, host, name and text; and so is what Telegram could not fetch."""
    assert [] == shown(text(f"<p>{image}</p>"))


def test_words_in_the_name_of_a_picture_are_no_ornament() -> None:
    """Only a whole folder or file is called so."""
    content = '<img src="/share-prices-fall.jpg"><img src="/iconic.jpg" alt="A mill 🌊 in the flood">'

    assert ["photo /share-prices-fall.jpg", "photo /iconic.jpg"] == shown(text(content))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "photo"),
        ({"length": 9_000_000}, "photo"),
        ({"length": 11_000_000}, "document"),
        ({"length": 51_000_000}, None),
        ({"width": 6_000, "height": 4_000}, "photo"),
        ({"width": 6_000, "height": 4_001}, "document"),
        ({"width": 2_100, "height": 100}, "document"),
        ({"width": 40, "height": 40}, None),
    ],
)
def test_the_limits_of_photos_hold(fields: dict[str, Any], kind: str | None) -> None:
    """What is over them is a document, what is over a document's is left out."""
    assert ([f"{kind} /a.jpg"] if kind else []) == shown(with_links(link(type="image/jpeg", **fields)))


@pytest.mark.parametrize(
    ("path", "said", "kind"),
    [
        ("/a.gif", "image/gif", "animation"),
        ("/a.gif", "image/jpeg", "animation"),
        ("/a.avif", "image/jpeg", "document"),
        ("/a", "image/webp", "photo"),
        ("/a", None, "photo"),
        ("/a.mp4", "video/mp4", "video"),
        ("/a.gif.mp4", "video/mp4", "animation"),
        ("/a.webm", "video/webm", "document"),
        ("/a.mp3", "audio/mpeg", "audio"),
        ("/a.ogg", "audio/ogg", "document"),
        ("/a.pdf", "application/pdf", "document"),
        ("/a.m3u8", "video/mp4", None),
        ("/a.html", "text/html", None),
        ("/a", "text/html", None),
        ("/feed", "application/rss+xml", None),
        ("https://www.youtube.com/v/abc", "video/mp4", None),
        ("https://www.youtube.com/v/abc", "application/x-shockwave-flash", None),
        ("https://user:pass@example.org/a.jpg", "image/jpeg", None),
        ("https://example.org:port/a.jpg", "image/jpeg", None),
        ("ftp://example.org/a.jpg", "image/jpeg", None),
        ("https://[/a.jpg", "image/jpeg", None),
        ("https://example.org/a b.jpg", "image/jpeg", None),
    ],
)
def test_each_file_has_its_kind(path: str, said: str | None, kind: str | None) -> None:
    """By its suffix, else by what is said of it; players, pages and unfit addresses are none."""
    found = chosen(with_links(link(path, type=said)), wanted="all")

    assert ([kind] if kind else []) == [each.kind for each in found]


def test_only_pictures_unless_all_is_wanted() -> None:
    """Films go together with photos."""
    entry = with_links(link("/a.mp4", type="video/mp4"), link("/b.jpg", type="image/jpeg"))

    assert ["photo /b.jpg"] == shown(entry)
    assert ["video /a.mp4", "photo /b.jpg"] == shown(entry, "all")


def test_a_film_stands_without_its_own_still() -> None:
    """Which is all there is where films are not wanted."""
    entry = with_links(link("/a.mp4", type="video/mp4"), link("/still.jpg", rel="preview"))

    assert ["video /a.mp4"] == shown(entry, "all")
    assert ["photo /still.jpg"] == shown(entry)


def test_one_film_in_several_qualities_is_one() -> None:
    """Told by its length; the one that can be fetched is taken."""
    qualities = [
        link(f"/{name}.mp4", type="video/mp4", duration=61, length=size)
        for name, size in (("low", 1_000_000), ("high", 30_000_000))
    ]

    assert ["video /low.mp4"] == shown(with_links(*qualities), "all")


def test_an_episode_is_its_sound() -> None:
    """With the title of the episode and its length; its cover is for those who want no sound."""
    sound = link("/e.mp3", type="audio/mpeg", length=30_000_000)
    entry = with_links(link("/c.jpg", rel="preview"), sound, episode=Episode(duration=1800, image=f"{SITE}/c.jpg"))

    wanted = Medium(kind="audio", url=sound.href, type="audio/mpeg", size=30_000_000, duration=1800, title=entry.title)
    assert (wanted,) == chosen(entry, wanted="all")
    assert ["photo /c.jpg"] == shown(entry)


def test_films_and_sounds_in_the_text_count() -> None:
    """A film's poster stands for it where only pictures are wanted."""
    entry = text(
        '<video src="/a.mp4" poster="/p.jpg"></video><video><source src="/b.mp4" type="video/mp4"></video>'
        '<audio src="/c"></audio><img alt="x">'
    )

    assert ["video /a.mp4", "photo /p.jpg", "video /b.mp4"] == shown(entry, "all")
    assert ["photo /p.jpg"] == shown(entry)


def test_documents_are_what_is_left() -> None:
    """Photos and films are shown instead of them."""
    paper, other = link("/a.pdf", type="application/pdf"), link("/b.zip", type="application/zip")

    assert ["photo /c.jpg"] == shown(with_links(paper, link("/c.jpg", type="image/jpeg")), "all")
    assert ["document /a.pdf", "document /b.zip"] == shown(with_links(paper, other), "all")


def test_an_animation_stands_alone() -> None:
    """No album takes one."""
    entry = text('<img src="/a.gif"><img src="/b.jpg">')

    assert ["animation /a.gif"] == shown(entry)


def test_what_may_be_together() -> None:
    """The first decides."""
    kinds: tuple[Any, ...] = ("photo", "animation", "audio", "video", "document")
    pieces = [Medium(kind=kind, url=f"{SITE}/{kind}") for kind in kinds]

    assert ("photo", "video") == tuple(each.kind for each in together(pieces))
    assert ("audio",) == tuple(each.kind for each in together([pieces[2], *pieces]))[:1]
    assert () == together(())


@pytest.mark.parametrize(
    ("fields", "can"),
    [
        ({"kind": "photo"}, True),
        ({"kind": "photo", "size": 5_000_001}, False),
        ({"kind": "video", "size": 20_000_000}, True),
        ({"kind": "audio", "size": 20_000_001}, False),
        ({"kind": "document", "type": "application/pdf"}, True),
        ({"kind": "document", "type": "image/avif"}, False),
    ],
)
def test_what_telegram_fetches_by_itself(fields: dict[str, Any], can: bool) -> None:  # noqa: FBT001 - a table of facts
    """By size; of documents only PDF, ZIP and GIF."""
    assert can == reachable(Medium(url=SITE, **fields))


PATHS = st.sampled_from(["/a", "/a.jpg", "/a-99x99.jpg", "/b.gif", "/c.mp4", "/d.mp3", "/e.pdf", "/f.svg", "/g.avif"])
NUMBERS = st.none() | st.integers(1, 60_000_000)
LINKS = st.builds(
    Link,
    href=st.one_of(PATHS.map(lambda path: SITE + path), st.text(max_size=30)),
    rel=st.sampled_from(["enclosure", "preview", "via"]),
    type=st.none() | st.sampled_from(["image/png", "video/mp4", "audio/mpeg", "application/zip", "text/html", ";"]),
    length=NUMBERS,
    width=NUMBERS,
    height=NUMBERS,
    duration=NUMBERS,
)
PIECES = st.sampled_from(
    [
        '<img src="https://example.org/a.jpg">',
        "<img src=",
        "<figure>",
        '<video poster="//x.y/z">',
        "\0",
        "<source src=x>",
    ]
)


@given(
    st.lists(LINKS, max_size=15),
    st.lists(PIECES | st.text(max_size=10), max_size=10).map("".join),
    st.sampled_from(["none", "photo", "all"]),
    st.integers(-1, 12),
)
def test_whatever_an_entry_has_makes_one_message(links: list[Link], content: str, wanted: Any, most: int) -> None:
    """Few enough, each once, of kinds that go together, within the limits that are declared."""
    found = chosen(with_links(*links, content=content), wanted=wanted, most=most)

    assert len(found) <= max(0, min(most, 10))
    assert found == together(found)
    assert len({each.url for each in found}) == len(found)
    for each in found:
        assert (each.size or 0) <= (10_000_000 if each.kind == "photo" else 50_000_000)
        assert each.url.startswith(("http://", "https://"))
        if each.kind == "photo" and each.width and each.height:
            assert photogenic(each.width, each.height)
        if wanted == "photo":
            assert each.kind in {"photo", "animation", "document"}
