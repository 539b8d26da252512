"""A step that fails becomes an incident: the case stands as it was, whoever tried is told, an administrator sees it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from app.cases.errors import FlowFailed
from app.cases.moving import CLOCK
from app.cases.tables import CaseRow, Incident, TaskRow
from app.clock import now
from app.database import db, in_transaction, insert_or
from app.flows.queries import NoSuchPost, model_of
from app.jobs.tables import Job
from engine import ExpressionError, StepFailed, TableError, Text

FAULTS = (StepFailed, ExpressionError, TableError, NoSuchPost)
"""What is wrong with the flow or the data, not with what somebody answered."""
BY_ITSELF = ("advance", "recalculate")
"""What the worker does with a case: a job of this kind, tried again by itself."""


def _there_is(*which: ColumnElement[bool]) -> Exists:
    return exists().where(*which).correlate(Incident)


STANDS = and_(
    Incident.state == "open",
    _there_is(CaseRow.id == Incident.case_id, CaseRow.status != "finished"),
    or_(Incident.task_id.is_(None), _there_is(TaskRow.id == Incident.task_id)),
    or_(
        Incident.action.not_in(BY_ITSELF),
        _there_is(Job.kind == Incident.action, Job.subject == Incident.case_id, Job.attempts > 0),
    ),
)
"""It has not been resolved, nor has the case gone on without that."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried: ``action`` by whom, with ``details`` by which it can be rehearsed."""

    action: str
    case_id: int
    by: str = CLOCK
    by_name: str = ""
    task_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def told_of_faults(attempt: Callable[[], Attempt | None]) -> Iterator[None]:
    """What somebody tries. Raises FlowFailed, having recorded it, where the flow or its data are at fault."""
    try:
        yield
    except FAULTS as fault:
        db.session.rollback()
        tried = attempt()
        if tried is not None:
            record(tried, fault)
        raise FlowFailed(_by_name(fault, tried)) from fault


def _by_name(fault: Exception, tried: Attempt | None) -> Text:
    """What failed in the words of the chart: whoever did the step knows it by name, not by id."""
    id, text = getattr(fault, "element", None) or "", text_of(fault)
    bundle = tried and db.session.scalar(select(CaseRow.bundle).where(CaseRow.id == tried.case_id))
    element = model_of(bundle).elements.get(id) if bundle else None
    if element is None or not element.name.zh:
        return text
    zh = text.zh.replace(f"{id}：", f"“{element.name.zh}”：", 1) if text.zh.startswith(f"{id}：") else text.zh
    en = text.in_("en")
    return Text(zh, en.replace(f"{id}: ", f"“{element.name.in_('en')}”: ", 1) if en.startswith(f"{id}: ") else en)


@contextmanager
def told_of_crashes(attempt: Attempt) -> Iterator[None]:
    """What the worker tries: whatever fails is recorded, and fails as before."""
    try:
        yield
    except Exception as crash:
        db.session.rollback()
        record(attempt, crash)
        raise


def record(attempt: Attempt, error: Exception) -> None:
    """One incident as long as the same fails at the same place; how often and when last is counted."""
    in_transaction(lambda session: _record(session, attempt, error))


def _record(session: Session, attempt: Attempt, error: Exception) -> None:
    element = getattr(error, "element", None)
    text, moment = text_of(error), now()
    key = f"{attempt.case_id} {attempt.action} {attempt.task_id or ''} {element or ''}"
    _let_pass(session, key)
    found = {
        "by": attempt.by, "by_name": attempt.by_name, "attempt": dict(attempt.details), "error": type(error).__name__,
        "text": text.zh, "text_en": text.en, "last_at": moment,
    }  # fmt: skip
    statement = insert_or(session, Incident).values(
        case_id=attempt.case_id, element_id=element, action=attempt.action, task_id=attempt.task_id, first_at=moment,
        count=1, open_key=key, state="open", acts=[], **found,
    )  # fmt: skip
    session.execute(
        statement.on_conflict_do_update(index_elements=["open_key"], set_={**found, "count": Incident.count + 1})
    )


def _let_pass(session: Session, key: str) -> None:
    """One that the case has gone on from is over: what fails now is another."""
    over = session.scalar(select(Incident.id).where(Incident.open_key == key, ~STANDS))
    if over is not None:
        session.execute(
            update(Incident).where(Incident.id == over).values(state="resolved", resolved_at=now(), open_key=None)
        )


def text_of(error: Exception) -> Text:
    text = getattr(error, "text", None)
    if isinstance(text, Text):
        return text
    said = f"{type(error).__name__}: {error}"[:2000]
    return Text(f"系统出错：{said}", f"The system failed: {said}")
