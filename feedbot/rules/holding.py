"""An article as the window of stories holds it: all that others are compared with, in little memory."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sys import intern

from feedbot.model import Signature
from feedbot.rules import postings
from feedbot.rules.evidence import Kinship, Words
from feedbot.rules.postings import Query, Term


@dataclass(slots=True, kw_only=True, eq=False)
class Held(Words):
    """An article of the window; `sketch` is its signature without what is kept better here.

    Most are never compared. Until one is, its terms and names stand in `words` alone, a line for each as the lists have
    it: first so many `stems`, then names.
    """

    words: str | None
    stems: int
    slot: int
    sketch: Signature
    story: str
    alphabet: str
    shingles: Sequence[int]

    def every(self) -> list[str]:
        """Its words and names, as the lists have them."""
        if self.words is not None:
            return self.words.split("\n")
        return [term.word for term in (*self.terms, *self.names)]

    def wake(self, term: Callable[[str], Term]) -> None:
        """Look up its terms, as it is to be compared, if it never was."""
        if self.words is not None:
            found = tuple(map(term, self.words.split("\n")))
            self.terms, self.names, self.words = found[: self.stems], found[self.stems :], None


def hold(signature: Signature, slot: int, story: str, at: datetime) -> tuple[list[str], Held]:
    """The words and names of an article as the lists have them, each once, and what is held of it besides."""
    alphabet = postings.script(signature)
    stems = dict.fromkeys(signature.terms)
    words = [*stems, *[alphabet + name for name in postings.called(signature)]]
    return words, Held(
        words="\n".join(words) if words else None,
        stems=len(stems),
        slot=slot,
        sketch=_sketch(signature, at),
        story=story,
        alphabet=alphabet,
        terms=(),
        counts=postings.counts(signature),
        heads=postings.heads(signature),
        names=(),
        sure=len(signature.names),
        shingles=_shingles(signature.shingles),
    )


def kinship(query: Query, held: Held) -> Kinship:
    """Whether an article that is looked for and one that is held are in one language."""
    if query.alphabet != held.alphabet:
        return "other"
    mine, theirs = query.signature.language, held.sketch.language
    return "same" if mine == theirs or None in {mine, theirs} else "kin"


def came(signature: Signature) -> datetime:
    """When an article came: it stays as long as others may come, however old it was."""
    return signature.came or signature.at


def _shingles(hashes: Sequence[int]) -> "array[int]":
    try:
        return array("I", hashes)
    except OverflowError:
        return array("I", (each & 0xFFFFFFFF for each in hashes))


def _sketch(signature: Signature, at: datetime) -> Signature:
    """What of a signature is compared besides words and shingles; texts that others have too are kept once."""
    return Signature(
        entry=signature.entry,
        source=intern(signature.source),
        at=at,
        came=signature.came,
        language=signature.language,
        numbers=tuple(map(intern, signature.numbers)),
        size=signature.size,
        text=signature.text,
        series=intern(signature.series),
        template=signature.template,
        figures=tuple(map(intern, signature.figures)),
    )
