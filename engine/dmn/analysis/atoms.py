"""The circumstances that a column can tell apart, each with one value that stands for it.

Numbers, dates and their like are cut at every constant of the column into points and the open stretches between them;
of texts there are the mentioned ones and all others. Within an atom every cell of the column answers alike, so trying
the one value is exact.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import calculate
from engine.feel.budget import Env, Run
from engine.feel.compare import equal, order_key
from engine.feel.display import text_of
from engine.feel.values import Value, YearsMonths, kind_of
from engine.text import Text

ORDERED = ("number", "date", "time", "date and time", "days and time duration", "years and months duration")
OTHER = "（其他）"


@dataclass(frozen=True, slots=True)
class Atom:
    """One circumstance: a value that stands for it, and how people call it. ``low`` and ``high`` bound a stretch."""

    value: Value
    is_point: bool
    low: Value = None
    high: Value = None


def atoms_of(kind: str, constants: list[Value]) -> list[Atom]:
    """The atoms of a column whose inputs are of ``kind``, in their order."""
    points = _distinct([c for c in constants if kind_of(c) == kind])
    if kind == "boolean":
        return [Atom(True, True), Atom(False, True)]
    if kind in ORDERED:
        return _cut(points)
    return [*(Atom(p, True) for p in points), Atom(OTHER, False)]


def _distinct(values: list[Value]) -> list[Value]:
    result: list[Value] = []
    for value in values:
        if not any(equal(value, other) for other in result):
            result.append(value)
    keys = [order_key(value) for value in result]
    if all(keys):
        result.sort(key=lambda v: _sortable(order_key(v)))
    return result


def _sortable(key: tuple[str, Any] | None) -> Any:
    return key or ("", 0)


def _cut(points: list[Value]) -> list[Atom]:
    if not points:
        return []
    atoms = _stretch(None, points[0])
    for place, point in enumerate(points):
        atoms.append(Atom(point, True))
        atoms += _stretch(point, points[place + 1] if place + 1 < len(points) else None)
    return atoms


def _stretch(low: Value, high: Value) -> list[Atom]:
    """The open stretch between two points, if anything lies there."""
    value = _between(low, high)
    return [] if value is None else [Atom(value, False, low, high)]


def _between(low: Value, high: Value) -> Value:
    point = low if low is not None else high
    step = _step(point)
    if low is None or high is None:
        return calculate(Run(Env()), "+" if high is None else "-", point, step)
    run = Run(Env())
    if type(low) is Decimal:
        return _middle(low, high)
    if (isinstance(low, date) and kind_of(low) == "date") or isinstance(low, YearsMonths):
        following = calculate(run, "+", low, step)
        return None if equal(following, high) else following
    half = calculate(run, "/", calculate(run, "-", high, low), Decimal(2))
    return calculate(run, "+", low, half)


def _middle(low: Decimal, high: Decimal) -> Decimal:
    """A number between, whole if there is one, with no more digits than it takes."""
    whole = (low + 1).to_integral_value(rounding="ROUND_FLOOR")
    return whole if low < whole < high else (low + high) / 2


def _step(point: Value) -> Value:
    kind = kind_of(point)
    if kind == "number":
        return Decimal(1)
    if kind == "years and months duration":
        return YearsMonths(1)
    return timedelta(hours=1) if kind in ("time", "days and time duration") else timedelta(days=1)


def region_text(atoms: list[Atom], chosen: list[int]) -> Text:
    """Some atoms of a column as people say it: ``任意``, ``[5..10)``, ``"从重", "一般"``."""
    if len(chosen) == len(atoms):
        return Text("任意", "any")
    parts: list[Text] = []
    run: list[int] = []
    for index in [*chosen, -2]:
        if run and index != run[-1] + 1:
            parts.append(_run_text([atoms[i] for i in run]))
            run = []
        run.append(index)
    return Text("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def _run_text(run: list[Atom]) -> Text:
    first, last = run[0], run[-1]
    if kind_of(first.value) not in ORDERED:
        names = ["其他" if not a.is_point else text_of(a.value) for a in run]
        return Text("、".join(names), ", ".join("other" if n == "其他" else n for n in names))
    if len(run) == 1 and first.is_point:
        return Text(text_of(first.value), text_of(first.value))
    low, high = (first.value if first.is_point else first.low), (last.value if last.is_point else last.high)
    if low is None or high is None:
        sign = ("<" if high is not None else ">") + ("=" if (last if low is None else first).is_point else "")
        written = f"{sign} {text_of(high if low is None else low)}"
    else:
        opening, closing = "[" if first.is_point else "(", "]" if last.is_point else ")"
        written = f"{opening}{text_of(low)}..{text_of(high)}{closing}"
    return Text(written, written)
