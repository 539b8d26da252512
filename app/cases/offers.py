"""Which operations an officer may do on a case now, and what each has to choose from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from sqlalchemy import ColumnElement, select

from app.cases.concerned import demand_concerned, doers_of, in_hand, open_tasks_of, people_of
from app.cases.errors import AskedAlready, NotConcerned, NotReceivable, TaskGone
from app.cases.handing import HAND_OVER, colleagues_for
from app.cases.merging import NO_MATERIALS, materials_of, merge_allowed, partners_of, root_values, sources_of
from app.cases.moving import Loaded, load_case
from app.cases.performing import NAMES, signature_of, somebody_signs, standing_of
from app.cases.requests import waiting_request
from app.cases.tables import CaseLink, CaseRow, EntryRow, Request, TaskRow
from app.cases.views import Choice, Elsewhere, Offer, Related
from app.database import db
from app.people.queries import Officer, find_post, holders_of, list_organisations
from app.people.tables import Organisation
from engine import CannotReturn, Limit, StandingVote, Text


def offered(loaded: Loaded, officer: Officer) -> tuple[Offer, ...]:
    """In the order in which a page lists them; nothing to whom the case does not concern."""
    session = db.session()
    tasks = open_tasks_of(session, loaded.id)
    if loaded.status == "finished":
        return ()
    try:
        demand_concerned(session, loaded, officer, tasks)
    except NotConcerned:
        return ()
    asked = set(
        session.scalars(select(Request.operation).where(Request.case_id == loaded.id, Request.state == "waiting"))
    )
    return tuple(offer for offer in _offered(loaded, officer, tasks) if offer.operation not in asked)


def _offered(loaded: Loaded, officer: Officer, tasks: list[TaskRow]) -> Iterator[Offer]:
    running = loaded.status == "running"
    own = [t for t in tasks if not t.is_party and officer.holds(t.post_id) and officer.may_touch(t.officer_id)]
    holders = {post_id: holders_of(post_id) for post_id in {task.post_id for task in own}}
    for task in own:
        if _colleagues(loaded, officer, tasks, task, holders[task.post_id]):
            yield Offer("hand-over", _of(HAND_OVER, task, own), task.id)
    for task in own if running else ():
        if steps_back(loaded, task):
            yield Offer("return", _of(NAMES["return"], task, own), task.id)
    if running and any(in_joint_approval(loaded, t) for t in tasks):
        if _steps_with_room(loaded, tasks):
            yield Offer("add-signer", NAMES["add-signer"])
        if _removable(loaded, tasks):
            yield Offer("remove-signer", NAMES["remove-signer"])
    if loaded.case.startable:
        yield Offer("branch", NAMES["branch"])
    if running and loaded.case.branches:
        yield Offer("cancel-branch", NAMES["cancel-branch"])
    if running and standing_of(loaded, officer):
        yield Offer("sign-again", NAMES["sign-again"])
    if running and extension_left(loaded):
        yield Offer("extend", NAMES["extend"])
    if running and merge_allowed(db.session(), loaded):
        if partners_of(db.session(), loaded):
            yield Offer("merge", NAMES["merge"])
        yield Offer("split", NAMES["split"])
    yield Offer("suspend" if running else "resume", NAMES["suspend" if running else "resume"])
    for ending in ("transfer", "terminate"):
        if loaded.flow.may_end(ending):
            yield Offer(ending, NAMES[ending])


def _colleagues(
    loaded: Loaded, officer: Officer, tasks: list[TaskRow], task: TaskRow, holders: dict[int, Text]
) -> dict[int, Text]:
    """To whom the task can be handed over, by id."""
    signing = [t for t in tasks if t.element_id == task.element_id] if in_joint_approval(loaded, task) else [task]
    return colleagues_for(officer, holders, task.not_by, [t.officer_id for t in signing])


def _of(name: Text, task: TaskRow, own: list[TaskRow]) -> Text:
    """With the task's name where there are several to do it to."""
    if len(own) < 2:
        return name
    number = f" {task.item + 1}" if task.item is not None else ""
    return Text(f"{name.zh}：{task.name}{number}", f"{name.en}: {task.name_en or task.name}{number}")


def extension_left(loaded: Loaded) -> Limit | None:
    """By how much the limit can still be extended; None where it cannot, or does not run (any more)."""
    allowed = loaded.flow.model.power.extension
    if allowed is None or not loaded.case.may_extend:
        return None
    left = allowed.amount - sum(limit.amount for limit in loaded.case.statutory.extensions)
    return Limit(left, allowed.unit) if left > 0 else None


