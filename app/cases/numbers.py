"""Case numbers: 云市监食许〔2026〕1, counted by prefix and year without a gap."""

from sqlalchemy.orm import Session

from app.cases.tables import CaseNumber
from app.clock import today
from app.database import insert_or


def next_number(session: Session, prefix: str) -> str:
    """The next number under the prefix; part of the command that calls, so that what is rolled back leaves no gap."""
    year = today().year
    statement = insert_or(session, CaseNumber).values(prefix=prefix, year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": CaseNumber.last + 1})
    return f"{prefix}〔{year}〕{session.scalar(statement.returning(CaseNumber.last))}"
