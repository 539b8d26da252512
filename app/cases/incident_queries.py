"""What has failed, for the administrator."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.cases.errors import NoSuchIncident
from app.cases.failing import STANDS
from app.cases.moving import load_case
from app.cases.performing import NAMES
from app.cases.queries import case_file, form_asking
from app.cases.tables import CaseRow, Incident
from app.cases.views import CaseFile, Fact
from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.queries import model_of
from app.people.queries import Officer
from engine import Form, Model, Text, load_value
from engine.feel import feel_value, text_of

MOST = 200
TRIED = {
    "complete": Text("办理环节", "Completing a step"),
    "send": Text("发出消息", "Sending a message"),
    "advance": Text("定时到点", "A timer that is due"),
    "recalculate": Text("按新的日历重新计算期限", "Reckoning limits by another calendar"),
    **NAMES,
}
AUTOMATIC = ("scriptTask", "businessRuleTask")


@dataclass(frozen=True, slots=True)
class Act:
    """Something an administrator has done about it. ``before``, ``after``: values as text, where one was mended."""

    act: str  # retry | failed | mend | skip | supply | close
    at: datetime
    by: str
    reason: str
    name: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class IncidentView:
    id: int
    case_number: str
    power: Text
    applicant: str
    element_id: str | None
    element: Text  # its name
    action: str
    tried: Text
    by_name: str  # empty: the clock
    text: Text
    first_at: datetime
    last_at: datetime
    count: int
    stands: bool
    resolved_at: datetime | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A value of the case; ``text``: as FEEL has it; ``fact``: with its question, where a form asks for it."""

    scope: str
    name: str
    value: Any
    text: str
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    incident: IncidentView
    file: CaseFile
    states: Mapping[str, str]  # for draw(), with the element marked
    values: tuple[Known, ...]
    names: tuple[tuple[str, Text], ...]  # what could be mended, with the words of its question
    skippable: tuple[tuple[str, Text], ...]
    supplied: str | None  # id of the automatic step whose result can be given
    result: str | None  # what that result is called, where it is one value


def count_incidents() -> int:
    """How many are open."""
    return db.session.scalar(select(func.count()).select_from(Incident).where(STANDS)) or 0


def list_incidents(open_ones: bool) -> list[IncidentView]:
    """The open ones, or those that are over; what failed last first."""
    return _views(STANDS if open_ones else ~STANDS)


def incident_page(incident_id: int, officer: Officer) -> IncidentPage:
    """Raises NoSuchIncident."""
    found = _views(Incident.id == incident_id)
    if not found:
        raise NoSuchIncident
    incident = found[0]
    file = case_file(incident.case_number, officer)
    loaded = load_case(db.session(), file.id)
    assert loaded is not None
    model, element_id = file.model, incident.element_id
    fails = incident.stands and element_id in model.elements
    states = {**file.states, element_id: "failed"} if fails else file.states
    values = [
        Known(scope, name, value, text_of(feel_value(value)), _fact(model, name, value))
        for scope, named in loaded.case.values.items()
        for name, value in named.items()
    ]
    asked = {f.name for form in model.forms.values() for f in form.fields if f.widget != "declaration"}
    element = model.elements.get(element_id or "")
    running = file.status == "running"
    return IncidentPage(
        incident, file, states, tuple(values),
        tuple((name, _title(model, name)) for name in sorted(asked | {v.name for v in values})),
        tuple((id, model.elements[e].name) for id, e in loaded.case.skippable) if running else (),
        element_id if running and element and element.kind in AUTOMATIC else None,
        element.result if element else None,
    )  # fmt: skip


def question(page: IncidentPage, name: str, scope: str) -> tuple[Form | None, Any]:
    """The form of the one question that asks for the name, None if none does, and what the case knows now."""
    known = next((v for v in page.values if (v.name, v.scope) == (name, scope)), None)
    return form_asking(page.file.model, name), known and known.value


def _fact(model: Model, name: str, value: Any) -> Fact | None:
    form = form_asking(model, name)
    return Fact(form.fields[0], value) if form and value is not None else None


def _title(model: Model, name: str) -> Text:
    """The question, with the name where these differ: two questions may ask in the same words."""
    form = form_asking(model, name)
    title = form.fields[0].title if form else Text(name, name)
    return title if title.zh == name else Text(f"{title.zh}（{name}）", f"{title.in_('en')} ({name})")


def _views(which: Any) -> list[IncidentView]:
    rows = db.session.execute(
        select(Incident, STANDS.label("stands"), CaseRow.number, CaseRow.applicant, CaseRow.bundle, PowerRow.name,
               PowerRow.name_en)
        .join(CaseRow, CaseRow.id == Incident.case_id)
        .join(PowerRow, PowerRow.code == CaseRow.power_code)
        .where(which)
        .order_by(Incident.last_at.desc(), Incident.id.desc())
        .limit(MOST),
        execution_options={"populate_existing": True},
    )  # fmt: skip
    return [_view(row) for row in rows]


def _view(row: Any) -> IncidentView:
    it: Incident = row.Incident
    element = model_of(row.bundle).elements.get(it.element_id or "")
    name = element.name if element and element.name.zh else Text(it.element_id or "", it.element_id or "")
    return IncidentView(
        it.id, row.number, Text(row.name, row.name_en), row.applicant, it.element_id, name, it.action,
        TRIED.get(it.action, Text(it.action, it.action)), it.by_name, Text(it.text, it.text_en), it.first_at,
        it.last_at, it.count, row.stands, it.resolved_at, tuple(_act(act) for act in it.acts),
    )  # fmt: skip


def _act(stored: Mapping[str, str]) -> Act:
    shown = {name: stored[name] for name in ("act", "by", "reason", "name") if name in stored}
    values = {name: text_of(feel_value(load_value(stored[name]))) for name in ("before", "after") if name in stored}
    return replace(Act("", datetime.fromisoformat(stored["at"]), "", ""), **shown, **values)
