import os
import re
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from feedbot.hold import alone
from feedbot.store.schema import MIGRATIONS
from tests.cli.conftest import CONFIG, Feedbot, rows

pytestmark = pytest.mark.usefixtures("on_file")


@pytest.fixture
def served(place: Path, feedbot: Feedbot) -> Path:
    """The folder of backups, after a round that sent one message."""
    feedbot("run", "--once")
    return place / "state" / "backups"


def saved(feedbot: Feedbot, folder: Path) -> str:
    """The one backup that was just made."""
    assert 0 == feedbot("backup")[0]
    (file,) = folder.iterdir()
    return str(file)


def config(file: Path) -> str:
    """The config in a backup."""
    with tarfile.open(file) as tar:
        body = tar.extractfile("config.toml")
        assert body
        return body.read().decode()


def due(place: Path) -> None:
    """Let every source be visited now."""
    with closing(sqlite3.connect(place / "state" / "feedbot.db", isolation_level=None)) as held:
        held.execute("UPDATE visits SET due = 0")


def owe(place: Path) -> None:
    """Let the message that was sent be owed, as if it had been promised just now."""
    with closing(sqlite3.connect(place / "state" / "feedbot.db", isolation_level=None)) as held:
        held.execute("UPDATE outbox SET shown = NULL, standing = '[]', settled = NULL")


def test_a_backup_beside_an_older_daemon(served: Path, place: Path, feedbot: Feedbot) -> None:
    """A newer program makes it all the same, and says that it could not be noted in tables which it may not change."""
    with closing(sqlite3.connect(place / "state" / "feedbot.db", isolation_level=None)) as held:
        held.execute("UPDATE alembic_version SET version_num = ?", [MIGRATIONS.revisions[-2]])
    with alone(place / "state"):
        code, out, told = feedbot("backup")
    (file,) = served.iterdir()

    assert (0, "") == (code, told)
    assert f"{file}: " in out
    assert "note: the feedbot at work is older than this one, so it was not noted that there is a backup" in out


