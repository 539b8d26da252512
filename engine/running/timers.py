"""When a timer is due. A date is its 0:00, working days are the end of the last of them, by the case's calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.errors import StepFailed
from engine.feel import CalendarDays, WorkingDays, YearsMonths
from engine.limits import Limit
from engine.reading.expressions import read_cycle, read_duration, read_moment
from engine.reading.model import Element, Timer
from engine.running.calendar import Calendar
from engine.running.reckoning import Pause, last_day
from engine.text import Text

MOVING = frozenset({"promise", "statute", "accepted"})
"""A timer that reads one of these is worked out again when the case's clock changes."""


def moment_of(
    timer: Timer, value: Any, since: datetime, calendar: Calendar, element: Element, pauses: list[Pause]
) -> datetime | None:
    """The due time of a timer entered at ``since``; ``value`` is its expression's, or its literal text.

    ``pauses``: when the case was suspended; days in them are no days of a period. None while the value is null: what it
    depends on is not known yet.
    """
    if value is None:
        return None
    try:
        return _moment(timer.kind, value, since, calendar, pauses).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        raise StepFailed(
            Text(
                f"{element.id}：定时 {timer.source} 得不出时间（{value}）。",
                f"{element.id}: timer {timer.source} gives no time ({value}).",
            ),
            element.id,
        ) from None


def stands_still(timer: Timer, value: Any) -> bool:
    """Whether a timer is a span that a suspension makes longer: not a date, and not days (they are counted anew)."""
    if isinstance(value, str):
        return value.startswith(("P", "R"))
    return isinstance(value, timedelta | YearsMonths)


def _moment(kind: str, value: Any, since: datetime, calendar: Calendar, pauses: list[Pause]) -> datetime:
    match value:
        case str():
            return _literal(kind, value, since, calendar)
        case WorkingDays(days):
            return days_due(since, Limit(int(days), "wd"), calendar, pauses)
        case CalendarDays(days):
            return days_due(since, Limit(int(days), "d"), calendar, pauses)
        case YearsMonths(months):
            return _add_months(since.astimezone(calendar.timezone), months)
        case timedelta():
            return since + value
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=calendar.timezone)
        case date():
            return calendar.start_of(value)
    raise TypeError(value)


def days_due(since: datetime, limit: Limit, calendar: Calendar, pauses: list[Pause]) -> datetime:
    """When a limit that began at ``since`` has run out; the days of the pauses are not counted."""
    if limit.unit == "h":
        return calendar.due(since, limit)
    begun = calendar.today(since)
    relevant = [p for p in pauses if p.last is None or p.last > begun]
    return calendar.end_of(last_day(limit, begun, relevant, calendar, begun))


def warn_before(due_at: datetime, since: datetime, limit: Limit) -> datetime:
    """From when a limit is close: the beginning of its last day; of one in hours, its last quarter."""
    if limit.unit == "h":
        return since + (due_at - since) * 0.75
    return due_at - timedelta(days=1)


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
