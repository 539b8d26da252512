"""Functions of strings (DMN 1.5, 10.3.4.2). Lengths and positions count characters, not bytes or halves of them."""

from decimal import Decimal

from engine.feel.budget import Run, check_string
from engine.feel.builtins.registry import builtin
from engine.feel.errors import NoValue
from engine.feel.values import Value


@builtin("substring", "string: string, start position: number, length?: number|null")
def _substring(_run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start) if abs(start) < 10**9 else 0
    if first == 0 or abs(first) > len(text):
        raise NoValue("起始位置超出文本", "the start is beyond the string")
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    size = int(min(length, Decimal(10**9))) if length >= 1 else 0
    if size < 1:
        raise NoValue("长度须大于零", "the length must be positive")
    return text[begin : begin + size]


@builtin("string length", "string: string")
def _length(_run: Run, text: str) -> Value:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def _upper(_run: Run, text: str) -> Value:
    return text.upper()


@builtin("lower case", "string: string")
def _lower(_run: Run, text: str) -> Value:
    return text.lower()


@builtin("substring before", "string: string, match: string")
def _before(_run: Run, text: str, match: str) -> Value:
    place = text.find(match)
    return text[:place] if place > 0 else ""


@builtin("substring after", "string: string, match: string")
def _after(_run: Run, text: str, match: str) -> Value:
    place = text.find(match)
    return text[place + len(match) :] if place >= 0 else ""


@builtin("contains", "string: string, match: string")
def _contains(_run: Run, text: str, match: str) -> Value:
    return match in text


@builtin("starts with", "string: string, match: string")
def _starts_with(_run: Run, text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(_run: Run, text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("string join", "list: list, delimiter?: string|null, prefix?: string|null, suffix?: string|null")
def _join(
    _run: Run, items: list[Value], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> Value:
    parts = [item for item in items if item is not None]
    if any(type(item) is not str for item in parts):
        raise NoValue("列表中有非文本的值", "an item is no string")
    check_string(sum(map(len, parts)) + len(delimiter or "") * len(parts))
    return (prefix or "") + (delimiter or "").join(parts) + (suffix or "")
