"""What the legal office's decision does: attends to the cases of the review, so that however a task is completed,
nobody reviews their own flow, nothing stale or tampered with is agreed to, and what is agreed to is frozen with it.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.attending import attends
from app.cases.moving import Actor, Loaded
from app.clock import calendar, now, today
from app.database import in_transaction
from app.flows.freezing import Version, demand_whole, freeze, record
from app.flows.tables import FlowState, FrozenVersion
from app.flows.taking_effect import take_effect
from app.flows.waiving import waiver_from
from app.jobs.commands import set_job
from app.jobs.worker import handles
from app.review.errors import OwnModel, PastDate, StaleReview
from app.review.submitting import REVIEW
from app.review.tables import Submission
from engine import Text

AGREED = "同意固化"
_ENDS = {"returned": "returned", "returned_again": "returned", "withdrawn": "withdrawn", "frozen": "frozen"}


@attends(REVIEW, page="legal.review")
def reviewed(session: Session, loaded: Loaded, actor: Actor) -> None:
    """Raises OwnModel, StaleReview, PastDate, Tampered."""
    submission = session.scalar(select(Submission).where(Submission.case_id == loaded.id))
    if submission is None:
        return  # the case is just being begun
    done = [entry for entry in loaded.case.changes.entries if entry.kind == "completed" and entry.by == actor.key]
    if done and actor.officer is not None:
        principal = actor.principal.id if actor.principal else None
        if {actor.officer.id, principal} & set(submission.authors):
            raise OwnModel
        if AGREED in done[-1].values.values():
            _demand_fresh(session, submission, loaded)
    if loaded.case.status == "finished":
        _conclude(session, submission, loaded, actor)


def _demand_fresh(session: Session, submission: Submission, loaded: Loaded) -> None:
    in_force = session.scalar(select(FlowState.digest).where(FlowState.power_code == submission.power_code))
    if in_force != submission.base_digest:
        raise StaleReview
    if (loaded.case.values["0"].get("施行日期") or today()) < today():
        raise PastDate
    demand_whole(submission.archive, submission.archive_sha256, submission.digest)


def _conclude(session: Session, submission: Submission, loaded: Loaded, actor: Actor) -> None:
    values = loaded.case.values["0"]
    end = loaded.case.ended_at[-1] if loaded.case.ended_at else ""
    state = _ENDS.get(end, "closed")
    reasons = str(values.get("复核退回理由") or values.get("退回理由") or "") if state == "returned" else ""
    if state == "frozen":
        _freeze(session, submission, values, actor)
    else:
        record(
            session, submission.power_code, state, actor.officer, reason=reasons or str(values.get("撤回理由") or ""),
            digest=submission.digest, submission_id=submission.id,
        )  # fmt: skip
    submission.state, submission.decided_at, submission.reasons, submission.open_key = state, now(), reasons, None
    session.flush()


def _freeze(session: Session, submission: Submission, values: dict[str, Any], actor: Actor) -> None:
    on: date = max(values["施行日期"], today())
    name = Text(submission.name, submission.name_en)
    waiver = waiver_from(submission.proof["waiver"]) if submission.waiver else None
    version = Version(
        submission.power_code, name, submission.digest, submission.archive, submission.archive_sha256, on, waiver
    )
    frozen = freeze(session, version)
    submission.version, submission.effective_on = frozen.version, on
    record(
        session, frozen.power_code, "frozen", actor.officer, reason=submission.note, version=frozen.version,
        digest=frozen.digest, submission_id=submission.id,
    )  # fmt: skip
    set_job(session, "take-effect", frozen.id, max(now(), calendar().start_of(on)))


@handles("take-effect")
def bring_into_effect(frozen_id: int) -> None:
    """The worker's: on its day, a frozen version is the one that new cases begin under."""

    def work(session: Session) -> None:
        frozen = session.get(FrozenVersion, frozen_id, populate_existing=True, with_for_update=True)
        if frozen is not None and frozen.state == "scheduled":
            take_effect(session, frozen, None, "effective")
        set_job(session, "take-effect", frozen_id, None)

    in_transaction(work)