def test_a_backup_while_a_daemon_works(served: Path, place: Path, feedbot: Feedbot) -> None:
    """It needs nobody's leave, says what is in it, and the doctor knows of it."""
    with alone(place / "state"):
        code, out, _ = feedbot("backup")
    (file,) = served.iterdir()

    assert 0 == code
    assert str(file) in out
    assert re.search(r": [1-9][0-9]* KiB, 2 entries, 1 promised message", out)
    assert CONFIG == config(file)
    assert 0o700 == served.stat().st_mode & 0o777
    assert "the last one is" in feedbot("doctor", "--offline")[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_root_s_backup_belongs_to_the_daemon_s_user(served: Path, place: Path, feedbot: Feedbot) -> None:
    """The folder that root makes, and the file in it, are left to whom the state belongs; a timer of his goes on."""
    os.chown(place / "state", 4242, 4343)
    feedbot("backup")
    (file,) = served.iterdir()

    assert [(4242, 4343)] * 2 == [(each.stat().st_uid, each.stat().st_gid) for each in (served, file)]
    assert (0o700, 0o600) == (served.stat().st_mode & 0o777, file.stat().st_mode & 0o777)


def test_a_backup_to_a_place_of_one_s_own(served: Path, place: Path, feedbot: Feedbot) -> None:
    """A file or a folder; a file is never written over, and only a folder can be thinned out."""
    assert 0 == feedbot("backup", str(place / "safe" / "mine.tar.gz"))[0]
    assert "is there already" in feedbot("backup", str(place / "safe" / "mine.tar.gz"))[2]
    assert 2 == feedbot("backup", str(place / "safe" / "other.tar.gz"), "--keep", "2")[0]
    old = place / "safe" / "feedbot-20200101T000000Z.tar.gz"
    old.touch()
    assert f"deleted {old}" in feedbot("backup", str(place / "safe"), "--keep", "1")[1]
    assert 2 == len(list((place / "safe").iterdir()))


def test_secrets_stay_out_of_a_backup(served: Path, place: Path, feedbot: Feedbot) -> None:
    """Unless they are wanted in it."""
    secret = (
        '[[sources]]\nname = "shut"\nkind = "feed"\nurl = "https://example.org/feed"\nauth = { token = "correct" }\n'
    )
    (place / "config.toml").write_text(CONFIG + secret)

    assert "1 secret in the config became ***" in feedbot("backup", str(place / "a.tar.gz"))[1]
    assert "as they are" in feedbot("backup", str(place / "b.tar.gz"), "--secrets")[1]
    assert [False, True] == ["correct" in config(place / f"{name}.tar.gz") for name in "ab"]


def test_a_backup_is_put_back(served: Path, place: Path, feedbot: Feedbot) -> None:
    """What is there is set aside whole; what was sent since is known from it, so that nothing is held or sent twice."""
    owe(place)
    file = saved(feedbot, served)
    feedbot("run", "--once")

    code, out, err = feedbot("restore", file)

    assert (0, "") == (code, err)
    assert "put back: 2 entries, 1 promised message" in out
    assert "1 message owed in the backup, sent or decided since" in out
    assert "next: `feedbot run`" in out
    assert 1 == len([each for each in (place / "state").iterdir() if ".before-restore-" in each.name])
    assert [] == rows(feedbot("outbox", "--json"))
    assert 1 == len(rows(feedbot("outbox", "--state", "sent", "--json")))


def test_a_message_that_was_perhaps_sent_is_held(served: Path, place: Path, feedbot: Feedbot) -> None:
    """Where the database that was there is broken, a person decides about what the backup owes."""
    owe(place)
    file = saved(feedbot, served)
    feedbot("run", "--once")
    (place / "state" / "feedbot.db").write_bytes(b"broken" * 1000)

    code, out, _ = feedbot("restore", file)

    assert 0 == code
    assert "1 message perhaps sent since: set aside; `feedbot outbox` lists, `feedbot outbox retry` sends them" in out
    feedbot("run", "--once")
    (held,) = rows(feedbot("outbox", "--json"))
    assert "it may have been sent between" in held["became"]
    assert "a copy was put back" in feedbot("doctor", "--offline")[1]


def test_what_came_after_the_backup_is_not_sent_again(served: Path, place: Path, feedbot: Feedbot) -> None:
    """An article that was sent since is new to the copy; it is published, and held until somebody wants it sent."""
    file = saved(feedbot, served)
    article = place / "articles" / "3.txt"
    article.write_text("date 2026-03-03 Headline of day 3\nThe text of that day 3.\nSource: Northern Wire\n")
    os.utime(article, (1_772_000_000, 1_772_000_000))
    due(place)
    assert "Headline of day 3" in feedbot("run", "--once")[1]
    (place / "state" / "feedbot.db").write_bytes(b"broken" * 1000)
    feedbot("restore", file)
    due(place)

    assert "Headline of day 3" not in feedbot("run", "--once")[1]
    assert "Headline of day 3" in (place / "feeds" / "main.atom").read_text()
    held = [row["became"] for row in rows(feedbot("outbox", "--state", "dropped", "--json"))]
    assert [True] == ["held: it may have been sent before a copy of the database was put back" in each for each in held]
    feedbot("outbox", "retry", "--dropped")
    assert "Headline of day 3" in feedbot("run", "--once")[1]


@pytest.mark.parametrize(("sent", "said"), [("forget", "counted as sent"), ("resend", "for the second time")])
def test_what_was_perhaps_sent_is_as_you_wish(
    served: Path, place: Path, feedbot: Feedbot, sent: str, said: str
) -> None:
    """It counts as sent, or is sent."""
    owe(place)
    file = saved(feedbot, served)
    (place / "state" / "feedbot.db").unlink()

    assert said in feedbot("restore", file, "--sent", sent)[1]
    assert [] == rows(feedbot("outbox", "--state", "parked", "--json"))


def test_a_database_in_use_is_not_replaced(served: Path, place: Path, feedbot: Feedbot) -> None:
    """A daemon that works is told to be stopped first; nothing changes."""
    file = saved(feedbot, served)
    before = (place / "state" / "feedbot.db").read_bytes()
    with alone(place / "state"):
        code, _, err = feedbot("restore", file)

    assert (75, True) == (code, "stop it first" in err)
    assert before == (place / "state" / "feedbot.db").read_bytes()


def test_a_damaged_database_is_named(served: Path, place: Path, feedbot: Feedbot) -> None:
    """Not the file that its copy was to be made in, and it is said how to go on."""
    (place / "state" / "feedbot.db").write_bytes(b"broken" * 1000)
    code, _, err = feedbot("backup")

    assert 75 == code
    assert f"the database {place / 'state' / 'feedbot.db'} is damaged" in err
    assert "`feedbot restore BACKUP`" in err
    assert ("gz.db" in err, "--debug" in err) == (False, False)


def test_a_broken_backup_changes_nothing(served: Path, place: Path, feedbot: Feedbot) -> None:
    """It is looked at before anything is touched."""
    file = Path(saved(feedbot, served))
    file.write_bytes(file.read_bytes()[:-1000])
    before = sorted(each.name for each in (place / "state").iterdir())

    code, _, err = feedbot("restore", str(file))

    assert (75, True) == (code, "damaged" in err)
    assert before == sorted(each.name for each in (place / "state").iterdir())


def test_a_new_machine_gets_its_config_from_the_backup(served: Path, place: Path, feedbot: Feedbot) -> None:
    """Where no config is, that of the backup is written first; a config that differs stays."""
    file = saved(feedbot, served)
    (place / "config.toml").write_text(CONFIG + "\n")
    assert "the config is not that of the backup" in feedbot("restore", file)[1]
    (place / "config.toml").unlink()

    assert "wrote" in feedbot("restore", file)[1]
    assert CONFIG == (place / "config.toml").read_text()
    assert 0o600 == (place / "config.toml").stat().st_mode & 0o777


def test_a_mere_database_has_no_config(served: Path, place: Path, feedbot: Feedbot) -> None:
    """It is said what to do; with a config it is put back as any backup."""
    with closing(sqlite3.connect(place / "state" / "feedbot.db")) as held:
        held.execute(f"VACUUM INTO '{place / 'copy.db'}'")
    assert "put back: 2 entries" in feedbot("restore", str(place / "copy.db"))[1]
    (place / "config.toml").unlink()
    assert "`feedbot init` writes one" in feedbot("restore", str(place / "copy.db"))[2]


def test_a_database_that_was_put_back_by_other_means(served: Path, place: Path, feedbot: Feedbot) -> None:
    """What it owes is held all the same; one of FILE and --already is wanted."""
    owe(place)

    assert "1 message perhaps sent since: set aside" in feedbot("restore", "--already")[1]
    assert 2 == feedbot("restore")[0]
    assert 2 == feedbot("restore", "--already", str(place / "config.toml"))[0]


def test_a_server_s_database_is_copied_by_its_own_tool(place: Path, feedbot: Feedbot) -> None:
    """The command is told, without the password; what is only in memory cannot be kept."""
    (place / "config.toml").write_text(
        CONFIG.replace("[feedbot]", '[feedbot]\ndatabase = "postgresql://me:hidden@127.0.0.1/news"')
    )
    told = feedbot("backup")[2]
    assert 'pg_dump --format=custom --file=feedbot.dump "postgresql://me@127.0.0.1/news"' in told
    told += feedbot("restore", str(place / "config.toml"))[2]
    assert "feedbot restore --already" in told
    assert "hidden" not in told
    (place / "config.toml").write_text(CONFIG.replace("[feedbot]", '[feedbot]\ndatabase = "sqlite://"'))
    assert "only in memory" in feedbot("backup")[2]
