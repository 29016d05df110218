import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.text import html, words
from feedbot.text.article import parse_article
from feedbot.text.credits import Credit
from feedbot.text.parts import Parts, of_html, of_text

LEDE = "Парк на набережной открыли после ремонта."
MORE = "Дорожки выложили заново и высадили двести лип."
PAST = "Парк закрыли в прошлом году после бури."


def names(parts: Parts) -> list[str]:
    """The names of those who told the news."""
    return [credit.name for credit in parts.credits]


def test_every_part() -> None:
    """Lede, details, quotation, background, summary and names are told apart, and the labels are in none of them."""
    told = of_html(
        "<p><b>Коротко:</b> Парк открыт.</p>"
        f"<p>{LEDE}</p>"
        "<p><strong>Источник</strong>: «Лесной вестник» со ссылкой на <a href='https://example.org/'>Садовый комитет"
        "</a> (ЛСК)</p>"
        f"<p><strong>Детали</strong>: {MORE}</p><p>Комитет обещает полив.</p>"
        "<p><strong>Прямая речь мэра Сливы:</strong> «Липы прижились».</p>"
        f"<p>Теперь есть фонтан.</p><h3>Предыстория</h3><ul><li>{PAST}</li><li>Тогда упало 40 деревьев.</li></ul>"
    )

    assert told == Parts(
        lede=(LEDE,),
        details=(MORE, "Комитет обещает полив.", "Теперь есть фонтан."),
        quotation=("«Липы прижились».",),
        background=(PAST, "Тогда упало 40 деревьев."),
        credits=(Credit(name="Лесной вестник"), Credit(name="Садовый комитет", alias="ЛСК", via=True)),
        summary="Парк открыт.",
        labelled=True,
    )


def test_a_plain_text_has_the_same_parts() -> None:
    """Plain text and its HTML say the same."""
    told = of_text(f"{LEDE}\nИсточник: Речное радио\nДетали: {MORE}\nПредыстория:\n- {PAST}")

    assert told == of_html(
        f"<p>{LEDE}</p><p>Источник: Речное радио</p><p>Детали: {MORE}</p><p>Предыстория:</p><ul><li>{PAST}</li></ul>"
    )
    assert ((LEDE,), (MORE,), (PAST,), ["Речное радио"]) == (told.lede, told.details, told.background, names(told))


@pytest.mark.parametrize(
    "label",
    [
        "<p><strong>Источник:</strong> {}</p>",
        "<p><strong>Источник</strong>: {}</p>",
        "<p><b>Источник</b> : <i>{}</i></p>",
        "<p><strong>Источник:&nbsp;</strong>{}</p>",
        "<p>\u200b<strong>Источник:\u00a0</strong>&nbsp;{}</p>",
        "<p><strong>Джерело</strong><em>:</em> {}</p>",
        "<p><strong>Дже</strong><strong>рело:</strong> {}</p>",
        "<p><span>Джерело</span> <span>:</span> <span>{}</span></p>",
        "<div>Джерело: {}</div>",
        "<div><div><b>Джерело:</b></div><div>{}</div></div>",
        "<p><em><u>Джерела:</u></em> {}</p>",
        "<p>**Source**: {}</p>",
        "<p>**Source:** {}</p>",
        "<p>***Source:*** {}</p>",
        "<p>__Source__: {}</p>",
        "<p>## Source: {}</p>",
        "<h3>Source</h3><p>{}</p>",
        "<h4>Sources:</h4><ul><li>{}</li></ul>",
        "<h4>Source: {}</h4>",
        "<ul><li><strong>Source:</strong> {}</li></ul>",
        "<ul><li><p>• Source: {}</p></li></ul>",
        "<dl><dt>Source</dt><dd>{}</dd></dl>",
        "<p>- Source: {}</p>",
        "<p>📌 Источник: {}</p>",
        "<p>▪️<b>Источник:</b> {}</p>",
        "<p>ИСТОЧНИК: {}</p>",
        "<p>Источник информации: {}</p>",
        "<p><a href='https://example.org/a'>Источник: {}</a></p>",
        "<p><strong>Источник:</strong> <a href='https://example.org/a'>{}</a>.</p>",
        "<p>Источник: об этом сообщает {}</p>",
        "<p>Джерело: про це пише {}</p>",
        "<p>Источник: по данным {}</p>",
        "<p>Источник: {}, 12 марта 2026</p>",
        "<p>(Источник: {})</p>",
        "<p><i>[Джерело: <a href='https://example.org/a'>{}</a>]</i></p>",
        "<table><tr><td>Источник: {}</td></tr></table>",
        "<pre>Источник: {}\nДетали: Много слов о новом парке.</pre>",
    ],
)
def test_attribution_in_html(label: str) -> None:
    """However a page writes its label, the name behind it is found, and is no part of the text."""
    told = of_html(f"<p>{LEDE}</p>{label.format('Речное радио')}<p>{MORE}</p>")

    assert ["Речное радио"] == names(told)
    assert (LEDE,) == told.lede
    assert MORE == told.details[-1]
    assert "радио" not in "".join(told.details)


