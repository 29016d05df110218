import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.text import parts, words
from feedbot.text.belonging import WEIGHTS
from feedbot.text.parts import Parts
from feedbot.text.summary import Mode, candidates, lead, summarise, weighed

TITLE = "Мост через Ильму закрыли"
LEDE = "Городские власти Речного закрыли мост через Ильму на 12 недель из-за трещины в опоре, объезд — по плотине."
MORE = "Ремонт моста обойдётся в 40 миллионов крон."
IDLE = "Такого тут ещё не было."
OWN = "Речное осталось без моста через Ильму: на 12 недель его закрыли из-за трещины."


def test_a_labelled_lede_stands_alone() -> None:
    """Who labels the parts means the lede to be read without the details, unless it is thin."""
    assert LEDE == summarise(TITLE, Parts(lede=(LEDE,), details=(MORE,), labelled=True))
    assert f"Мост через Ильму откроют осенью. {MORE}" == summarise(
        TITLE, Parts(lede=("Мост через Ильму откроют осенью.",), details=(MORE,), labelled=True)
    )


@pytest.mark.parametrize("note", ["(на снимке мост)", "[Речное радио]", "(снимал Л. Грач, 2014)"])
def test_a_note_behind_the_last_stop(note: str) -> None:
    """What stands in brackets behind a paragraph and ends without a stop does not cost the paragraph, nor is told."""
    assert LEDE == summarise(TITLE, Parts(lede=(f"{LEDE} {note}",)))
    assert LEDE == summarise(TITLE, Parts(lede=(f"{LEDE} {note}",), labelled=True))


def test_an_unlabelled_text_is_read_on() -> None:
    """Without labels the first paragraph is but the first one."""
    assert f"{LEDE} {MORE}" == summarise(TITLE, Parts(lede=(LEDE,), details=(MORE,)))


def test_as_many_sentences_as_are_wanted() -> None:
    """The number of sentences can be chosen; none gives nothing."""
    text = Parts(lede=(LEDE,), details=(MORE, "Последний раз его чинили в 2014 году."))

    assert LEDE == summarise(TITLE, text, most=1)
    assert "" == summarise(TITLE, text, most=0)
    assert f"{LEDE} {MORE}" == summarise(TITLE, text, most=2)


@pytest.mark.parametrize(
    "dirt", ["Фото: Речное радио", "12 мая 2026, 14:05", TITLE, f"{TITLE}.", "Лев Грач, корреспондент"]
)
def test_dirt_above_the_lede(dirt: str) -> None:
    """A byline, caption, date or title that was taken for the lede does not let the details in."""
    assert LEDE == summarise(TITLE, Parts(lede=(dirt,), details=(LEDE, MORE), labelled=True))


def test_what_is_no_part_of_the_news() -> None:
    """Attribution, quotation and background that slipped into the details stay out."""
    slipped = ("Источник: Речное радио, мэрия.", "Дословно:", "«Мы починим его».", LEDE, "Предыстория", MORE)

    assert LEDE == summarise(TITLE, Parts(details=slipped))
    assert "" == summarise(TITLE, Parts(quotation=(LEDE,), background=(MORE,)))
    assert LEDE == summarise(TITLE, parts.of_text(f"{LEDE}\nИсточник: мэрия\nДословно: «Починим».\nКонтекст: {MORE}"))


def test_a_question_opens_no_summary() -> None:
    """Questions and short cries before the news are passed over, but are better than nothing."""
    assert LEDE == summarise(TITLE, Parts(lede=(f"Опять в объезд? Ну и ну! {LEDE}",)))
    assert "Опять ехать в объезд через плотину?" == summarise(
        TITLE, Parts(lede=("Опять ехать в объезд через плотину?",))
    )


def test_idle_talk_opens_no_summary() -> None:
    """Where a later sentence tells much more, the summary begins with it."""
    assert f"{LEDE} {MORE}" == summarise(TITLE, Parts(lede=(IDLE,), details=(f"{LEDE} {MORE}",)))


