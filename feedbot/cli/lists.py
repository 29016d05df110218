"""Lists of feeds that other readers made, and which of their feeds are of use here."""

from collections.abc import Sequence

from feedbot import adding, edit
from feedbot.model import Source
from feedbot.sources import KINDS
from feedbot.sources.opml import Outline
from feedbot.text import urls


def sorted_out(
    outlines: Sequence[Outline], held: Sequence[Source]
) -> tuple[list[edit.Addition], int, list[tuple[Outline, str]]]:
    """The outlines to be added, under names of their own; how many are there already; those of no use, and why."""
    taken = {source.name for source in held}
    places = {adding.place(source) for source in held}
    additions, there, unusable = list[edit.Addition](), 0, list[tuple[Outline, str]]()
    for outline in outlines:
        url = adding.on_the_web(outline.url)
        place = urls.canonical(url)
        if place is None or not _fits(url):
            unusable.append((outline, f"no address of a feed{f': {outline.url[:200]}' if outline.url else ''}"))
        elif place in places:
            there += 1
        else:
            name = adding.name(url, taken, outline.title)
            additions.append(edit.Addition(name=name, url=url, title=outline.title, categories=outline.categories))
            taken.add(name)
            places.add(place)
    return additions, there, unusable


def _fits(url: str) -> bool:
    """Whether the config would take an address."""
    try:
        KINDS["feed"].section.model_validate({"name": "a", "kind": "feed", "url": url})
    except ValueError:
        return False
    return True
