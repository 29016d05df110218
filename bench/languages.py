"""How often the language of a text is seen rightly: ours, its parts, and py3langid where it is installed.

    python bench/languages.py FOLDER

One line a detector: per cent right for each language, microseconds of processor time a call, megabytes it added. Three
tables: openings of sentences (their first 4 to 8 words), whole sentences, and two sentences of one source whose 30
entries before were in the same language. 1,500 of each, fewer where there are no more.

FOLDER holds unpacked Debian packages. None of their text is in the models, but the handful of constants at the head of
feedbot/text/language.py were chosen on it, so our figures flatter us a little; those of the others do not:

    apt-get download libreoffice-l10n-{be,bg,kk,mk,ru,sr,uk} gimp-data vlc-l10n gnome-control-center-data \
        minetest-data wesnoth-1.16-data wesnoth-1.16-httt wesnoth-1.16-utbs
    for package in *.deb; do dpkg-deb -x $package FOLDER; done

Their messages of six words and more are taken, without what has placeholders or markup; the English ones are those that
were translated into Russian. What is left is not free of faults: a few messages are in another language than they say.
"""

import gettext
import itertools
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.text.alphabets import ALPHABETS, strangers, words
from feedbot.text.language import detect

LANGUAGES = ("ru", "uk", "be", "bg", "en", "mk", "sr", "kk")
MOST = 1_500
Detector = Callable[[str, str], str | None]


def sentences(text: str) -> Iterator[str]:
    for line in re.split(r"\n\s*\n", text):
        for sentence in re.split(r"(?<=[.!?…])\s+", " ".join(line.split())):
            wild = re.search(r"[%{}\\_=|@<>$~^\[\]]|https?:|--", sentence)
            if not wild and len(sentence.split()) >= 6 and sentence[0].isupper() and len(sentence) <= 400:
                yield sentence


def read(folder: Path) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for path in sorted(folder.rglob("LC_MESSAGES/*.mo")):
        language = path.parent.parent.name
        if language not in found:
            continue
        with path.open("rb") as file:
            messages = gettext.GNUTranslations(file)._catalog
        for message, translation in messages.items():
            original = (message if isinstance(message, str) else message[0]).rpartition("\x04")[2]
            if translation and translation != original:
                found[language].update(each for each in sentences(translation) if cyrillic(each) >= 0.66)
                if language == "ru":
                    found["en"].update(each for each in sentences(original) if cyrillic(each) == 0)
    chance = random.Random(1)
    return {language: chance.sample(sorted(each), len(each)) for language, each in found.items()}


def cyrillic(text: str) -> float:
    letters = re.findall(r"[^\W\d_]", text)
    return sum("\u0400" <= letter <= "\u052f" for letter in letters) / max(len(letters), 1)


def detectors() -> Iterator[tuple[str, Callable[[], Detector]]]:
    """The name of each, and how it is loaded."""

    def lid() -> Detector:
        import fasttext

        with resources.as_file(resources.files("feedbot.text") / "assets" / "lid.176.ftz") as path:
            model = fasttext.load_model(str(path))
        return lambda text, _: model.predict(text)[0][0].removeprefix("__label__")

    def letters() -> Detector:
        import fasttext

        with resources.as_file(resources.files("feedbot.text") / "assets" / "lid.176.ftz") as path:
            model = fasttext.load_model(str(path))

        def best(text: str, _: str) -> str | None:
            labels = [label.removeprefix("__label__") for label in model.predict(text, k=176)[0]]
            script, found = words(text.lower())
            if script != "Cyrillic":
                return labels[0]
            foreign = strangers(found)
            return min((label for label in labels if label in ALPHABETS), key=foreign.__getitem__, default=labels[0])

        return best

    def langid() -> Detector:
        import py3langid

        return lambda text, _: py3langid.classify(text)[0]

    def ours() -> Detector:
        return lambda text, _: detect(text).language

    def known() -> Detector:
        return lambda text, language: detect(text, prior={language: 30}).language

    yield "lid.176 alone", lid
    yield "letters, lid.176", letters
    yield "ours", ours
    yield "ours, history", known
    yield "py3langid", langid


def resident() -> float:
    """Megabytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def main(folder: Path) -> None:
    texts = read(folder)
    chance = random.Random(2)
    kinds = {
        "openings": {
            language: [" ".join(each.split()[: chance.randint(4, 8)]) for each in found[:MOST]]
            for language, found in texts.items()
        },
        "sentences": {language: found[:MOST] for language, found in texts.items()},
        "two sentences": {
            language: [f"{first}\n{then}" for first, then in itertools.pairwise(found[: MOST + 1])]
            for language, found in texts.items()
        },
    }
    loaded: dict[str, tuple[Detector, float]] = {}
    for name, load in detectors():
        before = resident()
        try:
            detector = load()
            detector("Первый звонок", "ru")
        except ImportError:
            continue
        loaded[name] = detector, resident() - before
    for kind, each in kinds.items():
        print(f"\n{kind:18}", *(f"{language:>6}" for language in LANGUAGES), "    µs    MB")
        print(f"{'':18}", *(f"{len(each[language]):6}" for language in LANGUAGES))
        for name, (detector, megabytes) in loaded.items():
            began, count, shares = time.process_time(), 0, []
            for language in LANGUAGES:
                right = sum(detector(text.replace("\n", " "), language) == language for text in each[language])
                count += len(each[language])
                shares.append(100 * right / max(len(each[language]), 1))
            spent = (time.process_time() - began) / max(count, 1) * 1e6
            print(f"{name:18}", *(f"{share:6.1f}" for share in shares), f"{spent:6.0f}{megabytes:6.0f}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
