import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from feedbot.fragments import Plates
from feedbot.model import Edition
from feedbot.printing import Written
from feedbot.publish import Press
from feedbot.seals import Seals
from tests import make
from tests.world import world

STEM = "news.a-secret-of-a-private-feed"


def printed(edition: Edition, place: Path) -> Written:
    """What one process writes of an edition, which knows nothing but what the one before left."""
    seals = Seals(place / "seals.json")
    written = seals.write(edition, place / "feeds")
    seals.keep()
    return written


def files(place: Path) -> dict[str, bytes]:
    """Everything in the folder of feeds."""
    return {path.name: path.read_bytes() for path in (place / "feeds").iterdir()}


def test_what_lies_there_is_not_made_again(tmp_path: Path) -> None:
    """A second process makes no fragment of an edition whose documents lie there, and knows their digest."""
    first = printed(make.edition(2, 1), tmp_path)
    before = files(tmp_path)
    again = printed(make.edition(2, 1), tmp_path)

    assert 8 == first.made
    assert (first.digest, 0, 0) == (again.digest, again.made, again.files)
    assert before == files(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: replace(edition, pieces=edition.pieces[:1]),
        lambda edition: replace(edition, feed=replace(edition.feed, title="Another title")),
        lambda edition: replace(edition, url="https://other.example.org"),
        lambda edition: replace(edition, previous="main.1"),
    ],
)
def test_another_edition_is_made(tmp_path: Path, change: Callable[[Edition], Edition]) -> None:
    """Whatever differs in an edition, its documents are those of a process that knows nothing."""
    printed(make.edition(2, 1), tmp_path)
    changed = change(make.edition(2, 1))
    written = printed(changed, tmp_path)
    Seals().write(changed, tmp_path / "new" / "feeds")

    assert written.made > 0
    assert files(tmp_path / "new") == files(tmp_path)


@pytest.mark.parametrize("name", ["main.atom", "main.json.gz", "main.html.br"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_file_that_somebody_touched_is_put_right(tmp_path: Path, name: str, *, gone: bool) -> None:
    """A document or neighbour that is gone is written again, and so is a document that is another."""
    printed(make.edition(2, 1), tmp_path)
    before, path = files(tmp_path), tmp_path / "feeds" / name
    if gone or path.suffix in (".gz", ".br"):  # a neighbour is compared with nothing, seal or not
        path.unlink()
    else:
        path.write_bytes(b"another")
    printed(make.edition(2, 1), tmp_path)

    assert before == files(tmp_path)


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"program": 1}', '{"program": "PROGRAM", "seals": {"x": 1}}', '{"seals": {}}']
)
def test_a_file_that_says_nothing(tmp_path: Path, body: str) -> None:
    """What another program left, or half a file, is as none."""
    printed(make.edition(2, 1), tmp_path)
    file = tmp_path / "seals.json"
    program = json.loads(file.read_text())["program"]
    file.write_text(body.replace("PROGRAM", program))

    assert 8 == printed(make.edition(2, 1), tmp_path).made
    assert 0 == printed(make.edition(2, 1), tmp_path).made


def test_another_program_makes_all_anew(tmp_path: Path) -> None:
    """Seals of a program whose code was another do not count."""
    printed(make.edition(2, 1), tmp_path)
    file = tmp_path / "seals.json"
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "program": "another"}))

    assert 8 == printed(make.edition(2, 1), tmp_path).made


def test_no_place_for_seals(tmp_path: Path) -> None:
    """Where they cannot be kept, everything is made each time, and nothing fails."""
    seals = Seals(tmp_path / "missing" / "seals.json")
    seals.write(make.edition(2, 1), tmp_path / "feeds")
    seals.keep()

    assert 8 == Seals(tmp_path / "missing" / "seals.json").write(make.edition(2, 1), tmp_path / "feeds").made


def test_nothing_new_is_not_written_down_again(tmp_path: Path) -> None:
    """What was kept is kept once: a turn that writes no document writes no seals."""
    seals = Seals(tmp_path / "seals.json")
    seals.write(make.edition(2, 1), tmp_path / "feeds")
    seals.keep()
    (tmp_path / "seals.json").unlink()
    seals.keep()

    assert not (tmp_path / "seals.json").exists()


def test_a_document_that_holds_keeps_its_seal(tmp_path: Path) -> None:
    """A process that makes one of two documents anew writes down the seals of both."""
    old, new = make.edition(2, 1), make.edition(2, 1, stem="other")
    for editions in ((old, new), (old, replace(new, previous="main.1"))):
        seals = Seals(tmp_path / "seals.json")
        for each in editions:
            seals.write(each, tmp_path / "feeds")
        seals.keep()

    assert 0 == printed(old, tmp_path).made


def test_no_secret_is_named(tmp_path: Path) -> None:
    """The name of a private feed's document, which opens it, does not stand there."""
    printed(make.edition(2, 1, stem=STEM), tmp_path)

    assert "secret" not in (tmp_path / "seals.json").read_text()
    assert 0 == printed(make.edition(2, 1, stem=STEM), tmp_path).made


def test_an_edition_without_all_texts_is_not_sealed(tmp_path: Path) -> None:
    """Where fragments come from what was written before, the edition lacks texts: the next process makes all."""
    seals, plates, edition = Seals(tmp_path / "seals.json"), Plates(), make.edition(2, 1)
    first = seals.write(edition, tmp_path / "feeds", looks=("two", "one"))
    assert first.plate
    plates.keep("main", first.plate)
    stock = plates.stock(tmp_path / "feeds", edition.feed, edition.url, ["main"])
    second = seals.write(make.edition(3, 2, 1), tmp_path / "feeds", looks=("three", "two", "one"), stock=stock)
    seals.keep()

    assert 4 == second.made
    assert 12 == printed(make.edition(3, 2, 1), tmp_path).made


def test_of_what_is_no_more_no_seal_stays(tmp_path: Path) -> None:
    """A process that writes anything down leaves out documents that it had nothing to do with."""
    printed(make.edition(2, 1, stem="old"), tmp_path)
    printed(make.edition(2, 1), tmp_path)

    assert 1 == len(json.loads((tmp_path / "seals.json").read_text())["seals"])
    assert 8 == printed(make.edition(2, 1, stem="old"), tmp_path).made


async def test_a_process_after_another(tmp_path: Path) -> None:
    """A feedbot that starts with nothing new makes no fragment; one that has news makes its feed."""
    async with world(tmp_path) as here:
        made = list[bool]()
        for number in (1, 1, 2):
            here.article(f"{number}.txt", f"date 2026-03-0{number} Headline {number}\nThe text of the article.")
            here.turns.press = Press(seals=Seals(tmp_path / "seals.json"))
            before = (tmp_path / "feeds" / "main.atom").stat().st_mtime_ns if made else 0
            await here.round()
            made.append((tmp_path / "feeds" / "main.atom").stat().st_mtime_ns != before)

    assert [True, False, True] == made
    assert 1 == len(json.loads((tmp_path / "seals.json").read_text())["seals"])
    assert "Headline 2" in (tmp_path / "feeds" / "main.atom").read_text()
