"""What a visit gave, taken apart."""

from datetime import timedelta

from feedbot.model import Failed, Limits
from feedbot.net import Answer

SHORT = Limits(deadline=timedelta(seconds=0.3))
"""For servers that never end."""


def good(answer: Answer | Failed) -> Answer:
    """The answer, which the test expects to be one."""
    assert isinstance(answer, Answer), answer
    return answer


def bad(answer: Answer | Failed) -> str:
    """The reason of a failure, which the test expects to be one."""
    assert isinstance(answer, Failed), answer
    return answer.reason
