"""Channels: where messages go, what is owed, what was set aside and what helps."""

WORDS = {
    "title": ("Channels", "Каналы", "Канали"),
    "lead": (
        "Where messages go, and what is still owed there.",
        "Куда уходят сообщения и что ещё ждёт отправки.",
        "Куди йдуть повідомлення і що ще чекає на надсилання.",
    ),
    "none": (
        "No channels in the configuration: a [[channels]] table names one.",
        "В конфигурации нет каналов: канал задаётся таблицей [[channels]].",
        "У конфігурації немає каналів: канал задається таблицею [[channels]].",
    ),
    "all": ("All channels", "Все каналы", "Усі канали"),
    "channel": ("Channel", "Канал", "Канал"),
    "state": ("State", "Состояние", "Стан"),
    "owed": ("Owed", "Ждут", "Чекають"),
    "parked": ("Set aside", "Отложено", "Відкладено"),
    "dropped": ("Dropped", "Отброшено", "Відкинуто"),
    "unknown": ("Perhaps twice", "Может быть, дважды", "Можливо, двічі"),
    "sent": ("Sent", "Отправлено", "Надіслано"),
    "last": ("Last sent", "Последняя отправка", "Останнє надсилання"),
    "never": ("never", "никогда", "ніколи"),
    "deeds": ("What can be done", "Что можно сделать", "Що можна зробити"),
    "mode_ready": ("ready", "готов", "готовий"),
    "mode_waiting": ("waits", "ждёт", "чекає"),
    "mode_sending": ("sends now", "отправляет", "надсилає"),
    "mode_gone": ("takes nothing", "не принимает", "не приймає"),
    "mode_asleep": ("asleep", "спит", "спить"),
    "ready_again": ("ready again {when}", "снова готов {when}", "знову готовий {when}"),
    "failures": (
        "after {n} fault|after {n} faults in a row",
        "после {n} сбоя|после {n} сбоев подряд|после {n} сбоев подряд",
        "після {n} збою|після {n} збоїв поспіль|після {n} збоїв поспіль",
    ),
    "chat": ("chat {chat}", "чат {chat}", "чат {chat}"),
    "moved": (
        'The chat moved there: write chat = "{chat}" into the configuration.',
        'Чат переехал туда: впишите в конфигурацию chat = "{chat}".',
        'Чат переїхав туди: впишіть у конфігурацію chat = "{chat}".',
    ),
    "pace": (
        "at most {most} in {seconds} s",
        "не более {most} за {seconds} с",
        "не більше {most} за {seconds} с",
    ),
    "pace_gap": (
        "at most one in {seconds} s",
        "не чаще одного за {seconds} с",
        "не частіше одного за {seconds} с",
    ),
    "no_pace": ("as fast as it goes", "без ограничения скорости", "без обмеження швидкості"),
    "remedy_asleep": (
        "Until then nothing is owed to it, and nothing is lost: what it misses stands in the feeds.",
        "Пока это так, ему ничего не причитается и ничто не теряется: пропущенное есть в лентах.",
        "Поки це так, йому нічого не належить і ніщо не губиться: пропущене є у стрічках.",
    ),
    "remedy_gone": (
        "Let the bot into the chat again, as one that may write, or correct the chat in the configuration; then retry. "
        "What is owed is kept.",
        "Верните бота в чат с правом писать или исправьте чат в конфигурации, затем повторите. Всё, что ждёт отправки, "
        "сохранено.",
        "Поверніть бота в чат із правом писати або виправте чат у конфігурації, потім повторіть. Усе, що чекає на "
        "надсилання, збережено.",
    ),
    "retry_parked": (
        "Send {n} that is set aside|Send {n} that are set aside",
        "Отправить {n} отложенное|Отправить {n} отложенных|Отправить {n} отложенных",
        "Надіслати {n} відкладене|Надіслати {n} відкладені|Надіслати {n} відкладених",
    ),
    "retry_lane": ("Try again now", "Повторить сейчас", "Повторити зараз"),
    "retry_dropped": (
        "Send {n} that was dropped too|Send {n} that were dropped too",
        "Отправить и {n} отброшенное|Отправить и {n} отброшенных|Отправить и {n} отброшенных",
        "Надіслати й {n} відкинуте|Надіслати й {n} відкинуті|Надіслати й {n} відкинутих",
    ),
    "dropped_about": (
        "Dropped is what waited too long, what was withdrawn, and what is held because it may be old.",
        "Отброшено то, что ждало слишком долго, что отозвано, и то, что придержано как, возможно, старое.",
        "Відкинуто те, що чекало надто довго, що відкликано, і те, що притримано як, можливо, старе.",
    ),
    "owed_again": (
        "{n} message is owed again; it goes out within seconds.|"
        "{n} messages are owed again; they go out within seconds.",
        "{n} сообщение снова ждёт отправки и уйдёт через несколько секунд.|"
        "{n} сообщения снова ждут отправки и уйдут через несколько секунд.|"
        "{n} сообщений снова ждут отправки и уйдут через несколько секунд.",
        "{n} повідомлення знову чекає на надсилання й піде за кілька секунд.|"
        "{n} повідомлення знову чекають на надсилання й підуть за кілька секунд.|"
        "{n} повідомлень знову чекають на надсилання й підуть за кілька секунд.",
    ),
    "unknown_channel": (
        "No channel of the configuration has this name.",
        "В конфигурации нет канала с таким именем.",
        "У конфігурації немає каналу з такою назвою.",
    ),
    "queue": ("What goes out next", "Что уйдёт следующим", "Що піде наступним"),
    "queue_empty": (
        "Nothing is owed: every promise is kept.",
        "Ничего не ждёт отправки.",
        "Ніщо не чекає на надсилання.",
    ),
    "first": (
        "The first {shown} of {of}.",
        "Первые {shown} из {of}.",
        "Перші {shown} із {of}.",
    ),
    "latest": (
        "The latest {shown} of {of}.",
        "Последние {shown} из {of}.",
        "Останні {shown} із {of}.",
    ),
    "message": ("Message", "Сообщение", "Повідомлення"),
    "edit": ("edit", "правка", "виправлення"),
    "due": ("Due", "Срок", "Термін"),
    "due_now": ("now", "сейчас", "зараз"),
    "attempts": ("Attempts", "Попытки", "Спроби"),
    "aside": ("What was set aside", "Что отложено", "Що відкладено"),
    "aside_empty": ("Nothing is set aside.", "Ничего не отложено.", "Нічого не відкладено."),
    "why": ("Why, and what to do", "Почему и что делать", "Чому і що робити"),
    "made": ("Promised", "Обещано", "Обіцяно"),
    "remedy_unknown": (
        "Look into the chat: if the message is not there, send what is set aside again.",
        "Посмотрите в чате: если сообщения там нет, отправьте отложенное снова.",
        "Подивіться в чаті: якщо повідомлення там немає, надішліть відкладене знову.",
    ),
    "remedy_ours": (
        "This is a fault of feedbot: please report it. After an update send it again.",
        "Это ошибка feedbot: пожалуйста, сообщите о ней. После обновления отправьте снова.",
        "Це помилка feedbot: будь ласка, повідомте про неї. Після оновлення надішліть знову.",
    ),
    "remedy_refused": (
        "The other messages go on. It is tried again by itself when the article changes; once the reason is mended, "
        "send it again.",
        "Остальные сообщения идут. Если статья изменится, попытка повторится сама; когда причина устранена, отправьте "
        "снова.",
        "Інші повідомлення йдуть. Якщо стаття зміниться, спроба повториться сама; коли причину усунуто, надішліть "
        "знову.",
    ),
}
