"""Submitting a version for review, and taking it back: with its proof, in one transaction with the case it opens."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.moving import Actor, load_case, store
from app.cases.owner import Owner
from app.cases.starting import StartCase, start_within
from app.catalogue.codes import scheme
from app.catalogue.editing import missing
from app.catalogue.entry import Entry, EntryRefused, read_entry
from app.catalogue.entry_changes import NAMES
from app.catalogue.queries import get_power
from app.catalogue.tables import PowerRow
from app.clock import now
from app.database import db, in_transaction
from app.flows.checking import rules_for
from app.flows.commands import demand_posts
from app.flows.draft_files import ENTRY
from app.flows.draft_queries import Draft, own_draft
from app.flows.freezing import record
from app.flows.library import whole_bundle
from app.flows.queries import effective_flow, model_of
from app.flows.tables import DraftFile, DraftRevision, FlowState
from app.flows.waiving import Waiver
from app.people.queries import Officer
from app.review.errors import (
    AlreadySubmitted,
    NoSuchSubmission,
    NothingChanged,
    NotReady,
    NotUnderReview,
    NotYours,
)
from app.review.mutating import mutation_of
from app.review.tables import Submission
from engine import WAIVABLE, Model, ModelRefused, Proof, Text, pack_bundle, prove, read_model
from engine.flowtest.report import name_of

REVIEW = "10-model-review"
WITHDRAW = "撤回送审"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Submit:
    """``note``: what was changed and why. ``waiver``: why it is submitted though its tests do not cover enough."""

    draft_id: int
    note: str
    waiver: str
    key: str
    officer: Officer


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft with all that submitting it needs. ``lacks``: what only a waiver lets pass; None when nothing."""

    draft: Draft
    entry: Entry
    proof: Proof
    base_digest: str | None
    lacks: Text | None

    def waived(self, reason: str) -> Waiver | None:
        if self.lacks is None:
            return None
        return Waiver(reason.strip(), self.lacks, tuple((f.check, f.element) for f in self.proof.errors))

    @property
    def model(self) -> Model:
        return self.proof.model


def prepare(draft_id: int, officer: Officer) -> Ready:
    """What submitting would submit. Raises NotReady with the findings, NothingChanged, AlreadySubmitted."""
    draft = own_draft(draft_id, officer)
    entry, model = _read(draft)
    base = db.session.scalar(select(FlowState.digest).where(FlowState.power_code == draft.power_code))
    before = None if base is None else model_of(base)
    proof = prove(model, draft.files, before, rules_for(draft.organisation_id, entry), mutation_of(model, draft.files))
    _demand_sound(proof)
    demand_posts(model, entry)
    open_one = select(Submission.id).where(Submission.open_key == draft.power_code)
    if db.session.scalar(open_one) is not None:
        raise AlreadySubmitted
    if before is not None and before.digest == model.digest and _same_entry(draft):
        raise NothingChanged
    return Ready(draft, entry, proof, base, _lacking(proof))


def submit(command: Submit) -> int:
    """The submission's id. Raises what ``prepare`` raises, and NotReady where a waiver is needed and not given."""
    if (there := _made(command.key)) is not None:
        return there
    ready = prepare(command.draft_id, command.officer)
    if ready.lacks is not None and len(command.waiver.strip()) < 5:
        raise NotReady(ready.lacks, ready.proof.errors, waivable=True)
    if len(command.note.strip()) < 5:
        raise NotReady(
            Text("写明改了什么、为什么（至少 5 个字）", "Say what was changed and why (5 characters or more)")
        )
    try:
        return in_transaction(lambda session: _submit(session, command, ready))
    except IntegrityError as error:  # sent twice at once, or another one of the power
        there = _made(command.key)
        if there is None:
            raise AlreadySubmitted from error
        return there


def withdraw(submission_id: int, reason: str, key: str, officer: Officer) -> None:
    """Take the submission back. Raises NoSuchSubmission, NotYours, NotUnderReview, FormInvalid."""

    def take_back(session: Session) -> None:
        submission = session.get(Submission, submission_id, populate_existing=True)
        if submission is None:
            raise NoSuchSubmission
        if officer.id != submission.submitted_by and submission.organisation_id != officer.organisation_id:
            raise NotYours
        loaded = load_case(session, submission.case_id)
        if submission.state != "submitted" or loaded is None or loaded.case.status != "running":
            raise NotUnderReview
        actor = Actor.of(officer)
        loaded.case.send(WITHDRAW, {"撤回理由": reason}, by=actor.key)
        store(session, loaded, "send", actor, key, now(), message=WITHDRAW)

    in_transaction(take_back)


def _submit(session: Session, command: Submit, ready: Ready) -> int:
    draft, officer, waived = ready.draft, command.officer, ready.waived(command.waiver)
    waiver = waived.reason if waived else ""
    proof = ready.proof.as_json() | ({"waiver": waived.as_json()} if waived else {})
    archive = pack_bundle({**draft.files, **ready.model.files})  # with the category flows it calls
    sha256 = hashlib.sha256(archive).hexdigest()
    answers = {
        "事项编码": draft.power_code, "事项名称": ready.entry.name.zh, "送审单位": draft.organisation.zh,
        "版本摘要": sha256, "送审说明": command.note.strip(), "须复核": "true" if _by_two(ready, waiver) else "false",
        **({"豁免理由": waiver} if waiver else {}),
    }  # fmt: skip
    starting = StartCase(REVIEW, answers, command.key, Owner.officer(officer), officer, ready.entry.name.zh)
    case_id = start_within(session, starting, get_power(REVIEW), effective_flow(REVIEW))
    submission = Submission(
        draft_id=draft.id, organisation_id=draft.organisation_id, power_code=draft.power_code,
        name=ready.entry.name.zh, name_en=ready.entry.name.en, case_id=case_id, digest=ready.model.digest,
        archive=archive, archive_sha256=sha256, base_digest=ready.base_digest, note=command.note.strip(),
        waiver=waiver, proof=proof, authors=sorted(_authors(session, draft) | {officer.id}),
        submitted_by=officer.id, submitted_at=now(), key=command.key, state="submitted", reasons="",
        open_key=draft.power_code,
    )  # fmt: skip
    session.add(submission)
    session.flush()
    record(
        session, draft.power_code, "submitted", officer, reason=command.note.strip(), digest=ready.model.digest,
        submission_id=submission.id,
    )  # fmt: skip
    if waiver:
        record(session, draft.power_code, "waived", officer, reason=waiver, submission_id=submission.id)
    return submission.id


