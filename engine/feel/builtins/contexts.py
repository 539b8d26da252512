"""Functions of contexts (DMN 1.5, 10.3.4.9)."""

from typing import Any

from engine.feel.budget import Run, check_list
from engine.feel.builtins.registry import builtin
from engine.feel.errors import NoValue
from engine.feel.values import Value

Context = dict[str, Value]


@builtin("get value", "m: context, key: string")
def _get_value(_run: Run, context: Context, key: str) -> Value:
    if key not in context:
        raise NoValue(f"没有名为“{key}”的条目", f"there is no entry {key!r}")
    return context[key]


@builtin("get value", "context: context, keys: list")
def _get_value_deep(_run: Run, context: Context, keys: list[Value]) -> Value:
    value: Value = context
    for key in keys:
        if type(value) is not dict or type(key) is not str or key not in value:
            raise NoValue("没有这样的条目", "there is no such entry")
        value = value[key]
    return value if keys else None


@builtin("get entries", "m: context")
def _get_entries(run: Run, context: Context) -> Value:
    run.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def _context(_run: Run, entries: list[Value]) -> Value:
    result: Context = {}
    for entry in entries:
        fits = type(entry) is dict and type(entry.get("key")) is str and "value" in entry
        if not fits or entry["key"] in result:
            raise NoValue("每一项须有不同的 key 和 value", "every entry needs a key of its own and a value")
        result[entry["key"]] = entry["value"]
    return result


@builtin("context put", "context: context, key: string, value: any")
def _put(run: Run, context: Context, key: str, value: Value) -> Value:
    run.spend(len(context))
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def _put_deep(run: Run, context: Context, keys: list[Value], value: Value) -> Value:
    if not keys or any(type(key) is not str for key in keys) or len(keys) > 50:
        raise NoValue("键须为文本列表", "the keys must be a list of strings")
    return _with(run, context, keys, value)


def _with(run: Run, context: Any, keys: list[Any], value: Value) -> Context:
    if type(context) is not dict:
        raise NoValue("路径上的值不是上下文", "a value on the way is no context")
    run.spend(len(context))
    first, rest = keys[0], keys[1:]
    return {**context, first: _with(run, context.get(first), rest, value) if rest else value}


@builtin("context merge", "contexts: list")
def _merge(_run: Run, contexts: list[Value]) -> Value:
    if any(type(context) is not dict for context in contexts):
        raise NoValue("列表中有非上下文的值", "an item is no context")
    check_list(sum(map(len, contexts)))
    return {key: value for context in contexts for key, value in context.items()}
