"""The drawing (BPMN DI): shapes and edges in the file's own units."""

import math
from dataclasses import replace

from engine.reading.model import Box, Edge, Shape
from engine.reading.xml import BPMN, BPMNDI, DC, DI, Node, tag

_SUB_PROCESSES = [tag(BPMN, kind) for kind in ("subProcess", "transaction", "adHocSubProcess")]


def read_diagram(root: Node) -> tuple[dict[str, Shape], dict[str, Edge]]:
    """Shapes by element id and edges by flow id; what has no usable figures is left out.

    What is drawn twice (in a diagram of its own, say) counts where it is drawn first.
    """
    shapes: dict[str, Shape] = {}
    edges: dict[str, Edge] = {}
    unsaid: set[str] = set()
    for plane in root.iter(tag(BPMNDI, "BPMNPlane")):
        of = _target(plane)
        for node in plane.iter(tag(BPMNDI, "BPMNShape")):
            box, id = _box(node), _target(node)
            if box and id not in shapes:
                if node.get("isExpanded") is None:
                    unsaid.add(id)
                shapes[id] = Shape(
                    *box,
                    label=_label(node),
                    expanded=node.get("isExpanded") not in ("false", "0"),
                    horizontal=node.get("isHorizontal") not in ("false", "0"),
                    plane=of,
                    marked=node.get("isMarkerVisible") not in ("false", "0"),
                )
        for node in plane.iter(tag(BPMNDI, "BPMNEdge")):
            points = _points(node)
            if len(points) > 1:
                edges.setdefault(_target(node), Edge(points, _label(node), of, node.get("messageVisibleKind")))
    for node in root.iter(*_SUB_PROCESSES):
        if (id := node.get("id") or "") in unsaid:
            shapes[id] = replace(shapes[id], expanded=_filled(node, shapes))
    return shapes, edges


def _points(node: Node) -> tuple[tuple[float, float], ...]:
    return tuple(
        (x, y)
        for point in node.iterfind(tag(DI, "waypoint"))
        if (x := _number(point.get("x"))) is not None and (y := _number(point.get("y"))) is not None
    )


def _filled(node: Node, shapes: dict[str, Shape]) -> bool:
    """A sub-process that does not say whether it is open is, where something is drawn inside it."""
    own = shapes[node.get("id") or ""]
    inside = (shapes[i] for n in node.iterdescendants(tag(BPMN, "*")) if (i := n.get("id") or "") in shapes)
    return any(
        s.plane == own.plane
        and own.x <= s.x + s.width / 2 <= own.x + own.width
        and own.y <= s.y + s.height / 2 <= own.y + own.height
        for s in inside
    )


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
