"""Lines and sentences of a news text that are no news: bylines, captions, prompts, dates alone.

Judges one line or sentence by its own words. It does not know the article: a repeated title is `summary`'s to find.
"""

import re
from functools import lru_cache

from feedbot.text import heads
from feedbot.text.words import fold, tokens

_LONGEST = 400
_OPENING = 100
_LINE = 200
_SHORT_WORDS = 18
_TOLD_WORDS = 25


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in fold(line).split())


def _either(*lines: str) -> str:
    """An alternation of phrases parted by "|" in each line."""
    return "|".join(line.strip("|") for line in lines)


# What a line of nothing but a date is made of, besides numbers.
_DATE_WORDS = _words(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря г год года в во назад от часов",
    "час часа минут минуты минуту день дня дней вчера сегодня позавчера только что обновлено опубликовано изменено "
    "дата",
    "публикации создано понедельник вторник среда четверг пятница суббота воскресенье мск msk пн вт ср чт пт сб вс",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня р рік року о об у тому",
    "годин година години годину хвилин хвилини хвилину днів дні вчора сьогодні щойно оновлено опубліковано змінено",
    "публікації понеділок вівторок середа четвер п'ятниця субота неділя нд",
    "january february march april may june july august september october november december jan feb mar apr jun jul",
    "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
    "at on the of last first updated published posted modified date today yesterday ago just now hours hour minutes",
    "minute days day am pm a p m est edt gmt utc et bst cet utc st nd rd th from to",
)
# What stands around an article on a page, and no sentence is made of alone.
_PAGE_WORDS = _words(
    "реклама главная новости новость поделиться поделитесь печать версия для печати комментарии комментариев "
    "комментарий",
    "комментария просмотров просмотра просмотры просмотр лайков нравится меню поиск вход войти вконтакте одноклассники",
    "телеграм вотсап вайбер фейсбук твиттер дзен молния срочно эксклюзив видео фото аудио теги рубрика партнеров "
    "erid ооо",
    "скопировать ссылку ссылка копировать в закладки сохранить назад далее вперед наверх слушать подробности",
    "партнерский материал спецпроект общество политика экономика происшествия культура спорт пресс релиз",
    "головна новини новина поширити поділитися поділитись друк версія до друку коментарі коментарів коментар коментаря",
    "переглядів перегляди перегляд перегляду меню пошук вхід увійти терміново блискавка ексклюзив відео світлини фото",
    "скопіювати посилання копіювати зберегти слухати суспільство політика економіка події партнерський матеріал у та",
    "advertisement sponsored content paid post home news share tweet print email e mail comments comment views view",
    "likes like menu search login facebook twitter x telegram whatsapp viber instagram linkedin reddit pinterest vk",
    "copy link save bookmark breaking exclusive video photo photos audio gallery watch live listen play pause mute "
    "more",
    "scroll to continue story continues below partner materials press release update updated read full screen",
    "url link this article ad feedback text size from our on via local society politics business sport opinion",
)
_DAYS = _words("вчера сегодня вчора сьогодні today yesterday")
_NUMBER = re.compile(r"\d[\d.,:]*(?:st|nd|rd|th|k|к|тыс)?\+?")

