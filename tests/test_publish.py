import gzip
from array import array
from dataclasses import replace as replace_
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot import folder
from feedbot.feeds import FORMATS, render
from feedbot.fragments import Plates, Proof, compose, packed
from feedbot.printing import replace, sweep, write, write_page
from tests import make


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The old file is never written into: another takes its place, with nothing left beside it."""
    path = tmp_path / "main.atom"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        replace(path, b"new")

        assert b"old" == reader.read()
    assert b"new" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """Whatever goes wrong in the middle, the old file stands and nothing half-written is left."""
    path = tmp_path / "main.atom"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        replace(path, "not bytes")  # type: ignore[arg-type]  # a fault in the middle of the write

    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_neighbours_hold_the_same(tmp_path: Path) -> None:
    """The compressed neighbours unpack to the file's bytes, and writing again writes nothing."""
    first = write(make.edition(2, 1), tmp_path)
    again = write(make.edition(2, 1), tmp_path)
    body = (tmp_path / "main.atom").read_bytes()

    assert 4 == first.files
    assert (first.digest, 0) == (again.digest, again.files)
    assert body == gzip.decompress((tmp_path / "main.atom.gz").read_bytes())
    assert body == brotli.decompress((tmp_path / "main.atom.br").read_bytes())


def test_what_a_dead_process_left_is_swept_away(tmp_path: Path) -> None:
    """Half-written files of another time go; feeds stay."""
    (tmp_path / ".half.tmp").write_bytes(b"x")
    (tmp_path / "main.atom").write_bytes(b"x")
    sweep(tmp_path)

    assert [tmp_path / "main.atom"] == list(tmp_path.iterdir())


def test_a_page_is_packed_better_and_written_once(tmp_path: Path) -> None:
    """A closed page that is there stays as it is, whatever it would be now; a neighbour that lacks is made of it."""
    page = make.edition(2, 1, role="archive", stem="main.1", feed=make.feed(formats=("atom",)))
    first = write_page(page, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "main.1.atom.br").unlink()
    again = write_page(replace_(page, updated=make.NOW + make.hours(1)), tmp_path)
    anew = write_page(replace_(page, url="https://other.example.org"), tmp_path, anew=True)

    assert (1, 2) == (first.files, first.made)
    assert (1, 0) == (again.files, again.made)
    assert 1 == anew.files
    assert before["main.1.atom"] == brotli.decompress(before["main.1.atom.br"])
    assert b"other.example.org" in (tmp_path / "main.1.atom").read_bytes()


def test_a_closed_page_is_packed_once(tmp_path: Path) -> None:
    """However often a page is come by, each of its files is made once."""
    put: list[str] = []

    def count(path: Path, body: bytes) -> None:
        put.append(path.name)
        replace(path, body)

    page = make.edition(2, 1, role="archive", stem="main.1", feed=make.feed(formats=("atom", "rss")))
    for _ in range(5):
        write_page(page, tmp_path, put=count)

    assert [f"main.1.{format}{ending}" for format in ("atom", "rss") for ending in (".gz", ".br", "")] == put


def test_a_document_is_the_same_glued_or_not(tmp_path: Path) -> None:
    """What is composed of fragments is what `render` gives, and a piece that cannot be written is left out."""
    edition = make.edition(3, 2, 1)
    bad = replace_(edition, pieces=(*edition.pieces, make.piece(4, title="\x00")))
    for format in FORMATS:
        assert render(edition, format) == compose(edition, format).body
        assert render(bad, format) == compose(bad, format).body


def test_plates_are_bounded(tmp_path: Path) -> None:
    """Only the documents that were written last are known, as many fragments as there is room for."""
    plates = Plates(most=5)
    stems = ("a", "b", "c")
    for stem in stems:
        edition = make.edition(2, 1, stem=stem)
        written = write(edition, tmp_path, looks=("one", "two"))
        assert written.plate
        plates.keep(stem, written.plate)
    feed, url = make.feed(), make.edition().url

    assert [False, True, True] == [plates.stock(tmp_path, feed, url, [stem]).piece("one") is not None for stem in stems]
    assert None is plates.stock(tmp_path, make.feed(title="Another"), url, ["c"]).piece("one")
    (tmp_path / "c.rss").unlink()
    assert None is plates.stock(tmp_path, feed, url, ["c"]).piece("one")


def test_a_file_that_changes_meanwhile(tmp_path: Path) -> None:
    """A document that changes after it was looked at is not read: that is a fault of the disk, and tried again."""
    written = write(make.edition(1), tmp_path, looks=("one",))
    assert written.plate
    plates = Plates()
    plates.keep("main", written.plate)
    stock = plates.stock(tmp_path, make.feed(), make.edition().url, ["main"])
    (tmp_path / "main.atom").write_bytes(b"another")

    with pytest.raises(OSError, match=r"main\.atom changed while it was read"):
        stock.open("atom")


@given(
    fragments=st.lists(st.binary(min_size=1, max_size=200), max_size=20),
    held=st.booleans(),
)
def test_glued_neighbours_unpack_to_the_same(fragments: list[bytes], *, held: bool) -> None:
    """However a document is parted, its glued neighbour unpacks to it, with parts that were held as without."""
    spans = array("q")
    at = 4
    for each in fragments:
        spans.extend((at, at + len(each)))
        at += len(each)
    proof = Proof(body=b"head" + b"".join(fragments) + b"tail", spans=spans)
    breaks = range(0, len(fragments), 3)
    body, parts = packed(proof, breaks, {})
    kept = {digest: body[start:end] for digest, (start, end) in parts.items()} if held else {}

    assert proof.body == gzip.decompress(body)
    assert (body, parts) == packed(proof, breaks, kept)


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("main.atom", ("main", "atom", "main", "")),
        ("main.12.rss.gz", ("main.12", "rss", "main", "12")),
        ("main.all.json.br", ("main.all", "json", "main", "all")),
        ("a.b.html", ("a.b", "html", "a.b", "")),
        (".1.atom", (".1", "atom", ".1", "")),
        ("main.atom.br.gz", None),
        ("main.txt", None),
        ("atom", None),
        (".atom", None),
    ],
)
def test_names_of_files(file: str, parts: tuple[str, ...] | None) -> None:
    """A file's name tells stem, format, base and page; what is no document of ours tells nothing."""
    name = folder.read(file)

    assert parts == (name and (name.stem, name.format, name.base, name.page))
