"""What other rooms say in English, in the language of the terminal (`feedbot.phrasing`)."""

from feedbot import phrasing
from feedbot.cli.words import language


def told(text: str) -> str:
    """A piece of a sentence in the language of the terminal, as far as it is known."""
    return text if language() == "en" else phrasing.phrases(language()).told(text)


def sentence(text: str) -> str:
    """A sentence of `feedbot.errors` in the language of the terminal, as far as it is known."""
    return phrasing.say(text, language())
