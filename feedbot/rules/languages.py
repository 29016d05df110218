"""Which language an entry is in, whatever it declares: what is said, what is read, and what its source wrote before."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from feedbot.text.alphabets import CYRILLIC, LATIN, words
from feedbot.text.language import Guess, detect


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The language that counts for a piece, None if nobody knows, and what to tell of a declaration that was wrong."""

    language: str | None
    note: str | None = None


_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_OPENING = 600
_CORRECTS = 0.9
_ENOUGH = 4
_SCRIPT = 2
_NAMED = 7
_FEW = 8
_MANY = 1_000

# What people write who take a country for a language, and tags that RFC 5646 replaced.
_MEANT = {
    **{"ua": "uk", "by": "be", "kz": "kk", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "cn": "zh", "us": "en"},
    **{"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "eng": "en", "ukr": "uk", "rus": "ru", "bul": "bg", "bel": "be"},
}
_NOTHING = frozenset({"und", "zxx", "mul", "mis", "default", "none", "null", "all"})

# Languages whose texts a model takes for each other, and declarations that mean the same; a feed's word is believed.
_KIN = (
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"sr", "hr", "bs", "sh", "cnr"}),
    frozenset({"zh", "yue", "wuu", "cmn"}),
    frozenset({"id", "ms"}),
    frozenset({"tl", "fil"}),
    frozenset({"pt", "gl"}),
    frozenset({"de", "gsw", "bar", "als", "lb"}),
    frozenset({"fa", "prs"}),
    frozenset({"en", "sco"}),
)
_ENGLISH_NAMES = MappingProxyType(
    {
        **{"uk": "Ukrainian", "ru": "Russian", "be": "Belarusian", "bg": "Bulgarian", "mk": "Macedonian"},
        **{"sr": "Serbian", "kk": "Kazakh", "ky": "Kyrgyz", "tg": "Tajik", "tt": "Tatar", "mn": "Mongolian"},
        **{"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese"},
        **{"pl": "Polish", "cs": "Czech", "sk": "Slovak", "sl": "Slovene", "hr": "Croatian", "bs": "Bosnian"},
        **{"nl": "Dutch", "da": "Danish", "sv": "Swedish", "no": "Norwegian", "nb": "Norwegian", "fi": "Finnish"},
        **{"et": "Estonian", "lv": "Latvian", "lt": "Lithuanian", "hu": "Hungarian", "ro": "Romanian", "el": "Greek"},
        **{"tr": "Turkish", "az": "Azerbaijani", "uz": "Uzbek", "hy": "Armenian", "ka": "Georgian", "he": "Hebrew"},
        **{"ar": "Arabic", "fa": "Persian", "hi": "Hindi", "zh": "Chinese", "ja": "Japanese", "ko": "Korean"},
        **{"vi": "Vietnamese", "th": "Thai", "id": "Indonesian", "ca": "Catalan", "sq": "Albanian"},
    }
)


def decide(declared: str | None, title: str, text: str, history: Mapping[str, int]) -> Decision:
    """The language of a piece: what is declared, unless title and the opening of the text clearly are in another.

    `declared` may be wrong, empty or no tag at all; one that agrees keeps its region and script ("pt-BR"). `history`
    counts the languages of the source's earlier entries. It never raises.
    """
    said = tag(declared)
    opening = f"{title[:_OPENING]}\n{text[:_OPENING]}"
    guess = detect(opening, prior=history)
    if said is None:
        return Decision(language=guess.language)
    spoken = bare(said)
    if spoken == "en" and guess.sure < _CORRECTS and _is_foreign(opening):
        return Decision(language=None)  # surely not English, and nobody knows what
    if guess.language is None or _akin(guess.language, spoken) or not _clearly(guess, spoken, opening):
        return Decision(language=said)
    written = _ENGLISH_NAMES.get(guess.language, f'"{guess.language}"')
    return Decision(
        language=guess.language, note=f'declares "{said}" and is written in {written}; "{guess.language}" counts'
    )


def remark(decisions: Sequence[Decision]) -> str | None:
    """What to tell of a document's pieces, in one sentence: the correction that most of them needed; None if none did.

    It stays the same from one visit to the next as long as all pieces, or only some, need it.
    """
    notes = Counter(each.note for each in decisions if each.note)
    if not notes:
        return None
    note, count = min(notes.items(), key=lambda each: (-each[1], each[0]))
    if count == len(decisions):
        return note
    return note.replace(" is written ", " is partly written ").replace(" counts", " counts there")


def learn(
    history: Mapping[str, int] | Iterable[tuple[str, int]], languages: Iterable[str | None]
) -> tuple[tuple[str, int], ...]:
    """The counts of a source's languages after more entries: bare tags, the most frequent first, eight at most.

    Counts are halved while they sum to over 1,000, so a source that changes its language is known anew after some
    hundred entries.
    """
    counts = Counter(dict(history))
    for language, count in Counter(languages).items():
        if known := tag(language):
            counts[bare(known)] += count
    while counts.total() > _MANY:
        counts = Counter({language: count // 2 for language, count in counts.items()})
    kept = ((language, count) for language, count in counts.items() if count > 0)
    return tuple(sorted(kept, key=lambda each: (-each[1], each[0]))[:_FEW])


def tag(declared: str | None) -> str | None:
    """A declaration as a language tag by its form (RFC 5646), mended where it is plain what was meant; else None."""
    said = (declared or "").strip().replace("_", "-")
    if not _TAG.fullmatch(said) or bare(said) in _NOTHING or bare(said) == "x":
        return None
    first, dash, rest = said.partition("-")
    return f"{_MEANT.get(first.lower(), first.lower())}{dash}{rest}"


def bare(said: str) -> str:
    """The language of a tag alone: "pt" of "pt-BR"."""
    return said.partition("-")[0].lower()


def _akin(language: str, spoken: str) -> bool:
    return language == spoken or any(language in kin and spoken in kin for kin in _KIN)


def _is_foreign(opening: str) -> bool:
    """Whether a text surely is not English."""
    script, found = words(opening.lower())
    return script == "Cyrillic" and len(found) >= _SCRIPT


def _clearly(guess: Guess, spoken: str, opening: str) -> bool:
    """Whether a guess is worth contradicting a declaration: sure, and of more than a name or a greeting.

    Two Cyrillic words are enough to see that a text is not English; six Latin words may still be a Russian headline
    that consists of names.
    """
    script, found = words(opening.lower())
    if script == "Cyrillic":
        least = _ENOUGH if spoken in CYRILLIC else _SCRIPT
    elif script == "Latin":
        least = _ENOUGH if spoken in LATIN else _NAMED
    else:
        least = 0
    return guess.sure >= _CORRECTS and len(found) >= least
