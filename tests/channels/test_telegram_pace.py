from dataclasses import replace

from feedbot.channels.telegram_pace import weight
from feedbot.model import Medium, Part

PHOTO = Medium(kind="photo", url="https://example.org/a.jpg")
PART = Part(chat="-100", text="Hello")


def test_an_album_weighs_as_much_as_its_items() -> None:
    """Telegram counts each item of a new album, and all else once."""
    assert 1 == weight(PART)
    assert 1 == weight(replace(PART, media=(PHOTO,)))
    assert 4 == weight(replace(PART, media=(PHOTO,) * 4))
    assert 1 == weight(replace(PART, media=(PHOTO,) * 4, form="album", edits=(5, 6, 7, 8)))
