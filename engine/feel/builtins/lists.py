"""Functions of lists (DMN 1.5, 10.3.4.4)."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.budget import Run, check_list
from engine.feel.builtins.registry import builtin
from engine.feel.compare import equal, order_key
from engine.feel.errors import NoValue
from engine.feel.numbers import whole
from engine.feel.values import Value, kind_of

List = list[Value]


@builtin("list contains", "list: list, element: any")
def _contains(run: Run, items: List, element: Value) -> Value:
    return any(equal(item, element, run.spend) for item in items)


@builtin("count", "list: list")
def _count(_run: Run, items: List) -> Value:
    return Decimal(len(items))


@builtin("count", "*list: any")
def _count_all(_run: Run, *items: Value) -> Value:
    if not items:
        raise NoValue("缺少参数", "an argument is missing")
    return Decimal(len(items)) if items != (None,) else None


def _best(better: Callable[[Any, Any], bool]) -> Callable[..., Value]:
    def best(_run: Run, items: List) -> Value:
        if not items:
            return None
        found, family = items[0], (order_key(items[0]) or _no_order())[0]
        top = (order_key(found) or _no_order())[1]
        for item in items[1:]:
            key = order_key(item)
            if key is None or key[0] != family:
                raise NoValue("列表中的值不能比较", "the items cannot be compared")
            if better(key[1], top):
                found, top = item, key[1]
        return found

    return best


def _no_order() -> tuple[str, Any]:
    raise NoValue("列表中的值不能比较", "the items cannot be compared")


_min, _max = _best(lambda a, b: bool(a < b)), _best(lambda a, b: bool(a > b))
builtin("min", "list: list")(_min)
builtin("max", "list: list")(_max)


@builtin("min", "*c: any")
def _min_all(run: Run, *items: Value) -> Value:
    return _min(run, list(_given(items)))


@builtin("max", "*c: any")
def _max_all(run: Run, *items: Value) -> Value:
    return _max(run, list(_given(items)))


def _given(items: tuple[Value, ...]) -> tuple[Value, ...]:
    if not items:
        raise NoValue("缺少参数", "an argument is missing")
    return items


def _decided(items: List, decides: bool) -> bool | None:
    result: bool | None = not decides
    for item in items:
        if type(item) is bool and item == decides:
            return decides
        if type(item) is not bool:
            result = None
    return result


@builtin("all", "list: list")
def _all(_run: Run, items: List) -> Value:
    return _decided(items, False)


@builtin("any", "list: list")
def _any(_run: Run, items: List) -> Value:
    return _decided(items, True)


@builtin("all", "*b: any")
def _all_of(_run: Run, *items: Value) -> Value:
    return _decided(list(_given(items)), False)


@builtin("any", "*b: any")
def _any_of(_run: Run, *items: Value) -> Value:
    return _decided(list(_given(items)), True)


def position(number: Decimal, size: int) -> int:
    """The index from 0 of a position from 1, or from -1 at the end. Raises NoValue beyond ``size``."""
    place = whole(number) or 0
    if not 1 <= abs(place) <= size:
        raise NoValue(f"没有第 {number} 项", f"there is no item {number}")
    return place - 1 if place > 0 else size + place


@builtin("sublist", "list: list, start position: number, length?: number")
def _sublist(_run: Run, items: List, start: Decimal, length: Decimal | None = None) -> Value:
    first = position(start, len(items))
    if length is None:
        return items[first:]
    size = whole(length)
    if size is None or size < 0 or first + size > len(items):
        raise NoValue("长度超出列表", "the length goes beyond the list")
    return items[first : first + size]


@builtin("append", "list: list, *item: any")
def _append(_run: Run, items: List, *more: Value) -> Value:
    check_list(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "*list: list")
def _concatenate(_run: Run, *lists: List) -> Value:
    check_list(sum(map(len, _given(lists))))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert(_run: Run, items: List, place: Decimal, item: Value) -> Value:
    index = position(place, len(items))
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def _remove(_run: Run, items: List, place: Decimal) -> Value:
    index = position(place, len(items))
    return items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def _replace_at(_run: Run, items: List, place: Decimal, item: Value) -> Value:
    index = position(place, len(items))
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def _replace_matching(run: Run, items: List, match: Value, new: Value) -> Value:
    from engine.feel.compiling.functions import call_function

    result = []
    for item in items:
        hit = call_function(run, match, [item, new])
        if type(hit) is not bool:
            raise NoValue("匹配函数须给出真或假", "the match function must give true or false")
        result.append(new if hit else item)
    return result


@builtin("reverse", "list: list")
def _reverse(_run: Run, items: List) -> Value:
    return items[::-1]


@builtin("index of", "list: list, match: any")
def _index_of(run: Run, items: List, match: Value) -> Value:
    return [Decimal(i) for i, item in enumerate(items, 1) if equal(item, match, run.spend)]


def distinct(run: Run, items: List) -> List:
    """The items without those equal to an earlier one."""
    result: List = []
    seen: set[tuple[str, Any]] = set()
    for item in items:
        key = order_key(item) if kind_of(item) in ("number", "string", "date") else None
        if key is not None:
            if key in seen:
                continue
            seen.add(key)
        else:
            run.spend(len(result))
            if any(equal(item, other, run.spend) for other in result):
                continue
        result.append(item)
    return result


@builtin("union", "*list: list")
def _union(run: Run, *lists: List) -> Value:
    check_list(sum(map(len, _given(lists))))
    return distinct(run, [item for items in lists for item in items])


@builtin("distinct values", "list: list")
def _distinct_values(run: Run, items: List) -> Value:
    return distinct(run, items)


@builtin("flatten", "list: list")
def _flatten(run: Run, items: List) -> Value:
    result: List = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.spend(1)
            if type(item) is list:
                stack.append(iter(item))
                break
            result.append(item)
        else:
            stack.pop()
    check_list(len(result))
    return result


@builtin("sort", "list: list")
def _sort(_run: Run, items: List) -> Value:
    keys = [order_key(item) or _no_order() for item in items]
    if len({family for family, _ in keys}) > 1:
        _no_order()
    places = sorted(range(len(items)), key=lambda i: keys[i][1])
    return [items[i] for i in places]


@builtin("sort", "list: list, precedes: function")
def _sort_by(run: Run, items: List, precedes: Value) -> Value:
    from engine.feel.compiling.functions import call_function

    if len(precedes.params) != 2:
        raise NoValue("比较函数须有两个参数", "the function must take two arguments")

    def compare(a: Value, b: Value) -> int:
        if call_function(run, precedes, [a, b]) is True:
            return -1
        return 1 if call_function(run, precedes, [b, a]) is True else 0

    return sorted(items, key=cmp_to_key(compare))