# What leads from a text to others, or tells what it owes to them.
_PROMPT = re.compile(
    "(?:если |якщо |if )?(?:"
    + _either(
        "читай(?:те)?|читать (?:также|еще|далее|дальше|полностью|больше|подробнее)",
        "подпи(?:шитесь|сывайтесь|сывайся)|подписаться на|смотрите|см[.] также|слушайте",
        r"оставить комментари\w+|поддержать (?:нас|редакцию)|по(?:слушать|слушайте)|про(?:слушать|слушайте)",
        "вы (?:можете|также можете) (?:поделиться|подписаться|прослушать|прочитать|скачать)",
        r"(?:вы )?(?:нашли|заметили|увидели|обнаружили) (?:\w+ ){0,2}(?:ошибку|опечатку|неточность)",
        "больше (?:новостей|материалов|интересного|фото)",
        r"(?:главные|другие|свежие|последние|важные) новости(?: \w+){0,4}(?::| -| в| на)",
        "(?:новости|материалы|статьи|еще|читать|подробнее|ранее|сюжеты|по) (?:по )?теме",
        'по материалам (?:сайта|газеты|издания|портала|агентства|сми|")|подробнее(?::| -| об этом| в| на|$)',
        r"(?:ранее|до этого) (?:мы |уже )?(?:сообщал|писал)\w*|как (?:ранее )?(?:мы )?(?:писал|сообщал|отмечал)\w*",
        "напомним|оставаясь (?:с нами|на сайте)",
        r"продолжая (?:пользоваться|использовать|просмотр) (?:наш\w*|сайт\w*|данн\w+|эт\w+)|чтобы (?:до)?читать",
        "наше приложение|дополнительная информация:|на правах рекламы",
        "(?:партнерский|спонсорский|рекламный) (?:материал|проект|пост)|для немедленного|пресс-релиз",
        "дивіться|дивись|слухайте|підпи(?:шіться|суйтесь|суйтеся|суйся)",
        "підтримати (?:нас|редакцію)|послухати|прослухати",
        r"(?:ви )?(?:знайшли|помітили|побачили) (?:\w+ ){0,2}(?:помилку|неточність)",
        "більше (?:новин|матеріалів|цікавого)",
        r"(?:головні|інші|свіжі|останні|важливі) новини(?: \w+){0,4}(?::| -| в| у| на)",
        "(?:новини|матеріали|статті|ще|більше) (?:за темою|на тему)|за темою",
        'за матеріалами (?:сайту|газети|видання|порталу|агентства|змі|")|детальніше(?::| -| про це| в| у| на|$)',
        r"раніше (?:ми )?(?:повідомлял|писал)\w*|нагадаємо|як (?:раніше )?(?:ми )?(?:писал|повідомлял|зазначал)\w*",
        "перебуваючи на сайті|залишаючись (?:з нами|на сайті)|щоб (?:до)?читати|наш (?:застосунок|додаток)",
        "додаткова інформація:|(?:партнерський|спонсорський|рекламний) (?:матеріал|проєкт|проект)|для негайного",
        "прес-?реліз|read (?:more|also|next|the full|our|all|on|full)|see (?:also|more|our|all)",
        "watch(?: the| our| live| now| more| video|:)",
        "(?:related|recommended|trending|popular)(?: stories| articles| news| reading| content| topics| "
        "coverage)?(?::|$)",
        "more (?:on this|on the story|stories|from the|from our|news|coverage|about this)",
        "most (?:read|popular|viewed)(?::|$| in| on)|what to read next|create (?:an|a free|your) account",
        "listen(?: to (?:this|our|the)| now|:)|support (?:our|us in|independent|local journalism|quality)",
        r"become a (?:\w+ )?(?:member|subscriber|supporter|patron)|stay (?:tuned|up to date|informed|updated)",
        "here(?: is|'s| are) (?:what|everything|all) (?:you need|you should|we know|to know)",
        "вот (?:что|все,? что) (?:нужно знать|известно|мы знаем)$|(?:ось )?(?:що|все,? що) (?:потрібно|варто) знати$",
        r"(?:have you |did you |you )?(?:spot(?:ted)?|found|find|see|noticed?|have) (?:\w+ ){0,2}(?:error|mistake"
        "|typo|news tip|story tip)",
        "have (?:a|you got a) (?:tip|story)|contact(?: us|:)|e-?mail us",
        "continue reading|keep reading|skip (?:to|ad)|(?:story|article) continues|with files from|compiled from",
        r"(?:the post|запись|сообщение|публикация|запис) .{1,200}(?:appeared first|first appeared|появил\w+ "
        r"сначала|впервые появил\w+|з'явил\w+)",
        "for (?:more|full|further) (?:information|details|news|coverage|stories)",
        "to (?:read|continue|view|subscribe|unsubscribe|unlock)|advertisement(?::|$| -)",
        "advertorial|sponsored (?:content|post)|paid (?:content|post)",
        "by (?:using|continuing to use|browsing) (?:this|our|the) (?:site|website|service|app)",
        "our app|for immediate release|embargoed (?:until|till|for)|press release(?::|$)",
    )
    + r")(?!\w)",
)
# What asks something of the reader. News may ask it too: that is for who knows what the news is about.
_CALL = re.compile(
    "(?:если |якщо |if )?(?:"
    + _either(
        "следите за|присоединяйтесь|вступайте|поделитесь|скача(?:йте|ть)|установите|загрузите|оставьте|оставляйте",
        "напишите|пишите|пришлите|присылайте|поддержите|станьте|голосуйте|войдите|зарегистрируйтесь|авторизуйтесь",
        "нажмите|кликните|включите|выключите|отключите|обновите|введите|узнайте|узнавайте",
        "будьте (?:в курсе|первыми)|не пропустите|не забудьте|оформите|купите|закажите|переходите",
        "слідкуйте|стежте за|приєднуйтес[ья]|приєднуйтеся|долучайтес[ья]|долучайтеся|поділіться|поширте",
        "заванта(?:жте|жуйте|жити)|встановіть|залиште|залишайте|лишайте|напишіть|пишіть|надсилайте|підтримайте",
        "увійдіть|зареєструйтес[ья]|натисніть|увімкніть|вимкніть|оновіть|введіть|оформіть|купуйте|замовте",
        "дізна(?:йтес|вайтес)[ья]|будьте в курсі|не пропус(?:тіть|кайте)",
        "subscribe|sign (?:up|in)|log ?in|click|tap (?:here|to)|scroll|donate|register (?:now|here)",
        "join (?:us|our|the conversation|now)|follow (?:us (?:on|at|in)|our|@|the latest|live)|like us",
        "share (?:this|your|on|via|with)|download (?:our|the (?:free )?app|now)|help us|(?:do not|don't|never) miss",
        "get (?:our|the latest|breaking|unlimited|the app|notified)|want (?:more|to)|do you (?:have|know)",
        "please (?:enable|check|subscribe|consider|share|donate|support|turn|try|log|sign|read|refresh|contact"
        "|email|note|enter)",
        "tell us|let us know|send us|write to us|turn on notifications",
    )
    + r")(?!\w)",
)
_CREDITED = _either(
    "фото|фотографи[яи]|фотограф|видео|відео|світлин[аи]|снимок|знімок|иллюстраци[яи]|ілюстраці[яї]|инфографика",
    "інфографіка",
    "графика|графіка|коллаж|колаж|скриншот|скріншот|изображение|зображення|обложка|обкладинка|photos?|photographs?",
    "images?",
    "pictures?|videos?|illustrations?|graphics?|screenshots?|caption|cover|credits?|автор[ыиа]?|авторка|текст",
    "author[s]?|words",
)
_LABELLED = re.compile(
    rf"(?:(?:{_CREDITED})(?: [^ :|/©]{{1,20}}){{0,3}}(?: ?[:|©]| / )"
    "|(?:"
    + _either(
        "перевод|переклад|переклала?|редакторк?а?|корреспондент|кореспондент(?:ка)?|подготовил[аи]?",
        "підготува(?:в|ла|ли)|корректор",
        "теги|метки|мітки|ярлыки|рубрик[аи]|раздел|розділ|темы?|теми|тема дня|категори[яи]|категорі[яї]",
        "ключевые слова|ключові слова",
        "опубликовано|опубліковано|обновлено|оновлено|дата|дата публикации|дата публікації|время чтения|час читання",
        "просмотр(?:ы|ов)",
        "перегляд(?:и|ів)|комментари(?:и|ев)|коментар(?:і|ів)|поделиться|поділитис[ья]|поширити|реклама",
        "контакт[ыи]?(?: для \\w+)?",
        "телефон|тел[.]?|почта|пошта|сайт|адрес|адреса|источник|источники|джерел[оа]|оригинал|оригінал|ссылка",
        "посилання|голос|озвучка",
        "by|source|sources|editor|translation|translated by|translator|reporting by|editing by|writing by",
        "written by|edited by",
        "tags?|topics?|categor(?:y|ies)|filed under|posted in|keywords|published|posted|updated",
        "last (?:updated|modified)|date",
        "(?:reading|read) time|views|comments|share|contacts?|(?:media|press) (?:contact|inquir(?:y|ies))|phone",
        "tel[.]?|e-?mail|website|url",
        "link|listen|watch|related|advertisement|sponsored|via|original",
    )
    + ") ?[:|©]"
    "|(?:"
    + _either(
        "(?:reporting|editing|writing|written|edited|translated|photos?|images?|pictures?|video|illustrations?) "
        "by [^ ]+ [^ ]+",
        "(?:photo|image|picture|photograph)s? (?:courtesy|credit|via|provided by|supplied by)",
        "(?:a |an )?(?:file|stock|handout) (?:photo|picture|image)",
        "in this (?:photo|picture|image|undated|file|handout)|pictured[:,]|(?:above|below):",
        "фото (?:автора|с сайта|предоставлен|пресс-|архив|агентств|редакц|иллюстратив|носит|из (?:архив|открыт"
        "|соц|личн))",
        "фото (?:надан|пресслужб|архів|ілюстратив|редакц|(?:з|із|зі) (?:архів|відкрит|соц|особист))",
        r"(?:архивн|архівн|иллюстративн|ілюстративн)\w+ (?:фото|снимок|изображен|зображен|світлин)",
        r"на (?:фото|снимк[еу]|фотографии|иллюстрации|знімку|світлині|ілюстрації|відео|видео)(?: \w+)?(?: -|:)",
    )
    + "))",
)
_INSIDE = re.compile(
    _either(
        r"(?:даете|даєте|надаєте|погоджуєтес[ья]|погоджуєтеся|соглашаетесь|you (?:agree|consent|accept))(?!\w)",
        r"\b(?:we|our|your|this (?:site|website)|мы|наш\w*|вы|ваш\w*|ми|ви|сайт\w*) (?:\S+ ){0,9}cookie",
        r"cookie\w* (?:\S+ ){0,9}(?:your|our|вас|ваш|наш)",
        r"(?:free|бесплатн\w+|безкоштовн\w+) (?:articles? (?:left|this)|стат(?:ей|ьи|ья|тя|ті|тей))",
        r"ctrl ?[+] ?enter",
        r"(?:enable|включите|увімкніть|turn on|without) (?:\S+ ){0,2}javascript|javascript (?:\S+ "
        r"){0,3}(?:enabled|disabled|required|отключен|вимкнен)",
        r"(?:your browser|ваш\w* (?:браузер|переглядач)) (?:(?:does|do) not|doesn't|is (?:not|out)|не |устарел"
        r"|застарі)",
        r"\b(?:в|у|на|з|із|зі|из|с|к) наш(?:ем|ей|их|ому|ій|им|ого) (?:[\w-]+ ){0,2}(?:[\w-]*канал|telegram"
        r"|телеграм|рассылк|розсилк|материале|матеріалі|стать|статт|галере|подборк|добірц)",
        r"\b(?:in|on|to|via) our (?:[\w-]+ ){0,3}(?:newsletter|channel|telegram|podcast|live ?blog|bulletin"
        r"|alerts|homepage)",
        r"(?:нас|удобнее|зручніше) (?:\S+ ){0,3}(?:приложени|застосунк)",
        r"(?:\bonly|exclusive|available|лише|тільки|только) (?:for |to |для |по )(?:\S+ )?(?:subscribers"
        r"|subscription|подписчик|подписк|передплатник|передплат)",
        r"(?:подписк|подписчик|передплат)\w* (?:\S+ ){0,2}доступ|доступ\w* (?:\S+ ){0,2}(?:подписк|подписчик"
        r"|передплат)",
        r"(?:registered|зарегистрированн\w+|зареєстрован\w+) (?:users|readers|пользовател|користувач)",
        r"(?:все|усі|всі|all) (?:права|rights) (?:защищ|захищ|reserved|на )|rights reserved|^copyright|перепечатк"
        r"|передрук|without (?:prior|written|express)\w* permission",
        r"may not be (?:published|reproduced|copied|redistributed)",
        r"гиперссылк|гіперпосиланн|активн\w+ (?:ссылк|посиланн)",
        r"(?:использовани|використанн|копировани|копіюванн|цитировани|цитуванн|reproduction)\w* (?:\S+ "
        r"){0,2}(?:материал|матеріал|текст|content|material)\w* (?:\S+ ){0,3}(?:сайт|редакц|издани|разреш|ссылк"
        r"|дозвол|посилан|видання|site|permi)",
        r"на правах реклам|advertorial|\berid\b|\bинн \d|за (?:содержание|зміст) реклам|имеются противопоказани|є "
        r"протипоказанн",
        r"affiliate links?|earn a commission|(?:through|via) our links|third[- ]party content",
        r"(?:opinions|views) expressed",
        r"(?:точк[аиу] зору|точк[аиу] зрения|думк[аиу]|мнени[ея]) (?:лише |винятково |исключительно )?"
        r"(?:автора|авторів|авторов|редакц\w+)",
        r"мнение (?:автора|редакции) (?:\S+ )?(?:может|не )|думка (?:автора|редакції) (?:\S+ )?(?:може|не )"
        r"|редакц\w+ (?:\S+ )?не (?:несет|несе|обязательно|завжди|розділяє)",
        r"(?:материал|новость|текст|стать[яюи]|публикаци[яи]|матеріал|новин[аи]|статт[яі]|публікаці[яї]"
        r"|информация|інформація|хроник[аи]) (?:\S+ ){0,3}(?:обновля|дополня|пополня|доповню|оновлю|оновлено"
        r"|обновлен|дополнен|доповнен|озвуч)",
        r"(?:материал|новость|текст|стать[яю]|матеріал|новин[ау]|статт[яю]) (?:\S+ ){0,3}(?:доступ\w+ (?:\S+ "
        r"){0,2}(?:українс|украинск|русск|російс|англ)|(?:можно|можна) (?:\S+ ){0,6}(?:слуша|слуха|прослух"
        r"|послух))",
        r"breaking news story|^this (?:story|article|post|page|report|reporting|coverage|piece|content) (?:is|was"
        r"|has been|will be|may be|is being|first|originally)"
        r"|(?:story|article) (?:is|will be|is being) (?:developing|updated)"
        r"|check back (?:for|soon|later)",
        r"(?:время|час) (?:чтения|читання|на чтение|на читання|прочтения)|(?:\d|one|two|few)[- ]?min(?:ute)?s? "
        r"(?:read|listen|watch)\b|reading time|хв(?:илин\w?)? (?:читання|на читання)|мин(?:ут\w?)? (?:чтения|на "
        r"чтение)",
        r"аудиоверси|аудіоверсі|machine voice|^this audio|(?:перевод|переклад|translation) (?:\S+ "
        r"){0,2}(?:автомат|auto)",
        r"не публ(?:иковать|ікувати) до|\bтел[.] ?\d|press office, \d",
        r"(?:видео|відео|video) (?:\S+ ){0,4}(?:на нашей|на нашій|on our|загружа|завантажу|loading|unavailable"
        r"|недоступ)",
        r"page (?:was )?not found|страниц\w+ (?:\S+ )?(?:не найден|не существу|больше нет)|сторінк\w+ (?:\S+ )?не "
        r"(?:знайден|існує)",
    )
)
# One of these stands in whatever `_INSIDE` finds; to look for them all costs a tenth of it.
_LATIN_HINTS = (
    *("you agree", "you consent", "you accept", "cookie", "free ", "ctrl", "javascript", "browser", " our ", "subscri"),
    *("registered", "rights", "copyright", "permission", "may not be", "reproduction", "advertorial", "erid"),
    *("affiliate", "commission", "party content", "expressed", "news story", "this story", "this article", "this post"),
    *("this page", "this report", "this piece", "this content", "this coverage", "this audio", "developing"),
    *(" updated", "check back"),
    *(" read", " listen", " watch", "reading time", "machine voice", " auto", "press office", "video", "not found"),
)
_CYRILLIC_HINTS = (
    *("даете", "даєте", "погоджуєтес", "соглашаетесь", "бесплатн", "безкоштовн", "браузер", "переглядач", " наш"),
    *("приложени", "застосунк", "подпис", "передплат", "зарегистрированн", "зареєстрован", "права", "перепечатк"),
    *("передрук", "ссылк", "посиланн", "использовани", "використанн", "копировани", "копіюванн", "цитировани"),
    *("цитуванн", "реклам", "инн ", "противопоказани", "протипоказанн", "автор", "редакц", "обновл", "дополн"),
    *("пополня", "доповн", "оновл", "озвуч", "доступ", "слух", "слуш", "чтени", "читання", "аудиоверси", "аудіоверсі"),
    *("автомат", "не публ", "тел.", "видео", "відео", "страниц", "сторінк"),
)
_HAS_LATIN = re.compile("[a-z]")
_TOLD = re.compile(
    r"(?:об этом|про це|о чем|про що)\b(?: [^ ]+){0,8}? (?:сообщ|пиш|напис|рассказ|заяв|говор|переда|объяв|проинформ"
    r"|свидетельств|стало|повідом|розпов|йдеться|інформ|свідч|оголос)"
    r"|(?:[^ ]+ ){1,6}(?:was|is|were) (?:the )?first to (?:report|tell|break|publish) (?:this|that|it|the news)\b"
    r"|(?:how|what|where|как|что|где|як|що|де) (?:[^ ]+ ){1,12}(?:below|above|ниже|выше|нижче|вище)[.!]?\Z"
    r"|(?:this|that|it|the (?:news|information)) (?:was|is|has been) (?:first )?(?:reported|announced|stated|confirmed"
    r"|according|said) (?:by|to|in|on)\b"
)
_CONTACT = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.\w|https?://\S|\bwww\.\w|\+\d[\d ()-]{8,20}\d")
_CONTACT_HINTS = ("@", "://", "www.", "+")
_DESKS = "(?:getty images|shutterstock|depositphotos|unsplash|pixabay|istock)"
_PICTURE_DESK = re.compile(
    rf"©|\((?:фото|photo|image|світлина|снимок|picture)s?[:/ ]|[/|(:,] ?{_DESKS}|{_DESKS} ?[/|)]"
    r"|(?:архивное|архівне|ілюстративне|иллюстративное|file) (?:фото|photo)$|/ ?(?:скриншот|скріншот|фото"
    r"|screenshot|photo)"
)
_PICTURE_HINTS = (
    *("©", "(", "/", "|", "getty images", "shutterstock", "depositphotos", "unsplash", "pixabay", "istock"),
    *("фото", "photo"),
)
_BYLINE = re.compile(
    r"(?:By|Written by|Story by|Words by) [A-Z][\w'’.-]{0,30}(?: [A-Z][\w'’.-]{0,30}){1,3}(?:$|(?:,| \|| and | in "
    r")[^.!?]*$)"
    r"|[^\W\d_a-zа-яёіїєґ][\w'’-]{1,30} [^\W\d_a-zа-яёіїєґ][\w'’-]{1,30}, (?:[\w«»\"'-]{1,30} ){0,3}"
    r"(?:корреспондент|обозреватель|редактор|журналист|собкор|кореспондент|оглядач|журналіст|редакторка|фотограф"
    r"|staff writer|reporter|correspondent|editor|columnist)[^.!?]{0,60}$",
)

