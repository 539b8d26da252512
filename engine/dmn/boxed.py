"""Boxed expressions -> closures (DMN 1.5, 8 and 10.2.2, 10.3.2.15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.dmn import tree as t
from engine.dmn.table import CompiledTable, compile_table
from engine.errors import EngineError, TableError
from engine.feel.budget import weight
from engine.feel.builtins.registry import Builtin
from engine.feel.compiling.compiler import Code, Compiler, Frame, ItemScope, Locals
from engine.feel.compiling.control import Domains, quantify, walk
from engine.feel.compiling.functions import call_function, external_function, function_code, named_arguments
from engine.feel.compiling.structures import select
from engine.feel.errors import FeelError, NoValue
from engine.feel.grammar import parse_expression
from engine.feel.known import KnownNames
from engine.feel.types import ANY, FunctionType, Misfit, Type, fit
from engine.feel.values import Value, kind_of
from engine.text import Text

R = TypeVar("R")


def _null_value(s: Frame) -> Value:
    return None


_null: Code = _null_value


class BoxedCompiler(Compiler):
    """Compiles one element of a model. When ``strict`` is false, a text that cannot be compiled gives null."""

    def __init__(
        self,
        variables: set[str],
        functions: set[str],
        known: KnownNames,
        find_type: Callable[[str], Type | None],
        allowed_text: Callable[[str], str],
        strict: bool,
    ) -> None:
        super().__init__(variables, find_type, functions)
        self.known = known
        self.allowed_text = allowed_text
        self.strict = strict
        self.problems: list[TableError] = []
        self.table: CompiledTable | None = None  # the last one compiled

    def boxed(self, box: t.Boxed | None) -> Code:
        """The closure of any boxed expression, its value made to fit its type."""
        if box is None:
            return _null
        code = _HANDLERS[type(box)](self, box)
        # The type of a function definition is that of what it gives, or of itself; its callers look after it.
        return code if isinstance(box, t.FunctionBox) else self.typed(code, box.type)

    def typed(self, code: Code, name: str) -> Code:
        """The closure whose value fits a type; what does not fit is null with a warning."""
        wanted = self.resolve(name)
        if wanted is None or wanted == ANY:
            return code

        def run(s: Frame) -> Value:
            return fitted(s, code(s), wanted, name)

        return run

    def text(self, text: str, where: str | Text) -> Code:
        """The closure of a FEEL text. Raises TableError when strict."""
        return self.attempt(lambda: self._text(text), _null, where, text)

    def _text(self, text: str) -> Code:
        if not text:
            return _null
        tree = parse_expression(text, self.known)
        self.source = text
        return self.code(tree)

    def attempt(self, work: Callable[[], R], otherwise: R, where: str | Text, text: str) -> R:
        """Compile; what is no FEEL raises TableError naming its place, or gives ``otherwise`` when not strict."""
        depth, scopes = self.depth, list(self.scopes)
        try:
            return work()
        except (FeelError, RecursionError) as problem:
            self.depth, self.scopes = depth, scopes
            said = problem.text if isinstance(problem, EngineError) else Text("嵌套过深。", "Nested too deeply.")
            here = where if isinstance(where, Text) else Text(where, where)
            error = TableError(Text(f"{here.zh}：“{text[:60]}”：{said.zh}", f"{here.en}: {text[:60]!r}: {said.en}"))
            error.source = text
            if self.strict:
                raise error from None
            self.problems.append(error)
            return otherwise


def fitted(s: Frame, value: Value, wanted: Type, name: str) -> Value:
    """The value as its type has it, or null with a warning."""
    try:
        s[0].spend(weight(value))
        return fit(value, wanted)
    except Misfit:
        s[0].warn(f"值不符合类型“{name}”", f"a value is not of type {name!r}")
        return None


def _literal(c: BoxedCompiler, box: t.Literal) -> Code:
    if box.language and "feel" not in box.language.lower():
        return c.attempt(lambda: _refuse_language(box), _null, box.where, box.text)
    return c.text(box.text, box.where)


def _refuse_language(box: t.Literal) -> Code:
    raise FeelError(Text(f"不支持语言“{box.language}”。", f"The language {box.language!r} is not supported."))


def _context(c: BoxedCompiler, box: t.Context) -> Code:
    scope = Locals({})
    c.scopes.append(scope)
    entries: list[tuple[str, int, Code]] = []
    for entry in box.entries:
        slot = c.new_slot()
        if isinstance(entry.value, t.FunctionBox):
            scope.slots[entry.name] = slot
            code = compile_function_box(c, entry.value, slot, c.resolve(entry.type))
        else:
            code = c.typed(c.boxed(entry.value), entry.type)
        entries.append((entry.name, slot, code))
        if entry.name:
            scope.slots[entry.name] = slot
    c.scopes.pop()

    def run(s: Frame) -> Value:
        result: dict[str, Value] = {}
        for name, slot, code in entries:
            s[slot] = value = code(s)
            if not name:
                return value
            result[name] = value
        return result

    return run


def compile_function_box(c: BoxedCompiler, box: t.FunctionBox, own_slot: int | None, declared: Type | None) -> Code:
    """The closure that makes the function; ``declared`` is the type of its variable: its own or its result's."""
    params = tuple(p.name for p in box.params)
    if box.kind.upper() != "FEEL":
        return external_function(params)
    for name in params:
        c.known.add(name)
    slots = [c.new_slot() for _ in params]
    c.scopes.append(Locals(dict(zip(params, slots, strict=True))))
    body = c.boxed(box.body)
    c.scopes.pop()
    types = tuple(c.resolve(p.type) for p in box.params)
    result = declared.result if isinstance(declared, FunctionType) else declared
    return function_code(params, types, slots, body, own_slot, None if result == ANY else result)


