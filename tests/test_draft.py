import errno
import os
from pathlib import Path

import pytest

from feedbot import draft


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, "Read-only file system; let the service write there, or mount that folder into the container"),
        (
            errno.EACCES,
            "Permission denied; let that folder belong to the user that feedbot runs as; or change the file",
        ),
        (errno.EPERM, "Operation not permitted; let that folder belong to the user that feedbot runs as"),
        (
            errno.EBUSY,
            "the file is mounted by itself, so none can take its place: mount its folder; or change the file",
        ),
        (errno.ENOSPC, "No space left on device; make room there"),
    ],
)
def test_what_to_do_where_a_file_cannot_be_replaced(number: int, said: str) -> None:
    """The usual reasons come with what to do about them."""
    told = str(draft.unwritten(Path("/srv/news/config.toml"), OSError(number, os.strerror(number))))

    assert told.startswith("/srv/news")
    assert said in told


def test_a_reason_without_a_remedy() -> None:
    """Another reason stands alone."""
    assert "/srv cannot be written to: odd" == str(draft.unwritten(Path("/srv/a"), OSError("odd")))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    """What root puts in the place of another user's file belongs to that user, with the same rights."""
    file = tmp_path / "config.toml"
    file.write_text("old")
    file.chmod(0o640)
    os.chown(file, 4242, 4343)
    draft.put(file, "new", like=file)

    assert "new" == file.read_text()
    assert (4242, 4343, 0o640) == (file.stat().st_uid, file.stat().st_gid, file.stat().st_mode & 0o777)
    assert [file] == list(tmp_path.iterdir())
