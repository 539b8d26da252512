"""Typed values -> what a form shows."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine.forms.model import Field, Raw


def to_raw(fields: Iterable[Field], values: Mapping[str, Any]) -> Raw:
    return {
        field.name: _shown(field, values[field.name])
        for field in fields
        if values.get(field.name) is not None and field.widget != "declaration"
    }


def _shown(field: Field, value: Any) -> Any:
    if field.widget == "rows":
        return [to_raw(field.fields, row) for row in value]
    if field.fields:
        return to_raw(field.fields, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