def _function(c: BoxedCompiler, box: t.FunctionBox) -> Code:
    return compile_function_box(c, box, None, None)


def _list(c: BoxedCompiler, box: t.ListBox) -> Code:
    codes = [c.boxed(item) for item in box.items]
    return lambda s: [code(s) for code in codes]


def _relation(c: BoxedCompiler, box: t.Relation) -> Code:
    rows = [[c.boxed(cell) for cell in row] for row in box.rows]
    columns = box.columns
    return lambda s: [{name: code(s) for name, code in zip(columns, row, strict=False)} for row in rows]


def _invocation(c: BoxedCompiler, box: t.Invocation) -> Code:
    function = c.boxed(box.function)
    names = tuple(b.name for b in box.bindings)
    codes = [c.typed(c.boxed(b.value), b.type) for b in box.bindings]

    def run(s: Frame) -> Value:
        called, args = function(s), [code(s) for code in codes]
        if kind_of(called) != "function":
            s[0].warn("被调用的不是函数", "what is called is no function")
            return None
        if isinstance(called, Builtin):
            return called.call_named_safely(s[0], dict(zip(names, args, strict=True)))
        try:
            return call_function(s[0], called, named_arguments(called, names, args))
        except NoValue as no:
            s[0].warn(no.text.zh, no.text.en)
            return None

    return run


def _conditional(c: BoxedCompiler, box: t.Conditional) -> Code:
    condition, yes, no = c.boxed(box.condition), c.boxed(box.yes), c.boxed(box.no)
    return lambda s: yes(s) if condition(s) is True else no(s)


def _filter(c: BoxedCompiler, box: t.FilterBox) -> Code:
    base, slot = c.boxed(box.base), c.new_slot()
    c.scopes.append(ItemScope(slot))
    condition = c.boxed(box.match)
    c.scopes.pop()
    return lambda s: select(s, base(s), slot, condition)


def _iterator(c: BoxedCompiler, box: t.Iterator) -> Code:
    domain = c.boxed(box.domain)
    c.known.add(box.variable)
    scope = Locals({})
    c.scopes.append(scope)
    domains: Domains = [(c.bind(box.variable), domain, None)]
    partial = c.bind("partial") if box.kind == "for" else 0
    body = c.boxed(box.body)
    c.scopes.pop()
    decides = box.kind == "some"

    def collect(s: Frame) -> Value:
        results: list[Value] = []
        for _ in walk(s, domains, 0):
            s[partial] = results.copy()
            results.append(body(s))
        return results

    def run(s: Frame) -> Value:
        try:
            return collect(s) if box.kind == "for" else quantify(s, domains, body, decides)
        except NoValue as no:
            s[0].warn(no.text.zh, no.text.en)
            return None

    return run


def _table(c: BoxedCompiler, box: t.Table) -> Code:
    c.table = compile_table(c, box)
    return c.table.code


_HANDLERS: dict[type[t.Boxed], Callable[[BoxedCompiler, Any], Code]] = {
    t.Literal: _literal,
    t.Context: _context,
    t.FunctionBox: _function,
    t.ListBox: _list,
    t.Relation: _relation,
    t.Invocation: _invocation,
    t.Conditional: _conditional,
    t.FilterBox: _filter,
    t.Iterator: _iterator,
    t.Table: _table,
}
