"""Values as FEEL writes them: what string() gives (DMN 1.5, 10.3.4.1)."""

from collections.abc import Callable
from typing import Any

from engine.feel.budget import MAX_LIST, MAX_STRING, check_string, too_much
from engine.feel.lexer import plain_name, words_of
from engine.feel.numbers import number_text
from engine.feel.temporal import date_text, datetime_text, duration_text, months_text, time_text
from engine.feel.values import Value, kind_of

_SCALARS: dict[str, Callable[[Any], str]] = {
    "number": number_text,
    "string": str,
    "boolean": lambda v: "true" if v else "false",
    "date": date_text,
    "time": time_text,
    "date and time": datetime_text,
    "days and time duration": duration_text,
    "years and months duration": lambda v: months_text(v.months),
    "working days": lambda v: f"working days({v.days})",
    "calendar days": lambda v: f"calendar days({v.days})",
    "Null": lambda v: "null",
    "function": lambda v: "function",
}


def text_of(value: Value) -> str:
    """The text of any value; strings bare at the top, quoted inside."""
    if type(value) is str:
        return value
    parts: list[str] = []
    _write(value, parts, [MAX_LIST, MAX_STRING])
    return "".join(parts)


def _write(value: Value, parts: list[str], left: list[int]) -> None:
    kind = kind_of(value)
    left[0] -= 1
    if left[0] < 0:
        raise too_much("要写成文本的数据过大", "writes too much data as a string")
    if kind == "list":
        _write_all("[", ((None, item) for item in value), "]", parts, left)
    elif kind == "context":
        _write_all("{", value.items(), "}", parts, left)
    elif kind == "range":
        _write_range(value, parts, left)
    else:
        text = _quoted(value) if kind == "string" else _literal(kind, value)
        left[1] -= len(text)
        check_string(MAX_STRING - left[1])
        parts.append(text)


def _literal(kind: str, value: Value) -> str:
    return _SCALARS.get(kind, str)(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write_all(start: str, pairs: Any, end: str, parts: list[str], left: list[int]) -> None:
    parts.append(start)
    for index, (key, item) in enumerate(pairs):
        if index:
            parts.append(", ")
        if key is not None:
            words = words_of(key)
            parts.append(f"{key if words and plain_name(key) == key and words[0].isidentifier() else _quoted(key)}: ")
        _write(item, parts, left)
    parts.append(end)


def _write_range(value: Any, parts: list[str], left: list[int]) -> None:
    if value.operator:
        parts.append(f"({value.operator}")
        _write(value.low if value.low is not None else value.high, parts, left)
        parts.append(")")
        return
    parts.append("[" if value.low_closed else "(")
    _write(value.low, parts, left)
    parts.append("..")
    _write(value.high, parts, left)
    parts.append("]" if value.high_closed else ")")
