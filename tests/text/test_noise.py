import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import noise

NEWS = "Мост через реку закрыт на весь день."


@pytest.mark.parametrize(
    "head",
    [
        *(
            "РЕЧНОЕ, 13 авг. ",
            "Речное (Лесной вестник) — ",
            "РІЧКОВЕ, 13 серпня. /УНІАН/. ",
            "RIVERTON, Aug. 13 (LNA) - ",
        ),
        *("RIVERTON, Weston (LNA) — ", "Луги. 13 серпня. Наші вісті. ", "РЕЧНОЕ, 13 августа — ТАСС. ", "РЕЧНОЕ — "),
        *(
            "/Лесной вестник/ — ",
            "(LNA) - ",
            "ЛЕСНЫЕ ВЕСТИ. ",
            "ЛНВ, 13 мая. ",
            "Reuters — ",
            "ТАСС, 13 мая. ",
            "УНІАН. ",
        ),
        *("12 мая, 14:05. ", "14:05 — ", "14:05 ", "13.08.2026 | ", "Aug 13, 2026: "),
        *("МОЛНИЯ! ", "⚡️ Срочно: ", "ТЕРМІНОВО: ", "BREAKING: ", "UPDATE 2 - ", "Обновлено в 14:05. ", "• ", "❗️"),
        *("⚡️ Срочно: РЕЧНОЕ (Лесной вестник) — ", "BREAKING: 14:05 — "),
    ],
)
def test_heads_are_left_out(head: str) -> None:
    """Place, date, agency, hour, flash word and sign before the first sentence are no part of it."""
    assert NEWS == noise.news(head + NEWS)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "США — Китай: счёт 2:1 после первого тайма.",
            "МИД: Россия ответит на ноту соседей.",
            "Reuters: Мост закрыт.",
        ),
        *("НАТО и Озёрия — Союз двух сторон.", "«Мост закрыт», — сказал мэр.", "12 мая мост закроют на весь день."),
        *(
            "10.50 Кроны стоит билет.",
            "The Bank (UK) Limited said it would close.",
            "$5 a day is the price of a ticket.",
        ),
        *(
            "Ранним утром мост закрыли.",
            "Срочно нужны водители трамваев.",
            "Updated rules take effect today, the city said.",
        ),
    ],
)
def test_what_is_no_head(line: str) -> None:
    """A sentence keeps whose words it tells, its teams, prices, quotations and brackets."""
    assert line == noise.news(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "",
            " — ",
            "***",
            "Реклама",
            "Поделиться Telegram WhatsApp",
            "Share Tweet Print",
            "Главная / Новости / Общество",
        ),
        *("12 мая 2026, 14:05 (обновлено 15:30)", "Вчера в 18:40", "Last updated 3 hours ago", "Опубліковано сьогодні"),
        *(
            "1 245 просмотров · 12 комментариев",
            "3 коментарі",
            "12 Comments",
            "18+",
            "По теме: Что дальше? Ответ здесь.",
        ),
        *("By Jane Plum, Staff Writer", "Written by Tom Hedge and Ann Bramble", "Лев Грач, корреспондент «Вестника»"),
        *("Фото: Лесной вестник. Все лица вымышлены.", "Читайте также: Где закрыты мосты. Список улиц."),
    ],
)
def test_lines_that_are_no_news(line: str) -> None:
    """Counters, dates, bylines, links to other news and what stands around a text say nothing."""
    assert "" == noise.news(line)


