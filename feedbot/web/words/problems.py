"""What went wrong, for people; programs are told the English sentence."""

WORDS = {
    "title_400": ("This cannot be understood", "Запрос непонятен", "Запит незрозумілий"),
    "title_401": ("Please sign in", "Нужно войти", "Потрібно увійти"),
    "title_403": ("Not allowed", "Нельзя", "Не дозволено"),
    "title_404": ("Not found", "Не найдено", "Не знайдено"),
    "title_405": ("Not possible here", "Здесь это невозможно", "Тут це неможливо"),
    "title_410": ("Gone for good", "Больше нет", "Більше немає"),
    "title_413": ("Too long", "Слишком длинно", "Занадто довго"),
    "title_415": ("Not of this kind", "Не тот вид данных", "Не той вид даних"),
    "title_429": ("Too many attempts", "Слишком много попыток", "Забагато спроб"),
    "title_500": ("feedbot failed", "Сбой feedbot", "Збій feedbot"),
    "title_503": ("Try again later", "Попробуйте позже", "Спробуйте пізніше"),
    "nothing": (
        "There is nothing at this address. The feeds are listed at the top page.",
        "По этому адресу ничего нет. Список лент — на главной странице.",
        "За цією адресою нічого немає. Список стрічок — на головній сторінці.",
    ),
    "no_feed": (
        "There is no feed of this name. The top page lists all there are.",
        "Ленты с таким именем нет. Все ленты перечислены на главной странице.",
        "Стрічки з такою назвою немає. Усі стрічки перелічено на головній сторінці.",
    ),
    "failed": (
        "feedbot failed to answer. Its log says why.",
        "feedbot не смог ответить. Причина — в его журнале.",
        "feedbot не зміг відповісти. Причина — у його журналі.",
    ),
    "request": (
        "The request cannot be understood.",
        "Запрос нельзя понять.",
        "Запит неможливо зрозуміти.",
    ),
    "longer": (
        "The request is longer than what is taken here.",
        "Запрос длиннее, чем здесь принимают.",
        "Запит довший, ніж тут приймають.",
    ),
    "kind": (
        "The request's body is of a kind that is not taken here.",
        "Данные такого вида здесь не принимают.",
        "Дані такого виду тут не приймають.",
    ),
    "old_form": (
        "This form is too old, or another site sent it. Go back, reload the page, and send it again.",
        "Эта форма устарела, или её отправил другой сайт. Вернитесь, обновите страницу и отправьте её снова.",
        "Ця форма застаріла, або її надіслав інший сайт. Поверніться, оновіть сторінку й надішліть її знову.",
    ),
    "sign_in": (
        "Sign in first: this is for those who run this feedbot.",
        "Сначала войдите: это для тех, кто управляет этим feedbot.",
        "Спершу увійдіть: це для тих, хто керує цим feedbot.",
    ),
    "closed": (
        "No password is set, so this is open on the machine of feedbot only. Set one with `feedbot password`.",
        "Пароль не задан, поэтому это открыто только на машине feedbot. Задайте его: `feedbot password`.",
        "Пароль не задано, тому це відкрито лише на машині feedbot. Задайте його: `feedbot password`.",
    ),
}
