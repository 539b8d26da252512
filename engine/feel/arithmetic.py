"""The operators + - * / ** and negation on all kinds of values (DMN 1.5, tables 55 to 59)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.feel.budget import Run, check_string
from engine.feel.errors import FeelError, NoValue
from engine.feel.numbers import CONTEXT, NumberError, whole
from engine.feel.temporal import (
    NANOS_PER_DAY,
    WideDateTime,
    add_months,
    add_nanos,
    date_of,
    from_ordinal,
    instant,
    make_datetime,
    make_duration,
    make_time,
    nanos_of_duration,
    nanos_of_time,
    offset_nanos,
    ordinal,
    time_of,
)
from engine.feel.values import CalendarDays, Value, WorkingDays, YearsMonths, kind_of
from engine.text import Text

NUMBER, STRING, DATE, TIME, DATE_TIME = "number", "string", "date", "time", "date and time"
DURATION, MONTHS = "days and time duration", "years and months duration"
WORKDAYS, DAYS = "working days", "calendar days"

Operation = Callable[[Run, Any, Any], Value]


def calculate(run: Run, operator: str, a: Value, b: Value) -> Value:
    """``a operator b``; None, with a warning, when these kinds do not go together or there is no result."""
    if a is None or b is None:
        return None
    operation = OPERATIONS.get((kind_of(a), operator, kind_of(b)))
    if operation is None:
        run.warn(
            f"{kind_of(a)} {operator} {kind_of(b)} 没有意义", f"{kind_of(a)} {operator} {kind_of(b)} has no meaning"
        )
        return None
    try:
        result = operation(run, a, b)
    except NoValue as no:
        run.warn(no.text.zh, no.text.en)
        return None
    except (NumberError, OverflowError, ValueError):
        result = None
    if result is None:
        run.warn(f"{operator} 的结果超出范围", f"the result of {operator} is out of range")
    return result


def negate(run: Run, value: Value) -> Value:
    """``-value`` of a number or a duration."""
    kind = kind_of(value)
    if kind == NUMBER:
        return CONTEXT.minus(value)
    if kind == DURATION:
        return make_duration(-nanos_of_duration(value))
    if kind == MONTHS:
        return YearsMonths(-value.months)
    if kind in (WORKDAYS, DAYS):
        return type(value)(-value.days)
    if value is not None:
        run.warn(f"{kind} 不能取负", f"{kind} cannot be negated")
    return None


def _join(_run: Run, a: str, b: str) -> str:
    check_string(len(a) + len(b))
    return a + b


def _power(_run: Run, a: Decimal, b: Decimal) -> Decimal:
    return CONTEXT.power(a, b)


def _midnight(value: Any, like: Any) -> Any:
    """A date as the date and time that goes with ``like``: local, or UTC when ``like`` has a zone."""
    return make_datetime(value, make_time(0, UTC if like.tzinfo is not None else None))


def _between_moments(_run: Run, a: Any, b: Any) -> Any:
    if (isinstance(a, date) and not isinstance(a, datetime)) or not hasattr(a, "tzinfo"):
        a = _midnight(a, b)
    if (isinstance(b, date) and not isinstance(b, datetime)) or not hasattr(b, "tzinfo"):
        b = _midnight(b, a)
    if (a.tzinfo is None) is not (b.tzinfo is None):
        raise NoValue("有时区与无时区的时间不能相减", "a time with a zone and one without cannot be subtracted")
    return make_duration(instant(a) - instant(b))


def _between_dates(_run: Run, a: Any, b: Any) -> Any:
    return make_duration((ordinal(a) - ordinal(b)) * NANOS_PER_DAY)


def _between_times(_run: Run, a: Any, b: Any) -> Any:
    if (a.tzinfo is None) is not (b.tzinfo is None):
        raise NoValue("有时区与无时区的时间不能相减", "a time with a zone and one without cannot be subtracted")
    zones = (offset_nanos(a) or 0) - (offset_nanos(b) or 0)
    return make_duration(nanos_of_time(a) - nanos_of_time(b) - zones)


def _date_plus_duration(_run: Run, a: Any, b: Any) -> Any:
    # A date is midnight; what is left of a day after the sum is dropped (table 58).
    return from_ordinal(ordinal(a) + nanos_of_duration(b) // NANOS_PER_DAY)


def _time_plus_duration(_run: Run, a: Any, b: Any) -> Any:
    return make_time((nanos_of_time(a) + nanos_of_duration(b)) % NANOS_PER_DAY, a.tzinfo)


def _datetime_plus_duration(_run: Run, a: Any, b: Any) -> Any:
    return add_nanos(a, nanos_of_duration(b))


def _on_the_day(move: Callable[[Run, Any, Any], Any]) -> Operation:
    """The same move for a date and time: its date moves, its time of day and zone stay."""

    def moved(run: Run, a: datetime | WideDateTime, b: Any) -> Any:
        day = move(run, date_of(a), b)
        return None if day is None else make_datetime(day, time_of(a))

    return moved


def _date_plus_months(_run: Run, a: Any, b: YearsMonths) -> Any:
    return add_months(a, b.months)


def _date_plus_days(_run: Run, a: Any, b: CalendarDays) -> Any:
    return from_ordinal(ordinal(a) + b.days)


def _date_plus_workdays(run: Run, a: Any, b: WorkingDays) -> Any:
    calendar = run.env.calendar
    if calendar is None:
        raise FeelError(Text("没有日历，无法计算工作日。", "Working days cannot be counted without a calendar."))
    if not isinstance(a, date):
        return None
    if isinstance(a, datetime):
        # The day is counted where the calendar is kept; the time of day stays as it is.
        day = calendar.today(a) if a.tzinfo is not None else a.date()
        return a + (calendar.add_workdays(day, b.days) - day)
    return calendar.add_workdays(a, b.days)


def _days(cls: type[Any], sign: int) -> Operation:
    return lambda _run, a, b: cls(a.days + sign * b.days)


def _scaled_duration(_run: Run, a: Any, b: Decimal) -> Any:
    return make_duration(int(CONTEXT.multiply(Decimal(nanos_of_duration(a)), b)))


def _divided_duration(_run: Run, a: Any, b: Decimal) -> Any:
    return make_duration(int(CONTEXT.divide(Decimal(nanos_of_duration(a)), b)))


def _scaled_months(_run: Run, a: YearsMonths, b: Decimal) -> Any:
    return _months(CONTEXT.multiply(Decimal(a.months), b))


def _divided_months(_run: Run, a: YearsMonths, b: Decimal) -> Any:
    return _months(CONTEXT.divide(Decimal(a.months), b))


def _months(number: Decimal) -> YearsMonths | None:
    return YearsMonths(int(number)) if abs(number) < 10**13 else None


def _scaled_days(_run: Run, a: Any, b: Decimal) -> Any:
    number = whole(CONTEXT.multiply(Decimal(a.days), b))
    return None if number is None or abs(number) > 10**6 else type(a)(number)


def _swapped(operation: Operation) -> Operation:
    return lambda run, a, b: operation(run, b, a)


def _minus(operation: Operation) -> Operation:
    return lambda run, a, b: operation(run, a, negate(run, b))


OPERATIONS: dict[tuple[str, str, str], Operation] = {
    (NUMBER, "+", NUMBER): lambda _run, a, b: CONTEXT.add(a, b),
    (NUMBER, "-", NUMBER): lambda _run, a, b: CONTEXT.subtract(a, b),
    (NUMBER, "*", NUMBER): lambda _run, a, b: CONTEXT.multiply(a, b),
    (NUMBER, "/", NUMBER): lambda _run, a, b: CONTEXT.divide(a, b),
    (NUMBER, "**", NUMBER): _power,
    (STRING, "+", STRING): _join,
    (DATE_TIME, "-", DATE_TIME): _between_moments,
    (DATE_TIME, "-", DATE): _between_moments,
    (DATE, "-", DATE_TIME): _between_moments,
    (DATE, "-", DATE): _between_dates,
    (TIME, "-", TIME): _between_times,
    (DURATION, "+", DURATION): lambda _run, a, b: make_duration(nanos_of_duration(a) + nanos_of_duration(b)),
    (DURATION, "-", DURATION): lambda _run, a, b: make_duration(nanos_of_duration(a) - nanos_of_duration(b)),
    (MONTHS, "+", MONTHS): lambda _run, a, b: YearsMonths(a.months + b.months),
    (MONTHS, "-", MONTHS): lambda _run, a, b: YearsMonths(a.months - b.months),
    (DURATION, "/", DURATION): lambda _run, a, b: CONTEXT.divide(
        Decimal(nanos_of_duration(a)), Decimal(nanos_of_duration(b))
    ),
    (MONTHS, "/", MONTHS): lambda _run, a, b: CONTEXT.divide(Decimal(a.months), Decimal(b.months)),
    (DURATION, "*", NUMBER): _scaled_duration,
    (NUMBER, "*", DURATION): _swapped(_scaled_duration),
    (DURATION, "/", NUMBER): _divided_duration,
    (MONTHS, "*", NUMBER): _scaled_months,
    (NUMBER, "*", MONTHS): _swapped(_scaled_months),
    (MONTHS, "/", NUMBER): _divided_months,
}
for _kind, _cls in ((WORKDAYS, WorkingDays), (DAYS, CalendarDays)):
    OPERATIONS |= {
        (_kind, "+", _kind): _days(_cls, 1),
        (_kind, "-", _kind): _days(_cls, -1),
        (_kind, "*", NUMBER): _scaled_days,
        (NUMBER, "*", _kind): _swapped(_scaled_days),
    }
_MOVES: dict[str, dict[str, Operation]] = {
    DURATION: {DATE: _date_plus_duration, TIME: _time_plus_duration, DATE_TIME: _datetime_plus_duration},
    MONTHS: {DATE: _date_plus_months, DATE_TIME: _on_the_day(_date_plus_months)},
    DAYS: {DATE: _date_plus_days, DATE_TIME: _on_the_day(_date_plus_days)},
    WORKDAYS: {DATE: _date_plus_workdays, DATE_TIME: _date_plus_workdays},
}
for _kind, _plus in _MOVES.items():
    for _point, _operation in _plus.items():
        OPERATIONS |= {
            (_point, "+", _kind): _operation,
            (_kind, "+", _point): _swapped(_operation),
            (_point, "-", _kind): _minus(_operation),
        }
