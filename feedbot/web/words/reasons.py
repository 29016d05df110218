"""What rules say of entries, visits and messages, as patterns: the English row is what they say, word for word.

The part of a key before its first "_" says which rules: verdict, story, term, sent, naming, ailment. What stands in
braces is taken over; by its name it may be a `span` (a length of time, told anew), a `number` (digits and signs only)
or `reason` (which may have a pattern itself); anything else is a name or a text. Earlier patterns are tried first.
"""

from feedbot.text.alarm_phrases import SEEN

WORDS = {
    "verdict_every": ("takes every source", "берёт все источники", "бере всі джерела"),
    "verdict_source": ('takes source "{name}"', "берёт источник «{name}»", "бере джерело «{name}»"),
    "verdict_not": ('does not take source "{name}"', "не берёт источник «{name}»", "не бере джерело «{name}»"),
    "verdict_alarms_only": ("takes alarms only", "берёт только тревоги", "бере лише тривоги"),
    "verdict_no_alarms": ("takes no alarms", "не берёт тревоги", "не бере тривоги"),
    "verdict_alarms": ("takes alarms", "берёт тревоги", "бере тривоги"),
    "verdict_asleep": ("the channel is asleep: {reason}", "канал спит: {reason}", "канал спить: {reason}"),
    "verdict_no_token": (
        "no token; get one from @BotFather and set FEEDBOT_TELEGRAM_TOKEN",
        "нет токена; получите его у @BotFather и задайте FEEDBOT_TELEGRAM_TOKEN",
        "немає токена; отримайте його в @BotFather і задайте FEEDBOT_TELEGRAM_TOKEN",
    ),
    "verdict_no_chat": (
        "no chat; set FEEDBOT_TELEGRAM_CHAT, or chat in config.toml",
        "нет чата; задайте FEEDBOT_TELEGRAM_CHAT или chat в config.toml",
        "немає чату; задайте FEEDBOT_TELEGRAM_CHAT або chat у config.toml",
    ),
    "verdict_old": (
        "it was {span1} old when first seen, and max_age is {span2}",
        "возраст, когда запись увидели впервые: {span1}; max_age: {span2}",
        "вік, коли запис побачили вперше: {span1}; max_age: {span2}",
    ),
    "verdict_first": (
        "it was there at the first visit of the source, and deliver_first is {number}",
        "запись была уже при первом визите, а deliver_first: {number}",
        "запис був уже під час першого візиту, а deliver_first: {number}",
    ),
    "verdict_carried": (
        "the program from which the source was taken over had seen it",
        "запись видела программа, от которой перешёл источник",
        "запис бачила програма, від якої перейшло джерело",
    ),
    "verdict_copy": ("a copy of {text}", "копия: {text}", "копія: {text}"),
    "verdict_wanted_story": (
        "{number} sources tell its story, {text} is wanted",
        "источников сюжета: {number}, а нужно {text}",
        "джерел сюжету: {number}, а потрібно {text}",
    ),
    "verdict_wanted_one": (
        "{number} source tells its story, {text} is wanted",
        "источников сюжета: {number}, а нужно {text}",
        "джерел сюжету: {number}, а потрібно {text}",
    ),
    "verdict_story": (
        "{number} sources tell its story",
        "источников сюжета: {number}",
        "джерел сюжету: {number}",
    ),
    "verdict_story_one": (
        "{number} source tells its story",
        "источников сюжета: {number}",
        "джерел сюжету: {number}",
    ),
    "verdict_wanted_age": (
        "it is {span} old, {text} is wanted",
        "возраст: {span}, а нужно {text}",
        "вік: {span}, а потрібно {text}",
    ),
    "verdict_age": ("it is {span} old", "возраст: {span}", "вік: {span}"),
    "verdict_no_word_more": (
        "no word of {text} and {number} more",
        "нет ни одного слова из {text} и ещё {number}",
        "немає жодного слова з {text} і ще {number}",
    ),
    "verdict_no_word": (
        "no word of {text}",
        "нет ни одного слова из {text}",
        "немає жодного слова з {text}",
    ),
    "verdict_nothing_like": ("nothing like {text}", "нет ничего похожего на {text}", "немає нічого схожого на {text}"),
    "verdict_there": ("{text} is there", "есть {text}", "є {text}"),
    **{
        f"verdict_{name}_{key}": tuple(
            pattern.format(name=name, said=said) for pattern, said in zip(patterns, (name, ru, uk), strict=True)
        )
        for name, ru, uk in (
            ("source", "источник", "джерело"),
            ("language", "язык", "мова"),
            ("category", "рубрика", "рубрика"),
            ("author", "автор", "автор"),
            ("link", "ссылка", "посилання"),
        )
        for key, patterns in (
            (
                "not_wanted",
                (
                    "its {name} is {{text1}}, not {{text2}} is wanted",
                    "{said}: {{text1}}, а нужно не {{text2}}",
                    "{said}: {{text1}}, а потрібно не {{text2}}",
                ),
            ),
            (
                "wanted",
                (
                    "its {name} is {{text1}}, {{text2}} is wanted",
                    "{said}: {{text1}}, а нужно {{text2}}",
                    "{said}: {{text1}}, а потрібно {{text2}}",
                ),
            ),
            ("unknown", ("its {name} is not known", "{said}: неизвестно", "{said}: невідомо")),
            ("is", ("its {name} is {{text}}", "{said}: {{text}}", "{said}: {{text}}")),
        )
        if (name, key) != ("source", "unknown")  # each entry has one
    },
    "verdict_no": ("no {text}", "нет {text}", "немає {text}"),
    "story_nothing": ("nothing like it was told", "ничего похожего не рассказано", "нічого схожого не розказано"),
    "story_before": ("it was placed before", "место найдено раньше", "місце знайдено раніше"),
    "story_copy": ("a copy of {text}", "копия: {text}", "копія: {text}"),
    "story_but": ("like {text}, but {reason}", "похоже на {text}, но: {reason}", "схоже на {text}, але: {reason}"),
    "story_joined": (
        "joined to this story by hand on {text}",
        "присоединено к этому сюжету вручную {text}",
        "приєднано до цього сюжету вручну {text}",
    ),
    "story_split": (
        "split from its story by hand on {text}",
        "отделено от своего сюжета вручную {text}",
        "відокремлено від свого сюжету вручну {text}",
    ),
    **{
        f"story_{key}_{shape}": tuple(f"{begun}: {end}" for begun, end in zip(start, ends, strict=True))
        for key, start in (
            ("like", ("like {text}", "похоже на {text}", "схоже на {text}")),
            ("nearest", ("nearest is {text}", "ближе всего {text}", "найближче {text}")),
        )
        for shape, ends in (
            (
                "words_meaning",
                (
                    "it shares {words}; in meaning its title is {number1} alike; likeness {number2} of at least "
                    "{number3}",
                    "общее: {words}; по смыслу заголовки близки на {number1}; сходство {number2} при пороге {number3}",
                    "спільне: {words}; за змістом заголовки близькі на {number1}; схожість {number2} за порога "
                    "{number3}",
                ),
            ),
            (
                "words",
                (
                    "it shares {words}; likeness {number1} of at least {number2}",
                    "общее: {words}; сходство {number1} при пороге {number2}",
                    "спільне: {words}; схожість {number1} за порога {number2}",
                ),
            ),
        )
    },
    "term_floor": (
        "{reason}, and its kind is never visited more often than every {span}",
        "{reason}; чаще такие не посещаются: {span}",
        "{reason}; частіше такі не відвідуються: {span}",
    ),
    "term_config": ("the config says every {span}", "так в конфигурации: {span}", "так у конфігурації: {span}"),
    "term_learnt": (
        "{span}: half the mean time between its entries of the last week, 15 minutes to a day",
        "{span}: половина среднего времени между записями за неделю, от 15 минут до суток",
        "{span}: половина середнього часу між записами за тиждень, від 15 хвилин до доби",
    ),
    "term_usual": (
        "{span} is usual for its kind",
        "{span}: обычно для этого вида",
        "{span}: звично для цього виду",
    ),
    "term_once": (
        "it failed once: twice the time for each after the first, {span}",
        "один сбой; после первого каждый удваивает время: {span}",
        "один збій; після першого кожен подвоює час: {span}",
    ),
    "term_failed": (
        "it failed {number} times in a row: twice the time for each after the first, {span}",
        "сбоев подряд: {number}; после первого каждый удваивает время: {span}",
        "збоїв поспіль: {number}; після першого кожен подвоює час: {span}",
    ),
    "term_retry": (
        "its server asks to wait {span} (Retry-After)",
        "сервер просит подождать: {span} (Retry-After)",
        "сервер просить зачекати: {span} (Retry-After)",
    ),
    "term_validators": (
        "its server sends neither ETag nor Last-Modified: hourly at most",
        "сервер не шлёт ни ETag, ни Last-Modified: не чаще раза в час",
        "сервер не надсилає ні ETag, ні Last-Modified: не частіше разу на годину",
    ),
    "term_hub": (
        "a hub tells us of its news until {text}: daily",
        "о новостях сообщает хаб до {text}: раз в день",
        "про новини повідомляє хаб до {text}: раз на день",
    ),
    "term_server": (
        "its server asks for {span} ({text}), a day at most",
        "сервер просит: {span} ({text}), не больше суток",
        "сервер просить: {span} ({text}), не більше доби",
    ),
    "term_document": (
        "its document asks for {span} ({text}), a day at most",
        "документ просит: {span} ({text}), не больше суток",
        "документ просить: {span} ({text}), не більше доби",
    ),
    "term_skip": (
        "its document wants no visits at {text} UTC: later",
        "документ просит не приходить: {text} UTC; позже",
        "документ просить не приходити: {text} UTC; пізніше",
    ),
    "term_rest": (
        "{text1} asked all visits to wait until {text2}",
        "{text1} просит все визиты подождать до {text2}",
        "{text1} просить усі візити зачекати до {text2}",
    ),
    "term_chance": (
        "{number}% so that sources do not move in step",
        "{number} %, чтобы источники не посещались в ногу",
        "{number} %, щоб джерела не відвідувалися в ногу",
    ),
    "sent_withdrawn": (
        "its source withdrew it before it was sent",
        "источник отозвал запись до отправки",
        "джерело відкликало запис до надсилання",
    ),
    "sent_jumped": (
        "its story was not told yet, so the first message tells all of it",
        "сюжет ещё не рассказан, и первое сообщение расскажет его весь",
        "сюжет ще не розказано, і перше повідомлення розкаже його весь",
    ),
    "sent_left": (
        "its message stands in {text}, which this channel has left; it is not edited there",
        "сообщение стоит в {text}, откуда канал ушёл; там оно не правится",
        "повідомлення стоїть у {text}, звідки канал пішов; там воно не правиться",
    ),
    "sent_late_because": (
        "not sent within {span}: {reason}",
        "не отправлено за отведённое время ({span}): {reason}",
        "не надіслано за відведений час ({span}): {reason}",
    ),
    "sent_late": (
        "not sent within {span}",
        "не отправлено за отведённое время: {span}",
        "не надіслано за відведений час: {span}",
    ),
    "sent_unanswered": (
        "no answer was recorded: the program ended between sending and recording",
        "ответ не записан: программа остановилась между отправкой и записью",
        "відповідь не записано: програма зупинилася між надсиланням і записом",
    ),
    "sent_doubtful": (
        "it may have arrived or not ({reason}), and on_unknown is hold",
        "неизвестно, дошло ли ({reason}), а on_unknown — hold",
        "невідомо, чи дійшло ({reason}), а on_unknown — hold",
    ),
    "sent_joined": (
        "its story was joined to another by hand, and is told there",
        "сюжет вручную присоединён к другому и рассказан там",
        "сюжет вручну приєднано до іншого й розказано там",
    ),
    **{
        f"naming_{key}_{shape}": tuple(
            end.format(called=word, reason="{reason}", number="{number}")
            for word, end in zip(called, ends, strict=True)
        )
        for key, called, shapes in (
            ("id", ("ids", "по id", "за id"), ("although", "plain")),
            ("link", ("links", "по ссылкам", "за посиланнями"), ("given_up", "plain", "now")),
            (
                "text",
                ("titles and dates", "по заголовкам и датам", "за заголовками й датами"),
                ("given_up", "plain", "now", "links_too"),
            ),
        )
        for shape, ends in (
            (
                "although",
                (
                    "their {called}, although of the last {number} {reason}",
                    "{called}, хотя из последних {number}: {reason}",
                    "{called}, хоча з останніх {number}: {reason}",
                ),
            ),
            (
                "given_up",
                (
                    "their {called}, for its ids were given up: of {number} that were counted until then {reason}",
                    "{called}, потому что от id отказались: из {number} сосчитанных до того {reason}",
                    "{called}, бо від id відмовилися: з {number} порахованих до того {reason}",
                ),
            ),
            ("plain", ("their {called}", "{called}", "{called}")),
            (
                "links_too",
                (
                    "its links are missing or shared too: items are known by their {called} now",
                    "ссылок тоже нет или они общие: записи узнаются теперь {called}",
                    "посилань теж немає або вони спільні: записи впізнаються тепер {called}",
                ),
            ),
            (
                "now",
                (
                    "of its last {number} ids {reason}: items are known by their {called} now",
                    "из последних id, числом {number}: {reason}; записи узнаются теперь {called}",
                    "з останніх id, числом {number}: {reason}; записи впізнаються тепер {called}",
                ),
            ),
        )
        if shape in shapes
    },
    "naming_link_changes": (
        "its links change too: items are known by their titles and dates from now on",
        "ссылки тоже меняются: записи узнаются отныне по заголовкам и датам",
        "посилання теж змінюються: записи впізнаються відтепер за заголовками й датами",
    ),
    "naming_changed": (
        "{number} changed while links or titles stayed",
        "сменились при тех же ссылках или заголовках: {number}",
        "змінилися за тих самих посилань або заголовків: {number}",
    ),
    "naming_repeated": (
        "{number} named two articles or more",
        "назвали больше одной статьи: {number}",
        "назвали більше однієї статті: {number}",
    ),
    "naming_missing": ("{number} were missing", "отсутствовали: {number}", "були відсутні: {number}"),
    **{f"ailment_{key}": row for key, row in SEEN.items()},
}
