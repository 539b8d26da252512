"""Every command that moves a case. Each is one transaction: load, authorise, act, record, commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.drafts import TASK, save_draft
from app.cases.errors import (
    FlowFailed,
    NoSuchCase,
    NoSuchTask,
    NotReceivable,
    NotYourTask,
    SeparateDuty,
    StaleTask,
    TakenByAnother,
)
from app.cases.failing import Attempt, told_of_crashes, told_of_faults
from app.cases.moving import CLOCK, Actor, Loaded, load_case, read_for_task, store, store_alone
from app.cases.owner import Owner
from app.cases.starting import StartCase, start_case
from app.cases.supplements import demand_seen
from app.cases.tables import CaseRow, TaskRow
from app.clock import now
from app.database import MovedOn, db, in_transaction, till_nobody_was_faster
from app.flows.queries import flow_version
from app.jobs.commands import set_job
from app.jobs.worker import handles
from app.log.commands import Head, append, entry, following
from app.log.queries import case_of_key
from app.people.queries import Officer
from engine import CaseNotRunning, HeldByBranch, OpenTask, Text

__all__ = [
    "ClaimTask", "CompleteTask", "Moved", "ReleaseTask", "SendMessage", "StartCase",
    "advance_case", "claim_task", "complete_task", "release_task", "send_message", "start_case",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """The answers to a task's form, and the opinion. By an officer, or by the applicant of ``party_case``."""

    task_id: int
    answers: Mapping[str, Any]
    key: str
    opinion: str = ""
    officer: Officer | None = None
    party_case: int | None = None
    case_id: int | None = None  # of a draft that has to be kept when the task is gone
    seen: int | None = None  # the last entry on the page from which the officer completes it


@dataclass(frozen=True, slots=True)
class ClaimTask:
    task_id: int
    officer: Officer


@dataclass(frozen=True, slots=True)
class ReleaseTask:
    task_id: int
    officer: Officer


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message that the case waits for: the applicant withdraws, an officer reports."""

    case_id: int
    message: str
    answers: Mapping[str, Any]
    key: str
    opinion: str = ""
    officer: Officer | None = None
    party_case: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the case: its next tasks, or its end."""

    case_id: int
    number: str
    power: Text
    applicant: str
    next: tuple[OpenTask, ...] = ()
    finished: bool = False
    outcome: Text | None = None
    repeated: bool = field(default=False, compare=False)  # the command had been done already


def complete_task(command: CompleteTask) -> Moved:
    """Complete a task; the same command twice is done once.

    Raises FormInvalid; NotYourTask, SeparateDuty, AddedMeanwhile; StaleTask, TakenByAnother or FlowFailed, having kept
    what was typed as a draft.
    """
    try:
        with told_of_faults(lambda: attempt_at_task(command)):
            return till_nobody_was_faster(lambda: _complete(command))
    except FlowFailed:
        _keep(command)
        raise
    except (StaleTask, TakenByAnother, CaseNotRunning, HeldByBranch, MovedOn, IntegrityError) as refusal:
        done = _done_before(command.key)
        if done:
            return done
        _keep(command)
        known = isinstance(refusal, StaleTask | TakenByAnother | CaseNotRunning | HeldByBranch)
        raise refusal if known else StaleTask from refusal


def _complete(command: CompleteTask) -> Moved:
    loaded = read_for_task(command.task_id)
    if loaded is None:
        raise StaleTask
    _authorise(loaded, command)
    if loaded.entry_seq > (command.seen or 0):
        demand_seen(loaded.id, command.seen)
    task = loaded.task
    assert task is not None
    actor = Actor.of(command.officer, task.task_post_id, task.task_officer_id)
    if loaded.case.advance() and not any(open_.id == task.task_task_id for open_ in loaded.case.tasks):
        raise StaleTask  # its time ran out a moment ago
    loaded.case.complete(task.task_task_id, command.answers, by=actor.key, opinion=command.opinion or None)
    step = {"task": command.task_id, "element": task.task_element_id}
    store_alone(loaded, "complete", actor, command.key, now(), **step, **actor.for_whom)
    return _moved(loaded)


