"""Daily heads: what every chain of a day ended in, in one root, chained to the day before and signed.

Whoever keeps a published head can prove later that no line of that day, nor of any day before, was changed or cut off.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import calendar, now
from app.database import db, in_transaction
from app.jobs.commands import set_job
from app.jobs.worker import handles
from app.log.chain import BEGINNING, canonical, parse
from app.log.tables import DailyHead, LogLine
from app.signing import is_signed, key_of, public_pem

AFTER_MIDNIGHT = timedelta(minutes=5)
SEALING = 0  # the one subject of the job


@dataclass(frozen=True, slots=True)
class Day:
    """The last line of every chain that grew on a day, and the root over them."""

    day: date
    ends: tuple[tuple[int, int, str], ...]  # case id, seq, hash in hex

    def root(self, before: bytes) -> bytes:
        return hashlib.sha256(before + canonical([self.day.isoformat(), *self.ends])).digest()


def ask_for_sealing() -> None:
    """Let the worker seal every day soon after it is over."""
    in_transaction(lambda session: set_job(session, "seal", SEALING, _next_sealing()))


@handles("seal")
def seal(_: int = SEALING) -> int:
    """Seal every day that is over and not sealed; how many."""
    return in_transaction(_seal)


def _seal(session: Session) -> int:
    last = session.scalars(select(DailyHead).order_by(DailyHead.day.desc()).limit(1)).first()
    before, today, count = last.root if last else BEGINNING, calendar().today(now()), 0
    for day in _days(session):
        if day.day < today and (last is None or day.day > last.day):
            before = day.root(before)
            signature = key_of("log").sign(before)
            session.add(DailyHead(day=day.day, cases=len(day.ends), root=before, signature=signature, sealed_at=now()))
            count += 1
    set_job(session, "seal", SEALING, _next_sealing())
    return count


def verify_heads() -> tuple[int, list[tuple[date, str]]]:
    """How many sealed days were checked, and day and reason of those that are not as they were sealed."""
    heads = {head.day: head for head in db.session.scalars(select(DailyHead))}
    days = {day.day: day for day in _days(db.session())}
    before, broken, public = BEGINNING, [], key_of("log").public_key()
    for day, head in sorted(heads.items()):
        if not is_signed(public, head.signature, head.root):
            broken.append((day, "the signature is not ours"))
        elif day not in days or days[day].root(before) != head.root:
            broken.append((day, "the lines of the day are not those that were sealed"))
        before = head.root
    return len(heads), broken


def public_key() -> str:
    """The key by which anybody can check a head, as PEM."""
    return public_pem("log")


def list_heads() -> list[DailyHead]:
    """All sealed days, the first first."""
    return list(db.session.scalars(select(DailyHead).order_by(DailyHead.day)))


def _days(session: Session) -> Iterator[Day]:
    """The days on which anything was recorded, in order."""
    ends: dict[date, dict[int, tuple[int, str]]] = {}
    rows = session.execute(select(LogLine.case_id, LogLine.seq, LogLine.line, LogLine.hash).order_by(LogLine.id))
    for row in rows:
        day = calendar().today(datetime.fromisoformat(parse(row.line)["at"]))
        known = ends.setdefault(day, {})
        known[row.case_id] = max(known.get(row.case_id, (0, "")), (row.seq, row.hash.hex()))
    for day in sorted(ends):
        yield Day(day, tuple((case_id, seq, end) for case_id, (seq, end) in sorted(ends[day].items())))


def _next_sealing() -> datetime:
    return calendar().end_of(calendar().today(now())) + AFTER_MIDNIGHT
