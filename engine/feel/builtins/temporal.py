"""Dates, times and durations: making them (DMN 1.5, 10.3.4.1) and asking them (10.3.4.8, 10.3.4.10)."""

from datetime import UTC, timedelta, timezone
from decimal import Decimal
from typing import Any

from engine.feel.budget import Run
from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelError, NoValue
from engine.feel.numbers import whole
from engine.feel.temporal import (
    NANOS_PER_SECOND,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    date_of,
    make_date,
    make_datetime,
    make_time,
    nanos_of_duration,
    nanos_of_time,
    ordinal,
    parse_date,
    parse_datetime,
    parse_days_time,
    parse_months,
    parse_time,
    time_of,
    zone_named,
)
from engine.feel.values import Value, YearsMonths
from engine.text import Text


def _whole(number: Decimal) -> int:
    value = whole(number)
    if value is None:
        raise NoValue("须为整数", "it must be a whole number")
    return value


@builtin("date", "from: string")
def _date(_run: Run, text: str) -> Value:
    return _found(parse_date(text), "日期", "date")


def _found(value: Value, zh: str, en: str) -> Value:
    if value is None:
        raise NoValue(f"文本不是{zh}", f"the string is no {en}")
    return value


@builtin("date", "from: date")
def _date_of_date(_run: Run, value: AnyDate) -> Value:
    return value


@builtin("date", "from: datetime")
def _date_of_datetime(_run: Run, value: AnyDateTime) -> Value:
    return date_of(value)


@builtin("date", "year: number, month: number, day: number")
def _date_of_numbers(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    return _found(make_date(_whole(year), _whole(month), _whole(day)), "日期", "date")


@builtin("time", "from: string")
def _time(_run: Run, text: str) -> Value:
    return _found(parse_time(text), "时间", "time")


@builtin("time", "from: time")
def _time_of_time(_run: Run, value: AnyTime) -> Value:
    return value


@builtin("time", "from: datetime")
def _time_of_datetime(_run: Run, value: AnyDateTime) -> Value:
    return time_of(value)


@builtin("time", "from: date")
def _time_of_date(_run: Run, _value: AnyDate) -> Value:
    return make_time(0, UTC)


@builtin("time", "hour: number, minute: number, second: number, offset?: duration|null")
def _time_of_numbers(
    _run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: AnyDuration | None = None
) -> Value:
    h, m = _whole(hour), _whole(minute)
    if not (0 <= h <= 23 and 0 <= m <= 59 and 0 <= second < 60):
        raise NoValue("没有这样的时间", "there is no such time")
    nanos = (h * 3600 + m * 60) * NANOS_PER_SECOND + int(second * NANOS_PER_SECOND)
    return make_time(nanos, _offset_zone(offset))


def _offset_zone(offset: AnyDuration | None) -> timezone | None:
    if offset is None:
        return None
    seconds = nanos_of_duration(offset) // NANOS_PER_SECOND
    if abs(seconds) > 18 * 3600:
        raise NoValue("时差超出范围", "the offset is out of range")
    return timezone(timedelta(seconds=seconds))


@builtin("date and time", "from: string")
def _datetime(_run: Run, text: str) -> Value:
    day = parse_date(text)
    value = make_datetime(day, make_time(0, None)) if day is not None else parse_datetime(text)
    return _found(value, "日期时间", "date and time")


@builtin("date and time", "from: datetime")
def _datetime_of_datetime(_run: Run, value: AnyDateTime) -> Value:
    return value


@builtin("date and time", "from: date")
def _datetime_of_date(_run: Run, value: AnyDate) -> Value:
    return make_datetime(value, make_time(0, UTC))


@builtin("date and time", "date: date, time: time")
def _datetime_of_parts(_run: Run, day: AnyDate, clock: AnyTime) -> Value:
    return make_datetime(day, clock)


@builtin("date and time", "date: datetime, time: time")
def _datetime_with_time(_run: Run, moment: AnyDateTime, clock: AnyTime) -> Value:
    return make_datetime(date_of(moment), clock)


@builtin("date and time", "date: datetime, timezone: string")
def _datetime_in_zone(_run: Run, moment: AnyDateTime, zone: str) -> Value:
    found = zone_named(zone)
    if found is None:
        raise NoValue("没有这样的时区", "there is no such zone")
    return make_datetime(date_of(moment), make_time(nanos_of_time(time_of(moment)), found))


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, offset?: duration|null",
)
def _datetime_of_numbers(run: Run, year: Decimal, month: Decimal, day: Decimal, *clock: Any) -> Value:
    return make_datetime(_date_of_numbers(run, year, month, day), _time_of_numbers(run, *clock))


@builtin("duration", "from: string")
def _duration(_run: Run, text: str) -> Value:
    months = parse_months(text)
    return YearsMonths(months) if months is not None else _found(parse_days_time(text), "时长", "duration")


@builtin("duration", "from: duration|months")
def _duration_itself(_run: Run, value: Value) -> Value:
    return value


@builtin("years and months duration", "from: date|datetime, to: date|datetime")
def _months_between(_run: Run, start: Any, end: Any) -> Value:
    a, b = _day(start), _day(end)
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearsMonths(months)


def _now(run: Run) -> Any:
    if run.env.now is None:
        raise FeelError(Text("没有当前时间。", "The current time is not known here."))
    return run.env.now


@builtin("now")
def _now_function(run: Run) -> Value:
    return _now(run)


@builtin("today")
def _today(run: Run) -> Value:
    now = _now(run)
    return run.env.calendar.today(now) if run.env.calendar is not None else date_of(now)


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def _day(value: Any) -> AnyDate:
    return date_of(value) if hasattr(value, "tzinfo") else value


@builtin("day of year", "date: date|datetime")
def _day_of_year(_run: Run, value: Any) -> Value:
    day = _day(value)
    first = make_date(day.year, 1, 1)
    return None if first is None else Decimal(ordinal(day) - ordinal(first) + 1)


@builtin("day of week", "date: date|datetime")
def _day_of_week(_run: Run, value: Any) -> Value:
    return DAYS[(ordinal(_day(value)) - 1) % 7]


@builtin("month of year", "date: date|datetime")
def _month_of_year(_run: Run, value: Any) -> Value:
    return MONTHS[_day(value).month - 1]


@builtin("week of year", "date: date|datetime")
def _week_of_year(_run: Run, value: Any) -> Value:
    """The ISO week: that of the Thursday of the same week."""
    day = _day(value)
    thursday = ordinal(day) - (ordinal(day) - 1) % 7 + 3
    year = next(y for y in (day.year + 1, day.year, day.year - 1) if _first(y) <= thursday)
    return Decimal((thursday - _first(year)) // 7 + 1)


def _first(year: int) -> int:
    """Ordinal of the first of January, in the proleptic calendar."""
    return 365 * (year - 1) + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400 + 1
