"""Publishing: from the folders to effective bundles. What is broken is put out of service by itself; the rest runs."""

import logging
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.catalogue.commands import enter_power
from app.catalogue.entry import Entry, read_entry
from app.catalogue.implementing import adopt_listed
from app.clock import now
from app.database import db, in_transaction
from app.flows.folders import PowerFolder, power_folders
from app.flows.papers import paper_findings
from app.flows.reserved import reserved_names
from app.flows.safeguards import unmarked_standards
from app.flows.tables import Bundle, BundleFile, FlowState, FrozenVersion
from app.flows.waiving import Waiver
from app.people.queries import find_post
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import EngineError, Finding, Model, ModelRefused, Rules, Text, check_model, read_model

log = logging.getLogger(__name__)

NO_ENTRY = Text("没有事项文件 power.yaml", "There is no catalogue entry power.yaml")
NO_MODEL = Text("没有流程模型（.bpmn）", "There is no flow model (.bpmn)")
NO_START_FORM = Text("流程的开始事件没有申请表单", "The start event of the flow names no application form")
CRASHED = Text("读取时出错，详见服务日志", "Reading it failed; see the server's log")


class FlowRefused(Refusal):
    """The files of a power cannot be put into service."""

    def __init__(self, text: Text, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(text)
        self.findings = findings


def publish_folders(bpmn: Path, forms: Path) -> list[tuple[str, Text | None]]:
    """Publish every power's folder; returns folder name and why it is out of service, None for what runs."""
    return [(folder.name, publish(folder)) for folder in power_folders(bpmn, forms)]


def publish(folder: PowerFolder) -> Text | None:
    """Make what stands in the folder effective; returns the reason if the power is out of service instead."""
    code: str | None = None
    try:
        if folder.entry is None:
            raise FlowRefused(NO_ENTRY)
        if _is_governed(read_entry(folder.entry).code):
            return None
        entry = enter_power(folder.entry)
        code = entry.code
        model = _read(folder)
        demand_posts(model, entry)
        told = demand_no_errors(model, entry)
    except (Refusal, EngineError) as error:
        return _put_out_of_service(folder, code, error.text, getattr(error, "findings", ()))
    except Exception:
        log.exception("publishing %s", folder.name)
        return _put_out_of_service(folder, code, CRASHED, ())
    in_transaction(lambda session: _store(session, folder, entry, model, told))
    try:
        adopt_listed(entry.code, folder.implementations)
    except Refusal as error:  # the item itself is in service all the same
        log.warning("implementations of %s: %s", folder.name, error)
    return None


def _is_governed(power_code: str) -> bool:
    """Whether the legal office has put a version of the power in force: what the folder says is then only where it
    began.
    """
    found = select(FrozenVersion.id).where(FrozenVersion.power_code == power_code, FrozenVersion.state != "scheduled")
    return db.session.scalar(found.limit(1)) is not None


def _read(folder: PowerFolder) -> Model:
    if not any(name.endswith(".bpmn") for name in folder.files):
        raise FlowRefused(NO_MODEL)
    try:
        model = read_model(folder.bundle)
    except ModelRefused as refused:
        raise FlowRefused(refused.text, tuple(refused.findings)) from refused
    if model.start_form is None:
        raise FlowRefused(NO_START_FORM)
    return model


def demand_posts(model: Model, entry: Entry) -> None:
    """Every post that the flow names must exist, or a task would wait for nobody."""
    organisation_id = db.session.scalar(select(Organisation.id).where(Organisation.code == entry.body))
    if organisation_id is None:
        raise FlowRefused(Text(f"没有这个机构：{entry.body}", f"No such organisation: {entry.body}"))
    said = [e for e in model.elements.values() if e.kind == "userTask" and not e.is_party and e.post
            and e.authority_from is None and e.post_from is None]  # fmt: skip
    named = [*((e.authority, e.post or "") for e in said), *((a.authority, a.post) for a in model.power.approvers)]
    lacking = sorted({
        post for authority, post in named if find_post(authority or entry.authority, post, organisation_id) is None
    })  # fmt: skip
    nameless = sorted(
        e.id for e in model.elements.values() if e.kind in ("userTask", "manualTask") and not e.is_party and not e.post
    )
    if lacking:
        raise FlowRefused(
            Text(
                f"机构里没有这些岗位：{'、'.join(lacking)}", f"The organisation has no such posts: {', '.join(lacking)}"
            )
        )
    if nameless:
        raise FlowRefused(
            Text(f"这些环节没有岗位：{'、'.join(nameless)}", f"These steps have no post: {', '.join(nameless)}")
        )


def demand_no_errors(model: Model, entry: Entry, waiver: Waiver | None = None) -> tuple[Finding, ...]:
    """A model with an error finding that nobody waived binds nobody; what else the checks say is kept beside it."""
    found = (
        *reserved_names(model),
        *check_model(model, Rules(remedies=bool(entry.remedies.zh))),
        *paper_findings(entry, model.files),
        *unmarked_standards(model, entry.category),
    )
    errors = [f for f in found if f.severity == "error"]
    wrong = [f for f in errors if waiver is None or not waiver.covers(f)]
    if wrong:
        raise FlowRefused(wrong[0].message, found)
    return tuple(f for f in found if f.severity != "note")


def _store(session: Session, folder: PowerFolder, entry: Entry, model: Model, told: tuple[Finding, ...]) -> None:
    if session.get(Bundle, model.digest) is None:
        last = session.scalar(select(func.max(Bundle.version)).where(Bundle.power_code == entry.code)) or 0
        session.add(Bundle(digest=model.digest, power_code=entry.code, version=last + 1, published_at=now()))
        session.flush()
        session.execute(
            insert(BundleFile), [{"digest": model.digest, "name": n, "content": c} for n, c in model.files.items()]
        )
    state = session.get(FlowState, folder.name) or FlowState(folder=folder.name)
    state.power_code, state.digest, state.in_service = entry.code, model.digest, True
    state.reason_zh = state.reason_en = ""
    state.findings = plain((*model.report, *told))
    session.add(state)


def _put_out_of_service(folder: PowerFolder, code: str | None, reason: Text, findings: tuple[Finding, ...]) -> Text:
    def store(session: Session) -> None:
        state = session.get(FlowState, folder.name) or FlowState(folder=folder.name, digest=None)
        state.power_code = code or state.power_code
        state.in_service, state.reason_zh, state.reason_en = False, reason.zh, reason.en
        state.findings = plain(findings)
        session.add(state)

    in_transaction(store)
    return reason


def plain(findings: tuple[Finding, ...]) -> list[dict[str, str | None]]:
    return [
        {"check": f.check, "element": f.element, "severity": f.severity, "zh": f.message.zh, "en": f.message.en}
        for f in findings
    ]
