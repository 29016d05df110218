"""What a part weighs where Telegram counts messages; pure."""

from feedbot.model import Part


def weight(part: Part) -> int:
    """How many messages a part counts as: a new album as many as it has items, all else, edits too, as one."""
    return max(1, len(part.media)) if not part.edits else 1
