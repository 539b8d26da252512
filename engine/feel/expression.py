"""The face of FEEL: texts in, functions of values out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.feel.budget import Env, Run, too_much, weight
from engine.feel.builtins import BUILTINS
from engine.feel.compiling import control, functions, operators, structures
from engine.feel.compiling.compiler import Compiler, Frame, Program
from engine.feel.compiling.tests import INPUT, compile_tests
from engine.feel.grammar import parse_expression, parse_unary_tests
from engine.feel.known import KnownNames
from engine.feel.types import Resolver, no_types
from engine.feel.values import Value, feel_value

_PARTS = (control, functions, operators, structures)  # each registers what it compiles
_BUILTIN_NAMES = KnownNames.of(BUILTINS)
_NOWHERE = Env()


class Expression:
    """A compiled expression. ``names`` are the names it may read; ``needed`` those it reads whatever a filter's items
    hold. Calling it never changes it; threads may share it."""

    __slots__ = ("_program", "names", "needed", "text")

    def __init__(self, text: str, program: Program) -> None:
        self.text = text
        self._program = program
        self.names = program.names
        self.needed = program.needed

    def __call__(self, values: Mapping[str, Any], env: Env = _NOWHERE) -> Value:
        """The value, null where the standard says null. Raises FeelError beyond the budget or without a calendar."""
        return run_program(self._program, values, env)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """A compiled cell of a decision table."""

    __slots__ = ("_program", "names", "needed", "text")

    def __init__(self, text: str, program: Program) -> None:
        self.text = text
        self._program = program
        self.names = tuple(name for name in program.names if name != INPUT)
        self.needed = tuple(name for name in program.needed if name != INPUT)

    def __call__(self, value: Any, values: Mapping[str, Any], env: Env = _NOWHERE) -> bool:
        """Whether ``value`` passes. Raises FeelError as an expression does."""
        return run_program(self._program, {**values, INPUT: value}, env) is True

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def run_program(program: Program, values: Mapping[str, Any], env: Env) -> Value:
    """One evaluation with a fresh budget."""
    try:
        result = program.code(program.frame(values, Run(env)))
    except RecursionError:
        raise too_much("嵌套过深", "is nested too deeply") from None
    except MemoryError:
        raise too_much("需要过多内存", "needs too much memory") from None
    if type(result) is not bool:
        weight(result)
    return result


def known_names(names: Iterable[str]) -> KnownNames:
    """The names given and those of the built-in functions."""
    return KnownNames.of(names, _BUILTIN_NAMES)


def compile_feel(text: str, names: Iterable[str] = (), resolve: Resolver = no_types) -> Expression:
    """Compile an expression (rule 1). ``names`` are names it may use, needed for those of several words.

    Raises FeelError with line, column and mend.
    """
    names = tuple(names)
    compiler = Compiler(names, resolve)
    compiler.source = text
    tree = parse_expression(text, known_names(names))
    return Expression(text, Program(compiler, _guarded(compiler, lambda: compiler.code(tree))))


def compile_unary_tests(text: str, names: Iterable[str] = (), resolve: Resolver = no_types) -> UnaryTests:
    """Compile a decision table's input cell (rule 17); ``?`` is the value tested. Raises FeelError."""
    names = tuple(names)
    compiler = Compiler(names, resolve)
    compiler.source = text
    tree = parse_unary_tests(text, known_names(names))
    slot = compiler.free_slot(INPUT)
    test = _guarded(compiler, lambda: compile_tests(compiler, tree, slot))
    if test is None:
        return UnaryTests(text, Program(compiler, lambda s: True))

    def code(s: Frame) -> Value:
        return test(s[slot], s)

    return UnaryTests(text, Program(compiler, code))


def _guarded(compiler: Compiler, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except RecursionError:
        raise too_much("嵌套过深", "is nested too deeply") from None


__all__ = ["Env", "Expression", "UnaryTests", "compile_feel", "compile_unary_tests", "feel_value"]
