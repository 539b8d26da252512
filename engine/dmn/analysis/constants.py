"""The constants that a cell compares its input with, when that is all it does."""

from engine.feel import nodes as n
from engine.feel.budget import Env, Run
from engine.feel.builtins import BUILTINS
from engine.feel.compiling.compiler import Compiler, Program
from engine.feel.compiling.tests import INPUT
from engine.feel.values import Value

MOVING = ("now", "today")


class NotConstant(Exception):
    """The cell asks for more than constants."""


def constants_of(tests: n.UnaryTests) -> list[Value]:
    """All constants of a cell. Raises NotConstant when its answer depends on anything else than comparing with them."""
    return [value for test in tests.tests for value in _of_test(test)]


def _of_test(node: n.Node) -> list[Value]:
    if isinstance(node, n.UnaryComparison):
        return [constant(node.end)]
    if isinstance(node, n.RangeOf):
        return [constant(node.low), constant(node.high)]
    if isinstance(node, n.ListOf):
        return [value for item in node.items for value in _of_test(item)]
    if is_constant(node):
        return [constant(node)]
    return _of_condition(node)


def _of_condition(node: n.Node) -> list[Value]:
    """A condition on ``?``: comparisons of it with constants, joined by and, or, not."""
    if isinstance(node, n.Logic):
        return [value for item in node.items for value in _of_condition(item)]
    if isinstance(node, n.Comparison):
        if _is_input(node.left):
            return [constant(node.right)]
        if _is_input(node.right):
            return [constant(node.left)]
    if isinstance(node, n.Between) and _is_input(node.value):
        return [constant(node.low), constant(node.high)]
    if isinstance(node, n.In) and _is_input(node.value):
        return [value for test in node.tests for value in _of_test(test)]
    if isinstance(node, n.Call) and isinstance(node.function, n.Name) and node.function.name == "not":
        return [value for arg in node.args for value in _of_condition(arg)]
    raise NotConstant


def _is_input(node: n.Node) -> bool:
    return isinstance(node, n.Name) and node.name == INPUT


def is_constant(node: n.Node) -> bool:
    """Whether a value is the same whatever is asked: literals, and built-in functions of them."""
    if isinstance(node, n.Literal):
        return True
    if isinstance(node, n.Negation):
        return is_constant(node.value)
    if isinstance(node, n.Arithmetic):
        return is_constant(node.left) and is_constant(node.right)
    if isinstance(node, n.Call) and isinstance(node.function, n.Name):
        return node.function.name in BUILTINS and node.function.name not in MOVING and all(map(is_constant, node.args))
    return False


def constant(node: n.Node) -> Value:
    """The value of a constant. Raises NotConstant."""
    if isinstance(node, n.Literal):
        return node.value
    if not is_constant(node):
        raise NotConstant
    compiler = Compiler()
    program = Program(compiler, compiler.code(node))
    return program.code(program.frame({}, Run(Env())))
