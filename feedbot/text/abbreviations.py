"""Abbreviations by language, and words that open sentences: what the splitter of sentences looks up. No rules."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Words of a language in small letters, abbreviations without their last full stop.

    No sentence ends at one of `never`; at one of `seldom` only before a capital letter. `openers` start sentences and
    are no names. With `ordinals` a number with a full stop may be an ordinal ("der 3. Platz").
    """

    never: frozenset[str]
    seldom: frozenset[str]
    openers: frozenset[str]
    ordinals: bool = False


def table(language: str | None) -> Table:
    """Give the table for a language tag ("uk", "pt-BR"); that of all languages for None and for one unknown."""
    return _TABLES.get((language or "").lower().replace("_", "-").split("-")[0], _ALL)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_NEVER = {
    "ru": _words(
        "ул им проф акад доц чл чл.-корр корр т.е т.к т.н т.ч т.о пос просп пер наб бул бульв ш пгт дер рис табл ср",
        "напр в.т.ч гос ген полк подп лейт кап адм дж св преп гл ред изд пом зам зав нач рук и.о вр.и.о ил вып илл",
        "арт прим пп оз хр корп тов яз авт англ нем франц итал исп лат греч укр рус белор польск кит яп араб тур юр",
        "соц тел факс моб канд засл нар респ род ум вл вяч ок прибл адр абз техн экон мед филол физ хим ист инж доб",
        "мкр мкрн пр-т б-р пр-кт ст-ца отв сост соч устар букв соотв т.наз архим еп митр прот свящ архиеп упр журн",
        "отст кн болг груз абх арм азерб осет рум венг чеш швед норв датск эст перс сев юж зап вост",
    ),
    "uk": _words(
        "вул ім див проф акад доц чл чл.-кор кор т.зв т.б т.ч пос просп пров наб бульв б-р смт с-ще рис табл пор напр",
        "ген полк підп лейт кап адм мол дж св гл ред зам зав нач кер в.о т.в.о вип іл прим пп оз хр корп д-р п-н юр",
        "тел англ нім зв тзв фр франц рос польськ лат грец італ ісп укр канд засл нар респ бл прибл орієнт упоряд",
        "наук техн екон мед філол філос фіз хім іст інж о.м.о митр архиєп прот архим єп вид вид-во заст помічн секр",
        "деп моб адр абз буд під'їзд відп журн відст кн пол болг груз абх вірм осет рум угор чес серб швед норв фін",
        "ест яп кит араб перс тур розд арт півд півн зах сх",
    ),
    "en": _words(
        "mr mrs ms mx dr prof profs drs rev fr hon gov gens sen sens rep reps gen col lt maj capt cmdr sgt cpl pvt adm",
        "pres supt det insp mt pt ft incl messrs mme mlle msgr br vs v e.g i.e cf viz approx fig figs vol vols pp",
        "trans p.s n.b lt.col brig amb atty treas gov't ald comdr",
    ),
    "de": _words(
        "dr prof hr fr frl bzw z.b d.h u.a u.ä v.a ca nr str st abs art bd ggf evtl inkl exkl zzgl sog vgl geb gest",
        "gem dipl ing med jur phil rer hl mio mrd tsd i.d.r z.t o.ä v.chr n.chr allg bes insb tel abb kap s.o s.u i.v",
        "i.a b.a verh aufl hrsg",
    ),
    "fr": _words(
        "m mm mme mmes mlle mlles dr pr me mgr st ste sts bd av env cf p.ex c.-à-d ex fig chap vol art pp éd trad tél",
        "n°",
    ),
    "es": _words(
        "sr sra srta sres d dña dr dra dres prof profa ud uds vd vds pág págs núm art fig cap vol ed gral cnel lic",
        "ing arq av avda c.p ee p.ej aprox tel depto st sto sta mons gob dip sen",
    ),
    "pl": _words(
        "ul al pl im prof dr hab inż mgr św tzw tzn np m.in ok ww jw por tj pt gen płk ppłk kpt mjr ppor sierż woj ks",
        "bp abp o.o godz tel nr art ust pkt poz rys tab ang łac niem ros kard",
    ),
    "it": _words("sig sigg dott prof avv ing arch on sen geom mons art pag pagg fig cap vol es ca cfr tel d.l"),
    "pt": _words(
        "sr sra dr dra prof profa eng exmo exma d av pág págs art fig cap vol núm n.º tel gov dep sen gen cel",
    ),
    "nl": _words("dhr mevr mr dr prof ir ing drs bijv d.w.z o.a m.n nl nr blz ca art fig vgl tel st burg"),
    "cs": _words(
        "ing mgr mudr judr phdr rndr prof doc dr bc sv tzv tzn např mj popř resp č čís str obr tab srov tel ul",
    ),
    "be": _words("вул ім праф акад дац гл т.зв напр нач заг рэд тэл св мал табл стар пл"),
    "bg": _words("ул бул им проф акад доц д-р т.нар т.е напр вж ср инж арх ген полк св тел рис табл жк кв пл"),
    "sr": _words("ул им проф др мр акад тзв нпр тј св инж ген пук ul im prof dr mr akad tzv npr tj sv inž gen puk"),
    "tr": _words("dr prof doç av müh sn bkz örn mah cad sok alb gen yrd"),
    "ar": _words("د أ م أ.د م.د"),
    "hi": _words("डॉ श्री प्रो कु"),
}
_SELDOM = {
    "ru": _words(
        "гг руб коп долл дол млн млрд трлн тыс т.д т.п др проч н.э вв чел экз шт кг км мм га мин сек час р.х кв.м л.с",
        "мес г.р у.е обл р-н окр сут нед проц ед куб янв фев февр апр июн июл авг сен сент окт ноя нояб дек",
    ),
    "uk": _words(
        "рр грн коп дол долл млн млрд трлн тис т.д т.п ін н.е вв чол екз шт кг км мм га хв сек год стл р.х н.ст ст.ст",
        "міс р.н у.о обл р-н окр тижд відс од куб січ лют бер берез квіт трав черв лип серп вер верес жовт листоп",
        "груд атм",
    ),
    "en": _words(
        "u.s u.k u.n e.u u.s.a u.a.e u.s.s.r d.c inc corp ltd co cos bros llc plc p.m a.m jr sr etc al ph.d m.d b.a",
        "m.a st esq est a.d b.c b.s m.b.a l.a n.y s.a n.v a.g min max hr hrs lb lbs oz dept univ assn sec jan feb mar",
        "apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ave blvd rd hwy ed eds ca sq ch",
        "govt intl natl calif ga kan ky mich minn mo mont neb nev okla pa tenn tex va vt wis wyo ariz colo conn del",
        "ala bldg apt ret dist m.p r.i n.c s.c n.j n.h n.m n.d s.d w.va b.c.e c.e",
    ),
    "de": _words(
        "usw etc u.s.w gmbh kg co jh jhd std sek km ff u.dgl jan feb mär apr jun jul aug sep sept okt nov dez",
    ),
    "fr": _words("etc j.-c s.a s.a.r.l janv févr avr juil sept oct nov déc"),
    "es": _words("etc uu ee.uu s.a s.l a.c d.c p.m a.m km kg hab ptas cía ltda"),
    "pl": _words("itd itp w tys mln mld zł gr n.e p.n.e br km kg proc"),
    "it": _words("ecc s.p.a s.r.l a.c d.c"),
    "pt": _words("etc s.a ltda a.c d.c km"),
    "nl": _words("enz etc jl v.chr n.chr"),
    "cs": _words("atd apod aj n.l př.n.l s.r.o a.s r tis mil mld kč"),
    "be": _words("г.д т.п інш руб тыс млн млрд гг"),
    "bg": _words("др т.н лв хил млн млрд г в"),
    "sr": _words("итд год млн дин itd god mln din"),
    "tr": _words("vs vd a.ş ltd şti m.ö m.s"),
}
_OPENERS = {
    "ru": _words(
        "он она оно они мы вы я это этот эта эти тот та те в во на с со по к ко но и а или если когда как что кто так",
        "ей также там тогда затем потом однако после до от из при для за не ни его её ее их наш все всё всего ранее",
        "об о у кроме сейчас поэтому теперь ещё еще уже позже между здесь где пока ему им нам вам тем этим под над",
        "через без перед среди около чтобы хотя тоже лишь только даже сегодня вчера завтра напомним впрочем наконец",
        "почему другие других другой никто ничего многие некоторые несколько вместо вскоре",
    ),
    "uk": _words(
        "він вона воно вони ми ви я це цей ця ці той та ті із зі у з в на до від але і й а або якщо коли як що хто",
        "тоді потім однак після за не ні його її їх про проте водночас раніше тому тепер зараз ще вже пізніше тут там",
        "де поки усі всі йому їй їм нам вам під над через без перед серед біля щоб хоча також лише навіть сьогодні",
        "вчора завтра нагадаємо крім при по для так наразі втім отже адже зокрема саме",
        "інші інших інший ніхто нічого багато деякі кілька замість незабаром",
    ),
    "en": _words(
        "the a an he she it they we i you this that these those his her their its our my but and or in on at as by",
        "for from if when while after before since however there what who why how where no not so to with under both",
        "some most later meanwhile according earlier now then all each one two three police officials many although",
        "though despite because during over about among also another any are is was were did does do has have had can",
        "could will would should may might last next still yet even only just more such other others until once",
        "through instead moreover therefore thus finally recently today yesterday tomorrow nobody nothing everyone",
        "everything critics be analysts experts authorities residents researchers scientists prosecutors",
        "investigators shares sales prices several four five six seven eight nine ten hers out up of whether which",
        "whose neither either without within",
    ),
    "de": _words(
        "der die das den dem ein eine einen er sie es wir ich ihr und aber in im am an auf bei mit nach von vor zu",
        "zum zur für als wenn doch auch so dann da dort hier nun jetzt danach dies diese dieser dieses seine ihre wie",
        "was wer wo nur noch seit bis aus über unter zwischen während trotz laut insgesamt später zuvor heute gestern",
    ),
    "fr": _words(
        "le la les un une des il elle ils elles on nous vous je ce cette ces cet c'est et mais ou en au aux dans par",
        "pour sur sous avec sans après avant depuis selon si quand comme qui que quoi où son sa ses leur leurs puis",
    ),
    "es": _words(
        "el la los las un una unos unas él ella ellos ellas y pero o en al a de del con sin por para según si cuando",
        "como qué quién dónde su sus este esta estos estas ese esa no se es fue ha han lo le les tras desde hasta",
        "luego",
    ),
    "pl": _words(
        "w we na z ze do od po o u za przy dla i a ale lub oraz to ten ta te on ona ono oni one my wy ja jego jej ich",
        "jak gdy jeśli kiedy kto co gdzie nie tak też także potem jednak według jest był była było byli są został",
        "została teraz już jeszcze dziś wczoraj następnie",
    ),
    "it": _words("il lo la i gli le uno una e ma o in a di da con su per tra fra non si è ha lui lei noi voi loro poi"),
    "pt": _words(
        "o a os as um uma e mas ou em no na nos nas de do da com por para não se é foi ele ela eles elas depois",
    ),
    "nl": _words(
        "de het een hij zij ze we wij ik en maar of in op aan bij met na van voor dat dit die deze er zijn haar",
    ),
}
_ORDINALS = _words("de cs da nb nn no sk sl hr fi et hu is lv bs")
# What news in any language borrows.
_COMMON_NEVER = _words("mr mrs dr vs e.g i.e")
_COMMON_SELDOM = _words("u.s u.k u.n inc corp ltd jr sr etc p.m a.m")
# Kept out of the table of all languages, since they are words elsewhere.
_OWN = _words(
    "med no m me al on es d w sen gob dip st ex pr ing art im por est geb kg str gest bes cap av br fr ed co ee uu",
    "sto sta pt ok ust tab poz hab",
)


