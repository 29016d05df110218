"""Sentences that are no part of the text around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.belonging import around
from feedbot.text.parts import of_text
from feedbot.text.sentences import sentences
from feedbot.text.summary import candidates, summarise
from tests.text.ledes import LEDES
from tests.text.traps import TRAPS

TITLE = "Мост через Ильму закрыли на ремонт"
LEDE = "Городские власти Речного закрыли мост через Ильму на 12 недель из-за трещины в опоре."
MORE = "Опору моста чинят водолазы. Объезд идёт по плотине."
TEXT = around(TITLE, [LEDE, MORE])

STRANGE = (
    "Хотите первыми узнавать о событиях? Тогда подпишитесь на наши уведомления!",
    "Команда редакции благодарит читателей за письма и комментарии.",
    "Телефон отдела новостей: (000) 000-00-00.",
    "Наш читательский клуб дарит скидки на подписку.",
    "Бажаєте отримувати новини поштою? Залиште нам адресу.",
    "Читацький клуб видання дарує знижки на передплату.",
    "Редакція дякує читачам за листи та коментарі.",
    "Join thousands of readers who open our newsletter every day!",
    "Our reporters answer your letters in the comments.",
    "Did you like this page? Tell your friends about our app.",
)


@pytest.mark.parametrize("sentence", STRANGE)
def test_a_page_that_speaks_of_itself(sentence: str) -> None:
    """What shares nothing with the news and is about reading, sending and selling texts is strange there."""
    assert TEXT.strange(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        LEDE,
        "Опору моста чинят водолазы.",
        "Ремонт обойдётся в 40 миллионов крон.",
        "Мэр рассказал это журналистам утром.",
    ],
)
def test_news_is_not_strange(sentence: str) -> None:
    """A fact that no other sentence mentions is news all the same."""
    assert not TEXT.strange(sentence)


def test_news_about_pages() -> None:
    """Where the title speaks of such things, they are what the news is about."""
    sentence = "Газета и её сайт закрываются, сообщила редакция."

    assert TEXT.strange(sentence)
    assert not around("Газета «Вестник» закрывает сайт", [sentence, MORE]).strange(sentence)


def test_quotations_speak_for_others() -> None:
    """Who is quoted may say you and us."""
    assert not TEXT.strange("«Подпишите наше письмо к вам», — просят водолазы у реки.")


def test_long_texts_are_not_strange() -> None:
    """Only sentences and short lines are judged."""
    assert not TEXT.strange("наша подписка на сайт " * 20)
    assert not TEXT.strange(" ".join(["а"] * 40 + ["подписка"]))


def test_a_call_rooted_in_the_news() -> None:
    """News may ask something of the reader, if it says more of its own; what speaks of you must say still more."""
    text = around("Озёрия переходит на зимнее время", ["Часы в Озёрии переводят в ночь на воскресенье.", MORE])

    assert text.rooted("Не забудьте перевести часы: Озёрия переходит на зимнее время.")
    assert not text.rooted("Не забудьте часы.")
    assert not text.rooted("Не забудьте, что наш канал в Озёрии работает и в воскресенье.")
    assert not text.rooted("Подпишитесь на канал редакции и читайте новости сайта!")


def test_what_goes_on_with_it() -> None:
    """A sentence behind a strange one goes with it, if it has nothing of the news either."""
    assert TEXT.following("Это займёт две минуты.")
    assert not TEXT.following("Водолазы чинят опору моста.")
    assert not TEXT.following("слово " * 20)
    assert LEDE == summarise("", of_text(f"{LEDE}\n{STRANGE[3]} Осталась тысяча таких карточек."))


def test_what_stands_before_the_news() -> None:
    """A line above that has nothing in common with title and text is left out where the next one tells the title."""
    profile = "Ежевика Грушина живёт за городом и разводит пчёл."

    assert LEDE == summarise(TITLE, of_text(f"{profile}\n{LEDE}"), most=1)
    assert profile == summarise("", of_text(f"{profile}\n{LEDE}"), most=1)
    assert profile == summarise(TITLE, of_text(f"{profile}\nНи о чём другом соседи сегодня не говорят."), most=1)


def test_a_line_apart() -> None:
    """Behind the lede a sentence on a line of its own that has nothing in common with the text waits until needed."""
    apart = "Завтра обещают туман и слабый ветер."
    long = f"{LEDE} Опору моста чинят водолазы."

    last = "Опору моста через Ильму осмотрят снова весной."
    assert f"{long} {last}" == summarise(TITLE, of_text(f"{long}\n{apart}\n{last}"))
    assert f"{LEDE} {apart}" == summarise(TITLE, of_text(f"{LEDE}\n{apart}"))
    assert long == summarise(TITLE, of_text(f"{long}\nЗавтра обещают туман и +9."))


def test_figures_before_the_news() -> None:
    """A short line with figures waits until needed too, as long as nothing tells what the title says."""
    idle, box = "Утром у моста было шумно, и никто не знал, что будет дальше.", "Пробки: 6 баллов, к вечеру 8."

    assert (idle, LEDE) == candidates(TITLE, of_text(f"{idle}\n{box}\n{LEDE}"))
    assert (LEDE, box) == candidates(TITLE, of_text(f"{LEDE}\n{box}"))


def test_words_in_common_with_the_news() -> None:
    """Words of the title and of the lines that tell it speak for a paragraph; words of other odd lines do not."""
    odd, other = "Сдаётся комната у вокзала, тихие соседи.", "Соседи у вокзала пекут пироги, комната тёплая."
    text = around(TITLE, [LEDE, MORE, odd, other])

    assert text.odds([odd]) == around(TITLE, [LEDE, MORE, odd]).odds([odd]) > 0
    assert text.odds(["Опору у вокзала чинят соседи."]) < text.odds(["Комнату у вокзала чинят соседи."])
    assert text.odds(["Мост у вокзала чинят соседи."]) < text.odds(["Опору у вокзала чинят соседи."])


def test_words_that_only_begin_alike() -> None:
    """Forms of a word are the same but for an ending; four letters in common alone are no more than chance."""
    text = around("Університет повідомляє про відкриття", ["Університет повідомляє про відкриття корпусу."])

    assert text.odds(["Тут показують тиск повітря."]) == text.odds(["Тут показують тиск газовий."])
    assert text.odds(["Тут показують нові корпуси."]) < text.odds(["Тут показують нові газовий."])


def test_the_place_of_a_paragraph() -> None:
    """Above what tells the title a paragraph is odder than below; where no line tells it, only the very top is."""
    line = ["Соседи встали рано и ушли в лес."]
    silent = around("Осенний отчёт", [LEDE, MORE])

    assert TEXT.odds(line) < TEXT.odds(line, before=True) < TEXT.odds(line, before=True, first=True)
    assert silent.odds(line) == silent.odds(line, before=True) < silent.odds(line, first=True)


def test_verbs_speak_for_news() -> None:
    """A line without a verb is odder than one that says what happened."""
    assert TEXT.odds(["Соседи тихо ушли."]) < TEXT.odds(["Соседи тихо тут."])
    assert TEXT.odds(["The neighbours quietly left."]) < TEXT.odds(["The neighbours quiet here."])


@pytest.mark.parametrize(("language", "title", "lede", "rest"), (*LEDES, *TRAPS))
@pytest.mark.parametrize("gap", [" ", "\n"])
def test_no_first_sentence_is_dropped(language: str, title: str, lede: str, rest: str, gap: str) -> None:
    """Quotations, numbers, requests, questions and news of papers and pages are first sentences as any."""
    first = sentences(lede, language)[0]

    assert first in candidates(title, of_text(f"{lede}{gap}{rest}"), language=language)


def test_odd_paragraphs() -> None:
    """What has nothing in common with the news is odd if it is short, for the reader, labelled or figures."""
    for dirt in ("Тыква: польза и вред этого овоща.", "Ищем водителя на вечерние смены.", "4, 18, 22, 31, 40, 45 и 7."):
        assert TEXT.odds([dirt]) > 0
    for news in (LEDE, MORE, "Ремонт обойдётся в 40 миллионов крон, рассказал журналистам мэр, и мост откроют осенью."):
        assert TEXT.odds([news]) < 0


def test_a_long_paragraph_is_told() -> None:
    """A long paragraph of idle talk in which the news is told is not left out, though it looks odd."""
    talk = "Сегодня расскажем вам о том, чего вы давно ждали. Спасибо всем, кто писал нам письма и не терял терпения. "
    news = "Новая баня открылась в пятницу и принимает гостей с восьми утра до самой полуночи, кроме понедельников."

    assert news in candidates("Важное для всех", of_text(f"{talk}{news}\nПар там лёгкий."), language="ru")


def test_likeness_by_a_common_beginning_is_none() -> None:
    """Words that share no more than a prefix have nothing in common."""
    text = around("Перевозчики просят субсидию", ["Перевозчики Речного просят у мэрии субсидию на год."])

    assert text.detached("Перевод выполнил наш сотрудник.")
    assert not text.detached("Перевозчику отказали.")


def test_odd_lines_around_the_lede() -> None:
    """Odd lines above and below the lede wait; where labels part the text, they do not stand for the lede either."""
    above = "Оригинал вышел в журнале «Портовое обозрение», и его стоит прочесть тем, кто любит корабли и дальние моря."
    below = "Форум «Деньги малых городов». Ранняя цена до пятницы."
    labelled = f"{above}\n{LEDE}\nДетали: {MORE}"

    assert f"{LEDE} {MORE}" == summarise(TITLE, of_text(f"{above}\n{LEDE}\n{below}\n{MORE}"))
    assert f"{LEDE} {MORE}" == summarise(TITLE, of_text(labelled))


def test_an_odd_sentence_behind_the_lede() -> None:
    """A sentence in the paragraph of the lede that only points at the page is left out."""
    assert LEDE == summarise(TITLE, of_text(f"{LEDE} Наш ролик смотрите у нас ниже."), most=2)


def test_tags_behind_the_lede() -> None:
    """Tags behind its last stop do not cost the lede, nor are they told."""
    assert LEDE == summarise(TITLE, of_text(f"{LEDE} #мост #Речное @vesti"))


@given(
    st.sampled_from([TITLE, "", "Наш канал"]),
    st.lists(st.sampled_from([LEDE, MORE, *STRANGE, "\n"]) | st.text(max_size=30), max_size=8),
)
def test_any_text(title: str, lines: list[str]) -> None:
    """Nothing raises, and the same answer comes again."""
    text = around(title, lines)

    for line in (*lines, *STRANGE):
        assert text.strange(line) == around(title, lines).strange(line)
        assert not (text.strange(line) and text.rooted(line))
        assert text.detached(line) <= bool(text.title)
        assert isinstance(text.anchored(line), bool)
        assert text.odds((line,)) == around(title, lines).odds((line,))


@pytest.mark.parametrize("piece", ["а", "подписка ", "you ", "? ", "«", "- ", "\n", "@a.", "+1 "])
def test_only_the_beginning_is_read(piece: str) -> None:
    """A million characters of anything are no dearer than two thousand."""
    text = around(piece * 1_000, [piece * (1_000_000 // len(piece))])

    assert text == around(piece * 1_000, [piece * (1_000_000 // len(piece)), LEDE])
    assert not text.strange(piece * 1_000)


def test_a_strange_sentence_in_a_paragraph_is_left_out() -> None:
    """Of a paragraph that belongs to the news only the sentence that does not is left out of the summary."""
    more = f"Опору моста через Ильму чинят водолазы. {STRANGE[3]} Ремонт моста стоит 40 миллионов."
    found = summarise(TITLE, of_text(f"{LEDE}\n\n{more}"), limit=1_000, most=9, language="ru")

    assert "читательский клуб" not in found
    assert "Ремонт моста стоит 40 миллионов." in found


def test_an_idle_line_tells_no_title() -> None:
    """What a page says of itself does not stand for the news because it has a word of the title."""
    idle = "Эта новость о мосте обновляется."

    assert around(TITLE, [LEDE]).core == around(TITLE, [idle, LEDE], idle.lower().__eq__).core
    assert not around(TITLE, [idle], lambda _: True).told


def test_a_line_does_not_vouch_for_itself() -> None:
    """Where each line has one word of the title at most, its other words count only if another such line has them."""
    text = around("Соседи не спали из-за звука", ["Сдаётся комната, тихие соседи.", "Звук искали инженеры."])

    assert text.told
    assert 0 == text.signs(["Сдаётся комната, тихие соседи."])[2]


def test_an_hour_is_one_figure() -> None:
    """An hour such as "16:00" is no more figures than "16"."""
    text = around(TITLE, [LEDE])

    assert (
        text.signs(["С понедельника мост закрывают в 16:00."])[1:]
        == text.signs(["С понедельника мост закрывают в 16 ч."])[1:]
    )


def test_a_vowel_that_comes_and_goes() -> None:
    """The words "рынок" and "рынка" are one."""
    assert around("Рынок закрыт", ["Дирекция рынка молчит."]).told
    assert not around("Район закрыт", ["Дирекция рынка молчит."]).told
