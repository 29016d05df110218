"""How well stories are told apart, copies found, and what a window costs: on a set of our own.

    python bench/stories.py [quality] [copies] [speed] [--worst]

"quality" plays events in the words of several outlets in Russian, Ukrainian and English in order of time: B-cubed
precision, recall and F1, the share of events told twice (in more than one story) and of stories mixed (of more than one
event), with titles alone and with text. The sentences are templates by hand; most events share theirs with others and
differ in places, people and numbers only, which is harder than news are; the events in free words are not. Thresholds
are chosen on the first half and judged on the second. "copies" edits texts in seven ways. "speed" fills a window
with 10,000 and with 100,000 live articles of made-up words as frequent as real ones (Zipf), and goes on for 20,000 more.
Where the extra "semantic" is installed, rows marked "+" show the same with the meanings of titles.
"""

# ruff: noqa: E501 - each sample is one line

import importlib
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

model, stories, window = (
    importlib.import_module(f"feedbot.{name}") for name in ("model", "rules.stories", "rules.window")
)
parts, meaning = (importlib.import_module(f"feedbot.text.{name}") for name in ("parts", "meaning"))

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
OUTLETS = {"ru": ("vesti", "gazeta", "obzor"), "uk": ("visti", "novyny", "ohliad"), "en": ("wire", "herald", "post")}

# Places: Russian name, "in" it, Ukrainian name, "in" it, English.
CITIES = (
    ("Харьков", "в Харькове", "Харків", "у Харкові", "Kharkiv"),
    ("Одесса", "в Одессе", "Одеса", "в Одесі", "Odesa"),
    ("Сумы", "в Сумах", "Суми", "у Сумах", "Sumy"),
    ("Полтава", "в Полтаве", "Полтава", "у Полтаві", "Poltava"),
    ("Херсон", "в Херсоне", "Херсон", "у Херсоні", "Kherson"),
    ("Белгород", "в Белгороде", "Бєлгород", "у Бєлгороді", "Belgorod"),
    ("Винница", "в Виннице", "Вінниця", "у Вінниці", "Vinnytsia"),
    ("Краматорск", "в Краматорске", "Краматорськ", "у Краматорську", "Kramatorsk"),
)
COUNTRIES = (
    ("Турция", "в Турции", "Туреччина", "у Туреччині", "Turkey"),
    ("Чили", "в Чили", "Чилі", "у Чилі", "Chile"),
    ("Япония", "в Японии", "Японія", "в Японії", "Japan"),
    ("Греция", "в Греции", "Греція", "у Греції", "Greece"),
    ("Индонезия", "в Индонезии", "Індонезія", "в Індонезії", "Indonesia"),
    ("Канада", "в Канаде", "Канада", "у Канаді", "Canada"),
    ("Норвегия", "в Норвегии", "Норвегія", "у Норвегії", "Norway"),
    ("Кения", "в Кении", "Кенія", "у Кенії", "Kenya"),
)
# Invented people: Russian, Ukrainian, English.
PEOPLE = (
    ("Обрен Таллек", "Обрен Таллек", "Obren Tallek"),
    ("Марта Лиссандер", "Марта Ліссандер", "Marta Lissander"),
    ("Виктор Гравенко", "Віктор Гравенко", "Viktor Hravenko"),
    ("Ян Кедровиц", "Ян Кедровіц", "Jan Kedrowitz"),
    ("Софи Делормье", "Софі Делорм'є", "Sophie Delormier"),
    ("Артур Пелхэм", "Артур Пелхем", "Arthur Pelham"),
    ("Нино Церадзе", "Ніно Церадзе", "Nino Tseradze"),
    ("Ларс Хольмквист", "Ларс Гольмквіст", "Lars Holmqvist"),
)
FIRMS = ("Norvatek", "Solabrix", "Meridian Air", "Quantel", "Hellmar", "Aurivo", "Brenthall", "Calyxa")