def _build(language: str) -> Table:
    """Join a language's words with those it borrows; Russian and Ukrainian news borrow all English ones."""
    lent = language in ("ru", "uk")
    openers = _OPENERS.get(language, frozenset())
    return Table(
        never=_NEVER.get(language, frozenset()) | (_NEVER["en"] if lent else _COMMON_NEVER),
        seldom=_SELDOM.get(language, frozenset()) | (_SELDOM["en"] if lent else _COMMON_SELDOM),
        openers=openers | (_OPENERS["en"] if lent else frozenset()),
        ordinals=language in _ORDINALS,
    )


def _joined(tables: dict[str, frozenset[str]]) -> frozenset[str]:
    main = tables["ru"] | tables["uk"] | tables["en"]
    return main | (frozenset[str]().union(*(tables[name] for name in ("de", "fr", "es", "pl"))) - _OWN)


_TABLES = {language: _build(language) for language in {*_NEVER, *_OPENERS, *_ORDINALS}}
_ALL = Table(
    never=_joined(_NEVER) - (_SELDOM["en"] | _SELDOM["ru"] | _SELDOM["uk"]),
    seldom=_joined(_SELDOM) - _NEVER["en"],
    openers=_OPENERS["en"] | _OPENERS["ru"] | _OPENERS["uk"],
)

