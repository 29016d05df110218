"""The forms of English words by rule: what a table of forms leaves out, and what it mixes up."""

import re
from collections.abc import Collection

_SPOKEN = re.compile(r"[aeiouy]", re.IGNORECASE)
_DOUBLING = re.compile(r"(?:[^aeiou]*|[^aeiou]*qu)[aeiou][^aeiouwxy]")  # one syllable: "stop", "quit"
_LIQUID = re.compile(r".*[^aeiou][aeiou]l")  # doubled in Britain: "travelled"
_HISSING = ("s", "x", "z", "ch", "sh")
_HALVES = ("leaf", "loaf", "thief", "half", "calf", "shelf", "wolf", "scarf", "wharf", "knife", "wife")
_LIVES = {"elf", "self", "life", "sheaf"}
# What English verbs have that a table keeps for a word of the same letters ("won", "left", "found").
_PASTS = """bear bore borne;beat beaten;begin began begun beginning;bend bent;bet;bid bade;bind bound;bite bit bitten;
break broke broken;build built;burst;cast;choose chose chosen;cut;dig dug;do did done does;draw drew drawn;
drink drank drunk;drive drove driven;eat ate eaten;fall fell fallen;feel felt;find found;fix fixed;fly flew flown;
forbid forbade forbidden forbidding;freeze froze frozen;get got gotten;give gave given;go went gone goes;
grow grew grown;hang hung;hear heard;hide hid hidden;hit;hold held;hurt;keep kept;know knew known;lay laid;lead led;
leave left;lend lent;let;lie lay lain;light lit;lose lost;make made;mean meant;meet met;mix mixed;pay paid;
prefer preferred preferring;put;quit;read;rid;ride rode ridden;ring rang rung;rise rose risen;run ran;say said;
see saw seen;sell sold;send sent;set;shake shook shaken;shed;shine shone;shoot shot;shut;sing sang sung;
sink sank sunk;sit sat;sleep slept;speak spoke spoken;spend spent;split;spread;spring sprang sprung;stand stood;
steal stole stolen;stick stuck;strike struck stricken;swear swore sworn;swim swam swum;swing swung;take took taken;
teach taught;tear tore torn;tell told;think thought;throw threw thrown;wake woke woken;wear wore worn;win won;
write wrote written"""
_IRREGULAR = {first: frozenset(rest) for first, *rest in (line.split() for line in _PASTS.replace("\n", "").split(";"))}
_VERBS = {"envy", "guard", "intern", "panic", "privilege", "smooth", "thank", "traffic"}  # no table knows them as such
_OTHERS = {
    "corps": {"corpses"},
    "even": {"evening"},
    "god": {"goddess"},
    "good": {"goods"},
    "hold": {"holden"},
    "new": {"news"},
}  # words of the same letters as a form would have


def inflected(word: str, listed: Collection[str]) -> set[str]:
    """The forms of a word, given what a table lists of it: without what is none, and with what the table lacks.

    Of a name, which has a capital, no forms of a verb. Every word has a plural at least.
    """
    plain = word.lower()
    said = {form for form in listed if _SPOKEN.search(form) and (form == word or not form.isupper())} - {plain + "ly"}
    if word[:1].isupper():
        said = {form for form in said if not form.endswith(("ed", "ing"))}
    elif not any(plain != form and plain.startswith(form) for form in said):
        said |= _spoken(plain, said)
    said |= {form[:-2] + "r" for form in said if form.endswith("est") and _compares(form[:-3], said)}
    if plain.endswith(_HALVES) or plain in _LIVES:
        said.add(plain.removesuffix("e").removesuffix("f") + "ves")
    said.add(plain)
    if all(form.lower() == plain for form in said):
        return {*said, plural(plain)}
    others = _OTHERS.get(plain, ())
    return {form for form in said if form.lower() not in others}


def plural(word: str) -> str:
    """The regular plural of a noun, or third person of a verb."""
    if word.endswith(("esis", "osis", "ysis")):
        return word[:-2] + "es"
    if word.endswith(_HISSING):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _spoken(plain: str, said: Collection[str]) -> set[str]:
    """What the first form of a noun or verb must have: a plural that is no other word, and what all verbs have."""
    own = _IRREGULAR.get(plain)
    verb = own is not None or plain in _VERBS or any(_is_verbal(form, plain) for form in said)
    many = plural(plain)
    found = {many} if not many.startswith(plain + "s") or plain.endswith("s") else set()
    if not verb:
        return found
    if not any(form.endswith("est") and _compares(form[:-3], said) for form in said):
        found.add(many)
    if own is not None:
        return found | own | {end for _, end in _participles(plain, said)}
    return found.union(*_participles(plain, said))


def _is_verbal(form: str, plain: str) -> bool:
    return plain != form and (form.endswith(("ed", "ght")) or form == plain + "ing")


def _participles(plain: str, said: Collection[str]) -> set[tuple[str, str]]:
    """The past and the participle of a regular verb; two of each where both spellings are right."""
    last = plain[-1]
    if plain.endswith("ie"):
        return {(plain + "d", plain[:-2] + "ying")}
    if last == "e":
        return {(plain + "d", (plain if plain.endswith(("ee", "oe", "ye")) else plain[:-1]) + "ing")}
    if plain.endswith("y") and plain[-2:-1] not in "aeiou":
        return {(plain[:-1] + "ied", plain + "ing")}
    doubled = {"c": plain + "k"}.get(last, plain + last)
    both = {stem: (stem + "ed", stem + "ing") for stem in (plain, doubled)}
    if last == "c" or _DOUBLING.fullmatch(plain) or any(form.startswith(doubled) for form in said):
        return {both[doubled]} | ({both[plain]} if _LIQUID.fullmatch(plain) else set())
    return set(both.values()) if _LIQUID.fullmatch(plain) else {both[plain]}


def _compares(stem: str, said: Collection[str]) -> bool:
    """Whether a word that ends in "est" is the most of something: "biggest", not "forest"."""
    return bool({stem, stem + "e", stem[:-1], stem[:-1] + "y"} & set(said))
