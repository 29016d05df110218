from typing import get_args

import pytest

from feedbot.bot.rights import Rights, allowed
from feedbot.bot.spoken import Heard, Rank
from feedbot.model import Talk
from tests.channels.script import REACH, Script, good

HEARD = Heard(kind="command", chat="-1", private=False, user=5)


@pytest.mark.parametrize(
    ("least", "ranks"),
    [
        ("stranger", {"stranger", "known", "reader", "chat", "admin"}),
        ("known", {"known", "reader", "admin"}),
        ("reader", {"reader", "admin"}),
        ("chat", {"chat", "admin"}),
        ("admin", {"admin"}),
    ],
)
def test_what_ranks_may(least: Rank, ranks: set[Rank]) -> None:
    """Who administers a chat is no reader there unless anybody may be one."""
    assert ranks == {each for each in get_args(Rank) if allowed(each, least, Talk())}
    assert ("chat" in ranks or least in {"reader", "known"}) == allowed("chat", least, Talk(readers=True))


async def test_memory_of_chats_is_bounded() -> None:
    """However many groups the bot is put into, their administrators are forgotten again."""
    script = Script(good([]))
    bot = script.bots.bot(REACH)
    assert bot is not None
    rights = Rights(bot, lambda: 1.0)
    for number in range(1_001):
        await rights.rank(Heard(kind="command", chat=f"-{number}", private=False, user=5), Talk())
    await rights.rank(Heard(kind="command", chat="-0", private=False, user=5), Talk())

    assert 1_002 == len(script.calls)
