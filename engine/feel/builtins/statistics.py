"""Sums, means and their like (DMN 1.5, 10.3.4.4)."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from engine.feel.arithmetic import calculate
from engine.feel.budget import Run
from engine.feel.builtins.registry import builtin
from engine.feel.errors import NoValue
from engine.feel.numbers import CONTEXT
from engine.feel.values import Value, kind_of

List = list[Value]


def numbers_of(items: List) -> list[Decimal]:
    """The items when all are numbers. Raises NoValue."""
    if any(type(item) is not Decimal for item in items):
        raise NoValue("列表中有非数字的值", "an item is no number")
    return items


def _sum(run: Run, items: List) -> Value:
    if not items:
        return None
    if kind_of(items[0]) in ("days and time duration", "years and months duration"):
        total: Value = items[0]
        for item in items[1:]:
            total = calculate(run, "+", total, item)
        return total
    total = Decimal(0)
    for number in numbers_of(items):
        total = CONTEXT.add(total, number)
    return total


def _mean(run: Run, items: List) -> Value:
    return CONTEXT.divide(_sum(run, numbers_of(items)), Decimal(len(items))) if items else None


def _product(_run: Run, items: List) -> Value:
    if not items:
        return None
    total = Decimal(1)
    for number in numbers_of(items):
        total = CONTEXT.multiply(total, number)
    return total


def _median(_run: Run, items: List) -> Value:
    if not items:
        return None
    ordered, middle = sorted(numbers_of(items)), len(items) // 2
    if len(items) % 2:
        return ordered[middle]
    return CONTEXT.divide(CONTEXT.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def _stddev(run: Run, items: List) -> Value:
    if len(items) < 2:
        return None
    mean = _mean(run, items)
    squares = Decimal(0)
    for number in items:
        difference = CONTEXT.subtract(number, mean)
        squares = CONTEXT.add(squares, CONTEXT.multiply(difference, difference))
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(items) - 1)))


def _mode(_run: Run, items: List) -> Value:
    if not items:
        return []
    counts = Counter(numbers_of(items))
    most = max(counts.values())
    return sorted(number for number, times in counts.items() if times == most)


def _register(name: str, implementation: Callable[[Run, List], Value]) -> None:
    """Once for a list, once for the numbers themselves."""

    def spread(run: Run, *items: Value) -> Value:
        if not items:
            raise NoValue("缺少参数", "an argument is missing")
        return implementation(run, list(items))

    builtin(name, "list: list")(implementation)
    builtin(name, "*n: any")(spread)


for _name, _implementation in (
    ("sum", _sum), ("mean", _mean), ("product", _product), ("median", _median), ("stddev", _stddev), ("mode", _mode)
):  # fmt: skip
    _register(_name, _implementation)