# What stands before a name ("г. Киев") or behind a number ("2025 г. Киев").
BOTH = _words("г р м с ст д т п ч в л х о стр стор бл см мл гр кв пер пл пр r")
# Counted words before such a unit ("5 тыс. т").
COUNTS = _words("кв куб тыс тис млн млрд пог")
# The second half of an abbreviation in two words: where a sentence may end ("и т. д."), and where none does ("т. е.").
MAY_END = {
    "т": ("д", "п"),
    "н": ("э", "е"),
    "р": ("х", "н"),
    "г": ("р",),
    "у": ("о", "е"),
    "л": ("с",),
    "с": ("г",),
    "рт": ("ст",),
    "ст": ("л",),
    "ч": ("л",),
}
GOES_ON = {
    "т": ("е", "к", "н", "ч", "о", "зв", "б"),
    "и": ("о",),
    "в": ("о",),
    "z": ("b", "t"),
    "d": ("h",),
    "u": ("a",),
    "p": ("ex", "ej"),
    "m": ("in",),
}
# Abbreviations that are words as well: a sentence ends there before an opener.
ALSO_WORDS = _words("им рук рис ген полк кап кор тел зам наст мол род вид лип серп вер рус нар пос ст")
# Abbreviations only before a number ("No. 5").
NUMBERING = _words("no nos art para pt nr n пункт абз ч ст")
# Abbreviations at which a sentence ends before any capital letter, though their letters are Latin.
LAST = _words("etc itd itp usw enz ecc atd ave blvd rd gmbh")
# What a single letter follows that is no initial ("vitamin C").
LETTERED = _words(
    "витамин витамина витамины витамином класс класса группа группы группе гепатит гепатита категории план плана",
    "плану вітамін вітаміну клас класу групи групі категорії vitamin plan hepatitis grade class group section",
    "appendix exhibit option step part war type schedule block team room level gate terminal point",
)
BEFORE_I = _words("do did can could will would am was have had should than as nor neither and")
MONTHS = _words(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря січня лютого березня квітня",
    "травня червня липня серпня вересня жовтня листопада грудня january february march april may june july august",
    "september october november december januar februar märz mai juni juli oktober dezember",
)
AFTER_HOURS = MONTHS | _words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun est edt cst cdt mst mdt pst",
    "pdt et ct mt pt gmt utc bst cet eastern central pacific moscow kyiv london",
)
DOLLARS = _words("долл дол")
COUNTRIES = _words("США РФ Канады Канади Австралии Австралії Гонконга Гонконгу Сингапура Сінгапуру")
YEARS = _words("г гг р рр в вв ст э е r")
# What opens a clause that tells a time or an amount.
AT = _words(
    "в во с со к ко на до от по из за у з зі із від після після протягом упродовж впродовж наприкінці напередодні під",
    "о об за станом после накануне около свыше близько понад upon by since in until w we od do na po",
)
SAID = _words(
    "said says say asked asks added adds replied replies told tells wrote writes shouted recalled explained yelled",
    "cried exclaimed declared insisted wondered noted continued joked laughed quipped tweeted posted warned concluded",
)
PRONOUNS = _words("he she it they we i you this that nobody his her its their our my your")
SHOUTING = _words("yahoo jeopardy joomla")
EDITORS = ("Ред", "ред", "Прим", "прим", "Авт", "авт")
