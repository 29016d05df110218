"""What helps where a source ails, by the fault of its visits or by the code of what is wrong.

The English of a fault says what `rules/remedies.py` says of it; a test holds that.
"""

WORDS = {
    "network": (
        "Look whether {where} is right and its server is up. Where only a proxy leads to it, write "
        'proxy = "http://HOST:PORT".',
        "Проверьте, верен ли адрес {where} и работает ли его сервер. Если к нему ведёт только прокси, впишите "
        'proxy = "http://HOST:PORT".',
        "Перевірте, чи правильна адреса {where} і чи працює її сервер. Якщо до неї веде лише проксі, впишіть "
        'proxy = "http://HOST:PORT".',
    ),
    "tls": (
        "Its owner should renew its certificate. verify_tls = false visits it all the same, but then nobody knows "
        "who answers.",
        "Владельцу нужно обновить сертификат. С verify_tls = false визиты пойдут и так, но тогда неизвестно, кто "
        "отвечает.",
        "Власникові треба оновити сертифікат. З verify_tls = false візити підуть і так, але тоді невідомо, хто "
        "відповідає.",
    ),
    "private": (
        "It leads into a private network. If that is meant, name the address in allow_private of [feedbot].",
        "Адрес ведёт во внутреннюю сеть. Если так и задумано, назовите его в allow_private раздела [feedbot].",
        "Адреса веде у внутрішню мережу. Якщо так і задумано, назвіть її в allow_private розділу [feedbot].",
    ),
    "http": (
        "Open {where} in a browser. If it works there, the server may want other headers = {{...}} or another "
        'user_agent = "...".',
        "Откройте {where} в браузере. Если там всё работает, серверу, возможно, нужны другие headers = {{...}} или "
        'другой user_agent = "...".',
        "Відкрийте {where} у браузері. Якщо там усе працює, серверу, можливо, потрібні інші headers = {{...}} або "
        'інший user_agent = "...".',
    ),
    "login": (
        'It wants a login, or refuses programs: write auth = {{ user = "...", password = "..." }}, auth = '
        '{{ token = "..." }}, cookies or headers = {{...}}, or another user_agent = "...".',
        'Нужен вход, или программам отказано: впишите auth = {{ user = "...", password = "..." }}, auth = '
        '{{ token = "..." }}, cookies или headers = {{...}}, или другой user_agent = "...".',
        'Потрібен вхід, або програмам відмовлено: впишіть auth = {{ user = "...", password = "..." }}, auth = '
        '{{ token = "..." }}, cookies або headers = {{...}}, або інший user_agent = "...".',
    ),
    "busy": (
        'Its server has too much to do, or wants fewer visits: write every = "4h" or longer.',
        'Сервер перегружен или просит приходить реже: впишите every = "4h" или больше.',
        'Сервер перевантажений або просить приходити рідше: впишіть every = "4h" або більше.',
    ),
    "missing": (
        "Look for its new address and correct url; `feedbot add PAGE` finds the feed of a page.",
        "Найдите новый адрес и исправьте url; `feedbot add PAGE` находит ленту страницы.",
        "Знайдіть нову адресу й виправте url; `feedbot add PAGE` знаходить стрічку сторінки.",
    ),
    "robots": (
        "Its robots.txt does not allow it. If its owner does, or is you, write robots = false.",
        "Это запрещает robots.txt. Если владелец разрешил или это вы, впишите robots = false.",
        "Це забороняє robots.txt. Якщо власник дозволив або це ви, впишіть robots = false.",
    ),
    "format": (
        'What comes is not what kind = "{kind}" reads: open {where}, and correct url or kind.',
        'Приходит не то, что читает kind = "{kind}": откройте {where} и исправьте url или kind.',
        'Надходить не те, що читає kind = "{kind}": відкрийте {where} і виправте url або kind.',
    ),
    "empty": (
        "Open {where}. If the page looks different, correct the selectors; if it is empty, wait.",
        "Откройте {where}. Если страница стала другой, исправьте селекторы; если она пуста, подождите.",
        "Відкрийте {where}. Якщо сторінка стала іншою, виправте селектори; якщо вона порожня, зачекайте.",
    ),
    "limit": (
        "It is more than a visit may cost: raise the limit that is named, such as limits.body, if you trust it.",
        "Это больше, чем может стоить визит: поднимите названный предел, например limits.body, если доверяете ему.",
        "Це більше, ніж може коштувати візит: підніміть названу межу, наприклад limits.body, якщо довіряєте йому.",
    ),
    "ours": (
        "This is a fault of feedbot: please report it.",
        "Это ошибка feedbot: пожалуйста, сообщите о ней.",
        "Це помилка feedbot: будь ласка, повідомте про неї.",
    ),
    "elsewhere": (
        "Its visits go on, so once that is mended it comes back by itself.",
        "Визиты продолжаются: когда это исправят, всё вернётся само.",
        "Візити тривають: коли це виправлять, усе повернеться само.",
    ),
    "gone": (
        "It is not visited any more. Remove it (`feedbot remove {name}`) or correct url.",
        "Визитов больше нет. Удалите его (`feedbot remove {name}`) или исправьте url.",
        "Візитів більше немає. Видаліть його (`feedbot remove {name}`) або виправте url.",
    ),
    "late": (
        "Its visits work. Open {where}: it may have moved, stopped, or be on holiday.",
        "Визиты удаются. Откройте {where}: возможно, всё переехало, закрылось или там выходные.",
        "Візити вдаються. Відкрийте {where}: можливо, усе переїхало, закрилося або там вихідні.",
    ),
    "fewer": (
        "Open {where}: its shape may have changed. If it is meant so, it becomes usual in 14 days.",
        "Откройте {where}: возможно, изменилось устройство. Если так и задумано, через 14 дней это станет обычным.",
        "Відкрийте {where}: можливо, змінилася будова. Якщо так і задумано, за 14 днів це стане звичним.",
    ),
    "nothing": (
        "Open {where}: it may have moved, or want a login now.",
        "Откройте {where}: возможно, всё переехало или теперь нужен вход.",
        "Відкрийте {where}: можливо, усе переїхало або тепер потрібен вхід.",
    ),
    "moved": (
        "It is visited there already; correct url in config.toml.",
        "Визиты уже идут туда; исправьте url в config.toml.",
        "Візити вже йдуть туди; виправте url у config.toml.",
    ),
    "certificate": (
        "The site's owner has to renew it. Until then verify_tls = false would visit the site all the same.",
        "Его должен обновить владелец сайта. До тех пор визиты возможны и так, с verify_tls = false.",
        "Його має оновити власник сайту. Доти візити можливі й так, з verify_tls = false.",
    ),
    "encoding": (
        "Nothing is to be done if its texts look right; else ask its owner to declare what it sends.",
        "Если тексты выглядят верно, делать ничего не нужно; иначе попросите владельца объявить кодировку.",
        "Якщо тексти виглядають правильно, робити нічого не треба; інакше попросіть власника оголосити кодування.",
    ),
    "language": (
        "Open {where}: the address may belong to somebody else now. If it is meant so, wait.",
        "Откройте {where}: возможно, адрес теперь принадлежит другому. Если так и задумано, подождите.",
        "Відкрийте {where}: можливо, адреса тепер належить іншому. Якщо так і задумано, зачекайте.",
    ),
    "ids": (
        "Nothing is to be done: what is known is not sent again.",
        "Делать ничего не нужно: известное не отправляется снова.",
        "Робити нічого не треба: відоме не надсилається знову.",
    ),
    "outage": (
        "Look at this machine's own network: its cable or Wi-Fi, its name servers, its proxy.",
        "Проверьте сеть самой машины: кабель или Wi-Fi, серверы имён, прокси.",
        "Перевірте мережу самої машини: кабель або Wi-Fi, сервери імен, проксі.",
    ),
    "host": (
        "Look whether the host is up, and what each of its sources says.",
        "Проверьте, работает ли узел и что говорит каждый из его источников.",
        "Перевірте, чи працює вузол і що каже кожне з його джерел.",
    ),
}
