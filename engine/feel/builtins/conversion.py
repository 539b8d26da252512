"""From strings to values and back (DMN 1.5, 10.3.4.1), and the comparison `is`."""

import re

from engine.feel.budget import MAX_DIGITS, Run, weight
from engine.feel.builtins.registry import builtin
from engine.feel.compare import equal
from engine.feel.display import text_of
from engine.feel.errors import NoValue
from engine.feel.numbers import CONTEXT
from engine.feel.temporal import zone_text
from engine.feel.values import Value, kind_of

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)


@builtin("string", "from: any")
def _string(run: Run, value: Value) -> Value:
    if value is None:
        return None
    text = text_of(value)
    run.spend(weight(value) + len(text) // 20)
    return text


@builtin("number", "from: string, grouping separator?: string|null, decimal separator?: string|null")
def _number(_run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Value:
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (grouping == point and point):
        raise NoValue("分隔符不可用", "a separator cannot be used")
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        if "." in text:
            raise NoValue("不是数字", "it is no number")
        text = text.replace(",", ".")
    if len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        raise NoValue("不是数字", "it is no number")
    return CONTEXT.create_decimal(text)


@builtin("is", "value1: any, value2: any")
def _is(run: Run, a: Value, b: Value) -> Value:
    """The same element of the semantic domain: equal, of one kind, and with the same zone."""
    kind = kind_of(a)
    if kind != kind_of(b):
        return False
    if kind in ("time", "date and time") and (a.tzinfo is None, zone_text(a)) != (b.tzinfo is None, zone_text(b)):
        return False
    return bool(equal(a, b, run.spend))
