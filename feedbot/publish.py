"""Write the feeds that changed: the second of the three verbs."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as change
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from feedbot import folder
from feedbot.crew import Crew
from feedbot.folder import Found, Name, Place
from feedbot.fragments import Plates, place
from feedbot.model import Feed
from feedbot.printing import remove, replace, sweep, write_page
from feedbot.rules import leases
from feedbot.seals import Seals
from feedbot.store import Store, Tx, addresses, archive, feeds, subscribers

__all__ = ["Press", "Published", "publish", "replace", "sweep"]

MOST = 100
"""Entries that are written into pages in one turn, at least one page."""

_LOOK = timedelta(minutes=1)
_FADE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One turn of publishing, and a sentence for each feed that could not be written.

    `files` are documents written, `removed` files taken away, `made` fragments rendered. `more` says that pages wait to
    be closed or written.
    """

    files: int = 0
    removed: int = 0
    made: int = 0
    problems: tuple[str, ...] = ()
    more: bool = False


@dataclass(slots=True)
class Press:
    """What one process knows of the folder that it writes; a new one looks for itself.

    `places` are the feeds as they were last looked for there, `lacking` the pages of each that are not there, oldest
    first, and `anew` feeds whose pages were written for another site, for which `fresh` ones are yet to be asked.
    `closing` have more pages to close, and of `stale` ones more closed than we know of. `led` is the page that the
    document of each leads to. `put` and `drop` are how files are written and taken away, and `seals` what a process
    before this one left.
    """

    plates: Plates = field(default_factory=Plates)
    seals: Seals = field(default_factory=Seals)
    put: Callable[[Path, bytes], None] = replace
    drop: Callable[[Path], None] = remove
    places: dict[str, Place] = field(default_factory=dict)
    lacking: dict[str, list[int]] = field(default_factory=dict)
    anew: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    closing: set[str] = field(default_factory=set)
    led: dict[str, int | None] = field(default_factory=dict)
    changed: int | None = None
    looked: datetime | None = None
    faded: datetime | None = None


@dataclass(slots=True, kw_only=True)
class _Turn:
    """One turn: what it works with, and what came of it."""

    by_name: Mapping[str, Feed]
    store: Store
    crew: Crew
    output: Path
    url: str
    press: Press
    now: datetime
    files: int = 0
    removed: int = 0
    made: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, int, str]] = field(default_factory=list)


async def publish(
    names: Sequence[Feed], *, store: Store, crew: Crew, output: Path, url: str, press: Press, now: datetime
) -> Published:
    """Write every feed that changed since it was last written, or whose files are gone, in all its formats.

    Pages of archives are closed and written, some in a turn; what no longer belongs into the folder is taken away. A
    file whose bytes stay the same is left alone. A feed that cannot be written stays due, and the problem is told.
    Raises StoreError.
    """
    known = {each.name: each for each in names}
    turn = _Turn(by_name=known, store=store, crew=crew, output=output, url=url, press=press, now=now)
    due = set(await store.read(feeds.pending, list(known)))
    due |= {name for name, here in press.places.items() if name in known and not _there(output, here)}
    aged = await _tend(turn, due)
    changed = await _place(turn, due | aged)
    due |= {name for name in aged if known[name].complete}  # it leaves out what was in pages that are dropped
    if changed or _stirred(turn):
        due |= await _survey(turn)
    await _pages(turn)
    # Where pages are still to come, the document leads to the newest that is there when it changes, and at the end.
    whole = (here for name, here in press.places.items() if name not in press.lacking)
    due |= {here.feed.name for here in whole if press.led.get(here.feed.name, 0) != _leads(press, here)}
    for name in known:
        if name in due and name in press.places and name not in turn.problems:
            await _documents(turn, press.places[name])
    if turn.notes:
        await store.write(_note, turn.notes, {feed.name: leases.elsewhere(feed, url) for feed in names})
        await crew(press.seals.keep)
    if turn.files or turn.removed:
        press.changed = _changed(output)
    more = bool(press.closing or press.lacking)
    return Published(
        files=turn.files, removed=turn.removed, made=turn.made, problems=tuple(turn.problems.values()), more=more
    )


