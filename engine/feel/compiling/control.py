"""if, for, some and every (DMN 1.5, 10.3.2.14 and rules 44 to 46)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel.budget import MAX_LIST, Run, check_list
from engine.feel.compiling.compiler import Code, Compiler, Frame, Locals, compiles
from engine.feel.compiling.tests import mentions
from engine.feel.errors import NoValue
from engine.feel.numbers import whole
from engine.feel.temporal import from_ordinal, ordinal
from engine.feel.values import Range, Value, kind_of

Domains = list[tuple[int, Code, Code | None]]


@compiles(n.If)
def _if(compiler: Compiler, node: n.If) -> Code:
    condition, yes, no = compiler.code(node.condition), compiler.code(node.yes), compiler.code(node.no)
    return lambda s: yes(s) if condition(s) is True else no(s)


def _domains(compiler: Compiler, iterations: tuple[n.Iteration, ...]) -> Domains:
    """Each iteration's slot and domain; a domain sees the names before it. Leaves their scope open."""
    domains: Domains = []
    compiler.scopes.append(Locals({}))
    for iteration in iterations:
        first = compiler.code(iteration.domain)
        last = compiler.code(iteration.last) if iteration.last is not None else None
        domains.append((compiler.bind(iteration.name), first, last))
    return domains


@compiles(n.For)
def _for(compiler: Compiler, node: n.For) -> Code:
    domains = _domains(compiler, node.iterations)
    partial = compiler.bind("partial")
    sees_partial = mentions(node.body, "partial")
    body = compiler.code(node.body)
    compiler.scopes.pop()

    def run(s: Frame) -> Value:
        results: list[Value] = []
        try:
            for _ in walk(s, domains, 0):
                if sees_partial:
                    s[0].spend(1 + len(results) // 50)
                    s[partial] = results.copy()
                results.append(body(s))
        except NoValue as no:
            s[0].warn(no.text.zh, no.text.en)
            return None
        check_list(len(results))
        return results

    return run


@compiles(n.Quantified)
def _quantified(compiler: Compiler, node: n.Quantified) -> Code:
    domains = _domains(compiler, node.iterations)
    condition = compiler.code(node.condition)
    compiler.scopes.pop()
    decides = not node.every

    def run(s: Frame) -> Value:
        try:
            return quantify(s, domains, condition, decides)
        except NoValue as no:
            s[0].warn(no.text.zh, no.text.en)
            return None

    return run


def quantify(s: Frame, domains: Domains, condition: Code, decides: bool) -> bool | None:
    """The first condition that is ``decides`` ends it; a null leaves it open. Raises NoValue for no boolean."""
    result: bool | None = not decides
    for _ in walk(s, domains, 0):
        value: Value = condition(s)
        if value is None:
            result = None
        elif type(value) is not bool:
            raise NoValue("条件须为真或假", "the condition must be true or false")
        elif value == decides:
            return decides
    return result


def walk(s: Frame, domains: Domains, level: int) -> Iterator[None]:
    """Every combination of the domains' items, each put into its slot, the last domain fastest."""
    slot, first, last = domains[level]
    items = domain_items(s[0], first(s), last(s)) if last else list_items(s[0], first(s))
    inner = level + 1 < len(domains)
    for item in items:
        s[slot] = item
        if inner:
            yield from walk(s, domains, level + 1)
        else:
            yield


def list_items(run: Run, value: Value) -> list[Value]:
    """What is iterated over: a list, a range of whole numbers or dates, or a single value. Raises NoValue."""
    if type(value) is Range:
        return _range_items(run, value)
    if value is None:
        raise NoValue("不能遍历 null", "null cannot be iterated over")
    items = value if type(value) is list else [value]
    run.spend(len(items))
    return items


def _range_items(run: Run, span: Range) -> list[Value]:
    items = domain_items(run, span.low, span.high, descending=False)
    if not span.low_closed:
        items = items[1:]
    return items if span.high_closed else items[:-1]


def domain_items(run: Run, first: Value, last: Value, descending: bool = True) -> list[Value]:
    """The numbers or dates from ``first`` to ``last``. Raises NoValue for anything else, OverBudget for too many."""
    if type(first) is Decimal and type(last) is Decimal:
        low, high = whole(first), whole(last)
        make: Any = Decimal
    elif kind_of(first) == kind_of(last) == "date":
        low, high, make = ordinal(first), ordinal(last), from_ordinal
    else:
        raise NoValue("只能遍历整数或日期的区间", "only ranges of whole numbers or dates can be iterated over")
    if low is None or high is None:
        raise NoValue("区间的两端须为整数", "the ends of the range must be whole numbers")
    if low > high and not descending:
        raise NoValue("区间的起点大于终点", "the range begins after its end")
    size = abs(high - low) + 1
    check_list(min(size, MAX_LIST + 1))
    run.spend(size)
    return [make(i) for i in (range(low, high + 1) if low <= high else range(low, high - 1, -1))]
