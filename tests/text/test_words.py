import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text import words

# One sentence a part; a case is right when the splitter finds these parts and no others.
RU = (
    ("Мост открыли 3 мая 2024 г. в Самаре.", "Потом его закрыли."),
    ("Выставка идёт с 2023 г.", "Она популярна."),
    ("Он живёт в г. Тверь.", "Она тоже."),
    ("Театр им. Вахтангова закрыт на ремонт.", "Откроют осенью."),
    ("Мы помогли им.", "Они ушли."),
    ("Продаются яблоки, груши и т. д.", "Покупателей много."),
    ("Продаются яблоки, груши и т.д.", "Покупателей много."),
    ("Собрание, т. е. совет жильцов, прошло тихо.", "Все согласны."),
    ("Собрание, т.е. Совет жильцов, прошло тихо.", "Все согласны."),
    ("В. П. Огурцов открыл музей.", "А. С. Репкина пришла."),
    ("В.П. Огурцов открыл музей.", "Гости пришли."),
    ("Музей открыл Огурцов В. П.", "Он рад."),
    ("Проф. Огурцов прочёл лекцию.", "Зал был полон."),
    ("Пожар на ул. Садовой потушен.", "Причина неясна."),
    ("Ремонт стоил 5 млн руб.", "Деньги дал город."),
    ("Ремонт стоил 5 млн. рублей.", "Деньги дал город."),
    ("См. рис. 5 и табл. 2 на с. 14.", "Там всё видно."),
    ("Крепость построена в XVII в.", "Её не раз чинили."),
    ("Цена выросла на 3.5 процента.", "Это много."),
    ("«Мы успеем. Мы готовы», — сказал прораб.", "Работа идёт."),
    ("«Мы успеем!» — сказал прораб.", "Работа идёт."),
    ("«Когда?» — Прораб не ответил.",),
    ("Он сказал: «Хватит. Пора».", "И вышел."),
    ("Он считал: «Раз.", "Два.", "Три».", "И прыгнул."),
    ("Куда он делся?..", "Никто не знает."),
    ("Ну... потом решим.", "Не спешите!"),
    ("Он ждал…", "Пришла весна."),
    ("Ах! как хорошо.", "Пойдём?", "Пойдём!"),
    ("5. Купить хлеб.", "6. Купить соль."),
    ("1.2. Общие правила.", "Их три."),
    ("Матч был 12. августа.", "Он закончен."),
    ("Пришли 40 человек.", "8 ушли сразу."),
    ("Куплено 40 тыс. саженцев.", "Их посадят."),
    ("Участники (их было много. Очень много) ушли.", "Зал пуст."),
    ("Он ушёл.", "— Почему?", "— Не знаю."),
    ("Это было давно.", "iPhone тогда не знали."),
)
UK = (
    ("Міст відкрили 3 травня 2024 р. у Полтаві.", "Потім його закрили."),
    ("Виставка триває з 2023 р.", "Вона популярна."),
    ("Вулиця над р. Ворскла тиха.", "Тут гарно."),
    ("Штраф сягнув 5 млн грн.", "Поліція шукає винних."),
    ("Ремонт коштував 5 тис. гривень.", "Гроші дало місто."),
    ("Театр ім. Заньковецької зачинено.", "Відкриють восени."),
    ("Пожежа на вул. Садовій згасла.", "Причина невідома."),
    ("Див. рис. 5 і табл. 2.", "Там усе видно."),
    ("Є яблука, груші та ін.", "Покупців багато."),
    ("Є яблука, груші тощо.", "Покупців багато."),
    ("В. П. Гарбуз відкрив музей.", "Гості прийшли."),
    ("Відкрив музей Гарбуз В. П.", "Він радий."),
    ("Проф. Гарбуз прочитав лекцію.", "Зала була повна."),
    ("Фортецю зведено у XVII ст.", "Її не раз лагодили."),
    ("«Ми встигнемо. Ми готові», — сказав виконроб.", "Робота триває."),
    ("„Ми встигнемо!“ — сказав виконроб.", "Робота триває."),
    ("Т. зв. Стара брама впала.", "Ніхто не постраждав."),
    ("Він мешкає у м. Суми.", "Вона теж."),
    ("Довжина сягає 5 м.", "Це багато."),
    ("Д-р Гарбуз приїхав о 10.", "Його чекали."),
    ("Ціна зросла на 3,5 відсотка.", "Це багато."),
    ("Він пішов?!", "Так."),
)
EN = (
    ("Dr. J. R. Marrow of the U.N. spoke first.", "He left early."),
    ("He works in the U.S.", "The office is small."),
    ("The U.S. Senate met on Monday.", "It voted."),
    ("Mr. and Mrs. Plum sold the farm.", "They moved."),
    ("Gov. Plum signed the law on Jan. 5.", "It is new."),
    ("Acme Inc. shares fell.", "They rose later."),
    ("She joined Acme Inc.", "She left in May."),
    ("The train leaves at 5 p.m.", "It is late."),
    ("The train leaves at 5 p.m. Monday.", "It is late."),
    ("See Fig. 3 and No. 5 for details.", "Both are clear."),
    ("Is it true?", "No.", "It is not."),
    ("So do I.", "He does too."),
    ("“We won. We are glad,” she said.", "They cheered."),
    ('"We won!" Plum said.', "They cheered."),
    ("Prices rose 3.5 percent to $4.10 a unit.", "That is a lot."),
    ("Apples, pears, etc. are sold.", "They are cheap."),
    ("The case is Plum v. Marrow.", "It is old."),
    ("John F. Plum came.", "A. B. Marrow did not."),
    ("Visit example.org.", "It is free."),
    ("Wait... what?", "Nothing."),
    ("He came (see p. 5).", "She did not."),
    ("It ended 2-1.", "The crowd left."),
    ("The fair opens on 5. March this year.", "It is free."),
    ("Prof. Plum et al. wrote it.", "It is long."),
)
CASES = [(language, case) for language, cases in (("ru", RU), ("uk", UK), ("en", EN)) for case in cases]
WRITING = st.text(alphabet="абвЯЇієЁ Xyz.!?…«»“”\"()—-\n\t 5І'\u0301", max_size=120)


