"""Words of the page that adds a source: the address, what was found there, the button."""

WORDS = {
    "title": ("Add a source", "Добавить источник", "Додати джерело"),
    "lead": (
        "Paste any address: of a feed, a site, a public Telegram channel. It is looked at, and nothing is stored yet.",
        "Вставьте любой адрес: ленты, сайта, открытого канала Telegram. Он будет просмотрен, но пока ничего не "
        "сохранится.",
        "Вставте будь-яку адресу: стрічки, сайту, відкритого каналу Telegram. Її буде переглянуто, але поки нічого не "
        "збережеться.",
    ),
    "address": ("Address", "Адрес", "Адреса"),
    "look": ("Look", "Посмотреть", "Подивитися"),
    "wait": (
        "Looking; this takes 30 seconds at most …",
        "Смотрим; это займёт не больше 30 секунд…",
        "Дивимося; це забере не більше 30 секунд…",
    ),
    "searched": ("What was looked at", "Что было просмотрено", "Що було переглянуто"),
    "nothing": (
        "Nothing that can be read was found there.",
        "Там не нашлось ничего, что можно читать.",
        "Там не знайшлося нічого, що можна читати.",
    ),
    "late": (
        "Nothing was found within 30 seconds. The site may be slow; try again, or give the address of its feed.",
        "За 30 секунд ничего не нашлось. Возможно, сайт медленный; попробуйте ещё раз или дайте адрес его ленты.",
        "За 30 секунд нічого не знайшлося. Можливо, сайт повільний; спробуйте ще раз або дайте адресу його стрічки.",
    ),
    "busy": (
        "Another look of yours is under way. Wait until it is over, then try again.",
        "Ваш предыдущий поиск ещё идёт. Дождитесь его и попробуйте снова.",
        "Ваш попередній пошук ще триває. Дочекайтеся його й спробуйте знову.",
    ),
    "not_web": (
        "Only addresses on the web are added here; folders, commands and mailboxes are named in config.toml.",
        "Здесь добавляются только адреса в сети; папки, команды и почтовые ящики называют в config.toml.",
        "Тут додаються лише адреси в мережі; теки, команди й поштові скриньки називають у config.toml.",
    ),
    "no_address": (
        "This is no address that can be visited.",
        "Это не адрес, который можно посетить.",
        "Це не адреса, яку можна відвідати.",
    ),
    "twin": (
        "This place is watched already, by",
        "За этим местом уже следит",
        "За цим місцем уже стежить",
    ),
    "found": ("Found", "Найдено", "Знайдено"),
    "newest": (
        "{n} entry is there now, the newest:|{n} entries are there now, the newest:",
        "Сейчас там {n} запись, самая новая:|Сейчас там {n} записи, самые новые:|Сейчас там {n} записей, самые новые:",
        "Зараз там {n} запис, найновіший:|Зараз там {n} записи, найновіші:|Зараз там {n} записів, найновіші:",
    ),
    "no_entries": (
        "It has no entries now.",
        "Сейчас там нет записей.",
        "Зараз там немає записів.",
    ),
    "name": ("Name", "Имя", "Назва"),
    "name_help": (
        "Small Latin letters, digits, dots, dashes and underscores.",
        "Строчные латинские буквы, цифры, точки, дефисы и подчёркивания.",
        "Малі латинські літери, цифри, крапки, дефіси й підкреслення.",
    ),
    "category": ("Category, if you like", "Категория, если нужна", "Категорія, якщо потрібна"),
    "add": ("Add it", "Добавить", "Додати"),
    "refused": ("It was not added:", "Он не добавлен:", "Його не додано:"),
    "done": ("“{name}” was added.", "«{name}» добавлен.", "«{name}» додано."),
}