@pytest.mark.parametrize(
    "sentence",
    [
        *(
            "Подписывайтесь на наш канал!",
            "Стежте за нами у Facebook.",
            "Sign up for our free newsletter.",
            "— Подробнее:",
        ),
        *(
            "Больше новостей — в нашем телеграм-канале.",
            "Все подробности смотрите в нашем материале.",
            "Напомним, он закрыт.",
        ),
        *(
            "Об этом сообщает пресс-служба мэрии.",
            "Про це повідомила мерія міста.",
            "This was reported by River Radio.",
        ),
        *("Нашли ошибку? Выделите её.", "Якщо ви помітили помилку, напишіть нам.", "Spotted a mistake in this story?"),
        *("Новость дополняется.", "Текст буде оновлено.", "This story is developing.", "Матеріал доповнюється."),
        *(
            "Мы используем файлы cookie, чтобы сайт работал.",
            "We and our partners store cookies.",
            "Все права защищены.",
        ),
        *("Статья доступна только по подписке.", "Лише для передплатників.", "You have two free articles left."),
        *("На фото: мост утром.", "Фото из архива редакции.", "Photo by Kim Alder on Snapstock", "Image credit: River"),
        *("Мост утром. (Photo: River Radio)", "© Лесной вестник", "Мост / Getty Images", "Пишите на mail@example.org."),
        *("Все новости: https://example.org/news", "Время чтения: 4 минуты", "4 min read", "Теги: мост, река."),
        *("На правах рекламы.", "Включите JavaScript.", "Передрук без дозволу заборонено.", "Listen to this story."),
    ],
)
def test_sentences_that_are_no_news(sentence: str) -> None:
    """Prompts, attributions, notes on the text, captions, contacts and rights are no news."""
    assert noise.is_noise(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        *(NEWS, "Subscribers fled the service after prices rose.", "Scrolls found in a cave were read by a machine."),
        *(
            "Clickers sold out before noon.",
            "Google changed its privacy policy on Tuesday.",
            "The bill was sponsored by two.",
        ),
        *(
            "This week a ferry was reported missing off Gull Point.",
            "The report was published on Tuesday by the council.",
        ),
        *("По материалам дела, обвиняемый скрылся за границей.", "Спонсорские контракты клуба истекают летом."),
        *("Использование строительных материалов ограничат.", "Комиссия по правам зарегистрированных партий заседает."),
        *("Залишаючись на посаді, він керуватиме й містом.", "Фото из космоса показали размер разлива."),
        *("На видео, которое появилось в сети, видна лодка.", "Автор книги о мостах получил премию города."),
        *("Лев Грач, журналист «Вестника», задержан в Речном.", "By Monday Riverton had lost all its bridges."),
        *(
            "Как сообщили в мэрии, мост закрыт.",
            "Об обысках в мэрии стало известно вечером.",
            "Image is everything to him.",
        ),
        *(
            "Commission on bridges meets on Monday.",
            "A shop sold its shares to Shutterstock.",
            "Текст закона опубликован.",
        ),
    ],
)
def test_what_only_looks_like_noise(sentence: str) -> None:
    """News about what noise is made of stays."""
    assert not noise.is_noise(sentence)
    assert sentence == noise.news(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        *("Не забудьте перевести часы: Озёрия переходит на зимнее время.", "Купите билет заранее: поезда подорожают."),
        *("Купуйте квитки заздалегідь: потяги подорожчають.", "Sign up your child by March: schools open their lists."),
    ],
)
def test_a_request_that_is_news(sentence: str) -> None:
    """What is asked of readers is no news, unless who knows the text says that it is about that."""
    assert noise.calls(sentence) and noise.is_noise(sentence)
    assert not noise.is_noise(sentence, rooted=True)
    assert "" == noise.news(sentence)
    assert sentence == noise.news(sentence, rooted=True)


def test_what_leads_on() -> None:
    """Prompts to read lead from a text to others, whatever the text is about."""
    assert noise.leads_on("Читать далее") and noise.leads_on("→ Continue reading")
    assert not noise.leads_on("Читатели благодарны.")
    assert noise.is_noise("Читайте также: мост закрыт.", rooted=True)


def test_a_caption_in_the_manner_of_agencies() -> None:
    """A sentence with photographer and agency in brackets behind it is a picture's."""
    assert "" == noise.news("Workers inspect the pier on Tuesday. (Jane Plum/River Radio)")
    assert "" == noise.news("Рабочие осматривают мост. (Пётр Ёлкин/«Вестник»)")


def test_a_long_paragraph_is_judged_by_its_sentences() -> None:
    """A paragraph of over 200 characters is not dropped for the way it begins."""
    paragraph = "Фото: Лесной вестник. " + "Мост через реку закрыт на весь день. " * 8

    assert paragraph.strip() == noise.news(paragraph)


@pytest.mark.parametrize(
    "piece", ["А", "By Aa ", "КИЇВ — ", "(А", "/А", "12 мая, ", "⚡", "об этом ", "we use ", "upd: "]
)
def test_only_the_beginning_is_judged(piece: str) -> None:
    """A million characters of anything are answered from the first 400."""
    text = piece * (1_000_000 // len(piece))

    assert text.strip().endswith(noise.news(text))
    assert noise.is_noise(text) == noise.is_noise(text[:400])


TEXT = st.lists(
    st.sampled_from(
        ["РЕЧНОЕ", "—", "(ВЕСТИ)", "12 мая", "14:05", ". ", ": ", "/УНІАН/", "Мост", "by", "Фото:", "⚡", "\n"]
    )
    | st.text(max_size=6),
    max_size=20,
).map(" ".join)


@given(TEXT)
def test_what_is_left_is_the_end(text: str) -> None:
    """Nothing is changed within what is left."""
    left = noise.news(text)

    assert text.strip().endswith(left)
    assert isinstance(noise.is_noise(text), bool)


def test_four_heads_are_enough() -> None:
    """Nobody puts five before a sentence; what is left then is kept."""
    assert f"14:05 {NEWS}" == noise.news("14:05 " * 5 + NEWS)


def test_an_unknown_agency() -> None:
    """Letters before a dash are an agency's if what follows can only begin a sentence."""
    assert "The bridge is closed." == noise.news("LNA — The bridge is closed.")
    assert "США — Китай. Счёт 2:1." == noise.news("США — Китай. Счёт 2:1.")
