"""What alarms say, in English, Russian and Ukrainian: the English row is what the rules say, word for word.

What stands in braces is a gap (`text/sayings.py`). Earlier rows are tried first.
"""

from collections.abc import Mapping

from feedbot.text.digest_phrases import counted
from feedbot.text.sayings import SPAN

LANGUAGES = ("en", "ru", "uk")
"""The languages, in the order of each row."""

Row = tuple[str, str, str]

BEGINS: Mapping[str, Row] = {
    "failing": ("{name} is failing: {reason}", "{name} не работает: {reason}", "{name} не працює: {reason}"),
    "gone": ("{name} is gone: {reason}", "{name}: больше нет: {reason}", "{name}: більше немає: {reason}"),
    "late": ("{name} is late: {reason}", "{name} молчит: {reason}", "{name} мовчить: {reason}"),
    "fewer": (
        "{name} has fewer items: {reason}",
        "{name}: записей меньше: {reason}",
        "{name}: записів менше: {reason}",
    ),
    "nothing": (
        "{name} brings nothing: {reason}",
        "{name} ничего не приносит: {reason}",
        "{name} нічого не приносить: {reason}",
    ),
    "encoding": (
        "{name} has another encoding: {reason}",
        "{name}: другая кодировка: {reason}",
        "{name}: інше кодування: {reason}",
    ),
    "language": (
        "{name} has another language: {reason}",
        "{name}: другой язык: {reason}",
        "{name}: інша мова: {reason}",
    ),
    "certificate": (
        "the certificate of {name} must be renewed: {reason}",
        "{name}: нужно обновить сертификат: {reason}",
        "{name}: треба оновити сертифікат: {reason}",
    ),
    "moved": ("{name} has moved: {reason}", "{name}: новый адрес: {reason}", "{name}: нова адреса: {reason}"),
    "ids": (
        "{name} has bad ids: {reason}",
        "{name}: негодные идентификаторы: {reason}",
        "{name}: негодящі ідентифікатори: {reason}",
    ),
    "network": (
        "our own network is down: {reason}",
        "нет собственной сети: {reason}",
        "немає власної мережі: {reason}",
    ),
    "unreachable": (
        "channel {name} cannot be reached: {reason}",
        "канал {name} недоступен: {reason}",
        "канал {name} недоступний: {reason}",
    ),
    "parked": (
        "channel {name} did not take everything: {reason}",
        "канал {name} принял не всё: {reason}",
        "канал {name} прийняв не все: {reason}",
    ),
    "dropped": (
        "channel {name} lost messages: {reason}",
        "канал {name} потерял сообщения: {reason}",
        "канал {name} втратив повідомлення: {reason}",
    ),
    "doubtful": (
        "channel {name} may have messages twice or not at all: {reason}",
        "в канале {name} сообщения могли появиться дважды или не появиться: {reason}",
        "у каналі {name} повідомлення могли з’явитися двічі або не з’явитися: {reason}",
    ),
    "canary": ("the canary is late: {reason}", "канарейка опаздывает: {reason}", "канарка запізнюється: {reason}"),
    "config": (
        "the config was refused: {reason}",
        "настройки не приняты: {reason}",
        "налаштування не прийнято: {reason}",
    ),
}
"""The title of an alarm, by its code: of what is wrong, and why."""

