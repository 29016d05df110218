import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Document, Failed, File, Item, Reading, Source, Unchanged, Visit
from feedbot.net import Web
from feedbot.rules import identity
from feedbot.sources import folder
from tests import make

NOBODY = cast("Web", None)
"""A folder asks no network."""

ARTICLE = b"date 2026-03-10 A title\nA lede of one sentence.\nSource: Example Wire\nDetails: More of it.\n"
SAMPLES = Path(__file__).parents[2] / "articles"


def put(path: Path, body: bytes = ARTICLE, age: float = 3600) -> Path:
    """A file written `age` seconds before now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return date(path, age)


def date(path: Path, age: float) -> Path:
    """The same file, written `age` seconds before now."""
    moment = int((make.NOW.timestamp() - age) * 10**9)
    os.utime(path, ns=(moment, moment))
    return path


def source(place: Path, settle: float = 2) -> Source:
    """A source over a folder."""
    section = folder.Folder(name="sample", kind="folder", path=str(place), settle=timedelta(seconds=settle))
    return make.source(kind="folder", url=str(place), options=section)


EMPTY = '{"faults":{},"prints":{},"waiting":[]}'
"""The memo of a folder in which nothing lay."""


async def visit(place: Path, memo: str = "", settle: float = 2) -> Visit:
    """One visit, now."""
    return await folder.fetch(source(place, settle), make.cursor(memo=memo), NOBODY, make.NOW)


@pytest.fixture
async def ours(tmp_path: Path) -> AsyncIterator[Path]:
    """A folder of a user who may not read everything, even if the tests run as root."""
    await visit(tmp_path)  # what is imported late is there before the rights are gone
    if os.geteuid() != 0:
        yield tmp_path
        return
    with TemporaryDirectory() as name:
        os.chown(name, 65534, 65534)
        os.seteuid(65534)
        yield Path(name)
        os.seteuid(0)


async def look(place: Path, memo: str = "") -> Document:
    """A visit that must find something."""
    document = await visit(place, memo)
    assert isinstance(document, Document)
    return document


async def reading(place: Path) -> Reading:
    """What a folder says at a first visit."""
    return folder.parse(await look(place), source(place))


def names(document: Document) -> list[str]:
    """The paths of a document's files."""
    return [file.path for file in document.files]


def same(item: Item) -> Item:
    """The item without what only tells where and when its file lies."""
    return replace(item, path=None, modified=None)


def test_the_section() -> None:
    """A folder is watched at the place that its section names, and a file settles in two seconds unless said."""
    section = folder.Folder(name="sample", kind="folder", path="articles")

    assert "articles" == section.place
    assert timedelta(seconds=2) == section.settle


async def test_first_visit(tmp_path: Path) -> None:
    """Every article comes with its bytes and its time, ordered by path; the reading is complete."""
    put(tmp_path / "b.txt")
    put(tmp_path / "deep" / "a.md", b"# Another\n\nText.")
    document = await look(tmp_path)
    said = folder.parse(document, source(tmp_path))

    assert ["b.txt", "deep/a.md"] == names(document)
    assert make.NOW - timedelta(hours=1) == document.files[0].modified
    assert ARTICLE == document.files[0].body
    assert ["A title", "Another"] == [item.title for item in said.items]
    assert said.complete
    assert "urn:feedbot:folder:sample" == said.origin.id


async def test_an_origin_has_the_configured_title(tmp_path: Path) -> None:
    """The folder is called what the operator calls it, else by its name."""
    document = await look(tmp_path)

    assert "sample" == folder.parse(document, source(tmp_path)).origin.title
    assert "News" == folder.parse(document, replace(source(tmp_path), title="News")).origin.title


async def test_nothing_moved(tmp_path: Path) -> None:
    """A second look at the same files is Unchanged."""
    put(tmp_path / "a.txt")
    document = await look(tmp_path)

    assert Unchanged(memo=document.memo) == await visit(tmp_path, document.memo)