def test_one_sentence() -> None:
    """The one-sentence mode tells the news wherever it stands, and shortens it if none fits."""
    text = Parts(lede=(IDLE,), details=(f"«Мы давно просили», — говорит пенсионер. {LEDE}", MORE))

    assert LEDE == summarise(TITLE, text, mode="one")
    assert LEDE == summarise(TITLE, Parts(lede=(LEDE,), details=(MORE,)), mode="one")
    assert MORE == summarise(TITLE, Parts(lede=(LEDE,), details=(MORE,)), mode="one", limit=50)
    assert "Городские власти Речного…" == summarise(TITLE, Parts(lede=(LEDE,), details=(MORE,)), mode="one", limit=30)
    assert "" == summarise(TITLE, Parts(), mode="one")


def test_the_authors_own_summary() -> None:
    """It serves where there is no lede, or where the text opens with a quotation, a hint, idle talk or too long."""
    assert LEDE == summarise(TITLE, Parts(lede=(LEDE,), summary=OWN, labelled=True))
    assert OWN == summarise(TITLE, Parts(details=(LEDE,), summary=OWN))
    assert OWN == summarise(TITLE, Parts(lede=("«На 12 недель остались без моста», — говорит он.",), summary=OWN))
    assert OWN == summarise(TITLE, Parts(lede=(LEDE,), details=(MORE,), summary=OWN), limit=100)
    assert OWN == summarise("Речное осталось без моста на 12 недель", Parts(lede=(IDLE,), summary=OWN))
    assert OWN == summarise(TITLE, Parts(summary=OWN))


@pytest.mark.parametrize(
    "summary",
    [
        "Лучшие новости края каждый день без выходных и праздников.",
        "Городские власти закрыли мост через…",
        "Мост закрыли",
        "Подписывайтесь на новости про мост через Ильму.",
        f"{TITLE}.",
        "",
    ],
)
def test_a_poor_summary_of_the_authors(summary: str) -> None:
    """One that is cut, no sentence, a prompt, the title or about something else is not used."""
    assert LEDE == summarise(TITLE, Parts(details=(LEDE,), summary=summary))


def test_a_text_that_was_cut() -> None:
    """A teaser that breaks off is not told where whole sentences are, but better than nothing."""
    teaser = "Городские власти Речного закрыли на 12 недель…"

    assert LEDE == summarise(TITLE, Parts(lede=(teaser,), details=(LEDE,), labelled=True))
    assert teaser == summarise(TITLE, Parts(lede=(teaser,), labelled=True))


def test_a_lede_without_its_full_stop() -> None:
    """A long lede may lack it, a short one is a heading."""
    long = "Городские власти Речного закрыли старый мост на 12 недель"

    assert long == summarise(TITLE, Parts(lede=(long,), labelled=True))
    assert MORE == summarise(TITLE, Parts(lede=("Новости коротко",), details=(MORE,), labelled=True))


@pytest.mark.parametrize(
    "tail", ["(ВИДЕО)", "ФОТО", "[PHOTOS]", "Читать далее →", "Читать далее", "[…]", "See BRIDGE, page A6"]
)
def test_what_a_page_puts_behind_a_teaser(tail: str) -> None:
    """A few words behind the last stop do not cost the sentence before them; half a sentence of news does."""
    assert LEDE == summarise(TITLE, Parts(lede=(f"{LEDE} {tail}",)))
    assert MORE == summarise(TITLE, Parts(details=(f"{LEDE} Этот снимок моста лежит в архиве города", MORE)))


def test_where_a_page_stands() -> None:
    """A row of sections with the title behind them is no lede."""
    crumbs = f"Главная › Новости › Город › {TITLE} на ремонт до зимы"

    assert MORE == summarise(TITLE, Parts(lede=(crumbs,), details=(MORE,), labelled=True))


@pytest.mark.parametrize("line", [f"{TITLE} — «Вестник»", f"{TITLE} | новости реки", f"Речное радио: {TITLE}"])
def test_the_title_with_the_name_of_its_site(line: str) -> None:
    """It is the title again; a lede that begins with the title is none."""
    long = f"{TITLE} на 12 недель — власти обещают пустить паром до зимы"

    assert LEDE == summarise(TITLE, Parts(lede=(line,), details=(LEDE,), labelled=True))
    assert long == summarise(TITLE, Parts(lede=(long,), labelled=True))


