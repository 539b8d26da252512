"""How a step of a case is written: on PostgreSQL as one statement and one round trip; on SQLite, which runs in the
same process, statement by statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Select,
    String,
    Table,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
    true,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.selectable import CTE

from app.cases.statements import (
    ADD_ENTRY,
    CLOSE_TASK,
    DROP_SCOPE,
    MOVE_CASE,
    TASK_KEY,
    TASK_RENEWED,
    VALUE_KEY,
    open_task,
    set_value,
)
from app.cases.tables import CaseRow, CaseValue, EntryRow, TaskRow
from app.database import Moment, MovedOn
from app.jobs.commands import NEW_JOB, set_job_on
from app.jobs.tables import Job
from app.log.commands import APPEND
from app.log.tables import LogLine
from app.prepared import Prepared

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """All that a command changes.

    ``moved``: the case's row; ``timer``: (when the case is next due,) if that has changed.
    """

    case_id: int
    read_version: int
    moved: dict[str, Any]
    line: dict[str, Any]
    entries: Rows = ()
    closed: Sequence[str] = ()
    tasks: Rows = ()
    dropped: Sequence[str] = ()
    values: Rows = ()
    timer: tuple[datetime | None] | None = None


def write_step(connection: Connection, step: Step) -> None:
    """Raises MovedOn, having written nothing that stays, if the case is not at the version that was read."""
    if connection.dialect.name == "postgresql":
        _at_once(connection, step)
    else:
        _one_by_one(connection, step)


_MOVE_CASE = Prepared(MOVE_CASE)


def _one_by_one(connection: Connection, step: Step) -> None:
    which = {"of_case": step.case_id, "read_version": step.read_version}
    if _MOVE_CASE.run(connection, {**which, **step.moved}) != 1:
        raise MovedOn
    if step.entries:
        ADD_ENTRY.run_each(connection, step.entries)
    APPEND.run(connection, step.line)
    write_parts(connection, step)


def write_parts(connection: Connection, step: Step) -> None:
    """The open tasks, the values and the next timer of a case that has been written itself."""
    dialect = connection.dialect.name
    if step.closed:
        CLOSE_TASK.run_each(connection, [{"of_case": step.case_id, "closed": task} for task in step.closed])
    if step.tasks:
        open_task(dialect).run_each(connection, step.tasks)
    if step.dropped:
        DROP_SCOPE.run_each(connection, [{"of_case": step.case_id, "dropped": scope} for scope in step.dropped])
    if step.values:
        set_value(dialect).run_each(connection, step.values)
    if step.timer:
        set_job_on(connection, "advance", step.case_id, step.timer[0])


# ------------------------------------------------------------------------------------------ PostgreSQL: at once


def _at_once(connection: Connection, step: Step) -> None:
    parts = {
        name: rows for name in ("entries", "closed", "tasks", "dropped", "values") if (rows := getattr(step, name))
    }
    timer = None if step.timer is None else "set" if step.timer[0] else "none"
    given = {name: orjson.dumps(rows).decode() for name, rows in parts.items()}
    line = {f"line_{name}": value for name, value in step.line.items()}
    which = {"of_case": step.case_id, "read_version": step.read_version}
    due = {"timer_due": step.timer[0]} if timer == "set" else {}  # type: ignore[index]
    statement = _statement(tuple(parts), timer)
    if statement.run(connection, {**which, **step.moved, **line, **given, **due}) != 1:
        raise MovedOn


@cache
def _statement(parts: tuple[str, ...], timer: str | None) -> Prepared:
    """Everything hangs on the row of the case: where that has moved on, nothing is written.

    Kept within 4096 characters, up to which psycopg keeps what it has translated.
    """
    moved = MOVE_CASE.values({name: bindparam(name) for name in _MOVED}).returning(_cases.c.id).cte("moved")
    also = [_WRITES[name](moved) for name in parts]
    if timer:
        also.append((_timer_set if timer == "set" else _timer_none)(moved))
    also.append(_line(moved))
    named = (part.cte(f"part_{index}") for index, part in enumerate(also))
    return Prepared(select(moved.c.id).add_cte(*named))


_cases: Table = CaseRow.__table__  # type: ignore[assignment]
_entries: Table = EntryRow.__table__  # type: ignore[assignment]
_tasks: Table = TaskRow.__table__  # type: ignore[assignment]
_values: Table = CaseValue.__table__  # type: ignore[assignment]
_lines: Table = LogLine.__table__  # type: ignore[assignment]
_jobs: Table = Job.__table__  # type: ignore[assignment]
_MOVED = (
    "version", "bundle", "state", "status", "finished_at", "ended_at", "light", "due_at", "entry_seq", "log_seq",
    "log_hash",
)  # fmt: skip


def _added(table: Table, name: str, moved: CTE, without: Sequence[str] = ("id",)) -> Insert:
    """The rows of the JSON list ``name`` into the table."""
    columns, alias = [c for c in table.c if c.name not in without], name[0]
    listed = func.json_to_recordset(cast(bindparam(name, type_=String), JSON)).table_valued(*map(_in_json, columns))
    listed = listed.render_derived(name=alias, with_types=True)
    taken = (
        literal_column(f"timezone('UTC', {alias}.{c.name})" if isinstance(c.type, Moment) else f"{alias}.{c.name}")
        for c in columns
    )
    return insert(table).from_select([c.name for c in columns], select(*taken).join_from(listed, moved, true()))


def _in_json(given: Column[Any]) -> Any:
    return column(given.name, DateTime(timezone=True) if isinstance(given.type, Moment) else given.type)


def _named(name: str) -> Select[Any]:
    return select(func.json_array_elements_text(cast(bindparam(name, type_=String), JSON)))


def _renewing(statement: Insert, key: Sequence[str], renewed: Sequence[str]) -> Insert:
    return statement.on_conflict_do_update(
        index_elements=key, set_={name: statement.excluded[name] for name in renewed}
    )


def _close(moved: CTE) -> Any:
    return delete(_tasks).where(_tasks.c.case_id == moved.c.id, _tasks.c.task_id.in_(_named("closed")))


def _drop(moved: CTE) -> Any:
    return delete(_values).where(_values.c.case_id == moved.c.id, _values.c.scope.in_(_named("dropped")))


def _line(moved: CTE) -> Insert:
    columns = [c for c in _lines.c if c.name != "id"]
    given = [bindparam(f"line_{c.name}", type_=c.type) for c in columns]
    return insert(_lines).from_select([c.name for c in columns], select(*given).select_from(moved))


def _timer_set(moved: CTE) -> Insert:
    new = {"kind": "advance", **NEW_JOB}
    given = [literal(value, _jobs.c[name].type).label(name) for name, value in new.items()]
    due = bindparam("timer_due", type_=_jobs.c.due_at.type)
    rows = select(moved.c.id, due, *given)
    return _renewing(
        insert(_jobs).from_select(["subject", "due_at", *new], rows), ("kind", "subject"), ("due_at", *NEW_JOB)
    )


def _timer_none(moved: CTE) -> Any:
    return delete(_jobs).where(_jobs.c.kind == "advance", _jobs.c.subject == moved.c.id)


_NOT_OF_A_STEP = ("id", "officer_id", "supplied_at")
_WRITES = {
    "entries": lambda moved: _added(_entries, "entries", moved),
    "closed": _close,
    "tasks": lambda moved: _renewing(_added(_tasks, "tasks", moved, _NOT_OF_A_STEP), TASK_KEY, TASK_RENEWED),
    "dropped": _drop,
    "values": lambda moved: _renewing(_added(_values, "values", moved, ()), VALUE_KEY, ("value",)),
}