async def test_an_empty_folder(tmp_path: Path) -> None:
    """An empty folder is a complete reading of nothing, not a fault."""
    assert Reading(origin=(await reading(tmp_path)).origin, complete=True) == await reading(tmp_path)


@pytest.mark.parametrize("memo", ["{", "[]", "{}", '{"prints": 1, "waiting": 2, "faults": 3}', "null"])
async def test_a_memo_that_is_not_ours(tmp_path: Path, memo: str) -> None:
    """A memo that cannot be read makes everything be read anew."""
    put(tmp_path / "a.txt")

    assert ["a.txt"] == names(await look(tmp_path, memo))


async def test_a_change_brings_all_files(tmp_path: Path) -> None:
    """When one file changed, all are given, so that the reading is complete."""
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt")
    memo = (await look(tmp_path)).memo
    put(tmp_path / "b.txt", ARTICLE + b"More.")

    assert ["a.txt", "b.txt"] == names(await look(tmp_path, memo))


async def test_a_deleted_file_is_missing(tmp_path: Path) -> None:
    """What was deleted is missing in a reading that is complete."""
    put(tmp_path / "a.txt")
    memo = (await look(tmp_path)).memo
    put(tmp_path / "b.txt", b"Another title\nText.").rename(tmp_path / "c.txt")
    (tmp_path / "a.txt").unlink()
    document = await look(tmp_path, memo)

    assert ["c.txt"] == names(document)
    assert folder.parse(document, source(tmp_path)).complete


async def test_a_folder_emptied_all_at_once(tmp_path: Path) -> None:
    """A folder that lost all its many files withdraws nothing until one is there again: a disk may be missing."""
    for number in range(5):
        put(tmp_path / f"{number}.txt")
    memo = (await look(tmp_path)).memo
    for path in tmp_path.iterdir():
        path.unlink()
    document = await look(tmp_path, memo)

    assert () == document.files
    assert not folder.parse(document, source(tmp_path)).complete
    assert "stays until" in document.notes[0]
    assert isinstance(await visit(tmp_path, document.memo), Unchanged)

    put(tmp_path / "9.txt")
    assert folder.parse(await look(tmp_path, document.memo), source(tmp_path)).complete


async def test_renaming(tmp_path: Path) -> None:
    """A renamed file gives the same item under the same key."""
    put(tmp_path / "a.txt")
    (before,) = (await reading(tmp_path)).items
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").rename(tmp_path / "sub" / "b.txt")
    (after,) = (await reading(tmp_path)).items

    assert ("a.txt", "sub/b.txt") == (before.path, after.path)
    assert same(before) == same(after)
    assert identity.key(before) == identity.key(after)


async def test_touching(tmp_path: Path) -> None:
    """A touched file is given again, and its item says what it said."""
    put(tmp_path / "a.txt")
    (before,) = (await reading(tmp_path)).items
    date(tmp_path / "a.txt", 60)
    (after,) = (await reading(tmp_path)).items

    assert before.modified != after.modified
    assert same(before) == same(after)
    assert identity.raw(before, source(tmp_path)) == identity.raw(after, source(tmp_path))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_saving_anew(tmp_path: Path, encoding: str) -> None:
    """A file that another editor saved, with its own line ends and mark, gives the same item."""
    put(tmp_path / "a.txt")
    (before,) = (await reading(tmp_path)).items
    put(tmp_path / "a.txt", ARTICLE.decode().replace("\n", "\r\n").encode(encoding))
    (after,) = (await reading(tmp_path)).items

    assert same(before) == same(after)


async def test_editing(tmp_path: Path) -> None:
    """An edited text is the same article, changed: its key stays."""
    put(tmp_path / "a.txt")
    (before,) = (await reading(tmp_path)).items
    put(tmp_path / "a.txt", ARTICLE + b"A correction.")
    (after,) = (await reading(tmp_path)).items

    assert same(before) != same(after)
    assert identity.key(before) == identity.key(after)


