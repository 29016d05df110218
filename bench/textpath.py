"""What an entry costs on its whole way through the text path, as the store grows: milliseconds, memory, disk.

    python bench/textpath.py [--entries 100000] [--a-day 10000] [--batch 50]

Prints for each step the milliseconds of processor time an entry takes, as the mean of the last entries before a tenth,
a half and the whole of them, and how much dearer the last are than the first: about 1.0 where a step does not depend on
what is there already. Below that: seconds for the first answers of a search, peak memory, and the size of the database.

The texts are made: pseudo-words of the letters and endings of Russian, Ukrainian and English, 30,000 of each, as
frequent as words are (Zipf), between real function words, with names, numbers and the usual dirt of HTML. Three of ten
entries tell again what an earlier one told. No dictionary knows these words, which makes them dearer than real ones.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.model import Batch, Find, Item, Origin, Sighting, Source, Story, Verdict
from feedbot.rules import filters, languages, matching, searching, stories
from feedbot.rules import normalise as normalising
from feedbot.rules.normalise import Given, every
from feedbot.rules.window import Window
from feedbot.store import Store, entries, open_store, read, search, write
from feedbot.store import stories as kept
from feedbot.text import html, parts, summary

START = datetime(2026, 3, 1, tzinfo=UTC)
SOURCES = 30
WORDS, NAMES = 30_000, 4_000
LAST = 2_000

# Onsets, vowels, codas, endings, endings of names ("-" for none), function words, and what stands between paragraphs.
ALPHABETS: dict[str, tuple[Any, ...]] = {
    "ru": (
        "б в г д ж з к л м н п р с т ф х ц ч ш бр вр гр др кр пр тр ст сп сл пл кл зн св шт",
        "а е и о у я ы ю",
        "- - н р л с т к м ст нт рд",
        "а у ом е ы ами ах ов ать ил ила или ает ует ный ного ному ные ных ость ости ение ения овать",
        "- а у ом е ов ова ский ин",
        "и в на не что с по он а как это но из к у от за для до о же так все его при был был была были бы уже или "
        "после также еще их мы они если когда со того чтобы году время сообщил заявил который которые",
        ("Читайте также: {0}", "Подписывайтесь на наш канал", "Фото: {1}", "{1}, 12 марта. {0}"),
    ),
    "uk": (
        "б в г д ж з к л м н п р с т ф х ц ч ш щ бр вр гр др кр пр тр ст сп сл пл кл зн св",
        "а е и о у я і ї ю є",
        "- - н р л с т к м ст нь рд",
        "а у ом і и ами ах ів ати ив ила или ає ує ний ного ному ні них ість ості ення ування ові",
        "- а у ом і енко ський ів ові",
        "і в на не що з по він а як це але із до у від за для та про ж так усі його при був була були б вже або "
        "після також ще їх ми вони якщо коли зі того щоб року час повідомив заявив який які під",
        ("Читайте також: {0}", "Підписуйтесь на наш канал", "Фото: {1}", "{1}, 12 березня. {0}"),
    ),
    "en": (
        "b c d f g h j k l m n p r s t v w br cr dr fr gr pr tr st sp sl pl cl sh th ch",
        "a e i o u ea ou ai oo",
        "- - n r l s t ck m st nt nd",
        "- - - s s ed ing er ers ly tion tions ment able ness",
        "- - - 's son ian",
        "the of and to in a is that for it on was with as be by at from are this have or an has not were which but "
        "had its they their been after who will would said he she his her more when about there than into over",
        ("Read also: {0}", "Subscribe to our newsletter", "Photo: {1}", "{1}, March 12. {0}"),
    ),
}  # fmt: skip


@dataclass
class Tongue:
    """The words of one language with their frequencies, and what makes texts of them."""

    language: str
    chance: random.Random
    words: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        *letters, self.dirt = ALPHABETS[self.language]
        lists = [[each.strip("-") for each in line.split()] for line in letters]
        onsets, vowels, codas, self.ends, self.name_ends, self.small = lists

        def stem(syllables: int) -> str:
            return "".join(
                self.chance.choice(onsets) + self.chance.choice(vowels) + self.chance.choice(codas)
                for _ in range(syllables)
            )

        # Long words are rarer, as everywhere.
        self.words = list(dict.fromkeys(stem(1 + (place > 300) + (place > 8_000)) for place in range(WORDS)))
        self.names = list(dict.fromkeys(stem(2).capitalize() for _ in range(NAMES)))
        self.usual = list(accumulate(1 / (place + 8) for place in range(len(self.words))))
        self.known = list(accumulate(1 / (place + 20) for place in range(len(self.names))))

    def sentence(self, about: Sequence[str], least: int = 7, most: int = 20) -> str:
        """A sentence that may name some of what it is `about`."""
        chance = self.chance
        said = []
        for stem in chance.choices(self.words, cum_weights=self.usual, k=chance.randint(least, most)):
            roll = chance.random()
            if roll < 0.36:
                said.append(chance.choice(self.small))
            elif roll < 0.46:
                said.append(chance.choice(about) + chance.choice(self.name_ends))
            elif roll < 0.49:
                said.append(str(chance.randint(2, 900)))
            else:
                said.append(stem + chance.choice(self.ends))
        line = " ".join(said)
        return f"{line[0].upper()}{line[1:]}."

    def article(self) -> tuple[str, list[list[str]]]:
        """A title and paragraphs of sentences."""
        about = self.chance.choices(self.names, cum_weights=self.known, k=self.chance.randint(2, 6))
        paragraphs = [
            [self.sentence(about) for _ in range(self.chance.randint(1, 4))] for _ in range(self.chance.randint(3, 10))
        ]
        return self.sentence(about, 6, 11).rstrip("."), paragraphs

    def retold(self, told: tuple[str, list[list[str]]]) -> tuple[str, list[list[str]]]:
        """The same news in another outlet: most sentences, in another order, with some of its own."""
        title, paragraphs = told
        about = [word for word in title.split() if word[0].isupper()] or self.names[:3]
        words = title.split()
        self.chance.shuffle(words)
        again = [
            [each if self.chance.random() < 0.7 else self.sentence(about) for each in paragraph]
            for paragraph in self.chance.sample(paragraphs, len(paragraphs))
        ]
        return " ".join(words), again

    def page(self, paragraphs: Sequence[Sequence[str]]) -> str:
        """An article as HTML of a feed, with what stands around it."""
        lines = [f"<p>{' '.join(paragraph)}</p>" for paragraph in paragraphs]
        name, other = self.chance.choice(self.names), self.sentence(self.names[:5])
        dirt = self.chance.choice(self.dirt).format(other, name)
        at = self.chance.randrange(len(lines) + 1)
        lines.insert(at, f'<p><a href="https://example.org/x?utm_source=y&amp;id={at}"><b>{dirt}</b></a></p>')
        picture = '<figure><img src="https://example.org/a.jpg" alt="x"/><figcaption>AFP</figcaption></figure>'
        return f'<div class="b">{picture}{"".join(lines)}<script>track()</script></div>'


def items(count: int, a_day: int) -> Iterator[tuple[int, str, datetime, Item]]:
    """Items in the order of time: the number of the source, the language, the moment, the item."""
    chance = random.Random(4)
    tongues = [Tongue(language, random.Random(language)) for language in ALPHABETS]
    lately: dict[str, list[Any]] = defaultdict(list)
    for number in range(count):
        tongue = tongues[number // 50 % len(tongues)]
        news = lately[tongue.language]
        told = tongue.retold(chance.choice(news)) if news and chance.random() < 0.3 else tongue.article()
        news.append(told)
        del news[:-300]
        at = START + timedelta(days=number / a_day)
        link = f"https://example.org/{tongue.language}/{number}"
        item = Item(id=link, link=link, title=told[0], html=tongue.page(told[1]), published=at.isoformat())
        yield number // 50 % SOURCES, tongue.language, at, item


def rules() -> list[str]:
    """Fifty rules as people write them, of words that are neither rare nor usual."""
    chance = random.Random(9)
    made = []
    for language in ALPHABETS:
        tongue = Tongue(language, random.Random(language))
        for _ in range(17):
            a, b, c = (word + chance.choice(tongue.ends) for word in chance.sample(tongue.words[100:5_000], 3))
            name, other = chance.sample(tongue.names[:500], 2)
            shapes = (
                name, f"{name} or {other} or {a}", f"{a} {name} -{c}", f'"{a} {b}" or {name}', f"{name[:4]}*",
                f"title:({name} or {b})", f"({a} or {b} or {c}) story>=2", f"source:s{chance.randrange(SOURCES)} {a}",
                rf"/{name[:5]}\w+/ or {c}", f"not {a} {other}",
            )  # fmt: skip
            made.append(chance.choice(shapes))
    return made[:50]


@dataclass
class Costs:
    """Seconds of processor time by step; what a step does inside another is the other's."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    within: bool = False

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what is done in the block."""
        if self.within:
            yield
            return
        self.within, start = True, time.process_time()
        try:
            yield
        finally:
            self.within = False
            self.spent[name] += time.process_time() - start

    def watch(self, module: ModuleType, name: str, step: str) -> None:
        """Count what a function of a module does."""
        work: Callable[..., Any] = getattr(module, name)

        def watched(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it takes and gives
            with self.step(step):
                return work(*given, **named)

        setattr(module, name, watched)

    def taken(self) -> dict[str, float]:
        """What was spent since the last time."""
        spent, self.spent = self.spent, defaultdict(float)
        return dict(spent)


STEPS = (
    "html", "language", "parts", "summary", "signature", "reading", "the rest of normalise", "window: settle",
    "window: place", "fifty rules", "record", "signatures", "index of words", "commit",
)  # fmt: skip


def watched() -> Costs:
    """Costs that know the steps inside of `normalise`."""
    costs = Costs()
    costs.watch(html, "sanitise", "html")
    costs.watch(html, "plain", "html")
    costs.watch(languages, "decide", "language")
    costs.watch(parts, "of_html", "parts")
    costs.watch(summary, "summarise", "summary")
    costs.watch(stories, "sign", "signature")
    costs.watch(normalising, "read", "reading")
    return costs


@dataclass
class Run:
    """Made items go in, rows of the store come out."""

    store: Store
    costs: Costs
    panel: matching.Panel
    window: Window = field(default_factory=Window)
    members: dict[str, list[str]] = field(default_factory=dict)
    joined: int = 0
    passed: int = 0

    def take(self, some: Sequence[tuple[int, str, datetime, Item]]) -> None:
        """Take in a batch of one source."""
        costs, now = self.costs, some[-1][2] + timedelta(minutes=5)
        source = Source(name=f"s{some[0][0]}", kind="feed", url="https://example.org/feed")
        origin = Origin(id="urn:sample", title="Sample")
        history: dict[str, int] = {some[0][1]: 40}
        given = [Given(item.id or "", item) for _, _, _, item in some]
        before, start = sum(costs.spent.values()), time.process_time()
        finds = every(given, source, origin, now, history=history)
        inside = sum(costs.spent.values()) - before
        costs.spent["the rest of normalise"] += time.process_time() - start - inside
        with write(self.store.engine) as tx:
            with costs.step("window: settle"):
                self.window.settle(kept.after(tx, self.window.settled), now)
            batch = self._batch(source.name, finds, now)
            with costs.step("record"):
                entries.record(tx, batch, now)
            with costs.step("signatures"):
                kept.keep(tx, batch, now)
            with costs.step("index of words"):
                search.keep(tx, dict(batch.words), {entry.id: entry.digest for entry in batch.opened})
            start = time.process_time()
        costs.spent["commit"] += time.process_time() - start

    def _batch(self, source: str, finds: Sequence[Find], now: datetime) -> Batch:
        grown, verdicts = {}, []
        for find in finds:
            entry, text = find.entry, find.text
            if find.signature is None:
                continue
            with self.costs.step("window: place"):
                match = self.window.place(find.signature, now)
            each = self.members.setdefault(match.story, [])
            each.append(entry.id)
            self.joined += len(each) > 1
            grown[match.story] = each
            with self.costs.step("fifty rules"):
                judged = self.panel.judge(entry, text, size=len(each), now=now)
                for name in judged.passing:
                    hit = judged[name]
                    verdicts.append(Verdict(target=name, subject=entry.id, passed=True, because=hit.because, at=now))
        self.passed += len(verdicts)
        return Batch(
            source=source,
            opened=tuple(find.entry for find in finds),
            sightings=tuple(
                Sighting(source=source, key=find.entry.key, entry=find.entry.id, raw=find.raw, seen=now)
                for find in finds
            ),
            stories=tuple(Story(id=id, entries=tuple(ids), opened=now, updated=now) for id, ids in grown.items()),
            signatures=tuple(find.signature for find in finds if find.signature),
            words=tuple((find.entry.id, tuple(find.text.places)) for find in finds),  # type: ignore[attr-defined]
            verdicts=tuple(verdicts),
        )


def searches(store: Store, asked: Sequence[str]) -> dict[str, float]:
    """Seconds for some searches: dictionaries apart, until the first twenty, and for how many words nobody has."""
    tongue = Tongue("ru", random.Random("ru"))
    words = {
        "a usual word": tongue.words[20],
        "a rare word": tongue.words[9_000],
        "a beginning": f"{tongue.words[20][:3]}*",
    }
    known = {name: searching.wanted(filters.parse(word)) for name, word in words.items()}
    every = " or ".join(f"({rule})" for rule in asked if "not" not in rule and "/" not in rule)
    known["all the rules at once"] = searching.wanted(filters.parse(every))
    spent = {}
    with read(store.engine) as tx:
        for name, wanted in known.items():
            start = time.perf_counter()
            found = len(list(islice(search.candidates(tx, wanted), 20)))
            spent[f"{name} ({found} read)"] = time.perf_counter() - start
        start = time.perf_counter()
        search.missing(tx, 200)
        spent["what is not indexed"] = time.perf_counter() - start
    return spent


def sizes(store: Store, place: Path) -> str:
    """The size of the database, and of its index of words, where SQLite tells."""
    whole = sum(path.stat().st_size for path in place.iterdir()) / 2**20
    try:
        with read(store.engine) as tx:
            index = tx.execute(sql("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search%'")).scalar() or 0
    except (DatabaseError, RuntimeError):
        with read(store.engine) as tx:
            index = tx.execute(sql("SELECT sum(length(block)) FROM search_data")).scalar() or 0
    return f"{whole:,.0f} MiB, of which the index of words is {index / 2**20:,.0f}"


def measured(store: Store, place: Path, count: int, a_day: int, batch: int) -> None:
    said = rules()
    start = time.process_time()
    panel = matching.compile({rule: filters.parse(rule) for rule in said})
    print(f"{len(said)} rules compiled in {time.process_time() - start:.1f} s")
    run = Run(store, watched(), panel)
    stops = [count // 10, count // 2, count]
    columns: list[dict[str, float]] = []
    lines: list[str] = []
    made, walls = items(count, a_day), []
    done, begun, wall = 0, 0, time.perf_counter()
    while some := list(islice(made, batch)):
        if (
            (stop := next(each for each in stops if each > done)) - done
            <= min(LAST, stops[0] // 2)
            < stop - done + batch
        ):
            run.costs.taken()
            begun, wall = done, time.perf_counter()
        run.take(some)
        done += len(some)
        if done >= stop:
            columns.append({name: 1000 * each / (done - begun) for name, each in run.costs.taken().items()})
            walls.append(1000 * (time.perf_counter() - wall) / (done - begun))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            lines += [
                f"at {done:,}: peak memory {peak:,.0f} MiB; database {sizes(store, place)}",
                f"    window: {len(run.window):,}; {run.joined / done:.0%} in stories of others; "
                f"{run.passed / done:.2f} rules passed an entry",
            ]
            lines += [f"    search: {1000 * each:8.1f} ms  {name}" for name, each in searches(store, said).items()]
            run.costs.taken()
    print(f"\n{'ms of processor time an entry':32}" + "".join(f"{f'at {stop:,}':>12}" for stop in stops) + f"{'x':>8}")
    for step in STEPS:
        show(step, [column.get(step, 0.0) for column in columns])
    show("all", [sum(column.values()) for column in columns])
    show("by the wall, texts made too", walls)
    print("\n" + "\n".join(lines))


def show(name: str, values: Sequence[float]) -> None:
    dearer = f"{values[-1] / values[0]:8.2f}" if values[0] > 0.0005 else ""
    print(f"{name[:32]:32}" + "".join(f"{value:12.3f}" for value in values) + dearer)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--a-day", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=50, help="a divisor of 50: entries of one source in a transaction")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with closing(open_store(f"sqlite:///{place / 'feedbot.db'}")) as store:
            measured(store, place, given.entries, given.a_day, given.batch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
