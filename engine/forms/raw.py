"""The flat keys of an HTML form <-> nested raw answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.forms.model import Field, Form, Raw

_DEEPEST = 5


def nest(form: Form, items: Iterable[tuple[str, Any]]) -> Raw:
    answers: Raw = {}
    for key, value in items:
        if not key.startswith("_") and key != "csrf_token":
            _put(answers, key.split(".", _DEEPEST), value)
    return {name: _listed(_find(form.fields, name), answer) for name, answer in answers.items()}


def flatten(raw: Mapping[str, Any]) -> dict[str, Any]:
    """``rows.0.name`` keys for nested answers; lists of plain answers and files stay whole."""
    flat: dict[str, Any] = {}
    _flatten("", raw, flat)
    return flat


def _flatten(prefix: str, answer: Any, flat: dict[str, Any]) -> None:
    if isinstance(answer, Mapping) and "sha256" not in answer:
        for name, part in answer.items():
            _flatten(f"{prefix}.{name}" if prefix else str(name), part, flat)
    elif isinstance(answer, list) and any(isinstance(part, Mapping) for part in answer):
        for index, part in enumerate(answer):
            _flatten(f"{prefix}.{index}", part, flat)
    else:
        flat[prefix] = answer


def _find(fields: Iterable[Field], name: str) -> Field | None:
    return next((field for field in fields if field.name == name), None)


def _put(answers: dict[str, Any], path: list[str], value: Any) -> None:
    head, *rest = path
    if not rest:
        if head not in answers:
            answers[head] = value
        elif isinstance(answers[head], list):
            answers[head].append(value)
        else:  # the same key again: a set of tick boxes
            answers[head] = [answers[head], value]
        return
    inner = answers.get(head)
    if not isinstance(inner, dict):
        inner = {} if inner is None else {"": inner}
        answers[head] = inner
    _put(inner, rest, value)


def _listed(field: Field | None, answer: Any) -> Any:
    """Rows come numbered and become a list; one ticked box is a list of one."""
    if field is None:
        return answer
    if field.widget == "choices":
        parts = answer if isinstance(answer, list) else [answer]
        return [part for part in parts if part != ""]
    if field.widget == "rows" and isinstance(answer, dict) and all(key.isascii() and key.isdecimal() for key in answer):
        rows = [answer[key] for key in sorted(answer, key=lambda key: (len(key.lstrip("0")), key.lstrip("0")))]
        return [_row(field, row) for row in rows]
    if field.fields and isinstance(answer, dict):
        return {name: _listed(_find(field.fields, name), part) for name, part in answer.items()}
    return answer


def _row(field: Field, row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: _listed(_find(field.fields, name), part) for name, part in row.items()}