def _made(key: str) -> int | None:
    return db.session.scalar(select(Submission.id).where(Submission.key == key))


def _read(draft: Draft) -> tuple[Entry, Model]:
    try:
        entry = read_entry(draft.files[ENTRY])
        model = read_model(whole_bundle(draft.files))
    except EntryRefused as refused:
        raise NotReady(refused.text) from refused
    except ModelRefused as refused:
        raise NotReady(refused.text, tuple(refused.findings)) from refused
    if lacking := missing(yaml.safe_load(draft.files[ENTRY])):
        names = [NAMES[path.split(".")[0]] for path in lacking]
        raise NotReady(
            Text(
                f"事项文件还没有写：{'、'.join(name.zh for name in names)}",
                f"The catalogue entry does not say yet: {', '.join(name.en for name in names)}",
            )
        )
    if model.start_form is None:
        raise NotReady(Text("流程的开始事件没有申请表单", "The start event of the flow names no application form"))
    power = model.power
    if power.code != entry.code:
        raise NotReady(
            Text(
                f"流程写的事项编码是 {power.code or '（没有）'}，事项文件是 {entry.code}",
                f"The flow is of the power {power.code or '(none)'}, the catalogue entry of {entry.code}",
            )
        )
    for kind, code in (("code", entry.code), ("unified_code", entry.unified_code)):
        if problem := scheme(kind).problem(code):
            raise NotReady(problem)
    for zh, en, of_flow, of_entry in (
        ("法定时限", "statutory limit", power.limit, entry.limit),
        ("承诺时限", "promised limit", power.promise, entry.promise),
    ):
        if of_flow != of_entry:
            raise NotReady(
                Text(
                    f"{zh}：流程写 {of_flow or '（没有）'}，事项文件写 {of_entry or '（没有）'}",
                    f"The {en} is {of_flow or '(none)'} in the flow and {of_entry or '(none)'} in the catalogue entry",
                )
            )
    return entry, model


def _demand_sound(proof: Proof) -> None:
    never = [finding for finding in proof.errors if finding.check not in WAIVABLE]
    if never:
        raise NotReady(never[0].message, tuple(never))
    unfit = next((path for path in proof.paths if not path.fits), None)
    if unfit is not None:
        raise NotReady(
            Text(
                f"最长的路径用 {unfit.amount}，超过{'承诺' if unfit.kind == 'promised' else '法定'}时限 {unfit.limit}",
                f"The longest way takes {unfit.amount}, above the {unfit.kind} limit {unfit.limit}",
            )
        )


def _lacking(proof: Proof) -> Text | None:
    """What of the findings and the tests is not as it must be, all of it."""
    said = [*(finding.message for finding in proof.errors), *_untested(proof)]
    if not said:
        return None
    return Text("；".join(one.zh.rstrip("。") for one in said), "; ".join(one.en.rstrip(".") for one in said))


def _untested(proof: Proof) -> Iterator[Text]:
    least = current_app.config["REQUIRED_COVERAGE"]
    unmet = [one for one in proof.trial.told if not one.met]
    if unmet:
        yield Text(
            f"有 {len(unmet)} 个测试没有通过：{unmet[0].title.zh}", f"{len(unmet)} tests fail: {unmet[0].title.en}"
        )
    elif proof.trial.share * 100 < least:
        covered = f"{proof.trial.share * 100:.1f} %"
        zh, en = (_named(proof, language) for language in ("zh", "en"))
        yield Text(
            f"测试只覆盖 {covered}，要求 {least:g} %；没有走过：{zh}",
            f"The tests cover {covered}, {least:g} % is required; not passed: {en}",
        )


def _named(proof: Proof, language: str) -> str:
    """The first of what no test passes, by name and id; what has no name by its id."""
    named = ((name_of(proof.model, id).in_(language), id) for id in proof.trial.missing[:_MOST_NAMED])
    brackets = "{}（{}）" if language == "zh" else "{} ({})"
    said = [brackets.format(name, id) if name else id for name, id in named]
    more = len(proof.trial.missing) - len(said)
    said += ([f"还有 {more} 处"] if language == "zh" else [f"{more} more"]) if more else []
    return ("、" if language == "zh" else ", ").join(said)


def _by_two(ready: Ready, waiver: str) -> bool:
    said = current_app.config["REVIEW_BY_TWO"]
    return said == "always" or (said == "new" and (ready.base_digest is None or bool(waiver)))


def _authors(session: Session, draft: Draft) -> set[int]:
    """Whoever has changed a file of the draft."""
    found = {draft.changed_by_id}
    for table in (DraftFile, DraftRevision):
        found |= set(session.scalars(select(table.changed_by).where(table.draft_id == draft.id)))
    return found


def _same_entry(draft: Draft) -> bool:
    return db.session.scalar(select(PowerRow.source).where(PowerRow.code == draft.power_code)) == draft.files[ENTRY]
