"""Passwords: argon2, and the same time for who exists and who does not."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()


def _of_this_app() -> PasswordHasher:
    return _hasher(bool(current_app.config.get("TESTING")))


@cache
def _nobody(cheap: bool) -> str:
    return _hasher(cheap).hash("nobody has this password")


def hash_password(password: str) -> str:
    return _of_this_app().hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """Whether it is the password; for ``None`` (nobody of that name) the answer takes as long and is no."""
    hashed = kept or _nobody(bool(current_app.config.get("TESTING")))
    try:
        fits = _of_this_app().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and kept is not None
