from sqlalchemy import Engine

from feedbot.store import marks, read, write


def test_a_mark_only_grows(engine: Engine) -> None:
    """A name has no number before the first, and never a lower one than it had."""
    with write(engine) as tx:
        assert marks.at(tx, "updates") is None
        marks.set_to(tx, "updates", 7)
        marks.set_to(tx, "updates", 5)
        marks.set_to(tx, "other", 1)
    with read(engine) as tx:
        assert 7 == marks.at(tx, "updates")
    with write(engine) as tx:
        marks.set_to(tx, "updates", 8)
        assert 8 == marks.at(tx, "updates")
