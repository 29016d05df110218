"""What helps where a source ails, by the fault of its visits or by the code of what is wrong: as alarms say it.

The English of a fault says what `rules/remedies.py` says of it; a test holds that.
"""

from feedbot.text.alarm_help import HELP

TOLD = HELP
