"""Equality and order of values (DMN 1.5, tables 53 and 54). Different kinds are neither equal nor ordered: None."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel.budget import Env, Run
from engine.feel.temporal import (
    NANOS_PER_SECOND,
    AnyTime,
    WideDate,
    WideDateTime,
    WideDuration,
    WideTime,
    instant,
    nanos_of_duration,
    nanos_of_time,
    offset_nanos,
    ordinal,
)
from engine.feel.values import CalendarDays, Range, WorkingDays, YearsMonths, kind_of

Spend = Callable[[int], None]
SCALARS = frozenset((Decimal, str))
ORDERED = frozenset((Decimal, str, date, timedelta, YearsMonths, WorkingDays, CalendarDays))
OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge}


def equal(a: Any, b: Any, spend: Spend | None = None) -> bool | None:
    """``a = b``: True, False, or None when they cannot be compared. Times are equal to the second (10.3.2.2).

    ``spend`` is told of every pair of items compared inside; without it a comparison has a budget of its own.
    """
    if type(a) is type(b) and type(a) in SCALARS:
        return bool(a == b)
    return _equal(a, b, spend or Run(Env()).spend)


def _equal(a: Any, b: Any, spend: Spend) -> bool | None:
    if a is None or b is None:
        return a is b
    cls = type(a)
    if cls is type(b) and cls in (
        Decimal,
        str,
        bool,
        date,
        WideDate,
        timedelta,
        YearsMonths,
        WorkingDays,
        CalendarDays,
    ):
        return bool(a == b)
    kind = kind_of(a)
    if kind != kind_of(b):
        return None
    if kind in ("date and time", "time"):
        return _same_second(a, b)
    if kind == "list":
        return _equal_items(a, b, spend)
    if kind == "context":
        return _equal_entries(a, b, spend)
    if kind == "range":
        same_form = type(a) is type(b) and (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)
        return same_form and a.operator == b.operator and _all(((a.low, b.low), (a.high, b.high)), spend)
    return bool(a == b)


def _same_second(a: Any, b: Any) -> bool:
    x, y = moment(a), moment(b)
    if (a.tzinfo is None) is not (b.tzinfo is None):
        return False
    return x // NANOS_PER_SECOND == y // NANOS_PER_SECOND


def _equal_items(a: list[Any], b: list[Any], spend: Spend) -> bool | None:
    return len(a) == len(b) and _all(zip(a, b, strict=True), spend)


def _equal_entries(a: dict[str, Any], b: dict[str, Any], spend: Spend) -> bool | None:
    return a.keys() == b.keys() and _all(((v, b[k]) for k, v in a.items()), spend)


def _all(pairs: Any, spend: Spend) -> bool:
    for x, y in pairs:
        spend(1)
        if not _equal(x, y, spend):
            return False
    return True


def moment(value: Any) -> int:
    """Where a time or a date and time stands, in nanoseconds; comparable with others that (do not) have a zone too."""
    if isinstance(value, time | WideTime):
        return _moment_of_time(value)
    return instant(value)


def _moment_of_time(value: AnyTime) -> int:
    return nanos_of_time(value) - (offset_nanos(value) or 0)


def order(operator: str, a: Any, b: Any) -> bool | None:
    """``a < b`` and the like, or None when they have no order."""
    compare = OPERATORS[operator]
    cls = type(a)
    if cls is type(b) and cls in ORDERED:
        return bool(compare(a, b))
    key_a, key_b = order_key(a), order_key(b)
    if key_a is None or key_b is None or key_a[0] != key_b[0]:
        return None
    return bool(compare(key_a[1], key_b[1]))


def order_key(value: Any) -> tuple[str, Any] | None:
    """A (family, sortable) pair: values of one family can be ordered. None for what has no order."""
    if isinstance(value, date | WideDate) and not isinstance(value, datetime):
        return "date", ordinal(value)
    if isinstance(value, datetime | WideDateTime):
        return "date and time" if value.tzinfo is None else "date and time with zone", instant(value)
    if isinstance(value, time | WideTime):
        return "time" if value.tzinfo is None else "time with zone", _moment_of_time(value)
    if isinstance(value, timedelta | WideDuration):
        return "duration", nanos_of_duration(value)
    return (kind_of(value), value) if type(value) in ORDERED else None


def includes(span: Range, value: Any) -> bool | None:
    """Whether a range holds a value; None when they cannot be compared."""
    if span.operator == "!=":
        same = equal(value, span.low)
        return None if same is None else not same
    if span.operator == "=":
        return equal(value, span.low)
    if value is None or (span.low is None and span.high is None):
        return None
    above = order(">=" if span.low_closed else ">", value, span.low) if span.low is not None else True
    if above is False:
        return False
    below = order("<=" if span.high_closed else "<", value, span.high) if span.high is not None else True
    if below is False:
        return False
    return None if above is None or below is None else True
