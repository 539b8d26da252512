"""Data, notes and message flows of a model without drawing: below what they belong to."""

from collections.abc import Mapping

from engine.reading.model import Edge, Figure, Model, Shape

_SIZES = {
    "textAnnotation": (140.0, 50.0),
    "dataStoreReference": (50.0, 50.0),
    "dataObjectReference": (36.0, 50.0),
    "dataInput": (36.0, 50.0),
    "dataOutput": (36.0, 50.0),
}
_LINES = ("association", "dataInputAssociation", "dataOutputAssociation", "messageFlow")
_GAP = 30.0


def put_artifacts(model: Model, shapes: dict[str, Shape], edges: dict[str, Edge]) -> None:
    """In one row under the drawing, from left to right as what they are tied to stands."""
    kept = [f for f in model.figures.values() if f.kind in _SIZES]
    ties = [f for f in model.figures.values() if f.kind in _LINES]
    bottom = max((s.y + s.height for s in shapes.values()), default=0.0) + 40
    x = 0.0
    for figure in sorted(kept, key=lambda f: _wished(f, ties, shapes)):
        width, height = _SIZES[figure.kind]
        x = max(x, _wished(figure, ties, shapes) - width / 2)
        shapes[figure.id] = Shape(x, bottom, width, height)
        x += width + _GAP
    for tie in ties:
        if tie.source in shapes and tie.target in shapes:
            edges[tie.id] = Edge(_between(shapes[tie.source], shapes[tie.target]))


def _wished(figure: Figure, ties: list[Figure], shapes: Mapping[str, Shape]) -> float:
    for tie in ties:
        other = tie.target if tie.source == figure.id else tie.source if tie.target == figure.id else ""
        if other in shapes:
            return shapes[other].x + shapes[other].width / 2
    return 0.0


def _between(source: Shape, target: Shape) -> tuple[tuple[float, float], ...]:
    """Straight where both stand over one another, else with two corners."""
    down = target.y > source.y
    y1 = source.y + source.height if down else source.y
    y2 = target.y if down else target.y + target.height
    low, high = max(source.x, target.x), min(source.x + source.width, target.x + target.width)
    if low < high:
        small = source if source.width < target.width else target
        x = min(max(small.x + small.width / 2, low), high)
        return ((x, y1), (x, y2))
    x1, x2, middle = source.x + source.width / 2, target.x + target.width / 2, (y1 + y2) / 2
    return ((x1, y1), (x1, middle), (x2, middle), (x2, y2))
