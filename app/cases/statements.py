"""The statements by which cases are read and written, built once.

Building them anew for every command costs more than running them.
"""

from functools import cache

from sqlalchemy import Table, bindparam, delete, insert, select, update

from app.cases.tables import CaseRow, CaseValue, EntryRow, TaskRow
from app.catalogue.tables import PowerRow
from app.database import insert_of, rows_as_json
from app.prepared import Prepared, PreparedSelect

_cases: Table = CaseRow.__table__  # type: ignore[assignment]
_entries: Table = EntryRow.__table__  # type: ignore[assignment]
_powers: Table = PowerRow.__table__  # type: ignore[assignment]
_tasks: Table = TaskRow.__table__  # type: ignore[assignment]
_values: Table = CaseValue.__table__  # type: ignore[assignment]

_SCOPED = (
    select(rows_as_json(_values.c.scope, _values.c.name, _values.c.value))
    .where(_values.c.case_id == _cases.c.id)
    .correlate(_cases)
    .scalar_subquery()
    .label("scoped")
)
_CASE = (
    *(
        _cases.c[name]
        for name in (
            "id", "number", "power_code", "organisation_id", "bundle", "promise", "applicant", "status", "state",
            "version", "light", "due_at", "entry_seq", "log_seq", "log_hash",
        )
    ),
    _powers.c.name.label("power"),
    _powers.c.name_en.label("power_en"),
    _SCOPED,
)  # fmt: skip
_TASK = tuple(
    _tasks.c[name].label(f"task_{name}")
    for name in ("task_id", "element_id", "post_id", "is_party", "officer_id", "not_by")
)
_WITH_POWER = _cases.join(_powers, _powers.c.code == _cases.c.power_code)

LOAD_CASE = select(*_CASE).select_from(_WITH_POWER).where(_cases.c.id == bindparam("case_id"))
"""A case with its values; one row."""

LOAD_TASK = (
    select(*_CASE, *_TASK)
    .select_from(_WITH_POWER.join(_tasks, _tasks.c.case_id == _cases.c.id))
    .where(_tasks.c.id == bindparam("row_id"))
)
"""The same with the open task that it is loaded for, as columns ``task_…``."""

READ_TASK = PreparedSelect(LOAD_TASK)

MOVE_CASE = update(_cases).where(_cases.c.id == bindparam("of_case"), _cases.c.version == bindparam("read_version"))
"""No row matches when another command has moved the case since it was read."""

ADD_ENTRY = Prepared(insert(_entries).inline())  # nobody asks for the new ids, so none are fetched

CLOSE_TASK = Prepared(
    delete(_tasks).where(_tasks.c.case_id == bindparam("of_case"), _tasks.c.task_id == bindparam("closed"))
)
DROP_SCOPE = Prepared(
    delete(_values).where(_values.c.case_id == bindparam("of_case"), _values.c.scope == bindparam("dropped"))
)

TASK_KEY, VALUE_KEY = ("case_id", "task_id"), ("case_id", "scope", "name")
TASK_RENEWED = ("due_at", "warn_at", "order_at", "paused", "suspended", "not_by")


@cache
def open_task(dialect: str) -> Prepared:
    """Open a task, or bring one that is open up to date: its times move when the clock stops."""
    return _upsert(dialect, _tasks, TASK_KEY, TASK_RENEWED)


@cache
def set_value(dialect: str) -> Prepared:
    return _upsert(dialect, _values, VALUE_KEY, ("value",))


def _upsert(dialect: str, table: Table, key: tuple[str, ...], renewed: tuple[str, ...]) -> Prepared:
    statement = insert_of(dialect, table).inline()
    set_ = {name: statement.excluded[name] for name in renewed}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=set_))
