import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.channels import picture
from feedbot.channels.picture import Picture
from tests.channels.images import avif, bmp, gif, jpeg, png, webp

ALL = (jpeg(), png(), gif(), webp(), webp(form="lossless"), webp(form="extended"), bmp(), avif())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (jpeg(300, 200), "jpeg"),
        (jpeg(300, 200, before=b"\xff\xff\xff\x01\xff\xe1\x00\x06\xff\xd8\xff\xd9"), "jpeg"),
        (png(300, 200), "png"),
        (gif(300, 200), "gif"),
        (webp(300, 200), "webp"),
        (webp(300, 200, form="lossless"), "webp"),
        (webp(300, 200, form="extended"), "webp"),
        (bmp(300, 200), "bmp"),
        (bmp(300, -200), "bmp"),
        (bmp(300, 200, header=12), "bmp"),
        (avif(300, 200), "avif"),
        (avif(300, 200, brand=b"heic"), "heic"),
    ],
)
def test_the_first_bytes_tell_format_and_size(body: bytes, kind: str) -> None:
    """Each format has its own place for them; a thumbnail inside is not the picture."""
    assert Picture(type=f"image/{kind}", width=300, height=200) == picture.read(body)


@pytest.mark.parametrize("body", [gif(frames=2), webp(form="extended", moving=True), avif(brand=b"avis")])
def test_what_moves_is_told_from_what_stands(body: bytes) -> None:
    """Several frames, or the header says so."""
    found = picture.read(body)

    assert found is not None
    assert found.moving


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x04abzz",
        b"\xff\xd8\xff\xda\x00\x04ab\xff\xd9",
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 5_000 + jpeg()[2:],
        png(0, 10),
        b"\x89PNG\r\n\x1a\n" + bytes(20),
        webp()[:20] + bytes(20),
        b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8),
        bmp(header=99),
        avif()[:20],
        b"\x00\x00\x00\x1cftypisom" + bytes(40),
    ],
)
def test_what_is_no_picture_has_no_size(body: bytes) -> None:
    """Other files, headers that end early, pictures of nothing, and markers without end."""
    assert picture.read(body) is None


@pytest.mark.parametrize("body", ALL)
def test_a_whole_picture_is_whole(body: bytes) -> None:
    """None is taken for cut off."""
    found = picture.read(body)

    assert found is not None
    assert picture.whole(body, found.type)


@pytest.mark.parametrize("body", [jpeg(before=b"\xff\xe1\x00\x06\xff\xd8\xff\xd9"), png(), webp(), bmp()])
def test_a_picture_without_its_end_is_cut_off(body: bytes) -> None:
    """The end of a thumbnail inside is not the picture's."""
    found = picture.read(body[:-5] + b"")

    assert found is None or not picture.whole(body[:-5], found.type)


def test_bytes_behind_the_end_do_not_matter() -> None:
    """Cameras put whole films there."""
    assert picture.whole(jpeg() + bytes(200_000), "image/jpeg")


@given(st.sampled_from(ALL), st.integers(0, 60), st.binary(max_size=80))
@example(b"\xff\xd8\xff", 3, b"\xff" * 80)
def test_no_bytes_break_the_reader(body: bytes, place: int, dirt: bytes) -> None:
    """Whatever a file is, it is a picture of some size, or none."""
    hostile = body[:place] + dirt + body[place + len(dirt) :]
    found = picture.read(hostile)

    assert found is None or (found.width > 0 and found.height > 0)
    assert found is None or picture.whole(hostile, found.type) in {True, False}
