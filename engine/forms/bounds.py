"""Limits of a number or date that the model gives in FEEL: what they are for one case."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.feel import Env
from engine.forms.model import Form
from engine.forms.visibility import compiled

Bound = Decimal | date | None


def worked_out(limit: object, values: Mapping[str, Any], env: Env) -> Bound:
    """A limit as a number or date; one that cannot be worked out, as what it reads is not there, limits nothing."""
    if isinstance(limit, str) and limit.startswith("="):
        expression = compiled(limit)
        found = expression({**dict.fromkeys(expression.names), **values}, env)
        return found.date() if isinstance(found, datetime) else found if isinstance(found, Decimal | date) else None
    if isinstance(limit, str):
        return date.fromisoformat(limit)
    return limit if isinstance(limit, Decimal) else None


def bounds(form: Form, known: Mapping[str, Any], env: Env) -> dict[str, tuple[Bound, Bound]]:
    """The least and the most of each field of the form that is limited by FEEL, as far as the case already tells."""
    found = {
        field.name: (worked_out(field.min, known, env), worked_out(field.max, known, env))
        for field in form.fields
        if _by_feel(field.min) or _by_feel(field.max)
    }
    return {name: limits for name, limits in found.items() if limits != (None, None)}


def _by_feel(limit: object) -> bool:
    return isinstance(limit, str) and limit.startswith("=")
