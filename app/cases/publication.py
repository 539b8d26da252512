"""What the public sees of the work as a whole: figures of this moment, results, statistics. No case, no person."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import and_, case, func, select

from app.cases.tables import CaseRow, ResultRow, TaskRow
from app.catalogue.categories import BY_CODE, CATEGORIES
from app.catalogue.tables import PowerRow
from app.clock import calendar, now, today
from app.database import db
from app.people.tables import Organisation
from engine import Limit, Text

PAGE = 50
KEPT_SECONDS = 60
_KEPT = "daylight-this-moment"
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ThisMoment:
    """``mean_workdays``: of what was decided this month and is counted in working days; None without any."""

    at: datetime
    running: int
    begun_today: int
    decided_today: int
    mean_workdays: float | None
    late: int  # cases of which a step is overdue


@dataclass(frozen=True, slots=True)
class Result:
    id: int
    power_code: str
    power: Text
    applicant: Text
    organisation: Text
    outcome: Text
    used: int | None
    allowed: Limit | None
    late: bool
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one category in a span of time. ``on_time``: between 0 and 1, of those with a limit; None without any."""

    category: Text
    code: str
    begun: int
    decided: int
    on_time: float | None
    mean_share: float | None  # of the allowed time that was used


def this_moment() -> ThisMoment:
    """The figures, worked out at most once a minute in each process."""
    kept: tuple[float, ThisMoment] | None = current_app.extensions.get(_KEPT)
    if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS or kept[1].at > now():
        kept = (time.monotonic(), _work_out())
        current_app.extensions[_KEPT] = kept
    return kept[1]


def _work_out() -> ThisMoment:
    day_began = calendar().start_of(today())
    month_began = calendar().start_of(today().replace(day=1))
    disclosed = select(PowerRow.code).where(PowerRow.disclosed)

    def count(*which: Any) -> Any:
        return select(func.count(CaseRow.id)).where(CaseRow.power_code.in_(disclosed), *which).scalar_subquery()

    overdue = (
        select(func.count(func.distinct(TaskRow.case_id)))
        .where(TaskRow.due_at < now(), ~TaskRow.paused, TaskRow.power_code.in_(disclosed))
        .scalar_subquery()
    )
    decided = select(func.count(ResultRow.id)).where(ResultRow.finished_at >= day_began).scalar_subquery()
    mean = (
        select(func.avg(ResultRow.used))
        .where(ResultRow.finished_at >= month_began, ResultRow.unit == "wd")
        .scalar_subquery()
    )
    row = db.session.execute(
        select(count(CaseRow.status != "finished"), count(CaseRow.started_at >= day_began), decided, mean, overdue)
    ).one()
    return ThisMoment(now(), row[0], row[1], row[2], None if row[3] is None else float(row[3]), row[4])


def list_results(
    power: str | None = None, category: str | None = None, before: int | None = None, most: int = PAGE
) -> tuple[list[Result], int | None]:
    """Published results, the newest first; and the id to go on before, None at the end."""
    wanted = select(ResultRow, Organisation.name, Organisation.name_en).join(
        Organisation, Organisation.id == ResultRow.organisation_id
    )
    wanted = wanted.join(PowerRow, PowerRow.code == ResultRow.power_code).where(PowerRow.disclosed)
    if power:
        wanted = wanted.where(ResultRow.power_code == power)
    if category:
        wanted = wanted.where(PowerRow.category == category)
    if before:
        wanted = wanted.where(ResultRow.id < before)
    rows = db.session.execute(wanted.order_by(ResultRow.id.desc()).limit(most + 1)).all()
    found = [_result(*row) for row in rows[:most]]
    return found, found[-1].id if len(rows) > most else None


def _result(r: ResultRow, name: str, name_en: str) -> Result:
    return Result(
        r.id, r.power_code, Text(r.power, r.power_en), Text(r.applicant, r.applicant_en), Text(name, name_en),
        Text(r.outcome, r.outcome_en), r.used, Limit(r.allowed, r.unit) if r.allowed else None,  # type: ignore[arg-type]
        r.late, r.finished_at,
    )  # fmt: skip


