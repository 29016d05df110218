import gzip
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedbot.extras import install
from feedbot.mirror import MOST, Far, Mirrored, mirror, missing
from feedbot.model import Mirror, Secret
from tests import bucket, make

TOKEN = "s3cr3t-" + "x" * 20


@dataclass
class World:
    """A folder, a bucket, and a feedbot between them."""

    folder: Path
    file: Path
    stub: bucket.Stub
    there: Mirror
    far: Far = field(default_factory=Far)
    now: datetime = make.NOW

    def write(self, name: str, text: str = "text") -> None:
        """Put a document into the folder as publishing does: under another name first."""
        half = self.folder / f".{name}.tmp"
        half.write_text(text)
        half.replace(self.folder / name)
        before = self.folder.stat().st_mtime_ns  # two writes may fall into one tick of the file system's clock
        os.utime(self.folder, ns=(before, before + len(list(self.folder.iterdir())) + 1))

    def remove(self, name: str) -> None:
        """Take a document out of the folder."""
        (self.folder / name).unlink()
        before = self.folder.stat().st_mtime_ns
        os.utime(self.folder, ns=(before, before + 1_000_000))

    async def turn(self) -> Mirrored:
        """One turn."""
        return await mirror(self.folder, self.there, far=self.far, file=self.file, now=self.now)

    def again(self) -> None:
        """The same feedbot after a restart."""
        self.far = Far()

    def put(self) -> list[str]:
        """The keys that were put since the last look, in order."""
        keys = [key for method, key in self.stub.asked if method == "PUT"]
        self.stub.asked.clear()
        return keys


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """An empty folder and an empty bucket."""
    pytest.importorskip("obstore")
    folder = tmp_path / "feeds"
    folder.mkdir()
    async with bucket.stub() as stub:
        there = Mirror(
            endpoint=stub.url,
            bucket=bucket.BUCKET,
            region="eu-north-1",
            prefix="/feeds/",
            key=Secret("KEY"),
            secret=Secret("hush"),
        )
        yield World(folder=folder, file=tmp_path / "mirror.json", stub=stub, there=there)


async def test_documents_are_put_with_their_headers(world: World) -> None:
    """Each document lies there plain, with media type, time to be kept, and our mark; every request is signed."""
    for name in ("main.atom", "main.rss", "main.json", "main.2.atom", f"other.{TOKEN}.atom"):
        world.write(name, f"text of {name}")
    done = await world.turn()
    told = {key: (held.headers["content-type"], held.headers["cache-control"]) for key, held in world.stub.held.items()}
    stale = "stale-while-revalidate=3600, stale-if-error=86400"

    assert Mirrored(copied=5) == done
    assert {
        "feeds/main.atom": ("application/atom+xml; charset=utf-8", f"public, max-age=300, {stale}"),
        "feeds/main.rss": ("application/rss+xml; charset=utf-8", f"public, max-age=300, {stale}"),
        "feeds/main.json": ("application/feed+json; charset=utf-8", f"public, max-age=300, {stale}"),
        "feeds/main.2.atom": ("application/atom+xml; charset=utf-8", "public, max-age=31536000, immutable"),
        f"feeds/other.{TOKEN}.atom": ("application/atom+xml; charset=utf-8", f"private, max-age=300, {stale}"),
    } == told
    assert all("1" == held.headers["x-amz-meta-feedbot"] for held in world.stub.held.values())
    assert b"text of main.rss" == world.stub.held["feeds/main.rss"].body
    assert ([], {("KEY", "eu-north-1")}) == (world.stub.unsigned, world.stub.keys)


async def test_the_page_for_people_has_the_bare_name_too(world: World) -> None:
    """A store cannot choose by Accept, so the bare name is the page."""
    world.write("main.html", "<p>page")
    await world.turn()

    assert {"feeds/main", "feeds/main.html"} == set(world.stub.held)
    assert "text/html; charset=utf-8" == world.stub.held["feeds/main"].headers["content-type"]


async def test_only_documents_are_copied(world: World) -> None:
    """Compressed neighbours, half-written files, links and what else lies there stay at home."""
    for name in ("main.atom", "main.atom.gz", "main.atom.br", ".x.tmp", "notes.txt", "main"):
        (world.folder / name).write_bytes(gzip.compress(b"x"))
    (world.folder / "link.atom").symlink_to(world.folder / "notes.txt")
    await world.turn()

    assert {"feeds/main.atom"} == set(world.stub.held)


async def test_only_what_changed_is_put_again(world: World) -> None:
    """A turn after nothing happened asks nothing; after one document changed it puts that one."""
    world.write("main.atom", "one")
    world.write("main.rss", "one")
    await world.turn()
    first = world.put()
    quiet = await world.turn()
    asked = list(world.stub.asked)
    world.write("main.atom", "two")
    await world.turn()

    assert ["feeds/main.atom", "feeds/main.rss"] == sorted(first)
    assert (Mirrored(), []) == (quiet, asked)
    assert ["feeds/main.atom"] == world.put()
    assert b"two" == world.stub.held["feeds/main.atom"].body


