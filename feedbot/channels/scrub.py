"""Keeps tokens out of logs and of what people are told."""

import logging


class Scrub(logging.Filter):
    """Takes tokens out of what libraries log: httpx logs each address, and a Bot's has its token in it."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; the record is changed where it holds a token."""
        text = record.getMessage()
        if any(secret in text for secret in self.secrets):
            record.msg, record.args = scrub(text, self.secrets), None
        return True


def scrub(text: str, secrets: set[str]) -> str:
    """A text without the tokens, whole or only their part after the colon."""
    for secret in secrets:
        text = text.replace(secret, "***")
        half = secret.partition(":")[2]
        text = text.replace(half, "***") if len(half) >= 8 else text
    return text