# Kinds of events: for each language wordings as (title, text). {c} a place, {in} in it, {p} a person, {f} a firm, {n}
# and {m} numbers.
KINDS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "drones": {
        "ru": (
            (
                "Беспилотники атаковали {c}: погибли {n} человека, десятки раненых",
                "Ночью {in} раздались взрывы. По данным областной администрации, дроны попали в жилой дом и склад, {n} "
                "человека погибли, еще {m} получили ранения. Пожар тушили до утра.",
            ),
            (
                "Удар дронов: {in} сгорел склад, есть жертвы",
                "Глава военной администрации сообщил об ударе по городу. {in} разрушены две квартиры и сгорел склад. "
                "Число погибших – {n}, пострадавших – {m}, среди них дети.",
            ),
        ),
        "uk": (
            (
                "{c}: безпілотники влучили в житловий будинок, {n} загиблих",
                "Уночі {in} пролунали вибухи. За даними обласної адміністрації, дрони влучили в житловий будинок і "
                "склад, {n} людини загинули, ще {m} поранені. Пожежу гасили до ранку.",
            ),
            (
                "Атака дронів уночі: загинули {n}, поранено {m}",
                "Про наслідки атаки повідомив очільник військової адміністрації. {in} зруйновано дві квартири, горів "
                "склад. Кількість загиблих – {n}, постраждалих – {m}.",
            ),
        ),
        "en": (
            (
                "Drone attack on {c} kills {n}, wounds {m}",
                "Drones hit an apartment block and a warehouse in {c} overnight, killing {n} people and injuring {m}, "
                "the regional administration said. Firefighters worked until morning.",
            ),
            (
                "{n} dead after overnight drone strike in {c}",
                "At least {n} people died and {m} were hurt when drones struck a residential building in {c}, local "
                "officials said. A warehouse burned down.",
            ),
        ),
    },
    "quake": {
        "ru": (
            (
                "{in} произошло землетрясение магнитудой {n},{m}",
                "Подземные толчки магнитудой {n},{m} зафиксировали сейсмологи. {in} жители выбегали на улицы, "
                "повреждены десятки зданий, о погибших не сообщается.",
            ),
            (
                "Сильное землетрясение: {c} считает ущерб",
                "{in} зафиксировано землетрясение силой {n},{m} балла. Эпицентр находился на глубине 10 километров. "
                "Спасатели проверяют поврежденные дома.",
            ),
        ),
        "uk": (
            (
                "{in} стався землетрус магнітудою {n},{m}",
                "Сейсмологи зафіксували поштовхи магнітудою {n},{m}. {in} мешканці вибігали на вулиці, пошкоджено "
                "десятки будівель, про загиблих не повідомляють.",
            ),
            (
                "Потужний землетрус: {c} підраховує збитки",
                "{in} стався землетрус силою {n},{m} бала. Епіцентр був на глибині 10 кілометрів. Рятувальники "
                "перевіряють пошкоджені будинки.",
            ),
        ),
        "en": (
            (
                "Magnitude {n}.{m} earthquake strikes {c}",
                "A {n}.{m}-magnitude quake shook {c}, sending residents into the streets. Dozens of buildings were "
                "damaged, seismologists said; no deaths were reported.",
            ),
            (
                "{c} hit by strong quake, buildings damaged",
                "Rescuers are checking houses in {c} after an earthquake of magnitude {n}.{m} struck at a depth of 10 "
                "kilometres.",
            ),
        ),
    },
    "resigns": {
        "ru": (
            (
                "{p} подал в отставку с поста премьер-министра",
                "Премьер-министр {p} объявил об уходе после провала голосования по бюджету. Парламент рассмотрит "
                "отставку {n} числа, сообщила пресс-служба правительства.",
            ),
            (
                "Глава правительства уходит: {p} объявил об отставке",
                "{p} заявил, что покидает должность главы кабинета министров из-за поражения в парламенте. Новое "
                "правительство могут назначить через {m} дней.",
            ),
        ),
        "uk": (
            (
                "{p} йде у відставку з посади прем'єр-міністра",
                "Прем'єр-міністр {p} оголосив про відставку після провалу голосування за бюджет. Парламент розгляне її "
                "{n} числа, повідомила пресслужба уряду.",
            ),
            (
                "Очільник уряду подав у відставку: що сказав {p}",
                "{p} заявив, що залишає посаду голови кабінету міністрів через поразку в парламенті. Новий уряд можуть "
                "призначити через {m} днів.",
            ),
        ),
        "en": (
            (
                "Prime Minister {p} resigns after budget defeat",
                "{p} stepped down as prime minister after parliament rejected the budget. Lawmakers will consider the "
                "resignation on the {n}th, the government press office said.",
            ),
            (
                "{p} quits as head of government",
                "Prime Minister {p} announced he is leaving office following a lost vote in parliament. A new cabinet "
                "could be named within {m} days.",
            ),
        ),
    },
    "match": {
        "ru": (
            (
                "Сборная страны {c} победила со счетом {n}:{m} и вышла в финал",
                "{c} обыграла соперника {n}:{m} в полуфинале чемпионата. Решающий гол забил {p} на последней минуте, "
                "матч посмотрели 60 тысяч зрителей.",
            ),
            (
                "{p} вывел команду в финал чемпионата",
                "Гол {p} принес победу в полуфинале: {c} выиграла {n}:{m}. Тренер назвал матч лучшим в сезоне.",
            ),
        ),
        "uk": (
            (
                "Збірна країни {c} перемогла з рахунком {n}:{m} та вийшла у фінал",
                "{c} обіграла суперника {n}:{m} у півфіналі чемпіонату. Вирішальний гол забив {p} на останній хвилині, "
                "матч подивилися 60 тисяч глядачів.",
            ),
            (
                "{p} вивів команду у фінал чемпіонату",
                "Гол {p} приніс перемогу у півфіналі: {c} виграла {n}:{m}. Тренер назвав матч найкращим у сезоні.",
            ),
        ),
        "en": (
            (
                "{c} beat rivals {n}-{m} to reach final",
                "{p} scored in the last minute as {c} won their semi-final {n}-{m} in front of 60,000 fans.",
            ),
            (
                "Late {p} goal sends {c} into championship final",
                "{c} are through after a {n}-{m} semi-final win. The coach called it the best match of the season.",
            ),
        ),
    },
    "deal": {
        "ru": (
            (
                "{f} покупает конкурента за {n} млрд долларов",
                "Компания {f} договорилась о покупке конкурента за {n} млрд долларов. Сделку должны одобрить регуляторы, "
                "закрыть ее планируют за {m} месяцев, говорится в сообщении.",
            ),
            (
                "Крупная сделка на рынке: {f} поглощает соперника",
                "Совет директоров {f} одобрил поглощение. Акционеры получат {n} млрд долларов, сообщил глава компании "
                "{p}. Акции подорожали на {m} процентов.",
            ),
        ),
        "uk": (
            (
                "{f} купує конкурента за {n} млрд доларів",
                "Компанія {f} домовилася про купівлю конкурента за {n} млрд доларів. Угоду мають схвалити регулятори, "
                "закрити її планують за {m} місяців, ідеться в повідомленні.",
            ),
            (
                "Велика угода на ринку: {f} поглинає суперника",
                "Рада директорів {f} схвалила поглинання. Акціонери отримають {n} млрд доларів, повідомив голова "
                "компанії {p}. Акції подорожчали на {m} відсотків.",
            ),
        ),
        "en": (
            (
                "{f} to buy rival for ${n} billion",
                "{f} has agreed to acquire its competitor in a ${n} billion deal that regulators must approve. It "
                "should close in {m} months, the company said.",
            ),
            (
                "{f} board approves takeover",
                "Shareholders will get ${n} billion under the takeover approved by {f}, chief executive {p} said. "
                "Shares rose {m} percent.",
            ),
        ),
    },
    "court": {
        "ru": (
            (
                "Суд приговорил {p} к {n} годам тюрьмы за взятку",
                "{in} огласили приговор бывшему министру: {p} получил {n} лет колонии и штраф {m} миллионов. Защита "
                "обжалует решение.",
            ),
            (
                "Экс-министр получил {n} лет по делу о взятке",
                "Судья признал, что {p} брал деньги за подряды. Прокурор просил {m} лет. {in} у здания суда собрались "
                "сторонники политика.",
            ),
        ),
        "uk": (
            (
                "Суд засудив {p} до {n} років в'язниці за хабар",
                "{in} оголосили вирок колишньому міністру: {p} отримав {n} років колонії та штраф {m} мільйонів. Захист "
                "оскаржить рішення.",
            ),
            (
                "Ексміністр отримав {n} років у справі про хабар",
                "Суддя визнав, що {p} брав гроші за підряди. Прокурор просив {m} років. {in} біля суду зібралися "
                "прихильники політика.",
            ),
        ),
        "en": (
            (
                "Former minister {p} jailed for {n} years over bribes",
                "A court in {c} sentenced {p} to {n} years in prison and a fine of {m} million. The defence will "
                "appeal.",
            ),
            (
                "Court in {c} convicts {p} of bribery",
                "{p}, an ex-minister, took money for contracts, the judge ruled, handing down {n} years. Prosecutors "
                "had asked for {m}.",
            ),
        ),
    },
    "fire": {
        "ru": (
            (
                "{in} горит нефтебаза, эвакуировали {m} человек",
                "Пожар на нефтебазе начался утром, площадь огня – {n} тысяч квадратных метров. {in} эвакуируют жителей "
                "ближайших улиц, закрыта трасса.",
            ),
            (
                "Пожар на нефтебазе: черный дым видно за десятки километров",
                "{c}: спасатели второй день тушат резервуары с топливом. Площадь возгорания {n} тысяч метров, из домов "
                "вывезли {m} жителей.",
            ),
        ),
        "uk": (
            (
                "{in} палає нафтобаза, евакуювали {m} людей",
                "Пожежа на нафтобазі почалася вранці, площа вогню – {n} тисяч квадратних метрів. {in} евакуюють "
                "мешканців найближчих вулиць, перекрито трасу.",
            ),
            (
                "Пожежа на нафтобазі: чорний дим видно за десятки кілометрів",
                "{c}: рятувальники другий день гасять резервуари з пальним. Площа займання {n} тисяч метрів, з будинків "
                "вивезли {m} мешканців.",
            ),
        ),
        "en": (
            (
                "Oil depot burns in {c}, {m} evacuated",
                "A blaze at a fuel depot in {c} has spread over {n} thousand square metres. People in nearby streets "
                "were evacuated and a highway was shut.",
            ),
            (
                "Crews battle fuel depot fire near {c}",
                "Black smoke could be seen for miles as tanks burned for a second day in {c}. {m} residents had to "
                "leave their homes.",
            ),
        ),
    },
    "visit": {
        "ru": (
            (
                "{p} прибыл с визитом: {c} ждет переговоров",
                "Президент {p} прилетел утром. {in} он обсудит поставки газа и безопасность, подписать должны {n} "
                "соглашений, переговоры продлятся {m} часа.",
            ),
            (
                "Переговоры: {p} подписал {n} соглашений о газе и обороне",
                "{in} завершилась встреча лидеров. {p} заявил, что стороны договорились о поставках газа, следующая "
                "встреча через {m} месяца.",
            ),
        ),
        "uk": (
            (
                "{p} прибув із візитом: {c} чекає на переговори",
                "Президент {p} прилетів уранці. {in} він обговорить постачання газу та безпеку, підписати мають {n} "
                "угод, переговори триватимуть {m} години.",
            ),
            (
                "Переговори: {p} підписав {n} угод про газ та оборону",
                "{in} завершилася зустріч лідерів. {p} заявив, що сторони домовилися про постачання газу, наступна "
                "зустріч через {m} місяці.",
            ),
        ),
        "en": (
            (
                "{p} arrives in {c} for gas and security talks",
                "President {p} flew to {c} on Monday to discuss gas supplies and defence. {n} agreements are expected "
                "after {m} hours of talks.",
            ),
            (
                "{p} signs {n} deals in {c}",
                "Talks in {c} ended with agreements on gas and defence, President {p} said. The leaders will meet "
                "again in {m} months.",
            ),
        ),
    },
}