def steps_back(loaded: Loaded, task: TaskRow) -> list[Choice]:
    """The steps of officers done before, to which the case can go back from this task; the latest first."""
    rows = db.session.execute(
        select(EntryRow.element_id, EntryRow.by_name, EntryRow.by_post, EntryRow.by_post_en, EntryRow.at)
        .where(EntryRow.case_id == loaded.id, EntryRow.kind == "completed")
        .order_by(EntryRow.seq)
    )
    elements = loaded.flow.model.elements
    last = {row.element_id: row for row in rows}  # of what was done several times the last
    done = sorted(last.values(), key=attrgetter("at"), reverse=True)
    return [
        Choice(row.element_id, elements[row.element_id].name, who, row.at)
        for row, who in zip(done, doers_of(done), strict=True)
        if row.element_id in elements
        and not elements[row.element_id].is_party
        and row.element_id != task.element_id
        and _reaches(loaded, row.element_id, task)
    ]


def _reaches(loaded: Loaded, step: str, task: TaskRow) -> bool:
    try:
        loaded.case.plan_return(step, task_id=task.task_id)
    except CannotReturn:
        return False
    return True


def in_joint_approval(loaded: Loaded, task: TaskRow) -> bool:
    element = loaded.flow.model.elements[task.element_id]
    return bool(element.multi == "parallel" and element.loop and element.loop.joint)


def joint_steps(loaded: Loaded, tasks: Iterable[TaskRow]) -> list[Choice]:
    found = {t.element_id: Text(t.name, t.name_en) for t in tasks if in_joint_approval(loaded, t)}
    return [Choice(id, name) for id, name in found.items()]


def _steps_with_room(loaded: Loaded, tasks: list[TaskRow]) -> list[Choice]:
    """The joint approvals to which a signer can be added, for there is a person to sign."""
    return [
        step
        for step in joint_steps(loaded, tasks)
        if (
            signers(loaded, tasks, step.value)
            if _names_signers(loaded, step.value)
            else somebody_signs(loaded, tasks, step.value, None)
        )
    ]


def _removable(loaded: Loaded, tasks: list[TaskRow]) -> list[TaskRow]:
    """The signatures that can be left out: never the last one."""
    joint = [t for t in tasks if in_joint_approval(loaded, t)]
    return [t for t in joint if loaded.case.count_signers(t.element_id) > 1]


def _names_signers(loaded: Loaded, step: str) -> bool:
    element = loaded.flow.model.elements[step]
    return bool(element.loop and element.loop.item)


def signers(loaded: Loaded, tasks: list[TaskRow], step: str) -> list[Choice]:
    """Who could be added, where the flow names the signers: the kinds of authority that have the post."""
    element = loaded.flow.model.elements[step]
    if element.loop is None or not element.loop.item:
        return []
    names = {o.kind: Text(o.name, o.name_en) for o in reversed(list_organisations())}
    here, item = loaded.flow.organisation_id, element.loop.item
    signing = [loaded.case.visible(t.scope).get(item) for t in loaded.case.tasks if t.element_id == step]
    return [
        Choice(kind, name)
        for kind, name in names.items()
        if kind not in signing
        and element.post
        and find_post(kind, element.post, here) is not None
        and somebody_signs(loaded, tasks, step, kind)
    ]


def receivers(loaded: Loaded) -> list[Choice]:
    here = loaded.flow.organisation_id
    return [Choice(str(o.id), Text(o.name, o.name_en)) for o in list_organisations() if o.id != here]


def elsewhere(which: ColumnElement[bool]) -> Elsewhere | None:
    """The other case of a transfer."""
    row = db.session.execute(
        select(CaseRow.number, CaseRow.query_code, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == CaseRow.organisation_id)
        .where(which)
    ).first()
    return row and Elsewhere(row.number, Text(row.name, row.name_en), row.query_code)


def related(case_id: int) -> tuple[Related, ...]:
    """The cases merged into this one or split off it, those that it was merged into or split from, and where its facts
    went that had been merged and were split off again.
    """
    links = db.session.scalars(
        select(CaseLink)
        .where((CaseLink.case_id == case_id) | (CaseLink.other_id == case_id) | (CaseLink.source_id == case_id))
        .order_by(CaseLink.id)
    ).all()
    ids = {id for link in links for id in (link.case_id, link.other_id, link.source_id)}
    rows = db.session.execute(select(CaseRow.id, CaseRow.number).where(CaseRow.id.in_(ids))) if ids else ()
    numbers = {row.id: row.number for row in rows}
    again = {link.source_id for link in links if link.kind == "split" and link.other_id == case_id}
    return tuple(_related(link, case_id, numbers, again) for link in links)


def _related(link: CaseLink, case_id: int, numbers: dict[int, str], again: set[int | None]) -> Related:
    if link.case_id == case_id:
        return Related("merged into it" if link.kind == "merged" else "split from it", numbers[link.other_id])
    if link.kind == "merged":
        return Related("was merged here" if link.case_id in again else "merged here", numbers[link.case_id])
    if link.other_id != case_id:
        return Related("goes on in", numbers[link.case_id])
    facts = numbers[link.source_id] if link.source_id not in (None, case_id) else None
    return Related("split off", numbers[link.case_id], facts)


