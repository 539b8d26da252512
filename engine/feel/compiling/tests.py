"""Tests of a value: in a table's cell and after `in` (DMN 1.5, 10.3.1.2 rules 7 to 17, tables 51 and 52)."""

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from operator import ge, gt, le, lt

from engine.feel import nodes as n
from engine.feel.budget import Run
from engine.feel.compare import equal, includes, order
from engine.feel.compiling.compiler import Code, Compiler, Frame, Locals, compiles
from engine.feel.compiling.operators import compared
from engine.feel.values import Range, Value, kind_of

Test = Callable[[Value, Frame], bool | None]
INPUT = "?"


@compiles(n.In)
def _in(compiler: Compiler, node: n.In) -> Code:
    value = compiler.code(node.value)
    slot = compiler.new_slot()
    tests = [compile_test(compiler, t, slot) for t in node.tests]
    if len(tests) == 1:
        only = tests[0]
        return lambda s: only(value(s), s)

    def run(s: Frame) -> Value:
        return any_of(tests, value(s), s)

    return run


def any_of(tests: list[Test], value: Value, s: Frame) -> bool | None:
    """Whether one of the tests is passed; None when none is but one has no answer."""
    result: bool | None = False
    for test in tests:
        passed = test(value, s)
        if passed is True:
            return True
        if passed is None:
            result = None
    return result


def compile_test(compiler: Compiler, node: n.Node, slot: int) -> Test:
    """One test of a value; ``slot`` is where the tests find ``?``."""
    if isinstance(node, n.UnaryComparison):
        return _comparison_test(compiler, node)
    if isinstance(node, n.Literal):
        return _equality_test(node.value)
    if isinstance(node, n.RangeOf):
        fixed = _constant_range(node)
        if fixed is not None:
            return _range_test(fixed)
    code = compiler.within(Locals({INPUT: slot}), node)
    if mentions(node, INPUT):
        return _condition_test(code, slot)

    def test(value: Value, s: Frame) -> bool | None:
        s[slot] = value
        return is_member(s[0], value, code(s))

    return test


def _condition_test(code: Code, slot: int) -> Test:
    def test(value: Value, s: Frame) -> bool | None:
        s[slot] = value
        result = code(s)
        return result if type(result) is bool else is_member(s[0], value, result) if result is not None else None

    return test


def mentions(tree: object, name: str) -> bool:
    """Whether a name stands anywhere in a tree."""
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, n.Name) and part.name == name:
            return True
        if isinstance(part, tuple):
            stack.extend(part)
        elif isinstance(part, n.Node | n.Iteration) and not isinstance(part, n.Literal):
            stack.extend(getattr(part, f.name) for f in fields(part))
    return False


def is_member(run: Run, value: Value, found: Value) -> bool | None:
    """``value in found``: in a range, in a list (or in a range of it), or equal."""
    cls = type(found)
    if cls is Range:
        return includes(found, value)
    if cls is list:
        run.spend(len(found))
        if any(includes(item, value) if type(item) is Range else equal(value, item, run.spend) for item in found):
            return True
        return bool(type(value) is list and equal(value, found, run.spend))
    if found is True and type(value) is not bool:
        return True
    return equal(value, found, run.spend)


def _equality_test(constant: Value) -> Test:
    cls = type(constant)
    if cls is Decimal or cls is str:
        return lambda v, s: v == constant if type(v) is cls else equal(v, constant, s[0].spend)
    if constant is True:
        return lambda v, s: v is True
    return lambda v, s: equal(v, constant, s[0].spend)


def _comparison_test(compiler: Compiler, node: n.UnaryComparison) -> Test:
    operator = node.operator
    if isinstance(node.end, n.Literal) and type(node.end.value) is Decimal and operator in ORDER:
        constant, compare = node.end.value, ORDER[operator]
        return lambda v, s: compare(v, constant) if type(v) is Decimal else compared(s[0], operator, v, constant)
    end = compiler.code(node.end)
    return lambda v, s: compared(s[0], operator, v, end(s))


ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _constant_range(node: n.RangeOf) -> Range | None:
    if isinstance(node.low, n.Literal) and isinstance(node.high, n.Literal):
        return make_range(node.low.value, node.high.value, node.low_closed, node.high_closed)
    return None


def make_range(low: Value, high: Value, low_closed: bool, high_closed: bool) -> Range | None:
    """The range between two ends of one kind, or None. An end of null is open."""
    if low is not None and high is not None and order("<=", low, high) is None:
        return None
    if low is None and high is None:
        return None
    if kind_of(low if low is not None else high) in ("list", "context", "boolean", "function", "range"):
        return None
    return Range(low, high, low_closed, high_closed)


def _range_test(span: Range) -> Test:
    low, high = span.low, span.high
    if type(low) is not Decimal or type(high) is not Decimal:
        return lambda v, s: includes(span, v)
    if span.low_closed and span.high_closed:
        return lambda v, s: low <= v <= high if type(v) is Decimal else includes(span, v)
    if span.low_closed:
        return lambda v, s: low <= v < high if type(v) is Decimal else includes(span, v)
    if span.high_closed:
        return lambda v, s: low < v <= high if type(v) is Decimal else includes(span, v)
    return lambda v, s: low < v < high if type(v) is Decimal else includes(span, v)


def compile_tests(compiler: Compiler, node: n.UnaryTests, slot: int) -> Test | None:
    """All tests of a cell as one, or None for a cell that everything passes."""
    if not node.tests:
        return None
    tests = [compile_test(compiler, t, slot) for t in node.tests]
    if node.negated:

        def negated(value: Value, s: Frame) -> bool | None:
            passed = any_of(tests, value, s)
            return None if passed is None else not passed

        return negated
    if len(tests) == 1:
        return tests[0]
    return lambda v, s: any_of(tests, v, s)
