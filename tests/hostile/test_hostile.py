"""What comes of every bad source, and that none of them harms the others, the readers, or anything private."""

from pathlib import Path

import pytest

from tests import make
from tests.hostile import outputs
from tests.hostile.cases import Case
from tests.hostile.every import GROUPS
from tests.hostile.life import Life, live
from tests.hostile.scripts import payloads
from tests.hostile.server import GOOD

TOGETHER = (
    ("packed", "silent"),
    ("lengths", "improper"),
    ("loops", "private", "odd", "statuses"),
    ("sizes",),
    ("entities", "truncated", "characters", "charsets", "others"),
    ("json",),
    ("items",),
    ("instead", "listings", "sitemaps"),
    ("scripts",),
    ("fields",),
)
"""Groups of cases that are visited in one life."""


def differs(case: Case, life: Life) -> list[str]:
    """How the end of a case differs from what must come of it."""
    cursor, found = life.cursors[case.name], life.entries[case.name]
    text = "\n".join([cursor.error or ""] if case.fault else cursor.notes)
    wrong = [f'"{words}" is not in "{text[:300]}"' for words in case.words if words not in text]
    if cursor.fault != case.fault:
        wrong.append(f"{cursor.fault} instead of {case.fault}: {cursor.error}")
    if cursor.error is not None and ("\n" in cursor.error or not cursor.error.strip()):
        wrong.append(f"no sentence for people: {cursor.error!r}")
    if case.count >= 0 and len(found) != case.count:
        wrong.append(f"{len(found)} entries instead of {case.count}")
    titles = {entry.title for entry in found}
    return wrong + [f'no "{title}" among {sorted(titles)[:5]}' for title in case.titles if title not in titles]


@pytest.mark.parametrize("groups", TOGETHER, ids="+".join)
def test_bad_sources_end_well(tmp_path: Path, groups: tuple[str, ...]) -> None:
    """Each bad source ends as it should, and nothing of it reaches a reader; good ones beside it go on.

    Nothing private is dialled and no file read; what a redirect says goes into no request; no script is in a feed,
    on the page, in an alarm or in a message.
    """
    cases = [case for group in groups for case in GROUPS[group]]
    life = live(tmp_path, cases)

    assert {} == {case.name: wrong for case in cases if (wrong := differs(case, life))}
    assert dict.fromkeys(GOOD, 2) == {name: len(life.entries[name]) for name in GOOD}
    assert [] == [each.title for name in GOOD for each in life.entries[name] if each.title not in life.printed]
    assert [] == [
        each.title for name in GOOD for each in life.entries[name] if each.title not in life.read("main.atom")
    ]
    assert 0 == life.server.dialled
    assert [] == [
        head for head in life.server.heads if b"authorization" in head.lower() or b"\nx-injected" in head.lower()
    ]
    assert [] == list(outputs.files(tmp_path / "feeds"))
    assert [] == outputs.titles(tmp_path / "feeds" / "main.rss")
    assert [] == list(outputs.messages(life.every, make.channel("chat", kind="telegram")))
    assert set() == outputs.turning(life.printed)
    assert "root:" not in life.printed + life.read("main.atom")


def test_titles_of_rss_carry_no_script(tmp_path: Path) -> None:
    """RSS does not say what a title is, so one that reads as markup becomes none, and is told all the same."""
    life = live(tmp_path, [case for case in GROUPS["fields"] if case.name == "script-title-text"])

    assert [] == outputs.titles(tmp_path / "feeds" / "main.rss")
    assert "‹script›" in life.read("main.rss").replace("&gt;", ">")
    assert "<script>" in life.read("main.atom").replace("&lt;", "<").replace("&gt;", ">")


def test_there_are_many_cases() -> None:
    """Every group is visited; names are unique, there are far more than seventy cases, and 200 payloads and more."""
    names = [case.name for cases in GROUPS.values() for case in cases]

    assert sorted(GROUPS) == sorted(group for groups in TOGETHER for group in groups)
    assert len(set(names)) == len(names) > 500
    assert len(payloads()) > 300


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Text <a href='https://w.example/'>with a link</a>.</p>", []),
        ("<p onclick=alert(1)>x</p>", ["<p onclick>"]),
        ("<a href='java&#9;script:alert(1)'>x</a>", ["<a href>"]),
        ("<svg><p>x</p></svg>", ["<svg>"]),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", ["<noscript>"]),
    ],
)
def test_script_is_found(text: str, found: list[str]) -> None:
    """The eye that looks at what comes out sees script where there is some, and none where there is none."""
    assert found == list(outputs.scripts(text))
