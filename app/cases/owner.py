"""Whose something unfinished is: of a browser, of an officer, of a case's applicant."""

import hashlib
import secrets
from dataclasses import dataclass

from flask import session

from app.people.queries import Officer


@dataclass(frozen=True, slots=True)
class Owner:
    key: str
    case_id: int | None = None  # uploads go to this case at once

    @classmethod
    def browser(cls) -> "Owner":
        """The browser that asks, known by a random word in its session; applications are drafted before anybody is
        known.
        """
        word = session.setdefault("browser", secrets.token_urlsafe(18))
        session.permanent = True
        return cls("browser:" + hashlib.sha256(word.encode()).hexdigest())

    @classmethod
    def officer(cls, officer: Officer, case_id: int | None = None) -> "Owner":
        return cls(f"officer:{officer.id}", case_id)

    @classmethod
    def party(cls, case_id: int) -> "Owner":
        return cls(f"party:{case_id}", case_id)
