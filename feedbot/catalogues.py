"""Our own words in other languages, by gettext: English is what the code says, the rest stands in `locale/`."""

import gettext
import re
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru", "uk")
"""What feedbot speaks."""

FOLDER = Path(__file__).with_name("locale")
"""Where the catalogues lie, LANGUAGE/LC_MESSAGES/DOMAIN.po and .mo."""

_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def spoken(code: str | None) -> str:
    """The language to speak for a tag or a locale ("uk", "pt-br", "ru_RU.UTF-8"): English where it is none of ours."""
    bare = (code or "").replace("_", "-").partition("-")[0].partition(".")[0].lower()
    return bare if bare in LANGUAGES else "en"


def grouped(text: str, code: str) -> str:
    """A text with the thousands of its numbers apart as a language wants it: "12,345", "12 345"."""
    return text if code == "en" else _COMMA.sub("\N{NO-BREAK SPACE}", text)


@cache
def catalogue(language: str, *domains: str) -> gettext.NullTranslations:
    """Some catalogues of a language as one; English where there is no translation. Read once."""
    whole = gettext.NullTranslations()
    for domain in domains if language in LANGUAGES[1:] else ():
        found = gettext.translation(domain, FOLDER, languages=[language], fallback=True)
        found.add_fallback(whole)
        whole = found
    return whole
