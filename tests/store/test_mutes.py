from sqlalchemy import Engine

from feedbot.store import mutes, read, write
from tests.make import NOW, hours


def test_mute_and_unmute(engine: Engine) -> None:
    """A source is muted for a channel, or for all, until a moment; the last word counts; unmuting says if it was."""
    with write(engine) as tx:
        mutes.mute(tx, "news", "wire", NOW)
        mutes.mute(tx, "news", "wire", NOW + hours(1))
        mutes.mute(tx, "", "wire", NOW + hours(2))
    with read(engine) as tx:
        assert {("news", "wire"): NOW + hours(1), ("", "wire"): NOW + hours(2)} == mutes.every(tx)
    with write(engine) as tx:
        assert mutes.unmute(tx, "news", "wire")
        assert not mutes.unmute(tx, "news", "wire")
        assert [("", "wire")] == list(mutes.every(tx))
