"""Secrets that we must be able to read again lie in the database sealed with a key that is not in it."""

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import Conflict

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet

_FOR_TRYING = "offtrail, where nobody has set a key"


@dataclass(frozen=True, slots=True)
class Seal:
    """The keys, the newest first: it seals, and each of them opens. None outside of production: one that everybody knows."""

    keys: tuple[str, ...]
    needs_key: bool = False

    def close(self, secret: str) -> str:
        """Raises Conflict("no_secret_key") where production has been given no key."""
        return self._fernet().encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The secret, or None where none of the keys is the one that it was sealed with."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except (InvalidToken, Conflict):
            return None

    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import MultiFernet

        if not self.keys and self.needs_key:
            raise Conflict("no_secret_key", "Whoever runs this service has to set OFFTRAIL_SECRET_KEY first.")
        return MultiFernet([_made(key) for key in self.keys or (_FOR_TRYING,)])


def _made(key: str) -> "Fernet":
    """Keys are texts of any form, with as much chance in them as a key has."""
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
