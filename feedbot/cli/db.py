"""The command that moves everything into another database: db copy."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

import click

from feedbot.cli import desk
from feedbot.cli.words import n, t
from feedbot.model import Config

if TYPE_CHECKING:
    from feedbot.store import Store
    from feedbot.store.copying import Copy

_INDEXED = 200
"""How many entries are indexed for the search in one transaction."""


@click.group()
def db() -> None:
    """Move everything into another database."""


@db.command("copy")
@click.option(
    "--to",
    "address",
    metavar="URL",
    required=True,
    help="An empty database: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
)
@click.pass_context
def copy(ctx: click.Context, address: str) -> None:
    """Copy the database into an empty one, on a server or in a file, and see that both hold the same.

    No feedbot may run meanwhile. What is there stays as it is.
    """
    from feedbot.store import copying, read  # here, because --help needs no database

    config = desk.configured(ctx)
    address = _placed(config, address)
    _other(config, address)
    with _source(config) as source, copying.opened(address) as target:
        total = copying.size(source.engine)
        with read(target):  # a server that cannot be reached is told of by its address
            pass
        with _progress(2 * total, t("copying and comparing")) as tell:
            found = copying.copy(source.engine, target, tell)
        shown, secret = copying.named(target)
    _tell(found)
    _index(address, next(held.rows for held in found.held if held.table == "entries"))
    told = t("next: write this into the table [feedbot] of the config, then start feedbot:")
    click.echo(f'{told}\n\n[feedbot]\ndatabase = "{shown}"')
    if secret:
        told = t("with the password in place of ***, or the whole address in the variable FEEDBOT_DATABASE")
        click.echo(f"\n{told}")


def _other(config: Config, address: str) -> None:
    """Refuse an address of nothing, and that of the database itself."""
    from feedbot.store import engine as engines

    there, ours = engines.parsed(address), engines.parsed(config.settings.database)
    if there is None:
        raise click.UsageError(str(engines.unknown(address)))
    if ours is not None and engines.same(there, ours):
        told = t("{address} is the same database that the config has; name an empty one")
        raise click.ClickException(told.format(address=there.render_as_string()))


def _placed(config: Config, address: str) -> str:
    """The address, with the file of an SQLite database where the config would look for it."""
    file = address.removeprefix("sqlite:///")
    if file in (address, ":memory:") or not file:
        return address
    return f"sqlite:///{config.settings.file.parent / file}"


@contextmanager
def _source(config: Config) -> Iterator["Store"]:
    """The database of the config, on which nobody else works while the block lasts. Raises BusyError and StoreError."""
    from feedbot.cli import opened
    from feedbot.cli.rounds import on_file
    from feedbot.hold import alone

    with ExitStack() as stack:
        if on_file(config):
            stack.enter_context(alone(config.settings.state))
        yield stack.enter_context(opened.store(config, alone=True))


def _index(address: str, total: int) -> None:
    """Let entries be found by their words in the new database; feedbot would do the rest if this were broken off."""
    from feedbot.rules import matching
    from feedbot.store import open_store, read, search, write

    with closing(open_store(address, check=False)) as store:
        last = ""
        with _progress(total, t("indexing for the search")) as tell:
            while True:
                with read(store.engine) as tx:
                    some = search.following(tx, last, _INDEXED)
                if not some:
                    break
                last = some[-1].id
                words = {entry.id: tuple(matching.read(entry).places) for entry in some}
                with write(store.engine) as tx:
                    search.keep(tx, words, {entry.id: entry.digest for entry in some})
                tell(len(some))
    told = n("{number} entry can be searched there", "{number} entries can be searched there", total)
    click.echo(told.format(number=total))


@contextmanager
def _progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """A bar on standard error that grows by what it is told; none where that is no terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


def _tell(found: "Copy") -> None:
    desk.table([{"table": held.table, "rows": held.rows, "digest": held.digest} for held in found.held if held.rows])
    rows = desk.count(sum(held.rows for held in found.held), "row")
    told = t("{rows} copied; numbers and digests of all {tables} tables are the same on both sides")
    click.echo(told.format(rows=rows, tables=len(found.held)))
    if found.mended:
        told = n(
            "note: {number} row had characters that no server takes; they became U+FFFD",
            "note: {number} rows had characters that no server takes; they became U+FFFD",
            found.mended,
        )
        click.echo(told.format(number=found.mended))