def test_several_names_below_a_heading() -> None:
    """Names between commas may be many words together; a sentence of as many is none."""
    several = "press service of the port of Alder, River Radio, citing the Lime Board (LB)"
    told = of_html(f"<p>{LEDE}</p><h3>Source</h3><p>{several}</p><p>{MORE}</p>")
    text = "A source said to us in the port that losses are counted, and more would be told."
    other = of_html(f"<p>{LEDE}</p><h3>Source</h3><p>{text}</p>")

    assert ["press service of the port of Alder", "River Radio"] == names(told)[:2]
    assert (MORE,) == told.details
    assert (text,) == other.details


@pytest.mark.parametrize(
    "text",
    [
        "<p>{0}<br>Источник: Речное радио<br>Детали: {1}<br>Предыстория: {2}</p>",
        "<p>{0}<br/><br/><b>Источник:</b> Речное радио<br/><br/><b>Детали:</b> {1}<br/><br/><b>Контекст:</b> {2}</p>",
        "{0}<br>\nДжерело: Речное радио<br>\nДеталі: {1}<br>\nЩо передувало:<br>\n- {2}",
        "<p>{0} <b>Источник:</b> Речное радио <b>Детали:</b> {1} <b>Справка:</b> {2}</p>",
        "<p>{0} <strong>Источник</strong>: Речное радио <strong>Детали</strong>: {1} <b>Для справки:</b> {2}</p>",
        "<div>{0}</div><div>Source: Речное радио</div><div>Details:</div><div>{1}</div><div>Background</div>{2}",
        "<blockquote><p>{0}</p><p>Источник: Речное радио</p><p>{1}</p><p>Предыстория: {2}</p></blockquote>",
        "<p>{0}</p><p>Источник: Речное радио. {1}</p><p>Напомним, {2}</p>",
        "<section><header>{0}</header><p>Джерело: Речное радио</p>{1}<h2>Контекст</h2>{2}</section>",
        "<p><img src='https://example.org/a.jpg'></p><p>{0}</p><p><b>Джерело:</b> Речное радио</p><p>{1}</p>"
        "<p><b>Передісторія.</b> {2}</p>",
        "<p>{0}</p><figure><img src='https://example.org/a.jpg'><figcaption>Река</figcaption></figure>"
        "<p>Источник: Речное радио</p><p>Детали: {1}</p><p><strong>Контекст</strong> {2}</p>",
        "<p>{0}</p><p>Источник: Речное радио</p><p>{1}</p><p>Ранее: {2}</p>",
        "<ul><li>Источник: Речное радио</li><li>Детали: {0}</li><li>{1}</li></ul>"
        "<h2>Контекст: почему это важно</h2><p>{2}</p>",
    ],
)
def test_layouts(text: str) -> None:
    """Labels behind line breaks, in one paragraph, in boxes or headings part the text in the same way."""
    told = of_html(text.format(LEDE, MORE, PAST))

    assert ["Речное радио"] == names(told)
    assert [LEDE, MORE] == [*told.lede, *told.details]
    assert [PAST] == [line.removeprefix("Напомним, ") for line in told.background]


