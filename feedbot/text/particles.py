"""Words that say little, or change what others say, in Russian, Ukrainian and English: what a check looks at."""

import re


def _table(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


GLUE = _table(
    "а без более бы был была были было быть в вам вас ведь весь во вот все всего всех вы где да даже для до его ее "
    "если есть еще же за здесь и из из-за или им их к как каждый какие каких какой ко когда который которая которое "
    "которые которого которой которых которому которым котором которую кто ли либо между меня мне мной может можно "
    "мог могла могли могут моей мой мы на над надо нам нас него ней нее нем нескольких несколько них но о об обо "
    "однако он она они оно от ото по под пока после потом потому почти при про ранее раньше с сам сама сами самого "
    "самой самый свой своего своей своем свои своих свою своими себе себя со так также такая такие таким таких такого "
    "такой такое там те тем теперь то того тоже той только том тому тот ту тут ты у уже хотя чего чем через что чтобы "
    "эта эти этим этих это этого этой этом этот эту я является являются стал стала стали стало будет будут поэтому "
    "тогда сейчас среди около согласно словам данным время тем самым лишь против перед кроме вместо вокруг помимо "
    "ввиду также причем при этом"
    ,
    "або але б би був була були було бути в вам вас ви від він вона вони воно все всі всього всіх в'їх г ґ де для до "
    "дуже є ж же за з зі із й його її їх їхній їхня їхні і коли крім кожен лише ли між може можна могли може мене "
    "мені ми мій на над нам нас не навіть нею ним них ніж але о об однак оскільки от перед під по поки після потім "
    "про проте при раніше саме свій свого своєї своїй своєму свої своїх свою своїм себе собі серед та так також такий "
    "такі там тепер теж ти тим тих то того тоді той тому тут у уже хоча хто це цей ця ці цього цієї цим цих цьому чи "
    "чим через що щоб щодо який яка яке які якого якої якій яких якому яким яку вже ще буде будуть стало стали стала "
    "став зараз ось згідно словами даними час біля близько понад отже адже якщо як"
    ,
    "a about after all also although am among an and any are around as at be because been before being between both "
    "but by can could may might shall should did do does doing down during each either even for from further had has "
    "have having he her here hers him his how however i if in into is it its itself just me more most much my no nor "
    "not now of off on once only onto or other our out over own same she should since so some still such than that "
    "the their them then there these they this those though through to too toward towards under until up upon us very "
    "via was we were what when where whether which while who whom whose why will with within would yet you your "
    "according meanwhile amid despite several many including include includes against following became become becomes "
    "get gets got per"
)  # fmt: skip
"""Words that say nothing by themselves."""

SAID = re.compile(
    r"сообщи\w*|сообщает\w*|сообщают|заяви\w*|заявля\w*|сказа[лн]\w*|говори\w*|рассказа\w*|отмети\w*|добави\w*|"
    r"пиш[еу]т|написал\w*|уточни\w*|передае?т|передал\w*|повідоми\w*|повідомля\w*|заяви\w*|сказа[влн]\w*|розпові\w*|"
    r"зазначи\w*|додав|додал\w*|пише|пишуть|уточни\w*|передає|said|says?|saying|told|tells?|report(?:s|ed)?|stat(?:es|"
    r"ed)|add(?:s|ed)|announc\w*|writes?|wrote"
)
"""Verbs that only say that something was said."""

NOT = _table(
    "не нет ни никто никого никому ничего ничто ничему никогда нигде никак нельзя никакой никаких никакого никакие "
    "вряд",
    "не немає нема ні ніхто нікого нікому нічого ніщо ніколи ніде ніяк жоден жодного жодної жодних жодному навряд",
    "not no never none nobody nothing neither nor cannot cant isnt wasnt werent arent dont doesnt didnt wont wouldnt "
    "hasnt havent hadnt couldnt shouldnt nowhere hardly",
)
"""Words that say the opposite of what follows; apostrophes are left out."""

WITHOUT = frozenset({"без", "without"})
"""What denies the one word that follows, and nothing else of its sentence."""

AGAINST = frozenset({"против", "проти", "against", "versus", "vs"})
"""What makes somebody an opponent."""

FOR = frozenset({"за", "for"})
"""What makes somebody a supporter of what it stands before, if anything."""

FROM = frozenset({"с", "со", "от", "з", "із", "зі", "від", "from"})
OF = frozenset({"из", "з", "із", "зі", "of"})
"""What stands between a part and the whole."""

DENIES = re.compile(
    r"отказа\w*|отказыва\w*|опровер\w*|отрица\w*|отверг\w*|отклон\w*|запре[тщ]\w*|невозмож\w*|відмов\w*|спростув\w*|"
    r"запереч\w*|відхил\w*|заборон\w*|неможлив\w*|refus\w*|den(?:y|ies|ied|ying|ial)|reject\w*|fail(?:s|ed|ure)?|"
    r"ban(?:s|ned)?|forb\w*|prohibit\w*|unable|impossible|lack\w*"
)
"""Words that deny by themselves."""

REFUTES = re.compile(
    r"опровер\w*|отрица\w*|спростув\w*|спросту\w*|запереч\w*|den(?:y|ied|ies|ying)|refut\w*|dismiss(?:es|ed)?"
)
"""Verbs that deny the rest of their clause."""

MAYBE = re.compile(
    r"может|могут|мог|могла|могло|могли|якобы|вероятно|возможно|предположительно|видимо|планиру\w*|намерен\w*|"
    r"собира[ею]тся|хоч?[уеё]т|хотят|хотел\w*|бы|если|будет|будут|пообеща\w*|обеща[елю]\w*|угрожа\w*|пригрози\w*|"
    r"предлага\w*|предложи\w*|рассматрива\w*|призва\w*|призыва\w*|потребова\w*|попроси\w*|може|можуть|міг|могла|могли|"
    r"нібито|ймовірно|можливо|імовірно|мабуть|плану\w*|має|мають|збира[єю]ться|хоче|хочуть|хотів|б|би|якщо|буде|"
    r"будуть|пообіця\w*|обіця\w*|погрожу\w*|пропону\w*|запропонув\w*|розгляда\w*|заклика\w*|вимага\w*|may|might|could|"
    r"would|will|shall|should|allegedly|reportedly|likely|possibly|probably|perhaps|plan(?:s|ned|ning)?|intend\w*|"
    r"propos\w*|consider\w*|threaten\w*|expect\w*|if|want\w*|hop(?:e|es|ed|ing)|ask(?:s|ed)?|urg(?:e|es|ed|ing)|"
    r"demand\w*|promis\w*|pledg\w*|vow\w*"
)
"""Words after which something is not said to have happened."""

TITLE = re.compile(
    r"президент\w*|премьер\w*|прем'єр\w*|министр\w*|міністр\w*|мэр\w{0,2}|мер[ауо]?м?|губернатор\w*|генерал\w*|"
    r"полковник\w*|директор\w*|глав[аыеу]|голов[аиуо]ю?|судь[яиюе]\w?|судд[яіюе]\w?|прокурор\w*|депутат\w*|сенатор\w*|"
    r"канцлер\w*|корол[ьяею]\w?|посол|посла|послу|спикер\w*|секретар\w*|начальник\w*|командир\w*|тренер\w*|"
    r"врач\w{0,2}|следовател\w*|слідч\w*|капитан\w*|капітан\w*|форвард\w*|вратар\w*|воротар\w*|нападающ\w*|"
    r"полузащитник\w*|защитник\w*|адвокат\w*|журналист\w*|журналіст\w*|представител\w*|владел\w*|основател\w*|"
    r"речни[кц]\w*|спикерк\w*|лікар\w{0,3}|профессор\w*|професор\w*|president|premier|minister|mayor|governor|general|"
    r"colonel|director|head|chief|judge|prosecutor|deputy|senator|chancellor|king|queen|prince|princess|ambassador|"
    r"speaker|secretary|commander|coach|inspector|officer|professor|doctor|chairman|captain|striker|midfielder|"
    r"goalkeeper|defender|manager|owner|founder|journalist|actor|actress|singer|lawyer|spokes(?:man|woman|person)|"
    r"guard|suspect|victim|author"
)
"""What people are."""

ONE = _table("one один одна одно одну одного одной одному одним одне однієї одній")
"""Words for "one" that may count nothing."""

ME = _table(
    "я меня мне мной мы нас нам нами мой моя мое мои наш наша наше наши нашей нашего",
    "я мене мені мною ми нас нам нами мій моя моє мої наш наша наше наші нашої нашого",
    "i me my mine we us our ours i'm i've we're we've i'll we'll",
)
"""The first person."""

TALK = re.compile(
    r"\b(?:as an? (?:ai|language model|assistant)|i(?:'m| am) sorry|i (?:can ?not|can't)|here(?: is|'s|"
    r" are)\b.{0,40}(?:summary|headline)|sure[,!]|certainly[,!]|of course[,!]|in summary|to summari[sz]e|summary:|"
    r"note:|tl;?dr|(?:this|the) (?:article|text|passage|author)\b|как (?:языковая|ии|искусственн)|вот (?:краткое|"
    r"краткий|резюме|пересказ|итог|сводка)|краткое (?:содержание|изложение)|конечно[,!]|разумеется[,!]|резюме:|"
    r"кратко:|итог:|(?:в|эта|данная) (?:статье|статья|тексте|заметке)|автор (?:статьи|текста)|як (?:мовна|ші|штучн)|"
    r"ось (?:короткий|стислий|стисле|резюме|підсумок)|(?:короткий|стислий) (?:виклад|переказ|зміст)|звісно[,!]|"
    r"звичайно[,!]|підсумок:|коротко:|(?:у|в|ця) (?:статті|стаття|тексті)|ignore (?:all|any|the|previous)|"
    r"system prompt|instructions?:|prompt:)",
    re.IGNORECASE,
)
"""How an assistant talks of its work."""

_OPPOSITES = (
    (
        r"вырос|выраст|увелич|повыс|повыш|подня|рост(?:а|у|ом|е)?\b|подорожа|зрос|збільш|підвищ|підня|ris(?:e|es|en|"
        r"ing)\b|rose\b|increas|grew\b|grow|surg|jump|climb|higher\b|rais",
        r"упал|упад|сниз|сниж|уменьш|сокра[тщ]|подешев|паден|впал|впав|зниз|зниж|зменш|скорот|скороч|fell\b|fall|"
        r"drop|decreas|declin|lower|plung|shrink|shrank|reduc|slump",
    ),
    (
        r"побед|выигр|перемог|перемож|вигра|won\b|win(?:s|ner|ning)?\b|victor",
        r"проигр|програ|пораж|поразк|lost\b|los(?:e|es|ing|s)\b|defeat",
    ),
    (
        r"разреш(?!ени[еяюй])|дозвол[иея]|одобр|схвал|утверд|затверд|ухвал|принял|прийня|allow|permit(?:s|ted|ting)\b|approv|adopt|legali",
        r"запре|заборон|отклон|отверг|відхил|отмен|скасу|заблокир|заблокув|ban(?:s|ned|ning)?\b|prohibit|reject|veto|outlaw|"
        r"block|overturn|annul|revok",
    ),
    (r"подтвер|підтвер|confirm|признал|визна", r"опровер|спростув|отрица|запереч|den(?:y|ied|ies|ying)\b|refut"),
    (r"перед\b|накануне|напередодні|before\b|prior\b|ahead\b", r"после\b|після\b|after\b|following\b"),
    (r"больше|более\b|свыше|більше|понад\b|more\b|exceed", r"меньше|менее\b|менше|less\b|fewer\b|below\b"),
    (r"погиб|умер|скончал|загин|помер|убит|вбит|kill|died\b|dead\b|dies\b|death",
        r"выжи|спасен|спасл|вижи|вряту|surviv|rescu|saved\b"),
    (r"откр|відкр|open|reopen", r"закр|clos(?:e|es|ed|ing|ure)\b|shut"),
    (
        r"начал[аио]?\b|начат|начина|начн|почал|почат|почина|start(?:s|ed|ing)?\b|began|begin|begun|launch",
        r"законч|заверш|окончи|прекра|скінч|закінч|припин|end(?:s|ed|ing)?\b|finish|stop|halt|suspend",
    ),
    (r"винов|винн|осужд|осуд|засуд|guilty\b|convict", r"оправда|невинов|невинн|виправд|acquit|innocent"),
    (r"прибы|прилет|приех|прибу|приїх|arriv", r"покину|уех|вылет|поїха|виїха|left\b|leave|leaving|depart"),
    (r"арест|задерж|заареш|затрим|arrest|detain|jail", r"освобо|отпу[сщ]|releas|freed\b|free(?:s|ing)\b"),
    (r"купи|покуп|закуп|придба|buy|bought|purchas", r"прода|продаж|sell|sold\b|sale"),
    (r"назнач|признач|appoint|hire(?:s|d)?\b|hiring",
        r"увол|отправ\w* в отстав|звільн|fire[sd]\b|dismiss|sack|resign|ouste?"),
    (r"поддерж|підтрим|support|endors|welcom|привітс", r"раскритик|осуди|засуди|критик|oppos|critici|condemn"),
    (r"север|північ|north", r"юг|юж|півд|south"),
    (r"восто|восточ|схід|східн|east(?:ern)?\b", r"запад|захід|західн|west(?:ern)?\b"),
    (r"мужчин|чоловік|m[ae]n\b|male\b", r"женщин|жінк|жінок|wom[ae]n\b|female\b"),
    (r"мальчик|хлопч|хлопец|boys?\b|сын|син\b|сина\b|sons?\b", r"девоч|дівч|girls?\b|дочь|дочер|дочк|доньк|daughter"),
    (r"отец|отца|батьк|father", r"мать\b|матер|мати\b|mother"),
    (r"согласи|погоди|agree|accept", r"отказ|відмов|refus|disagree|declined\b"),
    (r"легк|легш|slight|minor", r"тяжел|тяжк|важк|seriou|sever|grave"),
    (r"лучш|улучш|кращ|поліпш|покращ|better\b|best\b|improv", r"худш|ухудш|гірш|погірш|wors"),
    (r"первы|перши|first\b", r"последн|останн|last\b|final"),
    (r"дешев|cheap", r"дорог|дорож|expensiv|costl"),
    (r"ускор|прискор|accelerat", r"замедл|сповільн|уповільн|slow|decelerat"),
    (r"импорт|імпорт|import(?:s|ed|ing|er\w*)?\b", r"экспорт|експорт|export"),
    (r"дефицит|дефіцит|deficit|shortage|нехватк", r"профицит|профіцит|surplus|избыт|надлиш"),
    (r"истец\b|истц|позивач|plaintiff", r"ответчик|відповідач|defendant"),
    (r"сторонник|прихильник|supporter", r"противник|opponent"),
    (r"союзник|ally\b|allies\b", r"враг|ворог|enem(?:y|ies)"),
    (r"максим|наибольш|найбільш|largest\b|biggest\b|highest\b", r"миним|мінім|наименьш|найменш|smallest\b|lowest\b"),
    (r"внутр|domestic|internal", r"внешн|зовніш|foreign|external"),
    (r"вступ|присоедин|приєдн|join", r"выйд|вышл|выход|вийд|вийш|виход|вихід|withdr|quit"),
    (r"успеш|успіш|удачн|вдал|succe", r"неудач|невдал|провал|fail"),
    (r"утром|утренн|вранці|ранк|morning", r"вечер|увечері|ввечері|вечір|evening|ночью|вночі|night"),
)  # fmt: skip

OPPOSITES = tuple((re.compile(one), re.compile(other)) for one, other in _OPPOSITES)
"""Pairs of what words of opposite meaning begin with."""
