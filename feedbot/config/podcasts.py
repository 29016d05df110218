"""What directories of podcasts ask of a feed: a category of Apple's, and an owner whom they can write to."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        *("Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies"),
        *("Home & Garden", "Video Games"),
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        *("Business News", "Daily News", "Entertainment News", "News Commentary", "Politics"),
        *("Sports News", "Tech News"),
    ),
    "Religion & Spirituality": (
        *("Buddhism", "Christianity", "Hinduism"),
        *("Islam", "Judaism", "Religion", "Spirituality"),
    ),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature"),
        *("Physics", "Social Sciences"),
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running"),
        *("Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}
"""The categories of Apple Podcasts, which other directories take too, each with its parts."""

_SPELLED = {
    name.casefold(): name
    for whole, parts in CATEGORIES.items()
    for name in (whole, *(f"{whole} > {part}" for part in parts))
}
_PART_OF = {part.casefold(): f"{whole} > {part}" for whole, parts in CATEGORIES.items() for part in parts}
_OWNER = re.compile(r"(?:([^<>]{1,255}?)\s*<\s*)?([^\s<>()@,;]{1,64}@[^\s<>()@,;]{1,190})(?(1)\s*>)")


def category(text: str) -> str:
    """A category as Apple spells it, with its part after " > ". Raises ValueError with a sentence for people."""
    asked = " > ".join(" ".join(step.split()) for step in text.split(">")).casefold()
    if asked in _SPELLED:
        return _SPELLED[asked]
    near = get_close_matches(asked[:100], [*_PART_OF, *_SPELLED], n=1)
    found = next((_PART_OF.get(name) or _SPELLED[name] for name in near), None)
    known = f'did you mean "{found}"?' if found else f"there are {', '.join(CATEGORIES)}"
    raise ValueError(f'no category of podcasts is called "{text[:100]}"; {known}')


def owner(text: str) -> str:
    """An owner as it was, if it is an e-mail address with or without a name before it. Raises ValueError."""
    if not text.isprintable() or not _OWNER.fullmatch(text.strip()):
        raise ValueError(
            f'"{" ".join(text.split())[:100]}" names nobody to write to; write "The desk <desk@example.org>"'
        )
    return text


def parted(text: str) -> tuple[str, str]:
    """The name and the e-mail address of an owner; the name is empty where there is none."""
    match = _OWNER.fullmatch(text.strip())
    return ((match[1] or "").strip(), match[2]) if match else ("", "")
