"""Setting, claiming and settling jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from app.database import connection_of, db, in_transaction, insert_of
from app.jobs.tables import Job

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class TakenJob:
    id: int
    kind: str
    subject: int
    attempts: int


def set_job(session: Session, kind: str, subject: int, due_at: datetime | None) -> None:
    """Make this the one job of its kind for the subject, waiting; with no time there is none.

    Part of the command that calls.
    """
    connection = connection_of(session)
    if due_at is None:
        connection.execute(_NO_JOB, {"of_kind": kind, "of_subject": subject})
    else:
        connection.execute(
            _one_job(connection.dialect.name), [{"kind": kind, "subject": subject, "due_at": due_at, **_NEW}]
        )


def set_jobs(session: Session, kind: str, subjects: Iterable[int], due_at: datetime) -> None:
    """A job of the kind for each of the subjects, due at once; part of the command that calls."""
    rows = [{"kind": kind, "subject": subject, "due_at": due_at, **_NEW} for subject in subjects]
    if rows:
        connection = connection_of(session)
        connection.execute(_one_job(connection.dialect.name), rows)


_NEW = {"state": "waiting", "owner": None, "lease_until": None, "attempts": 0, "error": ""}
_NO_JOB = delete(Job.__table__).where(
    Job.__table__.c.kind == bindparam("of_kind"), Job.__table__.c.subject == bindparam("of_subject")
)


@cache
def _one_job(dialect: str) -> Any:
    statement = insert_of(dialect, Job.__table__).inline()
    renewed = {name: statement.excluded[name] for name in ("due_at", *_NEW)}
    return statement.on_conflict_do_update(index_elements=("kind", "subject"), set_=renewed)


def take_due_job(now: datetime, owner: str) -> TakenJob | None:
    """Take the job that has been due longest; nobody else gets it until the lease is over."""
    takeable = and_(Job.due_at <= now, or_(Job.state == "waiting", and_(Job.state == "taken", Job.lease_until < now)))
    if db.session.scalar(select(Job.id).where(takeable).limit(1)) is None:
        return None

    def take(session: Session) -> TakenJob | None:
        first = select(Job.id).where(takeable).order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(Job)
            .where(Job.id == first.scalar_subquery())
            .values(state="taken", owner=owner, lease_until=now + LEASE)
            .returning(Job.id, Job.kind, Job.subject, Job.attempts)
        )
        row = session.execute(statement, execution_options={"synchronize_session": False}).first()
        return row and TakenJob(*row)

    return in_transaction(take)


def put_off(job: TakenJob, owner: str, now: datetime, error: str) -> None:
    """The job failed: try again later, ever later, and at last leave it to a person."""
    attempts = job.attempts + 1
    state = "failed" if attempts >= MOST_ATTEMPTS else "waiting"
    later = now + min(timedelta(seconds=10 * 2**attempts), timedelta(hours=1))
    in_transaction(
        lambda session: session.execute(
            update(Job)
            .where(Job.id == job.id, Job.owner == owner)
            .values(state=state, attempts=attempts, due_at=later, owner=None, lease_until=None, error=error[:2000])
        )
    )
