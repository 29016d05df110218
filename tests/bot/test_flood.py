from feedbot.bot.flood import MOST, Flood


def test_so_many_a_minute() -> None:
    """Then one word to wait, then silence, until a minute is over; others are heard meanwhile."""
    now = [0.0]
    flood = Flood(lambda: now[0])
    said = [flood("a", 2) for _ in range(5)]
    other = flood("b", 2)
    now[0] = 60.0

    assert ["go", "go", "slow", "silence", "silence"] == said
    assert "go" == other
    assert "go" == flood("a", 2)


def test_memory_is_bounded() -> None:
    """Whoever was heard longest ago is forgotten first."""
    flood = Flood(lambda: 0.0)
    for number in range(MOST + 10):
        flood(str(number), 1)

    assert MOST == len(flood)
    assert "slow" == flood(str(MOST + 9), 1)
    assert "go" == flood("0", 1)
