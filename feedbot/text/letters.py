"""How likely a text is to have been meant, by its letters: a wrong charset gives rare and misplaced ones."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

# How usual a letter is in the languages of its script, as a natural logarithm.
_TIERS = (
    ("оаеинт", -2.6),
    ("срвлкі", -3.1),
    ("мдпуяь", -3.6),
    ("ызгбчйхжшю", -4.4),
    ("цщэфїєё", -5.5),
    ("јљњћђџ", -6.5),
    ("ъґў", -7.0),
    ("αοιετσν", -2.6),
    ("ηυρπκμλ", -3.1),
    ("ςωγδάίόέή", -3.7),
    ("χθφβξζψύώ", -4.4),
    ("ϊϋΐΰ", -6.0),
    ("יוהלאמ", -2.5),
    ("רתבשנ", -3.0),
    ("דקעחפכםטסןגצזךףץ", -4.1),
    ("اليمنوتره", -2.6),
    ("بدسعفكقة", -3.4),
    ("جحشصطخأىذزإضثغئظءآؤپچگی", -4.6),
)
_FREQUENT = (
    # Chinese, as it is written in the People's Republic
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此"
    "已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代"
    "内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安"
    "少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听界达光放强"
    "即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运议府费价"
    # as it is written in Taiwan and Hong Kong
    "這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問並應戰頭體見產話給門兒東聲員論處"
    "義幾認條氣題爾變總電數報結務場計資許統區隊決馬書則聽達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運議費價灣台"
    # Japanese, as news write it
    "本日時間前後今週午半毎年月火木土曜京都県府区村町駅店社会議政党選挙総務省庁官僚閣首相法案改正予算経済財金融株円億増減税"
    "率価格企業産工場売買輸車鉄道路線空港飛機船便事故火災害地震雨雪台風警察検捜査逮捕容疑裁判所病院医療薬感染患者検研究開"
    "発技術学校教育生徒児童大阪名古屋福島広沖縄北海道州米英独仏露中韓朝連合国際戦争軍防衛基核協定条約交渉発表明示求決実施始"
    "終了対応策調査結果報告関係状況説明述見込考方針計画案約束働労者員賃雇用支援活動参加試合勝負優選手球団野監督出場作品"
    "映画音楽歌劇放送番組聞記者取材写真話語読書店新旧朝夕夜昼市民住宅建設計画土地駐歩自転私立近遠長短高低多少円思言気"
)
_SYLLABLES = (
    "이다는을의에가고하로은지사도기한를대인정시자있어들부일해과나리아서그보주라으제전장수스것면상국동구원여공조성관비만회위안진"
    "까오년월세계선했습니합됩경업개발표생산물격통령총민당거법률투융행식연방무미소치역용신문재모터지난명음간실강트드각에게았었"
    "던러려래르저거내네남단담데된될두등따때또레론류르른릴마말매며목못바받반밝배번별병본북분불비산살새설속송순술습승심쓰씨앞야"
    "약양에여열예온올와완외요우운울유육율응의임입적점접정족존종좌죄준중즉증직질집찰참책처천철청체초촌최추출충취측층친토특파판"
    "패편평포품풍피필학함항핵행향허험현협형호확환활황효후흥"
)
_WEIGHTS = (
    {letter: -5.8 for letter in _FREQUENT}
    | {letter: -5.3 for letter in _SYLLABLES}
    | {letter: weight for letters, weight in _TIERS for letter in letters}
    | {chr(code): -3.6 for code in range(0x3041, 0x3097)}
    | {chr(code): -4.6 for code in range(0x30A1, 0x30FD)}
)
# The scripts by pages of 256 characters, and what a letter costs that is not in the table above.
_PAGES = (
    {0: "latin", 1: "latin", 2: "latin", 0x1E: "latin", 3: "greek", 4: "cyrillic", 5: "hebrew", 6: "arabic"}
    | {0x30: "kana", 0xFF: "wide"}
    | dict.fromkeys(range(0x09, 0x11), "southern")
    | dict.fromkeys(range(0x4E, 0xA0), "han")
    | dict.fromkeys(range(0xAC, 0xD8), "hangul")
)
_RARE = {"cyrillic": -9.0, "greek": -9.0, "hebrew": -7.0, "arabic": -7.0, "southern": -4.0, "kana": -7.0, "wide": -8.0}
_RARE |= {"han": -12.0, "hangul": -9.2}
_KNOWN = -9.0  # an ideograph of the first level of a standard, where the usual ones are
_LEVELS = (("gb2312", b"\xd8"), ("euc_jp", b"\xd0"), ("big5", b"\xc7"))
_ELSEWHERE = -9.0
_EASTERN = frozenset({"han", "kana", "wide"})
_KOREAN = frozenset({"hangul", "wide"})

_VOWELS = frozenset("аеиоуыэюяёіїєьαεηιουωάέήίόύώϊϋΐΰ")
_STEADY = -0.6  # two vowels or two consonants in a row
_CHANGING = 0.4
_NEVER_FIRST = frozenset("ьъыς")
_FINAL = frozenset("םןךףץ")
_CAPITAL = -0.3
_MISPLACED = -7.0

# Latin letters that a language adds to the alphabet; several languages in one text cost more than one.
_ONE: tuple[str, ...] = (
    "éèàêçùâîôûëïœæ",
    "äöüß",
    "áéíóúñüçïºª",
    "áãâàçéêíóõôúºª",
    "àèéìòù",
    "åäöøæé",
    "áéíóúýðþæö",
    "ëéïöü",
)
_ONE += ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţșț", "čćžšđ", "çğıöşüâîûİ")
_ONE += ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž")
_MANY = ("éèêëàâäáãåæçíìîïñóòôöõøœúùûüß", "ąćęłńóśźżáčďéěíňřšťúůýžöüőűäăâîşţșțđ")
_LATIN = [(frozenset(letters), -3.0) for letters in _ONE] + [(frozenset(letters), -3.9) for letters in _MANY]
_FOREIGN = -6.0

_MARKS = dict.fromkeys("\u00a0«»„“”‘’‚‹›–—…№•·©®™§€£±×°¡¿½²³\u00ad\u200b\u2028", -3.0)
_MARKS |= {"\ufffd": 0.0} | {chr(code): -10.0 for code in range(0x80, 0xA0)}
_JOINING = frozenset("’‘·–—…\u00a0\u00ad\u200b\u2011\ufffd")
_ASIAN = frozenset({"kana", "wide"})
_COMBINING = -4.0
_STRANGE = -9.0
_NOBODYS = -14.0
_WITHIN = -5.0  # a mark between two letters, or on the wrong side of a word; a lonely katakana
_CONTROL = -20.0
_UNREAD = -9.0
_REPEATS = 20

_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"[^\x00-\x7f\w]|[^\W\x00-\x7f](?<=[\d_])")
_INSIDE = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f\w](?=[^\W\d_])")
# Marks on the wrong side of a word: what opens behind it or before a space, what closes before it.
_ASTRAY = re.compile(
    r"(?<=[^\W\d_])[«„‚‹€§№©†‡‰¶±µ¬¤¦√≈≤≥∞∆]|[»”›…€†‡‰¶√≈≤≥∞∆](?=[^\W\d_])|(?<![^\s])[–—](?=[^\W\d_])|[„‚‹](?=\s)"
)
_LONELY = re.compile("(?<![ぁ-ー])[ァ-ヺ](?![ぁ-ー])")  # katakana comes in words
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def score(text: str) -> float:
    """How likely a text is to have been meant, as a natural logarithm: 0 for plain ASCII, else below 0.

    The sum over letters and marks outside ASCII, and over control characters. Readings of the same bytes can be
    compared with each other.
    """
    latin = Counter[str]()
    total = _CONTROL * len(_CONTROLS.findall(text)) + _UNREAD * text.count("\ufffd")
    for word, times in Counter(_WORD.findall(text)).items():
        if not word.isascii():
            total += times * _word(word, times, latin)
    for mark, times in Counter(_MARK.findall(text)).items():
        total += _mark(mark) * min(times, _REPEATS)
    for mark, times in Counter(_INSIDE.findall(text)).items():
        if mark not in _JOINING and _script(mark) not in _ASIAN:
            total += _WITHIN * min(times, _REPEATS)
    return total + _latin(latin) + _WITHIN * min(len(_ASTRAY.findall(text)), _REPEATS)


def nobodys(text: str) -> int:
    """How many characters of a text nobody writes: controls but line ends and tabs, private and unassigned ones."""
    unwritten = (each for each in text if unicodedata.category(each) in {"Cc", "Cn", "Co", "Cs"} or each == "\ufffd")
    return sum(each not in "\t\n\r\f" for each in unwritten)


def one_script(text: str) -> bool:
    """Whether nearly all letters outside ASCII are of one script; those of East Asia count as one, but for Hangul.

    What stands above letters is one of them, and so is what is not seen; marks and symbols are of no script.
    """
    found = Counter(_system(each) for each in text if each > "\x7f" and unicodedata.category(each)[0] in "LMNC")
    return not found or max(found.values()) * 8 >= found.total() * 7


def weight(letter: str) -> float:
    """How usual one character is in the languages of its script, as a natural logarithm; 0 for ASCII."""
    if letter.isascii():
        return 0.0
    return _WEIGHTS.get(letter) or (_rare(letter) if letter.isalpha() else _mark(letter))


@lru_cache(maxsize=8192)
def _rare(letter: str) -> float:
    script = _script(letter)
    if script == "han" and any(b"" < letter.encode(codec, "ignore") < top for codec, top in _LEVELS):
        return _KNOWN
    return _RARE.get(script, _ELSEWHERE)


def _script(letter: str) -> str:
    return _PAGES.get(ord(letter) >> 8, "")


def _system(letter: str) -> str:
    """The script, more finely: scripts to the south are 128 characters each, and so are those of no name here."""
    script = _script(letter)
    return "han" if script in _EASTERN else f"{ord(letter) >> 7}" if script in {"", "southern"} else script


@lru_cache(maxsize=1024)
def _mark(mark: str) -> float:
    if mark in _MARKS:
        return _MARKS[mark]
    if unicodedata.category(mark) in {"Co", "Cn"}:
        return _NOBODYS
    if _script(mark) in _ASIAN or unicodedata.combining(mark):
        return _COMBINING
    return _STRANGE


def _word(word: str, times: int, latin: Counter[str]) -> float:
    """What a word's letters weigh; those of a Latin word are counted in `latin` instead, if they are in their place."""
    others = [letter for letter in word if letter > "\x7f"]
    scripts = {_script(letter) for letter in others}
    if scripts <= _EASTERN or scripts <= _KOREAN:
        return sum(map(weight, others)) + _WITHIN * len(_LONELY.findall(word))
    script = min(scripts)
    if len(scripts) > 1 or (len(others) < len(word) and script != "latin"):
        return sum(min(weight(letter), _MISPLACED) for letter in others)
    if script == "latin":
        return _western(word, times, latin)
    if script in {"cyrillic", "greek"}:
        return _cased(word, script)
    ending = sum(letter in _FINAL for letter in word[:-1])
    return sum(map(weight, word)) + _MISPLACED * ending


