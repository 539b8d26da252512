"""Another calendar, because a year has been announced: running cases are reckoned anew, one job a case."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.failing import Attempt, told_of_crashes
from app.cases.moving import CLOCK, Actor, load_case, store
from app.cases.tables import CalendarRow, CaseRow, TaskRow
from app.clock import now, official_days
from app.database import in_transaction
from app.jobs.commands import set_job, set_jobs
from app.jobs.worker import handles

REASON = "国家公布的工作日有变化，期限按新的日历重新计算。"


class OtherCalendar(Exception):
    """This process still has the calendar of before: the job waits for one that has been started since."""


def follow_calendar() -> int:
    """Have the running cases reckoned anew if the calendar is not the one they were reckoned by; how many."""
    return in_transaction(_follow)


def _follow(session: Session) -> int:
    days = official_days()
    if _reckoned_by(session) == days.digest:
        return 0
    session.add(CalendarRow(digest=days.digest, through=days.through, at=now()))
    cases = list(session.scalars(select(CaseRow.id).where(CaseRow.status != "finished")))
    set_jobs(session, "recalculate", cases, now())
    return len(cases)


def _reckoned_by(session: Session) -> str | None:
    return session.scalar(select(CalendarRow.digest).order_by(CalendarRow.id.desc()).limit(1))


@handles("recalculate", most=100)
def recalculate_case(case_id: int) -> bool:
    """Move the timers and the due times of open steps of one case; whether anything moved."""
    if in_transaction(_reckoned_by) != official_days().digest:
        raise OtherCalendar
    with told_of_crashes(Attempt("recalculate", case_id)):
        return in_transaction(lambda session: _recalculate(session, case_id))


def _recalculate(session: Session, case_id: int) -> bool:
    set_job(session, "recalculate", case_id, None)
    loaded = load_case(session, case_id)
    if loaded is None or loaded.case.status == "finished":
        return False
    timers = loaded.case.recalculate(REASON, by=CLOCK)
    tasks = session.execute(select(TaskRow.task_id, TaskRow.due_at).where(TaskRow.case_id == case_id))
    kept = dict(tasks.all())
    if not timers and all(kept.get(task.id) == task.due_at for task in loaded.case.changes.tasks):
        return False
    store(session, loaded, "recalculate", Actor(CLOCK), None, now(), calendar=official_days().digest)
    return True
