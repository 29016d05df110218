"""Numbers and dates of a text as values that can be compared, however Russian, Ukrainian or English spell them."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from feedbot.text.words import fold


class Word(NamedTuple):
    """A word, number or sign as it stands in a sentence.

    `low` is folded, `glued` when it stands right behind the one before, `apart` when a sign parts the two.
    """

    text: str
    low: str
    glued: bool
    apart: bool

    @property
    def number(self) -> bool:
        """Whether it is written with digits."""
        return self.text[0].isdigit()


class Amount(NamedTuple):
    """A number in a list of words, which it takes from `start` to `end`.

    `value` is what it comes to, `kind` what it counts if that is a share or money: "%", "$", "€", "£", "₽", "₴", "¥".
    """

    value: str
    kind: str
    start: int
    end: int


_WORD = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)|(?<!\d)\d{1,3}(?:[ \u00a0\u202f\u2009']\d{3})++(?:[.,]\d+)?+(?!\d)|\d+(?:[.,:/]\d+)*+"
    r"|[^\W\d_]+(?:['’ʼ`ʹ][^\W\d_]+)*+|[%‰$€£¥₽₴]"
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)|(\d{1,2})\.(\d\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_LONGEST = 20


def _table(*lines: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        number, _, words = line.partition(" ")
        found |= dict.fromkeys(words.split(), int(number))
    return found


_NUMERALS = _table(
    "0 zero ноль нуль ноля нуля",
    "1 one first один одна одно одну одного одной одному одним первый первая первое первые первую первого первой "
    "первому первым первых одне однієї одній перший перша перше перші першу першого першої першому",
    "2 two second два две двум двух двумя двое двоих двоим второй вторая второе вторые вторую второго второму вторым "
    "вторых дві двом двох двома двоє другий друга друге другу другого другої другому",
    "3 three third три трех трем тремя трое троих третий третья третье третьи третью третьего третьей третьему третьим "
    "трьох трьом трьома троє третій третя третє третю третього третьої",
    "4 four fourth четыре четырех четырем четырьмя четверо четверых чотири чотирьох чотирьом чотирма четверо",
    "5 five fifth", "6 six sixth", "7 seven seventh", "8 eight eighth", "9 nine ninth", "10 ten tenth",
    "11 eleven eleventh", "12 twelve twelfth", "13 thirteen thirteenth", "14 fourteen fourteenth",
    "15 fifteen fifteenth",
    "16 sixteen sixteenth", "17 seventeen seventeenth", "18 eighteen eighteenth", "19 nineteen nineteenth",
    "20 twenty twentieth", "30 thirty thirtieth", "40 forty fortieth сорок сорока", "50 fifty fiftieth",
    "60 sixty sixtieth", "70 seventy seventieth", "80 eighty eightieth", "90 ninety ninetieth девяносто дев'яносто",
    "100 hundred сто ста", "200 двести двухсот двісті двохсот", "300 триста трехсот трьохсот",
    "400 четыреста четырехсот чотириста чотирьохсот", "500 пятьсот пятисот п'ятсот п'ятисот",
    "600 шестьсот шестисот шістсот шестисот", "700 семьсот семисот сімсот семисот", "800 восемьсот восьмисот вісімсот",
    "900 девятьсот девятисот дев'ятсот дев'ятисот",
)  # fmt: skip
# Numerals that are declined alike: what stands before the endings of the cardinal, and of the ordinal.
_DECLINED = {
    4: "- четверт", 5: "пят п'ят", 6: "шест шіст", 7: "сем сім седьм сьом", 8: "восем вісім восьм", 9: "девят дев'ят",
    10: "десят", 11: "одиннадцат одинадцят", 12: "двенадцат дванадцят", 13: "тринадцат тринадцят",
    14: "четырнадцат чотирнадцят", 15: "пятнадцат п'ятнадцят", 16: "шестнадцат шістнадцят", 17: "семнадцат сімнадцят",
    18: "восемнадцат вісімнадцят", 19: "девятнадцат дев'ятнадцят", 20: "двадцат двадцят", 30: "тридцат тридцят",
    50: "пятьдесят пятидесят п'ятдесят", 60: "шестьдесят шестидесят шістдесят", 70: "семьдесят семидесят сімдесят",
    80: "восемьдесят восьмидесят вісімдесят",
}  # fmt: skip
_ENDINGS = (
    "ь и ью й ый ий ого его ому ым им ом ая ой ую ое ые ых ыми а е у ої ій і их ими еро ерых ерым ьох ьом ьома ох ом "
    "оме ома еро ерых ероє"
)
_NUMERALS |= {
    stem + end: value for value, stems in _DECLINED.items() for stem in stems.split() for end in ("", *_ENDINGS.split())
}
# Words of their own that look like one: family, silver coin, a brief talk, half of a dozen.
for _other in ("семью", "сема", "сему", "сем", "семе", "сіме", "сімей", "пята", "пяти", "шест", "шеста", "пяту"):
    _NUMERALS.pop(_other, None)
_NUMERALS["пяти"] = 5

_MAGNITUDES = _table(
    "3 тыс тысяча тысячи тысяч тысячу тысячей тысячам тысячами тысячах тис тисяча тисячі тисяч тисячу тисячам thousand",
    "6 млн миллион миллиона миллионов миллиону миллионам миллионами мільйон мільйона мільйони мільйонів million "
    "миллионы mln",
    "9 млрд миллиард миллиарда миллиарды миллиардов мільярд мільярда мільярди мільярдів billion bn",
    "12 трлн триллион триллиона триллионы триллионов трильйон трильйона трильйони трильйонів trillion tn",
)
_GLUED = {"k": 3, "m": 6, "b": 9, "к": 3}
_KINDS = (
    ("%", re.compile(r"%|процент\w*|процентн\w*|відсот\w*|percent\w*")),
    ("$", re.compile(r"\$|доллар\w*|долар\w*|dollars?|usd|долл?")),
    ("€", re.compile(r"€|евро|євро|euros?|eur")),
    ("£", re.compile(r"£|фунт\w*|pounds?|gbp")),
    ("₽", re.compile(r"₽|руб\w{0,5}|rubles?|roubles?|rub")),
    ("₴", re.compile(r"₴|грн|гривн\w*|гривен\w*|hryvnias?|uah")),
    ("¥", re.compile(r"¥|юан\w*|иен\w*|yuan|yen")),
)
_PREFIX = re.compile(
    r"(двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|двадцати|тридцати|двох|трьох|чотирьох|п'яти|дев'яти)"
    r"(?=лет|дневн|месячн|час|этаж|кратн|недел|сторон|мест|річ|денн|місяч|годин|поверх|тижн|разов|очков)"
)

_MONTHS = tuple(
    re.compile(each)
    for each in (
        r"январ[ьяюе]\w{0,2}|січ(?:ень|н\w{1,3})|jan(?:uary)?",
        r"феврал\w{1,2}|лют(?:ий|ого|ому|им)|feb(?:ruary)?",
        r"март[аеу]?(?:ом)?|берез(?:ень|н\w{1,3})|mar(?:ch)?",
        r"апрел\w{1,2}|квіт(?:ень|н\w{1,3})|apr(?:il)?",
        r"ма[йяюе]|маем|трав(?:ень|н\w{1,3})|may",
        r"июн\w{1,2}|черв(?:ень|н\w{1,3})|june?",
        r"июл\w{1,2}|лип(?:ень|н\w{1,3})|july?",
        r"август\w{0,2}|серп(?:ень|н\w{1,3})|aug(?:ust)?",
        r"сентябр\w{1,2}|верес(?:ень|н\w{1,3})|sept?(?:ember)?",
        r"октябр\w{1,2}|жовт(?:ень|н\w{1,3})|oct(?:ober)?",
        r"ноябр\w{1,2}|листопад\w{0,2}|nov(?:ember)?",
        r"декабр\w{1,2}|груд(?:ень|н\w{1,3})|dec(?:ember)?",
    )
)
_DAYS = (
    re.compile(r"понедельник\w{0,3}|понеділ\w{2,5}|mondays?"),
    re.compile(r"вторник\w{0,3}|вівтор\w{2,5}|tuesdays?"),
    re.compile(r"сред[аеуы]|серед[аиіу]|wednesdays?"),
    re.compile(r"четверг\w{0,3}|четвер|четверг?а|thursdays?"),
    re.compile(r"пятниц\w{1,3}|п'ятниц\w{1,3}|fridays?"),
    re.compile(r"суббот\w{1,3}|субот\w{1,3}|saturdays?"),
    re.compile(r"воскресень\w{1,2}|неділ\w{1,2}|sundays?"),
)
_WHEN = {
    "yesterday": "вчера вчерашний вчора учора yesterday",
    "today": "сегодня сьогодні today",
    "tomorrow": "завтра tomorrow",
    "half": "половина половину половины половине половиной половині половини полгода полтора полторы півтора half",
    "quarter": "четверть четверти чверть чверті quarter",
    "double": "вдвое дважды двукратно удвоил удвоился удвоилась вдвічі удвічі двічі twice double doubled doubling",
    "triple": "втрое трижды втричі тричі утроил triple tripled thrice",
    "dozen": "дюжина дюжины дюжину десяток десятка десятки десятков десятки dozen dozens",
    "hundreds": "сотня сотни сотню сотен сотні сотень hundreds",
    "thousands": "тысячи тысяч тысячам тисячі тисяч thousands",
    "millions": "миллионы миллионов мільйони мільйонів millions",
    "billions": "миллиарды миллиардов мільярди мільярдів billions",
}
_SPECIAL = {word: name for name, words in _WHEN.items() for word in words.split()}


_CLOSED = re.compile("|".join(f"(?:{each.pattern})" for each in (*_MONTHS, *_DAYS)))


def words(sentence: str) -> list[Word]:
    """The words, numbers and signs of money and share of a sentence, in order."""
    text = unicodedata.normalize("NFKC", sentence)
    found, end = [], 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        apart = bool(gap.strip()) and gap != "-"
        found.append(Word(match[0], fold(match[0]), glued=not gap and end > 0, apart=apart))
        end = match.end()
    return found


def amounts(found: list[Word], *, point: bool) -> list[Amount]:
    """The numbers among words, in order; dates written with digits alone give their day and their year.

    `point` tells that a decimal point is used (English), and no comma.
    """
    numbers: list[Amount] = []
    place = 0
    while place < len(found):
        word = found[place]
        if word.number and (date := _date(word.text)) and date[2]:
            numbers += [Amount(str(each), "", place, place + 1) for each in (date[0], date[2])]
            place += 1
            continue
        value, end = _value(found, place, point=point)
        if value is not None:
            exponent, end = _magnitude(found, end)
            kind, end = _kind(found, place, end)
            numbers.append(Amount(_spelled(value, exponent), kind, place, end))
        elif match := _PREFIX.match(word.low):
            numbers.append(Amount(str(_NUMERALS[match[1]]), "", place, place + 1))
        place = max(end, place + 1)
    return numbers


def when(found: list[Word]) -> set[str]:
    """The months, days of the week and other closed words of time and quantity that stand there, by names of ours.

    A date gives "8" for its month, and its day and month as "13.8".
    """
    names = set()
    for place, word in enumerate(found):
        if word.number:
            for day, month in pairs(word.text):
                names |= {f"{day}.{month}", f"month {month}"}
        elif month := _month(word):
            names.add(f"month {month}")
            for near in (place - 1, place + 1):
                beside = found[near].text if 0 <= near < len(found) else ""
                if beside.isdecimal() and len(beside) < 3 and 0 < int(beside) < 32:
                    names.add(f"{int(beside)}.{month}")
        if _CLOSED.fullmatch(word.low):
            names |= {f"day {number}" for number, day in enumerate(_DAYS) if day.fullmatch(word.low)}
        if word.low in _SPECIAL and not (place and found[place - 1].number):
            names.add(_SPECIAL[word.low])
    return names


def pairs(text: str) -> list[tuple[int, int]]:
    """Day and month of a date in digits, both ways round where it has slashes; empty for what can be none."""
    date = _date(text)
    if date is None:
        return []
    turned = [(date[1], date[0])] if "/" in text else []
    return [(day, month) for day, month in [date[:2], *turned] if day < 32 and month < 13]


def closed(word: Word) -> bool:
    """Whether a word is one that `when` names."""
    if word.low in _SPECIAL:
        return True
    return _CLOSED.fullmatch(word.low) is not None and (
        _month(word) > 0 or any(day.fullmatch(word.low) for day in _DAYS)
    )


def _month(word: Word) -> int:
    """The number of a month, 0 for any other word; English ones have a capital letter, all others have none."""
    if word.text[0].isupper() != word.low.isascii() or not _CLOSED.fullmatch(word.low):
        return 0
    return next((number for number, month in enumerate(_MONTHS, 1) if month.fullmatch(word.low)), 0)


def _date(text: str) -> tuple[int, int, int] | None:
    """Day, month and year (0 if there is none) of a date in digits."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match[1] or match[6] or "0", match[2] or match[5] or match[8], match[3] or match[4] or match[7]
    return (int(day), int(month), int(year)) if 0 < int(day) < 32 and 0 < int(month) < 32 else None


