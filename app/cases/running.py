"""What is published of cases that are going on: what was applied for, at which stage it is, what of the limit it took.

Nothing is read of what anybody typed but the name of an organisation that applied, and that is shown once an officer
has done a step: until then nobody but the applicant has seen it.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Row, Select, literal_column, select

from app.cases.moving import PARTY
from app.cases.publication import PAGE
from app.cases.results import NOBODY, PERSON, masked
from app.cases.standing import applicant_field
from app.cases.tables import CaseRow, EntryRow
from app.catalogue.tables import PowerRow
from app.clock import calendar, clock
from app.database import db
from app.flows.queries import keep_models, model_of
from app.people.tables import Organisation
from engine import Case, EngineError, Limit, Model, Text, load_value

OF_ITS_OWN_MOTION = ("penalty", "coercion", "inspection")
"""Categories that an authority exercises unasked: their cases stay unpublished whatever their flow says."""
UNSEEN = Text("单位，审查后公开名称", "an organisation, not named yet")
LOOKS = 4
"""How many pages of rows are looked through for one that is full."""


@dataclass(frozen=True, slots=True)
class Running:
    """``at``: the public stages, or the steps of a flow without any.

    ``used`` of ``allowed``: of the promised limit, else the statutory one; None where nothing is counted, or not yet
    (``counted_later``).
    """

    id: int
    power_code: str
    power: Text
    applicant: Text
    organisation: Text
    begun_at: datetime
    at: tuple[Text, ...]
    used: int | None
    allowed: Limit | None
    light: str  # of the whole case: green | yellow | red | paused | none
    suspended: bool
    counted_later: bool


def list_running(
    power: str | None = None, category: str | None = None, before: int | None = None, most: int = PAGE
) -> tuple[list[Running], int | None]:
    """What parties applied for and is not over, the newest first; and the id to go on before, None at the end."""
    wanted = _published()
    if power:
        wanted = wanted.where(CaseRow.power_code == power)
    if category:
        wanted = wanted.where(PowerRow.category == category)
    found: list[Running] = []
    for _ in range(LOOKS):
        rows = _rows(wanted, before, most + 1)
        for row in rows:
            if len(found) == most:
                return found, before
            before = row.id
            found += _published_of(row)
        if len(rows) <= most:
            return found, None
    return found, before


def _published_of(row: Row[Any]) -> Iterator[Running]:
    """The case, if its flow is one of applications and it can be read: one that cannot must not take the page away."""
    with suppress(EngineError):
        model = model_of(row.bundle, row.promise)
        if is_applied_for(model):
            yield _running(row, model)


def is_applied_for(model: Model) -> bool:
    """Whether its cases are applications in somebody's proven name: no letters, reports, declarations, own business."""
    by_party = model.begun_by_party and model.matter == "application"
    return by_party and applicant_field(model.start_form) is not None


_applied_with = select(EntryRow.values).where(
    EntryRow.case_id == CaseRow.id, EntryRow.seq == 1, EntryRow.kind == "started", EntryRow.by == PARTY
)
_looked_at = select(EntryRow.id).where(
    EntryRow.case_id == CaseRow.id, EntryRow.kind == "completed", EntryRow.by != PARTY
)


def _published() -> Select[Any]:
    """By rows alone: of public powers, begun by a party, not what is written to the authority."""
    return (
        select(
            CaseRow.id, CaseRow.power_code, CaseRow.bundle, CaseRow.promise, CaseRow.state, CaseRow.started_at,
            PowerRow.name, PowerRow.name_en, Organisation.name.label("body"), Organisation.name_en.label("body_en"),
            _applied_with.scalar_subquery().label("answers"), _looked_at.exists().label("looked_at"),
        )
        .join(PowerRow, PowerRow.code == CaseRow.power_code)
        .join(Organisation, Organisation.id == CaseRow.organisation_id)
        .where(
            CaseRow.status != literal_column("'finished'"), PowerRow.disclosed,
            PowerRow.category.not_in(OF_ITS_OWN_MOTION), PowerRow.code != current_app.config["ENQUIRIES"],
            _applied_with.exists(),
        )
        .order_by(CaseRow.id.desc())
    )  # fmt: skip


def _rows(wanted: Select[Any], before: int | None, most: int) -> Sequence[Row[Any]]:
    if before:
        wanted = wanted.where(CaseRow.id < before)
    rows = db.session.execute(wanted.limit(most)).all()
    keep_models({row.bundle for row in rows})
    return rows


def _running(row: Row[Any], model: Model) -> Running:
    case = Case.from_bytes(model, row.state, values={}, clock=clock(), calendar=calendar())
    limits = case.limits
    whole = limits.promised or limits.statutory
    return Running(
        row.id, row.power_code, Text(row.name, row.name_en), _applicant(row, model), Text(row.body, row.body_en),
        row.started_at, _stages(model, case.here), whole.used if whole else None, whole.limit if whole else None,
        case.light, case.suspension is not None,
        limits.started_on is None and bool(model.power.limit or model.power.promise),
    )  # fmt: skip


def _applicant(row: Row[Any], model: Model) -> Text:
    who = masked(model.start_form, load_value(row.answers))
    return who if row.looked_at or who in (PERSON, NOBODY) else UNSEEN


def _stages(model: Model, here: Sequence[str]) -> tuple[Text, ...]:
    reached = tuple(stage.name for stage in model.stages if not set(here).isdisjoint(stage.elements))
    steps = (model.elements[id] for id in here)
    return reached or tuple(dict.fromkeys(e.name for e in steps if e.kind.endswith("Task")))