@pytest.mark.parametrize(
    "word", ["Что предшествовало", "Що передувало", "Нагадаємо", "Previously", "Backstory", "Earlier"]
)
@pytest.mark.parametrize(
    "form",
    [
        "<p><strong>{}:</strong></p><ul><li>{}</li></ul>",
        "<p><strong>{}</strong></p><p>{}</p>",
        "<h2>{}</h2><ol><li>{}</li></ol>",
        "<p><b>{}:</b> {}</p>",
        "<p><b>{}.</b> {}</p>",
        "<p>{}:<br>• {}</p>",
    ],
)
def test_background_in_html(word: str, form: str) -> None:
    """Background is a list or a paragraph, below its label or behind it."""
    told = of_html(f"<p>{LEDE}</p>{form.format(word, PAST)}")

    assert ((LEDE,), (PAST,), ()) == (told.lede, told.background, told.details)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Источник в мэрии рассказал: парк открыт.</p>",
        "<p>Источники «Вестника» сообщили, что парк открыт.</p>",
        "<p>Детали операции: их не знает никто.</p>",
        "<p>Контекстный поиск: как он устроен.</p>",
        "<p>Джерело в мерії: парк відкрито.</p>",
        "<p>Source code: it is open to everybody.</p>",
        "<p>The source: a mayor who knows.</p>",
        "<p>источник: Речное радио молчит о парке.</p>",
        "<p>Он назвал <b>источник</b>: Речное радио.</p>",
        "<p>Узнали мы это так. Источник: Речное радио.</p>",
        "<p>Главное: парк снова открыт для всех.</p>",
        "<p>«Источник: это я», — сказала мэр.</p>",
        "<p>Details, he said, are known to nobody.</p>",
        "<ol><li>Источник: так называют начало реки в Лесном районе.</li></ol>",
    ],
)
def test_a_word_in_a_sentence_is_no_label(text: str) -> None:
    """A word of the table within a sentence, before other words or in small letters is text."""
    told = of_html(text)

    assert ((), False) == (told.credits, told.labelled)
    assert [html.plain(text)] == [*told.lede, *told.details]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Источник: двое погибли при взрыве на заводе в Лесном</p>",
        "<p>Источник: мэр готовит отставку</p>",
        "<p>Джерело: у мерії повідомили про нову угоду</p>",
        "<p>Sources: the mayor will resign within a week</p>",
        "<p>Source: it was the wind</p>",
        "<p>Источники:</p><p>Они рассказали нам о парке больше, чем мы хотели знать о нём в тот день.</p>",
        "<h2>Источники</h2>"
        "<ul><li>Слива А. Б. История парков города Лесное и окрестностей. Лесное, 1999. — 300 с.</li></ul>",
        "<h2>Sources</h2><ul>" + "".join(f"<li>River Radio {number}</li>" for number in range(7)) + "</ul>",
        "<h2>Источники</h2><blockquote><p>Речное радио</p></blockquote>",
        "<p>Источник:</p><h2>Речное радио</h2>",
        "<img src='https://example.org/a.jpg'><p>Источник: Речное радио</p>",
        "<p><img src='https://example.org/a.jpg'><br>Источник: Речное радио</p>",
        "<figure><img src='https://example.org/a.jpg'><figcaption>Источник: Речное радио</figcaption></figure>",
        "<table><tr><th>Год</th><th>Лип</th></tr><tr><td>2025</td><td>200</td></tr></table><p>Source: River Radio</p>",
        "<table><tr><td>Источник:</td><td>Речное радио</td></tr><tr><td>Лип</td><td>200</td></tr></table>",
        "<aside><p>Источник: Речное радио</p></aside>",
        "<p>Источник: Getty Images</p>",
        "<p>Источник фото: Речное радио</p>",
        "<p>Источник: фото автора</p>",
        "<p>Источник: неизвестен</p>",
        "<p>Источник: 12 марта 2026</p>",
        "<p><a href='https://example.org/a'>Источник</a></p><p>Подписаться</p>",
        "<p>Источник:</p>",
        f"<p>Источник: {'очень ' * 20}Речное радио</p>",
        "<script>Источник: Речное радио</script>",
    ],
)
def test_nobody_is_named_without_need(text: str) -> None:
    """News, references, captions, the credits of pictures and empty labels name nobody."""
    assert () == of_html(f"<p>{LEDE}</p>{text}").credits


def test_a_headline_after_the_word_source_is_news() -> None:
    """A line that only looks like an attribution stays in the text, even as its only one."""
    line = "Источник: двое погибли при взрыве на заводе в Лесном"

    assert (line,) == of_html(f"<p>{line}</p>").lede
    assert (line,) == of_html(f"<p>{LEDE}</p><p>{line}</p>").details


def test_a_picture_may_stand_above_an_attribution_in_the_house_form() -> None:
    """Where details are labelled too, the names below a picture are those who told the news."""
    picture = "<p><img src='https://example.org/a.jpg'></p>"

    told = of_html(f"<p>{LEDE}</p>{picture}<p>Источник: Речное радио</p><p>Детали: {MORE}</p>")

    assert ["Речное радио"] == names(told)


