"""What news say most, in English, Russian and Ukrainian: words of one line mean about the same.

Written for feedbot; it joins languages where no model is at hand. Words of Russian and Ukrainian that stand at one
place of a line, where both have as many, are each other's.
"""

TABLE = """\
earthquake quake tremor|землетрясение толчки|землетрус поштовхи
flood flooding flooded|наводнение потоп паводок затоплен|повінь потоп паводок затоплено
fire blaze burn burned flames|пожар огонь сгорел горит возгорание|пожежа вогонь згоріла горить палає займання
firefighter rescuer rescue rescued|спасатель пожарный спасли спасение|рятувальник пожежник врятували порятунок
storm hurricane gust|буря шторм ураган порыв|буря шторм буревій порив
snow snowfall|снег снегопад|сніг снігопад
rain downpour shower|дождь ливень|дощ злива
drought heat heatwave|засуха жара|посуха спека
landslide avalanche|оползень лавина|зсув лавина
volcano eruption erupts|вулкан извержение|вулкан виверження
evacuate evacuated evacuation|эвакуировали эвакуация вывели|евакуювали евакуація вивели
victim casualty casualties|жертва пострадавший|жертва постраждалий
kill killed dead died death dies deaths|погиб погибший смерть убит умер|загинув загиблий смерть вбито помер
wounded injured hurt injure injures wounds|ранен раненый пострадали|поранено поранений постраждали
missing disappeared lost|пропал пропавший исчез потерялся|зник зниклий пропав загубився
search searching|поиск искали ищут|пошук шукали шукають
explosion blast explode exploded|взрыв взорвался|вибух вибухнув
drone drones|беспилотник дрон бпла|безпілотник дрон бпла
missile rocket|ракета|ракета
shelling shelled artillery|обстрел обстреляли артиллерия|обстріл обстріляли артилерія
shell shells|снаряд мина|снаряд міна
attack strike strikes struck hit hits attacked|атака атаковали удар ударили|атака атакували удар вдарили
warehouse|склад|склад
depot|нефтебаза депо|нафтобаза депо
substation power electricity|подстанция электричество свет|підстанція електрика світло
army troops forces|армия войска силы|армія війська сили
soldier soldiers military serviceman|военный солдат военнослужащий|військовий солдат військовослужбовець
war|война|війна
front frontline|фронт передовая|фронт передова
ceasefire truce|перемирие прекращение|перемир'я припинення
prisoner prisoners captive|пленный заключенный|полонений ув'язнений
exchange swap|обмен|обмін
peace|мир мирный|мирний
weapon weapons arms|оружие вооружение|зброя озброєння
tank tanks|танк|танк
aircraft plane airliner jet|самолет лайнер|літак лайнер
helicopter|вертолет|гелікоптер вертоліт
ship vessel boat ferry|корабль судно лодка паром катер|корабель судно човен пором катер
border|граница|кордон
refugee refugees migrant|беженец мигрант|біженець мігрант
terror terrorist|терроризм террорист теракт|тероризм терорист теракт
hostage|заложник|заручник
police|полиция полицейский|поліція поліцейський
arrest arrested detain detained detains|арест задержали задержан|арешт затримали затримано
suspect suspected|подозреваемый подозревают|підозрюваний підозрюють
court judge|суд судья|суд суддя
trial|процесс судебный|процес судовий
verdict sentence sentenced convict convicted convicts|приговор приговорили осудили осужден|вирок засудили засуджений
prison jail jailed|тюрьма колония|в'язниця колонія
prosecutor prosecutors|прокурор прокуратура|прокурор прокуратура
lawyer|адвокат юрист|адвокат юрист
appeal|апелляция обжалует|апеляція оскаржить
bribe bribery|взятка|хабар
corruption|коррупция антикоррупционный|корупція антикорупційний
fraud fraudster fraudsters swindler|мошенник мошенничество афера аферист|шахрай шахрайство афера аферист
theft stolen thief|кража украли вор|крадіжка вкрали злодій
murder murdered|убийство убил|вбивство вбив
weapon gunman shooting shot|стрельба стрелок|стрілянина стрілець
investigation investigator investigators inquiry|расследование следователь следствие|розслідування слідчий слідство
charge charged accused|обвинение обвинил|обвинувачення звинуватив
fine fined fines|штраф оштрафовали|штраф оштрафували
accident crash collision collide|авария дтп столкновение столкнулись|аварія дтп зіткнення зіткнулися
driver|водитель|водій
car cars vehicle|автомобиль машина легковушка|автомобіль машина автівка легковик
bus buses|автобус|автобус
lorry truck|грузовик фура|вантажівка фура
train railway|поезд железная|потяг залізниця
tram|трамвай|трамвай
road motorway highway|дорога трасса шоссе|дорога траса шосе
bridge|мост|міст
station|станция вокзал|станція вокзал
airport|аэропорт|аеропорт
passenger passengers|пассажир|пасажир
pilot crew|пилот экипаж летчик|пілот екіпаж льотчик
flight flights|рейс полет|рейс політ
landing landed lands|посадка приземлился сел|посадка приземлився сів
engine|двигатель мотор|двигун мотор
brake brakes|тормоз|гальма
hospital|больница госпиталь|лікарня шпиталь
doctor doctors medics|врач медик доктор|лікар медик
patient patients|пациент больной|пацієнт хворий
disease illness ill|болезнь заболели|хвороба захворіли
virus infection|вирус инфекция|вірус інфекція
poisoned poisoning|отравление отравились|отруєння отруїлися
vaccine vaccination|вакцина прививка|вакцина щеплення
drug medicine medicines|лекарство препарат|ліки препарат
school pupil pupils|школа школьник ученик|школа школяр учень
university student students|университет студент|університет студент
teacher teachers|учитель педагог|учитель вчитель педагог
child children teenager kids|дети ребенок подросток|діти дитина підліток
woman women|женщина|жінка
man men|мужчина|чоловік
family families|семья|родина сім'я
pensioner elderly|пенсионер пожилой|пенсіонер літній
pension pensions|пенсия|пенсія
resident residents|житель жители|мешканець мешканці
house home homes housing|дом жилье жилой|будинок житло житловий
building apartment flat|здание квартира|будівля квартира
roof|крыша|дах
window windows|окно окна|вікно вікна
village|село деревня поселок|село селище
city town|город|місто
region province district|область район регион|область район регіон
street square|улица площадь|вулиця площа
government cabinet|правительство кабинет|уряд кабінет
president|президент|президент
minister|министр|міністр
ministry|министерство|міністерство
parliament lawmaker lawmakers deputies|парламент депутат|парламент депутат
mayor|мэр|мер
governor|губернатор|губернатор
opposition|оппозиция|опозиція
party|партия|партія
election elections|выборы|вибори
vote voted votes voting|голосование голос проголосовали|голосування голос проголосували
law bill|закон законопроект|закон законопроєкт
ban bans banned|запрет запретили|заборона заборонили
resign resigns resignation|отставка уволился уходит|відставка звільнився
appoint appointed|назначили назначен|призначили призначено
protest protests rally|протест митинг акция|протест мітинг акція
strike walkout|забастовка бастуют стачка|страйк страйкують
union|профсоюз союз|профспілка спілка
wage wages salary pay|зарплата выплата|зарплата виплата
worker workers employee employees staff|рабочий сотрудник работник персонал|робітник співробітник працівник персонал
layoff layoffs sacked cuts|сокращение увольнение уволят|скорочення звільнення звільнять
job jobs|работа|робота
miner miners mine|шахтер шахта рудник|шахтар шахта копальня
plant factory|завод фабрика|завод фабрика
visit visits|визит посетил|візит відвідав
meeting summit|встреча саммит|зустріч саміт
talks negotiations|переговоры|переговори перемовини
agreement deal deals|соглашение сделка договор|угода домовленість договір
agree agreed|договорились согласились|домовилися погодилися
discuss discussed discusses|обсудили обсуждали|обговорили обговорювали
phone call|телефон телефонный звонок разговор|телефон телефонний дзвінок розмова
ambassador embassy|посол посольство|посол посольство
foreign|иностранный внешний|іноземний зовнішній
sanctions|санкции|санкції
leader leaders|лидер|лідер
aid help|помощь|допомога
support|поддержка|підтримка
security|безопасность|безпека
defence defense|оборона|оборона
nuclear|ядерный атомный|ядерний атомний
gas|газ|газ
oil|нефть нефтяной|нафта нафтовий
coal|уголь|вугілля
grain wheat|зерно пшеница|зерно пшениця
port|порт|порт
supply supplies|поставки|постачання
export exports|экспорт|експорт
tariff tariffs duty|пошлина тариф|мито тариф
tax taxes|налог|податок
budget|бюджет|бюджет
bank|банк|банк
rate rates|ставка курс|ставка курс
inflation|инфляция|інфляція
price prices|цена цены подорожал|ціна ціни подорожчав
dollar|доллар|долар
euro euros|евро|євро
billion|миллиард|мільярд
million|миллион|мільйон
thousand|тысяча|тисяча
percent|процент|відсоток
company firm|компания фирма|компанія фірма
shares stock|акции|акції
shareholder shareholders|акционер|акціонер
buy buys buying bought purchase|покупка купил покупает приобретет|купівля купив купує придбає
sell sold sells selling sale|продажа продал продают|продаж продав продають
acquire takeover merger|поглощение слияние|поглинання злиття
invest investment investor|инвестиции инвестор|інвестиції інвестор
loan credit|кредит заем|кредит позика
debt|долг|борг
loss losses|убыток потери|збиток втрати
profit|прибыль|прибуток
bankruptcy bankrupt|банкротство банкрот|банкрутство банкрут
market|рынок|ринок
shop store supermarket|магазин супермаркет|крамниця магазин супермаркет
pharmacy|аптека|аптека
customer client clients users|клиент пользователь|клієнт користувач
data|данные|дані
hacker hackers hacked|хакер взлом|хакер злам
leak|утечка|витік
software program|программа|програма
battery batteries|аккумулятор батарея|акумулятор батарея
robot|робот|робот
car electric|электрический электромобиль|електричний електромобіль
satellite|спутник|супутник
space spacecraft|космос космический|космос космічний
astronaut astronauts|космонавт астронавт|космонавт астронавт
scientist scientists researchers|ученый исследователь|вчений науковець дослідник
study research|исследование|дослідження
discover discovered discovery find found|обнаружили нашли открытие находка|виявили знайшли відкриття знахідка
archaeologist archaeologists dig|археолог раскопки|археолог розкопки
ancient|древний|давній
species|вид|вид
animal animals|животное|тварина
dog|собака пес|собака пес
bear|медведь|ведмідь
elephant|слон|слон
bird birds|птица|птах
fish fisherman fishermen|рыба рыбак|риба рибалка
bee bees|пчела|бджола
tree forest wood|дерево лес|дерево ліс
river|река|річка
lake|озеро|озеро
sea|море морской|море морський
island|остров|острів
mountain mountains|гора горный|гора гірський
field|поле|поле
harvest crop|урожай|врожай
farmer farm|фермер ферма|фермер ферма
water|вода|вода
dam|плотина дамба|гребля дамба
smoke|дым|дим
weather forecast|погода прогноз|погода прогноз
match game|матч игра|матч гра
team side|команда сборная|команда збірна
championship cup|чемпионат кубок|чемпіонат кубок
final|финал|фінал
semi-final semifinal|полуфинал|півфінал
win wins won victory beat|победа победил выиграл обыграл|перемога переміг виграв обіграв
lose loses defeat|поражение проиграл|поразка програв
goal scored scores|гол забил|гол забив
coach|тренер|тренер
player players|игрок|гравець
goalkeeper|вратарь|воротар
striker forward|форвард нападающий|форвард нападник
defender|защитник|захисник
referee|арбитр|арбітр
fan fans spectators|болельщик зритель|уболівальник глядач
club|клуб|клуб
contract|контракт|контракт
record|рекорд|рекорд
medal gold|медаль золото|медаль золото
hockey|хоккей|хокей
football soccer|футбол|футбол
tennis|теннис|теніс
race|гонка|перегони
singer|певец певица|співак співачка
actor actress|актер актриса|актор акторка
director|режиссер директор|режисер директор
writer author novel|писатель автор роман|письменник автор роман
film movie|фильм кино|фільм кіно
song music band|песня музыка группа|пісня музика гурт
concert tour|концерт тур|концерт тур
festival|фестиваль|фестиваль
prize award awarded|премия награда приз|премія нагорода приз
museum|музей|музей
theatre theater|театр|театр
exhibition|выставка|виставка
painting painter artist|картина художник|картина художник
book books|книга|книга
church cathedral|церковь собор|церква собор
funeral farewell|похороны прощание|похорон прощання
birthday anniversary|годовщина юбилей|річниця ювілей
wedding|свадьба|весілля
open opens opened|открыли открытие|відкрили відкриття
close closed shut closes|закрыли закрыт|закрили закрито
launch launched launches|запустил запуск|запустив запуск
build built construction|строительство построили стройка|будівництво збудували
repair repairs repaired|ремонт отремонтировали|ремонт відремонтували
destroy destroyed|разрушен уничтожен|зруйновано знищено
damage damaged|поврежден ущерб|пошкоджено шкода
cancel cancelled canceled|отменили отменен|скасували скасовано
delay delayed|задержка отложили|затримка відклали
rise rises rose climbs|вырос выросло рост|зріс зросла зростання
fall fell falls drop|упал снизился падение|впав знизився падіння
rise toll|число жертв|число жертв
emergency|чрезвычайный аварийный|надзвичайний аварійний
alert alarm siren|тревога|тривога
night overnight|ночь ночью|ніч уночі
morning|утро утром|ранок вранці
evening|вечер вечером|вечір увечері
week|неделя|тиждень
month|месяц|місяць
day|день сутки|день доба
summer|лето летний|літо літній
winter|зима зимний|зима зимовий
autumn|осень|осінь
spring|весна|весна
second|второй|другий
third|третий|третій
hundred|сто сотня|сто сотня
first|первый|перший
new|новый|новий
old former|старый бывший|старий колишній
big large major|большой крупный|великий масштабний
children's|детский|дитячий
free|бесплатный|безкоштовний
empty|пустой|порожній
fake|поддельный фальшивый|підроблений фальшивий
illegal|незаконный|незаконний
official officials|чиновник|посадовець чиновник
chief head|глава начальник|голова начальник очільник
deputy|заместитель|заступник
land|земля участок|земля ділянка
money cash|деньги|гроші
gift|подарок|подарунок
food lunch|еда обед питание|їжа обід харчування
bread bakery|хлеб пекарня|хліб пекарня
cheese|сыр творог|сир
wine|вино|вино
cigarette cigarettes|сигарета|сигарета
alcohol drunk|алкоголь пьяный|алкоголь п'яний
noise|шум|шум
clock watch|часы|годинник
photo camera|фото камера|фото камера
ticket tickets|билет|квиток
tourist tourists tourism hikers|турист туризм|турист туризм
hotel|гостиница отель|готель
swimming pool|бассейн|басейн
garden park|сад парк|сад парк
kindergarten|детсад садик|садок дитсадок
market|рынок базар|ринок базар
bay coast beach|залив побережье пляж|затока узбережжя пляж
capital|столица|столиця
country state|страна государство|країна держава
king queen|король королева|король королева
prince|принц|принц
pope|папа|папа
prime|премьер|прем'єр
speaker|спикер|спікер
spokesman spokesperson|представитель|речник
journalist reporter reporters|журналист|журналіст
newspaper|газета редакция|газета редакція
interview|интервью|інтерв'ю
statement|заявление|заява
demand demands|требует требование|вимагає вимога
promise promised vows|обещал обещание|обіцяв обіцянка
warn warns warned|предупредил|попередив
deny denies denied|отрицает опроверг|заперечує спростував
admit admits|признал признался|визнав зізнався
threat threatens|угроза угрожает|загроза погрожує
plan plans|план планируют|план планують
project|проект|проєкт
reform|реформа|реформа
compensation|компенсация|компенсація
insurance|страховка страхование|страховка страхування
approve approved approves backs backed adopts passes|одобрил принял утвердил|схвалив ухвалив затвердив
impose imposes imposed introduce introduces|ввел ввели введение|запровадив запровадили запровадження
restriction restrictions curbs limits|ограничение ограничения|обмеження обмеження
blacklist list|список перечень|список перелік
reject rejects rejected refuse refused|отверг отказался|відхилив відмовився
return returns returned|вернулся возвращение вернули|повернувся повернення повернули
extend extends extended|продлили продление|продовжили продовження
release released freed|освободили освобождение|звільнили звільнення
announce announces announced declare declares declared|объявил объявили|оголосив оголосили
sign signs signed|подписал подписали|підписав підписали
raid raided raids|обыск обыски|обшук обшуки
seize seized seizes confiscated|изъяли конфискация|вилучили конфіскація
kidnap kidnapped abducted|похитили похищение|викрали викрадення
smuggle smuggling smugglers|контрабанда контрабандист|контрабанда контрабандист
bogus counterfeit|фальшивка подделка|фальшивка підробка
customs|таможня таможенник|митниця митник
rector|ректор|ректор
journalism blogger|блогер|блогер
rubble debris|завал обломки|завал уламки
body bodies corpse|тело тела|тіло тіла
alive survivor survivors survived|выжил живой|вижив живий
sunken shipwreck sank sinks|затонул затонувший|затонув затонулий
skull|череп|череп
treasure hoard|клад сокровище|скарб скарби
tomb grave|гробница могила|гробниця могила
century|век столетие|століття сторіччя
creator founder|создатель основатель|творець засновник
nurse nurses|медсестра|медсестра
surgeon surgery|хирург операция|хірург операція
cancer|рак онкология|рак онкологія
baby birth born|младенец рождение родился|немовля народження народився
outage blackout|отключение обесточен|відключення знеструмлений
heating|отопление теплотрасса|опалення теплотраса
pipeline|трубопровод газопровод|трубопровід газопровід
metro subway|метро|метро
tunnel|тоннель|тунель
reactor|реактор|реактор
fertiliser fertilizer|удобрение|добриво
whale|кит|кит
wolf wolves|волк|вовк
horse horses|лошадь конь|кінь коні
monument statue|памятник статуя|пам'ятник статуя
language|язык|мова
lottery|лотерея|лотерея
lake pond|пруд|ставок
laureate winner|лауреат победитель|лауреат переможець
qualifier qualifying|отбор отборочный|відбір відбірковий
quarter-final quarterfinal|четвертьфинал|чвертьфінал
"""
