from pathlib import Path

import pytest

from feedbot.text.sentences import sentences

DATA = Path(__file__).parent.parent / "data" / "sentences"
Case = tuple[str, str, tuple[str, ...]]


def cases(name: str) -> list[Case]:
    """The cases of a file: language, text and its sentences. A line is a case; "|" parts sentences, "xx:" names it."""
    found = []
    for line in (DATA / f"hard.{name}.txt").read_text("utf-8").splitlines():
        language, case = line.split(": ", 1) if name == "other" else (name, line)
        text = case.replace(" | ", " ").replace("|", "")
        found.append((language, text, tuple(part.strip() for part in case.split("|"))))
    return found


OURS = [case for name in ("ru", "uk", "en") for case in cases(name)]


def title(value: object) -> str:
    """What names a case in the list of tests."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(("language", "text", "parts"), OURS + cases("other"), ids=title)
def test_hard_cases(language: str, text: str, parts: tuple[str, ...]) -> None:
    """Abbreviations, initials, dates, decimals, addresses, list numbers and speech do not mislead the splitter."""
    assert parts == sentences(text, language)


@pytest.mark.parametrize(("language", "text", "parts"), OURS, ids=title)
def test_hard_cases_without_a_language(language: str, text: str, parts: tuple[str, ...]) -> None:
    """The lists of all languages together do no harm in Russian, Ukrainian and English."""
    assert parts == sentences(text), language


@pytest.mark.parametrize("name", ["ru", "uk", "en"])
def test_there_are_many_cases(name: str) -> None:
    """Each language is tried with a hundred different cases."""
    assert len(cases(name)) == len(set(cases(name))) >= 100