async def _tend(turn: _Turn, due: Iterable[str]) -> set[str]:
    """Close and drop pages of feeds; the names of those that had any."""
    press = turn.press
    names = {*due, *press.closing}
    if press.faded is None or turn.now - press.faded >= _FADE:
        press.faded = turn.now
        names |= {name for name, feed in turn.by_name.items() if feed.keep is not None}
    asked = [feed for name, feed in turn.by_name.items() if name in names and feed.archive]
    ripe = await turn.store.read(archive.ripe, asked, turn.now) if asked else ()
    press.closing &= {*ripe}
    press.stale |= {*ripe}
    for name in ripe:
        more = await turn.store.write(archive.tend, turn.by_name[name], turn.now)
        (press.closing.add if more else press.closing.discard)(name)
    return {*ripe}


async def _place(turn: _Turn, names: Iterable[str]) -> bool:
    """Learn where feeds lie now; whether the folder must be looked at, as more has changed than pages that closed."""
    press, by_name = turn.press, turn.by_name
    moved = {
        name for name, feed in by_name.items() if (here := press.places.get(name)) is None or here.feed is not feed
    }
    asked = {*names, *press.stale, *moved} & {*by_name}
    left = [name for name in press.places if name not in by_name]
    if not asked and not left and all(here.url == turn.url for here in press.places.values()):
        return False
    shelves = await turn.store.read(archive.shelves, sorted(asked))
    press.stale.clear()
    for name in left:
        del press.places[name]
    changed = bool(left)
    for name, feed in by_name.items():
        was = press.places.get(name)
        shelf = shelves.get(name) or (was.shelf if was else None)
        if shelf is None:  # never enrolled
            continue
        here = Place(feed=feed, shelf=shelf, url=turn.url)
        press.places[name] = here
        if was is None or was.url != here.url:
            press.fresh.add(name)
        if was is not None and here.grown(was):
            press.lacking.setdefault(name, []).extend(range(was.shelf.last + 1, shelf.last + 1))
        changed = changed or was is None or not (here == was or here.grown(was))
    return changed


def _stirred(turn: _Turn) -> bool:
    """Whether somebody else changed something in the folder; told at most once a minute."""
    press = turn.press
    return (press.looked is None or turn.now - press.looked >= _LOOK) and _changed(turn.output) != press.changed


async def _survey(turn: _Turn) -> frozenset[str]:
    """Find the pages that lack and take away what is there for nothing; the names of feeds whose documents lack."""
    press = turn.press
    before, press.looked = press.lacking, turn.now
    stems = await turn.store.read(addresses.stems)
    found = await turn.crew(folder.look, turn.output, dict(press.places), stems)
    for name in sorted(press.fresh & {*press.places}):
        if await turn.crew(folder.elsewhere, turn.output, press.places[name]):
            press.anew.add(name)
            before = {**before, name: list(press.places[name].numbers)}
    press.fresh.clear()
    again = {name: before[name] for name in press.anew & {*before}}
    press.anew &= {*again}
    names = sorted({*found.lacking, *again} & {*press.places})
    press.lacking = {name: sorted({*found.lacking.get(name, ()), *again.get(name, ())}) for name in names}
    await _clear(turn, found)
    press.changed = _changed(turn.output)
    return found.lost


async def _clear(turn: _Turn, found: Found) -> None:
    """Say farewell to what does not belong into the folder, and take it away, documents after their neighbours."""
    bases = {name.base for name in (*found.stray, *found.doubtful)}
    if not bases:
        return
    parted = await turn.store.read(addresses.given_up, sorted(bases))
    doomed = [*found.stray, *(name for name in found.doubtful if name.base in parted)]
    leaving = [_leaving(turn, name) for name in doomed if name.file == name.document and name.base not in parted]
    if leaving:
        await turn.store.write(addresses.part, leaving, turn.now)
    for name in sorted(doomed, key=lambda name: name.file, reverse=True):
        try:
            await turn.crew(turn.press.drop, turn.output / name.file)
            turn.removed += 1
        except OSError as error:
            turn.problems[name.file] = (
                f"{turn.output / name.file} could not be removed: {_why(error)}; remove it by hand"
            )


