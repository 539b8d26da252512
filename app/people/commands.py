"""Signing in."""

from sqlalchemy import select

from app.database import db
from app.people.errors import WrongPassword
from app.people.passwords import password_fits
from app.people.session import open_session
from app.people.tables import OfficerRow


def sign_in(username: str, password: str) -> None:
    """Open a session for the officer; raises WrongPassword, in the same time for a wrong name and a wrong password."""
    found = db.session.execute(
        select(OfficerRow.id, OfficerRow.password_hash, OfficerRow.session_stamp).where(
            OfficerRow.username == username, OfficerRow.active
        )
    ).first()
    if not password_fits(password, found and found.password_hash) or found is None:
        raise WrongPassword
    open_session(found.id, found.session_stamp)