def _authorise(loaded: Loaded, command: CompleteTask) -> None:
    task = loaded.task
    assert task is not None
    if command.officer is None:
        if not task.task_is_party or command.party_case != loaded.id:
            raise NotYourTask
        return
    if task.task_is_party or not command.officer.holds(task.task_post_id):
        raise NotYourTask
    if not command.officer.may_touch(task.task_officer_id):
        raise TakenByAnother
    demand_other_person(command.officer, task.task_post_id, task.task_officer_id, task.task_not_by)


def demand_other_person(officer: Officer, post_id: int | None, officer_id: int | None, not_by: str) -> None:
    """Neither the officer, nor the one in whose stead they act, may have done a step that this one is separate from.

    Raises SeparateDuty.
    """
    principal = officer.holder_of(post_id, officer_id)
    if any(f" {id} " in not_by for id in (officer.id, principal and principal.id)):
        raise SeparateDuty


def _keep(command: CompleteTask) -> None:
    if command.officer or command.party_case:
        owner = (
            Owner.officer(command.officer, command.case_id) if command.officer else Owner.party(command.party_case or 0)
        )
        save_draft(owner, f"{TASK}{command.task_id}", command.answers, command.opinion, kept=True)


def attempt_at_task(command: CompleteTask) -> Attempt | None:
    case_id = db.session.scalar(select(TaskRow.case_id).where(TaskRow.id == command.task_id))
    actor = Actor.of(command.officer)
    details = {"answers": dict(command.answers), "opinion": command.opinion}
    return case_id and Attempt("complete", case_id, actor.key, actor.name, command.task_id, details)


def attempt_at_message(command: SendMessage) -> Attempt:
    actor = Actor.of(command.officer)
    details = {"message": command.message, "answers": dict(command.answers), "opinion": command.opinion}
    return Attempt("send", command.case_id, actor.key, actor.name, None, details)


def _done_before(key: str) -> Moved | None:
    """What a command with this key did; the case as it is now."""
    case_id = case_of_key(key)
    loaded = case_id and load_case(db.session(), case_id)
    return _moved(loaded, repeated=True) if loaded else None


def _moved(loaded: Loaded, repeated: bool = False) -> Moved:
    case = loaded.case
    ends = [loaded.flow.model.elements[id].name for id in case.ended_at]
    return Moved(
        loaded.id, loaded.number, loaded.power, loaded.applicant, loaded.left_open or tuple(case.tasks),
        case.status == "finished", ends[-1] if case.status == "finished" and ends else None, repeated,
    )  # fmt: skip


def send_message(command: SendMessage) -> Moved:
    """Send a message to a case that waits for it.

    Raises NotReceivable, NotYourTask, AddedMeanwhile, FormInvalid, FlowFailed.
    """
    try:
        with told_of_faults(lambda: attempt_at_message(command)):
            return in_transaction(lambda session: _send(session, command))
    except (NotReceivable, IntegrityError) as refusal:
        done = _done_before(command.key)
        if done:
            return done
        raise refusal if isinstance(refusal, NotReceivable) else NotReceivable from refusal


def _send(session: Session, command: SendMessage) -> Moved:
    loaded = load_case(session, command.case_id)
    if loaded is None:
        raise NoSuchCase
    loaded.case.advance()
    waiting = next((r for r in loaded.case.receivable if r.message == command.message), None)
    if waiting is None:
        raise NotReceivable
    post_id = loaded.flow.posts.get(waiting.element_id)
    by_party = waiting.is_party or waiting.post is None
    if command.officer is None:
        allowed = by_party and command.party_case == loaded.id
    else:
        allowed = not by_party and command.officer.holds(post_id)
    if not allowed:
        raise NotYourTask
    demand_seen(loaded.id, command.seen)
    actor = Actor.of(command.officer, post_id)
    loaded.case.send(command.message, command.answers, by=actor.key, opinion=command.opinion or None)
    store(session, loaded, "send", actor, command.key, now(), message=command.message, **actor.for_whom)
    return _moved(loaded)


@handles("advance")
def advance_case(case_id: int) -> int:
    """Fire what is due in a case; how many timers fired.

    The worker's work: it settles the job as it stores the case.
    """
    with told_of_crashes(Attempt("advance", case_id)):
        return in_transaction(lambda session: _advance(session, case_id))


