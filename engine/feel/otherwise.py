"""Texts that read as FEEL and were meant in another language: there they say something, in FEEL always null."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel.expression import known_names
from engine.feel.grammar import parse_expression
from engine.feel.nodes import Call, Comparison, Filter, Literal, Name, Path

_CONSTANTS = frozenset({"True", "False", "None", "undefined", "this"})


def meant_otherwise(text: str, names: Iterable[str] = ()) -> bool:
    """Whether it calls methods (``a.b(c)``), counts from zero (``a[0]``), names keys (``a["b"]``), chains comparisons
    (``a < b < c``) or names other constants.

    Of ``a // b == c`` FEEL would read ``a`` alone.
    """
    if "//" in text and "==" in text:
        return True
    return any(_otherwise(part) for part in _parts(parse_expression(text, known_names(names))))


def _otherwise(part: Any) -> bool:
    match part:
        case Call(function=Path()):
            return True
        case Filter(condition=Literal(value=value)):
            return isinstance(value, str) or value == 0
        case Comparison(left=Comparison()):
            return True
        case Name(name=name):
            return name in _CONSTANTS
    return False


def _parts(node: Any) -> Iterator[Any]:
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple | list):
            todo.extend(part)
        elif is_dataclass(part):
            yield part
            todo.extend(getattr(part, field.name) for field in fields(part))
