"""The face of decision models: bytes in, decisions out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.dmn import tree as t
from engine.dmn.analysis import Analysis, analyse
from engine.dmn.model import Model, Node
from engine.dmn.reader import read_file
from engine.dmn.table import Hit
from engine.feel.budget import Env
from engine.feel.values import Value

_NOWHERE = Env()


class Decision:
    """One decision of a file. ``inputs`` are the names it reads, ``outputs`` the names of what it gives.

    ``table`` is the decision table as written, or None when the decision is another kind of expression; ``tables`` how
    many rows its own table has and those of the decisions it needs, by decision id.
    """

    def __init__(self, model: Model, node: Node) -> None:
        self._model = model
        self._node = node
        self.id = node.element.id
        self.name = node.element.name
        self.en = node.element.en
        self.variable = node.variable
        self.table = node.element.logic if isinstance(node.element.logic, t.Table) else None
        self.inputs = tuple(dict.fromkeys(_inputs(node, set())))
        self.tables = dict(_tables(node, set()))
        self.outputs = tuple(o.name or o.label or node.variable for o in self.table.outputs) if self.table else ()

    def evaluate(self, values: Mapping[str, Any], env: Env = _NOWHERE) -> Value:
        """The decision's value. Raises NoRowApplies, SeveralRowsApply, InputNotAllowed (TableErrors) and FeelError."""
        return self._model.evaluate(self.id, values, env)

    def rows(self, values: Mapping[str, Any], env: Env = _NOWHERE) -> tuple[int, ...]:
        """Which rows of its table apply, counted from 1 (with FIRST at most one): the reason of an answer."""
        return self._model.rows(self.id, values, env)

    def analyse(self) -> Analysis | None:
        """Gaps, overlaps and rows that never apply; None when the decision is no table."""
        return analyse(self.table, self.id) if self.table is not None else None

    def __repr__(self) -> str:
        return f"Decision({self.id!r})"


def _inputs(node: Node, seen: set[int]) -> list[str]:
    """Names that are read from outside: required input data, and names that no requirement explains."""
    if id(node) in seen:
        return []
    seen.add(id(node))
    names = [name for name in (node.program.names if node.program else ()) if name not in node.scope]
    for target in node.scope.values():
        for each in target.values() if isinstance(target, dict) else (target,):
            names += [each.variable] if each.element.kind == "inputData" else _inputs(each, seen)
    return names


def _tables(node: Node, seen: set[int]) -> Iterator[tuple[str, int]]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if node.table is not None and node.table.decision:
        yield node.table.decision, len(node.table.rows)
    for target in node.scope.values():
        for each in target.values() if isinstance(target, dict) else (target,):
            yield from _tables(each, seen)


class _Listened(Decision):
    def __init__(self, decision: Decision, hits: list[Hit]) -> None:
        self.__dict__.update(vars(decision))
        self._hits = hits

    def evaluate(self, values: Mapping[str, Any], env: Env = _NOWHERE) -> Value:
        listening = Env(env.now, env.calendar, env.warnings)
        listening.hits = self._hits
        return super().evaluate(values, listening)


def listened_to(tables: Mapping[str, Decision], hits: list[Hit]) -> dict[str, Decision]:
    """The same decisions; which rows apply whenever one is asked is added to ``hits``, theirs and those they need."""
    return {id: _Listened(decision, hits) for id, decision in tables.items()}


def read_model(data: bytes, others: Iterable[bytes] = (), strict: bool = True, names: Iterable[str] = ()) -> Model:
    """The whole model of a DMN file; ``others`` are files it may import. Raises TableError naming the row."""
    return Model(read_file(data), [read_file(other) for other in others], strict, names)


def read_tables(data: bytes, names: Iterable[str] = ()) -> dict[str, Decision]:
    """The decisions of a DMN file by id; ``names`` of several words may be read besides its input data.

    Raises TableError naming the table, row and column.
    """
    model = read_model(data, names=names)
    nodes = (n for n in model.nodes.values() if n.file is model.file and n.element.kind == "decision")
    return {node.element.id: Decision(model, node) for node in nodes}