def _advance(session: Session, case_id: int) -> int:
    loaded = load_case(session, case_id)
    if loaded is None:
        set_job(session, "advance", case_id, None)
        return 0
    fired = loaded.case.advance()
    if not fired and loaded.case.put_off is not None:
        raise loaded.case.put_off  # tried later, and seen until then
    if fired:
        store(session, loaded, "timer", Actor(CLOCK), None, now())
    if not fired or (loaded.case.due and loaded.case.due[0][0] == loaded.due_at):
        set_job(session, "advance", case_id, loaded.case.due[0][0] if loaded.case.due else None)
    return fired


def claim_task(command: ClaimTask) -> None:
    """Take a task of one's post for oneself. Raises NoSuchTask, NotYourTask, SeparateDuty, TakenByAnother."""

    def claim(session: Session) -> None:
        task = task_and_case(session, command.task_id)
        if task.is_party or not command.officer.holds(task.post_id):
            raise NotYourTask
        principal = command.officer.holder_of(task.post_id, task.officer_id)
        holder = principal.id if principal else command.officer.id  # what is done in somebody's stead stays theirs
        if task.officer_id == holder:
            return
        if not command.officer.may_touch(task.officer_id):
            raise TakenByAnother(Text("这一件已由别人领取", "Somebody else has taken this task"))
        demand_other_person(command.officer, task.post_id, task.officer_id, task.not_by)
        if signs_beside(session, task, holder):
            raise SeparateDuty
        assign(session, task, holder, "claim", command.officer.key)

    in_transaction(claim)


def release_task(command: ReleaseTask) -> None:
    """Give a task back to the post. Raises NoSuchTask, NotYourTask."""

    def release(session: Session) -> None:
        task = task_and_case(session, command.task_id)
        if task.officer_id is None or not command.officer.may_touch(task.officer_id):
            raise NotYourTask
        assign(session, task, None, "release", command.officer.key)

    in_transaction(release)


def task_and_case(session: Session, task_id: int) -> Row[Any]:
    statement = (
        select(
            TaskRow.id, TaskRow.case_id, TaskRow.element_id, TaskRow.is_party, TaskRow.post_id,
            TaskRow.officer_id, TaskRow.not_by,
            CaseRow.number, CaseRow.bundle, CaseRow.organisation_id, CaseRow.version, CaseRow.log_seq, CaseRow.log_hash,
        )
        .join(CaseRow, CaseRow.id == TaskRow.case_id)
        .where(TaskRow.id == task_id)
    )  # fmt: skip
    task = session.execute(statement).first()
    if task is None:
        raise NoSuchTask
    return task


def signs_beside(session: Session, task: Row[Any], officer_id: int) -> bool:
    """Whether the officer has taken another signature of the same joint approval."""
    loop = flow_version(task.bundle, task.organisation_id).model.elements[task.element_id].loop
    if loop is None or loop.joint is None:
        return False
    beside = select(TaskRow.id).where(
        TaskRow.case_id == task.case_id,
        TaskRow.element_id == task.element_id,
        TaskRow.officer_id == officer_id,
        TaskRow.id != task.id,
    )
    return session.scalar(beside.limit(1)) is not None


def assign(session: Session, task: Row[Any], officer_id: int | None, action: str, by: str) -> None:
    """Make the task somebody's, or the post's again; part of the command that calls."""
    head, line = following(
        Head(task.log_seq, task.log_hash),
        entry(action, by, now(), case=task.number, task=task.id, element=task.element_id),
    )
    moved = session.execute(
        update(CaseRow)
        .where(CaseRow.id == task.case_id, CaseRow.version == task.version)
        .values(version=task.version + 1, log_seq=head.seq, log_hash=head.hash),
        execution_options={"synchronize_session": False},
    )
    if moved.rowcount != 1:
        raise MovedOn
    session.execute(
        update(TaskRow).where(TaskRow.id == task.id).values(officer_id=officer_id),
        execution_options={"synchronize_session": False},
    )
    append(session, task.case_id, head, line, None)