ENDS: Mapping[str, Row] = {
    "failing": (
        "{name} works again after {span}",
        "{name} снова работает; не работал: {span}",
        "{name} знову працює; не працювало: {span}",
    ),
    "gone": ("{name} is back after {span}", "{name} вернулся; не было: {span}", "{name} повернулося; не було: {span}"),
    "late": (
        "{name} is no longer late: something new after {span}",
        "{name} больше не молчит; тишина длилась: {span}",
        "{name} більше не мовчить; тиша тривала: {span}",
    ),
    "fewer": (
        "{name} has its usual number of items again after {span}",
        "{name}: записей снова сколько обычно; было меньше: {span}",
        "{name}: записів знову скільки зазвичай; було менше: {span}",
    ),
    "nothing": (
        "{name} brings items again after {span}",
        "{name} снова приносит записи; не приносил: {span}",
        "{name} знову приносить записи; не приносило: {span}",
    ),
    "encoding": (
        "the encoding of {name} is as usual after {span}",
        "{name}: кодировка снова обычная; была другой: {span}",
        "{name}: кодування знову звичне; було інше: {span}",
    ),
    "language": (
        "the language of {name} is as usual after {span}",
        "{name}: язык снова обычный; был другим: {span}",
        "{name}: мова знову звична; була інша: {span}",
    ),
    "certificate": (
        "the certificate of {name} was renewed",
        "{name}: сертификат обновлён",
        "{name}: сертифікат оновлено",
    ),
    "moved": ("{name} is where its url says", "{name} там, где говорит url", "{name} там, де каже url"),
    "ids": (
        "{name} has good ids again",
        "{name}: идентификаторы снова годные",
        "{name}: ідентифікатори знову придатні",
    ),
    "network": (
        "our own network works again after {span}",
        "собственная сеть снова работает; не работала: {span}",
        "власна мережа знову працює; не працювала: {span}",
    ),
    "unreachable": (
        "channel {name} can be reached again after {span}",
        "канал {name} снова доступен; не был: {span}",
        "канал {name} знову доступний; не був: {span}",
    ),
    "parked": (
        "channel {name} has nothing set aside any more after {span}",
        "в канале {name} больше ничего не отложено; было: {span}",
        "у каналі {name} більше нічого не відкладено; було: {span}",
    ),
    "dropped": (
        "channel {name} lost no more messages for a day",
        "канал {name} сутки не терял сообщений",
        "канал {name} добу не втрачав повідомлень",
    ),
    "doubtful": (
        "channel {name} answers again as it should after {span}",
        "канал {name} снова отвечает как надо; не отвечал: {span}",
        "канал {name} знову відповідає як слід; не відповідав: {span}",
    ),
    "canary": (
        "the canary comes through again after {span}",
        "канарейка снова долетает; не долетала: {span}",
        "канарка знову долітає; не долітала: {span}",
    ),
    "config": (
        "the config is in force again after {span}",
        "настройки снова в силе; не принимались: {span}",
        "налаштування знову чинні; не приймалися: {span}",
    ),
}
"""The title of what is over."""

OVER: Row = (
    "It was so from {text1} to {text2}: {reason}",
    "Так было с {text1} до {text2}: {reason}",
    "Так було з {text1} до {text2}: {reason}",
)
"""The text of what is over."""

KINDS: Mapping[str, Row] = {
    "failing": ("failing", "не работает", "не працює"),
    "gone": ("gone", "больше нет", "більше немає"),
    "late": ("late", "молчит", "мовчить"),
    "fewer": ("fewer", "меньше записей", "менше записів"),
    "nothing": ("nothing", "ничего не приносит", "нічого не приносить"),
    "encoding": ("encoding", "кодировка", "кодування"),
    "language": ("language", "язык", "мова"),
    "certificate": ("certificate", "сертификат", "сертифікат"),
    "moved": ("moved", "новый адрес", "нова адреса"),
    "ids": ("ids", "идентификаторы", "ідентифікатори"),
    "network": ("network", "сеть", "мережа"),
    "unreachable": ("unreachable", "недоступен", "недоступний"),
    "parked": ("parked", "отложено", "відкладено"),
    "dropped": ("dropped", "потеряно", "втрачено"),
    "doubtful": ("doubtful", "под вопросом", "під питанням"),
    "canary": ("canary", "канарейка", "канарка"),
    "config": ("config", "настройки", "налаштування"),
}
"""Each code as a word in a list."""