def _value(found: list[Word], place: int, *, point: bool) -> tuple[Decimal | str | None, int]:
    """The number that begins at a place, without its magnitude, and where it ends."""
    word = found[place]
    if word.number:
        return _read(word.text, point=point), place + 1
    total, last = None, 1_000
    while place < len(found) and (number := _NUMERALS.get(found[place].low)) is not None:
        if number == 100 and total is not None and total < 10:
            total, last = total * 100, 100
        elif total is None or (number < last and last >= 20):
            total, last = (total or 0) + number, number
        else:
            break
        place += 1 + (last == 100 and [each.low for each in found[place + 1 : place + 2]] == ["and"])
    return (None if total is None else Decimal(total)), place


def _read(text: str, *, point: bool) -> Decimal | str:
    """A number in digits; what is no number, such as a time or a version, stays as it is written."""
    plain = re.sub(r"[ \u00a0\u202f\u2009']", "", text)
    signs = {sign for sign in plain if not sign.isdecimal()}
    if len(plain) > _LONGEST or not signs <= {".", ","}:
        return plain.lstrip("0") or "0"
    if len(signs) == 2:
        last = max(plain.rfind("."), plain.rfind(","))
        plain = re.sub("[.,]", "", plain[:last]) + "." + plain[last + 1 :]
        return Decimal(plain)
    if signs:
        sign = next(iter(signs))
        many = plain.count(sign) > 1
        if _THOUSANDS.fullmatch(plain) and (many or (sign == ",") == point) and plain[0] != "0":
            return Decimal(plain.replace(sign, ""))
        return plain.lstrip("0") if many else Decimal(plain.replace(",", "."))
    return Decimal(plain)


def _magnitude(found: list[Word], place: int) -> tuple[int, int]:
    exponent, most = 0, place + 2
    while place < min(len(found), most):
        word, before = found[place], found[place - 1]
        more = _MAGNITUDES.get(word.low)
        if more is None and word.glued and before.number and len(word.low) < 3:
            more = _GLUED.get(word.low)
        if more is None:
            break
        exponent, place = exponent + more, place + 1
    return exponent, place


def _kind(found: list[Word], start: int, end: int) -> tuple[str, int]:
    for kind, spelling in _KINDS:
        if end < len(found) and spelling.fullmatch(found[end].low):
            return kind, end + 1
        if end + 1 < len(found) and found[end].low == "per" and found[end + 1].low == "cent" and kind == "%":
            return kind, end + 2
    for kind, spelling in _KINDS[1:]:
        if start and found[start].glued and spelling.fullmatch(found[start - 1].low):
            return kind, end
    return "", end


def _spelled(value: Decimal | str, exponent: int) -> str:
    if isinstance(value, str):
        return value
    return format((value * Decimal(10) ** exponent).normalize(), "f")
