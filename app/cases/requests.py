"""Approval by somebody else: asked for by whom the case concerns, decided by the post that the model names.

What is approved is done in the same transaction.
"""

from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.cases.beyond import beyond_of
from app.cases.concerned import once, open_tasks_of
from app.cases.errors import (
    ApproverIsAsker,
    AskedAlready,
    CaseMovedOn,
    LacksDetail,
    NobodyToApprove,
    NoSuchRequest,
    RequestDecided,
    RequestLapsed,
)
from app.cases.failing import Attempt, told_of_faults
from app.cases.moving import Actor, Loaded, load_case, store
from app.cases.performing import Hands, Intent, perform
from app.cases.supplements import READ_FIRST, demand_seen
from app.cases.tables import Request, TaskRow
from app.clock import now
from app.database import db, in_transaction
from app.people.queries import Officer, holders_of
from engine import Text

ASKED = Text("报请批准", "Approval asked for")
APPROVED = Text("批准", "Approved")
DECLINED = Text("不予批准", "Declined")


@dataclass(frozen=True, slots=True)
class Decide:
    request_id: int
    approve: bool
    opinion: str
    key: str
    officer: Officer
    seen: int | None = None  # the last entry on the officer's page


def ask(session: Session, loaded: Loaded, tasks: list[TaskRow], intent: Intent, actor: Actor, key: str) -> None:
    """Put the operation before the post that approves it; part of the command that calls.

    What could not be done now is refused now. Raises AskedAlready, NobodyToApprove, and what ``perform`` raises.
    """
    rehearsed, officer = load_case(session, loaded.id), actor.officer
    assert rehearsed is not None and officer is not None
    beyond = beyond_of(session, loaded, intent)
    perform(Hands(rehearsed, tasks, officer, actor.key, beyond and beyond.name), intent)
    post_id = loaded.flow.approver_of(intent.operation, officer)
    assert post_id is not None
    if waiting_request(session, loaded.id, intent.operation):
        raise AskedAlready
    if not holders_of(post_id).keys() - {officer.id}:
        raise NobodyToApprove
    loaded.case.note(
        "asked", ASKED, intent.reason, by=actor.key, what=_wanted(intent, rehearsed.case.changes.entries[0].name)
    )
    open_now = [task.task_id for task in tasks]
    store(session, loaded, "ask", actor, key, now(), operation=intent.operation, **actor.for_whom)
    post = actor.post or Text("", "")
    session.execute(
        insert(Request).values(
            case_id=loaded.id, operation=intent.operation, details=dict(intent.details), reason=intent.reason,
            open_tasks=open_now, asked_by=officer.id, asked_name=actor.name, asked_post=post.zh,
            asked_post_en=post.en, asked_at=now(), post_id=post_id, state="waiting", opinion="",
        )
    )  # fmt: skip


def _wanted(intent: Intent, done: Text) -> Text:
    """What is asked for, as the record would say that it was done; English says so only of what was done."""
    _, colon, what = done.in_("en").partition(": ")
    return Text(done.zh, f"{intent.name.en}{colon}{what}")


def waiting_request(session: Session, case_id: int, operation: str) -> bool:
    """Whether the operation has been asked for and waits."""
    asked = select(Request.id).where(
        Request.case_id == case_id, Request.operation == operation, Request.state == "waiting"
    )
    return session.scalar(asked) is not None


def decide(command: Decide) -> str:
    """Approve (and do) or decline what was asked for; returns the operation, nothing when it had been decided so.

    Raises NoSuchRequest, RequestDecided, RequestLapsed, ApproverIsAsker, CaseMovedOn, LacksDetail, AddedMeanwhile, and
    what ``perform`` raises.
    """
    with told_of_faults(lambda: _attempt_at(command)):
        return once(command.key, "", lambda: in_transaction(lambda session: _decide(session, command)))


def _attempt_at(command: Decide) -> Attempt | None:
    """What was approved, as whoever asked for it would do it."""
    request = db.session.get(Request, command.request_id)
    if request is None:
        return None
    details = {"details": dict(request.details), "reason": request.reason}
    return Attempt(request.operation, request.case_id, str(request.asked_by), request.asked_name, None, details)


def _decide(session: Session, command: Decide) -> str:
    request = session.get(Request, command.request_id, populate_existing=True, with_for_update=True)
    loaded = request and load_case(session, request.case_id)
    if request is None or loaded is None or not command.officer.holds(request.post_id):
        raise NoSuchRequest
    actor = Actor.of(command.officer, request.post_id)
    _demand_decidable(request, actor, command)
    if loaded.status == "finished":
        raise RequestLapsed
    if request.operation in READ_FIRST:
        demand_seen(loaded.id, command.seen)
    intent = Intent(request.operation, request.reason, request.details)
    beyond = beyond_of(session, loaded, intent) if command.approve else None
    if command.approve:
        loaded.case.advance()
        demand_unmoved(loaded, request)
        asker = Actor(
            str(request.asked_by), called=request.asked_name, post=Text(request.asked_post, request.asked_post_en)
        )
        actor = replace(actor, beside=asker)
        loaded.case.note("approved", APPROVED, command.opinion, by=actor.key, what=intent.name)
        perform(Hands(loaded, open_tasks_of(session, loaded.id), None, asker.key, beyond and beyond.name), intent)
    else:
        loaded.case.note("declined", DECLINED, command.opinion, by=actor.key, what=intent.name)
    state = "approved" if command.approve else "declined"
    store(
        session, loaded, state, actor, command.key, now(),
        operation=intent.operation, request=request.id, **actor.for_whom,
    )  # fmt: skip
    if beyond:
        beyond.carry_out(session, loaded, actor, intent, command.key)
    session.execute(
        update(Request)
        .where(Request.id == request.id)
        .values(state=state, decided_by=command.officer.id, decided_at=now(), opinion=command.opinion),
        execution_options={"synchronize_session": False},
    )
    return intent.operation


def _demand_decidable(request: Request, actor: Actor, command: Decide) -> None:
    if request.state != "waiting":
        raise RequestDecided
    if request.asked_by in (command.officer.id, actor.principal and actor.principal.id):
        raise ApproverIsAsker
    if not command.opinion.strip():
        raise LacksDetail(Text("请写明意见", "An opinion is needed"))


def demand_unmoved(loaded: Loaded, request: Request) -> None:
    """Of the tasks that were open when it was asked, one still is. Raises CaseMovedOn."""
    if request.open_tasks and not {task.id for task in loaded.case.tasks}.intersection(request.open_tasks):
        raise CaseMovedOn
