"""The requirements graph: decisions, knowledge and services, and those of imported models (DMN 1.5, 6 and 10.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import tree as t
from engine.dmn.boxed import BoxedCompiler, compile_function_box
from engine.dmn.items import Types, entry_names, names_of
from engine.dmn.table import CompiledTable
from engine.errors import TableError
from engine.feel.budget import Env, Run, too_much, weight
from engine.feel.compiling.compiler import Program
from engine.feel.compiling.functions import call_function
from engine.feel.expression import compile_unary_tests, known_names
from engine.feel.types import ANY, FunctionType, Misfit, Type, fit
from engine.feel.values import Function, Value, feel_value
from engine.text import Text

Key = tuple[str, str]  # namespace and id
DEEPEST = 50  # decisions one behind the other
_MISSING = object()


@dataclass(slots=True)
class Node:
    """An element with what it sees: ``scope`` maps a name to an element, or to those seen under an import's name."""

    element: t.Element
    file: t.File
    scope: dict[str, Node | dict[str, Node]] = field(default_factory=dict)
    program: Program | None = None
    type: Type | None = None
    table: CompiledTable | None = None
    problems: list[TableError] = field(default_factory=list)

    @property
    def variable(self) -> str:
        """The name others see it by."""
        return self.element.variable


class Model:
    """The decisions of one file, compiled. ``others`` are the files it may import.

    When ``strict`` (the product's way), texts that are no FEEL and tables without a lawful answer raise TableError;
    otherwise they are null with a warning, as the standard has it. ``names`` of several words may stand in its texts
    although no element has them.
    """

    def __init__(
        self, file: t.File, others: Iterable[t.File] = (), strict: bool = True, names: Iterable[str] = ()
    ) -> None:
        self.file = file
        self.strict = strict
        self._outside = tuple(names)
        self.files = {f.namespace: f for f in (*others, file)}
        self.nodes: dict[Key, Node] = {}
        for each in self.files.values():
            self.nodes |= {(each.namespace, e.id): Node(e, each) for e in each.elements}
        self._types: dict[str, Types] = {}
        # Later files first, so that a file's own names win.
        self._named = {n.element.name: n for n in self.nodes.values() if n.file is file}
        self._all_names = {n.variable for n in self.nodes.values()} | {n.element.name for n in self.nodes.values()}
        for node in self.nodes.values():
            self._link(node)
        self._refuse_cycles()
        for node in self.nodes.values():
            self._compile(node)

    def node(self, name: str) -> Node:
        """The element of this file with that id or name. Raises TableError."""
        found = self.nodes.get((self.file.namespace, name)) or self._named.get(name)
        if found is None:
            raise TableError(Text(f"没有名为“{name}”的决策。", f"There is no decision {name!r}."))
        return found

    def types_of(self, file: t.File, seen: tuple[str, ...] = ()) -> Types:
        """The types a file knows."""
        if file.namespace not in self._types:
            imported = {
                i.name: self.types_of(self.files[i.namespace], (*seen, file.namespace))
                for i in file.imports
                if i.namespace in self.files and i.namespace not in seen and i.namespace != file.namespace
            }
            self._types[file.namespace] = Types(file.items, imported, self._check)
        return self._types[file.namespace]

    def _check(self, text: str, where: str) -> Any:
        try:
            tests = compile_unary_tests(text)
        except TableError:
            raise
        except Exception as problem:
            if self.strict:
                raise TableError(Text(f"{where}：{problem}", f"{where}: {problem}")) from None
            return lambda value: True
        return lambda value: tests(value, {})

    def import_paths(self, file: t.File) -> list[tuple[str, ...]]:
        """The ways from this file to another: the names of the imports on each way."""
        found: list[tuple[str, ...]] = []
        stack: list[tuple[t.File, tuple[str, ...], tuple[str, ...]]] = [(self.file, (), (self.file.namespace,))]
        while stack and len(found) < 100:
            here, path, seen = stack.pop()
            if here is file:
                found.append(path)
            for i in here.imports:
                if i.namespace in self.files and i.namespace not in seen:
                    longer = (*path, i.name) if i.name else path
                    stack.append((self.files[i.namespace], longer, (*seen, i.namespace)))
        return found

    def _link(self, node: Node) -> None:
        """Find what the element's requirements point at, under the names it sees them by."""
        element = node.element
        imports = {i.namespace: i.name for i in node.file.imports}
        for href in (*element.requires, *element.knows):
            namespace, _, identifier = href.rpartition("#")
            target = self.nodes.get((namespace or node.file.namespace, identifier))
            if target is None:
                if self.strict:
                    zh = f"“{element.name}”依赖的 {href} 不存在。"
                    raise TableError(Text(zh, f"{element.name!r} requires {href}, which does not exist."))
                continue
            prefix = imports.get(target.file.namespace, "") if target.file is not node.file else ""
            if prefix:
                group = node.scope.setdefault(prefix, {})
                if isinstance(group, dict):
                    group[target.variable] = target
            else:
                node.scope[target.variable] = target
        if element.kind == "businessKnowledgeModel":
            node.scope.setdefault(node.variable, node)

    def _refuse_cycles(self) -> None:
        done: dict[int, int] = {}  # how many decisions stand one behind the other from there on
        for start in self.nodes.values():
            stack: list[tuple[Node, int]] = [(start, 0)]
            path: list[int] = []
            while stack:
                node, step = stack.pop()
                if step == 0:
                    if id(node) in path:
                        raise TableError(
                            Text(f"“{node.element.name}”依赖它自己。", f"{node.element.name!r} requires itself.")
                        )
                    if id(node) in done:
                        continue
                    path.append(id(node))
                targets = self._decisions_before(node)
                if step < len(targets):
                    stack.append((node, step + 1))
                    stack.append((targets[step], 0))
                else:
                    path.pop()
                    done[id(node)] = depth = 1 + max((done[id(target)] for target in targets), default=0)
                    if depth > DEEPEST:
                        zh = f"“{node.element.name}”往后一个依赖一个的决策多于 {DEEPEST} 个。"
                        en = f"behind {node.element.name!r} more than {DEEPEST} decisions require one another."
                        raise TableError(Text(zh, en))

    def _decisions_before(self, node: Node) -> list[Node]:
        found = []
        for target in node.scope.values():
            for each in target.values() if isinstance(target, dict) else (target,):
                if each.element.kind == "decision":
                    found.append(each)
        return found

    def _compile(self, node: Node) -> None:
        element = node.element
        types = self.types_of(node.file)
        node.type = types.find(element.type)
        if element.kind not in ("decision", "businessKnowledgeModel"):
            return
        functions = {name for name, target in node.scope.items() if isinstance(target, Node) and _callable(target)}
        known = known_names((*self._outside, *self._all_names, *node.scope, *self._component_names()))
        c = BoxedCompiler(set(node.scope), functions, known, types.find, types.allowed_text, self.strict)
        if isinstance(element.logic, t.FunctionBox) and element.kind == "businessKnowledgeModel":
            code = compile_function_box(c, element.logic, None, node.type)
        else:
            code = c.typed(c.boxed(element.logic), element.type)
        node.program = Program(c, code)
        node.problems = c.problems
        node.table = c.table if isinstance(element.logic, t.Table) else None
        if node.table is not None and element.kind == "decision":
            node.table.decision = element.id

    def _component_names(self) -> list[str]:
        names = [name for f in self.files.values() for name in (*names_of(f.items), *(i.name for i in f.imports))]
        return names + [name for f in self.files.values() for e in f.elements for name in entry_names(e.logic)]

    def rows(self, name: str, values: Mapping[str, Any], env: Env) -> tuple[int, ...]:
        """Which rows of a decision table apply, counted from 1. Raises TableError when it is no table."""
        node = self.node(name)
        if node.table is None or node.program is None:
            raise TableError(Text(f"“{name}”不是决策表。", f"{name!r} is no decision table."))
        run = Run(env)
        frame = node.program.frame(_Scope(Evaluation(self, values, run), node), run)
        return tuple(row.number for row in node.table.hits(frame))

    def evaluate(self, name: str, values: Mapping[str, Any], env: Env) -> Value:
        """The value of a decision, or of a knowledge model or service called with ``values`` by name."""
        node = self.node(name)
        run = Run(env)
        evaluation = Evaluation(self, values, run)
        try:
            value = evaluation.value_of(node)
            if node.element.kind in ("businessKnowledgeModel", "decisionService"):
                args = [feel_value(values.get(param)) for param in value.params]
                value = call_function(run, value, args)
        except RecursionError:
            raise too_much("嵌套过深", "is nested too deeply") from None
        weight(value)
        return value