def _western(word: str, times: int, latin: Counter[str]) -> float:
    others = [letter for letter in word if letter > "\x7f"]
    if len(word) > 2 and len(others) > len(word) * 2 / 3:
        return _MISPLACED * len(others)
    for letter in others:
        latin[letter if letter == "İ" else letter.lower()] += times
    capitals = 0 if word.isupper() else sum(letter > "\x7f" and letter.isupper() for letter in word[1:])
    return _MISPLACED / 2 * capitals


def _latin(letters: Counter[str]) -> float:
    """What Latin letters weigh in the language that they suit best."""
    return max(
        sum(times * (usual if letter in known else _FOREIGN) for letter, times in letters.items())
        for known, usual in _LATIN
    )


def _cased(word: str, script: str) -> float:
    """What a Cyrillic or Greek word weighs, by its letters, its change of vowels and consonants, and its case."""
    small = word.lower()
    rare = _RARE[script]
    weights = [_WEIGHTS.get(letter, rare) for letter in small]
    if small[0] in _NEVER_FIRST:
        weights[0] += _MISPLACED
    for place, pair in enumerate(pairwise(small), start=1):
        weights[place] += _STEADY if (pair[0] in _VOWELS) == (pair[1] in _VOWELS) else _CHANGING
    if word.isupper():
        return sum(weights) + _CAPITAL * len(weights)
    return sum(
        weight if place == 0 or letter.islower() else _MISPLACED
        for place, (letter, weight) in enumerate(zip(word, weights, strict=True))
    )
