"""The case file, the task page and the applicant's view: the stored record together with what the engine says about
the clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Row, func, select

from app.cases.drafts import TASK, find_draft
from app.cases.errors import NoSuchCase, NoSuchTask
from app.cases.inboxes import done_list, inbox, times_of
from app.cases.moving import PARTY, Loaded, load_case
from app.cases.offers import elsewhere, offered, related
from app.cases.owner import Owner
from app.cases.request_queries import requests_in
from app.cases.standing import masked, standing_of
from app.cases.supplements import SUPPLEMENTED, added_since, supplement_form, unread_since
from app.cases.tables import CaseRow, EntryRow, Request, TaskRow
from app.cases.verification import chain_status
from app.cases.views import CaseFile, EntryView, Fact, MaterialView, PartyTask, Standing, TaskPage, TaskView, Tracking
from app.clock import calendar, now
from app.database import db
from app.people.queries import Officer
from app.people.tables import OfficerRow, Organisation, Post
from engine import Model, Text, light_of, load_value
from engine.forms import Field, Form

__all__ = ["case_file", "count_running", "done_list", "find_case_id", "inbox", "party_task", "task_page", "tracking"]

NOTHING = Text("", "")
SUSPENDED = Text("本案已暂停（中止），恢复后才能办理", "The case is suspended; it can be worked on once it is resumed")
INTERNAL = ("asked", "declined", "handed over")
"""Kinds of entries that the applicant does not see: what goes on between officers."""


def find_case_id(number: str) -> int | None:
    return db.session.scalar(select(CaseRow.id).where(CaseRow.number == number))


def count_running(power_code: str) -> int:
    """How many cases of the power are not over."""
    unfinished = (CaseRow.power_code == power_code, CaseRow.status != "finished")
    return db.session.scalar(select(func.count(CaseRow.id)).where(*unfinished)) or 0


def case_file(number: str, officer: Officer) -> CaseFile:
    """The whole file. Raises NoSuchCase, also for a case that no post of the officer has to do with."""
    case_id = find_case_id(number)
    if case_id is None or not _may_see(case_id, officer):
        raise NoSuchCase
    return _file(*_load(case_id), officer)


def task_page(task_id: int, officer: Officer) -> TaskPage:
    """An open task of the officer's posts with the file. Raises NoSuchTask."""
    row = db.session.execute(
        select(TaskRow.case_id, TaskRow.task_id, TaskRow.post_id, TaskRow.is_party, TaskRow.not_by).where(
            TaskRow.id == task_id
        )
    ).first()
    if row is None or row.is_party or not officer.holds(row.post_id):
        raise NoSuchTask
    loaded, case = _load(row.case_id)
    file = _file(loaded, case, officer)
    task = next(t for t in file.tasks if t.id == task_id)
    draft = find_draft(Owner.officer(officer), f"{TASK}{task_id}")
    answers = draft.answers if draft else {}
    form = file.model.forms[task.form] if task.form else None
    return TaskPage(
        task,
        form,
        _values(loaded, task),
        answers,
        draft.opinion if draft else "",
        task.officer_id is not None and officer.may_touch(task.officer_id),
        SUSPENDED if loaded.case.suspension else _held(loaded, row) or _blocked(row, task, officer),
        file,
    )


def tracking(case_id: int) -> Tracking:
    """What the applicant may see of the case."""
    loaded, row = _load(case_id)
    entries = [_for_party(entry) for entry in _entries(loaded) if entry.kind not in INTERNAL]
    return Tracking(
        **_common(loaded, row),
        query_code=row.query_code,
        entries=tuple(entries),
        tasks=tuple(_for_party_task(task) for task in _tasks(loaded)),
        receivable=tuple(r for r in loaded.case.receivable if r.is_party or r.post is None),
        standing=masked(standing_of(case_id)),
    )


def party_task(task_id: int, case_id: int) -> PartyTask:
    """An open task of the applicant. Raises NoSuchTask."""
    loaded, _ = _load(case_id)
    task = next((t for t in _tasks(loaded) if t.id == task_id and t.is_party), None)
    if task is None:
        raise NoSuchTask
    draft = find_draft(Owner.party(case_id), f"{TASK}{task_id}")
    form = loaded.flow.model.forms[task.form] if task.form else None
    known = _known(loaded, form, task)
    return PartyTask(task, form, {**known, **draft.answers} if draft else known, _values(loaded, task))


