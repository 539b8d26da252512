"""Literals, names, lists, contexts, ranges, paths and filters."""

from decimal import Decimal

from engine.feel import nodes as n
from engine.feel.budget import Run, check_list
from engine.feel.builtins import BUILTINS
from engine.feel.compiling.compiler import Code, Compiler, Frame, ItemScope, Locals, compiles, read_slot
from engine.feel.compiling.functions import compile_function
from engine.feel.compiling.tests import make_range
from engine.feel.properties import property_of
from engine.feel.values import Range, Value


@compiles(n.Literal)
def _literal(_compiler: Compiler, node: n.Literal) -> Code:
    value = node.value
    return lambda s: value


@compiles(n.Name)
def _name(compiler: Compiler, node: n.Name) -> Code:
    name = node.name
    slot, items = compiler.local_slot(name)
    if slot is not None:
        code = read_slot(slot)
    elif compiler.is_builtin(name):
        builtin = BUILTINS[name]
        code = lambda s: builtin  # noqa: E731
    else:
        if not items:
            compiler.certain.add(name)
        code = read_slot(compiler.free_slot(name))
    for item in reversed(items):
        code = _item_or(code, item, name)
    return code


def _item_or(outer: Code, slot: int, name: str) -> Code:
    """A name inside a filter: the item's entry if it has one, `item` itself, else what it means outside."""
    if name == "item":

        def item(s: Frame) -> Value:
            value = s[slot]
            return value[name] if type(value) is dict and name in value else value

        return item

    def run(s: Frame) -> Value:
        value = s[slot]
        return value[name] if type(value) is dict and name in value else outer(s)

    return run


@compiles(n.ListOf)
def _list(compiler: Compiler, node: n.ListOf) -> Code:
    codes = tuple(compiler.code(item) for item in node.items)
    return lambda s: [code(s) for code in codes]


@compiles(n.ContextOf)
def _context(compiler: Compiler, node: n.ContextOf) -> Code:
    scope = Locals({})
    compiler.scopes.append(scope)
    entries: list[tuple[str, int, Code]] = []
    for key, value in node.entries:
        slot = compiler.new_slot()
        if isinstance(value, n.FunctionOf):
            scope.slots[key] = slot  # a function may call itself by its key
            entries.append((key, slot, compile_function(compiler, value, slot)))
        else:
            entries.append((key, slot, compiler.code(value)))
            scope.slots[key] = slot
    compiler.scopes.pop()
    if len({key for key, _ in node.entries}) < len(node.entries):
        return _null("上下文中有重复的键", "a context has the same key twice")

    def run(s: Frame) -> Value:
        result = {}
        for key, slot, code in entries:
            result[key] = s[slot] = code(s)
        return result

    return run


def _null(zh: str, en: str) -> Code:
    def run(s: Frame) -> Value:
        s[0].warn(zh, en)

    return run


@compiles(n.RangeOf)
def _range(compiler: Compiler, node: n.RangeOf) -> Code:
    low, high = compiler.code(node.low), compiler.code(node.high)

    def run(s: Frame) -> Value:
        span = make_range(low(s), high(s), node.low_closed, node.high_closed)
        if span is None:
            s[0].warn("区间两端不能比较", "the ends of a range cannot be compared")
        return span

    return run


@compiles(n.UnaryComparison)
def _unary_range(compiler: Compiler, node: n.UnaryComparison) -> Code:
    operator, code = node.operator, compiler.code(node.end)

    def run(s: Frame) -> Value:
        end = code(s)
        if operator in ("=", "!="):
            return Range(end, end, operator == "=", operator == "=", operator)
        if end is None:
            return None
        if operator in ("<", "<="):
            return Range(None, end, False, operator == "<=", operator)
        return Range(end, None, operator == ">=", False, operator)

    return run


@compiles(n.Path)
def _path(compiler: Compiler, node: n.Path) -> Code:
    base, name = compiler.code(node.base), node.name

    def run(s: Frame) -> Value:
        value = base(s)
        if type(value) is dict and name in value:
            return value[name]
        return property_of(s[0], value, name)

    return run


@compiles(n.Filter)
def _filter(compiler: Compiler, node: n.Filter) -> Code:
    base = compiler.code(node.base)
    if isinstance(node.condition, n.Literal) and type(node.condition.value) is Decimal:
        index = node.condition.value
        return lambda s: at_index(s[0], base(s), index)
    slot = compiler.new_slot()
    condition = compiler.within(ItemScope(slot), node.condition)
    return lambda s: select(s, base(s), slot, condition)


def at_index(run: Run, value: Value, index: Decimal) -> Value:
    """``value[index]``, counted from 1, from the end when negative; None beyond the ends (10.3.2.5)."""
    items = value if type(value) is list else [value]
    number = int(index) if abs(index) < 10**12 else 0
    if number == index and 0 < abs(number) <= len(items):
        return items[number - 1 if number > 0 else number]
    run.warn(f"列表没有第 {index} 项", f"the list has no item {index}")
    return None


def select(s: Frame, value: Value, slot: int, condition: Code) -> Value:
    """The items for which the condition holds, each put into ``slot``; the item at a number the condition gives."""
    run: Run = s[0]
    items = value if type(value) is list else [] if value is None else [value]
    run.spend(len(items))
    check_list(len(items))
    kept: list[Value] = []
    for place, item in enumerate(items):
        s[slot] = item
        keep = condition(s)
        if keep is True:
            kept.append(item)
        elif place == 0 and type(keep) is Decimal:
            return at_index(run, items, keep)
    if not items:
        s[slot] = None
        keep = condition(s)
        if type(keep) is Decimal:
            return None
    return kept