SEEN: Mapping[str, Row] = {
    "items_none": (
        "no items for {span}, usually about {number}",
        "записей нет уже {span}, обычно около {number}",
        "записів немає вже {span}, зазвичай близько {number}",
    ),
    "fewer": (
        "{number1} items instead of about {number2} for {span}",
        "записей {number1} вместо примерно {number2} уже {span}",
        "записів {number1} замість приблизно {number2} вже {span}",
    ),
    "fewer_one": (
        "{number1} item instead of about {number2} for {span}",
        "записей {number1} вместо примерно {number2} уже {span}",
        "записів {number1} замість приблизно {number2} вже {span}",
    ),
    "late": (
        "nothing new for {span1}, since {text}; {span2} would still be like it",
        "нового нет уже {span1}, с {text}; обычной была бы тишина и в {span2}",
        "нового немає вже {span1}, з {text}; звичною була б тиша і в {span2}",
    ),
    "moved": (
        "{number} visits in a row were sent on for good to {text}",
        "визитов подряд, навсегда перенаправленных на {text}: {number}",
        "візитів поспіль, назавжди переспрямованих на {text}: {number}",
    ),
    "expires": ("it expires in {span}, on {text}", "истекает через {span}, {text}", "спливає за {span}, {text}"),
    "expired": ("it expired {span} ago, on {text}", "истёк, прошло {span}, {text}", "сплив, минуло {span}, {text}"),
    "network_one": (
        "the only source, on {text1}, cannot be reached since {text2}",
        "единственный источник, на {text1}, недоступен с {text2}",
        "єдине джерело, на {text1}, недоступне з {text2}",
    ),
    "network": (
        "none of {number} sources on {text1} can be reached since {text2}",
        "источников ({text1}), из которых ни один не доступен с {text2}: {number}",
        "джерел ({text1}), з яких жодне не доступне з {text2}: {number}",
    ),
    "once": ("{reason} for {span}, once", "{reason}; длится {span}, один раз", "{reason}; триває {span}, один раз"),
    "times": (
        "{reason} for {span}, {number} times in a row",
        "{reason}; длится {span}, раз подряд: {number}",
        "{reason}; триває {span}, разів поспіль: {number}",
    ),
}
"""What is seen of a source; the pages tell these too."""

