"""Comparison, logic and arithmetic (DMN 1.5, 10.3.2.12 and 10.3.4)."""

from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel import nodes as n
from engine.feel.arithmetic import calculate, negate
from engine.feel.budget import Run, weight
from engine.feel.compare import equal, order
from engine.feel.compiling.compiler import Code, Compiler, Frame, compiles
from engine.feel.numbers import CONTEXT, NumberError
from engine.feel.types import NULL, Type, type_of
from engine.feel.values import Value, kind_of

OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge}
PLAIN = (CONTEXT.add, CONTEXT.subtract, CONTEXT.multiply)
FAST = dict(zip("+-*", PLAIN, strict=True))


def compared(run: Run, operator: str, a: Value, b: Value) -> bool | None:
    """``a operator b`` of any kinds; None with a warning when they cannot be compared."""
    if operator in OPERATORS:
        result = order(operator, a, b) if a is not None and b is not None else None
    else:
        result = equal(a, b, run.spend)
        if result is not None and operator == "!=":
            result = not result
    if result is None and a is not None and b is not None:
        run.warn(f"{kind_of(a)} 与 {kind_of(b)} 不能比较", f"{kind_of(a)} and {kind_of(b)} cannot be compared")
    return result


@compiles(n.Comparison)
def _comparison(compiler: Compiler, node: n.Comparison) -> Code:
    if isinstance(node.right, n.Literal):
        return _compared_with_constant(compiler, node.operator, node.left, node.right.value)
    left, right = compiler.code(node.left), compiler.code(node.right)
    operator = node.operator
    if operator not in OPERATORS:
        return lambda s: compared(s[0], operator, left(s), right(s))
    compare = OPERATORS[operator]

    def run(s: Frame) -> Value:
        a, b = left(s), right(s)
        if type(a) is Decimal and type(b) is Decimal:
            return compare(a, b)
        return compared(s[0], operator, a, b)

    return run


def _compared_with_constant(compiler: Compiler, operator: str, left_node: n.Node, constant: Value) -> Code:
    cls = type(constant)
    if cls is bool and operator in ("=", "!="):
        return _compared_with_truth(compiler.code(left_node), operator, constant is (operator == "="))
    if cls not in (Decimal, str):
        left = compiler.code(left_node)
        return lambda s: compared(s[0], operator, left(s), constant)
    compare: Any = OPERATORS.get(operator) or (Decimal.__eq__ if cls is Decimal else str.__eq__)
    if operator == "!=":
        compare = Decimal.__ne__ if cls is Decimal else str.__ne__
    slot = compiler.slot_of(left_node)
    if slot is not None:

        def of_name(s: Frame) -> Value:
            a = s[slot]
            return compare(a, constant) if type(a) is cls else compared(s[0], operator, a, constant)

        return of_name
    left = compiler.code(left_node)

    def run(s: Frame) -> Value:
        a = left(s)
        return compare(a, constant) if type(a) is cls else compared(s[0], operator, a, constant)

    return run


def _compared_with_truth(left: Code, operator: str, holds: bool) -> Code:
    """``x = true`` and its like; ``holds`` is the truth value of x for which it is true."""

    def run(s: Frame) -> Value:
        a = left(s)
        return a is holds if type(a) is bool else compared(s[0], operator, a, holds is (operator == "="))

    return run


@compiles(n.Between)
def _between(compiler: Compiler, node: n.Between) -> Code:
    value, low, high = compiler.code(node.value), compiler.code(node.low), compiler.code(node.high)

    def run(s: Frame) -> Value:
        v = value(s)
        above, below = compared(s[0], ">=", v, low(s)), compared(s[0], "<=", v, high(s))
        if above is False or below is False:
            return None if above is None or below is None else False
        return None if above is None or below is None else True

    return run


@compiles(n.Logic)
def _logic(compiler: Compiler, node: n.Logic) -> Code:
    codes = tuple(compiler.code(item) for item in node.items)
    # Three values (table 50): the one that decides ends it; what is neither true nor false makes it null.
    decides = node.operator == "or"
    if len(codes) == 2:
        return _logic_of_two(codes[0], codes[1], decides)

    def run(s: Frame) -> Value:
        result: bool | None = not decides
        for code in codes:
            value = code(s)
            if value is decides:
                return decides
            if type(value) is not bool:
                result = None
        return result

    return run


def _logic_of_two(first: Code, second: Code, decides: bool) -> Code:
    rest = not decides

    def run(s: Frame) -> Value:
        a = first(s)
        if a is decides:
            return decides
        b = second(s)
        if b is decides:
            return decides
        return rest if a is rest and b is rest else None

    return run


@compiles(n.Arithmetic)
def _arithmetic(compiler: Compiler, node: n.Arithmetic) -> Code:
    left, right, operator = compiler.code(node.left), compiler.code(node.right), node.operator
    fast = FAST.get(operator)
    if fast is None:
        return lambda s: calculate(s[0], operator, left(s), right(s))

    def run(s: Frame) -> Value:
        a, b = left(s), right(s)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return fast(a, b)
            except NumberError:
                pass
        return calculate(s[0], operator, a, b)

    return run


@compiles(n.Negation)
def _negation(compiler: Compiler, node: n.Negation) -> Code:
    value = compiler.code(node.value)
    return lambda s: negate(s[0], value(s))


@compiles(n.InstanceOf)
def _instance_of(compiler: Compiler, node: n.InstanceOf) -> Code:
    value = compiler.code(node.value)
    wanted = type_of(node.type, compiler.resolve, compiler.source)
    return lambda s: is_instance(s[0], value(s), wanted)


def is_instance(run: Run, value: Value, wanted: Type) -> bool:
    """``value instance of wanted``: null is an instance of Null alone."""
    if value is None:
        return wanted == NULL
    run.spend(weight(value))
    return wanted.holds(value)
