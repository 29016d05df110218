"""Which entry that we hold an item means, however its source calls it now, and what of the rest is to be doubted."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedbot.model import Document, Entry, Find, Harvest, Known, Naming, Source
from feedbot.rules import likeness
from feedbot.text import urls, words

_MANY = 5
_VERY_MANY = 20
_SLACK = timedelta(hours=6)
_DAY = timedelta(days=1)
_MOST_READ = 300
_SOME = 4
_SELDOM = 20
_STAMP = re.compile(
    r"(?:19|20)[0-9]{2}([-/.]?)[0-9]{2}\1[0-9]{2}(?:[-/.T_]?[0-9]{2}[-:.]?[0-9]{2}(?:[-:.]?[0-9]{2})?Z?)?(?![0-9])"
    r"|\b1[0-9]{9}(?:[0-9]{3})?\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Finds of a visit under keys that were never seen, and how many items the visit has in all.

    `partial` is True for a document that may have only what is new: there the share tells nothing, so the number must.
    """

    unseen: tuple[Find, ...]
    total: int
    partial: bool = False

    @property
    def most(self) -> bool:
        """They are over half of all."""
        return len(self.unseen) * 2 > self.total and (not self.partial or len(self.unseen) >= _VERY_MANY)

    @property
    def many(self) -> bool:
        """They are over half of all, and so many that the ids may have changed, or the site moved."""
        return self.most and len(self.unseen) >= _MANY

    @property
    def told(self) -> str:
        """How many they are, for people."""
        return f"{len(self.unseen)} of {self.total} ids were new at once"


def crowd(harvest: Harvest, known: Known) -> Crowd:
    """The finds of a harvest whose keys were never seen, not even under the name that the key had as an alias."""
    unseen = (find for find in harvest.finds if not any(key in known.sightings for key in _keys(find, harvest.naming)))
    partial = isinstance(harvest.visit, Document) and harvest.visit.partial
    return Crowd(unseen=tuple(unseen), total=len(harvest.finds) + len(harvest.same), partial=partial)


def match(harvest: Harvest, known: Known) -> Mapping[str, Entry]:
    """The entries we hold already, by the keys of the finds that mean them; each is meant once.

    In this order: by the key or else the link, where title and date are the same; by the key, unless it names another
    article now; by its file if the texts are alike, for a file may be used again; by its link if text and date are, for
    many items may share a link; by its title, if path and date are the same. If most of the items have new keys, less
    is asked of links and titles, and the text alone may do. At last, by the same words within half a day, where the old
    item is gone. No entry that stands unchanged beside them is meant by any.
    """
    ground = _Ground(harvest, known)
    sure = (ground.exact, ground.elsewhere, ground.by_key, ground.by_alias)
    rules = (*sure, ground.by_title, ground.by_text, ground.republished)
    found: dict[str, Entry] = {}
    taken: set[str] = set()
    stand = _standing(harvest, known)
    for rule in rules:
        for find in harvest.finds:
            if find.entry.key in found:
                continue
            held = next((each for each in rule(find) if each.id not in taken and each.id not in stand), None)
            if held is not None:
                found[find.entry.key] = held
                taken.add(held.id)
    return found


def doubts(harvest: Harvest, known: Known, source: Source, new: Iterable[Find], now: datetime) -> Mapping[str, str]:
    """Why some of the new finds are not to be told before somebody says so, by their keys.

    When many keys are new at once on a known source, what is new may be old articles under other names. Doubted is what
    is dated before the last good visit and before what we hold already, and what has no date, if that are many. Nobody
    doubts what lies in a folder; nor, without a date, what comes after we have been away ourselves for over a day.
    """
    cursor = harvest.cursor
    many = crowd(harvest, known)
    if known.first or _files(harvest) or cursor.visited is None or not many.many:
        return {}
    newest = max((each.published for each in _own(known, harvest.source)), default=cursor.visited)
    old, undated = [], []
    for find in new:
        if not find.dated:
            undated.append(find)
        elif _end(find.entry.published, source) < cursor.visited - _SLACK and find.entry.published <= newest:
            old.append(find)
    away = now - (cursor.tried or cursor.visited) > _DAY
    start = f"held: {many.told}, and this one"
    visit = f"{cursor.visited.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    found = {find.entry.key: f"{start} is older than the last visit ({visit})" for find in old}
    if len(undated) >= _MANY and not away:
        found |= {find.entry.key: f"{start} has no date" for find in undated}
    return found


