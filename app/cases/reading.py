"""What was said in a case is read online, and the party signs for it: a line of the case's chain says up to where and
when. It moves nothing in the case, and may be done when that has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.cases.call_records import Lines, add_to_record, case_now
from app.cases.moving import PARTY
from app.cases.tables import ReadingRow
from app.cases.views import Tracking
from app.clock import now
from app.database import db, in_transaction
from app.log.chain import parse

READ = "read"


@dataclass(frozen=True, slots=True)
class Reading:
    """All entries up to this one were read by then."""

    seq: int
    at: datetime


def sign_for(case_id: int, seq: int) -> None:
    """Up to the entry that was on the page, whatever has come since; the same twice is once."""
    in_transaction(lambda session: _sign_for(session, case_id, seq))


def _sign_for(session: Session, case_id: int, seq: int) -> None:
    case = case_now(session, case_id)  # first: who is faster from here on moves the case on
    so_far = session.scalar(select(func.max(ReadingRow.seq)).where(ReadingRow.case_id == case_id)) or 0
    if so_far < seq <= case.entry_seq:
        moment = now()
        add_to_record(session, case, READ, moment, by=PARTY, read=seq)
        session.execute(insert(ReadingRow), [{"case_id": case_id, "seq": seq, "at": moment}])


def readings_of(case_id: int) -> Sequence[Reading]:
    """The first first."""
    rows = db.session.execute(
        select(ReadingRow.seq, ReadingRow.at).where(ReadingRow.case_id == case_id).order_by(ReadingRow.seq)
    )
    return [Reading(row.seq, row.at) for row in rows]


def unread_in(case: Tracking, readings: Sequence[Reading]) -> int | None:
    """The last entry that tells the party something and that they have not signed for; None if there is none."""
    told = (e.seq for e in case.entries if not e.is_party and (e.opinion or e.answers or e.kind == "finished"))
    last = max(told, default=0)
    return last if last > max((r.seq for r in readings), default=0) else None


def first_other_reading(case_id: int, lines: Lines) -> int | None:
    """The line whose reading is not what is stored, or after the last where no line says one; None if all is well."""
    stored = iter(readings_of(case_id))
    for seq, line, _ in lines:
        said = parse(line)
        if said["action"] == READ and next(stored, None) != Reading(said["read"], datetime.fromisoformat(said["at"])):
            return seq
    return None if next(stored, None) is None else len(lines) + 1