def test_without_labels_the_first_paragraph_is_the_lede() -> None:
    """What follows it is details, in paragraphs and lists alike; headings are in neither."""
    told = of_html(
        f"<h1>Парк</h1><p>{LEDE}</p><h2>Что дальше</h2><p>{MORE}</p><ul><li>Полив.</li><li>Фонтан.</li></ul>"
    )

    assert told == Parts(lede=(LEDE,), details=(MORE, "Полив.", "Фонтан."))


@pytest.mark.parametrize(
    "dirt",
    [
        "<p>Автор: Анна Слива</p>",
        "<p>Фото: Речное радио</p>",
        "<p>Фото Анны Сливы / Речное радио</p>",
        "<p>By Anna Plum</p>",
        "<p>BY ANNA PLUM</p>",
        "<p>14 марта 2026</p>",
        "<p>Оновлено о 12:30</p>",
        "<p>14.03.2026, 10:20</p>",
        "<p>Читайте также: Как растут липы</p>",
        "<p>Read more: How limes grow</p>",
        "<p>Підписуйтесь на наш канал</p>",
        "<p>Реклама</p>",
        "<p>© Речное радио</p>",
        "<p>* * *</p>",
        "<p>→</p>",
        "<hr>",
        "<p><a href='https://example.org/b'>Как растут липы</a></p>",
        "<ul><li><a href='https://example.org/b'>Как растут липы</a></li><li><a href='https://example.org/c'>Полив</a></li></ul>",
        "<figure><img src='https://example.org/a.jpg'><figcaption>Липы в парке.</figcaption></figure>",
        "<table><tr><td>Год</td><td>Лип</td></tr><tr><td>2025</td><td>200</td></tr></table>",
        "<aside><p>Погода сегодня ясная.</p></aside>",
        "<script>let it = '</p>';</script>",
        "<style>p { color: red }</style>",
        "<nav><ul><li>Главная</li></ul></nav>",
        "<!-- Лид. -->",
        "<p>Источник: Getty Images</p>",
        "<p> &nbsp; </p>",
    ],
)
def test_dirt_is_no_part(dirt: str) -> None:
    """What is no news is in no part, wherever it stands."""
    assert Parts(lede=(LEDE,), details=(MORE,)) == of_html(f"{dirt}<p>{LEDE}</p>{dirt}<p>{MORE}</p>{dirt}")


def test_a_linked_sentence_is_text() -> None:
    """A paragraph of several words that ends like a sentence is news though all of it is a link."""
    line = "Парк на набережной открыли вчера после ремонта, который шёл год."

    assert (line,) == of_html(f"<p><a href='https://example.org/a'>{line}</a></p>").lede


def test_links_may_be_names_or_background() -> None:
    """A label says what the links below it are for."""
    link = "<li><a href='https://example.org/{0}'>{0}</a></li>"

    told = of_html(
        f"<p>{LEDE}</p><p>Sources:</p><ul>{link.format('River Radio')}{link.format('The Lime')}</ul>"
        f"<p>Background:</p><ul>{link.format('Why the park was closed')}</ul>"
    )

    assert ["River Radio", "The Lime"] == names(told)
    assert ("Why the park was closed",) == told.background


def test_numbered_paragraphs_are_items() -> None:
    """Names below a label may be numbered by hand."""
    told = of_html(f"<p>{LEDE}</p><p>Sources:</p><p>1. River Radio</p><p>2. The Lime</p><p>{MORE}</p>")

    assert (["River Radio", "The Lime"], (MORE,)) == (names(told), told.details)


def test_dirt_is_no_background() -> None:
    """What leads to other articles may stand at the very end."""
    assert (PAST,) == of_html(f"<p>{LEDE}</p><p>Контекст:</p><p>{PAST}</p><p>Читайте также: Липы</p>").background


def test_a_list_is_part_of_what_it_stands_in() -> None:
    """Items among the details are details, those of the background are background."""
    told = of_html(
        f"<p>{LEDE}</p><p>Детали: Открыты:</p><ul><li>фонтан;</li><li>сад.</li></ul><p>Контекст: {PAST}</p>"
        "<ol><li>Буря.</li></ol>"
    )

    assert (("Открыты:", "фонтан;", "сад."), (PAST, "Буря.")) == (told.details, told.background)


def test_a_blockquote_is_a_quotation() -> None:
    """Somebody's words, or a post with its signature, are no details; the signature is left out."""
    told = of_html(
        f"<p>{LEDE}</p><blockquote><p>Липы прижились.</p>— Мэрия (@mayor) <a href='https://example.org/1'>14 марта</a>"
        f"</blockquote><p>{MORE}</p><blockquote><ul><li>Полив.</li></ul></blockquote>"
    )

    assert Parts(lede=(LEDE,), details=(MORE,), quotation=("Липы прижились.", "Полив.")) == told


