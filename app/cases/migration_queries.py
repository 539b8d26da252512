"""What moving running cases to another version would do, and how far an order has come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from app.cases.errors import NoSuchRun
from app.cases.migrating import name_of, reasons, to_move
from app.cases.moving import Loaded, load_case
from app.cases.moving_again import is_current
from app.cases.tables import CaseRow, MigrationItem, MigrationRetry, MigrationRun
from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.queries import FlowVersion, effective_flow
from app.flows.tables import Bundle, FlowState
from app.jobs.tables import Job
from app.people.tables import OfficerRow
from engine import Model, Text

MOST = 200
"""Cases that a preview works out; the order takes them all."""


@dataclass(frozen=True, slots=True)
class OldCases:
    """A power that has running cases under another bundle than the effective one."""

    power_code: str
    power: Text
    version: int
    count: int


@dataclass(frozen=True, slots=True)
class CasePlan:
    """``verdict``: safe | accept | mapping | stays. ``reasons``: what stands against it, or has to be accepted."""

    case_id: int
    number: str
    applicant: str
    version: int
    here: tuple[Text, ...]
    verdict: str
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ToMap:
    """An old step at which something waits and that the new version lacks; the new steps it could be."""

    element_id: str
    name: Text
    choices: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    power_code: str
    power: Text
    version: int
    plans: tuple[CasePlan, ...]
    to_map: tuple[ToMap, ...]
    more: int  # cases beyond those worked out

    def count(self, verdict: str) -> int:
        return sum(plan.verdict == verdict for plan in self.plans)


@dataclass(frozen=True, slots=True)
class ItemView:
    number: str
    applicant: str
    state: str  # waiting | moved | refused
    text: Text
    done_at: datetime | None
    given_up: bool = False  # it waits, but failed too often to be tried again by itself


@dataclass(frozen=True, slots=True)
class Again:
    """Somebody had cases tried again that were given up."""

    by: Text
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class RunView:
    """``current``: the version it moves to is still in force."""

    id: int
    power_code: str
    power: Text
    version: int
    reason: str
    asked_by: Text
    asked_at: datetime
    counts: Mapping[str, int]
    items: tuple[ItemView, ...] = ()
    again: tuple[Again, ...] = ()
    current: bool = True

    @property
    def given_up(self) -> int:
        return sum(item.given_up for item in self.items)

    @property
    def left(self) -> int:
        return self.counts.get("waiting", 0)


def list_old_cases() -> list[OldCases]:
    rows = db.session.execute(
        select(PowerRow.code, PowerRow.name, PowerRow.name_en, Bundle.version, func.count())
        .join(FlowState, FlowState.power_code == PowerRow.item)
        .join(Bundle, Bundle.digest == FlowState.digest)
        .join(CaseRow, CaseRow.power_code == PowerRow.code)
        .where(FlowState.in_service, CaseRow.bundle != FlowState.digest, CaseRow.status != "finished")
        .group_by(PowerRow.code, PowerRow.name, PowerRow.name_en, Bundle.version)
        .order_by(PowerRow.code)
    )
    return [OldCases(code, Text(name, english), version, count) for code, name, english, version, count in rows]


def preview_migration(power_code: str, mapping: Mapping[str, str]) -> Preview:
    """Case by case, the oldest first. Raises PowerOutOfService."""
    session, flow = db.session(), effective_flow(power_code)
    which = to_move(power_code, flow.model.digest)
    ids = session.scalars(select(CaseRow.id).where(*which).order_by(CaseRow.id).limit(MOST)).all()
    total = session.scalar(select(func.count()).select_from(CaseRow).where(*which)) or 0
    plans, lacking = [], {}
    for case_id in ids:
        loaded = load_case(session, case_id)
        assert loaded is not None
        plans.append(_plan(loaded, flow, mapping))
        lacking.update(dict(_lacking(loaded, flow.model)))
    name = session.execute(select(PowerRow.name, PowerRow.name_en).where(PowerRow.code == power_code)).one()
    return Preview(power_code, Text(*name), flow.version, tuple(plans), tuple(lacking.values()), total - len(ids))


def _plan(loaded: Loaded, flow: FlowVersion, mapping: Mapping[str, str]) -> CasePlan:
    plan = loaded.case.plan_migration(flow.model, mapping)
    old, elements = loaded.flow.model, flow.model.elements
    if plan.safe:
        verdict = "safe"
    elif not plan.problems:
        verdict = "accept"
    else:
        absent = any(p.element and mapping.get(p.element, p.element) not in elements for p in plan.problems)
        verdict = "mapping" if absent else "stays"
    said = reasons((*plan.problems, *plan.to_accept), old, flow.model)
    here = (name_of(old, id) for id in loaded.case.here)
    return CasePlan(
        loaded.id, loaded.number, loaded.applicant, loaded.flow.version, tuple(dict.fromkeys(here)), verdict, said
    )


def _lacking(loaded: Loaded, new: Model) -> Iterator[tuple[str, ToMap]]:
    for id in loaded.case.here:
        old = loaded.flow.model.elements[id]
        if id not in new.elements:
            like = [e for e in new.elements.values() if e.nature == old.nature]
            choices = tuple((e.id, name_of(new, e.id)) for e in like)
            yield id, ToMap(id, name_of(loaded.flow.model, id), choices)


def list_runs() -> list[RunView]:
    """The latest orders, newest first."""
    return _runs(MigrationRun.id > 0)


def get_run(run_id: int) -> RunView:
    """With its cases, those given up or refused first. Raises NoSuchRun."""
    found = _runs(MigrationRun.id == run_id)
    if not found:
        raise NoSuchRun
    rows = db.session.execute(
        select(MigrationItem, CaseRow.number, CaseRow.applicant, Job.attempts, Job.state)
        .join(CaseRow, CaseRow.id == MigrationItem.case_id)
        .outerjoin(Job, (Job.kind == "migrate") & (Job.subject == MigrationItem.id))
        .where(MigrationItem.run_id == run_id)
        .order_by(MigrationItem.state.desc(), MigrationItem.id),
        execution_options={"populate_existing": True},
    )
    items = (
        ItemView(
            number, applicant, item.state, _trouble(attempts, job) or Text(item.text, item.text_en), item.done_at,
            job == "failed",
        )
        for item, number, applicant, attempts, job in rows
    )  # fmt: skip
    shown = tuple(sorted(items, key=lambda item: not item.given_up and item.state != "refused"))
    run = db.session.get(MigrationRun, run_id)
    return replace(found[0], items=shown, again=_again(run_id), current=run is not None and is_current(run))


def _again(run_id: int) -> tuple[Again, ...]:
    rows = db.session.execute(
        select(MigrationRetry, OfficerRow.name_en)
        .outerjoin(OfficerRow, _still_named(MigrationRetry))
        .where(MigrationRetry.run_id == run_id)
        .order_by(MigrationRetry.id.desc())
    )
    return tuple(Again(Text(row.asked_name, english or ""), row.asked_at, len(row.cases)) for row, english in rows)


def _still_named(asked: type[MigrationRun | MigrationRetry]) -> ColumnElement[bool]:
    """The officer who asked, as long as they bear the name that was recorded: then they have an English one too."""
    return and_(OfficerRow.id == asked.asked_by, OfficerRow.name == asked.asked_name)


def _trouble(attempts: int | None, state: str | None) -> Text | None:
    """Why a case that waits has not been moved yet, though it was tried."""
    if not attempts:
        return None
    if state == "failed":
        return Text(
            "试了几次都出故障，不再试；请技术人员看日志", "It failed every time and is tried no more: see the log"
        )
    return Text("转的时候出了故障，过一会儿自动再试", "Something failed as it was moved; it is tried again soon")


def _runs(which: ColumnElement[bool]) -> list[RunView]:
    rows = db.session.execute(
        select(MigrationRun, PowerRow.name, PowerRow.name_en, Bundle.version, OfficerRow.name_en)
        .join(PowerRow, PowerRow.code == MigrationRun.power_code)
        .join(Bundle, Bundle.digest == MigrationRun.digest)
        .outerjoin(OfficerRow, _still_named(MigrationRun))
        .where(which)
        .order_by(MigrationRun.id.desc())
        .limit(20)
    ).all()
    counts: dict[int, dict[str, int]] = {}
    for run_id, state, count in db.session.execute(
        select(MigrationItem.run_id, MigrationItem.state, func.count())
        .where(MigrationItem.run_id.in_([run.id for run, *_ in rows]))
        .group_by(MigrationItem.run_id, MigrationItem.state)
    ):
        counts.setdefault(run_id, {})[state] = count
    return [
        RunView(
            run.id, run.power_code, Text(name, english), version, run.reason, Text(run.asked_name, by or ""),
            run.asked_at, counts.get(run.id, {}),
        )
        for run, name, english, version, by in rows
    ]  # fmt: skip
