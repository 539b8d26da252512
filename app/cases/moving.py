"""From the database to the engine's case and back: what a command reads, and what it stores, in as few statements as
can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.cases.answered import PUBLISHED, answer_digest, answer_of, publish_answer
from app.cases.attending import attend, is_attended
from app.cases.avoiding import whose
from app.cases.calls import follow_calls
from app.cases.inboxes import order_at
from app.cases.results import publish_result
from app.cases.statements import LOAD_CASE, LOAD_TASK, READ_TASK
from app.cases.supplements import READ_BY, mark_unread
from app.cases.writing import Step, write_parts, write_step
from app.clock import calendar, clock
from app.database import connection_for_one_step, connection_of, glance, to_json, transaction
from app.flows.queries import FlowVersion, flow_version
from app.log.chain import digest
from app.log.commands import Head, entry, following, line_row
from app.people.queries import INSTEAD, Officer, Principal
from engine import Case, Changes, OpenTask, Text, dump_value, load_value

CLOCK = "clock"
PARTY = "party"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a command is done by: an officer, the applicant, or the clock."""

    key: str
    officer: Officer | None = None
    principal: Principal | None = None  # in whose stead
    post: Text | None = None  # by which they act, where the step done is not a post's
    called: str = ""  # the name, where the officer is not at hand
    beside: "Actor | None" = None  # who else has entries in the same command

    @classmethod
    def of(cls, officer: Officer | None, post_id: int | None = None, claimed_by: int | None = None) -> "Actor":
        """``post_id``, ``claimed_by``: of the task that is done."""
        if officer is None:
            return cls(PARTY)
        return cls(officer.key, officer, officer.holder_of(post_id, claimed_by), officer.post_named(post_id))

    @property
    def name(self) -> str:
        """As the record has it: 何平, or 何平 代 周晓梅."""
        if self.officer is None:
            return self.called
        return self.officer.name.zh + (f"{INSTEAD}{self.principal.name.zh}" if self.principal else "")

    def who(self, by: str | None) -> "Actor | None":
        """The one whose entry it is; None for the clock's and the flow's own."""
        return next((actor for actor in (self, self.beside) if actor and actor.key == by), None)

    def post_at(self, post_id: int | None) -> Text | None:
        return (self.officer.post_named(post_id) if self.officer else None) or self.post

    @property
    def for_whom(self) -> dict[str, str]:
        """What the log's line says besides of one who acts in somebody's stead."""
        return {"instead_of": str(self.principal.id)} if self.principal else {}


@dataclass(slots=True)
class Loaded:
    """A case in hand: its row as read, the engine's case, the flow it runs under."""

    id: int
    number: str
    power_code: str
    power: Text
    applicant: str
    version: int
    status: str
    light: str
    due_at: datetime | None
    entry_seq: int
    head: Head
    flow: FlowVersion
    case: Case
    task: Row[Any] | None = None
    left_open: tuple[OpenTask, ...] | None = None  # set when the case is stored


def load_case(session: Session, case_id: int) -> Loaded | None:
    """The case with everything the engine needs; one statement."""
    row = connection_of(session).execute(LOAD_CASE, {"case_id": case_id}).first()
    return row and _loaded(row, None)


def load_for_task(session: Session, task_id: int) -> Loaded | None:
    """The case of an open task with the task's row (columns ``task_…``); one statement. None if it is not open."""
    row = connection_of(session).execute(LOAD_TASK, {"row_id": task_id}).first()
    return row and _loaded(row, row)


def read_for_task(task_id: int) -> Loaded | None:
    """The same outside any transaction: ``store`` finds out whether the case has moved on since."""
    rows = glance(READ_TASK, {"row_id": task_id})
    return _loaded(rows[0], rows[0]) if rows else None


def _loaded(row: Row[Any], task: Row[Any] | None) -> Loaded:
    flow = flow_version(row.bundle, row.organisation_id, row.promise)
    values: dict[str, dict[str, Any]] = {}
    for scope, name, value in orjson.loads(row.scoped or "[]"):
        values.setdefault(scope, {})[name] = load_value(value)
    case = Case.from_bytes(flow.model, row.state, values=values, clock=clock(), calendar=calendar())
    return Loaded(
        row.id, row.number, row.power_code, Text(row.power, row.power_en), row.applicant,
        row.version, row.status, row.light,
        row.due_at, row.entry_seq, Head(row.log_seq, row.log_hash), flow, case, task,
    )  # fmt: skip


def store(
    session: Session, loaded: Loaded, action: str, actor: Actor, key: str | None, now: datetime, **more: Any
) -> None:
    """Store what the engine's case has become: state, entries, values, tasks, timer, log line.

    Raises MovedOn if another command was faster.
    """
    ended = _has_just_ended(loaded)
    answer = answer_of(loaded, actor, now) if ended else None
    if answer:
        more[PUBLISHED] = answer_digest(answer)
    write_step(connection_of(session), _whole_step(loaded, action, actor, key, now, **more))
    if _opens_unread(loaded, actor):
        mark_unread(session, loaded.id)
    if ended:
        publish_result(session, loaded, now)
    if answer:
        publish_answer(session, answer)
    if loaded.flow.model.invites:
        follow_calls(session, loaded, now)
    attend(session, loaded, actor)


def store_alone(loaded: Loaded, action: str, actor: Actor, key: str | None, now: datetime, **more: Any) -> None:
    """The same in a transaction of its own, without a session where nothing but the step is to be written."""
    if (
        _has_just_ended(loaded)
        or is_attended(loaded.power_code)
        or loaded.flow.model.invites
        or _opens_unread(loaded, actor)
    ):
        with transaction() as session:
            store(session, loaded, action, actor, key, now, **more)
        return
    step = _whole_step(loaded, action, actor, key, now, **more)
    with connection_for_one_step() as connection:
        write_step(connection, step)


