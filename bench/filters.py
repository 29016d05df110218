"""Finding words in all their forms: recall and wrong matches beside other ways, time an article, cost of 10,000 rules.

    python bench/filters.py [--worst] [--held]

Each line of the cases has a rule's word, forms that it must find, and behind "!" look-alikes that it must not; "_" is
a space, and what ends with it is left out. Every third line is held out: its figures are in columns of their own, and
--worst names its faults only with --held. When they were first looked at, after all tuning, they were 100 and 0 (ru),
97 and 0 (uk), 97.2 and 2.9 (en); what they taught went in afterwards. The English lines from "drone" on, the last
three Russian and the last four Ukrainian were written while the faults were mended that they show. "looking" is the
look-ups alone, "looked" counts them, "judged" the rules that were weighed: for an article of which each word is some
rule's, and for one of which every tenth is, as in news. Times are the processor's, of the quickest of many runs;
memory is the most that the process had.
"""

import functools
import importlib
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

filters, matching = (importlib.import_module(f"feedbot.rules.{name}") for name in ("filters", "matching"))
forms, words = (importlib.import_module(f"feedbot.text.{name}") for name in ("forms", "words"))
make = importlib.import_module("tests.make")

CASES = {
    "ru": """
Путин = Путин Путина Путину Путиным Путине Путины ПУТИН ! путь путина путину Путилов Распутин
Львов = Львова Львову Львовом Львове ! львов львы льва Львович львовский
Минск = Минска Минску Минском Минске ! минский Минская Минусинск Минкин
Киев = Киева Киеву Киевом Киеве КИЕВ ! кий киевский Киевская
Москва = Москвы Москве Москву Москвой МОСКВА ! москвич Московский москит
Зеленский = Зеленского Зеленскому Зеленским Зеленском Зеленская ! зелень зелёный Зеленоград
Трамп = Трампа Трампу Трампом Трампе ! трамплин Трамплин трамвай
Байден = Байдена Байдену Байденом Байдене ! байдарка Байда
суд = суда суду судом суде суды судов судам ! судно судить судебный осуждённый сударь
мир = мира миру миром мире ! мировой мириться Мирный миска
война = войны войне войну войной войн войнам ! воин вой воинский военный
ракета = ракеты ракете ракету ракетой ракет ракетам ракетами ракетах ! ракетка ракетный рака
дрон = дрона дрону дроном дроны дронов дронами ! дрожь дрова Андрон
взрыв = взрыва взрыву взрывом взрыве взрывы взрывов ! взрывной взрыхлить взыскание
удар = удара удару ударом ударе удары ударов ударами ! ударный сударь дар
человек = человека человеку люди людей людям людьми ! человеческий человечность век
ребёнок = ребенка ребёнку ребенком дети детей детям детьми ! детский ребяческий ребро
год = года году годом годы лет годов ! годный угодить лето
день = дня дню днём днем дни дней дням ! денежный деньги дно
атаковать = атакует атаковал атаковала атаковали атакуют атакующий атаковав ! атака атаман
идти = идёт идет шёл шла шли идут иду ! ид шлак
стрелять = стреляет стреляли стрелял стреляя стреляйте ! стрела стрелка стрельба
погибнуть = погиб погибла погибли погибнет погибший погибших погибшими ! погибель гибкий
убить = убил убит убита убиты убито убитых убьют ! убыть убыток убийца
сбить = сбил сбили сбит сбита сбитый собьёт собьют ! сбыть сбитень
новый = нового новому новым новая новую новые новых новее ! новость новичок снова
украинский = украинского украинская украинскую украинские украинских ! Украина украинец
быстрый = быстрая быстрого быстро быстрее быстры ! быстрота быстрина
красный = красная красной красные красных красным ! краска краснеть прекрасный
выборы = выборов выборам выборами выборах ! выборка выборный выбить
санкция = санкции санкций санкциям санкциями санкциях ! санация секция
нефть = нефти нефтью ! нефтяной нефтяник
цена = цены цене цену ценой цен ценам ценами ! ценный оценка ценник
правительство = правительства правительству правительством правительстве ! правитель править
президент = президента президенту президентом президенте президенты президентов ! президентский президиум
министр = министра министру министром министры министров ! министерство администратор
МИД = МИД МИДа МИДу МИДом МИДе ! мид мидия Мидас
США = США ! сша
НАТО = НАТО Нато HAТО ! натощак Натан нато_
ФСБ = ФСБ ! фсб
Россия = России Россию Россией РОССИЯ ! россиянин российский Рось
Украина = Украины Украине Украину Украиной ! украинец окраина украинский
Иран = Ирана Ирану Ираном Иране ! иранский Ирина тиран
Израиль = Израиля Израилю Израилем Израиле ! израильский израильтянин
Крым = Крыма Крыму Крымом ! крымский Крымов крыша
Донецк = Донецка Донецку Донецком Донецке ! донецкий донец
Нью-Йорк = Нью-Йорка Нью-Йорке Нью-Йорку Нью‑Йорком ! Йорк новый_Йорк Нью-Йоркский
Санкт-Петербург = Санкт-Петербурга Санкт-Петербурге Санкт-Петербургом ! Петербург петербуржец
С-300 = С-300 S-300 C-300 С–300 С300 ! С-400 300 С-3000
Ким_Чен_Ын = Ким_Чен_Ына Ким_Чен_Ыну Ким_Чен_Ыном Кима_Чен_Ына ! Ким_Чен_Ир Чен_Ын
Владимир_Путин = Владимира_Путина Владимиру_Путину Владимиром_Путиным ! Владимир_Путилов Путин_Владимир
крылатая_ракета = крылатые_ракеты крылатыми_ракетами крылатых_ракет крылатой_ракетой ! крыло_ракеты ракета_крылатая
Макрон = Макрона Макрону Макроном Макроне ! макрос Макаров
Эрдоган = Эрдогана Эрдогану Эрдоганом ! эрдогановский ордан
Мерц = Мерца Мерцу Мерцем Мерце ! мерцать мерцание Мерцалов
Лавров = Лаврова Лаврову Лавровым Лаврове ! лавр лавры лавров Лаврентий
Шойгу = Шойгу ШОЙГУ ! шок Шойхет
Нетаньяху = Нетаньяху ! Натаниэль
Меркель = Меркель МЕРКЕЛЬ ! меркнуть Меркурий
Сырский = Сырского Сырскому Сырским ! сырой сыр сырок
Кличко = Кличко ! кличка клич
Гарбер = Гарбера Гарберу Гарбером ! гарда Гарвард
Осло = Осло ! осёл ослы осла
самолёт = самолета самолёту самолетом самолёты самолетов ! самовар самолётик лётный
житель = жителя жителю жителем жители жителей жителям ! житьё жительница жито
город = города городу городом городе городов городах ! огород городской горожанин
земля = земли земле землю землёй земель землям ! земляк земной
врач = врача врачу врачом врачи врачей ! врачебный враг
газ = газа газу газом газы газов ! газета газовый
банк = банка банку банком банки банков банках ! банкет банкир банкнота
налог = налога налогу налогом налоги налогов ! налоговый налёт аналог
пожар = пожара пожару пожаром пожары пожаров ! пожарный жар
курс = курса курсу курсом курсы курсов ! курсант курсив ракурс
Apple_в_тексте = Apple_в_тексте ! яблоко_в_тексте
Зеленская = Зеленской Зеленскую ! Зеленский Зеленского зелёная
Пескова = Песковой Пескову ! песок песка
Песков = Пескова Пескову Песковым Песковой ! песок песка песками
""",
    "uk": """
Київ = Києва Києву Києвом Києві КИЇВ ! кий київський Києво київ
Львів = Львова Львову Львовом Львові ! лев леви левів львівський львів
Харків = Харкова Харкову Харковом Харкові ! харківський харч
Чернігів = Чернігова Чернігову Черніговом Чернігові ! чернігівський чернець
Путін = Путіна Путіну Путіним Путіні Путіном_ ! путь путівка Распутін
Зеленський = Зеленського Зеленському Зеленським Зеленська ! зелень зелений зеленський_
Шевченко = Шевченка Шевченку Шевченком ! Шевчук швець
Трамп = Трампа Трампу Трампом Трампові ! трамплін трамвай
Байден = Байдена Байдену Байденом Байденові ! байдарка байдуже
Дніпро = Дніпра Дніпру Дніпром Дніпрі ! дніпровський дно
Одеса = Одеси Одесі Одесу Одесою ! одеський одесит
Україна = України Україні Україну Україною УКРАЇНА ! українець окраїна український
Росія = Росії Росію Росією ! росіянин російський роса
Ізраїль = Ізраїлю Ізраїлем Ізраїлі ! ізраїльський
Польща = Польщі Польщу Польщею ! поляк польський
Крим = Криму Кримом ! кримський крім
Донбас = Донбасу Донбасом Донбасі ! донбаський дон
війна = війни війні війну війною воєн війнам ! воїн військо воєнний
ракета = ракети ракеті ракету ракетою ракет ракетами ракетах ! ракетний ракетка рак
удар = удару ударом ударі удари ударів ударами ! ударний дар
суд = суду судом суді суди судів ! судно судити суддя
мир = миру миром мирі ! мирний миритися мирт
людина = людини людині людину людиною люди людей людям людьми ! людський людність
дитина = дитини дитині дитину дитиною діти дітей дітям ! дитячий
день = дня дню днем дні днів дням ! денний дно
рік = року роком році роки років рокам ! річний рок ріка
місто = міста місту містом місті міст містах ! місце міський містечко
ніч = ночі ніччю ночей ночам ! нічний ніч_на_
стіл = стола столу столом столі столи столів ! столиця столичний
вода = води воді воду водою вод водам ! водій водний
рука = руки руці руку рукою рук руках ! ручка рукав
нога = ноги нозі ногу ногою ніг ногах ! ножиці нагода
атакувати = атакує атакував атакувала атакували атакують ! атака атаман
знищити = знищив знищила знищили знищить знищать ! нищити_ нищий
сказати = сказав сказала сказали скаже скажуть ! казати_ сказ
йти = йде йшов йшла йшли йдуть ! йод
вбити = вбив вбила вбили ! вибити вбрання
стріляти = стріляє стріляв стріляли стріляють стрілятиме ! стріла стрілка
новий = нового новому новим нова нову нові нових ! новина новачок
український = українського українська українську українські українських ! українець Україна
великий = великого велика велику великі великих ! велич Великдень
президент = президента президенту президентом президенти президентів президентові ! президентський президія
міністр = міністра міністру міністром міністри міністрів ! міністерство
вибори = виборів виборам виборами виборах ! виборець виборчий
уряд = уряду урядом уряді уряди урядів ! урядовий ряд
об'єкт = обʼєкта об’єкту обєктом об'єкти об’єктів ! об'єктив суб'єкт
п'ять = п’яти п'ятьма ! п'ятниця пять_
безпека = безпеки безпеці безпеку безпекою ! безпечний небезпека
область = області областю областей областях ! обласний
поліція = поліції поліцію поліцією ! поліцейський політика
допомога = допомоги допомозі допомогу допомогою ! допомогти допоміжний
ЗСУ = ЗСУ ! зсув зсунути зсу
МЗС = МЗС ! мзс
Шмигаль = Шмигаля Шмигалю Шмигалем ! шмигати
Залужний = Залужного Залужному Залужним ! калюжний
Мерц = Мерца Мерцу Мерцом_ ! мерехтіти
Володимир_Зеленський = Володимира_Зеленського Володимиру_Зеленському Володимиром_Зеленським ! Володимир_Зелений
Кривий_Ріг = Кривого_Рогу Кривому_Розі Кривим_Рогом ! кривий_ніс Ріг_Кривий
крилата_ракета = крилаті_ракети крилатих_ракет крилатими_ракетами ! крило_ракети
Нью-Йорк = Нью-Йорка Нью-Йорку Нью-Йорком ! Йорк
С-300 = С-300 S-300 С‑300 ! С-400
ґрунт = грунту ґрунтом грунти ! ґрати гурт
дрон = дрона дрону дроном дрони дронів дронами ! дрова
ціна = ціни ціні ціну ціною цін цінам ! цінний оцінка
будинок = будинку будинком будинки будинків ! будівля будувати
Зеленська = Зеленської Зеленську Зеленською ! Зеленський Зеленського зелена
люди = людей людям людьми людях ! людський людно
діти = дітей дітям дітьми дітях ! діло дів дитячий
дівчина = дівчини дівчину дівчат дівчатам ! дівочий дівич
""",
    "en": """
missile = missile missiles Missiles MISSILES ! mission dismissal missive
strike = strikes struck striking Strikes ! stroke striker strict
attack = attacks attacked attacking ! attach attire
child = children children's child's ! childhood childish
man = men man's ! many manage human woman mane
woman = women women's ! womanly omen
Israel = Israel Israel's ISRAEL ! Israeli Israelite
Apple = Apple Apple's APPLE ! apple apples pineapple Appleton
US = US U.S. ! us use Us bus
IT = IT ! it It its
WHO = WHO ! who Who
NATO = NATO Nato NATO's ! natal
Putin = Putin Putin's PUTIN Putin’s ! putting put
Ukraine = Ukraine Ukraine's Ukraine’s ! Ukrainian
war = wars war's War ! warm award warn
go = goes went going gone ! goal ago
buy = buys bought buying ! bye boy
sell = sells sold selling ! seller cell self
kill = kills killed killing ! skill killer kiln
city = cities city's ! citizen civic
company = companies company's ! companion accompany
crisis = crises ! critic crisp
leaf = leaves ! leaflet leap
wolf = wolves ! wolfram golf
mouse = mice ! mousse moist
knife = knives ! knight
big = bigger biggest ! bigot bag
bank = banks bank's ! bankrupt banker embankment
tax = taxes taxed ! taxi taxonomy
bus = buses ! busy US
vaccine = vaccines ! vaccination vacancy
Reuters = Reuters ! router
Trump = Trump Trump's TRUMP ! trump trumpet
May = May MAY ! may maybe
Paris = Paris Paris's ! parish parity
air_raid = air_raids Air_Raid ! raid_air airs_raided_on air_strike
New_York = New_York New_York's ! new_yolk York_New
White_House = White_House WHITE_HOUSE ! white_house House_White
F-16 = F-16 F-16s_ F16 F‑16 ! F-15 16 F-160
COVID-19 = COVID-19 Covid-19 COVID19 ! COVID-20
Erdogan = Erdogan Erdogan's ! Jordan
study = studies studied studying ! studio sturdy
say = says said saying ! saying_no_ sad essay
fly = flies flew flown flying ! flu flow
run = runs ran running ! rung runway
drone = drones drone's ! droned_ dronish drop
air_strike = air_strikes Air_Strike air_strike's ! airs_struck air_stroke strike_air
prime_minister = prime_ministers Prime_Minister's ! primes_ministered minister_prime
shoot_down = shot_down shoots_down shooting_down ! shut_down down_shoot
take_hostage = took_hostages takes_hostages taking_hostages ! taken_hostility hostage_take
star = stars starred starring ! staring stare start starve
rat = rats ! rating rate ratio
hop = hops hopped hopping ! hoping hope
forest = forests ! forer fore forester's_
wind = winds ! wound wounds window
wound = wounds wounded wounding ! wind winds
chest = chests ! Cher chess
pest = pests ! per pester_
strife = strife ! strive strives
leave = leaves left leaving ! leaf
thief = thieves thief's ! thieve_ chief
sky = skies ! ski skis
panic = panicked panicking panics ! panics_on_ picnic
travel = travels travelled traveled travelling traveling ! traveller gravel
develop = develops developed developing ! developer envelope
cut = cuts cutting ! cute cutter
set = sets setting ! settle seat
new = newer newest ! news newt
good = better best ! goods goodness
early = earlier earliest ! earl pearly
analysis = analyses ! analyst analytic
crisis_talks = crisis_talks Crisis_Talks ! crises_talked
power_plant = power_plants ! powers_planted power_planting_ plant_power
flood = floods flooded flooding ! floor blood
die = dies died dying ! dye dyed dice
tax_cut = tax_cuts ! taxes_cutting cut_tax
""",
}


