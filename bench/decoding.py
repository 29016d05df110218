"""How short a text may be to be decoded rightly without a declaration, and what decoding costs.

    python bench/decoding.py

Prints the share of stretches that are decoded exactly, by charset, language and length in characters, beside
charset_normalizer and chardet where they are installed; the same for a wrong declaration; and milliseconds a megabyte.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

decode = importlib.import_module("feedbot.text.decode").decode

SENTENCES = json.loads((HOUSE / "tests" / "data" / "sentences.json").read_text("utf-8"))
LENGTHS = (10, 20, 40, 80, 160)
STEP = 7
CYRILLIC = ("windows-1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic")
CHARSETS = {
    "ru": ("utf-8", *CYRILLIC, "utf-16-le", "utf-16-be"),
    "uk": ("utf-8", "windows-1251", "koi8-u", "iso-8859-5", "mac-cyrillic", "utf-16-le", "utf-16-be"),
    "bg": ("windows-1251",),
    "fr": ("windows-1252",),
    "de": ("windows-1252",),
    "es": ("windows-1252",),
    "pl": ("windows-1250", "iso-8859-2"),
    "cs": ("windows-1250", "iso-8859-2"),
    "hu": ("windows-1250",),
    "tr": ("windows-1254",),
    "el": ("windows-1253", "iso-8859-7"),
    "he": ("windows-1255",),
    "ar": ("windows-1256",),
    "zh-cn": ("gb18030", "utf-16-le", "utf-16-be", "utf-32-le"),
    "zh-tw": ("big5",),
    "ja": ("cp932", "euc-jp", "utf-16-le"),
    "ko": ("cp949", "utf-16-le"),
}


def whole(language: str) -> str:
    """All sentences of a language, a line each."""
    sentences = SENTENCES[language]
    return "\n".join([*sentences["headlines"], *sentences["paragraphs"]])


def stretches(text: str, length: int) -> list[str]:
    """Stretches of a text, so many characters long, from all over it."""
    return [text[place : place + length] for place in range(0, max(1, len(text) - length), STEP)]


def guessers() -> dict[str, Callable[[bytes, str], str]]:
    """Ours, and the detectors that happen to be installed."""
    found: dict[str, Callable[[bytes, str], str]] = {"feedbot": lambda body, _: decode(body, kind="text").text}
    for name in ("charset_normalizer", "chardet"):
        try:
            detect = importlib.import_module(name).detect
        except ImportError:
            continue
        found[name] = lambda body, _, detect=detect: body.decode(detect(body)["encoding"] or "ascii", "replace")  # type: ignore[misc]
    return found


def share(texts: list[str], charset: str, read: Callable[[bytes, str], str]) -> str:
    """Per cent of the texts that a reader gets back exactly."""
    honest = [text for text in texts if text.encode(charset, "ignore").decode(charset) == text and not text.isascii()]
    return f"{100 * sum(read(text.encode(charset), charset) == text for text in honest) / max(1, len(honest)):6.0f}"


def accuracy(title: str, read: Callable[[bytes, str], str]) -> None:
    """A table of charset and language by length."""
    print(f"\n{title}: per cent decoded exactly, by characters")
    print(f"{'charset':<14}{'language':<10}" + "".join(f"{length:>6}" for length in LENGTHS) + "   feed of 3")
    for language, charsets in CHARSETS.items():
        headlines = SENTENCES[language]["headlines"]
        feeds = ["\n".join(headlines[place : place + 3]) for place in range(len(headlines) - 2)]
        for charset in charsets:
            row = [share(stretches(whole(language), length), charset, read) for length in LENGTHS]
            print(f"{charset:<14}{language:<10}{''.join(row)}{share(feeds, charset, read):>12}")


def speed() -> None:
    """Milliseconds a megabyte, well-formed, with a bad byte, and as plain UTF-8 by Python alone."""
    print(f"\n{'charset':<14}{'language':<10}{'ms/MB':>8}{'bad byte':>10}{'wrong label':>12}")
    for language, charsets in CHARSETS.items():
        text = f"<item>{whole(language)}</item>\n"
        for charset in charsets:
            once = text.encode(charset, "ignore")
            body = once * (1_000_000 // len(once))
            bad = body[:500_000] + b"\xff" + body[500_000:]
            took = [spent(body), spent(bad), spent(body, "iso-8859-1")]
            print(f"{charset:<14}{language:<10}{took[0]:8.1f}{took[1]:10.1f}{took[2]:12.1f}")
    ascii_only = b"<p>Plain words of a feed.</p>\n" * 33_000
    print(f"{'ascii':<14}{'en':<10}{spent(ascii_only):8.1f}")
    body = whole("ru").encode() * 300
    start = time.process_time()
    body.decode()
    print(f"Python's own UTF-8, ru: {(time.process_time() - start) * 1e9 / len(body):.1f} ms/MB")


def spent(body: bytes, charset: str | None = None) -> float:
    """Milliseconds a megabyte, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        decode(body, charset=charset, kind="xml")
        best = min(best, time.process_time() - start)
    return best * 1e9 / len(body)


if __name__ == "__main__":
    for guesser, reader in guessers().items():
        accuracy(guesser, reader)
    accuracy("feedbot, rightly declared", lambda body, charset: decode(body, charset=charset, kind="text").text)
    accuracy("feedbot, declared iso-8859-1", lambda body, _: decode(body, charset="iso-8859-1", kind="text").text)
    accuracy("feedbot, declared koi8-r", lambda body, _: decode(body, charset="koi8-r", kind="text").text)
    speed()
