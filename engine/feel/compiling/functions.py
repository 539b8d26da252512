"""Function definitions and calls (DMN 1.5, 10.3.2.13 and rules 39 to 41, 55)."""

from difflib import get_close_matches

from engine.feel import nodes as n
from engine.feel.budget import MAX_CALLS, Run, too_much, weight
from engine.feel.builtins import BUILTINS
from engine.feel.builtins.registry import Builtin
from engine.feel.compiling.compiler import Code, Compiler, Frame, Locals, compiles
from engine.feel.errors import FeelError, NoValue, error_at
from engine.feel.lexer import plain_name
from engine.feel.numbers import NumberError
from engine.feel.types import Misfit, Type, fit, type_of
from engine.feel.values import Function, Value, kind_of
from engine.text import Text


@compiles(n.FunctionOf)
def _function(compiler: Compiler, node: n.FunctionOf) -> Code:
    return compile_function(compiler, node, None)


def compile_function(compiler: Compiler, node: n.FunctionOf, own_slot: int | None) -> Code:
    """The closure that makes the function value; with ``own_slot`` the function sees itself there."""
    types = tuple(type_of(t, compiler.resolve, compiler.source) if t else None for t in node.types)
    slots = [compiler.new_slot() for _ in node.params]
    body = compiler.within(Locals(dict(zip(node.params, slots, strict=True))), node.body)
    if node.external:
        return external_function(node.params)
    return function_code(node.params, types, slots, body, own_slot)


def function_code(
    params: tuple[str, ...],
    types: tuple[Type | None, ...],
    slots: list[int],
    body: Code,
    own_slot: int | None = None,
    result: Type | None = None,
) -> Code:
    """The closure that makes a function value out of a compiled body; its arguments go into ``slots``."""

    def make(s: Frame) -> Value:
        captured = s.copy()

        def call(run: Run, args: list[Value]) -> Value:
            frame = captured.copy()
            frame[0] = run
            for slot, value in zip(slots, args, strict=True):
                frame[slot] = value
            value = body(frame)
            return value if result is None else _fitted(run, value, result)

        function = Function("", params, call, types, result)
        if own_slot is not None:
            captured[own_slot] = function
        return function

    return make


def external_function(params: tuple[str, ...]) -> Code:
    """A function in another language, which is never run: it gives null."""

    def make(s: Frame) -> Value:
        def call(run: Run, args: list[Value]) -> Value:
            run.warn("不执行外部函数", "external functions are not run")

        return Function("", params, call, (None,) * len(params))

    return make


def call_function(run: Run, function: Value, args: list[Value]) -> Value:
    """Call any function value with positional arguments. None, with a warning, when they do not fit."""
    run.calls += 1
    if run.calls > MAX_CALLS:
        raise too_much("函数相互调用过深", "has functions calling one another too deeply")
    run.spend(4)
    try:
        if isinstance(function, Builtin):
            return function.call(run, args)
        if len(args) != len(function.params):
            count = len(function.params)
            raise NoValue(f"函数需要 {count} 个参数", f"the function takes {count} arguments")
        fitted = [_fitted(run, a, t) if t else a for a, t in zip(args, function.types, strict=False)] or args
        return function.call(run, fitted)
    except NoValue as no:
        run.warn(no.text.zh, no.text.en)
    except (NumberError, OverflowError, ValueError):
        run.warn("函数的结果超出范围", "the result of a function is out of range")
    finally:
        run.calls -= 1
    return None


def _fitted(run: Run, value: Value, wanted: Type) -> Value:
    """The argument or result as its type has it; what does not fit is null (10.3.2.9.4)."""
    run.spend(weight(value))
    try:
        return fit(value, wanted)
    except Misfit:
        run.warn("参数或结果的类型不符", "an argument or result is of the wrong type")
        return None


def named_arguments(function: Value, names: tuple[str, ...], args: list[Value]) -> list[Value]:
    """Named arguments in the order of the parameters. Raises NoValue when a name fits no parameter."""
    given = dict(zip((plain_name(name) for name in names), args, strict=True))
    if set(given) != set(function.params) or len(given) != len(args):
        raise NoValue("参数名称不符", "the names of the arguments do not fit")
    return [given[name] for name in function.params]


@compiles(n.Call)
def _call(compiler: Compiler, node: n.Call) -> Code:
    codes = tuple(compiler.code(arg) for arg in node.args)
    if isinstance(node.function, n.Name) and compiler.local_slot(node.function.name)[0] is None:
        name = node.function.name
        # A field may be named like a built-in function (date, count); called, it means the function.
        if name in BUILTINS and name not in compiler.functions and not compiler.local_slot(name)[1]:
            return _builtin_call(BUILTINS[name], node, codes)
        if name not in compiler.variables and not compiler.local_slot(name)[1]:
            raise _unknown(compiler, node.function)
    function = compiler.code(node.function)

    def run(s: Frame) -> Value:
        called = function(s)
        args = [code(s) for code in codes]
        if kind_of(called) != "function":
            s[0].warn("被调用的不是函数", "what is called is no function")
            return None
        if not node.names:
            return call_function(s[0], called, args)
        try:
            if isinstance(called, Builtin):
                return called.call_named(s[0], dict(zip(node.names, args, strict=True)))
            return call_function(s[0], called, named_arguments(called, node.names, args))
        except NoValue as no:
            s[0].warn(no.text.zh, no.text.en)
            return None

    return run


def _unknown(compiler: Compiler, node: n.Name) -> FeelError:
    close = get_close_matches(node.name, BUILTINS, 1)
    mend = Text(f"是否指“{close[0]}”？", f"Is {close[0]!r} meant?") if close else None
    zh, en = f"没有名为“{node.name}”的函数。", f"There is no function {node.name!r}."
    return error_at(compiler.source, node.at, zh, en, mend)


def _builtin_call(builtin: Builtin, node: n.Call, codes: tuple[Code, ...]) -> Code:
    if node.names:
        names = node.names
        return lambda s: builtin.call_named_safely(s[0], {k: code(s) for k, code in zip(names, codes, strict=True)})
    if len(codes) == 1:
        only = codes[0]
        return lambda s: builtin.call_safely(s[0], [only(s)])
    return lambda s: builtin.call_safely(s[0], [code(s) for code in codes])
