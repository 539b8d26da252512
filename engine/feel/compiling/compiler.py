"""The compiler: which names live where in the frame, and which file compiles which node.

A frame is a list: the Run first, then one slot for every name the text can see. Local names (iterations, parameters,
entries) have slots too, so reading a name is one list access. A function value keeps a copy of its frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from engine.feel import nodes as n
from engine.feel.budget import MAX_DEPTH, Run, too_much
from engine.feel.builtins import BUILTINS
from engine.feel.types import Resolver, no_types
from engine.feel.values import KINDS, Value, feel_value

Frame = list[Any]
Code = Callable[[Frame], Value]
N = TypeVar("N", bound=n.Node)

_MISSING = object()
_PLAIN = frozenset(KINDS) - {list, dict}
_HANDLERS: dict[type[n.Node], Callable[[Compiler, Any], Code]] = {}


def compiles(node: type[N]) -> Callable[[Callable[[Compiler, N], Code]], Callable[[Compiler, N], Code]]:
    """Register the function that compiles nodes of one type."""

    def register(handler: Callable[[Compiler, N], Code]) -> Callable[[Compiler, N], Code]:
        _HANDLERS[node] = handler
        return handler

    return register


@dataclass(slots=True)
class Locals:
    """Names bound here, each with its slot."""

    slots: dict[str, int]


@dataclass(slots=True)
class ItemScope:
    """The inside of a filter: the entries of the item in ``slot`` are names too, if it has them when it runs."""

    slot: int


class Compiler:
    """Compiles the texts that share one frame."""

    def __init__(
        self, variables: Iterable[str] = (), resolve: Resolver = no_types, functions: Iterable[str] = ()
    ) -> None:
        self.variables = frozenset(variables)
        self.functions = frozenset(functions)
        self.resolve = resolve
        self.free: dict[str, int] = {}
        self.certain: set[str] = set()
        self.scopes: list[Locals | ItemScope] = []
        self.source = ""
        self.size = 1
        self.depth = 0

    def code(self, node: n.Node) -> Code:
        """The closure of a node. Raises OverBudget when the tree is too high."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise too_much("过长或嵌套过深", "is too long or nested too deeply")
        code = _HANDLERS[type(node)](self, node)
        self.depth -= 1
        return code

    def new_slot(self) -> int:
        """Room for one more value in the frame."""
        self.size += 1
        return self.size - 1

    def bind(self, name: str) -> int:
        """Bind a name in the innermost scope, which must be Locals."""
        slot = self.new_slot()
        scope = self.scopes[-1]
        assert isinstance(scope, Locals)
        scope.slots[name] = slot
        return slot

    def within(self, scope: Locals | ItemScope, node: n.Node) -> Code:
        """The closure of a node inside a scope."""
        self.scopes.append(scope)
        code = self.code(node)
        self.scopes.pop()
        return code

    def local_slot(self, name: str) -> tuple[int | None, list[int]]:
        """The slot that binds a name here, if any, and the slots of the items that may hide it."""
        items: list[int] = []
        for scope in reversed(self.scopes):
            if isinstance(scope, ItemScope):
                items.append(scope.slot)
            elif name in scope.slots:
                return scope.slots[name], items
        return None, items

    def free_slot(self, name: str) -> int:
        """The slot into which the caller's value of a name is put."""
        if name not in self.free:
            self.free[name] = self.new_slot()
        return self.free[name]

    def slot_of(self, node: n.Node) -> int | None:
        """The slot of a node that is nothing but a name read directly from the frame."""
        if not isinstance(node, n.Name):
            return None
        slot, items = self.local_slot(node.name)
        if items or (slot is None and self.is_builtin(node.name)):
            return None
        if slot is None:
            self.certain.add(node.name)
            return self.free_slot(node.name)
        return slot

    def is_builtin(self, name: str) -> bool:
        """Whether a name that nothing binds means a built-in function."""
        return name in BUILTINS and name not in self.variables


def read_slot(slot: int) -> Code:
    """The closure that reads a slot."""
    return itemgetter(slot)


class Program:
    """What a compiler made of a text, with the frame it needs."""

    __slots__ = ("_blank", "_loads", "code", "names", "needed")

    def __init__(self, compiler: Compiler, code: Code) -> None:
        self.code = code
        self._blank: Frame = [None] * compiler.size
        self._loads = tuple((name, slot, name in compiler.certain) for name, slot in compiler.free.items())
        self.names = tuple(compiler.free)
        self.needed = tuple(name for name in compiler.free if name in compiler.certain)

    def frame(self, values: Mapping[str, Any], run: Run) -> Frame:
        """A frame filled from ``values``; names that are missing are null."""
        frame = self._blank.copy()
        frame[0] = run
        for name, slot, certain in self._loads:
            value = values.get(name, _MISSING)
            cls = type(value)
            if cls in _PLAIN:
                frame[slot] = value
            elif value is _MISSING:
                if certain:
                    run.warn(f"没有名为“{name}”的值", f"there is no value named {name!r}")
            else:
                frame[slot] = feel_value(value)
        return frame
