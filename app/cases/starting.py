"""Starting a case: only of a power in the catalogue, under its effective flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.errors import BegunByAuthority
from app.cases.keys import new_query_code, password_for, sealed_password
from app.cases.moving import PARTY, Actor, Loaded, entry_rows, plain, store_parts, task_rows
from app.cases.numbers import next_number
from app.cases.owner import Owner
from app.cases.standing import asked_of, standing_line, standing_of, standing_said, store_standing
from app.cases.statements import ADD_ENTRY
from app.cases.tables import CaseRow, Draft, Material
from app.cases.views import Receipt
from app.catalogue.queries import Power, get_power
from app.clock import calendar, clock, now
from app.database import connection_of, db, in_transaction
from app.flows.queries import FlowVersion, effective_flow
from app.log.chain import BEGINNING, digest
from app.log.commands import Head, append, entry, following
from app.log.queries import case_of_key
from app.people.queries import Officer
from engine import Case, Env, FieldError, Form, FormInvalid, StatutoryClock


@dataclass(frozen=True, slots=True)
class StartCase:
    """The answers to the power's start form: an application, or what an ``officer`` begins a case with.

    ``key`` makes sending it twice the same as once. ``applicant``: what the case goes by, where the form names nobody.
    ``standing``: in whose name, once that is known to be right (start_case finds it among the answers).
    """

    power_code: str
    answers: Mapping[str, Any]
    key: str
    owner: Owner
    officer: Officer | None = None
    applicant: str = ""
    standing: Mapping[str, Any] = field(default_factory=dict)


def start_case(command: StartCase) -> Receipt:
    """The receipt of the case that was started.

    Raises NoSuchPower, PowerOutOfService, BegunByAuthority, FormInvalid.
    """
    done = find_receipt(command.key)
    if done:
        return done
    power, flow = get_power(command.power_code), effective_flow(command.power_code)
    demand_beginner(flow, command.officer)
    ready = _with_standing(command, power, flow)
    try:
        case_id = in_transaction(lambda session: start_within(session, ready, power, flow))
    except IntegrityError:  # the same form, sent twice at once
        case_id = None
    receipt = find_receipt(command.key)
    assert receipt and case_id in (None, receipt.case_id)
    return receipt


def _with_standing(command: StartCase, power: Power, flow: FlowVersion) -> StartCase:
    """The command with what was answered to the platform told from the power's own. Raises FormInvalid naming all."""
    asked = asked_of(flow.model, power.entry.agents)
    said, own = asked.parted(command.answers)
    try:
        return replace(command, answers=own, standing=standing_said(asked, said, own))
    except FormInvalid as refused:
        raise FormInvalid([*refused.errors, *errors_of(flow.model.start_form, own)]) from refused


def errors_of(form: Form | None, answers: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """What a case could not begin with."""
    try:
        if form is not None:
            form.validate(answers, Env(now=now(), calendar=calendar()))
    except FormInvalid as refused:
        return refused.errors
    return ()


def demand_beginner(flow: FlowVersion, officer: Officer | None) -> None:
    """Anybody may apply; what the authority begins is for the post that the flow names. Raises BegunByAuthority."""
    if not flow.begun_by_party and (officer is None or not officer.holds(flow.opening_post)):
        raise BegunByAuthority


def find_receipt(key: str) -> Receipt | None:
    """The receipt of the case that the command with this key started."""
    case_id = case_of_key(key)
    row = case_id and db.session.get(CaseRow, case_id)
    if not row:
        return None
    power = get_power(row.power_code)
    return Receipt(
        row.id, row.number, row.query_code, password_for(key), power.name, row.applicant, row.started_at,
        standing_of(row.id),
    )  # fmt: skip


def start_within(
    session: Session, command: StartCase, power: Power, flow: FlowVersion, counted: StatutoryClock | None = None
) -> int:
    """Start it as part of the command that calls; returns the case's id. ``counted``: the clock it goes on with."""
    moment = now()
    actor = Actor(PARTY) if flow.begun_by_party else Actor.of(command.officer, flow.opening_post)
    case = Case.start(
        flow.model, clock=clock(), calendar=calendar(), data=command.answers, by=actor.key, counted=counted
    )
    applicant, phone = _applicant(flow.model.start_form, case.values)
    applicant = applicant or command.applicant
    number = next_number(session, power.case_number)
    loaded = Loaded(
        0, number, power.code, power.name, applicant, 1, case.status, "none", None, 0, Head(0, BEGINNING), flow, case,
    )  # fmt: skip
    changes, light = case.changes, case.light
    due_at = changes.due[0][0] if changes.due else None
    statement = insert(CaseRow).values(
        number=number,
        power_code=power.code,
        organisation_id=power.organisation_id,
        bundle=flow.model.digest,
        promise=flow.promise,
        applicant=applicant,
        phone=phone,
        query_code=new_query_code(),
        password_hash=sealed_password(password_for(command.key)),
        status=case.status,
        state=case.to_bytes(),
        version=1,
        started_at=moment,
        finished_at=moment if case.status == "finished" else None,
        ended_at=list(case.ended_at),
        light=light,
        due_at=due_at,
        entry_seq=len(changes.entries),
        log_seq=1,
        log_hash=BEGINNING,
    )
    case_id = session.scalar(statement.returning(CaseRow.id))
    assert case_id is not None
    loaded = replace(loaded, id=case_id)
    entries = entry_rows(loaded, changes, actor)
    line = entry(
        "start",
        actor.key,
        moment,
        case=number,
        bundle=flow.model.digest,
        entries=[digest(plain(row)) for row in entries],
        **standing_line(command.standing),
        **actor.for_whom,
    )
    head, text = following(loaded.head, line)
    session.execute(
        update(CaseRow).where(CaseRow.id == case_id).values(log_hash=head.hash),
        execution_options={"synchronize_session": False},
    )
    ADD_ENTRY.run_each(connection_of(session), entries)
    store_standing(session, case_id, command.standing)
    append(session, case_id, head, text, command.key)
    store_parts(session, loaded, changes, task_rows(loaded, changes), due_at)
    _take_over(session, command, case_id)
    return case_id


def _take_over(session: Session, command: StartCase, case_id: int) -> None:
    """The case gets what its applicant had uploaded; the draft has served."""
    owned = update(Material).where(Material.owner == command.owner.key, Material.case_id.is_(None))
    session.execute(owned.values(case_id=case_id), execution_options={"synchronize_session": False})
    session.execute(
        delete(Draft).where(Draft.owner == command.owner.key, Draft.subject == f"power:{command.power_code}")
    )


def _applicant(form: Form | None, values: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    """Name and phone of the applicant: the first person or organisation that the start form asks for."""
    answers = {name: value for scope in values.values() for name, value in scope.items()}
    who = next(
        (answers[f.name] for f in (form.fields if form else ()) if f.widget == "person" and answers.get(f.name)), {}
    )
    return who.get("name", ""), who.get("phone", "")
