"""The bot as a door: what people say to it in Telegram, and what it answers."""
