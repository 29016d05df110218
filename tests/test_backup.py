import json
import os
import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot import backup
from feedbot.backup import Manifest
from feedbot.errors import StoreError
from tests import make

BODY = b"a database, as far as a file can tell" * 1000


def manifest(file: Path, **fields: object) -> Manifest:
    """What a backup of a file says."""
    made = Manifest(
        version="1", made=make.NOW, revision="1", counts={"entries": 2}, size=len(BODY), digest=backup.digest(file)
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # fields as the test has them


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A file that stands for a database."""
    path = tmp_path / "feedbot.db"
    path.write_bytes(BODY)
    return path


def forged(path: Path, *members: tuple[str, bytes]) -> Path:
    """An archive with these members."""
    with tarfile.open(path, "w:gz") as tar:
        for name, body in members:
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, BytesIO(body))
    return path


def test_a_backup_gives_back_what_was_put_in(database: Path, tmp_path: Path) -> None:
    """The database, the config and what is said of both; only its owner may read it."""
    file, said = tmp_path / backup.name(make.NOW), manifest(database)
    backup.pack(file, database, "# ours\n", said)

    assert (said, "# ours\n") == backup.unpack(file, tmp_path / "back.db")
    assert (BODY, 0o600) == ((tmp_path / "back.db").read_bytes(), (tmp_path / "back.db").stat().st_mode & 0o777)
    assert ("feedbot-20260314T120000Z.tar.gz", 0o600) == (file.name, file.stat().st_mode & 0o777)
    assert [] == [each.name for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_any_tool_reads_it(database: Path, tmp_path: Path) -> None:
    """It is a tar.gz with three files."""
    backup.pack(tmp_path / "b.tar.gz", database, "", manifest(database))

    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        assert ["manifest.json", "config.toml", "feedbot.db"] == tar.getnames()


@pytest.mark.parametrize("place", [0.0, 0.3, 0.9])
def test_a_damaged_backup_is_refused(database: Path, tmp_path: Path, place: float) -> None:
    """Wherever a byte is wrong, or the end is missing."""
    database.write_bytes(os.urandom(len(BODY)))
    file = tmp_path / "b.tar.gz"
    backup.pack(file, database, "", manifest(database))
    body = bytearray(file.read_bytes())
    body[int(place * len(body))] ^= 0xFF

    for broken in (bytes(body), bytes(body[: int(place * len(body))])):
        file.write_bytes(broken)
        with pytest.raises(StoreError, match=r"damaged|cannot be read"):
            backup.unpack(file, None)


def test_an_archive_of_somebody_else_is_refused(database: Path, tmp_path: Path) -> None:
    """Its members are taken in our order and by our names only, and what it says must be whole and true."""
    said = json.loads(json.dumps({"version": "1", "made": "2026-03-14T12:00:00+00:00", "revision": "1"}))
    whole = said | {"counts": {}, "size": len(BODY), "digest": backup.digest(database)}
    wrong = json.dumps(whole | {"digest": "0"}).encode()
    for members in (
        [],
        [("../../feedbot.db", BODY)],
        [("manifest.json", b"[]")],
        [("manifest.json", b"{}")],
        [("manifest.json", json.dumps(said).encode())],
        [("manifest.json", json.dumps(whole).encode()), ("config.toml", b"x" * 2_000_000)],
        [("manifest.json", wrong), ("config.toml", b""), ("feedbot.db", BODY)],
    ):
        with pytest.raises(StoreError, match=r"damaged, or no backup|is not the one"):
            backup.unpack(forged(tmp_path / "b.tar.gz", *members), None)


def test_a_mere_copy_of_a_database_is_a_backup(tmp_path: Path) -> None:
    """What `sqlite3 .backup` made, or feedbot before an update, has no list of what is in it."""
    copy = tmp_path / "feedbot.db.before-0005"
    copy.write_bytes(b"SQLite format 3\0" + BODY)

    said, config = backup.unpack(copy, tmp_path / "back.db")

    assert (None, "") == (said.made, config)
    assert copy.read_bytes() == (tmp_path / "back.db").read_bytes()


def test_only_the_oldest_backups_are_deleted(tmp_path: Path) -> None:
    """So many are kept; what has another name is somebody else's."""
    names = [backup.name(make.NOW + make.hours(number)) for number in range(4)]
    for name in [*names, "feedbot-mine.tar.gz", "notes.txt"]:
        (tmp_path / name).touch()

    assert names[:2] == [each.name for each in backup.thin_out(tmp_path, 2)]
    assert {*names[2:], "feedbot-mine.tar.gz", "notes.txt"} == {each.name for each in tmp_path.iterdir()}
    assert () == backup.thin_out(tmp_path, 9)


def test_secrets_in_a_config_become_stars() -> None:
    """Texts under keys that have secrets, and passwords in addresses; names of secrets stay, and comments too."""
    text = (
        '# mine\n[[sources]]\nurl = "https://me:hunter2@example.org/"\nauth = { user = "me-too", password = "hush" }\n'
        'headers = { Authorization = "Bearer ${TOKEN}" }\n[s3]\nkey = ""\n[[channels]]\nurls = ["ntfy://topic"]\n'
    )
    bare, number = backup.bare(text)

    assert 4 == number
    assert (
        '# mine\n[[sources]]\nurl = "https://me:***@example.org/"\nauth = { user = "***", password = "***" }\n'
        'headers = { Authorization = "Bearer ${TOKEN}" }\n[s3]\nkey = ""\n[[channels]]\nurls = ["***"]\n'
    ) == bare
    assert ("plain = 1\n", 0) == backup.bare("plain = 1\n")


def test_a_config_whose_secrets_cannot_be_told_apart_is_left_out() -> None:
    """A secret that is written otherwise than it reads, and what is no TOML."""
    assert ("", 1) == backup.bare('token = "a\\u0062c"\n')
    assert ("", 0) == backup.bare("token = \n")


@given(secret=st.text(min_size=1, max_size=30).filter(lambda text: "${" not in text and text not in "***"))
def test_no_secret_ever_stays(secret: str) -> None:
    """Whatever a password is, the text does not show it, or is left out."""
    bare, _ = backup.bare(f"password = {json.dumps(secret)}\nother = 1\n")

    assert "" == bare or json.dumps(secret)[1:-1] not in bare.partition("=")[2].partition("\n")[0]


def test_a_backup_that_cannot_be_written_leaves_nothing(database: Path, tmp_path: Path) -> None:
    """A folder that is not there is told of."""
    with pytest.raises(StoreError, match="cannot be written"):
        backup.pack(tmp_path / "nowhere" / "b.tar.gz", database, "", manifest(database))
