import gc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, Engine, Integer, Table, event, text
from sqlalchemy.types import TypeDecorator

from feedbot.errors import BusyError, FeedbotError, SchemaError, StoreError, parts
from feedbot.store import Store, copying, marks, open_store, read, search, write
from feedbot.store import engine as engines
from feedbot.store.tables import memberships, searched
from feedbot.store.values import clean, dumps
from feedbot.store.workers import Workers
from tests import bases
from tests.store.given import DeathError, Statements, batch, edited, held, rows

SERVER = pytest.mark.skipif(bases.SERVER is None, reason="needs a server")

Row = dict[str, Any]


@contextmanager
def store(path: Path, *, file: bool = False) -> Iterator[Store]:
    """An empty store that stands at a path; a `file` also where the other tests use a server."""
    address = f"sqlite:///{path}"
    if file:
        path.write_bytes(bases.fresh())
    with closing(open_store(address if file else bases.address(path), check=False)) as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Engine]:
    """An empty database to copy to."""
    with store(tmp_path / "other.db") as opened:
        yield opened.engine


@pytest.fixture
def full(engine: Engine) -> Engine:
    """A store with a bit of everything that visits bring."""
    held(engine, batch(1, 2, 3), edited(2))
    return engine


def kept(engine: Engine) -> dict[str, list[sqlalchemy.Row[Any]]]:
    """Everything a store holds but the numbers of the index of the search."""
    return {name: found for name, found in rows(engine).items() if name != searched.name}


def stored(engine: Engine) -> dict[str, list[str]]:
    """The same as the database has it, sorted."""
    with read(engine) as tx:
        return {
            table.name: sorted(repr(tuple(row)) for row in tx.execute(sqlalchemy.select(*map(bare, table.c))))
            for table in copying.TABLES
        }


def bare(column: Column[Any]) -> sqlalchemy.ColumnElement[Any]:
    """A column without what makes a value of it."""
    kind = plain(column)
    json_text: sqlalchemy.ColumnElement[Any] = sqlalchemy.cast(column, sqlalchemy.Text)
    return json_text if isinstance(kind, JSON) else sqlalchemy.type_coerce(column, kind)


def plain(column: Column[Any]) -> sqlalchemy.types.TypeEngine[Any]:
    """What a column is in the database."""
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


letters = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\0aä\ufffd\U0001f600\n'\"\\%:")), max_size=12
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | letters,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(letters, part, max_size=3),
    max_leaves=4,
)


def value(column: Column[Any]) -> st.SearchStrategy[Any]:
    """What may be stored in a column, NUL characters too, which an SQLite file takes."""
    match plain(column):
        case JSON():
            found: st.SearchStrategy[Any] = anything.map(lambda each: dumps([each]))
        case Boolean():
            found = st.booleans()
        case BigInteger():
            found = st.integers(-(2**63), 2**63 - 1)
        case Integer():
            found = st.integers(-(2**31), 2**31 - 1)
        case _:
            found = letters
    return st.none() | found if column.nullable else found


def lone(table: Table, found: list[Row]) -> list[Row]:
    """Those of some rows that a table takes together, also after they were mended."""
    different = [[each.name for each in table.primary_key]]
    different += [[str(each.name) for each in index.columns] for index in table.indexes if index.unique]
    for names in different:
        found = list({tuple(clean(str(row[name])) for name in names): row for row in found}.values())
    return found