@pytest.mark.parametrize(("language", "case"), CASES, ids=lambda value: value if isinstance(value, str) else value[0])
def test_hard_cases(language: str, case: tuple[str, ...]) -> None:
    """Abbreviations, initials, dates, decimals, list numbers and speech do not mislead the splitter."""
    assert case == words.sentences(" ".join(case), language)


@pytest.mark.parametrize(("language", "case"), CASES, ids=lambda value: value if isinstance(value, str) else value[0])
def test_hard_cases_without_a_language(language: str, case: tuple[str, ...]) -> None:
    """The lists of all languages together do no harm."""
    assert case == words.sentences(" ".join(case))


@given(st.text() | WRITING, st.sampled_from([None, "ru", "uk-UA", "EN_us", "ja"]))
@example(". . .\n.", None)
def test_sentences_lose_nothing(text: str, language: str | None) -> None:
    """Joined by spaces, sentences give the folded text back, and none is empty."""
    found = words.sentences(text, language)

    assert " ".join(text.split()) == " ".join(found)
    assert all(found)


@given(st.text() | WRITING)
def test_ends_ascend_and_cover_the_text(text: str) -> None:
    """Every end lies behind the one before; the last is the end of the last word."""
    ends = words.ends(text)

    assert sorted(set(ends)) == list(ends)
    assert ([len(text.rstrip())] if text.strip() else []) == list(ends[-1:])


def test_lines_end_sentences() -> None:
    """A line break behind a full stop ends a sentence even before a small letter; so does a blank line anywhere."""
    assert ("Ремонт на ул.", "садовой идёт", "Конец") == words.sentences("Ремонт на ул.\nсадовой идёт\n\nКонец")
    assert ("Ремонт на улице идёт",) == words.sentences("Ремонт на улице\nидёт")


