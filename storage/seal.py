"""Telephone numbers at rest: known again by a keyed hash, readable only with the key of this installation."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from errors import NotFoundError

NONCE, MARK = 16, 16
BLOCK = 32
"""One block of the keystream; no telephone number is longer."""


class Seal:
    """Encrypts, then marks; one key for each of the three uses, drawn from the one of the installation."""

    def __init__(self, key: bytes) -> None:
        self._names, self._cipher, self._marks = (_keyed(key, use) for use in (b"name", b"cipher", b"mark"))

    def digest(self, number: str) -> str:
        """The same for the same number; without the key nobody can try all numbers."""
        return _keyed(self._names, number.encode()).hex()

    def close(self, number: str) -> bytes:
        """The number, unreadable and never twice alike."""
        plain, nonce = number.encode(), secrets.token_bytes(NONCE)
        if len(plain) > BLOCK:
            raise ValueError("longer than a telephone number")
        body = nonce + _mixed(plain, _keyed(self._cipher, nonce))
        return body + _keyed(self._marks, body)[:MARK]

    def open(self, sealed: bytes) -> str:
        """The number again; raises NotFoundError for what this key has not closed."""
        body, mark = sealed[:-MARK], sealed[-MARK:]
        if len(body) < NONCE or not hmac.compare_digest(mark, _keyed(self._marks, body)[:MARK]):
            raise NotFoundError("number")
        return _mixed(body[NONCE:], _keyed(self._cipher, body[:NONCE])).decode()


def kept(secret: str, path: Path) -> Seal:
    """The seal of an installation: from its secret, else from a key that is made once and kept in a file."""
    if secret:
        return Seal(hashlib.sha256(secret.encode()).digest())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        door = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Seal(path.read_bytes())
    key = secrets.token_bytes(BLOCK)
    with os.fdopen(door, "wb") as file:
        file.write(key)
    return Seal(key)


def fleeting() -> Seal:
    """A seal whose key ends with the process: for a house that keeps no numbers."""
    return Seal(secrets.token_bytes(BLOCK))


def _keyed(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


def _mixed(text: bytes, stream: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))
