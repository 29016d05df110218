"""Words of how a channel is told: hours, digests, limits, what can be found out."""

WORDS = {
    "title": ("How it is told", "Как ему сообщают", "Як йому повідомляють"),
    "template": ("Template", "Шаблон", "Шаблон"),
    "own": ("one of its own, below", "свой, см. ниже", "власний, див. нижче"),
    "quiet": ("Quiet hours", "Тихие часы", "Тихі години"),
    "quiet_hours": ("{hours} ({zone})", "{hours} ({zone})", "{hours} ({zone})"),
    "quiet_hold": (
        "what comes is held and told afterwards",
        "новое ждёт их конца",
        "нове чекає їх кінця",
    ),
    "quiet_silent": ("messages make no sound", "сообщения приходят без звука", "повідомлення надходять без звуку"),
    "quiet_now": ("quiet now", "сейчас тихо", "зараз тихо"),
    "until": ("until {when}", "до {when}", "до {when}"),
    "not_quiet": ("Not now.", "Не сейчас.", "Не зараз."),
    "no_quiet": ("none", "нет", "немає"),
    "silent": (
        "No message makes a sound.",
        "Все сообщения приходят без звука.",
        "Усі повідомлення надходять без звуку.",
    ),
    "breaking": (
        "What passes {rule} is sent at any hour.",
        "Что подходит под {rule}, уходит в любой час.",
        "Що відповідає {rule}, надсилається будь-якої години.",
    ),
    "digest": ("Digests", "Дайджесты", "Дайджести"),
    "digest_at": ("{times} ({zone}).", "{times} ({zone}).", "{times} ({zone})."),
    "next": ("The next: {when}.", "Следующий: {when}.", "Наступний: {when}."),
    "no_digest": (
        "None: each article has a message.",
        "Нет: у каждой статьи своё сообщение.",
        "Немає: у кожної статті своє повідомлення.",
    ),
    "waiting": (
        "{n} waits to be told with others.|{n} wait to be told together.",
        "{n} ждёт общего сообщения.|{n} ждут общего сообщения.|{n} ждут общего сообщения.",
        "{n} чекає на спільне повідомлення.|{n} чекають на спільне повідомлення.|{n} чекають на спільне повідомлення.",
    ),
    "none_waiting": (
        "Nothing waits to be told together.",
        "Общего сообщения ничего не ждёт.",
        "На спільне повідомлення ніщо не чекає.",
    ),
    "burst": ("At once", "Разом", "Разом"),
    "burst_most": (
        "Of what one visit brings, the newest {n} has a message of its own; the rest is told in one.|"
        "Of what one visit brings, the newest {n} have messages of their own; the rest is told in one.",
        "Из принесённого одним визитом {n} новейшая идёт отдельно, остальное одним сообщением.|"
        "Из принесённого одним визитом {n} новейшие идут отдельно, остальное одним сообщением.|"
        "Из принесённого одним визитом {n} новейших идут отдельно, остальное одним сообщением.",
        "З принесеного одним візитом {n} найновіша йде окремо, решта одним повідомленням.|"
        "З принесеного одним візитом {n} найновіші йдуть окремо, решта одним повідомленням.|"
        "З принесеного одним візитом {n} найновіших ідуть окремо, решта одним повідомленням.",
    ),
    "no_burst": (
        "Each article has a message of its own, however many come at once.",
        "У каждой статьи своё сообщение, сколько бы их ни пришло разом.",
        "У кожної статті своє повідомлення, скільки б їх не надійшло разом.",
    ),
    "pace": ("Pace", "Скорость", "Швидкість"),
    "own_pace": (
        "by its own setting {n} a minute|by its own setting {n} a minute",
        "по своей настройке {n} в минуту|по своей настройке {n} в минуту|по своей настройке {n} в минуту",
        "за власним налаштуванням {n} на хвилину|за власним налаштуванням {n} на хвилину|"
        "за власним налаштуванням {n} на хвилину",
    ),
    "stories": ("Stories", "Сюжеты", "Сюжети"),
    "grows": (
        "A story is one message that grows.",
        "Сюжет: одно сообщение, которое растёт.",
        "Сюжет: одне повідомлення, яке зростає.",
    ),
    "jump_sources": (
        "It is told once more when {n} source tells it within {span}.|"
        "It is told once more when {n} sources tell it within {span}.",
        "О нём сообщают ещё раз, когда за {span} его рассказал {n} источник.|"
        "О нём сообщают ещё раз, когда за {span} его рассказали {n} источника.|"
        "О нём сообщают ещё раз, когда за {span} его рассказали {n} источников.",
        "Про нього повідомляють ще раз, коли за {span} його розповіло {n} джерело.|"
        "Про нього повідомляють ще раз, коли за {span} його розповіли {n} джерела.|"
        "Про нього повідомляють ще раз, коли за {span} його розповіли {n} джерел.",
    ),
    "jump_rule": (
        "It is told once more when a new entry passes {rule}.",
        "О нём сообщают ещё раз, когда новая запись подходит под {rule}.",
        "Про нього повідомляють ще раз, коли новий запис відповідає {rule}.",
    ),
    "no_jump": (
        "It is never told a second time.",
        "Второй раз о нём не сообщают.",
        "Вдруге про нього не повідомляють.",
    ),
    "replies": (
        "What follows it answers to its message.",
        "Его продолжение отвечает на его сообщение.",
        "Його продовження відповідає на його повідомлення.",
    ),
    "unknown": ("Lost answers", "Потерянные ответы", "Втрачені відповіді"),
    "unknown_probe": (
        "After a send without an answer it is found out whether the message stands.",
        "После отправки без ответа проверяется, дошло ли сообщение.",
        "Після надсилання без відповіді перевіряється, чи дійшло повідомлення.",
    ),
    "unknown_resend": (
        "After a send without an answer it is sent again.",
        "После отправки без ответа сообщение отправляется снова.",
        "Після надсилання без відповіді повідомлення надсилається знову.",
    ),
    "unknown_hold": (
        "After a send without an answer it is set aside.",
        "После отправки без ответа сообщение откладывается.",
        "Після надсилання без відповіді повідомлення відкладається.",
    ),
    "probes": (
        "Asked {n} time, found {found} of them.|Asked {n} times, found {found} of them.",
        "Проверено {n} раз, найдено: {found}.|Проверено {n} раза, найдено: {found}.|"
        "Проверено {n} раз, найдено: {found}.",
        "Перевірено {n} раз, знайдено: {found}.|Перевірено {n} рази, знайдено: {found}.|"
        "Перевірено {n} разів, знайдено: {found}.",
    ),
    "unknowns": (
        "{n} send may have arrived twice.|{n} sends may have arrived twice.",
        "{n} отправка могла дойти дважды.|{n} отправки могли дойти дважды.|{n} отправок могли дойти дважды.",
        "{n} надсилання могло дійти двічі.|{n} надсилання могли дійти двічі.|{n} надсилань могли дійти двічі.",
    ),
    "blind_kind": (
        "It cannot be asked here: nobody tells what stands in such a channel, so it is sent again.",
        "Здесь проверить нельзя: у такого канала некого спросить, поэтому отправляется снова.",
        "Тут перевірити не можна: у такого каналу нема кого спитати, тому надсилається знову.",
    ),
    "blind_shared": (
        "It cannot be asked: another channel of the configuration writes into this chat. A log_chat helps.",
        "Проверить нельзя: в этот чат пишет и другой канал конфигурации. Поможет log_chat.",
        "Перевірити не можна: у цей чат пише й інший канал конфігурації. Допоможе log_chat.",
    ),
    "blind_unknown": (
        "It cannot be asked yet: no message of ours is known there.",
        "Пока проверить нельзя: ни одно наше сообщение там не известно.",
        "Поки перевірити не можна: жодне наше повідомлення там не відоме.",
    ),
    "blind_stranger": (
        "It cannot be asked: somebody else wrote there in the last 30 days. A log_chat helps.",
        "Проверить нельзя: за последние 30 дней там писал кто-то ещё. Поможет log_chat.",
        "Перевірити не можна: за останні 30 днів там писав хтось інший. Допоможе log_chat.",
    ),
    "retract": ("Withdrawn articles", "Снятые статьи", "Зняті статті"),
    "retract_note": (
        "The message gets a note.",
        "В сообщении появляется пометка.",
        "У повідомленні з'являється позначка.",
    ),
    "retract_delete": ("The message is deleted.", "Сообщение удаляется.", "Повідомлення видаляється."),
    "retract_keep": (
        "The message stays as it is.",
        "Сообщение остаётся как есть.",
        "Повідомлення лишається як є.",
    ),
    "topics": ("Topics that we made", "Созданные темы", "Створені теми"),
    "readers": (
        "{n} reader asked the bot for news|{n} readers asked the bot for news",
        "Новости у бота просит {n} читатель|Новости у бота просят {n} читателя|Новости у бота просят {n} читателей",
        "Новини в бота просить {n} читач|Новини в бота просять {n} читачі|Новини в бота просять {n} читачів",
    ),
    "readers_stopped": (
        "{n} is sent nothing|{n} are sent nothing",
        "{n} ничего не получает|{n} ничего не получают|{n} ничего не получают",
        "{n} нічого не отримує|{n} нічого не отримують|{n} нічого не отримують",
    ),
    "readers_follow": (
        "{n} thing followed|{n} things followed",
        "{n} подписка|{n} подписки|{n} подписок",
        "{n} підписка|{n} підписки|{n} підписок",
    ),
    "readers_queue": (
        "To them all: sent {sent}, owed {owed}, set aside {parked}, dropped {dropped}, perhaps twice {unknown}.",
        "Всем им: отправлено {sent}, ждут {owed}, отложено {parked}, отброшено {dropped}, возможно дважды {unknown}.",
        "Їм усім: надіслано {sent}, чекають {owed}, відкладено {parked}, відкинуто {dropped}, можливо двічі {unknown}.",
    ),
    "once_more": ("once more", "ещё раз", "ще раз"),
    "heading_digest": ("Digest of {clock}", "Дайджест в {clock}", "Дайджест о {clock}"),
    "heading_quiet": (
        "What came in the quiet hours until {clock}",
        "За тихие часы до {clock}",
        "За тихі години до {clock}",
    ),
    "heading_burst": (
        "What came with more at once",
        "Что пришло разом",
        "Що надійшло разом",
    ),
    "heading_other": ("Several in one message", "Несколько в одном сообщении", "Кілька в одному повідомленні"),
}