def cases(language: str) -> list[tuple[str, list[str], list[str], bool]]:
    """The word of a rule, what it must find and what not, and whether that is held out."""
    found = []
    for number, line in enumerate(CASES[language].strip().splitlines()):
        word, _, rest = line.partition(" = ")
        must, _, never = rest.partition(" ! ")
        clean = [[each.replace("_", " ") for each in part.split() if not each.endswith("_")] for part in (must, never)]
        found.append((word.replace("_", " "), clean[0], clean[1], number % 3 == 2))
    return found


Finder = Callable[[str, str, str], bool]


def each(compare: Callable[[str, str], Any]) -> Finder:
    """A way that compares word by word: what it makes of each must meet."""

    def find(word: str, text: str, language: str) -> bool:
        wanted, there = words.tokens(word), words.tokens(text)
        sets = [[compare(one, language) for one in side] for side in (wanted, there)]
        spots = range(len(there) - len(wanted) + 1)
        return any(all(set(a) & set(b) for a, b in zip(sets[0], sets[1][spot:], strict=False)) for spot in spots)

    return find


@functools.cache
def stem(word: str, language: str) -> tuple[str, ...]:
    import Stemmer

    names = {"ru": "russian", "en": "english"}
    return (Stemmer.Stemmer(names[language]).stemWord(word),) if language in names else (word,)