def figures(first: date, last: date) -> Sequence[Figures]:
    """Of each category, from ``first`` to ``last`` with both days."""
    since, until = calendar().start_of(first), calendar().end_of(last)
    begun = dict(
        db.session.execute(
            select(PowerRow.category, func.count(CaseRow.id))
            .join(CaseRow, CaseRow.power_code == PowerRow.code)
            .where(PowerRow.disclosed, CaseRow.started_at >= since, CaseRow.started_at < until)
            .group_by(PowerRow.category)
        ).all()
    )
    limited = and_(ResultRow.allowed.is_not(None), ResultRow.allowed > 0)
    decided = {
        row[0]: row
        for row in db.session.execute(
            select(
                PowerRow.category,
                func.count(ResultRow.id),
                func.sum(case((limited, 1), else_=0)),
                func.sum(case((and_(limited, ~ResultRow.late), 1), else_=0)),
                func.avg(case((limited, ResultRow.used * 1.0 / ResultRow.allowed))),
            )
            .join(ResultRow, ResultRow.power_code == PowerRow.code)
            .where(PowerRow.disclosed, ResultRow.finished_at >= since, ResultRow.finished_at < until)
            .group_by(PowerRow.category)
        )
    }
    return [_figures(category.code, begun.get(category.code, 0), decided.get(category.code)) for category in CATEGORIES]


def _figures(code: str, begun: int, row: Any) -> Figures:
    name = BY_CODE[code].name
    if row is None:
        return Figures(name, code, begun, 0, None, None)
    share = None if row[4] is None else round(float(row[4]), 3)
    return Figures(name, code, begun, row[1], row[3] / row[2] if row[2] else None, share)


@dataclass(frozen=True, slots=True)
class Ended:
    """How many cases of a power came to one end, and how many of these within their limit."""

    outcome: Text
    decided: int
    on_time: int


def ends_of(power: str, first: date, last: date) -> tuple[int, Sequence[Ended]]:
    """How many cases of a power were begun from ``first`` to ``last`` with both days, and to which ends cases came."""
    since, until = calendar().start_of(first), calendar().end_of(last)
    begun = select(func.count(CaseRow.id)).where(
        CaseRow.power_code == power, CaseRow.started_at >= since, CaseRow.started_at < until
    )
    ends = (
        select(
            ResultRow.outcome,
            func.max(ResultRow.outcome_en),
            func.count(),
            func.sum(case((ResultRow.late, 0), else_=1)),
        )
        .where(ResultRow.power_code == power, ResultRow.finished_at >= since, ResultRow.finished_at < until)
        .group_by(ResultRow.outcome)
        .order_by(func.count().desc(), ResultRow.outcome)
    )
    return db.session.scalar(begun) or 0, [
        Ended(Text(zh, en), count, on_time) for zh, en, count, on_time in db.session.execute(ends)
    ]


def by_month(months: int) -> list[tuple[date, int, int]]:
    """First day of each of the last months, how many were begun, how many decided; the oldest first. One statement."""
    firsts = [today().replace(day=1)]
    while len(firsts) < months:
        firsts.append((firsts[-1] - _A_DAY).replace(day=1))
    columns = []
    for first in firsts:
        since, until = calendar().start_of(first), calendar().start_of((first.replace(day=28) + _A_WEEK).replace(day=1))
        for moment, row in ((CaseRow.started_at, CaseRow.id), (ResultRow.finished_at, ResultRow.id)):
            columns.append(select(func.count(row)).where(moment >= since, moment < until).scalar_subquery())
    counts = db.session.execute(select(*columns)).one()
    return [(first, counts[2 * n], counts[2 * n + 1]) for n, first in enumerate(firsts)][::-1]