_UPPER = "A-ZА-ЯЁІЇЄҐ"
# A picture's own line: "Workers look at a pier on Tuesday. (Photographer/Agency)".
_CAPTION = re.compile(rf"[.!?]\s\([{_UPPER}][^()/]{{1,60}}/\s?[«\"“{_UPPER}][^()/]{{1,60}}\)$")
_LEADING = re.compile(r"\A[^\w©@]+")


def news(paragraph: str, *, rooted: bool = False) -> str:
    """Give a paragraph without dateline, agency and flash words before its first sentence; empty if it is no news.

    What is left is the end of the paragraph, unchanged. Only the first 400 characters are judged, and a long paragraph
    only by its first sentence's head: its sentences are for `is_noise`. One that is `rooted` in the news may ask
    something of the reader.
    """
    text = heads.without(paragraph.strip())
    return "" if _is_line(text) or (len(text) <= _LINE and calls(text) and not rooted) else text


def calls(text: str) -> bool:
    """Say whether a text opens with what is asked of readers: to subscribe, to write, to buy, not to miss anything."""
    return _asks(text[:_OPENING])


@lru_cache(maxsize=64)  # a line and its first sentence are asked about in turn
def _asks(opening: str) -> bool:
    return _CALL.match(_bare(fold(opening))) is not None


