"""The syntax tree of FEEL. ``at`` is the offset of a node in its text; rule numbers are those of DMN 1.5, 10.3.1.2."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Node:
    """Any part of an expression."""

    at: int


@dataclass(slots=True)
class Literal(Node):
    """A number, string, true, false, null or @"…" (rules 33 to 38)."""

    value: Any


@dataclass(slots=True)
class Name(Node):
    """A name, white space made single (rule 27)."""

    name: str


@dataclass(slots=True)
class ListOf(Node):
    """``[a, b]`` (rule 56)."""

    items: tuple[Node, ...]


@dataclass(slots=True)
class ContextOf(Node):
    """``{a: 1, b: a}`` (rules 57 to 59)."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(slots=True)
class RangeOf(Node):
    """``[a..b)`` (rules 8 to 12)."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(slots=True)
class Path(Node):
    """``base.name`` (rule 20, 43)."""

    base: Node
    name: str


@dataclass(slots=True)
class Filter(Node):
    """``base[condition]`` (rule 50)."""

    base: Node
    condition: Node


@dataclass(slots=True)
class Call(Node):
    """``f(a, b)`` or ``f(x: a, y: b)`` (rules 39 to 41). ``names`` is empty for positional arguments."""

    function: Node
    args: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(slots=True)
class FunctionOf(Node):
    """``function(a: number, b) body`` (rule 55)."""

    params: tuple[str, ...]
    types: tuple["TypeNode | None", ...]
    body: Node
    external: bool


@dataclass(slots=True)
class If(Node):
    """``if condition then yes else no`` (rule 45)."""

    condition: Node
    yes: Node
    no: Node


@dataclass(slots=True)
class Iteration:
    """``name in domain`` or ``name in first..last``; ``last`` is None in the first form (rule 44)."""

    name: str
    domain: Node
    last: Node | None


@dataclass(slots=True)
class For(Node):
    """``for a in x, b in y return body`` (rule 44)."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    """``some a in x satisfies c``; ``every`` when ``every`` is true (rule 46)."""

    every: bool
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(slots=True)
class Arithmetic(Node):
    """``a + b`` with + - * / ** (rules 19 to 25)."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True)
class Negation(Node):
    """``-a`` (rule 26)."""

    value: Node


@dataclass(slots=True)
class Logic(Node):
    """``a and b and c`` or ``a or b or c`` (rules 47, 48)."""

    operator: str
    items: tuple[Node, ...]


@dataclass(slots=True)
class Comparison(Node):
    """``a <= b`` with = != < <= > >= (rule 49 a)."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True)
class Between(Node):
    """``value between low and high`` (rule 49 b)."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class In(Node):
    """``value in test`` or ``value in (test, …)`` (rule 49 c)."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(slots=True)
class UnaryComparison(Node):
    """``< 10`` as a test, ``(< 10)`` as a range (rule 7)."""

    operator: str
    end: Node


@dataclass(slots=True)
class UnaryTests(Node):
    """The tests of a table's cell; no tests is ``-``, which everything passes (rules 13 to 17)."""

    tests: tuple[Node, ...]
    negated: bool


@dataclass(slots=True)
class InstanceOf(Node):
    """``value instance of type`` (rule 51)."""

    value: Node
    type: "TypeNode"


@dataclass(slots=True)
class TypeNode(Node):
    """A type: ``list<T>``, ``range<T>``, ``context<a: T>``, ``function<T, …> -> R`` or a name (rules 52 to 54).

    ``name`` is list, range, context or function with ``parts`` given, any other name without.
    """

    name: str
    parts: tuple["TypeNode", ...] | None = None
    fields: tuple[str, ...] = ()
