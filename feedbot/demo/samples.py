"""What the demo tells: made-up articles in three languages, and what happens one after the other.

Places and people do not exist. An article of the newsroom is a file whose first line has `date DAY TITLE`.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A made-up site with a feed: its name, its title and the language it writes in."""

    name: str
    title: str
    language: str


SITES = (
    Site(name="post", title="Harbour Post", language="en"),
    Site(name="visnyk", title="Приозерний вісник", language="uk"),
    Site(name="ferries", title="Ferry Times", language="en"),
)
"""The sites there are; the third one fails for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """An article is put into the newsroom's folder, or put there anew."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A site publishes an article; with a `picture` of this name."""

    site: str
    title: str
    text: str
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """A site is taken down (410 Gone), or put up again with `well`."""

    site: str
    well: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """The reader says something to the bot."""

    text: str


Act = Write | Tell | Fail | Speak

FIRST: tuple[Act, ...] = (
    Write(
        file="lighthouse.txt",
        text="""date {day} Velmora lights its old lighthouse again after nine dark years
The lamp of the North Pier lighthouse was lit on Monday evening, for the first time since a storm broke its lens.
Source: Velmora harbour office
Details: The new lens came from a foundry in Eastport and weighs 340 kilograms. The light reaches 22 nautical miles, \
four more than before.
The tower opens to visitors on the first Sunday of each month; the climb has 198 steps.
Quote: "We could hear the whole pier clap," said Edna Corvin, who keeps the light.
Background:
- The lighthouse was built in 1874 and ran on oil until 1931.
- After the storm ships went by a buoy that drifted twice.
""",
    ),
    Write(
        file="library.txt",
        text="""date {day} В Велеморе открыли библиотеку в здании старой бани
Первые читатели пришли в новую библиотеку на Мельничной улице в девять утра, очередь заняла весь двор.
Источник: управление культуры Велемора, газета «Озёрный край»
Детали: В библиотеке сорок тысяч книг и сто двадцать мест для чтения. В бывшей парной устроили зал для детей, \
где пол остаётся тёплым всю зиму.
Ремонт занял два года и обошёлся в 31 миллион крон.
Дословно: «Тут и раньше отдыхали, а теперь ещё и тихо», – сказала заведующая Марта Селезнёва.
Предыстория:
- Баню построили в 1912 году и закрыли в 2016-м.
- Жители дважды собирали подписи против продажи здания.
""",
    ),
    Tell(
        site="post",
        title="Fishing boats of Velmora get engines that run on batteries",
        text="Six boats left the harbour without a sound on Tuesday. A charge lasts for nine hours at sea, the "
        "skippers say, and costs a third of what they paid for diesel.",
        picture="boats",
    ),
    Tell(
        site="visnyk",
        title="У Приозер'ї висадили дві тисячі верб уздовж набережної",
        text="За вихідні мешканці висадили дві тисячі саджанців на трьох кілометрах берега. Верби мають стримати "
        "весняну воду, яка торік розмила стежку.",
        picture="willows",
    ),
    Tell(
        site="ferries",
        title="Winter timetable of the lake ferries begins on Sunday",
        text="Ferries leave every forty minutes from six in the morning. The night boat sails on Fridays.",
    ),
)
"""What is there when the demo begins."""

