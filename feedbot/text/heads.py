"""What agencies put before the first sentence of a news text: place, date, agency, hour, "BREAKING:", signs."""

import re

_LONGEST = 400
_MOST = 4
_MOST_FIELDS = 6


def _either(*lines: str) -> str:
    """An alternation of phrases parted by "|" in each line."""
    return "|".join(line.strip("|") for line in lines)


_MONTH = _either(
    "янв(?:аря)?|фев(?:р|раля)?|мар(?:т|та)?|апр(?:еля)?|мая|июн(?:я)?|июл(?:я)?|авг(?:уста)?|сен(?:т|тября)?",
    "окт(?:ября)?|ноя(?:бря)?|дек(?:абря)?|січ(?:ня)?|лют(?:ого)?|берез(?:ня)?|квіт(?:ня)?|трав(?:ня)?|черв(?:ня)?",
    "лип(?:ня)?|серп(?:ня)?|верес(?:ня)?|жовт(?:ня)?|листоп(?:ада)?|груд(?:ня)?",
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?",
    "nov(?:ember)?|dec(?:ember)?",
)
_UPPER = "A-ZА-ЯЁІЇЄҐ"
_DATE = (
    rf"(?:\d{{1,2}}(?:-?го)? (?i:{_MONTH})\.?(?: \d{{4}}(?: ?[гр]\.| года| року)?)?|(?i:{_MONTH})\.? \d{{1,2}}(?:, "
    rf"\d{{4}})?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_CAPITALS = rf"[{_UPPER}][{_UPPER}'’ʼ-]{{2,30}}(?: [{_UPPER}'’ʼ.-]{{1,30}}){{0,3}}"
