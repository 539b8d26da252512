"""Handing a task over (转办) to a named colleague of the same post."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases.commands import signs_beside
from app.cases.concerned import once
from app.cases.errors import CannotHandOver, NoSuchTask, NotYourTask, SeparateDuty, TakenByAnother
from app.cases.moving import Actor, load_for_task, store
from app.cases.tables import CaseRow, TaskRow
from app.clock import now
from app.database import in_transaction
from app.people.queries import Officer, holders_of
from engine import Text

HAND_OVER = Text("转办", "Hand over")
HANDED_OVER = Text("转办", "Handed over")


@dataclass(frozen=True, slots=True)
class HandOver:
    task_id: int
    to: int  # the colleague's id
    reason: str
    key: str
    officer: Officer


def hand_over(command: HandOver) -> None:
    """Make it a colleague's task: they hold the post, and have done nothing that the step is separate from.

    Raises NoSuchTask, NotYourTask, TakenByAnother, SeparateDuty, CannotHandOver, CaseError without a reason.
    """
    once(command.key, None, lambda: in_transaction(lambda session: _hand_over(session, command)))


def colleagues_for(
    officer: Officer, holders: Mapping[int, Text], not_by: str, beside: Collection[int | None] = ()
) -> dict[int, Text]:
    """To whom a task can be handed over: id and name of those of its holders who may do it.

    ``beside``: who has taken the other signatures of a joint approval.
    """
    barred = {officer.id, *beside}
    return {id: name for id, name in holders.items() if id not in barred and f" {id} " not in not_by}


def _hand_over(session: Session, command: HandOver) -> None:
    loaded = load_for_task(session, command.task_id)
    if loaded is None or loaded.task is None:
        raise NoSuchTask
    task, officer = loaded.task, command.officer
    if task.task_is_party or not officer.holds(task.task_post_id):
        raise NotYourTask
    if not officer.may_touch(task.task_officer_id):
        raise TakenByAnother(Text("这一件已由别人领取", "Somebody else has taken this task"))
    holders = holders_of(task.task_post_id)
    if command.to not in holders:
        raise CannotHandOver(Text("只能转给同岗位的人", "It can be handed over only to somebody who holds the post"))
    if command.to in (task.task_officer_id, officer.id):
        raise CannotHandOver(Text("这一件已经是这个人的", "It is theirs already"))
    if f" {command.to} " in task.task_not_by:
        raise SeparateDuty(
            Text(
                "这个人办过须分开的环节，不能转给他", "They did a step that must be done by somebody else than this one"
            )
        )
    if signs_beside(session, _place(session, command.task_id), command.to):
        raise SeparateDuty(
            Text("这个人已在本环节另一份签署上，不能再转给他", "They sign this step already; somebody else has to")
        )
    actor = Actor.of(officer, task.task_post_id, task.task_officer_id)
    loaded.case.note(
        "handed over",
        HANDED_OVER,
        command.reason,
        by=actor.key,
        element_id=task.task_element_id,
        what=holders[command.to],
    )
    store(
        session,
        loaded,
        "hand over",
        actor,
        command.key,
        now(),
        task=command.task_id,
        to=str(command.to),
        **actor.for_whom,
    )
    session.execute(
        update(TaskRow).where(TaskRow.id == command.task_id).values(officer_id=command.to),
        execution_options={"synchronize_session": False},
    )


def _place(session: Session, task_id: int):
    """Where the task stands, as ``signs_beside`` reads it."""
    return session.execute(
        select(TaskRow.id, TaskRow.case_id, TaskRow.element_id, CaseRow.bundle, CaseRow.organisation_id)
        .join(CaseRow, CaseRow.id == TaskRow.case_id)
        .where(TaskRow.id == task_id)
    ).one()
