"""The inbox: one indexed row per open task, what is due first first.

Listing reads nothing else and costs the same however many there are.
"""

import base64
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, and_, not_, or_, select

from app.cases.tables import CaseRow, EntryRow, TaskRow
from app.cases.views import DoneRow, Inbox, InboxGroup, InboxRow
from app.catalogue.tables import PowerRow
from app.clock import calendar, now
from app.database import db
from app.people.queries import Officer, Principal
from engine import Text, light_of

PAGE = 100
MOST_COUNTED = 1000
UNLIMITED = datetime(9998, 1, 1, tzinfo=UTC)
PAUSED = datetime(9999, 1, 1, tzinfo=UTC)

GROUPS = {
    "late": Text("超期", "Overdue"),
    "today": Text("今天到期", "Due today"),
    "next": Text("下一工作日到期", "Due next working day"),
    "week": Text("下周到期", "Due by the end of next week"),
    "later": Text("再往后", "Later"),
    "paused": Text("停表中", "Clock stopped"),
}


def inbox(
    officer: Officer,
    which: str = "all",
    light: str | None = None,
    power: str | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Inbox:
    """The officer's open tasks: ``mine`` (claimed), ``open`` (free for anybody of the post), or ``all`` of both."""
    moment = now()
    branches = _branches(officer, which)
    counted = list(_first(branches, [], MOST_COUNTED + 1))
    chosen = [*_of_light(light, moment), *([TaskRow.power_code == power] if power else []), *_beyond(after)]
    listed = list(_first(branches, chosen, size + 1))
    lights = Counter(_light(row, moment) for row in counted)
    powers = Counter((row.power_code, row.power, row.power_en) for row in counted)
    return Inbox(
        groups=tuple(_grouped(listed[:size], officer, moment)),
        lights={key: lights.get(key, 0) for key in ("red", "yellow", "green", "paused")},
        powers=tuple((code, Text(zh, en), count) for (code, zh, en), count in powers.most_common()),
        total=min(len(counted), MOST_COUNTED),
        capped=len(counted) > MOST_COUNTED,
        more=_cursor(listed[size - 1]) if len(listed) > size else None,
    )


def order_at(due_at: datetime | None, paused: bool) -> datetime:
    """The moment by which a task stands in the inbox: its due time; without one behind all that have one; paused ones
    last.
    """
    return PAUSED if paused else due_at or UNLIMITED


def _branches(officer: Officer, which: str) -> list[ColumnElement[bool]]:
    """The conditions of the lists that make up the inbox, each with an index of its own."""
    mine = [TaskRow.officer_id == officer.id]
    free = [
        and_(TaskRow.post_id == post_id, TaskRow.officer_id.is_(None), *_not_done_by(officer, principal))
        for post_id, principal in {post.id: officer.holder_of(post.id) for post in officer.posts}.items()
    ]
    instead = [
        and_(TaskRow.officer_id == principal.id, *_not_done_by(officer, principal)) for principal in officer.principals
    ]
    return {"mine": mine, "open": free + instead}.get(which, mine + free + instead)


def _not_done_by(officer: Officer, principal: Principal | None) -> list[ColumnElement[bool]]:
    """Tasks that neither the officer nor the one they stand in for must leave to somebody else."""
    ids = [officer.id, *([principal.id] if principal else [])]
    return [not_(TaskRow.not_by.contains(f" {id} ", autoescape=True)) for id in ids]


_COLUMNS = tuple(
    getattr(TaskRow, name)
    for name in (
        "id", "order_at", "case_number", "power_code", "power", "power_en", "name", "name_en", "applicant",
        "opened_at", "due_at", "warn_at", "paused", "officer_id", "element_id", "item", "post_id", "suspended",
        "supplied_at",
    )
)  # fmt: skip


def _first(
    branches: list[ColumnElement[bool]], conditions: Iterable[ColumnElement[bool]], size: int
) -> Iterator[Row[Any]]:
    """The first rows of all branches together."""
    ordered = select(*_COLUMNS).where(*conditions).order_by(TaskRow.order_at, TaskRow.id).limit(size)
    lists = [db.session.execute(ordered.where(branch)).all() for branch in branches]
    merged = heapq.merge(*lists, key=attrgetter("order_at", "id"))
    return (row for row, _ in zip(merged, range(size), strict=False))


def _of_light(light: str | None, moment: datetime) -> list[ColumnElement[bool]]:
    warned = and_(TaskRow.warn_at.is_not(None), TaskRow.warn_at <= moment)
    conditions = {
        "red": [TaskRow.order_at <= moment],
        "yellow": [TaskRow.order_at > moment, TaskRow.order_at < PAUSED, warned],
        "green": [TaskRow.order_at > moment, TaskRow.order_at < PAUSED, not_(warned)],
        "paused": [TaskRow.order_at == PAUSED],
    }
    return conditions.get(light or "", [])


def _light(row: Row[Any], moment: datetime) -> str:
    return "paused" if row.paused else light_of(row.due_at, row.warn_at, moment)


def _beyond(cursor: str | None) -> list[ColumnElement[bool]]:
    """What stands after the row that the cursor names; a cursor that is none of ours is passed over."""
    try:
        at, id = orjson.loads(base64.urlsafe_b64decode(cursor or ""))
        moment = datetime.fromisoformat(at)
        return [or_(TaskRow.order_at > moment, and_(TaskRow.order_at == moment, TaskRow.id > int(id)))]
    except (ValueError, TypeError):
        return []


def _cursor(row: Row[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([row.order_at.isoformat(), row.id])).decode()


def _grouped(rows: list[Row[Any]], officer: Officer, moment: datetime) -> Iterator[InboxGroup]:
    today = calendar().today(moment)
    gathered: dict[str, list[InboxRow]] = {key: [] for key in GROUPS}
    for row in rows:
        gathered[_group(row, today, moment)].append(_view(row, officer, today, moment))
    return (InboxGroup(key, GROUPS[key], tuple(views)) for key, views in gathered.items() if views)


def _group(row: Row[Any], today: date, moment: datetime) -> str:
    if row.paused:
        return "paused"
    if row.due_at is None:
        return "later"
    if row.due_at <= moment:
        return "late"
    due_on = last_day(row.due_at)
    if due_on <= today:
        return "today"
    if due_on <= calendar().add_workdays(today, 1):
        return "next"
    return "week" if due_on <= today + timedelta(days=13 - today.weekday()) else "later"


def last_day(due_at: datetime) -> date:
    """The day on which a time runs out; one that runs out at midnight, the day before it."""
    return calendar().today(due_at - timedelta(seconds=1))


def days_left(due_at: datetime | None, today: date) -> int | None:
    """Working days after today up to the last day; negative: how many have passed since."""
    if due_at is None:
        return None
    due_on = last_day(due_at)
    if due_on >= today:
        return calendar().workdays_between(today, due_on)
    return -max(1, calendar().workdays_between(due_on, today))


def times_of(row: Row[Any] | TaskRow, today: date) -> tuple[date | None, int | None]:
    """The last day of a task and the days left. What stands still keeps its rest, and has no last day before it goes
    on.
    """
    if row.paused and row.warn_at is not None:
        return None, days_left(row.due_at, calendar().today(row.warn_at))
    return row.due_at and last_day(row.due_at), days_left(row.due_at, today)


def _view(row: Row[Any], officer: Officer, today: date, moment: datetime) -> InboxRow:
    due_on, left = times_of(row, today)
    return InboxRow(
        task_id=row.id,
        case_number=row.case_number,
        power_code=row.power_code,
        power=Text(row.power, row.power_en),
        name=Text(row.name, row.name_en),
        applicant=row.applicant,
        opened_at=row.opened_at,
        due_on=due_on,
        days_left=left,
        light=_light(row, moment),
        mine=row.officer_id == officer.id,
        instead_of=_principal_of(row, officer),
        suspended=row.suspended,
        supplied=row.supplied_at is not None,
        element_id=row.element_id,
        item=row.item,
    )


def _principal_of(row: Row[Any], officer: Officer) -> Text | None:
    principal = officer.holder_of(row.post_id, row.officer_id) if row.officer_id != officer.id else None
    return principal and principal.name


def done_list(officer: Officer, before: int | None = None, size: int = 50) -> tuple[list[DoneRow], int | None]:
    """What the officer has completed, newest first, and the ``before`` of the next page."""
    statement = (
        select(
            EntryRow.id, EntryRow.name, EntryRow.name_en, EntryRow.at, EntryRow.opinion,
            CaseRow.number, CaseRow.applicant, CaseRow.status,
            PowerRow.name.label("power"), PowerRow.name_en.label("power_en"),
        )
        .join(CaseRow, CaseRow.id == EntryRow.case_id)
        .join(PowerRow, PowerRow.code == CaseRow.power_code)
        .where(EntryRow.by == officer.key)
        .order_by(EntryRow.id.desc())
        .limit(size + 1)
    )  # fmt: skip
    rows = db.session.execute(statement if before is None else statement.where(EntryRow.id < before)).all()
    views = [
        DoneRow(
            row.id,
            row.number,
            Text(row.power, row.power_en),
            Text(row.name, row.name_en),
            row.applicant,
            row.at,
            row.opinion,
            row.status,
        )
        for row in rows[:size]
    ]
    return views, (rows[size - 1].id if len(rows) > size else None)
