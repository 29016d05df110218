import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from feedbot.model import Failed
from feedbot.sources import maildir
from feedbot.sources.letterbox import Look, Wanted
from tests import make


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """An empty Maildir."""
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    return tmp_path


def deliver(box: Path, name: str, age: float = 60, folder: str = "new", sender: str = "news@example.org") -> Path:
    """A message that came `age` seconds before now; its name is its text."""
    path = box / folder / name
    path.write_text(f"From: {sender}\nSubject: {name}\n\n{name}")
    moment = int(make.NOW.timestamp() - age)
    os.utime(path, (moment, moment))
    return path


def look(box: Path, memo: str = "", *, stopped: bool = False, **wanted: object) -> Look:
    """A look that must be possible."""
    found = maildir.look(str(box), memo, Wanted(**{"body": 10_000, **wanted}), make.NOW, lambda: stopped)  # type: ignore[arg-type]  # a builder passes fields on
    assert isinstance(found, Look)
    return found


def names(found: Look) -> list[str]:
    """The names of the messages that a look brought."""
    return [file.path for file in found.files]


def test_new_messages_come_oldest_first(box: Path) -> None:
    """A look brings the messages of new and cur by the time they came; the next one only what is new since."""
    deliver(box, "b", 60, "cur")
    deliver(box, "a", 30)
    deliver(box, "c", 90)
    first = look(box)
    deliver(box, "d", 600)

    assert ["c", "b", "a"] == names(first)
    assert ["d"] == names(second := look(box, first.memo))
    assert ([], second.memo) == (names(third := look(box, second.memo)), third.memo)


def test_a_message_that_is_moved_or_marked_is_not_new(box: Path) -> None:
    """Flags, and the way from new to cur, change no message's identity."""
    path = deliver(box, "1700.host")
    memo = look(box).memo
    path.rename(box / "cur" / "1700.host:2,S")

    assert [] == names(look(box, memo))


def test_nothing_is_changed(box: Path) -> None:
    """After a look all files lie where they lay, as they were."""
    deliver(box, "a")
    before = {path: path.stat() for path in box.rglob("*") if path.is_file()}
    look(box)

    def kept(status: os.stat_result) -> tuple[float, ...]:
        return status.st_mtime_ns, status.st_ctime_ns, status.st_mode

    assert {path: kept(status) for path, status in before.items()} == {
        path: kept(path.stat()) for path in box.rglob("*") if path.is_file()
    }


def test_the_first_look_takes_the_newest(box: Path) -> None:
    """Of an old mailbox the newest messages are read; the others were there before and never come."""
    for number in range(8):
        deliver(box, f"m{number}", 100 - number)
    found = look(box, first=3)

    assert ["m5", "m6", "m7"] == names(found)
    assert [] == names(look(box, found.memo))


def test_what_is_too_much_comes_next_time(box: Path) -> None:
    """More messages than a look may take, in number or in bytes, are left for the next, and none is lost."""
    memo = look(box).memo
    for number in range(5):
        deliver(box, f"m{number}", 100 - number)
    size = (box / "new" / "m0").stat().st_size
    found = look(box, memo, most=2)
    rest = look(box, found.memo, total=2 * size)

    assert (["m0", "m1"], ("3 more messages are read at the next visits",)) == (names(found), found.notes)
    assert ["m2", "m3"] == names(rest)
    assert ["m4"] == names(look(box, rest.memo))
    assert [] == names(look(box, memo, stopped=True))


def test_a_large_message_comes_without_its_text(box: Path) -> None:
    """Of a message that is too large the fields are read, with a note."""
    deliver(box, "a" * 90)
    nameless = deliver(box, "b", 10)
    nameless.write_bytes(b"\n" * 300)
    found = look(box, body=200)

    assert [b"From: news@example.org\nSubject: " + b"a" * 90 + b"\n\n", b"\n"] == [file.body for file in found.files]
    assert f'"{"a" * 80}" is larger than 200 bytes (limits); its text is not read' == found.notes[0]
    assert '"b" is larger than 200 bytes (limits); its text is not read' == found.notes[1]


def test_strangers_are_left_out(box: Path) -> None:
    """With senders only their mail is read; that of others is counted, and not looked at again."""
    deliver(box, "a", sender="a@example.net")
    deliver(box, "b")
    found = look(box, senders=("example.org",))

    assert ["b"] == names(found)
    assert ("messages of others than senders names were left out: 1",) == found.notes
    assert () == look(box, found.memo, senders=("example.org",)).notes


