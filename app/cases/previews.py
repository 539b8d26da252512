"""What an operation would do, worked out on a copy before anybody confirms it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app.cases.avoiding import whose
from app.cases.beyond import beyond_of
from app.cases.concerned import doers_of, in_hand, open_tasks_of, people_of
from app.cases.errors import AskedAlready, NobodyEnds, NoSuchRequest
from app.cases.failing import FAULTS, told_of_faults
from app.cases.inboxes import last_day
from app.cases.merging import Merge
from app.cases.moving import Loaded, load_case
from app.cases.operations import Operate, attempt_at
from app.cases.performing import BACK, Hands, Intent, perform
from app.cases.requests import demand_unmoved, waiting_request
from app.cases.tables import EntryRow, Request, TaskRow
from app.cases.transferring import Receiver
from app.cases.views import WaitingRequest
from app.database import db
from app.people.queries import Officer
from app.people.tables import Organisation, Post
from engine import Case, OpenTask, Return, Text

log = logging.getLogger(__name__)

PARTY_NAME = Text("申请人、当事人", "the applicant or party")


@dataclass(frozen=True, slots=True)
class Line:
    """One step, and the person or post it concerns; ``due_on``: its last day, of one that would be new."""

    step: Text
    who: Text
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """``given_up``: open tasks that close; ``kept``: open tasks that stay; ``opened``: tasks that would be new;
    ``lost``: what is done and has to be done anew; ``stands``: what is done and stays.
    """

    given_up: tuple[Line, ...]
    kept: tuple[Line, ...]
    opened: tuple[Line, ...]
    lost: tuple[Line, ...] = ()
    stands: tuple[Line, ...] = ()
    deadline: tuple[date, date] | None = None  # of the whole case, before and after
    back_to: Text | None = None  # what the case comes straight back to
    approver: Text | None = None  # who has to approve it
    receiver: Receiver | None = None
    ends: bool = False
    held: tuple[Line, ...] = ()  # open tasks that cannot be done until the branch flow has ended
    article: str = ""  # by which the days of the branch flow do not count


def preview(command: Operate) -> Preview:
    """Raises what doing it would raise; what fails because the flow or its data are at fault is an incident."""
    with told_of_faults(lambda: attempt_at(command)):
        return _previewed(command)


def _previewed(command: Operate) -> Preview:
    session, intent = db.session(), command.intent
    loaded, tasks, actor = in_hand(session, command.case_id, command.officer)
    if not loaded.flow.may_end(intent.operation):
        raise NobodyEnds
    command.demand_read()
    asks = loaded.flow.approver_of(intent.operation, command.officer) is not None
    if asks and waiting_request(session, loaded.id, intent.operation):
        raise AskedAlready
    return _preview(loaded, tasks, intent, command.officer, actor.key)


def preview_request(request: WaitingRequest) -> Preview:
    """What approving it would do. Raises what that would raise; a fault of the flow or its data is in the server's log.

    Looking records nothing: the fault becomes an incident when somebody approves.
    """
    session = db.session()
    row = session.get(Request, request.id)
    loaded = row and load_case(session, row.case_id)
    if row is None or loaded is None:
        raise NoSuchRequest
    demand_unmoved(loaded, row)
    intent = Intent(row.operation, row.reason, row.details)
    try:
        return _preview(loaded, open_tasks_of(session, loaded.id), intent, None, str(row.asked_by))
    except FAULTS as fault:
        element = getattr(fault, "element", None)
        log.warning(
            "case %s: %s could not be shown beforehand, at %s: %s", loaded.number, row.operation, element, fault
        )
        raise


def _preview(loaded: Loaded, tasks: list[TaskRow], intent: Intent, officer: Officer | None, by: str) -> Preview:
    session = db.session()
    after = load_case(session, loaded.id)
    assert after is not None
    beyond, before = beyond_of(session, loaded, intent), _deadline(loaded.case)
    perform(Hands(after, tasks, officer, by, beyond and beyond.name), intent)
    shown = _shown(loaded, after, people_of(tasks))
    if intent.operation == "return":
        shown = _with_return(shown, loaded, tasks, intent)
    if intent.operation == "branch":
        shown = _with_branch(shown, after, people_of(tasks), intent)
    if isinstance(beyond, Merge):
        shown = replace(shown, given_up=tuple(line for other in beyond.cases for line in _closing(other)))
    now_due, post_id = _deadline(after.case), loaded.flow.approver_of(intent.operation, officer)
    return replace(
        shown,
        deadline=(before, now_due) if before and now_due and before != now_due else None,
        approver=_post_name(post_id) if post_id else None,
        receiver=beyond if isinstance(beyond, Receiver) else None,
        ends=after.case.status == "finished",
    )


def _deadline(case: Case) -> date | None:
    reckoning = case.limits.promised or case.limits.statutory
    return reckoning.deadline if reckoning else None


def _shown(loaded: Loaded, after: Loaded, people: dict[str, Text]) -> Preview:
    before_ids, after_ids = ({t.id for t in side.case.tasks} for side in (loaded, after))
    return Preview(
        given_up=tuple(_lines([t for t in loaded.case.tasks if t.id not in after_ids], people)),
        kept=tuple(_lines([t for t in loaded.case.tasks if t.id in after_ids], people)),
        opened=tuple(dict.fromkeys(_opening(after, t) for t in after.case.tasks if t.id not in before_ids)),
    )


def _opening(after: Loaded, task: OpenTask) -> Line:
    post_id = None if task.is_party else whose(after.flow, task)[0]
    return Line(task.name, _post_name(post_id) if post_id else PARTY_NAME, task.due_at and last_day(task.due_at))


def _with_branch(shown: Preview, after: Loaded, people: dict[str, Text], intent: Intent) -> Preview:
    """Of what stays open, what waits for the end of the branch; by which article its days do not count."""
    branch = after.flow.model.elements[intent.details["branch"]]
    held = [t for t in after.case.tasks if t.held_by is not None]
    kept = [t for t in after.case.tasks if t.held_by is None and t.id in people]
    return replace(
        shown,
        held=tuple(_lines(held, people)),
        kept=tuple(_lines(kept, people)),
        article=(branch.article or "") if branch.clock == "excluded" else "",
    )


def _with_return(shown: Preview, loaded: Loaded, tasks: list[TaskRow], intent: Intent) -> Preview:
    task = next(t for t in tasks if str(t.id) == intent.details["task"])
    then_back = intent.details.get("then") == BACK
    plan = loaded.case.plan_return(intent.details["step"], task_id=task.task_id, then_back=then_back)
    lost, stands = _done(loaded, plan, loaded.case.given_up(plan)[0])
    if then_back:
        comes_to = loaded.flow.model.elements[plan.from_]
        shown = replace(shown, back_to=comes_to.name)
    return replace(shown, lost=lost, stands=stands)


def _done(loaded: Loaded, plan: Return, closing: list[OpenTask]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What officers have completed, each step with who did it: what has to be done anew, and what stands.

    Of a joint approval that is given up, the signatures since it was opened are lost.
    """
    opened = {t.element_id: t.opened_at for t in closing}
    rows = db.session.execute(
        select(
            EntryRow.element_id, EntryRow.name, EntryRow.name_en, EntryRow.by, EntryRow.by_name, EntryRow.by_post,
            EntryRow.by_post_en, EntryRow.at,
        )
        .where(EntryRow.case_id == loaded.id, EntryRow.kind == "completed", EntryRow.by_name != "")
        .order_by(EntryRow.seq)
    ).all()  # fmt: skip
    lost, stands = {}, {}
    for row, who in zip(rows, doers_of(rows), strict=True):
        given_up = row.element_id in opened and row.at >= opened[row.element_id]
        where = lost if given_up or row.element_id in plan.again else stands
        where[row.element_id, row.by] = Line(Text(row.name, row.name_en), who)
    return tuple(lost.values()), tuple(stands.values())


def _lines(tasks: Iterable[OpenTask], people: dict[str, Text]) -> Iterable[Line]:
    return (Line(t.name, people.get(t.id, PARTY_NAME)) for t in tasks)


def _closing(merged: Loaded) -> Iterable[Line]:
    """The open tasks of a case that is merged, with its number."""
    number = merged.number
    for line in _lines(merged.case.tasks, people_of(open_tasks_of(db.session(), merged.id))):
        yield replace(line, step=Text(f"{line.step.zh}（{number}）", f"{line.step.in_('en')} ({number})"))


def _post_name(post_id: int) -> Text:
    zh, en, body, body_en = db.session.execute(
        select(Post.name, Post.name_en, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.id == post_id)
    ).one()
    return Text(f"{body} {zh}", f"{en}, {body_en}")
