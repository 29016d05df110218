import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.sources.walls import consent, missing, wall


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to continue reading",
        "Subscribe now to unlock this article.",
        "To read the full story, subscribe or sign in",
        "To continue reading, create a free account",
        "Create a free account to continue reading",
        "Unlock this article with a subscription",
        "This content is for subscribers only",
        "This is a subscriber-only story",
        "This post is for paid subscribers",
        "You’ve reached your limit of free articles",
        "You have 0 free articles remaining",
        "Already a subscriber? Log in",
        "Keep reading with a 7-day free trial",
        "The rest of this article is behind a paywall",
        "Register for free to read this article",
        "Please log in to view this content",
        "Get unlimited access",
        "Members only",
        "Premium article",
        "Материал доступен по подписке",
        "Доступ к полной версии",
        "Доступ к полной версии статьи открыт для подписчиков",
        "Чтобы получить доступ к полной версии материала, оформите подписку",
        "Полный текст доступен только подписчикам",
        "Этот материал доступен только платным подписчикам",
        "Это платный материал",
        "Подпишитесь, чтобы читать дальше",
        "Войдите, чтобы прочитать полностью",
        "Зарегистрируйтесь, чтобы продолжить чтение",
        "Для продолжения чтения войдите или зарегистрируйтесь",
        "Вы прочитали все бесплатные статьи в этом месяце",
        "Уже есть подписка? Войти",
        "Купить подписку",
        "Эта статья — для подписчиков",
        "Доступно только зарегистрированным пользователям",
        "Продолжение доступно после регистрации",
        "Для доступа к материалу необходима авторизация",
        "Материал целиком доступен в печатной версии",
        "Ця стаття доступна лише передплатникам",
        "Повна версія матеріалу доступна за передплатою",
        "Передплатіть, щоб читати далі",
        "Увійдіть, щоб читати далі",
        "Для читання повного тексту потрібна передплата",
        "Ексклюзивно для передплатників",
        "Вже передплатник? Увійти",
        "Доступ обмежено. Оформіть підписку, щоб читати далі",
        "Лише для членів спільноти",
    ],
)
def test_walls(text: str) -> None:
    """What asks for money or a login before it goes on is a wall in three languages."""
    assert wall(text)


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to our newsletter",
        "Sign up to read our newsletter",
        "He had to sign in and see the doctor.",
        "The library unlocked its archive for members only last year.",
        "Premium content creators earn more, the study says.",
        "The streaming service started a free trial to continue growth.",
        "Читатели могут подписаться на газету в отделении почты.",
        "Музей доступен по подписке для школьников.",
        "Вход на фестиваль — только для членов клуба.",
        "Компания открыла доступ к полной версии игры.",
        "Подпишитесь на наш телеграм-канал, чтобы читать новости первыми",
        "Войдите в зал и дождитесь начала: билеты продают на месте.",
        "Купите билет заранее, чтобы не стоять в очереди и продолжать праздник.",
        "Суд ограничил доступ к материалам дела.",
        "Доступ к озеру открыт после ремонта дороги.",
        "Підпишіться на розсилку і читайте новини щодня",
        "Магазин закрыт: для входа необходима маска.",
        "Premium",
        "Увійдіть до зали, щоб почитати. " * 12,
        "Subscribe to continue reading. " * 30,
        "",
    ],
)
def test_what_is_no_wall(text: str) -> None:
    """A text about subscriptions, a call to follow a channel, a word alone or a whole chapter is none."""
    assert not wall(text)


def test_other_pages_without_an_article() -> None:
    """An error is known by the headline, a question about cookies by its words."""
    assert missing("Страница не найдена")
    assert missing("404")
    assert not missing("Найдена страница древней рукописи")
    assert consent("We use cookies")
    assert not consent("We bake cakes")


@given(
    st.lists(
        st.sampled_from(["доступ ", "чтобы читать ", "Войдите ", "подписк", "subscribe ", "to ", "x"]), max_size=90
    )
)
def test_nothing_is_raised(words: list[str]) -> None:
    """Any text is a wall or none."""
    assert wall("".join(words)) in {True, False}
