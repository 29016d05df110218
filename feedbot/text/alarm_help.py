"""What helps where something ails, in English, Russian and Ukrainian: alarms say it, and so do the pages.

The English row is what the rules say, as a format: braces that are doubled are meant.
"""

from collections.abc import Mapping

from feedbot.text.alarm_phrases import Row

HELP: Mapping[str, Row] = {
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
"""What helps where a source ails, by the fault of its visits or by the code of what is wrong."""

MORE_HELP: Mapping[str, Row] = {
    "moved_to": (
        'It is visited there already; write url = "{text}".',
        'Визиты уже идут туда; впишите url = "{text}".',
        'Візити вже йдуть туди; впишіть url = "{text}".',
    ),
    "moved_hidden": (
        "It is visited there already; `feedbot why {name}` shows what url to write.",
        "Визиты уже идут туда; какой url вписать, покажет `feedbot why {name}`.",
        "Візити вже йдуть туди; який url вписати, покаже `feedbot why {name}`.",
    ),
    "ids_crowd": (
        "What is known is not sent again; `feedbot outbox retry CHANNEL --dropped` sends what is held.",
        "Известное не отправляется снова; придержанное отправит `feedbot outbox retry CHANNEL --dropped`.",
        "Відоме не надсилається знову; притримане надішле `feedbot outbox retry CHANNEL --dropped`.",
    ),
    "ids_links": (
        "Nothing is to be done: its items are told apart by their links. Its owner may want to know.",
        "Делать ничего не нужно: записи различаются по ссылкам. Владельцу стоит сказать.",
        "Робити нічого не треба: записи розрізняються за посиланнями. Власникові варто сказати.",
    ),
    "ids_titles": (
        "Nothing is to be done: its items are told apart by their titles. Its owner may want to know.",
        "Делать ничего не нужно: записи различаются по заголовкам. Владельцу стоит сказать.",
        "Робити нічого не треба: записи розрізняються за заголовками. Власникові варто сказати.",
    ),
    "network_few": (
        "Look at this machine's own network: its cable or Wi-Fi, its name servers, its proxy. If that works, look "
        "whether url is right.",
        "Проверьте сеть самой машины: кабель или Wi-Fi, серверы имён, прокси. Если она работает, проверьте, верен ли "
        "url.",
        "Перевірте мережу самої машини: кабель або Wi-Fi, сервери імен, проксі. Якщо вона працює, перевірте, чи "
        "правильний url.",
    ),
    "unreachable": (
        "Look whether it is still there and takes messages from us: `feedbot check --fetch` asks it. It is tried "
        "again from time to time; what waits for longer than {span} is dropped.",
        "Проверьте, есть ли он ещё и принимает ли сообщения от нас: его спросит `feedbot check --fetch`. Время от "
        "времени попытки повторяются; что ждёт дольше, отбрасывается ({span}).",
        "Перевірте, чи він ще є і чи приймає повідомлення від нас: його спитає `feedbot check --fetch`. Час від часу "
        "спроби повторюються; що чекає довше, відкидається ({span}).",
    ),
    "parked": (
        "`feedbot outbox --channel {name1} --state parked` lists what was set aside. Once the reason is mended, "
        "`feedbot outbox retry --channel {name2}` sends it.",
        "Отложенное перечислит `feedbot outbox --channel {name1} --state parked`. Когда причина устранена, отправит "
        "его `feedbot outbox retry --channel {name2}`.",
        "Відкладене перелічить `feedbot outbox --channel {name1} --state parked`. Коли причину усунуто, надішле його "
        "`feedbot outbox retry --channel {name2}`.",
    ),
    "dropped": (
        "`feedbot outbox --channel {name1} --state dropped` says which, and why each waited. `feedbot outbox retry "
        "--channel {name2} --dropped` sends them all the same; a longer max_age waits for longer.",
        "Какие и почему ждали, скажет `feedbot outbox --channel {name1} --state dropped`. Всё равно отправит их "
        "`feedbot outbox retry --channel {name2} --dropped`; с бо́льшим max_age ожидание дольше.",
        "Які й чому чекали, скаже `feedbot outbox --channel {name1} --state dropped`. Усе одно надішле їх `feedbot "
        "outbox retry --channel {name2} --dropped`; з більшим max_age очікування довше.",
    ),
    "doubtful_resend": (
        "They were sent again, so some may stand there twice. Look at the network, or the proxy, between here and "
        "there.",
        "Они отправлены снова, так что некоторые могли появиться дважды. Проверьте сеть или прокси на пути туда.",
        "Їх надіслано знову, тож деякі могли з’явитися двічі. Перевірте мережу або проксі на шляху туди.",
    ),
    "doubtful_probe": (
        "Where it could not be found out whether they arrived, they were sent again. Look at the network, or the "
        "proxy, between here and there.",
        "Где не удалось узнать, дошли ли они, они отправлены снова. Проверьте сеть или прокси на пути туда.",
        "Де не вдалося дізнатися, чи вони дійшли, їх надіслано знову. Перевірте мережу або проксі на шляху туди.",
    ),
    "doubtful_hold": (
        "They were set aside: `feedbot outbox` lists them. Look at the network, or the proxy, between here and there.",
        "Они отложены: их перечислит `feedbot outbox`. Проверьте сеть или прокси на пути туда.",
        "Їх відкладено: їх перелічить `feedbot outbox`. Перевірте мережу або проксі на шляху туди.",
    ),
    "config": (
        "The config that was read before is still in force. Correct the file, try it with `feedbot check`, and let it "
        "be read again with `feedbot reload`.",
        "В силе прежние настройки. Исправьте файл, проверьте его командой `feedbot check` и прочтите заново командой "
        "`feedbot reload`.",
        "Чинні попередні налаштування. Виправте файл, перевірте його командою `feedbot check` і прочитайте наново "
        "командою `feedbot reload`.",
    ),
    "canary_source": (
        "None is made: sources are not visited. Look whether the program that takes in runs, and at its log: `feedbot "
        "healthcheck` tells of loops that stand still.",
        "Ни одна не делается: визитов нет. Проверьте, работает ли программа, которая принимает, и её журнал: о "
        "стоящих циклах скажет `feedbot healthcheck`.",
        "Жодна не робиться: візитів немає. Перевірте, чи працює програма, яка приймає, і її журнал: про цикли, що "
        "стоять, скаже `feedbot healthcheck`.",
    ),
    "canary_feed": (
        "Feeds are not written. Look whether the folder of the feeds can be written and has room: `feedbot "
        "healthcheck` tells of what failed.",
        "Ленты не пишутся. Проверьте, можно ли писать в их папку и есть ли там место: что не удалось, скажет `feedbot "
        "healthcheck`.",
        "Стрічки не пишуться. Перевірте, чи можна писати до їхньої теки і чи є там місце: що не вдалося, скаже "
        "`feedbot healthcheck`.",
    ),
    "canary_chat": (
        "Messages are not sent, or not into its chat. Look whether others arrive, and whether the bot may write to the "
        "chat that [canary] names: `feedbot check --fetch` asks the channels.",
        "Сообщения не отправляются, или не в её чат. Проверьте, приходят ли другие и может ли бот писать в чат, "
        "который назван в [canary]: каналы спросит `feedbot check --fetch`.",
        "Повідомлення не надсилаються, або не до її чату. Перевірте, чи надходять інші та чи може бот писати до чату, "
        "названого в [canary]: канали спитає `feedbot check --fetch`.",
    ),
    "canary_way": (
        "Feeds are not written and messages are not sent; the database or the program itself may be at fault.",
        "Ленты не пишутся, и сообщения не отправляются; виновата, возможно, база данных или сама программа.",
        "Стрічки не пишуться, і повідомлення не надсилаються; винна, можливо, база даних або сама програма.",
    ),
}
"""What helps beyond that, as alarms say it."""
