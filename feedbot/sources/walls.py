"""Pages that show something in an article's stead: a paywall, a login, an error, a question about cookies. Pure.

In Russian, Ukrainian and English, by their words.
"""

import re

_LONGEST = 800
_SHORT = 300

# One of these stands on every wall; to look for them takes a hundredth of the time.
_STEMS = (
    *("subscri", "regist", "sign", "log", "member", "account", "trial", "free", "unlock", "rest of this", "read more"),
    *(
        "premium",
        "exclusive",
        "access",
        "подпис",
        "підпис",
        "передпл",
        "оформ",
        "войдите",
        "увійд",
        "авториз",
        "регистр",
    ),
    *("реєстр", "оплат", "платн", "доступ", "чита", "полност", "повніст", "печатной", "друкован", "закрыт", "закрит"),
    *("эксклюзив", "ексклюзив", "для членов", "для членів", "учасник", "безкоштовн"),
)
# What stands on a wall and hardly ever in a text, wherever it stands.
_SAYS = re.compile(
    r"(?:subscribe|register|sign ?up|sign ?in|log ?in|become a (?:member|subscriber)"
    r"|create (?:a|your) (?:free )?account)"
    r" (?:now |today |for free |or .{1,20} )?(?:to|and)"
    r" (?:read|continue|keep reading|unlock|view|access|see)(?! (?:our|the) (?:newsletter|doctor))"
    r"|(?:this (?:article|story|content|post) is|full (?:article|text|story) is|reading this .{1,20} is) (?:only )?"
    r"(?:available |reserved |exclusive )?(?:only )?(?:for|to) (?:our )?(?:paid |paying |premium )?(?:subscribers"
    r"|members)"
    r"|(?:subscriber|member)[- ](?:only|exclusive)|already (?:a )?(?:subscriber|subscribed|a member)\?"
    r"|to (?:continue|keep) reading(?: this (?:article|story))?,? (?:please )?(?:subscribe|register|log|sign|become"
    r"|create)|to read the (?:full|whole|rest).{0,30},? (?:please )?(?:subscribe|register|log ?in|sign|become|create)"
    r"|(?:you have|you.ve) (?:reached|read|used) .{0,40}(?:free (?:articles|stories)|article limit)"
    r"|(?:last|no more|\b0|zero) free (?:articles?|stor(?:y|ies))|unlock (?:this|the full) (?:article|story)"
    r"|(?:continue|keep) reading with a .{0,20}(?:trial|subscription|account)"
    r"|rest of this (?:article|story|post) is (?:behind|for|only|available)"
    r"|(?:чтобы|щоб) (?:прочитать|прочитати|читать|читати|продолжить|продовжити|дочитать|дочитати"
    r"|получить (?:полный )?доступ|отримати (?:повний )?доступ).{0,60}"
    r"(?:оформ|подпи|підпи|войдите|увійдіть|авториз|зарегистр|зареєстр|передплат|оплат)"
    r"|(?:оформите|оформіть|купите|придбайте) (?:платную |платну )?(?:подписку|підписку|передплату)"
    r".{0,40}(?:чтобы|щоб|и чита|і чита|для доступ)"
    r"|(?:для|заради) (?:продолжения |продовження |полного |повного )?(?:чтения|просмотра|читання|перегляду)\b.{0,60}"
    r"(?:подпис|войдите|авториз|регистр|оформ|оплат|передплат|підпис|увійд|реєстр)"
    r"|(?:доступн\w{0,2}|только|лише|тільки|открыт\w{0,2}|відкрит\w{0,2}) (?:только |лише |тільки )?(?:для |по )?"
    r"(?:наших |платных |платних |платным |платним |наших )?(?:подписчик(?:ам|ов)|підписник(?:ам|ів)|передплатник(?:ам"
    r"|ів)|подписке|передплатою|підпискою)(?! (?:канала|каналу|телеграм|telegram))"
    r"|(?:материал|матеріал|статья|стаття|текст|продолжение|продовження|полная версия|повна версія|полную версию"
    r"|повну версію|доступ\b).{0,40}(?:по подписке|за передплатою|за підпискою|для (?:платных )?подписчиков"
    r"|для передплатників|для підписників)"
    r"|(?:уже|вже|already) (?:есть |маєте |є )?(?:подписка|передплата|підписка|подписаны|передплатник|підписник)\?"
    r"|вже передплатник\?|(?:прочитали|прочли|исчерпали|використали|вичерпали) .{0,30}(?:бесплатн|безкоштовн)",
    re.IGNORECASE,
)
# The same in words that a text may have too: only in a short notice.
_NOTICE = re.compile(
    r"(?:\A|[.!?…:»] |\b(?:please|пожалуйста|будь ласка),? )(?:подпишитесь|оформите|войдите|авторизуйтесь"
    r"|зарегистрируйтесь|купите|оплатите|передплатіть|підпишіться|увійдіть|зареєструйтеся|оформіть|придбайте)\b"
    r"(?!.{0,40}(?:канал|рассыл|розсил|телеграм|telegram|youtube|newsletter)).{0,50}\b(?:чтобы|щоб|и|і|та|для)\b.{0,30}"
    r"(?:чита|прочит|прочест|дочит|чтени|продолж\w{1,4} чт|продовж\w{1,4} чит|доступ|полност|повніст)"
    r"|(?:доступ\w{0,3}|открыт\w{0,2}|відкрит\w{0,2}|закрыт\w{0,2}|продолжение|продовження|полностью|повністю"
    r"|целиком)\b.{0,50}(?:(?:зарегистрирован|авторизован|зареєстрован)\w{1,3} (?:пользовател|читател|користувач|читач)"
    r"|после (?:регистрации|авторизации|оплаты)|після (?:реєстрації|авторизації|оплати)"
    r"|(?:необходима|требуется|нужна|потрібна) (?:авторизация|регистрация|подписка|авторизація|реєстрація|передплата"
    r"|підписка)|(?:только )?в печатной версии|лише (?:в друкованій версії|учасники клубу))"
    r"|(?:необходима|требуется|нужна|потрібна) (?:подписка|передплата|підписка)\Z"
    r"|(?:start|begin|try) your (?:free )?(?:trial|subscription).{0,20} to|register for free to|want to read more\?"
    r"|(?:please )?log ?in to (?:continue|view|read)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\W{0,4}(?:(?:this is |это |це )?(?:a |an )?(?:premium|members?[- ]only|subscribers?[- ]only|exclusive"
    r"|платный|закрытый|эксклюзивный|платний|закритий|ексклюзивний)(?: (?:content|article|story|post|материал"
    r"|контент|матеріал))?"
    r"|(?:members|subscribers) only|(?:for|only for) (?:our )?(?:members|subscribers)"
    r"|(?:эксклюзивно |ексклюзивно |только |лише |тільки )?для (?:наших )?(?:подписчиков|передплатників|підписників"
    r"|членів спільноти|членов клуба|учасників спільноти)"
    r"|(?:получите |отримайте |get )?(?:unlimited|full|полный|повний|безлимитный|необмежений) (?:access|доступ)"
    r"|доступ (?:к полной версии|до повної версії|ограничен|обмежено)(?: \w{1,15}){0,2}"
    r"|(?:купить|оформить|придбати|оформити|buy a|get a) (?:подписку|підписку|передплату|subscription)"
    r"|(?:читайте|читати) (?:полную версию|повну версію|полностью|повністю) .{0,20}(?:по подписке|за передплатою)"
    r")\W{0,4}",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\W{0,3}(?:(?:error|ошибка|помилка)?\s?(?:404|410|403|500|502|503)\b|(?:page|article|content|document"
    r"|post) (?:you .{1,40}"
    r" )?(?:is |was )?(?:not found|unavailable|no longer|does ?n.t exist|has been (?:removed|deleted))|not found|oops"
    r"|(?:такой |запрашиваемая |запрошенная )?(?:страниц[аы]|материал|статья|новость|запись) (?:не найден|удал"
    r"|не существует)"
    r"|(?:такої )?(?:сторінк[аиу]|матеріал|статтю|статт[яі]|новин[ау]|запис) (?:не знайден|не існує|видален)"
    r"|(?:на жаль|к сожалению|извините|вибачте),? .{0,30}(?:не найден|не знайден|не существует|не існує)"
    r"|ничего не найдено|нічого не знайдено|access denied|доступ (?:запрещ|заборон|обмеж|огранич)|forbidden"
    r"|just a moment"
    r"|(?:checking|verifying) (?:your browser|you are human)|are you (?:a robot|human)|attention required"
    r"|security check"
    r"|подтвердите, что (?:вы не|запросы)|(?:please )?(?:enable|turn on) javascript|включите javascript"
    r"|увімкніть javascript"
    r"|javascript (?:is )?(?:disabled|required)|(?:log|sign) ?in(?: to .{1,40})?\Z|login\Z|вход\Z|вхід\Z|авторизация\Z"
    r"|авторизація\Z|войти\Z|увійти\Z|before you continue|we value your privacy|your privacy|cookie (?:settings"
    r"|consent|"
    r"policy)|your (?:cookie )?choices|service unavailable|temporarily unavailable|(?:сайт|site) (?:временно|тимчасово)"
    r"|технические работы|технічні роботи|under maintenance|too many requests|bad gateway)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\bcookies?\b|куки|\bconsent\b|gdpr|privacy (?:policy|choices|settings)|personal data|legitimate interest"
    r"|персональн"
    r"\w{1,4} дан|согласи\w{1,3} на обработк|згод\w{1,2} на обробк|политик\w конфиденциальн|політик\w конфіденційн"
    r"|our (?:\d{1,4} )?partners",
    re.IGNORECASE,
)


def wall(text: str) -> bool:
    """Whether a text says that the rest must be paid for or wants a login."""
    low = text[:_LONGEST].lower()
    if not 10 <= len(text) <= _LONGEST or not any(stem in low for stem in _STEMS):
        return False
    if _SAYS.search(text) or _WHOLE.fullmatch(text):
        return True
    return len(text) <= _SHORT and _NOTICE.search(text) is not None


def missing(text: str) -> bool:
    """Whether a headline is that of a page which has no article: an error, a login, a question about cookies."""
    return len(text) <= 200 and _MISSING.match(text) is not None


def consent(text: str) -> bool:
    """Whether a text is about cookies and the reader's data."""
    return _CONSENT.search(text[:2_000]) is not None