def steady(harvest: Harvest, known: Known, matches: Mapping[str, Entry]) -> frozenset[str]:
    """The keys of matched finds whose entries keep the link we know, so that no message is edited for nothing.

    Links to the same page, and links that the entry had before (servers may take turns), are no news. Nor are links
    that differ in their query or in a stamp of the time alone, if those of over half of the items do: such parameters
    are made up at each visit.
    """
    found, restless = set(), set()
    for find in harvest.finds:
        held = matches.get(find.entry.key)
        if held is None or held.link is None or find.entry.link is None:
            continue
        one, two = urls.twin(held.link) or "", urls.twin(find.entry.link) or ""
        seen = (known.sightings.get(alias) for alias in find.aliases)
        if one == two or any(each.entry == held.id for each in seen if each):
            found.add(find.entry.key)
        elif _STAMP.sub("", one.partition("?")[0]) == _STAMP.sub("", two.partition("?")[0]):
            restless.add(find.entry.key)
    if len(restless) * 2 > len(harvest.finds) + len(harvest.same):
        found |= restless
    return frozenset(found)


class _Ground:
    """What is held around one harvest; each rule gives the entries that a find may mean, the best first."""

    def __init__(self, harvest: Harvest, known: Known) -> None:
        self.known = known
        self.naming = harvest.naming
        self.visited = harvest.cursor.visited
        new = crowd(harvest, known)
        self.files, self.partial = _files(harvest), new.partial
        self.several = new.most and len(new.unseen) > 1 and not self.files
        self.entries = _own(known, harvest.source)
        self.links: dict[str | None, str | None] = {None: None}
        sides = (self.entries, tuple(find.entry for find in harvest.finds))
        counts = [Counter(filter(None, map(self.link, side))) for side in sides]
        self.shared = {link for count in counts for link, number in count.items() if number > 1}
        self.scale = likeness.Scale()
        self.titles: dict[str, list[Entry]] = defaultdict(list)
        self.dates: dict[tuple[str, datetime], list[Entry]] = defaultdict(list)
        for each in sorted(self.entries, key=lambda each: each.published, reverse=True):
            self.titles[words.fold(each.title)].append(each)
            self.dates[words.fold(each.title), each.published].append(each)
        vouched = {} if self.files or new.partial else self.vouching(harvest)
        self.vouched = vouched if len(vouched) > 1 and len(vouched) * 2 > new.total else {}
        moved = sum(self.key_known(find) for find in harvest.finds if find.entry.key in vouched)
        self.shifted = bool(self.vouched) and moved * 2 > new.total
        self.suspect = moved > 1 or harvest.evidence.repeated * _SELDOM > harvest.evidence.items
        self.index: dict[tuple[str, str, str], list[Entry]] | None = None
        self.asked = 0

    def exact(self, find: Find) -> Iterator[Entry]:
        """By its key, where the title is the same and the date too, or without one the text."""
        yield from (held for held in self.named(_keys(find, self.naming)) if self.certain(held, find))

    def elsewhere(self, find: Find) -> Iterator[Entry]:
        """By a link of its own in the same way; else what has the same title, date, and link or text.

        Where the key is known, but has named another entry, the date of an entry at that link may be another one. A
        long text that is the same needs no date, unless a later one is claimed. At last, what titles vouch for.
        """
        seen = self.key_known(find)
        for held in self.linked(find):
            same = likeness.same_title(held, find.entry) and self.scale.same(held, find.entry)
            if self.certain(held, find) or (seen and same):
                yield held
        for held in self.titled(find):
            link, dated = self.link(held) == self.link(find.entry), likeness.same_date(held, find)
            text = not self.scale.empty(held) and self.scale.same(held, find.entry)
            enough = dated or (link and not find.dated) or (self.scale.telling(held) and not likeness.later(held, find))
            if (text and enough) or (link and dated):
                yield held
        if find.entry.key in self.vouched:
            yield self.vouched[find.entry.key]

    def by_key(self, find: Find) -> Iterator[Entry]:
        """By the key, where that does not name another article than it did."""
        keys = _keys(find, self.naming)
        if self.link(find.entry) in self.shared:
            keys = keys[:1]
        yield from (held for held in self.named(keys) if not self.used_again(held, find))

    def by_alias(self, find: Find) -> Iterator[Entry]:
        """By its file, its link, or where it has none its title, if the rest agrees."""
        for alias in find.aliases:
            for held in self.named((alias,)):
                if self.scale.alike(held, find.entry) if alias.startswith("path:") else self.again(held, find):
                    yield held

    def by_title(self, find: Find) -> Iterator[Entry]:
        """By its title, if the date or the text agrees: an article on a site that moved."""
        alone = len(self.titles.get(words.fold(find.entry.title), ())) == 1
        yield from (each for each in self.titled(find) if self.moved(each, find, alone=alone))

    def by_text(self, find: Find) -> Iterator[Entry]:
        """By its text, if that is long enough to tell: an article with another title on a site that moved."""
        self.asked += 1
        if not self.several or self.asked > _MOST_READ or self.fresh(find):
            return
        mine = self.scale.shingles(find.entry)
        votes = Counter(each.id for shingle in mine for each in self.indexed().get(shingle, ()))
        for id_, count in votes.most_common(3):
            held = self.known.entries[id_]
            least = 0.9 if not find.dated or likeness.same_date(held, find) else 0.95
            # A text of which the other is but a small part is a survey that quotes it.
            if count >= least * max(len(mine), 0.6 * len(self.scale.shingles(held))):
                yield held

    def republished(self, find: Find) -> Iterator[Entry]:
        """By title and a long text, word for word, where id, link and date are others: an item that was put in anew.

        The date may be less than half a day later, or two days where ids were given up as bad. What comes again and
        again in the same words is none, be it of a known kind (alarms, weather, rates) or told twice within that time.
        Nor is anything where the old item may be there still, and the document only does not say so.
        """
        if self.partial or self.files or find.signature is None or find.signature.series:
            return
        title, span = words.fold(find.entry.title), _DAY / 2 if self.naming == "id" else 2 * _DAY
        held = [each for each in self.titles.get(title, ())[:_SOME] if self.scale.same(each, find.entry)]
        if not held or not self.scale.telling(held[0]):  # one that claims no later date was taken by `elsewhere`
            return
        series = len(held) > 1 and held[0].published - held[1].published < span
        if not series and find.entry.published - held[0].published < span:
            yield held[0]

    def vouching(self, harvest: Harvest) -> dict[str, Entry]:
        """By keys of finds, entries with their titles that the keys do not name: over half of all, they are believed.

        No other entry, and no other find, has that title; what is known of date and text does not speak against it.
        """
        said = Counter(words.fold(find.entry.title) for find in harvest.finds)
        found: dict[str, Entry] = {}
        for find in harvest.finds:
            title = words.fold(find.entry.title)
            held = self.titles.get(title, [])
            if said[title] > 1 or len(held) != 1 or self.named(_keys(find, self.naming)) == held:
                continue
            texts = self.scale.empty(held[0]) or self.scale.empty(find.entry) or self.scale.alike(held[0], find.entry)
            if texts and not likeness.later(held[0], find):
                found[find.entry.key] = held[0]
        return found

    def key_known(self, find: Find) -> bool:
        """The key was seen before."""
        return any(key in self.known.sightings for key in _keys(find, self.naming))

    def certain(self, held: Entry, find: Find) -> bool:
        """The title is the same and the date too, or without one the text."""
        same = likeness.same_date(held, find) or (not find.dated and self.scale.same(held, find.entry))
        return same and likeness.same_title(held, find.entry)

    def used_again(self, held: Entry, find: Find) -> bool:
        """Whether a key that named one article names another now: link, date, title and text differ.

        Half a day apart, articles with like titles ("Weather", "Rates") are different ones if their links and texts
        are. Where the link is the key, or several articles share it, it tells nothing, so more must differ; where other
        ids of the source are used again, less.
        """
        one, two = self.link(held), self.link(find.entry)
        own = self.naming == "link" or find.entry.key == urls.canonical(find.entry.link or "")
        tells = not own and None not in (one, two) and not {one, two} & self.shared
        if likeness.same_date(held, find) or (tells and one == two):
            return False
        if self.scale.overlap(held, find.entry) >= likeness.ALIKE:
            return False
        apart = find.dated and abs(find.entry.published - held.published) >= _DAY / 2
        other = likeness.titles(held, find.entry) < likeness.ALIKE or self.shifted
        if own:
            return apart and other
        if self.suspect and self.scale.telling(held) and self.scale.telling(find.entry):
            return True
        return other or (apart and (tells or not likeness.same_title(held, find.entry)))

    def again(self, held: Entry, find: Find) -> bool:
        """Whether an item under a new key, at the same link, is the same: by date and text.

        Without dates that agree only if nothing else differs and it claims no later date than we know; more is
        believed where most of the items have new keys.
        """
        if likeness.same_date(held, find):
            return self.scale.alike(held, find.entry)
        title = likeness.same_title(held, find.entry)
        if title and not likeness.later(held, find) and self.scale.same(held, find.entry):
            return True
        if not self.several or self.link(find.entry) in self.shared:
            return False
        if self.fresh(find):
            return title and self.scale.equal(held, find.entry)
        return self.scale.overlap(held, find.entry) >= (likeness.ALIKE if find.dated else 0.8)

    def moved(self, held: Entry, find: Find, *, alone: bool) -> bool:
        """Whether an article with the same title at another link is the same; `alone` if no other has that title."""
        path, dated = likeness.same_path(held, find.entry), likeness.same_date(held, find)
        if path and (dated or (not likeness.later(held, find) and self.scale.same(held, find.entry))):
            return True
        if not self.several or not (alone or dated):
            return False
        if dated:
            return self.scale.empty(held) or self.scale.empty(find.entry) or self.scale.alike(held, find.entry)
        trusted = self.naming == "text" and self.scale.alike(held, find.entry)
        return trusted or (path and not self.fresh(find)) or self.scale.equal(held, find.entry)

    def fresh(self, find: Find) -> bool:
        """Dated after our last good visit, so it is new rather than old."""
        return find.dated and (self.visited is None or find.entry.published > self.visited)

    def named(self, keys: Iterable[str]) -> list[Entry]:
        """The entries that these keys named when they were last seen."""
        seen = (self.known.sightings.get(key) for key in keys)
        held = (self.known.entries.get(each.entry) for each in seen if each)
        return [each for each in held if each is not None]

    def titled(self, find: Find) -> list[Entry]:
        """Some entries with the same title: first those of the same date, then the newest."""
        title = words.fold(find.entry.title)
        if self.files:
            return []
        return [*self.dates.get((title, find.entry.published), ())[:_SOME], *self.titles.get(title, ())[:_SOME]]

    def linked(self, find: Find) -> list[Entry]:
        """The entry at the same link, where no other is."""
        own = self.link(find.entry)
        return [] if own is None or own in self.shared else self.named(find.aliases)

    def link(self, entry: Entry) -> str | None:
        """The link of an entry, as the same as those of its twins."""
        if entry.link not in self.links:
            self.links[entry.link] = urls.twin(entry.link or "")
        return self.links[entry.link]

    def indexed(self) -> Mapping[tuple[str, str, str], list[Entry]]:
        """The newest entries by what stands in their texts."""
        if self.index is None:
            self.index = defaultdict(list)
            for each in sorted(self.entries, key=lambda each: each.published, reverse=True)[:_MOST_READ]:
                for shingle in self.scale.shingles(each):
                    self.index[shingle].append(each)
        return self.index


def _keys(find: Find, naming: Naming) -> tuple[str, ...]:
    """The key of a find; and the alias that a link was before it took the place of an id as the key."""
    return (find.entry.key, *find.aliases[: int(naming == "link" and find.entry.link is not None)])


def _files(harvest: Harvest) -> bool:
    """Whether it is of a folder, where names are the owner's."""
    return isinstance(harvest.visit, Document) and bool(harvest.visit.files)


def _standing(harvest: Harvest, known: Known) -> frozenset[str]:
    """The entries that items mean which stand unchanged: those whose key is one of theirs, and still names them."""
    same = frozenset(harvest.same)
    held = (each for each in known.entries.values() if each.key in same)
    seen = ((each.id, known.sightings.get(each.key)) for each in held)
    return frozenset(id_ for id_, sighting in seen if sighting is None or sighting.entry == id_)


def _own(known: Known, source: str) -> tuple[Entry, ...]:
    return tuple(each for each in known.entries.values() if each.source == source)


def _end(published: datetime, source: Source) -> datetime:
    """The last moment that a date may mean: one without a time means its whole day."""
    local = published.astimezone(ZoneInfo(source.timezone))
    return published + _DAY if (local.hour, local.minute, local.second) == (0, 0, 0) else published
