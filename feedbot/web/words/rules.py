"""Words of the page of rules, and of that which tells programmers of the API."""

WORDS = {
    "title": ("Rules", "Правила", "Правила"),
    "lead": (
        "A rule says what a channel is sent, what a feed shows, what a search finds.",
        "Правило решает, что отправлять в канал, что показывать в ленте, что находит поиск.",
        "Правило вирішує, що надсилати в канал, що показувати у стрічці, що знаходить пошук.",
    ),
    "editor": ("Try and change a rule", "Проверить и изменить правило", "Перевірити й змінити правило"),
    "rule": ("Rule", "Правило", "Правило"),
    "hint": (
        'Words in all their forms, "phrases", prefix*, source:name, lang:uk, story >= 3, age < 2h, and, or, not. '
        "Names with a capital, all else without.",
        "Слова во всех формах, «фразы» в кавычках, нача*, source:имя, lang:uk, story >= 3, age < 2h, и, или, не. "
        "Имена с большой буквы, остальное с маленькой.",
        "Слова в усіх формах, «фрази» в лапках, поча*, source:назва, lang:uk, story >= 3, age < 2h, і, або, не. "
        "Імена з великої літери, решта з малої.",
    ),
    "target": ("For", "Для чего", "Для чого"),
    "fresh": ("A new saved search", "Новый сохранённый поиск", "Новий збережений пошук"),
    "name": ("Name of a new search", "Имя нового поиска", "Назва нового пошуку"),
    "try_on": ("Try it on", "Проверить на", "Перевірити на"),
    "newest": (
        "the newest {n} entry|the newest {n} entries",
        "{n} последней записи|{n} последних записях|{n} последних записях",
        "{n} останньому записі|{n} останніх записах|{n} останніх записах",
    ),
    "try": ("Try", "Проверить", "Перевірити"),
    "save": ("Save", "Сохранить", "Зберегти"),
    "wait": (
        "Trying; the first time takes some seconds.",
        "Проверяем; в первый раз это займёт несколько секунд.",
        "Перевіряємо; уперше це займе кілька секунд.",
    ),
    "what_happens": (
        "Try sends nothing. Save writes the rule into config.toml; it holds for what comes from then on, and what was "
        "sent or shown stays.",
        "Проверка ничего не отправляет. «Сохранить» запишет правило в config.toml; оно действует для новых записей, "
        "уже отправленное и показанное остаётся.",
        "Перевірка нічого не надсилає. «Зберегти» запише правило в config.toml; воно діє для нових записів, уже "
        "надіслане й показане лишається.",
    ),
    "column": ("Column {column}:", "Столбец {column}:", "Стовпець {column}:"),
    "remedy": ("What to do:", "Что делать:", "Що робити:"),
    "good": ("This rule can be used.", "Правило годится.", "Правило придатне."),
    "all_pass": ("Without a rule all passes.", "Без правила проходит всё.", "Без правила проходить усе."),
    "mend": ("The rule has faults.", "В правиле есть ошибки.", "У правилі є помилки."),
    "would_channel": (
        "Would have sent {passed} of the last {looked}",
        "Было бы отправлено {passed} из последних {looked}",
        "Було б надіслано {passed} з останніх {looked}",
    ),
    "would_feed": (
        "Would have shown {passed} of the last {looked}",
        "Было бы показано {passed} из последних {looked}",
        "Було б показано {passed} з останніх {looked}",
    ),
    "would_search": (
        "Finds {passed} of the last {looked}",
        "Находит {passed} из последних {looked}",
        "Знаходить {passed} з останніх {looked}",
    ),
    "since": ("The oldest is of", "Самая старая:", "Найстаріший:"),
    "told": (
        "They tell {n} story, and a story is one message.|They tell {n} stories, and a story is one message.",
        "В них {n} сюжет, а сюжет — одно сообщение.|В них {n} сюжета, а сюжет — одно сообщение.|"
        "В них {n} сюжетов, а сюжет — одно сообщение.",
        "У них {n} сюжет, а сюжет — одне повідомлення.|У них {n} сюжети, а сюжет — одне повідомлення.|"
        "У них {n} сюжетів, а сюжет — одне повідомлення.",
    ),
    "short": (
        "Time or room ended before all were judged: choose fewer.",
        "Время или место кончились раньше, чем записи: выберите меньше.",
        "Час або місце скінчилися раніше, ніж записи: виберіть менше.",
    ),
    "in_force": ("In force now:", "Действует сейчас:", "Діє зараз:"),
    "takes_all": ("no rule, all passes", "правила нет, проходит всё", "правила немає, проходить усе"),
    "added": ("would be added", "добавится", "додасться"),
    "lost": ("would be left out", "отпадёт", "відпаде"),
    "here": ("All that passes", "Всё, что проходит", "Усе, що проходить"),
    "none": ("None of these entries passes.", "Ни одна из записей не проходит.", "Жоден із записів не проходить."),
    "nothing": (
        "There are no entries to try it on yet.",
        "Проверять пока не на чем: записей нет.",
        "Перевіряти поки немає на чому: записів немає.",
    ),
    "newest_only": (
        "The newest {n} is listed.|The newest {n} are listed.",
        "Показана {n} самая новая.|Показаны {n} самые новые.|Показано {n} самых новых.",
        "Показано {n} найновіший.|Показано {n} найновіші.|Показано {n} найновіших.",
    ),
    "assumed": ("What is assumed", "Что принято за данность", "Що взято за дане"),
    "assumed_alone": (
        "Each entry is judged by the rule and the sources of the target alone, as it is now. What else holds a message "
        "back is left out: age when first seen, copies, a channel that sleeps.",
        "Каждая запись судится только по правилу и источникам цели, в нынешнем виде. Прочее, что удерживает "
        "сообщения, не учтено: возраст при первой встрече, копии, спящий канал.",
        "Кожен запис судять лише за правилом і джерелами цілі, у нинішньому вигляді. Решту, що затримує "
        "повідомлення, не враховано: вік при першій зустрічі, копії, канал, що спить.",
    ),
    "assumed_size": (
        "For story >= N the size of a story is how many sources tell it by now.",
        "Для story >= N размер сюжета — сколько источников рассказали его к этому моменту.",
        "Для story >= N розмір сюжету — скільки джерел розповіли його до цієї миті.",
    ),
    "assumed_age": (
        "For age < 2h the age of an entry is that at which it was first judged, not that of today.",
        "Для age < 2h возраст записи — тот, в котором её судили впервые, а не сегодняшний.",
        "Для age < 2h вік запису — той, у якому його судили вперше, а не сьогоднішній.",
    ),
    "entry": ("Entry", "Запись", "Запис"),
    "source": ("Source", "Источник", "Джерело"),
    "published": ("Published", "Опубликовано", "Опубліковано"),
    "because": ("Because", "Почему", "Чому"),
    "list": ("Rules in force", "Действующие правила", "Чинні правила"),
    "kind_channel": ("Channels", "Каналы", "Канали"),
    "kind_feed": ("Feeds", "Ленты", "Стрічки"),
    "kind_search": ("Saved searches", "Сохранённые поиски", "Збережені пошуки"),
    "name_of": ("Name", "Имя", "Назва"),
    "sources": ("Sources", "Источники", "Джерела"),
    "all_sources": ("all", "все", "усі"),
    "alarms": ("alarms only", "только о неполадках", "лише про несправності"),
    "do": ("Do", "Действия", "Дії"),
    "edit": ("Change", "Изменить", "Змінити"),
    "find": ("Search", "Найти", "Знайти"),
    "not_editable": (
        "one of many, or ours: see config.toml",
        "одна из многих или наша: см. config.toml",
        "одна з багатьох або наша: див. config.toml",
    ),
    "none_of_these": ("There are none.", "Их нет.", "Їх немає."),
    "busy": (
        "Another rule is being tried. Wait some seconds.",
        "Уже проверяется другое правило. Подождите несколько секунд.",
        "Уже перевіряється інше правило. Зачекайте кілька секунд.",
    ),
    "no_name": (
        "Give the new search a name: small Latin letters, digits, dashes.",
        "Дайте новому поиску имя: маленькие латинские буквы, цифры, дефисы.",
        "Дайте новому пошуку назву: малі латинські літери, цифри, дефіси.",
    ),
    "taken": (
        "A search has this name already. Choose it above to change it.",
        "Поиск с таким именем уже есть. Чтобы изменить его, выберите его выше.",
        "Пошук із такою назвою вже є. Щоб змінити його, виберіть його вище.",
    ),
    "unknown": (
        "This is not in the config any more. Choose another target.",
        "Этого больше нет в конфигурации. Выберите другую цель.",
        "Цього більше немає в конфігурації. Виберіть іншу ціль.",
    ),
    "saved_channel": (
        "Saved. The rule holds for what comes from now on; what was sent stays.",
        "Сохранено. Правило действует для новых записей; отправленное остаётся.",
        "Збережено. Правило діє для нових записів; надіслане лишається.",
    ),
    "saved_feed": (
        "Saved. The rule holds for what comes from now on; what the feed has stays.",
        "Сохранено. Правило действует для новых записей; то, что в ленте, остаётся.",
        "Збережено. Правило діє для нових записів; те, що у стрічці, лишається.",
    ),
    "saved_search": ("Saved.", "Сохранено.", "Збережено."),
    "api": ("The same for programs: the API", "То же для программ: API", "Те саме для програм: API"),
    "api_title": ("The API", "API", "API"),
    "api_lead": (
        "All that these pages tell and do, as JSON for programs.",
        "Всё, что показывают и делают эти страницы, в виде JSON для программ.",
        "Усе, що показують і роблять ці сторінки, у вигляді JSON для програм.",
    ),
    "api_access": (
        "On this machine nothing is needed. From elsewhere a program sends the password as Authorization: Bearer. A "
        "change is sent as application/json.",
        "На этой машине ничего не нужно. Извне программа шлёт пароль в заголовке Authorization: Bearer. Изменения "
        "шлют как application/json.",
        "На цій машині нічого не потрібно. Ззовні програма шле пароль у заголовку Authorization: Bearer. Зміни "
        "шлють як application/json.",
    ),
}
