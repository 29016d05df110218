"""Passwords: their hashes (argon2id, RFC 9106), and whether one is right. Takes a tenth of a second and 64 MiB."""

import hmac
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 8, 1_000
"""How many characters a password has (NIST SP 800-63B, section 5.1.1.2, for the least)."""


def hashed(password: str) -> str:
    """The hash to keep instead of a password; another one each time."""
    return PasswordHasher().hash(_same(password))


def right(kept: str, password: str) -> bool:
    """Whether a password is the one that is kept, as a hash or, out of the environment, as it is.

    Nothing is right where nothing is kept, or where what is kept is a broken hash.
    """
    if not kept or len(password) > MOST:
        return False
    if not kept.startswith("$argon2"):
        return hmac.compare_digest(_same(kept), _same(password))
    try:
        return PasswordHasher().verify(kept, _same(password))
    except (VerificationError, InvalidHashError):
        return False


def _same(password: str) -> bytes:
    """The same letters as the same bytes, however a keyboard writes them; what is no letter stays as it came."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogateescape")
