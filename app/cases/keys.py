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


def password_for(key: str) -> str:
    """The password of the case that the command with this key starts: the same when the command is repeated, unknown
    to anyone else.
    """
    mac = hmac.digest(current_app.config["SECRET_KEY"].encode(), b"case password " + key.encode(), hashlib.sha256)
    return "".join(ALPHABET[byte % 32] for byte in mac[:PASSWORD_LENGTH])


def normal(typed: str) -> str:
    """A code or password as it was given out, however it was typed."""
    return "".join(character for character in typed.upper() if character.isalnum())
