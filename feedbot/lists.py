"""Lists of feeds that other readers made, which of their feeds are of use here, and the list that is made of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedbot import adding, edit
from feedbot.model import Source
from feedbot.sources import KINDS
from feedbot.sources.opml import Outline, write
from feedbot.text import urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What a list would add, under names of its own; how many are there already; those of no use, each with why."""

    additions: tuple[edit.Addition, ...]
    there: int
    unusable: tuple[tuple[Outline, str], ...]


def sorted_out(outlines: Sequence[Outline], held: Sequence[Source]) -> Sorted:
    """What a list comes to beside the sources that are held; no place is added twice."""
    taken = {source.name for source in held}
    places = {adding.place(source) for source in held}
    additions, there, unusable = list[edit.Addition](), 0, list[tuple[Outline, str]]()
    for outline in outlines:
        url = adding.on_the_web(outline.url)
        place = urls.canonical(url)
        if place is None or adding.unfit(url) or not _fits(url):
            unusable.append((outline, f"no address of a feed{f': {outline.url[:200]}' if outline.url else ''}"))
        elif place in places:
            there += 1
        else:
            name = adding.name(url, taken, outline.title)
            additions.append(edit.Addition(name=name, url=url, title=outline.title, categories=outline.categories))
            taken.add(name)
            places.add(place)
    return Sorted(additions=tuple(additions), there=there, unusable=tuple(unusable))


def written(sources: Sequence[Source], own: Mapping[str, str]) -> str:
    """The feeds among sources as OPML, by their first category; addresses are written with the keys they carry.

    A title is that of the config, else the feed's `own` (by the source's name), else the source's name.
    """
    feeds = [source for source in sources if source.kind == "feed"]
    titles = {each.name: each.title or own.get(each.name) or each.name for each in feeds}
    outlines = [Outline(url=each.url, title=titles[each.name], categories=each.categories) for each in feeds]
    return write(sorted(outlines, key=lambda outline: outline.categories[:1]))


def _fits(url: str) -> bool:
    """Whether the config would take an address."""
    try:
        KINDS["feed"].section.model_validate({"name": "a", "kind": "feed", "url": url})
    except ValueError:
        return False
    return True