# Events in free words: (language, title, text).
FREE: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (
        (
            "ru",
            "В порту Измаила разгрузили первое за месяц судно с удобрениями",
            "Сухогруз пришел из Румынии. Порт простаивал из-за мин, которые искали саперы.",
        ),
        (
            "uk",
            "Порт Ізмаїла прийняв перше за місяць судно з добривами",
            "Суховантаж прибув з Румунії після того, як сапери перевірили фарватер на міни.",
        ),
        (
            "ru",
            "Измаильский порт возобновил работу: пришел сухогруз из Румынии",
            "Месяц причалы были закрыты, пока искали мины. На борту удобрения для аграриев.",
        ),
    ),
    (
        (
            "ru",
            "Ученые нашли в пещере на Алтае зуб неизвестного древнего человека",
            "Возраст находки около 120 тысяч лет, рассказали археологи института.",
        ),
        (
            "uk",
            "В алтайській печері знайшли зуб невідомої давньої людини",
            "Знахідці близько 120 тисяч років, кажуть археологи.",
        ),
        (
            "en",
            "Tooth of unknown ancient human found in Altai cave",
            "Archaeologists say the find is about 120,000 years old.",
        ),
        (
            "ru",
            "Алтайская находка: зуб древнего человека удивил археологов",
            "Зуб возрастом 120 тысяч лет не похож на неандертальские, говорят в институте.",
        ),
    ),
    (
        (
            "uk",
            "Нацбанк знизив облікову ставку до 13 відсотків",
            "Регулятор пояснив рішення сповільненням інфляції. Наступне засідання у квітні.",
        ),
        (
            "uk",
            "Облікова ставка тепер 13%: НБУ пом'якшує політику",
            "Національний банк знизив ставку, бо інфляція сповільнюється швидше за прогноз.",
        ),
        ("ru", "НБУ снизил учетную ставку до 13%", "Национальный банк объяснил это замедлением инфляции."),
        (
            "en",
            "Ukraine's central bank cuts key rate to 13 percent",
            "The regulator cited slowing inflation; the next meeting is in April.",
        ),
    ),
    (
        (
            "ru",
            "Певица Лада Ветрова отменила тур из-за болезни голоса",
            "Концерты перенесут на осень, деньги за билеты вернут, сообщил ее директор.",
        ),
        (
            "ru",
            "Ветрова не приедет: тур артистки отменен",
            "У певицы проблемы со связками, врачи запретили петь до осени.",
        ),
        (
            "uk",
            "Лада Вєтрова скасувала концерти через хворобу",
            "Співачці заборонили виступати до осені, квитки можна повернути.",
        ),
    ),
    (
        (
            "en",
            "Ferry with 240 aboard runs aground off Naxos",
            "Coast guard boats took passengers off the ferry Elpida after it hit rocks in high winds.",
        ),
        (
            "en",
            "Passengers evacuated after Elpida ferry hits rocks in Aegean",
            "All 240 people were brought to Naxos, the Greek coast guard said.",
        ),
        (
            "ru",
            "У острова Наксос сел на мель паром с 240 пассажирами",
            "Паром Elpida наскочил на камни при сильном ветре, людей сняли катера береговой охраны.",
        ),
    ),
    (
        (
            "ru",
            "В Госдуму внесли законопроект о штрафах за шум самокатов",
            "Владельцев проката предлагают штрафовать на 50 тысяч рублей за громкие сигналы ночью.",
        ),
        (
            "ru",
            "Прокатчиков самокатов хотят штрафовать за шум ночью",
            "Законопроект предусматривает штраф до 50 тысяч рублей, сообщили в Думе.",
        ),
    ),
    (
        (
            "en",
            "Regulator fines Quantel 300 million euros over data transfers",
            "The Irish watchdog said the company moved users' data without consent.",
        ),
        (
            "en",
            "Quantel hit with record Irish privacy fine",
            "The data protection commission ordered Quantel to pay 300 million euros and to stop the transfers.",
        ),
        (
            "ru",
            "Ирландия оштрафовала Quantel на 300 млн евро за передачу данных",
            "Регулятор заявил, что компания передавала данные пользователей без согласия.",
        ),
        (
            "uk",
            "Quantel оштрафували в Ірландії на 300 мільйонів євро",
            "Комісія із захисту даних вважає, що компанія передавала їх без згоди.",
        ),
    ),
    (
        (
            "en",
            "Bear breaks into bakery in Vermont, eats 40 pies",
            "The owner of the bakery in Stowe said she found the door off its hinges.",
        ),
        (
            "en",
            "Vermont baker loses 40 pies to hungry bear",
            "A black bear tore down the door of a Stowe bakery at night, police said.",
        ),
    ),
    (
        (
            "uk",
            "На Закарпатті зійшла лавина: шукають двох туристів",
            "Група з Ужгорода йшла на Драгобрат. Одного рятувальники вже знайшли живим.",
        ),
        (
            "uk",
            "Лавина біля Драгобрата накрила туристів",
            "Троє людей з Ужгорода опинилися під снігом, одного врятували, двох шукають.",
        ),
        (
            "ru",
            "Лавина на Закарпатье: спасатели ищут двух туристов",
            "Группа шла на Драгобрат, одного человека нашли живым.",
        ),
    ),
    (
        (
            "ru",
            "Компания Brenthall отзывает 80 тысяч электромобилей из-за тормозов",
            "Ошибка в программе может отключить усилитель, сообщил производитель.",
        ),
        (
            "en",
            "Brenthall recalls 80,000 electric cars over brake fault",
            "A software error may switch off the brake booster, the maker said.",
        ),
        (
            "uk",
            "Brenthall відкликає 80 тисяч електромобілів через гальма",
            "Помилка в програмі може вимкнути підсилювач гальм.",
        ),
    ),
    (
        (
            "ru",
            "Власти Варшавы запретят въезд старых дизелей в центр",
            "Ограничения начнут действовать с июля и коснутся машин старше 20 лет.",
        ),
        (
            "ru",
            "Варшава закрывает центр для старых дизельных машин",
            "С июля въехать на них в центр будет нельзя, нарушителей ждет штраф 500 злотых.",
        ),
        ("uk", "Центр Варшави закриють для старих дизелів", "Заборона запрацює з липня, штраф – 500 злотих."),
    ),
    (
        (
            "uk",
            "Помер диригент Остап Ярема, якому було 91 рік",
            "Він 30 років керував оркестром львівської філармонії.",
        ),
        ("uk", "У Львові помер відомий диригент Ярема", "Остапу Яремі був 91 рік, прощання відбудеться у філармонії."),
        ("ru", "Умер украинский дирижер Остап Ярема", "Ему был 91 год, он руководил оркестром во Львове."),
    ),
    (
        (
            "en",
            "Astronauts repair leaking pump outside space station",
            "Two crew members of the station spent six hours outside to replace the ammonia pump.",
        ),
        (
            "en",
            "Spacewalkers fix ammonia leak on station",
            "The pump was replaced during a six-hour spacewalk on Friday.",
        ),
        (
            "ru",
            "Космонавты устранили утечку аммиака на МКС",
            "Экипаж заменил насос за шесть часов работы в открытом космосе.",
        ),
    ),
    (
        (
            "ru",
            "Учителя в Кемерове вышли на пикет из-за долгов по зарплате",
            "Педагоги трех школ не получают деньги с января, мэрия обещает выплаты к концу недели.",
        ),
        (
            "ru",
            "Кемеровским учителям обещают выплатить долги по зарплате",
            "Мэрия отреагировала на пикет педагогов трех школ.",
        ),
    ),
    # One large event each in words that differ, and pairs of events that are like each other.
    (
        (
            "ru",
            "Потоп в Кельске: вода поднялась на три метра за ночь",
            "Затоплены первые этажи домов у реки, жителей вывозят на лодках.",
        ),
        (
            "ru",
            "Сотни домов ушли под воду после прорыва дамбы",
            "В Кельске прорвало старую плотину, эвакуация продолжается.",
        ),
        (
            "uk",
            "Прорив дамби в Кельську: людей евакуюють човнами",
            "Вода піднялася на три метри, затоплено сотні будинків.",
        ),
        (
            "en",
            "Hundreds of homes flooded as dam bursts in Kelsk",
            "Residents were taken away by boat after the river rose three metres overnight.",
        ),
    ),
    (
        (
            "ru",
            "Власти Кельска начали выплаты пострадавшим от наводнения",
            "Каждая семья получит по 50 тысяч рублей, сообщили в мэрии.",
        ),
        ("ru", "Жертвам наводнения раздают деньги", "Первые сто семей Кельска получили помощь."),
    ),
    (
        (
            "en",
            "Strike grounds flights across Portugal",
            "Cabin crew walked out over pay, and 400 departures were cancelled.",
        ),
        (
            "en",
            "Airline passengers stranded in Lisbon as cabin crew walk out",
            "The two-day stoppage over wages hit 400 flights.",
        ),
        (
            "ru",
            "В Португалии из-за забастовки бортпроводников отменили 400 рейсов",
            "Пассажиры ночуют в аэропорту Лиссабона.",
        ),
        (
            "uk",
            "Сотні рейсів скасовано: у Португалії страйкують стюарди",
            "Страйк триватиме два дні, у Лісабоні черги.",
        ),
    ),
    (
        (
            "ru",
            "Скончался создатель «Синего трамвая» Игнат Вельский",
            "Режиссеру было 84 года, он снял двадцать картин.",
        ),
        ("ru", "Ушел из жизни кинорежиссер Вельский", "Автор «Синего трамвая» болел, рассказала его дочь."),
        ("uk", "Помер режисер Ігнат Вельський", "Автору стрічки «Синій трамвай» було 84 роки."),
    ),
    (
        ("uk", "Ціни на пальне знову пішли вгору", "Літр дизелю подорожчав на дві гривні через акциз."),
        ("uk", "Дизель подорожчав на дві гривні", "Мережі АЗС пояснили це новим акцизом."),
        ("ru", "На украинских заправках выросла стоимость дизеля", "Литр стал дороже на две гривны из-за акциза."),
    ),
    (
        (
            "en",
            "Rescuers pull miner alive from collapsed shaft after five days",
            "The man was found in an air pocket 200 metres down in the Zarembo colliery.",
        ),
        ("en", "'A miracle': trapped coal worker saved at Zarembo", "He had spent five days underground."),
        (
            "ru",
            "Горняка достали живым через пять дней после обвала",
            "Шахтера нашли на глубине 200 метров на шахте «Зарембо».",
        ),
        (
            "ru",
            "На шахте «Зарембо» спасли рабочего, которого завалило на прошлой неделе",
            "Он провел под землей пять суток.",
        ),
    ),
    (
        (
            "en",
            "Second day of searching at Zarembo finds no more survivors",
            "Three men are still missing in the colliery.",
        ),
        ("ru", "На «Зарембо» продолжают искать троих пропавших", "Спасатели разбирают завал вручную."),
    ),
    (
        ("ru", "Прыгун в высоту Корсак установил мировой рекорд", "На турнире в Загребе он преодолел 2,47 метра."),
        ("ru", "2,47: белорус прыгнул выше всех в истории", "Артем Корсак побил достижение тридцатилетней давности."),
        ("en", "Korsak breaks high jump world record", "The Belarusian cleared 2.47 metres in Zagreb."),
        ("uk", "Світовий рекорд у стрибках у висоту побито", "Артем Корсак у Загребі здолав 2,47 метра."),
    ),
    (
        ("en", "Parliament lowers voting age to 16", "The bill passed by 210 votes to 180 after a long debate."),
        (
            "en",
            "Sixteen-year-olds get the vote after narrow win in the Commons",
            "Ministers said the change would come before the next election.",
        ),
        ("ru", "Британский парламент разрешил голосовать с 16 лет", "Закон приняли 210 голосами против 180."),
    ),
    (
        (
            "ru",
            "Хакеры украли данные двух миллионов клиентов банка «Ладья»",
            "В сети продают имена и телефоны, карты не пострадали.",
        ),
        ("ru", "«Ладья» признала утечку", "Банк заявил, что номера карт в безопасности."),
        (
            "ru",
            "Телефоны миллионов вкладчиков оказались в открытом доступе",
            "Речь о клиентах банка «Ладья», их имена продают на форуме.",
        ),
    ),
    (
        ("uk", "У Києві зупинили рух трьох станцій метро через дим", "Пасажирів вивели, пожежі не виявлено."),
        ("uk", "Задимлення в підземці: три станції закриті", "Київський метрополітен назвав причиною кабель."),
        ("ru", "В киевском метро из-за задымления закрыли три станции", "Людей эвакуировали, горел кабель."),
        ("en", "Smoke shuts three Kyiv metro stations", "Passengers were evacuated; a cable was to blame."),
    ),
    (
        (
            "en",
            "Drugmaker's obesity pill wins approval in Europe",
            "The tablet from Calyxa cut weight by 14 percent in trials.",
        ),
        ("en", "EU clears Calyxa tablet for weight loss", "It is the first pill of its kind on the market."),
        ("uk", "Європа схвалила таблетки від ожиріння", "Засіб компанії Calyxa зменшував вагу на 14 відсотків."),
    ),
    (
        (
            "ru",
            "Стрельба в торговом центре Мальме: есть раненые",
            "Полиция задержала двадцатилетнего мужчину, ранены четверо.",
        ),
        (
            "ru",
            "В Швеции неизвестный открыл огонь по покупателям",
            "Четыре человека в больнице, стрелок из Мальме задержан.",
        ),
        ("en", "Four wounded as gunman opens fire in Malmo mall", "Police arrested a man of 20."),
        ("uk", "У торговому центрі Мальме сталася стрілянина", "Поранено чотирьох, підозрюваного затримали."),
    ),
    (
        ("en", "Sweden tightens gun laws after mall attack", "Licences will be reviewed every two years."),
        ("ru", "Швеция ужесточит правила владения оружием", "Лицензии будут проверять раз в два года."),
    ),
    (
        (
            "ru",
            "Нобелевскую премию по химии дали за самовосстанавливающийся пластик",
            "Лауреатами стали Ким Сон и Грета Аулин.",
        ),
        ("ru", "Названы лауреаты Нобеля по химии", "Награду разделили Ким Сон и Грета Аулин."),
        ("en", "Chemistry Nobel goes to makers of self-healing plastic", "Kim Song and Greta Aulin share the prize."),
        ("uk", "Нобеля з хімії отримали творці пластику, що гоїться", "Премію поділять Кім Сон і Грета Аулін."),
    ),
    (
        ("uk", "Гурт «Мальва» представить країну на Євробаченні", "У фіналі відбору він обійшов дев'ятьох суперників."),
        ("uk", "Стало відомо, хто поїде на пісенний конкурс від України", "Перемогла «Мальва» з піснею про море."),
        ("ru", "Украину на Евровидении представит «Мальва»", "Группа выиграла национальный отбор."),
        ("en", "Malva to sing for Ukraine at Eurovision", "The band won the national final with a song about the sea."),
    ),
    (
        (
            "en",
            "Tanker breaks in two off Brittany, oil slick spreads",
            "The Corvina was carrying 30,000 tonnes of crude.",
        ),
        ("en", "French beaches brace for spill from sinking Corvina", "The slick is 12 kilometres long."),
        ("ru", "У берегов Бретани разломился танкер", "С судна Corvina вытекает нефть."),
        ("ru", "Нефтяное пятно длиной 12 километров движется к пляжам Франции", "Танкер Corvina разломился в шторм."),
    ),
)