_PLACE = rf"[{_UPPER}][\w'’ʼ-]{{1,30}}(?: [{_UPPER}][\w'’ʼ.-]{{0,30}}){{0,3}}"
_AGENCY = rf"(?:\([{_UPPER}][^()]{{1,60}}\)|/[{_UPPER}][^/]{{1,40}}/)"
_KNOWN = _either(
    "РИА Новости|ТАСС|Интерфакс(?:-[А-ЯA-Z][а-яa-z]+)?|Укринформ|Укрінформ|УНІАН|УНИАН|РБК(?:-Ук\\w+)?|БЕЛТА|БелТА",
    "Синьхуа",
    "УНН|(?:INTERFAX|Interfax)(?:\\.RU)?|(?:Lenta|Gazeta)\\.[Rr]u",
    "Інтерфакс(?:-[А-ЯІ][а-яі]+)?|Reuters|Associated Press|AP|AFP|DPA|dpa|Bloomberg|Xinhua|UPI|PA Media|Рейтер",
    "КАЗИНФОРМ",
)
_NAMES = rf"(?:[«\"]?[{_UPPER}][\w-]{{0,30}}(?:\.\w{{1,20}})?[»\"]? ?){{1,3}}"
_NEXT = rf"(?=[«\"“(]?[{_UPPER}\d]|[(\[][^()\[\].!?]{{2,40}}[)\]] [«\"“]?[{_UPPER}])"
_HEADS = re.compile(
    "(?:"
    # Place, region, date, agency: "КИЇВ, 13 серпня. /Агенція/. ", "NEW YORK, N.Y. (Agency) - ", "Луга (Вести) — ".
    rf"(?:{_CAPITALS}|{_PLACE})(?:, [{_UPPER}][\w. -]{{1,30}})?"
    rf"(?:[,.] {_DATE}(?:[,.]? {_TIME})?\.?(?: {_AGENCY}\.?)?|,? {_AGENCY}\.?)"
    rf"(?: ?[—–-]{{1,2}} (?:{_NAMES}\. )?|(?<=[./])[ ](?:[{_UPPER}][\w-]{{1,30}}(?: [\w-]{{1,30}}){{0,2}}\. )?)"
    # A place alone, in capitals: not "США — Китай", and no text in capitals.
    rf"|(?=[^—–]{{5}}){_CAPITALS}(?:, [^—–()/]{{1,30}})? ?[—–-] (?:{_NAMES}\. )?(?=[«\"]?[{_UPPER}][^{_UPPER}])"
    # An agency alone: "/Агенція/. ", "(Agency) - ", "АГЕНТСТВО ВЕСТИ. ", "ABC, 13 Aug. ", "Reuters — ".
    rf"|{_AGENCY}(?:\.? ?[—–-] |\. )|/[{_UPPER}][^/]{{1,40}}/ "
    rf"|(?:{_KNOWN})(?:,? {_DATE})?(?:\. | ?[—–] | - )|[{_UPPER}]{{2,12}},? {_DATE}(?:\. | ?[—–] | - )|{_CAPITALS}\. "
    rf"|[{_UPPER}][\w-]{{1,30}}\.[A-Za-zРФрф]{{2,6}} ?[—–-] "
    rf"|[{_UPPER}]{{2,6}} ?[—–-] (?=(?:The|An?|In|On|At|After|В|Во|На|У|По|С|Из|Из-за|Через|Під|Із|За|Після) )"
    # Sections and flash words, each before a bar: "Just in | City | ".
    r"|(?:[^\s|.!?][^|.!?]{0,29} \| ){1,4}"
    # What an editor notes in brackets: "[правка 2] ", "(updated) ".
    r"|[(\[][^()\[\].!?]{2,40}[)\]] "
    # A date or an hour alone: "12 мая, 14:05. ", "14:05 — ", "13.08.2026 | ".
    rf"|{_DATE}(?:,? (?:в |о |об |at )?{_TIME})?(?:\. | ?\| |: )|{_DATE},? {_TIME} (?:[—–|-] )?"
    rf"|{_TIME} ?(?:[—–|-] |\. |: )?"
    r"|(?i:молния|срочно|терміново|блискавка|breaking(?: news)?|urgent|just in|exclusive|эксклюзив|ексклюзив|updated?"
    r"|upd|обновлено|оновлено|дополнено|доповнено|обновление|оновлення|flash|alert)"
    rf"(?: ?\d{{1,2}}| (?:в|о|об|at) {_TIME})?(?:[^\w\s«»“”\"'’()\[\],%—–-]{{1,10}} ?| ?[—–-] )"
    # Tags, several or before a sign: "#city #news ", "#money // ".
    r"|(?:#\w{1,40}[ ,]{1,2}){2,8}|#\w{1,40} ?(?://|[|:—–»›•▸►→-]) "
    ")" + _NEXT
)
_SIGNS = re.compile(r"[^\w«»“”„‹「『【《\"'’()\[\]{}/©#@+$€£₴₽№%¿¡<=~-]+")
_NAME = rf"(?:[«\"][{_UPPER}][^«»\"]{{1,30}}[»\"]|[{_UPPER}][\w'’ʼ]{{0,30}}(?:[.-][\w'’ʼ]{{1,30}}){{0,3}})"
# A head is a run of fields, of which one proves that it is none of a sentence: a date, an hour, an agency in brackets.
_FIELD = re.compile(
    rf"(?P<proof>(?:(?i:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер"
    r"|п'ятниця|субота|неділя|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?"
    rf"(?:{_DATE}|{_TIME}(?! ?%)|\d{{1,2}}[.:]\d\d(?= [A-ZА-ЯapAP]| ?[ap]\.?m)))"
    rf"(?: ?(?:[ap]\.?m\.?|[A-Z]{{2,4}}|МСК)){{0,2}}"
    rf"|(?P<held>[(\[][{_UPPER}\d][^()\[\].!?]{{1,40}}[)\]]|/[{_UPPER}][^/.!?]{{1,40}}/)"
    rf"|(?:By )?{_NAME}(?:[ /]{_NAME}){{0,3}}(?=[,.:|/ —–-])"
)
_BETWEEN = re.compile(r"(?P<end>\.? ?[—–-]{1,2} | ?[▸►▶→»›•·] |\. |: | ?\| | / |-{2}(?=\S))|,? ")
_BEGINS = re.compile(_NEXT)


def without(text: str) -> str:
    """Give a text without what agencies put before its first sentence; its first 400 characters are read."""
    for _ in range(_MOST):
        signs = _SIGNS.match(text, 0, _LONGEST)
        text = text[signs.end() :] if signs else text
        head = _HEADS.match(text, 0, _LONGEST)
        end = head.end() if head else _run(text)
        if not end:
            break
        text = text[end:]
    return text


def _run(text: str) -> int:
    """Where a run of fields ends that is proven to be a head; 0 if there is none."""
    place, proof = 0, False
    for number in range(_MOST_FIELDS):
        field = _FIELD.match(text, place, _LONGEST)
        if not field:
            return 0
        proof = proof or bool(field["proof"] or field["held"])
        between = _BETWEEN.match(text, field.end(), _LONGEST)
        if not between:
            return 0
        place = between.end()
        stopped = field[0].endswith(".")
        if between[0] == " " and not (field["held"] or stopped or text.startswith(("(", "[", "/"), place)):
            return 0
        piped = (between["end"] or "").strip() == "|"
        ends = between["end"] is not None or (field["held"] is not None and not number) or stopped
        if ends and (proof or piped) and _BEGINS.match(text, place):
            return place
    return 0
