"""What is wrong with a rule of the config: what cannot be read, and what is asked for that can never be."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from feedbot.rules import filters, languages
from feedbot.rules.scanner import Flaw, Scanner
from feedbot.text.words import fold

_LISTED = 8

# ISO 639-1, and those of ISO 639-3 that a text is ever taken for (`text/language.py`).
_CODES = """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz
ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd
ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss
st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu als arz ast azb
bar bcl bpy bxr cbk ceb ckb cmn cnr diq dsb dty eml fil frr gom gsw hif hsb ilo jbo krc lez lmo lrc mai mhr min mrj
mwl myv mzn nah nap nds new pam pfl pms pnb prs rue sah scn sco tyv vec vep vls war wuu xal xmf yue"""
_LANGUAGES = frozenset(_CODES.split())


def flaws(rule: str, *, sources: Collection[str], tongues: Collection[str] = ()) -> tuple[Flaw, ...]:
    """Everything wrong with a rule, by column; empty for a good one.

    `sources` are the names that there are, `tongues` the languages that sources declare beyond those that are known.
    """
    if not rule.strip():
        return (Flaw(1, "the rule is empty", "write a word to look for, or leave the key out: all passes without it"),)
    try:
        filters.parse(rule)
    except filters.RuleError as error:
        return error.flaws
    return tuple(_strange(rule, sources, {languages.bare(each) for each in tongues}))


def _strange(rule: str, sources: Collection[str], tongues: Collection[str]) -> Iterator[Flaw]:
    names = {fold(name): name for name in sources}
    for token in Scanner(rule).tokens():
        for value in token.values:
            if token.name == "source" and fold(value) not in names:
                yield Flaw(token.column, f'no source is called "{value}"', _known(value, names))
            elif token.name == "language" and (remedy := _meant(value, tongues)):
                yield Flaw(token.column, f'"{value}" is no language that an entry can have', remedy)


def _known(value: str, names: dict[str, str]) -> str:
    if close := get_close_matches(fold(value), names, 1):
        return f'did you mean "{names[close[0]]}"?'
    some = ", ".join(list(names.values())[:_LISTED])
    return f"there are {some}{' and others' if len(names) > _LISTED else ''}" if some else "there are no sources"


def _meant(value: str, tongues: Collection[str]) -> str | None:
    """What to write in place of a language; None if that is right."""
    said = languages.tag(value)
    if said is None:
        return 'write a language tag: "uk", "ru", "en" or "pt-BR"'
    first = languages.bare(said)
    if first != languages.bare(value.replace("_", "-")):
        return f'did you mean "{first}"?'
    if first in _LANGUAGES or first in tongues:
        return None
    return f'write a language of ISO 639, such as "uk", or give a source of it language = "{first}"'