SINGLES: tuple[tuple[str, str, str], ...] = (
    ("ru", "В Самаре открыли выставку кукол из соломы", "Посетители увидят двести работ мастеров из пяти регионов."),
    ("ru", "Названы самые дорогие улицы столицы для аренды кофеен", "Аналитики посчитали ставки за квартал."),
    ("ru", "Школьник из Томска собрал телескоп из старого трамвая", "Корпусом стала труба поручня."),
    ("ru", "Россиянам объяснили, как вернуть деньги за отмененный рейс", "Юрист напомнил о сроках претензии."),
    ("ru", "В Карелии заметили редкую белую лису", "Фотоловушка сняла зверя у озера."),
    ("ru", "Минздрав обновил список жизненно важных лекарств", "В перечень вошли двенадцать препаратов."),
    ("ru", "Байкальский ледовый марафон собрал бегунов из сорока стран", "Трасса прошла от берега до берега."),
    ("ru", "В метро Екатеринбурга заменят все эскалаторы", "Контракт рассчитан на три года."),
    ("ru", "Цены на гречку снизились впервые за полгода", "Росстат связал это с хорошим урожаем."),
    ("ru", "Режиссер Паршин экранизирует повесть о полярниках", "Съемки начнутся на Ямале."),
    ("ru", "Дачникам разрешили держать ульи без справки", "Поправки вступят в силу летом."),
    ("ru", "Хоккеисты «Северстали» проиграли в овертайме", "Шайбу забросил защитник гостей."),
    ("uk", "У Чернівцях відновили фасад старої синагоги", "Роботи тривали чотири роки."),
    ("uk", "Українка виграла турнір із шахів серед юніорок", "У фіналі вона перемогла суперницю з Індії."),
    ("uk", "Як перевірити стаж для пенсії онлайн: пояснення фонду", "Довідку можна замовити на порталі."),
    ("uk", "У Карпатах зацвіли крокуси на тиждень раніше", "Заповідник просить не зривати квіти."),
    ("uk", "Тернопіль купить двадцять тролейбусів", "Міськрада взяла кредит на десять років."),
    ("uk", "Вчителька з Луцька придумала гру для вивчення дробів", "Нею користуються вже триста шкіл."),
    ("uk", "Фермери Полісся висіяли перший льон", "Площі зросли вдвічі проти торішніх."),
    ("uk", "Археологи розкопали хату часів Русі біля Канева", "Знайшли піч і дитячу іграшку."),
    ("uk", "Мережа супермаркетів відмовилася від пластикових пакетів", "Їх замінять паперові."),
    ("uk", "Бібліотека у Вінниці працюватиме цілодобово", "Для студентів відкриють нічну залу."),
    ("uk", "Гурт із Дніпра випустив альбом колискових", "Записали його у степу."),
    ("uk", "Пошта запускає доставку в гірські села дронами", "Перші польоти планують у травні."),
    ("en", "Council votes to keep the old swimming pool open", "Residents had campaigned for two years."),
    ("en", "New species of frog described in Borneo", "It is the size of a thumbnail."),
    ("en", "Chess champion takes a year off to study cooking", "The grandmaster enrolled in a Lyon school."),
    ("en", "Rail operator trials seats without armrests", "Passengers were asked for opinions."),
    ("en", "Coffee prices hit highest level in a decade", "Frost damaged the harvest in Minas Gerais."),
    ("en", "Library finds book overdue since 1931", "The fine was waived."),
    ("en", "Town bans leaf blowers before nine in the morning", "Neighbours complained about the noise."),
    ("en", "Study links afternoon naps with better memory", "Researchers followed two thousand adults."),
    ("en", "Museum returns carved door to Zanzibar", "The door had been taken in 1897."),
    ("en", "Volunteers count hedgehogs in city parks", "The numbers went up slightly."),
    ("en", "Fashion house names first designer from Peru", "The debut collection is due in autumn."),
    ("en", "Robot vacuum maker files for bankruptcy", "The firm owes its suppliers millions."),
)

