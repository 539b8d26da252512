"""How points and ranges lie to one another (DMN 1.5, 10.3.4.11, table 78), and range() itself."""

from collections.abc import Callable
from typing import Any

from engine.feel import nodes as n
from engine.feel.budget import Run
from engine.feel.builtins.registry import BUILTINS, builtin
from engine.feel.compare import equal, includes, order
from engine.feel.errors import FeelError, NoValue
from engine.feel.grammar import parse_expression
from engine.feel.known import KnownNames
from engine.feel.values import Range, Value


def less(a: Value, b: Value) -> bool:
    """Raises NoValue when they have no order."""
    result = order("<", a, b) if a is not None and b is not None else None
    if result is None:
        raise NoValue("两个值不能比较", "the values cannot be compared")
    return result


def same(a: Value, b: Value) -> bool:
    """Equal ends."""
    return bool(equal(a, b))


def _holds(span: Range, point: Value) -> bool:
    result = includes(span, point)
    if result is None:
        raise NoValue("两个值不能比较", "the values cannot be compared")
    return result


def _before(a: Range, b: Range) -> bool:
    return less(a.high, b.low) or (same(a.high, b.low) and not (a.high_closed and b.low_closed))


def _meets(a: Range, b: Range) -> bool:
    return a.high_closed and b.low_closed and same(a.high, b.low)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _starts_first(a: Range, b: Range) -> bool:
    return less(a.low, b.low) or (same(a.low, b.low) and a.low_closed and not b.low_closed)


def _same_start(a: Range, b: Range) -> bool:
    return same(a.low, b.low) and a.low_closed == b.low_closed


def _same_end(a: Range, b: Range) -> bool:
    return same(a.high, b.high) and a.high_closed == b.high_closed


def _ends_first(a: Range, b: Range) -> bool:
    return less(a.high, b.high) or (same(a.high, b.high) and b.high_closed and not a.high_closed)


def _overlaps_before(a: Range, b: Range) -> bool:
    touches = less(b.low, a.high) or (same(b.low, a.high) and a.high_closed and b.low_closed)
    return _starts_first(a, b) and touches and (_ends_first(a, b) or _same_end(a, b))


def _overlaps_after(a: Range, b: Range) -> bool:
    touches = less(a.low, b.high) or (same(a.low, b.high) and b.high_closed and a.low_closed)
    return _starts_first(b, a) and touches and (_ends_first(b, a) or _same_end(a, b))


def _includes(a: Range, b: Range) -> bool:
    starts = _starts_first(a, b) or _same_start(a, b)
    return starts and (_ends_first(b, a) or _same_end(a, b))


def _starts(a: Range, b: Range) -> bool:
    return _same_start(a, b) and (_ends_first(a, b) or _same_end(a, b))


def _finishes(a: Range, b: Range) -> bool:
    return _same_end(a, b) and (_starts_first(b, a) or _same_start(a, b))


def _register(name: str, names: str, points: str, test: Callable[[Any, Any], bool]) -> None:
    """``points`` says which of the two may be points; a signature for ranges is made of the others."""
    first, second = names.split()

    def implementation(_run: Run, a: Value, b: Value) -> Value:
        return test(a, b)

    kind = {"p": "number|string|date|time|datetime|duration|months", "r": "range"}
    builtin(name, f"{first}: {kind[points[0]]}, {second}: {kind[points[1]]}")(implementation)


def _point_before(point: Value, span: Range) -> bool:
    return less(point, span.low) or (same(point, span.low) and not span.low_closed)


def _point_after(point: Value, span: Range) -> bool:
    return less(span.high, point) or (same(point, span.high) and not span.high_closed)


def _swap(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: test(b, a)


for _name, _names, _points, _test in (
    ("before", "point1 point2", "pp", less),
    ("before", "point range", "pr", _point_before),
    ("before", "range point", "rp", lambda r, p: _point_after(p, r)),
    ("before", "range1 range2", "rr", _before),
    ("after", "point1 point2", "pp", _swap(less)),
    ("after", "point range", "pr", _point_after),
    ("after", "range point", "rp", lambda r, p: _point_before(p, r)),
    ("after", "range1 range2", "rr", _swap(_before)),
    ("meets", "range1 range2", "rr", _meets),
    ("met by", "range1 range2", "rr", _swap(_meets)),
    ("overlaps", "range1 range2", "rr", _overlaps),
    ("overlaps before", "range1 range2", "rr", _overlaps_before),
    ("overlaps after", "range1 range2", "rr", _overlaps_after),
    ("finishes", "point range", "pr", lambda p, r: r.high_closed and same(p, r.high)),
    ("finishes", "range1 range2", "rr", _finishes),
    ("finished by", "range point", "rp", lambda r, p: r.high_closed and same(p, r.high)),
    ("finished by", "range1 range2", "rr", _swap(_finishes)),
    ("includes", "range point", "rp", _holds),
    ("includes", "range1 range2", "rr", _includes),
    ("during", "point range", "pr", _swap(_holds)),
    ("during", "range1 range2", "rr", _swap(_includes)),
    ("starts", "point range", "pr", lambda p, r: r.low_closed and same(p, r.low)),
    ("starts", "range1 range2", "rr", _starts),
    ("started by", "range point", "rp", lambda r, p: r.low_closed and same(p, r.low)),
    ("started by", "range1 range2", "rr", _swap(_starts)),
    ("coincides", "point1 point2", "pp", same),
    ("coincides", "range1 range2", "rr", lambda a, b: _same_start(a, b) and _same_end(a, b)),
):
    _register(_name, _names, _points, _test)


_MAKERS = ("date", "time", "date and time", "duration")
_KNOWN = KnownNames.of(_MAKERS)


@builtin("range", "from: string")
def _range(run: Run, text: str) -> Value:
    """The range that a text writes; its ends are literals, or dates and durations made of literal strings."""
    try:
        tree = parse_expression(text, KnownNames.of((), _KNOWN))
    except FeelError as problem:
        raise NoValue(problem.text.zh, problem.text.en) from None
    if not isinstance(tree, n.RangeOf):
        raise NoValue("文本不是区间", "the string is no range")
    low, high = _end(run, tree.low), _end(run, tree.high)
    if low is None or high is None or less(high, low):
        raise NoValue("区间的两端有误", "the ends of the range are wrong")
    return Range(low, high, tree.low_closed, tree.high_closed)


def _end(run: Run, node: n.Node) -> Value:
    if isinstance(node, n.Literal):
        return node.value
    if isinstance(node, n.Call) and isinstance(node.function, n.Name) and node.function.name in _MAKERS:
        literals = [arg.value for arg in node.args if isinstance(arg, n.Literal) and type(arg.value) is str]
        if len(literals) == len(node.args) == 1:
            return BUILTINS[node.function.name].call(run, literals)
    raise NoValue("区间的两端须为字面值", "the ends of the range must be literals")
