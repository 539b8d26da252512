"""Setting, claiming and settling jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, and_, bindparam, delete, literal_column, or_, select, update
from sqlalchemy.orm import Session

from app.database import connection_of, glance, in_transaction, insert_of
from app.jobs.tables import Job
from app.prepared import Prepared, PreparedSelect

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
    set_job_on(connection_of(session), kind, subject, due_at)


def set_job_on(connection: Connection, kind: str, subject: int, due_at: datetime | None) -> None:
    """The same for whoever has the connection in hand."""
    if due_at is None:
        _NO_JOB.run(connection, {"of_kind": kind, "of_subject": subject})
    else:
        new = {"kind": kind, "subject": subject, "due_at": due_at, **NEW_JOB}
        _one_job(connection.dialect.name).run(connection, new)


def set_jobs(session: Session, kind: str, subjects: Iterable[int], due_at: datetime) -> None:
    """A job of the kind for each of the subjects, due at once; part of the command that calls."""
    rows = [{"kind": kind, "subject": subject, "due_at": due_at, **NEW_JOB} for subject in subjects]
    if rows:
        connection = connection_of(session)
        _one_job(connection.dialect.name).run_each(connection, rows)


NEW_JOB = {"state": "waiting", "owner": None, "lease_until": None, "attempts": 0, "error": ""}
_NO_JOB = Prepared(
    delete(Job.__table__).where(
        Job.__table__.c.kind == bindparam("of_kind"), Job.__table__.c.subject == bindparam("of_subject")
    )
)


@cache
def _one_job(dialect: str) -> Prepared:
    statement = insert_of(dialect, Job.__table__).inline()
    renewed = {name: statement.excluded[name] for name in ("due_at", *NEW_JOB)}
    return Prepared(statement.on_conflict_do_update(index_elements=("kind", "subject"), set_=renewed))


def take_due_job(now: datetime, owner: str) -> TakenJob | None:
    """Take the job that has been due longest; nobody else gets it until the lease is over."""
    if not glance(_ANY_DUE, {"now": now}):
        return None
    claim = {"now": now, "by": owner, "until": now + LEASE}

    def take(session: Session) -> TakenJob | None:
        row = connection_of(session).execute(_TAKE, claim).first()
        return row and TakenJob(*row)

    return in_transaction(take)


_jobs = Job.__table__
_TAKEABLE = and_(
    _jobs.c.due_at <= bindparam("now"),
    or_(_jobs.c.state == "waiting", and_(_jobs.c.state == "taken", _jobs.c.lease_until < bindparam("now"))),
)
_ANY_DUE = PreparedSelect(select(_jobs.c.id).where(_TAKEABLE).limit(literal_column("1")))
_FIRST = select(_jobs.c.id).where(_TAKEABLE).order_by(_jobs.c.due_at, _jobs.c.id).limit(1)
_TAKE = (
    update(_jobs)
    .where(_jobs.c.id == _FIRST.with_for_update(skip_locked=True).scalar_subquery())
    .values(state="taken", owner=bindparam("by"), lease_until=bindparam("until"))
    .returning(_jobs.c.id, _jobs.c.kind, _jobs.c.subject, _jobs.c.attempts)
)


def put_off(job: TakenJob, owner: str, now: datetime, error: str, most: int = MOST_ATTEMPTS) -> None:
    """The job failed: try again later, ever later, and at last leave it to a person."""
    attempts = job.attempts + 1
    state = "failed" if attempts >= most else "waiting"
    later = now + min(timedelta(seconds=10 * 2 ** min(attempts, 9)), timedelta(hours=1))
    in_transaction(
        lambda session: session.execute(
            update(Job)
            .where(Job.id == job.id, Job.owner == owner)
            .values(state=state, attempts=attempts, due_at=later, owner=None, lease_until=None, error=error[:2000])
        )
    )
