import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels import variants

PHOTO = "https://example.org/2026/photo.jpg"


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/2026/photo-1024x683.jpg",
        "https://example.org/2026/photo-scaled.jpg",
        "https://example.org/2026/photo-150x150@2x.jpg",
        "https://example.org/2026/photo.jpg?w=640&amp;h=480",
        "http://www.example.org/2026/photo.jpg?itok=abc",
        "https://example.org/2026/photo.webp",
        "https://example.org/2026/photo.jpg.webp",
        "https://example.org/2026/640x480/photo.jpg",
        "https://example.org/2026/w_640,h_480,c_fill/photo.jpg",
        "https://example.org/2026/s1600/photo.jpg",
        "https://example.org/2026/photo_thumb.jpg",
        "https://i0.wp.com/example.org/2026/photo.jpg?resize=640%2C480&ssl=1",
        "https://cdn.example.net/_next/image?url=https%3A%2F%2Fexample.org%2F2026%2Fphoto.jpg&w=1080&q=75",
        "https://cdn.example.net/cdn-cgi/image/width=640,quality=75/https://example.org/2026/photo.jpg",
    ],
)
def test_other_sizes_are_the_same_picture(other: str) -> None:
    """By suffixes, folders, parameters, formats, and services that make pictures smaller."""
    assert variants.key(PHOTO) == variants.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PHOTO, "https://example.org/2026/photo2.jpg"),
        (PHOTO, "https://example.org/2025/photo.jpg"),
        (PHOTO, "https://example.net/2026/photo.jpg"),
        ("https://example.org/image?id=1", "https://example.org/image?id=2"),
        ("https://example.org/g/101.jpg", "https://example.org/g/102.jpg"),
    ],
)
def test_other_pictures_are_others(one: str, other: str) -> None:
    """Another name, folder, host or parameter."""
    assert variants.key(one) != variants.key(other)


def test_a_file_named_by_its_width_is_one_of_many() -> None:
    """If that is its width indeed."""
    one, other = "https://example.org/hash/460.jpg", "https://example.org/hash/1000.jpg"

    assert variants.key(one) != variants.key(other)
    assert variants.key(one, 460) == variants.key(other, 1000)


@pytest.mark.parametrize(
    ("url", "size"),
    [
        (PHOTO, None),
        ("https://example.org/a-1024x683.jpg", (1024, 683)),
        ("https://example.org/640x480/a.jpg", (640, 480)),
        ("https://example.org/a.jpg?w=640", (640, 640)),
        ("https://example.org/a.jpg?Width=640&height=20", (640, 20)),
        ("https://example.org/a.jpg?w=0&h=x", None),
        ("https://[", None),
    ],
)
def test_an_address_tells_its_size(url: str, size: tuple[int, int] | None) -> None:
    """In its name, its folder, or its parameters."""
    assert size == variants.measures(url)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (PHOTO, "image/jpeg"),
        ("https://example.org/A.MP3?x=.png", "audio/mpeg"),
        ("https://example.org/a.php", None),
        ("https://example.org/", None),
        ("https://[", None),
    ],
)
def test_a_suffix_tells_the_type(url: str, kind: str | None) -> None:
    """Only that of the path."""
    assert kind == variants.suffix(url)


@given(st.text(max_size=200).map(lambda text: f"https://example.org/{text}"))
def test_any_address_has_a_key(url: str) -> None:
    """Whatever stands in it."""
    assert variants.key(url) == variants.key(url)
    assert variants.measures(url) is None or variants.suffix(url) != ""


@pytest.mark.parametrize("piece", ["-1x1", "/w_1,", "https://", "?a=", "_", "/s100", "%2F", "=s1-"])
def test_long_addresses_are_read_in_a_moment(piece: str) -> None:
    """The longest that an entry may have, made of what is looked for."""
    url = "https://example.org/" + piece * (8_000 // len(piece))

    assert variants.key(url)
    assert variants.measures(url) or variants.suffix(url) is None
