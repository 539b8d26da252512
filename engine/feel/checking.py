"""What can be said of an expression before it runs, from the types of the names it reads.

``check(text, {"金额": NUMBER, …})`` finds comparisons that can never hold, operations without meaning, fields that do
not exist and options that nobody can choose. Where a type is not known nothing is said.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel.arithmetic import OPERATIONS
from engine.feel.budget import Env, Run
from engine.feel.display import text_of
from engine.feel.errors import FeelError, NoValue, error_at
from engine.feel.expression import compile_feel, known_names
from engine.feel.grammar import parse_expression
from engine.feel.properties import PROPERTIES
from engine.feel.types import ANY, NAMED, ContextType, ListType, RangeType, Restricted, Simple, Type, type_of
from engine.feel.values import CalendarDays, Value, WorkingDays, YearsMonths, kind_of
from engine.text import Text

NUMBER, STRING, BOOLEAN, DATE = (Simple(kind) for kind in ("number", "string", "boolean", "date"))
Types = Mapping[str, Type]
SAMPLES: dict[str, Value] = {
    "number": Decimal(2), "string": "a", "date": date(2025, 1, 1), "time": time(1),
    "date and time": datetime(2025, 1, 1),
    "days and time duration": timedelta(1), "years and months duration": YearsMonths(1),
    "calendar days": CalendarDays(1), "working days": WorkingDays(1),
}  # fmt: skip
RESULTS: dict[str, Type] = {
    **dict.fromkeys(
        ("count", "string length", "abs", "floor", "ceiling", "decimal", "modulo", "sqrt", "round half up", "round up",
         "round down", "round half down", "number", "day of year", "week of year", "mean", "median"), NUMBER),
    **dict.fromkeys(
        ("string", "upper case", "lower case", "substring", "substring before", "substring after", "replace",
         "string join", "day of week", "month of year"), STRING),
    **dict.fromkeys(("contains", "starts with", "ends with", "matches", "list contains", "not", "all", "any", "odd",
                     "even", "is", "is defined", "before", "after", "includes", "during"), BOOLEAN),
    "today": DATE, "date": DATE, "now": NAMED["date and time"], "date and time": NAMED["date and time"],
    "time": NAMED["time"], "working days": Simple("working days"), "calendar days": Simple("calendar days"),
    "hours": NAMED["days and time duration"], "years and months duration": NAMED["years and months duration"],
    "split": ListType(STRING),
}  # fmt: skip


def options(base: Type, allowed: Iterable[Value], name: str = "") -> Type:
    """The type of a field whose values are among ``allowed``, for check()."""
    values = tuple(allowed)
    return Restricted(name or "、".join(map(text_of, values)), base, lambda value: value in values)


def check(text: str, types: Types, wanted: Type | None = None) -> list[FeelError]:
    """What is wrong with an expression whose names are of these types, each with its place; [] when nothing is.

    ``wanted`` is the type its value must have. Raises FeelError when the text is no FEEL at all.
    """
    names = tuple(types)
    compile_feel(text, names)
    checker = _Checker(text)
    tree = parse_expression(text, known_names(names))
    found = checker.type_of(tree, dict(types))
    if wanted is not None and found is not None and not _plain(found).conforms(wanted):
        zh, en = f"结果是{_said(found)}，应为{_said(wanted)}。", f"The result is {_said(found)}, not {_said(wanted)}."
        checker.report(tree, zh, en)
    return checker.errors


def _plain(found: Type) -> Type:
    return found.base if isinstance(found, Restricted) else found


def _kind(found: Type | None) -> str | None:
    if found is None:
        return None
    plain = _plain(found)
    if isinstance(plain, Simple):
        return plain.kind
    names = {ListType: "list", ContextType: "context", RangeType: "range"}
    return names.get(type(plain))


def _said(found: Type) -> str:
    return _kind(found) or "Any"


class _Checker:
    """Walks a tree, knowing the types of the names in scope."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.errors: list[FeelError] = []

    def report(self, node: n.Node, zh: str, en: str, mend: Text | None = None) -> None:
        """Note an error at a node."""
        self.errors.append(error_at(self.source, max(node.at, 0), zh, en, mend))

    def type_of(self, node: n.Node, scope: Types) -> Type | None:
        """The type of a node's value, None when it is not known."""
        handler = _HANDLERS.get(type(node))
        return handler(self, node, scope) if handler is not None else None

    def literal(self, node: n.Literal, _scope: Types) -> Type | None:
        return None if node.value is None else Simple(kind_of(node.value))

    def name(self, node: n.Name, scope: Types) -> Type | None:
        return scope.get(node.name)

    def comparison(self, node: n.Comparison, scope: Types) -> Type:
        left, right = self.type_of(node.left, scope), self.type_of(node.right, scope)
        self._comparable(node, left, right)
        self._choosable(node.right, left)
        self._choosable(node.left, right)
        ordered = node.operator not in ("=", "!=")
        for side in (left, right) if ordered else ():
            kind = _kind(side)
            if kind in ("boolean", "list", "context"):
                self.report(node, f"{kind} 没有大小之分。", f"A {kind} is neither less nor greater.")
        return BOOLEAN

    def _comparable(self, node: n.Node, left: Type | None, right: Type | None) -> None:
        a, b = _kind(left), _kind(right)
        if a and b and a != b:
            mend = None
            if {a, b} == {"number", "string"}:
                mend = Text("数字不加引号。", "Write numbers without quotes.")
            self.report(node, f"{a} 与 {b} 比较，永远不会成立。", f"{a} is compared with {b}, which never holds.", mend)

    def _choosable(self, node: n.Node, of: Type | None) -> None:
        if not isinstance(of, Restricted) or not isinstance(node, n.Literal) or type(node.value) is not str:
            return
        if not of.allows(node.value):
            zh = f"“{node.value}”不在可选值中：{of.name}。"
            self.report(node, zh, f"{node.value!r} is not among the options {of.name}.")

    def between(self, node: n.Between, scope: Types) -> Type:
        value = self.type_of(node.value, scope)
        for end in (node.low, node.high):
            self._comparable(node, value, self.type_of(end, scope))
        return BOOLEAN

    def contained(self, node: n.In, scope: Types) -> Type:
        value = self.type_of(node.value, scope)
        for test in node.tests:
            for part in _compared_parts(test):
                self._comparable(part, value, self.type_of(part, scope))
                self._choosable(part, value)
        return BOOLEAN

    def logic(self, node: n.Logic, scope: Types) -> Type:
        for item in node.items:
            kind = _kind(self.type_of(item, scope))
            if kind and kind != "boolean":
                self.report(item, f"{kind} 不是真假值。", f"A {kind} is neither true nor false.")
        return BOOLEAN

    def arithmetic(self, node: n.Arithmetic, scope: Types) -> Type | None:
        a, b = _kind(self.type_of(node.left, scope)), _kind(self.type_of(node.right, scope))
        if not a or not b:
            return None
        operation = OPERATIONS.get((a, node.operator, b))
        if operation is None:
            said = f"{a} {node.operator} {b}"
            self.report(node, f"{said} 没有意义。", f"{said} has no meaning.")
            return None
        if "working days" in (a, b) and a != b:
            return Simple(a if b == "working days" else b) if "number" not in (a, b) else Simple("working days")
        try:
            return Simple(kind_of(operation(Run(Env()), SAMPLES[a], SAMPLES[b])))
        except (NoValue, KeyError):
            return None

    def negation(self, node: n.Negation, scope: Types) -> Type | None:
        return self.type_of(node.value, scope)

    def path(self, node: n.Path, scope: Types) -> Type | None:
        base = self.type_of(node.base, scope)
        plain = _plain(base) if base else None
        if isinstance(plain, ListType):
            inner = self._field(node, plain.of)
            return ListType(inner or ANY)
        return self._field(node, plain) if plain else None

    def _field(self, node: n.Path, base: Type) -> Type | None:
        plain = _plain(base)
        if isinstance(plain, ContextType) and plain.fields:
            if node.name in plain.fields:
                return plain.fields[node.name]
            known = "、".join(plain.fields)
            self.report(
                node, f"没有字段“{node.name}”，只有：{known}。", f"There is no field {node.name!r}, only {known}."
            )
        elif isinstance(plain, Simple) and (plain.kind, node.name) not in PROPERTIES:
            self.report(node, f"{plain.kind} 没有属性“{node.name}”。", f"A {plain.kind} has no property {node.name!r}.")
        return None

    def chosen(self, node: n.If, scope: Types) -> Type | None:
        self.logic(n.Logic(node.at, "and", (node.condition,)), scope)
        yes, no = self.type_of(node.yes, scope), self.type_of(node.no, scope)
        return yes if yes == no else None

    def listed(self, node: n.ListOf, scope: Types) -> Type:
        kinds = [self.type_of(item, scope) for item in node.items]
        same = kinds and all(kind == kinds[0] for kind in kinds)
        return ListType(kinds[0] or ANY) if same else ListType(ANY)

    def ranged(self, node: n.RangeOf, scope: Types) -> Type:
        low, high = self.type_of(node.low, scope), self.type_of(node.high, scope)
        self._comparable(node, low, high)
        return RangeType(low or high or ANY)

    def context(self, node: n.ContextOf, scope: Types) -> Type:
        fields: dict[str, Type] = {}
        for key, value in node.entries:
            fields[key] = self.type_of(value, {**scope, **fields}) or ANY
        return ContextType(fields)

    def filtered(self, node: n.Filter, scope: Types) -> Type | None:
        base = self.type_of(node.base, scope)
        item = _item(base)
        inner = {**scope, "item": item or ANY}
        if isinstance(item, ContextType):
            inner |= item.fields
        elif item is None:
            inner = {}  # any name may be a field of the items
        condition = _kind(self.type_of(node.condition, inner))
        if item is None:
            return None
        return item if condition == "number" else ListType(item) if condition == "boolean" else None

    def quantified(self, node: n.Quantified, scope: Types) -> Type:
        self.logic(n.Logic(node.at, "and", (node.condition,)), self._bound(node.iterations, scope))
        return BOOLEAN

    def iterated(self, node: n.For, scope: Types) -> Type:
        return ListType(self.type_of(node.body, self._bound(node.iterations, scope)) or ANY)

    def _bound(self, iterations: tuple[n.Iteration, ...], scope: Types) -> Types:
        inner = dict(scope)
        for iteration in iterations:
            domain = self.type_of(iteration.domain, inner)
            inner[iteration.name] = (domain if iteration.last else _item(domain)) or ANY
        return inner

    def called(self, node: n.Call, scope: Types) -> Type | None:
        for arg in node.args:
            self.type_of(arg, scope)
        return RESULTS.get(node.function.name) if isinstance(node.function, n.Name) else None

    def instance(self, node: n.InstanceOf, scope: Types) -> Type:
        self.type_of(node.value, scope)
        type_of(node.type, NAMED.get, self.source)
        return BOOLEAN