def _known(loaded: Loaded, form: Form | None, task: TaskView) -> Mapping[str, Any]:
    """What the case already knows of the form's answers: a correction begins with what was handed in."""
    return form.to_raw(_values(loaded, task)) if form else {}


def _values(loaded: Loaded, task: TaskView) -> dict[str, Any]:
    """What the task can see of the case's values: in a called flow, the flow's own before the case's."""
    scopes = (t.scope for t in loaded.case.tasks if (t.element_id, t.item) == (task.element_id, task.item))
    return loaded.case.visible(next(scopes, "0"))


def _may_see(case_id: int, officer: Officer) -> bool:
    """Whoever has done, may do or is to approve something in the case, and the organisation that handles it."""
    organisation_id = db.session.scalar(select(CaseRow.organisation_id).where(CaseRow.id == case_id))
    if officer.is_admin or organisation_id == officer.organisation_id:
        return True
    posts = [post.id for post in officer.posts]
    open_here = select(TaskRow.id).where(TaskRow.case_id == case_id, TaskRow.post_id.in_(posts)).limit(1)
    done_here = select(EntryRow.id).where(EntryRow.case_id == case_id, EntryRow.by == officer.key).limit(1)
    asked_here = select(Request.id).where(
        Request.case_id == case_id, Request.post_id.in_(posts), Request.state == "waiting"
    )
    return any(db.session.scalar(statement) is not None for statement in (open_here, done_here, asked_here.limit(1)))


def _load(case_id: int) -> tuple[Loaded, Row[Any]]:
    loaded = load_case(db.session(), case_id)
    if loaded is None:
        raise NoSuchCase
    row = db.session.execute(
        select(
            CaseRow.phone,
            CaseRow.started_at,
            CaseRow.finished_at,
            CaseRow.ended_at,
            CaseRow.came_from,
            CaseRow.query_code,
            Organisation.name,
            Organisation.name_en,
        )
        .join(Organisation, Organisation.id == CaseRow.organisation_id)
        .where(CaseRow.id == case_id)
    ).one()
    return loaded, row


def _file(loaded: Loaded, row: Row[Any], officer: Officer) -> CaseFile:
    entries = _entries(loaded)
    facts = next((entry.answers for entry in reversed(entries) if entry.kind == "started"), ())
    posts, standing = loaded.flow.posts, standing_of(loaded.id)
    since = unread_since(db.session(), loaded.id)
    return CaseFile(
        **_common(loaded, row),
        phone=row.phone,
        standing=standing,
        facts=facts,
        materials=tuple(_materials(entries, standing, row.started_at)),
        entries=tuple(entries),
        tasks=tuple(_tasks(loaded)),
        added=added_since(loaded.id, since) if loaded.status != "finished" else (),
        added_since=since,
        receivable=tuple(
            r for r in loaded.case.receivable if not r.is_party and officer.holds(posts.get(r.element_id))
        ),
        offers=offered(loaded, officer),
        waiting=requests_in(loaded.id, officer),
    )


def _common(loaded: Loaded, row: Row[Any]) -> dict[str, Any]:
    limits = loaded.case.limits
    model = loaded.flow.model
    return {
        "id": loaded.id,
        "number": loaded.number,
        "power_code": loaded.power_code,
        "power": loaded.power,
        "organisation": Text(row.name, row.name_en),
        "applicant": loaded.applicant,
        "status": loaded.status,
        "outcome": _outcome(loaded, row.ended_at),
        "light": loaded.case.light,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "flow_version": loaded.flow.version,
        "model": model,
        "states": _states(loaded),
        "limits": limits,
        "chain": chain_status(loaded.id),
        "suspension": loaded.case.suspension,
        "branches": tuple(loaded.case.branches),
        "goes_on": elsewhere(CaseRow.came_from == loaded.id) if loaded.status == "finished" else None,
        "related": related(loaded.id),
        "came_from": elsewhere(CaseRow.id == row.came_from) if row.came_from else None,
    }


