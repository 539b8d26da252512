"""The key in a task's form says, signed, what the form is for.

Sending the form then needs no look at the case before the command has it,
and even when the task is gone what was typed can be kept."""

import secrets
from dataclasses import dataclass
from functools import cache

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from app.cases.errors import StaleTask
from app.cases.owner import Owner
from app.cases.tables import CaseRow, TaskRow
from app.database import db
from app.flows.queries import model_of
from engine import Text
from engine.forms import Form


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which case a task belongs to, and the form that is its answer."""

    case_id: int
    name: Text  # of the step
    form: Form | None


def task_key(owner: Owner, task_id: int, case_id: int, digest: str, element_id: str) -> str:
    """A new key for the owner's command to complete the task."""
    return _signer().dumps([secrets.token_urlsafe(9), owner.key, task_id, case_id, digest, element_id])


def ticket_of(owner: Owner, task_id: int, key: str) -> Ticket:
    """What the key was made for; looked up when the key is none of ours.

    Raises StaleTask when there is no such task.
    """
    try:
        _, made_for, task, case_id, digest, element_id = _signer().loads(key)
        if (made_for, task) != (owner.key, task_id):
            raise BadSignature("made for another task")
    except (BadSignature, ValueError):
        row = db.session.execute(
            select(TaskRow.case_id, TaskRow.element_id, CaseRow.bundle)
            .join(CaseRow, CaseRow.id == TaskRow.case_id)
            .where(TaskRow.id == task_id)
        ).first()
        if row is None:
            raise StaleTask from None
        case_id, digest, element_id = row.case_id, row.bundle, row.element_id
    model = model_of(digest)
    element = model.elements[element_id]
    return Ticket(case_id, element.name, model.forms[element.form] if element.form else None)


def _signer() -> URLSafeSerializer:
    return _signer_of(current_app.config["SECRET_KEY"])


@cache
def _signer_of(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="task")