WHILE_SUSPENDED = ("resume", "hand-over", "terminate", "transfer")
OVER = Text("本案已经办结，不能再这样办", "The case has ended; this can no longer be done")
STANDS_STILL = Text(
    "本案已暂停（中止），恢复以后才能这样办", "The case is suspended; this can be done once it is resumed"
)
SUSPENDED_ALREADY = Text("本案已经暂停（中止），没有再暂停一次", "The case is suspended already; nothing was done")
NOT_SUSPENDED = Text("本案没有暂停，不用恢复", "The case is not suspended: there is nothing to resume")
_NO_POST = Text("这个事项的流程没有写明由谁批准", "The flow of this power does not say who approves it")
WHY_NOT = {
    "return": Text("这里没有可以退回的环节，或者这项任务不归您", "No step to return to, or the task is not yours"),
    "hand-over": Text("没有可以转给的同事，或者这项任务不归您", "No colleague to hand it to, or the task is not yours"),
    "add-signer": Text(
        "没有正在进行的会签，或者没有别人可以加签", "No joint approval is open, or nobody else could sign"
    ),
    "remove-signer": Text(
        "没有正在进行的会签，或者只剩一份签署", "No joint approval is open, or one signature is left"
    ),
    "sign-again": Text("没有您可以重新签署的意见", "There is no opinion of yours to be signed again"),
    "branch": Text("这时没有可以启动的支流程", "No branch flow can be started now"),
    "cancel-branch": Text("没有正在进行的支流程", "No branch flow is going on"),
    "extend": Text("时限没有在走，或者不能再延长", "No limit is running, or it cannot be extended any more"),
    "merge": Text(
        "这时不能并案，或者没有同一当事人的其他案件", "No merging at this step, or no other case of the same party"
    ),
    "split": Text("办到这一步不能分案", "A case is not split at this step"),
    "transfer": _NO_POST,
    "terminate": _NO_POST,
}
"""Why what is not offered cannot be done."""
_NONE = Text("都不带去", "None of them")
MOST_TOLD = 60
"""Characters of what a case is about, where it is one of several."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page of an operation has to choose from; empty where it is nothing to choose."""

    steps: tuple[Choice, ...] = ()
    signers: tuple[Choice, ...] = ()
    tasks: tuple[Choice, ...] = ()
    receivers: tuple[Choice, ...] = ()
    colleagues: tuple[Choice, ...] = ()
    extension: Limit | None = None
    branches: tuple[Choice, ...] = ()
    signatures: tuple[Choice, ...] = ()
    materials: tuple[Choice, ...] = ()  # that may go along with what is split off
    cases: tuple[Choice, ...] = ()  # to be merged into this one, or to be split off


def choices_of(case_id: int, officer: Officer, operation: str, task_id: int | None) -> Choices:
    """Raises NoSuchCase, NotConcerned; NotReceivable where the operation cannot be done now."""
    session = db.session()
    loaded, tasks, _ = in_hand(session, case_id, officer)
    if (operation, task_id) not in [(o.operation, o.task_id) for o in offered(loaded, officer)]:
        raise NotReceivable(_why_not(loaded, tasks, operation, task_id))
    task = next((t for t in tasks if t.id == task_id), None)
    match operation:
        case "return" if task:
            return Choices(steps=tuple(steps_back(loaded, task)))
        case "hand-over" if task:
            found = _colleagues(loaded, officer, tasks, task, holders_of(task.post_id))
            return Choices(colleagues=tuple(Choice(str(id), n) for id, n in found.items()))
        case "add-signer":
            steps = _steps_with_room(loaded, tasks)
            named = dict.fromkeys(choice for step in steps for choice in signers(loaded, tasks, step.value))
            return Choices(steps=tuple(steps), signers=tuple(named))
        case "remove-signer":
            found_tasks = _removable(loaded, tasks)
            people = people_of(found_tasks)
            return Choices(tasks=tuple(Choice(str(t.id), _with_name(t, people[t.task_id])) for t in found_tasks))
        case "transfer":
            return Choices(receivers=tuple(receivers(loaded)))
        case "merge":
            return Choices(cases=tuple(_case(other, steps_open(other)) for other in partners_of(session, loaded)))
        case "split":
            sources = sources_of(session, loaded)
            whose = [source for id, _ in sources if (source := load_case(session, id))]
            materials = [material for source in whose for material in materials_of(session, source)]
            return Choices(
                cases=tuple(_source(source, loaded) for source in whose),
                materials=(*materials, Choice(NO_MATERIALS, _NONE)) if materials else (),
            )
        case "branch":
            return Choices(branches=tuple(Choice(e.id, e.name) for e in loaded.case.startable))
        case "cancel-branch":
            return Choices(branches=tuple(_branches(loaded, tasks)))
        case "sign-again":
            own = standing_of(loaded, officer)
            return Choices(signatures=tuple(_signed(loaded, vote) for vote in own))
        case "extend":
            return Choices(extension=extension_left(loaded))
    return Choices()


