"""What an officer signed too late or in vain, by the questions it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from app.cases.drafts import TASK
from app.cases.owner import Owner
from app.cases.queries import form_asking
from app.cases.tables import CaseRow, Draft, TaskRow
from app.cases.views import Fact
from app.catalogue.tables import PowerRow
from app.clock import calendar, now
from app.database import db
from app.flows.queries import model_of
from engine import Env, Model, Text


@dataclass(frozen=True, slots=True)
class Kept:
    """``task_id``: where it is still open."""

    subject: str
    case_number: str
    power: Text
    applicant: str
    opinion: str
    facts: tuple[Fact, ...]
    updated_at: datetime
    task_id: int | None
    step: Text | None


def list_kept_drafts(owner: Owner) -> list[Kept]:
    """What could not be signed because the case had moved on, or the flow failed; newest first."""
    rows = db.session.execute(
        select(Draft, CaseRow.number, CaseRow.applicant, CaseRow.bundle, PowerRow.name, PowerRow.name_en)
        .join(CaseRow, CaseRow.id == Draft.case_id)
        .join(PowerRow, PowerRow.code == CaseRow.power_code)
        .where(Draft.owner == owner.key, Draft.kept)
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
    ).all()
    tasks = _open_tasks(row.Draft.subject for row in rows)
    return [_view(row, tasks) for row in rows]


def _open_tasks(subjects: Iterable[str]) -> dict[str, TaskRow]:
    ids = [int(subject.removeprefix(TASK)) for subject in subjects if subject.startswith(TASK)]
    found = db.session.scalars(select(TaskRow).where(TaskRow.id.in_(ids))) if ids else ()
    return {f"{TASK}{task.id}": task for task in found}


def _view(row: Row[Any], tasks: Mapping[str, TaskRow]) -> Kept:
    draft, task = row.Draft, tasks.get(row.Draft.subject)
    return Kept(
        draft.subject, row.number, Text(row.name, row.name_en), row.applicant, draft.opinion,
        tuple(_facts(model_of(row.bundle), draft.answers)), draft.updated_at, task and task.id,
        Text(task.name, task.name_en) if task else None,
    )  # fmt: skip


def _facts(model: Model, answers: Mapping[str, Any]) -> Iterable[Fact]:
    """What can be read of the raw answers; a name that no question asks for is nobody's answer."""
    for form in filter(None, (form_asking(model, name) for name in answers)):
        [field] = form.fields
        value = form.validate(answers, Env(now=now(), calendar=calendar()), lenient=True).get(field.name)
        if value not in (None, "", [], {}):
            yield Fact(field, value)
