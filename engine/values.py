"""Typed values as JSON text and back: what forms and FEEL hold and JSON has no word for is tagged."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson

from engine.feel import CalendarDays, WorkingDays, YearsMonths

_TAGS: dict[str, Any] = {
    "$number": Decimal,
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$seconds": lambda text: timedelta(seconds=float(text)),
    "$months": YearsMonths,
    "$workdays": WorkingDays,
    "$days": CalendarDays,
    "$context": lambda items: {key: _load(item) for key, item in items},
}


def dump_value(value: Any) -> str:
    """A typed value as JSON text; raises TypeError for what is no value of ours."""
    return orjson.dumps(_dump(value)).decode()


def load_value(text: str) -> Any:
    """The value that ``dump_value`` wrote."""
    return _load(orjson.loads(text))


def _dump(value: Any) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int():
            return {"$number": str(value)}
        case Decimal():
            return {"$number": str(value)}
        case list() | tuple():
            return [_dump(v) for v in value]
        case dict():
            if any(key.startswith("$") for key in value):
                return {"$context": [[key, _dump(v)] for key, v in value.items()]}
            return {key: _dump(v) for key, v in value.items()}
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case timedelta():
            return {"$seconds": str(value.total_seconds())}
        case YearsMonths(months):
            return {"$months": months}
        case WorkingDays(days):
            return {"$workdays": days}
        case CalendarDays(days):
            return {"$days": days}
    raise TypeError(f"{type(value).__name__} is no value of a case")


def _load(stored: Any) -> Any:
    if isinstance(stored, list):
        return [_load(v) for v in stored]
    if isinstance(stored, dict):
        if len(stored) == 1:
            key, inner = next(iter(stored.items()))
            if key in _TAGS:
                return _TAGS[key](inner)
        return {key: _load(v) for key, v in stored.items()}
    return stored
