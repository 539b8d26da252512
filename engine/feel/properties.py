"""What can be asked of a value with a dot (DMN 1.5, table 66)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.budget import Run
from engine.feel.temporal import (
    NANOS_PER_SECOND,
    date_of,
    make_duration,
    nanos_of_duration,
    nanos_of_time,
    offset_nanos,
    ordinal,
    time_of,
)
from engine.feel.values import Value, kind_of


def property_of(run: Run, value: Value, name: str) -> Value:
    """``value.name``: an entry, the entries of every item of a list, or a property; None when there is none."""
    cls = type(value)
    if cls is dict:
        if name in value:
            return value[name]
        run.warn(f"没有名为“{name}”的条目", f"there is no entry {name!r}")
        return None
    if cls is list:
        run.spend(len(value))
        return [property_of(run, item, name) for item in value]
    if value is None:
        return None
    read = PROPERTIES.get((kind_of(value), name))
    if read is None:
        run.warn(f"{kind_of(value)} 没有属性“{name}”", f"{kind_of(value)} has no property {name!r}")
        return None
    return read(value)


def _second(value: Any) -> Decimal:
    return Decimal(nanos_of_time(value) % (60 * NANOS_PER_SECOND) // NANOS_PER_SECOND)


def _offset(value: Any) -> Value:
    offset = offset_nanos(value)
    return None if offset is None else make_duration(offset)


def _zone(value: Any) -> Value:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _part(unit: int, of: int) -> Callable[[Any], Decimal]:
    """One field of a duration, with the duration's sign."""

    def read(value: Any) -> Decimal:
        nanos = nanos_of_duration(value)
        field = abs(nanos) // (unit * NANOS_PER_SECOND)
        field = field % of if of else field
        return Decimal(-field if nanos < 0 else field)

    return read


def _signed(months: int, divide: Callable[[int], int]) -> Decimal:
    return Decimal(-divide(-months) if months < 0 else divide(months))


Reader = Callable[[Any], Value]
_DATE: dict[str, Reader] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal((ordinal(v) - 1) % 7 + 1),
}
_TIME: dict[str, Reader] = {
    "hour": lambda v: Decimal(nanos_of_time(v) // (3600 * NANOS_PER_SECOND)),
    "minute": lambda v: Decimal(nanos_of_time(v) // (60 * NANOS_PER_SECOND) % 60),
    "second": _second,
}
_ZONE: dict[str, Reader] = {"time offset": _offset, "timezone": _zone}


def _through(part: Callable[[Any], Any], readers: dict[str, Reader]) -> dict[str, Reader]:
    def of_part(read: Reader) -> Reader:
        return lambda v: read(part(v))

    return {name: of_part(read) for name, read in readers.items()}


_BY_KIND: dict[str, dict[str, Reader]] = {
    "date": _DATE,
    "time": _TIME | _ZONE,
    "date and time": _through(date_of, _DATE) | _through(time_of, _TIME) | _ZONE,
    "days and time duration": {
        "days": _part(86_400, 0),
        "hours": _part(3600, 24),
        "minutes": _part(60, 60),
        "seconds": _part(1, 60),
    },
    "years and months duration": {
        "years": lambda v: _signed(v.months, lambda m: m // 12),
        "months": lambda v: _signed(v.months, lambda m: m % 12),
    },
    "working days": {"days": lambda v: Decimal(v.days)},
    "calendar days": {"days": lambda v: Decimal(v.days)},
    "range": {
        "start": lambda v: None if v.operator == "!=" else v.low,
        "end": lambda v: None if v.operator == "!=" else v.high,
        "start included": lambda v: v.low_closed,
        "end included": lambda v: v.high_closed,
    },
}
PROPERTIES: dict[tuple[str, str], Reader] = {
    (kind, name): read for kind, readers in _BY_KIND.items() for name, read in readers.items()
}