def _why_not(loaded: Loaded, tasks: list[TaskRow], operation: str, task_id: int | None) -> Text:
    """Why an operation cannot be done now that could be a while ago: from an older page, or by a colleague beside."""
    if loaded.status == "finished":
        return OVER
    if loaded.status == "suspended" and operation not in WHILE_SUSPENDED:
        return STANDS_STILL if operation != "suspend" else SUSPENDED_ALREADY
    if operation == "resume":
        return NOT_SUSPENDED
    if waiting_request(db.session(), loaded.id, operation):
        return AskedAlready.text
    if task_id is not None and task_id not in [task.id for task in tasks]:
        return TaskGone.text
    return WHY_NOT.get(operation, NotReceivable.text)


def _branches(loaded: Loaded, tasks: list[TaskRow]) -> Iterator[Choice]:
    """The oldest first; several of the same flow are told apart by their number and by where each stands."""
    rows, several = {task.task_id: task for task in tasks}, Counter(b.element_id for b in loaded.case.branches)
    numbers: Counter[str] = Counter()
    for one in loaded.case.branches:
        numbers[one.element_id] += 1
        here = [rows[id] for id in one.tasks if id in rows]
        name, number = one.name, numbers[one.element_id]
        if several[one.element_id] > 1:
            zh = "、".join(dict.fromkeys(task.name for task in here))
            en = ", ".join(dict.fromkeys(task.name_en or task.name for task in here))
            name = Text(f"{name.zh}（第 {number} 个：{zh}）", f"{name.in_('en')} (number {number}: {en})")
        yield Choice(one.id, name)


def _signed(loaded: Loaded, vote: StandingVote) -> Choice:
    """An opinion that stands, with who signed it and when."""
    row = db.session.execute(
        select(EntryRow.by_name, EntryRow.by_post, EntryRow.by_post_en, EntryRow.at)
        .where(
            EntryRow.case_id == loaded.id, EntryRow.kind == "completed", EntryRow.element_id == vote.element_id,
            EntryRow.by == vote.by,
        )
        .order_by(EntryRow.seq.desc())
        .limit(1)
    ).first()  # fmt: skip
    who, at = (doers_of([row])[0], row.at) if row else (None, None)
    return Choice(signature_of(vote), _signature(vote), who, at)


def _signature(vote: StandingVote) -> Text:
    who = vote.authority or ""
    return Text(f"{vote.name.zh} {who}".strip(), f"{vote.name.in_('en')} {vote.item + 1}")


def _case(loaded: Loaded, where: Text | None) -> Choice:
    """A case among others of the same party: its number, whose and what it is, where it stands, and since when."""
    what = _told(loaded)
    zh, en = "：".join(filter(None, (loaded.applicant, what))), ": ".join(filter(None, (loaded.applicant, what)))
    if where:
        zh, en = f"{zh}；在“{where.zh}”", f"{en}; at “{where.in_('en')}”"
    begun = db.session.scalar(select(CaseRow.started_at).where(CaseRow.id == loaded.id))
    return Choice(str(loaded.id), Text(loaded.number, loaded.number), Text(zh, en), begun)


def _source(source: Loaded, loaded: Loaded) -> Choice:
    """A case whose facts can be split off: the one in hand, or one merged into it."""
    found = _case(source, None)
    if source.id != loaded.id:
        return found
    return replace(found, name=Text(f"{loaded.number}（本案）", f"{loaded.number} (this case)"))


def _told(loaded: Loaded) -> str:
    """The beginning of the first long answer with which it began: what it is about."""
    form, values = loaded.flow.model.start_form, root_values(loaded)
    answers = (values.get(f.name) for f in (form.fields if form else ()) if f.widget == "longtext")
    said = " ".join(str(next((answer for answer in answers if answer), "")).split())
    return said.rstrip("。.；;") if len(said) <= MOST_TOLD else said[: MOST_TOLD - 1] + "…"


def steps_open(loaded: Loaded) -> Text | None:
    """The steps at which a case waits."""
    names = list(dict.fromkeys(task.name for task in loaded.case.tasks))
    if not names:
        return None
    return Text("、".join(name.zh for name in names), ", ".join(name.in_("en") for name in names))


def _with_name(task: TaskRow, who: Text) -> Text:
    number = f"（{task.item + 1}）" if task.item is not None else ""
    return Text(f"{task.name}{number}，{who.zh}", f"{task.name_en or task.name} {(task.item or 0) + 1}, {who.en}")