def test_a_quotation_may_be_the_larger_part() -> None:
    """A long blockquote is one if it is announced, or opens with a quotation mark."""
    quote = "".join(f"<p>{MORE}</p>" for _ in range(5))

    assert 5 == len(of_html(f"<p>{LEDE}</p><p>Она пишет:</p><blockquote>{quote}</blockquote>").quotation)
    assert 6 == len(of_html(f"<p>{LEDE}</p><blockquote><p>«Да.</p>{quote}</blockquote>").quotation)
    assert 5 == len(of_html(f"<p>Пряма мова:</p><blockquote>{quote}</blockquote>").quotation)


def test_an_article_within_a_blockquote_is_no_quotation() -> None:
    """Where all or nearly all of the text stands in it, or labels do, it is how the page is laid out."""
    article = "".join(f"<p>{MORE}</p>" for _ in range(5))

    assert ((), (MORE,)) == (
        of_html(f"<blockquote>{article}</blockquote>").quotation,
        of_html(f"<p>Парк</p><blockquote>{article}</blockquote>").details[:1],
    )
    assert (MORE,) == of_html(f"<blockquote><p>Детали: {MORE}</p></blockquote><p>Ещё.</p>").lede


def test_a_blockquote_within_the_background_is_background() -> None:
    """What is told of the past may quote somebody."""
    told = of_html(f"<p>{LEDE}</p><p>Контекст: {PAST}</p><blockquote>«Жаль».</blockquote>")

    assert (PAST, "«Жаль».") == told.background


def test_a_heading_ends_the_background() -> None:
    """Behind a heading without a label details go on."""
    told = of_html(f"<p>{LEDE}</p><h2>Контекст</h2><p>{PAST}</p><h2>Что дальше</h2><p>{MORE}</p>")

    assert ((PAST,), (MORE,)) == (told.background, told.details)


def test_a_standfirst_may_be_a_heading() -> None:
    """A heading that is a whole long sentence is the lede."""
    line = "Парк на набережной города Лесное открыли вчера утром после ремонта, который шёл год."

    assert (line,) == of_html(f"<h1>Парк</h1><h2>{line}</h2><p>{MORE}</p>").lede


def test_tables_that_lay_out_a_page_are_read() -> None:
    """A table of long cells, or of one row, holds text."""
    long = " ".join([LEDE] * 6)
    row = f"<tr><td>{long}</td><td>{MORE}</td></tr>"

    assert ((long,), (MORE, long, MORE)) == (
        of_html(f"<table>{row}{row}</table>").lede,
        of_html(f"<table>{row}{row}</table>").details,
    )
    assert (LEDE,) == of_html(f"<table><tr><td>{LEDE}</td><td>x</td></tr></table>").lede


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("<p>Парк открыт<br>для всех.</p>", ["Парк открыт для всех."]),
        ("<p>Парк открыт.<br>Фонтан тоже.</p>", ["Парк открыт.", "Фонтан тоже."]),
        ("<p>Парк<br><br>Фонтан</p>", ["Парк", "Фонтан"]),
        ("<p>Открыты:<br>– парк<br>– фонтан</p>", ["Открыты:", "парк", "фонтан"]),
        ("<p>Парк <b>открыт</b>!</p>", ["Парк открыт!"]),
        ("<p>Парк&nbsp;&amp; фонтан &#1111111111111111111111;</p>", ["Парк & фонтан"]),
        ("Парк\nоткрыт", ["Парк открыт"]),
        ("<pre>Парк\nоткрыт.\n\nФонтан</pre>тоже", ["Парк открыт.", "Фонтан", "тоже"]),
        ("<ul><li>Парк<ul><li>Фонтан</li></ul></li></ul>", ["Парк", "Фонтан"]),
        ("<p>Парк<p>Фонтан", ["Парк", "Фонтан"]),
        ("</ul></table></b></a></h2></pre></blockquote><td>Парк", ["Парк"]),
        ("<svg><svg></svg>Нет</svg>Парк", ["Парк"]),
        ("Парк < фонтан", ["Парк < фонтан"]),
        ("<p>Парк</p><img src='a'><video src='b'></video><p>Фонтан</p>", ["Парк", "Фонтан"]),
    ],
)
def test_lines(text: str, paragraphs: list[str]) -> None:
    """Blocks and meaningful line breaks part paragraphs; tags within a line do not."""
    told = of_html(text)

    assert paragraphs == [*told.lede, *told.details]