def _outcome(loaded: Loaded, ended_at: list[str]) -> Text | None:
    """The name of the end that was reached, or of the operation that ended the case."""
    if loaded.status != "finished":
        return None
    if ended_at:
        return loaded.flow.model.elements[ended_at[-1]].name
    last = (
        select(EntryRow.name, EntryRow.name_en)
        .where(EntryRow.case_id == loaded.id, EntryRow.kind.in_(("terminated", "transferred", "merged into")))
        .order_by(EntryRow.seq.desc())
        .limit(1)
    )
    row = db.session.execute(last).first()
    return row and Text(*row)


def _states(loaded: Loaded) -> dict[str, str]:
    """What the drawing shows of every element and flow: passed, waiting here, waiting here and late."""
    states: dict[str, str] = {}
    for (path,) in db.session.execute(
        select(EntryRow.path).where(EntryRow.case_id == loaded.id).order_by(EntryRow.seq)
    ):
        states |= dict.fromkeys(orjson.loads(path), "done")
    flows = loaded.flow.model.flows
    ahead = loaded.case.ahead
    for id in ahead:  # after a veto or a return it is to be done again
        states.pop(id, None)
    for id in [id for id in states if id in flows and flows[id].source in ahead]:
        del states[id]
    moment, paused = now(), loaded.case.light == "paused"
    for element_id in loaded.case.here:
        if loaded.flow.model.elements[element_id].kind.endswith(("Task", "callActivity")):
            states[element_id] = "paused" if paused else "here"
    for task in loaded.case.tasks:
        states[task.element_id] = (
            "late"
            if light_of(task.due_at, task.warn_at, moment) == "red"
            else "paused"
            if paused and not task.is_party
            else "here"
        )
        for call in loaded.case.calls_around(task.id):
            states[call] = "late" if "late" in (states.get(call), states[task.element_id]) else states[task.element_id]
    if loaded.status == "finished":
        states |= dict.fromkeys([*_broken_off(loaded.flow.model, states)], "skipped")
    return states


def _broken_off(model: Model, states: Mapping[str, str]) -> Iterable[str]:
    """The steps that were open when the case was ended: reached, and left neither by a flow nor by an event at them."""
    for element in model.elements.values():
        ways = [*element.outgoing, *(event.id for event in model.boundary_of(element.id))]
        reached = element.kind == "userTask" and any(way in states for way in (element.id, *element.incoming))
        if reached and ways and not any(way in states for way in ways):
            yield element.id


def _entries(loaded: Loaded) -> list[EntryView]:
    """All entries, newest first."""
    rows = db.session.execute(
        select(EntryRow).where(EntryRow.case_id == loaded.id).order_by(EntryRow.seq.desc())
    ).scalars()
    model = loaded.flow.model
    return [
        EntryView(
            seq=row.seq,
            kind=row.kind,
            element_id=row.element_id,
            name=Text(row.name, row.name_en),
            at=row.at,
            is_party=row.by == PARTY,
            by_name=row.by_name,
            by_post=Text(row.by_post, row.by_post_en),
            opinion=row.opinion,
            answers=tuple(_answers(model, row)),
        )
        for row in rows
    ]


def _form_of(model: Model, element_id: str | None) -> Form | None:
    element = model.elements.get(element_id or "")
    return model.forms[element.form] if element and element.form else None


def form_asking(model: Model, name: str) -> Form | None:
    """A form of the one question that asks for this name anywhere in the flow, whatever else was answered."""
    field = next((f for form in model.forms.values() for f in form.fields if f.name == name), None)
    return field and Form(field.name, field.title, (replace(field, visible_when=None),))


def _answers(model: Model, row: EntryRow) -> Iterable[Fact]:
    values = load_value(row.values)
    if row.kind == SUPPLEMENTED:
        return _facts(supplement_form(), values)
    form = form_asking(model, next(iter(values))) if row.kind == "mended" else _form_of(model, row.element_id)
    return _facts(form, values)


