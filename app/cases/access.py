"""The applicant's way to a case: query code and password."""

from flask import session
from sqlalchemy import select

from app.cases.errors import WrongQueryCode
from app.cases.keys import normal, password_is
from app.cases.tables import CaseRow
from app.database import db

REMEMBERED = 10


def open_tracking(query_code: str, password: str) -> str:
    """The number of the case, from now on open in this browser.

    Raises WrongQueryCode, as slowly for an unknown code as for a wrong password.
    """
    row = db.session.execute(
        select(CaseRow.id, CaseRow.number, CaseRow.password_hash).where(CaseRow.query_code == normal(query_code))
    ).first()
    if not password_is(normal(password), row and row.password_hash) or row is None:
        raise WrongQueryCode
    remember_case(row.id)
    return row.number


def remember_case(case_id: int) -> None:
    """This browser may follow the case: its applicant started it here, or knew code and password."""
    others = [id for id in session.get("tracking", []) if id != case_id]
    session["tracking"] = [*others, case_id][-REMEMBERED:]
    session.permanent = True


def tracked_case(number: str) -> int:
    """The id of a case that this browser may follow. Raises WrongQueryCode."""
    case_id = db.session.scalar(select(CaseRow.id).where(CaseRow.number == number))
    if case_id is None or case_id not in session.get("tracking", []):
        raise WrongQueryCode
    return case_id


def forget_cases() -> None:
    session.pop("tracking", None)