Article = tuple[int, Any, Any]
"""The number of its event, the entry, its parts."""


@dataclass(frozen=True)
class Slots:
    """What the templates of one event are filled with."""

    place: tuple[str, ...]
    person: tuple[str, ...]
    firm: str
    n: int
    m: int

    def fill(self, text: str, language: str) -> str:
        """A template with everything in its place."""
        nominative = {"ru": 0, "uk": 2, "en": 4}[language]
        inside = {"ru": 1, "uk": 3, "en": 4}[language]
        person = self.person[("ru", "uk", "en").index(language)]
        place = self.place[inside]
        found = text.format(
            **{"c": self.place[nominative], "in": place, "p": person, "f": self.firm, "n": self.n, "m": self.m}
        )
        return found[:1].upper() + found[1:]


def article(number: int, event: int, language: str, source: str, at: datetime, title: str, text: str) -> Article:
    entry = model.Entry(
        id=f"https://{source}.example/{number}",
        source=source,
        key=str(number),
        title=title,
        link=None,
        content="",
        summary="",
        published=at,
        updated=at,
        origin=model.Origin(id="urn:x", title="X", link=None),
        digest="",
        language=language,
    )
    return event, entry, parts.Parts(lede=(text,) if text else ())


def events(seed: int = 7) -> list[list[tuple[str, str, str]]]:
    """The events of the set, each as the wordings of two to six outlets: (language, title, text)."""
    chance = random.Random(seed)
    found = [list(each) for each in FREE]
    for kind, wordings in KINDS.items():
        places = list(COUNTRIES if kind in {"quake", "match", "visit"} else CITIES)
        people, firms = list(PEOPLE), list(FIRMS)
        for pool in (places, people, firms):
            chance.shuffle(pool)
        for place, person, firm in zip(places[:7], people, firms, strict=False):
            slots = Slots(place, person, firm, chance.randint(2, 9), chance.randint(11, 60))
            every = [(language, *each) for language, some in wordings.items() for each in some]
            chosen = chance.sample(every, chance.randint(2, len(every)))
            found.append([(each[0], slots.fill(each[1], each[0]), slots.fill(each[2], each[0])) for each in chosen])
    return found