def test_what_is_no_message_is_passed_over(box: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hidden files, folders, links and pipes are no messages."""
    outside = tmp_path_factory.mktemp("outside") / "secret"
    outside.write_text("secret")
    (box / "new" / ".hidden").write_text("x")
    (box / "new" / "folder").mkdir()
    (box / "new" / "link").symlink_to(outside)
    (box / "new" / "lost").symlink_to(box / "nowhere")
    os.mkfifo(box / "cur" / "pipe")

    assert [] == names(look(box))


@pytest.fixture
def ours() -> Iterator[Path]:
    """A Maildir of a user who may not read everything, even if the tests run as root."""
    with TemporaryDirectory() as name:
        place = Path(name)
        for folder in ("new", "cur"):
            (place / folder).mkdir()
        if os.geteuid() != 0:
            yield place
            return
        for each in (place, place / "new", place / "cur"):
            os.chown(each, 65534, 65534)
        os.seteuid(65534)
        yield place
        os.seteuid(0)


def test_an_unreadable_message_is_tried_again(ours: Path) -> None:
    """What cannot be read is noted, keeps nothing else back, and comes when it can be."""
    path = deliver(ours, "a", 100)
    deliver(ours, "b")
    path.chmod(0)
    found = look(ours, most=1)
    path.chmod(0o600)

    assert (["b"], ("a: permission denied",)) == (names(found), found.notes)
    assert ["a"] == names(look(ours, found.memo))


def test_notes_are_few(ours: Path) -> None:
    """Of many remarks the first are told."""
    for number in range(30):
        deliver(ours, f"m{number}").chmod(0)
    found = look(ours)

    assert (21, "and 10 more notes") == (len(found.notes), found.notes[-1])


def test_a_folder_that_cannot_be_entered_is_told(ours: Path) -> None:
    """Rights that are missing are no empty mailbox."""
    deliver(ours, "a")
    (ours / "new").chmod(0o400)
    found = reason(str(ours))
    (ours / "new").chmod(0o700)

    assert f"the Maildir {ours} cannot be read: permission denied" == found


def test_a_message_that_goes_meanwhile_is_left_out(box: Path) -> None:
    """A message that a mail reader moves between the look and the reading comes the next time, where it is then."""
    path = deliver(box, "a")

    def move() -> bool:
        path.rename(box / "cur" / "a:2,S")
        return False

    found = maildir.look(str(box), "", Wanted(body=10_000), make.NOW, move)
    assert isinstance(found, Look)

    assert [] == names(found)
    assert ["a:2,S"] == names(look(box, found.memo))


def test_a_huge_mailbox_is_bounded(box: Path) -> None:
    """Of more messages than can be remembered the newest count, and it is said."""
    for number in range(5):
        deliver(box, f"m{number}", 100 - number)
    found = look(box, remembered=3)

    assert (["m2", "m3", "m4"], ("it holds 5 messages; only the newest 3 are looked at",)) == (
        names(found),
        found.notes,
    )
    assert [] == names(look(box, found.memo, remembered=3))


def test_names_may_be_any_bytes(box: Path) -> None:
    """A name that is no text is shown so that a line can hold it."""
    (box / "new" / os.fsdecode(b"\xff\n")).write_bytes(b"Subject: x\n\n")

    assert [r"\udcff\n"] == names(look(box))


def test_a_mailbox_that_is_emptied_and_comes_back_is_known(box: Path) -> None:
    """A disk that was away for a while makes no old message new."""
    path = deliver(box, "a")
    first = look(box)
    path.rename(box / "away")
    gone = look(box, first.memo)
    (box / "away").rename(path)

    assert [] == names(look(box, gone.memo))


@pytest.mark.parametrize("memo", ["", "no json", "[]", '{"seen": "abc"}', '{"place": "/other", "seen": "abcdefgh"}'])
def test_a_memo_of_something_else_counts_for_nothing(box: Path, memo: str) -> None:
    """Without a memo of this Maildir the look is the first one."""
    deliver(box, "a")

    assert ["a"] == names(look(box, memo))


def test_one_folder_is_enough(box: Path) -> None:
    """A Maildir without new or without cur is one."""
    deliver(box, "a", folder="cur")
    (box / "new").rmdir()

    assert ["a"] == names(look(box))


def reason(place: str) -> str:
    """Why a place cannot be looked at."""
    found = maildir.look(place, "", Wanted(body=100), make.NOW, lambda: False)
    assert isinstance(found, Failed)
    assert "missing" == found.fault
    return found.reason


def test_what_is_no_maildir_is_told(tmp_path: Path) -> None:
    """The reason says what is wrong with the place and what to do."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "new").write_text("x")

    assert f"the Maildir {tmp_path}/none does not exist; create it or correct path" == reason(f"{tmp_path}/none")
    assert f"{tmp_path}/file is not a folder; correct path" == reason(f"{tmp_path}/file")
    assert f"{tmp_path} is no Maildir: it has neither new nor cur; correct path" == reason(str(tmp_path))
    assert f"{tmp_path}/odd is not a folder; correct path" == reason(f"{tmp_path}/odd")
    assert reason("a\0b").startswith(r"the Maildir a\x00b cannot be read: ")