def _item(base: Type | None) -> Type | None:
    plain = _plain(base) if base else None
    if isinstance(plain, ListType | RangeType):
        return None if plain.of == ANY else _plain(plain.of) if isinstance(plain.of, ContextType) else plain.of
    return plain


def _compared_parts(test: n.Node) -> list[n.Node]:
    """What a value is compared with in a test."""
    if isinstance(test, n.RangeOf):
        return [test.low, test.high]
    if isinstance(test, n.UnaryComparison):
        return [test.end]
    if isinstance(test, n.ListOf):
        return [part for item in test.items for part in _compared_parts(item)]
    return [test] if isinstance(test, n.Literal) else []


_HANDLERS: dict[type[n.Node], Callable[[_Checker, Any, Types], Type | None]] = {
    n.Literal: _Checker.literal,
    n.Name: _Checker.name,
    n.Comparison: _Checker.comparison,
    n.Between: _Checker.between,
    n.In: _Checker.contained,
    n.Logic: _Checker.logic,
    n.Arithmetic: _Checker.arithmetic,
    n.Negation: _Checker.negation,
    n.Path: _Checker.path,
    n.If: _Checker.chosen,
    n.ListOf: _Checker.listed,
    n.RangeOf: _Checker.ranged,
    n.ContextOf: _Checker.context,
    n.Filter: _Checker.filtered,
    n.Quantified: _Checker.quantified,
    n.For: _Checker.iterated,
    n.Call: _Checker.called,
    n.InstanceOf: _Checker.instance,
}
