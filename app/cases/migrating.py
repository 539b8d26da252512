"""Moving the running cases of a power to its effective bundle: one job a case, each whole or not at all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.errors import AlreadyMoved, CannotMigrate, LacksDetail, NoSuchRun
from app.cases.moving import Actor, Loaded, load_case, store, task_row
from app.cases.resolving import ADMINISTRATOR
from app.cases.tables import CaseRow, MigrationItem, MigrationRun, TaskRow
from app.clock import now
from app.database import db, in_transaction
from app.flows.queries import effective_flow, flow_version
from app.jobs.commands import set_job, set_jobs
from app.jobs.worker import handles
from app.people.queries import Officer
from app.refusal import Refusal
from engine import CaseNotRunning, EngineError, Finding, Model, NotMigrated, Text

FINISHED = Text("办件已经办结。", "The case has finished.")


@dataclass(frozen=True, slots=True)
class StartMigration:
    """``mapping``: old element id to new; ``accepted``: cases of which a person accepts what the move passes over;
    ``left``: cases that stay where they are.
    """

    power_code: str
    mapping: Mapping[str, str]
    accepted: Collection[int]
    reason: str
    key: str
    officer: Officer
    left: Collection[int] = ()


def start_migration(command: StartMigration) -> int:
    """Order the move of the running cases that are under another bundle; the order's id. Those that cannot be moved
    are refused one by one, and say why.

    Raises PowerOutOfService, LacksDetail.
    """
    try:
        return in_transaction(lambda session: _start(session, command))
    except IntegrityError:
        db.session.rollback()
        done = db.session.scalar(select(MigrationRun.id).where(MigrationRun.key == command.key))
        if done is None:
            raise
        return done


def _start(session: Session, command: StartMigration) -> int:
    if not command.reason.strip():
        raise LacksDetail(Text("请写明理由", "A reason is needed"))
    model = effective_flow(command.power_code).model
    mapping = {old: new for old, new in command.mapping.items() if new in model.elements}
    statement = insert(MigrationRun).values(
        power_code=command.power_code, digest=model.digest, mapping=mapping, reason=command.reason.strip(),
        asked_by=command.officer.id, asked_name=command.officer.name.zh, asked_at=now(), key=command.key,
    )  # fmt: skip
    run_id = session.scalar(statement.returning(MigrationRun.id))
    assert run_id is not None
    old = session.scalars(select(CaseRow.id).where(*to_move(command.power_code, model.digest)))
    cases = [id for id in old if id not in command.left]
    blank = {"run_id": run_id, "state": "waiting", "text": "", "text_en": ""}
    if cases:
        session.execute(
            insert(MigrationItem), [{**blank, "case_id": id, "accepted": id in command.accepted} for id in cases]
        )
    items = session.scalars(select(MigrationItem.id).where(MigrationItem.run_id == run_id))
    set_jobs(session, "migrate", items, now())
    return run_id


def to_move(power_code: str, digest: str) -> tuple[ColumnElement[bool], ...]:
    """Which cases are under another bundle and go on."""
    return CaseRow.power_code == power_code, CaseRow.bundle != digest, CaseRow.status != "finished"


@handles("migrate")
def migrate_case(item_id: int) -> bool:
    """Move one case; returns whether it was moved. What refuses it is kept with the order, and the job is done."""
    try:
        in_transaction(lambda session: _migrate(session, item_id))
        return True
    except (Refusal, EngineError) as refusal:
        text = refusal.text
        in_transaction(lambda session: _settle(session, item_id, "refused", text))
        return False


def _migrate(session: Session, item_id: int) -> None:
    item = session.get(MigrationItem, item_id, populate_existing=True)
    run = item and session.get(MigrationRun, item.run_id)
    loaded = item and load_case(session, item.case_id)
    if item is None or run is None or loaded is None:
        raise NoSuchRun
    before = loaded.flow.model.digest
    if before == run.digest:
        raise AlreadyMoved
    if loaded.case.status == "finished":
        raise CaseNotRunning(FINISHED)
    actor = Actor(str(run.asked_by), called=run.asked_name, post=ADMINISTRATOR)
    moved = moved_to(loaded, run, item.accepted)
    store(session, moved, "migrate", actor, None, now(), before=before, bundle=run.digest, run=run.id)
    _rename_tasks(session, moved)
    _settle(session, item_id, "moved", Text("", ""))


def moved_to(loaded: Loaded, run: MigrationRun, accept: bool) -> Loaded:
    """The case under the other bundle. Raises CannotMigrate."""
    flow = flow_version(run.digest, loaded.flow.organisation_id, loaded.flow.promise)
    try:
        case = loaded.case.migrate(flow.model, run.reason, by=str(run.asked_by), mapping=run.mapping, accept=accept)
    except NotMigrated as refused:
        said = reasons(refused.findings, loaded.flow.model, flow.model)
        raise CannotMigrate(Text("".join(t.zh for t in said), " ".join(t.en for t in said))) from refused
    return replace(loaded, flow=flow, case=case)


def reasons(findings: Iterable[Finding], old: Model, new: Model) -> tuple[Text, ...]:
    """What stands against a move, each once, with the steps' names in place of their ids."""
    return tuple(dict.fromkeys(_said(finding, old, new) for finding in findings))


def _said(finding: Finding, old: Model, new: Model) -> Text:
    id, text = finding.element or "", finding.message
    name = name_of(old if id in old.elements else new, id)
    return Text(text.zh.replace(f"{id}：", f"{name.zh}：", 1), text.en.replace(id, name.in_("en") or id, 1))


def name_of(model: Model, element_id: str) -> Text:
    element = model.elements.get(element_id)
    return element.name if element and element.name.zh else Text(element_id, element_id)


def _rename_tasks(session: Session, loaded: Loaded) -> None:
    """Open tasks keep their rows, and with them their drafts; what the new version calls them and whose they are is
    written anew. A claim stands as long as the post does.
    """
    posts = dict(session.execute(select(TaskRow.task_id, TaskRow.post_id).where(TaskRow.case_id == loaded.id)).all())
    for task in loaded.case.tasks:
        row = task_row(loaded, task)
        renewed = {name: row[name] for name in ("element_id", "name", "name_en", "post_id", "is_party", "form")}
        if posts.get(task.id) != row["post_id"]:
            renewed["officer_id"] = None
        session.execute(
            update(TaskRow).where(TaskRow.case_id == loaded.id, TaskRow.task_id == task.id).values(**renewed),
            execution_options={"synchronize_session": False},
        )


def _settle(session: Session, item_id: int, state: str, text: Text) -> None:
    session.execute(
        update(MigrationItem)
        .where(MigrationItem.id == item_id)
        .values(state=state, text=text.zh, text_en=text.en, done_at=now()),
        execution_options={"synchronize_session": False},
    )
    set_job(session, "migrate", item_id, None)