def _has_just_ended(loaded: Loaded) -> bool:
    return loaded.case.status == "finished" and loaded.status != "finished"


def _opens_unread(loaded: Loaded, actor: Actor) -> bool:
    """An officer's step was opened by what no officer did who had first been shown what the party added."""
    changes = loaded.case.changes
    read = actor.officer is not None and any(e.kind in READ_BY and e.by == actor.key for e in changes.entries)
    return not read and any(not task.is_party for task in changes.opened)


def _whole_step(loaded: Loaded, action: str, actor: Actor, key: str | None, now: datetime, **more: Any) -> Step:
    case, changes = loaded.case, loaded.case.changes
    entries = entry_rows(loaded, changes, actor)
    head, line = following(
        loaded.head,
        entry(action, actor.key, now, case=loaded.number, entries=[digest(plain(row)) for row in entries], **more),
    )
    due_at = changes.due[0][0] if changes.due else None
    light = case.light
    moved = {
        "version": loaded.version + 1,
        "bundle": loaded.flow.model.digest,
        "state": case.to_bytes(),
        "status": case.status,
        "finished_at": now if case.status == "finished" else None,
        "ended_at": list(case.ended_at),
        "light": light,
        "due_at": due_at,
        "entry_seq": loaded.entry_seq + len(entries),
        "log_seq": head.seq,
        "log_hash": head.hash,
    }
    line_of_it = line_row(loaded.id, head, line, key)
    tasks = task_rows(loaded, changes)
    return _step(loaded, changes, tasks, due_at, moved, line_of_it, entries)


def store_parts(
    session: Session, loaded: Loaded, changes: Changes, tasks: list[dict[str, Any]], due_at: datetime | None
) -> None:
    """Store open tasks, values and the next timer of a case that has just begun. Reads nothing."""
    write_parts(connection_of(session), _step(loaded, changes, tasks, due_at))


def _step(
    loaded: Loaded,
    changes: Changes,
    tasks: list[dict[str, Any]],
    due_at: datetime | None,
    moved: dict[str, Any] | None = None,
    line: dict[str, Any] | None = None,
    entries: Sequence[dict[str, Any]] = (),
) -> Step:
    values = [
        {"case_id": loaded.id, "scope": scope, "name": name, "value": dump_value(value)}
        for scope, name, value in changes.values
        if scope not in changes.dropped_scopes
    ]
    return Step(
        loaded.id, loaded.version, moved or {}, line or {}, entries, changes.closed, tasks,
        changes.dropped_scopes, values, None if due_at == loaded.due_at else (due_at,),
    )  # fmt: skip


def task_rows(loaded: Loaded, changes: Changes) -> list[dict[str, Any]]:
    """The rows of the tasks that the case now has open."""
    loaded.left_open = changes.tasks
    return [task_row(loaded, task) for task in loaded.left_open]


def task_row(loaded: Loaded, task: OpenTask) -> dict[str, Any]:
    """``paused``: the step's own limit stands still. Where the case's clock leaves its time out, that limit runs."""
    post, not_by = whose(loaded.flow, task)
    return {
        "case_id": loaded.id,
        "task_id": task.id,
        "element_id": task.element_id,
        "name": task.name.zh,
        "name_en": task.name.en,
        "post_id": post,
        "is_party": task.is_party,
        "form": task.form,
        "item": task.item,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "warn_at": clock().now() if task.paused else task.warn_at,
        "order_at": order_at(task.due_at, task.paused),
        "paused": task.paused,
        "suspended": loaded.case.status == "suspended",
        "not_by": "".join(f" {officer} " for officer in not_by),
        "case_number": loaded.number,
        "power_code": loaded.power_code,
        "power": loaded.power.zh,
        "power_en": loaded.power.en,
        "applicant": loaded.applicant,
    }


def entry_rows(loaded: Loaded, changes: Changes, actor: Actor) -> list[dict[str, Any]]:
    """The engine's new entries as rows, with the name and post of who did them as they are today."""
    rows = []
    for seq, made in enumerate(changes.entries, start=loaded.entry_seq + 1):
        doer = actor.who(made.by)
        post = doer and _post(doer, loaded, made.element_id)
        rows.append(
            {
                "case_id": loaded.id,
                "seq": seq,
                "kind": made.kind,
                "element_id": made.element_id,
                "name": made.name.zh,
                "name_en": made.name.en,
                "scope": made.scope,
                "item": made.item,
                "by": made.by,
                "by_name": doer.name if doer else "",
                "by_post": post.zh if post else "",
                "by_post_en": post.en if post else "",
                "at": made.at,
                "values": dump_value(dict(made.values)),
                "opinion": made.opinion or "",
                "path": to_json(list(made.path)),
            }
        )
    return rows


def _post(doer: Actor, loaded: Loaded, element_id: str | None) -> Text | None:
    """The post acted by, with its body where that is not the one whose case it is: four departments' deputy heads."""
    post = doer.post_at(loaded.flow.posts.get(element_id or ""))
    if post is None or doer.officer is None or doer.officer.organisation_id == loaded.flow.organisation_id:
        return post
    body = doer.officer.organisation
    return post if post.zh.startswith(body.zh) else Text(f"{body.zh} {post.zh}", f"{post.en}, {body.en}")


PLAIN = (
    "case_id",
    "seq",
    "kind",
    "element_id",
    "name",
    "scope",
    "item",
    "by",
    "by_name",
    "by_post",
    "values",
    "opinion",
    "path",
)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """What the log's digest of an entry covers."""
    return {**{name: row[name] for name in PLAIN}, "at": row["at"].astimezone(UTC).isoformat()}