def test_marks_that_are_not_closed_enclose_nothing() -> None:
    """An opening mark without its partner on the line does not glue sentences together."""
    assert ("Он сказал: «Да.", "Нет.", "Ушёл.") == words.sentences("Он сказал: «Да. Нет. Ушёл.")
    assert ("(Да.", "Нет.)") == words.sentences("(Да.\nНет.)")
    assert ('Экран 27" хорош.', "Но дорог.", 'Экран 32" тоже.') == words.sentences(
        'Экран 27" хорош. Но дорог. Экран 32" тоже.'
    )


def test_nested_marks() -> None:
    """Of nested quotations the outer counts."""
    assert ("«Он звал: «Эй, стой! Стой же», а я ушёл», — сказал сосед.", "Он рад.") == words.sentences(
        "«Он звал: «Эй, стой! Стой же», а я ушёл», — сказал сосед. Он рад."
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ёлка", "елка"),
        ("«Сад»", '"сад"'),
        ("п’ять", "п'ять"),
        ("Киев — Львов", "киев - львов"),
        ("за\u0301мок", "замок"),
        ("e\u0301", "é"),
        ("ko\u00adnik", "konik"),
        (" a \u00a0\n b ", "a b"),
    ],
)
def test_fold_unifies(left: str, right: str) -> None:
    """Case, ё, quotation marks, apostrophes, dashes, stress, soft hyphens and spaces make no difference."""
    assert right == words.fold(left)


def test_fold_keeps_letters_apart() -> None:
    """й and ї are letters of their own."""
    assert "край їжа" == words.fold("Край їжа")


@given(st.text() | WRITING)
@example("е\u0327\u0308\u0308")
@example("ͅΑ")
def test_fold_is_idempotent(text: str) -> None:
    """What is folded stays, and is in NFC."""
    folded = words.fold(text)

    assert folded == words.fold(folded)
    assert unicodedata.is_normalized("NFC", folded)


def test_tokens() -> None:
    """Words keep their apostrophes and numbers their marks; hyphens and signs part."""
    assert ("п'ять", "нью", "йорк", "3,14", "14:05", "5g") == words.tokens("П’ять, Нью-Йорк: 3,14 (14:05) 5G!")


@given(st.text() | WRITING)
def test_tokens_are_in_the_text(text: str) -> None:
    """Every token stands in the folded text."""
    assert all(token in words.fold(text) for token in words.tokens(text))


def test_overlap_sees_what_is_contained() -> None:
    """A text within a longer one counts in full, whatever its case; another does not count."""
    assert 1.0 == words.overlap("кот спит на печи", "Вчера КОТ спит на печи, как всегда")
    assert 0.5 == words.overlap("кот спит на печи", "кот спит на крыше и дышит")
    assert 0.0 == words.overlap("кот спит на печи", "собака бежит по двору")


def test_overlap_of_short_texts() -> None:
    """Fewer than three words are alike only when they are equal."""
    assert 1.0 == words.overlap("Кот спит", "кот  спит")
    assert 0.0 == words.overlap("Кот спит", "кот спит на печи")


@given(WRITING, WRITING)
def test_overlap_is_a_share_and_symmetric(left: str, right: str) -> None:
    """The share lies between 0 and 1 and does not depend on the order; a text is like itself."""
    assert 0 <= words.overlap(left, right) == words.overlap(right, left) <= 1
    assert 1 == words.overlap(left, left)


@pytest.mark.parametrize("piece", ["а. ", "«", '" . ', "А.Б. ", "1.", "(", "е\u0301", "\n", "«А. Б! Во.» "])
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions of 40,000 characters are read to their end."""
    text = piece * (40_000 // len(piece))

    assert " ".join(text.split()) == " ".join(words.sentences(text))
    assert len(words.fold(text)) <= len(text)
