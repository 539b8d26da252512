"""The drawing (BPMN DI): shapes and edges in the file's own units."""

import math

from engine.reading.model import Box, Edge, Shape
from engine.reading.xml import BPMNDI, DC, DI, Node, tag


def read_diagram(root: Node) -> tuple[dict[str, Shape], dict[str, Edge]]:
    """Shapes by element id and edges by flow id; what has no usable figures is left out."""
    shapes: dict[str, Shape] = {}
    edges: dict[str, Edge] = {}
    for node in root.iter(tag(BPMNDI, "BPMNShape")):
        box = _box(node)
        if box:
            shapes[_target(node)] = Shape(
                *box,
                label=_label(node),
                expanded=node.get("isExpanded") not in ("false", "0"),
                horizontal=node.get("isHorizontal") not in ("false", "0"),
            )
    for node in root.iter(tag(BPMNDI, "BPMNEdge")):
        points = tuple(
            (x, y)
            for point in node.iterfind(tag(DI, "waypoint"))
            if (x := _number(point.get("x"))) is not None and (y := _number(point.get("y"))) is not None
        )
        if len(points) > 1:
            edges[_target(node)] = Edge(points, _label(node))
    return shapes, edges


def _target(node: Node) -> str:
    return (node.get("bpmnElement") or "").split(":")[-1]


def _label(node: Node) -> Box | None:
    label = node.find(tag(BPMNDI, "BPMNLabel"))
    return _box(label) if label is not None else None


def _box(node: Node) -> Box | None:
    bounds = node.find(tag(DC, "Bounds"))
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return x, y, width, height


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e6 else None
