"""Words of the pages of stories."""

WORDS = {
    "title": ("Stories", "Сюжеты", "Сюжети"),
    "lead": (
        "One event, told by one or many sources. Those with the most entries come first.",
        "Одно событие, о котором сообщили один или несколько источников. Сначала те, где записей больше.",
        "Одна подія, про яку повідомило одне або кілька джерел. Спершу ті, де записів більше.",
    ),
    "show": ("Show", "Показать", "Показати"),
    "story": ("Story", "Сюжет", "Сюжет"),
    "entries": ("Entries", "Записей", "Записів"),
    "sources": ("Sources", "Источники", "Джерела"),
    "began": ("Began", "Начался", "Почався"),
    "last": ("Last entry", "Последняя запись", "Останній запис"),
    "none": ("No stories in this time.", "За это время сюжетов нет.", "За цей час сюжетів немає."),
    "withdrawn": (
        "All entries of this story were withdrawn.",
        "Все записи этого сюжета сняты источниками.",
        "Усі записи цього сюжету знято джерелами.",
    ),
    "split": (
        "It is another story: part it",
        "Это другой сюжет: отделить",
        "Це інший сюжет: відокремити",
    ),
    "follows": ("Follows:", "Продолжает:", "Продовжує:"),
    "followed_by": ("Followed by:", "Продолжение:", "Продовження:"),
    "earlier": ("What it follows", "Что было раньше", "Що було раніше"),
    "messages": ("Messages", "Сообщения", "Повідомлення"),
    "join": ("It is the same story as another", "Это тот же сюжет, что и другой", "Це той самий сюжет, що й інший"),
    "other": (
        "Id or link of an entry of the other story",
        "Идентификатор или ссылка записи другого сюжета",
        "Ідентифікатор або посилання запису іншого сюжету",
    ),
    "join_button": ("Join", "Объединить", "Об'єднати"),
    "moved": (
        "Done. Messages that stand are edited within seconds.",
        "Готово. Сообщения будут исправлены за несколько секунд.",
        "Готово. Повідомлення буде виправлено за кілька секунд.",
    ),
}