@functools.cache
def lemma(word: str, language: str) -> tuple[str, ...]:
    import simplemma

    return (words.fold(simplemma.lemmatize(word, language)),)


@functools.cache
def analyser() -> Any:  # noqa: ANN401 - a library without types
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@functools.cache
def parses(word: str, language: str) -> tuple[str, ...]:
    return (
        tuple({words.fold(p.normal_form) for p in analyser().parse(word)})
        if language == "ru"
        else lemma(word, language)
    )


def ours(rules: dict[str, Any]) -> Finder:
    """Feedbot's way: one panel of all words of a language."""

    def find(word: str, text: str, language: str) -> bool:
        entry = make.entry(title=text, content="", summary="")
        return word in rules[language].passing(entry, None, size=1, now=make.NOW)

    return find


def panel(language: str) -> object:
    return matching.compile({word: filters.Phrase(word) for word, *_ in cases(language)})


def quality(name: str, find: Finder, *, worst: bool, held: bool) -> None:
    shown = []
    for language in CASES:
        for part in (False, True):
            right, total, wrong, others = 0, 0, 0, 0
            for word, must, never, is_held in cases(language):
                if is_held != part:
                    continue
                missed = [form for form in must if not find(word, form, language)]
                false = [form for form in never if find(word, form, language)]
                right, total = right + len(must) - len(missed), total + len(must)
                wrong, others = wrong + len(false), others + len(never)
                if worst and (missed or false) and (held or not part):
                    print(f"    {language} {word}: missed {missed}, wrong {false}")
            shown.append(f"{100 * right / total:5.1f} {100 * wrong / others:4.1f}")
    print(f"{name:22}", " | ".join(shown))


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def made_up(seed: int) -> list[str]:
    """Words that nobody says."""
    chance = random.Random(seed)
    syllables = [consonant + vowel for consonant in "бвгдклмнпрст" for vowel in "аеиоу"]
    return ["".join(chance.choices(syllables, k=3)) + chance.choice("бвгдклмнпрст") for _ in range(20_000)]