def _leaving(turn: _Turn, name: Name) -> str:
    """What is gone with a document: the file alone where the same is there in another format."""
    here = next((here for here in turn.press.places.values() if here.shelf.stem in (name.stem, name.base)), None)
    kept = here is not None and any(here.has(change(name, format=format)) for format in here.feed.formats)
    return name.document if kept else name.stem


async def _pages(turn: _Turn) -> None:
    """Write some of the pages that lack, oldest first, so that each leads to one that is there."""
    press, left = turn.press, MOST
    for name in sorted(press.lacking, key=lambda name: len(press.lacking[name])):
        here, numbers = press.places.get(name), press.lacking[name]
        while here is not None and numbers and left > 0 and name not in turn.problems:
            left -= await _page(turn, here, numbers[0])
            if name not in turn.problems:
                numbers.pop(0)
        if here is None or not numbers:
            del press.lacking[name]
            press.anew.discard(name)


async def _page(turn: _Turn, here: Place, number: int) -> int:
    """Write a page; how many entries it has."""
    edition = await turn.store.read(archive.page, here.feed, number, turn.url)
    if edition is None:
        return 1
    press = turn.press
    anew = here.feed.name in press.anew
    try:
        written = await turn.crew(write_page, edition, turn.output, put=press.put, anew=anew)
        turn.files += written.files
        turn.made += written.made
    except OSError as error:
        turn.problems[here.feed.name] = _sentence(here.feed.name, turn.output, error)
    return len(edition.pieces) + 1


async def _documents(turn: _Turn, here: Place) -> None:
    """Write the document that readers subscribe to, and the complete one."""
    press, feed, name = turn.press, here.feed, here.feed.name
    leads, digest, changed = _leads(press, here), hashlib.sha256(), 0
    for stem in here.stems:
        stock = press.plates.stock(turn.output, feed, turn.url, here.stems)
        if stem == here.shelf.stem:
            sheet = await turn.store.read(feeds.newest, feed, turn.url, previous=leads, known=stock.piece)
            changed = sheet.changed
        else:
            sheet = await turn.store.read(feeds.complete, feed, turn.url, known=stock.piece)
        prints = partial(press.seals.write, sheet.edition, turn.output, looks=sheet.looks, stock=stock)
        try:
            written = await turn.crew(prints, put=press.put, drop=press.drop)
        except OSError as error:
            turn.problems[name] = _sentence(name, turn.output, error)
            return
        if written.plate:
            press.plates.keep(stem, written.plate)
        digest.update(written.digest.encode())
        turn.files += written.files
        turn.made += written.made
    press.led[name] = leads
    turn.notes.append((name, changed, digest.hexdigest()[:32]))


def _leads(press: Press, here: Place) -> int | None:
    """The newest page that lies in the folder."""
    lacking = {*press.lacking.get(here.feed.name, ())}
    return next((number for number in reversed(here.numbers) if number not in lacking), None)


def _note(tx: Tx, notes: Sequence[tuple[str, int, str]], hubs: Mapping[str, str | None]) -> None:
    """Note what was written, and in the same transaction that hubs and who subscribed are owed it."""
    for name, changed, digest in notes:
        feeds.published(tx, name, changed, digest)
        subscribers.owe(tx, name, digest, hubs.get(name))


def _there(output: Path, here: Place) -> bool:
    """Whether a feed is written; the rest of its files is looked for when the folder changes."""
    return place(output, here.shelf.stem, here.feed.formats[0]).exists()


def _changed(output: Path) -> int | None:
    """When names in the folder last changed; None where there is none."""
    with suppress(OSError):
        return output.stat().st_mtime_ns
    return None


def _sentence(name: str, output: Path, error: OSError) -> str:
    return (
        f'feed "{name}" could not be written to {output}: {_why(error)}; free or unlock that place, it is tried again '
        "by itself"
    )


def _why(error: OSError) -> str:
    return error.strerror or str(error)
