"""When a timer is due. A date is its 0:00, working days are the end of the last of them, by the case's calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.errors import StepFailed
from engine.feel import CalendarDays, WorkingDays, YearsMonths
from engine.limits import Limit
from engine.reading.expressions import SHORTEST_CYCLE, Cycle, read_cycle, read_duration, read_moment
from engine.reading.model import Element, Timer
from engine.running.calendar import Calendar
from engine.running.reckoning import Pause, last_day
from engine.text import Text

INSTANT = timedelta(microseconds=1)
LAST_DAYS = frozenset({"promise", "statute"})
"""A timer that reads one of these is not due while the case's clock stands still."""
MOVING = LAST_DAYS | {"accepted"}
"""A timer that reads one of these is worked out again when the case's clock changes."""


def moment_of(
    timer: Timer,
    value: Any,
    since: datetime,
    calendar: Calendar,
    element: Element,
    pauses: list[Pause],
    day: date | None = None,
) -> datetime | None:
    """The due time of a timer entered at ``since``; ``value`` is its expression's, or its literal text.

    ``pauses``: when the case was suspended; days in them are no days of a period. ``day``: the day to which ``since``
    belongs, where that is not the one that begins then. A time that is past when the timer is entered comes then, not
    before the case was there. None while the value is null: what it depends on is not known.
    """
    if value is None:
        return None
    with _a_time(timer, value, element):
        return max(_moment(timer.kind, value, since, calendar, pauses, day), since).astimezone(UTC)


@contextmanager
def _a_time(timer: Timer, value: Any, element: Element) -> Iterator[None]:
    try:
        yield
    except (ValueError, OverflowError, TypeError):
        raise StepFailed(
            Text(
                f"{element.id}：定时 {timer.source} 得不出时间（{value}）。",
                f"{element.id}: timer {timer.source} gives no time ({value}).",
            ),
            element.id,
        ) from None


def counts_days(value: Any) -> bool:
    """Whether a timer is a number of days: it is due at 24:00 of the last of them, which is a moment of that day."""
    return isinstance(value, WorkingDays | CalendarDays)


def stands_still(timer: Timer, value: Any) -> bool:
    """Whether a timer is a span that a suspension makes longer: not a date, and not days (they are counted anew)."""
    if isinstance(value, str):
        return value.startswith(("P", "R")) and not starts_by_date(value)
    return isinstance(value, timedelta | YearsMonths)


def starts_by_date(value: Any) -> bool:
    """Whether it is a cycle that names its start: its times stay, whatever happens meanwhile."""
    return isinstance(value, str) and value.startswith("R") and value.count("/") == 2


def _moment(
    kind: str, value: Any, since: datetime, calendar: Calendar, pauses: list[Pause], day: date | None
) -> datetime:
    match value:
        case str():
            return _literal(kind, value, since, calendar)
        case WorkingDays(days):
            return days_due(since, Limit(int(days), "wd"), calendar, pauses, day)
        case CalendarDays(days):
            return days_due(since, Limit(int(days), "d"), calendar, pauses, day)
        case YearsMonths(months):
            return _add_months(since.astimezone(calendar.timezone), months)
        case timedelta():
            if kind == "cycle" and value < SHORTEST_CYCLE:
                raise ValueError(value)
            return since + value
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=calendar.timezone)
        case date():
            return calendar.start_of(value)
    raise TypeError(value)


def days_due(
    since: datetime,
    limit: Limit,
    calendar: Calendar,
    pauses: list[Pause],
    day: date | None = None,
    today: date | None = None,
) -> datetime:
    """When a limit that began at ``since`` (a moment of ``day``) has run out.

    Days of the pauses are not counted; of one that goes on, those up to ``today``.
    """
    if limit.unit == "h":
        return calendar.due(since, limit)
    begun = day or calendar.today(since)
    relevant = [p for p in pauses if p.last is None or p.last > begun]
    return calendar.end_of(last_day(limit, begun, relevant, calendar, today or begun))


def warn_before(due_at: datetime, since: datetime, limit: Limit) -> datetime:
    """From when a limit is close: the beginning of its last day; of one in hours, its last quarter."""
    if limit.unit == "h":
        return since + (due_at - since) * 0.75
    return due_at - timedelta(days=1)


def _literal(kind: str, text: str, since: datetime, calendar: Calendar) -> datetime:
    if kind == "cycle" or text.startswith("R"):
        return _first(read_cycle(text), since, calendar)
    if text.startswith("P"):
        months, rest = read_duration(text)
        return _add_months(since.astimezone(calendar.timezone), months) + rest
    return _at(read_moment(text), calendar)


def _at(moment: date | datetime, calendar: Calendar) -> datetime:
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


def next_of_cycle(
    timer: Timer, value: Any, internal: dict[str, Any], calendar: Calendar, element: Element, pauses: list[Pause]
) -> datetime | None:
    """When a repeating timer that has just fired is due again; None after its last time.

    What an expression gives is worked out anew each time: a span from the time before, days from the day that has just
    ended, a moment as it is.
    """
    before = datetime.fromisoformat(internal["due"])
    if isinstance(value, str):
        with _a_time(timer, value, element):
            return _following(read_cycle(value), datetime.fromisoformat(internal["since"]), before, calendar)
    since = before - INSTANT if counts_days(value) else before
    internal["since"] = since.isoformat()
    internal.pop("day", None)
    again = moment_of(timer, value, since, calendar, element, pauses)
    return None if again is not None and isinstance(value, date) and again <= before else again


def _first(cycle: Cycle, since: datetime, calendar: Calendar) -> datetime:
    """The first time at or after ``since``; where all have passed, the last."""
    if cycle.start is None:
        return _occurrence(cycle, since, 1, calendar)
    found = _following(cycle, since, since - INSTANT, calendar)
    return found or _occurrence(cycle, since, (cycle.times or 1) - 1, calendar)


def _following(cycle: Cycle, since: datetime, after: datetime, calendar: Calendar) -> datetime | None:
    """The first time after ``after``; None where there is none any more."""
    begun = _occurrence(cycle, since, 0, calendar)
    number = max(int((after - begun) / (cycle.rest + timedelta(days=31 * cycle.months))), 0 if cycle.start else 1)
    while _occurrence(cycle, since, number, calendar) <= after:
        number += 1
    over = cycle.times is not None and number > cycle.times - bool(cycle.start)
    return None if over else _occurrence(cycle, since, number, calendar).astimezone(UTC)


def _occurrence(cycle: Cycle, since: datetime, number: int, calendar: Calendar) -> datetime:
    """Months are counted from the beginning, so that the 31st stays the 31st where there is one."""
    begun = _at(cycle.start, calendar) if cycle.start else since
    return _add_months(begun.astimezone(calendar.timezone), cycle.months * number) + cycle.rest * number