def _callable(node: Node) -> bool:
    return node.element.kind in ("businessKnowledgeModel", "decisionService")


class Evaluation:
    """One question put to a model: each element is worked out at most once."""

    def __init__(
        self, model: Model, values: Mapping[str, Any], run: Run, known: dict[int, Value] | None = None
    ) -> None:
        self.model = model
        self.values = values
        self.run = run
        self.known = known if known is not None else {}

    def value_of(self, node: Node) -> Value:
        """The value of an element; of knowledge and services, a function."""
        if id(node) not in self.known:
            self.known[id(node)] = self._work_out(node)
        return self.known[id(node)]

    def _work_out(self, node: Node) -> Value:
        kind = node.element.kind
        if kind == "inputData":
            return self._input(node)
        if kind == "decisionService":
            return self._service(node)
        if kind == "businessKnowledgeModel":
            return self._knowledge(node)
        if node.program is None:
            return None
        if node.element.logic is None:
            return self._given_or_none(node)
        self.known[id(node)] = None
        return node.program.code(node.program.frame(_Scope(self, node), self.run))

    def _input(self, node: Node) -> Value:
        value = self._given(node)
        if value is _MISSING:
            self.run.warn(f"没有输入“{node.variable}”", f"there is no input {node.variable!r}")
            return None
        return self._fit(feel_value(value), node)

    def _given_or_none(self, node: Node) -> Value:
        """A decision without logic is what the caller says it is."""
        value = self._given(node)
        return None if value is _MISSING else self._fit(feel_value(value), node)

    def _given(self, node: Node) -> Any:
        """The caller's value of an input: by its name, and for one of another model under the names of the imports."""
        if node.file is not self.model.file:
            for path in self.model.import_paths(node.file):
                value: Any = self.values.get(".".join((*path, node.variable)), self.values)
                for name in (*path, node.variable) if value is self.values else ():
                    value = value.get(name, _MISSING) if isinstance(value, Mapping) else _MISSING
                if value is not _MISSING:
                    return value
        return self.values.get(node.variable, self.values.get(node.element.name, _MISSING))

    def _fit(self, value: Value, node: Node) -> Value:
        if node.type is None or node.type == ANY:
            return value
        try:
            self.run.spend(weight(value))
            return fit(value, node.type)
        except Misfit:
            zh, en = (
                f"“{node.variable}”不符合类型“{node.element.type}”",
                f"{node.variable!r} is not {node.element.type!r}",
            )
            if self.model.strict:
                raise TableError(Text(zh + "。", en + ".")) from None
            self.run.warn(zh, en)
            return None

    def _knowledge(self, node: Node) -> Value:
        # Whoever calls it from inside it finds this one, which looks the real one up when called.
        params = tuple(p.name for p in getattr(node.element.logic, "params", ()))
        self.known[id(node)] = Function(
            node.variable, params, lambda run, args: self.known[id(node)].call(run, args), (None,) * len(params)
        )
        if node.program is None:
            return None
        return node.program.code(node.program.frame(_Scope(self, node), self.run))

    def _service(self, node: Node) -> Value:
        model, element = self.model, node.element

        def targets(hrefs: list[str]) -> list[Node]:
            keys = [(h.rpartition("#")[0] or node.file.namespace, h.rpartition("#")[2]) for h in hrefs]
            return [model.nodes[key] for key in keys if key in model.nodes]

        inputs = [*targets(element.input_data), *targets(element.input_decisions)]
        outputs = targets(element.outputs)

        def call(run: Run, args: list[Value]) -> Value:
            inner = Evaluation(model, {}, run)
            for target, arg in zip(inputs, args, strict=True):
                inner.known[id(target)] = inner._fit(arg, target)
            if len(outputs) == 1:
                value = inner.value_of(outputs[0])
            else:
                value = {target.variable: inner.value_of(target) for target in outputs}
            result = node.type.result if isinstance(node.type, FunctionType) else node.type
            try:
                return value if result is None else fit(value, result)
            except Misfit:
                run.warn("服务的结果类型不符", "the result of a service is of the wrong type")
                return None

        types = tuple(target.type for target in inputs)
        return Function(node.variable, tuple(target.variable for target in inputs), call, types, node.type)


class _Scope(Mapping[str, Any]):
    """The names an element sees, worked out when they are read."""

    def __init__(self, evaluation: Evaluation, node: Node) -> None:
        self.evaluation = evaluation
        self.node = node

    def __getitem__(self, name: str) -> Any:
        target = self.node.scope.get(name)
        if isinstance(target, Node):
            return self.evaluation.value_of(target)
        if target is not None:
            return {key: self.evaluation.value_of(each) for key, each in target.items()}
        if name in self.evaluation.model._all_names:
            raise KeyError(name)  # an element that is not required is not seen (10.4)
        return self.evaluation.values[name]

    def __iter__(self) -> Any:
        return iter(self.node.scope)

    def __len__(self) -> int:
        return len(self.node.scope)
