"""When a timer is due. A date is its 0:00, working days are the end of the last of them, by the case's calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.errors import CaseError
from engine.feel import CalendarDays, WorkingDays, YearsMonths
from engine.limits import Limit
from engine.reading.expressions import read_cycle, read_duration, read_moment
from engine.reading.model import Element, Timer
from engine.running.calendar import Calendar
from engine.text import Text

MOVING = frozenset({"promise", "statute", "accepted"})
"""A timer that reads one of these is worked out again when the case's clock changes."""


def moment_of(timer: Timer, value: Any, since: datetime, calendar: Calendar, element: Element) -> datetime | None:
    """The due time of a timer entered at ``since``; ``value`` is its expression's, or its literal text.

    None while the value is null: what it depends on is not known yet.
    """
    if value is None:
        return None
    try:
        return _moment(timer.kind, value, since, calendar).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        raise CaseError(
            Text(
                f"{element.id}：定时 {timer.source} 得不出时间（{value}）。",
                f"{element.id}: timer {timer.source} gives no time ({value}).",
            ),
            element.id,
        ) from None


def _moment(kind: str, value: Any, since: datetime, calendar: Calendar) -> datetime:
    match value:
        case str():
            return _literal(kind, value, since, calendar)
        case WorkingDays(days):
            return calendar.end_of(calendar.add_workdays(calendar.today(since), int(days)))
        case CalendarDays(days):
            return calendar.due(since, Limit(int(days), "d"))
        case YearsMonths(months):
            return _add_months(since.astimezone(calendar.timezone), months)
        case timedelta():
            return since + value
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=calendar.timezone)
        case date():
            return calendar.start_of(value)
    raise TypeError(value)


def _literal(kind: str, text: str, since: datetime, calendar: Calendar) -> datetime:
    if kind == "cycle" or text.startswith("R"):
        return since + read_cycle(text)[1]
    if text.startswith("P"):
        months, rest = read_duration(text)
        return _add_months(since.astimezone(calendar.timezone), months) + rest
    moment = read_moment(text)
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=calendar.timezone)
    return calendar.start_of(moment)


def _add_months(moment: datetime, months: int) -> datetime:
    """The same day so many months later; the month's last day where it has no such day."""
    if not months:
        return moment
    total = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(total, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def next_of_cycle(timer: Timer, internal: dict[str, Any]) -> datetime | None:
    """The next due time of an ``R…/P…`` timer that has just fired; None after its last time."""
    times, interval = read_cycle(timer.source)
    fired = internal["times"] = internal.get("times", 0) + 1
    if 0 <= times <= fired:
        return None
    return datetime.fromisoformat(internal["due"]) + interval
