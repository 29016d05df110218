"""Words that stand on every page: the menu, the choices, moments, signing in, what went wrong."""

WORDS = {
    "status": ("Status", "Состояние", "Стан"),
    "sources": ("Sources", "Источники", "Джерела"),
    "channels": ("Channels", "Каналы", "Канали"),
    "stories": ("Stories", "Сюжеты", "Сюжети"),
    "entries": ("Entries", "Записи", "Записи"),
    "rules": ("Rules", "Правила", "Правила"),
    "feeds": ("Feeds", "Ленты", "Стрічки"),
    "menu": ("Main menu", "Главное меню", "Головне меню"),
    "skip": ("Skip to the content", "Перейти к содержанию", "Перейти до змісту"),
    "all_feeds": ("All feeds", "Все ленты", "Усі стрічки"),
    "language": ("Language", "Язык", "Мова"),
    "theme": ("Colours", "Цвета", "Кольори"),
    "theme_auto": ("As the system", "Как в системе", "Як у системі"),
    "theme_light": ("Light", "Светлые", "Світлі"),
    "theme_dark": ("Dark", "Тёмные", "Темні"),
    "apply": ("Apply", "Применить", "Застосувати"),
    "look": ("Language and colours", "Язык и цвета", "Мова та кольори"),
    "sign_in": ("Sign in", "Войти", "Увійти"),
    "sign_out": ("Sign out", "Выйти", "Вийти"),
    "signed_in_as": ("Signed in: {name}", "Вход выполнен: {name}", "Вхід виконано: {name}"),
    "signed_out": ("You are signed out.", "Вы вышли.", "Ви вийшли."),
    "password": ("Password", "Пароль", "Пароль"),
    "private": (
        "These pages are for those who run this feedbot.",
        "Эти страницы для тех, кто управляет этим feedbot.",
        "Ці сторінки для тих, хто керує цим feedbot.",
    ),
    "wrong_password": (
        "This is not the password.",
        "Это не тот пароль.",
        "Це не той пароль.",
    ),
    "wait_seconds": (
        "Too many attempts. Wait {n} second, then try again.|Too many attempts. Wait {n} seconds, then try again.",
        "Слишком много попыток. Подождите {n} секунду и попробуйте снова.|"
        "Слишком много попыток. Подождите {n} секунды и попробуйте снова.|"
        "Слишком много попыток. Подождите {n} секунд и попробуйте снова.",
        "Забагато спроб. Зачекайте {n} секунду і спробуйте знову.|"
        "Забагато спроб. Зачекайте {n} секунди і спробуйте знову.|"
        "Забагато спроб. Зачекайте {n} секунд і спробуйте знову.",
    ),
    "wait_minutes": (
        "Too many attempts. Wait {n} minute, then try again.|Too many attempts. Wait {n} minutes, then try again.",
        "Слишком много попыток. Подождите {n} минуту и попробуйте снова.|"
        "Слишком много попыток. Подождите {n} минуты и попробуйте снова.|"
        "Слишком много попыток. Подождите {n} минут и попробуйте снова.",
        "Забагато спроб. Зачекайте {n} хвилину і спробуйте знову.|"
        "Забагато спроб. Зачекайте {n} хвилини і спробуйте знову.|"
        "Забагато спроб. Зачекайте {n} хвилин і спробуйте знову.",
    ),
    "closed": ("No password is set", "Пароль не задан", "Пароль не задано"),
    "closed_why": (
        "Without a password these pages open only in a browser on the machine where feedbot runs.",
        "Без пароля эти страницы открываются только в браузере на той машине, где работает feedbot.",
        "Без пароля ці сторінки відкриваються лише в браузері на тій машині, де працює feedbot.",
    ),
    "closed_url": (
        "The configuration says that readers come through another host ({host}). Then a request from this machine may "
        "be anybody's that a proxy passed on, so a password is needed here too.",
        "В конфигурации сказано, что читатели приходят через другой узел ({host}). Тогда запрос с этой машины может "
        "быть чьим угодно, переданным прокси, поэтому пароль нужен и здесь.",
        "У конфігурації сказано, що читачі приходять через інший вузол ({host}). Тоді запит із цієї машини може бути "
        "чиїм завгодно, переданим проксі, тому пароль потрібен і тут.",
    ),
    "closed_how": (
        "To open them from elsewhere, make the hash of a password:",
        "Чтобы открывать их из других мест, сделайте хеш пароля:",
        "Щоб відкривати їх з інших місць, зробіть хеш пароля:",
    ),
    "closed_where": (
        "Then put what it prints into config.toml, or into the environment variable FEEDBOT_WEB_PASSWORD:",
        "Затем впишите то, что он напечатает, в config.toml или в переменную окружения FEEDBOT_WEB_PASSWORD:",
        "Потім впишіть те, що він надрукує, у config.toml або у змінну оточення FEEDBOT_WEB_PASSWORD:",
    ),
    "closed_reload": (
        "Then have feedbot read it:",
        "Затем пусть feedbot прочитает его:",
        "Потім нехай feedbot прочитає його:",
    ),
    "minutes_ago": (
        "{n} minute ago|{n} minutes ago",
        "{n} минуту назад|{n} минуты назад|{n} минут назад",
        "{n} хвилину тому|{n} хвилини тому|{n} хвилин тому",
    ),
    "hours_ago": (
        "{n} hour ago|{n} hours ago",
        "{n} час назад|{n} часа назад|{n} часов назад",
        "{n} годину тому|{n} години тому|{n} годин тому",
    ),
    "days_ago": (
        "{n} day ago|{n} days ago",
        "{n} день назад|{n} дня назад|{n} дней назад",
        "{n} день тому|{n} дні тому|{n} днів тому",
    ),
    "in_minutes": (
        "in {n} minute|in {n} minutes",
        "через {n} минуту|через {n} минуты|через {n} минут",
        "за {n} хвилину|за {n} хвилини|за {n} хвилин",
    ),
    "in_hours": (
        "in {n} hour|in {n} hours",
        "через {n} час|через {n} часа|через {n} часов",
        "за {n} годину|за {n} години|за {n} годин",
    ),
    "in_days": (
        "in {n} day|in {n} days",
        "через {n} день|через {n} дня|через {n} дней",
        "за {n} день|за {n} дні|за {n} днів",
    ),
    "now": ("just now", "только что", "щойно"),
    "soon": ("in a moment", "сейчас", "зараз"),
    "seconds": (
        "{n} second|{n} seconds",
        "{n} секунда|{n} секунды|{n} секунд",
        "{n} секунда|{n} секунди|{n} секунд",
    ),
    "minutes": ("{n} minute|{n} minutes", "{n} минута|{n} минуты|{n} минут", "{n} хвилина|{n} хвилини|{n} хвилин"),
    "hours": ("{n} hour|{n} hours", "{n} час|{n} часа|{n} часов", "{n} година|{n} години|{n} годин"),
    "days": ("{n} day|{n} days", "{n} день|{n} дня|{n} дней", "{n} день|{n} дні|{n} днів"),
}
