from contextlib import closing
from dataclasses import replace
from pathlib import Path

from feedbot.model import Ailment, Alarm, Batch, Cursor, Habits, Push
from feedbot.store import entries, glances, health, open_store, pushes, read, visits, write
from tests import bases, make


def test_glances(tmp_path: Path) -> None:
    """A glance has of each cursor what a list needs and no more; ailments, entries and subscriptions are by source."""
    ailments = [Ailment(source=name, code="late", since=make.NOW, because="x", remedy="y") for name in ("a", "@h", "")]
    push = Push(source="a", hub="h", topic="t", token="t", secret="s", due=make.NOW)
    whole = make.cursor("a", failures=3, gone=True, habits=Habits(newest=make.NOW, items=30), error="x", memo="m")
    with closing(open_store(bases.address(tmp_path / "feedbot.db"))) as store:
        with write(store.engine) as tx:
            visits.leave(tx, [whole, make.cursor("b", visited=None)])
            health.write(tx, [Alarm(ailment=each, at=make.NOW) for each in ailments], (), ailments)
            newest = make.entry(source="a", published=make.NOW)
            renamed = replace(make.ORIGIN, title="As it was called")
            older = make.entry(2, source="a", origin=renamed, published=make.NOW - make.hours(1))
            entries.record(tx, Batch(source="a", opened=(newest, older)), make.NOW)
            pushes.keep(tx, [push])
        with read(store.engine) as tx:
            seen = Cursor(
                source="a", due=make.NOW, visited=whole.visited, failures=3, gone=True, habits=Habits(newest=make.NOW)
            )

            assert {"a": seen, "b": Cursor(source="b", due=make.NOW)} == glances.cursors(tx)
            assert (ailments[2], ailments[0]) == glances.ailing(tx, ["a", "", "b"])
            assert (2, 0) == (glances.count(tx, "a"), glances.count(tx, "b"))
            titled = [make.source("a", title="Ours"), make.source("a", kind="mailbox"), make.source("b")]
            assert {"a": make.ORIGIN.title} == glances.titles(tx, [make.source("a"), make.source("b")])
            assert {} == glances.titles(tx, titled)
            assert (push, None) == (glances.push(tx, "a"), glances.push(tx, "b"))
