from datetime import UTC, datetime
from typing import Any

import pytest

from engine.feel import Env
from engine.forms import Form, read_form


@pytest.fixture
def env() -> Env:
    return Env(now=datetime(2026, 11, 20, 6, 35, tzinfo=UTC), calendar=None)


@pytest.fixture
def form_of():
    """A form of one or a few fields: form_of({"a": {...}}, required=["a"], a={"widget": ...})."""

    def build(properties: dict[str, Any], required: tuple[str, ...] = (), **settings: dict[str, Any]) -> Form:
        schema = {"type": "object", "title": "试", "properties": properties, "required": list(required)}
        return read_form("try", schema, {"fields": settings})

    return build
