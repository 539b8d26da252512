"""Random words: keys of commands, query codes, passwords."""

import hashlib
import hmac
import secrets

from flask import current_app

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 characters, none to be taken for another
CODE_LENGTH = 10
PASSWORD_LENGTH = 8


def new_key() -> str:
    """A key for one command: the form carries it, and sending the form twice does the command once."""
    return secrets.token_urlsafe(18)


def new_query_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def code_for(key: str) -> str:
    """The code of what the command with this key makes; the same when it is repeated."""
    return _spelled("code", key, CODE_LENGTH)


def password_for(key: str) -> str:
    """The password of what the command with this key makes: a case, a seat at a hearing.

    The same when the command is repeated, so that a receipt shown again is the same; unknown to anyone else.
    """
    return _spelled("case password", key, PASSWORD_LENGTH)


def sealed_password(password: str) -> str:
    """What is kept of a password: it is random already, so a keyed hash is as good as a slow one."""
    return _mac("kept password", password).hex()


def password_is(password: str, sealed: str | None) -> bool:
    """Whether it is the password that was sealed; the answer takes as long when there is none."""
    return hmac.compare_digest(sealed_password(password), sealed or "0" * 64)


def _spelled(use: str, key: str, length: int) -> str:
    return "".join(ALPHABET[byte % 32] for byte in _mac(use, key)[:length])


def _mac(use: str, words: str) -> bytes:
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), f"{use} {words}".encode(), hashlib.sha256)


def normal(typed: str) -> str:
    """A code or password as it was given out, however it was typed."""
    return "".join(character for character in typed.upper() if character.isalnum())
