"""The bot's words in the languages it speaks, by gettext: English sentences are the keys of the catalogues."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru", "uk")
"""What the bot speaks; English is what the keys say."""

DOMAINS = ("bot", "readers")
"""The catalogues of each language: what administrators read, and what readers do."""

_HERE = Path(__file__).with_name("locale")


def language(code: str | None) -> str:
    """The language to answer in, for a language_code of the Bot API ("uk", "pt-br")."""
    bare = (code or "").partition("-")[0].lower()
    return bare if bare in LANGUAGES else "en"


def translator(language: str) -> tuple[Callable[[str], str], Callable[[str, str, int], str]]:
    """What gives a text in a language, and what gives one of two by a number; English where there is no translation."""
    found = _catalogue(language)
    return found.gettext, found.ngettext


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """All catalogues of a language as one; read once."""
    whole = gettext.NullTranslations()
    for domain in DOMAINS if language in LANGUAGES[1:] else ():
        found = gettext.translation(domain, _HERE, languages=[language], fallback=True)
        found.add_fallback(whole)
        whole = found
    return whole