async def test_a_growing_file_waits(tmp_path: Path) -> None:
    """A file written a moment ago is left out and named, and read once it lies still."""
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt", b"Half a ti", age=1)
    document = await look(tmp_path, EMPTY)

    assert ["a.txt"] == names(document)
    assert ("b.txt",) == document.waiting
    assert not folder.parse(document, source(tmp_path)).complete
    assert isinstance(await visit(tmp_path, document.memo), Unchanged)

    put(tmp_path / "b.txt", b"Half a title and the rest\nText.", age=2)
    document = await look(tmp_path, document.memo)

    assert ["a.txt", "b.txt"] == names(document)
    assert () == document.waiting
    assert folder.parse(document, source(tmp_path)).complete


async def test_the_first_look_waits_for_what_was_just_copied(tmp_path: Path) -> None:
    """Files that are young at the first look are waited for once, so that they count as there from the beginning."""
    put(tmp_path / "a.txt", age=0)
    document = await visit(tmp_path, settle=0.01)

    assert isinstance(document, Document)
    assert (["a.txt"], ()) == (names(document), document.waiting)


async def test_a_known_file_that_grows_waits(tmp_path: Path) -> None:
    """A file that is being edited is left out for now, and nobody takes it as deleted."""
    put(tmp_path / "a.txt")
    memo = (await look(tmp_path)).memo
    put(tmp_path / "a.txt", b"Half", age=1)
    document = await look(tmp_path, memo)

    assert ("a.txt",) == document.waiting
    assert not folder.parse(document, source(tmp_path)).complete


async def test_how_long_a_file_waits(tmp_path: Path) -> None:
    """The section says how long; a source without one has two seconds."""
    put(tmp_path / "a.txt", age=5)
    bare = replace(source(tmp_path), options=None)
    document = await folder.fetch(bare, make.cursor(), NOBODY, make.NOW)

    assert isinstance(document, Document)
    assert ["a.txt"] == names(document)
    assert ("a.txt",) == getattr(await visit(tmp_path, EMPTY, settle=10), "waiting", None)


@pytest.mark.parametrize(("age", "waits"), [(-1, True), (-3600, False)])
async def test_a_date_in_the_future(tmp_path: Path, age: float, waits: bool) -> None:  # noqa: FBT001 - a parameter
    """A file written since the visit began waits; one dated far ahead has a wrong clock and is read."""
    put(tmp_path / "a.txt", age=age)

    assert waits == bool((await look(tmp_path, EMPTY)).waiting)


