"""The desk, for the pages (`feedbot/desk.py`)."""

from feedbot.desk import Desk, Health

__all__ = ["Desk", "Health"]
