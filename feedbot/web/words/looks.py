"""Words of how the messages of a channel look."""

WORDS = {
    "title": ("How its messages look", "Как выглядят его сообщения", "Який вигляд мають його повідомлення"),
    "presets": ("Ready templates", "Готовые шаблоны", "Готові шаблони"),
    "template": ("Template", "Шаблон", "Шаблон"),
    "hint": (
        "Fields stand in {{{{ }}}}, conditions in {{% if %}}; line ends are line ends of the message. Nothing is sent.",
        "Поля стоят в {{{{ }}}}, условия в {{% if %}}; концы строк переходят в сообщение. Ничего не отправляется.",
        "Поля стоять у {{{{ }}}}, умови у {{% if %}}; кінці рядків переходять у повідомлення. Нічого не надсилається.",
    ),
    "draw": ("Draw", "Показать", "Показати"),
    "save": ("Save", "Сохранить", "Зберегти"),
    "what_happens": (
        "Save writes it into config.toml. It holds for what is sent from then on, and for messages that are edited.",
        "Сохранение записывает его в config.toml. Он действует на новые сообщения и на те, что правятся.",
        "Збереження записує його в config.toml. Він діє на нові повідомлення і на ті, що виправляються.",
    ),
    "saved": (
        "Saved: the template holds for what is sent from now on.",
        "Сохранено: шаблон действует на всё, что будет отправлено.",
        "Збережено: шаблон діє на все, що буде надіслано.",
    ),
    "line": ("Line {line}:", "Строка {line}:", "Рядок {line}:"),
    "invented": (
        "Nothing came in yet, so these articles are made up.",
        "Пока ничего не пришло, поэтому эти статьи придуманы.",
        "Поки нічого не надійшло, тому ці статті вигадані.",
    ),
    "topic": ("Topic: {name}", "Тема: {name}", "Тема: {name}"),
    "reply": ("Answers to message {id}", "Ответ на сообщение {id}", "Відповідь на повідомлення {id}"),
    "media": ("What goes with it", "Вложения", "Вкладення"),
    "photo": ("Picture", "Картинка", "Зображення"),
    "video": ("Video", "Видео", "Відео"),
    "animation": ("Animation", "Анимация", "Анімація"),
    "audio": ("Sound", "Звук", "Звук"),
    "document": ("File", "Файл", "Файл"),
    "silent": ("Without a sound", "Без звука", "Без звуку"),
    "buttons": ("Buttons", "Кнопки", "Кнопки"),
    "fold": ("Fold", "Свернуть", "Згорнути"),
    "preview": ("Preview of the page", "Предпросмотр страницы", "Попередній перегляд сторінки"),
    "preview_large": (
        "Preview of the page, large",
        "Предпросмотр страницы, крупный",
        "Попередній перегляд сторінки, великий",
    ),
    "preview_small": (
        "Preview of the page, small",
        "Предпросмотр страницы, мелкий",
        "Попередній перегляд сторінки, малий",
    ),
}
