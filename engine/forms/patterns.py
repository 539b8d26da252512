"""Regular expressions in a form that could keep the server busy for ever are refused."""

import re
from collections.abc import Iterator, Mapping
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from engine.errors import FormRefused
from engine.text import Text

_LONGEST = 200
_MANY = 32  # a repetition with a smaller bound costs little
_MOST = 2  # repetitions without one: each multiplies the work by the length of the text


def refuse_costly_patterns(form: str, schema: Mapping[str, Any]) -> None:
    for place, pattern in _patterns(schema, "schema"):
        if len(pattern) > _LONGEST or not _cheap(pattern):
            text = Text(
                f"表单 {form}，{place}：正则表达式无效，或者重复套着重复",
                f"Form {form}, {place}: the pattern is not valid, or repeats a repetition",
            )
            raise FormRefused(text, element=place)


def _patterns(schema: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(schema, Mapping):
        for word, part in schema.items():
            if word == "pattern" and isinstance(part, str):
                yield f"{place}.pattern", part
            elif word == "patternProperties" and isinstance(part, Mapping):
                yield from ((f"{place}.{word}", str(pattern)) for pattern in part)
            yield from _patterns(part, f"{place}.{word}")
    elif isinstance(schema, list):
        for index, part in enumerate(schema):
            yield from _patterns(part, f"{place}.{index}")


def _cheap(pattern: str) -> bool:
    try:
        tree = parser.parse(pattern)
        return _repeats(tree) <= 1 and _open_ended(tree) <= _MOST
    except (re.error, RecursionError, OverflowError):
        return False


def _open_ended(tree: Any) -> int:
    """How many repetitions without a small bound there are."""
    found = 0
    for kind, argument in tree:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            found += _open_ended(argument[2]) + (argument[1] == kinds.MAXREPEAT or argument[1] > _MANY)
        elif kind is kinds.SUBPATTERN:
            found += _open_ended(argument[-1])
        elif kind is kinds.BRANCH:
            found += sum(_open_ended(branch) for branch in argument[1])
        elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            found += _open_ended(argument[1])
    return found


def _repeats(tree: Any) -> int:
    """How deep repetitions without a small bound are nested; two such beside each other count as one inside a third."""
    deepest = 0
    for kind, argument in tree:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            _, most, inner = argument
            deepest = max(deepest, _repeats(inner) + (1 if most == kinds.MAXREPEAT or most > _MANY else 0))
        elif kind is kinds.SUBPATTERN:
            deepest = max(deepest, _repeats(argument[-1]))
        elif kind is kinds.BRANCH:
            deepest = max([deepest, *(_repeats(branch) for branch in argument[1])])
        elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            deepest = max(deepest, _repeats(argument[1]))
        elif kind is kinds.GROUPREF:
            deepest = max(deepest, 2)
    return deepest