def stream(*, languages: Sequence[str] = ("ru", "uk", "en"), text: bool = True, seed: int = 7) -> list[Article]:
    """All articles in order of time, over five days; each event lasts some hours."""
    chance = random.Random(seed)
    told = []
    for event, wordings in enumerate([*events(), *([each] for each in SINGLES)]):
        start = START + timedelta(minutes=chance.randint(0, 5 * 24 * 60))
        used: set[str] = set()
        for language, title, body in wordings:
            if language not in languages:
                continue
            free = [each for each in OUTLETS[language] if each not in used]
            source = chance.choice(free or [*OUTLETS[language]])
            used.add(source)
            told.append((event, language, source, start + timedelta(minutes=chance.randint(0, 600)), title, body))
    told.sort(key=lambda each: each[3])
    return [
        article(number, event, language, source, at, title, body if text else "")
        for number, (event, language, source, at, title, body) in enumerate(told)
    ]


Encode = Callable[[str], str]


def encoders() -> tuple[Encode, ...]:
    """What reads the meanings of titles: nothing, and the model if it is installed."""
    return (no_meaning,) if meaning.missing() else (no_meaning, meaning.load())


def no_meaning(title: str) -> str:  # noqa: ARG001 - one signature
    return ""


def play(articles: Sequence[Article], tuning: Any, encode: Encode = no_meaning) -> list[tuple[int, str]]:  # noqa: ANN401
    """The event and the story of each article."""
    live = window.Window(tuning)
    found = []
    for number, (event, entry, taken) in enumerate(articles, 1):
        signature = replace(stories.sign(entry, taken), meaning=encode(entry.title))
        match = live.place(signature, entry.published)
        live.settle([(number, signature, match.story)], entry.published)
        found.append((event, match.story))
    return found


