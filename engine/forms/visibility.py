"""Which fields a person is asked, given the other answers."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from engine.errors import ExpressionError, FormRefused
from engine.feel import Env, Expression, compile_feel
from engine.forms.model import Field, Form
from engine.text import Text


@lru_cache(maxsize=2000)
def compiled(text: str) -> Any:
    """The FEEL expression; a leading ``=`` is allowed. Raises ExpressionError."""
    return compile_feel(text.strip().removeprefix("=").strip())


def check_order(form: Form) -> None:
    """Refuse a form in which fields decide each other's visibility in a circle."""
    in_order(form.name, form.fields)
    for field in form.fields:
        in_order(form.name, field.fields)


def in_order(form: str, fields: Iterable[Field]) -> list[Field]:
    """The fields, each after those that its condition reads."""
    todo = {field.name: field for field in fields}
    done: dict[str, Field] = {}
    while todo:
        ready = [field for field in todo.values() if not (_reads(field) & set(todo)) - {field.name}]
        if not ready or any(field.name in _reads(field) for field in ready):
            text = Text(
                f"表单 {form}：这些字段的显示条件互相依赖：{'、'.join(todo)}",
                f"Form {form}: these fields decide each other's visibility in a circle: {', '.join(todo)}",
            )
            raise FormRefused(text, element=next(iter(todo)))
        for field in ready:
            done[field.name] = todo.pop(field.name)
    return list(done.values())


def _reads(field: Field) -> set[str]:
    names = set(field.visibility.names) if field.visibility is not None else set()
    for child in field.fields:
        names |= _reads(child) - {inner.name for inner in field.fields}
    return names


def is_visible(field: Field, values: Mapping[str, Any], env: Env, otherwise: bool = False) -> bool:
    """A condition that is not true (null included) hides the field."""
    if field.visibility is None:
        return True
    names = dict.fromkeys(field.visibility.names)
    try:
        return field.visibility({**names, **values}, env) is True
    except ExpressionError:
        return otherwise


def asked_by(field: Field) -> list[Expression]:
    """The FEEL of a field: when it is shown, and its limits."""
    limits = [compiled(limit) for limit in (field.min, field.max) if isinstance(limit, str) and limit.startswith("=")]
    return [field.visibility, *limits] if field.visibility is not None else limits
