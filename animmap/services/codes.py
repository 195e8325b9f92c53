"""Short codes copied by hand: the one of a room, and "mon code"; kept as slow hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: it is copied by hand
CODE_LENGTH = 6


def fresh_code() -> str:
    """Return a code drawn at random."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def derived_code(secret: str, salt: str, attempt: int) -> str:
    """Return a code that only the holder of ``secret`` can find, the same at each call."""
    drawn = hmac.new(secret.encode(), f"{salt}:{attempt}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(drawn, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, position = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[position])
    return "".join(letters)


def clean_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in CODE_ALPHABET)


def hash_code(salt: str, code: str) -> str:
    """Return the slow hash of a code, salted by its round or its workshop."""
    typed = clean_code(code).encode()
    return hashlib.scrypt(typed, salt=salt.encode(), n=2**11, r=8, p=1).hex()[:64]


def hash_secret(secret: str) -> str:
    """Return the hash of a secret too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