@st.composite
def databases(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Rows of all tables, in an order in which each finds those that it refers to."""
    found: dict[str, list[Row]] = {}
    for table in copying.TABLES:
        fields = {each.name: value(each) for each in table.c}
        for key in table.foreign_keys:
            above = [row[key.column.name] for row in found[key.column.table.name]]
            fields[key.parent.name] = st.sampled_from(above) if above else st.nothing()
        known = (
            st.just([])
            if any(each.is_empty for each in fields.values())
            else st.lists(st.fixed_dictionaries(fields), max_size=2)
        )
        found[table.name] = lone(table, draw(known))
    return found


def fill(engine: Engine, found: dict[str, list[Row]]) -> None:
    """Put rows into a database as they are."""
    with write(engine) as tx:
        for table in copying.TABLES:
            columns: list[Any] = [sqlalchemy.column(each.name) for each in table.c]
            if found[table.name]:
                tx.execute(sqlalchemy.insert(sqlalchemy.table(table.name, *columns)), found[table.name])


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(found=databases())
def test_there_and_back(found: dict[str, list[Row]]) -> None:
    """Whatever rows a file has, the same are in it after a way over the other engine, but for NUL characters."""
    with TemporaryDirectory() as place:
        here, there, again = (Path(place) / each / "feedbot.db" for each in ("here", "there", "again"))
        for each in (here, there, again):
            each.parent.mkdir()
        with store(here, file=True) as one, store(there) as two, store(again, file=True) as three:
            fill(one.engine, found)
            if not any(found.values()):
                return
            went = copying.copy(one.engine, two.engine)
            came = copying.copy(two.engine, three.engine)
            mended = stored(one.engine)

            assert went.held == came.held
            assert 0 == came.mended
            assert {name: len(each) for name, each in mended.items()} == {each.table: each.rows for each in came.held}
            if went.mended == 0:
                assert mended == stored(two.engine) == stored(three.engine)
            else:
                assert stored(two.engine) == stored(three.engine)


def test_nul_becomes_a_sign(tmp_path: Path, other: Engine) -> None:
    """A file that others wrote into may have what no server takes; that is replaced, and counted by rows."""
    with store(tmp_path / "file.db", file=True) as one, write(one.engine) as tx:
        tx.execute(text("INSERT INTO marks (name, number) VALUES (:one, 1), (:two, 2)"), {"one": "a\0b", "two": "c"})
    with closing(open_store(f"sqlite:///{tmp_path / 'file.db'}")) as one:
        found = copying.copy(one.engine, other)

    assert 1 == found.mended
    with read(other) as tx:
        assert (1, 2) == (marks.at(tx, "a\ufffdb"), marks.at(tx, "c"))


def test_values_are_the_same(full: Engine, other: Engine) -> None:
    """What the store makes of the copy is what it made of the source; the index of the search is for later."""
    heard: list[int] = []
    found = copying.copy(full, other, heard.append)

    assert kept(full) == kept(other)
    assert copying.size(full) == sum(each.rows for each in found.held) == sum(heard) / 2
    with write(other) as tx:
        first, *others = search.following(tx, "", 9)
        search.keep(tx, {first.id: ["word"]}, {first.id: first.digest})
    with read(other) as tx:
        assert tuple(others) == search.following(tx, "", 9)
        assert tuple(others[:1]) == search.following(tx, "", 1)
        assert tuple(others[1:]) == search.following(tx, others[0].id, 9)


def test_both_go_on(full: Engine, other: Engine) -> None:
    """A copy is a database like any other: it opens, takes what is new, and numbers go on where they were."""
    copying.copy(full, other)
    held(other, batch(9))

    with read(other) as tx:
        numbers = tx.execute(sqlalchemy.select(memberships.c.number).order_by(memberships.c.number)).scalars()
        assert [1, 2, 3, 4] == list(numbers)
    with closing(open_store(other.url.render_as_string(hide_password=False))):
        pass


def test_only_into_an_empty_one(full: Engine, other: Engine) -> None:
    """What holds something is not written into, and is named with what it holds; itself neither."""
    copying.copy(full, other)
    before = rows(other)

    with pytest.raises(FeedbotError, match=r"the database .* is not empty, it has rows in entries, "):
        copying.copy(full, other)
    with pytest.raises(FeedbotError, match="is not empty"):
        copying.copy(full, full)
    assert before == rows(other)


def test_nothing_is_not_copied(bare: Engine) -> None:
    """An empty database is mostly the wrong one."""
    with pytest.raises(FeedbotError, match=r"there is nothing in the database .*, so there is nothing to copy"):
        copying.size(bare)


def test_not_into_memory(full: Engine) -> None:
    """A copy that is gone when the command ends is refused."""
    with copying.opened("sqlite://") as target, pytest.raises(FeedbotError, match="is only in memory"):
        copying.copy(full, target)


def test_not_beside_another_program(full: Engine, tmp_path: Path) -> None:
    """A database of another program is left as it is."""
    with copying.opened(f"sqlite:///{tmp_path / 'other.db'}") as target:
        with write(target) as tx:
            tx.execute(text("CREATE TABLE accounts (id INTEGER)"))
        with pytest.raises(StoreError, match=r"holds the tables of another program \(accounts\)"):
            copying.copy(full, target)


def test_a_new_file(full: Engine, tmp_path: Path) -> None:
    """A file that is not there is made with all tables."""
    with copying.opened(f"sqlite:///{tmp_path / 'new' / 'other.db'}") as target:
        copying.copy(full, target)

        assert kept(full) == kept(target)


def died(full: Engine, target: Engine, most: int) -> bool:
    """Whether a copy died at a statement of either side."""
    try:
        with Statements(target, most=most):
            copying.copy(full, target)
    except DeathError:
        return True
    return False


def test_a_copy_that_breaks_off(full: Engine, other: Engine) -> None:
    """Whichever statement it dies at: no rows, no feedbot that takes it for a whole one, and it can be made again."""
    address, most, refused = other.url.render_as_string(hide_password=False), 0, 0
    while died(full, other, most):
        assert not any(rows(other).values())
        try:
            open_store(address).close()
        except SchemaError as error:
            assert "is being copied into" in str(error)
            refused += 1
        most += 5

    assert refused >= 5
    assert kept(full) == kept(other)
    open_store(address).close()


def test_what_broke_off_is_no_source(full: Engine, other: Engine, tmp_path: Path) -> None:
    """There is nothing in it."""
    with Statements(other) as seen:
        copying.copy(full, other)
    with store(tmp_path / "third.db") as third:
        assert died(full, third.engine, len(seen.seen) // 2)
        with pytest.raises(FeedbotError, match="there is nothing in"):
            copying.size(third.engine)


def test_what_came_out_otherwise_is_not_kept(full: Engine, tmp_path: Path) -> None:
    """A database that does not hold what went in is found out, with the table's name, and stays empty."""
    with store(tmp_path / "bad.db", file=True) as bad:
        with write(bad.engine) as tx:
            tx.execute(text("CREATE TRIGGER bad AFTER INSERT ON entries BEGIN UPDATE entries SET title = 'x'; END"))
        with pytest.raises(StoreError, match=r'the table "entries" came out otherwise in .*: 3 rows with digest'):
            copying.copy(full, bad.engine)

        assert not any(rows(bad.engine).values())


def test_few_rows_are_in_memory(engine: Engine, other: Engine) -> None:
    """However many rows there are, they go over some hundreds at a time."""
    with write(engine) as tx:
        for number in range(1_000):
            marks.set_to(tx, f"mark {number}", number)
    sizes: list[int] = []

    def note(_c: object, _s: object, statement: str, parameters: Any, *_: object) -> None:
        if "INSERT INTO marks" in statement:
            sizes.append(len(parameters))

    event.listen(other, "before_cursor_execute", note)
    copying.copy(engine, other)

    assert 1_000 == sum(sizes)
    assert max(sizes) <= 200


def test_names_hide_the_password() -> None:
    """What is to be written into the config is told without the password, and that there is one."""
    with copying.opened("postgresql://me:secret@example.org/feedbot") as target:
        assert ("postgresql+psycopg://me:***@example.org/feedbot", True) == copying.named(target)
    with copying.opened("sqlite:////srv/feedbot.db") as target:
        assert ("sqlite:////srv/feedbot.db", False) == copying.named(target)


@SERVER
@pytest.mark.parametrize("side", ["source", "target"])
async def test_not_while_a_feedbot_works(side: str, full: Engine, other: Engine) -> None:
    """Where programs work on either side, nothing is copied."""

    async def nothing() -> None:
        """Nobody died before."""

    here = Workers(Store({"source": full, "target": other}[side]))
    await here.arrive(nothing)
    try:
        with pytest.raises(BusyError, match=r"a feedbot works on the database .*; stop all of them"):
            copying.copy(full, other)
    finally:
        await here.close()
    copying.copy(full, other)


AWAY = "postgresql://nobody:secret@127.0.0.1:1/none"


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_server_that_is_away(side: str, full: Engine) -> None:
    """A sentence says which database, why, and what to do; never the password."""
    with copying.opened(AWAY) as gone, pytest.raises(StoreError) as caught:
        copying.copy(*((gone, full) if side == "source" else (full, gone)))

    told = parts(str(caught.value))
    assert "the database postgresql+psycopg://nobody:***@127.0.0.1:1/none failed" == told.what
    assert told.because
    assert told.remedy.startswith("see that it runs")


@SERVER
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # psycopg's cursor cannot be closed
@pytest.mark.parametrize("side", ["source", "target"])
def test_a_server_that_goes_away_in_the_middle(side: str, full: Engine, other: Engine) -> None:
    """Whichever ends the connection is named, and nothing of the copy is kept."""
    gone = {"source": full, "target": other}[side]
    statement = {"source": "SELECT", "target": "INSERT"}[side]

    def kill(connection: Connection, _cursor: object, said: str, *_: object) -> None:
        if said.startswith(statement) and "outbox" in said:
            pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]  # psycopg's
            with read(gone) as tx:
                tx.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    with pytest.raises(StoreError) as caught, listening(gone, "before_cursor_execute", kill):
        copying.copy(full, other)

    said = parts(str(caught.value))
    del caught
    gc.collect()
    assert engines.place(gone) in said.what
    copying.copy(full, other)


@contextmanager
def listening(engine: Engine, name: str, listener: Any) -> Iterator[None]:
    """Something hears of an engine's doings while the block lasts."""
    event.listen(engine, name, listener)
    try:
        yield
    finally:
        event.remove(engine, name, listener)