MORE: Mapping[str, Row] = {
    "host": (
        "{reason} ({number} sources: {text})",
        "{reason} (источников {number}: {text})",
        "{reason} (джерел {number}: {text})",
    ),
    "encoding_once": (
        "{text1} instead of {text2}, once",
        "{text1} вместо {text2}, один раз",
        "{text1} замість {text2}, один раз",
    ),
    "encoding": (
        "{text1} instead of {text2}, {number} times in a row",
        "{text1} вместо {text2}, раз подряд: {number}",
        "{text1} замість {text2}, разів поспіль: {number}",
    ),
    "language_once": (
        "most entries are not in {text} any more, once",
        "большинство записей уже не на языке {text}, один раз",
        "більшість записів уже не мовою {text}, один раз",
    ),
    "language": (
        "most entries are not in {text} any more, {number} times in a row",
        "большинство записей уже не на языке {text}, раз подряд: {number}",
        "більшість записів уже не мовою {text}, разів поспіль: {number}",
    ),
    "ids_counted": (
        "its ids are bad ({counts} of {number})",
        "идентификаторы негодные ({counts}, всего {number})",
        "ідентифікатори негодящі ({counts}, усього {number})",
    ),
    "ids": ("its ids are bad", "идентификаторы негодные", "ідентифікатори негодящі"),
    "crowd": (
        "{number1} of {number2} ids were new at once",
        "идентификаторов, сразу ставших новыми: {number1} из {number2}",
        "ідентифікаторів, що одразу стали новими: {number1} з {number2}",
    ),
    "crowd_known": (
        "{number} of them name articles that were here before, by their links, titles or texts",
        "называют статьи, которые уже были, судя по ссылкам, заголовкам или текстам: {number}",
        "називають статті, які вже були, судячи з посилань, заголовків чи текстів: {number}",
    ),
    "crowd_held": (
        "{number} are held back as they may be old",
        "придержано как, возможно, старые: {number}",
        "притримано як, можливо, старі: {number}",
    ),
    "crowd_send": (
        "`feedbot outbox retry CHANNEL --dropped` sends them",
        "их отправит `feedbot outbox retry CHANNEL --dropped`",
        "їх надішле `feedbot outbox retry CHANNEL --dropped`",
    ),
    "counted_missing": ("{number} missing", "отсутствует {number}", "бракує {number}"),
    "counted_repeated": ("{number} repeated", "повторяется {number}", "повторюється {number}"),
    "counted_changed": ("{number} changed", "сменилось {number}", "змінилося {number}"),
    "unread": ("it cannot be read", "прочитать не удаётся", "прочитати не вдається"),
    "elsewhere": ("another address", "другой адрес", "іншу адресу"),
    "parked_most": (
        "{counted} set aside, {number} of them because: {reason}",
        "отложено: {counted}, из них {number}: {reason}",
        "відкладено: {counted}, з них {number}: {reason}",
    ),
    "parked": ("{counted} set aside, {reason}", "отложено: {counted}; {reason}", "відкладено: {counted}; {reason}"),
    "dropped": (
        "{counted} could not be sent within {span} and went nowhere",
        "не отправлено за {span} и пропало: {counted}",
        "не надіслано за {span} і пропало: {counted}",
    ),
    "doubtful": (
        "of {sends} within a day no answer came back",
        "отправок за сутки, на которые не пришло ответа: {sends}",
        "надсилань за добу, на які не прийшло відповіді: {sends}",
    ),
    "message": ("1 message", "1", "1"),
    "messages": ("{number} messages", "{number}", "{number}"),
    "send": ("1 send", "1", "1"),
    "sends": ("{number} sends", "{number}", "{number}"),
    "canary_both": (
        "{reason}, and the newest is not in the feed and the chat",
        "{reason}; последней нет ни в ленте, ни в чате",
        "{reason}; останньої немає ні в стрічці, ні в чаті",
    ),
    "canary_feed": (
        "{reason}, and the newest is not in the feed",
        "{reason}; последней нет в ленте",
        "{reason}; останньої немає в стрічці",
    ),
    "canary_chat": (
        "{reason}, and the newest is not in the chat",
        "{reason}; последней нет в чате",
        "{reason}; останньої немає в чаті",
    ),
    "canary_other": ("{reason}, and no other was made", "{reason}; другой не сделано", "{reason}; іншої не зроблено"),
    "canary_none": ("{reason}, and none was made", "{reason}; ни одной не сделано", "{reason}; жодної не зроблено"),
    "canary_never": ("none ever came through", "ни одна ещё не долетела", "жодна ще не долетіла"),
    "canary_last": (
        "the last one that came through was made {span} ago",
        "последняя долетевшая сделана так давно: {span}",
        "останню, що долетіла, зроблено так давно: {span}",
    ),
}
"""What is seen of a source, a channel or the canary beyond that, and parts of it."""

_UNITS: Mapping[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "second": (("секунда", "секунды", "секунд"), ("секунда", "секунди", "секунд")),
    "minute": (("минута", "минуты", "минут"), ("хвилина", "хвилини", "хвилин")),
    "hour": (("час", "часа", "часов"), ("година", "години", "годин")),
    "day": (("день", "дня", "дней"), ("день", "дні", "днів")),
}


def lasting(span: str, language: str) -> str:
    """A length of time as rules say it ("26 hours"), in Russian or Ukrainian; as it is where it is none."""
    found = SPAN.fullmatch(span)
    if found is None:
        return span
    return counted(int(found[1]), _UNITS[found[2]][LANGUAGES.index(language) - 1])