def vocabulary() -> list[str]:
    """Words that rules ask for: those of the cases, and others."""
    found = [form for language in CASES for _, must, _, _ in cases(language) for form in must if " " not in form]
    return [*found, *made_up(1)]


def timed(work: Callable[[], Any], times: int = 50) -> float:
    """Milliseconds of the quickest run."""
    spent = []
    for _ in range(times):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return 1_000 * min(spent)


def cost(count: int) -> None:
    """What one article of 1,000 words costs with so many rules."""
    chance = random.Random(count)
    every = vocabulary()
    rules = {}
    for number in range(count):
        one, two, three = chance.choices(every, k=3)
        text = (one, f"{one} -{two}", f'"{one} {two}"', f"({one} or {two}) {three} source:s{number % 50}")[number % 4]
        rules[f"rule {number}"] = filters.parse(text)
    before = time.process_time()
    made = matching.compile(rules)
    built = time.process_time() - before
    others = made_up(2)
    bodies = (chance.choices(every, k=1_000), [*chance.choices(every, k=100), *chance.choices(others, k=900)])
    for name, body in zip(("all", "tenth"), bodies, strict=True):
        entry = make.entry(content=f"<p>{' '.join(body)}</p>")
        text = matching.read(entry)
        judged = made.judge(entry, text, size=1, now=make.NOW)
        spent = timed(lambda: made.judge(entry, text, size=1, now=make.NOW))  # noqa: B023 - called at once
        looking = timed(lambda: made.judge(entry, text, size=1, now=make.NOW, only=()))  # noqa: B023 - called at once
        reading = timed(lambda: matching.read(entry))  # noqa: B023 - called at once
        print(
            f"{count:6} {name:6} {built:7.2f} s {reading:6.2f} ms {looking:7.3f} ms {spent:7.3f} ms"
            f" {judged.looked:7} {judged.judged:7} {len(judged.passing):7} {memory():6} MB"
        )


