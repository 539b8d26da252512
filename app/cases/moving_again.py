"""Trying again what an order to move cases gave up after failing: those cases alone, by whoever asks, and recorded."""

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.errors import NoSuchRun, NothingGivenUp, OrderOutdated
from app.cases.tables import MigrationItem, MigrationRetry, MigrationRun
from app.clock import now
from app.database import db, in_transaction
from app.flows.queries import PowerOutOfService, effective_flow
from app.jobs.commands import NEW_JOB
from app.jobs.tables import Job
from app.people.queries import Officer


def move_again(run_id: int, key: str, officer: Officer) -> None:
    """Try the cases of this order again that are tried no more; the same ``key`` twice is once.

    Raises NoSuchRun, OrderOutdated, NothingGivenUp.
    """
    try:
        in_transaction(lambda session: _again(session, run_id, key, officer))
    except IntegrityError:
        db.session.rollback()
        if not _done(db.session(), key):
            raise


def is_current(run: MigrationRun) -> bool:
    """Whether the version that the order moves to is still the one in force."""
    try:
        return effective_flow(run.power_code).model.digest == run.digest
    except PowerOutOfService:
        return False


def _again(session: Session, run_id: int, key: str, officer: Officer) -> None:
    run = session.get(MigrationRun, run_id)
    if run is None:
        raise NoSuchRun
    if not is_current(run):
        raise OrderOutdated
    of_run = select(MigrationItem.id).where(MigrationItem.run_id == run_id).scalar_subquery()
    given_up = update(Job).where(Job.kind == "migrate", Job.subject.in_(of_run), Job.state == "failed")
    renewed = given_up.values(due_at=now(), **NEW_JOB).returning(Job.subject)
    items = session.scalars(renewed, execution_options={"synchronize_session": False}).all()
    if not items:
        if _done(session, key):
            return
        raise NothingGivenUp
    cases = session.scalars(select(MigrationItem.case_id).where(MigrationItem.id.in_(items)).order_by(MigrationItem.id))
    session.execute(
        insert(MigrationRetry).values(
            run_id=run_id, cases=list(cases), asked_by=officer.id, asked_name=officer.name.zh, asked_at=now(), key=key
        )
    )


def _done(session: Session, key: str) -> bool:
    return session.scalar(select(MigrationRetry.id).where(MigrationRetry.key == key)) is not None
