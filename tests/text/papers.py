"""News in many languages, and the charsets in which it must be read."""

import json
from pathlib import Path

from hypothesis import strategies as st

RUSSIAN = (
    "Городской совет утвердил бюджет на следующий год: расходы на ремонт дорог вырастут на треть, а на озеленение "
    "почти вдвое. Об этом сообщила пресс-служба мэрии. Депутаты обсуждали документ четыре часа и внесли сорок две "
    "поправки. Жители просят открыть ещё одну школу, поскольку действующая переполнена: в первых классах учатся по "
    "тридцать восемь детей. Объём вложений в энергетику составит 3,5 млрд рублей. Подъезд к мосту закрыт до пятницы. "
    "ВНИМАНИЕ! В ЦЕНТРЕ ГОРОДА ПЕРЕКРЫТО ДВИЖЕНИЕ ИЗ-ЗА АВАРИИ НА ТЕПЛОТРАССЕ. ЖИТЕЛЕЙ ПРОСЯТ НЕ ПРИБЛИЖАТЬСЯ К "
    "МЕСТУ РАБОТ И ПОЛЬЗОВАТЬСЯ ОБЪЕЗДОМ. РЕМОНТ ПРОДЛИТСЯ ДО ВЕЧЕРА."
)
UKRAINIAN = (
    "Міська рада ухвалила бюджет на наступний рік: видатки на ремонт доріг зростуть на третину, а на озеленення майже "
    "вдвічі. Про це повідомила пресслужба мерії. Депутати обговорювали документ чотири години та внесли сорок дві "
    "поправки. Ґрунт на ділянці виявився надто вологим, тож роботи відклали. Її доповідь про ґанок старої садиби "
    "здобула відзнаку журі, а єдиний примірник книжки зберігається в архіві. Під'їзд до мосту зачинено до п'ятниці. "
    "УВАГА! У ЦЕНТРІ МІСТА ПЕРЕКРИТО РУХ ТРАНСПОРТУ ЧЕРЕЗ АВАРІЮ. МЕШКАНЦІВ ПРОСЯТЬ НЕ НАБЛИЖАТИСЯ ДО МІСЦЯ РОБІТ І "
    "КОРИСТУВАТИСЯ ОБ'ЇЗДОМ. РЕМОНТ ТРИВАТИМЕ ДО ВЕЧОРА."
)
WESTERN = (
    "Le conseil a adopté le budget de l’année prochaine : « Nous ne pouvons pas attendre », a déclaré la présidente. "
    "À Besançon, l'été a été très sec et les forêts ont brûlé. Die Straßen würden später repariert, äußerte der "
    "Bürgermeister. Über die Brücke führt künftig eine Straßenbahn. ¿Cuánto costará el tranvía? Los niños del señor "
    "irán a una escuela más grande. Não há razões para adiar as obras. På Ålesund blir det større utgifter, sa "
    "ordføreren. Tjänstemännen på ön är nöjda."
)
SENTENCES = json.loads((Path(__file__).parent.parent / "data" / "sentences.json").read_text("utf-8"))
CYRILLIC = ("utf-8", "utf-16", "windows-1251", "koi8-u", "koi8-r", "cp866")
WRONG = ("iso-8859-1", "us-ascii", "windows-1252", "ISO-8859-2", "Latin1")
# What must be known without a declaration.
KNOWN = {
    "ru": ("windows-1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic"),
    "uk": ("windows-1251", "koi8-u", "iso-8859-5", "mac-cyrillic"),
    "bg": ("windows-1251", "cp866", "iso-8859-5"),
    "el": ("windows-1253", "iso-8859-7"),
    "he": ("windows-1255",),
    "ar": ("windows-1256",),
    "zh-cn": ("gb18030", "gbk"),
    "zh-tw": ("big5",),
    "ja": ("cp932", "euc-jp", "iso-2022-jp"),
    "ko": ("euc-kr", "cp949"),
}
# What must be known however short it is: all but an old charset that differs from windows-1251 in capitals.
SHORT = {each: tuple(name for name in names if name != "mac-cyrillic") for each, names in KNOWN.items()}
# What must be known with one.
DECLARED = KNOWN | {
    "fr": ("windows-1252", "iso-8859-15", "iso-8859-9", "windows-1254"),
    "de": ("windows-1252", "windows-1250", "iso-8859-2"),
    "es": ("windows-1252",),
    "pl": ("windows-1250", "iso-8859-2"),
    "cs": ("windows-1250", "iso-8859-2"),
    "hu": ("windows-1250", "iso-8859-2"),
    "tr": ("windows-1254", "iso-8859-9"),
}
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def whole(language: str, charset: str = "utf-8") -> str:
    """All sentences of a language, a line each, without what a charset cannot hold."""
    text = "\n".join([*SENTENCES[language]["headlines"], *SENTENCES[language]["paragraphs"]])
    return text.encode(charset, "ignore").decode(charset)


@st.composite
def newspapers(draw: st.DrawFn, known: dict[str, tuple[str, ...]], most: int = 4) -> tuple[str, str]:
    """Some sentences of a language in any order, and a charset that can hold them."""
    language = draw(st.sampled_from(sorted(known)))
    charset = draw(st.sampled_from(known[language]))
    lines = draw(st.lists(st.sampled_from(whole(language, charset).split("\n")), min_size=1, max_size=most))
    return "\n".join(lines), charset


def encodings_of(text: str) -> list[str]:
    """The encodings above that can hold every character of a text."""
    return [name for name in CYRILLIC if text == text.encode(name, "ignore").decode(name)]


@st.composite
def cuts(draw: st.DrawFn, whole: str, size: int = 150) -> str:
    """A stretch of a text, wherever it begins."""
    start = draw(st.integers(0, len(whole) - size))
    return whole[start : start + size]