def test_many_names() -> None:
    """At most 20 names are given, each once."""
    told = of_html("".join(f"<p>Source: Radio {chr(65 + number)}, RADIO A</p>" for number in range(26)))

    assert 20 == len(told.credits)
    assert "Radio A" == told.credits[0].name


PIECES = [
    *("Источник: A1, B2", "Источники:", "- Reuters", "Детали:", "Детали: Foo bar baz.", "Дословно: «Да", "»", ""),
    *("Дословно: Нет.", "Предыстория", "Предыстория: Было.", "Summary: x", "Коротко:", "Sources", "***", "- item"),
    *("1. one", "2. two", "Text goes here.", "on", "Нагадаємо, торік було.", "Источник: двое погибли при взрыве"),
    *("Детали: Источник: A1", "Предыстория: - foo", "- - foo", "- Источник: Радио", "1. Источник: Радио", "Контекст"),
    *("— Мы идём, — сказал он.", "Фото: Река", "Читайте также: foo", "**Детали:** Foo", "Радио", "Детали: ***"),
    *("Источник: Reuters. Это случилось вчера днём в городе.", "Quote from Mayor: “Done.”", "Источник: A citing B"),
]
TEXTS = st.lists(
    st.sampled_from(PIECES) | st.text(max_size=12) | st.text(alphabet='Источнк Source:,*#-—. «"\n1', max_size=20),
    max_size=9,
).map("\n".join)


@settings(max_examples=150)
@given(TEXTS)
def test_what_we_write_is_taken_apart_again(text: str) -> None:
    """The HTML that a plain text becomes has the same parts as the text."""
    article = parse_article(f"date 2026-03-14 Title\n{text}")
    told, again = of_text(text), of_html(article.html)

    assert (told.lede, told.details, told.background) == (again.lede, again.details, again.background)
    assert (told.quotation, told.credits, told.summary) == (again.quotation, again.credits, again.summary)
    assert (article.lede, article.credits) == (next(iter(told.lede), None), told.credits)


TAGS = st.sampled_from(
    [
        f"<{end}{name}>"
        for name in ("p", "b", "ul", "li", "blockquote", "table", "tr", "td", "h2", "a")
        for end in ("", "/")
    ]
    + ["<br>", "<img src='a'>", "<pre>", "Источник:", "Детали: ", "Контекст", "Речное радио", "&amp;", "-", "\n", "<"]
)


@settings(max_examples=150)
@given(st.lists(TAGS | st.text(max_size=5), max_size=20).map("".join))
def test_parts_come_from_the_text(text: str) -> None:
    """Whatever the HTML, nothing is raised, each part is one line that is not blank, and its words stand in it."""
    told = of_html(text)
    lines = (*told.lede, *told.details, *told.quotation, *told.background)

    assert all(line.split() and line == " ".join(line.split()) for line in lines)
    assert {letter for line in lines for letter in words.fold(line)} <= set(words.fold(html.plain(text) + text + "&"))


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<p>a",
            "<ul>",
            "<b>a",
            "<br>",
            "<br><img>",
            "<table><tr><td>a",
            "<blockquote>x",
            "<p>Источник: ",
            "Детали: ",
        ),
        *(
            '<a href="',
            "<",
            "&#99999999999;",
            "<b>Детали:</b> ",
            "- ",
            "Источник: A. ",
            "<aside>",
            "<pre>\n",
            "📌",
            '"',
        ),
    ],
)
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions are read to their end, or to the 5,000th line."""
    told = of_html(piece * (40_000 // len(piece)))

    assert len(told.lede) + len(told.details) + len(told.background) + len(told.quotation) <= 5_000


def test_short_sentences_of_labelled_details() -> None:
    """A sentence of four words is told, also behind who told the news and where it begins like a note on the text."""
    text = of_text(
        "Мост закрыт.\nИсточник: Reuters. Движение остановлено до вечера.\nДетали: Пострадавших в аварии нет.\n"
        "Обновлено 13 домов у реки.\nSign up your child by March."
    )

    assert (
        "Движение остановлено до вечера.",
        "Пострадавших в аварии нет.",
        "Обновлено 13 домов у реки.",
        "Sign up your child by March.",
    ) == text.details
    assert () == of_text("Мост закрыт.\nИсточник: Reuters. Вести Края.\nДетали: Обновлено 13 мая 2026 в 14:05").details
