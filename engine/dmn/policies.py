"""What several rows amount to (DMN 1.5, 8.2.8, 8.2.9)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.compare import equal
from engine.feel.compiling.compiler import Code, Frame
from engine.feel.compiling.tests import Test
from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Output:
    """A column of conclusions: its default, and its allowed values in the order of their priority."""

    name: str
    default: Code | None
    ranks: tuple[Test, ...]


def all_equal(values: list[Value]) -> bool:
    """Whether all conclusions agree."""
    return all(value is None if values[0] is None else equal(value, values[0]) for value in values[1:])


def combine(policy: str, aggregation: str, values: list[Value], outputs: list[Output], s: Frame) -> Value:
    """The value of a table whose rows with these conclusions apply; there is at least one."""
    if policy == "ANY":
        return values[0]
    if policy in ("PRIORITY", "OUTPUT ORDER"):
        ordered = sorted(values, key=_rank_of(outputs, s))
        return ordered[0] if policy == "PRIORITY" else ordered
    if policy == "COLLECT" and aggregation:
        return aggregate(aggregation, values, s)
    return values


def _rank_of(outputs: list[Output], s: Frame) -> Callable[[Value], Any]:
    """Place in the list of output values, the first column first; what is not listed comes last."""

    def place(ranks: tuple[Test, ...], value: Value) -> int:
        return next((i for i, test in enumerate(ranks) if test(value, s) is True), len(ranks))

    def key(value: Value) -> tuple[int, ...]:
        if len(outputs) == 1:
            return (place(outputs[0].ranks, value),)
        return tuple(place(o.ranks, value.get(o.name)) for o in outputs if o.ranks)

    return key


def aggregate(how: str, values: list[Value], s: Frame) -> Value:
    """SUM, MIN, MAX or COUNT of the conclusions."""
    if how == "COUNT":
        return Decimal(len(values))
    return BUILTINS[how.lower()].call_safely(s[0], [values])
