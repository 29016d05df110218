import gzip
from pathlib import Path

import brotli
import pytest

from feedbot.publish import replace, sweep, write
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

    assert 4 == first[1]
    assert (first[0], 0) == again
    assert body == gzip.decompress((tmp_path / "main.atom.gz").read_bytes())
    assert body == brotli.decompress((tmp_path / "main.atom.br").read_bytes())


def test_what_a_dead_process_left_is_swept_away(tmp_path: Path) -> None:
    """Half-written files of another time go; feeds stay."""
    (tmp_path / ".half.tmp").write_bytes(b"x")
    (tmp_path / "main.atom").write_bytes(b"x")
    sweep(tmp_path)

    assert [tmp_path / "main.atom"] == list(tmp_path.iterdir())