async def test_a_file_written_again_with_the_same_bytes_is_not_put(world: World) -> None:
    """What counts is what a document says, not when it was written."""
    world.write("main.atom")
    await world.turn()
    world.put()
    world.write("main.atom")
    await world.turn()

    assert [] == world.put()


async def test_a_restart_puts_nothing_again(world: World) -> None:
    """What was copied is known after a restart; one listing shows that it still lies there."""
    world.write("main.atom")
    await world.turn()
    world.stub.asked.clear()
    world.again()
    done = await world.turn()

    assert (Mirrored(), [("GET", "")]) == (done, world.stub.asked)


async def test_what_was_changed_or_lost_over_there_is_put_again(world: World) -> None:
    """After a restart what somebody replaced or removed in the bucket is mended."""
    for name in ("main.atom", "main.rss", "main.json"):
        world.write(name)
    await world.turn()
    world.put()
    world.stub.held["feeds/main.atom"] = bucket.Held(body=b"another", headers={})
    del world.stub.held["feeds/main.rss"]
    world.again()
    await world.turn()

    assert ["feeds/main.atom", "feeds/main.rss"] == sorted(world.put())


async def test_archives_go_before_what_names_them(world: World) -> None:
    """Who follows a link to an archive page finds it: the pages are there before the documents that name them."""
    names = ["main.atom", "main.all.atom", *(f"main.{number}.atom" for number in range(1, 20))]
    for name in names:
        world.write(name)
    await world.turn()
    put = world.put()

    assert len(names) == len(put)
    assert {"feeds/main.atom", "feeds/main.all.atom"} == set(put[-2:])


async def test_a_long_work_is_done_in_turns(world: World) -> None:
    """No turn takes longer than some documents do; the next one goes on at once."""
    for number in range(1, 2 * MOST + 6):
        world.write(f"main.{number}.atom")
    turns = [await world.turn() for _ in range(4)]

    assert [(MOST, 0), (MOST, 0), (5, None), (0, None)] == [(turn.copied, turn.wait) for turn in turns]


async def test_what_is_gone_is_removed(world: World) -> None:
    """What was taken out of the folder is taken out of the bucket, a page for people under both its names."""
    for name in ("main.atom", "main.html", "old.atom"):
        world.write(name)
    await world.turn()
    world.remove("old.atom")
    world.remove("main.html")
    done = await world.turn()

    assert Mirrored(removed=3) == done
    assert {"feeds/main.atom"} == set(world.stub.held)


async def test_what_is_not_ours_stays(world: World) -> None:
    """Files that others put there are left alone, even if they are called as feeds are."""
    theirs = {"feeds/theirs.atom": bucket.Held(body=b"x", headers={})}
    theirs |= {"feeds/readme.txt": bucket.Held(body=b"x", headers={}), "other.atom": bucket.Held(body=b"x", headers={})}
    world.stub.held.update(theirs)
    world.write("main.atom")
    await world.turn()

    assert {*theirs, "feeds/main.atom"} == set(world.stub.held)


async def test_what_is_ours_is_known_by_its_mark(world: World) -> None:
    """A feedbot that lost its memory still removes a private feed's document that it once put there."""
    world.write("main.atom")
    world.write(f"other.{TOKEN}.atom")
    await world.turn()
    world.file.unlink()
    world.again()
    world.remove(f"other.{TOKEN}.atom")
    done = await world.turn()

    assert (1, {"feeds/main.atom"}) == (done.removed, set(world.stub.held))


async def test_an_empty_folder_removes_nothing(world: World) -> None:
    """A disk that is not mounted must not empty the bucket."""
    world.write("main.atom")
    await world.turn()
    world.remove("main.atom")
    done = await world.turn()

    assert (0, {"feeds/main.atom"}) == (done.removed, set(world.stub.held))


async def test_a_folder_that_is_gone(world: World) -> None:
    """A folder that cannot be read is a sentence, and nothing happens to the bucket."""
    world.write("main.atom")
    await world.turn()
    (world.folder / "main.atom").unlink()
    world.folder.rmdir()
    done = await world.turn()

    assert f"{world.folder}: No such file or directory" in done.problem
    assert {"feeds/main.atom"} == set(world.stub.held)


@pytest.mark.parametrize(
    ("method", "status", "said"),
    [
        ("PUT", 403, "the key is refused (403 AccessDenied); check key, secret and region"),
        ("GET", 403, "the key is refused (403 AccessDenied)"),
        ("PUT", 400, "it answered 400 InternalError"),
    ],
)
async def test_a_fault_is_a_sentence(world: World, method: str, status: int, said: str) -> None:
    """What the store refuses is told in words, with the bucket's name and without secrets or the store's own prose."""
    world.write("main.atom")
    world.stub.failing[method] = status
    done = await world.turn()

    assert f'the bucket "news" at {world.stub.url}: {said}' in done.problem
    assert done.problem.endswith("it is tried again by itself")
    assert not any(word in done.problem for word in ("hush", "KEY", "prose"))
    assert 15 == done.wait