def test_labelled_details_may_be_short() -> None:
    """Three words are a sentence where the parts are labelled."""
    lede = "Мост через Ильму откроют осенью."

    assert f"{lede} Никто не пострадал." == summarise(
        TITLE, Parts(lede=(lede,), details=("Никто не пострадал.",), labelled=True)
    )


def test_items_lose_their_bullets() -> None:
    """The sign or number of an item is not told."""
    assert f"{LEDE} {MORE}" == summarise("", Parts(details=(f"- {LEDE}", f"2. {MORE}")))


def test_candidates_are_at_most_eight() -> None:
    """The ranker's choice is among the first eight clean sentences."""
    told = tuple(f"Вагон номер {number} вышел сегодня на линию." for number in range(20))

    assert told[:8] == candidates("Трамвай вышел на линию", Parts(details=told))
    assert (LEDE, MORE) == candidates(TITLE, Parts(lede=(IDLE[:0],), details=(TITLE, LEDE, MORE)))


def test_a_short_note_that_shares_no_word_with_its_title_is_told_from_its_start() -> None:
    """Where nothing tells the title, what looks a little odd is told as well: it may be the news."""
    told = "The new version brings a faster parser and better error messages. Installers are available for all systems."

    assert told == summarise(
        "Tarvane 3.16 released", Parts(details=tuple(f"{each}." for each in told[:-1].split(". ")))
    )


def test_a_huge_paragraph_is_cut_between_sentences() -> None:
    """What is read of a text ends with a whole sentence, and no word is broken."""
    assert f"{MORE} {MORE} {MORE}" == summarise(TITLE, Parts(details=(f"{MORE} " * 50_000,)))
    assert "" == summarise("", Parts(details=("я" * 1_000_000, "я" * 1_000_000)))
    assert "" == summarise("", Parts(details=tuple("я" for _ in range(100_000))), limit=0)
    assert "" == lead("", None, "я" * 19_999 + " слово")


def test_what_is_far_down_is_not_read() -> None:
    """News behind 20,000 characters of headings is not looked for."""
    heading = "Заголовок " * 10

    assert LEDE == summarise(TITLE, Parts(details=(*[heading] * 190, LEDE)))
    assert LEDE not in summarise(TITLE, Parts(details=(*[heading] * 210, LEDE)))


SENTENCES = [
    *(LEDE, MORE, IDLE, OWN, f"{TITLE}.", "Опять в объезд?", "Напомним, мост старый.", "Об этом сообщает мэрия."),
    *("РЕЧНОЕ, 13 мая — Мост закрыт.", "Читайте также: 5 мостов.", "Фото: Лев Грач", "Он построен в 1931 г. и стар."),
    *(
        "«Мы ждали. Мы ждём», — сказал мэр.",
        "BREAKING: The bridge is closed for 12 weeks.",
        "Міст зачинено до 5 травня.",
    ),
    *("Источник: Речное радио", "Детали: Ремонт начат.", "Дословно:", "Контекст:", "- Вагонов 12.", "Власти закрыли…"),
]
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(SENTENCES) | st.text(max_size=12), max_size=4).map(" ".join), max_size=5
).map(tuple)
PARTS = st.builds(
    Parts,
    lede=PARAGRAPHS.map(lambda found: found[:1]),
    details=PARAGRAPHS,
    quotation=st.just(("Цитата неповторимая.",)),
    background=st.just(("Предыстория неповторимая.",)),
    summary=st.sampled_from(SENTENCES) | st.none(),
    labelled=st.booleans(),
)
MODES: tuple[Mode, ...] = ("lead", "one")


