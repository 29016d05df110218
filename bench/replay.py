"""Thirty days of news, played through the window as the daemon does: stories told twice, stories mixed, and the cost.

    python bench/replay.py [--seed=1,2] [--days=30] [--worst] [--meant] [--late]

Some 350 articles a day of fourteen outlets in Russian, Ukrainian and English: three of four events are told by one
outlet alone, the others by two to nine within minutes to hours, reworded, shortened, copied with small edits, or
brought up to date with higher numbers; beside them series (rates, weather, alarms, digests), follow-ups days later, and
like events in other places or on other days. The text is made by the grammars of `data/replay`, written for this, and
the events in free words of `stories.py` are told among them. Events share the sentences of their kind, and every fifth
article is a title alone, often without a name: that is harder than news are. The weights of `rules/evidence.py` were
fitted on seeds 1, 2 and 3 (`weights.py`); other seeds judge.

An event is told twice if its articles are in more than one story; a story is mixed if it has articles of more than one
event. A follow-up is an event of its own, all updates of the first day belong to it. `--worst` prints which kind each
fault is and the ten worst; `--meant` uses the meanings of titles, if the extra "semantic" is installed. `--late` plays
it once more: of the titles alone every second gets its text ten minutes later, before anything of it was sent.
"""

import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import stories as sets

from feedbot.model import Signature
from feedbot.rules import stories
from feedbot.rules.window import Window
from feedbot.text.parts import Parts

DATA = Path(__file__).parent / "data" / "replay"
START = datetime(2026, 3, 1, tzinfo=UTC)
LANGUAGES = ("ru", "uk", "en")

# Outlets and how they write: how many details they take, how many minutes they are late.
OUTLETS = {
    "ru": (("vesti", 3, 20), ("gazeta", 5, 60), ("obzor", 0, 30), ("kurier", 2, 90), ("molnia", -1, 10)),
    "uk": (("visti", 3, 20), ("novyny", 5, 60), ("ohliad", 0, 30), ("kurier-uk", 2, 90), ("blyskavka", -1, 10)),
    "en": (("wire", 3, 30), ("herald", 5, 90), ("post", 1, 60), ("flash", -1, 15)),
}
SUFFIXES = (
    (("ск", "ска", "в {}ске"), ("ськ", "ська", "у {}ську"), "sk"),
    (("поль", "поля", "в {}поле"), ("піль", "поля", "у {}полі"), "pil"),
    (("град", "града", "в {}граде"), ("град", "града", "у {}граді"), "hrad"),
    (("овка", "овки", "в {}овке"), ("івка", "івки", "у {}івці"), "ivka"),
)
ENDS = (
    (("енко", "енко"), ("енко", "енка"), "enko"),
    (("ов", "ова"), ("ов", "ова"), "ov"),
    (("ский", "ского"), ("ський", "ського"), "skyi"),
    (("ук", "ука"), ("ук", "ука"), "uk"),
    (("", "а"), ("", "а"), ""),
)
GROWING = {"drones", "quake", "fire", "poison"}
RULED = {"drones", "shelling", "fire"}
LEADERS = {"visit", "call", "sanctions"}
LATE_SHARE, LATE = 0.5, timedelta(minutes=10)

Slots = dict[str, dict[str, str]]
"""What stands for each slot, by language."""


@dataclass(kw_only=True)
class Told:
    """An article: the number of its event, who told it when, and how it differs from the first.

    `late` is the text that a title alone gets after a while, if it does.
    """

    event: int
    language: str
    outlet: str
    at: datetime
    title: str
    text: tuple[str, ...]
    how: str
    late: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Event:
    """What happened: its kind, its place, the event it follows, and its words."""

    number: int
    kind: str
    place: str
    at: datetime
    slots: Slots = field(default_factory=dict)
    after: int | None = None


# --- the grammars ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def grammar(language: str) -> dict[str, dict[str, list[str]]]:
    """The lines of each kind by their mark; the head of a kind may name its place ("drones city")."""
    found: dict[str, dict[str, list[str]]] = {}
    lines: dict[str, list[str]] = {}
    for line in (DATA / f"{language}.txt").read_text().splitlines():
        if line.startswith("["):
            name, _, place = line.strip("[]").partition(" ")
            lines = found.setdefault(name, defaultdict(list))
            lines["place"].append(place)
        elif ":" in line:
            mark, _, rest = line.partition(":")
            lines[mark].append(rest.strip())
    return found