def leads_on(text: str) -> bool:
    """Say whether a text opens by leading to others, or to more of the same."""
    return _PROMPT.match(_bare(fold(text[:_LONGEST]))) is not None


def is_noise(sentence: str, *, rooted: bool = False) -> bool:
    """Say whether a sentence is no news: it speaks to the reader, says who told it, or names a picture or a contact.

    One that is `rooted` in the news may ask something of the reader.
    """
    low = _bare(fold(sentence[:_LONGEST]))
    if not any(letter.isalpha() for letter in low):
        return True
    count = low.count(" ") + 1
    if (not rooted and _CALL.match(low)) or _asks_or_names(low) or (count <= 2 * _SHORT_WORDS and _speaks(low)):
        return True
    return (count <= _TOLD_WORDS and _TOLD.match(low) is not None) or (
        count <= _SHORT_WORDS and (_reached(low) or _pictured(low))
    )


def _speaks(low: str) -> bool:
    """Say whether a page speaks of itself in a folded sentence."""
    hints: tuple[str, ...] = () if low.isascii() else _CYRILLIC_HINTS
    hints += _LATIN_HINTS if _HAS_LATIN.search(low) else ()
    for hint in hints:
        if hint in low:
            return _INSIDE.search(low) is not None
    return False


def _reached(low: str) -> bool:
    """Say whether a folded sentence has an address or a number to call."""
    return any(mark in low for mark in _CONTACT_HINTS) and _CONTACT.search(low) is not None


def _pictured(low: str) -> bool:
    """Say whether a folded sentence names a picture, or an agency for pictures."""
    return any(mark in low for mark in _PICTURE_HINTS) and _PICTURE_DESK.search(low) is not None


def _is_line(text: str) -> bool:
    """Say whether a whole line is no news."""
    if len(text) > _LINE:
        return False
    words = tokens(text)
    dated = any(word[0].isdigit() or word in _DAYS for word in words)
    if all(word in _PAGE_WORDS or _NUMBER.fullmatch(word) for word in words):
        return True
    if dated and all(word in _DATE_WORDS or _NUMBER.fullmatch(word) for word in words):
        return True
    return _asks_or_names(_bare(fold(text))) or bool(_BYLINE.match(text) or _CAPTION.search(text))


def _asks_or_names(low: str) -> bool:
    return _PROMPT.match(low) is not None or _LABELLED.match(low) is not None


def _bare(text: str) -> str:
    """A folded text without the signs and bullets before its first word."""
    return _LEADING.sub("", text, count=1)
