"""What stands on the page of an article and is none of it, by its names and by its words in ru, uk and en. Pure."""

import re
from collections.abc import Sequence

from feedbot.sources import region
from feedbot.sources.passages import HEADINGS, Element
from feedbot.text import credits, labels

_LOOKED_AT = 400
_CARDS = 250


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# --- by name ---------------------------------------------------------------------------------------------------------

_TAGS = _words("nav footer aside form button select option textarea label dialog menu address canvas datalist")
_ROLES = _words("navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar form")
# Words of classes and ids that no part of an article has.
_NAMES = _words(
    "share sharing shares sharer sharebar sharedaddy addthis addtoany socials social breadcrumb breadcrumbs crumbs",
    "cookie cookies consent gdpr newsletter subscribe subscription subscribebox signup paginator pagination pager",
    "pagenav comments comment disqus replies related relateds recommended recommendation recommendations recommend",
    "advert adverts advertisement advertising ad ads adv advt adsense adsbygoogle dfp banner banners sponsored sponsor",
    "promo promos promoted promobox taboola outbrain mgid tags taglist sidebar navbar navigation toolbar popup modal",
    "byline copyright rating ratings likes reactions donate donation popular trending readmore readalso alsoread",
    "also seealso print toc skip preloader loader spinner survey feedback login registration search similar",
    "noprint metabox infobar paging prevnext nextprev jp respond likebox hashtags autoplay upsell onward",
)
# The same, as long as what they name is short.
_SHORT_NAMES = _words(
    "author authors meta metadata date dates time timestamp datetime published pubdate dateline credit credits caption",
    "views counter counters stats updated category categories rubric rubrics kicker label labels topics keywords",
    "source sources tooltip tag buttons button btn icons eyebrow bio edited corrections lastmod readtime reading",
)
_SOURCES = frozenset({"source", "sources"})
_SHORT = 200
_HIDDEN = ({"sr", "only"}, {"visually", "hidden"}, {"screen", "reader"}, {"visuallyhidden"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_KEPT_ASIDE = _words("fact facts factbox info infobox note notes box quote definition dossier spravka dovidka")
_WHOLE = frozenset({"html", "body", "main"})


def hidden(element: Element) -> bool:
    """Whether readers do not see an element."""
    if element.tag == "-text":
        return False
    attributes = element.node.attributes
    if "hidden" in attributes or _HIDING.search((attributes.get("style") or "")[:500]):
        return True
    return any(each <= element.cues for each in _HIDDEN)


def chrome(element: Element, total: int) -> bool:
    """Whether an element surrounds an article, by its tag and its names; `total` is the number of letters of the page.

    What holds more than half of the page is never dirt, except comments.
    """
    tag = element.tag
    if tag in _WHOLE or tag in {"-text", "h1"}:
        return False
    if tag == "article" and element.letters * 10 > total:
        return False
    if "comments" in element.cues and tag not in {"article", "section"}:
        return True
    if element.letters * 2 > total:
        return False
    if tag == "aside" and element.cues & _KEPT_ASIDE and element.linked * 3 < element.letters:
        return False
    if tag in _TAGS or (element.node.attributes.get("role") or "") in _ROLES:
        return True
    if element.cues & _NAMES:
        return True
    return bool(element.cues & _SHORT_NAMES) and element.letters <= _SHORT and tag not in HEADINGS


def dirty(elements: Sequence[Element], kept: frozenset[int]) -> frozenset[int]:
    """The places of all elements that surround an article, outer ones only; none of `kept`."""
    found: list[int] = []
    place, total = 0, elements[0].letters if elements else 0
    quoted = 0
    while place < len(elements):
        element = elements[place]
        if element.tag == "blockquote":
            quoted = element.end
        aloof = place < quoted and element.tag in {"footer", "aside"}
        if place not in kept and not aloof and (hidden(element) or _is_chrome(elements, place, total)):
            found.append(place)
            place = element.end
        else:
            place += 1
    return frozenset(found)


def _is_chrome(elements: Sequence[Element], place: int, total: int) -> bool:
    """Whether an element surrounds an article; one that is named as the source may name who told the news."""
    element = elements[place]
    if not chrome(element, total):
        return False
    named = bool(element.cues & _SOURCES) and element.letters <= _SHORT and element.tag not in _TAGS
    return not (named and attribution(region.text(elements, place)))


# --- by words --------------------------------------------------------------------------------------------------------

_ALSO = re.compile(
    r"(?:\W{0,3})(?:(?:читайте|читать|читати|почитайте|смотрите|дивіться|дивитися|слушайте|слухайте)"
    r"\s(?:также|так же|ещё|еще|також|ще|по теме|на цю тему|на эту тему)(?: (?:по теме|за темою|на тему|на сайті))?"
    r"|(?:ещё |еще |більше |больше |новости |новини |матеріали |материалы )?(?:по|на эту|за|на цю) тем(?:у|е|і|ою)"
    r"|(?:также|також) (?:читают|читають|читайте|по теме)"
    r"|(?:пропустить|пропустити|skip) .{1,60} (?:и продолжить|і продовжити|and continue)|схожі (?:новини|матеріали)"
    r"|похожие (?:новости|материалы|статьи)|другие (?:новости|материалы)"
    r"|інші (?:новини|матеріали)|(?:most |you may )?also (?:read|like|in the news)|read (?:also|more|next|on)|see also"
    r"|related(?: (?:articles?|stories|news|posts|topics|content|reading|coverage))?|recommended(?: for you)?"
    r"|more (?:on|from|stories|about|news)[^.!?]{0,60}|don.t miss|you might (?:also )?like|most (?:read|popular)"
    r"|trending"
    r"|what to read next|up next|keep reading|elsewhere|рекомендуем(?:ые)?(?: материалы)?|рекомендуємо"
    r"|(?:самое|найбільш) (?:популярн\w+|читаем\w+|обсуждаем\w+)|популярн(?:ое|ые|і|е)(?: \w{1,20})?"
    r"|вибір редакції|выбор редакции|новости партн[её]ров|новини партнерів|останні новини|последние новости"
    r"|главное(?: за сутки)?|головне(?: за добу)?|топ[- ]новин\w*)\s{0,2}(?P<mark>[:：—–>»→]|\Z)?",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"\W{0,4}(?:подпис(?:ывайтесь|ывайся|аться|ка)|подпишитесь|підпис(?:уйтеся|уйтесь|уйся|атися|ка)|підпишіться"
    r"|приєдну(?:йтеся|йтесь|йся)|присоединяйтесь|долуча(?:йтеся|йтесь)|слідкуйте|следите за|стежте за|поддержите"
    r"|підтримайте|станьте|хотите|хочете|не пропустите|не пропустіть|узнавайте|дізнавайтеся|наш(?:и|і)? (?:канал|теле"
    r"|telegram|соц)|больше новостей|більше новин|ещё больше|еще больше|все новости|усі новини|всі новини|оперативн"
    r"|ми в|мы в|если вам (?:понравил|нрав)|якщо вам сподоба|отримуйте|получайте|читайте нас|читайте (?:наш|новин"
    r"|новост)"
    r"|subscribe|sign up|follow (?:us|our|@)|join (?:our|us|the)|support (?:us|our)|donate|get (?:the|our|more|all)"
    r"|like what you|enjoy(?:ed|ing)? this|if you (?:like|enjoy)|want more|become a|stay (?:up|in)|never miss|download"
    r"|our (?:newsletter|podcast|channel)|for more)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"telegram|телеграм|telegram|youtube|ютуб|facebook|фейсбук|instagram|інстаграм|инстаграм|viber|вайбер|whatsapp"
    r"|google (?:news|новост|новин)|twitter|твит|твіт|threads|соцсет|соціальн|соцмереж|рассылк|розсилк|newsletter|inbox"
    r"|e-?mail|канал|channel|подкаст|podcast|our app|застосун|приложени|push|member|donat|донат|monobank|patreon|патрон"
    r"|subscriber|subscription|передплат|bluesky|mastodon|our (?:work|journalism)|в дзене|дзен|рассыл|one-time",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\W{0,3}(?:(?:главное |головне |заглавное |обложка:? )?(?:фото|photo|photos|photograph|image|images|picture"
    r"|pictures)"
    r"(?: (?:by|автора|автор|from|courtesy))?|credits?|иллюстрация|ілюстрація|иллюстративное фото|ілюстративне фото"
    r"|видео"
    r"|відео|video|(?:источник|джерело) (?:фото|изображения|зображення)|скриншот|скріншот|инфографика|інфографіка|колаж"
    r"|коллаж|графика|graphic|illustration)\s?(?:[:/©|(—–]|by\s)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"\W{0,3}(?:(?:by|from|words by|written by|text by|story by|reported by|reporting by|edited by|editing by"
    r"|interview by|posted by)\s(?=[A-Z])|(?i:автор[ыиа]?|текст|редактор|подготовил[аи]?|підготу(?:вав|вала|вали)"
    r"|беседовал[аи]?|розмовля(?:в|ла|ли)|спілкува(?:вся|лася|лися)|интервью взял[аи]?|перевод|переклад|корреспондент"
    r"|кореспондент|журналіст(?:ка)?|журналист(?:ка)?|author|editor|reporter|staff (?:writer|reporter))(?=[\s:,—–-]))",
)
_STAMP = re.compile(
    r"\W{0,3}(?:(?:опубликовано|опубліковано|обновлено|оновлено|последнее обновление|останнє оновлення"
    r"|дата(?: публикации"
    r"| публікації)?|published|updated|posted|last (?:updated|modified)|created|date)\b[\s:,]{0,3}(?:on |at )?"
    r"(?=.{0,60}\d)"
    r"|(?:пн|вт|ср|чт|пт|сб|вс|нд|mon|tue|wed|thu|fri|sat|sun)\w{0,8}[,.]?\s{0,2}(?=\d|[а-яіїєa-z]{3,9}\s\d)"
    r"|(?:вчера|сегодня|вчора|сьогодні|today|yesterday)\b|\d{1,2}[./:-]\d{1,2}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}\s(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр|січ|лют|берез|квіт|трав"
    r"|черв|лип|серп|верес|жовт|листоп|груд|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,8}\.?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,7}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
    r"|\d{1,3} (?:минут|час|дн|день|годин|хвилин|hours?|minutes?|days?)\w{0,3} (?:назад|тому|ago))",
    re.IGNORECASE,
)
_COUNTED = (
    r"(?:комментари\w{1,3}|коментар\w{0,3}|comments?|просмотр\w{0,3}|перегляд\w{0,3}|views?|shares?|likes?|лайк\w{0,3}"
    r"|репост\w{0,3}|ответ\w{0,3}|відповід\w{0,3}|replies|прочтени\w{1,2}|голос\w{0,3}|votes?)"
)
_COUNTS = re.compile(
    rf"\W{{0,3}}(?:\d[\d\s.,]{{0,12}}(?:[kкmм]|тыс\.?|тис\.?)?\s?{_COUNTED}"
    rf"|{_COUNTED}\s?[:(]?\s?\d[\d\s.,kк]{{0,12}}\)?"
    r"|(?:оставить|добавить|написать|залишити|додати|написати|показать|показати|leave|add|post|write|show|view|load) "
    rf"(?:a |an |the |all |все |всі |свой |свій )?{_COUNTED}|{_COUNTED})[\s|·•:]{{0,4}}",
    re.IGNORECASE,
)
_TAG_LIST = re.compile(
    r"\W{0,3}(?:теги?|тэги|мітк[аи]|метк[аи]|tags?|tagged|topics?|темы|теми|рубрик[аи]|категори[яи]|категорі[яї]"
    r"|filed under|posted in|ключевые слова|ключові слова|keywords|categor(?:y|ies)|разделы?|розділи?)"
    r"\s?(?:[:：—–]|in:|as:|\Z)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\W{0,3}(?:поделиться|поделитесь|поделись|поділитися|поділіться|розповісти|рассказать|отправить|надіслати|share"
    r"|tweet|pin it|скопировать|копировать|копіювати|скопіювати|copy(?: the)? link|print|распечатать|роздрукувати|друк"
    r"|email this|e-mail this|save(?: this)?|в избранное|в закладки|у закладки|send|like this|нравится|подобається"
    r"|follow|listen|слушать|прослушать|слухати|прослухати|a-|a\+|увеличить|збільшити|закрыть|закрити|close|меню|menu"
    r"|наверх|нагору|back to top|вгору|назад|к списку|до списку|all news|все новости|усі новини|развернуть|згорнути)"
    r"(?:\W{0,4}\Z|[\s:]{1,3}(?:this|on|via|в|у|на|через|facebook|telegram|twitter|viber|whatsapp|email|этой|этим"
    r"|цим|цією"
    r"|с|з|новост\w{0,4}|новин\w{0,4}|стат\w{0,4}|материал\w{0,4}|матеріал\w{0,4}|посилання|ссылк\w{0,3})\b.{0,40})",
    re.IGNORECASE,
)
_ERRATUM = re.compile(
    r"\W{0,3}(?:(?:если )?(?:вы )?(?:нашли|заметили|увидели|обнаружили) (?:в тексте )?(?:ошибку|опечатку|неточность)"
    r"|(?:якщо )?(?:ви )?(?:помітили|знайшли|побачили|виявили) (?:в тексті |у тексті )?(?:помилку|неточність)"
    r"|(?:spot|spotted|found|see|seen|notice|noticed) (?:an? |any )?(?:error|mistake|typo|something wrong)"
    r"|(?:выделите|виділіть) .{0,60}ctrl|report (?:an? )?(?:error|typo)|сообщить об ошибке|повідомити про помилку"
    r"|have a (?:tip|story)|got a (?:tip|story)|do you have a story|send us your)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\W{0,3}(?:©|\(c\)|copyright\b|все права защищены|усі права захищен|всі права захищен|all rights reserved"
    r"|при (?:использовании|копировании|перепечатке|цитировании|використанні|передруці|копіюванні|цитуванні)"
    r"|(?:копирование|перепечатка|использование|передрук|копіювання|використання) (?:материал|матеріал|любых|будь"
    r"|текст)"
    r"|this (?:article|post|story|piece) (?:was )?(?:originally |first )(?:appeared|published|ran)"
    r"|the post .{1,200} (?:first )?appeared|reprinted (?:with|by)|(?:мнение|думка) (?:редакции|редакції|автор)"
    r"|(?:редакция|редакція) (?:может не|не несёт|не несет|не несе|може не)|точка зрения (?:автора|редакции)"
    r"|(?:this|the) (?:post|article|page|site|story) (?:may )?contains? affiliate|we may (?:earn|receive)|as an amazon"
    r"|republish|licen[cs]ed under|материал подготовлен при|it is prohibited|no part of this)",
    re.IGNORECASE,
)
_ADS = re.compile(
    r"\W{0,3}(?:реклама|advertisements?|advertising|ad|ads|sponsored(?: content| by .{1,40})?|на правах рекламы"
    r"|на правах"
    r" реклами|партн[её]рский материал|партнерський матеріал|партнерський проєкт|спецпроект|спецпроєкт|загрузка|loading"
    r"|завантаження|article continues (?:below|after).{0,40}|story continues.{0,40}|continue reading.{0,40}|scroll to"
    r" continue.{0,30}|skip (?:to|advert).{0,40}|промо|promotion|anuncio|продолжение после рекламы"
    r"|далі після реклами)\W{0,5}",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"\W{0,3}(?:(?:страниц[аы]|сторінк[аи]|page|стр\.|стор\.)\s?\d{1,4}(?:\s?(?:из|з|of|/)\s?\d{1,4})?"
    r"|(?:\d{1,4}[\s|…·.]{1,5}){2,40}(?:\d{1,4})?(?:\s?(?:next|далее|далі|дальше|вперёд|вперед|наступна"
    r"|следующая)\W{0,4})?"
    r"|(?:next|previous|prev|далее|далі|назад|следующая|предыдущая|наступна|попередня)(?: (?:page|страница|сторінка"
    r"|article|post|story|статья|стаття|новость|новина|запись|запис))?)\W{0,4}",
    re.IGNORECASE,
)
_READING = re.compile(
    r"\W{0,3}(?:~ ?)?(?:\d{1,3}\s?[- ]?(?:min|мин|хв)[\w.]{0,6}(?: (?:read|чтения|читання|на чтение|на читання))?"
    r"|(?:reading time|время чтения|час читання|время на чтение|читать|read time)\W.{0,30})",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?:\b(?:we|our partners|this (?:web)?site|мы|этот сайт|наш сайт|цей сайт|ми|сайт)\b.{0,100}"
    r"(?:\bcookies?\b|\bкуки\b|файл\w{1,3} cookie))"
    r"|(?:using (?:this|our) (?:web)?site|продолжая (?:использовать|пользоваться)|продовжуючи (?:користув|перегляд))",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?…:;][\s»”\"'’)\]*]{0,4}\Z")


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_ENDED.search(text[-8:]))


def also(text: str, *, linked: bool) -> bool:
    """Whether a text leads to other articles ("Read also: ..."); `linked` says that much of it is links."""
    match = _ALSO.match(text[:_LOOKED_AT])
    if not match or len(text) > _LOOKED_AT:
        return False
    return linked or match["mark"] is not None


def stamp(text: str) -> bool:
    """Whether a line is only a date, a time, or says when something was published."""
    match = _STAMP.match(text[:_LOOKED_AT]) if len(text) <= 80 else None
    return bool(match) and not (ended(text) and len(text) > 40)


def line(text: str, *, linked: bool) -> bool:
    """Whether a text is none of an article's own, wherever it stands: a call, a credit, a notice, a counter.

    `linked` says that a third of it or more is links.
    """
    head = text[:_LOOKED_AT]
    if len(text) > 2 * _LOOKED_AT:
        return False
    if also(text, linked=linked) or _ERRATUM.match(head) or _RIGHTS.match(head) or _COOKIES.match(head):
        return True
    if len(text) <= _CARDS and _CALLS.match(head) and (linked or _CALLED.search(head)):
        return True
    if len(text) <= 200 and (_CREDIT.match(head) or _TAG_LIST.match(head)) and not (ended(text) and len(text) > 120):
        return True
    whole = (_COUNTS, _ADS, _PAGES, _READING)
    if any(each.fullmatch(head) for each in whole):
        return True
    return len(text) <= 80 and not ended(text) and _SHARE.fullmatch(head) is not None


def attribution(text: str) -> bool:
    """Whether a line names who told the news, behind a label ("Source: ...")."""
    found = labels.label(text) if len(text) <= _LOOKED_AT else None
    return found is not None and found.role == "attribution" and bool(credits.credits(found.rest))


def byline(text: str) -> bool:
    """Whether a line only says who wrote something."""
    return len(text) <= 120 and not (ended(text) and len(text.split()) > 8) and _BYLINE.match(text) is not None
