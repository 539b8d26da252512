"""The values of FEEL that Python has no type for, and what kind any value is of (DMN 1.5, 10.3.2.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import MAX_LIST, too_much
from engine.feel.numbers import CONTEXT, NumberError
from engine.feel.temporal import WideDate, WideDateTime, WideDuration, WideTime

Value = Any


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, in months."""

    months: int


@dataclass(frozen=True, slots=True, order=True)
class WorkingDays:
    """So many working days by the calendar of the evaluation. Ours, not the standard's."""

    days: int


@dataclass(frozen=True, slots=True, order=True)
class CalendarDays:
    """So many calendar days. Ours: a date moves by days, a date and time keeps its time of day."""

    days: int


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; an end of None is open to infinity (10.3.2.7).

    ``operator`` is that of a unary test such as ``(< 10)``, which is no equal of ``(null..10)``.
    """

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    operator: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value: built in, written in FEEL, or handed in by a decision model.

    ``call(run, args)`` takes one value per parameter; ``types`` and ``result`` are of engine.feel.types or None.
    """

    name: str
    params: tuple[str, ...]
    call: Callable[[Any, list[Value]], Value]
    types: tuple[Any, ...] = ()
    result: Any = None


KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    date: "date",
    WideDate: "date",
    time: "time",
    WideTime: "time",
    datetime: "date and time",
    WideDateTime: "date and time",
    timedelta: "days and time duration",
    WideDuration: "days and time duration",
    YearsMonths: "years and months duration",
    WorkingDays: "working days",
    CalendarDays: "calendar days",
    list: "list",
    dict: "context",
    Range: "range",
    type(None): "Null",
}


def kind_of(value: Value) -> str:
    """The name of the FEEL type of a value; "function" for anything callable, "unknown" for foreign objects."""
    kind = KINDS.get(type(value))
    if kind is None:
        kind = "function" if hasattr(value, "call") and hasattr(value, "params") else "unknown"
    return kind


def feel_value(value: Any) -> Value:
    """A value of Python as FEEL holds it: int and float become Decimal, tuples lists, subclasses their base.

    The value itself is returned when there is nothing to change. What FEEL has no kind for becomes null.
    """
    return _feel_value(value, [MAX_LIST], 0)


def _feel_value(value: Any, left: list[int], depth: int) -> Value:
    cls = type(value)
    if cls is list or cls is tuple or cls is dict:
        return _feel_collection(value, left, depth)
    if cls in KINDS:
        return value
    if isinstance(value, int):
        return _number(Decimal(value))
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    return _feel_subclass(value, left, depth)


def _number(value: Decimal) -> Decimal | None:
    """To 34 digits; what is no number, or beyond the range of numbers, is null."""
    try:
        rounded = CONTEXT.plus(value)
    except NumberError:
        return None
    return rounded if rounded.is_finite() else None


def _feel_subclass(value: Any, left: list[int], depth: int) -> Value:
    if isinstance(value, Mapping):
        return _feel_collection(dict(value), left, depth)
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.timetz())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, str):
        return str.__str__(value)
    return value if kind_of(value) == "function" else None


def _feel_collection(value: Any, left: list[int], depth: int) -> Value:
    left[0] -= len(value) + 1
    if left[0] < 0 or depth > 50:
        raise too_much("读入的数据过大", "was given too much data")
    if type(value) is dict:
        changed = {str(k): _feel_value(v, left, depth + 1) for k, v in value.items()}
        same = all(changed.get(k) is v for k, v in value.items())
        return value if same else changed
    items = [_feel_value(v, left, depth + 1) for v in value]
    same = type(value) is list and all(a is b for a, b in zip(items, value, strict=True))
    return value if same else items
