"""Words of what became of a delivery: those of `fate.SENTENCES`."""

from feedbot.fate import SENTENCES

WORDS = {code: tuple(text.split("|")) if "|" in text else text for code, text in SENTENCES.items()}