def b_cubed(found: Sequence[tuple[int, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1, each article counting once."""
    both, by_event, by_story = Counter(found), Counter(each for each, _ in found), Counter(each for _, each in found)
    precision = sum(count * count / by_story[story] for (_, story), count in both.items()) / len(found)
    recall = sum(count * count / by_event[event] for (event, _), count in both.items()) / len(found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def told(found: Sequence[tuple[int, str]]) -> tuple[float, float]:
    """Per cent of events in more than one story, and of stories with more than one event."""
    of_event, of_story = defaultdict(set), defaultdict(set)
    for event, story in found:
        of_event[event].add(story)
        of_story[story].add(event)
    twice = sum(len(each) > 1 for each in of_event.values()) / len(of_event)
    return 100 * twice, 100 * sum(len(each) > 1 for each in of_story.values()) / len(of_story)


def halves(articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
    """The events with even numbers, and those with odd ones."""
    return [each for each in articles if each[0] % 2 == 0], [each for each in articles if each[0] % 2]


GROUPS = (("ru",), ("uk",), ("en",), ("ru", "uk"), ("ru", "uk", "en"))


def quality(*, worst: bool) -> None:
    print("\nB-cubed on our own set, second half (thresholds as shipped; in brackets: fitted on the first half)")
    print("languages    input       articles  P     R     F     (fitted F at)   twice %  mixed %")
    for languages in GROUPS:
        for text in (False, True):
            first, second = halves(stream(languages=languages, text=text))
            for encode in encoders():
                bars = [step / 100 for step in range(20, 85, 5)]
                tunings = [stories.Tuning(**dict.fromkeys(("text", "title", "across"), bar)) for bar in bars]
                scores = [b_cubed(play(first, each, encode))[2] for each in tunings]
                best = tunings[scores.index(max(scores))]
                fitted = b_cubed(play(second, best, encode))[2]
                shown(
                    languages,
                    play(second, stories.Tuning(), encode),
                    f"({fitted:.3f} at {best.title:.2f})",
                    encode,
                    text,
                )
    print("\nThe same of the events in free words and the singles alone, all of them")
    number = len(events())
    for languages in GROUPS:
        for text in (False, True):
            plain = [each for each in stream(languages=languages, text=text) if not len(FREE) <= each[0] < number]
            for encode in encoders():
                shown(languages, play(plain, stories.Tuning(), encode), "", encode, text)
    if worst:
        confess()


def shown(languages: Sequence[str], found: Sequence[tuple[int, str]], more: str, encode: Encode, text: bool) -> None:  # noqa: FBT001
    (p, r, f), (twice, mixed) = b_cubed(found), told(found)
    name, mark = "title+text" if text else "title", " " if encode is no_meaning else "+"
    print(
        f"{'+'.join(languages):<10} {mark} {name:<11} {len(found):>8}  {p:.3f} {r:.3f} {f:.3f}  {more:<17}  {twice:7.1f}"
        f"  {mixed:7.1f}"
    )


def confess() -> None:
    """What goes wrong, article by article."""
    articles = stream()
    found = play(articles, stories.Tuning())
    names = {entry.id: (event, entry.title) for event, entry, _ in articles}
    live = window.Window()
    for (event, entry, taken), (_, story) in zip(articles, found, strict=True):
        signature = stories.sign(entry, taken)
        match = live.place(signature, entry.published)
        owner = names[story][0]
        earlier = next(each for each in found if each[0] == event)[1]
        if owner != event or story != earlier:
            print(f"{'MIXED' if owner != event else 'TWICE'} {match.score:.2f} {entry.title!r} -> {names[story][1]!r}")
            print(f"      {match.because}")


def edits(text: str, chance: random.Random) -> dict[str, str]:
    """A text edited in seven ways."""
    words = text.split(" ")
    few = ["слово" if chance.random() < 0.05 else each for each in words]
    sentences = text.split(". ")
    cut = chance.randrange(1, len(sentences) - 1)
    return {
        "quotes, ё": text.replace("«", '"').replace("»", '"').replace("е", "ё", 3),
        "tail of boilerplate": text + " Подписывайтесь на наш канал и читайте новости первыми каждый день без рекламы.",
        "updated, head and tail": "ОБНОВЛЕНО в 14:35. " + text + " Новость дополняется, следите за обновлениями сайта.",
        "one sentence cut": ". ".join(sentences[:cut] + sentences[cut + 1 :]),
        "20% cut": " ".join(words[: len(words) * 8 // 10]),
        "5% of words": " ".join(few),
        "first half only": " ".join(words[: len(words) // 2]),
    }


def copies() -> None:
    chance = random.Random(3)
    hits: Counter[str] = Counter()
    made = vocabulary(chance)
    total, false = 100, 0
    for _ in range(total):
        text = prose(made, chance, chance.randint(120, 300))
        title = prose(made, chance, 9)
        live = window.Window()
        base = article(0, 0, "ru", "vesti", START, title, text)
        live.place(stories.sign(base[1], base[2]), START)
        for place, (name, changed) in enumerate(edits(text, chance).items(), 1):
            other = article(place, 0, "ru", f"gazeta{place}", START + timedelta(hours=2), title, changed)
            match = window.Window()
            match.place(stories.sign(base[1], base[2]), START)
            hits[name] += match.place(stories.sign(other[1], other[2]), START + timedelta(hours=2)).kind == "copy"
        other = article(99, 1, "ru", "obzor", START, title, prose(made, chance, 200))
        false += live.place(stories.sign(other[1], other[2]), START).kind == "copy"
    print("\nCopies found, per cent of 100 made-up articles")
    for name, count in hits.items():
        print(f"  {name:<24} {100 * count / total:5.1f}")
    print(f"  another text, same title {100 * false / total:5.1f}")
    kinds = play_kinds()
    print(f"  copies claimed among the {len(kinds)} articles of the quality set: {kinds.count('copy')}")


def play_kinds() -> list[str]:
    live = window.Window()
    return [live.place(stories.sign(entry, taken), entry.published).kind for _, entry, taken in stream()]


def vocabulary(chance: random.Random, size: int = 60_000) -> tuple[list[str], list[float]]:
    """Made-up words, and how frequent each is (Zipf), cumulated."""
    syllables = [a + b for a in "бвгдзклмнпрстфхш" for b in "аоуие"]
    words = list(dict.fromkeys("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(3 * size)))[
        :size
    ]
    total, weights = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / (rank + 2.7)
        weights.append(total)
    return words, weights


def prose(made: tuple[list[str], list[float]], chance: random.Random, length: int) -> str:
    words = chance.choices(made[0], cum_weights=made[1], k=length)
    found = [each.capitalize() if chance.random() < 0.08 else each for each in words]
    for place in range(11, length, 12):
        found[place] += "."
    return " ".join(found).capitalize()


def turned(chance: random.Random) -> Callable[[], str]:
    """Gives meanings as those of titles are: such of the set, each turned a little."""
    encode = encoders()[-1]
    known = [meaning.unpack(encode(entry.title)).values for _, entry, _ in stream(text=False)]

    def one() -> str:
        return meaning.pack(each / 500 + chance.gauss(0, 0.025) for each in chance.choice(known))

    return one


def reading() -> None:
    """How long it takes to read the meaning of a title."""
    titles = {entry.title for _, entry, _ in stream(text=False)}
    encode = encoders()[-1]
    encode("warm")
    begun = time.process_time()
    for each in titles:
        encode(each)
    print(
        f"\nThe meaning of a title takes {1000 * (time.process_time() - begun) / len(titles):.1f} ms, once an article"
    )


def speed(live: int, *, meant: bool) -> None:
    """Fills a window with so many, then measures 20,000 more; three of ten articles tell an event once more."""
    chance = random.Random(5)
    made = vocabulary(chance)
    read = turned(chance) if meant else lambda: ""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    space = window.Window()
    count = live + 20_000
    pace = timedelta(hours=48) / live
    signing = placing = 0.0
    slowest = 0.0
    recent: list[str] = []
    touched = 0
    measured = 0
    for number in range(1, count + 1):
        at = START + pace * number
        if recent and chance.random() < 0.3:
            words = chance.choice(recent).split(" ")
            chance.shuffle(words)
            text = " ".join(words[: max(20, len(words) * 7 // 10)]) + " " + prose(made, chance, 20)
        else:
            text = prose(made, chance, 90)
            recent = [*recent[-40:], text]
        title = " ".join(text.split(" ")[:9])
        _, entry, taken = article(number, 0, "ru", f"s{chance.randrange(300)}", at, title, text)
        packed = read()
        begun = time.process_time()
        signature = replace(stories.sign(entry, taken), meaning=packed)
        signed = time.process_time()
        match = space.place(signature, at)
        space.settle([(number, signature, match.story)], at)
        done = time.process_time()
        if number > live:
            measured += 1
            signing, placing = signing + signed - begun, placing + done - signed
            slowest = max(slowest, done - begun)
            touched = max(touched, space.touched)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - base
    print(
        f"{len(space):>8} {'+' if meant else ' '} {count:>9} {1000 * signing / measured:8.2f} {1000 * placing / measured:9.2f} "
        f"{1000 * slowest:9.1f} {touched:8} {used:7.0f} {space.words:9}"
    )


def main(wanted: Sequence[str]) -> None:
    every = [each for each in wanted if not each.startswith("-")] or ["quality", "copies", "speed"]
    if "quality" in every:
        quality(worst="--worst" in wanted)
    if "copies" in every:
        copies()
    if "speed" in every:
        if len(encoders()) > 1:
            reading()
        print("\n    live    articles  sign ms  place ms  slowest ms  touched      MB     words", flush=True)
        for live in (10_000, 100_000):
            for place in range(len(encoders())):
                # In a process of its own each, as memory that was once taken is not given back.
                subprocess.run([sys.executable, __file__, f"--row={live}", *["--meant"] * place], check=True)


if __name__ == "__main__":
    rows = [int(each.removeprefix("--row=")) for each in sys.argv if each.startswith("--row=")]
    if rows:
        speed(rows[0], meant="--meant" in sys.argv)
    else:
        main(sys.argv[1:])
