import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.sources import tree

TEXT = frozenset({"txt"})


def walk(place: Path) -> tree.Look:
    """What lies below a folder."""
    with tree.opened(str(place)) as root:
        return tree.walk(root, str(place), TEXT)


def read(place: Path, name: str) -> bytes:
    """The bytes of a file that a walk finds."""
    with tree.opened(str(place)) as root:
        return tree.read(root, tree.walk(root, str(place), TEXT).files[name])


def put(path: Path, body: bytes = b"x") -> Path:
    """A file with the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def test_any_depth_in_order(tmp_path: Path) -> None:
    """Files come by path from every depth; the case of a suffix does not matter."""
    for name in ("b.txt", "a/z.TXT", "a/b/c/d.txt"):
        put(tmp_path / name)

    assert ["a/b/c/d.txt", "a/z.TXT", "b.txt"] == list(walk(tmp_path).files)


@pytest.mark.parametrize(
    "name",
    ["a.tmp", ".a.txt", "a.txt~", ".a.txt.swp", "#a.txt#", "~$a.txt", "a.txt.part", "txt", ".hidden/a.txt", "a.pdf"],
)
def test_what_is_no_article(tmp_path: Path, name: str) -> None:
    """Hidden files, unfinished ones, editors' leftovers and other kinds are passed over without a word."""
    put(tmp_path / name)

    assert tree.Look() == walk(tmp_path)


def test_a_folder_named_like_a_file(tmp_path: Path) -> None:
    """A folder is entered whatever its name."""
    put(tmp_path / "a.txt" / "b.txt")

    assert ["a.txt/b.txt"] == list(walk(tmp_path).files)


def test_links_within_the_folder(tmp_path: Path) -> None:
    """A link to a file of the folder is read, a hidden one too; a link to a folder of it is not walked twice."""
    put(tmp_path / "..data" / "a.txt", b"A")
    (tmp_path / "a.txt").symlink_to(tmp_path / "..data" / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "folder.txt").symlink_to(tmp_path / "..data")

    assert ["a.txt"] == list(walk(tmp_path).files)
    assert not walk(tmp_path).faults
    assert b"A" == read(tmp_path, "a.txt")


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    """What lies outside is named and not followed."""
    put(tmp_path / "outside" / "secret.txt")
    place = tmp_path / "in"
    place.mkdir()
    (place / "secret.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (place / "folder").symlink_to(tmp_path / "outside")
    (place / "picture.png").symlink_to(tmp_path / "outside" / "picture.png")
    look = walk(place)

    assert {} == look.files
    assert {"secret.txt", "folder"} == look.faults.keys()
    assert {"a link that leads out of the folder is not followed"} == set(look.faults.values())


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    """A dangling link and a ring of links are named with the system's reason."""
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "ring.txt").symlink_to(tmp_path / "ring.txt")
    look = walk(tmp_path)

    assert {} == look.files
    assert "no such file or directory" == look.faults["a.txt"]
    assert "ring.txt" in look.faults


def test_the_root_may_be_a_link(tmp_path: Path) -> None:
    """The operator names the folder, so it may be a link itself."""
    put(tmp_path / "real" / "a.txt", b"A")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert b"A" == read(tmp_path / "link", "a.txt")


def test_pipes_and_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no ordinary file is named and never opened: opening this pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        look = walk(tmp_path)

    assert {"pipe.txt": "it is not an ordinary file", "socket.txt": "it is not an ordinary file"} == look.faults


def test_a_file_that_becomes_a_pipe(tmp_path: Path) -> None:
    """A file that turns into something else between look and opening is not read, and nothing waits for it."""
    path = put(tmp_path / "a.txt")
    with tree.opened(str(tmp_path)) as root:
        found = tree.walk(root, str(tmp_path), TEXT).files["a.txt"]
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(tree.RestlessError):
            tree.read(root, found)
        path.unlink()
        path.mkdir()
        with pytest.raises(tree.RestlessError):
            tree.read(root, found)


def test_a_file_that_changes_or_goes(tmp_path: Path) -> None:
    """A file that is not as it was found, or not there, is restless."""
    path = put(tmp_path / "a.txt")
    with tree.opened(str(tmp_path)) as root:
        found = tree.walk(root, str(tmp_path), TEXT).files["a.txt"]
        path.write_bytes(b"longer")
        with pytest.raises(tree.RestlessError):
            tree.read(root, found)
        path.unlink()
        with pytest.raises(tree.RestlessError):
            tree.read(root, found)


