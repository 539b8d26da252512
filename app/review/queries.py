"""Reading submissions, what is said of them, and the versions of a power."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.cases.inboxes import last_day
from app.cases.queries import find_case_id, task_page
from app.cases.tables import CaseRow, TaskRow
from app.cases.views import TaskPage
from app.catalogue.entry import read_entry
from app.catalogue.entry_changes import EntryChange, entry_changes
from app.catalogue.tables import PowerRow
from app.clock import now
from app.database import db
from app.flows.draft_files import ENTRY, model_files
from app.flows.freezing import Tampered, demand_signed
from app.flows.papers import paper_changes
from app.flows.queries import kept_model, model_of
from app.flows.tables import Bundle, FlowEvent, FlowState, FrozenVersion
from app.flows.waiving import Waiver, waiver_of
from app.people.queries import Officer
from app.people.tables import OfficerRow, Organisation
from app.review.commenting import may_read
from app.review.errors import NoSuchSubmission, NotYours
from app.review.tables import ReviewComment, Submission
from engine import Difference, Model, Text, compare_models, light_of, unpack_bundle

GROUPS = {
    "open": ("submitted",),
    "returned": ("returned", "withdrawn", "closed"),
    "frozen": ("frozen",),
}
PUBLIC = ("frozen", "effective", "rolled back", "retired", "called off", "waived")


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """One line of the legal office's list. ``due_on``: of the step it is at; ``light`` of that step."""

    id: int
    number: str  # of the case
    power_code: str
    name: Text
    organisation: Text
    submitted_by: Text
    submitted_at: datetime
    state: str
    is_new: bool
    waiver: str
    step: Text | None
    due_on: date | None
    light: str
    version: int | None
    effective_on: date | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its answers."""

    id: int
    element: str | None
    by: Text
    organisation: Text
    at: datetime
    words: str
    answers: tuple["Said", ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that is shown of one submission. ``task``: the open step, if the officer may do it."""

    line: SubmissionLine
    submission: Submission
    model: Model
    before: Model | None
    before_version: int | None
    running: int  # cases on the version in force
    difference: Difference | None
    entry_changes: tuple[EntryChange, ...]
    comments: tuple[Said, ...]
    task: TaskPage | None
    stale: bool
    own: bool  # the officer submitted or drew it

    @property
    def proof(self) -> Mapping[str, Any]:
        return self.submission.proof

    @property
    def next_version(self) -> int:
        return self.submission.version or (self.before_version or 0) + 1


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a power. ``whole``: it is as it was signed; None for one that nobody signed (of a folder)."""

    frozen_id: int | None
    version: int
    digest: str
    state: str
    frozen_at: datetime | None
    effective_on: date | None
    key_id: str
    whole: bool | None
    running: int
    waiver: Waiver | None


@dataclass(frozen=True, slots=True)
class History:
    """A power's versions, the newest first, and everything that became of them. ``doers``: who did it, by event; by
    the name that was recorded, in English too where it still is an officer's.
    """

    power_code: str
    name: Text
    in_service: bool
    reason: Text
    versions: tuple[VersionLine, ...]
    events: tuple[FlowEvent, ...]
    doers: Mapping[int, Text]

    @property
    def public_events(self) -> tuple[FlowEvent, ...]:
        """What changed which version is in force, or may: not who asked whom before that."""
        return tuple(event for event in self.events if event.action in PUBLIC)


def list_submissions(group: str, officer: Officer | None = None, most: int = 100) -> list[SubmissionLine]:
    """Of a group of GROUPS: those under review by their last day, others the newest first; of one's organisation if
    ``officer`` is given.
    """
    wanted = _lines().where(Submission.state.in_(GROUPS[group])).limit(most)
    if officer is not None:
        wanted = wanted.where(Submission.organisation_id == officer.organisation_id)
    order = (TaskRow.due_at, Submission.id) if group == "open" else (Submission.id.desc(),)
    return [_line(row) for row in db.session.execute(wanted.order_by(*order))]


def count_open() -> int:
    return db.session.scalar(select(func.count()).where(Submission.state == "submitted")) or 0


def list_scheduled() -> list[FrozenVersion]:
    """Frozen versions that wait for their day, the nearest first."""
    return list(
        db.session.scalars(
            select(FrozenVersion).where(FrozenVersion.state == "scheduled").order_by(FrozenVersion.effective_on)
        )
    )


def review_page(number: str, officer: Officer) -> ReviewPage:
    """The submission whose case has this number. Raises NoSuchSubmission, NotYours, Tampered."""
    case_id = find_case_id(number)
    row = case_id and db.session.execute(_lines().where(Submission.case_id == case_id)).first()
    if not row:
        raise NoSuchSubmission
    submission = row.Submission
    if not may_read(officer, submission):
        raise NotYours
    model = model_of_submission(submission)
    base = submission.base_digest
    before = model_of(base) if base else None
    in_force = db.session.scalar(select(FlowState.digest).where(FlowState.power_code == submission.power_code))
    open_now = submission.state == "submitted"
    return ReviewPage(
        line=_line(row),
        submission=submission,
        model=model,
        before=before,
        before_version=base and db.session.scalar(select(Bundle.version).where(Bundle.digest == base)),
        running=_running(base) if base else 0,
        difference=compare_models(before, model) if before else None,
        entry_changes=(*_entry_changes(submission), *paper_changes(before.files, model.files)) if before else (),
        comments=_comments(submission.id),
        task=_task(row.task_id, officer) if open_now and row.task_id else None,
        stale=open_now and in_force != base,
        own=officer.id in submission.authors,
    )


def model_of_submission(submission: Submission) -> Model:
    """The model that was submitted; raises Tampered."""
    model = kept_model(submission.digest, lambda: model_files(unpack_bundle(submission.archive)))
    if model.digest != submission.digest:
        raise Tampered
    return model


def submission_of_draft(draft_id: int) -> SubmissionLine | None:
    """The last submission of a draft."""
    row = db.session.execute(
        _lines().where(Submission.draft_id == draft_id).order_by(Submission.id.desc()).limit(1)
    ).first()
    return row and _line(row)


def history_of(power_code: str) -> History:
    """Every version and event of a power. Raises NoSuchSubmission for a power nobody knows."""
    state = db.session.scalar(select(FlowState).where(FlowState.power_code == power_code))
    power = db.session.get(PowerRow, power_code)
    frozen = {
        f.version: f for f in db.session.scalars(select(FrozenVersion).where(FrozenVersion.power_code == power_code))
    }
    if state is None and not frozen:
        raise NoSuchSubmission
    published = {b.version: b for b in db.session.scalars(select(Bundle).where(Bundle.power_code == power_code))}
    current = state.digest if state and state.in_service else None
    versions = [_version(n, frozen.get(n), published.get(n), current) for n in {*frozen, *published}]
    events = db.session.execute(
        select(FlowEvent, OfficerRow.name_en)
        .outerjoin(OfficerRow, and_(OfficerRow.id == FlowEvent.by, OfficerRow.name == FlowEvent.by_name))
        .where(FlowEvent.power_code == power_code)
        .order_by(FlowEvent.id.desc())
    ).all()
    some = next(iter(frozen.values()), None)
    name = Text(power.name, power.name_en) if power else Text(some.name, some.name_en) if some else Text("", "")
    return History(
        power_code, name, current is not None,
        Text(state.reason_zh, state.reason_en) if state else Text("", ""),
        tuple(sorted(versions, key=lambda v: -v.version)), tuple(event for event, _ in events),
        {event.id: Text(event.by_name, name_en or "") for event, name_en in events if event.by_name},
    )  # fmt: skip


def find_frozen(power_code: str, version: int) -> FrozenVersion:
    """Raises NoSuchSubmission."""
    frozen = db.session.scalar(
        select(FrozenVersion).where(FrozenVersion.power_code == power_code, FrozenVersion.version == version)
    )
    if frozen is None:
        raise NoSuchSubmission
    return frozen


def list_powers_with_flows() -> list[tuple[str, Text, int | None, bool]]:
    """Code, name, version in force, whether in service: of every power that has a flow."""
    rows = db.session.execute(
        select(PowerRow.code, PowerRow.name, PowerRow.name_en, Bundle.version, FlowState.in_service)
        .join(FlowState, FlowState.power_code == PowerRow.code)
        .outerjoin(Bundle, Bundle.digest == FlowState.digest)
        .order_by(PowerRow.code)
    )
    return [(r.code, Text(r.name, r.name_en), r.version, r.in_service) for r in rows]


def _version(number: int, frozen: FrozenVersion | None, bundle: Bundle | None, current: str | None) -> VersionLine:
    digest = frozen.digest if frozen else bundle.digest if bundle else ""
    usual = "effective" if digest == current else "superseded"
    return VersionLine(
        frozen.id if frozen else None, number, digest, frozen.state if frozen else usual,
        frozen.frozen_at if frozen else bundle and bundle.published_at, frozen.effective_on if frozen else None,
        frozen.key_id if frozen else "", _is_whole(frozen) if frozen else None, _running(digest),
        waiver_of(frozen) if frozen else None,
    )  # fmt: skip


def _is_whole(frozen: FrozenVersion) -> bool:
    try:
        demand_signed(frozen)
    except Exception:  # whatever is wrong with it, it is not what was signed
        return False
    return True


def _running(digest: str) -> int:
    return db.session.scalar(select(func.count()).where(CaseRow.bundle == digest, CaseRow.status != "finished")) or 0


_open_task = (
    select(func.min(TaskRow.id)).where(TaskRow.case_id == Submission.case_id).correlate(Submission).scalar_subquery()
)


def _lines() -> Any:
    officer = aliased(OfficerRow)
    return (
        select(
            Submission, CaseRow.number, Organisation.name.label("body"), Organisation.name_en.label("body_en"),
            officer.name.label("by"), officer.name_en.label("by_en"), TaskRow.id.label("task_id"),
            TaskRow.name.label("step"), TaskRow.name_en.label("step_en"), TaskRow.due_at, TaskRow.warn_at,
        )
        .join(CaseRow, CaseRow.id == Submission.case_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(officer, officer.id == Submission.submitted_by)
        .outerjoin(TaskRow, TaskRow.id == _open_task)
    )  # fmt: skip


def _line(row: Any) -> SubmissionLine:
    s = row.Submission
    due_on = row.due_at and last_day(row.due_at)
    return SubmissionLine(
        s.id, row.number, s.power_code, Text(s.name, s.name_en), Text(row.body, row.body_en), Text(row.by, row.by_en),
        s.submitted_at, s.state, s.base_digest is None, s.waiver,
        Text(row.step, row.step_en) if row.step else None, due_on,
        light_of(row.due_at, row.warn_at, now()) if row.due_at else "none",
        s.version, s.effective_on, s.decided_at,
    )  # fmt: skip


def _entry_changes(submission: Submission) -> tuple[EntryChange, ...]:
    source = db.session.scalar(select(PowerRow.source).where(PowerRow.code == submission.power_code))
    if source is None:
        return ()
    return entry_changes(read_entry(source), read_entry(unpack_bundle(submission.archive)[ENTRY]))


def _comments(submission_id: int) -> tuple[Said, ...]:
    rows = db.session.execute(
        select(
            ReviewComment, OfficerRow.name, OfficerRow.name_en, Organisation.name.label("body"),
            Organisation.name_en.label("body_en"),
        )
        .join(OfficerRow, OfficerRow.id == ReviewComment.by)
        .join(Organisation, Organisation.id == OfficerRow.organisation_id)
        .where(ReviewComment.submission_id == submission_id)
        .order_by(ReviewComment.id)
    ).all()  # fmt: skip

    def said(row: Any) -> Said:
        c = row.ReviewComment
        answers = tuple(said(r) for r in rows if r.ReviewComment.answers == c.id)
        return Said(c.id, c.element, Text(row.name, row.name_en), Text(row.body, row.body_en), c.at, c.words, answers)

    return tuple(said(row) for row in rows if row.ReviewComment.answers is None)


def _task(task_id: int, officer: Officer) -> TaskPage | None:
    post_id = db.session.scalar(select(TaskRow.post_id).where(TaskRow.id == task_id))
    return task_page(task_id, officer) if officer.holds(post_id) else None