PLAY: tuple[Act, ...] = (
    Speak(text="/start"),
    Speak(text="/follow ferry"),
    Write(
        file="ferry.txt",
        text="""date {day} Ferry Anna Maria returns to Velmora with 140 passengers after engine failure
The ferry Anna Maria reached Velmora under tow on Wednesday afternoon with everybody on board safe, \
five hours after its engine failed off Heron Island.
Source: Velmora coast guard
Details: None of the 140 passengers was hurt. Two tugs from Eastport brought the ferry in through waves of two metres.
The company Lakeline pays for the tickets and for the night in a hotel.
Quote: "The children sang, and then we all did," said passenger Paul Ashdown.
Background:
- The Anna Maria was built in 1998 and sails between Velmora and Heron Island.
""",
    ),
    Tell(
        site="visnyk",
        title="Старий міст через Ворсею відкрили після трьох років ремонту",
        text="Першими мостом пройшли пішоходи та два трамваї. За три роки замінили всі одинадцять опор і розширили "
        "тротуари до трьох метрів. Роботи коштували 1,94 мільярда крон.",
        picture="bridge",
    ),
    Tell(
        site="post",
        title="Tugs bring ferry Anna Maria to Velmora, 140 passengers unhurt",
        text="Two tugs from Eastport towed the ferry Anna Maria into Velmora on Wednesday after its engine failed off "
        "Heron Island. All 140 passengers are unhurt, the coast guard said. Lakeline pays for their hotels.",
        picture="ferry",
    ),
    Fail(site="ferries"),
    Write(
        file="bridge.txt",
        text="""date {day} Старый мост через Ворсею открыли после трёх лет ремонта
Движение по Старому мосту через Ворсею восстановили утром, первыми прошли пешеходы и два трамвая.
Источник: пресс-служба мэрии, агентство «Озёрный край»
Детали: За три года заменили все одиннадцать опор, тротуары расширили до трёх метров. Работы обошлись в 1,94 миллиарда \
крон, на шесть процентов меньше сметы.
Дословно: «Обещали открыть до снега и успели», – сказала начальница управления дорог Вера Лозовая.
Предыстория:
- Мост построили в 1931 году, последний раз его ремонтировали в 1978-м.
- Три года берега связывал паром.
""",
    ),
    Write(
        file="ferry.txt",
        text="""date {day} Ferry Anna Maria returns to Velmora with 143 passengers after engine failure
The ferry Anna Maria reached Velmora under tow on Wednesday afternoon with everybody on board safe, \
five hours after its engine failed off Heron Island.
Corrected: three children were not on the list, so 143 people were on board.
Source: Velmora coast guard
Details: None of the 143 passengers was hurt. Two tugs from Eastport brought the ferry in through waves of two metres.
The company Lakeline pays for the tickets and for the night in a hotel.
Quote: "The children sang, and then we all did," said passenger Paul Ashdown.
Background:
- The Anna Maria was built in 1998 and sails between Velmora and Heron Island.
""",
    ),
    Speak(text="/list"),
    Write(
        file="theatre.txt",
        text="""date {day} Театр у Приозер'ї показав першу прем'єру просто неба взимку
Попри мороз у дванадцять градусів на прем'єру «Снігової варти» прийшло чотириста глядачів.
Джерело: Приозерний театр драми
Деталі: Глядачам роздали ковдри та гарячий узвар. Вистава тривала п'ятдесят хвилин замість звичних двох годин.
Дослівно: «Оплески в рукавицях звучать як дощ», – сказала режисерка Орися Мельничук.
Передісторія:
- Залу театру закрили восени через ремонт даху.
""",
    ),
    Fail(site="ferries", well=True),
    Tell(
        site="ferries",
        title="Ferry Anna Maria towed to Velmora: what passengers get back",
        text="Lakeline repays the tickets of the ferry Anna Maria, which two tugs towed into Velmora after its engine "
        "failed off Heron Island. All passengers are unhurt; a second ferry takes over on Thursday.",
    ),
    Speak(text="/search library or lighthouse"),
)
"""What happens then, one act after the other."""

_PLACES = ("Eastport", "Heron Island", "Millbank", "Northfield", "Highmoor", "Southgate", "Westbrook")
_EVENTS = (
    (
        "{} opens a school for boat builders with sixty places",
        "Apprentices of {} build a sailing boat in their first year.",
    ),
    (
        "Bakers of {} revive a rye bread from 1820",
        "A recipe was found behind an oven in {}; the first loaves sold in an hour.",
    ),
    (
        "Owls move into the clock tower of {}",
        "Three young barn owls hatched above the market of {}, so the bells stay silent at night.",
    ),
    (
        "{} counts its apple trees and finds a lost kind",
        "Pupils counted 4,120 trees in {}; one bears the Grey Pilgrim, thought lost since the war.",
    ),
    (
        "Night trams of {} run every ten minutes from now on",
        "The council of {} doubles the night service after a year of trial.",
    ),
    (
        "Divers lift a church bell from the lake near {}",
        "The bell of 1702 lay under nine metres of water off {} and rang when it was lifted.",
    ),
)


def more() -> Iterator[Act]:
    """Short articles for when the play is over; each is told once, then there are no more."""
    for turn, (title, text) in enumerate(_EVENTS * len(_PLACES)):
        place = _PLACES[turn % len(_PLACES)]
        site = ("post", "newsroom", "ferries")[turn % 3]
        if site == "newsroom":
            body = f"date {{day}} {title.format(place)}\n{text.format(place)}\nSource: council of {place}\n"
            yield Write(file=f"more-{turn}.txt", text=body)
        else:
            yield Tell(site=site, title=title.format(place), text=text.format(place), picture=f"more-{turn}")