async def test_an_unreadable_file(tmp_path: Path) -> None:
    """A file that cannot be read is named with the reason, the others go on, and it is read once that is mended."""
    put(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone.txt")
    document = await look(tmp_path)

    assert ("b.txt: no such file or directory",) == document.notes
    assert ["a.txt"] == names(document)
    assert not folder.parse(document, source(tmp_path)).complete
    assert isinstance(await visit(tmp_path, document.memo), Unchanged)

    put(tmp_path / "gone.txt").rename(tmp_path / "b2.txt")
    (tmp_path / "b.txt").unlink()
    assert folder.parse(await look(tmp_path, document.memo), source(tmp_path)).complete


async def test_without_the_right_to_read(ours: Path) -> None:
    """A file we may not read is named; that it may be read again is seen although nothing else changed."""
    put(ours / "a.txt").chmod(0)
    put(ours / "sub" / "b.txt").parent.chmod(0)
    document = await look(ours)
    again = await visit(ours, document.memo)
    (ours / "a.txt").chmod(0o600)
    (ours / "sub").chmod(0o700)

    assert ("a.txt: permission denied", "sub/: permission denied") == document.notes
    assert isinstance(again, Unchanged)
    assert ["a.txt", "sub/b.txt"] == names(await look(ours, document.memo))


async def test_a_folder_without_the_right_to_list(ours: Path) -> None:
    """A folder that may be entered but not listed is a failure with its reason."""
    ours.chmod(0)
    refused = await visit(ours)
    ours.chmod(0o700)

    assert Failed(reason=f"the folder {ours} cannot be read: permission denied") == refused


async def test_no_such_folder(tmp_path: Path) -> None:
    """A missing folder, a file in its place and a path that cannot be are failures that say what to do."""
    put(tmp_path / "file")
    missing = await visit(tmp_path / "missing")
    file = await visit(tmp_path / "file")
    odd = await folder.fetch(make.source(url="a\0b"), make.cursor(), NOBODY, make.NOW)

    assert Failed(reason=f"the folder {tmp_path}/missing does not exist; create it or correct path") == missing
    assert Failed(reason=f"{tmp_path}/file is not a folder; correct path") == file
    assert isinstance(odd, Failed)
    assert odd.reason.startswith(r"the folder a\x00b cannot be read: ")


async def test_many_faults(tmp_path: Path) -> None:
    """Notes stay few: the first hundred, and how many more there are."""
    for number in range(103):
        (tmp_path / f"{number:03}.txt").symlink_to("/nowhere/at/all")
    document = await look(tmp_path)

    assert 101 == len(document.notes)
    assert "and 3 more notes" == document.notes[-1]


def test_one_bad_file() -> None:
    """A file that is no article becomes a note with its path, and the others are read."""
    files = (
        File(path="a.txt", body=b"\x00\x01\x02" * 100, modified=make.NOW),
        File(path="b.txt", body=ARTICLE, modified=make.NOW),
        File(path="c.md", body=b"---\ntitle: [\n---\nText.", modified=make.NOW),
        File(path="d.txt", body=b"", modified=make.NOW),
    )
    said = folder.parse(make.document(files=files), make.source())

    assert ["A title"] == [item.title for item in said.items]
    assert "a.txt: it holds no text in an encoding we know; save it as UTF-8" == said.notes[0]
    assert said.notes[1].startswith("c.md: its front matter is not YAML: line ")
    assert "d.txt: it is empty" == said.notes[2]
    assert not said.complete


def test_a_file_that_we_fail_at() -> None:
    """A fault of our own at one file is a note too."""
    files = (File(path="a.pdf", body=b"x", modified=make.NOW), File(path="b.txt", body=ARTICLE, modified=make.NOW))
    said = folder.parse(make.document(files=files), make.source())

    assert 1 == len(said.items)
    assert said.notes[0].startswith("a.pdf: it cannot be understood (KeyError")


def test_remarks_do_not_spoil_a_reading() -> None:
    """A file with a bad byte is an article all the same; the note tells of the byte."""
    body = "Заголовок статьи\nТекст статьи, в котором".encode() + b"\xff" + " один байт испорчен.".encode()
    said = folder.parse(make.document(files=(File(path="a.txt", body=body, modified=make.NOW),)), make.source())

    assert said.complete
    assert ("a.txt: 1 characters could not be read in utf-8",) == said.notes


async def test_the_samples(tmp_path: Path) -> None:
    """Every shipped sample is read without a remark: title, date, language, lede or summary, attribution and body."""
    shutil.copytree(SAMPLES, tmp_path / "articles")
    for path in (tmp_path / "articles").rglob("*.*"):
        date(path, 60)
    said = await reading(tmp_path / "articles")

    assert said.complete
    assert () == said.notes
    assert 14 <= len(said.items)
    assert {"ru", "uk", "en"} == {item.language for item in said.items}
    assert [] == [item.path for item in said.items if not (item.title and item.published and item.attribution)]
    assert [] == [item.path for item in said.items if not (item.lede or item.summary) or "\ufffd" in (item.html or "")]
    assert len(said.items) == len(dict(identity.keyed(said.items)))


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["a.txt", "a.md", "a.html", "b/a.markdown", "a.HTM"]),
)
def test_parse_never_raises(body: bytes, path: str) -> None:
    """Any bytes in any kind of file give an item or a note that names the file, and never an exception."""
    files = (File(path=path, body=body, modified=datetime(2026, 3, 1, tzinfo=UTC)),)
    said = folder.parse(make.document(files=files), make.source())

    assert 1 <= len(said.items) + len(said.notes)
    assert not any("cannot be understood" in note for note in said.notes)
    assert all(note.startswith(f"{path}: ") for note in said.notes)
    assert not any("\0" in (text or "") for item in said.items for text in (item.title, item.html, item.lede))