async def test_no_such_bucket(world: World) -> None:
    """A bucket that is not there is named as what it is."""
    world.there = replace(world.there, bucket="nothing")
    world.write("main.atom")
    done = await world.turn()

    assert "there is no such bucket (404 NoSuchBucket); make it, or correct [s3]" in done.problem


async def test_a_store_that_is_down(world: World) -> None:
    """A store that cannot be reached is told with what to look at, by the same sentence each time."""
    world.there = replace(world.there, endpoint="http://127.0.0.1:9")
    world.write("main.atom")
    first = await world.turn()
    world.now += timedelta(minutes=1)
    second = await world.turn()

    assert "it cannot be reached; check the endpoint in [s3]" in first.problem
    assert first.problem == second.problem


async def test_an_endpoint_that_is_none(world: World) -> None:
    """What the library cannot read as an address is a sentence too."""
    world.there = replace(world.there, endpoint="nonsense")
    world.write("main.atom")

    assert 'the bucket "news" at nonsense: ' in (await world.turn()).problem


async def test_it_waits_longer_each_time_and_asks_nobody_meanwhile(world: World) -> None:
    """Tries grow apart up to ten minutes; between them the problem stays told and the store is left alone."""
    world.write("main.atom")
    world.stub.failing["PUT"] = 403
    waits = []
    for _ in range(8):
        waits.append((await world.turn()).wait)
        world.now += timedelta(seconds=waits[-1] or 0)
    await world.turn()
    world.stub.asked.clear()
    world.now += timedelta(seconds=1)
    between = await world.turn()

    assert [15, 30, 60, 120, 240, 480, 600, 600] == waits
    assert (599, []) == (between.wait, world.stub.asked)
    assert "403" in between.problem


async def test_it_recovers(world: World) -> None:
    """Once the store takes things again, all is copied and no problem is left."""
    world.write("main.atom")
    world.stub.failing["PUT"] = 403
    await world.turn()
    world.stub.failing.clear()
    world.now += timedelta(minutes=1)
    done = await world.turn()
    quiet = await world.turn()

    assert (Mirrored(copied=1), Mirrored()) == (done, quiet)


async def test_one_that_is_refused_holds_up_no_other(world: World) -> None:
    """A document that the store will not take is told; the others get there."""
    for name in ("a.atom", "b.atom", "c.atom"):
        world.write(name)
    world.stub.refused = {"feeds/a.atom"}
    done = await world.turn()

    assert (2, {"feeds/b.atom", "feeds/c.atom"}) == (done.copied, set(world.stub.held))
    assert "403" in done.problem


async def test_what_cannot_be_removed_is_told(world: World) -> None:
    """A revoked address that the store does not let go of is a problem until it is gone."""
    world.write("main.atom")
    world.write(f"other.{TOKEN}.atom")
    await world.turn()
    world.remove(f"other.{TOKEN}.atom")
    world.stub.failing["DELETE"] = 403
    first = await world.turn()
    world.stub.failing.clear()
    world.now += timedelta(minutes=1)
    second = await world.turn()

    assert "403" in first.problem
    assert ("", 1, {"feeds/main.atom"}) == (second.problem, second.removed, set(world.stub.held))


async def test_a_store_that_refuses_everything_is_not_asked_for_all(world: World) -> None:
    """Where nothing succeeds any more, a turn ends early."""
    for number in range(1, MOST + 1):
        world.write(f"main.{number}.atom")
    world.stub.failing["PUT"] = 403
    await world.turn()

    assert len(world.put()) < MOST


async def test_another_bucket_gets_everything(world: World) -> None:
    """A reload that names another place begins there anew and leaves the old one as it was."""
    world.write("main.atom")
    await world.turn()
    world.there = replace(world.there, prefix="")
    done = await world.turn()

    assert (1, {"feeds/main.atom", "main.atom"}) == (done.copied, set(world.stub.held))


async def test_no_token_of_the_environment_is_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session token that lies in the environment for other programs is not added to our key."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "theirs")
    world.write("main.atom")
    await world.turn()

    assert set() == world.stub.tokens


@pytest.mark.parametrize("text", ["nonsense", "[]", '{"place": 1}', '{"copied": {}}'])
async def test_a_memory_that_cannot_be_read(world: World, text: str) -> None:
    """A file that was spoiled means that everything is put once more."""
    world.write("main.atom")
    await world.turn()
    world.put()
    world.file.write_text(text)
    world.again()
    done = await world.turn()

    assert 1 == done.copied


def test_missing_library() -> None:
    """Without the extra a sentence says what to install."""
    assert install("s3") in missing("no_such_library")