@lru_cache(maxsize=1)
def names() -> dict[str, list[str]]:
    """The lines of the table of names, by section."""
    found: dict[str, list[str]] = {}
    for line in (DATA / "names.txt").read_text().splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            [*found.values()][-1].append(line)
    return found


def spun(text: str, chance: random.Random) -> str:
    """A line with one of each `{a|b}` chosen, the inner ones first."""
    while "{" in text:
        text = re.sub(r"\{([^{}]*)\}", lambda match: chance.choice(match[1].split("|")), text)
    return text


def said(line: str, slots: Mapping[str, str], chance: random.Random) -> str:
    """One of the wordings of a line, with everything in its place."""
    text = spun(chance.choice(line.split(" || ")), chance)
    text = re.sub(r"<(\w+)>", lambda match: slots.get(match[1], match[1]), text)
    text = " ".join(text.split()).replace(" ,", ",").replace(" .", ".")
    return re.sub(r"(^|[.!?] )(\w)", lambda match: match[1] + match[2].upper(), text)


# --- what happens ----------------------------------------------------------------------------------------------------


def city(index: int) -> Slots:
    """An invented town in all its forms; of towns with low numbers more is heard."""
    stems = names()["stems"]
    ru, uk, en = stems[index % len(stems)].split()
    russian, ukrainian, english = SUFFIXES[(index // len(stems) + index) % len(SUFFIXES)]
    return {
        "ru": {"c": ru + russian[0], "cg": ru + russian[1], "in": russian[2].format(ru)},
        "uk": {"c": uk + ukrainian[0], "cg": uk + ukrainian[1], "in": ukrainian[2].format(uk)},
        "en": {"c": en + english, "cg": en + english, "in": f"in {en}{english}"},
    }


def country(index: int) -> Slots:
    lines = names()["countries"]
    forms = [each.replace("_", " ") for each in lines[index % len(lines)].split()]
    return {
        "ru": dict(zip(("c", "cg", "in"), forms[:3], strict=True)),
        "uk": dict(zip(("c", "cg", "in"), forms[3:6], strict=True)),
        "en": {"c": forms[6], "cg": forms[6], "in": f"in {forms[6]}"},
    }


def person(chance: random.Random, prefix: str) -> Slots:
    """An invented person: full name, its genitive, the surname."""
    given, stem = (chance.choice(names()[each]).split() for each in ("given", "surnames"))
    ru, uk, en = ENDS[chance.randrange(len(ENDS))]
    found = {}
    for language, forms, first, start in (
        ("ru", ru, given[:2], stem[0]),
        ("uk", uk, given[2:4], stem[1]),
        ("en", (en, en), given[4:] * 2, stem[2]),
    ):
        name, genitive = start + forms[0], start + forms[1]
        found[language] = {
            prefix: f"{first[0]} {name}",
            f"{prefix}g": f"{first[1]} {genitive}",
            f"{prefix}a": f"{first[1]} {genitive}",
            "s" if prefix == "p" else "s2": name,
            "sg" if prefix == "p" else "q2g": genitive,
            f"{prefix}2": genitive,
        }
    return found


class World:
    """Where things happen, each at a chance of its own; places where much happens are hit again."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.events: list[Event] = []
        self._latest: dict[tuple[str, str], datetime] = {}
        self._used: dict[str, list[int]] = defaultdict(list)

    def pick(self, name: str, count: int) -> int:
        """One of so many, but none of the third that were picked last: the same thing seldom happens twice in a row."""
        last = self._used[name][-(count // 3) :] if count > 2 else []
        found = self.chance.choice([each for each in range(count) if each not in last])
        self._used[name].append(found)
        return found

    def event(self, kind: str, at: datetime, *, after: Event | None = None) -> Event:
        """Something that happens, with its words in all languages."""
        chance = self.chance
        if after is not None:
            found = Event(
                number=len(self.events), kind=kind, place=after.place, at=at, slots=after.slots, after=after.number
            )
            self.events.append(found)
            return found
        lines = {language: grammar(language)[kind] for language in LANGUAGES}
        where = lines["ru"]["place"][0]
        slots, place = self._place(kind, where, at)
        fixed = random.Random(place) if kind in RULED | LEADERS else chance
        parts = [slots, person(fixed if kind in RULED else chance, "p"), person(fixed, "q"), self._firm()]
        if kind in {"visit", "call"}:
            parts[1] = person(random.Random(min(3, int(chance.expovariate(0.7)))), "p")
        words: Slots = {language: {} for language in LANGUAGES}
        for mark in ("o", "x"):
            count = len(lines["ru"][mark][0].split(";")) if mark in lines["ru"] else 0
            pick = self.pick(f"{kind} {mark}", count) if count else 0
            for language in LANGUAGES if count else ():
                words[language][mark] = lines[language][mark][0].split(";")[pick].strip()
        numbers = self._numbers()
        things = chance.sample(names()["things"], 4)
        for order, language in enumerate(LANGUAGES):
            words[language] |= numbers
            words[language] |= {f"y{each}": line.split("; ")[order] for each, line in enumerate(things)}
        merged = {language: {k: v for each in (*parts, words) for k, v in each[language].items()} for language in words}
        found = Event(number=len(self.events), kind=kind, place=place, at=at, slots=merged)
        self.events.append(found)
        return found

    def grown(self, event: Event) -> None:
        """The numbers of an event some hours later."""
        for slots in event.slots.values():
            slots["n"] = str(int(slots["n"]) + 2)
            slots["m"] = str(int(slots["m"]) + 7)

    def _place(self, kind: str, where: str, at: datetime) -> tuple[Slots, str]:
        chance, index, place = self.chance, 0, ""
        for attempt in range(40):
            if where == "country":
                index = chance.randrange(len(names()["countries"]))
            else:
                index = min(159, int(chance.expovariate(1 / 30))) if chance.random() < 0.7 else chance.randrange(160)
            place = f"{'country' if where == 'country' else 'city'} {index}"
            last = self._latest.get((kind, place))
            if last is None or abs(at - last) > timedelta(hours=20) or where == "firm" or attempt > 38:
                break
        self._latest[kind, place] = at
        return (country if where == "country" else city)(index), place

    def _firm(self) -> Slots:
        firm = self.chance.choice(names()["firms"][0].split())
        return {language: {"f": firm} for language in LANGUAGES}

    def _numbers(self) -> dict[str, str]:
        chance = self.chance
        low, high = sorted(chance.sample(range(6), 2))
        return {
            "n": str(chance.randint(2, 9)),
            "m": str(chance.randint(11, 79)),
            "k": str(chance.choice((chance.randint(100, 999), chance.randint(10, 90) * 10))),
            "b": str(chance.randint(12, 60)),
            "d": f"{chance.randint(4, 7)},{chance.randint(0, 9)}",
            "sc": f"{high}:{low}",
        }


# --- who tells of it -------------------------------------------------------------------------------------------------


class Press:
    """Outlets that tell of events in their own ways."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: list[Told] = []
        self._later = random.Random(1)  # of its own, so that late texts change nothing else

    def story(self, event: Event, languages: Sequence[str], members: int) -> None:
        """An event as so many outlets tell it, one after another."""
        chance = self.world.chance
        outlets = [(language, *each) for language in languages for each in OUTLETS[language]]
        chance.shuffle(outlets)
        outlets = outlets[:members]
        if members > 1 and len({each[0] for each in outlets}) < len(languages):
            missing = next(each for each in languages if each not in {outlet[0] for outlet in outlets})
            outlets[-1] = (missing, *chance.choice(OUTLETS[missing]))
        first: dict[str, Told] = {}
        for place, (language, outlet, details, late) in enumerate(outlets):
            wait = chance.expovariate(1 / (late + 40)) if place else 0
            at = event.at + timedelta(minutes=min(wait, 600))
            before = first.get(language)
            if before is not None and details >= 0 and chance.random() < 0.25:
                found = self._copied(before, outlet, at + timedelta(minutes=20))
            else:
                found = self._written(event, language, outlet, at, details)
            first.setdefault(language, found)
            self.told.append(found)
        if members > 2 and event.kind in GROWING and event.after is None and chance.random() < 0.6:
            self._brought_up(event, outlets)
        elif members > 2 and chance.random() < 0.08:
            language, outlet, _, _ = outlets[0]
            again = self._written(event, language, outlet, event.at + timedelta(hours=chance.uniform(1, 6)), 5)
            self.told.append(replace(again, how="the same outlet again"))

    def _written(self, event: Event, language: str, outlet: str, at: datetime, details: int) -> Told:
        chance, lines = self.world.chance, grammar(language)[event.kind.partition(" ")[0]]
        slots = dict(event.slots[language])
        if language == "en":
            slots["d"], slots["sc"] = slots["d"].replace(",", "."), slots["sc"].replace(":", "-")
        prefix = "f" if event.after is not None else ""
        title = said(chance.choice(lines[f"{prefix}t"]), slots, chance)
        text = [said(chance.choice(lines[f"{prefix}l"]), slots, chance)] if details >= 0 else []
        if details > 0:
            some = [said(each, slots, chance) for each in chance.sample(lines["d"], min(details, len(lines["d"])))]
            text += some if not prefix else some[:1]
            colour = grammar(language)["colour"]
            for each in chance.sample(range(4), min(3, details)):
                text.append(said(chance.choice(colour["d"]), {"y": slots[f"y{each}"]}, chance))
            if details > 2 and chance.random() < 0.15 and "x" in slots:
                other = chance.choice(self.world.events[-60:])
                text.append(said(colour["before"][0], {**other.slots.get(language, {}), "x": slots["x"]}, chance))
        found = Told(
            event=event.number,
            language=language,
            outlet=outlet,
            at=at,
            title=title,
            text=tuple(text),
            how="title alone" if details < 0 else "reworded",
        )
        if details < 0 and self._later.random() < LATE_SHARE:
            found.late = (said(self._later.choice(lines[f"{prefix}l"]), slots, self._later),)
        return found

    def _copied(self, one: Told, outlet: str, at: datetime) -> Told:
        """An agency's text in another outlet: cut, or with a word before it."""
        chance, text = self.world.chance, list(one.text)
        if len(text) > 2 and chance.random() < 0.5:
            text = text[:-1]
        elif text:
            place = {"ru": "МОСКВА", "uk": "КИЇВ", "en": "LONDON"}[one.language]
            text[0] = f"{place}. {text[0]}"
        title = one.title if chance.random() < 0.6 else one.title.partition(":")[0]
        return Told(
            event=one.event,
            language=one.language,
            outlet=outlet,
            at=max(at, one.at),
            title=title,
            text=tuple(text),
            how="copied",
        )

    def _brought_up(self, event: Event, outlets: Sequence[tuple[str, str, int, int]]) -> None:
        """The same event with more victims, hours later, by some of those who told of it."""
        chance = self.world.chance
        self.world.grown(event)
        at = event.at + timedelta(hours=chance.uniform(2, 12))
        for language, outlet, details, late in outlets[: chance.randint(1, 3)]:
            lines, slots = grammar(language)[event.kind], event.slots[language]
            text = [said(lines["v"][0], slots, chance)] if details >= 0 else []
            text += [said(each, slots, chance) for each in lines["d"][: max(0, details - 2)]]
            self.told.append(
                Told(
                    event=event.number,
                    language=language,
                    outlet=outlet,
                    at=at + timedelta(minutes=chance.uniform(0, late + 60)),
                    title=said(lines["u"][0], slots, chance),
                    text=tuple(text),
                    how="brought up to date",
                )
            )

    def single(self, at: datetime, language: str) -> None:
        """Something small that one outlet tells alone."""
        chance = self.world.chance
        lines = grammar(language)["misc"]
        kind = "open" if chance.random() < 0.7 else "law"
        event = self.world.event(kind, at)
        slots = dict(event.slots[language])
        every = [lines[mark][0].split("; ") for mark in "ab"]
        actor, deed = (some[self.world.pick(f"{language} {some[0]}", len(some))].strip() for some in every)
        title = f"{actor} {slots['in']} {deed}" if chance.random() < 0.6 else f"{actor} {deed}"
        text = []
        for each in chance.sample(lines["c"][0].split(" ; "), 4):
            slots["y"] = slots[f"y{chance.randrange(4)}"]
            text.append(said(each, slots, chance))
        outlet, details, _ = chance.choice(OUTLETS[language])
        event.kind = "misc"
        lede = f"{actor} {deed}, {slots['in']}."
        self.told.append(
            Told(
                event=event.number,
                language=language,
                outlet=outlet,
                at=at,
                title=title,
                text=(lede, *text[: max(0, details)]) if details >= 0 else (),
                how="single",
            )
        )

    def serial(self, kind: str, at: datetime, *, days: int) -> None:
        """One day of a series: what outlets tell of it is one event, and a digest is its outlet's own."""
        chance = self.world.chance
        event = self.world.event("drones" if kind in {"alarm", "digest"} else "deal", at)
        event.kind = kind
        day = at + timedelta(days=days)
        own = kind in {"horoscope", "digest"}
        for language in LANGUAGES:
            if kind not in {"alarm", "losses"} and language == "en":
                event = self.world.event("deal", at)
                event.kind = kind
            lines = grammar(language)["series"]
            extra = {
                "day": str(day.day),
                "month": lines["month"][0].split()[day.month - 1],
                "r": f"{41 + chance.random():.2f}",
                "e": f"{47 + chance.random():.2f}",
                "w": str(day.day % 9),
                "w2": str(day.day % 9 + 3),
                "big": str(900 + 17 * day.day % 300),
                "clock": f"{at:%H:%M}",
            }
            for outlet, details, late in chance.sample(OUTLETS[language], 1 if own or kind == "alarm" else 2):
                slots = event.slots[language] | extra
                number = event.number
                if own:
                    number = self.world.event("deal", at).number
                    self.world.events[number].kind = kind
                self.told.append(
                    Told(
                        event=number,
                        language=language,
                        outlet=outlet,
                        at=at + timedelta(minutes=chance.uniform(0, late if kind != "alarm" else 9)),
                        title=said(lines[kind][0], slots, chance),
                        text=(said(lines[f"{kind}.l"][0], slots, chance),) if details >= 0 else (),
                        how=kind,
                    )
                )


def month(seed: int, days: int = 30) -> tuple[World, list[Told]]:
    """All that was told, in order of time."""
    world = World(seed)
    press, chance = Press(world), world.chance
    due: dict[int, list[Event]] = defaultdict(list)
    for day in range(days):
        routine(press, START + timedelta(days=day))
        for event in due.pop(day, []):
            follow = world.event(event.kind, moment(chance, day), after=event)
            press.story(follow, scope(chance), chance.choice((1, 2, 2, 3)))
        for _ in range(80):
            press.single(moment(chance, day), chance.choice(LANGUAGES))
        for later, event in happening(press, day):
            due[later].append(event)
    for number, wordings in enumerate(sets.FREE):
        free(world, press, number, wordings, START + timedelta(minutes=chance.uniform(0, days * 1400)))
    return world, sorted(press.told, key=lambda each: (each.at, each.event, each.outlet))


def moment(chance: random.Random, day: int) -> datetime:
    """Some time of a day, most often its middle."""
    return START + timedelta(days=day, minutes=chance.triangular(0, 1439, 800))


def routine(press: Press, start: datetime) -> None:
    """What comes every day."""
    for kind in ("rates", "weather", "losses", "outage", "horoscope", "digest"):
        press.serial(kind, start + timedelta(hours=7), days=0 if kind in {"losses", "rates"} else 1)
    for _ in range(3):
        press.serial("alarm", moment(press.world.chance, (start - START).days), days=0)


def happening(press: Press, day: int) -> Iterator[tuple[int, Event]]:
    """The events of a day are told; those that have a sequel are given, with its day."""
    chance = press.world.chance
    kinds = [each for each in grammar("ru") if each not in {"colour", "misc", "series"}]
    for at in sorted(moment(chance, day) for _ in range(120)):
        event = press.world.event(chance.choice(kinds), at)
        if chance.random() < 0.65:
            press.story(event, (chance.choice(LANGUAGES),), 1)
            continue
        press.story(event, scope(chance), min(9, 2 + int(chance.expovariate(0.5))))
        if "ft" in grammar("ru")[event.kind] and chance.random() < 0.5:
            yield day + chance.randint(1, 5), event


def free(world: World, press: Press, number: int, wordings: Sequence[tuple[str, str, str]], at: datetime) -> None:
    """An event in free words, each wording by an outlet of its language."""
    event = world.event("deal", at)
    event.kind, event.place = f"free {number}", ""
    used: set[str] = set()
    for language, title, text in wordings:
        outlet = next(each[0] for each in OUTLETS[language] if each[0] not in used)
        used.add(outlet)
        wait = timedelta(minutes=world.chance.uniform(0, 400))
        press.told.append(
            Told(
                event=event.number,
                language=language,
                outlet=outlet,
                at=at + wait,
                title=title,
                text=(text,),
                how="in free words",
            )
        )


def scope(chance: random.Random) -> tuple[str, ...]:
    """In which languages something is told."""
    draw = chance.random()
    if draw < 0.45:
        return (chance.choice(LANGUAGES),)
    return ("ru", "uk") if draw < 0.8 else ("ru", "uk", "en")


# --- playing it ------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Played:
    """What became of it: the story of each article, and what it cost."""

    stories: list[str]
    reasons: list[str]
    signing: float
    placing: float
    slowest: float
    most: int
    touched: int


def signed(number: int, each: Told, text: Sequence[str], meaning: str = "") -> Signature:
    """The signature of an article with so much of its text."""
    _, entry, _ = sets.article(number, each.event, each.language, each.outlet, each.at, each.title, "")
    parts = Parts(lede=tuple(text[:1]), details=tuple(text[1:]))
    return replace(stories.sign(entry, parts), came=each.at, meaning=meaning)


def play_late(told: Sequence[Told], encode: Any = None) -> list[str]:  # noqa: ANN401
    """The story of each article, where texts that come late are taken in as well, and nothing was sent before."""
    window = Window()
    found: list[str] = []
    late = sorted((each.at + LATE, number) for number, each in enumerate(told) if each.late)
    steps = [(each.at, 0, number) for number, each in enumerate(told)] + [(at, 1, number) for at, number in late]
    for row, (at, again, number) in enumerate(sorted(steps), 1):
        each = told[number]
        meaning = encode(each.title) if encode else ""
        signature = signed(number + 1, each, each.late if again else each.text, meaning)
        match = window.again(signature, at) if again else window.place(signature, at)
        if not again and match is not None:
            found.append(match.story)
        elif match is not None:
            found[number] = match.story
        window.settle([(row, signature, found[number])], at)
    return found


def play(told: Sequence[Told], tuning: Any = None, encode: Any = None) -> Played:  # noqa: ANN401
    """Take in one article after another, each settled before the next comes."""
    window = Window(tuning or stories.Tuning())
    found, reasons = [], []
    signing = placing = slowest = 0.0
    most = touched = 0
    for number, each in enumerate(told, 1):
        meaning = encode(each.title) if encode else ""
        begun = time.process_time()
        signature = signed(number, each, each.text, meaning)
        ready = time.process_time()
        match = window.place(signature, each.at)
        window.settle([(number, signature, match.story)], each.at)
        done = time.process_time()
        signing, placing, slowest = signing + ready - begun, placing + done - ready, max(slowest, done - begun)
        most, touched = max(most, len(window)), max(touched, window.touched)
        found.append(match.story)
        reasons.append(match.because)
    return Played(
        stories=found, reasons=reasons, signing=signing, placing=placing, slowest=slowest, most=most, touched=touched
    )


@dataclass(kw_only=True)
class Score:
    """How many events with several articles there were, how many of them were told twice, and the same of stories."""

    events: int
    several: int
    twice: int
    stories: int
    mixed: int

    def row(self) -> str:
        """A line of the table."""
        return (
            f"{self.events:7} {self.several:8} {self.twice:6} {100 * self.twice / max(1, self.several):10.1f} "
            f"{100 * self.twice / max(1, self.events):10.1f} {self.stories:8} {self.mixed:6} "
            f"{100 * self.mixed / max(1, self.stories):10.1f}"
        )


def scored(told: Sequence[Told], found: Sequence[str], languages: Sequence[str] = LANGUAGES) -> Score:
    """The faults among the articles in these languages."""
    of_event: dict[int, list[str]] = defaultdict(list)
    of_story: dict[str, set[int]] = defaultdict(set)
    for each, story in zip(told, found, strict=True):
        if each.language in languages:
            of_event[each.event].append(story)
            of_story[story].add(each.event)
    several = [each for each in of_event.values() if len(each) > 1]
    return Score(
        events=len(of_event),
        several=len(several),
        twice=sum(len({*each}) > 1 for each in several),
        stories=len(of_story),
        mixed=sum(len(each) > 1 for each in of_story.values()),
    )


def faults(world: World, told: Sequence[Told], played: Played) -> Iterator[tuple[str, int, str]]:
    """Each article that went wrong: which kind of fault it is, its place in the stream, and the place of its owner."""
    owner: dict[str, int] = {}
    home: dict[int, dict[str, int]] = defaultdict(dict)
    for place, (each, story) in enumerate(zip(told, played.stories, strict=True)):
        first = owner.setdefault(story, place)
        if told[first].event != each.event:
            yield f"mixed: {likened(world, told[first], each)}", place, str(first)
        known = home[each.event]
        if known and story not in known:
            near = [told[other] for other in known.values()]
            abroad = each.language not in {other.language for other in near}
            pair = "+".join(sorted({each.language, near[0].language}))
            yield f"twice: {'another language, ' + pair if abroad else each.how}", place, str(min(known.values()))
        known.setdefault(story, place)


def likened(world: World, one: Told, two: Told) -> str:
    """In what two events are like each other."""
    left, right = world.events[one.event], world.events[two.event]
    if left.after is not None or right.after is not None:
        return "a follow-up"
    if left.kind != right.kind:
        return f"another kind, {'the same place' if left.place == right.place else 'elsewhere'}"
    if left.kind in {"rates", "weather", "losses", "outage", "horoscope", "digest", "alarm"}:
        return f"a series ({left.kind})"
    return f"a like event, {'the same place' if left.place == right.place else 'elsewhere'}"


def report(seed: int, days: int, *, worst: bool, late: bool, encode: Any = None) -> None:  # noqa: ANN401
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    world, told = month(seed, days)
    made = time.process_time() - begun
    played = play(told, encode=encode)
    print(f"\nSeed {seed}: {len(told)} articles in {days} days, {len({each.outlet for each in told})} outlets")
    print("articles in    events  several  twice  % several   % events  stories  mixed  % stories")
    for languages in (("ru",), ("uk",), ("en",), ("ru", "uk"), LANGUAGES):
        print(f"{'+'.join(languages):<12} {scored(told, played.stories, languages).row()}")
    if late:
        print(f"{'all, late':<12} {scored(told, play_late(told, encode)).row()}")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - base
    sign, place = (1000 * each / len(told) for each in (played.signing, played.placing))
    print(
        f"{sign:.2f} ms to sign, {place:.2f} ms to place an article, {1000 * played.slowest:.0f} at most; "
        f"{played.most} "
        f"live, {played.touched} places touched at most, {used:.0f} MB with the stream, made in {made:.0f} s"
    )
    if worst:
        confess(world, told, played)


def confess(world: World, told: Sequence[Told], played: Played) -> None:
    """Which kind each fault is, and ten of them."""
    found = list(faults(world, told, played))
    for kind, count in Counter(each for each, _, _ in found).most_common():
        print(f"  {count:5}  {kind}")
    size = Counter(each.event for each in told)
    hardest = sorted(found, key=lambda each: (each[0].startswith("twice"), -size[told[each[1]].event]))
    for kind, place, other in [*hardest[:5], *[each for each in hardest if each[0].startswith("twice")][:5]]:
        one, two = told[int(other)], told[place]
        print(f"{kind}\n    {one.language} {one.at:%d %H:%M} {one.title!r} {one.text[:1]}")
        print(f"    {two.language} {two.at:%d %H:%M} {two.title!r} {two.text[:1]}\n    {played.reasons[place]}")


def main(wanted: Sequence[str]) -> None:
    values = dict(each.removeprefix("--").split("=", 1) for each in wanted if "=" in each)
    encode = sets.encoders()[-1] if "--meant" in wanted else None
    for seed in values.get("seed", "1").split(","):
        days = int(values.get("days", "30"))
        report(int(seed), days, worst="--worst" in wanted, late="--late" in wanted, encode=encode)


if __name__ == "__main__":
    main(sys.argv[1:])
