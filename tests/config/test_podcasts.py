from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.config import podcasts
from feedbot.model import Feed
from tests.config.test_config import faults
from tests.config.test_expand import SOURCES, feeds

NAMES = [
    name for whole, parts in podcasts.CATEGORIES.items() for name in (whole, *(f"{whole} > {part}" for part in parts))
]


def feed(folder: Path, text: str) -> Feed:
    """The only feed of a config."""
    return feeds(folder, f'[[feeds]]\nname = "show"\n{text}')["show"]


def test_what_a_feed_says_of_a_podcast(tmp_path: Path) -> None:
    """Category, owner and warning come from the config, the category as Apple spells it."""
    said = feed(
        tmp_path,
        'podcast_category = "news>daily  news"\npodcast_owner = "The desk <desk@example.org>"\n'
        "podcast_explicit = false",
    )

    assert ("News > Daily News", ("The desk", "desk@example.org"), False) == (
        said.podcast_category,
        said.podcast_owner,
        said.podcast_explicit,
    )


def test_a_feed_that_is_no_podcast(tmp_path: Path) -> None:
    """Nothing is said of a podcast unless the config does."""
    said = feed(tmp_path, "")

    assert (None, None, None) == (said.podcast_category, said.podcast_owner, said.podcast_explicit)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('podcast_category = "Daily News"', 'is called "Daily News"; did you mean "News > Daily News"?'),
        ('podcast_category = "Technolgy"', 'did you mean "Technology"?'),
        ('podcast_category = "Ж"', "there are Arts, Business, "),
        ('podcast_owner = "The desk"', '"The desk" names nobody to write to; write "The desk <desk@example.org>"'),
        ('podcast_owner = "desk@example.org>"', "names nobody to write to"),
        ('podcast_owner = "a\\nb <desk@example.org>"', "names nobody to write to"),
        ('podcast_explicit = "yes"', "podcast_explicit: must be true or false"),
    ],
)
def test_what_no_directory_takes(tmp_path: Path, text: str, fault: str) -> None:
    """What a directory would refuse is told with the line, and with what to write."""
    (told,) = faults(tmp_path, f'{SOURCES}\n[[feeds]]\nname = "show"\n{text}')

    assert fault in told


@given(st.sampled_from(NAMES), st.booleans())
def test_any_category_of_apples(name: str, wide: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Each category is known in any case, with any spaces around the sign."""
    assert name == podcasts.category(name.upper().replace(" > ", "  >  " if wide else ">"))


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    """A text is a category that is known, or is refused with a sentence; an owner has an address, or is refused."""
    try:
        assert podcasts.category(text) in NAMES
    except ValueError as error:
        assert "no category of podcasts" in str(error)
    try:
        assert "@" in podcasts.parted(podcasts.owner(text))[1]
    except ValueError as error:
        assert "names nobody" in str(error)


@given(st.text(st.characters(exclude_characters="<>", exclude_categories=("C", "Z")), min_size=1, max_size=50))
def test_any_name_of_an_owner(name: str) -> None:
    """A name and an address come apart again."""
    assert (name, "a@b.org") == podcasts.parted(podcasts.owner(f"{name} <a@b.org>"))


def test_a_long_owner() -> None:
    """A megabyte that is no owner is refused at once."""
    for text in ("a " * 500_000, "a" * 1_000_000, "<" * 1_000_000, "a@" * 500_000):
        with pytest.raises(ValueError, match="names nobody"):
            podcasts.owner(text)
