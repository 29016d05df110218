"""What several programs on one PostgreSQL tell each other: who is there, who leads, and that there is news.

An advisory lock lasts as long as its connection, so nobody has to notice that a program died. All of this may be lost
for a moment: what is due lies in the tables, and the clock knocks anyway. On SQLite there is one program alone.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Literal, TypeVar, cast, get_args

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from feedbot.store import Store, read, write
from feedbot.store.clocks import Common
from feedbot.store.present import KEY as _PRESENT

T = TypeVar("T")

Clock = Callable[[], datetime]

News = Literal["news", "told", "readers", "reload"]
"""Something was taken in; a feed was published; people follow something else; the config is to be read again."""

_CHANNEL = "feedbot"
_LEADS = 7_309_455
_AGAIN = 5.0  # seconds until a connection that broke is made again
_LOOK = 5.0  # seconds between two looks at the server's clock, and whether we are still there for the others

_ALONE = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_PRESENT)
_STAY = text("SELECT pg_advisory_lock_shared(:key)").bindparams(key=_PRESENT)
_SHARE = text("SELECT pg_advisory_unlock(:key)").bindparams(key=_PRESENT)
_SAY = text("SELECT set_config('application_name', :said, false)")
_LEAD = text("SELECT pg_try_advisory_lock(:key, hashtext(:name))").bindparams(key=_LEADS)
_NOTHING = text("SELECT pg_advisory_unlock_all()")
_ALIVE = text("SELECT 1")
_TIME = text("SELECT clock_timestamp()")
_RING = text("SELECT pg_notify(:channel, :said)").bindparams(channel=_CHANNEL)
_COUNT = text(
    "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = :key "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(key=_PRESENT)


def count(engine: Engine) -> int:
    """How many programs run on a database on a server now; 0 for SQLite, whose program holds its folder.

    Raises StoreError.
    """
    if engine.dialect.name != "postgresql":
        return 0
    with read(engine) as tx:
        return int(tx.execute(_COUNT).scalar_one())


def ring(engine: Engine, what: News) -> None:
    """Let all programs on a database on a server know of something; nothing for SQLite. Raises StoreError."""
    if engine.dialect.name == "postgresql":
        with write(engine, beside=True) as tx:
            tx.execute(_RING, {"said": f" {what}"})


class Workers:
    """One program among those on its database; to be closed before the store.

    `several` says whether there may be others. Where the server cannot be asked, or once it is closed, this one leads
    nothing and rings for nobody. `card` is what it says of itself to whoever asks who is there (`store.present`).
    """

    def __init__(self, store: Store, card: str = "") -> None:
        self.several = store.several
        self._line = _Line(store.engine, card)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workers")
        self._left = False
        self._clock: Common | None = None

    async def arrive(self, clear: Callable[[], Awaitable[None]]) -> None:
        """Be there for the others from now on. If nobody else is, first `clear` up after those that died."""
        if not self.several or await self._do(self._line.first, otherwise=False):
            await clear()
        if self.several:
            await self._do(self._line.stay, otherwise=None)

    async def common(self, own: Clock) -> Clock:
        """The clock that all programs go by: the server's, looked at now and while we `listen`; `own` on SQLite."""
        if not self.several:
            return own
        self._clock = Common(own)
        if (at := await self._do(self._line.time, otherwise=None)) is not None:
            self._clock.look(at)
        return self._clock

    async def leads(self, name: str) -> bool:
        """Whether this program is the one that does what only one may do; when it ends, another takes that over."""
        return not self.several or await self._do(lambda: self._line.leads(name), otherwise=False)

    async def ring(self, what: News) -> None:
        """Let the others know of something."""
        if self.several:
            await self._do(lambda: self._line.ring(what), otherwise=None)

    async def listen(self, heard: Callable[[News], None], stop: asyncio.Event) -> None:
        """Tell what others ring, until stop; and be there for them again, should our connection break."""

        async def look(at: datetime) -> None:
            if self._clock is not None:
                self._clock.look(at)
            await self._do(self._line.alive, otherwise=None)

        while self.several and not stop.is_set():
            with suppress(Exception):  # whatever broke the connection: the clock knocks meanwhile
                await self._line.listen(heard, stop, look)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _AGAIN)

    async def close(self) -> None:
        """Leave; what this program led is free for the others. May be called twice."""
        if self._left:
            return
        self._left = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._line.drop)
        self._thread.shutdown()

    async def _do(self, work: Callable[[], T], *, otherwise: T) -> T:
        def careful() -> T:
            try:
                return work()
            except SQLAlchemyError:
                self._line.drop()
                return otherwise

        if self._left:
            return otherwise
        return await asyncio.get_running_loop().run_in_executor(self._thread, careful)


class _Line:
    """The connection to the server that holds a program's locks; for one thread."""

    def __init__(self, engine: Engine, card: str) -> None:
        self._engine = engine
        self._card = card
        self._connection: Connection | None = None
        self._led: set[str] = set()
        self._me = secrets.token_hex(8)

    def first(self) -> bool:
        return bool(self._bare().execute(_ALONE).scalar_one())

    def stay(self) -> None:
        self._bare().execute(_STAY)
        self._bare().execute(_SHARE)  # gives up what `first` took; only a warning where it took nothing

    def leads(self, name: str) -> bool:
        connection = self._present()
        if name in self._led:
            connection.execute(_ALIVE)
        elif connection.execute(_LEAD, {"name": name}).scalar_one():
            self._led.add(name)
        return name in self._led

    def ring(self, what: News) -> None:
        self._present().execute(_RING, {"said": f"{self._me} {what}"})

    def time(self) -> datetime:
        return cast("datetime", self._present().execute(_TIME).scalar_one())

    def alive(self) -> None:
        self._present().execute(_ALIVE)

    async def listen(
        self, heard: Callable[[News], None], stop: asyncio.Event, look: Callable[[datetime], Awaitable[None]]
    ) -> None:
        # Late, because only a database on a server needs the driver.
        from psycopg import AsyncConnection

        address = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with await AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(f"LISTEN {_CHANNEL}")
            looked = -_LOOK
            while not stop.is_set():
                if monotonic() - looked >= _LOOK and (found := await (await connection.execute(str(_TIME))).fetchone()):
                    looked = monotonic()
                    await look(found[0])
                async for notice in connection.notifies(timeout=1):
                    who, _, what = notice.payload.partition(" ")
                    if who != self._me and what in get_args(News):
                        heard(cast("News", what))

    def drop(self) -> None:
        self._led.clear()
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):  # it may be broken
                connection.execute(_NOTHING)
            with suppress(SQLAlchemyError):
                connection.invalidate()  # not back into the pool, where its locks would live on
            with suppress(SQLAlchemyError):
                connection.close()

    def _present(self) -> Connection:
        if self._connection is None:
            self._bare().execute(_STAY)
        return self._bare()

    def _bare(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if self._card:
                self._connection.execute(_SAY, {"said": self._card})
        return self._connection
