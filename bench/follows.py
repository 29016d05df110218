"""How well it is told which story an article follows: what came of earlier news, beside what merely looks like it.

    python bench/follows.py [--seed=71] [--half=even|odd] [--worst]

Plays 150 pairs of `data/follows` in Russian, Ukrainian and English among two weeks of the made-up news of `replay.py`.
Of each first report (F) there are an outcome days later (U), other news of the same people or place, like news of
elsewhere (N), and there are series (S). An outcome may join the story of the first report, follow it, or neither; all
else must follow nothing. The weights of `rules/sequels.py` were fitted to every second case and to the replay's seeds 1
and 2; the even cases and other seeds judge. Of the articles of the replay it tells how many follow the right story, one
of the same event that was told twice, or a wrong one; its sequels share hardly more than a place with what they follow.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import replay
import stories as sets

from feedbot.rules import stories
from feedbot.rules.window import Window
from feedbot.text.parts import Parts

DATA = Path(__file__).parent / "data" / "follows"
OUTLETS = {"ru": ("vesti", "gazeta", "kurier"), "uk": ("visti", "novyny", "kurier-uk"), "en": ("wire", "herald")}
OURS = 10_000_000
DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Which case an article is of, what it is there, and its first report."""

    language: str
    case: int
    kind: str
    first: replay.Told


def cases(language: str) -> Iterator[list[tuple[str, float, str, str]]]:
    """Each case: the kind of an article, the hours after the first, its title and its text."""
    for block in (DATA / f"{language}.txt").read_text("utf-8").strip().split("\n\n"):
        found = []
        for line in block.split("\n"):
            head, _, rest = line.partition(": ")
            kind, _, late = head.partition(" ")
            title, _, text = rest.partition(" || ")
            found.append((kind, float(late or 0), title, text))
        yield found


def stream(seed: int) -> tuple[replay.World, list[replay.Told], dict[int, Mark]]:
    """All that is told, in order of time, and the marks of ours by their events."""
    world, told = replay.month(seed, DAYS)
    chance, marks = random.Random(seed), dict[int, Mark]()
    for language in replay.LANGUAGES:
        for number, case in enumerate(cases(language)):
            start, first = replay.START + timedelta(days=1 + chance.random() * 6), None
            for kind, late, title, text in case:
                found = replay.Told(
                    event=OURS + len(marks),
                    language=language,
                    outlet=chance.choice(OUTLETS[language]),
                    at=start + timedelta(hours=late),
                    title=title,
                    text=tuple(re.split(r"(?<=[.!?])\s+", text, maxsplit=1)),
                    how="case",
                )
                first = first or found
                marks[found.event] = Mark(language=language, case=number, kind=kind, first=first)
                told.append(found)
    return world, sorted(told, key=lambda each: each.at), marks


def outcome(mark: Mark | None, story: replay.Told | None, follows: replay.Told | None) -> str:
    """What became of one of ours."""
    if story is not None:
        return "joins" if mark and story is mark.first else "joins another"
    if follows is None:
        return "nothing"
    return "follows" if mark and follows is mark.first and mark.kind == "U" else "follows wrongly"


def of_replay(world: replay.World, one: replay.Told, two: replay.Told) -> str:
    """What the replay knows of an article and the one that it is said to follow."""
    event = world.events[one.event]
    if two.event in {one.event, event.after}:
        return "same event" if two.event == one.event else "right"
    return "wrong"


def report(seed: int, half: Sequence[int], *, worst: bool) -> None:
    world, told, marks = stream(seed)
    window, known = Window(), dict[str, replay.Told]()
    ours: dict[str, Counter[str]] = {language: Counter() for language in replay.LANGUAGES}
    theirs: Counter[str] = Counter()
    for number, each in enumerate(told, 1):
        _, entry, _ = sets.article(number, each.event, each.language, each.outlet, each.at, each.title, "")
        signature = replace(stories.sign(entry, Parts(lede=each.text[:1], details=each.text[1:])), came=each.at)
        match = window.place(signature, each.at)
        window.settle([(number, signature, match.story)], each.at)
        known[entry.id] = each
        followed = known[match.like] if match.follows and match.like else None
        mark, said = marks.get(each.event), ""
        if mark is None:
            said = of_replay(world, each, followed) if followed and followed.event < OURS else "wrong"
            theirs[said if followed else "nothing"] += 1
        elif mark.case % 2 in half:
            joined = known[match.story] if match.kind != "opens" else None
            said = outcome(mark, joined, followed)
            ours[mark.language][f"{'U' if mark.kind == 'U' else 'N'} {said}"] += 1
        if worst and followed and said.endswith(("wrong", "wrongly")):
            print(f"  {followed.title!r} -> {each.title!r}\n    {match.because}")
    print(f"\nSeed {seed}: outcomes (U) and all else (N) of the cases, by what became of them")
    for language, counts in ours.items():
        print(f"{language}  " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    every = sum(ours.values(), Counter[str]())
    right, wrong = every["U follows"], every["U follows wrongly"] + every["N follows wrongly"]
    print(f"of {right + wrong} that follow {right} are right; of the replay's {theirs.total()}: {dict(theirs)}")


def main(wanted: Sequence[str]) -> None:
    values = dict(each.removeprefix("--").split("=", 1) for each in wanted if "=" in each)
    half = {"even": (0,), "odd": (1,)}.get(values.get("half", ""), (0, 1))
    for seed in values.get("seed", "71").split(","):
        report(int(seed), half, worst="--worst" in wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
