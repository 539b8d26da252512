"""Signing in; passwords; adding officers."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from app.database import db, in_transaction
from app.people.errors import CannotAdd, CannotChange, WrongPassword
from app.people.passwords import hash_password, password_fits
from app.people.session import open_session
from app.people.tables import Holding, OfficerRow, Organisation, Post
from engine import Text

SHORTEST_PASSWORD = 12
TOO_SHORT = Text(f"密码至少 {SHORTEST_PASSWORD} 位", f"A password has at least {SHORTEST_PASSWORD} characters")


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


def change_password(officer_id: int, current: str, new: str) -> None:
    """Sign in by another password from now on; every other session of the officer ends.

    Raises WrongPassword, CannotChange (too short, or the one there is).
    """
    kept = db.session.scalar(select(OfficerRow.password_hash).where(OfficerRow.id == officer_id))
    if not password_fits(current, kept):
        raise WrongPassword(Text("现在的密码不对", "The current password is wrong"))
    if len(new) < SHORTEST_PASSWORD:
        raise CannotChange(TOO_SHORT)
    if new == current:
        raise CannotChange(Text("新密码和现在的一样", "The new password is the current one"))
    open_session(officer_id, _set_password(OfficerRow.id == officer_id, new, given=False))


def reset_password(username: str, new: str) -> None:
    """For who has lost it, until they change it; every session of the officer ends. Raises CannotChange for who does
    not work here.
    """
    _set_password(and_(OfficerRow.username == username, OfficerRow.active), new, given=True)


def _set_password(whose: ColumnElement[bool], new: str, given: bool) -> int:
    """The stamp of the sessions that hold from now on."""
    stamp = OfficerRow.session_stamp + 1
    values = {"password_hash": hash_password(new), "password_given": given, "session_stamp": stamp}
    statement = update(OfficerRow).where(whose).values(values).returning(OfficerRow.session_stamp)
    now_holds = in_transaction(lambda session: session.scalar(statement))
    if now_holds is None:
        raise CannotChange(Text("没有这个用户", "There is no such officer"))
    return now_holds


def add_officer(
    username: str, name: str, name_en: str, organisation: str, posts: Sequence[str], password: str, admin: bool = False
) -> None:
    """Add an officer who holds these posts of the organisation (its code), with a password until they change it.

    Raises CannotAdd for a short password, a name that is taken, an organisation or post that does not exist.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise CannotAdd(TOO_SHORT)
    hashed = hash_password(password)

    def add(session: Session) -> None:
        body = session.scalar(select(Organisation.id).where(Organisation.code == organisation))
        if body is None:
            raise CannotAdd(Text(f"没有这个机构：{organisation}", f"No such organisation: {organisation}"))
        if session.scalar(select(OfficerRow.id).where(OfficerRow.username == username)) is not None:
            raise CannotAdd(Text(f"用户名已经有人用了：{username}", f"The user name is taken: {username}"))
        ids = {p.name: p.id for p in session.scalars(select(Post).where(Post.organisation_id == body))}
        lacking = [post for post in posts if post not in ids]
        if lacking:
            raise CannotAdd(Text(f"没有这些岗位：{'、'.join(lacking)}", f"No such posts: {', '.join(lacking)}"))
        officer = OfficerRow(
            username=username, name=name, name_en=name_en, organisation_id=body, password_hash=hashed,
            password_given=True, is_admin=admin,
        )  # fmt: skip
        session.add(officer)
        session.flush()
        session.add_all(Holding(officer_id=officer.id, post_id=ids[post]) for post in posts)

    in_transaction(add)