def test_a_folder_swapped_for_a_link(tmp_path: Path) -> None:
    """A link put in the place of a folder after the look does not lead outside."""
    put(tmp_path / "in" / "sub" / "a.txt")
    put(tmp_path / "out" / "a.txt")
    with tree.opened(str(tmp_path / "in")) as root:
        found = tree.walk(root, str(tmp_path / "in"), TEXT).files["sub/a.txt"]
        (tmp_path / "in" / "sub").rename(tmp_path / "away")
        (tmp_path / "in" / "sub").symlink_to(tmp_path / "out")
        with pytest.raises(tree.RestlessError):
            tree.read(root, found)


def test_a_file_swapped_for_a_link(tmp_path: Path) -> None:
    """A link put in the place of a file after the look is refused."""
    path = put(tmp_path / "in" / "a.txt")
    with tree.opened(str(tmp_path / "in")) as root:
        found = tree.walk(root, str(tmp_path / "in"), TEXT).files["a.txt"]
        path.unlink()
        path.symlink_to(put(tmp_path / "out.txt"))
        with pytest.raises(tree.UnreadError):
            tree.read(root, found)


def test_a_large_file(tmp_path: Path) -> None:
    """A file over 1 MiB is named and not read; one of just that size is."""
    put(tmp_path / "large.txt", b"a" * (tree.LARGEST + 1))
    put(tmp_path / "full.txt", b"a" * tree.LARGEST)

    assert {"large.txt": "it is larger than 1 MiB"} == walk(tmp_path).faults
    assert tree.LARGEST == len(read(tmp_path, "full.txt"))


def test_too_much_for_once(tmp_path: Path) -> None:
    """Of more than can be held the newest files are taken, and the rest is told of."""
    for number in range(258):
        path = tmp_path / f"{number:03}.txt"
        path.touch()
        os.truncate(path, tree.LARGEST)  # sparse: it takes no room on the disk
        os.utime(path, (number, number))
    look = walk(tmp_path)

    assert [f"{number:03}.txt" for number in range(2, 258)] == list(look.files)
    assert "it holds too much; only the newest 256 of 258 files are read" == look.faults[""]


def test_too_deep(tmp_path: Path) -> None:
    """Folders nested without end are left at some depth, with a note."""
    put(tmp_path.joinpath(*"d" * 64) / "a.txt")
    put(tmp_path.joinpath(*"d" * 65) / "b.txt")
    look = walk(tmp_path)

    assert [f"{'d/' * 64}a.txt"] == list(look.files)
    assert {"d/" * 64: "what lies more than 64 folders deep is not read"} == look.faults


@pytest.mark.parametrize("name", [b"\xff.txt", b"a\nb.txt", b"a\\nb.txt", "\u202e.txt".encode()])
def test_names_that_no_line_can_hold(tmp_path: Path, name: bytes) -> None:
    """A file is read whatever its name, which is told in letters that can be shown and stored."""
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(b"A")
    (path,) = walk(tmp_path).files

    assert path.isprintable()
    assert b"A" == read(tmp_path, path)


def test_a_path_that_cannot_be() -> None:
    """A NUL in the path of the folder is a ValueError."""
    with pytest.raises(ValueError, match="null"), tree.opened("a\0b"):
        pass


def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    """A fault of the folder itself is the caller's to tell."""
    with pytest.raises(OSError, match="Bad file descriptor"):
        tree.walk(-1, str(tmp_path), TEXT)


def test_reasons() -> None:
    """A reason reads on after a colon; an error without words has its name."""
    assert "permission denied" == tree.because(PermissionError(13, "Permission denied"))
    assert "oserror" == tree.because(OSError())
    assert "embedded null byte" == tree.because(ValueError("embedded null byte"))


def test_names_without_end(tmp_path: Path) -> None:
    """Of a folder with more names than anybody needs some are looked at, with a note."""
    put(tmp_path / "a" / "a.txt")
    with tree.opened(str(tmp_path)) as root:
        look = tree.walk(root, str(tmp_path), TEXT, entries=1)

    assert {} == look.files
    assert "only the first 1 names in it were looked at" == look.faults[""]


def test_any_clock() -> None:
    """A file of any age has a moment that a calendar holds."""
    years = [tree.Found(real="a", size=1, changed=changed).modified.year for changed in (-(2**63), 0, 2**63 - 1)]

    assert [1938, 1970, 2262] == years


@given(st.text(), st.text())
def test_shown_paths_differ(one: str, other: str) -> None:
    """Two paths are shown alike only if they are the same."""
    assert (one == other) == (tree.shown(one) == tree.shown(other))
    assert tree.shown(one).isprintable()
