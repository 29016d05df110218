"""What countries, cities, organisations and people are called where sounds do not tell, in English, Russian, Ukrainian.

Written for feedbot. Names that all three spell by their sounds (Kharkiv) need no line, for their skeletons are equal
(`text/sounds.py`). An adjective stands in the line of its country, for in Russian and Ukrainian it has no capital.
"""

TABLE = """\
usa us america american americans|сша америка американский американец|сша америка американський американець
britain uk british|великобритания британия британский|великобританія британія британський
england english|англия английский|англія англійський
germany german germans|германия немецкий немец фрг|німеччина німецький німець фрн
france french|франция французский|франція французький
italy italian|италия итальянский|італія італійський
spain spanish|испания испанский|іспанія іспанський
portugal portuguese|португалия португальский|португалія португальський
poland polish poles|польша польский|польща польський
hungary hungarian|венгрия венгерский|угорщина угорський
romania romanian|румыния румынский|румунія румунський
moldova moldovan|молдова молдавия молдавский|молдова молдавія молдовський
bulgaria bulgarian|болгария болгарский|болгарія болгарський
slovakia slovak|словакия словацкий|словаччина словацький
slovenia slovenian|словения словенский|словенія словенський
czechia czech|чехия чешский|чехія чеський
austria austrian|австрия австрийский|австрія австрійський
switzerland swiss|швейцария швейцарский|швейцарія швейцарський
netherlands dutch holland|нидерланды нидерландский голландия|нідерланди нідерландський голландія
belgium belgian|бельгия бельгийский|бельгія бельгійський
denmark danish|дания датский|данія данський
sweden swedish|швеция шведский|швеція шведський
norway norwegian|норвегия норвежский|норвегія норвезький
finland finnish|финляндия финский|фінляндія фінський
iceland icelandic|исландия исландский|ісландія ісландський
ireland irish|ирландия ирландский|ірландія ірландський
estonia estonian|эстония эстонский|естонія естонський
latvia latvian|латвия латвийский|латвія латвійський
lithuania lithuanian|литва литовский|литва литовський
belarus belarusian|беларусь белоруссия белорусский|білорусь білорусія білоруський
russia russian russians|россия российский россиянин рф|росія російський росіянин рф
ukraine ukrainian ukrainians|украина украинский украинец|україна український українець
crimea crimean|крым крымский|крим кримський
turkey turkish turkiye|турция турецкий|туреччина турецький
greece greek|греция греческий|греція грецький
cyprus cypriot|кипр кипрский|кіпр кіпрський
serbia serbian|сербия сербский|сербія сербський
croatia croatian|хорватия хорватский|хорватія хорватський
bosnia bosnian|босния боснийский|боснія боснійський
montenegro montenegrin|черногория черногорский|чорногорія чорногорський
albania albanian|албания албанский|албанія албанський
georgia georgian|грузия грузинский|грузія грузинський
armenia armenian|армения армянский|вірменія вірменський
azerbaijan azerbaijani|азербайджан азербайджанский|азербайджан азербайджанський
kazakhstan kazakh|казахстан казахский|казахстан казахський
uzbekistan uzbek|узбекистан узбекский|узбекистан узбецький
israel israeli|израиль израильский|ізраїль ізраїльський
palestine palestinian|палестина палестинский|палестина палестинський
iran iranian|иран иранский|іран іранський
iraq iraqi|ирак иракский|ірак іракський
syria syrian|сирия сирийский|сирія сирійський
lebanon lebanese|ливан ливанский|ліван ліванський
jordan jordanian|иордания иорданский|йорданія йорданський
saudi|саудовский|саудівський
yemen yemeni houthi|йемен йеменский|ємен єменський
egypt egyptian|египет египетский|єгипет єгипетський
libya libyan|ливия ливийский|лівія лівійський
morocco moroccan|марокко марокканский|марокко марокканський
algeria algerian|алжир алжирский|алжир алжирський
nigeria nigerian|нигерия нигерийский|нігерія нігерійський
kenya kenyan|кения кенийский|кенія кенійський
africa african|африка африканский|африка африканський
china chinese|китай китайский кнр|китай китайський кнр
japan japanese|япония японский|японія японський
korea korean|корея корейский кндр|корея корейський кндр
taiwan taiwanese|тайвань тайваньский|тайвань тайванський
india indian|индия индийский|індія індійський
pakistan pakistani|пакистан пакистанский|пакистан пакистанський
afghanistan afghan|афганистан афганский|афганістан афганський
indonesia indonesian|индонезия индонезийский|індонезія індонезійський
vietnam vietnamese|вьетнам вьетнамский|в'єтнам в'єтнамський
thailand thai|таиланд тайский|таїланд тайський
philippines philippine|филиппины филиппинский|філіппіни філіппінський
australia australian|австралия австралийский|австралія австралійський
canada canadian|канада канадский|канада канадський
mexico mexican|мексика мексиканский|мексика мексиканський
brazil brazilian|бразилия бразильский|бразилія бразильський
argentina argentine|аргентина аргентинский|аргентина аргентинський
chile chilean|чили чилийский|чилі чилійський
peru peruvian|перу перуанский|перу перуанський
venezuela venezuelan|венесуэла венесуэльский|венесуела венесуельський
cuba cuban|куба кубинский|куба кубинський
europe european|европа европейский|європа європейський
kyiv kiev|киев киевский|київ київський
moscow|москва московский|москва московський
washington|вашингтон|вашингтон
beijing|пекин пекинский|пекін пекінський
paris|париж парижский|париж паризький
london|лондон лондонский|лондон лондонський
berlin|берлин берлинский|берлін берлінський
brussels|брюссель брюссельский|брюссель брюссельський
warsaw|варшава варшавский|варшава варшавський
vienna|вена венский|відень віденський
rome|рим римский|рим римський
athens|афины|афіни
geneva|женева женевский|женева женевський
jerusalem|иерусалим|єрусалим
cairo|каир|каїр
tehran|тегеран|тегеран
istanbul|стамбул|стамбул
lisbon|лиссабон|лісабон
prague|прага|прага
copenhagen|копенгаген|копенгаген
bucharest|бухарест|бухарест
chisinau|кишинев|кишинів
vilnius|вильнюс|вільнюс
dnipro|днепр днепропетровский|дніпро дніпропетровський
mykolaiv nikolaev|николаев николаевский|миколаїв миколаївський
zaporizhzhia zaporizhia|запорожье запорожский|запоріжжя запорізький
chernihiv|чернигов черниговский|чернігів чернігівський
chernivtsi|черновцы черновицкий|чернівці чернівецький
bakhmut|бахмут артемовск|бахмут артемівськ
chernobyl chornobyl|чернобыль чернобыльский|чорнобиль чорнобильський
unitednations un|оон|оон
europeanunion eu|евросоюз ес|євросоюз єс
nato|нато|нато
imf|мвф|мвф
iaea|магатэ|магате
ecb|ецб|єцб
fbi|фбр|фбр
cia|цру|цру
iss|мкс|мкс
nasa|наса|наса
unesco|юнеско|юнеско
fifa|фифа|фіфа
uefa|уефа|уєфа
opec|опек|опек
brics|брикс|брікс
olympic olympics|олимпиада олимпийский|олімпіада олімпійський
eurovision|евровидение|євробачення
nobel|нобель нобелевский|нобель нобелівський
kremlin|кремль кремлевский|кремль кремлівський
pentagon|пентагон|пентагон
hamas|хамас|хамас
hezbollah|хезболла|хезболла
jinping|цзиньпин|цзіньпін
merz|мерц|мерц
scholz|шольц|шольц
netanyahu|нетаньяху|нетаньягу
hegseth|хегсет|гегсет
leyen|ляйен|ляєн
"""
