import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import exonyms, sounds, stems

TEXTS = st.text(max_size=200) | st.text("абвіїєґ'АБ -.\n12,:", max_size=200) | st.text("abcАБ '’-.1,", max_size=200)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "ракета ракеты ракете ракету ракетой ракет ракетам ракетами ракетах"),
        ("ru", "президент президента президенту президентом президенте президенты президентов"),
        ("ru", "российский российская российского российской российских россия россии россию"),
        ("ru", "сообщил сообщила сообщили сообщает сообщают сообщение сообщения сообщений"),
        ("ru", "договорился договорилась договорились"),
        ("ru", "генерал генерала генералу генералом генералы"),
        ("uk", "ракета ракети ракеті ракету ракетою ракет ракетам"),
        ("uk", "український українська українського україна україни україні"),
        ("uk", "обстріл обстрілу обстрілом обстріли обстрілів"),
        ("en", "attack attacks attacked attacking"),
        ("de", "krieg krieges kriege"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(language: str, forms: str) -> None:
    """Cases, numbers, genders and tenses make no difference."""
    assert 1 == len({stems.stem(form, language) for form in forms.split()})


@pytest.mark.parametrize(
    ("ukrainian", "russian"),
    [
        ("війни", "война"),
        ("уряду", "правительство"),
        ("повідомили", "сообщил"),
        ("загинули", "погибли"),
        ("вибух", "взрыва"),
        ("ракетою", "ракета"),
        ("обстріл", "обстрела"),
        ("президентом", "президенту"),
        ("києві", "киева"),
        ("пам'ять", "память"),
        ("російська", "российского"),
    ],
)
def test_ukrainian_words_have_russian_stems(ukrainian: str, russian: str) -> None:
    """What is spelt alike is alike, and the usual words that are not are in a table."""
    assert stems.stem(russian, "ru") == stems.stem(ukrainian, "uk")


@pytest.mark.parametrize(
    "twins",
    [
        "подводный підводний",
        "разминирование розмінування",
        "расширение розширення",
        "отправили відправили",
        "исторический історичний",
        "публичный публічний",
        "реформирование реформування",
        "бронирование бронювання",
        "фехтования фехтування",
        "радость радість",
    ],
)
def test_ukrainian_words_that_rules_tell_have_russian_stems(twins: str) -> None:
    """How words begin and end in the two languages is known where no table has them."""
    russian, ukrainian = twins.split()

    assert stems.stem(russian, "ru") == stems.stem(ukrainian, "uk")


@pytest.mark.parametrize("place", ["авдіївка авдіївці", "лосинівка лосинівці", "фахівці фахівців"])
def test_a_ukrainian_place_has_one_stem_where_it_is_and_where_something_is(place: str) -> None:
    """A consonant changes before the ending; in a word that merely looks like it, it does not."""
    one, two = place.split()

    assert stems.stem(one, "uk") == stems.stem(two, "uk")


def test_russian_words_are_not_taken_for_ukrainian() -> None:
    """The table of twins is for Ukrainian alone: "рік" is a year there, and "рока" is none in Russian."""
    assert stems.stem("року", "uk") == stems.stem("год", "ru")
    assert stems.stem("року", "ru") != stems.stem("год", "ru")


def test_other_words_are_not_alike() -> None:
    """Words that begin alike keep stems of their own."""
    for one, two in (("ракета", "рак"), ("суд", "судно"), ("министр", "министерство"), ("столица", "столик")):
        assert stems.stem(one, "ru") != stems.stem(two, "ru")


def test_words_of_unknown_languages_stay_whole() -> None:
    """Latin words without rules, and words with digits, are their own stems."""
    assert "attacks" == stems.stem("attacks", "vi")
    assert "f16" == stems.stem("f16", "en")


@pytest.mark.parametrize(
    "spellings",
    [
        "трамп трампа трампом trump trump's",
        "зеленский зеленского зеленський zelensky zelenskyy",
        "харьков харькове харків kharkiv",
        "киев київ kyiv kiev",
        "вашингтон вашингтона washington",
        "хегсет hegseth",
        "ким kim",
        "нато nato",
        "аляска алясці alaska",
    ],
)
def test_names_sound_alike_in_both_alphabets(spellings: str) -> None:
    """The skeleton of a name is one for its spellings, cases included."""
    assert 1 == len({sounds.skeleton(each) for each in spellings.split()})
    assert "" not in {sounds.skeleton(each) for each in spellings.split()}


def test_too_few_sounds_make_no_skeleton() -> None:
    """Two sounds would be alike in too many names."""
    assert [""] * 4 == [sounds.skeleton(each) for each in ("си", "юэ", "xi", "")]


def test_words_come_with_what_they_look_like() -> None:
    """A capital at the start of a sentence is no sign of a name, one inside is, and so are several."""
    found = stems.read("Вчера Обрен Таллек прибыл. Мосты НАТО? 12 дронов", "ru")

    assert ["вчер", "обрен", "талек", "приб", "мост", "нат", "12", "дрон"] == [word.stem for word in found]
    assert ["обрен", "таллек", "нато"] == [word.plain for word in found if word.name]
    assert ["вчера", "обрен", "таллек", "мосты", "нато"] == [word.plain for word in found if word.capital]
    assert ["12"] == [word.plain for word in found if word.number]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["1200000"], "1 200 000"),
        (["1200000"], "1,200,000"),
        (["12.5"], "12,5"),
        (["12.5"], "12.5"),
        (["14:30"], "14:30"),
        (["1114"], "1114-й"),
        (["с300"], "С-300"),
        (["f16"], "F-16"),
    ],
)
def test_numbers_are_written_one_way(expected: list[str], text: str) -> None:
    """Marks between thousands go, a comma before decimals is a full stop, and designations stay together."""
    assert expected == [word.plain for word in stems.read(text, "ru")]