def main(*options: str) -> None:
    total: dict[str, int] = defaultdict(int)
    for language in CASES:
        for _, must, never, _ in cases(language):
            total["must"] += len(must)
            total["never"] += len(never)
    print(f"{total['must']} forms that must be found, {total['never']} look-alikes that must not; memory {memory()} MB")
    before = time.process_time()
    forms.many([word for language in CASES for word, *_ in cases(language)][:100])
    print(f"the forms of 100 words: {time.process_time() - before:.2f} s, at most {memory()} MB")
    before = time.process_time()
    forms.many(["мост"])
    print(f"the forms of one more: {(time.process_time() - before) * 1000:.0f} ms")
    print("rules  words    compile   reading     looking     judging  looked  judged passing    memory")
    for count in (1, 100, 1_000, 10_000):
        cost(count)
    print(f"\n{'recall, wrong %':22} ru          | ru held    | uk         | uk held    | en         | en held")
    rules = {language: panel(language) for language in CASES}
    quality("feedbot", ours(rules), worst="--worst" in options, held="--held" in options)
    ways: dict[str, Callable[[str, str], Any]] = {
        "exact, caseless": lambda word, _: (word,),
        "Snowball": stem,
        "simplemma": lemma,
        "pymorphy3, any parse": parses,
    }
    for name, compare in ways.items():
        quality(name, each(compare), worst=False, held=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
