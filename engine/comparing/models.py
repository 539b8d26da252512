"""Two models side by side."""

from collections.abc import Iterator

from engine.comparing.changes import Difference
from engine.comparing.elements import element_changes
from engine.comparing.flows import flow_changes
from engine.comparing.forms import form_changes
from engine.comparing.matching import match
from engine.comparing.powers import power_changes
from engine.comparing.tables import table_changes
from engine.reading.model import Model


def compare_models(old: Model, new: Model) -> Difference:
    """What changed from ``old`` to ``new``: the power's words, steps, ways, forms, tables; what only moved is apart."""
    same = match(old, new)
    changes = (
        *power_changes(old, new),
        *element_changes(old, new, same),
        *flow_changes(old, new, same),
        *form_changes(old, new),
        *table_changes(old, new),
    )
    return Difference(tuple(changes), tuple(_moved(old, new, same)), same)


def _moved(old: Model, new: Model, same: dict[str, str]) -> Iterator[str]:
    """Elements and flows in both that are drawn otherwise; a drawing shifted as a whole has moved nothing."""
    dx, dy = _shift(old, new, same)
    for was, now in same.items():
        a, b = old.shapes.get(was), new.shapes.get(now)
        if a and b and (a.x + dx, a.y + dy, a.width, a.height) != (b.x, b.y, b.width, b.height):
            yield now
    for id, edge in old.edges.items():
        if id in new.edges and [(x + dx, y + dy) for x, y in edge.points] != list(new.edges[id].points):
            yield id


def _shift(old: Model, new: Model, same: dict[str, str]) -> tuple[float, float]:
    """By how much most shapes have been shifted."""
    shifts: dict[tuple[float, float], int] = {}
    for was, now in same.items():
        a, b = old.shapes.get(was), new.shapes.get(now)
        if a and b:
            shifts[b.x - a.x, b.y - a.y] = shifts.get((b.x - a.x, b.y - a.y), 0) + 1
    return max(shifts, key=lambda s: (shifts[s], s == (0, 0)), default=(0.0, 0.0))
