"""feedbot turns sources into feeds and Telegram messages."""

__version__ = "0.1.0"