def test_ukrainian_is_known_by_its_letters() -> None:
    """A text that says no language and has Ukrainian letters is read as Ukrainian."""
    assert stems.stem("война", "ru") in {word.stem for word in stems.read("Війна і мир")}
    assert "attack" in {word.stem for word in stems.read("Attacks")}


def test_scripts_without_spaces_are_read_in_pairs() -> None:
    """Each two characters in a row are a word."""
    assert ["东京", "京地", "地震"] == [word.stem for word in stems.read("东京地震")]


def test_stop_words_tell_nothing() -> None:
    """Prepositions, pronouns and single letters are left out."""
    assert () == stems.read("Он и она были там, а я – нет. The of it. Він та вона")


def test_usual_words_are_known_from_the_start() -> None:
    """A guess says how usual a word is, whatever its form."""
    assert stems.usual(stems.stem("президентом", "ru")) > stems.usual(stems.stem("беспилотник", "ru"))
    assert stems.usual("неслыханн") < 0.001 < stems.usual(stems.stem("said", "en"))


def test_what_words_mean_is_the_same_in_three_languages() -> None:
    """An English, a Russian and a Ukrainian word for one thing have one concept, and it knows their stems."""
    found = {stems.stem(word, language) for word, language in (("fires", "en"), ("пожары", "ru"), ("пожежі", "uk"))}

    assert 1 == len({stems.concept(each) for each in found})
    assert found <= {*stems.told(stems.concept(stems.stem("fire", "en")))}
    assert ("", ()) == (stems.concept("неслыханн"), stems.told("nothing"))


def test_ukrainian_words_of_the_glossary_have_russian_stems() -> None:
    """Words that stand at one place of a line of the glossary are each other's."""
    assert stems.stem("пчелы", "ru") == stems.stem("бджоли", "uk")
    assert stems.stem("свет", "ru") == stems.stem("світло", "uk")


@pytest.mark.parametrize(
    "names",
    [
        *("Germany Германией Німеччини", "Hungary Венгрия Угорщина", "US США", "UN ООН", "EU ЕС ЄС"),
        *("Beijing Пекине Пекіні", "Turkey Турции Туреччині", "Kyiv Киев Києві", "Merz Мерца"),
    ],
)
def test_what_languages_call_by_names_of_their_own(names: str) -> None:
    """A name that sounds otherwise in another language has one skeleton all the same."""
    found = {sounds.skeleton(word.plain) for each in names.split() for word in stems.read(each)}

    assert 1 == len(found)
    assert "" not in found


def test_the_lines_of_names_agree() -> None:
    """The first names of a line, one a language, lead to the same; Russian and Ukrainian have as many."""
    for line in exonyms.TABLE.splitlines():
        english, russian, ukrainian = (words.split() for words in line.split("|"))
        assert len(russian) == len(ukrainian)
        assert 1 == len({sounds.skeleton(each[0]) for each in (english, russian, ukrainian)})


def test_numbers_in_words_are_numbers() -> None:
    """Two dead are two dead, in words or figures, in any case and language."""
    texts = ("двое погибших", "двух погибших", "2 погибших", "двоє", "two dead", "2 dead")

    assert {"2"} == {word.stem for each in texts for word in stems.read(each) if word.number}


def test_pairs_are_of_one_stem() -> None:
    """A Ukrainian word of the table has the stem of its Russian twin."""
    assert stems.stem("отмены", "ru") == stems.stem("скасування", "uk")
    assert stems.stem("мошенников", "ru") == stems.stem("шахраїв", "uk")


@given(TEXTS, st.sampled_from([None, "ru", "uk", "en", "de", "xx", "uk-UA"]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    """Nothing breaks it, reading again gives the same, and no word is empty or endless."""
    found = stems.read(text, language)

    assert found == stems.read(text, language)
    assert all(0 < len(word.plain) <= 200 and word.stem for word in found)
    assert all(sounds.skeleton(word.plain) == "" or len(sounds.skeleton(word.plain)) > 2 for word in found)


@pytest.mark.parametrize("piece", ["а", "1 111 ", "1.", "'а", "a-1-", "\u0301", "1,111,", "...", "x'"])
def test_hostile_texts_take_no_longer(piece: str) -> None:
    """A text of one kind of piece repeated is read in one pass."""
    stems.read(piece * (200_000 // len(piece)))