def _facts(form: Form | None, values: Mapping[str, Any]) -> Iterable[Fact]:
    """The answers in the form's order; those without a question are not shown."""
    return (Fact(f, values[f.name]) for f in (form.fields if form else ()) if values.get(f.name) is not None)


def _materials(entries: Iterable[EntryView], standing: Standing | None, started_at: datetime) -> Iterable[MaterialView]:
    """Every file that was handed in, the newest first, each once; an agent's authority last."""
    seen: set[str] = set()
    for at, answers in (*((e.at, e.answers) for e in entries), (started_at, standing.facts if standing else ())):
        for title, value in _files(answers):
            if value["id"] not in seen:
                seen.add(value["id"])
                yield MaterialView(
                    value["id"], title, value["name"], value["type"], int(value["size"]), value["sha256"], at
                )


def _files(facts: Iterable[Fact]) -> Iterable[tuple[Text, Mapping[str, Any]]]:
    for fact in facts:
        yield from _files_in(fact.field, fact.value)


def _files_in(field: Field, value: Any) -> Iterable[tuple[Text, Mapping[str, Any]]]:
    if field.widget == "file" and value:
        yield field.title, value
    elif field.fields and value:
        for group in value if isinstance(value, list) else [value]:
            for inner in field.fields:
                yield from _files_in(inner, group.get(inner.name))


def _tasks(loaded: Loaded) -> list[TaskView]:
    """The open tasks, what is due first first."""
    rows = db.session.execute(
        select(TaskRow, Post.name, Post.name_en, Organisation.name, Organisation.name_en, OfficerRow.name)
        .outerjoin(Post, Post.id == TaskRow.post_id)
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .outerjoin(OfficerRow, OfficerRow.id == TaskRow.officer_id)
        .where(TaskRow.case_id == loaded.id)
        .order_by(TaskRow.order_at, TaskRow.id)
    ).all()
    today, moment = calendar().today(now()), now()
    return [
        _task(task, Text(post or "", post_en or ""), Text(body or "", body_en or ""), officer or "", today, moment)
        for task, post, post_en, body, body_en, officer in rows
    ]


def _task(row: TaskRow, post: Text, authority: Text, officer_name: str, today: date, moment: datetime) -> TaskView:
    due_on, left = times_of(row, today)
    return TaskView(
        id=row.id,
        element_id=row.element_id,
        name=Text(row.name, row.name_en),
        post=post,
        authority=authority,
        is_party=row.is_party,
        officer_id=row.officer_id,
        officer_name=officer_name,
        opened_at=row.opened_at,
        due_at=row.due_at,
        due_on=due_on,
        days_left=left,
        light="paused" if row.paused else light_of(row.due_at, row.warn_at, moment),
        item=row.item,
        form=row.form,
    )


def _held(loaded: Loaded, row: Row[Any]) -> Text | None:
    holder = next((t.held_by for t in loaded.case.tasks if t.id == row.task_id), None)
    return holder and Text(
        f"{holder.zh}正在进行，办结以前不能办这一环节",
        f"“{holder.in_('en')}” is going on; this step waits for its end",
    )


def _blocked(row: Row[Any], task: TaskView, officer: Officer) -> Text | None:
    if not officer.may_touch(task.officer_id):
        return Text(f"{task.officer_name}已领取这一件", f"{task.officer_name} has taken this task")
    principal = officer.holder_of(row.post_id, task.officer_id)
    if any(f" {id} " in row.not_by for id in (officer.id, principal and principal.id)):
        return Text(
            "您办过的环节与这一环节须由不同的人办理", "You did a step that must be done by somebody else than this one"
        )
    return None


def _for_party(entry: EntryView) -> EntryView:
    """An entry without the officer's name: the applicant sees the post, what was decided and said."""
    return entry if entry.is_party else EntryView(
        entry.seq, entry.kind, entry.element_id, entry.name, entry.at, False, "", entry.by_post,
        entry.opinion, entry.answers,
    )  # fmt: skip


def _for_party_task(task: TaskView) -> TaskView:
    return TaskView(
        task.id, task.element_id, task.name, task.post, task.authority, task.is_party, None, "",
        task.opened_at, task.due_at,
        task.due_on, task.days_left, task.light, task.item, task.form,
    )  # fmt: skip
