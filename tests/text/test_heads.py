"""What agencies put before the first sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import heads

NEWS = "Мост через реку закрыт на весь день."
TOLD = "The bridge is closed all day."


@pytest.mark.parametrize(
    "head",
    [
        *("Лесогорск. 3 ноября. Лесные вести. ", "ЛЕСОГОРСК, 3 ноя - Лесинформ. ", "Лесогорск, 3 ноября 2026 года. "),
        *("3 ноября 2026, Лесогорск — ", "3 ноября, Лесинформ. ", "РИА «Лесинформ», 3 ноября. ", "14.05 МСК. "),
        *("Лесогорск, Озёрия, 3 ноября, Лесинформ — ", "[14:05] ", "(Лесинформ) ", "Лесогорск | Лесинформ | "),
        *(
            "Вторник, 3 ноября. ",
            "Київ, УНН, 3 листопада — ",
            "3 ноября. VESTI.RU - ",
            'Луга, 3 ноября - "Вести.Край". ',
        ),
    ],
)
def test_a_run_of_fields(head: str) -> None:
    """Place, date, hour and agency are left out in whatever order and with whatever marks they stand."""
    assert NEWS == heads.without(head + NEWS)


@pytest.mark.parametrize(
    "head",
    [
        *("WOODHILL, Weston, Nov 3 (LNA) - ", "Nov. 3 (LNA) -- ", "Woodhill (LNA): ", "3:42 p.m. ET: ", "14:05 GMT - "),
        *("WOODHILL, Weston, Nov. 03, 2026 (FIELD WIRE) -- ", "/LNA/ -- ", "WOODHILL, Weston--(FIELD WIRE)--"),
        *("WOODHILL/PORT ANSLEY (LNA) - ", "Woodhill, 3 November 2026 - ", "Woodhill | "),
        *("Just in | City | ", "⚡️Economy | "),
    ],
)
def test_a_run_of_fields_in_english(head: str) -> None:
    """The same with months, halves of the day and double dashes."""
    assert TOLD == heads.without(head + TOLD)


@pytest.mark.parametrize("head", ["[правка 2, в номер] ", "(дополняется) ", "[sub 3] ", "(for page two) "])
def test_a_note_in_brackets(head: str) -> None:
    """What an editor notes in brackets before a sentence is left out; a word put into a sentence stays."""
    assert NEWS == heads.without(head + NEWS)
    assert f"{head}мост закрыт." == heads.without(f"{head}мост закрыт.")


@pytest.mark.parametrize(
    "line",
    [
        *("США — Китай: счёт 2:1 после первого тайма.", "Динамо — Спартак. Счёт 2:1.", "Лев Грач, 12 лет, пропал."),
        *("3 ноября Динамо — Спартак сыграют вничью.", "Apple, Google и Meta — Европа штрафует троих."),
        *("12.05 процента — такова ставка.", "14:30 — время, когда всё началось.", "Рынок «Заря», 12.05 — Открытие."),
        *("May 5 (Cinco de Mayo) is a feast.", "Friday: The 13th film opens.", "Smith 6-4, 6-3. Jones out."),
        *("Лесогорск: Мост закрыт.", "Boeing 737-800 (N12345) — Crash near Gull Point kills two.", "On Nov. 3: Vote."),
        "Лесогорск Лесинформ Край Вести Берег Порт Мост закрыт (Вести) весь день.",
    ],
)
def test_what_is_no_head(line: str) -> None:
    """Teams, prices, ages, rows of names and hours that a sentence begins with stay."""
    assert line == heads.without(line)


def test_at_most_six_fields() -> None:
    """A longer row of names is no head, whatever stands behind it."""
    row = "Луг, Бор, Яр, Лес, Дол, Пруд, 3 ноября. "

    assert row + NEWS == heads.without(row + NEWS)


@pytest.mark.parametrize("piece", ["А", "А, ", "А | ", "(А", "[А", "/А", "3 ноября, ", "14:05 ", "«А", "By А", "А.А"])
def test_only_the_beginning_is_read(piece: str) -> None:
    """A million characters of anything are answered from the first few hundred."""
    text = piece * (1_000_000 // len(piece))

    assert text.endswith(heads.without(text))


FIELDS = st.sampled_from(
    ["Луга", "ЛУГА", "3 ноября", "14:05", "(Вести)", "/УНІАН/", "[", ". ", ", ", " — ", " | ", ": "]
)


@given(st.lists(FIELDS | st.text(max_size=3), max_size=12).map("".join))
def test_what_is_left_is_the_end(text: str) -> None:
    """Nothing is changed within what is left."""
    assert text.endswith(heads.without(text))


@pytest.mark.parametrize(
    "head",
    ["#мосты // ", "#мосты #город ", "❗️❗️❗️СРОЧНО❗️❗️❗️ ", "*СРОЧНО* (дополняется) ", "4.07pm BST ▸ ", "14:05 » "],
)
def test_tags_hours_and_cries(head: str) -> None:
    """Tags before a sign, an hour before an arrow and a cry among signs are left out; one tag alone may be a word."""
    assert NEWS == heads.without(head + NEWS)
    assert f"#мосты {NEWS}" == heads.without(f"#мосты {NEWS}")
