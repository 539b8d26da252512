"""A frozen version takes effect on its day; an earlier one again; a power is retired. Running cases stay on theirs."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.catalogue.commands import store_entry
from app.catalogue.entry import Entry, read_entry
from app.clock import now
from app.flows.commands import demand_no_errors, demand_posts, plain
from app.flows.draft_files import ENTRY, model_files
from app.flows.freezing import demand_signed, record
from app.flows.tables import Bundle, BundleFile, FlowState, FrozenVersion
from app.flows.waiving import waiver_of
from app.people.queries import Officer
from app.refusal import Refusal
from engine import Finding, Model, Text, read_model


class NotInForce(Refusal):
    text = Text("这项权力没有在用的流程", "This power has no flow in force")


class AlreadyInForce(Refusal):
    text = Text("这个版本正在使用", "This version is in force already")


class NotYet(Refusal):
    text = Text("这个版本还没有到施行日期", "This version has not come to its date yet")


def take_effect(
    session: Session, frozen: FrozenVersion, officer: Officer | None, action: str, reason: str = ""
) -> None:
    """Make the version the one that new cases begin under.

    Raises Tampered, and FlowRefused where a post is missing by now: then what was in force stays in force.
    """
    files = demand_signed(frozen)
    entry, source = read_entry(files[ENTRY]), files[ENTRY]
    model = read_model(model_files(files))
    store_entry(session, entry, source)
    demand_posts(model, entry)
    told = demand_no_errors(model, entry, waiver_of(frozen))
    _keep_bundle(session, frozen, model)
    _point_at(session, entry, model, (*model.report, *told))
    session.execute(
        update(FrozenVersion)
        .where(FrozenVersion.power_code == frozen.power_code, FrozenVersion.state == "effective")
        .values(state="superseded")
    )
    session.execute(update(FrozenVersion).where(FrozenVersion.id == frozen.id).values(state="effective"))
    record(session, frozen.power_code, action, officer, reason=reason, version=frozen.version, digest=frozen.digest)


def retire(session: Session, power_code: str, officer: Officer, reason: str) -> None:
    """No case begins under this power any more; those that run go on. Raises NotInForce."""
    state = session.scalar(select(FlowState).where(FlowState.power_code == power_code, FlowState.in_service))
    if state is None:
        raise NotInForce
    state.in_service, state.reason_zh, state.reason_en = False, f"已停用：{reason}", f"Retired: {reason}"
    session.execute(
        update(FrozenVersion)
        .where(FrozenVersion.power_code == power_code, FrozenVersion.state.in_(("effective", "scheduled")))
        .values(state="retired")
    )
    record(session, power_code, "retired", officer, reason=reason, digest=state.digest)


def _keep_bundle(session: Session, frozen: FrozenVersion, model: Model) -> None:
    if session.get(Bundle, frozen.digest) is not None:
        return
    session.add(Bundle(digest=frozen.digest, power_code=frozen.power_code, version=frozen.version, published_at=now()))
    session.flush()
    session.execute(
        insert(BundleFile), [{"digest": frozen.digest, "name": n, "content": c} for n, c in model.files.items()]
    )


def _point_at(session: Session, entry: Entry, model: Model, findings: tuple[Finding, ...]) -> None:
    state = session.scalar(select(FlowState).where(FlowState.power_code == entry.code))
    state = state or FlowState(folder=f"studio/{entry.code}", power_code=entry.code)
    state.digest, state.in_service, state.reason_zh, state.reason_en = model.digest, True, "", ""
    state.findings = plain(findings)
    session.add(state)
    session.flush()
