"""What an administrator does about an incident: try again, mend a value, skip a step, give a result, close it.

Each demands a reason, is an entry and a log line of the case where it changes the case, and stands with the incident.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.cases.beyond import beyond_of
from app.cases.commands import advance_case
from app.cases.concerned import once, open_tasks_of
from app.cases.errors import IncidentResolved, LacksDetail, NoSuchCase, NoSuchIncident, StaleTask
from app.cases.failing import BY_ITSELF, text_of
from app.cases.moving import Actor, Loaded, load_case, store
from app.cases.performing import NAMES, Hands, Intent, perform
from app.cases.queries import form_asking
from app.cases.recalculating import recalculate_case
from app.cases.tables import Incident, TaskRow
from app.clock import calendar, now
from app.database import db, in_transaction
from app.people.queries import Officer
from app.refusal import Refusal
from engine import EngineError, Env, Text, dump_value
from engine.feel import compile_feel

ADMINISTRATOR = Text("系统管理员", "Administrator")


@dataclass(frozen=True, slots=True)
class Mend:
    """Set ``name`` in a data scope: ``answers`` to the form's own question; ``expression`` where no form asks."""

    name: str
    scope: str
    answers: Mapping[str, Any] | None = None
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Go on without a waiting step (the engine's id) having been done."""

    waiting: str


@dataclass(frozen=True, slots=True)
class Supply:
    """The result of an automatic step, as an expression."""

    element_id: str
    expression: str


@dataclass(frozen=True, slots=True)
class Resolve:
    incident_id: int
    reason: str
    key: str
    officer: Officer
    work: Mend | Skip | Supply | None = None  # None: nothing is to be done any more


def resolve(command: Resolve) -> None:
    """Do it to the case; the incident stays open until what failed has been tried again, unless it is closed.

    Raises NoSuchIncident, IncidentResolved, LacksDetail, FormInvalid, and what the engine raises.
    """
    once(command.key, None, lambda: in_transaction(lambda session: _resolve(session, command)))


def _resolve(session: Session, command: Resolve) -> None:
    incident = _open(session, command.incident_id)
    if not command.reason.strip():
        raise LacksDetail(Text("请写明理由", "A reason is needed"))
    if command.work is None:
        _note(session, incident, command.officer, "close", command.reason, resolved=True)
        return
    loaded = load_case(session, incident.case_id)
    if loaded is None:
        raise NoSuchCase
    done = _WORK[type(command.work)](loaded, command)
    actor = Actor(command.officer.key, command.officer, post=ADMINISTRATOR)
    action = type(command.work).__name__.lower()
    store(session, loaded, action, actor, command.key, now(), incident=incident.id, **done)
    _note(session, incident, command.officer, action, command.reason, **done)


def _mend(loaded: Loaded, command: Resolve) -> dict[str, str]:
    work = command.work
    assert isinstance(work, Mend)
    if not work.name.strip():
        raise LacksDetail(Text("请选要更正的数据", "Choose what is to be mended"))
    known = loaded.case.visible(work.scope)
    if work.answers is not None:
        form = form_asking(loaded.flow.model, work.name)
        assert form is not None
        value = form.validate(work.answers, _env(), known=known).get(work.name)
    else:
        value = _worked_out(work.expression, known)
    before = loaded.case.values.get(work.scope, {}).get(work.name)
    loaded.case.mend(work.name, value, command.reason, by=command.officer.key, scope=work.scope)
    return {"name": work.name, "scope": work.scope, "before": dump_value(before), "after": dump_value(value)}


def _skip(loaded: Loaded, command: Resolve) -> dict[str, str]:
    work = command.work
    assert isinstance(work, Skip)
    element = dict(loaded.case.skippable).get(work.waiting, "")
    loaded.case.skip(work.waiting, command.reason, by=command.officer.key)
    return {"element": element}


def _supply(loaded: Loaded, command: Resolve) -> dict[str, str]:
    work = command.work
    assert isinstance(work, Supply)
    value = _worked_out(work.expression, loaded.case.visible("0"))
    element = loaded.flow.model.elements.get(work.element_id)
    given = {element.result: value} if element and element.result else value
    if not isinstance(given, dict):
        raise LacksDetail(Text("结果须是一组名称和值", "The result must be a set of names and values"))
    loaded.case.supply(work.element_id, given, command.reason, by=command.officer.key)
    return {"element": work.element_id, "after": dump_value(given)}


_WORK = {Mend: _mend, Skip: _skip, Supply: _supply}


def _worked_out(expression: str, known: Mapping[str, Any]) -> Any:
    """The value of a FEEL text. Raises LacksDetail, FeelError."""
    if not expression.strip():
        raise LacksDetail(Text("请写出新的值", "A new value is needed"))
    return compile_feel(expression, names=tuple(known))(known, _env())


def _env() -> Env:
    return Env(now=now(), calendar=calendar())


def retry(incident_id: int, officer: Officer) -> bool:
    """Try again what failed; returns whether it is done (a job), or only could be now: what somebody has to sign is
    rehearsed, and stays theirs to send.

    Raises NoSuchIncident, IncidentResolved, and what fails again.
    """
    incident = _open(db.session(), incident_id)
    action, case_id = incident.action, incident.case_id
    try:
        if action == "advance":
            advance_case(case_id)
        elif action == "recalculate":
            recalculate_case(case_id)
        else:
            _rehearse(incident)
    except (Refusal, EngineError) as failure:
        _note_later(incident_id, officer, "failed", text_of(failure).zh, resolved=False)
        raise
    _note_later(incident_id, officer, "retry", "", resolved=True)
    return action in BY_ITSELF


def _rehearse(incident: Incident) -> None:
    """On a copy, which nobody stores."""
    session = db.session()
    loaded = load_case(session, incident.case_id)
    assert loaded is not None
    attempt, case = incident.attempt, loaded.case
    case.advance()
    if incident.action == "complete":
        task = session.get(TaskRow, incident.task_id)
        if task is None:
            raise StaleTask
        case.complete(task.task_id, attempt["answers"], by=incident.by, opinion=attempt["opinion"] or None)
    elif incident.action == "send":
        case.send(attempt["message"], attempt["answers"], by=incident.by, opinion=attempt["opinion"] or None)
    elif incident.action in NAMES:
        intent = Intent(incident.action, attempt["reason"], attempt["details"])
        beyond = beyond_of(session, loaded, intent)
        tasks = open_tasks_of(session, incident.case_id)
        perform(Hands(loaded, tasks, None, incident.by, beyond and beyond.name), intent)
    for open_task in case.tasks:
        loaded.flow.post_of(open_task)


def _open(session: Session, incident_id: int) -> Incident:
    incident = session.get(Incident, incident_id, populate_existing=True, with_for_update=True)
    if incident is None:
        raise NoSuchIncident
    if incident.state != "open":
        raise IncidentResolved
    return incident


def _note_later(incident_id: int, officer: Officer, act: str, reason: str, resolved: bool) -> None:
    def note(session: Session) -> None:
        incident = session.get(Incident, incident_id, populate_existing=True, with_for_update=True)
        if incident is not None:
            _note(session, incident, officer, act, reason, resolved)

    in_transaction(note)


def _note(
    session: Session, incident: Incident, officer: Officer, act: str, reason: str, resolved: bool = False, **more: str
) -> None:
    """Write down with the incident what was done about it."""
    done = {"act": act, "at": now().isoformat(), "by": officer.name.zh, "reason": reason, **more}
    over = {"state": "resolved", "resolved_at": now(), "open_key": None} if resolved else {}
    session.execute(
        update(Incident).where(Incident.id == incident.id).values(acts=[*incident.acts, done], **over),
        execution_options={"synchronize_session": False},
    )