@given(
    st.sampled_from(SENTENCES) | st.text(max_size=20),
    PARTS,
    st.integers(-1, 320),
    st.integers(0, 4),
    st.sampled_from(MODES),
)
def test_a_summary_is_true(title: str, text: Parts, limit: int, most: int, mode: Mode) -> None:
    """Within the limit, on one line, the same every time; its words and numbers are the text's, none of other parts."""
    told = summarise(title, text, limit=limit, most=most, mode=mode)
    whole = " ".join(" ".join((*text.lede, *text.details, text.summary or "")).split())

    assert told == summarise(title, text, limit=limit, most=most, mode=mode)
    assert len(told) <= max(limit, 0)
    assert " ".join(told.split()) == told
    assert set(words.tokens(told)) <= set(words.tokens(whole))
    assert "неповторим" not in told
    assert not told or words.tokens(told) != words.tokens(title)


@settings(max_examples=50)
@given(st.text(max_size=20), PARTS, st.sampled_from([40, 100, 300]))
def test_sentences_are_told_whole(title: str, text: Parts, limit: int) -> None:
    """One sentence stands in the text as it is, but for the end of one that was cut."""
    told = summarise(title, text, limit=limit, most=1)
    lines = [" ".join(line.split()) for line in (*text.lede, *text.details, text.summary or "")]

    assert any(told.removesuffix("…") in line for line in lines) or not told


@settings(max_examples=50)
@given(st.lists(st.sampled_from(SENTENCES), max_size=6), st.sampled_from(MODES))
def test_a_summary_sums_itself_up(lines: list[str], mode: Mode) -> None:
    """What was told in one sentence is told the same again."""
    told = summarise(TITLE, Parts(details=tuple(lines)), most=1, mode=mode)

    assert told == summarise(TITLE, Parts(lede=(told,), labelled=True), most=1, mode=mode)


def test_of_odd_paragraphs_only_the_likeliest_is_told() -> None:
    """Where nothing but strange paragraphs is there, those that are stranger by far than another are left out."""
    likely = "За окном дождь, и чай остыл, а писать всё-таки надо."
    odd = "В рубрике «Рядом» мы рассказываем о том, что меняется вокруг нас."

    assert likely == summarise(TITLE, Parts(details=(odd, likely)))
    assert likely == summarise(TITLE, Parts(details=(likely, odd)))


@pytest.mark.parametrize(
    "tail",
    ["Читайте дальше на сайте", " (с) пресс-служба", " /vesti.example/", " (Окончание на 4-й стр.)", " ▸ Ещё о мостах"],
)
def test_what_a_page_puts_behind_the_last_stop(tail: str) -> None:
    """A tail that a sign leads in, or that is stuck to the last sentence, costs no sentence."""
    assert LEDE == summarise(TITLE, Parts(details=(f"{LEDE}{tail}",)))


@pytest.mark.parametrize("line", ["Город / {}", "Новости » Мосты » {}", "{} | Речные вести"])
def test_a_title_among_sections_is_left_out(line: str) -> None:
    """A line of the title and where it stands on its site neither is told nor tells what the text is about."""
    text = Parts(details=(LEDE, MORE))

    assert summarise(TITLE, text) == summarise(TITLE, Parts(details=(line.format(TITLE), *text.details)))


def test_what_is_weighed() -> None:
    """Each paragraph that may be told comes with all signs, in the order of the text; the first one as such."""
    rows = weighed(TITLE, Parts(details=(LEDE, MORE)))

    assert (LEDE, MORE) == tuple(" ".join(paragraph) for paragraph, _ in rows)
    assert {len(WEIGHTS)} == {len(signs) for _, signs in rows}
    assert [True, False] == [bool(signs[-1]) for _, signs in rows]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Умер актёр Лев Яснов", "Актёр Лев Яснов умер в Велемире. Ему было 84 года. Он сыграл более ста ролей."),
        ("Помер актор Лев Яснов", "Актор Лев Яснов помер у Велемирі. Йому було 84 роки. Він зіграв понад сто ролей."),
        (
            "Novelist Ann Lark dies",
            "Novelist Ann Lark has died. She was 84. Her family said she died at home on Monday.",
        ),
    ],
)
def test_who_was_named_is_spoken_of(title: str, text: str) -> None:
    """A short sentence that shares no word with the rest is told where it speaks of somebody named before it."""
    assert text == summarise(title, Parts(details=(text,)))
